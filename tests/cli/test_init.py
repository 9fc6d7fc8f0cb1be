"""`init`: settings from sheets, or a small programme; the plan of both is the same, and nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
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
    assert '# name = "Pair interview practice"\n# kind = "peers"' in text
    if with_documents:
        assert '# document = "session-docs/pair-interview-practice.md"' in text
        assert run("publish", programme, "--set-aside").status == 0
        assert run("publish", programme, "--set-aside", "--check").status == 0


def test_init_gives_one_document_to_the_one_session(run: Run, small: Make) -> None:
    folder = small(settings=None)
    made = run("init", folder, folder / "collabies.csv", folder / "mentors.csv", folder / "technical.md")
    assert made.status == 0
    settings = (folder / "pairing.toml").read_text()
    assert 'document = "technical.md"' in settings
    assert run("plan", folder).status == 0


# --- what is proposed -------------------------------------------------------------------------------------------


def stamped(sheet: str, *stamps: str) -> str:
    """A sheet with the column that a form writes in front."""
    header, *rows = sheet.splitlines(keepends=True)
    return "".join(f"{stamp},{row}" for stamp, row in zip(("Timestamp", *stamps), (header, *rows), strict=True))


def init_of(run: Run, folder: Path) -> tuple[Ended, str]:
    made = run("init", folder, folder / "collabies.csv", folder / "mentors.csv", folder / "technical.md")
    return made, (folder / "pairing.toml").read_text() if made.status == 0 else ""


def test_hours_by_weekday_get_the_first_full_week_after_the_last_answer_and_plan_at_once(run: Run, small: Make) -> None:
    collabies = stamped(COLLABIES, "2090-02-01 10:00:00", "2090-03-01 10:00:00", "2090-02-07 10:00:00")  # a Wednesday
    folder = small(settings=None, collabies=collabies)
    made, settings = init_of(run, folder)
    assert "taken to be Monday 2090-03-06 to Sunday 2090-03-12, the first full week after the last answer" in made.out
    assert "first_day = 2090-03-06  # PROPOSED: Monday" in settings
    assert "last_day = 2090-03-12  # PROPOSED: Sunday, included" in settings
    planned = run("plan", folder)
    assert planned.status == 0
    assert "Tue 7 Mar, 09:00" in planned.out
    assert "to-confirm" in planned.said


def test_without_readable_timestamps_the_week_is_one_to_come(run: Run, small: Make) -> None:
    folder = small(settings=None)
    _, settings = init_of(run, folder)
    found = re.search(r"^first_day = (\S+)  # PROPOSED: Monday.*\nlast_day = (\S+)  # PROPOSED: Sunday", settings, re.M)
    assert found is not None
    first, last = map(date.fromisoformat, found.groups())
    assert (first.weekday(), (last - first).days) == (0, 6)
    assert 0 < (first - date.today()).days <= 7


def test_a_proposal_stops_publishing_until_somebody_has_looked(run: Run, small: Make) -> None:
    folder = small(settings=None)
    init_of(run, folder)
    before = contents(folder)
    stopped = run("publish", folder)
    assert stopped.status == 2
    assert {"to-confirm", "not-published"} <= stopped.said
    assert "pairing.toml, line" in stopped.err
    assert contents(folder) == before
    text = (folder / "pairing.toml").read_text()
    (folder / "pairing.toml").write_text(re.sub(r"confirm = \[.*?\n\]", "", text, flags=re.DOTALL))
    assert run("publish", folder).status == 0


def test_weekdays_beside_dates_get_the_days_of_the_dates(run: Run, small: Make) -> None:
    mentors = MENTORS.replace("When could you meet? [Monday]", '"When could you meet? [Mon, Mar 1]"')
    mentors = mentors.replace("When could you meet? [Tuesday]", '"When could you meet? [Tue, Mar 2]"')
    mentors = stamped(mentors, "2/15/2027 10:00:00", "2/16/2027 10:00:00")
    made, settings = init_of(run, folder := small(settings=None, mentors=mentors))
    assert "Monday 2027-03-01 to Tuesday 2027-03-02, the dates that others name" in made.out
    assert "first_day = 2027-03-01" in settings
    assert run("plan", folder).status == 0


def test_hours_without_a_time_zone_get_the_clock_of_the_other_sheet_and_it_is_to_be_confirmed(
    run: Run, small: Make
) -> None:
    mentors = re.sub("America/New_York,|Europe/Berlin,|Time zone,", "", MENTORS)
    made, settings = init_of(run, folder := small(settings=None, mentors=mentors))
    assert "time_zone of [mentors]: mentors.csv gives hours and no time zone" in made.out
    assert 'time_zone = "America/New_York"  # PROPOSED' in settings
    assert "to-confirm" in run("plan", folder).said


def test_no_time_zone_on_either_sheet_is_one_clock_for_all(run: Run, small: Make) -> None:
    sheets = [re.sub("[A-Z][a-z]+/[A-Z][A-Za-z_]+,|Time zone,", "", sheet) for sheet in (COLLABIES, MENTORS)]
    made, settings = init_of(run, folder := small(settings=None, collabies=sheets[0], mentors=sheets[1]))
    assert settings.count('time_zone = "UTC"  # PROPOSED') == 2
    assert made.out.count("if all mean the same clock") == 2
    assert run("plan", folder).status == 0


# --- sessions and documents -------------------------------------------------------------------------------------


def with_sessions(collabies: str, mentors: str) -> dict[str, str]:
    """Both sheets without hours, with a column of sessions."""
    return {
        "collabies": f"Name,Which sessions will you take part in?\nAda Quill,{collabies}\nBo Lind,{collabies}\n",
        "mentors": f"Name,Which sessions can you help with?,How many Collabies can you take?\nDee Park,{mentors},3\n",
    }


def test_a_session_whose_name_differs_in_endings_is_one_and_said(run: Run, small: Make) -> None:
    sheets = with_sessions("Technical mock interview", "technical mock interviewer")
    _, settings = init_of(run, folder := small(settings=None, **sheets))
    assert 'also_called = ["technical mock interviewer"]' in settings
    assert "session-called-otherwise" in settings
    assert "| Ada Quill | Dee Park  " in run("plan", folder).out


def test_sheets_without_a_session_in_common_are_refused_with_both_lists(run: Run, small: Make) -> None:
    folder = small(settings=None, **with_sessions("Review", "Interview"))
    made, _ = init_of(run, folder)
    assert (made.status, made.said) == (2, {"no-common-session"})
    assert "has 'Review'; mentors.csv 'Interview'" in made.err
    assert not (folder / "pairing.toml").exists()


def test_a_document_without_a_table_is_a_doubt_and_the_settings_plan_all_the_same(run: Run, small: Make) -> None:
    folder = small(settings=None, documents={"technical.md": "# Technical\n\nNo table.\n"})
    made, settings = init_of(run, folder)
    assert made.status == 0
    assert "no-table" in settings
    assert '\n# document = "session-docs/' in settings
    assert run("plan", folder).status == 0


def test_one_document_of_several_tables_between_marks_serves_all(run: Run, small: Make) -> None:
    table = "<!-- pairing:begin {0} -->\n| Collabie | {0}er |\n| --- | --- |\n<!-- pairing:end {0} -->\n\n"
    document = "# Pairs\n\n" + table.format("Review") + table.format("Interview")
    sheets = with_sessions('"Review, Interview"', '"Review, Interview"')
    folder = small(settings=None, **sheets, documents={"technical.md": document})
    _, settings = init_of(run, folder)
    assert settings.count('\ndocument = "technical.md"') == 2
    assert '["Collabie", "Reviewer"]' in settings
    assert run("publish", folder).status == 0
    assert (folder / "technical.md").read_text().count("| Ada Quill |") == 2


def test_a_poll_among_the_documents_stands_in_the_settings_ready_to_be_taken_in(run: Run, small: Make) -> None:
    folder = small(settings=None)
    (folder / "when2meet.csv").write_text("Day,Time,Ada Quill\nMon,09:00 AM,1\n")
    files = [folder / name for name in ("collabies.csv", "mentors.csv", "technical.md", "when2meet.csv")]
    assert run("init", folder, *files).status == 0
    settings = (folder / "pairing.toml").read_text()
    assert '# [[polls]]\n# file = "when2meet.csv"\n' in settings
    assert "poll-not-read" in settings
    assert "/when2meet.csv" in (folder / ".gitignore").read_text().splitlines()
    assert run("plan", folder).status == 0


def test_a_sheet_without_a_name_is_refused_with_a_cure_that_needs_no_settings(run: Run, small: Make) -> None:
    folder = small(settings=None, collabies=COLLABIES.replace("Full name", "Person"))
    made, _ = init_of(run, folder)
    assert (made.status, made.said) == (2, {"no-name-column"})
    assert 'call the column in the sheet by what it is, such as "Full name"' in made.err


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
