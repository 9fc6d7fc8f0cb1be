"""One row for each rule: what it excludes or charges, exactly, by its shapes; and that the judge says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from pairing.errors import InputError
from pairing.judging.evaluate import evaluate
from pairing.judging.rules import pair_verdict
from pairing.model import rules
from pairing.model.intervals import FreeTime
from pairing.model.limits import Capacity, NoRepeat
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import (
    Apart,
    FreeTogether,
    GroupBound,
    HelpsIn,
    MatchColumns,
    NotSelf,
    PairCost,
    PairFilter,
    RatherNot,
    Rule,
    SameTrack,
    Together,
    answer,
    cell_values,
)
from pairing.model.session import Session

FRIDAY = date(2027, 3, 12)
Triple = tuple[int, int, int]
EVERY = [*product(range(2), range(3), range(2))]


def free(start: int, end: int, zone: str = "UTC") -> tuple[FreeTime, ...]:
    return (FreeTime(FRIDAY, start, end, zone),)


# Ada and Bo; Cem, Dee and Bo again; Review (0) and Mock (1)
ADA = Participant(
    "Ada",
    tracks=("Law",),
    free=free(600, 720),
    apart=("Dee",),
    answers={"Speaks": "EN; fr", "Firm": "Acme", "Order": "x; y"},
)
BO = Participant("Bo", free=free(660, 720), answers={"Speaks": "no preference", "Firm": "-"})
CEM = Mentor(
    "Cem",
    tracks=("law", "Data"),
    free=free(960, 1020, "Asia/Kolkata"),
    answers={"speaks": "fr", "Firm": "ACME ", "Order": "y; x"},
)
DEE = Mentor("Dee", sessions=("Mock",), tracks=("Data",), free=free(690, 800), answers={"Speaks": "en, de"}, capacity=1)
BO_AGAIN = Mentor("Bo", free=free(0, 60), tracks=("Any",), answers={"Firm": "Acme; Bolt"})
SESSIONS = (
    Session("Review", first_day=FRIDAY, last_day=FRIDAY),
    Session("Mock", first_day=FRIDAY, last_day=FRIDAY, most_per_mentor=1, also_called=("mock interview",)),
)
COHORT = Problem([ADA, BO], [CEM, DEE, BO_AGAIN], SESSIONS, repeat="allow")


def mock(*couples: tuple[int, int]) -> set[Triple]:
    return {(p, m, 1) for p, m in couples}


def both(*couples: tuple[int, int]) -> set[Triple]:
    return {(p, m, s) for p, m in couples for s in range(2)}


@dataclass(frozen=True)
class Row:
    """A rule on pairs, and exactly the triples it objects to; ``soft``: the same rule with weight 3."""

    name: str
    rule: Rule
    objects_to: set[Triple]
    soft: Callable[[], Rule] | None = None


ROWS = [
    Row("only where he helps", HelpsIn(), {(0, 1, 0), (1, 1, 0)}),
    Row("not himself", NotSelf(), both((1, 2))),
    Row("apart by rule", Apart("Bo", "Cem"), both((1, 0))),
    Row("apart in either role", Apart("Ada", "Bo"), both((0, 2))),
    Row("rather not", RatherNot(), both((0, 1))),
    # Bo names no track, and Bo as a mentor lists Any
    Row("track", SameTrack(), both((0, 1)), lambda: SameTrack(weight=3)),
    Row("track in one session", SameTrack(("MOCK interview",)), mock((0, 1)), lambda: SameTrack(("mock",), weight=3)),
    Row("track in both", SameTrack(("Mock", "Review")), both((0, 1))),
    # UTC: Ada 10:00-12:00, Bo 11:00-12:00; Cem 10:30-11:30, Dee 11:30-13:20, Bo again 00:00-01:00
    Row(
        "60 minutes", FreeTogether(60), both((0, 1), (0, 2), (1, 0), (1, 1), (1, 2)), lambda: FreeTogether(60, weight=3)
    ),
    Row("30 minutes", FreeTogether(30), both((0, 2), (1, 2)), lambda: FreeTogether(30, weight=3)),
    Row("31 minutes in one", FreeTogether(31, ("Mock",)), mock((0, 1), (0, 2), (1, 0), (1, 1), (1, 2))),
    # Ada: en, fr; Bo: no preference. Cem: fr; Dee: en, de; Bo again: blank.
    Row(
        "share",
        MatchColumns(("Speaks", "Speaks"), "share"),
        set(),
        lambda: MatchColumns(("speaks", "SPEAKS"), "share", weight=3),
    ),
    Row("differ", MatchColumns(("Speaks", "Speaks"), "differ"), both((0, 0), (0, 1))),
    Row("accepts", MatchColumns(("Speaks", "Speaks"), "accepts"), both((0, 1))),
    # Ada's cell as a whole is "EN; fr"
    Row("same", MatchColumns(("Speaks", "Speaks"), "same"), both((0, 0), (0, 1))),
    # Ada: "x; y", Cem: "y; x": one value in common is enough, but they do not say the same
    Row("another order shares", MatchColumns(("Order", "Order"), "share"), set()),
    Row("another order accepts", MatchColumns(("Order", "Order"), "accepts"), set()),
    Row("another order is not the same", MatchColumns(("Order", "Order"), "same"), both((0, 0))),
    # Ada: Acme; Bo: says nothing. Cem: Acme; Dee: blank; Bo again: Acme, Bolt.
    Row(
        "another employer",
        MatchColumns(("Firm", "Firm"), "differ"),
        both((0, 0), (0, 2)),
        lambda: MatchColumns(("Firm", "Firm"), "differ", weight=3),
    ),
    Row("the same employer", MatchColumns(("Firm", "firm"), "same"), both((0, 2))),
    Row("for one person", MatchColumns(("Firm", "Firm"), "differ", person="Cem", sessions=("Mock",)), mock((0, 0))),
    Row("for one participant", MatchColumns(("Speaks", "Firm"), "share", person="ada"), both((0, 0), (0, 2))),
    Row("for somebody else", MatchColumns(("Firm", "Firm"), "differ", person="Dee"), set()),
]


def disliked(shape: PairFilter | PairCost) -> set[Triple]:
    return {
        (p, m, s)
        for p, m, s in EVERY
        if s in shape.sessions and not shape.allows(shape.participant_keys[p], shape.mentor_keys[m])
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_hard_rule_excludes_exactly_these(row: Row) -> None:
    shapes = list(row.rule.shapes(COHORT))
    assert all(isinstance(shape, PairFilter) and shape.rule == row.rule.name for shape in shapes)
    assert set().union(*(disliked(shape) for shape in shapes)) == row.objects_to  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_judge_excludes_exactly_the_same(row: Row) -> None:
    verdict = pair_verdict(COHORT, row.rule)
    assert verdict is not None
    assert {triple for triple in EVERY if verdict.objects_to(*triple)} == row.objects_to


@pytest.mark.parametrize("row", [row for row in ROWS if row.soft], ids=lambda row: row.name)
def test_a_soft_rule_charges_its_weight_for_exactly_these(row: Row) -> None:
    assert row.soft is not None
    rule = row.soft()
    shapes = list(rule.shapes(COHORT))
    assert all(isinstance(shape, PairCost) and shape.weight == 3 for shape in shapes)
    assert Counter(triple for shape in shapes for triple in disliked(shape)) == Counter(row.objects_to)  # type: ignore[arg-type]
    problem = COHORT.replace(rules=[rule], levels=("penalty",))
    for triple in EVERY:
        assert evaluate(problem, [triple]).level("penalty") == (3 if triple in row.objects_to else 0)
    assert evaluate(problem, EVERY).level("penalty") == 3 * len(row.objects_to)


def test_every_rule_class_has_its_row() -> None:
    classes = {
        one
        for one in vars(rules).values()
        if isinstance(one, type) and one is not Rule and hasattr(one, "shapes") and one.__module__ == rules.__name__
    }
    assert {type(row.rule) for row in ROWS} | {Together} == classes


# --- rules on sets of pairs --------------------------------------------------------------------------------------


def bounds(rule: Rule) -> list[GroupBound]:
    shapes = list(rule.shapes(COHORT))
    assert all(isinstance(shape, GroupBound) for shape in shapes)
    return shapes  # type: ignore[return-value]


def amount_missed(shape: GroupBound, plan: list[Triple]) -> int:
    """How many pairs are too many or too few, over all sets of pairs."""
    place = {"participant": 0, "mentor": 1, "session": 2}
    count = Counter(tuple(triple[place[axis]] for axis in shape.per) for triple in plan)
    total = 0
    for key in {*shape.limits, *count}:
        least, most = shape.limits.get(key, shape.default)
        total += max(0, least - count[key]) + (0 if most is None else max(0, count[key] - most))
    return total


@pytest.mark.parametrize(
    ("rule", "plan", "amount"),
    [
        (NoRepeat(weight=3), [], 0),
        (NoRepeat(weight=3), [(0, 0, 0), (0, 0, 1)], 1),
        (NoRepeat(weight=3), [(0, 0, 0), (0, 1, 1), (1, 0, 1)], 0),
        (NoRepeat(weight=3), [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1)], 2),
        (Together("Ada", "Cem", weight=3), [], 1),
        (Together("Ada", "Cem", weight=3), [(0, 0, 1)], 0),
        (Together("Ada", "Cem", weight=3), [(0, 0, 0), (0, 0, 1)], 0),
        (Together("Ada", "Cem", "Review", weight=3), [(0, 0, 1), (0, 1, 0), (1, 0, 0)], 1),
        (Together("Ada", "Cem", "Review", weight=3), [(0, 0, 0)], 0),
    ],
)
def test_rules_on_several_pairs_charge_by_exactly_so_much(rule: Rule, plan: list[Triple], amount: int) -> None:
    (shape,) = bounds(rule)
    assert shape.weight == 3
    assert amount_missed(shape, plan) == amount
    assert evaluate(COHORT.replace(rules=[rule], levels=("penalty",)), plan).level("penalty") == 3 * amount


@pytest.mark.parametrize(
    ("rule", "plan", "is_kept"),
    [
        (NoRepeat(), [(0, 0, 0)], True),
        (NoRepeat(), [(0, 0, 0), (0, 0, 1)], False),
        (Together("Ada", "Cem"), [(0, 0, 0)], True),
        (Together("Ada", "Cem", "mock interview"), [(0, 0, 0)], False),
        # Dee offered one place in all; nobody holds two in Mock
        (Capacity(), [(0, 0, 0), (1, 0, 1)], True),
        (Capacity(), [(0, 1, 1), (1, 1, 1)], False),
        (Capacity(), [(0, 0, 1), (1, 0, 1)], False),
        (Capacity(), [(0, 0, 0), (1, 0, 0), (1, 0, 1)], True),
    ],
)
def test_hard_rules_on_several_pairs(rule: Rule, plan: list[Triple], is_kept: bool) -> None:
    shapes = bounds(rule)
    assert all(shape.weight is None for shape in shapes)
    assert (sum(amount_missed(shape, plan) for shape in shapes) == 0) is is_kept
    extra = [] if isinstance(rule, Capacity) else [rule]
    said = {violation.rule for violation in evaluate(COHORT.replace(rules=extra), plan).violations}
    assert (rule.name not in said) is is_kept


# --- what rules read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", set()),
        (" - ", set()),
        ("N/A", set()),
        ("no  Preference", set()),
        ("en, any", set()),
        ("EN;fr\n de ,, ", {"en", "fr", "de"}),
        ("none, en", {"en"}),
    ],
)
def test_values_of_a_cell(cell: str, values: set[str]) -> None:
    assert cell_values(cell, split=True) == values


def test_a_whole_cell_is_one_value() -> None:
    assert cell_values("New York, NY", split=False) == {"new york, ny"}


def test_a_header_is_found_whatever_its_case_and_blanks() -> None:
    person = Participant("Ada", answers={"What  languages?": "en"})
    assert answer(person, "what languages?") == "en"
    assert answer(person, "Employer") == ""


# --- rules that do not fit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", [0, -1, 1_000_001, 1.5, "2"])
def test_a_weight_is_a_whole_number_from_1_up(weight: object) -> None:
    for make in (
        lambda: SameTrack(weight=weight),  # type: ignore[arg-type]
        lambda: NoRepeat(weight=weight),  # type: ignore[arg-type]
        lambda: FreeTogether(30, weight=weight),  # type: ignore[arg-type]
        lambda: Together("Ada", "Cem", weight=weight),  # type: ignore[arg-type]
        lambda: MatchColumns(("a", "b"), "same", weight=weight),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError, match="has weight"):
            make()


def test_a_way_to_match_that_is_none() -> None:
    with pytest.raises(InputError, match="Did you mean 'share'"):
        MatchColumns(("a", "b"), "shares")  # type: ignore[arg-type]


def test_a_free_time_of_no_minutes() -> None:
    with pytest.raises(InputError, match="minutes is 0"):
        FreeTogether(0)


def test_a_column_rule_is_called_after_its_columns_unless_it_has_a_name() -> None:
    assert MatchColumns(("Speaks", "Languages"), "share").name == "Speaks / Languages"
    assert MatchColumns(("Speaks", "Languages"), "share", name="language").name == "language"
