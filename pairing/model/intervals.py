"""Free time: what people write in local hours, and what it is in real instants.

A ``FreeTime`` is local (a day, minutes of the wall clock, a zone). ``to_utc`` turns it into *intervals*: sorted,
disjoint, non-touching half-open pairs ``(start, end)`` of whole minutes since 1970-01-01 00:00 UTC. Overlap is
only ever computed between intervals, so neither zones nor clock changes can get in between.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

Intervals = tuple[tuple[int, int], ...]

DAY = 1440  # minutes
OPEN = 10**9  # minutes: further than any date
FURTHEST = 26 * 60  # minutes: no clock is further than that from another
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_FIXED_OFFSET = re.compile(r"UTC(?:([+-])(\d{1,2})(?::?(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class FreeTime:
    """One stretch of somebody's free time, on that person's own clock.

    Parameters
    ----------
    day
        A date, or a weekday (0 = Monday … 6 = Sunday) that holds every week.
    start, end
        Minutes after that day's midnight on the wall clock, 0 ≤ start < end ≤ 2880; an end past 1440 is
        on the next day (``Fri 11pm - 1am`` is 1380 to 1500).
    zone
        IANA name (``Europe/Berlin``) or fixed offset (``UTC-05:00``).

    Raises
    ------
    ValueError
        When the minutes are out of order or range, the weekday is not 0 to 6, or the zone is unknown.

    Examples
    --------
    >>> friday = FreeTime(date(2027, 3, 12), 9 * 60, 11 * 60, "Europe/Berlin")
    >>> to_datetime(to_utc([friday], None, None)[0][0]).isoformat()
    '2027-03-12T08:00:00+00:00'
    """

    day: date | int
    start: int
    end: int
    zone: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= 2 * DAY or self.start >= DAY:
            raise ValueError(f"a free time is 0 <= start < 1440, start < end <= 2880, got {self.start} to {self.end}")
        if not isinstance(self.day, int | date) or not isinstance(self.start, int) or not isinstance(self.end, int):
            raise ValueError(f"a free time is a day and whole minutes, got {self.day!r}, {self.start!r}, {self.end!r}")
        if isinstance(self.day, int) and not 0 <= self.day <= 6:
            raise ValueError(f"a weekday is 0 (Monday) to 6 (Sunday), got {self.day}")
        zone_of(self.zone)


@cache
def zone_of(name: str) -> tzinfo:
    """The zone of that name: IANA, or ``UTC``, ``UTC-5``, ``UTC+05:30``.

    Raises
    ------
    ValueError
        When there is no such zone, or the offset is 15 hours or more.
    """
    fixed = _FIXED_OFFSET.fullmatch(name)
    if fixed:
        sign, hours, minutes = fixed.group(1) or "+", int(fixed.group(2) or 0), int(fixed.group(3) or 0)
        if hours >= 15 or minutes >= 60:
            raise ValueError(f"no clock is {name!r} away from UTC")
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(offset if sign == "+" else -offset)
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"{name!r} is no zone that the zone table knows") from error


def day_minutes(day: date) -> int:
    """Minutes from 1970-01-01 00:00 to that day's 00:00, on the same wall clock."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY


def from_datetime(moment: datetime) -> int:
    """Minutes since 1970-01-01 00:00 UTC of an aware datetime."""
    return int(moment.timestamp() // 60)


def to_datetime(minute: int, zone: str = "UTC") -> datetime:
    """The aware datetime of a UTC minute, on the clock of ``zone``."""
    return datetime.fromtimestamp(minute * 60, zone_of(zone))


def union(intervals: Iterable[tuple[int, int]]) -> Intervals:
    """All minutes that are in any of them, as intervals; touching ones become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def intersect(left: Intervals, right: Intervals) -> Intervals:
    """All minutes that are in both; O(len(left) + len(right)), and less where ``right`` is a single stretch."""
    if len(right) == 1:
        return _within(left, *right[0])
    common: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(common)


def _within(intervals: Intervals, first: int, last: int) -> Intervals:
    """The part of them from one minute to another: only the ones at its two ends are looked at."""
    if first >= last:
        return ()
    begin, end = bisect_left(intervals, (first,)), bisect_left(intervals, (last,))
    if begin and intervals[begin - 1][1] > first:
        begin -= 1
    inside = intervals[begin:end]
    if inside and (inside[0][0] < first or inside[-1][1] > last):
        cut = list(inside)
        cut[0] = max(cut[0][0], first), cut[0][1]
        cut[-1] = cut[-1][0], min(cut[-1][1], last)
        return tuple(cut)
    return inside


def share(left: Intervals, right: Intervals, minutes: int) -> bool:
    """Whether some stretch of at least ``minutes`` is in both; stops at the first."""
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = left[i]
        other_start, other_end = right[j]
        if (end if end < other_end else other_end) - (start if start > other_start else other_start) >= minutes:
            return True
        if end < other_end:
            i += 1
        else:
            j += 1
    return False


def at_least(intervals: Intervals, minutes: int) -> Intervals:
    """Only those that last ``minutes`` or longer."""
    return tuple([one for one in intervals if one[1] - one[0] >= minutes])


def window(first_day: date | None, last_day: date | None, zone: str) -> Intervals:
    """The real minutes from the start of the first day to the end of the last one, both included; None is open."""
    first = ((-OPEN, OPEN),) if first_day is None else _wall_to_utc(first_day, 0, DAY, zone)
    last = ((-OPEN, OPEN),) if last_day is None else _wall_to_utc(last_day, 0, DAY, zone)
    return ((first[0][0], last[-1][1]),) if first and last and first[0][0] < last[-1][1] else ()


def to_utc(free: Iterable[FreeTime], first_day: date | None, last_day: date | None) -> Intervals:
    """The real minutes of somebody's free times.

    ``first_day`` and ``last_day`` say on which dates weekly times hold (with days to spare on either side, for zones
    and midnights); dated times are taken as they stand. The result is not cut to those days: intersect it with
    `window`.

    An hour that the clock skips is nobody's, an hour that it repeats counts twice: a minute is free exactly when
    the wall clock, at that instant, shows a free time.

    Raises
    ------
    ValueError
        When a weekly time meets an open first or last day.
    """
    return _to_utc(tuple(free), first_day, last_day)


@lru_cache(maxsize=65536)  # asked again for every session, by engine, judge and result
def _to_utc(free: tuple[FreeTime, ...], first_day: date | None, last_day: date | None) -> Intervals:
    found: list[tuple[int, int]] = []
    for one in free:
        for day in (one.day,) if isinstance(one.day, date) else weekdays_around(one, first_day, last_day):
            found += _wall_to_utc(day, one.start, one.end, one.zone)
    return union(found)


def weekdays_around(weekly: FreeTime, first_day: date | None, last_day: date | None) -> tuple[date, ...]:
    """The dates of a weekly time that can reach into those days, by whatever clock those are told.

    Clocks are up to 26 hours apart: where a first day begins, it may still be the day before yesterday elsewhere, and
    what began on the day before that lasts until its midnight.

    Raises
    ------
    ValueError
        When a day is open.
    """
    assert isinstance(weekly.day, int)
    return _dates(weekly.day, 3 if weekly.end > DAY else 2, first_day, last_day)


@lru_cache(maxsize=4096)
def _dates(weekday: int, days_before: int, first_day: date | None, last_day: date | None) -> tuple[date, ...]:
    """The dates on which a weekly time holds."""
    if first_day is None or last_day is None:
        raise ValueError(f"a free time of every {WEEKDAYS[weekday]} needs a first and a last day to hold on")
    found = []
    day = first_day - timedelta(days=days_before)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while day <= last_day + timedelta(days=2):
        found.append(day)
        day += timedelta(days=7)
    return tuple(found)


def _wall_to_utc(day: date, start: int, end: int, zone: str) -> Intervals:
    """The UTC minutes during which the wall clock shows ``start`` to ``end`` of that day."""
    midnight = _steady_midnight(day, zone)
    return _around_change(day, start, end, zone) if midnight is None else ((midnight + start, midnight + end),)


@lru_cache(maxsize=65536)  # of many people, few days and zones
def _steady_midnight(day: date, zone: str) -> int | None:
    """The UTC minute of that day's 00:00; None where the clock changes near the day or the next one."""
    midnight = day_minutes(day)
    before, after = offset_of(midnight - FURTHEST, zone), offset_of(midnight + 2 * DAY + FURTHEST, zone)
    return midnight - before if before == after else None


@lru_cache(maxsize=65536)
def _around_change(day: date, start: int, end: int, zone: str) -> Intervals:
    """A zone's clock is UTC plus an offset that changes at most once in the few days looked at; on either side of
    the change the answer is a plain shift, cut off at the change.
    """
    low, high = day_minutes(day) + start, day_minutes(day) + end
    early, late = low - FURTHEST, high + FURTHEST
    before, after = offset_of(early, zone), offset_of(late, zone)
    if before == after:
        return ((low - before, high - before),)
    while late - early > 1:  # the first minute of the new offset is in (early, late]
        middle = (early + late) // 2
        if offset_of(middle, zone) == before:
            early = middle
        else:
            late = middle
    return union([(low - before, min(high - before, late)), (max(low - after, late), high - after)])


def offset_of(minute: int, zone: str) -> int:
    """How many minutes the clock of the zone is ahead of UTC at that UTC minute."""
    offset = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone_of(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)
