"""The lexicographic loop: the problem's levels in order, then ties, until the plan is the only one of its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pairing.engine.formulate import REQUIRED
from pairing.engine.interface import AnyFormulation, Deadline, EngineModel, OnLevel
from pairing.model.draw import MOST_TIE_LEVELS
from pairing.model.solution import LevelValue, Solution, Status

AnyLevel = TypeVar("AnyLevel")


def solve_levels(
    model: EngineModel, formulation: AnyFormulation, *, engine: str, deadline: Deadline, on_level: OnLevel
) -> Solution:
    """Minimise every level of the formulation, then as many tie levels as it takes to make the plan unique.

    Status INFEASIBLE: the hard minimums cannot all be met, and ``chosen`` meets as many as possible.
    """
    wanted, reached, unique = until_unique(
        formulation.levels,
        formulation.tie_level,
        lambda levels: model.minimise(levels, deadline, on_level),
        lambda: model.is_unique(deadline),
    )
    return _solution(model, formulation, wanted, reached, unique, engine)


def until_unique(
    levels: Sequence[AnyLevel],
    tie_level: Callable[[int], AnyLevel],
    minimise: Callable[[Sequence[AnyLevel]], list[LevelValue]],
    is_unique: Callable[[], bool | None],
    *,
    least_ties: int = 1,
) -> tuple[list[AnyLevel], list[LevelValue], bool | None]:
    """Levels and at least so many tie levels minimised, then one more after the other until the plan is unique.

    Returns the levels that were wanted, the values that were reached (fewer, or the last one unproved, where time was
    short), and whether the plan is the only one of its value (None: not known).
    """
    wanted = [*levels, *map(tie_level, range(1, max(1, least_ties) + 1))]
    reached = minimise(wanted)
    unique: bool | None = None
    while len(reached) == len(wanted) and reached[-1].is_proved:
        unique = is_unique()
        number = len(wanted) - len(levels) + 1
        if unique is not False or number > MOST_TIE_LEVELS:
            break
        wanted.append(tie_level(number))
        reached += minimise(wanted[-1:])
    return wanted, reached, unique


def _solution(
    model: EngineModel,
    formulation: AnyFormulation,
    wanted: Sequence[Any],
    reached: list[LevelValue],
    unique: bool | None,
    engine: str,
) -> Solution:
    chosen = model.chosen
    if chosen is None:
        return Solution(Status.STOPPED, None, (), None, engine, "stopped before there was a plan")
    open_levels = [LevelValue(level.name, formulation.value(level, chosen), None) for level in wanted[len(reached) :]]
    levels = [*reached, *open_levels]
    is_proved = all(level.is_proved for level in levels)
    status, detail = (Status.OPTIMAL, "") if is_proved else (Status.FEASIBLE, "the time limit was reached")
    if levels[0].name == REQUIRED and levels[0].value > 0:
        status = Status.INFEASIBLE if levels[0].is_proved else Status.STOPPED
    return Solution(
        status,
        formulation.triples(chosen),
        tuple(level for level in levels if level.name != REQUIRED),
        unique if is_proved else None,
        getattr(model, "engine", engine),  # of a model that relaxes: who had the last word
        detail,
        potentials=getattr(model, "potentials", None) if status is Status.OPTIMAL else None,  # of engines that have any
    )
