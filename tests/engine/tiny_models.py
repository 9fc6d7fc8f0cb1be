"""Tiny models for CP-SAT whose best value is known by looking at every assignment, with rows as large as asked for.

They are made for google/or-tools#5293. Where a Boolean has so large a coefficient that its row holds by itself unless
the Boolean is 1, presolve makes that a condition: if 1, the rest is at most so much. That of CP-SAT 9.15 then adds up,
in 32 bits, the other coefficients but for those tied to the condition; past 2³¹ the sum turns negative, the condition
is thought to be needless, and the rest is at most so much whatever the Boolean is. ``switched`` has such rows, two that
overlap, and ``as_if_always_on`` makes of a model what the fault makes of it; ``mixed`` has all sorts of rows.

A size bounds Σ |coefficient| of a model's rows and objective: the largest row comes near it, and none reaches it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from pairing.engine.cpsat import solve_model
from pairing.engine.interface import Deadline

NEVER = Deadline()


class Row(NamedTuple):
    """least ≤ Σ coefficient·variable ≤ most (None: no limit); ``switch`` is the Boolean that is its condition."""

    coefficients: tuple[int, ...]
    least: int | None
    most: int | None
    switch: int | None = None


class TinyModel(NamedTuple):
    """Minimise Σ objective·variable with variables from 0 to ``highest``, rows, and at least one of each clause.

    A clause holds variables that are Boolean; ``~v`` is v being 0.
    """

    highest: tuple[int, ...]
    rows: tuple[Row, ...]
    clauses: tuple[tuple[int, ...], ...]
    objective: tuple[int, ...]


class Answer(NamedTuple):
    """What a solver says: the name of its status, and the values where it has any."""

    status: str
    values: tuple[int, ...] = ()


# --- making them ------------------------------------------------------------------------------------------------


def switched(seed: int, size: int) -> TinyModel:
    """Two rows over the same Booleans, each with a switch that two or three of them imply."""
    rng = random.Random(f"switched {size} {seed}")
    num = rng.randint(7, 10)
    rest = range(2, 2 + num)
    rows, clauses = [], []
    for switch in (0, 1):
        share = rng.uniform(0.2, 0.8)
        weights = parts(rng, num, int((size - 1) / (2 - share)))
        most = int(sum(weights) * share)
        coefficients = [0, 0, *weights]
        coefficients[switch] = sum(weights) - most
        rows.append(Row(tuple(coefficients), None, sum(weights), switch))
        clauses += [(~one, switch) for one in rng.sample(rest, rng.randint(2, 3))]
    total = size - 1 if rng.random() < 0.3 else 100
    worth = parts(rng, num, total * 9 // 10)
    price = parts(rng, 2, total // 10)
    return TinyModel((1,) * (2 + num), tuple(rows), tuple(clauses), (*price, *(-one for one in worth)))


def as_if_always_on(model: TinyModel) -> TinyModel:
    """The model with the condition of every switched row thrown away, as the fault does."""

    def always(row: Row) -> Row:
        if row.switch is None or row.most is None:
            return row
        rest = [*row.coefficients]
        most = row.most - rest[row.switch]
        rest[row.switch] = 0
        return Row(tuple(rest), row.least, most)

    return model._replace(rows=tuple(map(always, model.rows)))


def mixed(seed: int, size: int) -> TinyModel:
    """Rows of every kind, with either sign, on Booleans and small integers; some models have no solution."""
    rng = random.Random(f"mixed {size} {seed}")
    num = rng.randint(5, 8)
    num_integers = rng.randint(0, 2)
    highest = (1,) * (num - num_integers) + tuple(rng.randint(2, 3) for _ in range(num_integers))
    rows = []
    for _ in range(rng.randint(1, 3)):
        used = sorted(rng.sample(range(num), rng.randint(3, num)))
        by_variable = dict(zip(used, parts(rng, len(used), size - 1, rng.choice((0, 0.3))), strict=True))
        coefficients = tuple(by_variable.get(v, 0) for v in range(num))
        low, high = sorted(sum(c * rng.randint(0, h) for c, h in zip(coefficients, highest, strict=True)) for _ in "ab")
        least, most = rng.choice(((None, high), (None, high), (low, None), (low, high), (low, low)))
        rows.append(Row(coefficients, least, most))
    ones = [int(h == 1) for h in highest]
    if rng.random() < 0.5:
        count = rng.randint(1, 3)
        rows.append(Row(tuple(ones), count if rng.random() < 0.5 else None, count))
    booleans = range(num - num_integers)
    clauses = [
        tuple(one if rng.random() < 0.5 else ~one for one in rng.sample(booleans, rng.randint(2, 3)))
        for _ in range(rng.randint(0, 4))
    ]
    objective = parts(rng, num, size - 1 if rng.random() < 0.5 else 100, 0.4)
    return TinyModel(highest, tuple(rows), tuple(clauses), tuple(objective))


def parts(rng: random.Random, num: int, total: int, negative: float = 0) -> list[int]:
    """So many numbers whose sizes add up to the total, none a small fraction of another; that share is negative."""
    weights = [rng.randint(200, 1000) for _ in range(num)]
    cuts = [0, *accumulate(weights)]
    sizes = [b - a for a, b in pairwise(total * cut // max(1, cuts[-1]) for cut in cuts)]
    return [-one if rng.random() < negative else one for one in sizes]


# --- solving them -----------------------------------------------------------------------------------------------


@cache
def _assignments(highest: tuple[int, ...]) -> Any:
    grid = np.indices([one + 1 for one in highest], dtype=np.int64)
    return grid.reshape(len(highest), -1).T


def holds(model: TinyModel, values: Any) -> Any:
    """Which assignments (one a row) keep every row and clause of the model."""
    fine = np.ones(len(values), dtype=bool)
    for row in model.rows:
        total = values @ np.array(row.coefficients, dtype=np.int64)
        fine &= True if row.least is None else total >= row.least
        fine &= True if row.most is None else total <= row.most
    for clause in model.clauses:
        fine &= np.any([values[:, one] == 1 if one >= 0 else values[:, ~one] == 0 for one in clause], axis=0)
    return fine


def least_value(model: TinyModel) -> int | None:
    """The best value of all assignments; None where no assignment keeps the rows."""
    values = _assignments(model.highest)
    totals = (values @ np.array(model.objective, dtype=np.int64))[holds(model, values)]
    return int(totals.min()) if len(totals) else None


def solved(model: TinyModel) -> Answer:
    """What CP-SAT says, as the engine asks it."""
    cp = cp_model.CpModel()
    variables = [
        cp.new_bool_var(f"x{v}") if high == 1 else cp.new_int_var(0, high, f"x{v}")
        for v, high in enumerate(model.highest)
    ]
    for row in model.rows:
        total = _sum(variables, row.coefficients)
        if row.least is not None and row.least == row.most:
            cp.add(total == row.most)
            continue
        if row.least is not None:
            cp.add(total >= row.least)
        if row.most is not None:
            cp.add(total <= row.most)
    for clause in model.clauses:
        if len(clause) == 2:
            first, second = (variables[one] if one >= 0 else ~variables[~one] for one in clause)
            cp.add_implication(~first, second)
        else:
            cp.add_bool_or([variables[one] if one >= 0 else ~variables[~one] for one in clause])
    cp.minimize(_sum(variables, model.objective))
    status, solver = solve_model(cp, NEVER)
    has_values = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Answer(solver.status_name(status), tuple(map(solver.value, variables)) if has_values else ())


def _sum(variables: Sequence[Any], coefficients: Sequence[int]) -> Any:
    kept = [(variable, one) for variable, one in zip(variables, coefficients, strict=True) if one]
    return cp_model.LinearExpr.weighted_sum([variable for variable, _ in kept], [one for _, one in kept])


def fault(model: TinyModel, answer: Answer) -> str:
    """What is wrong with an answer; "" where nothing is."""
    best = least_value(model)
    if answer.status == "INFEASIBLE":
        return "" if best is None else f"INFEASIBLE, and {best} can be reached"
    if answer.status != "OPTIMAL":
        return f"{answer.status} for a model of {len(model.highest)} variables"
    values = np.array([answer.values], dtype=np.int64)
    is_within = all(0 <= value <= high for value, high in zip(answer.values, model.highest, strict=True))
    if not is_within or not holds(model, values)[0]:
        return "OPTIMAL, and the values break a row"
    value = sum(cost * one for cost, one in zip(model.objective, answer.values, strict=True))
    return "" if value == best else f"OPTIMAL at {value}, and {best} can be reached"
