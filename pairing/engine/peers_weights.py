"""All levels of a session of peers in one whole number a couple.

With B[k] the width of level k, what a couple saves against both being alone is Σ_k W[k]·saved[k] with
W[k] = Π_{j > k} (1 + B[j]); the plan that saves most is the lexicographic optimum. Everything here is doubled, as
``matching`` wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import combinations

from pairing.engine.matching import Graph, Matching
from pairing.engine.peers import PeerFormulation, PeerLevel

Trio = tuple[int, ...]


class Weights:
    """What each couple saves, all levels so far in one number; ``couples`` is as the formulation's ``others``.

    ``alone``: what each member costs alone, less his part in the rebate of a trio. A trio saves Σ couples − Σ alone,
    and what ``trios`` has for it.
    """

    def __init__(self, formulation: PeerFormulation):
        self._formulation = formulation
        self.others = formulation.others
        self.couples: list[list[int]] = [[0] * len(row) for row in formulation.others]
        self.alone = [0] * len(formulation.others)
        self.trios: dict[Trio, int] = {}

    def add(self, level: PeerLevel) -> int:
        """Take in the next level; returns by how much what was there before has grown."""
        if not level.alone and not level.couples:
            return 1
        size = len(self.others)
        alone, rebates = level.alone or [0] * size, level.rebates or [0] * size
        lowest = min((min(row) for row in level.couples if row), default=0)
        highest = max((max(row) for row in level.couples if row), default=0)
        # a plan has at most (size + 3)/2 couples; who loses a partner, alone or not, is in the sum already
        factor = 1 + sum(alone) + (max(0, highest) - min(0, lowest)) * ((size + 3) // 2) + sum(rebates)
        for v, row in enumerate(self.others):
            costs: Sequence[int] = level.couples[v] if level.couples else [0] * len(row)
            own = alone[v]
            self.couples[v] = [
                weight * factor + 2 * (own + alone[w] - cost)
                for weight, w, cost in zip(self.couples[v], row, costs, strict=True)
            ]
            self.alone[v] = self.alone[v] * factor + 2 * (own - rebates[v])
        self.trios = {trio: saved * factor for trio, saved in self.trios.items()}
        for trio, rebate in level.trios.items():
            self.trios[trio] = self.trios.get(trio, 0) + 2 * rebate
        return factor

    def couple(self, one: int, other: int) -> int | None:
        """What two members save together; None where they may not be."""
        v, w = min(one, other), max(one, other)
        at = self._formulation.place(v, w)
        row = self.others[v]
        return self.couples[v][at] if at < len(row) and row[at] == w else None

    def trio(self, trio: Trio) -> int | None:
        """What three members save together; None where two of them may not be."""
        saved = self.trios.get(trio, 0) - sum(self.alone[v] for v in trio)
        for v, w in combinations(trio, 2):
            one = self.couple(v, w)
            if one is None:
                return None
            saved += one
        return saved

    def best_couples(self, number: int) -> list[set[int]]:
        """For each member those after him with whom he saves most, or they with him: so many of each member.

        Couples that save less than nothing are in no best plan, unless in a trio.
        """
        of_each: list[list[tuple[int, int, int]]] = [[] for _ in self.others]
        for v, row in enumerate(self.others):
            for w, weight in zip(row, self.couples[v], strict=True):
                if weight >= 0:
                    of_each[v].append((weight, v, w))
                    of_each[w].append((weight, v, w))
        chosen: list[set[int]] = [set() for _ in self.others]
        for found in of_each:
            for _, v, w in found if len(found) <= number else nlargest(number, found):
                chosen[v].add(w)
        return chosen

    def graph(self, couples: Sequence[set[int]]) -> Graph:
        """The graph of those couples."""
        graph: Graph = [[] for _ in self.others]
        for v, wanted in enumerate(couples):
            for w, weight in zip(self.others[v], self.couples[v], strict=True) if wanted else ():
                if w in wanted:
                    graph[v].append((w, weight))
                    graph[w].append((v, weight))
        return graph

    def slacks(self, whole: Matching) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
        """For each member v: (w, slack, z) of every couple with somebody after him; z is of the blossoms of both.

        Blossoms are nested or apart, so there is an order of the members in which each is a stretch.
        """
        duals, blossoms = whole.duals, whole.blossoms
        order = sorted(range(len(duals)), key=whole.chains.__getitem__)
        position = [0] * len(order)
        for place, v in enumerate(order):
            position[v] = place
        begins = [min(position[v] for v in vertices) for vertices, _ in blossoms]
        for v, row in enumerate(self.others):
            shared, after, total, begin, end = [], [], 0, 0, len(order)
            for blossom in whole.chains[v]:
                vertices, dual = blossoms[blossom]
                shared += [total] * (begins[blossom] - begin)
                begin = begins[blossom]
                after.append([total] * (end - begin - len(vertices)))
                end = begin + len(vertices)
                total += dual
            shared += [total] * (end - begin)
            for stretch in reversed(after):
                shared += stretch
            own, z = duals[v], [shared[place] for place in position]
            yield (
                v,
                [(w, own + duals[w] + z[w] - weight, z[w]) for w, weight in zip(row, self.couples[v], strict=True)],
            )
