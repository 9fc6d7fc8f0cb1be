"""CP-SAT of OR-Tools, on cohorts: a model of its own in several settings, so that the best of them is known."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from benchmarks.instance import CohortPlan, Cohorts, Level
from benchmarks.tools.base import Tool

MOST_PAIRS = 500_000


def solve(workers: int, linearization: int, cohorts: Cohorts, cap: float) -> list[CohortPlan]:
    """All levels but the draw added up into one, then the draw; the pairs and prices are those of ``pairing``.

    Prices rise from one unit to the next, so that no row has to say in which order they are used. Whether the plan is
    the only one is not asked.
    """
    until = time.perf_counter() + cap
    plans = []
    for problem in cohorts.problems:
        began = time.perf_counter()
        plan = _solve(problem, {"num_workers": workers, "linearization_level": linearization}, until)
        plans.append(plan._replace(seconds=time.perf_counter() - began))
    return plans


def _solve(problem: Any, settings: dict[str, int], until: float) -> CohortPlan:
    from ortools.sat.python import cp_model

    from pairing.engine.formulate import formulate

    formulation = formulate(problem)
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in formulation.pairs]
    missing: dict[int, list[Any]] = {}
    for p in sorted({place.participant for place in formulation.places}):
        places = [place for place in formulation.places if place.participant == p]
        missing[p] = [model.new_bool_var("") for _ in range(sum(place.demand for place in places))]
        left = []
        for place in places:
            left.append(model.new_int_var(0, place.demand, ""))
            model.add(cp_model.LinearExpr.sum([x[i] for i in place.pairs]) + left[-1] == place.demand)
        model.add(cp_model.LinearExpr.sum(left) == cp_model.LinearExpr.sum(missing[p]))
    priced = {number for level in formulation.levels for number in level.groups}
    units: dict[int, list[Any]] = {}
    for number, group in enumerate(formulation.groups):
        inside = cp_model.LinearExpr.sum([x[i] for i in group.pairs])
        if number in priced:
            units[number] = [model.new_bool_var("") for _ in range(group.most)]
            model.add(inside == cp_model.LinearExpr.sum(units[number]))
        elif group.most == 1:
            model.add_at_most_one([x[i] for i in group.pairs])
        elif group.most < len(group.pairs):
            model.add(inside <= group.most)

    def terms(level: Any) -> list[tuple[Any, int]]:
        found = list(zip(x, level.pair_costs, strict=True)) if level.pair_costs else []
        for p, marginals in level.missing.items():
            found += zip(missing[p], marginals, strict=True)
        for number, marginals in level.groups.items():
            found += zip(units[number], marginals, strict=False)
        return found

    added: list[tuple[Any, int]] = []
    for level in reversed(formulation.levels):
        weight = 1 + sum(abs(cost) for _, cost in added)
        added += [(variable, weight * cost) for variable, cost in terms(level)]
    chosen, proved = None, []
    for names, objective in (
        ([level.name for level in formulation.levels], added),
        (["tie"], terms(formulation.tie_level(1))),
    ):
        total = cp_model.LinearExpr.weighted_sum([variable for variable, _ in objective], [c for _, c in objective])
        model.minimize(total)
        solver = cp_model.CpSolver()
        for name, value in settings.items():
            setattr(solver.parameters, name, value)
        solver.parameters.max_time_in_seconds = max(0.1, until - time.perf_counter())
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        chosen = [i for i, variable in enumerate(x) if solver.boolean_value(variable)]
        if status != cp_model.OPTIMAL:
            break
        proved += names
        model.add(total == round(solver.objective_value))
    if chosen is None:
        raise TimeoutError("no plan by the cap")
    levels = [
        (level.name, formulation.value(level, chosen)) for level in (*formulation.levels, formulation.tie_level(1))
    ]
    stated = tuple(Level(name, value, value if name in proved else None) for name, value in levels)
    return CohortPlan(stated, formulation.triples(chosen))


def refuses(cohorts: Cohorts) -> str:
    return f"{cohorts.num_pairs:,} variables are too many" if cohorts.num_pairs > MOST_PAIRS else ""


TOOLS = tuple(
    Tool(
        f"CP-SAT {workers}w{linearization}",
        f"OR-Tools, {workers} worker{'s' if workers > 1 else ''}, linearization {linearization}; all levels added up, "
        "then the draw",
        partial(solve, workers, linearization),
        ("ortools",),
        takes=Cohorts,
        refuses=refuses,
    )
    for workers, linearization in ((1, 2), (2, 1), (8, 1))
)
