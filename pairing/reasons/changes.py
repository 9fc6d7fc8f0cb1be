"""Single changes: one thing that somebody could be asked for, or that the settings could say otherwise.

Each kind is a value that says what it is in words and gives the problem as it would be with it. To add a kind: one
class here, and one function in ``single_changes`` that proposes some. (No two kinds have fields of the same types, so
that values of two kinds are never equal.)
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple, Protocol, TypeVar

from pairing.model.clock_words import one_stretch_words
from pairing.model.exempt import Exempt
from pairing.model.intervals import FreeTime, to_datetime
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session

Somebody = TypeVar("Somebody", Participant, Mentor)
ONE_MORE = "one more mentor"  # the id of a mentor who is still to be found


class Change(Protocol):
    """What every kind of change has. ``kind`` is one word, ``people`` are those it speaks of, ``text`` says it."""

    @property
    def kind(self) -> str: ...
    @property
    def people(self) -> tuple[Person, ...]: ...
    @property
    def text(self) -> str: ...
    def apply(self, problem: Problem) -> Problem: ...


class MorePlaces(NamedTuple):
    """A mentor takes more than he offered: ``places`` more, in all sessions together."""

    mentor: Mentor
    places: int = 1

    @property
    def kind(self) -> str:
        return "place"

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.mentor,)

    @property
    def text(self) -> str:
        places = "1 more place" if self.places == 1 else f"{self.places} more places"
        offered = self.mentor.capacity or 0
        return f"{places} of {self.mentor.name} ({offered + self.places} instead of {offered})"

    def apply(self, problem: Problem) -> Problem:
        def more(one: Mentor) -> Mentor:
            return (
                dataclasses.replace(one, capacity=(one.capacity or 0) + self.places)
                if one.id == self.mentor.id
                else one
            )

        return problem.replace(mentors=tuple(map(more, problem.mentors)))


class HigherLimit(NamedTuple):
    """A session lets every mentor hold one pair more in it."""

    session: Session

    @property
    def kind(self) -> str:
        return "limit"

    @property
    def people(self) -> tuple[Person, ...]:
        return ()

    @property
    def text(self) -> str:
        most = self.session.most_per_mentor or 0
        return f"{most + 1} instead of {most} at most for each mentor in {self.session.name}"

    def apply(self, problem: Problem) -> Problem:
        higher = dataclasses.replace(self.session, most_per_mentor=(self.session.most_per_mentor or 0) + 1)
        return problem.replace(sessions=tuple(higher if one.id == self.session.id else one for one in problem.sessions))


class FreeHour(NamedTuple):
    """A person, in whatever role, is free for one more meeting of a session; ``start``: UTC minutes since 1970.

    ``minutes``: where more than the session's are wanted, or it has none; None: its own.
    """

    person: Person
    session: Session
    start: int
    minutes: int | None = None

    @property
    def kind(self) -> str:
        return "hour"

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.person,)

    @property
    def text(self) -> str:
        return f"{self.person.name} also free {_hour_words(self.stretch, self.session, self.person.zone)}"

    @property
    def stretch(self) -> tuple[int, int]:
        """From when to when, in UTC minutes."""
        return _stretch(self.start, self.session, self.minutes)

    def apply(self, problem: Problem) -> Problem:
        hour = hour_of(self.stretch)

        def more(one: Somebody) -> Somebody:
            return dataclasses.replace(one, free=(*(one.free or ()), hour)) if one.id == self.person.id else one

        return problem.replace(
            participants=tuple(map(more, problem.participants)), mentors=tuple(map(more, problem.mentors))
        )


class RelaxedRule(NamedTuple):
    """One hard rule does not hold for one pair in one session."""

    participant: Participant
    mentor: Mentor
    session: Session
    rule: str

    @property
    def kind(self) -> str:
        return "rule"

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.participant, self.mentor)

    @property
    def text(self) -> str:
        names = f"{self.participant.name} and {self.mentor.name}"
        if self.rule == "not in this session":
            return f"{self.mentor.name} also helps in {self.session.name}, for {self.participant.name}"
        words = {"track": "another track", "no repeat": "a second time", "met before": "although they have met"}
        return (
            f"{names} may meet in {self.session.name} ({words.get(self.rule, 'whatever the rule says: ' + self.rule)})"
        )

    def apply(self, problem: Problem) -> Problem:
        exempt = Exempt(self.participant.id, self.mentor.id, self.rule, self.session.name)
        return problem.replace(exempt=(*problem.exempt, exempt))


class OneMoreMentor(NamedTuple):
    """Somebody new helps in a session, for these tracks (none: any); ``start``: when he is free (UTC minutes).

    ``minutes``: for how long, where that is not the session's own.
    """

    session: Session
    tracks: tuple[str, ...] = ()
    start: int | None = None
    places: int = 1
    minutes: int | None = None

    @property
    def kind(self) -> str:
        return "mentor"

    @property
    def people(self) -> tuple[Person, ...]:
        return ()

    @property
    def text(self) -> str:
        track = f" for {' or '.join(self.tracks)}" if self.tracks else ""
        hour = "" if self.stretch is None else f", free {_hour_words(self.stretch, self.session, None)}"
        places = "" if self.places == 1 else f", for {self.places} Collabies"
        return f"one more mentor in {self.session.name}{track}{hour}{places}"

    @property
    def stretch(self) -> tuple[int, int] | None:
        """From when to when he is free, in UTC minutes."""
        return None if self.start is None else _stretch(self.start, self.session, self.minutes)

    def apply(self, problem: Problem) -> Problem:
        return problem.replace(mentors=(*problem.mentors, self.mentor(problem)))

    def mentor(self, problem: Problem) -> Mentor:
        """The mentor as he would stand on the sheet."""
        most = len(problem.participants) + len(problem.mentors) + 2
        names = (ONE_MORE, *(f"{ONE_MORE} {number}" for number in range(2, most + 1)))
        name = next(one for one in names if not problem.ids_of(one))
        free = () if self.stretch is None else (hour_of(self.stretch),)
        headers = [rule.columns[1] for rule in problem.rules if isinstance(rule, MatchColumns)]
        blank = dict.fromkeys(headers, "")  # excludes nobody; of the first mentor it makes the column
        sessions = (self.session.name,)
        return Mentor(name, sessions=sessions, tracks=self.tracks, capacity=self.places, free=free, answers=blank)


def hour_of(stretch: tuple[int, int]) -> FreeTime:
    """A free time from one UTC minute to another; told in UTC, so that no clock can change in between."""
    begins = to_datetime(stretch[0])
    midnight = begins.hour * 60 + begins.minute
    return FreeTime(begins.date(), midnight, midnight + stretch[1] - stretch[0], "UTC")


def _stretch(start: int, session: Session, minutes: int | None) -> tuple[int, int]:
    return start, start + (session.minutes or 0 if minutes is None else minutes)


def _hour_words(stretch: tuple[int, int], session: Session, zone: str | None) -> str:
    return one_stretch_words(stretch, zone or session.zone, zone or session.zone)
