"""The CP-SAT engine: takes every problem, and is the sparring partner of the others in tests.

One worker, linearization level 2, no wall-clock limit unless asked for: the same answer on every run. Levels are
minimised one after the other and held by a row, never added up with huge weights: OR-Tools 9.15 can call a wrong answer
optimal once the coefficients of a row add up past 2³¹ (google/or-tools#5293), and no row here is let reach it. That the
installed version is right, below that and above, is asked by ``tests/engine/test_solver_guard.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import pairwise
from math import ceil
from typing import Any

from ortools.sat.python import cp_model

from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.engine.interface import Deadline, OnLevel
from pairing.errors import InternalError, input_error
from pairing.model.solution import LevelValue

ROW_LIMIT = 2**31
LOOK = 0.05  # seconds between two looks at the deadline


def refuses(formulation: Formulation) -> str | None:
    """Nothing is too general for it."""
    return None


def lay_out(formulation: Formulation) -> CpSatModel:
    """The constraint model of the problem, ready to minimise."""
    return CpSatModel(formulation)


class CpSatModel:
    """x per pair, y per missing place and z per unit of a priced group, and one row for each level that is done."""

    def __init__(self, formulation: Formulation):
        self._formulation = formulation
        self._model = cp_model.CpModel()
        self._chosen: tuple[int, ...] | None = None
        self._x = [self._model.new_bool_var(f"x{index}") for index in range(len(formulation.pairs))]
        self._missing = self._demands()
        self._units = self._groups()
        for level, most in formulation.caps:
            self._model.add(self._objective(level) <= most - level.constant)
        for level in formulation.levels:
            self._objective(level)  # one that is too large for a row is refused before the first is solved

    @property
    def chosen(self) -> tuple[int, ...] | None:
        """The pair indices of the best plan so far."""
        return self._chosen

    def minimise(self, levels: Sequence[IntegerLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels one after the other; a level that the deadline cuts off is the last one."""
        reached: list[LevelValue] = []
        for level in levels:
            if deadline.has_passed:
                break
            objective = self._objective(level)
            self._model.minimize(objective)
            status, solver = self._solve(deadline)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                if status == cp_model.UNKNOWN:
                    break
                raise InternalError(f"CP-SAT answered {solver.status_name(status)} to a problem that always has a plan")
            self._chosen = tuple(index for index, x in enumerate(self._x) if solver.boolean_value(x))
            value = self._formulation.value(level, self._chosen)
            bound = value if status == cp_model.OPTIMAL else level.constant + ceil(solver.best_objective_bound - 1e-6)
            reached.append(LevelValue(level.name, value, bound))
            on_level(reached[-1])
            if bound < value:
                break
            self._model.add(objective <= value - level.constant)
            self._hint(solver)
        return reached

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Solve once more with the plan found forbidden, all levels held at their values."""
        assert self._chosen is not None
        others, same, number = self._formulation.other_than(self._chosen)
        probe = self._model.clone()
        probe.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools leaves it without types
        total = sum(self._x[index] for index in others) - sum(self._x[index] for index in same)
        probe.add(total >= 1 - number)
        status, _ = self._solve(deadline, probe)
        return {cp_model.INFEASIBLE: True, cp_model.OPTIMAL: False, cp_model.FEASIBLE: False}.get(status)

    def _demands(self) -> dict[int, list[cp_model.IntVar]]:
        """Σ_m x[p,m,s] + u[p,s] = d[p,s]; Σ_s u[p,s] = Σ_k y[p,k], y falling, so that y[p,k] is the k-th miss of p."""
        places: dict[int, list[Any]] = {}
        demand: dict[int, int] = {}
        for place in self._formulation.places:
            p = place.participant
            missing = self._model.new_int_var(0, place.demand, f"u{p},{place.session}")
            self._model.add(sum(self._x[index] for index in place.pairs) + missing == place.demand)
            places.setdefault(p, []).append(missing)
            demand[p] = demand.get(p, 0) + place.demand
        return {p: self._steps(sum(found), demand[p], f"y{p}") for p, found in places.items()}

    def _groups(self) -> dict[int, list[cp_model.IntVar]]:
        """Σ_{group} x = Σ_k z[k] for a priced group, z falling, as many as it may hold; Σ x ≤ most for the others."""
        levels = (*self._formulation.levels, *(level for level, _ in self._formulation.caps))
        priced = {number for level in levels for number in level.groups}
        units: dict[int, list[cp_model.IntVar]] = {}
        for number, group in enumerate(self._formulation.groups):
            total = sum(self._x[index] for index in group.pairs)
            if number in priced:
                units[number] = self._steps(total, group.most, f"z{number}")
            elif group.most < len(group.pairs):
                self._model.add(total <= group.most)
        return units

    def _steps(self, total: Any, most: int, name: str) -> list[cp_model.IntVar]:
        steps = [self._model.new_bool_var(f"{name},{k}") for k in range(most)]
        self._model.add(total == sum(steps))
        for one, following in pairwise(steps):
            self._model.add_implication(following, one)
        return steps

    def _objective(self, level: IntegerLevel) -> Any:
        """The level without its constant."""
        terms = list(zip(self._x, level.pair_costs, strict=True)) if level.pair_costs else []
        for p, marginals in level.missing.items():
            terms += zip(self._missing[p], marginals, strict=True)
        for number, marginals in level.groups.items():
            terms += zip(self._units[number], marginals, strict=False)  # fewer units than marginals: the group's most
        return weighted_sum(level.name, terms)

    def _solve(self, deadline: Deadline, model: cp_model.CpModel | None = None) -> tuple[Any, cp_model.CpSolver]:
        return solve_model(self._model if model is None else model, deadline)

    def _hint(self, solver: cp_model.CpSolver) -> None:
        """Start the next level from this plan."""
        self._model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it without types
        for variable in [*self._x, *(step for steps in self._missing.values() for step in steps)]:
            self._model.add_hint(variable, solver.value(variable))


def weighted_sum(level: str, terms: Iterable[tuple[cp_model.IntVar, int]]) -> Any:
    """Σ cost·variable of a level. Rows that are weighted are made here only, so that none is too large.

    Raises
    ------
    InputError
        When Σ |cost| reaches 2³¹.
    """
    kept = [(variable, cost) for variable, cost in terms if cost]
    size = sum(abs(cost) for _, cost in kept)
    if size >= ROW_LIMIT:
        raise input_error(
            "engine-cannot",
            f"the costs of level {level!r} add up to {size:,}; from 2^31 on CP-SAT is not to be trusted.",
            "Use smaller weights, or limits where there are none.",
        )
    return cp_model.LinearExpr.weighted_sum([variable for variable, _ in kept], [cost for _, cost in kept])


def solve_model(model: cp_model.CpModel, deadline: Deadline) -> tuple[Any, cp_model.CpSolver]:
    """Status and solver: one worker, the same answer on every run, no longer than the deadline.

    It runs in a thread, so that signals reach Python at once, and the best plan so far is the answer. The solver itself
    would swallow them and answer with half a proof, as if nothing had happened.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = 0
    if deadline.seconds_left is not None:
        solver.parameters.max_time_in_seconds = deadline.seconds_left
    solver.parameters.catch_sigint_signal = False  # else Ctrl-C ends the search and nobody is told
    with ThreadPoolExecutor(max_workers=1) as pool:
        answer = pool.submit(solver.solve, model)
        try:
            while not answer.done():
                wait([answer], timeout=LOOK if deadline.may_pass else None)
                if deadline.was_asked:
                    solver.stop_search()  # again and again: it may not have begun
        except BaseException:
            solver.stop_search()
            raise
        return answer.result(), solver
