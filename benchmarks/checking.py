"""Is a tool's plan one, and is it as good as is known? From the instance and the pairs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.instance import CohortPlan, Cohorts, Instance, Ints, Matrix, Plan

if TYPE_CHECKING:
    import pairing


class Verdict(NamedTuple):
    """Values of all levels (of many cohorts their sums) and every fault found.

    ``values`` are empty where the plan is none. ``gap``: the most between value and bound of the first level that is
    not proved (``gap_of``); 0 where all are, None where there is no bound. ``is_unique``: of all, as the tool says.
    """

    values: Mapping[str, int]
    faults: Sequence[str]
    is_proved: bool = False
    is_unique: bool | None = None
    gap: float | None = None
    detail: str = ""


def check(instance: Instance, plans: Sequence[Plan | CohortPlan], *, is_same_problem: bool = True) -> Verdict:
    """One plan of a matrix, or one a cohort.

    ``is_same_problem`` False: the tool makes something else best, and may leave minimums and the best values alone.
    """
    if isinstance(instance, Matrix):
        (plan,) = plans
        assert isinstance(plan, Plan)
        return check_matrix(instance, plan, is_same_problem=is_same_problem)
    return check_cohorts(instance, [plan for plan in plans if isinstance(plan, CohortPlan)])


def check_matrix(matrix: Matrix, plan: Plan, *, is_same_problem: bool = True) -> Verdict:
    """Every pair eligible and once, demands and loads kept; then the values, and whether they are the best known."""
    n, m = matrix.shape
    rows, columns = np.asarray(plan.rows, np.int64), np.asarray(plan.columns, np.int64)
    inside = (rows >= 0) & (rows < n) & (columns >= 0) & (columns < m)
    if len(rows) != len(columns) or not inside.all():
        return Verdict({}, ["positions outside the matrix"])
    key = np.sort(rows * m + columns)
    faults = ["a pair stands twice"] if (key[1:] == key[:-1]).any() else []
    costs, is_eligible = _costs(matrix, key)
    if not is_eligible.all():
        return Verdict({}, [f"{int((~is_eligible).sum())} pairs that are not eligible"])
    met, loads = np.bincount(rows, minlength=n), np.bincount(columns, minlength=m)
    if (met > matrix.demand).any():
        faults.append("a row meets more columns than it wants")
    if (loads > matrix.max_load).any():
        faults.append("a column takes more than its most")
    if is_same_problem and (loads < matrix.least).any():
        faults.append("a column takes less than its least")
    found = {
        "unpaired": int((matrix.demand - met).sum()),
        "imbalance": int((loads**2).sum()),
        "penalty": int(costs.sum()),
    }
    values = {name: found[name] for name in matrix.levels}
    if is_same_problem and plan.is_proved:
        faults += _other_than_known(values, matrix.best)
        if matrix.plan is not None and not faults and not np.array_equal(key, matrix.plan):
            faults.append("the only best plan is another one")
    gap = 0.0 if plan.is_proved else None
    return Verdict(values, faults, plan.is_proved, plan.is_unique, gap, plan.detail)


def _costs(matrix: Matrix, key: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """The costs of pairs, and whether each is eligible."""
    if matrix.rows is None or matrix.columns is None:
        return matrix.costs.reshape(-1)[key].astype(np.int64), np.ones(len(key), bool)
    known = matrix.rows * matrix.shape[1] + matrix.columns
    if not len(known):
        return key[:0], np.zeros(len(key), bool)
    spot = np.minimum(np.searchsorted(known, key), len(known) - 1)
    return matrix.costs[spot].astype(np.int64), known[spot] == key


def check_cohorts(cohorts: Cohorts, plans: Sequence[CohortPlan]) -> Verdict:
    """The judge of the project on every plan: rules kept, values as the tool states them; then what is known."""
    if len(plans) != len(cohorts.problems):
        return Verdict({}, [f"{len(plans)} plans for {len(cohorts.problems)} cohorts"])
    values: dict[str, int] = {}
    faults: list[str] = []
    for number, (problem, plan) in enumerate(zip(cohorts.problems, plans, strict=True)):
        judged, wrong = _judged(problem, plan)
        if cohorts.best and all(level.bound == level.value for level in plan.levels):
            wrong += _other_than_known(judged, cohorts.best[number])
        faults += [f"cohort {number}: {fault}" for fault in wrong]
        for name, value in judged.items():
            values[name] = values.get(name, 0) + value
    gaps = [gap_of(plan) for plan in plans]
    gap = None if None in gaps else max((one for one in gaps if one is not None), default=0.0)
    uniques = [plan.unique for plan in plans]
    engines = sorted({plan.detail for plan in plans} - {""})
    detail = ", ".join(f"{engine} {sum(plan.detail == engine for plan in plans)}" for engine in engines)
    if len(plans) > 1:
        slowest = max(range(len(plans)), key=lambda number: plans[number].seconds)
        detail += f"; the slowest, number {slowest}, {plans[slowest].seconds:.2f} s"
    else:
        detail = ", ".join(engines)
    is_unique = None if None in uniques else all(uniques)
    return Verdict(values, faults, gap == 0, is_unique, gap, detail)


def gap_of(plan: CohortPlan) -> float | None:
    """Between value and bound of the first level that is not proved, of the value; 0: all are; None: no bound.

    Of ``unpaired`` it is that of the meetings there are: so much more could take place at the most.
    """
    for level in plan.levels:
        if level.bound is None:
            return None
        if level.bound != level.value:
            whole = len(plan.triples) if level.name == "unpaired" else abs(level.value)
            return (level.value - level.bound) / max(1, whole)
    return 0.0


def _judged(problem: pairing.Problem, plan: CohortPlan) -> tuple[dict[str, int], list[str]]:
    from pairing.judging.evaluate import evaluate

    num_ties = sum(level.name.startswith("tie") for level in plan.levels)
    verdict = evaluate(problem, plan.triples, (), tie_levels=num_ties)
    values: dict[str, Any] = dict(verdict.levels)
    wrong = [violation.message for violation in verdict.violations]
    stated = {level.name: level.value for level in plan.levels}
    return values, wrong + ([] if stated == values else [f"stated are {stated}, and judged {values}"])


def _other_than_known(values: Mapping[str, int], best: Mapping[str, int]) -> list[str]:
    return [
        f"{name} is {values[name]}, and {known} is known"
        for name, known in best.items()
        if name in values and values[name] != known
    ]
