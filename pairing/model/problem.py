"""The problem: who, which sessions, which rules, and what matters most. Frozen, and checked once when it is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pairing.errors import InputError, Issue, Severity, input_error
from pairing.model.names import did_you_mean, name_key, text_key
from pairing.model.people import Mentor, Participant, Person
from pairing.model.rules import (
    Apart,
    Capacity,
    FreeTogether,
    HelpsIn,
    MatchColumns,
    NoRepeat,
    NotSelf,
    RatherNot,
    Rule,
    SameTrack,
    Together,
)
from pairing.model.session import Session

RESERVED = ("required", "tie", "capacity")  # no rule may be called so, nor like a level
BUILT_IN = ("track", "no repeat", "kept apart", "kept together", "no common free time", "not in this session")
LEVELS = ("unpaired", "spread", "idle", "imbalance", "penalty")
BALANCES = ("in proportion", "equal")
REPEATS = ("never", "avoid", "allow")


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan depends on; the same problem has the same plan.

    Parameters
    ----------
    participants, mentors
        The people, in any order (order never decides). One id stands once on each side; the same id on both
        sides is one person.
    sessions
        The kinds of meetings, at least one.
    rules
        Rules beyond those that the sessions and people bring with them (see ``rules_in_force``).
    levels
        What matters, most important first; level `tie` always comes last by itself. Known are `unpaired` (places
        left without a mentor), `spread` (nobody misses two while another misses none), `idle` (mentors nobody was
        assigned to), `imbalance` (uneven loads), `penalty` (soft rules), and the name of any soft rule.
    seed
        Decides ties, with the ids of the people; any whole number.
    balance
        ``in proportion`` to what each mentor offered, or ``equal``: plain squares of the loads.
    repeat
        Whether a participant may meet a mentor again in another session: ``never``, ``avoid``, ``allow``.

    Raises
    ------
    InputError
        (a ``ValueError``) with one issue for everything that does not fit together.

    Examples
    --------
    >>> from pairing.model.people import Participant, Mentor
    >>> from pairing.model.session import Session
    >>> problem = Problem([Participant("Ada"), Participant("Bo")], [Mentor("Cem", capacity=2)], [Session("Review")])
    >>> problem.demand(0, 0)
    1
    """

    participants: tuple[Participant, ...]
    mentors: tuple[Mentor, ...]
    sessions: tuple[Session, ...]
    rules: tuple[Rule, ...] = ()
    levels: tuple[str, ...] = LEVELS
    seed: int = 0
    balance: Literal["in proportion", "equal"] = "in proportion"
    repeat: Literal["never", "avoid", "allow"] = "never"
    _index: Mapping[str, Mapping[str, tuple[int, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            object.__setattr__(self, name, _all_of(kind, name, getattr(self, name)))
        object.__setattr__(
            self,
            "_index",
            {
                "participant": _index_people(self.participants),
                "mentor": _index_people(self.mentors),
                "session": _index_sessions(self.sessions),
            },
        )
        issues = list(_faults(self))
        if issues:
            raise InputError(issues)

    def replace(self, **changes: object) -> Problem:
        """The same problem with other fields, checked anew: ``problem.replace(balance="equal")``."""
        known = {entry.name for entry in dataclasses.fields(self) if entry.init}
        for name in changes:
            if name not in known:
                raise input_error("unknown-field", f"a problem has no {name!r}.", did_you_mean(name, known), value=name)
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]  # the names were checked above

    def without(self, person: str) -> Problem:
        """The same problem without a person (id or name), in whatever role, and without the rules that name him."""
        gone = self.person_id(person)
        return self.replace(
            participants=tuple(one for one in self.participants if one.id != gone),
            mentors=tuple(one for one in self.mentors if one.id != gone),
            rules=tuple(rule for rule in self.rules if gone not in {self.person_id(who) for who in _people_of(rule)}),
        )

    def demand(self, participant: int, session: int) -> int:
        """How many mentors participant number ``participant`` needs in session number ``session``; 0: not in it."""
        meeting = self.sessions[session]
        return meeting.mentors_each if meeting.has(self.participants[participant].sessions) else 0

    @property
    def num_places(self) -> int:
        """How many places are wanted over all sessions."""
        return sum(self.demand(p, s) for p in range(len(self.participants)) for s in range(len(self.sessions)))

    def participant_idx(self, who: str) -> int:
        """Position of a participant by id or name; ``InputError`` when none or several have it."""
        return self._find("participant", who)

    def mentor_idx(self, who: str) -> int:
        """Position of a mentor by id or name; ``InputError`` when none or several have it."""
        return self._find("mentor", who)

    def session_idx(self, name: str) -> int:
        """Position of a session by any of its names; ``InputError`` when there is none."""
        return self._find("session", name)

    def person_id(self, who: str) -> str:
        """Id of a person of either role, by id or name; ``InputError`` when none or several have it."""
        found = self.ids_of(who)
        if len(found) != 1:
            raise self._not_one("person", who, len(found))
        return found.pop()

    def ids_of(self, who: str) -> set[str]:
        """Ids of everybody, in either role, who has that id or name; empty when nobody has."""
        found = {self.participants[p].id for p in self._lookup("participant", who)}
        return found | {self.mentors[m].id for m in self._lookup("mentor", who)}

    def _lookup(self, kind: str, who: str) -> tuple[int, ...]:
        index = self._index[kind]
        key = text_key(who) if kind == "session" else name_key(who)
        return index.get("id " + who) or index.get("name " + key) or ()

    def _find(self, kind: str, who: str) -> int:
        found = self._lookup(kind, who)
        if len(found) != 1:
            raise self._not_one(kind, who, len(found))
        return found[0]

    def _not_one(self, kind: str, who: str, number: int) -> InputError:
        known: list[str]
        if kind == "session":
            known = [session.name for session in self.sessions]
        else:
            people: tuple[Person, ...] = (*self.participants, *self.mentors)
            known = [person.name for person in people]
        if number:
            return input_error(
                "ambiguous-name", f"{number} {kind}s are called {who!r}.", "Give the e-mail instead.", value=who
            )
        hint = did_you_mean(who, known) or f"Known are {', '.join(sorted(known)[:6])}{' …' if len(known) > 6 else ''}."
        return input_error("unknown-name", f"no {kind} is called {who!r}.", hint, value=who)


_KINDS: Mapping[str, type] = {
    "participants": Participant,
    "mentors": Mentor,
    "sessions": Session,
    "rules": object,
    "levels": str,
}


def _all_of(kind: type, name: str, values: object) -> tuple[object, ...]:
    """The values as a tuple; ``InputError`` when they are no collection, or one of them is of another kind."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise input_error("wrong-kind", f"{name} is {values!r}.", "Give a list.")
    found = tuple(values)
    for value in found:
        if not isinstance(value, kind) or (kind is object and not hasattr(value, "shapes")):
            what = "a rule, such as SameTrack()" if kind is object else f"a {kind.__name__}"
            raise input_error("wrong-kind", f"{name} holds {value!r}.", f"Give {what}.")
    return found


def rules_in_force(problem: Problem) -> Iterator[Rule]:
    """Every rule a plan of the problem obeys, in the order in which they are named as reasons.

    First what the people and sessions bring with them: helps in the session, nobody meets himself, a common free
    time where a session is timed, the track where a session asks for it; then the rules of the problem; last the
    limits: capacity and repeats.
    """
    yield HelpsIn()
    yield NotSelf()
    yield RatherNot()
    for session in problem.sessions:
        if session.is_timed and session.minutes is not None:
            yield FreeTogether(session.minutes, (session.name,))
        if session.track != "ignored":
            yield SameTrack((session.name,), weight=None if session.track == "required" else 1)
    yield from problem.rules
    yield Capacity()
    if problem.repeat != "allow":
        yield NoRepeat(None if problem.repeat == "never" else 1)


def soft_rule_names(problem: Problem) -> list[str]:
    """Names of the soft rules in force, each once, in order."""
    return list(dict.fromkeys(rule.name for rule in rules_in_force(problem) if rule.weight is not None))


def _people_of(rule: Rule) -> Iterator[str]:
    if isinstance(rule, Apart):
        yield from (rule.a, rule.b)
    elif isinstance(rule, Together):
        yield from (rule.participant, rule.mentor)
    elif isinstance(rule, MatchColumns) and rule.person is not None:
        yield rule.person


def _index_people(people: Iterable[Person]) -> dict[str, tuple[int, ...]]:
    index: dict[str, tuple[int, ...]] = {}
    for position, person in enumerate(people):
        for key in {"id " + person.id, "name " + name_key(person.name)}:
            index[key] = (*index.get(key, ()), position)
    return index


def _index_sessions(sessions: Iterable[Session]) -> dict[str, tuple[int, ...]]:
    index: dict[str, tuple[int, ...]] = {}
    for position, session in enumerate(sessions):
        for key in {"name " + text_key(name) for name in (session.name, *session.also_called)}:
            index[key] = (*index.get(key, ()), position)
    return index


def _faults(problem: Problem) -> Iterator[Issue]:
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
    for rule in problem.rules:
        yield from _rule_faults(problem, rule)


def _session_faults(problem: Problem) -> Iterator[Issue]:
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    named = dict.fromkeys(name for person in people for name in person.sessions or ())
    foreign = [name for name in named if not any(session.is_called(name) for session in problem.sessions)]
    for session in problem.sessions:
        if foreign and not any(session.has(person.sessions) for person in people):
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
    known_levels = (*LEVELS, *soft_rule_names(problem))
    for level in dict.fromkeys(problem.levels):
        if level not in known_levels:
            hint = did_you_mean(level, known_levels) or f"Known are {', '.join(known_levels)}."
            yield Issue(Severity.ERROR, "unknown-level", f"there is no level {level!r}.", hint, value=level)
        elif problem.levels.count(level) > 1:
            yield Issue(Severity.ERROR, "level-twice", f"the level {level!r} stands twice.", value=level)


def _rule_faults(problem: Problem, rule: Rule) -> Iterator[Issue]:
    """A rule that names nobody, or no session, holds for nothing: that is never meant."""
    taken = (*LEVELS, *RESERVED, *(BUILT_IN if isinstance(rule, MatchColumns) else ()))
    if rule.name in taken or rule.name.startswith("tie "):
        yield Issue(Severity.ERROR, "reserved-name", f"a rule is called {rule.name!r}.", "Give it another name.")
    try:
        for who in _people_of(rule):
            problem.person_id(who)
        if isinstance(rule, Together):
            problem.participant_idx(rule.participant)
            problem.mentor_idx(rule.mentor)
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
