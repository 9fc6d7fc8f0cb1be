"""HiGHS, as SciPy brings it."""

from __future__ import annotations

from benchmarks.instance import Matrix, Plan
from benchmarks.network import network
from benchmarks.tools.base import Tool

MOST_PAIRS = 10_000_000


def solve(matrix: Matrix, cap: float) -> Plan:
    """``scipy.optimize.linprog(method="highs")`` on the network as a linear programme, whose vertices are whole.

    Levels are added up into one, in floating point; what comes back is rounded.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    net, rows, columns = network(matrix)
    arc, last = np.arange(len(net.tail)), len(net.supply) - 1
    inner = net.head != last  # the sink's row follows from the others
    ends = np.concatenate([net.tail, net.head[inner]])
    signs = np.concatenate([np.ones(len(arc)), -np.ones(int(inner.sum()))])
    balance = coo_array((signs, (ends, np.concatenate([arc, arc[inner]]))), shape=(last, len(arc))).tocsr()
    bounds = np.column_stack([np.zeros(len(arc)), net.capacity])
    options = {"time_limit": cap}
    found = linprog(net.cost, A_eq=balance, b_eq=net.supply[:-1], bounds=bounds, method="highs", options=options)
    if found.x is None:
        raise RuntimeError(f"HiGHS answered: {found.message}")
    chosen = np.rint(found.x[: len(rows)]) > 0
    return Plan(rows[chosen], columns[chosen], found.status == 0)


def refuses(matrix: Matrix) -> str:
    return f"{matrix.num_pairs:,} variables are too many" if matrix.num_pairs > MOST_PAIRS else ""


TOOL = Tool(
    "HiGHS", "scipy.optimize.linprog(method='highs') on the same network", solve, ("scipy", "numpy"), refuses=refuses
)
