"""Plans as files, tampered with: whatever is accepted is true.

Without a new digest no change at all goes through. With a new one, everything that a plan states of its pairs, places,
loads and levels still has to be what its certificate proves; and where the certificate itself is changed and accepted
all the same, the plan is the best of what it now states: the reference of ``tests/reference`` looks at all plans.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from pairing.documents.plan_json import digest_of, to_json
from pairing.documents.plan_reading import stated_plan
from pairing.documents.strict_json import MalformedError
from pairing.judging.certificate import stated_of
from pairing.model.problem import Problem
from pairing.verify import verify_plan
from tests.properties.strategies import LARGER, problems, quick
from tests.properties.test_certificates import solved
from tests.reference.statement_brute_force import best_of

QUICK = quick(60)
LONG = settings(QUICK, max_examples=600)
Path = tuple[Any, ...]

# What only the digest watches over. `groups` are those of practice.
UNWATCHED = {"seed", "groups", "changes", "issues", "seconds"}
IN_ALL = {"common", "common_text", "start_text", "reason"}  # with all that is in them
UNWATCHED_CELLS = {"participant", "mentor", "start", "minutes", "common", "reason", "text", "remedies"}


def plan_of(problem: Problem) -> dict[str, Any] | None:
    """The JSON of the best plan, as it comes out of a file; None where the flow engine has none."""
    result = solved(problem)
    if result is None:
        return None
    found: dict[str, Any] = json.loads(json.dumps(to_json(result, statement=stated_of(result))))
    return found


def is_accepted(plan: dict[str, Any]) -> bool:
    try:
        return verify_plan(stated_plan(plan)).is_proved
    except MalformedError:
        return False


def with_new_digest(plan: dict[str, Any]) -> dict[str, Any]:
    if isinstance(plan.get("certificate"), dict):
        return {**plan, "certificate": {**plan["certificate"], "digest": digest_of(plan)}}
    return plan


# --- ways to tamper ---------------------------------------------------------------------------------------------


def places_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value in a plan with the way to it, lists and objects included."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places_in(one, (*path, key))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from places_in(one, (*path, position))


def others(value: Any, chance: random.Random) -> list[Any]:
    """Other values for one place: some near, some of another kind."""
    if isinstance(value, bool) or value is None:
        return [one for one in (True, False, None, 0, 1, "") if one is not value]
    if isinstance(value, int):
        near = [value + 1, value - 1, 0, -value, value + chance.choice([2, 7, 10**6, 2**70]), value ^ 1]
        return [*(one for one in near if one != value), None, str(value), value + 0.5, float(value)]
    if isinstance(value, float):
        return [value + 1, None, "1"]
    if isinstance(value, str):
        return [*(one for one in (value + "x", value[1:], "") if one != value), None, 3]
    if isinstance(value, list):
        shuffled = chance.sample(value, len(value))
        position = chance.randrange(len(value)) if value else 0
        shorter, longer = value[:position] + value[position + 1 :], [*value[: position + 1], *value[position:]]
        return [*(one for one in (shuffled, shorter, longer, []) if one != value), None, {}]
    position_of = chance.choice(sorted(value)) if value else ""
    return [{key: one for key, one in value.items() if key != position_of}, [], None]


def replaced(value: Any, path: Path, other: Any) -> Any:
    """The same with another value in one place; what is not on the way is not copied."""
    if not path:
        return other
    changed = copy.copy(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], other)
    return changed


def is_watched(path: Path) -> bool:
    """Whether a change there is noticed by more than the digest."""
    return path[0] not in UNWATCHED and path[-1] not in UNWATCHED_CELLS and not IN_ALL & set(path)


def is_harmless(plan: dict[str, Any], path: Path, value: Any) -> bool:
    """Changes that state nothing else: less is claimed, rows stand in another order, an offer that limits nothing."""
    if path == ("unique",) and value is None:
        return True
    found: Any = plan
    for step in path:
        found = found[step]
    if path[0] in ("pairs", "unpaired", "loads") and len(path) == 1 and isinstance(value, list):
        gone = [one for one in found if one not in value]
        is_same = sorted(map(str, [*value, *gone])) == sorted(map(str, found))
        return is_same and all(path == ("loads",) and one["session"] and not num_pairs(plan, one) for one in gone)
    return path[0] == "loads" and path[-1] == "capacity" and limits_nothing(plan, plan["loads"][path[1]], value)


def num_pairs(plan: dict[str, Any], load: dict[str, Any]) -> int:
    """How many pairs of the plan are in a load."""
    mine = [one for one in plan["pairs"] if one["mentor_id"] == load["mentor_id"]]
    return sum(load["session"] in (None, one["session"]) for one in mine)


def limits_nothing(plan: dict[str, Any], load: dict[str, Any], capacity: object) -> bool:
    """Whether another offer is the same limit: it is beyond what he could get anyway, or published pairs decide."""
    certificate = plan["certificate"]
    m = certificate["mentors"].index(load["mentor_id"])
    s = None if load["session"] is None else certificate["sessions"].index(load["session"])
    could = [pair for pair in certificate["pairs"] if pair[1] == m]
    there = [pair for pair in could if s in (None, pair[2])]
    if any(certificate["pairs"][index] in could for index in certificate["published"]):
        return True
    if capacity is not None and type(capacity) is not int:
        return False
    gone = sum(number for who, where, number in certificate["held"] if who == m and s in (None, where))
    whole = next((row[4] for row in certificate["groups"] if row[:4] == [None, m, None, None]), 0)
    most = [len(there) if one is None else max(0, one - gone) for one in (capacity, load["capacity"])]
    return min(most[0], len(there), whole if s is not None else len(there)) == min(
        most[1], len(there), whole if s is not None else len(there)
    )


def check_plan_part(plan: dict[str, Any], chance: random.Random, counted: Counter[str], most: int) -> None:
    """Every kind of place outside the certificate, by chance where there are many."""
    assert is_accepted(plan)
    every = [entry for entry in places_in(plan) if entry[0][0] != "certificate"]
    for path, value in chance.sample(every, min(most, len(every))):
        for other in others(value, chance):
            changed = replaced(plan, path, other)
            assert not is_accepted(changed)
            counted["digest"] += 1
            if is_watched(path) and not is_harmless(plan, path, other):
                assert not is_accepted(with_new_digest(changed)), (path, value, other)
                counted["states something else"] += 1


def check_certificate_part(plan: dict[str, Any], chance: random.Random, counted: Counter[str], most: int) -> None:
    """Places in the certificate: what is still accepted with a new digest is proved, and true."""
    every = list(places_in(plan["certificate"], ("certificate",)))[1:]
    for path, value in chance.sample(every, min(most, len(every))):
        for other in others(value, chance):
            changed = replaced(plan, path, other)
            assert not is_accepted(changed)
            counted["digest"] += 1
            changed = with_new_digest(changed)
            if not is_accepted(changed):
                counted["refused"] += 1
                continue
            certificate = changed["certificate"]
            best = best_of(certificate)
            assert best is not None
            assert frozenset(certificate["chosen"]) in best.choices
            own = [level for level in certificate["levels"] if level != "required"]
            assert [(level["name"], level["value"]) for level in changed["levels"]] == list(
                zip(own, best.values[len(certificate["levels"]) - len(own) :], strict=True)
            )
            assert changed["unique"] is None or changed["unique"] is (len(best.choices) == 1)
            counted["another statement, and true"] += 1


def check_tampered(problem: Problem, counted: Counter[str], most: int = 8) -> None:
    plan = plan_of(problem)
    if plan is not None:
        chance = random.Random(problem.seed)
        check_plan_part(plan, chance, counted, most)
        check_certificate_part(plan, chance, counted, most)


# --- tests ------------------------------------------------------------------------------------------------------


@QUICK
@given(problems())
def test_every_plan_is_proved_from_its_file_and_so_is_the_reference_of_its_statement(problem: Problem) -> None:
    plan = plan_of(problem)
    if plan is not None:
        assert verify_plan(stated_plan(plan)).faults == ()
        best = best_of(plan["certificate"])
        assert best is not None
        assert frozenset(plan["certificate"]["chosen"]) in best.choices


@settings(QUICK, max_examples=20)
@given(problems(LARGER, crossing=False))
def test_every_larger_plan_is_proved_from_its_file(problem: Problem) -> None:
    plan = plan_of(problem)
    assert plan is None or verify_plan(stated_plan(plan)).faults == ()


def test_whatever_is_changed_in_a_file_is_noticed_or_true() -> None:
    counted: Counter[str] = Counter()

    @settings(QUICK, max_examples=60)
    @given(problems(crossing=False))
    def check(problem: Problem) -> None:
        check_tampered(problem, counted)

    check()
    assert counted["digest"] >= 3000
    assert counted["states something else"] >= 1000
    assert counted["another statement, and true"] >= 50


@pytest.mark.long
@LONG
@given(problems())
def test_whatever_is_changed_in_hundreds_of_files_is_noticed_or_true(problem: Problem) -> None:
    check_tampered(problem, Counter(), most=20)
