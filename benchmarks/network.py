"""A matrix as one network, its levels added up into one whole number a unit of flow. Several tools start from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from benchmarks.instance import Ints, Matrix


class Sums(NamedTuple):
    """The levels added up, as costs of a unit of flow.

    ``pair``: of each pair; ``missing``: of a place left unpaired; ``unit``: of one pair more of ``unit_column``, by
    column, rising within one.
    """

    pair: Ints
    missing: int
    unit: Ints
    unit_column: Ints


def added_up(matrix: Matrix, costs: Ints, num_inside: Ints) -> Sums:
    """Weights W = 1 + Σ W·B over the levels after it, B the most that a level can change by along a simple cycle.

    That is the span of the costs times the shorter side for ``penalty``, and the span of the units for ``imbalance``:
    the k-th pair of a column has the price 2k − 1. A hard minimum is a level before all: the first pairs of a column,
    as many as it must take, have the price −1.
    ``num_inside``: eligible pairs of each column.
    """
    units = np.minimum(matrix.max_load, num_inside)
    column = np.repeat(np.arange(matrix.shape[1]), units)
    k = np.arange(len(column)) - np.repeat(np.cumsum(units) - units, units) + 1
    pair, unit, missing = np.zeros(len(costs), np.int64), np.zeros(len(column), np.int64), 0
    weight, rest = 1, 0
    for level in reversed(matrix.levels):
        if level == "penalty":
            pair = costs * weight
            span = max(0, int(costs.max(initial=0))) - min(0, int(costs.min(initial=0)))
            rest += weight * span * min(matrix.shape)
        elif level == "imbalance":
            unit = (2 * k - 1) * weight
            rest += weight * 2 * int(units.max(initial=0))
        elif level == "unpaired":
            missing = weight
            rest += weight
        else:
            raise ValueError(f"no tool but assign knows the level {level!r}")
        weight = 1 + rest
    return Sums(pair, missing, unit - np.where(k <= matrix.least[column], weight, 0), column)


class Network(NamedTuple):
    """Arcs: the pairs, then a missing arc a row, then the units of the columns. Nodes: rows, columns, sink."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints


def network(matrix: Matrix) -> tuple[Network, Ints, Ints]:
    """The network, and the row and the column of each of its first arcs, the pairs."""
    n, m = matrix.shape
    rows, columns, costs = matrix.pairs()
    sums = added_up(matrix, costs, np.bincount(columns, minlength=m))
    every_row, sink = np.arange(n), n + m
    return (
        Network(
            np.concatenate([rows, every_row, n + sums.unit_column]),
            np.concatenate([n + columns, np.full(n, sink), np.full(len(sums.unit), sink)]),
            np.concatenate([np.ones(len(rows), np.int64), matrix.demand, np.ones(len(sums.unit), np.int64)]),
            np.concatenate([sums.pair, np.full(n, sums.missing), sums.unit]),
            np.concatenate([matrix.demand, np.zeros(m, np.int64), [-matrix.demand.sum()]]),
        ),
        rows,
        columns,
    )


class Copies(NamedTuple):
    """A matrix of demand 1 as an assignment problem: a copy of a column for each pair it takes, and a dummy a row.

    ``row``, ``copy``, ``cost``: the entries; ``column_of``: of each copy, −1 for the dummies. Costs are 1 or more, by a
    constant that all entries have in common.
    """

    row: Ints
    copy: Ints
    cost: Ints
    column_of: Ints


def copies(matrix: Matrix) -> Copies:
    """Every pair with every copy of its column, and every row with its dummy: left unpaired."""
    n, m = matrix.shape
    rows, columns, costs = matrix.pairs()
    sums = added_up(matrix, costs, np.bincount(columns, minlength=m))
    num_copies = np.bincount(sums.unit_column, minlength=m)
    first = np.cumsum(num_copies) - num_copies
    each = num_copies[columns]
    pair = np.repeat(np.arange(len(rows)), each)
    copy = first[columns[pair]] + np.arange(len(pair)) - np.repeat(np.cumsum(each) - each, each)
    cost = np.concatenate([sums.pair[pair] + sums.unit[copy], np.full(n, sums.missing)])
    return Copies(
        np.concatenate([rows[pair], np.arange(n)]),
        np.concatenate([copy, len(sums.unit) + np.arange(n)]),
        cost - cost.min() + 1,
        np.concatenate([sums.unit_column, np.full(n, -1)]),
    )


def num_entries(matrix: Matrix) -> int:
    """How many entries ``copies`` would make, at the most."""
    if matrix.columns is None:
        return int(matrix.shape[0] * np.minimum(matrix.max_load, matrix.shape[0]).sum()) + matrix.shape[0]
    inside = np.bincount(matrix.columns, minlength=matrix.shape[1])
    return int((np.minimum(matrix.max_load, inside) * inside).sum()) + matrix.shape[0]


def num_copies(matrix: Matrix) -> int:
    """How many columns ``copies`` would make, dummies included."""
    full = np.full(matrix.shape[1], matrix.shape[0])
    inside = full if matrix.columns is None else np.bincount(matrix.columns, minlength=matrix.shape[1])
    return int(np.minimum(matrix.max_load, inside).sum()) + matrix.shape[0]
