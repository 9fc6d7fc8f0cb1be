"""The problems that differ from a given one in a single wish or rule: what "without it" means, for each of them.

Never a variant: that somebody asked to be kept apart. What people may do at all (help in a session, be free) and what
they offered are no wishes of the programme either; `remedies` speak of those.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

from pairing.errors import InputError
from pairing.model.in_force import LEVELS, MOVED, soft_rule_names
from pairing.model.limits import NoRepeat
from pairing.model.peer_rules import PractisedBefore, PreferSame
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether, MatchColumns, Rule, SameTrack, Together
from pairing.model.session import Session

TWICE = "the rule that nobody meets a mentor twice"
_WISHES = (FreeTogether, MatchColumns, NoRepeat, PractisedBefore, PreferSame, SameTrack)


class Variant(NamedTuple):
    """A problem without one wish or rule.

    ``what`` names it ("even loads"), ``without`` says what the variant is ("without them", "starting over"). ``cost``
    begins a sentence about a price ("Even loads cost"), and is "" where that would be no way to put it. ``rule_level``:
    where a soft rule is dropped, the level that it is charged on.
    """

    kind: str
    what: str
    without: str
    problem: Problem
    cost: str = ""
    rule_level: str = ""

    @property
    def label(self) -> str:
        """What its plan is called: ``without even loads``."""
        return (
            f"without {self.what}" if self.without in ("without it", "without them", "without that") else self.without
        )


def variants(problem: Problem) -> Iterator[Variant]:
    """Every variant there is, the levels first, then sessions, then rules one by one."""
    yield from _levels(problem)
    yield from _tracks(problem)
    yield from _repeats(problem)
    yield from _peers(problem)
    yield from _times(problem)
    yield from _rules(problem)


# --- levels -----------------------------------------------------------------------------------------------------


def _levels(problem: Problem) -> Iterator[Variant]:
    has_mentors = any(not one.closed and not one.is_peers for one in problem.sessions) and len(problem.mentors) > 1
    if "imbalance" in problem.levels and has_mentors:
        yield from _made("loads", "even loads", "without them", problem, cost="Even loads cost", drop="imbalance")
        is_equal = problem.balance == "equal"
        other = "in proportion" if is_equal else "equal"
        words = "loads in proportion to the offers", "equal loads"
        had, wanted = words[::-1] if is_equal else words
        yield from _made("balance", wanted, f"with {wanted} instead of {had}", problem, balance=other)
    if "idle" in problem.levels and has_mentors:
        what = "somebody for every mentor"
        yield from _made("idle", what, "without that", problem, cost="Somebody for every mentor costs", drop="idle")
    if problem.baseline:
        what, cost = "keeping what is published", "Keeping what is published costs"
        yield from _made("baseline", what, "starting over", problem, cost=cost, baseline=(), max_changes=None)
    if problem.max_changes is not None:
        most = problem.max_changes
        what = f"the limit of {most} change{'' if most == 1 else 's'}"
        yield from _made("max_changes", what, f"without {what}", problem, max_changes=None)


# --- sessions ---------------------------------------------------------------------------------------------------


def _tracks(problem: Problem) -> Iterator[Variant]:
    tracked = [one for one in problem.sessions if not one.closed and one.track != "ignored"]
    required = [one for one in tracked if one.track == "required"]
    for one in tracked:
        where = f" in {one.name}"
        if one.track == "preferred":
            cost, what = f"The wish for the same track{where} costs", f"the wish for the same track{where}"
            ignored = _with_sessions(problem, [one], track="ignored")
            level = _level(problem, "track")
            yield from _made("track", what, "without it", problem, cost=cost, rule_level=level, sessions=ignored)
            continue
        what = f"the rule of tracks{where}"
        ignored = _with_sessions(problem, [one], track="ignored")
        yield from _made("track", what, f"without {what}", problem, sessions=ignored)
        if "penalty" in problem.levels or "track" in problem.levels:
            what = f"tracks only preferred{where}"
            preferred = _with_sessions(problem, [one], track="preferred")
            yield from _made("track", what, f"with {what}", problem, sessions=preferred)
    if len(required) > 1:
        ignored = _with_sessions(problem, required, track="ignored")
        yield from _made("track", "the rule of tracks", "without the rule of tracks", problem, sessions=ignored)


def _repeats(problem: Problem) -> Iterator[Variant]:
    """For the programme, and for each session with a policy of its own."""
    open_ones = [one for one in problem.sessions if not one.closed]
    of_mentors = [one for one in open_ones if not one.is_peers]
    if not (len(of_mentors) > 1 or problem.held or problem.earlier):
        return
    inheriting = [one for one in of_mentors if one.repeat is None]
    if problem.repeat == "never" and inheriting:
        yield from _made("repeat", TWICE, f"without {TWICE}", problem, repeat="allow")
    elif problem.repeat == "avoid" and inheriting:
        level = _level(problem, "no repeat")
        cost, what = "Avoiding that anybody meets a mentor twice costs", "avoiding that anybody meets a mentor twice"
        yield from _made("repeat", what, "without that", problem, cost=cost, rule_level=level, repeat="allow")
    for one in open_ones:
        policy = one.repeat or ("avoid" if one.is_peers else None)
        if policy is None or policy == "allow" or (one.is_peers and not (problem.held or problem.earlier)):
            continue
        allowed = _with_sessions(problem, [one], repeat="allow")
        whom = "a partner" if one.is_peers else "a mentor"
        if policy == "never":
            what = f"the rule that nobody meets {whom} again in {one.name}"
            yield from _made("repeat", what, f"without {what}", problem, sessions=allowed)
        else:
            what = f"avoiding that anybody meets {whom} again in {one.name}"
            level = _level(problem, "practised before" if one.is_peers else "no repeat")
            cost = f"{what[0].upper()}{what[1:]} costs"
            yield from _made("repeat", what, "without that", problem, cost=cost, rule_level=level, sessions=allowed)


def _peers(problem: Problem) -> Iterator[Variant]:
    for one in problem.sessions:
        if one.is_peers and not one.closed and one.prefer_same is not None:
            what = f"the wish for partners alike in {_quoted(one.prefer_same)} in {one.name}"
            cost, level = f"T{what[1:]} costs", _level(problem, "prefer same")
            plain = _with_sessions(problem, [one], prefer_same=None)
            yield from _made("wish", what, "without it", problem, cost=cost, rule_level=level, sessions=plain)


def _times(problem: Problem) -> Iterator[Variant]:
    fitting = [
        one
        for one in problem.sessions
        if not one.closed and one.is_timed and not one.sets_time and one.fits_one_after_another
    ]
    if fitting:
        what = "the rule that all interviews of a person fit one after another"
        loose = _with_sessions(problem, fitting, fits_one_after_another=False)
        yield from _made("one after another", what, f"without {what}", problem, sessions=loose)


# --- rules ------------------------------------------------------------------------------------------------------


def _rules(problem: Problem) -> Iterator[Variant]:
    """Those kept together one by one; the others by their name, with all rules of that name about that person."""
    seen: set[tuple[object, ...]] = set()
    for rule in problem.rules:
        if isinstance(rule, Together):
            others = tuple(one for one in problem.rules if one is not rule)
            what = f"keeping {_pinned(problem, rule)}"
            kind, is_together = "together", True
        elif isinstance(rule, _WISHES):
            key = _same(problem, rule)
            if key in seen:
                continue
            seen.add(key)
            others = tuple(
                one for one in problem.rules if not (isinstance(one, _WISHES) and _same(problem, one) == key)
            )
            what, kind, is_together = _named(problem, rule), "rule" if rule.weight is None else "wish", False
        else:
            continue
        if rule.weight is None:
            yield from _made(kind, what, f"without {what}", problem, rules=others)
        else:
            begin = f"The wish of {what}" if is_together else f"T{what[1:]}"
            yield from _made(
                kind,
                f"the wish of {what}" if is_together else what,
                "without it",
                problem,
                cost=f"{begin} costs",
                rule_level=_level(problem, rule.name),
                rules=others,
            )


def _same(problem: Problem, rule: Rule) -> tuple[object, ...]:
    """What rules of one wish agree in: whether they are hard, their name, and whom they are about."""
    person = getattr(rule, "person", None)
    return rule.weight is None, rule.name, None if person is None else problem.person_id(person)


def _named(problem: Problem, rule: Rule) -> str:
    kind = "rule" if rule.weight is None else "wish"
    if isinstance(rule, NoRepeat) and kind == "rule":
        return TWICE
    names = {SameTrack: "of tracks", FreeTogether: "of a common free time"}
    default = {SameTrack: "track", FreeTogether: "no common free time"}
    plain = names.get(type(rule), "") if default.get(type(rule)) == rule.name else ""
    told = f"the {kind} {plain or _quoted(rule.name)}"
    person = getattr(rule, "person", None)
    return told if person is None else f"{told} for {_name(problem, person)}"


def _pinned(problem: Problem, rule: Together) -> str:
    """``Ada and Dee together in Review``: names, where the rule may know only addresses."""
    where = None if rule.session is None else problem.sessions[problem.session_idx(rule.session)]
    one = problem.participants[problem.participant_idx(rule.participant)].name
    if where is not None and where.is_peers:
        other = problem.participants[problem.participant_idx(rule.mentor)].name
    else:
        other = problem.mentors[problem.mentor_idx(rule.mentor)].name
    return f"{one} and {other} together" + ("" if where is None else f" in {where.name}")


def _name(problem: Problem, who: str) -> str:
    person_id = problem.person_id(who)
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    return next(one.name for one in people if one.id == person_id)


def _quoted(text: str) -> str:
    return f'"{" ".join(text.split())}"'


# --- making them ------------------------------------------------------------------------------------------------


def _made(
    kind: str,
    what: str,
    without: str,
    problem: Problem,
    *,
    cost: str = "",
    rule_level: str = "",
    drop: str = "",
    **changes: object,
) -> Iterator[Variant]:
    """The variant, or none: where the problem would not be one, or where what is dropped counts for nothing."""
    if (cost and rule_level and rule_level not in problem.levels) or (drop and problem.levels == (drop,)):
        return
    wanted = tuple(level for level in problem.levels if level != drop)
    try:
        # a soft rule's level goes with its last rule
        bare = problem.replace(levels=tuple(one for one in wanted if one in (*LEVELS, MOVED)), **changes)
        known = {*LEVELS, MOVED, *soft_rule_names(bare)}
        varied = bare.replace(levels=tuple(level for level in wanted if level in known))
    except InputError:
        return  # such as a session that nobody names any more, without what is published
    yield Variant(kind, what, without, varied, cost, rule_level)


def _level(problem: Problem, name: str) -> str:
    """The level that a soft rule of that name is charged on."""
    return name if name in problem.levels and name not in LEVELS else "penalty"


def _with_sessions(problem: Problem, which: list[Session], **changes: object) -> tuple[Session, ...]:
    chosen = {one.id for one in which}
    return tuple(
        dataclasses.replace(one, **changes) if one.id in chosen else one  # type: ignore[arg-type]  # named above
        for one in problem.sessions
    )
