"""Who is short of places, in the words a coordinator reads; hand-made situations with known answers."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pairing.engine import clash as clash_engine
from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Together
from pairing.model.session import Session
from pairing.reasons.clash import Clash
from pairing.reasons.shortage import Shortage, shortage, shortages
from tests.properties.test_large_agrees import arrays

REVIEW, JOB, TECHNICAL = Session("Review"), Session("Job fit"), Session("Technical")
DAY = date(2027, 3, 1)


def people(*names: str, **more: object) -> list[Participant]:
    return [Participant(name, **more) for name in names]


def free(*hours: tuple[float, float]) -> tuple[FreeTime, ...]:
    return tuple(FreeTime(DAY, int(start * 60), int(end * 60), "UTC") for start, end in hours)


def told(problem: Problem) -> list[str]:
    return [one.text for one in shortages(solve(problem))]


# --- shortages --------------------------------------------------------------------------------------------------


def test_more_people_than_places_are_named_with_the_mentors_who_could():
    mentors = [Mentor("Dee", capacity=1), Mentor("Eli", capacity=1)]
    assert told(Problem(people("Ada", "Bo", "Cem"), mentors, [REVIEW])) == [
        "Bo, Ada and Cem can be met only by Dee and Eli, who offer 2 places together: 1 short"
    ]


def test_one_mentor_reads_as_one():
    assert told(Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [REVIEW])) == [
        "Bo and Ada can be met only by Dee, who offers 1 place: 1 short"
    ]
    assert told(Problem(people("Ada"), [Mentor("Dee", capacity=0)], [REVIEW])) == [
        "Ada can be met only by Dee, who offers no place: 1 short"
    ]


def test_who_could_go_elsewhere_is_no_part_of_it():
    ada, bo = Participant("Ada", tracks=("Data",)), Participant("Bo", tracks=("Data",))
    cem = Participant("Cem", tracks=("Design",))
    mentors = [Mentor("Dee", tracks=("Data",), capacity=1), Mentor("Eli", tracks=("Design",), capacity=2)]
    assert told(Problem([ada, bo, cem], mentors, [Session("Review", track="required")])) == [
        "Bo and Ada can be met only by Dee, who offers 1 place: 1 short"
    ]


def test_who_would_have_to_make_room_is_part_of_it():
    """Cem has Eli, whom Ada and Bo cannot have; but Cem holds nothing of Dee, so he is not needed."""
    ada, bo, cem = (Participant(name, tracks=tracks) for name, tracks in zip("ABC", ("x", "x", "xy"), strict=True))
    cem = Participant("C", tracks=("x", "y"))
    mentors = [Mentor("Dee", tracks=("x",), capacity=1), Mentor("Eli", tracks=("y",), capacity=1)]
    problem = Problem([ada, bo, cem], mentors, [Session("Review", track="required")], levels=("unpaired",))
    (only,) = shortages(solve(problem))
    assert {one.participant.name for one in only.members} == {"A", "B"}


def test_overlapping_shortages_each_get_their_own():
    """Eli is short for both groups: each names its own people, and the mentors they share."""
    ada, bo = Participant("Ada", tracks=("x",)), Participant("Bo", tracks=("y",))
    cem, dan = Participant("Cem", tracks=("x",)), Participant("Dan", tracks=("y",))
    mentors = [Mentor("Eli", tracks=("x",), capacity=1), Mentor("Fay", tracks=("y",), capacity=1)]
    texts = told(Problem([ada, bo, cem, dan], mentors, [Session("Review", track="required")]))
    assert sorted(text.split(" can ")[1] for text in texts) == [
        "be met only by Eli, who offers 1 place: 1 short",
        "be met only by Fay, who offers 1 place: 1 short",
    ]


def test_two_who_miss_the_same_place_have_a_shortage_each():
    texts = told(Problem(people("Ada", "Bo", "Cem"), [Mentor("Dee", capacity=1)], [REVIEW], seed=1))
    (held,) = {"Ada", "Bo", "Cem"} - {text.split(" and ")[0] for text in texts}
    assert texts == [
        f"{who} and {held} can be met only by Dee, who offers 1 place: 1 short"
        for who in ("Ada", "Bo", "Cem")
        if who != held
    ]


def test_limits_within_limits_are_told_apart():
    """Dee may hold 3 in all, but 1 in a session; Eli offers 1."""
    sessions = [Session("Review", most_per_mentor=1, repeat="allow"), Session("Job fit", repeat="allow")]
    mentors = [Mentor("Dee", capacity=3), Mentor("Eli", capacity=1, sessions=("Review",))]
    problem = Problem(people("Ada", "Bo", "Cem", sessions=("Review",)), mentors, sessions, repeat="allow")
    assert told(problem) == [
        "Bo, Ada and Cem can be met only by Dee (1 place: at most 1 in Review) and Eli (offers 1 place), "
        "who have 2 places together: 1 short"
    ]


def test_nobody_twice_is_said_where_it_is_what_is_missing():
    problem = Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli")], [REVIEW, JOB, TECHNICAL])
    (text,) = told(problem)
    assert text.endswith(
        "can be met only by Dee (1 place: meets nobody twice) and Eli (1 place: meets nobody twice), "
        "who have 2 places together: 1 short"
    )
    assert sorted(text.split(" can ")[0].replace(" and ", ", ").split(", ")) == [
        "Ada (Job fit)",
        "Ada (Review)",
        "Ada (Technical)",
    ]


def test_meetings_that_were_held_count_as_places_gone():
    held = [Meeting("ada", "dee", "Review")]
    problem = Problem(people("Ada", "Bo", "Cem"), [Mentor("Dee", capacity=2)], [REVIEW], held=held)
    assert told(problem) == [
        "Cem and Bo can be met only by Dee (1 place: offers 2 places, 1 of them held already): 1 short"
    ]


def test_published_pairs_that_are_kept_beyond_an_offer_are_told():
    baseline = [Meeting("ada", "dee", "Review"), Meeting("bo", "dee", "Review")]
    problem = Problem(people("Ada", "Bo", "Cem"), [Mentor("Dee", capacity=1)], [REVIEW], baseline=baseline)
    assert told(problem) == ["Cem, Ada and Bo can be met only by Dee (2 places: keeps the 2 published): 1 short"]


def test_who_wants_two_and_has_one_mentor_wants_two_meetings():
    problem = Problem(people("Ada"), [Mentor("Dee")], [Session("Review", mentors_each=2)])
    assert told(problem) == ["Ada (2 meetings) can be met only by Dee (1 place: possible for 1 of them): 1 short"]


def test_a_pin_that_takes_part_is_told():
    pin = Together("Ada", "Dee")
    problem = Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [REVIEW], rules=[pin])
    assert told(problem) == ["Bo can be met only by Dee (no place: offers 1 place, 1 of them kept for Ada): 1 short"]
    (one,) = shortages(solve(problem))
    assert isinstance(one, Shortage)
    assert [who.name for who in one.offers[0].kept_for] == ["Ada"]


def test_a_pin_that_may_hold_elsewhere_makes_room():
    """Ada is to meet Dee in whichever session: so she could leave Bo the place in Review, but for Cem in Job fit."""
    pin = Together("Ada", "Dee")
    problem = Problem(
        [Participant("Ada"), Participant("Bo", sessions=("Review",)), Participant("Cem", sessions=("Job fit",))],
        [Mentor("Dee", capacity=2)],
        [Session("Review", repeat="allow"), Session("Job fit", repeat="allow")],
        rules=[pin],
        repeat="allow",
        levels=("unpaired",),
    )
    result = solve(problem)
    for one in shortages(result):
        assert isinstance(one, Shortage)
        assert sum(offer.places for offer in one.offers) + 1 == sum(who.meetings for who in one.members)


def test_long_lists_are_cut():
    problem = Problem(people(*(f"P{n}" for n in range(10))), [Mentor("Dee", capacity=9)], [REVIEW])
    (text,) = told(problem)
    assert text.endswith(" and 4 more can be met only by Dee, who offers 9 places: 1 short")
    assert text.count("P") == 6


@pytest.mark.parametrize("on_arrays", [False, True])
def test_two_sessions_are_named(on_arrays: bool):
    problem = Problem(
        [Participant("Ada", sessions=("Review",)), Participant("Bo", sessions=("Job fit",))],
        [Mentor("Dee", capacity=1)],
        [REVIEW, JOB],
        seed=3,
    )

    def texts() -> list[str]:
        return [one.text.split(":")[0] for one in shortages(solve(problem))]

    if on_arrays:
        with arrays():
            found = texts()
    else:
        found = texts()
    assert found in (
        ["Ada (Review) and Bo (Job fit) can be met only by Dee, who offers 1 place"],
        ["Bo (Job fit) and Ada (Review) can be met only by Dee, who offers 1 place"],
    )


# --- where there is none ----------------------------------------------------------------------------------------


def test_everybody_paired_or_nobody_possible_is_no_shortage():
    assert told(Problem(people("Ada"), [Mentor("Dee")], [REVIEW])) == []
    assert told(Problem([Participant("Ada", apart=("Dee",))], [Mentor("Dee")], [REVIEW])) == []
    assert told(Problem(people("Ada", "Bo"), [], [Session("Practice", kind="peers"), REVIEW])) == []


def test_who_is_left_out_for_the_sake_of_another_level_is_not_short():
    problem = Problem(people("Ada"), [Mentor("Dee")], [REVIEW], levels=("imbalance", "unpaired"))
    result = solve(problem)
    assert [one.participant.name for one in result.unpaired] == ["Ada"]
    assert shortages(result) == ()
    assert shortage(result, "Ada", "Review") is None


def test_one_place_is_asked_for_by_name_or_by_object():
    result = solve(Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [REVIEW]))
    (one,) = shortages(result)
    assert shortage(result, one.participant, one.session) == one
    assert shortage(result, one.participant.name, "review") == one
    paired = next(pair.participant for pair in result.pairs)
    assert shortage(result, paired, REVIEW) is None
    with pytest.raises(InputError):
        shortage(result, "Adda", "Review")


def test_people_stand_in_json_as_codes():
    problem = Problem(
        [Participant("Ada", "ada@example.org"), Participant("Bo", "bo@example.org")],
        [Mentor("Dee", "dee@example.org", capacity=1)],
        [REVIEW],
    )
    (one,) = shortages(solve(problem))
    fields = one.to_dict("7")
    assert (fields["kind"], fields["short"], len(fields["people"])) == ("shortage", 1, 2)
    assert [rule["rule"] for rule in fields["rules"]] == ["offers 1 place"]
    assert "@" not in json.dumps(fields)


# --- clashes ----------------------------------------------------------------------------------------------------


def interviews(**more: object) -> Session:
    return Session("Technical", minutes=60, time="we set", first_day=DAY, last_day=DAY, **more)


def test_meetings_that_cannot_follow_each_other_are_a_clash():
    both = people("Ada", "Bo", free=free((9, 10)))
    problem = Problem(both, [Mentor("Dee", free=free((9, 12)))], [interviews()])
    (one,) = shortages(solve(problem))
    assert isinstance(one, Clash)
    assert one.is_minimal
    names = [member.participant.name for member in one.members]
    assert one.text == (
        f"{names[0]} and {names[1]}, who can be met only by Dee, cannot both be placed: "
        "Dee holds one meeting after another"
    )
    fields = one.to_dict("7")
    assert fields["kind"] == "clash"
    assert [rule["rule"] for rule in fields["rules"]] == ["Dee holds one meeting after another"]


def test_a_pause_and_a_limit_a_day_are_told_with_the_mentors_time():
    both = people("Ada", "Bo", free=free((9, 11)))
    problem = Problem(both, [Mentor("Dee", free=free((9, 11)))], [interviews()], pause=15, most_a_day=3)
    (text,) = told(problem)
    assert text.endswith(": Dee holds one meeting after another, 15 minutes apart, at most 3 a day")


def test_one_person_in_two_sessions_at_once_is_a_clash():
    problem = Problem(
        people("Ada", free=free((9, 10))),
        [
            Mentor("Dee", free=free((9, 10)), sessions=("Technical",)),
            Mentor("Eli", free=free((9, 10)), sessions=("Job",)),
        ],
        [interviews(), Session("Job", minutes=60, time="we set", first_day=DAY, last_day=DAY)],
    )
    (one,) = shortages(solve(problem))
    assert [(rule.kind, rule.text) for rule in one.rules] == [("time", "Ada has one meeting after another")]
    assert {member.session.name for member in one.members} == {"Technical", "Job"}


def test_a_limit_on_changes_is_told():
    baseline = [Meeting("ada", "dee", "Review"), Meeting("bo", "eli", "Review")]
    cem = Participant("Cem", apart=("Eli",))
    mentors = [Mentor("Dee", capacity=1), Mentor("Eli", capacity=2)]
    problem = Problem([*people("Ada", "Bo"), cem], mentors, [REVIEW], baseline=baseline, max_changes=0)
    (one,) = shortages(solve(problem))
    assert one.text == (
        "Cem, who can be met only by Dee, cannot be placed: Dee offers 1 place; at most 0 changes to what is published"
    )


def test_where_the_work_is_limited_it_is_not_called_smallest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clash_engine, "MOST_QUESTIONS", 2)
    problem = Problem(people("Ada", "Bo", free=free((9, 10))), [Mentor("Dee", free=free((9, 12)))], [interviews()])
    (one,) = shortages(solve(problem))
    assert isinstance(one, Clash)
    assert not one.is_minimal
    assert one.text.endswith("(not checked to be the smallest reason)")


def test_crossing_limits_are_a_shortage_where_places_alone_say_it():
    """At most one a session, nobody twice: two mentors have two places in Review, and three want one."""
    sessions = [Session("Review", most_per_mentor=1), Session("Job fit", most_per_mentor=2)]
    problem = Problem(people("Ada", "Bo", "Cem"), [Mentor("Dee"), Mentor("Eli")], sessions, levels=("unpaired",))
    found = [one for one in shortages(solve(problem)) if one.session.name == "Review"]
    assert found
    for one in found:
        assert isinstance(one, Shortage)
        assert one.text.endswith(": 1 short")
