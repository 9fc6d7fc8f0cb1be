"""What there is to say about one person, in every role and session, and what is said to nobody."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest

from pairing.engine.run import solve
from pairing.errors import InputError, NoPlanError
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from pairing.reasons.exclusion import PRIVATE
from pairing.reasons.explaining import Explanation, explain
from pairing.reasons.options import CHOSEN
from pairing.reasons.unpaired import NOTHING_HELPS, reasons_of
from pairing.talk.explaining import everybody_text

REVIEW, TALK = Session("Review"), Session("Talk")
PRACTICE = Session("Practice", kind="peers")
ADA, BO = Participant("Ada Quill", "ada@example.org"), Participant("Bo Lindqvist", "bo@example.org")
DEE, ELI = Mentor("Dee Park", "dee@example.org", capacity=1), Mentor("Eli Moss", "eli@example.org", capacity=0)


def small(**more: object) -> Result:
    return solve(Problem([ADA, BO], [DEE, ELI], [REVIEW]).replace(**more))


def fault(result: Result, *arguments: str, **asked: str) -> tuple[str, str]:
    """The code of what is wrong, and all the words."""
    with pytest.raises(InputError) as caught:
        explain(result, *arguments, **asked)
    (issue,) = caught.value.issues
    return issue.code, str(issue)


# --- participants -----------------------------------------------------------------------------------------------


def test_why_this_mentor_and_why_not_the_others():
    assert (
        str(explain(small(), "Ada Quill"))
        == """\
# Ada Quill

## Review: Dee Park

- no other mentor is possible

Instead:

- Eli Moss: offers no place
"""
    )


def test_why_left_out_and_what_would_help():
    assert (
        str(explain(small(), "bo@example.org"))
        == """\
# Bo Lindqvist

## Review: left out

- Bo Lindqvist, Review: none of 2 mentors is left: 2 full (Dee Park and Eli Moss)
- Bo Lindqvist and Ada Quill can be met only by Dee Park and Eli Moss, who offer 1 place together: 1 short

What would help, the cheapest first:

1. 1 more place of Eli Moss (1 instead of 0)
2. one more mentor in Review
3. 1 more place of Dee Park (2 instead of 1)

Instead:

- Dee Park: equally good, with Ada Quill in Review left out instead: the draw decided (1 pair would change)
- Eli Moss: offers no place
"""
    )


def test_asked_about_one_mentor_a_place_that_is_left_says_so():
    assert "\n## Review: left out\n\nInstead:\n\n- Dee Park: " in str(
        explain(small(), "Bo Lindqvist", mentor="Dee Park")
    )


def test_asked_about_the_mentor_somebody_has_all_others_are_weighed():
    mentors = [dataclasses.replace(DEE, capacity=2), dataclasses.replace(ELI, capacity=2)]
    result = solve(Problem([ADA], mentors, [REVIEW]))
    (pair,) = result.pairs
    told = explain(result, "Ada Quill", mentor=pair.mentor.name)
    assert told.places[0].why == "1 other would be as good: the draw decided"
    assert [one.kind for one in told.places[0].options] == [CHOSEN]


def test_who_gains_by_no_single_change_is_told_so_too():
    """Of eleven who are as good the draw gives five places more to others."""
    result = solve(Problem([Participant(f"P{n}") for n in range(12)], [Mentor("Dee", capacity=1)], [REVIEW]))
    told = [one for one in reasons_of(result, most=3) if not one.remedies]
    assert told
    assert everybody_text(told[:1]).endswith(f"  - {NOTHING_HELPS}\n")
    assert f"- {NOTHING_HELPS}\n" in str(explain(result, told[0].participant.name))


@pytest.mark.parametrize(
    ("levels", "kind", "line"),
    [
        (("unpaired", "penalty"), "clash", "so many meetings do not fit together; why was not worked out"),
        (("penalty", "unpaired"), "outranked", "why was not worked out"),
    ],
)
def test_after_a_first_look_no_more_is_said_than_is_known(levels, kind, line):
    monday = date(2027, 3, 1)
    hour = [FreeTime(monday, 17 * 60, 18 * 60, "UTC")]
    collabies = [Participant(f"P{n}", free=hour, zone="UTC") for n in range(21)]
    mentors = [Mentor(f"M{n}", capacity=2, free=hour, zone="UTC") for n in range(20)]
    interview = Session("Interview", minutes=60, first_day=monday, last_day=monday, zone="UTC")
    result = solve(Problem(collabies, mentors, [interview], levels=levels))
    slow = dataclasses.replace(result, potentials=None, seconds=3.0)
    (reason,) = reasons_of(slow, most=3)
    assert (reason.kind, reason.lines[-1]) == (kind, f"{line}, because that would take long")


def test_who_has_one_of_two_mentors_wants_one_more():
    told = explain(solve(Problem([ADA], [DEE], [Session("Review", mentors_each=2)])), "Ada Quill")
    assert "\n## Review: Dee Park; one more is wanted\n" in str(told)
    assert told.places[0].reason is not None


def test_several_who_would_be_as_good():
    told = explain(solve(Problem([ADA], [Mentor(name) for name in "XYZ"], [REVIEW])), "Ada Quill")
    assert told.places[0].why == "2 others would be as good: the draw decided"


def test_some_who_would_be_as_good_and_some_who_would_not():
    mentors = [Mentor("X", tracks=("Data",)), Mentor("Y", tracks=("Data",)), Mentor("Z", tracks=("Design",))]
    ada = dataclasses.replace(ADA, tracks=("Data",))
    told = explain(solve(Problem([ada], mentors, [Session("Review", track="preferred")])), "Ada Quill")
    assert told.places[0].why == "1 other would be as good, and the draw decided; 1 other would not"


def test_every_other_one_is_worse():
    mentors = [dataclasses.replace(DEE, tracks=("Data",), min_load=0), Mentor("Z", tracks=("Design",), min_load=0)]
    ada = dataclasses.replace(ADA, tracks=("Data",))
    told = explain(solve(Problem([ada], mentors, [Session("Review", track="preferred")])), "Ada Quill")
    assert told.places[0].why == "every other one is worse; the nearest is Z: possible, but then wishes not met 0 → 1"


def test_only_one_session_or_one_mentor_is_told_of_where_asked():
    result = solve(Problem([ADA], [Mentor("Dee"), Mentor("Eli")], [REVIEW, TALK]))
    assert [one.session.name for one in explain(result, "Ada Quill").places] == ["Review", "Talk"]
    assert [one.session.name for one in explain(result, "Ada Quill", session=" review ").places] == ["Review"]
    only = explain(result, "Ada Quill", session="Review", mentor="Eli").places[0]
    assert [one.mentor.name for one in only.options] == ["Eli"]


def test_asked_about_the_mentor_he_has_that_is_said():
    told = explain(small(), "Ada Quill", mentor="Dee Park")
    assert [one.text for one in told.places[0].options] == ["Dee Park: the mentor of this plan"]


# --- sessions of other kinds ------------------------------------------------------------------------------------


def test_who_does_not_take_part_is_told_so():
    ada = dataclasses.replace(ADA, sessions=("Talk",))
    told = explain(solve(Problem([ada, BO], [DEE], [REVIEW, TALK])), "Ada Quill", session="Review")
    assert str(told) == "# Ada Quill\n\n## Review: does not take part\n"


def test_a_session_that_is_over_says_who_was_met():
    over = dataclasses.replace(REVIEW, closed=True)
    result = small(sessions=[over, TALK], held=[Meeting("ada@example.org", "dee@example.org", "Review")])
    assert str(explain(result, "Ada Quill", session="Review")) == "# Ada Quill\n\n## Review: has met Dee Park\n"
    assert str(explain(result, "Bo Lindqvist", session="Review")) == "# Bo Lindqvist\n\n## Review: is over\n"


def test_a_meeting_that_was_held_in_a_session_that_goes_on_is_told():
    result = small(held=[Meeting("ada@example.org", "gone@example.org", "Review")])
    told = str(explain(result, "Ada Quill"))
    assert told == "# Ada Quill\n\n## Review: has met somebody who is on no sheet now\n"


def test_peers_are_told_with_whom_they_practise():
    trio = [ADA, BO, Participant("Cem Osei")]
    told = explain(solve(Problem(trio, [], [PRACTICE])), "Ada Quill")
    assert str(told) == "# Ada Quill\n\n## Practice: with Bo Lindqvist and Cem Osei\n"
    assert [one["name"] for one in told.to_dict()["places"][0]["partners"]] == ["Bo Lindqvist", "Cem Osei"]


def test_a_peer_who_is_alone_has_no_remedies():
    told = str(explain(solve(Problem([ADA], [], [PRACTICE])), "Ada Quill"))
    assert told == "# Ada Quill\n\n## Practice: left out\n\n- Ada Quill, Practice: nobody is left to practise with\n"


# --- mentors, and people of both roles --------------------------------------------------------------------------


def test_a_mentor_is_told_what_he_holds_and_who_could_step_in():
    told = explain(solve(Problem([ADA], [DEE, Mentor("Fay", min_load=0)], [REVIEW])), "Dee Park")
    lines = ["# Dee Park", "## As a mentor: 1 of 1 offered", "Ada Quill, Review; who could step in:"]
    step_in = "- Fay: possible, but then nobody would be assigned to Dee Park"
    assert str(told) == "\n\n".join([*lines, step_in]) + "\n"


def test_a_mentor_who_holds_nobody_and_one_without_a_limit():
    result = solve(
        Problem([ADA], [DEE, Mentor("Fay", sessions=("Talk",))], [REVIEW, dataclasses.replace(TALK, closed=True)])
    )
    told = explain(result, "Fay")
    assert str(told) == "# Fay\n\n## As a mentor: 0 without a limit\n"
    assert told.to_dict()["capacity"] is None


def test_five_who_could_step_in_are_told_and_how_many_more():
    mentors = [Mentor(f"M{number}") for number in range(9)]
    result = solve(Problem([ADA], mentors, [REVIEW]))
    told = explain(result, result.pairs[0].mentor.name)
    assert len(told.alternates[0].options) == 8
    assert str(told).endswith("\n- and 3 more\n")


def test_a_person_of_both_roles_is_told_both():
    both = Mentor("Ada Quill", "ada@example.org")
    told = explain(solve(Problem([ADA, BO], [both, DEE], [REVIEW])), "Ada Quill")
    assert [one.participant.name for one in told.places] == ["Ada Quill"]
    assert [one.participant.name for one in told.alternates] == ["Bo Lindqvist"]
    assert "## Review: Dee Park\n" in str(told)
    assert "- Ada Quill: the same person\n" in str(told)
    assert "## As a mentor: 1 without a limit\n" in str(told)


def test_a_person_of_both_roles_asked_about_one_mentor_is_asked_as_a_participant():
    both = Mentor("Ada Quill", "ada@example.org")
    told = explain(solve(Problem([ADA, BO], [both, DEE], [REVIEW])), "Ada Quill", mentor="Dee Park")
    assert told.alternates == ()


def test_whether_a_mentor_could_be_the_mentor_of_a_mentor_is_no_question():
    code, words = fault(small(), "Dee Park", mentor="Eli Moss")
    assert code == "not-a-participant"
    assert "Name a participant" in words


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ada Qill", "Quill", "ada", "Ada Q"])
def test_a_name_that_nobody_has_lists_the_near_ones(name: str):
    code, words = fault(small(), name)
    assert code == "unknown-name"
    assert "Did you mean 'Ada Quill'?" in words


def test_a_name_like_no_other_lists_who_there_is():
    code, words = fault(small(), "Zzz")
    assert code == "unknown-name"
    assert "Ada Quill, Bo Lindqvist, Dee Park" in words


def test_a_name_that_several_have_asks_for_the_address():
    result = small(participants=[ADA, dataclasses.replace(BO, name="Ada Quill")])
    code, words = fault(result, "Ada Quill")
    assert code == "ambiguous-name"
    assert "Give the e-mail instead." in words
    assert explain(result, "bo@example.org").person.id == "bo@example.org"


def test_a_session_or_a_mentor_that_is_none_is_named():
    assert fault(small(), "Ada Quill", session="Reviews") == (
        "unknown-name",
        "no session is called 'Reviews'. Did you mean 'Review'? [unknown-name]",
    )
    code, words = fault(small(), "Ada Quill", mentor="Dee Prak")
    assert code == "unknown-name"
    assert "Did you mean 'Dee Park'?" in words


def test_a_result_without_a_plan_is_said_to_be_none():
    with pytest.raises(NoPlanError):
        explain(dataclasses.replace(small(), status=Status.STOPPED, _pairs=None), "Ada Quill")


def test_of_a_plan_that_is_not_proved_it_is_said_that_nothing_was_tried():
    stopped = dataclasses.replace(small(), status=Status.FEASIBLE, potentials=None)
    told = str(explain(stopped, "Bo Lindqvist"))
    assert "- what would help was not worked out\n" in told
    assert "was tried" not in told
    assert "- Dee Park: possible; what it would cost was not worked out\n" in told
    assert explain(stopped, "Ada Quill").places[0].why in ("", "no other mentor is possible")


def test_where_nothing_that_was_tried_would_help_that_is_said():
    """Ada is never free in the days of the session, and nobody could be where she is."""
    review = Session("Technical", minutes=60, first_day=date(2027, 3, 15), last_day=date(2027, 3, 15))
    told = str(explain(solve(Problem([dataclasses.replace(ADA, free=())], [], [review])), "Ada Quill"))
    assert "- no single change that was tried would help\n" in told


# --- frames and pages -------------------------------------------------------------------------------------------


def test_the_options_as_a_frame_have_a_column_for_each_level():
    frame = explain(small(), "Bo Lindqvist").to_frame()
    columns = ["session", "participant", "mentor", "kind", "text", "changed_pairs"]
    assert list(frame.columns) == [*columns, "unpaired", "spread", "idle", "imbalance", "penalty"]
    assert frame["mentor"].tolist() == ["Dee Park", "Eli Moss"]
    assert frame["kind"].tolist() == ["equal", "excluded"]


def test_who_has_no_options_has_a_frame_with_its_columns():
    frame = explain(solve(Problem([ADA, BO], [], [PRACTICE])), "Ada Quill").to_frame()
    assert len(frame) == 0
    assert list(frame.columns)[:4] == ["session", "participant", "mentor", "kind"]


def test_names_are_harmless_in_a_notebook():
    result = solve(Problem([dataclasses.replace(ADA, name="Ada <b>Quill</b>")], [Mentor("Dee <i>")], [REVIEW]))
    page = explain(result, "Ada <b>Quill</b>")._repr_html_()
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "<i>" not in page
    left_out = solve(Problem([dataclasses.replace(ADA, name="Ada <b>")], [Mentor("Dee <i>", capacity=0)], [REVIEW]))
    page = reasons_of(left_out)[0]._repr_html_()
    assert "<b>" not in page
    assert "<i>" not in page


def test_plain_data_have_these_fields():
    told = explain(small(), "Bo Lindqvist").to_dict()
    assert list(told) == ["schema_version", "name", "id", "places", "alternates", "load", "capacity"]
    assert (told["schema_version"], told["name"]) == (1, "Bo Lindqvist")
    place = told["places"][0]
    assert [one["kind"] for one in place["remedies"]] == ["place", "mentor", "place"]
    assert json.loads(json.dumps(told)) == told


# --- what is said to nobody -------------------------------------------------------------------------------------


def everything(told: Explanation) -> str:
    """All that anybody can read of it."""
    return "\n".join((str(told), json.dumps(told.to_dict()), told.to_frame().to_csv(), told._repr_html_()))


APART = {
    "asked by the participant": {"participants": [dataclasses.replace(ADA, apart=("Fay Ito",)), BO]},
    "asked by the mentor": {"mentors": [DEE, ELI, Mentor("Fay Ito", "fay@example.org", apart=("ada@example.org",))]},
    "a private rule": {"rules": [Apart("Ada Quill", "Fay Ito")]},
}


@pytest.mark.parametrize("how", APART)
def test_who_asked_to_be_kept_apart_is_told_to_nobody(how: str):
    problem = Problem([ADA, BO], [DEE, ELI, Mentor("Fay Ito", "fay@example.org")], [REVIEW]).replace(**APART[how])
    result = solve(problem)
    told = explain(result, "Ada Quill")
    assert "Fay Ito" not in everything(told)
    assert "kept apart" not in everything(told)
    assert f"- 1 more: {PRIVATE}\n" in str(told)
    assert "kept apart" not in everything(explain(result, "Fay Ito"))


@pytest.mark.parametrize("how", APART)
def test_who_is_left_out_by_a_private_wish_is_told_no_name(how: str):
    problem = Problem([ADA], [Mentor("Fay Ito", "fay@example.org")], [REVIEW])
    more = {
        name: [one for one in value if one.name[:3] in ("Ada", "Fay")] if name != "rules" else value
        for name, value in APART[how].items()
    }
    told = explain(solve(problem.replace(**more)), "Ada Quill")
    assert "Fay" not in everything(told)
    assert "kept apart" not in everything(told)


@pytest.mark.parametrize("name", ["Ada Quill", "Bo Lindqvist", "Dee Park"])
def test_no_address_is_in_what_is_told(name: str):
    assert "@" not in everything(explain(small(), name))
