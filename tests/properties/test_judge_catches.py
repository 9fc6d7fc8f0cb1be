"""Faults planted into the best plan of random problems: the judge sees every one."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.errors import InternalError
from pairing.judging.evaluate import Judgement, evaluate
from pairing.judging.rules import PRIVATE
from pairing.model.in_force import rules_in_force
from pairing.model.limits import NoRepeat
from pairing.model.problem import Problem
from pairing.model.rules import Together
from tests.properties.strategies import problems
from tests.reference.brute_force import Triple, best_plans, first_objection

QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@st.composite
def solved(draw: st.DrawFn) -> tuple[Problem, list[Triple]]:
    """A problem with one of its best plans, found without any engine."""
    problem = draw(problems())
    best = best_plans(problem)
    if best is None:
        problem = problem.replace(
            rules=[one for one in problem.rules if not isinstance(one, Together)], levels=("unpaired",)
        )
        best = best_plans(problem)
    assert best is not None
    return problem, list(min(best.plans))


def values(judgement: Judgement) -> list[int]:
    return [value for _, value in judgement.levels]


def broken(problem: Problem, plan: list[Triple]) -> list[str]:
    return [violation.rule for violation in evaluate(problem, plan).violations]


def every_triple(problem: Problem) -> list[Triple]:
    return list(product(range(len(problem.participants)), range(len(problem.mentors)), range(len(problem.sessions))))


@QUICK
@given(solved())
def test_a_dropped_pair(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    best = evaluate(problem, plan)
    assert best.is_valid
    for gone in plan:
        judgement = evaluate(problem, [one for one in plan if one != gone])
        assert judgement.level("unpaired") == best.level("unpaired") + 1
        assert not judgement.is_valid or values(judgement) > values(best)


@QUICK
@given(solved())
def test_two_swapped_mentors(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    best = evaluate(problem, plan)
    for one, other in combinations(plan, 2):
        swapped = {(one[0], other[1], one[2]), (other[0], one[1], other[2])}
        changed = [pair for pair in plan if pair not in (one, other)] + sorted(swapped)
        if sorted(changed) != plan:
            event("swapped")
            judgement = evaluate(problem, changed)
            assert not judgement.is_valid or values(judgement) > values(best)


@QUICK
@given(solved())
def test_a_mentor_with_more_than_he_offered(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for m, mentor in enumerate(problem.mentors):
        his = [one for one in every_triple(problem) if one[1] == m]
        if mentor.capacity is not None and len(his) > mentor.capacity:
            event("overloaded in total")
            assert "capacity" in broken(problem, [one for one in plan if one[1] != m] + his[: mentor.capacity + 1])
        for s, session in enumerate(problem.sessions):
            there = [one for one in his if one[2] == s]
            if session.most_per_mentor is not None and len(there) > session.most_per_mentor:
                event("overloaded in a session")
                more = there[: session.most_per_mentor + 1]
                found = evaluate(problem, [one for one in plan if one[1] != m] + more).violations
                assert any(one.rule == "capacity" and one.session == session.name for one in found)


@QUICK
@given(solved())
def test_a_pair_that_a_rule_excludes(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for triple in every_triple(problem):
        reason = first_objection(problem, *triple)
        if reason is not None:
            event("excluded")
            found = broken(problem, [*plan, triple])
            assert found
            assert (PRIVATE if reason == "kept apart" and PRIVATE in found else reason) in found


@QUICK
@given(solved())
def test_the_same_two_in_another_session(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    best = evaluate(problem, plan)
    for p, m, _ in plan:
        for other in range(len(problem.sessions)):
            again = (p, m, other)
            if again in plan:
                continue
            judgement = evaluate(problem, [*plan, again])
            if problem.repeat == "never":
                event("repeated")
                assert "no repeat" in [violation.rule for violation in judgement.violations]
            elif problem.repeat == "avoid" and judgement.is_valid and "penalty" in problem.levels:
                assert values(judgement) > values(best)
    if problem.repeat == "allow":
        assert not any(isinstance(rule, NoRepeat) and rule.weight is None for rule in rules_in_force(problem))


@QUICK
@given(solved())
def test_a_pair_that_stands_twice(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    best = evaluate(problem, plan)
    for pair in plan:
        judgement = evaluate(problem, [*plan, pair])
        assert [violation.rule for violation in judgement.violations] == ["pair twice"]
        assert judgement.levels == best.levels


@QUICK
@given(solved())
def test_more_mentors_than_wanted_and_a_session_he_is_not_in(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for p, s in product(range(len(problem.participants)), range(len(problem.sessions))):
        everybody = [(p, m, s) for m in range(len(problem.mentors))]
        if len(everybody) > problem.demand(p, s):
            event("not in the session" if problem.demand(p, s) == 0 else "more than wanted")
            found = evaluate(problem, sorted({*plan, *everybody})).violations
            who, where = problem.participants[p].name, problem.sessions[s].name
            assert [one.rule for one in found if (one.participant, one.mentor, one.session) == (who, "", where)] == [
                "demand"
            ]


@QUICK
@given(solved())
def test_a_pin_that_is_not_kept(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for p, m, s in plan:
        event("pinned")
        couple = problem.participants[p].id, problem.mentors[m].id
        for where in (None, problem.sessions[s].name):
            pinned = problem.replace(rules=(*problem.rules, Together(*couple, where, name="pin")))
            assert evaluate(pinned, plan).is_valid
            apart = [one for one in plan if one[:2] != (p, m)]
            assert "pin" in broken(pinned, apart)


@QUICK
@given(solved())
def test_somebody_who_is_not_in_the_problem(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    sizes = len(problem.participants), len(problem.mentors), len(problem.sessions)
    for stranger in ((sizes[0], 0, 0), (0, sizes[1], 0), (0, 0, sizes[2]), (-1, 0, 0)):
        with pytest.raises(InternalError):
            evaluate(problem, [*plan, stranger])
