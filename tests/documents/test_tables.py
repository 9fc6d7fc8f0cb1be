"""Plans as Markdown, CSV and text, and hours in people's words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pairing.documents.markdown import find_table
from pairing.documents.namebook import NameBook
from pairing.documents.tables import session_plan, to_csv, to_markdown, to_text
from pairing.errors import InputError, NoPlanError
from pairing.model.clock_words import common_words
from pairing.model.intervals import from_datetime
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Pair, Result, Status
from tests.documents.cohorts import mentors, people, result_of_groups, result_of_pairs


def minute(month: int, day: int, hour: int, minutes: int = 0) -> int:
    return from_datetime(datetime(2027, month, day, hour, minutes, tzinfo=UTC))


def pair(one: str | None, other: str | None, *common: tuple[int, int]) -> Pair:
    return Pair(Participant("Ada", zone=one), Mentor("Bo", zone=other), Session("Technical", minutes=60), common)


def test_a_session_is_one_aligned_table_in_the_order_of_names(result_of: Callable[..., Result]) -> None:
    result = result_of({"eve": ["Bo", "Cem|X"], "Ada_": [], "漢字 🎉": ["Bo"]})
    assert to_markdown(result, "technical MOCK interview") == (
        "| Collabie | Mentor           |\n"
        "| -------- | ---------------- |\n"
        "| Ada\\_    | _not yet paired_ |\n"
        "| eve      | Bo<br>Cem\\|X     |\n"
        "| 漢字 🎉  | Bo               |\n"
    )


def test_all_sessions_have_a_heading_each() -> None:
    ada, bo = Participant("Ada", sessions=("Two",)), Mentor("Bo")
    sessions = (Session("One *"), Session("Two", also_called=("second",)))
    problem = Problem((ada, Participant("Cy", sessions=("One *",))), (bo,), sessions)
    result = Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=(Pair(ada, bo, sessions[1]),))
    text = to_markdown(result, header=["Student", "Coach"], unpaired_text="tba")
    assert text == (
        "## One \\*\n\n| Student | Coach |\n| ------- | ----- |\n| Cy      | tba   |\n\n"
        "## Two\n\n| Student | Coach |\n| ------- | ----- |\n| Ada     | Bo    |\n"
    )
    assert to_markdown(result, "second") == "| Collabie | Mentor |\n| -------- | ------ |\n| Ada      | Bo     |\n"
    assert [row.cells for row in find_table(text.encode(), session="Two", under="Two").rows] == [("Ada", "Bo")]


def test_a_table_wants_a_plan_a_session_and_names_without_addresses(result_of: Callable[..., Result]) -> None:
    result = result_of({"Ada": ["bo@example.org"]})
    with pytest.raises(InputError) as caught:
        to_markdown(result)
    assert caught.value.issues[0].code == "address-in-document"
    with pytest.raises(InputError, match="no session is called 'Tecnical'"):
        to_markdown(result, "Tecnical")
    with pytest.raises(InputError, match="table header"):
        to_markdown(result, header=["Collabie"])
    stopped = Result(result.problem, Status.STOPPED, (), None, "test", 0.0)
    with pytest.raises(NoPlanError):
        to_markdown(stopped)


def test_csv_names_everybody_and_makes_formulas_harmless(result_of: Callable[..., Result]) -> None:
    result = result_of({"=cmd()": ["+Bo", "@Cem"], "Ada, B.": ["-Dee"], "Eve": []}, minutes=30, time="none")
    rows = list(csv.reader(io.StringIO(to_csv(result))))
    session = "Technical mock interview"
    assert rows == [
        ["session", "participant", "mentor", "minutes", "common"],
        [session, "'=cmd()", "'+Bo", "30", ""],
        [session, "'=cmd()", "'@Cem", "30", ""],
        [session, "Ada, B.", "'-Dee", "30", ""],
        [session, "Ada, B.", "", "30", ""],
        [session, "Eve", "", "30", ""],
        [session, "Eve", "", "30", ""],
    ]


def test_plain_text_has_a_line_each_with_the_common_hours() -> None:
    meeting = pair("UTC", "UTC", (minute(3, 13, 9), minute(3, 13, 11)))
    other = Participant("Zoe", free=())
    problem = Problem(
        (Participant("Ada", zone="UTC", free=()), other), (Mentor("Bo", zone="UTC", free=()),), (meeting.session,)
    )
    result = Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=(meeting,))
    wanted = "Technical\nAda – Bo (Sat 13 Mar, 09:00–11:00 UTC)\nZoe – not yet paired\n"
    assert to_text(result) == to_text(result, "technical") == wanted


@pytest.mark.parametrize(
    ("zones", "common", "words"),
    [
        (
            ("America/Los_Angeles", "Europe/Berlin"),
            [(minute(3, 13, 17), minute(3, 13, 19))],
            "Sat 13 Mar, 09:00–11:00 PST (18:00–20:00 CET)",
        ),
        (
            ("America/Los_Angeles", "Asia/Tokyo"),
            [(minute(3, 13, 17), minute(3, 13, 19))],
            "Sat 13 Mar, 09:00–11:00 PST (Sun 14 Mar, 02:00–04:00 JST)",
        ),
        (("Europe/Berlin", "Europe/Paris"), [(minute(3, 13, 8), minute(3, 13, 9))], "Sat 13 Mar, 09:00–10:00 CET"),
        ((None, "Asia/Kolkata"), [(minute(3, 13, 8), minute(3, 13, 9))], "Sat 13 Mar, 13:30–14:30 Kolkata time"),
        ((None, None), [(minute(3, 13, 23), minute(3, 14, 1))], "Sat 13 Mar, 23:00–01:00 UTC"),
        (("America/Sao_Paulo", None), [(minute(3, 13, 8), minute(3, 13, 9))], "Sat 13 Mar, 05:00–06:00 UTC-3"),
        (("UTC-05:30", None), [(minute(3, 13, 8), minute(3, 13, 9))], "Sat 13 Mar, 02:30–03:30 UTC-5:30"),
        (
            ("America/Los_Angeles", None),
            [(minute(3, 14, 9), minute(3, 14, 11))],
            "Sun 14 Mar, 01:00 PST–04:00 PDT",
        ),
        (("UTC", None), [(minute(3, 13, 9), minute(3, 15, 9))], "Sat 13 Mar, 09:00–Mon 15 Mar, 09:00 UTC"),
        (("UTC", "UTC"), [], ""),
    ],
)
def test_common_hours_are_told_on_both_clocks(
    zones: tuple[str | None, str | None], common: list[tuple[int, int]], words: str
) -> None:
    assert common_words(pair(*zones, *common)) == words


def test_many_common_hours_are_cut_short() -> None:
    common = [(minute(3, day, 9), minute(3, day, 10)) for day in range(1, 6)]
    assert common_words(pair("UTC", None, *common), most=2) == (
        "Mon 1 Mar, 09:00–10:00 UTC; Tue 2 Mar, 09:00–10:00 UTC; and 3 more"
    )
    assert common_words(pair("UTC", None, *common[:2]), most=2).count(";") == 1


def test_peers_have_a_row_a_group_and_the_columns_of_the_largest() -> None:
    result = result_of_groups([["Eve", "Bo"], ["Dee", "Ada", "Cem"], ["Flo"]])
    assert to_markdown(result, "practice") == (
        "| Collabie 1 | Collabie 2       | Collabie 3 |\n"
        "| ---------- | ---------------- | ---------- |\n"
        "| Ada        | Cem              | Dee        |\n"
        "| Bo         | Eve              |            |\n"
        "| Flo        | _not yet paired_ |            |\n"
    )
    assert to_text(result) == "Practice\nAda – Cem – Dee\nBo – Eve\nFlo – not yet paired\n"
    assert to_csv(result).splitlines()[1:4] == ["Practice,Ada,Cem,,", "Practice,Ada,Dee,,", "Practice,Bo,Eve,,"]
    assert to_csv(result).splitlines()[-1] == "Practice,Flo,,,"
    assert session_plan(result, "Practice")[:2] == [("Ada", ("Cem", "Dee")), ("Bo", ("Eve",))]


def test_the_header_of_peers_may_be_given_and_counts_up() -> None:
    result = result_of_groups([["Ada", "Bo", "Cem"]])
    text = to_markdown(result, "Practice", header=["Partner A", "Partner B"], hours=True)
    assert text.splitlines()[0] == "| Partner A | Partner B | Partner C |"
    assert find_table(text.encode(), session="Practice", kind="peers").columns == (0, 1, 2)
    assert to_markdown(result, header=["Student", "Coach"]).splitlines()[2].startswith("| Collabie 1 |")
    with pytest.raises(InputError, match="table header"):
        to_markdown(result, "Practice", header=["Collabie"])


def test_meetings_held_are_shown_with_the_plan() -> None:
    (ada, bo), (dee, eve) = people("Ada", "Bo"), mentors("Dee", "Eve")
    held = [Meeting(ada.id, dee.id, "Review"), Meeting(bo.id, "zoe", "Review")]
    result = result_of_pairs({"Ada": ["Eve"]}, participants=[ada, bo], helping=[dee, eve], held=held)
    assert session_plan(result, "Review") == [("Ada", ("Dee", "Eve")), ("Bo", ("zoe",))]
    book = NameBook.of([ada, bo], [dee, eve], others=["Zoe Park", "Zoe"])
    assert "| Bo       | Zoe        |\n" in to_markdown(result, book=book)
    practised = result_of_groups([["Ada"]], participants=[ada, bo], held=[Practice((bo.id, "zoe"), "Practice")])
    assert to_text(practised) == "Practice\nAda – not yet paired\nBo – zoe\n"


def test_namesakes_are_told_apart_everywhere() -> None:
    twins = [Participant("Ada", "1", tracks=("Web",)), Participant("Ada", "2", tracks=("Data",))]
    coaches = [Mentor("Bo", "b", answers={"Region": "EU"}), Mentor("Bo", "c", answers={"Region": "US"})]
    result = result_of_pairs({"1": ["b"], "2": ["c"]}, participants=twins, helping=coaches)
    assert session_plan(result, "Review") == [("Ada (Data)", ("Bo (US)",)), ("Ada (Web)", ("Bo (EU)",))]
    for text in (to_markdown(result), to_csv(result), to_text(result)):
        assert all(name in text for name in ("Ada (Data)", "Ada (Web)", "Bo (US)", "Bo (EU)"))
