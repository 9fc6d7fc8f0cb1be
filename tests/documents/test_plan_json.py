"""The JSON of a plan."""

from __future__ import annotations

import json
from collections.abc import Callable

from pairing.documents.plan_json import WhyUnpaired, to_json, utc_text
from pairing.documents.published import Change
from pairing.errors import Issue, Severity
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import LevelValue, Pair, Result, Status


def example() -> Result:
    ada, cem = Participant("Ada", id="ada@example.org", free=()), Participant("Cem", id="cem@example.org", free=())
    bo, session = Mentor("Bo", id="bo@example.org", capacity=2, free=()), Session("Technical", minutes=60)
    problem = Problem((ada, cem), (bo,), (session,), seed=7)
    pairs = (Pair(ada, bo, session, ((29_000_000, 29_000_090),), penalty=2),)
    return Result(problem, Status.FEASIBLE, (LevelValue("unpaired", 1, None),), None, "test", 0.5, _pairs=pairs)


def test_json_holds_the_plan_with_codes_instead_of_addresses() -> None:
    why = WhyUnpaired(
        "cem@example.org", "technical", {"kind": "shortage", "people": [], "rules": []}, "1 short", ("x",)
    )
    change = Change("Technical", "Ada", (), ("Bo",))
    issue = Issue(Severity.WARNING, "code", "message", "hint", "f.csv", 3, "Name", "v", "Ada")
    found = json.loads(json.dumps(to_json(example(), issues=[issue], changes=[change], unpaired=[why])))
    assert "@" not in json.dumps(found)
    ada, bo, cem = (short_code(f"{name}@example.org", key="7") for name in ("ada", "bo", "cem"))
    assert found == {
        "schema_version": 1,
        "status": "feasible",
        "unique": None,
        "seed": 7,
        "levels": [{"name": "unpaired", "value": 1, "bound": None}],
        "pairs": [
            {
                "session": "Technical",
                "participant": "Ada",
                "participant_id": ada,
                "mentor": "Bo",
                "mentor_id": bo,
                "start": None,
                "minutes": 60,
                "common": [["2025-02-19T21:20:00Z", "2025-02-19T22:50:00Z"]],
                "penalty": 2,
                "start_text": "",
                "common_text": ["Wed 19 Feb, 21:20–22:50 UTC"],
            }
        ],
        "groups": [],
        "unpaired": [
            {
                "session": "Technical",
                "participant": "Cem",
                "participant_id": cem,
                "places": 1,
                "reason": {"kind": "shortage", "people": [], "rules": []},
                "text": "1 short",
                "remedies": ["x"],
            }
        ],
        "loads": [
            {"mentor": "Bo", "mentor_id": bo, "session": "Technical", "load": 1, "capacity": None},
            {"mentor": "Bo", "mentor_id": bo, "session": None, "load": 1, "capacity": 2},
        ],
        "wishes": [],
        "certificate": None,
        "changes": [{"session": "Technical", "participant": "Ada", "before": [], "after": ["Bo"]}],
        "issues": [
            {
                "severity": "warning",
                "code": "code",
                "message": "message",
                "hint": "hint",
                "file": "f.csv",
                "line": 3,
                "column": "Name",
                "value": "v",
                "person": "Ada",
            }
        ],
        "seconds": 0.5,
    }


def test_json_of_no_plan_has_empty_lists(result_of: Callable[..., Result]) -> None:
    problem = result_of({"Ada": ["Bo"]}).problem
    found = to_json(Result(problem, Status.STOPPED, (), None, "test", 1.0))
    assert (found["status"], found["pairs"], found["unpaired"], found["loads"]) == ("stopped", [], [], [])


def test_without_reasons_the_unpaired_are_named_all_the_same() -> None:
    (one,) = to_json(example())["unpaired"]
    assert (one["participant"], one["reason"], one["text"], one["remedies"]) == ("Cem", None, "", [])


def test_times_before_and_far_after_1970_are_written_too() -> None:
    assert utc_text(-1) == "1969-12-31T23:59:00Z"
    assert utc_text(10**9).startswith("3871-")
