"""The two sheets together: one person on both, private wishes, sessions nobody plans, and what is accepted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pairing.errors import Issue, Severity
from pairing.model.session import Session
from pairing.rosters.people import Joined, join, quiet, read_collabies, read_mentors, session_issues
from pairing.rosters.settings import PersonSettings

APART = "Anyone you would rather not be paired with?"
Rows = list[dict[str, str]]
People = dict[str, PersonSettings]


def joined(collabies: Rows, mentors: Rows, people: People | None = None) -> Joined:
    return join(
        read_collabies(collabies, file="c.csv", people=people),
        read_mentors(mentors, file="m.csv", people=people),
        people,
    )


def said(issues: Sequence[Issue]) -> list[tuple[Severity, str]]:
    return [(issue.severity, issue.code) for issue in issues]


# --- on both sheets ---------------------------------------------------------------------------------------------


def test_one_name_and_one_address_on_both_sheets_are_one_person() -> None:
    row = {"Name": "Ada Quill", "Email": "ada@example.org"}
    found = joined([row], [row])
    assert found.participants[0].id == found.mentors[0].id == "ada@example.org"
    assert said(found.issues) == [(Severity.NOTE, "on-both-sheets")]
    assert (found.issues[0].file, found.issues[0].line) == ("m.csv", 2)


@pytest.mark.parametrize("email", ["", "quill@example.org"])
def test_one_name_whose_address_differs_or_is_missing_is_one_person_and_a_question(email: str) -> None:
    found = joined([{"Name": "Ada Quill", "Email": "ada@example.org"}], [{"Name": "ada quill", "Email": email}])
    assert found.mentors[0].id == "ada@example.org"
    assert said(found.issues) == [(Severity.QUESTION, "same-name")]
    assert found.issues[0].person == "ada quill"


@pytest.mark.parametrize(
    ("same", "id_of_mentor", "issues"),
    [
        (True, "ada@example.org", [(Severity.NOTE, "on-both-sheets")]),
        (False, "ada quill", []),
    ],
)
def test_the_settings_decide_about_a_name_on_both_sheets(
    same: bool, id_of_mentor: str, issues: list[tuple[Severity, str]]
) -> None:
    found = joined(
        [{"Name": "Ada Quill", "Email": "ada@example.org"}],
        [{"Name": "Ada Quill", "Email": ""}],
        {"Ada Quill": PersonSettings(same=same)},
    )
    assert found.mentors[0].id == id_of_mentor
    assert said(found.issues) == issues


def test_two_names_under_one_address_on_the_two_sheets_are_a_question() -> None:
    rows = [{"Name": "Ada Quill", "Email": "lab@example.org"}], [{"Name": "Bo Lind", "Email": "lab@example.org"}]
    assert said(joined(*rows).issues) == [(Severity.QUESTION, "same-email")]
    apart = joined(*rows, {"Bo Lind": PersonSettings(same=False)})
    assert apart.issues == ()
    assert apart.participants[0].id != apart.mentors[0].id


def test_a_mentor_with_two_namesakes_is_taken_as_another_person_and_a_question() -> None:
    people = [{"Name": "Ada Quill", "Email": f"{one}@example.org"} for one in "ab"]
    found = joined(people, [{"Name": "Ada Quill", "Email": "c@example.org"}], {})
    assert found.mentors[0].id == "c@example.org"
    assert said(found.issues) == [(Severity.QUESTION, "same-name")]
    assert "Taken as different people" in found.issues[0].message


def test_another_spelling_joins_the_sheets() -> None:
    people = {"Michael X": PersonSettings(shown="Mike", also=("Mike X",), same=True)}
    found = joined([{"Name": "Michael X"}], [{"Name": "Mike X"}], people)
    assert found.participants[0].id == found.mentors[0].id == "michael x"
    assert (found.participants[0].name, found.mentors[0].name) == ("Mike", "Mike")
    for name in ("michael x", "MIKE X", "Mike"):
        assert found.ids_of(name) == ("michael x",)


@pytest.mark.parametrize("other", ["Jurgen Muller", "Juergen Mueller", "Müller, Jürgen"])
def test_names_that_look_alike_are_suggested_and_never_joined(other: str) -> None:
    found = joined([{"Name": "Jürgen Müller"}], [{"Name": other}])
    assert found.participants[0].id != found.mentors[0].id
    (issue,) = found.issues
    assert (issue.severity, issue.code) == (Severity.WARNING, "similar-names")
    assert "also" in issue.hint


def test_an_entry_of_people_that_means_nobody_is_said() -> None:
    found = joined([{"Name": "Ada Quill"}], [{"Name": "Cem Osei"}], {"Ada Quil": PersonSettings(shown="Ada")})
    (issue,) = found.issues
    assert (issue.severity, issue.code, issue.hint) == (Severity.WARNING, "unused-person", "Did you mean 'Ada Quill'?")


def test_an_outside_helper_who_is_on_no_sheet_is_no_doubt() -> None:
    people = {"Ole Berg": PersonSettings(also=("O. Berg",), outside=True)}
    assert joined([{"Name": "Ada Quill", APART: "O. Berg"}], [{"Name": "Cem Osei"}], people).issues == ()


@pytest.mark.parametrize("name", ["Ada Quill", "Cem Osei", "Cem O."])
def test_an_outside_helper_who_is_on_a_sheet_is_a_question(name: str) -> None:
    people = {name: PersonSettings(also=("Cem Osei",) if name == "Cem O." else (), outside=True)}
    (issue,) = joined([{"Name": "Ada Quill"}], [{"Name": "Cem Osei"}], people).issues
    assert (issue.severity, issue.code, issue.value) == (Severity.QUESTION, "outside-on-sheet", name)


# --- private wishes ---------------------------------------------------------------------------------------------


def test_a_private_wish_becomes_ids() -> None:
    found = joined(
        [{"Name": "Ada Quill", "Email": "ada@example.org"}, {"Name": "Bo Lind", "Email": "bo@example.org"}],
        [{"Name": "Cem Osei", APART: "ada  quill (she/her), BO@example.org"}],
    )
    assert found.mentors[0].apart == ("ada@example.org", "bo@example.org")
    assert found.issues == ()


def test_a_wish_that_names_nobody_is_a_question_that_does_not_tell_whose_it_is() -> None:
    found = joined([{"Name": "Ada Quill"}], [{"Name": "Cem Osei", APART: "Ada Quil"}])
    (issue,) = found.issues
    assert (issue.severity, issue.code) == (Severity.QUESTION, "unknown-name")
    assert (issue.file, issue.line, issue.column, issue.value) == ("m.csv", 2, APART, "Ada Quil")
    assert "Did you mean 'Ada Quill'?" in issue.hint
    assert "Cem" not in str(issue)


def test_a_first_name_suggests_whom_it_may_mean() -> None:
    found = joined([{"Name": "Ada Quill"}], [{"Name": "Cem Osei", APART: "Ada"}])
    assert "Did you mean 'Ada Quill'?" in found.issues[0].hint


def test_a_wish_that_fits_several_holds_for_all_and_is_said() -> None:
    found = joined(
        [{"Name": "Ada Quill", "Email": "a@example.org"}, {"Name": "Ada Quill", "Email": "b@example.org"}],
        [{"Name": "Cem Osei", APART: "Ada Quill"}],
        {"Ada Quill": PersonSettings(same=False)},
    )
    assert found.mentors[0].apart == ("a@example.org", "b@example.org")
    assert said(found.issues) == [(Severity.WARNING, "several-fit")]


def test_a_wish_about_somebody_set_aside_is_no_question() -> None:
    found = joined(
        [{"Name": "Ada Quill", "Sessions": ""}, {"Name": "Bo Lind", "Sessions": "Review"}],
        [{"Name": "Cem Osei", APART: "Ada Quill"}],
    )
    assert found.issues == ()


# --- sessions ---------------------------------------------------------------------------------------------------


def test_a_session_that_is_not_planned_is_one_warning_with_the_number_of_people() -> None:
    collabies = read_collabies(
        [{"Name": name, "Sessions": "Review, Practise"} for name in ("Ada Quill", "Bo Lind")], file="c.csv"
    )
    mentors = read_mentors([{"Name": "Cem Osei", "Sessions": "practise, Review"}], file="m.csv")
    (issue,) = session_issues(collabies, mentors, [Session("Review"), Session("Practice")])
    assert (issue.severity, issue.code, issue.value) == (Severity.WARNING, "session-not-planned", "Practise")
    assert issue.message.startswith("3 people chose 'Practise'")
    assert issue.hint == "Did you mean 'Practice'?"
    assert session_issues(collabies, mentors, [Session("Review"), Session("P", also_called=("Practise",))]) == []


def test_a_mentor_with_no_planned_session_is_named() -> None:
    collabies = read_collabies([{"Name": "Ada Quill", "Sessions": "Review"}])
    mentors = read_mentors(
        [{"Name": "Cem Osei", "Sessions": "Baking"}, {"Name": "Dee Odell", "Sessions": "All"}], file="m"
    )
    issues = session_issues(collabies, mentors, [Session("Review")])
    assert said(issues) == [(Severity.WARNING, "session-not-planned"), (Severity.ASIDE, "no-planned-session")]
    assert (issues[1].person, issues[1].file, issues[1].line, issues[1].column) == ("Cem Osei", "m", 2, "Sessions")


# --- accepted doubts --------------------------------------------------------------------------------------------


def issue(severity: Severity, code: str, person: str = "", value: str = "") -> Issue:
    return Issue(severity, code, "Something.", person=person, value=value)


def test_what_is_accepted_is_quiet() -> None:
    issues = [
        issue(Severity.WARNING, "answered-twice", "Ada Quill"),
        issue(Severity.QUESTION, "same-name", "Bo Lind"),
        issue(Severity.WARNING, "session-not-planned", value="Practice"),
        issue(Severity.WARNING, "answered-twice", "Cem Osei"),
    ]
    accept = frozenset(["answered-twice:ADA quill", "same-name:Bo Lind", "session-not-planned:Practice"])
    assert quiet(issues, accept) == issues[3:]


def test_an_accepted_fault_of_a_row_is_a_decided_matter() -> None:
    (left,) = quiet([issue(Severity.ASIDE, "no-zone", "Ada Quill")], frozenset(["no-zone:Ada Quill"]))
    assert (left.severity, left.person) == (Severity.NOTE, "Ada Quill")


def test_an_error_cannot_be_accepted_and_an_entry_that_fits_nothing_is_said() -> None:
    error = issue(Severity.ERROR, "two-columns", value="Name")
    left = quiet([error], frozenset(["two-columns:Name", "no-zone:Ada"]), file="pairing.toml")
    assert left[0] == error
    assert [(one.code, one.value, one.file) for one in left[1:]] == [
        ("accept-unused", "no-zone:Ada", "pairing.toml"),
        ("accept-unused", "two-columns:Name", "pairing.toml"),
    ]
