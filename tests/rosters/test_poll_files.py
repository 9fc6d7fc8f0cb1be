"""Polls that are files of their own: each sample with its exact reading or refusal, and what is wrong with bad ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.formats.poll_shapes import PollReading
from pairing.rosters.formats.shapes import Terms
from pairing.rosters.poll_files import read_poll
from pairing.rosters.settings_polls import PollSettings

POLLS = Path(__file__).parents[1] / "data" / "polls"
BERLIN, LA = "Europe/Berlin", "America/Los_Angeles"
TERMS = Terms((2026,))
MAY_4, MAY_5 = date(2026, 5, 4), date(2026, 5, 5)
RALLLY = "Name,Email,Responded on (Europe/Berlin),Mon 4 May 2026 6:00 PM - 7:00 PM,Tue 5 May 2026 6:00 PM - 7:00 PM"
TIME = "Time,Ada Example,Bo Example\n"


def times_of(reading: PollReading) -> list[tuple[str, str, list[tuple[Any, int, int, str]]]]:
    return [(one.name, one.email, [(t.day, t.start, t.end, t.zone) for t in one.free]) for one in reading.answers]


def issue_of(reading: PollReading, code: str) -> Issue:
    (found,) = [issue for issue in reading.issues if issue.code == code]
    return found


def sample(file: str, **settings: Any) -> PollReading:
    return read_poll(PollSettings(file, **settings), POLLS, TERMS)


def refused(file: str, folder: Path = POLLS, **settings: Any) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        read_poll(PollSettings(file, **settings), folder, TERMS)
    return list(caught.value.issues)


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a poll; gives its folder and name."""

    def write(content: str | bytes, name: str = "poll.csv") -> tuple[str, Path]:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name, tmp_path

    return write


# --- When2meet: the samples -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", ["when2meet_time_column.csv", "when2meet_day_time_columns.csv", "when2meet_semicolon_bom_24h.csv"]
)
def test_when2meet_reads_exactly(file: str) -> None:
    reading = sample(file, time_zone=LA)
    assert times_of(reading) == [
        ("Ada Example", "", [(0, 540, 600, LA)]),
        ("Bo Example", "", [(1, 540, 600, LA)]),
    ]
    assert reading.days == {0, 1}
    told = issue_of(reading, "poll-read").message
    assert told == f"read as When2meet: 2 people, slots of 15 minutes (told from the next start), {LA}."


@pytest.mark.parametrize(
    "file", ["when2meet_time_column.csv", "when2meet_day_time_columns.csv", "when2meet_semicolon_bom_24h.csv"]
)
def test_when2meet_without_a_zone_is_asked_for_it(file: str) -> None:
    (issue,) = refused(file)
    assert (issue.code, issue.file) == ("poll-without-zone", file)
    assert "time_zone = " in issue.hint


def test_the_pages_own_clock_is_no_question_and_that_of_an_unknown_computer_is_one() -> None:
    assert "unsure-clock" not in {one.code for one in sample("when2meet_time_column.csv", time_zone=LA).issues}
    issue = issue_of(sample("when2meet_day_time_columns.csv", time_zone=LA), "unsure-clock")
    assert issue.severity is Severity.QUESTION
    assert "from Mon 09:00 to Tue 09:45" in issue.message


@pytest.mark.parametrize(
    ("exported_in", "monday", "tuesday"),
    [
        ("UTC", (0, 540, 600), (1, 540, 600)),
        ("America/New_York", (0, 840, 900), (1, 840, 900)),  # 5 hours behind in November
        ("Asia/Kolkata", (0, 210, 270), (1, 210, 270)),
        ("Pacific/Auckland", (6, 1200, 1260), (0, 1200, 1260)),  # 13 hours ahead: it is summer there
    ],
)
def test_a_computer_in_another_zone_is_undone(
    exported_in: str, monday: tuple[int, int, int], tuesday: tuple[int, int, int]
) -> None:
    reading = sample("when2meet_day_time_columns.csv", time_zone=LA, exported_in=exported_in)
    assert [free for *_, free in times_of(reading)] == [[(*monday, LA)], [(*tuesday, LA)]]
    assert "unsure-clock" not in {one.code for one in reading.issues}


def test_a_comma_in_a_name_makes_a_header_longer_than_its_rows() -> None:
    (issue,) = refused("when2meet_unquoted_name_trap.csv", time_zone=LA)
    assert (issue.code, issue.line, issue.file) == ("long-header", 1, "when2meet_unquoted_name_trap.csv")
    assert "a name with a comma in it" in issue.hint


# --- When2meet: others ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "times"),
    [
        (f"{TIME}Mon 04 May 2026 11:30:00 PM,1,0\nMon 04 May 2026 11:45:00 PM,1,0\n", [(MAY_4, 1410, 1440, LA)]),
        (f"{TIME}2026-05-04 12:00:00 AM,1,0\n2026-05-04 12:15:00 AM,0,0\n", [(MAY_4, 0, 15, LA)]),
        (f"{TIME}Monday 12:00:00 PM,1,0\nMonday 12:30:00 PM,0,0\n", [(0, 720, 750, LA)]),
        (
            f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:15:00 AM,0,0\nMonday 09:30:00 AM,1,0\n",
            [(0, 540, 555, LA), (0, 570, 585, LA)],
        ),
        (f"{TIME}Monday 13:00,1,0\nMonday 13:15,1,0\n", [(0, 780, 810, LA)]),
        ('Day;Time;"Example, Ada";Bo\nMon;09:00;1;0\nMon;09:30;0;0\n', [(0, 540, 570, LA)]),
    ],
)
def test_slots_of_when2meet(written: Any, text: str, times: list[Any]) -> None:
    file, folder = written(text)
    reading = read_poll(PollSettings(file, time_zone=LA), folder, TERMS)
    assert times_of(reading)[0][2] == times


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (f"{TIME}Monday 09:00:00 AM,x,0\nMonday 09:15:00 AM,1,0\n", "no-0-or-1", 2),
        (f"{TIME}Monday 09:00:00 AM,1,\nMonday 09:15:00 AM,1,0\n", "no-0-or-1", 2),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 25:00:00 AM,1,0\n", "unreadable-slot", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:75:00 AM,1,0\n", "unreadable-slot", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 13:00:00 PM,1,0\n", "unreadable-slot", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:15,1,0\n", "unreadable-slot", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 24:00:00,1,0\n", "unreadable-slot", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nSomeday 09:15:00 AM,1,0\n", "unreadable-day", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\n31 April 2026 09:15:00 AM,1,0\n", "unreadable-day", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nTue 04 May 2026 09:15:00 AM,1,0\n", "unreadable-day", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:00:00 AM,0,0\n", "slot-twice", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nTuesday 09:00:00 AM,0,0\n", "unknown-slot-length", None),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:15:00 AM,1\n", "short-row", 3),
        (f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:15:00 AM,1,0,1\n", "long-row", 3),
        ("Time,Ada,ada \nMonday 09:00:00 AM,1,0\nMonday 09:15:00 AM,1,0\n", "duplicate-header", 1),
        ("Time,Ada,Bo\u202e\nMonday 09:00:00 AM,1,0\nMonday 09:15:00 AM,1,0\n", "bidi-control", 1),
        (f"{TIME}Monday 09:00:00 AM,1,\u202e0\nMonday 09:15:00 AM,1,0\n", "bidi-control", 2),
    ],
)
def test_what_is_wrong_with_a_when2meet_is_named_with_its_line(
    written: Any, text: str, code: str, line: int | None
) -> None:
    found = refused(*written(text), time_zone=LA)
    assert (code, line) in [(issue.code, issue.line) for issue in found]


def test_a_when2meet_of_no_slot_is_refused(written: Any) -> None:
    assert [one.code for one in refused(*written(TIME), time_zone=LA, format="when2meet")] == ["empty-poll"]


def test_slots_that_are_longer_than_when2meets_are_asked_about(written: Any) -> None:
    file, folder = written(f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:45:00 AM,0,0\n")
    issue = issue_of(read_poll(PollSettings(file, time_zone=LA), folder, TERMS), "unsure-slot-length")
    assert (issue.severity, "every 45 minutes" in issue.message) == (Severity.QUESTION, True)
    stated = read_poll(PollSettings(file, time_zone=LA, slot_minutes=15), folder, TERMS)
    assert times_of(stated)[0][2] == [(0, 540, 555, LA)]
    assert "unsure-slot-length" not in {one.code for one in stated.issues}


def test_slots_as_long_as_the_settings_say(written: Any) -> None:
    file, folder = written(f"{TIME}Monday 09:00:00 AM,1,0\nTuesday 09:00:00 AM,0,0\n")
    reading = read_poll(PollSettings(file, time_zone=LA, slot_minutes=60), folder, TERMS)
    assert times_of(reading)[0][2] == [(0, 540, 600, LA)]


# --- Rallly: the samples ----------------------------------------------------------------------------------------


def test_rallly_reads_exactly() -> None:
    reading = sample("rallly_2026.csv", time_zone=BERLIN)
    assert times_of(reading) == [
        ("Ada Example", "ada@example.org", [(MAY_4, 1080, 1140, BERLIN)]),
        ("Bo Example", "", [(MAY_4, 1080, 1140, BERLIN), (MAY_5, 1080, 1140, BERLIN)]),
    ]
    assert [one.line for one in reading.answers] == [2, 3]
    assert reading.days == {MAY_4, MAY_5}
    assert issue_of(reading, "if-need-be").message == "1 answer is 'If need be'; it counts as free."


def test_rallly_is_asked_for_its_zone_and_that_of_the_exporter_is_only_suggested() -> None:
    (issue,) = refused("rallly_2026.csv")
    assert issue.code == "poll-without-zone"
    assert 'time_zone = "Europe/Berlin"' in issue.hint
    assert "whoever exported it" in issue.hint


def test_if_need_be_can_be_left_out() -> None:
    reading = sample("rallly_2026.csv", time_zone=BERLIN, if_need_be=False)
    assert times_of(reading)[1][2] == [(MAY_5, 1080, 1140, BERLIN)]
    assert "if-need-be" not in {one.code for one in reading.issues}
    said = sample("rallly_2026.csv", time_zone=BERLIN, if_need_be=True)
    assert "if-need-be" not in {one.code for one in said.issues}


def test_a_comma_in_a_name_makes_a_row_longer_than_its_header() -> None:
    (issue,) = refused("rallly_unquoted_comma_trap.csv", time_zone=BERLIN)
    assert (issue.code, issue.line) == ("long-row", 2)
    assert "'Example, Ada, " in issue.message


# --- Rallly: others ---------------------------------------------------------------------------------------------


def test_words_of_another_language_are_listed_until_the_settings_say_which_are_yes(written: Any) -> None:
    file, folder = written(f"{RALLLY}\nAda,,2026-04-02 09:15:00,Ja,Nein\nBo,,2026-04-02 09:15:00,Wenn nötig,Nein\n")
    (issue,) = refused(file, folder, time_zone=BERLIN)
    assert (issue.code, issue.line) == ("unknown-answer", 2)
    assert "'Ja', 'Nein', 'Wenn nötig'" in issue.message
    reading = read_poll(PollSettings(file, time_zone=BERLIN, yes=("Ja",)), folder, TERMS)
    assert [len(free) for *_, free in times_of(reading)] == [1, 0]
    assert "'Nein', 'Wenn nötig'" in issue_of(reading, "counts-as-no").message
    wrong = read_poll(PollSettings(file, time_zone=BERLIN, yes=("Oui",)), folder, TERMS)
    assert issue_of(wrong, "unused-yes").severity is Severity.QUESTION


def test_of_one_person_the_answer_sent_later_stands_last(written: Any) -> None:
    file, folder = written(f"{RALLLY}\nAda,,2026-04-03 09:15:00,Yes,No\nAda,,2026-04-02 09:15:00,No,Yes\n")
    reading = read_poll(PollSettings(file, time_zone=BERLIN), folder, TERMS)
    assert [one.line for one in reading.answers] == [3, 2]


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("Tue 4 May 2026 6:00 PM - 7:00 PM", "unreadable-day"),
        ("Thu 31 April 2026 6:00 PM - 7:00 PM", "unreadable-day"),
        ("Mon 4 May 2026 25:00 - 26:00", "unreadable-hours"),
        ("Mon 4 May 2026 7:00 PM - 6:00 PM", "unreadable-hours"),  # it ends before it starts
        ("Mon 4 May 2026", "option-without-hours"),
        ("Mo 4 Mai 2026 18:00 - 19:00", "unreadable-option"),
        ("Comment", "unreadable-option"),
    ],
)
def test_an_option_that_is_no_day_with_hours_is_a_fault(written: Any, option: str, code: str) -> None:
    file, folder = written(f"{RALLLY},{option}\nAda,,2026-04-03 09:15:00,Yes,No,Yes\n")
    found = refused(file, folder, time_zone=BERLIN)
    assert [(one.code, one.line, one.column) for one in found] == [(code, 1, option)]


def test_all_faults_of_a_poll_are_told_at_once(written: Any) -> None:
    file, folder = written(f"{RALLLY},Mon 31 April 2026 6:00 PM - 7:00 PM\nAda,,2026-04-03 09:15:00,Oui,No,No\n")
    assert {one.code for one in refused(file, folder)} == {"poll-without-zone", "unreadable-day", "unknown-answer"}


# --- forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "first"),
    [
        ("google_forms_checkbox_grid_times.csv", [(0, 540, 600, LA), (2, 540, 600, LA), (0, 600, 660, LA)]),
        ("mentor_matrix_01.csv", [(0, 540, 660, LA), (1, 660, 720, LA)]),
        (
            "weekday_columns_hhmm_blocks.csv",
            [(0, 540, 570, LA), (0, 600, 630, LA), (2, 780, 840, LA), (4, 540, 600, LA)],
        ),
    ],
)
def test_a_form_that_only_asks_for_hours_is_a_poll(file: str, first: list[Any]) -> None:
    reading = sample(file, time_zone=LA)
    assert times_of(reading)[0] == ("Ada Example", "", first)
    assert reading.title == "a form"


def test_a_row_of_a_form_that_cannot_be_read_is_a_question_about_that_person() -> None:
    reading = sample("google_forms_single_checkbox_and_text.csv", time_zone=LA)
    assert [name for name, *_ in times_of(reading)] == ["Ada Example", "Cy Example"]
    issue = issue_of(reading, "ambiguous-zone")  # some of the hours are in CET, and the others may be
    assert (issue.severity, issue.person, issue.line) == (Severity.QUESTION, "Bo Example", 3)


def test_a_form_without_a_zone_is_asked_for_it(written: Any) -> None:
    file, folder = written("Name,Monday\nAda,9am-10am\n")
    assert [one.code for one in refused(file, folder)] == ["no-zone-column"]


# --- what is not read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("doodle_2019_table.csv", "Doodle"),
        ("lettucemeet_graphql.json", "LettuceMeet"),
        ("crabfit_dates.json", "Crab Fit"),
        ("crabfit_weekdays.json", "Crab Fit"),
    ],
)
def test_polls_that_are_not_read_are_named(file: str, title: str) -> None:
    (issue,) = refused(file, time_zone=LA)
    assert (issue.code, issue.value) == ("poll-not-read", title)
    assert f"it is a poll of {title}, which is not read." in issue.message


@pytest.mark.parametrize("file", ["doodle_2019_table.csv", "lettucemeet_graphql.json", "crabfit_dates.json"])
def test_polls_that_are_not_read_are_none_of_those_that_are(file: str) -> None:
    (issue,) = refused(file, time_zone=LA, format="when2meet")
    assert issue.code == "other-format"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty-file"),
        ("\ufeff", "empty-file"),
        ("<!DOCTYPE html><html>Sign in</html>", "web-page"),
        ('{"some": "thing"}', "unknown-poll"),
        ("[1, 2", "unknown-poll"),
        ("[" * 100_000, "unknown-poll"),
        ('["Ada", "Bo"]', "unknown-poll"),
        ("Name,Colour\nAda,red\n", "unknown-poll"),
        ("just a text\n", "unknown-poll"),
        (b"Name\xff\x00", "nul-byte"),
        (b"PK\x03\x04 and no more", "excel-not-csv"),
    ],
)
def test_a_file_that_is_no_poll_is_refused(written: Any, content: str | bytes, code: str) -> None:
    assert [one.code for one in refused(*written(content), time_zone=LA)] == [code]


def test_a_poll_that_is_not_there_is_named_with_what_is(written: Any) -> None:
    written(TIME, "when2meet.csv")
    _, folder = written(TIME, "other.csv")
    (issue,) = refused("when2met.csv", folder)
    assert (issue.code, "Did you mean 'when2meet.csv'" in issue.hint) == ("missing-file", True)


def test_of_a_pattern_the_newest_file_counts_and_is_named(written: Any) -> None:
    import os

    old, folder = written(f"{TIME}Monday 09:00:00 AM,1,0\nMonday 09:15:00 AM,1,0\n", "poll 1.csv")
    written(f"{TIME}Friday 09:00:00 AM,1,0\nFriday 09:15:00 AM,1,0\n", "poll 2.csv")
    os.utime(folder / old, (1, 1))
    reading = read_poll(PollSettings("poll*.csv", time_zone=LA), folder, TERMS)
    assert (reading.file, reading.days) == ("poll 2.csv", {4})
    assert issue_of(reading, "newest-file").severity is Severity.NOTE


def test_a_format_that_the_settings_name_wrongly_is_an_error() -> None:
    (issue,) = refused("rallly_2026.csv", time_zone=BERLIN, format="when2meet")
    assert (issue.code, "has the shape of Rallly" in issue.message) == ("other-format", True)


def test_a_form_can_be_named_by_its_shape_and_its_columns_by_the_settings(written: Any) -> None:
    file, folder = written("Handle,Availability [Tuesday],Monday,Notes\nAda,9am-10am,10am-11am,\n")
    assert [one.code for one in refused(file, folder, time_zone=LA)] == ["unknown-poll"]
    headers = {"name": "Handle"}
    assert [one.code for one in refused(file, folder, time_zone=LA, headers=headers)] == ["two-columns"]
    settings = PollSettings(file, "day columns", LA, headers=headers)
    assert times_of(read_poll(settings, folder, TERMS)) == [("Ada", "", [(0, 600, 660, LA)])]


def test_a_format_that_is_named_is_read_as_such_and_else_refused(written: Any) -> None:
    file, folder = written("Name,Colour\nAda,red\n")
    assert [one.code for one in refused(file, folder, time_zone=LA, format="when2meet")] == ["no-poll"]
    assert [one.code for one in refused(file, folder, time_zone=LA, format="rallly")] == ["no-poll"]
    assert [one.code for one in refused(file, folder, time_zone=LA, format="form")] == ["no-free-times"]


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("rallly_2026.csv", {"exported_in": "UTC"}),
        ("when2meet_time_column.csv", {"exported_in": "UTC"}),
        ("when2meet_time_column.csv", {"if_need_be": False}),
        ("weekday_columns_hhmm_blocks.csv", {"yes": ("Ja",)}),
    ],
)
def test_keys_that_a_poll_has_no_use_for_are_told(file: str, keys: dict[str, Any]) -> None:
    issue = issue_of(sample(file, time_zone=LA, **keys), "unused-key")
    assert (issue.severity, issue.value) == (Severity.WARNING, next(iter(keys)))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Name,Fri 12 March,Sat 13 March\nAda,9am-10am,\n", {date(2027, 3, 12), date(2027, 3, 13)}),
        ("Name,Free [Mon],Free [Tue]\nAda,9am-10am,\n", {0, 1}),
        ("Name,When are you free?,Colour\nAda,Fri 9am-10am,red\n", set(range(7))),
    ],
)
def test_a_form_asks_about_the_days_of_its_columns(written: Any, text: str, days: set[Any]) -> None:
    file, folder = written(text)
    assert read_poll(PollSettings(file, time_zone=LA), folder, Terms((2027,))).days == days
