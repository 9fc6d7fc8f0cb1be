"""A column for every slot, named by its day and start: ``Mon 9``, ``Mon 10``; 1 in the cells for free and 0 for not.

A header gives the start; how long a slot lasts is told from the next one of its day, or stands in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pairing.errors import Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.days import GridDay, GridProblem
from pairing.rosters.formats.shapes import (
    EARLIEST,
    Candidate,
    Faults,
    FreeProblem,
    RowProblem,
    RowReader,
    Terms,
    View,
    clock,
    hours_of,
    joined_slots,
    resolved,
)
from pairing.rosters.formats.slot_length import slot_length
from pairing.rosters.grids import asks_free_time
from pairing.rosters.polls import read_grid_header

# Patterns of what few sheets have; compiled where there is a digit in a header, as in every slot.
_TIME = r"(?i)(\d{1,2})(?:[:.h](\d{2})|h)?\s*(?:([ap])\.?m\.?)?"
_RANGE = r"[-‐‑‒–—−]|\bto\b"
_ONE = r"\d{1,2}(?:[:.h]\d{2}|h)?\s*(?:[ap]\.?m\.?)?"
_DAY_AND_TIME = (
    r"(?i)(?P<day>.*?[^\W\d_]{2}.*?|\d{4}-\d{1,2}-\d{1,2})[\s,@]+(?:at\s+)?"
    rf"(?P<time>{_ONE}(?:\s*(?:[-‐‑‒–—−]|to)\s*{_ONE})?)"
)


class _Slot(NamedTuple):
    """A slot's header: ``end`` None where only the start stands there; ``is_plain``: a bare number of 12 or less."""

    day: GridDay
    start: int
    end: int | None
    is_plain: bool


class SlotColumns(NamedTuple):
    """See the module."""

    name: str = "slots"
    how: str = "recognised as a slot of 0 and 1"
    has_zones: bool = False

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Two columns or more that are headed by a day and a time and hold 0 and 1."""
        columns = tuple(index for index, text in view.bare() if _looks_like_slot(text))
        if len(columns) < 2:
            return
        question = view.header[columns[0]].strip()
        cells = set(view.cells(columns))
        yield Candidate(question, columns, "sure" if view.is_named or cells & {"0", "1"} else "named")

    def reader(self, view: View, columns: Sequence[int], terms: Terms, faults: Faults) -> RowReader:
        """The slot of each column, all of one length."""
        slots: dict[int, tuple[date | int, int]] = {}
        read: dict[int, _Slot] = {}
        for column in columns:
            header = view.header[column]
            try:
                read[column] = _slot(header)
                slots[column] = resolved(read[column].day, terms.years), read[column].start
            except FreeProblem as problem:
                faults(Severity.ERROR, problem.code, problem.message, problem.hint, header)
        ends = {column: one.end for column, one in read.items() if column in slots}
        if any(one.is_plain for one in read.values()):
            _say_clock(view, read, slots, faults)
        length = _length(view, slots, ends, terms, faults)
        spans = {column: (day, start, ends[column] or start + length) for column, (day, start) in slots.items()}
        return _reader(view, spans)


def _reader(view: View, spans: Mapping[int, tuple[date | int, int, int]]) -> RowReader:
    def read_row(cells: Sequence[str], zone: str | None) -> tuple[list[FreeTime], list[RowProblem]]:
        if not any(cells[column].strip() for column in spans):
            return [], []  # nothing was answered
        problems = [
            RowProblem(column, _no_bit(view.header[column], cells[column]))
            for column in spans
            if cells[column].strip() not in ("0", "1")
        ]
        free = [span for column, span in spans.items() if cells[column].strip() == "1"]
        return list(joined_slots(free, zone or "UTC")), problems

    return read_row


def _no_bit(header: str, cell: str) -> FreeProblem:
    shown = repr(cell.strip()) if cell.strip() else "blank"
    message = f"the cell under {' '.join(header.split())!r} is {shown}."
    return FreeProblem("no-0-or-1", message, "Write 1 for free and 0 for not free.")


def _looks_like_slot(header: str) -> bool:
    has_digit = any(map(str.isdecimal, header))
    found = re.fullmatch(_DAY_AND_TIME, header.strip()) if has_digit else None
    if found is None or not any(char.isalpha() or char == "-" for char in found["day"]):
        return False
    try:
        if read_grid_header(f"[{_day_words(found['day'])}]") is None:
            return False
    except GridProblem:
        pass  # a day that cannot be told: whoever reads it says why
    return True


def _day_words(text: str) -> str:
    """The day without a question that asks for free time before it: ``Availability Mon``."""
    words = text.replace(":", " ").split()
    for cut in range(len(words)):
        rest = " ".join(words[cut:])
        try:
            is_day = read_grid_header(f"[{rest}]") is not None
        except GridProblem:
            is_day = True
        if is_day and (not cut or asks_free_time(" ".join(words[:cut]))):
            return rest
    return text


def _slot(header: str) -> _Slot:
    found = re.fullmatch(_DAY_AND_TIME, header.strip())
    assert found is not None  # it looked like one
    try:
        day = read_grid_header(f"[{_day_words(found['day'])}]")
    except GridProblem as problem:
        raise FreeProblem("unreadable-day", problem.message, problem.hint) from problem
    assert day is not None
    text = found["time"].strip()
    if re.search(_RANGE, text):
        ranges = hours_of(text)
        if len(ranges) != 1:
            raise FreeProblem("unreadable-hours", f"{header!r} is not one slot.", 'Name it like "Mon 9:00-10:00".')
        return _Slot(day, ranges[0][0], ranges[0][1], False)
    time = re.fullmatch(_TIME, text)
    hours, minutes, half = int(time[1]), int(time[2] or 0), time[3]  # type: ignore[index]  # it looked like one
    if minutes > 59 or hours > 23 or (half and not 1 <= hours <= 12):
        raise FreeProblem("unreadable-hours", f"{header!r}: there is no time {text!r}.", 'Name it like "Mon 9:00".')
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return _Slot(day, hours * 60 + minutes, None, not half and hours <= 12 and not text.startswith("0"))


def _say_clock(
    view: View, read: Mapping[int, _Slot], slots: Mapping[int, tuple[date | int, int]], faults: Faults
) -> None:
    """Numbers without am or pm are of the 24-hour clock, unless their order shows that they are not."""
    early = next((one for one in read if read[one].is_plain and read[one].start < EARLIEST), None)
    if early is not None:
        message = f"{view.header[early]!r} may be in the night or in the afternoon."
        hint = 'Write am or pm behind each time, or name it like "Mon 13:00".'
        faults(Severity.ERROR, "unsure-clock", message, hint, view.header[early])
        return
    before: dict[date | int, tuple[int, int]] = {}
    for column, (day, start) in slots.items():
        if day in before and start < before[day][0] and read[column].is_plain:
            header, other = view.header[column], view.header[before[day][1]]
            message = f"{header!r} stands after {other!r}: its time may be one of the afternoon."
            faults(Severity.ERROR, "unsure-clock", message, "Write am or pm behind each, or all of 24 hours.", header)
            return
        before[day] = (start, column)
    first = next(column for column, one in read.items() if one.is_plain)
    shows = any(one.start >= 13 * 60 for one in read.values())
    message = f"{view.header[first]!r} is read as {clock(read[first].start)}, on the clock of 24 hours."
    severity = Severity.NOTE if shows else Severity.WARNING
    faults(severity, "slot-clock", message, "Nothing to do if that is right; else write am or pm.", view.header[first])


def _length(
    view: View,
    slots: Mapping[int, tuple[date | int, int]],
    ends: Mapping[int, int | None],
    terms: Terms,
    faults: Faults,
) -> int:
    """Minutes of a slot whose header gives no end; 0 where nothing has to be told or it cannot be."""
    seen: dict[tuple[date | int, int], int] = {}
    for column, slot in slots.items():
        if slot in seen:
            header, other = view.header[column], view.header[seen[slot]]
            message = f"{header!r} and {other!r} are the same slot."
            faults(Severity.ERROR, "slot-twice", message, "Delete or correct one of them.", header)
        seen.setdefault(slot, column)
    if not slots or all(end is not None for end in ends.values()):
        return 0
    try:
        minutes, how = slot_length(list(dict.fromkeys(slots.values())), terms.slot_minutes)
    except FreeProblem as problem:
        faults(Severity.ERROR, problem.code, problem.message, problem.hint, view.header[next(iter(slots))])
        return 1
    first = view.header[next(iter(slots))]
    message = f"a slot, such as {first!r}, lasts {minutes} minutes ({how}); 1 is free."
    faults(Severity.NOTE, "slot-length", message, "", first)
    return minutes
