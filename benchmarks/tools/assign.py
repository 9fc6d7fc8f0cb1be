"""The tool of this project."""

from __future__ import annotations

from typing import Any

from benchmarks.instance import Matrix, Plan
from benchmarks.tools.base import Tool


def solve(matrix: Matrix, cap: float) -> Plan:
    """``pairing.assign``: everything validated, the draw among equals, uniqueness, the certificate, judged.

    The potentials must be there: without them nothing is proved.
    """
    import pairing

    costs: Any = matrix.costs
    if matrix.rows is not None:
        costs = (matrix.rows, matrix.columns, matrix.costs, matrix.shape)
    found = pairing.assign(
        costs,
        demand=matrix.demand,
        min_load=matrix.least,
        max_load=matrix.max_load,
        levels=matrix.levels,
        balance="equal",
    )
    is_proved = found.status is pairing.Status.OPTIMAL and found.potentials is not None
    return Plan(found.rows, found.columns, is_proved, found.unique)


TOOL = Tool(
    "assign",
    "pairing.assign: validated, ties drawn, proved by potentials, judged, uniqueness checked",
    solve,
    ("ortools", "numpy"),
)
