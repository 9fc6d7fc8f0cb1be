"""A plan as JSON, for other programs: `schema_version` 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.documents.published import Change
from pairing.errors import Issue
from pairing.model.clock_words import one_stretch_words, pair_start_words
from pairing.model.names import short_code
from pairing.model.solution import Group, Pair, Result, Unpaired, mentor_loads

if TYPE_CHECKING:
    from pairing.model.statement import Statement

SCHEMA_VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WhyUnpaired(NamedTuple):
    """Why somebody is unpaired in a session: ``participant`` and ``session`` are ids; the rest goes out as it is.

    ``reason`` is {kind, people, rules}, ``text`` the same in words, ``remedies`` what would help, cheapest first.
    """

    participant: str
    session: str
    reason: Mapping[str, Any] | None = None
    text: str = ""
    remedies: Sequence[Any] = ()


def to_json(
    result: Result,
    *,
    issues: Sequence[Issue] = (),
    changes: Sequence[Change] = (),
    unpaired: Sequence[WhyUnpaired] | None = None,
    wishes: Sequence[Mapping[str, Any]] = (),
    statement: Statement | None = None,
    trade_offs: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The plan as a dict that ``json.dumps`` takes, the same for the same plan.

    Parameters
    ----------
    result
        Any result; without a plan the lists of pairs, unpaired and loads are empty.
    issues, changes
        What is to be told with it.
    unpaired
        Why people are unpaired, where that is known; None leaves reason, text and remedies blank.
    wishes
        Every wish that is not met, and what outranks it: goes out as it is.
    statement
        The problem in the judge's whole numbers, on the levels of the result's potentials: then there is a certificate
        (``certificate_json``, which also says what it gives away), with a digest of the whole plan. None: null.
    trade_offs
        What wishes and rules cost, where that was asked: goes out as it is. None: there is no such key.

    Returns
    -------
    dict
        schema_version, status, unique, seed, levels, pairs, groups, unpaired, loads, wishes, certificate, changes,
        issues, seconds, and trade_offs if asked. Times are UTC and end with ``Z``; ``start_text`` and ``common_text``
        say them on both people's clocks, the participant's first. Ids are short codes keyed by
        the seed, never addresses (who knows the seed can still test whether a code is that of an address he guesses).
    """
    problem = result.problem
    key = str(problem.seed)
    known = {(why.participant, why.session): why for why in unpaired or ()}
    has_plan = result.has_plan
    plan: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "status": result.status.value,
        "unique": result.unique,
        "seed": problem.seed,
        "levels": [{"name": one.name, "value": one.value, "bound": one.bound} for one in result.levels],
        "pairs": [_pair(pair, key) for pair in result.pairs] if has_plan else [],
        "groups": [_group(group, key) for group in result.groups] if has_plan else [],
        "unpaired": [
            unpaired_json(one, known.get((one.participant.id, one.session.id)), key) for one in result.unpaired
        ]
        if has_plan
        else [],
        "loads": [
            {
                "mentor": one.mentor.name,
                "mentor_id": short_code(one.mentor.id, key=key),
                "session": None if one.session is None else one.session.name,
                "load": one.load,
                "capacity": one.capacity,
            }
            for one in (mentor_loads(problem, result.pairs) if has_plan else ())
        ],
        "wishes": [dict(one) for one in wishes],
        "certificate": None,
        "changes": [_change(one) for one in changes],
        "issues": [issue_json(one) for one in issues],
        "seconds": result.seconds,
    }
    if trade_offs is not None:
        plan["trade_offs"] = [dict(one) for one in trade_offs]
    if statement is not None:
        from pairing.documents.certificate_json import certificate_json  # most plans are text

        plan["certificate"] = certificate_json(result, statement)
        if plan["certificate"] is not None:
            plan["certificate"]["digest"] = digest_of(plan)
    return plan


def digest_of(plan: Mapping[str, Any]) -> str:
    """64 hexadecimal digits that change with anything in the plan, however it is laid out.

    BLAKE2b (256 bits) of the plan without the digest itself as JSON in ASCII, keys sorted, no blanks. It is no
    signature: whoever changes a plan on purpose can make a new one.
    """
    import json
    from hashlib import blake2b

    certificate = {key: value for key, value in plan["certificate"].items() if key != "digest"}
    data = json.dumps({**plan, "certificate": certificate}, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return blake2b(data.encode(), digest_size=32, person=b"pairing plan").hexdigest()


def as_text(plan: Mapping[str, Any]) -> str:
    """The plan as JSON to read: everything on lines of its own, but one line for each row of the certificate."""
    import json

    text = json.dumps({**plan, "certificate": None}, ensure_ascii=False, indent=1)
    if plan["certificate"] is not None:
        lines = ",\n".join(f'  "{key}": {_compact(value)}' for key, value in plan["certificate"].items())
        # within a text a line end would be written as \n, so this can only be the key itself
        text = text.replace('\n "certificate": null', f'\n "certificate": {{\n{lines}\n }}', 1)
    return text + "\n"


def _compact(value: object) -> str:
    import json

    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + ",\n".join(f"   {json.dumps(row, separators=(',', ':'))}" for row in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def utc_text(minute: int) -> str:
    """``2027-03-13T17:00:00Z`` for a minute since 1970."""
    return (_EPOCH + timedelta(minutes=minute)).isoformat().removesuffix("+00:00") + "Z"


def _change(one: Change) -> dict[str, Any]:
    told = {
        "session": one.session,
        "participant": one.participant,
        "before": list(one.before),
        "after": list(one.after),
    }
    is_of_times = bool(one.times_before or one.times_after)
    return (
        {**told, "times_before": list(one.times_before), "times_after": list(one.times_after)} if is_of_times else told
    )


def _pair(pair: Pair, key: str) -> dict[str, Any]:
    return {
        "session": pair.session.name,
        "participant": pair.participant.name,
        "participant_id": short_code(pair.participant.id, key=key),
        "mentor": pair.mentor.name,
        "mentor_id": short_code(pair.mentor.id, key=key),
        "start": None if pair.set_start is None else utc_text(pair.set_start),
        "minutes": pair.session.minutes,
        "common": [[utc_text(start), utc_text(end)] for start, end in pair.common],
        "penalty": pair.penalty,
        "start_text": "" if pair.set_start is None else pair_start_words(pair),
        "common_text": [one_stretch_words(one, pair.participant.zone, pair.mentor.zone) for one in pair.common],
    }


def _group(group: Group, key: str) -> dict[str, Any]:
    return {
        "session": group.session.name,
        "members": [person.name for person in group.members],
        "member_ids": [short_code(person.id, key=key) for person in group.members],
    }


def unpaired_json(one: Unpaired, why: WhyUnpaired | None, key: str) -> dict[str, Any]:
    """Somebody with places left as plain data; ``why`` None: nothing is known of the reason."""
    return {
        "session": one.session.name,
        "participant": one.participant.name,
        "participant_id": short_code(one.participant.id, key=key),
        "places": one.places,
        "reason": None if why is None or why.reason is None else dict(why.reason),
        "text": "" if why is None else why.text,
        "remedies": [] if why is None else list(why.remedies),
    }


def issue_json(issue: Issue) -> dict[str, Any]:
    """An issue as plain data."""
    return {
        "severity": issue.severity.value,
        "code": issue.code,
        "message": issue.message,
        "hint": issue.hint,
        "file": issue.file,
        "line": issue.line,
        "column": issue.column,
        "value": issue.value,
        "person": issue.person,
    }
