"""The values in a calendar's lines: moments with their clock, lengths, periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from pairing.rosters.ics_text import Line
from pairing.rosters.ics_zones import Zones

MOST_DATES = 20_000  # in the lists of a file (RDATE, EXDATE, FREEBUSY)
_PARTS = re.compile(r"[^;:]+((?:;[^=;:]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([^=;:]+)=(\"[^\"]*\"|[^\";:]*)")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ValueProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """A value that cannot be read: ``message`` quotes it, for the end of "the event …"."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class When(NamedTuple):
    """A moment as it was written: what the clock shows, which clock, and whether only the day counts."""

    wall: datetime
    clock: tzinfo
    is_day: bool = False

    @property
    def second(self) -> int:
        """Seconds since 1970-01-01 00:00 UTC. Of an hour that the clock repeats it is the first."""
        return (self.wall.replace(tzinfo=self.clock) - _EPOCH) // timedelta(seconds=1)

    def shifted(self, wall: datetime) -> When:
        """The same clock when it shows something else."""
        return self._replace(wall=wall)

    def on(self, clock: tzinfo) -> datetime:
        """What another clock shows then; of a day, and of the same clock, what is written."""
        if self.is_day or clock is self.clock:
            return self.wall
        return self.wall.replace(tzinfo=self.clock).astimezone(clock).replace(tzinfo=None, fold=0)


class Period(NamedTuple):
    """A start, and an end or a length."""

    start: When
    end: When | timedelta


class Values:
    """Reads the values of one calendar.

    Parameters
    ----------
    zones
        Its names of time zones.
    floating
        The clock of times that name none: the person's.
    """

    def __init__(self, zones: Zones, floating: tzinfo):
        self._zones, self._floating = zones, floating
        self.dates_left = MOST_DATES

    def moment(self, line: Line) -> When:
        """The moment of a line such as ``DTSTART;TZID=Europe/Berlin:20270312T090000``.

        Raises
        ------
        ValueProblem
            When it is none.
        UnknownZone
            When its time zone is not known.
        """
        parameters, text = split(line)
        return self._moment(text.strip(), parameters.get("TZID"))

    def list_of(self, line: Line, clock: tzinfo | None = None) -> Iterator[When | Period]:
        """The moments and periods of a line, with commas between; ``clock`` is that of times that name none.

        Raises
        ------
        ValueProblem
            When one is none, or the file has too many.
        UnknownZone
            When their time zone is not known.
        """
        parameters, text = split(line)
        tzid = parameters.get("TZID")
        if text.count(",") >= self.dates_left:
            raise ValueProblem(f"lists more than {MOST_DATES} dates with others of the calendar")
        for piece in filter(None, map(str.strip, text.split(","))):
            self.dates_left -= 1
            start, slash, end = piece.partition("/")
            if not slash:
                yield self._moment(piece, tzid, clock)
            elif end.upper().startswith(("P", "+P", "-P")):
                yield Period(self._moment(start, tzid, clock), length(end))
            else:
                yield Period(self._moment(start, tzid, clock), self._moment(end, tzid, clock))

    def until(self, text: str, first: When) -> When:
        """The last moment that a rule reaches; a day counts to its end, on the clock of the event.

        Raises
        ------
        ValueProblem
            When it is none.
        """
        until = self._moment(text, None, first.clock)
        if until.is_day or first.is_day:
            return first.shifted(until.wall.replace(hour=23, minute=59, second=59))
        return until

    def _moment(self, text: str, tzid: str | None, clock: tzinfo | None = None) -> When:
        match = _MOMENT.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            year, month, day = int(match[1]), int(match[2]), int(match[3])
            if match[4] is None:
                wall, is_day = datetime(year, month, day), True
            else:
                seconds = min(int(match[6]), 59)  # a leap second is within the minute
                wall, is_day = datetime(year, month, day, int(match[4]), int(match[5]), seconds), False
            if not 1900 <= year <= 9000:
                raise ValueError
        except ValueError as error:
            raise ValueProblem(f"has {text[:40]!r}, which is no time") from error
        if is_day:
            return When(wall, self._floating, True)
        if match[7]:
            return When(wall, UTC)
        return When(wall, (clock or self._floating) if tzid is None else self._zones.of(tzid))


def split(line: Line) -> tuple[dict[str, str], str]:
    """The parameters of a line, and its value.

    Raises
    ------
    ValueProblem
        When it does not follow the grammar.
    """
    match = _PARTS.fullmatch(line.text)
    if match is None:
        raise ValueProblem(f"has the line {line.text[:40]!r}, which cannot be read")
    return {key.strip().upper(): value.strip('"') for key, value in _PARAMETER.findall(match[1])}, match[2]


def length(text: str) -> timedelta:
    """The length ``PT1H30M``.

    Raises
    ------
    ValueProblem
        When it is none, or below nothing.
    """
    from icalendar import vDuration

    try:
        found: timedelta = vDuration.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError, AttributeError, TypeError) as error:
        raise ValueProblem(f"has {text[:40]!r}, which is no length") from error
    if found < timedelta(0):
        raise ValueProblem(f"lasts {text[:40]!r}, less than nothing")
    return found
