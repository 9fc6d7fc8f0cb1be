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

from tests.shown_runs import SHELLS, blocks_of, commands_of, is_shown, run, same

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OTHER_PACKAGE = re.compile(r"pip install [^&|;]*(?<![\w./-])pairing(?![\w-])")
INSTALL_AND_PLAN = "python -m pip install . && python -m pairing plan examples/career-lab"
INSTALL_AND_TEST = 'python -m pip install ".[test]" && python -m pytest'


BLOCKS = blocks_of(README)
SHELL_BLOCKS = [block for block in BLOCKS if block.language in SHELLS]
PYTHON_BLOCKS = [block for block in BLOCKS if block.language == "python"]
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


# --- what is run ------------------------------------------------------------------------------------------------


def test_shell_lines_do_what_they_promise(folder):
    lines_run = 0
    for block in SHELL_BLOCKS:
        mine = [command for command in commands_of(block) if command.startswith("python -m pairing ")]
        output = "".join(run(command, folder) for command in mine)
        lines_run += len(mine)
        if block.output is not None:
            assert is_shown(block.output, output), f"README.md, line {block.line}:\n{output}"
    assert lines_run


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
