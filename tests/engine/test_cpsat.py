"""What only concerns CP-SAT: rows stay small, and its answers on problems that are no flow."""

from __future__ import annotations

import pytest
from hypothesis import given

from pairing.engine import cpsat
from pairing.engine.formulate import Formulation, Group, GroupKey, IntegerLevel, Place, formulate
from pairing.engine.interface import Deadline
from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session
from pairing.model.solution import LevelValue
from tests.properties.strategies import LARGER, problems, quick

QUICK = quick(40)


@QUICK
@given(problems(LARGER, hard_together=False))
def test_no_row_comes_near_the_size_at_which_the_solver_is_not_to_be_trusted(problem):
    formulation = formulate(problem)
    model = cpsat.lay_out(formulation)
    for level in (*formulation.levels, *(formulation.tie_level(number) for number in range(1, 7))):
        _, coefficients = model._terms(level)
        assert sum(map(abs, coefficients)) < 2**31


def test_a_level_too_large_for_a_row_is_refused_and_not_solved_wrongly():
    answers = {"Employer": "Initech"}
    participants = [Participant(f"P{i}", answers=answers) for i in range(40)]
    mentors = [Mentor(f"M{i}", answers=answers) for i in range(40)]
    rules = [MatchColumns(("Employer", "Employer"), "differ", weight=1000, name=f"rule {i}") for i in range(1400)]
    problem = Problem(participants, mentors, [Session("S")], rules)
    with pytest.raises(InputError) as error:
        solve(problem, engine="cpsat")
    assert [issue.code for issue in error.value.issues] == ["engine-cannot"]


TWO_PAIRS = Formulation(
    pairs=((0, 0, 0), (0, 1, 0)),
    places=(Place(0, 0, 1, (0, 1)),),
    groups=tuple(Group(GroupKey(("mentor",), (m,)), (m,), 1) for m in (0, 1)),
    levels=(),
    tickets=(),
    table=None,
)


def test_a_limit_may_be_on_loads_that_no_level_counts():
    loads = IntegerLevel("loads", groups={0: [2], 1: [1]})
    wanted = IntegerLevel("unpaired", missing={0: [1]})
    model = cpsat.lay_out(TWO_PAIRS._replace(levels=(wanted,), caps=((loads, 1),)))
    assert model.minimise([wanted], Deadline(), lambda level: None) == [LevelValue("unpaired", 0, 0)]
    assert model.chosen == (1,)


def test_limits_per_session_and_no_repeats_hold_together():
    sessions = [Session(name, most_per_mentor=2) for name in ("A", "B", "C")]
    problem = Problem([Participant(f"P{i}") for i in range(4)], [Mentor(f"M{i}") for i in range(3)], sessions)
    result = solve(problem)
    assert (result.engine, result.level("unpaired").value, result.unique) == ("cpsat", 0, True)
    couples = [(pair.participant.id, pair.mentor.id) for pair in result.pairs]
    assert len(couples) == len(set(couples)) == 12
