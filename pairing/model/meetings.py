"""What is published, and what has been: meetings told by ids, so that they outlive the people of today's sheets."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from pairing.tables import veiled_repr, without_addresses

OWN_UIDS = "pairing-"  # how the UIDs of meetings begin that we put into people's calendars


class Meeting(NamedTuple):
    """A participant and a mentor (ids) in a session (its name; "" where it is not known).

    ``start``: where we set the time, the start that was published (UTC minutes since 1970), None where none is known.
    """

    participant: str
    mentor: str
    session: str = ""
    start: int | None = None

    def __repr__(self) -> str:
        start = "" if self.start is None else f", start={self.start!r}"
        people = f"participant={self.participant!r}, mentor={self.mentor!r}"
        return without_addresses(f"Meeting({people}, session={self.session!r}{start})")

    @property
    def people(self) -> tuple[str, ...]:
        """The two, the participant first."""
        return (self.participant, self.mentor)

    @property
    def couples(self) -> tuple[tuple[str, str], ...]:
        """The two as the one couple that they are."""
        return ((self.participant, self.mentor),)


class Practice(NamedTuple):
    """Peers who practise together: their ids, in a session (its name; "" where it is not known)."""

    members: tuple[str, ...]
    session: str = ""

    def __repr__(self) -> str:
        return veiled_repr(self)

    @property
    def people(self) -> tuple[str, ...]:
        """All of them."""
        return self.members

    @property
    def couples(self) -> tuple[tuple[str, str], ...]:
        """Each two of them, ids in order; a trio has three."""
        return tuple(combinations(sorted(set(self.members)), 2))


Known = Meeting | Practice
"""What a baseline or a history is made of."""


def is_known(value: object) -> bool:
    """Whether a value is a meeting or a group of peers, of texts throughout."""
    if isinstance(value, Meeting):
        is_start = value.start is None or (isinstance(value.start, int) and not isinstance(value.start, bool))
        return is_start and all(isinstance(text, str) for text in value[:3])
    if not isinstance(value, Practice) or not isinstance(value.members, tuple):
        return False
    return isinstance(value.session, str) and all(isinstance(text, str) for text in value.members)
