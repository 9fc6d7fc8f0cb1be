"""The installed CP-SAT is right on tiny models, with large coefficients too (google/or-tools#5293).

A version that is not fails here, so the range in ``pyproject.toml`` can stay open at its upper end. The other tests are
about the guard: that it has teeth, and would see a wrong answer.
"""

from __future__ import annotations

from typing import Any

import pytest
from ortools.sat.python import cp_model

from pairing.engine import cpsat, peers_cpsat
from pairing.engine.cpsat import solve_model
from pairing.engine.formulation import IntegerLevel
from pairing.engine.interface import Deadline
from pairing.engine.peers import PeerLevel
from tests.engine.solver_guard import FAMILIES, SIZES, SIZES_BEYOND, faults
from tests.engine.tiny_models import (
    Answer,
    Row,
    TinyModel,
    as_if_always_on,
    fault,
    least_value,
    mixed,
    solved,
    switched,
)
from tests.engine.tiny_plans import fault_with_mentors, fault_with_peers, mentors, peers

NUM_QUICK = {"switched": 30, "mixed": 30, "mentors": 6, "peers": 6}
NUM_LONG = {"switched": 1000, "mixed": 1000, "mentors": 250, "peers": 250}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_installed_solver_is_right_on_tiny_models_of_every_size(family, size):
    assert faults(family, size, range(NUM_QUICK[family])) == []


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_installed_solver_is_right_on_thousands_of_tiny_models_of_every_size(family, size):
    assert faults(family, size, range(1000, 1000 + NUM_LONG[family])) == []


# --- the guard has teeth ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES_BEYOND)
def test_an_answer_that_takes_a_switch_for_always_on_is_seen_in_most_models(size):
    models = [switched(seed, size) for seed in range(NUM_QUICK["switched"])]
    assert sum(fault(model, solved(as_if_always_on(model))) != "" for model in models) > len(models) / 2


@pytest.mark.parametrize("size", SIZES)
def test_rows_and_objectives_stay_below_the_size_and_the_largest_row_comes_near_it(size):
    for seed in range(50):
        for model in (switched(seed, size), mixed(seed, size)):
            sums = [sum(map(abs, row.coefficients)) for row in model.rows]
            assert max(*sums, sum(map(abs, model.objective))) < size
            assert max(sums) > size * 0.97
        plan = mentors(seed, size)
        for level in (*plan.levels, *(level for level, _ in plan.caps)):
            rows = (level.pair_costs, *level.missing.values(), *level.groups.values())
            assert size * 0.97 < sum(abs(cost) for row in rows for cost in row) < size
        for level in peers(seed, size).levels:
            rows = (level.alone, *level.couples, *level.couples)  # a couple is in the engine's row twice
            assert size * 0.97 < sum(abs(cost) for row in rows for cost in row) < size


SMALL = TinyModel(  # 3 ≤ 2a + b + 2c ≤ 5, and a only with b; minimise -3a + b + c
    highest=(1, 1, 2),
    rows=(Row((2, 1, 2), 3, 5),),
    clauses=((~0, 1),),
    objective=(-3, 1, 1),
)


def test_a_model_solved_by_hand_has_the_value_found_by_hand():
    assert least_value(SMALL) == -2  # a earns 3 and needs b, which costs 1; c is not needed
    assert least_value(SMALL._replace(rows=(Row((2, 1, 2), 6, 6),))) is None
    assert solved(SMALL) == Answer("OPTIMAL", (1, 1, 0))


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (Answer("OPTIMAL", (1, 1, 0)), ""),
        (Answer("OPTIMAL", (1, 1, 1)), "OPTIMAL at -1, and -2 can be reached"),
        (Answer("OPTIMAL", (0, 0, 1)), "OPTIMAL, and the values break a row"),
        (Answer("OPTIMAL", (1, 0, 1)), "OPTIMAL, and the values break a row"),  # the clause
        (Answer("OPTIMAL", (1, 2, 0)), "OPTIMAL, and the values break a row"),  # out of its range
        (Answer("INFEASIBLE"), "INFEASIBLE, and -2 can be reached"),
        (Answer("UNKNOWN"), "UNKNOWN for a model of 3 variables"),
    ],
)
def test_each_kind_of_wrong_answer_is_seen(answer, seen):
    assert fault(SMALL, answer) == seen


def test_a_solution_of_a_model_that_has_none_is_seen():
    model = SMALL._replace(rows=(Row((2, 1, 2), 6, 6),))
    assert fault(model, Answer("INFEASIBLE")) == ""
    assert fault(model, Answer("OPTIMAL", (1, 1, 2))) != ""


def any_plan_is_the_best(model: cp_model.CpModel, deadline: Deadline) -> Any:
    """A solver that stops at its first solution and calls it optimal."""
    hasty = model.clone()
    hasty.clear_objective()
    return solve_model(hasty, deadline)


def every_plan_is_the_only_one(model: cp_model.CpModel, deadline: Deadline) -> Any:
    """A solver that finds no second plan."""
    status, solver = solve_model(model, deadline)
    return (status if model.has_objective() else cp_model.INFEASIBLE), solver


def without_costs(level: Any) -> Any:
    """A level with which all plans are equally good."""
    return IntegerLevel("none") if isinstance(level, IntegerLevel) else PeerLevel("none")


@pytest.mark.parametrize(("made", "fault_of"), [(mentors, fault_with_mentors), (peers, fault_with_peers)])
def test_wrong_answers_of_the_solver_are_seen_through_the_engines(monkeypatch, made, fault_of):
    plans = [made(seed, 2**20) for seed in range(10)]
    open_plans = [plan._replace(levels=tuple(map(without_costs, plan.levels))) for plan in plans]
    assert [fault_of(plan) for plan in (*plans, *open_plans)] == [""] * 20
    for engine in (cpsat, peers_cpsat):
        monkeypatch.setattr(engine, "solve_model", any_plan_is_the_best)
    assert sum("can be reached" in fault_of(plan) for plan in plans) > 5
    for engine in (cpsat, peers_cpsat):
        monkeypatch.setattr(engine, "solve_model", every_plan_is_the_only_one)
    assert sum("unique is True" in fault_of(plan) for plan in open_plans) > 5
