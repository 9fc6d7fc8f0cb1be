"""CP-SAT of OR-Tools, on matrices."""

from __future__ import annotations

import time

from benchmarks.instance import Matrix, Plan
from benchmarks.network import added_up
from benchmarks.tools.base import Tool

MOST_PAIRS = 3_000_000


def solve(matrix: Matrix, cap: float) -> Plan:
    """One 0/1 variable a pair, a place and a unit of load; one worker, linearization 2; levels added up into one."""
    import numpy as np
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    n, m = matrix.shape
    rows, columns, costs = matrix.pairs()
    sums = added_up(matrix, costs, np.bincount(columns, minlength=m))
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(len(rows))]
    of_row: list[list[object]] = [[] for _ in range(n)]
    of_column: list[list[object]] = [[] for _ in range(m)]
    for pair, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        of_row[i].append(x[pair])
        of_column[j].append(x[pair])
    missing = [model.new_int_var(0, wanted, "") for wanted in matrix.demand.tolist()]
    for found, left, wanted in zip(of_row, missing, matrix.demand.tolist(), strict=True):
        model.add(cp_model.LinearExpr.sum(found) + left == wanted)
    units: list[list[object]] = [[] for _ in range(m)]
    z = [model.new_bool_var("") for _ in range(len(sums.unit))]
    for unit, j in zip(z, sums.unit_column.tolist(), strict=True):
        units[j].append(unit)
    for found, steps in zip(of_column, units, strict=True):
        model.add(cp_model.LinearExpr.sum(found) == cp_model.LinearExpr.sum(steps))
    weights = [*sums.pair.tolist(), *[sums.missing] * n, *sums.unit.tolist()]
    model.minimize(cp_model.LinearExpr.weighted_sum([*x, *missing, *z], weights))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(1.0, cap - (time.perf_counter() - started))
    status = solver.solve(model)
    if status == cp_model.UNKNOWN:
        raise TimeoutError("no plan by the cap")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"CP-SAT answered {solver.status_name(status)}")
    chosen = np.array([solver.boolean_value(one) for one in x], bool)
    return Plan(rows[chosen], columns[chosen], status == cp_model.OPTIMAL)


def refuses(matrix: Matrix) -> str:
    return f"{matrix.num_pairs:,} variables are too many" if matrix.num_pairs > MOST_PAIRS else ""


TOOL = Tool(
    "CP-SAT", "OR-Tools, one worker, linearization 2, levels added up into one", solve, ("ortools",), refuses=refuses
)
