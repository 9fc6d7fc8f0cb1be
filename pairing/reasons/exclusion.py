"""Why a participant is unpaired in a session: each mentor of it under the first thing that stands against him."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pairing.engine.eligible import compile_rules, first_excluding
from pairing.model.exempt import repeats
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant
from pairing.model.rules import HelpsIn
from pairing.model.session import Session
from pairing.model.shapes import PairFilter
from pairing.model.solution import Result, Status, Unpaired, mentor_loads, person_order
from pairing.reasons.members import MOST_NAMES, listed
from pairing.reasons.positions import starts_of

if TYPE_CHECKING:
    from pairing.reasons.starting import Starts

PRIVATE = "not possible (private)"
FULL = "full"
ALREADY_MET = "already meets this person in another session"
NO_TIME_LEFT = "no time left beside the other meetings of the two"
KEPT_BACK = "kept back by a limit, or by a level that matters more"
NOT_PROVED = "not made use of: this plan is not proved to be the best one"
NOT_HERE = HelpsIn().name


class Hindrance(NamedTuple):
    """One thing that stands against some mentors; ``rule`` is its name, in plain words."""

    rule: str
    mentors: tuple[Mentor, ...]

    @property
    def named(self) -> tuple[Mentor, ...]:
        """Those who may be named: nobody where the rule is private, for the name would tell the wish."""
        return () if self.rule == PRIVATE else self.mentors


class Exclusion(NamedTuple):
    """Why a participant has ``places`` left without a mentor in a session.

    ``kind`` is ``excluded`` when no mentor may meet him there, ``shortage`` when some may but hold others; ``alone``
    in a session of peers. Mentors who do not help in the session come last.
    """

    participant: Participant
    session: Session
    places: int
    kind: str
    hindrances: tuple[Hindrance, ...]

    @property
    def text(self) -> str:
        """One line: ``Wen Tembo, Technical: none of 13 mentors is possible: 9 no common free time (…), …``."""
        number = sum(len(one.mentors) for one in self.hindrances)
        who = f"{self.participant.name}, {self.session.name}"
        if self.kind == "alone":
            return f"{who}: nobody is left to practise with"
        if all(one.rule == NOT_HERE for one in self.hindrances):
            return f"{who}: no mentor helps in this session"
        mentors = "mentor" if number == 1 else "mentors"
        head = f"none of {number} {mentors} is {'possible' if self.kind == 'excluded' else 'left'}"
        return f"{who}: {head}: {'; '.join(_in_words(one) for one in self.hindrances)}"

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``: kind, people and rules; people as short codes keyed by ``key``."""
        return {
            "kind": self.kind,
            "people": [short_code(self.participant.id, key=key)],
            "rules": [
                {
                    "rule": one.rule,
                    "count": len(one.mentors),
                    "people": [short_code(mentor.id, key=key) for mentor in one.mentors if one.rule != PRIVATE],
                }
                for one in self.hindrances
            ],
        }


def exclusions(result: Result, filters: Sequence[PairFilter] | None = None) -> tuple[Exclusion, ...]:
    """One for every participant with a place left, by session, then by name; empty when everybody is paired.

    ``filters``: the rules of the problem, where they are compiled already.
    """
    unpaired = result.unpaired
    if not unpaired:
        return ()
    filters = compile_rules(result.problem).filters if filters is None else filters
    plan = PlanAsked(result)
    return tuple(_exclusion(plan, filters, one) for one in unpaired)


def _exclusion(plan: PlanAsked, filters: Sequence[PairFilter], one: Unpaired) -> Exclusion:
    problem = plan.problem
    if one.session.is_peers:
        return Exclusion(one.participant, one.session, one.places, "alone", ())
    p, s = problem.participant_idx(one.participant.id), problem.session_idx(one.session.name)
    excluded = first_excluding(filters, p, s)
    by_word: dict[str, list[Mentor]] = {}
    kind = "excluded"
    for m in sorted(range(len(problem.mentors)), key=lambda m: person_order(problem.mentors[m])):
        mentor, rule = problem.mentors[m], excluded[m]
        if rule is None and plan.meet(one.participant, mentor, one.session):
            continue
        if rule is None:
            kind = "shortage"
            by_word.setdefault(plan.why_taken(one.participant, mentor, one.session), []).append(mentor)
        else:
            by_word.setdefault(PRIVATE if rule.private else rule.rule, []).append(mentor)
    words = sorted(by_word, key=lambda word: word == NOT_HERE)
    hindrances = tuple(Hindrance(word, tuple(by_word[word])) for word in words)
    return Exclusion(one.participant, one.session, one.places, kind, hindrances)


class PlanAsked:
    """The pairs of a result, to be asked who meets whom and who is full."""

    def __init__(self, result: Result):
        self.problem, self._result = result.problem, result
        self._starts: Starts | None = None
        self._held = {(pair.participant.id, pair.mentor.id, pair.session.id) for pair in result.pairs}
        self._mentors_of: dict[str, set[str]] = {}
        for pair in result.pairs:
            self._mentors_of.setdefault(pair.participant.id, set()).add(pair.mentor.id)
        self._load = {(load.mentor.id, load.session): load for load in mentor_loads(result.problem, result.pairs)}

    def meet(self, participant: Participant, mentor: Mentor, session: Session) -> bool:
        return (participant.id, mentor.id, session.id) in self._held

    def mentors_of(self, participant: Participant) -> frozenset[str]:
        """Ids of those whom the participant meets, in whatever session."""
        return frozenset(self._mentors_of.get(participant.id, ()))

    def why_taken(self, participant: Participant, mentor: Mentor, session: Session) -> str:
        """What stands against an eligible mentor who does not meet the participant in the session."""
        if self.problem.policy(session.name) == "never" and self.has_met_enough(participant, mentor, session):
            return ALREADY_MET
        loads = [self._load[mentor.id, where] for where in (session, None)]
        if any(load.capacity is not None and load.load >= load.capacity for load in loads):
            return FULL
        if self._result.status is not Status.OPTIMAL:
            return NOT_PROVED
        return KEPT_BACK if self._has_time(participant, mentor, session) else NO_TIME_LEFT

    def _has_time(self, participant: Participant, mentor: Mentor, session: Session) -> bool:
        """Whether one meeting more has a start beside those of the plan, which stay where they are."""
        problem = self.problem
        if not session.needs_start:
            return True
        if self._starts is None:
            from pairing.reasons.starting import Starts  # in most plans nobody asks

            self._starts = Starts(problem, starts_of(self._result))
        p, m = problem.participant_idx(participant.id), problem.mentor_idx(mentor.id)
        return self._starts.has_room((p, m, problem.session_idx(session.name)))

    def has_met_enough(self, participant: Participant, mentor: Mentor, session: Session) -> bool:
        """Whether one more meeting, in that session, would be one too many; two may be exempt from "no repeat"."""
        problem = self.problem
        counted = [s for s, one in enumerate(problem.sessions) if problem.policy(one.name) == "never"]
        met = [s for s in counted if self.meet(participant, mentor, problem.sessions[s])]
        key = problem.participant_idx(participant.id), problem.mentor_idx(mentor.id)
        asked = repeats(problem).get(key) if problem.exempt else None
        if asked is None:
            return bool(met)
        is_counted = problem.session_idx(session.name) not in asked.uncounted
        return is_counted and sum(s not in asked.uncounted for s in met) >= asked.most_new


def _in_words(one: Hindrance) -> str:
    names = [mentor.name for mentor in one.named[:MOST_NAMES]]
    told = f" ({listed(names, len(one.named))})" if names else ""
    return f"{len(one.mentors)} {rule_words(one.rule)}{told}"


def rule_words(rule: str) -> str:
    """What stands against a mentor, as it is told: most rules are called so."""
    return "another track" if rule == "track" else rule
