"""Who has a time in common with whom: both tables, the plain one and the one of arrays, against a minute-by-minute
oracle that looks at the clock on the wall.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pairing.engine.arrays.allowed import allowed, live_bits
from pairing.engine.eligible import disliked
from pairing.model.intervals import DAY, FreeTime
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether
from pairing.model.session import Session
from pairing.model.shapes import PairFilter, share_a_bit

FIRST, LAST = date(2027, 3, 11), date(2027, 3, 17)  # the United States change their clocks on the 14th
ZONES = (
    *("America/Los_Angeles", "America/St_Johns", "America/Bogota", "Europe/Berlin", "Africa/Lagos"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "Pacific/Chatham", "Pacific/Kiritimati", "UTC-05:30"),
)
REVIEW = Session("Review")
Free = tuple[FreeTime, ...] | None
Table = list[list[bool]]


def mock(minutes: int, first: date = FIRST, last: date = LAST, zone: str = "UTC") -> Session:
    return Session("Mock", minutes=minutes, first_day=first, last_day=last, zone=zone)


def problem_of(participants: list[Free], mentors: list[Free], session: Session) -> Problem:
    """Who was not asked for free times is only in the session that needs none."""
    return Problem(
        [Participant(f"P{n}", free=one, sessions=sessions_of(one)) for n, one in enumerate(participants)],
        [Mentor(f"M{n}", free=one, sessions=sessions_of(one)) for n, one in enumerate(mentors)],
        [REVIEW, session],
    )


def sessions_of(free: Free) -> tuple[str, ...] | None:
    return ("Review",) if free is None else None


def shape_of(problem: Problem) -> PairFilter:
    (shape,) = FreeTogether(problem.sessions[1].minutes or 0, sessions=("Mock",)).shapes(problem)
    assert isinstance(shape, PairFilter)
    return shape


def from_arrays(shape: PairFilter) -> Table:
    everybody = np.arange(len(shape.participant_keys)), np.arange(len(shape.mentor_keys))
    found: Table = allowed(shape).rows(*everybody).tolist()
    return found


def plain(shape: PairFilter) -> Table:
    return [[m not in row for m in range(len(shape.mentor_keys))] for row in map(set, disliked(shape))]


BOTH = pytest.mark.parametrize("table_of", [from_arrays, plain])


# --- the oracle -------------------------------------------------------------------------------------------------


@cache
def instants(zone: str) -> dict[tuple[date, int], int]:
    """By date and minute on the wall, the UTC minutes that show them, one bit each: none in a gap, two in a fold."""
    begin, shown = datetime(2027, 3, 7, tzinfo=UTC), {}
    for step in range(0, 15 * DAY, 15):  # a quarter of an hour is whole on all these clocks, and they change after one
        instant = begin + timedelta(minutes=step)
        there = instant - timedelta(hours=5, minutes=30) if zone == "UTC-05:30" else instant.astimezone(ZoneInfo(zone))
        for minute in range(15):
            key = there.date(), there.hour * 60 + there.minute + minute
            shown[key] = shown.get(key, 0) | 1 << step + minute
    return shown


DATES = [date(2027, 3, 8) + timedelta(days=number) for number in range(13)]


@cache
def shown_on(day: date, start: int, end: int, zone: str) -> int:
    """The instants at which the wall shows those minutes of that day (past 1440: of the next)."""
    found = 0
    for minute in range(start, end):
        found |= instants(zone).get((day + timedelta(days=minute // DAY), minute % DAY), 0)
    return found


def free_minutes(free: Free, zone: str) -> int:
    """One bit a minute: the wall clock shows a free time, and the clock of the session one of its days."""
    found = inside = 0
    for one in free or ():
        for day in DATES:
            if one.day in (day, day.weekday()):
                found |= shown_on(day, one.start, one.end, one.zone)
    for day in DATES:
        inside |= shown_on(day, 0, DAY, zone) if FIRST <= day <= LAST else 0
    return found & inside


def by_minutes(problem: Problem) -> Table:
    session = problem.sessions[1]

    def meets(one: Person, other: Person) -> bool:
        common = free_minutes(one.free, session.zone) & free_minutes(other.free, session.zone)
        for _ in range((session.minutes or 0) - 1):
            common &= common >> 1
        return common != 0

    return [[meets(one, other) for other in problem.mentors] for one in problem.participants]


def some_free(chance: random.Random, grain: int) -> Free:
    if chance.random() < 0.1:
        return None if chance.random() < 0.5 else ()
    zone, found = chance.choice(ZONES), []
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(0, DAY, grain)
        day = FIRST + timedelta(days=chance.randint(-1, 7))
        end = min(start + grain * chance.randint(1, 300 // grain), 2 * DAY)
        found.append(FreeTime(day.weekday() if chance.random() < 0.4 else day, start, end, zone))
    return tuple(found)


@pytest.mark.parametrize("grain", [30, 15, 1])
def test_both_tables_say_what_the_clocks_on_the_wall_say(grain: int) -> None:
    seen: Counter[bool] = Counter()
    for seed in range(3):
        chance = random.Random(100 * grain + seed)
        people = [some_free(chance, grain) for _ in range(26)]
        people += chance.sample(people, 6)  # and some of the same hours
        chance.shuffle(people)
        session = mock(chance.choice((15, 30, 45, 60, 90)), zone=chance.choice(ZONES))
        problem = problem_of(people[:20], people[20:], session)
        expected = by_minutes(problem)
        shape = shape_of(problem)
        assert from_arrays(shape) == expected
        assert plain(shape) == expected
        seen.update(cell for row in expected for cell in row)
    assert min(seen[True], seen[False]) > 50


# --- by hand ----------------------------------------------------------------------------------------------------


def on(day: date | int, start: int, end: int, zone: str = "UTC") -> tuple[FreeTime, ...]:
    return (FreeTime(day, start, end, zone),)


@BOTH
def test_a_half_hour_zone_and_whole_hours_meet_in_their_minutes(table_of: Callable[[PairFilter], Table]) -> None:
    kolkata = on(FIRST, 1200, 1320, "Asia/Kolkata")  # 14:30-16:30 UTC
    shape = shape_of(problem_of([kolkata], [on(FIRST, 930, 1080), on(FIRST, 931, 1080), on(FIRST, 780, 930)], mock(60)))
    assert table_of(shape) == [[True, False, True]]


@BOTH
def test_the_same_wall_hours_are_shared_before_a_clock_change_and_not_after(
    table_of: Callable[[PairFilter], Table],
) -> None:
    before, after = date(2027, 3, 13), date(2027, 3, 15)
    west = [on(day, 540, 600, "America/Los_Angeles") for day in (before, after)]
    lagos = [on(day, 1080, 1140, "Africa/Lagos") for day in (before, after)]
    assert table_of(shape_of(problem_of(west, lagos, mock(60)))) == [[True, False], [False, False]]


@BOTH
def test_who_is_never_free_or_was_not_asked_shares_no_time(table_of: Callable[[PairFilter], Table]) -> None:
    always = on(FIRST, 0, DAY)
    shape = shape_of(problem_of([(), None, always], [always, (), None], mock(60)))
    assert table_of(shape) == [[False] * 3, [False] * 3, [True, False, False]]


@BOTH
def test_two_touching_stretches_are_one_and_two_with_a_gap_are_none(table_of: Callable[[PairFilter], Table]) -> None:
    always = on(FIRST, 0, DAY)
    touching = on(FIRST, 600, 630) + on(FIRST, 630, 660)
    gap = on(FIRST, 600, 630) + on(FIRST, 631, 661)
    assert table_of(shape_of(problem_of([touching, gap], [always], mock(60)))) == [[True], [False]]


@BOTH
def test_hours_outside_the_days_of_the_session_are_nobodys(table_of: Callable[[PairFilter], Table]) -> None:
    late = on(LAST, 23 * 60, 25 * 60)  # one hour of it is inside
    shape = shape_of(problem_of([late], [late], mock(60)))
    assert table_of(shape) == [[True]]
    assert table_of(shape_of(problem_of([late], [late], mock(61)))) == [[False]]


# --- bits -------------------------------------------------------------------------------------------------------


def bits(participants: list[int], mentors: list[int]) -> PairFilter:
    return PairFilter("bits", (0,), participants, mentors, share_a_bit)


@pytest.mark.parametrize("most", [1, 7, 64, 1 << 23])
def test_a_table_made_in_blocks_is_the_same(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairing.engine.arrays.allowed.MOST_COUNTS", most)
    chance = random.Random(most)
    sets = [chance.getrandbits(70) & chance.getrandbits(70) & chance.getrandbits(70) for _ in range(32)]
    shape = bits(sets[:23], sets[23:])
    assert from_arrays(shape) == [[one & other != 0 for other in shape.mentor_keys] for one in shape.participant_keys]


@pytest.mark.parametrize(
    ("participants", "mentors"), [([], []), ([], [1, 2]), ([1, 2], []), ([0, 0], [0]), ([0, 5], [0, 2]), ([1], [1])]
)
def test_a_table_of_hardly_anybody(participants: list[int], mentors: list[int]) -> None:
    assert from_arrays(bits(participants, mentors)) == [[p & m != 0 for m in mentors] for p in participants]


def test_moments_that_one_side_lacks_or_that_repeat_another_are_left_out() -> None:
    # moments 0 and 3 are alike; nobody of the participants has 1, none of the mentors 2; 4 and 5 differ in one person
    participants, mentors = [0b111001, 0b110100], [0b101011, 0b110010]
    rows, columns = live_bits(participants, mentors)
    assert rows.tolist() == [[1, 1, 1], [0, 1, 1]]
    assert columns.tolist() == [[1, 0, 1], [0, 1, 1]]


def test_weeks_that_are_like_the_first_cost_nothing() -> None:
    chance = random.Random(5)
    people = [on(chance.randrange(7), 15 * chance.randint(0, 60), 1140, "Africa/Lagos") for _ in range(60)]
    monday, widths = date(2027, 3, 8), []
    for weeks in (1, 3):
        session = mock(60, monday, monday + timedelta(days=7 * weeks - 1), "Africa/Lagos")
        shape = shape_of(problem_of(people[:40], people[40:], session))
        rows, columns = live_bits(shape.participant_keys, shape.mentor_keys)
        assert rows.shape[1] == columns.shape[1]
        widths.append(rows.shape[1])
    assert widths[0] == widths[1] > 5
