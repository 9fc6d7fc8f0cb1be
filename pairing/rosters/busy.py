"""People's calendars: whose each is, and what is left of the hours that people gave."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.answers import free_in
from pairing.model.intervals import (
    DAY,
    FreeTime,
    Intervals,
    day_minutes,
    intersect,
    to_datetime,
    to_utc,
    union,
    weekdays_around,
)
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Person
from pairing.model.session import Session
from pairing.rosters.calendar import Busy, check_installed, read_busy
from pairing.rosters.free_text import FreeTextProblem, read_free_text
from pairing.rosters.git_index import tracked_issue
from pairing.rosters.ics_text import read_file
from pairing.rosters.joining import Joined
from pairing.rosters.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Collection


class Calendars(NamedTuple):
    """The files of each person, by id, and what was doubtful about whose they are."""

    files: Mapping[str, tuple[Path, ...]]
    issues: tuple[Issue, ...]


def find_calendars(settings: Settings, joined: Joined, set_aside: Collection[str] = ()) -> Calendars:
    """Whose calendar is which file, by what the settings say and by how files in the folder are called.

    Parameters
    ----------
    settings
        Its [calendars].
    joined
        The people.
    set_aside
        Names of people whose row has a fault; their calendars are passed over.

    Returns
    -------
    Calendars
        Questions: ``calendar-of-nobody``, ``calendar-several-fit``. Warnings: ``calendar-not-ics``, ``sheet-in-git``.
        Errors: ``missing-folder``, ``unreadable-folder``, ``no-calendar-reader``.
    """
    issues: list[Issue] = []
    files: dict[str, list[Path]] = {}
    aside = {name_key(name) for name in set_aside}
    named = [(who, settings.folder / file, True) for who, file in settings.calendars.files.items()]
    named += [(path.stem, path, False) for path in _in_folder(settings, issues)]
    for who, path, by_settings in named:
        ids = joined.ids_of(who)
        if len(ids) == 1:
            files.setdefault(ids[0], [])
            files[ids[0]] += [path] if path not in files[ids[0]] else []
        elif name_key(who) not in aside:
            issues.append(_whose(who, path, joined, ids, by_settings=by_settings))
    if files:
        try:
            check_installed()
        except InputError as error:
            issues += error.issues
    paths = dict.fromkeys(path for several in files.values() for path in several)
    issues += [found for path in paths if (found := tracked_issue(path, "somebody's appointments")) is not None]
    return Calendars({who: tuple(several) for who, several in files.items()}, tuple(issues))


def _in_folder(settings: Settings, issues: list[Issue]) -> list[Path]:
    """The calendars in the folder, in the order of their names."""
    name = settings.calendars.folder
    if name is None:
        return []
    folder = settings.folder / name
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError)
        message = f"there is no folder {folder}." if is_missing else f"{folder} cannot be read: {error.strerror}."
        code, hint = ("missing-folder" if is_missing else "unreadable-folder"), "Correct folder under [calendars]."
        issues.append(Issue(Severity.ERROR, code, message, hint, value=name))
        return []
    for path in paths:
        if path.suffix.lower() != ".ics":
            message = "it lies among the calendars, and its name does not end in .ics: it is not read."
            hint = "Unpack an archive; save any other calendar as .ics; else take the file out of the folder."
            issues.append(Issue(Severity.WARNING, "calendar-not-ics", message, hint, file=path.name, value=path.name))
    return [path for path in paths if path.suffix.lower() == ".ics"]


def _whose(who: str, path: Path, joined: Joined, ids: Sequence[str], *, by_settings: bool) -> Issue:
    """A calendar of nobody, or of several."""
    file = "" if by_settings else path.name
    cure = "Correct the name" if by_settings else "Give the file the name or the e-mail address of the person"
    people: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    if ids:
        message = f"{who!r}, whose calendar is {path.name}, may be {len(ids)} people; it is not read."
        hint = f"{cure}: their e-mail addresses tell them apart."
        return Issue(Severity.QUESTION, "calendar-several-fit", message, hint, file=file, value=who, person=who)
    message = f"{who!r}, whose calendar is {path.name}, is on no sheet; it is not read."
    known = [one.id for one in people if "@" in one.id] if "@" in who else [one.name for one in people]
    hint = did_you_mean(who, known) or f"{cure}."
    return Issue(Severity.QUESTION, "calendar-of-nobody", message, hint, file=file, value=who, person=who)


# --- hours of those who gave none ---------------------------------------------------------------------------------


def give_hours(settings: Settings, joined: Joined, found: Calendars) -> tuple[Joined, list[Issue]]:
    """The people, with the hours of the settings for those who have a calendar and gave none.

    Before any change by hand: whose hours were all taken away is not given others.
    """
    text = settings.calendars.hours
    if text is None or not found.files:
        return joined, []
    try:
        read_free_text(text, "UTC", zones=settings.zones)
    except FreeTextProblem as problem:
        message = f"hours in [calendars]: {problem.message}"
        return joined, [Issue(Severity.ERROR, "bad-value", message, problem.hint, value=text)]
    issues: list[Issue] = []

    def given(person: Any) -> Any:
        if person.id not in found.files or person.free:
            return person
        if person.zone is None:
            issues.append(_no_zone(person))
            return dataclasses.replace(person, free=())
        message = f"{person.name} gave no hours, and has a calendar: taken to be free {text}, but for what is in it."
        issues.append(Issue(Severity.NOTE, "calendar-hours", message, person=person.name))
        return dataclasses.replace(person, free=read_free_text(text, person.zone, zones=settings.zones))

    done = joined._replace(
        participants=tuple(map(given, joined.participants)), mentors=tuple(map(given, joined.mentors))
    )
    return done, list(dict.fromkeys(issues))


# --- what is left -------------------------------------------------------------------------------------------------


def take_out(
    settings: Settings, there: Joined, found: Calendars, sessions: Sequence[Session]
) -> tuple[Joined, list[Issue]]:
    """The people, without the hours in which their calendars say that they are busy.

    Parameters
    ----------
    settings
        Its [zones].
    there
        The people as they are after all changes: a calendar wins over hours that were added by hand.
    found
        Whose calendar is which.
    sessions
        With all their days. Only the days of timed ones are looked at, and only for who takes part in them.

    Returns
    -------
    Joined, list of Issue
        Notes: ``calendar-read`` (the hours taken out). Warnings: ``calendar-nothing-left``,
        ``calendar-without-hours``. Questions: ``calendar-no-zone`` and those of ``read_busy``. Errors: a file that
        cannot be read.
    """
    timed = [one for one in sessions if one.is_timed and not one.closed]
    issues: list[Issue] = []
    done: dict[tuple[str, str, date, date], Busy | None] = {}

    def left(person: Any) -> Any:
        own = [one for one in timed if one.has(person.sessions)]
        if person.id not in found.files or not own:
            return person
        if not person.free:
            message = f"{person.name} has a calendar and gave no hours: it says only when somebody is busy."
            hint = (
                'Ask for the hours, or say what they are otherwise: hours = "weekdays 09:00-18:00" under [calendars].'
            )
            issues.append(Issue(Severity.WARNING, "calendar-without-hours", message, hint, person=person.name))
            return person
        days = _days(own, person)
        zone = person.zone or _only_zone(person)
        if days is None or zone is None:
            issues.extend([_no_zone(person)] if zone is None else [])
            return person
        key = (person.id, zone, *days)
        if key not in done:
            done[key] = _busy(settings, found.files[person.id], person, zone, _hull(*days), issues)
        busy = done[key]
        if busy is None:
            return person
        changed = dataclasses.replace(person, free=left_of(person.free, busy.minutes, *days))
        issues.extend(_told(person, changed, own, found.files[person.id]))
        return changed

    people = there._replace(participants=tuple(map(left, there.participants)), mentors=tuple(map(left, there.mentors)))
    return people, list(dict.fromkeys(issues))


def _days(sessions: Sequence[Session], person: Person) -> tuple[date, date] | None:
    """The first and last day on which a person can meet anybody; where a session is open, by the hours given."""
    days = [day for one in sessions for day in (one.first_day, one.last_day) if day is not None]
    if any(one.first_day is None or one.last_day is None for one in sessions):
        days += [one.day for one in person.free or () if isinstance(one.day, date)]
    return (min(days), max(days)) if days else None


def _hull(first_day: date, last_day: date) -> tuple[int, int]:
    """The real minutes that are asked about: those days on every clock there is."""
    return day_minutes(first_day - timedelta(days=2)), day_minutes(last_day + timedelta(days=3))


def _only_zone(person: Person) -> str | None:
    zones = {one.zone for one in person.free or ()}
    return zones.pop() if len(zones) == 1 else None


def _no_zone(person: Person) -> Issue:
    message = f"{person.name} has a calendar and no time zone, in which its whole days are; it is not read."
    return Issue(Severity.QUESTION, "calendar-no-zone", message, "Write the zone into the sheet.", person=person.name)


def _busy(
    settings: Settings, paths: Sequence[Path], person: Person, zone: str, within: tuple[int, int], issues: list[Issue]
) -> Busy | None:
    """What all calendars of a person say together; None where one of them cannot be read, which is noted."""
    minutes: list[tuple[int, int]] = []
    number = 0
    address = person.id if "@" in person.id else ""
    try:
        for path in paths:
            found = read_busy(
                read_file(path, path.name),
                path.name,
                zone,
                within,
                zones=settings.zones,
                address=address,
                person=person.name,
            )
            minutes += found.minutes
            number += found.num_events
            issues += found.issues
    except InputError as error:
        issues += error.issues
        return None
    return Busy(union(minutes), number, ())


def _told(before: Person, after: Person, sessions: Sequence[Session], paths: Sequence[Path]) -> Iterator[Issue]:
    """How much of the hours within the sessions' days a calendar took, which `check` shows."""
    had, has = (_num_minutes(person, sessions) for person in (before, after))
    files = " and ".join(path.name for path in paths)
    message = f"{before.name} is busy in {_as_hours(had - has)} of {_as_hours(had)} free hours "
    message += f"within the days of the sessions; {_as_hours(has)} are left."
    yield Issue(Severity.NOTE, "calendar-read", message, file=files, person=before.name)
    if had and not has:
        message = f"{before.name} is busy in all of the hours given for the sessions."
        hint = "Ask for other hours, or whether all of that calendar counts."
        yield Issue(Severity.WARNING, "calendar-nothing-left", message, hint, file=files, person=before.name)


def _num_minutes(person: Person, sessions: Sequence[Session]) -> int:
    free = union(minutes for session in sessions for minutes in free_in(person, session))
    return sum(end - start for start, end in free)


def _as_hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def left_of(free: Iterable[FreeTime], busy: Intervals, first_day: date, last_day: date) -> tuple[FreeTime, ...]:
    """What is left of free times without busy minutes, exactly.

    A free time that nothing cuts into stays as it is. Of any other the pieces are dated, on the person's clock where
    that says them exactly, else in UTC; of a weekly one those of ``first_day`` to ``last_day`` (and some days on either
    side, as ``to_utc`` has it).

    Examples
    --------
    >>> nine_to_noon = FreeTime(4, 9 * 60, 12 * 60, "Europe/Berlin")
    >>> meeting = to_utc([FreeTime(date(2027, 3, 12), 600, 630, "Europe/Berlin")], None, None)
    >>> left = left_of([nine_to_noon], meeting, date(2027, 3, 12), date(2027, 3, 16))
    >>> [(str(one.day), one.start, one.end) for one in left if one.day == date(2027, 3, 12)]
    [('2027-03-12', 540, 600), ('2027-03-12', 630, 720)]
    """
    left: dict[FreeTime, None] = {}
    for one in free:
        days = [one.day] if isinstance(one.day, date) else weekdays_around(one, first_day, last_day)
        dated = [FreeTime(day, one.start, one.end, one.zone) for day in days]
        pieces = [piece for each in dated for piece in _cut(each, busy)]
        left |= dict.fromkeys([one] if pieces == dated else pieces)
    return tuple(left)


def _cut(dated: FreeTime, busy: Intervals) -> Iterator[FreeTime]:
    whole = to_utc([dated], None, None)
    rest = [gap for interval in whole for gap in _without(interval, busy)]
    if rest == list(whole):
        yield dated
        return
    for start, end in rest:
        yield from _as_free(start, end, dated.zone)


def _without(interval: tuple[int, int], busy: Intervals) -> Iterator[tuple[int, int]]:
    start, end = interval
    for low, high in intersect((interval,), busy):
        if start < low:
            yield start, low
        start = high
    if start < end:
        yield start, end


def _as_free(start: int, end: int, zone: str) -> Iterator[FreeTime]:
    """Real minutes as free time, on the clock of a zone if that means exactly these."""
    there = to_datetime(start, zone)
    minute = there.hour * 60 + there.minute
    if minute + end - start <= 2 * DAY:
        found = FreeTime(there.date(), minute, minute + end - start, zone)
        if to_utc([found], None, None) == ((start, end),):
            yield found
            return
    while start < end:
        there = to_datetime(start)
        minute = there.hour * 60 + there.minute
        stop = min(end, start - minute + DAY)
        yield FreeTime(there.date(), minute, minute + stop - start, "UTC")
        start = stop
