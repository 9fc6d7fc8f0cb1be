"""Free times as people write them into one cell: days, hours and zones together, or why they cannot be told.

    text    = [ nothing | chunk { ( ";" | line end | full stop ) chunk } ]
    chunk   = [ "I am" ] [ "free" | "available" ] ( entry { [ and ] entry } | turned { and turned } )
            | [ "all times" ] zone | "any time"
    entry   = days [ ":" | "," | dash ] hours { and hours }
    turned  = hours { and hours } [ "on" ] days
    hours   = the hours of freetime.py [ zone ]
    days    = the days of free_days.py
    and     = "," | "and" | "&" | "+"

Hours belong to the days they stand behind; hours that stand before their day have all to be written so. What the
grammar does not hold is refused, with what was seen and what the rest would mean. Beyond it are refused: a text that
says no, maybe or a day relative to today; hours of one day that lie within others of it (is the one an exception?);
``March 12, 14-16`` (days or hours?); a day or a zone that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pairing.model.intervals import DAY, WEEKDAYS, FreeTime
from pairing.model.names import has_bidi_control
from pairing.rosters.days import GridDay, GridProblem
from pairing.rosters.free_days import Day, Resolve, begins_day, parse_days
from pairing.rosters.free_tokens import CLOCK_HINT, Stream, Trouble, listed, parts_key, shown
from pairing.rosters.freetime import Span, begins_hours, clock_of, is_nothing, lines_key, parse_hours, settle
from pairing.rosters.zones import ZoneProblem, read_zone, same_clock

_MOST_CHARACTERS = 10_000
_MOST_TIMES = 1000
_EVERY_DAY = tuple(range(7))
_HINT = 'Write days and hours such as "Mon 6-8pm, Wed 18:00-20:00" or "weekdays after 17:00".'
_ZONE_HINT = 'Write the zone behind the hours, such as "Mon 18:00-20:00 Europe/Berlin".'
_NO = frozenset(
    "not no never except excluding excl exclude but without unless cannot can't cant don't dont won't busy unavailable "
    "avoid isn't aren't nor minus none nothing blocked unable".split()
)
_MAYBE = frozenset(
    "maybe perhaps possibly usually mostly often sometimes probably preferably prefer preferred ideally approximately "
    "approx about around circa ca roughly flexible depends depending tbd tba tentative tentatively generally normally "
    "typically likely or either other alternate alternating second if when might could should try best ish so".split()
)
_RELATIVE = frozenset(
    "today tomorrow tonight next this week weeks month months last first last coming following fortnight now".split()
)
_PARTS = frozenset(
    "morning mornings afternoon afternoons evening evenings night nights lunch lunchtime lunchtimes dinner breakfast "
    "eve noonish am pm".split()
)
_ALONE = re.compile(r"(?:all )?times?(?: ?zone)?(?: are)?(?: in)? ?:? |(?:my )?time ?zone(?: is)? ?:? ")
_OPENERS = (
    *(("i", "am", "free"), ("i", "am", "available"), ("i'm", "free"), ("i'm", "available"), ("i’m", "free")),
    *(("i’m", "available"), ("free",), ("available",), ("availability",)),
)
_NO_ZONES = frozenset(["easter", "midway", "center"])  # places of the zone table that are words to most people


class FreeTextProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """Free times that cannot be told.

    ``code`` is "unreadable-hours", "ambiguous-zone" or "no-zone"; ``message`` quotes the text, says what is not
    understood and what the rest of it would mean; ``hint`` is the cure.
    """

    def __init__(self, code: str, message: str, hint: str):
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class _Hours(NamedTuple):
    span: Span
    zone: str | None
    at: tuple[int, int]


class _Entry(NamedTuple):
    days: tuple[Day, ...]
    hours: tuple[_Hours, ...]


class _Time(NamedTuple):
    """One free time with the number of its entry."""

    entry: int
    day: Day
    start: int
    end: int
    zone: str | None


class _Unknown(Trouble):
    """Words that nobody knows; ``is_harmless`` where the rest of the text means the same without them."""

    is_harmless = True


def read_free_text(
    text: str,
    zone: str | None,
    *,
    years: Sequence[int] = (),
    first_day: date | None = None,
    last_day: date | None = None,
    parts: Mapping[str, tuple[int, int]] = {},
    zones: Mapping[str, str] = {},
) -> tuple[FreeTime, ...]:
    """The free times that somebody wrote into one cell.

    Parameters
    ----------
    text
        Such as ``Mon 6-8pm PT, Wed 6-8pm PT``, ``Weekdays after 17:00, Sat & Sun any time`` or ``12 March 9-11am``.
        Hours belong to the days before them; ``any time`` alone is every day. Blank, ``none`` or ``not available``
        is no free time.
    zone
        The person's own zone (IANA name or ``UTC-05:00``); None where it is not known. A zone in the text wins for
        the entry (days and their hours) in which it stands, and one that stands alone wins for all. An entry without
        a zone beside others that have one is on the person's own clock only where that is the clock of the others;
        else it is refused, as it may be either. Where the own zone is not known, the one clock named is that of all.
    years
        The years that dates without a year can be in; where there are none, those of ``first_day`` and ``last_day``.
    first_day, last_day
        The days that are asked about. They tell the year where several fit; a date outside of them is read all the
        same.
    parts
        The hours (start, end) that names of parts of the day (``Morning``) mean, minutes after midnight.
    zones
        What the settings say that texts of zones mean.

    Returns
    -------
    tuple of FreeTime
        In the order of the text, none twice; weekdays 0 (Monday) to 6 where no date is named. Open hours begin or
        end at midnight. Linear in the length of the text.

    Raises
    ------
    FreeTextProblem
        When anything in the text is not understood, may mean several things, or a day or zone is missing.

    Examples
    --------
    >>> [(one.day, one.start, one.end) for one in read_free_text("Mon, Wed 6-8pm", "Europe/Berlin")]
    [(0, 1080, 1200), (2, 1080, 1200)]
    >>> read_free_text("Mon 6-8pm or so", "UTC")
    Traceback (most recent call last):
    ...
    pairing.rosters.free_text.FreeTextProblem: 'Mon 6-8pm or so': 'or so' is not understood; without it, it would be \
read as Mon 18:00-20:00.
    """
    if len(text) > _MOST_CHARACTERS:
        message = f"{shown(text)}: {len(text)} characters are too many to be free times."
        raise FreeTextProblem("unreadable-hours", message, _HINT)
    if has_bidi_control(text):
        message = f"{shown(text)}: it holds a character that turns the direction of writing."
        raise FreeTextProblem("unreadable-hours", message, "Write the text anew, by hand.")
    key = _tidy(lines_key(text, "\n"))
    if is_nothing(key):
        return ()
    reader = _Reader(Stream(key, parts_key(parts)), _resolver(years, first_day, last_day), zones)
    try:
        return reader.free_times(zone)
    except Trouble as trouble:
        end = "" if trouble.what[-1] in ".?" else "."
        message = f"{shown(text)}: {trouble.what}{_but_for(reader, trouble, zone) or end}"
        raise FreeTextProblem(trouble.code, message, trouble.hint) from None


def show_free_times(times: Sequence[FreeTime], *, most: int = 6) -> str:
    """Free times in one line, without zones: ``Mon, Wed 18:00-20:00; 2027-03-12 9:00-10:00``.

    >>> show_free_times(read_free_text("Mon, Wed 6-8pm", "UTC"))
    'Mon, Wed 18:00-20:00'
    """
    days_by_hours: dict[tuple[int, int], list[str]] = {}
    for one in times:
        days_by_hours.setdefault((one.start, one.end), []).append(_day_text(one.day))
    pieces = [f"{_days_text(days)} {_hours_text(*hours)}" for hours, days in days_by_hours.items()]
    return "; ".join(pieces[:most]) + (f" and {len(pieces) - most} more" if len(pieces) > most else "")


def _days_text(days: list[str]) -> str:
    return ", ".join(days[:7]) + (f" and {len(days) - 7} days more" if len(days) > 7 else "")


def _day_text(day: Day) -> str:
    return WEEKDAYS[day][:3] if isinstance(day, int) else day.isoformat()


def _hours_text(start: int, end: int) -> str:
    if end > DAY:
        return f"{start // 60}:{start % 60:02}-{(end - DAY) // 60}:{end % 60:02} (next day)"
    return f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}"


def _tidy(key: str) -> str:
    """The text without bullets before its lines, and with full stops as ends of a line."""
    key = re.sub(r"^(?:[•*·▪◦] ?|[-–—] (?=[^\W\d]))", "", key, flags=re.MULTILINE)
    key = re.sub(r"[.!]$", "", key, flags=re.MULTILINE)
    return re.sub(r"(?<=[0-9)])\. |(?<= [ap]m)\. |(?<=[0-9][ap]m)\. ", "\n", key).strip()


def _resolver(years: Sequence[int], first_day: date | None, last_day: date | None) -> Resolve:
    bounds = [day for day in (first_day, last_day) if day is not None]
    known = sorted(set(years)) or (list(range(bounds[0].year, bounds[-1].year + 1)) if bounds else [])

    def resolve(day: GridDay) -> Day:
        if len(known) > 1 and day.month is not None and day.year is None and first_day and last_day:
            inside: list[Day] = []
            for year in known:
                try:
                    found = day._replace(year=year).resolve(())
                except GridProblem:
                    continue
                if isinstance(found, date) and first_day <= found <= last_day:
                    inside.append(found)
            if len(inside) == 1:
                return inside[0]
        return day.resolve(known)

    return resolve


class _Reader:
    """Reads the tokens of one text; ``free_times`` is the way in, ``entries`` what is understood so far."""

    def __init__(self, stream: Stream, resolve: Resolve, zones: Mapping[str, str]):
        self.stream = stream
        self.resolve = resolve
        self.zones = zones
        self.entries: list[_Entry] = []
        self.zone_of_all: str | None = None

    def free_times(self, own: str | None) -> tuple[FreeTime, ...]:
        stream = self.stream
        if stream.key.startswith("="):
            raise _Unknown("it is a formula", _HINT)
        while True:
            while stream.take(";", ","):
                pass
            if stream.next.kind == "end":
                break
            self._chunk()
            if stream.next.kind not in (";", "end"):
                raise self._not_understood()
        times = [
            FreeTime(one.day, one.start, one.end, zone)
            for one, zone in _zoned(self._times(), own, self.zone_of_all, self.entries)
        ]
        if not times:
            raise Trouble("it names no free time", _HINT)
        return tuple(dict.fromkeys(times))

    def so_far(self) -> tuple[FreeTime, ...]:
        """What the entries that were understood mean, zones aside."""
        try:
            return tuple(dict.fromkeys(FreeTime(*one[1:4], "UTC") for one in self._times()))
        except Trouble:
            return ()

    def _times(self) -> list[_Time]:
        clock = clock_of(hours.span for entry in self.entries for hours in entry.hours)
        times: list[_Time] = []
        for index, entry in enumerate(self.entries):
            zones = {hours.zone for hours in entry.hours if hours.zone is not None}
            for hours in entry.hours:
                start, end = _settled(hours, clock)
                zone = hours.zone or (next(iter(zones)) if len(zones) == 1 else None)
                if zone is None and zones:
                    raise Trouble("some of the hours of one day have a zone, and others have none", _ZONE_HINT)
                times += [_Time(index, day, start, end, zone) for day in entry.days]
            if len(times) > _MOST_TIMES:
                raise Trouble(f"it names more than {_MOST_TIMES} free times", _HINT)
        _refuse_exceptions(times, self.entries)
        return times

    def _chunk(self) -> None:
        stream = self.stream
        if any(stream.take_words(*words) for words in _OPENERS):
            stream.take(":")
        if self._zone_alone():
            return
        if begins_day(stream):
            self._entries()
        elif begins_hours(stream):
            self._turned()
        else:
            raise self._not_understood()

    def _entries(self) -> None:
        """Days, each with the hours behind them."""
        stream = self.stream
        while True:
            first = stream.at
            days, may_be_days = parse_days(stream, self.resolve)
            seen = stream.key[stream.tokens[first].start : stream.tokens[stream.at - 1].end]
            is_set_off = self._before_hours()
            if not begins_hours(stream):
                raise self._no_hours(seen, first)
            hours = [self._hours()]
            if may_be_days and not is_set_off and _may_be_days(hours[0].span):
                what = f"the numbers behind {seen!r} may be hours or further days"
                raise Trouble(what, 'Write hours as "14:00-16:00" or "2-4pm".', at=hours[0].at)
            while self._takes_more_hours():
                hours.append(self._hours())
            self.entries.append(_Entry(days, tuple(hours)))
            if begins_day(stream) and len(hours) > 1:
                del self.entries[-1]
                raise Trouble("the last hours before the second day may belong to it, or to the first", _HINT)
            if not begins_day(stream) and not self._takes_separator(begins_day):
                return

    def _before_hours(self) -> bool:
        """Read over what stands between days and hours; whether it makes clear that hours follow."""
        stream = self.stream
        if stream.take(":") or stream.take_words("at") or stream.take_words("@"):
            return True
        if stream.next.kind == "," and stream.next.text == ",":
            stream.at += 1
        elif stream.next.kind == "-" and stream.next.text not in ("until", "till", "til", "to"):
            stream.at += 1
            return False
        return stream.next.text in ("from", "between", "after", "before")

    def _no_hours(self, seen: str, first: int) -> Trouble:
        stream = self.stream
        if stream.next.kind in (";", "end", ",") or begins_day(stream):
            return Trouble(f"{seen!r} has no hours", 'Write the hours, or "any time".', at=(first, stream.at))
        return self._not_understood()

    def _turned(self) -> None:
        """Hours, with their days behind them."""
        stream = self.stream
        first = stream.at
        hours = [self._hours()]
        while self._takes_more_hours():
            hours.append(self._hours())
        is_one = stream.next.text == "," and begins_day(stream, 1)
        stream.at += is_one
        while True:
            if not begins_day(stream):
                if stream.next.kind not in (";", ",", "end"):
                    raise self._not_understood()
                if hours[0].span.fixed == (0, DAY) and len(hours) == 1 and first == 0 and stream.next.kind == "end":
                    self.entries.append(_Entry(_EVERY_DAY, tuple(hours)))
                    return
                seen = stream.key[stream.tokens[first].start : stream.tokens[stream.at - 1].end]
                hint = 'Write the day before the hours, such as "Mon 6-8pm" or "every day after 17:00".'
                raise Trouble(f"a day is missing: {shown(seen)} has none", hint, at=(first, stream.at))
            days, _ = parse_days(stream, self.resolve)
            self.entries.append(_Entry(days, tuple(hours)))
            if begins_hours(stream) or (is_one and stream.next.kind not in (";", "end")):
                del self.entries[-1]
                raise Trouble("it is not clear whether the hours belong to the day before or behind them", _HINT)
            if not self._takes_separator(begins_hours):
                return
            first = stream.at
            hours = [self._hours()]

    def _hours(self) -> _Hours:
        stream = self.stream
        first = stream.at
        span = parse_hours(stream)
        if span.fixed is None and span.end is None and stream.next.text == "on" and not begins_day(stream, 1):
            stream.at += 1
        return _Hours(span, self._zone(), (first, stream.at))

    def _takes_more_hours(self) -> bool:
        return self._takes_separator(begins_hours)

    def _takes_separator(self, begins: object) -> bool:
        """Whether commas lead to hours, or to days, as ``begins`` says; they are read then."""
        stream = self.stream
        at = stream.at
        while stream.take(",", "+"):
            pass
        if stream.at > at and (begins_day(stream) if begins is begins_day else _only_hours(stream)):
            return True
        stream.at = at
        return False

    def _zone_alone(self) -> bool:
        """Whether a piece of the text is a zone and nothing else, which holds for the whole text then."""
        stream = self.stream
        at = stream.at
        if stream.next.kind == "word":
            found = _ALONE.match(stream.key, stream.next.start)
            while found and stream.next.start < found.end() and stream.next.kind != "end":
                stream.at += 1
        last = self._run_end()
        if last == stream.at or stream.tokens[last].kind not in (";", "end"):
            stream.at = at
            return False
        zone = self._zone()
        if self.zone_of_all is not None and zone is not None and not same_clock(zone, self.zone_of_all):
            raise Trouble(f"it names two zones for all, {self.zone_of_all} and {zone}", _ZONE_HINT, "ambiguous-zone")
        self.zone_of_all = zone
        return True

    def _run_end(self) -> int:
        """Where the words end that come next and are neither days nor hours: a zone, or not understood."""
        stream = self.stream
        at = stream.at
        while stream.next.kind in ("word", "offset", "bracket", "half") or (stream.at > at and stream.next.kind == "/"):
            if begins_day(stream) or begins_hours(stream):
                break
            stream.at += 1
        last, stream.at = stream.at, at
        return last

    def _zone(self) -> str | None:
        """The zone that comes next, or None where nothing comes that could be one."""
        stream = self.stream
        last = self._run_end()
        if last == stream.at:
            return None
        text = stream.key[stream.next.start : stream.tokens[last - 1].end]
        words = set(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)) if len(text) <= 80 else {"so"}
        if words & (_NO | _MAYBE | _RELATIVE | _PARTS | _NO_ZONES):
            raise self._not_understood()
        try:
            zone = read_zone(
                text.strip("()") if text.count("(") == 1 and text[0] + text[-1] == "()" else text, self.zones
            )
        except ZoneProblem as problem:
            if problem.code == "ambiguous-zone":
                raise Trouble(problem.message.rstrip("."), problem.hint, problem.code) from None
            raise self._not_understood() from None
        stream.at = last
        return zone

    def _not_understood(self) -> _Unknown:
        """The words that come next, which nobody knows."""
        stream = self.stream
        first, last = stream.at, max(self._run_end(), min(stream.at + 1, len(stream.tokens) - 1))
        if first == last:
            return _Unknown("something is missing at its end", _HINT)
        start = stream.tokens[first].start
        text = stream.key[start : stream.tokens[last - 1].end]
        words = set(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text[:200]))
        hint = _HINT
        if words & _NO:
            hint = "Write only the hours that are free, and leave out what is not."
        elif words & _PARTS:
            hint = 'Write hours such as "18:00-22:00", or say in the settings which hours the word means.'
        elif words & _RELATIVE:
            hint = 'Write the weekday or the date, such as "Fri" or "2027-03-12".'
        elif text[0].isdigit():
            hint = CLOCK_HINT
        trouble = _Unknown(f"{shown(text)} is not understood", hint, at=(start, stream.tokens[last - 1].end))
        trouble.is_harmless = not words & (_NO | _RELATIVE | _PARTS) and not text[0].isdigit()
        return trouble


def _only_hours(stream: Stream) -> bool:
    return begins_hours(stream) and not begins_day(stream)


def _settled(hours: _Hours, clock: object) -> tuple[int, int]:
    span = hours.span
    start, end = settle(span, clock)  # type: ignore[arg-type]
    if span.start and span.end and span.start[1:3] == span.end[1:3] and bool(span.start.half) != bool(span.end.half):
        raise Trouble(f"it starts and ends at the same time, {span.start}", at=hours.at)
    return start, end


def _may_be_days(span: Span) -> bool:
    """Whether hours are two plain numbers, which behind a date may be days of the month."""
    ends = (span.start, span.end)
    return all(end is not None and not end.half and end.text.isdigit() and len(end.text) <= 2 for end in ends)


def _refuse_exceptions(times: Sequence[_Time], entries: Sequence[_Entry]) -> None:
    """Refuse hours of a day that lie within others of it, or cut into those of other days: exceptions, or more?

    ``Weekdays 9-17, Fri 9-12`` may well mean Friday until noon only. Where the entry of fewer days holds the other
    one whole (``Weekdays after 5pm, Fri any time``) both readings are the same.
    """
    by_day: dict[Day, list[_Time]] = {}
    for one in times:
        by_day.setdefault(one.day, []).append(one)
    for day, same in by_day.items():
        weekly = by_day.get(day.weekday(), []) if isinstance(day, date) else []
        for index, one in enumerate(same):
            for other in (*same[:index], *weekly):
                if one.zone == other.zone:
                    _refuse_exception(one, other, entries)


def _refuse_exception(one: _Time, other: _Time, entries: Sequence[_Entry]) -> None:
    if one.end <= other.start or other.end <= one.start or one[2:4] == other[2:4]:
        return
    inner, outer = (one, other) if one.end - one.start < other.end - other.start else (other, one)
    is_inside = outer.start <= inner.start and inner.end <= outer.end
    same_days = one.entry == other.entry or set(entries[one.entry].days) == set(entries[other.entry].days)
    if is_inside:
        is_clear = len(entries[outer.entry].days) < len(entries[inner.entry].days) or (
            not same_days and isinstance(outer.day, date) and isinstance(inner.day, int)
        )
    else:
        is_clear = same_days
    if not is_clear:
        texts = [f"{_day_text(time.day)} {_hours_text(time.start, time.end)}" for time in (inner, outer)]
        what = f"{texts[0]} {'lies within' if is_inside else 'overlaps'} {texts[1]}: is it an exception, or more?"
        raise Trouble(what, "Write for each day only the hours that are free.")


def _zoned(
    times: Sequence[_Time], own: str | None, of_all: str | None, entries: Sequence[_Entry]
) -> Iterator[tuple[_Time, str]]:
    """Each time with its zone: that of its entry, else the one of all, else the person's own."""
    named = list(dict.fromkeys(one.zone for one in times if one.zone is not None))
    if of_all is not None:
        other = next((zone for zone in named if not same_clock(zone, of_all)), None)
        if other is not None:
            raise Trouble(f"it names {of_all} for all, and {other}", _ZONE_HINT, "ambiguous-zone")
    candidates = [of_all] if of_all is not None else list(dict.fromkeys([*([own] if own else []), *named]))
    is_one = all(same_clock(zone, candidates[0]) for zone in candidates)
    for one in times:
        if one.zone is not None:
            yield one, one.zone
        elif not candidates:
            raise Trouble("no time zone is known for it", _ZONE_HINT, "no-zone")
        elif not is_one:
            what = f"{_day_text(one.day)} {_hours_text(one.start, one.end)} has no zone; it may be {listed(candidates, 'or')}"
            raise Trouble(what, _ZONE_HINT, "ambiguous-zone")
        else:
            yield one, candidates[0]


def _but_for(reader: _Reader, trouble: Trouble, zone: str | None, depth: int = 3) -> str:
    """What could be read of a text all the same, as the end of a message; "" where nothing could."""
    if isinstance(trouble, _Unknown) and trouble.is_harmless and depth:
        start, end = trouble.at
        key = reader.stream.key[:start] + " " * (end - start) + reader.stream.key[end:]
        rest = _Reader(Stream(key, tuple(reader.stream.parts.items())), reader.resolve, reader.zones)
        try:
            times = rest.free_times(zone or "UTC")
        except Trouble as other:
            return _but_for(rest, other, zone, depth - 1)
        return f"; without it, it would be read as {show_free_times(times)}."
    times = reader.so_far()
    return f"; of the rest, {show_free_times(times)} could be read." if times else ""
