"""A plan's JSON read back: what it states, taken by its word, for somebody else to check."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from pairing.documents.certificate_reading import Certificate, InconsistentError, read_certificate
from pairing.documents.plan_json import SCHEMA_VERSION, digest_of
from pairing.documents.strict_json import (
    MalformedError,
    entries,
    maybe_flag,
    maybe_text,
    maybe_whole,
    number,
    parse,
    table,
    text,
    texts,
    whole,
)
from pairing.errors import InputError, Issue, Severity
from pairing.model.solution import LevelValue, Status

STDIN = "-"
KEYS = (
    *("schema_version", "status", "unique", "seed", "levels", "pairs", "groups", "unpaired", "loads", "certificate"),
    *("wishes", "changes", "issues", "seconds"),
)
PAIR = (
    *("session", "participant", "participant_id", "mentor", "mentor_id", "start", "minutes", "common", "penalty"),
    *("start_text", "common_text"),
)


class StatedPair(NamedTuple):
    """A pair as it stands in a plan: names, codes, and what soft rules charge for it."""

    session: str
    participant: str
    participant_id: str
    mentor: str
    mentor_id: str
    penalty: int


class StatedGroup(NamedTuple):
    """A group of peers: the session, names and codes."""

    session: str
    members: tuple[str, ...]
    member_ids: tuple[str, ...]


class StatedUnpaired(NamedTuple):
    """Places left without anybody: the session, name, code and number."""

    session: str
    participant: str
    participant_id: str
    places: int


class StatedLoad(NamedTuple):
    """A mentor's load in a session (None: in total), meetings held included, and what he offered (None: no limit)."""

    mentor: str
    mentor_id: str
    session: str | None
    load: int
    capacity: int | None


class StatedPlan(NamedTuple):
    """A plan as it stands in a file; nothing of it is checked but its form.

    ``certificate`` None: there is none, or ``faults`` say what does not fit together in it. ``digest_fits``: whether
    the file is as it was written; None where it has no certificate and so no digest.
    """

    status: str
    unique: bool | None
    levels: tuple[LevelValue, ...]
    pairs: tuple[StatedPair, ...]
    groups: tuple[StatedGroup, ...]
    unpaired: tuple[StatedUnpaired, ...]
    loads: tuple[StatedLoad, ...]
    certificate: Certificate | None
    digest_fits: bool | None
    faults: tuple[str, ...]


def read_plan(file: str | os.PathLike[str]) -> StatedPlan:
    """The plan in a file that ``plan --json`` or ``publish --json`` wrote; ``-`` is standard input.

    Raises
    ------
    InputError
        When it cannot be read, is no JSON, or is not the JSON of a plan of this version.
    """
    name = "standard input" if file == STDIN else str(file)
    try:
        data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise InputError(
            Issue(Severity.ERROR, "unreadable-plan", f"it cannot be read: {reason}.", file=name)
        ) from error
    try:
        return stated_plan(parse(data))
    except (MalformedError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        hint = "Give what `plan --json` or `publish --json` wrote, unchanged."
        raise InputError(Issue(Severity.ERROR, "no-plan", f"this is no plan: {what}.", hint, file=name)) from error


def stated_plan(value: Any) -> StatedPlan:
    """What a parsed plan states.

    Raises
    ------
    MalformedError
        Where it is not the JSON of a plan of this version.
    """
    version = table(value, "it", ["schema_version"])["schema_version"]
    if whole(version, "'schema_version'") != SCHEMA_VERSION:
        raise MalformedError(f"its schema_version is {version}, and only {SCHEMA_VERSION} is known")
    plan = table(value, "it", KEYS)
    status = text(plan["status"], "'status'")
    if status not in {one.value for one in Status}:
        raise MalformedError(f"its status is {status[:40]!r}")
    whole(plan["seed"], "'seed'")
    number(plan["seconds"], "'seconds'")
    for key in ("wishes", "changes", "issues"):
        for one in entries(plan[key], f"{key!r}"):
            table(one, f"an entry of {key!r}", ())
    certificate, digest_fits, faults = _certificate(plan)
    return StatedPlan(
        status,
        maybe_flag(plan["unique"], "'unique'"),
        tuple(map(_level, entries(plan["levels"], "'levels'"))),
        tuple(map(_pair, entries(plan["pairs"], "'pairs'"))),
        tuple(map(_group, entries(plan["groups"], "'groups'"))),
        tuple(map(_unpaired, entries(plan["unpaired"], "'unpaired'"))),
        tuple(map(_load, entries(plan["loads"], "'loads'"))),
        certificate,
        digest_fits,
        faults,
    )


def _certificate(plan: dict[str, Any]) -> tuple[Certificate | None, bool | None, tuple[str, ...]]:
    """The certificate, whether the digest fits, and what does not fit together."""
    if plan["certificate"] is None:
        return None, None, ()
    faults: tuple[str, ...] = ()
    certificate = None
    try:
        certificate = read_certificate(plan["certificate"])
    except InconsistentError as error:
        faults = (f"The certificate does not fit together: {error}.",)
    return certificate, text(plan["certificate"]["digest"], "'digest'") == digest_of(plan), faults


def _level(value: Any) -> LevelValue:
    found = table(value, "an entry of 'levels'", LevelValue._fields)
    name, worth, bound = (found[key] for key in LevelValue._fields)
    return LevelValue(text(name, "'levels'"), whole(worth, "'levels'"), maybe_whole(bound, "'levels'"))


def _pair(value: Any) -> StatedPair:
    found = table(value, "an entry of 'pairs'", PAIR)
    maybe_whole(found["minutes"], "'pairs'")
    maybe_text(found["start"], "'pairs'")
    text(found["start_text"], "'pairs'")
    texts(found["common_text"], "'pairs'")
    for stretch in entries(found["common"], "'pairs'"):
        texts(stretch, "'pairs'")
    session, p, p_id, m, m_id = (text(found[key], "'pairs'") for key in StatedPair._fields[:-1])
    return StatedPair(session, p, p_id, m, m_id, whole(found["penalty"], "'pairs'"))


def _group(value: Any) -> StatedGroup:
    found = table(value, "an entry of 'groups'", StatedGroup._fields)
    members, ids = texts(found["members"], "'groups'"), texts(found["member_ids"], "'groups'")
    if len(members) != len(ids):
        raise MalformedError(f"a group has {len(members)} names and {len(ids)} codes")
    return StatedGroup(text(found["session"], "'groups'"), members, ids)


def _unpaired(value: Any) -> StatedUnpaired:
    found = table(value, "an entry of 'unpaired'", (*StatedUnpaired._fields, "reason", "text", "remedies"))
    session, p, p_id = (text(found[key], "'unpaired'") for key in StatedUnpaired._fields[:-1])
    return StatedUnpaired(session, p, p_id, whole(found["places"], "'unpaired'"))


def _load(value: Any) -> StatedLoad:
    found = table(value, "an entry of 'loads'", StatedLoad._fields)
    return StatedLoad(
        text(found["mentor"], "'loads'"),
        text(found["mentor_id"], "'loads'"),
        maybe_text(found["session"], "'loads'"),
        whole(found["load"], "'loads'"),
        maybe_whole(found["capacity"], "'loads'"),
    )
