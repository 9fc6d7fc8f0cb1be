"""Exemptions: one hard rule does not hold for one pair; what each rule makes of it, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.judging.certificate import certify
from pairing.judging.evaluate import judge
from pairing.model.exempt import Exempt
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, FreeTogether, MatchColumns, SameTrack
from pairing.model.session import Session

DAY = date(2027, 3, 12)
REVIEW, MOCK = Session("Review"), Session("Mock", also_called=("mock interview",))
TALK = Session("Talk", minutes=60, fits_one_after_another=False, first_day=DAY, last_day=DAY)
ADA, BO = (
    Participant(
        name,
        id=f"{name.lower()}@example.org",
        tracks=("Design",),
        free=(FreeTime(DAY, 600, 660, "UTC"),),
        answers={"Speaks": "en"},
    )
    for name in ("Ada", "Bo")
)
DEE = Mentor("Dee", tracks=("Data",), free=(FreeTime(DAY, 900, 960, "UTC"),), answers={"Languages": "de"})
LANGUAGE = MatchColumns(("Speaks", "Languages"), "share", name="language")


def problem(*sessions: Session, **fields: object) -> Problem:
    return Problem([ADA, BO], [DEE], sessions or (REVIEW,), **fields)  # type: ignore[arg-type]


def met(subject: Problem) -> list[tuple[str, str]]:
    """Who meets Dee, and where; proved without the engine."""
    result = solve(subject)
    assert certify(subject, result).faults == ()
    return [(pair.participant.name, pair.session.name) for pair in result.pairs]


def refused(exempt: Exempt, *sessions: Session, **fields: object) -> tuple[str, str, str]:
    subject = problem(*sessions, **fields)
    with pytest.raises(InputError) as caught:
        subject.replace(exempt=[exempt])
    (issue,) = caught.value.issues
    return issue.code, issue.message, issue.hint


# --- pair rules -------------------------------------------------------------------------------------------------

PAIR_RULES = [
    ("track", problem(rules=[SameTrack()])),
    ("track", problem(Session("Review", track="required"))),
    ("no common free time", problem(TALK)),
    ("talk", problem(rules=[FreeTogether(30, name="talk")])),
    ("language", problem(rules=[LANGUAGE])),
    (
        "not in this session",
        Problem([ADA, BO], [Mentor("Dee", sessions=("Mock",))], [REVIEW, Session("Mock", closed=True)]),
    ),
    ("met before", problem(earlier=[Meeting("ada@example.org", "dee"), Meeting("bo@example.org", "dee")])),
]


@pytest.mark.parametrize(("rule", "subject"), PAIR_RULES, ids=[name for name, _ in PAIR_RULES])
def test_the_rule_does_not_exclude_the_pair_and_still_excludes_everybody_else(rule: str, subject: Problem) -> None:
    where = next(session.name for session in subject.sessions if not session.closed)
    assert met(subject) == []
    assert met(subject.replace(exempt=[Exempt("Ada", "Dee", rule)])) == [("Ada", where)]


@pytest.mark.parametrize(("rule", "subject"), PAIR_RULES, ids=[name for name, _ in PAIR_RULES])
def test_the_judge_accepts_the_pair_by_its_exemption_alone(rule: str, subject: Problem) -> None:
    where = next(session.name for session in subject.sessions if not session.closed)
    exempt = subject.replace(exempt=[Exempt("ada@example.org", "dee", rule, where)])
    assert [one.rule for one in judge(subject, [("Ada", "Dee", where)]).violations] == [rule]
    assert judge(exempt, [("Ada", "Dee", where)]).is_valid
    assert [one.rule for one in judge(exempt, [("Bo", "Dee", where)]).violations] == [rule]


def test_it_holds_in_the_named_session_alone() -> None:
    subject = problem(REVIEW, MOCK, rules=[SameTrack()], repeat="allow")
    assert met(subject.replace(exempt=[Exempt("Ada", "Dee", "track", "MOCK interview")])) == [("Ada", "Mock")]
    assert met(subject.replace(exempt=[Exempt("Ada", "Dee", "track")])) == [("Ada", "Review"), ("Ada", "Mock")]


def test_another_rule_still_excludes_the_pair() -> None:
    subject = problem(rules=[SameTrack(), LANGUAGE])
    assert met(subject.replace(exempt=[Exempt("Ada", "Dee", "track")])) == []
    assert met(subject.replace(exempt=[Exempt("Ada", "Dee", one) for one in ("track", "language")])) != []


def test_a_private_rule_that_bears_the_name_of_another_is_not_set_aside() -> None:
    subject = problem(rules=[SameTrack(), Apart("Ada", "Dee", name="track")])
    assert met(subject.replace(exempt=[Exempt("Ada", "Dee", "track")])) == []


def test_a_soft_rule_of_the_same_name_still_costs() -> None:
    sessions = [Session("Review", track="required"), Session("Mock", track="preferred")]
    subject = problem(*sessions, repeat="allow", exempt=[Exempt("Ada", "Dee", "track")])
    assert solve(subject).level("penalty").value == 2


# --- repeats ----------------------------------------------------------------------------------------------------

ONE = Session("One"), Session("Two"), Session("Three")


def times(*exempt: Exempt, held: str = "", earlier: str = "") -> list[str]:
    """The sessions in which Ada meets Dee, being alone with him."""
    past = {
        "held": [Meeting("ada@example.org", "dee", name) for name in held.split()],
        "earlier": [Meeting("ada@example.org", "dee", name) for name in earlier.split()],
    }
    return [where for _, where in met(Problem([ADA], [DEE], ONE, exempt=exempt, **past))]


def test_no_repeat_lets_the_two_meet_once_more_and_no_oftener() -> None:
    assert len(times()) == 1
    assert len(times(Exempt("Ada", "Dee", "no repeat"))) == 2


def test_a_meeting_in_the_named_session_does_not_count() -> None:
    found = times(Exempt("Ada", "Dee", "no repeat", "Two"))
    assert len(found) == 2
    assert "Two" in found
    assert times(*(Exempt("Ada", "Dee", "no repeat", name) for name in ("One", "Two"))) == ["One", "Two", "Three"]


def test_the_second_meeting_stays_allowed_when_the_first_is_held() -> None:
    assert times(held="One") == []
    assert len(times(Exempt("Ada", "Dee", "no repeat"), held="One")) == 1
    assert times(Exempt("Ada", "Dee", "no repeat"), held="One Two") == []
    assert times(Exempt("Ada", "Dee", "no repeat", "Three"), held="One") == ["Three"]


def test_met_before_lets_the_two_meet_again_and_not_in_the_same_session() -> None:
    assert times(Exempt("Ada", "Dee", "met before", "Two"), held="One") == ["Two"]
    assert times(Exempt("Ada", "Dee", "met before", "One"), held="One") == []
    assert len(times(Exempt("Ada", "Dee", "met before"), earlier="Long")) == 1


def test_no_repeat_says_nothing_of_an_earlier_cohort() -> None:
    assert times(Exempt("Ada", "Dee", "no repeat"), earlier="Long") == []


def test_the_judge_counts_the_third_meeting() -> None:
    subject = Problem([ADA], [DEE], ONE, exempt=[Exempt("Ada", "Dee", "no repeat")])
    plan = [("Ada", "Dee", session.name) for session in ONE]
    assert judge(subject, plan[:2]).is_valid
    assert [one.rule for one in judge(subject, plan).violations] == ["no repeat"]


# --- what is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["the same person", "kept apart", "kept together", "capacity", "practised before"])
def test_some_rules_are_never_set_aside(rule: str) -> None:
    code, message, hint = refused(Exempt("Ada", "Dee", rule))
    assert (code, message) == ("cannot-exempt", f"no two people can be exempt from {rule!r}.")
    assert hint


def test_whether_somebody_asked_to_be_kept_apart_is_not_told() -> None:
    exempt = Exempt("Ada", "Dee", "kept apart")
    assert refused(exempt) == refused(exempt, rules=[Apart("Ada", "Dee")])


def test_an_unknown_rule_lists_those_that_exclude_somebody_and_no_private_one() -> None:
    rules = [LANGUAGE, Apart("Ada", "Dee", name="languages")]
    code, message, hint = refused(Exempt("Ada", "Dee", "langage"), rules=rules)
    assert (code, message) == ("unknown-rule", "there is no hard rule 'langage' to be exempt from.")
    known = "'not in this session', 'language', 'no repeat', 'met before'"
    assert hint == f"Did you mean 'language'? Known are {known}."


def test_a_wish_is_no_rule_to_be_exempt_from() -> None:
    code, message, _ = refused(Exempt("Ada", "Dee", "track"), rules=[SameTrack(weight=2)])
    assert (code, "is a wish" in message) == ("cannot-exempt", True)


def test_a_session_in_which_the_rule_does_not_hold_is_named_with_those_in_which_it_does() -> None:
    sessions = REVIEW, Session("Mock", track="required")
    code, _, hint = refused(Exempt("Ada", "Dee", "track", "Review"), *sessions)
    assert (code, hint) == ("cannot-exempt", "It holds in 'Mock'.")


@pytest.mark.parametrize(
    "exempt",
    [
        Exempt("Adda", "Dee", "no repeat"),
        Exempt("Ada", "De", "no repeat"),
        Exempt("Ada", "Dee", "no repeat", "Reviw"),
    ],
)
def test_a_name_that_is_nobodys_is_an_error_with_a_way_out(exempt: Exempt) -> None:
    code, message, hint = refused(exempt)
    assert code == "unknown-name"
    assert message.startswith("exemption from 'no repeat': ")
    assert hint


def test_the_wrong_way_round_is_told() -> None:
    with pytest.raises(InputError) as caught:
        problem(exempt=[Exempt("Dee", "Ada", "no repeat")])
    assert [issue.message for issue in caught.value.issues] == ["Dee is a mentor.", "Ada is a participant."]


@pytest.mark.parametrize(
    "session",
    [
        Session("Talk", minutes=60, first_day=DAY, last_day=DAY),
        Session("Talk", minutes=60, first_day=DAY, last_day=DAY, time="we set"),
    ],
)
def test_a_meeting_that_needs_a_start_needs_a_common_time(session: Session) -> None:
    code, message, hint = refused(Exempt("Ada", "Dee", "no common free time"), session)
    assert code == "cannot-exempt"
    assert "'Talk': every pair there needs a start" in message
    assert hint == "Give one of the two a free hour instead."


def test_where_one_of_several_sessions_needs_a_start_the_others_can_be_named() -> None:
    sessions = TALK, Session("Mock", minutes=30, first_day=DAY, last_day=DAY)
    _, _, hint = refused(Exempt("Ada", "Dee", "no common free time"), *sessions)
    assert hint == "Give one of the two a free hour instead, or name the session in which they are exempt."
    assert problem(*sessions, exempt=[Exempt("Ada", "Dee", "no common free time", "Talk")]).exempt


def test_a_session_of_peers_has_no_pair_to_be_exempt() -> None:
    sessions = REVIEW, Session("Practice", kind="peers")
    assert refused(Exempt("Ada", "Dee", "no repeat", "Practice"), *sessions)[0] == "bad-exemption"


def test_nobody_is_exempt_with_himself() -> None:
    subject = Problem([ADA], [Mentor("Ada", id="ada@example.org")], [REVIEW])
    with pytest.raises(InputError, match="the two are one person"):
        subject.replace(exempt=[Exempt("Ada", "Ada", "no repeat")])


@pytest.mark.parametrize("fields", [("", "Dee", "track"), ("Ada", "Dee", " "), ("Ada", "Dee", "track", ""), (1, 2, 3)])
def test_an_exemption_is_made_of_texts(fields: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="an exemption has"):
        Exempt(*fields)


def test_a_problem_takes_nothing_else_for_an_exemption() -> None:
    with pytest.raises(InputError, match="Give an Exempt"):
        problem(exempt=[("Ada", "Dee", "track")])


# --- what-ifs ---------------------------------------------------------------------------------------------------


def test_without_a_person_his_exemptions_go_and_others_stay() -> None:
    exempt = Exempt("Ada", "Dee", "no repeat"), Exempt("bo@example.org", "Dee", "no repeat")
    subject = problem(exempt=exempt)
    assert subject.without("Bo").exempt == exempt[:1]
    assert Problem([ADA], [DEE, Mentor("Eli")], [REVIEW], exempt=exempt[:1]).without("Dee").exempt == ()


def test_without_the_person_of_a_rule_nobody_is_exempt_from_it_any_more() -> None:
    of_bo = MatchColumns(("Speaks", "Languages"), "share", name="language", person="Bo")
    assert problem(rules=[of_bo], exempt=[Exempt("Ada", "Dee", "language")]).without("Bo").exempt == ()
