"""What is in force in a problem: its levels, and every rule, those included that sessions and people bring along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pairing.model.grid import GRIDS
from pairing.model.limits import Capacity, MetBefore, NoRepeat
from pairing.model.meetings import Meeting
from pairing.model.rules import FreeTogether, HelpsIn, NotSelf, RatherNot, Rule, SameTrack

if TYPE_CHECKING:
    from pairing.model.problem import Problem

LEVELS = ("unpaired", "changed", "spread", "idle", "imbalance", "penalty")
MOVED = "moved"  # pairs whose published start moves; it follows `changed` where the problem does not place it
REQUIRED = "required"  # hard minimums, as a level of their own before all others: it must come out as 0


def rules_in_force(problem: Problem) -> Iterator[Rule]:
    """Every rule a plan of the problem obeys, in the order in which they are named as reasons.

    First what the people and sessions bring with them: helps in the session, nobody meets himself, nor whom he has
    met before, a common free time where a session is timed, the track where a session asks for it; then the rules of
    the problem; last the limits: capacity and repeats; and those of peers.
    """
    yield HelpsIn()
    yield NotSelf()
    yield RatherNot()
    if problem.held or problem.earlier:
        yield MetBefore()
    for session in problem.sessions:
        if session.is_timed and session.minutes is not None:
            every = problem.start_every if session.sets_time and problem.start_every in GRIDS else None
            yield FreeTogether(session.minutes, (session.name,), every=every)
        if session.track != "ignored":
            yield SameTrack((session.name,), weight=None if session.track == "required" else 1)
    yield from problem.rules
    yield Capacity()
    yield from _repeats(problem)
    if any(session.is_peers for session in problem.sessions):
        yield from _peer_rules(problem)


def levels_in_force(problem: Problem) -> tuple[str, ...]:
    """The levels of the problem, without those that cannot be other than 0: `changed` where nothing is published.

    `moved` is in force where a start is published; after `changed`, if the problem does not say where.
    """
    levels = problem.levels if MOVED in problem.levels else _with_moved(problem.levels)
    idle = set() if problem.baseline else {"changed"}
    idle |= set() if any(one.start is not None for one in published_starts(problem)) else {MOVED}
    return tuple(level for level in levels if level not in idle)


def published_starts(problem: Problem) -> tuple[Meeting, ...]:
    """The meetings of the baseline whose start is known, in sessions whose times we set."""
    timed = [session for session in problem.sessions if session.sets_time and not session.closed]
    return tuple(
        one
        for one in problem.baseline
        if isinstance(one, Meeting) and one.start is not None and any(s.is_called(one.session) for s in timed)
    )


def _with_moved(levels: tuple[str, ...]) -> tuple[str, ...]:
    at = levels.index("changed") + 1 if "changed" in levels else len(levels)
    return (*levels[:at], MOVED, *levels[at:]) if "changed" in levels else levels


def _repeats(problem: Problem) -> Iterator[Rule]:
    """Hard over all sessions of policy ``never``; a price over these and those of policy ``avoid`` together."""
    of_mentors = [session.name for session in problem.sessions if not session.is_peers]
    never = tuple(name for name in of_mentors if problem.policy(name) == "never")
    counted = tuple(name for name in of_mentors if problem.policy(name) != "allow")
    if never:
        yield NoRepeat(None, None if len(never) == len(of_mentors) else never)
    if len(counted) > len(never):
        yield NoRepeat(1, None if len(counted) == len(of_mentors) else counted)


def _peer_rules(problem: Problem) -> Iterator[Rule]:
    from pairing.model.peer_rules import PractisedBefore, PreferSame  # most problems have no peers

    for session in problem.sessions:
        if session.is_peers and session.prefer_same is not None:
            yield PreferSame(session.name, session.prefer_same)
        if session.is_peers and problem.policy(session.name) != "allow":
            yield PractisedBefore(session.name, None if problem.policy(session.name) == "never" else 1)


def soft_rule_names(problem: Problem) -> list[str]:
    """Names of the soft rules in force, each once, in order."""
    return list(dict.fromkeys(rule.name for rule in rules_in_force(problem) if rule.weight is not None))
