"""Times as people write them: on a clock of theirs, and what that clock is called. No locale plays a part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from pairing.model.intervals import WEEKDAYS, Intervals, to_datetime
from pairing.model.people import Person
from pairing.model.session import Session
from pairing.model.solution import Pair

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_STRETCHES = 3
_SEVERAL_CLOCKS = ("AST", "BST", "CDT", "CST", "GST", "IST")  # IST: India, Ireland, Israel; CST: Chicago, China, Cuba


class Clocks(NamedTuple):
    """The zones in which a meeting is told: the participant's, the mentor's, and that of the session's days."""

    participant: str
    mentor: str
    session: str


def clocks_of(participant: Person | None, mentor: Person | None, session: Session) -> Clocks:
    """The clocks of two people; that of the session for somebody without a zone, or who is on no sheet."""
    zones = [None if one is None else one.zone for one in (participant, mentor)]
    return Clocks(zones[0] or session.zone, zones[1] or session.zone, session.zone)


def start_words(start: int, own: str, other: str) -> str:
    """When a meeting begins (UTC minute), first on one clock, in brackets on the other where that shows another time.

    >>> start_words(30082680, "America/Los_Angeles", "Asia/Tokyo")
    'Sat 13 Mar, 10:00 PST (Sun 03:00 JST)'
    """
    first, second = to_datetime(start, own), to_datetime(start, other)
    told = f"{day_words(first)}, {first:%H:%M} {zone_words(first, own)}"
    bracket = f"{second:%H:%M} {zone_words(second, other)}"
    if first.date() != second.date():
        return f"{told} ({WEEKDAYS[second.weekday()][:3]} {bracket})"
    return told if told.endswith(f", {bracket}") else f"{told} ({bracket})"


def pair_start_words(pair: Pair) -> str:
    """The start that we set for a pair, on both clocks, the participant's first; "" where there is none."""
    if pair.set_start is None:
        return ""
    clocks = clocks_of(pair.participant, pair.mentor, pair.session)
    return start_words(pair.set_start, clocks.participant, clocks.mentor)


def common_words(pair: Pair, *, most: int = MOST_STRETCHES) -> str:
    """The hours a pair has in common, on both people's clocks, the participant's first; "" where there are none.

    For example ``Sat 13 Mar, 09:00–11:00 PST (18:00–20:00 CET)``. Clocks that show the same are told once; without
    any zone it is UTC. At most ``most`` stretches are told, separated by ``; ``, then how many more there are.
    """
    return stretches_words(pair.common, pair.participant.zone, pair.mentor.zone, most=most)


def stretches_words(
    stretches: Intervals, own: str | None, other: str | None, *, most: int | None = MOST_STRETCHES
) -> str:
    """Hours on one clock, and in brackets on the other; the rest as in ``common_words``. ``most`` None: all."""
    told = [one_stretch_words(stretch, own, other) for stretch in stretches[:most]]
    if most is not None and len(stretches) > most:
        told.append(f"and {len(stretches) - most} more")
    return "; ".join(told)


def one_stretch_words(stretch: tuple[int, int], own: str | None, other: str | None) -> str:
    """One of them."""
    zones: Sequence[str] = [zone for zone in (own, other) if zone is not None] or ["UTC"]
    first = _stretch(*stretch, zones[0], None)
    if _stretch(*stretch, zones[-1], None) == first:
        return first
    return f"{first} ({_stretch(*stretch, zones[-1], zones[0])})"


def day_words(day: date) -> str:
    """``Sat 13 Mar``; also of a moment on that day."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"


def zone_words(moment: datetime, zone: str) -> str:
    """What the clock is called then: ``PST``; ``UTC+5:45`` where it has no letters, ``Kolkata time`` where several do.

    In an hour that the clock shows twice, and calls by one name, how far it is from UTC is added.
    """
    words = _name(moment, zone)
    again = moment.replace(fold=1 - moment.fold)
    if again.utcoffset() != moment.utcoffset() and _name(again, zone) == words:
        return f"{words} {_offset(moment)}"
    return words


# --- helpers ----------------------------------------------------------------------------------------------------


def _name(moment: datetime, zone: str) -> str:
    name = moment.tzname() or "UTC"
    if "/" in zone and (name in _SEVERAL_CLOCKS or (name == "PST" and not zone.startswith("America/"))):
        return f"{zone.rpartition('/')[2].replace('_', ' ')} time"
    return name if name.isalpha() else _offset(moment)


def _offset(moment: datetime) -> str:
    """``UTC-3``, ``UTC+5:45``."""
    away = moment.utcoffset()
    minutes = 0 if away is None else int(away.total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _stretch(start: int, end: int, zone: str, told_in: str | None) -> str:
    """``Sat 13 Mar, 09:00–11:00 PST``; the day only where it is not the one already told on another clock."""
    first, last = to_datetime(start, zone), to_datetime(end, zone)
    is_told = told_in is not None and to_datetime(start, told_in).date() == first.date()
    day = "" if is_told else f"{day_words(first)}, "
    from_zone = f" {zone_words(first, zone)}" if first.tzname() != last.tzname() else ""
    is_long = end - start >= 1440 or (last.date() != first.date() and last.time() >= first.time())
    to_day = f"{day_words(last)}, " if is_long else ""
    return f"{day}{first:%H:%M}{from_zone}–{to_day}{last:%H:%M} {zone_words(last, zone)}"
