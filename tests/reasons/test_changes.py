"""Single changes: what each says, and the problem as it is with it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest

from pairing.engine.run import solve
from pairing.judging.evaluate import exclusions
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session
from pairing.reasons.changes import FreeHour, HigherLimit, MorePlaces, OneMoreMentor, RelaxedRule, hour_of

DAYS = {"first_day": date(2027, 3, 12), "last_day": date(2027, 3, 16), "zone": "America/Los_Angeles"}
REVIEW, TALK = Session("Review"), Session("Talk")
TECHNICAL = Session("Technical", minutes=60, **DAYS)
ADA, BO = Participant("Ada"), Participant("Bo")
DEE, ELI = Mentor("Dee", capacity=1), Mentor("Eli", capacity=1)


def at(day: int, hour: int, minute: int = 0) -> int:
    """A UTC minute in March 2027."""
    return int(datetime(2027, 3, day, hour, minute, tzinfo=UTC).timestamp()) // 60


def free(day: int, start: int, end: int, zone: str = "UTC") -> tuple[FreeTime, ...]:
    """Whole hours of a day in March 2027."""
    return (FreeTime(date(2027, 3, day), start * 60, end * 60, zone),)


def pairs_of(problem: Problem) -> list[tuple[str, str, str]]:
    return [(one.participant.name, one.mentor.name, one.session.name) for one in solve(problem).pairs]


# --- places -----------------------------------------------------------------------------------------------------


def test_more_places_say_how_many_and_how_many_there_were():
    assert MorePlaces(DEE).text == "1 more place of Dee (2 instead of 1)"
    assert MorePlaces(Mentor("Dee", capacity=0), 3).text == "3 more places of Dee (3 instead of 0)"
    assert (MorePlaces(DEE).kind, MorePlaces(DEE).people) == ("place", (DEE,))


def test_more_places_are_of_one_mentor_and_the_problem_stays_as_it_was():
    problem = Problem([ADA, BO], [DEE, ELI], [REVIEW])
    after = MorePlaces(DEE, 2).apply(problem)
    assert [one.capacity for one in after.mentors] == [3, 1]
    assert [one.capacity for one in problem.mentors] == [1, 1]
    assert after.replace(mentors=problem.mentors) == problem


def test_a_higher_limit_is_of_one_session():
    limited = [dataclasses.replace(one, most_per_mentor=1) for one in (REVIEW, TALK)]
    change = HigherLimit(limited[0])
    assert change.text == "2 instead of 1 at most for each mentor in Review"
    assert (change.kind, change.people) == ("limit", ())
    after = change.apply(Problem([ADA], [DEE], limited))
    assert [one.most_per_mentor for one in after.sessions] == [2, 1]


def test_a_limit_of_none_goes_up_to_one():
    session = dataclasses.replace(REVIEW, most_per_mentor=0)
    assert HigherLimit(session).text == "1 instead of 0 at most for each mentor in Review"


# --- hours ------------------------------------------------------------------------------------------------------


def test_an_hour_is_told_on_the_clock_of_the_person():
    start = at(15, 17)
    told = [
        FreeHour(Mentor("Dee", zone=zone), TECHNICAL, start).text for zone in ("Europe/Berlin", "Asia/Kathmandu", None)
    ]
    assert told == [
        "Dee also free Mon 15 Mar, 18:00–19:00 CET",
        "Dee also free Mon 15 Mar, 22:45–23:45 UTC+5:45",
        "Dee also free Mon 15 Mar, 10:00–11:00 PDT",
    ]


def test_an_hour_across_a_clock_change_names_both_clocks_and_is_an_hour():
    """At 2:00 on 14 March the clocks of Los Angeles go to 3:00."""
    change = FreeHour(Mentor("Dee"), TECHNICAL, at(14, 9, 30))
    assert change.text == "Dee also free Sun 14 Mar, 01:30 PST–03:30 PDT"
    ada = Participant("Ada", free=free(14, 9, 11))
    problem = Problem([ada], [Mentor("Dee", free=())], [TECHNICAL])
    assert pairs_of(change.apply(problem)) == [("Ada", "Dee", "Technical")]
    (pair,) = solve(change.apply(problem)).pairs
    assert pair.common == ((at(14, 9, 30), at(14, 10, 30)),)


def test_an_hour_over_midnight_is_one_stretch():
    start = at(14, 23, 30)
    assert hour_of((start, start + 60)) == FreeTime(date(2027, 3, 14), 23 * 60 + 30, 24 * 60 + 30, "UTC")
    assert FreeHour(Mentor("Dee", zone="UTC"), TECHNICAL, start).text == "Dee also free Sun 14 Mar, 23:30–00:30 UTC"


def test_a_person_in_both_roles_is_free_in_both():
    ada, also_ada = Participant("Ada", "ada@x", free=free(12, 9, 10)), Mentor("Ada Q", "ada@x", free=())
    problem = Problem([ada, Participant("Bo", free=free(15, 17, 18))], [also_ada], [TECHNICAL])
    after = FreeHour(also_ada, TECHNICAL, at(15, 17)).apply(problem)
    hour = FreeTime(date(2027, 3, 15), 17 * 60, 18 * 60, "UTC")
    assert after.participants[0].free == (*free(12, 9, 10), hour)
    assert after.mentors[0].free == (hour,)
    assert after.participants[1] == problem.participants[1]
    assert pairs_of(after) == [("Bo", "Ada Q", "Technical")]


def test_who_was_never_asked_for_hours_is_free_then():
    problem = Problem([ADA], [DEE], [REVIEW])
    assert FreeHour(ADA, TECHNICAL, at(15, 17)).apply(problem).participants[0].free == free(15, 17, 18)


# --- rules ------------------------------------------------------------------------------------------------------


def apart_by_a_rule(rule: str) -> Problem:
    """Ada and Bo want Dee; the rule of that name stands against both."""
    people = [Participant(name, tracks=("Data",), answers={"Language": "en"}) for name in ("Ada", "Bo")]
    dee = Mentor("Dee", tracks=("Data",), answers={"Languages": "en"})
    match rule:
        case "track":
            dee = dataclasses.replace(dee, tracks=("Design",))
            return Problem(people, [dee], [dataclasses.replace(REVIEW, track="required")])
        case "language":
            dee = dataclasses.replace(dee, answers={"Languages": "fr"})
            return Problem(people, [dee], [REVIEW], [MatchColumns(("Language", "Languages"), "share", name="language")])
        case "not in this session":
            people = [dataclasses.replace(one, sessions=("Review",)) for one in people]
            return Problem(people, [dataclasses.replace(dee, sessions=("Talk",))], [REVIEW, TALK])
        case "met before":
            earlier = [Meeting(one.id, dee.id, "Review") for one in people]
            return Problem(people, [dee], [REVIEW], earlier=earlier)
    raise AssertionError(rule)


WORDS = {
    "track": "Ada and Dee may meet in Review (another track)",
    "language": "Ada and Dee may meet in Review (whatever the rule says: language)",
    "not in this session": "Dee also helps in Review, for Ada",
    "met before": "Ada and Dee may meet in Review (although they have met)",
}


@pytest.mark.parametrize("rule", WORDS)
def test_a_relaxed_rule_says_who_may_meet_although_what(rule: str):
    assert RelaxedRule(ADA, DEE, REVIEW, rule).text == WORDS[rule]


@pytest.mark.parametrize("rule", WORDS)
def test_a_relaxed_rule_lets_the_two_meet_and_nobody_else(rule: str):
    problem = apart_by_a_rule(rule)
    assert set(exclusions(problem).values()) >= {rule}
    assert pairs_of(problem) == []
    change = RelaxedRule(problem.participants[0], problem.mentors[0], problem.sessions[0], rule)
    assert pairs_of(change.apply(problem)) == [("Ada", "Dee", "Review")]


def test_a_second_meeting_of_two_is_allowed_where_it_is_asked_for():
    problem = Problem([ADA, BO], [Mentor("Dee")], [REVIEW, TALK])
    change = RelaxedRule(ADA, DEE, TALK, "no repeat")
    assert change.text == "Ada and Dee may meet in Talk (a second time)"
    assert len(pairs_of(problem)) == 2
    told = pairs_of(change.apply(problem))
    assert [pair for pair in told if pair[0] == "Ada"] == [("Ada", "Dee", "Review"), ("Ada", "Dee", "Talk")]
    assert len([pair for pair in told if pair[0] == "Bo"]) == 1


def test_exemptions_that_were_there_stay():
    problem = apart_by_a_rule("track")
    review = problem.sessions[0]
    one = RelaxedRule(problem.participants[0], problem.mentors[0], review, "track").apply(problem)
    both = RelaxedRule(problem.participants[1], problem.mentors[0], review, "track").apply(one)
    assert len(pairs_of(both)) == 2


# --- one more mentor --------------------------------------------------------------------------------------------


def test_one_more_mentor_is_told_with_tracks_hour_and_number():
    assert OneMoreMentor(REVIEW).text == "one more mentor in Review"
    assert OneMoreMentor(REVIEW, ("Data",)).text == "one more mentor in Review for Data"
    whole = OneMoreMentor(TECHNICAL, ("Data", "Design"), at(15, 17), 3)
    assert whole.text == (
        "one more mentor in Technical for Data or Design, free Mon 15 Mar, 10:00–11:00 PDT, for 3 Collabies"
    )


def test_one_more_mentor_helps_in_that_session_only_and_takes_so_many():
    problem = Problem([ADA, BO], [], [REVIEW, TALK])
    after = OneMoreMentor(REVIEW).apply(problem)
    (new,) = after.mentors
    assert (new.sessions, new.capacity, new.tracks, new.free) == (("Review",), 1, (), ())
    assert [session for _, _, session in pairs_of(after)] == ["Review"]
    assert len(pairs_of(OneMoreMentor(REVIEW, places=2).apply(problem))) == 2


def test_one_more_mentor_has_the_hour():
    ada = Participant("Ada", free=free(15, 17, 18))
    problem = Problem([ada], [], [TECHNICAL])
    assert pairs_of(OneMoreMentor(TECHNICAL, (), at(15, 17)).apply(problem)) != []
    assert pairs_of(OneMoreMentor(TECHNICAL, (), at(15, 18)).apply(problem)) == []


def test_a_name_that_somebody_has_is_not_taken_twice():
    change = OneMoreMentor(REVIEW)
    problem = Problem([ADA, Participant("One more  mentor")], [Mentor("one more mentor 2")], [REVIEW])
    for _ in range(3):
        problem = change.apply(problem)
    assert [one.name for one in problem.mentors] == [f"one more mentor {number}" for number in (2, 3, 4, 5)]
    assert len({one.id for one in (*problem.participants, *problem.mentors)}) == 6


def test_a_name_is_found_however_many_are_taken():
    taken = [Participant("one more mentor"), *(Participant(f"one more mentor {n}") for n in range(2, 12))]
    assert OneMoreMentor(REVIEW).mentor(Problem(taken, [], [REVIEW])).name == "one more mentor 12"


def test_changes_of_two_kinds_are_never_equal():
    changes = [
        MorePlaces(DEE, 1),
        HigherLimit(REVIEW),
        FreeHour(DEE, REVIEW, 1),
        RelaxedRule(ADA, DEE, REVIEW, "track"),
        OneMoreMentor(REVIEW, (), None, 1),
    ]
    assert len(set(changes)) == len(changes)
    assert [one.kind for one in changes] == ["place", "limit", "hour", "rule", "mentor"]
