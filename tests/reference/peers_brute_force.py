"""The reference for peers: looks at every way to group a handful of people. Slow, plain, and written apart from engines
and judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pairing.model.draw import Draw, tie_cost, tie_name
from pairing.model.in_force import rules_in_force
from pairing.model.meetings import Practice
from pairing.model.names import name_key, text_key
from pairing.model.problem import Problem
from pairing.model.rules import Rule
from tests.reference.brute_force import Best

Plan = tuple[tuple[int, ...], ...]
BUILT_IN = ("unpaired", "changed", "spread", "idle", "imbalance", "penalty")
SILENT = {"", "-", "–", "none", "n/a", "na", "any", "no preference", "either", "anything"}


def best_groups(problem: Problem, session: int, *, tie_levels: int = 1, most_changed: int | None = None) -> Best | None:
    """The lexicographic optimum and every plan that reaches it; None when no plan keeps the hard rules."""
    prices = PeerPrices(problem, session, tie_levels)
    best: tuple[int, ...] | None = None
    plans: list[Plan] = []
    for plan in plans_of(prices.members):
        if not prices.is_allowed(plan) or (most_changed is not None and prices.num_lost(plan) > most_changed):
            continue
        value = prices.of(plan)
        if best is None or value < best:
            best, plans = value, []
        if value == best:
            plans.append(plan)
    return None if best is None else Best(tuple(zip(prices.levels, best, strict=True)), frozenset(plans))


def plans_of(people: Sequence[int], has_trio: bool = False) -> Iterator[Plan]:
    """Every way to put some of them into pairs and at most one trio."""
    if not people:
        yield ()
        return
    first, rest = people[0], people[1:]
    yield from plans_of(rest, has_trio)
    for size in (1,) if has_trio else (1, 2):
        for partners in combinations(rest, size):
            others = [p for p in rest if p not in partners]
            for plan in plans_of(others, has_trio or size == 2):
                yield tuple(sorted([(first, *partners), *plan]))


class PeerPrices:
    """What groupings of one session cost, level by level."""

    def __init__(self, problem: Problem, session: int, tie_levels: int):
        self.problem, self.session = problem, session
        self.where = problem.sessions[session]
        self.members = problem.peers(session)
        self.rules = list(rules_in_force(problem))
        self.ties = [tie_name(k) for k in range(1, tie_levels + 1)]
        built_in = [name for name in problem.levels if name != "changed" or problem.baseline]
        self.levels = [*built_in, *self.ties]
        self.allowed = {
            couple
            for couple in combinations(self.members, 2)
            if not any(rule.weight is None and self.charge(rule, *couple) for rule in self.rules)
        }

    def is_allowed(self, plan: Plan) -> bool:
        couples = {couple for group in plan for couple in combinations(group, 2)}
        pins = [self.pinned(rule) for rule in self.rules if type(rule).__name__ == "Together" and rule.weight is None]
        return couples <= self.allowed and all(pin is None or pin in couples for pin in pins)

    def pinned(self, rule: Rule) -> tuple[int, ...] | None:
        if rule.session is None or not self.where.is_called(rule.session):
            return None
        people = self.problem.participants
        found = [p for who in (rule.participant, rule.mentor) for p in range(len(people)) if is_called(people[p], who)]
        held = [one for one in self.problem.held if self.where.is_called(one.session)]
        if any(people[p].id in one.members for p in found for one in held):
            return None  # has practised in this session already
        return tuple(sorted(found))

    def charge(self, rule: Rule, a: int, b: int) -> int:
        """How often the rule speaks against these two in one group."""
        one, other = self.problem.participants[a], self.problem.participants[b]
        kind = type(rule).__name__
        if kind == "Apart":
            return int(
                (is_called(one, rule.a) and is_called(other, rule.b))
                or (is_called(one, rule.b) and is_called(other, rule.a))
            )
        if kind == "RatherNot":
            return int(
                any(is_called(other, who) for who in one.apart) or any(is_called(one, who) for who in other.apart)
            )
        if kind == "PreferSame" and self.where.is_called(rule.session):
            cells = [" ".join(person.answers.get(rule.column, "").lower().split()) for person in (one, other)]
            return int(cells[0] not in SILENT and cells[1] not in SILENT and cells[0] != cells[1])
        if kind == "PractisedBefore" and self.where.is_called(rule.session):
            return sum(
                one.id in past.members and other.id in past.members
                for past in (*self.problem.held, *self.problem.earlier)
                if isinstance(past, Practice) and self.policy(past.session) != "allow"
            )
        return 0

    def policy(self, name: str) -> str:
        for session in self.problem.sessions:
            if name and session.is_called(name):
                return session.repeat or ("avoid" if session.kind == "peers" else self.problem.repeat)
        return self.problem.repeat

    def num_lost(self, plan: Plan) -> int:
        people = self.problem.participants
        lost = set()
        for one in self.problem.baseline:
            if isinstance(one, Practice) and text_key(one.session) in map(text_key, self.where.names):
                for a, b in self.allowed:
                    were_together = people[a].id in one.members and people[b].id in one.members
                    if were_together and not any(a in group and b in group for group in plan):
                        lost |= {a, b}
        return len(lost)

    def of(self, plan: Plan) -> tuple[int, ...]:
        alone = [p for p in self.members if not any(p in group for group in plan)]
        couples = [couple for group in plan for couple in combinations(group, 2)]
        cost = dict.fromkeys(self.levels, 0)
        cost["unpaired"] = len(alone)
        cost["spread"] = sum(1 + min(4, self.problem.participants[p].times_left_out) for p in alone)
        cost["changed"] = self.num_lost(plan)
        for rule in self.rules:
            if rule.weight is None:
                continue
            charged = sum(self.charge(rule, *couple) for couple in couples)
            if type(rule).__name__ == "Together":
                pin = self.pinned(rule)
                charged = int(pin is not None and pin not in couples)
            level = rule.name if rule.name in self.levels and rule.name not in BUILT_IN else "penalty"
            cost[level] = cost.get(level, 0) + charged * rule.weight
        draw, people = Draw(self.problem.seed), self.problem.participants
        for k, level in enumerate(self.ties, start=1):
            tickets = [draw.peer_ticket(self.where.id, people[a].id, people[b].id) for a, b in couples]
            cost[level] = sum(tie_cost(ticket, k, len(self.allowed)) for ticket in tickets)
        return tuple(cost[level] for level in self.levels)


def is_called(person: object, who: str) -> bool:
    """Whether that id or name is the person's."""
    return who == person.id or name_key(who) == name_key(person.name)  # type: ignore[attr-defined]
