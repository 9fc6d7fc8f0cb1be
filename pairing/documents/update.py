"""A plan into a document: read, find the table, put the rows in, write."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pairing.documents.filling import Filled, fill
from pairing.documents.namebook import NameBook
from pairing.documents.readback import read_table
from pairing.documents.session_plan import book_of
from pairing.documents.store import DocumentChange, read_document, write_documents
from pairing.errors import Issue
from pairing.model.names import name_key
from pairing.model.solution import UNPAIRED_TEXT, Result

__all__ = ["Filled", "fill_table", "update_markdown"]


def fill_table(
    data: bytes,
    result: Result,
    *,
    session: str,
    header: Sequence[str] | None = None,
    under: str | None = None,
    unpaired_text: str = UNPAIRED_TEXT,
    file: str = "",
    book: NameBook | None = None,
) -> Filled:
    """The bytes of a document with a session's pairs in its table; nothing is read or written.

    Parameters and errors are those of ``update_markdown``; ``file`` is the document's name, for the messages, and
    ``book`` the people by name, where they are more than those of the problem. The plan alone says who is with whom:
    a mentor on no sheet gives way to it, whereas ``fill`` keeps him.
    """
    meeting = result.problem.sessions[result.problem.session_idx(session)]
    known = book_of(result) if book is None else book
    facts = read_table(data, meeting, known, header=header, under=under, unpaired_text=unpaired_text, file=file)
    filled = fill(data, facts, result, session, known, unpaired_text=unpaired_text, keep_fixed=False)
    staying = {name_key(name.text) for row in facts.rows for name in row.participants}
    return filled._replace(issues=tuple(issue for issue in filled.issues if _is_told(issue, staying)))


def _is_told(issue: Issue, staying: set[str]) -> bool:
    """Whether an issue holds here: no row waits for what is decided about a mentor."""
    return not issue.code.endswith("-name-in-document") or name_key(issue.person) in staying


def update_markdown(
    path: str | os.PathLike[str],
    result: Result,
    *,
    session: str,
    header: Sequence[str] | None = None,
    under: str | None = None,
    unpaired_text: str = UNPAIRED_TEXT,
) -> DocumentChange:
    """Write a session's pairs into its table in a Markdown document; only the bytes of the table's rows change.

    Parameters
    ----------
    path
        The document. A link is followed and stays a link.
    result
        A result with a plan.
    session
        Any name of the session. Its table stands between ``<!-- pairing:begin NAME -->`` and
        ``<!-- pairing:end NAME -->``, else it is the one table with the session's columns.
    header
        The session's columns: the participant's, then the mentor's; of peers one for each. None: known by words such
        as "Collabie" and "Mentor".
    under
        A heading above the table, where several tables fit.
    unpaired_text
        Markdown for where nobody is assigned.

    Returns
    -------
    DocumentChange
        The bytes before and after (equal when nothing was to be done), the changes for people, and doubts, such as
        participants who stand in the table and not in the problem: their rows stay.

    Raises
    ------
    InputError
        When the document or its table cannot be found, read or told apart, the document is read-only or was changed
        meanwhile, or a name cannot stand in a document. Nothing is written then.
    PairingError
        When writing fails, say because the disk is full. The old document is whole then.
    NoPlanError
        When the result has no plan.

    Examples
    --------
    >>> import tempfile
    >>> from pairing.model.people import Mentor, Participant
    >>> from pairing.model.problem import Problem
    >>> from pairing.model.session import Session
    >>> from pairing.model.solution import UNPAIRED_TEXT, Pair, Result, Status
    >>> ada, bo, review = Participant("Ada"), Mentor("Bo"), Session("Review")
    >>> pairs = (Pair(ada, bo, review),)
    >>> result = Result(Problem([ada], [bo], [review]), Status.OPTIMAL, (), True, "by hand", 0.0, _pairs=pairs)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     document = Path(folder, "review.md")
    ...     _ = document.write_text("| Collabie | Mentor |\\n| --- | --- |\\n")
    ...     print(update_markdown(document, result, session="Review").after.decode(), end="")
    | Collabie | Mentor |
    | --- | --- |
    | Ada | Bo |
    """
    where = Path(path)
    before = read_document(where)
    filled = fill_table(
        before, result, session=session, header=header, under=under, unpaired_text=unpaired_text, file=str(where)
    )
    change = DocumentChange(where, before, filled.data, filled.changes, filled.issues)
    write_documents([change])
    return change
