"""What must happen to an assignment when the matrix changes in a known way; no reference is asked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from pairing.engine.matrix import Assignment, assign
from pairing.errors import InputError
from tests.properties.matrices import ask, questions, values_of
from tests.properties.strategies import quick
from tests.reference.matrix_brute_force import Question

QUICK = quick(60)
SUBJECTS = questions(9, 8)
Relation = Callable[[Question, Assignment, random.Random], str | None]


def values(found: Assignment) -> dict[str, int]:
    """The levels that no draw decides."""
    return {name: value for name, value in values_of(found) if not name.startswith("tie")}


def answer(asked: Question, shape: str = "edges") -> Assignment | None:
    """None where a minimum cannot be met."""
    try:
        return ask(asked, shape)
    except InputError as error:
        if [issue.code for issue in error.issues] != ["min-load-unmet"]:
            raise
        return None


def labels(chance: random.Random, number: int, letter: str) -> tuple[str, ...]:
    return tuple(f"{letter}{one}" for one in chance.sample(range(1000), number))


# --- the relations: each asserts, and says what it saw, or None where it does not apply -------------------------


def other_names_change_nothing_but_the_draw(asked: Question, found: Assignment, chance: random.Random) -> str | None:
    named = replace(
        asked, row_names=labels(chance, asked.num_rows, "r"), column_names=labels(chance, asked.num_columns, "c")
    )
    other = answer(named, "frame")
    assert other is not None
    assert values(other) == values(found)
    return "renamed"


def another_seed_changes_nothing_but_the_draw(asked: Question, found: Assignment, chance: random.Random) -> str | None:
    other = answer(replace(asked, seed=chance.randrange(2**64)))
    assert other is not None
    assert values(other) == values(found)
    return "drawn again"


def a_column_that_nobody_may_take_changes_nothing(
    asked: Question, found: Assignment, chance: random.Random
) -> str | None:
    wider = replace(
        asked,
        costs=tuple((*row, None) for row in asked.costs),
        num_columns=asked.num_columns + 1,
        least=(*asked.least, 0),
        most=(*asked.most, chance.choice([None, 0, 3, 7])),
    )
    other = answer(wider)
    assert other is not None
    assert (values_of(other), other.unique) == (values_of(found), found.unique)
    assert not found.unique or (other.rows.tolist(), other.columns.tolist()) == (
        found.rows.tolist(),
        found.columns.tolist(),
    )
    assert other.loads.tolist()[-1] == 0
    return "wider"


def costs_times_a_number_make_the_penalty_so_many_times(
    asked: Question, found: Assignment, chance: random.Random
) -> str | None:
    times = chance.choice([2, 3, 7])
    scaled = tuple(tuple(None if one is None else times * one for one in row) for row in asked.costs)
    other = answer(replace(asked, costs=scaled))
    assert other is not None
    expected = [(name, times * value if name == "penalty" else value) for name, value in values_of(found)]
    assert list(values_of(other)) == expected
    assert not found.unique or other.columns.tolist() == found.columns.tolist()
    return "scaled"


def a_constant_on_a_row_that_is_filled_adds_itself(
    asked: Question, found: Assignment, chance: random.Random
) -> str | None:
    if found.missing.any() or asked.levels[:1] not in (("unpaired",), ("spread",)):
        return None
    more = [chance.randint(-50, 50) for _ in asked.costs]
    costs = tuple(
        tuple(None if one is None else one + add for one in row) for row, add in zip(asked.costs, more, strict=True)
    )
    other = answer(replace(asked, costs=costs))
    assert other is not None
    added = sum(add * wanted for add, wanted in zip(more, asked.demand, strict=True))
    expected = [(name, value + added if name == "penalty" else value) for name, value in values_of(found)]
    assert list(values_of(other)) == expected
    return "constants"


def two_matrices_side_by_side_are_the_sum_of_the_two(
    asked: Question, found: Assignment, chance: random.Random
) -> str | None:
    n, m = chance.randint(0, 4), chance.randint(0, 4)
    beside = Question(
        tuple(tuple(chance.choice([None, 0, 1, 5, -2]) for _ in range(m)) for _ in range(n)),
        m,
        tuple(chance.choice([0, 1, 2]) for _ in range(n)),
        tuple(chance.choice([0, 0, 1]) for _ in range(m)),
        tuple(chance.choice([None, 1, 2]) for _ in range(m)),
        asked.levels,
        "equal",  # in proportion the scale is common to all columns
    )
    alone, before = answer(beside), answer(replace(asked, balance="equal"))
    assert before is not None
    both = replace(
        asked,
        costs=(
            *((*row, *(None,) * m) for row in asked.costs),
            *((*(None,) * asked.num_columns, *row) for row in beside.costs),
        ),
        num_columns=asked.num_columns + m,
        demand=asked.demand + beside.demand,
        least=asked.least + beside.least,
        most=asked.most + beside.most,
        balance="equal",
    )
    together = answer(both)
    if alone is None:
        assert together is None
        return None
    assert together is not None
    assert values(together) == {name: value + values(alone)[name] for name, value in values(before).items()}
    return "merged"


def without_an_unused_column_only_its_wish_is_gone(
    asked: Question, found: Assignment, chance: random.Random
) -> str | None:
    asked = replace(asked, balance="equal")
    before = answer(asked)
    assert before is not None
    unused = [j for j, load in enumerate(before.loads.tolist()) if load == 0]
    if not unused:
        return None
    gone = chance.choice(unused)
    kept = [j for j in range(asked.num_columns) if j != gone]
    narrower = replace(
        asked,
        costs=tuple(tuple(row[j] for j in kept) for row in asked.costs),
        num_columns=len(kept),
        least=tuple(asked.least[j] for j in kept),
        most=tuple(asked.most[j] for j in kept),
    )
    other = answer(narrower)
    assert other is not None
    expected = {name: value - asked.least[gone] if name == "idle" else value for name, value in values(before).items()}
    assert values(other) == expected
    return "narrower" if asked.least[gone] == 0 else "narrower by a wish"


def rows_and_columns_may_change_places(asked: Question, found: Assignment, chance: random.Random) -> str | None:
    """Where a row's demand is a limit as any column's, and nothing but the number of pairs and their costs counts."""
    order = chance.choice([("unpaired", "penalty"), ("penalty", "unpaired"), ("unpaired",), ("penalty",)])
    upright = replace(asked, levels=order, least=(0,) * asked.num_columns)
    limits = tuple(asked.num_rows if one is None else one for one in asked.most)
    costs = tuple(tuple(row[j] for row in asked.costs) for j in range(asked.num_columns))
    lying = replace(
        upright,
        costs=costs,
        num_columns=asked.num_rows,
        demand=limits,
        least=(0,) * asked.num_rows,
        most=asked.demand,
    )
    one, other = answer(upright), answer(lying)
    assert one is not None
    assert other is not None
    by = {"unpaired": sum(limits) - sum(asked.demand)}
    assert values(other) == {name: value + by.get(name, 0) for name, value in values(one).items()}
    return "transposed"


def shuffled_rows_and_columns_of_a_frame_give_the_same_table(
    asked: Question, found: Assignment, chance: random.Random
) -> str | None:
    named = replace(
        asked, row_names=labels(chance, asked.num_rows, "r"), column_names=labels(chance, asked.num_columns, "c")
    )
    rows, columns = list(range(asked.num_rows)), list(range(asked.num_columns))
    chance.shuffle(rows)
    chance.shuffle(columns)
    shuffled = replace(
        named,
        costs=tuple(tuple(asked.costs[i][j] for j in columns) for i in rows),
        demand=tuple(asked.demand[i] for i in rows),
        least=tuple(asked.least[j] for j in columns),
        most=tuple(asked.most[j] for j in columns),
        row_names=tuple(named.row_names[i] for i in rows),
        column_names=tuple(named.column_names[j] for j in columns),
    )
    one, other = answer(named, "frame"), answer(shuffled, "frame")
    assert one is not None
    assert other is not None
    assert (values_of(other), other.unique) == (values_of(one), one.unique)
    if one.unique:
        assert set(zip(other.rows, other.columns, strict=True)) == set(zip(one.rows, one.columns, strict=True))
    return "shuffled" if one.unique else None


RELATIONS: list[Relation] = [
    other_names_change_nothing_but_the_draw,
    another_seed_changes_nothing_but_the_draw,
    a_column_that_nobody_may_take_changes_nothing,
    costs_times_a_number_make_the_penalty_so_many_times,
    a_constant_on_a_row_that_is_filled_adds_itself,
    two_matrices_side_by_side_are_the_sum_of_the_two,
    without_an_unused_column_only_its_wish_is_gone,
    rows_and_columns_may_change_places,
    shuffled_rows_and_columns_of_a_frame_give_the_same_table,
]


def family(most_examples: int, relation: Relation) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(SUBJECTS)
    def check(asked: Question) -> None:
        found = answer(asked)
        if found is not None:
            seen[relation(asked, found, random.Random(repr(asked))) or "does not apply"] += 1

    check()
    return seen


@pytest.mark.parametrize("relation", RELATIONS)
def test_relation(relation: Relation) -> None:
    seen = family(60, relation)
    assert sum(number for kind, number in seen.items() if kind != "does not apply") >= 12


@pytest.mark.long
@pytest.mark.parametrize("relation", RELATIONS)
def test_relation_in_thousands(relation: Relation) -> None:
    seen = family(2000, relation)
    assert sum(number for kind, number in seen.items() if kind != "does not apply") >= 300


def test_a_frame_of_positions_is_drawn_like_an_array() -> None:
    costs = np.zeros((5, 4), int)
    one, other = assign(costs, max_load=1), assign(pd.DataFrame(costs), max_load=1)
    assert (one.rows.tolist(), one.columns.tolist()) == (list(other.rows), list(other.columns))
