"""Where only the draw decides, nobody is favoured: over 2,000 seeds every outcome comes equally often.

Pearson's chi-squared test at one percent. The seeds are 0 to 1999, so the figures below are the same on every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import permutations
from math import exp, lgamma, log

import numpy as np
import pytest

from pairing import Mentor, Participant, Problem, Session, assign, solve

SEEDS = range(2000)
LEVEL = 0.01


def survival(x: float, freedom: int) -> float:
    """P(χ² > x): one less the regularised lower gamma function, by its power series."""
    half, a = x / 2, freedom / 2
    term = total = 1 / a
    n = 0
    while term > total * 1e-16:
        n += 1
        term *= half / (a + n)
        total += term
    return 1 - total * exp(a * log(half) - half - lgamma(a))


def critical_value(freedom: int, level: float = LEVEL) -> float:
    """The x with P(χ² > x) = level, by bisection."""
    low, high = 1e-9, 20.0 * (freedom + 10)
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if survival(middle, freedom) > level else (low, middle)
    return high


def statistic(counts: Iterable[int]) -> float:
    """Σ (seen − expected)² / expected, all outcomes being equally likely."""
    seen = list(counts)
    expected = sum(seen) / len(seen)
    return sum((one - expected) ** 2 for one in seen) / expected


def check_even(counts: Counter, outcomes: list) -> None:
    assert set(counts) <= set(outcomes)
    assert sum(counts.values()) == len(SEEDS)
    assert statistic(counts[one] for one in outcomes) < critical_value(len(outcomes) - 1)


# --- the test itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("freedom", "level", "value"), [(1, 0.05, 3.8415), (3, 0.01, 11.3449), (23, 0.01, 41.6384), (100, 0.01, 135.807)]
)
def test_critical_values_are_those_of_the_tables(freedom, level, value):
    assert critical_value(freedom, level) == pytest.approx(value, abs=1e-3)


def test_a_draw_that_favours_somebody_a_little_is_noticed():
    assert statistic([430, 500, 520, 550]) > critical_value(3)
    assert statistic([480, 500, 520, 500]) < critical_value(3)


# --- the draw ---------------------------------------------------------------------------------------------------


def test_of_four_equal_rows_and_three_columns_each_is_left_out_and_each_pairing_comes_equally_often():
    costs = np.zeros((4, 3), int)
    left_out, pairings = Counter(), Counter()
    for seed in SEEDS:
        found = assign(costs, max_load=1, levels=("unpaired",), seed=seed)
        assert found.unique
        left_out[int(np.argmax(found.missing))] += 1
        pairings[tuple(found.rows[np.argsort(found.columns)].tolist())] += 1
    check_even(left_out, list(range(4)))
    check_even(pairings, list(permutations(range(4), 3)))


def test_of_four_equal_participants_and_three_mentors_each_is_left_out_and_each_table_comes_equally_often():
    people = [Participant(name) for name in ("Ada", "Bo", "Cem", "Zoe")]
    mentors = [Mentor(name, capacity=1) for name in ("Dee", "Eli", "Fay")]
    problem = Problem(people, mentors, [Session("Review")])
    left_out, tables = Counter(), Counter()
    for seed in SEEDS:
        result = solve(problem.replace(seed=seed))
        assert result.unique
        (one,) = result.unpaired
        left_out[one.participant.name] += 1
        by_mentor = {pair.mentor.name: pair.participant.name for pair in result.pairs}
        tables[tuple(by_mentor[mentor.name] for mentor in mentors)] += 1
    check_even(left_out, [one.name for one in people])
    check_even(tables, list(permutations([one.name for one in people], 3)))


@pytest.mark.long
def test_of_four_equal_mentors_and_three_participants_nobody_is_idle_more_often_than_another():
    people = [Participant(name) for name in ("Ada", "Bo", "Cem")]
    mentors = [Mentor(name, capacity=2) for name in ("Dee", "Eli", "Fay", "Guy")]
    problem = Problem(people, mentors, [Session("Review")])
    idle = Counter()
    for seed in SEEDS:
        busy = {pair.mentor.name for pair in solve(problem.replace(seed=seed)).pairs}
        idle.update({one.name for one in mentors} - busy)
    check_even(idle, [one.name for one in mentors])
