"""[calendars] of the settings: whose calendar is which file, and what hours those have who gave none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pairing.model.names import name_key
from pairing.rosters.toml_table import TomlTable

_OWN = ("folder", "hours")


class CalendarSettings(NamedTuple):
    """[calendars]: ``files`` by the name or address of a person, ``folder`` of files that are named after people.

    All are relative to the programme's folder. ``hours``: of those who have a calendar and gave no hours, as written.
    """

    files: Mapping[str, str] = {}
    folder: str | None = None
    hours: str | None = None

    @property
    def are_used(self) -> bool:
        """Whether anybody's calendar is to be read."""
        return bool(self.files) or self.folder is not None


def calendars_of(top: TomlTable) -> CalendarSettings:
    """The section [calendars]; whether its files are there, and who is meant, is not looked at."""
    table = top.table("calendars", None)
    files: dict[str, str] = {}
    taken: dict[str, str] = {}
    for who in table.values:
        if who in _OWN:
            continue
        file = table.text(who)
        if taken.setdefault(name_key(who), who) != who:
            message = f"{who!r} and {taken[name_key(who)]!r} are one person."
            table.fault("same-person", message, "Give a person one calendar; more go into the folder.", who, value=who)
        elif file is not None:
            files[who] = file
    found = CalendarSettings(files, table.text("folder"), table.text("hours"))
    if found.hours is not None and not found.are_used:
        message = "[calendars] gives hours, and nobody's calendar."
        hint = 'Add folder = "calendars", or "Ada Quill" = "ada.ics".'
        table.fault("missing-key", message, hint, "hours")
    return found
