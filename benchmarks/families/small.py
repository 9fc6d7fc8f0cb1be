"""Two instances to check by hand: three papers, four reviewers."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.families.base import Family, Size
from benchmarks.instance import Matrix, from_scores

SCORES = {
    "a": ([[12, 15, 8, 13], [18, 10, 16, 4], [16, 14, 15, 1]], [[0, -1, -1, 0], [0, 0, 0, 0], [0, -1, 0, -1]], 82),
    "b": ([[17, 14, 8, 18], [12, 1, 3, 6], [3, 17, 15, 12]], [[-1, 0, 0, -1], [-1, -1, 0, 0], [0, 0, 0, 0]], 51),
}


def make(which: str, seed: int) -> Matrix:
    """Two reviewers a paper, one or two papers a reviewer. The seed changes nothing."""
    scores, conflicts, best = SCORES[which]
    return from_scores(
        ("unpaired", "penalty"),
        np.where(np.array(conflicts) < 0, np.nan, np.array(scores, float)),
        1,
        demand=np.full(3, 2),
        min_load=np.full(4, 1),
        max_load=np.full(4, 2),
        best={"unpaired": 0, "penalty": -best},
    )


FAMILY = Family(
    "small",
    "3 papers with two reviewers each, 4 reviewers of one or two papers; conflicts. A method that fills the minimums "
    "first, and the rest after, finds no plan.",
    "82 and 51, by hand",
    tuple(Size(name, "quick", partial(make, name)) for name in SCORES),
    is_seeded=False,
)
