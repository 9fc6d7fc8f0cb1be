"""What a table says, by the names as they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pairing.documents.markdown import find_table
from pairing.documents.published import Published, read_published
from pairing.errors import InputError, Severity
from tests.documents.cohorts import peer_table
from tests.documents.cohorts import table as table_of


def read(data: bytes, **options: object) -> Published:
    return read_published(find_table(data, session="Technical", file="doc.md"), **options)  # type: ignore[arg-type]


def test_pairs_are_read_back_with_several_mentors_and_with_none() -> None:
    data = table_of("| Ada | Bo<br>[Cem](x) |", "| Dee | _not yet paired_ |", "| Eve | |", "| Flo | – |", "| Gus |")
    rows = read(data).rows
    assert [(row.line, row.participant, row.mentors) for row in rows] == [
        (3, "Ada", ("Bo", "Cem")),
        (4, "Dee", ()),
        (5, "Eve", ()),
        (6, "Flo", ()),
        (7, "Gus", ()),
    ]


def test_the_text_for_nobody_is_settable() -> None:
    (row,) = read(table_of("| Ada | **to come** |"), unpaired_text="*to come*").rows
    assert row.mentors == ()


def test_columns_may_stand_the_other_way_round_and_be_named() -> None:
    data = table_of("| Bo | 7 | Ada |", header="| Mentor | Room | Collabie |")
    (row,) = read(data, header=["collabie", "mentor"]).rows
    assert (row.participant, row.mentors, row.cells) == ("Ada", ("Bo",), ("Bo", "7", "Ada"))
    with pytest.raises(InputError) as caught:
        read(data, header=["Collabie", "Coach"])
    assert caught.value.issues[0].code == "no-table-fits"


def test_one_participant_in_two_rows_is_an_error_that_names_both_lines(document: Callable[[str], bytes]) -> None:
    with pytest.raises(InputError) as caught:
        read(document("same_participant_twice.md"))
    (issue,) = caught.value.issues
    assert (issue.code, issue.line) == ("participant-twice", 5)
    assert "line 3 and in line 5" in issue.message


def test_one_name_in_two_rows_can_be_left_to_whoever_knows_the_people() -> None:
    assert len(read(table_of("| Ada | Bo |", "| ada | Cem |"), refuse_twice=False).rows) == 2


def test_a_row_of_one_cell_is_named(document: Callable[[str], bytes]) -> None:
    (issue,) = read(document("text_right_below.md")).issues
    assert (issue.code, issue.line, issue.severity) == ("row-of-one-cell", 4, Severity.WARNING)


@pytest.mark.parametrize(("row", "code"), [("| Ada | B|o |", "too-many-cells"), ("| | Bo |", "row-without-name")])
def test_odd_rows_are_named(row: str, code: str) -> None:
    (issue,) = read(table_of(row)).issues
    assert (issue.code, issue.line, issue.file) == (code, 3, "doc.md")


def test_of_peers_everybody_is_read_with_the_column() -> None:
    data = peer_table("| Ada | Bo |", "| Cem | _not yet paired_ |", "| Dee<br>Eve | [Flo](x) |", "| – | |")
    table = find_table(data, session="Practice", kind="peers")
    rows = read_published(table, kind="peers").rows
    assert [row.peers for row in rows] == [
        ((0, "Ada"), (1, "Bo")),
        ((0, "Cem"),),
        ((0, "Dee"), (0, "Eve"), (1, "Flo")),
        (),
    ]
    assert {(row.participant, row.mentors) for row in rows} == {("", ())}


@pytest.mark.parametrize("rows", [["| Ada | Bo |", "| Cem | ada |"], ["| Ada | Bo |", "| Bo | Ada |"]])
def test_of_peers_nobody_stands_in_two_rows(rows: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read_published(find_table(peer_table(*rows), session="Practice", kind="peers"), kind="peers")
    assert "in line 3 and in line 4" in caught.value.issues[0].message
