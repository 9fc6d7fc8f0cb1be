"""What does not fit together in a problem; each part of it was checked by itself when it was made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pairing.errors import InputError, Issue, Severity
from pairing.model.exempt_faults import exempt_faults
from pairing.model.grid import GRIDS
from pairing.model.in_force import LEVELS, MOVED, rules_in_force, soft_rule_names
from pairing.model.intervals import DAY
from pairing.model.meetings import Practice
from pairing.model.names import did_you_mean, text_key
from pairing.model.people import Person
from pairing.model.rules import Apart, FreeTogether, MatchColumns, Rule, Together
from pairing.model.session import REPEATS, Session

if TYPE_CHECKING:
    from pairing.model.problem import Problem

RESERVED = ("required", "tie", "start", "capacity")  # no rule may be called so, nor like a level
BUILT_IN = (
    *("track", "no repeat", "kept apart", "kept together", "no common free time", "not in this session"),
    *("met before", "prefer same", "practised before"),
)
BALANCES = ("in proportion", "equal")
MOST_EARLIER_WEIGHT = 10  # a mentor's loads of many cohorts then stay far below 2^31, squared and weighted


def problem_faults(problem: Problem) -> Iterator[Issue]:
    """Everything that does not fit together; each part was checked by itself when it was made."""

    sides: tuple[tuple[str, tuple[Person, ...]], ...] = (
        ("participant", problem.participants),
        ("mentor", problem.mentors),
    )

    def fault(code: str, message: str, hint: str = "", person: str = "") -> Issue:
        return Issue(Severity.ERROR, code, message, hint, person=person)

    if not problem.sessions:
        yield fault("no-session", "the problem has no session.", "Name at least one kind of meeting.")
    for kind, people in sides:
        for key, where in problem._index[kind].items():
            if key.startswith("id ") and len(where) > 1:
                names = " and ".join(repr(people[position].name) for position in where)
                yield fault("same-id", f"{len(where)} {kind}s have one id: {names}.", "An id stands once on each side.")
    for key, where in problem._index["session"].items():
        if len(where) > 1:
            yield fault("same-session", f"{len(where)} sessions are called {key.removeprefix('name ')!r}.")
    yield from _session_faults(problem)
    yield from _setting_faults(problem)
    faults = [fault for rule in problem.rules for fault in _rule_faults(problem, rule)]
    yield from faults
    if problem.exempt and not faults:  # whether a rule is in force can only be told of those that are sound
        yield from exempt_faults(problem)


def _session_faults(problem: Problem) -> Iterator[Issue]:
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    headers = {text_key(one): one for person in problem.participants for one in person.answers}
    for session in problem.sessions:
        if session.prefer_same is not None and problem.participants and text_key(session.prefer_same) not in headers:
            hint = did_you_mean(session.prefer_same, headers.values())
            message = f"prefer_same of {session.name!r}: no column is called {session.prefer_same!r}."
            yield Issue(Severity.ERROR, "unknown-column", message, hint, value=session.prefer_same)
    named = dict.fromkeys(name for person in people for name in person.sessions or ())
    foreign = [name for name in named if not any(session.is_called(name) for session in problem.sessions)]
    for session in problem.sessions:
        if session.closed:
            continue
        if foreign and not problem.baseline and not any(session.has(person.sessions) for person in people):
            hint = did_you_mean(session.name, foreign) or f"They name {', '.join(map(repr, foreign[:6]))}."
            message = f"nobody names the session {session.name!r}."
            yield Issue(Severity.ERROR, "unnamed-session", message, f"{hint} `also_called` lists other names.")
        if not _needs_common_time(problem, session):
            continue
        for person in people:
            if person.free is None and session.has(person.sessions):
                message = f"{person.name} gives no free times, and {session.name!r} needs a common one."
                hint = "Give free times (none at all: an empty list), or the session time = 'none'."
                yield Issue(Severity.ERROR, "no-free-times", message, hint, person=person.name)
            elif not (session.first_day and session.last_day) and _is_free_weekly(person):
                message = f"{person.name} is free weekly, and {session.name!r} has no first and last day."
                yield Issue(Severity.ERROR, "no-days", message, "Give it first_day and last_day.", person=person.name)


def _needs_common_time(problem: Problem, session: Session) -> bool:
    rules = (rule for rule in rules_in_force(problem) if isinstance(rule, FreeTogether))
    return any(rule.sessions is None or any(map(session.is_called, rule.sessions)) for rule in rules)


def _is_free_weekly(person: Person) -> bool:
    return any(isinstance(one.day, int) for one in person.free or ())


def _setting_faults(problem: Problem) -> Iterator[Issue]:
    for name, value, known in (("balance", problem.balance, BALANCES), ("repeat", problem.repeat, REPEATS)):
        if value not in known:
            hint = did_you_mean(str(value), known) or f"Known are {', '.join(map(repr, known))}."
            yield Issue(Severity.ERROR, "unknown-value", f"{name} is {value!r}.", hint, value=str(value))
    if not isinstance(problem.seed, int):
        yield Issue(Severity.ERROR, "bad-seed", f"seed is {problem.seed!r}.", "Any whole number.")
    most = problem.max_changes
    numbers = (
        ("earlier_weight", problem.earlier_weight, 0, MOST_EARLIER_WEIGHT),
        ("max_changes", most, 0, None),
        ("pause", problem.pause, 0, DAY),
        ("most_a_day", problem.most_a_day, 1, None),
    )
    for name, number, least, largest in numbers:
        if number is None and name in ("max_changes", "most_a_day"):
            continue
        is_count = isinstance(number, int) and not isinstance(number, bool) and number >= least
        if not is_count or (largest is not None and number is not None and number > largest):
            hint = f"A whole number from {least} " + ("up." if largest is None else f"to {largest}.")
            yield Issue(Severity.ERROR, "bad-count", f"{name} is {number!r}.", hint)
    if problem.start_every not in GRIDS:
        message = f"start_every is {problem.start_every!r}."
        yield Issue(Severity.ERROR, "unknown-value", message, f"Known are {', '.join(map(str, GRIDS))} minutes.")
    yield from _kind_faults(problem)
    known_levels = (*LEVELS, MOVED, *soft_rule_names(problem))
    for level in dict.fromkeys(problem.levels):
        if level not in known_levels:
            hint = did_you_mean(level, known_levels) or f"Known are {', '.join(known_levels)}."
            yield Issue(Severity.ERROR, "unknown-level", f"there is no level {level!r}.", hint, value=level)
        elif problem.levels.count(level) > 1:
            yield Issue(Severity.ERROR, "level-twice", f"the level {level!r} stands twice.", value=level)


def _kind_faults(problem: Problem) -> Iterator[Issue]:
    """A pair held in a session of peers, or a group of peers where there are mentors, would fill a wrong place."""
    for one in problem.held:
        session = next((session for session in problem.sessions if session.is_called(one.session)), None)
        if session is not None and session.is_peers != isinstance(one, Practice):
            what = "a session of peers" if session.is_peers else "a session with mentors"
            message = f"{one!r} is said to have been held, and {session.name!r} is {what}."
            hint = "Give a Practice for peers, and a Meeting else."
            yield Issue(Severity.ERROR, "wrong-kind", message, hint)


def _rule_faults(problem: Problem, rule: Rule) -> Iterator[Issue]:
    """A rule that names nobody, or no session, holds for nothing: that is never meant."""
    taken = (*LEVELS, MOVED, *RESERVED, *(BUILT_IN if isinstance(rule, MatchColumns) else ()))
    if rule.name in taken or rule.name.startswith(("tie ", "start ")):
        yield Issue(Severity.ERROR, "reserved-name", f"a rule is called {rule.name!r}.", "Give it another name.")
    try:
        for who in people_of(rule):
            problem.person_id(who)
        if isinstance(rule, Together):
            problem.participant_idx(rule.participant)
            is_of_peers = rule.session is not None and problem.sessions[problem.session_idx(rule.session)].is_peers
            _ = problem.participant_idx(rule.mentor) if is_of_peers else problem.mentor_idx(rule.mentor)
        session = getattr(rule, "session", None)
        for name in (*(getattr(rule, "sessions", None) or ()), *([session] if session else [])):
            problem.session_idx(name)
    except InputError as error:
        for issue in error.issues:
            yield dataclasses.replace(issue, message=f"rule {rule.name!r}: {issue.message}")
    if isinstance(rule, MatchColumns):
        sides: tuple[tuple[Person, ...], ...] = (problem.participants, problem.mentors)
        for header, people in zip(rule.columns, sides, strict=True):
            headers = {text_key(one): one for person in people for one in person.answers}
            if people and text_key(header) not in headers:
                hint = did_you_mean(header, headers.values())
                message = f"rule {rule.name!r}: no column is called {header!r}."
                yield Issue(Severity.ERROR, "unknown-column", message, hint, value=header)


def people_of(rule: Rule) -> Iterator[str]:
    """Ids or names of the people whom a rule names."""
    if isinstance(rule, Apart):
        yield from (rule.a, rule.b)
    elif isinstance(rule, Together):
        yield from (rule.participant, rule.mentor)
    elif isinstance(rule, MatchColumns) and rule.person is not None:
        yield rule.person
