"""The wishes of the settings, [[rules]], [[together]] and [[apart]], as rules on the people of the sheets."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Person
from pairing.model.rules import Apart, Rule
from pairing.model.session import Session
from pairing.rosters.joining import Joined
from pairing.rosters.pins import PIN_HINT, pin, who_cannot
from pairing.rosters.settings import Settings, Wish

if TYPE_CHECKING:
    from pairing.rosters.leaving import Left


def wish_rules(
    settings: Settings, joined: Joined, set_aside: Sequence[str], left: Sequence[Left] = ()
) -> tuple[list[Rule], list[Issue]]:
    """[[rules]], [[together]] and [[apart]] as rules on ids.

    Parameters
    ----------
    settings
        Whose wishes they are.
    joined
        The people who can be meant: those of some planned session.
    set_aside
        Names of people who are left out; a wish about one of them, or about an outside helper of [people], is said to
        have no effect.
    left
        Who has left, by the changes; a wish about one of them is no error.

    Returns
    -------
    tuple
        The rules, and issues with the line of their wish: ``unknown-name`` and ``bad-wish`` (errors),
        ``wish-with-leaver`` (question: kept together with one who has left), ``wish-set-aside`` (warning).
    """
    issues: list[Issue] = []
    gone = gone_of(settings, joined, set_aside, left)
    people: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    present = {person.id for person in people}
    rules: list[Rule] = []
    for rule in settings.rules:
        ids = [one for one in joined.ids_of(rule.person or "") if one in present]
        why = gone.why(rule.person) if rule.person is not None and not ids else ""
        if why:
            message = f"the rule {rule.name!r} is about {rule.person}, who {why}, so it has no effect."
            severity, code, who = Severity.WARNING, "wish-set-aside", rule.person or ""
            issues.append(Issue(severity, code, message, file=settings.file, value=who, person=who))
        else:  # who is on no sheet, or there twice, is said when the problem is made
            rules.append(dataclasses.replace(rule, person=ids[0]) if len(ids) == 1 else rule)
    for wish in settings.wishes:
        found = [[one for one in joined.ids_of(who) if one in present] for who in wish.people]
        doubts = list(_missing(settings, wish, found, gone))
        if wish.kind == "together" and not doubts:
            doubts += _with_leaver(settings, wish, found, gone)
        issues += doubts
        if doubts:
            continue
        if wish.kind == "apart":
            rules += [Apart(one, other) for one in found[0] for other in found[1]]
            continue
        rule_of_wish = pin((found[0], found[1]), joined, gone.sessions, wish.session, wish.weight)
        if rule_of_wish is not None:
            rules.append(rule_of_wish)
        else:
            message = f"together cannot tell who of {wish.people[0]!r} and {wish.people[1]!r} meets whom."
            issues.append(_wish_issue(settings, wish, Severity.ERROR, "bad-wish", message, PIN_HINT, wish.people[0]))
    return rules, issues


def gone_of(settings: Settings, joined: Joined, set_aside: Sequence[str], left: Sequence[Left]) -> Gone:
    """Who of those whom the settings may name is not there; the parameters are those of ``wish_rules``."""
    outside = {
        name_key(spelling) for name, one in settings.people.items() if one.outside for spelling in (name, *one.also)
    }
    aside, sessions = {name_key(name) for name in set_aside}, [one.session for one in settings.sessions]
    return Gone(joined, aside, outside, left, sessions)


class Gone(NamedTuple):
    """Who is not there, and why; ``set_aside`` and ``outside`` are compared names."""

    joined: Joined
    set_aside: Collection[str]
    outside: Collection[str]
    left: Sequence[Left]
    sessions: Sequence[Session]

    def has_left(self, who: str) -> bool:
        """Whether somebody of that name has left, a session or all."""
        ids = self.joined.ids_of(who)
        return any(set(one.ids) & set(ids) if ids else name_key(one.name) == name_key(who) for one in self.left)

    def why(self, who: str) -> str:
        """``has left``, ``is set aside``, ``helps from outside``, or "" where nothing is known."""
        if self.has_left(who):
            return "has left"
        key = name_key(who)
        return "is set aside" if key in self.set_aside else "helps from outside" if key in self.outside else ""


def _missing(settings: Settings, wish: Wish, found: Sequence[Sequence[str]], gone: Gone) -> Iterator[Issue]:
    """What is to be said where somebody a wish names is not there (any more)."""
    missing = [who for who, ids in zip(wish.people, found, strict=True) if not ids]
    reasons = {who: gone.why(who) for who in missing}
    if not all(reasons.values()):
        people: tuple[Person, ...] = (*gone.joined.participants, *gone.joined.mentors)
        names = [person.name for person in people]
        for who in (who for who in missing if not reasons[who]):
            message = f"{wish.kind} names {who!r}, who is on no sheet."
            yield _wish_issue(settings, wish, Severity.ERROR, "unknown-name", message, did_you_mean(who, names), who)
    elif wish.kind == "together" and "has left" in reasons.values():
        yield _leaver(settings, wish, next(who for who in missing if reasons[who] == "has left"))
    elif missing:
        told = " and ".join(f"{who} {reasons[who]}" for who in missing)
        message = f"{wish.kind}: {told}, so the wish has no effect."
        yield _wish_issue(settings, wish, Severity.WARNING, "wish-set-aside", message, "", missing[0])


def _with_leaver(settings: Settings, wish: Wish, found: Sequence[Sequence[str]], gone: Gone) -> Iterator[Issue]:
    """A question where the two meet no more because one of them has left a session."""
    if any(len(ids) != 1 for ids in found):
        return
    people = [ids[0] for ids in found]
    cannot = who_cannot(gone.left, people, gone.joined, gone.sessions, wish.session) if gone.left else []
    if cannot:
        yield _leaver(settings, wish, wish.people[people.index(cannot[0])])


def _leaver(settings: Settings, wish: Wish, who: str) -> Issue:
    where = f" in {wish.session!r}" if wish.session is not None else ""
    message = f"{wish.people[0]} and {wish.people[1]} are to be kept together{where}, and {who} has left."
    hint = "Delete the wish, or the line by which somebody leaves."
    return _wish_issue(settings, wish, Severity.QUESTION, "wish-with-leaver", message, hint, who)


def _wish_issue(
    settings: Settings, wish: Wish, severity: Severity, code: str, message: str, hint: str, who: str
) -> Issue:
    return Issue(severity, code, message, hint, file=settings.file, line=wish.line, value=who, person=who)
