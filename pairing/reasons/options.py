"""Why this mentor, and why not that one: for a place each mentor of the session, and what it would cost to have him.

A mentor is excluded by a rule; or he is possible at a price, level by level: the best plan that has this pair against
the best plan. Where no level but the draw is worse, he would have been as good.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from pairing.engine.eligible import compile_rules, first_excluding
from pairing.engine.formulate import REQUIRED
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.rules import HelpsIn, Together
from pairing.model.session import Session
from pairing.model.shapes import PairFilter
from pairing.model.solution import Result, person_order
from pairing.reasons.consequences import Consequences, consequences, in_a_row
from pairing.reasons.exclusion import PRIVATE
from pairing.reasons.trials import Trials, Tried

CHOSEN, EQUAL, PRICED, UNKNOWN, EXCLUDED = KINDS = ("chosen", "equal", "priced", "not priced", "excluded")
MOST_ANEW = 12  # pairs of a place for which a problem that is no flow is solved again
PINNED = "others are to be kept together"
NONE = Consequences((), (), (), 0)


class Option(NamedTuple):
    """A mentor for a place: the one it has, or another one at a price.

    ``kind``: ``chosen``; ``excluded`` by ``rule``; ``priced``: possible, and ``then`` says what is worse in the best
    plan with him, all but the draw; ``equal``: possible, and the draw decided; ``not priced``: no rule excludes him,
    and what he would cost was not worked out. ``idle``: mentors nobody would be assigned to then.
    """

    participant: Participant
    session: Session
    mentor: Mentor
    kind: str
    rule: str = ""
    then: Consequences = NONE
    idle: tuple[Mentor, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether no rule excludes him."""
        return self.kind != EXCLUDED

    @property
    def text(self) -> str:
        """``Dee Park: possible, but then Bo Lindqvist in Review would be left out``."""
        return f"{self.mentor.name}: {self.words}"

    @property
    def words(self) -> str:
        """The same without the name."""
        if self.kind == CHOSEN:
            return "the mentor of this plan"
        if self.kind == EXCLUDED:
            return "another track" if self.rule == "track" else self.rule
        if self.kind == UNKNOWN:
            return "possible; what it would cost was not worked out"
        number = self.then.num_changed
        others = "" if not number else f" ({'1 pair' if number == 1 else f'{number} pairs'} would change)"
        if self.kind == EQUAL:
            return f"equally good: the draw decided{others}"
        return f"possible, but then {self._worse()}{others}"

    def _worse(self) -> str:
        """What the first level that is worse says: the others matter less."""
        level = next(one for one in self.then.levels if one.before != one.after)
        if level.name in ("unpaired", "spread") and self.then.unplaced:
            return f"{in_a_row([one.text for one in self.then.unplaced])} would be left out"
        if level.name == "idle" and self.idle:
            return f"nobody would be assigned to {in_a_row([one.name for one in self.idle])}"
        return level.text

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``; ids as short codes keyed by ``key``."""
        return {
            "mentor": self.mentor.name,
            "mentor_id": short_code(self.mentor.id, key=key),
            "kind": self.kind,
            "rule": self.rule,
            "text": self.words,
            "changed_pairs": self.then.num_changed,
            "leaves_out": [one.to_dict(key) for one in self.then.unplaced],
            "levels": [{"name": one.name, "before": one.before, "value": one.after} for one in self.then.levels],
        }


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pair that has to be: not asked of anybody, but tried out."""

    participant: Participant
    mentor: Mentor
    session: Session

    kind: ClassVar[str] = "pin"

    @property
    def people(self) -> tuple[Person, ...]:
        return self.participant, self.mentor

    @property
    def text(self) -> str:
        return f"{self.participant.name} and {self.mentor.name} in {self.session.name}"

    def apply(self, problem: Problem) -> Problem:
        pin = Together(self.participant.id, self.mentor.id, self.session.name)
        return problem.replace(rules=(*problem.rules, pin))


class Options:
    """What could be instead, for any place of one result."""

    def __init__(self, result: Result, trials: Trials | None = None):
        self.problem = result.problem
        self._trials = Trials(result) if trials is None else trials
        self._filters = compile_rules(result.problem).filters
        self._held = set(self._trials.pairs)

    def of(self, participant: Participant, session: Session, *, mentor: Mentor | None = None) -> tuple[Option, ...]:
        """One for each mentor who helps in the session: the chosen first, then by price, then those excluded, by name.

        ``mentor``: only this one, whatever he helps in.
        """
        problem = self.problem
        p, s = problem.participant_idx(participant.id), problem.session_idx(session.name)
        excluded = first_excluding(self._filters, p, s)
        wanted = [
            m
            for m, one in enumerate(problem.mentors)
            if (mentor is None and (excluded[m] is None or _helps(excluded[m]))) or (mentor and one.id == mentor.id)
        ]
        prices = self._prices(p, s)
        left = [m for m in wanted if (p, m, s) not in self._held and m not in prices and excluded[m] is None]
        for m in left[:MOST_ANEW]:
            prices[m] = self._trials.of(Pinned(participant, problem.mentors[m], session))
        return tuple(sorted((self._option(p, m, s, excluded[m], prices) for m in wanted), key=_order))

    def _prices(self, p: int, s: int) -> dict[int, Tried | str | None]:
        """For each mentor who is possible the best plan with him, by the flow where it stands; or what forbids it."""
        laid_out = self._trials.flow
        found: dict[int, Tried | str | None] = {}
        for m, opened in ({} if laid_out is None else laid_out.of_place((p, s))).items():
            if opened.cost.get(REQUIRED, 0) > 0:
                found[m] = PINNED
            elif self._trials.starts.exist(self.problem, opened.pairs):
                found[m] = Tried(self.problem, opened.pairs, self._trials.named(opened.cost))
        return found

    def _option(self, p: int, m: int, s: int, rule: PairFilter | None, prices: dict[int, Tried | str | None]) -> Option:
        problem = self.problem
        whom = problem.participants[p], problem.sessions[s], problem.mentors[m]
        if (p, m, s) in self._held:
            return Option(*whom, CHOSEN)
        if rule is not None:
            return Option(*whom, EXCLUDED, PRIVATE if rule.private else rule.rule)
        tried = prices.get(m)
        if isinstance(tried, str):
            return Option(*whom, EXCLUDED, tried)
        if tried is None:
            return Option(*whom, UNKNOWN)
        now = self._trials.levels
        levels = [(name, before, after) for (name, before), after in zip(now, tried.values, strict=True)]
        pairs = self._trials.pairs
        then = consequences(problem, pairs, tried.pairs, levels, (p, s))
        mine = [one for one in self._held - set(tried.pairs) if (one[0], one[2]) == (p, s)]
        then = then._replace(num_changed=then.num_changed - len(mine))
        loads = [Counter(one[1] for one in plan) for plan in (pairs, tried.pairs)]
        idle = tuple(one for n, one in enumerate(problem.mentors) if one.min_load and loads[0][n] and not loads[1][n])
        return Option(*whom, PRICED if any(then.price) else EQUAL, "", then, idle)


def _helps(rule: PairFilter | None) -> bool:
    return rule is not None and rule.rule != HelpsIn().name


def _order(one: Option) -> tuple[object, ...]:
    first = KINDS.index(EQUAL) if one.kind == PRICED else KINDS.index(one.kind)
    return first, one.then.price, one.then.num_changed, person_order(one.mentor)
