"""How many hours each person has in common with how many of those he could meet: where a programme is short of time.

Only time counts here: whether two may meet by track, rule or capacity is another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.model.answers import free_in
from pairing.model.grid import common_time, possible_starts
from pairing.model.intervals import Intervals, union
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import person_order

MOST_COUPLES = 2_000_000  # with different hours: more would take minutes


class CommonHours(NamedTuple):
    """A person in a timed session: with how many of the ``others`` there a meeting is possible, and the minutes.

    ``minutes``: how long, put together, the stretches are in which one of them is free as well for a whole meeting.
    """

    person: Person
    is_mentor: bool
    partners: int
    others: int
    minutes: int


class SessionHours(NamedTuple):
    """A timed session: everybody in it, the participants first, by name; None: too many to be counted."""

    session: Session
    people: tuple[CommonHours, ...] | None


def common_hours(problem: Problem) -> tuple[SessionHours, ...]:
    """The common hours of everybody, for each session that needs them and is not over.

    Where we set the time, two have time in common when a start on the grid is possible for them. It takes as long as
    there are couples of different hours; above ``MOST_COUPLES`` of them a session is not counted.
    """
    return tuple(
        SessionHours(session, _in_session(problem, session))
        for session in problem.sessions
        if session.is_timed and not session.closed
    )


def _in_session(problem: Problem, session: Session) -> tuple[CommonHours, ...] | None:
    participants = sorted((one for one in problem.participants if session.has(one.sessions)), key=person_order)
    mentors = sorted((one for one in problem.mentors if session.has(one.sessions)), key=person_order)
    free = {id(one): free_in(one, session) for one in participants}
    free |= {id(one): free_in(one, session) for one in mentors}
    if len({free[id(one)] for one in participants}) * len({free[id(one)] for one in mentors}) > MOST_COUPLES:
        return None
    shared: dict[tuple[Intervals, Intervals], Intervals] = {}
    for one in {free[id(person)] for person in participants}:
        for other in {free[id(mentor)] for mentor in mentors}:
            common = common_time(one, other, session)
            shared[one, other] = common if common and possible_starts(problem, session, common) else ()
    found = [_of_person(one, False, mentors, free, shared) for one in participants]
    return (*found, *(_of_person(one, True, participants, free, shared) for one in mentors))


def _of_person(
    person: Person,
    is_mentor: bool,
    others: Sequence[Participant] | Sequence[Mentor],
    free: dict[int, Intervals],
    shared: dict[tuple[Intervals, Intervals], Intervals],
) -> CommonHours:
    own = free[id(person)]
    number = with_some = 0
    stretches: dict[Intervals, None] = {}
    for other in others:
        if other.id == person.id:
            continue
        number += 1
        theirs = free[id(other)]
        common = shared[(theirs, own) if is_mentor else (own, theirs)]
        if common:
            with_some += 1
            stretches[common] = None
    minutes = sum(end - start for start, end in union(one for common in stretches for one in common))
    return CommonHours(person, is_mentor, with_some, number, minutes)
