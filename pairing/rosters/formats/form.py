"""A form of its own that only asks for hours: a sheet in one of the shapes that sign-up sheets have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.people import Participant
from pairing.rosters.columns import Side, recognise
from pairing.rosters.formats.names import SHEET_FORMATS
from pairing.rosters.formats.poll_shapes import PollAnswer, PollFile, PollReading
from pairing.rosters.formats.shapes import Terms
from pairing.rosters.reading import Known, Reading, read_answers_sheet
from pairing.rosters.settings_polls import PollSettings
from pairing.rosters.sheet import sheet_of

# What is said of a sheet of people and is no doubt about a poll.
_OF_A_SHEET = ("no-sessions-column", "no-hours", "same-name", "same-email")
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
SIDES: tuple[Side, ...] = ("collabies", "mentors")
_FULL = {"day grid": "any time", "day columns": "any time", "slots": "1"}  # what is written by who is always free
_NOT_ASKED = {"sessions": "", "track": "", "apart": ""}
_HINT = 'They are read from one column a day, such as "When are you free? [Fri, Mar 12]", or one of text.'


class Form(NamedTuple):
    """See the module."""

    name: str = "form"
    title: str = "a form"
    keys: tuple[str, ...] = ("slot_minutes", "headers")

    def recognises(self, poll: PollFile) -> bool:
        """A header in which a column is the name, and others are free times in a shape that a sheet can have."""
        rows = poll.filled(1000)
        if poll.raw is None or not rows:
            return False
        whole = [row for row in rows[1:] if len(row) == len(rows[0])]
        side = _side(rows[0])
        return side is not None and recognise(rows[0], side, rows=whole, day_parts=poll.parts).format is not None

    def read(self, poll: PollFile, settings: PollSettings, terms: Terms) -> PollReading:
        """Everybody's free times, each person once."""
        from pairing.rosters.people import roster_of

        assert poll.raw is not None  # it was recognised, or is refused below
        known = Known(
            zones=terms.zones,
            zone_if_blank=None,
            years=terms.years,
            sessions=frozenset(),
            needs_hours=True,
            free_format=settings.format if settings.format in SHEET_FORMATS else None,
            slot_minutes=settings.slot_minutes,
            day_parts=terms.parts,
            first_day=terms.first_day,
            last_day=terms.last_day,
            hours_zone=settings.time_zone,
        )
        side = _side(poll.header, settings.headers) or "collabies"
        headers = {**_NOT_ASKED, **settings.headers}
        reading = read_answers_sheet(sheet_of(poll.raw), side, poll.file, headers, known)
        roster = roster_of(reading, None, Participant)
        if reading.columns.format is None:
            message = "no column gives free times."
            raise InputError(
                Issue(Severity.ERROR, "no-free-times", message, _HINT, poll.file, reading.sheet.header_line)
            )
        told = f"read as a form ({reading.columns.format.name}): {len(roster.people)} people."
        issues = [_of_a_poll(one) for one in roster.issues if one.code not in _OF_A_SHEET]
        issues.append(Issue(Severity.NOTE, "poll-read", told, file=poll.file))
        answers = tuple(
            PollAnswer(one.name, one.id if "@" in one.id else "", one.free or (), roster.lines.get(one.id))
            for one in roster.people
        )
        days = _days_asked(reading)
        return PollReading(poll.file, self.title, answers, days, roster.recognitions, tuple(issues))


def _of_a_poll(issue: Issue) -> Issue:
    """Somebody whose row cannot be read stays in the plan, and is asked about: another file may have the hours."""
    if issue.severity is not Severity.ASIDE:
        return issue
    return replace(issue, severity=Severity.QUESTION, message=f"{issue.message} These hours are not read.")


def _days_asked(reading: Reading) -> frozenset[date | int]:
    """The days that the columns ask about; where only the cells name days, it may be any."""
    shape = reading.columns.format
    full = _FULL.get(shape.name) if shape is not None else None
    if full is None or reading.read_free is None:
        return frozenset(range(7))
    free, _ = reading.read_free([full] * len(reading.sheet.header), "UTC")
    return frozenset(time.day for time in free)


def _side(header: Sequence[str], headers: Mapping[str, str] = _NO_HEADERS) -> Side | None:
    """The side whose names the form asks for (``Mentor`` alone is a name on a mentors' sheet); None without names."""
    for side in SIDES:
        if not recognise(header, side, headers).idx_by_role.keys().isdisjoint(("name", "first_name", "email")):
            return side
    return None
