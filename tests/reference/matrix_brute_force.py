"""The reference for matrices: looks at every assignment of a small one. Plain, and apart from engines and judge.

Assignments are built row by row. Of two half-built ones with the same loads the worse can never win: every level but
``idle`` and ``imbalance`` is a sum over rows, and those two depend on the loads alone. Nothing else is left out.
``every_plan`` leaves out nothing at all, and is for very small ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from pairing.model.draw import Draw, offer_weights, tie_cost, tie_name

Plan = tuple[tuple[int, int], ...]  # (row, column), ascending


@dataclass(frozen=True)
class Question:
    """What ``assign`` is asked: costs are whole numbers, None where a pair is not eligible; ``most`` None: no limit."""

    costs: tuple[tuple[int | None, ...], ...]
    num_columns: int
    demand: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int | None, ...]
    levels: tuple[str, ...]
    balance: str = "in proportion"
    seed: int = 0
    row_names: tuple[str, ...] = ()  # what lots are drawn with; else the positions
    column_names: tuple[str, ...] = ()

    @property
    def num_rows(self) -> int:
        return len(self.costs)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        cells = product(range(self.num_rows), range(self.num_columns))
        return [(i, j) for i, j in cells if self.costs[i][j] is not None]

    @property
    def is_least_hard(self) -> bool:
        return "idle" not in self.levels

    @property
    def weights(self) -> list[int]:
        """Of the squares of the loads."""
        if self.balance == "equal":
            return [1] * self.num_columns
        has_pair = [any(row[j] is not None for row in self.costs) for j in range(self.num_columns)]
        return offer_weights(list(self.most), has_pair)

    def tie(self, i: int, j: int, number: int) -> int:
        """What the draw charges a pair on tie level 1 … 6."""
        row = self.row_names[i] if self.row_names else str(i)
        column = self.column_names[j] if self.column_names else str(j)
        return tie_cost(Draw(self.seed).ticket("", row, column), number, len(self.pairs))


@dataclass(frozen=True)
class Best:
    """The best value of every level in order, and every assignment that reaches all of them."""

    levels: tuple[tuple[str, int], ...]
    plans: frozenset[Plan]


def best_assignments(question: Question, *, tie_levels: int = 1) -> Best | None:
    """The lexicographic optimum; None where no assignment meets a hard minimum."""
    names = [*question.levels, *(tie_name(number) for number in range(1, tie_levels + 1))]
    by_row = [name for name in names if name not in ("idle", "imbalance")]
    nothing = (0,) * question.num_columns
    half_built: dict[tuple[int, ...], tuple[tuple[int, ...], list[Plan]]] = {nothing: ((0,) * len(by_row), [()])}
    for i in range(question.num_rows):
        choices = [(some, price_of_row(question, i, some, by_row)) for some in choices_of(question, i)]
        further: dict[tuple[int, ...], tuple[tuple[int, ...], list[Plan]]] = {}
        for loads, (value, plans) in half_built.items():
            for some, price in choices:
                new_loads = tuple(load + (j in some) for j, load in enumerate(loads))
                if not keeps_limits(question, new_loads):
                    continue
                new_value = tuple(a + b for a, b in zip(value, price, strict=True))
                new_plans = [(*plan, *((i, j) for j in some)) for plan in plans]
                known = further.get(new_loads)
                if known is None or new_value < known[0]:
                    further[new_loads] = (new_value, new_plans)
                elif new_value == known[0]:
                    known[1].extend(new_plans)
        half_built = further
    ends = []
    for loads, (value, plans) in half_built.items():
        if question.is_least_hard and short_of_least(question, loads):
            continue
        cost = dict(zip(by_row, value, strict=True))
        cost |= {"idle": short_of_least(question, loads), "imbalance": imbalance(question, loads)}
        ends.append((tuple(cost[name] for name in names), plans))
    if not ends:
        return None
    best = min(values for values, _ in ends)
    winners = frozenset(plan for values, plans in ends if values == best for plan in plans)
    return Best(tuple(zip(names, best, strict=True)), winners)


def every_plan(question: Question) -> Iterator[Plan]:
    """Every assignment that keeps demands, limits and hard minimums."""
    for parts in product(*(list(choices_of(question, i)) for i in range(question.num_rows))):
        plan = tuple((i, j) for i, part in enumerate(parts) for j in part)
        loads = loads_of(question, plan)
        if keeps_limits(question, loads) and not (question.is_least_hard and short_of_least(question, loads)):
            yield plan


def value_of_plan(question: Question, plan: Plan, name: str) -> int:
    """What a plan comes to on a level."""
    loads = loads_of(question, plan)
    if name == "idle":
        return short_of_least(question, loads)
    if name == "imbalance":
        return imbalance(question, loads)
    return sum(
        price_of_row(question, i, tuple(j for row, j in plan if row == i), [name])[0] for i in range(question.num_rows)
    )


def choices_of(question: Question, i: int) -> Iterator[tuple[int, ...]]:
    """Every set of columns that a row may be given, loads aside."""
    eligible = [j for j in range(question.num_columns) if question.costs[i][j] is not None]
    for size in range(min(question.demand[i], len(eligible)) + 1):
        yield from combinations(eligible, size)


def price_of_row(question: Question, i: int, some: tuple[int, ...], names: list[str]) -> tuple[int, ...]:
    """What one row's columns add to each of these levels."""
    missing = question.demand[i] - len(some)
    prices = []
    for name in names:
        if name == "unpaired":
            prices.append(missing)
        elif name == "spread":
            prices.append(missing**2)
        elif name == "penalty":
            prices.append(sum(question.costs[i][j] or 0 for j in some))
        else:
            number = int(name.removeprefix("tie") or 1)
            prices.append(sum(question.tie(i, j, number) for j in some))
    return tuple(prices)


def loads_of(question: Question, plan: Plan) -> tuple[int, ...]:
    return tuple(sum(column == j for _, column in plan) for j in range(question.num_columns))


def keeps_limits(question: Question, loads: tuple[int, ...]) -> bool:
    return all(most is None or load <= most for load, most in zip(loads, question.most, strict=True))


def short_of_least(question: Question, loads: tuple[int, ...]) -> int:
    return sum(max(0, least - load) for load, least in zip(loads, question.least, strict=True))


def imbalance(question: Question, loads: tuple[int, ...]) -> int:
    return sum(weight * load**2 for load, weight in zip(loads, question.weights, strict=True))
