"""The best trio beside a matching, without trying them all.

At most one trio t: the plan is a matching on everybody, or t and a matching on the rest. With the duals (u, z) of the
matching on everybody, worth D, *no* plan with t is worth more than

    D + gain(t) − Σ_{v in t} u[v] − Σ {z[B]: B has two or three of t}

as each such B then holds one couple less; and where the number of those who can be joined is even somebody else is
alone, so that the smallest u is lost as well. In terms of the couples' slacks this is

    D − Σ slack + Σ height + 2·(z of the blossoms of all three)

``height`` being u less what a member costs alone. Trios are tried in the order of this bound while it is not below the
best plan. A plan worth L has no couple of slack more than bound − L, so a trio is tried on few couples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import combinations
from typing import NamedTuple

from pairing.engine.interface import Deadline
from pairing.engine.matching import Graph, Matching, maximum_weight_matching, without
from pairing.engine.peers import Groups
from pairing.engine.peers_weights import Trio, Weights
from pairing.errors import InternalError

NEAREST = 4  # couples of each member among which a first good trio is looked for
Edges = list[dict[int, tuple[int, int]]]  # for each member those after him: (slack, z of the blossoms of both)


class Candidate(NamedTuple):
    """A trio, and the bound on the worth of any plan with it (doubled)."""

    bound: int
    trio: Trio


class Plan(NamedTuple):
    """A plan and its worth against everybody alone (doubled).

    ``rest`` is the best matching of ``graph``, which has no couple of the trio's members (none: ()).
    """

    worth: int
    trio: Trio
    rest: Matching
    graph: Graph

    @property
    def groups(self) -> Groups:
        """The trio and the couples, each ascending, in order."""
        return tuple(sorted([*couples_of(self.rest.mate), *([self.trio] if self.trio else [])]))


def couples_of(mate: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The couples of a matching, in order."""
    return [(v, w) for v, w in enumerate(mate) if v < w]


class TrioSearch:
    """Starts from the best matching on everybody; ``best`` is the best plan so far."""

    def __init__(self, weights: Weights, whole: Plan, deadline: Deadline):
        self.best = whole
        self._weights, self._whole, self._deadline = weights, whole, deadline
        duals = whole.rest.duals
        self._height = [dual - alone for dual, alone in zip(duals, weights.alone, strict=True)]
        self._lost = _lost_beside(weights.others, duals)
        self._worth: dict[Trio, int] = {(): whole.worth}

    @property
    def is_only_best(self) -> bool:
        """Whether no plan with another trio, or without one, is worth as much; once ``run`` is through."""
        return list(self._worth.values()).count(self.best.worth) == 1

    def run(self) -> bool:
        """Try all trios that could matter; False where the deadline came first."""
        if len(self._weights.others) < 3:
            return True
        first = max(self._near_trios(), default=None)
        if first is not None and first.bound > self.best.worth and not self._try(first.trio, self._whole.graph):
            return False
        candidates = self._candidates()
        if candidates is None:
            return False
        if candidates:
            graph = self._near_graph(candidates[0].bound - self.best.worth)
            for candidate in candidates:
                if candidate.bound < self.best.worth:
                    break
                if not self._try(candidate.trio, graph):
                    return False
        return True

    def _try(self, trio: Trio, graph: Graph) -> bool:
        """The best plan with this trio; False where there was no time."""
        rest_graph = without(graph, trio)
        rest = maximum_weight_matching(rest_graph, self._whole.rest.start(), self._deadline)
        gain = self._weights.trio(trio)
        if rest is None or gain is None:
            return False
        worth = self._worth[trio] = gain + rest.weight
        if worth > self.best.worth or (trio == self.best.trio and worth == self.best.worth):
            self.best = Plan(worth, trio, rest, rest_graph)
        return True

    def _bound(self, trio: Trio) -> int | None:
        """More than any plan with this trio is worth, or as much; None where two of it may not be together."""
        gain, rest = self._weights.trio(trio), self._whole.rest
        if gain is None:
            return None
        shared = [rest.shared(v, w) for v, w in combinations(trio, 2)]
        lost = sum(rest.duals[v] for v in trio) + sum(shared) - 2 * min(shared)  # blossoms are nested or apart
        return self._whole.worth + gain - lost - self._lost[trio[0]]

    def _near_trios(self) -> Iterator[Candidate]:
        """Trios of members whose couples have little slack, and those that are published."""
        rest, graph = self._whole.rest, self._whole.graph
        trios = set(self._weights.trios)
        for v, row in enumerate(graph):
            slacks = ((rest.duals[v] + rest.duals[w] + rest.shared(v, w) - weight, w) for w, weight in row)
            near = [w for _, w in nsmallest(NEAREST, slacks)]
            trios |= {tuple(sorted((v, w, x))) for w, x in combinations(near, 2)}
        for trio in sorted(trios):
            bound = self._bound(trio)
            if bound is not None:
                yield Candidate(bound, trio)

    def _candidates(self) -> list[Candidate] | None:
        """Every trio whose bound reaches the best plan, the best first; None where there was no time."""
        height, edges = self._height, self._edges()
        least = self.best.worth - self._whole.worth
        found = []
        for v, row in enumerate(edges):
            if self._deadline.has_passed:
                return None
            for w, (slack, shared) in row.items():
                for x in row.keys() & edges[w].keys():
                    other, third = row[x], edges[w][x]
                    above = height[v] + height[w] + height[x] + 2 * min(shared, other[1], third[1])
                    above -= slack + other[0] + third[0] + self._lost[v]
                    if above >= least and (v, w, x) not in self._weights.trios:
                        found.append(Candidate(self._whole.worth + above, (v, w, x)))
        for trio in self._weights.trios:
            bound = self._bound(trio)
            if bound is not None and bound >= self.best.worth:
                found.append(Candidate(bound, trio))
        return sorted(found, key=lambda one: (-one.bound, one.trio))

    def _edges(self) -> Edges:
        """The couples that may be in such a trio: with the best third member, and no other slack, they reach it."""
        height, lost = self._height, self._lost
        least = self.best.worth - self._whole.worth - max(height)
        return [
            {
                w: (slack, shared)
                for w, slack, shared in row
                if height[v] + height[w] + 2 * shared - slack - lost[v] >= least
            }
            for v, row in self._weights.slacks(self._whole.rest)
        ]

    def _near_graph(self, most: int) -> Graph:
        """All couples of so much slack at most."""
        near = [{w for w, slack, _ in row if slack <= most} for _, row in self._weights.slacks(self._whole.rest)]
        return self._weights.graph(near)


def _lost_beside(others: Sequence[Sequence[int]], duals: Sequence[int]) -> list[int]:
    """What a trio with a member costs at least beside it: of an even number who can be joined somebody is alone.

    Joined: by allowed couples, over any number of people. The smallest dual of them is lost.
    """
    leader = list(range(len(others)))

    def lead(v: int) -> int:
        while leader[v] != v:
            leader[v] = v = leader[leader[v]]
        return v

    parts = len(others)
    for v, row in enumerate(others):
        for w in row if parts > 1 else ():
            if lead(v) != lead(w):
                leader[lead(w)] = lead(v)
                parts -= 1
    together: dict[int, list[int]] = {}
    for v, dual in enumerate(duals):
        together.setdefault(lead(v), []).append(dual)
    # of an odd number somebody is alone even without a trio, and his dual is 0
    lost = {v: min(found) for v, found in together.items()}
    return [lost[lead(v)] for v in range(len(duals))]


def is_only_one(plan: Plan, deadline: Deadline) -> bool | None:
    """Whether no other matching is as good beside the plan's trio; None where there was no time.

    All that are as good lie on couples of slack 0. There the couples of the plan become a little worse and all others
    a little better, too little to matter elsewhere: another matching as good would now be the best one.
    """
    factor = 2 * len(plan.graph) + 3
    rest = plan.rest
    graph: Graph = [[] for _ in plan.graph]
    for v, row in enumerate(plan.graph):
        for w, weight in row:
            if rest.duals[v] + rest.duals[w] + rest.shared(v, w) == weight:
                graph[v].append((w, weight * factor + (-2 if rest.mate[v] == w else 2)))
    other = maximum_weight_matching(graph, rest.start(factor), deadline)
    if other is None:
        return None
    if other.weight < rest.weight * factor - 2 * len(couples_of(rest.mate)):
        raise InternalError("a matching that is the best one is found to be worse than itself")
    return other.mate == rest.mate
