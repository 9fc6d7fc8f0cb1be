"""The reference for shortages: whether people can all be placed, found by looking at every plan of a small problem.

Slow, plain, and written apart from what finds shortages. Of two half-built plans with the same loads, in which the same
wants are met, one is as good as the other; nothing else is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from pairing.model.problem import Problem
from tests.reference.brute_force import Prices, Triple

Wants = Mapping[tuple[int, int], int]  # participant and session: so many meetings, at the least


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


def can_be_matched(wants: Wants, pairs: set[Triple], limits: list[tuple[set[Triple], int]]) -> bool:
    """Whether so many of some pairs can be chosen for everybody under these limits alone."""
    states = {(0,) * len(limits)}
    for (p, s), wanted in sorted(wants.items()):
        mine = sorted(pair for pair in pairs if (pair[0], pair[2]) == (p, s))
        further = set()
        for some in combinations(mine, wanted):
            added = [sum(pair in inside for pair in some) for inside, _ in limits]
            for loads in states:
                new = tuple(one + other for one, other in zip(loads, added, strict=True))
                if all(load <= most for load, (_, most) in zip(new, limits, strict=True)):
                    further.add(new)
        states = further
    return bool(states)
