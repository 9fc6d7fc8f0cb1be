"""The same rosters, or the same frame, give the same table: in any process, hash seed and order of rows.

Each process solves both in every order of rows and writes down digests; all of them must be one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A frame of 60 x 40, thinned by small limits, and a cohort of 60 x 40 x 9 triples, more than the plain engine is given.
DIGESTS = """
import hashlib, random, sys
import numpy as np, pandas as pd
import pairing
from pairing.engine import choose
from pairing.engine.arrays import flow
flow.MANY_PAIRS, flow.FIRST_OF_A_PLACE = 0, (2, 2)
chance = random.Random(5)
costs = pd.DataFrame(
    [[chance.choice([1, 2, 3, float("nan")]) for _ in range(40)] for _ in range(60)],
    index=[f"row {i}" for i in range(60)], columns=[f"column {j}" for j in range(40)],
)
demand = pd.Series([chance.choice([1, 2]) for _ in range(60)], index=costs.index)
most = pd.Series([chance.choice([1, 2, 4]) for _ in range(40)], index=costs.columns)
tracks = ["Backend", "Data", "Design", "Any"]
names = [f"Session {s}" for s in range(9)]
sessions = [pairing.Session(name, track="preferred") for name in names]
people = [
    pairing.Participant(f"P{p}", tracks=[chance.choice(tracks)], sessions=chance.sample(names, 2)) for p in range(60)
]
mentors = [
    pairing.Mentor(f"M{m}", tracks=[chance.choice(tracks)], capacity=chance.choice([2, 3, 4, None])) for m in range(40)
]
assert len(people) * len(mentors) * len(sessions) >= choose.LARGE

def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).hexdigest()

for order in range(3):
    shuffle = random.Random(order).shuffle
    rows, columns = list(costs.index), list(costs.columns)
    shuffle(rows), shuffle(columns), shuffle(people), shuffle(mentors), shuffle(sessions)
    limits = {"demand": demand[rows], "max_load": most[columns]}
    a = pairing.assign(costs.loc[rows, columns], **limits, levels=("unpaired", "penalty", "imbalance"))
    assert a.unique
    print("assign", digest(sorted(zip(a.rows, a.columns)), a.levels))
    result = pairing.solve(pairing.Problem(people, mentors, sessions, seed=11))
    assert (result.unique, result.engine) == (True, "flow")
    pairs = sorted((one.participant.id, one.mentor.id, one.session.id) for one in result.pairs)
    print("solve", digest(pairs, result.levels))
assert sys.modules["pairing.engine.arrays.engine"]
"""


def digests(hash_seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def check(processes: list[str]) -> None:
    lines = [line for hash_seed in processes for line in digests(hash_seed)]
    assert len(lines) == 6 * len(processes)
    assert {line.split()[0] for line in lines} == {"assign", "solve"}
    assert len(set(lines)) == 2


def test_three_processes_with_three_hash_seeds_and_three_orders_of_rows_give_one_table():
    check(["0", "1", "20270312"])


@pytest.mark.long
def test_each_of_three_hash_seeds_in_three_processes():
    check([hash_seed for hash_seed in ("0", "1", "20270312") for _ in range(3)])
