"""The members of a shortage or a clash, and how people are listed in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.model.names import short_code
from pairing.model.people import Participant
from pairing.model.session import Session

MOST_NAMES = 6


class Member(NamedTuple):
    """Somebody who is to have so many meetings in a session."""

    participant: Participant
    session: Session
    meetings: int

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``; the person as a short code keyed by ``key``."""
        return {
            "person": short_code(self.participant.id, key=key),
            "session": self.session.name,
            "meetings": self.meetings,
        }


def names_of(members: Sequence[Member], *, has_sessions: bool) -> list[str]:
    """``Ada``, ``Ada (Technical)``, ``Ada (2 meetings in Technical)``."""
    names = []
    for one in members:
        where = [f"{one.meetings} meetings"] if one.meetings > 1 else []
        where += [one.session.name] if has_sessions else []
        names.append(one.participant.name + (f" ({' in '.join(where)})" if where else ""))
    return names


def listed(names: Sequence[str], number: int) -> str:
    """``Ada, Bo and Cem``; where there are more than names, ``Ada, Bo and 7 more``; at most 6 names."""
    shown = list(names[:MOST_NAMES])
    if number > len(shown):
        return f"{', '.join(shown)} and {number - len(shown)} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
