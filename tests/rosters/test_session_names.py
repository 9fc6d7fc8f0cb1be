"""Names of sessions with a comma in them are found whole where they are known, and doubted where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pairing.errors import Issue, Severity
from pairing.model.session import Session
from pairing.rosters.people import read_collabies, read_mentors, session_issues
from pairing.rosters.roster import Roster

LONG = "Resume, LinkedIn & portfolio"
KNOWN = (LONG, "Resume", "Mock interview")


def roster(cells: Sequence[str], **options: Any) -> Roster[Any]:
    return read_collabies([{"Name": f"Ada {number}", "Sessions": cell} for number, cell in enumerate(cells)], **options)


def doubts(found: Roster[Any]) -> list[Issue]:
    return [issue for issue in found.issues if issue.code == "maybe-one-session"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (LONG, (LONG,)),
        ("resume,  linkedin & PORTFOLIO", ("resume, linkedin & PORTFOLIO",)),
        (f"{LONG}, Mock interview", (LONG, "Mock interview")),
        (f"Mock interview; {LONG}", ("Mock interview", LONG)),
        (f"Resume, {LONG}", ("Resume", LONG)),
        ("Resume, Mock interview", ("Resume", "Mock interview")),
        (f"Old {LONG}", ("Old Resume", "LinkedIn & portfolio")),
        (f"{LONG} 2", ("Resume", "LinkedIn & portfolio 2")),
        (f"{LONG}, Something else,", (LONG, "Something else")),
    ],
)
def test_known_names_are_found_before_a_cell_is_cut(cell: str, names: tuple[str, ...]) -> None:
    assert roster([cell], sessions=KNOWN).people[0].sessions == names
    assert read_mentors([{"Name": "Cem", "Sessions": cell}], sessions=KNOWN).people[0].sessions == names


def test_sessions_are_listed_whole_where_they_are_known() -> None:
    cells = [f"{LONG}, Mock interview"] * 3
    found = roster(cells, sessions=KNOWN)
    assert found.sessions_named == (LONG, "Mock interview")
    assert doubts(found) == []


def test_parts_that_always_come_together_are_doubted_once() -> None:
    cells = [LONG, f"{LONG}, Review", "Review", f"Review, {LONG}"]
    found = roster(cells, file="c.csv")
    (issue,) = doubts(found)
    assert (issue.severity, issue.file, issue.column, issue.value) == (Severity.WARNING, "c.csv", "Sessions", LONG)
    assert "3 cells" in issue.message
    assert f'name = "{LONG}"' in issue.hint
    assert found.people[0].sessions == ("Resume", "LinkedIn & portfolio")


def test_three_parts_are_one_doubt() -> None:
    assert [issue.value for issue in doubts(roster(["A, B, C", "A, B, C; D", "D", "D; A, B, C"]))] == ["A, B, C"]


@pytest.mark.parametrize(
    "cells",
    [
        [LONG, LONG, "Review"],  # two cells are too few
        [LONG, LONG, LONG, "Resume"],  # a part stands alone
        [LONG, LONG, LONG, "LinkedIn & portfolio; Resume"],
        ["A; B", "A; B", "A; B"],  # cut where no name can go on
        ["A\nB", "A\nB", "A\nB"],
        ["All", "All", "All"],
    ],
)
def test_parts_that_may_well_be_two_sessions_are_not_doubted(cells: list[str]) -> None:
    assert doubts(roster(cells)) == []


# --- peers ------------------------------------------------------------------------------------------------------

PEERS, REVIEW = Session("Practice", kind="peers"), Session("Review")


def test_a_mentor_who_helps_with_practice_alone_is_in_no_session() -> None:
    collabies = roster(["Practice"])
    mentors = read_mentors([{"Name": "Cem", "Sessions": "Practice"}, {"Name": "Dee", "Sessions": "Practice, Review"}])
    (issue,) = session_issues(collabies, mentors, [REVIEW, PEERS])
    assert (issue.severity, issue.code, issue.person) == (Severity.ASIDE, "no-planned-session", "Cem")
    assert "peers practise without mentors" in issue.message


def test_no_mentor_is_missed_where_all_practise_with_each_other() -> None:
    mentors = read_mentors([{"Name": "Cem", "Sessions": "Practice"}])
    assert session_issues(roster(["Practice"]), mentors, [PEERS]) == []
