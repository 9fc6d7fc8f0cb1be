"""Busy times from .ics files: exact readings of hand-written ones, simple rules by a plain count, and hostile files."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.errors import InputError, Severity
from pairing.model.intervals import to_datetime, window
from pairing.rosters import ics_text
from pairing.rosters.calendar import Busy, read_busy
from pairing.rosters.ics_text import read_file

DATA = Path(__file__).resolve().parents[1] / "data" / "calendars"
BERLIN = "Europe/Berlin"
SPRING = (date(2027, 3, 8), date(2027, 3, 31))
LONGEST = 3.0  # seconds of work for a hostile file, whoever else is at work on the machine


def read(data: str | bytes, zone: str = BERLIN, days: tuple[date, date] = SPRING, **more: Any) -> Busy:
    (within,) = window(*days, zone)
    return read_busy(data.encode() if isinstance(data, str) else data, "ada.ics", zone, within, **more)


def of_file(name: str, zone: str = BERLIN, days: tuple[date, date] = SPRING, **more: Any) -> Busy:
    return read((DATA / name).read_bytes(), zone, days, **more)


def shown(busy: Busy, zone: str = BERLIN) -> list[str]:
    """``03-12 09:00 60``: the start on that clock, and the minutes."""
    return [f"{to_datetime(start, zone):%m-%d %H:%M} {end - start}" for start, end in busy.minutes]


def calendar(*events: str) -> str:
    """A calendar of events that are given by their lines."""
    inside = "".join(f"BEGIN:VEVENT\nUID:{number}\n{lines}\nEND:VEVENT\n" for number, lines in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{inside}END:VCALENDAR\n"


def codes(busy: Busy) -> list[str]:
    return [issue.code for issue in busy.issues]


# --- exact readings -------------------------------------------------------------------------------------------------


def test_the_shapes_of_the_standard_are_read_exactly() -> None:
    zone = "America/Los_Angeles"
    busy = of_file("busy_calendar.ics", zone, (date(2026, 3, 1), date(2026, 4, 30)))
    assert shown(busy, zone) == [
        "03-02 09:00 60",
        "03-06 09:00 60",  # free/busy, as is the next
        "03-06 12:00 60",
        "03-09 09:00 60",  # after the change of the clocks it is still nine
        "03-23 11:00 60",  # moved; the 16th is taken out
        "03-30 09:00 60",
        "04-06 09:00 60",  # the sixth of six
    ]
    assert busy.issues == ()


def test_whole_days_are_those_of_the_person_and_what_does_not_block_does_not() -> None:
    busy = of_file("kinds.ics", address="ada@example.org")
    assert shown(busy) == [
        f"03-12 00:00 {3 * 1440}",
        "03-16 00:00 1440",
        "03-17 12:00 46",  # to the end of the minute; tentative counts
        "03-17 23:00 480",  # from one zone to another
        "03-19 09:00 60",  # its lines are folded, in the middle of its zone
    ]
    assert busy.issues == ()
    assert shown(of_file("kinds.ics", "Asia/Tokyo"), "Asia/Tokyo")[0] == f"03-12 00:00 {3 * 1440}"


def test_an_event_that_somebody_else_declined_blocks() -> None:
    assert "03-17 11:00 106" in shown(of_file("kinds.ics", address="cem@example.org"))
    assert "03-17 11:00 106" in shown(of_file("kinds.ics"))


def test_moved_cancelled_and_added_repetitions_are_where_they_were_put_last() -> None:
    assert shown(of_file("moved.ics")) == [
        "03-08 09:00 60",
        "03-09 09:00 60",
        "03-14 16:00 60",
        "03-16 09:00 60",
        "03-17 09:00 60",
        "03-18 09:00 60",  # the last moment of UNTIL counts
        "03-20 15:00 60",
        "03-21 15:00 60",
        "03-22 11:00 180",
    ]
    assert shown(of_file("moved.ics", days=(date(2027, 4, 1), date(2027, 4, 2)))) == ["04-01 11:00 30"]


def test_a_zone_is_that_of_the_zone_table_of_windows_or_of_the_file() -> None:
    assert shown(of_file("own_zone.ics"), "UTC") == [
        "03-22 03:30 60",  # +05:30
        "03-23 13:00 60",  # EST is whatever the file says it is
        "03-24 08:00 60",  # and Berlin is Berlin
        "03-29 02:30 60",  # +06:30, a day after its change
    ]
    assert of_file("own_zone.ics").issues == ()


def test_two_files_may_mean_different_clocks_by_one_name() -> None:
    one = (DATA / "own_zone.ics").read_text("utf-8")
    other = one.replace("+0530", "+0330").replace("+0630", "+0430")
    assert shown(read(one), "UTC")[0] == "03-22 03:30 60"
    assert shown(read(other), "UTC")[0] == "03-22 05:30 60"
    assert shown(read(one), "UTC")[0] == "03-22 03:30 60"


def test_free_busy_times_of_every_kind_but_free_block() -> None:
    assert shown(of_file("free_busy.ics"), "UTC") == [
        "03-12 08:00 60",
        "03-12 10:00 90",
        "03-12 12:00 60",
        "03-12 14:00 60",
        "03-12 16:00 60",
    ]


def test_every_calendar_of_a_file_counts_and_one_name_of_several_events_hides_none() -> None:
    assert [one[6:11] for one in shown(of_file("several.ics"), "UTC")] == ["08:00", "10:00", "12:00", "14:00", "16:00"]


def test_times_without_a_zone_are_those_of_the_person() -> None:
    data = calendar("DTSTART:20270312T090000\nDTEND:20270312T100000")
    for zone in (BERLIN, "Asia/Kolkata", "UTC-5"):
        assert shown(read(data, zone), zone) == ["03-12 09:00 60"]


def test_a_long_event_is_cut_to_the_days_asked_about() -> None:
    data = calendar("DTSTART:19990101T000000Z\nDTEND:29990101T000000Z")
    busy = read(data)
    assert busy.minutes == window(*SPRING, BERLIN)
    assert read(calendar("DTSTART;VALUE=DATE:19990101\nDURATION:P300000D")).minutes == busy.minutes


def test_a_long_event_that_repeats_reaches_into_the_days_asked_about() -> None:
    data = calendar("DTSTART:20270101T000000Z\nDURATION:P20D\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=3")
    assert shown(read(data), "UTC") == ["03-07 23:00 18780"]  # from the beginning of the 8th in Berlin to the 21st


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Berlin's clock leaves out 02:00 to 03:00 on 28 March
        ("DTSTART;TZID=Europe/Berlin:20270327T230000\nDTEND;TZID=Europe/Berlin:20270328T060000", ["03-27 22:00 360"]),
        ("DTSTART;TZID=Europe/Berlin:20270327T230000\nDURATION:PT7H", ["03-27 22:00 420"]),
        ("DTSTART;TZID=Europe/Berlin:20270328T023000\nDURATION:PT30M", ["03-28 01:30 30"]),
        # a repetition over the change lasts as long as either reading says
        (
            "DTSTART;TZID=Europe/Berlin:20270326T230000\nDTEND;TZID=Europe/Berlin:20270327T060000\nRRULE:FREQ=DAILY;COUNT=2",
            ["03-26 22:00 420", "03-27 22:00 420"],
        ),
    ],
)  # fmt: skip
def test_a_night_of_a_clock_change_is_read_in_real_minutes(lines: str, expected: list[str]) -> None:
    assert shown(read(calendar(lines)), "UTC") == expected


def test_the_other_reader_agrees_on_what_repeats() -> None:
    for name in ("busy_calendar.ics", "moved.ics"):
        text = (DATA / name).read_text("utf-8")
        days = (date(2026, 3, 1), date(2027, 3, 31))
        found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
            datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
        )
        expected = {
            one["DTSTART"].dt.astimezone(UTC).strftime("%m-%d %H:%M")
            for one in found
            if one.get("TRANSP") != "TRANSPARENT" and one.get("STATUS") != "CANCELLED"
        }
        mine = {one[:11] for one in shown(of_file(name, "UTC", days), "UTC")}
        assert mine >= expected
        assert mine - expected == ({"03-06 17:00", "03-06 20:00"} if name == "busy_calendar.ics" else set())


# --- simple rules, by a plain count of days --------------------------------------------------------------------------

ZONES = st.sampled_from([BERLIN, "America/Los_Angeles", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"])
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def simple_rules(draw: st.DrawFn) -> tuple[str, Callable[[date, date], bool]]:
    """A rule, and whether a day fits it, given the first day."""
    interval = draw(st.integers(1, 4))
    chosen = draw(st.lists(st.integers(0, 6), max_size=3, unique=True))
    by_day = f";BYDAY={','.join(WEEKDAYS[one] for one in chosen)}" if chosen else ""
    kind = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "LAST"]))
    if kind == "DAILY":
        return (
            f"FREQ=DAILY;INTERVAL={interval}{by_day}",
            lambda day, first: (day - first).days % interval == 0 and (not chosen or day.weekday() in chosen),
        )
    if kind == "WEEKLY":

        def weekly(day: date, first: date) -> bool:
            mondays = [one - timedelta(days=one.weekday()) for one in (day, first)]
            fits = day.weekday() in chosen if chosen else day.weekday() == first.weekday()
            return (mondays[0] - mondays[1]).days // 7 % interval == 0 and fits

        return f"FREQ=WEEKLY;INTERVAL={interval}{by_day}", weekly

    def in_month(day: date, first: date) -> bool:
        return ((day.year - first.year) * 12 + day.month - first.month) % interval == 0

    if kind == "MONTHLY":
        return f"FREQ=MONTHLY;INTERVAL={interval}", lambda day, first: in_month(day, first) and day.day == first.day
    return (
        f"FREQ=MONTHLY;INTERVAL={interval};BYDAY=-1FR",
        lambda day, first: in_month(day, first) and day.weekday() == 4 and (day + timedelta(days=7)).month != day.month,
    )


@settings(max_examples=120, deadline=None)
@given(
    simple_rules(),
    ZONES,
    st.dates(date(2026, 1, 1), date(2027, 3, 20)),
    st.integers(0, 95),
    st.sampled_from([15, 45, 90, 600]),
    st.none() | st.integers(1, 40) | st.dates(date(2026, 6, 1), date(2027, 12, 1)),
)
def test_a_simple_rule_blocks_what_a_plain_count_of_days_says(
    rule: tuple[str, Callable[[date, date], bool]],
    zone: str,
    first: date,
    quarter: int,
    length: int,
    end: int | date | None,
) -> None:
    text, fits = rule
    clock = ZoneInfo(zone)
    at = timedelta(minutes=15 * quarter)
    until = ""
    if isinstance(end, date):
        last = datetime(end.year, end.month, end.day, 12, tzinfo=UTC)
        until = f";UNTIL={last:%Y%m%dT%H%M%SZ}"
    elif end is not None:
        until = f";COUNT={end}"
    begin = datetime(first.year, first.month, first.day) + at
    lines = f"DTSTART;TZID={zone}:{begin:%Y%m%dT%H%M%S}\nDURATION:PT{length}M\nRRULE:{text}{until}"
    busy = read(calendar(lines), zone)

    (low, high) = window(*SPRING, zone)[0]
    expected: set[int] = set()
    number = 0
    for day in (first + timedelta(days=k) for k in range((SPRING[1] - first).days + 2)):
        wall = datetime(day.year, day.month, day.day) + at
        start = int(wall.replace(tzinfo=clock).timestamp()) // 60
        number += fits(day, first)
        is_over = number > end if isinstance(end, int) else end is not None and start * 60 > last.timestamp()
        if day == first or (fits(day, first) and not is_over):  # the first always counts
            ends = [start + length]
            if day != first:
                ends.append(int((wall + timedelta(minutes=length)).replace(tzinfo=clock).timestamp()) // 60)
            expected |= set(range(max(start, low), min(max(ends), high)))
    assert {minute for start, stop in busy.minutes for minute in range(start, stop)} == expected
    assert busy.issues == ()


# --- what cannot be told ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("SUMMARY:x", "does not say when"),
        ("DTSTART:yesterday", "'yesterday', which is no time"),
        ("DTSTART:20270230T090000\nDURATION:PT1H", "'20270230T090000', which is no time"),
        ("DTSTART:20270312T250000", "'20270312T250000', which is no time"),
        ("DTSTART:20270312T090000\nDTEND:20270312T080000", "ends before it begins"),
        ("DTSTART:20270312T090000\nDURATION:-PT1H", "less than nothing"),
        ("DTSTART:20270312T090000\nDURATION:an hour", "'an hour', which is no length"),
        ("DTSTART:20270312T090000\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", "repeats secondly, more often than once a day"),
        ("DTSTART:20270312T090000\nDURATION:PT1H\nRRULE:FREQ=HOURLY", "repeats hourly, more often than once a day"),
        ("DTSTART:20270312T090000\nDURATION:PT1H\nRRULE:every day", "'EVERYDAY', which is not followed"),
        ("DTSTART:20270312T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=soon", "'SOON', which is no time"),
        ("DTSTART:20270312T090000\nDURATION:PT1H\nEXRULE:FREQ=DAILY", "EXRULE"),
        ("DTSTART:20270312T090000\nRECURRENCE-ID:x", "'x', which is no time"),
        ("DTSTART:20270312T090000\nRECURRENCE-ID;RANGE=THISANDFUTURE:20270312T080000", "moves all later repetitions"),
        ("DTSTART;TZID=\"Berlin:20270312T090000", "cannot be read"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_told_is_a_question_with_its_line(lines: str, told: str) -> None:
    busy = read(calendar("DTSTART:20270310T090000Z\nDURATION:PT1H", lines), person="Ada Quill")
    (issue,) = [one for one in busy.issues if one.code == "calendar-event"]
    assert told in issue.message
    assert (issue.severity, issue.file, issue.line, issue.person) == (Severity.QUESTION, "ada.ics", 8, "Ada Quill")
    assert issue.hint
    assert shown(busy, "UTC")[0] == "03-10 09:00 60"  # the others count


def test_a_zone_that_nothing_knows_is_a_question_that_the_settings_answer() -> None:
    data = calendar(*[f"DTSTART;TZID=Mars Time:202703{day}T090000\nDURATION:PT1H" for day in (10, 11, 12)])
    busy = read(data)
    assert codes(busy) == ["calendar-zone"]
    assert "'Mars Time'" in busy.issues[0].message
    assert "[zones]" in busy.issues[0].hint
    assert busy.minutes == ()
    assert len(read(data, zones={"mars time": "Asia/Tokyo"}).minutes) == 3


@pytest.mark.parametrize("tzid", ["EST", "IST", "PST", "../Berlin", "Europe/Berln", "x" * 5000, ""])
def test_a_name_that_may_mean_several_zones_is_not_guessed(tzid: str) -> None:
    assert codes(read(calendar(f"DTSTART;TZID={tzid}:20270312T090000\nDURATION:PT1H"))) == ["calendar-zone"]


def test_the_meetings_of_a_plan_of_ours_are_not_in_its_way() -> None:
    data = calendar("DTSTART:20270312T090000Z\nDURATION:PT1H").replace("UID:0", "UID:pairing-ab12")
    assert read(data).minutes == ()


def test_a_large_calendar_of_somebody_busy_is_read_whole() -> None:
    weekly = "DTSTART;TZID=Europe/Berlin:{}0104T{:02}0000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=60"
    events = [weekly.format(2010 + number % 18, number % 24) for number in range(3000)]
    busy = read(calendar(*events))
    assert busy.issues == ()
    assert busy.minutes


def test_what_a_meeting_is_called_is_never_told() -> None:
    secret = "DTSTART:nonsense\nSUMMARY:Oncology\nLOCATION:Oncology\nDESCRIPTION:Oncology\nRRULE:FREQ=SECONDLY"
    busy = read(calendar(secret))
    assert busy.issues
    assert not any("Oncology" in str(issue) for issue in busy.issues)


def test_many_questions_of_a_file_are_told_as_a_few() -> None:
    busy = read(calendar(*["DTSTART:x"] * 1000))
    assert len(busy.issues) == 5
    assert "So it is with 995 more." in busy.issues[-1].message


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "is empty"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\x00\x01\x02", "holds no text"),
        (b"Name,Busy\nAda,Monday\n", "no BEGIN:VCALENDAR"),
        (b"BEGIN:VCARD\nEND:VCARD\n", "no BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270312T0900", "ends inside BEGIN:VEVENT of line 2: it was cut off"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "END:VCALENDAR stands where BEGIN:VEVENT (line 2) is open"),
        (b"END:VCALENDAR\n", "stands where nothing has begun"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000, "no calendar is that deep"),
    ],
)
def test_a_file_that_is_no_whole_calendar_is_an_error(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data)
    (issue,) = caught.value.issues
    assert issue.code == "calendar-broken"
    assert told in issue.message
    assert issue.file == "ada.ics"


def test_lines_that_are_none_are_passed_over_with_a_warning() -> None:
    data = calendar("DTSTART:20270312T090000Z\nDURATION:PT1H\nDESCRIPTION:two\nlines of it\n\n")
    busy = read(data)
    assert [(one.code, one.line, one.severity) for one in busy.issues] == [("calendar-junk", 8, Severity.WARNING)]
    assert len(busy.minutes) == 1


def test_a_calendar_without_an_event_is_said() -> None:
    assert codes(read("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n")) == ["calendar-empty"]


def test_another_encoding_and_old_line_ends_change_nothing() -> None:
    data = calendar("DTSTART:20270312T090000Z\nDURATION:PT1H\nSUMMARY:Müller")
    expected = read(data).minutes
    for other in (data.encode("latin-1"), b"\xef\xbb\xbf" + data.encode(), data.replace("\n", "\r\n").encode()):
        assert read(other).minutes == expected
    assert read(data.replace("\n", "\r").encode()).minutes == expected
    assert read(data.lower().replace("19990101t", "T")).minutes == expected


def test_without_the_package_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "icalendar":
            raise ImportError(name)
        return usual(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(InputError, match=r'pip install "pairing-optimizer\[calendar\]"'):
        of_file("kinds.ics")


# --- files --------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_or_no_file_is_an_error(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.ics", "missing-file"), (tmp_path, "unreadable-file")):
        with pytest.raises(InputError) as caught:
            read_file(path, path.name)
        assert [issue.code for issue in caught.value.issues] == [code]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.ics"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(InputError, match="100 MB; 12 MB are read"):
        read_file(path, "huge.ics")


# --- hostile -------------------------------------------------------------------------------------------------------

PLAIN = "DTSTART:19000101T000000Z\nDURATION:PT1H\n"
HOSTILE = {
    "every second": [PLAIN + "RRULE:FREQ=SECONDLY"],
    "every second of a billion": [PLAIN + "RRULE:FREQ=SECONDLY;COUNT=1000000000"],
    "a billion days": [PLAIN + "RRULE:FREQ=DAILY;COUNT=1000000000"],
    "many rules that count": [PLAIN + "RRULE:FREQ=DAILY;COUNT=1000000000"] * 2000,
    "many rules of one event": [PLAIN + "RRULE:FREQ=DAILY;COUNT=99999\n" * 3000],
    "never": [PLAIN + "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"] * 1000,
    "never, counted": [PLAIN + "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"] * 1000,
    "a thousand years, daily": ["DTSTART:19000101T000000Z\nDTEND:29000101T000000Z\nRRULE:FREQ=DAILY"],
    "ten thousand years": ["DTSTART:19000101T000000Z\nDURATION:P9999999D\nRRULE:FREQ=DAILY"],
    "an endless length": ["DTSTART:20270312T000000Z\nDURATION:P" + "9" * 4000 + "D"],
    "many added dates": [PLAIN + "RDATE:" + ",".join(["20270312T090000Z"] * 300_000)],
    "many lines of dates": [PLAIN + "EXDATE:20270312T090000Z\n" * 100_000],
    "many events": ["DTSTART:20270312T090000Z"] * 60_000,
    "many moved": ["RECURRENCE-ID:20270312T090000Z\nDTSTART:20270312T090000Z"] * 10_000,
    "one endless line": ["DTSTART:20270312T090000Z\nX-JUNK:" + "y" * 10_000_000],
    "folded ten thousand times": ["DTSTART:2027\n" + " \n" * 500_000 + " 0312T090000Z"],
    "quotes": ['DTSTART;A="' + '";A="' * 50_000 + ":20270312T090000Z"],
    "commas": ["DTSTART;A=" + "," * 200_000 + "20270312T090000Z"],
    "many parameters": ["DTSTART" + ";A=b,c" * 100_000 + ":20270312T090000Z"],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_done_with_soon(name: str) -> None:
    data = calendar(*HOSTILE[name]).encode()
    assert len(data) < ics_text.MOST_BYTES
    begin = time.process_time()
    with suppress(InputError):
        busy = read(data)
        assert len(busy.issues) < 20
        assert len(busy.minutes) < 60_000
    assert time.process_time() - begin < LONGEST


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY", "FREQ=YEARLY;COUNT=x", "nonsense"),
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3;BYMINUTE=1,2,3,4,5,6,7,8,9",
    ],
)
def test_a_hostile_zone_is_not_followed(rule: str) -> None:
    data = (DATA / "own_zone.ics").read_text("utf-8")
    data = data.replace("FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", rule)
    begin = time.process_time()
    busy = read(data)
    assert codes(busy) == ["calendar-zone"]
    assert "Customized Time Zone" in busy.issues[0].message
    assert time.process_time() - begin < LONGEST


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_calendar_never_ends_in_a_traceback(data: st.DataObject) -> None:
    whole = (
        DATA / data.draw(st.sampled_from(["kinds.ics", "moved.ics", "own_zone.ics", "free_busy.ics"]))
    ).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 30))
        middle = data.draw(
            st.binary(max_size=6) | st.sampled_from([b":", b";", b"\n", b"9999", b"T", b"Z", b"-", b"=", b'"'])
        )
        whole = whole[:at] + middle + whole[at + length :]
    with suppress(InputError):
        busy = read(whole)
        assert all(start < end for start, end in busy.minutes)
