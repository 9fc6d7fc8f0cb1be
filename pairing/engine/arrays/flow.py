"""The flow engine on arrays: levels in order, stages where 64 bits are too few, and prices for the pairs left out.

The mathematics is that of ``engine.flow``. The state between two calls is a plan and the potentials of every level
solved so far: the network is built anew from them whenever pairs join, and on it may move what costs nothing on all of
those levels (the optimal face).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import NO_GROUP, Block, Bools, ColumnLevel, Columns, Ints
from pairing.engine.arrays.network import Network, build, group_loads
from pairing.engine.arrays.pairs import first_of_each
from pairing.engine.arrays.residual import Arcs, is_on_cycle, potentials
from pairing.engine.arrays.solver import FlowSolver
from pairing.engine.flow import COST_LIMIT
from pairing.engine.interface import Deadline, OnLevel
from pairing.errors import InternalError
from pairing.model.draw_arrays import mix
from pairing.model.solution import LevelValue

MANY_PAIRS = 20_000  # above, and with more than 32 a place, not all go to the solver at once
FIRST_OF_A_PLACE = (12, 4)  # the cheapest, and some of any cost: all may want the same
MORE_OF_A_PLACE = 6  # in the first round of pricing, and twice as many in each further one
NONE = np.zeros(0, np.int64)


class LevelPrices(NamedTuple):
    """The potentials of one level: of places, of owners' misses, and of groups against the group above.

    A group that is no node has 0; or less the price of its first unit, where no pair of it is with the solver. After
    the groups comes a 0, which NO_GROUP, -1, finds.
    """

    places: Ints
    missing: Ints
    groups: Ints

    def reduced(self, block: Block, level: ColumnLevel) -> Ints:
        """The reduced cost of each pair on the level."""
        cost = self.places[block.place]
        if level.pair_costs is not None:
            cost = cost + level.pair_costs.of(block)
        for column in block.chain:
            cost = cost - self.groups[column]
        return cost


class _Shuffled(NamedTuple):
    """A cost without meaning."""

    def of(self, block: Block) -> Ints:
        return _shuffled(block.number)


def _shuffled(number: Ints) -> Ints:
    """The numbers in an order without meaning, the same on every run: equal ones are not all taken from one end."""
    return (mix(number.astype(np.uint64)) >> np.uint64(1)).astype(np.int64)


class ColumnsModel:
    """A problem of columns, ready to minimise. Levels are minimised in order, and stay at their values."""

    def __init__(self, columns: Columns):
        self._columns = columns
        self._levels: list[ColumnLevel] = []
        self._prices: list[LevelPrices] = []
        self._chosen: Ints | None = None
        self._active: Block | None = None
        self._has_all = False  # every pair is with the solver
        self._more = MORE_OF_A_PLACE
        self._solver = FlowSolver()
        self._attempt: _Attempt | None = None  # the one that came to the levels' values
        self._zeros = NONE  # pairs that are not, and cost nothing on any level
        self._most_units = 0

    @property
    def chosen(self) -> Ints | None:
        """The numbers of the pairs of the best plan so far, ascending; None before there is one."""
        return self._chosen

    @property
    def prices(self) -> Sequence[LevelPrices]:
        """The potentials of every level minimised so far: they prove the plan."""
        return self._prices

    def minimise(self, levels: Sequence[ColumnLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels in order; fewer values than levels mean that the deadline passed."""
        if self._active is None:
            self._active = self._first_pairs(levels)
            self._most_units = self._first_units(levels)
        wanted = [*self._levels, *levels]
        while not deadline.has_passed:
            net = build(self._columns, self._active, wanted, self._most_units)
            attempt = _Attempt(net, self._levels, self._prices, self._chosen, self._solver)
            attempt.minimise(levels, deadline)
            if attempt.flow is None:
                break
            self._chosen = self._active.number[attempt.chosen]
            if attempt.wants_more_units:
                self._most_units *= 4
                continue
            if not attempt.reached:
                break
            solved = wanted[: len(attempt.prices)]
            better = self._better_pairs(solved, attempt.prices)
            if len(better):
                self._active = self._columns.pairs.numbered(np.union1d(self._active.number, better))
                self._more *= 2
                continue
            self._levels, self._prices, self._attempt = solved, attempt.prices, attempt
            for value in attempt.reached:
                on_level(value)
            return attempt.reached
        if self._chosen is None:
            self._chosen = first_fit(self._columns, self._active, wanted)
        return []

    def block(self, numbers: Ints) -> Block:
        """Those pairs."""
        return self._columns.pairs.numbered(numbers)

    def again(self, level: ColumnLevel, deadline: Deadline) -> int | None:
        """The last level's value at other costs, and the plan that has it; None where the deadline passed."""
        self._levels.pop()
        self._prices.pop()
        reached = self.minimise([level], deadline, lambda value: None)
        return reached[0].value if reached else None

    def is_unique(self, deadline: Deadline, kinds: Ints | None = None) -> bool | None:
        """Exact: another plan of the same value differs by a cycle of reduced cost 0 that passes through a pair.

        ``kinds``: of each pair; plans are the same that choose pairs of the same kinds, of each at most one.
        """
        assert self._active is not None
        assert self._attempt is not None
        if len(self._zeros):
            self._active = self._columns.pairs.numbered(np.union1d(self._active.number, self._zeros))
            self._zeros = NONE
            net = build(self._columns, self._active, self._levels, self._most_units)
            self._attempt = _Attempt(net, self._levels, self._prices, self._chosen, self._solver)
        return not self._attempt.has_other(None if kinds is None else kinds[self._active.number])

    def _first_pairs(self, levels: Sequence[ColumnLevel]) -> Block:
        pairs = self._columns.pairs
        costs = [level.pair_costs for level in levels if level.pair_costs is not None]
        many = pairs.count > max(MANY_PAIRS, 2 * sum(FIRST_OF_A_PLACE) * self._columns.num_places)
        self._has_all = not (many and costs)
        if self._has_all:
            return pairs.everything()
        cheap, any_cost = (
            pairs.cheapest(by, each) for by, each in zip((costs, (_Shuffled(),)), FIRST_OF_A_PLACE, strict=True)
        )
        return pairs.numbered(np.union1d(cheap, any_cost))

    def _first_units(self, levels: Sequence[ColumnLevel]) -> int:
        """More than twice an even share of the groups of rising price: a plan that wants more is solved again."""
        rises = np.zeros(self._columns.num_groups, bool)
        for level in levels:
            if level.groups is not None:
                rises |= level.groups.step != 0
        return 4 + 2 * -(-int(self._columns.demand.sum()) // max(1, int(rises.sum())))

    def _better_pairs(self, levels: Sequence[ColumnLevel], prices: Sequence[LevelPrices]) -> Ints:
        """Pairs not with the solver that would improve the plan, the best few of every place; and notes the equal."""
        assert self._active is not None
        self._zeros = NONE
        if self._has_all:
            return NONE
        better, equal = [], []
        for block in self._columns.pairs.blocks():
            block = block.without(self._active.number)
            negative = []
            for depth, (level, price) in enumerate(zip(levels, prices, strict=True)):
                reduced = price.reduced(block, level)
                if not reduced.any():
                    continue
                bad = np.flatnonzero(reduced < 0)
                if len(bad):
                    negative.append((block.number[bad], block.place[bad], np.full(len(bad), depth), reduced[bad]))
                block = block.take(np.flatnonzero(reduced == 0))
            equal.append(block.number)
            if negative:
                number, place, depths, gains = (np.concatenate(column) for column in zip(*negative, strict=True))
                better.append(number[first_of_each(place, [depths, gains, _shuffled(number)], self._more)])
        self._zeros = np.concatenate(equal)
        return np.concatenate(better) if better else NONE


class _Attempt:
    """A network with a plan on it, which moves on the optimal face of all levels so far."""

    def __init__(
        self,
        net: Network,
        levels: Sequence[ColumnLevel],
        prices: Sequence[LevelPrices],
        chosen: Ints | None,
        solver: FlowSolver,
    ):
        self._net = net
        self._solver = solver
        self.flow: Ints | None = None
        self.prices = list(prices)
        self.reached: list[LevelValue] = []
        self._free = np.ones(len(net.tail), bool)
        if prices and chosen is not None:
            self.flow = net.flow_of(np.isin(net.active.number, chosen, assume_unique=True))
            for level, price in zip(levels, prices, strict=True):
                height = _heights(net, price)
                self._free &= net.costs(level) + height[net.tail] - height[net.head] == 0

    @property
    def chosen(self) -> Bools:
        """Which of the active pairs carry flow."""
        assert self.flow is not None
        return self.flow[: self._net.num_pairs] > 0

    @property
    def wants_more_units(self) -> bool:
        """Whether a group whose units were not all laid out uses every one that was."""
        net = self._net
        load = group_loads(net.columns, net.active.take(self.chosen))
        laid_out = np.bincount(net.group_units.of, net.group_units.capacity, minlength=net.columns.num_groups)
        return bool((load[net.capped] >= laid_out[net.capped]).any())

    def has_other(self, kinds: Ints | None = None) -> bool:
        """Whether a cycle of arcs that cost nothing on any level passes through a pair; or through a kind of them.

        A kind is a node between the place and its pairs, as high as the place: so what costs nothing stays the same.
        """
        net = self._net
        arc, is_back = self._moves()
        tail = np.where(is_back, net.head[arc], net.tail[arc])
        head = np.where(is_back, net.tail[arc], net.head[arc])
        is_pair = arc < net.num_pairs
        if kinds is None:
            return is_on_cycle(net.num_nodes, tail, head, is_pair)
        known, first = np.unique(kinds[arc[is_pair]], return_index=True)
        place = net.tail[arc[is_pair][first]]
        node = net.num_nodes + np.searchsorted(known, kinds[arc[is_pair]])
        tail[is_pair] = np.where(is_back[is_pair], tail[is_pair], node)
        head[is_pair] = np.where(is_back[is_pair], node, head[is_pair])
        is_taken = np.isin(known, kinds[self.chosen])
        between = net.num_nodes + np.arange(len(known))
        tail = np.concatenate([tail, np.where(is_taken, between, place)])
        head = np.concatenate([head, np.where(is_taken, place, between)])
        asked = np.concatenate([np.zeros(len(arc), bool), np.ones(len(known), bool)])
        return is_on_cycle(net.num_nodes + len(known), tail, head, asked)

    def minimise(self, levels: Sequence[ColumnLevel], deadline: Deadline) -> None:
        """As many levels as there is time for."""
        while len(self.reached) < len(levels) and not deadline.has_passed:
            ahead = levels[len(self.reached) :]
            if deadline.has_limit and not self.reached:
                ahead = ahead[: _num_simple(ahead) or None]  # then there is a plan early
            weights = self._fitting(ahead)
            if not self._solve(ahead, weights, deadline):
                return
            for level in ahead[: len(weights)]:
                if not self._prove(level, deadline):
                    return

    def _fitting(self, levels: Sequence[ColumnLevel]) -> list[int]:
        """Weights of the most leading levels whose weighted sum stays in range: at least one.

        W_k = 1 + Σ_{j>k} W_j·swing_j, and swing_j bounds level j along a simple cycle.
        """
        swings, largest = zip(*(self._net.extent(level) for level in levels), strict=True)
        for number in range(len(levels), 0, -1):
            weights = [1]
            rest = 0
            for swing in reversed(swings[:number]):
                weights.append(1 + (rest := rest + weights[-1] * swing))
            weights = weights[-2::-1]  # the last one would be that of a level before the first
            if sum(w * c for w, c in zip(weights, largest, strict=False)) * (self._net.num_nodes + 1) <= COST_LIMIT:
                return weights
        raise InternalError("one level alone has costs beyond 64 bits")

    def _solve(self, levels: Sequence[ColumnLevel], weights: Sequence[int], deadline: Deadline) -> bool:
        """The cheapest flow on the arcs still free, at the weighted sum of the levels; False: no time."""
        net, free = self._net, self._free
        cost = np.zeros(len(free), np.int64)
        for weight, level in zip(weights, levels, strict=False):
            cost += weight * net.costs(level)
        if self.flow is None:
            self.flow = self._solver.cheapest(net.tail, net.head, net.capacity, cost, net.supply, deadline)
            return self.flow is not None
        fixed = np.flatnonzero(~free & (self.flow > 0))
        supply = net.supply.copy()
        np.subtract.at(supply, net.tail[fixed], self.flow[fixed])
        np.add.at(supply, net.head[fixed], self.flow[fixed])
        moves = np.flatnonzero(free)
        tail, head, capacity = net.tail[moves], net.head[moves], net.capacity[moves]
        found = self._solver.cheapest(tail, head, capacity, cost[moves], supply, deadline)
        if found is not None:
            self.flow[moves] = found
        return found is not None

    def _prove(self, level: ColumnLevel, deadline: Deadline) -> bool:
        """The level's value and potentials, and the face that it leaves of the one before; False: no time."""
        assert self.flow is not None
        net = self._net
        cost = net.costs(level)
        height = potentials(net.num_nodes, self._arcs(cost), deadline)
        if height is None:
            return False
        value = level.constant + int(cost @ self.flow)
        self.reached.append(LevelValue(level.name, value, value))
        self._free &= cost + height[net.tail] - height[net.head] == 0
        self.prices.append(_prices(net, level, height - height[net.sink]))
        return True

    def _arcs(self, cost: Ints) -> Arcs:
        """What ``potentials`` is asked about. Large: each array goes as soon as it has served."""
        arc, is_back = self._moves()
        tail = np.where(is_back, self._net.head[arc], self._net.tail[arc])
        order = np.argsort(tail, kind="stable")
        tail, arc, is_back = tail[order], arc[order], is_back[order]
        del order
        signed = cost[arc]
        np.negative(signed, out=signed, where=is_back)
        return Arcs(tail, np.where(is_back, self._net.tail[arc], self._net.head[arc]), signed)

    def _moves(self) -> tuple[Ints, Bools]:
        """Every free arc on which there is room, and, as a way back, every one that carries flow."""
        assert self.flow is not None
        along = np.flatnonzero(self._free & (self.flow < self._net.capacity))
        against = np.flatnonzero(self._free & (self.flow > 0))
        return np.concatenate([along, against]), np.repeat([False, True], [len(along), len(against)])


def _num_simple(levels: Sequence[ColumnLevel]) -> int:
    """How many levels come before the first that prices pairs: they are solved quickly."""
    return next((number for number, level in enumerate(levels) if level.pair_costs is not None), len(levels))


def first_fit(columns: Columns, pairs: Block, levels: Sequence[ColumnLevel]) -> Ints:
    """A plan in a hurry: place by place, the cheapest pairs that have room. It keeps every demand and limit."""
    costs = [level.pair_costs.of(pairs) for level in levels if level.pair_costs is not None]
    pairs = pairs.take(np.lexsort((*reversed(costs), pairs.place)))
    wanted, room = columns.demand.tolist(), columns.most.tolist()
    chosen = []
    for number, place, *groups in zip(
        pairs.number.tolist(), pairs.place.tolist(), *(column.tolist() for column in pairs.chain), strict=True
    ):
        if wanted[place] and all(room[group] for group in groups if group != NO_GROUP):
            chosen.append(number)
            wanted[place] -= 1
            for group in groups:
                if group != NO_GROUP:
                    room[group] -= 1
    return np.sort(np.array(chosen, np.int64))


def _prices(net: Network, level: ColumnLevel, height: Ints) -> LevelPrices:
    """The potentials of the nodes as prices of places, misses and groups; the sink's is 0."""
    of_group = height[net.node_of_group]
    groups = of_group - np.where(net.parent == NO_GROUP, 0, of_group[net.parent])
    groups[net.node_of_group == net.sink] = 0
    if level.groups is not None:
        empty = np.flatnonzero((group_loads(net.columns, net.active) == 0) & level.groups.is_priced)
        groups[empty] = -level.groups.at(empty, np.ones(len(empty), np.int64))
    return LevelPrices(height[: net.columns.num_places], height[net.node_of_owner], np.append(groups, 0))


def _heights(net: Network, price: LevelPrices) -> Ints:
    """The prices as potentials of the nodes."""
    height = np.zeros(net.num_nodes, np.int64)
    height[net.node_of_owner] = price.missing
    height[: net.columns.num_places] = price.places
    groups = np.flatnonzero(net.node_of_group != net.sink)
    of_group = price.groups[groups].copy()
    above = net.parent[groups]
    while (above != NO_GROUP).any():
        of_group += np.where(above == NO_GROUP, 0, price.groups[above])
        above = np.where(above == NO_GROUP, NO_GROUP, net.parent[above])
    height[net.node_of_group[groups]] = of_group
    return height
