"""Programmes to be drawn, all from one stream of chance: whoever draws one draws the same."""

from __future__ import annotations

import random
from datetime import date

from pairing.model.intervals import FreeTime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session

DAYS = tuple(date(2027, 3, day) for day in (12, 13, 14))
TRACKS = ("Data", "Design", "Backend")


def programme(participants: int, mentors: int, *, time: str = "they agree", seed: int = 5) -> Problem:
    """Two sessions with a time; tracks count in the first, languages in both."""
    draw = random.Random(seed)

    def free(number: int) -> tuple[FreeTime, ...]:
        starts = [(draw.choice(DAYS), draw.randrange(9, 18)) for _ in range(number)]
        return tuple(FreeTime(day, 60 * hour, 60 * hour + 120, "UTC") for day, hour in starts)

    people = [
        Participant(
            f"Person {n:03}", tracks=(draw.choice(TRACKS),), free=free(3), answers={"L": draw.choice(("en", "de"))}
        )
        for n in range(participants)
    ]
    helping = [
        Mentor(
            f"Mentor {n:03}",
            tracks=(draw.choice(TRACKS), draw.choice(TRACKS)),
            capacity=2 * -(-participants // mentors),
            free=free(6),
            answers={"M": draw.choice(("en, de", "de", "en"))},
        )
        for n in range(mentors)
    ]
    more = {"time": time, "first_day": DAYS[0], "last_day": DAYS[-1], "fits_one_after_another": False}
    sessions = [
        Session("Technical", minutes=60, track="required", most_per_mentor=4, **more),
        Session("Job-fit", minutes=30, **more),
    ]
    language = MatchColumns(("L", "M"), "share", name="language")
    return Problem(people, helping, sessions, rules=[language])
