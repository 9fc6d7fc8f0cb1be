"""What every engine offers, so that the loop over the levels does not know which one it drives."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from pairing.engine.formulate import Formulation, IntegerLevel
from pairing.model.solution import LevelValue


class Deadline(NamedTuple):
    """When to stop, on the clock of ``time.monotonic``; None is never."""

    at: float | None = None

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        """That many seconds from now."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until then (never negative), or None."""
        return None if self.at is None else max(0.0, self.at - time.monotonic())

    @property
    def has_passed(self) -> bool:
        return self.at is not None and time.monotonic() >= self.at


OnLevel = Callable[[LevelValue], None]


class EngineModel(Protocol):
    """A problem laid out for one solver. Levels are minimised in order and stay at their values."""

    def minimise(self, levels: Sequence[IntegerLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise these levels in order, each without giving up what was reached before.

        Returns one value a level reached; the last may be unproved, and fewer than asked for means that the
        deadline passed. ``on_level`` is told each level as it is finished.
        """
        ...

    @property
    def chosen(self) -> tuple[int, ...] | None:
        """The pair indices of the best plan so far, ascending; None before there is one."""
        ...

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Whether no other set of pairs reaches the same values on all levels minimised; None: not decided."""
        ...


class Engine(Protocol):
    """A module of an engine: ``refuses`` says why it cannot take a problem, ``lay_out`` makes the model."""

    def refuses(self, formulation: Formulation) -> str | None: ...
    def lay_out(self, formulation: Formulation) -> EngineModel: ...
