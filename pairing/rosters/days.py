"""The day that a text names: a weekday, or a date with or without its year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pairing.model.intervals import WEEKDAYS

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ONLY_NUMBERS = re.compile(r"\d{1,4}[/.]\d{1,2}(?:[/.]\d{2,4})?\.?|\d{1,2}-\d{1,2}-\d{2,4}")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")

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


def read_day_word(word: str, bracket: str) -> dict[str, int] | None:
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
    return name_of_day(word.rstrip("."))


def name_of_day(word: str) -> dict[str, int] | None:
    """The weekday (0 = Monday) or month (1 = January) that a word in lower case names, in full or short.

    >>> name_of_day("thurs"), name_of_day("sept"), name_of_day("m")
    ({'weekday': 3}, {'month': 9}, None)
    """
    for what, names, first in (("weekday", WEEKDAYS, 0), ("month", MONTHS, 1)):
        for number_of, name in enumerate(names, first):
            if _is_short_for(word, name.lower()):
                return {what: number_of}
    return None


def _is_short_for(word: str, name: str) -> bool:
    """Whether a word is a name (``monday``, ``mondays``) or its beginning of 3 letters or more (``mon``, ``thurs``)."""
    return word in (name, name + "s") or (3 <= len(word) < len(name) and name.startswith(word)) or (word, name) in _ODD


_ODD = frozenset([("weds", "wednesday"), ("tu", "tuesday"), ("th", "thursday")])
