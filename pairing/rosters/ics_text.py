"""The text of an .ics file: its components with the lines that say when somebody is busy, and nothing else of them.

What a meeting is called, where it is and who comes to it is dropped while the lines are read: it is private, and it is
most of the file. Everything is bounded: bytes, events, depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pairing.errors import InputError, Issue, Severity

MOST_BYTES = 12 * 2**20
MOST_EVENTS = 50_000
MOST_DEPTH = 8
_KEPT = frozenset(
    [
        *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "SEQUENCE"),
        *("STATUS", "TRANSP", "FREEBUSY", "ATTENDEE", "METHOD", "CALSCALE", "TZID", "TZOFFSETFROM", "TZOFFSETTO"),
    ]
)
_NAME = re.compile(r"\s*([A-Za-z0-9_-]+)\s*[;:]")
_DOWNLOAD = "Download the calendar again, as a file whose name ends in .ics."


class Line(NamedTuple):
    """A property as written, unfolded, and the line of the file that it begins on."""

    name: str
    text: str
    number: int


@dataclass(slots=True)
class Block:
    """A component: VCALENDAR, VEVENT, VTIMEZONE and so on; ``number`` is the line of its BEGIN."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """The properties of that name."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The text after the colon of the first property of that name, in upper case; "" where there is none."""
        return next((line.text.rpartition(":")[2].strip().upper() for line in self.lines if line.name == name), "")


def read_file(path: Path, file: str) -> bytes:
    """The bytes of a calendar.

    Raises
    ------
    InputError
        When there is no such file, it cannot be read, or it is larger than any calendar.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise too_large(f"the file has {size / 2**20:.0f} MB; {MOST_BYTES // 2**20} MB are read.", file)
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)  # it may grow, and not every file tells its size
    except FileNotFoundError as error:
        hint = "Correct the name under [calendars] in the settings, or take the line out."
        raise InputError(Issue(Severity.ERROR, "missing-file", f"there is no file {path}.", hint, file=file)) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        hint = "Look at its name and permissions, and whether another program holds it open."
        raise InputError(Issue(Severity.ERROR, "unreadable-file", message, hint, file=file)) from error
    if len(data) > MOST_BYTES:
        raise too_large(f"the file is larger than the {MOST_BYTES // 2**20} MB that are read.", file)
    return data


def too_large(message: str, file: str, line: int | None = None) -> InputError:
    """A calendar beyond the bounds."""
    hint = "Export fewer years of it, or only free and busy times."
    return InputError(Issue(Severity.ERROR, "calendar-too-large", message, hint, file=file, line=line))


def calendars_of(data: bytes, file: str) -> tuple[list[Block], list[Issue]]:
    """The VCALENDARs of a file, and a warning for lines that are none of a calendar.

    Raises
    ------
    InputError
        When the file is no calendar, ends in the middle, its components do not nest, or it is beyond the bounds.
    """
    _check_kind(data, file)
    top = Block("", 0)
    open_blocks = [top]
    junk: list[int] = []
    num_events = 0
    for line in _unfolded(data):
        if line.name == "BEGIN":
            name = line.text.partition(":")[2].strip().upper()
            num_events += name in ("VEVENT", "VFREEBUSY")
            if num_events > MOST_EVENTS:
                raise too_large(f"the file has more than {MOST_EVENTS} events.", file, line.number)
            if len(open_blocks) > MOST_DEPTH:
                message = f"BEGIN:{name} stands in {MOST_DEPTH} others, and no calendar is that deep."
                raise _broken(message, file, line.number)
            block = Block(name, line.number)
            open_blocks[-1].blocks.append(block)
            open_blocks.append(block)
        elif line.name == "END":
            name = line.text.partition(":")[2].strip().upper()
            if name != open_blocks[-1].name:
                where = f"BEGIN:{open_blocks[-1].name} (line {open_blocks[-1].number}) is open"
                told = where if len(open_blocks) > 1 else "nothing has begun"
                raise _broken(f"END:{name[:40]} stands where {told}.", file, line.number)
            open_blocks.pop()
        elif not line.name or len(open_blocks) == 1:
            junk.append(line.number)
        elif line.name in _KEPT:
            open_blocks[-1].lines.append(line)
    if len(open_blocks) > 1:
        message = f"the file ends inside BEGIN:{open_blocks[-1].name} of line {open_blocks[-1].number}: it was cut off."
        raise _broken(message, file, open_blocks[-1].number)
    found = [block for block in top.blocks if block.name == "VCALENDAR"]
    if not found:
        raise _broken("there is no BEGIN:VCALENDAR, so it is no calendar.", file, None)
    return found, _junk_issue(junk, file)


def _check_kind(data: bytes, file: str) -> None:
    """Name what is often downloaded by mistake."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    what = ""
    if not start:
        what = "is empty"
    elif start.startswith(b"PK"):
        what = "is a zip archive: unpack it, and take the .ics out of it"
    elif start.startswith(b"<"):
        what = "is a web page, perhaps of a sign-in, and no calendar"
    elif b"\0" in data[:4096]:
        what = "holds no text"
    if what:
        raise InputError(Issue(Severity.ERROR, "calendar-broken", f"the file {what}.", _DOWNLOAD, file=file))


def _unfolded(data: bytes) -> Iterator[Line]:
    """The properties, each joined from its lines; the name of what is none is "". Only what is kept is kept whole."""
    name, number = "", 0
    pieces: list[str] = []
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for at, line in enumerate(text.split("\n"), start=1):
        if line[:1] in (" ", "\t"):
            if name in _KEPT or name in ("BEGIN", "END"):
                pieces.append(line[1:])
            continue
        if pieces:
            yield Line(name, "".join(pieces), number)
        pieces = []
        if line.strip():
            name, number = _name_of(line), at
            pieces = [line if name in _KEPT or name in ("BEGIN", "END") else ""]
    if pieces:
        yield Line(name, "".join(pieces), number)


def _name_of(line: str) -> str:
    """The name of a property, in upper case; "" where the line is none. The colon may be on the next line."""
    match = _NAME.match(line)
    return match[1].upper() if match else ""


def _broken(message: str, file: str, line: int | None) -> InputError:
    return InputError(Issue(Severity.ERROR, "calendar-broken", message, _DOWNLOAD, file=file, line=line))


def _junk_issue(junk: list[int], file: str) -> list[Issue]:
    if not junk:
        return []
    more = f", nor are {len(junk) - 1} more" if len(junk) > 1 else ""
    message = f"this line is none of a calendar{more}; they were passed over."
    hint = "Look whether the calendar was edited by hand; else nothing is amiss."
    return [Issue(Severity.WARNING, "calendar-junk", message, hint, file=file, line=junk[0], value=file)]
