"""A problem is checked once, when it is made; everything that does not fit is said at once."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from pairing.errors import InputError
from pairing.model.in_force import LEVELS, levels_in_force, rules_in_force, soft_rule_names
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns, SameTrack, Together
from pairing.model.session import Session

FRIDAY = date(2027, 3, 12)
ADA, BO = Participant("Ada Quill", id="ada@example.org"), Participant("Bo", answers={"Speaks": "en"})
CEM, DEE = Mentor("Cem Osei"), Mentor("Dee", answers={"Languages": "en"})
REVIEW, MOCK = Session("Review"), Session("Mock", also_called=("mock interview",), mentors_each=2)
COHORT = Problem([ADA, BO], [CEM, DEE], [REVIEW, MOCK])


def faults(**changes: object) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        COHORT.replace(**changes)
    return [(issue.code, issue.message) for issue in error.value.issues]


def test_whatever_collection_was_handed_in_becomes_a_tuple() -> None:
    participants = [ADA]
    problem = Problem(participants, iter([CEM]), (one for one in [REVIEW]), levels=["unpaired"])  # type: ignore[arg-type]
    participants.append(BO)
    assert problem.participants == (ADA,)
    assert problem.mentors == (CEM,)
    assert problem.levels == ("unpaired",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        problem.seed = 3  # type: ignore[misc]


def test_demand_is_what_the_session_asks_of_those_who_are_in_it() -> None:
    problem = COHORT.replace(participants=[ADA, dataclasses.replace(BO, sessions=("MOCK  interview",))])
    assert [[problem.demand(p, s) for s in range(2)] for p in range(2)] == [[1, 2], [0, 2]]
    assert problem.num_places == 5


def test_what_was_held_fills_places() -> None:
    # Mock asks for two mentors; two meetings of Ada's with Cem in Review are more than the one she needed
    held = [Meeting("ada@example.org", "cem osei", "Review"), Meeting("ada@example.org", "gone", "review")]
    problem = COHORT.replace(held=[*held, Meeting("bo", "dee", "mock INTERVIEW"), Meeting("bo", "dee", "")])
    assert [[problem.demand(p, s) for s in range(2)] for p in range(2)] == [[0, 2], [1, 1]]
    assert problem.num_places == 4
    assert [problem.have_met(0, m, 0) for m in range(2)] == [True, False]
    assert [problem.have_met(1, 1, s) for s in range(2)] == [False, True]


def test_nobody_needs_anybody_in_a_session_that_is_over() -> None:
    problem = COHORT.replace(sessions=[dataclasses.replace(REVIEW, closed=True), MOCK])
    assert [[problem.demand(p, s) for s in range(2)] for p in range(2)] == [[0, 2], [0, 2]]


PRACTICE = Session("Practice", kind="peers")


def test_peers_are_those_who_take_part_and_have_not_practised_yet() -> None:
    people = [Participant("Ada"), Participant("Bo", sessions=("Review",)), Participant("Eve"), Participant("Fay")]
    problem = Problem(people, [CEM], [PRACTICE, REVIEW], held=[Practice(("eve", "gone"), "PRACTICE")])
    assert problem.peers(0) == (0, 3)
    assert problem.peers(1) == ()
    assert [problem.demand(p, 0) for p in range(4)] == [0] * 4
    assert problem.num_places == 2 + 4
    closed = problem.replace(sessions=[dataclasses.replace(PRACTICE, closed=True), REVIEW])
    assert closed.peers(0) == ()


def test_a_meeting_counts_for_repeats_as_its_session_says_or_else_the_problem() -> None:
    sessions = [dataclasses.replace(REVIEW, repeat="allow"), MOCK, PRACTICE]
    problem = COHORT.replace(sessions=sessions)
    assert [problem.policy(name) for name in ("REVIEW", "mock interview", "Practice", "Pitch", "")] == [
        "allow",
        "never",
        "avoid",
        "never",
        "never",
    ]


def test_people_are_found_by_id_or_name() -> None:
    assert COHORT.participant_idx("ada@example.org") == COHORT.participant_idx("ADA quill (she/her)") == 0
    assert COHORT.mentor_idx("cem osei") == 0
    assert COHORT.session_idx("Mock Interview") == 1
    assert COHORT.person_id("Ada Quill") == "ada@example.org"
    assert COHORT.person_id("dee") == "dee"


def test_an_id_goes_before_a_name() -> None:
    problem = Problem([Participant("Ada", id="1"), Participant("Bo", id="ada")], [CEM], [REVIEW])
    assert problem.participant_idx("ada") == 1
    assert problem.participant_idx("Ada") == 0


@pytest.mark.parametrize(
    ("find", "text"),
    [("participant_idx", "Ada Quil"), ("mentor_idx", "Cem Osey"), ("session_idx", "Reviw"), ("person_id", "Ada Quil")],
)
def test_a_name_nobody_has_gets_the_nearest(find: str, text: str) -> None:
    with pytest.raises(InputError, match="Did you mean") as error:
        getattr(COHORT, find)(text)
    assert [(issue.code, issue.value) for issue in error.value.issues] == [("unknown-name", text)]


def test_a_name_that_two_have_is_not_guessed() -> None:
    problem = COHORT.replace(participants=[ADA, Participant("ada quill", id="other")])
    for find in (problem.participant_idx, problem.person_id):
        with pytest.raises(InputError) as error:
            find("Ada Quill")
        assert [issue.code for issue in error.value.issues] == ["ambiguous-name"]
    assert problem.ids_of("Ada Quill") == {"ada@example.org", "other"}
    assert problem.ids_of("Nobody") == set()


def test_one_person_on_both_sides_has_one_id() -> None:
    problem = COHORT.replace(mentors=[CEM, Mentor("Ada Quill", id="ada@example.org")])
    assert problem.person_id("Ada Quill") == "ada@example.org"


def test_a_replaced_field_is_checked_anew() -> None:
    assert COHORT.replace(seed=3).seed == 3
    assert COHORT.seed == 0
    assert faults(balance="fair") == [("unknown-value", "balance is 'fair'.")]
    with pytest.raises(InputError, match=r"no 'sed'.*Did you mean 'seed'"):
        COHORT.replace(sed=3)


def test_without_a_person_the_rules_that_name_him_go_too() -> None:
    rules = [Apart("Ada Quill", "Cem Osei"), Together("Bo", "Dee", weight=1), SameTrack(weight=2)]
    problem = COHORT.replace(rules=rules, mentors=[CEM, DEE, Mentor("Ada Quill", id="ada@example.org")])
    left = problem.without("Ada Quill")
    assert left.participants == (BO,)
    assert left.mentors == (CEM, DEE)
    assert left.rules == tuple(rules[1:])
    with pytest.raises(InputError):
        left.without("Ada Quill")


def test_all_faults_are_said_at_once() -> None:
    found = faults(
        sessions=[REVIEW, Session("review"), MOCK],
        participants=[ADA, Participant("Ida", id="ada@example.org")],
        levels=("unpaired", "unpaired", "beauty"),
        repeat="sometimes",
        seed="7",
        rules=[Apart("Ada Quill", "Nobody")],
    )
    assert [code for code, _ in found] == [
        "same-id",
        "same-session",
        "unknown-value",
        "bad-seed",
        "level-twice",
        "unknown-level",
        "unknown-name",
    ]


def test_no_session() -> None:
    assert ("no-session", "the problem has no session.") in faults(sessions=())


def test_one_id_twice_on_a_side() -> None:
    (fault,) = faults(mentors=[CEM, Mentor("Cem", id="cem osei")])
    assert fault == ("same-id", "2 mentors have one id: 'Cem Osei' and 'Cem'.")


def test_two_sessions_of_one_name() -> None:
    (fault,) = faults(sessions=[REVIEW, Session("Check", also_called=("REVIEW",))])
    assert fault == ("same-session", "2 sessions are called 'review'.")


def test_a_session_nobody_names() -> None:
    people = {"participants": [dataclasses.replace(ADA, sessions=("Reviews",))], "mentors": []}
    with pytest.raises(InputError, match="Did you mean 'Reviews'") as error:
        COHORT.replace(**people, sessions=[REVIEW])
    assert [issue.code for issue in error.value.issues] == ["unnamed-session"]


def test_no_free_times_for_a_session_that_needs_them() -> None:
    timed = Session("Mock", minutes=60)
    codes = [code for code, _ in faults(sessions=[timed])]
    assert codes == ["no-free-times"] * 4
    never = {
        "participants": [dataclasses.replace(one, free=()) for one in (ADA, BO)],
        "mentors": [dataclasses.replace(one, free=()) for one in (CEM, DEE)],
    }
    assert COHORT.replace(**never, sessions=[timed]).num_places == 2


def test_weekly_times_need_days() -> None:
    weekly = (FreeTime(4, 600, 660, "UTC"),)
    problem = {"participants": [dataclasses.replace(ADA, free=weekly)], "mentors": []}
    session = Session("Mock", minutes=60, first_day=FRIDAY)
    assert [code for code, _ in faults(**problem, sessions=[session])] == ["no-days"]
    with_days = dataclasses.replace(session, last_day=FRIDAY)
    assert COHORT.replace(**problem, sessions=[with_days]).num_places == 1


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Apart("Ada Quill", "Nobody"), "unknown-name"),
        (Together("Cem Osei", "Ada Quill"), "unknown-name"),
        (Together("Bo", "Dee", session="Revue"), "unknown-name"),
        (SameTrack(("Revue",)), "unknown-name"),
        (MatchColumns(("Speaks", "Languages"), "share", person="Nobody"), "unknown-name"),
        (MatchColumns(("Speaks", "Speaks"), "share"), "unknown-column"),
        (MatchColumns(("Spoken", "Languages"), "share"), "unknown-column"),
    ],
)
def test_a_rule_that_holds_for_nothing_is_never_meant(rule: SameTrack, code: str) -> None:
    ((found, message),) = faults(rules=[rule])
    assert found == code
    assert message.startswith(f"rule {rule.name!r}: ")


def test_a_level_of_a_soft_rule_needs_that_rule() -> None:
    language = MatchColumns(("Speaks", "Languages"), "share", weight=2, name="language")
    assert COHORT.replace(rules=[language], levels=("language", "unpaired")).levels == ("language", "unpaired")
    hard = dataclasses.replace(language, weight=None)
    assert faults(rules=[hard], levels=("language", "unpaired")) == [("unknown-level", "there is no level 'language'.")]


@pytest.mark.parametrize("name", [*LEVELS, "tie"])
def test_a_rule_cannot_bear_the_name_of_a_level(name: str) -> None:
    rule = MatchColumns(("Speaks", "Languages"), "share", weight=2, name=name)
    assert faults(rules=[rule]) == [("reserved-name", f"a rule is called {name!r}.")]


def test_rules_in_force_in_the_order_of_reasons() -> None:
    everybody_free = {
        "participants": [dataclasses.replace(one, free=()) for one in (ADA, BO)],
        "mentors": [dataclasses.replace(one, free=()) for one in (CEM, DEE)],
    }
    sessions = [Session("Review", track="preferred"), Session("Mock", minutes=45, track="required")]
    problem = COHORT.replace(**everybody_free, sessions=sessions, rules=[Apart("Ada Quill", "Dee")], repeat="avoid")
    assert [(rule.name, rule.weight) for rule in rules_in_force(problem)] == [
        ("not in this session", None),
        ("the same person", None),
        ("kept apart", None),
        ("track", 1),
        ("no common free time", None),
        ("track", None),
        ("kept apart", None),
        ("capacity", None),
        ("no repeat", 1),
    ]
    assert soft_rule_names(problem) == ["track", "no repeat"]
    assert "no repeat" not in [rule.name for rule in rules_in_force(problem.replace(repeat="allow"))]
    assert [rule.weight for rule in rules_in_force(problem.replace(repeat="never"))][-1] is None


def test_nothing_changes_where_nothing_is_published() -> None:
    assert levels_in_force(COHORT) == tuple(level for level in LEVELS if level != "changed")
    assert levels_in_force(COHORT.replace(baseline=[Meeting("gone", "gone", "Review")])) == LEVELS
    assert levels_in_force(COHORT.replace(levels=("unpaired", "changed"))) == ("unpaired",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("max_changes", -1),
        ("max_changes", 1.5),
        ("earlier_weight", -1),
        ("earlier_weight", True),
        ("earlier_weight", "2"),
    ],
)
def test_numbers_are_whole_and_not_below_nothing(field: str, value: object) -> None:
    assert [code for code, _ in faults(**{field: value})] == ["bad-count"]


def test_ids_that_nobody_has_are_no_error_in_what_has_been() -> None:
    gone = [Meeting("gone", "left", "Forgotten"), Practice(("gone", "left"))]
    problem = COHORT.replace(baseline=gone, held=gone, earlier=gone)
    assert problem.num_places == COHORT.num_places
    assert problem.without("Bo").baseline == tuple(gone)


def test_the_default_order_of_levels() -> None:
    assert COHORT.levels == LEVELS == ("unpaired", "changed", "spread", "idle", "imbalance", "penalty")


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"participants": ["Ada"]}, "'Ada'"),
        ({"mentors": [Participant("Ada")]}, "Ada"),
        ({"sessions": Session("Review")}, "Review"),
        ({"rules": ["track"]}, "'track'"),
        ({"levels": "unpaired"}, "'unpaired'"),
        ({"baseline": [("ada", "cem", "Review")]}, "'cem'"),
        ({"held": "ada"}, "'ada'"),
        ({"earlier": [Participant("Ada")]}, "Ada"),
    ],
)
def test_things_of_another_kind_are_said(changes: dict[str, object], seen: str) -> None:
    fields: dict[str, object] = {"participants": [], "mentors": [], "sessions": [Session("Review")]}
    with pytest.raises(InputError, match=seen) as error:
        Problem(**{**fields, **changes})  # type: ignore[arg-type]  # that is the point
    assert [issue.code for issue in error.value.issues] == ["wrong-kind"]
