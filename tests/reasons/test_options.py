"""Why this mentor, and why not that one: each mentor of a session as chosen, excluded by a rule, or at a price."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest

from pairing.engine.run import solve
from pairing.errors import ContradictionError
from pairing.model.draw import is_tie
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns, Together
from pairing.model.session import Session
from pairing.model.solution import Status
from pairing.reasons.exclusion import PRIVATE
from pairing.reasons.explaining import explain
from pairing.reasons.options import CHOSEN, EQUAL, EXCLUDED, PINNED, PRICED, UNKNOWN, Option, Options

REVIEW, TALK = Session("Review"), Session("Talk")
TRACKED, LIKED = (Session("Review", track=track) for track in ("required", "preferred"))
TECHNICAL = Session("Technical", minutes=60, first_day=date(2027, 3, 15), last_day=date(2027, 3, 16))
LANGUAGE = MatchColumns(("Language", "Language"), "share", name="language")


def people(*names: str, **more: object) -> list[Participant]:
    return [Participant(name, **more) for name in names]


def free(*hours: int) -> tuple[FreeTime, ...]:
    return tuple(FreeTime(date(2027, 3, 15), hour * 60, hour * 60 + 60, "UTC") for hour in hours)


def options(problem: Problem, who: str, session: int = 0, mentor: str | None = None) -> tuple[Option, ...]:
    """Those of a place; each price is what solving again with the pair pinned comes to."""
    result = solve(problem)
    only = None if mentor is None else problem.mentors[problem.mentor_idx(mentor)]
    where = problem.sessions[session]
    found = Options(result).of(problem.participants[problem.participant_idx(who)], where, mentor=only)
    for one in found:
        pinned = problem.replace(rules=(*problem.rules, Together(one.participant.id, one.mentor.id, where.name)))
        if one.kind == EXCLUDED:
            with pytest.raises(ContradictionError):
                solve(pinned)
        elif one.kind in (EQUAL, PRICED):
            after = [(x.name, x.value) for x in solve(pinned).levels if not is_tie(x.name)]
            assert [(x.name, x.after) for x in one.then.levels] == after, one.text
            assert [x.before for x in one.then.levels] == [x.value for x in result.levels if not is_tie(x.name)]
    return found


def told(problem: Problem, who: str, session: int = 0, mentor: str | None = None) -> list[str]:
    return [one.text for one in options(problem, who, session, mentor)]


# --- excluded ---------------------------------------------------------------------------------------------------


def test_each_mentor_stands_under_the_rule_that_excludes_him():
    ada = Participant("Ada", tracks=("Data",), apart=("Fay",), free=free(9), answers={"Language": "en"})
    mentors = [
        Mentor("Dee", free=free(9)),
        Mentor("Eli", free=free(9), tracks=("Design",)),
        Mentor("Fay", free=free(9)),
        Mentor("Gus", free=free(12)),
        Mentor("Hal", free=free(9), capacity=0),
        Mentor("Ida", free=free(9), sessions=("Talk",)),
        Mentor("Jo", free=free(9), answers={"Language": "fr"}),
        Mentor("Kim", free=free(9)),
    ]
    sessions = [dataclasses.replace(TECHNICAL, track="required"), TALK]
    problem = Problem([ada], mentors, sessions, [LANGUAGE], earlier=[Meeting("ada", "kim", "Technical")])
    assert told(problem, "Ada") == [
        "Dee: the mentor of this plan",
        "Eli: another track",
        f"Fay: {PRIVATE}",
        "Gus: no common free time",
        "Hal: offers no place",
        "Jo: language",
        "Kim: met before",
    ]


def test_who_does_not_help_in_the_session_is_told_only_when_asked_about():
    problem = Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli", sessions=("Talk",))], [REVIEW, TALK])
    assert told(problem, "Ada") == ["Dee: the mentor of this plan"]
    assert told(problem, "Ada", mentor="Eli") == ["Eli: not in this session"]


def test_a_rule_that_is_no_secret_is_named():
    apart = Apart("Ada", "Eli", private=False)
    assert told(Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli")], [REVIEW], [apart]), "Ada")[1] == (
        "Eli: kept apart"
    )


def test_nobody_is_his_own_mentor():
    ada = Mentor("Ada")
    assert told(Problem(people("Ada"), [ada, Mentor("Dee")], [REVIEW]), "Ada")[1] == "Ada: the same person"


def test_who_is_pinned_to_others_is_not_possible():
    problem = Problem(
        people("Ada", "Bo"), [Mentor("Dee", capacity=1), Mentor("Eli")], [REVIEW], [Together("Ada", "Dee", "Review")]
    )
    assert told(problem, "Bo") == ["Eli: the mentor of this plan", f"Dee: {PINNED}"]
    assert told(problem, "Ada") == ["Dee: the mentor of this plan", f"Eli: {PINNED}"]


def test_a_mentor_of_a_session_that_gives_him_no_place():
    problem = Problem(people("Ada"), [Mentor("Dee")], [dataclasses.replace(REVIEW, most_per_mentor=0)])
    assert told(problem, "Ada") == ["Dee: offers no place"]


def test_whose_places_were_all_held_offers_none():
    held = [Meeting("gone", "dee", "Talk")]
    sessions = [REVIEW, dataclasses.replace(TALK, closed=True)]
    problem = Problem(people("Ada"), [Mentor("Dee", capacity=1), Mentor("Eli")], sessions, held=held)
    assert told(problem, "Ada") == ["Eli: the mentor of this plan", "Dee: offers no place"]


# --- equal and priced -------------------------------------------------------------------------------------------


def test_who_would_have_been_as_good_lost_the_draw():
    problem = Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli")], [REVIEW])
    assert told(problem, "Ada") == ["Dee: the mentor of this plan", "Eli: equally good: the draw decided"]


def test_as_good_may_mean_that_others_change():
    problem = Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=2), Mentor("Eli", capacity=2)], [REVIEW])
    assert told(problem, "Bo")[1] == "Dee: equally good: the draw decided (1 pair would change)"


def test_who_is_left_out_by_chance_could_have_been_the_other():
    problem = Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [REVIEW])
    assert told(problem, "Bo") == [
        "Dee: equally good, with Ada in Review left out instead: the draw decided (1 pair would change)"
    ]


def test_a_price_names_who_would_be_left_out():
    """Bo can only have Dee, who takes one."""
    people = [Participant("Ada"), Participant("Bo", tracks=("Data",))]
    mentors = [Mentor("Dee", tracks=("Data",), capacity=1), Mentor("Eli", tracks=("Design",))]
    assert told(Problem(people, mentors, [TRACKED]), "Ada") == [
        "Eli: the mentor of this plan",
        "Dee: possible, but then Bo in Review would be left out (1 pair would change)",
    ]


def test_a_price_names_the_volunteer_who_would_have_nobody():
    people = [Participant("Ada"), Participant("Bo", tracks=("Data",))]
    mentors = [Mentor("Dee", tracks=("Data",), capacity=2), Mentor("Eli", tracks=("Design",), capacity=2)]
    assert told(Problem(people, mentors, [TRACKED]), "Ada")[1] == (
        "Dee: possible, but then nobody would be assigned to Eli"
    )


def test_a_price_in_uneven_loads():
    people = [Participant("Ada"), Participant("Bo", tracks=("Data",))]
    mentors = [Mentor("Dee", tracks=("Data",), min_load=0), Mentor("Eli", tracks=("Design",), min_load=0)]
    assert told(Problem(people, mentors, [TRACKED], balance="equal"), "Ada")[1] == (
        "Dee: possible, but then uneven loads 2 → 4"
    )


def test_a_price_in_wishes():
    mentors = [Mentor("Dee", tracks=("Data",), min_load=0), Mentor("Eli", tracks=("Design",), min_load=0)]
    assert told(Problem(people("Ada", tracks=("Data",)), mentors, [LIKED]), "Ada") == [
        "Dee: the mentor of this plan",
        "Eli: possible, but then wishes not met 0 → 1",
    ]


def test_a_price_in_published_pairs():
    problem = Problem(
        people("Ada"), [Mentor("Dee"), Mentor("Eli")], [REVIEW], baseline=[Meeting("ada", "eli", "Review")]
    )
    assert told(problem, "Ada") == [
        "Eli: the mentor of this plan",
        "Dee: possible, but then published pairs that change 0 → 1",
    ]


def test_a_mentor_who_is_met_elsewhere_is_priced_by_what_takes_his_place_there():
    problem = Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli")], [REVIEW, TALK])
    assert [one.split(": ", 1)[1] for one in told(problem, "Ada")] == [
        "the mentor of this plan",
        "equally good: the draw decided (1 pair would change)",
    ]


# --- order ------------------------------------------------------------------------------------------------------


def test_the_chosen_come_first_then_the_cheaper_then_the_excluded_each_by_name():
    mentors = [
        Mentor("Zoe", tracks=("Data",), min_load=0),
        Mentor("Yan", tracks=("Data",), min_load=0),
        Mentor("Bea", tracks=("Design",), min_load=0),
        Mentor("Cam", tracks=("Data",), min_load=0, capacity=0),
        Mentor("Abe", tracks=("Data",), min_load=0),
        Mentor("Art", tracks=("Data",), min_load=0, answers={"Language": "fr"}),
    ]
    ada = Participant("Ada", tracks=("Data",), answers={"Language": "en"})
    found = options(Problem([ada], mentors, [LIKED], [LANGUAGE]), "Ada")
    assert [one.kind for one in found] == [CHOSEN, EQUAL, EQUAL, PRICED, EXCLUDED, EXCLUDED]
    assert [one.mentor.name for one in found[1:]] == ["Abe", "Yan", "Bea", "Art", "Cam"]


def test_two_mentors_of_one_place_are_both_chosen():
    problem = Problem(
        people("Ada"), [Mentor(name) for name in ("Dee", "Eli", "Fay")], [Session("Review", mentors_each=2)]
    )
    assert [one.kind for one in options(problem, "Ada")] == [CHOSEN, CHOSEN, EQUAL]


# --- a plan that is not proved ----------------------------------------------------------------------------------


def test_of_a_plan_that_is_not_proved_nothing_is_priced():
    problem = Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli"), Mentor("Fay", capacity=0)], [REVIEW])
    result = dataclasses.replace(solve(problem), status=Status.FEASIBLE, potentials=None)
    found = Options(result).of(problem.participants[0], REVIEW)
    assert [(one.mentor.name, one.kind) for one in found] == [("Dee", CHOSEN), ("Eli", UNKNOWN), ("Fay", EXCLUDED)]
    assert found[1].text == "Eli: possible; what it would cost was not worked out"


# --- who could step in ------------------------------------------------------------------------------------------


def test_for_each_pair_of_a_mentor_who_could_step_in_the_cheapest_first():
    """Fay may not meet Ada; of Bo, who would like Dee, she costs one wish, and Eli, of another track, two."""
    mentors = [
        Mentor("Dee", tracks=("Data",), capacity=4),
        Mentor("Eli", tracks=("Design",), min_load=0),
        Mentor("Fay", tracks=("Data",), min_load=0),
    ]
    rules = [Apart("Ada", "Fay", private=False), Together("Bo", "Dee", "Review", weight=1)]
    problem = Problem(
        people("Ada", "Bo", tracks=("Data",)), mentors, [LIKED], rules, levels=("unpaired", "idle", "penalty")
    )
    alternates = explain(solve(problem), "Dee").alternates
    assert [(one.participant.name, [option.text for option in one.options]) for one in alternates] == [
        ("Ada", ["Eli: possible, but then wishes not met 0 → 1"]),
        ("Bo", ["Fay: possible, but then wishes not met 0 → 1", "Eli: possible, but then wishes not met 0 → 2"]),
    ]


def test_nobody_steps_in_for_whom_all_others_are_excluded():
    problem = Problem(people("Ada"), [Mentor("Dee"), Mentor("Eli", capacity=0)], [REVIEW])
    (one,) = explain(solve(problem), "Dee").alternates
    assert one.options == ()
    assert "who could step in:\n\n- nobody" in str(explain(solve(problem), "Dee"))


# --- as data ----------------------------------------------------------------------------------------------------


def test_an_option_as_plain_data_has_the_price_level_by_level_and_no_address():
    two = [Participant("Ada", "ada@x.org"), Participant("Bo", "bo@x.org", tracks=("Data",))]
    mentors = [Mentor("Dee", "dee@x.org", tracks=("Data",), capacity=1), Mentor("Eli", "eli@x.org", tracks=("Design",))]
    data = options(Problem(two, mentors, [TRACKED]), "Ada")[1].to_dict("key")
    assert data["kind"] == "priced"
    assert data["levels"][0] == {"name": "unpaired", "before": 0, "value": 1}
    assert [one["participant"] for one in data["leaves_out"]] == ["Bo"]
    assert data["changed_pairs"] == 1
    assert "@" not in json.dumps(data)
