"""What reasons cost: whole processes, beside the plan they explain. Run from the checkout:

    python benchmarks/reasons.py [ROUNDS]

Each round (default 9) runs two commands one after the other: `plan` of the example as a coordinator calls it, and a
process that solves it and then works out everything there is to say: why anybody is left out, all that would help,
and for every place the price of each mentor who could have been, level by level. A ratio is the median of the ratios
within a round; its limit is 3. Before that every price is compared with solving again with the pair pinned, in a
process of its own, and each remedy with solving the changed problem. Ends with 1 if a limit is missed or a price is
wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "examples/career-lab"
LIMIT = 3.0
EVERYTHING = "--everything"


def main() -> int:
    if EVERYTHING in sys.argv:
        return everything(check=False)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    status = everything(check=True)
    plan = [sys.executable, "-m", "pairing", "plan", EXAMPLE]
    all_of_it = [sys.executable, str(Path(__file__)), EVERYTHING]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONPATH": str(ROOT)}
        for command in (plan, all_of_it):
            seconds_of(command, environment)
        found = [(seconds_of(plan, environment), seconds_of(all_of_it, environment)) for _ in range(rounds)]
    ratio = median(one / other for other, one in found)
    print(f"plan                     {median(one for one, _ in found):6.2f} s")
    print(f"with everything to say   {median(one for _, one in found):6.2f} s")
    print(f"ratio                    {ratio:6.2f}   (limit {LIMIT})")
    return status or int(ratio > LIMIT)


def seconds_of(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def everything(*, check: bool) -> int:
    """Reasons, remedies and prices of the example; with ``check`` each of them against solving again."""
    from pairing.engine.run import solve
    from pairing.model.rules import Together
    from pairing.program import read_program
    from pairing.reasons.options import EQUAL, PRICED, UNKNOWN, Options
    from pairing.reasons.unpaired import Reasons

    problem = read_program(ROOT / EXAMPLE).problem
    result = solve(problem)
    asked = Reasons(result)
    reasons = tuple(asked.all)
    options = Options(result, asked.trials)
    places = [
        (participant, session)
        for p, participant in enumerate(problem.participants)
        for s, session in enumerate(problem.sessions)
        if problem.demand(p, s)
    ]
    found = [one for participant, session in places for one in options.of(participant, session, most_anew=0)]
    if not check:
        return 0
    wrong = 0
    for reason in reasons:
        for remedy in reason.remedies:
            again = solve(remedy.apply(problem))
            is_placed = not any(
                (one.participant, one.session) == (reason.participant, reason.session) for one in again.unpaired
            )
            wrong += not is_placed or any(again.level(name).value != value for name, value in remedy.levels)
    priced = [one for one in found if one.kind in (PRICED, EQUAL)]
    for one in priced:
        pin = Together(one.participant.id, one.mentor.id, one.session.name)
        again = solve(problem.replace(rules=(*problem.rules, pin)))
        wrong += any(again.level(level.name).value != level.after for level in one.then.levels)
    number = sum(len(reason.remedies) for reason in reasons)
    unknown = sum(one.kind == UNKNOWN for one in found)
    print(f"{len(places)} places, {len(reasons)} left out, {number} remedies; {len(priced)} mentors at a price")
    print(f"{wrong} differ from solving again; of {unknown} the flow knows only the least they cost")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
