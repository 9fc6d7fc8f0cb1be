"""What every poll that is a file of its own has in common: what is looked at, what comes out, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Protocol

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.columns import Recognition
from pairing.rosters.formats.shapes import NO_PARTS, Span, Terms
from pairing.rosters.settings_polls import PollSettings
from pairing.rosters.sheet import Raw, Sheet, sheet_of


class PollFile(NamedTuple):
    """A poll as it was found: ``text`` all of it ("" for a workbook), ``raw`` its rows (None where it is no table).

    ``parts``: what the settings call a part of the day.
    """

    file: str
    text: str
    raw: Raw | None
    parts: Mapping[str, Span] = NO_PARTS

    @property
    def header(self) -> tuple[str, ...]:
        """The first row that is not blank."""
        rows = self.filled(1)
        return rows[0] if rows else ()

    def filled(self, most: int) -> list[tuple[str, ...]]:
        """The first rows that are not blank."""
        records = self.raw.records if self.raw is not None else ()
        return [cells for _, cells in records if any(cell.strip() for cell in cells)][:most]


class PollAnswer(NamedTuple):
    """What one person answered; ``email`` may be "". ``line``, ``column``: where it stands."""

    name: str
    email: str
    free: tuple[FreeTime, ...]
    line: int | None = None
    column: str = ""


class PollReading(NamedTuple):
    """A poll as read: the answers, of one person the later ones last; the days it asks about; and what was doubtful."""

    file: str
    title: str
    answers: tuple[PollAnswer, ...]
    days: frozenset[date | int]
    recognitions: tuple[Recognition, ...]
    issues: tuple[Issue, ...]


class PollFormat(Protocol):
    """One kind of poll."""

    @property
    def name(self) -> str:
        """What the settings call it: ``format = "when2meet"``."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of [[polls]] that it heeds, beside the file, format and time_zone."""
        ...

    def recognises(self, poll: PollFile) -> bool:
        """Whether the file has its shape."""
        ...

    def read(self, poll: PollFile, settings: PollSettings, terms: Terms) -> PollReading:
        """Everybody's free times; raises an ``InputError`` with all faults of the file."""
        ...


class PollFaults(NamedTuple):
    """Notes what is wrong in a poll, and what was taken for granted."""

    file: str
    issues: list[Issue]

    def __call__(
        self,
        severity: Severity,
        code: str,
        message: str,
        hint: str = "",
        line: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        self.issues.append(Issue(severity, code, message, hint, self.file, line, column, value))

    def error(
        self, code: str, message: str, hint: str = "", line: int | None = None, column: str = "", value: str = ""
    ) -> None:
        """Note a fault that keeps the poll from being read."""
        self(Severity.ERROR, code, message, hint, line, column, value)

    def stop(self) -> None:
        """Raise all faults together, where there are some."""
        if any(issue.severity is Severity.ERROR for issue in self.issues):
            raise InputError([issue for issue in self.issues if issue.severity is Severity.ERROR])


def strict_sheet(poll: PollFile, faults: PollFaults, hint: str) -> Sheet:
    """The header and rows of a poll, in which no row may be ragged: a cell too many or too few shifts the rest.

    ``hint``: the cure for a row or header that is too long, as it comes about in this kind of poll.
    """
    if poll.raw is None:
        raise InputError(Issue(Severity.ERROR, "no-table", "it is no table.", "Is it the right file?", poll.file))
    try:
        sheet = sheet_of(poll.raw)
    except InputError as error:
        ragged = ("long-row", "long-header", "short-header")
        raise InputError(
            Issue(one.severity, one.code, one.message, hint, one.file, one.line, one.column, one.value, one.person)
            if one.code in ragged
            else one
            for one in error.issues
        ) from error
    for issue in sheet.issues:
        severity = Severity.ERROR if issue.severity is Severity.ASIDE else issue.severity
        faults(severity, issue.code, issue.message, issue.hint, issue.line, issue.column, issue.value)
    faults.stop()
    return sheet


def wanted_zone(settings: PollSettings, faults: PollFaults, title: str, near: str = "") -> str:
    """The zone of the poll's clock, which only the settings tell; ``near``: what the file says that may be it."""
    if settings.time_zone is None:
        example = near or "America/Los_Angeles"
        message = f"{title} does not say in which time zone its days and times are."
        hint = f'Look at the poll and say it in the settings, under this [[polls]]: time_zone = "{example}".'
        if near:
            hint += f" (The file names {near}, which is the clock of whoever exported it.)"
        faults.error("poll-without-zone", message, hint)
        return "UTC"  # only to read on
    return settings.time_zone
