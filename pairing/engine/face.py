"""The optimal face: what plans are left once some levels are to stay at their best values.

Of a flow that is the best on some levels, potentials prove it: a pair whose reduced costs on these levels are not all 0
stays as it is in every plan that is as good, and so does a unit of a mentor's load or of a participant's misses. What
may still change is the face; on it every plan has the same values on these levels, and no row is needed to hold them.
(Complementary slackness; Ahuja, Magnanti & Orlin, Network Flows, 1993, section 9.4.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.model.potentials import Potentials, Vector

Span = tuple[int, int]  # the least and the most of something


class Face(NamedTuple):
    """What may still change, by index: pairs that stay chosen (1) or not (0), and the spans of what is counted.

    ``loads`` are of groups, ``missing`` of participants, ``places`` of what is missing at each place.
    """

    fixed: Mapping[int, int]
    loads: Mapping[int, Span]
    missing: Mapping[int, Span]
    places: Mapping[int, Span]


def whole(formulation: Formulation) -> Face:
    """Everything may change."""
    demand: dict[int, int] = {}
    for place in formulation.places:
        demand[place.participant] = demand.get(place.participant, 0) + place.demand
    return Face(
        {},
        {number: (0, group.most) for number, group in enumerate(formulation.groups)},
        {participant: (0, wanted) for participant, wanted in demand.items()},
        {number: (0, place.demand) for number, place in enumerate(formulation.places)},
    )


def optimal_face(
    formulation: Formulation, chosen: Sequence[int], potentials: Potentials, levels: Sequence[IntegerLevel]
) -> Face:
    """The plans as good as ``chosen`` on the first levels of the potentials, which are ``levels``."""
    number = len(levels)
    zeros = (0,) * number
    picked = set(chosen)
    of_place = {key: vector[:number] for key, vector in potentials.places.items()}
    of_missing = {key: vector[:number] for key, vector in potentials.misses.items()}
    of_group = [potentials.groups.get(group.key, zeros)[:number] for group in formulation.groups]
    price_of_pair = [zeros] * len(formulation.pairs)
    loads = {}
    for g, group in enumerate(formulation.groups):
        price = of_group[g]
        if any(price):
            for index in group.pairs:
                price_of_pair[index] = tuple(a + b for a, b in zip(price_of_pair[index], price, strict=True))
        load = min(group.most, sum(index in picked for index in group.pairs))  # a limit that was left out may be broken
        slopes = [level.groups.get(g) for level in levels]
        loads[g] = _span(load, group.most, price, _marginals(slopes))
    fixed: dict[int, int] = {}
    places: dict[int, Span] = {}
    missing_of: dict[int, int] = {}
    for number_of_place, place in enumerate(formulation.places):
        key = place.participant, place.session
        held = 0
        for index in place.pairs:
            costs = [level.pair_costs[index] if level.pair_costs else 0 for level in levels]
            reduced = [a + b - c for a, b, c in zip(costs, of_place[key], price_of_pair[index], strict=True)]
            if any(reduced):
                fixed[index] = int(index in picked)
            held += index in picked
        missing = place.demand - held
        missing_of[place.participant] = missing_of.get(place.participant, 0) + missing
        is_free = of_place[key] == of_missing[place.participant]
        places[number_of_place] = (0, place.demand) if is_free else (missing, missing)
    demand: dict[int, int] = {}
    for place in formulation.places:
        demand[place.participant] = demand.get(place.participant, 0) + place.demand
    spans = {
        participant: _span(
            missing,
            demand[participant],
            of_missing[participant],
            _marginals([level.missing.get(participant) for level in levels]),
        )
        for participant, missing in missing_of.items()
    }
    return Face(fixed, loads, spans, places)


def _marginals(slopes: Sequence[Sequence[int] | None]) -> Callable[[int], Vector]:
    """The price of the k-th unit on each level."""
    return lambda k: tuple(slope[k - 1] if slope else 0 for slope in slopes)


def _span(used: int, most: int, price: Vector, marginal: Callable[[int], Vector]) -> Span:
    """How far the number of units can move at no cost on any level."""

    def is_free(unit: int) -> bool:
        return not any(a + b for a, b in zip(price, marginal(unit), strict=True))

    low = high = used
    while low > 0 and is_free(low):
        low -= 1
    while high < most and is_free(high + 1):
        high += 1
    return low, high
