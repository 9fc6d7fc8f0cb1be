"""What only concerns CP-SAT: rows stay small, and its answers on problems that are no flow."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from pairing.engine import cpsat, peers_cpsat
from pairing.engine.cpsat import solve_model
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation, Group, GroupKey, IntegerLevel, Place
from pairing.engine.interface import Deadline
from pairing.engine.peers import PeerFormulation, PeerLevel
from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session
from pairing.model.solution import LevelValue
from tests.properties.peer_strategies import peer_problems
from tests.properties.strategies import LARGER, problems, quick

QUICK = quick(40)


def refusal(made):
    """The one issue with which something is refused, and nothing solved."""
    with (
        patch.object(cpsat, "solve_model", None),
        patch.object(peers_cpsat, "solve_model", None),
        pytest.raises(InputError) as error,
    ):
        made()
    (issue,) = error.value.issues
    assert issue.code == "engine-cannot"
    return issue


def largest_row(model):
    """The largest Σ |coefficient| of the rows and of the objective."""
    rows = [constraint.linear.coeffs for constraint in model.proto.constraints]
    return max(sum(map(abs, row)) for row in (*rows, model.proto.objective.coeffs))


@QUICK
@given(problems(LARGER, hard_together=False))
def test_no_row_comes_near_the_size_at_which_the_solver_is_not_to_be_trusted(problem):
    formulation = formulate(problem)
    model = cpsat.lay_out(formulation)
    for level in (*formulation.levels, *(formulation.tie_level(number) for number in range(1, 7))):
        model._model.minimize(model._objective(level))
        assert largest_row(model._model) < 2**31


@QUICK
@given(st.one_of(problems(published=True), peer_problems()), st.sampled_from([None, 0, 1, 2]))
def test_every_row_that_reaches_the_solver_is_small(problem, most):
    seen = []

    def spy(model, deadline):
        seen.append(largest_row(model))
        return solve_model(model, deadline)

    with patch.object(cpsat, "solve_model", spy), patch.object(peers_cpsat, "solve_model", spy):
        try:
            solve(problem.replace(max_changes=most), engine="cpsat")
        except (ContradictionError, InputError):  # pins against each other; a limit on changes too small
            event("no plan")
    assert max(seen, default=0) < 2**31


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
TWO_PEERS = PeerFormulation((0, 1), [[1], []], (), PeerLevel("changed"), [frozenset()] * 2, [[0], []])
HALF = 2**30


@pytest.mark.parametrize(
    "level",
    [
        IntegerLevel("language", [HALF, HALF]),
        IntegerLevel("language", [HALF, -HALF]),
        IntegerLevel("language", [HALF - 1, 0], missing={0: [HALF + 1]}),
        IntegerLevel("language", groups={0: [HALF], 1: [HALF]}),
        IntegerLevel("language", missing={0: [1]}, groups={0: [2**31 - 1]}),
    ],
)
def test_a_row_of_two_to_the_31_is_refused_before_anything_is_solved(level):
    error = refusal(lambda: cpsat.lay_out(TWO_PAIRS._replace(levels=(IntegerLevel("first", [1, 2]), level))))
    assert error == refusal(lambda: cpsat.lay_out(TWO_PAIRS._replace(caps=((level, 5),))))
    assert error.message == (
        "the costs of level 'language' add up to 2,147,483,648; from 2^31 on CP-SAT is not to be trusted."
    )
    assert error.hint == "Use smaller weights, or limits where there are none."


@pytest.mark.parametrize("level", [PeerLevel("region", [HALF, HALF]), PeerLevel("region", couples=[[HALF], []])])
def test_a_row_of_two_to_the_31_is_refused_with_peers_too(level):
    levels = (PeerLevel("first", [1, 1]), level)
    error = refusal(lambda: peers_cpsat.lay_out(TWO_PEERS._replace(levels=levels), None))
    assert error.message.startswith("the costs of level 'region' add up to 2,147,483,648;")


def test_levels_that_come_later_are_refused_as_well():
    level = IntegerLevel("tie", [HALF, HALF])
    refusal(lambda: cpsat.lay_out(TWO_PAIRS).minimise([level], Deadline(), lambda level: None))
    refusal(lambda: peers_cpsat.lay_out(TWO_PEERS, None).minimise([PeerLevel("tie", [HALF, HALF])], Deadline()))


def test_the_largest_row_that_is_taken_is_solved():
    level = IntegerLevel("language", [HALF - 1, HALF - 2], missing={0: [2]})
    model = cpsat.lay_out(TWO_PAIRS._replace(levels=(level,), caps=((level, HALF - 2),)))
    assert model.minimise([level], Deadline(), lambda level: None) == [LevelValue("language", 2, 2)]
    level = PeerLevel("region", [1 - HALF, 0], couples=[[HALF // 2], []])
    assert peers_cpsat.lay_out(TWO_PEERS._replace(levels=(level,)), None).minimise([level], Deadline()) == [
        LevelValue("region", 1 - HALF, 1 - HALF)
    ]


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
    assert (result.engine, result.level("unpaired").value, result.unique) == ("mip", 0, True)
    assert solve(problem, engine="cpsat").pairs == result.pairs
    couples = [(pair.participant.id, pair.mentor.id) for pair in result.pairs]
    assert len(couples) == len(set(couples)) == 12
