"""Calendars of people: whose they are, what is left of the hours, and what a programme says of it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import FreeTime, to_datetime, to_utc, union
from pairing.model.people import Person
from pairing.program import Program, read_program
from pairing.rosters.busy import left_of
from pairing.rosters.settings import read_settings

COLLABIES = """Name,Email,Time zone,When are you free? [Fri],When are you free? [Sat]
Ada Quill,ada@example.org,Europe/Berlin,9am - 12pm,9am - 12pm
Bo Lind,bo@example.org,America/New_York,3am - 6am,
Cem Osei,cem@example.org,Europe/Berlin,,
"""
MENTORS = """Name,Email,Time zone,How many can you take?,When are you free? [Fri],When are you free? [Sat]
Dee Park,dee@example.org,Europe/London,3,8am - 11am,8am - 11am
"""
SETTINGS = """
program.time_zone = "Europe/Berlin"
collabies.file = "collabies.csv"
mentors.file = "mentors.csv"
[[sessions]]
name = "Technical"
minutes = 60
first_day = 2027-03-12
last_day = 2027-03-20
"""
TEN_TO_ELEVEN = ("DTSTART;TZID=Europe/Berlin:20270312T100000", "DTEND;TZID=Europe/Berlin:20270312T110000")


def ics(*events: Sequence[str]) -> str:
    inside = "".join("\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]) for lines in events)
    return f"BEGIN:VCALENDAR\n{inside}END:VCALENDAR\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "collabies.csv").write_text(COLLABIES, "utf-8")
    (tmp_path / "mentors.csv").write_text(MENTORS, "utf-8")
    (tmp_path / "pairing.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "calendars").mkdir()
    (tmp_path / "ada.ics").write_text(ics(TEN_TO_ELEVEN), "utf-8")
    return tmp_path


def read(folder: Path, calendars: str, **asked: Any) -> Program:
    (folder / "pairing.toml").write_text(f"{SETTINGS}\n[calendars]\n{calendars}\n", "utf-8")
    return read_program(folder, **asked)


def person(program: Program, name: str) -> Person:
    people: tuple[Person, ...] = (*program.problem.participants, *program.problem.mentors)
    return next(one for one in people if one.name == name)


def hours(program: Program, name: str) -> list[str]:
    """``Fri 12 09:00 60`` for every free stretch in March's second week, on the person's clock."""
    one = person(program, name)
    free = to_utc(one.free or (), date(2027, 3, 12), date(2027, 3, 14))
    shown = [(to_datetime(start, one.zone or "UTC"), end - start) for start, end in free]
    return [f"{start:%a %d %H:%M} {length}" for start, length in shown if 12 <= start.day <= 14]


def of_calendars(program: Program) -> list[Issue]:
    return [issue for issue in program.issues if "calendar" in issue.code]


# --- what is left, minute for minute ---------------------------------------------------------------------------------

zones = st.sampled_from(["Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "Africa/Cairo", "UTC-5"])
days = (
    st.integers(0, 6) | st.dates(date(2027, 3, 10), date(2027, 4, 6)) | st.dates(date(2027, 10, 1), date(2027, 11, 9))
)
stretches = st.builds(
    lambda day, start, length, zone: FreeTime(day, start, min(start + length, 2880), zone),
    days,
    st.integers(0, 1439),
    st.integers(1, 1440),
    zones,
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(stretches, max_size=3),
    st.lists(st.tuples(st.integers(0, 60 * 1440), st.integers(1, 3000)), max_size=8),
    st.sampled_from([(date(2027, 3, 12), date(2027, 4, 4)), (date(2027, 10, 1), date(2027, 11, 8))]),
)
def test_what_is_left_is_free_and_not_busy_minute_for_minute(
    free: list[FreeTime], meetings: list[tuple[int, int]], within: tuple[date, date]
) -> None:
    begin = (date(within[0].year, within[0].month, 1) - date(1970, 1, 1)).days * 1440
    busy = union((begin + start, begin + start + length) for start, length in meetings)

    def minutes(stretches: Any) -> set[int]:
        return {minute for start, end in stretches for minute in range(start, end)}

    left = left_of(free, busy, *within)
    assert minutes(to_utc(left, *within)) == minutes(to_utc(free, *within)) - minutes(busy)


def test_hours_that_no_meeting_cuts_into_stay_as_they_were_said() -> None:
    free = (FreeTime(0, 540, 600, "Europe/Berlin"), FreeTime(date(2027, 3, 12), 540, 600, "UTC-5"))
    busy = to_utc([FreeTime(date(2027, 3, 13), 0, 1440, "Europe/Berlin")], None, None)
    assert left_of(free, busy, date(2027, 3, 12), date(2027, 3, 16)) == free


def test_a_piece_within_a_repeated_hour_is_said_in_utc() -> None:
    night = FreeTime(date(2027, 10, 31), 120, 180, "Europe/Berlin")  # the clock shows 02:00 to 03:00 twice
    ((start, end),) = to_utc([night], None, None)
    assert end - start == 120
    left = left_of([night], ((start, start + 90),), date(2027, 10, 31), date(2027, 10, 31))
    assert [(one.start, one.end, one.zone) for one in left] == [(90, 120, "UTC")]


# --- whose -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["Ada Quill", "ada  QUILL (she/her)", "ada@example.org", "ADA@Example.org"])
def test_the_settings_name_a_person_or_an_address(folder: Path, who: str) -> None:
    program = read(folder, f'"{who}" = "ada.ics"')
    assert hours(program, "Ada Quill") == ["Fri 12 09:00 60", "Fri 12 11:00 60", "Sat 13 09:00 180"]
    assert [one.code for one in of_calendars(program)] == ["calendar-read"]


@pytest.mark.parametrize("name", ["Ada Quill.ics", "ada@example.org.ics", "ADA QUILL.ICS"])
def test_a_file_in_the_folder_is_named_after_a_person(folder: Path, name: str) -> None:
    (folder / "ada.ics").rename(folder / "calendars" / name)
    assert hours(read(folder, 'folder = "calendars"'), "Ada Quill")[:2] == ["Fri 12 09:00 60", "Fri 12 11:00 60"]


def test_two_calendars_of_one_person_count_together(folder: Path) -> None:
    lines = ("DTSTART:20270312T110000", "DTEND:20270312T113000")
    (folder / "calendars" / "Ada Quill.ics").write_text(ics(lines), "utf-8")
    program = read(folder, 'folder = "calendars"\n"ada@example.org" = "ada.ics"')
    assert hours(program, "Ada Quill")[:2] == ["Fri 12 09:00 60", "Fri 12 11:30 30"]


def test_a_calendar_of_nobody_is_a_question_with_the_nearest_and_joined_to_nobody(folder: Path) -> None:
    (folder / "calendars" / "Ada Quil.ics").write_text(ics(TEN_TO_ELEVEN), "utf-8")
    program = read(folder, 'folder = "calendars"\n"Bo Lindt" = "ada.ics"')
    first, second = of_calendars(program)
    assert (first.code, first.severity, first.file) == ("calendar-of-nobody", Severity.QUESTION, "pairing.toml")
    assert "'Bo Lind'" in first.hint
    assert first.line is not None
    assert (second.code, second.file) == ("calendar-of-nobody", "Ada Quil.ics")
    assert "'Ada Quill'" in second.hint
    assert hours(program, "Ada Quill")[0] == "Fri 12 09:00 180"


def test_a_name_of_two_people_is_a_question(folder: Path) -> None:
    (folder / "mentors.csv").write_text(MENTORS + "Dee Park,other@example.org,Europe/Berlin,1,9am - 10am,\n", "utf-8")
    program = read(folder, '"Dee Park" = "ada.ics"')
    assert "calendar-several-fit" in [one.code for one in program.issues]


def test_another_kind_of_file_in_the_folder_is_said(folder: Path) -> None:
    (folder / "calendars" / "Ada Quill.ics.zip").write_bytes(b"PK")
    (folder / "calendars" / ".DS_Store").write_bytes(b"")
    assert [one.code for one in of_calendars(read(folder, 'folder = "calendars"'))] == ["calendar-not-ics"]


@pytest.mark.parametrize(
    ("calendars", "code"),
    [
        ('folder = "nowhere"', "missing-folder"),
        ('folder = "ada.ics"', "unreadable-folder"),
        ('"Ada Quill" = "nowhere.ics"', "missing-file"),
        ('"Ada Quill" = "collabies.csv"', "calendar-broken"),
        ('"Ada Quill" = 3', "wrong-type"),
        ('"Ada Quill" = "ada.ics"\n"ada quill" = "b.ics"', "same-person"),
        ('hours = "weekdays 09:00-17:00"', "missing-key"),
        ('"Ada Quill" = "ada.ics"\nhours = "office hours"', "bad-value"),
        ('"Ada Quill" = "ada.ics"\nhours = "weekdays 17:00-9"', "bad-value"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_its_place(folder: Path, calendars: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(folder, calendars)
    (issue,) = caught.value.issues
    assert (issue.code, issue.severity) == (code, Severity.ERROR)
    assert issue.file
    assert issue.hint


def test_every_broken_calendar_is_told_at_once(folder: Path) -> None:
    for name in ("Ada Quill", "Bo Lind"):
        (folder / "calendars" / f"{name}.ics").write_text("BEGIN:VCALENDAR\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read(folder, 'folder = "calendars"')
    assert [one.file for one in caught.value.issues] == ["Ada Quill.ics", "Bo Lind.ics"]


# --- what is said, and the rest of a programme -----------------------------------------------------------------------


def test_check_says_how_many_hours_were_taken_out(folder: Path) -> None:
    (issue,) = of_calendars(read(folder, '"Ada Quill" = "ada.ics"'))
    assert issue.severity is Severity.NOTE
    # Fridays 12 and 19 and Saturdays 13 and 20 are three hours each
    assert "Ada Quill is busy in 1 of 12 free hours within the days of the sessions; 11 are left." in str(issue)


def test_hours_that_are_all_busy_are_a_warning(folder: Path) -> None:
    (folder / "ada.ics").write_text(ics(("DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270401")), "utf-8")
    program = read(folder, '"Ada Quill" = "ada.ics"')
    assert [one.code for one in of_calendars(program)] == ["calendar-read", "calendar-nothing-left"]
    assert person(program, "Ada Quill").free == ()


def test_a_person_with_a_calendar_and_no_hours_is_not_taken_to_be_free(folder: Path) -> None:
    program = read(folder, '"Cem Osei" = "ada.ics"')
    (issue,) = of_calendars(program)
    assert (issue.code, issue.severity) == ("calendar-without-hours", Severity.WARNING)
    assert "hours = " in issue.hint
    assert person(program, "Cem Osei").free == ()


def test_the_settings_may_say_what_hours_those_have_who_gave_none(folder: Path) -> None:
    program = read(
        folder, '"Cem Osei" = "ada.ics"\n"Ada Quill" = "ada.ics"\nhours = "weekdays 09:30-18:00; Sat 10am - 1pm"'
    )
    assert hours(program, "Cem Osei") == ["Fri 12 09:30 30", "Fri 12 11:00 420", "Sat 13 10:00 180"]
    assert hours(program, "Ada Quill")[0] == "Fri 12 09:00 60"  # who gave hours keeps them
    assert "calendar-hours" in [one.code for one in of_calendars(program)]


def test_sheets_without_hours_are_enough_where_the_settings_give_them(folder: Path) -> None:
    (folder / "collabies.csv").write_text("Name,Email,Time zone\nAda Quill,ada@example.org,Europe/Berlin\n", "utf-8")
    program = read(folder, '"Ada Quill" = "ada.ics"\nhours = "weekdays 9am - 12pm"')
    assert hours(program, "Ada Quill") == ["Fri 12 09:00 60", "Fri 12 11:00 60"]


def test_whose_hours_were_all_taken_away_by_hand_is_not_given_others(folder: Path) -> None:
    (folder / "changes.csv").write_text("date,who,session,what,value\n,Ada Quill,,not free,Fri; Sat\n", "utf-8")
    (folder / "pairing.toml").write_text('program.changes = "changes.csv"\n' + SETTINGS, "utf-8")
    settings = (folder / "pairing.toml").read_text("utf-8")
    (folder / "pairing.toml").write_text(
        settings + '[calendars]\n"Ada Quill" = "ada.ics"\nhours = "weekdays 09:00-18:00"\n', "utf-8"
    )
    assert person(read_program(folder), "Ada Quill").free == ()


def test_a_calendar_wins_over_hours_added_by_hand(folder: Path) -> None:
    (folder / "changes.csv").write_text("date,who,session,what,value\n,Ada Quill,,free,Fri 9am - 2pm\n", "utf-8")
    (folder / "pairing.toml").write_text(
        f'program.changes = "changes.csv"\n{SETTINGS}[calendars]\n"Ada Quill" = "ada.ics"\n', "utf-8"
    )
    assert hours(read_program(folder), "Ada Quill")[:2] == ["Fri 12 09:00 60", "Fri 12 11:00 180"]


def test_hours_before_the_day_it_is_keep_their_meetings_out(folder: Path) -> None:
    program = read(folder, '"Ada Quill" = "ada.ics"', as_of=date(2027, 3, 13))
    assert hours(program, "Ada Quill")[:2] == ["Fri 12 09:00 60", "Fri 12 11:00 60"]


def test_somebody_in_no_timed_session_needs_no_calendar(folder: Path) -> None:
    (folder / "ada.ics").write_text("broken", "utf-8")
    text = SETTINGS.replace("minutes = 60\n", "minutes = 60\nclosed = true\n")
    text += '[[sessions]]\nname = "Review"\n[calendars]\n"Ada Quill" = "ada.ics"\n'
    (folder / "pairing.toml").write_text(text, "utf-8")
    assert of_calendars(read_program(folder)) == []


def test_both_roles_of_a_person_lose_the_busy_hours(folder: Path) -> None:
    (folder / "mentors.csv").write_text(MENTORS + "Ada Quill,ada@example.org,Europe/Berlin,1,9am - 12pm,\n", "utf-8")
    program = read(folder, '"Ada Quill" = "ada.ics"')
    ((start, end),) = to_utc([FreeTime(date(2027, 3, 12), 600, 660, "Europe/Berlin")], None, None)
    for people in (program.problem.participants, program.problem.mentors):
        ada = next(one for one in people if one.name == "Ada Quill")
        free = to_utc(ada.free or (), date(2027, 3, 12), date(2027, 3, 12))
        assert free
        assert all(until <= start or begin >= end for begin, until in free)


def test_a_calendar_that_git_tracks_is_warned_about(folder: Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "ada.ics"], check=True)
    issues = [one for one in read(folder, '"Ada Quill" = "ada.ics"').issues if one.code == "sheet-in-git"]
    assert [one.file for one in issues] == ["ada.ics"]


def test_a_question_about_a_calendar_can_be_decided(folder: Path) -> None:
    (folder / "ada.ics").write_text(ics((*TEN_TO_ELEVEN, "RRULE:FREQ=HOURLY")), "utf-8")
    program = read(folder, '"Ada Quill" = "ada.ics"\n[issues]\naccept = ["calendar-event:Ada Quill"]')
    assert "calendar-event" not in [one.code for one in program.issues if one.severity is Severity.QUESTION]


@pytest.mark.parametrize(
    "sheet",
    [
        "Name,Email,Time zone\nAda Quill,ada@example.org,\n",
        COLLABIES.replace(
            "Ada Quill,ada@example.org,Europe/Berlin,9am - 12pm,9am - 12pm", "Ada Quill,ada@example.org,,,"
        ),
    ],
)
def test_whose_zone_is_not_known_is_asked_for_it(folder: Path, sheet: str) -> None:
    (folder / "collabies.csv").write_text(sheet, "utf-8")
    program = read(folder, '"Ada Quill" = "ada.ics"\nhours = "weekdays 9am - 12pm"')
    assert "calendar-no-zone" in [one.code for one in of_calendars(program)]
    assert person(program, "Ada Quill").free == ()


def test_settings_without_calendars_use_none(folder: Path) -> None:
    assert not read_settings(folder).calendars.are_used
    assert of_calendars(read_program(folder)) == []
