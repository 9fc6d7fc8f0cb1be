"""Three sessions with mentors, nobody twice with the same one, offers in total: a flow."""

from __future__ import annotations

from functools import partial

from benchmarks.families.base import Family, Limit, Size
from benchmarks.instance import Cohorts

BEST = {  # by name and seed
    ("26 x 18 x 3", 1): {"unpaired": 2, "spread": 2, "idle": 1, "imbalance": 7608, "penalty": 0, "tie": 26373115},
}
SHAPES = {  # participants, mentors, blocks of free hours, tracks, sessions that want the track
    "26 x 18 x 3": (26, 18, 4, 4, 1),
    "260 x 180 x 3": (260, 180, 6, 4, 3),
    "2600 x 1800 x 3": (2600, 1800, 4, 32, 3),
    "2600 x 1800 x 3, dense": (2600, 1800, 6, 4, 3),
}


def make(name: str, seed: int) -> Cohorts:
    """People drawn with the seed."""
    from benchmarks.people import Shape, instance

    return instance([Shape(*SHAPES[name])], seed, **BEST.get((name, seed), {}))


def within(seconds: float) -> tuple[Limit, ...]:
    """Proved, the only best plan, and within so many seconds."""
    return (Limit("solve", seconds=seconds), Limit("solve", gap=0.0, unique=True))


FAMILY = Family(
    "cohort",
    "participants x mentors x sessions: zones, free hours over a change of the clocks, tracks, offers (some without a "
    "limit); no limit within a session",
    "of 26 x 18 x 3, seed 1, by CP-SAT, with a model of its own; every plan judged from people and rules",
    (
        Size("26 x 18 x 3", "quick", partial(make, "26 x 18 x 3"), within(0.5)),
        Size("260 x 180 x 3", "quick", partial(make, "260 x 180 x 3"), within(0.5), ("solve",)),
        Size("2600 x 1800 x 3", "normal", partial(make, "2600 x 1800 x 3"), within(10.0), ("solve",)),
        Size("2600 x 1800 x 3, dense", "heavy", partial(make, "2600 x 1800 x 3, dense"), (), ("solve",)),
    ),
)
