"""When an answer was sent, as forms write it: ``2/28/2027 9:15:00``, ``2027/03/04 9:01:02 AM GMT-8``, ISO."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

_STAMP = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})\2(\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?)?"
    r"\s*(Z|(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?|GMT|UTC)?",
    re.IGNORECASE,
)


class Moments(NamedTuple):
    """A column of timestamps. None is one that cannot be read.

    ``month_first`` and ``day_first`` are its two readings; they are the same where the column itself shows which is
    right (a 28 can be no month) or the year comes first.
    """

    month_first: tuple[datetime | None, ...]
    day_first: tuple[datetime | None, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which answers were sent, and the ones after."""
        seen = {moment.year for moment in self.month_first if moment}
        return tuple(sorted(seen | {year + 1 for year in seen}))

    def order(self, positions: Sequence[int]) -> list[int] | None:
        """The positions from the earliest to the latest (of equal ones the lower row last), or None.

        None where a timestamp cannot be read, or where the order hangs on whether the day or the month comes first.
        """
        orders = []
        for reading in (self.month_first, self.day_first):
            known = [(moment, position) for position in positions if (moment := reading[position]) is not None]
            if len(known) < len(positions):
                return None
            orders.append([position for _, position in sorted(known)])
        return orders[0] if orders[0] == orders[1] else None

    def is_ambiguous(self, positions: Sequence[int]) -> bool:
        """Whether only the order of day and month is in doubt."""
        both = (*self.month_first, *self.day_first)
        return self.order(positions) is None and all(
            both[position + shift] is not None for position in positions for shift in (0, len(self.month_first))
        )


def read_moments(texts: Sequence[str]) -> Moments:
    """Read a whole column, which alone can tell whether days or months come first.

    Examples
    --------
    >>> read_moments(["2/28/2027 9:15:00", "3/4/2027 10:00"]).order([1, 0])
    [0, 1]
    >>> read_moments(["2/3/2027 9:15:00", "3/2/2027 10:00"]).order([0, 1]) is None
    True
    """
    found = [_STAMP.fullmatch(text.strip()) for text in texts]
    has_offset = {bool(match.group(9)) for match in found if match and match.group(5)}
    if len(has_offset) > 1:  # instants beside wall clocks of nowhere: they cannot be compared
        return Moments((None,) * len(texts), (None,) * len(texts))
    numbers = [(int(m.group(1)), int(m.group(3))) for m in found if m and len(m.group(1)) < 4 and m.group(2) != "."]
    seen_day_first = any(first > 12 for first, _ in numbers)
    seen_month_first = any(second > 12 for _, second in numbers)
    month_first = [_moment(match, is_day_first=False) for match in found]
    day_first = [_moment(match, is_day_first=True) for match in found]
    if seen_day_first == seen_month_first:
        return Moments(tuple(month_first), tuple(day_first))
    sure = tuple(day_first if seen_day_first else month_first)
    return Moments(sure, sure)


def _moment(match: re.Match[str] | None, *, is_day_first: bool) -> datetime | None:
    """The instant (UTC where an offset is written), or None where there is no such day or hour."""
    if match is None:
        return None
    first, mark, second, third, hour, minute, sec, half, zone, sign, off_h, off_m = match.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    elif len(first) > 2:
        return None
    else:
        year = int(third) + (2000 if len(third) == 2 else 0)
        day, month = (int(first), int(second)) if is_day_first or mark == "." else (int(second), int(first))
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    try:
        moment = datetime(year, month, day, hours, int(minute or 0), int(sec or 0))
        if zone and sign:
            away = timedelta(hours=int(off_h), minutes=int(off_m or 0))
            moment += -away if sign == "+" else away
    except (ValueError, OverflowError):
        return None
    return moment
