"""Two questions about the residual graph of a flow: its potentials, and what hangs together at no cost."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from pairing.errors import InternalError


class ResidualArc(NamedTuple):
    """One way a flow can still move: along arc ``arc`` (sign 1) or against it (sign -1)."""

    arc: int
    tail: int
    head: int
    sign: int


def potentials(num_nodes: int, arcs: Sequence[ResidualArc], costs: Sequence[int]) -> list[int]:
    """Integers π, one a node, such that every residual arc has reduced cost ``cost + π[tail] − π[head]`` ≥ 0.

    They exist exactly when the flow is optimal, and prove it. Label-correcting with a queue (Bellman 1958, Ford 1956),
    from a source at distance 0 to every node. A cycle of negative cost would mean that the flow is not optimal, and
    raises ``InternalError`` instead of running forever.
    """
    out: list[list[tuple[int, int]]] = [[] for _ in range(num_nodes)]
    for arc, tail, head, sign in arcs:
        out[tail].append((head, sign * costs[arc]))
    distance = [0] * num_nodes
    length = [0] * num_nodes  # arcs on the path that gave the distance: num_nodes of them close a cycle
    waiting = deque(range(num_nodes))
    is_waiting = [True] * num_nodes
    while waiting:
        tail = waiting.popleft()
        is_waiting[tail] = False
        base, steps = distance[tail], length[tail] + 1
        for head, cost in out[tail]:
            if base + cost < distance[head]:
                distance[head] = base + cost
                length[head] = steps
                if steps >= num_nodes:
                    raise InternalError("the flow solver called a flow optimal that is not")
                if not is_waiting[head]:
                    is_waiting[head] = True
                    waiting.append(head)
    return distance


def components(num_nodes: int, arcs: Sequence[ResidualArc]) -> list[int]:
    """The strongly connected component of each node, as a number (Tarjan 1972, without recursion)."""
    out: list[list[int]] = [[] for _ in range(num_nodes)]
    for arc in arcs:
        out[arc.tail].append(arc.head)
    index = [0] * num_nodes  # 0: not seen; else 1 + the order in which it was
    low = [0] * num_nodes
    component = [-1] * num_nodes
    path: list[int] = []
    count = found = 0
    for root in range(num_nodes):
        if index[root]:
            continue
        work = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                count += 1
                index[node] = low[node] = count
                path.append(node)
            else:
                low[node] = min(low[node], low[out[node][position - 1]])
            while position < len(out[node]):
                head = out[node][position]
                position += 1
                if not index[head]:
                    work.append((node, position))
                    work.append((head, 0))
                    break
                if component[head] < 0:
                    low[node] = min(low[node], index[head])
            else:
                if low[node] == index[node]:
                    while component[node] < 0:
                        component[path.pop()] = found
                    found += 1
    return component


def packed(costs: Sequence[Sequence[int]], num_nodes: int) -> tuple[list[int], tuple[int, ...]]:
    """The costs of several levels as one whole number an arc, in which each level has bits of its own; and how many.

    A distance is the cost of a path of fewer than n arcs, so of level k less than n·max|cost|, and a reduced cost is
    two distances and an arc. With twice as much room its sign is that of the first level that is not 0, and
    ``unpacked`` finds each level of a distance, or of a difference of two. Python's numbers are as long as that takes.
    """
    widths = tuple((2 * num_nodes * max(map(abs, level), default=0)).bit_length() + 1 for level in costs)
    sums = list(costs[0])
    for level, width in zip(costs[1:], widths[1:], strict=True):
        sums = [(total << width) + cost for total, cost in zip(sums, level, strict=True)]
    return sums, widths


def unpacked(number: int, widths: Sequence[int]) -> tuple[int, ...]:
    """The number of each level in a packed one."""
    levels = [0] * len(widths)
    position = len(widths)
    while number:
        position -= 1
        width = widths[position]
        half = 1 << (width - 1)
        level = levels[position] = ((number + half) & ((half << 1) - 1)) - half
        number = (number - level) >> width
    return tuple(levels)
