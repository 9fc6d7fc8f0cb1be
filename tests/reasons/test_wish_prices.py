"""What a wish costs: hand-made problems whose price is known, and every number found again by solving both."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest
from hypothesis import given

from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.judging.evaluate import judge
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns, SameTrack, Together
from pairing.model.session import Session
from pairing.model.solution import Status
from pairing.reasons import wish_prices
from pairing.reasons.wish_prices import trade_offs
from tests.properties.peer_strategies import peer_problems
from tests.properties.strategies import problems, quick, timed

GIVEN_UP = {"baseline": ("changed", "moved"), "loads": ("imbalance",), "idle": ("idle",)}
REVIEW, TALK = Session("Review"), Session("Talk")
SPEAK, OFFER = "Speaks", "Offers"
LANGUAGE = MatchColumns((SPEAK, OFFER), "share", weight=1, name="language")
TWICE = "the rule that nobody meets a mentor twice"


def texts(problem, kind=None):
    """The sentences, of one kind or all."""
    return [one.text for one in trade_offs(problem) if kind in (None, one.kind)]


def speakers(number, *, speaks="en"):
    return [Participant(f"P{one}", id=f"p{one}@example.org", answers={SPEAK: speaks}) for one in range(number)]


def language_problem(number=8, **more):
    """All speak English, and only Gus of the two mentors does."""
    mentors = [Mentor("Gus", answers={OFFER: "en"}), Mentor("Hana", answers={OFFER: "fr"})]
    return Problem(speakers(number), mentors, [REVIEW], [LANGUAGE], **more)


# --- the price of a level ---------------------------------------------------------------------------------------


def test_even_loads_cost_wishes():
    expected = (
        "Even loads cost 3 wishes; without them: loads of 1 to 7 instead of 4 each (uneven loads 50 instead of 32)."
    )
    assert texts(language_problem(), "loads") == [expected]


def test_a_single_wish_is_one():
    assert texts(language_problem(4), "loads")[0].startswith("Even loads cost 1 wish; ")


def test_a_wish_that_weighs_more_is_told_in_points():
    problem = language_problem().replace(rules=[MatchColumns((SPEAK, OFFER), "share", weight=5, name="language")])
    assert texts(problem, "loads")[0].startswith("Even loads cost 15 points of wishes; ")


def test_a_level_of_its_own_is_told_by_its_name():
    problem = language_problem(levels=("unpaired", "idle", "imbalance", "language"))
    (text,) = texts(problem, "loads")
    assert text.startswith(
        'Even loads have a price; without them: wish "language" not met 1 instead of 4; but loads of 1 to 7 '
    )


def test_somebody_for_every_mentor_costs_a_wish():
    problem = language_problem(levels=("unpaired", "idle", "penalty"))
    expected = (
        "Somebody for every mentor costs 1 wish; without that: nobody assigned, though they offered 1 instead of 0."
    )
    assert texts(problem, "idle") == [expected]


def test_even_loads_that_stand_in_nobodys_way_cost_nothing():
    (one,) = [one for one in trade_offs(language_problem().replace(rules=())) if one.kind == "loads"]
    assert one.text.startswith("Even loads cost nothing")
    assert one.gains == ()


def test_the_other_balance_is_told_by_its_loads():
    mentors = [Mentor("Gus", capacity=6), Mentor("Hana", capacity=2)]
    problem = Problem(speakers(4), mentors, [REVIEW])
    with_equal = "With equal loads instead of loads in proportion to the offers: nothing would be gained; loads of "
    assert texts(problem, "balance") == [with_equal + "2 each instead of 1 to 3."]
    with_offers = "With loads in proportion to the offers instead of equal loads: nothing would be gained; loads of "
    assert texts(problem.replace(balance="equal"), "balance") == [with_offers + "1 to 3 instead of 2 each."]


def test_squares_of_loads_are_not_held_against_each_other_where_the_pairs_are_more():
    problem = Problem([Participant("Ada", tracks=("Data",))], [Mentor("Gus", tracks=("Design",))], [REVIEW])
    problem = problem.replace(sessions=[Session("Review", track="required")])
    (one,) = [one for one in trade_offs(problem) if "without the rule of tracks" in one.label]
    assert {change.level for change in one.losses} == set()
    assert dict(one.after)["imbalance"] > dict(one.before)["imbalance"]


# --- the price of a rule ----------------------------------------------------------------------------------------


def tracked(number=2):
    people = [Participant(f"P{one}", tracks=("Data",)) for one in range(number)]
    return Problem(people, [Mentor("Gus", tracks=("Design",))], [Session("Review", track="required")])


def test_without_tracks_everybody_could_be_paired():
    found = texts(tracked(), "track")
    assert found == [
        "Without the rule of tracks in Review everybody could be paired (2 more places); "
        "nobody assigned, though they offered 0 instead of 1.",
        "With tracks only preferred in Review everybody could be paired (2 more places); "
        "nobody assigned, though they offered 0 instead of 1.",
    ]


def test_places_are_counted_where_some_remain():
    problem = tracked().replace(mentors=[Mentor("Gus", tracks=("Design",), capacity=1)])
    assert texts(problem, "track")[0].startswith("Without the rule of tracks in Review: 1 more place; ")


def test_the_broken_rules_of_the_plan_without_it_are_counted():
    assert {one.broken for one in trade_offs(tracked()) if one.kind == "track"} == {2}


def test_tracks_of_several_sessions_are_dropped_one_by_one_and_together():
    problem = tracked().replace(sessions=[Session("Review", track="required"), Session("Talk", track="required")])
    labels = [
        one.label for one in trade_offs(problem.replace(repeat="allow")) if one.label.startswith("without the ru")
    ]
    assert sorted(labels) == [
        "without the rule of tracks",
        "without the rule of tracks in Review",
        "without the rule of tracks in Talk",
    ]


def test_without_the_rule_of_no_repeats_everybody_could_be_paired():
    problem = Problem([Participant("Ada")], [Mentor("Gus")], [REVIEW, TALK])
    assert texts(problem, "repeat") == [f"Without {TWICE} everybody could be paired (1 more place)."]


def test_a_rule_of_no_repeats_that_binds_nobody_changes_nothing():
    problem = Problem([Participant("Ada")], [Mentor("Gus"), Mentor("Hana")], [REVIEW, TALK])
    assert texts(problem, "repeat") == [f"Without {TWICE}: nothing would change."]


def test_one_session_without_a_past_has_no_rule_of_repeats():
    assert texts(Problem([Participant("Ada")], [Mentor("Gus")], [REVIEW]), "repeat") == []


def test_avoided_repeats_have_a_price():
    problem = language_problem(1).replace(
        sessions=[REVIEW, TALK], repeat="avoid", levels=("unpaired", "no repeat", "penalty")
    )
    assert texts(problem, "repeat") == ["Avoiding that anybody meets a mentor twice costs 1 wish."]


def test_a_session_with_a_policy_of_its_own_is_looked_at_alone():
    problem = Problem([Participant("Ada")], [Mentor("Gus")], [Session("Review", repeat="never"), TALK], repeat="allow")
    assert texts(problem, "repeat") == [
        "Without the rule that nobody meets a mentor again in Review: nothing would change."
    ]


def test_each_rule_on_a_column_is_dropped_by_its_name():
    hard = MatchColumns((SPEAK, OFFER), "share", name="language")
    problem = Problem(speakers(2), [Mentor("Hana", answers={OFFER: "fr"})], [REVIEW], [hard])
    assert texts(problem, "rule")[0].startswith('Without the rule "language" everybody could be paired (2 more places)')


def test_a_rule_for_one_person_names_her_and_not_her_address():
    hard = MatchColumns((SPEAK, OFFER), "share", name="language", person="p0@example.org")
    problem = Problem(speakers(2), [Mentor("Hana", answers={OFFER: "fr"})], [REVIEW], [hard])
    (text,) = texts(problem, "rule")
    assert text.startswith('Without the rule "language" for P0 everybody could be paired (1 more place)')


def test_tracks_asked_for_by_a_rule_are_the_rule_of_tracks():
    problem = tracked().replace(sessions=[REVIEW], rules=[SameTrack()])
    assert texts(problem, "rule")[0].startswith("Without the rule of tracks everybody could be paired")


def test_a_wish_costs_the_other_wishes_of_its_level():
    """Gus speaks Ada's language and Hana is of her region: each wish costs the other."""
    region = MatchColumns(("Region", "Region"), "same", weight=2, name="region")
    ada = Participant("Ada", answers={SPEAK: "en", "Region": "Europe"})
    mentors = [
        Mentor("Gus", answers={OFFER: "en", "Region": "Asia"}),
        Mentor("Hana", answers={OFFER: "fr", "Region": "Europe"}),
    ]
    problem = Problem([ada], mentors, [REVIEW], [LANGUAGE, region], levels=("unpaired", "penalty"))
    assert sorted(texts(problem, "wish")) == [
        'The wish "language" costs nothing.',
        'The wish "region" costs 1 point of other wishes.',
    ]


def test_people_kept_together_have_a_price_and_are_named():
    people = [Participant("Ada", id="ada@example.org"), Participant("Bo", id="bo@example.org", tracks=("Data",))]
    mentors = [Mentor("Dee", id="dee@example.org", tracks=("Data",), capacity=1), Mentor("Eli", tracks=("Design",))]
    rule = Together("ada@example.org", "dee@example.org", "Review")
    problem = Problem(people, mentors, [Session("Review", track="required")], [rule])
    (text,) = texts(problem, "together")
    assert text.startswith("Without keeping Ada and Dee together in Review everybody could be paired (1 more place)")


def test_a_wish_to_be_together_has_a_price_as_well():
    rule = Together("P0", "Hana", "Review", weight=1)
    problem = language_problem(1).replace(rules=[rule, LANGUAGE], levels=("unpaired", "kept together", "penalty"))
    assert texts(problem, "together")[0].startswith("The wish of keeping P0 and Hana together in Review costs 1 wish")


def test_interviews_one_after_another_have_a_price():
    day = date(2027, 3, 1)
    free = (FreeTime(day, 17 * 60, 18 * 60, "UTC"),)
    days = {"first_day": day, "last_day": day}
    people = [Participant("Ada", free=free), Participant("Bo", free=free)]
    problem = Problem(people, [Mentor("Gus", free=free)], [Session("Review", minutes=60, **days)])
    (text,) = texts(problem, "one after another")
    rule = "the rule that all interviews of a person fit one after another"
    assert text == f"Without {rule} everybody could be paired (1 more place)."


# --- what is published ------------------------------------------------------------------------------------------


def test_keeping_what_is_published_costs_a_wish():
    mentors = [Mentor("Gus", answers={OFFER: "en"}), Mentor("Hana", answers={OFFER: "fr"})]
    problem = Problem(
        speakers(1), mentors, [REVIEW], [LANGUAGE], baseline=[Meeting("p0@example.org", "Hana", "Review")]
    )
    problem = problem.replace(baseline=[Meeting("p0@example.org", mentors[1].id, "Review")])
    assert texts(problem, "baseline") == [
        "Keeping what is published costs 1 wish; starting over: 1 more published pair changes."
    ]


def test_published_pairs_beyond_an_offer_are_worth_keeping():
    """Gus holds two published pairs and offers one: who starts over loses a place."""
    published = [Meeting(f"p{one}@example.org", "g", "Review") for one in range(2)]
    problem = Problem(speakers(2), [Mentor("Gus", id="g", capacity=1)], [REVIEW], baseline=published)
    assert texts(problem, "baseline") == [
        "Keeping what is published costs nothing; starting over: 1 fewer place; 1 more published pair changes."
    ]


def test_a_limit_on_changes_has_a_price():
    mentors = [Mentor("Gus", capacity=1, sessions=("Review",)), Mentor("Hana", capacity=1, tracks=("Data",))]
    people = [Participant("Ada", id="a"), Participant("Bo", id="b", tracks=("Design",))]
    published = [Meeting("a", mentors[0].id, "Review")]
    problem = Problem(people, mentors, [Session("Review", track="required")], baseline=published, max_changes=0)
    (text,) = texts(problem, "max_changes")
    assert text.startswith("Without the limit of 0 changes everybody could be paired (1 more place)")
    assert text.endswith("; but 1 more published pair changes.")


def test_nothing_published_is_nothing_to_start_over_from():
    assert texts(language_problem(), "baseline") == []


def test_partners_met_before_are_a_wish_of_their_own():
    people = [Participant(name, answers={"Region": "Asia"}) for name in ("Ada", "Bo", "Cem", "Dee")]
    session = Session("Practice", kind="peers", prefer_same="Region")
    ids = [one.id for one in people]
    earlier = [Practice((ids[0], ids[1]), "Practice")]
    found = texts(Problem(people, [], [session], earlier=earlier))
    assert any(
        text.startswith("Avoiding that anybody meets a partner again in Practice costs nothing") for text in found
    )
    assert any(text.startswith('The wish for partners alike in "Region" in Practice costs nothing') for text in found)


# --- what is never told, and what cannot be asked ---------------------------------------------------------------


def test_that_somebody_asked_to_be_kept_apart_is_never_among_them():
    people = [Participant("Ada", apart=("Gus",)), Participant("Bo")]
    problem = Problem(people, [Mentor("Gus"), Mentor("Hana", capacity=1)], [REVIEW, TALK], [Apart("Bo", "Hana")])
    told = " ".join(str(one.to_dict()) + one.text + str(one.comparison) for one in trade_offs(problem))
    assert "apart" not in told
    assert "private" not in told
    assert not any(name in told for name in ("Ada", "Bo"))


def test_a_result_is_not_searched_for_again():
    result = solve(language_problem())
    assert [one.text for one in trade_offs(result)] == texts(language_problem())
    assert all(one.comparison.plans[0].pairs for one in trade_offs(result))


def test_those_that_gain_the_most_important_things_come_first():
    problem = Problem(
        speakers(8),
        [Mentor("Gus", answers={OFFER: "en"}), Mentor("Hana", answers={OFFER: "fr"})],
        [REVIEW, TALK, Session("Chat")],
        [LANGUAGE],
    )
    found = trade_offs(problem)
    assert found[0].gains[0].level == "unpaired"
    assert found[0].kind == "repeat"


def test_the_fields_for_json_are_plain():
    (one,) = [one for one in trade_offs(language_problem()) if one.kind == "loads"]
    told = one.to_dict()
    assert (told["kind"], told["what"], told["is_proved"], told["broken"]) == ("loads", "even loads", True, 0)
    assert {"name": "penalty", "before": 4, "after": 1} in told["levels"]


def test_a_search_that_the_clock_ended_is_marked(monkeypatch):
    def unproved(problem, **more):
        return dataclasses.replace(solve(problem, **more), status=Status.FEASIBLE)

    monkeypatch.setattr(wish_prices, "solve", unproved)
    found = trade_offs(language_problem())
    assert all(one.text.endswith(" (not proved).") and not one.is_proved for one in found)
    assert not any("nothing would" in one.text or "cost nothing (" in one.text for one in found)


def test_a_search_without_a_plan_says_so(monkeypatch):
    result = solve(language_problem())
    nothing = dataclasses.replace(result, status=Status.STOPPED, detail="time limit", _pairs=None)
    monkeypatch.setattr(wish_prices, "solve", lambda problem, **more: nothing)
    found = trade_offs(result)
    assert found[0].text == "Without even loads: no plan was found in time (not proved)."
    assert found[0].after == ()


def test_ctrl_c_in_one_of_the_searches_ends_them_all(monkeypatch):
    def interrupted(problem, **more):
        return dataclasses.replace(solve(problem, **more), status=Status.STOPPED, detail="interrupted by Ctrl-C")

    monkeypatch.setattr(wish_prices, "solve", interrupted)
    with pytest.raises(KeyboardInterrupt):
        trade_offs(language_problem())


@pytest.mark.parametrize("people", [[], [Participant("Ada")]])
@pytest.mark.parametrize("mentors", [[], [Mentor("Gus")]])
def test_hardly_anybody_is_a_problem_as_well(people, mentors):
    for one in trade_offs(Problem(people, mentors, [REVIEW, TALK])):
        assert one.text.endswith(".")


@pytest.mark.parametrize("subject", [None, "Review", 3])
def test_something_that_is_no_problem_is_refused(subject):
    with pytest.raises(InputError, match="is no problem"):
        trade_offs(subject)


@pytest.mark.parametrize("limit", [0, -1, "soon"])
def test_a_time_limit_that_is_none_is_refused(limit):
    with pytest.raises(InputError, match="time limit"):
        trade_offs(language_problem(), time_limit=limit)


# --- numbers, found again by solving both -----------------------------------------------------------------------


def check_all(problem):
    """Every number of every trade-off from two solves and the judge; every number of a sentence is one of them."""
    try:
        result = solve(problem)
    except ContradictionError:
        return
    before = dict(judge(problem, result.pairs, result.groups).levels)
    for one in trade_offs(result):
        other = solve(one.problem)
        verdict = judge(problem, other.pairs, other.groups)
        after = dict(verdict.levels)
        assert {"levels": dict(one.before), "after": dict(one.after)} == {
            "levels": {name: before[name] for name, _ in one.before},
            "after": {name: after[name] for name, _ in one.after},
        }
        assert one.broken == len(verdict.violations)
        charged = [dict(judge(one.problem, plan.pairs, plan.groups).levels) for plan in (result, other)]
        for change in (*one.gains, *one.losses):
            values = (
                [x.get(change.level, 0) for x in charged]
                if change.is_others
                else [before[change.level], after[change.level]]
            )
            assert [change.before, change.after] == values
            assert (change in one.gains) == (change.after < change.before)
        check_words(one, result, other, before, after)


def check_words(one, result, other, before, after):
    places = re.search(r"(\d+) (more|fewer) places?", one.text) or re.search(r"costs? (\d+) places?", one.text)
    if places:
        number = int(places[1]) * (-1 if places[0].endswith(("fewer place", "fewer places")) else 1)
        assert number == before["unpaired"] - after["unpaired"]
    elif "unpaired" in before:
        assert before["unpaired"] == after["unpaired"]
    if "everybody could be paired" in one.text:
        assert not other.unpaired
        assert result.unpaired
    if "nothing would change" in one.text:
        assert same(result) == same(other)
    if "nothing would be gained" in one.text:
        assert one.gains == ()
    if re.search("costs? nothing", one.text):
        order = [name for name, _ in one.before if name not in GIVEN_UP.get(one.kind, ())]
        differing = [name for name in order if any(name == change.level for change in (*one.gains, *one.losses))]
        assert not one.gains or differing[0] in {change.level for change in one.losses}


def same(plan):
    meetings = {(x.participant.id, x.mentor.id, x.session.id, x.set_start) for x in plan.pairs}
    return meetings, {(x.session.id, frozenset(y.id for y in x.members)) for x in plan.groups}


@quick(60)
@given(problems())
def test_every_number_is_that_of_two_solves(problem):
    check_all(problem)


@quick(20)
@given(problems(published=True))
def test_with_what_is_published_as_well(problem):
    check_all(problem)


@quick(15)
@given(timed(published=True))
def test_with_times_as_well(problem):
    check_all(problem)


@quick(40)
@given(peer_problems())
def test_with_peers_as_well(problem):
    check_all(problem)
