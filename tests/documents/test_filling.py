"""Tables of pairs filled with a plan: whose row goes on, which bytes stay, and what goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.documents.namebook import shown_fault
from pairing.errors import InputError, NoPlanError
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from tests.documents.cohorts import REVIEW, book, mentors, people, publish, read, result_of_pairs, table

QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def test_rows_keep_their_order_and_new_people_come_after_by_name() -> None:
    data = table("| Zoe | Bo |", "| Ada | Bo |")
    plan = {"Ada": ["Bo"], "eve": ["Dee", "Cem"], "Cy": [], "Zoe": ["Flo"]}
    filled = publish(data, result_of_pairs(plan))
    assert filled.data == table("| Zoe | Flo |", "| Ada | Bo |", "| Cy | _not yet paired_ |", "| eve | Cem<br>Dee |")
    assert [(change.participant, change.before, change.after) for change in filled.changes] == [
        ("Zoe", ("Bo",), ("Flo",)),
        ("Cy", (), ()),
        ("eve", (), ("Cem", "Dee")),
    ]
    assert {change.session for change in filled.changes} == {"Review"}


def test_who_loses_a_mentor_keeps_a_row_with_the_text_for_nobody() -> None:
    result = result_of_pairs({"Ada": [], "Cem": []}, helping=mentors("Bo"))
    filled = publish(table("| Ada | Bo |", "| Cem |  |"), result, unpaired_text="**open**")
    assert filled.data == table("| Ada | **open** |", "| Cem | **open** |")


def test_a_row_that_says_the_same_stays_as_it_was_written() -> None:
    data = table("|  **Ada** (she/her)|[bo](x)<br>  Cem|", "Dee|*Not yet  paired*", "| Eve | ~~bo~~ <!-- x --> |")
    result = result_of_pairs({"Ada": ["Cem", "Bo"], "Dee": [], "Eve": ["Bo"]})
    filled = publish(data, result)
    assert (filled.data, filled.changes, filled.emptied) == (data, (), 0)


def test_the_name_stays_as_it_was_written_when_the_mentor_changes() -> None:
    result = result_of_pairs({"Ada Quill": ["Cem"]}, helping=mentors("Bo", "Cem"))
    filled = publish(table("| [ada Quill](x) | Bo |"), result)
    assert filled.data == table("| [ada Quill](x) | Cem |")


def test_the_mentors_who_stay_keep_their_markdown_and_their_order() -> None:
    data = table("| Ada | [cem](x)<br>**Bo**<br>Dee |")
    result = result_of_pairs({"Ada": ["Bo", "Cem", "Abe"]}, helping=mentors("Bo", "Cem", "Dee", "Abe"))
    filled = publish(data, result)
    assert filled.data == table("| Ada | [cem](x)<br>**Bo**<br>Abe |")
    assert filled.changes[0].after == ("cem", "Bo", "Abe")


def test_further_cells_stay_with_the_pair_and_go_with_it() -> None:
    header = "| Collabie | Notes | Mentor | Time |"
    data = table("| Ada | a | Bo | `9` |", "| Cem | c | Dee | 10 |", "| Eve | **e** |  | 11 |", header=header)
    result = result_of_pairs({"Ada": ["Bo"], "Cem": ["Flo"], "Eve": ["Gus"]})
    assert publish(data, result, book(result, *mentors("Dee"))).data == table(
        "| Ada | a | Bo | `9` |", "| Cem |  | Flo |  |", "| Eve | **e** | Gus | 11 |", header=header
    )


def test_columns_may_stand_in_any_order() -> None:
    header = "| Mentor | Room | Collabie |"
    data = table("| Bo | 7 | Ada |", "| Bo | 8 | Cem |", header=header)
    filled = publish(data, result_of_pairs({"Ada": ["Bo"], "Cem": ["Dee"], "Eve": ["Dee"]}))
    assert filled.data == table("| Bo | 7 | Ada |", "| Dee |  | Cem |", "| Dee |  | Eve |", header=header)


def test_rows_of_people_who_are_no_longer_in_the_session_go() -> None:
    (ada, cem, eve), helping = people("Ada", "Cem", "Eve"), mentors("Bo")
    elsewhere = Participant("Flo", "f", sessions=("Talk",))
    problem = Problem((ada, elsewhere), tuple(helping), (REVIEW, Session("Talk")))
    result = Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=())
    known = book(result, cem, eve)
    data = table("| Cem | Bo |", "| Ada | Bo |", "| Eve | |", "| Flo | Bo |")
    from pairing.documents.filling import fill
    from pairing.documents.readback import read_table

    facts = read_table(data, REVIEW, known)
    filled = fill(data, facts, result, "Review", known)
    assert filled.data == table("| Ada | _not yet paired_ |")
    assert [(change.participant, change.before, change.after) for change in filled.changes] == [
        ("Cem", ("Bo",), ()),
        ("Ada", ("Bo",), ()),
        ("Eve", (), ()),
        ("Flo", ("Bo",), ()),
    ]
    assert filled.emptied == 3


def test_rows_of_people_on_no_sheet_stay_as_they_are() -> None:
    data = table("|Zoe|~~Bo~~|", "| Yan | |", "| Xi | Gus<br>Bo |")
    filled = publish(data, result_of_pairs({"Ada": ["Bo"]}))
    assert filled.data == data + b"| Ada | Bo |\n"
    assert filled.changes[0].participant == "Ada"


def test_who_is_decided_to_have_left_goes_from_rows_and_cells() -> None:
    data = table("| Zoe | Bo |", "| Yan | Gus<br>Bo |", "| Ada | Gus |", "| Cem | Bo<br>Gus |", "| Xi | Gus |")
    result = result_of_pairs({"Ada": ["Bo"], "Cem": ["Bo"]})
    filled = publish(data, result, left=["zoe", "GUS"])
    assert filled.data == table("| Yan | Bo |", "| Ada | Bo |", "| Cem | Bo |", "| Xi | _not yet paired_ |")
    assert filled.emptied == 2


def test_a_mentor_on_no_sheet_stays_beside_those_of_the_plan() -> None:
    data = table("| Ada | Gus |", "| Cem | Zoe |", "| Eve | [Zoe](x)<br>Bo |")
    result = result_of_pairs({"Ada": [], "Cem": ["Bo"], "Eve": ["Dee"]}, helping=mentors("Bo", "Dee"))
    filled = publish(data, result, outside=["Gus"])
    assert filled.data == table("| Ada | Gus |", "| Cem | Zoe<br>Bo |", "| Eve | [Zoe](x)<br>Dee |")
    assert [change.participant for change in filled.changes] == ["Cem", "Eve"]


def test_what_was_held_is_shown_with_the_plan() -> None:
    (ada,), helping = people("Ada"), mentors("Bo", "Cem")
    held = [Meeting(ada.id, helping[0].id, "review"), Meeting(ada.id, "zoe", "Review")]
    result = result_of_pairs({"Ada": ["Cem"]}, participants=[ada], helping=helping, held=held)
    assert publish(table("| Ada | Zoe |"), result).data == table("| Ada | Zoe<br>Bo<br>Cem |")
    assert publish(table(), result).data == table("| Ada | Bo<br>Cem<br>zoe |")


def test_a_session_that_is_closed_is_not_touched() -> None:
    session = Session("Review", closed=True)
    result = result_of_pairs({"Ada": []}, helping=mentors("Bo"), session=session)
    data = table("| Ada | Bo |", "| |  |")
    assert publish(data, result).data == data


def test_rows_without_any_text_go_and_comments_stay() -> None:
    filled = publish(table("|  |  |", "| | | <!-- note -->|"), result_of_pairs({"Ada": ["Bo"]}))
    assert filled.data == table("| | | <!-- note -->|", "| Ada | Bo |")


def test_text_right_below_a_table_stays_even_when_starting_over(document: Callable[[str], bytes]) -> None:
    data = document("text_right_below.md")
    result = result_of_pairs({"Ada Quill": ["Bo Lindqvist"]})
    for start_over in (False, True):
        filled = publish(data, result, start_over=start_over)
        assert filled.data == data
        assert [issue.code for issue in filled.issues] == ["row-of-one-cell"]


def test_starting_over_clears_what_is_not_in_the_plan_and_keeps_the_cells_of_those_who_stay() -> None:
    header = "| Collabie | Mentor | Room |"
    data = table("| Zoe | Bo | 1 |", "| | Bo | 2 |", "| Cem | Gus | 3 |", "| Ada | Bo | 4 |", header=header)
    result = result_of_pairs({"Ada": ["Bo"], "Cem": [], "Eve": []})
    filled = publish(data, result, start_over=True, outside=["Gus"])
    rows = ["| Cem | _not yet paired_ |  |", "| Ada | Bo | 4 |", "| Eve | _not yet paired_ |  |"]
    assert filled.data == table(*rows, header=header)


def test_the_mark_stays_in_a_row_that_is_written_anew() -> None:
    header = "| Collabie | Mentor | Room |"
    rows = ["| Ada | Bo <!-- keep --> | 1 |", "| Cem | Bo | 2 <!-- Keep --> |", "| Eve <!--keep--> | Bo | |"]
    result = result_of_pairs({"Ada": ["Dee"], "Cem": [], "Eve": ["Dee", "Bo"]})
    filled = publish(table(*rows, header=header), result)
    assert filled.data == table(
        "| Ada | Dee <!-- keep --> |  |",
        "| Cem | _not yet paired_ | <!-- keep --> |",
        "| Eve <!--keep--> | Bo<br>Dee |  |",
        header=header,
    )
    assert publish(filled.data, result).data == filled.data


def test_a_row_of_one_cell_is_the_row_of_somebody_who_is_known() -> None:
    assert publish(table("| Ada |"), result_of_pairs({"Ada": ["Bo"]})).data == table("| Ada | Bo |")


TWINS = [Participant("Ada", "1", tracks=("Web",)), Participant("Ada", "2", tracks=("Data",))]


def test_two_people_of_one_name_keep_their_own_rows() -> None:
    helping = mentors("Bo", "Cem")
    first = result_of_pairs({"1": ["Bo"], "2": ["Cem"]}, participants=TWINS, helping=helping)
    data = publish(table(), first).data
    assert data == table("| Ada (Data) | Cem |", "| Ada (Web) | Bo |")
    swapped = result_of_pairs({"1": ["Cem"], "2": ["Bo"]}, participants=TWINS, helping=helping)
    assert publish(data, swapped).data == table("| Ada (Data) | Bo |", "| Ada (Web) | Cem |")
    alone = result_of_pairs({"2": ["Cem"]}, participants=TWINS[1:], helping=helping)
    assert publish(data, alone, book(alone, TWINS[0])).data == table("| Ada (Data) | Cem |")
    assert publish(table("| Ada (Data) | Cem |"), alone).data == table("| Ada (Data) | Cem |")


def test_a_bare_name_of_two_stays_until_it_is_said_who_is_meant() -> None:
    result = result_of_pairs({"1": ["Bo"], "2": []}, participants=TWINS)
    filled = publish(table("| Ada | Bo |"), result)
    assert filled.data == table("| Ada | Bo |", "| Ada (Data) | _not yet paired_ |", "| Ada (Web) | Bo |")
    assert [issue.code for issue in filled.issues] == ["ambiguous-name-in-document"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ada@example.org", "address-in-document"),
        ("Ada (ada@example.org)", "address-in-document"),
        ("ada＠example．org", "address-in-document"),
        ("Ada \u202eolleH", "unseen-character"),
        ("Ada\x07", "unseen-character"),
    ],
)
def test_what_cannot_stand_in_a_document_is_refused_by_name(name: str, code: str) -> None:
    found = shown_fault(name)
    assert found is not None
    assert found[0] == code
    for plan in ({name: ["Bo"]}, {"Ada": [name]}):
        with pytest.raises(InputError) as caught:
            publish(table(), result_of_pairs(plan))
        assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize("name", ["-", "Not yet  paired", "–"])
def test_a_mentor_who_reads_as_nobody_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        publish(table(), result_of_pairs({"Ada": [name]}))
    assert caught.value.issues[0].code == "name-reads-as-nobody"


def test_without_a_plan_there_are_no_rows() -> None:
    result = Result(result_of_pairs({"Ada": ["Bo"]}).problem, Status.STOPPED, (), None, "test", 0.0)
    with pytest.raises(NoPlanError):
        publish(table(), result)


def test_rows_that_would_show_nobody_any_more_are_counted() -> None:
    data = table("| Ada | Bo |", "| Cem | Bo |", "| Zoe | Bo |", "| Eve | |", "| Flo | Bo |")
    result = result_of_pairs({"Ada": [], "Cem": ["Bo"], "Eve": []})
    known = book(result, *people("Flo"))
    assert publish(data, result, known).emptied == 2
    assert publish(data, result, known, start_over=True).emptied == 3


@pytest.mark.parametrize("name", ["crlf.md", "ragged_pipes_and_tabs.md", "table_in_a_list.md", "byte_order_mark.md"])
def test_only_the_row_concerned_differs(document: Callable[[str], bytes], name: str) -> None:
    data = document(name)
    shown = {"Ada Quill": ["Bo Lindqvist"], "Cem Osei": ["Dee Park"], "Eve Ng": ["Flo Adeyemi"], "Gus Wu": ["Hana Ito"]}
    there = {who: plan for who, plan in shown.items() if who.encode() in data}
    helping = mentors(*(one for names in shown.values() for one in names), "New *One*")
    changed = {**there, "Ada Quill": ["New *One*"]}
    filled = publish(data, result_of_pairs(changed, helping=helping))
    before, after = data.splitlines(keepends=True), filled.data.splitlines(keepends=True)
    differing = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(differing) == 1
    assert b"New \\*One\\*" in differing[0]


# --- the round trip ---------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["Ada", "ada", "Bo*", "B|o", "<b>", "_x_", "C`m", "Ada (she/her)", "Ada (Web)", "é 漢", "[a](b)", "~~D~~"]
)
TRACKS = st.sampled_from(["", "Web", "IT", "<br>", "a|b"])
PERSON = st.tuples(NAMES, TRACKS)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Result, Result]:
    """Two plans of a cohort with namesakes and awkward names; in the second some people may have left.

    Somebody may have met a mentor already.
    """
    named = draw(st.lists(PERSON, min_size=1, max_size=6))
    offering = draw(st.lists(PERSON, min_size=1, max_size=4))
    participants = [Participant(name, f"p{at}", tracks=(track,)) for at, (name, track) in enumerate(named)]
    helping = [Mentor(name, f"m{at}", tracks=(track,)) for at, (name, track) in enumerate(offering)]
    found = []
    for still in (
        participants,
        draw(st.lists(st.sampled_from(participants), min_size=1, unique_by=lambda one: one.id)),
    ):
        ids = [one.id for one in helping]
        plan = {one.id: draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)) for one in still}
        met = draw(st.lists(st.tuples(st.sampled_from([one.id for one in still]), st.sampled_from(ids)), max_size=1))
        held = [Meeting(who, mentor, "Review") for who, mentor in met if mentor not in plan[who]]
        found.append(result_of_pairs(plan, participants=still, helping=helping, held=held))
    return found[0], found[1]


def pairs_of(result: Result) -> set[tuple[str, str]]:
    planned = {(pair.participant.id, pair.mentor.id) for pair in result.pairs}
    return planned | {(one.participant, one.mentor) for one in result.problem.held if isinstance(one, Meeting)}


@QUICK
@given(plans())
def test_what_was_filled_is_read_back_and_filling_again_changes_no_byte(both: tuple[Result, Result]) -> None:
    everybody = book(both[0])
    data = table("| Nobody | knows them |")
    for result in both:
        data = publish(data, result, everybody).data
        facts = read(data, result, everybody)
        assert {(one.participant, one.mentor) for one in facts.baseline if isinstance(one, Meeting)} == pairs_of(result)
        met = {who for who, _ in pairs_of(result)}
        assert sorted(facts.unpaired) == sorted(one.id for one in result.problem.participants if one.id not in met)
        assert facts.unknown == ("Nobody", "knows them")
        again = publish(data, result, everybody)
        assert (again.data, again.changes, again.emptied) == (data, (), 0)
        for known in (everybody, book(result)):  # whoever is left alone is still meant by the form that was written
            assert set(read(data, result, known).baseline) >= set(facts.baseline)
