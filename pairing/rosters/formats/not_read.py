"""Polls that are known by their shape and not read: said by name, so that nobody takes them for something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.formats.poll_shapes import PollFile, PollReading
from pairing.rosters.formats.shapes import Terms
from pairing.rosters.settings_polls import PollSettings

_HINT = "Ask for the hours with a form's grid, When2meet or Rallly; or write them into the sheet."


class NotRead(NamedTuple):
    """A kind of poll that nobody has needed yet; a file of its own takes its place when somebody does."""

    name: str
    title: str
    recognises: Callable[[PollFile], bool]
    keys: tuple[str, ...] = ()

    def read(self, poll: PollFile, settings: PollSettings, terms: Terms) -> PollReading:
        """Refuse it."""
        message = f"it is a poll of {self.title}, which is not read."
        raise InputError(Issue(Severity.ERROR, "poll-not-read", message, _HINT, poll.file, value=self.title))


def _is_doodle(poll: PollFile) -> bool:
    rows = poll.filled(3)
    return any(row and ("doodle.com/" in row[0] or row[0].startswith('Poll "')) for row in rows)


def _is_lettucemeet(poll: PollFile) -> bool:
    return _holds(poll, "pollResponses")


def _is_crab_fit(poll: PollFile) -> bool:
    data = _json(poll)
    return (
        isinstance(data, dict) and "people" in data and isinstance(data.get("event"), dict) and "times" in data["event"]
    )


def _holds(poll: PollFile, key: str) -> bool:
    return _json(poll) is not None and f'"{key}"' in poll.text


def _json(poll: PollFile) -> Any:
    if poll.raw is not None:
        return None
    try:
        return json.loads(poll.text)
    except (ValueError, RecursionError):
        return None


DOODLE = NotRead("doodle", "Doodle", _is_doodle)
LETTUCEMEET = NotRead("lettucemeet", "LettuceMeet", _is_lettucemeet)
CRAB_FIT = NotRead("crab fit", "Crab Fit", _is_crab_fit)
