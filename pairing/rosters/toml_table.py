"""A section of the settings while it is read: typed values, and every fault noted with its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from pairing.errors import InputError, Issue, Severity
from pairing.model.intervals import zone_of
from pairing.model.names import did_you_mean
from pairing.rosters.toml_text import TomlText

_YEARS = range(1970, 2201)  # a day of any other is a slip of the finger


class TomlTable:
    """One section while it is read: every fault is noted with its line, and reading goes on without that value."""

    def __init__(
        self,
        text: TomlText,
        file: str,
        issues: list[Issue],
        values: Mapping[str, Any],
        path: tuple[str | int, ...],
        known: tuple[str, ...] | None,
    ):
        self._text, self._file, self._issues = text, file, issues
        self.values, self._path = values, path
        for key in values if known is not None else ():
            if key not in known:  # type: ignore[operator]  # None has no keys to look at
                what = f"{self.name} has no key" if path else "there is no section"
                hint = did_you_mean(key, known or ()) or f"Known are {', '.join(known or ())}."
                self.fault("unknown-key", f"{what} {key!r}.", hint, key, value=key)

    @property
    def name(self) -> str:
        """``[program]``, ``[[sessions]] number 2``."""
        if self._path and isinstance(self._path[-1], int):
            return f"[[{self._path[0]}]] number {self._path[-1] + 1}"
        return f"[{'.'.join(map(str, self._path))}]"

    @property
    def line(self) -> int | None:
        """Where the section begins."""
        return self._text.line_of(self._path)

    def fault(self, code: str, message: str, hint: str = "", key: str | None = None, *, value: str = "") -> None:
        """Note a fault at a key, or at the section."""
        line = self._text.line_of((*self._path, key) if key is not None else self._path)
        self._issues.append(Issue(Severity.ERROR, code, message, hint, file=self._file, line=line, value=value))

    def fault_of(self, error: InputError) -> None:
        """Note what an object of the model said about these values."""
        for issue in error.issues:
            self.fault(issue.code, issue.message, issue.hint, value=issue.value)

    def table(self, key: str, known: tuple[str, ...] | None) -> TomlTable:
        """The section of that name, empty where there is none."""
        values = self._typed(key, dict, f"one section: [{key}] with single brackets") or {}
        return TomlTable(self._text, self._file, self._issues, values, (*self._path, key), known)

    def tables(self, key: str, known: tuple[str, ...]) -> Iterator[TomlTable]:
        """All sections of that name."""
        expected = f"sections with double brackets: [[{key}]]"
        for index, values in enumerate(self._typed(key, list, expected) or ()):
            if isinstance(values, dict):
                yield TomlTable(self._text, self._file, self._issues, values, (*self._path, key, index), known)
            else:
                self._wrong_type(key, values, expected)

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text on one line that is not blank."""
        value: str | None = self._typed(key, str, f'text in straight double quotes: {key} = "…"')
        if value is not None and (not value.strip() or "\n" in value):
            self.fault("bad-value", f"{key} in {self.name} is {value!r}.", "Give a text on one line.", key, value=value)
            return None
        if required and key not in self.values:
            self.fault("missing-key", f"{self.name} has no {key}.", f'Add {key} = "…".')
        return value

    def any_text(self, key: str) -> str | None:
        """A text of any shape, also none at all."""
        value: str | None = self._typed(key, str, f'text in straight double quotes: {key} = "…"')
        return value

    def choice(self, key: str, known: tuple[str, ...]) -> str | None:
        """One of the texts that are known."""
        value = self.text(key)
        if value is not None and value not in known:
            hint = did_you_mean(value, known) or f"Known are {', '.join(map(repr, known))}."
            self.fault("unknown-value", f"{key} in {self.name} is {value!r}.", hint, key, value=value)
            return None
        return value

    def zone(self, key: str) -> str | None:
        """A time zone."""
        value = self.text(key)
        if value is None:
            return None
        try:
            zone_of(value)
        except ValueError:
            self.fault("unknown-zone", f"{key} in {self.name} is {value!r}.", zone_hint(value), key, value=value)
            return None
        return value

    def zones(self) -> dict[str, str]:
        """What people write, and the zone it means, for the whole section."""
        return {key: zone for key in self.values if (zone := self.zone(key)) is not None}

    def texts_by_key(self, key: str, known: tuple[str, ...]) -> dict[str, str]:
        """A section of texts of any shape, by the keys that are known."""
        section = self.table(key, known)
        return {one: text for one in section.values if one in known and (text := section.any_text(one)) is not None}

    def number(self, key: str, least: int | None, most: int | None = None) -> int | None:
        """A whole number within its range."""
        value: int | None = self._typed(key, int, f"a whole number without quotes: {key} = {max(least or 0, 1)}")
        if value is not None and ((least is not None and value < least) or (most is not None and value > most)):
            wanted = f"{least} or more" if most is None else f"{least} to {most}"
            message = f"{key} in {self.name} is {value}."
            self.fault("bad-value", message, f"A whole number, {wanted}.", key, value=str(value))
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """True or false."""
        value: bool | None = self._typed(key, bool, f"true or false without quotes: {key} = true")
        return value

    def day(self, key: str) -> date | None:
        """A day, which TOML writes without quotes."""
        value: date | None = self._typed(key, date, f"a day without quotes: {key} = 2027-03-12")
        if value is not None and value.year not in _YEARS:
            message, hint = f"{key} in {self.name} is {value}.", f"A day from {_YEARS[0]} to {_YEARS[-1]}."
            self.fault("bad-value", message, hint, key, value=str(value))
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts."""
        expected = f'a list of texts: {key} = ["…", "…"]'
        value = self._typed(key, list, expected)
        if value is None:
            return None
        if not all(isinstance(one, str) and one.strip() for one in value):
            self._wrong_type(key, value, expected)
            return None
        return tuple(value)

    def _typed(self, key: str, kind: type, expected: str) -> Any:
        value = self.values.get(key)
        if value is None:
            return None
        # bool is an int and datetime a date to Python; neither is to a coordinator.
        fits = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not fits or (kind is date and isinstance(value, datetime)):
            drop = f"no quotes: {key} = {value}"
            self._wrong_type(key, value, drop if _is_only_quoted(value, kind) else expected)
            return None
        return value

    def _wrong_type(self, key: str, value: object, expected: str) -> None:
        where = f" in {self.name}" if self._path else ""
        self.fault(
            "wrong-type", f"{key}{where} is {_as_written(value)}.", f"Expected {expected}.", key, value=str(value)
        )


def _is_only_quoted(value: object, kind: type) -> bool:
    """Whether it would be right without its quotes, such as ``"60"``."""
    if not isinstance(value, str) or kind in (list, dict):
        return False
    try:
        return isinstance(tomllib.loads(f"bare = {value}")["bare"], kind)
    except tomllib.TOMLDecodeError:
        return False


def zone_hint(text: str) -> str:
    """The zones that look like it, or how a zone is written."""
    from zoneinfo import available_timezones  # reads a folder of hundreds of files: for messages only

    known = sorted(available_timezones())
    near = did_you_mean(text, known) or did_you_mean(text, [zone for zone in known if text.lower() in zone.lower()])
    return near or "Write a zone such as America/Los_Angeles or Europe/Berlin, or an offset such as UTC-5."


def _as_written(value: Any) -> str:
    """A value as TOML has it, roughly, not as Python does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, time)):  # a moment is a date, too
        return value.isoformat()
    if isinstance(value, dict):
        return f"a section of {len(value)} key{'s' * (len(value) != 1)}"
    return repr(value)
