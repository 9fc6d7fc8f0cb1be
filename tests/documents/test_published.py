"""Tables read back, and the rows they get from a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.documents.markdown import find_table, splice
from pairing.documents.published import NewRows, Published, new_rows, read_published, shown_fault
from pairing.errors import InputError, Severity
from pairing.model.names import name_key

QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)

Plan = Sequence[tuple[str, Sequence[str]]]


def table_of(*rows: str, header: str = "| Collabie | Mentor |") -> bytes:
    dashes = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([header, dashes, *rows, ""]).encode()


def read(data: bytes, **options: object) -> Published:
    return read_published(find_table(data, session="Technical", file="doc.md"), **options)  # type: ignore[arg-type]


def publish(data: bytes, plan: Plan, **options: object) -> tuple[bytes, NewRows]:
    names = [name_key(name) for name, _ in plan]
    shared = [name for name in names if names.count(name) > 1]
    published = read(data, shared_names=shared)
    new = new_rows(published, plan, **options)  # type: ignore[arg-type]
    return splice(data, published.table, new.rows, origins=new.origins), new


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


def test_a_row_of_one_cell_is_named_and_stays(document: Callable[[str], bytes]) -> None:
    data = document("text_right_below.md")
    new, rows = publish(data, [("Ada Quill", ["Bo Lindqvist"])])
    assert new == data
    assert [(issue.code, issue.line, issue.severity) for issue in rows.issues] == [
        ("row-of-one-cell", 4, Severity.WARNING)
    ]


@pytest.mark.parametrize(("row", "code"), [("| Ada | B|o |", "too-many-cells"), ("| | Bo |", "row-without-name")])
def test_odd_rows_are_named(row: str, code: str) -> None:
    (issue,) = read(table_of(row)).issues
    assert (issue.code, issue.line, issue.file) == (code, 3, "doc.md")


def test_rows_keep_their_order_and_new_people_come_after_by_name() -> None:
    data = table_of("| Zoe | Bo |", "| Ada | Bo |")
    plan = [("Ada", ["Bo"]), ("eve", ["Cem", "Dee"]), ("Cy", []), ("Zoe", ["Flo"])]
    new, rows = publish(data, plan, session="Technical")
    assert new == table_of("| Zoe | Flo |", "| Ada | Bo |", "| Cy | _not yet paired_ |", "| eve | Cem<br>Dee |")
    assert [(change.participant, change.before, change.after) for change in rows.changes] == [
        ("Zoe", ("Bo",), ("Flo",)),
        ("Cy", (), ()),
        ("eve", (), ("Cem", "Dee")),
    ]
    assert {change.session for change in rows.changes} == {"Technical"}
    assert rows.issues == ()


def test_who_loses_a_mentor_keeps_a_row_with_the_text_for_nobody() -> None:
    new, _ = publish(table_of("| Ada | Bo |", "| Cem |  |"), [("Ada", []), ("Cem", [])])
    assert new == table_of("| Ada | _not yet paired_ |", "| Cem | _not yet paired_ |")


def test_a_row_that_says_the_same_stays_as_it_was_written() -> None:
    data = table_of("|  **Ada** (she/her)|[bo](x)<br>  Cem|", "Dee|*Not yet  paired*")
    new, rows = publish(data, [("Ada", ["Cem", "Bo"]), ("Dee", [])])
    assert new == data
    assert rows.changes == ()


def test_the_name_stays_as_it_was_written_when_the_mentor_changes() -> None:
    new, _ = publish(table_of("| [ada Quill](x) | Bo |"), [("Ada Quill", ["Cem"])])
    assert new == table_of("| [ada Quill](x) | Cem |")


def test_further_cells_stay_with_the_pair_and_go_with_it() -> None:
    header = "| Collabie | Notes | Mentor | Time |"
    data = table_of("| Ada | a | Bo | `9` |", "| Cem | c | Dee | 10 |", "| Eve | **e** |  | 11 |", header=header)
    new, _ = publish(data, [("Ada", ["bo"]), ("Cem", ["Flo"]), ("Eve", ["Gus"])])
    assert new == table_of("| Ada | a | Bo | `9` |", "| Cem |  | Flo |  |", "| Eve | **e** | Gus | 11 |", header=header)


def test_somebody_on_no_sheet_keeps_the_row_and_is_named() -> None:
    data = table_of("| Zoe Quil | ~~Bo~~ |")
    new, rows = publish(data, [("Zoe Quill", ["Cem"])])
    assert new == data + b"| Zoe Quill | Cem |\n"
    (issue,) = rows.issues
    assert (issue.code, issue.line, issue.severity) == ("unknown-name-in-document", 3, Severity.WARNING)
    assert issue.person == "Zoe Quil"
    assert "'Zoe Quill'" in issue.hint


def test_rows_without_any_text_go() -> None:
    new, _ = publish(table_of("|  |  |", "| | | <!-- note -->|"), [("Ada", ["Bo"])])
    assert new == table_of("| | | <!-- note -->|", "| Ada | Bo |")


def test_two_people_of_one_name_keep_their_own_rows() -> None:
    plan = [("Ada", ["Bo"]), ("Ada", ["Cem"]), ("Ada", [])]
    first, _ = publish(table_of(), plan)
    assert first == table_of("| Ada | Bo |", "| Ada | Cem |", "| Ada | _not yet paired_ |")
    again, rows = publish(first, [plan[2], plan[1], plan[0]])
    assert again == first
    assert rows.changes == ()
    changed, rows = publish(first, [("Ada", ["Bo"]), ("Ada", ["Dee"]), ("Ada", [])])
    assert changed == table_of("| Ada | Bo |", "| Ada | Dee |", "| Ada | _not yet paired_ |")
    assert len(rows.changes) == 1


def test_more_rows_than_people_of_a_name_are_an_error() -> None:
    data = table_of("| Ada | Bo |", "| Ada | Cem |", "| Ada | Dee |")
    with pytest.raises(InputError) as caught:
        publish(data, [("Ada", ["Bo"]), ("Ada", ["Cem"])])
    assert "lines 3, 4, 5" in caught.value.issues[0].message


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ada@example.org", "address-in-document"),
        ("Ada (ada@example.org)", "address-in-document"),
        ("ada＠example．org", "address-in-document"),
        ("Ada \u202eolleH", "unseen-character"),
        ("Ada\x07", "unseen-character"),
        ("Ada\ud800", "unseen-character"),
        (" ", "no-name"),
    ],
)
def test_what_cannot_stand_in_a_document_is_refused_by_name(name: str, code: str) -> None:
    found = shown_fault(name)
    assert found is not None
    assert found[0] == code
    for plan in ([(name, ["Bo"])], [("Ada", [name])]):
        with pytest.raises(InputError) as caught:
            publish(table_of(), plan)
        assert [issue.code for issue in caught.value.issues] == [code]


NAMES = st.text(st.sampled_from("aB *_`<|\\&[]~é漢\n"), min_size=1, max_size=6).filter(
    lambda name: name_key(name) not in ("", "not yet paired") and name_key(name).strip("*_~`") != ""
)
PLANS = st.lists(
    st.tuples(NAMES, st.lists(NAMES, max_size=2, unique_by=name_key)),
    max_size=5,
    unique_by=lambda entry: name_key(entry[0]),
)


@QUICK
@given(PLANS, PLANS)
def test_what_was_written_is_read_back_and_publishing_twice_changes_nothing(first: Plan, second: Plan) -> None:
    data, _ = publish(table_of(), first)
    for plan in (first, second):
        data, _ = publish(data, plan)
        back = {name_key(row.participant): sorted(map(name_key, row.mentors)) for row in read(data).rows}
        for name, mentors in plan:
            assert back[name_key(name)] == sorted(map(name_key, mentors))
        again, rows = publish(data, plan)
        assert again == data
        assert rows.changes == ()
