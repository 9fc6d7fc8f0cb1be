"""The grid of starts: where the times of a session are set, and what a day of a mentor is.

A start is on the grid when the clock of the session shows a whole multiple of ``start_every`` minutes then. Clocks that
are a quarter of an hour from others, or change by half an hour, have grids of their own; so the clock is asked.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pairing.model.intervals import DAY, Intervals, at_least, intersect, offset_of

if TYPE_CHECKING:
    from pairing.model.people import Person
    from pairing.model.problem import Problem
    from pairing.model.session import Session

GRIDS = (15, 30, 60)  # minutes between two starts
_STEP = 15  # every offset of a clock in use is a multiple of it


def grid_starts(stretches: Intervals, minutes: int, every: int, zone: str) -> tuple[int, ...]:
    """The starts on the grid at which a meeting of ``minutes`` lies within one of the stretches, in order.

    >>> grid_starts(((0, 120),), 60, 30, "UTC"), grid_starts(((0, 120),), 60, 60, "Asia/Kolkata")
    ((0, 30, 60), (30,))
    """
    return tuple(start for opens, closes in stretches for start in _starts(opens, closes - minutes, every, zone))


@lru_cache(maxsize=1 << 16)  # many people are free from one hour to another
def _starts(first: int, last: int, every: int, zone: str) -> tuple[int, ...]:
    """The starts on the grid from a minute to another, both included."""
    if last < first:
        return ()
    shift = offset_of(first, zone) % every
    if offset_of(last, zone) % every == shift:
        return tuple(range(first + (-first - shift) % every, last + 1, every))
    # the clock changes in between, by less than a step of the grid
    steps = range(first + -first % _STEP, last + 1, _STEP)
    return tuple(at for at in steps if (at + offset_of(at, zone)) % every == 0)


@lru_cache(maxsize=1 << 20)
def _possible(common: Intervals, minutes: int, every: int, zone: str, is_set: bool) -> tuple[int, ...]:
    found = grid_starts(common, minutes, every, zone)
    return found if found or is_set else tuple(opens for opens, _ in common)


def possible_starts(problem: Problem, session: Session, common: Intervals) -> tuple[int, ...]:
    """When a pair with that time in common can begin, in order; for a session that needs a start.

    ``common``: the stretches of at least the session's minutes in which both are free. Where the two agree on the time
    themselves, and have none on the grid, the beginnings of their common stretches: they would find those too.
    """
    assert session.minutes is not None
    return _possible(common, session.minutes, problem.start_every, session.zone, session.sets_time)


def common_time(participant: Intervals, mentor: Intervals, session: Session) -> Intervals:
    """Where two people's hours within a session leave room for a meeting."""
    return at_least(intersect(participant, mentor), session.minutes or 0)


def day_of(mentor: Person, session: Session, start: int) -> int:
    """The mentor's day (a number) on which a meeting begins: by his own clock, else by that of the session."""
    zone = mentor.zone or session.zone
    return (start + offset_of(start, zone)) // DAY
