"""Shortages on random problems: each is true of all plans, and no member stands in it for nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import ContradictionError
from pairing.model.problem import Problem
from pairing.model.shapes import GroupKey
from pairing.model.solution import Result
from pairing.reasons.shortage import Finder, Shortage
from tests.properties.strategies import SMALL, crowded, problems, quick
from tests.reference.shortage_brute_force import Wants, can_be_matched, can_be_placed, eligible, most_with

QUICK = quick(100)


def without_one(wants: Wants, place: tuple[int, int]) -> Wants:
    return {key: number - (key == place) for key, number in wants.items()}


def pairs_in(key: GroupKey, pairs: set[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    axes = [("participant", "mentor", "session").index(axis) for axis in key.per]
    return {
        pair
        for pair in pairs
        if tuple(pair[axis] for axis in axes) == key.key and (key.sessions is None or pair[2] in key.sessions)
    }


def check_shortage(problem: Problem, found: Shortage, *, is_whole: bool) -> None:
    """``is_whole``: nothing but nested limits holds, so what is said of a member left out holds in the problem."""
    wants = {one[:2]: one.meetings for one in found.cut.wants()}
    offers = found.cut.offers()
    assert found.short == 1
    assert sum(one.meetings for one in found.members) == sum(one.places for one in found.offers) + 1
    assert not can_be_placed(problem, wants)
    pairs = eligible(problem)
    assert {one.mentor for one in offers} == {m for p, m, s in pairs if (p, s) in wants}
    bounds = [bound for one in offers for bound in one.bounds]
    kept = [(one.mentor, *place) for one in offers for place in one.kept_for]
    limits = []
    for bound in bounds:
        inside = pairs_in(bound.key, pairs)
        limits.append((inside, bound.most - sum((p, m, s) in inside for m, p, s in kept)))
    assert not can_be_matched(wants, pairs, limits)
    for place in wants:
        assert can_be_matched(without_one(wants, place), pairs, limits)
        if is_whole:
            assert can_be_placed(problem, without_one(wants, place))
    for one in offers:
        most = most_with(problem, one.mentor, frozenset(wants))
        assert one.meetings == most if is_whole else one.meetings >= most


def solved(problem: Problem) -> Result | None:
    try:
        return solve(problem)
    except ContradictionError:
        return None


def check(problem: Problem, seen: Counter[str]) -> None:
    result = solved(problem)
    if result is None or not result.unpaired:
        return
    finder = Finder(result)
    for unpaired in result.unpaired:
        found = finder.of(unpaired.participant, unpaired.session)
        p, s = problem.participant_idx(unpaired.participant.id), problem.session_idx(unpaired.session.name)
        held = Counter((one.participant.id, one.session.id) for one in result.pairs)
        places = {(a, b): 0 for a in range(len(problem.participants)) for b in range(len(problem.sessions))}
        wants = {
            (a, b): held[problem.participants[a].id, problem.sessions[b].id] + ((a, b) == (p, s)) for a, b in places
        }
        wants = {place: number for place, number in wants.items() if number}
        if isinstance(found, Shortage):
            seen["shortage" if finder.is_whole else "shortage among more"] += 1
            check_shortage(problem, found, is_whole=finder.is_whole)
            assert found.text
        elif not any((a, c) == (p, s) for a, _, c in eligible(problem)):
            seen["nobody"] += 1
        elif finder.is_whole:
            seen["possible"] += 1
            assert can_be_placed(problem, wants)


def family(most_examples: int, subjects: st.SearchStrategy[Problem]) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(subjects)
    def run(problem: Problem) -> None:
        check(problem, seen)

    run()
    return seen


ANY = st.one_of(problems(SMALL), problems(SMALL, published=True), crowded(SMALL))


def test_shortages_are_true_and_nobody_stands_in_them_for_nothing():
    seen = family(60, ANY)
    assert min(seen["shortage"], seen["shortage among more"]) > 5


@pytest.mark.long
def test_thousands_of_shortages():
    seen = family(3000, ANY)
    assert min(seen["shortage"], seen["shortage among more"], seen["possible"]) > 100
