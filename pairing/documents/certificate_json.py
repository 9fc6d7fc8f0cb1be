"""The certificate of a plan as JSON: what was to be decided, in whole numbers, and what proves it.

Rows of numbers instead of objects, people by their position in a list of codes. ``participants``, ``mentors``: codes,
as elsewhere in the plan. ``sessions``: names. ``levels``: in order. ``constant``: one number a level. ``priced``: for
pairs, misses and groups the positions of those levels on which any of them costs something. Then the rows:

    pairs     participant, mentor, session, and the cost on each priced level: everybody who could meet
    chosen    positions of the pairs in the plan
    places    participant, session, how many mentors he wants; the potential
    misses    participant; for each priced level the price of his first, second … miss; the potential
    groups    participant, mentor, session, sessions (null: not by these); how many at most; for each priced level the
              price of the first, second … pair, [] where none has one; the potential, [] where it is 0
    published positions of the pairs that are published now
    held      mentor, session (null: none of today's), how many meetings have been

A potential is one number a level. ``digest``: see ``plan_json``.

What it gives away. No reasons, no hours, no addresses; but a list of who could meet is also one of who could not, and
where nothing in sight explains a gap, a reader may guess that somebody asked to be kept apart. It also shows how often
somebody was left out before, and how much a mentor has done. The plan alone shows none of that: a plan with its
certificate is for those who may see the sheets. (There is no proof without the list: that no plan is better is a
statement about everybody who could meet.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pairing.model.names import short_code
from pairing.model.people import Person
from pairing.model.potentials import Vector
from pairing.model.shapes import GroupKey
from pairing.model.solution import Result, Triple, person_order
from pairing.model.statement import AXES, Statement


def certificate_json(result: Result, statement: Statement) -> dict[str, Any] | None:
    """The certificate of a plan, but for its digest; the same for the same plan, in whatever order the sheets were.

    ``statement`` is the judge's, of the result's problem on the levels of its potentials. None where the result has no
    potentials.
    """
    potentials, problem = result.potentials, result.problem
    if potentials is None:
        return None
    people = _by_name({place.participant for place in statement.places}, problem.participants)
    mentors = _by_name(range(len(problem.mentors)), problem.mentors)
    sessions = [s for s, session in enumerate(problem.sessions) if not session.is_peers]
    new = _NewNumbers(*({old: position for position, old in enumerate(kept)} for kept in (people, mentors, sessions)))
    ids = {(one.participant.id, one.mentor.id, one.session.id) for one in result.pairs}
    chosen = {
        pair
        for pair in statement.pairs
        for p, m, s in [pair]
        if (problem.participants[p].id, problem.mentors[m].id, problem.sessions[s].id) in ids
    }
    published = {statement.pairs[index] for index in statement.published}
    pairs = sorted(zip(statement.pairs, statement.costs, strict=True), key=lambda entry: new.triple(entry[0])[::-1])
    of_pairs = _priced(statement.costs)
    of_misses = _priced(price for prices in statement.misses.values() for price in prices)
    of_groups = _priced(price for group in statement.groups for price in group.marginals)
    return {
        "participants": [short_code(problem.participants[p].id, key=str(problem.seed)) for p in people],
        "mentors": [short_code(problem.mentors[m].id, key=str(problem.seed)) for m in mentors],
        "sessions": [problem.sessions[s].name for s in sessions],
        "levels": list(statement.levels),
        "constant": list(statement.constant),
        "priced": {"pairs": of_pairs, "misses": of_misses, "groups": of_groups},
        "pairs": [[*new.triple(pair), *(cost[column] for column in of_pairs)] for pair, cost in pairs],
        "chosen": [position for position, (pair, _) in enumerate(pairs) if pair in chosen],
        "places": sorted(
            [new.people[p], new.sessions[s], demand, list(potentials.places[p, s])] for p, s, demand in statement.places
        ),
        "misses": sorted(
            [new.people[p], _columns(prices, of_misses), list(potentials.misses[p])]
            for p, prices in statement.misses.items()
        ),
        "groups": sorted(
            (
                [
                    *new.group(one.key),
                    one.most,
                    _columns(one.marginals, of_groups),
                    list(potentials.groups.get(one.key, ())),
                ]
                for one in statement.groups
            ),
            key=lambda cells: [[] if cell is None else [cell] for cell in cells[:4]],
        ),
        "published": [position for position, (pair, _) in enumerate(pairs) if pair in published],
        "held": sorted(
            (
                [new.mentors[m], None if s is None else new.sessions[s], number]
                for (m, s), number in statement.held.items()
            ),
            key=lambda cells: (cells[0], -1 if cells[1] is None else cells[1]),
        ),
    }


def _by_name(kept: Collection[int], people: Sequence[Person]) -> list[int]:
    """Those people (positions) in the order of their names."""
    return sorted(kept, key=lambda position: person_order(people[position]))


class _NewNumbers(NamedTuple):
    """The positions in the lists of the certificate, by those in the problem."""

    people: Mapping[int, int]
    mentors: Mapping[int, int]
    sessions: Mapping[int, int]

    def triple(self, pair: Triple) -> Triple:
        return self.people[pair[0]], self.mentors[pair[1]], self.sessions[pair[2]]

    def group(self, key: GroupKey) -> list[Any]:
        """Participant, mentor, session, sessions."""
        named = dict(zip(key.per, key.key, strict=True))
        tables = zip(AXES, self, strict=True)
        cells = [None if axis not in named else table[named[axis]] for axis, table in tables]
        return [*cells, None if key.sessions is None else [self.sessions[s] for s in key.sessions]]


def _priced(vectors: Iterable[Vector]) -> list[int]:
    """The positions of the levels on which any of the vectors is not 0."""
    return sorted({column for vector in vectors for column, number in enumerate(vector) if number})


def _columns(prices: Sequence[Vector], columns: Sequence[int]) -> list[list[int]]:
    """The prices of the units level by level, and nothing where none costs anything."""
    return [[price[column] for price in prices] for column in columns] if any(map(any, prices)) else []
