"""Plans side by side: judged under one problem, and shown as text, as a frame and in a notebook."""

from __future__ import annotations

import dataclasses
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given

from pairing.engine.run import solve
from pairing.errors import ContradictionError, InputError
from pairing.judging.evaluate import judge
from pairing.model.draw import is_start, is_tie
from pairing.model.intervals import FreeTime, to_utc
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from pairing.reasons.comparing import compare
from tests.properties.strategies import problems, quick

QUICK = quick(60)
REVIEW, PRACTICE = Session("Review"), Session("Practice", kind="peers")
PEOPLE = [Participant("Ada"), Participant("Bo"), Participant("Cem"), Participant("Dee")]
MENTORS = [Mentor("Gus", capacity=3), Mentor("Hana", capacity=3)]
PROBLEM = Problem(PEOPLE, MENTORS, [REVIEW])
EVEN = [("Ada", "Gus", "Review"), ("Bo", "Gus", "Review"), ("Cem", "Hana", "Review"), ("Dee", "Hana", "Review")]
UNEVEN = [("Ada", "Gus", "Review"), ("Bo", "Gus", "Review"), ("Cem", "Gus", "Review"), ("Dee", "Hana", "Review")]
TOO_MANY = [(who, "Gus", "Review") for who in ("Ada", "Bo", "Cem", "Dee")]


def faults(plans, under=PROBLEM):
    """The codes of what is wrong, and all the words."""
    with pytest.raises(InputError) as caught:
        compare(plans, under=under)
    return [issue.code for issue in caught.value.issues], str(caught.value)


def test_each_plan_is_judged_under_the_one_problem():
    found = compare({"even": EVEN, "uneven": UNEVEN, "too many": TOO_MANY}, under=PROBLEM)
    assert [one.level("idle") for one in found.plans] == [0, 0, 1]
    assert found.plan("uneven").level("imbalance") > found.plan("even").level("imbalance")
    assert [one.is_allowed for one in found.plans] == [True, True, False]
    assert [str(one) for one in found.plan("too many").violations] == ["Gus holds 4 pairs and offered 3."]
    assert [load.load for load in found.plan("uneven").loads] == [3, 1]


def test_plans_are_held_against_the_first_one():
    found = compare({"even": EVEN, "again": list(reversed(EVEN)), "uneven": UNEVEN}, under=PROBLEM)
    assert [one.is_first for one in found.plans] == [True, True, False]
    (only,) = found.plan("uneven").differences
    assert (only.session, only.participant.name) == (REVIEW, "Cem")
    assert [[person.name for person in people] for people in (only.before, only.after)] == [["Hana"], ["Gus"]]


def test_a_place_that_only_one_of_the_plans_fills_is_a_difference():
    found = compare({"even": EVEN, "less": EVEN[1:]}, under=PROBLEM)
    (only,) = found.plan("less").differences
    assert (only.participant.name, only.after) == ("Ada", ())
    assert found.plan("less").level("unpaired") == 1


def test_groups_of_peers_are_compared_as_well():
    problem = PROBLEM.replace(sessions=[PRACTICE])
    solved = solve(problem)
    groups = [dataclasses.replace(solved.groups[0], members=(PEOPLE[0], PEOPLE[1]))]
    groups.append(dataclasses.replace(solved.groups[0], members=(PEOPLE[2], PEOPLE[3])))
    others = [dataclasses.replace(groups[0], members=(PEOPLE[0], PEOPLE[2]))]
    others.append(dataclasses.replace(groups[0], members=(PEOPLE[1], PEOPLE[3])))
    found = compare({"one": groups, "other": others, "again": groups[::-1]}, under=problem)
    assert [len(one.differences) for one in found.plans] == [0, 4, 0]
    assert [one.name for one in found.plan("other").differences[0].after] == ["Cem"]
    assert compare({"solved": solved}, under=problem).plans[0].is_allowed


def test_results_of_other_problems_are_judged_by_the_rules_of_this_one():
    tracked = [dataclasses.replace(one, tracks=("Design",)) for one in PEOPLE]
    mentors = [Mentor("Gus", tracks=("Data",)), Mentor("Hana", tracks=("Design",))]
    problem = Problem(tracked, mentors, [Session("Review", track="required")])
    free = solve(problem.replace(sessions=[REVIEW]))
    found = compare({"tracks": solve(problem), "tracks off": free}, under=problem)
    assert [one.level("idle") for one in found.plans] == [1, 0]
    assert {one.rule for one in found.plan("tracks off").violations} == {"track"}


def test_whatever_has_a_problem_will_do_as_one():
    assert compare({"even": EVEN}, under=SimpleNamespace(problem=PROBLEM)).problem is PROBLEM
    assert compare({"even": EVEN}, under=solve(PROBLEM)).plans[0].level("unpaired") == 0


def test_the_text_is_a_table_in_plain_words():
    assert str(compare({"even": EVEN, "too many": TOO_MANY}, under=PROBLEM)) == "\n".join(
        [
            "                                          even  too many",
            "places left without anybody                  0         0",
            "misses piled on one person                   0         0",
            "nobody assigned, though they offered         0         1",
            "uneven loads                                 8        16",
            "wishes not met                               0         0",
            "hard rules broken                            0         1",
            "loads of mentors                        2 each    0 to 4",
            "  Gus                                        2         4",
            "  Hana                                       2         0",
            "places filled otherwise than by “even”       0         2",
        ]
    )


def test_wide_letters_in_names_leave_the_columns_aligned():
    lines = str(compare({"均等": EVEN, "e\u0301": UNEVEN}, under=PROBLEM)).splitlines()
    assert lines[0].endswith("  均等       e\u0301")
    assert lines[7].endswith("2 each  1 to 3")


def test_the_frame_has_levels_rules_loads_and_every_place_that_differs():
    frame = compare({"even": EVEN, "uneven": UNEVEN}, under=PROBLEM).to_frame()
    assert list(frame.columns) == ["even", "uneven"]
    assert frame.loc[("load", "Gus")].tolist() == [2, 3]
    assert frame.loc[("level", "unpaired")].tolist() == [0, 0]
    assert frame.loc[("rules", "hard rules broken")].tolist() == [0, 0]
    assert frame.loc[("place", "Review: Cem")].tolist() == ["Hana", "Gus"]
    assert [name for kind, name in frame.index if kind == "place"] == ["Review: Cem"]


def test_two_of_one_name_are_told_apart_in_the_frame():
    problem = PROBLEM.replace(mentors=[Mentor("Gus", id="g1"), Mentor("Gus", id="g2")])
    plan = [("Ada", "g1", "Review")]
    frame = compare({"one": plan}, under=problem).to_frame()
    assert [name for kind, name in frame.index if kind == "load"] == ["Gus (g1)", "Gus (g2)"]


def test_a_notebook_shows_names_and_nothing_that_they_could_do():
    problem = PROBLEM.replace(mentors=[Mentor("<b>Gus</b>", id="Gus"), Mentor("Hana", id="Hana")])
    shown = compare({"<script>": EVEN, "a & b": UNEVEN}, under=problem)._repr_html_()
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "&lt;script&gt;" in shown
    assert "a &amp; b" in shown
    assert "&lt;b&gt;Gus" in shown


def test_a_wish_to_be_kept_apart_is_counted_and_not_told():
    problem = PROBLEM.replace(rules=[Apart("Ada", "Gus")])
    found = compare({"even": EVEN}, under=problem)
    assert len(found.plans[0].violations) == 1
    for told in (str(found), found._repr_html_(), found.to_frame().to_string()):
        assert "apart" not in told
        assert "private" not in told


def test_a_pair_that_stands_twice_counts_once_and_is_said():
    found = compare({"even": [*EVEN, EVEN[0]]}, under=PROBLEM)
    assert {one.rule for one in found.plans[0].violations} == {"pair twice"}
    assert [load.load for load in found.plans[0].loads] == [2, 2]


def test_starts_that_are_set_otherwise_are_counted():
    day = date(2027, 3, 1)
    free = (FreeTime(day, 9 * 60, 12 * 60, "UTC"),)
    session = Session("Talk", minutes=60, time="we set", first_day=day, last_day=day)
    problem = Problem([Participant("Ada", free=free)], [Mentor("Gus", free=free)], [session])
    result = solve(problem)
    (pair,) = result.pairs
    noon = to_utc(free, day, day)[0][1]
    other = next(at for at in range(noon - 180, noon - 59, 60) if at != pair.start)
    plans = {
        "one": result,
        "later": [dataclasses.replace(pair, start=other)],
        "untold": [("Ada", "Gus", "Talk")],
        "never": [dataclasses.replace(pair, start=noon)],
    }
    found = compare(plans, under=problem)
    assert [one.num_moved for one in found.plans] == [0, 1, 0, 1]
    assert [one.is_allowed for one in found.plans] == [True, True, True, False]
    assert "starts other than by “one”" in str(found)


def test_a_plan_that_could_not_be_held_one_after_another_breaks_a_rule():
    """Two have but one hour, the same, and so does their mentor."""
    day = date(2027, 3, 1)
    free = (FreeTime(day, 9 * 60, 10 * 60, "UTC"),)
    session = Session("Talk", minutes=60, first_day=day, last_day=day)
    problem = Problem(
        [Participant("Ada", free=free), Participant("Bo", free=free)], [Mentor("Gus", free=free)], [session]
    )
    loose = problem.replace(sessions=[dataclasses.replace(session, fits_one_after_another=False)])
    found = compare({"as it is": solve(problem), "loose": solve(loose)}, under=problem)
    assert [one.level("unpaired") for one in found.plans] == [1, 0]
    assert [one.is_allowed for one in found.plans] == [True, False]


# --- what cannot be compared ------------------------------------------------------------------------------------


@pytest.mark.parametrize("plans", [[solve(PROBLEM)], "even", None, 7])
def test_plans_without_names_are_refused(plans):
    codes, words = faults(plans)
    assert codes == ["wrong-kind"]
    assert "Give plans by name" in words


def test_nothing_to_compare_is_said():
    assert faults({})[0] == ["nothing-to-compare"]


@pytest.mark.parametrize("under", [None, "Review", 3, SimpleNamespace(problem="Review")])
def test_something_that_is_no_problem_is_refused(under):
    codes, words = faults({"even": EVEN}, under)
    assert codes == ["wrong-kind"]
    assert "is no problem" in words


def test_a_result_without_a_plan_is_named():
    empty = Result(PROBLEM, Status.STOPPED, (), None, "cpsat", 0.1, "time limit")
    codes, words = faults({"even": EVEN, "late": empty})
    assert codes == ["no-plan"]
    assert "'late': there is no plan: time limit" in words


def test_people_and_sessions_of_others_are_all_named_with_their_plan():
    codes, words = faults({"even": EVEN, "strange": [("Adda", "Gus", "Review"), ("Ada", "Gus", "Talk")]})
    assert codes == ["unknown-name", "unknown-name"]
    assert "'strange': no participant is called 'Adda'." in words
    assert "'strange': no session is called 'Talk'." in words


@pytest.mark.parametrize(
    "plan", [5, "Ada", b"Ada", {"Ada": "Gus"}, [5], ["Ada"], [None], [("Ada", "Gus")], [(1, 2, 3)]]
)
def test_what_is_no_plan_is_refused_without_a_traceback(plan):
    codes, words = faults({"odd": plan})
    assert codes in (["wrong-kind"], ["bad-pair"])
    assert "'odd'" in words


@pytest.mark.parametrize("name", ["", "  ", None, 3, ("even",)])
def test_a_name_that_cannot_be_shown_is_refused(name):
    assert faults({name: EVEN})[0] == ["wrong-kind"]


@QUICK
@given(problems())
def test_levels_and_loads_are_those_of_the_judge(problem):
    try:
        result = solve(problem)
        other = solve(problem.replace(seed=problem.seed + 1, repeat="allow"))
    except (ContradictionError, InputError):
        return
    found = compare({"a": result, "b": other}, under=problem)
    for one, plan in zip(found.plans, (result, other), strict=True):
        verdict = judge(problem, plan.pairs, plan.groups)
        assert one.levels == tuple(x for x in verdict.levels if not (is_tie(x[0]) or is_start(x[0])))
        assert one.violations == verdict.violations
        assert [load.load for load in one.loads] == [load.load for load in plan.loads]
    assert found.plans[0].is_allowed
    differing = {(d.session.id, d.participant.id) for d in found.plans[1].differences}
    meetings = [{(x.session.id, x.participant.id, x.mentor.id) for x in plan.pairs} for plan in (result, other)]
    assert differing == {one[:2] for one in meetings[0] ^ meetings[1]}
