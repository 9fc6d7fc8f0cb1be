"""A column for every day, named by the day alone: ``Monday``, ``Fri 12 March``; in the cells hours, ``0900-0930``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.errors import Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.days import GridDay, GridProblem
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
from pairing.rosters.header_words import NEVER_FREE, words_of
from pairing.rosters.polls import read_grid_header

_ROUND = re.compile(r"\([^()]*\)")
_BLOCK = r"\d{3,4}\s*[-‐‑‒–—−]\s*\d{3,4}"
_BLOCKS = rf"{_BLOCK}(?:[\s,;]+{_BLOCK})+"  # compiled when such a column is read
_BETWEEN_BLOCKS = r"(\d)\s+(?=\d{3,4}\s*[-‐‑‒–—−])"


class DayColumns(NamedTuple):
    """See the module."""

    name: str = "day columns"
    how: str = "recognised as a day"
    has_zones: bool = False

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Columns headed by days and by the same words beside them, in whose cells there are hours."""
        groups: dict[str, list[int]] = {}
        for index, text in view.bare():
            found = _day_and_rest(text)
            if found is not None:
                groups.setdefault(found[1], []).append(index)
        for rest, columns in groups.items():
            question = view.header[columns[0]].strip()
            if not NEVER_FREE.isdisjoint(words_of(rest)):
                yield Candidate(question, tuple(columns), "unsure")
            elif not rest or asks_free_time(rest):
                cells = list(view.cells(columns))
                has_hours = any(_is_hours(cell, view) for cell in cells) or (not cells and len(columns) > 1)
                yield Candidate(question, tuple(columns), "sure" if has_hours or view.is_named else "named")

    def reader(self, view: View, columns: Sequence[int], terms: Terms, faults: Faults) -> RowReader:
        """A day for each column."""
        days = {}
        for column in columns:
            header = view.header[column]
            try:
                day, _ = _day_and_rest(header) or (None, "")
                day = day or read_grid_header(f"[{header.strip()}]")  # says what is wrong with it
                if day is not None:
                    days[column] = resolved(day, terms.years)
            except (GridProblem, FreeProblem) as problem:
                faults(Severity.ERROR, "unreadable-day", problem.message, problem.hint, header)

        def read(column: int, cell: str, zone: str) -> tuple[FreeTime, ...]:
            hours = hours_of(_with_commas(cell), terms.parts)
            return tuple(FreeTime(days[column], start, end, zone) for start, end in hours)

        return cell_by_cell(tuple(days), read)


def _day_and_rest(header: str) -> tuple[GridDay | None, str] | None:
    """The day (None where it cannot be told which) and the words beside it; None where there is no day."""
    explained = " ".join(_ROUND.findall(header))
    if "[" in header or not NEVER_FREE.isdisjoint(words_of(explained)):
        return None
    words = _ROUND.sub(" ", header).replace(":", " ").replace(" - ", " ").split()
    for size in range(len(words), 0, -1):
        for start in {0, len(words) - size}:
            text = " ".join(words[start : start + size]).strip(" ,;-–—")
            try:
                day = read_grid_header(f"[{text}]") if text else None
            except GridProblem:
                return (None, "") if size == len(words) else None
            if day is not None:
                rest = [*words[:start], *words[start + size :]]
                return day, " ".join(word for word in rest if word not in ("on", "for", "-", "–"))
    return None


def _with_commas(cell: str) -> str:
    """Blocks of four digits may have nothing but a blank between: ``0900-0930 1000-1030``."""
    return re.sub(_BETWEEN_BLOCKS, r"\1, ", cell) if re.fullmatch(_BLOCKS, cell.strip()) else cell


def _is_hours(cell: str, view: View) -> bool:
    try:
        return bool(hours_of(_with_commas(cell), view.parts))
    except FreeProblem:
        return False
