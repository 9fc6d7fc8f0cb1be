"""Every single change to a small cohort that a coordinator could ask for, as changed problems; nothing of it is clever.

A place more of one mentor; a free hour of one person, at which anybody else in the session is free; one rule that does
not hold for one pair; one mentor more with one place; a session's limit raised by one.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import UTC

from pairing.errors import InputError
from pairing.model.exempt import Exempt
from pairing.model.intervals import FreeTime, to_datetime, to_utc
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session

RULES = ("track", "not in this session", "no repeat", "met before", "language")


def single_changes(problem: Problem) -> Iterator[tuple[str, Problem]]:
    """What is changed, and the problem as it is then."""
    yield from _places(problem)
    for session in problem.sessions:
        if session.most_per_mentor is not None:
            higher = dataclasses.replace(session, most_per_mentor=session.most_per_mentor + 1)
            sessions = [higher if one is session else one for one in problem.sessions]
            yield f"a limit of {higher.most_per_mentor} in {session.name}", problem.replace(sessions=sessions)
        yield from _rules(problem, session)
        if session.is_timed:
            yield from _hours(problem, session)
        yield from _mentors(problem, session)


def _places(problem: Problem) -> Iterator[tuple[str, Problem]]:
    for one in problem.mentors:
        if one.capacity is not None:
            more = dataclasses.replace(one, capacity=one.capacity + 1)
            mentors = [more if other is one else other for other in problem.mentors]
            yield f"a place of {one.name}", problem.replace(mentors=mentors)


def _rules(problem: Problem, session: Session) -> Iterator[tuple[str, Problem]]:
    for p in problem.participants:
        for m in problem.mentors:
            for rule in RULES:
                with contextlib.suppress(InputError):  # there is no such rule in it
                    exempt = Exempt(p.id, m.id, rule, session.name)
                    yield f"{rule} not for {p.name} and {m.name} in {session.name}", problem.replace(exempt=[exempt])


def _starts(person: Participant | Mentor, session: Session) -> set[int]:
    """The whole hours of a person; hours in these cohorts begin and end with the clock."""
    found = to_utc(person.free or (), session.first_day, session.last_day)
    return {start for opens, closes in found for start in range(opens, closes, 60)}


def _hours(problem: Problem, session: Session) -> Iterator[tuple[str, Problem]]:
    everybody = [one for one in (*problem.participants, *problem.mentors) if session.has(one.sessions)]
    starts = sorted({start for one in everybody for start in _starts(one, session)})
    for person in everybody:
        for start in starts:
            if start in _starts(person, session):
                continue
            at = to_datetime(start).astimezone(UTC)
            hour = FreeTime(at.date(), at.hour * 60, at.hour * 60 + 60, "UTC")
            freer = dataclasses.replace(person, free=(*(person.free or ()), hour))
            label = f"{person.name} free at {at:%H:%M}"
            if isinstance(person, Participant):
                yield label, problem.replace(participants=[freer if x is person else x for x in problem.participants])
            else:
                yield label, problem.replace(mentors=[freer if x is person else x for x in problem.mentors])


def _mentors(problem: Problem, session: Session) -> Iterator[tuple[str, Problem]]:
    for person in problem.participants:
        if not session.has(person.sessions):
            continue
        tracks = person.tracks if session.track == "required" else ()
        hours = person.free or () if session.is_timed else (None,)
        for hour in hours:
            free = None if hour is None else (hour,)
            new = Mentor("one more mentor", sessions=(session.name,), tracks=tracks, capacity=1, free=free)
            yield f"a mentor in {session.name} for {tracks} at {hour}", problem.replace(mentors=[*problem.mentors, new])
