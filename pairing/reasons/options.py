"""Why this mentor, and why not that one: for a place each mentor of the session, and what it would cost to have him.

A mentor is excluded by a rule; or he is possible at a price, level by level: the best plan that has this pair against
the best plan. Where no level but the draw is worse, he would have been as good.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from pairing.engine.eligible import compile_rules, first_excluding
from pairing.engine.formulate import REQUIRED
from pairing.model.meetings import Meeting
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.rules import HelpsIn, Together
from pairing.model.session import Session
from pairing.model.shapes import PairFilter
from pairing.model.solution import Result, Triple, person_order
from pairing.reasons.consequences import Consequences, LevelChange, consequences, in_a_row
from pairing.reasons.exclusion import PRIVATE, rule_words
from pairing.reasons.laid_out import Opened
from pairing.reasons.members import num_held
from pairing.reasons.trials import Trials, Tried

CHOSEN, EQUAL, PRICED, UNKNOWN, EXCLUDED = KINDS = ("chosen", "equal", "priced", "not priced", "excluded")
MOST_ANEW = 12  # pairs of a place for which a problem that is no flow is solved again
MOST_WITHOUT = 8  # pairs that find no start, and that a plan is looked for without
PINNED = "not possible beside those who are to be kept together"
NO_PLACE = "offers no place"
AT_ALL = "not possible beside the other hard rules"
NONE = Consequences((), (), (), 0)


class Option(NamedTuple):
    """A mentor for a place: the one it has, or another one at a price.

    ``kind``: ``chosen``; ``excluded`` by ``rule``; ``priced``: possible, and ``then`` says what is worse in the best
    plan with him, all but the draw; ``equal``: possible, and the draw decided; ``not priced``: no rule excludes him,
    and what he would cost was not worked out; ``then`` says what is worse at the least, where that is known. ``idle``:
    mentors nobody would be assigned to then.
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
            return rule_words(self.rule)
        if self.kind == UNKNOWN:
            if not self.then.levels:
                return "possible; what it would cost was not worked out"
            return f"possible, at best {self._worse() if any(self.then.price) else 'equally good'}"
        number = self.then.num_changed
        others = "" if not number else f" ({'1 pair' if number == 1 else f'{number} pairs'} would change)"
        if self.kind == EQUAL:
            left = in_a_row([one.text for one in self.then.unplaced]) if self.then.unplaced else ""
            instead = f", with {left} left out instead" if left else ""
            return f"equally good{instead}: the draw decided{others}"
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
            "levels": [one.to_dict() for one in self.then.levels],
        }


class Pinned(NamedTuple):
    """A pair that has to be: not asked of anybody, but tried out."""

    participant: Participant
    mentor: Mentor
    session: Session

    @property
    def kind(self) -> str:
        return "pin"

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

    def of(
        self, participant: Participant, session: Session, *, mentor: Mentor | None = None, most_anew: int = MOST_ANEW
    ) -> tuple[Option, ...]:
        """One for each mentor who helps in the session: the chosen first, then by price, then those excluded, by name.

        ``mentor``: only this one, whatever he helps in. ``most_anew``: for how many, at the most, the problem is solved
        again where the flow does not say what they cost; the others are ``not priced``.
        """
        problem = self.problem
        p, s = problem.participant_idx(participant.id), problem.session_idx(session.name)
        excluded = first_excluding(self._filters, p, s)
        if mentor is None:
            wanted = [m for m in range(len(problem.mentors)) if excluded[m] is None or _helps(excluded[m])]
        else:
            wanted = [m for m, one in enumerate(problem.mentors) if one.id == mentor.id]
        found: dict[int, Option] = {}
        opened = self._by_flow(p, s)
        for m in wanted:
            whom = problem.participants[p], problem.sessions[s], problem.mentors[m]
            rule = excluded[m]
            if (p, m, s) in self._held:
                found[m] = Option(*whom, CHOSEN)
            elif rule is not None:
                found[m] = Option(*whom, EXCLUDED, PRIVATE if rule.private else rule.rule)
            elif self._takes_nobody(m, s):
                found[m] = Option(*whom, EXCLUDED, NO_PLACE)
            elif m in opened and opened[m].cost.get(REQUIRED, 0) > 0:
                found[m] = Option(*whom, EXCLUDED, PINNED)
            else:
                tried = self._tried((p, m, s), opened.get(m))
                pin = Pinned(participant, problem.mentors[m], session)
                if tried is None and most_anew > 0:
                    most_anew -= 1
                    tried = self._trials.of(pin)
                is_impossible = self._trials.is_impossible(pin)
                found[m] = (
                    Option(*whom, EXCLUDED, AT_ALL) if is_impossible else self._priced((p, m, s), tried, opened.get(m))
                )
        return tuple(sorted(found.values(), key=_order))

    def _takes_nobody(self, m: int, s: int) -> bool:
        """Whether a mentor has no place to give in a session, whoever else he meets."""
        problem = self.problem
        mentor, session = problem.mentors[m], problem.sessions[s]
        limits = (mentor.capacity, num_held(problem, m, None)), (session.most_per_mentor, num_held(problem, m, session))
        full = any(most is not None and most <= number for most, number in limits)
        known = {one.mentor for one in problem.baseline if isinstance(one, Meeting)}
        # whoever is published with him may stay with him, whatever he offers
        return full and mentor.id not in known and not any(m == other for _, other, _ in self._trials.pairs)

    def _by_flow(self, p: int, s: int) -> dict[int, Opened]:
        """For each mentor (position) who is possible the best plan with him, by the flow where it stands."""
        return {} if self._trials.flow is None else self._trials.flow.of_place((p, s))

    def _tried(self, pair: Triple, opened: Opened | None) -> Tried | None:
        """What the flow says, if starts are known for its plan, or for one as good."""
        pairs = None if opened is None else self._with_starts(pair, opened)
        if opened is None or pairs is None:
            return None
        return Tried(pairs, self._trials.named(opened.cost))

    def _with_starts(self, pair: Triple, opened: Opened) -> tuple[Triple, ...] | None:
        """A plan with the pair that is as good as the flow's, and for which starts are known.

        Where a new pair finds no start, one as good is looked for without it.
        """
        laid_out, starts = self._trials.flow, self._trials.starts
        without: list[Triple] = []
        plan: Opened | None = opened
        while plan is not None and plan.cost == opened.cost and laid_out is not None:
            if starts.exist(self.problem, plan.pairs) and laid_out.keeps(self.problem, plan.pairs):
                return plan.pairs
            misfit = starts.misfit(self.problem, plan.pairs)
            if misfit is None or misfit == pair or len(without) == MOST_WITHOUT:
                return None
            without.append(misfit)
            plan = laid_out.with_pair(pair, without)
        return None

    def _priced(self, pair: Triple, tried: Tried | None, opened: Opened | None) -> Option:
        """A mentor who is possible, and what is worse in the best plan with him."""
        problem = self.problem
        p, m, s = pair
        whom = problem.participants[p], problem.sessions[s], problem.mentors[m]
        if tried is None and opened is None:
            return Option(*whom, UNKNOWN)
        after = self._trials.named(opened.cost) if tried is None and opened is not None else ()
        if tried is not None:
            after = tried.levels
        levels = [(name, before, value) for (name, before), (_, value) in zip(self._trials.levels, after, strict=True)]
        if tried is None:
            return Option(*whom, UNKNOWN, "", Consequences(tuple(LevelChange(*one) for one in levels), (), (), 0))
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
