"""What nobody may undo by mistake: meetings that were held, names in tables that are over, plans of another day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import pairing
from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.model.meetings import Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Status
from tests.living.replay import copy_of_example

LINKEDIN = 'name = "LinkedIn review"'


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The example with its first tables published."""
    folder = copy_of_example(tmp_path)
    program = pairing.read_program(folder)
    pairing.publish(program, pairing.solve(program))
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes()
    assert old.encode() in text
    path.write_bytes(text.replace(old.encode(), new.encode(), 1))


def say(folder: Path, line: str) -> None:
    with (folder / "changes.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def codes(folder: Path, **asked: object) -> dict[str, str]:
    program = pairing.read_program(folder, **asked)  # type: ignore[arg-type]
    return {issue.code: issue.severity.value for issue in program.issues}


def test_a_name_on_no_sheet_in_a_table_that_is_over_is_said(published: Path) -> None:
    edit(published / "pairing.toml", LINKEDIN, LINKEDIN + "\nclosed = true")
    edit(published / "session-docs" / "linkedin-review.md", "Chiara O'Rourke", "Chiara O'Rourkex")
    assert codes(published)["unknown-name-in-document"] == "warning"


def test_a_partner_below_an_edited_header_is_asked_about(published: Path) -> None:
    practice = published / "session-docs" / "pair-interview-practice.md"
    edit(practice, "| Practice partner | Practice partner |", "| Practice partner | Also with |")
    assert codes(published)["name-beside-group"] == "question"


def test_who_has_met_stays_even_when_the_tables_are_started_over(published: Path) -> None:
    day = date(2027, 3, 15)
    kept = pairing.read_program(published, as_of=day).problem.held
    assert kept
    assert set(pairing.read_program(published, as_of=day, start_over=True).problem.held) == set(kept)


def test_a_leave_does_not_reach_a_session_that_was_over_by_then(published: Path) -> None:
    edit(published / "pairing.toml", LINKEDIN, LINKEDIN + "\nfirst_day = 2027-03-01\nlast_day = 2027-03-05")
    say(published, "2027-03-10,Amara Iyer,,leaves,")
    for asked in ({"as_of": date(2027, 3, 10)}, {}):
        program = pairing.read_program(published, **asked)
        pairing.publish(program, pairing.solve(program))
        assert b"Amara Iyer" in (published / "session-docs" / "linkedin-review.md").read_bytes()
        assert b"Amara Iyer" not in (published / "session-docs" / "mock-interview-job-fit.md").read_bytes()


def test_levels_that_leave_out_changed_are_asked_about_once_something_is_published(published: Path) -> None:
    edit(published / "pairing.toml", 'repeat = "never"', 'levels = ["unpaired", "idle"]\nrepeat = "never"')
    assert codes(published)["changed-is-no-level"] == "question"
    assert "changed-is-no-level" not in codes(published, start_over=True)


def test_a_plan_for_other_people_is_not_published(published: Path) -> None:
    old = pairing.solve(pairing.read_program(published))
    say(published, "2027-03-04,Ximena Kaplan,,leaves,")
    with pytest.raises(InputError, match="other people or other tables"):
        pairing.publish(pairing.read_program(published), old)


def test_outside_helpers_stay_when_the_tables_are_started_over(published: Path) -> None:
    edit(
        published / "session-docs" / "linkedin-review.md", "| Amara Iyer | Jun Achterberg |", "| Amara Iyer | Zed Out |"
    )
    with (published / "pairing.toml").open("a", encoding="utf-8") as file:
        file.write('\n[people]\n"Zed Out" = { outside = true }\n')
    program = pairing.read_program(published, start_over=True)
    pairing.publish(program, pairing.solve(program))
    assert b"| Amara Iyer | Zed Out |" in (published / "session-docs" / "linkedin-review.md").read_bytes()


@pytest.mark.parametrize("most", [0, 1])
def test_a_limit_on_changes_and_on_time_with_many_peers_ends_with_a_plan_or_a_word(most: int) -> None:
    people = [Participant(f"P{number:02}", apart=("P00",) if number == 1 else ()) for number in range(40)]
    groups = [Practice((people[k].id, people[k + 1].id), "Practice") for k in range(0, 40, 2)]
    baseline = [*groups, Meeting("p00", "mo", "Review")]
    sessions = [Session("Review"), Session("Practice", kind="peers")]
    problem = Problem(people, [Mentor("Mo", capacity=5)], sessions, baseline=baseline, max_changes=most)
    result = solve(problem, time_limit=0.2)
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE, Status.STOPPED)
    if result.has_plan:
        assert pairing.judge(problem, result.pairs, result.groups).is_valid
