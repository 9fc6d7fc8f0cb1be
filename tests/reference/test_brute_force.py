"""The reference itself: against every subset of all triples, judged one by one."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings

from pairing.judging.evaluate import evaluate, exclusions
from pairing.model.problem import Problem
from tests.properties.strategies import SMALL, TINY, problems
from tests.reference.brute_force import best_plans, first_objection

QUICK = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@QUICK
@given(problems(TINY))
def test_judge_and_reference_agree_on_every_plan_there_is(problem: Problem) -> None:
    triples = list(product(range(len(problem.participants)), range(len(problem.mentors)), range(len(problem.sessions))))
    valid: dict[tuple[tuple[int, int, int], ...], tuple[int, ...]] = {}
    for size in range(len(triples) + 1):
        for plan in combinations(triples, size):
            judgement = evaluate(problem, plan)
            if judgement.is_valid:
                valid[tuple(sorted(plan))] = tuple(value for _, value in judgement.levels)
    best = best_plans(problem)
    if best is None:
        assert valid == {}
        return
    lowest = min(valid.values())
    assert tuple(value for _, value in best.levels) == lowest
    assert best.plans == {plan for plan, value in valid.items() if value == lowest}


@settings(QUICK, max_examples=100)
@given(problems(SMALL))
def test_judge_and_reference_name_the_same_first_rule_for_every_excluded_pair(problem: Problem) -> None:
    excluded = exclusions(problem)
    for p, m, s in product(range(len(problem.participants)), range(len(problem.mentors)), range(len(problem.sessions))):
        assert excluded.get((p, m, s)) == first_objection(problem, p, m, s)
