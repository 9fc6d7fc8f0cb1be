"""Tables read back by person: what is published, what stays whatever the plan says, and what is undecided."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pairing.documents.markdown import find_table
from pairing.documents.namebook import NameBook
from pairing.documents.published import read_published
from pairing.documents.readback import read_back, read_table, stranger_id
from pairing.errors import InputError, Issue, Severity
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from tests.documents.cohorts import PRACTICE, REVIEW, peer_table, table

ADA = Participant("Ada Quill", "1", tracks=("Web",))
TWIN = Participant("Ada Quill", "2", tracks=("Data",))
CEM = Participant("Cem Osei", "3")
BO, DEE = Mentor("Bo", "b"), Mentor("Dee", "d")
BOOK = NameBook.of([ADA, CEM], [BO, DEE], {"Robert": ["b"]})
TWINS = NameBook.of([ADA, TWIN, CEM], [BO, DEE])


def codes(issues: Sequence[Issue]) -> list[tuple[str, int | None, Severity]]:
    return [(issue.code, issue.line, issue.severity) for issue in issues]


def test_pairs_of_people_who_are_known_are_the_baseline_by_id() -> None:
    data = table("| ada quill (she/her) | [Robert](x)<br>dee |", "| Cem Osei | _not yet paired_ |")
    facts = read_table(data, REVIEW, BOOK)
    assert facts.baseline == (Meeting("1", "b", "Review"), Meeting("1", "d", "Review"))
    assert (facts.fixed, facts.kept, facts.unpaired, facts.unknown, facts.issues) == ((), (), ("3",), (), ())
    (row, _) = facts.rows
    assert (row.place, row.line, row.keep, row.is_paired) == (0, 3, False, True)
    assert [(name.text, name.id, name.why) for name in (*row.participants, *row.partners)] == [
        ("ada quill (she/her)", "1", ""),
        ("Robert", "b", ""),
        ("dee", "d", ""),
    ]


def test_what_lies_on_disk_is_read_whatever_its_line_ends_and_pipes() -> None:
    data = b"Collabie\t|Mentor\r\n---|---\r\nAda Quill\t| **Bo**<br/>~~Dee~~\r\nCem Osei|A\\|B\r\n"
    book = NameBook.of([ADA, CEM], [BO, DEE, Mentor("A|B", "x")])
    facts = read_table(data, REVIEW, book)
    assert [one[:2] for one in facts.baseline] == [("1", "b"), ("1", "d"), ("3", "x")]


# --- names on no sheet ------------------------------------------------------------------------------------------


def test_a_name_on_no_sheet_is_one_question_and_its_pairs_stay() -> None:
    data = table("| Cem Osai | Bo |", "| Ada Quill | Zoe<br>Dee |", "| Cem Osei | zoe (she/her) |")
    facts = read_table(data, REVIEW, BOOK, file="doc.md")
    assert facts.baseline == (Meeting("1", "d", "Review"),)
    assert facts.fixed == (
        Meeting("cem osai", "b", "Review"),
        Meeting("1", "zoe", "Review"),
        Meeting("3", "zoe", "Review"),
    )
    assert facts.unknown == ("Cem Osai", "zoe (she/her)")
    assert codes(facts.issues) == [
        ("unknown-name-in-document", 3, Severity.QUESTION),
        ("unknown-name-in-document", 4, Severity.QUESTION),
    ]
    near, far = facts.issues
    assert near.message == "'Cem Osai' stands in the table as a participant and is on no sheet; the row stays."
    assert near.hint.startswith("Did you mean 'Cem Osei'?")
    assert (near.file, near.person) == ("doc.md", "Cem Osai")
    assert "(lines 4, 5)" in far.message
    for cure in ('--left "Zoe"', "changes.csv", 'also = ["Zoe"]', "outside = true"):
        assert cure in far.hint


def test_somebody_of_the_other_sheet_is_named_as_such() -> None:
    (issue,) = read_table(table("| Ada Quill | Cem Osei |"), REVIEW, BOOK).issues
    assert "as a mentor and is on the sheets only as a participant" in issue.message


def test_several_names_in_one_text_are_told_how_to_be_written() -> None:
    (issue,) = read_table(table("| Ada Quill | Bo and Dee |"), REVIEW, BOOK).issues
    assert issue.hint.startswith("Write <br> between several names.")


def test_an_outside_helper_stays_without_a_question() -> None:
    facts = read_table(table("| Ada Quill | Zoe |", "| Yan | Bo |"), REVIEW, BOOK, outside=["ZOE", "yan"])
    assert facts.fixed == (Meeting("1", "zoe", "Review"), Meeting("yan", "b", "Review"))
    assert (facts.baseline, facts.unknown, facts.issues) == ((), (), ())


@pytest.mark.parametrize("left", [["Zoe", "Yan"], ["zoe (she/her)", "YAN"]])
def test_who_is_decided_to_have_left_has_no_pair_any_more(left: list[str]) -> None:
    facts = read_table(table("| Ada Quill | Zoe<br>Bo |", "| Yan | Bo |"), REVIEW, BOOK, left=left)
    assert facts.baseline == (Meeting("1", "b", "Review"),)
    assert (facts.fixed, facts.unknown, facts.unpaired, facts.issues) == ((), (), (), ())
    assert facts.rows[1].participants[0].why == "left"


@pytest.mark.parametrize("left", ["Bo", "robert", "b"])
def test_somebody_on_the_sheet_can_have_left_by_any_spelling_or_id(left: str) -> None:
    facts = read_table(table("| Ada Quill | Bo<br>Dee |", "| Cem Osei | Robert |"), REVIEW, BOOK, left=[left])
    assert facts.baseline == (Meeting("1", "d", "Review"),)


def test_a_namesake_is_not_taken_for_the_one_who_left() -> None:
    data = table("| Ada Quill (Web) | Bo |", "| Ada Quill (Data) | Dee |")
    assert read_table(data, REVIEW, TWINS, left=["Ada Quill (Web)"]).baseline == (Meeting("2", "d", "Review"),)
    assert len(read_table(data, REVIEW, TWINS, left=["Ada Quill"]).baseline) == 2
    named = NameBook.of([Participant("Ada Quill", tracks=("Web",)), TWIN], [BO, DEE])
    assert len(read_table(data, REVIEW, named, left=["ada quill"]).baseline) == 2


# --- namesakes --------------------------------------------------------------------------------------------------


def test_a_name_that_several_bear_is_a_question_that_names_the_forms_and_stays_fixed() -> None:
    facts = read_table(table("| Ada Quill | Bo |", "| Ada Quill (Data) | Dee |"), REVIEW, TWINS)
    assert facts.baseline == (Meeting("2", "d", "Review"),)
    assert facts.fixed == (Meeting(stranger_id("Ada Quill", ambiguous=True), "b", "Review"),)
    assert facts.unknown == ("Ada Quill",)
    assert codes(facts.issues) == [("ambiguous-name-in-document", 3, Severity.QUESTION)]
    assert facts.issues[0].hint == "Write who is meant: 'Ada Quill (Web)' or 'Ada Quill (Data)'."


def test_the_id_of_an_ambiguous_name_is_nobody_s() -> None:
    book = NameBook.of([Participant("Ada Quill"), TWIN], [BO])
    (pair,) = read_table(table("| Ada Quill | Bo |"), REVIEW, book).fixed
    assert isinstance(pair, Meeting)
    assert pair.participant not in book.people["participant"]


def test_more_rows_than_people_bear_a_name_are_an_error() -> None:
    data = table("| Ada Quill | Bo |", "| Ada Quill | Dee |")
    assert len(read_table(data, REVIEW, TWINS).rows) == 2
    with pytest.raises(InputError):
        read_table(table("| Ada Quill | Bo |", "| Ada Quill | Dee |", "| Ada Quill | - |"), REVIEW, TWINS)


@pytest.mark.parametrize(
    ("one", "other"), [("Ada Quill", "ada quill (she/her)"), ("Ada Quill", "Ada Quill (Web)"), ("Zoe", "ZOE")]
)
def test_one_participant_in_two_rows_is_an_error_under_whatever_spelling(one: str, other: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(table(f"| {one} | Bo |", "| Cem Osei | Bo |", f"| {other} | Dee |"), REVIEW, BOOK, file="doc.md")
    (issue,) = caught.value.issues
    assert (issue.code, issue.file, issue.line) == ("participant-twice", "doc.md", 5)
    assert "in line 3 and in line 5" in issue.message


# --- odd rows ---------------------------------------------------------------------------------------------------


def test_struck_through_names_are_read_as_being_there_with_a_warning() -> None:
    facts = read_table(table("| Ada Quill | ~~Bo~~<br>Dee |", "| <s>Cem Osei</s> | [~Dee~](x) |"), REVIEW, BOOK)
    assert [one[:2] for one in facts.baseline] == [("1", "b"), ("1", "d"), ("3", "d")]
    assert codes(facts.issues) == [("struck-through", line, Severity.WARNING) for line in (3, 4, 4)]
    assert [issue.person for issue in facts.issues] == ["Bo", "Cem Osei", "Dee"]


def test_a_mentor_twice_in_a_cell_counts_once() -> None:
    facts = read_table(table("| Ada Quill | Bo<br>Robert |"), REVIEW, BOOK)
    assert facts.baseline == (Meeting("1", "b", "Review"),)
    assert codes(facts.issues) == [("mentor-twice", 3, Severity.WARNING)]


def test_text_below_the_table_and_rows_without_a_name_are_warnings_and_no_questions() -> None:
    facts = read_table(table("| Ada Quill | Bo |", "| | Bo |", "| Cem Osei | Bo | x |", "Write soon."), REVIEW, BOOK)
    assert codes(facts.issues) == [
        ("row-without-name", 4, Severity.WARNING),
        ("too-many-cells", 5, Severity.WARNING),
        ("row-of-one-cell", 6, Severity.WARNING),
    ]
    assert facts.unknown == ()
    assert [one[:2] for one in facts.baseline] == [("1", "b"), ("3", "b")]


@pytest.mark.parametrize(
    "row",
    [
        "| Ada Quill <!-- keep --> | Bo |",
        "| Ada Quill | Bo<!--KEEP--> | ",
        "| Ada Quill | Bo | <!-- keep -->",
        "Ada Quill | <!-- note --><!-- keep -->Bo",
    ],
)
def test_a_mark_anywhere_in_a_row_keeps_its_pair(row: str) -> None:
    facts = read_table(table(row), REVIEW, BOOK)
    assert facts.kept == facts.baseline == (Meeting("1", "b", "Review"),)
    assert facts.issues == ()


@pytest.mark.parametrize("mark", ["`<!-- keep -->`", "\\<!-- keep -->", "<!-- keep it -->", "<!-- note -->", "keep"])
def test_a_mark_that_is_code_or_another_comment_keeps_nothing(mark: str) -> None:
    facts = read_table(table(f"| Ada Quill | Bo | {mark} |", header="| Collabie | Mentor | Notes |"), REVIEW, BOOK)
    assert (facts.kept, facts.rows[0].keep) == ((), False)
    assert facts.baseline == (Meeting("1", "b", "Review"),)


@pytest.mark.parametrize("row", ["| Ada Quill <!-- keep --> | |", "| <!-- keep --> | |", "| Zoe | Bo <!-- keep --> |"])
def test_a_mark_without_a_pair_of_known_people_is_named(row: str) -> None:
    facts = read_table(table(row), REVIEW, BOOK, outside=["Zoe"])
    assert facts.kept == ()
    assert codes(facts.issues) == [("keep-without-effect", 3, Severity.WARNING)]


# --- peers ------------------------------------------------------------------------------------------------------

PEERS = NameBook.of([Participant(name, name[0].casefold()) for name in ("Ada", "Bo", "Cem", "Dee", "Eve")], [])


def test_groups_of_peers_are_read_by_column_or_by_line() -> None:
    data = peer_table(
        "| Bo | Ada | EU |",
        "| Cem | Dee<br>Eve | |",
        header="| Collabie | Practice partner | Region |",
    )
    facts = read_table(data, PRACTICE, PEERS)
    assert facts.baseline == (Practice(("a", "b"), "Practice"), Practice(("c", "d", "e"), "Practice"))
    assert facts.published.columns == (0, 1)


def test_of_peers_somebody_alone_is_unpaired_and_strangers_are_fixed() -> None:
    data = peer_table("| Ada | _not yet paired_ |", "| Zoe | Bo <!-- keep --> |", "| Yan | Cem |", "| Dee | Eve |")
    facts = read_table(data, PRACTICE, PEERS, left=["Yan", "Eve"])
    assert facts.unpaired == ("a",)
    assert facts.fixed == (Practice(("b", "zoe"), "Practice"),)
    assert (facts.baseline, facts.unknown) == ((), ("Zoe",))
    assert [issue.code for issue in facts.issues] == ["unknown-name-in-document", "keep-without-effect"]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        (["| Ada | Bo |", "| Bo | Ada |"], "in line 3 and in line 4"),
        (["| Ada | Bo |", "| Cem | ada (she/her) |"], "in line 3 and in line 4"),
        (["| Ada | ada |"], "twice in line 3"),
    ],
)
def test_somebody_in_two_groups_is_an_error(rows: list[str], where: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(peer_table(*rows), PRACTICE, PEERS)
    assert all(issue.code == "participant-twice" for issue in caught.value.issues)
    assert where in caught.value.issues[0].message


def test_a_kept_group_is_kept_whole() -> None:
    facts = read_table(peer_table("| Ada | Bo <!-- keep --> |"), PRACTICE, PEERS)
    assert facts.kept == (Practice(("a", "b"), "Practice"),)


def test_one_table_can_be_read_under_one_book_and_then_another() -> None:
    data = table("| Ada Quill | Bo |")
    published = read_published(find_table(data, session="Review"), refuse_twice=False)
    assert read_back(published, REVIEW, BOOK).baseline == (Meeting("1", "b", "Review"),)
    assert read_back(published, REVIEW, TWINS).baseline == ()
