"""The README is run: what it shows is what happens.

Shell lines that start with ``python -m pairing`` are run, and Python blocks executed in their order, in a folder that
holds a copy of ``examples``; how they and their output are written, ``tests/shown_runs.py`` says.
Lines that install, test or measure are not run here: the one must be there word for word, of the others the script.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shutil
from pathlib import Path

import pytest

import pairing
from pairing.rosters.changes import read_changes
from tests.shown_runs import FENCE, SHELLS, anchor_of, blocks_of, commands_of, is_shown, run, run_line, same

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OTHER_PACKAGE = re.compile(r"pip install [^&|;]*(?<![\w./-])pairing(?![\w-])")
INSTALL_AND_PLAN = "python -m pip install . && python -m pairing plan examples/career-lab"
INSTALL_AND_TEST = 'python -m pip install ".[test]" && python -m pytest'


BLOCKS = blocks_of(README)
SHELL_BLOCKS = [block for block in BLOCKS if block.language in SHELLS]
PYTHON_BLOCKS = [block for block in BLOCKS if block.language == "python"]
IN_TABLES = re.findall(r"(?m)\| `(python -m pairing [^`]+)` \|", README)
COMMANDS = [command for block in SHELL_BLOCKS for command in commands_of(block)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a copy of the examples, in which the code of the README runs."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- what must stand there --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [INSTALL_AND_PLAN, INSTALL_AND_TEST])
def test_the_command_that_does_all_the_set_up_stands_there(command):
    assert command in COMMANDS


def test_people_without_python_find_their_line():
    assert any(command.startswith("uvx --from . pairing plan ") for command in COMMANDS)


def test_nobody_is_told_to_install_the_other_package():
    assert "pip install pairing" in README  # the warning
    assert [command for command in COMMANDS if OTHER_PACKAGE.search(command)] == []


@pytest.mark.parametrize(
    ("command", "is_wrong"),
    [
        ("pip install pairing", True),
        ("python -m pip install --upgrade 'pairing[excel]'", True),
        ("python -m pip install . && python -m pairing plan examples/career-lab", False),
        ("pip install pairing-optimizer", False),
    ],
)
def test_the_other_package_is_told_from_this_one(command, is_wrong):
    assert bool(OTHER_PACKAGE.search(command)) == is_wrong


def test_every_shell_line_is_of_a_kind_that_is_checked():
    kinds = (
        "python -m pairing ",
        "python -m pip ",
        "uvx ",
        "python -m pytest",
        "python benchmarks/",
        "git clone ",
        "cd ",
    )
    assert [command for command in COMMANDS if not command.startswith(kinds)] == []


def test_every_script_of_the_benchmarks_that_is_named_exists():
    named = re.findall(r"\bbenchmarks/\w+\.py\b", README)
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_link_to_a_file_of_the_project_leads_somewhere():
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_link_to_a_heading_leads_to_one():
    anchors = {anchor_of(heading) for heading in re.findall(r"(?m)^#+ (.+)$", FENCE.sub("", README))}
    links = re.findall(r"\]\(#([^)\s]+)\)", README)
    links += re.findall(r"\]\(\.\./README\.md#([^)\s]+)\)", (ROOT / "examples" / "tasks.md").read_text("utf-8"))
    assert links
    assert [link for link in links if link not in anchors] == []


def test_what_is_folded_opens_and_closes():
    marks = re.findall(r"(?m)^</?details>$", README)
    assert marks == ["<details>", "</details>"] * (len(marks) // 2)
    assert README.count("<details>\n<summary>") == len(marks) // 2


def test_every_block_is_of_a_language_that_is_checked():
    shown = {block.output for block in BLOCKS}
    checked = {"python", "toml", "csv", "markdown", *SHELLS}  # toml: tests/test_readme_reference.py
    unchecked = [block for block in BLOCKS if block.language not in checked and block.text not in shown]
    assert [block.line for block in unchecked] == []


# --- what is run ------------------------------------------------------------------------------------------------


def test_shell_lines_do_what_they_promise(folder):
    for block in SHELL_BLOCKS:
        output = run(block, folder, "python -m pairing ")
        if block.output is not None:
            assert is_shown(block.output, output), f"README.md, line {block.line}:\n{output}"
    assert any(command.startswith("python -m pairing ") for command in COMMANDS)


def test_a_page_that_is_no_more_than_the_head_shown_is_filled(tmp_path):
    (block,) = [block for block in BLOCKS if block.language == "markdown"]
    page = tmp_path / "technical.md"
    page.write_text(block.text, encoding="utf-8")
    problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Dee")], [pairing.Session("Technical")])
    pairing.update_markdown(page, pairing.solve(problem), session="Technical")
    assert page.read_text(encoding="utf-8") == f"{block.text}| Ada | Dee |\n"


@pytest.mark.parametrize("command", IN_TABLES)
def test_lines_that_stand_in_a_table_run(command, folder):
    run_line(command, folder)


def test_five_more_things_stand_in_a_table():
    assert len(IN_TABLES) >= 5


def test_a_shell_line_has_no_remark_behind_it():
    # Whoever copies the line on Windows would type the remark as well.
    assert [command for command in COMMANDS if " # " in command] == []


def test_the_changes_are_read_as_they_stand(tmp_path):
    blocks = [block for block in BLOCKS if block.language == "csv"]
    assert blocks
    for block in blocks:
        path = tmp_path / "changes.csv"
        path.write_text(block.text, encoding="utf-8")
        changes = read_changes(path)
        assert changes.issues == (), f"README.md, line {block.line}"
        assert len(changes.lines) == len(block.text.splitlines()) - 1


def test_python_blocks_run_in_their_order(folder):
    names: dict[str, object] = {"__name__": "readme"}
    for block in PYTHON_BLOCKS:
        where = f"README.md, line {block.line}"
        if ">>> " in block.text:
            test = doctest.DocTestParser().get_doctest(block.text, names, where, "README.md", block.line)
            assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0, where
            names.update(test.globs)
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * block.line + block.text, "README.md", "exec"), names)
        if block.output is not None:
            assert same(printed.getvalue()) == same(block.output), where
    assert PYTHON_BLOCKS
