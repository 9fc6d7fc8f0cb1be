"""The wishes of the settings, when somebody they name is set aside or has left, and those of peers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pairing.errors import Severity
from pairing.model.people import Mentor, Participant
from pairing.model.rules import Apart, Rule, Together
from pairing.rosters.joining import Joined
from pairing.rosters.leaving import Left
from pairing.rosters.settings import read_settings
from pairing.rosters.wishes import wish_rules

SETTINGS = """[collabies]
file = "c.csv"
[mentors]
file = "m.csv"
[[sessions]]
name = "Review"
[[sessions]]
name = "Practice"
kind = "peers"
"""
WISH_LINE = 10
ADA, BO, CEM = Participant("Ada"), Participant("Bo"), Mentor("Cem")
HERE = Joined((ADA, BO), (CEM,), (), {"ada": ("ada",), "bo": ("bo",), "cem": ("cem",)})
NO_ADA, NO_CEM = HERE._replace(participants=(BO,)), HERE._replace(mentors=())
GONE_FROM_PRACTICE = HERE._replace(participants=(Participant("Ada", sessions=("Review",)), BO))


def wishes(
    tmp_path: Path, text: str, joined: Joined = HERE, left: Sequence[Left] = (), aside: Sequence[str] = ()
) -> tuple[list[Rule], list[tuple[Severity, str, int | None]]]:
    (tmp_path / "pairing.toml").write_text(SETTINGS + text)
    rules, issues = wish_rules(read_settings(tmp_path), joined, aside, left)
    return rules, [(issue.severity, issue.code, issue.line) for issue in issues]


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ('people = ["Ada", "Bo"]', Together("ada", "bo", "Practice")),
        ('people = ["Bo", "Ada"]\nsession = "practice"\nweight = 2', Together("bo", "ada", "Practice", 2)),
        ('people = ["Cem", "Ada"]', Together("ada", "cem")),
    ],
)
def test_together_is_of_a_collabie_and_a_mentor_or_of_two_peers(tmp_path: Path, keys: str, rule: Together) -> None:
    assert wishes(tmp_path, f"[[together]]\n{keys}\n") == ([rule], [])


@pytest.mark.parametrize(
    "keys", ['people = ["Ada", "Bo"]\nsession = "Review"', 'people = ["Ada", "Cem"]\nsession = "Practice"']
)
def test_together_of_the_wrong_kind_for_its_session_is_an_error(tmp_path: Path, keys: str) -> None:
    assert wishes(tmp_path, f"[[together]]\n{keys}\n") == ([], [(Severity.ERROR, "bad-wish", WISH_LINE)])


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        (NO_ADA, Left("Ada", ("ada",), None, 2)),
        (NO_ADA._replace(ids_by_name={"cem": ("cem",)}), Left("Ada", (), None, 2)),
        (NO_CEM, Left("Cem", ("cem",), None, 2)),
    ],
)
def test_together_with_one_who_has_left_is_a_question_and_apart_a_warning(
    tmp_path: Path, joined: Joined, left: Left
) -> None:
    people = 'people = ["Ada", "Cem"]\n'
    question = (Severity.QUESTION, "wish-with-leaver", WISH_LINE)
    warning = (Severity.WARNING, "wish-set-aside", WISH_LINE)
    assert wishes(tmp_path, f"[[together]]\n{people}", joined, [left]) == ([], [question])
    assert wishes(tmp_path, f"[[apart]]\n{people}", joined, [left]) == ([], [warning])


def test_together_in_a_session_that_one_has_left_is_a_question_and_in_another_holds(tmp_path: Path) -> None:
    left = [Left("Ada", ("ada",), "Practice", 2)]
    peers, mentor = '[[together]]\npeople = ["Ada", "Bo"]\n', '[[together]]\npeople = ["Ada", "Cem"]\n'
    question = (Severity.QUESTION, "wish-with-leaver", WISH_LINE)
    assert wishes(tmp_path, peers, GONE_FROM_PRACTICE, left) == ([], [question])
    assert wishes(tmp_path, mentor, GONE_FROM_PRACTICE, left) == ([Together("ada", "cem")], [])


def test_a_rule_about_one_who_has_left_has_no_effect(tmp_path: Path) -> None:
    rule = '[[rules]]\ncolumns = ["a", "b"]\nmatch = "same"\nperson = "Ada"\n'
    rules, issues = wishes(tmp_path, rule, NO_ADA, [Left("Ada", ("ada",), None, 2)])
    assert (rules, issues) == ([], [(Severity.WARNING, "wish-set-aside", None)])


def test_a_wish_about_nobody_is_an_error_though_the_other_has_left(tmp_path: Path) -> None:
    left = [Left("Ada", ("ada",), None, 2)]
    found = wishes(tmp_path, '[[apart]]\npeople = ["Ada", "Zed"]\n', NO_ADA, left)
    assert found == ([], [(Severity.ERROR, "unknown-name", WISH_LINE)])


def test_a_wish_about_one_set_aside_has_no_effect(tmp_path: Path) -> None:
    joined = NO_ADA._replace(ids_by_name={"cem": ("cem",), "bo": ("bo",)})
    warning = (Severity.WARNING, "wish-set-aside", WISH_LINE)
    assert wishes(tmp_path, '[[together]]\npeople = ["Ada", "Cem"]\n', joined, aside=["Ada"]) == ([], [warning])


@pytest.mark.parametrize("kind", ["together", "apart"])
def test_a_wish_about_an_outside_helper_has_no_effect(tmp_path: Path, kind: str) -> None:
    text = f'[[{kind}]]\npeople = ["Ada", "Ole Berg"]\n[people]\n"Ole Berg" = {{ outside = true }}\n'
    assert wishes(tmp_path, text) == ([], [(Severity.WARNING, "wish-set-aside", WISH_LINE)])


def test_apart_holds_for_everybody_of_the_names(tmp_path: Path) -> None:
    joined = HERE._replace(ids_by_name={"ada": ("ada", "bo"), "cem": ("cem",)})
    rules, _ = wishes(tmp_path, '[[apart]]\npeople = ["Ada", "Cem"]\n', joined)
    assert rules == [Apart("ada", "cem"), Apart("bo", "cem")]
