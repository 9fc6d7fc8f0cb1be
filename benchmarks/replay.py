"""What a repair spares: the example cohort, edited as a real one was, repaired and planned afresh. From the checkout:

    python benchmarks/replay.py

After each event of `tests/data/living/events.csv` the tables are repaired (`plan` with what is published as baseline)
and, for comparison, planned afresh (`--start-over`). Counted are the published pairs that could stay and are dropped,
and the people who lose a practice partner who still takes part. The repair is the one that is published, so that the
next event finds its tables. Checked: a repair never leaves more places unpaired than a fresh plan, and its count is the
least there is, found by a model of its own.

Prints the table of the README, and ends with 1 if anything is wrong.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

import pairing
from tests.living.replay import apply, copy_of_example, events
from tests.reference.fewest_changes import fewest_changes


def main() -> int:
    print("| day | what happens | repair changes | a fresh plan changes |")
    print("| --- | --- | --- | --- |")
    is_right, sums = True, [0, 0]
    with tempfile.TemporaryDirectory() as name:
        folder = copy_of_example(Path(name))
        capacity: dict[str, int] = {}
        for event in events():
            apply(event, folder, capacity)
            program = pairing.read_program(folder)
            problem = program.problem
            capacity |= {one.name: one.capacity for one in problem.mentors if one.capacity is not None}
            result = pairing.solve(program)
            fresh = pairing.solve(pairing.read_program(folder, start_over=True))
            pairing.publish(program, result)
            if not problem.baseline:
                continue
            repaired = result.level("changed").value
            afresh = pairing.judge(problem, fresh.pairs, fresh.groups).level("changed")
            sums = [sums[0] + repaired, sums[1] + afresh]
            print(f"| {event.day:%d %b} | {event.who} {event.what} | {repaired} | {afresh} |")
            is_least = fewest_changes(problem) == (result.level("unpaired").value, repaired)
            is_right &= is_least and result.level("unpaired").value <= fresh.level("unpaired").value
            is_right &= result.status is pairing.Status.OPTIMAL and result.unique is True
    print(f"| | in all | {sums[0]} | {sums[1]} |")
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
