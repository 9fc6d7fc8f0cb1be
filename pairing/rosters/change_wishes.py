"""Whom the changes keep together, keep apart, or leave as published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.model.rules import Apart, Rule
from pairing.model.session import Session
from pairing.rosters.change_lookup import Lookup
from pairing.rosters.changes import ChangeLine
from pairing.rosters.leaving import Left
from pairing.rosters.pins import PIN_HINT, meets, pin, takes_part, who_cannot


class Keep(NamedTuple):
    """Published pairs that stay: of a person, with another one (None: whoever it is), in a session (None: all)."""

    who_ids: tuple[str, ...]
    session: str | None
    other_ids: tuple[str, ...] | None
    line: int


def wish(look: Lookup, line: ChangeLine, left: Sequence[Left]) -> list[Rule]:
    """The rule that a line ``together`` or ``apart`` asks for, or none with a doubt."""
    session, is_known = look.session(line)
    one, other = look.person(line, line.who), look.person(line, line.value, "value")
    if one is None or other is None or not is_known:
        return []
    if one == other:
        message = f"{line.who!r} and {line.value!r} are one person."
        look.doubt(line, "changes-bad-value", message, "Write the name of the other person.")
        return []
    return _apart(look, line, one, other) if line.what == "apart" else _together(look, line, one, other, session, left)


def _apart(look: Lookup, line: ChangeLine, one: str, other: str) -> list[Rule]:
    for who in (one, other):
        if not any(takes_part(role, session) for session in look.sessions for role in look.roles(who)):
            message = f"{look.shown(who)} is in no planned session (any more), so {line.what!r} has no effect."
            look.warn(line, message, "wish-set-aside")
            return []
    return [Apart(one, other)]


def _together(
    look: Lookup, line: ChangeLine, one: str, other: str, session: Session | None, left: Sequence[Left]
) -> list[Rule]:
    if _is_settled(look, line, session) or _is_with_leaver(look, line, (one, other), session, left):
        return []
    name = None if session is None else session.name
    rule = pin(((one,), (other,)), look.joined, look.sessions, name)
    if rule is None or not meets(rule, look.joined, look.sessions):
        where = "" if name is None else f" in {name!r}"
        message = f"{look.shown(one)} and {look.shown(other)} cannot be kept together{where}."
        look.doubt(line, "changes-bad-wish", message, PIN_HINT)
        return []
    return [rule]


def keep(look: Lookup, line: ChangeLine, left: Sequence[Left]) -> list[Keep]:
    """The published pairs that a line keeps, or none with a doubt."""
    session, is_known = look.session(line)
    who = look.person(line, line.who)
    other = look.person(line, line.value, "value") if line.value else None
    if who is None or not is_known or (line.value and other is None):
        return []
    if who == other:
        message = f"{line.who!r} and {line.value!r} are one person."
        look.doubt(line, "changes-bad-value", message, "Write the name of the other person, or leave it blank.")
        return []
    people = (who,) if other is None else (who, other)
    if _is_settled(look, line, session) or _is_with_leaver(look, line, people, session, left):
        return []
    return [Keep((who,), None if session is None else session.name, (other,) if other else None, line.line)]


def _is_settled(look: Lookup, line: ChangeLine, session: Session | None) -> bool:
    """Whether the session is over, which is then said."""
    if session is None or not session.closed:
        return False
    look.warn(line, f"{session.name!r} is over and stays as it is, so {line.what!r} has no effect.")
    return True


def _is_with_leaver(
    look: Lookup, line: ChangeLine, people: Sequence[str], session: Session | None, left: Sequence[Left]
) -> bool:
    """Whether one of them has left, which is then a question."""
    gone = who_cannot(left, people, look.joined, look.sessions, None if session is None else session.name)
    if not gone:
        return False
    lines = [str(one.line) for one in left if set(one.ids) & set(gone) and one.line]
    names = " and ".join(look.shown(who) for who in gone)
    what = f"{look.shown(people[0])} and {look.shown(people[1])} are to be kept together" if len(people) == 2 else ""
    where = f" (line{'s' * (len(lines) > 1)} {', '.join(lines)})" if lines else ""
    verb = "have" if len(gone) > 1 else "has"
    message = f"{what or f'a pair of {look.shown(people[0])} is to be kept'}, and {names} {verb} left{where}."
    look.doubt(line, "wish-with-leaver", message, "Delete this line, or the one by which somebody leaves.", "who")
    return True
