"""What must happen to a plan when the problem changes in a known way; no reference is asked.

The problems are larger than a reference could look at, and every structure is among them: flow, rows that cross, pins.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import ContradictionError
from pairing.model.faults import people_of
from pairing.model.in_force import LEVELS
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.names import name_key
from pairing.model.people import Mentor, Person
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns, Rule, Together
from pairing.model.solution import Result
from tests.properties.strategies import SMALL, Size, problems, quick

QUICK = quick(40)
MIDDLE = Size(9, 6, 2)
Relation = Callable[[Problem, Result, random.Random, Problem | None], str | None]


def answer(problem: Problem) -> Result | None:
    """None where hard rules contradict."""
    try:
        return solve(problem)
    except ContradictionError:
        return None


def values(result: Result) -> dict[str, int]:
    """The levels that no draw decides."""
    return {level.name: level.value for level in result.levels if not level.name.startswith("tie")}


def table(result: Result) -> set[tuple[str, str, str]]:
    return {(pair.participant.id, pair.mentor.id, pair.session.id) for pair in result.pairs}


def all_people(problem: Problem) -> tuple[Person, ...]:
    return (*problem.participants, *problem.mentors)


def renamed(problem: Problem, mark: str, *, sessions: bool = False) -> Problem:
    """The same problem with other names and ids of everybody, in whatever role; ``sessions``: these too.

    Where sessions are renamed, everybody and every rule names his own, so that the problem can stand beside another.
    """
    ids = {one.id: f"{mark}{number}@example.net" for number, one in enumerate(all_people(problem))}
    names = {name_key(one.name): f"{mark.upper()} {one.name}" for one in all_people(problem)}

    def person(text: str) -> str:
        return ids.get(text) or names.get(name_key(text)) or f"{mark} {text}"

    def session(text: str) -> str:
        return f"{mark} {text}" if sessions and text else text

    def known(one: Known) -> Known:
        if isinstance(one, Practice):
            return Practice(tuple(map(person, one.members)), session(one.session))
        return Meeting(person(one.participant), person(one.mentor), session(one.session))

    everywhere = tuple(session(one.name) for one in problem.sessions)

    def own_sessions(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return (everywhere if sessions else None) if names is None else tuple(map(session, names))

    def rule(one: Rule) -> Rule:
        if isinstance(one, Apart):
            return replace(one, a=person(one.a), b=person(one.b))
        if isinstance(one, Together):
            where = one.session and session(one.session)
            return replace(one, participant=person(one.participant), mentor=person(one.mentor), session=where)
        if isinstance(one, MatchColumns) and one.person is not None:
            one = replace(one, person=person(one.person))
        return replace(one, sessions=own_sessions(one.sessions))

    def moved(one):
        return replace(
            one,
            name=names[name_key(one.name)],
            id=ids[one.id],
            apart=tuple(map(person, one.apart)),
            sessions=own_sessions(one.sessions),
        )

    return problem.replace(
        participants=map(moved, problem.participants),
        mentors=map(moved, problem.mentors),
        sessions=[
            replace(one, name=session(one.name), also_called=tuple(map(session, one.also_called)))
            for one in problem.sessions
        ],
        rules=map(rule, problem.rules),
        **{kind: map(known, getattr(problem, kind)) for kind in ("baseline", "held", "earlier")},
    )


# --- the relations: each asserts, and says what it saw, or None where it does not apply -------------------------


def other_names_and_ids_change_nothing_but_the_draw(
    problem: Problem, result: Result, chance: random.Random, another: Problem | None
) -> str | None:
    other = answer(renamed(problem, "other"))
    assert other is not None
    assert values(other) == values(result)
    return "renamed"


def a_mentor_who_helps_in_no_session_changes_nothing(
    problem: Problem, result: Result, chance: random.Random, another: Problem | None
) -> str | None:
    nobody = Mentor("Zoe", "zoe@example.org", sessions=(), capacity=chance.choice([None, 0, 3]), free=(), min_load=0)
    mentors = [*problem.mentors, nobody]
    chance.shuffle(mentors)
    other = answer(problem.replace(mentors=mentors))
    assert other is not None
    assert (other.levels, other.unique) == (result.levels, result.unique)
    assert not result.unique or table(other) == table(result)
    return "one more"


def two_cohorts_side_by_side_are_the_sum_of_the_two(
    problem: Problem, result: Result, chance: random.Random, another: Problem | None
) -> str | None:
    """In `equal` balance, as in proportion the scale is common to all mentors; and with the levels that all have."""
    assert another is not None
    if any(all(session.closed for session in each.sessions) for each in (problem, another)):
        return None  # a pin in any session is void there, and no longer once there is an open one
    one = renamed(problem, "one", sessions=True).replace(balance="equal", levels=LEVELS)
    common = {name: getattr(one, name) for name in ("balance", "levels", "repeat", "earlier_weight")}
    two = renamed(another, "two", sessions=True).replace(**common)
    alone = answer(one), answer(two)
    both = one.replace(
        **{
            kind: (*getattr(one, kind), *getattr(two, kind))
            for kind in ("participants", "mentors", "sessions", "rules", "baseline", "held", "earlier")
        }
    )
    together = answer(both)
    if alone[0] is None or alone[1] is None:
        assert together is None
        return None
    assert together is not None
    sums = Counter(values(alone[0]))
    sums.update(values(alone[1]))
    assert values(together) == {name: sums[name] for name in values(together)}
    return f"merged by {together.engine}"


def without_an_unused_mentor_only_he_is_no_longer_idle(
    problem: Problem, result: Result, chance: random.Random, another: Problem | None
) -> str | None:
    problem = problem.replace(balance="equal")
    before = answer(problem)
    assert before is not None
    busy = {pair.mentor.id for pair in before.pairs} | {one.id for one in problem.participants}
    named = {problem.person_id(who) for rule in problem.rules for who in people_of(rule)}
    published = {one.mentor for one in problem.baseline if isinstance(one, Meeting)}
    unused = [one for one in problem.mentors if one.id not in busy | named | published]
    if not unused:
        return None
    gone = chance.choice(unused)
    other = answer(problem.replace(mentors=[one for one in problem.mentors if one != gone]))
    assert other is not None
    least = gone.min_load if gone.capacity is None else min(gone.min_load, gone.capacity)
    short = max(0, least - sum(isinstance(one, Meeting) and one.mentor == gone.id for one in problem.held))
    expected = {name: value - short if name == "idle" else value for name, value in values(before).items()}
    assert values(other) == expected
    return "one fewer"


RELATIONS: list[Relation] = [
    other_names_and_ids_change_nothing_but_the_draw,
    a_mentor_who_helps_in_no_session_changes_nothing,
    two_cohorts_side_by_side_are_the_sum_of_the_two,
    without_an_unused_mentor_only_he_is_no_longer_idle,
]


def family(most_examples: int, relation: Relation) -> Counter[str]:
    seen: Counter[str] = Counter()
    others = problems(SMALL) if relation is two_cohorts_side_by_side_are_the_sum_of_the_two else st.none()

    @settings(QUICK, max_examples=most_examples)
    @given(st.one_of(problems(SMALL), problems(MIDDLE, hard_together=False)), others)
    def check(problem: Problem, another: Problem | None) -> None:
        result = answer(problem)
        if result is not None:
            seen[relation(problem, result, random.Random(repr(problem)), another) or "does not apply"] += 1

    check()
    return seen


@pytest.mark.parametrize("relation", RELATIONS)
def test_relation(relation: Relation) -> None:
    seen = family(25, relation)
    assert sum(number for kind, number in seen.items() if kind != "does not apply") >= 5


@pytest.mark.long
@pytest.mark.parametrize("relation", RELATIONS)
def test_relation_in_a_thousand(relation: Relation) -> None:
    seen = family(1000, relation)
    assert sum(number for kind, number in seen.items() if kind != "does not apply") >= 200
