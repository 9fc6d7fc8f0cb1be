"""A problem as columns of whole numbers: what the array engine is given.

Pairs are numbered in the order of their places. A pair lies in a *chain* of groups, from the widest (all pairs of its
mentor) to the narrowest; groups are laminar, so the chain of a group's pairs is the same above it. A level is

    constant + Σ cost[pair]·x + Σ_owners f(places missing) + Σ_groups g(number of chosen pairs)

with f and g convex, as ``Marginals``. An *owner* is a participant: the places of one owner are missed together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NO_GROUP = -1


class Hinge(NamedTuple):
    """``weight[i]`` more for every unit of i beyond ``after[i]``; weight ≥ 0, so that the whole stays convex."""

    after: Ints
    weight: Ints


class Marginals(NamedTuple):
    """The k-th unit of i costs ``first[i] + step[i]·(k − 1) + Σ_hinges weight[i]·[k > after[i]]``; step ≥ 0."""

    first: Ints
    step: Ints
    hinges: tuple[Hinge, ...] = ()

    def at(self, of: Ints, k: Ints) -> Ints:
        """The cost of unit ``k`` (1-based) of each ``of``."""
        cost = self.first[of] + self.step[of] * (k - 1)
        for hinge in self.hinges:
            cost += np.where(k > hinge.after[of], hinge.weight[of], 0)
        return cost

    def total(self, k: Ints) -> int:
        """Σ over all i of the first ``k[i]`` units, exactly."""
        parts = self.first * k + self.step * (k * (k - 1) // 2)
        for hinge in self.hinges:
            parts += hinge.weight * np.maximum(0, k - hinge.after)
        return int(parts.sum())

    @property
    def is_priced(self) -> Bools:
        """Where any unit costs anything."""
        priced: Bools = (self.first != 0) | (self.step != 0)
        for hinge in self.hinges:
            priced |= hinge.weight != 0
        return priced


class Block(NamedTuple):
    """Some pairs: their numbers (ascending), places, and the chain of each: one array a depth, widest first."""

    number: Ints
    place: Ints
    chain: tuple[Ints, ...]

    def take(self, which: Ints | Bools) -> Block:
        """Those of them."""
        return Block(self.number[which], self.place[which], tuple(column[which] for column in self.chain))

    def without(self, number: Ints) -> Block:
        """All but those; ``number`` is ascending."""
        spot = np.searchsorted(self.number, number)
        inside = spot < len(self.number)
        spot, number = spot[inside], number[inside]
        kept = np.ones(len(self.number), bool)
        kept[spot[self.number[spot] == number]] = False
        return self.take(kept)


class PairCosts(Protocol):
    """What each pair costs on a level."""

    def of(self, block: Block) -> Ints: ...


class Listed(NamedTuple):
    """Costs that stand in an array, by the number of the pair."""

    values: Ints

    def of(self, block: Block) -> Ints:
        return self.values[block.number].astype(np.int64, copy=False)


class ColumnLevel(NamedTuple):
    """One objective; what is None costs nothing. ``missing`` is by owner, ``groups`` by group."""

    name: str
    pair_costs: PairCosts | None = None
    missing: Marginals | None = None
    groups: Marginals | None = None
    constant: int = 0


class Pairs(Protocol):
    """Where the pairs come from: listed, or the cells of a matrix."""

    @property
    def count(self) -> int: ...
    @property
    def of_place(self) -> Ints: ...
    def everything(self) -> Block: ...
    def blocks(self) -> Iterator[Block]: ...
    def cheapest(self, costs: Sequence[PairCosts], each: int) -> Ints: ...
    def numbered(self, number: Ints) -> Block: ...


class Columns(NamedTuple):
    """The whole problem. ``most`` and ``size`` are by group: its limit, and how many pairs lie in it."""

    pairs: Pairs
    demand: Ints
    owner: Ints
    most: Ints
    size: Ints
    levels: tuple[ColumnLevel, ...]

    @property
    def num_places(self) -> int:
        return len(self.demand)

    @property
    def num_groups(self) -> int:
        return len(self.most)

    @property
    def num_owners(self) -> int:
        return int(self.owner.max()) + 1 if len(self.owner) else 0
