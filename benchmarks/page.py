"""What a page for the team costs: time of whole processes beside the plan, and bytes. Run from the checkout:

    python benchmarks/page.py [ROUNDS]

Each round (default 9) runs two commands one after the other: `plan` of the example as a coordinator calls it, and
`report` of the same. A ratio is the median of the ratios within a round; its limit is 3. Then the page of a made-up
cohort of 300 participants and 30 mentors, who all help in all three sessions, with hours and tracks, is made once: at
most 2 MB, with everything in it. Nearly all of its time, a minute or more, goes into what would help those who are left
out, as it does in `plan`. Ends with 1 if a limit is missed.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # found from a checkout that is not installed

from benchmarks.reasons import ROOT, seconds_of

EXAMPLE = "examples/career-lab"
MOST_TIMES, MOST_BYTES = 3.0, 2_000_000
PARTICIPANTS, MENTORS = 300, 30


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    pairing = [sys.executable, "-m", "pairing"]
    with tempfile.TemporaryDirectory() as folder:
        plan, report = [*pairing, "plan", EXAMPLE], [*pairing, "report", EXAMPLE, "-o", str(Path(folder, "page.html"))]
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONPATH": str(ROOT)}
        for command in (plan, report):
            seconds_of(command, environment)
        found = [(seconds_of(plan, environment), seconds_of(report, environment)) for _ in range(rounds)]
        size = Path(folder, "page.html").stat().st_size
    ratio = median(other / one for one, other in found)
    print(f"plan of the example     {median(one for one, _ in found):8.2f} s")
    print(f"report of the example   {median(other for _, other in found):8.2f} s   {size:,} bytes")
    print(f"ratio                   {ratio:8.2f}     (limit {MOST_TIMES})", flush=True)
    large = large_page()
    print(f"the page of these     {large:>10,} bytes   (limit {MOST_BYTES:,})")
    return int(ratio > MOST_TIMES or large > MOST_BYTES)


def large_page() -> int:
    """The bytes of the page of a large cohort; its times are printed."""
    import pairing
    from benchmarks.people import Shape, cohort

    made = cohort(Shape(PARTICIPANTS, MENTORS, blocks=4), seed=1)
    offers = {one.id: None if one.capacity is None else 5 * one.capacity for one in made.mentors}
    problem = made.replace(
        mentors=[dataclasses.replace(one, sessions=None, capacity=offers[one.id]) for one in made.mentors]
    )
    began = time.perf_counter()
    result = pairing.solve(problem)
    solved = time.perf_counter()
    page = pairing.report_html(problem, result)
    told = f"{PARTICIPANTS} × {MENTORS}, {len(result.pairs)} pairs, {len(result.unpaired)} left out"
    print(f"{told}: solved in {solved - began:.2f} s, page in {time.perf_counter() - solved:.2f} s")
    return len(page.encode())


if __name__ == "__main__":
    raise SystemExit(main())
