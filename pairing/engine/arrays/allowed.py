"""Which pairs a shape allows, for many people at once. ``allows`` is asked once for every two different keys."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pairing.engine.arrays.columns import Bools, Ints
from pairing.model.shapes import PairCost, PairFilter, share_a_bit

MOST_CELLS = 1 << 24  # of a table worked on together


class Allowed(NamedTuple):
    """``table[a, b]``: whether the a-th key of participants and the b-th of mentors allow each other."""

    table: Bools
    of_participant: Ints
    of_mentor: Ints

    def rows(self, participants: Ints, mentors: Ints) -> Bools:
        """The verdict on every participant (rows) with every mentor (columns), by their positions."""
        return self.table[np.ix_(self.of_participant[participants], self.of_mentor[mentors])]

    def of_pairs(self, participants: Ints, mentors: Ints) -> Bools:
        """The verdict on each pair."""
        return self.table[self.of_participant[participants], self.of_mentor[mentors]]


def allowed(shape: PairFilter | PairCost) -> Allowed:
    """The verdicts of a shape."""
    participants, of_participant = _distinct(shape.participant_keys)
    mentors, of_mentor = _distinct(shape.mentor_keys)
    if shape.allows is share_a_bit:
        table = _common_bits(participants, mentors)
    else:
        table = _asked(participants, mentors, shape.allows)
    return Allowed(table, of_participant, of_mentor)


def _distinct(keys: Sequence[Hashable]) -> tuple[list[Any], Ints]:
    """The different keys, and which of them each person has."""
    number: dict[Hashable, int] = {}
    of = [number.setdefault(key, len(number)) for key in keys]
    return list(number), np.array(of, np.int64)


def _asked(participants: Sequence[Any], mentors: Sequence[Any], allows: Callable[[Any, Any], bool]) -> Bools:
    cells = (allows(one, other) for one in participants for other in mentors)
    return np.fromiter(cells, bool, len(participants) * len(mentors)).reshape(len(participants), len(mentors))


def _common_bits(participants: Sequence[int], mentors: Sequence[int]) -> Bools:
    """Sets of bits as rows of 0 and 1: their products count the bits in common, exactly up to 2²⁴ of them."""
    width = max((key.bit_length() for key in (*participants, *mentors)), default=0)
    one, other = _as_rows(participants, width), _as_rows(mentors, width).T
    table = np.empty((len(participants), len(mentors)), bool)
    step = max(1, MOST_CELLS // max(1, len(mentors)))
    for start in range(0, len(participants), step):
        np.greater(one[start : start + step] @ other, 0, out=table[start : start + step])
    return table


def _as_rows(keys: Sequence[int], width: int) -> NDArray[np.float32]:
    size = (width + 7) // 8
    octets = np.frombuffer(b"".join(key.to_bytes(size, "little") for key in keys), np.uint8)
    return np.unpackbits(octets.reshape(len(keys), size), axis=1, bitorder="little").astype(np.float32)
