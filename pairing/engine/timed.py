"""Pairs that need starts: relax and check.

First the pairs, as if time were no matter: that is the flow, or whatever the other limits make of it. If starts exist
for its (only) best plan, it is the best with time too. If not, whoever cannot hold the meetings he got is to blame, and
a *row* says so: of these meetings, and of all others that he could have in the same hours, at most so many. With the
rows the pairs are sought anew; each row holds in every plan that has starts, so nothing is lost. Where that does not
come to an end soon, pairs and starts are sought together (``candidates``), on the optimal face of the flow.

The starts that we set are drawn last, for the pairs that are found: so the pairs do not hang on them. The one level on
starts before that is `moved`. It is tried with every published start kept, as far as each is possible by itself;
if all levels up to it then come out as the flow says they could at the best, nothing better exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from pairing.engine import relax
from pairing.engine.candidates import Candidates
from pairing.engine.choose import Choice
from pairing.engine.formulate import REQUIRED
from pairing.engine.formulation import Formulation
from pairing.engine.interface import AnyFormulation, Deadline, OnLevel
from pairing.engine.levels import no_plan, solve_levels, unproved_status, why_unproved
from pairing.engine.rows import Checker, Unexplained
from pairing.engine.starts import draw_starts
from pairing.engine.timetable import TooHard, as_many, find_starts
from pairing.engine.timing import Timing
from pairing.errors import InternalError, input_error
from pairing.model.draw import is_start, is_tie
from pairing.model.in_force import MOVED
from pairing.model.problem import Problem
from pairing.model.solution import LevelValue, Solution, Status, Triple

MOST_PLAIN = 60_000  # pairs that are sought with rows, without arrays; of more, those are kept that find a start
MOST_CUTS = 8  # flows of one large session, each with time cut anew where hours are scarce


def solve_timed(
    problem: Problem,
    formulation: AnyFormulation,
    timing: Timing,
    choice: Choice,
    *,
    deadline: Deadline,
    on_level: OnLevel,
) -> Solution:
    """The best pairs for which starts exist, and those; the levels ``start`` come last."""
    found = _large_slots(problem, formulation, timing, deadline) or solve_pairs(formulation, timing, choice, deadline)
    if not _is_drawn(found) and found.chosen is not None and found.status is not Status.INFEASIBLE:
        found = _with_starts(problem, formulation, timing, choice, found, deadline)
    for level in found.levels:
        on_level(level)
    return found


# --- the pairs --------------------------------------------------------------------------------------------------


def solve_pairs(formulation: AnyFormulation, timing: Timing, choice: Choice, deadline: Deadline) -> Solution:
    """The best pairs for which starts exist, without any; where they are not proved, there may be none."""
    if choice.wanted in ("mip", "cpsat"):
        return _together(formulation, timing, choice, deadline)
    if isinstance(formulation, Formulation) and relax.refuses(formulation) is not None:
        return _together(formulation, timing, choice, deadline)
    try:
        return _relaxed(formulation, timing, choice, deadline)
    except Unexplained:
        return _together(formulation, timing, choice, deadline)


def _relaxed(formulation: AnyFormulation, timing: Timing, choice: Choice, deadline: Deadline) -> Solution:
    """Pairs without time, rows for what time forbids, and again.

    Raises
    ------
    Unexplained
        Where rows do not lead to an end, or `moved` may come out better with other starts than the published ones.
    """
    checker = Checker(formulation, timing.keeping_published(), explains=not timing.has_slots)
    if not isinstance(formulation, Formulation):
        found = _solved(formulation, choice, deadline)
        if found.status is not Status.OPTIMAL or not checker.rows_of_pairs(found.chosen or ()):
            return found
        if formulation.num_pairs > MOST_PLAIN:
            why = "too many pairs to prove which are the best of those that fit one after another"
            return found._replace(status=Status.FEASIBLE, unique=None, potentials=None, detail=why)
    plain = choice.plain(formulation)
    model = relax.RelaxedModel(plain, checker.rows)
    found = solve_levels(model, plain, engine="relax", deadline=deadline, on_level=lambda level: None)
    if choice.wanted == "flow" and model.engine != "flow":
        message = "engine 'flow' cannot take this problem: its best plan has meetings at the same time."
        raise input_error("engine-cannot", message, "Leave the choice open.")
    if timing.published and _up_to_moved(found.levels) != _up_to_moved(model.bounds):
        raise Unexplained
    return found._replace(potentials=None) if checker.has_rows else found


def _solved(formulation: AnyFormulation, choice: Choice, deadline: Deadline) -> Solution:
    name, engine = choice.engine(formulation)
    model = engine.lay_out(formulation)
    return solve_levels(model, formulation, engine=name, deadline=deadline, on_level=lambda level: None)


def _up_to_moved(levels: Sequence[LevelValue]) -> list[LevelValue]:
    """The levels up to the last one that published starts can spoil."""
    told = [level for level in levels if level.name != REQUIRED]
    names = [level.name for level in told]
    return told[: names.index(MOVED) + 1] if MOVED in names else []


def _together(formulation: AnyFormulation, timing: Timing, choice: Choice, deadline: Deadline) -> Solution:
    """Pairs and starts as one problem, a flow where starts do not overlap; the pairs of its best plan."""
    candidates = Candidates(choice.plain(formulation), timing)
    found = _solved(candidates.formulation, choice, deadline)
    return found._replace(potentials=None)


def _large_slots(problem: Problem, formulation: AnyFormulation, timing: Timing, deadline: Deadline) -> Solution | None:
    """Pairs of one session that are many, with their starts or such that there are some; else None."""
    if isinstance(formulation, Formulation) or not timing.is_one_session:
        return None
    from pairing.engine.arrays.slots import cut_where_scarce, solve_slots  # loaded with the arrays

    large, keeping = cast(Any, formulation), timing.keeping_published()
    cuts: dict[tuple[int, int], int] = {}
    for _ in range(MOST_CUTS):
        found = solve_slots(problem, large, timing, deadline, cuts)
        if found is None or _is_drawn(found):
            return found
        if found.status is not Status.OPTIMAL or not _moves_what_it_must(found, timing):
            return None
        meetings = keeping.all_of(found.chosen or ())
        try:
            if find_starts(meetings, keeping.pause, keeping.most_a_day) is not None:
                return found
        except TooHard:
            return None
        more = cut_where_scarce(problem, large, keeping, found.chosen or (), cuts)
        if more is None:
            return None
        cuts = more
    return None


def _is_drawn(found: Solution) -> bool:
    """Whether the starts are part of a solution already; it may have no pairs."""
    return any(is_start(level.name) for level in found.levels)


def _moves_what_it_must(found: Solution, timing: Timing) -> bool:
    """Whether level `moved` is what it is with every published start kept that is possible."""
    kept = [triple for triple in found.chosen or () if triple in timing.published]
    must = sum(timing.published[one].isdisjoint(timing.of(one).starts) for one in kept)
    return all(level.value == must for level in found.levels if level.name == MOVED)


# --- the starts -------------------------------------------------------------------------------------------------


def _with_starts(
    problem: Problem,
    formulation: AnyFormulation,
    timing: Timing,
    choice: Choice,
    found: Solution,
    deadline: Deadline,
) -> Solution:
    """The plan with its starts: those drawn where we set the time, any that go together where they agree."""
    assert found.chosen is not None
    known: Mapping[Triple, int] = {}
    if found.status is not Status.OPTIMAL:  # there may be no starts for all of them
        found, known = _as_many(timing, formulation, found, deadline)
        if found.chosen is None:
            return found
    drawn = draw_starts(problem, timing, choice, found.chosen or (), deadline, known)
    if drawn is None:
        raise InternalError("there are no starts for pairs that have some")
    levels = (*_with_moved(timing, found, drawn.starts), *drawn.levels)
    is_proved = found.status is Status.OPTIMAL and drawn.is_proved
    status = found.status if found.status is not Status.OPTIMAL or is_proved else unproved_status(deadline)
    unique = None if None in (found.unique, drawn.unique) else found.unique and drawn.unique
    return found._replace(
        levels=levels,
        status=status,
        unique=unique if is_proved else None,
        detail=found.detail or ("" if is_proved else why_unproved(deadline)),
        starts=tuple(drawn.starts.get(triple) for triple in found.chosen or ()),
    )


def _with_moved(timing: Timing, found: Solution, starts: Mapping[Triple, int]) -> Iterator[LevelValue]:
    """The levels of the pairs, with what `moved` really is: pairs that were not proved may move more than they must."""
    moved = sum(
        starts.get(triple) not in timing.published[triple]
        for triple in found.chosen or ()
        if triple in timing.published
    )
    for level in found.levels:
        if level.name == MOVED and level.value != moved:
            if found.status is Status.OPTIMAL:
                raise InternalError(f"{level.value} starts were to move, and {moved} do")
            level = level._replace(value=moved)
        yield level


def _as_many(
    timing: Timing, formulation: AnyFormulation, found: Solution, deadline: Deadline
) -> tuple[Solution, Mapping[Triple, int]]:
    """A plan that was not proved, without the meetings for which no start was found in passing; and the starts."""
    assert found.chosen is not None
    meetings = timing.all_of(found.chosen)
    placed: Mapping[Triple, int] | None = None
    with suppress(TooHard):
        placed = find_starts(meetings, timing.pause, timing.most_a_day)
    if placed is not None:
        return found, placed
    placed = as_many(meetings, timing.pause, timing.most_a_day)
    kept = tuple(triple for triple in found.chosen if not timing.is_timed(triple) or triple in placed)
    indices = list(formulation.indices(kept))
    levels, is_open = [], False
    ties = [formulation.tie_level(number + 1) for number in range(sum(is_tie(one.name) for one in found.levels))]
    bound_of = {level.name: level.bound for level in found.levels}
    for level in (*formulation.levels, *ties):
        value = formulation.value(level, indices)
        if level.name == REQUIRED:
            if value > 0:
                return no_plan(found.engine, deadline), {}
            continue
        bound = None if is_open else bound_of.get(level.name)
        levels.append(LevelValue(level.name, value, bound))
        is_open = is_open or bound != value
    if any(formulation.value(level, indices) > most for level, most in formulation.caps):
        return no_plan(found.engine, deadline), {}
    status = unproved_status(deadline)
    return found._replace(chosen=kept, levels=tuple(levels), unique=None, status=status, potentials=None), placed
