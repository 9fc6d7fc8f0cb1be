"""``assign`` against the reference on small random matrices: levels, pairs, uniqueness, and what potentials promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.errors import InputError
from pairing.model.draw import MOST_TIE_LEVELS, tie_name
from pairing.model.solution import Status
from tests.properties.matrices import SHAPES, ask, broken_promises, num_ties, plan_of, questions, values_of
from tests.properties.strategies import quick
from tests.reference.matrix_brute_force import Question, best_assignments

QUICK = quick(200)
LONG = settings(QUICK, max_examples=6000)
FEW = questions(5, 4, few_levels=True, alike=True)
SEVERAL_TIES = 20  # of the quick families: so many must have needed further tie levels


def check(asked: Question, shape: str = "dense") -> str:
    """Everything that is claimed of the answer; what kind of answer it was."""
    if best_assignments(asked) is None:
        with pytest.raises(InputError, match="min_load cannot be met"):
            ask(asked, shape)
        return "a minimum cannot be met"
    found = ask(asked, shape)
    number = num_ties(found)
    best = best_assignments(asked, tie_levels=number)
    assert best is not None
    assert found.status is Status.OPTIMAL
    assert values_of(found) == best.levels
    assert all(level.bound == level.value for level in found.levels)
    assert plan_of(found) in best.plans
    assert found.unique is (len(best.plans) == 1)
    assert found.unique or number == MOST_TIE_LEVELS
    for fewer in range(1, number):  # each further tie level was needed
        before = best_assignments(asked, tie_levels=fewer)
        assert before is not None
        assert len(before.plans) > 1
    assert [name for name, _ in values_of(found)] == [*asked.levels, *map(tie_name, range(1, number + 1))]
    check_sums(asked, found)
    assert found.potentials is not None
    assert broken_promises(asked, plan_of(found), found.potentials) == []
    return "solved" if number == 1 else "solved with further ties"


def check_sums(asked: Question, found) -> None:
    """Loads, missing places and the sum of the costs are those of the chosen pairs."""
    plan = plan_of(found)
    assert found.loads.tolist() == [sum(column == j for _, column in plan) for j in range(asked.num_columns)]
    held = [sum(row == i for row, _ in plan) for i in range(asked.num_rows)]
    assert found.missing.tolist() == [wanted - number for wanted, number in zip(asked.demand, held, strict=True)]
    assert round(found.cost * found.scale) == sum(asked.costs[i][j] for i, j in plan)


@contextmanager
def coarse_draws(bits: int = 1) -> Iterator[None]:
    """A draw of so few bits that many assignments are equal."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("draw", "draw_arrays"):
            patch.setattr(f"pairing.model.{module}.tie_bits", lambda num_eligible: bits)
            patch.setattr(f"pairing.model.{module}.FRESH_BITS", bits)
        yield


@QUICK
@given(questions(), st.sampled_from(SHAPES))
def test_an_assignment_is_the_best_one_and_its_potentials_keep_their_promises(asked: Question, shape: str) -> None:
    event(check(asked, shape))


@QUICK
@given(FEW)
def test_uniqueness_is_exact_where_many_costs_are_the_same(asked: Question) -> None:
    event(check(asked))


def check_coarse(most_examples: int) -> Counter[str]:
    kinds: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(FEW)
    def check_each(asked: Question) -> None:
        with coarse_draws():
            kinds[check(asked)] += 1

    check_each()
    return kinds


def test_further_tie_levels_come_as_long_as_others_are_as_good() -> None:
    assert check_coarse(100)["solved with further ties"] > SEVERAL_TIES


def test_where_all_tie_levels_are_used_up_the_assignment_is_called_one_of_several() -> None:
    asked = Question(((0, 0), (0, 0)), 2, (1, 1), (0, 0), (1, 1), ("unpaired",))
    with coarse_draws(0):
        found = ask(asked)
    assert found.unique is False
    assert num_ties(found) == MOST_TIE_LEVELS


@pytest.mark.parametrize(
    ("levels", "unique"),
    [(("unpaired",), True), (("penalty",), True), (("idle",), False), (("idle", "penalty"), False), ((), False)],
)
def test_parallel_units_of_a_column_make_nothing_ambiguous_and_pairs_that_may_swap_do(levels, unique) -> None:
    """Two rows and one column with a wish for one: where all draws are equal, only the levels decide."""
    asked = Question(((1,), (1,)), 1, (1, 1), (1 if "idle" in levels else 0,), (2,), levels)
    with coarse_draws(0):
        found = ask(asked)
        best = best_assignments(asked, tie_levels=num_ties(found))
    assert best is not None
    assert found.unique is unique is (len(best.plans) == 1)


@pytest.mark.long
@LONG
@given(questions(), st.sampled_from(SHAPES))
def test_thousands_of_assignments_are_the_best_ones(asked: Question, shape: str) -> None:
    event(check(asked, shape))


@pytest.mark.long
@LONG
@given(FEW)
def test_uniqueness_is_exact_in_thousands(asked: Question) -> None:
    event(check(asked))


@pytest.mark.long
def test_further_tie_levels_come_in_thousands() -> None:
    kinds = check_coarse(3000)
    assert kinds["solved with further ties"] > 500
