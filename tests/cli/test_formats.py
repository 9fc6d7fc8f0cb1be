"""`--format`: the same plan as tables, CSV, JSON, text for chat or a calendar; what contradicts itself is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, contents, edit, pairs_of

Run = Callable[..., Ended]
Make = Callable[..., Path]


def rows_of(ended: Ended) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ended.out)))


def test_every_form_tells_the_same_pairs(run: Run, lab: Path) -> None:
    of_json = pairs_of(run("plan", lab, "--format", "json"))
    of_csv = [
        (row["session"], row["participant"], row["mentor"])
        for row in rows_of(run("plan", lab, "--format", "csv"))
        if row["mentor"]
    ]
    assert set(of_json) <= set(of_csv)
    text = run("plan", lab, "--format", "text").out
    assert all(f"{participant} – {mentor}" in text for _, participant, mentor in of_json)
    assert run("plan", lab, "--format", "markdown").out == run("plan", lab).out


def test_json_is_the_short_form_of_format_json(run: Run, small: Make) -> None:
    folder = small()
    both = run("plan", folder, "--json", "--format", "json")
    assert both.status == 0
    assert (
        pairs_of(both) == pairs_of(run("plan", folder, "--json")) == pairs_of(run("plan", folder, "--format", "json"))
    )


@pytest.mark.parametrize("form", ["csv", "text", "markdown"])
def test_one_session_in_a_form(run: Run, lab: Path, form: str) -> None:
    told = run("plan", lab, "--format", form, "--session", "Talk")
    assert told.status == 0
    assert "Talk" in told.out
    assert "Review" not in told.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "--json", "--format", "csv"),
        ("plan", "--format", "json", "--session", "Technical"),
        ("plan", "--format", "ics", "--session", "Technical"),
        ("plan", "--table", "--session", "Technical", "--format", "csv"),
        ("plan", "--trade-offs", "--format", "text"),
        ("publish", "--diff", "--format", "csv"),
        ("messages", "--to", "mentors", "--json", "--format", "text"),
    ],
)
def test_contradictory_options_are_refused_and_nothing_is_done(
    run: Run, small: Make, arguments: tuple[str, ...]
) -> None:
    folder = small()
    before = contents(folder)
    done = run(arguments[0], folder, *arguments[1:])
    assert (done.status, done.said) == (2, {"usage"})
    assert contents(folder) == before


@pytest.mark.parametrize(
    "arguments", ["explain x --format ics", "check x --format csv", "messages x --to mentors --format ics"]
)
def test_a_form_that_a_verb_does_not_have_is_refused(run: Run, arguments: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments.split())
    assert stopped.value.code == 2


def test_a_calendar_holds_every_meeting_whose_time_we_set(run: Run, small: Make) -> None:
    folder = small()
    edit(folder, "pairing.toml", ("minutes = 60", 'minutes = 60\ntime = "we set"'))
    done = run("plan", folder, "--format", "ics")
    assert done.status == 0
    assert done.out.startswith("BEGIN:VCALENDAR\r\n")
    assert done.out.endswith("END:VCALENDAR\r\n")
    assert done.out.count("BEGIN:VEVENT") == len(pairs_of(run("plan", folder, "--json"))) > 0
    assert "example.org" not in done.out


def test_a_calendar_without_any_start_says_why_and_publishes_nothing(run: Run, small: Make) -> None:
    folder = small()
    before = contents(folder)
    for verb in ("plan", "publish"):
        done = run(verb, folder, "--format", "ics")
        assert (done.status, done.said, done.out) == (2, {"no-set-times"}, "")
        assert "'Technical' the two agree on it themselves" in done.err
    assert contents(folder) == before


def test_publish_prints_what_it_wrote_in_a_form(run: Run, small: Make) -> None:
    folder = small()
    done = run("publish", folder, "--format", "csv")
    assert done.status == 0
    pairs = [(row["participant"], row["mentor"]) for row in rows_of(done)]
    table = (folder / "technical.md").read_text()
    assert pairs
    assert all(f"| {participant} | {mentor}" in table.replace("  ", "") for participant, mentor in pairs if mentor)


def test_messages_for_chat_hold_no_address(run: Run, small: Make) -> None:
    done = run("messages", small(), "--to", "mentors", "--format", "text")
    assert done.status == 0
    assert done.out.startswith("To: ")
    assert "Ada Quill" in done.out
    assert "@" not in done.out


def test_explain_and_check_have_markdown_and_json(run: Run, small: Make) -> None:
    folder = small()
    assert run("explain", folder, "Ada Quill", "--format", "markdown").out == run("explain", folder, "Ada Quill").out
    assert run("explain", folder, "Ada Quill", "--format", "json").data
    assert run("check", folder, "--format", "json").data["schema_version"] == 1
    assert run("check", folder, "--format", "markdown").out == run("check", folder).out
