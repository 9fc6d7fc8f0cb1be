"""Certificates, measured: are they right, how long do they take, how large are they? Run from the checkout:

    python benchmarks/certificate.py          # 40 cohorts
    python benchmarks/certificate.py 500      # more of them

Cohorts of the example's size, at random. Of each the best plan has to be proved; then plans that are worse are planted:
a pair dropped or moved, two swapped, three in a round, and whatever the judge says is no better on any level is left
out. They come with the potentials of the best plan and state their true values, so that nothing but the proof can tell.
Then the file of the example is changed in one place after the other, each time with a new digest.

Prints one line a figure, with what it should be, and ends with 1 if any is wrong.
"""

from __future__ import annotations

import dataclasses
import json
import platform
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

import pairing
from pairing.documents.plan_json import as_text, digest_of, to_json
from pairing.documents.plan_reading import stated_plan
from pairing.documents.strict_json import parse
from pairing.judging.certificate import stated_of
from pairing.judging.evaluate import evaluate
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import LevelValue, Pair, Result, Triple
from pairing.verify import verify_plan

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "career-lab"
NUM_COHORTS = 40
NUM_PLANTED = 30  # a cohort
SIZE = (26, 16, 3)  # participants, mentors, sessions
LARGE = (260, 180, 3)
TRACKS = ("Backend", "Frontend", "Data", "Design")


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
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUM_COHORTS
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    print(f"\n{'figure':66} {'found':>12} {'expected':>12}")
    is_right = True
    for figure in (*planted_figures(number), *file_figures(), *large_figures()):
        is_right = is_right and figure.is_right
        expected = "" if figure.expected is None else figure.expected
        wrong = "" if figure.is_right else "  WRONG"
        print(f"{figure.what:66} {figure.found!s:>12} {expected!s:>12}{wrong}", flush=True)
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


# --- cohorts and planted plans ----------------------------------------------------------------------------------


def cohort(seed: int, size: tuple[int, int, int] = SIZE) -> Problem:
    """People of four tracks; mentors with few places, who may only help in some sessions."""
    chance = random.Random(seed)
    num_participants, num_mentors, num_sessions = size
    sessions = [
        Session(f"Session {s}", track="preferred" if s == 0 else "required" if s == 1 else "ignored")
        for s in range(num_sessions)
    ]
    people = [Participant(f"P{p}", tracks=(chance.choice(TRACKS),)) for p in range(num_participants)]
    mentors = [
        Mentor(
            f"M{m}",
            tracks=tuple(chance.sample(TRACKS, 2)),
            capacity=chance.choice([3, 4, 5, 6, 8, None]),
            sessions=None if chance.random() < 0.5 else (chance.choice(sessions).name,),
        )
        for m in range(num_mentors)
    ]
    return Problem(people, mentors, sessions, seed=seed)


def planted_figures(number: int) -> Iterator[Figure]:
    alarms = planted = missed = by_tie = 0
    for seed in range(number):
        problem = cohort(seed)
        result = pairing.solve(problem)
        alarms += not pairing.certify(problem, result).is_proved
        values = [level.value for level in result.levels]
        for plan in planted_plans(problem, result, random.Random(seed)):
            other = with_plan(result, plan)
            worse = [level.value for level in other.levels]
            if worse > values:
                planted += 1
                by_tie += worse[:-1] == values[:-1]
                missed += pairing.certify(problem, other).is_proved
    yield Figure(f"best plans of {number} cohorts that are not proved", alarms, 0)
    yield Figure("plans planted that keep the rules and are worse", planted)
    yield Figure("  … by the tie alone", by_tie)
    yield Figure("  … proved all the same", missed, 0)


def planted_plans(problem: Problem, result: Result, chance: random.Random) -> Iterator[frozenset[Triple]]:
    """Plans that keep every rule, near the best one."""
    best = frozenset(
        (
            problem.participant_idx(one.participant.id),
            problem.mentor_idx(one.mentor.id),
            problem.session_idx(one.session.name),
        )
        for one in result.pairs
    )
    found = 0
    while found < NUM_PLANTED:
        size = chance.choice([1, 1, 2, 2, 3])
        old = chance.sample(sorted(best), size)
        mentors = [m for _, m, _ in old[1:]] + [old[0][1]]
        if size == 1:
            mentors = [chance.randrange(len(problem.mentors))]
        new = {(p, m, s) for (p, _, s), m in zip(old, mentors, strict=True)}
        plan = best.difference(old) | (set() if size == 1 and chance.random() < 0.2 else new)
        if plan != best and evaluate(problem, plan).is_valid:
            found += 1
            yield plan


def with_plan(result: Result, plan: frozenset[Triple]) -> Result:
    """The planted plan with the potentials of the best one; what it states of its levels is true."""
    problem = result.problem
    ties = sum(level.name.startswith("tie") for level in result.levels)
    levels = evaluate(problem, plan, tie_levels=ties).levels
    pairs = tuple(Pair(problem.participants[p], problem.mentors[m], problem.sessions[s]) for p, m, s in sorted(plan))
    stated = tuple(LevelValue(name, value, value) for name, value in levels)
    return dataclasses.replace(result, _pairs=pairs, levels=stated, unique=None)


# --- files ------------------------------------------------------------------------------------------------------


def file_figures() -> Iterator[Figure]:
    """The example's plan as a file, and the same with one thing changed that its certificate speaks of."""
    result = pairing.solve(pairing.read_program(EXAMPLE))
    text = as_text(to_json(result, statement=stated_of(result)))
    plan = json.loads(text)
    yield Figure("the example: kB of its plan as JSON", round(len(text) / 1000))
    yield Figure(
        "  … of these, its certificate", round(len(json.dumps(plan["certificate"], separators=(",", ":"))) / 1000)
    )
    yield Figure("  … proved from its file", verify_plan(stated_plan(plan)).is_proved, True)
    changed = missed = 0
    for other in tampered(plan):
        changed += 1
        other["certificate"]["digest"] = digest_of(other)
        missed += verify_plan(stated_plan(other)).is_proved
    yield Figure("  … with one statement changed, and a new digest", changed)
    yield Figure("  … proved all the same", missed, 0)


def tampered(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One pair, load, level or unpaired place after the other: changed, and taken out."""
    cells = {
        "levels": ("value", "bound"),
        "pairs": ("session", "participant_id", "mentor_id", "penalty"),
        "unpaired": ("participant_id", "places"),
        "loads": ("load", "mentor_id"),
    }
    for kind, keys in cells.items():
        for position, entry in enumerate(plan[kind]):
            for key in keys:
                value = entry[key] + 1 if isinstance(entry[key], int) else entry[key] + "x"
                yield replaced(plan, kind, [*plan[kind][:position], {**entry, key: value}, *plan[kind][position + 1 :]])
            if kind != "loads" or entry["session"] is None or entry["load"]:
                yield replaced(plan, kind, [*plan[kind][:position], *plan[kind][position + 1 :]])


def replaced(plan: dict[str, Any], kind: str, entries: list[Any]) -> dict[str, Any]:
    return {**plan, kind: entries, "certificate": dict(plan["certificate"])}


def large_figures() -> Iterator[Figure]:
    problem = cohort(1, LARGE)
    result, solving = timed(lambda: pairing.solve(problem))
    found, proving = timed(lambda: pairing.certify(problem, result))
    text = as_text(to_json(result, statement=stated_of(result)))
    verdict, verifying = timed(lambda: verify_plan(stated_plan(parse(text.encode()))))
    statement = stated_of(result)
    assert statement is not None
    yield Figure("{} participants, {} mentors, {} sessions: pairs that could be".format(*LARGE), len(statement.pairs))
    yield Figure("  … seconds to solve and judge", f"{solving:.2f}")
    yield Figure("  … seconds to prove the result", f"{proving:.2f}")
    yield Figure("  … seconds to prove its file", f"{verifying:.2f}")
    yield Figure("  … kB of its plan as JSON", round(len(text) / 1000))
    yield Figure("  … proved both times", found.is_proved and verdict.is_proved, True)


def timed(work: Any) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
