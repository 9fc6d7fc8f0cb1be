"""Small cohorts by number, in which somebody is often left out: each kind has what makes plans hard in its own way."""

from __future__ import annotations

import dataclasses
import random
from datetime import date

from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, FreeTogether, MatchColumns, Together
from pairing.model.session import Session

KINDS = ("flow", "agree", "fits", "set")
DAY = date(2027, 3, 12)
TRACKS = ("Design", "Data", "Web")
TONGUES = ("", "en", "de", "en, de", "fr")


def small_cohort(number: int, kind: str) -> Problem:
    """A cohort of 2 to 5 participants, up to 3 mentors and sessions.

    ``flow``: no times, no limits a session; ``agree``: times they agree, and such limits; ``fits``: they fit one after
    another too; ``set``: times we set.
    """
    chance = random.Random(f"{kind} {number}")
    sessions = [_session(chance, kind, index) for index in range(chance.choice([1, 1, 2, 2, 3]))]
    participants = [
        Participant(
            f"P{index}",
            tracks=(chance.choice(TRACKS),) if chance.random() < 0.8 else (),
            free=_hours(chance),
            sessions=None if chance.random() < 0.8 else (sessions[0].name,),
            times_left_out=chance.choice([0, 0, 0, 1, 2]),
            answers={"tongue": chance.choice(TONGUES)},
        )
        for index in range(chance.randint(2, 5))
    ]
    mentors = [
        Mentor(
            f"M{index}",
            tracks=tuple(chance.sample(TRACKS, chance.randint(0, 2))),
            free=_hours(chance),
            capacity=chance.choice([None, 0, 1, 1, 2, 2, 3]),
            sessions=None if chance.random() < 0.8 else (sessions[-1].name,),
            min_load=chance.choice([0, 1, 1, 2]),
            answers={"tongue": chance.choice(TONGUES)},
        )
        for index in range(chance.randint(1, 3))
    ]
    rules = []
    if chance.random() < 0.2:
        rules.append(Apart("P0", "M0"))
    if chance.random() < 0.15:
        rules.append(Together("P1", "M0", sessions[0].name, weight=chance.choice([1, 3])))
    if chance.random() < 0.3:
        rules.append(MatchColumns(("tongue", "tongue"), "share", weight=chance.choice([None, 1, 2]), name="language"))
    baseline = [
        Meeting(one.id, chance.choice(mentors).id, session.name)
        for one in participants
        for session in sessions
        if chance.random() < 0.5
    ]
    other = random.Random(f"both and wishes {kind} {number}")
    if other.random() < 0.15:  # one person in both roles
        mentors[0] = dataclasses.replace(mentors[0], id=participants[0].id, free=participants[0].free)
        baseline = [one for one in baseline if one.participant != one.mentor and one.mentor != "m0"]
        rules = [one for one in rules if not isinstance(one, Apart)]
    timed = tuple(one.name for one in sessions if one.is_timed)
    if timed and other.random() < 0.2:  # a wish that an hour may meet
        rules.append(FreeTogether(60, timed, weight=2, name="an hour"))
    return Problem(
        participants,
        mentors,
        sessions,
        rules,
        start_every=60,
        repeat=chance.choice(["never", "never", "avoid", "allow"]),
        balance=chance.choice(["equal", "in proportion"]),
        seed=chance.randint(0, 99),
        baseline=baseline if chance.random() < 0.3 else (),
    )


def _session(chance: random.Random, kind: str, index: int) -> Session:
    is_timed = kind != "flow" and chance.random() < 0.7
    return Session(
        f"S{index}",
        track=chance.choice(["required", "required", "preferred", *["ignored"] * 5]),
        most_per_mentor=chance.randint(1, 2) if kind != "flow" and chance.random() < 0.25 else None,
        mentors_each=2 if chance.random() < 0.15 else 1,
        minutes=60 if is_timed else None,
        time="we set" if is_timed and kind == "set" else None,
        first_day=DAY if is_timed else None,
        last_day=DAY if is_timed else None,
        fits_one_after_another=kind != "agree",
    )


def _hours(chance: random.Random) -> tuple[FreeTime, ...]:
    return tuple(
        FreeTime(DAY, hour * 60, hour * 60 + 60, "UTC")
        for hour in sorted(chance.sample(range(9, 13), chance.randint(0, 2)))
    )
