"""The tie levels of columns: what the draw (``model.draw``) charges each pair."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import Block, ColumnLevel, Ints
from pairing.model.draw import tie_name
from pairing.model.draw_arrays import Words, tickets, tie_costs

AT_ONCE = 1 << 14  # pairs


class Drawn(NamedTuple):
    """Tie costs of level 1 … 6: worked out when asked for, as most pairs never are."""

    half_of_place: Words
    of_mentor: Words
    mentor: Ints | None  # of each pair, by its number; None: its widest group
    level: int
    num_eligible: int

    def of(self, block: Block) -> Ints:
        """What each costs; some at a time, which a processor keeps at hand."""
        costs = np.empty(len(block.number), np.int64)
        for start in range(0, len(costs), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            mentor = block.chain[0][some] if self.mentor is None else self.mentor[block.number[some]]
            words = tickets(self.half_of_place[block.place[some]], self.of_mentor[mentor])
            costs[some] = tie_costs(words, self.level, self.num_eligible)
        return costs

    def tickets(self, block: Block) -> Words:
        """The ticket of each."""
        mentor = block.chain[0] if self.mentor is None else self.mentor[block.number]
        return tickets(self.half_of_place[block.place], self.of_mentor[mentor])

    def as_level(self) -> ColumnLevel:
        """The level of that name."""
        return ColumnLevel(tie_name(self.level), self)
