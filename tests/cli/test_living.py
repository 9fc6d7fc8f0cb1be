"""After the tables are out: people leave, join and swap, and each edit costs the fewest changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, add, changes, contents, diff_of, edit, pairs_of, what_changes

Run = Callable[..., Ended]
NOTHING = "Nothing changes: the tables show this plan."
KEPT = ("| Ada Quill | Gus Hale |", "| Ada Quill | Gus Hale <!-- keep --> |")


def tables(folder: Path) -> dict[str, bytes]:
    """The documents alone."""
    return {name: data for name, data in contents(folder).items() if name.endswith(".md")}


# --- 1: what is published is the baseline -----------------------------------------------------------------------


def test_after_publishing_nothing_changes_and_publishing_again_does_nothing(run: Run, lab: Path) -> None:
    before = contents(lab)
    plan = run("plan", lab)
    assert plan.status == 0
    assert plan.out.startswith(NOTHING)
    again = run("publish", lab)
    assert (again.status, again.out) == (0, "")
    assert "Nothing to do" in again.err
    assert run("publish", lab, "--check").status == 0
    assert contents(lab) == before


def test_a_pair_swapped_by_hand_is_kept_while_it_is_allowed(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Ada Quill | Gus Hale |", "| Ada Quill | Hana Kim |"))
    before = contents(lab)
    plan = run("plan", lab, "--json")
    assert ("Review", "Ada Quill", "Hana Kim") in pairs_of(plan)
    assert plan.data["changes"] == []
    assert run("publish", lab).status == 0
    assert contents(lab) == before


def test_a_pair_is_never_dropped_for_capacity_alone_and_the_excess_is_said(run: Run, lab: Path) -> None:
    edit(lab, "mentors.csv", ("Fay Ito,Any,5", "Fay Ito,Any,3"))
    plan = run("plan", lab)
    assert plan.out.startswith(NOTHING)
    assert "Fay Ito offered 3 and holds 4 in the tables" in plan.err
    assert plan.said == {"more-than-offered"}
    assert "Fay Ito offered 3 and holds 4" in run("check", lab).out


def test_a_capacity_in_changes_is_obeyed_and_its_pairs_move(run: Run, lab: Path) -> None:
    changes(lab, "2027-03-14,Fay Ito,,capacity,3")
    plan = run("plan", lab, "--json")
    assert sum(mentor == "Fay Ito" for _, _, mentor in pairs_of(plan)) == 3
    assert len(plan.data["changes"]) == 1
    assert plan.data["unpaired"] == []


def test_a_pair_by_hand_against_a_rule_is_named_with_the_rule_and_its_line(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Ada Quill | Gus Hale |", "| Ada Quill | Fay Ito |"))
    plan = run("plan", lab)
    assert "review.md, line 7: as published: Ada Quill meets Fay Ito 2 times." in plan.err
    assert plan.said == {"published-against-rule"}
    assert "- Review: Ada Quill meets Gus Hale instead of Fay Ito" in what_changes(plan)
    checked = run("check", lab)
    assert "Ada Quill meets Fay Ito 2 times." in checked.out
    assert diff_of(run("publish", lab, "--diff")) == ["-| Ada Quill | Fay Ito |", "+| Ada Quill | Gus Hale |"]


def test_a_mark_pins_a_pair_that_would_have_to_move(run: Run, lab: Path) -> None:
    changes(lab, ",Gus Hale,,capacity,2")
    edit(lab, "review.md", KEPT)
    edit(lab, "talk.md", ("| Gus Hale |", "| Gus Hale <!-- keep --> |"))
    plan = run("plan", lab, "--json")
    pairs = pairs_of(plan)
    assert ("Review", "Ada Quill", "Gus Hale") in pairs
    assert ("Talk", "Bo Lindqvist", "Gus Hale") in pairs
    assert [one["participant"] for one in plan.data["changes"]] == ["Cem Osei"]
    published = run("publish", lab)
    assert published.status == 0
    assert b"| Ada Quill | Gus Hale <!-- keep --> |" in (lab / "review.md").read_bytes()


def test_a_mark_against_a_hard_rule_ends_with_status_3_naming_both_and_the_row(run: Run, lab: Path) -> None:
    edit(lab, "review.md", KEPT)
    changes(lab, ",Ada Quill,,apart,Gus Hale")
    before = contents(lab)
    for verb in ("plan", "publish"):
        ended = run(verb, lab)
        assert (ended.status, ended.out, ended.said) == (3, "", {"contradiction"})
        assert ended.err.startswith("error: review.md, line 7: Ada Quill and Gus Hale are to be kept together")
    assert contents(lab) == before


def test_two_marks_that_cannot_both_hold_end_with_status_3(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Ada Quill | Gus Hale |", "| Ada Quill | Fay Ito <!-- keep --> |"))
    edit(lab, "talk.md", ("| Ada Quill | Fay Ito |", "| Ada Quill <!-- keep --> | Fay Ito |"))
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (3, {"contradiction"})
    assert (
        "error: review.md, line 7: These cannot hold together: Ada Quill and Fay Ito are kept together in Review; Ada "
        "Quill and Fay Ito are kept together in Talk; Ada Quill meets Fay Ito once."
    ) in ended.err
    assert "The wishes stand in review.md, line 7 and talk.md, line 5." in ended.err


def test_a_contradiction_of_settings_changes_and_marks_names_every_place(run: Run, lab: Path) -> None:
    edit(lab, "review.md", KEPT)
    changes(lab, ",Bo Lindqvist,Review,together,Gus Hale", ",Gus Hale,,capacity,1")
    ended = run("plan", lab, "--json")
    assert ended.status == 3
    (issue,), (conflict,) = ended.data["issues"], ended.data["conflicts"]
    assert (issue["code"], issue["file"], issue["line"]) == ("contradiction", "review.md", 7)
    assert issue["hint"].endswith("The wishes stand in review.md, line 7 and changes.csv, line 2.")
    assert (conflict["kind"], conflict["is_minimal"], len(conflict["people"])) == ("contradiction", True, 3)
    assert [rule["rule"] for rule in conflict["rules"]] == ["capacity"]


def test_start_over_forgets_the_tables_and_its_answer_is_that_of_empty_ones(run: Run, lab: Path) -> None:
    swaps = (("| Ada Quill | Gus Hale |", "| Ada Quill | Hana Kim |"), ("| Emil Roy | Fay Ito |", "| Emil Roy | |"))
    edit(lab, "review.md", *swaps)
    anew = run("plan", lab, "--start-over", "--json")
    assert run("publish", lab, "--start-over").status == 0
    assert "changed" not in {level["name"] for level in anew.data["levels"]}
    for name, data in tables(lab).items():
        lines = data.decode().splitlines(keepends=True)
        bare = [line for line in lines if line[:1] != "|" or "Collabie" in line or "---" in line]
        (lab / name).write_text("".join(bare), encoding="utf-8")
    assert pairs_of(run("plan", lab, "--json")) == pairs_of(anew)


@pytest.mark.parametrize(
    ("most", "left_out", "words"),
    [
        (0, 2, "At most 0 changes are allowed. With 2 the plan would be better: places left without anybody 0"),
        (1, 1, "At most 1 change is allowed. With 2 the plan would be better"),
        (2, 0, "At most 2 changes are allowed; more would buy nothing."),
        (9, 0, "At most 9 changes are allowed; more would buy nothing."),
    ],
)
def test_a_limit_on_changes_is_kept_and_says_what_more_would_buy(
    run: Run, timed: Path, most: int, left_out: int, words: str
) -> None:
    # Two newcomers have no hour but with mentors who are full; each gets one when somebody else moves.
    edit(timed, "collabies.csv", (",5pm - 6pm,,5pm - 6pm", ",5pm - 6pm,5pm - 6pm,5pm - 6pm"))
    edit(timed, "technical.md", ("| Cem Osei | Eli Moss |", "| Cem Osei | Dee Park |"))
    edit(timed, "technical.md", ("| Bo Lindqvist | Dee Park |", "| Bo Lindqvist | Eli Moss |"))
    edit(timed, "mentors.csv", ("Dee Park,Any,2", "Dee Park,Any,3"), ("Eli Moss,Any,2", "Eli Moss,Any,3"))
    add(timed, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Europe/Berlin,,5pm - 6pm,")
    add(timed, "collabies.csv", "gil@example.org,Gil Bond,Backend,Europe/Berlin,,5pm - 6pm,")
    changes(timed, ",Dee Park,,capacity,2")
    plan = run("plan", timed, "--max-changes", most)
    assert plan.status == 0
    assert words in plan.err
    unpaired = next(line for line in plan.err.splitlines() if line.startswith("  unpaired"))
    assert unpaired.split()[-1] == str(left_out)


def test_a_limit_that_is_too_small_names_the_smallest_that_works(run: Run, lab: Path) -> None:
    changes(lab, ",Fay Ito,,capacity,2")
    before = contents(lab)
    for most in (0, 1):
        ended = run("publish", lab, "--max-changes", most)
        assert (ended.status, ended.out, ended.said) == (2, "", {"max-changes-too-small"})
        assert "the hard rules alone change 2. Allow 2 or more." in ended.err
    assert contents(lab) == before
    assert run("publish", lab, "--max-changes", 2).status == 0
    assert run("plan", lab, "--max-changes", 0).status == 0


# --- 2: names ---------------------------------------------------------------------------------------------------


def test_pronouns_case_and_blanks_make_no_other_person_and_stay_as_written(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Ada Quill | Gus Hale |", "| ada  QUILL (she/her) | GUS hale (he) |"))
    before = contents(lab)
    assert run("plan", lab).out.startswith(NOTHING)
    assert run("publish", lab).status == 0
    assert contents(lab) == before


def test_another_name_to_be_shown_is_no_reason_to_rewrite_a_row(run: Run, lab: Path) -> None:
    add(lab, "pairing.toml", "[people]", '"Gus Hale" = { shown = "Gus", also = ["G. H."] }')
    edit(lab, "talk.md", ("| Gus Hale |", "| G. H. |"))
    before = contents(lab)
    assert run("publish", lab).status == 0
    assert contents(lab) == before
    add(lab, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Africa,")
    edit(lab, "pairing.toml", ('name = "Talk"', 'name = "Talk"\nclosed = true'))
    changes(lab, ",Fin Abbot,Review,together,Gus")
    assert diff_of(run("publish", lab, "--diff"))[0] == "+| Fin Abbot | Gus |"


def test_an_unknown_participant_stays_until_somebody_says_what_is_meant(run: Run, lab: Path) -> None:
    edit(lab, "collabies.csv", ("cem@example.org,Cem Osei,Backend,Africa,\n", ""))
    before = contents(lab)
    plan = run("plan", lab)
    assert (plan.status, plan.said) == (0, {"unknown-name-in-document"})
    assert "review.md, line 9: 'Cem Osei' stands in the table as a participant and is on no sheet" in plan.err
    stopped = run("publish", lab)
    assert (stopped.status, stopped.said) == (2, {"unknown-name-in-document", "not-published"})
    assert contents(lab) == before
    gone = run("publish", lab, "--left", "cem osei")
    assert gone.status == 0
    assert all(b"Cem Osei" not in data for data in tables(lab).values())
    assert run("publish", lab).status == 0


@pytest.mark.parametrize("decision", ["--left", "changes.csv", "outside", "also"])
def test_an_unknown_mentor_stays_until_one_of_four_ways_decides(run: Run, lab: Path, decision: str) -> None:
    edit(lab, "mentors.csv", ("Gus Hale", "Ruth Abel"))
    before = contents(lab)
    stopped = run("publish", lab)
    assert (stopped.status, stopped.said) == (2, {"unknown-name-in-document", "not-published"})
    assert "'Gus Hale' stands in the table as a mentor and is on no sheet; the rows stay (lines 7, 9)" in stopped.err
    assert contents(lab) == before
    if decision == "changes.csv":
        changes(lab, ",Gus Hale,,leaves,")
    elif decision != "--left":
        other = '"Gus Hale" = { outside = true }' if decision == "outside" else '"Ruth Abel" = { also = ["Gus Hale"] }'
        add(lab, "pairing.toml", "[people]", other)
    ended = run("publish", lab, *(("--left", "Gus Hale") if decision == "--left" else ()))
    assert ended.status == 0
    has_stayed = {name: data for name, data in tables(lab).items() if b"| Gus Hale |" in data}
    assert bool(has_stayed) == (decision in ("outside", "also"))
    assert run("publish", lab).status == 0


def test_who_leaves_an_outside_helper_or_guest_is_gone_from_the_row_and_the_other_stays(run: Run, lab: Path) -> None:
    edit(lab, "practice.md", ("| Cem Osei | Dora Vance |  |", "| Cem Osei | Guest One | |\n| Dora Vance | - | |"))
    edit(lab, "review.md", ("| Emil Roy | Fay Ito |", "| Emil Roy | Fay Ito |\n| Guest Two | Hana Kim |"))
    add(lab, "pairing.toml", "[people]", *(f'"Guest {one}" = {{ outside = true }}' for one in ("One", "Two")))
    changes(lab, ",Cem Osei,,leaves,", ",Hana Kim,,leaves,")
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (0, set())
    shown = b"".join(tables(lab).values()).decode()
    assert "Cem Osei" not in shown
    assert "Hana Kim" not in shown
    assert "| Guest Two | _not yet paired_ |" in shown
    assert "Guest One" in shown
    assert run("plan", lab).out.startswith(NOTHING)


def test_a_line_about_who_is_gone_for_good_may_stay_unless_it_looks_like_somebody_there(run: Run, lab: Path) -> None:
    changes(lab, ",Zoe Nobody,,leaves,")
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (0, {"changes-no-effect"})
    changes(lab, ",Emil Roi,,leaves,")
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (2, {"changes-no-effect", "changes-unknown-name", "not-published"})
    assert "changes.csv, line 3" in ended.err
    assert "Did you mean 'Emil Roy'? If that person is gone for good" in ended.err


def test_a_near_miss_is_suggested_and_never_joined(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Ada Quill | Gus Hale |", "| Ada Quill | Gus Hail |"))
    stopped = run("publish", lab)
    assert stopped.status == 2
    assert "Did you mean 'Gus Hale'?" in stopped.err
    assert "- Review: Ada Quill" not in run("plan", lab).out
    changes(lab, ",Gus Hail,,same as,Gus Hale")
    assert run("plan", lab).out.startswith(NOTHING)
    assert run("publish", lab).status == 0


def test_left_of_somebody_unknown_suggests_and_writes_nothing(run: Run, lab: Path) -> None:
    before = contents(lab)
    ended = run("publish", lab, "--left", "Cem Osai")
    assert (ended.status, ended.said) == (2, {"unknown-name"})
    assert "Did you mean 'Cem Osei'?" in ended.err
    assert contents(lab) == before


def test_left_of_somebody_still_on_a_sheet_says_how_to_make_it_last(run: Run, lab: Path) -> None:
    ended = run("publish", lab, "--left", "Cem Osei")
    assert ended.status == 0
    assert "Cem Osei is still on a sheet, and would be back in the next plan." in ended.err
    assert ended.err.endswith("\n,Cem Osei,,leaves,\n")
    changes(lab, ended.err.splitlines()[-1])
    assert run("plan", lab).out.startswith(NOTHING)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("ada2@example.org,Ada Quill,Frontend,Africa,", ("(Backend)", "(Frontend)")),
        ("ada2@example.org,Ada Quill,Backend,Africa,", ("(Europe)", "(Africa)")),
        ("ada2@example.org,Ada Quill,Backend,Europe,", ("(no. ", "(no. ")),
    ],
    ids=["track", "region", "number"],
)
def test_namesakes_are_told_apart_through_every_round(run: Run, lab: Path, row: str, shown: tuple[str, str]) -> None:
    add(lab, "collabies.csv", row)
    add(lab, "pairing.toml", "[people]", '"Ada Quill" = { same = false }')
    stopped = run("publish", lab)
    assert (stopped.status, stopped.said) == (2, {"ambiguous-name-in-document", "not-published"})
    assert run("publish", lab, "--start-over").status == 0
    told = b"".join(tables(lab).values()).decode()
    assert all(f"Ada Quill {form}" in told for form in shown)
    assert "@" not in told
    assert "| Ada Quill |" not in told
    assert run("plan", lab).out.startswith(NOTHING)
    assert run("publish", lab).status == 0
    changes(lab, ",ada2@example.org,,leaves,")
    gone = [line for line in what_changes(run("plan", lab)) if line.startswith("- Ada Quill")]
    assert len(gone) == 1
    assert "leaves Review" in gone[0]


# --- 3: changes.csv ---------------------------------------------------------------------------------------------


def test_without_prints_the_very_line_that_gives_the_same_plan(run: Run, lab: Path) -> None:
    before = contents(lab)
    what_if = run("plan", lab, "--without", "Hana Kim")
    assert contents(lab) == before
    intro, line = what_if.err.splitlines()[-2:]
    assert intro == "To make it so, add to changes.csv, below date,who,session,what,value:"
    assert line == ",Hana Kim,,leaves,"
    changes(lab, line)
    assert run("plan", lab).out == what_if.out


def test_without_somebody_unknown_suggests(run: Run, lab: Path) -> None:
    ended = run("plan", lab, "--without", "Hanna Kim")
    assert (ended.status, ended.out, ended.said) == (2, "", {"unknown-name"})
    assert "Did you mean 'Hana Kim'?" in ended.err


def test_without_two_is_two_lines_and_a_comma_is_quoted(run: Run, lab: Path) -> None:
    edit(lab, "mentors.csv", ("Hana Kim", '"Kim, Hana"'))
    add(lab, "pairing.toml", "[people]", '"Kim, Hana" = { also = ["Hana Kim"] }')
    what_if = run("plan", lab, "--without", "Kim, Hana", "--without", "Cem Osei")
    lines = what_if.err.splitlines()[-2:]
    assert lines == [',"Kim, Hana",,leaves,', ",Cem Osei,,leaves,"]
    changes(lab, *lines)
    assert run("plan", lab).out == what_if.out


def test_who_leaves_one_session_stays_in_the_others_and_returns(run: Run, lab: Path) -> None:
    changes(lab, ",Cem Osei,Talk,leaves,")
    plan = run("plan", lab)
    assert what_changes(plan) == [
        "- Cem Osei leaves Talk (with Fay Ito)",
        "Mentors:",
        "- Fay Ito: 2 instead of 3 in Talk",
        "Nobody else is affected.",
        "To be told: Fay Ito",
    ]
    changes(lab, ",Cem Osei,,returns,")
    assert run("plan", lab).out.startswith(NOTHING)


def test_who_is_kept_apart_practises_and_meets_with_others(run: Run, lab: Path) -> None:
    changes(lab, ",Ada Quill,,apart,Gus Hale", ",Cem Osei,,apart,Dora Vance")
    plan = run("plan", lab, "--json")
    assert ("Review", "Ada Quill", "Gus Hale") not in pairs_of(plan)
    groups = [set(group["members"]) for group in plan.data["groups"]]
    assert not any({"Cem Osei", "Dora Vance"} <= group for group in groups)
    assert sorted(len(group) for group in groups) == [2, 3]


def test_kept_together_by_a_line_in_a_session_of_mentors_and_of_peers(run: Run, lab: Path) -> None:
    changes(lab, ",Dora Vance,Review,together,Gus Hale", ",Ada Quill,,together,Cem Osei")
    plan = run("plan", lab, "--json")
    assert ("Review", "Dora Vance", "Gus Hale") in pairs_of(plan)
    assert any({"Ada Quill", "Cem Osei"} <= set(group["members"]) for group in plan.data["groups"])


def test_keep_in_changes_holds_against_a_smaller_capacity(run: Run, lab: Path) -> None:
    changes(lab, ",Gus Hale,,capacity,1", ",Cem Osei,Review,keep,")
    plan = run("plan", lab, "--json")
    assert [pair for pair in pairs_of(plan) if pair[2] == "Gus Hale"] == [("Review", "Cem Osei", "Gus Hale")]


def test_hours_that_come_and_go_move_only_who_has_none_left(run: Run, timed: Path) -> None:
    changes(timed, ",Cem Osei,,not free,Monday; Wednesday", ",Cem Osei,,free,Tue 5pm - 6pm")
    plan = run("plan", timed)
    assert "technical.md, line 7: as published: Cem Osei and Eli Moss have no 60 minutes free" in plan.err
    assert what_changes(plan)[:3] == [  # Dee Park takes two at most
        "- Technical: Bo Lindqvist meets Eli Moss instead of Dee Park",
        "- Technical: Cem Osei meets Dee Park instead of Eli Moss",
        "Mentors:",
    ]


# --- 4: what changes, from both sides ---------------------------------------------------------------------------


def test_one_leaver_is_told_from_both_sides_and_only_those_rows_change(run: Run, lab: Path) -> None:
    changes(lab, ",Dora Vance,Talk,leaves,")
    plan = run("plan", lab)
    assert what_changes(plan) == [
        "- Dora Vance leaves Talk (with Fay Ito)",
        "Mentors:",
        "- Fay Ito: 2 instead of 3 in Talk",
        "Nobody else is affected.",
        "To be told: Fay Ito",
    ]
    told = run("plan", lab, "--json").data["changes"]
    assert told == [{"session": "Talk", "participant": "Dora Vance", "before": ["Fay Ito"], "after": []}]
    before = tables(lab)
    ended = run("publish", lab, "--diff")
    assert ended.status == 0
    assert diff_of(ended) == ["-| Dora Vance | Fay Ito |"]
    row = b"| Dora Vance | Fay Ito |\n"
    assert tables(lab) == {**before, "talk.md": before["talk.md"].replace(row, b"")}
    assert run("publish", lab).err.splitlines()[-1] == "Nothing to do: every table shows this plan."


def test_a_joiner_comes_last_and_moves_nobody(run: Run, lab: Path) -> None:
    add(lab, "collabies.csv", "aaa@example.org,Aaron Abbot,Backend,Africa,")
    edit(lab, "pairing.toml", ('kind = "peers"', 'kind = "peers"\nclosed = true'))
    plan = run("plan", lab)
    assert what_changes(plan)[0].startswith("- Aaron Abbot joins Review (with ")
    assert [line[:15] for line in diff_of(run("publish", lab, "--diff"))] == ["+| Aaron Abbot |"[:15]] * 2
    assert (lab / "talk.md").read_text().splitlines()[-1].startswith("| Aaron Abbot |")


def test_a_mentor_who_leaves_is_named_with_everybody_who_must_be_told(run: Run, lab: Path) -> None:
    changes(lab, ",Gus Hale,Talk,leaves,")
    told = what_changes(run("plan", lab))
    assert told[0] == "- Talk: Bo Lindqvist meets Fay Ito instead of Gus Hale"
    assert "- Gus Hale: no longer helps in Talk (had 1)" in [line.partition(",")[0] for line in told]
    assert told[-2] == "Nobody else is affected."
    assert told[-1].startswith("To be told: Bo Lindqvist, Fay Ito")
