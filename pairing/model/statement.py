"""The statement: a problem of pairs and mentors in whole numbers, as far as a proof of a plan speaks of it.

No names, rules or hours: who could meet whom at what cost, how many meetings each place wants, and what is limited or
priced by number. Costs are vectors, one whole number a level (see ``potentials``). People, mentors and sessions are
indices: of a problem, or of the lists that a certificate brings along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pairing.model.potentials import Vector
from pairing.model.shapes import Axis, GroupKey
from pairing.model.solution import Triple

AXES: tuple[Axis, ...] = ("participant", "mentor", "session")


class WantedPlace(NamedTuple):
    """A participant in a session, and how many different mentors he wants there."""

    participant: int
    session: int
    demand: int


class PricedGroup(NamedTuple):
    """A set of pairs (indices) of which at most ``most`` are chosen, and the price of each further one of them.

    ``marginals``: one vector a unit, the first ``most``; () where their number costs nothing.
    """

    key: GroupKey
    pairs: tuple[int, ...]
    most: int
    marginals: tuple[Vector, ...] = ()


class Statement(NamedTuple):
    """What a plan of the sessions with mentors is chosen from, and what it costs.

    ``levels``: the names, in order; ``constant``: what no plan can change. ``pairs`` are those that may be chosen,
    with their ``costs``. ``misses``: the price of a participant's first, second … missing meeting, for all he wants.
    Nothing is proved with the last two, they say where limits come from: ``published`` pairs (indices) may be kept
    beyond what a mentor offered, and meetings that have been ``held``, by mentor and session (None: none that is
    known), count as load.
    """

    levels: tuple[str, ...]
    constant: Vector
    pairs: tuple[Triple, ...]
    costs: tuple[Vector, ...]
    places: tuple[WantedPlace, ...]
    misses: Mapping[int, tuple[Vector, ...]]
    groups: tuple[PricedGroup, ...]
    published: tuple[int, ...]
    held: Mapping[tuple[int, int | None], int]


def members(
    pairs: Sequence[Triple], per: tuple[Axis, ...], sessions: tuple[int, ...] | None
) -> dict[Vector, list[int]]:
    """The pair indices of every set that agrees on those axes, in those sessions (None: all), by its key."""
    positions = [AXES.index(axis) for axis in per]
    found: dict[Vector, list[int]] = {}
    for index, pair in enumerate(pairs):
        if sessions is None or pair[2] in sessions:
            found.setdefault(tuple(pair[position] for position in positions), []).append(index)
    return found
