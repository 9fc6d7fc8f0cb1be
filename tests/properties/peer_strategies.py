"""Random sessions of peers, with everything in them that one can have."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import strategies as st

from pairing.model.in_force import LEVELS, soft_rule_names
from pairing.model.meetings import Practice
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, Together
from pairing.model.session import Session

REGIONS = ("North", "south ", "South", "", "no preference", "West")
COLUMN = "What region are you in?"


def peer_problems(most: int = 7, least: int = 0, *, hard_pins: bool = True) -> st.SearchStrategy[Problem]:
    """A problem whose session 0 is one of peers, the others closed; one draw, as draws are slow."""
    return st.tuples(st.integers(least, most), st.integers(0, 2**32 - 1)).map(
        lambda drawn: peer_problem(*drawn, hard_pins=hard_pins)
    )


def peer_problem(size: int, seed: int, *, hard_pins: bool = True) -> Problem:
    """The problem of so many people that belongs to a seed."""
    chance = random.Random(seed)
    ids = [f"p{number}@example.org" for number in range(size)]
    chance.shuffle(ids)
    sessions = [
        Session(
            "Practice",
            kind="peers",
            also_called=("mock",),
            prefer_same=chance.choice([COLUMN, COLUMN, None]) if size else None,
            repeat=chance.choice([None, None, "never", "avoid", "allow"]),
        ),
        Session("Other practice", kind="peers", repeat=chance.choice([None, "allow"]), closed=True),
        Session("Review", closed=True),
    ]
    people = [person_of(chance, number, ids) for number in range(size)]
    strangers = [*ids, "left@example.org", "gone@example.org"]
    past = [
        Practice(_some(chance, strangers), chance.choice(["Practice", "Other practice", "", "old"])) for _ in range(2)
    ]
    problem = Problem(
        people,
        [],
        sessions,
        rules_of(chance, ids, hard_pins=hard_pins) if size > 1 else [],
        seed=chance.randrange(-5, 2**66),
        repeat=chance.choice(["never", "avoid", "allow"]),
        baseline=published(chance, strangers),
        held=[Practice(_some(chance, strangers), chance.choice(["Other practice", "mock"]))]
        if chance.random() < 0.2
        else [],
        earlier=past[: chance.choice([0, 1, 2])],
    )
    return problem.replace(levels=levels_of(chance, problem))


def person_of(chance: random.Random, number: int, ids: list[str]) -> Participant:
    return Participant(
        f"P{number} Ñame",
        ids[number],
        sessions=None if chance.random() < 0.85 else chance.choice([("mock", "Review"), ("Review", "other practice")]),
        answers={COLUMN: chance.choice(REGIONS)},
        apart=(f"p{chance.randrange(len(ids))}@example.org",) if chance.random() < 0.12 else (),
        times_left_out=chance.choice([0, 0, 0, 1, 2, 7]),
    )


def rules_of(chance: random.Random, ids: list[str], *, hard_pins: bool) -> list[object]:
    couples = list(combinations(ids, 2))
    rules: list[object] = []
    for a, b in chance.sample(couples, min(len(couples), chance.choice([0, 0, 1, 2, len(couples) // 2]))):
        rules.append(Apart(a, b))
    for a, b in chance.sample(couples, min(len(couples), chance.choice([0, 0, 0, 1, 2]))):
        weight = chance.choice([None if hard_pins else 1, 1, 2])
        name = "kept together" if weight is None else chance.choice(["kept together", "friends"])
        where = chance.choice(["Practice", "mock", "Practice", "Other practice"])
        rules.append(Together(*chance.sample((a, b), 2), where, weight, name))
    return rules


def published(chance: random.Random, ids: list[str]) -> list[Practice]:
    """What is published: pairs and perhaps a trio, of some who have left; now and then somebody stands twice."""
    if chance.random() < 0.35:
        return []
    waiting = chance.sample(ids, len(ids))
    groups = [waiting[:3]] if chance.random() < 0.5 else []
    rest = waiting[3:] if groups else waiting
    groups += [rest[i : i + 2] for i in range(0, len(rest) - 1, 2) if chance.random() < 0.85]
    if chance.random() < 0.1:
        groups.append(chance.sample(ids, 2))
    return [
        Practice(tuple(group), chance.choice(["Practice", "MOCK", "Practice", "Other practice"])) for group in groups
    ]


def levels_of(chance: random.Random, problem: Problem) -> tuple[str, ...]:
    if chance.random() < 0.6:
        return LEVELS
    named = [name for name in soft_rule_names(problem) if name not in LEVELS]
    order = chance.sample([*LEVELS, *named], len(LEVELS) + len(named))
    return tuple(order[: chance.randint(1, len(order))])


def _some(chance: random.Random, ids: list[str]) -> tuple[str, ...]:
    return tuple(chance.sample(ids, chance.choice([2, 2, 3]) if len(ids) > 2 else 2))
