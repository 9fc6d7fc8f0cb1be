"""One tool in a process of its own: reads an instance from a file, solves it whenever it is told to.

    python benchmarks/worker.py TOOL KIND FILE CAP

The process stays for all rounds. It imports, reads and solves something tiny first, which is not timed, and says so by
a line of JSON; then it answers each line ``run`` with one: pairs and seconds. It may run in an environment that has
neither this project nor its dependencies.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path.pop(0)  # the modules beside this file are none at the top
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.instance import KINDS, CohortPlan, Instance, Plan
from benchmarks.tools import tool
from benchmarks.tools.base import Tool


def main() -> int:
    name, kind, file, cap = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a solver prints is no answer

    def say(**answer: Any) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    one = tool(name)
    instance = KINDS[kind].load(Path(file))
    one.solve(instance.tiny(), 60.0)
    gc.collect()
    say(versions={package: version_of(package) for package in one.packages})
    for _ in sys.stdin:
        say(**run(one, instance, float(cap)))
    return 0


def run(one: Tool, instance: Instance, cap: float) -> dict[str, Any]:
    """One timed run, as a line of JSON has it; ``late``: the tool stopped by itself, without a plan."""
    began = time.perf_counter()
    try:
        found = one.solve(instance, cap)
    except TimeoutError:
        return {"late": True}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "plans": [as_json(plan) for plan in (found if isinstance(found, list) else [found])]}


def as_json(plan: Plan | CohortPlan) -> dict[str, Any]:
    """The fields of an answer; arrays as lists."""
    return {name: value.tolist() if hasattr(value, "tolist") else value for name, value in plan._asdict().items()}


def version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
