"""Free times as people write them into one cell: days, hours and zones together, or why they cannot be told.

The grammar is that of ``free_entries``. What it does not hold is refused, with what was seen and what the rest would
mean. Beyond it are refused: hours of one day that lie within others of it (is the one an exception?), and a zone that
is missing, or may be one of two.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pairing.model.intervals import DAY, WEEKDAYS, FreeTime
from pairing.model.names import has_bidi_control
from pairing.rosters.days import GridDay, GridProblem
from pairing.rosters.free_days import Day, Resolve
from pairing.rosters.free_entries import HINT, ZONE_HINT, Entry, Hours, Reader, Unknown, tidy
from pairing.rosters.free_tokens import Stream, Trouble, listed, parts_key, shown
from pairing.rosters.freetime import Clock, clock_of, is_nothing, lines_key, refuse_crossing, settle
from pairing.rosters.zones import same_clock

_MOST_CHARACTERS = 4_000
_MOST_TIMES = 1000
_AS_WELL_HINT = 'Write each day once, with all its hours: "Mon-Thu after 17:00; Fri 9am-noon, after 17:00".'


class FreeTextProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """Free times that cannot be told.

    ``code`` is "unreadable-hours", "ambiguous-zone" or "no-zone" ("unreadable-zone" where the settings name a zone that
    is none); ``message`` quotes the text, says what is not understood and what the rest of it would mean; ``hint`` is
    the cure.
    """

    def __init__(self, code: str, message: str, hint: str):
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class _Time(NamedTuple):
    """One free time with the number of its entry."""

    entry: int
    day: Day
    start: int
    end: int
    zone: str | None


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
    key = _key(text)
    if is_nothing(key):
        return ()
    reader = Reader(_stream(text, key, parts), _resolver(years, first_day, last_day), zones)
    try:
        return _free_times(reader, zone)
    except Trouble as trouble:
        raise _problem(text, reader, trouble, zone) from None


def read_own_times(
    text: str, years: Sequence[int], *, whole_days: bool = False, parts: Mapping[str, tuple[int, int]] = {}
) -> tuple[tuple[Day, int, int], ...]:
    """The days and hours that a text names, all of them on one clock that is not said.

    Parameters
    ----------
    text
        As for ``read_free_text``, without zones.
    years
        The years that dates without a year can be in.
    whole_days
        Whether a day without hours is all of that day.
    parts
        The hours (start, end) that names of parts of the day mean, minutes after midnight.

    Returns
    -------
    tuple of (day, start, end)
        Minutes after midnight of the weekday (0 = Monday) or date; hours may lie within others.

    Raises
    ------
    FreeTextProblem
        When anything is not understood, or no day is named.

    Examples
    --------
    >>> read_own_times("[Fri, Mar 12] 6pm - 7pm; Sat", [2027], whole_days=True)
    ((datetime.date(2027, 3, 12), 1080, 1140), (5, 0, 1440))
    """
    reader = Reader(_stream(text, _key(text), parts), _resolver(years, None, None), {}, whole_days=whole_days)
    try:
        reader.read()
        if reader.zone_of_all or any(hours.zone for entry in reader.entries for hours in entry.hours):
            raise Trouble("it names a zone; the hours are those of the person's own clock", "Leave the zone out.")
        times = tuple(dict.fromkeys((one.day, one.start, one.end) for one in _times(reader.entries)))
        if not times:
            raise Trouble("it names no day", HINT)
        return times
    except Trouble as trouble:
        raise _problem(text, reader, trouble, None) from None


def _key(text: str) -> str:
    """The text as it is read; refused where it is too long, or reads as another one than it shows."""
    if len(text) > _MOST_CHARACTERS:
        message = f"{shown(text)}: {len(text)} characters are too many to be free times."
        raise FreeTextProblem("unreadable-hours", message, HINT)
    if has_bidi_control(text):
        message = f"{shown(text)}: it holds a character that turns the direction of writing."
        raise FreeTextProblem("unreadable-hours", message, "Write the text anew, by hand.")
    return tidy(lines_key(text, "\n"))


def _stream(text: str, key: str, parts: Mapping[str, tuple[int, int]]) -> Stream:
    written = lines_key(text, "\n", lambda line: " ".join(unicodedata.normalize("NFKC", line).split()))
    return Stream(key, parts_key(parts), tidy(written))


def _problem(text: str, reader: Reader, trouble: Trouble, zone: str | None) -> FreeTextProblem:
    rest = _but_for(reader, trouble, zone)
    if trouble.what.endswith("?"):
        rest = f" {rest[0].upper()}{rest[1:]}." if rest else ""
    else:
        rest = f"; {rest}." if rest else "."
    return FreeTextProblem(trouble.code, f"{shown(text)}: {trouble.what}{rest}", trouble.hint)


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


def _free_times(reader: Reader, own: str | None) -> tuple[FreeTime, ...]:
    reader.read()
    times = _times(reader.entries)
    _refuse_exceptions(times, reader.entries)
    zoned = _zoned(times, own, reader.zone_of_all)
    found = dict.fromkeys(FreeTime(one.day, one.start, one.end, zone) for one, zone in zoned)
    if not found:
        raise Trouble("it names no free time", HINT)
    return tuple(found)


def _times(entries: Sequence[Entry]) -> list[_Time]:
    """The minutes of all entries, read on the clock that they show together."""
    clock = clock_of(hours.span for entry in entries for hours in entry.hours)
    times: list[_Time] = []
    for index, entry in enumerate(entries):
        zones = {hours.zone for hours in entry.hours if hours.zone is not None}
        for hours in entry.hours:
            start, end = _settled(hours, clock)
            zone = hours.zone or (next(iter(zones)) if len(zones) == 1 else None)
            if zone is None and zones:
                raise Trouble("some of the hours of one day have a zone, and others have none", ZONE_HINT)
            times += [_Time(index, day, start, end, zone) for day in entry.days]
        refuse_crossing((one.start, one.end) for one in times[-len(entry.hours) * len(entry.days) :])
        if len(times) > _MOST_TIMES:
            raise Trouble(f"it names more than {_MOST_TIMES} free times", HINT)
    return times


def _settled(hours: Hours, clock: Clock) -> tuple[int, int]:
    span = hours.span
    start, end = settle(span, clock)
    if span.start and span.end and span.start[1:3] == span.end[1:3] and bool(span.start.half) != bool(span.end.half):
        raise Trouble(f"it starts and ends at the same time, {span.start}")
    return start, end


def _refuse_exceptions(times: Sequence[_Time], entries: Sequence[Entry]) -> None:
    """Refuse hours of a day that may be an exception to others of it: ``Weekdays 9-17, Fri 9-12`` or ``Fri 19-20``.

    Where the entry of fewer days holds the other one whole (``Weekdays after 5pm, Fri any time``), both readings are
    the same. Days that are named one by one (``Mon, Wed 6-8pm; Wed 9-10am``) are no rule, so more hours are more.
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


def _refuse_exception(one: _Time, other: _Time, entries: Sequence[Entry]) -> None:
    if one[2:4] == other[2:4]:
        return
    texts = [f"{_day_text(time.day)} {_hours_text(time.start, time.end)}" for time in (one, other)]
    if one.end <= other.start or other.end <= one.start:
        if _is_among(one, other, entries) or _is_among(other, one, entries):
            what = (
                f"{' and '.join(texts)} stand in different entries: does the one hold as well as the other, or instead?"
            )
            raise Trouble(what, _AS_WELL_HINT)
        return
    inner, outer = (one, other) if one.end - one.start < other.end - other.start else (other, one)
    is_inside = outer.start <= inner.start and inner.end <= outer.end
    same_days = one.entry == other.entry or set(entries[one.entry].days) == set(entries[other.entry].days)
    if is_inside and (
        _is_among(outer, inner, entries) or len(entries[outer.entry].days) < len(entries[inner.entry].days)
    ):
        return
    if not is_inside and same_days and not (min(one.start, other.start) == 0 and max(one.end, other.end) == DAY):
        return
    texts = texts if inner is one else texts[::-1]
    what = f"{texts[0]} {'lies within' if is_inside else 'overlaps'} {texts[1]}: is it an exception, or more?"
    raise Trouble(what, "Write for each day only the hours that are free.")


def _is_among(one: _Time, other: _Time, entries: Sequence[Entry]) -> bool:
    """Whether an entry names some of the days that another names only together: Fri beside weekdays, or its date."""
    if isinstance(one.day, date) and isinstance(other.day, int):
        return True
    few, many = entries[one.entry], entries[other.entry]
    return many.is_wide and set(few.days) < set(many.days)


def _zoned(times: Sequence[_Time], own: str | None, of_all: str | None) -> Iterator[tuple[_Time, str]]:
    """Each time with its zone: that of its entry, else the one of all, else the person's own."""
    named = list(dict.fromkeys(one.zone for one in times if one.zone is not None))
    if of_all is not None:
        other = next((zone for zone in named if not same_clock(zone, of_all)), None)
        if other is not None:
            raise Trouble(f"it names {of_all} for all, and {other}", ZONE_HINT, "ambiguous-zone")
    candidates = [of_all] if of_all is not None else list(dict.fromkeys([*([own] if own else []), *named]))
    is_one = all(same_clock(zone, candidates[0]) for zone in candidates)
    for one in times:
        if one.zone is not None:
            yield one, one.zone
        elif not candidates:
            raise Trouble("no time zone is known for it", ZONE_HINT, "no-zone")
        elif not is_one:
            hours = f"{_day_text(one.day)} {_hours_text(one.start, one.end)}"
            what = f"{hours} has no zone beside others that have; it may be {listed(candidates, 'or')}"
            raise Trouble(what, ZONE_HINT, "ambiguous-zone")
        else:
            yield one, candidates[0]


def _but_for(reader: Reader, trouble: Trouble, own: str | None, depth: int = 3) -> str:
    """What could be read of a text all the same, for the message; "" where nothing could."""
    if isinstance(trouble, Unknown) and trouble.is_harmless and depth:
        (start, end), stream = trouble.where, reader.stream
        key, written = (text[:start] + " " * (end - start) + text[end:] for text in (stream.key, stream.written))
        again = Stream(key, tuple(stream.parts.items()), written)
        rest = Reader(again, reader.resolve, reader.zones, whole_days=reader.whole_days)
        try:
            times = _free_times(rest, own or "UTC")
        except Trouble as other:
            return _but_for(rest, other, own, depth - 1)
        return f"without it, it would be read as {show_free_times(times)}"
    clock = clock_of(hours.span for entry in reader.entries for hours in entry.hours)
    found: dict[FreeTime, None] = {}
    for entry in reader.entries[:_MOST_TIMES]:
        for hours in entry.hours:
            with contextlib.suppress(Trouble):
                start, end = _settled(hours, clock)
                found |= dict.fromkeys(FreeTime(day, start, end, "UTC") for day in entry.days)
    return f"what could be read of it is {show_free_times(list(found))}" if found else ""
