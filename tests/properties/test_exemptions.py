"""Problems in which exemptions decide: every engine, the judge and a proof against the reference."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.model.exempt import Exempt
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from pairing.model.rules import SameTrack
from tests.properties.strategies import SMALL, Size, problems, quick
from tests.properties.test_certificates import check_proved
from tests.properties.test_engines_agree import check_against_reference
from tests.properties.test_large_agrees import check_formulations
from tests.reference.brute_force import best_plans

QUICK = quick(100)
RULES = ("track", "no repeat", "no repeat", "met before", "not in this session")


@st.composite
def deciding(draw: st.DrawFn, size: Size = SMALL, *, crossing: bool = False) -> Problem:
    """Few people, strict rules, much that has been, and exemptions for some of them."""
    problem = draw(problems(size, crossing=crossing, hard_together=False))
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    sessions = [
        dataclasses.replace(one, time="none", minutes=None, repeat=chance.choice([None, None, "avoid"]), closed=False)
        for one in problem.sessions
    ]
    names = [*(one.name for one in sessions), "Forgotten"]

    def meetings(number: int) -> list[Meeting]:
        if not problem.participants or not problem.mentors:
            return []
        people = [(chance.choice(problem.participants).id, chance.choice(problem.mentors).id) for _ in range(number)]
        return [Meeting(*ids, chance.choice(names)) for ids in people]

    strict = problem.replace(
        participants=[dataclasses.replace(one, apart=(), sessions=None) for one in problem.participants],
        mentors=[
            dataclasses.replace(
                one, apart=(), capacity=chance.choice([None, 2, 4]), tracks=chance.choice([one.tracks, ("Law",)])
            )
            for one in problem.mentors
        ],
        sessions=sessions,
        rules=[SameTrack()] if chance.random() < 0.5 else [],
        levels=("unpaired", "changed", "spread", "idle", "imbalance", "penalty"),
        repeat="never",
        held=meetings(chance.choice([0, 0, 1, 3, 6])),
        earlier=meetings(chance.choice([0, 0, 1, 3])),
    )
    exempt = []
    for one in strict.participants:
        for other in strict.mentors:
            for rule in RULES:
                session = chance.choice([None, None, *names[:-1]])
                known = rule != "track" or strict.rules
                policy = session is None or rule != "no repeat" or strict.policy(session) == "never"
                is_there = any(strict.policy(session.name) == "never" for session in sessions) or rule != "no repeat"
                if one.id != other.id and known and policy and is_there and chance.random() < 0.25:
                    exempt.append(Exempt(one.id, other.name if other.name != one.name else other.id, rule, session))
    return strict.replace(exempt=exempt)


def check(problem: Problem) -> None:
    bare, best = best_plans(problem.replace(exempt=())), best_plans(problem)
    event("they decide" if bare != best else "they do not decide")
    check_against_reference(problem)


@QUICK
@given(deciding())
def test_every_engine_finds_what_the_reference_finds_with_exemptions(problem: Problem) -> None:
    check(problem)


@settings(QUICK, max_examples=60)
@given(deciding(crossing=True), st.integers(0, 2**32 - 1))
def test_the_formulation_in_arrays_knows_exemptions(problem: Problem, seed: int) -> None:
    check_formulations(problem, random.Random(seed))


@settings(QUICK, max_examples=60)
@given(deciding())
def test_a_plan_with_exemptions_is_proved(problem: Problem) -> None:
    check_proved(problem)


@pytest.mark.long
@settings(QUICK, max_examples=3000)
@given(deciding(crossing=True))
def test_thousands_of_problems_with_exemptions(problem: Problem) -> None:
    check(problem)
    check_proved(problem)
