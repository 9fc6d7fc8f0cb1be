"""networkx."""

from __future__ import annotations

from benchmarks.instance import Matrix, Plan
from benchmarks.network import network
from benchmarks.tools.base import Tool

MOST_PAIRS = 3_000_000


def solve(matrix: Matrix, cap: float) -> Plan:
    """``networkx.network_simplex`` on the same network, in plain Python, whole numbers throughout."""
    import networkx
    import numpy as np

    net, rows, columns = network(matrix)
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from((node, {"demand": -supply}) for node, supply in enumerate(net.supply.tolist()))
    arcs = zip(net.tail.tolist(), net.head.tolist(), net.capacity.tolist(), net.cost.tolist(), strict=True)
    for tail, head, capacity, cost in arcs:
        graph.add_edge(tail, head, capacity=capacity, weight=cost)
    _, flow = networkx.network_simplex(graph)
    first = matrix.shape[0]
    chosen = np.array([flow[i][first + j][0] > 0 for i, j in zip(rows.tolist(), columns.tolist(), strict=True)], bool)
    return Plan(rows[chosen], columns[chosen])


def refuses(matrix: Matrix) -> str:
    return f"{matrix.num_pairs:,} edges are too many" if matrix.num_pairs > MOST_PAIRS else ""


TOOL = Tool("networkx", "networkx.network_simplex on the same network", solve, ("networkx", "numpy"), refuses=refuses)
