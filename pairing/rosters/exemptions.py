"""[[exempt]] of the settings, as exemptions on the people of the sheets."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pairing.errors import InputError, Issue, Severity
from pairing.model.exempt import Exempt
from pairing.model.names import did_you_mean
from pairing.model.people import Person
from pairing.model.rules import HelpsIn
from pairing.rosters.joining import Joined
from pairing.rosters.pins import roles_of, session_called
from pairing.rosters.settings import Exemption, Settings

if TYPE_CHECKING:
    from pairing.model.problem import Problem
    from pairing.rosters.leaving import Left
    from pairing.rosters.wishes import Gone

_HINT = "It takes a Collabie and a mentor, each named once on the sheets."


def exemptions(settings: Settings, joined: Joined, gone: Gone) -> tuple[list[tuple[Exempt, int | None]], list[Issue]]:
    """Every [[exempt]] on ids, with its line; whether its rule can be set aside is for ``with_exemptions`` to ask.

    Parameters
    ----------
    settings
        Whose exemptions they are.
    joined
        The people who can be meant: those of some planned session.
    gone
        Who is not there (any more), and why.

    Returns
    -------
    tuple
        The exemptions, and issues with the line of theirs: ``unknown-name`` and ``bad-exemption`` (errors),
        ``exempt-without-effect`` (warning: somebody is set aside, helps from outside, or has left).
    """
    found: list[tuple[Exempt, int | None]] = []
    issues: list[Issue] = []
    people: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    present = {person.id for person in people}
    for one in settings.exempt:
        ids = [[who for who in joined.ids_of(name) if who in present] for name in one.people]
        missing = [name for name, mine in zip(one.people, ids, strict=True) if not mine]
        couple = None if missing else _couple(joined, ids)
        left = None if couple is None else _left_session(settings, joined, gone.left, one, couple)
        unknown = [name for name in missing if not gone.why(name)]
        for name in unknown:
            hint = did_you_mean(name, [person.name for person in people])
            message = f"exempt names {name!r}, who is on no sheet."
            issues.append(_issue(settings, one, Severity.ERROR, "unknown-name", message, hint, name))
        if missing and not unknown:
            told = " and ".join(f"{name} {gone.why(name)}" for name in missing)
            issues.append(_without_effect(settings, one, told, missing[0]))
        elif left is not None:
            issues.append(_without_effect(settings, one, f"{left} has left", left))
        elif couple is not None:
            found.append((Exempt(*couple, one.rule, one.session), one.line))
        elif not missing:
            message = f"exempt cannot tell who of {one.people[0]!r} and {one.people[1]!r} meets whom."
            issues.append(_issue(settings, one, Severity.ERROR, "bad-exemption", message, _HINT, one.people[0]))
    return found, issues


def with_exemptions(problem: Problem, exempt: Sequence[tuple[Exempt, int | None]], file: str) -> Problem:
    """The problem with these exemptions.

    Raises
    ------
    InputError
        With one issue, at its line, for each of a rule that there is not, or that cannot be set aside.
    """
    issues: list[Issue] = []
    for one, line in exempt:
        try:
            problem.replace(exempt=(one,))
        except InputError as error:
            issues += [dataclasses.replace(issue, file=file, line=line) for issue in error.issues]
    if issues:
        raise InputError(issues)
    return problem.replace(exempt=tuple(one for one, _ in exempt))


def _couple(joined: Joined, ids: Sequence[Sequence[str]]) -> tuple[str, str] | None:
    """The Collabie and the mentor, in whichever order they are named; in that order, if both are both."""
    participants, mentors = {one.id for one in joined.participants}, {one.id for one in joined.mentors}
    for one, other in (ids, ids[::-1]):
        first, second = [who for who in one if who in participants], [who for who in other if who in mentors]
        if len(first) == 1 and len(second) == 1 and first != second:
            return first[0], second[0]
    return None


def _left_session(
    settings: Settings, joined: Joined, left: Sequence[Left], one: Exemption, couple: tuple[str, str]
) -> str | None:
    """The mentor who left a session in which he would be met again by this exemption: to leave counts for more."""
    if one.rule != HelpsIn().name:
        return None
    sessions = [entry.session for entry in settings.sessions if not entry.session.is_peers]
    where = sessions if one.session is None else [session_called(sessions, one.session)]
    for leaver in left:
        if couple[1] in leaver.ids and any(session and leaver.is_out_of(session) for session in where):
            return next(person.name for person in roles_of(joined, couple[1]))
    return None


def _without_effect(settings: Settings, one: Exemption, told: str, who: str) -> Issue:
    message = f"exempt from {one.rule!r}: {told}, so it has no effect."
    return _issue(
        settings, one, Severity.WARNING, "exempt-without-effect", message, "Delete it, or name a session.", who
    )


def _issue(
    settings: Settings, one: Exemption, severity: Severity, code: str, message: str, hint: str, who: str
) -> Issue:
    return Issue(severity, code, message, hint, file=settings.file, line=one.line, value=who, person=who)
