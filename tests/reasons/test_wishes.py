"""Wishes that a plan does not meet, and the level that outranks each: found again by solving with the wish met."""

from __future__ import annotations

import dataclasses
import json

import pytest

from pairing.engine.run import solve
from pairing.model.draw import is_tie
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns, Together
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from pairing.reasons.wishes import UnmetWish, has_unmet_wishes, unmet_wishes

REVIEW, TALK = Session("Review"), Session("Talk")
LIKED = Session("Review", track="preferred")
PRACTICE = Session("Practice", kind="peers", prefer_same="Region")
LANGUAGE = MatchColumns(("Language", "Language"), "share", weight=2, name="language")
DESIGN, DATA = Mentor("Dee", tracks=("Design",)), Mentor("Eli", tracks=("Data",))


def of_data(*names: str) -> list[Participant]:
    return [Participant(name, tracks=("Data",)) for name in names]


def levels_of(result: Result) -> list[tuple[str, int]]:
    return [(one.name, one.value) for one in result.levels if not is_tie(one.name)]


def only(problem: Problem, **met: object) -> UnmetWish:
    """The only wish not met; its level is the first on which the plan of the problem with it met is worse."""
    result = solve(problem)
    (wish,) = unmet_wishes(result)
    before, after = levels_of(result), levels_of(solve(problem.replace(**met)))
    first = next((one for one in zip(before, after, strict=False) if one[0] != one[1]), None)
    if first is None:
        assert wish.before == wish.after == dict(before)[wish.level]
    else:
        assert (wish.level, wish.before, wish.after) == (first[0][0], first[0][1], first[1][1])
    return wish


# --- each kind of rule ------------------------------------------------------------------------------------------


def test_a_track_that_is_only_preferred():
    problem = Problem(of_data("Ada"), [DESIGN], [LIKED])
    wish = only(problem, sessions=[dataclasses.replace(LIKED, track="required")])
    assert wish.text == (
        "Ada and Dee have no track in common: to meet this, places left without anybody would go from 0 to 1"
    )
    assert (wish.rule, wish.weight, wish.people, wish.session) == ("track", 1, ("Ada", "Dee"), "Review")


def test_a_track_that_would_leave_a_volunteer_without_anybody():
    problem = Problem(of_data("Ada", "Bo"), [DESIGN, DATA], [LIKED])
    ada = problem.replace(rules=[Apart("Ada", "Dee", private=False), Apart("Bo", "Dee", private=False)])
    result = solve(problem)
    (wish,) = unmet_wishes(result)
    assert wish.level == "penalty"  # Bo would be with Dee instead
    assert wish.text.endswith(" and Dee have no track in common: to meet this, another wish as dear would not be met")
    assert levels_of(solve(ada)) > levels_of(result)


def test_a_wish_that_is_outranked_by_volunteers_without_anybody():
    """Dee helps in the review only; Ada meets Eli in the talk, and could meet him in both."""
    mentors = [dataclasses.replace(DESIGN, sessions=("Review",)), DATA]
    problem = Problem(of_data("Ada"), mentors, [LIKED, TALK], repeat="allow")
    wish = only(problem, sessions=[dataclasses.replace(LIKED, track="required"), TALK])
    assert wish.text == (
        "Ada and Dee have no track in common: to meet this, nobody assigned, though they offered would go from 0 to 1"
    )


def test_a_wish_that_is_outranked_by_uneven_loads():
    people = [*of_data("Ada"), *(Participant(name) for name in ("Bo", "Cem"))]
    bo = Together("Bo", "Eli", "Review")
    cem = Together("Cem", "Eli", "Review")
    problem = Problem(
        people, [DESIGN, DATA], [LIKED], [bo, cem], balance="equal", levels=("unpaired", "imbalance", "penalty")
    )
    wish = only(problem, sessions=[dataclasses.replace(LIKED, track="required")])
    assert wish.text == "Ada and Dee have no track in common: to meet this, uneven loads would go from 5 to 9"


def test_a_column_in_which_two_should_say_the_same():
    people = [Participant("Ada", answers={"Language": "en"})]
    problem = Problem(people, [Mentor("Dee", answers={"Language": "fr"})], [REVIEW], [LANGUAGE])
    wish = only(problem, rules=[dataclasses.replace(LANGUAGE, weight=None)])
    assert wish.text == (
        'Ada and Dee break the rule "language": to meet this, places left without anybody would go from 0 to 1'
    )
    assert (wish.rule, wish.weight) == ("language", 2)


def test_two_who_would_like_to_meet():
    people = [Participant("Ada"), Participant("Bo")]
    wishes = [Together(name, "Dee", "Review", weight=3) for name in ("Ada", "Bo")]
    problem = Problem(people, [Mentor("Dee", capacity=1), Mentor("Eli", capacity=1)], [REVIEW], wishes)
    met = [wishes[0], dataclasses.replace(wishes[1], weight=None)]
    wish = only(problem, rules=met)
    assert wish.text == "Bo and Dee are not together in Review: to meet this, another wish as dear would not be met"
    assert (wish.level, wish.before, wish.after) == ("penalty", 3, 3)


def test_two_who_would_like_to_meet_where_a_place_would_be_lost():
    """Ada could only have the one mentor who can have Bo."""
    people = [Participant("Ada"), Participant("Bo", tracks=("Design",))]
    mentors = [Mentor("Dee", tracks=("Design",), capacity=1), Mentor("Eli", tracks=("Data",), capacity=1)]
    wish = Together("Ada", "Dee", "Review", weight=3)
    problem = Problem(people, mentors, [Session("Review", track="required")], [wish])
    told = only(problem, rules=[dataclasses.replace(wish, weight=None)])
    assert told.text == (
        "Ada and Dee are not together in Review: to meet this, places left without anybody would go from 0 to 1"
    )


def test_two_who_would_like_to_meet_anywhere_are_tried_in_every_session():
    people = [Participant("Ada"), Participant("Bo", tracks=("Design",))]
    mentors = [Mentor("Dee", tracks=("Design",), capacity=2), Mentor("Eli", tracks=("Data",), capacity=2)]
    sessions = [Session("Review", track="required"), Session("Talk", track="required")]
    wish = Together("Ada", "Dee", weight=3)
    problem = Problem(people, mentors, sessions, [wish], repeat="allow")
    told = only(problem, rules=[dataclasses.replace(wish, weight=None)])
    assert (told.level, told.before, told.after) == ("unpaired", 0, 1)
    assert told.text.startswith("Ada and Dee are not together: ")


def test_repeats_that_are_to_be_avoided():
    problem = Problem([Participant("Ada")], [Mentor("Dee")], [REVIEW, TALK], repeat="avoid")
    wish = only(problem, repeat="never")
    assert wish.text == "Ada meets Dee 2 times: to meet this, places left without anybody would go from 0 to 1"
    assert (wish.rule, wish.session) == ("no repeat", "")


def test_peers_who_should_be_of_the_same_region():
    people = [Participant(name, answers={"Region": region}) for name, region in (("Ada", "EU"), ("Bo", "US"))]
    (wish,) = unmet_wishes(solve(Problem(people, [], [PRACTICE])))
    assert wish.text == "Ada and Bo in Practice: prefer same"
    assert (wish.people, wish.session, wish.level) == (("Ada", "Bo"), "Practice", "")


# --- what is so -------------------------------------------------------------------------------------------------


def test_a_wish_that_only_a_hard_rule_stands_against_is_not_said_to_be_outranked():
    """Ada is to have Dee: without that there is a better plan, which is none of this problem."""
    problem = Problem(of_data("Ada"), [DESIGN, DATA], [LIKED], [Together("Ada", "Dee", "Review")])
    (wish,) = unmet_wishes(solve(problem))
    assert (wish.text, wish.level) == ("Ada and Dee have no track in common", "")


def test_a_rule_with_a_level_of_its_own_is_outranked_by_itself_there():
    problem = Problem(of_data("Ada", "Bo"), [DESIGN, DATA], [LIKED], levels=("unpaired", "idle", "track"))
    (wish,) = unmet_wishes(solve(problem))
    assert (wish.level, wish.before, wish.after) == ("track", 1, 1)


def test_a_wish_that_no_level_counts_is_not_said_to_cost_another():
    people = [dataclasses.replace(one, answers={"Language": "en"}) for one in of_data("Ada", "Bo")]
    french = [dataclasses.replace(one, answers={"Language": "fr"}, capacity=1) for one in (DESIGN, DATA)]
    problem = Problem(people, french, [LIKED], [LANGUAGE], levels=("unpaired", "language"))
    told = {(one.rule, one.level) for one in unmet_wishes(solve(problem))}
    assert told == {("track", ""), ("language", "unpaired")}


def test_nothing_is_told_where_all_wishes_are_met():
    result = solve(Problem(of_data("Ada"), [DATA], [LIKED]))
    assert not has_unmet_wishes(result)
    assert unmet_wishes(result) == ()


def test_hard_rules_are_no_wishes():
    problem = Problem(of_data("Ada"), [DESIGN], [Session("Review", track="required")])
    assert unmet_wishes(solve(problem)) == ()


def test_a_plan_that_is_not_proved_says_what_is_so_and_not_why():
    result = solve(Problem(of_data("Ada"), [DESIGN], [LIKED]))
    stopped = dataclasses.replace(result, status=Status.FEASIBLE, potentials=None)
    assert [one.text for one in unmet_wishes(stopped)] == ["Ada and Dee have no track in common"]


@pytest.mark.parametrize("number", [2, 45])
def test_every_wish_is_told_and_the_first_forty_with_what_outranks_them(number: int):
    people = of_data(*(f"P{n}" for n in range(number)))
    wishes = unmet_wishes(solve(Problem(people, [DESIGN], [LIKED])))
    assert len(wishes) == number
    assert [one.level for one in wishes] == ["unpaired"] * min(number, 40) + [""] * max(0, number - 40)


def test_a_wish_as_plain_data():
    told = unmet_wishes(solve(Problem([Participant("Ada", "a@x.org", tracks=("Data",))], [DESIGN], [LIKED])))[
        0
    ].to_dict()
    assert json.loads(json.dumps(told)) == {
        "rule": "track",
        "weight": 1,
        "message": "Ada and Dee have no track in common.",
        "people": ["Ada", "Dee"],
        "session": "Review",
        "level": "unpaired",
        "before": 0,
        "after": 1,
        "text": "Ada and Dee have no track in common: to meet this, places left without anybody would go from 0 to 1",
    }
