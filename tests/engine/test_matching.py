"""Maximum-weight matching: right on every small graph, and proved on every one."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from pairing.engine import matching
from pairing.engine.interface import Deadline
from pairing.engine.matching import Matching, Start, graph_of, maximum_weight_matching, without
from pairing.errors import InternalError
from tests.properties.strategies import quick

Edge = tuple[int, int, int]


def largest_weight(num_vertices: int, edges: list[Edge]) -> int:
    """By looking at every matching."""
    weight = {(a, b): w for a, b, w in edges}

    @lru_cache(None)
    def best(left: int) -> int:
        if not left:
            return 0
        last = left.bit_length() - 1
        rest = left & ~(1 << last)
        found = [weight[v, last] + best(rest & ~(1 << v)) for v in range(last) if rest >> v & 1 and (v, last) in weight]
        return max([best(rest), *found])

    return best((1 << num_vertices) - 1)


def random_edges(chance: random.Random, size: int) -> list[Edge]:
    """With ties, zeros, weights below zero and far above 64 bits, thin and full, of one piece or several."""
    share, low, high = chance.choice([0.2, 0.4, 0.7, 1]), chance.choice([1, 0, -3]), chance.choice([1, 2, 7, 10**40])
    couples = [(v, w) for w in range(size) for v in range(w)]
    return [(v, w, chance.randint(low, high)) for v, w in couples if chance.random() < share]


def random_case(seed: int) -> tuple[random.Random, int, list[Edge]]:
    chance = random.Random(seed)
    size = chance.randint(0, 11)
    return chance, size, random_edges(chance, size)


def check_proof(num_vertices: int, edges: list[Edge], found: Matching) -> None:
    """Feasible duals and complementary slackness, from the definitions alone."""
    for v, w, weight in edges:
        inside = sum(z for vertices, z in found.blossoms if v in vertices and w in vertices)
        slack = found.duals[v] + found.duals[w] + inside - 2 * weight
        assert slack >= 0
        assert slack == 0 or found.mate[v] != w
    for v in range(num_vertices):
        assert found.duals[v] >= 0
        assert found.mate[v] == -1 or found.mate[found.mate[v]] == v
        assert found.mate[v] != -1 or found.duals[v] == 0
    for vertices, z in found.blossoms:
        assert z > 0
        assert len(vertices) % 2 == 1
        assert sum(found.mate[v] in vertices for v in vertices) == len(vertices) - 1


def check_case(seed: int) -> None:
    chance, size, edges = random_case(seed)
    found = maximum_weight_matching(graph_of(size, edges))
    assert found.weight == 2 * largest_weight(size, edges)
    check_proof(size, edges, found)
    factor = chance.choice([1, 3])
    similar = [
        (v, w, weight * factor + chance.choice([0, 0, 1, -1])) for v, w, weight in edges if chance.random() < 0.9
    ]
    again = maximum_weight_matching(graph_of(size, similar), found.start(factor))
    assert again.weight == 2 * largest_weight(size, similar)
    check_proof(size, similar, again)
    gone = set(chance.sample(range(size), min(size, 3)))
    left = [edge for edge in similar if not gone & set(edge[:2])]
    rest = maximum_weight_matching(without(graph_of(size, similar), gone), again.start())
    assert rest.weight == 2 * largest_weight(size, left)
    check_proof(size, left, rest)


@quick(400)
@given(st.integers(0, 2**32))
def test_it_is_the_largest_on_every_small_graph_from_any_start(seed: int) -> None:
    check_case(seed)


@pytest.mark.long
@settings(quick(20_000))
@given(st.integers(0, 2**32))
def test_it_is_the_largest_on_many_thousand_small_graphs(seed: int) -> None:
    check_case(seed)


def by_cpsat(num_vertices: int, edges: list[Edge]) -> int:
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in edges]
    for v in range(num_vertices):
        model.add_at_most_one(x for x, edge in zip(chosen, edges, strict=True) if v in edge[:2])
    model.maximize(sum(weight * x for x, (_, _, weight) in zip(chosen, edges, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize("size", [101, 250, 301])
def test_it_is_that_of_cpsat_on_hundreds_of_vertices(size: int) -> None:
    chance = random.Random(size)
    couples = {tuple(sorted(chance.sample(range(size), 2))) for _ in range(4 * size)}
    edges = [(v, w, chance.randint(1, 60)) for v, w in sorted(couples)]
    found = maximum_weight_matching(graph_of(size, edges))
    assert found.weight == 2 * by_cpsat(size, edges)
    assert found.blossoms
    check_proof(size, edges, found)


def test_blossoms_in_blossoms_are_opened_and_closed() -> None:
    """A thick nest of odd cycles: triangles of triangles, each a little less tight than the one inside."""
    edges = []
    for level in range(1, 5):
        step = 3 ** (level - 1)
        for start in range(0, 81, 3 * step):
            corners = [start, start + step, start + 2 * step]
            edges += [(a, b, 100 - 9 * level) for i, a in enumerate(corners) for b in corners[i + 1 :]]
    found = maximum_weight_matching(graph_of(81, edges))
    assert found.weight == 2 * by_cpsat(81, edges)
    assert max(map(len, found.chains)) > 1
    check_proof(81, edges, found)


def test_a_graph_without_vertices_or_edges_has_the_empty_matching() -> None:
    assert maximum_weight_matching([]).mate == ()
    assert maximum_weight_matching(graph_of(3, [])) == Matching((-1, -1, -1), 0, (0, 0, 0), (), ((), (), ()))


def test_an_edge_that_costs_more_than_it_gives_is_not_taken() -> None:
    assert maximum_weight_matching(graph_of(2, [(0, 1, -1)])).mate == (-1, -1)


def test_a_start_of_nonsense_is_mended() -> None:
    edges = [(0, 1, 5), (1, 2, 8), (2, 3, 5)]
    found = maximum_weight_matching(graph_of(4, edges), Start([0, 99, 3, 0], [2, -1, 0, 1]))
    assert found.mate == (1, 0, 3, 2)
    check_proof(4, edges, found)


def test_it_stops_at_the_deadline() -> None:
    assert maximum_weight_matching(graph_of(2, [(0, 1, 1)]), deadline=Deadline.after(0)) is None


@pytest.mark.parametrize(
    "planted",
    [
        {"mate": (1, 0, -1, -1), "weight": 10},
        {"duals": (0, 10, 5, 5)},
        {"duals": (-1, 11, 5, 5)},
        {"mate": (2, 3, 0, 1)},
        {"weight": 21},
    ],
)
def test_a_proof_that_does_not_hold_is_an_internal_error(planted: dict[str, object]) -> None:
    graph = graph_of(4, [(0, 1, 5), (1, 2, 8), (2, 3, 5)])
    right = maximum_weight_matching(graph)
    matching._check(graph, right)
    with pytest.raises(InternalError):
        matching._check(graph, right._replace(**planted))
