"""Who has left, and who came back."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from pairing.model.names import did_you_mean, name_key
from pairing.model.session import Session
from pairing.rosters.change_lookup import Lookup
from pairing.rosters.changes import ChangeLine
from pairing.rosters.joining import Joined
from pairing.rosters.pins import takes_part


class Left(NamedTuple):
    """Somebody who has left: the name as shown (as written where no sheet has it), the session (None: all), the day."""

    name: str
    ids: tuple[str, ...]
    session: str | None
    line: int
    day: date | None = None

    def is_out_of(self, session: Session) -> bool:
        """Whether it is a session that was left: not one whose last day was past by then."""
        if _was_over(session, self.day):
            return False
        return self.session is None or session.is_called(self.session)


def _was_over(session: Session, day: date | None) -> bool:
    """Whether the session's last day is before that day."""
    return day is not None and session.last_day is not None and session.last_day < day


def leave(look: Lookup, line: ChangeLine, left: list[Left]) -> list[Left]:
    """Who has left after a line ``leaves``."""
    session, is_known = look.session(line)
    is_on_sheet = bool(look.joined.ids_of(line.who))
    if not is_on_sheet and not look.is_elsewhere(line.who):
        _nowhere(look, line)
        return left
    who = look.person(line, line.who) if is_on_sheet else None
    if not is_known or (is_on_sheet and who is None):
        return left
    name = line.who if who is None else look.shown(who)
    mine = _entries(left, who, name)
    if session is not None and (session.closed or _was_over(session, line.date)):
        look.warn(line, f"{session.name!r} is over, so nobody leaves it.")
    elif any(one.session is None or (session is not None and one.is_out_of(session)) for one in mine):
        look.warn(line, f"{name} had left already.")
    elif who is not None and not look.is_in(who, session):
        where = f"in {session.name!r}" if session is not None else "in any session that is still to come"
        look.warn(line, f"{name} takes no part {where}.")
    else:
        kept = [one for one in left if one not in mine] if session is None else left
        ids = () if who is None else (who,)
        return [*kept, Left(name, ids, None if session is None else session.name, line.line, line.date)]
    return left


def _nowhere(look: Lookup, line: ChangeLine) -> None:
    """On no sheet and in no table: somebody who is gone for good, or a name that is written wrong."""
    hint = did_you_mean(line.who, look.names())
    if hint:
        hint += " If that person is gone for good, and stands nowhere any more: delete the line."
        look.doubt(line, "changes-unknown-name", f"{line.who!r} is on no sheet and in no table.", hint, "who")
    else:
        look.warn(line, f"{line.who} is on no sheet and in no table any more.")


def come_back(look: Lookup, line: ChangeLine, left: list[Left]) -> list[Left]:
    """Who has left after a line ``returns``."""
    session, is_known = look.session(line)
    who = look.person(line, line.who)
    if who is None or not is_known:
        return left
    name = look.shown(who)
    undone = [one for one in _entries(left, who, name) if session is None or one.is_out_of(session)]
    if not undone or not look.is_in(who, session):
        where = "" if session is None else f" {session.name!r}"
        look.warn(line, f"{name} had not left{where}.")
        return left
    left = [one for one in left if one not in undone]
    if session is not None and undone[0].session is None:  # back in one of them, and still out of the others
        others = [one for one in look.sessions if one is not session and look.is_in(who, one)]
        left += [undone[0]._replace(session=one.name) for one in others]
    return left


def _entries(left: Sequence[Left], who: str | None, name: str) -> list[Left]:
    """What one person has left."""
    return [one for one in left if (who in one.ids if who is not None else name_key(one.name) == name_key(name))]


def who_stays(joined: Joined, left: Sequence[Left], sessions: Sequence[Session]) -> Joined:
    """The people, each in the sessions that he has not left; what is over nobody leaves."""

    def staying(person: Any) -> Any:
        mine = [one for one in left if person.id in one.ids]
        if not mine:
            return person
        stays = (one for one in sessions if takes_part(person, one))
        names = tuple(one.name for one in stays if one.closed or not any(entry.is_out_of(one) for entry in mine))
        return dataclasses.replace(person, sessions=names)

    return joined._replace(
        participants=tuple(map(staying, joined.participants)), mentors=tuple(map(staying, joined.mentors))
    )
