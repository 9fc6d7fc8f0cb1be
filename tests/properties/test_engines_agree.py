"""The engines against the reference, and against each other, on random problems."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.judging.evaluate import evaluate
from pairing.model.problem import Problem
from pairing.model.solution import Result, Status
from tests.properties.strategies import LARGER, problems, quick
from tests.reference.brute_force import best_plans

ENGINES = ("flow", "cpsat")
QUICK = quick(150)
LONG = settings(QUICK, max_examples=4000)


def solve_by(problem: Problem, engine: str) -> Result | None:
    """The result, "contradiction" being one of its own; None where the engine cannot take such a problem."""
    try:
        return solve(problem, engine=engine)
    except InputError as error:
        if [issue.code for issue in error.issues] != ["engine-cannot"]:
            raise
        return None


def indices(result: Result) -> tuple[tuple[int, int, int], ...]:
    """The plan as sorted (participant, mentor, session) indices."""
    find = result.problem
    return tuple(
        sorted(
            (
                find.participant_idx(one.participant.id),
                find.mentor_idx(one.mentor.id),
                find.session_idx(one.session.name),
            )
            for one in result.pairs
        )
    )


def check_against_reference(problem: Problem) -> None:
    for engine in ENGINES:
        try:
            result = solve_by(problem, engine)
        except ContradictionError:
            assert best_plans(problem) is None
            event(f"{engine}: contradiction")
            continue
        if result is None:
            assert engine == "flow"
            assert has_limits_in_sessions(problem)
            event("flow: cannot")
            continue
        if result.status is Status.INFEASIBLE:
            assert best_plans(problem) is None
            event(f"{engine}: infeasible")
            continue
        event(f"{engine}: solved")
        tie_levels = len(result.levels) - len(problem.levels)
        best = best_plans(problem, tie_levels=tie_levels)
        assert best is not None
        assert result.status is Status.OPTIMAL
        assert tuple((level.name, level.value) for level in result.levels) == best.levels
        assert all(level.bound == level.value for level in result.levels)
        assert indices(result) in best.plans
        assert result.unique is (len(best.plans) == 1)
        judgement = evaluate(problem, indices(result), tie_levels=tie_levels)
        assert judgement.is_valid
        assert judgement.levels == best.levels


def check_against_each_other(problem: Problem) -> None:
    results = [solve_by(problem, engine) for engine in ENGINES]
    flow, cpsat = results
    assert cpsat is not None
    if flow is None:
        event("flow: cannot")
        assert has_limits_in_sessions(problem)
        return
    assert flow.status is cpsat.status is Status.OPTIMAL
    assert flow.levels == cpsat.levels
    assert flow.unique is cpsat.unique
    if flow.unique:
        assert indices(flow) == indices(cpsat)


def has_limits_in_sessions(problem: Problem) -> bool:
    """Without them all bounds are laminar, and the flow has to take the problem."""
    return any(session.most_per_mentor is not None for session in problem.sessions) and len(problem.sessions) > 1


@QUICK
@given(problems())
def test_every_engine_finds_what_the_reference_finds(problem: Problem) -> None:
    check_against_reference(problem)


@settings(QUICK, max_examples=50)
@given(st.one_of(problems(LARGER, crossing=False, hard_together=False), problems(LARGER, hard_together=False)))
def test_flow_and_cpsat_agree_on_larger_problems(problem: Problem) -> None:
    check_against_each_other(problem)


@pytest.mark.long
@LONG
@given(problems())
def test_every_engine_finds_what_the_reference_finds_in_thousands(problem: Problem) -> None:
    check_against_reference(problem)


@pytest.mark.long
@settings(LONG, max_examples=1500)
@given(st.one_of(problems(LARGER, crossing=False, hard_together=False), problems(LARGER, hard_together=False)))
def test_flow_and_cpsat_agree_on_thousands_of_larger_problems(problem: Problem) -> None:
    check_against_each_other(problem)
