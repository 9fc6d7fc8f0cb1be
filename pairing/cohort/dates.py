"""What day it is taken to be: which sessions are over, and which hours are gone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import Issue, Severity
from pairing.model.answers import free_in
from pairing.model.clock_words import clocks_of, start_words
from pairing.model.intervals import share
from pairing.model.meetings import Known, Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.session import Session

if TYPE_CHECKING:
    from pairing.rosters.leaving import Left


class Calendar(NamedTuple):
    """The sessions as they are on a day, by id: ``today`` (closed, or with the days that are left) and ``whole``."""

    today: Mapping[str, Session]
    whole: Mapping[str, Session]
    as_of: date | None


def calendar(sessions: Sequence[Session], as_of: date | None) -> Calendar:
    """Which sessions are over on a day, and the days that the others have left.

    A session is over when its settings say ``closed``, or its last day is before ``as_of``. In the others hours before
    that day do not count. None: as the settings say.
    """
    return Calendar({one.id: _on(one, as_of) for one in sessions}, {one.id: one for one in sessions}, as_of)


def _on(session: Session, as_of: date | None) -> Session:
    if as_of is None or session.closed:
        return session
    if session.last_day is not None and session.last_day < as_of:
        return dataclasses.replace(session, closed=True)
    if session.is_timed and (session.first_day is None or session.first_day < as_of):
        return dataclasses.replace(session, first_day=as_of)
    return session


def already_met(
    baseline: Iterable[Known],
    days: Calendar,
    participants: Sequence[Participant],
    mentors: Sequence[Mentor],
    left: Sequence[Left] = (),
) -> tuple[list[Known], list[Issue]]:
    """The published pairs whose hours in common are all gone, or whose time was: they are taken to have met.

    Who met on Friday is not to meet somebody else on Sunday because no hour is left, or because the mentor has left
    since, or he himself: both lists have those too, and ``left`` says on which day. Each is said, for it may be that
    they have not met.
    """
    if days.as_of is None:
        return [], []
    people = {person.id: person for person in participants}
    helpers = {mentor.id: mentor for mentor in mentors}
    found: list[Known] = []
    issues = []
    for one in baseline:
        if not isinstance(one, Meeting) or one.participant not in people or one.mentor not in helpers:
            continue
        today = next((session for session in days.today.values() if session.is_called(one.session)), None)
        person, mentor = people[one.participant], helpers[one.mentor]
        if today is None or today.closed or not today.is_timed:
            continue
        minutes = today.minutes or 1
        whole = days.whole[today.id]
        if one.start is not None:
            if today.window and one.start < today.window[0][0]:
                found.append(one)
                issues.append(_taken_to_have_met(one.start, person, mentor, today))
            continue
        if share(free_in(person, today), free_in(mentor, today), minutes):
            continue
        if _could_meet_from(min(_days_of_leaving(one, today, left), default=None), person, mentor, whole):
            continue  # one of them left while there were hours to come
        if share(free_in(person, whole), free_in(mentor, whole), minutes):
            found.append(one)
            message = (
                f"{person.name} and {mentor.name} have no common hour in {today.name} from {days.as_of} on, and are "
                "taken to have met."
            )
            hint = "If they have not met, take the mentor's name out of the row, and plan again."
            issues.append(Issue(Severity.WARNING, "taken-to-have-met", message, hint, person=person.name))
    return found, issues


def _taken_to_have_met(start: int, person: Participant, mentor: Mentor, session: Session) -> Issue:
    """That a meeting whose time was set has been."""
    clocks = clocks_of(person, mentor, session)
    told = start_words(start, clocks.participant, clocks.mentor)
    message = f"{person.name} and {mentor.name} are taken to have met in {session.name}: it was set for {told}."
    hint = "If they have not met, empty the cell with the time, and plan again."
    return Issue(Severity.WARNING, "taken-to-have-met", message, hint, person=person.name)


def _days_of_leaving(one: Meeting, session: Session, left: Sequence[Left]) -> list[date]:
    """The days, where they are told, on which the two left the session."""
    gone = (entry for entry in left if {one.participant, one.mentor} & set(entry.ids) and entry.is_out_of(session))
    return [entry.day for entry in gone if entry.day is not None]


def _could_meet_from(day: date | None, person: Participant, mentor: Mentor, whole: Session) -> bool:
    """Whether the two had an hour in common from that day on."""
    if day is None or (whole.last_day is not None and whole.last_day < day):
        return False
    first = day if whole.first_day is None else max(day, whole.first_day)
    rest = dataclasses.replace(whole, first_day=first)
    return share(free_in(person, rest), free_in(mentor, rest), whole.minutes or 1)
