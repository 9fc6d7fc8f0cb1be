"""The sheet of changes: every line is read, or is a question of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.changes import COLUMNS, ChangeLine, people_of_changes, read_changes
from pairing.rosters.joining import join
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.settings import PersonSettings

DATA = Path(__file__).parents[1] / "data" / "rosters" / "changes"
HEADER = "date,who,session,what,value\n"


def read_text(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "changes.csv"
    path.write_text(text, encoding="utf-8")
    return read_changes(path)


def said(issues: Sequence[Issue]) -> list[tuple[int | None, str]]:
    return [(issue.line, issue.code) for issue in issues]


def the_fault(path: Path) -> Issue:
    with pytest.raises(InputError) as caught:
        read_changes(path)
    (issue,) = caught.value.issues
    return issue


# --- reading ----------------------------------------------------------------------------------------------------


def test_columns_in_any_order_with_a_byte_order_mark_and_semicolons() -> None:
    assert read_changes(DATA / "bom-semicolons.csv").lines == (
        ChangeLine(date(2027, 3, 1), "Cem Osei", "", "not free", "Sat 10am - 4pm; 2027-03-12", 3),
        ChangeLine(None, "Mike X", "", "same as", "Michael X", 4),
        ChangeLine(date(2027, 3, 4), "Ada Quill", "", "leaves", "", 2),
    )


def test_every_fault_is_a_question_of_its_own_line() -> None:
    found = read_changes(DATA / "every-fault.csv")
    assert found.lines == ()
    assert sorted(said(found.issues)) == [
        (1, "changes-unknown-column"),
        (2, "changes-bad-value"),
        (3, "changes-bad-date"),
        (4, "changes-bad-date"),
        (5, "changes-bad-date"),
        (6, "changes-unknown-name"),
        (7, "changes-unknown-what"),
        (8, "changes-unknown-what"),
        (9, "changes-unknown-what"),
        (10, "changes-bad-value"),
        (11, "changes-bad-session"),
        (12, "changes-bad-session"),
        (13, "changes-bad-value"),
        (14, "short-row"),
        (15, "changes-unknown-what"),
    ]
    severities = {issue.severity for issue in found.issues if issue.code != "changes-unknown-column"}
    assert severities == {Severity.QUESTION}
    assert {issue.file for issue in found.issues} == {"every-fault.csv"}
    near = next(issue for issue in found.issues if issue.line == 9)
    assert (near.hint, near.column, near.person) == ("Did you mean 'leaves'?", "what", "Ada Quill")


def test_lines_count_by_date_and_an_undated_one_with_the_line_above(tmp_path: Path) -> None:
    rows = (
        ",A,,leaves,\n2027-03-05,B,,leaves,\n,C,,returns,\n2027-03-01,D,,leaves,\n,E,,leaves,\n2027-03-05,F,,leaves,\n"
    )
    assert [line.who for line in read_text(tmp_path, HEADER + rows).lines] == ["A", "D", "E", "B", "C", "F"]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["3/4/2027"], []),
        (["3/4/2027", "3/28/2027"], [date(2027, 3, 4), date(2027, 3, 28)]),
        (["4.3.2027"], [date(2027, 3, 4)]),
        (["2027/03/04 9:15"], [date(2027, 3, 4)]),
        (["5/5/2027"], [date(2027, 5, 5)]),
        (["0027-03-04"], []),
        (["2027-3-4"], [date(2027, 3, 4)]),
    ],
)
def test_a_date_of_another_shape_is_read_where_it_can_be_told(
    tmp_path: Path, cells: list[str], days: list[date]
) -> None:
    found = read_text(tmp_path, HEADER + "".join(f"{cell},Ada,,leaves,\n" for cell in cells))
    assert [line.date for line in found.lines] == days
    assert bool(found.issues) == (not days)


@pytest.mark.parametrize(
    ("written", "what"),
    [("NOT  FREE", "not free"), ("not-free", "not free"), ("Leave", "leaves"), ("same_as", "same as")],
)
def test_what_is_plainly_the_same_is_known(tmp_path: Path, written: str, what: str) -> None:
    assert [
        line.what
        for line in read_text(tmp_path, HEADER + f",Ada,,{written},{'' if what == 'leaves' else 'Sat'}\n").lines
    ] == [what]


def test_a_header_alone_changes_nothing(tmp_path: Path) -> None:
    assert read_text(tmp_path, HEADER) == ((), ())
    assert read_changes([]) == ((), ())


def test_an_empty_file_is_told_what_its_first_line_reads(tmp_path: Path) -> None:
    (tmp_path / "changes.csv").write_text("")
    issue = the_fault(tmp_path / "changes.csv")
    assert (issue.code, issue.file) == ("empty-file", "changes.csv")
    assert "date,who,session,what,value" in issue.hint


def test_merge_marks_are_a_fault_with_their_line() -> None:
    issue = the_fault(DATA / "merge-marks.csv")
    assert (issue.code, issue.line) == ("merge-mark", 2)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    issue = the_fault(tmp_path / "changes.csv")
    assert (issue.code, issue.file) == ("missing-file", "changes.csv")


def test_a_misspelt_column_is_a_fault_with_the_near_one(tmp_path: Path) -> None:
    (tmp_path / "changes.csv").write_text("date,who,sesion,what,value\n,Ada,,leaves,\n")
    issue = the_fault(tmp_path / "changes.csv")
    assert (issue.code, issue.line) == ("changes-no-column", 1)
    assert "Did you mean 'sesion'?" in issue.hint


@given(st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=5), max_size=4))
def test_whatever_stands_in_it_is_a_line_or_an_issue(rows: list[list[str]]) -> None:
    try:
        found = read_changes([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    except InputError:
        return
    told = {line.line for line in found.lines} | {issue.line for issue in found.issues}
    filled = {number for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)}
    assert {
        number for number in filled if any(text.isprintable() and text.strip() for text in rows[number - 2])
    } <= told


# --- same as ----------------------------------------------------------------------------------------------------


def same(who: str, value: str, line: int = 2) -> ChangeLine:
    return ChangeLine(None, who, "", "same as", value, line)


def test_same_as_makes_another_spelling() -> None:
    people, issues = people_of_changes([same("Mike X", "Michael X")], {})
    assert people == {"Michael X": PersonSettings(None, ("Mike X",), True)}
    assert issues == ()


def test_same_as_joins_what_people_says_of_both() -> None:
    said_of = {"Mike X": PersonSettings("Mike", ("Mikey",)), "Ada": PersonSettings()}
    people, issues = people_of_changes([same("Mikey", "Michael X"), same("M. X", "mike x")], said_of)
    assert people["Michael X"] == PersonSettings("Mike", ("Mike X", "Mikey", "M. X"), True)
    assert (set(people), issues) == ({"Michael X", "Ada"}, ())


def test_same_as_of_one_name_says_that_its_rows_are_one_person() -> None:
    people, _ = people_of_changes([same("Ada Quill", "ada  quill")], {})
    assert people == {"ada  quill": PersonSettings(None, (), True)}


@pytest.mark.parametrize(
    "people",
    [
        {"Michael X": PersonSettings(same=False)},
        {"Michael X": PersonSettings(shown="Mike"), "Mike X": PersonSettings(shown="Michael")},
    ],
)
def test_same_as_against_the_settings_is_a_question(people: dict[str, PersonSettings]) -> None:
    found, (issue,) = people_of_changes([same("Mike X", "Michael X", 7)], people, "changes.csv")
    assert found == people
    assert (issue.severity, issue.code) == (Severity.QUESTION, "changes-contradiction")
    assert (issue.file, issue.line) == ("changes.csv", 7)


def test_same_as_joins_the_sheets() -> None:
    people, _ = people_of_changes([same("Mike X", "Michael X")], {})
    found = join(
        read_collabies([{"Name": "Michael X"}], people=people),
        read_mentors([{"Name": "Mike X"}], people=people),
        people,
    )
    assert found.participants[0].id == found.mentors[0].id
