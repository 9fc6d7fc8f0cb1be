"""Published starts that cannot stay, and why: told before the plan moves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pairing.errors import Issue, Severity
from pairing.model.answers import free_in
from pairing.model.clock_words import clocks_of, start_words
from pairing.model.grid import common_time, grid_starts
from pairing.model.in_force import published_starts
from pairing.model.intervals import Intervals
from pairing.model.meetings import Known
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Triple


def starts_in_tables(problem: Problem) -> dict[Triple, int]:
    """The starts that the tables say, of pairs that still take part, by position."""
    participants = {person.id: p for p, person in enumerate(problem.participants)}
    mentors = {mentor.id: m for m, mentor in enumerate(problem.mentors)}
    return {
        (participants[one.participant], mentors[one.mentor], problem.session_idx(one.session)): one.start
        for one in published_starts(problem)
        if one.participant in participants and one.mentor in mentors and one.start is not None
    }


def times_that_cannot_stay(problem: Problem, places: Mapping[Known, tuple[str, int | None]]) -> Iterator[Issue]:
    """A warning for every published start at which two cannot meet; ``places``: file and line of what is published.

    Two meetings of one person at once are another matter: the judge finds those.
    """
    by_pair = {(known.people, known.session): place for known, place in places.items()}
    for (p, m, s), start in starts_in_tables(problem).items():
        participant, mentor, session = problem.participants[p], problem.mentors[m], problem.sessions[s]
        why = why_not_at(start, participant, mentor, session, problem.start_every)
        if not why:
            continue
        clocks = clocks_of(participant, mentor, session)
        told = start_words(start, clocks.participant, clocks.mentor)
        message = f"{participant.name} and {mentor.name} cannot meet in {session.name} on {told}: {why}."
        hint = "The plan moves it; if this time is right, mend the free times, or the days of the session."
        if why.startswith("it is not on"):
            hint = "The plan gives them a time on the grid; `start_every` in the settings makes it finer."
        found = by_pair.get(((participant.id, mentor.id), session.name), ("", None))
        yield Issue(
            Severity.WARNING,
            "published-time-cannot-stay",
            message,
            hint,
            file=found[0],
            line=found[1],
            value=told,
            person=participant.name,
        )


def why_not_at(start: int, participant: Participant, mentor: Mentor, session: Session, every: int) -> str:
    """Why two cannot begin then, or ""."""
    minutes = session.minutes or 0
    if not _is_within(start, minutes, session.window):
        return "it is outside the days of the session"
    free = free_in(participant, session), free_in(mentor, session)
    names = participant.name, mentor.name
    not_free = [name for name, hours in zip(names, free, strict=True) if not _is_within(start, minutes, hours)]
    if not_free:
        return f"{' and '.join(not_free)} {'is' if len(not_free) == 1 else 'are'} not free for {minutes} minutes then"
    if start not in grid_starts(common_time(*free, session), minutes, every, session.zone):
        return f"it is not on the grid of {every} minutes"
    return ""


def _is_within(start: int, minutes: int, stretches: Intervals) -> bool:
    return any(opens <= start and start + minutes <= closes for opens, closes in stretches)
