"""Tasks and agents, one each, a few candidates a task: the sparse assignment problem."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.chance import words
from benchmarks.families.base import Family, Size
from benchmarks.instance import Matrix

BEST = {(10_000, 20, 1): 828494523, (100_000, 20, 1): 8317515550, (300_000, 10, 1): 47777471446}
SIZES = {(100, 8): "quick", (1000, 20): "quick", (10_000, 20): "normal", (100_000, 20): "heavy", (300_000, 10): "heavy"}


def make(size: int, degree: int, seed: int) -> Matrix:
    """Candidate k of task t is agent h(t·degree + k, seed + 10) mod n, but (7919·t + 13) mod n for k = 0.

    The cost is (h(t·degree + k, seed + 11) >> 44) + 1; of a pair drawn twice the cheaper counts.
    """
    task = np.repeat(np.arange(size), degree)
    agent = (words(0, size * degree, seed + 10) % np.uint64(size)).astype(np.int64)
    agent[::degree] = (7919 * np.arange(size) + 13) % size
    cost = (words(0, size * degree, seed + 11) >> np.uint64(44)).astype(np.int64) + 1
    order = np.lexsort((cost, task * size + agent))
    task, agent, cost = task[order], agent[order], cost[order]
    first = np.r_[True, (task[1:] != task[:-1]) | (agent[1:] != agent[:-1])]
    known = BEST.get((size, degree, seed))
    best = {"unpaired": 0} if known is None else {"unpaired": 0, "penalty": known}
    one = np.ones(size, np.int64)
    shape, levels = (size, size), ("unpaired", "penalty")
    return Matrix(shape, cost[first], one, one, levels, task[first], agent[first], best=best)


FAMILY = Family(
    "sparse",
    "n tasks and n agents, 10 or 20 candidates a task, costs of 20 bits",
    "two solvers, from 10,000 on with seed 1; else one answer of all tools; that all can be paired by construction",
    tuple(
        Size(f"{size} deg {degree}", severity, partial(make, size, degree))
        for (size, degree), severity in SIZES.items()
    ),
)
