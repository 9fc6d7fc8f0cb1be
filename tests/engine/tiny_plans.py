"""Tiny plans for the CP-SAT engines, laid out and held level by level by the engines themselves, with costs as large as
asked for: larger than the engines take, if need be. What is best is known by looking at every plan.

A size bounds Σ |cost| of every level, as in ``tiny_models``.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any, cast
from unittest.mock import patch

from pairing.engine import cpsat, peers_cpsat
from pairing.engine.eligible import EligibleTable
from pairing.engine.formulation import Formulation, Group, GroupKey, IntegerLevel, Place
from pairing.engine.interface import Deadline
from pairing.engine.peers import Groups, PeerFormulation, PeerLevel
from pairing.errors import InternalError
from tests.engine.tiny_models import parts
from tests.reference.peers_brute_force import plans_of

NEVER = Deadline()
NO_LIMIT = 2**62


# --- participants and mentors -----------------------------------------------------------------------------------


def mentors(seed: int, size: int) -> Formulation:
    """Two or three participants with their mentors: missing places, loads, costs of pairs, and a cap on one of them."""
    rng = random.Random(f"mentors {size} {seed}")
    num_sessions = rng.randint(1, 2)
    every = list(product(range(rng.randint(2, 3)), range(rng.randint(2, 3)), range(num_sessions)))
    pairs = tuple(sorted(rng.sample(every, min(len(every), rng.randint(4, 9)))))
    places = []
    for p, s in dict.fromkeys((p, s) for p, _, s in pairs):
        mine = tuple(index for index, pair in enumerate(pairs) if (pair[0], pair[2]) == (p, s))
        places.append(Place(p, s, rng.randint(1, 2), mine))
    groups = []
    for m in dict.fromkeys(m for _, m, _ in pairs):
        mine = tuple(index for index, pair in enumerate(pairs) if pair[1] == m)
        groups.append(Group(GroupKey(("mentor",), (m,)), mine, rng.randint(1, len(mine))))
    for p, m in dict.fromkeys((p, m) for p, m, _ in pairs):
        mine = tuple(index for index, pair in enumerate(pairs) if pair[:2] == (p, m))
        if len(mine) > 1 and rng.random() < 0.7:
            groups.append(Group(GroupKey(("participant", "mentor"), (p, m)), mine, 1))
    bare = Formulation(
        pairs, tuple(places), tuple(groups), (), (), cast(EligibleTable, None)
    )  # no engine asks the table
    kinds = [_missing, _loads, _pairs]
    rng.shuffle(kinds)
    levels = tuple(kind(rng, bare, size) for kind in (*kinds, _pairs))
    caps = ()
    if rng.random() < 0.7:
        capped = rng.choice(kinds)(rng, bare, size)
        caps = ((capped, value_of(bare, capped, rng.choice(list(plans(bare))))),)
    return bare._replace(levels=levels, caps=caps)


def _missing(rng: random.Random, bare: Formulation, size: int) -> IntegerLevel:
    demand: dict[int, int] = {}
    for place in bare.places:
        demand[place.participant] = demand.get(place.participant, 0) + place.demand
    return IntegerLevel("missing", missing=_marginals(rng, demand, size), constant=rng.randint(0, 5))


def _loads(rng: random.Random, bare: Formulation, size: int) -> IntegerLevel:
    most = {number: group.most for number, group in enumerate(bare.groups) if group.key.per == ("mentor",)}
    return IntegerLevel("loads", groups=_marginals(rng, most, size, rng.choice((0, 0.5))), constant=rng.randint(0, 5))


def _marginals(rng: random.Random, num_units: dict[int, int], size: int, negative: float = 0) -> dict[int, list[int]]:
    """Rising costs of so many units each."""
    costs = iter(parts(rng, sum(num_units.values()), size - 1, negative))
    return {key: sorted(next(costs) for _ in range(num)) for key, num in num_units.items()}


def _pairs(rng: random.Random, bare: Formulation, size: int) -> IntegerLevel:
    return IntegerLevel(
        "pairs", parts(rng, len(bare.pairs), size - 1, rng.choice((0, 0.5))), constant=rng.randint(0, 5)
    )


def plans(formulation: Formulation) -> Iterator[frozenset[int]]:
    """Every set of pairs that no place and no group forbids."""
    indices = range(len(formulation.pairs))
    for number in range(len(indices) + 1):
        for chosen in map(frozenset, combinations(indices, number)):
            if all(len(chosen.intersection(place.pairs)) <= place.demand for place in formulation.places) and all(
                len(chosen.intersection(group.pairs)) <= group.most for group in formulation.groups
            ):
                yield chosen


def value_of(formulation: Formulation, level: IntegerLevel, chosen: frozenset[int]) -> int:
    """What a plan costs on a level."""
    value = level.constant + sum(level.pair_costs[index] for index in chosen if level.pair_costs)
    for p, marginals in level.missing.items():
        places = [place for place in formulation.places if place.participant == p]
        value += sum(marginals[: sum(place.demand - len(chosen.intersection(place.pairs)) for place in places)])
    for number, marginals in level.groups.items():
        value += sum(marginals[: len(chosen.intersection(formulation.groups[number].pairs))])
    return value


def fault_with_mentors(formulation: Formulation) -> str:
    """What is wrong with the engine's answer; "" where nothing is."""
    allowed = [
        chosen
        for chosen in plans(formulation)
        if all(value_of(formulation, level, chosen) <= most for level, most in formulation.caps)
    ]
    values = [tuple(value_of(formulation, level, chosen) for level in formulation.levels) for chosen in allowed]

    def answer() -> tuple[Any, Any]:
        model = cpsat.lay_out(formulation)
        reached = model.minimise(formulation.levels, NEVER, lambda level: None)
        return tuple(level.value for level in reached if level.is_proved), model.is_unique(NEVER)

    return _compared(values, answer)


# --- peers ------------------------------------------------------------------------------------------------------


def peers(seed: int, size: int) -> PeerFormulation:
    """Four to six people, some of whom may not meet: what it costs to be alone, and together."""
    rng = random.Random(f"peers {size} {seed}")
    num = rng.randint(4, 6)
    others = [[w for w in range(v + 1, num) if rng.random() < 0.8] for v in range(num)]
    levels = tuple(_peer_level(rng, others, size) for _ in range(3))
    return PeerFormulation(tuple(range(num)), others, levels, PeerLevel("changed"), [frozenset()] * num, [])


def _peer_level(rng: random.Random, others: Sequence[Sequence[int]], size: int) -> PeerLevel:
    num, num_couples = len(others), sum(map(len, others))
    num_alone, num_together = rng.choice(((num, num_couples), (num, 0), (0, num_couples)))
    of_alone = (size - 1) * num_alone // max(1, num_alone + 2 * num_together)  # a couple is in the row twice
    negative = rng.choice((0, 0.4))
    alone = parts(rng, num_alone, of_alone, negative)
    together = iter(parts(rng, num_together, (size - 1 - of_alone) // 2, negative))
    rows = [[next(together) for _ in row] for row in others] if num_together else []
    return PeerLevel("peers", alone, rows, rng.randint(0, 5))


def fault_with_peers(formulation: PeerFormulation) -> str:
    """What is wrong with the engine's answer; "" where nothing is."""
    allowed = [
        groups
        for groups in plans_of(range(len(formulation.members)))
        if all(w in formulation.others[v] for group in groups for v, w in combinations(group, 2))
    ]
    values = [tuple(_cost_of(formulation, level, groups) for level in formulation.levels) for groups in allowed]

    def answer() -> tuple[Any, Any]:
        model = peers_cpsat.lay_out(formulation, None)
        reached = model.minimise(formulation.levels, NEVER)
        return tuple(level.value for level in reached if level.is_proved), model.is_unique(NEVER)

    return _compared(values, answer)


def _cost_of(formulation: PeerFormulation, level: PeerLevel, groups: Groups) -> int:
    grouped = {v for group in groups for v in group}
    value = level.constant + sum(cost for v, cost in enumerate(level.alone) if v not in grouped)
    for v, w in (couple for group in groups for couple in combinations(group, 2)):
        value += level.couples[v][formulation.others[v].index(w)] if level.couples else 0
    return value


def _compared(values: Iterable[tuple[int, ...]], answer: Any) -> str:
    listed = list(values)
    best = min(listed)
    with patch.object(cpsat, "ROW_LIMIT", NO_LIMIT):
        try:
            reached, is_unique = answer()
        except InternalError as error:
            return str(error)
    if reached != best:
        return f"the levels come to {reached}, and {best} can be reached"
    return "" if is_unique == (listed.count(best) == 1) else f"unique is {is_unique}, and {listed.count(best)} are best"
