"""Rules of repetition, against a plain count of days and against another reader of the standard."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.rosters.recurrence import Budget, RuleProblem, read_rule, starts

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOW, HIGH = datetime(2027, 3, 1), datetime(2027, 4, 30, 23, 59)


def expand(rule: str, first: datetime, low: datetime = LOW, high: datetime = HIGH, budget: int = 10**5) -> list[str]:
    found = starts(read_rule(rule), first, low, high, Budget(budget))
    return [f"{one:%m-%d %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,1TU", None, None),  # a number has no meaning in a week
        ("FREQ=MONTHLY;BYMONTHDAY=31", datetime(2026, 1, 31, 9), ["03-31 09:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", datetime(2026, 1, 31, 9), ["03-31 09:00", "04-30 09:00"]),
        ("FREQ=MONTHLY", datetime(2026, 1, 30, 9), ["03-30 09:00", "04-30 09:00"]),
        ("FREQ=YEARLY", datetime(2024, 2, 29, 9), []),
        ("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", datetime(1990, 3, 25, 2), ["03-28 02:00"]),
        ("FREQ=YEARLY;BYDAY=10MO", datetime(2020, 3, 9, 2), ["03-08 02:00"]),
        ("FREQ=YEARLY;BYYEARDAY=60,-1", datetime(2020, 2, 29, 2), ["03-01 02:00"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", datetime(2020, 3, 13, 8), []),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", datetime(2020, 1, 31, 8), ["03-31 08:00", "04-30 08:00"]),
        ("FREQ=MONTHLY;BYDAY=1MO,MO;BYMONTHDAY=1,8", datetime(2027, 3, 1, 9), ["03-01 09:00", "03-08 09:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", datetime(2027, 3, 1), None),
        ("FREQ=DAILY;INTERVAL=50;BYHOUR=9,17", datetime(2027, 2, 20, 9), ["04-11 09:00", "04-11 17:00"]),
        ("FREQ=DAILY;COUNT=3", datetime(2027, 2, 27, 9), ["03-01 09:00"]),
        ("FREQ=DAILY;INTERVAL=99999", datetime(1980, 1, 1), []),
        ("freq = monthly ; bymonth=4;", datetime(2020, 4, 5, 7), ["04-05 07:00"]),
    ],
)  # fmt: skip
def test_a_rule_means_its_days(rule: str, first: datetime | None, expected: list[str] | None) -> None:
    if first is None:
        with pytest.raises(RuleProblem):
            read_rule(rule)
    elif expected is None:
        theirs = rrulestr(rule, dtstart=first).between(LOW, HIGH, inc=True)
        assert expand(rule, first) == [f"{one:%m-%d %H:%M}" for one in theirs]
    else:
        assert expand(rule, first) == expected


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=30", "FREQ=HOURLY;COUNT=3", "FREQ=FORTNIGHTLY", "COUNT=3", ""),
        *("FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=x"),
        *("FREQ=DAILY;BYDAY=XX", "FREQ=DAILY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY="),
        *("FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTH=-1", "FREQ=DAILY;BYMONTHDAY=0", "FREQ=DAILY;BYHOUR=24"),
        *("FREQ=DAILY;FREQ=WEEKLY", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=DAILY;RSCALE=HEBREW", "FREQ=DAILY;X-Y=1"),
        *("FREQ=DAILY;WKST=X", "FREQ=DAILY;COUNT"),
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,10,20,30,40",
        "FREQ=DAILY;COUNT=" + "9" * 5000,
    ],
)  # fmt: skip
def test_a_rule_that_is_not_followed_is_refused(rule: str) -> None:
    with pytest.raises(RuleProblem):
        read_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30;INTERVAL=1",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=YEARLY;INTERVAL=1000000000",
        "FREQ=DAILY;INTERVAL=9999999999",
        "FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4,5;BYSECOND=1,2,3,4,5;COUNT=9999999999",
        "FREQ=YEARLY;COUNT=99999;BYDAY=" + ",".join(f"{n}{day}" for n in range(1, 54) for day in DAYS),
    ],
)
def test_no_rule_takes_long(rule: str) -> None:
    begin = time.process_time()
    try:
        num = sum(1 for _ in starts(read_rule(rule), datetime(1900, 1, 1), LOW, HIGH, Budget(50_000)))
    except RuleProblem:
        num = 0
    assert num < 50_000
    assert time.process_time() - begin < 2


def test_a_budget_that_is_spent_ends_a_rule() -> None:
    with pytest.raises(RuleProblem, match="more often than is looked at"):
        expand("FREQ=DAILY;COUNT=100000", datetime(2020, 1, 1), budget=500)


def test_a_rule_without_a_count_does_not_look_at_the_years_before() -> None:
    assert len(expand("FREQ=DAILY", datetime(1901, 1, 1, 8), budget=200)) == 61


def test_the_end_of_the_calendar_is_no_fault() -> None:
    late = datetime(9998, 12, 30)
    assert expand("FREQ=WEEKLY", late, late, datetime(9999, 12, 31)) == ["12-30 00:00"]


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that come true again and again: the other reader would look for those that do not until the year 9999.

    BYSETPOS in weeks is left out: the other reader lets the first week begin with the event, and the standard does not.
    """
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.sampled_from([1, 1, 2, 3, 5]))}"]
    lists = draw(st.sampled_from(["", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYDAY BYMONTH", "BYMONTHDAY BYMONTH"]))
    if "BYDAY" in lists.split():
        is_nth = frequency in ("YEARLY", "MONTHLY") and draw(st.booleans())
        places = st.sampled_from([1, 2, -1, -2, 4]) if is_nth else st.just("")
        chosen = draw(st.lists(st.tuples(places, st.sampled_from(DAYS)), min_size=1, max_size=4, unique=True))
        parts.append("BYDAY=" + ",".join(f"{place}{day}" for place, day in chosen))
    if "BYMONTHDAY" in lists:
        days = st.integers(1, 28) | st.integers(-28, -1)
        parts.append("BYMONTHDAY=" + ",".join(map(str, draw(st.lists(days, min_size=1, max_size=4, unique=True)))))
    if "BYMONTH" in lists.split() and frequency != "YEARLY":
        first_half = draw(st.booleans())  # whatever the interval, one of six months in a row is met
        parts.append("BYMONTH=" + ",".join(map(str, range(1, 7) if first_half else range(7, 13))))
    if draw(st.integers(0, 4)) == 0:
        parts.append(
            "BYHOUR=" + ",".join(map(str, draw(st.lists(st.integers(0, 23), min_size=1, max_size=3, unique=True))))
        )
    if draw(st.integers(0, 4)) == 0 and frequency == "MONTHLY" and lists == "BYDAY":
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '1,-1']))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    return ";".join(parts)


def _no_later_than_the_28th(moment: datetime) -> datetime:
    return moment.replace(day=min(moment.day, 28), microsecond=0)


@settings(max_examples=200, deadline=None)
@given(
    rules(),
    st.datetimes(datetime(2015, 1, 1), datetime(2027, 1, 1)).map(_no_later_than_the_28th),
    st.integers(-100, 2000),
    st.integers(0, 400),
)  # fmt: skip
def test_a_rule_is_read_as_another_reader_does(rule: str, first: datetime, days: int, length: int) -> None:
    low = first + timedelta(days=days)
    high = low + timedelta(days=length)
    found = list(starts(read_rule(rule), first, low, high, Budget(10**6)))
    assert found == rrulestr(rule, dtstart=first).between(low, high, inc=True)
