"""How near two come who have no free time in common, told on clocks that people read."""

from __future__ import annotations

import dataclasses
from datetime import date

from pairing.engine.run import solve
from pairing.model.intervals import FreeTime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether
from pairing.model.session import Session
from pairing.reasons.near_miss import nearest
from pairing.reasons.unpaired import reasons_of

TECHNICAL = Session("Technical", minutes=60, first_day=date(2027, 3, 12), last_day=date(2027, 3, 16), zone="UTC")


def free(*hours: tuple[float, float], day: int = 15, zone: str = "UTC") -> tuple[FreeTime, ...]:
    return tuple(FreeTime(date(2027, 3, day), int(start * 60), int(end * 60), zone) for start, end in hours)


def told(own: tuple[FreeTime, ...], *others: tuple[FreeTime, ...], session: Session = TECHNICAL) -> str:
    mentors = [Mentor(name, free=hours) for name, hours in zip(("Dee", "Eli", "Fay"), others, strict=False)]
    one = nearest(Participant("Ada", free=own), mentors, session)
    return "" if one is None else one.text


def test_hours_that_are_in_both_and_too_short_are_told():
    assert told(free((17, 18.5)), free((18, 19))) == (
        "nearest is Dee: both are free Mon 15 Mar, 18:00–18:30 UTC, and 60 minutes are needed"
    )


def test_hours_with_a_gap_between_are_both_told():
    assert told(free((17, 18)), free((18.5, 20))) == (
        "nearest is Dee, free Mon 15 Mar, 18:30–20:00 UTC; Ada is free Mon 15 Mar, 17:00–18:00 UTC"
    )


def test_hours_that_touch_have_nothing_in_common_and_no_gap():
    one = nearest(Participant("Ada", free=free((17, 18))), [Mentor("Dee", free=free((18, 19)))], TECHNICAL)
    assert one is not None
    assert one.shared == 0
    assert one.text.startswith("nearest is Dee, free ")


def test_the_nearest_mentor_is_told_and_of_several_the_one_at_the_earliest_hour():
    assert told(free((9, 10)), free((13, 14)), free((11, 12)), free((6, 7.75))).startswith("nearest is Eli, ")
    assert told(free((9, 10), (15, 16)), free((14, 14.5)), free((10.5, 11))).startswith("nearest is Eli, free ")


def test_a_part_in_common_is_nearer_than_any_gap():
    assert told(free((9, 10), (15, 16)), free((10, 12)), free((15.75, 17))).startswith("nearest is Eli: both are free")


def test_who_gives_no_hours_is_nobodys_nearest():
    assert told((), free((9, 10))) == ""
    assert told(free((9, 10)), ()) == ""
    assert told(free((9, 10)), (), free((12, 13))).startswith("nearest is Eli")


def test_hours_outside_the_days_of_the_session_do_not_count():
    assert told(free((9, 10)), free((10, 11), day=20)) == ""


def test_each_is_told_on_the_clock_of_the_participant_and_a_common_stretch_on_both():
    ada = Participant("Ada", free=free((17, 18.5)), zone="America/New_York")
    dee = Mentor("Dee", free=free((18, 19)), zone="Asia/Kolkata")
    one = nearest(ada, [dee], TECHNICAL)
    assert one is not None
    assert one.text == (
        "nearest is Dee: both are free Mon 15 Mar, 14:00–14:30 EDT (23:30–00:00 Kolkata time), "
        "and 60 minutes are needed"
    )
    apart = nearest(ada, [Mentor("Dee", free=free((20, 21)), zone="Asia/Kolkata")], TECHNICAL)
    assert apart is not None
    assert apart.text == ("nearest is Dee, free Mon 15 Mar, 16:00–17:00 EDT; Ada is free Mon 15 Mar, 13:00–14:30 EDT")


def test_hours_across_a_clock_change_are_measured_in_real_minutes():
    """Before the change 1:30 of Los Angeles is 9:30 UTC; half an hour later it is 3:00 there."""
    ada = Participant("Ada", free=free((1, 2), day=14, zone="America/Los_Angeles"))
    one = nearest(ada, [Mentor("Dee", free=free((9.5, 11), day=14))], TECHNICAL)
    assert one is not None
    assert one.shared == 30


def test_as_plain_data_a_gap_is_below_0_and_the_id_a_code():
    one = nearest(Participant("Ada", free=free((9, 10))), [Mentor("Dee", "dee@x.org", free=free((11, 12)))], TECHNICAL)
    assert one is not None
    data = one.to_dict("key")
    assert (data["mentor"], data["minutes"], data["text"]) == ("Dee", -60, one.text)
    assert "@" not in str(data)


def test_an_hour_between_two_starts_of_the_grid_is_told_as_that():
    session = Session("Interview", minutes=60, time="we set", first_day=date(2027, 3, 15), last_day=date(2027, 3, 15))
    hour = (FreeTime(date(2027, 3, 15), 9 * 60 + 10, 10 * 60 + 10, "UTC"),)
    (reason,) = reasons_of(solve(Problem([Participant("Ada", free=hour)], [Mentor("Dee", free=hour)], [session])))
    assert reason.lines[-1] == (
        "nearest is Dee: both are free Mon 15 Mar, 09:10–10:10 UTC, and no start on the grid leaves 60 minutes"
    )


def test_a_rule_that_asks_for_more_than_the_meeting_lasts_is_no_riddle():
    hour, long = free((9, 10)), FreeTogether(90)
    (reason,) = reasons_of(
        solve(Problem([Participant("Ada", free=hour)], [Mentor("Dee", free=hour)], [TECHNICAL], [long]))
    )
    assert reason.lines[-1] == ("nearest is Dee: both are free Mon 15 Mar, 09:00–10:00 UTC, and a rule asks for more")


def test_where_something_else_stands_against_all_the_nearest_of_all_is_told():
    mentors = [Mentor("Dee", free=free((12, 13)), tracks=("Design",))]
    session = dataclasses.replace(TECHNICAL, track="required")
    (reason,) = reasons_of(
        solve(Problem([Participant("Ada", free=free((9, 10)), tracks=("Data",))], mentors, [session]))
    )
    assert reason.lines[-1].startswith("nearest is Dee, free ")


def test_a_reason_tells_the_nearest_of_those_whom_only_time_stands_against():
    mentors = [
        Mentor("Dee", free=free((12, 13)), tracks=("Data",)),
        Mentor("Eli", free=free((10, 11)), tracks=("Design",)),
        Mentor("Fay", free=free((10, 11)), tracks=("Data",), apart=("Ada",)),
    ]
    session = Session(
        "Technical", minutes=60, track="required", first_day=date(2027, 3, 15), last_day=date(2027, 3, 15)
    )
    ada = Participant("Ada", free=free((9, 10)), tracks=("Data",))
    (reason,) = reasons_of(solve(Problem([ada], mentors, [session])))
    assert reason.near is not None
    assert reason.near.mentor.name == "Dee"
    assert "Fay" not in reason.text
