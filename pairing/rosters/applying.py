"""The changes brought to the people: who has left, what they offer and when, and whom they are to meet or not."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from pairing.errors import Issue
from pairing.model.intervals import FreeTime, intersect, to_utc
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Mentor, Person
from pairing.model.rules import Rule
from pairing.model.session import Session
from pairing.rosters.capacity import CapacityProblem, read_capacity
from pairing.rosters.change_lookup import Lookup
from pairing.rosters.change_wishes import Keep, keep, wish
from pairing.rosters.changes import ChangeLine
from pairing.rosters.free_changes import StretchProblem, read_stretches, without
from pairing.rosters.joining import Joined
from pairing.rosters.leaving import Left, come_back, leave, who_stays
from pairing.rosters.pins import takes_part

__all__ = ["Applied", "Keep", "Left", "apply_changes"]


class Applied(NamedTuple):
    """The people after the changes, the rules and pins that the changes ask for, who has left, and every doubt."""

    joined: Joined
    rules: tuple[Rule, ...]
    left: tuple[Left, ...]
    keeps: tuple[Keep, ...]
    issues: tuple[Issue, ...]


def apply_changes(
    lines: Sequence[ChangeLine],
    joined: Joined,
    sessions: Sequence[Session],
    *,
    others: Collection[str] = (),
    set_aside: Collection[str] = (),
    years: Sequence[int] = (),
    file: str = "changes.csv",
) -> Applied:
    """Bring the changes to the people of the sheets.

    Parameters
    ----------
    lines
        In the order in which they count, as ``read_changes`` gives them. One of line 0 stands in no file.
    joined
        The people, joined with what ``people_of_changes`` says.
    sessions
        The programme's, with all their days; ``closed`` says which are over, and nobody leaves those.
    others
        Names that stand in the published tables: one of them may have left and be on no sheet any more.
    set_aside
        Names of people whose row has a fault. They may leave too; anything else said of them has no effect.
    years
        The years that dates without a year can be in.
    file
        What issues call the sheet of changes.

    Returns
    -------
    Applied
        Who has left everything is still among the people, with no sessions: the caller drops those who are in none.
        Questions: ``changes-unknown-name``, ``changes-several-fit``, ``changes-unknown-session``,
        ``changes-bad-value``, ``changes-no-zone``, ``changes-bad-wish``, ``wish-with-leaver`` (kept together with one
        who has left). Warnings: ``changes-no-effect``, ``wish-set-aside`` (kept apart from one who has left).

    Examples
    --------
    >>> from pairing.rosters.joining import join
    >>> from pairing.rosters.people import read_collabies, read_mentors
    >>> joined = join(read_collabies([{"Name": "Ada Quill"}]), read_mentors([{"Name": "Cem Osei"}]))
    >>> line = ChangeLine(None, "Ada Quill", "", "leaves", "", 2)
    >>> apply_changes([line], joined, [Session("Review")]).joined.participants[0].sessions
    ()
    """
    gone = frozenset(name_key(one.who) for one in lines if one.what == "leaves" and not joined.ids_of(one.who))
    look = Lookup(joined, tuple(sessions), tuple(others), tuple(set_aside), file, gone)
    left: list[Left] = []
    for line in lines:
        if line.what == "leaves":
            left = leave(look, line, left)
        elif line.what == "returns":
            left = come_back(look, line, left)
        elif line.what == "capacity":
            _capacity(look, line)
        elif line.what == "free":
            _free(look, line, years)
        elif line.what == "not free":
            _not_free(look, line, years)
        elif line.what == "same as":
            _same(look, line)
    look.joined = who_stays(look.joined, left, look.sessions)
    rules = [rule for line in lines if line.what in ("apart", "together") for rule in wish(look, line, left)]
    keeps = [one for line in lines if line.what == "keep" for one in keep(look, line, left)]
    return Applied(look.joined, tuple(dict.fromkeys(rules)), tuple(left), tuple(keeps), tuple(look.issues))


def _same(look: Lookup, line: ChangeLine) -> None:
    """It was listened to before the join; here only whether it is about anybody."""
    names = (line.who, line.value)
    if not any(look.joined.ids_of(name) or look.is_elsewhere(name) for name in names):
        hint = did_you_mean(line.value, look.names()) or "Correct the names, or delete the line."
        message = f"neither {line.who!r} nor {line.value!r} is on a sheet or in a table."
        look.doubt(line, "changes-unknown-name", message, hint)


def _capacity(look: Lookup, line: ChangeLine) -> None:
    who = look.person(line, line.who)
    if who is None:
        return
    try:
        capacity = read_capacity(line.value)
    except CapacityProblem as problem:
        look.doubt(line, "changes-bad-value", problem.message, problem.hint)
        return
    role = next((role for role in look.roles(who) if isinstance(role, Mentor)), None)
    if role is None:
        message = f"{look.shown(who)} is no mentor, so there is no capacity."
        look.doubt(line, "changes-bad-value", message, "Correct the name, or delete the line.", "who")
    else:
        _replace(look, role, dataclasses.replace(role, capacity=capacity, is_firm=True))


def _replace(look: Lookup, before: Person, after: Person) -> None:
    """Another person in the place of one."""

    def done(people: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(after if one is before else one for one in people)

    look.joined = look.joined._replace(participants=done(look.joined.participants), mentors=done(look.joined.mentors))


def _free(look: Lookup, line: ChangeLine, years: Sequence[int]) -> None:
    """More hours, in every role of the person."""
    who, zone = _whose_clock(look, line)
    if who is None or zone is None:
        return
    try:
        stretches = read_stretches(line.value, years)
    except StretchProblem as problem:
        look.doubt(line, "changes-bad-value", problem.message, problem.hint)
        return
    added = [FreeTime(one.day, one.start, one.end, zone) for one in stretches]
    outside = [one.day for one in added if isinstance(one.day, date) and not _counts(look, who, one)]
    if outside:
        days = ", ".join(map(str, dict.fromkeys(outside)))
        look.warn(line, f"{days}: hours outside the days of the sessions of {look.shown(who)} do not count.")
    for role in look.roles(who):
        _replace(look, role, dataclasses.replace(role, free=tuple(dict.fromkeys((*(role.free or ()), *added)))))


def _not_free(look: Lookup, line: ChangeLine, years: Sequence[int]) -> None:
    """Fewer hours, in every role of the person."""
    who, zone = _whose_clock(look, line)
    if who is None or zone is None:
        return
    try:
        stretches = read_stretches(line.value, years, whole_days=True)
    except StretchProblem as problem:
        look.doubt(line, "changes-bad-value", problem.message, problem.hint)
        return
    days = [day for one in look.sessions for day in (one.first_day, one.last_day) if day is not None]
    days = days or [one.day for one in stretches if isinstance(one.day, date)] or [date(1970, 1, 1)]
    has_changed = False
    for role in look.roles(who):
        left = without(role.free or (), stretches, min(days), max(days))
        if left != (role.free or ()):
            has_changed = True
            _replace(look, role, dataclasses.replace(role, free=left))
    if not has_changed:
        look.warn(line, f"{look.shown(who)} is not free then anyway.")


def _whose_clock(look: Lookup, line: ChangeLine) -> tuple[str | None, str | None]:
    """The person whose hours change, and the zone they are in; None with a doubt where either cannot be told."""
    who = look.person(line, line.who)
    if who is None:
        return None, None
    zones = sorted({role.zone for role in look.roles(who) if role.zone})
    if len(zones) == 1:
        return who, zones[0]
    message, hint = f"{look.shown(who)} gives no time zone.", "Write the zone into the sheet; hours are read in it."
    if zones:
        message = f"{look.shown(who)} gives two time zones, {' and '.join(zones)}."
        hint = "Correct the sheet that is wrong; hours are read in the person's zone."
    look.doubt(line, "changes-no-zone", message, hint, "who")
    return who, None


def _counts(look: Lookup, who: str, added: FreeTime) -> bool:
    """Whether hours of a date reach into the days of a timed session that the person is in."""
    hours = to_utc([added], None, None)
    return any(
        intersect(hours, session.window)
        for session in look.sessions
        if session.is_timed and any(takes_part(role, session) for role in look.roles(who))
    )
