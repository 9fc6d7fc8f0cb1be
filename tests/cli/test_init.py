"""`init`: settings from sheets, or a small programme; the plan of both is the same, and nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import COLLABIES, MENTORS, Ended, contents, pairs_of

Run = Callable[..., Ended]
Make = Callable[..., Path]


def test_init_makes_a_small_programme_that_plans_and_publishes_at_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "programme"
    made = run("init", folder)
    assert (made.status, made.err) == (0, "")
    assert made.out.endswith(f"Now: python -m pairing plan {folder}\n")
    assert run("plan", folder, "--strict").status == 0
    assert run("publish", folder, "--strict").status == 0
    assert "| Ada Quill | " in (folder / "session-docs" / "technical.md").read_text()
    ignored = (folder / ".gitignore").read_text().splitlines()
    assert ignored[1:] == ["/collabies.csv", "/mentors.csv", "/changes.csv", "/calendars/"]


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
    assert lines[4:] == [b"/collabies.csv", b"/changes.csv", b"/calendars/", b""]


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
