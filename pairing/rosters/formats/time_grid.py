"""A form's grid turned round: the hours in brackets, ``When could you meet? [9am–10am]``, and the days in the cells.

What stands between the days hangs on the way of export: ``;`` in the form's own file, ``, `` in its spreadsheet. A day
with a comma in it ("Fri, Mar 12") cannot be told from two choices there, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pairing.errors import Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.days import GridDay, GridProblem
from pairing.rosters.formats.shapes import (
    Candidate,
    Faults,
    FreeProblem,
    RowReader,
    Span,
    Terms,
    View,
    cell_by_cell,
    hours_of,
    resolved,
)
from pairing.rosters.grids import asks_free_time
from pairing.rosters.polls import read_grid_header, split_grid_header

_NOTHING = frozenset(["", "-", "none", "no", "not available", "unavailable", "n/a"])


class TimeGrid(NamedTuple):
    """See the module."""

    name: str = "time grid"
    how: str = "recognised as a time of the grid"
    has_zones: bool = False

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Every question whose brackets are hours; one that does not ask for free time where its cells are days."""
        for stem in view.stems:
            times = tuple(index for index in stem.others if _may_be_hours(_bracket(view.header[index]), view))
            if stem.days or not times:
                continue
            left = tuple(index for index in stem.others if index not in times)
            if asks_free_time(stem.question):
                yield Candidate(stem.question, times, "sure", left)
            else:
                cells = list(view.cells(times))
                is_dubious = not left and cells and all(_are_days(cell) for cell in cells)
                yield Candidate(stem.question, times, "unsure" if is_dubious else "named", left)

    def reader(self, view: View, columns: Sequence[int], terms: Terms, faults: Faults) -> RowReader:
        """The hours of each column; ``;`` in any cell says that commas belong to the days."""
        hours: dict[int, tuple[Span, ...]] = {}
        for column in columns:
            try:
                hours[column] = hours_of(_bracket(view.header[column]), terms.parts)
            except FreeProblem as problem:
                faults(Severity.ERROR, problem.code, problem.message, problem.hint, view.header[column])
        has_semicolons = any(";" in cell for cell in view.cells(columns))

        def read(column: int, cell: str, zone: str) -> tuple[FreeTime, ...]:
            days = _days(cell, has_semicolons, terms.years)
            return tuple(FreeTime(day, start, end, zone) for day in days for start, end in hours[column])

        return cell_by_cell(tuple(hours), read)


def _bracket(header: str) -> str:
    parts = split_grid_header(header)
    return parts[1] if parts else ""


def _may_be_hours(bracket: str, view: View) -> bool:
    """Whether hours stand there, also such that cannot be told: whoever reads them says why."""
    try:
        return bool(hours_of(bracket, view.parts))
    except FreeProblem:
        return any(char.isdigit() for char in bracket) and any(dash in bracket for dash in "-–—")


def _are_days(cell: str) -> bool:
    try:
        return bool(_days(cell, ";" in cell, None))
    except FreeProblem:
        return False


def _days(cell: str, has_semicolons: bool, years: Sequence[int] | None) -> list[date | int]:
    """The days that a cell lists; ``years`` None: only whether they are days."""
    found: dict[date | int, None] = {}
    days: list[GridDay] = []
    for piece in cell.replace("\n", ";" if has_semicolons else ",").split(";" if has_semicolons else ","):
        if " ".join(piece.casefold().split()) in _NOTHING:
            continue
        try:
            day = read_grid_header(f"[{piece.strip()}]")
        except GridProblem as problem:
            raise FreeProblem("unreadable-day", f"{cell!r}: {problem.message}", problem.hint) from problem
        if day is None:
            message = f"{cell!r}: {piece.strip()!r} is no day."
            raise FreeProblem(
                "unreadable-day", message, 'Write days such as "Monday" or "Fri 12 March", with ; between.'
            )
        days.append(day)
    if not has_semicolons and len({day.month is None for day in days}) > 1:
        message = f"{cell!r} may be several days, or one with a comma in its name."
        hint = 'Write the days with ; between, or name them in the form without a comma ("Fri 12 March").'
        raise FreeProblem("ambiguous-days", message, hint)
    for day in days:
        found[0 if years is None else resolved(day, years)] = None
    return list(found)
