"""Pairs with starts: what is told where time is short, where many people are many, and hand-solved cases."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pairing
from pairing.engine import timed as timed_engine
from pairing.engine.run import solve
from pairing.errors import NoPlanError
from pairing.judging.evaluate import judge
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from pairing.program import read_two_sheets
from tests.properties.strategies import quick, timed
from tests.properties.test_large_agrees import arrays

DAY = date(2027, 3, 1)
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "career-lab"


def free(*hours: tuple[int, int]) -> list[FreeTime]:
    return [FreeTime(DAY, start * 60, end * 60, "UTC") for start, end in hours]


def session(name: str = "Talk", *, time: str = "they agree", minutes: int = 60, **more: object) -> Session:
    return Session(name, minutes, time, DAY, DAY, **more)


def told(result: Result) -> dict[str, str | None]:
    """Who meets whom."""
    return {pair.participant.name: pair.mentor.name for pair in result.pairs}


def hours(result: Result) -> dict[str, float]:
    """When each participant meets somebody, in hours of the day."""
    return {pair.participant.name: pair.start % 1440 / 60 for pair in result.pairs if pair.start is not None}


# --- they agree -------------------------------------------------------------------------------------------------


def test_a_mentor_of_one_hour_has_one_interview() -> None:
    people = [Participant(name, free=free((9, 10))) for name in ("Ada", "Bo")]
    problem = Problem(people, [Mentor("Dee", free=free((9, 10)))], [session()])
    assert solve(problem).level("unpaired").value == 1
    may_clash = problem.replace(sessions=[session(fits_one_after_another=False)])
    assert solve(may_clash).level("unpaired").value == 0


def test_interviews_of_two_sessions_must_fit_together() -> None:
    ada = Participant("Ada", free=free((9, 10)))
    mentors = [Mentor("Dee", free=free((9, 10))), Mentor("Eli", free=free((9, 10)))]
    problem = Problem([ada], mentors, [session("One"), session("Two")])
    assert solve(problem).level("unpaired").value == 1
    assert solve(problem.replace(sessions=[session("One"), session("Two", fits_one_after_another=False)])).pairs[1]


def test_who_is_in_both_roles_is_in_one_place_at_a_time() -> None:
    ada = Participant("Ada", "ada@example.org", free=free((9, 10)))
    bo = Participant("Bo", free=free((9, 11)))
    mentors = [Mentor("Ada", "ada@example.org", free=free((9, 10))), Mentor("Dee", free=free((9, 10)))]
    problem = Problem([ada, bo], mentors, [session()])
    assert len(solve(problem).pairs) == 1  # she interviews Bo, or is interviewed by Dee
    longer = [dataclasses.replace(ada, free=tuple(free((9, 11)))), bo]
    assert len(solve(problem.replace(participants=longer)).pairs) == 1
    mentors[0] = dataclasses.replace(mentors[0], free=tuple(free((9, 11))))
    assert len(solve(problem.replace(participants=longer, mentors=mentors)).pairs) == 2


def test_who_share_an_hour_off_the_grid_are_paired_all_the_same() -> None:
    kathmandu = [FreeTime(DAY, 15 * 60, 16 * 60, "Asia/Kathmandu")]  # 09:15 to 10:15 by Greenwich
    problem = Problem([Participant("Ada", free=kathmandu)], [Mentor("Dee", free=kathmandu)], [session()])
    assert hours(solve(problem)) == {"Ada": 9.25}
    fixed = problem.replace(sessions=[session(time="we set")])
    assert solve(fixed).level("unpaired").value == 1
    assert hours(solve(fixed.replace(start_every=15))) == {"Ada": 9.25}


# --- times we set -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pause", "paired"), [(0, 3), (30, 2), (60, 2), (90, 1)])
def test_a_pause_lies_between_two_interviews_of_a_mentor(pause: int, paired: int) -> None:
    people = [Participant(name, free=free((9, 12))) for name in ("Ada", "Bo", "Cem")]
    problem = Problem(people, [Mentor("Dee", free=free((9, 12)))], [session(time="we set")], pause=pause)
    result = solve(problem)
    assert len(result.pairs) == paired
    starts = sorted(hours(result).values())
    assert all(later - earlier >= 1 + pause / 60 for earlier, later in pairwise(starts))


def test_a_mentor_holds_no_more_a_day_than_was_said() -> None:
    people = [Participant(name, free=free((9, 17))) for name in ("Ada", "Bo", "Cem")]
    problem = Problem(people, [Mentor("Dee", free=free((9, 17)))], [session(time="we set")], most_a_day=2)
    assert len(solve(problem).pairs) == 2


def test_a_published_start_stays_while_it_can() -> None:
    people = [Participant(name, free=free((9, 12))) for name in ("Ada", "Bo")]
    problem = Problem(people, [Mentor("Dee", free=free((9, 12)))], [session(time="we set")], start_every=60)
    first = solve(problem)
    published = [Meeting(one.participant.id, one.mentor.id, "Talk", one.start) for one in first.pairs]
    again = solve(problem.replace(baseline=published, seed=99))
    assert hours(again) == hours(first)
    assert again.level("moved").value == 0
    at = hours(first)["Ada"]
    other_hours = free(*((hour, hour + 1) for hour in range(9, 12) if hour != at))
    gone = [dataclasses.replace(people[0], free=tuple(other_hours)), people[1]]
    moved = solve(problem.replace(participants=gone, baseline=published))
    assert (moved.level("changed").value, moved.level("moved").value) == (0, 1)
    assert hours(moved)["Bo"] == hours(first)["Bo"]


@pytest.mark.parametrize("engine", ["flow", "mip", "cpsat", None])
def test_every_engine_draws_the_same_starts(engine: str | None) -> None:
    people = [Participant(name, free=free((9, 17))) for name in ("Ada", "Bo", "Cem", "Dora")]
    mentors = [Mentor(name, free=free((9, 17)), capacity=2) for name in ("Eli", "Fay")]
    problem = Problem(people, mentors, [session(time="we set")], start_every=60, seed=5)
    result = solve(problem, engine=engine)
    assert (told(result), hours(result)) == (told(solve(problem)), hours(solve(problem)))
    assert result.unique is True


@pytest.mark.parametrize("seed", range(6))
def test_two_clocks_put_one_evening_on_two_days_of_a_mentor_without_a_zone(seed: int) -> None:
    evening = free((19, 23))  # by the clock of the second session after midnight
    people = [Participant("Ada", free=evening), Participant("Bo", free=evening, sessions=("Job",), apart=("Eli",))]
    mentors = [Mentor("Dee", free=evening), Mentor("Eli", free=evening, sessions=("Job",))]
    days = {"minutes": 60, "time": "we set", "first_day": DAY, "last_day": date(2027, 3, 2)}
    sessions = [Session("Talk", zone="UTC", **days), Session("Job", zone="Asia/Kolkata", **days)]
    problem = Problem(people, mentors, sessions, levels=("unpaired",), repeat="allow", most_a_day=1, seed=seed)
    assert solve(problem).level("unpaired").value == 0


# --- too little time, too many people ---------------------------------------------------------------------------


@given(timed(narrow=True) | timed(published=True), st.sampled_from([0.0001, 0.003, 0.02, 0.08]), st.booleans())
@quick(60)
def test_a_plan_in_a_hurry_has_starts_for_everybody_in_it(problem: Problem, seconds: float, is_large: bool) -> None:
    with arrays() if is_large else nullcontext():
        result = solve(problem, time_limit=seconds)
    if not result.has_plan:
        assert result.status is Status.STOPPED
        return
    assert judge(problem, result.pairs).is_valid
    assert all(pair.start is not None for pair in result.pairs if pair.session.needs_start)
    for level in result.levels:
        assert level.bound is None or level.bound <= level.value


def test_of_too_many_pairs_those_are_told_that_find_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [Participant(f"P{number}", free=free((9, 11))) for number in range(6)]
    problem = Problem(people, [Mentor("Dee", free=free((9, 11))), Mentor("Eli", free=free((9, 10)))], [session()])
    monkeypatch.setattr(timed_engine, "MOST_PLAIN", 0)
    with arrays():
        result = solve(problem)
    assert result.status is Status.FEASIBLE
    assert "too many pairs" in result.detail
    assert len(result.pairs) == 3
    assert result.level("unpaired") == pairing.LevelValue("unpaired", 3, 0)
    assert judge(problem, result.pairs).is_valid


@pytest.mark.parametrize("seconds", [0.7, 1.0, 1.6])
def test_a_plan_that_the_clock_cut_short_is_worth_what_is_said(seconds):
    """The flow's plan breaks rows, and no plan of its values is found in time: those bound the one that is shown."""
    sheets = [EXAMPLE / "collabies.csv", EXAMPLE / "mentors.csv"]
    problem = read_two_sheets(*sheets).problem
    try:
        result = solve(problem, time_limit=seconds)
        pairs = result.pairs
    except NoPlanError:
        return  # a slow machine
    verdict = judge(problem, pairs)
    assert verdict.is_valid
    assert [(one.name, one.value) for one in result.levels] == list(verdict.levels)
    assert all(one.bound is None or one.bound <= one.value for one in result.levels)
