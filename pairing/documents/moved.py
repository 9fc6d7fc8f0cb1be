"""Who stands where, and what has moved: people and partners by ids, as ``moves`` holds them against each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from pairing.documents.retimed import SetTime
from pairing.tables import veiled_repr

Kind = Literal["leaves", "joins", "others", "paired", "unpaired"]
Ids = tuple[str, ...]


class Standing(NamedTuple):
    """One participant in one session: with whom he meets there.

    ``session`` is its name, the same before and after; ``person`` and ``partners`` are ids: the mentors, or the other
    peers of the group; none: unpaired. There is one for every participant of every session. ``times``: where we set
    them and they are known, by partner.
    """

    session: str
    person: str
    partners: Ids = ()
    is_peers: bool = False
    times: Mapping[str, SetTime] = MappingProxyType({})

    def __repr__(self) -> str:
        return veiled_repr(self)


class Moved(NamedTuple):
    """A participant for whom a session changes, and how: ``others`` is other partners than before. All are ids."""

    kind: Kind
    session: str
    person: str
    before: Ids
    after: Ids
    is_peers: bool

    def __repr__(self) -> str:
        return veiled_repr(self)


class MentorMoved(NamedTuple):
    """A mentor with other participants in a session. ``leaves``: he helps in it no more. All are ids."""

    session: str
    mentor: str
    before: Ids
    after: Ids
    leaves: bool

    def __repr__(self) -> str:
        return veiled_repr(self)


class GroupMoved(NamedTuple):
    """A group of peers that was none before (one member: alone now), and the groups its members were in. All ids."""

    session: str
    members: Ids
    before: tuple[Ids, ...]

    def __repr__(self) -> str:
        return veiled_repr(self)


class Told(NamedTuple):
    """Somebody who is to be told: id, name to be shown, and every line of ``moves_text`` that is about him."""

    person: str
    name: str
    why: tuple[str, ...]

    def __repr__(self) -> str:
        return veiled_repr(self)
