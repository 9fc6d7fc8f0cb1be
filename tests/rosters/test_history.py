"""Earlier cohorts: written, read back the same, and counted for those who are there today."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.errors import InputError, Issue, Severity
from pairing.model.meetings import Meeting, Practice
from pairing.rosters.history import HistoryRow, history_csv, known_history, read_history_csv

DATA = Path(__file__).parents[1] / "data" / "rosters" / "history"
IDS = {"ada quill": ("ada",), "bo lind": ("bo",), "cem osei": ("cem",), "kim": ("kim1", "kim2"), "ada q.": ("ada",)}


def ids_of(name: str) -> tuple[str, ...]:
    return IDS.get(name.casefold(), ())


def rows_of(*rows: tuple[str, str, str, str]) -> list[HistoryRow]:
    return [HistoryRow(*row, line) for line, row in enumerate(rows, 2)]


def fault(tmp_path: Path, text: str) -> Issue:
    path = tmp_path / "history.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_history_csv(path)
    return caught.value.issues[0]


# --- the file ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Ada Quill", "=SUM(A1)", "'=1", "''+2", "-Bo", "@cem", "O'Brien", "'tHooft", 'Ada "A" Quill', "Lee; Ann, 李"],
)
def test_a_history_reads_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    rows = [
        HistoryRow("Review, first", "mentor", name, name, 2, name),
        HistoryRow("Practice", "peer", name, "", 3, "S"),
    ]
    path = tmp_path / "history.csv"
    path.write_text(history_csv(rows), encoding="utf-8")
    assert read_history_csv(path) == (tuple(rows), ())


@given(st.text(alphabet="='+-@a ", min_size=1).map(str.strip).filter(bool))
def test_no_cell_of_a_saved_history_is_a_formula(name: str) -> None:
    cells = history_csv([HistoryRow(name, "mentor", name, name)]).splitlines()[1].split(",")
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_every_fault_is_a_question_of_its_own_row() -> None:
    found = read_history_csv(DATA / "every-fault.csv")
    assert found.rows == (
        HistoryRow("Review", "mentor", "Ada Quill", "Cem Osei", 2, "Spring"),
        HistoryRow("Review", "peer", "Ada Quill", "", 7, "Spring"),
    )
    assert sorted((issue.line, issue.code) for issue in found.issues) == [
        (3, "history-unknown-kind"),
        (4, "history-unknown-kind"),
        (5, "history-no-participant"),
        (6, "short-row"),
    ]
    assert {issue.severity for issue in found.issues} == {Severity.QUESTION}


@pytest.mark.parametrize(
    "header",
    ["Collabie,Technical Interviewer", "Mentors,Student", "participant,mentor,minutes", "Cohort,Interviewee,Coach"],
)
def test_a_foreign_sheet_of_collabies_and_mentors_is_read(header: str) -> None:
    values = {"c": "Ada", "m": "Cem", "x": "60"}
    kinds = {"Collabie": "c", "Student": "c", "participant": "c", "Interviewee": "c", "minutes": "x", "Cohort": "x"}
    row = {name: values[kinds.get(name, "m")] for name in header.split(",")}
    (found,) = read_history_csv([row]).rows
    assert (found.kind, found.participant, found.partner) == ("mentor", "Ada", "Cem")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty-file", ""),
        ("participant,partner\nAda,Bo\n", "history-no-column", "'kind'"),
        ("participant,kind\nAda,peer\n", "history-no-column", "partner"),
        ("Name,Room\nAda,7\n", "history-no-column", "participant"),
        ("Collabie,Mentor,Interviewer\nAda,Cem,Dee\n", "history-no-column", "'Mentor' and 'Interviewer'"),
        ("programme,session,kind,participant,partner\n<<<<<<< HEAD\n", "merge-mark", ""),
    ],
)
def test_a_file_whose_columns_cannot_be_told_is_refused(tmp_path: Path, text: str, code: str, words: str) -> None:
    issue = fault(tmp_path, text)
    assert (issue.code, issue.file) == (code, "history.csv")
    assert words in issue.message


# --- who is meant -----------------------------------------------------------------------------------------------


def test_meetings_practices_and_misses_are_counted_as_often_as_they_stand() -> None:
    rows = rows_of(
        ("Review", "mentor", "Ada Quill", "Cem Osei"),
        ("Review", "mentor", "Ada Q.", "Cem Osei"),
        ("Practice", "peer", "Bo Lind", "Ada Quill"),
        ("Review", "mentor", "Ada Quill", ""),
        ("Practice", "peer", "Ada Quill", ""),
    )
    known, left_out, issues = known_history(rows, ids_of, "h.csv")
    assert known == (Meeting("ada", "cem", "Review"),) * 2 + (Practice(("bo", "ada"), "Practice"),)
    assert (left_out, issues) == ({"ada": 2}, ())


def test_who_is_on_no_sheet_is_passed_over_but_counts_as_a_mentors_load() -> None:
    rows = rows_of(
        ("Review", "mentor", "Old Hand", "Cem Osei"),
        ("Review", "mentor", "Ada Quill", "Old Mentor"),
        ("Practice", "peer", "Ada Quill", "Old Hand"),
        ("Review", "mentor", "Old Hand", ""),
    )
    known, left_out, issues = known_history(rows, ids_of, "h.csv")
    assert known == (Meeting("old hand", "cem", "Review"),)
    assert (left_out, issues) == ({}, ())


def test_a_history_that_names_nobody_who_is_there_is_a_question() -> None:
    rows = rows_of(("Review", "mentor", "X", "Y"), ("Review", "mentor", "Z", ""))
    known, _, (issue,) = known_history(rows, ids_of, "h.csv")
    assert known == ()
    assert (issue.severity, issue.code, issue.file, issue.value) == (
        Severity.QUESTION,
        "history-names-nobody",
        "h.csv",
        "h.csv",
    )


def test_a_history_without_rows_is_a_warning() -> None:
    (issue,) = known_history([], ids_of, "h.csv")[2]
    assert (issue.severity, issue.code) == (Severity.WARNING, "history-empty")


def test_a_name_of_several_people_is_asked_about_once_at_its_first_row() -> None:
    rows = rows_of(("Review", "mentor", "Ada Quill", "Kim"), ("Review", "mentor", "Kim", "Cem Osei"))
    known, _, (issue,) = known_history(rows, ids_of, "h.csv")
    assert known == ()
    assert (issue.severity, issue.code, issue.line, issue.person) == (
        Severity.QUESTION,
        "history-several-fit",
        2,
        "Kim",
    )


def test_a_row_of_one_person_twice_is_a_question() -> None:
    rows = rows_of(("Practice", "peer", "Ada Quill", "Ada Q."))
    known, _, (issue,) = known_history(rows, ids_of, "h.csv")
    assert (known, issue.code, issue.line) == ((), "history-same-person", 2)
