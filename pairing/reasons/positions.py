"""A plan by positions: the numbers that its problem gives to participants, mentors and sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pairing.model.problem import Problem
from pairing.model.solution import Result, Triple

Place = tuple[int, int]  # participant and session
Missing = Mapping[Place, int]  # how many mentors a participant misses in a session


def starts_of(result: Result) -> dict[Triple, int | None]:
    """The pairs of a result as positions, with their starts."""
    problem = result.problem
    participants = {one.id: p for p, one in enumerate(problem.participants)}
    mentors = {one.id: m for m, one in enumerate(problem.mentors)}
    sessions = {one.id: s for s, one in enumerate(problem.sessions)}
    return {
        (participants[one.participant.id], mentors[one.mentor.id], sessions[one.session.id]): one.start
        for one in result.pairs
    }


def plan_of(result: Result) -> tuple[Triple, ...]:
    """The pairs of a result as positions, sorted."""
    return tuple(sorted(starts_of(result)))


def places_of(problem: Problem) -> list[Place]:
    """Every participant in a session in which he wants a mentor."""
    people = range(len(problem.participants))
    return [(p, s) for s in range(len(problem.sessions)) for p in people if problem.demand(p, s)]


def missing_places(problem: Problem, pairs: Iterable[Triple]) -> Missing:
    """The places with mentors that miss somebody, and how many."""
    held: dict[Place, int] = {}
    for p, _, s in pairs:
        held[p, s] = held.get((p, s), 0) + 1
    found = {}
    for p, s in places_of(problem):
        missing = problem.demand(p, s) - held.get((p, s), 0)
        if missing > 0:
            found[p, s] = missing
    return found


def size_of(problem: Problem) -> int:
    """How many places with mentors there are, times how many mentors."""
    return len(places_of(problem)) * len(problem.mentors)
