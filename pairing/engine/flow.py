"""The flow engine: a cohort is one minimum-cost flow (OR-Tools ``SimpleMinCostFlow``), exact and fast.

As many levels as fit into 64 bits are minimised in one solve, with weights under which no exchange can buy a level with
a later one: the sign of a simple cycle's cost is then the sign of its first level that is not 0. Where they do not
all fit, the rest is solved in further *stages* on the optimal face of the stages before: by complementary slackness,
the optimal flows are exactly the feasible ones that leave every arc of non-zero reduced cost where it is.
(Ahuja, Magnanti & Orlin, Network Flows, 1993, sections 9.3 and 9.4.)
"""

from __future__ import annotations

from collections.abc import Sequence

from ortools.graph.python import min_cost_flow

from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.engine.interface import Deadline, OnLevel
from pairing.engine.laminar import crossing
from pairing.engine.network import Network, build
from pairing.engine.residual import ResidualArc, components, packed, potentials, unpacked
from pairing.errors import InternalError
from pairing.model.potentials import Potentials
from pairing.model.solution import LevelValue

# The solver multiplies every cost by the number of nodes + 1 and answers BAD_COST_RANGE from about 0.34 x 2^63 on
# (measured with 9.14, 10 to 5,000 nodes); it reads floats by cutting them off, so costs are Python integers throughout.
COST_LIMIT = 2**60


def refuses(formulation: Formulation) -> str | None:
    """Why the problem is no flow, or None."""
    if formulation.caps:
        return f"a limit on level {formulation.caps[0][0].name!r}"
    found = crossing(formulation)
    if found is None:
        return None
    axes = " and ".join("/".join(group.key.per) for group in found)
    return f"limits cross: {axes}"


def lay_out(formulation: Formulation) -> FlowModel:
    """The network of the problem, ready to minimise."""
    return FlowModel(formulation)


class FlowModel:
    """A network whose flow, after each stage, may only move on the optimal face of all stages so far."""

    def __init__(self, formulation: Formulation):
        self._formulation = formulation
        self._net: Network = build(formulation)
        self._flow: list[int] | None = None
        self._free = [True] * len(self._net.tail)  # arcs that may still change
        self._reduced: list[int] = []  # reduced costs of the last stage
        self._levels: list[str] = []  # of all stages so far, with the heights of the nodes in each stage
        self._heights: list[tuple[list[int], tuple[int, ...]]] = []

    @property
    def chosen(self) -> tuple[int, ...] | None:
        """The pair indices that carry flow."""
        if self._flow is None:
            return None
        return tuple(arc for arc in range(self._net.num_pairs) if self._flow[arc])

    def minimise(self, levels: Sequence[IntegerLevel], deadline: Deadline, on_level: OnLevel) -> list[LevelValue]:
        """Minimise the levels in order, as many in one solve as fit."""
        reached: list[LevelValue] = []
        costs = [self._net.costs(level) for level in levels]
        while len(reached) < len(levels) and not deadline.has_passed:
            start = len(reached)
            number, combined = self._fitting(costs[start:])
            stage = costs[start : start + number]
            self._solve(combined, stage)
            for level, of_level in zip(levels[start : start + number], stage, strict=True):
                self._levels.append(level.name)
                value = level.constant + self._total(of_level)
                reached.append(LevelValue(level.name, value, value))
                on_level(reached[-1])
        return reached

    @property
    def potentials(self) -> Potentials:
        """What proves the plan on all levels minimised so far: the potentials of the stages, one after the other."""
        net, places = self._net, self._formulation.places

        def above(node: int, other: int) -> tuple[int, ...]:
            return tuple(
                level for height, widths in self._heights for level in unpacked(height[node] - height[other], widths)
            )

        return Potentials(
            tuple(self._levels),
            {(place.participant, place.session): above(node, net.sink) for node, place in enumerate(places)},
            {participant: above(node, net.sink) for participant, node in net.misses.items()},
            {
                group.key: price
                for group, nodes in zip(self._formulation.groups, net.groups, strict=True)
                if any(price := above(*nodes))
            },
        )

    def is_unique(self, deadline: Deadline) -> bool | None:
        """Exact: another optimal plan differs by a cycle of reduced cost 0 that passes through a pair.

        A pair's arc (or that of its kind) holds one unit, so it stands in the residual graph in one direction only,
        and no second arc joins the same two nodes: if both its ends are in one strongly connected component of the
        zero-cost residual graph, a simple cycle runs through it and the exchange along it is another plan of the same
        value.
        """
        assert self._flow is not None
        arcs = [arc for arc in self._residual() if self._reduced[arc.arc] == 0]
        component = components(self._net.num_nodes, arcs)
        return not any(component[arc.tail] == component[arc.head] for arc in arcs if arc.arc in self._net.choices)

    def _fitting(self, costs: Sequence[list[int]]) -> tuple[int, list[int]]:
        """The most leading levels whose weighted sum stays in range (at least one), and that sum.

        W_k = 1 + Σ_{j>k} W_j·swing_j, and swing_j bounds level j along a simple cycle.
        """
        for number in range(len(costs), 0, -1):
            combined = [0] * len(self._net.tail)
            weight, rest = 1, 0
            for of_level in reversed(costs[:number]):
                weight = 1 + rest
                rest += weight * self._net.swing(of_level)
                combined = [total + weight * cost for total, cost in zip(combined, of_level, strict=True)]
            if max(map(abs, combined), default=0) * (self._net.num_nodes + 1) <= COST_LIMIT:
                return number, combined
        raise InternalError("one level alone has costs beyond 64 bits")

    def _solve(self, costs: Sequence[int], levels: Sequence[Sequence[int]]) -> None:
        """One stage: the cheapest flow on the arcs still free, then the face on which it may move from now on.

        ``costs`` are those of ``levels`` in one number, for which only cycles count; potentials speak of paths, and
        those of each level are wanted: so they are found for numbers that are wider.
        """
        net = self._net
        solver = min_cost_flow.SimpleMinCostFlow()
        supply = list(net.supply)
        number_of = {}
        for arc, is_free in enumerate(self._free):
            if is_free:
                number_of[arc] = solver.add_arc_with_capacity_and_unit_cost(
                    net.tail[arc], net.head[arc], net.capacity[arc], costs[arc]
                )
            elif self._flow is not None and self._flow[arc]:
                supply[net.tail[arc]] -= self._flow[arc]
                supply[net.head[arc]] += self._flow[arc]
        for node, amount in enumerate(supply):
            solver.set_node_supply(node, amount)
        status = solver.solve()
        if status != solver.OPTIMAL:
            raise InternalError(f"the flow solver answered {status}")
        before = self._flow or [0] * len(net.tail)
        self._flow = [solver.flow(number_of[arc]) if arc in number_of else before[arc] for arc in range(len(net.tail))]
        arcs = self._residual()
        wide, widths = packed(levels, net.num_nodes)
        height = potentials(net.num_nodes, arcs, wide)
        self._heights.append((height, widths))
        self._reduced = [
            cost + height[tail] - height[head] for cost, tail, head in zip(wide, net.tail, net.head, strict=True)
        ]
        self._free = [is_free and reduced == 0 for is_free, reduced in zip(self._free, self._reduced, strict=True)]

    def _residual(self) -> list[ResidualArc]:
        """Along every arc that is still free, where there is room; against it, where there is flow."""
        assert self._flow is not None
        net, found = self._net, []
        for arc, is_free in enumerate(self._free):
            if is_free:
                flow = self._flow[arc]
                if flow < net.capacity[arc]:
                    found.append(ResidualArc(arc, net.tail[arc], net.head[arc], 1))
                if flow > 0:
                    found.append(ResidualArc(arc, net.head[arc], net.tail[arc], -1))
        return found

    def _total(self, costs: Sequence[int]) -> int:
        assert self._flow is not None
        return sum(cost * flow for cost, flow in zip(costs, self._flow, strict=True) if flow)
