"""The assignment solver of SciPy for sparse tables."""

from __future__ import annotations

from benchmarks.instance import Matrix, Plan
from benchmarks.network import copies, num_entries
from benchmarks.tools.base import Tool, wants_several

MOST_ENTRIES = 30_000_000


def solve(matrix: Matrix, cap: float) -> Plan:
    """``scipy.sparse.csgraph.min_weight_full_bipartite_matching``, with copies of columns and a dummy column a row."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    table = copies(matrix)
    shape = matrix.shape[0], len(table.column_of)
    rows, chosen = min_weight_full_bipartite_matching(coo_array((table.cost, (table.row, table.copy)), shape).tocsr())
    columns = table.column_of[chosen]
    return Plan(rows[columns >= 0], columns[columns >= 0])


def refuses(matrix: Matrix) -> str:
    if num_entries(matrix) > MOST_ENTRIES:
        return f"{num_entries(matrix):,} entries are too many"
    return wants_several(matrix)


TOOL = Tool(
    "min_weight_full",
    "scipy.sparse.csgraph.min_weight_full_bipartite_matching, a copy of a column for each pair it takes",
    solve,
    ("scipy", "numpy"),
    refuses=refuses,
)
