"""Relax and check: solve the flow without the rows that are no flow; if its optimum keeps them, it is the optimum.

A plan that is the best of a larger set, and lies in the smaller one, is the best of the smaller one; and if it is the
only one of its value there, it is here. So a row that does not bind costs nothing but one flow.
"""

from __future__ import annotations

from pairing.engine import flow
from pairing.engine.formulate import Formulation
from pairing.engine.interface import Deadline
from pairing.engine.levels import solve_levels
from pairing.model.solution import Solution, Status


def solve_relaxed(formulation: Formulation, deadline: Deadline) -> Solution | None:
    """The proved optimum, found without the rows that are no flow; None where they bind, or nothing else is a flow."""
    easier = formulation._replace(caps=())
    if easier == formulation or flow.refuses(easier) is not None:
        return None
    solution = solve_levels(flow.lay_out(easier), easier, engine="flow", deadline=deadline, on_level=lambda level: None)
    if solution.status is not Status.OPTIMAL or solution.chosen is None:
        return None
    chosen = formulation.indices(solution.chosen)
    keeps = all(formulation.value(level, chosen) <= most for level, most in formulation.caps)
    return solution if keeps else None
