"""Which single changes could place somebody who is left out: those that concern the people of his shortage.

A change helps only if it lets somebody of the shortage meet a mentor whom nobody of it could meet, or adds a place with
one whom they can. Hours are told by when others are free, at the earliest start on the grid; of the hours of a person
only those are kept that no other hour of his outdoes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pairing.model.answers import free_in
from pairing.model.exempt import exempting
from pairing.model.grid import grid_starts
from pairing.model.in_force import published_starts, rules_in_force
from pairing.model.intervals import Intervals, at_least, intersect, union
from pairing.model.limits import MetBefore
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether, HelpsIn, MatchColumns, SameTrack
from pairing.model.shapes import PairFilter
from pairing.model.solution import Triple
from pairing.reasons.changes import Change, FreeHour, OneMoreMentor, RelaxedRule
from pairing.reasons.positions import places_of

TIME = "time"  # what stands against two who have no hour in common, whatever the rule is called


class Proposal(NamedTuple):
    """A change, and the pairs that it makes eligible; None where it does something else."""

    change: Change
    opened: tuple[Triple, ...] | None


class Hindered:
    """What stands against each pair of some places (participant, session): the names of all rules that exclude it.

    All rules of free time count as one, ``TIME``. What may not be told, and nobody may be asked for, is "".
    """

    def __init__(self, problem: Problem, places: Iterable[tuple[int, int]]):
        self.problem = problem
        self.times = [rule for rule in rules_in_force(problem) if isinstance(rule, FreeTogether)]
        self._of: dict[Triple, set[str]] = {}
        wanted: dict[int, list[int]] = {}
        for p, s in places:
            wanted.setdefault(s, []).append(p)
        for rule in rules_in_force(problem):
            if rule.weight is not None:
                continue
            name = TIME if isinstance(rule, FreeTogether) else rule.name if _may_be_relaxed(rule) else ""
            for shape in exempting(problem, rule):
                if isinstance(shape, PairFilter):
                    self._ask(shape, name, wanted)

    def alone(self) -> Iterator[tuple[Triple, str]]:
        """Every pair that a single rule excludes, with its name."""
        for triple, names in self._of.items():
            if len(names) == 1:
                yield triple, next(iter(names))

    def _ask(self, shape: PairFilter, name: str, wanted: Mapping[int, Sequence[int]]) -> None:
        for s in shape.sessions:
            for p in wanted.get(s, ()):
                key = shape.participant_keys[p]
                for m, other in enumerate(shape.mentor_keys):
                    if not shape.allows(key, other) and (p, m, s) not in shape.exempt:
                        self._of.setdefault((p, m, s), set()).add(name)


def _may_be_relaxed(rule: object) -> bool:
    return isinstance(rule, HelpsIn | SameTrack | MatchColumns | MetBefore)


class SingleChanges:
    """The single changes that could let somebody meet another mentor; asked by places (participant, session).

    Each list of proposals is one thing that somebody could be asked for, with the choices there are, such as his hours.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self._hindered = Hindered(problem, places_of(problem))
        self._hours: dict[tuple[bool, int, int], Intervals] = {}
        self._times: dict[int, list[FreeTogether]] = {}
        self._lengths: dict[int, int] = {}
        self._anybody: dict[int, list[int]] = {}
        self._both = {one.id for one in problem.participants} & {one.id for one in problem.mentors}
        self._by_person: dict[tuple[bool, int], list[Triple]] = {}  # whether a mentor, and who
        self._by_rule: list[tuple[Triple, str]] = []
        # a free hour does more than to open pairs where it meets wishes for one, or published starts
        self._only_opens = all(rule.weight is None for rule in self._hindered.times) and not published_starts(problem)
        for triple, name in sorted(self._hindered.alone()):
            if name == TIME:
                self._by_person.setdefault((False, triple[0]), []).append(triple)
                self._by_person.setdefault((True, triple[1]), []).append(triple)
            elif name:
                self._by_rule.append((triple, name))

    def rules(self, places: Iterable[tuple[int, int]]) -> Iterator[list[Proposal]]:
        """One rule relaxed for one pair."""
        problem, wanted = self.problem, set(places)
        for (p, m, s), name in self._by_rule:
            if (p, s) in wanted:
                relaxed = RelaxedRule(problem.participants[p], problem.mentors[m], problem.sessions[s], name)
                yield [Proposal(relaxed, ((p, m, s),))]

    def hours(self, places: Iterable[tuple[int, int]], *, all_of_them: bool = False) -> Iterator[list[Proposal]]:
        """For each person the hours that could help; of those that open fewer pairs than another, none is told.

        ``all_of_them``: every hour at which anybody in the session is free and the person is not.
        """
        if all_of_them:
            yield from self._any_hours()
            return
        wanted = set(places)
        for (is_mentor, number), triples in sorted(self._by_person.items()):
            found = self._hours_of(is_mentor, number, [one for one in triples if (one[0], one[2]) in wanted], triples)
            sets = {frozenset(one.opened or ()) for one in found}
            best = {one for one in sets if not any(one < other for other in sets)}
            told = [one for one in found if frozenset(one.opened or ()) in best]
            if told and self.may_do_more(told[0].change.people[0]):
                told = [one._replace(opened=None) for one in told]
            if told:
                yield told

    def cramped(self, places: Iterable[tuple[int, int]], pairs: Iterable[Triple]) -> Iterator[list[Proposal]]:
        """More hours of those who may meet, and have no time for it beside their other meetings: of these pairs."""
        problem, wanted = self.problem, set(places)
        found: dict[tuple[bool, int], dict[int, Proposal]] = {}
        for p, m, s in pairs:
            session = problem.sessions[s]
            if (p, s) not in wanted or not session.needs_start:
                continue
            for is_mentor, number, other in ((False, p, m), (True, m, p)):
                person = self._person(is_mentor, number)
                mine = self._free(is_mentor, number, s)
                for start in self._starts_of(self._free(not is_mentor, other, s), s):
                    hour = self._hour(person, s, start)
                    if intersect(mine, (hour.stretch,)) != (hour.stretch,):
                        found.setdefault((is_mentor, number), {}).setdefault(start, Proposal(hour, None))
        for _, hours in sorted(found.items()):
            yield [hour for _, hour in sorted(hours.items())]

    def may_do_more(self, person: Person) -> bool:
        """Whether a free hour of the person may do more than to open the pairs of one role with other people."""
        return person.id in self._both or not self._only_opens

    def _any_hours(self) -> Iterator[list[Proposal]]:
        for is_mentor, number, person in self._everybody():
            hours: dict[tuple[int, int], FreeHour] = {}
            for s, session in enumerate(self.problem.sessions):
                if not self._length(s) or session.closed or not session.has(person.sessions):
                    continue
                for start in self._starts_of_anybody(s):
                    hour = self._hour(person, s, start)
                    if intersect(self._free(is_mentor, number, s), (hour.stretch,)) != (hour.stretch,):
                        hours.setdefault(hour.stretch, hour)
            triples = self._by_person.get((is_mentor, number), [])
            told = [
                Proposal(hour, self._opened_by(hour, is_mentor, number, triples)) for _, hour in sorted(hours.items())
            ]
            # where starts are found, hours matter that open nothing
            is_more = self.may_do_more(person)
            told = [one._replace(opened=None) if is_more or not one.opened else one for one in told]
            if told:
                yield told

    def _starts_of_anybody(self, session: int) -> list[int]:
        """Every start in a session at which one of the people in it is free."""
        if session not in self._anybody:
            found = set[int]()
            for is_mentor, number, person in self._everybody():
                if self.problem.sessions[session].has(person.sessions):
                    found.update(self._starts_of(self._free(is_mentor, number, session), session))
            self._anybody[session] = sorted(found)
        return self._anybody[session]

    def _everybody(self) -> Iterator[tuple[bool, int, Person]]:
        """Whether a mentor, the position, and who: first the participants."""
        yield from ((False, number, person) for number, person in enumerate(self.problem.participants))
        yield from ((True, number, person) for number, person in enumerate(self.problem.mentors))

    def _person(self, is_mentor: bool, number: int) -> Person:
        return self.problem.mentors[number] if is_mentor else self.problem.participants[number]

    def _hours_of(
        self, is_mentor: bool, number: int, wanted: Sequence[Triple], triples: Sequence[Triple]
    ) -> list[Proposal]:
        """The hours of a person that open a wanted pair, at which the other is free; and all the pairs they open."""
        person = self._person(is_mentor, number)
        hours: dict[tuple[int, int], FreeHour] = {}
        for p, m, s in wanted:
            for start in self._starts_of(self._free(*((False, p, s) if is_mentor else (True, m, s))), s):
                hour = self._hour(person, s, start)
                hours.setdefault(hour.stretch, hour)
        found = []
        for _, hour in sorted(hours.items(), key=lambda entry: entry[0]):
            opened = self._opened_by(hour, is_mentor, number, triples)
            if not set(wanted).isdisjoint(opened):
                found.append(Proposal(hour, opened))
        return found

    def mentors(
        self, places: Iterable[tuple[int, int]], numbers: Sequence[int] = (1,), *, all_of_them: bool = False
    ) -> Iterator[list[Proposal]]:
        """One more mentor for each session and track, at the hours of those who want one, with so many places.

        Of two hours at one of which the same people are free, and more, that one is told; ``all_of_them``: all hours.
        """
        problem = self.problem
        wanted: dict[tuple[int, tuple[str, ...]], list[int]] = {}
        for p, s in sorted(set(places)):
            tracks = problem.participants[p].tracks if self._track_matters(s) else ()
            wanted.setdefault((s, tracks), []).append(p)
        for (s, tracks), people in wanted.items():
            session = problem.sessions[s]
            if not self._times_of(s):
                yield [Proposal(OneMoreMentor(session, tracks, places=number), None) for number in numbers]
            if not self._length(s):
                continue
            at: dict[int, set[int]] = {}
            for p in people:
                for start in self._starts_of(self._free(False, p, s), s):
                    at.setdefault(start, set()).add(p)
            first: dict[frozenset[int], int] = {}
            for start in sorted(at):
                first.setdefault(frozenset(at[start]), start)
            best = [start for free, start in first.items() if not any(free < other for other in first)]
            starts = sorted(at if all_of_them else best)
            minutes = None if self._length(s) == session.minutes else self._length(s)
            if starts:
                yield [
                    Proposal(OneMoreMentor(session, tracks, start, number, minutes), None)
                    for number in (numbers if self._holds_several(s) else (1,))
                    for start in starts
                ]

    def _holds_several(self, session: int) -> bool:
        """Whether a mentor can have several meetings in the one hour that he is free: where nobody looks at starts."""
        return not self.problem.sessions[session].needs_start

    def _track_matters(self, session: int) -> bool:
        return any(
            isinstance(rule, SameTrack) and rule.weight is None and self._speaks_of(rule, session)
            for rule in rules_in_force(self.problem)
        )

    def _times_of(self, session: int) -> list[FreeTogether]:
        """The hard rules of free time in a session."""
        if session not in self._times:
            times = (rule for rule in self._hindered.times if rule.weight is None)
            self._times[session] = [rule for rule in times if self._speaks_of(rule, session)]
        return self._times[session]

    def _length(self, session: int) -> int:
        """How many minutes two people need in common in a session; where no hard rule asks, what wishes are for; or 0.

        Rules of free time may ask for more than a session lasts, and in sessions that have no times.
        """
        if session not in self._lengths:
            wishes = [rule for rule in self._hindered.times if self._speaks_of(rule, session)]
            rules = self._times_of(session) or wishes
            self._lengths[session] = max((rule.minutes for rule in rules), default=0)
        return self._lengths[session]

    def _hour(self, person: Person, session: int, start: int) -> FreeHour:
        """A free time of the person that is long enough."""
        one = self.problem.sessions[session]
        return FreeHour(person, one, start, None if self._length(session) == one.minutes else self._length(session))

    def _speaks_of(self, rule: SameTrack | FreeTogether, session: int) -> bool:
        return rule.sessions is None or any(self.problem.session_idx(name) == session for name in rule.sessions)

    def _free(self, is_mentor: bool, number: int, session: int) -> Intervals:
        """When somebody is free within a session."""
        key = is_mentor, number, session
        if key not in self._hours:
            person = self._person(is_mentor, number)
            self._hours[key] = free_in(person, self.problem.sessions[session])
        return self._hours[key]

    def _starts_of(self, hours: Intervals, session: int) -> tuple[int, ...]:
        """The starts on the grid within somebody's hours; the beginnings of those stretches that have none."""
        one, minutes = self.problem.sessions[session], self._length(session)
        found: list[int] = []
        for stretch in at_least(hours, minutes):
            on_grid = grid_starts((stretch,), minutes, self.problem.start_every, one.zone)
            found += on_grid or (() if one.sets_time else stretch[:1])
        return tuple(found)

    def _opened_by(self, hour: FreeHour, is_mentor: bool, number: int, triples: Sequence[Triple]) -> tuple[Triple, ...]:
        """The pairs that have time once the person is free then too: in the hour, and in what it is a part of then."""
        around: dict[int, Intervals] = {}
        found = []
        for p, m, s in triples:
            if s not in around:
                hours = union((*self._free(is_mentor, number, s), hour.stretch))
                within = intersect(hours, self.problem.sessions[s].window)
                around[s] = tuple(one for one in within if one[0] <= hour.start < one[1])
            if around[s] and self._is_enough(around[s], self._free(not is_mentor, p if is_mentor else m, s), s):
                found.append((p, m, s))
        return tuple(found)

    def _is_enough(self, one: Intervals, other: Intervals, session: int) -> bool:
        """Whether these hours satisfy every rule of free time in the session."""
        common = intersect(other, one)
        for rule in self._times_of(session):
            stretches = at_least(common, rule.minutes)
            if not stretches:
                return False
            if rule.every is not None and not grid_starts(
                stretches, rule.minutes, rule.every, self.problem.sessions[session].zone
            ):
                return False
        return True
