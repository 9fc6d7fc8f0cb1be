"""What is wrong with an exemption: nobody of that name, no such rule, or one that cannot be set aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pairing.errors import InputError, Issue, Severity
from pairing.model.exempt import OF_PAIRS, Exempt
from pairing.model.in_force import rules_in_force
from pairing.model.limits import MetBefore, NoRepeat
from pairing.model.names import did_you_mean
from pairing.model.rules import FreeTogether, HelpsIn, Rule

if TYPE_CHECKING:
    from pairing.model.problem import Problem

BY_RULE = (*OF_PAIRS, MetBefore, NoRepeat)  # the classes of rules that can be set aside
NEVER = {  # the same words whether or not anybody wished so: that is nobody's business
    "the same person": "Nobody can be their own mentor.",
    "kept apart": "Drop the wish to be kept apart instead, if it is yours to drop.",
    "kept together": "Drop the wish to be kept together instead, or give it a weight.",
    "capacity": "Raise the mentor's capacity, or most_per_mentor of the session, instead.",
    "practised before": "It is about two who practise with each other; repeat of the session says whether it holds.",
}


def exempt_faults(problem: Problem) -> Iterator[Issue]:
    """Everything that is wrong with the exemptions of a problem that is sound otherwise."""
    in_force = tuple(rules_in_force(problem))
    for one in problem.exempt:
        try:
            yield from _faults(problem, one, in_force)
        except InputError as error:
            for issue in error.issues:
                yield dataclasses.replace(issue, message=f"exemption from {one.rule!r}: {issue.message}")


def _faults(problem: Problem, one: Exempt, in_force: tuple[Rule, ...]) -> Iterator[Issue]:
    asked = (("participant", "mentor", one.participant), ("mentor", "participant", one.mentor))
    wrong = [(who, is_one) for role, is_one, who in asked if _is(problem, is_one, who) and not _is(problem, role, who)]
    for who, is_one in wrong:
        yield _fault("bad-exemption", f"{who} is a {is_one}.", "An Exempt names the participant, then the mentor.", who)
    if wrong:
        return
    participant = problem.participants[problem.participant_idx(one.participant)]
    mentor = problem.mentors[problem.mentor_idx(one.mentor)]
    if participant.id == mentor.id:
        message = f"an exemption from {one.rule!r} names {participant.name} twice: the two are one person."
        yield _fault("bad-exemption", message, "It takes a participant and a mentor.", mentor.name)
    where = None if one.session is None else problem.session_idx(one.session)
    if where is not None and problem.sessions[where].is_peers:
        message = f"an exemption from {one.rule!r} names {one.session!r}, in which there are no mentors."
        yield _fault("bad-exemption", message, "Name a session with mentors, or none.", one.session or "")
    elif one.rule in NEVER:
        message = f"no two people can be exempt from {one.rule!r}."
        yield _fault("cannot-exempt", message, NEVER[one.rule], one.rule)
    else:
        for issue in _rule_faults(problem, one, where, in_force):
            yield dataclasses.replace(issue, person=participant.name)


def _is(problem: Problem, role: str, who: str) -> bool:
    return bool(problem._lookup(role, who))


def _rule_faults(problem: Problem, one: Exempt, where: int | None, in_force: tuple[Rule, ...]) -> Iterator[Issue]:
    known = [rule for rule in in_force if isinstance(rule, BY_RULE)]
    hard = [rule for rule in known if rule.weight is None]
    mine: list[Rule] = [rule for rule in hard if rule.name == one.rule]
    if one.rule == MetBefore().name:
        return  # in force as soon as somebody has met somebody
    if not mine:
        if any(rule.name == one.rule for rule in known):
            message = f"{one.rule!r} is a wish, not a hard rule: it excludes nobody, so nobody can be exempt from it."
            yield _fault("cannot-exempt", message, "Drop the exemption.", one.rule)
            return
        names = list(dict.fromkeys((*(rule.name for rule in hard), MetBefore().name)))
        hint = did_you_mean(one.rule, names)
        hint = f"{hint} " if hint else ""
        message = f"there is no hard rule {one.rule!r} to be exempt from."
        yield _fault("unknown-rule", message, f"{hint}Known are {', '.join(map(repr, names))}.", one.rule)
        return
    of_rule = {s for rule in mine for s in _sessions(problem, rule)}
    if where is not None and where not in of_rule:
        names = [problem.sessions[s].name for s in sorted(of_rule)]
        message = f"{one.rule!r} excludes nobody in {one.session!r}, so nobody can be exempt from it there."
        yield _fault("cannot-exempt", message, f"It holds in {', '.join(map(repr, names))}.", one.session or "")
    yield from _start_faults(problem, one, where, mine)


def _start_faults(problem: Problem, one: Exempt, where: int | None, mine: list[Rule]) -> Iterator[Issue]:
    """A meeting that needs a start cannot be had by two who have no time in common, whatever anybody allows."""
    names = problem.participants[problem.participant_idx(one.participant)].name
    names += f" and {problem.mentors[problem.mentor_idx(one.mentor)].name}"
    for s, session in enumerate(problem.sessions):
        if where not in (None, s) or not session.needs_start or session.closed:
            continue
        needed = (rule for rule in mine if isinstance(rule, FreeTogether) and s in _sessions(problem, rule))
        if any(rule.minutes <= (session.minutes or 0) for rule in needed):
            message = (
                f"{names} cannot be exempt from {one.rule!r} in {session.name!r}: every pair there needs a start at "
                f"which both are free."
            )
            hint = "Give one of the two a free hour instead"
            others = where is None and any(not other.needs_start for other in problem.sessions if other.is_timed)
            hint += ", or name the session in which they are exempt." if others else "."
            yield _fault("cannot-exempt", message, hint, one.rule)


def _sessions(problem: Problem, rule: Rule) -> list[int]:
    """The sessions with mentors (positions) that a rule speaks of."""
    names = getattr(rule, "sessions", None)
    with_mentors = [s for s, session in enumerate(problem.sessions) if not session.is_peers]
    if names is None or isinstance(rule, HelpsIn):
        return with_mentors
    return [s for s in with_mentors if any(map(problem.sessions[s].is_called, names))]


def _fault(code: str, message: str, hint: str, value: str) -> Issue:
    return Issue(Severity.ERROR, code, message, hint, value=value)
