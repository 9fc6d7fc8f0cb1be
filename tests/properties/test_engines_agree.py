"""The engines against the reference, and against each other, on random problems."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.judging.evaluate import evaluate
from pairing.model.in_force import levels_in_force
from pairing.model.problem import Problem
from pairing.model.solution import Result, Status
from tests.properties.strategies import LARGER, problems, quick
from tests.reference.brute_force import best_plans

ENGINES = ("flow", "cpsat")
QUICK = quick(150)
LONG = settings(QUICK, max_examples=4000)


def solve_by(problem: Problem, engine: str | None) -> Result | None:
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
        tie_levels = len(result.levels) - len(levels_in_force(problem))
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


def check_limited(problem: Problem, most: int) -> None:
    """With a limit on changes, and the engine chosen by structure (which relaxes first) or CP-SAT."""
    limited = problem.replace(max_changes=most)
    for engine in (None, "cpsat"):
        try:
            result = solve(limited, engine=engine)
        except ContradictionError:
            assert best_plans(problem) is None
            event("contradiction")
            continue
        except InputError as error:
            check_too_small(problem, limited, error)
            event("too small")
            continue
        best = best_plans(limited, tie_levels=len(result.levels) - len(levels_in_force(problem)))
        assert best is not None
        assert result.status is Status.OPTIMAL
        assert tuple((level.name, level.value) for level in result.levels) == best.levels
        assert indices(result) in best.plans
        assert result.unique is (len(best.plans) == 1)
        event("solved" if best.plans == best_plans(problem).plans else "solved otherwise than without a limit")


def check_too_small(problem: Problem, limited: Problem, error: InputError) -> None:
    """No plan keeps the limit, and the smallest that works is named."""
    assert [issue.code for issue in error.issues] == ["max-changes-too-small"]
    assert best_plans(limited) is None
    fewest = best_plans(problem.replace(levels=("changed",)))
    assert fewest is not None
    assert f"change {dict(fewest.levels)['changed']}." in str(error)


@st.composite
def with_limits(draw: st.DrawFn) -> tuple[Problem, int]:
    """A problem with a whole table published; now and then everything else matters more than what is published."""
    problem = draw(problems(published=True, exempt=True))
    if draw(st.booleans()):
        problem = problem.replace(levels=[level for level in problem.levels if level != "changed"])
    return problem, draw(st.sampled_from([0, 1, 1, 2, 3]))


def has_limits_in_sessions(problem: Problem) -> bool:
    """Without them all bounds are laminar, and the flow has to take the problem."""
    return any(session.most_per_mentor is not None for session in problem.sessions) and len(problem.sessions) > 1


@QUICK
@given(problems(exempt=True))
def test_every_engine_finds_what_the_reference_finds(problem: Problem) -> None:
    check_against_reference(problem)


@settings(QUICK, max_examples=80)
@given(with_limits())
def test_a_limit_on_changes_is_kept_at_the_least_cost(subject: tuple[Problem, int]) -> None:
    check_limited(*subject)


@settings(QUICK, max_examples=50)
@given(
    st.one_of(problems(LARGER, crossing=False, hard_together=False), problems(LARGER, hard_together=False, exempt=True))
)
def test_flow_and_cpsat_agree_on_larger_problems(problem: Problem) -> None:
    check_against_each_other(problem)


@pytest.mark.long
@LONG
@given(problems(exempt=True))
def test_every_engine_finds_what_the_reference_finds_in_thousands(problem: Problem) -> None:
    check_against_reference(problem)


@pytest.mark.long
@settings(LONG, max_examples=2000)
@given(with_limits())
def test_a_limit_on_changes_is_kept_at_the_least_cost_in_thousands(subject: tuple[Problem, int]) -> None:
    check_limited(*subject)


@pytest.mark.long
@settings(LONG, max_examples=1500)
@given(
    st.one_of(problems(LARGER, crossing=False, hard_together=False), problems(LARGER, hard_together=False, exempt=True))
)
def test_flow_and_cpsat_agree_on_thousands_of_larger_problems(problem: Problem) -> None:
    check_against_each_other(problem)
