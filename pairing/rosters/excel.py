"""Excel workbooks: the text of each cell as a person sees it, with caps on how much is read.

Read by openpyxl in its read-only way, with defusedxml against hostile XML (the extra ``excel``). A formula counts by
the value that Excel stored beside it; one that was never calculated is refused, because it would read as a blank.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from pairing.errors import InputError, Issue, Severity

if TYPE_CHECKING:
    import openpyxl

Record = tuple[int, tuple[str, ...]]  # the line a row starts on, and its cells

MOST_UNPACKED = 512 * 2**20  # bytes of all parts of the workbook together
MOST_ROWS = 100_000  # that hold anything
MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000  # looked at, blank ones too
LAST_ROW = 1_048_576  # of any Excel sheet
_SAVE_AS_CSV = "Open it and save it as .xlsx, or as CSV UTF-8."


def cell_text(value: object) -> str:
    """A value of a cell as the text a person sees: 2.0 is ``2``, a date ISO, nothing (None, NaN, NaT) is blank.

    Raises
    ------
    TypeError
        When the value is no text, number, truth value or time.

    Examples
    --------
    >>> cell_text(2.0), cell_text(None), cell_text(float("nan"))
    ('2', '', '')
    """
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, (bool, int)):
        return str(value).upper()
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        whole_day = value.tzinfo is None and value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if type(value).__name__ == "Decimal":
        return "" if value != value else str(value)
    if type(value).__name__ == "datetime64":
        return "" if value != value else str(value)
    as_python = getattr(value, "item", None)  # a NumPy scalar
    is_one = getattr(value, "shape", ()) == ()  # an array in a cell is no cell
    if is_one and callable(as_python) and not isinstance(plain := as_python(), type(value)):
        return cell_text(plain)
    raise TypeError(f"{type(value).__name__} is no text, number or time")


def read_workbook(content: bytes, file: str) -> tuple[list[Record], list[Issue]]:
    """The rows of the first sheet that holds anything, as text; blank rows are left out.

    Parameters
    ----------
    content
        The bytes of the .xlsx file.
    file
        Its name, for issues.

    Returns
    -------
    records, issues
        ``(row number, cells)`` with as many cells in every row, and warnings.

    Raises
    ------
    InputError
        When the package for it is missing, the file is no workbook, is larger than the caps, holds nothing, or holds
        formulas that were never calculated.
    """
    _check_archive(content, file)
    with _open(content, file, data_only=False) as book:
        name, issues = _chosen_sheet(book, file)
        records, formulas = _read(book[name], file)
    if formulas:  # now their stored values
        with _open(content, file, data_only=True) as book:
            records, _ = _read(book[name], file, formulas)
    width = max(len(cells) for _, cells in records)
    return [(line, cells + ("",) * (width - len(cells))) for line, cells in records], issues


def _fault(code: str, message: str, hint: str, file: str, **place: Any) -> InputError:
    return InputError(Issue(Severity.ERROR, code, message, hint, file, **place))


def _check_archive(content: bytes, file: str) -> None:
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError, ValueError, EOFError) as error:
        raise _fault("not-a-workbook", f"it is no Excel workbook ({error}).", _SAVE_AS_CSV, file) from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise _fault("not-a-workbook", "it is packed, but it is no .xlsx workbook.", _SAVE_AS_CSV, file)
    # A part is never unpacked further than the size it states, so the stated sizes bound the memory.
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        message = f"it unpacks to {unpacked // 2**20} MiB; at most {MOST_UNPACKED // 2**20} are read."
        raise _fault("too-large", message, "Save only the sheet with the answers, as CSV UTF-8.", file)


@contextmanager
def _open(content: bytes, file: str, *, data_only: bool) -> Iterator[openpyxl.Workbook]:
    from io import BytesIO

    try:
        import defusedxml  # noqa: F401  (openpyxl reads through it as soon as it can be imported)
        import openpyxl
    except ImportError as error:
        message = f"reading Excel workbooks needs the package {error.name or 'openpyxl'}, which is not installed."
        hint = 'In the folder of this project: python -m pip install ".[excel]"; or save the sheet as CSV UTF-8.'
        raise _fault("missing-package", message, hint, file) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles, validations and extensions, which hold no answers
        try:
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except InputError:
            raise
        except Exception as error:  # a damaged part surfaces as any of a dozen kinds, anywhere in the reader
            cause: BaseException = error
            while cause.__cause__ is not None:
                cause = cause.__cause__
            reason = " ".join(f"{type(cause).__name__}: {cause}".split())[:120]
            message = f"the workbook is damaged or not safe to read ({reason})."
            raise _fault("not-a-workbook", message, _SAVE_AS_CSV, file) from error


def _chosen_sheet(book: openpyxl.Workbook, file: str) -> tuple[str, list[Issue]]:
    """The first sheet in sight that holds anything; a warning where others do too."""
    filled = []
    in_sight = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in in_sight:
        sheet.reset_dimensions()  # what the file states of its size is often wrong
        if any(cell.value not in (None, "") for _, row in _rows(sheet, file) for cell in row):
            filled.append(sheet.title)
    if not filled:
        raise _fault("empty-file", "no sheet of the workbook holds anything.", "Is it the right file?", file)
    if len(filled) == 1:
        return filled[0], []
    others = ", ".join(repr(title) for title in filled[1:])
    message = f"only the sheet {filled[0]!r} is read; {others} {'is' if len(filled) == 2 else 'are'} not."
    hint = "If the answers are elsewhere, move that sheet to the front."
    return filled[0], [Issue(Severity.WARNING, "several-sheets", message, hint, file)]


def _rows(sheet: Any, file: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows with their numbers; ends with an error where there are more cells than anybody's sheet has."""
    seen = 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        seen += len(row)
        if line > LAST_ROW or seen > MOST_CELLS:
            message = f"the sheet {sheet.title!r} goes on past row {line:,} or {MOST_CELLS:,} cells."
            raise _fault("too-large", message, "Copy the rows with answers into a new workbook.", file, line=line)
        yield line, row


def _read(
    sheet: Any, file: str, formulas: Iterable[tuple[int, int]] = ()
) -> tuple[list[Record], list[tuple[int, int]]]:
    """The rows that hold anything, and where formulas stand; ``formulas`` were found before and need values now."""
    sheet.reset_dimensions()
    needs_value = frozenset(formulas)
    records: list[Record] = []
    found: list[tuple[int, int]] = []
    missing: list[tuple[int, str]] = []
    for line, row in _rows(sheet, file):
        texts = [cell_text(cell.value) for cell in row]
        for idx, cell in enumerate(row):
            # openpyxl keeps the type "str" only for a formula whose stored value is the empty text.
            if (line, idx) in needs_value and cell.value is None and getattr(cell, "data_type", "") != "str":
                missing.append((line, cell.coordinate))
            elif not needs_value and getattr(cell, "data_type", "") == "f":
                found.append((line, idx))
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            continue
        records.append((line, tuple(texts)))
        if len(records) > MOST_ROWS or len(texts) > MOST_COLUMNS:
            message = f"the sheet {sheet.title!r} has more than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns."
            raise _fault("too-large", message, "Is it the right file?", file, line=line)
    if missing:
        message = (
            f"{len(missing)} formula{'s' * (len(missing) > 1)} without a value, the first in cell {missing[0][1]}."
        )
        hint = "Open it in Excel or LibreOffice, let it calculate, and save it; or save it as CSV UTF-8."
        raise _fault("formula-without-value", message, hint, file, line=missing[0][0])
    return records, found
