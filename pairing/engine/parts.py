"""A problem in its parts: the sessions with mentors together, and each session of peers by itself.

Nothing but a limit on changes ties the parts to each other, and every level is the sum of theirs: so the best of each
part, level by level, is the best of the whole. Where a limit on changes binds, every way of sharing it out is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.engine.choose import Choice
from pairing.engine.formulate import REQUIRED
from pairing.engine.interface import AnyFormulation, Deadline, OnLevel
from pairing.engine.levels import no_plan, solve_levels, unproved_status
from pairing.engine.timing import timing_of
from pairing.errors import input_error
from pairing.model.draw import is_start, is_tie
from pairing.model.problem import Problem
from pairing.model.solution import LevelValue, Peers, Solution, Status, level_named

CHANGED = "changed"


class Part(NamedTuple):
    """One part solved; ``session`` None is that of the mentors. ``changed``: what it changes of the baseline."""

    session: int | None
    solution: Solution
    changed: int = 0


def solve_parts(
    problem: Problem, formulation: AnyFormulation, choice: Choice, *, deadline: Deadline, on_level: OnLevel
) -> Solution:
    """Every part solved, and put together.

    Status INFEASIBLE: the hard minimums cannot all be met; those of peers where ``chosen`` is None.

    Raises
    ------
    InputError
        When more published pairs must change than ``max_changes`` allows; the least number is named.
    """
    sessions = [s for s in range(len(problem.sessions)) if problem.peers(s)]
    if not sessions:
        return solve_mentors(problem, formulation, choice, deadline, on_level)
    free = formulation.only(formulation.levels)
    parts = [_mentor_part(formulation, solve_mentors(problem, free, choice, deadline, lambda level: None))]
    parts += [_of_peers(problem, s, choice, deadline) for s in sessions]
    failed = next((part for part in parts if part.solution.chosen is None or is_infeasible(part)), None)
    if failed is not None:
        return failed.solution
    most = problem.max_changes
    if most is not None and sum(part.changed for part in parts) > most:
        shared = _shared_out(problem, formulation, choice, parts, most, deadline)
        if shared is None:
            stopped = no_plan(parts[0].solution.engine, deadline)
            return stopped._replace(detail=f"{stopped.detail} with so few changes")
        parts = shared
    whole = _joined(formulation, problem, parts, deadline)
    for level in whole.levels:
        on_level(level)
    return whole


def is_infeasible(part: Part) -> bool:
    """Whether its hard rules contradict each other."""
    return part.solution.status is Status.INFEASIBLE


# --- one part ---------------------------------------------------------------------------------------------------


def solve_mentors(
    problem: Problem, formulation: AnyFormulation, choice: Choice, deadline: Deadline, on_level: OnLevel
) -> Solution:
    if formulation.caps:
        least = _least_changed(problem, formulation, choice, deadline)
        if least is None:
            return Solution(Status.INFEASIBLE, None, (), None, "")
        if least > formulation.caps[0][1]:
            raise _too_few(formulation.caps[0][1], least)
    timing = timing_of(problem)
    if timing is not None:
        from pairing.engine.timed import solve_timed  # many problems have no times

        return solve_timed(problem, formulation, timing, choice, deadline=deadline, on_level=on_level)
    name, engine = choice.engine(formulation)
    return solve_levels(engine.lay_out(formulation), formulation, engine=name, deadline=deadline, on_level=on_level)


def _of_peers(problem: Problem, session: int, choice: Choice, deadline: Deadline, *, most: int | None = None) -> Part:
    """A session of peers as a part: its groups, and no pairs."""
    from pairing.engine.peers import solve_peers  # most problems have no peers

    engine = choice.of_peers if most is None else "cpsat"
    found = solve_peers(problem, session, engine=engine, deadline=deadline, most_changed=most)
    is_proved = all(level.is_proved for level in found.levels)
    status = Status.OPTIMAL if is_proved else unproved_status(deadline)
    has_plan = found.groups is not None
    if has_plan and found.levels and found.levels[0].name == REQUIRED and found.levels[0].value:
        has_plan = False
        status = Status.INFEASIBLE if found.levels[0].is_proved else Status.STOPPED
    groups: tuple[Peers, ...] = tuple((session, members) for members in found.groups or ())
    levels = tuple(level for level in found.levels if level.name != REQUIRED)
    unique = found.unique if is_proved else None
    solution = Solution(status, () if has_plan else None, levels, unique, "", found.detail, groups)
    return Part(session, solution, found.changed)


def _mentor_part(formulation: AnyFormulation, solution: Solution) -> Part:
    """The sessions with mentors as a part; ``formulation`` still has its limit."""
    if not formulation.caps or solution.chosen is None:
        return Part(None, solution)
    return Part(None, solution, formulation.value(formulation.caps[0][0], formulation.indices(solution.chosen)))


# --- together ---------------------------------------------------------------------------------------------------


def _joined(formulation: AnyFormulation, problem: Problem, parts: Sequence[Part], deadline: Deadline) -> Solution:
    """One solution of all parts; level by level the sums."""
    most = max(_num_ties(part) for part in parts)
    parts = [_with_ties(formulation, problem, part, most) for part in parts]
    of_starts = tuple(level for level in parts[0].solution.levels if is_start(level.name))  # peers have none
    parts = [_without_starts(parts[0]), *parts[1:]]
    names = [level.name for level in parts[0].solution.levels]
    levels = []
    for name, *values in zip(names, *(part.solution.levels for part in parts), strict=True):
        bounds = [value.bound for value in values]
        bound = None if None in bounds else sum(one for one in bounds if one is not None)
        levels.append(LevelValue(name, sum(value.value for value in values), bound))
    of_mentors = parts[0].solution
    uniques = [part.solution.unique for part in parts]
    is_proved = all(level.is_proved for level in (*levels, *of_starts))
    return Solution(
        Status.OPTIMAL if is_proved else unproved_status(deadline),
        of_mentors.chosen,
        (*levels, *of_starts),
        None if not is_proved or None in uniques else all(uniques),
        of_mentors.engine,
        "; ".join(dict.fromkeys(part.solution.detail for part in parts if part.solution.detail)),
        tuple(sorted(group for part in parts for group in part.solution.groups)),
        of_mentors.potentials,
        of_mentors.starts,
    )


def _without_starts(part: Part) -> Part:
    """The part without its levels ``start``."""
    levels = tuple(level for level in part.solution.levels if not is_start(level.name))
    return part._replace(solution=part.solution._replace(levels=levels))


def _num_ties(part: Part) -> int:
    return sum(is_tie(level.name) for level in part.solution.levels)


def _with_ties(formulation: AnyFormulation, problem: Problem, part: Part, number: int) -> Part:
    """The part with so many tie levels: of a plan that is the only one of its value, further ones are what they are."""
    solution = part.solution
    for k in range(_num_ties(part) + 1, number + 1):
        if part.session is None:
            tie = formulation.tie_level(k)
            name, value = tie.name, formulation.value(tie, formulation.indices(solution.chosen or ()))
        else:
            from pairing.engine.peers import peer_tie  # loaded already

            name, value = peer_tie(problem, part.session, [members for _, members in solution.groups], k)
        level = LevelValue(name, value, value if solution.unique else None)
        solution = solution._replace(levels=(*solution.levels, level))
    return part._replace(solution=solution)


# --- a limit on changes -----------------------------------------------------------------------------------------


def _too_few(most: int, least: int) -> Exception:
    """The error for a limit on changes that no plan keeps."""
    allowed = "1 change" if most == 1 else f"{most} changes"
    message = f"at most {allowed} is too few: the hard rules alone change {least}."
    return input_error("max-changes-too-small", message, f"Allow {least} or more.", value=str(most))


def _least_changed(problem: Problem, formulation: AnyFormulation, choice: Choice, deadline: Deadline) -> int | None:
    """The fewest published pairs that any plan drops, hard minimums first; 0 where time is too short to know.

    None: the hard minimums cannot all be met.
    """
    if not formulation.caps:
        return 0
    changed = formulation.caps[0][0]
    levels = (*(level for level in formulation.levels if level.name == REQUIRED), changed)
    only = formulation.only(levels)
    timing = timing_of(problem)
    if timing is not None:
        from pairing.engine.timed import solve_pairs  # many problems have no times

        found = solve_pairs(only, timing, choice, deadline)
        if found.status is Status.INFEASIBLE:
            return None
        return level_named(found.levels, CHANGED).value if found.status is Status.OPTIMAL else 0
    reached = choice.engine(only)[1].lay_out(only).minimise(levels, deadline, lambda level: None)
    if reached and reached[0].name == REQUIRED and reached[0].value and reached[0].is_proved:
        return None
    return reached[-1].value if len(reached) == len(levels) and reached[-1].is_proved else 0


def _shared_out(
    problem: Problem,
    formulation: AnyFormulation,
    choice: Choice,
    parts: Sequence[Part],
    most: int,
    deadline: Deadline,
) -> list[Part] | None:
    """The best plan over every way of sharing the changes out; no part can use more than it takes when it is free.

    None where the deadline left no plan.
    """
    least = [_least_changed(problem, formulation, choice, deadline) or 0]  # that its hard minimums hold is known
    for part in parts[1:]:
        assert part.session is not None
        only = problem.replace(levels=(CHANGED,))
        found = _of_peers(only, part.session, choice, deadline)
        least.append(found.changed if found.solution.status is Status.OPTIMAL else 0)
    if sum(least) > most:
        raise _too_few(most, sum(least))
    solved: dict[tuple[int, int], Part] = {}
    best: list[Part] | None = None
    for shares in _shares(least, [part.changed for part in parts], most):
        tried = []
        for number, (part, share) in enumerate(zip(parts, shares, strict=True)):
            if (number, share) not in solved:
                if share >= part.changed:
                    found = part
                elif part.session is None:
                    capped = formulation.capped(share)
                    found = Part(None, solve_mentors(problem, capped, choice, deadline, lambda level: None))
                else:
                    found = _of_peers(problem, part.session, choice, deadline, most=share)
                solved[number, share] = found
            tried.append(solved[number, share])
        if any(part.solution.chosen is None for part in tried):
            continue
        if best is None or _sums(formulation, problem, tried, deadline) < _sums(formulation, problem, best, deadline):
            best = tried
    return best


def _shares(least: Sequence[int], wanted: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Every way of giving each part at least its least and at most what it wants, together at most ``most``."""
    if not least:
        yield ()
        return
    for share in range(least[0], min(max(wanted[0], least[0]), most - sum(least[1:])) + 1):
        for rest in _shares(least[1:], wanted[1:], most - share):
            yield share, *rest


def _sums(formulation: AnyFormulation, problem: Problem, parts: Sequence[Part], deadline: Deadline) -> list[int]:
    return [level.value for level in _joined(formulation, problem, parts, deadline).levels]
