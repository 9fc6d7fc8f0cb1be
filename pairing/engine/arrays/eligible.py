"""The eligible pairs of a large problem, as columns, in the order of the ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.allowed import MOST_CELLS, Allowed, allowed
from pairing.engine.arrays.columns import Ints
from pairing.model.problem import Problem
from pairing.model.shapes import PairCost, PairFilter


class PairTable(NamedTuple):
    """Places by session, then by participant; pairs by place, then by mentor, each in the order of the ids.

    ``participant``, ``mentor``, ``session`` of pairs, and ``place_participant``, ``place_session``, ``demand`` of
    places: positions in the problem. ``place``: of each pair.
    """

    place: Ints
    participant: Ints
    mentor: Ints
    session: Ints
    place_participant: Ints
    place_session: Ints
    demand: Ints


def pair_table(problem: Problem, filters: Sequence[PairFilter]) -> PairTable:
    """Every place, and every pair that no filter excludes."""
    people = _by_id([person.id for person in problem.participants])
    mentors = _by_id([person.id for person in problem.mentors])
    verdicts = [allowed(one) for one in filters]
    places, pairs, first = [], [], 0
    for s in _by_id([session.id for session in problem.sessions]).tolist():
        demand = np.array([problem.demand(p, s) for p in people.tolist()], np.int64)
        wanted = people[demand > 0]
        places.append((wanted, np.full(len(wanted), s), demand[demand > 0]))
        rules = [
            (verdict, [(p, m) for p, m, where in one.exempt if where == s])
            for one, verdict in zip(filters, verdicts, strict=True)
            if s in one.sessions and not verdict.table.all()
        ]
        for start, row, column in _eligible(rules, wanted, mentors):
            pairs.append((first + start + row, wanted[start + row], mentors[column], np.full(len(row), s)))
        first += len(wanted)
    nothing = (np.zeros(0, np.int64),)
    return PairTable(
        *(np.concatenate(column) for column in zip(*pairs, nothing * 4, strict=True)),
        *(np.concatenate(column) for column in zip(*places, nothing * 3, strict=True)),
    )


def disliked(shape: PairCost, table: PairTable) -> Ints:
    """The pairs that a cost charges, by number."""
    rows = np.flatnonzero(np.isin(table.session, list(shape.sessions)))
    verdict = allowed(shape).of_pairs(table.participant[rows], table.mentor[rows])
    return rows[~verdict]


def _eligible(
    rules: Sequence[tuple[Allowed, Sequence[tuple[int, int]]]], people: Ints, mentors: Ints
) -> list[tuple[int, Ints, Ints]]:
    """Some rows at a time: the number of the first, and row and column of every pair that all rules allow.

    With each rule stand the pairs (participant, mentor) that are exempt from it.
    """
    step = max(1, MOST_CELLS // max(1, len(mentors)))
    found = []
    for start in range(0, len(people), step):
        some = people[start : start + step]
        table = np.ones((len(some), len(mentors)), bool)
        for rule, exempt in rules:
            if exempt:
                verdict = rule.rows(some, mentors)
                for p, m in exempt:
                    verdict[np.ix_(some == p, mentors == m)] = True
                table &= verdict
            elif len(rule.table) == 1:  # one key for all participants
                table &= rule.table[0][rule.of_mentor[mentors]]
            else:
                table &= rule.rows(some, mentors)
        rows, columns = np.nonzero(table)
        found.append((start, rows, columns))
    return found


def _by_id(ids: Sequence[str]) -> Ints:
    """The positions in the order of the ids."""
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
