"""What a table says now, and which rows it gets from a plan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from pairing.documents.headers import pair_columns
from pairing.documents.inline import Cell, Source, cell_text
from pairing.documents.markdown import Table, TableRow
from pairing.errors import InputError, Issue, Severity
from pairing.model.names import did_you_mean, has_bidi_control, name_key, text_key
from pairing.model.solution import UNPAIRED_TEXT

_NOBODY = frozenset(("", "-", "–", "—"))
_ADDRESS = r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[^\s@<>()\[\],;:]+"


class PublishedRow(NamedTuple):
    """One row as it is published: its place in ``table.rows``, its line, who, with whom, and all its cells."""

    place: int
    line: int
    participant: str
    mentors: tuple[str, ...]
    cells: tuple[str, ...]


class Published(NamedTuple):
    """A table read back. ``issues`` are warnings about rows that are not quite a pair; ``columns`` as in ``Table``."""

    table: Table
    rows: tuple[PublishedRow, ...]
    columns: tuple[int, int]
    issues: tuple[Issue, ...]


class Change(NamedTuple):
    """What changes for a participant: the mentors before and after. ``session`` is its name, "" where not known."""

    session: str
    participant: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class NewRows(NamedTuple):
    """The rows a table gets, for ``splice``; what changes by them; and what the coordinator should know."""

    rows: tuple[tuple[Cell, ...], ...]
    origins: tuple[int | None, ...]
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]


def read_published(
    table: Table,
    header: Sequence[str] | None = None,
    *,
    unpaired_text: str = UNPAIRED_TEXT,
    shared_names: Collection[str] = (),
) -> Published:
    r"""The pairs that a table shows.

    Parameters
    ----------
    table
        From ``find_table``.
    header
        The session's columns as there; None takes the columns that were found then.
    unpaired_text
        The Markdown that stands where nobody is assigned; a blank cell or a dash says the same.
    shared_names
        Names that several participants bear: they may stand in several rows.

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
    columns = table.columns if header is None else pair_columns(table.header, header)
    if isinstance(columns, str):
        raise InputError(_issue(Severity.ERROR, "no-table-fits", f"the table does not fit: {columns}.", table))
    nobody = _NOBODY | {text_key(cell_text(Source(unpaired_text)))}
    rows = []
    for place, row in enumerate(table.rows):
        cells = (*row.cells, *([""] * (len(table.header) - len(row.cells))))
        participant = " ".join(cells[columns[0]].split())
        mentors = tuple(one for one in cells[columns[1]].split("\n") if text_key(one) not in nobody)
        rows.append(PublishedRow(place, row.line, participant, mentors, cells))
    _refuse_twice(rows, {name_key(name) for name in shared_names}, table)
    issues = [issue for row in rows for issue in _doubts(row, table)]
    return Published(table, tuple(rows), columns, tuple(issues))


def new_rows(
    published: Published,
    plan: Sequence[tuple[str, Sequence[str]]],
    *,
    unpaired_text: str = UNPAIRED_TEXT,
    session: str = "",
) -> NewRows:
    """The rows of a table for the plan of its session.

    Rows keep their order; new people come after them in the order of their names. A row that says the same stays as
    it stands. The further columns of a row keep their cells as long as its mentors stay, or where it had none, and
    are blank where they changed. Who is in the table and not in the plan keeps the row, with a warning. Rows
    without any text go.

    Parameters
    ----------
    published
        From ``read_published``.
    plan
        Each participant of the session with the mentors, by the names to be shown; no mentors: unpaired. Several
        people may have one name; their rows then go first to those whose mentors they show, else by order.
    unpaired_text
        Markdown for where nobody is assigned.
    session
        Named in the changes.

    Raises
    ------
    InputError
        With an issue for every name that cannot stand in a document (an e-mail address, a character that cannot be
        seen), and when more rows show a name than people bear it.
    """
    where = published.columns
    _refuse_names(plan, published.table.file)
    taken = _take_rows(published, plan)
    rows: list[tuple[Cell, ...]] = []
    origins: list[int | None] = []
    changes = []
    unknown = []
    for row in published.rows:
        entry = taken.get(row.place)
        source = published.table.rows[row.place]
        if entry is None and not any(cell.strip() for cell in source.sources):
            continue
        if entry is None:
            unknown.append(row)
            rows.append(source.cells)
        else:
            rows.append(_filled(row, source, plan[entry][1], where, unpaired_text))
            if not _same_people(row.mentors, plan[entry][1]):
                changes.append(Change(session, row.participant, row.mentors, tuple(plan[entry][1])))
        origins.append(row.place)
    old = set(taken.values())
    new = [entry for place, entry in enumerate(plan) if place not in old]
    for name, mentors in sorted(new, key=lambda entry: entry[0].casefold()):
        rows.append(_written(name, mentors, len(published.table.header), where, unpaired_text))
        origins.append(None)
        changes.append(Change(session, name, (), tuple(mentors)))
    issues = (*published.issues, *_unknown_issues(unknown, plan, published.table))
    return NewRows(tuple(rows), tuple(origins), tuple(changes), issues)


# --- reading ----------------------------------------------------------------------------------------------------


def _issue(
    severity: Severity, code: str, message: str, table: Table, hint: str = "", line: int | None = None, person: str = ""
) -> Issue:
    at = table.line if line is None else line
    return Issue(severity, code, message, hint, file=table.file, line=at, value=person, person=person)


def _refuse_twice(rows: Sequence[PublishedRow], shared: set[str], table: Table) -> None:
    first: dict[str, PublishedRow] = {}
    issues = []
    for row in rows:
        key = name_key(row.participant)
        earlier = first.setdefault(key, row)
        if key and earlier is not row and key not in shared:
            message = f"{row.participant!r} stands in line {earlier.line} and in line {row.line}."
            hint = "Keep one row each; several mentors stand in one cell with <br> between them."
            issues.append(
                _issue(Severity.ERROR, "participant-twice", message, table, hint, row.line, person=row.participant)
            )
    if issues:
        raise InputError(issues)


def _doubts(row: PublishedRow, table: Table) -> Iterator[Issue]:
    """What is odd about a row by itself."""
    written = table.rows[row.place].cells
    columns = len(table.header)
    if len(written) == 1 and written[0]:
        message = f"the row has one cell, {written[0]!r}."
        hint = "If it is no row, put a blank line above it; else give it a mentor's cell."
        yield _issue(Severity.WARNING, "row-of-one-cell", message, table, hint, row.line)
    elif any(written[columns:]):
        message = f"the row has {len(written)} cells, and the table {columns} columns; nobody sees the rest."
        hint = "A pipe inside a name is written \\|."
        yield _issue(Severity.WARNING, "too-many-cells", message, table, hint, row.line)
    if not row.participant and any(row.cells):
        message = f"the row names no participant: {' | '.join(row.cells)!r}."
        yield _issue(Severity.WARNING, "row-without-name", message, table, "Write the name, or delete it.", row.line)


def _unknown_issues(rows: Sequence[PublishedRow], plan: Sequence[tuple[str, object]], table: Table) -> Iterator[Issue]:
    for row in rows:
        if not row.participant or len(table.rows[row.place].cells) == 1:
            continue  # named already, as a row without a name or of one cell
        message = f"{row.participant!r} stands in the table and is not in the plan of its session; the row stays."
        hint = did_you_mean(row.participant, [name for name, _ in plan])
        yield _issue(
            Severity.WARNING, "unknown-name-in-document", message, table, hint, row.line, person=row.participant
        )


# --- writing ----------------------------------------------------------------------------------------------------


def shown_fault(name: str) -> tuple[str, str] | None:
    """Why a name cannot stand in a document (code and words), or None."""
    if re.search(_ADDRESS, unicodedata.normalize("NFKC", name)):
        return "address-in-document", "holds an e-mail address, and documents are public"
    if has_bidi_control(name):
        return "unseen-character", "holds a character that turns the direction of writing"
    if any(unicodedata.category(char) in ("Cc", "Cs") and not char.isspace() for char in name):
        return "unseen-character", "holds a character that cannot be shown"
    return None if name.strip() else ("no-name", "is blank")


def refuse_names(names: Sequence[str], file: str = "") -> None:
    """Raise an ``InputError`` with an issue for each name that cannot stand in a document."""
    issues = []
    for name in dict.fromkeys(names):
        fault = shown_fault(name)
        if fault is not None:
            hint = "Give the person another name to be shown."
            message = f"the name {name!r} {fault[1]}."
            issues.append(Issue(Severity.ERROR, fault[0], message, hint, file=file, value=name, person=name))
    if issues:
        raise InputError(issues)


def _refuse_names(plan: Sequence[tuple[str, Sequence[str]]], file: str) -> None:
    refuse_names([name for participant, mentors in plan for name in (participant, *mentors)], file)


def _take_rows(published: Published, plan: Sequence[tuple[str, Sequence[str]]]) -> dict[int, int]:
    """Which row (its place in the table) goes to which entry of the plan."""
    entries_by_name: dict[str, list[int]] = {}
    for place, (name, _) in enumerate(plan):
        entries_by_name.setdefault(name_key(name), []).append(place)
    rows_by_name: dict[str, list[PublishedRow]] = {}
    for row in published.rows:
        rows_by_name.setdefault(name_key(row.participant), []).append(row)
    taken: dict[int, int] = {}
    for key, entries in entries_by_name.items():
        rows = rows_by_name.get(key, [])
        if len(rows) > len(entries):
            lines = ", ".join(str(row.line) for row in rows)
            message = f"{rows[0].participant!r} stands in lines {lines}, and the plan has {len(entries)} of that name."
            hint = "Delete the row that is too many."
            who, table = rows[0].participant, published.table
            raise InputError(_issue(Severity.ERROR, "participant-twice", message, table, hint, rows[-1].line, who))
        for row in rows:  # those whose mentors the row shows go first
            same = next((entry for entry in entries if _same_people(row.mentors, plan[entry][1])), None)
            if same is not None:
                entries.remove(same)
                taken[row.place] = same
        for row in rows:
            if row.place not in taken:
                taken[row.place] = entries.pop(0)
    return taken


def _same_people(one: Sequence[str], other: Sequence[str]) -> bool:
    return sorted(map(name_key, one)) == sorted(map(name_key, other))


def _mentor_cell(mentors: Sequence[str], unpaired_text: str) -> Cell:
    names = tuple(" ".join(name.split()) for name in mentors)
    return Source(unpaired_text) if not names else names[0] if len(names) == 1 else names


def _filled(
    row: PublishedRow, source: TableRow, mentors: Sequence[str], where: tuple[int, int], unpaired_text: str
) -> tuple[Cell, ...]:
    """A row of the table with its mentors: the same cells as far as they still hold."""
    as_text = cell_text(_mentor_cell((), unpaired_text))
    if _same_people(row.mentors, mentors) and (mentors or text_key(row.cells[where[1]]) == text_key(as_text)):
        return source.cells
    cells: list[Cell] = list(row.cells)
    if row.mentors and not _same_people(row.mentors, mentors):
        cells = [cell if place in where else "" for place, cell in enumerate(cells)]
    cells[where[1]] = _mentor_cell(mentors, unpaired_text)
    return tuple(cells)


def _written(
    name: str, mentors: Sequence[str], num_columns: int, where: tuple[int, int], unpaired_text: str
) -> tuple[Cell, ...]:
    cells: list[Cell] = [""] * num_columns
    cells[where[0]] = " ".join(name.split())
    cells[where[1]] = _mentor_cell(mentors, unpaired_text)
    return tuple(cells)
