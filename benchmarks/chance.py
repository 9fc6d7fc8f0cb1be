"""Instances of any size from a few numbers: pseudo-random, and the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

GOLDEN = 0x9E3779B97F4A7C15
MASK = 2**64 - 1
Item = TypeVar("Item")
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


def words(first: int, count: int, seed: int) -> Words:
    """h(k, seed) for k = first … first + count − 1: splitmix64 (Steele, Lea, Flood 2014), 64 bits each."""
    with np.errstate(over="ignore"):
        x = np.arange(first + 1, first + count + 1, dtype=np.uint64)
        x *= np.uint64(GOLDEN)
        x += np.uint64(seed & MASK)
        x ^= x >> np.uint64(30)
        x *= np.uint64(0xBF58476D1CE4E5B9)
        x ^= x >> np.uint64(27)
        x *= np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    return x


def below(bound: int, count: int, seed: int) -> Ints:
    """So many whole numbers from 0 to ``bound`` − 1."""
    return (words(0, count, seed) % np.uint64(bound)).astype(np.int64)


class Chance:
    """One draw after the other, for instances made of people."""

    def __init__(self, seed: int):
        self._state = seed & MASK

    def below(self, bound: int) -> int:
        """A whole number from 0 to ``bound`` − 1."""
        self._state = (self._state + GOLDEN) & MASK
        x = self._state
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
        return (x ^ (x >> 31)) % bound

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return items[self.below(len(items))]

    def sample(self, items: Sequence[Item], count: int) -> list[Item]:
        """So many different ones."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]
