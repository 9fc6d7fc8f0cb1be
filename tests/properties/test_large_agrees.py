"""The formulation in arrays, and what is solved on it, against the plain one: the same problem, the same result."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine import choose
from pairing.engine.arrays import flow, remainder
from pairing.engine.arrays.columns import NO_GROUP, ColumnLevel, Listed
from pairing.engine.arrays.engine import LargeModel
from pairing.engine.arrays.formulate import LargeFormulation, formulate_large
from pairing.engine.arrays.network import group_loads
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation
from pairing.engine.interface import Deadline
from pairing.engine.laminar import crossing, relaxed
from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.model.problem import Problem
from pairing.model.solution import Result
from tests.properties.strategies import LARGER, SMALL, crowded, problems, quick

QUICK = quick(100)
ANY = st.one_of(
    problems(SMALL, exempt=True),
    problems(SMALL, published=True, exempt=True),
    problems(LARGER, hard_together=False, exempt=True),
    crowded(LARGER, hard_together=False, exempt=True),
)
MAX_CHANGES = st.sampled_from([None, None, 0, 1, 3])


@contextmanager
def arrays(*, thin: bool = False) -> Iterator[None]:
    """Every problem is large; ``thin``: and not all of its pairs go to the solver at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose, "LARGE", 0)
        if thin:
            patch.setattr(flow, "MANY_PAIRS", 0)
            patch.setattr(flow, "FIRST_OF_A_PLACE", (1, 0))
            patch.setattr(flow, "MORE_OF_A_PLACE", 1)
        yield


# --- the formulations -------------------------------------------------------------------------------------------


def some_plans(plain: Formulation, chance: random.Random) -> Iterator[list[int]]:
    """Choices of pairs that keep every demand, and often break limits."""
    yield []
    for _ in range(6):
        chosen: list[int] = []
        for place in plain.places:
            number = min(len(place.pairs), chance.randint(0, place.demand))
            chosen += chance.sample(place.pairs, number)
        yield sorted(chosen)


def keeps(large: LargeFormulation, chosen: list[int]) -> bool:
    """All limits: those in chains, those that cross, and caps."""
    block = large.columns.pairs.numbered(np.array(chosen, np.int64))
    return bool((group_loads(large.columns, block) <= large.columns.most).all()) and large.keeps(block.number)


def check_formulations(problem: Problem, chance: random.Random) -> str:
    try:
        plain = formulate(problem)
    except ContradictionError:
        assert formulate_large(problem) is None
        return "contradiction"
    large = formulate_large(problem)
    if large is None:
        assert relaxed(plain) is None
        return "what costs crosses"
    table = large.table
    who = (table.participant.tolist(), table.mentor.tolist(), table.session.tolist())
    assert list(zip(*who, strict=True)) == list(plain.pairs)
    places = (table.place_participant.tolist(), table.place_session.tolist(), large.columns.demand.tolist())
    assert list(zip(*places, strict=True)) == [(one.participant, one.session, one.demand) for one in plain.places]
    assert [level.name for level in large.levels] == [level.name for level in plain.levels]
    assert [most for _, most in large.caps] == [most for _, most in plain.caps]
    assert bool(large.crossing) is (crossing(plain) is not None)
    for column in large.columns.pairs.everything().chain:
        assert ((column == NO_GROUP) | (column < large.columns.num_groups)).all()
    for chosen in some_plans(plain, chance):
        objectives = [(*pair, 0) for pair in zip(plain.levels, large.levels, strict=True)]
        objectives += [(one, other, 0) for (one, _), (other, _) in zip(plain.caps, large.caps, strict=True)]
        objectives += [(plain.tie_level(k), large.tie_level(k), k) for k in (1, 2, 6)]
        for one, other, _ in objectives:
            assert (one.name, plain.value(one, chosen)) == (other.name, large.value(other, chosen))
        assert keeps(large, chosen) is plain.keeps(chosen)
        assert large.triples(chosen) == plain.triples(chosen)
        assert large.indices(plain.triples(chosen)).tolist() == plain.indices(plain.triples(chosen))
        assert large.penalties(chosen) == plain.penalties(chosen)
        kept = large.kept_of(np.array(chosen, np.int64))
        assert kept is None or (set(kept.tolist()) <= set(chosen) and large.keeps(kept))
    return "rows cross" if large.crossing else "a flow"


def formulation_family(most_examples: int) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(ANY, MAX_CHANGES)
    def check(problem: Problem, most: int | None) -> None:
        limited = problem.replace(max_changes=most)
        seen[check_formulations(limited, random.Random(repr(problem)))] += 1

    check()
    return seen


def test_both_formulations_have_the_same_pairs_levels_limits_and_caps():
    seen = formulation_family(200)
    assert min(seen["a flow"], seen["rows cross"]) > 10


@pytest.mark.long
def test_thousands_of_formulations_are_the_same():
    seen = formulation_family(3000)
    assert min(seen["a flow"], seen["rows cross"]) > 300


# --- what is solved on them -------------------------------------------------------------------------------------


def answer(problem: Problem, engine: str | None = None) -> Result | str:
    """The result, or the code of the fault."""
    try:
        return solve(problem, engine=engine)
    except (ContradictionError, InputError) as error:
        return error.issues[0].code


def check_same(one: Result | str, other: Result | str) -> None:
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert (one.status, one.levels, one.unique) == (other.status, other.levels, other.unique)
    if one.unique:
        assert one.pairs == other.pairs


def solving_family(
    most_examples: int, subjects: st.SearchStrategy[Problem], engines: tuple[str | None, ...], *, thin: bool = False
) -> Counter[str]:
    """Solved on arrays, and by the others; counts who had the last word on the arrays, ``plain`` where there were none.

    ``to the MIP``: times that the flow broke a row.
    """
    seen: Counter[str] = Counter()
    among_rows = LargeModel._among_rows

    def count(self, levels, reached, deadline):
        seen["to the MIP"] += 1
        return among_rows(self, levels, reached, deadline)

    @settings(QUICK, max_examples=most_examples)
    @given(subjects, MAX_CHANGES)
    def check(problem: Problem, most: int | None) -> None:
        limited = problem.replace(max_changes=most)
        with arrays(thin=thin), pytest.MonkeyPatch.context() as patch:
            patch.setattr(LargeModel, "_among_rows", count)
            found = answer(limited)
        for engine in engines:
            check_same(found, answer(limited, engine))
        seen["fault" if isinstance(found, str) else found.engine] += 1

    check()
    return seen


def test_small_problems_on_arrays_come_out_as_by_every_other_engine():
    seen = solving_family(
        40, st.one_of(problems(SMALL, exempt=True), crowded(SMALL, published=True)), (None, "mip", "cpsat")
    )
    assert min(seen["flow"], seen["to the MIP"]) >= 3


def test_larger_problems_on_arrays_come_out_as_without():
    seen = solving_family(20, crowded(LARGER, hard_together=False, exempt=True), (None,))
    assert min(seen["flow"], seen["to the MIP"]) >= 3


def test_larger_problems_come_out_the_same_where_pairs_join_by_their_price():
    seen = solving_family(15, problems(LARGER, crossing=False, hard_together=False), (None,), thin=True)
    assert seen["flow"] >= 10


def check_two_calls(problem: Problem, seen: Counter[str]) -> None:
    """Levels asked for in two calls come to the same values, and the plan has them, however few pairs a MIP may see."""
    large = formulate_large(problem)
    if large is None or not large.columns.demand.size:
        return
    alike = ColumnLevel("alike", Listed(np.zeros(large.columns.pairs.count, np.int64)))
    levels = [*large.levels, alike, large.tie_level(1)]
    whole = LargeModel(large)
    wanted = whole.minimise(levels, Deadline(), lambda level: None)
    for deadline in (Deadline(), Deadline.after(60)):
        model = LargeModel(large)
        found = model.minimise(levels[:-1], deadline, lambda level: None)
        if model.engine != "flow" or model.chosen is None:
            continue
        found += model.minimise(levels[-1:], deadline, lambda level: None)
        assert len(found) == len(levels)
        for level, one, best in zip(levels, found, wanted, strict=True):
            assert one.value == large.value(level, model.chosen)
            assert one.bound is not None
            assert one.bound <= best.value <= one.value
            assert one.value == best.value or not one.is_proved
        seen["rows broken later"] += model.engine == "mip"


def two_calls_family(most_examples: int) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(crowded(LARGER, hard_together=False, exempt=True))
    def check(problem: Problem) -> None:
        with arrays(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(remainder, "FIRST_OF_A_PLACE", 0)
            patch.setattr(remainder, "MOST_COLUMNS", (3, 6))
            check_two_calls(problem, seen)

    check()
    return seen


def test_levels_asked_for_one_call_after_the_other_come_to_the_same():
    two_calls_family(15)  # rows seldom break in the second call only: the long family sees to it


@pytest.mark.long
def test_hundreds_of_problems_asked_for_one_call_after_the_other():
    assert two_calls_family(600)["rows broken later"] >= 3


@pytest.mark.long
def test_thousands_of_small_problems_on_arrays():
    subjects = st.one_of(problems(SMALL, exempt=True), problems(SMALL, published=True, exempt=True), crowded(SMALL))
    assert solving_family(3000, subjects, (None, "mip", "cpsat"))["to the MIP"] > 200


@pytest.mark.long
def test_a_thousand_larger_problems_on_arrays():
    subjects = st.one_of(
        problems(LARGER, hard_together=False, exempt=True), crowded(LARGER, published=True, hard_together=False)
    )
    assert solving_family(1000, subjects, (None, "mip"))["to the MIP"] > 100


@pytest.mark.long
def test_a_thousand_larger_problems_whose_pairs_join_by_their_price():
    assert solving_family(1000, problems(LARGER, hard_together=False, exempt=True), (None,), thin=True)["flow"] > 300
