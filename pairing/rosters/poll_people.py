"""Polls and sheets together: whose hours these are, and what counts where somebody gave hours twice.

A person is found by the e-mail, else by the name as the sheets compare names; what only looks alike is suggested and
never joined. What a poll says counts over the hours of the sheet, and a later [[polls]] over an earlier one; polls of
different dates add up. An answer without any hours never replaces hours. Wherever two answers differ, it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from pairing.errors import InputError, Issue, Issues, Severity
from pairing.model.intervals import FreeTime, Intervals, intersect, to_utc, union
from pairing.model.names import name_key, near_misses, text_key
from pairing.model.session import Session
from pairing.rosters.answers import Spellings, spellings
from pairing.rosters.formats.poll_shapes import PollAnswer, PollReading
from pairing.rosters.formats.shapes import Terms, spans_of_parts
from pairing.rosters.free_text import show_free_times
from pairing.rosters.poll_files import read_poll
from pairing.rosters.roster import Roster
from pairing.rosters.settings import PersonSettings, Settings

NO_SOURCES: Mapping[str, Any] = MappingProxyType({})
_SOME_WEEKS = (date(2027, 1, 4), date(2027, 1, 17))  # on which weekly hours are compared where no session has days


class WithPolls(NamedTuple):
    """Both rosters with the hours of the polls, and what was read and doubted on the way."""

    collabies: Roster[Any]
    mentors: Roster[Any]
    issues: tuple[Issue, ...]


@dataclass(slots=True)
class _Hours:
    """What is known of one person's hours while polls are added.

    ``source`` says in messages where they are from; ``poll`` is the last poll among that, ``days`` what it asks about.
    """

    free: tuple[FreeTime, ...]
    source: str
    days: frozenset[date | int] = frozenset()
    poll: str = ""


@dataclass(slots=True)
class _Side:
    """A roster while polls are added."""

    roster: Roster[Any]
    hours: dict[str, _Hours] = field(default_factory=dict)


def add_polls(
    settings: Settings,
    years: Sequence[int],
    readings: Sequence[PollReading],
    people: Mapping[str, PersonSettings],
    collabies: Roster[Any],
    mentors: Roster[Any],
) -> WithPolls:
    """Give everybody the hours of his answers.

    Parameters
    ----------
    settings
        With the sessions, whose days say what is compared.
    years
        Those that dates without a year can be in.
    readings
        The polls, in the order of the settings.
    people
        [people], with the spellings of the changes.
    collabies, mentors
        The two sheets as read.

    Returns
    -------
    WithPolls
        Issues: ``unknown-in-poll``, ``several-fit``, ``same-name``, ``same-email``, ``no-name``, ``two-answers``
        (questions), and those of the polls. The rosters as they are where no session has a time.
    """
    timed = _timed(settings)
    window = union(stretch for session in timed for stretch in session.window)
    issues: list[Issue] = []
    adding = _Adding(_Side(collabies), _Side(mentors), spellings(people), terms_of(settings, years), window, issues)
    for reading in readings:
        issues += reading.issues
        adding.add(reading)
    if timed:
        return WithPolls(*adding.rosters(), tuple(issues))
    return WithPolls(collabies, mentors, tuple(map(_softer, issues)))


def read_polls(
    settings: Settings, years: Sequence[int], faults: list[Issue], sources: Mapping[str, Any] = NO_SOURCES
) -> tuple[list[PollReading], list[Issue]]:
    """The polls of the settings as read, and what was said of those that cannot be where no session has a time.

    Parameters
    ----------
    settings
        With ``polls``, the zones and parts of the day, and the sessions.
    years
        Those that dates without a year can be in.
    faults
        Where faults are noted; where no session has a time they are warnings, and the poll is not read.
    sources
        By the file of a poll, what is read instead of it.
    """
    terms = terms_of(settings, years)
    readings: list[PollReading] = []
    softened: list[Issue] = []
    for poll in settings.polls:
        try:
            readings.append(read_poll(poll, settings.folder, terms, sources.get(poll.file)))
        except InputError as error:
            if _timed(settings):
                faults += error.issues
            else:
                softened += map(_softer, error.issues)
    return readings, softened


def terms_of(settings: Settings, years: Sequence[int]) -> Terms:
    """What the settings say of free times."""
    timed = _timed(settings)
    return Terms(
        tuple(years),
        min((one.first_day for one in timed if one.first_day), default=None),
        max((one.last_day for one in timed if one.last_day), default=None),
        spans_of_parts(settings.day_parts),
        settings.zones,
    )


def _timed(settings: Settings) -> list[Session]:
    return [one.session for one in settings.sessions if one.session.is_timed and not one.session.closed]


def _softer(issue: Issue) -> Issue:
    """Where no session has a time, no hours stop anything."""
    if issue.severity is Severity.ERROR:
        message = f"{issue.message} No hours of this poll are read."
        return replace(issue, severity=Severity.WARNING, message=message)
    return replace(issue, severity=Severity.WARNING) if issue.severity is Severity.QUESTION else issue


class _Adding(NamedTuple):
    """Adds the answers of one poll after the other."""

    collabies: _Side
    mentors: _Side
    spelt: Spellings
    terms: Terms
    window: Intervals
    issues: list[Issue]

    @property
    def sides(self) -> tuple[_Side, _Side]:
        return self.collabies, self.mentors

    def add(self, reading: PollReading) -> None:
        """Give every answer of a poll to the person whose it is."""
        for answer in reading.answers:
            for side, person in self._whose(reading, answer):
                known = side.hours.setdefault(person.id, _Hours(person.free or (), side.roster.file))
                self._take(known, person.name, reading, answer)

    def _whose(self, reading: PollReading, answer: PollAnswer) -> list[tuple[_Side, Any]]:
        """The person on one sheet, or on both; nobody where it cannot be told."""
        doubt = _Doubt(reading, answer, self.issues)
        if not any(map(str.isalnum, answer.name)) and not answer.email:
            doubt(Severity.QUESTION, "no-name", "an answer has no name: its hours are nobody's.", "Write the name.")
            return []
        if not answer.email and "@" in answer.name:  # people write their address for their name
            answer = answer._replace(email=text_key(answer.name))
        everybody = [(side, person) for side in self.sides for person in side.roster.people]
        key = self.spelt.key(answer.name)
        of_name = [one for one in everybody if self.spelt.key(one[1].name) == key]
        of_email = [one for one in everybody if answer.email and one[1].id.split(" ")[0] == answer.email]
        if len({self.spelt.key(one[1].name) for one in of_email}) > 1 and any(one in of_name for one in of_email):
            of_email = [one for one in of_email if one in of_name]  # two people who share an address
        if of_email:
            self._doubt_other_name(of_email, of_name, answer, doubt)
            return of_email
        if not of_name:
            self._doubt_unknown(key, answer, doubt)
            return []
        per_side = [sum(side is one[0] for one in of_name) for side in self.sides]
        if max(per_side) > 1 or (min(per_side) and self.spelt.same(answer.name) is False):
            message = f"{answer.name} answered, and {len(of_name)} people are called so: the hours are nobody's."
            doubt(Severity.QUESTION, "several-fit", message, "Write another name in the poll, as [people] has it.")
            return []
        others = {one[1].id for one in of_name if "@" in one[1].id}
        if answer.email and others and self.spelt.same(answer.name) is None:
            message = (
                f"{answer.name} answered as {answer.email}, and is {' and '.join(sorted(others))} on the sheet: one "
            )
            message += "person? Taken as one."
            hint = (
                f'Say it in the settings: [people] "{answer.name}" = {{ same = true }} if one; else correct the poll.'
            )
            doubt(Severity.QUESTION, "same-name", message, hint)
        return of_name

    def _doubt_other_name(
        self,
        of_email: Sequence[tuple[_Side, Any]],
        of_name: Sequence[tuple[_Side, Any]],
        answer: PollAnswer,
        doubt: _Doubt,
    ) -> None:
        ids = {one[1].id for one in of_email}
        other = next((person.name for _, person in of_name if person.id not in ids and "@" in person.id), None)
        if other is not None:
            message = f"{answer.name} answered with the e-mail of {of_email[0][1].name}: the e-mail counts."
            doubt(Severity.QUESTION, "same-email", message, "Correct the name or the e-mail in the poll.")

    def _doubt_unknown(self, key: str, answer: PollAnswer, doubt: _Doubt) -> None:
        rosters = [side.roster for side in self.sides]
        aside = {self.spelt.key(name) for roster in rosters for name in roster.set_aside}
        outside = {
            name_key(spelling)
            for name, one in self.spelt.people.items()
            if one.outside
            for spelling in (name, *one.also)
        }
        if key in aside | outside:
            return  # known, and said already
        shown = answer.name or answer.email
        names = sorted({person.name for roster in rosters for person in roster.people})
        near = near_misses(answer.name, names) or self._holding(answer.name, names)
        meant = f"Did you mean {' or '.join(map(repr, near))}? " if near else ""
        said = f'[people] "{near[0] if len(near) == 1 else "NAME"}" = {{ also = ["{shown}"] }}'
        hint = f"{meant}Write it as on the sheet, or say who it is: {said}."
        message = f"{shown} answered and is on no sheet: the hours are nobody's."
        doubt(Severity.QUESTION, "unknown-in-poll", message, hint)

    def _holding(self, name: str, names: Sequence[str]) -> list[str]:
        """The names that hold all words of one, such as a first name alone."""
        words = set(name_key(name).split())
        return [known for known in names if words and words <= set(name_key(known).split())][:3]

    def _take(self, known: _Hours, name: str, reading: PollReading, answer: PollAnswer) -> None:
        """Put an answer over what is known, or beside it where the two are of different dates."""
        before = known.free
        adds = bool(known.poll) and known.poll != reading.file and _apart(known.days, reading.days)
        if adds:
            known.free = (*before, *answer.free)
        elif before and not self._same(before, answer.free):
            kept = answer.free or before
            counts = reading.file if answer.free else known.source
            again = "again, in another column or row" if known.poll == reading.file else f"in {reading.file}"
            said = "The latter counts" if answer.free else "The former counts, since the latter has no hours"
            message = f"{name} gave two answers that differ: {_shown(before)} ({known.source}), and "
            message += f"{_shown(answer.free)} {again}. {said}."
            hint = f'If {counts} is right: [issues] accept = ["two-answers:{name}"]; else correct the other.'
            _Doubt(reading, answer, self.issues)(Severity.QUESTION, "two-answers", message, hint, name)
            known.free = kept
        else:
            known.free = answer.free or before
        if answer.free or not before:
            known.source, known.poll = reading.file, reading.file
            known.days = known.days | reading.days if adds else reading.days

    def _same(self, one: Sequence[FreeTime], other: Sequence[FreeTime]) -> bool:
        """Whether two answers are the same minutes, in the days of the sessions where there are some."""
        if set(one) == set(other):
            return True
        first, last = self.terms.first_day, self.terms.last_day
        days = (first, last) if first is not None and last is not None else _SOME_WEEKS
        left, right = to_utc(one, *days), to_utc(other, *days)
        if first is None or last is None:
            return left == right
        return intersect(left, self.window) == intersect(right, self.window)

    def rosters(self) -> tuple[Roster[Any], Roster[Any]]:
        """Both rosters with everybody's hours. Who is in no poll and on a sheet without hours has none."""
        return self._roster(self.collabies), self._roster(self.mentors)

    def _roster(self, side: _Side) -> Roster[Any]:
        roster = side.roster
        if not side.hours:
            return roster
        people = []
        missing = []
        for person in roster.people:
            hours = side.hours.get(person.id)
            if hours is None and person.free is None:
                message = f"{person.name} is in no poll and gives no free time, so no meeting can be found."
                missing.append(_no_hours(roster, person, message))
            elif hours is not None and not hours.free:
                message = f"{person.name} gives no free time, neither on the sheet nor in {hours.source}."
                missing.append(_no_hours(roster, person, message))
            people.append(replace(person, free=(person.free or ()) if hours is None else hours.free))
        told = {person.name for person in roster.people if person.id in side.hours}
        issues = [one for one in roster.issues if one.code != "no-hours" or one.person not in told]
        return replace(roster, people=tuple(people), issues=Issues((*issues, *missing)))


class _Doubt(NamedTuple):
    """Notes a doubt about one answer of a poll."""

    reading: PollReading
    answer: PollAnswer
    issues: list[Issue]

    def __call__(self, severity: Severity, code: str, message: str, hint: str, person: str = "") -> None:
        shown = self.answer.name or self.answer.email
        self.issues.append(
            Issue(
                severity,
                code,
                message,
                hint,
                self.reading.file,
                self.answer.line,
                self.answer.column,
                shown,
                person or shown,
            )
        )


def _no_hours(roster: Roster[Any], person: Any, message: str) -> Issue:
    line = roster.lines.get(person.id)
    return Issue(Severity.WARNING, "no-hours", message, "Ask for the hours.", roster.file, line, person=person.name)


def _apart(one: frozenset[date | int], other: frozenset[date | int]) -> bool:
    """Whether two polls ask about different dates; weekdays may be any date."""
    return all(isinstance(day, date) for day in one | other) and one.isdisjoint(other)


def _shown(free: Sequence[FreeTime]) -> str:
    if not free:
        return "no hours"
    zones = " and ".join(dict.fromkeys(one.zone for one in free))
    return f"{show_free_times(free, most=4)} {zones}"
