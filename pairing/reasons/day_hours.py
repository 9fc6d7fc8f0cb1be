"""How many people could begin a meeting in each hour of each day of a session: where hours are wanted, and where not.

A day and an hour are those of the session's clock. An hour that the clock shows twice counts both times, one that it
skips is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pairing.errors import input_error
from pairing.model.answers import free_in
from pairing.model.grid import GRIDS, grid_starts
from pairing.model.intervals import FreeTime, at_least, to_datetime, to_utc
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.reasons.meeting_grid import CHOSEN, ELSEWHERE, POSSIBLE, MeetingGrid, meeting_grid

MOST_DAYS = 100


class HourCount(NamedTuple):
    """Who could begin a meeting in an hour.

    ``participants``: of those who still need a mentor in the session; ``mentors``: of those who help in it. ``pairs``:
    couples of the two who could both begin, at one and the same moment of that hour, and whom no other rule excludes.
    """

    participants: int
    mentors: int
    pairs: int


class DayHours(NamedTuple):
    """The hours of a timed session: ``cells[day][hour]``, 24 hours a day; None is an hour that the clock skips.

    ``wanted``: places that participants need in the session. ``offered``: places that its mentors offer in it, those
    they give to other sessions not taken off; None where one of them has no limit.
    """

    session: Session
    days: tuple[date, ...]
    cells: tuple[tuple[HourCount | None, ...], ...]
    wanted: int
    offered: int | None


def day_hours(result: Result, session: str | Session) -> DayHours:
    """How many people, and how many possible pairs, could begin a meeting in each hour of each day of a session.

    A meeting can begin when the person is free from then on for the session's minutes; where we set the times, on the
    grid of the problem. Time grows with the couples: a tenth of a second for 300 participants and 30 mentors.

    Parameters
    ----------
    result
        With a plan.
    session
        A timed one, or any of its names.

    Raises
    ------
    NoPlanError
        When there is no plan.
    InputError
        (a ``ValueError``) when there is no such session, when it has no time, more than 100 days, or more couples than
        ``meeting_grid`` takes.

    Examples
    --------
    >>> import pairing
    >>> from datetime import date
    >>> day = date(2027, 3, 12)
    >>> free = (pairing.FreeTime(day, 9 * 60, 11 * 60, "UTC"),)
    >>> talk = pairing.Session("Talk", minutes=60, first_day=day, last_day=day)
    >>> problem = pairing.Problem([pairing.Participant("Ada", free=free)], [pairing.Mentor("Cem", free=free)], [talk])
    >>> hours = day_hours(pairing.solve(problem), "Talk")
    >>> hours.cells[0][9], hours.cells[0][11]
    (HourCount(participants=1, mentors=1, pairs=1), HourCount(participants=0, mentors=0, pairs=0))
    """
    problem = result.problem
    s = problem.session_idx(session.name if isinstance(session, Session) else session)
    wanted = problem.sessions[s]
    if not wanted.is_timed:
        timed = ", ".join(one.name for one in problem.sessions if one.is_timed)
        message = f"session {wanted.name!r} has no time: nobody needs hours in common for it."
        raise input_error("no-time", message, f"Sessions with a time: {timed or 'none'}.")
    grid = meeting_grid(result, wanted)
    needing = [one for one in grid.participants if problem.demand(problem.participant_idx(one.id), s) > 0]
    people: tuple[Person, ...] = (*needing, *grid.mentors)
    starts = {id(one): _starts(problem, wanted, one) for one in people}
    days = _days(wanted, [range_ for ranges in starts.values() for range_ in ranges])
    hours = [_real_hour(day, hour, wanted.zone) for day in days for hour in range(24)]
    counts = _counts(grid, needing, starts, hours)
    cells = tuple(tuple(counts[24 * at : 24 * (at + 1)]) for at in range(len(days)))
    places = sum(problem.demand(problem.participant_idx(one.id), s) for one in needing)
    return DayHours(wanted, days, cells, places, _offered(grid, wanted))


_Ranges = tuple[tuple[int, int], ...]  # first and last minute, both included, at which a meeting can begin


def _starts(problem: Problem, session: Session, person: Person) -> _Ranges:
    assert session.minutes is not None
    hours = at_least(free_in(person, session), session.minutes)
    if session.sets_time and problem.start_every in GRIDS:
        found = grid_starts(hours, session.minutes, problem.start_every, session.zone)
        return tuple((start, start) for start in found)
    return tuple((opens, closes - session.minutes) for opens, closes in hours)


def _days(session: Session, ranges: Sequence[tuple[int, int]]) -> tuple[date, ...]:
    """The session's days; where they are open, from the first to the last on which somebody could begin."""
    first, last = session.first_day, session.last_day
    if not ranges and (first is None or last is None):
        return ()
    if first is None:
        first = to_datetime(min(ranges)[0], session.zone).date()
    if last is None:
        last = to_datetime(max(end for _, end in ranges), session.zone).date()
    number = (last - first).days + 1
    if number > MOST_DAYS:
        message = f"session {session.name!r} lasts {number} days, from {first} to {last}."
        raise input_error("too-many-to-show", message, f"Hours by day are shown for {MOST_DAYS} days at most.")
    return tuple(first + timedelta(days=day) for day in range(number))


def _real_hour(day: date, hour: int, zone: str) -> _Ranges:
    """The real minutes in which the clock shows that hour of that day: none, once or twice."""
    return to_utc((FreeTime(day, hour * 60, hour * 60 + 60, zone),), None, None)


def _counts(
    grid: MeetingGrid, needing: Iterable[Person], starts: dict[int, _Ranges], hours: Sequence[_Ranges]
) -> list[HourCount | None]:
    """Who could begin in each hour.

    Two people can begin together in an hour if they can at the first minute of the hour, or at a minute in it at which
    the starts of one of them begin: one bit for each of those moments says all there is to know of a person.
    """
    moments = sorted(
        {first for ranges in starts.values() for first, _ in ranges} | {first for hour in hours for first, _ in hour}
    )
    bits = {one: _bits(moments, ranges) for one, ranges in starts.items()}
    masks = [_bits(moments, [(first, end - 1) for first, end in hour]) for hour in hours]
    hour_of = {bit: at for at, mask in enumerate(masks) for bit in _positions(mask)}
    possible = {at for at, one in enumerate(grid.categories) if one.kind in (CHOSEN, POSSIBLE, ELSEWHERE)}
    ids = {id(one) for one in needing}
    mentor_bits = [bits[id(one)] for one in grid.mentors]
    together: Counter[int] = Counter()
    for participant, row in zip(grid.participants, grid.cells, strict=True):
        if id(participant) in ids:
            own = bits[id(participant)]
            together.update(own & other for other, cell in zip(mentor_bits, row, strict=True) if cell in possible)
    participants = _by_hour(Counter(bits[one] for one in ids), hour_of, masks)
    mentors, pairs = _by_hour(Counter(mentor_bits), hour_of, masks), _by_hour(together, hour_of, masks)
    return [HourCount(participants[at], mentors[at], pairs[at]) if hour else None for at, hour in enumerate(hours)]


def _bits(moments: Sequence[int], ranges: Iterable[tuple[int, int]]) -> int:
    """One bit for each of the moments that lies in one of the ranges."""
    found = 0
    for first, last in ranges:
        found |= (1 << bisect_right(moments, last)) - (1 << bisect_left(moments, first))
    return found


def _positions(bits: int) -> Iterable[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits -= lowest


def _by_hour(counted: Counter[int], hour_of: dict[int, int], masks: Sequence[int]) -> Counter[int]:
    """How many of what is counted have a moment in each hour."""
    every = 0
    for mask in masks:
        every |= mask
    found: Counter[int] = Counter()
    for bits, number in counted.items():
        rest = bits & every
        while rest:
            hour = hour_of[(rest & -rest).bit_length() - 1]
            found[hour] += number
            rest &= ~masks[hour]
    return found


def _offered(grid: MeetingGrid, session: Session) -> int | None:
    limits = [
        min((one for one in (mentor.capacity, session.most_per_mentor) if one is not None), default=None)
        for mentor in grid.mentors
    ]
    return None if None in limits else sum(limit for limit in limits if limit is not None)
