"""Every wish that the plan does not meet, and what matters more: the level on which a plan that meets it is worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.engine.formulate import REQUIRED
from pairing.judging.peers import peer_verdict
from pairing.judging.rules import Objection, Plan, objections, pair_verdict
from pairing.model.card import LEVEL_WORDS
from pairing.model.draw import is_start, is_tie
from pairing.model.in_force import LEVELS, MOVED, rules_in_force
from pairing.model.limits import NoRepeat
from pairing.model.problem import Problem
from pairing.model.rules import Rule, Together
from pairing.model.solution import Peers, Result, Triple
from pairing.reasons.laid_out import LaidOut, Opened
from pairing.reasons.positions import plan_of
from pairing.reasons.reason_tables import UnmetWishes
from pairing.reasons.trials import Trials

MOST_PRICED = 40  # wishes for which it is worked out what outranks them


class UnmetWish(NamedTuple):
    """A soft rule that the plan breaks once.

    ``weight``: what that costs. ``message`` says what is so, in people's names; ``people`` are those concerned, each
    with the session or "". ``level``: the first level on which every plan that meets this wish is worse, in the order
    of priority; "" where that was not worked out. ``before`` and ``after``: its value, and the least it would have.
    """

    rule: str
    weight: int
    message: str
    people: tuple[str, ...]
    session: str = ""
    level: str = ""
    before: int = 0
    after: int = 0

    @property
    def text(self) -> str:
        """``Ada and Dee have no track in common: to meet this, uneven loads would go from 58 to 60``."""
        words = self.message.removesuffix(".")
        if not self.level:
            return words
        name = LEVEL_WORDS.get(self.level, self.level)
        if self.after == self.before:
            return f"{words}: to meet this, another wish as dear would not be met"
        return f"{words}: to meet this, {name} would go from {self.before} to {self.after}"

    def to_dict(self) -> dict[str, object]:
        """Fields for ``--json``."""
        return {**self._asdict(), "people": list(self.people), "text": self.text}


def unmet_wishes(result: Result, trials: Trials | None = None) -> UnmetWishes:
    """One for each time that a soft rule is broken, in the order of the rules; empty when all wishes are met."""
    if not has_unmet_wishes(result):
        return UnmetWishes()
    return UnmetWishes((*_of_mentors(result, trials), *_of_peers(result)))


def has_unmet_wishes(result: Result) -> bool:
    """Whether any level that soft rules are charged on is above 0."""
    others = {*LEVELS[:-1], MOVED}
    return any(one.value for one in result.levels if not (one.name in others or is_tie(one.name) or is_start(one.name)))


# --- sessions with mentors --------------------------------------------------------------------------------------


def _of_mentors(result: Result, trials: Trials | None) -> Iterator[UnmetWish]:
    problem, pairs = result.problem, plan_of(result)
    plan = Plan(pairs, frozenset())
    left = MOST_PRICED
    for rule in rules_in_force(problem):
        if rule.weight is None:
            continue
        verdict = pair_verdict(problem, rule)
        found = objections(problem, rule, verdict, plan)
        broken = [one for one in pairs if verdict is not None and verdict.objects_to(*one)]
        pair_of: list[Triple | None] = [*broken] if verdict is not None else [None] * len(found)
        told = zip(found, pair_of, strict=True)
        for one, pair in sorted(told, key=lambda entry: _by_name(problem, entry[0])):
            people = one.participant, one.mentor
            wish = UnmetWish(rule.name, rule.weight * one.amount, one.message, people, one.session)
            trials = Trials(result) if trials is None else trials
            if trials.flow is not None and trials.flow.is_plan and left > 0:
                left -= 1
                if verdict is None or pair is None:
                    ways = _ways(problem, rule, trials.flow, pairs, people)
                else:
                    disliked = [other for other in trials.flow.pairs_of(pair) if verdict.objects_to(*other)]
                    ways = [trials.flow.instead_of(pair, disliked)]
                wish = _outranked(wish, trials, ways)
            yield wish


def _by_name(problem: Problem, one: Objection) -> tuple[object, ...]:
    """By session, then by the names: never by the rows of the sheets."""
    sessions = [session.name for session in problem.sessions]
    where = sessions.index(one.session) if one.session in sessions else -1
    return where, one.participant.casefold(), one.mentor.casefold()


def _ways(
    problem: Problem, rule: Rule, laid_out: LaidOut, pairs: Sequence[Triple], people: tuple[str, str]
) -> list[Opened | None]:
    """The best plans that meet a wish about the number of meetings of two people, by each way to meet it."""
    if isinstance(rule, Together):
        p, m = problem.participant_idx(rule.participant), problem.mentor_idx(rule.mentor)
        where = range(len(problem.sessions)) if rule.session is None else (problem.session_idx(rule.session),)
        return [laid_out.with_pair((p, m, s), ()) for s in where if laid_out.has_pair((p, m, s))]
    if isinstance(rule, NoRepeat):
        couples = [one for one in pairs if (problem.participants[one[0]].name, problem.mentors[one[1]].name) == people]
        return [laid_out.instead_of(one, ()) for one in couples]
    return []


def _outranked(wish: UnmetWish, trials: Trials, ways: Sequence[Opened | None]) -> UnmetWish:
    """The wish with the first level that is worse in each plan that meets it: in the one of them that is the best."""
    allowed = (way for way in ways if way is not None and way.cost.get(REQUIRED, 0) <= 0)  # pins are kept
    best = min(allowed, key=lambda way: _values(trials.named(way.cost)), default=None)
    if best is None or not trials.starts.exist(trials.problem, best.pairs):
        return wish
    for (name, before), (_, after) in zip(trials.levels, trials.named(best.cost), strict=True):
        if after != before:
            return wish._replace(level=name, before=before, after=after)
    values = dict(trials.levels)
    own = next((name for name in (wish.rule, "penalty") if name in values), None)
    if own is None:  # no level counts it
        return wish
    return wish._replace(level=own, before=values[own], after=values[own])


def _values(levels: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(value for _, value in levels)


# --- peers ------------------------------------------------------------------------------------------------------


def _of_peers(result: Result) -> Iterator[UnmetWish]:
    """What groups of peers leave unmet; what outranks it is not worked out."""
    problem = result.problem
    position = {one.id: p for p, one in enumerate(problem.participants)}
    groups: list[Peers] = [
        (problem.session_idx(group.session.name), tuple(sorted(position[one.id] for one in group.members)))
        for group in result.groups
    ]
    for s, session in enumerate(problem.sessions):
        if session.is_peers and not session.closed:
            for one in sorted(peer_verdict(problem, s, groups).objections, key=lambda one: _couple(one.one, one.other)):
                if one.rule.weight is not None:
                    names = _couple(one.one, one.other)
                    message = f"{names[0]} and {names[1]} in {session.name}: {one.rule.name}"
                    yield UnmetWish(one.rule.name, one.amount, message, names, session.name)


def _couple(one: str, other: str) -> tuple[str, str]:
    """Two names in their order."""
    return (one, other) if one.casefold() <= other.casefold() else (other, one)
