"""The programme's settings, ``pairing.toml``: read strictly, with every fault named by its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.faults import BALANCES
from pairing.model.grid import GRIDS
from pairing.model.in_force import LEVELS, MOVED
from pairing.model.intervals import DAY
from pairing.model.names import did_you_mean, name_key
from pairing.model.rules import MATCHES, MOST_WEIGHT, MatchColumns
from pairing.model.session import REPEATS
from pairing.model.solution import UNPAIRED_TEXT
from pairing.rosters.formats.names import SHEET_FORMATS
from pairing.rosters.settings_calendars import CalendarSettings, calendars_of
from pairing.rosters.settings_messages import HistorySettings, MessageSettings, history_of, messages_of
from pairing.rosters.settings_polls import PollSettings, day_parts_of, polls_of
from pairing.rosters.settings_sessions import SessionSettings, sessions_of
from pairing.rosters.settings_wishes import Exemption, Wish, check_session, exempt_of, wishes_of
from pairing.rosters.toml_table import TomlTable
from pairing.rosters.toml_text import parse_toml

__all__ = [
    "CalendarSettings",
    "Exemption",
    "HistorySettings",
    "MessageSettings",
    "PersonSettings",
    "PollSettings",
    "SessionSettings",
    "Settings",
    "SheetSettings",
    "Wish",
    "read_settings",
]

COLLABIE_ROLES = (
    *("name", "first_name", "last_name", "email", "timestamp", "pronouns"),
    *("zone", "track", "sessions", "free", "apart"),
)
MENTOR_ROLES = (*COLLABIE_ROLES, "capacity")
SECTIONS = (
    *("program", "collabies", "mentors", "zones", "people", "sessions", "rules", "together", "apart", "exempt"),
    *("history", "messages", "issues", "polls", "day_parts", "calendars"),
)
_PROGRAM = (
    *("name", "seed", "repeat", "balance", "levels", "time_zone", "assume_zone", "unpaired_text", "changes"),
    *("start_every", "pause", "most_a_day"),
)


class SheetSettings(NamedTuple):
    """[collabies], [mentors]. ``file`` is relative to the folder; ``headers``: role to header.

    ``format``: the shape of the free times, where it is not recognised; ``slot_minutes``: of a table of 0 and 1;
    ``time_zone``: of all hours of the sheet, whatever zone people give.
    """

    file: str
    headers: Mapping[str, str]
    capacity_if_blank: int | None = None
    unlimited_means: int | None = None
    format: str | None = None
    slot_minutes: int | None = None
    time_zone: str | None = None


class PersonSettings(NamedTuple):
    """[people]: the name to show, other spellings, and whether people of that name are one (None: undecided).

    ``outside``: a helper who stands in the tables and is on no sheet.
    """

    shown: str | None = None
    also: tuple[str, ...] = ()
    same: bool | None = None
    outside: bool = False


class TimeSettings(NamedTuple):
    """[program]: how starts are found; as the fields of ``Problem``."""

    start_every: int = 30
    pause: int = 0
    most_a_day: int | None = None


class Settings(NamedTuple):
    """Everything that ``pairing.toml`` says; ``file`` is its name in messages, ``folder`` where it lies.

    ``changes``: the sheet of changes, relative to the folder. ``confirm``: what `init` proposed, in words, and nobody
    has looked at yet.
    """

    file: str
    folder: Path
    name: str
    seed: int
    repeat: Literal["never", "avoid", "allow"]
    balance: Literal["in proportion", "equal"]
    levels: tuple[str, ...] | None
    time_zone: str
    assume_zone: bool
    collabies: SheetSettings
    mentors: SheetSettings
    zones: Mapping[str, str]
    people: Mapping[str, PersonSettings]
    sessions: tuple[SessionSettings, ...]
    rules: tuple[MatchColumns, ...]
    wishes: tuple[Wish, ...]
    accept: frozenset[str]
    unpaired_text: str
    changes: str | None = None
    history: HistorySettings = HistorySettings()
    messages: MessageSettings = MessageSettings()
    times: TimeSettings = TimeSettings()
    polls: tuple[PollSettings, ...] = ()
    day_parts: Mapping[str, str] = MappingProxyType({})
    calendars: CalendarSettings = CalendarSettings()
    exempt: tuple[Exemption, ...] = ()
    confirm: tuple[str, ...] = ()


def read_settings(path: str | Path) -> Settings:
    """Read a programme's settings.

    Parameters
    ----------
    path
        The file, or the folder that holds ``pairing.toml``.

    Returns
    -------
    Settings
        Checked in themselves; names of people are not looked up here, nor files opened.

    Raises
    ------
    InputError
        (a ``ValueError``) with one issue, by line, for everything that does not fit: ``missing-file``,
        ``unreadable-file``, ``not-utf-8``, ``bad-toml``, ``curly-quotes``, ``bidi-control``, ``unknown-key``,
        ``unknown-value``, ``wrong-type``, ``missing-key``, ``bad-value``, ``bad-day-part``, ``same-session``,
        ``same-person``, ``unknown-session``, ``unknown-zone``.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "pairing.toml").write_text('''
    ... collabies.file = "c.csv"
    ... mentors.file = "m.csv"
    ... [[sessions]]
    ... name = "Technical mock interview"
    ... minutes = 60
    ... ''')
    >>> read_settings(folder).sessions[0].session.time
    'they agree'
    """
    path = Path(path)
    if path.is_dir():
        path = path / "pairing.toml"
    text, issues = parse_toml(_read(path), path.name)
    top = TomlTable(text, path.name, issues, text.tables, (), SECTIONS)
    program = top.table("program", _PROGRAM)
    time_zone = program.zone("time_zone")
    sessions = tuple(sessions_of(top, program, time_zone))
    people = _people(top)
    accept, confirm = _issues(top)
    rules = tuple(_rules(top, sessions))
    wishes = (*wishes_of(top, "together", sessions), *wishes_of(top, "apart", sessions))
    settings = Settings(
        file=path.name,
        folder=path.parent,
        name=program.text("name") or path.resolve().parent.name,
        seed=program.number("seed", None) or 0,
        repeat=program.choice("repeat", REPEATS) or "never",  # type: ignore[arg-type]  # one of REPEATS
        balance=program.choice("balance", BALANCES) or "in proportion",  # type: ignore[arg-type]  # one of BALANCES
        levels=program.texts("levels"),
        time_zone=time_zone or "UTC",
        assume_zone=program.flag("assume_zone") or False,
        collabies=_sheet(top, "collabies", COLLABIE_ROLES),
        mentors=_sheet(top, "mentors", MENTOR_ROLES),
        zones=top.table("zones", None).zones(),
        people=people,
        sessions=sessions,
        rules=rules,
        wishes=wishes,
        accept=accept,
        unpaired_text=program.text("unpaired_text") or UNPAIRED_TEXT,
        changes=program.text("changes"),
        history=history_of(top),
        messages=messages_of(top),
        times=_times(program),
        polls=tuple(polls_of(top)),
        day_parts=day_parts_of(top),
        calendars=calendars_of(top),
        exempt=tuple(exempt_of(top, sessions)),
        confirm=confirm,
    )
    if settings.assume_zone and "time_zone" not in program.values:
        hint = 'Add time_zone = "America/Los_Angeles", or whichever it is.'
        program.fault("missing-key", "assume_zone = true needs a time_zone to assume.", hint, "assume_zone")
    _check_levels(program, settings)
    if issues:
        raise InputError(sorted(issues, key=lambda issue: issue.line or 0))
    return settings


def _times(program: TomlTable) -> TimeSettings:
    every = program.number("start_every", 1)
    if every is not None and every not in GRIDS:
        hint = f"Known are {', '.join(map(str, GRIDS))} minutes."
        program.fault("unknown-value", f"start_every is {every}.", hint, "start_every", value=str(every))
        every = None
    return TimeSettings(every or 30, program.number("pause", 0, DAY) or 0, program.number("most_a_day", 1))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        others = sorted(other.name for other in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        near = f"In that folder there is {', '.join(others)}." if others else ""
        hint = near or "Name the folder that holds pairing.toml; `python -m pairing init FOLDER` writes one."
        issue = Issue(Severity.ERROR, "missing-file", f"there is no file {path}.", hint, file=path.name)
        raise InputError(issue) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
        hint = "Look at its name and permissions, and whether another program holds it open."
        raise InputError(Issue(Severity.ERROR, "unreadable-file", message, hint, file=path.name)) from error


def _sheet(top: TomlTable, key: str, roles: tuple[str, ...]) -> SheetSettings:
    known = (
        "file",
        "headers",
        "format",
        "slot_minutes",
        "time_zone",
        *(("capacity_if_blank", "unlimited_means") if key == "mentors" else ()),
    )
    if key not in top.values:
        top.fault("missing-key", f"there is no section [{key}].", f'Add [{key}] with file = "{key}.csv".')
        return SheetSettings("", {})
    sheet = top.table(key, known)
    return SheetSettings(
        file=sheet.text("file", required=True) or "",
        headers=sheet.texts_by_key("headers", roles),
        capacity_if_blank=sheet.number("capacity_if_blank", 0),
        unlimited_means=sheet.number("unlimited_means", 1),
        format=sheet.choice("format", SHEET_FORMATS),
        slot_minutes=sheet.number("slot_minutes", 1, DAY),
        time_zone=sheet.zone("time_zone"),
    )


def _people(top: TomlTable) -> dict[str, PersonSettings]:
    people: dict[str, PersonSettings] = {}
    section = top.table("people", None)
    taken: dict[str, str] = {}
    for name in section.values:
        table = section.table(name, ("shown", "also", "same", "outside"))
        outside = table.flag("outside") or False
        person = PersonSettings(table.text("shown"), table.texts("also") or (), table.flag("same"), outside)
        for called in (name, *person.also):
            if taken.setdefault(name_key(called), name) != name or (called == name and name_key(name) in people):
                message = f"{called!r} stands for {taken[name_key(called)]!r} already."
                table.fault("same-person", message, "A spelling belongs to one entry of [people].", value=called)
        people[name] = person
    return people


def _rules(top: TomlTable, sessions: tuple[SessionSettings, ...]) -> Iterator[MatchColumns]:
    for table in top.tables("rules", ("name", "columns", "match", "weight", "sessions", "person")):
        columns, match = table.texts("columns"), table.choice("match", MATCHES)
        named = table.texts("sessions")
        for session in named or ():
            check_session(table, "sessions", session, sessions)
            if any(one.session.is_peers and one.session.is_called(session) for one in sessions):
                message = f"{table.name} names {session!r}, in which Collabies practise with each other."
                hint = "A rule compares a Collabie with a mentor; prefer_same of the session is for peers."
                table.fault("bad-value", message, hint, "sessions", value=session)
        for key, example in (
            ("columns", '["of the Collabies\' sheet", "of the mentors\' sheet"]'),
            ("match", '"same"'),
        ):
            if key not in table.values:
                table.fault("missing-key", f"{table.name} has no {key}.", f"Add {key} = {example}.")
        name, person, weight = table.text("name"), table.text("person"), table.number("weight", 1, MOST_WEIGHT)
        if columns is not None and len(columns) != 2:
            hint = "Two headers: of the Collabies' sheet, then of the mentors' sheet."
            table.fault("bad-value", f"columns in {table.name} is {list(columns)!r}.", hint, "columns")
        elif columns is not None and match is not None:
            yield MatchColumns((columns[0], columns[1]), match, weight, named, person, name or "")  # type: ignore[arg-type]


def _issues(top: TomlTable) -> tuple[frozenset[str], tuple[str, ...]]:
    """[issues]: doubts that are accepted, and proposals that are to be confirmed."""
    table = top.table("issues", ("accept", "confirm"))
    accept = table.texts("accept") or ()
    for entry in accept:
        if not all(part.strip() for part in entry.partition(":")):
            hint = 'An entry reads "code:person", such as "answered-twice:Ada Quill".'
            table.fault("bad-value", f"accept lists {entry!r}.", hint, "accept", value=entry)
    return frozenset(accept), table.texts("confirm") or ()


def _check_levels(program: TomlTable, settings: Settings) -> None:
    """A level is one of the known ones, or the name of a soft rule in force."""
    soft = [rule.name for rule in settings.rules if rule.weight is not None]
    of_mentors = [one.session for one in settings.sessions if not one.session.is_peers]
    of_peers = [one.session for one in settings.sessions if one.session.is_peers]
    for name, is_there in (
        ("track", any(session.track == "preferred" for session in of_mentors)),
        ("kept together", any(wish.weight is not None for wish in settings.wishes)),
        ("no repeat", any((session.repeat or settings.repeat) == "avoid" for session in of_mentors)),
        ("prefer same", any(session.prefer_same for session in of_peers)),
        ("practised before", any((session.repeat or "avoid") == "avoid" for session in of_peers)),
    ):
        soft += [name] if is_there else []
    known = list(dict.fromkeys((*LEVELS, MOVED, *soft)))
    levels = settings.levels or ()
    for level in dict.fromkeys(levels):
        if level == "tie":
            program.fault(
                "unknown-value", "levels lists 'tie'.", "It always comes last by itself.", "levels", value=level
            )
        elif level not in known:
            hint = did_you_mean(level, known) or f"Known are {', '.join(map(repr, known))}."
            program.fault("unknown-value", f"there is no level {level!r}.", hint, "levels", value=level)
        elif levels.count(level) > 1:
            program.fault("bad-value", f"levels lists {level!r} twice.", "Once is enough.", "levels", value=level)
