"""Published tables read back by person: what is published, what nobody may touch, and which names are undecided."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pairing.documents.headers import without_time
from pairing.documents.inline import KEEP_MARK, has_keep_mark, struck_lines
from pairing.documents.markdown import find_table
from pairing.documents.namebook import NameBook, Role
from pairing.documents.published import (
    Published,
    PublishedRow,
    is_one_cell,
    read_published,
    table_issue,
    twice_issue,
)
from pairing.errors import InputError, Issue, Severity
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.names import name_key
from pairing.model.session import Session
from pairing.model.solution import UNPAIRED_TEXT

if TYPE_CHECKING:
    from pairing.documents.time_reading import TimeRead

UNKNOWN, AMBIGUOUS, OUTSIDE, LEFT = "unknown", "ambiguous", "outside", "left"
_UNDECIDED = (UNKNOWN, AMBIGUOUS)


class NameRead(NamedTuple):
    """A name in a row: as written, the column's place, and the id of the one person it means.

    ``why`` is "" where exactly one person is meant; else ``unknown`` (on no sheet), ``ambiguous`` (several people),
    ``outside`` or ``left`` (decided so). The id then is ``stranger_id`` of the text, except of somebody known who left.
    """

    text: str
    id: str
    why: str
    column: int

    @property
    def is_stranger(self) -> bool:
        """Whether it stands for somebody on no sheet who stays: an outside helper, or a name that is not decided."""
        return self.why in (UNKNOWN, AMBIGUOUS, OUTSIDE)


class ReadRow(NamedTuple):
    """A row by person: its place in ``table.rows``, its line, whom it is about, with whom, and whether it is kept.

    ``participants`` is one name, or none; of peers it is everybody in the row, and ``partners`` is empty. ``times``,
    where we set them: what the row says of each partner, in their order.
    """

    place: int
    line: int
    participants: tuple[NameRead, ...]
    partners: tuple[NameRead, ...]
    keep: bool
    times: tuple[TimeRead, ...] = ()

    @property
    def is_paired(self) -> bool:
        """Whether it shows somebody with somebody."""
        return bool(self.partners) or len(self.participants) > 1


class TableFacts(NamedTuple):
    """What a published table says.

    ``baseline`` has every pair or group of people who are all known; ``kept`` those of them in a row that is marked
    ``<!-- keep -->``. ``fixed`` are pairs and groups with somebody on no sheet that must stay. ``unpaired`` are the
    ids of known participants who stand with nobody, ``unknown`` the names that are not decided, as written.
    ``time_at``: where we set the times, the place of the column that says them, if there is one.
    """

    published: Published
    rows: tuple[ReadRow, ...]
    baseline: tuple[Known, ...]
    fixed: tuple[Known, ...]
    kept: tuple[Known, ...]
    unpaired: tuple[str, ...]
    unknown: tuple[str, ...]
    issues: tuple[Issue, ...]
    time_at: int | None = None


def read_table(
    data: bytes,
    session: Session,
    book: NameBook,
    *,
    header: Sequence[str] | None = None,
    under: str | None = None,
    unpaired_text: str = UNPAIRED_TEXT,
    left: Collection[str] = (),
    outside: Collection[str] = (),
    file: str = "",
) -> TableFacts:
    """The facts of a session's table in a document: ``find_table``, ``read_published`` and ``read_back`` in one."""
    table = find_table(
        data,
        session=session.name,
        header=without_time(header) if session.sets_time else header,
        under=under,
        also_called=session.also_called,
        file=file,
        kind=session.kind,
    )
    published = read_published(table, unpaired_text=unpaired_text, kind=session.kind, refuse_twice=False)
    return read_back(published, session, book, left=left, outside=outside, unpaired_text=unpaired_text)


def read_back(
    published: Published,
    session: Session,
    book: NameBook,
    *,
    left: Collection[str] = (),
    outside: Collection[str] = (),
    unpaired_text: str = UNPAIRED_TEXT,
) -> TableFacts:
    """What a table says about the people of the book.

    Parameters
    ----------
    published
        From ``read_published`` with the session's kind and ``refuse_twice=False``.
    session
        Whose table it is; its kind says whether rows are pairs or groups.
    book
        Everybody on the sheets, those included who have left since.
    left
        Names, in any spelling, or ids of people who are decided to be gone. A name that means several people of the
        book decides nothing.
    outside
        Names of people who are decided to be outside helpers: on no sheet, and their pairs stay.
    unpaired_text
        As in ``read_published``; a cell of the column `Time` may say it too.

    Returns
    -------
    TableFacts
        Issues: ``unknown-name-in-document`` and ``ambiguous-name-in-document`` (questions, one for each name),
        ``struck-through``, ``mentor-twice``, ``keep-without-effect`` (warnings), and those of ``published``. Where we
        set the times, a pair has the start that its row says; one that cannot be told is a question
        (``time-unclear``), and counts as none.

    Raises
    ------
    InputError
        When a participant stands in two rows, under whatever spellings; both lines are named.

    Examples
    --------
    >>> from pairing.model.people import Mentor, Participant
    >>> book = NameBook.of([Participant("Ada", "a@example.org")], [Mentor("Bo", "b@example.org")])
    >>> data = b"|Collabie|Mentor|\\n|---|---|\\n|ada (she/her)|Bo<br>Zoe|\\n"
    >>> facts = read_table(data, Session("Review"), book)
    >>> facts.baseline[0].people, facts.baseline[0].session
    (('a@example.org', 'b@example.org'), 'Review')
    >>> facts.fixed[0].people, facts.unknown
    (('a@example.org', 'zoe'), ('Zoe',))
    """
    decided = _Decided.of(book, left, outside)
    rows = tuple(_read_row(row, published, session, decided) for row in published.rows)
    time_at = None
    if session.sets_time:
        from pairing.documents.time_column import time_place  # most tables show no times

        time_at = time_place(published.table)
    if time_at is not None:
        rows = tuple(_with_times(row, published, time_at, session, book, unpaired_text) for row in rows)
    _refuse_twice(rows, published, session, book)
    told = _told_rows(rows, published)
    baseline: list[Known] = []
    fixed: list[Known] = []
    kept: list[Known] = []
    unpaired = []
    for row in told:
        known, strange = _groups(row, session) if session.is_peers else _pairs(row, session)
        baseline += known
        fixed += strange
        kept += known if row.keep else ()
        if not row.is_paired:
            unpaired += [name.id for name in row.participants if not name.why]
    unknown = {name_key(name.text): name.text for row in told for name in _names(row) if name.why in _UNDECIDED}
    issues = (*published.issues, *_issues(told, rows, published, session, book))
    return TableFacts(
        published,
        rows,
        tuple(baseline),
        tuple(fixed),
        tuple(kept),
        tuple(unpaired),
        tuple(unknown.values()),
        issues,
        time_at,
    )


def stranger_id(text: str, *, ambiguous: bool = False) -> str:
    """The id of somebody on no sheet: the ``name_key``; of an ambiguous name one that is nobody's."""
    return f"{name_key(text)} (one of several)" if ambiguous else name_key(text)


# --- who is meant -----------------------------------------------------------------------------------------------


class _Decided(NamedTuple):
    """The book, and what was decided about names that are not in it."""

    book: NameBook
    left_ids: frozenset[str]
    left_keys: frozenset[str]
    outside_keys: frozenset[str]

    @classmethod
    def of(cls, book: NameBook, left: Collection[str], outside: Collection[str]) -> _Decided:
        ids = set()
        keys = set()
        for name in left:
            is_id = any(name in people for people in book.people.values())
            meant = book.anybody(name) or ((name,) if is_id else ())  # a name of several may be the id of one
            if len(meant) == 1:
                ids.add(meant[0])
            elif not meant:
                keys.add(name_key(name))
        return cls(book, frozenset(ids), frozenset(keys), frozenset(map(name_key, outside)))

    def read(self, text: str, role: Role, column: int) -> NameRead:
        found = self.book.ids(text, role)
        key = name_key(text)
        spelt = found or self.book.spellings.get(key, ())
        if len(spelt) == 1 and spelt[0] in self.left_ids:
            return NameRead(text, spelt[0], LEFT, column)
        if len(found) == 1:
            return NameRead(text, found[0], "", column)
        if found:
            return NameRead(text, stranger_id(text, ambiguous=True), AMBIGUOUS, column)
        why = LEFT if key in self.left_keys else OUTSIDE if key in self.outside_keys else UNKNOWN
        return NameRead(text, stranger_id(text), why, column)


def _read_row(row: PublishedRow, published: Published, session: Session, decided: _Decided) -> ReadRow:
    keep = any(map(has_keep_mark, published.table.rows[row.place].sources))
    if session.is_peers:
        peers = tuple(decided.read(text, "participant", column) for column, text in row.peers)
        return ReadRow(row.place, row.line, peers, (), keep)
    at, beside = published.columns[0], published.columns[1]
    who = (decided.read(row.participant, "participant", at),) if row.participant else ()
    return ReadRow(row.place, row.line, who, tuple(decided.read(one, "mentor", beside) for one in row.mentors), keep)


def _with_times(
    row: ReadRow, published: Published, time_at: int, session: Session, book: NameBook, unpaired_text: str
) -> ReadRow:
    """The row with what it says of the times of its pairs."""
    from pairing.documents.time_column import times_of

    if not row.participants:
        return row
    cell = published.rows[row.place].cells[time_at]
    mentors = [name.id for name in row.partners]
    return row._replace(times=times_of(cell, row.participants[0].id, mentors, session, book, unpaired_text))


def _told_rows(rows: Sequence[ReadRow], published: Published) -> list[ReadRow]:
    """The rows that say something about somebody: not a line of text below the table, nor a row without a name."""
    told = []
    for row, written in zip(rows, published.rows, strict=True):
        is_text = is_one_cell(written, published.table) and all(name.why == UNKNOWN for name in row.participants)
        if row.participants and not is_text:
            told.append(row)
    return told


def _names(row: ReadRow) -> tuple[NameRead, ...]:
    return (*row.participants, *row.partners)


def _pairs(row: ReadRow, session: Session) -> tuple[list[Known], list[Known]]:
    """The pairs of people who are known, and those with somebody on no sheet."""
    known: list[Known] = []
    strange: list[Known] = []
    (who,) = row.participants
    starts = {name.id: time.start for name, time in zip(row.partners, row.times, strict=False)}
    for mentor in {name.id: name for name in row.partners}.values():
        if LEFT not in (who.why, mentor.why):
            pairs = known if not who.why and not mentor.why else strange
            pairs.append(Meeting(who.id, mentor.id, session.name, starts.get(mentor.id)))
    return known, strange


def _groups(row: ReadRow, session: Session) -> tuple[list[Known], list[Known]]:
    """The same for a row of peers: at most one group."""
    members = [name for name in row.participants if name.why != LEFT]
    if len(members) < 2:
        return [], []
    group: list[Known] = [Practice(tuple(sorted(name.id for name in members)), session.name)]
    return (group, []) if not any(name.why for name in members) else ([], group)


def _refuse_twice(rows: Sequence[ReadRow], published: Published, session: Session, book: NameBook) -> None:
    lines: dict[str, list[int]] = {}
    issues = []
    for row in rows:
        for name in row.participants:
            if name.why == LEFT:
                continue
            before = lines.setdefault(name.id, [])
            bearers = len(book.participants(name.text)) if name.why == AMBIGUOUS else 1
            before.append(row.line)
            if len(before) > bearers:
                issues.append(twice_issue(name.text, [before[0], row.line], published.table, peers=session.is_peers))
    if issues:
        raise InputError(issues)


# --- doubts -----------------------------------------------------------------------------------------------------


def _issues(
    told: Sequence[ReadRow], rows: Sequence[ReadRow], published: Published, session: Session, book: NameBook
) -> Iterator[Issue]:
    table = published.table
    if session.is_peers:
        yield from _beside(told, published, book)
    undecided: dict[tuple[str, Role], list[tuple[NameRead, int]]] = {}
    for row in told:
        named: tuple[tuple[Role, tuple[NameRead, ...]], ...] = (
            ("participant", row.participants),
            ("mentor", row.partners),
        )
        for role, names in named:
            for name in names:
                if name.why in _UNDECIDED:
                    undecided.setdefault((name_key(name.text), role), []).append((name, row.line))
    for (_, role), found in undecided.items():
        yield _undecided_issue([name for name, _ in found], [line for _, line in found], role, published, book)
    for row in told:
        yield from _struck(row, published)
        if any(time.fault or time.note for time in row.times):
            from pairing.documents.time_column import time_issues  # hardly ever

            is_known = not any(name.why for name in _names(row))
            yield from time_issues(published.rows[row.place], row.times, table, is_known=is_known)
        seen: dict[str, str] = {}
        for name in row.partners:
            if name.id in seen:
                message = f"{name.text!r} stands twice as the mentor of {row.participants[0].text!r}; it counts once."
                hint = "Delete one of the two names."
                yield table_issue(Severity.WARNING, "mentor-twice", message, table, hint, row.line, name.text)
            seen[name.id] = name.text
    for row in rows:
        if row.keep and not _is_kept(row, session):
            message = f"the row is marked {KEEP_MARK}, and shows no two people who are on the sheets."
            hint = "The mark has no effect: take it out, or decide who is meant."
            yield table_issue(Severity.WARNING, "keep-without-effect", message, table, hint, row.line)


def _beside(rows: Sequence[ReadRow], published: Published, book: NameBook) -> Iterator[Issue]:
    """Participants in a column that is not read: mostly one of the group, below a header that was edited."""
    table = published.table
    for row in rows:
        for place, cell in enumerate(published.rows[row.place].cells):
            names = [] if place in published.columns else [one for one in cell.split("\n") if book.participants(one)]
            if names and place < len(table.header):
                header = table.header[place]
                message = f"{names[0]!r} stands in the column {header!r}, which is not read as one of the group's."
                hint = "Give the column a header like the others', or take the name out."
                yield table_issue(Severity.QUESTION, "name-beside-group", message, table, hint, row.line, names[0])


def _is_kept(row: ReadRow, session: Session) -> bool:
    known = [name for name in row.participants if not name.why]
    if session.is_peers:
        return len(known) > 1 and not any(name.is_stranger for name in row.participants)
    return bool(known) and any(not name.why for name in row.partners)


def _undecided_issue(
    names: Sequence[NameRead], lines: Sequence[int], role: Role, published: Published, book: NameBook
) -> Issue:
    """One question for each name, however many rows it stands in."""
    text = names[0].text
    rows = "the row stays" if len(lines) == 1 else f"the rows stay (lines {', '.join(map(str, lines))})"
    if names[0].why == AMBIGUOUS:
        forms = [book.shown(one, role) for one in book.ids(text, role)]
        message = f"{text!r} stands in the table, and {len(forms)} people are called so; {rows}."
        hint = f"Write who is meant: {' or '.join(map(repr, forms))}."
        code = "ambiguous-name-in-document"
    else:
        other: Role = "mentor" if role == "participant" else "participant"
        where = f"is on the sheets only as a {other}" if book.ids(text, other) else "is on no sheet"
        message = f"{text!r} stands in the table as a {role} and {where}; {rows}."
        hint = f"{_several(text, role, book) or book.suggestion(text, role)} {_cure(text)}".strip()
        code = "unknown-name-in-document"
    return table_issue(Severity.QUESTION, code, message, published.table, hint, lines[0], text)


def _cure(text: str) -> str:
    return (
        f'If that person has left: --left "{text}", or a line in changes.csv; if it is somebody on the sheets: '
        f'[people] also = ["{text}"]; if an outside helper: [people] "{text}" = {{ outside = true }}.'
    )


def _several(text: str, role: Role, book: NameBook) -> str:
    """A hint where one text names several people of the book."""
    parts = [part for part in re.split(r"\s*(?:[,;/&+]|\band\b)\s*", text) if part]
    is_several = len(parts) > 1 and all(len(book.ids(part, role)) == 1 for part in parts)
    return "Write <br> between several names." if is_several else ""


def _struck(row: ReadRow, published: Published) -> Iterator[Issue]:
    sources = published.table.rows[row.place].sources
    for column in dict.fromkeys(name.column for name in _names(row)):
        struck = struck_lines(sources[column]) if column < len(sources) else ()
        for name in _names(row):
            if name.column == column and name.text in struck:
                message = f"{name.text!r} is struck through, and read as being there."
                hint = "If that person has left, say so in changes.csv; else take the marks out."
                yield table_issue(
                    Severity.WARNING, "struck-through", message, published.table, hint, row.line, name.text
                )
