"""Tools side by side on one instance: alternating runs, every one of them checked."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Any

import numpy as np

from benchmarks.checking import check
from benchmarks.environments import NoEnvironmentError, python_for
from benchmarks.instance import CohortPlan, Instance, Level, Matrix, Plan
from benchmarks.memory import Watch, held
from benchmarks.tools.base import Tool

WORKER = Path(__file__).resolve().parent / "worker.py"
GRACE = 10.0  # seconds beyond the cap for a tool that stops by itself
MOST_TO_START = 300.0  # seconds to import, read and solve something tiny


@dataclass(slots=True)
class Entry:
    """What a tool did on an instance.

    ``why_not``: why there is nothing to tell; ``cap``: it did not end, or proved nothing, by then; the other fields are
    those of the last run's ``Verdict``.
    """

    tool: Tool
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    values: dict[str, int] = field(default_factory=dict)
    is_proved: bool = False
    is_unique: bool | None = None
    gap: float | None = None
    detail: str = ""
    instead: str = ""
    why_not: str = ""
    cap: float | None = None
    faults: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def median(self) -> float | None:
        """Seconds."""
        return median(self.seconds) if self.seconds else None


def race(
    instance: Instance,
    tools: Sequence[Tool],
    *,
    rounds: int,
    cap: float,
    environments: Path,
    folder: Path,
    say: Callable[[str], object],
) -> list[Entry]:
    """Each tool once a round, in turns; the median counts.

    A tool that does not end within ``cap`` seconds is ended; one whose runs add up to more is not run again.
    """
    file = folder / "instance.npz"
    instance.save(file)
    entries = [Entry(tool, why_not=tool.objection(instance)) for tool in tools]
    children: dict[str, Child] = {}
    try:
        for entry in entries:
            if not entry.why_not:
                _start(entry, instance, file, cap, environments, children)
        for number in range(rounds):
            for entry in entries:
                child = children.get(entry.tool.name)
                if child is None or entry.why_not or entry.cap is not None or sum(entry.seconds) > cap:
                    continue
                say(f"round {number + 1}: {entry.tool.name}")
                with child.watch() as watch:
                    answer = child.ask("run", cap + GRACE)
                if not number:  # later runs find memory that was freed, and not given back
                    entry.megabytes = max(0, watch.most - child.before) / 1e6
                _take(entry, instance, answer, cap)
    finally:
        for child in children.values():
            child.end()
    compare(entries)
    return entries


def compare(entries: Sequence[Entry]) -> None:
    """Tools that solve the same problem, and say that no plan is better, must come to the same values."""
    same = [entry for entry in entries if entry.is_proved and entry.values and not entry.instead]
    for one in same[1:]:
        for name in same[0].values.keys() & one.values.keys():
            if one.values[name] != same[0].values[name]:
                other = f"{same[0].tool.name} has {same[0].values[name]}"
                one.faults.append(f"{name} is {one.values[name]}, and {other}")


def _start(
    entry: Entry, instance: Instance, file: Path, cap: float, environments: Path, children: dict[str, Child]
) -> None:
    tool = entry.tool
    entry.instead = tool.instead(instance)
    try:
        python = python_for(tool, environments)
    except NoEnvironmentError as error:
        entry.why_not = str(error)
        return
    child = Child([python, str(WORKER), tool.name, type(instance).__name__, str(file), str(cap)])
    answer = child.ask(None, MOST_TO_START)
    if answer is None or "versions" not in answer:
        child.end()
        entry.why_not = f"it did not start: {child.last_words}"
        return
    entry.versions, child.before = answer["versions"], held(child.pid)
    children[tool.name] = child


def _take(entry: Entry, instance: Instance, answer: dict[str, Any] | None, cap: float) -> None:
    """One answer, checked."""
    if answer is None or "late" in answer:
        entry.cap = cap
        return
    if "error" in answer:
        entry.why_not = answer["error"]
        return
    plans = [_plan(instance, plan) for plan in answer["plans"]]
    verdict = check(instance, plans, is_same_problem=not entry.instead)
    entry.faults += [fault for fault in verdict.faults if fault not in entry.faults]
    entry.values, entry.detail = dict(verdict.values), verdict.detail
    entry.is_proved, entry.is_unique, entry.gap = verdict.is_proved, verdict.is_unique, verdict.gap
    if answer["seconds"] > cap and not verdict.is_proved and not entry.instead:
        entry.cap = cap
        return
    entry.seconds.append(answer["seconds"])


def _plan(instance: Instance, plan: dict[str, Any]) -> Plan | CohortPlan:
    if isinstance(instance, Matrix):
        positions = {name: np.array(plan[name], np.int64) for name in ("rows", "columns")}
        return Plan(**(plan | positions))
    levels = tuple(Level(*level) for level in plan["levels"])
    triples = tuple((p, m, s) for p, m, s in plan["triples"])
    return CohortPlan(**(plan | {"levels": levels, "triples": triples}))


class Child:
    """A worker, and a thread that listens to it."""

    def __init__(self, command: list[str]):
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.before = 0  # bytes it holds when it is ready
        self._lines: queue.Queue[str] = queue.Queue()
        self._errors: list[str] = []
        streams = ((self._process.stdout, self._lines.put), (self._process.stderr, self._errors.append))
        self._ears = [threading.Thread(target=self._listen, args=each, daemon=True) for each in streams]
        for ear in self._ears:
            ear.start()

    @property
    def last_words(self) -> str:
        """The last line it wrote to stderr."""
        return next((line.strip() for line in reversed(self._errors) if line.strip()), "no message")

    @property
    def pid(self) -> int:
        return self._process.pid

    def watch(self) -> Watch:
        """Looks at its memory."""
        return Watch(self.pid)

    def ask(self, question: str | None, seconds: float) -> dict[str, Any] | None:
        """Its answer; None, and it is ended, where there is none in time."""
        if question is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):  # it has ended, and its last words say why
                self._process.stdin.write(question + "\n")
                self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.end()
            return None
        if not line:
            self._process.wait()
            return {"error": f"it ended with {self._process.returncode}: {self.last_words}"}
        found: dict[str, Any] = json.loads(line)
        return found

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for ear in self._ears:
            ear.join()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # what it did not read any more
                self._process.stdin.close()

    def _listen(self, stream: IO[str], take: Callable[[str], object]) -> None:
        with stream:
            for line in stream:
                take(line)
        take("")
