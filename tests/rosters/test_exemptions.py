"""[[exempt]] of the settings: read strictly, looked up on the sheets, and every fault at its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pairing.errors import InputError, Severity
from pairing.model.exempt import Exempt
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.rosters.exemptions import exemptions, with_exemptions
from pairing.rosters.joining import Joined
from pairing.rosters.leaving import Left
from pairing.rosters.settings import Exemption, read_settings
from pairing.rosters.wishes import gone_of

SETTINGS = """[collabies]
file = "c.csv"
[mentors]
file = "m.csv"
[[sessions]]
name = "Review"
also_called = ["CV review"]
[[sessions]]
name = "Practice"
kind = "peers"
[[exempt]]
"""
LINE = 11
ADA, BO, CEM = Participant("Ada"), Participant("Bo"), Mentor("Cem")
HERE = Joined((ADA, BO), (CEM,), (), {"ada": ("ada",), "bo": ("bo",), "cem": ("cem",)})
TRACK = 'people = ["Ada", "Cem"]\nrule = "track"\n'


def looked_up(
    tmp_path: Path, text: str, joined: Joined = HERE, left: Sequence[Left] = (), aside: Sequence[str] = ()
) -> tuple[list[tuple[Exempt, int | None]], list[tuple[Severity, str, int | None]]]:
    (tmp_path / "pairing.toml").write_text(SETTINGS + text)
    settings = read_settings(tmp_path)
    found, issues = exemptions(settings, joined, gone_of(settings, joined, aside, left))
    return found, [(issue.severity, issue.code, issue.line) for issue in issues]


def faults(tmp_path: Path, text: str) -> list[tuple[int | None, str, str]]:
    (tmp_path / "pairing.toml").write_text(SETTINGS + text)
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path)
    return [(issue.line, issue.code, issue.hint) for issue in caught.value.issues]


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "pairing.toml").write_text(SETTINGS + TRACK + 'session = "cv review"\n')
    assert read_settings(tmp_path).exempt == (Exemption(("Ada", "Cem"), "track", "cv review", LINE),)


@pytest.mark.parametrize(
    ("text", "line", "code", "hint"),
    [
        ('rule = "track"', LINE, "missing-key", 'Add people = ["Ada Quill", "Bo Lindqvist"].'),
        ('people = ["Ada", "Cem"]', LINE, "missing-key", 'Add rule = "track", as the reason reads.'),
        ('people = ["Ada"]\nrule = "track"', LINE + 1, "bad-value", "write one [[exempt]] for every two people."),
        (TRACK + 'sesion = "Review"', LINE + 3, "unknown-key", "Did you mean 'session'?"),
        (TRACK + 'session = "Reviw"', LINE + 3, "unknown-session", "Did you mean 'Review'?"),
        (TRACK + 'session = "Practice"', LINE + 3, "bad-value", "name a session with mentors, or none."),
        ('people = ["Ada", "Cem"]\nrule = 3', LINE + 2, "wrong-type", 'rule = "…".'),
        (TRACK + "weight = 2", LINE + 3, "unknown-key", "Known are people, rule, session."),
    ],
)
def test_each_fault_is_named_at_its_line(tmp_path: Path, text: str, line: int, code: str, hint: str) -> None:
    ((at, found, cure),) = faults(tmp_path, text + "\n")
    assert (at, found) == (line, code)
    assert cure.endswith(hint)


@pytest.mark.parametrize("people", ['["Ada", "Cem"]', '["Cem", "Ada"]'])
def test_the_two_may_stand_in_any_order(tmp_path: Path, people: str) -> None:
    found, issues = looked_up(tmp_path, f'people = {people}\nrule = "track"\n')
    assert (found, issues) == ([(Exempt("ada", "cem", "track"), LINE)], [])


@pytest.mark.parametrize(("people", "code"), [('["Ada", "Bo"]', "bad-exemption"), ('["Ada", "Cen"]', "unknown-name")])
def test_two_who_are_not_a_collabie_and_a_mentor_are_an_error(tmp_path: Path, people: str, code: str) -> None:
    found, issues = looked_up(tmp_path, f'people = {people}\nrule = "track"\n')
    assert (found, issues) == ([], [(Severity.ERROR, code, LINE)])


@pytest.mark.parametrize(
    ("joined", "left", "aside"),
    [
        (HERE._replace(mentors=()), [Left("Cem", ("cem",), None, 2)], ()),
        (HERE._replace(participants=(BO,)), (), ("Ada",)),
    ],
)
def test_about_somebody_who_is_gone_it_has_no_effect(
    tmp_path: Path, joined: Joined, left: Sequence[Left], aside: Sequence[str]
) -> None:
    found, issues = looked_up(tmp_path, TRACK, joined, left, aside)
    assert (found, issues) == ([], [(Severity.WARNING, "exempt-without-effect", LINE)])


def test_a_mentor_who_left_the_session_is_not_brought_back_by_it(tmp_path: Path) -> None:
    text = 'people = ["Ada", "Cem"]\nrule = "not in this session"\n'
    found, issues = looked_up(tmp_path, text, left=[Left("Cem", ("cem",), "Review", 2)])
    assert (found, issues) == ([], [(Severity.WARNING, "exempt-without-effect", LINE)])


def test_a_rule_that_cannot_be_set_aside_is_named_at_its_own_line(tmp_path: Path) -> None:
    more = '[[exempt]]\npeople = ["Ada", "Cem"]\nrule = "no repeat"\n'
    last = '[[exempt]]\npeople = ["Bo", "Cem"]\nrule = "track"\n'
    found, _ = looked_up(tmp_path, TRACK + more + last)
    problem = Problem((ADA, BO), (CEM,), tuple(one.session for one in read_settings(tmp_path).sessions[:1]))
    with pytest.raises(InputError) as caught:
        with_exemptions(problem, found, "pairing.toml")
    assert [(issue.line, issue.code) for issue in caught.value.issues] == [
        (LINE, "unknown-rule"),
        (LINE + 6, "unknown-rule"),
    ]
