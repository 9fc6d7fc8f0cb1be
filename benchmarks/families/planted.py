"""Scores whose best plan was there first: optimal by duality, with any seed."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.chance import below, words
from benchmarks.families.base import Family, Size
from benchmarks.instance import Matrix

SIZES = {(200, 20, 8): "quick", (3000, 300, 19): "normal", (30_000, 3000, 20): "heavy", (100_000, 10_000, 20): "heavy"}


def make(rows: int, columns: int, degree: int, seed: int) -> Matrix:
    """A plan, and v[row], u[column] ≥ 0 with u > 0 only at full load; scores v + u on it, elsewhere at least 1 less.

    Every third row wants two columns. Half the columns are full in the plan, the others have up to 3 places left.
    """
    demand = 1 + (np.arange(rows) % 3 == 0).astype(np.int64)
    row = np.repeat(np.arange(rows), degree)
    # the first two candidates of a row lie half of all columns apart, so that they differ
    start = below(columns, rows, seed + 20)
    column = below(columns, rows * degree, seed + 21)
    column[::degree] = start
    column[1::degree] = (start + columns // 2) % columns
    on_plan = np.arange(rows * degree) % degree < demand[row]
    loads = np.bincount(column[on_plan], minlength=columns)
    is_full = words(0, columns, seed + 22) % np.uint64(2) == 0
    most = loads + np.where(is_full, 0, 1 + below(3, columns, seed + 23))
    v, u = below(500, rows, seed + 24), np.where(is_full, below(500, columns, seed + 25), 0)
    less = 1 + below(300, rows * degree, seed + 26)
    score = v[row] + u[column] - np.where(on_plan, 0, less)
    order = np.lexsort((~on_plan, row * columns + column))  # of a pair drawn twice, the one on the plan counts
    row, column, score, on_plan = row[order], column[order], score[order], on_plan[order]
    first = np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])]
    row, column, score, on_plan = row[first], column[first], score[first], on_plan[first]
    return Matrix(
        (rows, columns),
        -score,
        demand,
        most,
        ("unpaired", "penalty"),
        row,
        column,
        best={"unpaired": 0, "penalty": -int(score[on_plan].sum())},
        plan=row[on_plan] * columns + column[on_plan],
        unit=-1,
    )


FAMILY = Family(
    "planted",
    "rows that want one column or two, columns with limits of their own; one plan was planted, and is the only best",
    "by construction: planted duals",
    tuple(
        Size(f"{rows} x {columns}", severity, partial(make, rows, columns, degree))
        for (rows, columns, degree), severity in SIZES.items()
    ),
)
