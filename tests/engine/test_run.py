"""The front door: which engine, what is told while solving, what happens when it is stopped or contradicted."""

from __future__ import annotations

import pytest

import pairing
from pairing.engine import run
from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError, InternalError, NoPlanError
from pairing.model.in_force import levels_in_force
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import SameTrack, Together
from pairing.model.session import Session
from pairing.model.solution import Progress, Status

ADA, BO = Participant("Ada", tracks=("Backend",)), Participant("Bo")
CEM, DEE = Mentor("Cem", tracks=("Frontend",), capacity=1), Mentor("Dee")
PROBLEM = Problem([ADA, BO], [CEM, DEE], [Session("Review")])


def codes(error):
    return [issue.code for issue in error.value.issues]


def test_each_level_is_told_in_order_with_its_bound():
    told: list[Progress] = []
    solve(PROBLEM, on_progress=told.append)
    assert [one.level for one in told] == [*levels_in_force(PROBLEM), "tie"]
    assert all(one.bound == one.value for one in told)


def test_an_exception_in_the_callback_does_not_cost_the_plan():
    def fail(progress):
        raise OSError("no room to tell")

    result = solve(PROBLEM, on_progress=fail)
    assert result.status is Status.OPTIMAL
    assert "no room to tell" in result.detail
    assert result.pairs == solve(PROBLEM).pairs


@pytest.mark.parametrize("engine", ["flow", "cpsat"])
def test_no_time_at_all_leaves_no_plan_and_says_so(engine):
    result = solve(PROBLEM, engine=engine, time_limit=1e-9)
    assert result.status is Status.STOPPED
    assert not result.has_plan
    with pytest.raises(NoPlanError) as error:
        _ = result.pairs
    assert error.value.exit_status == 4
    assert "stopped" in str(result)


@pytest.mark.parametrize("time_limit", [0, -1, float("nan"), "5"])
def test_a_time_limit_is_positive(time_limit):
    with pytest.raises(InputError) as error:
        solve(PROBLEM, time_limit=time_limit)
    assert codes(error) == ["bad-time-limit"]


def test_an_engine_that_does_not_exist():
    with pytest.raises(InputError, match="Did you mean 'cpsat'") as error:
        solve(PROBLEM, engine="cpsatt")
    assert codes(error) == ["unknown-engine"]


def test_the_flow_says_what_it_cannot_take():
    limited = [Session("Review", most_per_mentor=1), Session("Talk", most_per_mentor=1)]
    problem = Problem([ADA, BO], [Mentor("Dee")], limited)
    with pytest.raises(InputError, match="limits cross") as error:
        solve(problem, engine="flow")
    assert codes(error) == ["engine-cannot"]


@pytest.mark.parametrize("engine", ["flow", "cpsat"])
def test_two_pins_and_one_place_contradict_and_both_are_named(engine):
    rules = [Together("Ada", "Cem", "Review"), Together("Bo", "Cem", "Review")]
    with pytest.raises(ContradictionError) as error:
        solve(PROBLEM.replace(rules=rules), engine=engine)
    assert error.value.exit_status == 3
    text = str(error.value)
    assert all(name in text for name in ("Ada", "Bo", "Cem"))
    assert "1" in text


def test_a_pin_and_a_rule_that_excludes_it_are_both_named():
    with pytest.raises(ContradictionError, match=r"Ada and Cem.*track"):
        solve(PROBLEM.replace(rules=[SameTrack(), Together("Ada", "Cem", "Review")]))


def test_a_pin_with_a_weight_gives_way():
    result = solve(PROBLEM.replace(rules=[SameTrack(), Together("Ada", "Cem", "Review", weight=4)]))
    assert result.level("penalty").value == 4


def test_a_plan_the_judge_does_not_agree_with_is_never_shown(monkeypatch):
    honest = run.evaluate

    def other(problem, chosen, groups, **more):
        return honest(problem, list(chosen)[1:], groups, **more)

    monkeypatch.setattr(run, "evaluate", other)
    with pytest.raises(InternalError, match="judge") as error:
        solve(PROBLEM)
    assert codes(error) == ["judge-disagrees"]


def test_solving_changes_nothing_of_the_problem():
    before = repr(PROBLEM)
    solve(PROBLEM)
    assert repr(PROBLEM) == before


def test_nobody_and_nothing_are_problems_too():
    empty = solve(Problem([], [], [Session("Review")]))
    assert (empty.status, empty.pairs, empty.unique) == (Status.OPTIMAL, (), True)
    lonely = solve(Problem([ADA], [], [Session("Review")]))
    assert (lonely.level("unpaired").value, lonely.unpaired[0].participant) == (1, ADA)


def test_the_same_seed_gives_the_same_table_and_another_seed_may_not():
    problem = Problem([Participant(f"P{i}") for i in range(8)], [Mentor(f"M{i}") for i in range(8)], [Session("S")])
    plans = {solve(problem.replace(seed=seed)).pairs for seed in range(10)}
    assert solve(problem).pairs == solve(problem).pairs
    assert len(plans) == 10


def test_the_public_door_is_the_same_function():
    assert pairing.solve is solve
