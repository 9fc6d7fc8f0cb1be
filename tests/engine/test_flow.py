"""The flow engine: weights and stages, laminar groups, potentials, uniqueness."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from pairing.engine import flow
from pairing.engine.formulate import formulate
from pairing.engine.interface import Deadline
from pairing.engine.laminar import crossing, tree
from pairing.engine.network import build
from pairing.engine.residual import ResidualArc, components, packed, potentials, unpacked
from pairing.engine.run import solve
from pairing.errors import InternalError
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from tests.properties.strategies import LARGER, problems, quick

QUICK = quick(60)


def people(kind, number, **fields):
    return [kind(f"{kind.__name__[0]}{position}", **fields) for position in range(number)]


REVIEW, TALK = Session("Review"), Session("Talk")


# --- stages -----------------------------------------------------------------------------------------------------


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False))
def test_one_level_a_stage_gives_the_same_plan_as_all_levels_in_one(problem):
    formulation = formulate(problem)
    if crossing(formulation) is not None:
        event("limits cross")
        return
    levels = [*formulation.levels, formulation.tie_level(1)]
    together, apart = flow.lay_out(formulation), flow.lay_out(formulation)
    nobody = Deadline()
    at_once = together.minimise(levels, nobody, lambda level: None)
    one_by_one = [value for level in levels for value in apart.minimise([level], nobody, lambda level: None)]
    assert one_by_one == at_once
    assert together.is_unique(nobody) == apart.is_unique(nobody)
    if together.is_unique(nobody):
        assert apart.chosen == together.chosen


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False))
def test_levels_that_do_not_fit_into_one_solve_go_into_stages(problem):
    expected = solve(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "COST_LIMIT", 2**33)  # room for the tie alone, or for two or three of the others
        staged = solve(problem)
    assert (staged.levels, staged.pairs, staged.unique) == (expected.levels, expected.pairs, expected.unique)


def test_a_level_that_does_not_fit_by_itself_is_an_error_and_not_a_wrong_plan(monkeypatch):
    monkeypatch.setattr(flow, "COST_LIMIT", 3)
    with pytest.raises(InternalError, match="beyond 64 bits"):
        solve(Problem(people(Participant, 3), people(Mentor, 2), [REVIEW]))


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False))
def test_weights_are_large_enough_to_keep_the_order_of_the_levels(problem):
    """W_k > Σ_{j>k} W_j·swing_j: no simple cycle buys a level with later ones."""
    formulation = formulate(problem)
    if crossing(formulation) is not None:
        return
    net = build(formulation)
    swings = [net.swing(net.costs(level)) for level in (*formulation.levels, formulation.tie_level(1))]
    assert all(swing >= 0 for swing in swings)
    model = flow.lay_out(formulation)
    number, combined = model._fitting([net.costs(level) for level in formulation.levels])
    assert number >= 1 or not formulation.levels
    assert max(map(abs, combined), default=0) * (net.num_nodes + 1) <= flow.COST_LIMIT


# --- structure --------------------------------------------------------------------------------------------------


def test_a_cohort_with_total_limits_and_no_repeats_is_a_flow():
    problem = Problem(people(Participant, 4), people(Mentor, 3, capacity=3), [REVIEW, TALK])
    assert crossing(formulate(problem)) is None
    assert solve(problem).engine == "flow"


def test_a_limit_per_session_crosses_no_repeats_only_where_one_pair_could_meet_twice():
    limited = [Session("Review", most_per_mentor=1), Session("Talk", most_per_mentor=1)]
    twice = Problem(people(Participant, 3), people(Mentor, 3), limited)
    assert crossing(formulate(twice)) is not None
    assert solve(twice).engine == "mip"
    assert flow.refuses(formulate(twice)) is not None
    for problem in (
        twice.replace(repeat="allow"),
        twice.replace(mentors=people(Mentor, 3, sessions=("Review",))),
        twice.replace(mentors=people(Mentor, 3, capacity=1)),
    ):
        assert crossing(formulate(problem)) is None
        assert solve(problem).engine == "flow"


def test_the_tree_hangs_every_group_below_the_smallest_that_holds_it():
    problem = Problem(people(Participant, 3), people(Mentor, 2, capacity=4), [REVIEW, TALK])
    formulation = formulate(problem)
    found = tree(formulation)
    for number, group in enumerate(formulation.groups):
        above = found.parent[number]
        assert (above is None) == (group.key[0] == ("mentor",))
        if above is not None:
            assert set(group.pairs) < set(formulation.groups[above].pairs)
    for index, leaf in enumerate(found.leaf):
        holding = [group for group in formulation.groups if index in group.pairs]
        assert formulation.groups[leaf] == min(holding, key=lambda group: len(group.pairs))


def test_the_order_of_rows_does_not_reach_the_solver():
    there = Problem(people(Participant, 5), people(Mentor, 3, capacity=2), [REVIEW, TALK])
    back = there.replace(participants=there.participants[::-1], mentors=there.mentors[::-1])
    one, other = build(formulate(there)), build(formulate(back))
    assert (one.tail, one.head, one.capacity) == (other.tail, other.head, other.capacity)


# --- residual graph ---------------------------------------------------------------------------------------------


@QUICK
@given(problems(LARGER, crossing=False, hard_together=False))
def test_potentials_prove_the_flow_optimal(problem):
    formulation = formulate(problem)
    if crossing(formulation) is not None:
        return
    model = flow.lay_out(formulation)
    for level in (*formulation.levels, formulation.tie_level(1)):
        free = list(model._free)
        model.minimise([level], Deadline(), lambda level: None)
        net, costs = model._net, model._net.costs(level)
        still_free, model._free = model._free, free
        arcs = model._residual()
        model._free = still_free
        height = potentials(net.num_nodes, arcs, costs)
        for arc, tail, head, sign in arcs:
            assert sign * costs[arc] + height[tail] - height[head] >= 0


def test_a_flow_that_is_not_optimal_is_noticed():
    with pytest.raises(InternalError, match="optimal"):
        potentials(3, [ResidualArc(0, 0, 1, 1), ResidualArc(1, 1, 2, 1), ResidualArc(2, 2, 0, 1)], [1, 1, -3])


def test_potentials_of_large_costs_are_exact():
    costs = [2**59, -(2**59) + 1, 3]
    arcs = [ResidualArc(0, 0, 1, 1), ResidualArc(1, 1, 2, 1), ResidualArc(2, 2, 0, 1)]
    height = potentials(3, arcs, costs)
    assert all(Fraction(costs[arc]) + height[tail] - height[head] >= 0 for arc, tail, head, _ in arcs)


@QUICK
@given(st.integers(2, 9), st.lists(st.lists(st.integers(-(2**40), 2**40), min_size=4, max_size=4), min_size=1))
def test_packed_costs_keep_the_order_of_the_levels_and_come_apart_again(num_nodes, levels):
    """As far as two paths and an arc lead, here with every arc n - 1 times, or n - 1 times the other way."""
    costs, widths = packed(levels, num_nodes)
    by_arc = list(zip(*levels, strict=True))
    for sign in (1, -1):
        for one, other, last in ((0, 1, 2), (3, 3, 3), (2, 0, 1)):
            steps = [(num_nodes - 1, one), (sign * (num_nodes - 1), other), (sign, last)]
            whole = sum(times * costs[arc] for times, arc in steps)
            parts = tuple(sum(times * cost[arc] for times, arc in steps) for cost in levels)
            assert (whole > 0, whole < 0) == (parts > (0,) * len(levels), parts < (0,) * len(levels))
        assert unpacked(sign * (num_nodes - 1) * costs[0], widths) == tuple(
            sign * (num_nodes - 1) * cost for cost in by_arc[0]
        )


def test_components_are_those_nodes_that_reach_each_other():
    arcs = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (5, 5)]
    found = components(6, [ResidualArc(0, tail, head, 1) for tail, head in arcs])
    assert found[0] == found[1] == found[2]
    assert found[3] == found[4]
    assert len(set(found)) == 3


def test_components_of_a_long_path_need_no_recursion():
    arcs = [ResidualArc(0, one, other, 1) for one, other in pairwise(range(5000))]
    assert len(set(components(5000, arcs))) == 5000
    assert set(components(5000, [*arcs, ResidualArc(0, 4999, 0, 1)])) == {0}


# --- uniqueness -------------------------------------------------------------------------------------------------


def test_two_equal_plans_are_not_called_unique():
    problem = Problem(people(Participant, 2), people(Mentor, 2, capacity=1), [REVIEW])
    model = flow.lay_out(formulate(problem))
    model.minimise(formulate(problem).levels, Deadline(), lambda level: None)
    assert model.is_unique(Deadline()) is False


def test_units_of_a_mentor_that_cost_the_same_do_not_make_a_plan_ambiguous():
    """Parallel arcs to the sink may swap their units; the pairs stay."""
    problem = Problem(people(Participant, 2), people(Mentor, 1), [REVIEW], levels=("unpaired",))
    model = flow.lay_out(formulate(problem))
    model.minimise(formulate(problem).levels, Deadline(), lambda level: None)
    assert model.is_unique(Deadline()) is True
