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
    return _solution(model, formulation, wanted, reached, unique, engine, deadline)


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


def unproved_status(deadline: Deadline) -> Status:
    """Of a plan that is not proved: stopped by somebody, or only feasible."""
    return Status.STOPPED if deadline.was_asked else Status.FEASIBLE


def why_unproved(deadline: Deadline) -> str:
    """Why a plan is not proved, in words."""
    if deadline.has_passed:
        return deadline.why
    in_time = "the rest of the proof was too long for the time limit"
    return in_time if deadline.has_limit else "the solver's numbers were not exact enough for a proof"


def no_plan(engine: str, deadline: Deadline) -> Solution:
    """The answer where the work ended before there was a plan that keeps every hard rule."""
    return Solution(Status.STOPPED, None, (), None, engine, f"{deadline.why} before there was a plan")


def _solution(
    model: EngineModel,
    formulation: AnyFormulation,
    wanted: Sequence[Any],
    reached: list[LevelValue],
    unique: bool | None,
    engine: str,
    deadline: Deadline,
) -> Solution:
    chosen = model.chosen
    if chosen is None:
        return no_plan(engine, deadline)
    open_levels = [LevelValue(level.name, formulation.value(level, chosen), None) for level in wanted[len(reached) :]]
    levels = [*reached, *open_levels]
    is_proved = all(level.is_proved for level in levels)
    status, detail = (Status.OPTIMAL, "") if is_proved else (unproved_status(deadline), why_unproved(deadline))
    if levels[0].name == REQUIRED and levels[0].value > 0:
        if not levels[0].is_proved:
            return no_plan(engine, deadline)
        status = Status.INFEASIBLE
    return Solution(
        status,
        formulation.triples(chosen),
        tuple(level for level in levels if level.name != REQUIRED),
        unique if is_proved else None,
        getattr(model, "engine", engine),  # of a model that relaxes: who had the last word
        detail,
        potentials=getattr(model, "potentials", None) if status is Status.OPTIMAL else None,  # of engines that have any
    )
