"""The same cohorts with limits within a session, which cross those in total: no flow any more."""

from __future__ import annotations

from functools import partial

from benchmarks.families.base import Family, Limit, Size
from benchmarks.families.cohort import SHAPES
from benchmarks.instance import Cohorts

SMALLEST = "26 x 18 x 3"
BEST = {  # by name, most in a session, and seed
    (SMALLEST, 2, 1): {"unpaired": 21, "spread": 21, "idle": 1, "imbalance": 4848, "penalty": 0, "tie": 14231115},
    (SMALLEST, 3, 1): {"unpaired": 7, "spread": 7, "idle": 1, "imbalance": 7105, "penalty": 0, "tie": 20223339},
}
MINUTE = 60.0


def make(name: str, most: int, time_limit: float | None, seed: int) -> Cohorts:
    """People drawn with the seed; a mentor meets ``most`` at the most in a session."""
    from benchmarks.people import Shape, instance

    best = BEST.get((name, most, seed), {})
    return instance([Shape(*SHAPES[name], most_per_mentor=most)], seed, time_limit=time_limit, **best)


def size(name: str, most: int, severity: str, *limits: Limit, time_limit: float | None = None) -> Size:
    return Size(f"{name}, {most} a session", severity, partial(make, name, most, time_limit), limits)


PROVED = Limit("solve", gap=0.0, unique=True)
CP_SATS = ("CP-SAT 1w2", "CP-SAT 2w1", "CP-SAT 8w1", "solve by CP-SAT")
AHEAD = tuple(Limit(name, "solve", least=4) for name in CP_SATS)
CLOSE = Limit("solve", gap=0.001)

FAMILY = Family(
    "cohort-limits",
    "the same with at most 2 or 3 meetings a mentor in a session, which cross the limits in total",
    "of 26 x 18 x 3, seed 1, by CP-SAT; every plan judged from people and rules",
    (
        size(SMALLEST, 2, "quick", PROVED),
        size(SMALLEST, 3, "quick", PROVED),
        size("260 x 180 x 3", 2, "normal", PROVED, *AHEAD),
        size("260 x 180 x 3", 3, "normal", PROVED, *AHEAD),
        size("2600 x 1800 x 3", 2, "heavy", CLOSE, time_limit=MINUTE),
        size("2600 x 1800 x 3", 3, "heavy", CLOSE, time_limit=MINUTE),
    ),
)
