"""When pairs can begin, and which two of them cannot both be: what engines know of time.

A *meeting* has the starts that are possible for both of its people, a length, and the persons who are there. Two
meetings of one person must not overlap; two of one mentor need his pause between them; and on a mentor's day there are
at most so many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pairing.model.answers import free_in
from pairing.model.grid import common_time, day_of, possible_starts
from pairing.model.in_force import published_starts
from pairing.model.intervals import Intervals
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.solution import Triple


class TimedMeeting(NamedTuple):
    """One pair in a session that needs a start; ``days``: the mentor's day of each start.

    ``participant``, ``mentor``: numbers of persons; who is both has one. ``is_set``: its start is published.
    """

    triple: Triple
    starts: tuple[int, ...]
    minutes: int
    participant: int
    mentor: int
    days: tuple[int, ...]
    is_set: bool


class Timing:
    """The times of one problem; what is asked twice is worked out once.

    ``published``: the published starts of pairs whose times we set, possible or not, by pair of the problem.
    ``is_one_session``: whether only one needs starts; ``has_slots``: and meetings at two of them never overlap.
    ``sets_times``: whether there are sessions whose times we set.

    ``like``: the times of a problem that differs little; a meeting of two people who are the same objects in both is
    the same, and taken from there.
    """

    def __init__(self, problem: Problem, *, keeps_published: bool = False, like: Timing | None = None):
        self._problem = problem
        self._keeps = keeps_published
        people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
        self._number = {who: number for number, who in enumerate(dict.fromkeys(person.id for person in people))}
        self._known: dict[Triple, TimedMeeting] = {}
        self._free: dict[tuple[bool, int, int], Intervals] = {}
        self._timed = [one.needs_start and not one.closed for one in problem.sessions]
        self._participant = {self._number[one.id]: p for p, one in enumerate(problem.participants)}
        self._mentor = {self._number[one.id]: m for m, one in enumerate(problem.mentors)}
        self.published: Mapping[Triple, frozenset[int]] = self._published(problem)
        self.pause = problem.pause
        self.most_a_day = problem.most_a_day
        lengths = [one.minutes or 0 for one, needs in zip(problem.sessions, self._timed, strict=True) if needs]
        self.is_one_session = len(lengths) == 1
        self.has_slots = self.is_one_session and lengths[0] + problem.pause <= problem.start_every
        self.sets_times = any(one.sets_time and not one.closed for one in problem.sessions)
        self._like = like if like is not None and self._is_like(like) else None

    def is_timed(self, triple: Triple) -> bool:
        """Whether a pair needs a start."""
        return self._timed[triple[2]]

    def keeping_published(self) -> Timing:
        """The same, where a published start that is possible is the only one that its pair can have."""
        return Timing(self._problem, keeps_published=True) if self.published else self

    def roles(self, person: int) -> tuple[int | None, int | None]:
        """The participant and the mentor (positions in the problem) that a person is."""
        return self._participant.get(person), self._mentor.get(person)

    def of(self, triple: Triple) -> TimedMeeting:
        """The meeting of a pair that needs a start."""
        found = self._known.get(triple)
        if found is None:
            p, m, s = triple
            problem = self._problem
            participant, mentor, session = problem.participants[p], problem.mentors[m], problem.sessions[s]
            if self._like is not None and self._like.has(triple, participant, mentor):
                return self._like.of(triple)
            common = common_time(self.hours(False, p, s), self.hours(True, m, s), session)
            starts = possible_starts(problem, session, common)
            if self._keeps and (kept := self.published.get(triple, frozenset()).intersection(starts)):
                starts = tuple(sorted(kept))
            days = () if self.most_a_day is None else tuple(day_of(mentor, session, start) for start in starts)
            persons = self._number[participant.id], self._number[mentor.id]
            found = TimedMeeting(triple, starts, session.minutes or 0, *persons, days, session.sets_time)
            self._known[triple] = found
        return found

    def all_of(self, triples: Iterable[Triple]) -> list[TimedMeeting]:
        """The meetings of those pairs that need a start, in their order."""
        return [self.of(triple) for triple in triples if self.is_timed(triple)]

    def has(self, triple: Triple, participant: Participant, mentor: Mentor) -> bool:
        """Whether a pair is that of these two, with everything that they answered."""
        p, m, _ = triple
        people, mentors = self._problem.participants, self._problem.mentors
        return p < len(people) and m < len(mentors) and people[p] is participant and mentors[m] is mentor

    def _is_like(self, other: Timing) -> bool:
        """Whether the two differ in nothing but people: some are others here, or come after those of the other."""
        mine, its = self._problem, other._problem
        return (
            mine.sessions == its.sessions
            and (mine.start_every, self.most_a_day, self._keeps) == (its.start_every, other.most_a_day, other._keeps)
            and self.published == other.published
            and other._number.items() <= self._number.items()
        )

    def hours(self, is_mentor: bool, number: int, session: int) -> Intervals:
        """When somebody (a position) is free within a session: worked out once, not for each of his pairs."""
        key = is_mentor, number, session
        if key not in self._free:
            person: Person = self._problem.mentors[number] if is_mentor else self._problem.participants[number]
            self._free[key] = free_in(person, self._problem.sessions[session])
        return self._free[key]

    @staticmethod
    def _published(problem: Problem) -> dict[Triple, frozenset[int]]:
        participants = {person.id: p for p, person in enumerate(problem.participants)}
        mentors = {person.id: m for m, person in enumerate(problem.mentors)}
        found: dict[Triple, frozenset[int]] = {}
        for one in published_starts(problem):
            if one.participant in participants and one.mentor in mentors and one.start is not None:
                triple = participants[one.participant], mentors[one.mentor], problem.session_idx(one.session)
                found[triple] = found.get(triple, frozenset()) | {one.start}
        return found


def timing_of(problem: Problem, *, like: Timing | None = None) -> Timing | None:
    """The times of a problem; None where no session needs a start. ``like``: those of one that differs little."""
    needs = any(one.needs_start and not one.closed and not one.is_peers for one in problem.sessions)
    return Timing(problem, like=like) if needs else None
