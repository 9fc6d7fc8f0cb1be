"""The values of the levels, counted by hand; and plans that people made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pairing.errors import InputError, InternalError
from pairing.judging.evaluate import evaluate, judge
from pairing.model.draw import Draw, tie_cost
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns, SameTrack, Together
from pairing.model.session import Session
from pairing.model.solution import Pair

ADA, BO = Participant("Ada", id="ada@example.org"), Participant("Bo", id="bo@example.org", times_left_out=2)
CEM, DEE = Mentor("Cem", id="cem@example.org", capacity=4), Mentor("Dee", id="dee@example.org", capacity=2)
REVIEW, MOCK = Session("Review"), Session("Mock", also_called=("mock interview",))
COHORT = Problem([ADA, BO], [CEM, DEE], [REVIEW, MOCK])


def test_an_empty_plan() -> None:
    # each misses 2 places: 1·2² and, left out twice before, 3·2²
    judgement = judge(COHORT, [])
    assert judgement.is_valid
    assert judgement.levels == (
        ("unpaired", 4),
        ("spread", 16),
        ("idle", 2),
        ("imbalance", 0),
        ("penalty", 0),
        ("tie", 0),
    )


def test_loads_weigh_by_what_was_offered() -> None:
    # offers 4 and 2: weights 1 and 2; loads 1 and 2
    plan = [("Ada", "Cem", "Review"), ("Ada", "Dee", "Mock"), ("Bo", "Dee", "Review")]
    assert judge(COHORT, plan).level("imbalance") == 1 * 1 + 2 * 4
    assert judge(COHORT.replace(balance="equal"), plan).level("imbalance") == 1 + 4


def test_a_mentor_whom_nobody_may_meet_does_not_set_the_scale() -> None:
    # Eve offers 3 but helps nowhere: without her L = lcm(4, 2) = 4, with her it would be 12
    eve = Mentor("Eve", capacity=3, sessions=())
    plan = [("Ada", "Cem", "Review"), ("Ada", "Dee", "Mock")]
    assert judge(COHORT.replace(mentors=(CEM, DEE, eve)), plan).level("imbalance") == 1 + 2


def test_idle_counts_what_is_missing_up_to_what_was_offered() -> None:
    mentors = [Mentor("Cem", min_load=3), Mentor("Dee", min_load=3, capacity=1), Mentor("Eve", min_load=0)]
    problem = COHORT.replace(mentors=mentors)
    assert judge(problem, [("Ada", "Cem", "Review")]).level("idle") == 2 + 1 + 0


def test_soft_rules_are_charged_on_their_own_level_or_together() -> None:
    ada, bo = (replace(one, answers={"speaks": "fr"}, tracks=("Law",)) for one in (ADA, BO))
    cem, dee = (replace(one, answers={"speaks": "en"}, tracks=("Data",)) for one in (CEM, DEE))
    rules = [
        MatchColumns(("speaks", "speaks"), "same", weight=5, name="language"),
        SameTrack(weight=2, sessions=("mock interview",)),
        Together("Ada", "Dee", session="Review", weight=7),
    ]
    plan = [("Ada", "Cem", "Review"), ("Ada", "Cem", "Mock"), ("Bo", "Dee", "Mock")]
    problem = Problem([ada, bo], [cem, dee], [REVIEW, MOCK], rules, repeat="avoid")
    assert judge(problem, plan).level("penalty") == 3 * 5 + 2 * 2 + 7 + 1
    by_name = problem.replace(levels=("unpaired", "language", "penalty", "no repeat"))
    assert [value for _, value in judge(by_name, plan).levels[:4]] == [1, 15, 4 + 7, 1]
    without_penalty = problem.replace(levels=("unpaired", "track"))
    assert [name for name, _ in judge(without_penalty, plan).levels] == ["unpaired", "track", "tie"]
    assert judge(without_penalty, plan).level("track") == 4


def test_tie_levels_add_up_the_tickets_of_the_pairs() -> None:
    # 2 · 2 · 2 eligible triples
    judgement = evaluate(COHORT, [(0, 1, 0), (1, 0, 1)], tie_levels=3)
    draw = Draw(0)
    tickets = [
        draw.ticket("review", "ada@example.org", "dee@example.org"),
        draw.ticket("mock", "bo@example.org", "cem@example.org"),
    ]
    assert judgement.levels[-3:] == tuple(
        (name, sum(tie_cost(ticket, level, 8) for ticket in tickets))
        for level, name in ((1, "tie"), (2, "tie 2"), (3, "tie 3"))
    )


def test_only_eligible_triples_set_the_bits_of_the_tie() -> None:
    # Ada with Cem and Dee in Review, Ada and Bo with Cem in Mock: 4, which makes 20 bits; all triples would make 15
    many = [Participant(f"P{i}", sessions=()) for i in range(4000)]
    problem = Problem(
        [ADA, replace(BO, sessions=("Mock",)), *many], [CEM, replace(DEE, sessions=("Review",))], [REVIEW, MOCK]
    )
    ticket = Draw(0).ticket("review", "ada@example.org", "dee@example.org")
    assert evaluate(problem, [(0, 1, 0)]).level("tie") == ticket >> 44


def test_pairs_and_names_and_ids_are_the_same_plan() -> None:
    by_pair = judge(COHORT, [Pair(ADA, CEM, REVIEW), Pair(BO, DEE, MOCK)])
    assert by_pair == judge(COHORT, [("bo", "DEE", "Mock Interview"), ["Ada (she/her)", "cem@example.org", "review"]])
    assert by_pair.is_valid


def test_a_table_made_by_hand_with_everything_wrong_in_it() -> None:
    ada = replace(ADA, sessions=("Review",))
    problem = Problem([ada, BO], [replace(CEM, capacity=1), DEE], [REVIEW, MOCK])
    plan = [
        ("Ada", "Cem", "Review"),
        ("Ada", "Cem", "Review"),
        ("Ada", "Dee", "Review"),
        ("Ada", "Cem", "Mock"),
        ("Bo", "Cem", "Mock"),
    ]
    judgement = judge(problem, plan)
    assert [(one.rule, one.message) for one in judgement.violations] == [
        ("pair twice", "Ada and Cem stand 2 times in Review."),
        ("demand", "Ada has 2 mentors in Review and needs 1."),
        ("demand", "Ada is not in Mock."),
        ("capacity", "Cem holds 3 pairs and offered 1."),
        ("no repeat", "Ada meets Cem 2 times."),
    ]
    # Bo misses Review; what Ada has too much fills nobody's place
    assert judgement.level("unpaired") == 1
    assert str(judgement).splitlines()[1] == "  Ada and Cem stand 2 times in Review."


def test_all_names_that_are_nobodys_are_told_at_once() -> None:
    with pytest.raises(InputError) as error:
        judge(COHORT, [("Ada", "Cam", "Review"), ("Adda", "Cem", "Review"), ("Ada", "Cem", "Revue"), ("Ada", "Cem")])
    assert [issue.code for issue in error.value.issues] == ["unknown-name"] * 3 + ["bad-pair"]
    assert [issue.value for issue in error.value.issues[:3]] == ["Cam", "Adda", "Revue"]


def test_a_name_that_two_people_have_needs_an_id() -> None:
    twins = COHORT.replace(participants=(ADA, Participant("ada", id="other@example.org")))
    with pytest.raises(InputError, match="2 participants are called 'Ada'"):
        judge(twins, [("Ada", "Cem", "Review")])
    assert judge(twins, [("ada@example.org", "Cem", "Review")]).is_valid


def test_a_pair_outside_the_problem_is_an_internal_error() -> None:
    with pytest.raises(InternalError, match="outside the problem"):
        evaluate(COHORT, [(0, 0, -1)])


PUBLISHED = [
    Meeting("ada@example.org", "cem@example.org", "Review"),
    Meeting("bo@example.org", "dee@example.org", "mock"),
]


def test_changed_counts_what_is_published_and_dropped() -> None:
    problem = COHORT.replace(baseline=[*PUBLISHED, *PUBLISHED, Meeting("gone", "cem@example.org", "Review")])
    assert judge(problem, []).level("changed") == 2
    assert judge(problem, [("Ada", "Cem", "Review"), ("Bo", "Cem", "Mock")]).level("changed") == 1
    assert judge(problem, [("Ada", "Cem", "Review"), ("Bo", "Dee", "Mock interview")]).level("changed") == 0
    assert [name for name, _ in judge(problem, []).levels[:3]] == ["unpaired", "changed", "spread"]


def test_what_could_not_be_any_more_was_not_dropped() -> None:
    problem = COHORT.replace(baseline=PUBLISHED)
    changes = [
        {"participants": (replace(ADA, apart=("Cem",)), BO)},
        {"participants": (replace(ADA, sessions=("Mock",)), BO)},
        {"mentors": (replace(CEM, sessions=("Mock",)), DEE)},
        {"mentors": (DEE,)},
        {"sessions": (replace(REVIEW, closed=True), MOCK)},
        {"held": (Meeting("ada@example.org", "dee@example.org", "Review"),)},
        {"earlier": (Meeting("ada@example.org", "cem@example.org", ""),)},
    ]
    assert [judge(problem.replace(**one), []).level("changed") for one in changes] == [1] * len(changes)  # type: ignore[arg-type]
    # but a capacity is no rule about a pair
    assert judge(problem.replace(mentors=(replace(CEM, capacity=0), DEE)), []).level("changed") == 2


@pytest.mark.parametrize(("most", "rules"), [(0, ["changes"]), (1, []), (None, [])])
def test_more_changes_than_allowed(most: int | None, rules: list[str]) -> None:
    for levels in (("unpaired", "changed"), ("unpaired",)):
        problem = COHORT.replace(baseline=PUBLISHED, max_changes=most, levels=levels)
        found = judge(problem, [("Ada", "Cem", "Review")]).violations
        assert [violation.rule for violation in found] == rules
        assert [violation.message for violation in found] == [
            f"1 published pairs change, and {most} is the most." for _ in rules
        ]


def test_loads_start_from_what_was_held_and_what_was_earlier() -> None:
    held = [Meeting("zoe", "cem@example.org", "Review"), Meeting("eve", "cem@example.org", "")]
    earlier = [Meeting("zoe", "dee@example.org", "Pitch")] * 2
    problem = COHORT.replace(balance="equal", held=held, earlier=earlier, earlier_weight=3)
    judgement = judge(problem, [("Ada", "Cem", "Review"), ("Bo", "Dee", "Mock")])
    # Cem's third costs 5, Dee's first comes after 3 · 2
    assert judgement.level("imbalance") == 5 + 13
    assert judge(problem, []).level("idle") == 1


def test_of_peers_everybody_who_loses_a_partner_counts_once() -> None:
    practice = Session("Practice", kind="peers")
    people = [Participant(name) for name in ("Ada", "Bo", "Eve", "Fay", "Gil")]
    baseline = [Practice(("ada", "bo", "eve"), "Practice"), Practice(("fay", "gone"), "PRACTICE")]
    problem = Problem(people, [], [practice], baseline=baseline)

    def changed(*groups: str) -> int:
        return judge(problem, [], [("Practice", *group.split()) for group in groups]).level("changed")

    assert changed("Ada Bo Eve", "Fay Gil") == 0
    assert changed("Ada Bo", "Eve Fay Gil") == 3
    assert changed("Ada Fay", "Bo Gil") == 3
    assert judge(problem, [], [("Practice", "Ada", "Bo")]).level("unpaired") == 3


def test_a_level_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="there are unpaired, spread"):
        judge(COHORT, []).level("beauty")
