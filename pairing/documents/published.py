"""What a table says now, by the names as they are written; who is meant is ``readback``'s business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.documents.headers import Columns, columns_of
from pairing.documents.inline import Source, cell_text
from pairing.documents.markdown import Table
from pairing.errors import InputError, Issue, Severity
from pairing.model.names import name_key, text_key
from pairing.model.solution import UNPAIRED_TEXT

_NOBODY = frozenset(("", "-", "–", "—"))


class PublishedRow(NamedTuple):
    """One row as it is published: its place in ``table.rows``, its line, who, with whom, and all its cells.

    Of peers ``peers`` has everybody in it, each with the place of the column; ``participant`` is then "".
    """

    place: int
    line: int
    participant: str
    mentors: tuple[str, ...]
    cells: tuple[str, ...]
    peers: tuple[tuple[int, str], ...] = ()


class Published(NamedTuple):
    """A table read back. ``issues`` are warnings about rows that are not quite a pair; ``columns`` as in ``Table``."""

    table: Table
    rows: tuple[PublishedRow, ...]
    columns: Columns
    issues: tuple[Issue, ...]


class Change(NamedTuple):
    """What changes for a participant: the mentors, or partners, before and after; ``session`` is its name.

    ``times_before`` and ``times_after``: what the table says of each, where a time that we set moves; else empty.
    """

    session: str
    participant: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    times_before: tuple[str, ...] = ()
    times_after: tuple[str, ...] = ()


def read_published(
    table: Table,
    header: Sequence[str] | None = None,
    *,
    unpaired_text: str = UNPAIRED_TEXT,
    kind: str = "mentors",
    refuse_twice: bool = True,
) -> Published:
    r"""The pairs or groups that a table shows.

    Parameters
    ----------
    table
        From ``find_table``, with the same ``kind``.
    header
        The session's columns as there; None takes the columns that were found then.
    unpaired_text
        The Markdown that stands where nobody is assigned; a blank cell or a dash says the same.
    kind
        That of the session: ``mentors`` or ``peers``.
    refuse_twice
        Whether one name in two rows is an error here. False leaves that to ``read_back``, which knows namesakes.

    Raises
    ------
    InputError
        When the header has no such columns, or one participant stands in two rows (both lines are named).

    Examples
    --------
    >>> from pairing.documents.markdown import find_table
    >>> data = b"|Collabie|Mentor|\n|---|---|\n|Ada|Bo<br>Cem|\n|Dee|_not yet paired_|\n"
    >>> [(row.participant, row.mentors) for row in read_published(find_table(data, session="Technical")).rows]
    [('Ada', ('Bo', 'Cem')), ('Dee', ())]
    """
    columns = table.columns if header is None else columns_of(table.header, header, kind)
    if isinstance(columns, str):
        raise InputError(table_issue(Severity.ERROR, "no-table-fits", f"the table does not fit: {columns}.", table))
    nobody = names_of_nobody(unpaired_text)
    rows = []
    for place, row in enumerate(table.rows):
        cells = (*row.cells, *([""] * (len(table.header) - len(row.cells))))
        named = tuple((at, one) for at in columns for one in cells[at].split("\n") if text_key(one) not in nobody)
        if kind == "peers":
            rows.append(PublishedRow(place, row.line, "", (), cells, named))
        else:
            participant = " ".join(cells[columns[0]].split())
            mentors = tuple(one for at, one in named if at == columns[1])
            rows.append(PublishedRow(place, row.line, participant, mentors, cells))
    if refuse_twice:
        _refuse_twice(rows, table)
    issues = [issue for row in rows for issue in _doubts(row, table, kind)]
    return Published(table, tuple(rows), columns, tuple(issues))


def names_of_nobody(unpaired_text: str) -> frozenset[str]:
    """What a cell says, as ``text_key``, where nobody is assigned."""
    return _NOBODY | {text_key(cell_text(Source(unpaired_text)))}


def is_one_cell(row: PublishedRow, table: Table) -> bool:
    """Whether a row is a single cell with text: mostly a line of text that stands too near below the table."""
    written = table.rows[row.place].cells
    return len(written) == 1 and written[0] != ""


def table_issue(
    severity: Severity, code: str, message: str, table: Table, hint: str = "", line: int | None = None, person: str = ""
) -> Issue:
    """An issue about a table, placed in its header's line where no other is given."""
    at = table.line if line is None else line
    return Issue(severity, code, message, hint, file=table.file, line=at, value=person, person=person)


def twice_issue(name: str, lines: Sequence[int], table: Table, *, peers: bool = False) -> Issue:
    """The error that somebody stands in more than one row, or twice in one; ``name`` as written in the last."""
    hint = "Keep one row each; several mentors stand in one cell with <br> between them."
    hint = "Keep one row for each group; nobody is in two." if peers else hint
    first, last = lines[0], lines[-1]
    where = f"twice in line {first}" if first == last else f"in line {first} and in line {last}"
    return table_issue(Severity.ERROR, "participant-twice", f"{name!r} stands {where}.", table, hint, last, person=name)


def _refuse_twice(rows: Sequence[PublishedRow], table: Table) -> None:
    first: dict[str, int] = {}
    issues = []
    for row in rows:
        names = [name for _, name in row.peers] or [row.participant]
        for name in names:
            key = name_key(name)
            if key and key in first:
                issues.append(twice_issue(name, [first[key], row.line], table, peers=bool(row.peers)))
            first.setdefault(key, row.line)
    if issues:
        raise InputError(issues)


def _doubts(row: PublishedRow, table: Table, kind: str) -> Iterator[Issue]:
    """What is odd about a row by itself."""
    written = table.rows[row.place].cells
    columns = len(table.header)
    if is_one_cell(row, table):
        what = "a partner's" if kind == "peers" else "a mentor's"
        message = f"the row has one cell, {written[0]!r}."
        hint = f"If it is no row, put a blank line above it; else give it {what} cell."
        yield table_issue(Severity.WARNING, "row-of-one-cell", message, table, hint, row.line)
    elif any(written[columns:]):
        message = f"the row has {len(written)} cells, and the table {columns} columns; nobody sees the rest."
        hint = "A pipe inside a name is written \\|."
        yield table_issue(Severity.WARNING, "too-many-cells", message, table, hint, row.line)
    if not row.participant and not row.peers and any(row.cells):
        message = f"the row names no participant: {' | '.join(row.cells)!r}."
        hint = "Write the name, or delete it."
        yield table_issue(Severity.WARNING, "row-without-name", message, table, hint, row.line)
