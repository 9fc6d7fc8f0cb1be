"""Pairs and starts of one large session as one flow: where meetings at two starts of the grid never overlap.

A candidate is a pair at a start that suits both. A mentor holds one of his candidates at a time, and those of one start
lie within all of his: so the groups stay laminar, and candidates are columns like pairs are.

Where meetings are longer than the grid is wide, time is cut into blocks of their length: in each of them a mentor
begins at most one. That is less than all that must hold, and nearly as much; so the flow's pairs are the best ones, if
only there are starts for them. Any cut will do, so it is made where hours turn out to be scarce.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pairing.engine.arrays.columns import NO_GROUP, Bools, ColumnLevel, Columns, Hinge, Ints, Listed, Marginals
from pairing.engine.arrays.flow import ColumnsModel
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.arrays.pairs import ListedPairs
from pairing.engine.arrays.tie import Drawn
from pairing.engine.formulate import REQUIRED
from pairing.engine.interface import Deadline
from pairing.engine.levels import until_unique
from pairing.engine.rows import cramped
from pairing.engine.timing import Timing
from pairing.model.answers import free_in
from pairing.model.draw import start_name
from pairing.model.draw_arrays import start_tickets, tie_costs
from pairing.model.grid import grid_starts
from pairing.model.in_force import MOVED
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import LevelValue, Solution, Status, Triple


class Slots(NamedTuple):
    """Candidates as columns: ``pair`` and ``start`` (UTC minutes) of each, by number.

    ``is_whole``: the columns hold all that must hold, so that the starts of a plan of theirs are right.
    """

    columns: Columns
    pair: Ints
    start: Ints
    draw: Drawn
    is_whole: bool

    def tie_level(self, number: int) -> ColumnLevel:
        """Tie level 1 … 6 of the pairs."""
        return self.draw._replace(level=number).as_level()

    def start_level(self, number: int, num_places: int) -> ColumnLevel:
        """Level ``start`` 1 … 6: the draw of starts."""
        words = start_tickets(self.draw.tickets(self.columns.pairs.everything()), self.start)
        return ColumnLevel(start_name(number), Listed(tie_costs(words, number, num_places)))


Cuts = dict[tuple[int, int], int]
"""By mentor and the first start of one of his stretches: where a block begins in it (minutes)."""


def solve_slots(
    problem: Problem, formulation: LargeFormulation, timing: Timing, deadline: Deadline, cuts: Cuts
) -> Solution | None:
    """The best pairs and starts; or pairs alone, without starts, than which none that have any are better.

    None where it is no such problem, or there was no time.
    """
    slots = _slots(problem, formulation, timing, cuts)
    if slots is None:
        return None
    model = ColumnsModel(slots.columns)
    wanted, reached, unique = until_unique(
        slots.columns.levels,
        slots.tie_level,
        lambda levels: model.minimise(levels, deadline, lambda level: None),
        lambda: model.is_unique(deadline, slots.pair),
    )
    if len(reached) < len(wanted):
        return None
    if not slots.is_whole:
        chosen = np.zeros(0, np.int64) if model.chosen is None else model.chosen
        return _solution(formulation, slots, chosen, reached, bool(unique))._replace(starts=())
    num_places = int(formulation.columns.demand.sum())
    _, drawn, are_unique = until_unique(
        (),
        lambda number: slots.start_level(number, num_places),
        lambda levels: model.minimise(levels, deadline, lambda level: None),
        lambda: model.is_unique(deadline),
    )
    if not drawn or model.chosen is None:
        return None
    return _solution(formulation, slots, model.chosen, [*reached, *drawn], bool(unique and are_unique))


def _solution(
    formulation: LargeFormulation, slots: Slots, chosen: Ints, reached: Sequence[LevelValue], unique: bool
) -> Solution:
    table, pair = formulation.table, slots.pair[chosen]
    columns = (table.participant[pair], table.mentor[pair], table.session[pair], slots.start[chosen])
    plan: list[tuple[int, int, int, int]] = sorted(zip(*(column.tolist() for column in columns), strict=True))
    triples: tuple[Triple, ...] = tuple(one[:3] for one in plan)
    levels = tuple(level for level in reached if level.name != REQUIRED)
    is_infeasible = reached[0].name == REQUIRED and reached[0].value > 0
    status = Status.INFEASIBLE if is_infeasible else Status.OPTIMAL
    return Solution(status, triples, levels, unique, "flow", starts=tuple(one[3] for one in plan))


def _slots(problem: Problem, formulation: LargeFormulation, timing: Timing, cuts: Cuts) -> Slots | None:
    """The candidates; None where they make no flow."""
    columns, table = formulation.columns, formulation.table
    sessions = np.unique(table.place_session)
    if len(sessions) != 1 or formulation.crossing or formulation.caps or (columns.demand > 1).any():
        return None
    session = problem.sessions[int(sessions[0])]
    if not session.sets_time:
        return None
    taking_part = {problem.participants[p].id for p in table.place_participant.tolist()}
    has_both_roles = any(problem.mentors[m].id in taking_part for m in np.unique(table.mentor).tolist())
    is_whole = timing.has_slots and timing.most_a_day is None and not has_both_roles
    starts, of_participant, of_mentor = _possible(problem, session)
    pair, slot = _nonzero(of_participant, of_mentor, table.participant, table.mentor)
    block = np.arange(len(starts))[None, :].repeat(len(problem.mentors), axis=0)
    if not timing.has_slots:
        block = _blocks(starts, of_mentor, (session.minutes or 0) + timing.pause, cuts)
    code = table.mentor[pair] * len(starts) + block[table.mentor[pair], slot]
    known, group = np.unique(code, return_inverse=True)
    chain = [column[pair] for column in columns.pairs.everything().chain]
    if any(not _is_wider(column, group, len(known)) for column in chain):
        return None
    size = np.bincount(group, minlength=len(known))
    pairs = ListedPairs(table.place[pair], [*chain, columns.num_groups + group], columns.num_places)
    most = np.concatenate([columns.most, np.ones(len(known), np.int64)])
    wider = _sizes(chain, columns.num_groups)
    start = starts[slot]
    levels = tuple(_level(level, pair, start, len(known), formulation, timing) for level in columns.levels)
    large = Columns(pairs, columns.demand, columns.owner, most, np.concatenate([wider, size]), levels)
    draw = formulation.draw
    mentor = None if draw.mentor is None else draw.mentor[pair]
    return Slots(large, pair, start, draw._replace(mentor=mentor), is_whole)


def _blocks(starts: Ints, of_mentor: Bools, length: int, cuts: Cuts) -> Ints:
    """The block of each start of each mentor: two in one are less than ``length`` apart."""
    blocks = np.zeros(of_mentor.shape, np.int64)
    for m, row in enumerate(of_mentor):
        number, before = -1, 0
        for first, slots in stretches(np.flatnonzero(row), starts, length):
            cut = cuts.get((m, first), first)
            for slot in slots:
                block = (int(starts[slot]) - cut) // length
                if slot == slots[0] or block != before:
                    number += 1
                blocks[m, slot], before = number, block
    return blocks


def stretches(slots: Ints, starts: Ints, length: int) -> list[tuple[int, list[int]]]:
    """Starts (by position) less than ``length`` from the next one, together; each with its first start."""
    found: list[tuple[int, list[int]]] = []
    for slot in slots.tolist():
        start = int(starts[slot])
        if found and start - int(starts[found[-1][1][-1]]) < length:
            found[-1][1].append(slot)
        else:
            found.append((start, [slot]))
    return found


def cut_where_scarce(
    problem: Problem, formulation: LargeFormulation, timing: Timing, chosen: Sequence[Triple], cuts: Cuts
) -> Cuts | None:
    """The cuts, and one more for each mentor who cannot hold what he got: a block begins where his hours are scarce.

    None where that changes nothing.
    """
    session = problem.sessions[int(formulation.table.place_session[0])]
    starts, _, of_mentor = _possible(problem, session)
    length = (session.minutes or 0) + timing.pause
    more = dict(cuts)
    for few in cramped(timing.all_of(chosen), timing):
        m, scarce = few[0].triple[1], min(one.starts[0] for one in few)
        for first, slots in stretches(np.flatnonzero(of_mentor[m]), starts, length):
            if first <= scarce <= int(starts[slots[-1]]):
                more[m, first] = scarce
    return None if more == cuts else more


def _possible(problem: Problem, session: Session) -> tuple[Ints, Bools, Bools]:
    """All starts on the grid, and at which of them each participant and each mentor could begin."""
    minutes = session.minutes or 0

    def starts(people: Sequence[Person]) -> list[tuple[int, ...]]:
        return [grid_starts(free_in(one, session), minutes, problem.start_every, session.zone) for one in people]

    sides = starts(problem.participants), starts(problem.mentors)
    everything = np.unique(np.fromiter((at for side in sides for one in side for at in one), np.int64))
    tables = []
    for side in sides:
        table = np.zeros((len(side), len(everything)), bool)
        who = np.repeat(np.arange(len(side)), [len(one) for one in side])
        at = np.fromiter((at for one in side for at in one), np.int64)
        table[who, np.searchsorted(everything, at)] = True
        tables.append(table)
    return everything, tables[0], tables[1]


def _nonzero(of_participant: Bools, of_mentor: Bools, participant: Ints, mentor: Ints) -> tuple[Ints, Ints]:
    """Pair and slot of each candidate, in the order of the pairs."""
    pairs, slots = np.nonzero(of_participant[participant] & of_mentor[mentor])
    return pairs, slots


def _is_wider(column: Ints, group: Ints, num_groups: int) -> bool:
    """Whether all candidates of a group are in one and the same group of the column, or all in none."""
    low, high = np.full(num_groups, np.iinfo(np.int64).max), np.full(num_groups, np.iinfo(np.int64).min)
    np.minimum.at(low, group, column)
    np.maximum.at(high, group, column)
    return bool((low == high).all())


def _sizes(chain: Sequence[Ints], num_groups: int) -> Ints:
    size = np.zeros(num_groups, np.int64)
    for column in chain:
        size += np.bincount(column[column != NO_GROUP], minlength=num_groups)
    return size


def _level(
    level: ColumnLevel, pair: Ints, start: Ints, more: int, formulation: LargeFormulation, timing: Timing
) -> ColumnLevel:
    """A level of pairs as one of candidates; the groups of starts cost nothing."""
    costs = None
    if level.name == MOVED:
        costs = Listed(_moved(formulation, pair, start, timing))
    elif level.pair_costs is not None:
        costs = Listed(level.pair_costs.of(formulation.columns.pairs.everything())[pair])
    return level._replace(pair_costs=costs, groups=None if level.groups is None else _padded(level.groups, more))


def _moved(formulation: LargeFormulation, pair: Ints, start: Ints, timing: Timing) -> Ints:
    """1 for every candidate of a pair whose start is published that begins at another."""
    table, costs = formulation.table, np.zeros(len(pair), np.int64)
    for (p, m, s), before in timing.published.items():
        is_it = (table.participant == p) & (table.mentor == m) & (table.session == s)
        costs[is_it[pair] & ~np.isin(start, list(before))] = 1
    return costs


def _padded(marginals: Marginals, more: int) -> Marginals:
    def padded(values: Ints) -> Ints:
        return np.concatenate([values, np.zeros(more, np.int64)])

    hinges = tuple(Hinge(padded(hinge.after), padded(hinge.weight)) for hinge in marginals.hinges)
    return Marginals(padded(marginals.first), padded(marginals.step), hinges)
