"""The command line, run in this process as it is from a terminal, and programmes to run it on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pairing.cli import run as run_command
from tests.cli.programmes import EXAMPLE, LABS, Ended, write_programme


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may like colours in his own shell."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run a command in this process; whatever else happened, nobody has seen a traceback."""

    def command(*arguments: object) -> Ended:
        capsys.readouterr()
        status = run_command([str(argument) for argument in arguments])
        seen = capsys.readouterr()
        assert "Traceback" not in seen.err
        return Ended(status, seen.out, seen.err)

    return command


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Make the small programme; any of its files can be another, or None."""
    return lambda **files: write_programme(tmp_path / "programme", **files)


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A copy of a small programme whose tables are published: five Collabies, three mentors, three sessions."""
    return Path(shutil.copytree(LABS / "small-lab", tmp_path / "small-lab"))


@pytest.fixture
def timed(tmp_path: Path) -> Path:
    """A copy of one whose only session goes from Monday to Wednesday; its table is published."""
    return Path(shutil.copytree(LABS / "timed-lab", tmp_path / "timed-lab"))


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A copy of the example, outside any repository."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "career-lab"))
