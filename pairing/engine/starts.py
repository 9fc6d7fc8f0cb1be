"""Starts for pairs that are settled: drawn where we set the times, any that go together where people agree on them.

Meetings that no person ties to each other are apart, and so are their draws. Each part is a small problem of its own:
every pair wants one of its candidates (``candidates``), no published start is to move that need not, and of what is
then possible the draw takes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import NamedTuple

from pairing.engine.candidates import Candidates
from pairing.engine.choose import Choice
from pairing.engine.eligible import EligibleTable
from pairing.engine.formulation import Formulation, Group, GroupKey, IntegerLevel, Place
from pairing.engine.interface import Deadline
from pairing.engine.levels import until_unique
from pairing.engine.timetable import TooHard, apart, find_starts
from pairing.engine.timing import TimedMeeting, Timing
from pairing.model.draw import Draw, start_name, start_ticket, tie_cost
from pairing.model.problem import Problem
from pairing.model.solution import LevelValue, Triple


class Drawn(NamedTuple):
    """Starts by pair, the levels of their draw, and whether no others are as good (None: not known)."""

    starts: dict[Triple, int]
    levels: tuple[LevelValue, ...]
    unique: bool | None

    @property
    def is_proved(self) -> bool:
        """Whether every level of the draw is."""
        return all(level.is_proved for level in self.levels)


def draw_starts(
    problem: Problem,
    timing: Timing,
    choice: Choice,
    chosen: Sequence[Triple],
    deadline: Deadline,
    known: Mapping[Triple, int] = MappingProxyType({}),
) -> Drawn | None:
    """Starts for chosen pairs; None where there are none. ``known``: some that go together, good or not."""
    draw = _Draw(problem, timing, choice, deadline, known)
    parts = []
    for meetings in apart(timing.all_of(chosen)):
        found = draw.of_part(meetings)
        if found is None:
            return None
        parts.append(found)
    starts = {triple: start for part in parts for triple, start in part.starts.items()}
    number = max([int(timing.sets_times), *(len(part.levels) for part in parts)])
    levels = []
    for level in range(number):
        values = [draw.value(part.starts, level + 1) for part in parts]
        bounds = [draw.bound(part, level, value) for part, value in zip(parts, values, strict=True)]
        bound = None if None in bounds else sum(one for one in bounds if one is not None)
        levels.append(LevelValue(start_name(level + 1), sum(values), bound))
    uniques = [part.unique for part in parts]
    return Drawn(starts, tuple(levels), None if None in uniques else all(uniques))


class _Draw:
    def __init__(
        self, problem: Problem, timing: Timing, choice: Choice, deadline: Deadline, known: Mapping[Triple, int]
    ):
        self._problem, self._timing, self._deadline, self._known = problem, timing, deadline, known
        self._keeping = timing.keeping_published()
        self._choice = choice if choice.wanted in ("mip", "cpsat") else Choice()
        self._draw = Draw(problem.seed)
        self._num_places = sum(
            problem.demand(p, s)
            for s, session in enumerate(problem.sessions)
            if session.sets_time
            for p in range(len(problem.participants))
        )

    def of_part(self, meetings: Sequence[TimedMeeting]) -> Drawn | None:
        """The starts of meetings that are tied to each other."""
        timing = self._timing
        triples = [one.triple for one in meetings]
        quick: dict[Triple, int] | None = None
        if all(triple in self._known for triple in triples):
            quick = {triple: self._known[triple] for triple in triples}
        else:
            with suppress(TooHard):
                quick = find_starts(self._keeping.all_of(triples), timing.pause, timing.most_a_day)
        is_drawn = any(one.is_set for one in meetings)
        if quick is not None and not is_drawn:
            return Drawn(quick, (), True)
        candidates = Candidates(self._wanting(meetings), timing)
        formulation = candidates.apart()
        model = self._choice.engine(formulation)[1].lay_out(formulation)
        levels = [*formulation.levels, *([candidates.moved()] if timing.published else [])]
        if is_drawn:
            wanted, reached, unique = until_unique(
                levels,
                lambda number: candidates.start_level(number, self._num_places),
                lambda several: model.minimise(several, self._deadline, lambda level: None),
                lambda: model.is_unique(self._deadline),
            )
        else:
            wanted, reached, unique = levels, model.minimise(levels, self._deadline, lambda level: None), True
        picked = model.chosen
        if picked is None or len(picked) < len(meetings):
            if quick is None:
                return None
            picked, reached = candidates.indices_of(quick), []
        told = [LevelValue(level.name, formulation.value(level, picked), None) for level in wanted[len(reached) :]]
        is_proved = len(reached) == len(wanted) and all(level.is_proved for level in reached)
        of_draw = (*reached, *told)[len(levels) :]
        return Drawn(candidates.starts_of(picked), of_draw, unique if is_proved else None)

    def value(self, starts: dict[Triple, int], level: int) -> int:
        """What level ``start`` 1 … 6 comes to at these starts."""
        drawn = [(triple, start) for triple, start in starts.items() if self._problem.sessions[triple[2]].sets_time]
        return sum(
            tie_cost(start_ticket(self._ticket(triple), start), level, self._num_places) for triple, start in drawn
        )

    def bound(self, part: Drawn, level: int, value: int) -> int | None:
        """What a level cannot come below; of starts that are the only ones of their value, further levels neither."""
        if level < len(part.levels):
            return part.levels[level].bound
        return value if part.unique else None

    def _ticket(self, triple: Triple) -> int:
        p, m, s = triple
        problem = self._problem
        return self._draw.ticket(problem.sessions[s].id, problem.participants[p].id, problem.mentors[m].id)

    def _wanting(self, meetings: Sequence[TimedMeeting]) -> Formulation:
        """The problem of finding starts for meetings: a place for each, which wants exactly that one."""
        triples = tuple(one.triple for one in meetings)
        places = tuple(Place(number, 0, 1, (number,)) for number in range(len(triples)))
        all_placed = IntegerLevel("unplaced", missing=dict.fromkeys(range(len(triples)), (1,)))
        of_mentor: dict[int, list[int]] = {}
        for number, (_, m, _) in enumerate(triples):
            of_mentor.setdefault(m, []).append(number)
        groups = tuple(Group(GroupKey(("mentor",), (m,)), tuple(mine), len(mine)) for m, mine in of_mentor.items())
        tickets = tuple(map(self._ticket, triples))
        return Formulation(triples, places, groups, (all_placed,), tickets, EligibleTable(0, (), ()))
