"""Why somebody is left out: each mentor under the first thing that stands against him, and private wishes not told."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest
from hypothesis import given

from pairing.engine.run import solve
from pairing.judging.evaluate import exclusions as judged_exclusions
from pairing.model.exempt import Exempt
from pairing.model.intervals import FreeTime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Status
from pairing.reasons.exclusion import (
    ALREADY_MET,
    FULL,
    KEPT_BACK,
    NO_TIME_LEFT,
    NOT_HERE,
    NOT_PROVED,
    PRIVATE,
    exclusions,
)
from tests.properties.strategies import problems, quick

QUICK = quick(100)
REVIEW = Session("Review", track="required")


def told(problem):
    """For each person left out: session, kind, and the mentors by what stands against them."""
    return [
        (
            one.participant.name,
            one.session.name,
            one.kind,
            {h.rule: [m.name for m in h.mentors] for h in one.hindrances},
        )
        for one in exclusions(solve(problem))
    ]


def test_nobody_left_out_needs_no_reason():
    assert told(Problem([Participant("Ada")], [Mentor("Bo")], [REVIEW])) == []


def test_each_mentor_stands_under_the_first_rule_that_excludes_him():
    ada = Participant("Ada", tracks=("Backend",), apart=("Cem",), sessions=("Review",))
    mentors = [
        Mentor("Bo", tracks=("Frontend",)),
        Mentor("Cem", tracks=("Backend",)),
        Mentor("Dee", tracks=("Frontend",)),
        Mentor("Eli", sessions=("Talk",)),
    ]
    problem = Problem([ada], mentors, [REVIEW, Session("Talk")])
    problem = problem.replace(
        participants=[Participant("Ada", tracks=("Backend",), apart=("Cem",), sessions=("Review",))]
    )
    hindrances = {PRIVATE: ["Cem"], "track": ["Bo", "Dee"], NOT_HERE: ["Eli"]}
    assert told(problem) == [("Ada", "Review", "excluded", hindrances)]


def test_the_reason_reads_as_a_coordinator_would_say_it():
    ada = Participant("Ada", tracks=("Backend",))
    problem = Problem([ada], [Mentor("Bo", tracks=("Frontend",))], [REVIEW])
    assert exclusions(solve(problem))[0].text == "Ada, Review: none of 1 mentor is possible: 1 another track (Bo)"


def test_mentors_who_could_are_full_or_met_already():
    participants = [Participant("Ada", times_left_out=0), Participant("Bo", times_left_out=2)]
    full = Problem(participants, [Mentor("Cem", capacity=1)], [Session("Review")])
    assert told(full)[0][2:] == ("shortage", {FULL: ["Cem"]})
    met = Problem([Participant("Ada")], [Mentor("Cem")], [Session("Review"), Session("Talk")])
    assert told(met)[0][2:] == ("shortage", {ALREADY_MET: ["Cem"]})


def test_who_is_kept_back_by_a_level_before_is_told_so():
    levels = ("imbalance", "unpaired")
    problem = Problem([Participant("Ada")], [Mentor("Cem")], [Session("Review")], levels=levels)
    assert told(problem)[0][2:] == ("shortage", {KEPT_BACK: ["Cem"]})


def test_of_a_plan_that_is_not_proved_it_is_not_said_that_somebody_is_needed_elsewhere():
    problem = Problem([Participant("Ada")], [Mentor("Cem")], [Session("Review")], levels=("imbalance", "unpaired"))
    stopped = dataclasses.replace(solve(problem), status=Status.STOPPED)
    assert [one.rule for one in exclusions(stopped)[0].hindrances] == [NOT_PROVED]


@pytest.mark.parametrize("time", ["they agree", "we set"])
def test_who_has_places_and_no_hour_left_is_not_said_to_be_full(time):
    monday = date(2027, 3, 1)
    hour = [FreeTime(monday, 17 * 60, 18 * 60, "UTC")]
    people = [Participant(name, free=hour, zone="UTC") for name in ("Ada", "Bo")]
    days = {"first_day": monday, "last_day": monday, "zone": "UTC"}
    interview = Session("Interview", minutes=60, time=time, **days)
    problem = Problem(people, [Mentor("Dee", capacity=2, free=hour, zone="UTC")], [interview])
    assert [one[2:] for one in told(problem)] == [("shortage", {NO_TIME_LEFT: ["Dee"]})]


@pytest.mark.parametrize("mentors", [[], [Mentor("Eli", sessions=("Talk",))]])
def test_a_session_without_mentors_says_so(mentors):
    ada = Participant("Ada", sessions=("Review",))
    problem = Problem([ada], mentors, [Session("Review"), Session("Talk")])
    assert exclusions(solve(problem))[0].text == "Ada, Review: no mentor helps in this session"


def test_a_private_wish_is_told_to_nobody():  # naming the mentor would tell it
    problem = Problem([Participant("Ada")], [Mentor("Bo", apart=("Ada",))], [Session("Review")])
    reason = exclusions(solve(problem))[0]
    assert "kept apart" not in reason.text
    assert "kept apart" not in json.dumps(reason.to_dict("7"))
    assert PRIVATE in reason.text
    assert "Bo" not in reason.text


def test_people_stand_in_json_as_codes_and_never_as_addresses():
    problem = Problem([Participant("Ada", id="ada@example.org")], [Mentor("Bo", capacity=0)], [Session("Review")])
    fields = exclusions(solve(problem))[0].to_dict("7")
    assert fields["kind"] == "shortage"
    assert "@" not in json.dumps(fields)


@QUICK
@given(problems(hard_together=False))
def test_the_rules_are_those_the_judge_names(problem):
    result = solve(problem)
    judged = judged_exclusions(problem)
    for one in exclusions(result):
        p, s = problem.participant_idx(one.participant.id), problem.session_idx(one.session.name)
        by_mentor = {mentor.id: hindrance.rule for hindrance in one.hindrances for mentor in hindrance.mentors}
        for m, mentor in enumerate(problem.mentors):
            rule = judged.get((p, m, s))
            if rule is not None:
                assert by_mentor[mentor.id] in (rule, PRIVATE)
            elif mentor.id in by_mentor:
                assert by_mentor[mentor.id] in (FULL, ALREADY_MET, KEPT_BACK)
                assert one.kind == "shortage"


def test_who_may_meet_twice_has_met_enough_after_the_second_meeting() -> None:
    sessions = [Session(name) for name in ("One", "Two", "Three")]
    problem = Problem([Participant("Ada")], [Mentor("Cem")], sessions, exempt=[Exempt("Ada", "Cem", "no repeat")])
    assert told(problem)[0][2:] == ("shortage", {ALREADY_MET: ["Cem"]})


def test_a_mentor_who_helps_by_an_exemption_and_is_full_is_told_as_full() -> None:
    mentors = [Mentor("Cem", sessions=("Two",), capacity=0)]
    exempt = [Exempt("Ada", "Cem", "not in this session")]
    problem = Problem([Participant("Ada")], mentors, [Session("One"), Session("Two", closed=True)], exempt=exempt)
    assert told(problem)[0][2:] == ("shortage", {FULL: ["Cem"]})


def test_sessions_that_never_repeat_say_who_is_met_where_the_programme_lets_people_meet_again() -> None:
    sessions = [Session("Review", repeat="never"), Session("Talk", repeat="never")]
    problem = Problem([Participant("Ada")], [Mentor("Cem")], sessions, repeat="avoid")
    assert told(problem)[0][3] == {ALREADY_MET: ["Cem"]}


def test_a_meeting_that_may_be_repeated_keeps_nobody_from_another() -> None:
    sessions = [Session("Review"), Session("Talk", repeat="allow")]
    problem = Problem([Participant("Ada")], [Mentor("Cem", capacity=1)], sessions, repeat="never")
    assert told(problem)[0][3] == {FULL: ["Cem"]}
