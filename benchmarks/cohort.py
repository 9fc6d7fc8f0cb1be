"""The example cohort, measured: is the plan the best one, and always the same one? Run from the checkout:

    python benchmarks/cohort.py

It plans `examples/career-lab` and compares with what is known about it (found independently with CP-SAT, by a model
that shares nothing with this project): 76 places are wanted and 75 can be filled, no volunteer stays idle, and with
equal balance the squared total loads add up to 441. It then asks for the same table from the flow and from CP-SAT,
from six orders of the rows of both sheets, and from three hash seeds of Python. Last, it counts how many would be
left unpaired if times were compared as equal starts of hour blocks instead of in minutes: five instead of one,
because two Collabies live in a zone of half hours.

Prints one line a figure, with what it should be, and ends with 1 if any is wrong.
"""

from __future__ import annotations

import csv
import dataclasses
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

import pairing
from pairing.engine import run
from pairing.model.intervals import FreeTime, intersect, to_utc
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session
from pairing.model.solution import Result, Status

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "career-lab"
HOUR = 60  # minutes: what one box of the sign-up form stands for
STARTS = "starts of the hour blocks"
AnyPerson = TypeVar("AnyPerson", Participant, Mentor)


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    what: str
    found: object
    expected: object

    @property
    def is_right(self) -> bool:
        return self.found == self.expected


def main() -> int:
    if sys.argv[1:] == ["--digest"]:
        print(digest(solve_folder(EXAMPLE)))
        return 0
    print(f"Python {platform.python_version()}, ortools {version('ortools')}, {platform.system()} {platform.machine()}")
    print(f"\n{'figure':66} {'found':>18} {'expected':>18}")
    is_right = True
    for figure in figures():
        is_right = is_right and figure.is_right
        print(f"{figure.what:66} {figure.found!s:>18} {figure.expected!s:>18}{'' if figure.is_right else '  WRONG'}")
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


def figures() -> Iterator[Figure]:
    problem = pairing.read_program(EXAMPLE).problem
    result = pairing.solve(problem)
    yield from quality(result)
    yield from engines(problem)
    yield from same_table(digest(result))
    unpaired = pairing.solve(by_equal_starts(problem)).level("unpaired")
    yield Figure("unpaired if equal starts of hour blocks were compared", unpaired.value, 5)
    yield Figure("  … proved", unpaired.is_proved, True)


def quality(result: Result) -> Iterator[Figure]:
    """The plan of the example, and with equal balance."""
    equal = pairing.solve(result.problem.replace(balance="equal"))
    problem = result.problem
    people, sessions = range(len(problem.participants)), range(len(problem.sessions))
    wanted = sum(problem.demand(p, s) for p in people for s in sessions)
    yield Figure("places with a mentor wanted", wanted, 76)
    yield Figure("places with a mentor filled", len(result.pairs), 75)
    sizes = sorted(len(group.members) for group in result.groups)
    yield Figure("practice groups, for 25 who take part", sizes, [2] * 11 + [3])
    yield Figure("  … partners from another region", result.level("penalty").value, 1)
    yield Figure("places left without a mentor, as the level says", result.level("unpaired").value, 1)
    yield Figure("mentors nobody was assigned to", sum(load.load == 0 for load in result.loads), 0)
    for name, one in (("in proportion", result), ("equal", equal)):
        yield Figure(f"balance {name}: every level proved", is_proved(one), True)
        yield Figure(f"balance {name}: no other plan is as good", one.unique, True)
    yield Figure("balance equal: sum of the squared total loads", sum(load.load**2 for load in equal.loads), 441)
    yield Figure("balance equal: the same, as the level says", equal.level("imbalance").value, 441)


def engines(problem: Problem) -> Iterator[Figure]:
    """Flow and CP-SAT, with either balance: the same levels, the same table."""
    for balance in ("in proportion", "equal"):
        variant = problem.replace(balance=balance)
        flow, cpsat = run.solve(variant, engine="flow"), run.solve(variant, engine="cpsat")
        levels = [tuple((level.name, level.value) for level in one.levels) for one in (flow, cpsat)]
        yield Figure(f"balance {balance}: levels of CP-SAT are those of the flow", levels[1] == levels[0], True)
        yield Figure(f"balance {balance}: table of CP-SAT", digest(cpsat), digest(flow))


def same_table(expected: str) -> Iterator[Figure]:
    """Neither the order of the rows nor the order of Python's sets decides anything."""
    with tempfile.TemporaryDirectory() as name:
        for order in range(6):
            folder = Path(shutil.copytree(EXAMPLE, Path(name) / str(order)))
            for sheet in ("collabies.csv", "mentors.csv"):
                shuffle_rows(folder / sheet, random.Random(f"{sheet} {order}"))
            yield Figure(
                f"table, rows of both sheets in random order {order + 1}", digest(solve_folder(folder)), expected
            )
    for seed in ("0", "1", "2027"):
        command = [sys.executable, __file__, "--digest"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        yield Figure(f"table, PYTHONHASHSEED={seed}", done.stdout.strip() or done.stderr[-200:], expected)


def solve_folder(folder: Path) -> Result:
    return pairing.solve(pairing.read_program(folder).problem)


def is_proved(result: Result) -> bool:
    return result.status is Status.OPTIMAL and all(level.is_proved for level in result.levels)


def digest(result: Result) -> str:
    """A short code of the table: who meets whom in which session, in a fixed order."""
    triples = sorted((pair.session.id, pair.participant.id, pair.mentor.id) for pair in result.pairs)
    triples += sorted((group.session.id, *(person.id for person in group.members)) for group in result.groups)
    return blake2b(repr(triples).encode(), digest_size=6).hexdigest()


def shuffle_rows(sheet: Path, rng: random.Random) -> None:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    rng.shuffle(rows)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def by_equal_starts(problem: Problem) -> Problem:
    """The wrong problem, on purpose: two people can meet only if an hour block of theirs starts at the same instant.

    Everybody gets a column that lists the starts of his hour blocks, and a rule on that column asks for a common
    value instead of a common free time. In such a rule a blank excludes nobody, so who has no block lists a value
    that nobody else has. The sessions' days are applied before the list is made.
    """
    timed = [session for session in problem.sessions if session.is_timed]
    days = {session.window for session in timed}
    lengths = {session.minutes for session in timed}
    if lengths != {HOUR} or len(days) != 1:
        raise SystemExit("the timed sessions of the example no longer last one hour on the same days")
    session = timed[0]

    def with_starts(person: AnyPerson) -> AnyPerson:
        starts = sorted(block_starts(person.free or (), session))
        cell = ", ".join(map(str, starts)) or f"never, says {person.id}"
        return dataclasses.replace(person, answers={**person.answers, STARTS: cell})

    rule = MatchColumns((STARTS, STARTS), "share", sessions=tuple(one.name for one in timed))
    return problem.replace(
        participants=tuple(map(with_starts, problem.participants)),
        mentors=tuple(map(with_starts, problem.mentors)),
        sessions=tuple(dataclasses.replace(one, time="none") for one in problem.sessions),
        rules=(*problem.rules, rule),
    )


def block_starts(free: tuple[FreeTime, ...], session: Session) -> Iterator[int]:
    """UTC minutes at which the hour blocks begin that lie in the session's days, as people ticked them."""
    for one in free:
        for start in range(one.start, one.end - HOUR + 1, HOUR):
            block = to_utc(
                [dataclasses.replace(one, start=start, end=start + HOUR)], session.first_day, session.last_day
            )
            yield from (begin for begin, end in block if intersect(((begin, end),), session.window) == ((begin, end),))


if __name__ == "__main__":
    sys.exit(main())
