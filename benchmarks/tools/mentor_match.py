"""The package ``mentor-match``. Its import name is ``matching``, as that of another package: never install both."""

from __future__ import annotations

from typing import Any

from benchmarks.instance import Matrix, Plan
from benchmarks.tools.base import Tool, one_each

MOST_CELLS = 500_000


def solve(matrix: Matrix, cap: float) -> Plan:
    """One round of ``matching.process``: the cheaper a pair, the higher its score; who may not meet is disallowed."""
    import numpy as np
    from matching import process
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.rules.rule import Disqualify

    rows, columns, costs = matrix.pairs()
    names = ((f"r{i}", f"c{j}") for i, j in zip(rows.tolist(), columns.tolist(), strict=True))
    cost = dict(zip(names, costs.tolist(), strict=True))
    highest = int(costs.max(initial=0)) + 1

    def is_barred(match: Any) -> bool:
        return (match.mentee.email, match.mentor.email) not in cost

    class Cheap:
        def evaluate(self, match: Any) -> bool:
            return not is_barred(match)

        def apply(self, match: Any) -> int:
            found = cost.get((match.mentee.email, match.mentor.email))
            return 0 if found is None else highest - found

    mentees = [Mentee(grade=0, email=f"r{i}") for i in range(matrix.shape[0])]
    mentors = [Mentor(grade=0, email=f"c{j}") for j in range(matrix.shape[1])]
    process.process_data(mentors, mentees, [[Disqualify(is_barred), Cheap()]])
    pairs = sorted((int(mentee.email[1:]), int(mentor.email[1:])) for mentee in mentees for mentor in mentee.mentors)
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Plan(table[:, 0], table[:, 1])


def refuses(matrix: Matrix) -> str:
    if not ((matrix.demand == 1).all() and matrix.min_load is None):
        return "one mentor a mentee in a round, no minimums"
    longer = max(matrix.shape)
    return f"a table of {longer:,} x {longer:,} in plain Python" if longer * longer > MOST_CELLS else ""


def instead(matrix: Matrix) -> str:
    return "" if one_each(matrix) else "one round, one mentee a mentor, the highest score; it knows no limits above 1"


TOOL = Tool(
    "mentor-match",
    "matching.process of mentor-match, one round",
    solve,
    ("mentor-match", "munkres"),
    refuses=refuses,
    instead=instead,
    requires=("mentor-match>=7,<8", "numpy"),
)
