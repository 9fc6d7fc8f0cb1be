"""The tasks of ``examples/tasks.md`` are carried out: each in a folder of its own, from where the first one ended."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shown_runs import SHELLS, Block, anchor_of, blocks_of, carry_out, commands_of, is_shown, run

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "examples" / "tasks.md").read_text(encoding="utf-8")
NUMBER = 10
MOST_COMMANDS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """A section of the page that begins with a number."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def commands(self) -> list[str]:
        return [command for block in self.blocks if block.language in SHELLS for command in commands_of(block)]


def tasks_of(page: str) -> list[Task]:
    sections = re.split(r"(?m)^## (?=\d+\. )", page)[1:]
    return [Task(section.splitlines()[0], tuple(blocks_of(section))) for section in sections]


def carry_out_task(task: Task, folder: Path) -> None:
    """Edits and commands in their order; what the commands of a block print is what the page shows."""
    for block in task.blocks:
        if block.edits:
            carry_out(block, folder)
        elif block.language in SHELLS:
            output = run(block, folder)
            if block.output is not None:
                assert is_shown(block.output, output), f"{task.title}, {commands_of(block)}:\n{output}"


TASKS = tasks_of(PAGE)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The folder after the first task: the tables are out."""
    folder = tmp_path_factory.mktemp("tasks")
    shutil.copytree(ROOT / "examples", folder / "examples")
    carry_out_task(TASKS[0], folder)
    return folder


@pytest.mark.parametrize("task", TASKS[1:], ids=lambda task: task.title)
def test_a_task_goes_as_the_page_shows_it(task, published, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(published, folder)
    carry_out_task(task, folder)


def test_the_first_task_goes_as_the_page_shows_it_and_fills_every_table(published):
    rows = [
        (published / "examples" / "career-lab" / "session-docs" / name).read_bytes().count(b"Okonkwo-Reyes |")
        for name in ("linkedin-review.md", "mock-interview-job-fit.md", "mock-interview-technical.md")
    ]
    assert min(rows) >= 1


def test_there_are_ten_tasks_of_three_commands_at_most_and_each_shows_what_comes_back():
    assert [int(task.title.split(".")[0]) for task in TASKS] == list(range(1, NUMBER + 1))
    assert [task.title for task in TASKS if not 1 <= len(task.commands) <= MOST_COMMANDS] == []
    assert [task.title for task in TASKS if not any(block.output for block in task.blocks)] == []


def test_every_command_is_one_that_is_run():
    assert [one for task in TASKS for one in task.commands if not one.startswith("python -m pairing ")] == []


def test_the_file_of_an_edit_is_named_in_the_sentence_before_it():
    edits = [block for task in TASKS for block in task.blocks if block.edits]
    assert edits
    last = ""
    for block in edits:
        words = block.before.replace(f"<!-- edit {block.edits} -->", "")
        assert f"`{block.edits}`" in words or (not words.strip() and last == block.edits), block.before
        last = block.edits


def test_every_diff_is_carried_out_and_every_task_says_what_to_look_at():
    assert [
        block.line for task in TASKS for block in task.blocks if (block.language == "diff") != bool(block.edits)
    ] == []
    for section in re.split(r"(?m)^## (?=\d+\. )", PAGE)[1:]:
        assert "Look at: " in section, section.splitlines()[0]


def test_the_list_at_the_top_leads_to_every_task():
    listed = re.findall(r"(?m)^(\d+)\. \[([^]]+)\]\(#([^)]+)\)$", PAGE)
    assert [f"{number}. {title}" for number, title, _ in listed] == [task.title for task in TASKS]
    assert [anchor for *_, anchor in listed] == [anchor_of(task.title) for task in TASKS]


def test_the_workflow_runs_what_the_task_shows():
    (workflow,) = [(task, block) for task in TASKS for block in task.blocks if block.language == "yaml"]
    lines = re.findall(r"(?m)^ +- run: (python -m pairing .*)$", workflow[1].text)
    assert lines
    assert set(lines) <= set(workflow[0].commands)


def test_no_output_shows_an_address():
    shown = [
        line for task in TASKS for block in task.blocks if block.language == "text" for line in block.text.splitlines()
    ]
    assert [line for line in shown if "@" in line] == []
