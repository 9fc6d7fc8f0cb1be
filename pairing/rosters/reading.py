"""A sign-up sheet whose columns are known: what each cell of an answer is, and how a doubt about it is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.answers import Answer
from pairing.rosters.columns import Columns, Side, recognise
from pairing.rosters.polls import GridProblem, read_grid_header
from pairing.rosters.sheet import Sheet, read_sheet
from pairing.rosters.timestamps import Moments, read_moments


class Known(NamedTuple):
    """What is known about a sheet beforehand; ``sessions``: the ``text_key`` of their names."""

    zones: Mapping[str, str]
    zone_if_blank: str | None
    years: tuple[int, ...]
    sessions: frozenset[str]
    needs_hours: bool


class Reading(NamedTuple):
    """A sheet whose columns are known; ``days``: index of a grid's column to its day."""

    sheet: Sheet
    columns: Columns
    days: Mapping[int, Any]
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
    sheet = read_sheet(source, file=file)
    rows = [row.cells for row in sheet.rows]
    columns = recognise(
        sheet.header,
        side,
        headers,
        rows=rows,
        file=sheet.file,
        line=sheet.header_line,
        needs_hours=known.needs_hours,
    )
    stamp = columns.idx_by_role.get("timestamp")
    moments = None if stamp is None else read_moments([row.cells[stamp] for row in sheet.rows])
    faults = [issue for issue in columns.issues if issue.severity is Severity.ERROR]
    days, of_grid = _days(sheet, columns, known.years or (moments.years if moments else ()))
    if days and "zone" not in columns.idx_by_role and known.zone_if_blank is None:
        message = "there are hours, and no column is recognised as the time zone they are in."
        hint = 'Say which it is in the settings: headers = { zone = "…" }; or that all are in one: assume_zone = true.'
        of_grid.append(Issue(Severity.ERROR, "no-zone-column", message, hint, sheet.file, sheet.header_line))
    if of_grid and not known.needs_hours:
        told = (
            replace(fault, severity=Severity.WARNING, message=f"{fault.message} No hours of this sheet are read.")
            for fault in of_grid
        )
        days, of_grid, columns = {}, [], columns._replace(issues=(*columns.issues, *told))
    if faults or of_grid:
        raise InputError([*faults, *of_grid])
    return Reading(sheet, columns, days, moments, known, side)


def _days(sheet: Sheet, columns: Columns, years: Sequence[int]) -> tuple[dict[int, Any], list[Issue]]:
    """The day of each column of the grid, and what is wrong with them."""
    days: dict[int, Any] = {}
    faults: list[Issue] = []
    for index in columns.grid:
        try:
            grid_day = read_grid_header(sheet.header[index])
            if grid_day is not None:
                days[index] = grid_day.resolve(years)
        except GridProblem as problem:
            line, column = sheet.header_line, sheet.header[index]
            faults.append(
                Issue(Severity.ERROR, "unreadable-day", problem.message, problem.hint, sheet.file, line, column, column)
            )
    return days, faults


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
