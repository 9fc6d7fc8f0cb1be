"""A sheet, read strictly: a header and rows of text, or the faults of the file, each with its line and its cure.

What lets a sheet pass in silence elsewhere (a row that is too long or too short, a doubled header, a title) is looked
for here. A cell is never shifted, cut or guessed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.names import did_you_mean, has_bidi_control, text_key
from pairing.rosters.csv_text import SEPARATORS, read_csv
from pairing.rosters.excel import Record, read_workbook
from pairing.rosters.in_memory import rows_of_values

if TYPE_CHECKING:
    from pandas import DataFrame

    SheetSource = str | os.PathLike[str] | DataFrame | Sequence[Mapping[str, object]]

MOST_BYTES = 64 * 2**20
_SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_SPREADSHEET_ERRORS = frozenset(
    ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#ERROR!", "#SPILL!"]
)


class Row(NamedTuple):
    """One row: ``line`` is the line of the file on which it starts (1-based; a cell may hold line breaks).

    For a DataFrame or list, whose header counts as line 1, the first row is line 2. There are as many cells as the
    header has.
    """

    line: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """A header and its rows, all text as it was written; wholly blank rows are left out.

    ``issues`` are warnings, notes, and the rows that had to be set aside (they are not in ``rows``).
    """

    file: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]


def read_sheet(source: SheetSource, *, file: str = "") -> Sheet:
    """Read a sheet: a .csv or .xlsx file, the newest file of a pattern, a DataFrame, or a list of dicts.

    Parameters
    ----------
    source
        A path, a pattern such as ``exports/collabies*.csv`` (the newest file counts, and a note names it), a
        DataFrame, or a sequence of mappings (a key that a row lacks is a blank).
    file
        What issues call it. Default: the file's name, "DataFrame" or "table".

    Returns
    -------
    Sheet

    Raises
    ------
    InputError
        With all faults of the file: it is missing or unreadable, no sheet, in a broken encoding, with an unclosed
        quote, a title above the header, a doubled header, or a row longer than its header.

    Examples
    --------
    >>> sheet = read_sheet([{"Name": "Ada Quill", "Places": 2.0}])
    >>> sheet.header, sheet.rows[0].cells
    (('Name', 'Places'), ('Ada Quill', '2'))
    """
    if isinstance(source, (str, os.PathLike)):
        return sheet_of(read_raw(os.fsdecode(source), file))
    return sheet_of(raw_of_values(source, file))


def _fault(code: str, message: str, hint: str, file: str, **place: Any) -> InputError:
    return InputError(Issue(Severity.ERROR, code, message, hint, file, **place))


# --- where it comes from ---------------------------------------------------------------------------------------------


def raw_of_values(source: object, label: str = "") -> Raw:
    """The rows of a DataFrame or a list of dicts as text; raises as ``read_sheet`` does."""
    file, records, issues = rows_of_values(source, label)
    return Raw(file, Path(file), records, tuple(issues))


class Raw(NamedTuple):
    """A file that is a table of any shape: its rows as they stand, blank ones too, each with its line.

    ``text`` and ``separator`` are of a .csv file; ``path`` is the file that was read, the newest of a pattern.
    """

    file: str
    path: Path
    records: Sequence[Record]
    issues: tuple[Issue, ...]
    separator: str = ","
    text: str = ""


def read_raw(source: str, label: str = "") -> Raw:
    """The rows of a .csv or .xlsx file, without a look at what they mean; raises as ``read_sheet`` does."""
    path, file, content, issues = read_content(source, label)
    return raw_of(path, file, content, issues)


def read_content(source: str, label: str = "") -> tuple[Path, str, bytes, list[Issue]]:
    """The file that a path or pattern means, what issues call it, and its bytes."""
    path, issues = Path(source), []
    if any(mark in source for mark in "*?[") and not os.path.lexists(source):
        path, note = _newest(source, label)
        issues.append(note)
    file = label or path.name or source
    return path, file, _content(path, file), issues


def raw_of(path: Path, file: str, content: bytes, issues: Sequence[Issue]) -> Raw:
    """The rows in the bytes of a file."""
    if content.startswith(b"PK\x03\x04"):
        if path.suffix.lower() not in (".xlsx", ".xlsm"):
            hint = f"Call it {path.stem}.xlsx, or open it and save it as CSV UTF-8."
            raise _fault(
                "excel-not-csv", f"it is a packed Excel workbook, though it is called {path.name}.", hint, file
            )
        records, found = read_workbook(content, file)
        return Raw(file, path, records, (*issues, *found))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        message = "it is an Excel workbook of the old kind (.xls), or one with a password."
        raise _fault("old-excel", message, "Open it and save it as .xlsx without a password, or as CSV UTF-8.", file)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise _fault("not-a-workbook", "it is no Excel workbook.", "Download it once more, or use CSV.", file)
    text, separator, csv_records, found = read_csv(content, file)
    return Raw(file, path, csv_records, (*issues, *found), separator, text)


def sheet_of(raw: Raw) -> Sheet:
    """The rows as a header and what stands below it; raises as ``read_sheet`` does."""
    return _sheet(raw.records, raw.file, list(raw.issues), raw.separator, raw.text)


def _newest(pattern: str, label: str) -> tuple[Path, Issue]:
    from datetime import datetime
    from glob import glob

    paths = [Path(name) for name in glob(pattern)]  # noqa: PTH207  (a Path cannot expand an absolute pattern)
    stamped = [(path.stat().st_mtime, path.name, path) for path in paths if path.is_file() and path.name[:1] != "~"]
    if not stamped:
        raise _missing(Path(pattern), label or pattern, f"no file fits the pattern {pattern!r}.")
    seconds, name, path = max(stamped)
    when = datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "minutes")
    count = f"the newest of {len(stamped)} that fit" if len(stamped) > 1 else "the only one that fits"
    message = f"{name} of {when} is read: {count} {Path(pattern).name!r}."
    return path, Issue(Severity.NOTE, "newest-file", message, file=label or name, value=name)


def _content(path: Path, file: str) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _missing(path, file, f"there is no file {str(path)!r}.") from None
    except (OSError, ValueError) as error:
        # Windows calls a folder "permission denied".
        if isinstance(error, IsADirectoryError) or (isinstance(error, PermissionError) and path.is_dir()):
            raise _missing(path / "x", file, f"{str(path)!r} is a folder.") from None
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Look at its name and permissions, and whether another program holds it open."
        raise _fault("unreadable-file", f"{str(path)!r} cannot be read: {reason}.", hint, file) from error
    if len(content) > MOST_BYTES:
        raise _fault("too-large", f"it is larger than {MOST_BYTES // 2**20} MiB.", "Is it the right file?", file)
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise _fault("empty-file", "it is empty.", "Download it once more.", file)
    return content


def _missing(path: Path, file: str, message: str) -> InputError:
    """The error for a file that is not there, with those that are."""
    if not path.parent.is_dir():
        return _fault("missing-file", message, f"There is no folder {str(path.parent)!r} either.", file)
    there = sorted(entry.name for entry in path.parent.iterdir() if entry.suffix.lower() in _SHEETS)
    hint = did_you_mean(path.name, there)
    if not hint:
        hint = f"In that folder are {', '.join(there[:5])}." if there else "No sheet is in that folder."
    return _fault("missing-file", message, hint, file)


# --- cells to a sheet ------------------------------------------------------------------------------------------------


def _is_blank(cells: Sequence[str]) -> bool:
    return all(not cell or not text_key(cell) for cell in cells)


def _sheet(records: Sequence[Record], file: str, issues: list[Issue], separator: str = ",", text: str = "") -> Sheet:
    filled = [(line, cells) for line, cells in records if not _is_blank(cells)]
    if not filled:
        raise _fault("empty-file", "no cell holds anything.", "Is it the right file?", file)
    header_line, header = filled[0]
    _refuse_title(filled, file)
    faults = _header_faults(header, header_line, file)
    widths = [len(cells) for _, cells in filled[1:]]
    comma = SEPARATORS[separator]
    if widths and max(widths) < len(header):
        message = f"the header has {len(header)} cells, and every row has fewer."
        hint = f"A {comma} inside a name of the header needs quotes around that name; one at its end is too much."
        faults.append(Issue(Severity.ERROR, "long-header", message, hint, file, header_line))
        raise InputError(faults)
    if len(widths) > 1 and min(widths) > len(header):
        message = f"the first row has {len(header)} cells, and every other has more: it seems to be no header."
        hint = f"Delete a title above the header; a {comma} inside a cell needs quotes; one at the end is too much."
        faults.append(Issue(Severity.ERROR, "short-header", message, hint, file, header_line))
        raise InputError(faults)
    rows: list[Row] = []
    aside: list[Issue] = []
    for line, cells in filled[1:]:
        issue = _row_issue(line, cells, header, file, separator, text)
        if issue is None:
            rows.append(Row(line, cells))
        else:
            (faults if issue.severity is Severity.ERROR else aside).append(issue)
    if faults:
        raise InputError(faults)
    warnings = _column_warnings(header, rows, file)
    return Sheet(file, header, header_line, tuple(rows), (*issues, *warnings, *aside))


def _refuse_title(filled: Sequence[Record], file: str) -> None:
    line, cells = filled[0]
    title = [cell for cell in cells if text_key(cell)]
    wider = next((at for at, row in filled[1:20] if sum(map(bool, map(text_key, row))) > 1), None)
    if len(title) == 1 and wider is not None:
        message = (
            f"the first row has one cell, {title[0].strip()[:60]!r}: a title. The header seems to be line {wider}."
        )
        lines = f"line {line}" if wider == line + 1 else f"lines {line} to {wider - 1}"
        raise _fault("title-row", message, f"Delete {lines}, so that the header is the first row.", file, line=line)


def _header_faults(header: Sequence[str], line: int, file: str) -> list[Issue]:
    faults: list[Issue] = []
    columns: dict[str, list[int]] = {}
    for idx, name in enumerate(header):
        if text_key(name):
            columns.setdefault(text_key(name), []).append(idx)
        if has_bidi_control(name):
            faults.append(_bidi(Severity.ERROR, name, file, line, _letters(idx)))
    for places in columns.values():
        if len(places) > 1:
            name = header[places[0]]
            message = f"columns {' and '.join(_letters(idx) for idx in places)} have the same header, {name!r}."
            hint = "Rename or delete one of them in the sheet."
            faults.append(Issue(Severity.ERROR, "duplicate-header", message, hint, file, line, name, name))
    return faults


def _row_issue(
    line: int, cells: tuple[str, ...], header: Sequence[str], file: str, separator: str, text: str
) -> Issue | None:
    """Why a row cannot be used, or None."""
    begins = ", ".join(cell.strip()[:40] for cell in cells if cell.strip())[:80]
    for idx, cell in enumerate(cells):
        if cell[:1].isspace() and cell.lstrip().startswith('"') and _stands_unquoted(cell, separator, text):
            hint = "Take out the blank in front of the quote."
            message = f"there is a blank between the {SEPARATORS[separator]} and the quote of {cell.strip()[:40]!r}."
            column = header[idx] if idx < len(header) else ""
            return Issue(Severity.ERROR, "blank-before-quote", message, hint, file, line, column, cell)
    if len(cells) > len(header):
        # Even blank cells too many: a comma in a name shifts the row, and its last answer may have been blank.
        message = f"the row has {len(cells)} cells, and the header has {len(header)}; it begins {begins!r}."
        hint = f"A {SEPARATORS[separator]} inside a cell needs quotes around that cell; one at its end is too much."
        return Issue(Severity.ERROR, "long-row", message, hint, file, line, value=begins)
    if len(cells) < len(header):
        # Which cells are missing cannot be known: the row may end early, or a separator in its middle is gone.
        message = f"the row has {len(cells)} cells, and the header has {len(header)}; it begins {begins!r}."
        hint = f"Add the missing {SEPARATORS[separator]}s."
        return Issue(Severity.ASIDE, "short-row", message, hint, file, line, value=begins)
    for idx, cell in enumerate(cells):
        if has_bidi_control(cell):
            return _bidi(Severity.ASIDE, cell, file, line, header[idx])
    return None


def _stands_unquoted(cell: str, separator: str, text: str) -> bool:
    """Whether a cell with quotes in it stands in the file as it is; in a quoted one they would be doubled."""
    raw = f"\n{text}\n"
    return any(before + cell + after in raw for before in (separator, "\n") for after in (separator, "\n", "\r"))


def _bidi(severity: Severity, text: str, file: str, line: int, column: str) -> Issue:
    shown = "".join(f"[U+{ord(char):04X}]" if has_bidi_control(char) else char for char in text)
    message = f"{shown!r} holds an invisible character that turns the direction of writing."
    hint = "Type the text again without it."
    return Issue(severity, "bidi-control", message, hint, file, line, column, shown)


def _column_warnings(header: Sequence[str], rows: Sequence[Row], file: str) -> Iterator[Issue]:
    for idx, name in enumerate(header):
        if not text_key(name):
            first = next((row for row in rows if text_key(row.cells[idx])), None)
            if first is not None:
                message = (
                    f"column {_letters(idx)} has no header; its cells are not read (such as {first.cells[idx]!r})."
                )
                hint = "Write a header above it, or delete it."
                yield Issue(Severity.WARNING, "blank-header", message, hint, file, first.line, value=first.cells[idx])
        broken = [row for row in rows if row.cells[idx] in _SPREADSHEET_ERRORS]
        if broken:
            value = broken[0].cells[idx]
            message = f"{len(broken)} cell{'s' * (len(broken) > 1)} show an error of the spreadsheet, {value}."
            hint = "Mend the formula and download the sheet again."
            yield Issue(Severity.WARNING, "spreadsheet-error", message, hint, file, broken[0].line, name, value)


def _letters(idx: int) -> str:
    """A column as spreadsheets call it: A, B, … Z, AA."""
    return ("" if idx < 26 else _letters(idx // 26 - 1)) + chr(ord("A") + idx % 26)
