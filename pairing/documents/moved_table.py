"""What changes as a table: a row for each participant and session, in the names that the documents show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pairing.tables import columns, frame, html_line, html_table, page

if TYPE_CHECKING:
    import pandas

    from pairing.documents.moves import Moves

COLUMNS = columns("session participant what before after time_before time_after")
AT_ANOTHER_TIME = "at another time"
_WORDS = {"others": "with others", "paired": "paired now", "unpaired": "nobody now"}


def moved_rows(found: Moves) -> Iterator[Sequence[str]]:
    """First who meets others, then times that move; ``what`` is the kind, or ``at another time``."""
    kinds = [*(one.kind for one in found.moved), *(AT_ANOTHER_TIME for _ in found.retimed)]
    for kind, one in zip(kinds, found.changes, strict=True):
        names = ", ".join(one.before), ", ".join(one.after)
        yield one.session, one.participant, kind, *names, ", ".join(one.times_before), ", ".join(one.times_after)


def moved_frame(found: Moves) -> pandas.DataFrame:
    """See ``Moves.to_frame``."""
    return frame(COLUMNS, moved_rows(found))


def moved_page(found: Moves, line: str) -> str:
    """``line``, which says how much changes, and the rows."""
    is_timed = bool(found.retimed)
    heads = ("session", "participant", "", "before", "after", *(("time before", "time after") if is_timed else ()))
    rows = [(*row[:2], _WORDS.get(row[2], row[2]), *row[3 : len(heads)]) for row in moved_rows(found)]
    return page(html_line(line), "" if found.is_first or not rows else html_table(heads, rows))
