"""A problem in whole numbers: what every engine is given.

A plan chooses pairs x ∈ {0, 1}. Each *place* (participant, session) has a demand d, and Σ x + u = d with u ≥ 0 the
places left unpaired. A *group* is a set of pairs with Σ x ≤ most. A *level* is an objective to minimise,

    constant + Σ cost[pair]·x + Σ_participants f(u of all his places) + Σ_groups g(number of chosen pairs in it)

with f and g convex, given as marginal costs: the k-th unit costs ``marginals[k - 1]``, never less than the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from pairing.engine.eligible import EligibleTable
from pairing.engine.interface import Row
from pairing.model.draw import tie_cost, tie_name
from pairing.model.in_force import LEVELS, MOVED
from pairing.model.shapes import GroupKey as GroupKey
from pairing.model.solution import Triple

ANY_KIND = -1  # of a pair that does not tell two plans apart
NOTHING: Mapping[int, Sequence[int]] = MappingProxyType({})


class Group(NamedTuple):
    """A set of pairs (indices, ascending) of which at most ``most`` are chosen; most ≤ len(pairs)."""

    key: GroupKey
    pairs: tuple[int, ...]
    most: int


class IntegerLevel(NamedTuple):
    """One objective. ``pair_costs`` is empty or one a pair; the marginals are by participant and by group index."""

    name: str
    pair_costs: Sequence[int] = ()
    missing: Mapping[int, Sequence[int]] = NOTHING
    groups: Mapping[int, Sequence[int]] = NOTHING
    constant: int = 0


class Place(NamedTuple):
    """A participant in a session, the number of mentors he needs, and his eligible pairs there."""

    participant: int
    session: int
    demand: int
    pairs: tuple[int, ...]


class Formulation(NamedTuple):
    """The whole problem. Pairs, places and groups are in the order of the ids, so the order of rows cannot matter.

    ``caps``: objectives (they need not be among the levels) that may come to so much at most. ``kinds``: of each pair,
    where a plan is the same plan with another pair of that kind (``candidates``); empty where each is one of its own.
    ``num_eligible``: by which the draw is scaled; 0: by the number of pairs.
    """

    pairs: tuple[Triple, ...]
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    levels: tuple[IntegerLevel, ...]
    tickets: tuple[int, ...]
    table: EligibleTable
    caps: tuple[tuple[IntegerLevel, int], ...] = ()
    kinds: tuple[int, ...] = ()
    num_eligible: int = 0

    @property
    def num_pairs(self) -> int:
        """How many pairs are eligible."""
        return len(self.pairs)

    def indices(self, chosen: Iterable[Triple]) -> list[int]:
        """The pair indices of (participant, mentor, session) triples."""
        index_of = {pair: index for index, pair in enumerate(self.pairs)}
        return [index_of[pair] for pair in chosen]

    def only(self, levels: Sequence[IntegerLevel]) -> Formulation:
        """The same problem with these levels and no caps."""
        return self._replace(levels=tuple(levels), caps=())

    def capped(self, most: int) -> Formulation:
        """The same problem with its caps at this value."""
        return self._replace(caps=tuple((level, most) for level, _ in self.caps))

    def triples(self, chosen: Iterable[int]) -> tuple[Triple, ...]:
        """The (participant, mentor, session) of pairs, sorted."""
        return tuple(sorted(self.pairs[index] for index in chosen))

    def penalties(self, chosen: Iterable[int]) -> list[int]:
        """What soft rules charge for each pair."""
        priced = [level for level in self.levels if level.pair_costs and level.name not in (*LEVELS[:-1], MOVED)]
        return [sum(level.pair_costs[index] for level in priced) for index in chosen]

    def tie_level(self, number: int) -> IntegerLevel:
        """Tie level 1 … 6: the draw (``model.draw``)."""
        costs = [tie_cost(ticket, number, self.num_eligible or len(self.pairs)) for ticket in self.tickets]
        return IntegerLevel(tie_name(number), costs)

    def pairs_with(self, participant: int | None, mentor: int | None) -> list[Triple]:
        """The eligible pairs with that participant or that mentor (indices; None: nobody)."""
        return [pair for pair in self.pairs if pair[0] == participant or pair[1] == mentor]

    def wants_one(self, participant: int, session: int) -> bool:
        """Whether the participant wants one mentor in the session, and no more."""
        return any(
            place.demand == 1 for place in self.places if (place.participant, place.session) == (participant, session)
        )

    def with_rows(self, rows: Sequence[Row]) -> Formulation:
        """The same problem with more limits."""
        index_of = {pair: index for index, pair in enumerate(self.pairs)} if rows else {}
        more = tuple(
            Group(
                GroupKey(("time",), (len(self.groups) + number,)),
                tuple(sorted(index_of[pair] for pair in row.triples)),
                row.most,
            )
            for number, row in enumerate(rows)
        )
        return self._replace(groups=(*self.groups, *more))

    def other_than(self, chosen: Iterable[int]) -> tuple[list[int], list[int], int]:
        """What tells another plan: Σ first − Σ second ≥ 1 − number, with the pairs that are not and that are chosen.

        Of each kind at most one pair is chosen.
        """
        kinds = self.kinds or range(len(self.pairs))
        taken = {kinds[index] for index in chosen} - {ANY_KIND}
        others = [index for index, kind in enumerate(kinds) if kind not in taken and kind != ANY_KIND]
        return others, [index for index, kind in enumerate(kinds) if kind in taken], len(taken)

    def keeps(self, chosen: Iterable[int]) -> bool:
        """Whether chosen pair indices keep every demand, limit and cap (hard minimums are a level)."""
        picked = set(chosen)
        return (
            all(sum(index in picked for index in place.pairs) <= place.demand for place in self.places)
            and all(sum(index in picked for index in group.pairs) <= group.most for group in self.groups)
            and all(self.value(level, picked) <= most for level, most in self.caps)
        )

    def kept_of(self, chosen: Iterable[int]) -> tuple[int, ...] | None:
        """The pairs without those by which a demand or limit is broken; None where a cap is broken all the same."""
        picked = set(chosen)
        for bound, most in [(place.pairs, place.demand) for place in self.places] + [
            (group.pairs, group.most) for group in self.groups
        ]:
            inside = [index for index in bound if index in picked]
            picked.difference_update(inside[most:])
        kept = tuple(sorted(picked))
        return kept if self.keeps(kept) else None

    def value(self, level: IntegerLevel, chosen: Iterable[int]) -> int:
        """The value of a level for chosen pair indices."""
        picked = set(chosen)
        value = level.constant
        if level.pair_costs:
            value += sum(level.pair_costs[index] for index in picked)
        if level.missing:
            missing: dict[int, int] = {}
            for place in self.places:
                held = sum(index in picked for index in place.pairs)
                missing[place.participant] = missing.get(place.participant, 0) + place.demand - held
            value += sum(sum(level.missing[p][:count]) for p, count in missing.items() if p in level.missing)
        for number, marginals in level.groups.items():
            value += sum(marginals[: sum(index in picked for index in self.groups[number].pairs)])
        return value
