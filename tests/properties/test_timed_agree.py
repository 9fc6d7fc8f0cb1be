"""Pairs with starts: every engine against the reference, on random problems."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings

from pairing.judging.evaluate import judge
from pairing.model.draw import is_start, is_tie
from pairing.model.problem import Problem
from pairing.model.solution import Result, Status
from tests.properties.strategies import quick, timed
from tests.properties.test_engines_agree import solve_by
from tests.reference.timed_brute_force import Plan, Starts, best_timed_plans

QUICK = quick(25)
LONG = settings(QUICK, max_examples=3000)


def plan_of(result: Result) -> tuple[Plan, Starts]:
    """The plan as sorted (participant, mentor, session) indices, with the starts that are published."""
    find = result.problem
    found = sorted(
        (
            find.participant_idx(one.participant.id),
            find.mentor_idx(one.mentor.id),
            find.session_idx(one.session.name),
            one.set_start,
        )
        for one in result.pairs
    )
    return tuple(one[:3] for one in found), tuple(one[3] for one in found)


def check_against_reference(problem: Problem) -> None:
    for engine in (None, "flow", "mip", "cpsat"):
        result = solve_by(problem, engine)
        if result is None:
            assert engine == "flow"
            event("flow: cannot")
            continue
        names = [level.name for level in result.levels]
        ties, draws = sum(map(is_tie, names)), sum(map(is_start, names))
        best = best_timed_plans(problem, tie_levels=ties, start_levels=draws)
        assert best is not None
        assert result.status is Status.OPTIMAL
        assert tuple((level.name, level.value) for level in result.levels) == best.levels
        assert all(level.bound == level.value for level in result.levels)
        assert plan_of(result) in best.plans
        assert result.unique is (len(best.plans) == 1)
        judgement = judge(problem, result.pairs, result.groups)
        assert judgement.is_valid
        event(f"{engine}: {result.engine}")


@given(timed(exempt=True))
@QUICK
def test_every_engine_finds_the_best_pairs_and_starts(problem: Problem) -> None:
    check_against_reference(problem)


@given(timed(published=True))
@QUICK
def test_published_starts_move_as_little_as_they_must(problem: Problem) -> None:
    check_against_reference(problem)


@given(timed(narrow=True))
@QUICK
def test_where_hours_are_scarce_the_best_pairs_are_found(problem: Problem) -> None:
    check_against_reference(problem)


@given(timed(narrow=True, published=True))
@QUICK
def test_where_hours_are_scarce_starts_move_as_little_as_they_must(problem: Problem) -> None:
    check_against_reference(problem)


@pytest.mark.long
@given(timed(published=True) | timed() | timed(narrow=True) | timed(narrow=True, published=True))
@LONG
def test_thousands_of_problems_with_starts(problem: Problem) -> None:
    check_against_reference(problem)
