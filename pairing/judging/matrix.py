"""The judge of an assignment: loads, levels and potentials once more, from the costs and the chosen pairs alone.

Shares no code with the engines. A plan that keeps its limits is the best one, level by level in lexicographic order, if
potentials exist under which no chosen pair, and no pair or place that is used, has a reduced cost above 0, and none
that could still be used has one below: then every change of the plan is a sum of steps that cost nothing or more.
(Linear programming duality, level by level; Ahuja, Magnanti & Orlin, Network Flows, 1993, chapter 9.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST_AT_ONCE = 1 << 18


class Statement(NamedTuple):
    """What was asked: ``costs`` one an edge, or one a cell, row by row, where ``rows`` and ``columns`` are None.

    ``eligible``: which cells are pairs (None: all). ``limits``: the largest load a column may have; ``weights``: of
    the squares of the loads. ``tie``: the cost of pairs on a tie level, from their rows and columns.
    """

    shape: tuple[int, int]
    rows: Ints | None
    columns: Ints | None
    costs: Ints
    eligible: Bools | None
    demand: Ints
    least: Ints
    limits: Ints
    weights: Ints
    is_least_hard: bool
    tie: Callable[[Ints, Ints, str], Ints]


class Claim(NamedTuple):
    """What is claimed: the chosen pairs, (level, value) in order, and potentials by level (None: no proof)."""

    rows: Ints
    columns: Ints
    levels: Sequence[tuple[str, int]]
    of_rows: Ints | None
    of_columns: Ints | None


def faults(statement: Statement, claim: Claim) -> list[str]:
    """Everything that is wrong with the claim; empty: it is true.

    O(pairs · levels), in blocks; whole numbers throughout.
    """
    n, m = statement.shape
    load, missing = np.bincount(claim.columns, minlength=m), statement.demand - np.bincount(claim.rows, minlength=n)
    found = []
    if (missing < 0).any():
        found.append(f"row {int(np.argmin(missing))} has more columns than it asked for")
    if (load > statement.limits).any():
        found.append(f"column {int(np.argmax(load > statement.limits))} holds more than its limit")
    if statement.is_least_hard and (load < statement.least).any():
        found.append(f"column {int(np.argmax(load < statement.least))} holds less than its minimum")
    costs, is_pair = _costs_of(statement, claim.rows, claim.columns)
    if not is_pair.all():
        found.append(f"pair {int(np.argmin(is_pair))} is not eligible, or stands twice")
    if found:
        return found
    for name, value in claim.levels:
        true = _value(statement, claim.rows, claim.columns, name, costs)
        if true != value:
            found.append(f"level {name} is {true}, and {value} is claimed")
    if claim.of_rows is not None and claim.of_columns is not None and not found:
        found += _proof_faults(statement, claim, load, missing)
    return found


def value_of(statement: Statement, rows: Ints, columns: Ints, name: str) -> int:
    """What an assignment is worth on a level; its pairs are eligible, by row, then by column."""
    return _value(statement, rows, columns, name, _costs_of(statement, rows, columns)[0])


def _costs_of(statement: Statement, rows: Ints, columns: Ints) -> tuple[Ints, Bools]:
    """The cost of each chosen pair, and whether it is one."""
    width = statement.shape[1]
    cells = rows * width + columns
    fresh = np.ones(len(cells), bool)
    fresh[1:] = cells[1:] > cells[:-1]  # ascending, so that one that stands twice is seen
    if statement.rows is None or statement.columns is None:
        is_pair = fresh if statement.eligible is None else fresh & statement.eligible.reshape(-1)[cells]
        return statement.costs[cells], is_pair
    known = statement.rows * width + statement.columns
    spot = np.minimum(np.searchsorted(known, cells), max(0, len(known) - 1))
    if not len(known):
        return np.zeros(len(cells), np.int64), np.zeros(len(cells), bool)
    return statement.costs[spot], fresh & (known[spot] == cells)


def _value(statement: Statement, rows: Ints, columns: Ints, name: str, costs: Ints) -> int:
    load = np.bincount(columns, minlength=statement.shape[1])
    missing = statement.demand - np.bincount(rows, minlength=statement.shape[0])
    if name == "unpaired":
        return int(missing.sum())
    if name == "spread":
        return int((missing * missing).sum())
    if name in ("idle", "required"):
        return int(np.maximum(0, statement.least - load).sum())
    if name == "imbalance":
        return int((statement.weights * load * load).sum())
    if name == "penalty":
        return int(costs.sum())
    return int(statement.tie(rows, columns, name).sum())


def _proof_faults(statement: Statement, claim: Claim, load: Ints, missing: Ints) -> list[str]:
    assert claim.of_rows is not None
    assert claim.of_columns is not None
    found = []
    names = [name for name, _ in claim.levels]
    m = statement.shape[1]
    chosen_cells = claim.rows * m + claim.columns
    for rows, columns, costs in _pairs(statement):
        sign = np.where(_is_in(rows * m + columns, chosen_cells), -1, 1)
        for level, name in enumerate(names):
            of_level = costs if name == "penalty" else statement.tie(rows, columns, name) if "tie" in name else 0
            reduced = sign * (of_level + claim.of_rows[level][rows] - claim.of_columns[level][columns])
            if (reduced < 0).any():
                spot = int(np.argmax(reduced < 0))
                found.append(f"{name}: the pair ({rows[spot]}, {columns[spot]}) could make the plan better")
            if not reduced.any():
                continue
            open_still = np.flatnonzero(reduced == 0)
            rows, columns, costs, sign = rows[open_still], columns[open_still], costs[open_still], sign[open_still]
    most = np.minimum(statement.limits, _num_pairs(statement))
    found += _unit_faults("column", names, claim.of_columns, load, most, lambda name, k: _unit(statement, name, k))
    found += _unit_faults("row", names, claim.of_rows, missing, statement.demand, _missing_unit)
    return found


def _unit_faults(
    what: str, names: Sequence[str], potentials: Ints, used: Ints, limit: Ints, price: Callable[[str, Ints], Ints | int]
) -> list[str]:
    """The last unit used costs, with the potential, nothing or less; the next one, where there may be one, or more."""
    found = []
    for which, k, sign in ((used > 0, used, -1), (used < limit, used + 1, 1)):
        at = np.flatnonzero(which)
        for level, name in enumerate(names):
            reduced = sign * (np.broadcast_to(price(name, k), k.shape)[at] + potentials[level][at])
            if (reduced < 0).any():
                found.append(f"{name}: {what} {int(at[np.argmax(reduced < 0)])} could make the plan better")
            at = at[reduced == 0]
    return found


def _unit(statement: Statement, name: str, k: Ints) -> Ints | int:
    """What the k-th pair of each column costs."""
    if name == "imbalance":
        return (2 * k - 1) * statement.weights
    if name in ("idle", "required"):
        return -(k <= statement.least).astype(np.int64)
    return 0


def _missing_unit(name: str, k: Ints) -> Ints | int:
    """What the k-th missing place of each row costs."""
    return 1 if name == "unpaired" else 2 * k - 1 if name == "spread" else 0


def _num_pairs(statement: Statement) -> Ints:
    """How many pairs each column has: it can hold no more."""
    n, m = statement.shape
    if statement.columns is not None:
        return np.bincount(statement.columns, minlength=m)
    return np.full(m, n) if statement.eligible is None else statement.eligible.sum(axis=0)


def _pairs(statement: Statement) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Rows, columns and costs of the pairs, some at a time."""
    if statement.rows is not None and statement.columns is not None:
        for start in range(0, len(statement.rows), MOST_AT_ONCE):
            some = slice(start, start + MOST_AT_ONCE)
            yield statement.rows[some], statement.columns[some], statement.costs[some]
        return
    n, m = statement.shape
    step = max(1, MOST_AT_ONCE // max(1, m))
    for row in range(0, n, step):
        cells = np.arange(row * m, min(n, row + step) * m)
        if statement.eligible is not None:
            cells = cells[statement.eligible.reshape(-1)[cells]]
        yield cells // m, cells % m, statement.costs[cells]


def _is_in(cells: Ints, chosen: Ints) -> Bools:
    """Which of the ascending cells are among the ascending chosen ones."""
    spot = np.searchsorted(cells, chosen)
    is_there = spot < len(cells)
    found = np.zeros(len(cells), bool)
    spot = spot[is_there]
    found[spot[cells[spot] == chosen[is_there]]] = True
    return found
