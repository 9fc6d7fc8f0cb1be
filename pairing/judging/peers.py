"""How the judge decides about participants who practise with each other: from the groups alone.

The counterpart of ``rules.py`` for peer sessions, and as independent of the engines. A couple is two participants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from pairing.judging.rules import cell_key
from pairing.model.draw import Draw, tie_cost
from pairing.model.in_force import rules_in_force
from pairing.model.meetings import Practice
from pairing.model.names import text_key
from pairing.model.peer_rules import PractisedBefore, PreferSame
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.rules import Apart, RatherNot, Rule, Together
from pairing.model.solution import Peers

Couple = tuple[int, int]


class PeerObjection(NamedTuple):
    """What a rule says against groups: the rule, how much it charges, a sentence, and the names concerned."""

    rule: Rule
    amount: int
    message: str
    one: str
    other: str
    session: str
    is_private: bool = False


class PeerVerdict(NamedTuple):
    """What the judge finds in one session.

    ``faults`` are about the shape of the groups (sentence, person). ``alone``: who is in no group. ``lost``: people
    who lose a partner of the baseline. ``num_couples`` that the hard rules allow; ``couples`` that are together.
    """

    session: int
    faults: tuple[tuple[str, str], ...]
    objections: tuple[PeerObjection, ...]
    alone: tuple[int, ...]
    lost: int
    num_couples: int
    couples: tuple[Couple, ...]

    def tie(self, problem: Problem, level: int) -> int:
        """The session's share of a tie level."""
        draw, ids = Draw(problem.seed), [person.id for person in problem.participants]
        session_id = problem.sessions[self.session].id
        tickets = (draw.peer_ticket(session_id, ids[a], ids[b]) for a, b in self.couples)
        return sum(tie_cost(ticket, level, self.num_couples) for ticket in tickets)


def peer_verdict(problem: Problem, session: int, groups: Sequence[Peers]) -> PeerVerdict:
    """Everything about the groups of one peer session."""
    members = problem.peers(session)
    ours = [people for s, people in groups if s == session]
    together = sorted({couple for people in ours for couple in combinations(sorted(set(people)), 2)})
    rules = list(rules_in_force(problem))
    hard = {
        couple: rule
        for rule in reversed(rules)
        if rule.weight is None
        for couple, _ in _priced(problem, session, rule, members)
    }
    times = Counter(p for people in ours for p in people)
    return PeerVerdict(
        session,
        tuple(_faults(problem, session, ours, members, times)),
        tuple(_objections(problem, session, rules, members, set(together))),
        tuple(p for p in members if not times[p]),
        _num_lost(problem, session, members, set(together), set(hard)),
        sum(couple not in hard for couple in combinations(members, 2)),
        tuple(together),
    )


def _faults(
    problem: Problem, session: int, groups: Sequence[tuple[int, ...]], members: Sequence[int], times: Counter[int]
) -> Iterator[tuple[str, str]]:
    """Pairs, at most one trio, everybody once, nobody from outside."""
    where = problem.sessions[session].name
    for people in groups:
        names = ", ".join(problem.participants[p].name for p in people)
        if len(people) not in (2, 3):
            yield f"{names}: {len(people)} in a group of {where}, where two or three practise together.", ""
    if sum(len(people) == 3 for people in groups) > 1:
        yield f"{where} has more than one group of three.", ""
    for p in sorted(times):
        name = problem.participants[p].name
        if p not in members:
            yield f"{name} is not to be grouped in {where}.", name
        elif times[p] > 1:
            yield f"{name} stands {times[p]} times in {where}.", name


def _objections(
    problem: Problem, session: int, rules: Sequence[Rule], members: Sequence[int], together: set[Couple]
) -> Iterator[PeerObjection]:
    where = problem.sessions[session].name
    for rule in rules:
        if isinstance(rule, Together):
            couple = _pinned(problem, session, rule)
            if couple is not None and couple not in together:
                names = [problem.participants[p].name for p in couple]
                message = f"{names[0]} and {names[1]} are not together in {where}."
                yield PeerObjection(rule, rule.weight or 0, message, names[0], names[1], where)
            continue
        is_private = isinstance(rule, RatherNot) or (isinstance(rule, Apart) and rule.private)
        for couple, price in _priced(problem, session, rule, members):
            if couple in together:
                names = [problem.participants[p].name for p in couple]
                what = "not possible (private)" if is_private else rule.name
                message = f"{names[0]} and {names[1]} in {where}: {what}."
                yield PeerObjection(rule, price, message, names[0], names[1], where, is_private)


def _pinned(problem: Problem, session: int, rule: Together) -> Couple | None:
    """The two whom the rule keeps together in this session, if it is about it and the session is open."""
    if rule.session is None or problem.session_idx(rule.session) != session or problem.sessions[session].closed:
        return None
    one, other = problem.participant_idx(rule.participant), problem.participant_idx(rule.mentor)
    if problem.num_held(one, session) or problem.num_held(other, session):
        return None  # has practised already
    return min(one, other), max(one, other)


def _priced(problem: Problem, session: int, rule: Rule, members: Sequence[int]) -> Iterator[tuple[Couple, int]]:
    """The couples that a rule speaks against in the session, and what it charges (0 where it is hard)."""
    ids = {problem.participants[p].id: p for p in members}
    if isinstance(rule, Apart):
        yield from _known([(problem.person_id(rule.a), problem.person_id(rule.b))], ids)
    elif isinstance(rule, RatherNot):
        everybody: tuple[Person, ...] = (*problem.participants, *problem.mentors)
        yield from _known(
            [(one.id, other) for one in everybody for who in one.apart for other in problem.ids_of(who)], ids
        )
    elif isinstance(rule, PractisedBefore) and problem.session_idx(rule.session) == session:
        times = Counter(
            couple
            for one in (*problem.held, *problem.earlier)
            if isinstance(one, Practice) and problem.policy(one.session) != "allow"
            for couple in combinations(sorted(set(one.members)), 2)
        )
        for couple, number in times.items():
            for found, _ in _known([couple], ids):
                yield found, number * (rule.weight or 0)
    elif isinstance(rule, PreferSame) and problem.session_idx(rule.session) == session:
        said = {p: cell_key(problem.participants[p], rule.column) for p in members}
        for a, b in combinations(members, 2):
            if said[a] and said[b] and said[a] != said[b]:
                yield (a, b), rule.weight


def _known(couples: Sequence[tuple[str, str]], ids: dict[str, int]) -> Iterator[tuple[Couple, int]]:
    """Those couples of ids of whom both are there, each once."""
    found = {(ids[one], ids[other]) for one, other in couples if one in ids and other in ids and one != other}
    for a, b in sorted({(min(couple), max(couple)) for couple in found}):
        yield (a, b), 0


def _num_lost(
    problem: Problem, session: int, members: Sequence[int], together: set[Couple], forbidden: set[Couple]
) -> int:
    """People who lose a partner of a published group, where both still take part and may practise together."""
    ids = {problem.participants[p].id: p for p in members}
    names = {text_key(name) for name in problem.sessions[session].names}
    lost: set[int] = set()
    for one in problem.baseline:
        if isinstance(one, Practice) and text_key(one.session) in names:
            people = sorted({ids[who] for who in one.members if who in ids})
            for couple in combinations(people, 2):
                if couple not in together and couple not in forbidden:
                    lost.update(couple)
    return len(lost)
