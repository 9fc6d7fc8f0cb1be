"""When somebody is busy, from a calendar (.ics): what it says within a few days, in real minutes.

What blocks: events, whole days, each repetition of them, and free/busy times. What does not: events that are shown as
free (TRANSP:TRANSPARENT), cancelled ones, those that the person has declined, tasks and notes, and the meetings of the
published plan themselves (by the end of their UID). An event that cannot be told is a question, and never silently
either; a file that cannot be is an error. Where two readings of the standard differ by the hour of a clock change, the
longer one blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import DAY, Intervals, day_minutes, to_datetime, union, window, zone_of
from pairing.model.meetings import OWN_UIDS
from pairing.model.names import text_key
from pairing.rosters.ics_text import Block, Line, calendars_of
from pairing.rosters.ics_values import Period, ValueProblem, Values, When, length, split
from pairing.rosters.ics_zones import UnknownZone, Zones
from pairing.rosters.recurrence import Budget, RuleProblem, read_rule, starts

MOST_DAYS_OF_A_RULE = 20_000  # looked at; every day of 54 years
MOST_DAYS_OF_A_FILE = 120_000
MOST_TOLD = 5  # questions of one kind about a file
_SPARE = timedelta(days=2)  # clocks are up to 26 hours apart
_LONG_AGO = datetime(1900, 1, 1)
_FAR = timedelta(days=366 * 3000)
_NOT_COUNTED = (
    "Correct the calendar; or leave it so, and write the hours that are meant into changes.csv as `not free`."
)


class Busy(NamedTuple):
    """What a calendar says: the busy minutes within the days asked about, how many events it has, and doubts."""

    minutes: Intervals
    num_events: int
    issues: tuple[Issue, ...]


def read_busy(
    data: bytes,
    file: str,
    zone: str,
    within: tuple[int, int],
    *,
    zones: Mapping[str, str] | None = None,
    address: str = "",
    person: str = "",
) -> Busy:
    """The busy minutes of a calendar.

    Parameters
    ----------
    data
        The bytes of the .ics file.
    file
        Its name, for issues.
    zone
        The person's zone: of whole days, and of times that name none.
    within
        The real minutes asked about, from and until, as of ``window``.
    zones
        What names of time zones mean ([zones] of the settings).
    address
        The person's e-mail address; an event does not block who declined it.
    person
        The name, for issues.

    Returns
    -------
    Busy
        Questions: ``calendar-event``, ``calendar-zone``. Warnings: ``calendar-junk``, ``calendar-empty``. What they are
        about is not counted.

    Raises
    ------
    InputError
        (a ``ValueError``) when the extra is not installed (``no-calendar-reader``), the file is no calendar or is cut
        off (``calendar-broken``), or is beyond the bounds (``calendar-too-large``).

    Examples
    --------
    >>> data = b'''BEGIN:VCALENDAR
    ... BEGIN:VEVENT
    ... DTSTART:20270312T090000
    ... DURATION:PT30M
    ... RRULE:FREQ=DAILY;COUNT=3
    ... END:VEVENT
    ... END:VCALENDAR
    ... '''
    >>> friday = window(date(2027, 3, 12), date(2027, 3, 12), "Europe/Berlin")[0]
    >>> [to_datetime(start).isoformat() for start, _ in read_busy(data, "ada.ics", "Europe/Berlin", friday).minutes]
    ['2027-03-12T08:00:00+00:00']
    """
    check_installed(file)
    calendars, issues = calendars_of(data, file)
    reader = _Reader(file, zone, within, address, person)
    num_events = 0
    for calendar in calendars:
        num_events += sum(block.name in ("VEVENT", "VFREEBUSY") for block in calendar.blocks)
        reader.calendar(calendar, zones or {})
    if not num_events:
        message, hint = "the calendar has no event at all.", "Is it the right one?"
        issues.append(Issue(Severity.WARNING, "calendar-empty", message, hint, file=file, person=person))
    return Busy(union(reader.minutes), num_events, (*issues, *reader.questions()))


def check_installed(file: str = "") -> None:
    """Whether calendars can be read here.

    Raises
    ------
    InputError
        When the package for it is missing.
    """
    try:
        import icalendar  # noqa: F401
    except ImportError as error:
        message = "calendars can be read only with the package icalendar, which is not installed."
        hint = 'Install it: pip install "pairing-optimizer[calendar]".'
        raise InputError(Issue(Severity.ERROR, "no-calendar-reader", message, hint, file=file)) from error


class _Reader:
    """One file while it is read."""

    def __init__(self, file: str, zone: str, within: tuple[int, int], address: str, person: str):
        self.file, self.zone, self.clock = file, zone, zone_of(zone)
        self.low, self.high = within
        self.address, self.person = text_key(address), person
        self.minutes: list[tuple[int, int]] = []
        self.days_left = MOST_DAYS_OF_A_FILE
        self.first = to_datetime(max(self.low, day_minutes(date(1901, 1, 1)))).replace(tzinfo=None) - _SPARE
        self.last = to_datetime(min(self.high, day_minutes(date(8000, 1, 1)))).replace(tzinfo=None) + _SPARE
        self._first_day, self._last_day = f"{self.first:%Y%m%d}", f"{self.last:%Y%m%d}"
        self._found: list[tuple[str, str, int]] = []  # code, message, line

    def calendar(self, calendar: Block, table: Mapping[str, str]) -> None:
        """All that blocks in one VCALENDAR."""
        if calendar.value("CALSCALE") not in ("", "GREGORIAN"):
            what = f"the calendar counts days by {calendar.value('CALSCALE')[:20]!r}"
            self._doubt(f"{what}; nothing of it is counted as busy.", calendar.number)
            return
        definitions = [block for block in calendar.blocks if block.name == "VTIMEZONE"]
        values = Values(Zones(definitions, table), self.clock)
        series: dict[str, list[Block]] = {}
        is_cancelled = calendar.value("METHOD") == "CANCEL"
        for number, block in enumerate(calendar.blocks):
            if block.name == "VEVENT" and not self._is_far(block):
                uid = next((line.text.partition(":")[2].strip() for line in block.all("UID")), "")
                if uid.startswith(OWN_UIDS):
                    continue
                series.setdefault(uid or f"no uid {number}", []).append(block)
            elif block.name == "VFREEBUSY" and not is_cancelled:
                for line in block.all("FREEBUSY"):
                    self._guard(block, partial(self._free_busy, line, values))
        for blocks in series.values():
            self._series(blocks, values, is_cancelled)

    def questions(self) -> Iterator[Issue]:
        """What could not be told, the first few of each kind."""
        for code, hint in (
            ("calendar-event", _NOT_COUNTED),
            ("calendar-zone", 'Say in the settings which it is, under [zones]: "name" = "Europe/Berlin".'),
        ):
            found = list({one[1]: one for one in reversed(self._found) if one[0] == code}.values())[::-1]
            for number, (_, message, line) in enumerate(found[:MOST_TOLD], start=1):
                more = len(found) - MOST_TOLD
                rest = f" So it is with {more} more." if number == MOST_TOLD and more > 0 else ""
                yield Issue(
                    Severity.QUESTION, code, message + rest, hint, file=self.file, line=line, person=self.person
                )

    def _doubt(self, message: str, line: int, code: str = "calendar-event") -> None:
        self._found.append((code, message, line))

    def _guard(self, block: Block, work: Callable[[], None]) -> None:
        """Do something for an event; what cannot be told about it is noted."""
        what = f"the event that begins on line {block.number}"
        try:
            work()
        except (ValueProblem, RuleProblem) as problem:
            self._doubt(f"{what} {problem.message}; it is not counted as busy, or not all of it.", block.number)
        except UnknownZone as problem:
            message = f"{problem.message}; an event in it is not counted as busy."
            self._doubt(message, block.number, "calendar-zone")
        except OverflowError:
            self._doubt(f"{what} leaves the calendar that people use; it is not counted as busy.", block.number)

    def _is_far(self, block: Block) -> bool:
        """Whether a single event is days away from those asked about; most of a calendar is, and is read no further."""
        days = []
        for line in block.lines:
            if line.name in ("RRULE", "RDATE", "RECURRENCE-ID", "DURATION"):
                return False
            if line.name in ("DTSTART", "DTEND"):
                days.append(line.text.rpartition(":")[2].strip()[:8])
        if not days or not all(len(day) == 8 and day.isdigit() for day in days):
            return False
        return max(days) < self._first_day or min(days) > self._last_day

    # --- events -----------------------------------------------------------------------------------------------

    def _series(self, blocks: list[Block], values: Values, is_cancelled: bool) -> None:
        """All events of one UID: what repeats, and the repetitions that were moved, changed or cancelled."""
        moved = [block for block in blocks if block.all("RECURRENCE-ID")]
        cores = _newest([block for block in blocks if not block.all("RECURRENCE-ID")])
        instead: dict[int, list[Block]] = {}
        replaced_days: set[date] = set()
        for block in moved:
            self._guard(block, partial(self._instead_of, block, values, instead, replaced_days))
        for block in cores:
            if self._blocks(block, is_cancelled):
                self._guard(block, partial(self._event, block, values, set(instead), replaced_days))
        for several in instead.values():
            for block in _newest(several):
                if self._blocks(block, is_cancelled):
                    self._guard(block, partial(self._event, block, values, set(), set()))

    def _instead_of(
        self, block: Block, values: Values, instead: dict[int, list[Block]], replaced_days: set[date]
    ) -> None:
        """Note which repetition an event stands for."""
        line = block.all("RECURRENCE-ID")[0]
        moment = values.moment(line)
        if moment.is_day:
            replaced_days.add(moment.wall.date())
        instead.setdefault(moment.second, []).append(block)
        if split(line)[0].get("RANGE"):
            what = (
                f"the event that begins on line {block.number} moves all later repetitions, too, which is not followed"
            )
            self._doubt(f"{what}: these are counted where they were.", block.number)

    def _blocks(self, block: Block, is_cancelled: bool) -> bool:
        if is_cancelled or block.value("STATUS") == "CANCELLED" or block.value("TRANSP") == "TRANSPARENT":
            return False
        for line in block.all("ATTENDEE"):
            address = line.text.rpartition(":")[2]
            if self.address and text_key(address) == self.address and "PARTSTAT=DECLINED" in line.text.upper():
                return False
        return True

    def _event(self, block: Block, values: Values, instead: set[int], replaced_days: set[date]) -> None:
        """The busy minutes of an event and its repetitions, but those that others stand for."""
        lines = block.all("DTSTART")
        if not lines:
            raise ValueProblem("does not say when")
        first = values.moment(lines[0])
        lasting = _Lasting.of(block, values, first)
        out, out_days = set(instead), set(replaced_days)
        for line in block.all("EXDATE"):
            for moment in values.list_of(line, first.clock):
                moment = moment.start if isinstance(moment, Period) else moment
                if moment.is_day or first.is_day:
                    out_days.add(moment.wall.date())
                else:
                    out.add(moment.second)

        def add(start: When, lasting: _Lasting) -> None:
            if start.second not in out and start.wall.date() not in out_days:
                self._add(start, lasting, is_first=start == first)

        add(first, lasting)
        for line in block.all("RDATE"):
            for moment in values.list_of(line, first.clock):
                if isinstance(moment, Period):
                    add(moment.start, _Lasting.of_period(moment))
                else:
                    add(first.shifted(moment.on(first.clock)), lasting)
        for line in block.all("RRULE"):
            for start in self._repetitions(line.text.partition(":")[2], values, first, lasting):
                add(start, lasting)
        if block.all("EXRULE"):
            what = f"the event that begins on line {block.number} has repetitions taken out by a rule (EXRULE)"
            self._doubt(f"{what}, which is not followed: they are counted as busy.", block.number)

    def _repetitions(self, text: str, values: Values, first: When, lasting: _Lasting) -> Iterator[When]:
        """The starts by a rule that may reach into the days asked about, the first as well where it fits."""
        rule = read_rule(text)
        if first.is_day:
            rule = rule._replace(hours=(), minutes=(), seconds=())
        high, last_second = self.last, None
        if rule.until:
            until = values.until(rule.until, first)
            last_second = until.second
            high = min(high, until.on(first.clock) + timedelta(hours=3))  # to the second below: an hour may be repeated
        is_long = lasting.nominal >= self.first - _LONG_AGO
        low = _LONG_AGO if is_long else self.first - lasting.nominal
        budget = Budget(min(MOST_DAYS_OF_A_RULE, self.days_left))
        before = budget.days
        try:
            for wall in starts(rule, first.wall, low, high, budget):
                start = first.shifted(wall)
                if last_second is None or start.second <= last_second:
                    yield start
        finally:
            self.days_left -= before - max(0, budget.days)

    def _free_busy(self, line: Line, values: Values) -> None:
        """The periods of a FREEBUSY line; of a kind that is not known they are busy, as the standard has it."""
        if split(line)[0].get("FBTYPE", "BUSY").upper() == "FREE":
            return
        for period in values.list_of(line):
            if not isinstance(period, Period):
                raise ValueProblem("has a busy time with no end")
            self._add(period.start, _Lasting.of_period(period), is_first=True)

    def _add(self, start: When, lasting: _Lasting, *, is_first: bool) -> None:
        """Block the minutes of one repetition."""
        end_wall = start.wall + min(lasting.nominal, _FAR)
        if start.is_day:
            last = end_wall.date() - timedelta(days=1)
            found = window(start.wall.date(), max(last, start.wall.date()), self.zone)
            ((low, high),) = found or ((0, 0),)  # a day that the clocks of a country left out
        else:
            end = start.second + lasting.seconds
            if not is_first:
                end = max(end, start.shifted(end_wall).second)
            low, high = start.second // 60, -(-end // 60)
        if low < high:
            self.minutes += [(max(low, self.low), min(high, self.high))] if low < self.high and high > self.low else []


class _Lasting(NamedTuple):
    """How long an event lasts: on the clock, and in real seconds."""

    nominal: timedelta
    seconds: int

    @classmethod
    def of(cls, block: Block, values: Values, first: When) -> _Lasting:
        """From DTEND or DURATION; without either a day, or no time at all."""
        ends, lengths = block.all("DTEND"), block.all("DURATION")
        if ends:
            return cls.of_period(Period(first, values.moment(ends[0])))
        if lengths:
            return cls.of_period(Period(first, length(lengths[0].text.partition(":")[2])))
        return cls(timedelta(days=1), DAY * 60) if first.is_day else cls(timedelta(0), 0)

    @classmethod
    def of_period(cls, period: Period) -> _Lasting:
        """From a start and an end or a length."""
        start, end = period
        if isinstance(end, timedelta):
            return cls(end, end // timedelta(seconds=1))
        seconds = end.second - start.second
        if seconds < 0:
            raise ValueProblem("ends before it begins")
        if start.is_day and not seconds:
            return cls(timedelta(days=1), DAY * 60)  # some programs write the last day, not the one after
        same = end.clock is start.clock
        return cls(end.wall - start.wall if same else timedelta(seconds=seconds), seconds)


def _newest(blocks: list[Block]) -> list[Block]:
    """Those of the highest SEQUENCE: the others were replaced."""

    def sequence(block: Block) -> int:
        text = block.value("SEQUENCE")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    newest = max(map(sequence, blocks), default=0)
    return [block for block in blocks if sequence(block) == newest]
