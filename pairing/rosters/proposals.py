"""What `init` proposes where sheets leave something open that a plan needs: days, and the clock of the hours.

A proposal is written into the settings as if somebody had chosen it, so that they plan at once; and it is listed under
`confirm`, so that every plan says it again, and nothing is published before somebody has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pairing.errors import InputError, Issue
from pairing.model.names import text_key
from pairing.model.people import Mentor, Participant
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.roster import Roster
from pairing.rosters.sheet import read_sheet
from pairing.rosters.timestamps import read_moments

NO_ZONE = "no-zone-column"
_READERS: tuple[Any, Any] = (read_collabies, read_mentors)
_ENDING = re.compile(r"(?:ing|ers?|s)$")


class BothRead(NamedTuple):
    """Both sheets, the clock proposed for each whose hours are on none that it names, and why, in words."""

    collabies: Roster[Participant]
    mentors: Roster[Mentor]
    zones: tuple[str | None, str | None]
    confirm: tuple[str, ...]


def read_proposing(collabies: str | Path, mentors: str | Path) -> BothRead:
    """Both sheets without any settings; hours without a time zone are taken to be on the clock of most people.

    Raises
    ------
    InputError
        With the faults of both.
    """
    rosters: list[Any] = []
    faults: list[Issue] = []
    lacking: list[int] = []
    for side, source in enumerate((collabies, mentors)):
        try:
            rosters.append(_READERS[side](source))
        except InputError as error:
            rosters.append(None)
            lacks_zone = any(issue.code == NO_ZONE for issue in error.issues)
            lacking += [side] if lacks_zone else []
            faults += [issue for issue in error.issues if issue.code != NO_ZONE]
    if faults:
        raise InputError(faults)
    known = [roster for roster in rosters if roster is not None]
    zone = most_frequent_zone(*known)
    zones: list[str | None] = [None, None]
    confirm = []
    for side in lacking:
        source = (collabies, mentors)[side]
        zones[side] = zone
        rosters[side] = _READERS[side](source, hours_zone=zone)
        why = "where most people of the other sheet are" if known else "as good as any, if all mean the same clock"
        section = ("collabies", "mentors")[side]
        confirm.append(
            f"time_zone of [{section}]: {Path(source).name} gives hours and no time zone, and they are taken to be on "
            f"the clock of {zone}, {why}."
        )
    return BothRead(rosters[0], rosters[1], (zones[0], zones[1]), tuple(confirm))


def most_frequent_zone(*rosters: Roster[Any]) -> str:
    """The zone most people are in; of equally frequent ones the first by name."""
    zones: dict[str, int] = {}
    for roster in rosters:
        for person in roster.people:
            if person.zone:
                zones[person.zone] = zones.get(person.zone, 0) + 1
    return min(zones, key=lambda zone: (-zones[zone], zone), default="UTC")


def is_weekly(*rosters: Roster[Any]) -> bool:
    """Whether somebody gives hours of every week, so that days have to be chosen."""
    return any(isinstance(one.day, int) for roster in rosters for person in roster.people for one in person.free or ())


def last_answer(roster: Roster[Any], source: str | Path) -> date | None:
    """The day of the last answer of a sheet; None where its column of timestamps does not say."""
    place = next((one.index for one in roster.recognitions if one.role == "timestamp"), None)
    if place is None:
        return None
    moments = read_moments([row.cells[place] for row in read_sheet(source).rows])
    if moments.month_first != moments.day_first:
        return None
    return max((moment.date() for moment in moments.month_first if moment is not None), default=None)


def next_full_week(after: date) -> tuple[date, date]:
    """Monday and Sunday of the first week that begins after a day.

    Examples
    --------
    >>> next_full_week(date(2027, 2, 28))
    (datetime.date(2027, 3, 1), datetime.date(2027, 3, 7))
    """
    monday = after + timedelta(days=7 - after.weekday())
    return monday, monday + timedelta(days=6)


def days_confirmed(days: tuple[date, date], *, named: bool) -> str:
    """What is to be confirmed about proposed days; ``named``: some hours name these dates."""
    span = f"{days[0]:%A} {days[0]} to {days[1]:%A} {days[1]}"
    why = "the dates that others name" if named else "the first full week after the last answer"
    return f"first_day and last_day: the sheets give hours by weekday, and the days are taken to be {span}, {why}."


def same_meant(names: Sequence[str], others: Sequence[str]) -> Mapping[str, str]:
    """By name of a session: how the other sheet calls it, where only endings differ ("interview", "interviewer").

    Examples
    --------
    >>> same_meant(["Technical mock interview", "Review"], ["Technical mock interviewers"])
    {'Technical mock interview': 'Technical mock interviewers'}
    """
    by_stem: dict[frozenset[str], list[str]] = {}
    for name in others:
        by_stem.setdefault(_stem(name), []).append(name)
    mine = [_stem(name) for name in names]
    return {
        name: found[0]
        for name, stem in zip(names, mine, strict=True)
        if stem and mine.count(stem) == 1 and len(found := by_stem.get(stem, [])) == 1
    }


def _stem(name: str) -> frozenset[str]:
    return frozenset(_ENDING.sub("", word) for word in re.findall(r"[^\W_]+", text_key(name)))
