"""The reference for peers itself: against every plan there is, judged one by one, and on plans known by hand."""

from __future__ import annotations

import pytest
from hypothesis import given

from pairing.judging.evaluate import evaluate
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from tests.properties.peer_strategies import peer_problems
from tests.properties.strategies import quick
from tests.reference.peers_brute_force import best_groups, plans_of


@pytest.mark.parametrize(("people", "number"), [(0, 1), (1, 1), (2, 2), (3, 5), (4, 14), (5, 46)])
def test_every_grouping_into_pairs_and_one_trio_is_looked_at_once(people: int, number: int) -> None:
    plans = list(plans_of(range(people)))
    assert len(plans) == len(set(plans)) == number


@quick(100)
@given(peer_problems(5))
def test_judge_and_reference_agree_on_every_plan_there_is(problem: Problem) -> None:
    valid = {}
    for plan in plans_of(problem.peers(0)):
        judgement = evaluate(problem, [], [(0, group) for group in plan])
        if judgement.is_valid:
            valid[plan] = judgement.levels
    best = best_groups(problem, 0)
    if best is None:
        assert valid == {}
        return
    lowest = min([value for _, value in levels] for levels in valid.values())
    assert [value for _, value in best.levels] == lowest
    assert best.plans == {plan for plan, levels in valid.items() if [value for _, value in levels] == lowest}


def test_three_people_of_whom_two_are_apart_are_a_pair_and_one_alone() -> None:
    people = [Participant("Ada", apart=("Bo",)), Participant("Bo"), Participant("Cem")]
    best = best_groups(Problem(people, [], [Session("Practice", kind="peers")]), 0)
    assert best.levels[0] == ("unpaired", 1)
    assert best.plans <= {((0, 2),), ((1, 2),)}
