"""One session of many people with starts, on arrays: the same pairs, starts and values as the reference finds."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine.arrays import slots
from pairing.engine.run import solve
from pairing.model.draw import is_start, is_tie
from pairing.model.problem import Problem
from pairing.model.solution import Solution, Status
from tests.properties.strategies import Size, quick, timed
from tests.properties.test_large_agrees import arrays
from tests.properties.test_timed_agree import plan_of
from tests.reference.timed_brute_force import best_timed_plans

QUICK = quick(80)
LONG = settings(QUICK, max_examples=3000)
ONE_SESSION = Size(5, 3, 1)


def one_session(problem: Problem, seed: int) -> Problem:
    """Its times are set, everybody wants one mentor, and what lasts longer than the grid is wide overlaps."""
    chance = random.Random(seed)
    session = dataclasses.replace(
        problem.sessions[0],
        time="we set",
        minutes=chance.choice([15, 30, 60, 60, 90]),
        mentors_each=1,
        most_per_mentor=None,
        closed=False,
        fits_one_after_another=True,
    )
    return problem.replace(sessions=[session], start_every=chance.choice([15, 30, 60]))


def check(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Solution | None] = []
    honest = slots.solve_slots

    def watched(*arguments: object) -> Solution | None:
        seen.append(honest(*arguments))
        return seen[-1]

    with arrays():
        monkeypatch.setattr(slots, "solve_slots", watched)
        result = solve(problem)
        monkeypatch.undo()
    names = [level.name for level in result.levels]
    best = best_timed_plans(problem, tie_levels=sum(map(is_tie, names)), start_levels=sum(map(is_start, names)))
    assert best is not None
    assert result.status is Status.OPTIMAL
    assert tuple((level.name, level.value) for level in result.levels) == best.levels
    assert plan_of(result) in best.plans
    assert result.unique is (len(best.plans) == 1)
    found = seen[-1] if seen else None
    event("no flow" if found is None else "pairs and starts" if found.starts else "pairs")


@given(timed(ONE_SESSION, narrow=True), st.integers(0, 2**32))
@QUICK
def test_pairs_and_starts_of_one_session_are_the_best(problem: Problem, seed: int) -> None:
    check(one_session(problem, seed), pytest.MonkeyPatch())


@given(timed(ONE_SESSION, narrow=True, published=True), st.integers(0, 2**32))
@QUICK
def test_published_starts_of_one_session_move_as_little_as_they_must(problem: Problem, seed: int) -> None:
    check(one_session(problem, seed), pytest.MonkeyPatch())


@pytest.mark.long
@given(timed(ONE_SESSION, narrow=True) | timed(ONE_SESSION, published=True, narrow=True), st.integers(0, 2**32))
@LONG
def test_thousands_of_sessions_on_arrays(problem: Problem, seed: int) -> None:
    check(one_session(problem, seed), pytest.MonkeyPatch())
