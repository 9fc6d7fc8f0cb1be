"""Environments for tools that cannot live beside the others: made once, kept, and never inside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.tools.base import Tool

DEFAULT = Path(tempfile.gettempdir()) / "pairing-race"
MOST_SECONDS = 600


class NoEnvironmentError(RuntimeError):
    """A tool cannot run here, and why."""


def python_for(tool: Tool, folder: Path) -> str:
    """The Python that the tool runs in.

    Raises
    ------
    NoEnvironmentError
        When a package is missing, or an environment cannot be made (without a network, say).
    """
    if not tool.requires:
        missing = [package for package in tool.packages if not _is_here(package)]
        if missing:
            raise NoEnvironmentError(f"{', '.join(missing)} not installed: python -m pip install '.[race]'")
        return sys.executable
    home = folder / tool.name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready"
    if not ready.is_file():
        _run([sys.executable, "-m", "venv", "--clear", str(home)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *tool.requires])
        ready.touch()
    return str(python)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoEnvironmentError(f"its environment could not be made: {error}") from error
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise NoEnvironmentError(f"its environment could not be made: {last}")


def _is_here(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
