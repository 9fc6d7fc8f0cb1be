"""The table of a session filled with a plan: only rows that say something else are written."""

from __future__ import annotations

from typing import NamedTuple

from pairing.documents.markdown import splice
from pairing.documents.namebook import NameBook
from pairing.documents.pair_rows import pair_rows
from pairing.documents.published import Change
from pairing.documents.readback import ReadRow, TableFacts
from pairing.documents.row_cells import NewRows
from pairing.errors import Issue
from pairing.model.solution import UNPAIRED_TEXT, Result


class Filled(NamedTuple):
    """A document with its table filled: the new bytes, what changes for people, and what to tell the coordinator.

    ``emptied_rows`` are those that showed somebody paired, and would be gone or show nobody.
    """

    data: bytes
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]
    emptied_rows: tuple[ReadRow, ...] = ()

    @property
    def emptied(self) -> int:
        """How many rows those are."""
        return len(self.emptied_rows)


def fill(
    data: bytes,
    facts: TableFacts,
    result: Result,
    session: str,
    book: NameBook,
    *,
    unpaired_text: str = UNPAIRED_TEXT,
    start_over: bool = False,
    keep_fixed: bool = True,
) -> Filled:
    """The document with the plan of a session in its table.

    A row goes on as long as its participant is in the session, and stays byte for byte where it shows the same
    people, however they are spelt. Rows of people who are known and no longer in the session go, and so do rows without
    text; rows of people on no sheet stay. New people come after, in the order of their names. Further cells stay
    while the mentors of a row do, and where it had none. A session that is closed is not touched.

    Parameters
    ----------
    data, facts
        The document, and what ``read_table`` read from these very bytes.
    result
        A result with a plan. What is in ``problem.held`` is shown with it.
    session
        Any name of the session.
    book
        The book with which the table was read.
    unpaired_text
        Markdown for where nobody is assigned.
    start_over
        Forget what is published: rows of people on no sheet go too, and so do mentors on no sheet.
    keep_fixed
        Whether mentors on no sheet stay in the row of somebody known although ``problem.held`` does not have them.

    Raises
    ------
    InputError
        With an issue for every name that cannot stand in a document: an e-mail address, a character that cannot be
        seen, or what a cell says where nobody is assigned.
    NoPlanError
        When the result has no plan.
    """
    s = result.problem.session_idx(session)
    meeting = result.problem.sessions[s]
    if meeting.closed:
        return Filled(data, (), facts.issues)
    if meeting.is_peers:
        from pairing.documents.peer_rows import peer_rows  # most programmes have no session of peers

        new = peer_rows(facts, result, s, book, unpaired_text=unpaired_text, start_over=start_over)
    else:
        new = pair_rows(
            facts, result, s, book, unpaired_text=unpaired_text, start_over=start_over, keep_fixed=keep_fixed
        )
    filled = splice(data, facts.published.table, new.rows, origins=new.origins, added=new.added)
    return Filled(filled, new.changes, facts.issues, _emptied(facts, new))


def _emptied(facts: TableFacts, new: NewRows) -> tuple[ReadRow, ...]:
    """The rows that showed somebody paired, and would be gone or show nobody."""
    still = {origin for origin, paired in zip(new.origins, new.paired, strict=True) if paired}
    return tuple(row for row in facts.rows if row.is_paired and row.place not in still)
