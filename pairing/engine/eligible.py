"""The eligible-pair table: who may meet whom in which session, and for everybody else the first rule that excludes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.model.exempt import exempting
from pairing.model.in_force import rules_in_force
from pairing.model.meetings import Meeting
from pairing.model.names import text_key
from pairing.model.problem import Problem
from pairing.model.shapes import GroupBound, PairCost, PairFilter
from pairing.model.solution import Triple

ELIGIBLE = 0
NOT_WANTED = 0xFFFF  # the participant does not take part in the session


class Shapes(NamedTuple):
    """All rules in force, compiled: what engines know of them."""

    filters: tuple[PairFilter, ...]
    costs: tuple[PairCost, ...]
    bounds: tuple[GroupBound, ...]


class EligibleTable(NamedTuple):
    """One verdict for every (participant, mentor, session).

    ``verdicts[s][p * num_mentors + m]`` is 0 when the pair is eligible, k ≥ 1 when ``filters[k - 1]`` is the first rule
    that excludes it, ``NOT_WANTED`` when the participant does not take part. 2 bytes a triple.
    """

    num_mentors: int
    verdicts: tuple[Sequence[int], ...]
    filters: tuple[PairFilter, ...]

    def eligible(self) -> Iterator[Triple]:
        """Every eligible (participant, mentor, session)."""
        for s, verdicts in enumerate(self.verdicts):
            for cell, verdict in enumerate(verdicts):
                if verdict == ELIGIBLE:
                    yield cell // self.num_mentors, cell % self.num_mentors, s


def compile_rules(problem: Problem) -> Shapes:
    """Every rule in force as shapes, in the order in which rules are named as reasons."""
    shapes = [shape for rule in rules_in_force(problem) for shape in exempting(problem, rule)]
    return Shapes(
        tuple(shape for shape in shapes if isinstance(shape, PairFilter)),
        tuple(shape for shape in shapes if isinstance(shape, PairCost)),
        tuple(shape for shape in shapes if isinstance(shape, GroupBound)),
    )


def eligible_table(problem: Problem, filters: Sequence[PairFilter]) -> EligibleTable:
    """Ask every filter about every wanted pair; time is that of the distinct keys plus the exclusions found."""
    num_mentors = len(problem.mentors)
    verdicts = tuple(array("H", [NOT_WANTED]) * (len(problem.participants) * num_mentors) for _ in problem.sessions)
    wanted = [
        [p for p in range(len(problem.participants)) if problem.demand(p, s)] for s in range(len(problem.sessions))
    ]
    for s, cells in enumerate(verdicts):
        for p in wanted[s]:
            cells[p * num_mentors : (p + 1) * num_mentors] = array("H", bytes(2 * num_mentors))
    for number, one in enumerate(filters, start=1):
        blocked = disliked(one)
        for s in one.sessions:
            cells = verdicts[s]
            rows = _without_exempt(one, blocked, s) if one.exempt else blocked
            for p in wanted[s]:
                for m in rows[p]:
                    if cells[p * num_mentors + m] == ELIGIBLE:
                        cells[p * num_mentors + m] = number
    return EligibleTable(num_mentors, verdicts, tuple(filters))


def published_triples(problem: Problem) -> frozenset[Triple]:
    """The pairs of the baseline whose people and session the problem has, eligible or not."""
    if not problem.baseline:
        return frozenset()
    participants = {person.id: p for p, person in enumerate(problem.participants)}
    mentors = {person.id: m for m, person in enumerate(problem.mentors)}
    sessions = {text: s for s, one in enumerate(problem.sessions) for text in map(text_key, one.names)}
    known = [
        (participants.get(one.participant), mentors.get(one.mentor), sessions.get(text_key(one.session)))
        for one in problem.baseline
        if isinstance(one, Meeting)
    ]
    return frozenset((p, m, s) for p, m, s in known if p is not None and m is not None and s is not None)


def first_excluding(filters: Sequence[PairFilter], participant: int, session: int) -> list[PairFilter | None]:
    """For one participant in one session: the first rule that excludes each mentor, or None; by mentor index."""
    found: list[PairFilter | None] = [None] * (len(filters[0].mentor_keys) if filters else 0)
    for one in filters:
        if session in one.sessions:
            key = one.participant_keys[participant]
            for m, mentor_key in enumerate(one.mentor_keys):
                if found[m] is None and not one.allows(key, mentor_key) and (participant, m, session) not in one.exempt:
                    found[m] = one
    return found


def _without_exempt(one: PairFilter, blocked: Sequence[Sequence[int]], session: int) -> list[Sequence[int]]:
    """The rows of ``disliked``, in which no pair stands that is exempt in the session."""
    rows = list(blocked)
    for p in {p for p, _, s in one.exempt if s == session}:
        rows[p] = [m for m in rows[p] if (p, m, session) not in one.exempt]
    return rows


def disliked(shape: PairFilter | PairCost) -> list[Sequence[int]]:
    """For every participant, the mentors that the shape does not allow. ``allows`` is asked once per two keys."""
    mentors_by_key: dict[object, list[int]] = {}
    for m, key in enumerate(shape.mentor_keys):
        mentors_by_key.setdefault(key, []).append(m)
    row_by_key: dict[object, Sequence[int]] = {}
    for key in shape.participant_keys:
        if key not in row_by_key:
            row_by_key[key] = [
                m for other, mentors in mentors_by_key.items() if not shape.allows(key, other) for m in mentors
            ]
    return [row_by_key[key] for key in shape.participant_keys]
