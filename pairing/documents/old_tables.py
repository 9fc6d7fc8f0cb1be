"""Who met whom by an old document: every table of pairs or of peers in it, whatever the session was called."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from pairing.documents.headers import Columns, pair_columns, peers_by_words
from pairing.documents.markdown import Table, all_tables
from pairing.documents.published import is_one_cell, read_published
from pairing.model.solution import UNPAIRED_TEXT


class OldMeeting(NamedTuple):
    """Two people who met, as their names were written: in which session, of which kind, and in which line.

    ``session`` is the name between the marks around the table, else the heading above it, else "". ``kind`` is
    ``mentor`` or ``peer``; ``partner`` is "" where the participant stood with nobody.
    """

    session: str
    kind: str
    participant: str
    partner: str
    line: int


def meetings_in(data: bytes, file: str = "", *, unpaired_text: str = UNPAIRED_TEXT) -> tuple[OldMeeting, ...]:
    """Every meeting that the tables of a document show, in their order; empty where it has no such table.

    A table is one of pairs when its headers read like a participant and a mentor, one of peers when two or more read
    like a participant or partner; others are passed over. A group of three is three meetings.

    Raises
    ------
    InputError
        When the document holds marks of a merge, marks of ours that are not whole, or a table that is not UTF-8.

    Examples
    --------
    >>> data = b"# Review\\n\\n|Collabie|Mentor|\\n|---|---|\\n|Ada|Bo|\\n\\n# Practice\\n\\n|A|Partner|\\n|---|---|\\n"
    >>> [(one.session, one.kind, one.participant, one.partner, one.line) for one in meetings_in(data)]
    [('Review', 'mentor', 'Ada', 'Bo', 5)]
    """
    found: list[OldMeeting] = []
    for name, table in all_tables(data, columns=_columns, file=file):
        is_of_pairs = not isinstance(pair_columns(table.header, None), str)
        found += _of_pairs(name, table, unpaired_text) if is_of_pairs else _of_peers(name, table, unpaired_text)
    return tuple(found)


def _columns(cells: tuple[str, ...]) -> Columns | None:
    pair = pair_columns(cells, None)
    return (peers_by_words(cells) or None) if isinstance(pair, str) else pair


def _of_pairs(session: str, table: Table, unpaired_text: str) -> Iterator[OldMeeting]:
    for row in read_published(table, unpaired_text=unpaired_text, refuse_twice=False).rows:
        if row.participant and not is_one_cell(row, table):
            for mentor in row.mentors or ("",):
                yield OldMeeting(session, "mentor", row.participant, mentor, row.line)


def _of_peers(session: str, table: Table, unpaired_text: str) -> Iterator[OldMeeting]:
    for row in read_published(table, unpaired_text=unpaired_text, kind="peers", refuse_twice=False).rows:
        names = [name for _, name in row.peers]
        if len(names) == 1 and not is_one_cell(row, table):
            yield OldMeeting(session, "peer", names[0], "", row.line)
        for one, other in combinations(names, 2):
            yield OldMeeting(session, "peer", one, other, row.line)
