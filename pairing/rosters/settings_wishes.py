"""[[together]], [[apart]] and [[exempt]] of the settings: what is asked for two people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pairing.model.names import did_you_mean, name_key
from pairing.model.rules import MOST_WEIGHT
from pairing.rosters.settings_sessions import SessionSettings
from pairing.rosters.toml_table import TomlTable


class Wish(NamedTuple):
    """[[together]], [[apart]]: two people, as written; ``weight`` None is hard, ``session`` None is all."""

    kind: Literal["together", "apart"]
    people: tuple[str, str]
    session: str | None
    weight: int | None
    line: int | None


class Exemption(NamedTuple):
    """[[exempt]]: the ``rule`` that does not hold for a Collabie and a mentor, as written; ``session`` None is all."""

    people: tuple[str, str]
    rule: str
    session: str | None
    line: int | None


def wishes_of(
    top: TomlTable, kind: Literal["together", "apart"], sessions: tuple[SessionSettings, ...]
) -> Iterator[Wish]:
    """The sections of that kind."""
    known = ("people", "session", "weight") if kind == "together" else ("people",)
    for table in top.tables(kind, known):
        people, session = _two(table, kind), _named_session(table, sessions)
        if people is not None:
            weight = table.number("weight", 1, MOST_WEIGHT)
            yield Wish(kind, people, session, weight, table.line)


def exempt_of(top: TomlTable, sessions: tuple[SessionSettings, ...]) -> Iterator[Exemption]:
    """The sections [[exempt]]."""
    for table in top.tables("exempt", ("people", "rule", "session")):
        people, session = _two(table, "exempt"), _named_session(table, sessions)
        rule = table.text("rule")
        if "rule" not in table.values:
            table.fault("missing-key", f"{table.name} has no rule.", 'Add rule = "track", as the reason reads.')
        if session is not None and any(one.session.is_peers and one.session.is_called(session) for one in sessions):
            message = f"{table.name} names {session!r}, in which Collabies practise with each other."
            hint = "It is about a Collabie and a mentor: name a session with mentors, or none."
            table.fault("bad-value", message, hint, "session", value=session)
        elif people is not None and rule is not None:
            yield Exemption(people, rule, session, table.line)


def _two(table: TomlTable, kind: str) -> tuple[str, str] | None:
    """The two people of a section."""
    people = table.texts("people")
    if "people" not in table.values:
        table.fault("missing-key", f"{table.name} has no people.", 'Add people = ["Ada Quill", "Bo Lindqvist"].')
    elif people is not None and (len(people) != 2 or name_key(people[0]) == name_key(people[1])):
        hint = f"Two different names; write one [[{kind}]] for every two people."
        table.fault("bad-value", f"people in {table.name} is {list(people)!r}.", hint, "people")
    elif people is not None:
        return people[0], people[1]
    return None


def _named_session(table: TomlTable, sessions: tuple[SessionSettings, ...]) -> str | None:
    session = table.text("session")
    if session is not None:
        check_session(table, "session", session, sessions)
    return session


def check_session(table: TomlTable, key: str, name: str, sessions: tuple[SessionSettings, ...]) -> None:
    """Note a fault where no session is called so."""
    if not any(one.session.is_called(name) for one in sessions):
        known = [one.session.name for one in sessions]
        hint = did_you_mean(name, known) or f"Known are {', '.join(map(repr, known))}."
        table.fault("unknown-session", f"{table.name} names the session {name!r}.", hint, key, value=name)
