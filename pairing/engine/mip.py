"""The MIP engine: SCIP, as it comes with OR-Tools, for limits that are no flow.

It is at its best where little is left to decide: on the optimal face of a flow (``face``), where the levels that are
closed need no rows, and what remains is the draw. By itself it takes every problem, level by level.

SCIP reckons in floating point. So what it answers is read as a choice of pairs and nothing else: values are worked out
in whole numbers, a plan that breaks a limit is refused, and a bound counts only as far as its error could not matter.
Levels go one after the other, with whole coefficients that are made small first.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from math import ceil, inf
from threading import Thread
from typing import Any, NamedTuple

from pairing.engine.face import Face, whole
from pairing.engine.formulation import Formulation, Group, IntegerLevel
from pairing.engine.interface import Deadline, OnLevel
from pairing.errors import InternalError
from pairing.model.solution import LevelValue

SETTINGS = "misc/catchctrlc = FALSE\nlimits/gap = 0\nlimits/absgap = 0\n"  # SCIP would take Ctrl-C for itself
# Of a small model SCIP's preparations and its searches for better plans take longer than the proof (half of the time).
SMALL = 2_000  # pairs
_SEARCHES = (
    *("alns", "rens", "rins", "feaspump", "gins", "clique", "locks", "vbounds", "randrounding", "shiftandpropagate"),
    *("crossover", "farkasdiving", "guideddiving", "adaptivediving", "conflictdiving", "pscostdiving"),
    *("veclendiving", "fracdiving", "coefdiving", "linesearchdiving", "distributiondiving"),
)
SETTINGS_SMALL = "presolving/maxrounds = 0\n" + "".join(f"heuristics/{name}/freq = -1\n" for name in _SEARCHES)
LARGEST = 2.0**53  # of a bound: whole numbers in floating point
COLUMN_ERROR = 1e-7  # how far a dual solution may be off in each column: SCIP's tolerance
SUM_ERROR = 1e-12  # and a sum of numbers of 53 bits, of its size
MOST_MERGED = 2**31  # Σ |coefficient| of levels that are minimised in one: what the error of a bound allows for
LOOK = 0.05  # seconds between two looks at the deadline


def _wrapper() -> Any:
    """The module of OR-Tools. Its types warn that they are old-fashioned: as an error that would end the process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from ortools.linear_solver import pywraplp
    return pywraplp


def refuses(formulation: Formulation) -> str | None:
    """Why the problem is not for this engine, or None."""
    solver = _wrapper().Solver
    return None if solver.SupportsProblemType(solver.SCIP_MIXED_INTEGER_PROGRAMMING) else "OR-Tools comes without SCIP"


def lay_out(formulation: Formulation) -> MipModel:
    """The model of the problem, ready to minimise."""
    return MipModel(formulation)


Check = Callable[[Sequence[int]], Sequence[Group]]
"""The limits that a plan breaks and the model does not know; it learns them. None: the plan stands."""


class Terms(NamedTuple):
    """constant + Σ cost·x + Σ cost·unit, whole numbers: of pairs, by index, and of units of misses and loads."""

    constant: int
    pairs: dict[int, int]
    units: list[tuple[Any, int]]

    @property
    def is_constant(self) -> bool:
        return not self.pairs and not self.units

    @property
    def size(self) -> int:
        """Σ |cost|."""
        return sum(map(abs, self.pairs.values())) + sum(abs(cost) for _, cost in self.units)


def _weighted(several: Sequence[Terms], weights: Sequence[int]) -> Terms:
    """Σ weight·terms."""
    constant, pairs, units = 0, dict[int, int](), dict[int, tuple[Any, int]]()
    for terms, weight in zip(several, weights, strict=True):
        constant += weight * terms.constant
        for index, cost in terms.pairs.items():
            pairs[index] = pairs.get(index, 0) + weight * cost
        for unit, cost in terms.units:
            before = units.get(unit.index(), (unit, 0))[1]
            units[unit.index()] = unit, before + weight * cost
    return Terms(constant, pairs, list(units.values()))


class Answer(NamedTuple):
    """A choice of pairs, a bound for what was minimised, and whether there is nothing to choose; None: not known."""

    chosen: tuple[int, ...] | None
    bound: int | None
    is_empty: bool


class MipModel:
    """x per pair; units of misses and of loads where they may change; one row for each level that is held."""

    def __init__(self, formulation: Formulation, face: Face | None = None, check: Check | None = None):
        self._formulation, self._check = formulation, check
        self._face = whole(formulation) if face is None else face
        self._scip = _wrapper()
        self._solver = self._scip.Solver("pairing", self._scip.Solver.SCIP_MIXED_INTEGER_PROGRAMMING)
        self._chosen: tuple[int, ...] | None = None
        self.is_empty = False  # the face holds no plan that keeps every limit
        self._last: IntegerLevel | None = None
        fixed = self._face.fixed
        self._x = {
            index: self._solver.IntVar(float(fixed.get(index, 0)), 1.0, "")
            for index in range(len(formulation.pairs))
            if fixed.get(index) != 0
        }
        self._solver.SetSolverSpecificParametersAsString(SETTINGS + (SETTINGS_SMALL if len(self._x) < SMALL else ""))
        self._places()
        self._units = self._groups()
        for level, most in formulation.caps:
            self._hold(self._terms(level), most)

    @property
    def chosen(self) -> tuple[int, ...] | None:
        """The pair indices of the best plan so far."""
        return self._chosen

    def minimise(self, levels: Sequence[IntegerLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels one after the other; a level that is not proved is the last one."""
        reached: list[LevelValue] = []
        while len(reached) < len(levels):
            rest = levels[len(reached) :]
            found = self._several(rest, deadline) or self._one(rest[0], deadline)
            for level, value in zip(rest, found, strict=False):
                reached.append(value)
                on_level(value)
                if value.is_proved:
                    self._hold(self._terms(level), value.value)
                    self._last = level
            if not found or not reached[-1].is_proved:
                break
        return reached

    def _one(self, level: IntegerLevel, deadline: Deadline) -> list[LevelValue]:
        """The level by itself; nothing where there is no plan, or no time to find one."""
        terms = self._terms(level)
        if terms.is_constant and self._chosen is not None:
            return [LevelValue(level.name, terms.constant, terms.constant)]
        found = self._best(level, terms, deadline)
        return [] if found is None else [found]

    def _several(self, levels: Sequence[IntegerLevel], deadline: Deadline) -> list[LevelValue]:
        """As many levels as have small numbers in one objective, each weighted by more than all after it can come to.

        Nothing where that is only one, or the proof fails: then they go one after the other.
        """
        merged, weights = self._merged(levels)
        if len(weights) < 2:
            return []
        answer = self._solve(merged, deadline)
        self.is_empty = answer.is_empty
        if answer.chosen is None:
            return []
        values = [self._formulation.value(level, answer.chosen) for level in levels[: len(weights)]]
        worth = sum(weight * value for weight, value in zip(weights, values, strict=True))
        if answer.bound != worth:
            return []
        self._chosen = answer.chosen
        return [LevelValue(level.name, value, value) for level, value in zip(levels, values, strict=False)]

    def _merged(self, levels: Sequence[IntegerLevel]) -> tuple[Terms, list[int]]:
        """The objective of the most leading levels that stay small together, and their weights."""
        all_terms = [self._terms(level) for level in levels]
        for number in range(len(levels), 1, -1):
            weights, after = [], 0
            for terms in reversed(all_terms[:number]):
                weights.append(1 + after)
                after += weights[-1] * terms.size
            if after <= MOST_MERGED:
                weights.reverse()
                return _weighted(all_terms[:number], weights), weights
        return all_terms[0], [1]

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Solve once more with the plan found forbidden: another must be worse on the last level."""
        assert self._chosen is not None
        assert self._last is not None
        value = self._formulation.value(self._last, self._chosen)
        others, same, number = self._formulation.other_than(self._chosen)
        signs = [(self._x[index], 1) for index in others if index in self._x]
        signs += [(self._x[index], -1) for index in same if index in self._x]
        row = self._row(signs, 1 - number, inf)
        answer = self._solve(self._terms(self._last), deadline)
        row.SetBounds(-inf, inf)
        if answer.is_empty or (answer.bound is not None and answer.bound > value):
            return True
        if answer.chosen is not None and self._formulation.value(self._last, answer.chosen) == value:
            return False
        return None

    def has_no_other(self, chosen: tuple[int, ...], deadline: Deadline) -> bool | None:
        """Whether a plan on the face is the only one there that keeps every limit."""
        self._chosen = chosen
        self._last = IntegerLevel("any")
        return self.is_unique(deadline)

    def _best(self, level: IntegerLevel, terms: Terms, deadline: Deadline) -> LevelValue | None:
        """The least value of the level, and the plan that has it; None where there is none, or no time to find one."""
        answer = self._solve(terms, deadline)
        self.is_empty = answer.is_empty
        if answer.chosen is None:
            return None
        self._chosen = answer.chosen
        return LevelValue(level.name, self._formulation.value(level, answer.chosen), answer.bound)

    # --- the model ----------------------------------------------------------------------------------------------

    def _places(self) -> None:
        """Σ_m x[p,m,s] + u[p,s] = d[p,s] with u in its span; Σ_s u[p,s] = least + Σ_k y[p,k], one y a unit."""
        face = self._face
        of_participant: dict[int, list[tuple[Any, int]]] = {}
        for number, place in enumerate(self._formulation.places):
            low, high = face.places[number]
            terms = [(self._x[index], 1) for index in place.pairs if index in self._x]
            missing = None
            if low < high:
                missing = self._solver.NumVar(float(low), float(high), "")
                self._row([*terms, (missing, 1)], place.demand, place.demand)
            else:
                self._row(terms, place.demand - low, place.demand - low)
            of_participant.setdefault(place.participant, []).append((missing, low))
        self._missing: dict[int, tuple[int, list[Any]]] = {}
        for participant, entries in of_participant.items():
            low, high = face.missing[participant]
            units = [self._solver.NumVar(0.0, 1.0, "") for _ in range(high - low)]
            self._missing[participant] = low, units
            known = sum(least for missing, least in entries if missing is None)
            counted = [(missing, 1) for missing, _ in entries if missing is not None]
            self._row([*counted, *((unit, -1) for unit in units)], low - known, low - known)

    def _groups(self) -> dict[int, tuple[int, list[Any]]]:
        """least ≤ Σ_{group} x ≤ most; = least + Σ_k z[k] for a group that a level prices, one z a unit."""
        levels = (*self._formulation.levels, *(level for level, _ in self._formulation.caps))
        priced = {number for level in levels for number in level.groups}
        units: dict[int, tuple[int, list[Any]]] = {}
        for number, group in enumerate(self._formulation.groups):
            low, high = self._face.loads[number]
            terms = [(self._x[index], 1) for index in group.pairs if index in self._x]
            if number in priced:
                steps = [self._solver.NumVar(0.0, 1.0, "") for _ in range(high - low)]
                units[number] = low, steps
                self._row([*terms, *((step, -1) for step in steps)], low, low)
            elif low > 0 or high < len(terms):
                self._row(terms, low, high)
        return units

    def _terms(self, level: IntegerLevel) -> Terms:
        constant, units = level.constant, []
        pairs = {index: level.pair_costs[index] for index in self._x} if level.pair_costs else {}
        for counted, slopes in ((self._missing, level.missing), (self._units, level.groups)):
            for owner, marginals in slopes.items():
                low, steps = counted[owner]
                constant += sum(marginals[:low])
                units += [(step, cost) for step, cost in zip(steps, marginals[low:], strict=False) if cost]
        return Terms(constant, {index: cost for index, cost in pairs.items() if cost}, units)

    def _hold(self, terms: Terms, value: int) -> None:
        """The level comes to at most this value from now on."""
        if not terms.is_constant:
            entries = [(self._x[index], cost) for index, cost in terms.pairs.items()]
            self._row([*entries, *terms.units], -inf, value - terms.constant)

    def _row(self, terms: Sequence[tuple[Any, int]], least: float, most: float) -> Any:
        row = self._solver.Constraint(float(least), float(most))
        for variable, coefficient in terms:
            row.SetCoefficient(variable, float(coefficient))
        return row

    # --- solving ------------------------------------------------------------------------------------------------

    def _solve(self, terms: Terms, deadline: Deadline) -> Answer:
        """Minimise, as often as it takes until the plan breaks no limit that is found out only then."""
        while True:
            answer = self._solve_as_known(terms, deadline)
            broken = self._check(answer.chosen) if self._check is not None and answer.chosen is not None else ()
            if not broken:
                return answer
            for group in broken:
                self._row([(self._x[index], 1) for index in group.pairs if index in self._x], -inf, group.most)
            if deadline.has_passed:
                return answer._replace(chosen=None)

    def _solve_as_known(self, terms: Terms, deadline: Deadline) -> Answer:
        """Minimise; what comes out is a choice of pairs that keeps every limit, and a bound in whole numbers."""
        costs, offset = self._made_small(terms)
        objective = self._solver.Objective()
        objective.Clear()
        for index, cost in costs.items():
            objective.SetCoefficient(self._x[index], float(cost))
        for unit, cost in terms.units:
            objective.SetCoefficient(unit, float(cost))
        objective.SetMinimization()
        status = self._run(deadline)
        if status == self._scip.Solver.INFEASIBLE:
            return Answer(None, None, True)
        has_plan = status in (self._scip.Solver.OPTIMAL, self._scip.Solver.FEASIBLE)
        chosen = self._picked() if has_plan else None
        if not has_plan and not deadline.has_passed:
            raise InternalError(f"SCIP answered {status}")
        best = objective.BestBound()
        size = sum(map(abs, costs.values())) + sum(abs(cost) for _, cost in terms.units)
        # where that is too much for a proof the bound is below the value, and the level stays open
        error = COLUMN_ERROR * (len(self._x) + len(terms.units)) + SUM_ERROR * size
        bound = offset + ceil(best - error) if -LARGEST < best < LARGEST else None
        return Answer(chosen, bound, False)

    def _made_small(self, terms: Terms) -> tuple[dict[int, int], int]:
        """The costs of pairs, less the cheapest at each place that is filled in every plan; and what that takes off."""
        costs, offset = dict(terms.pairs), terms.constant
        for number, place in enumerate(self._formulation.places):
            low, high = self._face.places[number]
            if low == high and terms.pairs:
                mine = [index for index in place.pairs if index in self._x]
                least = min((costs.get(index, 0) for index in mine), default=0)
                costs |= {index: costs.get(index, 0) - least for index in mine}
                offset += least * (place.demand - low)
        return costs, offset

    def _run(self, deadline: Deadline) -> int:
        """In a thread, so that Ctrl-C reaches Python; the solver is stopped when the deadline has passed."""
        if deadline.seconds_left is not None:
            self._solver.SetTimeLimit(max(1, int(1000 * deadline.seconds_left)))
        answer: list[int] = []
        parameters = self._scip.MPSolverParameters()
        parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.0)  # else a ten-thousandth is taken for proved
        worker = Thread(target=lambda: answer.append(self._solver.Solve(parameters)), daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(LOOK if deadline.may_pass else None)
                if deadline.was_asked:
                    self._solver.InterruptSolve()
        except BaseException:
            self._solver.InterruptSolve()
            worker.join()
            raise
        if not answer:
            raise InternalError("SCIP ended without an answer")
        return answer[0]

    def _picked(self) -> tuple[int, ...]:
        """The pairs of the solver's plan, checked in whole numbers."""
        chosen = tuple(index for index, variable in self._x.items() if variable.solution_value() > 0.5)
        if not self._formulation.keeps(chosen):
            raise InternalError("SCIP answered a plan that breaks a limit")
        return chosen
