"""Polls that are files of their own: found, recognised by their shape, and read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.formats.poll_registry import FORMATS
from pairing.rosters.formats.poll_shapes import PollFile, PollFormat, PollReading
from pairing.rosters.formats.shapes import NO_TERMS, Terms
from pairing.rosters.git_index import tracked_issue
from pairing.rosters.header_words import listing
from pairing.rosters.in_memory import label_of
from pairing.rosters.settings_polls import PollSettings
from pairing.rosters.sheet import raw_of, raw_of_values, read_content

if TYPE_CHECKING:
    from pairing.rosters.sheet import SheetSource


def read_poll(
    settings: PollSettings,
    folder: str | os.PathLike[str] = "",
    terms: Terms = NO_TERMS,
    source: SheetSource | None = None,
) -> PollReading:
    """Read one poll.

    Parameters
    ----------
    settings
        Its file (or pattern: the newest counts), and what the settings say of it.
    folder
        Where the file lies.
    terms
        The years, days, zones and parts of the day that are known.
    source
        What is read instead of the file: another one, a DataFrame, or a list of dicts.

    Returns
    -------
    PollReading
        Everybody's free times by name; who these people are is not looked at here.

    Raises
    ------
    InputError
        (a ``ValueError``) with every fault of the file: it cannot be read, has no known shape or one that is not read,
        a row longer than its header, a cell that is neither 0 nor 1, a day or time that does not exist, no zone.
    """
    if source is not None and label_of(source, "polls"):
        raw = raw_of_values(source, label_of(source, "polls"))
        poll = PollFile(raw.file, "", raw, terms.parts)
        shape = _format(poll, settings)
        reading = shape.read(poll, settings, terms)
        more = [one for one in (*raw.issues, *_unused_keys(settings, shape, raw.file)) if one not in reading.issues]
        return reading._replace(issues=(*more, *reading.issues))
    where = Path(folder) / settings.file if source is None else Path(os.fsdecode(source))  # type: ignore[arg-type]
    path, file, content, issues = read_content(os.fspath(where))
    if _is_json(content):
        poll = PollFile(file, content.decode("utf-8-sig", "replace"), None)
    else:
        raw = raw_of(path, file, content, issues)
        poll = PollFile(file, raw.text, raw, terms.parts)
    shape = _format(poll, settings)
    reading = shape.read(poll, settings, terms)
    issues += _unused_keys(settings, shape, file)
    tracked = tracked_issue(path, "people's names and hours")
    found = {*issues} - {*reading.issues}  # those of the file itself, where they were not handed on
    return reading._replace(
        issues=(*(one for one in issues if one in found), *reading.issues, *([tracked] if tracked else []))
    )


def _unused_keys(settings: PollSettings, shape: PollFormat, file: str) -> Iterator[Issue]:
    """Keys that say something this kind of poll has no use for: perhaps it was taken for another."""
    said = {
        "slot_minutes": settings.slot_minutes is not None,
        "exported_in": settings.exported_in is not None,
        "yes": bool(settings.yes),
        "if_need_be": settings.if_need_be is not None,
        "headers": bool(settings.headers),
    }
    for key, is_said in said.items():
        if is_said and key not in shape.keys:
            message = f"{key} is of no use: the poll is read as {shape.title}."
            yield Issue(Severity.WARNING, "unused-key", message, "Take it away.", file, value=key)


def _is_json(content: bytes) -> bool:
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return False
    import json  # tables do not begin so

    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _format(poll: PollFile, settings: PollSettings) -> PollFormat:
    """The one that the settings name, or the first whose shape the file has."""
    fitting = [one for one in FORMATS if one.recognises(poll)]
    if settings.format is None and not settings.headers:
        if fitting:
            return fitting[0]
        raise _unknown(poll)
    name = settings.format if settings.format in ("when2meet", "rallly") else "form"
    named = next(one for one in FORMATS if one.name == name)
    if poll.raw is None:
        raise _unknown(poll) if not fitting else _not_that(poll, named, fitting[0])
    if fitting and fitting[0].name != "form" and named not in fitting:
        raise _not_that(poll, named, fitting[0])
    return named


def _not_that(poll: PollFile, named: PollFormat, seen: PollFormat) -> InputError:
    message = f"the settings take it for {named.title}, and it has the shape of {seen.title}."
    hint = "Correct the format under this [[polls]], or take it away."
    return InputError(Issue(Severity.ERROR, "other-format", message, hint, poll.file, value=named.name))


def _unknown(poll: PollFile) -> InputError:
    if poll.raw is None:
        message = "it is JSON, and of no kind of poll that is known."
    else:
        message = f"it has the shape of no poll that is known; its first row is {listing(poll.header)}."
    hint = 'Known are When2meet, Rallly and forms; name one under this [[polls]], such as format = "when2meet".'
    return InputError(Issue(Severity.ERROR, "unknown-poll", message, hint, poll.file))
