"""Who is short of places in a large problem: the walks of ``engine.shortage``, on arrays and for all places at once.

A pair that is not chosen is stopped by the narrowest of its groups that is full; every chosen pair in that group could
be given up for it. So what a walk reaches is told by the groups that stop it, and from group to group it is the same
for everybody: which group leads to which is worked out once, and people whose walks reach the same groups share the
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pairing.engine.arrays.allowed import Octets
from pairing.engine.arrays.columns import NO_GROUP, Bools, Ints
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.arrays.network import group_loads
from pairing.engine.formulate import REQUIRED
from pairing.engine.shortage import Bound, Offered, Order, Want
from pairing.model.problem import Problem
from pairing.model.solution import Triple

MOST_TABLE = 8_192  # groups of which a table says which leads to which: 64 MB while it is made
NOWHERE = -1


class LargeWalks:
    """The walks from the unpaired places of one plan; limits that cross others are left out of account."""

    def __init__(self, problem: Problem, large: LargeFormulation, chosen: Iterable[Triple], order: Order):
        self.large = large
        self.rank_of_participant = np.array(order.participants, np.int64)
        self.rank_of_mentor = np.array(order.mentors, np.int64)
        self.chain = large.columns.pairs.everything().chain
        self.chosen = self._numbers(problem, list(chosen))
        self.held = np.bincount(large.table.place[self.chosen], minlength=large.columns.num_places)
        self.full, self.tight = self._full_and_tight()
        self._first = np.concatenate(([0], np.cumsum(large.columns.pairs.of_place)))  # pair of each place
        self._lay_out()
        self._known: dict[bytes, Closure | None] = {}  # by the groups that stop the first step
        self._closures: dict[bytes, Closure] = {}  # by the groups reached

    def cut(self, participant: int, session: int) -> LargeCut | None:
        """The shortage of a place that misses a meeting; None where one more is possible."""
        table = self.large.table
        place = int(np.flatnonzero((table.place_participant == participant) & (table.place_session == session))[0])
        closure = self._closure(place)
        return None if closure is None else LargeCut(self, place, closure)

    # --- the plan -----------------------------------------------------------------------------------------------

    def _numbers(self, problem: Problem, chosen: Sequence[Triple]) -> Ints:
        """The numbers of chosen pairs, ascending: pairs stand by place, and in each by the ids of the mentors."""
        table, num_sessions = self.large.table, len(problem.sessions)
        ids = sorted(range(len(problem.mentors)), key=lambda m: problem.mentors[m].id)
        rank = np.empty(len(ids), np.int64)
        rank[ids] = np.arange(len(ids))
        place_at = np.full(len(problem.participants) * num_sessions, NOWHERE)
        place_at[table.place_participant * num_sessions + table.place_session] = np.arange(len(table.demand))
        p, m, s = np.array(chosen, np.int64).reshape(-1, 3).T
        codes = table.place * len(ids) + rank[table.mentor]
        return np.sort(np.searchsorted(codes, place_at[p * num_sessions + s] * len(ids) + rank[m]))

    def _full_and_tight(self) -> tuple[Bools, Bools]:
        """Groups that hold as many pairs as they may, and those that hold no more than they must."""
        columns = self.large.columns
        load = group_loads(columns, columns.pairs.numbered(self.chosen))
        least = np.zeros(columns.num_groups, np.int64)
        for level in columns.levels:
            if level.name == REQUIRED and level.groups is not None:
                for hinge in level.groups.hinges:
                    least = np.maximum(least, np.where(hinge.weight > 0, hinge.after, 0))
        return load >= columns.most, (least > 0) & (load <= least)

    # --- from group to group ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Where each pair that is not chosen is stopped, and which places each stop gives access to.

        Groups that hold no more than they must are gone through upwards, and from above their pairs are not given up.
        """
        place = self.large.table.place
        stop = np.full(len(place), NO_GROUP)
        for column in self.chain:  # the narrowest one counts
            stop = np.where((column != NO_GROUP) & self.full[column], column, stop)
        is_free = np.ones(len(place), bool)
        is_free[self.chosen] = False
        enters = [(place[is_free], stop[is_free])]
        if self.tight.any():
            has_stopped = stop == NO_GROUP
            for column in self.chain:
                passes = is_free & has_stopped & (column != NO_GROUP) & self.tight[column] & ~self.full[column]
                enters.append((place[passes], column[passes]))
                has_stopped |= (column != NO_GROUP) & (column == stop)
        self.nodes = np.unique(np.concatenate([groups for _, groups in enters]))
        self.nodes = self.nodes[self.nodes != NO_GROUP]
        self.number = np.full(self.large.columns.num_groups + 1, NOWHERE)  # NO_GROUP, -1, finds NOWHERE
        self.number[self.nodes] = np.arange(len(self.nodes))
        self.entry_place = np.concatenate([places for places, _ in enters])
        self.entry_node = self.number[np.concatenate([groups for _, groups in enters])]
        if len(enters) > 1:
            order = np.argsort(self.entry_place, kind="stable")
            self.entry_place, self.entry_node = self.entry_place[order], self.entry_node[order]
        self.entry_first = np.searchsorted(self.entry_place, np.arange(self.large.columns.num_places + 1))
        given = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        is_blocked = np.zeros(len(self.chosen), bool)
        for column in reversed(self.chain):
            groups = column[self.chosen]
            inside = ~is_blocked & (self.number[groups] != NOWHERE)
            given.append((self.number[groups[inside]], place[self.chosen[inside]]))
            is_blocked |= (groups != NO_GROUP) & self.tight[groups]
        node = np.concatenate([nodes for nodes, _ in given])
        order = np.argsort(node, kind="stable")
        self.given_node, self.given_place = node[order], np.concatenate([places for _, places in given])[order]
        self.given_first = np.searchsorted(self.given_node, np.arange(len(self.nodes) + 1))
        self._table = self._leads_to() if len(self.nodes) <= MOST_TABLE else None

    def _leads_to(self) -> Octets:
        """A row of bits for each group: which groups the places it gives access to are stopped by; last: by none."""
        width = len(self.nodes) + 1
        table = np.zeros((width - 1) * width, bool)
        target = np.where(self.entry_node == NOWHERE, width - 1, self.entry_node)
        source = np.full(self.large.columns.num_places, NOWHERE)
        node, place = self.given_node, self.given_place
        while len(node):  # a place may be given access to by several groups: one after the other
            source[:] = NOWHERE
            source[place] = node
            of_entry = source[self.entry_place]
            known = of_entry != NOWHERE
            table[of_entry[known] * width + target[known]] = True
            left = source[place] != node
            node, place = node[left], place[left]
        return np.packbits(table.reshape(width - 1, width), axis=1)

    def _closure(self, place: int) -> Closure | None:
        """What the walk from a place reaches; None where it ends with a meeting more."""
        first = self.entry_node[self.entry_first[place] : self.entry_first[place + 1]]
        if (first == NOWHERE).any():
            return None
        start = np.unique(first)
        key = start.tobytes()
        if key not in self._known:
            seen = self._reached_by_table(start) if self._table is not None else self._reached(start)
            self._known[key] = None if seen is None else self._shared(seen)
        return self._known[key]

    def _shared(self, seen: Bools) -> Closure:
        same = np.packbits(seen).tobytes()
        if same not in self._closures:
            self._closures[same] = Closure(self, seen)
        return self._closures[same]

    def _reached_by_table(self, start: Ints) -> Bools | None:
        assert self._table is not None
        width = len(self.nodes) + 1
        seen = np.zeros(width, bool)
        seen[start] = True
        new = start
        while len(new):
            found = np.bitwise_or.reduce(self._table[new], axis=0)
            further = np.unpackbits(found, count=width).view(bool) & ~seen
            if further[-1]:
                return None
            seen |= further
            new = np.flatnonzero(further)
        return seen[:-1]

    def _reached(self, start: Ints) -> Bools | None:
        """The same from place to place, where a table would be too large."""
        seen, has_place = np.zeros(len(self.nodes), bool), np.zeros(self.large.columns.num_places, bool)
        seen[start] = True
        new = start
        while len(new):
            places = np.unique(self.given_place[_ranges(self.given_first, new)])
            places = places[~has_place[places]]
            has_place[places] = True
            found = np.unique(self.entry_node[_ranges(self.entry_first, places)])
            if len(found) and found[0] == NOWHERE:
                return None
            new = found[~seen[found]]
            seen[new] = True
        return seen

    def own_pairs(self, place: int) -> slice:
        """The pairs of one place."""
        return slice(int(self._first[place]), int(self._first[place + 1]))

    def pairs_of(self, places: Bools) -> Bools:
        """Which pairs are of those places."""
        return np.repeat(places, self.large.columns.pairs.of_place)


def _ranges(first: Ints, which: Ints) -> Ints:
    """All of first[i] … first[i + 1] − 1, for each i of ``which``."""
    starts, sizes = first[which], first[which + 1] - first[which]
    return np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())


class Closure:
    """Groups that a walk reaches, and what follows from it for everybody whose walk reaches the same ones."""

    def __init__(self, walks: LargeWalks, seen: Bools):
        self.is_reached = np.zeros(walks.large.columns.num_groups + 1, bool)  # by group; NO_GROUP, -1, is not
        self.is_reached[walks.nodes[seen]] = True
        self.is_member = np.zeros(walks.large.columns.num_places, bool)
        self.is_member[walks.given_place[seen[walks.given_node]]] = True
        self.num_held = int(walks.held[self.is_member].sum())
        self.has_mentor = np.zeros(len(walks.rank_of_mentor), bool)
        self.has_mentor[walks.large.table.mentor[walks.pairs_of(self.is_member)]] = True


class LargeCut:
    """A shortage whose lists are made when they are asked for."""

    def __init__(self, walks: LargeWalks, place: int, closure: Closure):
        self._walks, self._place, self._closure = walks, place, closure

    def __repr__(self) -> str:
        return f"LargeCut({self.num_members} members, {self.num_mentors} mentors)"

    @property
    def num_members(self) -> int:
        return int(self._closure.is_member.sum()) + (not self._closure.is_member[self._place])

    @property
    def num_mentors(self) -> int:
        return int(self._has_mentor().sum())

    @property
    def num_sessions(self) -> int:
        return len(np.unique(self._walks.large.table.place_session[self._is_member()]))

    @property
    def num_wanted(self) -> int:
        return self.num_offered + 1

    @property
    def num_offered(self) -> int:
        mine = 0 if self._closure.is_member[self._place] else int(self._walks.held[self._place])
        return self._closure.num_held + mine

    def wants(self, most: int | None = None) -> Sequence[Want]:
        """The first so many (None: all); the unpaired place first, the others by name."""
        table, walks = self._walks.large.table, self._walks
        others = self._is_member()
        others[self._place] = False
        places = np.flatnonzero(others)
        rank = walks.rank_of_participant[table.place_participant[places]]
        places = places[np.lexsort((table.place_session[places], rank))]
        places = np.concatenate(([self._place], places))[:most]
        meetings = walks.held[places] + (places == self._place)
        columns = (table.place_participant[places], table.place_session[places], meetings)
        return [Want(*one) for one in zip(*(column.tolist() for column in columns), strict=True)]

    def offers(self, most: int | None = None) -> Sequence[Offered]:
        """The first so many (None: all), by name."""
        walks, large = self._walks, self._walks.large
        mentors = np.flatnonzero(self._has_mentor())
        mentors = mentors[np.argsort(walks.rank_of_mentor[mentors], kind="stable")][:most]
        chosen = walks.chosen[np.isin(large.table.mentor[walks.chosen], mentors)]
        mentor, place = large.table.mentor[chosen], large.table.place[chosen]
        is_mine = self._is_member()[place]
        is_under = np.zeros(len(chosen), bool)
        for column in walks.chain:
            is_under |= self._closure.is_reached[column[chosen]]
        size = len(walks.rank_of_mentor)
        meetings = np.bincount(mentor[is_mine], minlength=size)
        alone = np.bincount(mentor[is_mine & ~is_under], minlength=size)
        kept: dict[int, list[tuple[int, int]]] = {}
        for number in chosen[~is_mine & is_under].tolist():
            person, session = int(large.table.participant[number]), int(large.table.session[number])
            kept.setdefault(int(large.table.mentor[number]), []).append((person, session))
        bounds = self._bounds(mentors)
        return [
            Offered(m, int(meetings[m]), tuple(bounds.get(m, ())), int(alone[m]), tuple(kept.get(m, ())))
            for m in mentors.tolist()
        ]

    def _bounds(self, mentors: Ints) -> dict[int, list[Bound]]:
        """Of each mentor the widest groups that the walk was stopped by."""
        walks, large = self._walks, self._walks.large
        pairs = np.flatnonzero(walks.pairs_of(self._is_member()))
        pairs = pairs[np.isin(large.table.mentor[pairs], mentors)]
        outer = np.full(len(pairs), NO_GROUP)
        for column in reversed(walks.chain):  # the widest one counts
            groups = column[pairs]
            outer = np.where(self._closure.is_reached[groups], groups, outer)
        found, first = np.unique(outer, return_index=True)
        first = first[found != NO_GROUP]
        found = found[found != NO_GROUP]
        bounds: dict[int, list[Bound]] = {}
        for group, key, pair in zip(found.tolist(), large.families.keys(found.tolist()), first.tolist(), strict=True):
            bound = Bound(key, int(large.columns.most[group]))
            bounds.setdefault(int(large.table.mentor[pairs[pair]]), []).append(bound)
        return bounds

    def _is_member(self) -> Bools:
        found = self._closure.is_member.copy()
        found[self._place] = True
        return found

    def _has_mentor(self) -> Bools:
        found, walks = self._closure.has_mentor.copy(), self._walks
        found[walks.large.table.mentor[walks.own_pairs(self._place)]] = True
        return found
