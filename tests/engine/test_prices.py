"""Prices of doing otherwise: a network whose every plan is known, and random problems solved again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import cast

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from pairing.engine import flow
from pairing.engine.eligible import EligibleTable
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation, Group, GroupKey, IntegerLevel, Place
from pairing.engine.interface import Deadline
from pairing.engine.prices import SINK, NewArc, Outcome, Prices
from pairing.errors import InternalError
from pairing.model.problem import Problem
from tests.properties.strategies import LARGER, problems, quick

QUICK = quick(40)
MOST_ASKED = 8  # of one problem
Best = tuple[tuple[int, ...], list[int]]  # the pairs of a plan, and the value of each level
A1, A2, B1, B2, C1, C2 = range(6)  # three participants, two mentors of one place each
COSTS = (1, 5, 2, 3, 5, 8)
# every plan of two pairs: A1 B2 4, A2 B1 7, C1 B2 8, A1 C2 9, A2 C1 10, B1 C2 10; so A1 B2 is the best


def hand_made(most: Sequence[int] = (1, 1)) -> Formulation:
    """Levels: places left, then the costs of the pairs."""
    pairs = tuple((p, m, 0) for p in range(3) for m in range(2))
    places = tuple(Place(p, 0, 1, (2 * p, 2 * p + 1)) for p in range(3))
    groups = tuple(Group(GroupKey(("mentor",), (m,)), (m, 2 + m, 4 + m), most[m]) for m in range(2))
    levels = IntegerLevel("unpaired", missing=dict.fromkeys(range(3), (1,))), IntegerLevel("penalty", COSTS)
    return Formulation(pairs, places, groups, levels, (), cast(EligibleTable, None))


def priced(chosen: Sequence[int] = (A1, B2), closed: Iterable[int] = (), most: Sequence[int] = (1, 1)) -> Prices:
    formulation = hand_made(most)
    return Prices(formulation, chosen, formulation.levels, closed)


# --- by hand ----------------------------------------------------------------------------------------------------


def test_another_mentor_costs_what_the_best_plan_with_him_costs_more():
    prices = priced()
    assert prices.of_pairs(0) == {A2: Outcome((A2, B1), (0, 3))}
    assert prices.of_pairs(1) == {B1: Outcome((A2, B1), (0, 3))}


def test_who_is_left_out_takes_somebodys_place():
    assert priced().of_pairs(2) == {C1: Outcome((B2, C1), (0, 4)), C2: Outcome((A1, C2), (0, 5))}


def test_places_count_before_costs():
    """With one mentor only, it is still one place that changes hands, and the costs are those of the pair."""
    assert priced((A1,), most=(1, 0)).of_pairs(1) == {B1: Outcome((B1,), (0, 1))}


def test_a_mentor_without_a_place_has_no_price():
    assert A2 not in priced((A1,), most=(1, 0)).of_pairs(0)
    assert priced((A1,), most=(1, 0)).with_pair(A2, ()) is None


def test_a_pair_without_some_others_costs_more():
    prices = priced()
    assert prices.with_pair(A2, ()) == Outcome((A2, B1), (0, 3))
    assert prices.with_pair(A2, (B1,)) == Outcome((A2, C1), (0, 6))
    assert prices.with_pair(A2, (B1, C1)) == Outcome((A2,), (1, 1))


def test_the_best_plan_without_a_pair():
    prices = priced()
    assert prices.instead_of(A1, ()) == Outcome((A2, B1), (0, 3))
    assert prices.instead_of(A1, (A2,)) == Outcome((B2, C1), (0, 4))
    assert prices.instead_of(A1, (A2, C1, C2)) == Outcome((B1,), (1, -2))


def test_what_is_banned_for_one_question_is_not_for_the_next():
    prices = priced()
    prices.with_pair(A2, (B1, C1))
    prices.instead_of(A1, (A2, B1, C1, C2))
    assert prices.of_pairs(0) == {A2: Outcome((A2, B1), (0, 3))}
    assert prices.instead_of(A1, ()) == Outcome((A2, B1), (0, 3))


def test_a_closed_pair_has_no_price_and_is_in_no_plan():
    prices = priced(closed=(A2,))
    assert prices.of_pairs(0) == {}
    assert prices.with_pair(A2, ()) is None
    assert prices.of_pairs(1) == {B1: Outcome((B1, C2), (0, 6))}


def test_a_pair_that_is_opened_is_taken_where_it_is_better():
    prices = priced((A2, B1), closed=(A1,))
    assert prices.with_open([A1]) == Outcome((A1, B2), (0, -3))
    assert priced(closed=(A2,)).with_open([A2]) == Outcome((A1, B2), (0, 0))


def test_several_pairs_are_opened_at_once_and_one_question_leaves_no_trace():
    prices = priced((A2, B1), closed=(A1, C1))
    for _ in range(2):
        assert prices.with_open([C1]) == Outcome((A2, B1), (0, 0))
        assert prices.with_open([A1, C1]) == Outcome((A1, B2), (0, -3))


def test_one_place_more_of_a_mentor_is_a_new_way_out_of_his_group():
    prices = priced()
    more = NewArc(prices.group_node(1), SINK, (0, 0))
    assert prices.with_open(arcs=[more]) == Outcome((A1, B2, C2), (-1, 8))
    assert prices.above(1) == prices.group_node(1) + 1


def test_a_new_mentor_is_a_node_of_his_own():
    prices = priced()
    new = prices.num_nodes
    arcs = [NewArc(prices.place_node(2), new, (0, 2)), NewArc(new, SINK, (0, 0))]
    assert prices.with_open(arcs=arcs) == Outcome((A1, B2), (-1, 2))


def test_a_new_way_that_helps_nobody_is_not_told():
    prices = priced()
    arcs = [NewArc(prices.place_node(0), prices.num_nodes, (0, 7)), NewArc(prices.num_nodes, SINK, (0, 0))]
    most_dear = [arcs[0]._replace(cost=(2, 0)), arcs[1]]
    assert prices.with_open(arcs=most_dear) == Outcome((A1, B2), (0, 0))
    assert prices.with_open(arcs=arcs) == Outcome((B2, C1), (-1, 11))  # the first makes room for the third


def test_to_know_who_gains_changes_nothing_of_the_answer():
    prices = priced((A2, B1), closed=(A1, C1, C2))
    for place in range(3):
        assert prices.with_open([A1, C1], toward=place) == Outcome((A1, B2), (0, -3))


def test_costs_of_all_levels_go_into_one_number_and_come_back():
    prices = priced()
    for cost in ((0, 0), (-1, 8), (3, -700), (-2, -1)):
        assert prices.vector(prices.packed(cost)) == cost
    assert prices.packed((1, -1000)) > prices.packed((0, 1000))


def test_a_plan_that_is_not_the_best_is_refused():
    with pytest.raises(InternalError):
        priced((A2, B1))


# --- against solving again --------------------------------------------------------------------------------------


class Solved:
    """A problem and its best plan under all levels and the draw, without some pairs and with others forced."""

    def __init__(self, formulation: Formulation):
        self.formulation = formulation
        self.levels = (*formulation.levels, formulation.tie_level(1))

    def best(self, banned: Iterable[int] = (), forced: int | None = None) -> Best | None:
        """The pairs, and the value of each level; None: the pair cannot be."""
        number, without = self.formulation.num_pairs, set(banned)
        first = IntegerLevel("banned", [int(pair in without) for pair in range(number)])
        second = IntegerLevel("forced", [-int(pair == forced) for pair in range(number)])
        model = flow.lay_out(self.formulation)
        found = [one.value for one in model.minimise([first, second, *self.levels], Deadline(), lambda level: None)]
        assert model.chosen is not None
        assert found[0] == 0
        return None if forced is not None and found[1] == 0 else (model.chosen, found[2:])

    def check(
        self, outcome: Outcome | None, before: list[int], again: tuple[tuple[int, ...], list[int]] | None
    ) -> None:
        """An outcome is a plan that keeps all limits, costs what it says, and is as good as the one solved anew."""
        assert (outcome is None) == (again is None)
        if outcome is None or again is None:
            return
        assert self.formulation.keeps(outcome.chosen)
        after = [self.formulation.value(level, outcome.chosen) for level in self.levels]
        assert after == again[1]
        assert [value - cost for value, cost in zip(after, outcome.cost, strict=True)] == before


def solved(problem: Problem) -> Solved | None:
    formulation = formulate(problem)
    if flow.refuses(formulation) is not None or not formulation.num_pairs:
        event("no flow")
        return None
    return Solved(formulation)


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False))
def test_every_pair_costs_what_solving_again_with_it_comes_to(problem):
    one = solved(problem)
    if one is None:
        return
    chosen, before = one.best()
    prices = Prices(one.formulation, chosen, one.levels)
    pairs = [(n, pair) for n, place in enumerate(one.formulation.places) for pair in place.pairs if pair not in chosen]
    chance = random.Random(len(pairs))
    for number, pair in chance.sample(pairs, min(len(pairs), MOST_ASKED)):
        outcome = prices.of_pairs(number).get(pair)
        one.check(outcome, before, one.best(forced=pair))
        assert outcome is None or pair in outcome.chosen


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False), st.integers(0, 2**32 - 1))
def test_a_pair_without_others_costs_what_solving_again_comes_to(problem, seed):
    one = solved(problem)
    if one is None:
        return
    chosen, before = one.best()
    prices = Prices(one.formulation, chosen, one.levels)
    chance, others = random.Random(seed), sorted(set(range(one.formulation.num_pairs)) - set(chosen))
    for pair in chance.sample(others, min(len(others), MOST_ASKED)):
        banned = set(chance.sample(others, chance.randint(0, len(others)))) - {pair}
        one.check(prices.with_pair(pair, banned), before, one.best(banned, forced=pair))


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False), st.integers(0, 2**32 - 1))
def test_to_do_without_a_chosen_pair_costs_what_solving_again_comes_to(problem, seed):
    one = solved(problem)
    if one is None:
        return
    chosen, before = one.best()
    prices = Prices(one.formulation, chosen, one.levels)
    chance, others = random.Random(seed), sorted(set(range(one.formulation.num_pairs)) - set(chosen))
    for pair in chance.sample(chosen, min(len(chosen), MOST_ASKED)):
        banned = set(chance.sample(others, chance.choice([0, chance.randint(0, len(others))])))
        one.check(prices.instead_of(pair, banned), before, one.best({*banned, pair}))


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False), st.integers(0, 2**32 - 1))
def test_to_open_pairs_brings_what_solving_again_comes_to(problem, seed):
    one = solved(problem)
    if one is None:
        return
    chance = random.Random(seed)
    number = one.formulation.num_pairs
    closed = chance.sample(range(number), chance.randint(1, number))
    chosen, before = one.best(closed)
    prices = Prices(one.formulation, chosen, one.levels, closed)
    for _ in range(MOST_ASKED):
        opened = chance.sample(closed, chance.randint(1, min(len(closed), 6)))
        toward = chance.choice([None, *range(len(one.formulation.places))])
        again = one.best(set(closed) - set(opened))
        one.check(prices.with_open(opened, toward=toward), before, again)
