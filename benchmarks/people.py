"""Cohorts of any size in the shape real ones have: zones, free hours around a change of the clocks, tracks, offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pairing
from benchmarks.chance import Chance
from benchmarks.instance import Cohorts
from pairing.engine.choose import Choice
from pairing.engine.formulation import Formulation
from pairing.model.intervals import FreeTime

ZONES = (
    *("America/Los_Angeles",) * 4,
    *("America/New_York",) * 4,
    *("Europe/Berlin",) * 3,
    *("Africa/Lagos",) * 2,
    *("Asia/Kolkata",) * 2,
    "America/Bogota",
)
DAYS = tuple(date(2027, 3, day) for day in range(12, 17))  # the United States change their clocks on the 14th
HOUR = 60  # minutes
OFFERS = (2, 3, 4, 5, 6, 8, None)  # None: "as many as you need"
NAMES = ("LinkedIn review", "Job-fit mock interview", "Technical mock interview")


class Shape(NamedTuple):
    """A cohort's shape.

    ``blocks``: stretches of free hours a person names; ``num_tracks``: of which a mentor lists one to three;
    ``required``: how many of the sessions, the last ones, want it; ``most_per_mentor``: in a session.
    """

    participants: int
    mentors: int
    blocks: int = 6
    num_tracks: int = 4
    required: int = 1
    most_per_mentor: int | None = None


def cohort(shape: Shape, seed: int) -> pairing.Problem:
    """Three sessions, one without hours and two of an hour; most mentors help in one or two."""
    chance = Chance(seed)
    tracks = [f"track {number}" for number in range(shape.num_tracks)]
    participants = []
    for number in range(shape.participants):
        zone = chance.pick(ZONES)
        participants.append(
            pairing.Participant(
                f"Collabie {number}",
                id=f"p{number}@example.org",
                tracks=(chance.pick(tracks),),
                free=free_hours(chance, zone, shape.blocks),
                zone=zone,
            )
        )
    mentors = []
    for number in range(shape.mentors):
        zone = chance.pick(ZONES)
        mentors.append(
            pairing.Mentor(
                f"Mentor {number}",
                id=f"m{number}@example.org",
                sessions=tuple(chance.sample(NAMES, chance.pick((1, 1, 2, 2, 3)))),
                tracks=tuple(chance.sample(tracks, min(len(tracks), chance.pick((1, 2, 3))))),
                capacity=chance.pick(OFFERS),
                free=free_hours(chance, zone, shape.blocks),
                zone=zone,
            )
        )
    return pairing.Problem(participants, mentors, sessions(shape), seed=seed)


def instance(shapes: Sequence[Shape], seed: int, *, time_limit: float | None = None, **best: int) -> Cohorts:
    """Cohorts of these shapes, the first with this seed, the next with the next. ``best``: levels of a single one."""
    problems = tuple(cohort(shape, seed + number) for number, shape in enumerate(shapes))
    num_pairs = sum(num_eligible(problem) for problem in problems)
    return Cohorts(problems, num_pairs, time_limit, (best,) if best else ())


def num_eligible(problem: pairing.Problem) -> int:
    """Pairs that no hard rule excludes."""
    found = Choice().formulate(problem)
    return len(found.pairs) if isinstance(found, Formulation) else found.columns.pairs.count


def sessions(shape: Shape) -> list[pairing.Session]:
    """A review that needs no common time, and two interviews of an hour for which people agree on one.

    That all of them fit one after another is not asked: no other tool can. ``benchmarks/times.py`` asks.
    """
    found = []
    for place, name in enumerate(NAMES):
        timed = {"minutes": HOUR, "first_day": DAYS[0], "last_day": DAYS[-1]} if place else {}
        track = "required" if place >= len(NAMES) - shape.required else "ignored"
        limit = shape.most_per_mentor
        found.append(pairing.Session(name, track=track, most_per_mentor=limit, fits_one_after_another=False, **timed))
    return found


def free_hours(chance: Chance, zone: str, blocks: int) -> tuple[FreeTime, ...]:
    """So many stretches of one to three hours between 8 and 23, on the five days, in the person's own zone."""
    found = set()
    for _ in range(blocks):
        day, start = chance.pick(DAYS), 8 + chance.below(13)
        found.add((day, start * HOUR, min(24, start + chance.pick((1, 2, 2, 3))) * HOUR))
    return tuple(FreeTime(day, start, end, zone) for day, start, end in sorted(found))
