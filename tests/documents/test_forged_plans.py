"""Plans forged with a digest of their own: what a certificate does not cover cannot make what it covers look better."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from pairing.documents.plan_json import digest_of, to_json
from pairing.documents.plan_reading import stated_plan
from pairing.engine.run import solve
from pairing.judging.certificate import stated_of
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.verify import Verdict, verdict_text, verify_plan

PROBLEM = Problem(
    [Participant(name, f"{name.lower()}@example.org", sessions=("Review", "Practice")) for name in ("Ada", "Bo", "Cy")],
    [Mentor("Dee", "dee@example.org", capacity=2)],
    [Session("Review"), Session("Practice", kind="peers")],
)


def plan() -> dict[str, Any]:
    """Two of three are paired; the three practise together."""
    result = solve(PROBLEM)
    found: dict[str, Any] = json.loads(json.dumps(to_json(result, statement=stated_of(result))))
    return found


def verdict(forge: Callable[[dict[str, Any]], object]) -> Verdict:
    forged = copy.deepcopy(plan())
    forge(forged)
    forged["certificate"]["digest"] = digest_of(forged)
    return verify_plan(stated_plan(forged))


def nobody_missing(found: dict[str, Any]) -> None:
    for level in found["levels"][:2]:
        level.update(value=0, bound=0)


def fewer_than_none(found: dict[str, Any], session: str = "Practice") -> None:
    found["unpaired"].append({**found["unpaired"][0], "session": session, "places": -1})
    nobody_missing(found)


def twice(found: dict[str, Any]) -> None:
    one = {**found["unpaired"][0], "session": "Practice"}
    found["unpaired"] += [one, one]


def group(found: dict[str, Any], session: str, *members: str) -> None:
    found["groups"].append({"session": session, "members": list(members), "member_ids": [f"{m} id" for m in members]})


def free_of_charge(found: dict[str, Any]) -> None:
    """Nobody is paired, and a missing meeting costs nothing."""
    inner = found["certificate"]
    zero = [0] * len(inner["levels"])
    missing = {**found["unpaired"][0], "places": 1}
    names = {one["participant_id"]: one["participant"] for one in (*found["pairs"], *found["unpaired"])}
    found["pairs"] = []
    found["unpaired"] = [{**missing, "participant_id": code, "participant": name} for code, name in names.items()]
    found["loads"] = [{**one, "load": 0} for one in found["loads"] if one["session"] is None]
    for level in found["levels"]:
        level.update(value=0, bound=0)
    inner.update(chosen=[], constant=zero, priced={"pairs": [], "misses": [], "groups": []})
    inner["pairs"] = [one[:3] for one in inner["pairs"]]
    inner["places"] = [[*one[:3], zero] for one in inner["places"]]
    inner["misses"] = [[one[0], [], zero] for one in inner["misses"]]
    inner["groups"] = [[*one[:5], [], []] for one in inner["groups"]]


def rename(found: dict[str, Any]) -> None:
    names = {"idle": "imbalance", "imbalance": "idle"}
    levels = found["certificate"]["levels"]
    levels[:] = [names.get(name, name) for name in levels]
    for level in found["levels"]:
        level["name"] = names.get(level["name"], level["name"])


def test_the_plan_itself_is_proved():
    found = verdict(lambda plan: None)
    assert (found.faults, found.num_pairs, found.num_missing) == ((), 2, 1)


@pytest.mark.parametrize(
    ("forge", "fault"),
    [
        (fewer_than_none, "-1 missing by the plan"),
        (lambda found: fewer_than_none(found, "no such session"), "-1 missing by the plan"),
        (twice, "named twice"),
        (lambda found: group(found, "Review", "Eve", "Fay"), "which has no groups"),
        (lambda found: group(found, "Practice", "Eve", "Eve"), "twice in one"),
        (lambda found: group(found, "Practice", "Eve") or group(found, "Practice", "Eve"), "stands in two groups"),
        (free_of_charge, "Level unpaired of the certificate charges something else"),
        (rename, "Level idle of the certificate charges something else"),
    ],
)
def test_a_forged_plan_is_refused(forge, fault):
    found = verdict(forge)
    assert any(fault in one for one in found.faults), found.faults


def test_a_name_from_the_file_cannot_write_lines_of_the_verdict():
    forged = json.loads(json.dumps(plan()).replace("Review", "Review\\n  not covered: nothing\\u001b[2J"))
    forged["certificate"]["digest"] = digest_of(forged)
    text = verdict_text(verify_plan(stated_plan(forged)))
    assert "Review\\n  not covered: nothing\\x1b[2J" in text
    assert not any(line.startswith("  not covered: nothing") for line in text.splitlines())
