"""What each verb does, seen from a terminal: data on stdout, talk on stderr, the exit status, the files after it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairing.errors import InternalError, NoPlanError
from pairing.model.solution import Result, Status
from tests.cli.programmes import COLLABIES, DOCUMENT, MENTORS, SETTINGS, Ended, contents, in_a_shell, pairs_of

Run = Callable[..., Ended]
Make = Callable[..., Path]

TABLES = (
    *("linkedin-review.md", "mock-interview-job-fit.md", "mock-interview-technical.md"),
    "pair-interview-practice.md",
)
PRACTICE = TABLES[-1]
ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+\.\w+")


# --- plan -------------------------------------------------------------------------------------------------------


def test_plan_shows_tables_hours_and_who_is_left_out_and_why_and_writes_nothing(run: Run, programme: Path) -> None:
    before = contents(programme)
    plan = run("plan", programme)
    assert plan.status == 0
    headings = re.findall("^## .*", plan.out, re.MULTILINE)
    sessions = ["LinkedIn review", "Job-fit mock interview", "Technical mock interview", "Pair interview practice"]
    assert headings == [f"## {one}" for one in (*sessions, "Left out", "Wishes not met")]
    assert "| Collabie          | Job-fit Interviewer | Hours in common" in plan.out
    assert "12:00–14:00 Chicago time)" in plan.out
    left_out = plan.out.partition("## Left out\n\n")[2].partition("\n\n## ")[0].splitlines()
    assert left_out[0].startswith("- Wen Tembo, Job-fit mock interview: ")
    assert "no common free time" in left_out[0]
    assert left_out[-1].startswith("  - would help: Wen Tembo also free Sun 14 Mar, 15:00–16:00 UTC-5;")
    assert plan.out.endswith("- Katya Sørensen and Vikram Nowak in Pair interview practice: prefer same\n")
    assert "proved: no better plan exists, and no other is as good" in plan.err
    assert "100 of 101 places filled" in plan.err
    assert contents(programme) == before


def test_who_is_set_aside_comes_first(run: Run, small: Make) -> None:
    plan = run("plan", small(collabies=COLLABIES.replace("Europe/London", "Mars")))
    assert plan.status == 0
    assert plan.out.startswith("## Set aside: a fault in the row\n\n- Bo Lindqvist\n\n## Technical\n")
    assert "aside: collabies.csv, line 3" in plan.err


def test_a_volunteer_whom_nobody_meets_is_named(run: Run, small: Make) -> None:
    plan = run("plan", small(mentors=MENTORS + "fay@example.org,Fay Ito,Any,2,Asia/Kolkata,6am - 7am,,\n"))
    assert plan.out.endswith("## Nobody assigned, though they offered\n\n- Fay Ito\n")


def test_one_table_is_ready_to_paste(run: Run, programme: Path) -> None:
    whole = run("plan", programme).out
    table = run("plan", programme, "--session", "technical  MOCK interview", "--table")
    assert table.status == 0
    lines = table.out.splitlines()
    assert lines[0] == "| Collabie          | Technical Interviewer |"
    assert len(lines) == 2 + 25
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines)
    alone = run("plan", programme, "--session", "Technical mock interview").out
    assert alone.startswith("## Technical mock interview\n")
    assert alone.strip() in whole


def test_two_sheets_are_enough(run: Run, programme: Path) -> None:
    (programme / "pairing.toml").unlink()
    plan = run("plan", programme / "collabies.csv", programme / "mentors.csv")
    assert plan.status == 0
    assert plan.said >= {"assumed-minutes", "session-on-one-sheet"}
    assert "## Technical mock interview" in plan.out
    assert "pairing.toml" not in plan.err


def test_settings_that_lie_about_do_not_matter_for_two_sheets(
    run: Run, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small()
    monkeypatch.chdir(folder)
    plan = run("plan", "collabies.csv", "mentors.csv")
    assert (plan.status, plan.said) == (2, {"no-days"})
    assert "pairing.toml" not in plan.err
    assert "pairing init" in plan.err


# --- json -------------------------------------------------------------------------------------------------------

SHAPE = {
    "schema_version": int,
    "status": str,
    "unique": bool,
    "seed": int,
    "levels": [{"name": str, "value": int, "bound": int}],
    "pairs": [
        {
            "session": str,
            "participant": str,
            "participant_id": str,
            "mentor": str,
            "mentor_id": str,
            "start": None,
            "minutes": int,
            "common": [[str]],
            "penalty": int,
            "start_text": str,
            "common_text": [str],
        }
    ],
    "groups": [{"session": str, "members": [str], "member_ids": [str]}],
    "unpaired": [
        {
            "session": str,
            "participant": str,
            "participant_id": str,
            "places": int,
            "reason": {
                "kind": str,
                "people": [str],
                "rules": [{"rule": str, "count": int, "people": [str]}],
                "shortage": object,
                "nearest": {"mentor": str, "mentor_id": str, "minutes": int, "text": str},
                "instead": None,
            },
            "text": str,
            "remedies": [
                {
                    "kind": str,
                    "who": [{"name": str, "id": str}],
                    "what": str,
                    "text": str,
                    "places": [{"participant": str, "participant_id": str, "session": str}],
                    "leaves_out": [],
                    "changed_pairs": int,
                    "levels": [{"name": str, "before": int, "value": int}],
                }
            ],
        }
    ],
    "loads": [{"mentor": str, "mentor_id": str, "session": str, "load": int, "capacity": int}],
    "wishes": [
        {
            "rule": str,
            "weight": int,
            "message": str,
            "people": [str],
            "session": str,
            "level": str,
            "before": int,
            "after": int,
            "text": str,
        }
    ],
    "certificate": {
        "participants": [str],
        "mentors": [str],
        "sessions": [str],
        "levels": [str],
        "constant": [int],
        "priced": {"pairs": [int], "misses": [int], "groups": [int]},
        "pairs": [[int]],
        "chosen": [int],
        "places": [[object]],
        "misses": [[object]],
        "groups": [[object]],
        "published": [int],
        "held": [[object]],
        "digest": str,
    },
    "changes": [{"session": str, "participant": str, "before": [str], "after": [str]}],
    "issues": [
        {
            "severity": str,
            "code": str,
            "message": str,
            "hint": str,
            "file": str,
            "line": int,
            "column": str,
            "value": str,
            "person": str,
        }
    ],
    "seconds": float,
}
MAY_BE_NULL = {"minutes", "session", "capacity", "line", "bound", "unique"}


def has_shape(value: Any, shape: Any, key: str = "") -> bool:
    if isinstance(shape, dict):
        return list(value) == list(shape) and all(has_shape(value[one], shape[one], one) for one in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(has_shape(one, shape[0], key) if shape else False for one in value)
    return value is None if shape is None or (value is None and key in MAY_BE_NULL) else isinstance(value, shape)


@pytest.mark.parametrize("verb", [("plan",), ("publish", "--check")])
def test_json_has_the_promised_shape(run: Run, programme: Path, verb: tuple[str, ...]) -> None:
    done = run(*verb, programme, "--json")
    plan = done.data
    assert has_shape(plan, SHAPE)
    assert (plan["schema_version"], plan["status"], plan["unique"], plan["seed"]) == (1, "optimal", True, 7)
    assert [one["name"] for one in plan["levels"]] == ["unpaired", "spread", "idle", "imbalance", "penalty", "tie"]
    assert (len(plan["pairs"]), len(plan["unpaired"]), len(plan["changes"])) == (75, 1, 76 + 25)
    times = [time for pair in plan["pairs"] for common in pair["common"] for time in common]
    assert times
    assert all(re.fullmatch(r"2027-03-1\dT\d\d:\d\d:00Z", time) for time in times)
    total = {one["mentor_id"]: one["load"] for one in plan["loads"] if one["session"] is None}
    assert sum(total.values()) == 75
    assert json.loads(json.dumps(plan)) == plan


def test_ids_in_json_are_codes_and_no_address_is_in_it(run: Run, programme: Path) -> None:
    done = run("plan", programme, "--json")
    ids = {pair[one] for pair in done.data["pairs"] for one in ("participant_id", "mentor_id")}
    assert all(re.fullmatch("[0-9a-f]{10}", one) for one in ids)
    assert not ADDRESS.search(done.out.encode())


def test_an_error_in_json_is_one_json_value(run: Run, small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("Europe/London", "Mars"))
    for options in ([], ["--diff"]):
        done = run("publish", folder, "--json", *options)
        assert done.status == 2
        assert done.data["status"] == "error"
        assert [issue["code"] for issue in done.data["issues"]] == ["unreadable-zone", "not-published"]
    checked = run("publish", folder, "--json", "--check")
    assert checked.status == 2
    assert "unreadable-zone" in [issue["code"] for issue in checked.data["issues"]]
    assert len(checked.data["pairs"]) == 2


# --- publish ----------------------------------------------------------------------------------------------------


def around_the_table(data: bytes, first: bytes) -> tuple[bytes, bytes]:
    """The bytes before and after the rows of the table whose header line begins so; a file may end with its header."""
    lines = data.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.lower().lstrip(b"| \t").startswith(first)) + 2
    end = start
    while end < len(lines) and b"|" in lines[end]:
        end += 1
    return b"".join(lines[:start]).rstrip(b"\r\n"), b"".join(lines[end:])


def test_publish_changes_the_rows_of_the_tables_and_no_other_byte(run: Run, programme: Path) -> None:
    before = contents(programme)
    done = run("publish", programme)
    after = contents(programme)
    assert done.status == 0
    assert "Nobody else sees it until you commit and push." in done.err
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {f"session-docs/{name}" for name in TABLES}
    for name in changed:
        assert name in done.err
        heads, rests = zip(*(around_the_table(files[name], b"collabie") for files in (after, before)), strict=True)
        if PRACTICE in name:  # the one trio gets the table a column
            heads = tuple(head.replace(b" Practice partner |" * 2, b" Practice partner |") for head in heads)
            heads = tuple(head.replace(b" --- |" * 3, b" --- |" * 2) for head in heads)
        assert (heads[0], rests[0]) == (heads[1], rests[1])
        assert not ADDRESS.search(after[name])
    crlf = next(data for data in after.values() if b"\r\n" in data and b"Collabie" in data)
    assert crlf.count(b"\n") == crlf.count(b"\r\n")
    with pytest.raises(UnicodeDecodeError):
        after["session-docs/mock-interview-technical.md"].decode()


def test_publish_twice_changes_nothing(run: Run, programme: Path) -> None:
    run("publish", programme)
    before = contents(programme)
    stamps = {path: path.stat().st_mtime_ns for path in programme.rglob("*")}
    again = run("publish", programme)
    assert (again.status, again.out) == (0, "")
    assert again.err.endswith("Nothing to do: every table shows this plan.\n")
    assert contents(programme) == before
    assert {path: path.stat().st_mtime_ns for path in programme.rglob("*")} == stamps
    assert run("publish", programme, "--check").status == 0


def test_check_says_what_would_change_writes_nothing_and_ends_with_status_1(run: Run, programme: Path) -> None:
    before = contents(programme)
    done = run("publish", programme, "--check")
    assert (done.status, done.out) == (1, "")
    assert "These documents would change:" in done.err
    assert all(name in done.err for name in TABLES)
    assert contents(programme) == before


def test_diff_shows_the_lines_and_publishes(run: Run, programme: Path) -> None:
    shown = run("publish", programme, "--check", "--diff").out
    # One document ends with its table's dashes, without a newline: that line changes too.
    lines = [line for line in shown.splitlines() if not re.match(r"(---|\+\+\+|[-+ ]\| *-)", line)]
    assert len([line for line in lines if line.startswith("+")]) == 26 + 25 + 25 + 12 + 1
    assert [line for line in lines if line.startswith("-")] == ["-| Collabie | Practice partner |"]  # gets a column
    assert run("publish", programme, "--diff").out == shown
    assert run("publish", programme, "--diff").out == ""


def test_publish_without_documents_is_refused(run: Run, small: Make) -> None:
    done = run("publish", small(settings=SETTINGS.replace('document = "technical.md"\n', ""), documents={}))
    assert (done.status, done.said) == (2, {"no-document", "not-published"})


def test_whoever_closes_the_pipe_does_not_stop_publishing(programme: Path) -> None:
    done = in_a_shell("pairing publish programme --diff --json 2>/dev/null | head -c 5", programme)
    assert done.stdout == b'{\n "s'
    assert b"Ada Okonkwo-Reyes" in (programme / "session-docs" / "linkedin-review.md").read_bytes()


@pytest.mark.parametrize("place", ["../outside.md", "absolute", "deep/down/technical.md"])
def test_a_document_may_lie_anywhere(run: Run, small: Make, tmp_path: Path, place: str) -> None:
    path = tmp_path / "elsewhere.md" if place == "absolute" else tmp_path / "programme" / place
    written = str(path) if place == "absolute" else place
    folder = small(settings=SETTINGS.replace("technical.md", written), documents={})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(DOCUMENT)
    assert run("publish", folder).status == 0
    assert "| Ada Quill | " in path.read_text()


def test_a_linked_document_stays_a_link(run: Run, small: Make, tmp_path: Path) -> None:
    folder = small(documents={})
    (tmp_path / "real.md").write_text(DOCUMENT)
    (folder / "technical.md").symlink_to("../real.md")
    assert run("publish", folder).status == 0
    assert (folder / "technical.md").is_symlink()
    assert "| Ada Quill | " in (tmp_path / "real.md").read_text()


# --- check ------------------------------------------------------------------------------------------------------


def test_check_shows_every_recognition_every_doubt_the_places_and_the_tables(run: Run, programme: Path) -> None:
    text = run("check", programme).out
    for told in (
        "- What's your full name?: name (recognised by its words)",
        "- When could you meet? [Sat, Mar 13]: free (recognised as a day of the grid)",
        "- warning: collabies.csv, line 29: Yusuf Sato answered twice (lines 12 and 29)",
        "- note: mentors.csv, line 17: Ada Okonkwo-Reyes is on both sheets",
        "- in all: 76 places wanted; 14 mentors offer 54 together, so Paz Rossi, Veda Fonseca must hold 22",
        "- linkedin-review.md, line 26: 0 pairs for LinkedIn review",
    ):
        assert told in text
    run("publish", programme)
    assert "26 pairs for LinkedIn review" in run("check", programme).out


def test_check_judges_the_tables_people_made_by_hand(run: Run, small: Make) -> None:
    table = "| --- | --- |\n| Ada Quill | Dee Park |\n| Cem Osei | Eli Moss |\n| Zed Nobody | Dee Park |"
    text = run("check", small(documents={"technical.md": DOCUMENT.replace("| --- | --- |", table)})).out
    assert "- technical.md, line 9: 'Zed Nobody' is on no sheet" in text
    assert re.search("Cem Osei and Eli Moss have no 60 minutes free in common", text)


def test_check_in_json_says_the_same(run: Run, programme: Path) -> None:
    data = run("check", programme, "--json").data
    assert list(data) == ["schema_version", "columns", "issues", "set_aside", "places", "hours", "published"]
    assert {"file": "mentors.csv", "header": "Your time zone", "role": "zone"}.items() <= data["columns"][20].items()
    text = run("check", programme).out
    assert all(f"- {line}\n" in text for line in (*data["places"], *data["published"]))


def test_check_of_two_sheets_needs_no_settings(run: Run, programme: Path) -> None:
    done = run("check", programme / "collabies.csv", programme / "mentors.csv")
    assert done.status == 0
    assert "- the settings name no document" in done.out


# --- options and exit statuses ----------------------------------------------------------------------------------


def test_strict_ends_with_status_1_when_somebody_is_unpaired_or_set_aside(run: Run, small: Make) -> None:
    folder = small()
    assert run("plan", folder, "--strict").status == 0
    (folder / "collabies.csv").write_text(COLLABIES.replace("Europe/London", "Mars"))
    assert run("plan", folder).status == 0
    assert run("plan", folder, "--strict").status == 1
    (folder / "collabies.csv").write_text(COLLABIES.replace("5pm - 6pm,9am - 10am", "1am - 2am,"))
    assert run("plan", folder, "--strict").status == 1
    assert run("publish", folder, "--strict").status == 1
    assert "_not yet paired_" in (folder / "technical.md").read_text()


def test_the_seed_settles_ties_and_is_told(run: Run, programme: Path) -> None:
    seven, eight = run("plan", programme, "--json"), run("plan", programme, "--json", "--seed", "8")
    assert (seven.data["seed"], eight.data["seed"]) == (7, 8)
    assert pairs_of(seven) != pairs_of(eight)
    assert seven.data["levels"][:-1] == eight.data["levels"][:-1]
    assert pairs_of(run("plan", programme, "--json", "--seed", "7")) == pairs_of(seven)
    assert run("plan", programme, "--seed", "-3").status == 0


def test_quiet_says_only_errors_and_verbose_each_level(run: Run, small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("Europe/London", "Mars"))
    assert run("plan", folder, "--quiet").err == ""
    assert run("publish", folder, "--quiet").said == {"unreadable-zone", "not-published"}
    told = run("plan", folder, "-v").err
    levels = re.findall(r"^ *[\d.]+ s  (\w+): \d+$", told, re.MULTILINE)
    assert levels == ["unpaired", "spread", "idle", "imbalance", "penalty", "tie"]
    assert run("plan", folder, "-v", "--quiet").err == ""


def test_a_time_limit_that_suffices_changes_nothing(run: Run, programme: Path) -> None:
    assert run("plan", programme, "--time-limit", "60").out == run("plan", programme).out


def test_a_clock_that_leaves_no_plan_ends_with_status_4(run: Run, small: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(program: Any, **_: object) -> Result:
        return Result(program.problem, Status.STOPPED, (), None, "flow", 1.0)

    monkeypatch.setattr("pairing.engine.run.solve", stopped)
    folder = small()
    before = contents(folder)
    for verb in ("plan", "publish"):
        done = run(verb, folder, "--json")
        assert (done.status, done.data["status"]) == (NoPlanError.exit_status, "error")
        assert done.status == 4
    assert contents(folder) == before


def test_a_plan_that_the_judge_refuses_is_never_shown(run: Run, small: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_: object, **__: object) -> Result:
        raise InternalError("engine and judge disagree")

    monkeypatch.setattr("pairing.engine.run.solve", disagree)
    done = run("publish", small())
    assert (done.status, done.out) == (4, "")


@pytest.mark.parametrize("verb", ["plan", "publish"])
def test_ctrl_c_ends_with_status_130_and_one_line(
    run: Run, small: Make, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def interrupt(*_: object, **__: object) -> Result:
        raise KeyboardInterrupt

    monkeypatch.setattr("pairing.engine.run.solve", interrupt)
    folder = small()
    before = contents(folder)
    done = run(verb, folder)
    assert (done.status, done.out, done.err.count("\n")) == (130, "", 1)
    assert done.err.startswith("interrupted; ")
    assert contents(folder) == before
