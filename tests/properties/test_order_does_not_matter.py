"""Rows of the sheets in another order: the same table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.judging.evaluate import judge
from pairing.model.problem import Problem
from pairing.model.solution import Result
from tests.properties.strategies import LARGER, problems

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@st.composite
def with_shuffled_rows(draw: st.DrawFn, subject: st.SearchStrategy[Problem]) -> tuple[Problem, Problem]:
    problem = draw(subject)
    return problem, problem.replace(
        participants=draw(st.permutations(problem.participants)),
        mentors=draw(st.permutations(problem.mentors)),
        sessions=draw(st.permutations(problem.sessions)),
        rules=draw(st.permutations(problem.rules)),
        baseline=draw(st.permutations(problem.baseline)),
        held=draw(st.permutations(problem.held)),
        earlier=draw(st.permutations(problem.earlier)),
    )


def ids(result: Result) -> set[tuple[str, str, str]]:
    return {(pair.participant.id, pair.mentor.id, pair.session.id) for pair in result.pairs}


def check_same_table(problem: Problem, shuffled: Problem, engine: str | None) -> None:
    try:
        result = solve(problem, engine=engine)
    except (ContradictionError, InputError) as error:
        with pytest.raises(type(error)):
            solve(shuffled, engine=engine)
        return
    other = solve(shuffled, engine=engine)
    assert other.levels == result.levels
    assert other.unique is result.unique
    if result.unique:
        assert ids(other) == ids(result)
    in_words = [(pair.participant.id, pair.mentor.id, pair.session.name) for pair in result.pairs]
    assert judge(shuffled, in_words).levels == judge(problem, result.pairs).levels


@pytest.mark.parametrize("engine", ["flow", "cpsat"])
@QUICK
@given(with_shuffled_rows(problems()))
def test_small_problems(engine: str, subject: tuple[Problem, Problem]) -> None:
    check_same_table(*subject, engine)


@QUICK
@given(with_shuffled_rows(problems(LARGER, crossing=False)))
def test_larger_problems(subject: tuple[Problem, Problem]) -> None:
    check_same_table(*subject, None)


@pytest.mark.long
@settings(QUICK, max_examples=2000)
@given(with_shuffled_rows(problems(LARGER)))
def test_thousands_of_larger_problems(subject: tuple[Problem, Problem]) -> None:
    check_same_table(*subject, None)
