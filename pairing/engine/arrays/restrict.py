"""Some pairs of a large problem as a plain formulation: for engines that take no arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pairing.engine import relax
from pairing.engine.arrays.columns import NO_GROUP, ColumnLevel, Ints, Marginals
from pairing.engine.arrays.flow import LevelPrices
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.eligible import EligibleTable
from pairing.engine.formulation import Formulation, Group, IntegerLevel, Place
from pairing.engine.interface import Deadline, OnLevel
from pairing.model.potentials import Potentials, Vector
from pairing.model.solution import LevelValue


class Restricted:
    """The problem as if only some pairs (numbers, ascending) were eligible; levels and limits as they are."""

    def __init__(self, large: LargeFormulation, numbers: Ints):
        columns, table = large.columns, large.table
        self._large = large
        self._numbers = numbers
        self._block = columns.pairs.numbered(numbers)
        starts = np.searchsorted(self._block.place, np.arange(columns.num_places + 1)).tolist()
        whose = zip(
            table.place_participant.tolist(), table.place_session.tolist(), columns.demand.tolist(), strict=True
        )
        places = tuple(
            Place(p, s, demand, tuple(range(start, end)))
            for (p, s, demand), start, end in zip(whose, starts, starts[1:], strict=False)
        )
        members: dict[int, list[int]] = {}
        for column in (*self._block.chain, *(one[numbers] for one in large.crossing)):
            for index, group in enumerate(column.tolist()):
                if group != NO_GROUP:
                    members.setdefault(group, []).append(index)
        self._order = sorted(members)
        keys = large.families.keys(self._order)
        groups = tuple(
            Group(key, tuple(members[group]), min(int(columns.most[group]), len(members[group])))
            for group, key in zip(self._order, keys, strict=True)
        )
        who = (column[numbers].tolist() for column in (table.participant, table.mentor, table.session))
        pairs = tuple(zip(*who, strict=True))
        self.formulation = Formulation(pairs, places, groups, (), (), EligibleTable(0, (), ()))
        levels = tuple(map(self.level, large.levels))
        caps = tuple((self.level(level), most) for level, most in large.caps)
        self.formulation = self.formulation._replace(levels=levels, caps=caps)

    def level(self, level: ColumnLevel) -> IntegerLevel:
        """A level of the large problem, on these pairs."""
        costs = () if level.pair_costs is None else level.pair_costs.of(self._block).tolist()
        missing: dict[int, list[int]] = {}
        if level.missing is not None:
            participants, owner = self._large.table.place_participant, self._large.columns.owner
            demand = np.bincount(owner, self._large.columns.demand).astype(np.int64)
            first = np.unique(owner, return_index=True)[1]
            slopes = _slopes(level.missing, range(len(demand)), demand.tolist())
            missing = dict(zip(participants[first].tolist(), slopes, strict=True))
        groups: dict[int, list[int]] = {}
        if level.groups is not None:
            slopes = _slopes(level.groups, self._order, [group.most for group in self.formulation.groups])
            groups = {number: slope for number, slope in enumerate(slopes) if any(slope)}
        return IntegerLevel(level.name, costs, missing, groups, level.constant)

    def indices(self, numbers: Ints) -> list[int]:
        """Pair indices of the plain formulation; the pairs must be among its own."""
        return [int(index) for index in np.searchsorted(self._numbers, numbers)]

    def numbers(self, indices: Sequence[int]) -> Ints:
        """Numbers in the large problem."""
        return self._numbers[np.array(indices, np.int64)]

    def potentials(self, levels: Sequence[ColumnLevel], prices: Sequence[LevelPrices]) -> Potentials:
        """Potentials of these levels, for the places, misses and groups that the plain formulation has."""
        return as_potentials(self._large, levels, prices, self._order)


def plain_of(large: LargeFormulation) -> Formulation:
    """All of a large problem as a formulation of plain Python, the draw included."""
    everything = np.arange(large.columns.pairs.count)
    tickets = large.draw.tickets(large.columns.pairs.numbered(everything))
    return Restricted(large, everything).formulation._replace(tickets=tuple(tickets.tolist()))


class PlainModel:
    """All pairs of a large problem as one of plain Python, solved with the rows that cross as limits like any other."""

    def __init__(self, large: LargeFormulation):
        self._restricted = Restricted(large, np.arange(large.columns.pairs.count))
        self._model = relax.lay_out(self._restricted.formulation)

    @property
    def chosen(self) -> Ints | None:
        """The numbers of the pairs of the best plan so far."""
        return None if self._model.chosen is None else self._restricted.numbers(self._model.chosen)

    def minimise(self, levels: Sequence[ColumnLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels in order; a level that is not proved is the last one."""
        return self._model.minimise([self._restricted.level(level) for level in levels], deadline, on_level)

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Whether no other plan is as good."""
        return self._model.is_unique(deadline)


def as_potentials(
    large: LargeFormulation, levels: Sequence[ColumnLevel], prices: Sequence[LevelPrices], groups: Sequence[int]
) -> Potentials:
    """Prices of arrays as potentials by person, session and group; of all places, and of these groups."""
    table, owner = large.table, large.columns.owner
    first = np.unique(owner, return_index=True)[1]
    places = _vectors([one.places for one in prices], len(owner))
    missing = _vectors([one.missing for one in prices], len(first))
    of_groups = _vectors([one.groups[np.array(groups, np.int64)] for one in prices], len(groups))
    keys = zip(table.place_participant.tolist(), table.place_session.tolist(), strict=True)
    return Potentials(
        tuple(level.name for level in levels),
        dict(zip(keys, places, strict=True)),
        dict(zip(table.place_participant[first].tolist(), missing, strict=True)),
        {key: vector for key, vector in zip(large.families.keys(groups), of_groups, strict=True) if any(vector)},
    )


def _vectors(columns: Sequence[Ints], length: int) -> list[Vector]:
    """One vector an entry; of no columns, so many empty ones."""
    return list(zip(*(column.tolist() for column in columns), strict=True)) if columns else [()] * length


def _slopes(marginals: Marginals, of: Sequence[int], number: Sequence[int]) -> list[list[int]]:
    """The price of every unit of each, up to so many."""
    counts = np.array(number, np.int64)
    owner = np.repeat(np.array(of, np.int64), counts)
    unit = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    prices = marginals.at(owner, unit).tolist()
    ends = np.cumsum(counts).tolist()
    return [prices[end - size : end] for end, size in zip(ends, number, strict=True)]
