"""The same matrix by other ways through the engine, and handed over in other shapes: the same assignment.

Column generation, stages and short rows of units are for large matrices; here small limits force them on small ones,
and each family asserts that they were really taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.arrays import flow, pairs
from pairing.engine.arrays.flow import ColumnsModel, _Attempt
from pairing.engine.matrix import Assignment
from pairing.errors import InputError
from pairing.judging import matrix as judge
from tests.properties.matrices import SHAPES, ask, broken_promises, plan_of, questions, values_of
from tests.properties.strategies import quick
from tests.reference.matrix_brute_force import Question

QUICK = quick(100)
WIDE = questions(10, 16, least=3)
WIDE_ALIKE = questions(9, 14, least=3, few_levels=True, alike=True)


@contextmanager
def forced(seen: Counter[str], *, thin: bool = False, stages: bool = False, units: bool = False) -> Iterator[None]:
    """Small limits; ``seen`` counts how often each of them made a difference."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "MOST_AT_ONCE", 7)
        if thin:
            patch.setattr(flow, "MANY_PAIRS", 0)
            patch.setattr(flow, "FIRST_OF_A_PLACE", (1, 1))
            patch.setattr(flow, "MORE_OF_A_PLACE", 1)
            patch.setattr(pairs, "MOST_IN_BLOCK", 9)
        if stages:
            patch.setattr(flow, "COST_LIMIT", 2**33)
        if units:
            patch.setattr(ColumnsModel, "_first_units", lambda self, levels: 1)
        better, more_units, fitting = ColumnsModel._better_pairs, _Attempt.wants_more_units.fget, _Attempt._fitting

        def count_better(self, levels, prices):
            found = better(self, levels, prices)
            seen["thinned"] += not self._has_all
            seen["priced in"] += len(found) > 0
            seen["zeros"] += len(self._zeros) > 0
            return found

        def count_units(self):
            seen["more units"] += (answer := more_units(self))
            return answer

        def count_stages(self, levels):
            weights = fitting(self, levels)
            seen["stages"] += len(weights) < len(levels)
            return weights

        patch.setattr(ColumnsModel, "_better_pairs", count_better)
        patch.setattr(_Attempt, "wants_more_units", property(count_units))
        patch.setattr(_Attempt, "_fitting", count_stages)
        yield


def answer(asked: Question, shape: str = "dense") -> Assignment | None:
    """None where a minimum cannot be met."""
    try:
        return ask(asked, shape)
    except InputError as error:
        if [issue.code for issue in error.issues] != ["min-load-unmet"]:
            raise
        return None


def check_same(one: Assignment | None, other: Assignment | None) -> None:
    assert (one is None) is (other is None)
    if one is not None and other is not None:
        assert values_of(one) == values_of(other)
        assert one.unique is other.unique
        assert (one.status, one.loads.sum()) == (other.status, other.loads.sum())
        if one.unique:
            assert plan_of(one) == plan_of(other)


def has_small_costs(asked: Question) -> bool:
    """So small that one level always fits into a stage."""
    return all(abs(cost) < 2**21 for row in asked.costs for cost in row if cost is not None)


def family(most_examples: int, subjects: st.SearchStrategy[Question], check: Callable[[Question], None]) -> None:
    settings(QUICK, max_examples=most_examples)(given(subjects)(check))()


def check_forced(most_examples: int, subjects: st.SearchStrategy[Question], **how: bool) -> Counter[str]:
    seen: Counter[str] = Counter()

    def check(asked: Question) -> None:
        plain = answer(asked)
        for shape in ("dense", "edges"):
            with forced(seen, **how):
                found = answer(asked, shape)
            check_same(plain, found)
            if found is not None:
                assert found.potentials is not None
                assert broken_promises(asked, plan_of(found), found.potentials) == []
        seen["solved"] += plain is not None

    family(most_examples, subjects, check)
    return seen


def check_shapes(most_examples: int) -> None:
    def check(asked: Question) -> None:
        plain = answer(asked)
        for shape in SHAPES:
            check_same(plain, answer(asked, shape))

    family(most_examples, questions(7, 6), check)


def test_pairs_that_join_by_their_price_lead_to_the_same_assignment():
    seen = check_forced(60, WIDE, thin=True)
    assert seen["thinned"] > 30
    assert seen["priced in"] > 30


def test_pairs_left_out_that_are_just_as_good_count_for_uniqueness():
    with pytest.MonkeyPatch.context() as patch:
        for module in ("draw", "draw_arrays"):
            patch.setattr(f"pairing.model.{module}.tie_bits", lambda num_eligible: 1)
            patch.setattr(f"pairing.model.{module}.FRESH_BITS", 1)
        seen = check_forced(40, WIDE_ALIKE, thin=True)
    assert seen["zeros"] > 20


def test_stages_lead_to_the_same_assignment():
    assert check_forced(40, WIDE.filter(has_small_costs), stages=True)["stages"] > 20


def test_more_units_are_laid_out_where_a_column_takes_all_it_was_given():
    assert check_forced(40, WIDE, units=True)["more units"] > 10


def test_everything_forced_at_once_leads_to_the_same_assignment():
    seen = check_forced(40, WIDE.filter(has_small_costs), thin=True, stages=True, units=True)
    assert min(seen[what] for what in ("thinned", "priced in", "stages", "more units")) > 5


def test_the_shape_in_which_the_costs_are_handed_over_does_not_matter():
    check_shapes(60)


@pytest.mark.long
@pytest.mark.parametrize(
    "how",
    [{"thin": True}, {"stages": True}, {"units": True}, {"thin": True, "stages": True, "units": True}],
)
def test_thousands_of_forced_ways(how):
    assert check_forced(2000, st.one_of(WIDE, WIDE_ALIKE).filter(has_small_costs), **how)["solved"] > 1000


@pytest.mark.long
def test_thousands_of_shapes():
    check_shapes(2000)
