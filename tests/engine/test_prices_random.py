"""Prices of single changes to a flow, against solving again with the change forced: on all levels and the draw."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.engine import flow
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.engine.interface import Deadline
from pairing.engine.prices import Outcome, Prices
from pairing.errors import ContradictionError
from pairing.model.problem import Problem
from tests.properties.strategies import LARGER, SMALL, problems, quick

QUICK = quick(40)


class Flow(NamedTuple):
    """A problem that is a flow, its levels with the draw, pairs that may not be, and a best plan."""

    formulation: Formulation
    levels: tuple[IntegerLevel, ...]
    closed: frozenset[int]
    chosen: frozenset[int]

    def values(self, chosen: Iterable[int]) -> tuple[int, ...]:
        picked = set(chosen)
        return tuple(self.formulation.value(level, picked) for level in self.levels)


def flow_of(problem: Problem, chance: random.Random) -> Flow | None:
    """The problem with some of its pairs closed; None where it is no flow, or contradicts itself."""
    try:
        formulation = formulate(problem.replace(max_changes=None))
    except ContradictionError:
        return None
    if flow.refuses(formulation) is not None:
        return None
    levels = (*formulation.levels, *(formulation.tie_level(number) for number in (1, 2)))
    closed = {index for index in range(formulation.num_pairs) if chance.random() < 0.3}
    found = best(formulation, levels, closed, ())
    assert found is not None
    return Flow(formulation, levels, frozenset(closed), frozenset(found))


def best(
    formulation: Formulation, levels: Sequence[IntegerLevel], without: Iterable[int], with_: Iterable[int]
) -> tuple[int, ...] | None:
    """A best plan that has some pairs, and has none of some others; None where there is none."""
    banned, forced = set(without), set(with_)
    one = IntegerLevel("forced", [int(i in banned) - int(i in forced) for i in range(formulation.num_pairs)])
    model = flow.lay_out(formulation)
    model.minimise([one, *levels], Deadline(), lambda level: None)
    assert model.chosen is not None
    picked = set(model.chosen)
    return model.chosen if forced <= picked and not banned & picked else None


def check(case: Flow, outcome: Outcome | None, without: Iterable[int], with_: Iterable[int]) -> None:
    """The outcome is a plan that keeps to it, of the value it names, and as good as the best of them."""
    expected = best(case.formulation, case.levels, without, with_)
    assert (outcome is None) == (expected is None)
    if outcome is None or expected is None:
        return
    picked = set(outcome.chosen)
    assert set(with_) <= picked
    assert not set(without) & picked
    assert case.formulation.keeps(picked)
    before = case.values(case.chosen)
    assert case.values(picked) == tuple(a + b for a, b in zip(before, outcome.cost, strict=True))
    assert case.values(picked) == case.values(expected)


def check_forced(case: Flow) -> int:
    """Every pair of every place, at what it costs when it has to be."""
    prices, asked = Prices(case.formulation, sorted(case.chosen), case.levels, case.closed), 0
    for number, place in enumerate(case.formulation.places):
        found = prices.of_pairs(number)
        assert not set(found) & case.chosen
        assert not set(found) & case.closed
        for pair in set(place.pairs) - case.chosen - case.closed:
            check(case, found.get(pair), case.closed, [pair])
            asked += 1
    return asked


def check_banned(case: Flow, chance: random.Random) -> int:
    """A pair that has to be, or must not be, while some others may not."""
    prices, asked = Prices(case.formulation, sorted(case.chosen), case.levels, case.closed), 0
    for pair in range(case.formulation.num_pairs):
        others = [i for i in range(case.formulation.num_pairs) if i not in case.chosen and i != pair]
        banned = chance.sample(others, chance.randint(0, min(4, len(others))))
        if pair in case.chosen:
            check(case, prices.instead_of(pair, banned), case.closed | {*banned, pair}, ())
            asked += 1
        elif pair not in case.closed:
            check(case, prices.with_pair(pair, banned), case.closed | set(banned), [pair])
            asked += 1
    return asked


def check_opened(case: Flow, chance: random.Random) -> int:
    """Closed pairs that may be, several at once; and what was asked before leaves no trace."""
    prices, asked = Prices(case.formulation, sorted(case.chosen), case.levels, case.closed), 0
    if not case.closed:
        return 0
    for _ in range(6):
        opened = chance.sample(sorted(case.closed), chance.randint(1, min(6, len(case.closed))))
        toward = chance.choice([None, *range(len(case.formulation.places))])
        check(case, prices.with_open(opened, toward=toward), case.closed - set(opened), ())
        asked += 1
    return asked


@QUICK
@given(problems(SMALL, crossing=False, exempt=True), st.integers(0, 2**32 - 1))
def test_a_pair_that_has_to_be_costs_what_solving_again_with_it_does(problem: Problem, seed: int) -> None:
    case = flow_of(problem, random.Random(seed))
    if case is not None:
        check_forced(case)


@QUICK
@given(problems(SMALL, crossing=False, exempt=True), st.integers(0, 2**32 - 1))
def test_a_pair_among_banned_ones_costs_what_solving_again_without_them_does(problem: Problem, seed: int) -> None:
    chance = random.Random(seed)
    case = flow_of(problem, chance)
    if case is not None:
        check_banned(case, chance)


@QUICK
@given(problems(SMALL, crossing=False, exempt=True), st.integers(0, 2**32 - 1))
def test_pairs_that_a_change_opens_lead_to_the_plan_of_solving_again(problem: Problem, seed: int) -> None:
    chance = random.Random(seed)
    case = flow_of(problem, chance)
    if case is not None:
        check_opened(case, chance)


@pytest.mark.long
@quick(3000)
@given(problems(LARGER, crossing=False, exempt=True), st.integers(0, 2**32 - 1))
def test_many_prices_of_larger_problems(problem: Problem, seed: int) -> None:
    chance = random.Random(seed)
    case = flow_of(problem, chance)
    if case is not None:
        check_forced(case)
        check_banned(case, chance)
        check_opened(case, chance)
