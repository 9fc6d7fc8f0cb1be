"""What the judge says of plans that break one rule each; and what it refuses to judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from pairing.errors import InternalError
from pairing.judging.evaluate import evaluate, exclusions, is_eligible, judge
from pairing.judging.rules import PRIVATE
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, FreeTogether, MatchColumns, SameTrack, Together
from pairing.model.session import Session

FRIDAY = date(2027, 3, 12)
ADA, BO = Participant("Ada Quill"), Participant("Bo Lindqvist")
CEM, DEE = Mentor("Cem Osei"), Mentor("Dee Ito")
REVIEW = Session("Review")


def free(start: int, end: int, zone: str = "UTC") -> tuple[FreeTime, ...]:
    return (FreeTime(FRIDAY, start, end, zone),)


def said(problem: Problem, *pairs: tuple[str, str, str]) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in judge(problem, pairs).violations]


def test_a_mentor_who_does_not_help_there() -> None:
    problem = Problem([ADA], [replace(CEM, sessions=("Mock",))], [REVIEW, Session("Mock")])
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == [
        ("not in this session", "Cem Osei does not help in Review.")
    ]


def test_somebody_who_meets_himself() -> None:
    problem = Problem([ADA], [Mentor("Ada Quill")], [REVIEW])
    assert said(problem, ("Ada Quill", "Ada Quill", "Review")) == [
        ("the same person", "Ada Quill cannot be their own mentor.")
    ]


@pytest.mark.parametrize("who", ["participant", "mentor"])
def test_a_wish_to_be_apart_is_not_told(who: str) -> None:
    ada = replace(ADA, apart=("Cem Osei",)) if who == "participant" else ADA
    cem = replace(CEM, apart=("ada quill",)) if who == "mentor" else CEM
    problem = Problem([ada], [cem], [REVIEW])
    (violation,) = judge(problem, [("Ada Quill", "Cem Osei", "Review")]).violations
    assert violation.rule == PRIVATE
    assert violation.message == "Ada Quill and Cem Osei in Review: not possible (private)."
    assert is_eligible(problem, 0, 0, 0) == "kept apart"


@pytest.mark.parametrize(
    ("private", "rule", "message"),
    [
        (True, PRIVATE, "Ada Quill and Cem Osei in Review: not possible (private)."),
        (False, "kept apart", "Ada Quill and Cem Osei are to be kept apart."),
    ],
)
def test_people_kept_apart_by_a_rule(private: bool, rule: str, message: str) -> None:
    problem = Problem([ADA], [CEM, DEE], [REVIEW], [Apart("Cem Osei", "Ada Quill", private=private)])
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == [(rule, message)]
    assert said(problem, ("Ada Quill", "Dee Ito", "Review")) == []


def test_a_wish_written_in_one_role_holds_in_both() -> None:
    both = Mentor("Ada Q.", id=ADA.id, apart=("Cem Osei",))
    problem = Problem([ADA], [both, CEM], [REVIEW])
    assert exclusions(problem) == {(0, 0, 0): "the same person", (0, 1, 0): "kept apart"}


def test_a_track_that_the_mentor_does_not_list() -> None:
    problem = Problem([replace(ADA, tracks=("Law",))], [replace(CEM, tracks=("Data",))], [REVIEW], [SameTrack()])
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == [
        ("track", "Ada Quill and Cem Osei have no track in common.")
    ]


@pytest.mark.parametrize(("minutes", "is_possible"), [(90, True), (91, False)])
def test_minutes_in_common_across_a_half_hour_zone(minutes: int, is_possible: bool) -> None:
    ada, cem = replace(ADA, free=free(900, 1020)), replace(CEM, free=free(1200, 1320, "Asia/Kolkata"))
    session = Session("Mock", minutes=minutes, first_day=FRIDAY, last_day=FRIDAY)
    expected = f"Ada Quill and Cem Osei have no {minutes} minutes free in common for Mock."
    found = said(Problem([ada], [cem], [session]), ("Ada Quill", "Cem Osei", "Mock"))
    assert found == ([] if is_possible else [("no common free time", expected)])


def test_two_short_stretches_are_not_one_long_one() -> None:
    # one hour in common before noon and one after are no two hours
    ada = replace(ADA, free=free(600, 840))
    cem = replace(CEM, free=(*free(600, 660), *free(720, 780)))
    session = Session("Mock", minutes=61, first_day=FRIDAY, last_day=FRIDAY)
    assert is_eligible(Problem([ada], [cem], [session]), 0, 0, 0) == "no common free time"
    touching = replace(cem, free=(*free(600, 660), *free(660, 720)))
    assert is_eligible(Problem([ada], [touching], [session]), 0, 0, 0) is None


def test_free_time_outside_the_days_of_the_session_does_not_count() -> None:
    session = Session("Mock", minutes=60, first_day=date(2027, 3, 13), last_day=date(2027, 3, 14))
    problem = Problem([replace(ADA, free=free(600, 700))], [replace(CEM, free=free(600, 700))], [session])
    assert is_eligible(problem, 0, 0, 0) == "no common free time"


@pytest.mark.parametrize(("minutes", "reason"), [(120, None), (121, "no common free time")])
def test_the_last_day_ends_at_midnight(minutes: int, reason: str | None) -> None:
    session = Session("Mock", minutes=minutes, first_day=FRIDAY, last_day=FRIDAY)
    problem = Problem([replace(ADA, free=free(1320, 1500))], [replace(CEM, free=free(1320, 1500))], [session])
    assert is_eligible(problem, 0, 0, 0) == reason


def test_somebody_kept_apart_from_himself_is_the_same_person_and_no_more() -> None:
    problem = Problem([ADA], [Mentor("Ada Quill")], [REVIEW], [Apart("Ada Quill", "ada quill")])
    assert [rule for rule, _ in said(problem, ("Ada Quill", "Ada Quill", "Review"))] == ["the same person"]


def test_a_rule_on_columns_with_braces_in_its_name() -> None:
    rule = MatchColumns(("a", "b"), "same", name="{curly}")
    problem = Problem([replace(ADA, answers={"a": "x"})], [replace(CEM, answers={"b": "y"})], [REVIEW], [rule])
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == [
        ("{curly}", 'Ada Quill and Cem Osei break the rule "{curly}".')
    ]


@pytest.mark.parametrize("session", [None, "review"])
def test_people_who_should_be_together(session: str | None) -> None:
    problem = Problem([ADA, BO], [CEM], [REVIEW], [Together("Ada Quill", "Cem Osei", session=session)])
    where = " in Review" if session else ""
    assert said(problem) == [("kept together", f"Ada Quill and Cem Osei are not together{where}.")]
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == []


def test_meeting_again() -> None:
    problem = Problem([ADA], [CEM], [REVIEW, Session("Mock"), Session("Pitch")])
    pairs = [("Ada Quill", "Cem Osei", name) for name in ("Review", "Mock", "Pitch")]
    assert said(problem, *pairs) == [("no repeat", "Ada Quill meets Cem Osei 3 times.")]
    assert judge(problem.replace(repeat="avoid"), pairs).level("penalty") == 2
    assert judge(problem.replace(repeat="allow"), pairs).level("penalty") == 0


def test_more_pairs_than_offered() -> None:
    session = Session("Review", most_per_mentor=1)
    problem = Problem([ADA, BO], [replace(CEM, capacity=1)], [session])
    assert said(problem, ("Ada Quill", "Cem Osei", "Review"), ("Bo Lindqvist", "Cem Osei", "Review")) == [
        ("capacity", "Cem Osei holds 2 pairs and offered 1."),
        ("capacity", "Cem Osei holds 2 pairs in Review, where 1 is the most."),
    ]


def test_somebody_met_before() -> None:
    problem = Problem([ADA], [CEM], [REVIEW], earlier=[Meeting("ada quill", "cem osei", "Pitch")])
    expected = [("met before", "Ada Quill and Cem Osei have met before.")]
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == expected
    assert said(problem.replace(repeat="allow"), ("Ada Quill", "Cem Osei", "Review")) == []


def test_meeting_again_whom_one_met_in_a_session_that_is_over() -> None:
    sessions = [Session("Review", closed=True), Session("Mock")]
    problem = Problem([ADA], [CEM], sessions, repeat="avoid", held=[Meeting("ada quill", "cem osei", "Review")])
    assert judge(problem, [("Ada Quill", "Cem Osei", "Mock")]).level("penalty") == 1
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == [
        ("demand", "Ada Quill needs nobody in Review."),
        ("met before", "Ada Quill and Cem Osei have met before."),
    ]


def test_a_pair_in_a_session_that_is_over() -> None:
    problem = Problem([ADA, BO], [CEM], [Session("Review", closed=True)])
    assert said(problem, ("Bo Lindqvist", "Cem Osei", "Review")) == [("demand", "Bo Lindqvist needs nobody in Review.")]


def test_meetings_that_were_held_count_into_the_offer() -> None:
    session = Session("Review", most_per_mentor=2)
    held = [Meeting("zoe", "cem osei", "Review"), Meeting("eve", "cem osei", "review")]
    problem = Problem([ADA, BO], [replace(CEM, capacity=2)], [session], held=held)
    assert said(problem, ("Ada Quill", "Cem Osei", "Review")) == [
        ("capacity", "Cem Osei holds 3 pairs and offered 2."),
        ("capacity", "Cem Osei holds 3 pairs in Review, where 2 is the most."),
    ]


@pytest.mark.parametrize("is_firm", [False, True])
def test_beyond_his_offer_a_mentor_holds_what_is_published_unless_he_said_how_much(is_firm: bool) -> None:
    baseline = [Meeting("ada quill", "cem osei", "Review"), Meeting("bo lindqvist", "cem osei", "Review")]
    problem = Problem([ADA, BO], [replace(CEM, capacity=1, is_firm=is_firm)], [REVIEW], baseline=baseline)
    both = [("Ada Quill", "Cem Osei", "Review"), ("Bo Lindqvist", "Cem Osei", "Review")]
    assert said(problem, *both) == ([("capacity", "Cem Osei holds 2 pairs and offered 1.")] if is_firm else [])


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([("ada quill", "bo lindqvist"), ("eve", "fay")], []),
        ([("ada quill", "bo lindqvist", "eve")], []),  # Fay is alone: that is a place missing, no fault
        ([("ada quill",)], ["Ada Quill: 1 in a group of Practice, where two or three practise together."]),
        ([("ada quill", "eve"), ("eve", "fay")], ["Eve stands 2 times in Practice."]),
        ([("ada quill", "gil")], ["Gil is not to be grouped in Practice."]),
        (
            [("ada quill", "bo lindqvist", "eve"), ("fay", "hal", "ida")],
            ["Practice has more than one group of three."],
        ),
    ],
)
def test_groups_that_are_none(groups: list[tuple[str, ...]], expected: list[str]) -> None:
    practice = Session("Practice", kind="peers")
    others = [Participant(name) for name in ("Eve", "Fay", "Hal", "Ida")]
    gil = Participant("Gil", sessions=("Review",))
    problem = Problem([ADA, BO, *others, gil], [CEM], [practice, REVIEW])
    found = judge(problem, [], [("Practice", *members) for members in groups]).violations
    assert [(one.rule, one.message) for one in found] == [("groups", message) for message in expected]


def test_partners_whom_a_rule_keeps_apart() -> None:
    practice = Session("Practice", kind="peers", repeat="never")
    earlier = [Practice(("ada quill", "bo lindqvist"))]
    problem = Problem([ADA, BO], [], [practice], earlier=earlier)
    (violation,) = judge(problem, [], [("Practice", "Ada Quill", "Bo Lindqvist")]).violations
    assert (violation.rule, violation.participant, violation.mentor) == (
        "practised before",
        "Ada Quill",
        "Bo Lindqvist",
    )


def test_a_rule_for_some_sessions_says_nothing_of_the_others() -> None:
    rule = FreeTogether(30, sessions=("Mock",), name="half an hour")
    problem = Problem(
        [replace(ADA, free=free(0, 60))], [replace(CEM, free=free(60, 120))], [REVIEW, Session("Mock")], [rule]
    )
    assert exclusions(problem) == {(0, 0, 1): "half an hour"}


def test_the_first_rule_in_force_is_the_reason() -> None:
    ada, cem = replace(ADA, tracks=("Law",), apart=("Cem Osei",)), replace(CEM, tracks=("Data",), sessions=())
    problem = Problem([ada], [cem], [Session("Review", track="required")])
    assert is_eligible(problem, 0, 0, 0) == "not in this session"
    assert is_eligible(problem.replace(mentors=(replace(cem, sessions=None),)), 0, 0, 0) == "kept apart"


def test_a_rule_the_judge_does_not_know_stops_it() -> None:
    @dataclass(frozen=True)
    class OnlyOnTuesdays(SameTrack):
        """Not even a child of a known class is judged as its parent: it may mean anything."""

    problem = Problem([ADA], [CEM], [REVIEW], [OnlyOnTuesdays(name="tuesdays")])
    with pytest.raises(InternalError, match="no case for rule 'tuesdays' of class OnlyOnTuesdays"):
        evaluate(problem, [])
