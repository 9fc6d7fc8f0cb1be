"""The flow behind a plan, laid out so that it can be taken up: with pairs opened, or room made (``engine.prices``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pairing.engine import flow
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation, GroupKey, IntegerLevel
from pairing.engine.interface import Deadline
from pairing.engine.laminar import relaxed
from pairing.engine.prices import SINK, Gaining, NewArc, Outcome, Prices
from pairing.model.draw import is_tie, offer_weights, tie_bits
from pairing.model.meetings import Meeting
from pairing.model.potentials import Vector
from pairing.model.problem import Problem
from pairing.model.solution import Result, Status, Triple
from pairing.reasons.positions import Place, size_of

MOST_PAIRS = 60_000  # places times mentors: of more, no flow is laid out in plain Python


class Opened(NamedTuple):
    """The best plan of the flow with some pairs opened, and what it costs more on each level."""

    pairs: tuple[Triple, ...]
    cost: dict[str, int]


class LaidOut:
    """The best plan of a flow, to be taken up, with every pair laid out that may be opened.

    ``is_plan``: the plan asked about is that of the flow. Where it is not, because times or limits that cross stand
    against it, the flow leaves these out: what it comes to is a floor, and the best there is if they allow it.
    """

    def __init__(
        self,
        problem: Problem,
        formulation: Formulation,
        prices: Prices,
        pairs: Sequence[Triple],
        opened: Sequence[Triple],
        *,
        is_plan: bool,
    ):
        self.problem, self.formulation, self.prices = problem, formulation, prices
        self.is_plan = is_plan
        self._pairs, self._opened = pairs, frozenset(opened)
        self._gentle: Prices | None = None
        self._index = {pair: index for index, pair in enumerate(formulation.pairs)}
        self._number_of = {(one.participant, one.session): i for i, one in enumerate(formulation.places)}
        self._baseline = [one for one in problem.baseline if isinstance(one, Meeting)]
        self._couples = {(one.participant, one.mentor) for one in self._baseline}
        self._mentors = {m for p, m, s in formulation.pairs if (p, m, s) not in self._opened}

    @classmethod
    def of(cls, result: Result, pairs: Sequence[Triple], opened: Sequence[Triple]) -> LaidOut | None:
        """None where the plan is not proved, is none of a flow, not even in part, or has too many pairs."""
        problem = result.problem
        if result.status is not Status.OPTIMAL or size_of(problem) > MOST_PAIRS:
            return None
        formulation = formulate(problem, opened)
        is_plan = result.potentials is not None and flow.refuses(formulation) is None
        if not is_plan:
            easier = relaxed(formulation)
            if easier is None:
                return None
            formulation = easier.formulation
        ties = sum(is_tie(level.name) for level in result.levels)
        levels = [*formulation.levels, *(formulation.tie_level(number + 1) for number in range(ties))]
        if not is_plan:
            pairs = _best_of_flow(formulation, levels, frozenset(opened))
        prices = Prices(formulation, formulation.indices(pairs), levels, formulation.indices(opened))
        return cls(problem, formulation, prices, pairs, opened, is_plan=is_plan)

    @property
    def num_pairs(self) -> int:
        """How many pairs the flow's plan has."""
        return len(self._pairs)

    def values(self) -> dict[str, int]:
        """What the flow's plan comes to on each level."""
        chosen = self.indices(self._pairs)
        return {level.name: self.formulation.value(level, chosen) for level in self.formulation.levels}

    def is_all_of(self, opened: Sequence[Triple]) -> bool:
        """Whether these pairs, once open, change nothing else: not the draw, what is published, or the weights."""
        number = self.formulation.num_eligible or self.formulation.num_pairs
        if tie_bits(number) != tie_bits(number + len(opened)):
            return False
        return not self._published(opened) and self._weighs_as_now(opened)

    def is_floor_of(self, opened: Sequence[Triple]) -> bool:
        """Whether no plan is better than the flow's with these pairs open, whatever else they change.

        A pair that is published costs a change more where it is not in the plan; and what is published may be kept
        beyond what a mentor offers, which the flow does not know of.
        """
        for m in {m for _, m, _ in self._published(opened)}:
            mentor = self.problem.mentors[m]
            kept = sum(one.mentor == mentor.id for one in self._baseline)
            limits = [mentor.capacity, *(one.most_per_mentor for one in self.problem.sessions)]
            if any(limit is not None and kept > limit for limit in limits):
                return False
        return self._weighs_as_now(opened)

    def _published(self, opened: Sequence[Triple]) -> list[Triple]:
        """Those of the pairs whose two people stand together in the baseline."""
        if not self._couples:
            return []
        people, mentors = self.problem.participants, self.problem.mentors
        return [one for one in opened if (people[one[0]].id, mentors[one[1]].id) in self._couples]

    def _weighs_as_now(self, opened: Sequence[Triple]) -> bool:
        """Whether loads are weighed as they are now: mentors may come to have a pair who had none."""
        problem = self.problem
        limits = [mentor.capacity for mentor in problem.mentors]
        new = {m for _, m, _ in opened} - self._mentors
        if not new or problem.balance != "in proportion":
            return True
        before = offer_weights(limits, [m in self._mentors for m in range(len(limits))])
        after = offer_weights(limits, [m in self._mentors or m in new for m in range(len(limits))])
        return before == after

    def of_place(self, place: Place) -> dict[int, Opened]:
        """For each mentor (position) who could be the place's and is not: the best plan in which he is.

        Of several that are as good on all levels but the draw, one that changes the fewest pairs.
        """
        if place not in self._number_of:
            return {}
        found = self._gently().of_pairs(self._number_of[place])
        return {self.formulation.pairs[pair][1]: self._told(one) for pair, one in found.items()}

    def with_pair(self, pair: Triple, without: Iterable[Triple]) -> Opened | None:
        """The same for one pair, without some others that are not in the plan; None where there is no such plan."""
        found = self._gently().with_pair(self._index[pair], self.indices(without))
        return None if found is None else self._told(found)

    def instead_of(self, pair: Triple, without: Iterable[Triple]) -> Opened | None:
        """The best plan without a pair that is in it, and without some others that are not; None: there is none."""
        held = set(self._pairs)
        others = self.indices(one for one in without if one not in held)
        found = self._gently().instead_of(self._index[pair], others)
        return None if found is None else self._told(found)

    def has_pair(self, pair: Triple) -> bool:
        """Whether no rule excludes the pair."""
        return pair in self._index and pair not in self._opened

    def pairs_of(self, pair: Triple) -> list[Triple]:
        """All pairs of its place."""
        number = self._number_of.get((pair[0], pair[2]))
        return [] if number is None else [self.formulation.pairs[i] for i in self.formulation.places[number].pairs]

    def _gently(self) -> Prices:
        if self._gentle is None:
            formulation, closed = self.formulation, self.indices(self._opened)
            chosen = set(self.indices(self._pairs))
            kept = IntegerLevel("kept", [-int(index in chosen) for index in range(formulation.num_pairs)])
            self._gentle = Prices(formulation, sorted(chosen), [*formulation.levels, kept], closed)
        return self._gentle

    def indices(self, triples: Iterable[Triple]) -> list[int]:
        """The pair indices of triples."""
        return [self._index[triple] for triple in triples]

    def with_open(self, opened: Sequence[Triple], place: Place | None) -> Opened:
        """The best plan where these pairs may be; ``place``: one that is likely to gain."""
        toward = None if place is None else self._number_of[place]
        return self._told(self.prices.with_open(self.indices(opened), toward=toward))

    def at_most(self, opened: Sequence[Triple], place: Place) -> int:
        """By a look what these pairs may gain the place at the most; of several changes the largest promises most."""
        return self.prices.at_most(self.indices(opened), toward=self._number_of[place])

    def _told(self, found: Outcome) -> Opened:
        names = [level.name for level in self.formulation.levels]
        return Opened(self.formulation.triples(found.chosen), dict(zip(names, found.cost, strict=False)))

    def keeps(self, problem: Problem, pairs: Sequence[Triple]) -> bool:
        """Whether pairs keep the limits of the problem that the flow may have left out."""
        if self.is_plan:
            return True
        whole = formulate(problem)
        return whole.keeps(whole.indices(pairs))

    # --- ways that a change opens which opens no pairs --------------------------------------------------------

    def with_ways(self, ways: Sequence[NewArc], place: Place) -> Opened:
        """The best plan where these ways are open, loads weighed as now: of what they stand for it is a floor."""
        return self._told(self.prices.with_open(arcs=ways, toward=self._number_of[place]))

    def may_gain(self, opened: Sequence[Triple], ways: Sequence[NewArc] = ()) -> bool:
        """Whether with these pairs and ways open a plan may have more pairs than the flow's; where not, none has."""
        arcs = [self.prices.ends_of_pair(index) for index in self.indices(opened)]
        return self._gaining is None or self._gaining.by([*arcs, *map(self.prices.ends, ways)])

    @cached_property
    def _gaining(self) -> Gaining | None:
        return self.prices.gaining()

    def ways_of_places(self, mentor: int, places: int) -> list[NewArc] | None:
        """Of a mentor who takes so many pairs more; None: the flow has no limit for him, or he meets nobody."""
        number = next(
            (g for g, one in enumerate(self.formulation.groups) if one.key == GroupKey(("mentor",), (mentor,))), None
        )
        if number is None:
            return None
        most = self.formulation.groups[number].most
        node, above = self.prices.group_node(number), self.prices.above(number)
        return [
            NewArc(node, above, self._vector({n: _unit(level, number, most + k) for n, level in self._numbered()}))
            for k in range(places)
        ]

    def ways_of_mentor(self, people: Sequence[int], session: int, places: int) -> list[NewArc]:
        """Of somebody new whom these participants may meet in a session, so many of them."""
        new = self.prices.num_nodes
        nothing = self._vector({})
        wanted = [self._number_of[p, session] for p in people if (p, session) in self._number_of]
        arcs = [NewArc(self.prices.place_node(number), new, nothing) for number in wanted]
        return [*arcs, *(NewArc(new, SINK, nothing) for _ in range(places))]

    def ways_of_repeat(self, pair: Triple) -> list[NewArc] | None:
        """Of a pair that does not count as a repeat; None: it is no pair, or is under no such limit."""
        index = self._index.get(pair)
        if index is None or pair in self._opened:
            return None
        of_couple = GroupKey(("participant", "mentor"), pair[:2])
        number = next((g for g, one in enumerate(self.formulation.groups) if one.key[:2] == of_couple[:2]), None)
        if number is None:
            return None
        costs = {n: level.pair_costs[index] for n, level in self._numbered() if level.pair_costs}
        tail = self.prices.place_node(self._number_of[pair[0], pair[2]])
        return [NewArc(tail, self.prices.above(number), self._vector(costs))]

    def _numbered(self) -> list[tuple[int, IntegerLevel]]:
        return list(enumerate(self.formulation.levels))

    def _vector(self, costs: Mapping[int, int]) -> Vector:
        """Costs by the number of the level; 0 on the others, and on the draw."""
        return tuple(costs.get(number, 0) for number in range(self.prices.num_levels))


def _unit(level: IntegerLevel, group: int, unit: int) -> int:
    """What the unit (0-based) of a group costs."""
    slope = level.groups.get(group, ())
    return slope[unit] if unit < len(slope) else 0


def _best_of_flow(
    formulation: Formulation, levels: Sequence[IntegerLevel], opened: frozenset[Triple]
) -> tuple[Triple, ...]:
    """The best plan of a flow in which some pairs are laid out and may not be."""
    forbidden = IntegerLevel("forbidden", [int(pair in opened) for pair in formulation.pairs])
    model = flow.lay_out(formulation._replace(levels=tuple(levels)))
    model.minimise([forbidden, *levels] if opened else levels, Deadline(), lambda level: None)
    return formulation.triples(model.chosen or ())
