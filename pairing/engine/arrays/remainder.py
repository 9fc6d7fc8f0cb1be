"""What is left when a large flow's best plan breaks rows: one level, between the best plan that keeps them and a bound.

Levels before it stay at the flow's values. ``rows`` finds a bound and, as a rule, plans close to it. A pair whose
reduced cost is larger than the gap between the two is in no better plan, so a MIP on the others closes the gap; while
time is limited it is only tried where these are few.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pairing.engine.arrays.columns import ColumnLevel, Ints
from pairing.engine.arrays.flow import ColumnsModel
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.arrays.restrict import Restricted
from pairing.engine.arrays.rows import SCALE, price_rows
from pairing.engine.face import optimal_face
from pairing.engine.interface import Deadline, OnLevel
from pairing.engine.mip import MipModel
from pairing.model.draw_arrays import mix
from pairing.model.solution import LevelValue

MOST_COLUMNS = (10_000, 25_000)  # pairs that a MIP is given, one try after the other, before it is given all it needs
FIRST_OF_A_PLACE = 2  # and before that, as many times the number of places
NO_PLAN = 2**58


class Remainder:
    """The open level of a flow, which is solved on all ``levels``: those before the last stay as they are.

    ``is_empty``: no plan at the flow's values on those levels keeps every row. ``nearest``: one that breaks few.
    """

    def __init__(self, formulation: LargeFormulation, flow: ColumnsModel, levels: Sequence[ColumnLevel]):
        self._formulation, self._flow = formulation, flow
        self._closed, self._level = levels[:-1], levels[-1]
        self._restricted: Restricted | None = None
        self._mip: MipModel | None = None
        self._value, self._bound = NO_PLAN, -NO_PLAN  # the bound is SCALE times that of the level
        self._start = -NO_PLAN  # the bound to which the reduced costs belong
        self._pairs, self._reduced = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.chosen: Ints | None = None
        self.is_empty = False
        self.nearest: Ints | None = None

    def solve(self, value: int, deadline: Deadline, known: Ints | None = None) -> LevelValue | None:
        """The open level's value and bound; None where no plan was found that keeps every row.

        ``value``: what the flow came to on it. ``known``: a plan that keeps every row, at the flow's values before it.
        """
        priced = price_rows(self._formulation, self._flow, self._level, value, deadline)
        self._bound = self._start = priced.bound
        self.nearest = priced.nearest
        for plan in priced.plans if known is None else [known, *priced.plans]:
            if self._formulation.keeps(plan):
                self._offer(plan, self._formulation.value(self._level, plan.tolist()))
        self._pairs, self._reduced = self._open_pairs(priced.level)
        for size in self._sizes(deadline):
            if self._is_closed or deadline.has_passed:
                break
            self._close(size, deadline)
        return None if self.chosen is None else LevelValue(self._level.name, self._value, -(-self._bound // SCALE))

    def _sizes(self, deadline: Deadline) -> list[int]:
        """How many pairs a MIP is given, one try after the other; all only where time is not limited."""
        first = FIRST_OF_A_PLACE * self._formulation.columns.num_places
        sizes = [size for size in (first, *MOST_COLUMNS) if size <= MOST_COLUMNS[-1]]
        return sizes if deadline.has_limit else [*sizes, len(self._pairs)]

    @property
    def _is_closed(self) -> bool:
        """Whether no plan can be better than the best one so far, or there is none."""
        return self.is_empty or self._bound > SCALE * (self._value - 1)

    def minimise(self, levels: Sequence[ColumnLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Further levels, on the pairs that are left."""
        if self._mip is None or self._restricted is None:
            return []
        reached = self._mip.minimise([self._restricted.level(level) for level in levels], deadline, on_level)
        if reached and self._mip.chosen is not None:
            self.chosen = self._restricted.numbers(self._mip.chosen)
        return reached

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Asked of a MIP where few pairs are left; else not known."""
        if self._mip is None:
            self._close(MOST_COLUMNS[-1], deadline)
        return None if self._mip is None else self._mip.is_unique(deadline)

    def _open_pairs(self, level: ColumnLevel) -> tuple[Ints, Ints]:
        """The pairs that cost nothing on all closed levels, and their reduced costs on the open one."""
        numbers, reduced = [], []
        for block in self._formulation.columns.pairs.blocks():
            for closed, price in zip(self._closed, self._flow.prices, strict=False):
                block = block.take(np.flatnonzero(price.reduced(block, closed) == 0))
            numbers.append(block.number)
            reduced.append(self._flow.prices[-1].reduced(block, level))
        return np.concatenate(numbers), np.concatenate(reduced)

    def _near(self, size: int) -> tuple[Ints, int]:
        """The pairs that could be in a plan as good as the best one so far; of more than ``size`` the likeliest.

        With them the reduced cost that every other pair exceeds.
        """
        gap = SCALE * self._value - self._start
        near = np.flatnonzero(self._reduced <= gap)
        if len(near) > size:
            order = np.lexsort((mix(near.astype(np.uint64)), self._reduced[near]))
            near, left = near[order[:size]], near[order[size]]
            gap = int(self._reduced[left]) - 1
        return np.sort(self._pairs[near]), gap

    def _close(self, size: int, deadline: Deadline) -> None:
        """The best plan on the likeliest pairs, and what that says of all of them."""
        near, gap = self._near(size)
        plan = self._flow.chosen
        assert plan is not None
        kept = np.union1d(near, plan if self.chosen is None else np.union1d(plan, self.chosen))
        restricted = Restricted(self._formulation, kept)
        closed = [restricted.level(level) for level in self._closed]
        potentials = restricted.potentials(self._closed, self._flow.prices[: len(closed)])
        face = optimal_face(restricted.formulation, restricted.indices(plan), potentials, closed)
        mip = MipModel(restricted.formulation, face)
        found = mip.minimise([restricted.level(self._level)], deadline, lambda level: None)
        if mip.is_empty:
            self.is_empty = len(near) == len(self._pairs)
        if not found or mip.chosen is None:
            return
        value, bound = found[0].value, found[0].bound
        self._offer(restricted.numbers(mip.chosen), value)
        if bound is not None:  # of these pairs; any other is further than the gap
            self._bound = max(self._bound, min(SCALE * bound, self._start + gap + 1))
        if self._is_closed and SCALE * self._value <= self._start + gap:
            self._restricted, self._mip = restricted, mip

    def _offer(self, plan: Ints, value: int) -> None:
        if value < self._value:
            self._value, self.chosen = value, plan
