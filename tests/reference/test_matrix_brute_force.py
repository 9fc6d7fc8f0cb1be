"""The reference for matrices: against every assignment there is, and against answers found by hand."""

from __future__ import annotations

import pytest
from hypothesis import event, given

from tests.properties.matrices import questions
from tests.properties.strategies import quick
from tests.reference.matrix_brute_force import Question, best_assignments, every_plan, value_of_plan


def question(costs, **more):
    width = len(costs[0])
    given = {"demand": (1,) * len(costs), "least": (0,) * width, "most": (None,) * width, "levels": ("unpaired",)}
    return Question(tuple(map(tuple, costs)), width, **{**given, **more})


@quick(120)
@given(questions(3, 3))
def test_it_leaves_nothing_out(asked: Question) -> None:
    best = best_assignments(asked)
    names = (*asked.levels, "tie")
    values = {plan: tuple(value_of_plan(asked, plan, name) for name in names) for plan in every_plan(asked)}
    if best is None:
        assert values == {}
        event("a minimum cannot be met")
        return
    least = min(values.values())
    assert best.levels == tuple(zip(names, least, strict=True))
    assert best.plans == {plan for plan, value in values.items() if value == least}


@pytest.mark.parametrize(
    ("asked", "levels", "plans"),
    [
        (
            question([[4, 1, 3], [2, 0, 5], [3, 2, 2]], most=(1, 1, 1), levels=("unpaired", "penalty")),
            {"unpaired": 0, "penalty": 5},
            {((0, 1), (1, 0), (2, 2))},
        ),
        (
            question([[0, 5], [0, 5], [0, 5]], levels=("unpaired", "imbalance", "penalty")),
            {"unpaired": 0, "imbalance": 5, "penalty": 5},
            None,
        ),
        (
            question([[0, 0], [0, 0], [0, 0]], most=(1, 2), levels=("unpaired", "imbalance"), balance="in proportion"),
            {"unpaired": 0, "imbalance": 2 * 1 + 1 * 4},
            None,
        ),
        (
            question([[1, None], [None, None]], demand=(2, 3), levels=("spread", "unpaired")),
            {"spread": 1 + 9, "unpaired": 4},
            {((0, 0),)},
        ),
        (
            question([[1, 1]], least=(0, 2), levels=("idle", "penalty")),
            {"idle": 1, "penalty": 1},
            {((0, 1),)},
        ),
        (question([[-3, 2]], levels=("penalty",)), {"penalty": -3}, {((0, 0),)}),
        (question([[3, 2]], levels=("penalty",)), {"penalty": 0}, {()}),
    ],
)
def test_answers_found_by_hand(asked, levels, plans):
    best = best_assignments(asked)
    assert best is not None
    assert dict(best.levels[:-1]) == levels
    assert plans is None or best.plans == plans


def test_a_hard_minimum_that_no_assignment_meets_has_no_answer():
    assert best_assignments(question([[1, None], [1, None]], least=(0, 1))) is None
    assert best_assignments(question([[1, 1]], least=(1, 1))) is None
    assert best_assignments(question([[1, 1]], demand=(2,), least=(1, 1))) is not None


def test_equal_assignments_are_all_found():
    """One tie level of one bit leaves many of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pairing.model.draw.tie_bits", lambda num_eligible: 0)
        best = best_assignments(question([[1, 1, 1]] * 3, most=(1, 1, 1)))
    assert best is not None
    assert len(best.plans) == 6
