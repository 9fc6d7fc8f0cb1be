"""What would help: the single changes that place somebody, in the words a coordinator reads, the cheapest first."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest

from pairing.engine.run import solve
from pairing.model.draw import is_tie
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether, MatchColumns
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from pairing.reasons.explaining import explain
from pairing.reasons.positions import size_of
from pairing.reasons.remedies import Remedy
from pairing.reasons.trials import SMALL
from pairing.reasons.unpaired import reasons_of

REVIEW, TALK = Session("Review"), Session("Talk")
TRACKED = Session("Review", track="required")
TECHNICAL = Session("Technical", minutes=60, first_day=date(2027, 3, 15), last_day=date(2027, 3, 16))


def people(*names: str, **more: object) -> list[Participant]:
    return [Participant(name, **more) for name in names]


def free(*hours: float) -> tuple[FreeTime, ...]:
    """An hour from each of these on."""
    return tuple(FreeTime(date(2027, 3, 15), int(hour * 60), int(hour * 60) + 60, "UTC") for hour in hours)


def remedies(problem: Problem, who: str, most: int | None = None) -> tuple[Remedy, ...]:
    """Those of one person, each solved again: it places the person, and the levels are as told."""
    result = solve(problem)
    reason = next(one for one in reasons_of(result, most=most) if one.participant.name == who)
    missing = missing_of(result, who)
    for one in reason.remedies:
        again = solve(one.apply(problem))
        assert one.levels == tuple((x.name, x.value) for x in again.levels if not is_tie(x.name)), one.text
        assert missing_of(again, who) < missing, one.text
    return reason.remedies


def missing_of(result: Result, who: str) -> int:
    return sum(one.places for one in result.unpaired if one.participant.name == who)


def texts(problem: Problem, who: str, most: int | None = None) -> list[str]:
    return [one.text for one in remedies(problem, who, most)]


# --- each kind --------------------------------------------------------------------------------------------------


def test_a_full_mentor_could_take_one_more():
    assert texts(Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [REVIEW]), "Bo") == [
        "one more mentor in Review",
        "1 more place of Dee (2 instead of 1)",
    ]


def test_an_hour_is_asked_of_the_one_or_the_other():
    ada, dee = Participant("Ada", free=free(9)), Mentor("Dee", free=free(10.5))
    costs = "; nobody assigned, though they offered 1 → 0; uneven loads 0 → 1"
    assert texts(Problem([ada], [dee], [TECHNICAL]), "Ada") == [
        f"Dee also free Mon 15 Mar, 09:00–10:00 UTC{costs}",
        f"Ada also free Mon 15 Mar, 10:30–11:30 UTC{costs}",
        "one more mentor in Technical, free Mon 15 Mar, 09:00–10:00 UTC",
    ]


def test_who_has_met_in_this_very_session_is_not_told_to_meet_again():
    twice = Session("Review", mentors_each=2)
    problem = Problem(people("Ada"), [Mentor("Dee")], [twice], held=[Meeting("Ada", "Dee", "Review")])
    assert texts(problem, "Ada") == ["one more mentor in Review"]


def test_half_an_hour_more_is_told_as_the_hour_that_they_would_meet_in():
    ada, dee = Participant("Ada", free=free(9)), Mentor("Dee", free=free(9.5))
    told = texts(Problem([ada], [dee], [TECHNICAL]), "Ada")
    assert told[0].startswith("Dee also free Mon 15 Mar, 09:00–10:00 UTC; ")


def test_one_rule_could_be_relaxed_for_one_pair():
    ada, dee = Participant("Ada", tracks=("Data",)), Mentor("Dee", tracks=("Design",))
    costs = "; nobody assigned, though they offered 1 → 0; uneven loads 0 → 1"
    assert texts(Problem([ada], [dee], [TRACKED]), "Ada") == [
        f"Ada and Dee may meet in Review (another track){costs}",
        "one more mentor in Review for Data",
    ]


def test_what_two_rules_exclude_no_single_change_opens():
    ada = Participant("Ada", tracks=("Data",), sessions=("Review",))
    dee = Mentor("Dee", tracks=("Design",), sessions=("Talk",))
    problem = Problem([ada, Participant("Bo", sessions=("Talk",))], [dee], [TRACKED, TALK])
    assert texts(problem, "Ada") == ["one more mentor in Review for Data"]


def test_who_helps_elsewhere_could_help_here_too():
    problem = Problem(people("Ada"), [Mentor("Dee", sessions=("Talk",), capacity=2)], [REVIEW, TALK], repeat="allow")
    costs = "; uneven loads 1 → 4"
    assert f"Dee also helps in Review, for Ada{costs}" in texts(problem, "Ada")


def test_two_who_met_before_could_meet_again():
    problem = Problem(people("Ada"), [Mentor("Dee")], [REVIEW], earlier=[Meeting("ada", "dee", "Review")])
    told = texts(problem, "Ada")
    assert told[0].startswith("Ada and Dee may meet in Review (although they have met); ")


def test_two_who_meet_in_another_session_could_meet_a_second_time():
    told = texts(Problem(people("Ada"), [Mentor("Dee")], [REVIEW, TALK]), "Ada")
    assert "Ada and Dee may meet in Talk (a second time); uneven loads 1 → 4" in told


def test_one_more_mentor_helps_where_nobody_does():
    assert texts(Problem(people("Ada"), [], [REVIEW]), "Ada") == ["one more mentor in Review"]


def test_the_limit_of_a_session_could_be_higher():
    problem = Problem(people("Ada", "Bo"), [Mentor("Dee")], [dataclasses.replace(REVIEW, most_per_mentor=1)])
    assert texts(problem, "Bo") == [
        "one more mentor in Review",
        "2 instead of 1 at most for each mentor in Review; uneven loads 1 → 4",
    ]


def test_a_wish_to_be_kept_apart_is_never_what_could_be_relaxed():
    problem = Problem([Participant("Ada", apart=("Dee",))], [Mentor("Dee")], [REVIEW])
    assert texts(problem, "Ada") == ["one more mentor in Review"]


# --- what else it does ------------------------------------------------------------------------------------------


def test_more_places_are_asked_for_where_one_would_go_to_somebody_else():
    """Which of the two is placed by one place more is decided by chance; the other one is told of two."""
    problem = Problem(people("Ada", "Bo", "Cem"), [Mentor("Dee", capacity=1)], [REVIEW])
    assert texts(problem, "Bo") == ["one more mentor in Review", "1 more place of Dee (2 instead of 1)"]
    assert texts(problem, "Cem") == [
        "one more mentor in Review, for 2 Collabies; places Cem in Review and Bo in Review",
        "2 more places of Dee (3 instead of 1); places Cem in Review and Bo in Review",
    ]


def test_what_places_several_people_comes_first():
    problem = Problem(people("Ada", "Bo", "Cem"), [Mentor("Dee", capacity=0)], [TRACKED])
    told = remedies(problem, "Cem")
    numbers = [len(one.then.placed) for one in told]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 3
    assert told[0].then.placed[0].participant.name == "Cem"


def chain(*more: Participant, mentors: tuple[Mentor, ...] = ()) -> Problem:
    """Ada and Bo want Dee, who takes one; Bo could have Eli, if only they had an hour in common."""
    two = [Participant("Ada", free=free(9), tracks=("Data",)), Participant("Bo", free=free(9, 11), tracks=("Data",))]
    dee = Mentor("Dee", capacity=1, free=free(9, 11), tracks=("Data",))
    eli = Mentor("Eli", capacity=1, free=free(14), tracks=("Data",))
    tracked = dataclasses.replace(TECHNICAL, track="required")
    return Problem([*two, *more], [dee, eli, *mentors], [tracked])


def large_chain() -> Problem:
    """The same among ten others, who have twelve mentors of their own."""
    others = people(*(f"P{number}" for number in range(10)), free=free(9, 10), tracks=("Design",))
    mentors = tuple(Mentor(f"M{number}", capacity=2, free=free(9, 10), tracks=("Design",)) for number in range(12))
    return chain(*others, mentors=mentors)


def test_an_hour_of_somebody_else_makes_room():
    told = remedies(chain(), "Ada")
    (bo,) = [one for one in told if one.change.people and one.change.people[0].name == "Bo"]
    assert bo.text == (
        "Bo also free Mon 15 Mar, 14:00–15:00 UTC; 1 pair changes; "
        "nobody assigned, though they offered 1 → 0; uneven loads 1 → 2"
    )
    assert bo.then.num_changed == 1


def test_an_hour_of_somebody_else_makes_room_in_a_larger_problem_as_well():
    problem = large_chain()
    assert size_of(problem) > SMALL
    told = [one.text for one in remedies(problem, "Ada") if one.kind != "rule"]
    assert [one.split(";")[0] for one in told] == [
        "Eli also free Mon 15 Mar, 09:00–10:00 UTC",
        "Ada also free Mon 15 Mar, 14:00–15:00 UTC",
        "Bo also free Mon 15 Mar, 14:00–15:00 UTC",
        "1 more place of Dee (2 instead of 1)",
        "one more mentor in Technical for Data, free Mon 15 Mar, 09:00–10:00 UTC",
    ]
    assert "; 1 pair changes; " in told[2]


def test_somebody_who_loses_a_place_is_named():
    """Ada was left out twice before, so a rule relaxed for her takes the only place from Bo."""
    ada, bo = Participant("Ada", tracks=("Data",), times_left_out=2), Participant("Bo", tracks=("Design",))
    problem = Problem([ada, bo], [Mentor("Dee", tracks=("Design",), capacity=1)], [TRACKED])
    told = texts(problem, "Ada")
    assert "Ada and Dee may meet in Review (another track); but Bo in Review would be left out; 1 pair changes" in told


def test_a_published_pair_that_would_change_is_counted():
    problem = chain().replace(baseline=[Meeting("bo", "dee", "Technical")])
    assert solve(problem).pairs[0].participant.name == "Bo"
    told = remedies(problem, "Ada")
    (bo,) = [one for one in told if one.change.people and one.change.people[0].name == "Bo"]
    assert "; 1 pair changes; published pairs that change 0 → 1; " in bo.text


# --- order and number -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", [chain(), large_chain()], ids=["small", "large"])
def test_the_cheapest_comes_first_level_by_level(problem: Problem):
    values = [tuple(value for _, value in one.levels) for one in remedies(problem, "Ada")]
    assert len(set(values)) > 2
    assert values == sorted(values)


@pytest.mark.parametrize("problem", [chain(), large_chain()], ids=["small", "large"])
def test_the_first_three_are_the_first_three_of_all(problem: Problem):
    assert texts(problem, "Ada", 3) == texts(problem, "Ada")[:3]


def test_none_are_worked_out_where_none_are_wanted():
    assert texts(chain(), "Ada", 0) == []


# --- where nothing is tried -------------------------------------------------------------------------------------


def test_peers_who_are_alone_have_no_remedies():
    (reason,) = reasons_of(solve(Problem(people("Ada"), [], [Session("Practice", kind="peers")])))
    assert (reason.kind, reason.remedies) == ("alone", ())


def test_a_plan_that_is_not_proved_has_no_remedies():
    result = dataclasses.replace(solve(chain()), status=Status.FEASIBLE, potentials=None)
    (reason,) = reasons_of(result)
    assert reason.remedies == ()


def test_peers_beside_the_mentors_do_not_matter():
    problem = Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [REVIEW, Session("Practice", kind="peers")])
    assert texts(problem, "Bo") == ["one more mentor in Review", "1 more place of Dee (2 instead of 1)"]


# --- as data ----------------------------------------------------------------------------------------------------


def test_a_remedy_as_plain_data_has_no_addresses():
    ada = [Participant(name, f"{name}@example.org") for name in ("Ada", "Bo")]
    result = solve(Problem(ada, [Mentor("Dee", "dee@example.org", capacity=1)], [REVIEW]))
    told = reasons_of(result)[0].remedies[-1].to_dict("key")
    assert set(told) == {"kind", "who", "what", "text", "places", "leaves_out", "changed_pairs", "levels"}
    assert (told["kind"], told["what"], told["changed_pairs"]) == ("place", "1 more place of Dee (2 instead of 1)", 0)
    assert told["levels"][0] == {"name": "unpaired", "before": 1, "value": 0}
    assert "@" not in json.dumps(told)


# --- what a change does beside opening pairs --------------------------------------------------------------------


def test_an_hour_that_meets_a_wish_too_is_told_at_what_it_then_comes_to():
    wish = FreeTogether(60, weight=2, name="an hour together")
    problem = Problem([Participant("Ada", free=free(9))], [Mentor("Dee", free=free(11))], [TECHNICAL], [wish])
    first = remedies(problem, "Ada")[0]
    assert first.change.kind == "hour"
    assert dict(first.levels)["penalty"] == 0


def test_hours_are_asked_for_where_only_a_rule_wants_them():
    review = dataclasses.replace(REVIEW, first_day=date(2027, 3, 15), last_day=date(2027, 3, 16))
    problem = Problem(
        [Participant("Ada", free=free(9))], [Mentor("Dee", free=free(11))], [review], [FreeTogether(60, ("Review",))]
    )
    assert "Ada also free Mon 15 Mar, 11:00–12:00 UTC" in "\n".join(texts(problem, "Ada"))


def test_an_hour_is_as_long_as_the_longest_rule_asks():
    hours = (FreeTime(date(2027, 3, 15), 540, 660, "UTC"),)
    others = (FreeTime(date(2027, 3, 15), 720, 840, "UTC"),)
    rule = FreeTogether(90, name="time to spare")
    problem = Problem([Participant("Ada", free=hours)], [Mentor("Dee", free=others)], [TECHNICAL], [rule])
    assert "Ada also free Mon 15 Mar, 12:00–13:30 UTC" in "\n".join(texts(problem, "Ada"))


def test_the_first_mentor_on_the_sheet_needs_no_cell_in_the_columns_of_a_rule():
    rule = MatchColumns(("speaks", "languages"), "share", name="language")
    problem = Problem([Participant("Ada", answers={"speaks": "en"})], [], [REVIEW], [rule])
    assert [one.change.text for one in remedies(problem, "Ada")] == ["one more mentor in Review"]


def test_nobody_is_let_meet_himself_a_second_time():
    ada = Participant("Ada")
    problem = Problem([ada, Participant("Bo")], [Mentor("Ada", id=ada.id, capacity=1)], [REVIEW, TALK])
    for name in ("Ada", "Bo"):
        assert not any("Ada and Ada" in text for text in texts(problem, name))


def test_each_of_several_is_told_how_many_one_more_mentor_has_to_take():
    problem = Problem(people("Ada", "Bo", "Cem"), [], [REVIEW])
    told = sorted(remedies(problem, name)[0].change.text for name in ("Ada", "Bo", "Cem"))
    more = [f"one more mentor in Review, for {number} Collabies" for number in (2, 3)]
    assert told == ["one more mentor in Review", *more]


def test_of_a_large_plan_that_is_not_proved_it_is_not_said_what_does_not_fit_together():
    at = dataclasses.replace(TECHNICAL, time="we set")
    problem = Problem(
        people(*(f"Collabie {n}" for n in range(21)), free=free(9)),
        [Mentor(f"Mentor {n}", free=free(9)) for n in range(20)],
        [at],
    )
    unproved = dataclasses.replace(solve(problem), status=Status.FEASIBLE, potentials=None)
    (reason,) = reasons_of(unproved, most=3)
    assert reason.kind == "outranked"
    assert "fit together" not in reason.text
    assert not reason.remedies


def test_where_not_every_change_could_be_tried_it_is_said(monkeypatch: pytest.MonkeyPatch):
    hours = free(9, 11, 13)
    two = [Participant("Ada", free=hours[:1]), Participant("Bo", free=hours[:1])]
    mentors = [Mentor("Dee", free=hours[:1]), Mentor("Eli", free=hours[1:])]
    result = solve(Problem(two, mentors, [TECHNICAL]))
    assert result.potentials is None  # two in one hour are no flow
    (whole,) = reasons_of(result)
    assert whole.all_tried
    assert "the cheapest first:" in str(explain(result, whole.participant.name))
    monkeypatch.setattr("pairing.reasons.trials.MOST_OF_ALL", 1)
    (part,) = reasons_of(result)
    assert not part.all_tried
    assert {one.text for one in part.remedies} <= {one.text for one in whole.remedies}
    assert "the cheapest first of what was tried:" in str(explain(result, part.participant.name))
