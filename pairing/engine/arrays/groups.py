"""The groups of a large problem: sets of pairs that are bounded or priced, as columns, and the chain of each pair."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import NO_GROUP, Bools, Hinge, Ints, Marginals
from pairing.engine.arrays.eligible import PairTable
from pairing.model.shapes import Axis, GroupBound, GroupKey

Span = tuple[tuple[Axis, ...], tuple[int, ...] | None]  # axes, and sessions (None: all)
MENTOR: Span = (("mentor",), None)


class Chains(NamedTuple):
    """Groups of pairs: the chain of each pair (one array a depth, widest first), limit and size of each group.

    ``crossing``: groups that cross others and are in no chain, again one array for each group a pair is in.
    """

    columns: list[Ints]
    most: Ints
    size: Ints
    crossing: list[Ints]


class Slope(NamedTuple):
    """A price on some sets of a family: a unit up to ``least`` is worth ``weight``, one above ``most`` costs it."""

    groups: Ints
    least: Ints
    most: Ints
    weight: int


@dataclass(slots=True)
class Family:
    """All sets of pairs that agree on the same axes: ``of_pair`` is the set of each pair, or NO_GROUP."""

    span: Span
    of_pair: Ints
    codes: Ints  # of each set: its indices on the axes, as one number
    size: Ints
    most: Ints
    slopes: dict[str, list[Slope]] = field(default_factory=dict)  # by rule
    first: int = 0  # number of its first group among all that are kept
    kept: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def numbers(self, sets: Ints) -> Ints:
        """The groups that sets became; NO_GROUP for those that were not kept."""
        return np.where(sets == NO_GROUP, NO_GROUP, np.append(self.kept, NO_GROUP)[sets])


class Families:
    """Collects bounds by family, and makes groups of what binds or costs."""

    def __init__(self, table: PairTable, sizes: Mapping[Axis, int], published: Bools):
        self._table, self._sizes, self._published = table, sizes, published
        self._families: dict[Span, Family] = {}
        self.constant: dict[str, int] = {}
        self.of(MENTOR)

    def of(self, span: Span) -> Family:
        """The family of those axes and sessions."""
        found = self._families.get(span)
        if found is None:
            found = self._families[span] = self._new(span)
        return found

    def add(self, bound: GroupBound, required: str) -> bool:
        """least ≤ number of chosen pairs ≤ most, hard or at a price; False where a hard least has too few pairs."""
        family = self.of((bound.per, bound.sessions))
        sets = self._asked(family, bound)
        least, most = self._limits(family, bound, sets)
        size = np.append(family.size, 0)[sets]  # a set that no pair is in is -1
        there = sets >= 0
        if bound.weight is not None:
            over = np.minimum(most, size)
            price = Slope(sets[there], np.minimum(least, size)[there], over[there], bound.weight)
            family.slopes.setdefault(bound.rule, []).append(price)
            self._add_constant(bound.rule, bound.weight * int(least.sum()))
            return True
        wanted = least > 0
        if (size < least).any():
            return False
        if wanted.any():
            price = Slope(sets[wanted], least[wanted], size[wanted], 1)
            family.slopes.setdefault(required, []).append(price)
            self._add_constant(required, int(least.sum()))
        if bound.keeps_published and self._published.any():
            inside = family.of_pair[self._published]
            held = np.bincount(inside[inside != NO_GROUP], minlength=len(family.size))
            most = np.where(there, np.maximum(most, np.append(held, 0)[sets]), most)
        family.most[sets[there]] = np.minimum(family.most[sets[there]], most[there])
        return True

    def chains(self, charged: Collection[str]) -> Chains | None:
        """The chain of each pair, and limit and size of each group; what crosses is taken out, and said.

        Kept are the widest group of every mentor, what costs anything by one of the rules that are ``charged``, and
        what may be fuller than it must. None where groups that cost something cross.
        """
        number = 0
        whole = self.of(MENTOR)
        kept, priced = [], []
        for family in self._families.values():
            is_priced = np.zeros(len(family.size), bool)
            for rule, slopes in family.slopes.items():
                for slope in slopes if rule in charged else ():
                    is_priced[slope.groups] = True
            limit = family.size.copy()
            if "mentor" in family.span[0]:
                inside = np.flatnonzero(family.of_pair != NO_GROUP)
                sets = family.of_pair[inside]
                limit[sets] = np.minimum(family.size[sets], whole.most[whole.of_pair[inside]])
            is_kept = is_priced | (family.most < limit) | (family is whole)
            family.first = number
            family.kept = np.where(is_kept, number + np.cumsum(is_kept) - 1, NO_GROUP)
            number += int(is_kept.sum())
            kept.append(family.kept != NO_GROUP)
            priced.append(is_priced[is_kept])
        families = list(self._families.values())
        most = np.concatenate([one.most[which] for one, which in zip(families, kept, strict=True)])
        size = np.concatenate([one.size[which] for one, which in zip(families, kept, strict=True)])
        columns = [family.numbers(family.of_pair) for family in families]
        columns = [column for column in columns if (column != NO_GROUP).any()]
        dropped = _crossing(columns, size, np.concatenate(priced))
        if dropped is None:
            return None
        without = [np.where(np.append(dropped, False)[column], NO_GROUP, column) for column in columns]
        chain = _by_width([column for column in without if (column != NO_GROUP).any()], size)
        outside = [np.where(np.append(dropped, False)[column], column, NO_GROUP) for column in columns]
        return Chains(chain, most, size, [column for column in outside if (column != NO_GROUP).any()])

    def keys(self, groups: Sequence[int]) -> list[GroupKey]:
        """Which sets of pairs groups are."""
        found: dict[int, GroupKey] = {}
        wanted = np.unique(np.array(groups, np.int64))
        for family in self._families.values():
            per, sessions = family.span
            sets = np.flatnonzero(np.isin(family.kept, wanted))
            codes, columns = family.codes[sets], []
            for axis in reversed(per):
                codes, column = np.divmod(codes, self._sizes[axis])
                columns.append(column.tolist())
            for group, key in zip(family.kept[sets].tolist(), zip(*reversed(columns), strict=True), strict=True):
                found[group] = GroupKey(per, key, sessions)
        return [found[group] for group in groups]

    def mentors(self) -> tuple[Ints, Ints]:
        """Every mentor who has a pair, and the group of all his pairs."""
        whole = self.of(MENTOR)
        return whole.codes, whole.kept

    def marginals(self, rules: Iterable[str], num_groups: int) -> Marginals | None:
        """What those rules charge for the units of every group; None where nothing."""
        first = np.zeros(num_groups, np.int64)
        hinges: list[Hinge] = []
        for rule in rules:
            for family in self._families.values():
                for slope in family.slopes.get(rule, ()):
                    groups = family.numbers(slope.groups)
                    first[groups] += np.where(slope.least > 0, -slope.weight, 0)
                    first[groups] += np.where((slope.least == 0) & (slope.most == 0), slope.weight, 0)
                    for after, bends in ((slope.least, slope.least > 0), (slope.most, slope.most > 0)):
                        if bends.any():
                            hinge = Hinge(np.zeros(num_groups, np.int64), np.zeros(num_groups, np.int64))
                            hinge.after[groups[bends]] = after[bends]
                            hinge.weight[groups[bends]] = slope.weight
                            hinges.append(hinge)
        if not hinges and not first.any():
            return None
        return Marginals(first, np.zeros(num_groups, np.int64), tuple(hinges))

    def _new(self, span: Span) -> Family:
        per, sessions = span
        code = np.zeros(len(self._table.place), np.int64)
        for axis in per:
            code = code * self._sizes[axis] + getattr(self._table, axis)
        of_pair = np.full(len(code), NO_GROUP)
        inside = np.arange(len(code)) if sessions is None else np.flatnonzero(np.isin(self._table.session, sessions))
        codes, of_pair[inside] = _numbered(code[inside])
        size = np.bincount(of_pair[inside], minlength=len(codes))
        return Family(span, of_pair, codes, size, size.copy())

    def _asked(self, family: Family, bound: GroupBound) -> Ints:
        """The sets that a bound speaks of; -1 for one that no pair is in."""
        named = [self._code(bound.per, key) for key in bound.limits]
        found = self._find(family, np.array(named, np.int64))
        if bound.default == (0, None):
            return found
        others = np.ones(len(family.codes), bool)
        others[found[found >= 0]] = False
        return np.concatenate([found, np.flatnonzero(others)])

    def _limits(self, family: Family, bound: GroupBound, sets: Ints) -> tuple[Ints, Ints]:
        """Least and most of each of these sets, those that are named first."""
        unlimited = len(self._table.place)
        given = [*bound.limits.values()]
        least = np.full(len(sets), bound.default[0])
        most = np.full(len(sets), unlimited if bound.default[1] is None else bound.default[1])
        least[: len(given)] = [one[0] for one in given]
        most[: len(given)] = [unlimited if one[1] is None else one[1] for one in given]
        return least, most

    def _find(self, family: Family, codes: Ints) -> Ints:
        if not len(family.codes):
            return np.full(len(codes), -1)
        spot = np.minimum(np.searchsorted(family.codes, codes), len(family.codes) - 1)
        return np.where(family.codes[spot] == codes, spot, -1)

    def _code(self, per: Sequence[Axis], key: Sequence[int]) -> int:
        code = 0
        for axis, index in zip(per, key, strict=True):
            code = code * self._sizes[axis] + index
        return code

    def _add_constant(self, rule: str, amount: int) -> None:
        self.constant[rule] = self.constant.get(rule, 0) + amount


def _numbered(code: Ints) -> tuple[Ints, Ints]:
    """The different codes, ascending, and which of them each entry has."""
    most = int(code.max(initial=0))
    if most > 4 * len(code) + 1000:
        codes, of = np.unique(code, return_inverse=True)
        return codes, of
    is_there = np.zeros(most + 1, bool)
    is_there[code] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[code]


def _crossing(columns: Sequence[Ints], size: Ints, priced: Bools) -> Bools | None:
    """Groups that, taken out, leave only groups of which any two are disjoint or one holds the other.

    Of two that cross the smaller goes, unless it costs something; None where both do.
    """
    dropped = np.zeros(len(size) + 1, bool)
    for k, one in enumerate(columns):
        for other in columns[k + 1 :]:
            both = np.flatnonzero((one != NO_GROUP) & (other != NO_GROUP))
            code, common = np.unique(one[both] * (len(size) + 1) + other[both], return_counts=True)
            a, b = np.divmod(code, len(size) + 1)
            crosses = (common < np.minimum(size[a], size[b])) & ~dropped[a] & ~dropped[b]
            a, b = a[crosses], b[crosses]
            smaller = np.where((size[a] < size[b]) | ((size[a] == size[b]) & (a > b)), a, b)
            larger = np.where(smaller == a, b, a)
            if (priced[smaller] & priced[larger]).any():
                return None
            dropped[np.where(priced[smaller], larger, smaller)] = True
    return dropped[:-1]


def _by_width(columns: Sequence[Ints], size: Ints) -> list[Ints]:
    """The groups of each pair from the widest to the narrowest, one array a depth."""
    if len(columns) < 2:
        return list(columns)
    padded = np.append(size, 0)  # which NO_GROUP, -1, finds
    widths = [padded[column] for column in columns]
    if len(columns) == 2 and (widths[0] >= widths[1]).all():
        return list(columns)
    order = np.argsort(-np.stack(widths), axis=0, kind="stable")
    sorted_columns = np.take_along_axis(np.stack(columns), order, axis=0)
    return [column for column in sorted_columns if (column != NO_GROUP).any()]
