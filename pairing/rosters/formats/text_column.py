"""One column of free text: "When are you free?", and in the cells whatever people write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.model.intervals import FreeTime
from pairing.rosters.formats.shapes import (
    Candidate,
    Faults,
    FreeProblem,
    RowProblem,
    RowReader,
    Terms,
    View,
)
from pairing.rosters.grids import asks_free_time
from pairing.rosters.header_words import OPENS_YES_NO, core_and_rest, words_of


class TextColumn(NamedTuple):
    """See the module."""

    name: str = "text"
    how: str = "recognised as free times in words"
    has_zones: bool = True

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Every column that asks for free time, unless yes or no is the answer."""
        for index, text in view.bare():
            words = words_of(core_and_rest(text)[0])
            if words and words[0] not in OPENS_YES_NO and asks_free_time(text):
                yield Candidate(text.strip(), (index,), "sure")
            else:
                yield Candidate(text.strip(), (index,), "named")

    def reader(self, view: View, columns: Sequence[int], terms: Terms, faults: Faults) -> RowReader:
        """Each text by the grammar of free times; a zone in the text wins over the person's."""
        from pairing.rosters.free_text import FreeTextProblem, read_free_text  # most sheets have a grid

        def read_row(cells: Sequence[str], zone: str | None) -> tuple[list[FreeTime], list[RowProblem]]:
            free: list[FreeTime] = []
            problems: list[RowProblem] = []
            for column in columns:
                try:
                    free += read_free_text(
                        cells[column],
                        zone,
                        years=terms.years,
                        first_day=terms.first_day,
                        last_day=terms.last_day,
                        parts=terms.parts,
                        zones=terms.zones,
                    )
                except FreeTextProblem as problem:
                    problems.append(RowProblem(column, FreeProblem(problem.code, problem.message, problem.hint)))
            return free, problems

        return read_row
