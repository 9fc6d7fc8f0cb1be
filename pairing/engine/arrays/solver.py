"""One minimum-cost flow in arrays, by OR-Tools ``SimpleMinCostFlow``."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from pairing.engine.arrays.columns import Ints
from pairing.errors import InternalError


def cheapest_flow(tail: Ints, head: Ints, capacity: Ints, cost: Ints, supply: Ints) -> Ints:
    """The flow on each arc; costs and capacities are int64 already, as the solver cuts floats off without a word."""
    for column in (capacity, cost, supply):
        if column.dtype != np.int64:
            raise InternalError(f"the flow solver was handed {column.dtype}")
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), capacity, cost)
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise InternalError(f"the flow solver answered {status}")
    return np.asarray(solver.flows(arcs), np.int64)
