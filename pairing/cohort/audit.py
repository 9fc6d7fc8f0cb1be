"""The tables of a programme judged without the sheets: for the checks of a public repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from pairing.cohort.tables import SessionDocument, find_tables, names_in
from pairing.documents.published import PublishedRow, twice_issue
from pairing.errors import Issue, Severity
from pairing.model.exempt import NO_REPEAT
from pairing.model.limits import MetBefore
from pairing.model.names import name_key, near_misses, text_key
from pairing.rosters.answers import looks, spellings
from pairing.rosters.joining import quiet
from pairing.rosters.settings import Settings

_ALIKE = 0.9  # of difflib's ratio: one letter of ten
_FEWEST_SHARED = 0.6  # of the letters, below which two names are not compared any further


class AuditedTable(NamedTuple):
    """A table that was found: where, whose, and how many rows and pairs it shows."""

    file: str
    line: int
    session: str
    rows: int
    paired: int


class Audit(NamedTuple):
    """What the tables say by themselves."""

    tables: tuple[AuditedTable, ...]
    issues: tuple[Issue, ...]


def audit_documents(settings: Settings) -> Audit:
    """Every table found and read; no sheet is opened.

    Errors: a document or table that cannot be found or read, marks of a merge, somebody twice in a table, a pair twice
    over all tables where that may never be. Warnings: rows that are not quite a pair, and names that are written
    in several ways or look alike.
    """
    issues: list[Issue] = []
    documents = find_tables(settings, issues)
    tables = []
    for one in documents:
        rows = [row for row in one.published.rows if row.participant or row.peers]
        paired = sum(bool(row.mentors) or len(row.peers) > 1 for row in rows)
        tables.append(AuditedTable(one.table.file, one.table.line, one.session.name, len(rows), paired))
        issues += one.published.issues
        issues += _twice(one, rows)
    issues += _met_twice(documents, settings)
    issues += _alike(documents, settings)
    if not documents and not issues:
        hint = 'Give a [[sessions]] of the settings document = "session-docs/….md".'
        message = "the programme names no document."
        issues.append(Issue(Severity.ERROR, "no-document", message, hint, file=settings.file))
    decided = quiet(issues, settings.accept)  # an entry may be about the sheets, so none is called unused here
    return Audit(tuple(tables), tuple(one for one in decided if one.code != "accept-unused"))


def _twice(one: SessionDocument, rows: Sequence[PublishedRow]) -> Iterator[Issue]:
    lines: dict[str, int] = {}
    for row in rows:
        for name in [peer for _, peer in row.peers] or [row.participant]:
            first = lines.setdefault(name_key(name), row.line)
            if first != row.line:
                yield twice_issue(name, [first, row.line], one.table, peers=one.session.is_peers)


def _met_twice(documents: Sequence[SessionDocument], settings: Settings) -> Iterator[Issue]:
    """A participant with the same mentor in two tables, where the programme says `never`.

    Two who are exempt from "no repeat" may be in two, or as the session says that is named; those who are exempt from
    "met before" in any, for what was held is told by no table.
    """
    seen: dict[tuple[str, str], list[str]] = {}
    spelt = spellings(settings.people)
    exempt = [(set(map(spelt.key, one.people)), one) for one in settings.exempt]
    for one in documents:
        if one.session.is_peers or (one.session.repeat or settings.repeat) != "never":
            continue
        for row in one.published.rows:
            for mentor in row.mentors:
                couple = (spelt.key(row.participant), spelt.key(mentor))
                mine = [entry for people, entry in exempt if people == set(couple)]
                again = [entry for entry in mine if entry.rule in (NO_REPEAT, MetBefore().name)]
                is_named = any(entry.session is not None and one.session.is_called(entry.session) for entry in again)
                if is_named or any(entry.session is None and entry.rule != NO_REPEAT for entry in again):
                    continue
                most = 2 if any(entry.session is None for entry in again) else 1
                place = f"{one.table.file}, line {row.line}"
                places = seen.setdefault(couple, [])
                if place not in places:
                    places.append(place)
                if places.index(place) >= most:
                    times = "a second" if most == 1 else "a third"
                    message = f"{row.participant} meets {mentor} {times} time; the first is in {places[0]}."
                    yield Issue(
                        Severity.ERROR,
                        "pair-twice",
                        message,
                        "Give one of the two sessions another mentor, or plan again.",
                        file=one.table.file,
                        line=row.line,
                        person=row.participant,
                    )


def _alike(documents: Sequence[SessionDocument], settings: Settings) -> Iterator[Issue]:
    """Names that are written in two ways, and names that differ by a letter or an accent."""
    written: dict[str, dict[str, tuple[str, int]]] = {}
    for one in documents:
        for row in one.published.rows:
            for name in names_in(one.published._replace(rows=(row,))):
                written.setdefault(name_key(name), {}).setdefault(name, (one.table.file, row.line))
    for forms in written.values():
        (first, _), *others = forms.items()
        for name, (file, line) in others:
            if text_key(name) == text_key(first) and name != first:
                message = f"{name!r} is written {first!r} elsewhere."
                yield Issue(Severity.WARNING, "name-written-otherwise", message, "", file=file, line=line, person=name)
    spelt = spellings(settings.people)
    for keys in combinations(sorted(written), 2):
        if spelt.key(keys[0]) == spelt.key(keys[1]) or not _look_alike(*keys):
            continue
        name, near = (next(iter(written[key])) for key in keys)
        file, line = written[keys[1]][near]
        message = f"{near!r} and {name!r} look alike: one person, or two?"
        hint = f'If one: write one name, or say it in the settings: [people] "{name}" = {{ also = ["{near}"] }}.'
        yield Issue(Severity.WARNING, "similar-names", message, hint, file=file, line=line, person=near)


def _look_alike(one: str, other: str) -> bool:
    shared = 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))  # bounds difflib's ratio from above
    is_near = shared >= _ALIKE and bool(near_misses(one, [other], least=_ALIKE))
    return is_near or (shared >= _FEWEST_SHARED and looks(one) == looks(other))
