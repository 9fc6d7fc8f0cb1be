"""Who meets whom before and after, for telling what changes."""

from __future__ import annotations

from collections.abc import Iterable

from pairing.cohort.tables import PublishedState
from pairing.documents.moved import Standing
from pairing.documents.moves import Moves, moves
from pairing.documents.namebook import NameBook
from pairing.documents.readback import TableFacts
from pairing.documents.retimed import SetTime
from pairing.model.clock_words import clocks_of
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result


def what_changes(result: Result, standings: PublishedState, book: NameBook) -> Moves:
    """What changes from the tables as published to the plan."""
    return moves(
        standings_before(result.problem, standings),
        standings_after(result, standings),
        lambda one: shown_anywhere(book, one),
        helping=helping(result.problem),
    )


def standings_before(problem: Problem, standings: PublishedState) -> list[Standing]:
    """Everybody as the tables show it, by session."""
    found = []
    for session in problem.sessions:
        facts = standings.facts.get(session.id)
        if facts is not None:
            found += _shown(session, facts, problem)
    return found


def standings_after(result: Result, standings: PublishedState) -> list[Standing]:
    """Everybody as the plan has it, with what is held and whoever stays although nobody knows him."""
    problem = result.problem
    found = []
    for session in problem.sessions:
        facts = standings.facts.get(session.id)
        if facts is None:
            continue  # without a document nothing is published, and nobody can say what changes
        if session.closed:
            found += _shown(session, facts, problem)
            continue
        taking_part = [one.id for one in problem.participants if session.has(one.sessions)]
        strangers = [name.id for row in facts.rows for name in row.participants if name.is_stranger]
        known: list[Known] = [one for one in problem.held if session.is_called(one.session)]
        known += [
            Meeting(pair.participant.id, pair.mentor.id, session.name, pair.set_start)
            for pair in result.pairs
            if pair.session.id == session.id
        ]
        known += [
            Practice(tuple(person.id for person in group.members), session.name)
            for group in result.groups
            if group.session.id == session.id
        ]
        found += _stand(session, known, [*taking_part, *strangers], problem)
    return found


def helping(problem: Problem) -> list[tuple[str, str]]:
    """(session, mentor id) for every mentor who helps in a session, and all who stand in one that is over."""
    found = [
        (session.name, mentor.id)
        for session in problem.sessions
        for mentor in problem.mentors
        if not session.is_peers and session.has(mentor.sessions)
    ]
    return list(dict.fromkeys(found))


def shown_anywhere(book: NameBook, person_id: str) -> str:
    """The name of somebody in whichever role."""
    role = "participant" if person_id in book.people["participant"] else "mentor"
    return book.shown(person_id, "participant" if role == "participant" else "mentor")


def _shown(session: Session, facts: TableFacts, problem: Problem) -> list[Standing]:
    """Everybody whom a table shows, whoever it is."""
    found = []
    clocks = _Clocks(session, problem)
    for row in facts.rows:
        people = [name.id for name in row.participants]
        for who in people:
            others = [name.id for name in row.partners] or [other for other in people if other != who]
            read = [(name.id, time.start) for name, time in zip(row.partners, row.times, strict=False)]
            times = {other: clocks.at(start, who, other) for other, start in read if start is not None}
            found.append(Standing(session.name, who, tuple(dict.fromkeys(others)), session.is_peers, times))
    return found


def _stand(session: Session, known: Iterable[Known], also: Iterable[str], problem: Problem) -> list[Standing]:
    """One standing for each participant of the session; ``also`` are those who may be in no pair."""
    partners: dict[str, list[str]] = {who: [] for who in also}
    times: dict[str, dict[str, SetTime]] = {}
    clocks = _Clocks(session, problem)
    for one in known:
        if isinstance(one, Meeting):
            partners.setdefault(one.participant, []).append(one.mentor)
            if session.sets_time and one.start is not None:
                at = clocks.at(one.start, one.participant, one.mentor)
                times.setdefault(one.participant, {})[one.mentor] = at
        else:
            for who in one.members:
                partners.setdefault(who, []).extend(other for other in one.members if other != who)
    return [
        Standing(session.name, who, tuple(found), session.is_peers, times.get(who, {}))
        for who, found in partners.items()
    ]


class _Clocks:
    """The clocks on which the times of a session are told."""

    def __init__(self, session: Session, problem: Problem) -> None:
        self.session = session
        self.participants = {person.id: person for person in problem.participants} if session.sets_time else {}
        self.mentors = {mentor.id: mentor for mentor in problem.mentors} if session.sets_time else {}

    def at(self, start: int, participant: str, mentor: str) -> SetTime:
        """A start, for these two (ids)."""
        clocks = clocks_of(self.participants.get(participant), self.mentors.get(mentor), self.session)
        return SetTime(start, clocks)
