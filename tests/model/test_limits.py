"""How often people may meet: what is counted, by the shapes of the rules; and that the judge counts the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from itertools import product

import pytest

from pairing.errors import InputError
from pairing.judging.evaluate import evaluate, exclusions
from pairing.judging.rules import pair_verdict
from pairing.model import limits
from pairing.model.in_force import rules_in_force
from pairing.model.limits import Capacity, MetBefore, NoRepeat
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Rule
from pairing.model.session import Session
from pairing.model.shapes import GroupBound, PairFilter

ADA, BO = Participant("Ada"), Participant("Bo")
CEM, DEE = Mentor("Cem", capacity=2), Mentor("Dee")
REVIEW, MOCK = Session("Review", most_per_mentor=2), Session("Mock", also_called=("mock interview",))
COHORT = Problem([ADA, BO], [CEM, DEE], [REVIEW, MOCK])
Triple = tuple[int, int, int]


def met(text: str, session: str = "Review") -> list[Meeting]:
    """``ada-cem bo-dee``: two meetings, by ids."""
    return [Meeting(*couple.split("-"), session) for couple in text.split()]


def excluded(problem: Problem) -> set[Triple]:
    """What ``MetBefore`` excludes, by its shapes; the judge says the same."""
    shapes = list(MetBefore().shapes(problem))
    assert all(isinstance(shape, PairFilter) for shape in shapes)
    found = {
        (p, m, s)
        for shape in shapes
        for p, m, s in product(range(2), range(2), range(len(problem.sessions)))
        if s in shape.sessions and not shape.allows(shape.participant_keys[p], shape.mentor_keys[m])  # type: ignore[union-attr]
    }
    verdict = pair_verdict(problem, MetBefore())
    assert verdict is not None
    open_sessions = [s for s, session in enumerate(problem.sessions) if not session.closed]
    assert found == {one for one in product(range(2), range(2), open_sessions) if verdict.objects_to(*one)}
    return found


def test_every_rule_class_is_tested_here() -> None:
    classes = {one for one in vars(limits).values() if isinstance(one, type) and one.__module__ == limits.__name__}
    assert classes == {MetBefore, NoRepeat, Capacity}


# --- who met before ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["never", "avoid", "allow"])
def test_a_meeting_is_not_held_twice_in_one_session_whatever_the_policy(policy: str) -> None:
    problem = COHORT.replace(repeat=policy, held=met("ada-cem", "MOCK interview"))
    assert (0, 0, 1) in excluded(problem)


def test_whom_somebody_met_he_does_not_meet_in_another_session() -> None:
    assert excluded(COHORT.replace(held=met("ada-cem", "Mock"))) == {(0, 0, 0), (0, 0, 1)}
    assert excluded(COHORT.replace(earlier=met("bo-dee", "Pitch of last year"))) == {(1, 1, 0), (1, 1, 1)}


@pytest.mark.parametrize("field", ["held", "earlier"])
@pytest.mark.parametrize("session", ["", "Mock", "Pitch"])
def test_only_between_two_meetings_of_policy_never_is_it_forbidden(field: str, session: str) -> None:
    mock = dataclasses.replace(MOCK, repeat="avoid")
    problem = COHORT.replace(sessions=(REVIEW, mock), **{field: met("ada-cem", session)})
    in_mock_itself = {(0, 0, 1)} if field == "held" and session == "Mock" else set()
    assert excluded(problem) == ({(0, 0, 0)} if session != "Mock" else set()) | in_mock_itself


def test_people_on_no_sheet_exclude_nobody() -> None:
    assert excluded(COHORT.replace(held=met("ada-eli zoe-cem"), earlier=met("zoe-dee bo-eli"))) == set()


def test_groups_of_peers_are_no_meetings_with_mentors() -> None:
    assert excluded(COHORT.replace(earlier=[Practice(("ada", "cem"), "Review")])) == set()


def test_nothing_is_said_of_a_session_that_is_over() -> None:
    problem = COHORT.replace(sessions=(REVIEW, dataclasses.replace(MOCK, closed=True)), held=met("ada-cem", "Mock"))
    assert excluded(problem) == {(0, 0, 0)}


def test_met_before_is_a_reason_and_comes_before_the_others() -> None:
    problem = COHORT.replace(held=met("ada-cem"))
    assert exclusions(problem) == {(0, 0, 0): "met before", (0, 0, 1): "met before"}
    assert "met before" not in {rule.name for rule in rules_in_force(COHORT)}


# --- repeats -----------------------------------------------------------------------------------------------------


def repeat_rules(problem: Problem) -> list[tuple[int | None, tuple[str, ...] | None]]:
    return [(rule.weight, rule.sessions) for rule in rules_in_force(problem) if isinstance(rule, NoRepeat)]


@pytest.mark.parametrize(
    ("policy", "of_mock", "rules"),
    [
        ("never", None, [(None, None)]),
        ("avoid", None, [(1, None)]),
        ("allow", None, []),
        ("never", "avoid", [(None, ("Review",)), (1, None)]),
        ("never", "allow", [(None, ("Review",))]),
        ("avoid", "never", [(None, ("Mock",)), (1, None)]),
        ("avoid", "allow", [(1, ("Review",))]),
        ("allow", "never", [(None, ("Mock",))]),
        ("allow", "avoid", [(1, ("Mock",))]),
    ],
)
def test_a_session_may_have_a_policy_of_its_own(
    policy: str, of_mock: str | None, rules: list[tuple[int | None, tuple[str, ...] | None]]
) -> None:
    sessions = (REVIEW, dataclasses.replace(MOCK, repeat=of_mock))
    assert repeat_rules(COHORT.replace(repeat=policy, sessions=sessions)) == rules


@pytest.mark.parametrize(
    ("policies", "charged", "is_valid"),
    [
        (("never", "never"), 0, False),
        (("never", "avoid"), 1, True),
        (("avoid", "avoid"), 1, True),
        (("avoid", "allow"), 0, True),
        (("never", "allow"), 0, True),
        (("allow", "allow"), 0, True),
    ],
)
def test_of_two_meetings_the_milder_policy_counts(policies: tuple[str, str], charged: int, is_valid: bool) -> None:
    sessions = [Session("One", repeat=policies[0]), Session("Two", repeat=policies[1])]  # type: ignore[arg-type]
    judgement = evaluate(COHORT.replace(sessions=sessions), [(0, 0, 0), (0, 0, 1)])
    assert judgement.level("penalty") == charged
    assert judgement.is_valid is is_valid


@pytest.mark.parametrize(
    ("past", "charged"),
    [
        ({}, 1),
        ({"held": met("ada-cem", "Pitch")}, 2),
        ({"earlier": met("ada-cem ada-cem", "")}, 2),
        ({"earlier": met("bo-cem ada-dee zoe-cem", "")}, 1),
        ({"earlier": met("ada-cem", "Chat")}, 1),  # a session of policy `allow`
    ],
)
def test_where_it_is_avoided_each_meeting_after_the_first_costs_one(
    past: dict[str, list[Meeting]], charged: int
) -> None:
    sessions = [REVIEW, MOCK, Session("Chat", repeat="allow")]
    problem = COHORT.replace(sessions=sessions, repeat="avoid", **past)
    assert evaluate(problem, [(0, 0, 0), (0, 0, 1)]).level("penalty") == charged
    (shape,) = (
        shape for rule in rules_in_force(problem) if isinstance(rule, NoRepeat) for shape in rule.shapes(problem)
    )
    assert isinstance(shape, GroupBound)
    assert shape.limits.get((0, 0), shape.default) == (0, 2 - charged)
    assert shape.sessions == (0, 1)


# --- capacity ----------------------------------------------------------------------------------------------------


def most(problem: Problem, *key: int, keeps_published: bool | None = None) -> list[int | None]:
    """The limits that the shapes of ``Capacity`` put on a key."""
    return [
        shape.limits[key][1]
        for shape in Capacity().shapes(problem)
        if isinstance(shape, GroupBound)
        and len(shape.per) == len(key)
        and key in shape.limits
        and keeps_published in (None, shape.keeps_published)
    ]


def test_a_mentor_is_limited_in_total_and_in_each_session_that_says_so() -> None:
    assert most(COHORT, 0) == [2]
    assert most(COHORT, 1) == []
    assert most(COHORT, 1, 0) == [2]
    assert most(COHORT, 0, 1) == []


def test_what_was_held_is_off_the_offer_and_never_below_nothing() -> None:
    problem = COHORT.replace(held=met("zoe-cem", "") + met("eve-cem"))
    assert most(problem, 0) == [0]
    assert most(problem, 0, 0) == [1]
    assert most(problem.replace(held=met("zoe-cem eve-cem fay-cem")), 0) == [0]


def test_what_is_published_is_kept_but_for_a_firm_capacity() -> None:
    firm = COHORT.replace(mentors=(dataclasses.replace(CEM, is_firm=True), DEE))
    assert (most(COHORT, 0, keeps_published=True), most(COHORT, 0, keeps_published=False)) == ([2], [])
    assert (most(firm, 0, keeps_published=True), most(firm, 0, keeps_published=False)) == ([], [2])
    assert most(firm, 0, 0, keeps_published=True) == [2]


THREE = Problem([ADA, BO, Participant("Eve")], [dataclasses.replace(CEM, capacity=1), DEE], [Session("Review")])


def is_kept(problem: Problem, plan: Iterable[Triple], rule: Rule | None = None) -> bool:
    name = "capacity" if rule is None else rule.name
    return name not in {violation.rule for violation in evaluate(problem, plan).violations}


@pytest.mark.parametrize(
    ("baseline", "plan", "kept"),
    [
        ("", [0], True),
        ("", [0, 1], False),
        ("ada-cem bo-cem", [0, 1], True),
        ("ada-cem bo-cem", [0, 1, 2], False),
        # as many as are published, whoever they are
        ("ada-cem bo-cem", [0, 2], True),
        ("ada-cem ada-cem", [0, 1], False),
        ("ada-cem zoe-cem", [0, 1], False),
        ("ada-cem bo-dee", [0, 1], False),
    ],
)
def test_nobody_holds_more_than_he_offered_or_has_in_the_tables(baseline: str, plan: list[int], kept: bool) -> None:
    problem = THREE.replace(baseline=met(baseline))
    assert is_kept(problem, [(p, 0, 0) for p in plan]) is kept


def test_a_published_pair_that_a_rule_forbids_by_now_makes_no_room() -> None:
    apart = (dataclasses.replace(ADA, apart=("Cem",)), *THREE.participants[1:])
    problem = THREE.replace(participants=apart, baseline=met("ada-cem bo-cem"))
    assert is_kept(problem, [(1, 0, 0)])
    assert not is_kept(problem, [(1, 0, 0), (2, 0, 0)])


def test_a_firm_capacity_holds_against_the_tables() -> None:
    firm = THREE.replace(
        mentors=(dataclasses.replace(THREE.mentors[0], is_firm=True), DEE), baseline=met("ada-cem bo-cem")
    )
    assert not is_kept(firm, [(0, 0, 0), (1, 0, 0)])


def test_more_held_than_offered_is_no_fault_of_the_plan() -> None:
    problem = THREE.replace(held=met("zoe-cem fay-cem"))
    assert is_kept(problem, [])
    assert not is_kept(problem, [(0, 0, 0)])


@pytest.mark.parametrize("weight", [0, 1001, True, 1.5])
def test_a_weight_is_a_whole_number_from_1_up(weight: object) -> None:
    with pytest.raises(InputError, match="has weight"):
        NoRepeat(weight=weight)  # type: ignore[arg-type]
