"""The front door of this project, on cohorts."""

from __future__ import annotations

import time
from functools import partial

from benchmarks.instance import CohortPlan, Cohorts, Level
from benchmarks.tools.base import Tool
from benchmarks.tools.cp_sat_cohort import refuses as too_many_pairs


def solve(engine: str | None, cohorts: Cohorts, cap: float) -> list[CohortPlan]:
    """``pairing.solve`` on each: eligible pairs from people and rules, all levels, the draw, judged, uniqueness.

    A named engine stops at the cap, where the cohorts have no time limit of their own.
    """
    import pairing

    plans = []
    until = time.perf_counter() + cap
    for problem in cohorts.problems:
        began = time.perf_counter()
        limit = cohorts.time_limit
        if limit is None and engine is not None:
            limit = max(0.1, until - began)
        found = pairing.solve(problem, engine=engine, time_limit=limit)
        if not found.levels:
            raise TimeoutError("no plan by the cap")
        seconds = time.perf_counter() - began
        participants = {person.id: number for number, person in enumerate(problem.participants)}
        mentors = {person.id: number for number, person in enumerate(problem.mentors)}
        sessions = {session.id: number for number, session in enumerate(problem.sessions)}
        triples = tuple(
            sorted((participants[p.participant.id], mentors[p.mentor.id], sessions[p.session.id]) for p in found.pairs)
        )
        levels = tuple(Level(*level) for level in found.levels)
        plans.append(CohortPlan(levels, triples, found.unique, found.engine, seconds))
    return plans


TOOL = Tool(
    "solve",
    "pairing.solve: from people and rules to the judged plan, all levels, ties drawn, uniqueness checked",
    partial(solve, None),
    ("ortools", "numpy"),
    takes=Cohorts,
)
BY_CP_SAT = Tool(
    "solve by CP-SAT",
    'pairing.solve(engine="cpsat"): one worker, linearization 2, level by level',
    partial(solve, "cpsat"),
    ("ortools", "numpy"),
    takes=Cohorts,
    refuses=too_many_pairs,
)
