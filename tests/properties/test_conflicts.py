"""Contradictions: there is one exactly where no plan is, and of each nothing can be left out.

The check here reads a conflict as a person would: from its fields and the problem, and tries everything.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from pairing import Conflict, ContradictionError, InputError, PairingError, conflicts, solve
from pairing.engine.conflict import Limit, Requirement
from pairing.judging.rules import pair_verdict
from pairing.judging.times import _candidates, _start_fault
from pairing.model.in_force import LEVELS, rules_in_force
from pairing.model.intervals import to_datetime
from pairing.model.meetings import Meeting, Practice
from pairing.model.peer_rules import PractisedBefore
from pairing.model.problem import Problem
from pairing.model.rules import Apart, RatherNot, Together
from pairing.model.solution import Triple
from tests.properties.peer_strategies import peer_problem
from tests.properties.strategies import Size, crowded, problems, quick, timed

WEE = Size(4, 3, 3)


def pinned(problem: Problem, chance: random.Random) -> Problem:
    """The problem with many hard pins, most of them about few mentors."""
    if not problem.participants or not problem.mentors:
        return problem
    mentors = chance.sample(problem.mentors, min(len(problem.mentors), chance.choice([1, 2, 3])))
    named = [None, *(session.name for session in problem.sessions if not session.is_peers)]
    rules = [
        Together(chance.choice(problem.participants).id, chance.choice(mentors).id, chance.choice(named))
        for _ in range(chance.choice([1, 2, 3, 4, 5]))
    ]
    kept = [rule for rule in problem.rules if not isinstance(rule, Together)]
    if chance.random() < 0.5:
        kept = [rule for rule in kept if rule.weight is not None]
    return problem.replace(rules=[*kept, *rules], levels=LEVELS)


def open_up(problem: Problem, chance: random.Random) -> Problem:
    """The same where less excludes, so that it is the limits on numbers and time that bind."""
    sessions = [
        dataclasses.replace(one, track="ignored" if not one.is_peers else one.track, closed=chance.random() < 0.05)
        for one in problem.sessions
    ]
    people = [dataclasses.replace(one, sessions=None, apart=()) for one in problem.participants]
    mentors = [dataclasses.replace(one, sessions=None, apart=()) for one in problem.mentors]
    return problem.replace(sessions=sessions, participants=people, mentors=mentors, levels=LEVELS)


def checked(problem: Problem) -> tuple[Conflict, ...]:
    """The conflicts of a problem, each held against the brute force; they are there exactly where no plan is."""
    found, error = conflicts(problem), refusal(problem)
    if isinstance(error, InputError):
        assert [issue.code for issue in error.issues] == ["max-changes-too-small"]
    assert (error.conflicts if isinstance(error, ContradictionError) else ()) == found
    assert isinstance(error, ContradictionError) == bool(found)
    if found:
        assert [issue.message for issue in error.issues] == [one.message for one in found]
    for one in found:
        assert one.is_minimal, one
        assert one.text
        is_smallest(problem, one)
    wishes = [wish for one in found for wish in one.requirements]
    assert len(wishes) == len(set(wishes))
    return found


def refusal(problem: Problem) -> PairingError | None:
    try:
        solve(problem)
    except (ContradictionError, InputError) as error:
        return error
    return None


# --- by trial ---------------------------------------------------------------------------------------------------


def is_smallest(problem: Problem, one: Conflict) -> None:
    wishes, limits = list(one.requirements), list(one.limits)
    assert all(is_true(problem, limit) for limit in limits), limits
    assert not can_hold(problem, wishes, limits), one.text
    for at in range(len(wishes)):
        assert can_hold(problem, wishes[:at] + wishes[at + 1 :], limits), (one.text, wishes[at])
    for at in range(len(limits)):
        assert can_hold(problem, wishes, limits[:at] + limits[at + 1 :]), (one.text, limits[at])


def can_hold(problem: Problem, wishes: Sequence[Requirement], limits: Sequence[Limit]) -> bool:
    if any(wish.kind == "peers" for wish in wishes):
        couples = [frozenset(wish.person_ids) for wish in wishes]
        return all(allows_groups(couples, limit) for limit in limits)
    return any(
        all(allows(problem, set(plan), limit) for limit in limits) and can_begin(problem, sorted(set(plan)), limits)
        for plan in product(*(list(meetings(problem, wish)) for wish in wishes))
    )


def meetings(problem: Problem, wish: Requirement) -> Iterator[Triple]:
    p, m = problem.participant_idx(wish.person_ids[0]), problem.mentor_idx(wish.person_ids[1])
    for s, session in enumerate(problem.sessions):
        if not session.is_peers and wish.session in (None, session.name):
            yield p, m, s


def allows(problem: Problem, plan: set[Triple], limit: Limit) -> bool:
    """Whether a plan keeps a limit that speaks of no time."""

    def meeting(triple: Triple) -> tuple[str, str, str]:
        p, m, s = triple
        return problem.participants[p].id, problem.mentors[m].id, problem.sessions[s].name

    held = [one for one in problem.held if isinstance(one, Meeting)]
    all_of = [meeting(triple) for triple in plan]
    where = [session for session in problem.sessions if session.name == limit.session]
    match limit.kind:
        case "excluded":
            return (*(limit.person_ids * 2)[:2], limit.session) not in all_of
        case "absent":
            return not any((who, at) == (limit.person_ids[0], limit.session) for who, _, at in all_of)
        case "over":
            return all(at != limit.session for _, _, at in all_of)
        case "demand":
            mine = [at for who, _, at in all_of if who == limit.person_ids[0] and at == limit.session]
            done = [one for one in held if one.participant == limit.person_ids[0] and where[0].is_called(one.session)]
            return len(mine) + len(done) <= limit.number
        case "capacity":
            mine = [who for _, who, _ in all_of if who == limit.person_ids[0]]
            return len(mine) + sum(one.mentor == limit.person_ids[0] for one in held) <= limit.number
        case "most per mentor":
            mine = [who for _, who, at in all_of if (who, at) == (limit.person_ids[0], limit.session)]
            done = [one for one in held if one.mentor == limit.person_ids[0] and where[0].is_called(one.session)]
            return len(mine) + len(done) <= limit.number
        case "no repeat":
            counted = [at for one, other, at in all_of if (one, other) == limit.person_ids and never(problem, at)]
            return len(counted) <= 1
        case "time" | "pause" | "most a day":
            return True
    raise AssertionError(limit.kind)


def never(problem: Problem, session: str) -> bool:
    return problem.policy(session) == "never"


def can_begin(problem: Problem, plan: Sequence[Triple], limits: Sequence[Limit]) -> bool:
    """Whether there are starts that keep the limits on time, one meeting after another."""
    of_time = [limit for limit in limits if limit.kind in ("time", "pause", "most a day")]
    starts = {
        triple: [at for at in _candidates(problem, triple) if not _start_fault(problem, triple, at)]
        for triple in plan
        if problem.sessions[triple[2]].needs_start and not problem.sessions[triple[2]].closed
    }
    waiting = [triple for triple in plan if starts.get(triple)]

    def begin(number: int, begun: list[tuple[Triple, int]]) -> bool:
        if number == len(waiting):
            return True
        one = waiting[number]
        return any(
            all(in_time(problem, limit, [*begun, (one, at)]) for limit in of_time)
            and begin(number + 1, [*begun, (one, at)])
            for at in starts[one]
        )

    return not of_time or begin(0, [])


def in_time(problem: Problem, limit: Limit, begun: Sequence[tuple[Triple, int]]) -> bool:
    (who,) = limit.person_ids
    if limit.kind == "most a day":
        mine = [(triple, at) for triple, at in begun if problem.mentors[triple[1]].id == who]
        mentor = next(one for one in problem.mentors if one.id == who)
        days = [to_datetime(at, mentor.zone or problem.sessions[s].zone).date() for (_, _, s), at in mine]
        return all(days.count(day) <= limit.number for day in days)
    spans = []
    for (p, m, s), at in begun:
        is_his = problem.mentors[m].id == who or (limit.kind == "time" and problem.participants[p].id == who)
        if is_his:
            spans.append((at, at + problem.sessions[s].minutes + (limit.number if limit.kind == "pause" else 0)))
    return all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(spans, 2))


def allows_groups(couples: Sequence[frozenset[str]], limit: Limit) -> bool:
    groups: list[set[str]] = []
    for couple in couples:
        near = [group for group in groups if group & couple]
        groups = [group for group in groups if not group & couple] + [set(couple).union(*near)]
    match limit.kind:
        case "group size":
            return all(len(group) <= 3 for group in groups)
        case "one trio":
            return sum(len(group) > 2 for group in groups) <= 1
        case "absent":
            return not any(limit.person_ids[0] in group for group in groups)
        case "excluded":
            return not any(group.issuperset(limit.person_ids) for group in groups)
    raise AssertionError(limit.kind)


def is_true(problem: Problem, limit: Limit) -> bool:
    """Whether a limit is one of the problem; what is excluded is asked of the judge."""
    if limit.kind != "excluded" or limit.rule == "the same person":
        return True
    s = problem.session_idx(limit.session)
    if problem.sessions[s].is_peers:
        return any(keeps_apart(problem, set(couple)) for couple in combinations(limit.person_ids, 2))
    p, m = problem.participant_idx(limit.person_ids[0]), problem.mentor_idx(limit.person_ids[-1])
    found = [pair_verdict(problem, rule) for rule in rules_in_force(problem) if rule.weight is None]
    against = [verdict for verdict in found if verdict is not None and verdict.objects_to(p, m, s)]
    return any(verdict.is_private == ("private" in limit.rule) for verdict in against)


def keeps_apart(problem: Problem, couple: set[str]) -> bool:
    for rule in rules_in_force(problem):
        if isinstance(rule, Apart) and {problem.person_id(rule.a), problem.person_id(rule.b)} == couple:
            return True
        if isinstance(rule, RatherNot) and any(
            {one.id, other} == couple
            for one in problem.participants
            for who in one.apart
            for other in problem.ids_of(who)
        ):
            return True
        if isinstance(rule, PractisedBefore) and rule.weight is None:
            past = [one for one in (*problem.held, *problem.earlier) if isinstance(one, Practice)]
            if any(couple <= set(one.members) and problem.policy(one.session) != "allow" for one in past):
                return True
    return False


# --- the families -----------------------------------------------------------------------------------------------

SEEDS = st.integers(0, 2**32 - 1)


@quick(60)
@given(problems(WEE), SEEDS)
def test_of_each_contradiction_nothing_can_be_left_out(problem: Problem, seed: int) -> None:
    found = checked(pinned(problem, random.Random(seed)))
    event(f"{len(found)} conflicts")


@quick(60)
@given(crowded(WEE, published=True), SEEDS, st.sampled_from([None, 0, 1, 3]))
def test_with_limits_that_bind_nothing_can_be_left_out(problem: Problem, seed: int, most: int | None) -> None:
    chance = random.Random(seed)
    found = checked(pinned(open_up(problem, chance), chance).replace(max_changes=most))
    event(f"{len(found)} conflicts")


@quick(60)
@given(timed(WEE, narrow=True), SEEDS)
def test_with_times_nothing_can_be_left_out(problem: Problem, seed: int) -> None:
    chance = random.Random(seed)
    found = checked(pinned(open_up(problem, chance), chance))
    event(f"{sorted({limit.kind for one in found for limit in one.limits})}")


@pytest.mark.parametrize("seed", range(60))
def test_of_peers_nothing_can_be_left_out(seed: int) -> None:
    chance = random.Random(seed)
    problem = peer_problem(chance.choice([3, 4, 5, 6, 7]), seed)
    couples = list(combinations([one.id for one in problem.participants], 2))
    pins = [
        Together(*couple, "Practice")
        for couple in chance.sample(couples, min(len(couples), chance.choice([1, 2, 3, 4])))
    ]
    kept = [rule for rule in problem.rules if not isinstance(rule, Together)]
    checked(problem.replace(rules=[*kept, *pins], levels=("unpaired",)))
