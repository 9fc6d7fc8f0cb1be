"""Pairs with a start as one problem: a candidate is a pair at one of its starts.

It is a problem like any other: places want candidates instead of pairs, and what cannot be at the same time is one
more limit. Of all candidates of a person that are under way at one moment at most one is chosen; of a mentor they are
under way until his pause is over; and of a mentor's day only so many. Every engine takes it as it is: where one session
has starts that do not overlap, its limits lie within those of the mentor, and it is a flow.

Two plans are the same where they choose candidates of the same *kinds*: while pairs are sought, those of one pair are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pairing.engine.formulation import ANY_KIND, Formulation, Group, GroupKey, IntegerLevel, Place
from pairing.engine.timing import TimedMeeting, Timing
from pairing.model.draw import start_name, start_ticket, tie_cost
from pairing.model.in_force import MOVED
from pairing.model.solution import Triple


class Candidates:
    """A formulation whose pairs are candidates."""

    def __init__(self, formulation: Formulation, timing: Timing):
        self._starts: list[int | None] = []
        self._of_pair: list[tuple[int, ...]] = []
        self._pair: list[int] = []
        self._timing = timing
        meetings: list[tuple[int, TimedMeeting]] = []
        for index, triple in enumerate(formulation.pairs):
            found: Sequence[int | None] = (None,)
            if timing.is_timed(triple):
                meeting = timing.of(triple)
                found = meeting.starts
                first = len(self._starts)
                meetings += [(first + number, meeting) for number in range(len(found))]
            self._of_pair.append(tuple(range(len(self._starts), len(self._starts) + len(found))))
            self._starts += found
            self._pair += [index] * len(found)
        self._meeting = dict(meetings)
        self.formulation = self._expanded(formulation)

    def starts_of(self, chosen: Iterable[int]) -> dict[Triple, int]:
        """The start of each pair that has one among chosen candidates."""
        found = ((self.formulation.pairs[one], self._starts[one]) for one in chosen)
        return {triple: start for triple, start in found if start is not None}

    def indices_of(self, starts: Mapping[Triple, int]) -> tuple[int, ...]:
        """The candidates of pairs at these starts."""
        return tuple(
            one for one, triple in enumerate(self.formulation.pairs) if starts.get(triple) == self._starts[one]
        )

    def level(self, level: IntegerLevel) -> IntegerLevel:
        """A level on pairs as one on candidates."""
        costs = [level.pair_costs[index] for index in self._pair] if level.pair_costs else ()
        return level._replace(pair_costs=costs)

    def moved(self) -> IntegerLevel:
        """1 for every candidate of a pair whose start is published that begins at another."""
        published = self._timing.published
        costs = []
        for one, start in enumerate(self._starts):
            before = published.get(self._meeting[one].triple) if one in self._meeting else None
            costs.append(int(before is not None and start not in before))
        return IntegerLevel(MOVED, costs)

    def start_level(self, number: int, num_places: int) -> IntegerLevel:
        """Level ``start`` 1 … 6: the draw of starts that we set."""
        costs = []
        for one, (start, ticket) in enumerate(zip(self._starts, self.formulation.tickets, strict=True)):
            if start is not None and self._meeting[one].is_set:
                costs.append(tie_cost(start_ticket(ticket, start), number, num_places))
            else:
                costs.append(0)
        return IntegerLevel(start_name(number), costs)

    def apart(self) -> Formulation:
        """The same, where plans differ by the starts that we set, and by nothing else."""
        kinds = tuple(
            number if (meeting := self._meeting.get(number)) is not None and meeting.is_set else ANY_KIND
            for number in range(len(self._starts))
        )
        return self.formulation._replace(kinds=kinds)

    # --- the formulation ----------------------------------------------------------------------------------------

    def _expanded(self, formulation: Formulation) -> Formulation:
        places = tuple(place._replace(pairs=self._spread(place.pairs)) for place in formulation.places)
        groups = [group._replace(pairs=self._spread(group.pairs)) for group in formulation.groups]
        groups += self._limits(places)
        levels = tuple(self.moved() if level.name == MOVED else self.level(level) for level in formulation.levels)
        caps = tuple((self.level(level), most) for level, most in formulation.caps)
        return formulation._replace(
            pairs=tuple(formulation.pairs[index] for index in self._pair),
            places=places,
            groups=tuple(groups),
            levels=levels,
            caps=caps,
            tickets=tuple(formulation.tickets[index] for index in self._pair),
            kinds=tuple(self._pair),
            num_eligible=formulation.num_eligible or len(formulation.pairs),
        )

    def _spread(self, pairs: Iterable[int]) -> tuple[int, ...]:
        return tuple(one for index in pairs for one in self._of_pair[index])

    def _limits(self, places: Sequence[Place]) -> list[Group]:
        """At most one at a time; each limit once, and none that another one says already."""
        rows: dict[tuple[int, ...], int] = {}
        of_person: dict[int, list[tuple[int, int, int]]] = {}
        of_mentor: dict[int, list[tuple[int, int, int]]] = {}
        of_day: dict[tuple[int, int], list[int]] = {}
        for one, meeting in self._meeting.items():
            start = self._starts[one]
            assert start is not None
            for person in {meeting.participant, meeting.mentor}:
                of_person.setdefault(person, []).append((start, start + meeting.minutes, one))
            if self._timing.pause:
                end = start + meeting.minutes + self._timing.pause
                of_mentor.setdefault(meeting.mentor, []).append((start, end, one))
            if self._timing.most_a_day is not None:
                day = meeting.days[meeting.starts.index(start)]
                of_day.setdefault((meeting.mentor, day), []).append(one)
        for spans in (*of_person.values(), *of_mentor.values()):
            rows |= dict.fromkeys(_at_one_time(spans), 1)
        for members in of_day.values():
            assert self._timing.most_a_day is not None
            rows.setdefault(tuple(members), self._timing.most_a_day)
        rows |= {
            tuple(sorted(found)): 1
            for place in places
            if place.demand > 1
            for found in _same_kind(place.pairs, self._pair)
        }
        said = [set(place.pairs) for place in places if place.demand == 1]
        of_candidate = {one: number for number, place in enumerate(said) for one in place}
        kept = []
        for number, (row, most) in enumerate(rows.items()):
            place = of_candidate.get(row[0])
            if len(row) <= most or (place is not None and said[place].issuperset(row)):
                continue
            kept.append(Group(GroupKey(("time",), (number,)), row, most))
        return kept


def _at_one_time(spans: Sequence[tuple[int, int, int]]) -> Iterable[tuple[int, ...]]:
    """The largest sets of spans (start, end, candidate) that share a moment; all of two or more."""
    under_way: list[tuple[int, int]] = []  # end, candidate
    for start, end, one in sorted(spans):
        if any(other <= start for other, _ in under_way):
            if len(under_way) > 1:
                yield tuple(sorted(candidate for _, candidate in under_way))
            under_way = [entry for entry in under_way if entry[0] > start]
        under_way.append((end, one))
    if len(under_way) > 1:
        yield tuple(sorted(candidate for _, candidate in under_way))


def _same_kind(candidates: Sequence[int], pair: Sequence[int]) -> Iterable[list[int]]:
    found: dict[int, list[int]] = {}
    for one in candidates:
        found.setdefault(pair[one], []).append(one)
    return [several for several in found.values() if len(several) > 1]
