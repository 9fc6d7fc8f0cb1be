"""Prices for rows that a flow leaves out, so that the flow keeps them all the same (Lagrangian relaxation).

The rows say Σ_{pairs of g} x ≤ most_g. With a price π_g ≥ 0 on every pair of g the flow's cost, less Σ π_g·most_g, is a
bound for every plan that keeps the rows (Geoffrion 1974). The price of a row that is broken goes up, in growing steps
until once it was too high; the price of one that has room comes down, in shrinking ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import Block, ColumnLevel, Ints, PairCosts
from pairing.engine.arrays.flow import ColumnsModel
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.interface import Deadline

MOST_FLOWS = 32
MOST_REPAIRS = 24  # flows after them, where no plan kept the rows
SCALE = 16  # prices are whole multiples of 1/SCALE of a cost: the best ones need not be whole


class Surcharged(NamedTuple):
    """SCALE times the costs of a level, and for each pair the prices of the rows that it is in."""

    costs: PairCosts
    prices: Ints  # by group, and a 0 at the end
    rows: Sequence[Ints]

    def of(self, block: Block) -> Ints:
        cost = SCALE * self.costs.of(block)
        for row in self.rows:
            cost = cost + self.prices[row[block.number]]
        return cost


class Barred(NamedTuple):
    """Costs, and a price on top for some pairs (ascending numbers)."""

    costs: PairCosts
    barred: Ints
    price: int

    def of(self, block: Block) -> Ints:
        return self.costs.of(block) + self.price * np.isin(block.number, self.barred)


class Bounded(NamedTuple):
    """The level at the prices of the best bound, that bound times SCALE, and plans that kept every row on the way.

    ``nearest``: where there is none, one that breaks few.
    """

    level: ColumnLevel
    bound: int
    plans: list[Ints]
    nearest: Ints | None


def price_rows(
    formulation: LargeFormulation, flow: ColumnsModel, level: ColumnLevel, value: int, deadline: Deadline
) -> Bounded:
    """Find prices under which the flow keeps the rows, or nearly; ``flow`` is left at those of the best bound.

    ``level`` is the flow's last one, which prices nothing but pairs; without prices it came to ``value``.
    """
    most = formulation.columns.most
    prices = best = np.zeros(len(most) + 1, np.int64)
    step, grows = np.zeros(len(most), np.int64), np.ones(len(most), bool)
    value = bound = SCALE * value
    first_step = max(1, _dearest(flow, level) * SCALE // 64)
    plans: list[Ints] = []
    seen = set()
    for _ in range(MOST_FLOWS):
        assert flow.chosen is not None
        load = formulation.crossing_loads(flow.chosen)
        broken, slack = load > most, (load < most) & (prices[:-1] > 0)
        if value - int(prices[:-1] @ most) > bound:
            bound, best = value - int(prices[:-1] @ most), prices
        if not broken.any():
            plans.append(flow.chosen)
        is_best = not broken.any() and not slack.any()  # what is paid for is used up: the plan costs what is the bound
        if is_best or prices.tobytes() in seen or deadline.has_passed:
            break
        seen.add(prices.tobytes())
        grows &= ~slack
        smaller = np.maximum(1, step // 2)
        step = np.where(broken & grows, np.maximum(first_step, 2 * step), np.where(broken | slack, smaller, step))
        prices = np.append(np.maximum(0, prices[:-1] + step * broken - step * slack), 0)
        found = flow.again(_surcharged(formulation, level, prices), deadline)
        if found is None:
            break
        value = found
    priced = _surcharged(formulation, level, best)
    flow.again(priced, Deadline())
    nearest = None
    if not plans:
        nearest, is_one = _repaired(formulation, flow, priced, SCALE * 64 * _dearest(flow, level), deadline)
        plans += [nearest] * is_one
        flow.again(priced, Deadline())
    return Bounded(priced, bound, plans, nearest)


def _repaired(
    formulation: LargeFormulation, flow: ColumnsModel, level: ColumnLevel, price: int, deadline: Deadline
) -> tuple[Ints, bool]:
    """What is too many in a row is charged ``price``, until nothing is, or nothing changes: the plan, and which.

    A plan that breaks rows all the same breaks few.
    """
    assert level.pair_costs is not None
    assert flow.chosen is not None
    plan, barred = flow.chosen, np.zeros(0, np.int64)
    for _ in range(MOST_REPAIRS):
        more = _too_many(formulation, plan, barred)
        if np.isin(more, barred).all():
            return plan, not len(more)
        barred = np.union1d(barred, more)
        if flow.again(level._replace(pair_costs=Barred(level.pair_costs, barred, price)), deadline) is None:
            break
        plan = flow.chosen
    return plan, False


def _too_many(formulation: LargeFormulation, plan: Ints, barred: Ints) -> Ints:
    """Of each broken row the pairs of the plan beyond its limit; those that are barred already count as the first."""
    order = plan[np.argsort(~np.isin(plan, barred), kind="stable")]
    found = []
    for row in formulation.crossing:
        rows = row[order]
        by_row = np.argsort(rows, kind="stable")
        held = rows[by_row]
        rank = np.arange(len(held)) - np.searchsorted(held, held)
        found.append(order[by_row[(held >= 0) & (rank >= formulation.columns.most[held])]])
    return np.unique(np.concatenate(found))


def _dearest(flow: ColumnsModel, level: ColumnLevel) -> int:
    """The largest cost of a pair of the flow's plan."""
    assert flow.chosen is not None
    assert level.pair_costs is not None
    return int(level.pair_costs.of(flow.block(flow.chosen)).max(initial=0))


def _surcharged(formulation: LargeFormulation, level: ColumnLevel, prices: Ints) -> ColumnLevel:
    assert level.pair_costs is not None
    return level._replace(pair_costs=Surcharged(level.pair_costs, prices, formulation.crossing))
