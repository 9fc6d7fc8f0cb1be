"""A table cell as people read it and as GitHub-flavoured Markdown writes it, in both directions.

Writing escapes the least that makes a name show as it was written: ``O'Rourke`` and ``A_B`` stand as they are,
``*`` and ``|`` get a backslash. Reading takes links, bold, struck-through and code as their text, ``<br>`` as a line
break. The rules are those of CommonMark 0.31 and GFM 0.29; `tests/documents/test_inline.py` holds them against
markdown-it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")  # what a backslash makes plain
KEEP_MARK = "<!-- keep -->"  # in a row: its pair is to stay
_MOST_BRACKETS = 20  # links within links: nobody means more
_STRUCK = "\0"  # stands where text struck through begins and ends, while a cell is read for that
_PLAIN = re.compile(r"[^\\`&<\[!*_~]+")

# Patterns of what few cells hold. They are compiled when a cell first needs one: a start of the program does not wait.
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ATTRIBUTE = r"\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
TAG = rf"<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>"
_COMMENT_OR_LINK = (
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*>"
    r"|<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>|<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9][A-Za-z0-9.-]*)>"
)
_LINK_TARGET = (
    r"\(\s*(?:<[^<>]*>|(?!<)(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)"
    r"(?:\s+(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A cell that is Markdown already and is written as it stands, such as ``_not yet paired_``."""

    markdown: str


Cell = str | tuple[str, ...] | Source
"""What a cell may be: a text; several texts, each on a line of its own; or Markdown."""


def escape_cell(text: str) -> str:
    r"""The Markdown of a cell that shows ``text``; blanks and line breaks of any kind become one blank.

    Examples
    --------
    >>> escape_cell("Ann|Bo *the* A_B <b>")
    'Ann\\|Bo \\*the\\* A_B \\<b>'
    """
    text = " ".join(text.split())
    return "".join(_escaped(text, position) for position in range(len(text)))


def unescape_cell(source: str) -> str:
    r"""The text a reader sees in a cell: escapes undone, links and marks read as their text.

    ``<br>`` is read as a line break, comments and other tags as nothing.

    Examples
    --------
    >>> unescape_cell(r"**[Ada](https://example.org)** Qu\_ill<br>~~Bo~~")
    'Ada Qu_ill\nBo'
    """
    lines = _read(source.replace("\\|", "|")).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def struck_lines(source: str) -> tuple[str, ...]:
    """The lines of a cell, as ``unescape_cell`` reads them, in which something is struck through.

    Examples
    --------
    >>> struck_lines("~~Ada~~ Quill<br>Bo")
    ('Ada Quill',)
    """
    if "~" not in source and "<" not in source:
        return ()
    found = []
    is_struck = False
    for line in _read(source.replace("\\|", "|"), strike=_STRUCK).split("\n"):
        parts = line.split(_STRUCK)
        if any(part.strip() for place, part in enumerate(parts) if is_struck ^ (place % 2 == 1)):
            found.append(" ".join("".join(parts).split()))
        is_struck ^= len(parts) % 2 == 0
    return tuple(found)


def line_sources(source: str) -> tuple[str, ...]:
    """The Markdown of each line of a cell, so that one can be kept without the others.

    The lines are escaped text where they cannot be had one by one (bold goes over a ``<br>``, say).
    """
    lines = [line for line in unescape_cell(source).split("\n") if line]
    pieces = [piece.strip() for piece in re.split(r"(?i)<br\s*/?>", source)]
    pieces = [piece for piece in pieces if unescape_cell(piece)]
    if [unescape_cell(piece) for piece in pieces] == lines:
        return tuple(pieces)
    return tuple(map(escape_cell, lines))


def has_keep_mark(source: str) -> bool:
    """Whether ``<!-- keep -->`` stands in a cell; one that is escaped, or only shown as code, does not count."""
    position = 0
    while "<!--" in source[position:]:
        char = source[position]
        if char == "<":
            comment = re.compile(r"<!--(.*?)-->").match(source, position)
            if comment is not None and comment.group(1).strip().casefold() == "keep":
                return True
            position = comment.end() if comment is not None else position + 1
        elif char == "`":
            position = _code(source, position)[1]
        else:
            position += 2 if char == "\\" else 1
    return False


def without_keep_mark(source: str) -> str:
    """The Markdown of a cell without its ``<!-- keep -->``."""
    return re.sub(r"(?i)\s*<!--\s*keep\s*-->", "", source) if has_keep_mark(source) else source


def cell_source(cell: Cell) -> str:
    """The Markdown of a cell."""
    if isinstance(cell, Source):
        return re.sub(r"(?<!\\)\|", r"\|", " ".join(cell.markdown.split()))
    return escape_cell(cell) if isinstance(cell, str) else "<br>".join(escape_cell(text) for text in cell)


def cell_text(cell: Cell) -> str:
    """The text as which a cell is read back."""
    return cell if isinstance(cell, str) else unescape_cell(cell_source(cell))


def split_cells(row: str) -> list[str]:
    """The cells of a table row as they stand, blanks included; a pipe behind a backslash is no border."""
    row = row.strip(" \t")
    cells = re.split(r"(?<!\\)\|", row)
    if cells[0] == "":  # the pipe before the first cell and the one after the last may be there or not
        del cells[0]
    if cells and cells[-1] == "":
        del cells[-1]
    return cells


def _escaped(text: str, position: int) -> str:
    char, following = text[position], text[position + 1 : position + 2]
    if char in "*`[~|":
        special = True
    elif char == "_":
        special = not _is_inside_word(text, position)
    elif char == "\\":
        special = following == "" or following in PUNCTUATION
    elif char == "<":
        special = following not in ("", " ")  # a tag, a comment or an address would begin here
    else:
        special = char == "&" and re.compile(_ENTITY).match(text, position) is not None
    return "\\" + char if special else char


def _is_inside_word(text: str, position: int) -> bool:
    """Whether the underscores here stand between letters or digits, where they mark nothing."""
    left = text[:position].rstrip("_")[-1:]
    right = text[position:].lstrip("_")[:1]
    return left.isalnum() and right.isalnum()


# --- reading ----------------------------------------------------------------------------------------------------


class _Run:
    """Some of the same mark in a row (``**``), and whether emphasis may open or close with it."""

    __slots__ = ("closes", "left", "length", "mark", "opens")

    def __init__(self, mark: str, length: int, opens: bool, closes: bool):
        self.mark = mark
        self.length = length
        self.left = length  # how many of them still stand as text
        self.opens = opens
        self.closes = closes


def _read(source: str, depth: int = 0, strike: str = "") -> str:
    """The text of some Markdown; ``depth`` is in how many brackets it stands.

    ``strike`` is put where text struck through begins, and where it ends.
    """
    pieces: list[str | _Run] = []
    position = 0
    while position < len(source):
        piece, position = _next_piece(source, position, depth, strike)
        pieces.append(piece)
    _take_marks([piece for piece in pieces if isinstance(piece, _Run)])
    return "".join(piece if isinstance(piece, str) else _left_over(piece, strike) for piece in pieces)


def _left_over(run: _Run, strike: str) -> str:
    return run.mark * run.left + (strike if run.mark == "~" and run.left < run.length else "")


def _next_piece(source: str, position: int, depth: int, strike: str) -> tuple[str | _Run, int]:
    """The text or run of marks at ``position``, and where it ends."""
    plain = _PLAIN.match(source, position)
    if plain is not None:
        return plain.group(), plain.end()
    char = source[position]
    if char == "\\" and source[position + 1 : position + 2] in PUNCTUATION:
        return source[position + 1], position + 2
    if char == "`":
        return _code(source, position)
    if char in "*_~":
        return _run(source, position)
    if char == "<":
        return _angle(source, position, strike)
    if char == "&":
        return _entity(source, position)
    if char == "[" or source.startswith("![", position):
        return _link(source, position, depth, strike)
    return char, position + 1


def _code(source: str, position: int) -> tuple[str, int]:
    ticks = _run_length(source, position)
    start = end = position + ticks
    while (end := source.find("`", end)) >= 0:
        length = _run_length(source, end)
        if length == ticks:
            inside = source[start:end]
            if inside.startswith(" ") and inside.endswith(" ") and inside.strip(" "):
                inside = inside[1:-1]
            return inside, end + ticks
        end += length
    return "`" * ticks, start


def _run(source: str, position: int) -> tuple[_Run, int]:
    mark, length = source[position], _run_length(source, position)
    before, after = _sort(source[position - 1] if position else " "), _sort(source[position + length :][:1] or " ")
    left = after != "blank" and (after != "punctuation" or before != "word")
    right = before != "blank" and (before != "punctuation" or after != "word")
    opens, closes = left, right
    if mark == "_":
        opens = left and (not right or before == "punctuation")
        closes = right and (not left or after == "punctuation")
    elif mark == "~" and length > 2:
        opens = closes = False
    return _Run(mark, length, opens, closes), position + length


def _sort(char: str) -> str:
    if char.isspace():
        return "blank"
    return "punctuation" if unicodedata.category(char)[0] in "PS" else "word"


def _run_length(source: str, position: int) -> int:
    rest = source[position:]
    return len(rest) - len(rest.lstrip(source[position]))


def _angle(source: str, position: int, strike: str) -> tuple[str, int]:
    """A comment, an address in angle brackets, a tag, or a plain ``<``."""
    found = re.compile(_COMMENT_OR_LINK).match(source, position)
    if found is not None:
        return found.group(1) or found.group(2) or "", found.end()
    tag = re.compile(TAG).match(source, position)
    if tag is None:
        return "<", position + 1
    name = tag.group().strip("</ >").lower()
    return "\n" if name == "br" else strike if name in ("s", "del", "strike") else "", tag.end()


def _entity(source: str, position: int) -> tuple[str, int]:
    found = re.compile(_ENTITY).match(source, position)
    if found is None:
        return "&", position + 1
    from html.entities import html5  # 2,000 names, only wanted where there is an entity

    name = found.group()[1:]
    if not name.startswith("#"):
        return html5.get(name, found.group()), found.end()
    number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
    is_char = 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_char else "\ufffd", found.end()


def _link(source: str, position: int, depth: int, strike: str) -> tuple[str, int]:
    """The text of ``[text](target)`` or of an image; a bracket that is no link is a plain one."""
    start = source.index("[", position) + 1
    end = _closing_bracket(source, start) if depth < _MOST_BRACKETS else -1
    target = re.compile(_LINK_TARGET).match(source, end + 1) if end >= 0 else None
    if target is None:
        return source[position:start], start
    return _read(source[start:end], depth + 1, strike), target.end()


def _closing_bracket(source: str, position: int) -> int:
    """Where the bracket that was opened just before ``position`` is closed; -1 when it is not."""
    depth = 1
    while position < len(source):
        char = source[position]
        if char == "\\":
            position += 1
        elif char == "`":
            position = _code(source, position)[1] - 1
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if depth == 0:
                return position
        position += 1
    return -1


def _take_marks(runs: list[_Run]) -> None:
    """Take away the marks that pair up as emphasis ("process emphasis" of CommonMark); the others stay text."""
    for position, closer in enumerate(runs):
        while closer.closes and closer.left:
            opener_at = _opener(runs, position)
            if opener_at is None:
                break
            opener = runs[opener_at]
            used = opener.left if closer.mark == "~" else min(2, opener.left, closer.left)
            opener.left -= used
            closer.left -= used
            for between in runs[opener_at + 1 : position]:
                between.opens = between.closes = False


def _opener(runs: list[_Run], position: int) -> int | None:
    closer = runs[position]
    for earlier in range(position - 1, -1, -1):
        opener = runs[earlier]
        if opener.mark != closer.mark or not opener.opens or not opener.left:
            continue
        if closer.mark == "~":
            if opener.left == closer.left:
                return earlier
            continue
        both_ways = opener.closes or closer.opens
        if both_ways and (opener.length + closer.length) % 3 == 0 and opener.length % 3:
            continue  # the "rule of three": **a*b** is not *(*a)*b**
        return earlier
    return None
