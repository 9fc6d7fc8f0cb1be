"""What the rows of pairs and of groups have in common when they are written anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.documents.inline import (
    KEEP_MARK,
    Cell,
    Source,
    cell_source,
    cell_text,
    has_keep_mark,
    line_sources,
    without_keep_mark,
)
from pairing.documents.markdown import AddedColumns
from pairing.documents.namebook import refuse_names
from pairing.documents.published import Change, is_one_cell, names_of_nobody, table_issue
from pairing.documents.readback import UNKNOWN, NameRead, ReadRow, TableFacts
from pairing.errors import InputError, Severity
from pairing.model.names import text_key


class NewRows(NamedTuple):
    """The rows a table gets, for ``splice``, and what changes by them for people.

    ``paired`` says of each row whether it shows somebody with somebody.
    """

    rows: tuple[tuple[Cell, ...], ...]
    origins: tuple[int | None, ...]
    paired: tuple[bool, ...]
    changes: tuple[Change, ...]
    added: AddedColumns | None = None


class RowList:
    """The new rows of a table while they are gathered."""

    def __init__(self) -> None:
        self.rows: list[tuple[Cell, ...]] = []
        self.origins: list[int | None] = []
        self.paired: list[bool] = []
        self.changes: list[Change] = []

    def add(self, cells: tuple[Cell, ...], origin: int | None, paired: bool) -> None:
        """Put a row behind those there are."""
        self.rows.append(cells)
        self.origins.append(origin)
        self.paired.append(paired)

    def done(self, added: AddedColumns | None = None) -> NewRows:
        """All of them."""
        return NewRows(tuple(self.rows), tuple(self.origins), tuple(self.paired), tuple(self.changes), added)


def refuse_shown(names: Sequence[str], partners: Sequence[str], facts: TableFacts, unpaired_text: str) -> None:
    """Raise for names that cannot stand in a document, or would be read as nobody where partners stand."""
    table = facts.published.table
    refuse_names((*names, *partners), table.file)
    nobody = names_of_nobody(unpaired_text)
    issues = [
        table_issue(
            Severity.ERROR,
            "name-reads-as-nobody",
            f"the name {name!r} is what a cell says where nobody is assigned.",
            table,
            "Give the person another name to be shown.",
            person=name,
        )
        for name in dict.fromkeys(partners)
        if text_key(name) in nobody
    ]
    if issues:
        raise InputError(issues)


def stays_as_it_is(row: ReadRow, facts: TableFacts, start_over: bool) -> bool:
    """Whether a row is none of ours: text below the table, or no name in it."""
    written = facts.published.rows[row.place]
    if is_one_cell(written, facts.published.table):
        return all(name.why == UNKNOWN for name in row.participants)
    return not row.participants and not start_over


def is_blank(row: ReadRow, facts: TableFacts) -> bool:
    """Whether nothing at all stands in a row; a comment is something."""
    return not any(cell.strip() for cell in facts.published.table.rows[row.place].sources)


def marked(cell: Cell, source: str) -> Cell:
    """A cell that takes the place of ``source``, with the mark ``<!-- keep -->`` where that had it."""
    if not has_keep_mark(source):
        return cell
    markdown = without_keep_mark(cell_source(cell))
    return Source(f"{markdown} {KEEP_MARK}".strip())


def source_at(row: ReadRow, facts: TableFacts, place: int) -> str:
    """The Markdown of a cell of a published row, "" where it has no such cell."""
    sources = facts.published.table.rows[row.place].sources
    return sources[place] if place < len(sources) else ""


def names_cell(
    staying: Sequence[NameRead], written: Sequence[NameRead], source: str, new: Sequence[str], nobody: Cell
) -> Cell:
    """A cell of names: those that stay with the Markdown in which they stood, then the new ones.

    ``written`` are all names that ``source`` shows.
    """
    if not staying and not new:
        return nobody
    if not staying:
        return new[0] if len(new) == 1 else tuple(new)
    pieces = [piece for piece in line_sources(without_keep_mark(source)) if cell_text(Source(piece))]
    shown = {cell_text(Source(piece)): piece for piece in reversed(pieces)}
    kept = [shown.get(name.text, cell_source(name.text)) for name in written if name in staying]
    return Source("<br>".join((*kept, *map(cell_source, new))))
