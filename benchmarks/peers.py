"""Practice with peers, measured: how long does it take, and is the plan proved to be the best? Run from the checkout:

    python benchmarks/peers.py                # 26 to 1,001 people
    python benchmarks/peers.py 26 27          # only so many

People of 8 regions have practised in three rounds before, within their region; they are to practise within it again,
and with somebody new. What the levels must come to at least is known without a solver: nobody alone, and of r regions
with an odd number of people r // 2 couples that cross (a trio inside one of them makes up for it). Up to 27 people the
same groups are asked from CP-SAT, by another model. Then some leave and some join, and nobody else may lose a partner.

Prints one line a figure, with what it should be, and ends with 1 if any is wrong.
"""

from __future__ import annotations

import dataclasses
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

from pairing.engine.peers import PeerSolution, solve_peers
from pairing.judging.evaluate import evaluate
from pairing.model.meetings import Practice
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session

SIZES = (26, 27, 100, 101, 1000, 1001)
MOST_FOR_CPSAT = 27
MOST_SECONDS = 120
NUM_REGIONS = 8
NUM_ROUNDS = 3
REGION = "What region are you in?"
NAME = "Pair interview practice"


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; ``expected`` None: only told."""

    what: str
    found: object
    expected: object = None

    @property
    def is_right(self) -> bool:
        return self.expected is None or self.found == self.expected


def main() -> int:
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    print(f"\n{'figure':66} {'found':>12} {'expected':>12}")
    is_right = True
    for size in sizes:
        for figure in figures(size):
            is_right = is_right and figure.is_right
            expected = "" if figure.expected is None else figure.expected
            wrong = "" if figure.is_right else "  WRONG"
            print(f"{figure.what:66} {figure.found!s:>12} {expected!s:>12}{wrong}", flush=True)
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


def figures(size: int) -> Iterator[Figure]:
    problem = cohort(size)
    solution, seconds = timed(problem)
    yield Figure(f"{size:,} people: seconds", f"{seconds:.2f}")
    yield Figure(f"  … no more than {MOST_SECONDS}", seconds <= MOST_SECONDS, True)
    yield from quality(problem, solution)
    if size <= MOST_FOR_CPSAT:
        cpsat = solve_peers(problem, 0, engine="cpsat")
        yield Figure("  levels and groups of CP-SAT are the same", cpsat == solution, True)
    repaired = after_changes(problem, solution)
    solution, seconds = timed(repaired)
    now = {person.id for person in repaired.participants}
    before = {person.id for person in problem.participants}
    yield Figure(f"  {len(before - now)} left, {len(now - before)} joined: seconds", f"{seconds:.2f}")
    yield Figure("  people who lose a partner that still takes part", values(solution)["changed"], 0)
    yield from proof(repaired, solution)


def quality(problem: Problem, solution: PeerSolution) -> Iterator[Figure]:
    """Everybody in a group, as few couples across regions as there can be, and all of it proved."""
    size = len(problem.participants)
    sizes = Counter(map(len, solution.groups or ()))
    yield Figure("  groups of two and of three", (sizes[2], sizes[3]), ((size - 3 * (size % 2)) // 2, size % 2))
    for level in ("unpaired", "spread", "idle", "imbalance"):
        yield Figure(f"  {level}", values(solution)[level], 0)
    least = fewest_across(problem)
    found = values(solution)["penalty"]
    if size >= 100:  # in a region of three or four everybody has met everybody
        yield Figure("  couples across regions, or of people who met (penalty)", found, least)
    else:
        yield Figure(f"  couples across regions, or of people who met: at least {least}", found >= least, True)
    yield from proof(problem, solution)


def proof(problem: Problem, solution: PeerSolution) -> Iterator[Figure]:
    yield Figure("  every level proved", all(level.is_proved for level in solution.levels), True)
    yield Figure("  no other plan is as good", solution.unique, True)
    num_ties = sum(level.name.startswith("tie") for level in solution.levels)
    judgement = evaluate(problem, [], [(0, group) for group in solution.groups or ()], tie_levels=num_ties)
    agrees = judgement.is_valid and dict(judgement.levels) == values(solution)
    yield Figure("  the judge agrees on every rule and level", agrees, True)


def timed(problem: Problem) -> tuple[PeerSolution, float]:
    started = time.perf_counter()
    solution = solve_peers(problem, 0)
    return solution, time.perf_counter() - started


def values(solution: PeerSolution) -> dict[str, int]:
    return {level.name: level.value for level in solution.levels}


def fewest_across(problem: Problem) -> int:
    """Of the regions with an odd number of people each has somebody who crosses, or the trio; two meet in a couple."""
    regions = Counter(person.answers[REGION] for person in problem.participants)
    return sum(number % 2 for number in regions.values()) // 2


def cohort(size: int) -> Problem:
    """People of random regions, who practised in rounds before, each time within the region."""
    chance = random.Random(size)
    people = [newcomer(chance, number) for number in range(size)]
    earlier = []
    for _ in range(NUM_ROUNDS):
        by_region: dict[str, list[str]] = {}
        for person in people:
            by_region.setdefault(person.answers[REGION], []).append(person.id)
        for ids in by_region.values():
            chance.shuffle(ids)
            earlier += [Practice((ids[i], ids[i + 1]), NAME) for i in range(0, len(ids) - 1, 2)]
    return Problem(people, [], [Session(NAME, kind="peers", prefer_same=REGION)], earlier=earlier, seed=7)


def newcomer(chance: random.Random, number: int) -> Participant:
    answers = {REGION: f"Region {chance.randrange(NUM_REGIONS)}"}
    return Participant(f"Person {number:04}", f"person{number:04}@example.org", answers=answers)


def after_changes(problem: Problem, solution: PeerSolution) -> Problem:
    """What is published now; one in 33 has left, and one in 50 has joined.

    Where there is a trio one of it has left as well: else a trio may have to be parted, as the number is even.
    """
    chance = random.Random(len(problem.participants))
    people, groups = problem.participants, solution.groups or ()
    gone = set(chance.sample(range(len(people)), max(1, len(people) // 33) - len(people) % 2))
    gone |= {max(group) for group in groups if len(group) == 3}
    stay = [person for p, person in enumerate(people) if p not in gone]
    joined = [newcomer(chance, len(people) + number) for number in range(len(people) // 50)]
    published = [Practice(tuple(people[p].id for p in group), NAME) for group in groups]
    return problem.replace(participants=[*stay, *joined], baseline=published)


if __name__ == "__main__":
    sys.exit(main())
