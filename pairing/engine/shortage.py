"""Who is short of places: the group of people around an unpaired one that the mentors cannot all be shared out to.

Let every other place want the meetings it has in the plan, and the unpaired one a single meeting more. Walk from it
along what could be exchanged: to the groups of the pairs that are not chosen, upwards through each group that has room,
and down again to the chosen pairs, whose places are reached in turn. Where the walk gets past a mentor's widest group,
one more meeting is possible, and places are not what is missing. Else the places reached want one meeting more than any
plan can give them; and each of them stands on an exchange that begins at the unpaired one, so if it gave up a meeting,
all others could have theirs. (Ford and Fulkerson's minimal cut, the one nearest to the source; with lower bounds,
Hoffman's circulation theorem: a chosen pair that holds up a hard minimum is not given away.)
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, cast

from pairing.engine.formulate import REQUIRED
from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.engine.interface import AnyFormulation
from pairing.engine.laminar import Tree, crossing, relaxed, tree
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.shapes import GroupKey
from pairing.model.solution import Triple, person_order

NO_REPEAT = ("participant", "mentor")
TOTAL = ("mentor",)
PER_SESSION = ("mentor", "session")


class Want(NamedTuple):
    """So many meetings of a participant in a session."""

    participant: int
    session: int
    meetings: int


class Bound(NamedTuple):
    """A limit that is full: at most ``most`` of these pairs in a plan."""

    key: GroupKey
    most: int


class Offered(NamedTuple):
    """The meetings that a mentor can hold at the most with the members of a shortage, all limits of his looked at.

    ``bounds``: the limits that are full. ``alone``: meetings under none of them, with members who have him already.
    ``kept_for``: those who keep a place under these limits by a hard minimum and are no members (participant, session).
    """

    mentor: int
    meetings: int
    bounds: tuple[Bound, ...]
    alone: int
    kept_for: tuple[tuple[int, int], ...] = ()


class Cut(Protocol):
    """A shortage in indices: more is wanted than is offered, by 1. Lists are made when they are asked for."""

    @property
    def num_members(self) -> int: ...
    @property
    def num_mentors(self) -> int: ...
    @property
    def num_sessions(self) -> int: ...
    @property
    def num_wanted(self) -> int: ...
    @property
    def num_offered(self) -> int: ...
    def wants(self, most: int | None = None) -> Sequence[Want]:
        """The first so many (None: all); the unpaired place is the first of all, then they are by name."""
        ...

    def offers(self, most: int | None = None) -> Sequence[Offered]:
        """The first so many (None: all), by name."""
        ...


class Listed(NamedTuple):
    """A shortage whose lists are there."""

    all_wants: tuple[Want, ...]
    all_offers: tuple[Offered, ...]

    @property
    def num_members(self) -> int:
        return len(self.all_wants)

    @property
    def num_mentors(self) -> int:
        return len(self.all_offers)

    @property
    def num_sessions(self) -> int:
        return len({one.session for one in self.all_wants})

    @property
    def num_wanted(self) -> int:
        return sum(one.meetings for one in self.all_wants)

    @property
    def num_offered(self) -> int:
        return sum(one.meetings for one in self.all_offers)

    def wants(self, most: int | None = None) -> Sequence[Want]:
        return self.all_wants[:most]

    def offers(self, most: int | None = None) -> Sequence[Offered]:
        return self.all_offers[:most]


class Order(NamedTuple):
    """How people are ordered by name: the rank of each participant and mentor, by position in the problem."""

    participants: Sequence[int]
    mentors: Sequence[int]


def order_of(problem: Problem) -> Order:
    """By name, never by the row of a sheet."""

    def ranks(people: Sequence[Person]) -> list[int]:
        found = [0] * len(people)
        for rank, position in enumerate(sorted(range(len(people)), key=lambda number: person_order(people[number]))):
            found[position] = rank
        return found

    return Order(ranks(problem.participants), ranks(problem.mentors))


class Walks:
    """The walks from the unpaired places of one plan, in a formulation whose limits are a flow."""

    def __init__(self, formulation: Formulation, chosen: Iterable[Triple], order: Order):
        self._formulation, self._order = formulation, order
        self._shape: Tree = tree(formulation)
        picked = set(formulation.indices(chosen))
        self._is_chosen = [index in picked for index in range(len(formulation.pairs))]
        self._place_of = {i: number for number, place in enumerate(formulation.places) for i in place.pairs}
        self._place_at = {(one.participant, one.session): number for number, one in enumerate(formulation.places)}
        least = least_of(formulation)
        self._load = [sum(self._is_chosen[index] for index in group.pairs) for group in formulation.groups]
        self._chosen_at: list[list[int]] = [[] for _ in formulation.groups]
        for index in sorted(picked):
            self._chosen_at[self._shape.leaf[index]].append(index)
        self._below: list[list[int]] = [[] for _ in formulation.groups]
        for number, above in enumerate(self._shape.parent):
            if above is not None and self._load[number] > least.get(number, 0):
                self._below[above].append(number)

    def cut(self, participant: int, session: int) -> Cut | None:
        """The shortage of a place that misses a meeting; None where one more is possible."""
        start = self._place_at[participant, session]
        found = self._reached(start)
        return None if found is None else self._cut(start, *found)

    def _reached(self, start: int) -> tuple[set[int], set[int]] | None:
        """The places and groups to which exchanges lead; None where one ends with a meeting more."""
        formulation, leaf, parent = self._formulation, self._shape.leaf, self._shape.parent
        places, groups = {start}, set[int]()
        to_leave = [start]
        while to_leave:
            entered = [leaf[i] for i in formulation.places[to_leave.pop()].pairs if not self._is_chosen[i]]
            while entered:
                group = entered.pop()
                if group in groups:
                    continue
                groups.add(group)
                if self._load[group] < formulation.groups[group].most:
                    above = parent[group]
                    if above is None:
                        return None
                    entered.append(above)
                entered += self._below[group]
                further = {self._place_of[index] for index in self._chosen_at[group]} - places
                places |= further
                to_leave += sorted(further)
        return places, groups

    def _cut(self, start: int, places: set[int], groups: set[int]) -> Cut:
        formulation = self._formulation
        of = formulation.places
        ranks = self._order.participants
        others = sorted(places - {start}, key=lambda number: (ranks[of[number].participant], of[number].session))
        held = Counter(self._place_of[index] for index, is_chosen in enumerate(self._is_chosen) if is_chosen)
        wants = tuple(
            Want(of[number].participant, of[number].session, held[number] + (number == start))
            for number in (start, *others)
        )
        mentors = sorted(
            {formulation.pairs[index][1] for number in places for index in of[number].pairs},
            key=self._order.mentors.__getitem__,
        )
        outer: dict[int, list[int]] = {mentor: [] for mentor in mentors}  # groups at which the walk had to stop
        for group in sorted(groups):
            if self._shape.parent[group] not in groups:
                outer[formulation.pairs[formulation.groups[group].pairs[0]][1]].append(group)
        meetings, alone, kept = Counter[int](), Counter[int](), dict[int, list[tuple[int, int]]]()
        for index, is_chosen in enumerate(self._is_chosen):
            mentor = formulation.pairs[index][1]
            if not is_chosen or mentor not in outer:
                continue
            is_under = any(group in groups for group in self._above(index))
            if self._place_of[index] in places:
                meetings[mentor] += 1
                alone[mentor] += not is_under
            elif is_under:
                kept.setdefault(mentor, []).append(formulation.pairs[index][::2])
        offers = tuple(
            Offered(
                mentor,
                meetings[mentor],
                tuple(Bound(formulation.groups[g].key, formulation.groups[g].most) for g in outer[mentor]),
                alone[mentor],
                tuple(kept.get(mentor, ())),
            )
            for mentor in mentors
        )
        return Listed(wants, offers)

    def _above(self, index: int) -> Iterator[int]:
        """The groups that a pair is in, the narrowest first."""
        group: int | None = self._shape.leaf[index]
        while group is not None:
            yield group
            group = self._shape.parent[group]


def least_of(formulation: Formulation) -> dict[int, int]:
    """The hard minimums, by group."""
    required = next((level for level in formulation.levels if level.name == REQUIRED), IntegerLevel(REQUIRED))
    return {number: -sum(marginals) for number, marginals in required.groups.items()}


def bounding(formulation: Formulation) -> Formulation:
    """The same problem with hard minimums as its only level, and without caps and groups that bound nothing."""
    least = least_of(formulation)
    bare = formulation.only([level for level in formulation.levels if level.name == REQUIRED])
    return _with_groups(
        bare._replace(kinds=()),
        [
            number
            for number, group in enumerate(formulation.groups)
            if number in least or group.most < len(group.pairs) or group.key.per == TOTAL
        ],
    )


def easier(formulation: Formulation) -> list[Formulation]:
    """The problem without limits that cross others, in one way or two: a shortage there is one in the problem itself.

    Where they cross, a mentor's limits per session stay in the first, and that nobody is met twice in the second. If it
    comes back as it is (``bounding``), and there are no caps and times, a place that is not short can be filled.
    """
    bare = bounding(formulation)
    if crossing(bare) is None:
        return [bare]
    ways = (relaxed(_lifted(bare, per)) for per in (NO_REPEAT, PER_SESSION))
    return [way.formulation for way in ways if way is not None]


def _lifted(formulation: Formulation, per: tuple[str, ...]) -> Formulation:
    """Without the limits of one kind that cross others of the same mentor; hard minimums stay."""
    least = least_of(formulation)
    sets = [frozenset(group.pairs) for group in formulation.groups]
    of_mentor: dict[int, list[int]] = {}
    for number, group in enumerate(formulation.groups):
        if group.pairs:
            of_mentor.setdefault(formulation.pairs[group.pairs[0]][1], []).append(number)
    gone = {
        one
        for numbers in of_mentor.values()
        for one in numbers
        if formulation.groups[one].key.per == per and one not in least
        for other in numbers
        if 0 < len(sets[one] & sets[other]) < min(len(sets[one]), len(sets[other]))
    }
    return _with_groups(formulation, [number for number in range(len(sets)) if number not in gone])


def _with_groups(formulation: Formulation, numbers: Sequence[int]) -> Formulation:
    position = {number: new for new, number in enumerate(numbers)}
    levels = tuple(
        level._replace(groups={position[number]: slope for number, slope in level.groups.items()})
        for level in formulation.levels
    )
    return formulation._replace(groups=tuple(formulation.groups[number] for number in numbers), levels=levels)


# --- plain or on arrays -----------------------------------------------------------------------------------------


class AnyWalks(Protocol):
    """The walks of one plan."""

    def cut(self, participant: int, session: int) -> Cut | None: ...


def walks_of(problem: Problem, formulation: AnyFormulation, chosen: Sequence[Triple]) -> list[AnyWalks]:
    """The walks of a plan, once in every way of leaving out what crosses."""
    order = order_of(problem)
    if isinstance(formulation, Formulation):
        return [Walks(one, chosen, order) for one in easier(formulation)]
    arrays = importlib.import_module("pairing.engine.arrays.shortage")  # loaded with the arrays
    return [arrays.LargeWalks(problem, formulation, chosen, order)]


def is_nested(formulation: AnyFormulation) -> bool:
    """Whether all limits are nested, and nothing else holds but times: then who is not short can be placed."""
    if isinstance(formulation, Formulation):
        return not formulation.caps and crossing(bounding(formulation)) is None
    return not formulation.caps and not cast(Any, formulation).crossing
