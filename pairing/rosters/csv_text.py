"""The text of a .csv file: from bytes to rows of cells, by the standard ``csv`` module in its strict mode.

Encodings: UTF-8 with or without a mark, UTF-16 by its mark, Windows-1252 with a warning; nothing else is tried.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.excel import Record

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_csv(content: bytes, file: str) -> tuple[str, str, list[Record], list[Issue]]:
    """The text, its separator, its rows with the line each starts on (blank ones too), and warnings.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for issues.

    Raises
    ------
    InputError
        When it cannot be decoded, is no table (a web page, an unfinished Git merge), or a row is not valid CSV.

    Examples
    --------
    >>> read_csv(b"Name;Zone\\nAda Quill;PT\\n", "mentors.csv")[2]
    [(1, ('Name', 'Zone')), (2, ('Ada Quill', 'PT'))]
    """
    text, issues = _decode(content, file)
    text, first_line, separator = _separator(text, file)
    return text, separator, list(_records(text, separator, first_line, file)), issues


def _fault(code: str, message: str, hint: str, file: str, **place: Any) -> InputError:
    return InputError(Issue(Severity.ERROR, code, message, hint, file, **place))


def _decode(content: bytes, file: str) -> tuple[str, list[Issue]]:
    issues: list[Issue] = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "UTF-16"
    else:
        encoding = "UTF-8"
        if b"\0" in content:
            line = content[: content.index(b"\0")].count(b"\n") + 1
            message = "there is a NUL byte, which no text has."
            hint = "Save it as CSV UTF-8 (it may be UTF-16, or a damaged download)."
            raise _fault("nul-byte", message, hint, file, line=line)
    try:
        text = content.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding == "UTF-16" or content.startswith(b"\xef\xbb\xbf"):
            message = f"it says that it is {encoding}, and it is not all of it ({error.reason})."
            raise _fault("broken-encoding", message, "Download it once more, or save it as CSV UTF-8.", file) from None
        text, warning = _decode_windows(content, file)
        issues.append(warning)
    _refuse_no_table(text, file)
    if "\ufffd" in text:
        line = text[: text.index("\ufffd")].count("\n") + 1
        message = "there is a � where another program lost a letter."
        issues.append(Issue(Severity.WARNING, "lost-letter", message, "Write the letter again.", file, line))
    return text, issues


def _decode_windows(content: bytes, file: str) -> tuple[str, Issue]:
    """Text that is not UTF-8, as Windows-1252, where that can be: no line of it is UTF-8."""
    unlike: list[int] = []
    alike: list[int] = []
    for line, raw in enumerate(content.split(b"\n"), 1):
        if not raw.isascii():
            try:
                raw.decode()
                alike.append(line)
            except UnicodeDecodeError:
                unlike.append(line)
    hint = "Save it as CSV UTF-8."
    if alike:
        message = f"two encodings are mixed: line {alike[0]} is UTF-8, line {unlike[0]} is not."
        raise _fault("broken-encoding", message, hint, file, line=unlike[0])
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        message = "it is neither UTF-8 nor Windows-1252."
        raise _fault("broken-encoding", message, hint, file, line=unlike[0]) from None
    # Cut at plain blanks only: the one letter that is no ASCII may be a blank itself, the no-break one.
    words = re.split(r"[ \t\r,;]", text.split("\n")[unlike[0] - 1])
    word = next(word for word in words if not word.isascii())
    message = f"it is not UTF-8 and is read as Windows-1252 (Excel's older CSV); the first such word is {word!r}."
    hint = "If that word is right, all is well; else save it as CSV UTF-8."
    return text, Issue(Severity.WARNING, "windows-encoding", message, hint, file, unlike[0], value=word)


def _refuse_no_table(text: str, file: str) -> None:
    """Texts that are no table at all, or that hold two versions of one."""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _fault("nul-byte", "there is a NUL character, which no text has.", "Save it once more.", file, line=line)
    for mark in ("<<<<<<<", ">>>>>>>"):
        at = 0 if text.startswith(mark) else text.find("\n" + mark) + 1
        if (at or text.startswith(mark)) and text[at + 7 : at + 8] in (" ", "\r", "\n", ""):
            message = f"a Git merge was never finished: the line starts with {mark}."
            hint = "Choose one version of the lines between the marks, and delete the marks."
            raise _fault("merge-mark", message, hint, file, line=text[:at].count("\n") + 1)
    if text.lstrip().startswith("<"):
        message = f"it is a web page, not a table (it starts with {text.lstrip()[:15]!r})."
        hint = "Download the sheet itself as CSV; if a sign-in page was saved, sign in first."
        raise _fault("web-page", message, hint, file, line=1)


def _separator(text: str, file: str) -> tuple[str, int, str]:
    """The text without a ``sep=`` line, the number of its first line, and the separator that splits the header best.

    Best is the most header cells, times the share of the first rows that have as many.
    """
    first, _, rest = text.partition("\n")
    stated = first.strip('"\r ')
    if stated.lower().startswith("sep=") and len(stated) <= 5:
        if stated[4:] not in SEPARATORS:
            hint = "Known are sep=, and sep=; and a tab."
            raise _fault("bad-separator", f"the separator is stated as {stated!r}.", hint, file, line=1)
        return rest, 2, stated[4:]
    scores: dict[str, float] = {}
    widest: dict[str, int] = {}
    for separator in SEPARATORS:
        widths: list[int] = []
        try:
            for _, cells in islice(_records(text, separator, 1, file), 50):
                if any(cell.strip() for cell in cells):
                    widths.append(len(cells))
        except InputError:
            widths.append(0)  # the rows before the fault still tell; it is raised where this reading is chosen
        widest[separator] = max(widths, default=0)
        if widths and widths[0] > 1:
            same = [width == widths[0] for width in widths[1:]]
            scores[separator] = widths[0] * (sum(same) / len(same) if same else 1)
        if not widths:
            return text, 1, separator  # nothing but this separator and blanks
    best = max(scores.values(), default=0)
    if not best:
        # One column, or a title above the header: the widest reading shows which.
        return text, 1, max(SEPARATORS, key=lambda one: widest[one])
    fitting = [separator for separator, score in scores.items() if score == best]
    if len(fitting) > 1:
        names = " or ".join(SEPARATORS[one] for one in fitting)
        message = f"the cells may be separated by {names}: both split the header into as many."
        hint = 'Put a line above the header that says which, such as "sep=;".'
        raise _fault("ambiguous-separator", message, hint, file, line=1)
    return text, 1, fitting[0]


def _records(text: str, separator: str, first_line: int, file: str) -> Iterator[Record]:
    """The rows with the line each starts on, or the fault of the first that cannot be read."""
    # Lines end at \n alone, so that a lone \r reaches the csv module, which refuses it outside quotes.
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + first_line
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _syntax_fault(str(error), line, reader.line_num + first_line - 1, file) from None
        yield line, tuple(cells)


def _syntax_fault(error: str, start: int, line: int, file: str) -> InputError:
    """What the csv module found, in a coordinator's words."""
    if "field limit" in error:
        message = "a cell of more than 131,072 characters begins in this row, as when a quote is never closed."
        hint = 'Close the quote (a " that belongs to the text is written ""), or shorten the cell.'
        return _fault("unclosed-quote", message, hint, file, line=start)
    if "end of data" in error:
        message = "a quote is opened in this row and never closed."
        return _fault(
            "unclosed-quote", message, 'Close it, or write a " that belongs to the text as "".', file, line=start
        )
    if "expected after" in error:
        message = 'text follows a closing quote (or a " inside a text is not doubled).'
        hint = 'Write a " that belongs to the text as "".'
        if start < line:
            hint += f" The row starts on line {start}; a quote may have been left open there."
        return _fault("text-after-quote", message, hint, file, line=line)
    if "new-line" in error:
        message = "lines end in a lone carriage return, as on very old Macs."
        return _fault("bare-cr", message, "Save it as CSV UTF-8.", file, line=start)
    return _fault("unreadable-row", f"the row cannot be read: {error}.", "Save it as CSV UTF-8.", file, line=start)
