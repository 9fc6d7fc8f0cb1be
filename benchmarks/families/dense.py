"""Every row may meet every column, one each: the linear assignment problem."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.chance import words
from benchmarks.families.base import Family, Size
from benchmarks.instance import Matrix

BEST = {(1000, 1): 1672992, (2000, 1): 1718970, (5000, 1): 1703544, (10000, 1): 1722828}
SEVERITY = {100: "quick", 1000: "normal", 2000: "normal", 5000: "heavy", 10000: "heavy"}
ROWS_AT_ONCE = 500


def make(size: int, seed: int) -> Matrix:
    """cost[i, j] = h(i·n + j, seed) >> 44: 20 bits."""
    costs = np.empty((size, size), np.int32)
    for start in range(0, size, ROWS_AT_ONCE):
        end = min(size, start + ROWS_AT_ONCE)
        block = words(start * size, (end - start) * size, seed) >> np.uint64(44)
        costs[start:end] = block.reshape(end - start, size)
    best = {"unpaired": 0, "penalty": BEST[size, seed]} if (size, seed) in BEST else {"unpaired": 0}
    one = np.ones(size, np.int64)
    return Matrix((size, size), costs, one, one, ("unpaired", "penalty"), best=best)


FAMILY = Family(
    "dense",
    "n x n, every pair eligible, one each, costs of 20 bits",
    "four solvers, from 1,000 on with seed 1; else one answer of all tools",
    tuple(Size(f"{size}", severity, partial(make, size)) for size, severity in SEVERITY.items()),
)
