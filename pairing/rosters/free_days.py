"""The days in a text about free time.

    days     = day { ( "," | "and" | "&" | "+" | "/" ) day }, where a slash is followed by a weekday
    day      = "every day" | "weekdays" | "weekends" | [ "every" ] weekday [ dash weekday ] | date [ dash date ]
    date     = [ weekday [ "," ] ] ( iso | month number [ year ] | number [ "of" ] month [ year ] )

In a range of dates, the second may be a number alone (``March 12-14``), and so may the first (``12-14 March``); further
numbers may follow a month (``March 12 and 14``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from pairing.model.intervals import WEEKDAYS
from pairing.rosters.days import GridDay, GridProblem, name_of_day
from pairing.rosters.free_tokens import DASHES, Stream, Token, Trouble

Day = date | int
Resolve = Callable[[GridDay], Day]

_EVERY_DAY = (
    *(("every", "day", "of", "the", "week"), ("every", "day"), ("each", "day"), ("any", "day"), ("all", "days")),
    *(("everyday",), ("daily",), ("all", "week", "long"), ("all", "week")),
)
_SETS = (
    (tuple(range(7)), _EVERY_DAY),
    (tuple(range(5)), (("weekdays",), ("weekday",), ("week", "days"), ("week", "day"))),
    ((5, 6), (("weekends",), ("weekend",), ("week", "ends"), ("week", "end"))),
)
_BEFORE = ("on", "every", "each", "all", "the")
_FIRST_WORDS = frozenset([*_BEFORE, *(phrase[0] for _, phrases in _SETS for phrase in phrases)])
_EACH = ("every", "each", "all")
_BETWEEN = (",", "+", "/")
_MOST_DATES = 366
_DAY_HINT = 'Write the day as "Fri", "Fri, Mar 12" or "2027-03-12".'


def names_day(token: Token) -> dict[str, int] | None:
    """The weekday or month that a token names."""
    return _named(token.text) if token.kind == "word" else None


_named = lru_cache(maxsize=512)(name_of_day)  # looked at several times for each word


def begins_day(stream: Stream, ahead: int = 0) -> bool:
    """Whether a day comes next, a good one or a bad one."""
    first = ahead
    for _ in range(3):
        ahead += stream.peek(ahead).text in _BEFORE
    token = stream.peek(ahead)
    if token.kind in ("iso", "ordinal") or names_day(token):
        return True
    if token.kind == "number":
        return _is_day_of_month(token) and _month_follows(stream, ahead + 1)
    at, stream.at = stream.at, stream.at + first
    found = _take_set(stream) is not None
    stream.at = at
    return found


def begins_weekdays(stream: Stream, ahead: int) -> bool:
    """Whether a range of weekdays follows so many tokens further on."""
    ends = [names_day(stream.peek(ahead + step)) or {} for step in (0, 2)]
    return stream.peek(ahead + 1).kind == "-" and all("weekday" in end for end in ends)


def _take_set(stream: Stream) -> tuple[int, ...] | None:
    """The days of ``every day``, ``weekdays`` or ``on the weekend``, which are read then."""
    at = stream.at
    for skip in range(3):
        word = stream.peek(skip).text
        for days, phrases in _SETS if word in _FIRST_WORDS else ():
            for phrase in phrases:
                stream.at = at + skip
                if phrase[0] == word and stream.take_words(*phrase):
                    return days
        stream.at = at
        if word not in _BEFORE:
            break
    return None


def _month_follows(stream: Stream, ahead: int) -> bool:
    """Whether behind a number comes ``March``, ``of March`` or ``- 14 March``."""
    if stream.peek(ahead).kind == "-" and stream.peek(ahead + 1).kind in ("number", "ordinal"):
        ahead += 2
    ahead += stream.peek(ahead).text == "of"
    return "month" in (names_day(stream.peek(ahead)) or {})


def _is_day_of_month(token: Token) -> bool:
    return token.kind == "ordinal" or (token.kind == "number" and token.text.isdigit() and len(token.text) <= 2)


class Days(NamedTuple):
    """Days as they were written."""

    days: tuple[Day, ...]
    is_wide: bool  # a set or range is among them: weekdays, Mon-Fri
    may_go_on: bool  # a number right behind them may be one more day of the month


def parse_days(stream: Stream, resolve: Resolve) -> Days:
    """The days that come next.

    Raises
    ------
    Trouble
        When a day cannot be told.
    """
    first = stream.at
    found: dict[Day, None] = {}
    is_wide = False
    while True:
        days, month = _parse_day(stream, resolve)
        is_wide |= len(days) > 1
        found |= dict.fromkeys(days)
        while month is not None and _another_number(stream):
            stream.take(",")
            found[_resolved(resolve, GridDay(None, month, _number(stream), None))] = None
        if not _take_between(stream):
            break
    if stream.next.kind == "-" and begins_day(stream, 1):
        what = f"{stream.between(first, stream.at)!r} is followed by one more day and a dash; a range, or a list?"
        raise Trouble(what, 'Write "Mon-Fri" for all days between, and "Mon, Wed, Fri" for these alone.')
    if len({type(day) for day in found}) > 1:
        raise Trouble("a day of every week and a date stand in one list", _DAY_HINT)
    return Days(tuple(found), is_wide, month is not None)


def _take_between(stream: Stream) -> bool:
    """Whether another day follows behind a comma, ``and`` or a slash, which are read then."""
    ahead = 0
    while ahead < 4 and stream.peek(ahead).kind in _BETWEEN:
        ahead += 1
    if not ahead or not begins_day(stream, ahead):
        return False
    if stream.next.kind == "/" and "weekday" not in (names_day(stream.peek(ahead)) or {}):
        what = f"the days on both sides of {stream.next.text!r} may be a list, or a range"
        raise Trouble(what, 'Write "," for these days alone, and "-" for all days between.')
    stream.at += ahead
    return True


def _another_number(stream: Stream) -> bool:
    """Whether behind ``March 12`` comes ``and 14`` or ``, 14`` that cannot be the beginning of hours."""
    number, then = stream.peek(1), stream.peek(2)
    if stream.next.kind != "," or not _is_day_of_month(number):
        return False
    return number.kind == "ordinal" or then.kind not in ("-", "half", "+", "word") or names_day(then) is not None


def _parse_day(stream: Stream, resolve: Resolve) -> tuple[tuple[Day, ...], int | None]:
    """One day, or the days of a range; and the month, where it is a date of one that numbers may follow."""
    days = _take_set(stream)
    if days is not None:
        return days, None
    for _ in range(3):
        stream.at += stream.next.text in _BEFORE
    first = stream.at
    start = _parse_one(stream)
    end = None
    if stream.next.kind == "-" and _continues(stream, start):
        stream.at += 1
        end = _parse_one(stream, start)
        start = _completed(start, end)
    if start.day is not None and start.month is None:
        raise Trouble(f"{stream.between(first, stream.at)!r} has no month", _DAY_HINT)
    one = _resolved(resolve, start)
    month = start.month if stream.tokens[first].kind != "iso" else None
    if end is None:
        return (one,), month if start.year is None else None
    other = _resolved(resolve, end)
    spanned: tuple[Day, ...] = tuple(_between(one, other, stream.between(first, stream.at)))
    if start.weekday is not None and end.weekday is None and len(spanned) > 7:
        what = f"{stream.between(first, stream.at)!r} may be all its days, or only the {WEEKDAYS[start.weekday]}s"
        raise Trouble(what, 'Leave the weekday out, or write the dates, such as "March 1, 8, 15".')
    return spanned, month if start.year is None else None


def _continues(stream: Stream, start: GridDay) -> bool:
    """Whether a dash leads to the last day of a range, and not to hours: ``Mon - Fri``, ``March 12 - 14 6-8pm``."""
    token, then = stream.peek(1), stream.peek(2)
    if begins_day(stream, 1):
        return True
    if start.day is None or not _is_day_of_month(token):
        return False
    if start.month is None:
        return _month_follows(stream, 2)
    return start.year is None and then.kind != "half" and not (then.kind == "-" and stream.next.text not in DASHES)


def _completed(start: GridDay, end: GridDay) -> GridDay:
    """The first day of a range, with the month or year that stands only behind the last: ``12-14 March 2027``."""
    if start.day is None:
        return start
    return start._replace(
        month=end.month if start.month is None else start.month, year=end.year if start.year is None else start.year
    )


def _parse_one(stream: Stream, start: GridDay | None = None) -> GridDay:
    """A weekday, a date, or both. ``start``: the first day of the range that this one ends."""
    first = stream.at
    weekday: int | None = None
    named = names_day(stream.next)
    if named and "weekday" in named:
        weekday = named["weekday"]
        stream.at += 1
        at = stream.at
        stream.take(",")
        stream.take_words("the")
        is_weekly = stream.tokens[first].text[-4:] == "days" or (
            first > 0 and stream.peek(first - stream.at - 1).text in _EACH
        )
        if is_weekly and _begins_date(stream):
            what = f"{stream.between(first, stream.at + 1)!r} is a day of every week, and a date"
            raise Trouble(what, 'Write the dates, such as "March 1, 8, 15", or the weekday alone.')
        if not _begins_date(stream):
            stream.at = at
            if _is_day_of_month(stream.next) and (stream.next.kind == "ordinal" or stream.peek(1).kind == "number"):
                stream.at += 1
                raise Trouble(f"{stream.between(first, stream.at)!r} has no month", _DAY_HINT)
            return GridDay(weekday, None, None, None)
    token = stream.next
    if token.kind == "iso":
        stream.at += 1
        year, month, day = (int("".join(filter(str.isdigit, piece))) for piece in _pieces(token.text))
        if not 1 <= month <= 12:
            raise Trouble(f"{token.text!r} has a month {month}", _DAY_HINT)
        return GridDay(weekday, month, day, year)
    month_named = names_day(token)
    if month_named and "month" in month_named:
        stream.at += 1
        if not _is_day_of_month(stream.next):
            raise Trouble(f"{stream.between(stream.at - 1, stream.at)!r} has no day of the month", _DAY_HINT)
        day = _number(stream)
        return GridDay(weekday, month_named["month"], day, _year(stream))
    if not _is_day_of_month(token):
        raise Trouble(f"{token.text!r} is no day", _DAY_HINT)
    day = _number(stream)
    stream.take_words("of")
    behind = names_day(stream.next)
    if behind and "month" in behind:
        stream.at += 1
        return GridDay(weekday, behind["month"], day, _year(stream))
    if start is not None and start.month is not None:
        return GridDay(weekday, start.month, day, start.year or _year(stream))
    return GridDay(weekday, None, day, None)


def _pieces(iso: str) -> list[str]:
    for dash in DASHES:
        iso = iso.replace(dash, "-")
    return iso.split("-")


def _begins_date(stream: Stream) -> bool:
    """Whether a date follows a weekday."""
    token = stream.next
    if token.kind == "iso":
        return True
    if _is_day_of_month(token):
        return _month_follows(stream, 1)
    return "month" in (names_day(token) or {})


def _number(stream: Stream) -> int:
    token = stream.next
    stream.at += 1
    return int("".join(filter(str.isdigit, token.text)))


def _year(stream: Stream) -> int | None:
    """The year behind a day and month; a number that hours begin with (``2030-2130``) is none."""
    ahead = stream.next.kind == ","
    token, then = stream.peek(ahead), stream.peek(ahead + 1)
    is_year = (
        token.kind == "number"
        and len(token.text) == 4
        and token.text.isdigit()
        and token.text[:2] in ("19", "20", "21")
    )
    if not is_year or then.kind == "half":
        return None
    to, behind = stream.peek(ahead + 2), stream.peek(ahead + 3)
    if then.kind == "-" and to.kind == "number" and len(to.text) == 4 and to.text.isdigit() and behind.kind != "-":
        return None
    stream.at += ahead + 1
    return int(token.text)


def _resolved(resolve: Resolve, day: GridDay) -> Day:
    try:
        return resolve(day)
    except GridProblem as problem:
        raise Trouble(problem.message.rstrip("."), problem.hint) from None


def _between(one: Day, other: Day, seen: str) -> Iterator[Day]:
    """The days of a range, both ends included; weekdays may go over Sunday (``Fri-Mon``)."""
    if isinstance(one, int) and isinstance(other, int):
        if one == other:
            raise Trouble(f"{seen!r} begins and ends on a {WEEKDAYS[one]}", _DAY_HINT)
        yield from ((one + step) % 7 for step in range((other - one) % 7 + 1))
    elif isinstance(one, date) and isinstance(other, date):
        if not one < other:
            raise Trouble(f"{seen!r} ends before it begins", "Write the earlier day first.")
        if (other - one).days >= _MOST_DATES:
            raise Trouble(f"{seen!r} is longer than a year", "Write the days that are meant.")
        yield from (one + timedelta(days=step) for step in range((other - one).days + 1))
    else:
        raise Trouble(f"{seen!r} goes from a day of every week to a date", _DAY_HINT)
