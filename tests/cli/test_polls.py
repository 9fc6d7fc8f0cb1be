"""Polls on the command line: what `check` shows of them, what they keep from being published, what `init` writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import SETTINGS, Ended, add

Run = Callable[..., Ended]
Make = Callable[..., Path]

COLLABIES = """Email,Full name,Track,Time zone
ada@example.org,Ada Quill,Backend,Europe/Berlin
bo@example.org,Bo Lindqvist,Frontend,Europe/London
"""
MENTORS = """Email,Full name,Track,How many Collabies can you take?,Time zone,Monday,Tuesday
dee@example.org,Dee Park,Any,2,Europe/Berlin,1700-1800,
eli@example.org,Eli Moss,Any,2,Europe/Berlin,Evening,0900-1000 1000-1100
"""
POLL = """Time,Ada Quill,Bo Lindqvist
Monday 05:00:00 PM,1,0
Monday 05:15:00 PM,1,0
Monday 05:30:00 PM,1,0
Monday 05:45:00 PM,1,0
Tuesday 09:00:00 AM,0,1
Tuesday 09:15:00 AM,0,1
Tuesday 09:30:00 AM,0,1
Tuesday 09:45:00 AM,0,1
"""
POLLS = '[[polls]]\nfile = "when2meet*.csv"\ntime_zone = "Europe/Berlin"\n[day_parts]\n"Evening" = "18:00-20:00"\n'


@pytest.fixture
def polled(small: Make) -> Path:
    """A programme whose Collabies gave their hours in a When2meet, and whose mentors have a column a day."""
    folder = small(collabies=COLLABIES, mentors=MENTORS, settings=SETTINGS + POLLS)
    (folder / "when2meet.csv").write_text(POLL)
    return folder


def test_check_shows_what_each_column_of_sheet_and_poll_is(run: Run, polled: Path) -> None:
    checked = run("check", polled)
    assert checked.status == 0
    for line in (
        "- Monday: free (recognised as a day)",
        "## Columns of when2meet.csv",
        "- Time: slot (a slot of the poll)",
        "- Ada Quill: free (a person of the poll)",
        "- note: when2meet.csv: read as When2meet: 2 people, slots of 15 minutes (told from the next start), "
        "Europe/Berlin. [poll-read]",
    ):
        assert line in checked.out.splitlines()
    assert "is read: the only one that fits 'when2meet*.csv'" in checked.out


def test_a_plan_of_polls_is_published(run: Run, polled: Path) -> None:
    assert run("publish", polled, "--strict").status == 0
    table = (polled / "technical.md").read_text()
    assert "| Ada Quill | Dee Park |" in table
    assert "| Bo Lindqvist | Eli Moss |" in table


def test_a_stranger_in_a_poll_keeps_the_plan_from_being_published(run: Run, polled: Path) -> None:
    (polled / "when2meet.csv").write_text(POLL.replace("Bo Lindqvist", "Bo Lindquist"))
    refused = run("publish", polled)
    assert (refused.status, "unknown-in-poll" in refused.said) == (2, True)
    assert '[people] "Bo Lindqvist" = { also = ["Bo Lindquist"] }' in refused.err
    add(polled, "pairing.toml", "[people]", '"Bo Lindqvist" = { also = ["Bo Lindquist"] }')
    assert run("publish", polled, "--strict").status == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty-file"),
        ("<html>Sign in</html>", "web-page"),
        (POLL.replace("05:00:00 PM,1", "05:00:00 PM,x"), "no-0-or-1"),
        (POLL.replace("Ada Quill", "Quill, Ada"), "long-header"),
        (POLL.replace("05:15", "25:15"), "unreadable-slot"),
        (POLL.replace("Monday 05:15", "31 April 2027 05:15"), "unreadable-day"),
        ('Poll "Times",,\nhttps://doodle.com/poll/x,,\n', "poll-not-read"),
    ],
)
def test_a_bad_poll_is_named_and_stops(run: Run, polled: Path, content: str, code: str) -> None:
    (polled / "when2meet.csv").write_text(content)
    ended = run("plan", polled)
    assert (ended.status, ended.out, code in ended.said) == (2, "", True)
    assert "when2meet.csv" in ended.err


def test_init_reads_columns_of_days_and_asks_what_parts_of_the_day_mean(run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(
        COLLABIES.replace("zone\n", "zone,When are you free?\n")
        .replace("Berlin\n", "Berlin,Mon 5-6pm\n")
        .replace("London\n", "London,Tue 9-10am\n")
    )
    (tmp_path / "m.csv").write_text(MENTORS)
    assert run("init", tmp_path / "new", tmp_path / "c.csv", tmp_path / "m.csv").status == 0
    text = (tmp_path / "new" / "pairing.toml").read_text()
    assert "minutes = 60  # assumed" in text
    assert '# [day_parts]  # what the form\'s words for parts of the day mean\n# "Evening" = "09:00-12:00"\n' in text
