"""When a meeting can begin: the grid by the session's clock, clock changes, and a mentor's days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pairing.errors import InputError
from pairing.model.grid import day_of, grid_starts, possible_starts
from pairing.model.intervals import from_datetime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session

NOON = from_datetime(datetime(2027, 3, 13, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "every", "starts"),
    [
        ("UTC", 60, [0, 60, 120]),
        ("UTC", 30, [0, 30, 60, 90, 120]),
        ("Asia/Kolkata", 60, [30, 90]),  # half past by Greenwich is the full hour there
        ("Asia/Kolkata", 30, [0, 30, 60, 90, 120]),
        ("Asia/Kathmandu", 60, [15, 75]),
        ("Asia/Kathmandu", 30, [15, 45, 75, 105]),
        ("Asia/Kathmandu", 15, [0, 15, 30, 45, 60, 75, 90, 105, 120]),
        ("UTC+05:07", 60, [53, 113]),
    ],
)
def test_starts_lie_on_the_grid_of_the_clock(zone: str, every: int, starts: list[int]) -> None:
    assert list(grid_starts(((NOON, NOON + 180),), 60, every, zone)) == [NOON + one for one in starts]


def test_a_clock_that_changes_by_half_an_hour_has_another_grid_after_it() -> None:
    # Lord Howe goes from +11 to +10:30 on 4 April 2027 at 15:00 UTC
    change = from_datetime(datetime(2027, 4, 3, 15, tzinfo=UTC))
    found = grid_starts(((change - 120, change + 120),), 30, 60, "Australia/Lord_Howe")
    assert [one - change for one in found] == [-120, -60, 30, 90]


def test_a_stretch_that_is_too_short_has_no_start() -> None:
    assert grid_starts(((NOON, NOON + 59), (NOON + 70, NOON + 135)), 60, 30, "UTC") == ()


def problem(time: str) -> Problem:
    session = Session("Talk", 60, time, date(2027, 3, 13), date(2027, 3, 13))
    return Problem([Participant("Ada", free=())], [Mentor("Dee", free=())], [session])


def test_who_agree_may_begin_off_the_grid_where_they_have_no_time_on_it() -> None:
    common = ((NOON + 10, NOON + 75), (NOON + 200, NOON + 265))
    agreed, fixed = problem("they agree"), problem("we set")
    assert possible_starts(agreed, agreed.sessions[0], common) == (NOON + 10, NOON + 200)
    assert possible_starts(fixed, fixed.sessions[0], common) == ()


def test_a_day_is_the_mentor_s_own() -> None:
    session = Session("Talk", 60, zone="UTC")
    midnight = NOON + 720
    assert day_of(Mentor("Dee"), session, midnight) == day_of(Mentor("Dee"), session, NOON) + 1
    kolkata = Mentor("Dee", zone="Asia/Kolkata")
    assert day_of(kolkata, session, midnight) == day_of(kolkata, session, midnight - 330)
    assert day_of(kolkata, session, midnight - 331) == day_of(kolkata, session, midnight) - 1


@pytest.mark.parametrize(
    ("field", "value"), [("start_every", 20), ("pause", -1), ("pause", 1441), ("most_a_day", 0), ("pause", True)]
)
def test_what_no_grid_or_count_can_be_is_refused(field: str, value: object) -> None:
    with pytest.raises(InputError) as caught:
        problem("we set").replace(**{field: value})
    assert field in str(caught.value)


def test_a_session_with_set_times_says_how_long_it_lasts() -> None:
    with pytest.raises(InputError, match="minutes"):
        Session("Talk", time="we set")
