"""What the names of levels mean: does a statement that somebody brings charge what `unpaired` or `idle` stand for?

A proof holds for whatever numbers a statement has. That `unpaired` counts missing meetings, and nothing else, is what
makes it one of a plan. Levels with other names (soft rules) may charge pairs and numbers of pairs as they like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pairing.model.draw import is_tie
from pairing.model.in_force import REQUIRED
from pairing.model.shapes import GroupKey
from pairing.model.statement import Statement


class Charges(NamedTuple):
    """A statement on one level: a price a pair, one row of prices a participant and a priced set of pairs."""

    constant: int
    pairs: Sequence[int]
    misses: Sequence[Sequence[int]]
    groups: Mapping[GroupKey, Sequence[int]]
    published: frozenset[int]

    @property
    def charges_pairs(self) -> bool:
        return any(self.pairs)

    @property
    def charges_misses(self) -> bool:
        return any(map(any, self.misses))

    @property
    def charges_loads_alone(self) -> bool:
        """Nothing but how many pairs a mentor has."""
        of_mentors = all(key.per == ("mentor",) and key.sessions is None for key in self.groups)
        return of_mentors and not self.charges_pairs and not self.charges_misses

    @property
    def charges_misses_alone(self) -> bool:
        return not (self.constant or self.charges_pairs or self.groups)


def meaning_faults(statement: Statement) -> Iterator[str]:
    """One sentence for each level that charges something else than its name says."""
    for column, name in enumerate(statement.levels):
        case = _tie if is_tie(name) else _CASES.get(name, _rules)
        if not case(_on(statement, column)):
            yield f"Level {name} of the certificate charges something else than its name says."


def _on(statement: Statement, column: int) -> Charges:
    groups = {group.key: [unit[column] for unit in group.marginals] for group in statement.groups}
    return Charges(
        statement.constant[column],
        [costs[column] for costs in statement.costs],
        [[unit[column] for unit in units] for units in statement.misses.values()],
        {key: prices for key, prices in groups.items() if any(prices)},
        frozenset(statement.published),
    )


def _unpaired(level: Charges) -> bool:
    """1 for each missing meeting."""
    return level.charges_misses_alone and all(price == 1 for prices in level.misses for price in prices)


def _spread(level: Charges) -> bool:
    """w·(2k − 1) for the k-th missing meeting of a participant, w ≥ 1."""
    return level.charges_misses_alone and all(
        prices[0] >= 1 and list(prices) == [prices[0] * (2 * k + 1) for k in range(len(prices))]
        for prices in level.misses
    )


def _changed(level: Charges) -> bool:
    """Published pairs, less those that are chosen."""
    wanted = [-(index in level.published) for index in range(len(level.pairs))]
    nothing_else = not level.charges_misses and not level.groups
    return nothing_else and level.constant == len(level.published) and list(level.pairs) == wanted


def _idle(level: Charges) -> bool:
    """What mentors are short of their least: each of the first pairs is worth 1."""
    fewer = [sum(price == -1 for price in prices) for prices in level.groups.values()]
    are_first = all(
        list(prices) == [-1] * number + [0] * (len(prices) - number)
        for prices, number in zip(level.groups.values(), fewer, strict=True)
    )
    return level.charges_loads_alone and are_first and level.constant >= sum(fewer)


def _imbalance(level: Charges) -> bool:
    """w·(2(past + k) − 1) for a mentor's k-th pair, w ≥ 1."""
    return level.charges_loads_alone and level.constant == 0 and all(map(_are_squares, level.groups.values()))


def _are_squares(prices: Sequence[int]) -> bool:
    steps = {after - before for before, after in pairwise(prices)}
    if not steps:
        return prices[0] >= 1
    step = min(steps)
    return len(steps) == 1 and step >= 2 and step % 2 == 0 and prices[0] > 0 and prices[0] % step == step // 2


def _required(level: Charges) -> bool:
    """How many are short of being together: numbers of pairs, and nothing else."""
    return level.constant >= 0 and not level.charges_pairs and not level.charges_misses


def _tie(level: Charges) -> bool:
    """A ticket a pair."""
    alone = not (level.constant or level.charges_misses or level.groups)
    return alone and all(price >= 0 for price in level.pairs)


def _rules(level: Charges) -> bool:
    """Soft rules: whatever they charge, it is for pairs."""
    return level.constant >= 0 and not level.charges_misses


_CASES: Mapping[str, Callable[[Charges], bool]] = {
    REQUIRED: _required,
    "unpaired": _unpaired,
    "changed": _changed,
    "spread": _spread,
    "idle": _idle,
    "imbalance": _imbalance,
}
