"""The wishes of the settings, [[rules]], [[together]] and [[apart]], as rules on the people of the sheets."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Person
from pairing.model.rules import Apart, Rule, Together
from pairing.rosters.joining import Joined
from pairing.rosters.settings import Settings, Wish


def wish_rules(settings: Settings, joined: Joined, set_aside: Sequence[str]) -> tuple[list[Rule], list[Issue]]:
    """[[rules]], [[together]] and [[apart]] as rules on ids.

    Parameters
    ----------
    settings
        Whose wishes they are.
    joined
        The people who can be meant: those of some planned session.
    set_aside
        Names of people who are left out; a wish about one of them is said to have no effect.

    Returns
    -------
    tuple
        The rules, and issues with the line of their wish: ``unknown-name`` and ``bad-wish`` (errors),
        ``wish-set-aside`` (warning).
    """
    issues: list[Issue] = []
    aside = {name_key(name) for name in set_aside}
    people: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    names = [person.name for person in people]
    present = {person.id for person in people}
    rules: list[Rule] = []
    for rule in settings.rules:
        ids = [one for one in joined.ids_of(rule.person or "") if one in present]
        if rule.person is not None and not ids and name_key(rule.person) in aside:
            message = f"the rule {rule.name!r} is about {rule.person}, who is set aside, so it has no effect."
            severity, code = Severity.WARNING, "wish-set-aside"
            issues.append(Issue(severity, code, message, file=settings.file, value=rule.person, person=rule.person))
        else:  # who is on no sheet, or there twice, is said when the problem is made
            rules.append(dataclasses.replace(rule, person=ids[0]) if len(ids) == 1 else rule)
    for wish in settings.wishes:
        found = [[one for one in joined.ids_of(who) if one in present] for who in wish.people]
        missing = [who for who, ids in zip(wish.people, found, strict=True) if not ids]
        if missing and all(name_key(who) in aside for who in missing):
            message = f"{wish.kind}: {' and '.join(missing)} is set aside, so the wish has no effect."
            issues.append(_wish_issue(settings, wish, Severity.WARNING, "wish-set-aside", message, "", missing[0]))
        elif missing:
            for who in missing:
                message = f"{wish.kind} names {who!r}, who is on no sheet."
                hint = did_you_mean(who, names)
                issues.append(_wish_issue(settings, wish, Severity.ERROR, "unknown-name", message, hint, who))
        elif wish.kind == "apart":
            rules += [Apart(one, other) for one in found[0] for other in found[1]]
        else:
            pin = _together(wish, joined)
            if isinstance(pin, str):
                hint = "It takes a Collabie and a mentor, each named once on the sheets."
                issues.append(_wish_issue(settings, wish, Severity.ERROR, "bad-wish", pin, hint, wish.people[0]))
            else:
                rules.append(pin)
    return rules, issues


def _together(wish: Wish, joined: Joined) -> Together | str:
    """The pin of one Collabie to one mentor, in whichever order they are named, or what is wrong with it."""
    sides = ({person.id for person in joined.participants}, {person.id for person in joined.mentors})
    for one, other in (wish.people, wish.people[::-1]):
        found = [
            [who for who in joined.ids_of(name) if who in side] for name, side in zip((one, other), sides, strict=True)
        ]
        if len(found[0]) == 1 and len(found[1]) == 1:
            return Together(found[0][0], found[1][0], wish.session, wish.weight)
    return f"together cannot tell who of {wish.people[0]!r} and {wish.people[1]!r} meets whom."


def _wish_issue(
    settings: Settings, wish: Wish, severity: Severity, code: str, message: str, hint: str, who: str
) -> Issue:
    return Issue(severity, code, message, hint, file=settings.file, line=wish.line, value=who, person=who)
