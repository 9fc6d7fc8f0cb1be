"""Maximum-weight matching in any graph, in whole numbers of any size, with its proof.

The linear program (Edmonds 1965) and its dual, with doubled weights w so that everything stays whole:

    max Σ w[e]·x[e]    Σ_{e at v} x[e] ≤ 1,    Σ_{e inside B} x[e] ≤ (|B| − 1)/2 for odd sets B ("blossoms")
    min Σ u[v] + Σ z[B]·(|B| − 1)/2    u[v] + u[w] + Σ_{B with v and w} z[B] ≥ w[v, w],    u, z ≥ 0

A matching and duals of the same value prove each other, and that is checked before anything is returned.

The method is the primal-dual one (Galil 1986): from somebody alone grows a tree of paths along edges of slack 0,
outer and inner vertices by turns; outer duals fall and inner ones rise at one rate until an edge becomes tight. Odd
cycles shrink to blossoms. Here one tree grows at a time, from any feasible duals (Kolmogorov 2009), so a similar
graph is solved again in a few steps; what becomes tight when waits in a heap (Galil, Micali & Gabow 1986). A tree ends
where it reaches somebody alone, or an outer vertex whose dual is 0: then that one may as well be alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from pairing.engine.interface import Deadline
from pairing.errors import InternalError

NEVER = Deadline()
ALONE = -1
TOP = -1  # the parent of a blossom, or vertex, that lies in no other
GONE = -2  # of a blossom that was opened
FREE, OUTER, INNER = 0, 1, 2
Link = tuple[int, int]
Graph = list[list[tuple[int, int]]]
"""For each vertex its (neighbour, doubled weight); every edge stands at both ends, and weights are even."""


class Start(NamedTuple):
    """Where to begin: any duals of vertices, ≥ 0, and a matching; what does not fit the graph is mended."""

    duals: Sequence[int]
    mate: Sequence[int]


class Matching(NamedTuple):
    """The best matching and its proof. ``mate`` is −1 for who is alone; ``weight`` and all duals are doubled.

    ``chains[v]``: the blossoms that hold v, the outermost first; ``blossoms``: their vertices and duals (> 0).
    """

    mate: tuple[int, ...]
    weight: int
    duals: tuple[int, ...]
    blossoms: tuple[tuple[tuple[int, ...], int], ...]
    chains: tuple[tuple[int, ...], ...]

    def shared(self, one: int, other: int) -> int:
        """Σ z of the blossoms that hold both."""
        total = 0
        for a, b in zip(self.chains[one], self.chains[other], strict=False):
            if a != b:
                break
            total += self.blossoms[a][1]
        return total

    def start(self, factor: int = 1) -> Start:
        """From here on with weights ``factor`` times as large, or nearly so; blossoms are shared out to their vertices.

        Half of z for each vertex keeps all edges inside as they are, and loosens those that lead out.
        """
        duals = list(self.duals)
        for vertices, dual in self.blossoms:
            for v in vertices:
                duals[v] += dual // 2
        return Start([dual * factor for dual in duals], self.mate)


def graph_of(num_vertices: int, edges: Iterable[tuple[int, int, int]]) -> Graph:
    """The graph of (vertex, vertex, weight), each edge named once; weights are doubled here."""
    graph: Graph = [[] for _ in range(num_vertices)]
    for one, other, weight in edges:
        graph[one].append((other, 2 * weight))
        graph[other].append((one, 2 * weight))
    return graph


def without(graph: Graph, vertices: Iterable[int]) -> Graph:
    """The same graph, and these vertices have no edges."""
    kept = list(graph)
    for v in vertices:
        for w, _ in kept[v]:
            kept[w] = [entry for entry in kept[w] if entry[0] != v]
        kept[v] = []
    return kept


def maximum_weight_matching(graph: Graph, start: Start | None = None, deadline: Deadline = NEVER) -> Matching | None:
    """A matching of the largest weight, proved; None when the deadline passed before.

    Edges of weight 0 or less are never needed. Without a ``start`` each vertex begins with half its heaviest edge.
    O(n·m·log n) for n vertices and m edges in the worst case, and far less from a good start.

    Raises
    ------
    InternalError
        When the proof does not hold: a fault of this module.

    Examples
    --------
    >>> maximum_weight_matching(graph_of(4, [(0, 1, 5), (1, 2, 8), (2, 3, 5)])).mate
    (1, 0, 3, 2)
    """
    forest = _Forest(graph, *_begin(graph, start))
    for root in range(len(graph)):
        if deadline.has_passed:
            return None
        if forest.mate[root] == ALONE and forest.duals[root] > 0:
            forest.search(root)
    found = forest.finish()
    _check(graph, found)
    return found


def _begin(graph: Graph, start: Start | None) -> tuple[list[int], list[int]]:
    """Feasible duals and a matching on tight edges, as near to the start as can be."""
    if start is None:
        start = Start([max((weight for _, weight in row), default=0) // 2 for row in graph], [ALONE] * len(graph))
    duals = list(start.duals)
    for v, row in enumerate(graph):
        duals[v] = max([duals[v], *(weight - duals[w] for w, weight in row)])
    mate = [ALONE] * len(graph)
    for v, row in enumerate(graph):
        if start.mate[v] > v and any(w == start.mate[v] and duals[v] + duals[w] == weight for w, weight in row):
            mate[v], mate[start.mate[v]] = start.mate[v], v
    for v, row in enumerate(graph):
        if mate[v] == ALONE:
            duals[v] = max([0, *(weight - duals[w] for w, weight in row)])
            for w, weight in row:
                if mate[w] == ALONE and duals[v] + duals[w] == weight:
                    mate[v], mate[w] = w, v
                    break
    return duals, mate


def _check(graph: Graph, found: Matching) -> None:
    """Duals that are feasible, and worth no more than the matching: no matching is worth more."""
    is_feasible = min(found.duals, default=0) >= 0 and all(dual > 0 for _, dual in found.blossoms)
    worth = 0
    for v, row in enumerate(graph):
        for w, weight in row:
            if v < w:
                slack = found.duals[v] + found.duals[w] - weight
                is_feasible = is_feasible and (slack >= 0 or slack + found.shared(v, w) >= 0)
            if found.mate[v] == w and found.mate[w] == v:
                worth += weight
    bound = sum(found.duals) + sum(dual * (len(vertices) // 2) for vertices, dual in found.blossoms)
    if not (is_feasible and worth == 2 * found.weight == 2 * bound):
        raise InternalError(f"a matching of weight {found.weight} is not proved: feasible {is_feasible}, bound {bound}")


class _Forest:
    """The matching, the blossoms and the one tree that is growing.

    Vertices and blossoms are numbered together, vertices first. While the tree grows, ``delta`` is how far duals have
    moved since its root. Those of an outer vertex are kept as u + delta and of an inner one as u − delta, both at the
    moment it became so (z of a blossom: −, + twice that), so that nothing has to be touched when delta rises.
    """

    def __init__(self, graph: Graph, duals: list[int], mate: list[int]):
        size = len(graph)
        self.graph, self.duals, self.mate = graph, duals, mate
        self.top = list(range(size))  # of each vertex: the outermost blossom that holds it
        self.parent = [TOP] * size
        self.vertices: list[list[int]] = [[v] for v in range(size)]
        self.children: list[list[int]] = [[] for _ in range(size)]  # round the cycle; the first holds the base
        self.links: list[list[Link]] = [[] for _ in range(size)]  # links[i] leads from children[i] to the next
        self.base = list(range(size))
        self.z = [0] * size
        self.label = [FREE] * size
        self.entry: list[Link | None] = [None] * size  # the edge by which the tree came to a blossom
        self._begin_tree()

    def _begin_tree(self) -> None:
        self.delta = 0
        self.labelled: list[int] = []
        self.heap: list[tuple[int, int, int, int]] = []  # (when, outer v, w, weight); v = −1: inner blossom w opens
        self.soonest: dict[int, int] = {}  # of a vertex outside: when the first edge to it becomes tight
        self.waiting: list[int] = []  # outer vertices whose edges were not looked at
        self.end = (0, ALONE)  # when the first outer dual is 0, and whose
        self.last = 0  # nothing later than this can matter

    def search(self, root: int) -> None:
        """Grow a tree from somebody alone until one more is paired, or somebody with dual 0 is alone instead."""
        self._begin_tree()
        self.end, self.last = (self.duals[root], root), self.duals[root]
        self._make_outer(self.top[root], None)
        while True:
            while self.waiting:
                self._look_round(self.waiting.pop())
            if not self.heap or self.heap[0][0] >= self.end[0]:
                self.delta, v = self.end
                self._flip(v, ALONE)
                break
            self.delta, v, w, weight = heappop(self.heap)
            b = self.top[w] if v >= 0 else w
            if v < 0:
                if self.label[b] == INNER and self.parent[b] == TOP:
                    self._open_inner(b)
            elif self.label[b] == FREE and self.duals[v] + self.duals[w] - weight == self.delta:
                if self.mate[self.base[b]] == ALONE:
                    self._rebase(b, w)
                    self.mate[w] = v
                    self._flip(v, w)
                    break
                self._make_inner(b, (v, w))
                x = self.base[b]
                self._make_outer(self.top[self.mate[x]], (x, self.mate[x]))
            elif (
                self.label[b] == OUTER and b != self.top[v] and self.duals[v] + self.duals[w] - weight == 2 * self.delta
            ):
                self._shrink(v, w)
        self._settle()

    def _look_round(self, v: int) -> None:
        """When do the edges of an outer vertex become tight? To a free one its slack falls once, to an outer twice."""
        own, dual, last = self.top[v], self.duals[v], self.last
        top, label, duals, soonest = self.top, self.label, self.duals, self.soonest
        for w, weight in self.graph[v]:
            b = top[w]
            if b == own or label[b] == INNER:
                continue
            when = dual + duals[w] - weight
            if label[b] == OUTER:
                when //= 2
                if when <= last:
                    heappush(self.heap, (when, v, w, weight))
            elif when <= last and when < soonest.get(w, last + 1):
                soonest[w] = when
                heappush(self.heap, (when, v, w, weight))
                if self.mate[self.base[b]] == ALONE:
                    last = self.last = when

    def _make_outer(self, b: int, entry: Link | None) -> None:
        self.label[b], self.entry[b] = OUTER, entry
        self.labelled.append(b)
        self.z[b] -= 2 * self.delta
        self._join_outer(self.vertices[b], self.delta)

    def _join_outer(self, vertices: Iterable[int], shift: int) -> None:
        for v in vertices:
            self.duals[v] += shift
            if self.duals[v] < self.end[0]:
                self.end = (self.duals[v], v)
                self.last = min(self.last, self.duals[v])
            self.waiting.append(v)

    def _make_inner(self, b: int, entry: Link) -> None:
        self.label[b], self.entry[b] = INNER, entry
        self.labelled.append(b)
        self.z[b] += 2 * self.delta
        if self.children[b]:
            heappush(self.heap, (self.z[b] // 2, -1, b, 0))
        for v in self.vertices[b]:
            self.duals[v] -= self.delta

    # --- blossoms -----------------------------------------------------------------------------------------------

    def _up(self, b: int) -> int | None:
        """The outer blossom above an outer one in the tree; None above the root."""
        entry = self.entry[b]
        if entry is None:
            return None
        above = self.entry[self.top[entry[0]]]
        assert above is not None
        return self.top[above[0]]

    def _meet(self, one: int, other: int) -> int:
        """The lowest outer blossom that is above both, or one of them; in as many steps as the cycle is long."""
        seen: set[int] = set()
        a: int | None = one
        b: int | None = other
        while b is None or b not in seen:
            if b is not None:
                seen.add(b)
                b = self._up(b)
            a, b = b, a
        return b

    def _path(self, b: int, end: int) -> Iterator[int]:
        """The blossoms from b upwards, the end not included."""
        while b != end:
            yield b
            entry = self.entry[b]
            assert entry is not None
            b = self.top[entry[0]]

    def _entry(self, b: int) -> Link:
        entry = self.entry[b]
        assert entry is not None
        return entry

    def _shrink(self, v: int, w: int) -> None:
        """The tight edge v–w closes an odd cycle of the tree: it becomes an outer blossom."""
        root = self._meet(self.top[v], self.top[w])
        left, right = list(self._path(self.top[v], root)), list(self._path(self.top[w], root))
        children = [root, *reversed(left), *right]
        links = [self._entry(b) for b in reversed(left)] + [(v, w)] + [self._entry(b)[::-1] for b in right]
        new = len(self.parent)
        vertices = [x for b in children for x in self.vertices[b]]
        for b in children:
            was, self.label[b], self.parent[b] = self.label[b], FREE, new
            self.z[b] += 2 * self.delta if was == OUTER else -2 * self.delta
            if was == INNER:
                self._join_outer(self.vertices[b], 2 * self.delta)
        for x in vertices:
            self.top[x] = new
        self.parent.append(TOP)
        self.vertices.append(vertices)
        self.children.append(children)
        self.links.append(links)
        self.base.append(self.base[root])
        self.z.append(-2 * self.delta)
        self.label.append(OUTER)
        self.entry.append(self.entry[root])
        self.labelled.append(new)

    def _release(self, b: int) -> list[int]:
        """Undo a blossom of dual 0; its children lie in no other."""
        children = self.children[b]
        for child in children:
            self.parent[child] = TOP
            for v in self.vertices[child]:
                self.top[v] = child
        self.parent[b], self.label[b] = GONE, FREE
        return children

    def _open_inner(self, b: int) -> None:
        """The dual of an inner blossom is 0: the tree goes on through its children, by the even way to the base."""
        entered = self._entry(b)
        for v in self.vertices[b]:
            self.duals[v] += self.delta
        children, links = self._release(b), self.links[b]
        at = children.index(self.top[entered[1]])
        step = 1 if at % 2 else -1
        self._make_inner(children[at], entered)
        while at % len(children):
            for make in (self._make_outer, self._make_inner):
                link = links[at] if step == 1 else links[at - 1][::-1]
                at = (at + step) % len(children)
                make(children[at], link)
        for child in children:
            if self.label[child] == FREE:
                for w in self.vertices[child]:
                    self._look_back(w)

    def _look_back(self, w: int) -> None:
        """A vertex left the tree: when does the first edge from an outer one to it become tight?"""
        self.soonest.pop(w, None)
        for v, weight in self.graph[w]:
            if self.label[self.top[v]] == OUTER:
                when = self.duals[v] + self.duals[w] - weight
                if when <= self.last and when < self.soonest.get(w, self.last + 1):
                    self.soonest[w] = when
                    heappush(self.heap, (when, v, w, weight))

    # --- the matching -------------------------------------------------------------------------------------------

    def _flip(self, v: int, partner: int) -> None:
        """Exchange matched and unmatched edges from the root to v, so that v can have the partner."""
        while True:
            b = self.top[v]
            self._rebase(b, v)
            self.mate[v] = partner
            entry = self.entry[b]
            if entry is None:
                return
            inner = self.top[entry[0]]
            v, x = self._entry(inner)
            self._rebase(inner, x)
            self.mate[x] = v
            partner = x

    def _rebase(self, b: int, v: int) -> None:
        """Match inside a blossom so that v is the one vertex left to be matched outside."""
        todo = [(b, v)]
        while todo:
            b, v = todo.pop()
            if self.base[b] == v:
                continue
            child = v
            while self.parent[child] != b:
                child = self.parent[child]
            children, links = self.children[b], self.links[b]
            at = children.index(child)
            todo.append((child, v))
            # the even way round from v's child to the old base, every second link of it becomes matched
            for i in range(at + 1, len(children), 2) if at % 2 else range(0, at, 2):
                x, y = links[i]
                todo += [(children[i], x), (children[(i + 1) % len(children)], y)]
                self.mate[x], self.mate[y] = y, x
            self.children[b] = children[at:] + children[:at]
            self.links[b] = links[at:] + links[:at]
            self.base[b] = v

    def _settle(self) -> None:
        """The tree is done: duals as they are, no labels, and no blossom of dual 0 on top."""
        empty = []
        for b in self.labelled:
            if self.parent[b] == TOP and self.label[b] != FREE:
                sign = -1 if self.label[b] == OUTER else 1
                self.z[b] -= 2 * sign * self.delta
                for v in self.vertices[b]:
                    self.duals[v] += sign * self.delta
                self.label[b], self.entry[b] = FREE, None
                empty.append(b)
        while empty:
            b = empty.pop()
            if self.children[b] and self.z[b] == 0:
                empty += self._release(b)

    def finish(self) -> Matching:
        """The matching and its proof, as they stand."""
        number: dict[int, int] = {}
        chains: list[tuple[int, ...]] = []
        for v in range(len(self.graph)):
            chain = []
            b = self.parent[v]
            while b != TOP:
                if self.z[b]:
                    chain.append(number.setdefault(b, len(number)))
                b = self.parent[b]
            chains.append(tuple(reversed(chain)))
        weight = sum(weight for v, row in enumerate(self.graph) for w, weight in row if self.mate[v] == w > v)
        blossoms = tuple((tuple(self.vertices[b]), self.z[b]) for b in number)
        return Matching(tuple(self.mate), weight, tuple(self.duals), blossoms, tuple(chains))
