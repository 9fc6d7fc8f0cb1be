"""The engines for peers against the reference, the judge and each other, on random sessions."""

from __future__ import annotations

import random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine.interface import Deadline
from pairing.engine.peers import ENGINES, PeerSolution, formulate_peers, solve_peers
from pairing.engine.peers_matching import lay_out
from pairing.judging.evaluate import evaluate
from pairing.model.problem import Problem
from tests.properties.peer_strategies import peer_problems
from tests.properties.strategies import quick
from tests.reference.peers_brute_force import best_groups

QUICK = quick(350)


def is_contradiction(solution: PeerSolution) -> bool:
    return solution.levels[0].name == "required" and solution.levels[0].value > 0


def check_against_reference(problem: Problem, engine: str, least_ties: int) -> None:
    solution = solve_peers(problem, 0, engine=engine, least_ties=least_ties)
    assert all(level.is_proved for level in solution.levels)
    if is_contradiction(solution):
        event("contradiction")
        assert best_groups(problem, 0) is None
        return
    levels = [(level.name, level.value) for level in solution.levels if level.name != "required"]
    num_ties = sum(name.startswith("tie") for name, _ in levels)
    assert num_ties >= least_ties
    best = best_groups(problem, 0, tie_levels=num_ties)
    assert best is not None
    assert tuple(levels) == best.levels
    assert solution.groups in best.plans
    assert solution.unique is (len(best.plans) == 1)
    judgement = evaluate(problem, [], [(0, group) for group in solution.groups], tie_levels=num_ties)
    assert judgement.violations == ()
    assert judgement.levels == tuple(levels)
    event("with a trio" if any(len(group) == 3 for group in solution.groups) else "without a trio")


def check_uniqueness(problem: Problem) -> None:
    """Without a tie level several plans are often as good, and that has to be seen."""
    formulation = formulate_peers(problem, 0)
    model = lay_out(formulation, None)
    half = len(formulation.levels) // 2
    for some in (formulation.levels[:half], formulation.levels[half:]):
        assert all(level.is_proved for level in model.minimise(some, Deadline()))
    best = best_groups(problem, 0, tie_levels=0)
    assert best is not None
    assert tuple((level.name, formulation.value(level, model.chosen)) for level in formulation.levels) == best.levels
    assert model.is_unique(Deadline()) is (len(best.plans) == 1)
    event(f"unique: {len(best.plans) == 1}")


def check_limit_on_changes(problem: Problem, most: int) -> None:
    best = best_groups(problem, 0, most_changed=most)
    solution = solve_peers(problem, 0, engine="cpsat", most_changed=most)
    event("no plan" if best is None else "a plan")
    if best is None or solution.groups is None:
        assert best is None
        assert solution.groups is None or is_contradiction(solution)
        return
    num_ties = sum(level.name.startswith("tie") for level in solution.levels)
    best = best_groups(problem, 0, tie_levels=num_ties, most_changed=most)
    found = tuple((level.name, level.value) for level in solution.levels if level.name != "required")
    assert found == best.levels
    assert solution.groups in best.plans


def check_against_each_other(problem: Problem) -> None:
    one, other = (solve_peers(problem, 0, engine=engine) for engine in ENGINES)
    assert one.levels == other.levels
    assert one.unique is other.unique
    if one.unique:
        assert one.groups == other.groups


def by_ids(problem: Problem) -> set[frozenset[str]]:
    groups = solve_peers(problem, 0).groups
    assert groups is not None
    return {frozenset(problem.participants[p].id for p in group) for group in groups}


@QUICK
@given(peer_problems(), st.sampled_from([1, 1, 2]))
def test_matching_finds_what_the_reference_finds(problem: Problem, least_ties: int) -> None:
    check_against_reference(problem, "matching", least_ties)


@settings(QUICK, max_examples=120)
@given(peer_problems(), st.sampled_from([1, 1, 2]))
def test_cpsat_finds_what_the_reference_finds(problem: Problem, least_ties: int) -> None:
    check_against_reference(problem, "cpsat", least_ties)


@QUICK
@given(peer_problems(hard_pins=False))
def test_matching_knows_whether_another_plan_is_as_good(problem: Problem) -> None:
    check_uniqueness(problem)


@settings(QUICK, max_examples=80)
@given(peer_problems(), st.integers(0, 5))
def test_cpsat_keeps_a_limit_on_changes(problem: Problem, most: int) -> None:
    check_limit_on_changes(problem, most)


@settings(QUICK, max_examples=40)
@given(peer_problems(15, least=8))
def test_matching_and_cpsat_agree_on_larger_sessions(problem: Problem) -> None:
    check_against_each_other(problem)


@settings(QUICK, max_examples=100)
@given(peer_problems(14, hard_pins=False), st.integers(0, 10**6))
def test_the_order_of_the_rows_decides_nothing(problem: Problem, seed: int) -> None:
    order = random.Random(seed).sample(problem.participants, len(problem.participants))
    assert by_ids(problem) == by_ids(problem.replace(participants=order))


@pytest.mark.long
@settings(QUICK, max_examples=8000)
@given(peer_problems(), st.sampled_from([1, 1, 2]))
def test_matching_finds_what_the_reference_finds_in_thousands(problem: Problem, least_ties: int) -> None:
    check_against_reference(problem, "matching", least_ties)


@pytest.mark.long
@settings(QUICK, max_examples=4000)
@given(peer_problems(hard_pins=False))
def test_matching_knows_whether_another_plan_is_as_good_in_thousands(problem: Problem) -> None:
    check_uniqueness(problem)


@pytest.mark.long
@settings(QUICK, max_examples=1500)
@given(peer_problems(), st.sampled_from([1, 1, 2]))
def test_cpsat_finds_what_the_reference_finds_in_thousands(problem: Problem, least_ties: int) -> None:
    check_against_reference(problem, "cpsat", least_ties)


@pytest.mark.long
@settings(QUICK, max_examples=1000)
@given(peer_problems(24, least=8))
def test_matching_and_cpsat_agree_on_a_thousand_larger_sessions(problem: Problem) -> None:
    check_against_each_other(problem)
