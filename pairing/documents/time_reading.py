"""A time in a table read back: the one moment it means, or why that cannot be told. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pairing.model.clock_words import MONTHS, Clocks, day_words, start_words, zone_words
from pairing.model.intervals import WEEKDAYS, FreeTime, to_datetime, to_utc
from pairing.model.names import text_key
from pairing.model.people import Person
from pairing.model.session import Session

_DAY_FIRST = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s*(?P<month>[a-z]{3,9})\.?"
_MONTH_FIRST = r"(?P<month>[a-z]{3,9})\.?\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})"
_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?"
_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap]\.?m\.?)?(?:\s+(?P<zone>[^\d\s].*))?"
_DATES = (
    rf"{_WEEKDAY}{_DAY_FIRST}(?:,?\s+(?P<year>\d{{4}}))?",
    rf"{_WEEKDAY}{_MONTH_FIRST}(?:,?\s+(?P<year>\d{{4}}))?",
    rf"{_WEEKDAY}{_ISO}",
)
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
_EARLIEST, _LATEST = 1971, 2200  # years
_FIXED = r"(?:utc|gmt)(?:([+-])(\d{1,2})(?::?(\d\d))?)?"


class TimeRead(NamedTuple):
    """A time as written, and the moment it means (UTC minutes since 1970), None where none can be told.

    ``fault`` says why not, ``hint`` how to write it. ``note``: what is to be known although it could be told.
    """

    text: str
    start: int | None = None
    fault: str = ""
    hint: str = ""
    note: str = ""


def read_start(text: str, clocks: Clocks, years: Sequence[int]) -> TimeRead:
    """The moment that a cell means for two people.

    What we write (``start_words``) is read back to the minute. By hand it may also be written ``13 March 10am``,
    ``Mar 13, 10:00 PST`` or ``2027-03-13 10:00``: on the participant's clock, unless it names that of the mentor, that
    of the session or a distance from UTC. A name that fits none of these is not guessed at; where what stands in
    brackets still tells the moment, that counts, with a note.

    Parameters
    ----------
    text
        The cell as people read it.
    clocks
        The zones of the two as they are now.
    years
        Those that a day without a year may be of.

    Examples
    --------
    >>> clocks = Clocks("America/Los_Angeles", "Europe/Berlin", "UTC")
    >>> read_start("Sat 13 Mar, 10:00 PST (19:00 CET)", clocks, [2027]).start
    30082680
    >>> read_start("10am?", clocks, [2027]).fault
    'it is no day and time'
    """
    words = text_key(text)
    found = re.fullmatch(r"(?P<first>[^()]+?)\s*(?:\((?P<second>[^()]*)\))?", words)
    first = None if found is None else _first_of(found["first"])
    if found is None or first is None:
        return TimeRead(text, None, "it is no day and time", _sample(clocks, years))
    if first.fault:
        return TimeRead(text, None, first.fault, _sample(clocks, years))
    days = list(_days(first, years))
    if not days:
        return TimeRead(text, None, _no_day(first, years), _sample(clocks, years))
    moments = _moments(first, days, clocks, clocks.participant)
    for start in moments:
        if text_key(start_words(start, clocks.participant, clocks.mentor)) == words:
            return TimeRead(text, start)
    second = _second_of(found["second"])
    if found["second"] and second is None:
        fault = f"what stands in brackets, {found['second']!r}, is no time"
        return TimeRead(text, None, fault, _sample(clocks, years, moments))
    return _decided(text, first, second, moments, days, clocks, years)


def years_of(session: Session, *people: Person | None) -> tuple[int, ...]:
    """The years of which a day may be that is written without one: of the session's days, else of free times."""
    days = [day for day in (session.first_day, session.last_day) if day is not None]
    if len(days) < 2:
        days += [one.day for person in people if person for one in person.free or () if isinstance(one.day, date)]
    return tuple(range(min(days).year, max(days).year + 1)) if days else ()


# --- what is written --------------------------------------------------------------------------------------------


class _Written(NamedTuple):
    """A date (each part may be missing), minutes after midnight, and the name of a clock ("": none)."""

    day: int | None
    month: int | None
    year: int | None
    weekday: int | None
    minutes: int
    zone: str
    fault: str = ""


def _first_of(text: str) -> _Written | None:
    """A day and a time."""
    for pattern in _DATES:
        found = re.fullmatch(rf"{pattern}(?:\s*,\s*|\s+(?:at\s+)?|t){_CLOCK}", text)
        if found is not None:
            return _written(found)
    return None


def _second_of(text: str | None) -> _Written | None:
    """What stands in brackets: a time, perhaps with a weekday or a date."""
    if not text:
        return None
    dated = _first_of(text)
    found = re.fullmatch(rf"{_WEEKDAY}{_CLOCK}", text) if dated is None else None
    return dated if found is None else _written(found)


def _written(found: re.Match[str]) -> _Written | None:
    parts = found.groupdict()
    if parts["minute"] is None and parts["half"] is None:
        return None  # a number alone is no time
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    fault = ""
    if parts["half"]:
        fault = "" if 1 <= hour <= 12 else f"there is no {hour} {parts['half']}"
        hour = hour % 12 + (12 if parts["half"].startswith("p") else 0)
    if minute > 59 or hour > 23:
        fault = f"there is no {parts['hour']}:{minute:02}"
    weekday = month = None
    if parts["weekday"]:
        weekday = _place(parts["weekday"], WEEKDAYS)
        fault = fault or ("" if weekday is not None else f"{parts['weekday']!r} is no weekday")
    if parts.get("month"):
        month = _place(parts["month"], _MONTH_NAMES)
        fault = fault or ("" if month is not None else f"{parts['month']!r} is no month")
    month_number = _whole(parts.get("number")) if month is None else month + 1
    day, year = parts.get("day"), parts.get("year")
    zone = (parts["zone"] or "").strip()
    minutes = 0 if fault else 60 * hour + minute
    return _Written(_whole(day), month_number, _whole(year), weekday, minutes, zone, fault)


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _place(word: str, names: Sequence[str]) -> int | None:
    """Which name begins so; at least three letters are there."""
    return next((place for place, name in enumerate(names) if name.casefold().startswith(word)), None)


def _days(first: _Written, years: Sequence[int]) -> Iterator[date]:
    """The dates that are meant: of the years that may be, those that fall on the weekday."""
    for year in (first.year,) if first.year is not None else years:
        try:
            day = date(year, first.month or 0, first.day or 0)
        except ValueError:
            continue
        if not _EARLIEST <= year <= _LATEST:
            continue
        if first.weekday is None or day.weekday() == first.weekday:
            yield day


def _no_day(first: _Written, years: Sequence[int]) -> str:
    if first.year is None and not years:
        return "it has no year, and the session has no days"
    of = first.year if first.year is not None else years[0] if len(years) == 1 else None
    if first.month is None or not 1 <= first.month <= 12:
        return f"there is no month {first.month}"
    told = f"{first.day} {MONTHS[first.month - 1]}" + (f" {of}" if of else "")
    weekday = None if first.weekday is None else WEEKDAYS[first.weekday]
    plain = list(_days(first._replace(weekday=None), years))
    if plain and weekday:
        return f"{told} is no {weekday} but a {WEEKDAYS[plain[0].weekday()]}"
    return f"there is no {told}"


# --- what it means ----------------------------------------------------------------------------------------------


def _moments(one: _Written, days: Iterable[date], clocks: Clocks, unnamed: str) -> list[int]:
    """Every moment that is meant; ``unnamed`` is the clock where none is named."""
    fixed = re.fullmatch(_FIXED, one.zone) if one.zone else None
    days = list(days)
    if fixed is not None:
        sign, hours, minutes = fixed.group(1) or "+", int(fixed.group(2) or 0), fixed.group(3) or "00"
        return sorted(_at(days, one.minutes, f"UTC{sign}{hours}:{minutes}")) if hours < 15 and minutes < "60" else []
    if not one.zone:
        return sorted(_at(days, one.minutes, unnamed))
    zones = dict.fromkeys(clocks)
    return sorted({at for zone in zones for at in _at(days, one.minutes, zone) if _is_called(one.zone, at, zone)})


def _at(days: Iterable[date], minutes: int, zone: str) -> set[int]:
    """When the clock shows that: never in an hour it skips, twice in one it repeats."""
    shown = [FreeTime(day, minutes, minutes + 1, zone) for day in days]
    return {start for start, _ in to_utc(shown, None, None)}


def _is_called(name: str, at: int, zone: str) -> bool:
    """Whether somebody who writes the name of a clock means this one, as it is at that moment."""
    moment = to_datetime(at, zone)
    short = (moment.tzname() or "").casefold()
    names = {zone_words(moment, zone), short, zone, zone.rpartition("/")[2].replace("_", " ")}
    if len(short) == 3 and short[1] in "sd":
        names.add(short[0] + short[2])  # PT is PST or PDT
    return name in {text_key(one) for one in names}


def _decided(
    text: str,
    first: _Written,
    second: _Written | None,
    moments: Sequence[int],
    days: Sequence[date],
    clocks: Clocks,
    years: Sequence[int],
) -> TimeRead:
    """The moment that both halves allow."""
    beside: list[int] = []
    if second is not None:
        if second.fault:
            return TimeRead(text, None, f"in brackets {second.fault}", _sample(clocks, years, moments))
        beside = _moments(second, _days_beside(second, days), clocks, clocks.mentor)
    both = [at for at in moments if at in beside] if moments and beside else [*moments, *beside]
    both = list(dict.fromkeys(both))
    hint = _sample(clocks, years, both or [*moments, *beside])
    if len(both) == 1:
        return TimeRead(text, both[0], note=_note(text, first, second, moments, beside, both[0], clocks))
    if both:
        told = " or ".join(_utc(at) for at in both[:2])
        return TimeRead(text, None, f"it may be {told}", hint)
    if moments and beside:
        told = f"it is {_utc(moments[0])} by the first half and {_utc(beside[0])} by what stands in brackets"
        return TimeRead(text, None, told, hint)
    if first.zone:
        fault = f"neither person's clock, nor the session's, is called {_as_written(first.zone, text)!r} then"
        return TimeRead(text, None, fault, _sample(clocks, years, sorted(_at(days, first.minutes, clocks.participant))))
    return TimeRead(text, None, "the clock skips that time on that day", hint)


def _days_beside(second: _Written, days: Sequence[date]) -> Iterator[date]:
    """The dates of what stands in brackets: its own, that of the first half, or the one beside it on that weekday."""
    if second.day is not None:
        yield from _days(second, sorted({day.year for day in days}))
        return
    for day in days:
        near = [day + timedelta(days=by) for by in (-1, 0, 1)]
        yield from (one for one in near if (one == day if second.weekday is None else one.weekday() == second.weekday))


def _note(
    text: str,
    first: _Written,
    second: _Written | None,
    moments: Sequence[int],
    beside: Sequence[int],
    start: int,
    clocks: Clocks,
) -> str:
    """That a half names a clock that is not that of the person any more: the moment stays, what is shown changes."""
    halves = ((first, moments, clocks.participant), (second, beside, clocks.mentor))
    foreign = [
        one.zone
        for one, found, zone in halves
        if one is not None and one.zone and not (found and _is_called(one.zone, start, zone))
    ]
    if not foreign:
        return ""
    told = start_words(start, clocks.participant, clocks.mentor)
    return f"{_as_written(foreign[0], text)!r} is not what that person's clock is called now; the moment stays: {told}"


def _as_written(zone: str, text: str) -> str:
    at = text.casefold().find(zone)
    return zone if at < 0 else text[at : at + len(zone)]


def _utc(at: int) -> str:
    moment = to_datetime(at)
    return f"{day_words(moment)}, {moment:%H:%M} UTC"


def _sample(clocks: Clocks, years: Sequence[int], moments: Sequence[int] = ()) -> str:
    at = moments[0] if moments else int(datetime(years[0] if years else 2027, 3, 13, 18).timestamp() // 60)
    words = start_words(at, clocks.participant, clocks.mentor)
    return f"Write it as {words!r}, or empty the cell."
