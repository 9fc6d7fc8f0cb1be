"""[[sessions]] of the settings: each kind of meeting, and where its table stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pairing.errors import InputError
from pairing.model.names import text_key
from pairing.model.session import KINDS, REPEATS, TIMES, TRACKS, Session
from pairing.rosters.toml_table import TomlTable

MOST_DAYS = 1000  # of a session, so that a wrong digit in a year is seen
_KEYS = (
    *("name", "also_called", "document", "table_header", "under", "minutes", "first_day", "last_day", "time"),
    *("most_per_mentor", "mentors_each", "track", "kind", "prefer_same", "repeat", "closed"),
    *("fits_one_after_another", "agenda"),
)
# What one of peers does not say, unless it is what holds there anyway.
_NOT_OF_PEERS = (("time", "none"), ("mentors_each", 1), ("most_per_mentor", None), ("track", "ignored"))


class SessionSettings(NamedTuple):
    """[[sessions]]: the session, and where its table stands (``document`` is relative to the folder)."""

    session: Session
    document: str | None
    table_header: tuple[str, ...] | None
    under: str | None


def sessions_of(top: TomlTable, program: TomlTable, zone: str | None) -> Iterator[SessionSettings]:
    """The sessions of the settings; what is wrong with one is noted, and it is left out where it cannot be made."""
    taken: dict[str, str] = {}
    if not top.values.get("sessions"):
        hint = 'Add [[sessions]] with name = "…" for each kind of meeting.'
        top.fault("missing-key", "the settings name no session.", hint)
    for table in top.tables("sessions", _KEYS):
        name = table.text("name", required=True)
        others = table.texts("also_called") or ()
        for called in (*([name] if name else []), *others):
            if text_key(called) in taken:
                message = f"two sessions are called {called!r}, or one twice."
                table.fault("same-session", message, "A name belongs to one session.", "name", value=called)
            taken[text_key(called)] = called
        header = table.texts("table_header")
        if header is not None and len(header) < 2:
            hint = 'It lists every column of the table: ["Collabie", "Mentor"].'
            table.fault("bad-value", f"table_header is {list(header)!r}.", hint, "table_header")
        session = _session(table, name, others, zone)
        if "time_zone" not in program.values and (table.values.keys() & {"first_day", "last_day"}):
            hint = 'Add time_zone = "America/Los_Angeles", or whichever it is, under [program].'
            key = "first_day" if "first_day" in table.values else "last_day"
            table.fault("missing-key", f"{name!r} has days, and [program] has no time_zone.", hint, key)
        if session is not None:
            yield SessionSettings(session, table.text("document"), header, table.text("under"))


def _session(table: TomlTable, name: str | None, others: tuple[str, ...], zone: str | None) -> Session | None:
    kind = table.choice("kind", KINDS) or "mentors"
    minutes, time = table.number("minutes", 1, 1440), table.choice("time", TIMES)
    first, last = table.day("first_day"), table.day("last_day")
    if first and last and last < first:
        message = f"last_day is {last}, before first_day, {first}."
        table.fault("bad-value", message, "Both days are included.", "last_day", value=str(last))
        last = None
    elif first and last and (last - first).days > MOST_DAYS:
        message = f"first_day is {first} and last_day {last}: {(last - first).days} days."
        table.fault("bad-value", message, f"At most {MOST_DAYS}; is the year right?", "last_day", value=str(last))
        last = None
    if time in ("they agree", "we set") and "minutes" not in table.values and kind != "peers":
        message = f"{name!r} has time = {time!r}, and does not say how long a meeting lasts."
        table.fault("missing-key", message, "Add minutes = 60, or however long.", "time")
        minutes = 60  # only to read on: the fault is noted
    track = table.choice("track", TRACKS) or "ignored"
    most, each = table.number("most_per_mentor", 0), table.number("mentors_each", 1)
    prefer_same, repeat = table.text("prefer_same"), table.choice("repeat", REPEATS)
    closed = table.flag("closed") or False
    fits, agenda = table.flag("fits_one_after_another"), table.text("agenda")
    if fits is not None and (kind == "peers" or time in ("none", "we set") or not minutes):
        message = f"{name!r} has fits_one_after_another, which is for a session in which they agree on the time."
        hint = "Leave it out: where we set the times, nobody is in two places at once anyway."
        table.fault("bad-value", message, hint, "fits_one_after_another", value=str(fits).lower())
    said = {"time": time, "mentors_each": each, "most_per_mentor": most, "track": track, "prefer_same": prefer_same}
    if _is_of_another_kind(table, name, kind, said):
        track, most, each, prefer_same = "ignored", None, None, None  # only to read on: the faults are noted
        time = None if kind == "peers" else time
    try:
        return name and Session(  # type: ignore[return-value]  # no name: nothing to return, and the fault is noted
            name,
            minutes,
            time if minutes or time == "none" else None,  # type: ignore[arg-type]  # one of TIMES
            first,
            last,
            zone or "UTC",
            each or 1,
            most,
            track,  # type: ignore[arg-type]  # one of TRACKS
            others,
            kind,  # type: ignore[arg-type]  # one of KINDS
            prefer_same,
            repeat,  # type: ignore[arg-type]  # one of REPEATS
            closed,
            True if fits is None else fits,
            agenda or "",
        )
    except InputError as error:
        table.fault_of(error)
        return None


def _is_of_another_kind(table: TomlTable, name: str | None, kind: str, said: Mapping[str, object]) -> bool:
    """Note the keys that only sessions of the other kind have; ``said``: what was read under each, or None."""
    if kind != "peers":
        wrong = [key for key in ("prefer_same",) if said[key] is not None]
        hint = 'It is for practice among peers: add kind = "peers", or leave it out.'
    else:
        wrong = [key for key, plain in _NOT_OF_PEERS if said[key] not in (None, plain)]
        hint = "Peers agree on everything themselves, and need no mentor: leave it out."
    for key in wrong:
        value = str(said[key])
        message = f"{name!r} has {key} = {said[key]!r}, and is a session of {kind}."
        table.fault("bad-value", message, hint, key, value=value)
    return bool(wrong)
