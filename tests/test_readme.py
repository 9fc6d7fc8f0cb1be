"""The README is run: what it shows is what happens.

Shell lines that start with ``python -m pairing`` are run, and Python blocks executed in their order, in a folder that
holds a copy of ``examples``. A ```` ```text ```` block after the comment ``<!-- output -->`` is the output of the
block before it; seconds may differ. A shell line that should not end with 0 says so: ``# exits with 1``.
Lines that install, test or measure are not run here: the one must be there word for word, of the others the script.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
SHELLS = {"console", "bash", "sh", "shell"}
OTHER_PACKAGE = re.compile(r"pip install [^&|;]*(?<![\w./-])pairing(?![\w-])")
INSTALL_AND_PLAN = "python -m pip install . && python -m pairing plan examples/career-lab"
INSTALL_AND_TEST = 'python -m pip install ".[test]" && python -m pytest'


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, the line of the README on which it begins, and the output it promises (None: it does not)."""

    language: str
    text: str
    line: int
    output: str | None


def blocks_of(markdown: str) -> list[Block]:
    found = list(FENCE.finditer(markdown))
    blocks = []
    for block, after in zip(found, [*found, None][1:], strict=True):
        between = markdown[block.end() : after.start()] if after else ""
        promised = after[2] if after and after[1] == "text" and between.strip() == "<!-- output -->" else None
        line = markdown.count("\n", 0, block.start()) + 1
        blocks.append(Block(block[1], block[2], line, promised))
    return blocks


def commands_of(block: Block) -> list[str]:
    """The lines to type: those after ``$``, or all where none has one; continued lines joined."""
    lines = block.text.replace("\\\n", " ").splitlines()
    prompted = [line[2:] for line in lines if line.startswith("$ ")]
    return [line for line in prompted or lines if line.strip() and not line.startswith("#")]


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


def run(command: str, folder: Path) -> str:
    """Run one shell line of the README with this Python; its standard output."""
    line, _, status = command.partition("  # exits with ")
    line = re.sub(r"\bpython -m pairing\b", lambda _: f"{shlex.quote(sys.executable)} -m pairing", line)
    done = subprocess.run(
        line, shell=True, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == int(status or 0), f"{command}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


def same(text: str) -> str:
    """Text without what differs from run to run: seconds, and blanks at line ends."""
    masked = re.sub(r"\b\d+\.\d+ s\b", "… s", text)
    return "\n".join(line.rstrip() for line in masked.strip().splitlines())


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
            assert same(output) == same(block.output), f"README.md, line {block.line}"
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


# --- the reader itself ------------------------------------------------------------------------------------------

SAMPLE = """
Text.

```console
$ python -m pairing plan \\
    here
shown, not typed
```

<!-- output -->
```text
out 0.12 s
```

```python
print(1)
```

```text
no output of the block before
```
"""


def test_blocks_are_read_with_the_output_they_promise():
    shell, _, python, _ = blocks_of(SAMPLE)
    assert (shell.language, shell.output, python.output) == ("console", "out 0.12 s\n", None)
    assert [" ".join(command.split()) for command in commands_of(shell)] == ["python -m pairing plan here"]
    assert same("out 0.34 s  \n") == same(shell.output)
    assert same("out 1 s") != same(shell.output)
