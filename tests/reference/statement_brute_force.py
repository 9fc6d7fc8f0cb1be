"""The best plans of a certificate's statement, by looking at all of them: from its JSON, with nothing of the package.

Participants one after the other; of two half-built plans with the same numbers in every group that several
participants share, the worse one can never win.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from typing import Any, NamedTuple

Row = list[Any]
Choice = frozenset[int]  # positions of pairs


class Best(NamedTuple):
    """The best value of each level in order, and every choice of pairs that reaches all of them."""

    values: tuple[int, ...]
    choices: frozenset[Choice]


def best_of(certificate: dict[str, Any]) -> Best | None:
    """The lexicographic optimum; None when no plan keeps what is required."""
    prices = _Prices(certificate)
    half_built: dict[tuple[int, ...], tuple[tuple[int, ...], list[Choice]]]
    half_built = {(0,) * len(prices.shared): (tuple(certificate["constant"]), [frozenset()])}
    for p in range(len(certificate["participants"])):
        further: dict[tuple[int, ...], tuple[tuple[int, ...], list[Choice]]] = {}
        for choice in prices.choices(p):
            price = prices.of_participant(p, choice)
            if price is None:
                continue
            for loads, (value, plans) in half_built.items():
                more = tuple(load + len(choice & group) for load, group in zip(loads, prices.shared, strict=True))
                if any(load > most for load, most in zip(more, prices.most_shared, strict=True)):
                    continue
                total = _sum(value, price)
                grown = [plan | choice for plan in plans]
                if more not in further or total < further[more][0]:
                    further[more] = (total, grown)
                elif total == further[more][0]:
                    further[more][1].extend(grown)
        half_built = further
    ends = [(_sum(value, prices.of_shared(loads)), plans) for loads, (value, plans) in half_built.items()]
    if not ends:
        return None
    best = min(value for value, _ in ends)
    if certificate["levels"][0] == "required" and best[0]:
        return None
    return Best(best, frozenset(plan for value, plans in ends if value == best for plan in plans))


class _Prices:
    """What choices of one certificate cost."""

    def __init__(self, certificate: dict[str, Any]):
        self.certificate = certificate
        self.num_levels = len(certificate["levels"])
        self.own: dict[int, list[tuple[Choice, Row]]] = {}
        self.shared: list[Choice] = []
        self.most_shared: list[int] = []
        self.rows_shared: list[Row] = []
        for row in certificate["groups"]:
            held = frozenset(i for i, pair in enumerate(certificate["pairs"]) if _is_in(pair, row))
            people = {certificate["pairs"][index][0] for index in held}
            if len(people) > 1:
                self.shared.append(held)
                self.most_shared.append(row[4])
                self.rows_shared.append(row)
            elif people:
                self.own.setdefault(people.pop(), []).append((held, row))

    def choices(self, p: int) -> list[Choice]:
        """Every way of giving a participant at most what he wants in each place."""
        ways = []
        for who, s, demand, _ in self.certificate["places"]:
            if who == p:
                there = [i for i, pair in enumerate(self.certificate["pairs"]) if (pair[0], pair[2]) == (p, s)]
                ways.append([some for size in range(demand + 1) for some in combinations(there, size)])
        return [frozenset(index for part in parts for index in part) for parts in product(*ways)]

    def of_participant(self, p: int, choice: Choice) -> tuple[int, ...] | None:
        """His pairs, his misses, and the groups that only he is in; None beyond a limit."""
        total = [0] * self.num_levels
        for index in choice:
            for column, price in zip(
                self.certificate["priced"]["pairs"], self.certificate["pairs"][index][3:], strict=True
            ):
                total[column] += price
        wanted = Counter({who: 0 for who, *_ in self.certificate["places"]})
        for who, _, demand, _ in self.certificate["places"]:
            wanted[who] += demand
        for who, marginals, _ in self.certificate["misses"]:
            if who == p:
                self._add(total, "misses", marginals, wanted[p] - len(choice))
        for held, row in self.own.get(p, ()):
            if len(held & choice) > row[4]:
                return None
            self._add(total, "groups", row[5], len(held & choice))
        return tuple(total)

    def of_shared(self, loads: tuple[int, ...]) -> tuple[int, ...]:
        total = [0] * self.num_levels
        for load, row in zip(loads, self.rows_shared, strict=True):
            self._add(total, "groups", row[5], load)
        return tuple(total)

    def _add(self, total: list[int], kind: str, marginals: list[list[int]], units: int) -> None:
        if marginals:
            for column, prices in zip(self.certificate["priced"][kind], marginals, strict=True):
                total[column] += sum(prices[:units])


def _is_in(pair: Row, group: Row) -> bool:
    same = all(wanted in (None, found) for wanted, found in zip(group[:3], pair[:3], strict=True))
    return same and (group[3] is None or pair[2] in group[3])


def _sum(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
