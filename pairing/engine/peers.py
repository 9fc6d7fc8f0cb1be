"""Sessions of peers: who practises with whom, in pairs and at most one trio.

Each open peer session is a problem of its own. Its *members* stand in the order of their ids, and a *couple* is two of
them whom no hard rule keeps apart. A plan is a set of groups: couples, and at most one trio whose three couples are all
allowed. A *level* is an objective to minimise,

    constant + Σ_alone alone[v] + Σ_together couples[v, w] − rebate of the trio

where a trio has three couples together. The rebate is for what a trio's members do not suffer twice: who loses a
partner of the published group loses him once, however many others he now meets (``changed``).

``solve_peers`` is the door; engines are ``peers_matching`` (exact, plain Python) and ``peers_cpsat``.
"""

from __future__ import annotations

import importlib
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, cast

from pairing.engine.formulate import MOST_TIMES_LEFT_OUT, REQUIRED
from pairing.engine.interface import Deadline
from pairing.engine.levels import until_unique, why_unproved
from pairing.errors import input_error
from pairing.model.draw import Draw, tie_cost, tie_name
from pairing.model.in_force import LEVELS, MOVED, levels_in_force, rules_in_force
from pairing.model.limits import Capacity, MetBefore, NoRepeat
from pairing.model.meetings import Practice
from pairing.model.names import did_you_mean, text_key
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether, HelpsIn, MatchColumns, NotSelf, SameTrack
from pairing.model.shapes import PeerCost, PeerFilter, PeerPin
from pairing.model.solution import LevelValue

# Rules that have nothing to say of peers; asking some of them for their shapes means comparing everybody's hours.
_OF_MENTORS = (HelpsIn, NotSelf, MetBefore, FreeTogether, SameTrack, MatchColumns, Capacity, NoRepeat)
ENGINES = ("matching", "cpsat")
NEVER = Deadline()
Groups = tuple[tuple[int, ...], ...]
Rows = Sequence[Sequence[int]]
NOTHING: Mapping[tuple[int, ...], int] = MappingProxyType({})


class PeerLevel(NamedTuple):
    """One objective. ``alone`` is by member, ``couples`` (empty: nothing) as the formulation's ``others``.

    The rebate of a trio is the sum of ``rebates`` over its members (empty: nothing), and what ``trios`` has for it.
    """

    name: str
    alone: Sequence[int] = ()
    couples: Rows = ()
    constant: int = 0
    rebates: Sequence[int] = ()
    trios: Mapping[tuple[int, ...], int] = NOTHING


class PeerFormulation(NamedTuple):
    """One session in whole numbers.

    ``members``: positions of the participants, in the order of their ids; everything else speaks of places in it.
    ``others[v]``: the members after v, ascending, who may be in a group with v. ``changed`` is there whether or not
    it is among the ``levels``; ``partners[v]``: whom v has in the published groups and may have again. ``tickets`` are
    as ``others``.
    """

    members: tuple[int, ...]
    others: Rows
    levels: tuple[PeerLevel, ...]
    changed: PeerLevel
    partners: Sequence[frozenset[int]]
    tickets: Rows

    @property
    def num_couples(self) -> int:
        """How many couples are allowed."""
        return sum(map(len, self.others))

    def tie_level(self, number: int) -> PeerLevel:
        """Tie level 1 … 6: the draw (``model.draw``)."""
        num_couples = self.num_couples
        costs = [[tie_cost(ticket, number, num_couples) for ticket in row] for row in self.tickets]
        return PeerLevel(tie_name(number), couples=costs)

    def value(self, level: PeerLevel, groups: Groups) -> int:
        """The value of a level for groups of members, each ascending."""
        together = {v for group in groups for v in group}
        value = level.constant + sum(cost for v, cost in enumerate(level.alone) if v not in together)
        for group in groups:
            if level.couples:
                value += sum(level.couples[v][self.place(v, w)] for v, w in combinations(group, 2))
            if len(group) == 3:
                value -= level.trios.get(group, 0) + sum(level.rebates[v] for v in group if level.rebates)
        return value

    def place(self, one: int, other: int) -> int:
        """Where the couple (one < other, allowed) stands in the row of one."""
        return bisect_left(self.others[one], other)


class PeerSolution(NamedTuple):
    """The groups of one session (positions of participants, ascending, sorted), and what is proved about them.

    ``groups`` None: no plan, as ``most_changed`` is too small or the time was too short. ``levels``: ``required`` first
    where there are hard pins (how many are unmet), then those in force, then the tie levels that were solved.
    ``unique`` is True or False only where it was checked. ``changed``: how many lose a partner, whatever the levels.
    """

    groups: Groups | None
    levels: tuple[LevelValue, ...]
    unique: bool | None
    detail: str = ""
    changed: int = 0


class PeerModel(Protocol):
    """A session laid out for one engine. Levels are minimised in order and stay at their values."""

    def minimise(self, levels: Sequence[PeerLevel], deadline: Deadline) -> list[LevelValue]:
        """Minimise these levels after those before; fewer than asked for, or one unproved: the deadline passed."""
        ...

    @property
    def chosen(self) -> Groups | None:
        """The groups (of members) of the best plan so far; None before there is one."""
        ...

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Whether no other plan reaches the same values on all levels; None: not decided."""
        ...


class PeerEngine(Protocol):
    """A module of an engine for peers."""

    def lay_out(self, formulation: PeerFormulation, most_changed: int | None) -> PeerModel: ...


def solve_peers(
    problem: Problem,
    session: int,
    *,
    engine: str = "matching",
    deadline: Deadline = NEVER,
    least_ties: int = 1,
    most_changed: int | None = None,
) -> PeerSolution:
    """The best groups for one open session of peers, level by level, and then ties until no other plan is as good.

    Parameters
    ----------
    problem, session
        The problem and the position of the session; who has practised in it already is not grouped again.
    engine
        ``matching``: plain Python, exact, for a thousand people. ``cpsat``: for tests, and for ``most_changed``.
    deadline
        When to stop; levels that are not proved by then have bound None, and the plan is the best so far.
    least_ties
        At least so many tie levels are solved.
    most_changed
        The most that ``changed`` may come to; None is no limit. ``matching`` only takes one that does not bind.

    Raises
    ------
    InputError
        When the engine is unknown, or cannot take the problem.

    Examples
    --------
    >>> from pairing.model.people import Participant
    >>> from pairing.model.session import Session
    >>> people = [Participant(name) for name in ("Ada", "Bo", "Cem", "Dee", "Eli")]
    >>> found = solve_peers(Problem(people, [], [Session("Practice", kind="peers")]), 0)
    >>> sorted(map(len, found.groups)), found.unique
    ([2, 3], True)
    """
    if engine not in ENGINES:
        hint = did_you_mean(engine, ENGINES) or f"Known are {', '.join(ENGINES)}."
        raise input_error("unknown-engine", f"there is no engine {engine!r} for peers.", hint, value=engine)
    module = cast(PeerEngine, importlib.import_module(f"pairing.engine.peers_{engine}"))
    formulation = formulate_peers(problem, session)
    model = module.lay_out(formulation, most_changed)
    wanted, reached, unique = until_unique(
        formulation.levels,
        formulation.tie_level,
        lambda levels: model.minimise(levels, deadline),
        lambda: model.is_unique(deadline),
        least_ties=least_ties,
    )
    return _solution(formulation, model, wanted, reached, unique, deadline)


def _solution(
    formulation: PeerFormulation,
    model: PeerModel,
    wanted: Sequence[PeerLevel],
    reached: Sequence[LevelValue],
    unique: bool | None,
    deadline: Deadline,
) -> PeerSolution:
    chosen = model.chosen
    if chosen is None:
        why = (
            f"{deadline.why} before there was a plan" if deadline.has_passed else "no plan was found within the limits"
        )
        return PeerSolution(None, (), None, why)
    levels = [*reached]
    levels += [LevelValue(level.name, formulation.value(level, chosen), None) for level in wanted[len(reached) :]]
    is_proved = all(level.is_proved for level in levels)
    groups = tuple(sorted(tuple(sorted(formulation.members[v] for v in group)) for group in chosen))
    detail = "" if is_proved else why_unproved(deadline)
    changed = formulation.value(formulation.changed, chosen)
    return PeerSolution(groups, tuple(levels), unique if is_proved else None, detail, changed)


def group_penalties(problem: Problem, session: int, groups: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """What soft rules charge for each of these groups (positions of participants) of a session, on any level."""
    _, costs, _ = _shapes(problem, session)
    charged = [cost for cost in costs if _level_of(problem, cost.rule) in problem.levels]
    return tuple(
        sum(cost.price(cost.keys[a], cost.keys[b]) for cost in charged for a, b in combinations(members, 2))
        for members in groups
    )


def peer_tie(problem: Problem, session: int, groups: Iterable[Sequence[int]], number: int) -> tuple[str, int]:
    """Name and value of tie level 1 … 6 for groups (positions of participants) of a session."""
    people, members = problem.participants, problem.peers(session)
    num_couples = sum(map(len, _allowed(members, _shapes(problem, session)[0])))
    draw, where = Draw(problem.seed), problem.sessions[session].id
    couples = (couple for group in groups for couple in combinations(group, 2))
    tickets = (draw.peer_ticket(where, people[a].id, people[b].id) for a, b in couples)
    return tie_name(number), sum(tie_cost(ticket, number, num_couples) for ticket in tickets)


# --- the formulation --------------------------------------------------------------------------------------------


def formulate_peers(problem: Problem, session: int) -> PeerFormulation:
    """One session of peers in whole numbers."""
    people = problem.participants
    members = tuple(sorted(problem.peers(session), key=lambda p: people[p].id))
    filters, costs, pins = _shapes(problem, session)
    others = _allowed(members, filters)
    draw, ids, where = Draw(problem.seed), [people[p].id for p in members], problem.sessions[session].id
    tickets = [[draw.peer_ticket(where, ids[v], ids[w]) for w in row] for v, row in enumerate(others)]
    partners = _partners(problem, session, members, others)
    changed = _changed(partners, others)
    levels = tuple(_levels(problem, members, others, changed, costs, pins))
    return PeerFormulation(members, others, levels, changed, partners, tickets)


def _shapes(problem: Problem, session: int) -> tuple[list[PeerFilter], list[PeerCost], list[PeerPin]]:
    """The rules in force that speak of this session of peers."""
    filters, costs, pins = [], [], []
    for rule in rules_in_force(problem):
        if isinstance(rule, _OF_MENTORS):
            continue
        for shape in rule.shapes(problem):
            if isinstance(shape, PeerFilter) and shape.session == session:
                filters.append(shape)
            elif isinstance(shape, PeerCost) and shape.session == session:
                costs.append(shape)
            elif isinstance(shape, PeerPin) and shape.session == session:
                pins.append(shape)
    return filters, costs, pins


def _by_keys(keys: Sequence[Hashable], ask: Any) -> Iterator[tuple[list[int], list[Any]]]:
    """For each different key: who has it, and what ``ask`` answers about it and the key of everybody.

    Asked once for each two different keys; it is symmetric.
    """
    number = {key: k for k, key in enumerate(dict.fromkeys(keys))}
    different = list(number)
    table = [[ask(key, different[j]) for j in range(k + 1)] for k, key in enumerate(different)]
    key_of = [number[key] for key in keys]
    who: list[list[int]] = [[] for _ in different]
    for v, k in enumerate(key_of):
        who[k].append(v)
    for k, found in enumerate(who):
        row = [table[k][j] if j <= k else table[j][k] for j in range(len(different))]
        yield found, [row[j] for j in key_of]


def _allowed(members: Sequence[int], filters: Iterable[PeerFilter]) -> list[list[int]]:
    blocked: list[set[int]] = [set() for _ in members]
    for shape in filters:
        for found, answers in _by_keys([shape.keys[p] for p in members], shape.allows):
            no = [w for w, is_allowed in enumerate(answers) if not is_allowed]
            for v in found if no else ():
                blocked[v].update(no)
    num = len(members)
    return [
        [w for w in range(v + 1, num) if w not in blocked[v]] if blocked[v] else list(range(v + 1, num))
        for v in range(num)
    ]


def _partners(problem: Problem, session: int, members: Sequence[int], others: Rows) -> list[frozenset[int]]:
    """With whom each member shared a published group, where they still may."""
    place = {problem.participants[p].id: v for v, p in enumerate(members)}
    names = {text_key(name) for name in problem.sessions[session].names}
    partners: list[set[int]] = [set() for _ in members]
    for one in problem.baseline:
        if isinstance(one, Practice) and text_key(one.session) in names:
            for v, w in combinations(sorted({place[who] for who in one.members if who in place}), 2):
                at = bisect_left(others[v], w)
                if at < len(others[v]) and others[v][at] == w:
                    partners[v].add(w)
                    partners[w].add(v)
    return [frozenset(found) for found in partners]


def _changed(partners: Sequence[frozenset[int]], others: Rows) -> PeerLevel:
    """Members who lose a partner: alone who had one, in a couple who had another one, and so in a trio.

    Σ over a trio's couples charges each member with a partner once or twice: he is charged once at most, and not at
    all where the trio has both of his two partners.
    """
    had = [int(bool(found)) for found in partners]
    if not any(had):
        return PeerLevel("changed")
    couples = [
        [had[v] + had[w] for w in row]
        if not partners[v]
        else [int(partners[v] != {w}) + (had[w] if partners[w] != {v} else 0) for w in row]
        for v, row in enumerate(others)
    ]
    trios: dict[tuple[int, ...], int] = {}
    for v, found in enumerate(partners):
        if len(found) == 2:
            trio = tuple(sorted((v, *found)))
            trios[trio] = trios.get(trio, 0) + 1
    return PeerLevel("changed", had, couples, rebates=had, trios=trios)


def _levels(
    problem: Problem,
    members: Sequence[int],
    others: Rows,
    changed: PeerLevel,
    costs: Sequence[PeerCost],
    pins: Sequence[PeerPin],
) -> Iterator[PeerLevel]:
    """Every level of the problem in its order; hard pins, where there are any, before all."""
    place = {p: v for v, p in enumerate(members)}
    hard = [pin for pin in pins if pin.weight is None]
    if hard:
        yield _priced(REQUIRED, place, others, (), hard)
    for name in levels_in_force(problem):
        if name == "changed":
            yield changed
        elif name == "unpaired":
            yield PeerLevel(name, [1] * len(members))
        elif name == "spread":
            times = [problem.participants[p].times_left_out for p in members]
            yield PeerLevel(name, [1 + min(MOST_TIMES_LEFT_OUT, number) for number in times])
        elif name in ("idle", "imbalance", MOVED):
            yield PeerLevel(name)
        else:
            charged = [cost for cost in costs if _level_of(problem, cost.rule) == name]
            wishes = [pin for pin in pins if pin.weight is not None and _level_of(problem, pin.rule) == name]
            yield _priced(name, place, others, charged, wishes)


def _level_of(problem: Problem, rule: str) -> str:
    """Where a soft rule is charged: on the level that bears its name, else with all the others."""
    return rule if rule in problem.levels and rule not in LEVELS else "penalty"


def _priced(
    name: str, place: Mapping[int, int], others: Rows, costs: Iterable[PeerCost], pins: Sequence[PeerPin]
) -> PeerLevel:
    """Σ price of two who are together + Σ weight of pins − weight of those that are met (1 for a hard one)."""
    rows: list[list[int]] = [[0] * len(row) for row in others]
    for cost in costs:
        for found, prices in _by_keys([cost.keys[p] for p in place], cost.price):
            if any(prices):
                for v in found:
                    rows[v] = [before + prices[w] for before, w in zip(rows[v], others[v], strict=True)]
    for pin in pins:
        v, w = sorted(place.get(p, -1) for p in pin.members)
        at = bisect_left(others[v], w) if 0 <= v < w else -1
        if 0 <= at < len(others[v]) and others[v][at] == w:
            rows[v][at] -= pin.weight or 1
    return PeerLevel(name, couples=rows if any(map(any, rows)) else (), constant=sum(pin.weight or 1 for pin in pins))
