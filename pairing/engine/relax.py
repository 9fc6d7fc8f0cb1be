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
from pairing.engine.face import Face, optimal_face
from pairing.engine.formulation import Formulation, Group, IntegerLevel
from pairing.engine.interface import Deadline, OnLevel, Row
from pairing.engine.laminar import relaxed
from pairing.model.potentials import Potentials
from pairing.model.solution import LevelValue

if TYPE_CHECKING:
    from pairing.engine.mip import MipModel

FIRST_OF_A_PLACE = (3, 6, 12)  # pairs a MIP is given for each place, the nearest to the flow first; then all


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
        face = optimal_face(self._formulation, self._flow.chosen or (), self._flow.potentials, self._closed)
        return self._model(face).has_no_other(self._chosen, deadline)

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
        """The levels by MIP: as many as can be at the flow's values, then the first that cannot, then the others."""
        found: list[LevelValue] = []
        for number in range(min(len(reached), len(levels) - 1), -1, -1):
            closed = [*self._closed, *levels[:number]]
            bound = reached[number].value if number < len(reached) else None
            mip, found = self._open(closed, levels[number], bound, deadline)
            self._mip = mip
            if not mip.is_empty:
                self._closed = closed
                break
        if mip.chosen is None and self._chosen is not None:
            values = self._worth(levels, reached)
        else:
            values = [*reached[:number], *found]
            if found and found[-1].is_proved:
                values += mip.minimise(levels[number + 1 :], deadline, lambda level: None)
        for one in values:
            on_level(one)
        return values

    def _worth(self, levels: Sequence[IntegerLevel], reached: Sequence[LevelValue]) -> list[LevelValue]:
        """What the plan at hand is worth, where time was too short for any at the flow's values: they only bound it."""
        values = []
        for level, easier in zip(levels, reached, strict=False):
            values.append(LevelValue(level.name, self._formulation.value(level, self._chosen or ()), easier.bound))
            if not values[-1].is_proved:
                break
        return values

    def _open(
        self, closed: Sequence[IntegerLevel], level: IntegerLevel, bound: int | None, deadline: Deadline
    ) -> tuple[MipModel, list[LevelValue]]:
        """The best value of a level among the plans at the flow's values on those that are closed.

        A plan costs what the flow does and the reduced cost of every pair in which it differs. So a MIP is given the
        pairs of small ones alone, and if its plan is nearer to the flow than any other pair, it is the best.
        """
        face = optimal_face(self._formulation, self._flow.chosen or (), self._flow.potentials, closed)
        if bound is not None:
            gaps = self._gaps(face, level, len(closed))
            ascending = sorted(gaps.values())
            for each in FIRST_OF_A_PLACE:
                number = each * len(self._formulation.places)
                if number >= len(gaps):
                    break
                mip, found = self._near(face, level, bound, gaps, ascending[number], deadline)
                if found or not mip.is_empty:
                    return mip, found
        mip = self._model(face)
        return mip, mip.minimise([level], deadline, lambda level: None)

    def _near(
        self, face: Face, level: IntegerLevel, bound: int, gaps: dict[int, int], gap: int, deadline: Deadline
    ) -> tuple[MipModel, list[LevelValue]]:
        """The best value on the pairs within a gap of the flow, which widens until none beyond could do better."""
        chosen = set(self._flow.chosen or ())
        while True:
            far = {index: int(index in chosen) for index, cost in gaps.items() if cost > gap}
            mip = self._model(face._replace(fixed={**face.fixed, **far}))
            found = mip.minimise([level], deadline, lambda level: None)
            if not found or found[0].value - bound <= gap:
                return mip, found
            if not found[0].is_proved:
                lowest = bound if found[0].bound is None else min(found[0].bound, bound + gap + 1)
                return mip, [found[0]._replace(bound=lowest)]
            gap = found[0].value - bound

    def _gaps(self, face: Face, level: IntegerLevel, number: int) -> dict[int, int]:
        """What it costs on the level, at the least, to choose otherwise than the flow at each pair that may change.

        Its reduced cost; and where it would be the first of a group, that of the group's first unit.
        """
        potentials = self._flow.potentials
        chosen = set(self._flow.chosen or ())
        prices = [0] * len(self._formulation.pairs)
        firsts = [0] * len(self._formulation.pairs)
        for g, group in enumerate(self._formulation.groups):
            vector = potentials.groups.get(group.key)
            price = 0 if vector is None else vector[number]
            marginals = level.groups.get(g)
            first = price + (marginals[0] if marginals else 0)
            is_empty = chosen.isdisjoint(group.pairs)
            for index in group.pairs if price or (is_empty and first) else ():
                prices[index] += price
                firsts[index] += first if is_empty else 0
        gaps = {}
        for place in self._formulation.places:
            height = potentials.places[place.participant, place.session][number]
            for index in place.pairs:
                if index not in face.fixed:
                    cost = level.pair_costs[index] if level.pair_costs else 0
                    gaps[index] = abs(cost + height - prices[index]) + firsts[index]
        return gaps

    def _model(self, face: Face) -> MipModel:
        """A MIP on the plans of a face that keep every row, those included that nobody knows of yet."""
        from pairing.engine.mip import MipModel  # most problems are a flow

        known = len(face.loads)  # rows may have been found out since the face was
        more = {number: (0, group.most) for number, group in enumerate(self._formulation.groups[known:], known)}
        face = face._replace(loads={**face.loads, **more})
        return MipModel(self._formulation, face, None if self._check is None else self._rows_broken)
