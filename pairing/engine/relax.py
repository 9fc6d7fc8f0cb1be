"""Relax and check: solve the flow without the rows that are no flow; if its optimum keeps them, it is the optimum.

A plan that is the best of a larger set, and lies in the smaller one, is the best of the smaller one; and if it is the
only one of its value there, it is here. So rows that do not bind cost nothing but one flow.

Where they bind, the flow still says how good each level can be at the best. Nearly always the rows only disturb the
draw: then some plan on the optimal face of all levels before it keeps them, and a MIP over that face alone finds the
best one. Else the levels are closed one by one, as far as they reach the flow's value; the first that does not is
minimised over the face of those before, and from there on by rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pairing.engine import flow
from pairing.engine.face import optimal_face
from pairing.engine.formulate import Formulation, Group, IntegerLevel
from pairing.engine.interface import Deadline, OnLevel, Row
from pairing.engine.laminar import relaxed
from pairing.model.potentials import Potentials
from pairing.model.solution import LevelValue

if TYPE_CHECKING:
    from pairing.engine.mip import MipModel


def refuses(formulation: Formulation) -> str | None:
    """Why nothing is left that is a flow, or None."""
    return "limits cross that cost something" if relaxed(formulation) is None else None


def lay_out(formulation: Formulation) -> RelaxedModel:
    """The flow without the rows that are none, ready to minimise."""
    return RelaxedModel(formulation)


Check = Callable[[Sequence[int]], Sequence[Row]]
"""Rows that chosen pairs break, and no plan may; they hold for all plans that are wanted. None: all is well."""


class RelaxedModel:
    """A flow as long as its best plan keeps every row; from then on a MIP on what the flow leaves open.

    ``check``: rows that are known only when a plan breaks them. Those that leave the problem a flow are taken into it.
    """

    def __init__(self, formulation: Formulation, check: Check | None = None):
        self._formulation, self._check = formulation, check
        self._lay_out()
        self._closed: list[IntegerLevel] = []  # levels that reached the flow's value
        self._mip: MipModel | None = None
        self._chosen: tuple[int, ...] | None = None
        self.bounds: list[LevelValue] = []  # what the flow came to before any row was found out

    @property
    def engine(self) -> str:
        """The engine that had the last word."""
        return "flow" if self._mip is None else "mip"

    @property
    def chosen(self) -> tuple[int, ...] | None:
        """The pair indices of the best plan so far."""
        return self._chosen if self._mip is None or self._mip.chosen is None else self._mip.chosen

    @property
    def potentials(self) -> Potentials | None:
        """What proves the plan, where the flow found it."""
        return self._flow.potentials if self._mip is None else None

    def minimise(self, levels: Sequence[IntegerLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels in order; a level that is not proved is the last one."""
        if self._mip is not None:
            return self._mip.minimise(levels, deadline, on_level)
        asked = [*self._closed, *levels]
        while True:
            reached = self._flow.minimise(self._easier_levels(levels), deadline, lambda level: None)
            best = self._flow.chosen
            if best is None:
                return []
            is_whole = len(reached) == len(levels)
            self.bounds = self.bounds or reached
            if not is_whole or not self._formulation.keeps(best):
                break
            rows = self._rows_broken(best)
            if not rows:
                self._chosen = best
                self._closed = asked
                for value in reached:
                    on_level(value)
                return reached
            self._lay_out()
            self._flow.minimise(self._easier_levels(self._closed), deadline, lambda level: None)
        self._chosen = self._chosen or self._formulation.kept_of(best)
        return self._over_faces(levels, reached, deadline, on_level)

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Exact: the flow's answer; what is as good there may still break a row, so a MIP asks among those."""
        if self._mip is not None:
            return self._mip.is_unique(deadline)
        if self._flow.is_unique(deadline):
            return True
        assert self._chosen is not None
        return self._model(self._closed).has_no_other(self._chosen, deadline)

    def _lay_out(self) -> None:
        easier = relaxed(self._formulation)
        assert easier is not None
        self._easier = easier
        self._flow = flow.lay_out(easier.formulation)

    def _easier_levels(self, levels: Sequence[IntegerLevel]) -> list[IntegerLevel]:
        return [self._easier.level(level) for level in levels]

    def _rows_broken(self, chosen: Sequence[int]) -> tuple[Group, ...]:
        """Limits that a plan breaks and that nobody knew of; the problem has them from now on."""
        rows = self._check(chosen) if self._check is not None else ()
        number = len(self._formulation.groups)
        self._formulation = self._formulation.with_rows(rows)
        return self._formulation.groups[number:]

    def _over_faces(
        self, levels: Sequence[IntegerLevel], reached: Sequence[LevelValue], deadline: Deadline, on_level: OnLevel
    ) -> list[LevelValue]:
        """The levels by MIP: all but the last at the flow's values, if a plan has them; else one after the other."""
        known = len(reached) - (len(reached) == len(levels))
        closed = list(reached[:known])
        self._mip = self._model([*self._closed, *levels[:known]])
        found = self._mip.minimise(levels[known:], deadline, lambda level: None)
        if self._mip.is_empty:
            closed, found = [], []
            for level, value in zip(levels, reached, strict=False):
                self._mip = self._model(self._closed)
                found = self._mip.minimise([level], deadline, lambda level: None)
                if found != [value]:
                    break
                self._closed.append(level)
                closed += found
                found = []
            if found and found[-1].is_proved:
                found += self._mip.minimise(levels[len(closed) + 1 :], deadline, lambda level: None)
        for one in (*closed, *found):
            on_level(one)
        return [*closed, *found]

    def _model(self, closed: Sequence[IntegerLevel]) -> MipModel:
        """A MIP on the plans that are as good as the flow's on these levels, the first of those it has solved."""
        from pairing.engine.mip import MipModel  # most problems are a flow

        assert self._flow.chosen is not None
        return MipModel(
            self._formulation,
            optimal_face(self._formulation, self._flow.chosen, self._flow.potentials, closed),
            None if self._check is None else self._rows_broken,
        )
