"""The questions that the README recommends for the forms are each recognised by themselves, for what they ask."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pairing.rosters.columns import Side, recognise
from tests.cli.programmes import Ended

DAYS = ("Fri, Mar 12", "Sat, Mar 13")
# Question, what it is taken for, and an answer: the first three are the form's own.
COLLABIES = [
    ("Timestamp", "timestamp", "2/19/2027 12:49:12"),
    ("Email Address", "email", "ada@example.org"),
    ("What's your full name?", "name", "Ada Quill"),
    ("What is your time zone?", "zone", "America/Los_Angeles"),
    ("Which track are you on?", "track", "Backend"),
    ("Which sessions will you take part in?", "sessions", "LinkedIn review, Technical mock interview"),
    *((f"When are you free? [{day}]", "free", "9am - 10am, 10am - 11am") for day in DAYS),
    ("Anyone you would rather not be paired with?", "apart", ""),
    ("What region are you in?", "answer", "US West"),
]
MENTORS = [
    ("Timestamp", "timestamp", "2/18/2027 9:00:00"),
    ("Email Address", "email", "dee@example.org"),
    ("What's your full name?", "name", "Dee Park"),
    ("What is your time zone?", "zone", "America/New_York"),
    ("Which tracks can you interview for?", "track", "Frontend, Backend"),
    ("Which sessions can you help with?", "sessions", "LinkedIn review, Technical mock interview"),
    ("How many Collabies can you take in total?", "capacity", "3"),
    *((f"When are you free? [{day}]", "free", "12pm - 1pm, 1pm - 2pm") for day in DAYS),
    ("Anyone you would rather not be paired with?", "apart", ""),
]


@pytest.mark.parametrize(("side", "questions"), [("collabies", COLLABIES), ("mentors", MENTORS)])
def test_each_question_is_recognised_without_a_doubt(side: Side, questions: list[tuple[str, str, str]]) -> None:
    header, roles, row = zip(*questions, strict=True)
    found = recognise(header, side, rows=[row])
    assert [one.role for one in found.recognitions] == list(roles)
    assert found.issues == ()


@pytest.mark.parametrize(("side", "questions"), [("collabies", COLLABIES), ("mentors", MENTORS)])
def test_each_question_is_recognised_alone_beside_a_name(side: Side, questions: list[tuple[str, str, str]]) -> None:
    for question, role, answer in questions:
        beside = [] if role == "name" else ["Full name"]
        found = recognise([*beside, question], side, rows=[[*(["Ada"] if beside else []), answer]])
        assert found.recognitions[-1].role == role


def test_sheets_of_these_questions_plan_at_once(run: Callable[..., Ended], tmp_path: Path) -> None:
    for name, questions in (("collabies.csv", COLLABIES), ("mentors.csv", MENTORS)):
        header, _, row = zip(*questions, strict=True)
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, row])
    folder = tmp_path / "programme"
    made = run("init", folder, tmp_path / "collabies.csv", tmp_path / "mentors.csv")
    assert made.status == 0
    assert "Proposed" not in made.out
    planned = run("plan", folder)
    assert planned.status == 0
    assert "| Ada Quill | Dee Park" in planned.out
    assert planned.said == set()
