"""The tools that race, one file each."""

from __future__ import annotations

from benchmarks.tools import (
    assign,
    cp_sat,
    cp_sat_cohort,
    highs,
    hospital_resident,
    mentor_match,
    networkx_simplex,
    raw_flow,
    scipy_dense,
    scipy_sparse,
    solve,
)
from benchmarks.tools.base import Tool

TOOLS: tuple[Tool, ...] = (
    assign.TOOL,
    raw_flow.TOOL,
    cp_sat.TOOL,
    highs.TOOL,
    scipy_dense.TOOL,
    scipy_sparse.TOOL,
    networkx_simplex.TOOL,
    hospital_resident.TOOL,
    mentor_match.TOOL,
    solve.TOOL,
    solve.BY_CP_SAT,
    *cp_sat_cohort.TOOLS,
)


def tool(name: str) -> Tool:
    """The tool of that name; ``KeyError`` names those there are."""
    for one in TOOLS:
        if one.name == name:
            return one
    raise KeyError(f"no tool {name!r}; there are {', '.join(one.name for one in TOOLS)}")
