"""Whether one person has the time for all the meetings he wants, whoever the others are: a first look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pairing.engine.timing import Timing
from pairing.model.grid import common_time, possible_starts
from pairing.model.intervals import union
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.solution import Triple
from pairing.reasons.changes import Change, FreeHour, OneMoreMentor


class OwnTime:
    """When each participant could meet anybody, with a change or without; mentors may not have the time together."""

    def __init__(self, problem: Problem):
        self._problem = problem
        self._timing = Timing(problem)
        self._without: dict[tuple[tuple[int, int], ...], bool] = {}  # by participant and meetings: before any change

    def is_enough(
        self,
        participant: int,
        wanted: Mapping[int, int],
        eligible: Sequence[Triple],
        change: Change,
        opened: Sequence[Triple],
    ) -> bool:
        """Whether a participant could hold so many meetings in each session (position) one after the other.

        ``eligible``: his pairs that no rule excludes; ``opened``: those that the change makes eligible.
        """
        if not any(self._problem.sessions[s].needs_start for s in wanted):
            return True
        key = (participant, -1), *sorted(wanted.items())
        if key not in self._without:
            self._without[key] = self._is_enough(wanted, eligible, None, ())
        if self._without[key]:  # a change takes no hour from anybody
            return True
        return self._concerns(participant, eligible, change, opened) and self._is_enough(
            wanted, eligible, change, opened
        )

    def _concerns(self, participant: int, eligible: Sequence[Triple], change: Change, opened: Sequence[Triple]) -> bool:
        """Whether a change gives the participant more starts with anybody, or anybody new."""
        if isinstance(change, FreeHour) and not opened:
            mine = {self._problem.participants[participant].id}
            return change.person.id in mine | {self._problem.mentors[m].id for _, m, _ in eligible}
        return bool(opened) or isinstance(change, OneMoreMentor)

    def _is_enough(
        self, wanted: Mapping[int, int], eligible: Sequence[Triple], change: Change | None, opened: Sequence[Triple]
    ) -> bool:
        problem = self._problem
        starts: dict[int, set[int]] = {s: set() for s in wanted if problem.sessions[s].needs_start}
        for triple in (*eligible, *opened):
            if triple[2] in starts:
                starts[triple[2]].update(self._starts(triple, change))
        if isinstance(change, OneMoreMentor) and change.stretch is not None:
            s = problem.session_idx(change.session.name)
            if s in starts:
                starts[s].update(possible_starts(problem, problem.sessions[s], (change.stretch,)))
        meetings = [
            (sorted(starts[s]), problem.sessions[s].minutes or 0)
            for s, number in wanted.items()
            if s in starts
            for _ in range(number)
        ]
        return _fit(sorted(meetings, key=lambda one: len(one[0])), [])

    def _starts(self, triple: Triple, change: Change | None) -> Iterable[int]:
        """When a pair could begin, with the change."""
        p, m, s = triple
        problem = self._problem
        people: tuple[Person, Person] = (problem.participants[p], problem.mentors[m])
        if not isinstance(change, FreeHour) or change.person.id not in (people[0].id, people[1].id):
            return self._timing.of(triple).starts
        session = problem.sessions[s]
        hours = self._timing.hours(False, p, s), self._timing.hours(True, m, s)
        own, other = (
            union((*free, change.stretch)) if one.id == change.person.id else free
            for one, free in zip(people, hours, strict=True)
        )
        return possible_starts(problem, session, common_time(own, other, session))


def _fit(meetings: Sequence[tuple[Sequence[int], int]], taken: list[tuple[int, int]]) -> bool:
    """Whether all of them find a start that leaves the others theirs; those with the fewest starts come first."""
    if not meetings:
        return True
    starts, minutes = meetings[0]
    for start in starts:
        is_free = all(start + minutes <= first or last <= start for first, last in taken)
        if is_free and _fit(meetings[1:], [*taken, (start, start + minutes)]):
            return True
    return False
