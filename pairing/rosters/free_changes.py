"""Free time that is added or taken away by hand: a day and hours in one text, and what is left of somebody's hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pairing.model.intervals import DAY, FreeTime, day_minutes, weekdays_around
from pairing.rosters.free_text import FreeTextProblem, read_own_times

WEEK = 7 * DAY  # minutes
_HINT = 'Write a day and hours, such as "Sat 10am - 4pm" or "2027-03-12 18:00-21:00"; several with ; between.'


class StretchProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """A day and hours that cannot be told: ``message`` quotes the text, ``hint`` is the cure."""

    def __init__(self, message: str, hint: str = _HINT):
        super().__init__(message)
        self.message = message
        self.hint = hint


class Stretch(NamedTuple):
    """Hours of a day: a date, or a weekday 0 (Monday) to 6; minutes after its midnight, past 1440 on the next day."""

    day: date | int
    start: int
    end: int


def read_stretches(text: str, years: Sequence[int], *, whole_days: bool = False) -> tuple[Stretch, ...]:
    """The days and hours that a text names.

    Parameters
    ----------
    text
        Such as ``Sat 10am - 4pm``, ``[Fri, Mar 12] 6pm - 7pm, 8pm - 9pm``, ``weekdays after 17:00``, as free times are
        written into a cell, without a zone.
    years
        The years that dates without a year can be in.
    whole_days
        Whether a day without hours is all of that day.

    Raises
    ------
    StretchProblem
        When a day or its hours cannot be told.

    Examples
    --------
    >>> read_stretches("Fri, Mar 12 6pm - 7pm; Monday 9am - 10am", [2027])[1]
    Stretch(day=0, start=540, end=600)
    """
    try:
        return tuple(Stretch(*one) for one in read_own_times(text, years, whole_days=whole_days))
    except FreeTextProblem as problem:
        raise StretchProblem(problem.message, problem.hint) from problem


def without(free: Sequence[FreeTime], busy: Sequence[Stretch], first_day: date, last_day: date) -> tuple[FreeTime, ...]:
    """What is left of free times, exactly to the minute, on the same clock.

    A weekly time that a date cuts into becomes the dates of ``first_day`` to ``last_day`` (and some days on either
    side, as ``to_utc`` has it): the programme's days are all that is asked about.
    """
    left = list(free)
    for stretch in busy:
        left = [piece for one in left for piece in _cut(one, stretch, first_day, last_day)]
    return tuple(left)


def _cut(one: FreeTime, busy: Stretch, first_day: date, last_day: date) -> Iterator[FreeTime]:
    """One free time without one stretch."""
    if isinstance(one.day, int) and isinstance(busy.day, int):
        start, taken = one.day * DAY + one.start, busy.day * DAY + busy.start
        holes = [(taken + shift, taken + shift + busy.end - busy.start) for shift in (-WEEK, 0, WEEK)]
        for piece, end in _left_of(start, start + one.end - one.start, holes):
            yield FreeTime(piece // DAY % 7, piece % DAY, piece % DAY + end - piece, one.zone)
    elif isinstance(one.day, int):
        assert isinstance(busy.day, date)
        dates = weekdays_around(one, first_day, last_day)
        dated = [FreeTime(day, one.start, one.end, one.zone) for day in dates]
        pieces = [piece for each in dated for piece in _cut(each, busy, first_day, last_day)]
        yield from [one] if pieces == dated else pieces
    else:
        start = day_minutes(one.day) + one.start
        days = [busy.day] if isinstance(busy.day, date) else _near(busy.day, one.day)
        holes = [(day_minutes(day) + busy.start, day_minutes(day) + busy.end) for day in days]
        for piece, end in _left_of(start, start + one.end - one.start, holes):
            day = one.day + timedelta(days=(piece - day_minutes(one.day)) // DAY)
            yield FreeTime(day, piece % DAY, piece % DAY + end - piece, one.zone)


def _near(weekday: int, day: date) -> list[date]:
    """The dates of that weekday whose hours may reach into the two days from ``day`` on."""
    return list(_dates_of(weekday, day - timedelta(days=1), day + timedelta(days=2)))


def _dates_of(weekday: int, first: date, last: date) -> Iterator[date]:
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def _left_of(start: int, end: int, holes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """``start`` to ``end`` without the holes, which are sorted or apart."""
    for low, high in sorted(holes):
        if low >= end or high <= start:
            continue
        if low > start:
            yield start, low
        start = high
        if start >= end:
            return
    yield start, end
