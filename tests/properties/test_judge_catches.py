"""Faults planted into the best plan of random problems: the judge sees every one."""

from __future__ import annotations

import dataclasses
from itertools import combinations, product

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pairing.engine.run import _judge, solve
from pairing.errors import InternalError
from pairing.judging.evaluate import Judgement, evaluate
from pairing.judging.rules import PRIVATE
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from pairing.model.rules import Together
from pairing.model.solution import Solution, Status
from tests.properties.strategies import problems
from tests.reference.brute_force import Prices, Triple, best_plans, first_objection, policy_of

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
    prices = Prices(problem)
    for m in range(len(problem.mentors)):
        his = [one for one in every_triple(problem) if one[1] == m]
        most = prices.limits[m]
        if most is not None and len(his) > most:
            event("overloaded in total")
            assert "capacity" in broken(problem, [one for one in plan if one[1] != m] + his[: most + 1])
        for s, session in enumerate(problem.sessions):
            there = [one for one in his if one[2] == s]
            most_here = prices.limits_in[s][m]
            if most_here is not None and len(there) > most_here:
                event("overloaded in a session")
                more = there[: most_here + 1]
                found = evaluate(problem, [one for one in plan if one[1] != m] + more).violations
                assert any(one.rule == "capacity" and one.session == session.name for one in found)


@QUICK
@given(solved())
def test_a_published_pair_that_is_dropped(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    problem = problem.replace(levels=("changed",), baseline=problem.baseline or [Meeting("nobody", "nobody")])
    prices = Prices(problem)
    before = evaluate(problem, plan).level("changed")
    assert before == len(prices.published.difference(plan))
    for gone in plan:
        is_published = gone in prices.published
        event("published" if is_published else "new")
        rest = [one for one in plan if one != gone]
        assert evaluate(problem, rest).level("changed") == before + is_published
        limited = evaluate(problem.replace(max_changes=before), rest)
        assert ("changes" in [one.rule for one in limited.violations]) is is_published


@settings(QUICK, max_examples=20)
@given(problems(published=True, crossing=False, hard_together=False))
def test_an_engine_that_is_wrong_about_the_number_of_changes(problem: Problem) -> None:
    problem = problem.replace(levels=("unpaired", "changed"))
    result = solve(problem)
    assume("changed" in {level.name for level in result.levels})
    chosen = tuple(
        (
            problem.participant_idx(one.participant.id),
            problem.mentor_idx(one.mentor.id),
            problem.session_idx(one.session.name),
        )
        for one in result.pairs
    )
    honest = Solution(Status.OPTIMAL, chosen, result.levels, True, "flow")
    _judge(problem, honest)
    lie = [one._replace(value=one.value + 1) if one.name == "changed" else one for one in result.levels]
    with pytest.raises(InternalError):
        _judge(problem, honest._replace(levels=tuple(lie)))


@QUICK
@given(solved())
def test_a_new_pair_in_a_session_that_is_over(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for s, session in enumerate(problem.sessions):
        if any(one[2] == s for one in plan):
            closed = dataclasses.replace(session, closed=True)
            after = problem.replace(sessions=(*problem.sessions[:s], closed, *problem.sessions[s + 1 :]))
            event("over")
            found = [one for one in evaluate(after, plan).violations if one.session == session.name]
            assert "demand" in [one.rule for one in found]


@QUICK
@given(solved())
def test_somebody_met_in_an_earlier_cohort(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for p, m, _ in plan:
        couple = problem.participants[p].id, problem.mentors[m].id
        after = problem.replace(earlier=(*problem.earlier, Meeting(*couple)))
        policies = {policy_of(problem, problem.sessions[s].name) for one, other, s in plan if (one, other) == (p, m)}
        is_never = problem.repeat == "never" and "never" in policies
        event("never" if is_never else "elsewhere")
        assert ("met before" in broken(after, plan)) is is_never


@QUICK
@given(solved())
def test_a_meeting_that_was_held_already(subject: tuple[Problem, list[Triple]]) -> None:
    problem, plan = subject
    for p, m, s in plan:
        event("held")
        names = problem.participants[p].id, problem.mentors[m].id, problem.sessions[s].name
        assert "met before" in broken(problem.replace(held=(*problem.held, Meeting(*names))), plan)


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
            met = [one[2] for one in [*plan, again] if one[:2] == (p, m)]
            policies = [policy_of(problem, problem.sessions[s].name) for s in met]
            is_broken = "no repeat" in [violation.rule for violation in judgement.violations]
            event("repeated" if is_broken else "again")
            assert is_broken is (policies.count("never") > 1)
            if judgement.is_valid and "allow" not in policies and "penalty" in problem.levels:
                assert values(judgement) > values(best)


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
