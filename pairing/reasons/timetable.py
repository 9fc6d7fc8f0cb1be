"""Who is where when: the meetings of each person for which we set the time."""

from __future__ import annotations

from typing import NamedTuple

from pairing.model.meetings import Meeting
from pairing.model.people import Person
from pairing.model.session import Session
from pairing.model.solution import Result, person_order


class Block(NamedTuple):
    """A meeting of somebody with ``other``, from ``start`` to ``end`` (UTC minutes since 1970)."""

    start: int
    end: int
    session: Session
    other: Person


class PersonTimes(NamedTuple):
    """The meetings of a person, in order; somebody who is both, mentor and participant, is one person."""

    person: Person
    is_mentor: bool
    blocks: tuple[Block, ...]


def timetable(result: Result) -> tuple[PersonTimes, ...]:
    """Everybody who has a meeting at a time that we set: the mentors by name, then the participants by name.

    Meetings that were held are among them where their start is known, and both people and the session still are.
    Empty where no session has set times. ``NoPlanError`` when there is no plan.

    Examples
    --------
    >>> import pairing
    >>> from datetime import date
    >>> day = date(2027, 3, 12)
    >>> free = (pairing.FreeTime(day, 9 * 60, 11 * 60, "UTC"),)
    >>> talk = pairing.Session("Talk", minutes=60, time="we set", first_day=day, last_day=day)
    >>> problem = pairing.Problem([pairing.Participant("Ada", free=free)], [pairing.Mentor("Cem", free=free)], [talk])
    >>> [(one.person.name, len(one.blocks)) for one in timetable(pairing.solve(problem))]
    [('Cem', 1), ('Ada', 1)]
    """
    problem = result.problem
    blocks: dict[str, list[Block]] = {}
    people: dict[str, Person] = {one.id: one for one in problem.participants}
    mentors = {one.id: one for one in problem.mentors}

    def add(participant: Person, mentor: Person, session: Session, start: int) -> None:
        for one, other in ((participant, mentor), (mentor, participant)):
            blocks.setdefault(one.id, []).append(Block(start, start + (session.minutes or 0), session, other))

    for pair in result.pairs:
        if pair.set_start is not None:
            add(pair.participant, pair.mentor, pair.session, pair.set_start)
    for meeting in problem.held:
        if isinstance(meeting, Meeting) and meeting.start is not None:
            participant, mentor = people.get(meeting.participant), mentors.get(meeting.mentor)
            session = next((one for one in problem.sessions if one.sets_time and one.is_called(meeting.session)), None)
            if participant is not None and mentor is not None and session is not None:
                add(participant, mentor, session, meeting.start)
    known = people | mentors
    rows = [
        PersonTimes(
            known[who], who in mentors, tuple(sorted(found, key=lambda one: (one.start, one.end, one.other.id)))
        )
        for who, found in blocks.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_mentor, person_order(row.person))))
