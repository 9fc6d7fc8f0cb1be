"""Where pairs come from: a list of them, or the cells of a matrix that is never turned into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pairing.engine.arrays.columns import Block, Bools, Ints, PairCosts

MOST_IN_BLOCK = 1 << 18  # pairs looked at together: 2 MB a column, which a processor keeps at hand


class ListedPairs:
    """Pairs that stand in arrays, in the order of their places."""

    def __init__(self, place: Ints, chain: Sequence[Ints], num_places: int):
        self._all = Block(np.arange(len(place)), place, tuple(chain))
        self.of_place: Ints = np.bincount(place, minlength=num_places)

    @property
    def count(self) -> int:
        return len(self._all.number)

    def numbered(self, number: Ints) -> Block:
        """Those pairs."""
        return self._all.take(number)

    def everything(self) -> Block:
        """All pairs."""
        return self._all

    def blocks(self) -> Iterator[Block]:
        """All pairs, some whole places at a time."""
        if self.count <= MOST_IN_BLOCK:
            yield self._all
            return
        ends = np.cumsum(self.of_place)
        start = 0
        while start < self.count:
            within = ends[np.searchsorted(ends, start + MOST_IN_BLOCK, side="right") - 1]
            end = int(within) if within > start else int(ends[np.searchsorted(ends, start, side="right")])
            yield self._all.take(np.arange(start, end))
            start = end

    def cheapest(self, costs: Sequence[PairCosts], each: int) -> Ints:
        """Numbers of the ``each`` cheapest pairs of every place, the first cost mattering most; ascending."""
        found = []
        for block in self.blocks():
            keys = [cost.of(block) for cost in costs]
            found.append(np.sort(block.number[first_of_each(block.place, keys, each)]))
        return np.concatenate(found)


def first_of_each(place: Ints, keys: Sequence[Ints], each: int) -> Ints:
    """Which entries are the ``each`` first of their place, in the order of the keys; the first key matters most.

    In floating point, so of keys with very many different values the last digits do not count.
    """
    fraction = np.zeros(len(place))
    for key in reversed(keys):
        low, high = int(key.min(initial=0)), int(key.max(initial=0))
        fraction = (key - low + fraction) / (high - low + 1.0)
    order = np.argsort(place + np.minimum(fraction, 1 - 2.0**-20))
    sorted_place = place[order]
    start = np.flatnonzero(np.r_[True, sorted_place[1:] != sorted_place[:-1]])
    rank = np.arange(len(order)) - np.repeat(start, np.diff(np.r_[start, len(order)]))
    return order[rank < each]


class MatrixPairs:
    """The cells of a matrix, row by row: pair i is in row i // columns; ``eligible`` None means every one.

    Rows are places, columns are groups.
    """

    def __init__(self, num_rows: int, num_columns: int, eligible: Bools | None):
        self._shape = num_rows, num_columns
        self._eligible = None if eligible is None else eligible.reshape(-1)
        counts = np.full(num_rows, num_columns) if eligible is None else eligible.sum(axis=1)
        self.of_place: Ints = counts.astype(np.int64)
        self.count = int(self.of_place.sum())

    def numbered(self, number: Ints) -> Block:
        """Those pairs."""
        place, column = np.divmod(number, self._shape[1])
        return Block(number, place, (column,))

    def everything(self) -> Block:
        """All pairs."""
        number = np.arange(self._shape[0] * self._shape[1])
        return self.numbered(number if self._eligible is None else number[self._eligible])

    def blocks(self) -> Iterator[Block]:
        """All pairs, some rows at a time."""
        width = self._shape[1]
        for start, end in self._stretches():
            rows = np.arange(start // width, end // width)
            cells = Block(np.arange(start, end), np.repeat(rows, width), (np.tile(np.arange(width), len(rows)),))
            yield cells if self._eligible is None else cells.take(self._eligible[start:end])

    def cheapest(self, costs: Sequence[PairCosts], each: int) -> Ints:
        """Numbers of about the ``each`` cheapest pairs of every place; ascending.

        The first cost matters most; in floating point, as nothing hangs on which pairs come first.
        """
        found = []
        for start, end in self._stretches():
            number = np.arange(start, end)
            block = self.numbered(number)
            key = np.zeros(len(number))
            for cost in costs:
                key = key * 2.0**20 + cost.of(block)
            if self._eligible is not None:
                key[~self._eligible[start:end]] = np.inf
            table = key.reshape(-1, self._shape[1])
            kept = np.argpartition(table, each - 1, axis=1)[:, :each]
            chosen = np.sort(kept + np.arange(len(table))[:, None] * self._shape[1], axis=1).reshape(-1)
            found.append(number[chosen] if self._eligible is None else number[chosen[self._eligible[start + chosen]]])
        return np.concatenate(found)

    def _stretches(self) -> Iterator[tuple[int, int]]:
        rows, columns = self._shape
        step = max(1, MOST_IN_BLOCK // columns)
        for row in range(0, rows, step):
            yield row * columns, min(rows, row + step) * columns
