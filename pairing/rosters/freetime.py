"""The hours somebody wrote, as minutes of the day, or why they cannot be told.

    cell    = [ nothing | hours { separator hours } ]
    hours   = moment dash moment | "between" moment ( "and" | dash ) moment
            | ( "after" | "from" | "starting" [ "at" | "from" ] ) moment [ dash moment | onwards ]
            | moment onwards | ( "before" | "until" | "up to" ) moment | whole | part
    moment  = noon | midnight | number [ am | pm ]
    onwards = "onwards" | "or later" | "and later" | "+"
    whole   = "any time" [ open hours, or "between" ] | "all day" | "the whole day"
    part    = a name of the settings, such as "Morning"

A text is cut into tokens, and a small recursive parser reads them; what does not fit is refused, with the words that
were seen. No half of the day is guessed. A time without am or pm is of the 24-hour clock where the cell shows that
(``18:00``, ``09:00``, ``18h``) or where it is written as people only do there (``10:00``, ``1030``, ``900``); else it
takes its half from the other end of its range, where exactly one reading lasts at most twelve hours. Open hours
(``after 17:00``) end at midnight, and begin there (``before 10am``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from pairing.model.names import text_key
from pairing.rosters.free_tokens import CLOCK_HINT, DASHES, Parts, Stream, Trouble, part_hours, parts_key, shown

DAY = 1440  # minutes
HALF = 720
_SMALL = 7 * 60  # before that, few are free
_NOTHING = frozenset(
    ["", "-", "none", "no", "nothing", "not available", "unavailable", "not free", "n/a", "na", "none of these"]
)
_WHOLE: tuple[tuple[str, ...], ...] = (
    *(("any", "time"), ("anytime",), ("at", "any", "time")),
    *(("all", "day", "long"), ("all", "day"), ("the", "whole", "day"), ("whole", "day")),
)
_OPENING = (("after",), ("from",), ("starting", "at"), ("starting", "from"), ("starting",))
_CLOSING = (("before",), ("until",), ("till",), ("til",), ("up", "to"))
_BEGINNINGS = (*_WHOLE, *_OPENING, *_CLOSING, ("between",), ("noon",), ("midday",), ("midnight",))
_FIRST_WORDS = frozenset(phrase[0] for phrase in _BEGINNINGS)
_ONWARDS = (("onwards",), ("onward",), ("or", "later"), ("and", "later"), ("+",))
_FOREIGN = frozenset(
    ["iso", "numbers", "ordinal", "bracket", "offset", "/", ":", "other"]
)  # kinds that are no part of hours
_ALL_DAY_HINT = 'Write "any time" if the whole day is meant, or the hours.'


class HoursProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """Hours that cannot be told: ``message`` quotes the text, ``hint`` is the cure."""

    def __init__(self, message: str, hint: str = CLOCK_HINT):
        super().__init__(message)
        self.message = message
        self.hint = hint


class Moment(NamedTuple):
    """A time as it was written: ``half`` is am, pm, "" or, for noon and midnight, "word"."""

    text: str
    hours: int
    minutes: int
    half: str = ""

    def __str__(self) -> str:
        return self.text + (self.half if self.half != "word" else "")


class Span(NamedTuple):
    """Hours as they were written: from ``start`` to ``end``, where None is open; or ``fixed`` minutes."""

    start: Moment | None
    end: Moment | None
    fixed: tuple[int, int] | None = None


class Clock(NamedTuple):
    """What a whole text shows of the clock it is written on."""

    has_halves: bool
    is_24_hours: bool


class _End(NamedTuple):
    """One end of a range: minutes after midnight, or after midnight or noon where ``is_known`` is false."""

    text: str
    minute: int
    is_known: bool
    has_half: bool


def read_hours(
    text: str, parts: Mapping[str, tuple[int, int]] | Iterable[tuple[str, tuple[int, int]]] = ()
) -> tuple[tuple[int, int], ...]:
    """The ranges of hours in a cell, in the order they stand.

    Parameters
    ----------
    text
        Such as ``6pm - 7pm, 7pm - 8pm``, ``9:30-11am``, ``0900-0930``, ``18:00–20:00``, ``after 17:00``,
        ``any time`` or ``Not available``.
    parts
        The hours (start, end) that names of parts of the day mean, minutes after midnight, by name.

    Returns
    -------
    tuple of (start, end), minutes after local midnight
        0 ≤ start < 1440; start < end ≤ 2880, past 1440 where the range goes over midnight (at most 12 hours
        then). Empty where no hours are meant.

    Raises
    ------
    HoursProblem
        When a word or time is not known, or a range may mean several things.

    Examples
    --------
    >>> read_hours("11-1pm, 18:00-20:00; 11pm - 1am")
    ((660, 780), (1080, 1200), (1380, 1500))
    >>> read_hours("Morning, after 17:00", {"Morning": (480, 720)})
    ((480, 720), (1020, 1440))
    """
    return _read_hours(text, parts_key(parts) if parts else ())


@lru_cache(maxsize=4096)  # people tick the same choices of one form
def _read_hours(text: str, parts: Parts) -> tuple[tuple[int, int], ...]:
    key = lines_key(text, "; ")
    if is_nothing(key):
        return ()
    try:
        spans = list(_cell(Stream(key, parts)))
        clock = clock_of(spans)
        ranges = tuple(dict.fromkeys(settle(span, clock) for span in spans))
        refuse_crossing(ranges)
        return ranges
    except Trouble as trouble:
        raise HoursProblem(
            f"{shown(text)}: {trouble.what}{'' if trouble.what[-1] in '.?' else '.'}", trouble.hint
        ) from None


def lines_key(text: str, between: str, key: Callable[[str], str] = text_key) -> str:
    """The lines of a text that are not blank, each in the form in which texts are compared."""
    return between.join(filter(None, map(key, text.splitlines())))


def is_nothing(key: str) -> bool:
    """Whether a text says that there are no free hours: blank, a dash, ``none``, ``not available``."""
    return key in _NOTHING or not key.strip(DASHES)


def _cell(stream: Stream) -> Iterable[Span]:
    for token in stream.tokens:
        if token.kind in _FOREIGN:
            raise Trouble(f"{stream.key[token.start : token.start + 60].split()[0]!r} is no time")
    while True:
        while stream.take(",", ";"):
            pass
        if stream.next.kind == "end":
            return
        yield parse_hours(stream)
        if stream.next.kind not in (",", ";", "end"):
            raise Trouble(f"{stream.next.text!r} is not understood after a range of hours")


def _take_one(stream: Stream, phrases: Iterable[tuple[str, ...]]) -> bool:
    word = stream.next.text
    return any(phrase[0] == word and stream.take_words(*phrase) for phrase in phrases)


def _begins_bounds(stream: Stream) -> bool:
    """Whether bounds of ``any time`` follow: ``after 3pm``, ``until noon``, ``between 3 and 5pm``."""
    at = stream.at
    found = _take_one(stream, (*_OPENING, *_CLOSING, ("between",)))
    stream.at = at
    return found


def begins_hours(stream: Stream) -> bool:
    """Whether hours come next, good ones or bad."""
    if stream.next.kind in ("number", "part"):
        return True
    if stream.next.text not in _FIRST_WORDS:
        return False
    at = stream.at
    found = _take_one(stream, _BEGINNINGS)
    stream.at = at
    return found


def parse_hours(stream: Stream) -> Span:
    """The hours that come next.

    Raises
    ------
    Trouble
        When what comes is no hours, or half of them.
    """
    is_whole = _take_one(stream, _WHOLE)
    if is_whole and not _begins_bounds(stream):
        return Span(None, None, (0, DAY))
    if stream.next.kind == "part":
        hours = part_hours(stream, stream.next)
        stream.at += 1
        return Span(None, None, hours)
    if _take_one(stream, _CLOSING):
        return Span(None, _moment(stream))
    if stream.take_words("between"):
        start = _moment(stream)
        if not (stream.take("-") or stream.take_words("and")):
            raise Trouble(f"after 'between {start}' comes no 'and' with the end of the free time")
        return Span(start, _moment(stream))
    is_open = _take_one(stream, _OPENING)
    start = _moment(stream)
    if stream.take("-"):
        return Span(start, _moment(stream))
    if _take_one(stream, _ONWARDS) or is_open:
        return Span(start, None)
    seen = stream.between(stream.at, stream.at + 1).strip()
    raise Trouble(
        f"after {str(start)!r} {f'comes {seen!r}' if seen else 'nothing follows'}, and no end of the free time"
    )


def _moment(stream: Stream) -> Moment:
    token = stream.next
    stream.at += 1
    if token.kind == "word" and token.text in ("noon", "midday", "midnight"):
        return Moment(token.text, 0 if token.text == "midnight" else 12, 0, "word")
    if token.kind != "number":
        seen = repr(stream.between(stream.at - 1, stream.at)) if token.text.strip() else "the end"
        raise Trouble(f"a time was expected, and there is {seen}")
    hours, minutes = _split(token.text)
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        raise Trouble(f"there is no time {token.text!r}")
    if stream.next.kind != "half":
        return Moment(token.text, hours, minutes)
    half = stream.next.text[0] + "m"
    stream.at += 1
    if not 1 <= hours <= 12 or "h" in token.text:
        raise Trouble(f"there is no time '{token.text}{half}': am and pm go with 1 to 12")
    return Moment(token.text, hours, minutes, half)


def refuse_crossing(ranges: Iterable[tuple[int, int]]) -> None:
    """Refuse open hours that together are the whole day: ``after 9am, before 5pm`` may well mean the time between.

    Raises
    ------
    Trouble
        When some end at midnight, others begin there, and they overlap.
    """
    known = list(ranges)
    before = max((end for start, end in known if start == 0 and end < DAY), default=0)
    after = min((start for start, end in known if start > 0 and end == DAY), default=DAY)
    if after < before:
        ends = [f"{minute // 60}:{minute % 60:02}" for minute in (before, after)]
        what = f"before {ends[0]} and after {ends[1]} is all day; is the time between meant?"
        raise Trouble(what, 'Write "9am - 5pm" for the time between, or "any time".')


def clock_of(spans: Iterable[Span]) -> Clock:
    """What all hours of a text together show of the clock it is written on."""
    moments = [moment for span in spans for moment in (span.start, span.end) if moment is not None]
    has_halves = any(moment.half in ("am", "pm") for moment in moments)
    shows = any(moment.half != "word" and _shows_24_hours(moment.text) for moment in moments)
    return Clock(has_halves, not has_halves and shows)


def settle(span: Span, clock: Clock) -> tuple[int, int]:
    """The minutes of the day that hours mean, on the clock that their text shows.

    Raises
    ------
    Trouble
        When they may mean several, or none.
    """
    if span.fixed is not None:
        return span.fixed
    start, end = _end_of(span.start, clock), _end_of(span.end, clock)
    if start is not None and end is not None:
        hours = _range(start, end)
        if clock.is_24_hours:
            _refuse_small(start, end)
        return hours
    one, word = (start, "after") if start is not None else (end, "before")
    assert one is not None  # a span has a start or an end
    if not one.is_known:
        what = f"{one.text} may be in the morning or in the evening"
        raise Trouble(what, 'Write am or pm behind the time, or write it as "09:00".')
    if clock.is_24_hours:
        _refuse_small(one)
    if one.minute % DAY == 0:
        raise Trouble(f"'{word} {one.text}' may be a whole day, or nothing of it", _ALL_DAY_HINT)
    return (one.minute, DAY) if start is not None else (0, one.minute)


def _refuse_small(*ends: _End) -> None:
    """Refuse small numbers where only other hours of the text show 24 hours: 13-17, 1-5 may be the afternoon twice."""
    if any(not end.has_half and _shows_24_hours(end.text) for end in ends):
        return
    small = [end.text for end in ends if not end.has_half and 0 < end.minute < _SMALL]
    if small:
        what = f"{small[0]} may be in the morning or in the evening"
        raise Trouble(what, f'Write am or pm behind each time, or all of them as "0{small[0].partition(":")[0]}:00".')


def _end_of(moment: Moment | None, clock: Clock) -> _End | None:
    if moment is None:
        return None
    text, hours, minutes, half = moment
    if half == "word":
        return _End(text, hours * 60, True, True)
    if half:
        return _End(text + half, hours % 12 * 60 + minutes + (HALF if half == "pm" else 0), True, True)
    is_known = not clock.has_halves and (clock.is_24_hours or _is_of_24_hours(text, hours))
    return _End(text, hours * 60 + minutes, is_known or _shows_24_hours(text), False)


def _range(start: _End, end: _End) -> tuple[int, int]:
    if start.minute == DAY:
        raise Trouble("a day ends at 24:00 and starts at 00:00")
    is_noon_meant = end.has_half and end.text.startswith("12") and end.minute == 0 and start.minute != 0
    if is_noon_meant and start.minute < HALF and not (start.is_known and not start.has_half):
        what = f"12am is midnight; is {start.text!r} to noon meant?"
        raise Trouble(what, 'Write "12pm" or "noon", or "midnight".')
    return _known(start, end) if start.is_known and end.is_known else _completed(start, end)


def _known(start: _End, end: _End) -> tuple[int, int]:
    """A range whose two times are known: as it stands, or over midnight for at most 12 hours."""
    if end.minute > start.minute:
        return start.minute, end.minute
    if start.minute == end.minute:
        raise Trouble(f"it starts and ends at the same time, {start.text}")
    length = end.minute + DAY - start.minute
    if end.minute and length > HALF:
        words = f"{length // 60} hours" + (f" {length % 60} minutes" if length % 60 else "")
        raise Trouble(f"{start.text} to {end.text} would last {words}, over midnight; is am or pm wrong?")
    return start.minute, end.minute + DAY


def _completed(start: _End, end: _End) -> tuple[int, int]:
    """A range in which am or pm is missing at one end, from the other end, or refused."""
    if not (start.has_half or end.has_half):
        what = f"{start.text} to {end.text} may be in the morning or in the evening"
        raise Trouble(what, 'Write am or pm behind each time, or all of them as "09:00".')
    # The open end has two readings half a day apart, so exactly one range lasts more than 0 and up to 12 hours.
    starts = (start.minute,) if start.is_known else (start.minute % HALF, start.minute % HALF + HALF)
    ends = (end.minute,) if end.is_known else (end.minute % HALF, end.minute % HALF + HALF)
    lengths = ((one, (other - one) % DAY) for one in starts for other in ends)
    return next((one, one + length) for one, length in lengths if 0 < length <= HALF)


def _split(number: str) -> tuple[int, int]:
    """Hours and minutes of ``9``, ``9:30``, ``9.30``, ``9h``, ``9h30``, ``930`` or ``0930``."""
    digits = re.split(r"[:.h]", number)
    if len(digits) > 1:
        return int(digits[0]), int(digits[1] or 0)
    return (int(number[:-2]), int(number[-2:])) if len(number) > 2 else (int(number), 0)


def _shows_24_hours(number: str) -> bool:
    """Whether nobody writes that on a clock of 12 hours: ``18:00``, ``09:00``, ``0:30``, ``9h``."""
    hours, _ = _split(number)
    return hours > 12 or hours == 0 or "h" in number or number.startswith("0")


def _is_of_24_hours(number: str, hours: int) -> bool:
    """Whether it is written as on the 24-hour clock, where the cell holds no am or pm: ``10:00``, ``1030``, ``900``.

    Three digits count from 600 on: ``130`` may well be half past one in the afternoon.
    """
    return number[:2].isdigit() and len(number) > 2 and (not number.isdigit() or hours >= 6)
