"""The notebooks of the examples are run: each in a kernel of its own, in a copy of the checkout's data.

What a notebook tells it also asserts, so a cell that is wrong is an error here. The text (``.py``) is what is edited;
beside it stands the same as ``.ipynb``, without outputs, to be opened. After an edit of the text:

    python -m jupytext --update --to ipynb examples/notebooks/*.py
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import jupytext
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "examples" / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
MOST_CELLS = 39
MOST_SECONDS = 180  # all of them together


class Ran(NamedTuple):
    """A notebook with its outputs, how long it took, and which files it left changed or new beside it."""

    notebook: Any
    seconds: float
    touched: list[str]

    @property
    def outputs(self) -> list[Any]:
        return [output for cell in self.notebook.cells for output in cell.get("outputs", [])]


@functools.cache
def ran(name: str) -> Ran:
    """Run a notebook where only the example and the bids are."""
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "checkout"
        shutil.copytree(ROOT / "examples", copy / "examples")
        shutil.copytree(ROOT / "benchmarks" / "instances", copy / "benchmarks" / "instances")
        before = contents(copy)
        home = Path(temporary) / "home"
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "IPYTHONDIR": str(home / "ipython"),
            "TMPDIR": str(Path(temporary)),
            "JUPYTER_PLATFORM_DIRS": "1",
        }
        notebook = jupytext.read(FOLDER / f"{name}.py")
        where = {"metadata": {"path": str(copy / "examples" / "notebooks")}}
        client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where)
        begin = time.perf_counter()
        client.execute(env=environment)
        seconds = time.perf_counter() - begin
        after = contents(copy)
        touched = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return Ran(notebook, seconds, touched)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cells_of(notebook: Any) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def test_there_are_the_five_of_them() -> None:
    assert NAMES == ["cohort", "matrix", "quickstart", "repair", "what_if"]


@pytest.mark.parametrize("name", NAMES)
def test_what_it_tells_is_so_and_it_shows_a_picture(name: str) -> None:
    outputs = ran(name).outputs
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert any("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_it_changes_nothing_in_the_checkout(name: str) -> None:
    assert ran(name).touched == []


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_no_address(name: str) -> None:
    assert "@example" not in json.dumps(ran(name).outputs)


def test_all_of_them_take_less_than_three_minutes() -> None:
    assert sum(ran(name).seconds for name in NAMES) < MOST_SECONDS


@pytest.mark.parametrize("name", NAMES)
def test_it_is_short_and_a_story(name: str) -> None:
    notebook = jupytext.read(FOLDER / f"{name}.py")
    assert 10 <= len(notebook.cells) <= MOST_CELLS
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert any("assert " in cell.source for cell in notebook.cells if cell.cell_type == "code")
    told = sum(cell.cell_type == "markdown" for cell in notebook.cells)
    assert told >= len(notebook.cells) / 3


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_to_open_says_what_its_text_says_and_holds_no_outputs(name: str) -> None:
    text, notebook = jupytext.read(FOLDER / f"{name}.py"), nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert cells_of(notebook) == cells_of(text)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[]] * len(code)
    assert [cell.execution_count for cell in code] == [None] * len(code)
    assert {key for cell in notebook.cells for key in cell.metadata} <= {"lines_to_next_cell"}  # blank lines below it
    assert set(notebook.metadata) == {"jupytext", "kernelspec"}


def test_each_text_has_its_notebook_and_nothing_else_lies_there() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert files == {f"{name}.{kind}" for name in NAMES for kind in ("py", "ipynb")}
