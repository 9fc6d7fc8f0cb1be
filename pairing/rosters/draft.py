"""Settings from nothing but two sheets: what `plan A.csv B.csv` assumes and what `init` writes down.

Both come from one ``Settings`` object, so that the plan without settings and the plan of the settings written from the
same sheets are the same. What had to be assumed is said as issues, and stands in the file as comments.
"""

from __future__ import annotations

import re
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
from pairing.rosters.header_words import word_set
from pairing.rosters.in_memory import label_of
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.proposals import most_frequent_zone, same_meant
from pairing.rosters.roster import Roster
from pairing.rosters.settings import SessionSettings, Settings, SheetSettings

if TYPE_CHECKING:
    from pairing.rosters.sheet import SheetSource

ASSUMED_MINUTES = 60
LONE_SESSION = "Meeting"
# Doubts about whom a wish to be kept apart means, and what people wrote in their own words.
_PRIVATE = ("unknown-name", "several-fit", "unread-availability")
_PEERS = word_set("peer peers practice practise practising partner partners buddy buddies trio trios")
_PART = re.compile(r"\[day_parts\] (\"[^\"]+\") =")


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """A document that `init` was given: its path as the settings write it, and the header of the table to fill."""

    file: str
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What `init` proposes beyond the sheets: the sessions' days, the clock of each sheet, what is to be confirmed."""

    days: tuple[date, date] | None = None
    zones: tuple[str | None, str | None] = (None, None)
    confirm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Settings recognised from two sheets, what was assumed on the way, and the dates that free times name.

    ``practice``: sessions that only the Collabies' sheet names, and that by their names are practice with each other.
    """

    settings: Settings
    assumed: tuple[Issue, ...]
    days: tuple[date, date] | None
    practice: tuple[tuple[str, DraftDocument | None], ...] = ()


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
    proposed: Proposed = Proposed(),
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
    proposed
        What is proposed beyond the sheets; by default nothing.

    Returns
    -------
    Draft
        Sessions are those that both sheets name, in the order of the Collabies' sheet. They last 60 minutes where
        both sheets give free times, on whatever days those name.

    Raises
    ------
    InputError
        When the two sheets name no session in common.
    """
    homes = documents or {}
    names, called, issues = _sessions(collabies, mentors)
    is_timed = all(any(person.free for person in roster.people) for roster in (collabies, mentors))
    zone = most_frequent_zone(collabies, mentors)
    first_day, last_day = proposed.days or (None, None)
    if is_timed:
        message = (
            f"every session is taken to need {ASSUMED_MINUTES} minutes in common, since both sheets give free times."
        )
        hint = "Settings say which sessions do, and for how long (`python -m pairing init`)."
        issues.append(Issue(Severity.WARNING, "assumed-minutes", message, hint))
    sessions = tuple(
        SessionSettings(
            Session(
                name,
                ASSUMED_MINUTES if is_timed else None,
                zone=zone,
                also_called=(called[name],) if name in called else (),
                first_day=first_day if is_timed else None,
                last_day=last_day if is_timed else None,
            ),
            homes[name].file if name in homes else None,
            homes[name].header if name in homes else None,
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
        collabies=SheetSettings(files[0], {}, time_zone=proposed.zones[0]),
        mentors=SheetSettings(files[1], {}, time_zone=proposed.zones[1]),
        zones={},
        people={},
        sessions=sessions,
        rules=(),
        wishes=(),
        accept=frozenset(),
        unpaired_text=UNPAIRED_TEXT,
        confirm=proposed.confirm,
    )
    left = [name for name in collabies.sessions_named if not any(one.session.is_called(name) for one in sessions)]
    practice = tuple((name, homes.get(name)) for name in left if _PEERS & set(text_key(name).split()))
    return Draft(settings, tuple(issues), dates_named(collabies, mentors), practice)


def settings_text(drafted: Draft, issues: Sequence[Issue], polls: Sequence[str] = ()) -> str:
    """The draft as a ``pairing.toml``; every doubt about the sheets stands in it as a comment.

    ``polls``: files that may be polls of hours, as the settings name them; they stand there ready to be taken in.
    """
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
    ]
    for key, sheet in (("collabies", settings.collabies), ("mentors", settings.mentors)):
        lines += ["", f"[{key}]", f"file = {_quoted(sheet.file)}"]
        if sheet.time_zone is not None:
            lines.append(
                f"time_zone = {_quoted(sheet.time_zone)}  # PROPOSED: the sheet does not say; of all its hours"
            )
    lines.append("# capacity_if_blank = 4  # what a mentor takes who left the question empty")
    for one in settings.sessions:
        lines += _session_lines(one, drafted)
    for name, home in drafted.practice:
        lines += _practice_lines(name, home)
    for poll in polls:
        lines += ["", "# If this is a poll of hours, take out the #, and give its sessions their minutes and days:"]
        lines += ["# [[polls]]", f"# file = {_quoted(poll)}"]
    parts = dict.fromkeys(found[1] for issue in issues if (found := _PART.search(issue.hint)))
    if parts:
        lines += ["", "# [day_parts]  # what the form's words for parts of the day mean"]
        lines += [f'# {part} = "09:00-12:00"' for part in parts]
    if settings.confirm:
        lines += [
            "",
            "[issues]",
            "confirm = [  # proposed, as the sheets do not say: look at each, then delete its line",
        ]
        lines += [*(f"    {_quoted(entry)}," for entry in settings.confirm), "]"]
    doubts = [issue for issue in (*drafted.assumed, *issues) if issue.severity is not Severity.NOTE]
    if doubts:
        lines += ["", "# Doubts about the sheets, as they were when this file was written:"]
        lines += [f"# - {_one_line(issue)}" for issue in doubts]
    return "\n".join(lines) + "\n"


def _session_lines(one: SessionSettings, drafted: Draft) -> list[str]:
    session = one.session
    lines = ["", "[[sessions]]", f"name = {_quoted(session.name)}"]
    if session.also_called:
        lines.append(f"also_called = {_list(session.also_called)}  # as the mentors' sheet calls it")
    if one.document is not None and one.table_header is not None:
        lines += [f"document = {_quoted(one.document)}", f"table_header = {_list(one.table_header)}"]
    else:
        lines.append('# document = "session-docs/….md"  # the Markdown file whose table is to be filled')
        lines.append('# table_header = ["Collabie", "Mentor"]')
    if session.minutes is not None:
        lines.append(f"minutes = {session.minutes}  # assumed; delete the line where no common time is needed")
        lines.append('# time = "we set"  # every pair gets a start, in a column Time of the table')
        lines.append('# agenda = "…"  # what is to happen in a meeting, for the invitations')
    if session.first_day is not None and session.last_day is not None:
        lines.append(f"first_day = {session.first_day}  # PROPOSED: {session.first_day:%A} (a day of time_zone)")
        lines.append(f"last_day = {session.last_day}  # PROPOSED: {session.last_day:%A}, included")
    elif drafted.days is not None and session.is_timed:
        lines.append(f"# first_day = {drafted.days[0]}  # meetings only from this day on (a day of time_zone)")
        lines.append(f"# last_day = {drafted.days[1]}  # included")
    lines.append('# track = "required"  # required | preferred | ignored')
    return lines


def _practice_lines(name: str, home: DraftDocument | None) -> list[str]:
    """A session that only Collabies name, ready to be taken in."""
    lines = ["", f"# Only the Collabies' sheet names {name!r}. If they practise with each other in it, take out the #:"]
    lines += ["# [[sessions]]", f"# name = {_quoted(name)}", '# kind = "peers"  # two and two, and a trio where odd']
    if home is not None:
        lines += [f"# document = {_quoted(home.file)}", f"# table_header = {_list(home.header)}"]
    return lines


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _sessions(
    collabies: Roster[Participant], mentors: Roster[Mentor]
) -> tuple[list[str], Mapping[str, str], list[Issue]]:
    """The sessions both sheets name, and how the mentors' sheet calls one otherwise.

    A sheet without such a column is taken to mean all that the other one names.
    """
    sides = [(roster.file, roster.sessions_named) for roster in (collabies, mentors) if roster.sessions_named]
    if not sides:
        message = f"no sheet names a session: one is assumed, called {LONE_SESSION!r}."
        return [LONE_SESSION], {}, [Issue(Severity.WARNING, "assumed-session", message)]
    if len(sides) == 1:
        return list(sides[0][1]), {}, []
    keys = [{text_key(name) for name in names} for _, names in sides]
    alone = [[name for name in sides[side][1] if text_key(name) not in keys[1 - side]] for side in (0, 1)]
    called = same_meant(*alone)
    issues = [_called_otherwise(name, other, mentors.file) for name, other in called.items()]
    for file, names in ((collabies.file, alone[0]), (mentors.file, alone[1])):
        for name in names:
            if name not in called and name not in called.values():
                other = (
                    next(one for one, _ in sides if one != file) if sides[0][0] != sides[1][0] else "the other sheet"
                )
                message = f"{name!r} is left out: {other} does not name it."
                hint = "Correct it there, or give the session another name with `also_called`."
                if file == collabies.file:
                    hint += ' Do Collabies practise with each other in it? In settings: kind = "peers".'
                issues.append(Issue(Severity.WARNING, "session-on-one-sheet", message, hint, file=file, value=name))
    both = [name for name in sides[0][1] if text_key(name) in keys[1] or name in called]
    if not both:
        raise _nothing_in_common(collabies, mentors)
    return list({text_key(name): name for name in both}.values()), called, issues


def _called_otherwise(name: str, other: str, file: str) -> Issue:
    message = f"{name!r} is called {other!r} on {file}: the two are taken for one session."
    hint = "If they are two, take the second out of `also_called` in the settings, and give it [[sessions]] of its own."
    return Issue(Severity.WARNING, "session-called-otherwise", message, hint, file=file, value=other)


def _nothing_in_common(collabies: Roster[Participant], mentors: Roster[Mentor]) -> InputError:
    of_collabies, of_mentors = (", ".join(map(repr, one.sessions_named[:6])) for one in (collabies, mentors))
    message = (
        f"the two sheets name no session in common: {collabies.file} has {of_collabies}; {mentors.file} {of_mentors}."
    )
    hint = "Write them alike in the sheets, or write settings whose sessions list the other name under also_called."
    return InputError(Issue(Severity.ERROR, "no-common-session", message, hint, file=mentors.file))


def dates_named(*rosters: Roster[Participant] | Roster[Mentor]) -> tuple[date, date] | None:
    """The first and last date that free times name, or None where all hold every week."""
    days = [
        one.day
        for roster in rosters
        for person in roster.people
        for one in person.free or ()
        if isinstance(one.day, date)
    ]
    return (min(days), max(days)) if days else None


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
