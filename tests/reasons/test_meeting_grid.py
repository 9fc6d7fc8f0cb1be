"""Who could meet whom: each couple under what stands against it, and nothing that only private wishes can explain."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest
from hypothesis import given

from pairing.engine.eligible import ELIGIBLE, compile_rules, eligible_table
from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.model.exempt import Exempt
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns
from pairing.model.session import Session
from pairing.reasons import meeting_grid as module
from pairing.reasons.meeting_grid import (
    CHOSEN,
    ELSEWHERE,
    EXCLUDED,
    FEWEST_BESIDE,
    HELD,
    NOT_TOLD,
    POSSIBLE,
    meeting_grid,
    meeting_grids,
)
from tests.properties.strategies import problems, quick

DAY = date(2027, 3, 13)
REVIEW = Session("Review")
TECHNICAL = Session("Technical", minutes=60, first_day=DAY, last_day=DAY, track="required")


def hours(start, end):
    return (FreeTime(DAY, start * 60, end * 60, "UTC"),)


def words(grid):
    """What each couple's cell says, by the two names."""
    return {
        (one.name, other.name): grid.category(row, column).words
        for row, one in enumerate(grid.participants)
        for column, other in enumerate(grid.mentors)
    }


def test_each_couple_stands_under_the_first_rule_that_excludes_it():
    people = [
        Participant("Ada", tracks=("Data",), free=hours(9, 10)),
        Participant("Bo", tracks=("Data",), free=hours(12, 14)),
    ]
    mentors = [
        Mentor("Cem", tracks=("Data",), free=hours(9, 14)),
        Mentor("Dee", tracks=("Design",), free=hours(9, 10)),
        Mentor("Eli", sessions=("Review",), free=hours(9, 10)),
    ]
    grid = meeting_grid(solve(Problem(people, mentors, [TECHNICAL, REVIEW], repeat="allow")), "technical")
    assert [one.name for one in grid.mentors] == ["Cem", "Dee"]
    assert words(grid) == {
        ("Ada", "Cem"): "chosen",
        ("Bo", "Cem"): "chosen",
        ("Ada", "Dee"): "another track",
        ("Bo", "Dee"): "no common free time",
    }


def test_people_are_in_the_order_of_their_names_whatever_the_row():
    people = [Participant("bo"), Participant("Ada"), Participant("Cy", sessions=())]
    grid = meeting_grid(solve(Problem(people, [Mentor("Dee"), Mentor("anna")], [REVIEW])), REVIEW)
    assert [one.name for one in grid.participants] == ["Ada", "bo"]
    assert [one.name for one in grid.mentors] == ["anna", "Dee"]


def test_held_and_elsewhere_are_told_apart_from_what_could_be():
    sessions = [REVIEW, Session("Talk")]
    mentors = [Mentor("Cem"), Mentor("Dee"), Mentor("Eli")]
    problem = Problem([Participant("Ada")], mentors, sessions, held=[Meeting("ada", "cem", "Review")])
    review, talk = meeting_grids(solve(problem))
    assert review.category(0, 0).kind == HELD
    assert talk.category(0, 0).rules == ("met before",)
    met = next(column for column in (1, 2) if talk.category(0, column).kind == CHOSEN)
    problem = problem.replace(held=())
    review, talk = meeting_grids(solve(problem))
    for one, other in ((review, talk), (talk, review)):
        met = [one.category(0, column).kind for column in range(3)].index(CHOSEN)
        assert other.category(0, met).kind == ELSEWHERE
    again = meeting_grids(solve(problem.replace(repeat="allow")))
    assert {one.kind for grid in again for one in grid.categories} == {CHOSEN, POSSIBLE}


def test_a_mentor_who_helps_by_an_exemption_has_a_column():
    mentors = [Mentor("Cem"), Mentor("Dee", sessions=("Talk",))]
    people = [Participant("Ada"), Participant("Bo")]
    exempt = [Exempt("Ada", "Dee", "not in this session", "Review")]
    grid = meeting_grid(solve(Problem(people, mentors, [REVIEW, Session("Talk")], exempt=exempt)), "Review")
    column = [one.name for one in grid.mentors].index("Dee")
    assert grid.category(0, column).kind != EXCLUDED
    assert grid.category(1, column).rules == ("not in this session",)


def test_a_session_that_is_over_speaks_of_no_possibility():
    over = Session("Review", closed=True)
    people = [Participant("Ada"), Participant("Bo")]
    problem = Problem(people, [Mentor("Cem")], [over, Session("Talk")], held=[Meeting("ada", "cem", "Review")])
    grid = meeting_grid(solve(problem), "Review")
    assert words(grid) == {("Ada", "Cem"): "have met", ("Bo", "Cem"): f"did not meet, {NOT_TOLD}"}


def test_a_session_of_peers_has_no_such_grid():
    problem = Problem([Participant("Ada")], [Mentor("Cem")], [REVIEW, Session("Practice", kind="peers")])
    with pytest.raises(InputError, match=r"one of peers.*Sessions with mentors: Review"):
        meeting_grid(solve(problem), "Practice")
    assert [one.session.name for one in meeting_grids(solve(problem))] == ["Review"]


def test_an_unknown_session_is_named():
    with pytest.raises(InputError, match="Reviw"):
        meeting_grid(solve(Problem([Participant("Ada")], [Mentor("Cem")], [REVIEW])), "Reviw")


def test_nobody_at_all_makes_an_empty_grid():
    grid = meeting_grid(solve(Problem([], [], [REVIEW])), "Review")
    assert (grid.participants, grid.mentors, grid.cells, grid.categories, grid.counts) == ((), (), (), (), ())


def test_too_many_couples_are_refused_with_their_number(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 3)
    problem = Problem([Participant("Ada"), Participant("Bo")], [Mentor("Cem"), Mentor("Dee")], [REVIEW])
    with pytest.raises(InputError, match="2 participants and 2 mentors"):
        meeting_grid(solve(problem), "Review")


# --- what is private --------------------------------------------------------------------------------------------


def apart_problem(timed, **changes):
    """12 people and 4 mentors, three of them not free for half of the people; Ada and Dee kept apart."""
    session = TECHNICAL if timed else REVIEW
    names = ["Ada", *(f"P{number}" for number in range(11))]
    people = [Participant(name, free=hours(9, 10) if n % 2 else hours(9, 14)) for n, name in enumerate(names)]
    mentors = [Mentor(name, free=hours(12, 14)) for name in ("Cem", "Dee", "Eli")] + [Mentor("Flo", free=hours(9, 14))]
    return Problem(people, mentors, [session], **{"rules": [Apart("Ada", "Dee")], **changes})


@pytest.mark.parametrize("timed", [True, False])
def test_a_private_couple_shares_its_category_with_others(timed):
    grid = meeting_grid(solve(apart_problem(timed)), "Technical" if timed else "Review")
    dee = [one.name for one in grid.mentors].index("Dee")
    shown = grid.category(0, dee)
    assert NOT_TOLD in shown.words
    assert "kept apart" not in "".join(one.words for one in grid.categories)
    assert sum(shown == grid.category(row, column) for row in range(12) for column in range(4)) > 1


def test_it_stands_under_hours_only_where_others_do_in_its_row_and_column():
    grid = meeting_grid(solve(apart_problem(True)), "Technical")
    assert grid.category(0, 1).kind == POSSIBLE  # Ada has time for everybody else: under hours she would stand out
    busy = apart_problem(True)
    ada = Participant("Ada", free=hours(9, 10))
    people, mentors = (
        [ada, *busy.participants[1:]],
        [*busy.mentors[:1], Mentor("Dee", free=hours(9, 14)), *busy.mentors[2:]],
    )
    grid = meeting_grid(solve(busy.replace(participants=people, mentors=mentors)), "Technical")
    assert grid.category(0, 1).kind == POSSIBLE  # and Dee for everybody
    mentors = [*busy.mentors[:1], Mentor("Dee", free=(*hours(9, 10), *hours(13, 14))), *busy.mentors[2:]]
    few = [*people[:2], Participant("Zoe", free=hours(12, 13)), *people[2:]]
    grid = meeting_grid(solve(busy.replace(participants=few, mentors=mentors)), "Technical")
    assert (grid.category(0, 1).kind, grid.category(0, 1).rules) == (EXCLUDED, ("no common free time",))


def test_a_public_reason_is_told_of_a_private_couple_too():
    busy = apart_problem(True)
    people = [Participant("Ada", free=hours(9, 10)), *busy.participants[1:]]
    plain = meeting_grid(solve(busy.replace(participants=people, rules=())), "Technical")
    assert words(meeting_grid(solve(busy.replace(participants=people)), "Technical")) == words(plain)


@pytest.mark.parametrize(("number", "merged"), [(9, ("language", "track")), (10, ("language",))])
def test_rules_join_each_other_until_a_private_couple_has_company(number, merged):
    people = [Participant(f"P{n}", answers={"L": "en" if n % 2 else "de"}, tracks=("Data",)) for n in range(number)]
    mentors = [
        Mentor("Cem", answers={"M": "en"}, tracks=("Data",)),
        Mentor("Dee", answers={"M": "de, en"}, tracks=("Design",)),
        Mentor("Eli", answers={"M": "de"}, tracks=("Any",)),
    ]
    rules = [MatchColumns(("L", "M"), "share", name="language"), Apart("P0", "Eli")]
    problem = Problem(people, mentors, [Session("Review", track="required")], rules=rules)
    shown = meeting_grid(solve(problem), "Review").category(0, 2)
    words = {"language": "language", "track": "another track"}
    assert (shown.rules, shown.words) == (merged, ", ".join([*(words[rule] for rule in merged), NOT_TOLD]))


@quick(150)
@given(problem=problems())
def test_every_cell_says_what_the_rules_say_and_private_couples_have_company(problem):
    try:
        result = solve(problem)
    except ContradictionError:  # hard rules that cannot hold together: there is no plan to show
        return
    every = compile_rules(problem).filters
    public = [one for one in every if not one.private]
    wanted, told = eligible_table(problem, every), eligible_table(problem, public)
    for grid in meeting_grids(result):
        s = problem.session_idx(grid.session.name)
        for row, one in enumerate(grid.participants):
            p = problem.participant_idx(one.id)
            for column, other in enumerate(grid.mentors):
                cell = p * len(problem.mentors) + problem.mentor_idx(other.id)
                shown = grid.category(row, column)
                if problem.demand(p, s) == 0 or shown.kind == HELD:
                    continue
                if told.verdicts[s][cell] != ELIGIBLE:
                    assert public[told.verdicts[s][cell] - 1].rule in shown.rules
                elif wanted.verdicts[s][cell] == ELIGIBLE:
                    assert shown.kind in (CHOSEN, POSSIBLE, ELSEWHERE)
                else:
                    assert NOT_TOLD in shown.words
                    assert shown.kind == POSSIBLE or grid.counts[grid.cells[row][column]] > FEWEST_BESIDE


# --- size -------------------------------------------------------------------------------------------------------


def test_three_hundred_people_take_a_moment():
    draw = random.Random(3)
    free = [hours(at, at + 2) for at in range(8, 20)]
    people = [Participant(f"P{n}", free=draw.choice(free) + draw.choice(free)) for n in range(300)]
    mentors = [Mentor(f"M{n}", capacity=12, free=draw.choice(free) + draw.choice(free)) for n in range(30)]
    result = solve(Problem(people, mentors, [TECHNICAL]))
    started = time.process_time()
    grid = meeting_grid(result, "Technical")
    assert time.process_time() - started < 1
    assert sum(grid.counts) == 9000
