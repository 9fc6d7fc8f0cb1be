"""Whether a problem is a flow, and its tree of groups.

The bounds are a flow when the groups of every mentor are *laminar*: any two are disjoint, or one holds the other. Then
each group hangs below the smallest one that holds it, and every pair enters at the smallest group that it is in. A
mentor crosses, for example, who has a limit per session and could meet one participant in two sessions: the set
"his pairs in this session" and the set "his pairs with Ada" overlap, and neither holds the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pairing.engine.formulation import Formulation, Group, IntegerLevel


class Tree(NamedTuple):
    """``parent[g]``: the group that g hangs below, None for a mentor's own; ``leaf[i]``: the group pair i enters."""

    parent: tuple[int | None, ...]
    leaf: tuple[int, ...]


def crossing(formulation: Formulation) -> tuple[Group, Group] | None:
    """Two groups that overlap without one holding the other, or None when the problem is a flow."""
    found = _tree(formulation)
    return None if isinstance(found, Tree) else found


def tree(formulation: Formulation) -> Tree:
    """The tree of groups of a problem that is a flow."""
    found = _tree(formulation)
    if not isinstance(found, Tree):
        raise ValueError("the groups cross")
    return found


class Relaxed(NamedTuple):
    """A problem without some of its groups, and the number there of each that was kept."""

    formulation: Formulation
    position: Mapping[int, int]

    def level(self, level: IntegerLevel) -> IntegerLevel:
        """A level of the whole problem as one of this."""
        return _moved(level, self.position)


def relaxed(formulation: Formulation) -> Relaxed | None:
    """The same problem without groups that cross others, and without caps: a flow, and no plan is lost.

    Of two groups that cross the smaller goes, unless a level prices it; None where both are priced. A group of pairs of
    several mentors goes in any case.
    """
    priced = {number for level in formulation.levels for number in level.groups}
    of_mentor: dict[int, list[int]] = {}
    bits: dict[int, int] = {}
    for number, group in enumerate(formulation.groups):
        if group.pairs:
            of_mentor.setdefault(formulation.pairs[group.pairs[0]][1], []).append(number)
            bits[number] = sum(1 << index for index in group.pairs)
    dropped = {
        number
        for number, group in enumerate(formulation.groups)
        if len({formulation.pairs[index][1] for index in group.pairs}) > 1
    }
    if dropped & priced:
        return None
    for numbers in of_mentor.values():
        by_size = sorted(numbers, key=lambda number: (-len(formulation.groups[number].pairs), number))
        for rank, smaller in enumerate(by_size):
            for larger in by_size[:rank]:
                common = bits[smaller] & bits[larger]
                if common in (0, bits[smaller]) or {smaller, larger} & dropped:
                    continue
                gone = larger if smaller in priced else smaller
                if gone in priced:
                    return None
                dropped.add(gone)
    kept = tuple(number for number in range(len(formulation.groups)) if number not in dropped)
    position = {number: new for new, number in enumerate(kept)}
    groups = tuple(formulation.groups[number] for number in kept)
    easier = formulation._replace(groups=groups, caps=(), kinds=())  # faces speak of pairs, and of places right before
    return Relaxed(easier._replace(levels=tuple(_moved(level, position) for level in formulation.levels)), position)


def _moved(level: IntegerLevel, position: Mapping[int, int]) -> IntegerLevel:
    return level._replace(groups={position[number]: slope for number, slope in level.groups.items()})


def _tree(formulation: Formulation) -> Tree | tuple[Group, Group]:
    """From the largest group to the smallest: all pairs of a group must, so far, have entered at one and the same."""
    groups = formulation.groups
    leaf: list[int | None] = [None] * len(formulation.pairs)
    parent: list[int | None] = [None] * len(groups)
    for number in sorted(range(len(groups)), key=lambda number: (-len(groups[number].pairs), number)):
        pairs = groups[number].pairs
        inside = {leaf[index] for index in pairs}
        if len(inside) > 1:
            smallest = min((one for one in inside if one is not None), key=lambda one: len(groups[one].pairs))
            return groups[number], groups[smallest]
        parent[number] = inside.pop()
        for index in pairs:
            leaf[index] = number
    return Tree(tuple(parent), tuple(one for one in leaf if one is not None))
