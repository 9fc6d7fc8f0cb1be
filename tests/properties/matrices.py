"""Small matrices for hypothesis, the ways to hand one to ``assign``, and what its potentials promise."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from pairing.engine.matrix import LEVELS, Assignment, MatrixPotentials, assign
from tests.reference.matrix_brute_force import Plan, Question

SCALE = 4


SHAPES = ("dense", "scaled", "frame", "edges", "sparse")


def questions(
    rows: int = 6, columns: int = 4, *, least: int = 0, few_levels: bool = False, alike: bool = False
) -> st.SearchStrategy[Question]:
    """Matrices of ``least`` to so many rows and columns, with everything that they can have.

    ``few_levels``: two at most; ``alike``: most costs are the same.
    """
    made = partial(question, rows, columns, least=least, few_levels=few_levels, alike=alike)
    return st.integers(0, 2**64 - 1).map(made)  # one draw, as draws are slow


def question(
    rows: int, columns: int, seed: int, *, least: int = 0, few_levels: bool = False, alike: bool = False
) -> Question:
    """The question of that seed."""
    chance = random.Random(seed)
    n, m = chance.randint(least, rows), chance.randint(least, columns)
    spans = [(0, 0), (0, 1), (1, 1)] if alike else [(-3, 3), (0, 1), (-40, 60), (0, 10**6), (-(2**50), 2**50)]
    low, high = chance.choice(spans)
    holes = chance.choice([0, 0, 0.3, 0.7])
    costs = tuple(
        tuple(None if chance.random() < holes else chance.randint(low, high) for _ in range(m)) for _ in range(n)
    )
    demand = chance.choice([[1], [1], [2], [0, 1, 2, 3], [0, 1, 1, 1, 2]])
    limits = chance.choice([[None, 0, 1, 2, 2, 3, 6], [None], [1], [2], [4]])
    most = tuple(chance.choice(limits) for _ in range(m))
    wish = chance.choice([[0], [0], [1], [0, 1], [0, 1, 2, 3]])
    minimum = tuple(min(chance.choice(wish), 9 if one is None else one) for one in most)
    order = chance.sample(LEVELS, chance.randint(0, 2 if few_levels else len(LEVELS)))
    if order and "unpaired" not in order and chance.random() < 0.7:
        order[0] = "unpaired"
    if not few_levels and chance.random() < 0.2:
        order = ["unpaired", "imbalance", "penalty"]
    return Question(
        costs,
        m,
        tuple(chance.choice(demand) for _ in range(n)),
        minimum,
        most,
        tuple(order),
        chance.choice(["in proportion", "equal"]),
        chance.choice([0, 1, -7, 2**70, chance.randrange(2**32)]),
    )


# --- the same question, asked in different ways -----------------------------------------------------------------


def ask(question: Question, shape: str = "dense", **more: Any) -> Assignment:
    """Ask ``assign``; costs go in as a dense array, scaled fractions, a frame, edges or a sparse array."""
    if shape == "scaled":
        more["scale"] = SCALE
    return assign(
        costs_as(question, shape),
        demand=one_or_all(question.demand),
        min_load=one_or_all(question.least),
        max_load=one_or_all(question.most),
        levels=question.levels,
        balance=question.balance,
        seed=question.seed,
        **more,
    )


def costs_as(question: Question, shape: str) -> Any:
    n, m = question.num_rows, question.num_columns
    if shape == "edges":  # from the last to the first
        rows, columns = zip(*reversed(question.pairs), strict=True) if question.pairs else ((), ())
        costs = [question.costs[i][j] for i, j in zip(rows, columns, strict=True)]
        return np.array(rows, np.int32), np.array(columns, np.int64), np.array(costs, np.int64), (n, m)
    if shape == "sparse":
        from scipy.sparse import csr_array

        rows, columns = (np.array(one, np.int64) for one in (list(zip(*question.pairs, strict=True)) or ([], [])))
        stored = np.array([question.costs[i][j] for i, j in question.pairs], np.int64)
        return csr_array((stored, (rows, columns)), shape=(n, m))
    is_whole = len(question.pairs) == n * m and shape != "scaled"
    array = np.array(
        [[np.nan if one is None else one for one in row] for row in question.costs], np.int64 if is_whole else float
    ).reshape(n, m)
    if shape == "scaled":
        return array / SCALE
    if shape == "frame":
        rows_named = question.row_names or range(n)
        return pd.DataFrame(array, index=list(rows_named), columns=list(question.column_names or range(m)))
    return array


def one_or_all(counts: tuple[int | None, ...]) -> Any:
    """One number where all are the same, and None where there is no limit."""
    if counts and len(set(counts)) == 1:
        return counts[0]
    return [np.inf if one is None else one for one in counts] if None in counts else list(counts)


def plan_of(found: Assignment) -> Plan:
    """The chosen pairs, where no labels went in."""
    return tuple(zip(found.rows.tolist(), found.columns.tolist(), strict=True))


def values_of(found: Assignment) -> tuple[tuple[str, int], ...]:
    return tuple((level.name, level.value) for level in found.levels)


def num_ties(found: Assignment) -> int:
    return sum(level.name.startswith("tie") for level in found.levels)


# --- what the potentials promise --------------------------------------------------------------------------------


def broken_promises(question: Question, plan: Plan, proof: MatrixPotentials) -> list[str]:
    """Where the docstring of ``MatrixPotentials`` does not hold; vectors over the levels are compared as tuples."""
    names = proof.levels
    zero = (0,) * len(names)
    of_row = [tuple(int(proof.rows[level][i]) for level in range(len(names))) for i in range(question.num_rows)]
    of_column = [
        tuple(int(proof.columns[level][j]) for level in range(len(names))) for j in range(question.num_columns)
    ]

    def plus(*vectors: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(map(sum, zip(*vectors, strict=True)))

    def cost(i: int, j: int) -> tuple[int, ...]:
        return tuple(
            (question.costs[i][j] or 0) if name == "penalty"
            else question.tie(i, j, int(name[3:] or 1)) if name.startswith("tie") else 0
            for name in names
        )  # fmt: skip

    def of_load(j: int, k: int) -> tuple[int, ...]:
        price = {"imbalance": question.weights[j] * (2 * k - 1)}
        price["idle"] = price["required"] = -1 if k <= question.least[j] else 0
        return tuple(price.get(name, 0) for name in names)

    def of_missing(u: int) -> tuple[int, ...]:
        return tuple({"unpaired": 1, "spread": 2 * u - 1}.get(name, 0) for name in names)

    faults = []
    for i, j in question.pairs:
        reduced = plus(cost(i, j), of_row[i], tuple(-one for one in of_column[j]))
        if reduced > zero if (i, j) in plan else reduced < zero:
            faults.append(f"pair {i}, {j}: {reduced}")
    for j in range(question.num_columns):
        k, most = sum(column == j for _, column in plan), question.most[j]
        if k > 0 and plus(of_load(j, k), of_column[j]) > zero:
            faults.append(f"column {j}: its last pair")
        inside = sum(row[j] is not None for row in question.costs)
        if k < inside and (most is None or k < most) and plus(of_load(j, k + 1), of_column[j]) < zero:
            faults.append(f"column {j}: one more")
    for i in range(question.num_rows):
        u = question.demand[i] - sum(row == i for row, _ in plan)
        if u > 0 and plus(of_missing(u), of_row[i]) > zero:
            faults.append(f"row {i}: its last missing place")
        if u < question.demand[i] and plus(of_missing(u + 1), of_row[i]) < zero:
            faults.append(f"row {i}: one more missing place")
    return faults
