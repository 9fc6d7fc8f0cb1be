"""When2meet, which has no export of its own: what scripts for the browser's console make of its page.

Three shapes: ``Time,<names>`` with ``Monday 09:00:00 AM``; ``Day,Time,<names>`` with ``Mon,09:00 AM``; the latter with
``;`` and a clock of 24 hours. A column is a person, a row a slot, 1 is free.

The first shape shows what the page shows: the poll's own clock. The others show each instant on the clock of the
computer that ran the script, and a poll of weekdays has its instants in the week of 1978-11-12 UTC: days and times come
out shifted by that computer's distance from UTC, unless ``exported_in`` says which zone that was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from pairing.errors import Severity
from pairing.model.intervals import WEEKDAYS, FreeTime, zone_of
from pairing.model.names import text_key
from pairing.rosters.columns import Recognition
from pairing.rosters.days import GridProblem
from pairing.rosters.formats.poll_shapes import (
    PollAnswer,
    PollFaults,
    PollFile,
    PollReading,
    strict_sheet,
    wanted_zone,
)
from pairing.rosters.formats.shapes import FreeProblem, Terms, clock, joined_slots, resolved
from pairing.rosters.formats.slot_length import slot_length
from pairing.rosters.polls import read_grid_header
from pairing.rosters.settings_polls import PollSettings
from pairing.rosters.sheet import Row, Sheet

DAY = 1440  # minutes
SLOT = 15  # minutes, on its page
_PLACEHOLDER = datetime(1978, 11, 13, 12)  # in the week in which a poll of weekdays has its instants
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
_LABEL = re.compile(r"(?P<day>.*\S)[\s,]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?)", re.IGNORECASE)
_NAMES = (
    "The scripts that export it put no quotes around names: a name with a comma in it makes a column too many. Put "
    "quotes around that name in the first line, or take the comma out."
)

Slot = tuple[date | int, int]  # the day, and minutes after its midnight


class When2meet(NamedTuple):
    """See the module."""

    name: str = "when2meet"
    title: str = "When2meet"
    keys: tuple[str, ...] = ("slot_minutes", "exported_in")

    def recognises(self, poll: PollFile) -> bool:
        """A column of times, or of days and one of times, before the names; and times in the first row below."""
        rows = poll.filled(2)
        if len(rows) < 2 or not rows[1]:
            return False
        keys = [text_key(cell) for cell in rows[0][:2]]
        if keys == ["day", "time"]:
            return len(rows[1]) > 1 and _CLOCK.fullmatch(rows[1][1].strip()) is not None
        return keys[:1] == ["time"] and _is_label(rows[1][0].strip())

    def read(self, poll: PollFile, settings: PollSettings, terms: Terms) -> PollReading:
        """Everybody's free times: slots that touch are one."""
        faults = PollFaults(poll.file, [])
        sheet = strict_sheet(poll, faults, _NAMES)
        keys = [text_key(cell) for cell in sheet.header[:2]]
        first = 2 if keys == ["day", "time"] else 1
        if first == 1 and keys[0] != "time":
            hint = "Its first columns are Time, or Day and Time."
            faults.error("no-poll", "it has not the shape of a When2meet export.", hint)
            faults.stop()
        zone = wanted_zone(settings, faults, self.title)
        slots = _slots(sheet, first, terms, faults)
        _check_bits(sheet, first, faults)
        minutes, how = _length(slots, settings, faults)
        faults.stop()
        _doubt_settings(minutes, first, settings, faults)
        if first == 2:
            slots = _shifted(slots, settings, faults)
        names = [(index, name) for index, name in enumerate(sheet.header) if index >= first and text_key(name)]
        answers = tuple(
            PollAnswer(name.strip(), "", _free(sheet, index, slots, minutes, zone), sheet.header_line, name)
            for index, name in names
        )
        told = f"read as {self.title}: {len(answers)} people, slots of {minutes} minutes ({how}), {zone}."
        faults(Severity.NOTE, "poll-read", told)
        days = frozenset(day for day, _ in slots)
        found = _recognitions(sheet, first)
        return PollReading(poll.file, self.title, answers, days, found, tuple(faults.issues))


def _doubt_settings(minutes: int, first: int, settings: PollSettings, faults: PollFaults) -> None:
    """Slots of another length than the page has, and a key that an export of one column of times has no use for."""
    if minutes != SLOT and settings.slot_minutes is None:
        message = f"slots begin every {minutes} minutes, and When2meet's last {SLOT}: are rows missing? "
        message += f"They are taken to last {minutes}."
        hint = f"Say under this [[polls]] how long one lasts: slot_minutes = {SLOT}, or {minutes}."
        faults(Severity.QUESTION, "unsure-slot-length", message, hint, value=faults.file)
    if first == 1 and settings.exported_in is not None:
        message = "exported_in is of no use: an export with one column of times shows the clock of the poll."
        faults(Severity.WARNING, "unused-key", message, "Take it away.", value="exported_in")


def _free(sheet: Sheet, index: int, slots: Sequence[Slot], minutes: int, zone: str) -> tuple[FreeTime, ...]:
    """The free times of the person of one column."""
    ticked = [slot for slot, row in zip(slots, sheet.rows, strict=True) if row.cells[index].strip() == "1"]
    return joined_slots([(day, start, start + minutes) for day, start in ticked], zone)


def _is_label(text: str) -> bool:
    """Whether a text is a day and a time; a timestamp, as forms have it, names no day in words."""
    found = _LABEL.fullmatch(text)
    try:
        return found is not None and read_grid_header(f"[{found['day']}]") is not None
    except GridProblem:
        return False


def _recognitions(sheet: Sheet, first: int) -> tuple[Recognition, ...]:
    return tuple(
        Recognition(
            "slot" if index < first else "free",
            text,
            index,
            "a slot of the poll" if index < first else "a person of the poll",
        )
        for index, text in enumerate(sheet.header)
    )


def _slots(sheet: Sheet, first: int, terms: Terms, faults: PollFaults) -> list[Slot]:
    """The slot of every row; of one that cannot be told a stand-in, after its fault was noted."""
    is_24_hours = not any(_has_half(row.cells[first - 1]) for row in sheet.rows)
    found: list[Slot] = []
    lines: dict[Slot, int] = {}
    for row in sheet.rows:
        column = sheet.header[first - 1]
        try:
            slot = _slot(row, first, is_24_hours, terms.years)
        except FreeProblem as problem:
            faults.error(problem.code, problem.message, problem.hint, row.line, column, row.cells[first - 1].strip())
            slot = (-row.line, 0)  # never read: the fault stops the poll
        if slot in lines:
            message = f"line {lines[slot]} is the same slot, {shown_slot(slot)}."
            hint = "Weekdays cannot tell two weeks apart: export one week at a time; or delete one of the lines."
            faults.error("slot-twice", message, hint, row.line, column, row.cells[first - 1].strip())
        lines[slot] = row.line
        found.append(slot)
    if not found:
        faults.error("empty-poll", "it has no slot.", "Download it once more.")
    return found


def _has_half(cell: str) -> bool:
    return cell.strip().lower().rstrip(".").endswith("m")


def _slot(row: Row, first: int, is_24_hours: bool, years: Sequence[int]) -> Slot:
    shown = " ".join(cell.strip() for cell in row.cells[:first])
    parts = [row.cells[0].strip(), row.cells[1].strip()] if first == 2 else _day_and_time(shown)
    time = _CLOCK.fullmatch(parts[1])
    if time is None or bool(time[3]) == is_24_hours:
        raise FreeProblem("unreadable-slot", f"{shown!r} is no slot.", 'A slot reads "Monday 09:00:00 AM".')
    hours, minutes = int(time[1]), int(time[2])
    if minutes > 59 or hours > 23 or (time[3] and not 1 <= hours <= 12):
        raise FreeProblem("unreadable-slot", f"{shown!r}: there is no time {parts[1]!r}.", "Midnight is 00:00.")
    if time[3]:
        hours = hours % 12 + (12 if time[3].lower() == "p" else 0)
    try:
        day = read_grid_header(f"[{parts[0]}]")
    except GridProblem as problem:
        raise FreeProblem("unreadable-day", problem.message, problem.hint) from problem
    if day is None:
        raise FreeProblem("unreadable-day", f"{parts[0]!r} is no day.", 'A day reads "Monday" or "Mon 4 May 2026".')
    return resolved(day, years), hours * 60 + minutes


def _day_and_time(label: str) -> list[str]:
    found = _LABEL.fullmatch(label)
    if found is None:
        raise FreeProblem("unreadable-slot", f"{label!r} is no slot.", 'A slot reads "Monday 09:00:00 AM".')
    return [found["day"], found["time"].strip()]


def _check_bits(sheet: Sheet, first: int, faults: PollFaults) -> None:
    for row in sheet.rows:
        for index in range(first, len(sheet.header)):
            cell = row.cells[index].strip()
            if cell not in ("0", "1"):
                message = f"a cell is {cell!r}." if cell else "a cell is blank."
                faults.error(
                    "no-0-or-1",
                    message,
                    "1 is free and 0 is not; nothing else stands there.",
                    row.line,
                    sheet.header[index],
                    cell,
                )


def _length(slots: Sequence[Slot], settings: PollSettings, faults: PollFaults) -> tuple[int, str]:
    if not slots:
        return 1, ""
    try:
        return slot_length(list(dict.fromkeys(slots)), settings.slot_minutes)
    except FreeProblem as problem:
        faults.error(problem.code, problem.message, problem.hint)
        return 1, ""


def _shifted(slots: list[Slot], settings: PollSettings, faults: PollFaults) -> list[Slot]:
    """The slots on the poll's own clock, from that of the computer on which the export was made."""
    if settings.exported_in is None:
        low, high = min(slots, key=str), max(slots, key=lambda slot: (str(slot[0]), slot[1]))
        message = (
            "an export with Day and Time shows the clock of the computer that made it, and says neither which that was "
            f"nor the poll's. Its slots go from {shown_slot(low)} to {shown_slot(high)}; they are taken as they stand."
        )
        hint = (
            'Compare with the poll. If they are the same there, say it under this [[polls]]: exported_in = "UTC"; if '
            "they are shifted, name the zone of that computer."
        )
        faults(Severity.QUESTION, "unsure-clock", message, hint, value=faults.file)
        return slots
    offset = zone_of(settings.exported_in).utcoffset(_PLACEHOLDER)
    minutes = int(offset.total_seconds() // 60) if offset is not None else 0
    shifted: list[Slot] = []
    for day, start in slots:
        if isinstance(day, date):
            return slots  # real instants: they are on that computer's clock, which is the time_zone
        total = day * DAY + start - minutes
        shifted.append((total // DAY % 7, total % DAY))
    return shifted


def shown_slot(slot: Slot) -> str:
    """A slot in a message.

    >>> shown_slot((0, 570))
    'Mon 09:30'
    """
    day, start = slot
    return f"{WEEKDAYS[day][:3] if isinstance(day, int) else day} {clock(start)}"
