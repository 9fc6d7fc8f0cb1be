"""What is solved in the race: a matrix, or cohorts. Both can be written to a file and read by another process."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pairing

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Rows to pair with columns, level by level: ``levels`` are minimised in their order.

    ``costs``: one a pair, by row, then by column; or a table in which every cell is a pair, and then ``rows`` and
    ``columns`` are None. ``demand``: pairs a row wants; ``min_load`` (hard) and ``max_load``: pairs a column takes.
    ``best``: what is known about the levels; a level that is not in it is only compared between the tools.
    ``plan``: the only best plan, one number row · columns + column a pair, ascending; None where it is not known.
    ``unit``: a penalty of that many is one point, below 0 where points are to be had.
    """

    shape: tuple[int, int]
    costs: NDArray[Any]
    demand: Ints
    max_load: Ints
    levels: tuple[str, ...]
    rows: Ints | None = None
    columns: Ints | None = None
    min_load: Ints | None = None
    best: Mapping[str, int] = field(default_factory=dict)
    plan: Ints | None = None
    unit: int = 1

    @property
    def num_pairs(self) -> int:
        """Eligible pairs."""
        return int(self.costs.size)

    @property
    def least(self) -> Ints:
        """``min_load`` of every column."""
        return np.zeros(self.shape[1], np.int64) if self.min_load is None else self.min_load

    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """Row, column and cost of every pair."""
        n, m = self.shape
        costs = self.costs.reshape(-1).astype(np.int64)
        if self.rows is None or self.columns is None:
            return np.repeat(np.arange(n), m), np.tile(np.arange(m), n), costs
        return self.rows, self.columns, costs

    def save(self, path: Path) -> None:
        """As an .npz file: arrays, no pickles."""
        arrays: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("shape", "costs", "demand", "max_load", "levels", "rows", "columns", "min_load", "unit")
        }
        np.savez(path, **{name: np.asarray(array) for name, array in arrays.items() if array is not None})

    def tiny(self) -> Matrix:
        """Two rows, two columns: to warm up with."""
        one = np.ones(2, np.int64)
        return Matrix((2, 2), np.array([2, 1, 1]), one, one, self.levels, np.array([0, 0, 1]), np.array([0, 1, 0]))

    @classmethod
    def load(cls, path: Path) -> Matrix:
        """As ``save`` wrote it; what is known about the best plan is not in the file."""
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
        found["shape"] = tuple(int(size) for size in found["shape"])
        found["levels"] = tuple(str(name) for name in found["levels"])
        found["unit"] = int(found["unit"])
        return cls(**found)


@dataclass(frozen=True, slots=True, eq=False)
class Cohorts:
    """Cohorts of people, sessions and rules, one or many; each is solved by itself.

    ``num_pairs``: eligible pairs of all. ``time_limit``: seconds for each, or None. ``best``: as in ``Matrix``, one a
    cohort, or empty.
    """

    problems: tuple[pairing.Problem, ...]
    num_pairs: int
    time_limit: float | None = None
    best: tuple[Mapping[str, int], ...] = ()

    def save(self, path: Path) -> None:
        """For a process of this same checkout."""
        path.write_bytes(pickle.dumps(self))

    def tiny(self) -> Cohorts:
        """The first, with few enough people to be quick, and enough for arrays: to warm up with."""
        problem = self.problems[0]
        few = problem.replace(participants=problem.participants[:100], mentors=problem.mentors[:70])
        return Cohorts((few,), 0, self.time_limit)

    @classmethod
    def load(cls, path: Path) -> Cohorts:
        """As ``save`` wrote it."""
        found = pickle.loads(path.read_bytes())
        assert isinstance(found, cls)
        return found


Instance = Matrix | Cohorts
KINDS: dict[str, type[Matrix] | type[Cohorts]] = {"Matrix": Matrix, "Cohorts": Cohorts}


class Plan(NamedTuple):
    """A tool's answer to a matrix, pairs by row, then by column. ``is_proved``: it says that no plan is better.

    ``is_unique`` None: it does not say whether another is as good.
    """

    rows: Ints
    columns: Ints
    is_proved: bool = True
    is_unique: bool | None = None
    detail: str = ""


class Level(NamedTuple):
    """A level of a cohort's plan as a tool states it; ``bound`` None: it states none."""

    name: str
    value: int
    bound: int | None


class CohortPlan(NamedTuple):
    """A tool's answer to a cohort.

    ``triples``: (participant, mentor, session), by position, sorted. ``unique`` None: not asked, or not known.
    """

    levels: tuple[Level, ...]
    triples: tuple[tuple[int, int, int], ...]
    unique: bool | None = None
    detail: str = ""
    seconds: float = 0.0


def from_scores(levels: tuple[str, ...], scores: NDArray[Any], scale: int, **rest: Any) -> Matrix:
    """A matrix whose scores are to be as high as can be; nan is a pair that is not eligible."""
    eligible = ~np.isnan(scores)
    rows, columns = np.nonzero(eligible)
    costs = -np.rint(scores[eligible] * scale).astype(np.int64)
    return Matrix(scores.shape, costs, levels=levels, rows=rows, columns=columns, unit=-scale, **rest)
