"""Free times among the columns of a sheet: every shape with its exact reading, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.people import Roster, read_collabies, read_mentors

POLLS = Path(__file__).parents[1] / "data" / "polls"
BERLIN, LA = "Europe/Berlin", "America/Los_Angeles"
PARTS = {"Morning": "09:00-12:00", "Afternoon": "12:00-17:00", "Evening": "17:00-21:00", "Night": "9pm-11pm"}
Times = list[tuple[Any, int, int, str]]


def times_of(roster: Roster[Any]) -> dict[str, Times]:
    return {one.name: [(t.day, t.start, t.end, t.zone) for t in one.free or ()] for one in roster.people}


def codes(issues: Any, severity: Severity) -> list[str]:
    return [issue.code for issue in issues if issue.severity is severity]


def issue_of(roster: Roster[Any], code: str) -> Issue:
    (found,) = [issue for issue in roster.issues if issue.code == code]
    return found


def errors(*args: Any, **options: Any) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        read_mentors(*args, **options)
    return list(caught.value.issues)


def rows(*cells: tuple[str, ...], header: tuple[str, ...]) -> list[dict[str, str]]:
    """A sheet of a name, a zone, and what is given."""
    return [
        {"Name": f"Person {number}", "Time zone": BERLIN, **dict(zip(header, one, strict=True))}
        for number, one in enumerate(cells, 1)
    ]


# --- the samples ------------------------------------------------------------------------------------------------


def test_a_form_grid_with_the_days_in_brackets() -> None:
    roster = read_mentors(POLLS / "google_forms_checkbox_grid_days.csv")
    assert times_of(roster) == {
        "Ada Example": [(0, 540, 600, LA), (1, 540, 600, LA)],  # answered twice: the grid of the later answer
        "bo example": [
            (0, 1080, 1140, BERLIN),
            (0, 1140, 1200, BERLIN),
            (1, 1080, 1140, BERLIN),
            (3, 1080, 1140, BERLIN),
        ],
    }
    assert roster.set_aside == ()
    assert "'Not available' becomes blank" in issue_of(roster, "answered-twice").message


def test_a_form_grid_turned_round_needs_the_zone_that_it_does_not_give() -> None:
    (issue,) = errors(POLLS / "google_forms_checkbox_grid_times.csv")
    assert (issue.code, issue.line) == ("no-zone-column", 1)


def test_a_form_grid_turned_round() -> None:
    roster = read_mentors(POLLS / "google_forms_checkbox_grid_times.csv", zone_if_blank=LA)
    assert times_of(roster) == {
        "Ada Example": [(0, 540, 600, LA), (2, 540, 600, LA), (0, 600, 660, LA)],
        "Bo Example": [(0, 1080, 1140, LA), (1, 1080, 1140, LA), (3, 1080, 1140, LA)],
    }
    assert {one.how for one in roster.recognitions if one.role == "free"} == {"recognised as a time of the grid"}


def test_parts_of_the_day_are_unknown_until_the_settings_say_their_hours() -> None:
    roster = read_mentors(POLLS / "google_forms_day_parts.csv", zone_if_blank=LA, capacity_if_blank=2)
    assert roster.people == ()
    assert roster.set_aside == ("Ada Example", "Cy Example")
    found = [one for one in roster.issues if one.severity is Severity.ASIDE]
    assert {one.code for one in found} == {"unreadable-hours"}
    assert (found[0].line, found[0].column) == (2, "Availability [Monday]")
    assert '[day_parts] "Morning" = "09:00-12:00"' in found[0].hint


def test_parts_of_the_day_with_the_hours_of_the_settings() -> None:
    roster = read_mentors(POLLS / "google_forms_day_parts.csv", zone_if_blank=LA, capacity_if_blank=2, day_parts=PARTS)
    assert times_of(roster) == {
        "Ada Example": [
            (0, 540, 720, LA),
            (0, 1020, 1260, LA),
            (1, 1020, 1260, LA),
            (4, 540, 720, LA),
            (5, 720, 1020, LA),
        ],
        "Cy Example": [(0, 1020, 1260, LA), (2, 1020, 1260, LA), (2, 1260, 1380, LA), (6, 540, 720, LA)],
    }


def test_one_column_of_text_beside_another_that_is_only_quoted() -> None:
    roster = read_mentors(POLLS / "google_forms_single_checkbox_and_text.csv")
    weekdays = [(day, 1020, 1440, BERLIN) for day in range(5)]
    assert times_of(roster) == {
        "Ada Example": [(0, 1080, 1200, LA), (2, 1080, 1200, LA)],
        "Bo Example": [*weekdays, (5, 0, 1440, BERLIN), (6, 0, 1440, BERLIN)],
    }
    assert roster.set_aside == ("Cy Example",)
    no_zone = issue_of(roster, "no-zone")
    assert (no_zone.severity, no_zone.line, no_zone.value) == (Severity.ASIDE, 4, "Tuesdays 18:00-20:00")
    beside = issue_of(roster, "unread-availability")
    assert (beside.severity, beside.column) == (Severity.WARNING, "Anything else about your availability?")
    assert "'not the first week of May'" in beside.message
    assert "'Thu 11pm-1am is ok too (line two of a long answer)'" in beside.message


def test_columns_of_weekdays() -> None:
    roster = read_mentors(POLLS / "weekday_columns_hhmm_blocks.csv", zone_if_blank=BERLIN)
    assert times_of(roster) == {
        "Ada Example": [(0, 540, 570, BERLIN), (0, 600, 630, BERLIN), (2, 780, 840, BERLIN), (4, 540, 600, BERLIN)],
        "Bo Example": [(0, 1080, 1200, BERLIN), (1, 1080, 1200, BERLIN), (3, 540, 630, BERLIN), (3, 780, 810, BERLIN)],
    }
    assert [one.header for one in roster.recognitions if one.role == "free"] == [
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    ]
    assert roster.people[0].answers == {"Organization": "North"}


def test_a_table_of_0_and_1() -> None:
    roster = read_mentors(POLLS / "mentor_matrix_01.csv", zone_if_blank=BERLIN)
    assert times_of(roster) == {
        "Ada Example": [(0, 540, 660, BERLIN), (1, 660, 720, BERLIN)],
        "Bo Example": [(1, 540, 720, BERLIN)],
    }
    assert roster.people[0].answers == {"New team": "1", "Small team": "0", "Preferred teams": "Team A;Team C"}
    assert "lasts 60 minutes (told from the next start); 1 is free." in issue_of(roster, "slot-length").message
    clock = issue_of(roster, "slot-clock")
    assert (clock.severity, clock.message) == (Severity.WARNING, "'Mon 9' is read as 09:00, on the clock of 24 hours.")


def test_a_table_of_0_and_1_with_slots_as_long_as_the_settings_say() -> None:
    roster = read_mentors(POLLS / "mentor_matrix_01.csv", zone_if_blank=BERLIN, slot_minutes=30)
    assert times_of(roster)["Ada Example"] == [(0, 540, 570, BERLIN), (0, 600, 630, BERLIN), (1, 660, 690, BERLIN)]


# --- grids ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["9am-10am, 10am-11am", "9am-10am; 10am-11am", "9am–10am;10am–11am", "9am-10am\n10am-11am"]
)
def test_choices_of_a_grid_stand_with_a_comma_a_semicolon_or_a_line_between(cell: str) -> None:
    roster = read_collabies(rows((cell,), header=("Availability [Monday]",)))
    assert times_of(roster)["Person 1"] == [(0, 540, 600, BERLIN), (0, 600, 660, BERLIN)]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Monday, Tuesday", [0, 1]),
        ("Monday;Tuesday", [0, 1]),
        ("Fri 12 March, Sat 13 March", [date(2027, 3, 12), date(2027, 3, 13)]),
        ("Fri, Mar 12;Sat, Mar 13", [date(2027, 3, 12), date(2027, 3, 13)]),
        ("Not available", []),
        ("", []),
    ],
)
def test_days_in_the_cells_of_a_grid_of_times(cell: str, days: list[Any]) -> None:
    roster = read_collabies(rows((cell,), header=("When are you free? [9am-10am]",)), years=[2027])
    assert times_of(roster)["Person 1"] == [(day, 540, 600, BERLIN) for day in days]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Fri, Mar 12", "ambiguous-days"),  # one choice with a comma in it, or Friday and the date
        ("Fri, Mar 12, Sat, Mar 13", "ambiguous-days"),
        ("Mon, Tues, whenever", "unreadable-day"),
        ("12/3", "unreadable-day"),
        ("31 April", "unreadable-day"),
        ("Thu 12 March", "unreadable-day"),  # it is a Friday
        ("Monday;Tuesday, Wednesday", "unreadable-day"),
    ],
)
def test_days_that_cannot_be_told_apart_set_the_person_aside(cell: str, code: str) -> None:
    sheet = rows((cell,), ("Monday",), header=("When are you free? [9am-10am]",))
    roster = read_collabies(sheet, years=[2027])
    assert roster.set_aside == ("Person 1",)
    assert issue_of(roster, code).value == cell


def test_a_time_in_brackets_that_may_be_two_is_a_fault_of_the_header() -> None:
    (issue,) = errors(rows(("Monday",), header=("When are you free? [6-7]",)))
    assert (issue.code, issue.column) == ("unreadable-hours", "When are you free? [6-7]")


def test_a_grid_of_times_that_does_not_ask_for_free_time_is_not_read() -> None:
    (issue,) = errors(rows(("Monday",), header=("When are you busy? [9am-10am]",)))
    assert issue.code == "unsure-grid"
    said = read_collabies(rows(("Yes",), header=("Breakfast? [9am-10am]",)))
    assert said.people[0].free is None


def test_grids_of_both_ways_are_a_question_until_the_settings_name_one() -> None:
    sheet = rows(("9am-10am", "Monday"), header=("Availability [Tuesday]", "When are you free? [6pm-7pm]"))
    (issue,) = errors(sheet)
    assert (issue.code, 'format = "day grid"' in issue.hint) == ("two-columns", True)
    assert times_of(read_mentors(sheet, free_format="time grid"))["Person 1"] == [(0, 1080, 1140, BERLIN)]
    by_question = read_mentors(sheet, headers={"free": "Availability"})
    assert times_of(by_question)["Person 1"] == [(1, 540, 600, BERLIN)]


# --- columns of days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("0900-0930 1000-1030", [(540, 570), (600, 630)]),
        ("0900 - 0930 1000 - 1030", [(540, 570), (600, 630)]),
        ("0900-0930;1000-1030", [(540, 570), (600, 630)]),
        ("900-930, 1000-1030", [(540, 570), (600, 630)]),
        ("9am-11am", [(540, 660)]),
        ("2200-0100", [(1320, 1500)]),
        ("any time", [(0, 1440)]),
        ("not available", []),
    ],
)
def test_cells_under_a_day(cell: str, hours: list[tuple[int, int]]) -> None:
    roster = read_collabies(rows((cell, "9am-10am"), header=("Monday", "Tuesday")))
    assert times_of(roster)["Person 1"] == [*((0, start, end, BERLIN) for start, end in hours), (1, 540, 600, BERLIN)]


@pytest.mark.parametrize("cell", ["0900-2500", "1700-0900-", "9-5", "1000-1000", "after tea", "yes", "2500-2600"])
def test_a_cell_under_a_day_that_cannot_be_read_sets_the_person_aside(cell: str) -> None:
    roster = read_collabies(rows((cell, ""), ("", "9am-10am"), header=("Monday", "Tuesday")))
    assert roster.set_aside == ("Person 1",)
    assert issue_of(roster, "unreadable-hours").value == cell


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Monday", 0),
        ("Mon", 0),
        ("Mondays", 0),
        ("Monday (your own time)", 0),
        ("Monday availability", 0),
        ("Availability on Monday", 0),
        ("Free times: Monday", 0),
        ("Fri 12 March", date(2027, 3, 12)),
        ("Fri, Mar 12", date(2027, 3, 12)),
        ("2027-03-12", date(2027, 3, 12)),
    ],
)
def test_headers_that_are_a_day(header: str, day: Any) -> None:
    roster = read_collabies(rows(("9am-10am",), header=(header,)), years=[2027])
    assert times_of(roster)["Person 1"] == [(day, 540, 600, BERLIN)]


@pytest.mark.parametrize("header", ["31 April", "Thu 12 March", "12/3", "Fri 12"])
def test_a_header_that_is_no_day_of_the_calendar_is_a_fault(header: str) -> None:
    (issue,) = errors(rows(("9am-10am",), header=(header,)), years=[2027])
    assert (issue.code, issue.column) == ("unreadable-day", header)


@pytest.mark.parametrize("header", ["Not available on Monday", "Busy Monday", "Monday: when are you not free?"])
def test_a_column_of_busy_hours_is_never_read_as_free(header: str) -> None:
    (issue,) = errors(rows(("9am-10am",), header=(header,)))
    assert (issue.code, issue.column) == ("unsure-grid", header)
    assert read_collabies(rows(("9am-10am",), header=(header,)), headers={"free": ""}).people[0].free is None


def test_columns_of_days_without_hours_in_them_are_said_and_not_read() -> None:
    roster = read_collabies(rows(("Pizza", "Soup"), header=("Monday", "Tuesday")))
    assert roster.people[0].free is None
    issue = issue_of(roster, "unsure-column")
    assert "'Pizza', 'Soup'" in issue.message
    assert 'format = "day columns"' in issue.hint


def test_a_programme_that_names_the_shape_reads_the_columns_and_sets_aside_who_wrote_no_hours() -> None:
    roster = read_collabies(rows(("Pizza", ""), header=("Monday", "Tuesday")), free_format="day columns")
    assert roster.set_aside == ("Person 1",)


def test_a_shape_that_no_column_has_is_an_error() -> None:
    (issue,) = errors(rows(("x",), header=("Monday",)), free_format="slots")
    assert (issue.code, issue.value) == ("unknown-header", "slots")


def test_a_shape_of_a_wrong_name_is_an_error() -> None:
    (issue,) = errors(rows(("x",), header=("Monday",)), free_format="day column")
    assert "Did you mean 'day columns'" in issue.hint


# --- slots ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "spans"),
    [
        (("Mon 09:00", "Mon 09:30"), [(0, 540, 600)]),
        (("Mon 9am", "Mon 10am"), [(0, 540, 660)]),
        (("Mon 11am", "Mon 12pm"), [(0, 660, 780)]),
        (("Mon 9:00-9:45am", "Mon 10am-10:45"), [(0, 540, 585), (0, 600, 645)]),
        (("12 March 14:00", "12 March 15:00"), [(date(2027, 3, 12), 840, 960)]),
        (("2027-03-12 14:00", "2027-03-12 15:00"), [(date(2027, 3, 12), 840, 960)]),
        (("Mon 22:30", "Mon 23:30"), [(0, 1350, 1470)]),
        (("Availability Mon 14", "Availability Mon 15"), [(0, 840, 960)]),
    ],
)
def test_headers_of_slots(header: tuple[str, ...], spans: list[tuple[Any, int, int]]) -> None:
    roster = read_collabies(rows(("1", "1"), ("0", "0"), header=header), years=[2027])
    assert times_of(roster)["Person 1"] == [(*span, BERLIN) for span in spans]
    assert times_of(roster)["Person 2"] == []


@pytest.mark.parametrize("cell", ["x", "", "2", "yes", "TRUE", "1.0", "-1"])
def test_a_cell_of_a_table_that_is_neither_0_nor_1_sets_the_person_aside(cell: str) -> None:
    roster = read_collabies(rows((cell, "1"), ("0", "1"), header=("Mon 09:00", "Mon 10:00")))
    assert roster.set_aside == ("Person 1",)
    assert issue_of(roster, "no-0-or-1").column == "Mon 09:00"


def test_a_row_of_blanks_in_a_table_is_nobody_free() -> None:
    roster = read_collabies(rows(("", ""), ("0", "1"), header=("Mon 09:00", "Mon 10:00")))
    assert issue_of(roster, "no-hours").person == "Person 1"
    assert roster.set_aside == ()


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (("Mon 11", "Mon 12", "Mon 1"), "unsure-clock"),
        (("Mon 2", "Mon 3", "Mon 4"), "unsure-clock"),
        (("Mon 9", "Tue 9"), "unknown-slot-length"),
        (("Mon 09:00", "Mon 12:00"), "unknown-slot-length"),  # three hours, or one and a pause
        (("Mon 09:00", "Mon 09:45", "Mon 11:00"), "unknown-slot-length"),
        (("Mon 09:00", "Monday 9:00", "Mon 10:00"), "slot-twice"),
        (("Mon 25:00", "Mon 10:00", "Mon 11:00"), "unreadable-hours"),
        (("31 April 09:00", "31 April 10:00"), "unreadable-day"),
        (("Mon 10:00-9:00", "Mon 11:00"), "unreadable-hours"),
    ],
)
def test_slots_that_cannot_be_told_are_a_fault(header: tuple[str, ...], code: str) -> None:
    found = errors(rows(("1",) * len(header), header=header), years=[2027])
    assert code in [issue.code for issue in found]


def test_slots_that_would_overlap_are_a_fault() -> None:
    (issue,) = errors(rows(("1", "1"), header=("Mon 09:00", "Mon 09:30")), slot_minutes=60)
    assert (issue.code, "slot_minutes = 30" in issue.hint) == ("overlapping-slots", True)


# --- text -------------------------------------------------------------------------------------------------------


def test_a_text_is_read_by_the_grammar_on_the_persons_own_clock() -> None:
    roster = read_collabies(rows(("Mon 6-8pm",), ("Tuesdays 18:00-20:00 PT",), header=("When are you free?",)))
    assert times_of(roster) == {"Person 1": [(0, 1080, 1200, BERLIN)], "Person 2": [(1, 1080, 1200, LA)]}


def test_a_text_that_cannot_be_read_sets_the_person_aside_and_is_quoted() -> None:
    roster = read_collabies(rows(("whenever",), ("Mon 6-8pm",), header=("When are you free?",)))
    assert roster.set_aside == ("Person 1",)
    assert "'whenever'" in issue_of(roster, "unreadable-hours").message


def test_a_zone_that_cannot_be_read_matters_only_where_the_text_names_none() -> None:
    sheet = [
        {"Name": "Ada", "Time zone": "Mars", "When are you free?": "Mon 6-8pm"},
        {"Name": "Bo", "Time zone": "Mars", "When are you free?": "Mon 6-8pm PT"},
    ]
    roster = read_collabies(sheet)
    assert roster.set_aside == ("Ada",)
    assert times_of(roster) == {"Bo": [(0, 1080, 1200, LA)]}
    assert [(one.person, one.code) for one in roster.issues if one.severity is Severity.ASIDE] == [
        ("Ada", "unreadable-zone")
    ]


def test_a_grid_counts_before_a_text_and_the_text_is_quoted() -> None:
    sheet = rows(("9am-10am", "Mon 6-8pm"), header=("Availability [Monday]", "When else are you free?"))
    roster = read_collabies(sheet)
    assert times_of(roster)["Person 1"] == [(0, 540, 600, BERLIN)]
    by_setting = read_collabies(sheet, headers={"free": "When else are you free?"})
    assert times_of(by_setting)["Person 1"] == [(0, 1080, 1200, BERLIN)]


@pytest.mark.parametrize("header", ["Are you available?", "When are you NOT available?", "Availability of your boss"])
def test_other_questions_about_availability_are_not_read_and_quoted(header: str) -> None:
    roster = read_collabies(rows(("Mon 6-8pm",), header=(header,)))
    assert roster.people[0].free is None
    assert "'Mon 6-8pm'" in issue_of(roster, "unread-availability").message


# --- the clock of a question ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "When are you free? (all times in PT) [Monday]",
        "When are you free? All times are Pacific Time [Monday]",
        "Availability (IST) [Monday]",  # which one is another question
        "Monday (PT)",
    ],
)
def test_a_zone_in_the_question_is_asked_about(header: str) -> None:
    sheet = rows(("9am-10am",), header=(header,))
    roster = read_collabies(sheet)
    issue = issue_of(roster, "zone-in-question")
    assert (issue.severity, issue.value) == (Severity.QUESTION, header)
    assert times_of(roster)["Person 1"] == [(0, 540, 600, BERLIN)]
    stated = read_collabies(sheet, hours_zone=LA)
    assert times_of(stated)["Person 1"] == [(0, 540, 600, LA)]
    assert "zone-in-question" not in {one.code for one in stated.issues}
    assert stated.people[0].zone == BERLIN


@pytest.mark.parametrize(
    "question", ["When are you free? (your own time)", "When are you free? (your local time zone)", "Free times"]
)
def test_a_question_for_everybodys_own_time_is_not_asked_about(question: str) -> None:
    roster = read_collabies(rows(("9am-10am",), header=(f"{question} [Monday]",)))
    assert "zone-in-question" not in {one.code for one in roster.issues}


def test_the_zone_of_all_hours_needs_no_column_of_zones() -> None:
    roster = read_collabies([{"Name": "Ada", "Monday": "9am-10am"}], hours_zone="UTC")
    assert roster.people[0].free == (FreeTime(0, 540, 600, "UTC"),)


# --- settings of parts of the day -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        *(("Morning", hours) for hours in ("6-8", "25:00-26:00", "9am-10am, 11am-12pm", "", "Mon", "5:00-9:00")),
        *(("Evening", "6:00-9:00"), ("Late night", "9:00-11:00"), ("Morning, early", "9:00-12:00")),
    ],
)
def test_hours_of_a_part_of_the_day_that_are_not_one_clear_range_are_refused(name: str, hours: str) -> None:
    (issue,) = errors(rows(("x",), header=("Monday",)), day_parts={name: hours})
    assert issue.code == "bad-day-part"


@pytest.mark.parametrize(
    ("name", "hours", "span"),
    [("Morning", "9:00-12:00", (540, 720)), ("Early", "05:00-09:00", (300, 540)), ("Night", "10pm-2am", (1320, 1560))],
)
def test_hours_of_a_part_of_the_day(name: str, hours: str, span: tuple[int, int]) -> None:
    roster = read_collabies(rows((name,), header=("Availability [Monday]",)), day_parts={name: hours})
    assert times_of(roster)["Person 1"] == [(0, *span, BERLIN)]


def test_free_hours_and_a_refusal_in_one_cell_are_refused() -> None:
    for cell in ("9am-10am, Not available", "Morning, Not available"):
        roster = read_collabies(rows((cell,), header=("Availability [Monday]",)), day_parts=PARTS)
        assert roster.set_aside == ("Person 1",)
