"""The judge of assignments: every planted fault is found, and nothing that is right is called wrong."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings

from pairing.engine.matrix import Assignment, MatrixPotentials
from pairing.errors import InputError, InternalError
from pairing.judging import matrix as judge
from pairing.judging.matrix import Claim, Statement, faults, value_of
from tests.properties.matrices import ask, broken_promises, num_ties, plan_of, questions
from tests.properties.strategies import quick
from tests.reference.matrix_brute_force import Plan, Question, best_assignments, value_of_plan

QUICK = quick(80)
SMALL = questions(4, 4)
FAR = 2**62


class Solved(NamedTuple):
    """A question, the answer of the engine, and the names of its levels with the hard minimum."""

    asked: Question
    found: Assignment
    names: tuple[str, ...]


def solve(asked: Question) -> Solved | None:
    """None where a minimum cannot be met."""
    if best_assignments(asked) is None:
        with pytest.raises(InputError):
            ask(asked)
        return None
    found = ask(asked)
    assert found.potentials is not None
    return Solved(asked, found, found.potentials.levels)


def state(asked: Question, *, listed: bool) -> Statement:
    """What was asked, as the judge is told: with the pairs in a list, or as the cells of a matrix."""
    n, m = asked.num_rows, asked.num_columns

    def tie(rows, columns, name):
        number = int(name.removeprefix("tie") or 1)
        return np.array([asked.tie(i, j, number) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)], int)

    costs = [0 if one is None else one for row in asked.costs for one in row]
    return Statement(
        (n, m),
        np.array([i for i, _ in asked.pairs], int) if listed else None,
        np.array([j for _, j in asked.pairs], int) if listed else None,
        np.array([asked.costs[i][j] for i, j in asked.pairs] if listed else costs, int),
        None if listed else np.array([one is not None for row in asked.costs for one in row], bool).reshape(n, m),
        np.array(asked.demand, int),
        np.array(asked.least, int),
        np.array([FAR if one is None else one for one in asked.most], int),
        np.array(asked.weights, int),
        asked.is_least_hard and any(asked.least),
        tie,
    )


def true_value(asked: Question, plan: Plan, name: str) -> int:
    return value_of_plan(asked, plan, "idle" if name == "required" else name)


def claim(asked: Question, plan: Plan, names: tuple[str, ...], proof: MatrixPotentials | None = None) -> Claim:
    """A claim of the true values of a plan."""
    rows, columns = (np.array([pair[axis] for pair in plan], int) for axis in (0, 1))
    values = [(name, true_value(asked, plan, name)) for name in names]
    return Claim(rows, columns, values, *((None, None) if proof is None else (proof.rows, proof.columns)))


def verdicts(asked: Question, claimed: Claim) -> list[str]:
    """The faults, the same for both ways to state what was asked."""
    found = faults(state(asked, listed=True), claimed)
    assert faults(state(asked, listed=False), claimed) == found
    return found


def changed_plans(asked: Question, plan: Plan) -> list[tuple[str, Plan]]:
    """The plan with one pair dropped, added, or moved to another column or row; pairs stay in order."""
    cells = list(product(range(asked.num_rows), range(asked.num_columns)))
    others = [cell for cell in cells if cell not in plan]
    dropped = [("dropped", tuple(one for one in plan if one != gone)) for gone in plan]
    added = [("added", tuple(sorted((*plan, more)))) for more in others]
    moved = [
        ("moved", tuple(sorted((*(one for one in plan if one != gone), more))))
        for gone in plan
        for more in others
        if more[0] == gone[0] or more[1] == gone[1]
    ]
    return dropped + added + moved


def is_allowed(asked: Question, plan: Plan) -> bool:
    rows, columns = Counter(i for i, _ in plan), Counter(j for _, j in plan)
    return (
        set(plan) <= set(asked.pairs)
        and all(rows[i] <= asked.demand[i] for i in rows)
        and all(most is None or columns[j] <= most for j, most in enumerate(asked.most))
        and not (asked.is_least_hard and any(columns[j] < least for j, least in enumerate(asked.least)))
    )


def check_changes(solved: Solved) -> Counter[str]:
    """Every plan that differs in a pair: refused, or worth more, or as good where others are."""
    asked, found, names = solved
    plan, seen = plan_of(found), Counter[str]()
    best = [true_value(asked, plan, name) for name in names]
    assert verdicts(asked, claim(asked, plan, names, found.potentials)) == []
    for what, other in changed_plans(asked, plan):
        claimed = claim(asked, other, names)
        if not is_allowed(asked, other):
            assert verdicts(asked, claimed)
            seen[f"{what}: not allowed"] += 1
            continue
        assert verdicts(asked, claimed) == []
        worth = [value for _, value in claimed.levels]
        assert worth > best or (worth == best and found.unique is False)
        if worth > best:  # with the values of the plan, or with its potentials: both are found out
            assert verdicts(asked, claimed._replace(levels=list(zip(names, best, strict=True))))
            assert verdicts(asked, claim(asked, other, names, found.potentials))
            seen[f"{what}: worse"] += 1
    return seen


def check_potentials(solved: Solved, chance: random.Random) -> Counter[str]:
    """Potentials that are changed a little prove the plan exactly where they still keep their promises."""
    asked, found, names = solved
    plan, seen = plan_of(found), Counter[str]()
    assert found.potentials is not None
    for _ in range(12):
        rows, columns = found.potentials.rows.copy(), found.potentials.columns.copy()
        for table in (rows, columns):
            if table.size and chance.random() < 0.7:
                spot = chance.randrange(table.shape[0]), chance.randrange(table.shape[1])
                table[spot] += chance.choice([-1, 1, -1, 1, -(2**40), 2**40])
        other = MatrixPotentials(names, rows, columns)
        is_found = bool(verdicts(asked, claim(asked, plan, names, other)))
        assert is_found is bool(broken_promises(asked, plan, other))
        seen["found" if is_found else "still a proof"] += 1
    return seen


def family(most_examples: int, check, subjects=SMALL) -> Counter[str]:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=most_examples)
    @given(subjects)
    def check_each(asked: Question) -> None:
        solved = solve(asked)
        if solved is not None:
            seen.update(check(solved))

    check_each()
    return seen


def test_a_pair_dropped_added_or_moved_is_found_or_makes_the_plan_worse() -> None:
    seen = family(60, check_changes)
    kinds = {f"{what}: {end}" for what in ("dropped", "added", "moved") for end in ("not allowed", "worse")}
    assert {kind: seen[kind] >= 5 for kind in kinds} == dict.fromkeys(kinds, True)


def test_changed_potentials_are_found_exactly_where_they_break_a_promise() -> None:
    seen = family(60, lambda solved: check_potentials(solved, random.Random(str(solved.asked))))
    assert min(seen["found"], seen["still a proof"]) > 50


def test_every_level_that_is_off_by_one_is_named() -> None:
    def check(solved: Solved) -> Counter[str]:
        asked, found, names = solved
        honest = claim(asked, plan_of(found), names, found.potentials)
        for level, by in product(range(len(names)), (-1, 1)):
            levels = [(name, value + by * (k == level)) for k, (name, value) in enumerate(honest.levels)]
            (fault,) = verdicts(asked, honest._replace(levels=levels))
            assert fault == f"level {names[level]} is {levels[level][1] - by}, and {levels[level][1]} is claimed"
        return Counter(names)

    assert min(family(30, check)[name] for name in ("unpaired", "spread", "idle", "imbalance", "penalty", "tie")) > 5


def test_potentials_of_another_plan_prove_nothing_but_a_plan_that_is_as_good() -> None:
    def check(solved: Solved) -> Counter[str]:
        asked, found, names = solved
        best = best_assignments(asked, tie_levels=num_ties(found))
        other = ask(replace(asked, seed=asked.seed + 1))
        if num_ties(other) != num_ties(found):
            return Counter()
        assert best is not None
        is_found = bool(verdicts(asked, claim(asked, plan_of(other), names, found.potentials)))
        assert is_found is (plan_of(other) not in best.plans)
        assert bool(verdicts(asked, claim(asked, plan_of(found), names, other.potentials))) is bool(
            broken_promises(asked, plan_of(found), other.potentials)
        )
        return Counter({"another plan": is_found, "the same": not is_found})

    seen = family(120, check, questions(4, 4, few_levels=True, alike=True))
    assert min(seen["another plan"], seen["the same"]) > 10


# --- one of each ------------------------------------------------------------------------------------------------

ASKED = Question(((4, 1, 3), (2, None, 5), (3, 2, 2)), 3, (1, 1, 2), (0, 1, 0), (1, 1, 2), ("unpaired", "penalty"))
PLAN = ((0, 1), (1, 0), (2, 2))
NAMES = ("unpaired", "penalty")


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (((0, 1), (0, 2), (1, 0), (2, 2)), "row 0 has more columns than it asked for"),
        (((0, 0), (1, 0), (2, 1)), "column 0 holds more than its limit"),
        (((0, 0), (2, 2)), "column 1 holds less than its minimum"),
        (((0, 2), (1, 1), (2, 2)), "pair 1 is not eligible, or stands twice"),
        (((0, 1), (1, 0), (2, 2), (2, 2)), "pair 3 is not eligible, or stands twice"),
        (((1, 0), (0, 1), (2, 2)), "pair 1 is not eligible, or stands twice"),  # out of order: seen as well
    ],
)
def test_a_limit_that_is_broken_is_named(plan, says):
    claimed = claim(ASKED, PLAN, NAMES)
    rows, columns = (np.array([pair[axis] for pair in plan], int) for axis in (0, 1))
    assert verdicts(ASKED, claimed) == []
    assert verdicts(ASKED, claimed._replace(rows=rows, columns=columns)) == [says]


def test_a_minimum_that_is_a_wish_may_stay_unmet():
    asked = replace(ASKED, levels=("idle", "penalty"))
    assert verdicts(asked, claim(asked, ((0, 0), (2, 2)), ("idle", "penalty"))) == []


def test_several_broken_limits_are_all_named():
    claimed = claim(ASKED, ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1)), NAMES)
    assert len(verdicts(ASKED, claimed)) == 3


@pytest.mark.parametrize("name", ["unpaired", "spread", "idle", "imbalance", "penalty", "tie", "tie 2", "required"])
def test_the_value_of_a_level_is_what_the_reference_says(name):
    rows, columns = (np.array([pair[axis] for pair in PLAN]) for axis in (0, 1))
    for listed in (True, False):
        assert value_of(state(ASKED, listed=listed), rows, columns, name) == true_value(ASKED, PLAN, name)


def test_nothing_chosen_of_nothing_is_fine():
    asked = Question((), 0, (), (), (), ("unpaired",))
    assert verdicts(asked, claim(asked, (), ("unpaired", "tie"))) == []


def test_pairs_looked_at_some_at_a_time_are_all_looked_at(monkeypatch):
    """A pair that would make the plan better is found in whichever block it lies."""
    asked = Question(((5,) * 4,) * 5, 4, (1,) * 5, (0,) * 4, (2,) * 4, ("unpaired", "penalty"))
    found = ask(asked)
    assert found.potentials is not None
    names = found.potentials.levels
    monkeypatch.setattr(judge, "MOST_AT_ONCE", 3)
    for i, j in product(range(5), range(4)):
        costs = tuple(tuple(5 - (one == (i, j)) * 9 for one in product([row], range(4))) for row in range(5))
        other = replace(asked, costs=costs)
        is_found = bool(verdicts(other, claim(other, plan_of(found), names, found.potentials)))
        assert is_found is ((i, j) not in plan_of(found))


def test_what_the_judge_finds_wrong_is_never_shown(monkeypatch):
    monkeypatch.setattr("pairing.engine.matrix.faults", lambda statement, claimed: ["level penalty is 4"])
    with pytest.raises(InternalError, match=r"did not pass the judge: level penalty is 4.*report it"):
        ask(ASKED)


@pytest.mark.long
@pytest.mark.parametrize(
    "check", [check_changes, lambda solved: check_potentials(solved, random.Random(str(solved.asked)))]
)
def test_thousands_of_planted_faults(check) -> None:
    assert sum(family(2000, check).values()) > 5000
