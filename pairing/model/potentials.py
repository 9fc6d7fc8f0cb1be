"""Potentials: the numbers that prove a plan, one for each level at every place, participant and group of pairs.

Costs are *vectors*, one whole number a level, and vectors are compared like words in a dictionary: the first level
that differs decides. Their sums and whole multiples keep that order, so a proof for numbers is a proof for vectors.

A plan chooses pairs x ∈ {0, 1}; every place (p, s) has u = d − Σ x of its d meetings missing, every participant misses
U = Σ u in all, every group g of pairs (a mentor's, a mentor's with one participant, …) holds K = Σ x ≤ most. It costs
Σ c·x plus, for every participant and every group, a convex price of U or of K: its *marginal* k, the price of the k-th
unit, never falls. Take any vectors y (one a place), μ (one a participant), z (one a group). As every bracket is 0,

    cost = cost + Σ y·(Σ x + u − d) + Σ μ·(U − Σ u) + Σ z·(K − Σ x)

and the right side falls into a sum in which x, u, U and K each stand alone. Each of them is at its best where it is
exactly if one step up and one step down is no gain there (convexity does the rest):

    pair, r = c + y − Σ z of its groups     r ≥ 0 where it is not chosen, r ≤ 0 where it is
    place, u of d missing                   y − μ ≤ 0 where u > 0,  ≥ 0 where u < d
    participant, U of all his D missing     marginal(U) + μ ≤ 0 where U > 0,  marginal(U + 1) + μ ≥ 0 where U < D
    group, K of at most ``most``            marginal(K) + z ≤ 0 where K > 0,  marginal(K + 1) + z ≥ 0 where K < most

If all of this holds, no choice of x, u, U and K makes the sum smaller, so no other plan costs less: the plan is the
best on all levels in their order. Nobody has to search, nor to know where the potentials came from. Nothing is asked
of the groups, but only where the problem is a flow is an engine sure to find such potentials: there they are the
potentials π of its nodes, the conditions say that no residual arc has a negative reduced cost, and every best plan has
some. (Linear programming duality and complementary slackness: Ahuja, Magnanti & Orlin, Network Flows, 1993, chapter
9.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pairing.model.shapes import GroupKey

Vector = tuple[int, ...]  # one whole number a level, in their order


class Potentials(NamedTuple):
    """What proves a plan of the sessions with mentors; people, mentors and sessions are indices of the problem.

    ``levels``: the names of the levels, hard minimums first (``required``, where there are any), ties last; every
    vector has one whole number for each. ``places`` by (participant, session): y. ``misses`` by participant: μ.
    ``groups``: z; a group that is not there has zeros. With π of a flow whose sink has π = 0 these are π of the place,
    π of the node of his misses (of the place, where he has only one), and π of the group minus π of the group it
    hangs below.
    """

    levels: tuple[str, ...]
    places: Mapping[tuple[int, int], Vector]
    misses: Mapping[int, Vector]
    groups: Mapping[GroupKey, Vector]
