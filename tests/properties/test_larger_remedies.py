"""Of larger cohorts not every change is tried: what is left out by a look at the flow would not have helped."""

from __future__ import annotations

import dataclasses
import random
from datetime import date

import pytest

from pairing.engine.run import solve
from pairing.model.intervals import FreeTime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.reasons import trials
from pairing.reasons.positions import size_of
from pairing.reasons.remedies import Remedy
from pairing.reasons.unpaired import reasons_of
from tests.properties.test_remedies import levels_of, missing_of

DAY = date(2027, 3, 12)
TRACKS = "ABCD"
ORDERS = (
    ("unpaired", "spread", "idle", "imbalance", "penalty"),
    ("unpaired", "imbalance", "penalty"),
    ("penalty", "unpaired"),
)


def larger_cohort(number: int) -> Problem:
    """A cohort of 11 to 14 participants and 7 mentors in two sessions, too large for every change to be tried."""
    chance = random.Random(f"larger {number}")
    timed = Session("Talk", minutes=60, first_day=DAY, last_day=DAY, zone="UTC")
    timed = dataclasses.replace(timed, time=chance.choice(["they agree", "we set"]))
    review = Session("Review", track=chance.choice(["required", "ignored"]))
    if chance.random() < 0.3:
        review = dataclasses.replace(review, most_per_mentor=2)
    participants = [
        Participant(
            f"P{index}",
            tracks=(chance.choice(TRACKS),),
            free=_hours(chance, 3),
            zone="UTC",
            apart=(f"M{chance.randrange(7)}",) if chance.random() < 0.1 else (),
        )
        for index in range(chance.randint(11, 14))
    ]
    mentors = [
        Mentor(
            f"M{index}",
            tracks=tuple(chance.sample(TRACKS, 2)),
            capacity=chance.choice([1, 2, 3, 4]),
            free=_hours(chance, 5),
            zone="UTC",
            sessions=None if chance.random() < 0.7 else (chance.choice(["Review", "Talk"]),),
        )
        for index in range(7)
    ]
    sessions = [review, timed if chance.random() < 0.5 else Session("Talk", track="required")]
    levels = ORDERS[0] if chance.random() < 0.7 else chance.choice(ORDERS)
    repeat, balance = chance.choice(["never", "avoid", "allow"]), chance.choice(["equal", "in proportion"])
    return Problem(participants, mentors, sessions, levels=levels, repeat=repeat, balance=balance)


def _hours(chance: random.Random, number: int) -> tuple[FreeTime, ...]:
    begins = chance.sample(range(8, 18), number)
    return tuple(FreeTime(DAY, hour * 60, hour * 60 + chance.choice([60, 90]), "UTC") for hour in begins)


def check(numbers: range, patch: pytest.MonkeyPatch) -> int:
    """The remedies are the same whatever is left out beforehand, and do what they say; how many there were."""
    patch.setattr(trials, "WORK", 10**9)
    patch.setattr(trials, "MANY", 10**6)
    patch.setattr(trials, "SOME", 10**6)
    told = 0
    for number in numbers:
        problem = larger_cohort(number)
        assert size_of(problem) > trials.SMALL
        result = solve(problem)
        found = [one.remedies for one in reasons_of(result)]
        with pytest.MonkeyPatch.context() as everything:
            everything.setattr(trials.Trials, "may_gain", lambda *_: True)
            assert [one.remedies for one in reasons_of(result)] == found, number
        told += sum(map(len, found))
        before = sum(missing_of(result).values())
        for remedy in {one.change.text: one for some in found for one in some[:2]}.values():
            check_again(problem, remedy, before)
    return told


def check_again(problem: Problem, remedy: Remedy, missing: int) -> None:
    """Solved again with the change, the plan is what was told, and fewer are left out."""
    again = solve(remedy.apply(problem))
    assert remedy.levels == levels_of(again), remedy.text
    assert sum(missing_of(again).values()) < missing, remedy.text


def test_what_is_not_looked_at_would_not_have_helped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(range(3), monkeypatch) > 30


@pytest.mark.long
def test_many_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(range(100, 220), monkeypatch) > 1_000
