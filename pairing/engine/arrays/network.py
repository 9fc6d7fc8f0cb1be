"""The active pairs of a problem as a minimum-cost flow network, in arrays.

    place, supply d ──pair, capacity 1──▶ group ──▶ … ──▶ widest group ──units──▶ sink
          └──────────────────▶ owner's misses ──units, each dearer than the one before──▶ sink

A group is a node where it costs something or could be full; through any other its pairs pass as if it were not there.
Units of a group whose price rises with every pair are laid out only up to ``most_units``: the next one after the load
is all that optimality asks for, and a plan that fills them all is solved again with more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairing.engine.arrays.columns import NO_GROUP, Block, Bools, ColumnLevel, Columns, Ints, Marginals


@dataclass(frozen=True, slots=True)
class Units:
    """Parallel arcs of priced units: arc i carries the units ``first[i] + 1 … first[i] + capacity[i]`` of ``of[i]``."""

    of: Ints
    first: Ints
    capacity: Ints

    def fill(self, amount: Ints) -> Ints:
        """The flow on each arc when ``amount[j]`` units of j are used, the cheapest first."""
        used: Ints = np.clip(amount[self.of] - self.first, 0, self.capacity)
        return used

    def costs(self, marginals: Marginals) -> Ints:
        """What a unit costs on each arc."""
        return marginals.at(self.of, self.first + 1)


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs in four runs: active pairs, units of groups, places to their owner's misses, units of misses."""

    columns: Columns
    active: Block
    num_entered: int  # how many groups the active pairs enter, the sink among them
    parent: Ints  # of each group that is a node: the one it hangs below, or NO_GROUP
    node_of_group: Ints  # by group; the sink for groups that are no nodes
    node_of_owner: Ints  # by owner: his misses, or his only place
    sink: int
    group_units: Units
    missing_units: Units
    capped: Ints  # groups whose units are not all laid out
    tail: Ints
    head: Ints
    capacity: Ints
    supply: Ints

    @property
    def num_nodes(self) -> int:
        return self.sink + 1

    @property
    def num_pairs(self) -> int:
        return len(self.active.number)

    def costs(self, level: ColumnLevel) -> Ints:
        """The level's cost of one unit on each arc."""
        costs = np.zeros(len(self.tail), np.int64)
        if level.pair_costs is not None:
            costs[: self.num_pairs] = level.pair_costs.of(self.active)
        if level.groups is not None:
            costs[self.num_pairs : self.num_pairs + len(self.group_units.of)] = self.group_units.costs(level.groups)
        if level.missing is not None:
            costs[len(costs) - len(self.missing_units.of) :] = self.missing_units.costs(level.missing)
        return costs

    def extent(self, level: ColumnLevel) -> tuple[int, int]:
        """The most by which a level can differ along one simple cycle of the residual network, and its dearest arc.

        A cycle visits each node once: it takes at most one pair at each place, and as each one ends in a group (or at
        the misses, or the sink), no more than there are groups that pairs enter; it takes and gives up one unit at the
        sink, and on the way enters and leaves each group below the widest at most once.
        """
        costs = self.costs(level)
        pairs = costs[: self.num_pairs]
        reach = max(0, int(pairs.max(initial=0))) - min(0, int(pairs.min(initial=0)))
        total = reach * min(self.columns.num_places, self.num_entered + 1)
        at_sink = costs[self.num_pairs :][self.head[self.num_pairs :] == self.sink]
        total += max(0, int(at_sink.max(initial=0))) - min(0, int(at_sink.min(initial=0)))
        inner = self.parent[self.group_units.of] != NO_GROUP
        if level.groups is not None and inner.any():
            of = self.group_units.of[inner]
            dearest = np.zeros(self.columns.num_groups, np.int64)
            np.maximum.at(dearest, of, np.abs(costs[self.num_pairs : self.num_pairs + len(inner)][inner]))
            total += int(dearest.sum())
        return total, max(int(costs.max(initial=0)), -int(costs.min(initial=0)))

    def flow_of(self, chosen: Bools) -> Ints:
        """The flow on every arc of a plan, given as the active pairs that are chosen."""
        columns, block = self.columns, self.active
        load = group_loads(columns, block.take(chosen))
        held = np.bincount(block.place[chosen], minlength=columns.num_places)
        missing = columns.demand - held
        of_owner = np.zeros(columns.num_owners, np.int64)
        np.add.at(of_owner, columns.owner, missing)
        shared = self.tail[self._between()]
        return np.concatenate(
            [
                chosen.astype(np.int64),
                self.group_units.fill(load),
                missing[shared],
                self.missing_units.fill(of_owner),
            ]
        )

    def _between(self) -> slice:
        start = self.num_pairs + len(self.group_units.of)
        return slice(start, len(self.tail) - len(self.missing_units.of))


def group_loads(columns: Columns, chosen: Block) -> Ints:
    """How many of the pairs lie in each group."""
    load = np.zeros(columns.num_groups, np.int64)
    for column in chosen.chain:
        load += np.bincount(column[column != NO_GROUP], minlength=columns.num_groups)
    return load


def build(columns: Columns, active: Block, levels: Sequence[ColumnLevel], most_units: int) -> Network:
    """The network of the active pairs; a group of rising price has at most ``most_units`` units."""
    inside = group_loads(columns, active)
    prices = [level.groups for level in levels if level.groups is not None]
    is_node = inside > columns.most
    for marginals in prices:
        is_node |= marginals.is_priced & (inside > 0)
    if active.chain:
        is_node[active.chain[0][active.chain[0] != NO_GROUP]] = True
    leaf, parent = _tree(columns, active, is_node)

    place_node = np.arange(columns.num_places)
    node_of_group = np.full(columns.num_groups, -1)
    nodes = np.flatnonzero(is_node)
    node_of_group[nodes] = columns.num_places + np.arange(len(nodes))
    places_of = np.bincount(columns.owner, minlength=columns.num_owners)
    several = np.flatnonzero(places_of > 1)
    node_of_owner = np.empty(columns.num_owners, np.int64)
    node_of_owner[columns.owner] = place_node  # right for owners of one place
    node_of_owner[several] = columns.num_places + len(nodes) + np.arange(len(several))
    sink = columns.num_places + len(nodes) + len(several)
    node_of_group[node_of_group < 0] = sink

    total = np.where(is_node, np.minimum(columns.most, columns.size), 0)
    group_units, capped = _units(total, prices, most_units)
    demand_of = np.zeros(columns.num_owners, np.int64)
    np.add.at(demand_of, columns.owner, columns.demand)
    missing_units, _ = _units(demand_of, [level.missing for level in levels if level.missing is not None], None)

    above = parent[group_units.of]
    shared = np.flatnonzero(places_of[columns.owner] > 1)
    supply = np.zeros(sink + 1, np.int64)
    supply[: columns.num_places] = columns.demand
    supply[sink] = -int(columns.demand.sum())
    return Network(
        columns,
        active,
        int(np.count_nonzero(np.bincount(leaf - NO_GROUP))),
        parent,
        node_of_group,
        node_of_owner,
        sink,
        group_units,
        missing_units,
        capped,
        tail=np.concatenate([active.place, node_of_group[group_units.of], shared, node_of_owner[missing_units.of]]),
        head=np.concatenate(
            [
                np.where(leaf == NO_GROUP, sink, node_of_group[leaf]),
                np.where(above == NO_GROUP, sink, node_of_group[above]),
                node_of_owner[columns.owner[shared]],
                np.full(len(missing_units.of), sink),
            ]
        ),
        capacity=np.concatenate(
            [
                np.ones(len(active.number), np.int64),
                group_units.capacity,
                columns.demand[shared],
                missing_units.capacity,
            ]
        ),
        supply=supply,
    )


def _tree(columns: Columns, active: Block, is_node: Bools) -> tuple[Ints, Ints]:
    """The group each pair enters, and the group above each group, of those that are nodes."""
    leaf = np.full(len(active.number), NO_GROUP)
    parent = np.full(columns.num_groups, NO_GROUP)
    for column in active.chain:
        here = np.flatnonzero((column != NO_GROUP) & is_node[column])
        parent[column[here]] = leaf[here]
        leaf[here] = column[here]
    return leaf, parent


def _units(total: Ints, prices: Sequence[Marginals], most: int | None) -> tuple[Units, Ints]:
    """The arcs for so many units of each: one for each run of equal price; and those that were cut off at ``most``."""
    rises = np.zeros(len(total), bool)
    for marginals in prices:
        rises |= marginals.step != 0
    laid_out = np.where(rises, total if most is None else np.minimum(total, most), np.minimum(total, 1))
    of = np.repeat(np.arange(len(total)), laid_out)
    first = np.arange(len(of)) - np.repeat(np.cumsum(laid_out) - laid_out, laid_out)
    for marginals in prices:
        for hinge in marginals.hinges:
            bent = np.flatnonzero(~rises & (hinge.weight != 0) & (hinge.after > 0) & (hinge.after < total))
            of, first = np.r_[of, bent], np.r_[first, hinge.after[bent]]
    order = np.lexsort((first, of))
    of, first = of[order], first[order]
    fresh = np.r_[True, (of[1:] != of[:-1]) | (first[1:] != first[:-1])][: len(of)]
    of, first = of[fresh], first[fresh]
    ends = np.r_[np.where(of[1:] == of[:-1], first[1:], -1), -1][: len(of)]
    last = np.where(rises, laid_out, total)
    capacity = np.where(ends < 0, last[of], ends) - first
    return Units(of, first, capacity), np.flatnonzero(rises & (laid_out < total))
