"""Which pairs a shape allows, for many people at once. ``allows`` is asked once for every two different keys."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pairing.engine.arrays.columns import Bools, Ints
from pairing.model.shapes import PairCost, PairFilter, share_a_bit

Octets = NDArray[np.uint8]

MOST_CELLS = 1 << 24  # of a table worked on together
MOST_COUNTS = 1 << 23  # of a product of two matrices, 4 bytes each: small enough to be compared soon after it is made


class Allowed(NamedTuple):
    """``table[a, b]``: whether the a-th key of participants and the b-th of mentors allow each other."""

    table: Bools
    of_participant: Ints
    of_mentor: Ints

    def rows(self, participants: Ints, mentors: Ints) -> Bools:
        """The verdict on every participant (rows) with every mentor (columns), by their positions."""
        rows, columns = self.of_participant[participants], self.of_mentor[mentors]
        if len(self.table) < len(rows):  # few keys: widened while they are few
            return self.table.take(columns, axis=1).take(rows, axis=0)
        return self.table.take(rows, axis=0).take(columns, axis=1)

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
    """Sets of bits as rows of 0 and 1: a product of the two counts the bits in common; a sum of ones is never 0."""
    rows, columns = live_bits(participants, mentors)
    table = np.empty((len(rows), len(columns)), bool)
    step = min(len(rows), max(1, MOST_COUNTS // max(1, len(columns))))
    other = columns.astype(np.float32).T
    counts = np.empty((step, len(columns)), np.float32)
    for start in range(0, len(rows), step or 1):
        some = rows[start : start + step].astype(np.float32)
        np.matmul(some, other, out=counts[: len(some)])
        np.greater(counts[: len(some)], 0, out=table[start : start + step])
    return table


def live_bits(participants: Sequence[int], mentors: Sequence[int]) -> tuple[Octets, Octets]:
    """A row of 0 and 1 for each set, without the bits that decide nothing: those that all of one side lack, and those
    that everybody has exactly where he has another one (as in the weeks of people who are free weekly).
    """
    width = max((key.bit_length() for key in (*participants, *mentors)), default=0)
    one, other = _as_rows(participants, width), _as_rows(mentors, width)
    by_bit = np.packbits(np.concatenate((one, other)), axis=0).T
    first: dict[bytes, int] = {}
    for bit, column in enumerate(by_bit):
        first.setdefault(column.tobytes(), bit)
    bits = np.array(list(first.values()), np.int64)
    bits = bits[one[:, bits].any(axis=0) & other[:, bits].any(axis=0)]
    return (one, other) if len(bits) == width else (one[:, bits], other[:, bits])


def _as_rows(keys: Sequence[int], width: int) -> Octets:
    size = (width + 7) // 8
    octets = np.frombuffer(b"".join(key.to_bytes(size, "little") for key in keys), np.uint8)
    return np.unpackbits(octets.reshape(len(keys), size), axis=1, count=width, bitorder="little")
