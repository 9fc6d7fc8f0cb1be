"""Columns are recognised by what people write above them, and by nothing less."""

from __future__ import annotations

import pytest

from pairing.errors import Severity
from pairing.rosters.columns import ANSWER, Columns, Side, recognise

BOTH: tuple[Side, ...] = ("collabies", "mentors")

# header, role on the Collabies' sheet, role on the mentors' sheet
HEADERS = [
    ("Name", "name", "name"),
    ("name", "name", "name"),
    (" NAME * ", "name", "name"),
    ("Full name", "name", "name"),
    ("Your name", "name", "name"),
    ("What's your full name?", "name", "name"),
    ("What’s your full name?", "name", "name"),
    ("What is your name?", "name", "name"),
    ("First and last name", "name", "name"),
    ("Name (first and last)", "name", "name"),
    ("Name (and pronouns, if you like)", "name", "name"),
    ("Name\n(as it should appear in the table)", "name", "name"),
    ("1. Full name", "name", "name"),
    ("Q2: What is your name?", "name", "name"),
    ("Preferred name", "name", "name"),
    ("Please enter your full name", "name", "name"),
    ("Mentor name", ANSWER, "name"),
    ("Mentor's name", ANSWER, "name"),
    ("Mentor", ANSWER, "name"),
    ("Collabie's full name", "name", ANSWER),
    ("Participant", "name", ANSWER),
    ("First name", "first_name", "first_name"),
    ("Given name", "first_name", "first_name"),
    ("Last name", "last_name", "last_name"),
    ("Surname", "last_name", "last_name"),
    ("Do you know anybody named in the list?", ANSWER, ANSWER),
    ("Do you know anybody named Ada?", ANSWER, ANSWER),
    ("Company name", ANSWER, ANSWER),
    ("Name of your company", ANSWER, ANSWER),
    ("Name (of your company)", ANSWER, ANSWER),
    ("Name: employer", ANSWER, ANSWER),
    ("Mentor's name you met before", ANSWER, ANSWER),
    ("Emergency contact name", ANSWER, ANSWER),
    ("User name", ANSWER, ANSWER),
    ("GitHub name", ANSWER, ANSWER),
    ("Name three strengths of yours", ANSWER, ANSWER),
    ("Is your name spelt right?", ANSWER, ANSWER),
    ("Email", "email", "email"),
    ("E-mail", "email", "email"),
    ("Email Address", "email", "email"),
    ("e-mail address:", "email", "email"),
    ("What's the best email to reach you?", "email", "email"),
    ("Your e-mail (so that your mentor can write to you)", "email", "email"),
    ("Emergency contact email", ANSWER, ANSWER),
    ("Email of your manager", ANSWER, ANSWER),
    ("Email (alternative)", ANSWER, ANSWER),
    ("May we email you the newsletter?", ANSWER, ANSWER),
    ("Did you get our email?", ANSWER, ANSWER),
    ("Timestamp", "timestamp", "timestamp"),
    ("Submitted at", "timestamp", "timestamp"),
    ("Submit Date (UTC)", "timestamp", "timestamp"),
    ("Completion time", "timestamp", "timestamp"),
    ("Start time", ANSWER, ANSWER),
    ("Last modified time", ANSWER, ANSWER),
    ("Pronouns", "pronouns", "pronouns"),
    ("What pronouns do you use?", "pronouns", "pronouns"),
    ("Should mentors use your pronouns?", ANSWER, ANSWER),
    ("Time zone", "zone", "zone"),
    ("What is your time zone?", "zone", "zone"),
    ("Your time zone", "zone", "zone"),
    ("Timezone (e.g. Europe/Berlin)", "zone", "zone"),
    ("Which time-zone will you be in during the mock interviews?", "zone", "zone"),
    ("How do you feel about working across time zones?", ANSWER, ANSWER),
    ("Preferred time zone for your mentor", ANSWER, ANSWER),
    ("City and time zone", ANSWER, ANSWER),
    ("What region are you in?", ANSWER, ANSWER),
    ("Which track are you on?", "track", "track"),
    ("Which tracks can you interview for?", "track", "track"),
    ("Track", "track", "track"),
    ("Second choice of track", ANSWER, ANSWER),
    ("Are you on track to finish?", ANSWER, ANSWER),
    ("Track record", ANSWER, ANSWER),
    ("Which sessions will you take part in?", "sessions", "sessions"),
    ("Which sessions can you help with?", "sessions", "sessions"),
    ("Which sessions would you like to sign up for? (tick all that apply)", "sessions", "sessions"),
    ("Sessions", "sessions", "sessions"),
    ("Which sessions can you not attend?", ANSWER, ANSWER),
    ("Which sessions can't you attend?", ANSWER, ANSWER),
    ("Which sessions did you attend last year?", ANSWER, ANSWER),
    ("Would you like to join the opening session?", ANSWER, ANSWER),
    ("How many Collabies can you take in total?", ANSWER, "capacity"),
    ("Max number of mentees", ANSWER, "capacity"),
    ("Capacity", ANSWER, "capacity"),
    ("How many people would you like to meet?", ANSWER, "capacity"),
    ("How many people work at your company?", ANSWER, ANSWER),
    ("How many Collabies did you mentor last year?", ANSWER, ANSWER),
    ("How many Collabies can you take per session?", ANSWER, ANSWER),
    ("How many years of experience do you have?", ANSWER, ANSWER),
    ("Anyone you would rather not be paired with?", "apart", "apart"),
    ("Is there anyone you'd rather not be matched with?", "apart", "apart"),
    ("Do you want to be kept apart from anybody?", "apart", "apart"),
    ("People to avoid", "apart", "apart"),
    ("Conflicts of interest", "apart", "apart"),
    ("Anyone you would like to be paired with?", ANSWER, ANSWER),
    ("Who would you like to meet?", ANSWER, ANSWER),
    ("What would you rather not be asked?", ANSWER, ANSWER),
    ("What is your availability for the kick-off?", ANSWER, ANSWER),
    ("When are you free? (your own time) [Fri, Mar 12]", "free", "free"),
    ("When could you meet? [Tue, Mar 16]", "free", "free"),
    ("Anything else?", ANSWER, ANSWER),
    ("Where do you work?", ANSWER, ANSWER),
    ("LinkedIn URL", ANSWER, ANSWER),
    ("", ANSWER, ANSWER),
]


def roles(found: Columns) -> dict[str, str]:
    return {one.header: one.role for one in found.recognitions}


def codes(found: Columns) -> list[tuple[Severity, str]]:
    return [(issue.severity, issue.code) for issue in found.issues]


@pytest.mark.parametrize(("header", "of_collabies", "of_mentors"), HEADERS)
def test_a_header_has_its_role_or_none(header: str, of_collabies: str, of_mentors: str) -> None:
    for side, role in zip(BOTH, (of_collabies, of_mentors), strict=True):
        assert recognise([header], side).recognitions[0].role == role, side


def test_every_column_is_shown_with_how_it_was_found() -> None:
    found = recognise(["Name", "Shoe size", "Free? [Monday]", "Badge"], "collabies", {"email": "Badge"})
    assert [(one.role, one.index, one.how) for one in found.recognitions] == [
        ("name", 0, "recognised by its words"),
        (ANSWER, 1, "kept as an answer"),
        ("free", 2, "recognised as a day of the grid"),
        ("email", 3, "named in the settings"),
    ]
    assert found.grid == (2,)
    assert found.idx_by_role == {"name": 0, "email": 3}


def test_no_name_column_lists_the_headers_and_the_cure() -> None:
    found = recognise(["Email", "Who are you?"], "mentors", file="m.csv", line=1)
    issue = next(one for one in found.issues if one.code == "no-name-column")
    assert (issue.severity, issue.file, issue.line) == (Severity.ERROR, "m.csv", 1)
    assert "'Who are you?'" in issue.message
    assert "headers = { name" in issue.hint


def test_two_columns_for_one_role_are_a_question_that_names_both() -> None:
    found = recognise(["Name", "Full name", "Email"], "collabies", file="c.csv", line=1)
    issue = next(one for one in found.issues if one.code == "two-columns")
    assert issue.severity is Severity.ERROR
    assert "'Name', 'Full name'" in issue.message
    assert 'headers = { name = "Name" }' in issue.hint


def test_the_settings_decide_between_two_columns() -> None:
    found = recognise(["Name", "Full name", "Email"], "collabies", {"name": "full  NAME"})
    assert roles(found) == {"Name": ANSWER, "Full name": "name", "Email": "email"}
    assert not [one for one in found.issues if one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("better", "worse", "role"),
    [("Full name", "Preferred name", "name"), ("Email Address", "Work email", "email"), ("Name", "Mentor", "name")],
)
def test_the_clearly_better_of_two_columns_is_taken(better: str, worse: str, role: str) -> None:
    found = recognise(["Name", worse, better] if role != "name" else [worse, better], "mentors")
    assert roles(found)[better] == role
    assert roles(found)[worse] == ANSWER
    assert not [one for one in found.issues if one.severity is Severity.ERROR]


def test_of_two_fitting_columns_a_blank_one_is_the_worse_and_equal_ones_are_no_question() -> None:
    header = ["Name", "What is your full name?", "Email Address", "Email"]
    rows = [["", "Ada Quill", "A@example.org", "a@example.org "], ["", "Bo Lind", "b@example.org", "b@example.org"]]
    found = recognise(header, "collabies", rows=rows)
    assert found.idx_by_role == {"name": 1, "email": 2}
    other = recognise(header, "collabies", rows=[*rows, ["", "Cem Osei", "c@example.org", ""]])
    assert (Severity.ERROR, "two-columns") in codes(other)


def test_first_and_last_name_make_way_for_a_whole_name() -> None:
    assert roles(recognise(["First name", "Last name"], "mentors")) == {
        "First name": "first_name",
        "Last name": "last_name",
    }
    assert roles(recognise(["First name", "Name"], "mentors")) == {"First name": ANSWER, "Name": "name"}


def test_a_header_in_the_settings_that_the_sheet_lacks_is_an_error_with_a_near_miss() -> None:
    found = recognise(["Name", "Time zone"], "collabies", {"zone": "Time zon"}, file="c.csv", line=1)
    issue = found.issues[0]
    assert (issue.severity, issue.code, issue.value) == (Severity.ERROR, "unknown-header", "Time zon")
    assert issue.hint == "Did you mean 'Time zone'?"


def test_an_empty_header_in_the_settings_means_no_column() -> None:
    assert roles(recognise(["Name", "Track"], "collabies", {"track": ""}))["Track"] == ANSWER


def test_a_column_that_may_be_a_missing_role_is_said() -> None:
    found = recognise(["Name", "Email", "Sessions", "How many Collabies can you take per session?"], "mentors")
    issue = next(one for one in found.issues if one.severity is Severity.WARNING)
    assert issue.code == "unsure-column"
    assert issue.value == "How many Collabies can you take per session?"
    assert 'capacity = ""' in issue.hint


def test_thirty_columns_nobody_asked_for_are_kept_as_answers() -> None:
    extra = [f"Question {number} about you" for number in range(30)]
    found = recognise(["Name", "Email", "Sessions", *extra], "collabies")
    assert [one.role for one in found.recognitions[3:]] == [ANSWER] * 30
    assert found.issues == ()


def test_of_two_grids_the_one_about_free_time_is_taken() -> None:
    header = ["Name", "When are you free? [Monday]", "Lunch for the kick-off? [Monday]"]
    assert recognise(header, "collabies").grid == (1,)


def test_two_grids_about_free_time_are_a_question_until_the_settings_say() -> None:
    header = ["Name", "When are you free? [Monday]", "When are you available? [Monday]"]
    found = recognise(header, "collabies")
    assert (Severity.ERROR, "two-columns") in codes(found)
    assert found.grid == ()
    assert recognise(header, "collabies", {"free": "When are you available?"}).grid == (2,)
    assert (Severity.ERROR, "unknown-header") in codes(recognise(header, "collabies", {"free": "When?"}))
    assert recognise(header, "collabies", {"free": ""}).grid == ()


def test_a_column_of_the_grid_that_names_no_day_is_said() -> None:
    found = recognise(["Name", "When are you free? [Monday]", "When are you free? [Other]"], "collabies")
    assert found.grid == (1,)
    assert [issue.value for issue in found.issues if issue.code == "no-day"] == ["When are you free? [Other]"]


def test_free_times_asked_for_in_one_column_are_read_as_text() -> None:
    found = recognise(["Name", "When are you free?"], "collabies")
    assert (found.grid, found.format and found.format.name) == ((1,), "text")
    other = recognise(["Name", "", "(optional)", "Please tell us"], "collabies")
    assert "unsure-column" not in {issue.code for issue in other.issues}


def test_a_rating_grid_is_no_grid_of_days() -> None:
    found = recognise(["Name", "How sure are you? [1/2]", "How sure are you? [2/2]"], "collabies")
    assert found.grid == ()


def test_a_column_without_a_header_is_not_read() -> None:
    assert recognise(["Name", " "], "mentors").recognitions[1].how == "no header: not read"


FREE_QUESTIONS = [
    "",
    "When?",
    "When are you free? (your own time)",
    "When could you meet?",
    "When could we meet?",
    "Availability",
    "Your availability (in your time zone)",
    "Which hours work for you?",
    "What times would work best for you?",
    "Which times suit you?",
    "What times can you do?",
    "When can you interview?",
    "When do you have time?",
    "When are you available for mock interviews during the career lab?",
    "Please mark the times you are free (your local time)",
]
OTHER_QUESTIONS = [
    "When are you NOT available?",
    "When are you not free?",
    "Hours when you are busy",
    "Which times do NOT work for you?",
    "Which times don’t work for you?",
    "When can you not meet?",
    "When can't you meet?",
    "When are you unavailable?",
    "Availability (mark when you are NOT available)",
    "Availability: tick the hours that are blocked",
    "Lunch on",
    "(lunch)",
    "Will you give us a",
    "Which hours do you work?",
    "Times you are at work",
    "When do you meet your mentor?",
    "How do you feel about",
]


@pytest.mark.parametrize("question", FREE_QUESTIONS)
def test_a_grid_that_asks_for_free_time_is_taken(question: str) -> None:
    found = recognise(["Name", f"{question} [Monday]"], "collabies")
    assert found.grid == (1,)
    assert not [one for one in found.issues if one.severity is Severity.ERROR]


@pytest.mark.parametrize("question", OTHER_QUESTIONS)
def test_a_grid_that_may_hold_busy_hours_is_never_read_as_free(question: str) -> None:
    found = recognise(["Name", f"{question} [Monday]"], "collabies", file="c.csv", line=1)
    (issue,) = [one for one in found.issues if one.severity is Severity.ERROR]
    assert found.grid == ()
    assert (issue.code, issue.line, issue.value) == ("unsure-grid", 1, question)
    assert f'headers = {{ free = "{question}" }}' in issue.hint
    with_free = recognise(["Name", f"{question} [Monday]", "When are you free? [Monday]"], "collabies")
    assert with_free.grid == (2,)
    assert with_free.recognitions[1].role == ANSWER
    assert not [one for one in with_free.issues if one.severity is Severity.ERROR]


def test_the_settings_say_what_a_grid_holds_and_a_programme_without_hours_is_not_stopped() -> None:
    header = ["Name", "Hours when you are busy [Monday]"]
    assert recognise(header, "collabies", {"free": "Hours when you are busy"}).grid == (1,)
    none = recognise(header, "collabies", {"free": ""})
    assert none.grid == ()
    assert "unsure-grid" not in {one.code for one in none.issues}
    assert (Severity.WARNING, "unsure-grid") in codes(recognise(header, "collabies", needs_hours=False))


@pytest.mark.parametrize("explained", ["per session", "for each track", "In one session"])
@pytest.mark.parametrize("shape", ["{} ({})", "{} [{}]", "{}: {}", "{}\n{}"])
def test_a_number_of_places_per_session_is_not_the_total(shape: str, explained: str) -> None:
    header = shape.format("How many Collabies can you take?", explained)
    found = recognise(["Name", header], "mentors")
    assert found.recognitions[1].role == ANSWER
    assert (Severity.WARNING, "unsure-column") in codes(found)
    total = recognise(["Name", "How many Collabies can you take? (across all sessions)"], "mentors")
    assert total.idx_by_role["capacity"] == 1
