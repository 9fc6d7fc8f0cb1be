"""Cells put into the lines of a table that gets a further column; everything else in the line stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class AddedColumns(NamedTuple):
    """Columns that a table gets: behind which place of the header row, and their headers."""

    after: int
    titles: tuple[str, ...]


def with_cells(line: bytes, after: int, cells: Sequence[str]) -> bytes:
    r"""A row of a table, newline included, with cells (Markdown) behind the one at place ``after``.

    A row that ends before that place stays: GFM adds blank cells by itself.

    Examples
    --------
    >>> with_cells(b"| Ada | Bo | note |\r\n", 1, ["Cem"])
    b'| Ada | Bo | Cem | note |\r\n'
    >>> with_cells(b"Ada | Bo", 1, ["Cem"])
    b'Ada | Bo | Cem'
    """
    body = line.rstrip(b"\r\n")
    text = body.decode("utf-8", "surrogateescape")
    start = re.match(r"(?:\ufeff)?[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*", text)
    has_first_pipe = start is not None and text[start.end() :].startswith("|")
    pipes = [found.start() for found in re.finditer(r"(?<!\\)\|", text)]
    border = after + (1 if has_first_pipe else 0)  # number of the pipe that ends the cell
    begins = pipes[border - 1] + 1 if 0 < border <= len(pipes) else 0
    pad = " " if text[begins : begins + 1] in (" ", "\t") else ""
    if border < len(pipes):
        place = pipes[border] + 1
        text = text[:place] + "".join(f"{pad}{cell}{pad}|" if cell else "  |" for cell in cells) + text[place:]
    elif border == len(pipes) and any(cells):
        text = text.rstrip(" \t") + "".join(f"{pad}|{pad}{cell}" for cell in cells)
    return text.encode("utf-8", "surrogateescape") + line[len(body) :]
