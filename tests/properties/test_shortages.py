"""Shortages on random problems: each is true of all plans, and no member stands in it for nothing."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine import clash as clash_engine
from pairing.engine.arrays import shortage as shortage_arrays
from pairing.engine.arrays.formulate import LargeFormulation, formulate_large
from pairing.engine.arrays.restrict import plain_of
from pairing.engine.clash import Found, Limit
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation
from pairing.engine.run import solve
from pairing.engine.shortage import Offered, is_nested, walks_of
from pairing.errors import ContradictionError, InputError
from pairing.model.problem import Problem
from pairing.model.rules import Together
from pairing.model.shapes import GroupKey
from pairing.model.solution import Result
from pairing.reasons.clash import Clash
from pairing.reasons.positions import plan_of
from pairing.reasons.shortage import Finder, Shortage
from tests.properties.strategies import LARGER, SMALL, crowded, problems, quick, timed
from tests.properties.test_large_agrees import arrays
from tests.reference.brute_force import Prices
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
    if not any(session.needs_start for session in problem.sessions):
        assert not can_be_placed(problem, wants)
    pairs = eligible(problem)
    assert {one.mentor for one in offers} == {m for p, m, s in pairs if (p, s) in wants}
    bounds = [bound for one in offers for bound in one.bounds]
    kept = [(one.mentor, *place) for one in offers for place in one.kept_for]
    limits = []
    for bound in bounds:
        inside = pairs_in(bound.key, pairs)
        limits.append((inside, bound.most - sum((p, m, s) in inside for m, p, s in kept)))
    assert not can_be_matched(problem, wants, limits)
    for place in wants:
        assert can_be_matched(problem, without_one(wants, place), limits)
        if is_whole:
            assert can_be_placed(problem, without_one(wants, place))
    for one in offers:
        most = most_with(problem, one.mentor, frozenset(wants))
        assert one.meetings == most if is_whole else one.meetings >= most


def check_clash(problem: Problem, found: Clash, raw: Found) -> None:
    """Without any one meeting or any one limit the others can be; ``raw``: the same in indices."""
    assert found.is_minimal
    wants = {one[:2]: one.meetings for one in raw.wants}
    sets = {limit: meant(problem, limit) for limit in raw.limits}

    def is_possible(wants: Wants, kept: list[Limit]) -> bool:
        limits = [one for limit in kept if limit.kind in ("limit", "no repeat") for one in sets[limit]]
        least = [one for limit in kept if limit.kind in ("together", "changes") for one in sets[limit]]
        return can_be_matched(problem, wants, limits, least, frozenset(one.person for one in kept if one.person))

    assert not is_possible(wants, list(raw.limits))
    for place in wants:
        assert is_possible(without_one(wants, place), list(raw.limits))
    for limit in raw.limits:
        assert is_possible(wants, [one for one in raw.limits if one != limit])


def meant(problem: Problem, limit: Limit) -> list[tuple[set[tuple[int, int, int]], int]]:
    """The sets of pairs of a limit, each with the most or the least that is chosen of it, as the reference has it."""
    prices, pairs = Prices(problem), eligible(problem)
    if limit.kind == "changes":
        published = prices.published
        assert limit.number == problem.max_changes
        return [(published, len(published) - limit.number)]
    found = []
    for key in limit.keys:
        most = 1
        if limit.kind == "limit":
            most = prices.most_of(key.key[0], key.key[1] if key.per == ("mentor", "session") else None)
            assert key.per in (("mentor",), ("mentor", "session"))
            assert most == limit.number
        found.append((pairs_in(key, pairs), most))
    return found


def solved(problem: Problem) -> Result | None:
    try:
        return solve(problem)
    except (ContradictionError, InputError):  # pins that exclude each other; too few changes
        return None


def check(problem: Problem, seen: Counter[str]) -> None:
    result = solved(problem)
    if result is not None and result.unpaired:
        check_result(result, seen)


def check_a_poorer_plan(problem: Problem, seen: Counter[str]) -> None:
    """Of a plan that is not the best one, as where time was short: who could be placed is not said to be short."""
    result = solved(problem)
    if result is not None and result.pairs:
        check_result(dataclasses.replace(result, _pairs=result.pairs[1::2]), seen)


def check_result(result: Result, seen: Counter[str]) -> None:
    problem = result.problem
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
        elif isinstance(found, Clash):
            raw = finder.clash(p, s)
            assert raw is not None
            kinds = sorted({one.kind for one in found.rules})
            seen.update(["clash", *kinds])
            check_clash(problem, found, raw)
            assert found.text
        elif not any((a, c) == (p, s) for a, _, c in eligible(problem)):
            seen["nobody"] += 1
        else:
            seen["possible"] += 1
            if clash_engine.MOST_PAIRS and not any(session.needs_start for session in problem.sessions):
                assert can_be_placed(problem, wants)


def check_on_arrays(problem: Problem, seen: Counter[str]) -> None:
    """The same shortages from a plain formulation and from one on arrays, with and without a table of the groups."""
    result = solved(problem)
    large = formulate_large(problem)
    if result is None or large is None or not result.unpaired:
        return
    chosen = plan_of(result)
    crosses = not is_nested(large)
    plain = walks_of(problem, restricted(large) if crosses else formulate(problem), chosen)[-1]
    for most in (shortage_arrays.MOST_TABLE, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shortage_arrays, "MOST_TABLE", most)
            (on_arrays,) = walks_of(problem, large, chosen)
            for one in result.unpaired:
                p, s = problem.participant_idx(one.participant.id), problem.session_idx(one.session.name)
                first, second = plain.cut(p, s), on_arrays.cut(p, s)
                if first is None or second is None:
                    assert first is second
                    seen["possible"] += 1
                    continue
                seen["crossing" if crosses else "nested"] += 1
                seen["kept"] += any(offer.kept_for for offer in first.offers())
                assert list(second.wants()) == list(first.wants())
                assert [in_order(offer) for offer in second.offers()] == [in_order(offer) for offer in first.offers()]
                assert list(second.wants(2)) == list(first.wants(2))
                assert [one.mentor for one in second.offers(2)] == [one.mentor for one in first.offers(2)]
                for name in ("num_members", "num_mentors", "num_sessions", "num_wanted", "num_offered"):
                    assert getattr(first, name) == getattr(second, name)


def restricted(large: LargeFormulation) -> Formulation:
    """The plain formulation without the groups that are in no chain."""
    return plain_of(large._replace(crossing=[]))


def in_order(offer: Offered) -> Offered:
    return offer._replace(bounds=tuple(sorted(offer.bounds)), kept_for=tuple(sorted(offer.kept_for)))


def family(
    most_examples: int,
    subjects: st.SearchStrategy[Problem],
    check: Callable[[Problem, Counter[str]], None] = check,
) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(subjects)
    def run(problem: Problem) -> None:
        check(problem, seen)

    run()
    return seen


@st.composite
def pinned(draw: st.DrawFn) -> Problem:
    """Some people are kept together, and mentors offer little."""
    problem = draw(problems(SMALL, crossing=False, hard_together=False))
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    mentors = [dataclasses.replace(one, capacity=chance.choice([1, 1, 2, 2, 3])) for one in problem.mentors]
    roomy = problem.replace(mentors=mentors)
    couples = sorted({(p, m, s) for p, m, s in eligible(roomy)})
    rules = [
        Together(problem.participants[p].id, mentors[m].id, chance.choice([None, problem.sessions[s].name]))
        for p, m, s in chance.sample(couples, min(len(couples), chance.choice([1, 1, 2])))
    ]
    return roomy.replace(rules=[*problem.rules, *rules])


MAX_CHANGES = st.sampled_from([None, None, 0, 1, 3])
LIMITED = st.builds(
    lambda problem, most: problem.replace(max_changes=most),
    st.one_of(problems(SMALL, published=True), crowded(SMALL, published=True)),
    MAX_CHANGES,
)
ANY = st.one_of(pinned(), problems(SMALL), LIMITED, crowded(SMALL))
TIMED = st.one_of(timed(), timed(narrow=True), timed(narrow=True, published=True))
POORER = st.one_of(problems(SMALL, hard_together=False), crowded(SMALL, hard_together=False))
LARGE = st.one_of(pinned(), problems(SMALL), problems(LARGER), crowded(SMALL), crowded(LARGER, hard_together=False))


def test_shortages_are_true_and_nobody_stands_in_them_for_nothing():
    assert family(40, problems(SMALL))["shortage"] > 5


def test_where_limits_cross_shortages_are_true_and_nobody_stands_in_them_for_nothing():
    assert family(80, crowded(SMALL, hard_together=False))["shortage among more"] > 5


def test_where_people_are_kept_together_shortages_are_true_and_nobody_stands_in_them_for_nothing():
    assert family(40, pinned())["shortage"] > 5


def test_a_plan_that_is_not_the_best_makes_no_shortage():
    seen = family(30, POORER, check_a_poorer_plan)
    assert min(seen["possible"], seen["shortage"] + seen["shortage among more"]) > 5


def test_where_starts_are_needed_clashes_are_true_and_smallest():
    seen = family(40, TIMED)
    assert min(seen["clash"], seen["time"]) > 2


def check_near(problem: Problem, seen: Counter[str]) -> None:
    """Clashes that are sought among the nearest places alone."""
    with arrays(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clash_engine, "MOST_PAIRS", 0)
        check(problem, seen)


def test_clashes_among_the_nearest_are_true_and_smallest():
    assert family(30, TIMED, check_near)["clash"] > 2


def test_shortages_on_arrays_are_the_same():
    seen = family(60, LARGE, check_on_arrays)
    assert min(seen["nested"], seen["crossing"]) > 5


@pytest.mark.long
def test_thousands_of_shortages_on_arrays_are_the_same():
    seen = family(3000, LARGE, check_on_arrays)
    assert min(seen["nested"], seen["crossing"], seen["possible"], seen["kept"]) > 5


@pytest.mark.long
def test_thousands_of_problems_with_shortages():
    seen = family(3000, ANY)
    assert min(seen["shortage"], seen["shortage among more"], seen["possible"]) > 100


@pytest.mark.long
def test_a_thousand_clashes_of_times():
    assert family(2000, TIMED)["time"] > 100
