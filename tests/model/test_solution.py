"""A result tells what it knows, on at most 12 lines, and refuses to tell a plan it has not got."""

from __future__ import annotations

import pytest

from pairing.errors import NoPlanError
from pairing.model.in_force import levels_in_force
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session
from pairing.model.solution import (
    Group,
    LevelValue,
    Load,
    Pair,
    Result,
    Status,
    Unpaired,
    mentor_loads,
    person_order,
    unpaired_places,
)

ADA, BO = Participant("Ada", id="2"), Participant("bo", id="1", sessions=("Mock",))
CEM, DEE = Mentor("cem", capacity=3), Mentor("Dee", sessions=("Mock",))
REVIEW, MOCK = Session("Review"), Session("Mock", minutes=30, time="none", mentors_each=2, most_per_mentor=5)
COHORT = Problem([BO, ADA], [DEE, CEM], [REVIEW, MOCK])
PAIRS = (Pair(ADA, CEM, REVIEW), Pair(ADA, DEE, MOCK, penalty=2), Pair(BO, DEE, MOCK))
PROVED = tuple(
    LevelValue(name, value, value)
    for name, value in zip((*levels_in_force(COHORT), "tie"), (2, 2, 0, 5, 2, 99), strict=True)
)


def result(**fields: object) -> Result:
    known = {
        "problem": COHORT,
        "status": Status.OPTIMAL,
        "levels": PROVED,
        "unique": True,
        "engine": "flow",
        "seconds": 0.25,
        "_pairs": PAIRS,
    }
    return Result(**(known | fields))  # type: ignore[arg-type]


def test_the_card_of_a_proved_plan() -> None:
    assert str(result()).splitlines() == [
        "3 pairs — proved: no better plan exists, and no other is as good",
        "  unpaired (places left without anybody)       2",
        "  spread (misses piled on one person)          2",
        "  idle (nobody assigned, though they offered)  0",
        "  imbalance (uneven loads)                     5",
        "  penalty (wishes not met)                     2",
        "  3 of 5 places filled in 2 sessions",
        "  loads of 2 mentors: 1 to 2",
        "  flow, 0.25 s, seed 0",
    ]


def test_a_card_has_at_most_12_lines_whatever_the_number_of_levels() -> None:
    ada, dee = Participant("Ada", answers={"a": "x"}), Mentor("Dee", answers={"b": "y"})
    rules = [MatchColumns(("a", "b"), "same", weight=1, name=f"wish {k}") for k in range(9)]
    names = (*levels_in_force(COHORT), *(rule.name for rule in rules))
    problem = Problem([ada], [dee], [REVIEW], rules, levels=names)
    levels = tuple(LevelValue(name, 1, None) for name in (*names, "tie", "tie 2"))
    lines = str(result(problem=problem, levels=levels, status=Status.FEASIBLE, _pairs=())).splitlines()
    assert len(lines) <= 12


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unique": None}, "3 pairs — proved: no better plan exists"),
        (
            {"unique": False},
            "3 pairs — proved: no better plan exists; others are as good, so it may not be reproducible",
        ),
        (
            {"status": Status.FEASIBLE, "levels": (LevelValue("unpaired", 2, 1), LevelValue("idle", 0, 0))},
            "3 pairs — feasible, not proved for: unpaired (places left without anybody); not reproducible",
        ),
        ({"status": Status.STOPPED, "levels": (), "_pairs": None}, "No plan — stopped without a plan"),
        (
            {"status": Status.INFEASIBLE, "levels": (), "_pairs": None},
            "No plan — no plan: hard rules contradict each other",
        ),
    ],
)
def test_the_first_line_says_how_far_it_is_proved(fields: dict[str, object], words: str) -> None:
    assert str(result(**fields)).splitlines()[0] == words


def test_a_bound_that_is_not_reached_stands_beside_the_value() -> None:
    levels = (LevelValue("unpaired", 2, 1), LevelValue("idle", 3, None))
    card = str(result(status=Status.FEASIBLE, levels=levels))
    assert "2  (at best 1)" in card
    assert "3  (at best unknown)" in card


def test_a_plan_that_is_not_there_cannot_be_asked_for() -> None:
    stopped = result(status=Status.STOPPED, _pairs=None, levels=(), detail="time limit of 1 s")
    assert not stopped.has_plan
    for ask in (lambda: stopped.pairs, lambda: stopped.unpaired, lambda: stopped.loads, stopped.to_frame):
        with pytest.raises(NoPlanError, match="time limit of 1 s"):
            ask()
    assert repr(stopped) == "Result(stopped, no plan, )"
    assert len(str(stopped).splitlines()) <= 12


def test_an_empty_plan_is_a_plan() -> None:
    empty = result(_pairs=())
    assert empty.has_plan
    assert empty.pairs == ()
    assert sum(one.places for one in empty.unpaired) == COHORT.num_places


def test_levels_are_found_by_name() -> None:
    assert result().level("imbalance").value == 5
    with pytest.raises(KeyError, match="there are unpaired, spread"):
        result().level("beauty")


@pytest.mark.parametrize(("value", "bound", "is_proved"), [(3, 3, True), (3, 2, False), (3, None, False), (0, 0, True)])
def test_a_level_is_proved_when_its_bound_is_reached(value: int, bound: int | None, is_proved: bool) -> None:
    assert LevelValue("idle", value, bound).is_proved is is_proved


def test_who_has_places_left_by_session_then_by_name() -> None:
    assert unpaired_places(COHORT, PAIRS) == (Unpaired(ADA, MOCK, 1), Unpaired(BO, MOCK, 1))
    assert unpaired_places(COHORT, []) == (Unpaired(ADA, REVIEW, 1), Unpaired(ADA, MOCK, 2), Unpaired(BO, MOCK, 2))


def test_loads_by_name_in_each_session_and_in_total() -> None:
    assert mentor_loads(COHORT, PAIRS) == (
        Load(CEM, REVIEW, 1, None),
        Load(CEM, MOCK, 0, 5),
        Load(CEM, None, 1, 3),
        Load(DEE, MOCK, 2, 5),
        Load(DEE, None, 2, None),
    )
    assert result().loads == (Load(CEM, None, 1, 3), Load(DEE, None, 2, None))


def test_meetings_that_were_held_are_load_and_no_place_missing() -> None:
    held = [
        Meeting("2", "cem", "review"),
        Meeting("gone", "cem", ""),
        Meeting("1", "Dee", "Mock"),
        Practice(("1", "2")),
    ]
    problem = COHORT.replace(held=held, mentors=[CEM])
    assert mentor_loads(problem, PAIRS[:0]) == (
        Load(CEM, REVIEW, 1, None),
        Load(CEM, MOCK, 0, 5),
        Load(CEM, None, 2, 3),
    )
    assert unpaired_places(problem, []) == (Unpaired(ADA, MOCK, 2), Unpaired(BO, MOCK, 1))


def test_a_peer_without_a_partner_has_a_place_left() -> None:
    practice, eve = Session("Practice", kind="peers"), Participant("Eve", sessions=("Practice",))
    problem = Problem([ADA, eve, Participant("Fay")], [], [practice])
    group = Group(practice, (ADA, problem.participants[2]))
    assert unpaired_places(problem, [], [group]) == (Unpaired(eve, practice, 1),)
    assert repr(group) == "Group('Practice', 'Ada', 'Fay')"
    assert result(problem=problem, _pairs=(), _groups=(group,)).groups == (group,)
    with pytest.raises(NoPlanError):
        _ = result(_pairs=None).groups


def test_people_are_ordered_by_name_then_id_and_never_by_row() -> None:
    other_ada = Participant("ADA", id="1")
    assert sorted([BO, ADA, other_ada], key=person_order) == [other_ada, ADA, BO]
    assert repr(PAIRS[0]) == "Pair('Ada', 'cem', 'Review')"


def test_the_frame_of_a_result() -> None:
    frame = result().to_frame()
    assert list(frame.columns) == [
        "session",
        "participant",
        "participant_id",
        "mentor",
        "mentor_id",
        "minutes",
        "penalty",
        "start",
        "common",
        "common_minutes",
    ]
    assert frame.iloc[1].to_list()[:7] == ["Mock", "Ada", "2", "Dee", "dee", 30, 2]
    assert frame[["start", "common_minutes"]].isna().all(axis=None)
    assert frame["common"].tolist() == ["", "", ""]
    assert len(result(_pairs=()).to_frame()) == 0


def test_a_result_is_short_in_a_list() -> None:
    assert repr(result()) == ("Result(optimal, 3 pairs, unpaired=2, spread=2, idle=0, imbalance=5, penalty=2, tie=99)")
