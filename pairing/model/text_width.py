"""How wide a text is where every letter has one width, as on a terminal: what tables and cards are aligned by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def text_width(text: str) -> int:
    """How many columns a text fills: wide letters two, marks on a letter none.

    Examples
    --------
    >>> text_width("Ada"), text_width("王小明"), text_width("e\\u0301")
    (3, 6, 1)
    """
    return len(text) if text.isascii() else sum(_char_widths(text))


def padded(text: str, width: int) -> str:
    """The text, filled up with blanks to a width.

    Examples
    --------
    >>> padded("王", 4) + "|"
    '王  |'
    """
    return text + " " * (width - text_width(text))


def cut_to(text: str, width: int) -> str:
    """The text, cut with ``…`` where it is wider than ``width`` columns.

    Examples
    --------
    >>> cut_to("Technical", 5), cut_to("王小明", 5)
    ('Tech…', '王小…')
    """
    if text_width(text) <= width:
        return text
    return text[: fitting(text, width - 1)] + "…" if width > 0 else ""


def fitting(text: str, width: int) -> int:
    """How many letters from the start of a text fit into a width.

    Examples
    --------
    >>> fitting("王小明", 5)
    2
    """
    used = 0
    for number, columns in enumerate(_char_widths(text)):
        used += columns
        if used > width:
            return number
    return len(text)


def _char_widths(text: str) -> Iterator[int]:
    is_joined = False
    for char in text:
        if is_joined or unicodedata.category(char) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff":
            yield 0
        else:
            yield 2 if unicodedata.east_asian_width(char) in "WF" else 1
        is_joined = char == "\u200d"  # two pictures joined are shown as one
