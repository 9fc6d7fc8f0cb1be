"""How much memory a process and its helpers hold, on Linux: what is theirs alone, without files they map."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

PERIOD = 0.01  # seconds
IMPORTS = "import numpy; from ortools.graph.python import min_cost_flow; print(flush=True); input()"


class Watch:
    """The most bytes that a process and its helpers held at once inside the ``with``; 0 where that is not known.

    Of a helper only what it holds beyond the imports that every helper makes.
    """

    def __init__(self, pid: int):
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.most = 0

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(PERIOD):
            self.most = max(self.most, held(self._pid))


def held(pid: int) -> int:
    """Bytes at this moment. A process that was copied, and does not run its own program yet, shares all it has."""
    program = _program(pid)
    return own(pid) + sum(max(0, own(helper) - of_imports()) for helper in helpers(pid) if _program(helper) != program)


def _program(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def own(pid: int) -> int:
    """Anonymous memory of one process; 0 where there is no such process, or it cannot be told."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("RssAnon:")), 0)


def helpers(pid: int) -> Iterator[int]:
    """Processes that a process started, and those that they started."""
    try:
        found = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in " ".join(found).split():
        yield int(child)
        yield from helpers(int(child))


@functools.cache
def of_imports() -> int:
    """What a helper holds that has imported what helpers import, and done nothing yet."""
    with subprocess.Popen([sys.executable, "-c", IMPORTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as idle:
        assert idle.stdout is not None
        idle.stdout.readline()
        found = own(idle.pid)
        idle.communicate(b"\n")
    return found
