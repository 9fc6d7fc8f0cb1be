"""How long a coordinator waits: whole processes, from the shell's point of view. Run from the checkout:

    python benchmarks/startup.py [ROUNDS]

Each round (default 15, at least 9) runs every command once, one after the other, so that a busy moment of the machine
hits all of them. A round before them only warms up: bytecode goes to a folder of its own, for ours and for others,
so that every command finds it as it does after an installation. A ratio is the median of the ratios within a round.
Limits: a plan of the example takes at most 0.7 of the time in which Python imports pandas (CP-SAT's Python
module, which imports pandas itself, is shown beside it); help and a settings error answer in under twice the time of
``python -c pass`` plus 0.15 s. Ends with 1 if a limit is missed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "examples/career-lab"
LEAST_ROUNDS = 9
MOST_OF_PANDAS = 0.7
MOST_OVER_TWICE_PASS = 0.15  # seconds

PASS, PANDAS, CP_SAT = "python -c pass", "import pandas", "import cp_model"
PLAN, HELP, FAULT = "pairing plan", "pairing --help", "settings error"


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    if rounds < LEAST_ROUNDS:
        raise SystemExit(f"a median wants at least {LEAST_ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        commands = commands_with(Path(folder))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        for name in commands:
            seconds_of(commands[name], name, environment)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                seconds[name].append(seconds_of(command, name, environment))
    return report(seconds, rounds)


def commands_with(folder: Path) -> dict[str, list[str]]:
    """The commands by name; the folder gets a programme whose settings have an unknown key."""
    settings = (ROOT / EXAMPLE / "pairing.toml").read_text(encoding="utf-8")
    (folder / "pairing.toml").write_text(settings.replace("repeat =", "repat ="), encoding="utf-8")
    pairing = [sys.executable, "-m", "pairing"]
    return {
        PASS: [sys.executable, "-c", "pass"],
        PANDAS: [sys.executable, "-c", "import pandas"],
        CP_SAT: [sys.executable, "-c", "from ortools.sat.python import cp_model"],
        PLAN: [*pairing, "plan", EXAMPLE],
        HELP: [*pairing, "--help"],
        FAULT: [*pairing, "plan", str(folder)],
    }


def seconds_of(command: list[str], name: str, environment: dict[str, str]) -> float:
    """Wall time of the whole process; a command that does not end as it should is no measurement."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    expected = 2 if name == FAULT else 0
    if done.returncode != expected or "Traceback" in done.stderr:
        raise SystemExit(f"{name} ended with {done.returncode}, not {expected}:\n{done.stderr}")
    return seconds


def report(seconds: dict[str, list[float]], rounds: int) -> int:
    packages = ", ".join(f"{name} {version(name)}" for name in ("ortools", "numpy", "pandas"))
    print(f"Python {platform.python_version()}, {packages}, {platform.system()} {platform.machine()}")
    print(f"medians of {rounds} alternating runs\n\n{'whole process':16} {'seconds':>8}")
    for name, times in seconds.items():
        print(f"{name:16} {median(times):8.3f}")
    limits = [
        (f"{PLAN} / {PANDAS}", paired_ratio(seconds[PLAN], seconds[PANDAS]), MOST_OF_PANDAS),
        (f"{PLAN} / {CP_SAT}", paired_ratio(seconds[PLAN], seconds[CP_SAT]), None),
        (f"{HELP} - 2 × pass", over_twice(seconds[HELP], seconds[PASS]), MOST_OVER_TWICE_PASS),
        (f"{FAULT} - 2 × pass", over_twice(seconds[FAULT], seconds[PASS]), MOST_OVER_TWICE_PASS),
    ]
    print(f"\n{'figure':32} {'found':>8} {'limit':>8}")
    is_right = True
    for what, found, most in limits:
        is_within = most is None or found <= most
        is_right = is_right and is_within
        print(f"{what:32} {found:8.3f} {'' if most is None else most:>8} {'' if is_within else ' TOO SLOW'}".rstrip())
    print("\nwithin the limits" if is_right else "\nNOT within the limits")
    return 0 if is_right else 1


def paired_ratio(ours: list[float], theirs: list[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def over_twice(ours: list[float], base: list[float]) -> float:
    """Seconds beyond twice the base, round by round; their median."""
    return median(one - 2 * other for one, other in zip(ours, base, strict=True))


if __name__ == "__main__":
    sys.exit(main())
