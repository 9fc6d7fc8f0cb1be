"""A programme with [[exempt]], from the settings to the documents, and on as its sessions pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, changes, edit, pairs_of

Run = Callable[..., Ended]

SETTINGS = """[program]
time_zone = "UTC"
changes = "changes.csv"
[collabies]
file = "collabies.csv"
[mentors]
file = "mentors.csv"
[[sessions]]
name = "Review"
document = "review.md"
first_day = 2027-03-01
last_day = 2027-03-02
[[sessions]]
name = "Technical"
document = "technical.md"
track = "required"
first_day = 2027-03-05
last_day = 2027-03-06
"""
EXEMPT = """[[exempt]]
people = ["Dee Park", "Bo Lindqvist"]
rule = "no repeat"
[[exempt]]
people = ["Ada Quill", "Eli Moss"]
rule = "not in this session"
session = "Technical"
[[exempt]]
people = ["Ada Quill", "Eli Moss"]
rule = "track"
"""
FIRST = SETTINGS.count("\n") + 1  # line of the first one


@pytest.fixture
def programme(small: Callable[..., Path]) -> Path:
    """Bo and Dee meet in both sessions, Ada and Eli in one that Eli does not help with, of another track than hers."""
    folder = small(
        collabies="Name,Email,Track\nAda Quill,ada@example.org,Design\nBo Lindqvist,bo@example.org,Data\n",
        mentors="Name,Email,Track,Capacity,Sessions\n"
        'Dee Park,dee@example.org,Data,4,"Review, Technical"\nEli Moss,eli@example.org,Data,1,Review\n',
        settings=SETTINGS + EXEMPT,
        documents={
            "review.md": "| Collabie | Reviewer |\n| --- | --- |\n"
            "| Ada Quill | Dee Park |\n| Bo Lindqvist | Dee Park |\n",
            "technical.md": "| Collabie | Interviewer |\n| --- | --- |\n"
            "| Ada Quill | Eli Moss | <!-- keep -->\n| Bo Lindqvist | Dee Park |\n",
        },
    )
    (folder / "changes.csv").write_text("date,who,session,what,value\n")
    return folder


def test_a_published_plan_of_exempt_pairs_stays_and_is_proved(run: Run, programme: Path, tmp_path: Path) -> None:
    plan = run("publish", programme, "--json")
    assert plan.status == 0
    assert [pair for pair in pairs_of(plan) if pair[0] == "Technical"] == [
        ("Technical", "Ada Quill", "Eli Moss"),
        ("Technical", "Bo Lindqvist", "Dee Park"),
    ]
    assert plan.data["changes"] == []
    (tmp_path / "plan.json").write_text(plan.out)
    assert run("verify", tmp_path / "plan.json").status == 0


def test_a_second_meeting_stays_when_the_first_is_over(run: Run, programme: Path) -> None:
    plan = run("plan", programme, "--as-of", "2027-03-03", "--json")
    assert plan.status == 0
    assert ("Technical", "Bo Lindqvist", "Dee Park") in pairs_of(plan)


def test_without_the_exemptions_the_same_people_are_left_out(run: Run, programme: Path) -> None:
    edit(programme, "pairing.toml", (EXEMPT, ""))
    edit(programme, "technical.md", (" <!-- keep -->", ""))
    plan = run("plan", programme, "--as-of", "2027-03-03", "--json")
    assert [one["participant"] for one in plan.data["unpaired"]] == ["Ada Quill", "Bo Lindqvist"]


def test_the_tables_by_themselves_know_who_may_meet_twice(run: Run, programme: Path) -> None:
    assert run("check", programme, "--documents").status == 0
    edit(programme, "technical.md", ("| Ada Quill | Eli Moss |", "| Ada Quill | Dee Park |"))
    checked = run("check", programme, "--documents")
    assert checked.status == 2
    assert "Ada Quill meets Dee Park a second time" in checked.out


def test_a_mentor_who_leaves_the_session_is_met_there_no_more(run: Run, programme: Path) -> None:
    edit(programme, "technical.md", (" <!-- keep -->", ""))
    edit(programme, "mentors.csv", (",1,Review", ',1,"Review, Technical"'))
    changes(programme, ",Eli Moss,Technical,leaves,")
    plan = run("plan", programme, "--json")
    assert "exempt-without-effect" in plan.said
    assert all(pair[2] != "Eli Moss" for pair in pairs_of(plan) if pair[0] == "Technical")


@pytest.mark.parametrize(
    ("before", "after", "line", "code"),
    [
        ('"not in this session"', '"not in that session"', FIRST + 3, "unknown-rule"),
        ('"not in this session"', '"kept apart"', FIRST + 3, "cannot-exempt"),
        ('rule = "track"', 'rule = "track"\nsession = "Review"', FIRST + 7, "cannot-exempt"),
        ('["Dee Park", "Bo Lindqvist"]', '["Dee Park", "Bo Lindquist"]', FIRST, "unknown-name"),
        ('rule = "no repeat"', 'role = "no repeat"', FIRST + 2, "unknown-key"),
    ],
)
def test_a_fault_is_told_at_its_line(run: Run, programme: Path, before: str, after: str, line: int, code: str) -> None:
    edit(programme, "pairing.toml", (before, after))
    ended = run("plan", programme)
    assert ended.status == 2
    assert any(
        one.startswith(f"error: pairing.toml, line {line}: ") and one.endswith(f"[{code}]")
        for one in ended.err.splitlines()
    )
