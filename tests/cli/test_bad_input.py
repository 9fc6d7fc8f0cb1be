"""Bad input gets a clear error, and nothing is lost: each case looks at code, place, exit status and every byte."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairing.documents import store
from tests.cli.programmes import COLLABIES, DOCUMENT, MENTORS, SETTINGS, Ended, contents

Run = Callable[..., Ended]
Make = Callable[..., Path]

# Words of a programmer, which a coordinator should never have to read.
PYTHON_WORDS = re.compile(
    r"Traceback|datetime|\bTrue\b|\bNone\b|Error:|Errno|NoneType|\bdict\b|\btuple\b|<class|object at 0x|pairing/\w+\.py"
)


def refused(run: Run, folder: Path, verb: str = "publish", status: int = 2) -> list[dict[str, Any]]:
    """The issues that refuse a command. Said in plain words on stderr, as JSON on stdout; no file has changed."""
    before = contents(folder)
    plain = run(verb, folder)
    told = run(verb, folder, "--json")
    assert contents(folder) == before
    assert (plain.status, told.status) == (status, status)
    assert plain.out == ""
    assert told.data["status"] == "error"
    issues = [issue for issue in told.data["issues"] if issue["code"] != "not-published"]
    assert issues
    for issue in issues:
        assert f"[{issue['code']}]" in plain.err
        assert issue["message"]
        assert issue["hint"], f"no cure: {issue}"
    assert not PYTHON_WORDS.search(plain.err)
    return issues


def places(issues: list[dict[str, Any]]) -> list[tuple[str, str, int | None, str]]:
    return [(issue["code"], Path(issue["file"]).name, issue["line"], issue["column"]) for issue in issues]


# --- sheets -----------------------------------------------------------------------------------------------------


def test_a_missing_sheet_is_named_with_those_that_are_there(run: Run, small: Make) -> None:
    folder = small(settings=SETTINGS.replace('"mentors.csv"', '"mentor.csv"'))
    (issue,) = refused(run, folder)
    assert places([issue]) == [("missing-file", "mentor.csv", None, "")]
    assert "mentors.csv" in issue["hint"]


def test_both_missing_sheets_and_a_missing_document_are_named_together(run: Run, small: Make) -> None:
    issues = refused(run, small(collabies=None, mentors=None, documents={"other.md": DOCUMENT}))
    assert [code for code, *_ in places(issues)] == ["missing-document", "missing-file", "missing-file"]


def test_a_missing_folder_is_said(run: Run, tmp_path: Path) -> None:
    assert places(refused(run, tmp_path / "nowhere")) == [("missing-file", "nowhere", None, "")]


def test_a_pattern_that_nothing_fits_is_said(run: Run, small: Make) -> None:
    folder = small(settings=SETTINGS.replace('"mentors.csv"', '"exports-*.csv"'))
    assert places(refused(run, folder)) == [("missing-file", "exports-*.csv", None, "")]


def test_a_header_with_no_name_column_is_refused(run: Run, small: Make) -> None:
    issues = refused(run, small(collabies=COLLABIES.replace("Full name", "Favourite colour")))
    assert places(issues) == [("no-name-column", "collabies.csv", 1, "")]


def test_a_mentor_with_no_session_is_set_aside_and_publishing_waits(run: Run, small: Make) -> None:
    mentors = MENTORS.replace("Track,", "Track,Which sessions can you help with?,", 1)
    mentors = mentors.replace('"Frontend, Backend",', '"Frontend, Backend",,').replace("Any,", "Any,Technical,")
    folder = small(mentors=mentors)
    issues = refused(run, folder)
    assert places(issues) == [("blank-sessions", "mentors.csv", 2, "Which sessions can you help with?")]
    plan = run("plan", folder)
    assert plan.status == 0
    assert plan.out.startswith("## Set aside: a fault in the row\n\n- Dee Park\n")


@pytest.mark.parametrize(
    ("side", "right", "wrong", "code", "line", "column", "who"),
    [
        ("collabies", "Europe/London", "Mars", "unreadable-zone", 3, "Time zone", "Bo Lindqvist"),
        ("collabies", "Europe/London", "IST", "ambiguous-zone", 3, "Time zone", "Bo Lindqvist"),
        ("collabies", "Europe/London", "", "no-zone", 3, "Time zone", "Bo Lindqvist"),
        ("collabies", "5pm - 6pm,9am", "teatime,9am", "unreadable-hours", 3, "When are you free? [Monday]", "Bo"),
        ("mentors", "Any,2", "Any,-1", "unreadable-capacity", 3, "How many Collabies can you take?", "Eli Moss"),
        ("mentors", "Any,2", "Any,a few", "unreadable-capacity", 3, "How many Collabies can you take?", "Eli Moss"),
        ("mentors", "Any,2", "Any,", "blank-capacity", 3, "How many Collabies can you take?", "Eli Moss"),
    ],
)
def test_a_fault_of_one_row_names_its_cell_and_keeps_only_that_person_out(
    run: Run, small: Make, side: str, right: str, wrong: str, code: str, line: int, column: str, who: str
) -> None:
    sheet = {"collabies": COLLABIES, "mentors": MENTORS}[side]
    assert right in sheet
    folder = small(**{side: sheet.replace(right, wrong)})
    (issue,) = refused(run, folder)
    assert places([issue]) == [(code, f"{side}.csv", line, column)]
    assert who in issue["person"]
    plan = run("plan", folder)
    assert plan.status == 0
    assert f"- {issue['person']}\n" in plan.out.partition("## Technical")[0]
    published = run("publish", folder, "--set-aside")
    assert published.status == 0
    assert issue["person"] not in (folder / "technical.md").read_text()


SHEET_FAULTS = {
    "nul byte": (b"Ada", b"A\0a", "nul-byte", 2),
    "unclosed quote": (b'10am - 11am"', b"10am - 11am", "unclosed-quote", 4),
    "web page": (b"Email", b"<!DOCTYPE html><html>Email", "web-page", 1),
    "title above the header": (b"Email,", b"Spring sign-up,,,,,\nEmail,", "title-row", 1),
    "row too long": (b"Frontend,", b"Frontend, and more,", "long-row", 3),
    "header twice": (b"Track,", b"Full name,", "duplicate-header", 1),
    "merge mark": (b"bo@", b"<<<<<<< HEAD\nbo@", "merge-mark", 3),
    "bidi control in the header": (b"Track,", "Tr\u202eack,".encode(), "bidi-control", 1),
    "cut UTF-16": (COLLABIES.encode(), COLLABIES.encode("utf-16")[:-1], "broken-encoding", None),
    "empty": (COLLABIES.encode(), b"", "empty-file", None),
    "day of another age": (b"[Monday]", b"[0001-01-01]", "unreadable-day", 1),
    "unknown day": (b"[Monday]", b"[2027-02-30]", "unreadable-day", 1),
}


@pytest.mark.parametrize("name", SHEET_FAULTS)
def test_a_sheet_that_is_none_is_refused(run: Run, small: Make, name: str) -> None:
    right, wrong, code, line = SHEET_FAULTS[name]
    folder = small(collabies=COLLABIES.encode().replace(right, wrong, 1))
    issues = refused(run, folder)
    assert [(one, file, at) for one, file, at, _ in places(issues)] == [(code, "collabies.csv", line)]


def test_a_sheet_in_utf_16_with_its_mark_is_read(run: Run, small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("Ada", "Åda").encode("utf-16"))
    done = run("publish", folder)
    assert done.status == 0
    assert "| Åda Quill |" in (folder / "technical.md").read_text("utf-8")


def test_a_cell_of_a_novel_is_not_called_a_forgotten_quote_only(run: Run, small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("Frontend", f'"{"x" * 200_000}"'))
    (issue,) = refused(run, folder)
    assert places([issue]) == [("unclosed-quote", "collabies.csv", 3, "")]
    assert "131,072" in issue["message"]


def test_one_sheet_for_both_is_refused(run: Run, small: Make) -> None:
    folder = small(settings=SETTINGS.replace('"mentors.csv"', '"./collabies.csv"'))
    assert places(refused(run, folder)) == [("same-sheet", "collabies.csv", None, "")]


def test_swapped_sheets_are_asked_about_before_anything_is_published(run: Run, small: Make) -> None:
    folder = small(collabies=MENTORS, mentors=COLLABIES)
    (issue,) = refused(run, folder)
    assert places([issue]) == [("sheets-swapped", "collabies.csv", None, "How many Collabies can you take?")]
    assert "sheets-swapped" in run("plan", folder).said


@pytest.mark.parametrize("side", ["collabies", "mentors"])
def test_a_sheet_of_nobody_is_asked_about(run: Run, small: Make, side: str) -> None:
    header = {"collabies": COLLABIES, "mentors": MENTORS}[side].partition("\n")[0] + "\n"
    folder = small(**{side: header})
    assert places(refused(run, folder)) == [("nobody-on-sheet", f"{side}.csv", None, "")]
    assert run("plan", folder).status == 0
    accepted = SETTINGS + f'[issues]\naccept = ["nobody-on-sheet:{side}.csv"]\n'
    (folder / "pairing.toml").write_text(accepted)
    assert run("publish", folder).status == 0


def test_hours_of_another_month_are_asked_about(run: Run, small: Make) -> None:
    dated = COLLABIES.replace("[Monday]", "[2027-04-01]").replace("[Tuesday]", "[2027-04-02]")
    (issue,) = refused(run, small(collabies=dated))
    assert places([issue]) == [("hours-of-other-days", "pairing.toml", 11, "")]
    assert "2027-04-01 to 2027-04-02" in issue["message"]


def test_weekdays_without_days_are_one_error_at_the_session(run: Run, small: Make) -> None:
    folder = small(settings=re.sub("(first|last)_day.*\n", "", SETTINGS))
    assert places(refused(run, folder)) == [("no-days", "pairing.toml", 11, "")]


def test_a_timed_session_and_a_sheet_without_hours_is_one_error(run: Run, small: Make) -> None:
    folder = small(collabies="Full name\nAda Quill\nBo Lindqvist\n")
    assert places(refused(run, folder)) == [("no-free-times", "collabies.csv", None, "")]


# --- settings ---------------------------------------------------------------------------------------------------

SETTINGS_FAULTS = {
    "unknown key": ("minutes = 60", "minute = 60", "unknown-key", 13),
    "unknown section": ("[mentors]", "[mentor]", "unknown-key", 7),
    "curly quotes": ('"Technical"', "“Technical”", "curly-quotes", 11),
    "wrong type": ("minutes = 60", 'minutes = "60"', "wrong-type", 13),
    "unknown zone": ("Europe/Berlin", "Europe/Berlim", "unknown-zone", 2),
    "days the wrong way round": ("last_day = 2027-03-07", "last_day = 2026-03-07", "bad-value", 15),
    "a moment, not a day": ("2027-03-07", "2027-03-07T10:00:00", "wrong-type", 15),
    "a yes, not a number": ("minutes = 60", "minutes = true", "wrong-type", 13),
    "a day before all days": ("2027-03-01", "0001-01-01", "bad-value", 14),
    "a window of many years": ("2027-03-07", "2072-03-07", "bad-value", 15),
    "no such day": ("2027-03-07", "2027-02-30", "bad-toml", 15),
    "key twice": ("minutes = 60", "minutes = 60\nminutes = 30", "bad-toml", 14),
    "no end of a text": ('"Technical"', '"Technical', "bad-toml", 11),
}


@pytest.mark.parametrize("name", SETTINGS_FAULTS)
def test_a_fault_of_the_settings_names_its_line(run: Run, small: Make, name: str) -> None:
    right, wrong, code, line = SETTINGS_FAULTS[name]
    issues = refused(run, small(settings=SETTINGS.replace(right, wrong)))
    assert (code, "pairing.toml", line, "") in places(issues)
    if name != "unknown section":  # where the known section is then missing too
        assert len(issues) == 1


@pytest.mark.parametrize("raw", [SETTINGS.encode("utf-16"), b"\0" + SETTINGS.encode(), SETTINGS.encode() + b"# \xe9\n"])
def test_settings_that_are_not_utf_8_are_refused(run: Run, small: Make, raw: bytes) -> None:
    ((code, file, line, _),) = places(refused(run, small(settings=raw)))
    assert (code, file) == ("not-utf-8", "pairing.toml")
    assert line is not None


def test_settings_with_brackets_without_end_are_refused(run: Run, small: Make) -> None:
    assert places(refused(run, small(settings="a = " + "[" * 5000))) == [("bad-toml", "pairing.toml", None, "")]


@pytest.mark.parametrize("kind", ["together", "apart"])
def test_a_name_that_is_on_no_sheet_is_refused_with_the_nearest(run: Run, small: Make, kind: str) -> None:
    folder = small(settings=SETTINGS + f'\n[[{kind}]]\npeople = ["Bo Lindquist", "Dee Park"]\n')
    (issue,) = refused(run, folder)
    assert places([issue]) == [("unknown-name", "pairing.toml", 17, "")]
    assert "'Bo Lindqvist'" in issue["hint"]


def test_a_rule_on_a_column_that_is_not_there_is_refused(run: Run, small: Make) -> None:
    folder = small(settings=SETTINGS + '\n[[rules]]\ncolumns = ["Trak", "Track"]\nmatch = "same"\n')
    assert places(refused(run, folder)) == [("unknown-column", "pairing.toml", 18, "")]


def test_a_session_that_people_spell_otherwise_is_refused_at_its_line(run: Run, small: Make) -> None:
    named = COLLABIES.replace("Track,", "Which sessions will you take part in?,", 1)
    named = named.replace("Backend", "Technical").replace("Frontend", "Technical")
    helping = MENTORS.replace("Track,", "Which sessions can you help with?,", 1)
    helping = helping.replace('"Frontend, Backend"', "Technical").replace("Any,", "Technical,")
    folder = small(collabies=named, mentors=helping, settings=SETTINGS.replace('"Technical"', '"Tecnical"'))
    assert ("unnamed-session", "pairing.toml", 11, "") in places(refused(run, folder))


def test_wishes_that_contradict_end_with_status_3_and_name_both_people_and_the_line(run: Run, small: Make) -> None:
    wishes = '\n[[together]]\npeople = ["Ada Quill", "Dee Park"]\n[[apart]]\npeople = ["Dee Park", "ada quill"]\n'
    (issue,) = refused(run, small(settings=SETTINGS + wishes), status=3)
    assert places([issue]) == [("contradiction", "pairing.toml", 17, "")]
    assert "Ada Quill" in issue["message"]
    assert "Dee Park" in issue["message"]


# --- documents --------------------------------------------------------------------------------------------------


def test_two_tables_that_fit_are_named_by_their_lines(run: Run, small: Make) -> None:
    (issue,) = refused(run, small(documents={"technical.md": DOCUMENT + "\n" + DOCUMENT}))
    assert places([issue]) == [("several-tables", "technical.md", 5, "")]
    assert "line 14" in issue["message"]


def test_two_sessions_with_one_table_are_refused(run: Run, small: Make) -> None:
    folder = small(settings=SETTINGS + '\n[[sessions]]\nname = "Second"\ndocument = "technical.md"\n')
    assert places(refused(run, folder)) == [("one-table-for-two", "technical.md", 5, "")]


def test_one_table_under_two_paths_is_seen(run: Run, small: Make) -> None:
    folder = small(settings=SETTINGS + '\n[[sessions]]\nname = "Second"\ndocument = "link.md"\n')
    (folder / "link.md").symlink_to("technical.md")
    assert [code for code, *_ in places(refused(run, folder))] == ["one-table-for-two"]


DOCUMENT_FAULTS = {
    "no table": (DOCUMENT.replace("|", "-"), "no-table", None),
    "begin without end": ("<!-- pairing:begin Technical -->\n" + DOCUMENT, "begin-without-end", 1),
    "merge mark": ("<<<<<<< HEAD\n" + DOCUMENT, "merge-mark", 1),
    "UTF-16": (DOCUMENT.encode("utf-16"), "not-utf8-document", 1),
}


@pytest.mark.parametrize("name", DOCUMENT_FAULTS)
def test_a_document_without_one_clear_table_is_refused(run: Run, small: Make, name: str) -> None:
    content, code, line = DOCUMENT_FAULTS[name]
    ((found, file, at, _),) = places(refused(run, small(documents={"technical.md": content})))
    assert file == "technical.md"
    assert (found, at) == (code, line)


def test_a_folder_in_the_place_of_a_document_is_said(run: Run, small: Make) -> None:
    folder = small(documents={"other.md": DOCUMENT})
    (folder / "technical.md").mkdir()
    assert [code for code, *_ in places(refused(run, folder))] == ["not-a-document"]


def test_a_read_only_document_stops_all_documents(run: Run, small: Make) -> None:
    second = '\n[[sessions]]\nname = "Review"\ndocument = "review.md"\ntime = "none"\n'
    folder = small(settings=SETTINGS + second, documents={"technical.md": DOCUMENT, "review.md": DOCUMENT})
    (folder / "technical.md").chmod(0o444)
    assert places(refused(run, folder)) == [("read-only-document", "technical.md", None, "")]


def test_a_document_changed_by_somebody_else_meanwhile_is_kept(
    run: Run, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small()
    real = store.write_documents

    def somebody_else_first(changes: Any) -> None:
        (folder / "technical.md").write_text("theirs")
        real(changes)

    monkeypatch.setattr("pairing.program.write_documents", somebody_else_first)
    done = run("publish", folder)
    assert (done.status, done.said, done.out) == (2, {"changed-meanwhile"}, "")
    assert "technical.md" in done.err
    assert (folder / "technical.md").read_text() == "theirs"


def test_a_full_disk_while_publishing_leaves_every_document_whole(
    run: Run, programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(number)

    calls: list[int] = []
    monkeypatch.setattr(os, "fsync", full)
    before = contents(programme)
    done = run("publish", programme, "--json")
    assert (done.status, done.said) == (2, {"disk-full"})
    assert [issue["code"] for issue in done.data["issues"]] == ["disk-full"]
    assert "No document was changed" in done.err
    assert contents(programme) == before


KILLED = """
import os, signal, sys
from pairing import cli
from pairing.documents import store
point = sys.argv[2]
real = getattr(store, point)
calls = []
def killed(*arguments):
    calls.append(1)
    if len(calls) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
setattr(store, point, killed)
cli.run(["publish", sys.argv[1]])
"""


@pytest.mark.parametrize(("point", "call"), [("_write_whole", 2), ("_sync_folder", 1), ("_sync_folder", 2)])
def test_a_kill_while_publishing_leaves_each_document_old_or_new(
    run: Run, programme: Path, tmp_path: Path, point: str, call: int
) -> None:
    planned = Path(shutil.copytree(programme, tmp_path / "planned"))
    assert run("publish", planned).status == 0
    old, new = contents(programme / "session-docs"), contents(planned / "session-docs")
    command = [sys.executable, "-c", KILLED, str(programme), point, str(call)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    found = contents(programme / "session-docs")
    assert all(found[name] in (old[name], new[name]) for name in old)
    assert run("publish", programme).status == 0
    assert contents(programme / "session-docs") == new


# --- the command itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "collabies.csv"),
        ("publish", "collabies.csv"),
        ("check", "mentors.csv"),
        ("plan", ".", "mentors.csv"),
        ("plan", ".", "--table"),
        ("plan", ".", "--json", "--session", "Technical"),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(
    run: Run, small: Make, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(small())
    done = run(*arguments)
    assert (done.status, done.said) == (2, {"usage"})
    assert done.out == "" or done.data["status"] == "error"


@pytest.mark.parametrize("arguments", [(), ("frobnicate",), ("plan",), ("plan", ".", "--seed", "x"), ("init",)])
def test_a_wrong_usage_ends_with_status_2_and_the_usage(
    capsys: pytest.CaptureFixture[str], run: Run, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2
    assert "usage: python -m pairing" in capsys.readouterr().err


def test_a_session_that_is_not_there_is_said_with_those_that_are(run: Run, small: Make) -> None:
    done = run("plan", small(), "--session", "Tecnical")
    assert done.status == 2
    assert "'Technical'" in done.err


@pytest.mark.parametrize("seconds", ["0", "-1", "nan"])
def test_a_time_limit_is_more_than_nothing(run: Run, small: Make, seconds: str) -> None:
    done = run("plan", small(), "--time-limit", seconds)
    assert (done.status, done.said) == (2, {"bad-time-limit"})


def test_the_real_process_says_the_same(small: Make) -> None:
    folder = small(collabies=COLLABIES.encode().replace(b"Ada", b"A\0a"))
    command = [sys.executable, "-m", "pairing", "publish", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("error: collabies.csv, line 2: there is a NUL byte")
    assert '"code": "nul-byte"' in done.stdout
