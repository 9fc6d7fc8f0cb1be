"""One session of a large programme: many participants, a tenth as many mentors, even loads, then the wishes."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.chance import below
from benchmarks.families.base import Family, Limit, Size
from benchmarks.instance import Matrix

MAX_LOAD = 12
LEVELS = ("unpaired", "imbalance", "penalty")
BEST = {  # of rows, by the seeds 1, 2, …
    300: (35156, 33606, 36390),
    3000: (154902, 161214, 155389),
    30_000: (1500889,),
}


def make(rows: int, columns: int, num_pairs: int, seed: int) -> Matrix:
    """Each row may meet ``num_pairs / rows`` columns, drawn; a pair costs 0 to 999; a column takes 12 at most.

    The first column of a row is drawn in turns, so that there is a plan of even loads.
    """
    degree = num_pairs // rows + (np.arange(rows) < num_pairs % rows)
    drawn = min(columns * 4, 2 * int(degree.max()) + 20)  # with those drawn twice
    row = np.repeat(np.arange(rows), drawn)
    column = below(columns, rows * drawn, seed)
    column[::drawn] = (7919 * np.arange(rows) + 13) % columns
    key, first = np.unique(row * columns + column, return_index=True)
    key = key[np.argsort(first)]  # by row, in the order they were drawn
    row = key // columns
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    key = np.sort(key[rank < degree[row]])
    if len(key) != num_pairs:
        raise ValueError(f"{len(key)} pairs were drawn, and {num_pairs} are wanted")
    cost = below(1000, num_pairs, seed + 1000)
    shares = np.bincount(np.arange(rows) % columns, minlength=columns)  # as even as can be
    best = {"unpaired": 0, "imbalance": int((shares**2).sum())}
    known = BEST.get(rows, ())
    if 1 <= seed <= len(known):
        best["penalty"] = known[seed - 1]
    most = np.full(columns, MAX_LOAD)
    return Matrix(
        (rows, columns), cost, np.ones(rows, np.int64), most, LEVELS, key // columns, key % columns, best=best
    )


FAMILY = Family(
    "mentoring",
    "participants and mentors of one session, 19 or 20 eligible mentors each; everybody paired, then the most even "
    "loads, then the lowest cost",
    "everybody paired and even loads by construction; the cost by two solvers: seeds 1 to 3, of the "
    "largest seed 1; else one answer of all tools",
    (
        Size("300 x 30", "quick", partial(make, 300, 30, 2400)),
        Size(
            "3000 x 300",
            "normal",
            partial(make, 3000, 300, 57_000),
            (
                Limit("assign", "raw flow", most=2.6),
                Limit("CP-SAT", "assign", least=100),
                Limit("networkx", "assign", least=80),
                Limit("matching", "assign", least=30),
            ),
        ),
        Size(
            "30000 x 3000",
            "normal",
            partial(make, 30_000, 3000, 590_000),
            (Limit("assign", "raw flow", most=2.5), Limit("assign", megabytes=200)),
            ("assign", "raw flow"),
        ),
    ),
)
