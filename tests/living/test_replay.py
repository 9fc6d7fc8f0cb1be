"""The eight weeks' worth of edits of one cohort, event by event: publish, apply, plan, publish."""

from __future__ import annotations

from pathlib import Path

import pytest

import pairing
from pairing.judging.evaluate import judge
from tests.living.checks import rows_concerned, unchanged_by_a_second_run
from tests.living.replay import apply, copy_of_example, events
from tests.reference.fewest_changes import fewest_changes


def test_after_each_event_the_fewest_pairs_change_and_only_the_rows_concerned(tmp_path: Path) -> None:
    folder = copy_of_example(tmp_path)
    capacity: dict[str, int] = {}
    for event in events():
        apply(event, folder, capacity)
        program = pairing.read_program(folder)
        result = pairing.solve(program)
        capacity |= {one.name: one.capacity for one in program.problem.mentors if one.capacity is not None}
        assert judge(program.problem, result.pairs, result.groups).is_valid, event
        assert result.unique, event
        if program.problem.baseline:
            found = result.level("unpaired").value, result.level("changed").value
            assert found == fewest_changes(program.problem), event
        fresh = pairing.solve(pairing.read_program(folder, start_over=True))
        assert result.level("unpaired").value <= fresh.level("unpaired").value, event
        with rows_concerned(folder, program, result):
            pairing.publish(program, result)
        unchanged_by_a_second_run(folder, result)


def test_a_leaver_of_one_session_stays_in_the_others(tmp_path: Path) -> None:
    folder = copy_of_example(tmp_path)
    stood: set[str] = set()
    for event in events():
        if event.who == "Jorge Pham":
            stood = {path.name for path in (folder / "session-docs").iterdir() if b"Jorge Pham" in path.read_bytes()}
        apply(event, folder, {})
        program = pairing.read_program(folder)
        pairing.publish(program, pairing.solve(program))
        if stood:
            break
    stands = {path.name for path in (folder / "session-docs").iterdir() if b"Jorge Pham" in path.read_bytes()}
    assert stood - stands == {"mock-interview-technical.md"}
    assert len(stands) >= 2


@pytest.mark.parametrize("name", ["Ulla Varga"])
def test_who_left_after_a_session_was_held_stays_in_its_table(tmp_path: Path, name: str) -> None:
    folder = copy_of_example(tmp_path)
    for event in events():
        if event.what == "mentor offers one fewer":
            break
        apply(event, folder, {})
        program = pairing.read_program(folder)
        pairing.publish(program, pairing.solve(program))
    tables = {
        path.name: path.read_text(encoding="utf-8", errors="replace") for path in (folder / "session-docs").iterdir()
    }
    assert name in tables["linkedin-review.md"]
    assert not any(name in text for file, text in tables.items() if file != "linkedin-review.md")
