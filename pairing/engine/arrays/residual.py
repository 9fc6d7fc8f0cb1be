"""Two questions about the residual graph of a flow, on arrays: its potentials, and whether a pair lies on a cycle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import Bools, Ints
from pairing.engine.interface import Deadline
from pairing.engine.residual import ResidualArc, components
from pairing.errors import InternalError

MOST_PEELS = 64  # rounds in which dead ends are cut off before the rest is searched arc by arc


class Arcs(NamedTuple):
    """Ways a flow can still move, by tail: along an arc, or against it at the opposite cost."""

    tail: Ints
    head: Ints
    cost: Ints


def potentials(num_nodes: int, arcs: Arcs, deadline: Deadline) -> Ints | None:
    """π, one a node, such that every arc has reduced cost ``cost + π[tail] − π[head]`` ≥ 0; None: no time.

    Label-correcting (Bellman 1958, Ford 1956) from a source at distance 0 to every node: each round looks at the arcs
    out of the nodes that came down in the round before. A cycle of negative cost would mean that the flow is not
    optimal, and raises ``InternalError``: without one no path has more arcs than there are nodes.
    """
    distance = np.zeros(num_nodes, np.int64)
    tail, head, cost = arcs
    negative = np.flatnonzero(cost < 0)
    if not len(negative):
        return distance
    heads = head[negative]
    np.minimum.at(distance, heads, cost[negative])
    nodes = _distinct(heads, num_nodes)
    out = np.bincount(tail, minlength=num_nodes)
    start = np.cumsum(out) - out
    for _ in range(num_nodes):
        if deadline.has_passed:
            return None
        number = out[nodes]
        total = int(number.sum())
        if total > len(cost) // 2:
            heads, reached = head, distance[tail] + cost
        else:
            along = np.arange(total) + np.repeat(start[nodes] - np.cumsum(number) + number, number)
            heads, reached = head[along], np.repeat(distance[nodes], number) + cost[along]
        shorter = np.flatnonzero(reached < distance[heads])
        if not len(shorter):
            return distance
        heads = heads[shorter]
        np.minimum.at(distance, heads, reached[shorter])
        nodes = _distinct(heads, num_nodes)
    raise InternalError("the flow solver called a flow optimal that is not")


def is_on_cycle(num_nodes: int, tail: Ints, head: Ints, asked: Bools) -> bool:
    """Whether any arc that is ``asked`` about lies on a directed cycle: has both ends in one strong component."""
    for _ in range(MOST_PEELS):
        if not asked.any():
            return False
        has_in = np.zeros(num_nodes, bool)
        has_out = np.zeros(num_nodes, bool)
        has_in[head] = has_out[tail] = True
        kept = has_in[tail] & has_out[head]
        if kept.all():
            break
        tail, head, asked = tail[kept], head[kept], asked[kept]
    nodes, ends = np.unique(np.concatenate([tail, head]), return_inverse=True)
    ends_of = ends.reshape(2, -1).tolist()
    component = components(len(nodes), [ResidualArc(0, one, other, 1) for one, other in zip(*ends_of, strict=True)])
    within = np.asarray(component)[ends.reshape(2, -1)]
    return bool((asked & (within[0] == within[1])).any())


def _distinct(nodes: Ints, num_nodes: int) -> Ints:
    """The nodes, each once: sorted where they are few, marked where they are many."""
    if len(nodes) < num_nodes // 20:
        return np.unique(nodes)
    is_there = np.zeros(num_nodes, bool)
    is_there[nodes] = True
    return np.flatnonzero(is_there)
