"""The sheet of changes: every line is read or is a question of its own, and nothing is done by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import FreeTime, intersect, to_utc, union, window
from pairing.model.people import Mentor, Participant
from pairing.model.rules import Apart, Together
from pairing.model.session import Session
from pairing.rosters.applying import Applied, Keep, Left, apply_changes
from pairing.rosters.changes import COLUMNS, ChangeLine, people_of_changes, read_changes
from pairing.rosters.free_changes import Stretch, StretchProblem, read_stretches, without
from pairing.rosters.joining import Joined, join
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.settings import PersonSettings

DATA = Path(__file__).parents[1] / "data" / "rosters" / "changes"
HEADER = "date,who,session,what,value\n"
BERLIN = "Europe/Berlin"


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


# --- applying ---------------------------------------------------------------------------------------------------

REVIEW, INTERVIEW = (
    Session("Review"),
    Session("Interview", minutes=60, first_day=date(2027, 3, 12), last_day=date(2027, 3, 16)),
)
PRACTICE, OVER = Session("Practice", kind="peers"), Session("Old review", closed=True)
SESSIONS = (REVIEW, INTERVIEW, PRACTICE, OVER)
FRIDAY = date(2027, 3, 12)


@pytest.fixture
def people() -> Joined:
    """Ada and Bo are Collabies, Cem and Dee mentors, Eva is both; there are two of the name of Kim."""
    collabies = [
        Participant("Ada Quill", "ada@example.org", zone=BERLIN, free=(FreeTime(FRIDAY, 600, 960, BERLIN),)),
        Participant("Bo Lind", sessions=("Review", "Practice", "Old review")),
        Participant("Eva Roy", "eva"),
        Participant("Kim", "kim1@example.org"),
        Participant("Kim", "kim2@example.org"),
    ]
    mentors = [
        Mentor("Cem Osei", sessions=("Review",), capacity=4, zone=BERLIN, free=(FreeTime(4, 600, 660, BERLIN),)),
        Mentor("Dee Park", capacity=2),
        Mentor("Eva Roy", "eva", zone="UTC"),
    ]
    names: dict[str, tuple[str, ...]] = {"kim": ("kim1@example.org", "kim2@example.org"), "ada": ("ada@example.org",)}
    for one in (*collabies, *mentors):
        names |= {key: (one.id,) for key in (one.name.casefold(), one.id) if key not in names}
    return Joined(tuple(collabies), tuple(mentors), (), names)


def line(who: str, what: str, value: str = "", session: str = "", number: int = 2) -> ChangeLine:
    return ChangeLine(None, who, session, what, value, number)


def apply(people: Joined, *lines: ChangeLine, **more: Any) -> Applied:
    return apply_changes(lines, people, SESSIONS, years=(2027,), file="changes.csv", **more)


def sessions_of(found: Applied, name: str) -> list[tuple[str, ...] | None]:
    return [one.sessions for one in (*found.joined.participants, *found.joined.mentors) if one.name == name]


def told(found: Applied) -> list[tuple[Severity, str]]:
    return [(issue.severity, issue.code) for issue in found.issues]


def test_no_lines_leave_everybody_as_he_is(people: Joined) -> None:
    assert apply(people) == Applied(people, (), (), (), ())


def test_who_leaves_stays_in_what_is_over(people: Joined) -> None:
    found = apply(people, line("ada", "leaves"))
    assert sessions_of(found, "Ada Quill") == [("Old review",)]
    assert found.left == (Left("Ada Quill", ("ada@example.org",), None, 2),)
    assert found.issues == ()


def test_who_leaves_one_session_stays_in_the_others(people: Joined) -> None:
    found = apply(people, line("Bo Lind", "leaves", session="review"))
    assert sessions_of(found, "Bo Lind") == [("Practice", "Old review")]
    assert found.left == (Left("Bo Lind", ("bo lind",), "Review", 2),)


def test_who_leaves_does_so_in_both_roles(people: Joined) -> None:
    found = apply(people, line("Eva Roy", "leaves", session="Interview"))
    assert sessions_of(found, "Eva Roy") == [("Review", "Practice", "Old review"), ("Review", "Old review")]


def test_a_leaver_may_be_on_no_sheet_any_more(people: Joined) -> None:
    found = apply(people, line("Flo Grey", "leaves"), others=["Flo  Grey"])
    assert found.left == (Left("Flo Grey", (), None, 2),)
    assert found.issues == ()


def test_a_leaver_who_is_set_aside_is_no_doubt(people: Joined) -> None:
    assert apply(people, line("Gus", "leaves"), set_aside=["Gus"]).issues == ()


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([line("Ada Quil", "leaves")], [(Severity.QUESTION, "changes-unknown-name")]),
        ([line("Kim", "leaves")], [(Severity.QUESTION, "changes-several-fit")]),
        ([line("Ada Quill", "leaves", session="Revue")], [(Severity.QUESTION, "changes-unknown-session")]),
        ([line("Ada Quill", "leaves", session="Old review")], [(Severity.WARNING, "changes-no-effect")]),
        ([line("Bo Lind", "leaves", session="Interview")], [(Severity.WARNING, "changes-no-effect")]),
        ([line("Ada Quill", "leaves")] * 2, [(Severity.WARNING, "changes-no-effect")]),
        (
            [line("Ada Quill", "leaves"), line("Ada Quill", "leaves", "", "Review")],
            [(Severity.WARNING, "changes-no-effect")],
        ),
        ([line("Ada Quill", "returns")], [(Severity.WARNING, "changes-no-effect")]),
        ([line("Flo Grey", "returns")], [(Severity.QUESTION, "changes-unknown-name")]),
        ([line("“Ada Quill”", "leaves")], [(Severity.QUESTION, "changes-unknown-name")]),
    ],
)
def test_a_doubtful_leave_or_return_is_said(
    people: Joined, lines: list[ChangeLine], codes: list[tuple[Severity, str]]
) -> None:
    assert told(apply(people, *lines, others=["Flo Grey"])) == codes


def test_an_unknown_name_comes_with_the_near_ones_also_of_the_tables(people: Joined) -> None:
    (issue,) = apply(people, line("Flo Gray", "leaves", number=9), others=["Flo Grey"]).issues
    assert (issue.hint, issue.file, issue.line, issue.column) == ("Did you mean 'Flo Grey'?", "changes.csv", 9, "who")
    assert issue.person == "Flo Gray"


def test_who_returns_is_back_in_everything(people: Joined) -> None:
    lines = [line("Bo Lind", "leaves", session="Review"), line("Bo Lind", "leaves"), line("Bo Lind", "returns")]
    found = apply(people, *lines)
    assert (found.left, found.issues) == ((), ())
    assert found.joined == people


def test_who_returns_to_one_session_stays_out_of_the_others(people: Joined) -> None:
    found = apply(people, line("Ada Quill", "leaves"), line("Ada Quill", "returns", session="Review"))
    assert sessions_of(found, "Ada Quill") == [("Review", "Old review")]
    assert [one.session for one in found.left] == ["Interview", "Practice"]


def test_a_later_leave_counts_again(people: Joined) -> None:
    lines = [line("Ada Quill", what) for what in ("leaves", "returns", "leaves")]
    assert sessions_of(apply(people, *lines), "Ada Quill") == [("Old review",)]


def test_who_left_by_the_command_line_has_no_place_in_a_file(people: Joined) -> None:
    (issue,) = apply(people, line("Nobody", "leaves", number=0)).issues
    assert issue.place == ""


# --- capacity ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "capacity"), [("1", 1), ("0", 0), ("as many as you need", None)])
def test_a_capacity_is_firm(people: Joined, value: str, capacity: int | None) -> None:
    mentor = apply(people, line("Dee Park", "capacity", value)).joined.mentors[1]
    assert (mentor.capacity, mentor.is_firm) == (capacity, True)


@pytest.mark.parametrize(("who", "value"), [("Dee Park", "a few"), ("Dee Park", "-1"), ("Ada Quill", "3")])
def test_no_capacity_or_no_mentor_is_a_question(people: Joined, who: str, value: str) -> None:
    found = apply(people, line(who, "capacity", value))
    assert told(found) == [(Severity.QUESTION, "changes-bad-value")]
    assert found.joined == people


def test_anything_but_a_leave_of_one_set_aside_has_no_effect(people: Joined) -> None:
    found = apply(people, line("Gus", "capacity", "3"), set_aside=["Gus"])
    assert told(found) == [(Severity.WARNING, "changes-no-effect")]


# --- free and not free ------------------------------------------------------------------------------------------


def free_of(found: Applied, name: str) -> list[tuple[FreeTime, ...] | None]:
    return [one.free for one in (*found.joined.participants, *found.joined.mentors) if one.name == name]


def test_more_hours_are_on_the_persons_own_clock(people: Joined) -> None:
    found = apply(people, line("Ada Quill", "free", "2027-03-13 18:00-21:00; Sat 9am - 10am"))
    assert free_of(found, "Ada Quill") == [
        (
            FreeTime(FRIDAY, 600, 960, BERLIN),
            FreeTime(date(2027, 3, 13), 1080, 1260, BERLIN),
            FreeTime(5, 540, 600, BERLIN),
        )
    ]
    assert found.issues == ()


def test_hours_of_somebody_who_was_not_asked_are_the_first(people: Joined) -> None:
    found = apply(people, line("Eva Roy", "free", "Fri, Mar 12 6pm - 7pm"))
    assert free_of(found, "Eva Roy") == [(FreeTime(FRIDAY, 1080, 1140, "UTC"),)] * 2


def test_hours_outside_the_days_are_said(people: Joined) -> None:
    found = apply(people, line("Ada Quill", "free", "2027-04-12 18:00-21:00"))
    assert told(found) == [(Severity.WARNING, "changes-no-effect")]


@pytest.mark.parametrize(
    ("who", "value", "code"),
    [
        ("Bo Lind", "Sat 10am - 4pm", "changes-no-zone"),
        ("Ada Quill", "10am - 4pm", "changes-bad-value"),
        ("Ada Quill", "Sat", "changes-bad-value"),
        ("Ada Quill", "3/12 10am - 4pm", "changes-bad-value"),
        ("Ada Quill", "Sat 10 - 4", "changes-bad-value"),
        ("Ada Quill", "Sat, Mar 12 10am - 4pm", "changes-bad-value"),
        ("Ada Quill", "Sat 10am - 4pm; sometimes", "changes-bad-value"),
    ],
)
def test_hours_that_cannot_be_told_are_a_question(people: Joined, who: str, value: str, code: str) -> None:
    found = apply(people, line(who, "free", value))
    assert told(found) == [(Severity.QUESTION, code)]
    assert found.joined == people


def test_two_zones_of_one_person_are_a_question(people: Joined) -> None:
    here = Participant("Eva Roy", "eva", zone=BERLIN)
    people = people._replace(participants=(*people.participants[:2], here, *people.participants[3:]))
    assert told(apply(people, line("Eva Roy", "free", "Sat 10am - 4pm"))) == [(Severity.QUESTION, "changes-no-zone")]


def test_fewer_hours_are_cut_out_to_the_minute(people: Joined) -> None:
    found = apply(people, line("Ada Quill", "not free", "[Fri, Mar 12] 11:15 - 12:00, 15:30 - 18:00"))
    assert free_of(found, "Ada Quill") == [(FreeTime(FRIDAY, 600, 675, BERLIN), FreeTime(FRIDAY, 720, 930, BERLIN))]


@pytest.mark.parametrize("value", ["2027-03-12", "Friday", "Fri, Mar 12"])
def test_a_day_without_hours_is_the_whole_day(people: Joined, value: str) -> None:
    found = apply(people, line("Ada Quill", "not free", value))
    assert (free_of(found, "Ada Quill"), found.issues) == ([()], ())


def test_a_date_is_cut_out_of_a_weekly_time_and_the_other_weeks_stay(people: Joined) -> None:
    (free,) = free_of(apply(people, line("Cem Osei", "not free", "2027-03-12 10:30-12:00")), "Cem Osei")
    assert free == (FreeTime(FRIDAY, 600, 630, BERLIN),)
    (free,) = free_of(apply(people, line("Cem Osei", "not free", "2027-03-17")), "Cem Osei")
    assert free == (FreeTime(4, 600, 660, BERLIN),)


@pytest.mark.parametrize(("who", "value"), [("Ada Quill", "2026-03-12"), ("Cem Osei", "Sat"), ("Eva Roy", "Sat")])
def test_hours_that_nobody_offered_are_said(people: Joined, who: str, value: str) -> None:
    found = apply(people, line(who, "not free", value))
    assert told(found) == [(Severity.WARNING, "changes-no-effect")]
    assert found.joined == people


def test_the_later_line_about_hours_counts(people: Joined) -> None:
    lines = [line("Ada Quill", "not free", "2027-03-12"), line("Ada Quill", "free", "2027-03-12 12:00-13:00")]
    assert free_of(apply(people, *lines), "Ada Quill") == [(FreeTime(FRIDAY, 720, 780, BERLIN),)]


FREE_DAYS = st.one_of(st.integers(0, 6), st.dates(date(2027, 3, 10), date(2027, 4, 1)))


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    start = draw(st.integers(0, 1439))
    return Stretch(draw(FREE_DAYS), start, draw(st.integers(start + 1, 2880)))


@given(st.lists(stretches(), max_size=4), st.lists(stretches(), max_size=4))
def test_what_is_left_is_free_and_not_busy_minute_for_minute(free: list[Stretch], busy: list[Stretch]) -> None:
    """Over the clock change of 28 March in Berlin, too."""
    first, last = date(2027, 3, 12), date(2027, 3, 30)
    days = window(first, last, BERLIN)

    def minutes(times: Sequence[Any]) -> set[int]:
        found = intersect(to_utc([FreeTime(one.day, one.start, one.end, BERLIN) for one in times], first, last), days)
        return {minute for start, end in union(found) for minute in range(start, end)}

    left = without([FreeTime(*one, BERLIN) for one in free], busy, first, last)
    assert minutes(left) == minutes(free) - minutes(busy)


def test_a_problem_of_a_day_tells_the_day_that_was_seen() -> None:
    with pytest.raises(StretchProblem, match="March 12 is called a Saturday; in 2027 it is a Friday"):
        read_stretches("Sat, Mar 12 6pm - 7pm", [2027])
    with pytest.raises(StretchProblem, match="'Sat 12' has no month"):
        read_stretches("Sat 12 6pm - 7pm", [2027])


# --- apart, together, keep --------------------------------------------------------------------------------------


def test_apart_is_private_and_on_ids(people: Joined) -> None:
    found = apply(people, line("ada quill", "apart", "Cem Osei"))
    assert found.rules == (Apart("ada@example.org", "cem osei"),)
    assert found.rules[0].private


@pytest.mark.parametrize(
    ("who", "value", "session", "rule"),
    [
        ("Ada Quill", "Cem Osei", "", Together("ada@example.org", "cem osei")),
        ("Cem Osei", "Ada Quill", "review", Together("ada@example.org", "cem osei", "Review")),
        ("Ada Quill", "Bo Lind", "", Together("ada@example.org", "bo lind", "Practice")),
        ("Bo Lind", "Ada Quill", "Practice", Together("bo lind", "ada@example.org", "Practice")),
        ("Eva Roy", "Ada Quill", "Practice", Together("eva", "ada@example.org", "Practice")),
        ("Eva Roy", "Ada Quill", "Review", Together("ada@example.org", "eva", "Review")),
        ("kim1@example.org", "kim2@example.org", "", Together("kim1@example.org", "kim2@example.org", "Practice")),
    ],
)
def test_together_is_a_pin(people: Joined, who: str, value: str, session: str, rule: Together) -> None:
    found = apply(people, line(who, "together", value, session))
    assert (found.rules, found.issues) == ((rule,), ())


@pytest.mark.parametrize(
    ("who", "what", "value", "session", "code"),
    [
        ("Ada Quill", "together", "Cem Osei", "Interview", "changes-bad-wish"),
        ("Ada Quill", "together", "Bo Lind", "Review", "changes-bad-wish"),
        ("Dee Park", "together", "Cem Osei", "", "changes-bad-wish"),
        ("Cem Osei", "together", "Ada Quill", "Practice", "changes-bad-wish"),
        ("Ada Quill", "together", "ADA", "", "changes-bad-value"),
        ("Ada Quill", "apart", "Kim", "", "changes-several-fit"),
        ("Ada Quill", "apart", "Cem Osey", "", "changes-unknown-name"),
        ("Ada Quill", "keep", "ada", "", "changes-bad-value"),
        ("Ada Quill", "keep", "Zed", "", "changes-unknown-name"),
        ("Ada Quill", "keep", "", "Revue", "changes-unknown-session"),
    ],
)
def test_a_wish_that_cannot_be_is_a_question(
    people: Joined, who: str, what: str, value: str, session: str, code: str
) -> None:
    found = apply(people, line(who, what, value, session))
    assert (found.rules, found.keeps) == ((), ())
    assert told(found) == [(Severity.QUESTION, code)]


def test_a_wish_for_what_is_over_has_no_effect(people: Joined) -> None:
    lines = [line("Ada Quill", "together", "Dee Park", "Old review"), line("Ada Quill", "keep", "", "Old review")]
    found = apply(people, *lines)
    assert (found.rules, found.keeps) == ((), ())
    assert told(found) == [(Severity.WARNING, "changes-no-effect")] * 2


def test_keep_is_of_a_person_in_a_session_with_another(people: Joined) -> None:
    found = apply(people, line("Cem Osei", "keep"), line("Ada Quill", "keep", "Cem Osei", "review", number=3))
    assert found.keeps == (
        Keep(("cem osei",), None, None, 2),
        Keep(("ada@example.org",), "Review", ("cem osei",), 3),
    )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("wish", "leave"),
    [
        (line("Ada Quill", "together", "Cem Osei", number=3), line("Cem Osei", "leaves")),
        (line("Ada Quill", "together", "Cem Osei", number=3), line("Ada Quill", "leaves", session="Review")),
        (line("Ada Quill", "together", "Cem Osei", "Review", number=3), line("Ada Quill", "leaves")),
        (line("Ada Quill", "together", "Bo Lind", number=3), line("Bo Lind", "leaves", session="Practice")),
        (line("Cem Osei", "keep", number=3), line("Cem Osei", "leaves")),
        (line("Ada Quill", "keep", "", "Review", number=3), line("Ada Quill", "leaves", session="Review")),
        (line("Ada Quill", "keep", "Cem Osei", number=3), line("Cem Osei", "leaves")),
    ],
)
def test_kept_with_one_who_has_left_is_a_question_whichever_comes_first(
    people: Joined, wish: ChangeLine, leave: ChangeLine, order: int
) -> None:
    found = apply(people, *[wish, leave][::order])
    assert (found.rules, found.keeps) == ((), ())
    (issue,) = found.issues
    assert (issue.severity, issue.code, issue.file, issue.line) == (
        Severity.QUESTION,
        "wish-with-leaver",
        "changes.csv",
        3,
    )
    assert "line 2" in issue.message


def test_kept_where_both_still_are_is_no_doubt_though_one_left_another_session(people: Joined) -> None:
    lines = [
        line("Ada Quill", "leaves", session="Interview"),
        line("Ada Quill", "keep"),
        line("Ada Quill", "together", "Cem Osei"),
    ]
    found = apply(people, *lines)
    assert (len(found.rules), len(found.keeps), found.issues) == (1, 1, ())


def test_apart_from_one_who_has_left_has_no_effect(people: Joined) -> None:
    found = apply(people, line("Cem Osei", "leaves"), line("Ada Quill", "apart", "Cem Osei"))
    assert found.rules == ()
    assert told(found) == [(Severity.WARNING, "wish-set-aside")]


def test_same_as_about_nobody_is_a_question(people: Joined) -> None:
    found = apply(people, same("Mike X", "Michael X"), same("Ada Q", "Ada Quill"), same("Flo", "F."), others=["Flo"])
    assert told(found) == [(Severity.QUESTION, "changes-unknown-name")]
