"""The race: every family gives instances that the tools of this project solve as is known; whoever is wrong is told."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from benchmarks.checking import check
from benchmarks.families import FAMILIES
from benchmarks.families.base import SEVERITIES, Limit
from benchmarks.figures import findings
from benchmarks.instance import CohortPlan, Cohorts, Instance, Level, Matrix, Plan
from benchmarks.race import Entry, compare
from benchmarks.run import main
from benchmarks.tools import TOOLS, tool
from benchmarks.tools.assign import TOOL as ASSIGN

EVERY_QUICK_SIZE = [
    pytest.param(family, size, id=f"{family.name}, {size.name}")
    for family in FAMILIES
    for size in family.sizes
    if size.severity == "quick"
]


def ours(instance: Instance) -> list[Plan | CohortPlan]:
    found = tool("assign" if isinstance(instance, Matrix) else "solve").solve(instance, 60.0)
    return found if isinstance(found, list) else [found]


def two_by_two() -> Matrix:
    """Costs 1, 5, 5, 1."""
    one = np.ones(2, np.int64)
    costs = np.array([[1, 5], [5, 1]])
    return Matrix((2, 2), costs, one, one, ("unpaired", "penalty"), best={"unpaired": 0, "penalty": 2})


@pytest.mark.parametrize(("family", "size"), EVERY_QUICK_SIZE)
def test_every_family_is_solved_as_is_known(family, size):
    for seed in (1, 7) if family.is_seeded else (1,):
        instance = size.make(seed)
        assert instance.num_pairs > 0
        verdict = check(instance, ours(instance))
        assert not verdict.faults
        assert (verdict.is_proved, verdict.gap) == (True, 0.0)


@pytest.mark.parametrize("family", [family for family in FAMILIES if isinstance(family.sizes[0].make(1), Matrix)])
def test_the_raw_flow_comes_to_the_same_values(family):
    matrix = family.sizes[0].make(3)
    mine, raw = (check(matrix, [tool(name).solve(matrix, 60.0)]) for name in ("assign", "raw flow"))
    assert mine.values == raw.values
    assert not raw.faults


def test_families_sizes_and_tools_have_names_of_their_own():
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)
    assert len({one.name for one in TOOLS}) == len(TOOLS)
    for family in FAMILIES:
        assert len({size.name for size in family.sizes}) == len(family.sizes)
        assert {size.severity for size in family.sizes} <= set(SEVERITIES)
        known = {one.name for one in TOOLS}
        for size in family.sizes:
            assert set(size.tools) <= known
            assert {limit.tool for limit in size.limits} <= known
            assert {limit.over for limit in size.limits if limit.over} <= known


def test_the_same_seed_draws_the_same_instance_and_another_one_another():
    for family in FAMILIES:
        if not family.is_seeded:
            continue
        make = family.sizes[0].make
        one, same, other = make(4), make(4), make(5)
        if isinstance(one, Cohorts):
            assert one.problems == same.problems
            assert one.problems != other.problems
        else:
            assert one.costs.tolist() == same.costs.tolist()
            assert one.costs.tolist() != other.costs.tolist()


@pytest.mark.parametrize(
    ("rows", "columns", "fault"),
    [
        ([0, 1], [0, 2], "outside"),
        ([0, 0, 1], [0, 0, 1], "twice"),
        ([0, 0], [0, 1], "more columns than it wants"),
        ([0, 1], [0, 0], "more than its most"),
        ([0, 1], [1, 0], "penalty is 10, and 2 is known"),
        ([0], [0], "unpaired is 1, and 0 is known"),
    ],
)
def test_what_is_wrong_with_a_plan_is_found(rows, columns, fault):
    verdict = check(two_by_two(), [Plan(np.array(rows), np.array(columns))])
    assert fault in "; ".join(verdict.faults)


def test_a_pair_that_is_not_eligible_is_found():
    one = np.ones(2, np.int64)
    matrix = Matrix((2, 2), np.array([1, 1]), one, one, ("unpaired",), np.array([0, 1]), np.array([0, 1]))
    assert check(matrix, [Plan(np.array([0]), np.array([1]))]).faults == ["1 pairs that are not eligible"]


def test_a_plan_of_a_cohort_that_states_what_is_not_so_is_found():
    family = next(family for family in FAMILIES if family.name == "cohort")
    instance = family.sizes[0].make(2)
    (plan,) = ours(instance)
    assert isinstance(plan, CohortPlan)
    better = [Level("unpaired", -1, -1), *plan.levels[1:]]
    assert "and judged" in check(instance, [plan._replace(levels=tuple(better))]).faults[0]
    fewer = plan._replace(triples=(plan.triples[0], *plan.triples))
    assert check(instance, [fewer]).faults


def entry(name: str, *seconds: float, **values: object) -> Entry:
    return Entry(dataclasses.replace(ASSIGN, name=name), list(seconds), **values)


def test_tools_that_disagree_are_told():
    entries = [
        entry("one", 1.0, values={"penalty": 3}, is_proved=True),
        entry("two", 1.0, values={"penalty": 4}, is_proved=True),
        entry("not proved", 1.0, values={"penalty": 5}),
        entry("another aim", 1.0, values={"penalty": 6}, is_proved=True, instead="stable"),
    ]
    compare(entries)
    assert [one.faults for one in entries] == [[], ["penalty is 4, and one has 3"], [], []]


@pytest.mark.parametrize(
    ("limit", "is_met"),
    [
        (Limit("mine", "other", most=0.5), True),
        (Limit("mine", "other", most=0.3), False),
        (Limit("other", "mine", least=2), True),
        (Limit("other", "mine", least=4), False),
        (Limit("slow", "mine", least=50), True),
        (Limit("slow", "mine", least=100), None),
        (Limit("mine", "absent", most=2), "not looked at"),
        (Limit("mine", "barred", most=2), None),
        (Limit("mine", seconds=2), True),
        (Limit("mine", seconds=0.5), False),
        (Limit("slow", seconds=1000), False),
        (Limit("mine", megabytes=50), True),
        (Limit("mine", megabytes=20), False),
        (Limit("mine", gap=0.02), True),
        (Limit("mine", gap=0.001), False),
        (Limit("other", gap=0.5), False),
        (Limit("mine", unique=True), True),
        (Limit("other", unique=True), False),
    ],
)
def test_a_figure_is_met_or_missed_or_cannot_be_told(limit, is_met):
    entries = [
        entry("mine", 1.0, 1.2, 0.8, megabytes=40.0, gap=0.01, is_unique=True),
        entry("other", 2.0, 3.6, 2.4),
        entry("slow", cap=60.0),
        entry("barred", why_not="too large"),
    ]
    found = [one.is_met for one in findings([limit], entries, 1_000_000)]
    assert found == ([] if is_met == "not looked at" else [is_met])


def test_the_command_prints_a_table_writes_json_and_ends_with_0(capsys, tmp_path):
    file = tmp_path / "race.json"
    assert main(["small", "--tools", "assign,raw flow", "--rounds", "2", "--json", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "points=82" in printed
    assert printed.endswith("all right\n")
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert [(row["size"], row["tool"], len(row["seconds"])) for row in rows] == [
        (size, name, 2) for size in ("a", "b") for name in ("assign", "raw flow")
    ]
    assert all(row["versions"]["ortools"] for row in rows)


def test_a_plan_worse_than_is_known_ends_the_command_with_1(capsys, monkeypatch):
    family = next(family for family in FAMILIES if family.name == "small")
    wrong = dataclasses.replace(family.sizes[0].make(1), best={"unpaired": 0, "penalty": -83})
    size = dataclasses.replace(family.sizes[0], make=lambda seed: wrong)
    monkeypatch.setattr("benchmarks.run.FAMILIES", (dataclasses.replace(family, sizes=(size,)),))
    assert main(["--tools", "raw flow", "--rounds", "1"]) == 1
    assert "WRONG: penalty is -82, and -83 is known" in capsys.readouterr().out


def test_nothing_to_run_is_told(capsys):
    assert main(["unknown"]) == 2
    assert "--list" in capsys.readouterr().err


def test_the_list_names_every_family_and_tool(capsys):
    assert main(["--list"]) == 0
    printed = capsys.readouterr().out
    assert all(one.name in printed for one in (*FAMILIES, *TOOLS))
