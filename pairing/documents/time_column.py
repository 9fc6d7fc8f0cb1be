"""The column `Time` of a table, where we set the time: where it is, what it says, and what is written into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pairing.documents.headers import TIME
from pairing.documents.inline import Cell
from pairing.documents.markdown import AddedColumns, Table
from pairing.documents.namebook import NameBook
from pairing.documents.published import PublishedRow, names_of_nobody, table_issue
from pairing.documents.time_reading import TimeRead, read_start, years_of
from pairing.documents.time_words import lines_cell, time_words
from pairing.errors import InputError, Issue, Severity
from pairing.model.clock_words import clocks_of
from pairing.model.names import text_key
from pairing.model.session import Session
from pairing.model.solution import Result

if TYPE_CHECKING:
    from pairing.documents.readback import ReadRow

Words = Mapping[tuple[str, str], str]  # by ids of participant and mentor


def time_place(table: Table) -> int | None:
    """The place of the column `Time` in a table, None where it has none.

    Raises ``InputError`` when two columns are called so.
    """
    places = [place for place, cell in enumerate(table.header) if text_key(cell) == text_key(TIME)]
    if len(places) > 1:
        message = f"{len(places)} columns of the table are called {TIME!r}."
        hint = "One is for the times that we set: give the other another name."
        raise InputError(table_issue(Severity.ERROR, "several-time-columns", message, table, hint))
    return places[0] if places else None


def times_of(
    cell: str, who: str, mentors: Sequence[str], session: Session, book: NameBook, unpaired: str = ""
) -> tuple[TimeRead, ...]:
    """What the cell of a row says of each mentor, in their order; ids as ``readback`` has them.

    Where nobody stands in the row, and a time does, it is one that has a fault. ``unpaired`` is what a cell says where
    nobody is assigned.
    """
    nobody = names_of_nobody(unpaired)
    lines = [] if text_key(cell) in nobody else cell.split("\n")
    if not mentors:
        return (TimeRead(cell, None, "nobody is paired in this row", "The cell will be emptied."),) if lines else ()
    if lines and len(lines) != len(mentors):
        lines_told = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        fault = f"it has {lines_told}, and the row {len(mentors)} mentor{'' if len(mentors) == 1 else 's'}"
        found = TimeRead(" ".join(cell.split()), None, fault, "Write a time for each mentor, with <br> between them.")
        return (found,) * len(mentors)
    return tuple(
        TimeRead("") if text_key(line) in nobody else _read(line, who, mentor, session, book)
        for line, mentor in zip(lines or [""] * len(mentors), mentors, strict=True)
    )


def _read(line: str, who: str, mentor: str, session: Session, book: NameBook) -> TimeRead:
    person, other = book.people["participant"].get(who), book.people["mentor"].get(mentor)
    return read_start(line, clocks_of(person, other, session), years_of(session, person, other))


def time_issues(row: PublishedRow, times: Sequence[TimeRead], table: Table, *, is_known: bool) -> Iterator[Issue]:
    """What is doubtful about the times of a row; ``is_known``: all its people are on the sheets.

    A time that cannot be told is a question, as the cell will be written anew; it is none where the row stays.
    """
    for one in dict.fromkeys(times):
        if one.fault and not row.mentors:
            message = f"the row of {row.participant!r} has the time {one.text!r}, and {one.fault}."
            yield table_issue(
                Severity.WARNING, "time-without-pair", message, table, one.hint, row.line, row.participant
            )
        elif one.fault:
            message = f"the time {one.text!r} of {row.participant!r} cannot be told: {one.fault}. It counts as none."
            severity = Severity.QUESTION if is_known else Severity.WARNING
            yield table_issue(severity, "time-unclear", message, table, one.hint, row.line, row.participant)
        elif one.note:
            message = f"the time {one.text!r} of {row.participant!r}: {one.note}."
            hint = "If the meeting is to be at another time, write that."
            yield table_issue(
                Severity.WARNING, "time-on-another-clock", message, table, hint, row.line, row.participant
            )


class TimeColumn(NamedTuple):
    """The column of a table as it will be: its place, whether it is new, and what it says of each planned pair."""

    at: int
    is_new: bool
    words: Words
    planned: frozenset[tuple[str, str]]
    starts: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, table: Table, place: int | None, result: Result, session: int) -> TimeColumn | None:
        """None where we do not set the times."""
        meeting = result.problem.sessions[session]
        if not meeting.sets_time:
            return None
        pairs = [pair for pair in result.pairs if pair.session.id == meeting.id]
        planned = frozenset((pair.participant.id, pair.mentor.id) for pair in pairs)
        starts = {(pair.participant.id, pair.mentor.id): pair.set_start for pair in pairs if pair.set_start is not None}
        at = len(table.header) if place is None else place
        return cls(at, place is None, time_words(result, session), planned, starts)

    @property
    def added(self) -> AddedColumns | None:
        """The new column, for ``splice``."""
        return AddedColumns(self.at - 1, (TIME,)) if self.is_new else None

    def cell(self, who: str, mentors: Sequence[str], written: Mapping[str, str]) -> Cell:
        """The cell of a row with these mentors; ``written`` are the row's own times, for pairs that no plan knows."""
        lines = [self._line(who, mentor, written) for mentor in mentors]
        return lines_cell(lines)

    def _line(self, who: str, mentor: str, written: Mapping[str, str]) -> str:
        if (who, mentor) in self.planned:
            return self.words.get((who, mentor), "")
        return written.get(mentor, "") or self.words.get((who, mentor), "")

    def moved(self, row: ReadRow) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The times of a row before and after, where one of its planned pairs begins at another moment than it says."""
        who = row.participants[0].id
        before = tuple(one.text for one in row.times) or ("",) * len(row.partners)
        written = {name.id: text for name, text in zip(row.partners, before, strict=True)}
        after = tuple(self._line(who, name.id, written) for name in row.partners)
        read = [one.start for one in row.times] or [None] * len(row.partners)
        is_moved = any(
            (who, name.id) in self.starts and self.starts[who, name.id] != start
            for name, start in zip(row.partners, read, strict=True)
        )
        return (before, after) if is_moved else None

    def put(self, cells: Sequence[Cell], cell: Cell, width: int) -> tuple[Cell, ...]:
        """The cells of a row with that in the column; ``width`` is how many columns the table has now."""
        filled = [*cells, *([""] * (width - len(cells)))]
        if self.is_new:
            return (*filled[: self.at], cell, *filled[self.at :])
        return (*filled[: self.at], cell, *filled[self.at + 1 :])

    def beside(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """The cells of a row that stays as it is."""
        if self.is_new and len(cells) >= self.at:
            return (*cells[: self.at], "", *cells[self.at :])
        return tuple(cells)
