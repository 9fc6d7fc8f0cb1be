"""Whom no plan can place together, and which limits stand against it, where it is not places alone that are short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pairing.engine.clash import Found, Limit
from pairing.engine.shortage import Bound
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import person_order
from pairing.reasons.members import Member, bound_in_words, listed, names_of


class ClashRule(NamedTuple):
    """Something a plan must keep, in words, and whom it is about."""

    kind: str
    text: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Members who cannot all be placed as long as all these rules hold.

    ``is_minimal``: without any one of the meetings, or any one of the rules, the others could be placed; False where
    that was too much to check. ``participant`` and ``session``: the place that is unpaired, the first of the members.
    ``mentors``: everybody who may meet a member.
    """

    participant: Participant
    session: Session
    members: tuple[Member, ...]
    mentors: tuple[Mentor, ...]
    rules: tuple[ClashRule, ...]
    is_minimal: bool

    @property
    def kind(self) -> str:
        """What ``to_dict`` calls it."""
        return "clash"

    @property
    def text(self) -> str:
        """One sentence: ``Bo and Ada, who can be met only by Dee, cannot both be placed: …``."""
        number = len(self.members)
        who = names_of(self.members, has_sessions=len({one.session.id for one in self.members}) > 1)
        by = listed([one.name for one in self.mentors], len(self.mentors))
        cannot = {1: "cannot be placed", 2: "cannot both be placed"}.get(number, "cannot all be placed")
        rules = "; ".join(one.text for one in self.rules)
        end = "" if self.is_minimal else " (not checked to be the smallest reason)"
        return f"{listed(who, number)}, who can be met only by {by}, {cannot}: {rules}{end}"

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``: kind, people and rules; people as short codes keyed by ``key``."""
        return {
            "kind": self.kind,
            "people": list(dict.fromkeys(short_code(one.participant.id, key=key) for one in self.members)),
            "members": [one.to_dict(key) for one in self.members],
            "mentors": [short_code(one.id, key=key) for one in self.mentors],
            "rules": [
                {"rule": one.text, "people": [short_code(who.id, key=key) for who in one.people]} for one in self.rules
            ],
            "is_minimal": self.is_minimal,
        }


def clash_of(problem: Problem, participant: Participant, session: Session, found: Found) -> Clash:
    """What the engine found, in people."""
    members = [Member(problem.participants[p], problem.sessions[s], number) for p, s, number in found.wants]
    others = sorted(members[1:], key=lambda one: (person_order(one.participant), problem.session_idx(one.session.name)))
    mentors = sorted((problem.mentors[m] for m in found.mentors), key=person_order)
    rules = [_rule(problem, limit) for limit in found.limits]
    return Clash(
        participant, session, (members[0], *others), tuple(mentors), _in_order(rules), is_minimal=found.is_minimal
    )


def _in_order(rules: list[ClashRule]) -> tuple[ClashRule, ...]:
    order = ("limit", "no repeat", "time", "together", "changes")
    return tuple(sorted(rules, key=lambda one: (order.index(one.kind), one.text.casefold())))


def _rule(problem: Problem, limit: Limit) -> ClashRule:
    match limit.kind:
        case "limit":
            (key,) = limit.keys
            mentor = problem.mentors[key.key[0]]
            return ClashRule(
                limit.kind, f"{mentor.name} {bound_in_words(problem, Bound(key, limit.number))}", (mentor,)
            )
        case "no repeat":
            participant = problem.participants[limit.keys[0].key[0]]
            return ClashRule(limit.kind, f"{participant.name} meets nobody twice", (participant,))
        case "time":
            return _of_time(problem, limit.person)
        case "together":
            key = limit.keys[0]
            who, mentor = problem.participants[key.key[0]], problem.mentors[key.key[1]]
            where = f" in {problem.sessions[key.key[2]].name}" if len(key.key) > 2 else ""
            return ClashRule(limit.kind, f"{who.name} and {mentor.name} are kept together{where}", (who, mentor))
        case _:
            changes = "1 change" if limit.number == 1 else f"{limit.number} changes"
            return ClashRule(limit.kind, f"at most {changes} to what is published", ())


def _of_time(problem: Problem, person: str) -> ClashRule:
    """Nobody is in two places at once; of a mentor his pause and his most a day are part of it."""
    mentor = next((one for one in problem.mentors if one.id == person), None)
    participant = next((one for one in problem.participants if one.id == person), None)
    who = participant if mentor is None else mentor
    assert who is not None
    words = f"{who.name} holds one meeting after another"
    if mentor is not None:
        words += f", {problem.pause} minutes apart" if problem.pause else ""
        words += f", at most {problem.most_a_day} a day" if problem.most_a_day is not None else ""
    else:
        words = f"{who.name} has one meeting after another"
    return ClashRule("time", words, (who,))
