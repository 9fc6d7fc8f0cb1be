"""What would be otherwise in another plan: on each level, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pairing.model.card import LEVEL_WORDS
from pairing.model.names import short_code
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Triple, person_order


class LevelChange(NamedTuple):
    """The value of a level in a plan, and in another one."""

    name: str
    before: int
    after: int

    @property
    def text(self) -> str:
        """``uneven loads 58 → 60``."""
        return f"{LEVEL_WORDS.get(self.name, self.name)} {self.before} → {self.after}"

    def to_dict(self) -> dict[str, object]:
        """Fields for ``--json``; ``value``: what it is afterwards."""
        return {"name": self.name, "before": self.before, "value": self.after}


class Place(NamedTuple):
    """A participant in a session."""

    participant: Participant
    session: Session

    @property
    def text(self) -> str:
        """``Ada Quill in Technical``."""
        return f"{self.participant.name} in {self.session.name}"

    def to_dict(self, key: str) -> dict[str, str]:
        """Fields for ``--json``; the participant's id as a short code keyed by ``key``."""
        who = self.participant
        return {"participant": who.name, "participant_id": short_code(who.id, key=key), "session": self.session.name}


class Consequences(NamedTuple):
    """Another plan against the one there is.

    ``levels``: every level but the draw, in the order of priority. ``placed`` and ``unplaced``: who has a mentor more
    or less, in which session. ``num_changed``: how many pairs of the plan are not in the other one.
    """

    levels: tuple[LevelChange, ...]
    placed: tuple[Place, ...]
    unplaced: tuple[Place, ...]
    num_changed: int

    @property
    def price(self) -> tuple[int, ...]:
        """What is worse on each level; the first that is not 0 decides."""
        return tuple(one.after - one.before for one in self.levels)


def consequences(
    problem: Problem,
    before: Sequence[Triple],
    after: Sequence[Triple],
    levels: Iterable[tuple[str, int, int]],
    first: tuple[int, int],
) -> Consequences:
    """What sets two plans apart; of the people concerned the place ``first`` is told first, the others by name."""
    old, new = set(before), set(after)
    more: dict[tuple[int, int], int] = {}  # how many mentors more than before, by place
    for sign, pairs in ((1, new - old), (-1, old - new)):
        for p, _, s in pairs:
            more[p, s] = more.get((p, s), 0) + sign
    places = sorted(more, key=lambda one: (one != first, one[1], person_order(problem.participants[one[0]])))

    def told(wanted: Iterable[tuple[int, int]]) -> tuple[Place, ...]:
        return tuple(Place(problem.participants[p], problem.sessions[s]) for p, s in wanted)

    return Consequences(
        tuple(LevelChange(*one) for one in levels),
        told(one for one in places if more[one] > 0),
        told(one for one in places if more[one] < 0),
        len(old - new),
    )


def in_a_row(texts: Sequence[str]) -> str:
    """``Ada, Bo and Cem``."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
