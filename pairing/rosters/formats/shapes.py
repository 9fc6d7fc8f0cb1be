"""What every shape of free times has in common: how a sheet is looked at, what is known beforehand, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Literal, NamedTuple, Protocol

from pairing.errors import Issue, Severity, input_error
from pairing.model.intervals import FreeTime
from pairing.model.names import text_key
from pairing.rosters.day_parts import read_part_hours
from pairing.rosters.days import GridDay, GridProblem
from pairing.rosters.freetime import HoursProblem, read_hours
from pairing.rosters.grids import Stem

Span = tuple[int, int]  # minutes after midnight, as in FreeTime
NO_PARTS: Mapping[str, Span] = {}
NOON = 720  # minutes
EARLIEST = 360  # minutes: 5:00 without am, pm or a 0 before it may well be in the afternoon
_LATE_WORDS = ("afternoon", "evening", "night", "dinner", "supper")
_LONE_HOUR = re.compile(r"\s*[0-9]:")
NO_ZONES: Mapping[str, str] = {}


class Terms(NamedTuple):
    """What is known of free times beforehand.

    ``years``: those that dates without a year can be in; ``first_day``, ``last_day``: the days of all sessions, where
    they have some; ``parts``: what is called a part of the day, to its minutes; ``zones``: the settings' [zones];
    ``slot_minutes``: how long one slot of a table of 0 and 1 lasts, where the settings say so.
    """

    years: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    parts: Mapping[str, Span] = NO_PARTS
    zones: Mapping[str, str] = NO_ZONES
    slot_minutes: int | None = None


NO_TERMS = Terms()


class FreeProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """Free times that cannot be told: ``code``, ``message`` quotes the text, ``hint`` is the cure."""

    def __init__(self, code: str, message: str, hint: str = ""):
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class View(NamedTuple):
    """A sheet as a shape looks at it; ``taken``: columns that are something else; ``stems``: questions of grids.

    ``is_named``: the settings say that the free times have this shape, so that less has to be seen in the cells.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    stems: Sequence[Stem]
    taken: Set[int]
    parts: Mapping[str, Span]
    is_named: bool = False

    def cells(self, columns: Sequence[int]) -> Iterator[str]:
        """All cells of those columns that are not blank, without the blanks around them."""
        return (cell for row in self.rows for index in columns if (cell := row[index].strip()))

    def bare(self) -> Iterator[tuple[int, str]]:
        """The columns that are nothing yet and no part of a grid."""
        gridded = {index for stem in self.stems for index in (*stem.days, *stem.others)}
        return (
            (index, text)
            for index, text in enumerate(self.header)
            if index not in self.taken and index not in gridded and text_key(text)
        )


class Candidate(NamedTuple):
    """Columns that may hold the free times.

    ``question`` is what the settings call them; ``kind``: "sure", "unsure" (they may hold the opposite) or "named"
    (only where the settings say so); ``left``: columns among them that are not read.
    """

    question: str
    columns: tuple[int, ...]
    kind: Literal["sure", "unsure", "named"]
    left: tuple[int, ...] = ()


class Faults(NamedTuple):
    """Notes what is wrong with a header, and what was taken for granted."""

    file: str
    line: int | None
    issues: list[Issue]

    def __call__(self, severity: Severity, code: str, message: str, hint: str = "", column: str = "") -> None:
        self.issues.append(Issue(severity, code, message, hint, self.file, self.line, column, column))


class RowProblem(NamedTuple):
    """What is wrong with one cell of an answer."""

    column: int
    problem: FreeProblem


class RowReader(Protocol):
    """Reads the free times of one answer."""

    def __call__(self, cells: Sequence[str], zone: str | None) -> tuple[list[FreeTime], list[RowProblem]]:
        """The free times and what cannot be told; ``zone``: the person's, None where it is not known."""
        ...


class SheetFormat(Protocol):
    """One shape of free times among the columns of a sheet."""

    @property
    def name(self) -> str:
        """What the settings call it: ``format = "day columns"``."""
        ...

    @property
    def how(self) -> str:
        """How a column of it was recognised."""
        ...

    @property
    def has_zones(self) -> bool:
        """Whether the cells may name their time zone themselves."""
        ...

    def candidates(self, view: View) -> Iterator[Candidate]:
        """The columns that may be it."""
        ...

    def reader(self, view: View, columns: Sequence[int], terms: Terms, faults: Faults) -> RowReader:
        """How an answer is read; what is wrong with the header is noted."""
        ...


def cell_by_cell(columns: Sequence[int], read: Callable[[int, str, str], tuple[FreeTime, ...]]) -> RowReader:
    """A reader for which every cell stands by itself, and a blank one is not free.

    Everything is read, for all faults at once: a zone that is not known (somebody else says so) reads as UTC.
    """

    def read_row(cells: Sequence[str], zone: str | None) -> tuple[list[FreeTime], list[RowProblem]]:
        free: list[FreeTime] = []
        problems: list[RowProblem] = []
        for column in columns:
            cell = cells[column].strip()
            try:
                free += read(column, cell, zone or "UTC") if cell else ()
            except FreeProblem as problem:
                problems.append(RowProblem(column, problem))
        return free, problems

    return read_row


def hours_of(text: str, parts: Mapping[str, Span] = NO_PARTS) -> tuple[Span, ...]:
    """The ranges of hours in a cell or header: times, or parts of the day that the settings explain.

    Raises
    ------
    FreeProblem
        ``unreadable-hours``; where a word names no hours the hint names the settings' [day_parts].

    Examples
    --------
    >>> hours_of("Morning, 6pm-7pm", {"morning": (540, 720)})
    ((540, 720), (1080, 1140))
    """
    try:
        return read_hours(text, parts)
    except HoursProblem as problem:
        hint = problem.hint
        for piece in re.split("[,;\n]", text):
            name = piece.strip()
            if name and name[0].isalpha() and text_key(name) not in parts and not any(map(str.isdigit, name)):
                hint = f"If {name!r} is a part of the day, say its hours in the settings: [day_parts] "
                hint += f'"{name}" = "09:00-12:00".'
                break
        raise FreeProblem("unreadable-hours", problem.message, hint) from problem


def spans_of_parts(parts: Mapping[str, str] | None) -> Mapping[str, Span]:
    """What is called a part of the day, to its minutes; hours without am or pm are of the 24-hour clock.

    Raises
    ------
    InputError
        (a ``ValueError``) ``bad-day-part`` where a name holds a comma or semicolon, its hours are not one range, or
        may be of the other half of the day: "Evening" from 6:00, anything from 5:00 (``05:00`` says which).

    Examples
    --------
    >>> spans_of_parts({"Morning": "9:00-12:00"})
    {'morning': (540, 720)}
    """
    return {text_key(name): _span_of_part(name, hours) for name, hours in (parts or {}).items()}


def _span_of_part(name: str, hours: str) -> Span:
    if not text_key(name) or any(mark in name for mark in ",;"):
        raise input_error("bad-day-part", f"a part of the day is called {name!r}.", "Name it without , and ;.")
    try:
        span = read_part_hours(hours)
    except HoursProblem as problem:
        raise input_error("bad-day-part", f"{name!r} is {problem.message}", problem.hint, value=name) from problem
    is_late = any(word in text_key(name) for word in _LATE_WORDS)
    if _LONE_HOUR.match(hours) and "m" not in hours.casefold() and span[0] < (NOON if is_late else EARLIEST):
        message = f"{name!r} is {hours!r}, which may be in the morning or in the evening."
        raise input_error("bad-day-part", message, 'Write "05:00-09:00" or "5pm-9pm".', value=name)
    return span


def resolved(day: GridDay, years: Sequence[int]) -> date | int:
    """The date or weekday of a ``GridDay``; raises a ``FreeProblem``."""
    try:
        return day.resolve(years)
    except GridProblem as problem:
        raise FreeProblem("unreadable-day", problem.message, problem.hint) from problem


def joined_slots(slots: Sequence[tuple[date | int, int, int]], zone: str) -> tuple[FreeTime, ...]:
    """Slots of one day that touch, as one free time; days and times in their order.

    >>> [(one.start, one.end) for one in joined_slots([(0, 600, 660), (0, 540, 600)], "UTC")]
    [(540, 660)]
    """
    found: list[tuple[date | int, int, int]] = []
    for day, start, end in sorted(slots, key=lambda slot: (isinstance(slot[0], date), str(slot[0]), slot[1])):
        if found and found[-1][0] == day and found[-1][2] >= start:
            found[-1] = (day, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((day, start, end))
    return tuple(FreeTime(day, start, end, zone) for day, start, end in found)


def clock(minute: int) -> str:
    """``09:30``; past midnight ``01:00``.

    >>> clock(570), clock(1500)
    ('09:30', '01:00')
    """
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
