"""Sheets become people: every doubt an issue, nothing guessed, nobody lost because of another's row."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.capacity import CapacityProblem, read_capacity
from pairing.rosters.people import Roster, read_collabies, read_mentors
from pairing.rosters.roster import split_names
from pairing.rosters.settings import PersonSettings
from pairing.rosters.timestamps import read_moments

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "rosters"
COHORT = ROOT / "examples" / "career-lab"
ZONES = {"IST (India)": "Asia/Kolkata"}
MONDAY = "When are you free? [Monday]"
TUESDAY = "When are you free? [Tuesday]"


def issue_of(roster: Roster[Any], code: str) -> Issue:
    (found,) = [issue for issue in roster.issues if issue.code == code]
    return found


def faults(call: Any, *args: Any, **options: Any) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return list(caught.value.issues)


# --- a whole cohort ---------------------------------------------------------------------------------------------


def test_the_collabies_of_a_cohort() -> None:
    roster = read_collabies(COHORT / "collabies.csv", zones=ZONES)
    assert len(roster.people) == 26
    assert roster.set_aside == ()
    assert [issue.code for issue in roster.issues] == ["answered-twice"]
    assert roster.sessions_named == (
        "LinkedIn review",
        "Job-fit mock interview",
        "Technical mock interview",
        "Pair interview practice",
    )
    dario = next(one for one in roster.people if one.name == "Dario Ortega")
    assert (dario.id, dario.zone, dario.tracks) == ("dario.ortega@example.org", "America/Chicago", ("Full stack",))
    assert dario.answers["What region are you in?"] == "US Central"
    assert dario.free is not None
    assert dario.free[0] == FreeTime(date(2027, 3, 12), 18 * 60, 19 * 60, "America/Chicago")


def test_a_later_answer_counts_and_the_cells_that_differ_are_listed() -> None:
    roster = read_collabies(COHORT / "collabies.csv", zones=ZONES)
    twice = issue_of(roster, "answered-twice")
    assert (twice.severity, twice.person, twice.line) == (Severity.WARNING, "Yusuf Sato", 29)
    assert "lines 12 and 29" in twice.message
    assert "\"[Tue, Mar 16]\": blank becomes '9am - 10am, 10am - 11am'" in twice.message
    assert "region" not in twice.message
    yusuf = next(one for one in roster.people if one.name == "Yusuf Sato")
    assert yusuf.free is not None
    assert yusuf.free[0].start == 9 * 60


def test_the_mentors_of_a_cohort() -> None:
    roster = read_mentors(COHORT / "mentors.csv", zones=ZONES, capacity_if_blank=4)
    by_name = {one.name: one for one in roster.people}
    assert len(by_name) == 16
    assert roster.issues == ()
    assert by_name["Oskar Zielinski"].capacity == 4
    assert by_name["Paz Rossi"].capacity is None
    assert by_name["Tariq Pruitt"].zone == "UTC-05:00"
    assert by_name["Esra Holloway"].apart == ("Fatou Whitlock", "Wen Tembo")
    assert by_name["Gabi Grinberg"].answers["pronouns"] == "he/him"
    assert by_name["Jun Achterberg"].tracks == ("Any",)
    assert not any("rather not" in header for one in roster.people for header in one.answers)


def test_a_blank_capacity_sets_aside_until_the_settings_say_what_it_means() -> None:
    roster = read_mentors(COHORT / "mentors.csv")
    assert roster.set_aside == ("Oskar Zielinski",)
    assert len(roster.people) == 15
    issue = issue_of(roster, "blank-capacity")
    assert (issue.severity, issue.file, issue.line) == (Severity.ASIDE, "mentors.csv", 7)
    assert issue.column == "How many Collabies can you take in total?"


def test_unlimited_is_what_the_settings_say() -> None:
    roster = read_mentors(COHORT / "mentors.csv", capacity_if_blank=4, unlimited_means=6)
    assert next(one for one in roster.people if one.name == "Paz Rossi").capacity == 6


# --- faults of one row ------------------------------------------------------------------------------------------


def test_a_fault_of_one_row_sets_that_person_aside_with_all_that_is_wrong() -> None:
    roster = read_mentors(DATA / "every-fault.csv")
    assert [one.name for one in roster.people] == ["Ada Quill", "Hal Vane"]
    assert roster.set_aside == (
        "Bo Lind",
        "cem@example.org",
        "Dee Odell",
        "Eli Moss",
        "Fay Ito",
        "gus@example.org",
    )
    aside = [(issue.line, issue.code, issue.column) for issue in roster.issues if issue.severity is Severity.ASIDE]
    capacity, sessions = "How many Collabies can you take in total?", "Which sessions can you help with?"
    assert aside == [
        (3, "blank-sessions", sessions),
        (3, "unreadable-hours", MONDAY),
        (3, "unreadable-hours", TUESDAY),
        (3, "unreadable-zone", "Time zone"),
        (3, "unreadable-capacity", capacity),
        (4, "no-name", "Name"),
        (4, "ambiguous-zone", "Time zone"),
        (4, "unreadable-capacity", capacity),
        (5, "no-zone", "Time zone"),
        (5, "unreadable-capacity", capacity),
        (6, "unreadable-capacity", capacity),
        (7, "blank-capacity", capacity),
        (8, "email-as-name", "Name"),
    ]


def test_an_unreadable_zone_without_hours_is_only_a_warning() -> None:
    roster = read_mentors(DATA / "every-fault.csv", capacity_if_blank=1)
    fay = next(one for one in roster.people if one.name == "Fay Ito")
    assert (fay.zone, fay.free) == (None, ())
    said = [(issue.severity, issue.code) for issue in roster.issues if issue.person == "Fay Ito"]
    assert said == [(Severity.WARNING, "unreadable-zone"), (Severity.WARNING, "no-hours")]


def test_a_word_that_is_no_address_does_not_make_one_person_of_many() -> None:
    rows = [{"Name": name, "Email": "anonymous"} for name in ("Ada Quill", "Bo Lind")]
    roster = read_collabies(rows)
    assert [one.id for one in roster.people] == ["ada quill", "bo lind"]
    assert [issue.code for issue in roster.issues if issue.severity is Severity.WARNING] == ["unreadable-email"] * 2


def test_a_blank_zone_is_assumed_only_where_the_settings_say() -> None:
    rows = [{"Name": "Ada Quill", "Time zone": "", MONDAY: "9am - 10am"}]
    assert read_collabies(rows).set_aside == ("Ada Quill",)
    assumed = read_collabies(rows, zone_if_blank="America/Los_Angeles").people[0]
    assert assumed.free == (FreeTime(0, 540, 600, "America/Los_Angeles"),)


def test_no_hours_at_all_are_a_warning_that_names_the_person() -> None:
    roster = read_collabies([{"Name": "Ada Quill", "Time zone": "CET", MONDAY: "Not available", TUESDAY: ""}])
    assert roster.people[0].free == ()
    assert issue_of(roster, "no-hours").person == "Ada Quill"


def test_without_a_grid_nobody_was_asked_for_hours() -> None:
    roster = read_collabies([{"Name": "Ada Quill", "Email": "a@example.org", "Sessions": "Review"}])
    assert roster.people[0].free is None
    assert roster.issues == ()


def test_a_row_with_a_hidden_turn_of_direction_is_set_aside() -> None:
    roster = read_collabies([{"Name": "Ada\u202e Quill"}, {"Name": "Bo Lind"}])
    assert [one.name for one in roster.people] == ["Bo Lind"]
    assert roster.set_aside == ("row 1",)


# --- faults of the file -----------------------------------------------------------------------------------------


def test_a_sheet_without_a_name_column_is_an_error_with_its_line() -> None:
    (issue,) = faults(read_mentors, [{"Email": "a@example.org", "Who": "Ada"}], file="m.csv")
    assert (issue.severity, issue.code, issue.file, issue.line) == (Severity.ERROR, "no-name-column", "m.csv", 1)


def test_a_role_that_no_column_can_have_is_an_error() -> None:
    (issue,) = faults(read_mentors, [{"Name": "Ada"}], headers={"capacty": "Name"})
    assert (issue.code, issue.hint) == ("unknown-key", "Did you mean 'capacity'?")


def test_a_weekday_that_is_not_that_dates_is_an_error_of_the_file() -> None:
    rows = [{"Name": "Ada Quill", "Time zone": "CET", "When are you free? [Mon, Mar 12]": "9am - 10am"}]
    (issue,) = faults(read_collabies, rows, years=(2027,))
    assert (issue.code, issue.line, issue.column) == ("unreadable-day", 1, "When are you free? [Mon, Mar 12]")


def test_dates_without_a_year_take_it_from_the_timestamps_or_are_an_error() -> None:
    row = {"Name": "Ada Quill", "Time zone": "CET", "When are you free? [Fri, Mar 12]": "9am - 10am"}
    (issue,) = faults(read_collabies, [row])
    assert issue.code == "unreadable-day"
    (ada,) = read_collabies([{"Timestamp": "12/30/2026 9:00:00", **row}]).people
    assert ada.free == (FreeTime(date(2027, 3, 12), 540, 600, "Europe/Berlin"),)


def test_hours_without_any_column_of_zones_are_one_error() -> None:
    rows = [{"Name": name, MONDAY: "9am - 10am"} for name in ("Ada Quill", "Bo Lind")]
    assert [issue.code for issue in faults(read_collabies, rows)] == ["no-zone-column"]
    assert len(read_collabies(rows, zone_if_blank="UTC").people) == 2


# --- one answer a person ----------------------------------------------------------------------------------------


def test_a_blank_never_replaces_an_answer_and_the_grid_is_one_answer() -> None:
    roster = read_collabies(DATA / "answered-twice.csv")
    ada, bo = roster.people
    assert ada.id == "ada@example.org"
    assert ada.answers["Region"] == "Europe"
    assert ada.zone == "Europe/Berlin"
    assert ada.free == (FreeTime(0, 540, 600, "Europe/Berlin"),)
    assert (bo.answers["Region"], bo.zone) == ("Europe", "Europe/Berlin")
    assert bo.free == (FreeTime(0, 540, 600, "Europe/Berlin"),)


def test_what_somebody_keeps_private_is_not_told_where_it_differs() -> None:
    twice = next(issue for issue in read_collabies(DATA / "answered-twice.csv").issues if issue.person == "Ada Quill")
    assert "(private)" in twice.message
    assert "Cem" not in str(twice)
    assert "'Asia' becomes 'Europe'" in twice.message
    assert "'Europe/Berlin' is kept, the later cell is blank" in twice.message


def test_namesakes_stay_two_people_and_are_a_question() -> None:
    rows = [
        {"Name": "Ada Quill", "Email": "a@example.org", "Region": "Asia"},
        {"Name": "ada  quill", "Email": "", "Region": "Europe"},
    ]
    roster = read_collabies(rows)
    assert [one.id for one in roster.people] == ["a@example.org", "ada quill"]
    question = issue_of(roster, "same-name")
    assert (question.severity, question.person, question.line) == (Severity.QUESTION, "ada quill", 3)
    assert "[people]" in question.hint


@pytest.mark.parametrize(("same", "ids"), [(True, ["a@example.org"]), (False, ["a@example.org", "ada quill"])])
def test_the_settings_say_whether_namesakes_are_one(same: bool, ids: list[str]) -> None:
    rows = [{"Name": "Ada Quill", "Email": "a@example.org", "Region": ""}, {"Name": "ADA QUILL", "Region": "Europe"}]
    roster = read_collabies(rows, people={"Ada Quill": PersonSettings(same=same)})
    assert [one.id for one in roster.people] == ids
    assert not [issue for issue in roster.issues if issue.severity is Severity.QUESTION]
    assert roster.people[-1].answers["Region"] == "Europe"


def test_another_spelling_counts_as_the_same_name() -> None:
    rows = [{"Name": "Michael X", "Email": "m@example.org"}, {"Name": "Mike X", "Email": "mike@example.org"}]
    said = {"Michael X": PersonSettings(also=("Mike X",), same=True)}
    assert len(read_collabies(rows).people) == 2
    assert [one.name for one in read_collabies(rows, people=said).people] == ["Mike X"]


def test_two_names_under_one_address_are_a_question() -> None:
    rows = [{"Name": "Ada Quill", "Email": "lab@example.org"}, {"Name": "Bo Lind", "Email": "lab@example.org"}]
    roster = read_collabies(rows)
    assert [one.name for one in roster.people] == ["Bo Lind"]
    assert issue_of(roster, "same-email").severity is Severity.QUESTION
    apart = read_collabies(rows, people={"Bo Lind": PersonSettings(same=False)})
    assert [one.name for one in apart.people] == ["Ada Quill", "Bo Lind"]
    assert len({one.id for one in apart.people}) == 2


def test_one_name_written_in_two_ways_under_one_address_is_one_person() -> None:
    rows = [{"Name": "Ada Quill", "Email": "a@example.org"}, {"Name": "Ada", "Email": "a@example.org"}]
    roster = read_collabies(rows)
    assert [issue.code for issue in roster.issues if issue.severity is not Severity.NOTE] == ["answered-twice"]


def test_the_order_of_rows_decides_nothing() -> None:
    rows: list[dict[str, object]] = [
        {"Timestamp": "2/1/2027 9:00:00", "Name": "Ada Quill", "Email": "a@example.org", "Region": "Asia"},
        {"Timestamp": "2/3/2027 9:00:00", "Name": "Ada Quill", "Email": "a@example.org", "Region": "Europe"},
        {"Timestamp": "2/2/2027 9:00:00", "Name": "Ada Quill", "Email": "a@example.org", "Region": "Africa"},
        {"Timestamp": "2/4/2027 9:00:00", "Name": "Bo Lind", "Email": "", "Region": "Asia"},
        {"Timestamp": "2/5/2027 9:00:00", "Name": "Bo Lind", "Email": "", "Region": "Europe"},
    ]
    wanted = sorted((one.id, one.answers["Region"]) for one in read_collabies(rows).people)
    assert wanted == [("a@example.org", "Europe"), ("bo lind", "Asia"), ("bo lind #2", "Europe")]
    shuffler = random.Random(7)
    for _ in range(10):
        shuffler.shuffle(rows)
        assert sorted((one.id, one.answers["Region"]) for one in read_collabies(rows).people) == wanted


def test_days_or_months_first_is_said_where_the_later_answer_hangs_on_it() -> None:
    def region(*stamps: str) -> tuple[str, list[str]]:
        rows = [
            {"Timestamp": stamp, "Name": "Ada Quill", "Email": "a@example.org", "Region": f"number {number}"}
            for number, stamp in enumerate(stamps)
        ]
        roster = read_collabies(rows)
        codes = [issue.code for issue in roster.issues if "timestamp" in issue.code]
        return roster.people[0].answers["Region"], codes

    assert region("3/2/2027 9:00:00", "2/3/2027 9:00:00") == ("number 1", ["ambiguous-timestamp"])
    assert region("3/2/2027 9:00:00", "2/3/2027 9:00:00", "2/28/2027 9:00:00") == ("number 0", [])
    assert region("3/2/2027 9:00:00", "28/1/2027 9:00:00") == ("number 0", [])
    assert region("yesterday", "2/3/2027 9:00:00") == ("number 1", ["unreadable-timestamp"])


# --- cells ------------------------------------------------------------------------------------------------------


def test_names_from_two_columns() -> None:
    (ada,) = read_collabies([{"First name": "Ada ", "Last name": "Quill"}]).people
    assert (ada.name, ada.id) == ("Ada Quill", "ada quill")


def test_pronouns_in_the_name_go_where_the_sheet_has_none() -> None:
    rows = [
        {"Name": "Ada Quill (she/her)", "Pronouns": ""},
        {"Name": "Bo Lind (he/him)", "Pronouns": "they/them"},
    ]
    ada, bo = read_collabies(rows).people
    assert (ada.name, ada.answers["Pronouns"]) == ("Ada Quill", "she/her")
    assert (bo.name, bo.answers["Pronouns"]) == ("Bo Lind", "they/them")


def test_a_session_may_have_a_comma_without_a_blank_in_its_name() -> None:
    (ada,) = read_collabies([{"Name": "Ada", "Sessions": "CV,letter; Mock interview\nReview, Practice,"}]).people
    assert ada.sessions == ("CV,letter", "Mock interview", "Review", "Practice")


@pytest.mark.parametrize("cell", ["All", "all of them", "Any"])
def test_all_sessions_in_words(cell: str) -> None:
    assert read_collabies([{"Name": "Ada", "Sessions": cell}]).people[0].sessions is None


def test_no_column_of_sessions_or_places_is_said() -> None:
    roster = read_mentors([{"Name": "Ada Quill"}])
    assert (roster.people[0].sessions, roster.people[0].capacity) == (None, None)
    assert [issue.code for issue in roster.issues] == ["no-email-column", "no-sessions-column", "no-capacity-column"]
    assert {issue.severity for issue in roster.issues} == {Severity.NOTE}
    assert read_mentors([{"Name": "Ada Quill"}], capacity_if_blank=3).people[0].capacity == 3


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("4", 4),
        (" 2.0 ", 2),
        ("0", 0),
        ("two", 2),
        ("Up to 3", 3),
        ("3 max", 3),
        ("max. 3", 3),
        ("at most five Collabies", 5),
        ("2 people in total", 2),
        ("As many as you need!", None),
        ("no limit", None),
        ("Unlimited", None),
        ("any number", None),
    ],
)
def test_places_are_read(text: str, places: int | None) -> None:
    assert read_capacity(text) == places


@pytest.mark.parametrize(
    "text", ["-1", "2.5", "a few", "1-2", "3+", "about 4", "2 or 3", "four-ish", "2 per session", "none", "99999", "½"]
)
def test_places_are_never_guessed(text: str) -> None:
    with pytest.raises(CapacityProblem, match=r"places|more than"):
        read_capacity(text)


@pytest.mark.parametrize("cell", ["", "no", "None.", "N/A", "nobody", "-", "No one", "no, thanks"])
def test_nobody_is_named_by_such_answers(cell: str) -> None:
    assert split_names(cell, at=",&", drop_nobody=True) == ()


def test_names_are_split_as_people_list_them() -> None:
    assert split_names("Ada Quill & Bo Lind; Cem and Dee\nEli, Fay", at=",&", drop_nobody=True) == (
        "Ada Quill",
        "Bo Lind",
        "Cem",
        "Dee",
        "Eli",
        "Fay",
    )


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2/28/2027 9:15:00", "2/28/2027 21:15:00"),
        ("2027/03/04 9:01:02 AM GMT-8", "2027/03/04 9:01:02 PM GMT-8"),
        ("2027/03/04 12:30:00 AM GMT-8", "2027/03/04 1:30:00 AM GMT-8"),
        ("2027/03/04 9:01:02 AM GMT-7", "2027/03/04 9:01:02 AM GMT-8"),
        ("2027-03-04T09:01:02Z", "2027-03-04T09:01:02.5-01:00"),
        ("2027-03-04 09:01", "2027-03-05"),
        ("28.02.2027 09:15:00", "01.03.2027 09:15:00"),
        ("2/28/27 9:15", "3/1/27 9:15"),
    ],
)
def test_timestamps_as_forms_write_them(earlier: str, later: str) -> None:
    assert read_moments([later, earlier]).order([0, 1]) == [1, 0]


@pytest.mark.parametrize("text", ["", "soon", "2027-13-40", "2/30/2027 9:00", "1/2/2027 13:00 PM", "123/2/2027"])
def test_what_is_no_timestamp_is_not_read(text: str) -> None:
    assert read_moments([text, "2/28/2027 9:15:00"]).order([0, 1]) is None


def test_instants_and_wall_clocks_are_not_compared() -> None:
    assert read_moments(["2027-03-04T09:00:00Z", "2027-03-05 09:00:00"]).order([0, 1]) is None


# --- sources ----------------------------------------------------------------------------------------------------


def test_a_frame_reads_as_the_file_does() -> None:
    import pandas as pd

    frame = pd.read_csv(COHORT / "mentors.csv", dtype=str, keep_default_na=False)
    assert (
        read_mentors(frame, capacity_if_blank=4).people
        == read_mentors(COHORT / "mentors.csv", capacity_if_blank=4).people
    )


def test_reading_a_sheet_loads_no_heavy_library() -> None:
    code = (
        "import sys; from pairing.rosters.people import read_collabies;"
        f"read_collabies({str(COHORT / 'collabies.csv')!r}, zones={ZONES!r});"
        "print([name for name in ('numpy', 'pandas', 'difflib', 'openpyxl', 'ortools') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
