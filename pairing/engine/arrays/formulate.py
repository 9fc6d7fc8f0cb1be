"""A large problem as columns: the same levels, limits and draws as ``engine.formulate`` gives, on arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import (
    NO_GROUP,
    Bools,
    ColumnLevel,
    Columns,
    Hinge,
    Ints,
    Listed,
    Marginals,
)
from pairing.engine.arrays.eligible import PairTable, disliked, pair_table
from pairing.engine.arrays.groups import Families
from pairing.engine.arrays.network import group_loads
from pairing.engine.arrays.pairs import ListedPairs
from pairing.engine.arrays.tie import Drawn
from pairing.engine.eligible import Shapes, compile_rules, published_triples
from pairing.engine.formulate import MOST_TIMES_LEFT_OUT, REQUIRED
from pairing.engine.timing import Timing
from pairing.model.draw import offer_weights
from pairing.model.draw_arrays import half_tickets, id_hashes
from pairing.model.in_force import LEVELS, MOVED, levels_in_force
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from pairing.model.shapes import Axis, PairCost
from pairing.model.solution import Triple


class LargeFormulation(NamedTuple):
    """A problem as columns, and who is who in them.

    ``crossing``: groups in no chain that a plan must keep too, one array for each that a pair is in; ``caps``:
    objectives that may come to so much at most.
    """

    columns: Columns
    table: PairTable
    draw: Drawn
    families: Families
    crossing: list[Ints]
    caps: tuple[tuple[ColumnLevel, int], ...]

    @property
    def levels(self) -> tuple[ColumnLevel, ...]:
        """All levels but the ties."""
        return self.columns.levels

    @property
    def num_pairs(self) -> int:
        """How many pairs are eligible."""
        return len(self.table.place)

    def tie_level(self, number: int) -> ColumnLevel:
        """Tie level 1 … 6: the draw (``model.draw``)."""
        return self.draw._replace(level=number).as_level()

    def only(self, levels: Sequence[ColumnLevel]) -> LargeFormulation:
        """The same problem with these levels and no caps."""
        return self._replace(columns=self.columns._replace(levels=tuple(levels)), caps=())

    def capped(self, most: int) -> LargeFormulation:
        """The same problem with its caps at this value."""
        return self._replace(caps=tuple((level, most) for level, _ in self.caps))

    def triples(self, chosen: Iterable[int]) -> tuple[Triple, ...]:
        """The (participant, mentor, session) of pairs, sorted."""
        rows = np.fromiter(chosen, np.int64)
        columns = (self.table.participant[rows], self.table.mentor[rows], self.table.session[rows])
        return tuple(sorted(zip(*(column.tolist() for column in columns), strict=True)))

    def indices(self, chosen: Iterable[Triple]) -> Ints:
        """The numbers of (participant, mentor, session) triples, in their order."""
        table = self.table
        wanted = np.array(list(chosen), np.int64).reshape(-1, 3)
        sizes = [int(column.max(initial=-1)) + 1 for column in (table.participant, table.mentor, table.session)]
        codes = (table.participant * sizes[1] + table.mentor) * sizes[2] + table.session
        order = np.argsort(codes)
        return order[
            np.searchsorted(codes, (wanted[:, 0] * sizes[1] + wanted[:, 1]) * sizes[2] + wanted[:, 2], sorter=order)
        ]

    def value(self, level: ColumnLevel, chosen: Iterable[int]) -> int:
        """The value of a level for chosen pairs."""
        columns = self.columns
        block = columns.pairs.numbered(np.fromiter(chosen, np.int64))
        value = level.constant
        if level.pair_costs is not None:
            value += int(level.pair_costs.of(block).sum())
        if level.missing is not None:
            missing = np.zeros(columns.num_owners, np.int64)
            np.add.at(missing, columns.owner, columns.demand - np.bincount(block.place, minlength=columns.num_places))
            value += level.missing.total(missing)
        if level.groups is not None:
            value += level.groups.total(group_loads(columns, block))
        return value

    def pairs_with(self, participant: int | None, mentor: int | None) -> tuple[Triple, ...]:
        """The eligible pairs with that participant or that mentor (indices; None: nobody)."""
        is_his = np.zeros(len(self.table.place), bool)
        if participant is not None:
            is_his |= self.table.participant == participant
        if mentor is not None:
            is_his |= self.table.mentor == mentor
        return self.triples(np.flatnonzero(is_his).tolist())

    def wants_one(self, participant: int, session: int) -> bool:
        """Whether the participant wants one mentor in the session, and no more."""
        table = self.table
        is_it = (table.place_participant == participant) & (table.place_session == session)
        return bool((table.demand[is_it] == 1).any())

    def crossing_loads(self, chosen: Ints) -> Ints:
        """How many chosen pairs each group that is in no chain holds."""
        load = np.zeros(self.columns.num_groups, np.int64)
        for column in self.crossing:
            groups = column[chosen]
            load += np.bincount(groups[groups != NO_GROUP], minlength=self.columns.num_groups)
        return load

    def keeps(self, chosen: Ints) -> bool:
        """Whether chosen pairs, which keep every demand and all limits in chains, keep the others and the caps too."""
        return bool((self.crossing_loads(chosen) <= self.columns.most).all()) and all(
            self.value(level, chosen.tolist()) <= most for level, most in self.caps
        )

    def kept_of(self, chosen: Ints) -> Ints | None:
        """The pairs without those by which a row that crosses is broken; None where a cap is broken all the same."""
        kept = chosen
        for column in self.crossing:
            groups = column[kept]
            order = np.argsort(groups, kind="stable")
            first = np.searchsorted(groups[order], groups[order])
            rank = np.empty(len(order), np.int64)
            rank[order] = np.arange(len(order)) - first
            kept = kept[(groups == NO_GROUP) | (rank < self.columns.most[groups])]
        return kept if self.keeps(kept) else None

    def penalties(self, chosen: Iterable[int]) -> list[int]:
        """What soft rules charge for each pair."""
        block = self.columns.pairs.numbered(np.fromiter(chosen, np.int64))
        charged = np.zeros(len(block.number), np.int64)
        for level in self.levels:
            if level.pair_costs is not None and level.name not in (*LEVELS[:-1], MOVED):
                charged += level.pair_costs.of(block)
        return [int(one) for one in charged]


def formulate_large(problem: Problem) -> LargeFormulation | None:
    """A problem as columns; None where groups that cost something cross, or a hard minimum has too few pairs."""
    shapes = compile_rules(problem)
    table = pair_table(problem, shapes.filters)
    published = _published(problem, table)
    sizes: dict[Axis, int] = {
        "participant": len(problem.participants),
        "mentor": len(problem.mentors),
        "session": len(problem.sessions),
    }
    families = Families(table, sizes, published)
    for bound in shapes.bounds:
        if not families.add(bound, REQUIRED):
            return None
    by_level = _charged(problem, shapes)
    chains = families.chains({REQUIRED, *(rule for rules in by_level.values() for rule in rules)})
    if chains is None:
        return None
    changed = ColumnLevel("changed")
    if published.any():
        changed = ColumnLevel("changed", Listed(-published.astype(np.int64)), constant=int(published.sum()))
    owners, owner = np.unique(table.place_participant, return_inverse=True)
    levels = _levels(
        problem, shapes.costs, by_level, table, families, len(chains.most), owners, changed, _moved(problem, table)
    )
    columns = Columns(
        ListedPairs(table.place, chains.columns, len(table.demand)),
        table.demand,
        owner,
        chains.most,
        chains.size,
        tuple(levels),
    )
    half = half_tickets(
        problem.seed,
        id_hashes("session", [one.id for one in problem.sessions])[table.place_session],
        id_hashes("participant", [one.id for one in problem.participants])[table.place_participant],
    )
    of_mentor = id_hashes("mentor", [one.id for one in problem.mentors])
    draw = Drawn(half, of_mentor, table.mentor, 1, len(table.place))
    caps = () if problem.max_changes is None or not published.any() else ((changed, problem.max_changes),)
    return LargeFormulation(columns, table, draw, families, chains.crossing, caps)


def _published(problem: Problem, table: PairTable) -> Bools:
    """Which pairs stand in the baseline."""
    is_published = np.zeros(len(table.place), bool)
    known = published_triples(problem)
    if known:
        participants, mentors, sessions = (np.array(column) for column in zip(*known, strict=True))
        num_m, num_s = len(problem.mentors), len(problem.sessions)
        wanted = (participants * num_m + mentors) * num_s + sessions
        is_published = np.isin((table.participant * num_m + table.mentor) * num_s + table.session, wanted)
    return is_published


def _levels(
    problem: Problem,
    costs: Sequence[PairCost],
    charged: Mapping[str, Sequence[str]],
    table: PairTable,
    families: Families,
    num_groups: int,
    owners: Ints,
    changed: ColumnLevel,
    moved: ColumnLevel,
) -> list[ColumnLevel]:
    """Every level of the problem in its order; hard minimums, where there are any, before all."""
    ones = np.ones(len(owners), np.int64)
    levels = []
    if REQUIRED in families.constant:
        levels.append(_of_rules(REQUIRED, [REQUIRED], costs, table, families, num_groups))
    for name in levels_in_force(problem):
        if name == "unpaired":
            levels.append(ColumnLevel(name, missing=Marginals(ones, 0 * ones)))
        elif name == "changed":
            levels.append(changed)
        elif name == MOVED:
            levels.append(moved)
        elif name == "spread":
            times = [problem.participants[p].times_left_out for p in owners.tolist()]
            weight = 1 + np.minimum(MOST_TIMES_LEFT_OUT, np.array(times, np.int64))
            levels.append(ColumnLevel(name, missing=Marginals(weight, 2 * weight)))
        elif name == "idle":
            levels.append(_idle(problem, families, num_groups))
        elif name == "imbalance":
            levels.append(_imbalance(problem, families, num_groups))
        else:
            levels.append(_of_rules(name, charged[name], costs, table, families, num_groups))
    return levels


def _moved(problem: Problem, table: PairTable) -> ColumnLevel:
    """1 for every pair that is published at a start which is not possible; others move only for one another."""
    timing = Timing(problem)
    must = {pair for pair, starts in timing.published.items() if starts.isdisjoint(timing.of(pair).starts)}
    costs = np.zeros(len(table.place), np.int64)
    for p, m, s in must:
        costs[(table.participant == p) & (table.mentor == m) & (table.session == s)] = 1
    return ColumnLevel(MOVED, Listed(costs) if must else None)


def _charged(problem: Problem, shapes: Shapes) -> dict[str, list[str]]:
    """The soft rules that each level charges for: its own, or in level `penalty` all others."""
    own_level = [name for name in problem.levels if name not in LEVELS]
    soft = dict.fromkeys(
        [cost.rule for cost in shapes.costs] + [bound.rule for bound in shapes.bounds if bound.weight is not None]
    )
    return {
        name: [name] if name in own_level else [rule for rule in soft if rule not in own_level]
        for name in levels_in_force(problem)
        if name in own_level or name == LEVELS[-1]
    }


def _of_rules(
    name: str,
    rules: Sequence[str],
    costs: Sequence[PairCost],
    table: PairTable,
    families: Families,
    num_groups: int,
) -> ColumnLevel:
    """The level of what those rules charge."""
    charged = np.zeros(len(table.place), np.int64)
    for cost in costs:
        if cost.rule in rules:
            charged[disliked(cost, table)] += cost.weight
    return ColumnLevel(
        name,
        Listed(charged) if charged.any() else None,
        groups=families.marginals(rules, num_groups),
        constant=sum(families.constant.get(rule, 0) for rule in rules),
    )


def _idle(problem: Problem, families: Families, num_groups: int) -> ColumnLevel:
    """max(0, min(min_load, capacity) − held − load): each of a mentor's first pairs is worth 1."""
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    wanted = np.array(
        [
            max(0, min(one.min_load, one.min_load if one.capacity is None else one.capacity) - held[one.id])
            for one in problem.mentors
        ],
        np.int64,
    )
    mentors, groups = families.mentors()
    first, after = np.zeros(num_groups, np.int64), np.zeros(num_groups, np.int64)
    first[groups] = -(wanted[mentors] > 0).astype(np.int64)
    after[groups] = wanted[mentors]
    slope = Marginals(first, np.zeros(num_groups, np.int64), (Hinge(after, -first),))
    return ColumnLevel("idle", groups=slope, constant=int(wanted.sum()))


def _imbalance(problem: Problem, families: Families, num_groups: int) -> ColumnLevel:
    """Σ_k (2(k + past_m) − 1)·w_m: squares of the loads, or in proportion to the offers (``draw.offer_weights``)."""
    mentors, groups = families.mentors()
    weights = [1] * len(problem.mentors)
    if problem.balance == "in proportion":
        has_pair = np.zeros(len(problem.mentors), bool)
        has_pair[mentors] = True
        weights = offer_weights([one.capacity for one in problem.mentors], has_pair.tolist())
    past = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    for one in problem.earlier:
        if isinstance(one, Meeting):
            past[one.mentor] += problem.earlier_weight
    first, step = np.zeros(num_groups, np.int64), np.zeros(num_groups, np.int64)
    weight = np.array(weights, np.int64)[mentors]
    first[groups] = (2 * np.array([past[one.id] for one in problem.mentors], np.int64)[mentors] + 1) * weight
    step[groups] = 2 * weight
    return ColumnLevel("imbalance", groups=Marginals(first, step))
