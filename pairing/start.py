"""``init``: settings from what two sheets say, or a small programme to start from. Nothing is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

from pairing.documents.markdown import find_table
from pairing.documents.store import read_document
from pairing.errors import InputError, Issue, PairingError, Severity, input_error
from pairing.model.names import text_key
from pairing.rosters.both_sheets import sheet_issues
from pairing.rosters.draft import DraftDocument, Proposed, dates_named, draft, settings_text
from pairing.rosters.people import join
from pairing.rosters.proposals import (
    BothRead,
    days_confirmed,
    is_weekly,
    last_answer,
    next_full_week,
    read_proposing,
)

SETTINGS = "pairing.toml"
_POLLS = (".csv", ".tsv", ".json", ".xlsx")
_NO_SETTINGS = (
    'There are no settings yet: call the column in the sheet by what it is, such as "Full name", and try again.'
)
_IGNORED = "# People's addresses do not belong into a public repository."

_COLLABIES = """Email,Full name,Which track are you on?,Your time zone,\
"When are you free? [Monday]","When are you free? [Tuesday]"
ada@example.org,Ada Quill,Backend,Europe/Berlin,"5pm - 6pm, 6pm - 7pm",
bo@example.org,Bo Lindqvist,Frontend,Europe/London,5pm - 6pm,9am - 10am
cem@example.org,Cem Osei,Backend,America/New_York,,"9am - 10am, 10am - 11am"
"""
_MENTORS = """Email,Full name,Which tracks can you interview for?,How many Collabies can you take?,Your time zone,\
"When could you meet? [Monday]","When could you meet? [Tuesday]"
dee@example.org,Dee Park,"Frontend, Backend",2,America/New_York,"11am - 12pm, 12pm - 1pm","9am - 10am, 10am - 11am"
eli@example.org,Eli Moss,Any,2,Europe/Berlin,"5pm - 6pm, 6pm - 7pm","10am - 11am"
"""
_DOCUMENT = """# Technical mock interview

Each of you meets a mentor for an hour. The two of you settle on the time.

| Collabie | Technical interviewer |
| --- | --- |
"""
_SETTINGS = """[program]
name = "My programme"
seed = 1                             # settles ties: the same sheets and number give the same tables
repeat = "never"                     # never | avoid | allow: the same mentor again in another session
balance = "in proportion"            # in proportion (to what each mentor offered) | equal
time_zone = "Europe/Berlin"          # of the days below

[collabies]
file = "collabies.csv"

[mentors]
file = "mentors.csv"

[[sessions]]
name = "Technical mock interview"
document = "session-docs/technical.md"
table_header = ["Collabie", "Technical interviewer"]
minutes = 60                         # the two need a free hour in common
first_day = 2027-03-01
last_day = 2027-03-07                # both included
track = "required"                   # required | preferred | ignored
"""


def start_programme(folder: str, collabies: str | None, mentors: str | None, documents: Sequence[str]) -> Iterator[str]:
    """Write a programme's settings into a folder; yields what was written, line by line.

    Raises
    ------
    InputError
        When there are settings already, only one of the two sheets is given, or a sheet or document cannot be read.
    PairingError
        When a file cannot be written.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise input_error(
            "not-a-folder", f"{folder} is no folder.", "Give the folder first: init FOLDER COLLABIES.csv …"
        )
    if (target / SETTINGS).exists():
        hint = "Edit it, or give another folder; nothing is overwritten."
        raise InputError(Issue(Severity.ERROR, "settings-exist", f"{target / SETTINGS} exists.", hint, file=SETTINGS))
    last = f"Now: python -m pairing plan {folder}"
    if collabies is None:
        files = {
            SETTINGS: _SETTINGS,
            "collabies.csv": _COLLABIES,
            "mentors.csv": _MENTORS,
            "session-docs/technical.md": _DOCUMENT,
        }
        sheets: list[str] = ["collabies.csv", "mentors.csv"]
    elif mentors is None:
        raise input_error("one-sheet", "init takes both sheets, or none.", "Give COLLABIES.csv and MENTORS.csv.")
    else:
        text, confirm = _recognised(target, collabies, mentors, documents)
        files = {SETTINGS: text}
        polls = [one for one in documents if one.lower().endswith(_POLLS)]
        sheets = [_from(target, one) for one in (collabies, mentors, *polls)]
        if confirm:
            proposed = "".join(f"  {entry}\n" for entry in confirm)
            last = f"Proposed, since the sheets do not say (publish waits until you have looked):\n{proposed}{last}"
    faults = [issue for name in files if (issue := _exists(target / name)) is not None]
    if faults:
        raise InputError(faults)
    for name, text in files.items():
        yield _write_new(target / name, text)
    inside = [sheet for sheet in sheets if not sheet.startswith("..") and not Path(sheet).is_absolute()]
    yield from _ignore(target, [*inside, "changes.csv", "calendars/"])
    yield last


def _recognised(target: Path, collabies: str, mentors: str, documents: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The settings, and what they propose beyond what the sheets say."""
    read = _read(collabies, mentors)
    polls = [one for one in dict.fromkeys(documents) if one.lower().endswith(_POLLS)]
    documents = [one for one in documents if one not in polls]
    rosters = (read.collabies, read.mentors)
    files = (_from(target, collabies), _from(target, mentors))
    proposed = _proposed(read, (collabies, mentors))
    first = draft(target, *rosters, files, proposed=proposed)
    names = [one.session.name for one in first.settings.sessions]
    practice = [name for name, _ in first.practice]
    homes, faults = _homes(target, dict.fromkeys(names, "mentors") | dict.fromkeys(practice, "peers"), documents)
    drafted = draft(target, *rosters, files, homes, proposed)
    joined = join(*rosters, {})
    issues = [issue for roster in rosters for issue in roster.issues]
    found = [
        issue
        for issue in sheet_issues(drafted.settings._replace(folder=target), *rosters)
        if issue.code != "to-confirm"  # said as what it is
    ]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    doubts = [*issues, *joined.issues, *faults, *_homeless(names, homes, documents, target, faults), *found]
    doubts += [_poll_issue(poll) for poll in polls]
    return settings_text(drafted, doubts, [_from(target, poll) for poll in polls]), proposed.confirm


def _read(collabies: str, mentors: str) -> BothRead:
    """Both sheets; who has no settings yet is told what to do in the sheet."""
    try:
        return read_proposing(collabies, mentors)
    except InputError as error:
        raise InputError(
            replace(issue, hint=f"{issue.hint} {_NO_SETTINGS}") if "headers = {" in issue.hint else issue
            for issue in error.issues
        ) from error


def _poll_issue(poll: str) -> Issue:
    name = Path(poll).name
    if not Path(poll).is_file():
        raise input_error("missing-file", f"there is no file {poll}.", "Give documents and polls after the two sheets.")
    message = f"{name} is no Markdown document: it is taken for a poll of hours, and not read yet."
    return Issue(Severity.WARNING, "poll-not-read", message, "Take it into the settings above.", file=name)


def _proposed(read: BothRead, sources: Sequence[str]) -> Proposed:
    """Days where hours are given by weekday: the dates that others name, else the first full week to come."""
    rosters = (read.collabies, read.mentors)
    if not is_weekly(*rosters):
        return Proposed(None, read.zones, read.confirm)
    named = dates_named(*rosters)
    answers = (last_answer(read.collabies, sources[0]), last_answer(read.mentors, sources[1]))
    days = named or next_full_week(max([date.today(), *(day for day in answers if day is not None)]))
    return Proposed(days, read.zones, (*read.confirm, days_confirmed(days, named=named is not None)))


def _homes(
    target: Path, kinds: Mapping[str, str], documents: Sequence[str]
) -> tuple[dict[str, DraftDocument], list[Issue]]:
    """Which document is each session's, and what is wrong with one: ``kinds`` are those of the sessions, by name.

    It has a table for it, and its name or first heading shares the most words; else it has marks of that name. A
    document without such a table is no reason to give up: it is said, and can be named in the settings later.
    """
    homes: dict[str, DraftDocument] = {}
    faults: list[Issue] = []
    contents = {document: read_document(document) for document in dict.fromkeys(documents)}
    scored = []
    for document, data in contents.items():
        words = _words(f"{Path(document).stem} {_first_heading(data)}")
        for position, session in enumerate(kinds):
            shared = len(words & _words(session))
            if shared or len(kinds) == len(contents) == 1:
                scored.append((-shared, position, session, document))
    used: set[str] = set()
    for _, _, session, document in sorted(scored):
        if session in homes or document in used:
            continue
        used.add(document)
        try:
            homes[session] = _home(target, session, kinds[session], document, contents[document])
        except InputError as error:
            faults += (replace(issue, severity=Severity.WARNING) for issue in error.issues)
    for session, document in product(kinds, contents):  # one document of several tables, each between marks
        if session not in homes and b"pairing:begin" in contents[document]:
            with suppress(InputError):
                homes[session] = _home(target, session, kinds[session], document, contents[document], marked=True)
    return homes, faults


def _home(target: Path, session: str, kind: str, document: str, data: bytes, *, marked: bool = False) -> DraftDocument:
    """A document and the header of the session's table; raises ``InputError`` where there is none."""
    name = Path(document).name
    table = find_table(data, session=session, file=name, kind=kind)
    if marked and not _is_marked(data[: table.start], session):
        raise input_error("no-mark", f"{name} has no marks for {session!r}.")
    return DraftDocument(_from(target, document), tuple(table.header[column] for column in table.columns))


def _is_marked(before: bytes, session: str) -> bool:
    """Whether the last mark before a table is that of the session."""
    mark = before.decode("utf-8", "replace").rpartition("pairing:begin")[2].partition("-->")[0]
    return text_key(mark) == text_key(session)


def _homeless(
    sessions: Sequence[str],
    homes: Mapping[str, DraftDocument],
    documents: Sequence[str],
    target: Path,
    faults: Sequence[Issue],
) -> Iterator[Issue]:
    taken = {home.file for home in homes.values()}
    told = {issue.file for issue in faults}
    for document in documents:
        if _from(target, document) not in taken and Path(document).name not in told:
            message = f"{Path(document).name} could not be told to belong to a session."
            yield Issue(Severity.WARNING, "document-of-no-session", message, "Write it at its session.")
    for session in sessions:
        if documents and session not in homes:
            yield Issue(Severity.WARNING, "session-without-document", f"no document is known for {session!r}.")


def _words(text: str) -> set[str]:
    return {word for word in text_key(text.replace("-", " ").replace("_", " ")).split() if len(word) > 2}


def _first_heading(data: bytes) -> str:
    for line in data.decode("utf-8", errors="replace").splitlines():
        if line.startswith("#"):
            return line.strip("# ")
    return ""


def _from(target: Path, file: str) -> str:
    """How the settings in the folder name a file."""
    return Path(os.path.relpath(Path(file).resolve(), target.resolve())).as_posix()


def _exists(path: Path) -> Issue | None:
    if not os.path.lexists(path):
        return None
    hint = "Give another folder; nothing is overwritten."
    return Issue(Severity.ERROR, "file-exists", f"{path} exists.", hint, file=path.name)


def _write_new(path: Path, text: str) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return f"wrote {path}"


def _ignore(target: Path, names: Sequence[str]) -> Iterator[str]:
    """Keep the sheets out of git: lines of their own at the end of the folder's .gitignore."""
    path = target / ".gitignore"
    try:
        before = path.read_bytes() if path.exists() else b""
        there = before.splitlines()
        missing = [line for name in dict.fromkeys(names) if (line := f"/{_escaped(name)}".encode()) not in there]
        if missing:
            newline = b"\r\n" if b"\r\n" in before else b"\n"
            start = newline if before and not before.endswith(b"\n") else b""
            with path.open("ab") as file:
                file.write(start + newline.join([_IGNORED.encode(), *missing, b""]))
            yield f"wrote {path}"
    except OSError as error:
        raise _cannot_write(path, error) from error


def _escaped(name: str) -> str:
    """A file name as .gitignore wants it; a pattern (*, ?) of the settings is one there too."""
    return name.replace("\\", "\\\\").replace(" ", "\\ ")


def _cannot_write(path: Path, error: OSError) -> PairingError:
    message = f"{path} cannot be written: {error.strerror}."
    hint = "Look at the folder and its permissions; what was written before stands above."
    return PairingError(Issue(Severity.ERROR, "cannot-write", message, hint, file=path.name))
