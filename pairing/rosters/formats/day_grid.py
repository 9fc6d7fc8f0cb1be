"""A form's grid with the days in brackets: ``When are you free? [Fri, Mar 12]``, and the hours in the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.errors import Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.days import GridProblem
from pairing.rosters.formats.shapes import (
    Candidate,
    Faults,
    FreeProblem,
    RowReader,
    Terms,
    View,
    cell_by_cell,
    hours_of,
    resolved,
)
from pairing.rosters.grids import asks_free_time
from pairing.rosters.polls import read_grid_header


class DayGrid(NamedTuple):
    """See the module."""

    name: str = "day grid"
    how: str = "recognised as a day of the grid"
    has_zones: bool = False

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Every question that has a day in its brackets."""
        for stem in view.stems:
            if stem.days:
                asks = asks_free_time(stem.question)
                kind = "sure" if asks else "unsure" if stem.has_day else "named"
                yield Candidate(stem.question, tuple(stem.days), kind, tuple(stem.others))  # type: ignore[arg-type]

    def reader(self, view: View, columns: Sequence[int], terms: Terms, faults: Faults) -> RowReader:
        """A day for each column; a header whose day cannot be told is a fault."""
        days = {}
        for column in columns:
            header = view.header[column]
            try:
                day = read_grid_header(header)
                if day is not None:
                    days[column] = resolved(day, terms.years)
            except (GridProblem, FreeProblem) as problem:
                faults(Severity.ERROR, "unreadable-day", problem.message, problem.hint, header)

        def read(column: int, cell: str, zone: str) -> tuple[FreeTime, ...]:
            return tuple(FreeTime(days[column], start, end, zone) for start, end in hours_of(cell, terms.parts))

        return cell_by_cell(tuple(days), read)
