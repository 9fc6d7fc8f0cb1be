"""The front door of the engines: choose one by structure, solve, have the plan judged, and only then show it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from pairing.engine.choose import Choice
from pairing.engine.interface import AnyFormulation, Deadline
from pairing.engine.interrupts import stopped_by_signals
from pairing.engine.parts import solve_parts
from pairing.engine.progress import Reporter
from pairing.errors import ContradictionError, InternalError, Issue, Severity, input_error
from pairing.judging.evaluate import Judgement, evaluate
from pairing.model.answers import free_in
from pairing.model.draw import is_start, is_tie
from pairing.model.intervals import Intervals, at_least, intersect
from pairing.model.problem import Problem
from pairing.model.solution import Group, Pair, Progress, Result, Solution, Status, person_order

if TYPE_CHECKING:
    from pairing.engine.conflict import Conflict

    class HasProblem(Protocol):
        """Anything that carries a problem, such as a programme."""

        @property
        def problem(self) -> Problem: ...


def solve(
    subject: Problem | HasProblem,
    *,
    time_limit: float | None = None,
    on_progress: Callable[[Progress], object] | None = None,
    engine: Literal["flow", "mip", "cpsat"] | None = None,
) -> Result:
    """Find the best plan, prove it, and have it judged.

    Parameters
    ----------
    subject
        A problem, or a programme as ``read_program`` gives it. It is never changed.
    time_limit
        Seconds, more than 0; None is no limit. When it runs out the result is the best plan so far, with a bound for
        each level that has one, and it may not be reproducible.
    on_progress
        Called with a frozen ``Progress`` after each level. An exception in it is not lost: it ends the reports, the
        plan is finished, and ``detail`` of the result names it.
    engine
        ``flow``, ``mip`` or ``cpsat``; None chooses by structure. All give the same plan wherever they can solve it.

    Returns
    -------
    Result
        Status ``optimal`` when every level is proved; ``feasible`` when time was too short, or numbers in floating
        point too coarse, for the whole proof. Ctrl-C or SIGTERM in the main thread end the search as a time limit
        does, with status ``stopped``; the handlers of before are back at once, so a second one does what it always
        does. Where there was no plan yet, asking for it raises ``NoPlanError``.

    Raises
    ------
    InputError
        (``ValueError``) for a time limit that is not positive, an unknown engine, or one that cannot take the problem.
    ContradictionError
        (``ValueError``) when hard rules cannot hold together, such as two people kept together and a track; its
        ``conflicts`` say which.
    InternalError
        (``RuntimeError``) when judge and engine disagree; no plan is shown.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem", capacity=1)], [pairing.Session("Review")])
    >>> result = pairing.solve(problem)
    >>> result.status.value, result.level("unpaired").value
    ('optimal', 1)
    """
    problem = _problem_of(subject, "solve")
    started = time.perf_counter()
    deadline = Deadline.limited(time_limit)
    choice = Choice(engine)
    formulation = choice.formulate(problem)
    reporter = Reporter(on_progress, started)
    with stopped_by_signals(deadline):
        solution = solve_parts(problem, formulation, choice, deadline=deadline, on_level=reporter.report)
    asked = deadline.why if deadline.was_asked else ""  # told even where all was proved by then
    if solution.status is Status.INFEASIBLE:
        from pairing.engine.minimal import contradiction  # only where there is one

        raise contradiction(problem)
    pairs: tuple[Pair, ...] | None = None
    groups: tuple[Group, ...] = ()
    if solution.chosen is not None:
        _judge(problem, solution)
        pairs = _people(problem, solution, formulation)
        groups = _peers(problem, solution)
    return Result(
        problem=problem,
        status=solution.status,
        levels=solution.levels,
        unique=solution.unique,
        engine=solution.engine,
        seconds=time.perf_counter() - started,
        detail="; ".join(dict.fromkeys(text for text in (asked, solution.detail, reporter.failure) if text)),
        potentials=solution.potentials,
        _pairs=pairs,
        _groups=groups,
    )


def conflicts(subject: Problem | HasProblem) -> tuple[Conflict, ...]:
    """Who is to be kept together and cannot be, with the limits that stand against it.

    Parameters
    ----------
    subject
        A problem, or a programme as ``read_program`` gives it.

    Returns
    -------
    tuple
        One for each set that cannot hold together, no two about one wish; empty when all can hold. From each set
        nothing can be left out, as its ``is_minimal`` says where that is proved. Only where very many people are to be
        kept together this solves the problem.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> rules = [pairing.Together("Ada", "Cem"), pairing.Together("Bo", "Cem")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem", capacity=1)], [pairing.Session("Review")], rules)
    >>> print(pairing.conflicts(problem)[0].message)
    These cannot hold together: Ada and Cem are kept together; Bo and Cem are kept together; Cem offers 1 place.
    """
    from pairing.engine.minimal import find_conflicts  # on no path that finds a plan

    problem = _problem_of(subject, "conflicts")
    found = find_conflicts(problem)
    if found.conflicts or not found.unknown:
        return found.conflicts
    try:
        solve(problem.replace(levels=("unpaired",), max_changes=None))
    except ContradictionError as error:
        return error.conflicts
    return ()


def _problem_of(subject: object, asked: str) -> Problem:
    problem = subject if isinstance(subject, Problem) else getattr(subject, "problem", None)
    if not isinstance(problem, Problem):
        message = f"{asked} was given {subject!r}."
        raise input_error("wrong-kind", message, "Give a Problem, or what read_program gives.")
    return problem


def _judge(problem: Problem, solution: Solution) -> None:
    """Compare the engine's plan and values with what the judge finds from the problem alone."""
    assert solution.chosen is not None
    names = [level.name for level in solution.levels]
    verdict: Judgement = evaluate(
        problem,
        solution.chosen,
        solution.groups,
        starts=dict(zip(solution.chosen, solution.starts, strict=True)) if solution.starts else {},
        tie_levels=sum(map(is_tie, names)),
        start_levels=sum(map(is_start, names)),
    )
    faults = [violation.message for violation in verdict.violations]
    values = tuple((level.name, level.value) for level in solution.levels)
    if values != tuple(verdict.levels):
        faults.append(f"engine {solution.engine} says {values}, the judge says {tuple(verdict.levels)}")
    if faults:
        message = f"the plan did not pass the judge: {'; '.join(faults)}"
        hint = "This is a fault of pairing, not of your sheets. Please report it."
        raise InternalError(Issue(Severity.ERROR, "judge-disagrees", message, hint))


def _people(problem: Problem, solution: Solution, formulation: AnyFormulation) -> tuple[Pair, ...]:
    """The chosen indices as pairs of people, by session, then by name."""
    chosen = solution.chosen or ()
    starts = solution.starts or (None,) * len(chosen)
    penalties = formulation.penalties(formulation.indices(chosen))
    pairs: list[tuple[int, Pair]] = []
    for (p, m, s), penalty, start in zip(chosen, penalties, starts, strict=True):
        participant, mentor, session = problem.participants[p], problem.mentors[m], problem.sessions[s]
        common: Intervals = ()
        if session.is_timed and session.minutes is not None:
            shared = intersect(free_in(participant, session), free_in(mentor, session))
            common = at_least(shared, session.minutes)
        pairs.append((s, Pair(participant, mentor, session, common, penalty, start)))
    return tuple(pair for _, pair in sorted(pairs, key=_order))


def _peers(problem: Problem, solution: Solution) -> tuple[Group, ...]:
    """The groups of peers as people, by session, then by the names in them."""
    if not solution.groups:
        return ()
    from pairing.engine.peers import group_penalties  # most problems have no peers

    groups: list[Group] = []
    for s in sorted({s for s, _ in solution.groups}):
        found = [members for where, members in solution.groups if where == s]
        mine = []
        for members, penalty in zip(found, group_penalties(problem, s, found), strict=True):
            people = sorted((problem.participants[p] for p in members), key=person_order)
            mine.append(Group(problem.sessions[s], tuple(people), penalty))
        groups += sorted(mine, key=lambda group: [person_order(one) for one in group.members])
    return tuple(groups)


def _order(entry: tuple[int, Pair]) -> tuple[object, ...]:
    return entry[0], person_order(entry[1].participant), person_order(entry[1].mentor)
