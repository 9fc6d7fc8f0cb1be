"""Every change of every clock from 2026 to 2030, in zones of all kinds, minute by minute.

The oracle knows one thing: what the clock on the wall shows at each real minute (`zoneinfo`, nothing of `intervals`).
A minute is free exactly when that is a free time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pairing.model.answers import free_in
from pairing.model.intervals import DAY, FreeTime, Intervals, intersect, to_utc, window
from pairing.model.people import Participant
from pairing.model.session import Session

# Each zone, and how often its clock changes in the five years.
ZONES = {
    "Africa/Abidjan": 0,
    "Africa/Cairo": 10,  # midnight itself is skipped
    "Africa/Casablanca": 11,  # back for the month of fasting
    "Africa/El_Aaiun": 11,
    "Africa/Johannesburg": 0,
    "America/Anchorage": 10,
    "America/Asuncion": 0,
    "America/Bogota": 0,
    "America/Caracas": 0,
    "America/Chicago": 10,
    "America/Ciudad_Juarez": 10,
    "America/Denver": 10,
    "America/Halifax": 10,
    "America/Havana": 10,  # midnight is skipped
    "America/Los_Angeles": 10,
    "America/Mexico_City": 0,
    "America/Miquelon": 10,
    "America/New_York": 10,
    "America/Nuuk": 10,  # changes on a Saturday evening
    "America/Phoenix": 0,
    "America/Santiago": 10,  # midnight is skipped, the last hour of a Saturday repeated
    "America/Sao_Paulo": 0,
    "America/Scoresbysund": 10,
    "America/St_Johns": 10,  # half past the hour
    "Antarctica/Troll": 10,  # two hours at once
    "Asia/Beirut": 10,  # midnight is skipped
    "Asia/Gaza": None,  # as often as four a year
    "Asia/Hebron": None,
    "Asia/Jerusalem": 10,  # skips on a Friday
    "Asia/Kathmandu": 0,  # 45 minutes past the hour
    "Asia/Kolkata": 0,
    "Asia/Tehran": 0,
    "Asia/Tokyo": 0,
    "Asia/Yangon": 0,
    "Atlantic/Azores": 10,  # midnight is skipped, where it is 00:00
    "Australia/Adelaide": 10,
    "Australia/Broken_Hill": 10,
    "Australia/Darwin": 0,
    "Australia/Eucla": 0,  # 45 minutes past the hour
    "Australia/Lord_Howe": 10,  # half an hour
    "Australia/Sydney": 10,
    "Europe/Berlin": 10,
    "Europe/Chisinau": 10,
    "Europe/Dublin": 10,  # winter is the exception in its table
    "Europe/Lisbon": 10,
    "Europe/London": 10,
    "Pacific/Apia": 0,
    "Pacific/Auckland": 10,
    "Pacific/Chatham": 10,  # 45 minutes past the hour
    "Pacific/Easter": 10,
    "Pacific/Kiritimati": 0,  # 14 hours ahead
    "Pacific/Marquesas": 0,
    "Pacific/Norfolk": 10,
    "Pacific/Pago_Pago": 0,
    "UTC-12": 0,  # 26 hours behind Kiritimati
}
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
AROUND = 36 * 60  # minutes looked at on either side of a change
EPOCH = date(1970, 1, 1)


class Change(NamedTuple):
    """The first minute (UTC) after a change, the wall minute on which it falls by the old clock, and by the new."""

    instant: int
    old: int
    new: int


def clock_of(name: str) -> tzinfo:
    return timezone(timedelta(hours=-12)) if name == "UTC-12" else ZoneInfo(name)


def minute_of(moment: datetime) -> int:
    """Minutes since 1970, on the clock that the moment shows."""
    return (moment.date() - EPOCH).days * DAY + moment.hour * 60 + moment.minute


@cache
def shown(zone: str, first: int, last: int, step: int = 1) -> np.ndarray:
    """What the clock on the wall shows at each real minute from ``first`` to ``last``, or at every ``step``-th."""
    clock = clock_of(zone)
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=first)
    days, shown_at = EPOCH.toordinal(), (start + timedelta(minutes=k) for k in range(0, last - first, step))
    locals_ = (moment.astimezone(clock) for moment in shown_at)
    return np.array([(at.toordinal() - days) * DAY + at.hour * 60 + at.minute for at in locals_])


@cache
def changes(zone: str) -> tuple[Change, ...]:
    """Every change of the clock, found by looking at it every six hours, and then at every minute of those six."""
    clock, found = clock_of(zone), []
    moment, step = FIRST, timedelta(hours=6)
    while moment < LAST:
        if moment.astimezone(clock).utcoffset() != (moment + step).astimezone(clock).utcoffset():
            first = minute_of(moment)
            walls = shown(zone, first, first + 361)
            (k,) = np.flatnonzero(np.diff(walls) != 1)
            found.append(Change(first + int(k) + 1, int(walls[k]) + 1, int(walls[k + 1])))
        moment += step
    return tuple(found)


def moments(zone: str) -> tuple[Change, ...]:
    """The changes; where there are none, a midnight, noon and new year to look at all the same."""
    if changes(zone):
        return changes(zone)
    instants = [minute_of(datetime(year, month, 14, 12 * (month % 2))) for year, month in ((2026, 3), (2028, 10))]
    instants += [minute_of(datetime(2030, 1, 1))]
    walls = [int(shown(zone, instant, instant + 1)[0]) for instant in instants]
    return tuple(Change(instant, wall, wall) for instant, wall in zip(instants, walls, strict=True))


def runs(free: np.ndarray, first: int) -> Intervals:
    """The stretches of True in a row of minutes that begins with ``first``."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], free, [False])).astype(int))) + first
    return tuple((int(start), int(end)) for start, end in edges.reshape(-1, 2))


def stretches(change: Change) -> Iterator[tuple[int, int]]:
    """Wall minutes from, to: before, in, over and after what is skipped or repeated, and over midnight."""
    low, high = sorted((change.old, change.new))
    half = (low + high) // 2
    midnight = low // DAY * DAY
    yield from (
        (low - 90, low - 30),
        (low - 60, low),
        (low, high or low + 1),
        (high, high + 60),
        (high + 30, high + 90),
    )
    yield from ((low - 60, high + 60), (low - 1, low + 1), (high - 1, high + 1), (half, half + 1), (low - 17, half))
    yield from ((half, high + 17), (low - 60, half), (low - 15, high), (midnight, midnight + DAY))
    yield from ((midnight - 60, midnight + 60), (midnight + DAY - 60, midnight + DAY + 60), (midnight - 90, half))
    yield from ((midnight - DAY + 1439, midnight + DAY), (low - 13 * 60, high + 11 * 60))


def pieces(change: Change) -> Iterator[tuple[date, int, int]]:
    """The same as a day, and minutes of that day."""
    for start, end in stretches(change):
        if start < end:
            day, minute = divmod(start, DAY)
            yield EPOCH + timedelta(days=day), minute, minute + min(end - start, 2 * DAY - minute)


def weekly_free(walls: np.ndarray, weekday: int, start: int, end: int) -> np.ndarray:
    """Which of the wall minutes are in a free time of every such weekday (1970-01-01 was a Thursday)."""
    days, minutes = np.divmod(walls, DAY)
    since = (days + 3 - weekday) % 7 * DAY + minutes  # minutes since the last such day began
    return (start <= since) & (since < end)


@pytest.mark.parametrize(("zone", "number"), ZONES.items())
def test_the_clock_changes_as_often_as_it_is_known_to(zone: str, number: int | None) -> None:
    assert len(changes(zone)) == number if number is not None else len(changes(zone)) >= 10


def test_half_hours_two_hours_and_midnights_are_among_the_changes() -> None:
    assert {abs(one.new - one.old) for zone in ZONES for one in changes(zone)} == {30, 60, 120}
    assert any(one.old % DAY == 0 and one.new > one.old for zone in ZONES for one in changes(zone))
    assert any(one.old % DAY == 0 and one.new < one.old for zone in ZONES for one in changes(zone))
    assert sum(len(changes(zone)) for zone in ZONES) > 300
    assert all(one.instant % 5 == 0 for zone in ZONES for one in changes(zone))


@pytest.mark.parametrize("zone", ZONES)
def test_dated_and_weekly_times_are_free_exactly_when_the_wall_clock_shows_them(zone: str) -> None:
    for change in moments(zone):
        first, last = change.instant - AROUND, change.instant + AROUND
        walls = shown(zone, first, last)
        looked_at = ((first, last),)
        days = [EPOCH + timedelta(days=int(wall) // DAY) for wall in (walls[0], walls[-1])]
        for day, start, end in pieces(change):
            low = (day - EPOCH).days * DAY + start
            dated = to_utc([FreeTime(day, start, end, zone)], None, None)
            expected = runs((low <= walls) & (walls < low + end - start), first)
            assert intersect(dated, looked_at) == expected, (day, start, end)
            weekly = to_utc([FreeTime(day.weekday(), start, end, zone)], days[0], days[1])
            expected = runs(weekly_free(walls, day.weekday(), start, end), first)
            assert intersect(weekly, looked_at) == expected, (day.weekday(), start, end)


@pytest.mark.parametrize("zone", ZONES)
def test_all_times_of_a_change_together_are_their_union(zone: str) -> None:
    for change in moments(zone):
        first, last = change.instant - AROUND, change.instant + AROUND
        walls = shown(zone, first, last)
        free, expected = [], np.zeros(len(walls), bool)
        for k, (day, start, end) in enumerate(pieces(change)):
            if end - start <= 120 and k % 2:
                free.append(FreeTime(day, start, end, zone))
                low = (day - EPOCH).days * DAY
                expected |= (low + start <= walls) & (walls < low + end)
        assert intersect(to_utc(free, None, None), ((first, last),)) == runs(expected, first)


@pytest.mark.parametrize("zone", ZONES)
def test_a_window_is_from_the_first_to_the_last_minute_that_the_wall_clock_shows_of_its_days(zone: str) -> None:
    for change in moments(zone):
        begin = change.instant - 2 * AROUND
        days = shown(zone, begin, change.instant + 2 * AROUND, 5) // DAY  # changes fall on five minutes, all of them
        changed = int(days[2 * AROUND // 5])
        for first in (changed - 1, changed, changed + 1):
            for last in (first, changed + 1):
                on_first, on_last = np.flatnonzero(days == first), np.flatnonzero(days == last)
                expected = ((begin + 5 * int(on_first[0]), begin + 5 * int(on_last[-1]) + 5),) if first <= last else ()
                found = window(EPOCH + timedelta(days=first), EPOCH + timedelta(days=last), zone)
                assert found == expected, (first, last)


FURTHEST = ("Pacific/Kiritimati", "UTC-12", "America/Los_Angeles", "Asia/Kathmandu", "Europe/Berlin")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("programme", FURTHEST)
def test_a_person_is_free_in_a_session_when_both_clocks_say_so(zone: str, programme: str) -> None:
    for change in moments(zone)[::2]:
        first_day = EPOCH + timedelta(days=change.old // DAY)
        begin, end = change.instant - 4 * DAY, change.instant + 4 * DAY
        walls, there = shown(zone, begin, end, 5), shown(programme, begin, end, 5)
        day = (first_day - EPOCH).days
        in_session = (there // DAY >= day) & (there // DAY <= day + 1)
        session = Session("Review", 60, "they agree", first_day, first_day + timedelta(days=1), programme)
        for weekday in range(7):
            for start, stop in ((0, DAY), (8 * 60, 20 * 60), (22 * 60, 26 * 60), (5, 2 * DAY), (1435, 2 * DAY)):
                person = Participant("Ada Quill", free=(FreeTime(weekday, start, stop, zone),))
                expected = runs(weekly_free(walls, weekday, start, stop) & in_session, 0)
                found = tuple(((low - begin) // 5, (high - begin) // 5) for low, high in free_in(person, session))
                assert found == expected, (first_day, weekday, start, stop)
