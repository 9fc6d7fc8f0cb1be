"""Whether a proved plan is the only one of its worth.

By the sum in ``model.potentials``, another plan that is worth the same has every term at the same value: it differs
only by *steps of cost 0*, a pair taken or given up, one more or fewer in a group or among somebody's misses. Lay these
out as a graph from the places over the groups and misses to a sink: the difference of two plans is made of closed
walks in it. So no pair's step lies on a closed walk exactly if the plan is the only one; and it lies on one if both
its ends are in one strongly connected component. (Then there is also a walk that meets no node twice, and one unit
along it is a plan as good: a pair has one step only, to be taken or to be given up, so the walk does not undo it.)

It holds where the groups are *laminar*: any two are disjoint, or one holds the other, so that each hangs below one
other. Where they are not, those that have no price are left out: fewer limits leave more plans, and the only one of
more plans is the only one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pairing.model.potentials import Vector
from pairing.model.statement import Statement

SINK = 0
Steps = tuple[Vector | None, Vector | None]  # what the last unit costs and what the next would; None: there is none


class Slack(NamedTuple):
    """What one step costs: of each pair; one miss fewer or more of each place and participant; of each group.

    ``free``: the groups that have no price, neither by the statement nor by their potential.
    """

    pairs: Sequence[Vector]
    places: Sequence[Steps]
    misses: Mapping[int, Steps]
    groups: Sequence[Steps]
    free: frozenset[int]


def is_only_one(statement: Statement, chosen: Collection[int], slack: Slack) -> bool | None:
    """True: no other choice of pairs is worth the same on every level; None: it cannot be told, as groups cross."""
    everything = range(len(statement.groups))
    above = _above(statement, everything)
    if above is not None:
        return _is_only_one(statement, chosen, slack, above)
    above = _above(statement, [number for number in everything if number not in slack.free])
    return True if above is not None and _is_only_one(statement, chosen, slack, above) else None


def _above(statement: Statement, groups: Collection[int]) -> tuple[dict[int, int | None], list[int | None]] | None:
    """What each group hangs below (None: the sink), and where each pair enters; None where two groups cross.

    The groups of a pair, from the largest to the smallest, have to be a chain, and each group the same one above it
    for all its pairs.
    """
    chains: list[list[int]] = [[] for _ in statement.pairs]
    for number in sorted(groups, key=lambda number: (-len(statement.groups[number].pairs), number)):
        for index in statement.groups[number].pairs:
            chains[index].append(number)
    above: dict[int, int | None] = {}
    for chain in chains:
        uppers: list[int | None] = [None, *chain]
        for upper, lower in zip(uppers, chain, strict=False):
            if above.setdefault(lower, upper) != upper:
                return None
    return above, [chain[-1] if chain else None for chain in chains]


def _is_only_one(
    statement: Statement,
    chosen: Collection[int],
    slack: Slack,
    above: tuple[dict[int, int | None], list[int | None]],
) -> bool:
    parent, entry = above
    places = {(place.participant, place.session): 1 + n for n, place in enumerate(statement.places)}
    first = 1 + len(places)
    misses = {p: first + n for n, p in enumerate(statement.misses)}
    first += len(misses)

    def node(group: int | None) -> int:
        return SINK if group is None else first + group

    steps: list[tuple[int, int]] = []

    def lay(tail: int, head: int, costs: Steps) -> None:
        last, following = costs
        if following is not None and not any(following):
            steps.append((tail, head))
        if last is not None and not any(last):
            steps.append((head, tail))

    for place, costs in zip(statement.places, slack.places, strict=True):
        lay(places[place.participant, place.session], misses[place.participant], costs)
    for p, costs in slack.misses.items():
        lay(misses[p], SINK, costs)
    for group in parent:
        lay(node(group), node(parent[group]), slack.groups[group])
    of_pairs = []
    for index, cost in enumerate(slack.pairs):
        if not any(cost):
            p, _, s = statement.pairs[index]
            taken = (places[p, s], node(entry[index]))
            of_pairs.append(taken[::-1] if index in chosen else taken)
    component = _components(first + len(statement.groups), [*steps, *of_pairs])
    return all(component[tail] != component[head] for tail, head in of_pairs)


def _components(num_nodes: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """The strongly connected component of each node: in the order in which a walk leaves the nodes, backwards against
    the arcs (Kosaraju 1978, Sharir 1981)."""
    out: list[list[int]] = [[] for _ in range(num_nodes)]
    into: list[list[int]] = [[] for _ in range(num_nodes)]
    for tail, head in arcs:
        out[tail].append(head)
        into[head].append(tail)
    left: list[int] = []
    seen = [False] * num_nodes
    for root in range(num_nodes):
        walk = [] if seen[root] else [(root, iter(out[root]))]
        seen[root] = True
        while walk:
            node, heads = walk[-1]
            further = next((head for head in heads if not seen[head]), None)
            if further is None:
                left.append(node)
                walk.pop()
            else:
                seen[further] = True
                walk.append((further, iter(out[further])))
    component = [-1] * num_nodes
    for number, root in enumerate(reversed(left)):
        todo = [root] if component[root] < 0 else []
        while todo:
            node = todo.pop()
            if component[node] < 0:
                component[node] = number
                todo += [tail for tail in into[node] if component[tail] < 0]
    return component
