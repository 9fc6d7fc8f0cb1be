"""What is published is kept: random cohorts, random events, and the repair of the plan."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.model.in_force import LEVELS
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart
from pairing.model.session import Session
from pairing.model.solution import Result
from tests.properties.strategies import HEADERS, TRACKS, free_times, problems, quick
from tests.reference.brute_force import best_plans
from tests.reference.fewest_changes import fewest_changes

QUICK = quick(100)
LONG = settings(QUICK, max_examples=1500)
EVENTS = (
    "joiner",
    "joiner",
    "mentor gone",
    "capacity",
    "participant gone",
    "new mentor",
    "hours lost",
    "apart",
    "over",
)
UNSETTLING = ("joiner", "capacity", "mentor gone", "capacity")


def published(result: Result) -> tuple[Meeting, ...]:
    """The plan, as it would be read back from the documents; one row is of somebody who left long ago."""
    pairs = tuple(Meeting(one.participant.id, one.mentor.id, one.session.name) for one in result.pairs)
    return (*pairs, Meeting("gone@example.org", "gone@example.org", result.problem.sessions[0].name))


def tight_cohorts(most: int, sessions: int = 2) -> st.SearchStrategy[Problem]:
    """Up to ``most`` participants, few mentors for each track, and hardly a place more than is wanted."""
    return st.integers(0, 2**32 - 1).map(lambda seed: _tight_cohort(random.Random(seed), most, sessions))


def _tight_cohort(chance: random.Random, most: int, most_sessions: int) -> Problem:
    num_p, num_s = chance.randint(most // 2, most), chance.choice([1, 1, most_sessions])
    participants = [Participant(f"P{p}", tracks=(chance.choice(TRACKS[:3]),)) for p in range(num_p)]
    mentors: list[Mentor] = []
    places = 0
    while places < num_p * num_s + chance.choice([0, 2, 3]):
        offer = chance.choice([1, 1, 2, 2, 3])
        places += offer
        tracks = tuple(chance.sample(TRACKS[:3], chance.choice([1, 2, 2])))
        mentors.append(Mentor(f"M{len(mentors)}", tracks=tracks, capacity=offer))
    limit = chance.choice([None, None, None, 2])
    sessions = [Session(f"Session {s}", track="required", most_per_mentor=limit) for s in range(num_s)]
    repeat = chance.choice(["never", "never", "allow", "avoid"])
    return Problem(participants, mentors, sessions, seed=chance.getrandbits(64), repeat=repeat)


@st.composite
def repairs(
    draw: st.DrawFn, cohorts: st.SearchStrategy[Problem], events: Sequence[str] = EVENTS
) -> tuple[Problem, str]:
    """A problem to which something happened after its plan was published, and what it was."""
    problem = draw(cohorts).replace(baseline=(), levels=LEVELS)
    problem = problem.replace(baseline=published(solve(problem)))
    happened = draw(st.lists(st.sampled_from(events), min_size=1, max_size=4))
    for what in happened:
        problem = draw(after(problem, what))
    return problem, ", ".join(sorted(set(happened)))


@st.composite
def after(draw: st.DrawFn, problem: Problem, what: str) -> Problem:
    """The problem after one event; the same where there is nobody whom it could befall."""
    participants, mentors = problem.participants, problem.mentors
    new_id = f"{1 + sum(one.name == 'Late Comer' for one in (*participants, *mentors))} {what}"
    blank = dict.fromkeys(HEADERS, "")
    if what == "joiner":
        late = Participant(
            "Late Comer", new_id, tracks=(draw(st.sampled_from(TRACKS)),), free=draw(free_times()), answers=blank
        )
        return problem.replace(participants=(*participants, late))
    if what == "new mentor":
        helper = Mentor("Late Comer", new_id, capacity=1, free=draw(free_times()), answers=blank)
        return problem.replace(mentors=(*mentors, helper))
    if what == "over":
        s = draw(st.integers(0, len(problem.sessions) - 1))
        name = problem.sessions[s].name
        sessions = list(problem.sessions)
        sessions[s] = dataclasses.replace(sessions[s], closed=True)
        held = [one for one in problem.baseline if isinstance(one, Meeting) and one.session == name]
        return problem.replace(sessions=sessions, held=tuple(dict.fromkeys((*problem.held, *held))))
    if not participants or not mentors:
        return problem
    p = draw(st.integers(0, len(participants) - 1))
    m = draw(st.integers(0, len(mentors) - 1))
    if what == "apart":
        return problem.replace(rules=(*problem.rules, Apart(participants[p].id, mentors[m].id)))
    if what == "participant gone":
        return problem.without(participants[p].id)
    if what == "mentor gone":
        return problem.without(mentors[m].id)
    if what == "hours lost":
        changed = dataclasses.replace(participants[p], free=())
        return problem.replace(participants=(*participants[:p], changed, *participants[p + 1 :]))
    changed_mentor = dataclasses.replace(mentors[m], capacity=draw(st.integers(0, 2)), is_firm=draw(st.booleans()))
    return problem.replace(mentors=(*mentors[:m], changed_mentor, *mentors[m + 1 :]))


def check_repair(problem: Problem, happened: str) -> None:
    event(happened)
    repaired = solve(problem)
    unpaired, changed = (repaired.level(name).value for name in ("unpaired", "changed"))
    event(f"{min(changed, 3)} changed")
    assert (unpaired, changed) == fewest_changes(problem)
    assert unpaired <= solve(problem.replace(baseline=())).level("unpaired").value
    # With nothing dropped and nobody more unpaired, the same pairs are the only plan: whatever comes after `changed`.
    again = solve(problem.replace(baseline=published(repaired)))
    assert published(again) == published(repaired)
    assert again.level("changed").value == 0
    assert again.unique


def check_why(problem: Problem) -> None:
    """By looking at every plan; and a published pair is only dropped where somebody would be unpaired otherwise."""
    repaired = solve(problem)
    unpaired, changed = (repaired.level(name).value for name in ("unpaired", "changed"))
    best = best_plans(problem.replace(levels=("unpaired", "changed")))
    assert best is not None
    assert [value for _, value in best.levels[:2]] == [unpaired, changed]
    event(f"{min(changed, 3)} changed")
    if changed:
        try:
            assert solve(problem.replace(max_changes=changed - 1)).level("unpaired").value > unpaired
        except InputError as error:
            event(error.issues[0].code)


@QUICK
@given(repairs(st.one_of(tight_cohorts(12), problems(hard_together=False))))
def test_a_repair_changes_as_few_pairs_as_can_be(subject: tuple[Problem, str]) -> None:
    check_repair(*subject)


@QUICK
@given(repairs(tight_cohorts(6, sessions=1), UNSETTLING))
def test_a_published_pair_is_dropped_only_where_somebody_would_be_unpaired(subject: tuple[Problem, str]) -> None:
    check_why(subject[0])


@pytest.mark.long
@LONG
@given(repairs(st.one_of(tight_cohorts(12), problems(hard_together=False))))
def test_thousands_of_repairs_change_as_few_pairs_as_can_be(subject: tuple[Problem, str]) -> None:
    check_repair(*subject)


@pytest.mark.long
@LONG
@given(repairs(tight_cohorts(6, sessions=1), UNSETTLING))
def test_in_thousands_a_published_pair_is_dropped_only_where_somebody_would_be_unpaired(
    subject: tuple[Problem, str],
) -> None:
    check_why(subject[0])
