"""The changes brought to the people: who leaves and returns, what they offer and when, whom they meet or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.errors import Severity
from pairing.model.intervals import FreeTime, intersect, to_utc, union, window
from pairing.model.people import Mentor, Participant
from pairing.model.rules import Apart, Together
from pairing.model.session import Session
from pairing.rosters.applying import Applied, Keep, Left, apply_changes
from pairing.rosters.changes import ChangeLine
from pairing.rosters.free_changes import Stretch, StretchProblem, read_stretches, without
from pairing.rosters.joining import Joined

BERLIN = "Europe/Berlin"
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
    assert issue.hint.startswith("Did you mean 'Flo Grey'?")
    assert (issue.file, issue.line, issue.column) == ("changes.csv", 9, "who")
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
    pairs = [("Mike X", "Michael X"), ("Ada Q", "Ada Quill"), ("Flo", "F.")]
    lines = [line(who, "same as", value) for who, value in pairs]
    found = apply(people, *lines, others=["Flo"])
    assert told(found) == [(Severity.QUESTION, "changes-unknown-name")]
