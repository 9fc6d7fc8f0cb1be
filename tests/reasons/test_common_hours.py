"""With how many others each person has how many hours in common."""

from __future__ import annotations

from datetime import date

from pairing.model.intervals import FreeTime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.reasons import common_hours as module
from pairing.reasons.common_hours import common_hours

DAY = date(2027, 3, 13)
DAYS = {"first_day": DAY, "last_day": DAY}
TECHNICAL = Session("Technical", minutes=60, **DAYS)


def free(*stretches, zone="UTC"):
    return tuple(FreeTime(DAY, start, end, zone) for start, end in stretches)


def told(problem):
    """For each session what is said of everybody, by name."""
    return [
        {one.person.name: (one.partners, one.others, one.minutes) for one in entry.people or ()}
        for entry in common_hours(problem)
    ]


def problem(people, mentors, *sessions, **more):
    return Problem(people, mentors, sessions or (TECHNICAL,), **more)


def test_hours_with_several_are_put_together_and_not_counted_twice():
    people = [Participant("Ada", free=free((540, 720))), Participant("Bo", free=free((600, 660)))]
    mentors = [Mentor("Dee", free=free((540, 660))), Mentor("Eli", free=free((600, 720)))]
    assert told(problem(people, mentors)) == [
        {"Ada": (2, 2, 180), "Bo": (2, 2, 60), "Dee": (2, 2, 120), "Eli": (2, 2, 120)}
    ]


def test_a_stretch_too_short_for_a_meeting_is_none():
    people = [Participant("Ada", free=free((540, 599)))]
    assert told(problem(people, [Mentor("Dee", free=free((540, 720)))])) == [{"Ada": (0, 1, 0), "Dee": (0, 1, 0)}]


def test_where_we_set_the_time_it_takes_a_start_on_the_grid():
    people = [Participant("Ada", free=free((540, 605), zone="UTC+0:30"))]
    mentors = [Mentor("Dee", free=free((0, 1440)))]
    for every, partners in ((30, 1), (60, 0)):
        session = Session("Technical", minutes=60, time="we set", **DAYS)
        assert told(problem(people, mentors, session, start_every=every))[0]["Ada"][0] == partners
    assert told(problem(people, mentors, start_every=60))[0]["Ada"] == (1, 1, 65)


def test_only_those_in_the_session_count_and_nobody_with_himself():
    ada = Participant("Ada", "a", free=free((540, 720)))
    mentors = [Mentor("Ada", "a", free=free((540, 720))), Mentor("Dee", sessions=("Talk",), free=free((540, 720)))]
    assert told(problem([ada], mentors, TECHNICAL, Session("Talk"))) == [{"Ada": (0, 0, 0)}]


def test_sessions_without_a_time_or_over_are_left_out():
    over = Session("Over", minutes=60, closed=True, **DAYS)
    peers = Session("Practice", kind="peers")
    people = [Participant("Ada", free=())]
    assert common_hours(problem(people, [Mentor("Dee", free=())], over, peers, Session("Review"))) == ()


def test_too_many_people_are_not_counted(monkeypatch):
    monkeypatch.setattr(module, "MOST_COUPLES", 3)
    people = [Participant(f"P{n}", free=free((n, 600 + n))) for n in range(2)]
    mentors = [Mentor(f"M{n}", free=free((n, 600 + n))) for n in range(2)]
    (one,) = common_hours(problem(people, mentors))
    assert one.people is None
