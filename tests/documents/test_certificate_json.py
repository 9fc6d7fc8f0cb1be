"""The certificate in a plan's JSON: written compactly, the same in any order of rows, and read strictly."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.documents.certificate_reading import InconsistentError, read_certificate
from pairing.documents.plan_json import as_text, digest_of, to_json
from pairing.documents.plan_reading import read_plan, stated_plan
from pairing.documents.strict_json import MalformedError, parse
from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.judging.certificate import stated_of
from pairing.judging.proof import prove
from pairing.model.meetings import Meeting
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from tests.properties.strategies import LARGER, problems, quick

ADA, BO = Participant("Ada", "ada@example.org"), Participant("Bo", "bo@example.org", apart=("dee@example.org",))
DEE, ELI = Mentor("Dee", "dee@example.org", capacity=2), Mentor("Eli", "eli@example.org", min_load=0)
REVIEW, TALK, GONE = Session("Review"), Session("Talk"), Session("Gone", closed=True)
HELD = (Meeting("ada@example.org", "eli@example.org", "Gone"), Meeting("ada@example.org", "dee@example.org", "once"))
PROBLEM = Problem(
    (BO, ADA),
    (ELI, DEE),
    (REVIEW, TALK, GONE),
    seed=7,
    repeat="allow",
    held=HELD,
    baseline=(Meeting("ada@example.org", "dee@example.org", "Talk"),),
)


def plan_of(problem: Problem, **changes: object) -> dict[str, Any]:
    result = dataclasses.replace(solve(problem), seconds=0.25, **changes)
    found: dict[str, Any] = json.loads(json.dumps(to_json(result, statement=stated_of(result))))
    return found


def changed(certificate: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    other = copy.deepcopy(certificate)
    inner: Any = other
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return other


# --- written ----------------------------------------------------------------------------------------------------


def test_the_certificate_lists_who_could_meet_and_what_proves_the_plan() -> None:
    certificate = plan_of(PROBLEM)["certificate"]
    codes = {name: short_code(f"{name}@example.org", key="7") for name in ("ada", "bo", "dee", "eli")}
    assert certificate["participants"] == [codes["ada"], codes["bo"]]
    assert certificate["mentors"] == [codes["dee"], codes["eli"]]
    assert certificate["sessions"] == ["Review", "Talk", "Gone"]
    assert certificate["levels"] == ["unpaired", "changed", "spread", "idle", "imbalance", "penalty", "tie"]
    assert certificate["constant"] == [0, 1, 0, 0, 0, 0, 0]
    assert certificate["priced"] == {"pairs": [1, 6], "misses": [0, 2], "groups": [4]}
    assert [row[:4] for row in certificate["pairs"]] == [
        [0, 0, 0, 0],
        [0, 1, 0, 0],
        [1, 1, 0, 0],
        [0, 0, 1, -1],
        [0, 1, 1, 0],
        [1, 1, 1, 0],
    ]
    assert certificate["published"] == [3]
    assert [row[:3] for row in certificate["places"]] == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    assert [row[:2] for row in certificate["misses"]] == [[0, [[1, 1], [1, 3]]], [1, [[1, 1], [1, 3]]]]
    assert [row[:5] for row in certificate["groups"]] == [[None, 0, None, None, 1], [None, 1, None, None, 4]]
    assert certificate["held"] == [[0, None, 1], [1, 2, 1]]
    assert {len(row[-1]) for kind in ("places", "misses") for row in certificate[kind]} == {7}
    assert set(certificate) == {
        *("participants", "mentors", "sessions", "levels", "constant", "priced", "pairs", "chosen", "places"),
        *("misses", "groups", "published", "held", "digest"),
    }


def test_a_wish_to_be_kept_apart_leaves_no_reason_behind() -> None:
    """Bo and Dee are not among those who could meet; nothing says why."""
    text = as_text(plan_of(PROBLEM))
    assert "apart" not in text
    assert "private" not in text
    assert "@" not in text


@quick(20)
@given(problems(LARGER, crossing=False), st.randoms(use_true_random=False))
def test_the_certificate_is_the_same_in_any_order_of_rows(problem: Problem, chance: Any) -> None:
    def shuffled(values: Any) -> list[Any]:
        return chance.sample(list(values), len(values))

    fields = ("participants", "mentors", "rules", "baseline", "held", "earlier")
    other = problem.replace(**{name: shuffled(getattr(problem, name)) for name in fields})
    try:
        one, two = plan_of(problem), plan_of(other)
    except ValueError:
        return  # hard rules contradict
    if one["unique"]:
        assert two["certificate"]["digest"] == one["certificate"]["digest"]


def test_text_has_one_line_for_each_row_and_says_the_same() -> None:
    plan = plan_of(PROBLEM)
    text = as_text(plan)
    assert json.loads(text) == plan
    assert text.endswith("}\n")
    lines = text.splitlines()
    for kind in ("pairs", "places", "misses", "groups", "held"):
        for row in plan["certificate"][kind]:
            assert any(line.strip().rstrip(",") == json.dumps(row, separators=(",", ":")) for line in lines)
    assert ' "certificate": {' in lines
    assert as_text({**plan, "certificate": None}).count("certificate") == 1


def test_a_name_that_looks_like_json_does_not_break_the_text() -> None:
    strange = Participant('\n "certificate": null', "strange@example.org")
    plan = plan_of(PROBLEM.replace(participants=(ADA, BO, strange)))
    assert json.loads(as_text(plan)) == plan


def test_a_digest_changes_with_everything_and_not_with_the_layout() -> None:
    plan = plan_of(PROBLEM)
    digest = plan["certificate"]["digest"]
    assert len(digest) == 64
    assert digest_of(plan) == digest
    assert digest_of(json.loads(json.dumps(plan, indent=7, sort_keys=True))) == digest
    assert digest_of({**plan, "seconds": 0.26}) != digest
    assert digest_of({**plan, "certificate": {**plan["certificate"], "chosen": []}}) != digest


def test_without_potentials_there_is_no_certificate(result_of: Callable[..., Result]) -> None:
    result = result_of({"Ada": ["Bo"]})
    assert stated_of(result) is None
    assert to_json(result, statement=None)["certificate"] is None
    proved = solve(PROBLEM)
    bare = dataclasses.replace(proved, potentials=None)
    assert to_json(bare, statement=stated_of(proved))["certificate"] is None


# --- read -------------------------------------------------------------------------------------------------------


def test_what_was_written_is_read_and_proves_the_plan() -> None:
    result = solve(PROBLEM)
    certificate = read_certificate(plan_of(PROBLEM)["certificate"])
    proof = prove(certificate.statement, certificate.chosen, certificate.potentials)
    assert proof.faults == ()
    assert proof.unique is True
    assert proof.values == tuple(level.value for level in result.levels)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("levels",), [], "no levels"),
        (("levels", 1), "required", "'required' is not its first level"),
        (("levels", 1), "unpaired", "twice in 'levels'"),
        (("participants", 1), short_code("ada@example.org", key="7"), "twice in 'participants'"),
        (("constant",), [0] * 6, "6 numbers for 7 levels"),
        (("priced", "pairs"), [1, 7], "number 7 of 7"),
        (("priced", "pairs"), [1, 1], "twice in 'priced'"),
        (("pairs", 0, 0), 2, "'pairs' names number 2 of 2"),
        (("pairs", 0, 1), -1, "'pairs' names number -1 of 2"),
        (("pairs", 0, 2), 3, "'pairs' names number 3 of 3"),
        (("pairs", 0, 2), 2, "where nobody is wanted"),
        (("pairs", 1), [0, 0, 0, 0, 5], "twice in 'pairs'"),
        (("chosen",), [0, 0], "twice in 'chosen'"),
        (("chosen",), [6], "'chosen' names number 6 of 6"),
        (("published",), [-1], "'published' names number -1"),
        (("places", 0, 2), 0, "a place for 0 mentors"),
        (("places", 0, 3), [0], "1 numbers for 7 levels"),
        (("places", 0), [1, 1, 1, [0] * 7], "twice in 'places'"),
        (("misses",), [], "'misses' is not about everybody"),
        (("misses", 0, 1), [[1], [1]], "one price for each unit"),
        (("misses", 0, 1), [[1, 1]], "one price for each unit"),
        (("misses", 1, 0), 0, "'misses' is not about everybody"),
        (("groups", 0, 4), 4, "4 as the most of 2 pairs"),
        (("groups", 0, 4), -1, "-1 as the most"),
        (("groups", 1, 1), 0, "the most of 2 pairs"),
        (("groups", 0, 6), [1], "1 numbers for 7 levels"),
        (("groups", 0, 3), [9], "'groups' names number 9"),
        (("held", 0, 2), 0, "in 'held'"),
        (("held", 1), [0, None, 1], "in 'held'"),
        (("held", 0, 0), 5, "'held' names number 5"),
    ],
)
def test_what_does_not_fit_together_is_named(path: tuple[Any, ...], value: Any, said: str) -> None:
    certificate = plan_of(PROBLEM)["certificate"]
    with pytest.raises(InconsistentError, match=said):
        read_certificate(changed(certificate, *path, to=value))
    plan = {**plan_of(PROBLEM), "certificate": changed(certificate, *path, to=value)}
    stated = stated_plan(plan)
    assert stated.certificate is None
    assert stated.faults[0].startswith("The certificate does not fit together: ")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("levels",), None, "'levels' holds null instead of a list"),
        (("levels", 0), 3, "'levels' holds 3 instead of a text"),
        (("constant", 0), 0.0, "instead of a whole number"),
        (("constant", 0), True, "'constant' holds true instead of a whole number"),
        (("priced",), [], "instead of an object"),
        (("priced",), {"pairs": [], "misses": []}, "has no 'groups'"),
        (("more",), 1, "the certificate has 'more', which is unknown"),
        (("pairs", 0), [0, 0, 0], "has 3 entries instead of 5"),
        (("pairs", 0, 4), "7", "instead of a whole number"),
        (("places", 0), {}, "instead of a list"),
        (("groups", 0, 5), [1], "instead of a list"),
        (("held", 0), [1, 2], "has 2 entries instead of 3"),
        (("digest",), None, "'digest' holds null instead of a text"),
    ],
)
def test_what_is_of_another_kind_is_no_certificate(path: tuple[Any, ...], value: Any, said: str) -> None:
    plan = plan_of(PROBLEM)
    certificate = changed(plan["certificate"], *path, to=value)
    with pytest.raises(MalformedError, match=said):
        stated_plan({**plan, "certificate": certificate})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON: Expecting value, line 1"),
        (b"{\n'a': 1}", "no JSON: .*, line 2"),
        (b"\xff{}", "not UTF-8 .byte 0"),
        (b'{"schema_version": 1, "schema_version": 1}', "'schema_version' stands twice"),
        (b'{"schema_version": NaN}', "NaN is no number"),
        (b'{"schema_version": -Infinity}', "-Infinity is no number"),
        (b'{"schema_version": 1e999}', "1e999 is no number"),
        (b'{"schema_version": 1' + b"0" * 5000 + b"}", "a number has 5001 digits"),
        (b"[1, 2]", r"it holds \[1, 2\] instead of an object"),
        (b'"' + b"x" * 99 + b'"', "it holds .x*… instead of an object"),
        (b"{}", "it has no 'schema_version'"),
        (b'{"schema_version": 2}', "schema_version is 2, and only 1 is known"),
        (b'{"schema_version": true}', "'schema_version' holds true"),
        (b'{"schema_version": 1}', "it has no 'status'"),
    ],
)
def test_what_is_no_plan_is_told(data: bytes, said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        stated_plan(parse(data))


def test_every_key_and_kind_of_a_plan_is_asked_for() -> None:
    plan = plan_of(PROBLEM)
    for key, value in plan.items():
        with pytest.raises(MalformedError):
            stated_plan({other: one for other, one in plan.items() if other != key})
        for wrong in ({}, [], "x", 1, None, True):
            if type(wrong) is not type(value) and not (key == "unique" or (key, wrong) == ("certificate", None)):
                if (key, wrong) == ("seconds", 1):
                    continue
                with pytest.raises(MalformedError):
                    stated_plan({**plan, key: wrong})
    with pytest.raises(MalformedError, match="its status is 'perfect'"):
        stated_plan({**plan, "status": "perfect"})
    for key in ("levels", "pairs", "loads"):
        for cell in plan[key][0]:
            with pytest.raises(MalformedError):
                stated_plan({**plan, key: [{name: one for name, one in plan[key][0].items() if name != cell}]})


def test_a_nesting_without_end_is_no_plan(tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    for text in ("[" * 100_000, '{"a":' * 100_000):
        deep.write_text(text)
        with pytest.raises(InputError, match="nested too deeply"):
            read_plan(deep)
    plan = as_text(plan_of(PROBLEM))
    for depth in (50, 900):  # as deep as it can be read, it is a change like any other
        deep.write_text(plan.replace('"issues": []', '"issues": [{"a": ' + "[" * depth + "]" * depth + "}]"))
        assert said_of(deep) in ("changed", "nested too deeply")


def said_of(file: Path) -> str:
    try:
        return "as written" if read_plan(file).digest_fits else "changed"
    except InputError as error:
        return "nested too deeply" if "nested too deeply" in str(error) else str(error)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(b"\xef\xbb\xbf" + as_text(plan_of(PROBLEM)).encode())
    assert read_plan(file).digest_fits is True
