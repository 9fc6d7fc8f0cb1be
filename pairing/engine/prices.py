"""What it would cost to do otherwise: prices of single changes to a plan that a flow proves, exact, level by level.

In the residual graph of a best flow no cycle costs less than 0. To force one unit through an arc costs what the
cheapest cycle through it costs, that is the arc and the shortest path from its head back to its tail; and an arc that
is new lowers the cost by as much as the cheapest cycle through it is below 0. One search from each place gives the
price of every pair of that place; new arcs are taken in one after the other, each with one search (successive shortest
paths: Ahuja, Magnanti & Orlin, Network Flows, 1993, sections 9.7 and 9.9). Costs are those of all levels in one whole
number, of which each level has bits of its own (``residual.packed``), so they compare as the levels do.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from typing import NamedTuple

from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.engine.network import Network, build
from pairing.engine.residual import ResidualArc, potentials, unpacked
from pairing.model.potentials import Vector

SINK = -1  # as an end of a new arc


class NewArc(NamedTuple):
    """A way that a change opens: from a node to a node, for one unit, at a cost on every level.

    Nodes: ``Prices.place_node``, ``Prices.group_node``, ``SINK``, and from ``Prices.num_nodes`` up new ones.
    """

    tail: int
    head: int
    cost: Vector


class Outcome(NamedTuple):
    """A best plan after a change: the pair indices that stay or come, and what it costs.

    ``cost``: the difference to the plan before on every level.
    """

    chosen: tuple[int, ...]
    cost: Vector


class Gaining(NamedTuple):
    """From where, and to where, one unit more can come: nodes of a residual graph in which no pair can be added."""

    from_short: frozenset[int]
    to_spare: frozenset[int]

    def by(self, arcs: Iterable[tuple[int, int]]) -> bool:
        """Whether new arcs (from, to) may let a plan have one pair more; where not, certainly none can."""
        ends = list(arcs)
        return any(tail in self.from_short for tail, _ in ends) and any(head in self.to_spare for _, head in ends)


class Prices:
    """The residual graph of a plan that is the best one of a flow on these levels.

    ``closed``: pairs (indices) that may not be, until a change opens them. Raises ``InternalError`` where the plan is
    not the best one.
    """

    def __init__(
        self,
        formulation: Formulation,
        chosen: Sequence[int],
        levels: Sequence[IntegerLevel],
        closed: Iterable[int] = (),
    ):
        self._formulation = formulation
        self._levels = tuple(levels)
        self._net: Network = build(formulation._replace(levels=self._levels))
        self._chosen = frozenset(chosen)
        self._before = tuple(sorted(self._chosen))
        self._closed = frozenset(closed)
        self._widths = self._room_for(levels)
        columns = [self._net.costs(level) for level in levels]
        self._cost = [self.packed(vector) for vector in zip(*columns, strict=True)]
        self._flow = self._flow_of(self._chosen)
        self._graph = _Graph.of(self._net, self._cost, self._flow)
        for pair in self._closed:
            self._graph.room[2 * pair] = 0
        self._heights: dict[int, list[int]] = {}
        self._height = potentials(self._net.num_nodes, self._residual(), self._cost)

    # --- numbers of nodes ------------------------------------------------------------------------------------

    @property
    def num_nodes(self) -> int:
        """The number of the first node that a change may add."""
        return self._net.num_nodes

    @property
    def num_levels(self) -> int:
        """How many levels the costs are told on."""
        return len(self._levels)

    def place_node(self, place: int) -> int:
        """The node of a place, by its number in the formulation."""
        return place

    def group_node(self, group: int) -> int:
        """The node of a group, by its number in the formulation."""
        return self._net.groups[group][0]

    def above(self, group: int) -> int:
        """The node that a group's units go to."""
        return self._net.groups[group][1]

    def leaf(self, pair: int) -> int:
        """The node that a pair enters."""
        return self._net.head[pair]

    # --- costs -----------------------------------------------------------------------------------------------

    def packed(self, cost: Sequence[int]) -> int:
        """The costs of all levels as one number."""
        total = 0
        for value, width in zip(cost, self._widths, strict=True):
            total = (total << width) + value
        return total

    def vector(self, cost: int) -> Vector:
        """The cost on each level."""
        return unpacked(cost, self._widths)

    def _room_for(self, levels: Sequence[IntegerLevel]) -> tuple[int, ...]:
        """Bits for each level: a path, with a few new nodes and arcs dearer than any there is, and twice as much."""
        num_nodes = self._net.num_nodes + 8
        widths = []
        for level in levels:
            slopes = (*level.missing.values(), *level.groups.values())
            dearest = max(
                max(map(abs, level.pair_costs), default=0),
                max((max(map(abs, slope), default=0) for slope in slopes), default=0),
            )
            widths.append((4 * num_nodes * (dearest + 1_000_000)).bit_length() + 1)
        return tuple(widths)

    # --- questions -------------------------------------------------------------------------------------------

    def of_pairs(self, place: int) -> dict[int, Outcome]:
        """For every pair of a place that may be and is not in the plan: the best plan with it, and what that costs."""
        to_place = self._graph.back_from(self.place_node(place), self._height)
        found = {}
        for pair in self._formulation.places[place].pairs:
            head = self.leaf(pair)
            if pair not in self._chosen and pair not in self._closed and head in to_place.distance:
                cost = self._cost[pair] + to_place.distance[head]
                found[pair] = Outcome(self._rerouted(pair, to_place.path(head)), self.vector(cost))
        return found

    def with_pair(self, pair: int, banned: Iterable[int]) -> Outcome | None:
        """The best plan with a pair, and without some others that are not in the plan; None where there is none."""
        with self._graph.without(banned) as graph:
            place, leaf = self._net.tail[pair], self._net.head[pair]
            search = graph.forth_from(leaf, self._height, until=place)
        if pair in self._closed or place not in search.distance:
            return None
        cost = self._cost[pair] + search.distance[place]
        return Outcome(self._rerouted(pair, search.path(place)), self.vector(cost))

    def instead_of(self, pair: int, banned: Iterable[int]) -> Outcome | None:
        """The best plan without a pair that is in it, and without some others that are not; None: there is none."""
        with self._graph.without(banned) as graph:
            place, leaf = self._net.tail[pair], self._net.head[pair]
            room, graph.room[2 * pair + 1] = graph.room[2 * pair + 1], 0
            search = graph.forth_from(place, self._height, until=leaf)
            graph.room[2 * pair + 1] = room
        if leaf not in search.distance:
            return None
        cost = search.distance[leaf] - self._cost[pair]
        return Outcome(self._rerouted(pair, search.path(leaf)), self.vector(cost))

    def with_open(
        self, pairs: Iterable[int] = (), arcs: Sequence[NewArc] = (), *, toward: int | None = None
    ) -> Outcome:
        """The best plan where these closed pairs may be, and these ways are open.

        ``toward``: a place that is likely to gain; it is found sooner then.
        """
        height = self._height if toward is None else self._toward(toward)
        gains = self._gains(pairs, height)
        if not arcs and all(gain <= 0 for gain in gains.values()):  # as in ``open``: nothing moves
            return Outcome(self._before, self.vector(0))
        graph, height = self._graph.copy(), list(height)
        total = sum(graph.open(2 * pair, height) for pair in sorted(gains, key=lambda pair: -gains[pair]))
        for arc in arcs:
            ends = self.ends(arc)
            while max(ends) >= len(height):
                graph.out.append([])
                height.append(0)
            total += graph.open(graph.add(*ends, self.packed(arc.cost)), height)
        chosen = tuple(pair for pair in range(self._net.num_pairs) if graph.room[2 * pair + 1] > 0)
        return Outcome(chosen, self.vector(total))

    def at_most(self, pairs: Iterable[int], *, toward: int) -> int:
        """More than this, in packed costs, no plan gains where these closed pairs may be: a look, and no search.

        By the duality of linear programs each new arc gains at most what its reduced cost is below 0.
        """
        return sum(gain for gain in self._gains(pairs, self._toward(toward)).values() if gain > 0)

    def _gains(self, pairs: Iterable[int], height: Sequence[int]) -> dict[int, int]:
        """By how much the reduced cost of each pair is below 0."""
        tail, head = self._net.tail, self._net.head
        return {pair: height[head[pair]] - height[tail[pair]] - self._cost[pair] for pair in pairs}

    def gaining(self) -> Gaining | None:
        """The nodes that places without a mentor lead to, and those that lead to room; None: a pair could be added.

        A plan with more pairs than this one differs from it by a path that leads from such a place to such room, over
        new arcs somewhere (Ford & Fulkerson 1956).
        """
        net, places = self._net, self._formulation.places
        misses = set(net.misses.values())
        barred = {arc for arc, price in enumerate(net.prices) if price is not None and price.kind == "missing"}
        barred |= {arc for arc, head in enumerate(net.head) if head in misses}
        short = [n for n, one in enumerate(places) if sum(pair in self._chosen for pair in one.pairs) < one.demand]
        from_short = self._graph.reached(map(self.place_node, short), barred, net.sink)
        if net.sink in from_short:
            return None
        return Gaining(from_short, self._graph.reached([net.sink], barred, net.sink, flip=1))

    def ends_of_pair(self, pair: int) -> tuple[int, int]:
        """The nodes between which a pair leads."""
        return self._net.tail[pair], self._net.head[pair]

    def ends(self, arc: NewArc) -> tuple[int, int]:
        """The nodes between which a new arc leads."""
        return self._end(arc.tail), self._end(arc.head)

    def _toward(self, place: int) -> Sequence[int]:
        """Heights that are the costs of coming to a place, below 0: for its own pairs they leave nothing to search."""
        if place not in self._heights:
            back = self._graph.back_from(self.place_node(place), self._height).distance
            furthest = max(back.values())
            far = max(self._height) - min(self._height) + furthest + 1  # from elsewhere nothing leads to the place
            self._heights[place] = [
                -back[node] if node in back else height - far for node, height in enumerate(self._height)
            ]
        return self._heights[place]

    def _residual(self) -> list[ResidualArc]:
        net, found = self._net, []
        for arc, flow in enumerate(self._flow):
            if flow < net.capacity[arc] and arc not in self._closed:
                found.append(ResidualArc(arc, net.tail[arc], net.head[arc], 1))
            if flow > 0:
                found.append(ResidualArc(arc, net.head[arc], net.tail[arc], -1))
        return found

    def _end(self, node: int) -> int:
        return self._net.sink if node == SINK else node

    def _rerouted(self, pair: int, path: Sequence[int]) -> tuple[int, ...]:
        """The plan after one unit went round a cycle: through the pair, and along the path."""
        turned = {edge // 2 for edge in path if edge // 2 < self._net.num_pairs} ^ {pair}
        return tuple(sorted(self._chosen ^ turned))

    def _flow_of(self, chosen: frozenset[int]) -> list[int]:
        """The flow on every arc of the plan; units are taken from the cheapest up, which is their order."""
        net, formulation = self._net, self._formulation
        load = {
            node: sum(index in chosen for index in group.pairs)
            for (node, _), group in zip(net.groups, formulation.groups, strict=True)
        }
        missing: dict[int, int] = {}
        at_place = []
        for number, place in enumerate(formulation.places):
            at_place.append(place.demand - sum(index in chosen for index in place.pairs))
            node = net.misses[place.participant]
            missing[node] = missing.get(node, 0) + at_place[number]
        flow = [int(arc in chosen) for arc in range(net.num_pairs)]
        for arc in range(net.num_pairs, len(net.tail)):
            tail, price = net.tail[arc], net.prices[arc]
            if price is None:
                flow.append(at_place[tail])
                continue
            left = load if price.kind == "group" else missing
            used = min(left[tail], net.capacity[arc])
            left[tail] -= used
            flow.append(used)
        return flow


class _Search(NamedTuple):
    """Shortest distances from a node, or to it, and the edge by which each was found.

    ``flip``: 0 where edges are followed, 1 where they are gone back.
    """

    distance: dict[int, int]
    by: dict[int, int]
    to: Sequence[int]
    flip: int

    def path(self, node: int) -> list[int]:
        """The edges between a node and where the search began."""
        edges = []
        while node in self.by:
            edge = self.by[node]
            edges.append(edge)
            node = self.to[edge ^ 1 ^ self.flip]
        return edges


class _Graph:
    """Residual edges in twos: 2a along arc a, 2a + 1 against it; ``room`` says how many units each still takes."""

    __slots__ = ("cost", "out", "room", "to")

    def __init__(self, to: list[int], room: list[int], cost: list[int], out: list[list[int]]):
        self.to, self.room, self.cost, self.out = to, room, cost, out

    @classmethod
    def of(cls, net: Network, costs: Sequence[int], flow: Sequence[int]) -> _Graph:
        to: list[int] = []
        room: list[int] = []
        cost: list[int] = []
        out: list[list[int]] = [[] for _ in range(net.num_nodes)]
        for arc, (tail, head) in enumerate(zip(net.tail, net.head, strict=True)):
            to += (head, tail)
            room += (net.capacity[arc] - flow[arc], flow[arc])
            cost += (costs[arc], -costs[arc])
            out[tail].append(2 * arc)
            out[head].append(2 * arc + 1)
        return cls(to, room, cost, out)

    def copy(self) -> _Graph:
        """A graph to change; lists of edges are the same ones until ``add`` makes others."""
        return _Graph(list(self.to), list(self.room), list(self.cost), list(self.out))

    @contextmanager
    def without(self, pairs: Iterable[int]) -> Iterator[_Graph]:
        """The graph, for a while without some pairs that carry no flow."""
        closed = [2 * pair for pair in pairs if self.room[2 * pair]]
        for edge in closed:
            self.room[edge] = 0
        try:
            yield self
        finally:
            for edge in closed:
                self.room[edge] = 1

    def forth_from(self, source: int, height: Sequence[int], until: int | None = None) -> _Search:
        """What it costs to come from a node to each other."""
        reduced, by = self._reached(source, height, until, inf)
        distance = {node: value + height[node] - height[source] for node, value in reduced.items()}
        return _Search(distance, by, self.to, 0)

    def back_from(self, target: int, height: Sequence[int]) -> _Search:
        """What it costs to come to a node from each other: edges are gone back, and heights are the other way up."""
        reduced, by = self._reached(target, [-one for one in height], None, inf, flip=1)
        distance = {node: value + height[target] - height[node] for node, value in reduced.items()}
        return _Search(distance, by, self.to, 1)

    def reached(self, sources: Iterable[int], barred: Collection[int], end: int, *, flip: int = 0) -> frozenset[int]:
        """The nodes that units can come to from these, or with ``flip`` 1 from which they can come to these.

        Not over the arcs ``barred``, nor through the node ``end``.
        """
        todo = list(sources)
        seen = set(todo)
        while todo:
            for leaving in self.out[todo.pop()]:
                edge, other = leaving ^ flip, self.to[leaving]
                if self.room[edge] and edge // 2 not in barred and other not in seen:
                    seen.add(other)
                    if other != end:
                        todo.append(other)
        return frozenset(seen)

    def _reached(
        self, source: int, height: Sequence[int], until: int | None, below: float, *, flip: int = 0
    ) -> tuple[dict[int, int], dict[int, int]]:
        """The nodes that are nearer than ``below``, by reduced costs, which are not below 0 (Dijkstra 1959).

        And the edge by which the search came to each. ``flip`` 1: along the edges that lead to ``source``.
        """
        to, room, cost, out = self.to, self.room, self.cost, self.out
        reduced: dict[int, int] = {}
        seen = {source: 0}
        by: dict[int, int] = {}
        queue = [(0, source)]
        while queue:
            base, node = heapq.heappop(queue)
            if node in reduced:
                continue
            reduced[node] = base
            if node == until:
                break
            base += height[node]
            for leaving in out[node]:
                edge = leaving ^ flip
                if room[edge]:
                    other = to[leaving]
                    along = base + cost[edge] - height[other]
                    if along < seen.get(other, below):
                        seen[other] = along
                        by[other] = edge
                        heapq.heappush(queue, (along, other))
        return reduced, by

    def add(self, tail: int, head: int, cost: int) -> int:
        """A further edge, still closed; its number."""
        edge = len(self.to)
        self.to += (head, tail)
        self.cost += (cost, -cost)
        self.room += (0, 0)
        self.out[tail] = [*self.out[tail], edge]
        self.out[head] = [*self.out[head], edge + 1]
        return edge

    def open(self, edge: int, height: list[int]) -> int:
        """Open an edge for one unit and keep the flow the best one; what the cost changes by.

        ``height`` is kept such that no edge with room has a reduced cost below 0.
        """
        head, tail = self.to[edge], self.to[edge ^ 1]
        gain = height[head] - height[tail] - self.cost[edge]
        if gain <= 0:
            self.room[edge] = 1
            return 0
        # A way back that costs as much as the edge gains, or more, leaves everything as it is: none is looked for.
        reduced, by = self._reached(head, height, tail, gain)
        way_back = reduced.get(tail, gain)
        for node, value in reduced.items():  # min(value, way_back) up for all nodes, and as all heights are relative,
            if value < way_back:  # the same down for the few that are nearer
                height[node] += value - way_back
        if way_back == gain:
            self.room[edge] = 1
            return 0
        self.room[edge ^ 1] = 1
        node = tail
        while node != head:
            self.room[by[node]] -= 1
            self.room[by[node] ^ 1] += 1
            node = self.to[by[node] ^ 1]
        return way_back - gain
