"""A sign-up sheet whose columns are known: what each cell of an answer is, and how a doubt about it is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from pairing.errors import InputError, Issue, Severity, input_error
from pairing.model.intervals import DAY
from pairing.model.names import did_you_mean, text_key
from pairing.rosters.answers import Answer
from pairing.rosters.columns import Columns, Side, recognise
from pairing.rosters.formats.header_zone import zone_in_headers
from pairing.rosters.formats.names import SHEET_FORMATS
from pairing.rosters.formats.shapes import NO_PARTS, Faults, RowReader, Span, Terms, View, spans_of_parts
from pairing.rosters.sheet import Sheet, read_sheet
from pairing.rosters.timestamps import Moments, read_moments


class Known(NamedTuple):
    """What is known about a sheet beforehand; ``sessions``: the ``text_key`` of their names."""

    zones: Mapping[str, str]
    zone_if_blank: str | None
    years: tuple[int, ...]
    sessions: frozenset[str]
    needs_hours: bool
    free_format: str | None = None
    slot_minutes: int | None = None
    day_parts: Mapping[str, Span] = NO_PARTS  # by ``text_key``
    first_day: date | None = None
    last_day: date | None = None
    hours_zone: str | None = None  # of all hours of the sheet, whatever the person's own is


def known_of(
    zones: Mapping[str, str] | None,
    zone_if_blank: str | None,
    years: Sequence[int],
    sessions: Sequence[str],
    needs_hours: bool,
    free_format: str | None,
    slot_minutes: int | None,
    day_parts: Mapping[str, str] | None,
    days: tuple[date | None, date | None] | None,
    hours_zone: str | None,
) -> Known:
    """What the arguments of ``read_collabies`` say, checked."""
    if free_format is not None and free_format not in SHEET_FORMATS:
        hint = did_you_mean(free_format, SHEET_FORMATS) or f"Known are {', '.join(map(repr, SHEET_FORMATS))}."
        raise input_error("unknown-value", f"free_format is {free_format!r}.", hint, value=str(free_format))
    if slot_minutes is not None and not 1 <= slot_minutes <= DAY:
        raise input_error("bad-value", f"slot_minutes is {slot_minutes}.", f"A whole number, 1 to {DAY}.")
    return Known(
        zones or {},
        zone_if_blank,
        tuple(years),
        frozenset(map(text_key, sessions)),
        needs_hours,
        free_format,
        slot_minutes,
        spans_of_parts(day_parts),
        *(days or (None, None)),
        hours_zone,
    )


class Reading(NamedTuple):
    """A sheet whose columns are known; ``read_free`` reads an answer's free times, None where there are none."""

    sheet: Sheet
    columns: Columns
    read_free: RowReader | None
    moments: Moments | None
    known: Known
    side: Side

    def cell(self, answer: Answer, role: str) -> str:
        """The cell of that role, "" where there is none."""
        index = self.columns.idx_by_role.get(role)
        return "" if index is None else answer.cells[index].strip()

    def issue(self, severity: Severity, code: str, message: str, hint: str = "", **more: Any) -> Issue:
        """An issue in this sheet."""
        return Issue(severity, code, message, hint, file=self.sheet.file, **more)


def read_answers_sheet(
    source: Any,
    side: Side,
    file: str,
    headers: Mapping[str, str] | None,
    known: Known,
) -> Reading:
    """Read a sheet and its header; everything that is wrong with them ends it here."""
    sheet = source if isinstance(source, Sheet) else read_sheet(source, file=file)
    rows = [row.cells for row in sheet.rows]
    columns = recognise(
        sheet.header,
        side,
        headers,
        rows=rows,
        file=sheet.file,
        line=sheet.header_line,
        needs_hours=known.needs_hours,
        free_format=known.free_format,
        day_parts=known.day_parts,
    )
    stamp = columns.idx_by_role.get("timestamp")
    moments = None if stamp is None else read_moments([row.cells[stamp] for row in sheet.rows])
    faults = [issue for issue in columns.issues if issue.severity is Severity.ERROR]
    read_free, of_hours = _hours(sheet, columns, known, known.years or (moments.years if moments else ()))
    has_zones = columns.format is not None and columns.format.has_zones
    has_zones |= known.hours_zone is not None or known.zone_if_blank is not None
    if columns.grid and not has_zones and "zone" not in columns.idx_by_role:
        message = "there are hours, and no column is recognised as the time zone they are in."
        hint = (
            'Say which it is, in the section of the file: headers = { zone = "…" }; or which clock all hours are on: '
            'time_zone = "Europe/Berlin"; or, for sheets, that the programme\'s is meant: assume_zone = true.'
        )
        of_hours.append(Issue(Severity.ERROR, "no-zone-column", message, hint, sheet.file, sheet.header_line))
    wrong = [issue for issue in of_hours if issue.severity is Severity.ERROR]
    if not known.needs_hours:
        of_hours = [_softer(issue) for issue in wrong or of_hours]
        read_free, wrong = (None if wrong else read_free), []
    if faults or wrong:
        raise InputError([*faults, *wrong])
    columns = columns._replace(issues=(*columns.issues, *of_hours))
    return Reading(sheet, columns, read_free, moments, known, side)


def _softer(issue: Issue) -> Issue:
    """What is wrong with hours that nobody needs stops nothing."""
    if issue.severity is Severity.ERROR:
        return replace(issue, severity=Severity.WARNING, message=f"{issue.message} No hours of this sheet are read.")
    return replace(issue, severity=Severity.WARNING) if issue.severity is Severity.QUESTION else issue


def _hours(sheet: Sheet, columns: Columns, known: Known, years: Sequence[int]) -> tuple[RowReader | None, list[Issue]]:
    """How the free times of an answer are read, and what is to be said about their columns."""
    faults = Faults(sheet.file, sheet.header_line, [])
    if columns.format is None:
        return None, faults.issues
    view = View(sheet.header, [row.cells for row in sheet.rows], (), frozenset(), known.day_parts)
    terms = Terms(tuple(years), known.first_day, known.last_day, known.day_parts, known.zones, known.slot_minutes)
    named = None if known.hours_zone else zone_in_headers([sheet.header[index] for index in columns.grid], known.zones)
    if named is not None:
        header, words = named
        message = f"the question for free times names a time zone, {words!r}; the hours are read on each person's own "
        message += "clock."
        hint = (
            'If they are all on that one, say it in the section of the sheet: time_zone = "America/Los_Angeles" (or '
            f'whichever it is); if not: [issues] accept = ["zone-in-question:{header}"].'
        )
        faults(Severity.QUESTION, "zone-in-question", message, hint, header)
    return columns.format.reader(view, columns.grid, terms, faults), faults.issues


class Doubt(NamedTuple):
    """Notes an issue about one answer, at the column of a role or index."""

    reading: Reading
    answer: Answer
    issues: list[Issue]

    def __call__(
        self, severity: Severity, code: str, message: str, hint: str, where: str | int = "", value: str = ""
    ) -> None:
        index = where if isinstance(where, int) else self.reading.columns.idx_by_role.get(where)
        self.issues.append(
            self.reading.issue(
                severity,
                code,
                message,
                hint,
                line=self.answer.line if index is None else self.answer.lines[index],
                column="" if index is None else self.reading.sheet.header[index],
                value=value or ("" if index is None else self.answer.cells[index].strip()),
                person=self.answer.shown,
            )
        )
