"""The shapes that rules compile to: all that engines know of rules.

``PairFilter``   may these two meet in this session? (with the rule's name as the reason)
``PairCost``     an integer on a pair
``GroupBound``   least ≤ number of chosen pairs of a set ≤ most, hard or soft

and, where participants practise with each other, the same three for two peers:

``PeerFilter``   may these two be in one group?
``PeerCost``     an integer on two who are
``PeerPin``      these two are in one group, or it costs

Shapes speak in indices: participant, mentor and session are positions in the problem.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple


def share_a_bit(one: int, other: int) -> bool:
    """The ``allows`` of keys that are sets of bits: two agree where they have one in common.

    A function that engines know by its name: for thousands of people all keys are compared at once, as a product of
    two matrices.
    """
    return one & other != 0


class PairFilter(NamedTuple):
    """May they meet here? Each person has a key, and ``allows`` is asked once for every two different keys.

    ``sessions``: indices of the sessions it speaks of. ``participant_keys``, ``mentor_keys``: one hashable each, by
    index. ``private``: the reason is not told. ``exempt``: the (participant, mentor, session) indices of pairs that it
    does not exclude, whatever ``allows`` says.
    """

    rule: str
    sessions: tuple[int, ...]
    participant_keys: Sequence[Hashable]
    mentor_keys: Sequence[Hashable]
    allows: Callable[[Any, Any], bool]
    private: bool = False
    exempt: frozenset[tuple[int, int, int]] = frozenset()


class PairCost(NamedTuple):
    """``weight`` for every pair that ``allows`` does not like; the keys are as in ``PairFilter``."""

    rule: str
    sessions: tuple[int, ...]
    participant_keys: Sequence[Hashable]
    mentor_keys: Sequence[Hashable]
    allows: Callable[[Any, Any], bool]
    weight: int


Axis = Literal["participant", "mentor", "session", "time"]
Limits = Mapping[tuple[int, ...], tuple[int, int | None]]


class GroupBound(NamedTuple):
    """least ≤ number of chosen pairs ≤ most, for every set of pairs that agree on the axes ``per``.

    ``limits``: (least, most) by key, the key being the indices on those axes in their order; ``default`` holds for
    every other set. most None is no limit. ``weight`` None is hard; else each pair too many or too few costs it.
    ``sessions``: only pairs of those sessions (indices) count; None is all. ``keeps_published``: no eligible pair of
    the baseline is dropped for this limit alone, so ``most`` is at least their number.
    """

    rule: str
    per: tuple[Axis, ...]
    limits: Limits = MappingProxyType({})
    default: tuple[int, int | None] = (0, None)
    weight: int | None = None
    sessions: tuple[int, ...] | None = None
    keeps_published: bool = False


class GroupKey(NamedTuple):
    """Which set of pairs: those that have the indices ``key`` on the axes ``per``, in these sessions (None: all).

    Engines make sets of their own that agree on no index; those are numbered, on the axis ``time``.
    """

    per: tuple[Axis, ...]
    key: tuple[int, ...]
    sessions: tuple[int, ...] | None = None


class PeerFilter(NamedTuple):
    """May these two be in one group of the session? ``keys``: one hashable a participant; ``allows`` is symmetric."""

    rule: str
    session: int
    keys: Sequence[Hashable]
    allows: Callable[[Any, Any], bool]
    private: bool = False


class PeerCost(NamedTuple):
    """What it costs to have these two in one group: ``price`` of their keys, symmetric, whole and ≥ 0."""

    rule: str
    session: int
    keys: Sequence[Hashable]
    price: Callable[[Any, Any], int]


class PeerPin(NamedTuple):
    """Two participants (indices) are in one group of the session: hard, or a ``weight`` where they are not."""

    rule: str
    session: int
    members: tuple[int, int]
    weight: int | None = None


Shape = PairFilter | PairCost | GroupBound | PeerFilter | PeerCost | PeerPin
