"""Finding the table of a session, and putting rows into it without touching anything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.documents.markdown import Table, find_table, splice
from pairing.errors import InputError, Issue

QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)

SESSION = "Technical mock interview"
Document = Callable[[str], bytes]


def fault(data: bytes, **wanted: object) -> Issue:
    """The one issue with which the search ends."""
    with pytest.raises(InputError) as caught:
        find_table(data, **{"session": SESSION, "file": "doc.md", **wanted})  # type: ignore[arg-type]
    (issue,) = caught.value.issues
    assert issue.file == "doc.md"
    return issue


def pairs(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("name", "line", "rows"),
    [
        ("plain.md", 5, [("Ada Quill", "Bo Lindqvist"), ("Cem Osei", "not yet paired")]),
        ("broken_encoding.md", 17, []),
        ("crlf.md", 5, [("Ada Quill", "Bo Lindqvist")]),
        ("byte_order_mark.md", 1, [("Ada Quill", "Bo Lindqvist")]),
        ("mixed_newlines.md", 3, [("Ada Quill", "Bo Lindqvist"), ("Cem Osei", "Dee Park")]),
        ("no_last_newline.md", 5, [("Ada Quill", "Bo Lindqvist")]),
        ("dashes_at_end_of_file.md", 5, []),
        (
            "ragged_pipes_and_tabs.md",
            3,
            [
                ("Ada Quill", "Bo Lindqvist"),
                ("Cem Osei", "Dee Park"),
                ("Eve Ng", "Flo Adeyemi"),
                ("Gus Wu", "Hana Ito"),
            ],
        ),
        ("text_right_below.md", 1, [("Ada Quill", "Bo Lindqvist"), ("Write to your mentor soon.",)]),
    ],
)
def test_real_tables_are_found_and_read(document: Document, name: str, line: int, rows: list[tuple[str, ...]]) -> None:
    data = document(name)
    for header in (None, ["technical  interviewer", "COLLABIE"]):
        table = find_table(data, session=SESSION, header=header)
        assert table.line == line
        assert pairs(table) == rows
        assert splice(data, table, pairs(table)) == data


def test_pipes_behind_a_backslash_are_no_borders_even_in_code(document: Document) -> None:
    assert pairs(find_table(document("escaped_pipes.md"), session=SESSION)) == [("Ann|Bo", "a|b Cem")]


def test_a_table_in_a_list_item_keeps_its_indentation(document: Document) -> None:
    data = document("table_in_a_list.md")
    table = find_table(data, session=SESSION)
    new = splice(data, table, [*pairs(table), ("Cem", "Dee")])
    assert new == data.replace(b"Lindqvist |\n", b"Lindqvist |\n   | Cem | Dee |\n")
    assert len(find_table(new, session=SESSION).rows) == 2


# --- which table ------------------------------------------------------------------------------------------------


def test_a_table_that_is_only_shown_is_no_table(document: Document) -> None:
    issue = fault(document("table_in_code.md"))
    assert issue.code == "no-table"
    for words in ("line 4, which stands in code", "line 8, which", "line 12, which"):
        assert words in issue.hint
    assert fault(document("table_in_comment.md")).code == "no-table"
    assert find_table(document("table_in_code_and_a_real_one.md"), session=SESSION).line == 11


def test_two_tables_that_fit_are_an_error_that_names_both_lines_and_headings(document: Document) -> None:
    issue = fault(document("two_tables.md"))
    assert issue.code == "several-tables"
    assert "line 3 (under 'Day one'), line 11 (under 'Late')" in issue.message
    assert issue.line == 3


@pytest.mark.parametrize(("heading", "line"), [("day ONE", 3), ("Late", 11), ("Day two", 11)])
def test_a_heading_says_which_of_two_tables(document: Document, heading: str, line: int) -> None:
    assert find_table(document("two_tables.md"), session=SESSION, under=heading).line == line


def test_a_heading_that_is_not_there_is_an_error_with_the_nearest_one(document: Document) -> None:
    issue = fault(document("two_tables.md"), under="Day too")
    assert issue.code == "no-heading"
    assert "'Day two'" in issue.hint


def test_two_tables_under_one_heading_are_still_too_many(document: Document) -> None:
    data = document("two_tables.md").replace(b"# Day two\n", b"")
    assert fault(data, under="Day one").code == "several-tables"


def test_columns_may_stand_in_any_order_and_be_more(document: Document) -> None:
    table = find_table(document("two_tables.md"), session=SESSION, header=["Collabie", "Mentor", "Room"])
    assert (table.line, table.columns) == (11, (2, 0))


def test_marks_say_which_table_whatever_their_case_and_blanks(document: Document) -> None:
    data = document("marked_tables.md")
    assert find_table(data, session=SESSION).line == 10
    assert find_table(data, session="job FIT").line == 2
    assert find_table(data, session="Fit", also_called=["Job fit"]).line == 2


def test_a_table_between_other_marks_is_not_taken(document: Document) -> None:
    data = document("marked_tables.md") + b"\n| Collabie | Mentor |\n|---|---|\n"
    assert find_table(data, session="LinkedIn").line == 15
    issue = fault(document("marked_tables.md"), session="LinkedIn")
    assert issue.code == "no-table"


def test_two_marked_tables_of_one_session_are_too_many(document: Document) -> None:
    issue = fault(document("marked_tables.md"), also_called=["job fit"])
    assert issue.code == "several-tables"
    assert "1 ('Job fit') and 6" in issue.message


def test_marks_around_no_table_say_what_to_put_there() -> None:
    inside = b"\n```\n| Collabie | Mentor |\n|---|---|\n```\n"
    data = b"<!-- pairing:begin Technical -->\n" + inside + b"<!-- pairing:end Technical -->\n"
    issue = fault(data, session="Technical")
    assert (issue.code, issue.line) == ("no-table", 1)
    assert "line 4, which stands in code" in issue.hint


def test_marks_around_two_tables_want_a_heading_too() -> None:
    part = b"## %s\n\n| Collabie | Mentor |\n|---|---|\n\n"
    data = b"<!-- pairing:begin T -->\n\n" + part % b"A" + part % b"B" + b"<!-- pairing:end T -->\n"
    assert fault(data, session="T").code == "several-tables"
    assert find_table(data, session="T", under="b").line == 10


# --- marks that are not whole -----------------------------------------------------------------------------------


def codes_and_lines(data: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        find_table(data, session="Technical", file="doc.md")
    return [(issue.code, issue.line) for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("begin_without_end.md", [("begin-without-end", 3)]),
        ("end_without_begin.md", [("end-without-begin", 3)]),
        ("nested_markers.md", [("begin-without-end", 1), ("end-without-begin", 6)]),
        ("begin_twice.md", [("begin-twice", 6)]),
        ("marker_in_code.md", [("marker-in-code", 2), ("marker-in-code", 5), ("marker-in-code", 7)]),
        ("merge_marks.md", [("merge-mark", 7), ("merge-mark", 9), ("merge-mark", 11)]),
    ],
)
def test_marks_that_are_not_whole_are_named_with_their_lines(
    document: Document, name: str, wanted: list[tuple[str, int]]
) -> None:
    assert codes_and_lines(document(name)) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("see <!-- pairing:begin Technical --> there", "misplaced-marker"),
        ("> <!-- pairing:begin Technical -->", "misplaced-marker"),
        ("<!--\n<!-- pairing:begin Technical -->", "misplaced-marker"),
        ("<!-- pairing:begin Technical\n-->", "misplaced-marker"),
        ("| Collabie | Mentor |\n|---|---|\n| <!-- pairing:end Technical --> | x |", "misplaced-marker"),
        ("<!-- pairing:start Technical -->", "unknown-marker"),
        ("<!-- pairing:begin -->", "nameless-marker"),
        ("<!-- pairing:begin Technical -->\n\n<!-- pairing:end Tecnical -->", "markers-cross"),
    ],
)
def test_marks_that_cannot_be_meant_are_errors(text: str, code: str) -> None:
    assert code in [found for found, _ in codes_and_lines(text.encode())]


def test_a_line_of_equals_signs_under_a_heading_is_no_mark_of_a_merge() -> None:
    data = b"Heading\n=======\n\n| Collabie | Mentor |\n|---|---|\n"
    assert find_table(data, session=SESSION).line == 4


# --- what does not fit ------------------------------------------------------------------------------------------


def test_an_edited_header_is_named_with_what_is_there(document: Document) -> None:
    issue = fault(document("edited_header.md"), header=["Collabie", "Technical Interviewer"])
    assert (issue.code, issue.line) == ("no-table-fits", 1)
    assert "line 1 (Colabie | Technical Interviewer)" in issue.message
    assert "Did you mean 'Colabie'?" in issue.message
    assert "line 4 (Topic | Minutes)" in issue.message


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("| Collabie | Room |", "no column reads like a mentor"),
        ("| Collabie | Mentor 1 | Mentor 2 |", "2 columns read like a mentor"),
        ("| Topic | Interviewer |", "no column reads like a participant"),
        ("| Mentee's mentor | Name |", "no column reads like a mentor"),
    ],
)
def test_columns_that_could_be_either_are_not_guessed(header: str, why: str) -> None:
    dashes = "|---" * (header.count("|") - 1) + "|"
    assert why in fault(f"{header}\n{dashes}\n".encode()).message


@pytest.mark.parametrize(
    "header", ["Collabie name | Mentor name", "Name | Reviewers", "Participants | Coaches", "Who | Adviser"]
)
def test_columns_are_known_by_their_words(header: str) -> None:
    assert find_table(f"{header}\n---|---\n".encode(), session=SESSION).columns == (0, 1)


def test_the_same_column_twice_does_not_fit() -> None:
    data = b"|Collabie|Mentor|Mentor|\n|---|---|---|\n"
    assert "2 of its columns are called 'Mentor'" in fault(data, header=["Collabie", "Mentor"]).message


def test_a_row_of_dashes_of_another_length_is_named(document: Document) -> None:
    issue = fault(document("wrong_number_of_dashes.md"))
    assert issue.code == "no-table"
    assert "2 cells over 3" in issue.hint


def test_a_document_in_another_encoding_is_refused(document: Document) -> None:
    assert fault(document("utf16.md")).code == "not-utf8-document"


def test_a_row_that_is_not_utf8_is_named_and_other_text_is_nobodys_business(document: Document) -> None:
    issue = fault(document("unreadable_row.md"))
    assert (issue.code, issue.line) == ("unreadable-row", 6)
    assert "Ren\\xe9 Duval" in issue.message


@pytest.mark.parametrize("header", [["Collabie"], ["Collabie", "collabie "]])
def test_a_header_in_the_settings_has_two_columns(header: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        find_table(b"", session=SESSION, header=header)
    assert caught.value.issues[0].code == "bad-table-header"


def test_an_empty_document_has_no_table() -> None:
    assert fault(b"").code == "no-table"


# --- writing ----------------------------------------------------------------------------------------------------


def test_rows_that_stay_keep_their_bytes_and_new_ones_are_clean(document: Document) -> None:
    data = document("ragged_pipes_and_tabs.md")
    table = find_table(data, session=SESSION)
    rows = [*pairs(table)]
    rows[1] = ("Cem Osei", "A|B")
    new = splice(data, table, [*rows, ("New\nName", "*x*", "further")])
    assert new == data.replace(b"|Cem Osei|Dee Park", b"| Cem Osei | A\\|B |").replace(
        b"~~Hana Ito~~|\n", b"~~Hana Ito~~|\n| New Name | \\*x\\* | further |\n"
    )


def test_cells_that_stay_keep_their_links_in_a_row_that_changes(document: Document) -> None:
    data = document("ragged_pipes_and_tabs.md")
    table = find_table(data, session=SESSION)
    new = splice(data, table, [("Somebody", "Flo Adeyemi")], origins=[2])
    assert b"| Somebody | [Flo Adeyemi](https://example.org/flo) |\n" in new
    assert find_table(new, session=SESSION).rows[0].cells == ("Somebody", "Flo Adeyemi")


def test_new_rows_end_as_the_header_row_does(document: Document) -> None:
    data = document("crlf.md")
    table = find_table(data, session=SESSION)
    assert b"| x | y |\r\n" in splice(data, table, [("x", "y")])
    mixed = document("mixed_newlines.md")
    table = find_table(mixed, session=SESSION)
    new = splice(mixed, table, [*pairs(table), ("x", "y")])
    assert new == mixed.replace(b"Dee Park |\r\n", b"Dee Park |\r\n| x | y |\r\n")


@pytest.mark.parametrize("name", ["no_last_newline.md", "dashes_at_end_of_file.md"])
def test_a_document_without_a_last_newline_still_has_none(document: Document, name: str) -> None:
    data = document(name)
    table = find_table(data, session=SESSION)
    new = splice(data, table, [*pairs(table), ("Eve", "Flo")])
    assert new == data + b"\n| Eve | Flo |"
    assert splice(new, find_table(new, session=SESSION), pairs(table)) == data


def test_all_rows_may_go(document: Document) -> None:
    data = document("plain.md")
    new = splice(data, find_table(data, session=SESSION), [])
    assert find_table(new, session=SESSION).rows == ()
    assert new.endswith(b"| ---- | ---- |\n\nSee you there.\n")


BROKEN = st.binary(max_size=30).map(lambda data: data.replace(b"\0", b"").replace(b"|", b"").replace(b"pairing", b""))
NAMES = st.text(st.sampled_from("ab *_`<|\\&[]()~é漢\n\t"), max_size=6)


@QUICK
@given(
    before=BROKEN,
    after=BROKEN,
    newline=st.sampled_from([b"\n", b"\r\n"]),
    rows=st.lists(st.tuples(NAMES, NAMES), max_size=4),
    new=st.lists(st.tuples(NAMES, NAMES), max_size=4),
)
def test_bytes_outside_the_table_stay_whatever_they_are(
    before: bytes,
    after: bytes,
    newline: bytes,
    rows: list[tuple[str, str]],
    new: list[tuple[str, str]],
) -> None:
    top = b"before " + before.replace(b"<", b"").replace(b"`", b"").replace(b"~", b"").replace(b">", b"") + newline * 2
    bottom = newline + b"# after " + after
    head = b"| Collabie | Mentor |" + newline + b"|---|---|" + newline
    try:
        empty = top + head + bottom
        table = find_table(empty, session=SESSION)
    except InputError:  # the random text made code or a mark of it
        return
    first = splice(empty, table, rows)
    second = splice(first, find_table(first, session=SESSION), new)
    for data, written in ((first, rows), (second, new)):
        found = find_table(data, session=SESSION)
        assert data[: found.start] == top
        assert data[found.start : found.body] == head
        assert data[found.end :] == bottom
        assert pairs(found) == [tuple(" ".join(cell.split()) for cell in row) for row in written]
        assert splice(data, found, pairs(found)) == data
    assert splice(second, find_table(second, session=SESSION), new) == second
