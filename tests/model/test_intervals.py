"""Free time in real instants, against an oracle that looks at the clock on the wall minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.model.intervals import (
    DAY,
    FreeTime,
    Intervals,
    at_least,
    day_minutes,
    from_datetime,
    intersect,
    to_datetime,
    to_utc,
    union,
    window,
    zone_of,
)

# (zone, a day on which its clock changes); None: it never does in that year.
CHANGES = [
    ("America/Los_Angeles", date(2027, 3, 14)),
    ("America/Los_Angeles", date(2027, 11, 7)),
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Europe/Berlin", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),  # half an hour, repeated
    ("Australia/Lord_Howe", date(2027, 10, 3)),  # half an hour, skipped
    ("Africa/Cairo", date(2027, 4, 30)),  # midnight itself is skipped
    ("Africa/Cairo", date(2027, 10, 28)),  # the last hour of the day is repeated
    ("America/Havana", date(2027, 3, 14)),  # midnight is skipped
    ("Africa/Casablanca", date(2027, 2, 7)),  # back for the month of fasting
    ("Pacific/Chatham", date(2027, 9, 26)),  # 45 minutes past the hour
    ("America/St_Johns", date(2027, 3, 14)),
    ("Asia/Kolkata", date(2027, 3, 14)),
    ("Asia/Kathmandu", date(2027, 3, 14)),
    ("America/Bogota", date(2027, 3, 14)),
    ("Pacific/Kiritimati", date(2027, 1, 1)),
    ("UTC+05:30", date(2027, 3, 14)),
    ("UTC-12", date(2027, 3, 14)),
    ("UTC", date(2027, 3, 14)),
]


def zone_by_hand(name: str) -> ZoneInfo | timezone:
    """The zone, read by other means than those under test."""
    fixed = {"UTC": 0, "UTC+05:30": 330, "UTC-12": -720}
    return timezone(timedelta(minutes=fixed[name])) if name in fixed else ZoneInfo(name)


@cache
def wall_minutes(name: str, first: date, last: date) -> list[tuple[int, int]]:
    """For each UTC minute of those days, the minute that the clock on the wall shows, both since 1970."""
    zone = zone_by_hand(name)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    shown = []
    for step in range(((last - first).days + 1) * DAY):
        moment = start + timedelta(minutes=step)
        local = moment.astimezone(zone)
        days = (local.date() - date(1970, 1, 1)).days
        shown.append((int(moment.timestamp()) // 60, days * DAY + local.hour * 60 + local.minute))
    return shown


def minutes_of(intervals: Intervals) -> set[int]:
    return {minute for start, end in intervals for minute in range(start, end)}


def is_normal(intervals: Intervals) -> bool:
    """Sorted, disjoint, not touching, none empty."""
    return all(start < end for start, end in intervals) and all(
        left[1] < right[0] for left, right in pairwise(intervals)
    )


A_DAY_THAT_NEVER_WAS = ("Pacific/Apia", date(2011, 12, 30))

starts = st.sampled_from([0, 30, 60, 90, 120, 150, 180, 1380, 1410, 1439]) | st.integers(0, 1439)
lengths = st.sampled_from([1, 15, 30, 60, 90, 1440]) | st.integers(1, 1440)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*CHANGES, A_DAY_THAT_NEVER_WAS]), st.integers(-5, 4), starts, lengths)
def test_a_dated_time_is_free_exactly_when_the_wall_clock_shows_it(
    change: tuple[str, date], shift: int, start: int, length: int
) -> None:
    zone, change_day = change
    day = change_day + timedelta(days=shift)
    low, high = day_minutes(day) + start, day_minutes(day) + start + length
    shown = wall_minutes(zone, day - timedelta(days=2), day + timedelta(days=4))
    found = to_utc([FreeTime(day, start, start + length, zone)], None, None)
    assert minutes_of(found) == {instant for instant, wall in shown if low <= wall < high}
    assert is_normal(found)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(CHANGES),
    st.sampled_from(CHANGES),
    st.lists(st.tuples(st.integers(0, 6), starts, lengths), min_size=1, max_size=3),
    st.integers(0, 3),
)
def test_weekly_times_hold_on_every_day_of_the_window(
    change: tuple[str, date], programme: tuple[str, date], weekly: list[tuple[int, int, int]], num_days: int
) -> None:
    zone, change_day = change
    first, last = change_day - timedelta(days=1), change_day + timedelta(days=num_days)
    open_time = window(first, last, programme[0])
    free = [FreeTime(weekday, start, start + length, zone) for weekday, start, length in weekly]
    inside = minutes_of(open_time)
    expected = set()
    for instant, wall in wall_minutes(zone, first - timedelta(days=2), last + timedelta(days=2)):
        day, minute = divmod(wall, DAY)
        weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
        for on, start, length in weekly:
            is_today = on == weekday and start <= minute < start + length
            is_since_yesterday = on == (weekday - 1) % 7 and minute + DAY < start + length
            if instant in inside and (is_today or is_since_yesterday):
                expected.add(instant)
    assert minutes_of(intersect(to_utc(free, first, last), open_time)) == expected


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CHANGES), st.integers(-1, 1), st.integers(0, 2))
def test_a_window_is_from_the_first_to_the_last_minute_that_the_wall_clock_shows_of_those_days(
    change: tuple[str, date], shift: int, num_days: int
) -> None:
    zone, change_day = change
    first = change_day + timedelta(days=shift)
    last = first + timedelta(days=num_days)
    shown = wall_minutes(zone, first - timedelta(days=2), last + timedelta(days=2))
    on_first = [instant for instant, wall in shown if wall // DAY == day_minutes(first) // DAY]
    on_last = [instant for instant, wall in shown if wall // DAY == day_minutes(last) // DAY]
    assert window(first, last, zone) == ((on_first[0], on_last[-1] + 1),)


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "real"),
    [
        ("America/Los_Angeles", date(2027, 3, 13), 18 * 60, 19 * 60, 60),
        ("America/Los_Angeles", date(2027, 3, 14), 2 * 60, 3 * 60, 0),  # the hour the clock skips is nobody's
        ("America/Los_Angeles", date(2027, 3, 14), 60, 4 * 60, 120),
        ("America/Los_Angeles", date(2027, 11, 7), 60, 2 * 60, 120),  # the hour it repeats counts twice
        ("Australia/Lord_Howe", date(2027, 10, 3), 2 * 60, 3 * 60, 30),
        ("Africa/Cairo", date(2027, 4, 30), 0, 60, 0),
        ("Africa/Cairo", date(2027, 4, 29), 23 * 60, 25 * 60, 60),
    ],
)
def test_a_clock_change_is_counted_in_real_minutes(zone: str, day: date, start: int, end: int, real: int) -> None:
    found = to_utc([FreeTime(day, start, end, zone)], None, None)
    assert sum(last - first for first, last in found) == real


def test_people_on_both_sides_of_a_clock_change_meet_at_the_real_hour() -> None:
    # On Mon 15 March 2027 Los Angeles is 8 hours behind Berlin, on Fri 12 March it was 9.
    friday, monday = date(2027, 3, 12), date(2027, 3, 15)
    for day, hours in ((friday, 9), (monday, 8)):
        west = to_utc([FreeTime(day, 9 * 60, 10 * 60, "America/Los_Angeles")], None, None)
        east = to_utc([FreeTime(day, (9 + hours) * 60, (10 + hours) * 60, "Europe/Berlin")], None, None)
        assert west == east
        assert len(west) == 1


def test_an_hour_of_a_half_hour_zone_overlaps_two_whole_hours() -> None:
    day = date(2027, 3, 15)
    india = to_utc([FreeTime(day, 20 * 60, 22 * 60, "Asia/Kolkata")], None, None)  # 14:30-16:30 UTC
    lagos = to_utc([FreeTime(day, 16 * 60, 17 * 60 + 30, "Africa/Lagos")], None, None)  # 15:00-16:30 UTC
    assert intersect(india, lagos) == lagos
    assert at_least(lagos, 90) == lagos


def test_a_night_that_began_two_days_before_reaches_into_a_session_on_the_other_side_of_the_date_line() -> None:
    # Saturday begins in Kiritimati at Thursday 22:00 of a clock at UTC-12, in the night that began there on Wednesday.
    night = [FreeTime(2, 23 * 60, 48 * 60, "UTC-12")]
    saturday = date(2027, 3, 13)
    open_time = window(saturday, saturday, "Pacific/Kiritimati")
    ((start, end),) = intersect(to_utc(night, saturday, saturday), open_time)
    assert to_datetime(start, "UTC-12").isoformat() == "2027-03-11T22:00:00-12:00"
    assert end - start == 120


def test_weekly_times_need_days_to_hold_on() -> None:
    weekly = [FreeTime(0, 600, 660, "UTC")]
    with pytest.raises(ValueError, match="Monday"):
        to_utc(weekly, None, date(2027, 3, 12))
    with pytest.raises(ValueError, match="Monday"):
        to_utc(weekly, date(2027, 3, 12), None)


def test_an_open_side_of_a_window_is_open() -> None:
    ((start, end),) = window(None, date(2027, 3, 12), "UTC")
    assert end == day_minutes(date(2027, 3, 13))
    assert start < day_minutes(date(1900, 1, 1))
    ((start, end),) = window(date(2027, 3, 12), None, "UTC")
    assert start == day_minutes(date(2027, 3, 12))
    assert end > day_minutes(date(2100, 1, 1))
    assert window(date(2027, 3, 13), date(2027, 3, 12), "UTC") == ()


@pytest.mark.parametrize(
    ("day", "start", "end", "zone"),
    [
        (0, 600, 600, "UTC"),
        (0, 660, 600, "UTC"),
        (0, -1, 60, "UTC"),
        (0, 1440, 1500, "UTC"),
        (0, 1439, 2881, "UTC"),
        (7, 600, 660, "UTC"),
        (-1, 600, 660, "UTC"),
        (date(2027, 3, 12), 600, 660, "Europe/Berln"),
        (date(2027, 3, 12), 600, 660, "UTC+15"),
        (date(2027, 3, 12), 600, 660, "../zone"),
    ],
)
def test_a_free_time_out_of_bounds_is_refused(day: date | int, start: int, end: int, zone: str) -> None:
    with pytest.raises(ValueError):
        FreeTime(day, start, end, zone)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.sampled_from([zone for zone, _ in CHANGES]))
def test_a_minute_and_its_datetime_are_the_same(moment: datetime, zone: str) -> None:
    minute = from_datetime(moment.replace(tzinfo=UTC))
    there = to_datetime(minute, zone)
    assert there == moment.replace(second=0, microsecond=0, tzinfo=UTC)
    assert there.tzinfo is zone_of(zone)
    assert from_datetime(there) == minute


# --- sets of minutes -------------------------------------------------------------------------------------------------

any_pairs = st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), max_size=8)


@given(any_pairs)
def test_a_union_holds_exactly_the_minutes_of_its_parts(pairs: list[tuple[int, int]]) -> None:
    joined = union(pairs)
    assert minutes_of(joined) == minutes_of(tuple(pairs))
    assert is_normal(joined)
    assert union(joined) == joined
    assert union(reversed(pairs)) == joined


@given(any_pairs, any_pairs)
def test_an_intersection_holds_exactly_the_common_minutes(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    one, other = union(left), union(right)
    common = intersect(one, other)
    assert minutes_of(common) == minutes_of(one) & minutes_of(other)
    assert is_normal(common)
    assert common == intersect(other, one)
    assert intersect(one, one) == one


@given(any_pairs, st.integers(0, 80), st.integers(0, 80))
def test_what_lies_within_one_stretch_is_cut_at_its_ends(pairs: list[tuple[int, int]], first: int, last: int) -> None:
    whole = union(pairs)
    inside = intersect(whole, ((first, last),))
    assert minutes_of(inside) == {minute for minute in minutes_of(whole) if first <= minute < last}
    assert is_normal(inside)


@pytest.mark.parametrize(("first", "last"), [(5, 5), (9, 5), (15, 5), (10, 12), (-3, 0)])
def test_a_stretch_without_a_minute_has_nothing_in_common_with_anything(first: int, last: int) -> None:
    assert intersect(((0, 10), (20, 30)), ((first, last),)) == ()


@given(any_pairs, st.integers(0, 50))
def test_only_stretches_that_are_long_enough_are_kept(pairs: list[tuple[int, int]], minutes: int) -> None:
    whole = union(pairs)
    kept = at_least(whole, minutes)
    assert set(kept) <= set(whole)
    assert all(end - start >= minutes for start, end in kept)
    assert all(end - start < minutes for start, end in set(whole) - set(kept))
