"""Small cohorts with a plan made by hand, and their tables: for reading back and filling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairing.documents.filling import Filled, fill
from pairing.documents.namebook import NameBook
from pairing.documents.readback import TableFacts, read_table
from pairing.model.meetings import Known
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Group, Pair, Result, Status

REVIEW = Session("Review", mentors_each=3)
PRACTICE = Session("Practice", kind="peers")


def table(*rows: str, header: str = "| Collabie | Mentor |") -> bytes:
    """A document of nothing but a table."""
    dashes = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([header, dashes, *rows, ""]).encode()


def peer_table(*rows: str, header: str = "| Collabie 1 | Collabie 2 |") -> bytes:
    """The same for a session of peers."""
    return table(*rows, header=header)


def people(*names: str) -> list[Participant]:
    """Participants whose ids are not their names: ``Ada Quill`` has ``id of ada quill``."""
    return [Participant(name, f"id of {name.casefold()}") for name in names]


def mentors(*names: str) -> list[Mentor]:
    """Mentors, likewise."""
    return [Mentor(name, f"id of {name.casefold()}") for name in names]


def result_of_pairs(
    plan: Mapping[str, Sequence[str]],
    *,
    participants: Sequence[Participant] | None = None,
    helping: Sequence[Mentor] | None = None,
    held: Sequence[Known] = (),
    session: Session = REVIEW,
) -> Result:
    """A plan from {id or name of a participant: ids or names of mentors}; whoever is not given is made."""
    known = people(*plan) if participants is None else participants
    there = mentors(*dict.fromkeys(one for names in plan.values() for one in names)) if helping is None else helping
    problem = Problem(tuple(known), tuple(there), (session,), held=tuple(held))
    pairs = tuple(
        Pair(problem.participants[problem.participant_idx(who)], problem.mentors[problem.mentor_idx(one)], session)
        for who, names in plan.items()
        for one in names
    )
    return Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=pairs)


def result_of_groups(
    groups: Sequence[Sequence[str]],
    *,
    participants: Sequence[Participant] | None = None,
    held: Sequence[Known] = (),
    session: Session = PRACTICE,
) -> Result:
    """A plan of peers from the ids or names of each group."""
    known = people(*dict.fromkeys(one for group in groups for one in group)) if participants is None else participants
    problem = Problem(tuple(known), (), (session,), held=tuple(held))
    found = tuple(
        Group(session, tuple(problem.participants[problem.participant_idx(who)] for who in group))
        for group in groups
        if len(group) > 1
    )
    return Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=(), _groups=found)


def book(result: Result, *others: Participant | Mentor) -> NameBook:
    """The book of a problem's people and of some who are not in it any more."""
    return NameBook.of(
        (*result.problem.participants, *(one for one in others if isinstance(one, Participant))),
        (*result.problem.mentors, *(one for one in others if isinstance(one, Mentor))),
    )


def read(data: bytes, result: Result, known: NameBook | None = None, **options: object) -> TableFacts:
    """The facts of the problem's only session."""
    (session,) = result.problem.sessions
    return read_table(data, session, known or book(result), file="doc.md", **options)  # type: ignore[arg-type]


def publish(
    data: bytes,
    result: Result,
    known: NameBook | None = None,
    *,
    left: Sequence[str] = (),
    outside: Sequence[str] = (),
    **options: object,
) -> Filled:
    """Read the table, and fill it."""
    (session,) = result.problem.sessions
    names = known or book(result)
    facts = read(data, result, names, left=left, outside=outside)
    return fill(data, facts, result, session.name, names, **options)  # type: ignore[arg-type]
