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


def refuses(formulation: LargeFormulation) -> str | None:
    """Nothing that is laid out as columns is too general: what crosses was taken out of the chains."""
    return None


def lay_out(formulation: LargeFormulation) -> LargeModel:
    """The network of the problem, ready to minimise."""
    return LargeModel(formulation)


class LargeModel:
    """A flow as long as its best plan keeps every row; from then on what ``remainder`` makes of it.

    Where no plan at the flow's values keeps every row, the problem is solved as one of plain Python: exact, and slow.
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
        elif len(reached) == len(levels):
            self._chosen = self._formulation.kept_of(best)
            reached = self._among_rows(levels, reached, deadline)
        else:
            self._chosen = self._formulation.kept_of(best)
            reached = []
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
        rest = Remainder(self._formulation, self._flow, [*self._closed, *levels])
        found = rest.solve(reached[-1].value, deadline)
        if rest.is_empty:
            self._rest = PlainModel(self._formulation)
            return self._rest.minimise(levels, deadline, lambda level: None)
        self._rest = rest
        return [] if found is None else [*reached[:-1], found]
