"""What rules read from people: their hours within a session, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pairing.model.intervals import Intervals, intersect, to_utc
from pairing.model.names import text_key, value_key

if TYPE_CHECKING:
    from pairing.model.people import Person
    from pairing.model.session import Session

# Answers that exclude nobody, as `value_key` gives them: those that say nothing, and those to which all is the same.
BLANK = frozenset(
    [
        *("", "-", "--", "–", "—", "?", "none", "none yet", "n/a", "na", "n.a", "nil", "tbd", "undecided", "unsure"),
        *("not sure", "not sure yet", "don't know", "i don't know", "not applicable", "prefer not to say"),
    ]
)
NO_PREFERENCE = frozenset(
    [
        *("any", "all", "any of them", "all of them", "any of these", "all of these", "all of the above", "both"),
        *("any track", "all tracks", "any tracks", "every track", "everything", "anything", "anyone", "anybody"),
        *("either", "no preference", "no preferences", "doesn't matter", "does not matter", "don't mind", "open"),
    ]
)


def free_in(person: Person, session: Session) -> Intervals:
    """The real minutes in which a person is free within the session's days."""
    return intersect(to_utc(person.free or (), session.first_day, session.last_day), session.window)


def answer(person: Person, header: str) -> str:
    """The cell of a person under that header (case and blanks aside), or ""."""
    found = person.answers.get(header)
    if found is None:
        wanted = text_key(header)
        found = next((cell for other, cell in person.answers.items() if text_key(other) == wanted), "")
    return found


def cell_values(cell: str, *, split: bool) -> frozenset[str]:
    """The values in a cell, in the form in which they are compared; empty for a blank or "no preference"."""
    texts = re.split(r"[,;\n]", cell) if split else [cell]
    return said(texts)


def said(texts: Iterable[str]) -> frozenset[str]:
    """The values that texts say, in the form in which they are compared; empty where they exclude nobody."""
    values = frozenset(map(value_key, texts))
    return frozenset() if values & NO_PREFERENCE else values - BLANK
