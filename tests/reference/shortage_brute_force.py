"""The reference for shortages: whether people can all be placed, found by looking at every plan of a small problem.

Slow, plain, and written apart from what finds shortages. Of two half-built plans with the same loads, in which the same
wants are met, one is as good as the other; nothing else is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from pairing.model.problem import Problem
from tests.reference.brute_force import Prices, Triple
from tests.reference.timed_brute_force import _Time

Wants = Mapping[tuple[int, int], int]  # participant and session: so many meetings, at the least
Limit = tuple[set[Triple], int]
NOTHING: list[Limit] = []
NOBODY: frozenset[str] = frozenset()


def can_be_placed(problem: Problem, wants: Wants) -> bool:
    """Whether some plan that keeps every hard rule gives everybody at least what is wanted for him."""
    prices = Prices(problem)
    half_built = {prices.nothing}
    for p in range(prices.num_p):
        some = [
            plan
            for plan in prices.choices(p)
            if all(sum(triple[2] == s for triple in plan) >= wanted for (who, s), wanted in wants.items() if who == p)
        ]
        half_built = {
            new for counts in half_built for plan in some if (new := prices.add_counts(counts, p, plan)) is not None
        }
    return bool(half_built)


def most_with(problem: Problem, mentor: int, members: frozenset[tuple[int, int]]) -> int:
    """The most meetings that a mentor can hold with these (participant, session) in any plan."""
    prices = Prices(problem)
    best = {prices.nothing: 0}
    for p in range(prices.num_p):
        further: dict[tuple[int, ...], int] = {}
        for counts, number in best.items():
            for plan in prices.choices(p):
                new = prices.add_counts(counts, p, plan)
                if new is not None:
                    mine = sum(m == mentor and (who, s) in members for who, m, s in plan)
                    further[new] = max(further.get(new, 0), number + mine)
        best = further
    return max(best.values())


def eligible(problem: Problem) -> set[Triple]:
    """Every pair that no hard rule forbids by itself."""
    return Prices(problem).eligible


def can_be_matched(
    problem: Problem, wants: Wants, limits: list[Limit], least: list[Limit] = NOTHING, people: frozenset[str] = NOBODY
) -> bool:
    """Whether pairs can be chosen so that everybody has what is wanted, with these limits and minimums alone.

    ``people``: ids of those who must not be in two places at once.
    """
    prices = Prices(problem)
    time = _TimeOfSome(problem, prices, people)
    asked = dict(wants) | {(p, s): wants.get((p, s), 0) for inside, _ in least for p, _, s in inside}
    options = []
    for (p, s), wanted in sorted(asked.items()):
        mine = sorted(pair for pair in prices.eligible if (pair[0], pair[2]) == (p, s))
        is_in_least = any(pair in inside for inside, _ in least for pair in mine)
        most = prices.demand[p][s] if is_in_least else wanted  # else more than is wanted never helps
        options.append([some for number in range(wanted, most + 1) for some in combinations(mine, number)])
    return _has_plan(options, [], limits, least, time)


def _has_plan(
    options: list[list[tuple[Triple, ...]]], chosen: list[Triple], limits: list[Limit], least: list[Limit], time: _Time
) -> bool:
    if any(sum(pair in inside for pair in chosen) > most for inside, most in limits):
        return False
    if not options:
        if any(sum(pair in inside for pair in chosen) < number for inside, number in least):
            return False
        return next(time.all_ways(tuple(sorted(chosen))), None) is not None
    return any(_has_plan(options[1:], [*chosen, *some], limits, least, time) for some in options[0])


class _TimeOfSome(_Time):
    """Time that binds only some people."""

    def __init__(self, problem: Problem, prices: Prices, people: frozenset[str]):
        super().__init__(problem, prices, 0)
        self.people = people

    def _is_fine(self, given: dict[Triple, int], new: Triple) -> bool:
        problem = self.problem
        mentor = problem.mentors[new[1]].id

        def ids(one: Triple) -> set[str]:
            return {problem.participants[one[0]].id, problem.mentors[one[1]].id} & self.people

        for one in given:
            if one == new or not ids(one) & ids(new):
                continue
            gap = problem.pause if one[1] == new[1] and mentor in self.people else 0
            minutes = [problem.sessions[s].minutes or 0 for _, _, s in (one, new)]
            if given[one] < given[new] + minutes[1] + gap and given[new] < given[one] + minutes[0] + gap:
                return False
        if problem.most_a_day is None or mentor not in self.people:
            return True
        days = [self._day(one, start) for one, start in given.items() if one[1] == new[1]]
        return days.count(self._day(new, given[new])) <= problem.most_a_day
