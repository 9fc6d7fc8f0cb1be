"""A repair at 3,000 participants and 300 mentors, against a fresh solve. Run from the checkout:

    python benchmarks/repair.py [ROUNDS]

One session; everybody may meet about 19 mentors of the right track. The plan is solved once, then 3 % of the
participants and 5 % of the mentors leave, and it is repaired (the plan is the baseline) and, in turns, solved afresh.
Two cohorts: one with room to spare, where every pair of people who stay can be kept, and one in which the mentors who
stay can hardly hold them all. The number of pairs dropped must be the least there is: none in the first, and in the
second what a network of its own says that knows nothing but places and published pairs.

Prints medians and their ratio, and ends with 1 if a number is wrong or the ratio is above 1.5.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

from ortools.graph.python import min_cost_flow

import pairing
from pairing.model.meetings import Meeting

TRACKS = [f"track {number}" for number in range(40)]
MOST_RATIO = 1.5


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    is_right = True
    print(f"{'cohort':12} {'unpaired':>8} {'dropped':>8} {'least':>6} {'fresh s':>8} {'repair s':>9} {'ratio':>6}")
    for name, offers in (("with room", (9, 10, 11, 12, 13)), ("tight", (8, 9, 10, 11, 12))):
        before = cohort(offers, seed=1)
        plan = pairing.solve(before)
        after = with_leavers(before, seed=2)
        repaired_problem = after.replace(
            baseline=[Meeting(one.participant.id, one.mentor.id, one.session.name) for one in plan.pairs]
        )
        fresh, repair = [], []
        for _ in range(rounds):
            fresh.append(timed(after)[1])
            result, seconds = timed(repaired_problem)
            repair.append(seconds)
        unpaired, dropped = result.level("unpaired").value, result.level("changed").value
        least = least_dropped(repaired_problem)
        ratio = statistics.median(repair) / statistics.median(fresh)
        is_right &= (unpaired, dropped) == least and result.unique is True and ratio <= MOST_RATIO
        is_right &= name != "with room" or dropped == 0
        medians = f"{statistics.median(fresh):8.2f} {statistics.median(repair):9.2f}"
        print(f"{name:12} {unpaired:8} {dropped:8} {least[1]:6} {medians} {ratio:6.2f}")
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


def cohort(offers: tuple[int, ...], seed: int) -> pairing.Problem:
    """3,000 participants of one track each, 300 mentors of two or three."""
    chance = random.Random(seed)
    participants = [pairing.Participant(f"P{number:04}", tracks=(chance.choice(TRACKS),)) for number in range(3000)]
    mentors = [
        pairing.Mentor(
            f"M{number:03}",
            tracks=tuple(chance.sample(TRACKS, chance.choice([2, 3]))),
            capacity=chance.choice(offers),
        )
        for number in range(300)
    ]
    return pairing.Problem(participants, mentors, [pairing.Session("Review", track="required")], seed=seed)


def with_leavers(problem: pairing.Problem, seed: int) -> pairing.Problem:
    """Without 3 % of the participants and 5 % of the mentors."""
    chance = random.Random(seed)
    gone = {one.id for one in chance.sample(problem.participants, len(problem.participants) * 3 // 100)}
    gone |= {one.id for one in chance.sample(problem.mentors, len(problem.mentors) * 5 // 100)}
    return problem.replace(
        participants=[one for one in problem.participants if one.id not in gone],
        mentors=[one for one in problem.mentors if one.id not in gone],
    )


def timed(problem: pairing.Problem) -> tuple[pairing.Result, float]:
    begin = time.perf_counter()
    result = pairing.solve(problem)
    return result, time.perf_counter() - begin


def least_dropped(problem: pairing.Problem) -> tuple[int, int]:
    """(unpaired, dropped) at best: a flow of places and published pairs alone."""
    published = {(one.participant, one.mentor) for one in problem.baseline}
    people, mentors = len(problem.participants), len(problem.mentors)
    unpaired_costs = people + 1  # more than all published pairs together
    flow = min_cost_flow.SimpleMinCostFlow()
    kept_arcs, there = [], 0
    for p, person in enumerate(problem.participants):
        flow.add_arc_with_capacity_and_unit_cost(p, people + mentors, 1, unpaired_costs)
        for m, mentor in enumerate(problem.mentors):
            if set(person.tracks) & set(mentor.tracks):
                is_published = (person.id, mentor.id) in published
                arc = flow.add_arc_with_capacity_and_unit_cost(p, people + m, 1, -1 if is_published else 0)
                there += is_published
                kept_arcs += [arc] if is_published else []
        flow.set_node_supply(p, 1)
    for m, mentor in enumerate(problem.mentors):
        flow.add_arc_with_capacity_and_unit_cost(people + m, people + mentors, mentor.capacity, 0)
    flow.set_node_supply(people + mentors, -people)
    assert flow.solve() == flow.OPTIMAL
    kept = sum(flow.flow(arc) for arc in kept_arcs)
    return (flow.optimal_cost() + kept) // unpaired_costs, there - kept


if __name__ == "__main__":
    raise SystemExit(main())
