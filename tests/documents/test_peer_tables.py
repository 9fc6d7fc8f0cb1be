"""Tables of peers: found by like headers, a row a group, and a column more when a trio comes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.documents.headers import next_title, peer_columns
from pairing.documents.markdown import AddedColumns, find_table, splice
from pairing.errors import InputError
from pairing.model.meetings import Practice
from pairing.model.people import Participant
from pairing.model.solution import Result
from tests.documents.cohorts import book, peer_table, people, publish, read, result_of_groups, table

QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)
PARTNERS = "| Collabie | Practice partner |"


# --- found ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Collabie 1 | Collabie 2", (0, 1)),
        ("Region | COLLABIE 1 | Notes | Collabie 2 | Collabie 3", (1, 3, 4)),
        ("Collabie | Practice partner", (0, 1)),
        ("Partner A | Partner B | Partner C", (0, 1, 2)),
        ("Name | Buddy", (0, 1)),
        ("First member | Second member", (0, 1)),
        ("Collabie | Partner | Region of partner | Partner's e-mail", (0, 1)),
        ("Jobseeker #1 | Jobseeker #2", (0, 1)),
        ("Collabie | Peer interviewer", (0, 1)),
    ],
)
def test_columns_of_peers_are_known_by_their_words_or_by_being_alike(header: str, columns: tuple[int, ...]) -> None:
    dashes = "|".join(["---"] * (header.count("|") + 1))
    assert find_table(f"{header}\n{dashes}\n".encode(), session="Practice", kind="peers").columns == columns


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("| Collabie | Mentor |", "fewer than two columns"),
        ("| Mentor 1 | Mentor 2 |", "fewer than two columns"),
        ("| Day 1 | Day 2 | Room 1 | Room 2 |", "2 sorts of its columns are alike"),
    ],
)
def test_other_tables_are_none_of_peers_and_it_is_said_what_was_looked_for(header: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        find_table(table(header=header), session="Practice", file="doc.md", kind="peers")
    (issue,) = caught.value.issues
    assert (issue.code, issue.file, issue.line) == ("no-table-fits", "doc.md", 1)
    assert why in issue.message
    assert "| Collabie 1 | Collabie 2 |" in issue.hint


def test_the_header_of_the_settings_is_looked_for_and_may_have_grown() -> None:
    wanted = ["Collabie", "Practice partner"]
    assert peer_columns(["Practice Partner", "Region", "collabie", "Practice partner 2"], wanted) == (0, 2, 3)
    with pytest.raises(InputError) as caught:
        find_table(peer_table(header="| Collabie | Practise partner |"), session="P", header=wanted, kind="peers")
    (issue,) = caught.value.issues
    assert (issue.code, issue.line) == ("no-table-fits", 1)
    assert "it has no column 'Practice partner' (Did you mean 'Practise partner'?)" in issue.message
    assert "| Collabie | Practice partner |" in issue.hint
    with pytest.raises(InputError) as caught:
        find_table(b"", session="P", header=["Collabie"], kind="peers")
    assert caught.value.issues[0].hint == "Give one column for each of a pair."


def test_a_table_whose_words_are_of_people_goes_before_one_that_is_only_alike() -> None:
    data = table("| a | b |", header="| Day 1 | Day 2 |") + b"\n" + peer_table("| Ada | Bo |", header=PARTNERS)
    assert find_table(data, session="Practice", kind="peers").line == 5


def test_tables_of_pairs_and_of_peers_stand_in_one_document() -> None:
    data = b"# Mentors\n\n" + table("| Ada | Bo |") + b"\n# Peers\n\n" + peer_table("| Ada | Cem |", header=PARTNERS)
    assert find_table(data, session="Review").line == 3
    assert find_table(data, session="Practice", kind="peers").line == 9


def test_two_tables_of_peers_are_told_apart_by_the_heading() -> None:
    data = b"# Week 1\n\n" + peer_table() + b"\n# Week 2\n\n" + peer_table()
    with pytest.raises(InputError):
        find_table(data, session="Practice", kind="peers")
    assert find_table(data, session="Practice", kind="peers", under="week 2").line == 8


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("Collabie 2", "Collabie 3"),
        ("Group 1 member 9", "Group 1 member 10"),
        ("Partner B", "Partner C"),
        ("partner b", "partner c"),
        ("Practice partner", "Practice partner"),
        ("Partner Z", "Partner Z"),
    ],
)
def test_a_further_column_counts_the_header_up(title: str, following: str) -> None:
    assert next_title(title) == following


# --- filled -----------------------------------------------------------------------------------------------------


def test_an_empty_table_gets_its_groups_by_name_and_a_column_for_the_trio() -> None:
    result = result_of_groups([["Dee", "Ada", "Cem"], ["Bo", "Eve"]])
    filled = publish(peer_table(), result)
    assert filled.data == (
        b"| Collabie 1 | Collabie 2 | Collabie 3 |\n|---|---|---|\n| Ada | Cem | Dee |\n| Bo | Eve |  |\n"
    )
    assert [(one.participant, one.before, one.after) for one in filled.changes] == [
        ("Ada", (), ("Cem", "Dee")),
        ("Bo", (), ("Eve",)),
        ("Cem", (), ("Ada", "Dee")),
        ("Dee", (), ("Ada", "Cem")),
        ("Eve", (), ("Bo",)),
    ]
    assert publish(filled.data, result).data == filled.data


def test_somebody_alone_has_a_row_with_the_text_for_nobody_in_the_second_column() -> None:
    result = result_of_groups([["Ada"], ["Bo", "Cem"]])
    assert publish(peer_table(), result).data == peer_table("| Ada | _not yet paired_ |", "| Bo | Cem |")
    before = peer_table("| [bo](x) | Cem |", "| Dee | **Ada** |", "| Eve | |")
    result = result_of_groups([["Ada"], ["Bo", "Cem"], ["Eve"]])
    assert publish(before, result, book(result, *people("Dee"))).data == peer_table(
        "| [bo](x) | Cem |", "| **Ada** | _not yet paired_ |", "| Eve | _not yet paired_ |"
    )


def test_rows_of_the_same_people_stay_in_whatever_order_and_spelling() -> None:
    data = peer_table("|Bo (he/him)|[ada](x)|", "Cem | ~~Dee~~<br>Eve", "| Flo | *not yet paired*")
    filled = publish(data, result_of_groups([["Ada", "Bo"], ["Dee", "Cem", "Eve"], ["Flo"]]))
    assert (filled.data, filled.changes, filled.emptied) == (data, (), 0)


def test_who_stays_keeps_row_column_and_markdown() -> None:
    header = "| Collabie 1 | Region | Collabie 2 |"
    data = peer_table("| **Ada** | EU | Bo |", "| Cem | US | [dee](x) |", "| Eve | Asia | Flo |", header=header)
    result = result_of_groups([["Ada", "Gus"], ["Bo", "Dee"], ["Eve", "Flo"]])
    known = book(result, *people("Cem"))
    assert publish(data, result, known).data == peer_table(
        "| **Ada** |  | Gus |", "| Bo |  | [dee](x) |", "| Eve | Asia | Flo |", header=header
    )


def test_further_cells_of_somebody_who_was_alone_stay() -> None:
    header = "| Collabie 1 | Collabie 2 | Notes |"
    data = peer_table("| Ada | _not yet paired_ | late |", header=header)
    filled = publish(data, result_of_groups([["Ada", "Bo"]]))
    assert filled.data == peer_table("| Ada | Bo | late |", header=header)


def test_a_row_goes_on_as_the_group_with_most_of_its_people_then_as_that_of_the_first() -> None:
    data = peer_table("| Ada | Bo | Cem |", "| Dee | Eve | |", header="| Collabie 1 | Collabie 2 | Collabie 3 |")
    result = result_of_groups([["Bo", "Cem"], ["Ada", "Eve"], ["Dee", "Flo"]])
    assert publish(data, result).data == peer_table(
        "| Bo | Cem |  |", "| Dee | Flo |  |", "| Ada | Eve |  |", header="| Collabie 1 | Collabie 2 | Collabie 3 |"
    )


def test_a_third_column_stays_when_the_trio_is_gone() -> None:
    header = "| Collabie 1 | Collabie 2 | Collabie 3 |"
    data = peer_table("| Ada | Bo | Cem |", "| Dee | Eve | |", header=header)
    result = result_of_groups([["Ada", "Bo"], ["Dee", "Eve"]])
    filled = publish(data, result, book(result, *people("Cem")))
    assert filled.data == peer_table("| Ada | Bo |  |", "| Dee | Eve | |", header=header)
    assert [(one.participant, one.before, one.after) for one in filled.changes] == [
        ("Ada", ("Bo", "Cem"), ("Bo",)),
        ("Bo", ("Ada", "Cem"), ("Ada",)),
        ("Cem", ("Ada", "Bo"), ()),
    ]


def test_a_joiner_makes_a_trio_and_every_line_gets_the_column_and_keeps_the_rest() -> None:
    data = (
        b"\xef\xbb\xbfText.\r\n\r\n- | Collabie | Practice partner | Notes |\r\n  |:--|:-:|---|\r\n"
        b"  |Ada |  [Bo](x) | `a` |\r\n  | Cem|Dee\r\n\r\nEnd"
    )
    filled = publish(data, result_of_groups([["Ada", "Bo", "Eve"], ["Cem", "Dee"]]))
    assert filled.data == (
        b"\xef\xbb\xbfText.\r\n\r\n- | Collabie | Practice partner | Practice partner | Notes |\r\n"
        b"  |:--|:-:|:-:|---|\r\n"
        b"  | Ada | [Bo](x) | Eve |  |\r\n  | Cem|Dee\r\n\r\nEnd"
    )


def test_a_column_is_added_to_a_table_without_closing_pipes_and_last_newline() -> None:
    data = b"Partner A|Partner B\n---|---\nAda|Bo\nCem|_not yet paired_"
    filled = publish(data, result_of_groups([["Ada", "Bo", "Cem"]]))
    assert filled.data == b"Partner A|Partner B|Partner C\n---|---|---\n| Ada | Bo | Cem |"


def test_a_trio_written_with_a_line_break_needs_no_column() -> None:
    data = peer_table("| Ada | Bo<br>Cem |", "| Dee | Eve |")
    result = result_of_groups([["Ada", "Bo", "Cem"], ["Dee", "Eve"]])
    assert publish(data, result).data == data
    fewer = result_of_groups([["Ada", "Cem"], ["Dee", "Eve"]])
    assert publish(data, fewer, book(fewer, *people("Bo"))).data == peer_table("| Ada | Cem |", "| Dee | Eve |")


def test_people_on_no_sheet_stay_in_their_group() -> None:
    data = peer_table("| Zoe | Ada |", "| Yan | Bo |", "| Xi | |", "| Cem | Dee |")
    result = result_of_groups([["Ada"], ["Cem", "Dee"], ["Bo", "Eve"]])
    filled = publish(data, result, outside=["Zoe"])
    assert filled.data == peer_table(
        "| Zoe | Ada |", "| Yan | _not yet paired_ |", "| Xi | |", "| Cem | Dee |", "| Bo | Eve |"
    )
    assert publish(data, result, start_over=True).data == peer_table(
        "| Ada | _not yet paired_ |", "| Eve | Bo |", "| Cem | Dee |"
    )


def test_groups_that_were_held_stay_with_whoever_was_in_them() -> None:
    ada, bo, cem, dee = people("Ada", "Bo", "Cem", "Dee")
    held = [Practice((ada.id, "zoe"), "practice"), Practice((bo.id, dee.id), "Practice")]
    result = result_of_groups([["Cem"]], participants=[ada, bo, cem], held=held)
    data = peer_table("| Zoe | Ada |", "| Dee | Bo |", "| Cem | _not yet paired_ |")
    filled = publish(data, result, book(result, dee))
    assert (filled.data, filled.changes) == (data, ())


def test_who_left_goes_and_rows_that_lose_their_group_are_counted() -> None:
    data = peer_table("| Ada | Bo |", "| Cem | Dee |", "| Zoe | Eve |")
    result = result_of_groups([["Ada"], ["Eve"]])
    filled = publish(data, result, book(result, *people("Bo", "Cem", "Dee")), left=["Zoe"])
    assert filled.data == peer_table("| Ada | _not yet paired_ |", "| Eve | _not yet paired_ |")
    assert filled.emptied == 3


def test_the_mark_stays_in_a_row_of_peers() -> None:
    data = peer_table("| Ada | Bo <!-- keep --> |")
    result = result_of_groups([["Ada", "Cem"]])
    filled = publish(data, result, book(result, *people("Bo")))
    assert filled.data == peer_table("| Ada | Cem <!-- keep --> |")


def test_text_below_a_table_of_peers_stays() -> None:
    data = peer_table("| Ada | Bo |", "Meet soon.")
    assert publish(data, result_of_groups([["Ada", "Bo"]])).data == data
    filled = publish(data, result_of_groups([["Ada", "Bo", "Cem"]]))
    assert filled.data.endswith(b"| Ada | Bo | Cem |\nMeet soon.\n")


def test_a_peer_who_reads_as_nobody_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        publish(peer_table(), result_of_groups([["Ada", "–"]]))
    assert caught.value.issues[0].code == "name-reads-as-nobody"


# --- columns put into lines -------------------------------------------------------------------------------------


def test_added_columns_go_into_every_line_and_the_rest_stays() -> None:
    data = b" | Peer 1 |Peer 2| x |\n |:-|-:|---|\n | a\\|b | c|  d |\n |e\n | f | g |\n"
    found = find_table(data, session="S", kind="peers")
    rows = [("a|b", "c", "", "", "d"), ("e",), ("f", "h", "i", "", "")]
    new = splice(data, found, rows, origins=[0, 1, 2], added=AddedColumns(1, ("Peer 3", "Peer|4")))
    assert new == (
        b" | Peer 1 |Peer 2|Peer 3|Peer\\|4| x |\n |:-|-:|-:|-:|---|\n"
        b" | a\\|b | c|  |  |  d |\n |e\n | f | h | i |  |  |\n"
    )
    assert find_table(new, session="S", kind="peers").rows[0].cells == ("a|b", "c", "", "", "d")


# --- the round trip ---------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["Ada", "ada", "Bo*", "B|o", "<b>", "_x_", "Ada (she/her)", "Ada (Web)", "é 漢", "[a](b)", "~~D~~"]
)
TRACKS = st.sampled_from(["", "Web", "IT", "a|b"])


@st.composite
def plans(draw: st.DrawFn) -> tuple[Result, Result]:
    """Two plans of peers of one cohort; in the second some have left."""
    named = draw(st.lists(st.tuples(NAMES, TRACKS), min_size=1, max_size=8))
    everybody = [Participant(name, f"p{at}", tracks=(track,)) for at, (name, track) in enumerate(named)]
    found = []
    for still in (everybody, draw(st.lists(st.sampled_from(everybody), min_size=1, unique_by=lambda one: one.id))):
        order = draw(st.permutations([one.id for one in still]))
        groups = [order[at : at + 2] for at in range(0, len(order), 2)]
        if len(order) % 2 and len(groups) > 1 and draw(st.booleans()):
            groups[-2:] = [[*groups[-2], *groups[-1]]]
        found.append(result_of_groups(groups, participants=still))
    return found[0], found[1]


@QUICK
@given(plans(), st.sampled_from(["| Collabie 1 | Collabie 2 |", PARTNERS, "| Notes | Partner A | Partner B | x |"]))
def test_what_was_filled_is_read_back_and_filling_again_changes_no_byte(
    both: tuple[Result, Result], header: str
) -> None:
    known = book(both[0])
    data = b"Before\n\n" + peer_table(header=header) + b"\nAfter"
    for result in both:
        data = publish(data, result, known).data
        facts = read(data, result, known)
        groups = {frozenset(person.id for person in group.members) for group in result.groups}
        assert {frozenset(one.members) for one in facts.baseline if isinstance(one, Practice)} == groups
        grouped = {one for group in groups for one in group}
        assert sorted(facts.unpaired) == sorted({one.id for one in result.problem.participants} - grouped)
        again = publish(data, result, known)
        assert (again.data, again.changes, again.emptied) == (data, (), 0)
        assert data.startswith(b"Before\n\n")
        assert data.endswith(b"|\n\nAfter")
