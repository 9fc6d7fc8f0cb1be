"""Rules about participants who practise with each other: what they charge or forbid, and that the judge agrees."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import pytest

from pairing.errors import InputError
from pairing.judging.evaluate import evaluate
from pairing.judging.rules import PRIVATE
from pairing.model import peer_rules
from pairing.model.in_force import rules_in_force
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.peer_rules import PractisedBefore, PreferSame
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, Together
from pairing.model.session import Session
from pairing.model.shapes import PeerCost, PeerFilter, PeerPin

PRACTICE = Session("Practice", kind="peers", prefer_same="Region", also_called=("pair practice",))
REGIONS = {"Ada": "Europe", "Bo": " europe ", "Eve": "Asia", "Fay": "no preference", "Gil": "Asia, Europe"}
PEOPLE = [Participant(name, answers={"region": region}) for name, region in REGIONS.items()]
ADA, BO, EVE, FAY, GIL = range(5)
COHORT = Problem(PEOPLE, [Mentor("Ada"), Mentor("Cem")], [PRACTICE, Session("Review")])
EVERY = list(combinations(range(5), 2))


def practised(*names: str, session: str = "Practice") -> list[Known]:
    """``ada bo``: one group, by ids."""
    return [Practice(tuple(one.split()), session) for one in names]


def priced(problem: Problem, rule: PreferSame | PractisedBefore) -> dict[tuple[int, int], int]:
    """What a soft rule charges for each two, by its shapes."""
    found: dict[tuple[int, int], int] = {}
    for shape in rule.shapes(problem):
        assert isinstance(shape, PeerCost)
        for a, b in EVERY:
            price = shape.price(shape.keys[a], shape.keys[b])
            assert price == shape.price(shape.keys[b], shape.keys[a])
            found |= {(a, b): price} if price else {}
    return found


def by_judge(problem: Problem) -> dict[tuple[int, int], int]:
    """What the judge charges for each two in level `penalty`."""
    charged = {couple: evaluate(problem, [], [(0, couple)]).level("penalty") for couple in EVERY}
    return {couple: price for couple, price in charged.items() if price}


def test_every_rule_class_is_tested_here() -> None:
    classes = {
        one for one in vars(peer_rules).values() if isinstance(one, type) and one.__module__ == peer_rules.__name__
    }
    assert classes == {PreferSame, PractisedBefore}


def test_each_two_who_do_not_say_the_same_cost_one() -> None:
    # the cell as a whole: Gil's "Asia, Europe" is neither; Fay has no preference
    expected = {(ADA, EVE): 1, (ADA, GIL): 1, (BO, EVE): 1, (BO, GIL): 1, (EVE, GIL): 1}
    assert priced(COHORT, PreferSame("pair PRACTICE", "REGION")) == expected
    assert by_judge(COHORT) == expected


def test_a_trio_has_three_couples() -> None:
    assert evaluate(COHORT, [], [(0, (ADA, EVE, GIL))]).level("penalty") == 3
    assert evaluate(COHORT, [], [(0, (ADA, BO, EVE))]).level("penalty") == 2


PLAIN = COHORT.replace(sessions=(dataclasses.replace(PRACTICE, prefer_same=None), COHORT.sessions[1]))


@pytest.mark.parametrize("field", ["held", "earlier"])
def test_partners_of_earlier_practice_cost_one_for_each_time(field: str) -> None:
    # in another session, so that nobody has practised in this one
    known = practised("ada bo", "fay bo ada", "eve zoe", session="Practice of last year")
    problem = PLAIN.replace(**{field: [*known, Meeting("eve", "gil")]})
    expected = {(ADA, BO): 2, (ADA, FAY): 1, (BO, FAY): 1}
    assert priced(problem, PractisedBefore("Practice", 1)) == expected
    assert by_judge(problem) == expected


def test_somebody_who_stands_twice_in_a_group_is_one() -> None:
    problem = PLAIN.replace(earlier=practised("ada bo ada", "eve eve", session=""))
    assert priced(problem, PractisedBefore("Practice", 2)) == {(ADA, BO): 2}
    assert by_judge(problem) == {(ADA, BO): 1}
    assert evaluate(PLAIN.replace(baseline=practised("eve eve")), [], []).level("changed") == 0


@pytest.mark.parametrize(("policy", "weights"), [(None, [1]), ("avoid", [1]), ("never", [None]), ("allow", [])])
def test_the_policy_of_a_peer_session_is_its_own(policy: str | None, weights: list[int | None]) -> None:
    # whatever the problem says of mentors, partners come together again where nothing else can be
    sessions = (dataclasses.replace(PRACTICE, repeat=policy), COHORT.sessions[1])
    problem = COHORT.replace(sessions=sessions, repeat="never")
    assert [rule.weight for rule in rules_in_force(problem) if isinstance(rule, PractisedBefore)] == weights


def test_with_policy_never_partners_of_before_are_in_no_group() -> None:
    sessions = (dataclasses.replace(PLAIN.sessions[0], repeat="never"), COHORT.sessions[1])
    problem = PLAIN.replace(sessions=sessions, earlier=practised("ada bo"))
    (shape,) = PractisedBefore("Practice").shapes(problem)
    assert isinstance(shape, PeerFilter)
    assert [couple for couple in EVERY if not shape.allows(*(shape.keys[p] for p in couple))] == [(ADA, BO)]
    assert [one.rule for one in evaluate(problem, [], [(0, (ADA, BO, EVE))]).violations] == ["practised before"]
    assert evaluate(problem, [], [(0, (ADA, EVE))]).is_valid


def test_earlier_groups_of_a_session_that_allows_repeats_count_nothing() -> None:
    chat = Session("Chat", kind="peers", repeat="allow")
    problem = PLAIN.replace(sessions=(*PLAIN.sessions, chat), earlier=practised("ada bo", session="Chat"))
    assert priced(problem, PractisedBefore("Practice", 1)) == {}
    assert by_judge(problem) == {}


@pytest.mark.parametrize("rule", [PreferSame("Practice", "Region"), PractisedBefore("Practice", 1)])
def test_nothing_is_said_of_a_session_that_is_over(rule: PreferSame | PractisedBefore) -> None:
    sessions = (dataclasses.replace(PRACTICE, closed=True), COHORT.sessions[1])
    assert list(rule.shapes(COHORT.replace(sessions=sessions, earlier=practised("ada bo")))) == []


def test_people_kept_apart_are_in_no_group_together() -> None:
    problem = PLAIN.replace(rules=[Apart("Ada", "Bo")])
    (shape,) = (shape for shape in problem.rules[0].shapes(problem) if isinstance(shape, PeerFilter))
    assert shape.session == 0
    assert [couple for couple in EVERY if not shape.allows(*(shape.keys[p] for p in couple))] == [(ADA, BO)]
    assert [one.rule for one in evaluate(problem, [], [(0, (ADA, BO, EVE))]).violations] == [PRIVATE]


def test_a_wish_to_be_apart_holds_in_groups_too() -> None:
    shy = dataclasses.replace(PEOPLE[EVE], apart=("Bo", "Cem", "Nobody"))
    problem = PLAIN.replace(participants=[shy if one.name == "Eve" else one for one in PEOPLE])
    assert [one.rule for one in evaluate(problem, [], [(0, (BO, EVE))]).violations] == [PRIVATE]
    assert evaluate(problem, [], [(0, (ADA, EVE))]).is_valid


@pytest.mark.parametrize(("weight", "broken", "charged"), [(None, ["kept together"], 0), (4, [], 4)])
def test_two_peers_may_be_kept_together(weight: int | None, broken: list[str], charged: int) -> None:
    rule = Together("Ada", "Bo", "Practice", weight=weight)
    problem = PLAIN.replace(rules=[rule])
    assert list(rule.shapes(problem)) == [PeerPin("kept together", 0, (ADA, BO), weight)]
    judgement = evaluate(problem, [], [(0, (ADA, EVE)), (0, (BO, FAY))])
    assert [one.rule for one in judgement.violations] == broken
    assert judgement.level("penalty") == charged
    trio = evaluate(problem, [], [(0, (ADA, BO, EVE))])
    assert trio.is_valid
    assert trio.level("penalty") == 0


def test_a_mentor_is_nobodys_peer() -> None:
    with pytest.raises(InputError, match="no participant is called 'Cem'"):
        PLAIN.replace(rules=[Together("Ada", "Cem", "Practice")])


@pytest.mark.parametrize("weight", [0, 1001, True])
def test_a_weight_is_a_whole_number_from_1_up(weight: object) -> None:
    for make in (PractisedBefore, lambda session, weight: PreferSame(session, "Region", weight)):
        with pytest.raises(InputError, match="has weight"):
            make("Practice", weight)  # type: ignore[operator]


def test_a_column_that_nobody_has_is_named() -> None:
    with pytest.raises(InputError, match="Did you mean 'region'") as error:
        COHORT.replace(sessions=[dataclasses.replace(PRACTICE, prefer_same="Regon")])
    assert [issue.code for issue in error.value.issues] == ["unknown-column"]
