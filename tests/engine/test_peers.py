"""Sessions of peers: each level and rule on cases that can be solved by hand."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pairing.engine import peers_matching
from pairing.engine.interface import Deadline
from pairing.engine.matching import graph_of, maximum_weight_matching
from pairing.engine.peers import (
    ENGINES,
    formulate_peers,
    group_penalties,
    peer_tie,
    solve_peers,
)
from pairing.engine.peers_trio import Plan, is_only_one
from pairing.errors import InputError
from pairing.judging.evaluate import evaluate
from pairing.model.meetings import Practice
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, Together
from pairing.model.session import Session
from tests.properties.peer_strategies import peer_problem

NAMES = ("Ada", "Bo", "Cem", "Dee", "Eli", "Fay", "Gus")
PRACTICE = Session("Practice", kind="peers")
BY_REGION = Session("Practice", kind="peers", prefer_same="region")
engines = pytest.mark.parametrize("engine", ENGINES)


def session_of(number: int, *rules: object, regions: str = "", **fields: object) -> Problem:
    """So many people in one session of peers; ``regions``: a letter for each."""
    session = BY_REGION if regions else PRACTICE
    people = [
        Participant(name, answers={"region": regions[i : i + 1]} if regions else {})
        for i, name in enumerate(NAMES[:number])
    ]
    return Problem(people, [], [session], rules, **fields)


def groups_of(problem: Problem, **options: object) -> list[str]:
    """The groups by initials, ``AB CDE``."""
    found = solve_peers(problem, 0, **options).groups
    assert found is not None
    return sorted("".join(problem.participants[p].name[0] for p in group) for group in found)


def value(problem: Problem, level: str, **options: object) -> int:
    return next(one.value for one in solve_peers(problem, 0, **options).levels if one.name == level)


def published(*groups: str) -> list[Practice]:
    """Published groups by initials."""
    full = {name[0]: name.lower() for name in (*NAMES, "Zoe")}
    return [Practice(tuple(full[letter] for letter in group), "practice") for group in groups]


@engines
@pytest.mark.parametrize(
    ("number", "sizes"),
    [(0, []), (1, []), (2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (6, [2, 2, 2]), (7, [2, 2, 3])],
)
def test_everybody_is_in_a_pair_and_one_trio_where_the_number_is_odd(engine, number, sizes):
    solution = solve_peers(session_of(number), 0, engine=engine)
    assert sorted(map(len, solution.groups)) == sizes
    assert solution.levels[0] == ("unpaired", number - sum(sizes), number - sum(sizes))
    assert [level.name for level in solution.levels] == ["unpaired", "spread", "idle", "imbalance", "penalty", "tie"]
    assert solution.unique is True


@engines
def test_three_of_whom_two_are_apart_are_a_pair_and_one_alone(engine):
    problem = session_of(3, Apart("Ada", "Bo"))
    assert value(problem, "unpaired", engine=engine) == 1
    assert groups_of(problem, engine=engine) in (["AC"], ["BC"])


@engines
def test_of_an_even_number_of_whom_one_can_join_nobody_the_others_have_a_trio(engine):
    problem = session_of(4, *(Apart("Dee", name) for name in ("Ada", "Bo", "Cem")))
    assert groups_of(problem, engine=engine) == ["ABC"]
    assert value(problem, "unpaired", engine=engine) == 1


@engines
def test_who_was_left_out_before_is_not_left_out_again(engine):
    problem = session_of(3, Apart("Ada", "Bo"))
    people = list(problem.participants)
    people[0] = Participant("Ada", times_left_out=9)
    problem = problem.replace(participants=people)
    assert groups_of(problem, engine=engine) == ["AC"]
    assert value(problem, "spread", engine=engine) == 1
    alone = session_of(1).replace(participants=people[:1], rules=())
    assert value(alone, "spread", engine=engine) == 5


@engines
def test_regions_are_kept_together_and_a_blank_goes_with_anybody(engine):
    assert groups_of(session_of(6, regions="NSNSWW"), engine=engine) == ["AC", "BD", "EF"]
    assert value(session_of(6, regions="NSNSWW"), "penalty", engine=engine) == 0
    assert value(session_of(4, regions="NNNS"), "penalty", engine=engine) == 1
    assert value(session_of(4, regions="NNN "), "penalty", engine=engine) == 0


@engines
def test_a_trio_pays_for_each_two_of_it(engine):
    assert value(session_of(3, regions="NSW"), "penalty", engine=engine) == 3
    assert value(session_of(3, regions="NNW"), "penalty", engine=engine) == 2
    assert group_penalties(session_of(3, regions="NSW"), 0, [(0, 1, 2)]) == (3,)


@engines
def test_partners_of_before_are_parted_and_in_a_trio_too(engine):
    before = [Practice(("ada", "bo"), "old"), Practice(("cem", "dee"))]
    problem = session_of(4, earlier=before, repeat="avoid")
    assert value(problem, "penalty", engine=engine) == 0
    assert value(session_of(3, earlier=[Practice(("ada", "bo", "cem"), "Practice")]), "penalty", engine=engine) == 3


@engines
def test_partners_of_before_are_never_together_where_the_session_says_so(engine):
    never = Session("Practice", kind="peers", repeat="never")
    problem = session_of(2, earlier=[Practice(("ada", "bo"), "Practice")]).replace(sessions=[never])
    assert groups_of(problem, engine=engine) == []


@engines
def test_published_groups_stay(engine):
    assert groups_of(session_of(6, baseline=published("AE", "BD", "CF")), engine=engine) == ["AE", "BD", "CF"]
    assert groups_of(session_of(5, baseline=published("AE", "BCD")), engine=engine) == ["AE", "BCD"]


@engines
def test_a_late_joiner_joins_a_pair(engine):
    problem = session_of(5, baseline=published("AB", "CD"))
    assert value(problem, "changed", engine=engine) == 0
    assert groups_of(problem, engine=engine) in (["ABE", "CD"], ["AB", "CDE"])


@engines
def test_a_joiner_takes_the_place_of_a_leaver(engine):
    problem = session_of(4, baseline=published("AB", "CZ"))
    assert groups_of(problem, engine=engine) == ["AB", "CD"]
    assert value(problem, "changed", engine=engine) == 0


@engines
def test_a_second_trio_is_not_made_but_a_trio_is_broken_up(engine):
    """ABC and DE are published and Fay joins: six are three pairs, so all three lose a partner."""
    problem = session_of(6, baseline=published("ABC", "DE"))
    assert value(problem, "unpaired", engine=engine) == 0
    assert value(problem, "changed", engine=engine) == 3
    assert "DE" in groups_of(problem, engine=engine)


@engines
def test_where_changes_matter_more_than_places_the_trio_stays_and_the_joiner_is_alone(engine):
    problem = session_of(6, baseline=published("ABC", "DE"), levels=("changed", "unpaired"))
    assert groups_of(problem, engine=engine) == ["ABC", "DE"]
    assert value(problem, "unpaired", engine=engine) == 1


@engines
def test_published_partners_who_are_apart_now_lose_nothing(engine):
    problem = session_of(4, Apart("Ada", "Bo"), baseline=published("AB", "CD"))
    assert value(problem, "changed", engine=engine) == 2
    problem = session_of(3, Apart("Ada", "Bo"), baseline=published("AB"))
    assert value(problem, "changed", engine=engine) == 0


@engines
def test_a_wish_to_be_together_costs_its_weight_on_the_level_of_its_name(engine):
    wish = Together("Ada", "Bo", "Practice", weight=3, name="friends")
    levels = ("unpaired", "friends", "penalty")
    assert groups_of(session_of(4, wish), engine=engine) == ["AB", "CD"]
    problem = session_of(4, wish, Together("Ada", "Cem", "Practice", weight=2), levels=levels)
    assert groups_of(problem, engine=engine) == ["AB", "CD"]
    assert value(problem, "friends", engine=engine) == 0
    assert value(problem, "penalty", engine=engine) == 2
    assert value(problem.replace(levels=("unpaired", "penalty", "friends")), "friends", engine=engine) == 3


@engines
def test_hard_pins_come_first_and_are_met(engine):
    problem = session_of(4, Together("Ada", "Dee", "practice"), regions="NNSS")
    solution = solve_peers(problem, 0, engine=engine)
    assert solution.levels[0] == ("required", 0, 0)
    assert groups_of(problem, engine=engine) == ["AD", "BC"]


@engines
def test_a_hard_pin_on_two_who_are_apart_is_unmet(engine):
    problem = session_of(4, Together("Ada", "Dee", "practice"), Apart("Dee", "Ada"))
    assert solve_peers(problem, 0, engine=engine).levels[0] == ("required", 1, 1)


@engines
def test_of_four_pins_round_a_ring_only_two_or_three_can_be_met(engine):
    ring = [Together(a, b, "practice") for a, b in zip(NAMES[:4], (*NAMES[1:4], NAMES[0]), strict=True)]
    assert solve_peers(session_of(4, *ring), 0, engine=engine).levels[0] == ("required", 2, 2)


def test_who_practised_already_is_not_grouped_again():
    problem = session_of(5, held=[Practice(("ada", "bo"), "Practice")])
    assert groups_of(problem) == ["CDE"]


def test_a_session_that_is_closed_has_no_groups():
    closed = Session("Practice", kind="peers", closed=True)
    assert groups_of(session_of(4).replace(sessions=[closed])) == []


def test_so_many_tie_levels_as_asked_for_are_solved_and_told():
    problem = session_of(6)
    solution = solve_peers(problem, 0, least_ties=3)
    assert [level.name for level in solution.levels][-3:] == ["tie", "tie 2", "tie 3"]
    assert solution.groups == solve_peers(problem, 0).groups
    ties = [peer_tie(problem, 0, solution.groups, number) for number in (1, 2, 3)]
    assert ties == [(level.name, level.value) for level in solution.levels[-3:]]


def test_the_penalties_of_groups_are_what_the_level_says():
    problem = session_of(7, regions="NSNSWWN", earlier=[Practice(("ada", "cem"), "Practice")])
    solution = solve_peers(problem, 0)
    assert sum(group_penalties(problem, 0, solution.groups)) == value(problem, "penalty")
    assert group_penalties(problem.replace(levels=("unpaired",)), 0, [(0, 1)]) == (0,)


def test_a_limit_on_changes_is_kept_by_cpsat():
    problem = session_of(6, baseline=published("ABC", "DE"))
    solution = solve_peers(problem, 0, engine="cpsat", most_changed=0)
    assert solution.groups == ((0, 1, 2), (3, 4))
    assert all(level.is_proved for level in solution.levels)


def test_a_limit_on_changes_that_does_not_bind_is_kept_by_matching():
    problem = session_of(6, baseline=published("ABC", "DE"))
    assert solve_peers(problem, 0, most_changed=3).groups == solve_peers(problem, 0).groups


def test_a_limit_on_changes_that_binds_is_refused_by_matching():
    with pytest.raises(InputError) as error:
        solve_peers(session_of(6, baseline=published("ABC", "DE")), 0, most_changed=2)
    assert [issue.code for issue in error.value.issues] == ["engine-cannot"]


def test_a_limit_that_hard_pins_break_has_no_plan():
    problem = session_of(4, Together("Ada", "Cem", "Practice"), baseline=published("AB", "CD"))
    solution = solve_peers(problem, 0, engine="cpsat", most_changed=0)
    assert solution.levels[0] == ("required", 1, 1)


def test_no_heavy_module_is_loaded_for_a_cohort():
    code = (
        "import sys; from pairing.engine.peers import solve_peers; from pairing.model.people import Participant\n"
        "from pairing.model.problem import Problem; from pairing.model.session import Session\n"
        "people = [Participant(f'P{i}') for i in range(27)]\n"
        "solve_peers(Problem(people, [], [Session('Practice', kind='peers')]), 0)\n"
        "print({'numpy', 'pandas', 'ortools'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_engine_is_named():
    with pytest.raises(InputError, match="matchings"):
        solve_peers(session_of(2), 0, engine="matchings")


@pytest.mark.parametrize("number", [6, 7])
def test_without_time_there_is_a_plan_of_everybody_that_is_not_proved(number):
    problem = session_of(number, regions="NSNSWWN")
    solution = solve_peers(problem, 0, deadline=Deadline.after(0))
    assert sum(map(len, solution.groups)) == number
    assert {level.bound for level in solution.levels} == {None}
    assert solution.unique is None
    assert solution.detail
    judgement = evaluate(problem, [], [(0, group) for group in solution.groups])
    assert judgement.is_valid
    assert judgement.levels == tuple((level.name, level.value) for level in solution.levels)


def test_a_first_graph_that_is_too_small_is_made_larger(monkeypatch):
    """What a thousand people need, on a few: the answer does not depend on where the search begins."""
    problems = [peer_problem(size, seed, hard_pins=False) for size in (9, 12, 13) for seed in range(40)]
    whole = [solve_peers(problem, 0) for problem in problems]
    alone = [is_unique_before_ties(problem) for problem in problems]
    assert {True, False} == set(alone)
    monkeypatch.setattr(peers_matching, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(peers_matching, "BEST_OF_EACH", 1)
    monkeypatch.setattr(peers_matching, "MORE_OF_EACH", 1)
    assert [solve_peers(problem, 0) for problem in problems] == whole
    assert [is_unique_before_ties(problem) for problem in problems] == alone


def is_unique_before_ties(problem: Problem) -> bool | None:
    formulation = formulate_peers(problem, 0)
    model = peers_matching.lay_out(formulation, None)
    model.minimise(formulation.levels, Deadline())
    return model.is_unique(Deadline())


def test_a_couple_that_is_neither_better_nor_worse_than_two_alone_is_another_plan():
    graph = graph_of(2, [(0, 1, 0)])
    alone = maximum_weight_matching(graph_of(2, []))
    assert is_only_one(Plan(0, (), alone, graph), Deadline()) is False
    assert is_only_one(Plan(0, (), alone, graph_of(2, [(0, 1, -1)])), Deadline()) is True


def test_all_levels_in_one_number_order_plans_as_the_levels_do():
    """What a plan saves, computed from the levels alone, agrees with the order of the values."""
    problem = peer_problem(6, 11, hard_pins=False)
    formulation = formulate_peers(problem, 0)
    weights = peers_matching.Weights(formulation)
    for level in (*formulation.levels, formulation.tie_level(1)):
        weights.add(level)
    plans = [((v, w),) for v, row in enumerate(formulation.others) for w in row]
    plans += [((v, w, x),) for v, row in enumerate(formulation.others) for w in row for x in row]
    plans = [plan for plan in plans if len(set(plan[0])) == len(plan[0]) and list(plan[0]) == sorted(plan[0])]
    saved = {plan: weights.couple(*plan[0]) if len(plan[0]) == 2 else weights.trio(plan[0]) for plan in plans}
    allowed = [plan for plan in plans if saved[plan] is not None]
    by_value = {
        plan: [formulation.value(level, plan) for level in (*formulation.levels, formulation.tie_level(1))]
        for plan in allowed
    }
    assert sorted(allowed, key=lambda plan: (-saved[plan], plan)) == sorted(
        allowed, key=lambda plan: (by_value[plan], plan)
    )
