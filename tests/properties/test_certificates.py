"""Certificates on random problems: every best plan is proved, and no planted plan that is worse ever is.

A planted plan states its true values, so nothing but the proof can tell that it is not the best. It comes with the
potentials of the best plan, with those disturbed at random, and with potentials made for another problem: for other
ties, and for one in which the planted plan is published and nothing matters more than to keep it.
"""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine import flow
from pairing.engine.formulate import formulate
from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.judging import evaluate as judge_module
from pairing.judging import stating
from pairing.judging.certificate import certify
from pairing.judging.evaluate import Judgement, evaluate
from pairing.judging.proof import prove
from pairing.judging.stating import state
from pairing.model import draw
from pairing.model.in_force import levels_in_force
from pairing.model.meetings import Meeting
from pairing.model.potentials import Potentials
from pairing.model.problem import Problem
from pairing.model.solution import LevelValue, Pair, Result, Triple
from tests.properties.strategies import LARGER, problems, quick
from tests.properties.test_engines_agree import indices
from tests.reference.brute_force import Prices, best_plans

QUICK = quick(60)
LONG = settings(QUICK, max_examples=3000)
SOME = 40  # plans planted into one problem, chosen by chance
Plan = frozenset[Triple]


def solved(problem: Problem) -> Result | None:
    """What the flow engine finds; None where it cannot take the problem, or no plan keeps the hard rules."""
    try:
        return solve(problem, engine="flow")
    except ContradictionError:
        event("contradiction")
    except InputError as error:
        if [issue.code for issue in error.issues] != ["engine-cannot"]:
            raise
        event("no flow")
    return None


def worth(problem: Problem, plan: Plan) -> Judgement:
    return evaluate(problem, sorted(plan))


def with_plan(result: Result, plan: Plan, judged: Judgement, potentials: Potentials | None) -> Result:
    """The planted plan as a result that states its true values."""
    problem = result.problem
    levels = tuple(LevelValue(name, value, value) for name, value in judged.levels)
    pairs = tuple(Pair(problem.participants[p], problem.mentors[m], problem.sessions[s]) for p, m, s in sorted(plan))
    return dataclasses.replace(result, _pairs=pairs, levels=levels, unique=None, potentials=potentials)


# --- no false alarm ---------------------------------------------------------------------------------------------


def check_proved(problem: Problem) -> None:
    result = solved(problem)
    if result is None:
        return
    found = certify(problem, result)
    assert found.faults == ()
    assert found.unique is result.unique
    assert found.levels == tuple(level.name for level in result.levels)


@QUICK
@given(problems(exempt=True))
def test_every_best_plan_is_proved(problem: Problem) -> None:
    check_proved(problem)


@settings(QUICK, max_examples=25)
@given(problems(LARGER, crossing=False, exempt=True))
def test_every_best_plan_of_a_larger_problem_is_proved(problem: Problem) -> None:
    check_proved(problem)


@settings(QUICK, max_examples=25)
@given(problems(LARGER, crossing=False, exempt=True))
def test_a_plan_found_in_stages_is_proved(problem: Problem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "COST_LIMIT", 2**33)
        check_proved(problem)


@settings(QUICK, max_examples=40)
@given(problems(exempt=True))
def test_a_plan_that_needs_further_ties_is_proved(problem: Problem) -> None:
    """One bit a tie level: now and then two plans are equal on all of them, and neither is called the only one."""

    def one_bit(ticket: int, level: int, num_eligible: int) -> int:
        return draw.mix((ticket + level * draw.GOLDEN) & draw.MASK) >> 63

    with pytest.MonkeyPatch.context() as patch:
        for module in ("pairing.engine.formulation", judge_module.__name__, stating.__name__):
            patch.setattr(f"{module}.tie_cost", one_bit)
        check_proved(problem)
        result = solved(problem)
        if result is not None:
            event(f"{sum(level.name.startswith('tie') for level in result.levels)} tie levels")


@QUICK
@given(problems(exempt=True))
def test_the_judge_states_the_problem_as_the_engines_do(problem: Problem) -> None:
    """Not needed for a proof to hold, but a difference would be a slip in one of the two."""
    try:
        theirs = formulate(problem)
    except ContradictionError:
        return
    ours = state(problem)
    assert set(ours.pairs) == set(theirs.pairs)
    assert {(one.key, one.most) for one in ours.groups} == {(one.key, one.most) for one in theirs.groups}
    levels = [*theirs.levels, theirs.tie_level(1)]
    assert ours.levels == tuple(level.name for level in levels)
    assert ours.constant == tuple(level.constant for level in levels)
    costs = dict(zip(ours.pairs, ours.costs, strict=True))
    for column, level in enumerate(levels):
        for index, pair in enumerate(theirs.pairs):
            assert costs[pair][column] == (level.pair_costs[index] if level.pair_costs else 0)


# --- planted plans ----------------------------------------------------------------------------------------------


def planted_plans(problem: Problem, best: Plan, chance: random.Random) -> Iterator[Plan]:
    """A pair dropped, two swapped, one moved to another mentor or added, and exchanges along random paths."""
    eligible = state(problem).pairs
    for pair in sorted(best):
        yield best - {pair}
        for p, m, s in eligible:
            if (p, s) == (pair[0], pair[2]) and (p, m, s) not in best:
                yield best - {pair} | {(p, m, s)}
    for one, other in product(sorted(best), repeat=2):
        swapped = best - {one, other} | {(one[0], other[1], one[2]), (other[0], one[1], other[2])}
        if one < other and len(swapped) == len(best) and swapped <= set(eligible):
            yield swapped
    for pair in eligible:
        if pair not in best:
            yield best | {pair}
    for _ in range(10):
        yield rerouted(best, eligible, chance)


def rerouted(best: Plan, eligible: tuple[Triple, ...], chance: random.Random) -> Plan:
    """A pair is taken, whoever is then one too many gives one up, and so on, until it comes out or grows long."""
    plan = set(best)
    for _ in range(chance.randint(2, 6)):
        free = [pair for pair in eligible if pair not in plan]
        if not free:
            break
        new = chance.choice(free)
        rivals = [pair for pair in plan if (pair[0], pair[2]) == (new[0], new[2]) or pair[1] == new[1]]
        plan.add(new)
        if rivals:
            plan.discard(chance.choice(sorted(rivals)))
    return frozenset(plan)


def disturbed(good: Potentials, chance: random.Random) -> Potentials:
    """Some of the numbers changed a little, or a lot."""

    def other(numbers: tuple[int, ...]) -> tuple[int, ...]:
        size = chance.choice([1, 1, 2, 10, 10**6])
        return tuple(number + (chance.randint(-size, size) if chance.random() < 0.3 else 0) for number in numbers)

    some = chance.choice([0.1, 0.5, 1.0])
    parts = [
        {key: other(numbers) if chance.random() < some else numbers for key, numbers in part.items()}
        for part in (good.places, good.misses, good.groups)
    ]
    return Potentials(good.levels, parts[0], parts[1], parts[2])


def keeping(problem: Problem, plan: Plan) -> Potentials | None:
    """Potentials that call the plan the best, but for the level on which it is kept: that one is taken out."""
    baseline = [
        Meeting(problem.participants[p].id, problem.mentors[m].id, problem.sessions[s].name) for p, m, s in sorted(plan)
    ]
    order = [level for level in problem.levels if level != "changed"]
    found = solved(problem.replace(baseline=baseline, levels=["changed", *order]))
    if found is None or found.potentials is None or not plan or "changed" in levels_in_force(problem):
        return None
    column = found.potentials.levels.index("changed")

    def without(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return (*numbers[:column], *numbers[column + 1 :])

    parts = [{key: without(one) for key, one in part.items()} for part in found.potentials[1:]]
    levels = tuple(level for level in found.potentials.levels if level != "changed")
    return Potentials(levels, parts[0], parts[1], parts[2])


def check_planted(
    problem: Problem, plans: Iterator[Plan], best: Judgement, result: Result, counted: Counter[str]
) -> None:
    """A plan that is worse, or breaks a rule, is refused with whatever potentials; one that is as good is proved."""
    assert result.potentials is not None
    chance = random.Random(len(result.pairs))
    statement = state(problem)
    index_of = {pair: index for index, pair in enumerate(statement.pairs)}
    seeded = solved(problem.replace(seed=problem.seed + 1))
    others = [one.potentials for one in (result, seeded) if one is not None and one.potentials is not None]
    different = list(dict.fromkeys(plans))
    for plan in chance.sample(different, min(SOME, len(different))):
        judged = worth(problem, plan)
        if judged.is_valid and judged.levels == best.levels:
            assert certify(problem, with_plan(result, plan, judged, result.potentials)).is_proved
            counted["as good"] += 1
            continue
        assert not judged.is_valid or [value for _, value in judged.levels] > [value for _, value in best.levels]
        kept = keeping(problem, plan) if judged.is_valid and chance.random() < 0.1 else None
        tried = [*others, disturbed(result.potentials, chance), *([kept] if kept else [])]
        if chance.random() < 0.2:
            assert not certify(problem, with_plan(result, plan, judged, chance.choice(tried))).is_proved
        for potentials in tried if plan <= index_of.keys() else ():
            if potentials.levels == statement.levels:
                assert prove(statement, [index_of[pair] for pair in plan], potentials).faults
                counted["refused"] += 1
        counted["with potentials that keep it"] += kept is not None
        counted["broken" if not judged.is_valid else "worse"] += 1
        counted["worse by the tie alone"] += judged.is_valid and judged.levels[:-1] == best.levels[:-1]


def check_neighbours(problem: Problem, counted: Counter[str]) -> None:
    result = solved(problem)
    if result is not None and len(result.levels) == len(levels_in_force(problem)) + 1:
        best = frozenset(indices(result))
        chance = random.Random(problem.seed)
        check_planted(problem, planted_plans(problem, best, chance), worth(problem, best), result, counted)


def check_any_plan(problem: Problem, counted: Counter[str]) -> None:
    """Plans that keep the hard rules, as the reference puts them together, and the best values that it knows."""
    result, best = solved(problem), best_plans(problem)
    if result is None or best is None or len(result.levels) > len(best.levels):
        return
    prices, chance = Prices(problem), random.Random(problem.seed)
    found = frozenset(indices(result))
    assert tuple(sorted(found)) in best.plans
    judged = worth(problem, found)
    assert judged.levels == best.levels
    own = [tuple(one for one in sorted(found) if one[0] == p) for p in range(len(problem.participants))]
    every = [list(prices.choices(p)) for p in range(len(problem.participants))]
    plans = list(map(frozenset, best.plans))
    for _ in range(3 * SOME):
        parts = [
            chance.choice(others) if chance.random() < 0.4 else mine for mine, others in zip(own, every, strict=True)
        ]
        plan = frozenset(triple for part in parts for triple in part)
        loads = Counter(m for _, m, _ in plan)
        if all(most is None or loads[m] <= most for m, most in enumerate(prices.limits)):
            plans.append(plan)
    check_planted(problem, iter(plans), judged, result, counted)


def test_no_planted_plan_that_is_worse_is_proved() -> None:
    counted: Counter[str] = Counter()

    @settings(QUICK, max_examples=120)
    @given(st.one_of(problems(crossing=False), problems(LARGER, crossing=False, exempt=True)))
    def check(problem: Problem) -> None:
        check_neighbours(problem, counted)

    check()
    assert counted["worse"] + counted["broken"] >= 1000
    assert counted["worse by the tie alone"] >= 100


def test_of_the_plans_of_the_reference_only_the_best_are_proved() -> None:
    counted: Counter[str] = Counter()

    @QUICK
    @given(problems(crossing=False))
    def check(problem: Problem) -> None:
        check_any_plan(problem, counted)

    check()
    assert counted["worse"] >= 500
    assert counted["as good"] >= 30


@pytest.mark.long
@LONG
@given(problems(exempt=True))
def test_thousands_of_best_plans_are_proved(problem: Problem) -> None:
    check_proved(problem)


@pytest.mark.long
@settings(LONG, max_examples=1500)
@given(problems(LARGER, crossing=False, exempt=True))
def test_thousands_of_best_plans_of_larger_problems_are_proved(problem: Problem) -> None:
    check_proved(problem)


@pytest.mark.long
@settings(LONG, max_examples=1000)
@given(problems(crossing=False))
def test_no_planted_plan_of_a_thousand_problems_is_proved(problem: Problem) -> None:
    check_neighbours(problem, Counter())


@pytest.mark.long
@settings(LONG, max_examples=300)
@given(problems(LARGER, crossing=False, exempt=True))
def test_no_planted_plan_of_larger_problems_is_proved(problem: Problem) -> None:
    check_neighbours(problem, Counter())
