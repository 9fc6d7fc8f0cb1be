"""What each verb does, seen from a terminal: data on stdout, talk on stderr, the exit status, the files after it."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairing.errors import InternalError, NoPlanError
from pairing.model.solution import Result, Status
from tests.cli.programmes import COLLABIES, DOCUMENT, MENTORS, SETTINGS, Ended, contents

Run = Callable[..., Ended]
Make = Callable[..., Path]

TABLES = ("linkedin-review.md", "mock-interview-job-fit.md", "mock-interview-technical.md")
ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+\.\w+")


def in_a_shell(line: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash, in which ``pairing`` is the command and ``programme`` the folder."""
    line = line.replace("pairing ", f"{sys.executable} -m pairing ").replace("programme", str(folder))
    command = ["bash", "-c", f"set -o pipefail; {line}"]
    variables = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, check=False, timeout=60, env=variables)


# --- plan -------------------------------------------------------------------------------------------------------


def test_plan_shows_tables_hours_and_who_is_left_out_and_why_and_writes_nothing(run: Run, programme: Path) -> None:
    before = contents(programme)
    plan = run("plan", programme)
    assert plan.status == 0
    headings = re.findall("^## .*", plan.out, re.MULTILINE)
    sessions = ["LinkedIn review", "Job-fit mock interview", "Technical mock interview"]
    assert headings == [f"## {one}" for one in (*sessions, "Left out")]
    assert "| Collabie          | Job-fit Interviewer | Hours in common" in plan.out
    assert "12:00–14:00 CST)" in plan.out
    (left_out,) = plan.out.partition("## Left out\n\n")[2].splitlines()
    assert left_out.startswith("- Wen Tembo, Job-fit mock interview: ")
    assert "no common free time" in left_out
    assert "proved: no better plan exists, and no other is as good" in plan.err
    assert "75 of 76 places filled" in plan.err
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
        }
    ],
    "groups": [],
    "unpaired": [
        {
            "session": str,
            "participant": str,
            "participant_id": str,
            "places": int,
            "reason": {"kind": str, "people": [str], "rules": [{"rule": str, "count": int, "people": [str]}]},
            "text": str,
            "remedies": [],
        }
    ],
    "loads": [{"mentor": str, "mentor_id": str, "session": str, "load": int, "capacity": int}],
    "certificate": None,
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
    assert (len(plan["pairs"]), len(plan["unpaired"]), len(plan["changes"])) == (75, 1, 76)
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
        assert around_the_table(after[name], b"collabie") == around_the_table(before[name], b"collabie")
        assert not ADDRESS.search(after[name].replace(before[name], b""))
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
    assert len([line for line in lines if line.startswith("+")]) == 26 + 25 + 25
    assert not [line for line in lines if line.startswith("-")]
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
    assert list(data) == ["schema_version", "columns", "issues", "set_aside", "places", "published"]
    assert {"file": "mentors.csv", "header": "Your time zone", "role": "zone"}.items() <= data["columns"][20].items()
    text = run("check", programme).out
    assert all(f"- {line}\n" in text for line in (*data["places"], *data["published"]))


def test_check_of_two_sheets_needs_no_settings(run: Run, programme: Path) -> None:
    done = run("check", programme / "collabies.csv", programme / "mentors.csv")
    assert done.status == 0
    assert "- the settings name no document" in done.out


# --- init -------------------------------------------------------------------------------------------------------


def test_init_makes_a_small_programme_that_plans_and_publishes_at_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "programme"
    made = run("init", folder)
    assert (made.status, made.err) == (0, "")
    assert made.out.endswith(f"Now: python -m pairing plan {folder}\n")
    assert run("plan", folder, "--strict").status == 0
    assert run("publish", folder, "--strict").status == 0
    assert "| Ada Quill | " in (folder / "session-docs" / "technical.md").read_text()
    ignored = (folder / ".gitignore").read_text().splitlines()
    assert ignored[1:] == ["/collabies.csv", "/mentors.csv", "/changes.csv"]


def pairs_of(plan: Ended) -> list[tuple[str, str, str]]:
    return [(pair["session"], pair["participant"], pair["mentor"]) for pair in plan.data["pairs"]]


@pytest.mark.parametrize("with_documents", [False, True])
def test_init_from_sheets_gives_the_plan_of_the_sheets(run: Run, programme: Path, with_documents: bool) -> None:
    (programme / "pairing.toml").unlink()
    sheets = (programme / "collabies.csv", programme / "mentors.csv")
    of_sheets = run("plan", *sheets, "--json")
    documents = sorted((programme / "session-docs").iterdir()) if with_documents else []
    assert run("init", programme, *sheets, *documents).status == 0
    of_settings = run("plan", programme, "--json")
    assert pairs_of(of_settings) == pairs_of(of_sheets)
    assert of_settings.data["levels"] == of_sheets.data["levels"]
    text = (programme / "pairing.toml").read_text()
    assert "# - collabies.csv, line 29: Yusuf Sato answered twice" in text
    assert "pair-interview-practice.md could not be told to belong to a session" in text or not with_documents
    if with_documents:
        assert run("publish", programme, "--set-aside").status == 0
        assert run("publish", programme, "--set-aside", "--check").status == 0


def test_init_gives_one_document_to_the_one_session(run: Run, small: Make) -> None:
    folder = small(settings=None)
    made = run("init", folder, folder / "collabies.csv", folder / "mentors.csv", folder / "technical.md")
    assert "Next: write first_day and last_day" in made.out
    settings = (folder / "pairing.toml").read_text()
    assert 'document = "technical.md"' in settings
    assert run("plan", folder).said == {"no-days"}
    (folder / "pairing.toml").write_text(re.sub("# ((?:first|last)_day)", r"\1", settings))
    assert run("publish", folder).status == 0


def test_init_overwrites_nothing_and_writes_nothing_when_it_would(run: Run, small: Make, tmp_path: Path) -> None:
    for folder, code in ((small(), "settings-exist"), (tmp_path / "other", "file-exists")):
        folder.mkdir(exist_ok=True)
        (folder / "mentors.csv").write_text("mine")
        before = contents(folder)
        done = run("init", folder)
        assert (done.status, done.said) == (2, {code})
        assert contents(folder) == before


def test_init_of_a_file_or_one_sheet_or_one_twice_is_refused(run: Run, small: Make, tmp_path: Path) -> None:
    folder = small(settings=None)
    sheet = folder / "collabies.csv"
    new = tmp_path / "new"
    assert run("init", sheet).said == {"not-a-folder"}
    assert run("init", new, sheet).said == {"one-sheet"}
    assert run("init", new, sheet, sheet).said == {"same-sheet"}
    assert run("init", new, sheet, folder / "mentor.csv").said == {"missing-file"}
    assert not new.exists()


def test_init_keeps_the_line_ends_of_a_gitignore_and_adds_each_line_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / ".gitignore").write_bytes(b"*.pyc\r\n/mentors.csv\r\n\xff")
    assert run("init", folder).status == 0
    lines = (folder / ".gitignore").read_bytes().split(b"\r\n")
    assert lines[:3] == [b"*.pyc", b"/mentors.csv", b"\xff"]
    assert lines[4:] == [b"/collabies.csv", b"/changes.csv", b""]


def test_settings_that_init_writes_hold_no_address_and_no_private_wish(run: Run, small: Make) -> None:
    mentors = MENTORS.replace('10am - 11am",\neli', '10am - 11am",Quinn Whoever\neli')
    collabies = COLLABIES.replace("ada@example.org,Ada Quill", "not an address,Ada Quill")
    collabies = collabies.replace("Bo Lindqvist", "bo@example.org")
    folder = small(settings=None, collabies=collabies, mentors=mentors)
    assert run("init", folder, folder / "collabies.csv", folder / "mentors.csv").status == 0
    settings = (folder / "pairing.toml").read_text()
    assert "email-as-name" in settings
    assert "unknown-name" in settings
    assert "@" not in settings
    assert "Quinn" not in settings
    assert "line 2" not in settings.partition("unknown-name")[0].splitlines()[-1]


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


# --- streams ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "status", "out"),
    [
        ("pairing plan programme --quiet | head -1", 0, b"## LinkedIn review\n"),
        ("pairing plan programme 2>&1 | head -1", 0, b"## LinkedIn review\n"),
        ("pairing plan programme --quiet >&-", 0, b""),
        ("pairing plan programme 2>&- | head -1", 0, b"## LinkedIn review\n"),
        ("pairing plan programme 2>/dev/full | head -1", 0, b"## LinkedIn review\n"),
        ("pairing check programme | head -1", 0, b"# Career Lab, spring 2027\n"),
    ],
)
def test_a_pipe_that_closes_early_is_no_fault(programme: Path, line: str, status: int, out: bytes) -> None:
    done = in_a_shell(line, programme)
    assert (done.returncode, done.stdout) == (status, out)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_output_that_finds_no_room_is_an_error(programme: Path) -> None:
    for options in ("", "--json"):
        done = in_a_shell(f"pairing plan programme --quiet {options} >/dev/full", programme)
        assert done.returncode == 2
        assert done.stderr.startswith(b"error: the output cannot be written: No space left on device.")
        assert done.stderr.count(b"\n") == 1


def test_names_come_out_in_utf_8_whatever_the_terminal_says(programme: Path) -> None:
    variables = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = in_a_shell("pairing plan programme", programme, **variables)
    assert done.returncode == 0
    assert "| Sanna Yılmaz " in done.stdout.decode()


# --- one answer -------------------------------------------------------------------------------------------------


def test_three_hash_seeds_give_the_same_bytes(programme: Path) -> None:
    found = {in_a_shell("pairing plan programme", programme, PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "2")}
    assert len(found) == 1
    assert b"## Technical mock interview" in found.pop()


def shuffled(path: Path, seed: int) -> None:
    """The same answers in another order of rows; of two answers of one person the later stays below the earlier."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    random.Random(seed).shuffle(rows)
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def test_six_orders_of_the_rows_give_the_same_tables(run: Run, programme: Path, tmp_path: Path) -> None:
    def published(folder: Path) -> tuple[str, dict[str, bytes]]:
        plan = run("plan", folder).out
        assert run("publish", folder).status == 0
        return plan, contents(folder / "session-docs")

    copies = [Path(shutil.copytree(programme, tmp_path / f"copy-{seed}")) for seed in range(6)]
    expected = published(programme)
    for seed, copy in enumerate(copies):
        for sheet in ("collabies.csv", "mentors.csv"):
            before = (copy / sheet).read_bytes()
            shuffled(copy / sheet, seed)
            assert (copy / sheet).read_bytes() != before
        assert published(copy) == expected


# --- private wishes ---------------------------------------------------------------------------------------------


def test_a_private_wish_is_told_nowhere(run: Run, small: Make) -> None:
    mentors = MENTORS.replace('10am - 11am",\neli', '10am - 11am",Ada Quill\neli').replace("Any,2,", "Any,1,")
    mentors = mentors.replace('"5pm - 6pm, 6pm - 7pm","10am - 11am"', ',"10am - 11am"')
    folder = small(mentors=mentors)
    plan = run("plan", folder)
    assert "| Ada Quill    | _not yet paired_ " in plan.out
    assert "Ada Quill, Technical: none of 2 mentors is possible: 1 not possible (private); 1 no common" in plan.out
    data = run("plan", folder, "--json").data
    rules = {one["rule"]: one["people"] for one in data["unpaired"][0]["reason"]["rules"]}
    assert rules["not possible (private)"] == []
    assert run("publish", folder).status == 0
    told = [
        *run("publish", folder),
        *run("check", folder),
        *run("check", folder, "--json"),
        *plan,
        json.dumps(data, indent=1),
    ]
    told.append((folder / "technical.md").read_text())
    for text in map(str, told):
        for line in text.splitlines():
            assert not ("Ada Quill" in line and "Dee Park" in line)
            assert "kept apart" not in line
