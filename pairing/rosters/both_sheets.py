"""What is doubtful about both sheets and the settings together: the wrong sheet, nobody on it, hours of another week.

Each of these lets a plan come out that looks like any other, so each is said, and most keep it from being published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pairing.errors import Issue, Severity
from pairing.model.answers import free_in, said
from pairing.model.intervals import Intervals, at_least, intersect, to_utc, union
from pairing.model.names import did_you_mean, value_key
from pairing.model.people import Mentor, Participant, Person
from pairing.model.session import Session
from pairing.rosters.columns import asks_capacity
from pairing.rosters.git_index import tracked_issue
from pairing.rosters.roster import Roster
from pairing.rosters.settings import Settings

MOST_TOLD = 6  # names in one message


def sheet_issues(settings: Settings, collabies: Roster[Participant], mentors: Roster[Mentor]) -> Iterator[Issue]:
    """Doubts that neither sheet shows by itself.

    Parameters
    ----------
    settings
        As read, or as drafted from the two sheets (``file`` is "" then).
    collabies, mentors
        The two rosters.

    Yields
    ------
    Issue
        Errors: ``same-sheet``, ``no-free-times`` (a timed session, and no grid of hours), ``no-days`` (hours of every
        week, and a session without days), ``unnamed-session``. Questions:
        ``sheets-swapped``, ``nobody-on-sheet``, ``hours-of-other-days``, ``to-confirm``.
        Warnings: ``sheet-in-git``, ``nobody-takes-part``, ``unpaired-is-no-level``, ``hours-outside-days``,
        ``track-nobody-lists``.
        Those about a session or level have it as ``value`` and no file.
    """
    yield from _unconfirmed(settings)
    yield from _one_sheet_twice(settings, collabies, mentors)
    yield from _tracked(settings, collabies, mentors)
    needs_mentors = any(not one.session.is_peers for one in settings.sessions)
    yield from _nobody(collabies, *([mentors] if needs_mentors else []))
    if settings.calendars.hours is None:  # else they may come from there
        yield from _no_hours([one.session for one in settings.sessions], collabies, mentors)
    for one in settings.sessions:
        yield from _session_issues(one.session, settings, collabies, mentors)
    for roster in (collabies, mentors):
        yield from _hours_outside(roster, settings)
    if any(one.session.track == "required" for one in settings.sessions):
        yield from _tracks_nobody_lists(collabies, mentors)
    if settings.levels is not None and "unpaired" not in settings.levels[:1]:
        stands = "does not come first in" if "unpaired" in settings.levels else "is not among"
        message = f"'unpaired' {stands} the levels: people can be left unpaired although a mentor has time for them."
        hint = "Put it first, unless that is what you mean."
        yield Issue(Severity.WARNING, "unpaired-is-no-level", message, hint, value="levels")


def _unconfirmed(settings: Settings) -> Iterator[Issue]:
    """What was proposed is no decision: it is good for a plan, and for nothing that goes out."""
    for entry in settings.confirm:
        hint = "Correct it in the settings where it is wrong; then delete its line from confirm under [issues]."
        yield Issue(Severity.QUESTION, "to-confirm", entry, hint, value=entry)


# --- the wrong sheet --------------------------------------------------------------------------------------------


def _one_sheet_twice(settings: Settings, collabies: Roster[Participant], mentors: Roster[Mentor]) -> Iterator[Issue]:
    paths = [_path(settings, settings.collabies.file, collabies), _path(settings, settings.mentors.file, mentors)]
    if paths[0].resolve() == paths[1].resolve():
        message = f"{mentors.file} is given as the Collabies' sheet and as the mentors' sheet."
        hint = "Give two sheets: who is on both would be taken for one person."
        yield Issue(Severity.ERROR, "same-sheet", message, hint, file=mentors.file)
        return
    asking = [one.header for one in collabies.recognitions if asks_capacity(one.header)]
    if asking and not mentors.column("capacity"):
        message = f"the Collabies' sheet asks {asking[0]!r}, and the mentors' sheet does not: are the two swapped?"
        hint = (
            "Give the Collabies' sheet first. If they are right: "
            f'[issues] accept = ["sheets-swapped:{collabies.file}"].'
        )
        yield Issue(
            Severity.QUESTION,
            "sheets-swapped",
            message,
            hint,
            file=collabies.file,
            column=asking[0],
            value=collabies.file,
        )


def _tracked(settings: Settings, collabies: Roster[Any], mentors: Roster[Any]) -> Iterator[Issue]:
    """A warning for each sheet that git tracks, that of changes included."""
    sheets = ((settings.collabies.file, collabies), (settings.mentors.file, mentors))
    found = [tracked_issue(_path(settings, pattern, roster)) for pattern, roster in sheets]
    if settings.changes is not None:
        found.append(tracked_issue(settings.folder / settings.changes, "who is to be kept apart"))
    yield from (issue for issue in found if issue is not None)


def _path(settings: Settings, pattern: str, roster: Roster[Any]) -> Path:
    return (settings.folder / pattern).parent / roster.file


def _nobody(*rosters: Roster[Participant] | Roster[Mentor]) -> Iterator[Issue]:
    for roster in rosters:
        if not roster.people:
            why = "everybody on it is set aside" if roster.set_aside else "it has a header and no answer"
            message = f"nobody is left on the sheet: {why}."
            hint = f'Is it the right download? If nobody is meant: [issues] accept = ["nobody-on-sheet:{roster.file}"].'
            yield Issue(Severity.QUESTION, "nobody-on-sheet", message, hint, file=roster.file, value=roster.file)


def _tracks_nobody_lists(collabies: Roster[Participant], mentors: Roster[Mentor]) -> Iterator[Issue]:
    """A Collabie's track that is on no mentor's list leaves him without anybody, often by a blank or a hyphen."""
    listed = {track for mentor in mentors.people for track in said(mentor.tracks)}
    spelt = {value_key(track): track for mentor in mentors.people for track in mentor.tracks}
    chosen: dict[str, list[str]] = {}
    for person in collabies.people:
        tracks = said(person.tracks)
        if listed and tracks and not tracks & listed:
            for track in sorted(tracks):
                chosen.setdefault(track, []).append(person.name)
    for track, names in chosen.items():
        more = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
        message = f"no mentor lists the track {track!r}, which {', '.join(names[:MOST_TOLD])}{more} chose."
        hint = did_you_mean(track, [spelt[one] for one in sorted(listed)]) or "Ask for a mentor of that track."
        column = collabies.column("track")
        yield Issue(
            Severity.WARNING, "track-nobody-lists", message, hint, file=collabies.file, column=column, value=track
        )


# --- hours and days ---------------------------------------------------------------------------------------------


def _session_issues(
    session: Session, settings: Settings, collabies: Roster[Participant], mentors: Roster[Mentor]
) -> Iterator[Issue]:
    if session.closed:
        return  # nobody is put into it any more
    everybody: tuple[Person, ...] = (*collabies.people, *(() if session.is_peers else mentors.people))
    if everybody and not any(session.has(person.sessions) for person in everybody):
        named = dict.fromkeys((*collabies.sessions_named, *mentors.sessions_named))
        message = f"nobody names the session {session.name!r}."
        hint = did_you_mean(session.name, named) or f"The sheets name {', '.join(map(repr, list(named)[:6]))}."
        hint += " Correct it, or list the other name under also_called."
        yield Issue(Severity.ERROR, "unnamed-session", message, hint, value=session.name)
        return
    if collabies.people and not any(session.has(person.sessions) for person in collabies.people):
        message = f"no Collabie takes part in {session.name!r}."
        hint = "Its name on the sheet may be another: `also_called` lists those; else delete the session."
        yield Issue(Severity.WARNING, "nobody-takes-part", message, hint, value=session.name)
    if not session.is_timed or any(roster.people and not _has_grid(roster) for roster in (collabies, mentors)):
        return
    sides: tuple[tuple[Roster[Any], Sequence[Person]], ...] = (
        (collabies, [person for person in collabies.people if person.free and session.has(person.sessions)]),
        (mentors, [person for person in mentors.people if person.free and session.has(person.sessions)]),
    )
    if not (session.first_day and session.last_day) and any(_is_weekly(one) for _, people in sides for one in people):
        yield _no_days(session, settings)
        return
    for roster, people in sides:
        if people and not any(_fits(session, person) for person in people):
            yield _other_days(session, roster, people)


def _hours_outside(roster: Roster[Any], settings: Settings) -> Iterator[Issue]:
    """Hours of a date that lie outside the days of every session the person is in, so that none is lost unseen.

    Mostly the early morning of the first day further east: days begin and end by one clock.
    """
    timed = [one.session for one in settings.sessions if one.session.is_timed]
    lost = []
    for person in roster.people:
        dated = [one for one in person.free or () if not isinstance(one.day, int)]
        days = union(stretch for session in timed if session.has(person.sessions) for stretch in session.window)
        if days and dated:
            hours = to_utc(dated, None, None)
            minutes = _minutes(hours) - _minutes(intersect(hours, days))
            if minutes:
                lost.append(f"{person.name} ({minutes / 60:g} h)")
    if lost:
        more = f" and {len(lost) - MOST_TOLD} more" if len(lost) > MOST_TOLD else ""
        who = "1 person gives" if len(lost) == 1 else f"{len(lost)} people give"
        message = (
            f"{who} hours outside the days of their sessions; those do not count: {', '.join(lost[:MOST_TOLD])}{more}."
        )
        hint = f"Days begin and end by the clock of {settings.time_zone}; move first_day or last_day if they are meant."
        yield Issue(Severity.WARNING, "hours-outside-days", message, hint, file=roster.file, value=roster.file)


def _minutes(hours: Intervals) -> int:
    return sum(end - start for start, end in hours)


def _no_hours(sessions: Sequence[Session], *rosters: Roster[Participant] | Roster[Mentor]) -> Iterator[Issue]:
    """A timed session needs free times from both sheets; one issue a sheet, not one a person."""
    timed = [session.name for session in sessions if session.is_timed and not session.closed]
    for roster in rosters:
        if timed and roster.people and not _has_grid(roster):
            message = f"no column gives free times, and {timed[0]!r} needs a common one."
            hint = (
                'Name the columns by day, like "When are you free? [Fri, Mar 12]"; name a poll, [[polls]] file = '
                '"when2meet.csv"; or set time = "none".'
            )
            yield Issue(Severity.ERROR, "no-free-times", message, hint, file=roster.file)


def _has_grid(roster: Roster[Any]) -> bool:
    return any(person.free is not None for person in roster.people)


def _is_weekly(person: Person) -> bool:
    return any(isinstance(one.day, int) for one in person.free or ())


def _fits(session: Session, person: Person) -> bool:
    return bool(at_least(free_in(person, session), session.minutes or 1))


def _no_days(session: Session, settings: Settings) -> Issue:
    message = f"the sheets give hours by weekday, and nothing says in which days {session.name!r} takes place."
    hint = "Give the session its first_day and last_day."
    if not settings.file:
        hint = "Have `python -m pairing init FOLDER COLLABIES.csv MENTORS.csv` write settings, and give them there."
    return Issue(Severity.ERROR, "no-days", message, hint, value=session.name)


def _other_days(session: Session, roster: Roster[Any], people: Sequence[Person]) -> Issue:
    days = sorted({one.day for person in people for one in person.free or () if not isinstance(one.day, int)})
    given = f" The hours are of {_span(days[0], days[-1])}." if days else ""
    meant = f"{session.minutes} minutes"
    if session.first_day and session.last_day:
        meant += f" between {session.first_day} and {session.last_day}"
    message = f"nobody on {roster.file} has {meant} for {session.name!r}.{given}"
    hint = "Correct first_day, last_day or minutes, or ask for other hours."
    return Issue(Severity.QUESTION, "hours-of-other-days", message, hint, value=session.name)


def _span(first: object, last: object) -> str:
    return str(first) if first == last else f"{first} to {last}"
