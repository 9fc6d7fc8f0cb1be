"""What every engine offers, so that the loop over the levels does not know which one it drives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from typing import Any, NamedTuple, Protocol, Self, cast

from pairing.errors import input_error
from pairing.model.solution import LevelValue, Triple

MOST_SECONDS = 10**9  # more is no limit


class Deadline:
    """When to stop: at a moment of ``time.monotonic`` (None: never), or when somebody has asked for it.

    >>> deadline = Deadline()
    >>> deadline.stop("interrupted by Ctrl-C")
    >>> deadline.has_passed, deadline.why
    (True, 'interrupted by Ctrl-C')
    """

    __slots__ = ("_asked", "_at", "is_watched")

    def __init__(self, at: float | None = None):
        self._at = at
        self._asked = ""
        self.is_watched = False  # a signal may ask for a stop at any time

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        """That many seconds from now; None: never."""
        return cls(None if seconds is None or seconds > MOST_SECONDS else time.monotonic() + float(seconds))

    @classmethod
    def limited(cls, seconds: object) -> Deadline:
        """A time limit as somebody gave it.

        Raises
        ------
        InputError
            When it is no number above 0, and not None.
        """
        is_number = isinstance(seconds, Real) and not isinstance(seconds, bool)
        if seconds is not None and not (is_number and cast(float, seconds) > 0):
            raise input_error("bad-time-limit", f"the time limit is {seconds!r} seconds.", "Give more than 0, or none.")
        return cls.after(cast("float | None", seconds))

    def stop(self, why: str) -> None:
        """Stop now, for this reason; may be called from a signal handler."""
        self._asked = self._asked or why

    @property
    def may_pass(self) -> bool:
        """Whether it is any use to look."""
        return self.is_watched or self._at is not None or bool(self._asked)

    @property
    def has_limit(self) -> bool:
        """Whether time is limited from the start."""
        return self._at is not None

    @property
    def was_asked(self) -> bool:
        """Whether somebody asked for a stop, before the time was over."""
        return bool(self._asked)

    @property
    def why(self) -> str:
        """The reason in words."""
        return self._asked or "the time limit was reached"

    @property
    def seconds_left(self) -> float | None:
        """Seconds until then (never negative), or None."""
        if self._asked:
            return 0.0
        return None if self._at is None else max(0.0, self._at - time.monotonic())

    @property
    def has_passed(self) -> bool:
        return bool(self._asked) or (self._at is not None and time.monotonic() >= self._at)


class Row(NamedTuple):
    """Of these pairs at most ``most`` are in a plan: a limit that was found out on the way."""

    triples: tuple[Triple, ...]
    most: int


OnLevel = Callable[[LevelValue], None]


class AnyFormulation(Protocol):
    """A problem in whole numbers, plain (``formulate``) or as arrays (``arrays.formulate``).

    Pairs are known by numbers, levels by what the formulation makes of them: only its own engine looks into one.
    """

    @property
    def levels(self) -> Sequence[Any]: ...
    @property
    def num_pairs(self) -> int: ...
    @property
    def caps(self) -> Sequence[tuple[Any, int]]: ...
    def tie_level(self, number: int) -> Any: ...
    def only(self, levels: Sequence[Any]) -> Self: ...
    def capped(self, most: int) -> Self: ...
    def triples(self, chosen: Iterable[int]) -> tuple[Triple, ...]: ...
    def indices(self, chosen: Iterable[Triple]) -> Iterable[int]: ...
    def value(self, level: Any, chosen: Iterable[int]) -> int: ...
    def penalties(self, chosen: Iterable[int]) -> list[int]: ...
    def pairs_with(self, participant: int | None, mentor: int | None) -> Iterable[Triple]: ...
    def wants_one(self, participant: int, session: int) -> bool: ...


class EngineModel(Protocol):
    """A problem laid out for one solver. Levels are minimised in order and stay at their values."""

    def minimise(self, levels: Sequence[Any], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise these levels in order, each without giving up what was reached before.

        Returns one value a level reached; the last may be unproved, and fewer than asked for means that the
        deadline passed. ``on_level`` is told each level as it is finished.
        """
        ...

    @property
    def chosen(self) -> Sequence[int] | None:
        """The numbers of the pairs of the best plan so far, ascending; None before there is one."""
        ...

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Whether no other set of pairs reaches the same values on all levels minimised; None: not decided."""
        ...


class Engine(Protocol):
    """A module of an engine: ``refuses`` says why it cannot take a problem, ``lay_out`` makes the model."""

    def refuses(self, formulation: Any) -> str | None: ...
    def lay_out(self, formulation: Any) -> EngineModel: ...
