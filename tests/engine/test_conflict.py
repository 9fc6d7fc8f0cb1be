"""Contradictions in people's words: one hand-made case for each kind of limit."""

from __future__ import annotations

from datetime import date

import pytest

import pairing
from pairing import (
    Apart,
    ContradictionError,
    MatchColumns,
    Meeting,
    Mentor,
    Participant,
    Practice,
    Problem,
    SameTrack,
    Session,
    Together,
    conflicts,
    solve,
)
from pairing.engine import minimal
from pairing.engine.minimal import contradiction
from pairing.errors import InternalError
from pairing.model.intervals import FreeTime

DAY = date(2027, 3, 12)
DEE, ELI = Mentor("Dee"), Mentor("Eli")
TECHNICAL, REVIEW, PRACTICE = Session("Technical"), Session("Review"), Session("Practice", kind="peers")
TALK = Session("Talk", minutes=60, first_day=DAY, last_day=DAY)
WISHES = (Together("Ada", "Dee", "Technical"), Together("Bo", "Dee", "Technical"))
DROP, DROP_ONE = "Drop the wish or give it a weight.", "Drop one of the wishes or give it a weight."


def people(*names: str, **more: object) -> list[Participant]:
    return [Participant(name, **more) for name in names]


def free(opens: int, closes: int) -> tuple[FreeTime, ...]:
    return (FreeTime(DAY, 60 * opens, 60 * closes, "UTC"),)


def peers(*couples: str, apart: tuple[Apart, ...] = (), **more: object) -> Problem:
    rules = [Together(*couple.split(), "Practice") for couple in couples]
    return Problem(people(*"ABCDEF"), [], [PRACTICE], [*rules, *apart], **more)


def talks(*names: str, opens: int = 10, closes: int, **more: object) -> Problem:
    mentors = [Mentor("Dee", free=free(9, 17))]
    return Problem(
        people(*names, free=free(opens, closes)), mentors, [TALK], [Together(name, "Dee") for name in names], **more
    )


def told(problem: Problem) -> list[str]:
    """What is told of a problem; and that solving it says the same."""
    found = conflicts(problem)
    assert all(one.is_minimal for one in found)
    with pytest.raises(ContradictionError) as error:
        solve(problem)
    assert error.value.conflicts == found
    assert [f"{issue.message} {issue.hint}" for issue in error.value.issues] == [one.text for one in found]
    return [one.text for one in found]


BOTH = "These cannot hold together: Ada and Dee are kept together in Technical; Bo and Dee are kept together in "
ALONE = "Ada and Dee are to be kept together in Technical, and that cannot hold: "


@pytest.mark.parametrize(
    ("dee", "session", "more", "text"),
    [
        (
            Mentor("Dee", capacity=1),
            TECHNICAL,
            {},
            f"{BOTH}Technical; Dee offers 1 place. Drop one of the wishes, give it a weight, or ask Dee for one more "
            "place.",
        ),
        (
            Mentor("Dee", "dee", capacity=2),
            TECHNICAL,
            {"held": [Meeting("cy", "dee", "Technical")]},
            f"{BOTH}Technical; Dee offers 2 places, of which 1 was held. Drop one of the wishes, give it a weight, or "
            "ask Dee for one more place.",
        ),
        (
            DEE,
            Session("Technical", most_per_mentor=1),
            {},
            f"{BOTH}Technical; Dee holds at most 1 in Technical. Drop one of the wishes, give it a weight, or let a "
            "mentor hold one more in Technical.",
        ),
    ],
)
def test_two_wishes_and_what_a_mentor_can_hold(dee, session, more, text):
    assert told(Problem(people("Ada", "Bo"), [dee], [session], WISHES, **more)) == [text]


@pytest.mark.parametrize(
    ("ada", "dee", "session", "rules", "text"),
    [
        (
            Participant("Ada", tracks=("Web",)),
            Mentor("Dee", tracks=("Data",)),
            TECHNICAL,
            [SameTrack()],
            f"{ALONE}Ada and Dee have no track in common (Technical). Drop the wish, give it a weight, or leave the "
            "track aside in Technical.",
        ),
        (Participant("Ada"), DEE, TECHNICAL, [Apart("Ada", "Dee")], f"{ALONE}Ada and Dee in Technical: not possible "
            f"(private). {DROP}"),
        (Participant("Ada"), Mentor("Dee", apart=("Ada",)), TECHNICAL, [], f"{ALONE}Ada and Dee in Technical: not "
            f"possible (private). {DROP}"),
        (
            Participant("Ada"),
            Mentor("Dee", sessions=("Review",)),
            TECHNICAL,
            [],
            f"{ALONE}Dee does not help in Technical. Drop the wish, give it a weight, or ask Dee to help in Technical.",
        ),
        (Participant("Ada", sessions=("Review",)), DEE, TECHNICAL, [], f"{ALONE}Ada does not take part in Technical. "
            f"{DROP}"),
        (
            Participant("Ada", free=free(9, 10)),
            Mentor("Dee", free=free(10, 11)),
            Session("Technical", minutes=60, first_day=DAY, last_day=DAY),
            [],
            f"{ALONE}Ada and Dee have no common free time in Technical. Drop the wish, give it a weight, or ask the "
            "two for a common free time.",
        ),
        (
            Participant("Ada", answers={"Speaks": "de"}),
            Mentor("Dee", answers={"Speaks": "fr"}),
            TECHNICAL,
            [MatchColumns(("Speaks", "Speaks"), "share", name="language")],
            f'{ALONE}Ada and Dee break the rule "language" in Technical. Drop the wish, give it a weight, or give the '
            'rule "language" a weight.',
        ),
    ],
)  # fmt: skip
def test_one_wish_and_a_rule_that_excludes_it(ada, dee, session, rules, text):
    assert told(Problem([ada], [dee], [session, REVIEW], [WISHES[0], *rules])) == [text]


def test_a_wish_for_any_session_meets_what_stands_against_it_in_each():
    sessions = [TECHNICAL, Session("Review", closed=True), Session("Talk")]
    ada, dee = Participant("Ada", answers={"A": "x"}), Mentor("Dee", sessions=("Review", "Talk"), answers={"B": "y"})
    problem = Problem([ada], [dee], sessions, [Together("Ada", "Dee"), MatchColumns(("A", "B"), "share", name="words")])
    assert told(problem) == [
        "Ada and Dee are to be kept together, and that cannot hold: Dee does not help in Technical; Ada and Dee break "
        'the rule "words" in Talk; Review is over. Drop the wish, give it a weight, ask Dee to help in Technical, or '
        'give the rule "words" a weight. Besides, Ada and Dee break the rule "words" in Technical.'
    ]


def test_two_mentors_in_a_session_where_one_is_met():
    rules = [Together("Ada", "Dee"), Together("Ada", "Eli")]
    assert told(Problem(people("Ada"), [DEE, ELI], [TECHNICAL], rules)) == [
        "These cannot hold together: Ada and Dee are kept together; Ada and Eli are kept together; Ada meets 1 mentor "
        f"in Technical. {DROP_ONE}"
    ]
    assert conflicts(Problem(people("Ada"), [DEE, ELI], [TECHNICAL, REVIEW], rules)) == ()


def test_one_mentor_in_two_sessions_where_nobody_is_met_again():
    rules = [Together("Ada", "Dee", "Technical"), Together("Ada", "Dee", "Review")]
    problem = Problem(people("Ada"), [DEE], [TECHNICAL, REVIEW], rules)
    assert told(problem) == [
        "These cannot hold together: Ada and Dee are kept together in Review; Ada and Dee are kept together in "
        "Technical; Ada meets Dee once. Drop one of the wishes, give it a weight, or let people meet again (repeat)."
    ]
    assert conflicts(problem.replace(repeat="avoid")) == ()


@pytest.mark.parametrize(
    ("problem", "limit", "cure"),
    [
        (talks("Ada", "Bo", closes=11), "Dee would have to be in two places at once", "ask Dee for more free time"),
        (
            talks("Ada", "Bo", closes=12, pause=15),
            "Dee has a pause of 15 minutes between two meetings",
            "make the pause shorter",
        ),
        (
            talks("Ada", "Bo", closes=14, most_a_day=1),
            "Dee holds at most 1 meeting a day",
            "let a mentor hold more than 1 a day",
        ),
    ],
)
def test_two_wishes_and_a_mentors_time(problem, limit, cure):
    assert told(problem) == [
        f"These cannot hold together: Ada and Dee are kept together; Bo and Dee are kept together; {limit}. "
        f"Drop one of the wishes, give it a weight, or {cure}."
    ]


def test_more_wishes_than_a_mentor_has_hours_are_proved_smallest():
    (one,) = conflicts(talks(*"ABCDEFGHIJKL", closes=17))
    assert (len(one.requirements), [limit.kind for limit in one.limits], one.is_minimal) == (8, ["time"], True)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (
            peers("A B", "B C", "C D"),
            "These cannot hold together: A and B are kept together in Practice; B and C are kept together in Practice; "
            f"C and D are kept together in Practice; two or three practise together in Practice. {DROP_ONE}",
        ),
        (
            peers("A B", "B C", "D E", "E F"),
            "These cannot hold together: A and B are kept together in Practice; B and C are kept together in Practice; "
            "D and E are kept together in Practice; E and F are kept together in Practice; at most one group of "
            f"Practice has three. {DROP_ONE}",
        ),
        (
            peers("A B", apart=(Apart("A", "B"),)),
            "A and B are to be kept together in Practice, and that cannot hold: A and B in Practice: not possible "
            f"(private). {DROP}",
        ),
        (
            peers("A B", apart=(Apart("A", "B", private=False),)),
            "A and B are to be kept together in Practice, and that cannot hold: A and B are kept apart. Drop the wish, "
            "give it a weight, or let them practise together.",
        ),
        (
            peers("A B", repeat="never", earlier=[Practice(("A", "B"), "Practice")]).replace(
                participants=[Participant("A", "A"), Participant("B", "B")],
                sessions=[Session("Practice", kind="peers", repeat="never")],
            ),
            "A and B are to be kept together in Practice, and that cannot hold: A and B have practised together "
            "before. Drop the wish, give it a weight, or let people practise together again (repeat).",
        ),
    ],
)
def test_wishes_of_peers(problem, text):
    assert told(problem) == [text]


def test_who_of_three_peers_asked_to_be_apart_is_not_told():
    (one,) = conflicts(peers("A B", "B C", apart=(Apart("A", "C"),)))
    assert one.message == (
        "These cannot hold together: A and B are kept together in Practice; B and C are kept together in Practice; "
        "a group of A, B and C in Practice: not possible (private)."
    )
    assert one.limits[0].people == ("A", "B", "C")


def test_contradictions_that_have_nothing_to_do_with_each_other_are_told_at_once():
    rules = [*WISHES, Together("Cy", "Eli"), Apart("Cy", "Eli"), Together("Ada", "Bo", "Practice"), Apart("Ada", "Bo")]
    problem = Problem(people("Ada", "Bo", "Cy"), [Mentor("Dee", capacity=1), ELI], [TECHNICAL, PRACTICE], rules)
    assert [[one.people for one in found.requirements] for found in conflicts(problem)] == [
        [("Cy", "Eli")],
        [("Ada", "Dee"), ("Bo", "Dee")],
        [("Ada", "Bo")],
    ]
    assert len(told(problem)) == 3


def test_a_wish_made_twice_is_told_once():
    (one,) = conflicts(Problem(people("Ada"), [DEE], [TECHNICAL], [WISHES[0], WISHES[0], Apart("Ada", "Dee")]))
    assert len(one.requirements) == 1


def test_the_order_of_rows_and_rules_decides_nothing():
    problem = Problem(
        people("Ada", "Bo", "Cy"), [Mentor("Dee", capacity=1)], [TECHNICAL], [*WISHES, Together("Cy", "Dee")]
    )
    turned = problem.replace(participants=problem.participants[::-1], rules=problem.rules[::-1])
    assert conflicts(turned) == conflicts(problem)


def test_wishes_that_cannot_hold_are_told_before_a_limit_on_changes():
    baseline = [Meeting(who, "eli", "Technical") for who in ("ada", "bo")]
    mentors = [Mentor("Dee", "dee", capacity=1), Mentor("Eli", "eli")]
    participants = [Participant("Ada", "ada"), Participant("Bo", "bo")]
    problem = Problem(participants, mentors, [TECHNICAL], WISHES, baseline=baseline, max_changes=0)
    with pytest.raises(ContradictionError) as error:
        solve(problem)
    assert len(error.value.conflicts[0].requirements) == 2


def test_a_set_that_is_too_large_to_be_proved_says_so():
    mentors = [Mentor(f"M{number:02}") for number in range(11)]
    sessions = [Session(f"S{number}") for number in range(10)]
    (one,) = conflicts(Problem(people("Ada"), mentors, sessions, [Together("Ada", mentor.id) for mentor in mentors]))
    assert not one.is_minimal
    assert "It was not checked to be the smallest such set." in one.text


def test_an_engine_that_finds_no_way_where_there_is_one_is_an_internal_error():
    error = contradiction(Problem(people("Ada"), [DEE], [TECHNICAL], WISHES[:1]))
    assert isinstance(error, InternalError)


def test_a_set_that_does_not_pass_the_second_proof_is_not_called_smallest(monkeypatch):
    monkeypatch.setattr(minimal, "is_smallest", lambda *_: False)
    (one,) = conflicts(Problem(people("Ada", "Bo"), [Mentor("Dee", capacity=1)], [TECHNICAL], WISHES))
    assert not one.is_minimal


def test_a_conflict_as_data_has_codes_and_no_private_wish():
    (one,) = pairing.conflicts(Problem(people("Ada"), [DEE], [TECHNICAL], [WISHES[0], Apart("Ada", "Dee")]))
    data = one.to_dict("7")
    assert data["kind"] == "contradiction"
    assert len(data["people"]) == 2
    assert data["rules"][0]["rule"] == "not possible (private)"
    assert data["together"] == [{"people": data["people"], "session": "Technical"}]
    assert data["is_minimal"] is True
