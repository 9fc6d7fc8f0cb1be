"""What a tool of the race is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.instance import Instance, Matrix


def nothing(instance: Any) -> str:
    """No objection."""
    return ""


@dataclass(frozen=True, slots=True)
class Tool:
    """One of those that race.

    ``solve(instance, cap)`` gives the tool's own answer; from there to the answer is what is timed. It imports what it
    needs inside. ``cap``: seconds after which it is ended; tools that can stop by themselves may use it.
    ``takes``: the kind of instance. ``refuses``: why it cannot take one, or an empty text. ``instead``: what it makes
    best instead of the levels of the instance, or an empty text where it solves the same problem. ``packages``: those
    whose versions matter. ``requires``: what an environment of its own must hold; () where it runs in this one.
    """

    name: str
    how: str
    solve: Callable[[Any, float], Any]
    packages: tuple[str, ...]
    takes: type[Any] = Matrix
    refuses: Callable[[Any], str] = nothing
    instead: Callable[[Any], str] = nothing
    requires: tuple[str, ...] = ()

    def objection(self, instance: Instance) -> str:
        """Why it does not take the instance, or an empty text."""
        if not isinstance(instance, self.takes):
            return "takes another kind of instance"
        return self.refuses(instance)


def one_each(matrix: Matrix) -> bool:
    """Whether every row wants one column and every column takes one row."""
    return bool((matrix.demand == 1).all() and (matrix.max_load == 1).all() and matrix.min_load is None)


def wants_several(matrix: Matrix) -> str:
    """The objection of tools that copy rows."""
    return "" if (matrix.demand <= 1).all() else "copies of a row that wants several columns could meet one twice"
