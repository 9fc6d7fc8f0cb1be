"""The pairing table of a Markdown document: find it, and put other rows into it.

Bytes in, bytes out. Only the rows of the table are ever replaced: whatever stands around them, and the header row with
the row of dashes, stays byte for byte, and so does every row whose cells stay the same. Where a column is added, a
cell is put into the lines that need it, and the rest of them stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pairing.documents.added_columns import AddedColumns, with_cells
from pairing.documents.blocks import Blocks, Kind, RawTable, num_delimiters, scan_blocks
from pairing.documents.headers import Columns, columns_of, peers_by_words
from pairing.documents.inline import Cell, cell_source, cell_text, escape_cell, split_cells, unescape_cell
from pairing.documents.markers import Region, find_regions
from pairing.errors import InputError, Issue, Severity, input_error
from pairing.model.names import did_you_mean, text_key

__all__ = ["AddedColumns", "Table", "TableRow", "escape_cell", "find_table", "splice", "unescape_cell"]

_MOST_NAMED = 6  # tables told in one message
_MENTORS_HINT = "Give the participant's column, then the mentor's."


class TableRow(NamedTuple):
    """A body row: its line, its cells as text and as they stand, and the bytes it fills, newline included.

    There are as many cells as were written, which may be fewer or more than the table has columns. ``<br>`` reads as
    a line break.
    """

    line: int
    cells: tuple[str, ...]
    sources: tuple[str, ...]
    start: int
    end: int


class Table(NamedTuple):
    """A table found in a document.

    ``start`` and ``end`` are the byte offsets of the whole table, the last newline included where there is one;
    ``body`` is where its rows begin. ``line`` is the header row's, counted from 1. ``columns`` are the places of the
    participant's and the mentor's column, of peers of every column that names one. ``newline`` and ``indent`` are what
    new rows end and begin with.
    """

    start: int
    body: int
    end: int
    line: int
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    columns: Columns
    newline: bytes
    indent: bytes
    file: str = ""


def find_table(
    data: bytes,
    *,
    session: str,
    header: Sequence[str] | None = None,
    under: str | None = None,
    also_called: Sequence[str] = (),
    file: str = "",
    kind: str = "mentors",
) -> Table:
    r"""The table of a session in a document.

    It stands between ``<!-- pairing:begin NAME -->`` and ``<!-- pairing:end NAME -->``, else it is the one table whose
    header row has the session's columns. What GitHub shows as code or comment is no table.

    Parameters
    ----------
    data
        The document's bytes; only the table itself has to be UTF-8.
    session, also_called
        The names that the marks may bear, case and blanks aside.
    header
        The session's columns: the participant's, the mentor's, and any that must be there too; the order in the
        table is free and it may have more. None: the columns are known by words such as "Collabie" and "Mentor".
        Of peers: every column that names one (``peer_columns``).
    under
        A heading above the table, where several tables fit.
    file
        The document's name, for the messages.
    kind
        That of the session: ``mentors`` or ``peers``.

    Raises
    ------
    InputError
        When no table fits, several do, a mark is misplaced or without its other half, the document holds marks of a
        merge, or the table is not UTF-8. Every issue names its line.

    Examples
    --------
    >>> table = find_table(b"# Pairs\n\n| Collabie | Mentor |\n|---|---|\n| Ada | Bo |\n", session="Technical")
    >>> table.line, table.rows[0].cells
    (3, ('Ada', 'Bo'))
    """
    if header is not None and len({text_key(one) for one in header}) < max(2, len(header)):
        hint = "Give one column for each of a pair." if kind == "peers" else _MENTORS_HINT
        raise input_error("bad-table-header", f"the table header of {session!r} is {list(header)!r}.", hint)
    _refuse_encoding(data, file)
    blocks = scan_blocks(data)
    _refuse_conflicts(blocks, data, file)
    search = _Search(blocks, session, header, under, file, kind)
    regions = find_regions(blocks, file)
    names = {text_key(name) for name in (session, *also_called)}
    ours = [region for region in regions if text_key(region.name) in names]
    if len(ours) > 1:
        lines = " and ".join(f"{region.begin} ({region.name!r})" for region in ours)
        raise search.error("several-tables", f"lines {lines} both begin the table of {session!r}.", "", ours[1].begin)
    chosen, columns = search.between(ours[0]) if ours else search.anywhere(regions)
    return _table(chosen, columns, data, file)


def all_tables(
    data: bytes, *, columns: Callable[[tuple[str, ...]], Columns | None], file: str = ""
) -> Iterator[tuple[str, Table]]:
    """Every table whose header row ``columns`` knows, with its name.

    That is the name between the marks around it, else the heading above it, else "". Raises as ``find_table`` does
    for a document that cannot be ours.
    """
    _refuse_encoding(data, file)
    blocks = scan_blocks(data)
    _refuse_conflicts(blocks, data, file)
    regions = find_regions(blocks, file)
    for found in blocks.tables:
        places = columns(_header_cells(found))
        if places is not None:
            marked = [region.name for region in regions if region.holds(found.header.number)]
            heading = found.headings[-1] if found.headings else ""
            yield marked[0] if marked else heading, _table(found, places, data, file)


def splice(
    data: bytes,
    table: Table,
    rows: Sequence[Sequence[Cell]],
    *,
    origins: Sequence[int | None] | None = None,
    added: AddedColumns | None = None,
) -> bytes:
    r"""The document with these body rows in the table.

    Parameters
    ----------
    data, table
        The document, and the table that ``find_table`` found in these very bytes.
    rows
        The cells of each row, in the order of the table's columns: texts (escaped here), several texts (one below
        the other), or ``Source``. Missing cells are blank.
    origins
        For each row the place, in ``table.rows``, of the row it goes on from: cells that read the same keep their
        Markdown. Without it, a row goes on from an equal one.
    added
        Columns that the table gets; the cells of ``rows`` are then in the order of the new columns.

    Returns
    -------
    bytes
        Bytes outside the body are those of ``data``; rows that read the same keep their bytes; the others are written
        ``| a | b |`` with the table's newline. A document that ended without newline still does. With ``added``
        the header row, the row of dashes, and each row with cells behind the new columns get theirs and keep their
        other bytes.

    Examples
    --------
    >>> data = b"|Collabie|Mentor|\n|---|---|\n|Ada|Bo|"
    >>> splice(data, find_table(data, session="Technical"), [("Ada", "Bo"), ("Cem", "A|B")])
    b'|Collabie|Mentor|\n|---|---|\n|Ada|Bo|\n| Cem | A\\|B |'
    """
    wider = table if added is None else _widened(table, added)
    before = origins if origins is not None else _equal_rows(wider, rows)
    lines = []
    for row, origin in zip(rows, before, strict=True):
        old = None if origin is None else wider.rows[origin]
        if old is not None and _trimmed([cell_text(cell) for cell in row]) == _trimmed(old.cells):
            line = data[old.start : old.end]
            if added is not None and len(old.cells) > added.after + 1 + len(added.titles):  # others read the same
                line = with_cells(line, added.after, [""] * len(added.titles))
            lines.append(line if line.endswith((b"\n", b"\r")) else line + table.newline)
        else:
            lines.append(_row_bytes(wider, row, old))
    top = data[table.start : table.body]
    if added is not None:
        top = _wider_top(top, added)
    if not top.endswith((b"\n", b"\r")):
        top += table.newline
    whole = top + b"".join(lines)
    if not data[table.start : table.end].endswith((b"\n", b"\r")):  # only at the end of a file
        whole = whole.removesuffix(b"\n").removesuffix(b"\r")
    return data[: table.start] + whole + data[table.end :]


def _widened(table: Table, added: AddedColumns) -> Table:
    """The table as it will be, with blank cells in the new columns; the bytes are still those before."""
    blank = ("",) * len(added.titles)
    cut = added.after + 1

    def wider(cells: tuple[str, ...], new: Sequence[str]) -> tuple[str, ...]:
        return (*cells[:cut], *new, *cells[cut:]) if len(cells) >= cut else cells

    rows = tuple(row._replace(cells=wider(row.cells, blank), sources=wider(row.sources, blank)) for row in table.rows)
    return table._replace(header=wider(table.header, added.titles), rows=rows)


def _wider_top(top: bytes, added: AddedColumns) -> bytes:
    """The header row and the row of dashes with the new columns."""
    header, dashes = top.splitlines(keepends=True)
    sort = split_cells(dashes.decode("utf-8", "surrogateescape").strip())[added.after].strip()
    titles = [escape_cell(title) for title in added.titles]
    return with_cells(header, added.after, titles) + with_cells(dashes, added.after, [sort] * len(titles))


def _equal_rows(table: Table, rows: Sequence[Sequence[Cell]]) -> list[int | None]:
    """For each row the first equal row of the table that none before has taken."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place in reversed(range(len(table.rows))):
        places.setdefault(_trimmed(table.rows[place].cells), []).append(place)
    equal = (places.get(_trimmed([cell_text(cell) for cell in row])) for row in rows)
    return [found.pop() if found else None for found in equal]


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells without blank ones at the end: GFM adds those by itself."""
    length = len(cells)
    while length and not cells[length - 1]:
        length -= 1
    return tuple(cells[:length])


def _row_bytes(table: Table, row: Sequence[Cell], old: TableRow | None) -> bytes:
    cells = [*row, *([""] * (len(table.header) - len(row)))]
    sources = []
    for place, cell in enumerate(cells):
        stays = old is not None and place < len(old.cells) and old.cells[place] == cell_text(cell)
        sources.append(old.sources[place].strip(" \t") if stays and old is not None else cell_source(cell))
    text = f"| {' | '.join(sources)} |"
    return table.indent + text.encode("utf-8", "surrogateescape") + table.newline


# --- what cannot be a document of ours --------------------------------------------------------------------------


def _refuse_encoding(data: bytes, file: str) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]:
        message, hint = "the document is not saved as UTF-8.", "It looks like UTF-16; save it as UTF-8."
        raise InputError(Issue(Severity.ERROR, "not-utf8-document", message, hint, file=file, line=1))


def _refuse_conflicts(blocks: Blocks, data: bytes, file: str) -> None:
    """Marks of a merge, at the very start of a line. A line of = alone is one only in a table: else it is a heading."""
    found = []
    for line in blocks.lines:
        raw = data[line.start : line.stop]
        is_mark = raw[:7] in (b"<<<<<<<", b">>>>>>>") and raw[7:8] in (b"", b" ")
        is_mark |= raw.startswith(b"||||||| ") and raw[8:].strip(b" |") != b""
        if is_mark or (raw == b"=======" and line.kind is Kind.TABLE):
            found.append(line)
    hint = "Two versions were merged and disagree: keep one of them, and take the marks out."
    issues = [
        Issue(
            Severity.ERROR, "merge-mark", f"a mark of a merge: {line.text[:40]!r}.", hint, file=file, line=line.number
        )
        for line in found
    ]
    if issues:
        raise InputError(issues)


# --- the search -------------------------------------------------------------------------------------------------


class _Search:
    """What is looked for, and where."""

    def __init__(
        self, blocks: Blocks, session: str, header: Sequence[str] | None, under: str | None, file: str, kind: str
    ):
        self.blocks = blocks
        self.session = session
        self.header = header
        self.under = under
        self.file = file
        self.kind = kind

    def error(self, code: str, message: str, hint: str, line: int | None = None) -> InputError:
        return InputError(Issue(Severity.ERROR, code, message, hint, file=self.file, line=line, value=self.session))

    def between(self, region: Region) -> tuple[RawTable, Columns]:
        """The table between two marks."""
        inside = [table for table in self.blocks.tables if region.holds(table.header.number)]
        where = f"between lines {region.begin} and {region.end}"
        if not inside:
            hint = f"Put its header row there: {self._example()}.{self._look_alikes(region)}"
            raise self.error("no-table", f"there is no table {where}.", hint, region.begin)
        return self._choose(inside, f"the table of {self.session!r} {where}", region.begin)

    def anywhere(self, regions: Sequence[Region]) -> tuple[RawTable, Columns]:
        """The one table that fits, outside what belongs to other sessions."""
        free = [
            table for table in self.blocks.tables if not any(region.holds(table.header.number) for region in regions)
        ]
        if not free:
            message = f"there is no table for {self.session!r}."
            raise self.error("no-table", message, f"Put one there: {self._example()}.{self._look_alikes(None)}")
        return self._choose(free, f"the table of {self.session!r}", None)

    def _choose(self, tables: list[RawTable], what: str, line: int | None) -> tuple[RawTable, Columns]:
        fitting, misfits = [], []
        for table in tables:
            cells = _header_cells(table)
            columns = columns_of(cells, self.header, self.kind)
            if isinstance(columns, str):
                misfits.append(f"line {table.header.number} ({' | '.join(cells)}): {columns}")
            else:
                fitting.append((table, columns))
        if not fitting:
            more = f"; and {len(misfits) - _MOST_NAMED} more" if len(misfits) > _MOST_NAMED else ""
            message = f"no table fits {what}: {'; '.join(misfits[:_MOST_NAMED])}{more}."
            hint = f"Its header row is looked for as {self._example()}.{self._look_alikes(None)}"
            raise self.error("no-table-fits", message, hint, line or tables[0].header.number)
        if self.kind == "peers" and self.header is None:  # columns that are only alike may be of anything
            fitting = [entry for entry in fitting if peers_by_words(_header_cells(entry[0]))] or fitting
        if self.under is not None and (line is None or len(fitting) > 1):
            fitting = self._below_heading(fitting)
        if len(fitting) > 1:
            lines = ", ".join(f"line {table.header.number}{_below(table)}" for table, _ in fitting)
            message = f"{len(fitting)} tables fit {what}: {lines}."
            marks = f"<!-- pairing:begin {self.session} --> and <!-- pairing:end {self.session} -->"
            hint = f'Say which: `under = "the heading above it"` in the settings, or {marks} around it.'
            raise self.error("several-tables", message, hint, fitting[0][0].header.number)
        return fitting[0]

    def _below_heading(self, fitting: list[tuple[RawTable, Columns]]) -> list[tuple[RawTable, Columns]]:
        assert self.under is not None
        wanted = text_key(self.under)
        below = [entry for entry in fitting if wanted in {text_key(heading) for heading in entry[0].headings}]
        if not below:
            lines = ", ".join(f"line {table.header.number}{_below(table)}" for table, _ in fitting)
            message = f"no table of {self.session!r} stands under the heading {self.under!r}; they are: {lines}."
            hint = did_you_mean(self.under, self.blocks.headings)
            raise self.error("no-heading", message, hint, fitting[0][0].header.number)
        return below

    def _example(self) -> str:
        usual = ("Collabie 1", "Collabie 2") if self.kind == "peers" else ("Collabie", "Mentor")
        return f"| {' | '.join(self.header or usual)} |"

    def _look_alikes(self, region: Region | None) -> str:
        told = list(_look_alikes(self.blocks, self.header, region, self.kind))
        more = f"; and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
        return f" It is not {'; nor '.join(told[:_MOST_NAMED])}{more}." if told else ""


def _look_alikes(blocks: Blocks, header: Sequence[str] | None, region: Region | None, kind: str) -> Iterator[str]:
    """What a person may take for the table, and why it is none."""
    for line, below in zip(blocks.lines, blocks.lines[1:], strict=False):
        text = line.text.lstrip("> ")
        columns = num_delimiters(below.text.lstrip("> ")) if "|" in text else 0
        if not columns or line.kind is Kind.TABLE or (region is not None and not region.holds(line.number)):
            continue
        cells = [unescape_cell(cell) for cell in split_cells(text)]
        if isinstance(columns_of(cells, header, kind), str):
            continue
        if line.kind is not Kind.TEXT:
            yield f"line {line.number}, which stands in {line.kind.value}"
        elif len(cells) != columns:
            yield f"line {line.number}, which has {len(cells)} cells over {columns} in the row of dashes"


def _header_cells(table: RawTable) -> tuple[str, ...]:
    return tuple(unescape_cell(cell) for cell in split_cells(table.header.text))


def _below(table: RawTable) -> str:
    return f" (under {table.headings[-1]!r})" if table.headings else ""


def _table(found: RawTable, columns: Columns, data: bytes, file: str) -> Table:
    unreadable = []
    rows = []
    for line in (found.header, *found.rows):
        raw = data[line.start : line.stop]
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"this row of the table is not UTF-8: {raw.decode('utf-8', 'backslashreplace').strip()}"
            hint = f"Write it again, from byte {error.start + 1} of the line."
            unreadable.append(
                Issue(Severity.ERROR, "unreadable-row", message, hint, file=file, line=line.number)  # of one table
            )
            continue
        sources = tuple(split_cells(text))
        cells = tuple(unescape_cell(source) for source in sources)
        rows.append(TableRow(line.number, cells, sources, line.start, line.end))
    if unreadable:
        raise InputError(unreadable)
    header, delimiter = found.header, found.delimiter
    last = found.rows[-1] if found.rows else delimiter
    dashes = data[delimiter.start : delimiter.stop]
    return Table(
        start=header.start,
        body=delimiter.end,
        end=last.end,
        line=header.number,
        header=_header_cells(found),
        rows=tuple(rows[1:]),
        columns=columns,
        newline=data[header.stop : header.end],
        indent=dashes[: len(dashes) - len(dashes.lstrip(b" \t"))],
        file=file,
    )
