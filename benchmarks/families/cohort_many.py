"""Very many small cohorts, each with another seed; every second one has limits that cross."""

from __future__ import annotations

from functools import partial

from benchmarks.families.base import Family, Limit, Size
from benchmarks.instance import Cohorts

SHAPE = (26, 18, 4, 4, 1)


def make(count: int, seed: int) -> Cohorts:
    """So many of 26 x 18 x 3; of every second one a mentor meets 2 or 3 at the most in a session."""
    from benchmarks.people import Shape, instance

    limits = [None, 2, None, 3]
    return instance([Shape(*SHAPE, most_per_mentor=limits[number % 4]) for number in range(count)], seed)


PROVED = (Limit("solve", gap=0.0, unique=True),)

FAMILY = Family(
    "cohorts",
    "so many cohorts of 26 x 18 x 3, half of them with limits that cross; the slowest is told",
    "every plan judged from people and rules; of 12 CP-SAT has the same levels",
    (
        Size("12", "quick", partial(make, 12), PROVED),
        Size("1000", "normal", partial(make, 1000), PROVED, ("solve",)),
    ),
)
