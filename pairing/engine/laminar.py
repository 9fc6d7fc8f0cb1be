"""Whether a problem is a flow, and its tree of groups.

The bounds are a flow when the groups of every mentor are *laminar*: any two are disjoint, or one holds the other. Then
each group hangs below the smallest one that holds it, and every pair enters at the smallest group that it is in. A
mentor crosses, for example, who has a limit per session and could meet one participant in two sessions: the set
"his pairs in this session" and the set "his pairs with Ada" overlap, and neither holds the other.
"""

from __future__ import annotations

from typing import NamedTuple

from pairing.engine.formulate import Formulation, Group


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
