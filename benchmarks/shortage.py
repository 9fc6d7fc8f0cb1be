"""What it costs to say of everybody unpaired which places are short, against finding the plan.

    python benchmarks/shortage.py                                       # 30,000 participants and 3,000 mentors
    python benchmarks/shortage.py --participants 3000 --mentors 300 --rounds 9

One session without times, tracks that a participant names and a mentor lists, and offers that are too few here and
there. Timed is the way from the plan to a shortage for every unpaired place; what the walks need is laid out anew each
time. Against it, in turns and in the same process: all of `pairing.solve`, and the flow alone, from the problem in
whole numbers to the plan with its proof. A ratio is the median of the ratios within a round; the limit is on that to
the flow alone.

There must be as many shortages as unpaired places. Of some of them, drawn, members and mentors are told, and a maximum
flow of another kind is asked: all members cannot be placed, and without any one of some members the others can. Ends
with 1 if that is not so, or the ratio is missed.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

from ortools.graph.python import max_flow

import pairing
from benchmarks.arguments import count
from benchmarks.chance import Chance
from pairing.engine.choose import Choice
from pairing.engine.interface import AnyFormulation, Deadline
from pairing.engine.levels import solve_levels
from pairing.model.solution import Status
from pairing.reasons.exclusion import exclusions
from pairing.reasons.shortage import Shortage, shortages

MOST = 0.6  # times the flow
SESSION = "Review"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    is_right = True
    for case in CASES:
        found = measured(case, options)
        print(
            f"{case.name}: {found.num_pairs:,} eligible pairs, {found.num_unpaired:,} unpaired, groups of "
            f"{found.least:,} to {found.most:,}"
        )
        print(
            f"  medians of {options.rounds} alternating rounds: solve {median(found.solve):.3f} s, its flow "
            f"{median(found.flow):.3f} s, shortages {median(found.shortages):.3f} s"
        )
        ratio = of_medians(found.shortages, found.flow)
        verdict = "" if ratio <= options.most else "  TOO SLOW"
        print(f"  shortages / flow {ratio:.3f} (limit {options.most:g}){verdict}")
        print(f"  shortages / solve {of_medians(found.shortages, found.solve):.3f}", flush=True)
        for fault in found.faults:
            print(f"  WRONG: {fault}")
        is_right = is_right and not verdict and not found.faults
    print("\nwithin the limit" if is_right else "\nNOT within the limit")
    return 0 if is_right else 1


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("--participants", type=count, default=30_000)
    found.add_argument("--mentors", type=count, default=3_000)
    found.add_argument("--rounds", type=count, default=5)
    found.add_argument("--checked", type=count, default=5, help="shortages that are asked of another flow")
    found.add_argument("--most", type=float, default=MOST, help="the ratio to reach")
    found.add_argument("--seed", type=int, default=1)
    return found


class Case(NamedTuple):
    """``num_tracks``: of which each participant names some and each mentor lists some; ``offers``: places, drawn."""

    name: str
    num_tracks: int
    wanted: int
    listed: int
    offers: tuple[int, ...]


CASES = (
    Case("many small groups", 400, 1, 2, (8, 10, 11, 12)),
    Case("one large group", 100, 1, 3, (8, 9, 10, 12)),
)


class Measured(NamedTuple):
    """Seconds by round; ``least``, ``most``: members of the smallest and of the largest shortage."""

    solve: list[float]
    flow: list[float]
    shortages: list[float]
    num_pairs: int
    num_unpaired: int
    least: int
    most: int
    faults: list[str]


def of_medians(one: Sequence[float], other: Sequence[float]) -> float:
    return median(a / b for a, b in zip(one, other, strict=True))


def problem_of(case: Case, options: argparse.Namespace) -> pairing.Problem:
    """People of a case."""
    chance = Chance(options.seed)
    tracks = [f"track {number}" for number in range(case.num_tracks)]
    participants = [
        pairing.Participant(f"Collabie {number}", tracks=tuple(chance.sample(tracks, case.wanted)))
        for number in range(options.participants)
    ]
    mentors = [
        pairing.Mentor(
            f"Mentor {number}", tracks=tuple(chance.sample(tracks, case.listed)), capacity=chance.pick(case.offers)
        )
        for number in range(options.mentors)
    ]
    return pairing.Problem(participants, mentors, [pairing.Session(SESSION, track="required")])


def measured(case: Case, options: argparse.Namespace) -> Measured:
    """So many rounds of one case; the first is preceded by one that only warms up."""
    problem = problem_of(case, options)
    formulation = Choice().formulate(problem)
    solve, flow, found, faults = list[float](), list[float](), list[float](), list[str]()
    reasons: tuple[Shortage, ...] = ()
    num_unpaired = 0
    for number in range(options.rounds + 1):
        began = time.perf_counter()
        result = pairing.solve(problem)
        solved = time.perf_counter()
        flow_alone(formulation)
        planned = time.perf_counter()
        told = shortages(result, formulation=formulation)
        ended = time.perf_counter()
        if number:
            solve.append(solved - began)
            flow.append(planned - solved)
            found.append(ended - planned)
        reasons = tuple(one for one in told if isinstance(one, Shortage))
        num_unpaired = sum(one.kind == "shortage" for one in exclusions(result))  # others have no mentor to be short of
        if len(reasons) != num_unpaired:
            faults.append(f"{len(reasons)} shortages for {num_unpaired} unpaired places")
    sizes = [one.cut.num_members for one in reasons]
    chance = Chance(options.seed)
    for one in chance.sample(reasons, min(len(reasons), options.checked)):
        faults += wrong(problem, one, chance)
    num_pairs = formulation.num_pairs
    least, most = min(sizes, default=0), max(sizes, default=0)
    return Measured(solve, flow, found, num_pairs, num_unpaired, least, most, faults)


def flow_alone(formulation: AnyFormulation) -> None:
    """The flow from the whole numbers to the proved plan."""
    name, engine = Choice().engine(formulation)
    model = engine.lay_out(formulation)
    solution = solve_levels(model, formulation, engine=name, deadline=Deadline(), on_level=lambda level: None)
    if name != "flow" or solution.status is not Status.OPTIMAL:
        raise SystemExit(f"the flow did not prove its plan: {name}, {solution.status}")


# --- another flow -----------------------------------------------------------------------------------------------


def wrong(problem: pairing.Problem, one: Shortage, chance: Chance) -> list[str]:
    """What is not as a shortage says, by a maximum flow made from people's tracks and offers."""
    members = [(who.participant, who.meetings) for who in one.members]
    offers = {offer.mentor.id: offer.places for offer in one.offers}
    faults = []
    if sum(number for _, number in members) != sum(offers.values()) + 1 or one.short != 1:
        faults.append(f"{one.participant.name}: the sum of the offers is wrong")
    if most_placed(problem, members) != sum(number for _, number in members) - 1:
        faults.append(f"{one.participant.name}: more, or fewer, of the members can be placed")
    for gone, _ in chance.sample(members, min(len(members), 4)):
        others = [(who, number - (who is gone)) for who, number in members]
        if most_placed(problem, others) != sum(number for _, number in others):
            faults.append(f"{one.participant.name}: without {gone.name} the others cannot be placed")
    return faults


def most_placed(problem: pairing.Problem, members: Sequence[tuple[pairing.Participant, int]]) -> int:
    """How many of these meetings a plan can have: people, then tracks, then mentors."""
    flow = max_flow.SimpleMaxFlow()
    tracks = {track: number for number, track in enumerate(sorted({t for one in problem.mentors for t in one.tracks}))}
    first_mentor = 2 + len(tracks)
    first_member = first_mentor + len(problem.mentors)
    for m, mentor in enumerate(problem.mentors):
        flow.add_arc_with_capacity(first_mentor + m, 1, mentor.capacity or 0)
        for track in mentor.tracks:
            flow.add_arc_with_capacity(2 + tracks[track], first_mentor + m, len(members))
    for number, (who, wanted) in enumerate(members):
        if wanted:
            flow.add_arc_with_capacity(0, first_member + number, wanted)
            for track in who.tracks:
                if track in tracks:
                    flow.add_arc_with_capacity(first_member + number, 2 + tracks[track], wanted)
    if flow.solve(0, 1) != flow.OPTIMAL:
        raise SystemExit("the maximum flow was not found")
    return int(flow.optimal_flow())


if __name__ == "__main__":
    sys.exit(main())
