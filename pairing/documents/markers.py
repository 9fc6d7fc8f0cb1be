"""The marks `<!-- pairing:begin NAME -->` and `<!-- pairing:end NAME -->` between which a table is ours.

A mark stands alone on its line. One that the document only shows (in code, in a comment, in a sentence) is an error:
whether it was meant is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pairing.documents.blocks import Blocks, Kind, Line
from pairing.errors import InputError, Issue, Severity
from pairing.model.names import did_you_mean, text_key

_MARK = r"(?i)<!--\s*pairing\s*:\s*(\w*)(.*?)(-->|$)"


class Region(NamedTuple):
    """The lines between a begin and its end, both left out; ``name`` as it was written."""

    name: str
    begin: int
    end: int

    def holds(self, line: int) -> bool:
        """Whether a line, counted from 1, is in it."""
        return self.begin < line < self.end


class _Mark(NamedTuple):
    word: str
    name: str
    line: int


def find_regions(blocks: Blocks, file: str) -> list[Region]:
    """The regions of a document, in order.

    Raises
    ------
    InputError
        With an issue for every mark that is misplaced, unknown, doubled, nested or without its other half.
    """
    issues: list[Issue] = []
    marks = []
    for line in blocks.lines:
        if "<!--" in line.text:
            for found in re.finditer(_MARK, line.text):
                if _is_escaped(line.text, found.start()):
                    continue
                issue = _fault(line, found, file)
                if issue is None:
                    marks.append(_Mark(found.group(1).lower(), found.group(2).strip(), line.number))
                else:
                    issues.append(issue)
    regions: list[Region] = []
    issues += _pair_up(marks, regions, file)
    if issues:
        raise InputError(sorted(issues, key=lambda issue: issue.line or 0))
    return regions


def _error(code: str, message: str, hint: str, file: str, line: int, value: str = "") -> Issue:
    return Issue(Severity.ERROR, code, message, hint, file=file, line=line, value=value)


def _fault(line: Line, found: re.Match[str], file: str) -> Issue | None:
    """What is wrong with a mark by itself."""
    shown = found.group().strip()
    where = ""
    if line.kind is Kind.CODE or (line.kind in (Kind.TEXT, Kind.LAZY, Kind.TABLE) and _is_in_ticks(line.text, found)):
        where = "code"
    elif line.kind is not Kind.HTML:
        where = line.kind.value if line.text.strip() == shown or line.kind is Kind.COMMENT else "a line of other text"
    elif line.text.strip() != shown or not found.group(3):
        where = "a line of other text"
    if where:
        code = "marker-in-code" if where == "code" else "misplaced-marker"
        hint = "Put it alone on a line, or take it out (write &lt; for < where it is only shown)."
        return _error(code, f"the mark {shown!r} stands in {where}.", hint, file, line.number, shown)
    if found.group(1).lower() not in ("begin", "end"):
        hint = did_you_mean(found.group(1), ("begin", "end")) or "Known are pairing:begin and pairing:end."
        return _error("unknown-marker", f"the mark {shown!r} is unknown.", hint, file, line.number, shown)
    if not found.group(2).strip():
        hint = "Write the session's name behind it."
        return _error("nameless-marker", f"the mark {shown!r} names no session.", hint, file, line.number, shown)
    return None


def _is_escaped(text: str, at: int) -> bool:
    r"""Whether a backslash makes the < a letter: so stands a name such as ``\<!-- pairing:end -->`` in our own rows."""
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _is_in_ticks(text: str, found: re.Match[str]) -> bool:
    return "`" in text[: found.start()] and "`" in text[found.end() :]


def _pair_up(marks: list[_Mark], regions: list[Region], file: str) -> Iterator[Issue]:
    """Put the regions of well-paired marks into ``regions``; yield an issue for each other mark."""
    begun: _Mark | None = None
    first_by_name: dict[str, int] = {}
    for mark in marks:
        if mark.word == "begin":
            if begun is not None:
                yield _no_end(begun, f" before line {mark.line} begins {mark.name!r}", file)
            begun = mark
        elif begun is None:
            message = f"the end of {mark.name!r} has no begin before it."
            hint = f"Put <!-- pairing:begin {mark.name} --> above the table."
            yield _error("end-without-begin", message, hint, file, mark.line, mark.name)
        elif text_key(begun.name) != text_key(mark.name):
            message = f"the end of {mark.name!r} follows the begin of {begun.name!r} in line {begun.line}."
            hint = "Regions do not overlap: give both marks the same name."
            yield _error("markers-cross", message, hint, file, mark.line, mark.name)
            begun = None
        else:
            key = text_key(mark.name)
            if key in first_by_name:
                message = f"{begun.name!r} begins a second time; the first is in line {first_by_name[key]}."
                hint = "A session has one table in a document: take one pair of marks out."
                yield _error("begin-twice", message, hint, file, begun.line, begun.name)
            else:
                first_by_name[key] = begun.line
                regions.append(Region(begun.name, begun.line, mark.line))
            begun = None
    if begun is not None:
        yield _no_end(begun, "", file)


def _no_end(begun: _Mark, before: str, file: str) -> Issue:
    message = f"{begun.name!r} begins and does not end{before}."
    hint = f"Put <!-- pairing:end {begun.name} --> below the table."
    return _error("begin-without-end", message, hint, file, begun.line, begun.name)
