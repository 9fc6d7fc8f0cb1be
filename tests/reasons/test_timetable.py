"""Who is where when."""

from __future__ import annotations

from datetime import date

from pairing.engine.run import solve
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.reasons.timetable import timetable

DAY = date(2027, 3, 13)
FREE = (FreeTime(DAY, 9 * 60, 12 * 60, "UTC"),)
TALK = Session("Talk", minutes=60, time="we set", first_day=DAY, last_day=DAY)


def test_everybody_has_his_meetings_in_order_mentors_first():
    people = [Participant("Zoe", free=FREE), Participant("Ada", free=FREE)]
    rows = timetable(solve(Problem(people, [Mentor("Cem", free=FREE)], [TALK])))
    assert [(row.person.name, row.is_mentor, len(row.blocks)) for row in rows] == [
        ("Cem", True, 2),
        ("Ada", False, 1),
        ("Zoe", False, 1),
    ]
    first, second = rows[0].blocks
    assert first.end <= second.start
    assert {first.other.name, second.other.name} == {"Ada", "Zoe"}
    assert first.end - first.start == 60


def test_who_is_both_has_one_row():
    people = [Participant("Bo", "bo", free=FREE), Participant("Ada", free=FREE)]
    mentors = [Mentor("Bo", "bo", free=FREE), Mentor("Cem", free=FREE)]
    rows = timetable(solve(Problem(people, mentors, [TALK])))
    assert [row.person.name for row in rows].count("Bo") == 1
    assert next(row for row in rows if row.person.id == "bo").is_mentor


def test_times_that_two_agree_on_are_not_told():
    agreed = Session("Talk", minutes=60, first_day=DAY, last_day=DAY)
    assert timetable(solve(Problem([Participant("Ada", free=FREE)], [Mentor("Cem", free=FREE)], [agreed]))) == ()


def test_meetings_that_were_held_at_a_known_time_are_there():
    held = [Meeting("ada", "cem", "Talk", 30082680), Meeting("gone", "cem", "Talk", 30082740)]
    problem = Problem([Participant("Ada", free=FREE)], [Mentor("Cem", free=FREE)], [TALK], held=held)
    rows = timetable(solve(problem))
    assert [(row.person.name, [block.start for block in row.blocks]) for row in rows] == [
        ("Cem", [30082680]),
        ("Ada", [30082680]),
    ]
