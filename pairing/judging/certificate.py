"""A certificate: a plan proved anew from its potentials, with neither solver nor search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pairing.errors import InputError
from pairing.judging.evaluate import evaluate
from pairing.judging.proof import Names, Proof, prove, words
from pairing.judging.stating import state
from pairing.model.draw import is_tie, tie_name
from pairing.model.in_force import REQUIRED
from pairing.model.problem import Problem
from pairing.model.solution import Peers, Result, Triple
from pairing.model.statement import Statement

MOST_SHOWN = 10  # faults in text; one wrong pair is seen from many sides


class Certification(NamedTuple):
    """What a certificate proves of a plan.

    ``faults``: what keeps it from being proved, in words; none: no plan is better. ``levels`` are proved for the
    ``num_pairs`` pairs of ``sessions``; practice sessions (``practice``) have no certificate, and their share of the
    bounds is the engine's. ``unique``: whether the pairs are the only ones of their worth; None: not known.
    """

    faults: tuple[str, ...]
    levels: tuple[str, ...]
    sessions: tuple[str, ...]
    practice: tuple[str, ...]
    num_pairs: int
    unique: bool | None

    @property
    def is_proved(self) -> bool:
        """Whether no other pairs are better, on all levels in their order."""
        return not self.faults

    def __str__(self) -> str:
        if self.faults:
            more = len(self.faults) - MOST_SHOWN
            lines = ["not proved", *(f"  {fault}" for fault in self.faults[:MOST_SHOWN])]
            return "\n".join([*lines, *([f"  and {more} more"] if more > 0 else [])])
        return "\n".join(_proved_lines(self))


def _proved_lines(found: Certification) -> Iterator[str]:
    only = {True: ", and no others are as good", False: "; others are as good", None: ""}[found.unique]
    pairs = "1 pair" if found.num_pairs == 1 else f"{found.num_pairs} pairs"
    where = f" of {', '.join(found.sessions)}" if found.sessions else ""
    yield f"proved: no other pairs are better than the {pairs}{where}{only}"
    yield f"  levels, in this order: {', '.join(found.levels)}"
    if found.practice:
        yield f"  not covered: the groups of {', '.join(found.practice)}; their bounds are the engine's"


def certify(problem: Problem, result: Result) -> Certification:
    """Prove a plan anew from the potentials that it carries: no solver, no search, exact whole numbers.

    Parameters
    ----------
    problem
        Who, which sessions, which rules: what the plan is held against, whatever problem the result was made for.
    result
        Any result. Only one of the flow engine carries potentials; others are not proved, and that is said.

    Returns
    -------
    Certification
        ``is_proved``: every hard rule is kept, every level has the value that the result states, and no step at any
        pair, place or group would be a gain, which proves that no plan is better (``pairing.model.potentials``).
        A plan that is not the best is never proved, with whatever potentials.

    Notes
    -----
    The judge turns the problem into whole numbers by itself and shares no code with the engines. Cost: that of
    judging once, and O(levels · pairs that could be). Never raises because of the plan.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem", capacity=1)], [pairing.Session("Review")])
    >>> print(certify(problem, pairing.solve(problem)))
    proved: no other pairs are better than the 1 pair of Review, and no others are as good
      levels, in this order: unpaired, spread, idle, imbalance, penalty, tie
    """
    practice = tuple(one.name for s, one in enumerate(problem.sessions) if problem.peers(s))
    found = Certification((), (), (), practice, 0, None)
    if not result.has_plan:
        return found._replace(faults=(f"there is no plan: {result.detail or result.status.value}",))
    try:
        chosen, groups = _indices(problem, result)
    except InputError as error:
        return found._replace(faults=tuple(dict.fromkeys(issue.message for issue in error.issues)))
    found = found._replace(num_pairs=len(chosen))
    faults = list(_judged(problem, result, chosen, groups))
    if result.potentials is None:
        engine = f"engine {result.engine} states" if result.engine else "the engine states"
        return found._replace(faults=(*faults, f"there is no certificate: {engine} value and bound of each level"))
    if faults:
        return found._replace(faults=tuple(faults))
    return _proved(problem, result, chosen, found)


def stated_of(result: Result) -> Statement | None:
    """The statement of the result's problem on the levels of its potentials; None where it has none."""
    if result.potentials is None:
        return None
    return state(result.problem, tie_levels=_num_ties(tuple(result.potentials.levels)))


def _indices(problem: Problem, result: Result) -> tuple[list[Triple], list[Peers]]:
    """The plan in indices of this problem; ``InputError`` where it names somebody else."""
    chosen = [
        (
            problem.participant_idx(one.participant.id),
            problem.mentor_idx(one.mentor.id),
            problem.session_idx(one.session.name),
        )
        for one in result.pairs
    ]
    groups = [
        (problem.session_idx(one.session.name), tuple(problem.participant_idx(who.id) for who in one.members))
        for one in result.groups
    ]
    return chosen, groups


def _num_ties(names: tuple[str, ...]) -> int:
    return sum(map(is_tie, names))


def _judged(problem: Problem, result: Result, chosen: list[Triple], groups: list[Peers]) -> Iterator[str]:
    """Hard rules that are broken, and levels that are not worth what the result states."""
    stated = tuple(level.name for level in result.levels)
    verdict = evaluate(problem, chosen, groups, tie_levels=max(1, _num_ties(stated)))
    yield from (violation.message for violation in verdict.violations)
    if stated != tuple(name for name, _ in verdict.levels):
        yield f"the levels are {', '.join(name for name, _ in verdict.levels)}, and the result has {', '.join(stated)}"
        return
    for level, (name, value) in zip(result.levels, verdict.levels, strict=True):
        if level.value != value:
            yield f"level {name} is {value}, and the result states {level.value}"
        if level.bound is not None and level.bound > value:
            yield f"level {name} is {value}, and the result states that no plan comes below {level.bound}"


def _proved(problem: Problem, result: Result, chosen: list[Triple], found: Certification) -> Certification:
    """The proof itself, of a plan that keeps every rule."""
    assert result.potentials is not None
    levels = tuple(result.potentials.levels)
    stated = tuple(level.name for level in result.levels)
    statement = state(problem, tie_levels=_num_ties(levels))
    if statement.levels != levels or tie_name(1) not in levels:
        return found._replace(faults=(f"the certificate is about other levels: {', '.join(levels)}",))
    index_of = {pair: index for index, pair in enumerate(statement.pairs)}
    proof = prove(statement, [index_of[pair] for pair in chosen], result.potentials)
    names = Names(
        [one.name for one in problem.participants],
        [one.name for one in problem.mentors],
        [one.name for one in problem.sessions],
    )
    faults = [words(fault, names) for fault in proof.faults]
    if not faults:
        faults += _claims(proof, levels, stated, result, has_practice=bool(found.practice))
    wanted = {place.session for place in statement.places}
    return found._replace(
        faults=tuple(faults),
        levels=() if faults else tuple(level for level in levels if level != REQUIRED),
        sessions=tuple(session.name for s, session in enumerate(problem.sessions) if s in wanted),
        unique=proof.unique,
    )


def _claims(
    proof: Proof, levels: tuple[str, ...], stated: tuple[str, ...], result: Result, *, has_practice: bool
) -> Iterator[str]:
    """What the result states beyond the proof: the worth of each level, further ties, that no other is as good."""
    values = {name: value for name, value in zip(levels, proof.values, strict=True) if name != REQUIRED}
    for level in result.levels:
        if not has_practice and level.name in values and values[level.name] != level.value:
            yield f"level {level.name} is {values[level.name]} by the certificate, and the result states {level.value}"
    further = [name for name in stated if name not in values]
    if further and proof.unique is not True:
        yield f"the certificate says nothing of the levels {', '.join(further)}"
    if result.unique and proof.unique is not True:
        yield "the result states that no other plan is as good, and that is not proved"
    if result.unique is False and proof.unique and not has_practice:
        yield "the result states that other plans are as good, and there is none"
