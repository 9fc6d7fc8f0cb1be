"""Sessions with mentors and a session of peers in one problem: the sum of the two, each solved by itself."""

from __future__ import annotations

import random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.judging.evaluate import judge
from pairing.model.in_force import LEVELS
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from tests.properties.strategies import HEADERS, problems, quick

QUICK = quick(60)


@st.composite
def three_problems(draw: st.DrawFn) -> tuple[Problem, Problem, Problem]:
    """A problem with sessions of both kinds; that of the mentors; and that of the peers."""
    problem = draw(problems(hard_together=False))
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    practice = Session(
        "Practice",
        kind="peers",
        prefer_same=chance.choice([None, HEADERS[0]]),
        repeat=chance.choice([None, "never", "allow"]),
    )
    ids = [one.id for one in problem.participants] + ["gone@example.org", "left@example.org"]

    def groups(most: int, session: str) -> list[Practice]:
        some = [
            chance.sample(ids, chance.choice([2, 2, 3 if len(ids) > 2 else 2])) for _ in range(chance.randint(0, most))
        ]
        return [Practice(tuple(people), session) for people in some]

    # somebody left long ago: so both have the level `changed`
    baseline = [*problem.baseline, *groups(3, "Practice"), Meeting("gone@example.org", "gone@example.org", "Practice")]
    both = problem.replace(
        rules=(),
        levels=chance.choice([LEVELS, (*LEVELS[:1], *LEVELS[2:], "changed")]),
        participants=[*problem.participants, Participant("In All", answers={HEADERS[0]: "en"}, free=())],
        sessions=(*problem.sessions, practice),
        baseline=baseline,
        earlier=[*problem.earlier, *groups(2, "")],
    )
    return both, both.replace(sessions=problem.sessions), both.replace(sessions=[practice], mentors=())


def pairs_of(result: Result) -> set[tuple[str, str, str]]:
    return {(one.participant.id, one.mentor.id, one.session.id) for one in result.pairs}


def groups_of(result: Result) -> set[frozenset[str]]:
    return {frozenset(person.id for person in one.members) for one in result.groups}


def check_sum(both: Problem, of_mentors: Problem, of_peers: Problem) -> None:
    whole, first, second = solve(both), solve(of_mentors), solve(of_peers)
    values = [{level.name: level.value for level in one.levels} for one in (whole, first, second)]
    for name in (*LEVELS, "tie"):
        assert values[0][name] == values[1][name] + values[2][name]
    assert whole.unique is (first.unique and second.unique)
    assert judge(both, whole.pairs, whole.groups).is_valid
    if whole.unique:
        assert (pairs_of(whole), groups_of(whole)) == (pairs_of(first), groups_of(second))


def solved_within(problem: Problem, most: int) -> Result | None:
    """The result with so many changes at most, or None where no plan keeps to that."""
    try:
        return solve(problem.replace(max_changes=most))
    except InputError as error:
        if [issue.code for issue in error.issues] != ["max-changes-too-small"]:
            raise
        return None


def check_limited(both: Problem, of_mentors: Problem, of_peers: Problem, most: int) -> None:
    """With a limit on changes: the best of all ways of sharing it out."""
    shares = [(solved_within(of_mentors, k), solved_within(of_peers, most - k)) for k in range(most + 1)]
    sums = [
        [first.level(name).value + second.level(name).value for name in (*both.levels, "tie")]
        for first, second in shares
        if first is not None and second is not None
    ]
    limited = solved_within(both, most)
    if limited is None:
        event("too small")
        assert sums == []
        return
    event("solved otherwise" if limited.levels != solve(both).levels else "solved")
    assert [limited.level(name).value for name in (*both.levels, "tie")] == min(sums)
    assert limited.level("changed").value <= most


@QUICK
@given(three_problems())
def test_the_best_of_the_whole_is_the_best_of_each_part(subject: tuple[Problem, Problem, Problem]) -> None:
    check_sum(*subject)


@QUICK
@given(three_problems(), st.integers(0, 4))
def test_a_limit_on_changes_is_shared_by_the_parts(subject: tuple[Problem, Problem, Problem], most: int) -> None:
    check_limited(*subject, most)


@pytest.mark.long
@settings(QUICK, max_examples=2000)
@given(three_problems())
def test_in_thousands_the_best_of_the_whole_is_the_best_of_each_part(
    subject: tuple[Problem, Problem, Problem],
) -> None:
    check_sum(*subject)
