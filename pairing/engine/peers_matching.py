"""The exact engine for peers: a maximum-weight matching, and the best trio on top. Plain Python.

All levels together are one weight a couple (``peers_weights``), so there is one matching to find (``matching``) and
perhaps a trio (``peers_trio``). A thousand people are half a million couples: the matching is first found on the best
few of each, and then all others are held against its duals; those that break them are added until none does. So the
answer is proved for all couples.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest

from pairing.engine.interface import Deadline
from pairing.engine.matching import Graph, Matching, Start, maximum_weight_matching
from pairing.engine.peers import Groups, PeerFormulation, PeerLevel
from pairing.engine.peers_trio import Plan, TrioSearch, couples_of, is_only_one
from pairing.engine.peers_weights import Weights
from pairing.errors import input_error
from pairing.model.solution import LevelValue

MOST_AT_ONCE = 120  # members up to which all couples are in the graph from the beginning
BEST_OF_EACH = 8  # couples of each member in the first graph otherwise
MORE_OF_EACH = 5  # couples that are added for each member at a time


def lay_out(formulation: PeerFormulation, most_changed: int | None) -> PeerMatching:
    """The model of a session, ready to minimise."""
    return PeerMatching(formulation, most_changed)


class PeerMatching:
    """The session as one graph; levels are added to its weights from the most important one down."""

    def __init__(self, formulation: PeerFormulation, most_changed: int | None):
        self._formulation = formulation
        self._most_changed = most_changed
        self._weights = Weights(formulation)
        self._start: Start | None = None
        self._couples: list[set[int]] = []  # of the small graph: for each member, some after him
        self._plan: Plan | None = None
        self._is_only_best = False
        self._chosen: Groups | None = None

    @property
    def chosen(self) -> Groups | None:
        """The groups of the best plan so far."""
        return self._chosen

    def minimise(self, levels: Sequence[PeerLevel], deadline: Deadline) -> list[LevelValue]:
        """All levels in one go: either every one of them is proved, or none is."""
        factor = 1
        for level in levels:
            factor *= self._weights.add(level)
        if self._start is not None:
            self._start = Start([dual * factor for dual in self._start.duals], self._start.mate)
        is_proved = self._solve(deadline)
        if self._chosen is None:
            self._chosen = _greedy(self._weights)
        values = [self._formulation.value(level, self._chosen) for level in levels]
        changed = self._formulation.value(self._formulation.changed, self._chosen)
        if self._most_changed is not None and changed > self._most_changed:
            # a plan that is the best of all is the best of those that keep a limit only if it keeps it
            message = f"the best plan changes {changed} people's partners, and {self._most_changed} is the most."
            raise input_error("engine-cannot", message, "Use engine 'cpsat'.")
        return [LevelValue(level.name, value, value) for level, value in zip(levels, values, strict=True) if is_proved]

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Whether no other trio reaches as much, and beside this one no other matching."""
        if self._plan is None:
            return None
        return is_only_one(self._plan, deadline) if self._is_only_best else False

    def _solve(self, deadline: Deadline) -> bool:
        """Whether the best plan was found and proved; else the best one so far is kept."""
        self._plan = None
        found = self._whole(deadline)
        if found is None:
            return False
        whole, graph = found
        search = TrioSearch(self._weights, Plan(whole.weight, (), whole, graph), deadline)
        is_proved = search.run()
        if is_proved or search.best.trio:
            self._chosen = search.best.groups
        if is_proved:
            self._plan, self._is_only_best = search.best, search.is_only_best
        return is_proved

    def _whole(self, deadline: Deadline) -> tuple[Matching, Graph] | None:
        """The matching on everybody, proved for all couples, and a graph with at least those of slack 0."""
        weights = self._weights
        if not self._couples:
            size = len(weights.others)
            self._couples = weights.best_couples(size if size <= MOST_AT_ONCE else BEST_OF_EACH)
        while True:
            whole = maximum_weight_matching(weights.graph(self._couples), self._start, deadline)
            if whole is None:
                return None
            self._start = whole.start()
            self._chosen = _joined(weights, couples_of(whole.mate))
            is_enough = True
            for v, row in weights.slacks(whole):
                known = self._couples[v]
                found = [(slack, w) for w, slack, _ in row if slack <= 0 and w not in known]
                is_enough = is_enough and min(found, default=(0, 0))[0] >= 0
                known.update(w for slack, w in found if slack == 0)
                known.update(w for _, w in nsmallest(MORE_OF_EACH, found))
            if is_enough:
                return whole, weights.graph(self._couples)


def _greedy(weights: Weights) -> Groups:
    """A plan in no time: the couple that saves most, and again among the others."""
    couples = [
        (-weight, v, w)
        for v, row in enumerate(weights.others)
        for w, weight in zip(row, weights.couples[v], strict=True)
        if weight > 0
    ]
    taken: set[int] = set()
    groups: list[tuple[int, ...]] = []
    for _, v, w in sorted(couples):
        if v not in taken and w not in taken:
            taken |= {v, w}
            groups.append((v, w))
    return _joined(weights, groups)


def _joined(weights: Weights, couples: list[tuple[int, ...]]) -> Groups:
    """The plan with one of those alone joined to a couple, where that saves something."""
    taken = {v for couple in couples for v in couple}
    best, chosen = 0, None
    for v in range(len(weights.others)):
        for couple in couples if v not in taken else ():
            trio = tuple(sorted((v, *couple)))
            saved, before = weights.trio(trio), weights.couple(*couple)
            if saved is not None and before is not None and saved - before > best:
                best, chosen = saved - before, (couple, trio)
    if chosen is not None:
        couples = [chosen[1] if couple == chosen[0] else couple for couple in couples]
    return tuple(sorted(couples))
