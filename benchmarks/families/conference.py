"""Reviewers and papers of three conferences, from what the reviewers bid (PrefLib; see ``instances/README.md``)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.families.base import Family, Size
from benchmarks.instance import Matrix, from_scores

FOLDER = Path(__file__).resolve().parents[1] / "instances"
POINTS = {4: 1.0, 3: 0.5, 2: 0.25, 1: 0.0, 0: np.nan}  # what a bid is worth; 0: a conflict


class Variant(NamedTuple):
    """What is asked of an instance, and the points of the best plan. ``min_load`` 0 or more is hard."""

    file: str
    points: float
    demand: int
    max_load: int
    min_load: int = 0
    is_balanced: bool = False


VARIANTS = {
    "csconf1": Variant("csconf1", 124.25, 3, 6),
    "csconf2": Variant("csconf2", 141.5, 3, 7),
    "csconf1 even": Variant("csconf1", 124.25, 3, 6, 5),  # every load at floor or ceiling of the mean
    "csconf2 even": Variant("csconf2", 141.5, 3, 7, 6),
    "csconf1 one each": Variant("csconf1", 48.25, 1, 2),
    "csconf2 one each": Variant("csconf2", 51.0, 1, 3),
    "aamas2015": Variant("aamas2015", 1406.25, 3, 12),
    "aamas2015 balanced": Variant("aamas2015", 1356.5, 3, 12, is_balanced=True),
    "aamas2015 one each": Variant("aamas2015", 540.5, 1, 4),
}


def make(name: str, seed: int) -> Matrix:
    """Rows are papers, columns reviewers. The seed changes nothing."""
    variant = VARIANTS[name]
    with np.load(FOLDER / f"{variant.file}.npz", allow_pickle=False) as file:
        bids = file["bids"].T
    scores = np.vectorize(POINTS.__getitem__, otypes=[float])(bids)
    papers, reviewers = scores.shape
    levels = ("unpaired", "imbalance", "penalty") if variant.is_balanced else ("unpaired", "penalty")
    return from_scores(
        levels,
        scores,
        4,
        demand=np.full(papers, variant.demand),
        min_load=np.full(reviewers, variant.min_load) if variant.min_load else None,
        max_load=np.full(reviewers, variant.max_load),
        best={"unpaired": 0, "penalty": -round(variant.points * 4)},
    )


FAMILY = Family(
    "conference",
    "reviewers and papers of three conferences: csconf1 31 x 54, csconf2 24 x 52, aamas2015 201 x 613; bids in "
    "quarters of a point, conflicts, three reviewers a paper or one",
    "published or found by several solvers",
    tuple(Size(name, "normal" if "aamas" in name else "quick", partial(make, name)) for name in VARIANTS),
    is_seeded=False,
)
