"""CP-SAT for peers: the sparring partner of ``peers_matching``, and the engine for a limit on changes.

x[v, w] is 1 where the couple practises alone, y[v] where v is in the trio, e[v, w] where both are. Then

    Σ_w x[v, w] + y[v] + a[v] = 1    a[v] = 1: v is alone
    Σ_v y[v] = 3·t                   t = 1: there is a trio
    Σ_w e[v, w] = 2·y[v]             all three couples of the trio are allowed, and e[v, w] ≤ y[v], y[w]

One worker and rows that stay small, as in ``cpsat``; levels are minimised one after the other and held by a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from ortools.sat.python import cp_model

from pairing.engine.cpsat import solve_model, weighted_sum
from pairing.engine.interface import Deadline
from pairing.engine.peers import Groups, PeerFormulation, PeerLevel
from pairing.errors import InternalError
from pairing.model.solution import LevelValue


def lay_out(formulation: PeerFormulation, most_changed: int | None) -> PeerCpSat:
    """The model of a session, ready to minimise."""
    return PeerCpSat(formulation, most_changed)


class PeerCpSat:
    """The constraint model of one session, and one row for each level that is done."""

    def __init__(self, formulation: PeerFormulation, most_changed: int | None):
        self._formulation = formulation
        self._model = cp_model.CpModel()
        self._chosen: Groups | None = None
        size = len(formulation.members)
        self._couples = [(v, w) for v, row in enumerate(formulation.others) for w in row]
        self._x = [self._model.new_bool_var(f"x{v},{w}") for v, w in self._couples]
        self._e = [self._model.new_bool_var(f"e{v},{w}") for v, w in self._couples]
        self._y = [self._model.new_bool_var(f"y{v}") for v in range(size)]
        self._alone = [self._model.new_bool_var(f"a{v}") for v in range(size)]
        self._lay_groups()
        self._lost = self._lay_losses()
        if most_changed is not None:
            self._model.add(sum(self._lost.values()) <= most_changed)
        for level in formulation.levels:
            self._objective(level)  # one that is too large for a row is refused before the first is solved

    @property
    def chosen(self) -> Groups | None:
        """The groups of the best plan so far."""
        return self._chosen

    def minimise(self, levels: Sequence[PeerLevel], deadline: Deadline) -> list[LevelValue]:
        """Minimise the levels one after the other; a level that the deadline cuts off is the last one."""
        reached: list[LevelValue] = []
        for level in levels:
            if deadline.has_passed:
                break
            objective, constant = self._objective(level)
            self._model.minimize(objective)
            status, solver = solve_model(self._model, deadline)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                if status == cp_model.UNKNOWN or (status == cp_model.INFEASIBLE and self._chosen is None):
                    break  # no time, or a limit on changes that no plan keeps
                raise InternalError(f"CP-SAT answered {solver.status_name(status)} to a session that had a plan")
            self._chosen = self._groups(solver)
            value = self._formulation.value(level, self._chosen)
            bound = value if status == cp_model.OPTIMAL else constant + ceil(solver.best_objective_bound - 1e-6)
            reached.append(LevelValue(level.name, value, bound))
            if bound < value:
                break
            self._model.add(objective <= value - constant)
            self._model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it without types
            for variable in (*self._x, *self._e, *self._y):
                self._model.add_hint(variable, solver.value(variable))
        return reached

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Solve once more with the groups found forbidden, all levels held at their values."""
        if self._chosen is None:
            return None
        groups = set(self._chosen)
        trio = next((group for group in groups if len(group) == 3), ())
        probe = self._model.clone()
        probe.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools leaves it without types
        literals = [~x if couple in groups else x for couple, x in zip(self._couples, self._x, strict=True)]
        literals += [~y if v in trio else y for v, y in enumerate(self._y)]
        probe.add_bool_or(literals)
        status, _ = solve_model(probe, deadline)
        return {cp_model.INFEASIBLE: True, cp_model.OPTIMAL: False, cp_model.FEASIBLE: False}.get(status)

    def _lay_groups(self) -> None:
        """Everybody is in one couple, in the trio, or alone; see the top of this file."""
        pairs: list[list[Any]] = [[] for _ in self._y]
        trios: list[list[Any]] = [[] for _ in self._y]
        for (v, w), x, e in zip(self._couples, self._x, self._e, strict=True):
            for member in (v, w):
                pairs[member].append(x)
                trios[member].append(e)
                self._model.add_implication(e, self._y[member])
        for y, alone, mine, with_two in zip(self._y, self._alone, pairs, trios, strict=True):
            self._model.add(sum(mine) + y + alone == 1)
            self._model.add(sum(with_two) == 2 * y)
        has_trio = self._model.new_bool_var("t")
        self._model.add(sum(self._y) == 3 * has_trio)

    def _lay_losses(self) -> dict[int, cp_model.IntVar]:
        """lost[v] + x[v, w] + e[v, w] ≥ 1 for each partner w whom v had."""
        lost: dict[int, cp_model.IntVar] = {}
        changed = self._formulation.changed
        if not changed.alone:
            return lost
        lost = {v: self._model.new_bool_var(f"lost{v}") for v, had in enumerate(changed.alone) if had}
        for (v, w), x, e in zip(self._couples, self._x, self._e, strict=True):
            if w in self._formulation.partners[v]:
                self._model.add_bool_or([lost[v], x, e])
                self._model.add_bool_or([lost[w], x, e])
        return lost

    def _objective(self, level: PeerLevel) -> tuple[Any, int]:
        """The level without its constant, and the constant."""
        if level is self._formulation.changed:
            return weighted_sum(level.name, [(lost, 1) for lost in self._lost.values()]), 0
        terms = list(zip(self._alone, level.alone, strict=True)) if level.alone else []
        costs = [cost for row in level.couples for cost in row]
        for x, e, cost in zip(self._x, self._e, costs, strict=True) if costs else ():
            terms += [(x, cost), (e, cost)]
        return weighted_sum(level.name, terms), level.constant

    def _groups(self, solver: cp_model.CpSolver) -> Groups:
        groups = [couple for couple, x in zip(self._couples, self._x, strict=True) if solver.boolean_value(x)]
        trio = tuple(v for v, y in enumerate(self._y) if solver.boolean_value(y))
        return tuple(sorted([*groups, *([trio] if trio else [])]))
