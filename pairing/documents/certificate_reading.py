"""The certificate of a plan read back from its JSON; ``certificate_json`` says what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pairing.documents.strict_json import entries, maybe_whole, row, table, texts, whole, wholes
from pairing.model.in_force import REQUIRED
from pairing.model.potentials import Potentials, Vector
from pairing.model.shapes import GroupKey
from pairing.model.solution import Triple
from pairing.model.statement import AXES, PricedGroup, Statement, WantedPlace, members

LISTS = ("participants", "mentors", "sessions", "levels")
PRICED = ("pairs", "misses", "groups")
KEYS = (*LISTS, "constant", "priced", "pairs", "chosen", "places", "misses", "groups", "published", "held", "digest")


class Certificate(NamedTuple):
    """A certificate as read: codes of people and names of sessions by index, and what the proof needs."""

    participants: tuple[str, ...]
    mentors: tuple[str, ...]
    sessions: tuple[str, ...]
    statement: Statement
    chosen: tuple[int, ...]
    potentials: Potentials


class InconsistentError(ValueError):
    """What does not fit together in a certificate."""


def read_certificate(value: Any) -> Certificate:
    """The certificate that ``certificate_json`` wrote.

    Raises
    ------
    MalformedError
        Where something is of another kind, missing or unknown.
    InconsistentError
        Where the kinds are right and it makes no sense: a position that is not there, something twice, too few numbers.
    """
    found = table(value, "the certificate", KEYS, only=True)
    participants, mentors, sessions, levels = (texts(found[name], f"{name!r}") for name in LISTS)
    for name, values in zip(LISTS, (participants, mentors, sessions, levels), strict=True):
        _once(values, f"in {name!r}")
    if not levels:
        raise InconsistentError("it has no levels")
    if REQUIRED in levels[1:]:
        raise InconsistentError(f"{REQUIRED!r} is not its first level")
    priced = table(found["priced"], "'priced'", PRICED, only=True)
    reader = _Reader(len(participants), len(mentors), len(sessions), len(levels))
    columns = {name: reader.positions(priced[name], len(levels), "'priced'") for name in PRICED}
    pairs, costs = reader.pairs(entries(found["pairs"], "'pairs'"), columns["pairs"])
    places, of_places = reader.places(entries(found["places"], "'places'"))
    misses, of_misses = reader.misses(entries(found["misses"], "'misses'"), columns["misses"], places)
    groups, of_groups = reader.groups(entries(found["groups"], "'groups'"), columns["groups"], pairs)
    wanted = {(place.participant, place.session) for place in places}
    if any((p, s) not in wanted for p, _, s in pairs):
        raise InconsistentError("a pair stands in 'pairs' where nobody is wanted")
    chosen = reader.positions(found["chosen"], len(pairs), "'chosen'")
    statement = Statement(
        levels,
        reader.vector(wholes(found["constant"], "'constant'"), "'constant'"),
        pairs,
        costs,
        places,
        misses,
        groups,
        reader.positions(found["published"], len(pairs), "'published'"),
        reader.held(entries(found["held"], "'held'")),
    )
    potentials = Potentials(levels, of_places, of_misses, of_groups)
    return Certificate(participants, mentors, sessions, statement, chosen, potentials)


def _once(values: Sequence[object], where: str) -> None:
    if len(set(values)) < len(values):
        raise InconsistentError(f"something stands twice {where}")


class _Reader(NamedTuple):
    """How many there are of everything, and each kind of row."""

    num_participants: int
    num_mentors: int
    num_sessions: int
    num_levels: int

    def inside(self, position: int, number: int, where: str) -> int:
        if not 0 <= position < number:
            raise InconsistentError(f"{where} names number {position} of {number}")
        return position

    def vector(self, numbers: tuple[int, ...], where: str) -> Vector:
        if len(numbers) != self.num_levels:
            raise InconsistentError(f"{where} has {len(numbers)} numbers for {self.num_levels} levels")
        return numbers

    def positions(self, value: Any, number: int, where: str) -> tuple[int, ...]:
        found = wholes(value, where)
        _once(found, f"in {where}")
        return tuple(self.inside(position, number, where) for position in found)

    def pairs(self, rows: list[Any], columns: tuple[int, ...]) -> tuple[tuple[Triple, ...], tuple[Vector, ...]]:
        pairs, costs = [], []
        for one in rows:
            p, m, s, *numbers = (whole(cell, "'pairs'") for cell in row(one, "a row of 'pairs'", 3 + len(columns)))
            self.inside(p, self.num_participants, "'pairs'")
            self.inside(m, self.num_mentors, "'pairs'")
            self.inside(s, self.num_sessions, "'pairs'")
            pairs.append((p, m, s))
            costs.append(self._spread([numbers], columns)[0])
        _once(pairs, "in 'pairs'")
        return tuple(pairs), tuple(costs)

    def places(self, rows: list[Any]) -> tuple[tuple[WantedPlace, ...], dict[tuple[int, int], Vector]]:
        places, potentials = [], {}
        for one in rows:
            p, s, demand, numbers = row(one, "a row of 'places'", 4)
            self.inside(whole(p, "'places'"), self.num_participants, "'places'")
            self.inside(whole(s, "'places'"), self.num_sessions, "'places'")
            if whole(demand, "'places'") < 1:
                raise InconsistentError(f"'places' has a place for {demand} mentors")
            places.append(WantedPlace(p, s, demand))
            potentials[p, s] = self.vector(wholes(numbers, "'places'"), "'places'")
        _once([place[:2] for place in places], "in 'places'")
        return tuple(places), potentials

    def misses(
        self, rows: list[Any], columns: tuple[int, ...], places: tuple[WantedPlace, ...]
    ) -> tuple[dict[int, tuple[Vector, ...]], dict[int, Vector]]:
        wanted: dict[int, int] = {}
        for place in places:
            wanted[place.participant] = wanted.get(place.participant, 0) + place.demand
        misses: dict[int, tuple[Vector, ...]] = {}
        potentials: dict[int, Vector] = {}
        for one in rows:
            p, prices, numbers = row(one, "a row of 'misses'", 3)
            self.inside(whole(p, "'misses'"), self.num_participants, "'misses'")
            if p in misses or p not in wanted:
                raise InconsistentError("'misses' is not about everybody who wants somebody, each once")
            misses[p] = self._marginals(prices, "'misses'", columns, wanted[p]) or (self._zero,) * wanted[p]
            potentials[p] = self.vector(wholes(numbers, "'misses'"), "'misses'")
        if misses.keys() != wanted.keys():
            raise InconsistentError("'misses' is not about everybody who wants somebody, each once")
        return misses, potentials

    def groups(
        self, rows: list[Any], columns: tuple[int, ...], pairs: tuple[Triple, ...]
    ) -> tuple[tuple[PricedGroup, ...], dict[GroupKey, Vector]]:
        groups: list[PricedGroup] = []
        potentials: dict[GroupKey, Vector] = {}
        sets: dict[object, dict[Vector, list[int]]] = {}
        for one in rows:
            *cells, sessions, most, prices, numbers = row(one, "a row of 'groups'", 7)
            key = self._key(cells, sessions)
            if (key.per, key.sessions) not in sets:
                sets[key.per, key.sessions] = members(pairs, key.per, key.sessions)
            held = tuple(sets[key.per, key.sessions].get(key.key, ()))
            if not 0 <= whole(most, "'groups'") <= len(held):
                raise InconsistentError(f"'groups' has {most} as the most of {len(held)} pairs")
            groups.append(PricedGroup(key, held, most, self._marginals(prices, "'groups'", columns, most)))
            found = wholes(numbers, "'groups'")
            potentials[key] = self.vector(found, "'groups'") if found else self._zero
        _once([group.key for group in groups], "in 'groups'")
        return tuple(groups), potentials

    def held(self, rows: list[Any]) -> dict[tuple[int, int | None], int]:
        held: dict[tuple[int, int | None], int] = {}
        for one in rows:
            m, s, number = row(one, "a row of 'held'", 3)
            self.inside(whole(m, "'held'"), self.num_mentors, "'held'")
            if maybe_whole(s, "'held'") is not None:
                self.inside(s, self.num_sessions, "'held'")
            if whole(number, "'held'") < 1 or (m, s) in held:
                raise InconsistentError("something stands twice or for nothing in 'held'")
            held[m, s] = number
        return held

    @property
    def _zero(self) -> Vector:
        return (0,) * self.num_levels

    def _key(self, cells: list[Any], sessions: Any) -> GroupKey:
        sizes = self.num_participants, self.num_mentors, self.num_sessions
        named = [
            (axis, self.inside(whole(cell, "'groups'"), size, "'groups'"))
            for axis, cell, size in zip(AXES, cells, sizes, strict=True)
            if cell is not None
        ]
        among = None if sessions is None else wholes(sessions, "'groups'")
        for s in among or ():
            self.inside(s, self.num_sessions, "'groups'")
        return GroupKey(tuple(axis for axis, _ in named), tuple(position for _, position in named), among)

    def _marginals(self, value: Any, where: str, columns: tuple[int, ...], units: int) -> tuple[Vector, ...]:
        """One vector a unit; () where none costs anything."""
        found = [wholes(one, where) for one in entries(value, where)]
        if not found:
            return ()
        if len(found) != len(columns) or any(len(one) != units for one in found):
            raise InconsistentError(f"{where} does not have one price for each unit on each priced level")
        return self._spread(list(zip(*found, strict=True)), columns)

    def _spread(self, rows: Sequence[Sequence[int]], columns: tuple[int, ...]) -> tuple[Vector, ...]:
        """The numbers of some levels as vectors over all of them."""
        vectors = []
        for numbers in rows:
            vector = [0] * self.num_levels
            for column, number in zip(columns, numbers, strict=True):
                vector[column] = number
            vectors.append(tuple(vector))
        return tuple(vectors)
