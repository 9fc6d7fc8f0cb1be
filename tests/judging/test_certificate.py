"""A plan proved from its potentials: what is said of it, and what is noticed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable

import pytest

import pairing
from pairing.documents.plan_json import to_json
from pairing.documents.plan_reading import stated_plan
from pairing.engine import flow
from pairing.engine.interface import Deadline
from pairing.engine.run import solve
from pairing.judging import stating
from pairing.judging.certificate import Certification, certify, stated_of
from pairing.judging.evaluate import evaluate
from pairing.judging.proof import Names, Proof, prove, words
from pairing.judging.stating import state
from pairing.model import draw
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.potentials import Potentials
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns, Together
from pairing.model.session import Session
from pairing.model.shapes import GroupKey
from pairing.model.solution import LevelValue, Pair, Result, Status
from pairing.verify import verify_plan

REVIEW, TALK = Session("Review"), Session("Talk", mentors_each=2)
ADA, BO, CEM = Participant("Ada"), Participant("Bo"), Participant("Cem", times_left_out=1)
DEE, ELI, FAY = Mentor("Dee", capacity=3), Mentor("Eli", capacity=2), Mentor("Fay")
PROBLEM = Problem((ADA, BO, CEM), (DEE, ELI, FAY), (REVIEW, TALK), seed=7)


def planted(result: Result, pairs: Iterable[tuple[int, int, int]], **claims: object) -> Result:
    """Another plan with the potentials of the result, and what it states of its levels is true."""
    problem, pairs = result.problem, sorted(pairs)
    ties = sum(level.name.startswith("tie") for level in result.levels)
    values = evaluate(problem, pairs, tie_levels=ties).levels
    people = tuple(Pair(problem.participants[p], problem.mentors[m], problem.sessions[s]) for p, m, s in pairs)
    honest = {"levels": tuple(LevelValue(name, value, value) for name, value in values), "unique": None}
    return dataclasses.replace(result, _pairs=people, **{**honest, **claims})


def triples(result: Result) -> list[tuple[int, int, int]]:
    find = result.problem
    return [
        (
            find.participant_idx(one.participant.id),
            find.mentor_idx(one.mentor.id),
            find.session_idx(one.session.name),
        )
        for one in result.pairs
    ]


def proof_of(result: Result, potentials: Potentials | None = None) -> Proof:
    statement = state(result.problem)
    chosen = [statement.pairs.index(pair) for pair in triples(result)]
    found = result.potentials if potentials is None else potentials
    assert found is not None
    return prove(statement, chosen, found)


# --- what is proved ---------------------------------------------------------------------------------------------


def test_the_best_plan_is_proved_on_every_level_and_as_the_only_one() -> None:
    result = solve(PROBLEM)
    found = pairing.certify(PROBLEM, result)
    assert isinstance(found, pairing.Certification)
    assert (found.is_proved, found.unique, found.faults) == (True, True, ())
    assert found.levels == ("unpaired", "spread", "idle", "imbalance", "penalty", "tie")
    assert (found.sessions, found.practice, found.num_pairs) == (("Review", "Talk"), (), len(result.pairs))
    assert str(found).splitlines() == [
        "proved: no other pairs are better than the 8 pairs of Review, Talk, and no others are as good",
        "  levels, in this order: unpaired, spread, idle, imbalance, penalty, tie",
    ]


def test_a_plan_with_everything_in_it_is_proved() -> None:
    ada, bo, cem = (
        dataclasses.replace(one, answers={"Speaks": text}) for one, text in ((ADA, "en"), (BO, "de"), (CEM, "fr"))
    )
    dee, eli, fay = (
        dataclasses.replace(one, answers={"Speaks": text}) for one, text in ((DEE, "en"), (ELI, ""), (FAY, "fr"))
    )
    problem = PROBLEM.replace(
        participants=(ada, bo, cem),
        mentors=(dee, eli, fay),
        rules=(
            MatchColumns(("Speaks", "Speaks"), "same", weight=2, name="language"),
            Together("Ada", "Dee"),
            Together("Bo", "Fay", "Talk", weight=1),
        ),
        repeat="avoid",
        baseline=(Meeting("ada", "eli", "Review"), Meeting("gone", "dee", "Talk")),
        held=(Meeting("cem", "fay", "Review"),),
        earlier=(Meeting("bo", "fay", "Talk"),),
        earlier_weight=2,
        levels=("unpaired", "spread", "changed", "language", "idle", "imbalance", "penalty"),
    )
    result = solve(problem)
    found = certify(problem, result)
    assert str(found).startswith("proved: ")
    assert found.levels == (*problem.levels, "tie")
    assert result.potentials is not None
    assert result.potentials.levels == ("required", *problem.levels, "tie")


def test_a_problem_without_people_or_pairs_is_proved_too() -> None:
    nobody = Problem((), (), (REVIEW,))
    assert certify(nobody, solve(nobody)).is_proved
    alone = Problem((ADA,), (), (REVIEW,))
    found = certify(alone, solve(alone))
    assert (found.is_proved, found.num_pairs, found.sessions) == (True, 0, ("Review",))


def test_practice_is_not_covered_and_that_is_said() -> None:
    problem = PROBLEM.replace(sessions=(REVIEW, Session("Practice", kind="peers")))
    found = certify(problem, solve(problem))
    assert found.is_proved
    assert found.practice == ("Practice",)
    assert str(found).splitlines()[-1] == "  not covered: the groups of Practice; their bounds are the engine's"


def test_the_values_of_practice_are_counted_again_all_the_same() -> None:
    problem = PROBLEM.replace(sessions=(REVIEW, Session("Practice", kind="peers")))
    result = solve(problem)
    lies = tuple(level._replace(value=level.value + (level.name == "unpaired")) for level in result.levels)
    found = certify(problem, dataclasses.replace(result, levels=lies))
    assert found.faults == ("level unpaired is 0, and the result states 1",)
    assert certify(problem, dataclasses.replace(result, _groups=())).faults[0].startswith("level unpaired is 3")


def test_a_limit_on_changes_that_does_not_bind_is_proved_without_it() -> None:
    kept = solve(PROBLEM)
    baseline = tuple(Meeting(one.participant.id, one.mentor.id, one.session.name) for one in kept.pairs)
    problem = PROBLEM.replace(baseline=baseline, max_changes=0)
    result = solve(problem)
    assert result.level("changed").value == 0
    assert certify(problem, result).is_proved


def test_another_plan_that_is_as_good_is_proved_and_none_of_them_is_called_the_only_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = Problem((ADA, BO), (Mentor("Dee", capacity=1), Mentor("Eli", capacity=1)), (REVIEW,))
    for module in (draw, stating):
        monkeypatch.setattr(module, "tie_cost", lambda *_: 0)
    monkeypatch.setattr("pairing.engine.formulation.tie_cost", lambda *_: 0)
    monkeypatch.setattr("pairing.judging.evaluate.tie_cost", lambda *_: 0)
    result = solve(problem)
    assert result.unique is False
    for pairs in ([(0, 0, 0), (1, 1, 0)], [(0, 1, 0), (1, 0, 0)]):
        found = certify(problem, planted(result, pairs))
        assert (found.is_proved, found.unique) == (True, False)
        assert str(found).splitlines()[0].endswith("Review; others are as good")
        claims = certify(problem, planted(result, pairs, unique=True))
        assert claims.faults == ("the result states that no other plan is as good, and that is not proved",)


def with_tie_2(result: Result) -> Result:
    """As if the practice groups had needed a second tie level: the pairs, settled already, are priced on it too."""
    groups = [
        (
            result.problem.session_idx(one.session.name),
            tuple(result.problem.participant_idx(who.id) for who in one.members),
        )
        for one in result.groups
    ]
    name, value = evaluate(result.problem, triples(result), groups, tie_levels=2).levels[-1]
    return dataclasses.replace(result, levels=(*result.levels, LevelValue(name, value, value)))


def test_further_ties_of_the_practice_groups_need_no_potentials_of_the_pairs() -> None:
    problem = PROBLEM.replace(sessions=(REVIEW, Session("Practice", kind="peers")))
    longer = with_tie_2(solve(problem))
    found = certify(problem, longer)
    assert found.is_proved
    assert found.levels[-1] == "tie"
    plan = json.loads(json.dumps(to_json(longer, statement=stated_of(longer))))
    assert verify_plan(stated_plan(plan)).is_proved
    alone = with_tie_2(solve(PROBLEM))
    plan = json.loads(json.dumps(to_json(alone, statement=stated_of(alone))))
    (fault,) = verify_plan(stated_plan(plan)).faults
    assert fault.startswith("It has the levels unpaired, spread, idle, imbalance, penalty, tie, tie 2, ")


def test_a_plan_that_the_clock_stopped_has_no_potentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few levels were proved before it; without the others the plan is not the best."""
    monkeypatch.setattr(flow, "COST_LIMIT", 2**33)  # not all levels in one solve
    stops = iter([False, True])
    monkeypatch.setattr(Deadline, "has_passed", property(lambda self: next(stops, True)))
    result = solve(PROBLEM)
    assert (result.status, result.potentials) == (Status.FEASIBLE, None)
    assert (
        "there is no certificate: engine flow states value and bound of each level" in certify(PROBLEM, result).faults
    )


# --- what is noticed --------------------------------------------------------------------------------------------


def test_no_other_plan_is_proved_with_the_potentials_of_the_best() -> None:
    result = solve(PROBLEM)
    best = set(triples(result))
    statement = state(PROBLEM)
    for gone in best:
        fewer = planted(result, best - {gone})
        assert not certify(PROBLEM, fewer).is_proved
        assert proof_of(fewer).faults
        for there in set(statement.pairs) - best:
            if (there[0], there[2]) == (gone[0], gone[2]):
                assert not certify(PROBLEM, planted(result, best - {gone} | {there})).is_proved


def test_a_plan_that_is_worse_by_the_tie_alone_is_refused() -> None:
    problem = Problem((ADA, BO), (Mentor("Dee", capacity=1), Mentor("Eli", capacity=1)), (REVIEW,))
    result = solve(problem)
    other = planted(result, {(0, 0, 0), (1, 1, 0), (0, 1, 0), (1, 0, 0)} - set(triples(result)))
    assert [level.value for level in other.levels][:-1] == [level.value for level in result.levels][:-1]
    faults = certify(problem, other).faults
    assert faults
    assert all("(level tie)" in fault for fault in faults)
    assert any("paired in Review, and the proof calls a plan with" in fault for fault in faults)


def test_a_plan_that_breaks_a_rule_is_told_which() -> None:
    result = solve(PROBLEM)
    twice = [*triples(result), (0, 0, 0), (0, 1, 0)]
    assert any("has" in fault and "in Review" in fault for fault in certify(PROBLEM, planted(result, twice)).faults)
    limit = PROBLEM.replace(mentors=(dataclasses.replace(DEE, capacity=0), ELI, FAY))
    faults = certify(limit, result).faults
    assert any(fault.startswith("Dee holds ") and fault.endswith("and offered 0.") for fault in faults)


def test_a_level_that_is_not_worth_what_the_result_states_is_named() -> None:
    result = solve(PROBLEM)
    for position, level in enumerate(result.levels):
        for lie, words_of_it in (
            (level._replace(value=level.value - 1), f"the result states {level.value - 1}"),
            (level._replace(bound=level.value + 1), f"that no plan comes below {level.value + 1}"),
        ):
            lies = (*result.levels[:position], lie, *result.levels[position + 1 :])
            (fault,) = certify(PROBLEM, dataclasses.replace(result, levels=lies)).faults
            assert fault.startswith(f"level {level.name} is {level.value}, ")
            assert words_of_it in fault
    fewer = dataclasses.replace(result, levels=result.levels[:-1])
    assert certify(PROBLEM, fewer).faults[0].startswith("the levels are unpaired, spread, ")


def test_a_claim_that_others_are_as_good_is_wrong_where_there_is_none() -> None:
    found = certify(PROBLEM, dataclasses.replace(solve(PROBLEM), unique=False))
    assert found.faults == ("the result states that other plans are as good, and there is none",)
    assert certify(PROBLEM, dataclasses.replace(solve(PROBLEM), unique=None)).is_proved


def test_no_plan_and_a_plan_without_potentials_are_not_proved() -> None:
    stopped = Result(PROBLEM, Status.STOPPED, (), None, "flow", 0.0, "stopped before there was a plan")
    assert str(certify(PROBLEM, stopped)) == "not proved\n  there is no plan: stopped before there was a plan"
    general = solve(PROBLEM, engine="cpsat")
    assert general.potentials is None
    assert certify(PROBLEM, general).faults == (
        "there is no certificate: engine cpsat states value and bound of each level",
    )


def test_a_result_of_another_problem_is_held_against_this_one() -> None:
    result = solve(PROBLEM)
    assert "no participant is called 'ada'." in certify(PROBLEM.without("Ada"), result).faults
    assert not certify(PROBLEM.replace(seed=8), result).is_proved
    assert not certify(PROBLEM.replace(levels=("unpaired",)), result).is_proved
    other = PROBLEM.replace(participants=(*PROBLEM.participants, Participant("Gil")))
    assert certify(other, result).faults[0] == "level unpaired is 4, and the result states 1"


def test_potentials_that_are_no_potentials_are_not_trusted() -> None:
    result = solve(PROBLEM)
    good = result.potentials
    assert good is not None
    place, numbers = next(iter(good.places.items()))
    who, misses = next(iter(good.misses.items()))
    group = GroupKey(("mentor",), (0,))
    dee = good.groups.get(group, (0,) * len(good.levels))
    for bad in (
        good._replace(places={}),
        good._replace(places={**good.places, place: numbers[:-1]}),
        good._replace(places={**good.places, place: (*numbers[:-1], float(numbers[-1]))}),
        good._replace(places={**good.places, place: (True, *numbers[1:])}),
        good._replace(misses={key: value for key, value in good.misses.items() if key != who}),
        good._replace(misses={**good.misses, who: (*misses, 0)}),
        good._replace(groups={**good.groups, group: dee[1:]}),
        good._replace(groups={}),
        good._replace(levels=good.levels[:-1]),
        good._replace(levels=("required", *good.levels)),
        good._replace(levels=()),
    ):
        found = certify(PROBLEM, dataclasses.replace(result, potentials=bad))
        assert found.faults
        assert found.levels == ()


def test_only_whole_numbers_that_prove_it_prove_it() -> None:
    """A step up of any potential on the first level is a gain somewhere, or it changes nothing that is asked."""
    result = solve(PROBLEM)
    good = result.potentials
    assert good is not None
    for place, numbers in good.places.items():
        lower = good._replace(places={**good.places, place: (numbers[0] - 9, *numbers[1:])})
        assert proof_of(result, lower).faults
        higher = good._replace(places={**good.places, place: (numbers[0] + 9, *numbers[1:])})
        assert proof_of(result, higher).faults


# --- the statement by hand --------------------------------------------------------------------------------------


def test_prices_that_fall_prove_nothing() -> None:
    """A price that is not convex: the plan is the best of its neighbours, and another one is better."""
    result = solve(PROBLEM)
    statement = state(PROBLEM)
    chosen = [statement.pairs.index(pair) for pair in triples(result)]
    groups = tuple(one._replace(marginals=one.marginals[::-1]) for one in statement.groups)
    assert result.potentials is not None
    faults = prove(statement._replace(groups=groups), chosen, result.potentials).faults
    assert {"falling"} <= {fault.what for fault in faults}


def test_every_fault_has_words_of_its_own() -> None:
    result = solve(PROBLEM)
    statement = state(PROBLEM)
    chosen = [statement.pairs.index(pair) for pair in triples(result)]
    good = result.potentials
    assert good is not None
    names = Names(["Ada", "Bo", "Cem"], ["Dee", "Eli", "Fay"], ["Review", "Talk"])
    tight = statement._replace(
        groups=tuple(one._replace(most=0, marginals=()) for one in statement.groups if one.key.per != ("mentor",))
    )
    said = {words(fault, names) for fault in prove(tight, chosen, good).faults}
    p, m, _ = statement.pairs[chosen[0]]
    assert f"{names.mentors[m]} holds 1 pair with {names.participants[p]}, and 0 is the most." in said
    wanted = statement._replace(places=tuple(one._replace(demand=0) for one in statement.places))
    assert "Ada has 1 mentor in Review and needs 0." in {
        words(one, names) for one in prove(wanted, chosen, good).faults
    }
    bare = good._replace(places={}, misses={})
    assert {words(one, names) for one in prove(statement, chosen, bare).faults} >= {
        "Ada in Talk: the proof has no numbers.",
        "Cem: the proof has no numbers.",
    }


def test_two_priced_groups_that_cross_leave_it_open_whether_the_plan_is_the_only_one() -> None:
    problem = Problem((ADA, BO), (DEE,), (REVIEW, TALK), repeat="allow", levels=("unpaired",))
    result = solve(problem)
    statement = state(problem)
    chosen = [statement.pairs.index(pair) for pair in triples(result)]
    assert result.potentials is not None
    assert prove(statement, chosen, result.potentials).unique is True
    cross = [
        (GroupKey(("mentor",), (0,), (0,)), [index for index, pair in enumerate(statement.pairs) if pair[2] == 0]),
        (GroupKey(("participant", "mentor"), (0, 0)), [i for i, pair in enumerate(statement.pairs) if pair[0] == 0]),
    ]
    zero = ((0,) * len(statement.levels),)
    groups = [stating.PricedGroup(key, tuple(pairs), len(pairs)) for key, pairs in cross]
    free = statement._replace(groups=(*statement.groups, *groups))
    assert prove(free, chosen, result.potentials).unique is True
    priced = [one._replace(marginals=zero * len(one.pairs)) for one in groups]
    found = prove(statement._replace(groups=(*statement.groups, *priced)), chosen, result.potentials)
    assert (found.faults, found.unique) == ((), None)


def test_many_faults_are_counted_and_some_are_shown() -> None:
    found = Certification(tuple(f"fault {number}" for number in range(13)), (), (), (), 0, None)
    lines = str(found).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (12, "not proved", "  and 3 more")
