"""Programmes and their pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pairing
from pairing.model.solution import Result
from pairing.program import Program
from tests.cli.programmes import EXAMPLE


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The example, outside any repository, with nothing published."""
    return pairing.read_program(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("report") / "career-lab"))


@pytest.fixture(scope="session")
def plan(example: Program) -> Result:
    return pairing.solve(example)


@pytest.fixture(scope="session")
def page(example: Program, plan: Result) -> str:
    return pairing.report_html(example, plan)


@pytest.fixture
def published(tmp_path: Path) -> Program:
    """The example after its tables were published and one mentor has left."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "career-lab"))
    program = pairing.read_program(folder)
    pairing.publish(program, pairing.solve(program))
    return pairing.read_program(folder, left=["Paz Rossi"])
