"""What starts cost: plans in which all meetings fit one after another, and plans whose times are set.

    python benchmarks/times.py              # all figures, about two minutes
    python benchmarks/times.py 9            # so many rounds

- whole process: `python -m pairing plan` on the example (26 Collabies, 16 mentors, interviews over five days), as it
  stands (`fits_one_after_another`, the default), with that switched off, and with times that are set;
- 300 x 30: one session of an hour, slots of an hour, solved with and without starts;
- 100 x 70 x 3: three sessions of an hour whose times are set, on the half hour, proved; its time is told.

Every plan must be proved and the only one of its value; commands run in turns, and a ratio is the median of the ratios
within a round. Ends with 1 if a limit is missed.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

import pairing
from benchmarks.chance import Chance
from benchmarks.people import ZONES
from pairing.model.intervals import FreeTime

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "career-lab"
AGREE = 'time = "they agree"'
DAYS = tuple(date(2027, 3, day) for day in range(12, 17))
MOST_FITS, MOST_SET, MOST_SLOTS = 1.5, 4.0, 4.0


class Figure(NamedTuple):
    """One figure, and the most that it may be (None: only told)."""

    what: str
    found: float
    most: float | None

    @property
    def is_met(self) -> bool:
        """Whether it keeps its limit."""
        return self.most is None or self.found <= self.most


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    figures = [*processes(rounds), *slots(rounds), *three_sessions()]
    print(f"\n{'figure':64} {'found':>8} {'limit':>6}")
    for one in figures:
        limit = "" if one.most is None else f"{one.most:g}"
        print(f"{one.what:64} {one.found:8.2f} {limit:>6}{'' if one.is_met else '  MISSED'}")
    is_right = all(one.is_met for one in figures)
    print("\nwithin the limits" if is_right else "\nNOT within the limits")
    return 0 if is_right else 1


def processes(rounds: int) -> list[Figure]:
    """Whole processes on the example, as a coordinator starts them."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")  # as it is after an installation
        texts = {
            "off": f"{AGREE}\nfits_one_after_another = false",
            "fits": AGREE,
            "set": 'time = "we set"',
        }
        for name, text in texts.items():
            copy = Path(folder) / name
            shutil.copytree(EXAMPLE, copy)
            settings = (copy / "pairing.toml").read_text(encoding="utf-8")
            (copy / "pairing.toml").write_text(settings.replace(AGREE, text), encoding="utf-8")
            process(copy, environment)  # compiles, once for all
        seconds: dict[str, list[float]] = {name: [] for name in texts}
        for _ in range(rounds):
            for name in texts:
                seconds[name].append(process(Path(folder) / name, environment))
    for name, found in seconds.items():
        print(f"whole process, {name:5} {median(found):.3f} s")
    return [
        Figure("example, whole process: with fits_one_after_another / without", _ratio(seconds, "fits"), MOST_FITS),
        Figure("example, whole process: with times we set / without", _ratio(seconds, "set"), MOST_SET),
    ]


def process(folder: Path, environment: dict[str, str]) -> float:
    """Wall time of one plan; one that does not end well is no measurement."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "pairing", "plan", str(folder), "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"the plan ended with {done.returncode}:\n{done.stderr}")
    return seconds


def slots(rounds: int) -> list[Figure]:
    """One session of 300 and 30, with starts on the hour, and without any."""
    seconds: dict[str, list[float]] = {"off": [], "set": []}
    for seed in range(rounds + 1):
        with_starts = cohort(300, 30, 1, seed, capacity=12).replace(start_every=60)
        without = with_starts.replace(sessions=[_agreed(one) for one in with_starts.sessions])
        for name, problem in (("off", without), ("set", with_starts)):
            found = solved(problem)
            if seed:  # the first only warms up
                seconds[name].append(found)
    print(f"300 x 30: without starts {median(seconds['off']):.3f} s, with slots {median(seconds['set']):.3f} s")
    return [Figure("300 x 30, one session: with slots / without", _ratio(seconds, "set"), MOST_SLOTS)]


def three_sessions() -> list[Figure]:
    """Three sessions whose times are set, proved."""
    found = [solved(cohort(100, 70, 3, seed)) for seed in (1, 2, 3)]
    return [Figure("100 x 70 x 3, times we set: seconds to the proof (median of 3)", median(found), None)]


def solved(problem: pairing.Problem) -> float:
    """Seconds to a plan that is proved and the only one; the judge is among them."""
    began = time.perf_counter()
    result = pairing.solve(problem)
    seconds = time.perf_counter() - began
    if result.status.value != "optimal" or result.unique is not True:
        raise SystemExit(f"not proved: {result}")
    return seconds


def cohort(
    participants: int, mentors: int, sessions: int, seed: int, *, capacity: int | None = None
) -> pairing.Problem:
    """People free in five or six stretches of two to four hours, in zones of whole and half hours."""
    chance = Chance(seed)
    return pairing.Problem(
        [_participant(chance, number) for number in range(participants)],
        [_mentor(chance, number, capacity) for number in range(mentors)],
        [
            pairing.Session(
                f"Session {number}",
                minutes=60,
                time="we set",
                first_day=DAYS[0],
                last_day=DAYS[-1],
                zone="America/Los_Angeles",
            )
            for number in range(sessions)
        ],
        seed=seed,
    )


def _participant(chance: Chance, number: int) -> pairing.Participant:
    zone = chance.pick(ZONES)
    return pairing.Participant(f"Collabie {number}", free=_hours(chance, zone, 5), zone=zone)


def _mentor(chance: Chance, number: int, capacity: int | None) -> pairing.Mentor:
    zone = chance.pick(ZONES)
    places = chance.pick((2, 3, 4, 5, 6, 8)) if capacity is None else capacity
    return pairing.Mentor(f"Mentor {number}", free=_hours(chance, zone, 6), zone=zone, capacity=places)


def _hours(chance: Chance, zone: str, blocks: int) -> tuple[FreeTime, ...]:
    found = set()
    for _ in range(blocks):
        day, start = chance.pick(DAYS), 7 + chance.below(14)
        found.add((day, start * 60, min(24, start + chance.pick((2, 3, 4))) * 60))
    return tuple(FreeTime(day, start, end, zone) for day, start, end in sorted(found))


def _agreed(session: pairing.Session) -> pairing.Session:
    return dataclasses.replace(session, time="they agree", fits_one_after_another=False)


def _ratio(seconds: dict[str, list[float]], name: str) -> float:
    return median(one / other for one, other in zip(seconds[name], seconds["off"], strict=True))


if __name__ == "__main__":
    sys.exit(main())
