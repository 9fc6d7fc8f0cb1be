"""Who is with whom in a session by a plan, with what was held already; by ids, so that names play no part."""

from __future__ import annotations

from pairing.documents.namebook import NameBook, Role
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Participant
from pairing.model.solution import Result, person_order

Groups = tuple[tuple[str, ...], ...]


def book_of(result: Result) -> NameBook:
    """A book of nobody but the people of the problem."""
    return NameBook.of(result.problem.participants, result.problem.mentors)


def people_in(result: Result, session: int) -> list[Participant]:
    """The participants who are in session number ``session``, in the order of their names."""
    meeting = result.problem.sessions[session]
    return sorted((one for one in result.problem.participants if meeting.has(one.sessions)), key=person_order)


def mentors_in(result: Result, session: int) -> dict[str, tuple[str, ...]]:
    """For each participant in the session the ids of the mentors, those of meetings held first; none: unpaired.

    Raises ``NoPlanError`` when the result has no plan.
    """
    meeting = result.problem.sessions[session]
    found: dict[str, list[str]] = {person.id: [] for person in people_in(result, session)}
    met = held_in(result, session)
    met += [(pair.participant.id, pair.mentor.id) for pair in result.pairs if pair.session.id == meeting.id]
    for participant, mentor in met:
        if participant in found:
            found[participant].append(mentor)
    return {participant: tuple(dict.fromkeys(mentors)) for participant, mentors in found.items()}


def held_in(result: Result, session: int) -> list[tuple[str, str]]:
    """(participant, mentor) of every meeting that was held in the session, also of people who have left since."""
    meeting = result.problem.sessions[session]
    held = (one for one in result.problem.held if meeting.is_called(one.session))
    return [(one.participant, one.mentor) for one in held if isinstance(one, Meeting)]


def groups_in(result: Result, session: int) -> Groups:
    """The groups of a session of peers, those held first; then everybody in it who is in no group, alone.

    A group held may name people who are not in the problem any more. Raises as ``mentors_in``.
    """
    meeting = result.problem.sessions[session]
    held = [one.members for one in result.problem.held if isinstance(one, Practice) and meeting.is_called(one.session)]
    groups = held + [
        tuple(person.id for person in group.members) for group in result.groups if group.session.id == meeting.id
    ]
    grouped = {one for group in groups for one in group}
    alone = [(person.id,) for person in people_in(result, session) if person.id not in grouped]
    distinct = {frozenset(group): tuple(dict.fromkeys(group)) for group in (*groups, *alone)}
    return tuple(distinct.values())


def by_shown_name(ids: tuple[str, ...], book: NameBook, role: Role) -> tuple[tuple[str, str], ...]:
    """The ids with the names they are shown by, in the order of the names."""
    shown = ((one, book.shown(one, role)) for one in ids)
    return tuple(sorted(shown, key=lambda entry: (entry[1].casefold(), entry[0])))
