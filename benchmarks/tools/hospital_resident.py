"""The package ``matching``: stable matchings. It runs in an environment of its own: see ``mentor_match``."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable

from benchmarks.instance import Matrix, Plan
from benchmarks.tools.base import Tool

MOST_PAIRS = 1_000_000
STACK = 512 * 2**20  # it copies people who know people who know people …


def solve(matrix: Matrix, cap: float) -> Plan:
    """``HospitalResident``: both sides prefer the cheaper pair; ties by position."""
    import numpy as np
    from matching.games import HospitalResident

    rows, columns, costs = matrix.pairs()
    order = np.lexsort((columns, costs))
    wishes: dict[str, list[str]] = {}
    welcome: dict[str, list[str]] = {}
    for i, j in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        wishes.setdefault(f"r{i}", []).append(f"c{j}")
        welcome.setdefault(f"c{j}", []).append(f"r{i}")
    limits = {name: int(matrix.max_load[int(name[1:])]) for name in welcome}
    found: dict[object, list[object]] = {}

    def play() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            game = HospitalResident.create_from_dictionaries(wishes, welcome, limits)
            found.update(game.solve(optimal="resident"))

    _with_a_deep_stack(play)
    pairs = sorted((int(str(r)[1:]), int(str(c)[1:])) for c, residents in found.items() for r in residents)
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Plan(table[:, 0], table[:, 1], is_proved=False)


def _with_a_deep_stack(work: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(10_000_000)
    thread = threading.Thread(target=run)
    try:
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]


def refuses(matrix: Matrix) -> str:
    if not ((matrix.demand == 1).all() and matrix.min_load is None):
        return "one hospital a resident, no minimums"
    return f"{matrix.num_pairs:,} pairs are too many" if matrix.num_pairs > MOST_PAIRS else ""


def instead(matrix: Matrix) -> str:
    return "stable: no two who would both rather have each other; neither all paired, nor even, nor cheap"


TOOL = Tool(
    "matching",
    "matching.games.HospitalResident, both sides prefer the cheaper pair",
    solve,
    ("matching",),
    refuses=refuses,
    instead=instead,
    requires=("matching>=1.4,<2", "numpy"),
)
