"""Who has an hour in common with whom: the table of everybody with everybody, and the product it stands on.

    python benchmarks/overlap.py                                        # 30,000 participants and 10,000 mentors
    python benchmarks/overlap.py --participants 3000 --mentors 1000 --rounds 9

People are free in several stretches a day at a grain of 15 minutes, over a week in which a clock changes, in zones of
whole, half and quarter hours; half of them say it by weekday, half by date. Two cases: patterns of everybody's own, and
a few hundred that people share. Timed is the way from the people to the table of booleans, with nothing remembered
from the round before; making the people and checking the problem is not. Against it, in turns and in the same process:
one float32 product of as many rows and columns as there are people, over the moments that decide anything ("live"), in
blocks. A ratio is the median of the ratios within a round. Every table is compared with the stretches themselves for
some thousand couples. Ends with 1 if a table is wrong or a ratio is missed.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

import numpy as np
from numpy.typing import NDArray

import pairing
from benchmarks.arguments import count
from benchmarks.chance import Chance
from benchmarks.people import ZONES
from pairing.engine.arrays.allowed import MOST_COUNTS, allowed, live_bits
from pairing.model import intervals
from pairing.model.answers import free_in
from pairing.model.intervals import DAY, FreeTime, share
from pairing.model.rules import FreeTogether
from pairing.model.shapes import PairFilter

MOST = 3.0  # times the product
GRAIN = 15  # minutes
WEEK = tuple(date(2027, 3, 8) + timedelta(days=number) for number in range(7))  # the United States change on the 14th
ODD_ZONES = ("Asia/Kathmandu", "Australia/Adelaide", "Pacific/Chatham")
PARTS = (7, 12, 17)  # hours: of a morning, an afternoon and an evening

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]
Pattern = tuple[tuple[date | int, int, int, str], ...]


class Case(NamedTuple):
    """``num_patterns`` that people share; None: everybody has one of his own."""

    name: str
    num_patterns: int | None


CASES = (Case("patterns of their own", None), Case("400 patterns", 400))


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.system()} {platform.machine()}")
    print(f"{options.participants:,} participants × {options.mentors:,} mentors, {options.minutes} minutes in common;")
    print(f"medians of {options.rounds} alternating rounds, in seconds\n")
    print(f"{'case':24} {'live':>5} {'share':>6} {'table':>8} {'product':>8} {'ratio':>6} {'limit':>6}")
    is_right = True
    for case in CASES:
        found = measured(problem_of(case, options), options)
        verdict = "WRONG TABLE" if found.num_wrong else "" if found.ratio <= options.most else "TOO SLOW"
        is_right = is_right and not verdict
        print(
            f"{case.name:24} {found.live:5} {found.share:6.1%} {median(found.ours):8.2f} {median(found.product):8.2f} "
            f"{found.ratio:6.2f} {options.most:6g} {verdict}".rstrip(),
            flush=True,
        )
        if found.num_wrong:
            looked_at = options.couples * (options.rounds + 1)
            print(f"  of {looked_at:,} couples {found.num_wrong:,} are not as their stretches say")
    print("\nwithin the limit" if is_right else "\nNOT within the limit")
    return 0 if is_right else 1


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("--participants", type=count, default=30_000)
    found.add_argument("--mentors", type=count, default=10_000)
    found.add_argument("--minutes", type=count, default=60, help="of the meeting")
    found.add_argument("--rounds", type=count, default=5)
    found.add_argument("--couples", type=count, default=5_000, help="compared with their stretches")
    found.add_argument("--most", type=float, default=MOST, help="the ratio to reach")
    found.add_argument("--seed", type=int, default=1)
    return found


class Measured(NamedTuple):
    """``ours``, ``product``: seconds by round; ``live``: moments; ``share``: of couples with a time in common."""

    ours: list[float]
    product: list[float]
    live: int
    share: float
    num_wrong: int

    @property
    def ratio(self) -> float:
        return median(one / other for one, other in zip(self.ours, self.product, strict=True))


def measured(problem: pairing.Problem, options: argparse.Namespace) -> Measured:
    """So many rounds of one case; the first is preceded by one that only warms up."""
    rows, columns = factors(problem, options.minutes)
    ours, product, num_wrong, part = [], [], 0, 0.0
    for number in range(options.rounds + 1):
        forget()
        began = time.perf_counter()
        table = table_of(problem, options.minutes)
        between = time.perf_counter()
        multiply(rows, columns)
        ended = time.perf_counter()
        if number:
            ours.append(between - began)
            product.append(ended - between)
        num_wrong += wrong(problem, table, options, options.seed + number)
        part = float(table.mean())
        del table
    return Measured(ours, product, rows.shape[1], part, num_wrong)


def forget() -> None:
    """Nothing that was worked out about hours before is known any more."""
    for one in vars(intervals).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()


def table_of(problem: pairing.Problem, minutes: int) -> Bools:
    """A row for every participant, a column for every mentor: whether they have such a time in common."""
    found = allowed(shape_of(problem, minutes))
    people, mentors = len(problem.participants), len(problem.mentors)
    if found.table.shape == (people, mentors):  # all keys differ, and stand in the order of the people
        return found.table
    return found.rows(np.arange(people), np.arange(mentors))


def shape_of(problem: pairing.Problem, minutes: int) -> PairFilter:
    (shape,) = FreeTogether(minutes).shapes(problem)
    assert isinstance(shape, PairFilter)
    return shape


def factors(problem: pairing.Problem, minutes: int) -> tuple[Floats, Floats]:
    """Everybody's row over the live moments: of participants, of mentors."""
    shape = shape_of(problem, minutes)
    rows, columns = live_bits(shape.participant_keys, shape.mentor_keys)
    return rows.astype(np.float32), columns.astype(np.float32)


def multiply(rows: Floats, columns: Floats) -> None:
    """The product alone, block after block in one piece of memory."""
    step = max(1, min(len(rows), MOST_COUNTS // len(columns)))
    counts = np.empty((step, len(columns)), np.float32)
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        np.matmul(some, columns.T, out=counts[: len(some)])


def wrong(problem: pairing.Problem, table: Bools, options: argparse.Namespace, seed: int) -> int:
    """How many of some couples, drawn anew each round, the table has otherwise than their stretches."""
    chance, (session,), found = Chance(seed), problem.sessions, 0
    for _ in range(options.couples):
        p, m = chance.below(len(problem.participants)), chance.below(len(problem.mentors))
        hours = (free_in(person, session) for person in (problem.participants[p], problem.mentors[m]))
        found += bool(table[p, m]) != share(*hours, options.minutes)
    return found


def problem_of(case: Case, options: argparse.Namespace) -> pairing.Problem:
    """People of a case; each has free times of his own, as a sheet that is read gives them."""
    chance = Chance(options.seed)
    shared = [pattern(chance) for _ in range(case.num_patterns or 0)]

    def free() -> tuple[FreeTime, ...]:
        return tuple(FreeTime(*one) for one in (chance.pick(shared) if shared else pattern(chance)))

    participants = [pairing.Participant(f"Collabie {number}", free=free()) for number in range(options.participants)]
    mentors = [pairing.Mentor(f"Mentor {number}", free=free()) for number in range(options.mentors)]
    session = pairing.Session("Interview", minutes=options.minutes, first_day=WEEK[0], last_day=WEEK[-1])
    return pairing.Problem(participants, mentors, [session])


def pattern(chance: Chance) -> Pattern:
    """Two stretches a day, more or less, of half an hour to three hours and a quarter."""
    zone, is_weekly = chance.pick((*ZONES, *ODD_ZONES)), chance.below(2) == 0
    found = []
    for day in WEEK:
        for hour in PARTS:
            if chance.below(3):
                start = hour * 60 + GRAIN * chance.below(12)
                end = min(start + GRAIN * (2 + chance.below(12)), DAY)
                found.append((day.weekday() if is_weekly else day, start, end, zone))
    return tuple(found)


if __name__ == "__main__":
    sys.exit(main())
