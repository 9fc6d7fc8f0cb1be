"""[[polls]] and [day_parts] of the settings: files of free times beside the sheets, and words for parts of the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pairing.errors import InputError
from pairing.model.intervals import DAY
from pairing.model.names import text_key
from pairing.rosters.formats.names import POLL_FORMATS
from pairing.rosters.toml_table import TomlTable

_KEYS = ("file", "format", "time_zone", "exported_in", "yes", "if_need_be", "slot_minutes", "headers")
_ROLES = ("name", "first_name", "last_name", "email", "timestamp", "zone", "free")
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class PollSettings(NamedTuple):
    """[[polls]]: a file of free times, relative to the folder.

    ``format``: where its shape is not recognised; ``time_zone``: the clock of its days and times; ``exported_in``: the
    zone of the computer on which a When2meet export with Day and Time was made; ``yes``: the words that mean free;
    ``if_need_be``: whether "if need be" counts as free; ``line``: where it stands in the settings;
    ``headers``: of a form, role to header.
    """

    file: str
    format: str | None = None
    time_zone: str | None = None
    exported_in: str | None = None
    yes: tuple[str, ...] = ()
    if_need_be: bool | None = None
    slot_minutes: int | None = None
    line: int | None = None
    headers: Mapping[str, str] = _NO_HEADERS


def polls_of(top: TomlTable) -> Iterator[PollSettings]:
    """The polls of the settings; what is wrong with one is noted."""
    taken: set[str] = set()
    for table in top.tables("polls", _KEYS):
        file = table.text("file", required=True) or ""
        if file and file in taken:
            table.fault("bad-value", f"two [[polls]] name the file {file!r}.", "Once is enough.", "file", value=file)
        taken.add(file)
        yield PollSettings(
            file,
            table.choice("format", POLL_FORMATS),
            table.zone("time_zone"),
            table.zone("exported_in"),
            table.texts("yes") or (),
            table.flag("if_need_be"),
            table.number("slot_minutes", 1, DAY),
            table.line,
            table.texts_by_key("headers", _ROLES),
        )


def day_parts_of(top: TomlTable) -> dict[str, str]:
    """What is called a part of the day, to its hours as they are written."""
    from pairing.rosters.formats.shapes import spans_of_parts  # most programmes have none

    section = top.table("day_parts", None)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in section.values:
        hours = section.text(name)
        if hours is None:
            continue
        if text_key(name) in taken:
            section.fault(
                "bad-day-part", f"{name!r} stands there twice, case aside.", "Once is enough.", name, value=name
            )
        taken.add(text_key(name))
        try:
            spans_of_parts({name: hours})
        except InputError as error:
            for issue in error.issues:
                section.fault(issue.code, issue.message, issue.hint, name, value=name)
            continue
        found[name] = hours
    return found
