"""One answer a person: who answered twice, and what then counts.

The later answer counts, cell by cell, and a blank never replaces an answer; the grid of free times is one answer, and
the time zone in which it was given stays with it.
Rows of one e-mail are one person. Rows of one name whose e-mails differ or are missing stay two people, and are a
question, until the settings say which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from pairing.errors import Issue, Severity, line_words
from pairing.model.names import name_key, near_misses, text_key
from pairing.rosters.settings import PersonSettings
from pairing.rosters.timestamps import Moments


class Answer(NamedTuple):
    """What a person answered: the cells that count, each with its line.

    ``rows`` are the positions of the rows behind it, from the earliest answer to the latest; ``line`` is the latest's.
    """

    rows: tuple[int, ...]
    name: str
    email: str
    cells: tuple[str, ...]
    lines: tuple[int, ...]
    line: int
    id: str = ""
    place: str = ""  # what the row is called where nobody is named: "line 12"

    @property
    def shown(self) -> str:
        """How issues call the person."""
        return self.name or self.email or self.place or f"line {self.line}"


class Spellings(NamedTuple):
    """Which spellings mean one person, from [people]."""

    people: Mapping[str, PersonSettings]
    key_by_spelling: Mapping[str, str]

    def key(self, name: str) -> str:
        """The form in which the name is compared, other spellings of one person being one."""
        key = name_key(name)
        return self.key_by_spelling.get(key, key)

    def same(self, *names: str) -> bool | None:
        """What [people] says about people of these names: one (True), different (False), nothing (None)."""
        keys = {self.key(name) for name in names}
        said = {one.same for name, one in self.people.items() if name_key(name) in keys and one.same is not None}
        return None if not said else False not in said


def spellings(people: Mapping[str, PersonSettings] | None) -> Spellings:
    """Look up [people] by every spelling."""
    people = people or {}
    return Spellings(people, {name_key(other): name_key(name) for name, one in people.items() for other in one.also})


class Merger(NamedTuple):
    """What is needed to take answers together; ``grid``, ``private`` and ``zone`` are indices of columns."""

    header: Sequence[str]
    grid: frozenset[int]
    private: frozenset[int]
    untold: frozenset[int]  # columns whose difference says nothing: the timestamp
    zone: int | None
    moments: Moments | None
    spellings: Spellings
    file: str

    def one_each(self, answers: Sequence[Answer]) -> tuple[list[Answer], list[Issue]]:
        """One answer a person, each with its id, in the order of the sheet; and what had to be said."""
        issues: list[Issue] = []
        units: list[Answer] = []
        for group in _groups(answers, lambda one: one.email or f"row {one.rows[0]}"):
            units += self._of_one_email(group, issues)
        people: list[Answer] = []
        for group in _groups(units, lambda one: self.spellings.key(one.name) or f"row {one.rows[0]}"):
            people += self._of_one_name(group, issues)
        return sorted(_with_ids(people, self.spellings), key=lambda one: min(one.rows)), issues

    def _of_one_email(self, group: list[Answer], issues: list[Issue]) -> list[Answer]:
        named = {self.spellings.key(one.name): one.name for one in group if one.name}
        if len(named) > 1:
            same = self.spellings.same(*named.values())
            if same is False:
                by_name = _groups(group, lambda one: self.spellings.key(one.name))
                return [self._merged(of_name, issues) for of_name in by_name]
            if same is None and not _look_alike(list(named.values())):
                issues.append(self._same_email(group, sorted(named.values())))
        return [self._merged(group, issues)]

    def _of_one_name(self, group: list[Answer], issues: list[Issue]) -> list[Answer]:
        if len(group) == 1:
            return group
        same = self.spellings.same(group[0].name)
        if same:
            return [self._merged(group, issues)]
        if same is None:
            last = max(group, key=lambda one: one.line)
            where = " and ".join(str(one.line) for one in sorted(group, key=lambda one: one.line))
            issues.append(
                Issue(
                    Severity.QUESTION,
                    "same-name",
                    f"{last.name} stands on lines {where}, with e-mails that differ or are missing: one person or "
                    f"{len(group)}? Taken as {len(group)}.",
                    f'Say it in the settings: [people] "{last.name}" = {{ same = true }} if one, false if not.',
                    file=self.file,
                    line=last.line,
                    person=last.name,
                )
            )
        return group

    def _same_email(self, group: list[Answer], names: list[str]) -> Issue:
        last = max(group, key=lambda one: one.line)
        return Issue(
            Severity.QUESTION,
            "same-email",
            f"{' and '.join(names)} gave one e-mail, {last.email}: one person? Taken as one, the later answer counts.",
            f'Say it in the settings: [people] "{last.name}" = {{ same = true }} if one, false if not.',
            file=self.file,
            line=last.line,
            value=last.email,
            person=last.name,
        )

    def _merged(self, group: list[Answer], issues: list[Issue]) -> Answer:
        """The answers taken together, the later one over the earlier."""
        if len(group) == 1:
            return group[0]
        ordered = self._ordered(group, issues)
        merged = ordered[0]
        zones = ordered[0]  # the latest answer that gives a zone
        differing: dict[int, str] = {}
        for later in ordered[1:]:
            has_hours = any(later.cells[index].strip() for index in self.grid)
            had_hours = any(merged.cells[index].strip() for index in self.grid)
            if self.zone is not None and later.cells[self.zone].strip():
                zones = later
            cells, lines = list(merged.cells), list(merged.lines)
            for index, cell in enumerate(later.cells):
                source, counts = later, has_hours if index in self.grid else bool(cell.strip())
                if index == self.zone and (had_hours or has_hours) and cells[index].strip():
                    source, counts = zones, has_hours  # hours mean nothing in another zone: it goes with them
                new = source.cells[index] if counts else cell
                changes = counts and text_key(new) != text_key(cells[index])
                if (changes or text_key(cell) != text_key(cells[index])) and index not in self.untold:
                    differing[index] = self._difference(index, cells[index], new if changes else cell, changes)
                if counts:
                    cells[index], lines[index] = new, source.lines[index]
            merged = later._replace(
                rows=(*merged.rows, *later.rows),
                name=later.name or merged.name,
                email=later.email or merged.email,
                cells=tuple(cells),
                lines=tuple(lines),
            )
        issues.append(self._twice(ordered, merged, [differing[index] for index in sorted(differing)]))
        return merged

    def _ordered(self, group: list[Answer], issues: list[Issue]) -> list[Answer]:
        """From the earliest to the latest: by timestamp where that is sure, else by row."""
        by_row = sorted(group, key=lambda one: one.rows[-1])
        if self.moments is None:
            return by_row
        last_row = {one.rows[-1]: one for one in group}
        order = self.moments.order(list(last_row))
        if order is not None:
            return [last_row[row] for row in order]
        if self.moments.is_ambiguous(list(last_row)):
            severity, code = Severity.WARNING, "ambiguous-timestamp"
            message = "the timestamps can be read day first or month first, and the later answer hangs on it."
        else:
            severity, code = Severity.NOTE, "unreadable-timestamp"
            message = "not every timestamp can be read."
        message = f"{by_row[-1].shown}: {message} The lower row counts, {line_words(self.file, by_row[-1].line)}."
        hint = "Write the timestamps as 2027-02-28 09:15, or put the answer that counts last."
        issues.append(
            Issue(severity, code, message, hint, file=self.file, line=by_row[-1].line, person=by_row[-1].shown)
        )
        return by_row

    def _difference(self, index: int, before: str, after: str, counts: bool) -> str:
        header = " ".join(self.header[index].split())
        if index in self.grid and "[" in header:
            header = header[header.rindex("[") :]  # the day says enough
        if index in self.private:
            return f'"{header}" (private)'
        if not counts and after.strip():
            return f'"{header}": {_short(before)} is kept, not {_short(after)}: the hours that count were given in it'
        if not counts:
            return f'"{header}": {_short(before)} is kept, the later cell is blank'
        return f'"{header}": {_short(before)} becomes {_short(after)}'

    def _twice(self, ordered: list[Answer], merged: Answer, differing: list[str]) -> Issue:
        times = "twice" if len(ordered) == 2 else f"{len(ordered)} times"
        lines = line_words(self.file, *sorted(one.line for one in ordered))
        last = line_words(self.file, merged.line)
        what = f"It differs in {'; '.join(differing)}." if differing else "No cell differs."
        return Issue(
            Severity.WARNING,
            "answered-twice",
            f"{merged.shown} answered {times} ({lines}); the later answer counts, {last}. {what}",
            "Nothing to do if the later answer is right; else delete the row that is not.",
            file=self.file,
            line=merged.line,
            person=merged.shown,
        )


def looks(name: str) -> tuple[str, ...]:
    """A rough form of a name, equal for ``Müller``, ``Mueller`` and ``Muller`` and for words in another order."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name_key(name).translate(_PLAIN))
    letters = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    for digraph in ("ae", "oe", "ue"):
        letters = letters.replace(digraph, digraph[0])
    return tuple(sorted(letters.split()))


_PLAIN = str.maketrans({"ø": "o", "å": "a", "æ": "a", "ß": "ss", "ı": "i", "ł": "l", "'": "", "’": ""})


def _look_alike(names: Sequence[str]) -> bool:
    """Whether all could be spellings of one name: nearly equal, or the one within the other (``Ada Q``, ``Ada``)."""
    first, *others = names
    words = set(looks(first))
    return all(
        near_misses(first, [other]) or words <= set(looks(other)) or words >= set(looks(other)) for other in others
    )


def _groups(answers: Iterable[Answer], key: Callable[[Answer], str]) -> list[list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for one in answers:
        found.setdefault(key(one), []).append(one)
    return list(found.values())


def _with_ids(people: list[Answer], spelt: Spellings) -> list[Answer]:
    """Ids that do not hang on the order of rows: the e-mail, else the name; namesakes are told apart by their cells."""
    found: list[Answer] = []
    for group in _groups(people, lambda one: one.email or name_key(one.name)):
        if len(group) == 1:
            found.append(group[0]._replace(id=group[0].email or name_key(group[0].name)))
        elif group[0].email:  # one address, said to be different people
            found += [one._replace(id=f"{one.email} {spelt.key(one.name)}") for one in group]
        else:
            for number, one in enumerate(sorted(group, key=lambda one: one.cells), 1):
                found.append(one._replace(id=f"{name_key(one.name)}{f' #{number}' if number > 1 else ''}"))
    return found


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 40 else plain[:39] + "…") if plain else "blank"
