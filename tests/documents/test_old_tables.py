"""Old documents as a history: every table of pairs or peers in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pairing.documents.old_tables import meetings_in
from pairing.errors import InputError
from tests.documents.cohorts import peer_table, table


def test_every_table_that_reads_like_pairs_or_peers_is_taken_with_the_heading_above_it() -> None:
    data = (
        table("| Ada | Bo<br>[Cem](x) |", "| Dee | _not yet paired_ |", "Text below.")
        + b"\n# Spring\n\n## Practice\n\n"
        + peer_table("| Ada | Dee | Eve |", "| Flo | - | |", header="| Partner A | Partner B | Partner C |")
        + b"\n## Times\n\n"
        + table("| a | b |", header="| Day 1 | Day 2 |")
    )
    assert [tuple(one) for one in meetings_in(data)] == [
        ("", "mentor", "Ada", "Bo", 3),
        ("", "mentor", "Ada", "Cem", 3),
        ("", "mentor", "Dee", "", 4),
        ("Practice", "peer", "Ada", "Dee", 13),
        ("Practice", "peer", "Ada", "Eve", 13),
        ("Practice", "peer", "Dee", "Eve", 13),
        ("Practice", "peer", "Flo", "", 14),
    ]


def test_the_name_between_marks_goes_before_the_heading(document: Callable[[str], bytes]) -> None:
    marked = meetings_in(b"# Spring\n\n" + document("marked_tables.md"))
    assert "TECHNICAL  mock interview" in {one.session for one in marked}
    data = b"# Spring\n\n<!-- pairing:begin Review -->\n" + table("| Ada | Bo |") + b"<!-- pairing:end Review -->\n"
    assert [one.session for one in meetings_in(data)] == ["Review"]


def test_a_table_of_a_peer_reviewer_is_one_of_pairs() -> None:
    (one,) = meetings_in(table("| Ada | Bo |", header="| Collabie | Peer reviewer |"))
    assert one.kind == "mentor"


def test_a_document_without_such_tables_has_no_meetings(document: Callable[[str], bytes]) -> None:
    assert meetings_in(b"") == meetings_in(document("table_in_code.md")) == ()


@pytest.mark.parametrize("name", ["merge_marks.md", "unreadable_row.md", "begin_without_end.md", "utf16.md"])
def test_a_document_that_cannot_be_read_is_an_error_with_its_line(document: Callable[[str], bytes], name: str) -> None:
    with pytest.raises(InputError) as caught:
        meetings_in(document(name), "old.md")
    assert all(issue.file == "old.md" and issue.line for issue in caught.value.issues)
