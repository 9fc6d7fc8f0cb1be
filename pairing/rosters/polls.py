"""Grids of free time as forms export them: a column for each day, in whose cells the free hours stand.

The header ends with the day in square brackets: ``When are you free? (your own time) [Fri, Mar 12]``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pairing.model.intervals import WEEKDAYS, FreeTime
from pairing.model.names import text_key
from pairing.rosters.freetime import read_hours

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ONLY_NUMBERS = re.compile(r"\d{1,4}[/.]\d{1,2}(?:[/.]\d{2,4})?\.?|\d{1,2}-\d{1,2}-\d{2,4}")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_FILLERS = frozenset(["the", "of", "on"])

_YEARS = range(1970, 2201)  # a date of any other is a slip of the finger


class GridProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """A day in a header that cannot be told: ``message`` quotes it, ``hint`` is the cure."""

    def __init__(self, message: str, hint: str = 'Write the day as "Fri, Mar 12" or "2027-03-12".'):
        super().__init__(message)
        self.message = message
        self.hint = hint


class GridDay(NamedTuple):
    """The day a column stands for: a weekday (0 = Monday), a month and day, or all of these, with or without a year.

    Examples
    --------
    >>> GridDay(4, 3, 12, None).resolve([2027])
    datetime.date(2027, 3, 12)
    """

    weekday: int | None
    month: int | None
    day: int | None
    year: int | None

    def resolve(self, years: Sequence[int]) -> date | int:
        """The date, or the weekday 0 (Monday) to 6 that holds every week.

        Parameters
        ----------
        years
            The years the programme touches; those in which the weekday is right count. Not looked at where the
            header gives the year.

        Raises
        ------
        GridProblem
            When there is no such date, the weekday is another one, or the year cannot be told.
        """
        if self.month is None or self.day is None:
            if self.weekday is None:
                raise GridProblem("a column's day has neither a weekday nor a date.")
            return self.weekday
        shown = f"{MONTHS[self.month - 1]} {self.day}"
        known = [self.year] if self.year is not None else sorted(set(years))
        if not known:
            raise GridProblem(f"the year of {shown} is not known.", "Give the sessions a first_day, or write the year.")
        dates = [found for year in known if (found := _date(year, self.month, self.day)) is not None]
        if not dates:
            raise GridProblem(f"there is no {shown} in {_list(known, 'or')}.")
        if self.weekday is None:
            fitting = dates
        else:
            fitting = [one for one in dates if one.weekday() == self.weekday]
            if not fitting:
                real = _list([f"{one.year} it is a {WEEKDAYS[one.weekday()]}" for one in dates], "and in")
                raise GridProblem(
                    f"{shown} is called a {WEEKDAYS[self.weekday]}; in {real}.",
                    "Mend the weekday or the date in the form; is it the form of another year?",
                )
        if len(fitting) > 1:
            message = f"{shown} may be in {_list([one.year for one in fitting], 'or')}."
            raise GridProblem(message, "Write the year, or the weekday that tells it.")
        return fitting[0]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _list(things: Sequence[object], word: str) -> str:
    return f" {word} ".join(map(str, things))


def split_grid_header(header: str) -> tuple[str, str] | None:
    """The question and what stands in the square brackets at its end; None where there are none.

    Examples
    --------
    >>> split_grid_header("When are you free? [Fri, Mar 12]")
    ('When are you free?', 'Fri, Mar 12')
    """
    question, bracket, inside = header.strip().rpartition("[")
    if not bracket or not inside.endswith("]") or not inside[:-1].strip():
        return None
    return question.strip(), inside[:-1].strip()


def read_grid_header(header: str) -> GridDay | None:
    """The day that a column of a grid stands for; None where its header has no day in square brackets.

    Parameters
    ----------
    header
        Such as ``When are you free? [Fri, Mar 12]``, ``[Monday]``, ``[2027-03-12]`` or ``[Mar 12, 2027]``.

    Raises
    ------
    GridProblem
        When a day is meant and cannot be told: ``[12/3]`` (December or March?), ``[Fri 12]`` (of which month?).
    """
    parts = split_grid_header(header)
    if parts is None:
        return None
    found: dict[str, int] = {}
    for word in text_key(parts[1]).replace(",", " ").split():
        if word in _FILLERS:
            continue
        values = _read_word(word, parts[1])
        if values is None or not values.keys().isdisjoint(found):
            return None
        found |= values
    if "day" not in found:
        return GridDay(found["weekday"], None, None, None) if found.keys() == {"weekday"} else None
    if "month" not in found:
        if "weekday" not in found:
            return None
        raise GridProblem(f"[{parts[1]}] has no month.")
    return GridDay(found.get("weekday"), found["month"], found["day"], found.get("year"))


def _read_word(word: str, bracket: str) -> dict[str, int] | None:
    """What one word says of the day; None where it says nothing of a day."""
    iso = _ISO.fullmatch(word)
    if iso:
        year, month, day = map(int, iso.groups())
        if not 1 <= month <= 12:
            raise GridProblem(f"[{bracket}] has a month {month}.")
        return {"year": year, "month": month, "day": day}
    number = _DAY_OF_MONTH.fullmatch(word)
    if number:
        return {"day": int(number.group(1))}
    if _ONLY_NUMBERS.fullmatch(word):
        raise GridProblem(f"[{bracket}] may be a day and a month, or a month and a day.")
    if word.isdigit() and len(word) == 4:
        return {"year": int(word)}
    stem = word.rstrip(".")
    for what, names, first in (("weekday", WEEKDAYS, 0), ("month", MONTHS, 1)):
        for number_of, name in enumerate(names, first):
            if _is_short_for(stem, name.lower()):
                return {what: number_of}
    return None


def _is_short_for(word: str, name: str) -> bool:
    """Whether a word is a name (``monday``, ``mondays``) or its beginning of 3 letters or more (``mon``, ``thurs``)."""
    return word in (name, name + "s") or (3 <= len(word) < len(name) and name.startswith(word)) or (word, name) in _ODD


_ODD = frozenset([("weds", "wednesday"), ("tu", "tuesday"), ("th", "thursday")])


def free_times(day: date | int, cell: str, zone: str) -> tuple[FreeTime, ...]:
    """The free times of one cell of a grid.

    Parameters
    ----------
    day
        What the column stands for: a date, or a weekday 0 (Monday) to 6.
    cell
        The hours, such as ``6pm - 7pm, 7pm - 8pm``; blank or "Not available" is none.
    zone
        The person's zone (IANA name or ``UTC-05:00``).

    Raises
    ------
    HoursProblem
        When the hours cannot be told.

    Examples
    --------
    >>> free_times(date(2027, 3, 12), "6pm - 7pm", "America/Chicago")[0].start
    1080
    """
    return tuple(FreeTime(day, start, end, zone) for start, end in read_hours(cell))
