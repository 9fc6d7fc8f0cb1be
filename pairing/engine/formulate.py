"""A problem turned into whole numbers (``formulation``): pairs, places, limits, and what matters, level by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pairing.engine.eligible import Shapes, compile_rules, disliked, eligible_table, published_triples
from pairing.engine.formulation import Formulation, Group, GroupKey, IntegerLevel, Place
from pairing.engine.timing import Timing
from pairing.model.draw import Draw, offer_weights
from pairing.model.in_force import LEVELS, MOVED, levels_in_force
from pairing.model.in_force import REQUIRED as REQUIRED
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from pairing.model.shapes import Axis, GroupBound
from pairing.model.solution import Triple

MOST_TIMES_LEFT_OUT = 4


def formulate(problem: Problem, also: Iterable[Triple] = ()) -> Formulation:
    """Turn a problem into whole numbers.

    ``also``: pairs that a rule excludes and that are laid out all the same, for whoever asks what they would cost; what
    is published, the draw and the weights of offers are as without them.

    Raises
    ------
    ContradictionError
        When a hard minimum (people kept together) asks for a pair that a hard rule excludes.
    """
    shapes = compile_rules(problem)
    table = eligible_table(problem, shapes.filters)
    order = _id_order(problem)
    closed = frozenset(also)
    found = sorted({*table.eligible(), *closed} if closed else table.eligible(), key=lambda pair: _rank(pair, order))
    pairs = tuple(found)
    places = _places(problem, pairs, order)
    published = frozenset(index for index in _published(problem, pairs) if not closed or pairs[index] not in closed)
    builder = _Groups(problem, pairs, published, closed)
    for bound in shapes.bounds:
        builder.add(bound)
    draw = Draw(problem.seed)
    tickets: list[int] = []
    for place in places:  # in their order the pairs are
        half = draw.half_ticket(problem.sessions[place.session].id, problem.participants[place.participant].id)
        tickets += [draw.whole_ticket(half, problem.mentors[pairs[index][1]].id) for index in place.pairs]
    changed = IntegerLevel("changed", [-1 if index in published else 0 for index in range(len(pairs))])
    changed = changed._replace(constant=len(published)) if published else IntegerLevel("changed")
    caps = () if problem.max_changes is None or not published else ((changed, problem.max_changes),)
    groups, levels = builder.finish(_levels(problem, shapes, pairs, places, builder, changed))
    eligible = len(pairs) - len(closed) if closed else 0
    return Formulation(pairs, places, groups, levels, tuple(tickets), table, caps, num_eligible=eligible)


def _rank(pair: Triple, order: tuple[list[int], list[int], list[int]]) -> tuple[int, int, int]:
    """By session, participant and mentor, in the order of their ids."""
    return order[2][pair[2]], order[0][pair[0]], order[1][pair[1]]


def _published(problem: Problem, pairs: Sequence[Triple]) -> frozenset[int]:
    """The eligible pairs (indices) that stand in the baseline."""
    known = published_triples(problem)
    return frozenset(index for index, pair in enumerate(pairs) if pair in known) if known else frozenset()


def _id_order(problem: Problem) -> tuple[list[int], list[int], list[int]]:
    """For participants, mentors and sessions: the rank of each by its id."""

    def ranks(ids: list[str]) -> list[int]:
        rank = {one: position for position, one in enumerate(sorted(ids))}
        return [rank[one] for one in ids]

    return (
        ranks([person.id for person in problem.participants]),
        ranks([person.id for person in problem.mentors]),
        ranks([session.id for session in problem.sessions]),
    )


def _places(
    problem: Problem, pairs: Sequence[Triple], order: tuple[list[int], list[int], list[int]]
) -> tuple[Place, ...]:
    of_place: dict[tuple[int, int], list[int]] = {
        (p, s): []
        for s in sorted(range(len(problem.sessions)), key=order[2].__getitem__)
        for p in sorted(range(len(problem.participants)), key=order[0].__getitem__)
        if problem.demand(p, s)
    }
    for index, (p, _, s) in enumerate(pairs):
        of_place[p, s].append(index)
    return tuple(Place(p, s, problem.demand(p, s), tuple(found)) for (p, s), found in of_place.items())


# --- groups -----------------------------------------------------------------------------------------------------


class _Groups:
    """Collects the sets of pairs that are bounded or priced, one for each key; a mentor with pairs always has one."""

    def __init__(
        self,
        problem: Problem,
        pairs: Sequence[Triple],
        published: frozenset[int] = frozenset(),
        closed: frozenset[Triple] = frozenset(),
    ):
        self._problem = problem
        self._pairs = pairs
        self._published = published
        self.has_pair = {m for p, m, s in pairs if (p, m, s) not in closed} if closed else None
        self._members: dict[tuple[tuple[Axis, ...], tuple[int, ...] | None], dict[tuple[int, ...], list[int]]] = {}
        self._most: dict[GroupKey, int] = {}
        self._priced: dict[str, dict[GroupKey, list[int]]] = {}  # rule (or REQUIRED) -> group -> marginals
        self._constant: dict[str, int] = {}
        for key in self.members(("mentor",)):
            self._most[GroupKey(("mentor",), key)] = len(self.members(("mentor",))[key])

    def members(
        self, per: tuple[Axis, ...], sessions: tuple[int, ...] | None = None
    ) -> dict[tuple[int, ...], list[int]]:
        """The pair indices of every set that agrees on those axes, in those sessions."""
        found = self._members.get((per, sessions))
        if found is None:
            axes = [("participant", "mentor", "session").index(axis) for axis in per]
            found = self._members[per, sessions] = {}
            for index, pair in enumerate(self._pairs):
                if sessions is None or pair[2] in sessions:
                    found.setdefault(tuple(pair[axis] for axis in axes), []).append(index)
        return found

    def add(self, bound: GroupBound) -> None:
        """least ≤ number of chosen pairs ≤ most for each of the bound's sets; hard, or at a price a unit."""
        sets = self.members(bound.per, bound.sessions)
        keys = dict.fromkeys((*bound.limits, *(sets if bound.default != (0, None) else ())))
        for key in keys:
            least, most = bound.limits.get(key, bound.default)
            group, size = GroupKey(bound.per, key, bound.sessions), len(sets.get(key, ()))
            if bound.weight is not None:
                over = size if most is None else min(size, most)
                slope = (
                    [-bound.weight] * min(least, size)
                    + [0] * (over - min(least, size))
                    + [bound.weight] * (size - over)
                )
                self._price(bound.rule, group, slope, bound.weight * least)
                continue
            if least:
                self._require(group, least, size)
            if most is not None and bound.keeps_published and self._published:
                most = max(most, sum(index in self._published for index in sets.get(key, ())))
            if most is not None and most < size:
                self._most[group] = min(most, self._most.get(group, size))

    def _require(self, group: GroupKey, least: int, size: int) -> None:
        if size < least:
            from pairing.engine.minimal import contradiction  # only where there is one

            raise contradiction(self._problem)
        self._price(REQUIRED, group, [-1] * least + [0] * (size - least), least)

    def _price(self, rule: str, group: GroupKey, marginals: Sequence[int], constant: int) -> None:
        self._constant[rule] = self._constant.get(rule, 0) + constant
        if any(marginals):
            self._most.setdefault(group, len(marginals))
            slopes = self._priced.setdefault(rule, {})
            before = slopes.get(group, [0] * len(marginals))
            slopes[group] = [one + other for one, other in zip(before, marginals, strict=True)]

    def level(
        self, name: str, rules: Iterable[str], pair_costs: Sequence[int]
    ) -> tuple[IntegerLevel, dict[GroupKey, list[int]]]:
        """The level of what those rules charge."""
        slopes: dict[GroupKey, list[int]] = {}
        constant = 0
        for rule in rules:
            constant += self._constant.get(rule, 0)
            for group, marginals in self._priced.get(rule, {}).items():
                before = slopes.get(group, [0] * len(marginals))
                slopes[group] = [one + other for one, other in zip(before, marginals, strict=True)]
        return IntegerLevel(name, pair_costs if any(pair_costs) else (), constant=constant), slopes

    @property
    def has_required(self) -> bool:
        return REQUIRED in self._priced

    def finish(
        self, levels: Iterable[tuple[IntegerLevel, dict[GroupKey, list[int]]]]
    ) -> tuple[tuple[Group, ...], tuple[IntegerLevel, ...]]:
        """Groups in a fixed order, without those that bound and cost nothing, and the levels on their indices."""
        listed = list(levels)
        priced = {group for _, slopes in listed for group, marginals in slopes.items() if any(marginals)}
        kept: dict[GroupKey, Group] = {}
        for group, most in self._most.items():
            members = self.members(group.per, group.sessions)[group.key]
            whole = GroupKey(("mentor",), (self._pairs[members[0]][1],))
            of_mentor = self._most[whole] if "mentor" in group.per else len(members)
            if group == whole or group in priced or most < min(len(members), of_mentor):
                kept[group] = Group(group, tuple(members), most)
        number = {group: position for position, group in enumerate(kept)}
        finished = tuple(
            IntegerLevel(
                level.name,
                level.pair_costs,
                level.missing,
                {number[group]: slope for group, slope in slopes.items() if any(slope)},
                level.constant,
            )
            for level, slopes in listed
        )
        return tuple(kept.values()), finished


# --- levels -----------------------------------------------------------------------------------------------------


def _levels(
    problem: Problem,
    shapes: Shapes,
    pairs: Sequence[Triple],
    places: Sequence[Place],
    builder: _Groups,
    changed: IntegerLevel,
) -> list[tuple[IntegerLevel, dict[GroupKey, list[int]]]]:
    """Every level of the problem in its order; hard minimums, where there are any, before all."""
    own_level = [name for name in problem.levels if name not in LEVELS]
    soft = dict.fromkeys(
        [cost.rule for cost in shapes.costs] + [bound.rule for bound in shapes.bounds if bound.weight is not None]
    )
    demand_of: dict[int, int] = {}
    for place in places:
        demand_of[place.participant] = demand_of.get(place.participant, 0) + place.demand
    levels: list[tuple[IntegerLevel, dict[GroupKey, list[int]]]] = []
    if builder.has_required:
        levels.append(builder.level(REQUIRED, [REQUIRED], ()))
    for name in levels_in_force(problem):
        if name == "unpaired":
            levels.append((IntegerLevel(name, missing={p: [1] * d for p, d in demand_of.items()}), {}))
        elif name == "changed":
            levels.append((changed, {}))
        elif name == MOVED:
            levels.append((IntegerLevel(name, _must_move(problem, pairs)), {}))
        elif name == "spread":
            levels.append((IntegerLevel(name, missing=_spread(problem, demand_of)), {}))
        elif name == "idle":
            levels.append(_idle(problem, builder))
        elif name == "imbalance":
            levels.append((IntegerLevel(name), _imbalance(problem, builder)))
        else:
            rules = [name] if name in own_level else [rule for rule in soft if rule not in own_level]
            levels.append(builder.level(name, rules, _pair_costs(shapes, pairs, rules)))
    return levels


def _must_move(problem: Problem, pairs: Sequence[Triple]) -> list[int]:
    """1 for every pair that is published at a start which is not possible; others move only for one another."""
    timing = Timing(problem)
    published = timing.published
    return [int(pair in published and published[pair].isdisjoint(timing.of(pair).starts)) for pair in pairs]


def _spread(problem: Problem, demand_of: Mapping[int, int]) -> dict[int, list[int]]:
    """w_p·(places missing)²: the k-th missing place costs w_p·(2k − 1)."""
    weight = {p: 1 + min(MOST_TIMES_LEFT_OUT, problem.participants[p].times_left_out) for p in demand_of}
    return {p: [weight[p] * (2 * k - 1) for k in range(1, demand + 1)] for p, demand in demand_of.items()}


def _idle(problem: Problem, builder: _Groups) -> tuple[IntegerLevel, dict[GroupKey, list[int]]]:
    """max(0, min(min_load, capacity) − held − load): each of a mentor's first pairs is worth 1."""
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    wanted = [
        max(0, min(mentor.min_load, mentor.min_load if mentor.capacity is None else mentor.capacity) - held[mentor.id])
        for mentor in problem.mentors
    ]
    slopes = {
        GroupKey(("mentor",), (m,)): [-1 if k < wanted[m] else 0 for k in range(len(members))]
        for (m,), members in builder.members(("mentor",)).items()
    }
    return IntegerLevel("idle", constant=sum(wanted)), slopes


def _imbalance(problem: Problem, builder: _Groups) -> dict[GroupKey, list[int]]:
    """Σ_k (2(k + past_m) − 1)·w_m: squares of the loads, or in proportion to the offers (``draw.offer_weights``).

    past_m: what was held, and what was met in earlier cohorts as often as that counts.
    """
    members = builder.members(("mentor",))
    weights = [1] * len(problem.mentors)
    if problem.balance == "in proportion":
        with_pair = {m for (m,) in members} if builder.has_pair is None else builder.has_pair
        has_pair = [m in with_pair for m in range(len(problem.mentors))]
        weights = offer_weights([mentor.capacity for mentor in problem.mentors], has_pair)
    past = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    for one in problem.earlier:
        if isinstance(one, Meeting):
            past[one.mentor] += problem.earlier_weight
    return {
        GroupKey(("mentor",), (m,)): [
            (2 * (k + past[problem.mentors[m].id]) - 1) * weights[m] for k in range(1, len(found) + 1)
        ]
        for (m,), found in members.items()
    }


def _pair_costs(shapes: Shapes, pairs: Sequence[Triple], rules: Sequence[str]) -> list[int]:
    costs = [0] * len(pairs)
    for shape in shapes.costs:
        if shape.rule in rules:
            charged = [set(row) for row in disliked(shape)]
            sessions = set(shape.sessions)
            for index, (p, m, s) in enumerate(pairs):
                if s in sessions and m in charged[p]:
                    costs[index] += shape.weight
    return costs
