"""After the tables are out: sessions that are over, practice in pairs and a trio, and tables of many layouts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, add, changes, contents, diff_of, edit, pairs_of, what_changes

Run = Callable[..., Ended]
NOTHING = "Nothing changes: the tables show this plan."


# --- 5: what is over --------------------------------------------------------------------------------------------


def test_a_closed_session_stays_byte_for_byte_whoever_joins_or_leaves(run: Run, lab: Path) -> None:
    edit(lab, "pairing.toml", ('name = "Review"', 'name = "Review"\nclosed = true'))
    add(lab, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Africa,")
    changes(lab, ",Gus Hale,,leaves,", ",Ada Quill,,leaves,")
    before = (lab / "review.md").read_bytes()
    plan = run("plan", lab, "--json")
    assert not [pair for pair in pairs_of(plan) if pair[0] == "Review"]
    assert plan.said == set()
    assert run("publish", lab, "--start-over").status == 0
    assert (lab / "review.md").read_bytes() == before
    assert b"Fin Abbot" in (lab / "talk.md").read_bytes()


def test_what_was_held_counts_for_repeats_and_loads(run: Run, lab: Path) -> None:
    edit(lab, "pairing.toml", ('name = "Review"', 'name = "Review"\nclosed = true'))
    edit(lab, "mentors.csv", ("Gus Hale,Any,4", "Gus Hale,Any,2"))
    plan = run("plan", lab, "--start-over", "--json")
    talk = {participant: mentor for _, participant, mentor in pairs_of(plan)}
    assert "Gus Hale" not in talk.values()  # he has held two reviews, and offered two
    assert talk["Bo Lindqvist"] == "Fay Ito"  # she has met Hana Kim
    assert talk["Emil Roy"] == "Hana Kim"


def test_a_day_past_the_last_closes_the_session(run: Run, timed: Path) -> None:
    add(timed, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Europe/Berlin,,5pm - 6pm,")
    before = contents(timed)
    plan = run("plan", timed, "--as-of", "2027-03-04")
    assert "## Technical (over)" in plan.out
    assert "Fin Abbot" not in plan.out
    assert run("publish", timed, "--as-of", "2027-03-04", "--start-over").status == 0
    assert contents(timed) == before
    assert "Fin Abbot" in run("plan", timed, "--as-of", "2027-03-03").out


def test_hours_before_the_day_do_not_count_for_new_pairs(run: Run, timed: Path) -> None:
    add(timed, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Europe/Berlin,5pm - 7pm,,")
    assert "- Fin Abbot joins Technical (with Eli Moss)" in run("plan", timed).out
    later = run("plan", timed, "--as-of", "2027-03-02")
    assert "- Fin Abbot joins Technical (nobody yet)" in later.out
    assert "no common free time" in later.out


def test_a_pair_whose_hours_are_past_is_taken_to_have_met_and_said(run: Run, timed: Path) -> None:
    plan = run("plan", timed, "--as-of", "2027-03-02")
    assert plan.out.startswith(NOTHING)
    assert plan.said == {"taken-to-have-met"}
    assert "Ada Quill and Dee Park have no common hour in Technical from 2027-03-02 on" in plan.err


def test_who_has_met_a_mentor_keeps_the_pair_when_the_mentor_leaves(run: Run, timed: Path) -> None:
    changes(timed, "2027-03-02,Dee Park,,leaves,")
    ended = run("publish", timed, "--as-of", "2027-03-02", "--diff")
    assert ended.status == 0
    assert diff_of(ended) == ["-| Bo Lindqvist | Dee Park |", "+| Bo Lindqvist | Eli Moss |"]
    assert run("plan", timed, "--as-of", "2027-03-02").out.startswith(NOTHING)


def test_who_leaves_after_having_met_stays_in_the_table_and_the_mentor_s_place_is_taken(run: Run, timed: Path) -> None:
    changes(timed, "2027-03-02,Ada Quill,,leaves,")
    add(timed, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Europe/Berlin,,5pm - 6pm,")
    ended = run("publish", timed, "--as-of", "2027-03-02", "--diff")
    assert "taken-to-have-met" in ended.said
    moved = ["-| Bo Lindqvist | Dee Park |", "+| Bo Lindqvist | Eli Moss |", "+| Fin Abbot | Dee Park |"]
    assert diff_of(ended) == moved  # Dee Park offers two, and one of them was Ada's
    assert run("plan", timed, "--as-of", "2027-03-02").out.startswith(NOTHING)


def test_a_helper_from_outside_stays_even_when_the_tables_start_over(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Emil Roy | Fay Ito |", "| Emil Roy | Fay Ito |\n| Guest Two | Hana Kim |"))
    add(lab, "pairing.toml", "[people]", '"Guest Two" = { outside = true }')
    assert run("publish", lab, "--start-over").status == 0
    assert "| Guest Two | Hana Kim |" in (lab / "review.md").read_text()


# --- 8: peers ---------------------------------------------------------------------------------------------------


def groups_of(plan: Ended) -> set[frozenset[str]]:
    """The groups of a plan in JSON, by first name."""
    return {frozenset(name.split()[0] for name in group["members"]) for group in plan.data["groups"]}


def test_a_leaver_of_the_trio_leaves_a_pair_and_nobody_else_notices(run: Run, lab: Path) -> None:
    changes(lab, ",Ada Quill,Practice,leaves,")
    assert groups_of(run("plan", lab, "--json")) == {frozenset({"Bo", "Emil"}), frozenset({"Cem", "Dora"})}
    assert run("publish", lab).status == 0
    assert b"| Cem Osei | Dora Vance |  |\n" in (lab / "practice.md").read_bytes()
    assert run("plan", lab).out.startswith(NOTHING)


def test_a_leaver_of_a_pair_is_replaced_by_the_third_of_the_trio_from_the_same_region(run: Run, lab: Path) -> None:
    edit(lab, "collabies.csv", ("Bo Lindqvist,Frontend,Europe", "Bo Lindqvist,Frontend,Africa"))
    changes(lab, ",Cem Osei,Practice,leaves,")
    assert groups_of(run("plan", lab, "--json")) == {frozenset({"Ada", "Emil"}), frozenset({"Bo", "Dora"})}


def test_a_joiner_makes_two_pairs_of_the_trio_and_the_other_pair_stays(run: Run, lab: Path) -> None:
    add(lab, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Europe,")
    plan = run("plan", lab, "--json")
    assert frozenset({"Cem", "Dora"}) in groups_of(plan)
    assert sorted(map(len, groups_of(plan))) == [2, 2, 2]
    assert run("publish", lab).status == 0
    assert run("publish", lab).err.splitlines()[-1].startswith("Nothing to do")


@pytest.mark.parametrize("way", ["changes.csv", "[[apart]]", "private wish"])
def test_apart_holds_in_practice_and_in_the_trio_whoever_says_it(run: Run, lab: Path, way: str) -> None:
    if way == "changes.csv":
        changes(lab, ",Bo Lindqvist,,apart,Emil Roy")
    elif way == "[[apart]]":
        add(lab, "pairing.toml", "[[apart]]", 'people = ["Emil Roy", "Bo Lindqvist"]')
    else:
        edit(lab, "collabies.csv", ("Emil Roy,Backend,Europe,", "Emil Roy,Backend,Europe,Bo Lindqvist"))
    plan = run("plan", lab, "--json")
    assert not any({"Bo", "Emil"} <= group for group in groups_of(plan))
    assert "not possible (private)" in plan.err
    assert "Bo Lindqvist and Emil Roy in Practice" in plan.err
    assert sum(len(group) for group in groups_of(plan)) == 5


def test_a_table_gets_a_column_for_its_first_trio_and_further_cells_stay(run: Run, lab: Path) -> None:
    rows = ("| Collabie | Practice partner | Where |", "|---|---|:--|", "| Cem Osei | Dora Vance | Zoom |")
    (lab / "practice.md").write_text("\n".join([*rows, "| Ada Quill | Bo Lindqvist | |", ""]), encoding="utf-8")
    assert run("publish", lab).status == 0
    header, line, first, second = (lab / "practice.md").read_text(encoding="utf-8").splitlines()
    assert header == "| Collabie | Practice partner | Practice partner | Where |"
    assert [cell.strip() for cell in line.strip("|").split("|")][-1] == ":--"
    assert first == "| Cem Osei | Dora Vance |  | Zoom |"
    assert [cell.strip() for cell in second.strip("|").split("|")] == ["Ada Quill", "Bo Lindqvist", "Emil Roy", ""]
    assert run("plan", lab).out.startswith(NOTHING)


@pytest.mark.parametrize("apart", [False, True], ids=["one alone", "two apart"])
def test_who_has_nobody_to_practise_with_keeps_a_row_and_is_told(run: Run, lab: Path, apart: bool) -> None:
    leavers = ["Ada Quill", "Bo Lindqvist", "Cem Osei", *([] if apart else ["Dora Vance"])]
    changes(lab, *(f",{who},Practice,leaves," for who in leavers))
    if apart:
        changes(lab, ",Dora Vance,,apart,Emil Roy")
    plan = run("plan", lab)
    left = ["Dora Vance", "Emil Roy"] if apart else ["Emil Roy"]
    assert what_changes(plan)[-1] == f"To be told: {', '.join(left)}"
    assert f"- {left[-1]}, Practice: nobody is left to practise with" in plan.out
    assert run("publish", lab).status == 0
    told = (lab / "practice.md").read_text(encoding="utf-8")
    assert all(f"| {who} | _not yet paired_ |" in told for who in left)
    assert run("plan", lab).out.startswith(NOTHING)


# --- 9: real layouts --------------------------------------------------------------------------------------------

LAYOUT = """| Notes | Reviewer | Link | Collabie |
|:--|--|:-:|---|
| about Ada | ~~Gus Hale~~ | [doc](http://x.y/a_b) | [Ada Quill](http://ada.x) |
| b\\|c | [Hana Kim](https://l.in/hana) |  | Bo Lindqvist |
| note | Gus Hale | http://z | **Cem Osei** |
| | Hana Kim | | `Dora Vance` |
| last | Fay Ito | | Emil Roy |
"""


def test_links_struck_names_and_columns_in_any_order_are_read_and_stay(run: Run, lab: Path) -> None:
    (lab / "review.md").write_text(LAYOUT, encoding="utf-8")
    plan = run("plan", lab)
    assert plan.out.startswith(NOTHING)
    assert "review.md, line 3: 'Gus Hale' is struck through, and read as being there" in plan.err
    assert run("publish", lab).status == 0
    assert (lab / "review.md").read_text(encoding="utf-8") == LAYOUT


def test_further_cells_stay_while_the_pair_does_and_go_with_it(run: Run, lab: Path) -> None:
    (lab / "review.md").write_text(LAYOUT, encoding="utf-8")
    edit(lab, "mentors.csv", ("Hana Kim,Any,4", "Hana Kim,Any,9"))
    changes(lab, ",Gus Hale,Review,leaves,")
    assert run("publish", lab).status == 0
    rows = (lab / "review.md").read_text(encoding="utf-8").splitlines()
    assert rows[2] == "|  | Hana Kim |  | [Ada Quill](http://ada.x) |"
    assert rows[4] == "|  | Hana Kim |  | **Cem Osei** |"
    assert [rows[3], *rows[5:]] == [LAYOUT.splitlines()[3], *LAYOUT.splitlines()[5:]]


def test_two_tables_of_one_document_are_told_apart_by_their_headings(run: Run, lab: Path) -> None:
    text = (lab / "review.md").read_text() + "\n" + (lab / "talk.md").read_text()
    (lab / "review.md").write_text(text)
    edit(lab, "pairing.toml", ("talk.md", "review.md"))
    stopped = run("publish", lab)
    assert (stopped.status, stopped.said) == (2, {"several-tables"})
    under = (
        ('name = "Review"', 'name = "Review"\nunder = "Review"'),
        ('name = "Talk"', 'name = "Talk"\nunder = "Talk"'),
    )
    edit(lab, "pairing.toml", *under)
    changes(lab, ",Emil Roy,Review,leaves,", ",Emil Roy,Talk,leaves,")
    ended = run("publish", lab, "--diff")
    assert diff_of(ended) == ["-| Emil Roy | Fay Ito |", "-| Emil Roy | Hana Kim |"]
    assert (lab / "review.md").read_text() == text.replace("| Emil Roy | Fay Ito |\n", "").replace(
        "| Emil Roy | Hana Kim |\n", ""
    )
