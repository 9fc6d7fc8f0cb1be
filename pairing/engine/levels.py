"""The lexicographic loop: the problem's levels in order, then ties, until the plan is the only one of its value."""

from __future__ import annotations

from pairing.engine.formulate import REQUIRED, Formulation, IntegerLevel
from pairing.engine.interface import Deadline, EngineModel, OnLevel
from pairing.model.draw import MOST_TIE_LEVELS
from pairing.model.solution import LevelValue, Solution, Status


def solve_levels(
    model: EngineModel, formulation: Formulation, *, engine: str, deadline: Deadline, on_level: OnLevel
) -> Solution:
    """Minimise every level of the formulation, then as many tie levels as it takes to make the plan unique.

    Status INFEASIBLE: the hard minimums cannot all be met, and ``chosen`` meets as many as possible.
    """
    wanted = [*formulation.levels, formulation.tie_level(1)]
    reached = model.minimise(wanted, deadline, on_level)
    unique: bool | None = None
    while len(reached) == len(wanted) and reached[-1].is_proved:
        unique = model.is_unique(deadline)
        number = len(wanted) - len(formulation.levels) + 1
        if unique is not False or number > MOST_TIE_LEVELS:
            break
        wanted.append(formulation.tie_level(number))
        reached += model.minimise(wanted[-1:], deadline, on_level)
    return _solution(model, formulation, wanted, reached, unique, engine)


def _solution(
    model: EngineModel,
    formulation: Formulation,
    wanted: list[IntegerLevel],
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
        tuple(sorted(formulation.pairs[index] for index in chosen)),
        tuple(level for level in levels if level.name != REQUIRED),
        unique if is_proved else None,
        engine,
        detail,
    )
