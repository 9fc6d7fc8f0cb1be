"""How near two people come who have no free time in common: what is too short, or the gap between theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pairing.model.answers import free_in
from pairing.model.clock_words import one_stretch_words
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant
from pairing.model.session import Session


class NearMiss(NamedTuple):
    """Of all mentors without a common free time the one who comes nearest to it, for the session's minutes.

    ``own`` and ``other``: the two stretches (UTC minutes) that come nearest.
    """

    participant: Participant
    mentor: Mentor
    session: Session
    own: tuple[int, int]
    other: tuple[int, int]

    @property
    def shared(self) -> int:
        """How many minutes are in both stretches; below 0: so many lie between them."""
        return min(self.own[1], self.other[1]) - max(self.own[0], self.other[0])

    @property
    def text(self) -> str:
        """``nearest is Dee Park: both are free 18:00–18:30, and 60 minutes are needed``."""
        zone = self.participant.zone or self.session.zone
        if self.shared > 0:
            both = (max(self.own[0], self.other[0]), min(self.own[1], self.other[1]))
            when = one_stretch_words(both, zone, self.mentor.zone or zone)
            return f"nearest is {self.mentor.name}: both are free {when}, and {self._lacks}"
        own = one_stretch_words(self.own, zone, zone)
        other = one_stretch_words(self.other, zone, zone)
        return f"nearest is {self.mentor.name}, free {other}; {self.participant.name} is free {own}"

    @property
    def _lacks(self) -> str:
        """Why what they share is not enough."""
        if self.shared < (self.session.minutes or 0):
            return f"{self.session.minutes} minutes are needed"
        if self.session.sets_time:
            return f"no start on the grid leaves {self.session.minutes} minutes"
        return "a rule asks for more"

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``; minutes below 0 are a gap, the id is a code keyed by ``key``."""
        return {
            "mentor": self.mentor.name,
            "mentor_id": short_code(self.mentor.id, key=key),
            "minutes": self.shared,
            "text": self.text,
        }


def nearest(participant: Participant, mentors: Iterable[Mentor], session: Session) -> NearMiss | None:
    """The nearest miss, the earliest of several; None where one of the two sides gives no hours in the session."""
    best: tuple[tuple[int, int, str], NearMiss] | None = None
    known = list(mentors)
    mine = free_in(participant, session) if known else ()  # a session that needs no hours may have no days
    for mentor in known:
        for other in free_in(mentor, session):
            for own in mine:
                one = NearMiss(participant, mentor, session, own, other)
                order = (-one.shared, own[0], mentor.id)
                if best is None or order < best[0]:
                    best = order, one
    return None if best is None else best[1]
