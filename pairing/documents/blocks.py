"""Which lines of a Markdown document are what: enough of the block structure to know a table from its look-alikes.

The document is taken as bytes and never decoded as a whole: text in a broken encoding is nobody's business here. One
pass over the lines, with the containers that matter (lists, quotations) and the leaves that can hide a table (code,
comments, HTML). Where renderers differ the reading is the one in which less is a table.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple

from pairing.documents.inline import TAG, split_cells, unescape_cell

_BOM = b"\xef\xbb\xbf"
_LIST_MARK = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])(?= |$)")
# fmt: off
_HTML_BLOCKS = frozenset((
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li",
    "link", "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
))
# fmt: on
_VERBATIM = ("script", "pre", "style", "textarea")


class Kind(enum.Enum):
    """What a line is; the value is how it is told to people."""

    BLANK = "a blank line"
    TEXT = "plain text"
    LAZY = "a paragraph of the list or quotation above it (put a blank line between)"
    CODE = "code"
    COMMENT = "a comment"
    HTML = "HTML"
    HEADING = "a heading"
    QUOTE = "a quotation"
    RULE = "a rule"
    TABLE = "a table"


class Line(NamedTuple):
    """One line: 1-based number, byte offsets (``stop`` before its newline, ``end`` behind it), and what it is.

    ``text`` is without indentation and list mark, tabs as blanks; a byte that is no UTF-8 is a lone surrogate.
    """

    number: int
    start: int
    stop: int
    end: int
    text: str
    kind: Kind


class RawTable(NamedTuple):
    """A table of the document: its lines, and the headings it stands under, outermost first."""

    header: Line
    delimiter: Line
    rows: tuple[Line, ...]
    headings: tuple[str, ...]


class Blocks(NamedTuple):
    """All lines and tables of a document, in order."""

    lines: tuple[Line, ...]
    tables: tuple[RawTable, ...]
    headings: tuple[str, ...]


def scan_blocks(data: bytes) -> Blocks:
    """Lines, tables and headings of a document; O(bytes)."""
    spans = _line_spans(data)
    texts = [data[start:stop].decode("utf-8", "surrogateescape").expandtabs(4) for start, stop, _ in spans]
    scanner = _Scanner(texts)
    lines = []
    for position, (start, stop, end) in enumerate(spans):
        kind, text = scanner.take(position)
        lines.append(Line(position + 1, start, stop, end, text, kind))
    tables = tuple(
        RawTable(lines[first], lines[first + 1], tuple(lines[first + 2 : first + 2 + num_rows]), headings)
        for first, num_rows, headings in scanner.tables
    )
    return Blocks(tuple(lines), tables, tuple(scanner.headings))


def num_delimiters(text: str) -> int:
    """How many columns a row of dashes such as ``|:--|--:|`` has; 0 when the line is none."""
    text = text.strip(" \t")
    if not text or not frozenset(text) <= frozenset("|-: \t") or text[:2] in ("- ", "-\t", "-"):
        return 0
    cells = split_cells(text)
    is_row = all("-" in cell and re.fullmatch(r"[ \t]*:?-+:?[ \t]*", cell) for cell in cells)
    return len(cells) if is_row and ("|" in text or ":" in text) else 0


def _line_spans(data: bytes) -> list[tuple[int, int, int]]:
    spans = []
    offset = len(_BOM) if data.startswith(_BOM) else 0
    for line in data[offset:].splitlines(keepends=True):
        spans.append((offset, offset + len(line.rstrip(b"\r\n")), offset + len(line)))
        offset += len(line)
    return spans


class _Scanner:
    """The state between two lines."""

    def __init__(self, texts: list[str]):
        self.texts = texts
        self.tables: list[tuple[int, int, tuple[str, ...]]] = []  # first line, number of rows, headings above
        self.headings: list[str] = []
        self._above: list[tuple[int, str]] = []  # the open headings: level and text
        self._items: list[int] = []  # columns at which the contents of the open list items begin
        self._fence = ""  # the opening fence of the code block we are in
        self._html: str | None = None  # what ends the HTML we are in; "" is a blank line
        self._paragraph: list[str] = []
        self._lazy = False  # the paragraph is a quotation's, or has gone on left of its list: no table can begin in it
        self._empty_item = False  # the line before is a list mark alone: a blank line ends that item
        self._table = False
        self._delimiter = -1  # the line that is known to be the row of dashes

    def take(self, position: int) -> tuple[Kind, str]:
        """What the next line is, and its text."""
        line = self.texts[position]
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if not text:
            return self._blank(), text
        self._empty_item = False
        depth = sum(1 for offset in self._items if offset <= indent)
        base = self._items[depth - 1] if depth else 0
        if depth < len(self._items):
            if self._paragraph and not self._interrupts(text, indent - base, sibling=True):
                self._lazy = True
                return Kind.LAZY, text
            self._close()
            del self._items[depth:]
        if position == self._delimiter:
            return Kind.TABLE, text
        if self._fence:
            self._end_fence(text, indent - base)
            return Kind.CODE, text
        if self._html is not None:
            return self._html_goes_on(text), text
        if indent - base >= 4:
            return self._far_right(), text
        return self._block(position, text, indent)

    def _blank(self) -> Kind:
        self._paragraph, self._lazy, self._table = [], False, False
        if self._empty_item:
            self._items.pop()
        self._empty_item = False
        if self._fence:
            return Kind.CODE
        if self._html == "":
            self._html = None
        return Kind.BLANK

    def _close(self) -> None:
        """End whatever is open, as its container has ended."""
        self._fence, self._html, self._paragraph, self._lazy, self._table = "", None, [], False, False

    def _interrupts(self, text: str, indent: int, *, sibling: bool = False) -> bool:
        return indent < 4 and _opening(text, in_paragraph=True, in_list=sibling) is not None

    def _end_fence(self, text: str, indent: int) -> None:
        run = text.rstrip(" ")
        if indent < 4 and len(run) >= len(self._fence) and set(run) == set(self._fence):
            self._fence = ""

    def _html_goes_on(self, text: str) -> Kind:
        kind = _html_kind(self._html or "", first=False)
        if _html_ends(text, self._html or ""):
            self._html = None
        return kind

    def _far_right(self) -> Kind:
        """Four columns or more to the right: code, or a paragraph that goes on."""
        self._table = False
        if self._lazy:
            return Kind.LAZY
        return Kind.TEXT if self._paragraph else Kind.CODE

    def _block(self, position: int, text: str, indent: int) -> tuple[Kind, str]:
        opening = _opening(text, in_paragraph=bool(self._paragraph), in_list=False)
        if self._paragraph and not self._lazy and _is_underline(text):
            self._heading(1 if text[0] == "=" else 2, " ".join(self._paragraph))
            self._close()
            return Kind.HEADING, text
        while opening == "item":
            self._close()
            text, indent = self._item(text, indent)
            if not text:
                self._empty_item = True
                return Kind.TEXT, text
            if indent - self._items[-1] >= 4:
                return Kind.CODE, text
            opening = _opening(text, in_paragraph=False, in_list=False)
        if opening is None:
            return self._plain(position, text), text
        self._close()
        if opening == "fence":
            self._fence = text[: len(text) - len(text.lstrip(text[0]))]
            return Kind.CODE, text
        if opening == "quote":
            self._lazy, self._paragraph = True, [text]
            return Kind.QUOTE, text
        if opening == "heading":
            level = len(text) - len(text.lstrip("#"))
            self._heading(level, re.sub(r"(?:^| )#+ *$", "", text[level:]))
            return Kind.HEADING, text
        if opening == "rule":
            return Kind.RULE, text
        end = opening.removeprefix("html ")
        self._html = None if _html_ends(text, end) else end
        return _html_kind(end, first=True), text

    def _item(self, text: str, indent: int) -> tuple[str, int]:
        """Enter a list item; give back what stands behind its mark, and the column of that."""
        found = _LIST_MARK.match(text)
        assert found is not None  # _opening has seen it
        rest = text[found.end() :].lstrip(" ")
        blanks = len(text) - found.end() - len(rest)
        self._items.append(indent + found.end() + (blanks if rest and blanks <= 4 else 1))
        return rest, indent + found.end() + blanks

    def _heading(self, level: int, source: str) -> None:
        heading = unescape_cell(source)
        self._above = [one for one in self._above if one[0] < level] + [(level, heading)]
        self.headings.append(heading)

    def _plain(self, position: int, text: str) -> Kind:
        """A line that opens no block: a row of the table we are in, the header of one, or text."""
        if self._lazy:
            return Kind.LAZY
        if self._table:
            first, num_rows, headings = self.tables[-1]
            self.tables[-1] = (first, num_rows + 1, headings)
            return Kind.TABLE
        if "|" in text and self._is_over_delimiter(position, text):
            self._close()
            self._table, self._delimiter = True, position + 1
            self.tables.append((position, 0, tuple(heading for _, heading in self._above)))
            return Kind.TABLE
        self._paragraph.append(text)
        return Kind.TEXT

    def _is_over_delimiter(self, position: int, text: str) -> bool:
        if position + 1 >= len(self.texts):
            return False
        line = self.texts[position + 1]
        below = line.lstrip(" ")
        base = self._items[-1] if self._items else 0
        is_near = base <= len(line) - len(below) < base + 4
        columns = num_delimiters(below) if is_near else 0
        return columns > 0 and columns == len(split_cells(text))


def _opening(text: str, *, in_paragraph: bool, in_list: bool) -> str | None:
    """Which block a line opens: quote, heading, fence, rule, item, "html " with what ends it; None for plain text.

    ``in_list``: the line stands beside a list item, so that a further item may have any number.
    """
    first = text[0]
    if first == ">":
        return "quote"
    if first == "#" and re.match(r"#{1,6}(?: |$)", text):
        return "heading"
    if first in "`~" and text.startswith(first * 3) and not (first == "`" and "`" in text.lstrip("`")):
        return "fence"
    if first == "<":
        end = _html_start(text, in_paragraph)
        return None if end is None else f"html {end}"
    if first in "*-_" and len(text.replace(" ", "")) >= 3 and set(text) <= {first, " "}:
        return "rule"
    item = _LIST_MARK.match(text) if first in "-+*0123456789" else None
    if item is not None and in_paragraph and not in_list:
        is_first = first in "-+*" or int(item.group()[:-1]) == 1
        return "item" if is_first and text[item.end() :].strip(" ") else None
    return None if item is None else "item"


def _is_underline(text: str) -> bool:
    """Whether a line below a paragraph makes it a heading."""
    marks = text.rstrip(" ")
    return marks[0] in "=-" and not marks.strip(marks[0])


def _html_start(text: str, in_paragraph: bool) -> str | None:
    """What ends the HTML block that the line opens ("" is a blank line); None when it opens none."""
    low = text.lower()
    for start, end in (("<!--", "-->"), ("<?", "?>"), ("<![cdata[", "]]>")):
        if low.startswith(start):
            return end
    if re.match(r"<![a-z]", low):
        return ">"
    name = re.match(r"</?([a-z][a-z0-9]*)(?=[ >]|/>|$)", low)
    if name is not None and name.group(1) in _HTML_BLOCKS:
        return ""
    if re.match(rf"<(?:{'|'.join(_VERBATIM)})(?=[ >]|$)", low):
        return "</"
    alone = None if in_paragraph else re.match(TAG, text)
    return "" if alone is not None and not text[alone.end() :].strip(" ") else None


def _html_ends(text: str, end: str) -> bool:
    if end == "</":
        return any(f"</{name}>" in text.lower() for name in _VERBATIM)
    return bool(end) and end in text


def _html_kind(end: str, *, first: bool) -> Kind:
    """Inside a comment or <pre> nothing is a table or a mark; between plain tags a mark may be."""
    if end == "</":
        return Kind.CODE
    return Kind.HTML if first or not end else Kind.COMMENT
