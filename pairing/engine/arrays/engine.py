"""The flow engine of large problems; what breaks rows that are no flow goes to ``remainder``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pairing.engine.arrays.columns import ColumnLevel, Ints
from pairing.engine.arrays.flow import ColumnsModel
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.arrays.remainder import Remainder
from pairing.engine.arrays.restrict import PlainModel, as_potentials
from pairing.engine.interface import Deadline, OnLevel
from pairing.model.potentials import Potentials
from pairing.model.solution import LevelValue

MOST_PLAIN = 60_000  # pairs that are solved as a problem of plain Python while time is limited


def refuses(formulation: LargeFormulation) -> str | None:
    """Nothing that is laid out as columns is too general: what crosses was taken out of the chains."""
    return None


def lay_out(formulation: LargeFormulation) -> LargeModel:
    """The network of the problem, ready to minimise."""
    return LargeModel(formulation)


class LargeModel:
    """A flow as long as its best plan keeps every row; from then on what ``remainder`` makes of it.

    Where no plan at the flow's values keeps every row, the problem is solved as one of plain Python: exact, and slow.
    While time is limited and there are very many pairs, what is told is the plan nearest to them, and the flow's bound.
    """

    def __init__(self, formulation: LargeFormulation):
        self._formulation = formulation
        self._flow = ColumnsModel(formulation.columns)
        self._closed: list[ColumnLevel] = []
        self._rest: Remainder | PlainModel | None = None
        self._chosen: Ints | None = None

    @property
    def engine(self) -> str:
        """The engine that had the last word."""
        return "flow" if self._rest is None else "mip"

    @property
    def chosen(self) -> list[int] | None:
        """The numbers of the pairs of the best plan so far."""
        best = self._chosen if self._rest is None or self._rest.chosen is None else self._rest.chosen
        return None if best is None else best.tolist()

    @property
    def potentials(self) -> Potentials | None:
        """What proves the plan, where the flow found it."""
        if self._rest is not None:
            return None
        formulation, prices = self._formulation, self._flow.prices
        priced = np.zeros(formulation.columns.num_groups, bool)
        for one in prices:
            priced |= one.groups[:-1] != 0
        return as_potentials(formulation, self._closed, prices, np.flatnonzero(priced).tolist())

    def minimise(self, levels: Sequence[ColumnLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels in order; a level that is not proved is the last one."""
        if self._rest is not None:
            return self._rest.minimise(levels, deadline, on_level)
        reached = self._flow.minimise(levels, deadline, lambda level: None)
        best = self._flow.chosen
        if best is None:
            return []
        if self._formulation.keeps(best):
            self._chosen = best
            self._closed += levels[: len(reached)]
        else:
            if not self._closed:  # else the plan of before is at the values of the levels that are closed
                self._chosen = self._formulation.kept_of(best)
            reached = self._among_rows(levels, reached, deadline) if len(reached) == len(levels) else []
        for value in reached:
            on_level(value)
        return reached

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Exact, where the flow's plan keeps every row; else as far as a MIP can tell."""
        return (self._flow if self._rest is None else self._rest).is_unique(deadline)

    def _among_rows(
        self, levels: Sequence[ColumnLevel], reached: list[LevelValue], deadline: Deadline
    ) -> list[LevelValue]:
        """The best plan that keeps the rows: at the flow's values on all levels but the last, where there is one."""
        asked = [*self._closed, *levels]
        rest = Remainder(self._formulation, self._flow, asked)
        found = rest.solve(reached[-1].value, deadline, self._known(levels[:-1], reached))
        few = self._formulation.columns.pairs.count <= MOST_PLAIN
        if found is None and not deadline.has_passed and (few or not deadline.has_limit):
            self._rest = PlainModel(self._formulation)
            return self._rest.minimise(asked, deadline, lambda level: None)[len(self._closed) :]
        self._rest = rest
        if found is not None:
            return [*reached[:-1], found]
        if not self._closed:
            self._chosen = self._without_the_broken(rest.nearest)
        return self._up_to_the_open(levels, reached)

    def _known(self, levels: Sequence[ColumnLevel], reached: Sequence[LevelValue]) -> Ints | None:
        """The best plan so far, where it is at the flow's values on these levels, as on those that are closed."""
        if self._chosen is None:
            return None
        chosen = self._chosen.tolist()
        is_there = all(
            self._formulation.value(level, chosen) == one.value for level, one in zip(levels, reached, strict=False)
        )
        return self._chosen if is_there else None

    def _without_the_broken(self, nearest: Ints | None) -> Ints | None:
        """The flow's plan without what breaks rows, or another one that is nearer to them: the better of the two."""
        other = None if nearest is None else self._formulation.kept_of(nearest)
        if other is None or self._chosen is None:
            return self._chosen if other is None else other
        return min((other, self._chosen), key=self._worth)

    def _worth(self, plan: Ints) -> list[int]:
        chosen = plan.tolist()
        return [self._formulation.value(level, chosen) for level in self._formulation.levels]

    def _up_to_the_open(self, levels: Sequence[ColumnLevel], bounds: Sequence[LevelValue]) -> list[LevelValue]:
        """The levels that the plan has at the flow's values, and the first that it has not: that value is its bound."""
        found: list[LevelValue] = []
        for level, bound in zip(levels, bounds, strict=True):
            if self._chosen is None or (found and not found[-1].is_proved):
                break
            value = self._formulation.value(level, self._chosen.tolist())
            found.append(LevelValue(level.name, value, bound.value))
        return found
