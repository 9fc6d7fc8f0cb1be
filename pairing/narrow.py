"""Markdown tables as a terminal shows them that is narrower than they are: what is long goes on in the next line.

Only the eye gets them so: what goes into a file, into a pipe or through a clipboard is one line a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pairing.model.text_width import fitting, padded, text_width

LEAST = 12  # columns that a cell keeps; below that a table is not cut at all
_BAR = re.compile(r"(?<!\\)\|")
_BREAKS = tuple(map(re.compile, ("; ", r" (?=\()", " ")))  # between hours, before a bracket, between words
_RULE = re.compile(r":?-+:?")


def narrowed(text: str, columns: int) -> str:
    """The text with every table that is too wide for so many columns broken within its cells.

    Examples
    --------
    >>> table = "| Collabie | Hours in common |\\n| --- | --- |\\n| Ada | Mon 1 Mar, 9:00; Tue 2 Mar, 10:00 |"
    >>> print(narrowed(table, 36))
    | Collabie | Hours in common       |
    | -------- | --------------------- |
    | Ada      | Mon 1 Mar, 9:00;      |
    |          | Tue 2 Mar, 10:00      |
    """
    done: list[str] = []
    table: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            table.append(line)
            continue
        done += _fitted(table, columns) if table else []
        table = []
        done.append(line)
    return "\n".join(done[:-1])


def _fitted(lines: Sequence[str], columns: int) -> list[str]:
    """One table; as it was, where it is narrow enough or cannot be read."""
    rows = [[cell.strip() for cell in _BAR.split(line.rstrip())[1:-1]] for line in lines]
    if max(map(text_width, lines)) <= columns or len({len(row) for row in rows}) != 1 or not rows[0]:
        return list(lines)
    bars = 3 * len(rows[0]) + 1
    natural = [max(3, *(text_width(row[place]) for row in rows if not _is_rule(row))) for place in range(len(rows[0]))]
    widths = _shared(natural, columns - bars)
    if widths is None:
        return list(lines)
    return [line for row in rows for line in _row(row, widths)]


def _shared(natural: Sequence[int], room: int) -> list[int] | None:
    """The widths of the columns: the widest give first; None where there is no room for all."""
    widths = list(natural)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda place: (widths[place], place))
        if widths[widest] <= LEAST:
            return None
        widths[widest] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    if _is_rule(cells):
        yield f"| {' | '.join('-' * width for width in widths)} |"
        return
    parts = [list(_broken(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for place in range(max(map(len, parts))):
        shown = (part[place] if place < len(part) else "" for part in parts)
        yield f"| {' | '.join(map(padded, shown, widths))} |"


def _is_rule(cells: Sequence[str]) -> bool:
    return all(_RULE.fullmatch(cell) for cell in cells)


def _broken(cell: str, width: int) -> Iterator[str]:
    """A cell in lines: at its own line breaks first."""
    for line in re.split(r"<br>\s*", cell):
        if text_width(line) <= width:
            yield line
        else:
            yield from _filled(line, width)


def _filled(text: str, width: int) -> Iterator[str]:
    """A line in lines: between hours if it can be, else before a bracket, between words, or anywhere."""
    while (room := fitting(text, width)) < len(text):
        near = text[: room + 2]  # a blank may be where the line is cut, and the bracket behind it
        ends = ([found.end() for found in mark.finditer(near) if found.end() <= room + 1] for mark in _BREAKS)
        cut = next((each[-1] for each in ends if each), max(room, 1))
        yield text[:cut].rstrip()
        text = text[cut:]
    yield text
