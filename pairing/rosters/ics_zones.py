"""The clock that a calendar means by the name of a time zone (TZID).

A name of the zone table (``Europe/Berlin``) is that zone, whatever the file says of it; a name of Windows
(``Pacific Standard Time``) is the zone that Unicode's table gives; any other is as the file defines it (VTIMEZONE); and
what none of them knows is a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from hashlib import blake2b

from pairing.model.intervals import zone_of
from pairing.model.names import text_key
from pairing.rosters.ics_text import Block
from pairing.rosters.recurrence import Budget, RuleProblem, read_rule, starts

_MOST_PARTS = 200
_SAFE_NAMES = frozenset(("UTC", "GMT", "UCT", "ZULU"))
_DIGIT = re.compile(r"\d")


class UnknownZone(ValueError):  # noqa: N818  (a question for the coordinator)
    """A TZID that stands for no zone: ``message`` quotes it."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class Zones:
    """The zones of one file, each looked up once.

    Parameters
    ----------
    definitions
        The VTIMEZONEs of the calendar.
    table
        [zones] of the settings: names and the zones they mean. It wins.
    """

    def __init__(self, definitions: Sequence[Block], table: Mapping[str, str]):
        self._table = {text_key(name): zone for name, zone in table.items()}
        self._definitions: dict[str, Block] = {}
        for block in definitions:
            self._definitions.setdefault(_tzid_of(block), block)
        self._known: dict[str, tzinfo | str] = {}

    def of(self, tzid: str) -> tzinfo:
        """The zone of a name.

        Raises
        ------
        UnknownZone
            When nothing says what it means.
        """
        if tzid not in self._known:
            try:
                self._known[tzid] = self._look_up(tzid.strip())
            except UnknownZone as error:
                self._known[tzid] = error.message
        known = self._known[tzid]
        if isinstance(known, str):
            raise UnknownZone(known)
        return known

    def _look_up(self, tzid: str) -> tzinfo:
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        told = self._table.get(text_key(tzid))
        if told is not None:
            return zone_of(told)
        path = tzid.strip("/").split("/")
        if len(path) > 1:  # with the maker's prefix, as /citadel.org/20210210_1/Europe/Berlin, too
            for start in range(len(path) - 1):
                found = _zone("/".join(path[start:]))
                if found is not None:
                    return found
        windows = WINDOWS_TO_OLSON.get(tzid)
        if windows is not None:
            return zone_of(windows)
        if tzid in self._definitions:
            return _defined(self._definitions[tzid], tzid)
        # EST in the zone table is one clock all year, which nobody means by it: without a definition it is a question.
        is_clear = tzid.upper() in _SAFE_NAMES or len(tzid) > 4 or bool(_DIGIT.search(tzid))
        found = _zone(tzid) if is_clear else None
        if found is None:
            raise UnknownZone(f"nothing says which time zone {tzid[:60]!r} is")
        return found


def _zone(name: str) -> tzinfo | None:
    try:
        return zone_of(name)
    except ValueError:
        return None


def _tzid_of(block: Block) -> str:
    return next((line.text.partition(":")[2].strip() for line in block.lines if line.name == "TZID"), "")


def _defined(block: Block, tzid: str) -> tzinfo:
    """The clock that a VTIMEZONE describes.

    Its rules are looked at first: each has to be yearly and to come true soon, so that nothing can go on for ever.
    """
    from icalendar import Timezone

    why = f"the time zone {tzid[:60]!r} that the calendar defines"
    if not 0 < len(block.blocks) <= _MOST_PARTS or any(len(part.lines) > _MOST_PARTS for part in block.blocks):
        raise UnknownZone(f"{why} has {len(block.blocks)} parts")
    if not all(_is_yearly(line.text, part) for part in block.blocks for line in part.all("RRULE")):
        raise UnknownZone(f"{why} has a rule that is not followed")
    text: list[str] = []
    for part in block.blocks:
        text += [f"BEGIN:{part.name}", *(line.text for line in part.lines if line.name != "TZID"), f"END:{part.name}"]
    # icalendar 7.3 keeps the zones it has made by their name, over all files: two people's "Custom" would be one.
    name = f"TZID:pairing {blake2b(repr(text).encode(), digest_size=16).hexdigest()}"
    try:
        component = Timezone.from_ical("\r\n".join(["BEGIN:VTIMEZONE", name, *text, "END:VTIMEZONE", ""]))
        assert isinstance(component, Timezone)
        clock: tzinfo = component.to_tz()
        datetime(2027, 1, 1, tzinfo=clock).utcoffset()
    except Exception as error:  # of whatever kind: the packages raise many for a definition that is none
        raise UnknownZone(f"{why} cannot be read") from error
    return clock


def _is_yearly(line: str, part: Block) -> bool:
    """Whether a clock changes by that rule once or twice every year, as clocks do."""
    try:
        rule = read_rule(line.partition(":")[2])
        first = datetime.strptime(part.value("DTSTART"), "%Y%m%dT%H%M%S")
        found = [*starts(rule._replace(times=None), first, first, first + timedelta(days=366 * 8), Budget(9999))]
    except (RuleProblem, ValueError, OverflowError):
        return False
    return rule.frequency == "YEARLY" and rule.interval == 1 and 1 <= len(found) <= 18
