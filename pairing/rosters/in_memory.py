"""Sheets that are no files: a DataFrame or a list of dicts as the rows of text that a file would have.

Pandas is not imported for this. What it does to a sheet on the way (names for blank headers, numbers for doubled ones,
"nan" for a blank that was made a text) is undone, or said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pairing.errors import IN_MEMORY, InputError, Issue, Severity
from pairing.rosters.excel import Record, cell_text

FRAME, TABLE = IN_MEMORY
_BLANKS_AS_TEXT = frozenset(["nan", "NaN", "NaT", "<NA>"])  # not "None", which people answer
Rows = tuple[str, list[Record], list[Issue]]  # what issues call it, the header and the rows, and doubts


def label_of(source: object, what: str) -> str:
    """What issues call a sheet that is no file, such as ``DataFrame of mentors``; "" for a file: its own name."""
    if isinstance(source, (str, os.PathLike)):
        return ""
    return f"{FRAME if _is_frame(source) else TABLE} of {what}"


def rows_of_values(source: object, label: str = "") -> Rows:
    """The header and the rows of a DataFrame or a list of dicts as text.

    An index with a name is a column, the first one. What is missing (None, NaN, NaT, NA) is blank.

    Raises
    ------
    InputError
        When it is neither, has no columns or several header rows, or a cell holds what is no text, number or time.
    """
    if _is_frame(source):
        return _rows_of_frame(source, label or FRAME)
    if isinstance(source, Sequence) and not isinstance(source, (str, bytes)):
        rows = [row for row in source if isinstance(row, Mapping)]
        if len(rows) == len(source):
            header = list(dict.fromkeys(key for row in rows for key in row))
            return _rows(header, ([row.get(key) for key in header] for row in rows), label or TABLE)
    message = f"a sheet cannot be read from {type(source).__name__}."
    raise _fault("bad-source", message, "Give a path, a DataFrame, or a list of dicts.", label)


def _is_frame(source: object) -> bool:
    return hasattr(source, "columns") and hasattr(source, "itertuples")


def _rows_of_frame(frame: Any, file: str) -> Rows:
    places = [place for place, name in enumerate(frame.index.names) if name is not None]
    levels = [frame.index.names[place] for place in places]
    rows: Iterable[Sequence[object]] = frame.itertuples(index=False, name=None)
    if levels:  # somebody called set_index, and the answers in it are answers all the same
        named = [frame.index.get_level_values(place) for place in places]
        rows = ((*beside, *row) for *beside, row in zip(*named, rows, strict=True))
    # what pandas calls a column of a file that has no header
    header = ["" if str(name) == f"Unnamed: {idx}" else name for idx, name in enumerate(frame.columns)]
    label, records, issues = _rows([*levels, *header], rows, file)
    return label, records, [*issues, *_numbered_headers(records[0][1], file)]


def _numbered_headers(header: Sequence[str], file: str) -> Iterator[Issue]:
    """Of a header that stands twice in a file, pandas calls the second one ``Zone.1``."""
    for name in header:
        first, dot, number = name.rpartition(".")
        if dot and number.isdecimal() and first in header:
            message = f"there are {first!r} and {name!r}: a header that stood twice, and that pandas numbered?"
            hint = "If it was, rename or delete one of the two."
            yield Issue(Severity.WARNING, "numbered-header", message, hint, file, 1, name, name)


def _rows(header: Sequence[object], rows: Iterable[Sequence[object]], file: str) -> Rows:
    faults: list[Issue] = []
    records: list[Record] = []
    if not header:
        raise _fault("empty-file", "it has no columns.", "", file)
    if any(isinstance(name, tuple) for name in header):
        raise _fault("bad-source", "it has several header rows.", "Give the columns one name each.", file)
    names = tuple(cell_text(name) if name is None or isinstance(name, (int, float)) else str(name) for name in header)
    for line, values in enumerate(rows, 2):
        cells = []
        for name, value in zip(names, values, strict=True):
            try:
                cells.append(cell_text(value))
            except TypeError as error:
                message = f"a cell holds {value!r}; {error}."
                faults.append(Issue(Severity.ERROR, "bad-cell", message, "Make it one text.", file, line, name))
        records.append((line, tuple(cells)))
    if faults:
        raise InputError(faults)
    return file, [(1, names), *records], list(_blanks_as_text(names, records, file))


def _blanks_as_text(header: Sequence[str], records: Sequence[Record], file: str) -> Iterator[Issue]:
    """``astype(str)`` makes the text "nan" of a cell that was blank, and whoever reads it takes it for an answer."""
    for idx, name in enumerate(header):
        lines = [line for line, cells in records if cells[idx] in _BLANKS_AS_TEXT]
        if lines:
            value = next(cells[idx] for line, cells in records if line == lines[0])
            number = "1 cell reads" if len(lines) == 1 else f"{len(lines)} cells read"
            message = f"{number} {value!r}: a blank that was made a text."
            hint = (
                "Leave astype(str) away, or give blanks: frame.fillna(''). "
                f'If it is an answer: [issues] accept = ["blank-as-text:{value}"].'
            )
            yield Issue(Severity.QUESTION, "blank-as-text", message, hint, file, lines[0], name, value)


def _fault(code: str, message: str, hint: str, file: str) -> InputError:
    return InputError(Issue(Severity.ERROR, code, message, hint, file))
