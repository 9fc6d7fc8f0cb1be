"""The hours somebody wrote, as minutes of the day, or why they cannot be told.

    cell   = [ nothing | range { separator range } ]
    range  = moment dash moment
    moment = noon | midnight | number [ am | pm ]

A text is cut into tokens, and a small recursive parser reads them; what does not fit is refused, with the words that
were seen. No half of the day is guessed. A time without am or pm is of the 24-hour clock where the cell shows that
(``18:00``, ``09:00``, ``18h``) or where it is written as people only do there (``10:00``, ``1030``, ``900``); else it
takes its half from the other end of its range, where exactly one reading lasts at most twelve hours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pairing.model.names import text_key

DAY = 1440  # minutes
HALF = 720
_NOTHING = frozenset(
    ["", "-", "none", "no", "nothing", "not available", "unavailable", "not free", "n/a", "na", "none of these"]
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,2}[:.][0-9]{2}(?::00)?|[0-9]{1,2}h(?:[0-9]{2})?|[0-9]{1,4})(?![0-9:])"
    r"|(?P<half>(?:[ap]\.m\.?|[ap]m?)(?![^\W_]))|(?P<word>[^\W\d_]+)|(?P<dash>[-‐‑‒–—−])|(?P<between>[,;&]))"
)
_SAME = {"to": "-", "till": "-", "til": "-", "until": "-", "and": ","}
_CLOCK_HINT = 'Write times such as "6pm - 8pm" or "18:00 - 20:00".'


class HoursProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """Hours that cannot be told: ``message`` quotes the text, ``hint`` is the cure."""

    def __init__(self, message: str, hint: str = _CLOCK_HINT):
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Token(NamedTuple):
    kind: str  # number | half | word | - | , | end
    text: str


class _Moment(NamedTuple):
    """One end of a range: minutes after midnight, or after midnight or noon where ``is_known`` is false."""

    text: str
    minute: int
    is_known: bool
    has_half: bool = False  # am or pm stands behind it, or it is noon or midnight


@lru_cache(maxsize=4096)  # people tick the same choices of one form
def read_hours(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of hours in a cell, in the order they stand.

    Parameters
    ----------
    text
        Such as ``6pm - 7pm, 7pm - 8pm``, ``9:30-11am``, ``0900-0930``, ``18:00–20:00`` or ``Not available``.

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
    """
    lines = [text_key(line) for line in text.splitlines()]
    key = "; ".join(line for line in lines if line)
    if key in _NOTHING or not key.strip("-‐‑‒–—−"):
        return ()
    return _Parser(text, _tokens(text, key)).cell()


def _tokens(text: str, key: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(key):
        found = _TOKEN.match(key, at)
        if found is None or found.lastgroup is None:
            if not key[at:].strip():
                break
            raise HoursProblem(f"{_shown(text)}: {key[at:].split()[0]!r} is no time.")
        kind, token = found.lastgroup, found.group(found.lastgroup)
        if kind == "word" and token in _SAME:
            kind = _SAME[token]
        tokens.append(_Token({"dash": "-", "between": ","}.get(kind, kind), token))
        at = found.end()
    return [*tokens, _Token("end", "")]


class _Parser:
    """Reads the tokens of one cell; ``cell`` is the way in."""

    def __init__(self, text: str, tokens: Sequence[_Token]):
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._has_halves = any(token.kind == "half" for token in tokens)
        self._is_24_hours = not self._has_halves and any(
            token.kind == "number" and _shows_24_hours(token.text) for token in tokens
        )

    def cell(self) -> tuple[tuple[int, int], ...]:
        ranges: dict[tuple[int, int], None] = {}
        while True:
            while self._take(","):
                pass
            if self._take("end"):
                return tuple(ranges)
            ranges[self._range()] = None
            if self._next.kind not in (",", "end"):
                raise self._problem(f"{self._next.text!r} is not understood after a range of hours")

    def _range(self) -> tuple[int, int]:
        start = self._moment()
        if not self._take("-"):
            what = f"after {start.text!r}" + (f" comes {self._next.text!r}" if self._next.text else " nothing follows")
            raise self._problem(f"{what}, and no end of the free time")
        end = self._moment()
        if start.minute == DAY:
            raise self._problem("a day ends at 24:00 and starts at 00:00")
        is_noon_meant = end.has_half and end.text.startswith("12") and end.minute == 0 and start.minute != 0
        if is_noon_meant and start.minute < HALF and not (start.is_known and not start.has_half):
            what = f"12am is midnight; is {start.text!r} to noon meant?"
            raise self._problem(what, 'Write "12pm" or "noon", or "midnight".')
        return self._known(start, end) if start.is_known and end.is_known else self._completed(start, end)

    def _moment(self) -> _Moment:
        token = self._next
        self._at += 1
        if token.kind == "word" and token.text in ("noon", "midday", "midnight"):
            return _Moment(token.text, 0 if token.text == "midnight" else HALF, True, True)
        if token.kind != "number":
            seen = repr(token.text) if token.text else "the end"
            raise self._problem(f"a time was expected, and there is {seen}")
        hours, minutes = _split(token.text)
        if minutes > 59 or hours > 24 or (hours == 24 and minutes):
            raise self._problem(f"there is no time {token.text!r}")
        if self._next.kind != "half":
            is_known = not self._has_halves and (self._is_24_hours or _is_of_24_hours(token.text, hours))
            return _Moment(token.text, hours * 60 + minutes, is_known or _shows_24_hours(token.text))
        half = self._next.text[0] + "m"
        self._at += 1
        if not 1 <= hours <= 12 or "h" in token.text:
            raise self._problem(f"there is no time '{token.text}{half}': am and pm go with 1 to 12")
        return _Moment(token.text + half, hours % 12 * 60 + minutes + (HALF if half == "pm" else 0), True, True)

    def _known(self, start: _Moment, end: _Moment) -> tuple[int, int]:
        """A range whose two times are known: as it stands, or over midnight for at most 12 hours."""
        if end.minute > start.minute:
            return start.minute, end.minute
        if start.minute == end.minute:
            raise self._problem(f"it starts and ends at the same time, {start.text}")
        length = end.minute + DAY - start.minute
        if end.minute and length > HALF:
            words = f"{length // 60} hours" + (f" {length % 60} minutes" if length % 60 else "")
            raise self._problem(f"{start.text} to {end.text} would last {words}, over midnight; is am or pm wrong?")
        return start.minute, end.minute + DAY

    def _completed(self, start: _Moment, end: _Moment) -> tuple[int, int]:
        """A range in which am or pm is missing at one end, from the other end, or refused."""
        if not (start.has_half or end.has_half):
            what = f"{start.text} to {end.text} may be in the morning or in the evening"
            raise self._problem(what, 'Write am or pm behind each time, or all of them as "09:00".')
        # The open end has two readings half a day apart, so exactly one range lasts more than 0 and up to 12 hours.
        starts = (start.minute,) if start.is_known else (start.minute % HALF, start.minute % HALF + HALF)
        ends = (end.minute,) if end.is_known else (end.minute % HALF, end.minute % HALF + HALF)
        lengths = ((one, (other - one) % DAY) for one in starts for other in ends)
        return next((one, one + length) for one, length in lengths if 0 < length <= HALF)

    @property
    def _next(self) -> _Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    def _take(self, kind: str) -> bool:
        found = self._next.kind == kind
        self._at += found
        return found

    def _problem(self, what: str, hint: str = _CLOCK_HINT) -> HoursProblem:
        return HoursProblem(f"{_shown(self._text)}: {what}{'' if what.endswith('?') else '.'}", hint)


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


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 60 else flat[:57] + "…")
