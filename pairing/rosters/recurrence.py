"""When an event of a calendar repeats: the rules of RFC 5545 (RRULE), expanded within a few days and with a bound.

Only the periods (years, months, weeks, days) that reach into the days asked about are looked at; a rule with COUNT is
counted from its beginning. Every day that is looked at is taken from a budget, so that no rule, however it was made,
costs more than that. On the clock of the event throughout: zones are the caller's business.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import NamedTuple

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,10}")
_LISTS = {  # least and most, and whether they count from the end too
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
    "BYSETPOS": (1, 366, True),
}
_ONCE = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_LISTS)
_MOST_TIMES = 100  # a day
_LAST_YEAR = 9998


class RuleProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """A rule that is not followed: ``message`` says what it has."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class Budget:
    """How many days may still be looked at."""

    def __init__(self, days: int):
        self.days = days

    def take(self, days: int) -> None:
        """Take some of them.

        Raises
        ------
        RuleProblem
            When none are left.
        """
        self.days -= days
        if self.days < 0:
            raise RuleProblem("repeats more often than is looked at")


class Rule(NamedTuple):
    """A rule as written; an empty list is one that it does not have. ``times`` is COUNT; no ``until`` is "".

    ``by_day`` holds weekdays (0 = Monday) with the place in month or year that they must have, 0 for any.
    """

    frequency: str
    interval: int = 1
    times: int | None = None
    until: str = ""
    week_start: int = 0
    by_day: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


def read_rule(text: str) -> Rule:
    """A rule from its text.

    Raises
    ------
    RuleProblem
        When a part of it is unknown, contradicts the standard, or asks for hours, minutes or seconds.

    Examples
    --------
    >>> sorted(read_rule("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3").by_day)
    [(4, -1)]
    """
    parts: dict[str, str] = {}
    for piece in filter(None, text.upper().replace(" ", "").split(";")):
        key, equals, value = piece.partition("=")
        if not equals or key not in _ONCE or key in parts:
            raise RuleProblem(f"repeats by a rule with {piece[:40]!r}, which is not followed")
        parts[key] = value
    frequency = parts.get("FREQ", "")
    if frequency in _TOO_OFTEN:
        raise RuleProblem(f"repeats {frequency.lower()}, more often than once a day")
    if frequency not in _FREQUENCIES:
        raise RuleProblem(f"repeats by a rule with FREQ={frequency[:20]!r}")
    lists = {key: _numbers(key, parts[key]) for key in _LISTS if key in parts}
    by_day = _by_day(parts["BYDAY"], frequency) if "BYDAY" in parts else frozenset()
    if parts.get("WKST", "MO") not in _DAYS:
        raise RuleProblem(f"repeats by a rule with WKST={parts['WKST'][:20]!r}")
    times = [max(1, len(lists.get(key, ()))) for key in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    if times[0] * times[1] * times[2] > _MOST_TIMES:
        raise RuleProblem(f"repeats {times[0] * times[1] * times[2]} times a day")
    return Rule(
        frequency,
        _number(parts, "INTERVAL") or 1,
        _number(parts, "COUNT"),
        parts.get("UNTIL", ""),
        _DAYS.index(parts.get("WKST", "MO")),
        by_day,
        frozenset(lists.get("BYMONTH", ())),
        frozenset(lists.get("BYMONTHDAY", ())),
        frozenset(lists.get("BYYEARDAY", ())),
        lists.get("BYHOUR", ()),
        lists.get("BYMINUTE", ()),
        lists.get("BYSECOND", ()),
        lists.get("BYSETPOS", ()),
    )


def _numbers(key: str, text: str) -> tuple[int, ...]:
    least, most, is_signed = _LISTS[key]
    found = []
    for piece in text.split(","):
        number = int(piece) if _NUMBER.fullmatch(piece) else None
        if number is None or not least <= (abs(number) if is_signed else number) <= most:
            raise RuleProblem(f"repeats by a rule with {key}={piece[:20]!r}")
        found.append(min(number, 59) if key == "BYSECOND" else number)
    return tuple(dict.fromkeys(found))


def _number(parts: dict[str, str], key: str) -> int | None:
    text = parts.get(key)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise RuleProblem(f"repeats by a rule with {key}={text[:20]!r}")
    return int(text)


def _by_day(text: str, frequency: str) -> frozenset[tuple[int, int]]:
    found = []
    for piece in text.split(","):
        match = _BY_DAY.fullmatch(piece)
        if match is None or (match[1] and (int(match[1]) == 0 or frequency in ("WEEKLY", "DAILY"))):
            raise RuleProblem(f"repeats by a rule with BYDAY={piece[:20]!r}")
        found.append((_DAYS.index(match[2]), int(match[1] or 0)))
    return frozenset(found)


def starts(rule: Rule, first: datetime, low: datetime, high: datetime, budget: Budget) -> Iterator[datetime]:
    """The starts from ``low`` to ``high`` (both included) by a rule, in order.

    Parameters
    ----------
    rule
        Its UNTIL is the caller's business, by ``high``.
    first
        The start of the event, on its clock. It is given only where it fits the rule.
    low, high
        On the same clock.
    budget
        What the days that are looked at are taken from.

    Raises
    ------
    RuleProblem
        When the budget is spent.

    Examples
    --------
    >>> last_friday = read_rule("FREQ=MONTHLY;BYDAY=-1FR")
    >>> days = starts(last_friday, datetime(2020, 1, 31, 9), datetime(2027, 3, 1), datetime(2027, 5, 1), Budget(1000))
    >>> [day.date().isoformat() for day in days]
    ['2027-03-26', '2027-04-30']
    """
    rule = _completed(rule, first)
    times = sorted(time(*parts) for parts in product(rule.hours, rule.minutes, rule.seconds))
    number = 0
    for days in _periods(rule, first, low, high):
        budget.take(max(1, len(days)))
        fitting = [day for day in days if _has(rule, day)]
        budget.take(len(fitting) * len(times))
        for moment in _of_period(rule, first, fitting, times):
            number += 1
            if moment > high or (rule.times is not None and number > rule.times):
                return
            if moment >= low:
                yield moment


def _completed(rule: Rule, first: datetime) -> Rule:
    """The rule with what it leaves to the start of the event."""
    if not (rule.by_day or rule.month_days or rule.year_days):
        if rule.frequency == "YEARLY":
            rule = rule._replace(months=rule.months or frozenset([first.month]), month_days=frozenset([first.day]))
        elif rule.frequency == "MONTHLY":
            rule = rule._replace(month_days=frozenset([first.day]))
        elif rule.frequency == "WEEKLY":
            rule = rule._replace(by_day=frozenset([(first.weekday(), 0)]))
    return rule._replace(
        hours=rule.hours or (first.hour,),
        minutes=rule.minutes or (first.minute,),
        seconds=rule.seconds or (first.second,),
    )


def _periods(rule: Rule, first: datetime, low: datetime, high: datetime) -> Iterator[Sequence[date]]:
    """The days of every period of the rule that may reach into the days asked about; all since the first if it counts.

    A period whose months are all excluded has no days.
    """
    step, start = rule.interval, _period_of(rule, first)
    skipped = max(0, (_period_of(rule, low) - start) // step)
    last = _period_of(rule, high)
    if rule.times is not None:
        if rule.times < skipped and _comes_in_every_period(rule):
            return  # it was over before
        skipped = 0
    for period in range(start + skipped * step, last + 1, step):
        if rule.frequency == "DAILY":
            yield [date.fromordinal(period)]
        elif rule.frequency == "WEEKLY":
            monday = period * 7 + 1 + rule.week_start  # the ordinal 1 is a Monday
            weekdays = sorted((weekday - rule.week_start) % 7 for weekday, _ in rule.by_day) or range(7)
            yield [date.fromordinal(monday + day) for day in weekdays if monday + day >= 1]
        elif rule.frequency == "MONTHLY":
            yield _month(rule, *divmod(period, 12))
        else:
            yield [day for month in sorted(rule.months) or range(1, 13) for day in _month(rule, period, month - 1)]


def _comes_in_every_period(rule: Rule) -> bool:
    """Whether no period is without a start; False also where that is not plain to see."""
    if rule.months or rule.year_days or rule.positions:
        return False
    if rule.frequency == "MONTHLY":
        is_early = all(abs(day) <= 28 for day in rule.month_days) and all(abs(place) <= 4 for _, place in rule.by_day)
        return is_early and not (rule.month_days and rule.by_day)
    return not rule.month_days and (rule.frequency == "WEEKLY" or (rule.frequency == "DAILY" and not rule.by_day))


def _period_of(rule: Rule, moment: datetime) -> int:
    """The number of the year, month, week or day of a moment."""
    day = moment.date()
    if day.year > _LAST_YEAR:
        day = date(_LAST_YEAR, 12, 31)
    if rule.frequency == "DAILY":
        return day.toordinal()
    if rule.frequency == "WEEKLY":
        return (day.toordinal() - 1 - rule.week_start) // 7
    return day.year if rule.frequency == "YEARLY" else day.year * 12 + day.month - 1


def _month(rule: Rule, year: int, month: int) -> list[date]:
    if rule.months and month + 1 not in rule.months:
        return []
    return [date(year, month + 1, day) for day in range(1, monthrange(year, month + 1)[1] + 1)]


def _of_period(rule: Rule, first: datetime, days: Sequence[date], times: Sequence[time]) -> Iterator[datetime]:
    """The starts in a period, in order, none before the first of all."""
    moments = [datetime.combine(day, at) for day in days for at in times]
    if rule.positions:
        places = {place - 1 if place > 0 else len(moments) + place for place in rule.positions}
        moments = [moment for place, moment in enumerate(moments) if place in places]
    return (moment for moment in moments if moment >= first)


def _has(rule: Rule, day: date) -> bool:
    """Whether the day fits every list of the rule."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        length = monthrange(day.year, day.month)[1]
        if day.day not in rule.month_days and day.day - length - 1 not in rule.month_days:
            return False
    if rule.year_days:
        nth, length = _day_of_year(day)
        if nth not in rule.year_days and nth - length - 1 not in rule.year_days:
            return False
    weekday = day.weekday()
    if not rule.by_day or (weekday, 0) in rule.by_day:
        return True
    return any((weekday, place) in rule.by_day for place in _places(rule, day))


def _places(rule: Rule, day: date) -> tuple[int, int]:
    """Which such weekday of its month (or year) the day is, from the front and from the end."""
    if rule.frequency == "YEARLY" and not rule.months:
        nth, length = _day_of_year(day)
    else:
        nth, length = day.day, monthrange(day.year, day.month)[1]
    return (nth - 1) // 7 + 1, -((length - nth) // 7 + 1)


def _day_of_year(day: date) -> tuple[int, int]:
    return (day - date(day.year, 1, 1) + timedelta(days=1)).days, 366 if isleap(day.year) else 365
