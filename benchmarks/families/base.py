"""What a family of instances is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.instance import Instance

SEVERITIES = ("quick", "normal", "heavy")  # seconds, a minute or two, many minutes


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure to reach, of one tool.

    ``most``, ``least``: bounds of its ratio of seconds to those of ``over``. ``seconds``: the most it may take.
    ``megabytes``: the most memory for each million pairs, beyond what the imports and the input take. ``gap``: the
    most between value and bound of the first level that is not proved, of the value; 0 is proved. ``unique``: the tool
    says that no other plan is as good.
    """

    tool: str
    over: str = ""
    most: float | None = None
    least: float | None = None
    seconds: float | None = None
    megabytes: float | None = None
    gap: float | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a family: ``make(seed)`` gives its instance, with what is known about the best plan.

    ``tools``: those that race by default at it; () means all. ``limits`` are checked wherever they were measured.
    """

    name: str
    severity: str
    make: Callable[[int], Instance]
    limits: tuple[Limit, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Instances of one kind. ``known``: how its best plan is known."""

    name: str
    what: str
    known: str
    sizes: tuple[Size, ...]
    is_seeded: bool = True
