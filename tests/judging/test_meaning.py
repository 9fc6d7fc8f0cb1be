"""What a statement charges on a level is what the level's name says, and every other charge is noticed."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings

from pairing.judging.meaning import meaning_faults
from pairing.judging.stating import state
from pairing.model.in_force import LEVELS
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.statement import Statement
from tests.properties.strategies import problems, quick

KNOWN = tuple(name for name in LEVELS if name != "penalty")


def changed(statement: Statement, column: int, what: str, chance: random.Random) -> Statement | None:
    """One number more on one level; None where there is none of that kind."""

    def more(vector: tuple[int, ...]) -> tuple[int, ...]:
        return (*vector[:column], vector[column] + chance.choice([-3, -1, 1, 2]), *vector[column + 1 :])

    if what == "constant":
        return statement._replace(constant=more(statement.constant))
    if what == "pairs" and statement.costs:
        spot = chance.randrange(len(statement.costs))
        costs = tuple(more(one) if index == spot else one for index, one in enumerate(statement.costs))
        return statement._replace(costs=costs)
    if what == "misses" and statement.misses:
        who = chance.choice(sorted(statement.misses))
        units = list(statement.misses[who])
        spot = chance.randrange(len(units))
        units[spot] = more(units[spot])
        if statement.levels[column] == "spread" and len(units) == 1 and units[0][column] > 0:
            return None  # the weight of somebody who was left out before
        return statement._replace(misses={**statement.misses, who: tuple(units)})
    priced = [index for index, group in enumerate(statement.groups) if len(group.marginals) > 2]
    if what == "groups" and priced:
        spot = chance.choice(priced)
        units = list(statement.groups[spot].marginals)
        units[1] = more(units[1])
        if statement.levels[column] == "idle" and units[1][column] in (-1, 0):
            return None  # somebody whose least is another
        groups = list(statement.groups)
        groups[spot] = groups[spot]._replace(marginals=tuple(units))
        return statement._replace(groups=tuple(groups))
    return None


def check(problem: Problem, seen: Counter[str]) -> None:
    statement = state(problem, tie_levels=2)
    assert not list(meaning_faults(statement))
    chance = random.Random(repr(problem))
    for column, name in enumerate(statement.levels):
        for what in ("constant", "pairs", "misses", "groups"):
            if name not in KNOWN or (name, what) == ("idle", "constant"):
                continue  # mentors whom nobody can meet are short of their least too
            other = changed(statement, column, what, chance)
            if other is not None:
                assert any(f"Level {name} " in fault for fault in meaning_faults(other)), (name, what)
                seen[f"{name} {what}"] += 1


def family(most_examples: int) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(quick(most_examples))
    @given(problems())
    def run(problem: Problem) -> None:
        check(problem, seen)

    run()
    return seen


def test_the_statements_of_problems_mean_what_they_say_and_every_other_charge_is_noticed():
    seen = family(60)
    assert all(seen[f"{name} {what}"] for name in ("unpaired", "spread") for what in ("constant", "pairs", "misses"))
    assert seen["imbalance groups"]


@pytest.mark.long
def test_thousands_of_statements_mean_what_they_say():
    assert sum(family(3000).values()) > 10_000


def test_levels_that_take_the_names_of_each_other_are_noticed():
    people, mentors = [Participant("Ada"), Participant("Bo")], [Mentor("Cem", capacity=3), Mentor("Dee", capacity=2)]
    statement = state(Problem(people, mentors, [Session("Review", mentors_each=2)]))
    there = {name: column for column, name in enumerate(statement.levels)}
    for one, other in (("idle", "imbalance"), ("unpaired", "spread"), ("imbalance", "tie"), ("penalty", "unpaired")):
        levels = list(statement.levels)
        levels[there[one]], levels[there[other]] = other, one
        assert list(meaning_faults(statement._replace(levels=tuple(levels))))
