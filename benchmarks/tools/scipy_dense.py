"""The assignment solver of SciPy for full tables."""

from __future__ import annotations

from benchmarks.instance import Matrix, Plan
from benchmarks.network import copies, num_copies
from benchmarks.tools.base import Tool, one_each, wants_several

MOST_BYTES = 4_000_000_000
MOST_COST = 2**50  # sums of few costs stay exact in a float


def solve(matrix: Matrix, cap: float) -> Plan:
    """``scipy.optimize.linear_sum_assignment``: the table itself where rows and columns take one each.

    Else with a copy of a column for each pair it takes and a dummy column a row; what is not eligible costs more than
    any plan.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if is_plain(matrix):
        return Plan(*linear_sum_assignment(matrix.costs))
    table = copies(matrix)
    size = matrix.shape[0], len(table.column_of)
    beyond = int(table.cost.max()) * (min(matrix.shape) + 2)
    if beyond > MOST_COST:
        raise RuntimeError(f"costs of {beyond} are not exact in floating point")
    full = np.full(size, float(beyond))
    full[table.row, table.copy] = table.cost
    rows, chosen = linear_sum_assignment(full)
    columns = table.column_of[chosen]
    is_pair = (columns >= 0) & (full[rows, chosen] < beyond)
    return Plan(rows[is_pair], columns[is_pair])


def is_plain(matrix: Matrix) -> bool:
    """Whether a square table is all there is."""
    return matrix.columns is None and matrix.shape[0] == matrix.shape[1] and one_each(matrix)


def refuses(matrix: Matrix) -> str:
    size = 8 * matrix.shape[0] * (matrix.shape[1] if is_plain(matrix) else num_copies(matrix))
    if size > MOST_BYTES:
        return f"its table would take {size / 1e9:,.0f} GB"
    return wants_several(matrix)


TOOL = Tool(
    "linear_sum",
    "scipy.optimize.linear_sum_assignment, a copy of a column for each pair it takes",
    solve,
    ("scipy", "numpy"),
    refuses=refuses,
)
