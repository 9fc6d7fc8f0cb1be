"""The least that a minimum-cost flow needs."""

from __future__ import annotations

from benchmarks.instance import Matrix, Plan
from benchmarks.network import network
from benchmarks.tools.base import Tool

MOST_PAIRS = 30_000_000  # about 100 bytes a pair


def solve(matrix: Matrix, cap: float) -> Plan:
    """One ``SimpleMinCostFlow`` of OR-Tools, filled from NumPy arrays: the network, solve, the arcs in use.

    The levels are added up into one int64 a unit of flow (unpaired before imbalance before penalty). Nothing is
    validated, ties fall as they fall, and there is neither certificate nor a word on whether the plan is the only one.
    """
    import numpy as np
    from ortools.graph.python import min_cost_flow

    net, rows, columns = network(matrix)
    solver = min_cost_flow.SimpleMinCostFlow()
    tail, head = net.tail.astype(np.int32), net.head.astype(np.int32)
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, net.capacity, net.cost)
    solver.set_nodes_supplies(np.arange(len(net.supply), dtype=np.int32), net.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"SimpleMinCostFlow answered {status}")
    chosen = solver.flows(arcs[: len(rows)]) > 0
    return Plan(rows[chosen], columns[chosen])


def refuses(matrix: Matrix) -> str:
    return f"{matrix.num_pairs:,} arcs do not fit into memory" if matrix.num_pairs > MOST_PAIRS else ""


TOOL = Tool(
    "raw flow",
    "SimpleMinCostFlow of OR-Tools on the same network: not validated, no ties, no certificate",
    solve,
    ("ortools",),
    refuses=refuses,
)
