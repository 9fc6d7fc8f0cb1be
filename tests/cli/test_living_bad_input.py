"""Bad input after the tables are out: each fault has a file and a line, and nothing of the user's is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, add, changes, contents, diff_of, edit, pairs_of, what_changes

Run = Callable[..., Ended]
MERGE = "<<<<<<< HEAD\n| Bo Lindqvist | Gus Hale |\n=======\n| Bo Lindqvist | Hana Kim |\n>>>>>>> theirs\n"
PEOPLE = ("Ada Quill", "Bo Lindqvist", "Cem Osei", "Dora Vance", "Emil Roy")
MENTORS = ("Fay Ito", "Gus Hale", "Hana Kim")


# --- tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "swap", "code", "place"),
    [
        ("review.md", ("| Collabie | Reviewer |", "| Person | Whoever |"), "no-table-fits", "review.md, line 5"),
        ("review.md", ("| Collabie | Reviewer |\n| --- | --- |\n", ""), "no-table", "review.md"),
        (
            "practice.md",
            ("| Collabie | Practice partner | Practice partner |", "| Who | | |"),
            "no-table",
            "practice.md",
        ),
        ("review.md", ("| Emil Roy |", "| ada quill |"), "participant-twice", "review.md, line 11"),
        ("practice.md", ("Dora Vance", "Ada Quill"), "participant-twice", "practice.md, line 6"),
        ("talk.md", ("| Bo Lindqvist | Gus Hale |\n", MERGE), "merge-mark", "talk.md, line 6"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error_with_its_line(
    run: Run, lab: Path, file: str, swap: tuple[str, str], code: str, place: str
) -> None:
    changes(lab, ",Cem Osei,,leaves,")
    edit(lab, file, swap)
    before = contents(lab)
    for command in (("plan", lab), ("publish", lab), ("publish", lab, "--start-over"), ("check", lab, "--documents")):
        ended = run(*command)
        assert ended.status == 2
        told = ended.err + ended.out
        assert f"[{code}" in told
        assert f"error: {place}" in told
    assert contents(lab) == before


@pytest.mark.parametrize("row", ["| Cem Osei |", "Cem Osei", "| Cem Osei"])
def test_a_row_with_one_cell_is_said_and_filled(run: Run, lab: Path, row: str) -> None:
    edit(lab, "review.md", ("| Cem Osei | Gus Hale |", row))
    ended = run("publish", lab, "--diff")
    assert (ended.status, ended.said) == (0, {"row-of-one-cell"})
    assert "review.md, line 9: the row has one cell, 'Cem Osei'." in ended.err
    assert diff_of(ended) == [f"-{row}", "+| Cem Osei | Gus Hale |"]


def test_text_right_below_a_table_is_said_and_stays(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Emil Roy | Fay Ito |\n\nAfter.", "| Emil Roy | Fay Ito |\nWrite to us."))
    before = contents(lab)
    plan = run("plan", lab)
    assert "review.md, line 12" in plan.err
    run("publish", lab)
    assert contents(lab) == before


def test_a_second_header_row_is_asked_about_and_nothing_is_written(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| --- | --- |\n", "| --- | --- |\n| **Name** | **Reviewer** |\n"))
    changes(lab, ",Cem Osei,,leaves,")
    before = contents(lab)
    ended = run("publish", lab)
    assert ended.status == 2
    assert "question: review.md, line 7: 'Name' stands in the table as a participant" in ended.err
    assert contents(lab) == before


def test_windows_line_ends_stay_in_every_line(run: Run, lab: Path) -> None:
    for path in lab.glob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    changes(lab, ",Cem Osei,,leaves,")
    assert run("publish", lab).status == 0
    for path in lab.glob("*.md"):
        data = path.read_bytes()
        assert b"Cem" not in data
        assert data.count(b"\r\n") == data.count(b"\n")


def test_a_document_that_was_deleted_is_named_with_those_that_are_there(run: Run, lab: Path) -> None:
    (lab / "talk.md").unlink()
    changes(lab, ",Cem Osei,,leaves,")
    before = contents(lab)
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (2, {"missing-document"})
    assert "practice.md, review.md" in ended.err
    assert contents(lab) == before


def test_two_sessions_cannot_have_one_table(run: Run, lab: Path) -> None:
    edit(lab, "pairing.toml", ("talk.md", "review.md"))
    before = contents(lab)
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (2, {"one-table-for-two"})
    assert contents(lab) == before


def test_several_mentors_in_one_cell_are_read_and_who_is_too_many_is_named(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Dora Vance | Hana Kim |", "| Dora Vance | Hana Kim<br>Gus Hale |"))
    ended = run("publish", lab, "--diff")
    assert "review.md, line 10: as published: Dora Vance has 2 mentors in Review and needs 1." in ended.err
    after = diff_of(ended)[-1]
    assert after in ("+| Dora Vance | Hana Kim |", "+| Dora Vance | Gus Hale |")


def test_two_names_with_a_comma_are_told_how_to_be_written(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Dora Vance | Hana Kim |", "| Dora Vance | Hana Kim, Gus Hale |"))
    ended = run("publish", lab)
    assert ended.status == 2
    assert "Write <br> between several names." in ended.err


# --- the guard --------------------------------------------------------------------------------------------------

OTHERS = """Email,Full name,Track,Region,Anyone you would rather not be paired with?
u@example.org,Uma Xu,Backend,Europe,
v@example.org,Vic Yoo,Frontend,Europe,
w@example.org,Wes Zed,Backend,Africa,
"""


def test_the_sheets_of_another_cohort_stop_before_anything_is_written(run: Run, lab: Path) -> None:
    (lab / "collabies.csv").write_text(OTHERS)
    before = contents(lab)
    ended = run("publish", lab)
    assert ended.status == 2
    assert ended.said == {"table-of-others", "unknown-name-in-document", "not-published"}
    assert "review.md, line 5: 5 of the 5 participants in the table of 'Review' are on no sheet." in ended.err
    assert contents(lab) == before
    assert run("publish", lab, "--start-over").status == 0
    told = (lab / "review.md").read_text()
    assert "Uma Xu" in told
    assert "Ada Quill" not in told
    assert told.startswith("# Review\n\nBefore.\n\n| Collabie | Reviewer |\n")
    assert told.endswith("\n\nAfter.\n")


def test_a_sheet_in_which_most_lost_a_session_stops_and_start_over_goes_on(run: Run, lab: Path) -> None:
    header, *rows = (lab / "collabies.csv").read_text().splitlines()
    header = header.replace("Anyone you would rather not be paired with?", "Which sessions do you want?")
    wanted = ['"Review, Talk, Practice"', *['"Talk, Practice"'] * 4]
    lines = [header, *(row + sessions for row, sessions in zip(rows, wanted, strict=True))]
    (lab / "collabies.csv").write_text("\n".join(lines) + "\n")
    before = contents(lab)
    ended = run("publish", lab)
    assert ended.status == 2
    assert "error: review.md, line 5: 4 of the 5 pairs in the table of 'Review' would be gone." in ended.err
    assert ended.said == {"table-emptied", "not-published"}
    assert contents(lab) == before
    assert run("publish", lab, "--check").status == 2
    assert run("publish", lab, "--start-over").status == 0
    assert "Bo Lindqvist" not in (lab / "review.md").read_text()


@pytest.mark.parametrize("who", [PEOPLE, MENTORS], ids=["every Collabie", "every mentor"])
def test_everybody_may_leave_when_changes_say_so(run: Run, lab: Path, who: tuple[str, ...]) -> None:
    changes(lab, *(f",{name},,leaves," for name in who))
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (0, set())
    shown = (lab / "review.md").read_text()
    assert not any(name in shown for name in who)
    assert shown.startswith("# Review\n\nBefore.\n\n| Collabie | Reviewer |\n| --- | --- |\n")
    assert run("publish", lab).err.splitlines()[-1].startswith("Nothing to do")
    assert run("check", lab, "--documents", "--strict").status == 0


def test_a_capacity_of_none_by_the_changes_empties_rows_without_starting_over(run: Run, lab: Path) -> None:
    for mentor in ("Gus Hale", "Hana Kim"):
        edit(lab, "talk.md", (f"| {mentor} |", "| Fay Ito |"))
    edit(lab, "review.md", ("| Fay Ito |", "| Gus Hale |"))
    edit(lab, "pairing.toml", ('name = "Review"', 'name = "Review"\nclosed = true'))
    edit(lab, "mentors.csv", ("Hana Kim,Any,4", "Hana Kim,Any,2"), ("Gus Hale,Any,4", "Gus Hale,Any,3"))
    changes(lab, ",Fay Ito,,capacity,0")
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (0, {"published-against-rule"})
    assert (lab / "talk.md").read_text().count("_not yet paired_") == 5


def test_leavers_whose_mentors_others_replace_do_not_hide_rows_that_are_emptied_for_nothing(
    run: Run, lab: Path
) -> None:
    edit(lab, "collabies.csv", ("not be paired with?", "not be paired with?,Which sessions do you want?"))
    text = (lab / "collabies.csv").read_text().replace(",\n", ',,"Talk, Practice"\n')
    (lab / "collabies.csv").write_text(text.replace('Roy,Backend,Europe,,"Talk', 'Roy,Backend,Europe,,"Review, Talk'))
    changes(lab, ",Fay Ito,,leaves,")
    ended = run("publish", lab)
    assert ended.status == 2
    assert "4 of the 5 pairs in the table of 'Review' would be gone." in ended.err


def test_everybody_may_leave_one_session(run: Run, lab: Path) -> None:
    before = contents(lab)
    changes(lab, *(f",{name},Practice,leaves," for name in PEOPLE))
    assert run("publish", lab).status == 0
    assert "Ada" not in (lab / "practice.md").read_text()
    assert (lab / "talk.md").read_bytes() == before["talk.md"]


def test_a_collabie_who_also_mentors_leaves_in_both_roles(run: Run, lab: Path) -> None:
    add(lab, "collabies.csv", "fay@example.org,Fay Ito,Backend,Africa,")
    assert run("publish", lab).status == 0
    changes(lab, ",Fay Ito,,leaves,")
    plan = run("plan", lab)
    assert what_changes(plan)[0].startswith("- Fay Ito leaves Review (with ")
    assert "- Fay Ito: no longer helps in Review" in "\n".join(what_changes(plan))
    assert "Fay Ito" not in what_changes(plan)[-1]
    assert run("publish", lab).status == 0
    assert not any("Fay" in path.read_text() for path in lab.glob("*.md"))


def test_somebody_kept_with_one_who_has_left_is_a_question_at_the_line(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Cem Osei | Gus Hale |", "| Cem Osei | Gus Hale <!-- keep --> |"))
    changes(lab, ",Gus Hale,,leaves,", ",Bo Lindqvist,Talk,keep,", ",Ada Quill,Review,together,Gus Hale")
    before = contents(lab)
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (2, {"kept-with-leaver", "wish-with-leaver", "not-published"})
    for place, names in (
        ("review.md, line 9", "Cem Osei and Gus Hale are to be kept together in Review, and Gus Hale has left"),
        ("changes.csv, line 3", "Bo Lindqvist and Gus Hale are to be kept together in Talk, and Gus Hale has left"),
    ):
        assert f"question: {place}: {names}." in ended.err
    assert "question: changes.csv, line 4" in ended.err
    assert contents(lab) == before


# --- changes.csv ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2027-13-45,Ada Quill,,leaves,", "changes-bad-date"),
        (",Nobody Known,,returns,", "changes-unknown-name"),
        (",Ada Quil,,leaves,", "changes-unknown-name"),
        (",,,leaves,", "changes-unknown-name"),
        (",Ada Quill,Revue,leaves,", "changes-unknown-session"),
        (",Ada Quill,,dances,", "changes-unknown-what"),
        (",Ada Quill,,,", "changes-unknown-what"),
        (",Ada Quill,,leaves,yes", "changes-bad-value"),
        (",Ada Quill,,capacity,3", "changes-bad-value"),
        (",Fay Ito,,capacity,many", "changes-bad-value"),
        (",Fay Ito,,capacity,-1", "changes-bad-value"),
        (",Fay Ito,Review,capacity,2", "changes-bad-session"),
        (",Fay Ito,,free,sometime", "changes-bad-value"),
        (",Fay Ito,,not free,", "changes-bad-value"),
        (",Ada Quill,,not free,Monday", "changes-no-zone"),
        (",Ada Quill,,apart,Ada Quill", "changes-bad-value"),
        (",Ada Quill,,apart,Bo Lindqvis", "changes-unknown-name"),
        (",Ada Quill,Practice,together,Fay Ito", "changes-bad-wish"),
        (",Fay Ito,Review,together,Gus Hale", "changes-bad-wish"),
        (",Ada Quill,,keep,Hana Kim", "nothing-to-keep"),
        (",Ada Quill", "short-row"),
    ],
)
def test_a_line_of_nonsense_is_one_question_with_its_line_and_the_rest_goes_on(
    run: Run, lab: Path, line: str, code: str
) -> None:
    changes(lab, ",Cem Osei,Talk,leaves,", line)
    before = contents(lab)
    plan = run("plan", lab)
    assert (plan.status, plan.said) == (0, {code})
    assert "question: changes.csv, line 3" in plan.err
    assert "- Cem Osei leaves Talk (with Fay Ito)" in plan.out
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (2, {code, "not-published"})
    assert contents(lab) == before


def test_same_as_about_two_people_whom_nobody_knows_is_asked_about(run: Run, lab: Path) -> None:
    changes(lab, ",Zoe Nobody,,same as,Yan Nobody")
    ended = run("publish", lab)
    assert ended.status == 2
    assert "question: changes.csv, line 2" in ended.err


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello\nworld", "changes-no-column"),
        (b"", "empty-file"),
        (b"date,who,session,what\n,Ada Quill,,leaves\n", "changes-no-column"),
        (b"date,who,session,what,value\n<<<<<<< HEAD\n,Ada Quill,,leaves,\n", "merge-mark"),
        (b'date,who,session,what,value\n,"Ada Quill,,leaves,\n', "unclosed-quote"),
        (None, "missing-file"),
    ],
)
def test_a_file_of_changes_that_cannot_be_read_stops_everything(
    run: Run, lab: Path, data: bytes | None, code: str
) -> None:
    (lab / "changes.csv").unlink()
    if data is not None:
        (lab / "changes.csv").write_bytes(data)
    before = contents(lab)
    for verb in ("plan", "publish", "check"):
        ended = run(verb, lab)
        assert (ended.status, ended.out) == (2, "")
        assert code in ended.said
        assert "changes.csv" in ended.err
    assert contents(lab) == before


def test_saying_twice_that_somebody_has_left_is_no_error(run: Run, lab: Path) -> None:
    before = contents(lab)
    ended = run("publish", lab, "--left", "Nobody Known")
    assert (ended.status, "changes-no-effect" in ended.said) == (0, True)
    assert contents(lab) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--max-changes", "-1"], "--max-changes is -1."),
        (["--as-of", "tomorrow"], "--as-of is 'tomorrow', which is no day."),
        (["--left", "Ada Quil"], "--left names 'Ada Quil', who is on no sheet and in no table. Did you mean"),
        (["--left", ""], "--left names ''"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(run: Run, lab: Path, options: list[str], words: str) -> None:
    before = contents(lab)
    ended = run("publish", lab, *options)
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert contents(lab) == before


# --- check --documents ------------------------------------------------------------------------------------------


def test_documents_are_checked_without_sheets(run: Run, lab: Path) -> None:
    for name in ("collabies.csv", "mentors.csv", "changes.csv"):
        (lab / name).unlink()
    checked = run("check", lab, "--documents", "--strict")
    assert (checked.status, checked.err) == (0, "")
    assert "- review.md, line 5: Review, 5 rows, 5 paired" in checked.out
    assert "- practice.md, line 3: Practice, 2 rows, 2 paired" in checked.out
    assert run("check", lab).status == 2


def test_a_pair_twice_over_the_tables_is_an_error_where_that_may_not_be(run: Run, lab: Path) -> None:
    edit(lab, "talk.md", ("| Emil Roy | Hana Kim |", "| emil roy | FAY Ito |"))
    checked = run("check", lab, "--documents")
    assert checked.status == 2
    assert "- error: talk.md, line 9: emil roy meets FAY Ito a second time; the first is in review.md, line 11." in (
        checked.out
    )
    edit(lab, "pairing.toml", ('name = "Talk"', 'name = "Talk"\nrepeat = "allow"'))
    assert run("check", lab, "--documents").status == 0


def test_names_spelt_alike_are_warnings_that_strict_counts_and_a_decision_quiets(run: Run, lab: Path) -> None:
    edit(lab, "talk.md", ("| Bo Lindqvist |", "| Bo Lindquist |"))
    checked = run("check", lab, "--documents")
    assert checked.status == 0
    assert "'Bo Lindqvist' and 'Bo Lindquist' look alike: one person, or two?" in checked.out
    assert run("check", lab, "--documents", "--strict").status == 1
    add(lab, "pairing.toml", "[issues]", 'accept = ["similar-names:Bo Lindqvist", "same-name:Zoe"]')
    assert run("check", lab, "--documents", "--strict").status == 0


def test_an_audit_in_json_says_the_same(run: Run, lab: Path) -> None:
    edit(lab, "talk.md", ("| Emil Roy | Hana Kim |", "| Emil Roy | Hana KIM |"))
    data = run("check", lab, "--documents", "--json").data
    assert [(one["session"], one["rows"]) for one in data["tables"]] == [("Review", 5), ("Talk", 5), ("Practice", 2)]
    (issue,) = data["issues"]
    assert (issue["code"], issue["file"], issue["line"]) == ("name-written-otherwise", "talk.md", 9)


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "A|B Pipe",
        "_under_ score",
        "[brack] (et)",
        "*st*ar",
        "`tick`",
        "שרה לוי",
        "محمد علي",
        "🦊 Fox",
        "李 小龍",
        "O'Neil \\n",
        "<b>Bold",
        "a & b",
        "~~gone~~",
        "http x.y",
    ],
)
def test_a_name_full_of_marks_survives_publishing_leaving_and_returning(run: Run, lab: Path, name: str) -> None:
    add(lab, "collabies.csv", f'x@example.org,"{name}",Backend,Africa,')
    assert run("publish", lab).status == 0
    plan = run("plan", lab, "--json")
    assert (plan.said, plan.data["changes"]) == (set(), [])
    assert any(participant == name for _, participant, _ in pairs_of(plan))
    assert run("publish", lab).err.splitlines()[-1].startswith("Nothing to do")
    assert run("check", lab, "--documents", "--strict").status == 0
    changes(lab, f'2027-03-01,"{name}",,leaves,')
    assert run("publish", lab).status == 0
    assert all(len(line) < 60 for line in (lab / "review.md").read_text(encoding="utf-8").splitlines())
    assert (lab / "review.md").read_text(encoding="utf-8").count("\n| ") == 7
    changes(lab, f'2027-03-02,"{name}",,returns,')
    assert run("publish", lab).status == 0
    assert (lab / "review.md").read_text(encoding="utf-8").count("\n| ") == 8


def test_names_equal_but_for_pronouns_are_told_apart(run: Run, lab: Path) -> None:
    add(lab, "collabies.csv", "ada2@example.org,Ada Quill (they/them),Frontend,Africa,")
    add(lab, "pairing.toml", "[people]", '"Ada Quill" = { same = false }')
    assert run("publish", lab).said == {"ambiguous-name-in-document", "not-published"}
    for file in ("review.md", "talk.md", "practice.md"):
        edit(lab, file, ("Ada Quill", "Ada Quill (Backend)"))
    assert run("publish", lab).status == 0
    assert "| Ada Quill (Frontend) |" in (lab / "review.md").read_text()
    assert run("publish", lab).err.splitlines()[-1].startswith("Nothing to do")
