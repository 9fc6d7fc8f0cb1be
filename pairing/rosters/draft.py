"""Settings from nothing but two sheets: what `plan A.csv B.csv` assumes and what `init` writes down.

Both come from one ``Settings`` object, so that the plan without settings and the plan of the settings written from the
same sheets are the same. What had to be assumed is said as issues, and stands in the file as comments.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairing.errors import InputError, Issue, Severity
from pairing.model.names import text_key
from pairing.model.people import Mentor, Participant
from pairing.model.session import Session
from pairing.model.solution import UNPAIRED_TEXT
from pairing.rosters.in_memory import label_of
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.roster import Roster
from pairing.rosters.settings import SessionSettings, Settings, SheetSettings

if TYPE_CHECKING:
    from pairing.rosters.sheet import SheetSource

ASSUMED_MINUTES = 60
LONE_SESSION = "Meeting"
# Doubts about whom a wish to be kept apart means, and what people wrote in their own words.
_PRIVATE = ("unknown-name", "several-fit", "unread-availability")
_PART = re.compile(r"\[day_parts\] (\"[^\"]+\") =")


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """A document that `init` was given: its path as the settings write it, and the header of the table to fill."""

    file: str
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Settings recognised from two sheets, what was assumed on the way, and the dates that free times name."""

    settings: Settings
    assumed: tuple[Issue, ...]
    days: tuple[date, date] | None


def read_both(collabies: SheetSource, mentors: SheetSource) -> tuple[Roster[Participant], Roster[Mentor]]:
    """Both sheets without any settings; ``InputError`` with the faults of both."""
    faults: list[Issue] = []
    rosters: list[Any] = []
    readers = ((read_collabies, collabies, "Collabies"), (read_mentors, mentors, "mentors"))
    for read, source, what in readers:
        try:
            rosters.append(read(source, file=label_of(source, what)))
        except InputError as error:
            faults += error.issues
    if faults:
        raise InputError(faults)
    return rosters[0], rosters[1]


def draft(
    folder: Path,
    collabies: Roster[Participant],
    mentors: Roster[Mentor],
    files: tuple[str, str],
    documents: Mapping[str, DraftDocument] | None = None,
) -> Draft:
    """Settings for two sheets.

    Parameters
    ----------
    folder
        Where the settings lie, or would lie.
    collabies, mentors
        The sheets as read.
    files
        How the settings name the two sheets, from `folder`.
    documents
        By session name: where its table stands.

    Returns
    -------
    Draft
        Sessions are those that both sheets name, in the order of the Collabies' sheet. They last 60 minutes where
        both sheets give free times, on whatever days those name.
    """
    names, issues = _sessions(collabies, mentors)
    is_timed = all(any(person.free for person in roster.people) for roster in (collabies, mentors))
    zone = _zone(collabies, mentors)
    if is_timed:
        message = (
            f"every session is taken to need {ASSUMED_MINUTES} minutes in common, since both sheets give free times."
        )
        hint = "Settings say which sessions do, and for how long (`python -m pairing init`)."
        issues.append(Issue(Severity.WARNING, "assumed-minutes", message, hint))
    sessions = tuple(
        SessionSettings(
            Session(name, ASSUMED_MINUTES if is_timed else None, zone=zone),
            (documents or {})[name].file if name in (documents or {}) else None,
            (documents or {})[name].header if name in (documents or {}) else None,
            None,
        )
        for name in names
    )
    settings = Settings(
        file="pairing.toml",
        folder=folder,
        name=folder.resolve().name,
        seed=0,
        repeat="never",
        balance="in proportion",
        levels=None,
        time_zone=zone,
        assume_zone=False,
        collabies=SheetSettings(files[0], {}),
        mentors=SheetSettings(files[1], {}),
        zones={},
        people={},
        sessions=sessions,
        rules=(),
        wishes=(),
        accept=frozenset(),
        unpaired_text=UNPAIRED_TEXT,
    )
    return Draft(settings, tuple(issues), _days(collabies, mentors))


def settings_text(drafted: Draft, issues: Sequence[Issue]) -> str:
    """The draft as a ``pairing.toml``; every doubt about the sheets stands in it as a comment."""
    settings = drafted.settings
    lines = [
        "[program]",
        f"name = {_quoted(settings.name)}",
        f"seed = {settings.seed}",
        f"repeat = {_quoted(settings.repeat)}  # never | avoid | allow: the same mentor again in another session",
        f"balance = {_quoted(settings.balance)}  # in proportion (to what each mentor offered) | equal",
        f"time_zone = {_quoted(settings.time_zone)}  # of the days below",
        "# start_every = 30  # 15 | 30 | 60: minutes between the starts that we set; pause = 15 and most_a_day = 3",
        "# leave a mentor air between them",
        "",
        "[collabies]",
        f"file = {_quoted(settings.collabies.file)}",
        "",
        "[mentors]",
        f"file = {_quoted(settings.mentors.file)}",
        "# capacity_if_blank = 4  # what a mentor takes who left the question empty",
    ]
    for one in settings.sessions:
        lines += ["", "[[sessions]]", f"name = {_quoted(one.session.name)}"]
        if one.document is not None and one.table_header is not None:
            lines.append(f"document = {_quoted(one.document)}")
            lines.append(f"table_header = [{', '.join(_quoted(cell) for cell in one.table_header)}]")
        else:
            lines.append('# document = "session-docs/….md"  # the Markdown file whose table is to be filled')
            lines.append('# table_header = ["Collabie", "Mentor"]')
        if one.session.minutes is not None:
            lines.append(f"minutes = {one.session.minutes}  # assumed; without it no common time is needed")
            lines.append('# time = "we set"  # every pair gets a start, in a column Time of the table')
            lines.append('# agenda = "…"  # what is to happen in a meeting, for the invitations')
        if drafted.days is not None and one.session.is_timed:
            lines.append(f"# first_day = {drafted.days[0]}  # meetings only from this day on (a day of time_zone)")
            lines.append(f"# last_day = {drafted.days[1]}  # included")
        elif one.session.is_timed:
            lines.append(
                "# first_day = 2027-03-01  # wanted where the sheets give hours by weekday (a day of time_zone)"
            )
            lines.append("# last_day = 2027-03-07  # included")
        lines.append('# track = "required"  # required | preferred | ignored')
    parts = dict.fromkeys(found[1] for issue in issues if (found := _PART.search(issue.hint)))
    if parts:
        lines += ["", "# [day_parts]  # what the form's words for parts of the day mean"]
        lines += [f'# {part} = "09:00-12:00"' for part in parts]
    doubts = [issue for issue in (*drafted.assumed, *issues) if issue.severity is not Severity.NOTE]
    if doubts:
        lines += ["", "# Doubts about the sheets, as they were when this file was written:"]
        lines += [f"# - {_one_line(issue)}" for issue in doubts]
    return "\n".join(lines) + "\n"


def _sessions(collabies: Roster[Participant], mentors: Roster[Mentor]) -> tuple[list[str], list[Issue]]:
    """The sessions both sheets name; a sheet without such a column is taken to mean all that the other one names."""
    sides = [(roster.file, roster.sessions_named) for roster in (collabies, mentors) if roster.sessions_named]
    if not sides:
        message = f"no sheet names a session: one is assumed, called {LONE_SESSION!r}."
        return [LONE_SESSION], [Issue(Severity.WARNING, "assumed-session", message)]
    if len(sides) == 1:
        return list(sides[0][1]), []
    keys = [{text_key(name) for name in names} for _, names in sides]
    issues = []
    for (file, names), others in zip(sides, reversed(keys), strict=True):
        for name in names:
            if text_key(name) not in others:
                other = (
                    next(one for one, _ in sides if one != file) if sides[0][0] != sides[1][0] else "the other sheet"
                )
                message = f"{name!r} is left out: {other} does not name it."
                hint = "Correct it there, or give the session another name with `also_called`."
                if file == collabies.file:
                    hint += ' Do Collabies practise with each other in it? In settings: kind = "peers".'
                issues.append(Issue(Severity.WARNING, "session-on-one-sheet", message, hint, file=file, value=name))
    both = [name for name in sides[0][1] if text_key(name) in keys[1]]
    return list({text_key(name): name for name in both}.values()), issues


def _days(*rosters: Roster[Participant] | Roster[Mentor]) -> tuple[date, date] | None:
    """The first and last date that free times name, or None where all hold every week."""
    days = [
        one.day
        for roster in rosters
        for person in roster.people
        for one in person.free or ()
        if isinstance(one.day, date)
    ]
    return (min(days), max(days)) if days else None


def _zone(*rosters: Roster[Participant] | Roster[Mentor]) -> str:
    """The zone most people are in; of equally frequent ones the first by name."""
    zones = Counter(person.zone for roster in rosters for person in roster.people if person.zone)
    return min(zones, key=lambda zone: (-zones[zone], zone), default="UTC")


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    import json  # only `init` writes settings

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(issue: Issue) -> str:
    """The issue as a comment. Settings are often public: no address stands there, nor anything of a private wish."""
    text = " ".join(str(issue).split())
    if issue.code in _PRIVATE:
        return f"{issue.file}: look at it with `python -m pairing check`. [{issue.code}]"
    return f"{issue.place}: look at it with `python -m pairing check`. [{issue.code}]" if "@" in text else text
