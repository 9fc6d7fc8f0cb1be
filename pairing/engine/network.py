"""A formulation as a minimum-cost flow network.

    place (p, s), supply d ──pair, capacity 1──▶ group ──▶ … ──▶ mentor's group ──unit arcs──▶ sink
          └──────────────────▶ participant's misses ──unit arcs, each dearer than the one before──▶ sink

Where pairs are of kinds, a node for each stands between: place ──kind, capacity 1──▶ kind ──pair──▶ group.

Unit arcs carry the marginal costs of convex prices; runs of equal ones are one arc of that capacity. A participant
with a single place needs no node for his misses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from pairing.engine.formulation import ANY_KIND, Formulation, IntegerLevel
from pairing.engine.laminar import Tree, tree


class Priced(NamedTuple):
    """Where an arc's cost comes from: unit ``first`` (0-based) of a participant's misses or of a group's pairs."""

    kind: str  # "missing" | "group"
    owner: int
    first: int


@dataclass(slots=True)
class Network:
    """Arcs by index: first all pairs (arc i is pair i), then the others; ``prices`` of the others, in order.

    Nodes: those of the places, in their order; ``groups``: of each group, and of what it hangs below; ``misses``: the
    one from which a participant's misses go to the sink. ``choices``: the arcs that tell plans apart, each of which
    holds one unit: those of the pairs, or of their kinds.
    """

    num_nodes: int = 0
    supply: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    capacity: list[int] = field(default_factory=list)
    prices: list[Priced | None] = field(default_factory=list)
    num_pairs: int = 0
    num_places: int = 0
    sink: int = 0
    groups: list[tuple[int, int]] = field(default_factory=list)
    misses: dict[int, int] = field(default_factory=dict)
    choices: Sequence[int] = ()

    def node(self, supply: int = 0) -> int:
        self.supply.append(supply)
        self.num_nodes += 1
        return self.num_nodes - 1

    def arc(self, tail: int, head: int, capacity: int, price: Priced | None = None) -> None:
        self.tail.append(tail)
        self.head.append(head)
        self.capacity.append(capacity)
        self.prices.append(price)

    def costs(self, level: IntegerLevel) -> list[int]:
        """The level's cost of one unit on each arc."""
        costs = list(level.pair_costs) if level.pair_costs else [0] * self.num_pairs
        for price in self.prices[self.num_pairs :]:
            if price is None:
                costs.append(0)
                continue
            slopes = (level.missing if price.kind == "missing" else level.groups).get(price.owner)
            costs.append(slopes[price.first] if slopes else 0)
        return costs

    def swing(self, costs: Sequence[int]) -> int:
        """The most by which a level can differ along one simple cycle of the residual network.

        A cycle visits each node once: at each place it takes at most one pair and gives up at most one (at each kind,
        where there are kinds: there the pairs of one are exchanged); it enters and leaves a group or a participant's
        misses at most once; and it takes and gives up one unit at the sink.
        """
        pairs = costs[: self.num_pairs]
        reach = max(0, max(pairs, default=0)) - min(0, min(pairs, default=0))
        total = reach * max(self.num_places, len(self.choices) if self.choices != range(self.num_pairs) else 0)
        at_sink = [cost for arc, cost in enumerate(costs) if self.head[arc] == self.sink]
        total += max(0, max(at_sink, default=0)) - min(0, min(at_sink, default=0))
        dearest: dict[int, int] = {}
        for arc in range(self.num_pairs, len(costs)):
            if self.head[arc] != self.sink and costs[arc]:
                dearest[self.tail[arc]] = max(dearest.get(self.tail[arc], 0), abs(costs[arc]))
        return total + sum(dearest.values())


def build(formulation: Formulation) -> Network:
    """The network of a problem whose groups are laminar."""
    shape = tree(formulation)
    net = Network(num_pairs=len(formulation.pairs), num_places=len(formulation.places))
    place_node = [net.node(place.demand) for place in formulation.places]
    group_node = [net.node() for _ in formulation.groups]
    net.sink = net.node(-sum(place.demand for place in formulation.places))
    _add_pairs(net, formulation, shape, place_node, group_node)
    for number, group in enumerate(formulation.groups):
        above = shape.parent[number]
        head = net.sink if above is None else group_node[above]
        net.groups.append((group_node[number], head))
        slopes = [level.groups[number] for level in formulation.levels if number in level.groups]
        _unit_arcs(net, group_node[number], head, group.most, slopes, "group", number)
    _add_misses(net, formulation, place_node)
    return net


def _add_pairs(
    net: Network, formulation: Formulation, shape: Tree, place_node: Sequence[int], group_node: Sequence[int]
) -> None:
    place_of = {index: place_node[number] for number, place in enumerate(formulation.places) for index in place.pairs}
    kinds = formulation.kinds
    node_of = {kinds[index]: net.node() for index in range(len(kinds)) if kinds[index] != ANY_KIND} if kinds else {}
    for index in range(len(formulation.pairs)):
        tail = node_of.get(kinds[index], place_of[index]) if kinds else place_of[index]
        net.arc(tail, group_node[shape.leaf[index]], 1)
    net.choices = range(net.num_pairs)
    if kinds:
        net.choices = range(net.num_pairs, net.num_pairs + len(node_of))
        place_of_kind = {kinds[index]: place for index, place in place_of.items()}
        for kind, node in node_of.items():
            net.arc(place_of_kind[kind], node, 1)


def _add_misses(net: Network, formulation: Formulation, place_node: Sequence[int]) -> None:
    places_of: dict[int, list[int]] = {}
    for number, place in enumerate(formulation.places):
        places_of.setdefault(place.participant, []).append(number)
    for participant, numbers in places_of.items():
        demand = sum(formulation.places[number].demand for number in numbers)
        slopes = [level.missing[participant] for level in formulation.levels if participant in level.missing]
        start = place_node[numbers[0]]
        if len(numbers) > 1:
            start = net.node()
            for number in numbers:
                net.arc(place_node[number], start, formulation.places[number].demand)
        net.misses[participant] = start
        _unit_arcs(net, start, net.sink, demand, slopes, "missing", participant)


def _unit_arcs(
    net: Network, tail: int, head: int, most: int, slopes: Sequence[Sequence[int]], kind: str, owner: int
) -> None:
    """One arc for each run of units that cost the same on every level."""
    first = 0
    for _, run in groupby(range(most), key=lambda unit: tuple(slope[unit] for slope in slopes)):
        length = len(list(run))
        net.arc(tail, head, length, Priced(kind, owner, first))
        first += length
