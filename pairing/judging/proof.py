"""Whether potentials prove a plan: every condition of ``model.potentials`` looked at once, and nothing searched.

From a statement, the chosen pairs and the potentials alone, in Python's whole numbers, which have no end. Nothing here
knows how the potentials were found, or whether the statement came from a problem or from a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import add, sub
from typing import NamedTuple

from pairing.judging.uniqueness import Slack, is_only_one
from pairing.model.in_force import REQUIRED
from pairing.model.potentials import Potentials, Vector
from pairing.model.shapes import GroupKey
from pairing.model.statement import Statement


class Fault(NamedTuple):
    """One thing that keeps a plan from being proved; people and session are indices, None where they play no part.

    ``what`` is a key of ``WORDS``, ``level`` the first level concerned, ``number`` and ``most`` how many there are
    and may be.
    """

    what: str
    participant: int | None = None
    mentor: int | None = None
    session: int | None = None
    level: str = ""
    number: int = 0
    most: int = 0


class Proof(NamedTuple):
    """``faults`` (none: proved), what the plan is worth on each level, and whether it is the only one of that worth.

    ``unique`` None: not proved, or it cannot be told.
    """

    faults: tuple[Fault, ...]
    values: Vector
    unique: bool | None


class Names(NamedTuple):
    """What people and sessions are called, by index."""

    participants: Sequence[str]
    mentors: Sequence[str]
    sessions: Sequence[str]


WORDS: Mapping[str, str] = {
    "demand": "{p} has {mentors} in {s} and needs {most}.",
    "limit": "{who} holds {pairs}{where}, and {most} is the most.",
    "required": "Of those who are to be kept together, {number} are not.",
    "no potential": "{p}{where}: the proof has no numbers.",
    "numbers": "{who}{where}: the proof has numbers that do not fit its levels.",
    "falling": "{who}{where}: a further unit costs less than the one before, so nothing can be proved.",
    "without": "{p} and {m} are paired in {s}, and the proof calls a plan without that pair better (level {level}).",
    "with": "{p} and {m} are not paired in {s}, and the proof calls a plan with that pair better (level {level}).",
    "fewer missing": "{p} misses {number}{where}, and the proof calls a plan with fewer better (level {level}).",
    "more missing": "{p} misses {number}{where}, and the proof calls a plan with more better (level {level}).",
    "fewer": "{who} holds {pairs}{where}, and the proof calls a plan with fewer better (level {level}).",
    "more": "{who} holds {pairs}{where}, and the proof calls a plan with more better (level {level}).",
}


def words(fault: Fault, names: Names) -> str:
    """The fault in a coordinator's words."""
    p = "" if fault.participant is None else names.participants[fault.participant]
    m = "" if fault.mentor is None else names.mentors[fault.mentor]
    s = "" if fault.session is None else names.sessions[fault.session]
    text = WORDS[fault.what]
    where = f" with {p}" if p and m and "{where}" in text else ""
    where += f" in {s}" if s else ""
    number, ending = fault.number, "" if fault.number == 1 else "s"
    told = {"pairs": f"{number} pair{ending}", "mentors": f"{number} mentor{ending}", "number": number}
    return text.format(p=p, m=m, s=s, who=m or p, where=where, level=fault.level, most=fault.most, **told)


def prove(statement: Statement, chosen: Collection[int], potentials: Potentials) -> Proof:
    """Whether no plan of the statement is better than the chosen pairs (indices), by these potentials.

    Exact both ways only for the best plan's own potentials; a plan that is not the best is refused with any. Costs
    O(levels · (pairs + their groups)).
    """
    count = _Count(statement, frozenset(chosen))
    faults = list(count.faults())
    values = count.values()
    if not faults and statement.levels[0] == REQUIRED and values[0]:
        faults = [Fault("required", number=values[0])]
    if not faults:
        faults = list(_unfit(statement, potentials))
    if faults:
        return Proof(tuple(faults), values, None)
    slack = _slack(count, potentials)
    faults = list(_gains(count, slack))
    return Proof(tuple(faults), values, None if faults else is_only_one(statement, count.chosen, slack))


# --- the plan in numbers ----------------------------------------------------------------------------------------


class _Count:
    """A statement and the pairs chosen from it, counted by place, participant and group."""

    def __init__(self, statement: Statement, chosen: frozenset[int]):
        self.statement, self.chosen = statement, chosen
        held = Counter((statement.pairs[index][0], statement.pairs[index][2]) for index in chosen)
        self.held = [held[place.participant, place.session] for place in statement.places]
        self.missing = [place.demand - number for place, number in zip(statement.places, self.held, strict=True)]
        self.missing_of = dict.fromkeys(statement.misses, 0)
        for place, number in zip(statement.places, self.missing, strict=True):
            self.missing_of[place.participant] += number
        self.loads = [sum(index in chosen for index in group.pairs) for group in statement.groups]

    def faults(self) -> Iterator[Fault]:
        """Places with more than are wanted, and groups with more than they may have."""
        for place, number in zip(self.statement.places, self.held, strict=True):
            if number > place.demand:
                yield Fault("demand", place.participant, None, place.session, "", number, place.demand)
        for group, load in zip(self.statement.groups, self.loads, strict=True):
            if load > group.most:
                yield _of_group("limit", group.key, number=load, most=group.most)

    def values(self) -> Vector:
        """What the plan is worth on each level."""
        statement = self.statement
        terms = [statement.costs[index] for index in self.chosen]
        for p, number in self.missing_of.items():
            terms += statement.misses[p][: max(0, number)]
        for group, load in zip(statement.groups, self.loads, strict=True):
            terms += group.marginals[:load]
        return tuple(map(sum, zip(statement.constant, *terms, strict=True)))


def _unfit(statement: Statement, potentials: Potentials) -> Iterator[Fault]:
    """Potentials that are not there or no whole numbers, one a level; prices that fall."""
    for place in statement.places:
        key = place.participant, place.session
        if key not in potentials.places:
            yield Fault("no potential", place.participant, None, place.session)
        elif not _fits(potentials.places[key], statement):
            yield Fault("numbers", place.participant, None, place.session)
    for p, marginals in statement.misses.items():
        if p not in potentials.misses:
            yield Fault("no potential", p)
        elif not _fits(potentials.misses[p], statement):
            yield Fault("numbers", p)
        if list(marginals) != sorted(marginals):
            yield Fault("falling", p)
    for group in statement.groups:
        if group.key in potentials.groups and not _fits(potentials.groups[group.key], statement):
            yield _of_group("numbers", group.key)
        if list(group.marginals) != sorted(group.marginals):
            yield _of_group("falling", group.key)


def _fits(vector: Vector, statement: Statement) -> bool:
    return len(vector) == len(statement.levels) and all(type(number) is int for number in vector)


# --- the conditions ---------------------------------------------------------------------------------------------


def _slack(count: _Count, potentials: Potentials) -> Slack:
    """What one step costs, everywhere: a pair more, a miss more or less, a pair of a group more or less."""
    statement = count.statement
    zero = (0,) * len(statement.levels)
    relief = [zero] * len(statement.pairs)  # Σ z of the groups of each pair
    groups, unpriced = [], []
    for number, (group, load) in enumerate(zip(statement.groups, count.loads, strict=True)):
        z = potentials.groups.get(group.key, zero)
        if not any(z) and not group.marginals:
            unpriced.append(number)
        if any(z):
            for index in group.pairs:
                relief[index] = _plus(relief[index], z)
        groups.append(_steps(group.marginals or (zero,) * group.most, load, group.most, z))
    pairs = []
    for pair, cost, less in zip(statement.pairs, statement.costs, relief, strict=True):
        pairs.append(_minus(_plus(cost, potentials.places[pair[0], pair[2]]), less))
    places = []
    for place, missing in zip(statement.places, count.missing, strict=True):
        apart = _minus(potentials.places[place.participant, place.session], potentials.misses[place.participant])
        places.append(_steps((zero,) * place.demand, missing, place.demand, apart))
    misses = {
        p: _steps(marginals, count.missing_of[p], len(marginals), potentials.misses[p])
        for p, marginals in statement.misses.items()
    }
    return Slack(pairs, places, misses, groups, frozenset(unpriced))


def _steps(
    marginals: Sequence[Vector], number: int, most: int, potential: Vector
) -> tuple[Vector | None, Vector | None]:
    """What the last unit costs, and what the next one would; None where there is no such unit."""
    last = _plus(marginals[number - 1], potential) if number > 0 else None
    following = _plus(marginals[number], potential) if number < most else None
    return last, following


def _gains(count: _Count, slack: Slack) -> Iterator[Fault]:
    """Every step that would make the plan better: then it is not the best, or these are not its potentials."""
    statement = count.statement
    levels, zero = statement.levels, (0,) * len(statement.levels)
    for index, (pair, cost) in enumerate(zip(statement.pairs, slack.pairs, strict=True)):
        if cost > zero and index in count.chosen:
            yield Fault("without", *pair, _level(cost, levels))
        elif cost < zero and index not in count.chosen:
            yield Fault("with", *pair, _level(cost, levels))
    for place, steps, number in zip(statement.places, slack.places, count.missing, strict=True):
        for what, level in _better(steps, levels):
            yield Fault(f"{what} missing", place.participant, None, place.session, level, number)
    for p, steps in slack.misses.items():
        for what, level in _better(steps, levels):
            yield Fault(f"{what} missing", p, None, None, level, count.missing_of[p])
    for group, steps, load in zip(statement.groups, slack.groups, count.loads, strict=True):
        for what, level in _better(steps, levels):
            yield _of_group(what, group.key, level, number=load)


def _better(steps: tuple[Vector | None, Vector | None], levels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Whether one unit fewer, or one more, would be a gain; and the first level that gains."""
    zero = (0,) * len(levels)
    last, following = steps
    if last is not None and last > zero:
        yield "fewer", _level(last, levels)
    if following is not None and following < zero:
        yield "more", _level(following, levels)


def _level(cost: Vector, levels: Sequence[str]) -> str:
    return next(level for level, number in zip(levels, cost, strict=True) if number)


def _of_group(what: str, key: GroupKey, level: str = "", *, number: int = 0, most: int = 0) -> Fault:
    found = dict(zip(key.per, key.key, strict=True))
    sessions = key.sessions or ()
    session = found.get("session", sessions[0] if len(sessions) == 1 else None)
    return Fault(what, found.get("participant"), found.get("mentor"), session, level, number, most)


def _plus(one: Vector, other: Vector) -> Vector:
    return tuple(map(add, one, other))


def _minus(one: Vector, other: Vector) -> Vector:
    return tuple(map(sub, one, other))
