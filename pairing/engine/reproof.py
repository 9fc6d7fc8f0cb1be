"""A contradiction proved once more, by plain trial: nothing is taken from the search that found it.

All choices of the pins are gone through, each plan is held against every limit by counting, and starts are tried one
after another. So it is for few pins; beyond ``MOST_TRIES`` it says that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from pairing.engine.pinned import COUNT, DAY, GROUP, PAUSE, SIZE, TIME, TRIO, Bound, Pin
from pairing.engine.timing import TimedMeeting
from pairing.model.solution import Triple

MOST_TRIES = 200_000  # over all questions about one set

T = TypeVar("T")


class _GivenUp(Exception):  # noqa: N818  (an answer)
    """Too many tries."""


def is_smallest(pins: Sequence[Pin], bounds: Sequence[Bound], meetings: Mapping[Triple, TimedMeeting]) -> bool:
    """Whether the pins cannot hold under the bounds, and could without any one of the pins or bounds.

    False also where that would take too long to say.
    """
    trial = _Trial(meetings)
    try:
        if trial.is_possible(pins, bounds):
            return False
        without_a_pin = all(trial.is_possible(_without(pins, at), bounds) for at in range(len(pins)))
        return without_a_pin and all(trial.is_possible(pins, _without(bounds, at)) for at in range(len(bounds)))
    except _GivenUp:
        return False


def _without(items: Sequence[T], at: int) -> Sequence[T]:
    return [*items[:at], *items[at + 1 :]]


class _Trial:
    def __init__(self, meetings: Mapping[Triple, TimedMeeting]):
        self._meetings = meetings
        self._tries = 0

    def is_possible(self, pins: Sequence[Pin], bounds: Sequence[Bound]) -> bool:
        """Whether some plan has a choice of every pin and keeps every bound."""
        return any(self._is_kept(plan, bounds) for plan in self._plans([pin.choices for pin in pins], bounds))

    def _plans(self, choices: Sequence[Sequence[Triple]], bounds: Sequence[Bound]) -> Iterator[list[Triple]]:
        """Every plan that chooses once for each pin and keeps what counts; the last choice changes first."""
        at = [0] * len(choices)
        number = 0
        while number >= 0:
            plan = sorted({several[index] for several, index in zip(choices[:number], at, strict=False)})
            self._try()
            is_fine = all(_counts(plan, bound) for bound in bounds if bound.kind == COUNT)
            if is_fine and number == len(choices):
                yield plan
            if is_fine and number < len(choices):
                at[number] = 0
                number += 1
                continue
            number -= 1  # back to the last pin that has a choice left
            while number >= 0 and at[number] + 1 >= len(choices[number]):
                number -= 1
            if number >= 0:
                at[number] += 1
                number += 1

    def _try(self) -> None:
        self._tries += 1
        if self._tries > MOST_TRIES:
            raise _GivenUp

    def _is_kept(self, plan: Sequence[Triple], bounds: Sequence[Bound]) -> bool:
        if not all(_groups(plan, bound) for bound in bounds if bound.kind in (GROUP, SIZE, TRIO)):
            return False
        of_time = [bound for bound in bounds if bound.kind in (TIME, PAUSE, DAY)]
        if not of_time:
            return True
        tied = set().union(*(bound.triples for bound in of_time))
        meetings = [self._meetings[one] for one in plan if one in tied and one in self._meetings]
        if len(of_time) == 1 and of_time[0].kind != DAY:
            mine = [one for one in meetings if one.triple in of_time[0].triples]
            return self._follow(mine, of_time[0].most if of_time[0].kind == PAUSE else 0)
        return self._begin(meetings, [], of_time)

    def _follow(self, meetings: Sequence[TimedMeeting], gap: int) -> bool:
        """Whether one person can hold the meetings in some order: for each set of them, how soon it can be over."""
        over: dict[frozenset[int], int] = {frozenset(): 0}
        for _ in meetings:
            sooner: dict[frozenset[int], int] = {}
            for done, free_from in over.items():
                for number, one in enumerate(meetings):
                    self._try()
                    start = next((at for at in one.starts if at >= free_from), None)
                    if number not in done and start is not None:
                        more, end = done | {number}, start + one.minutes + gap
                        sooner[more] = min(end, sooner.get(more, end))
            over = sooner
        return bool(over)

    def _begin(
        self, waiting: Sequence[TimedMeeting], begun: Sequence[tuple[TimedMeeting, int]], bounds: Sequence[Bound]
    ) -> bool:
        """Whether the waiting meetings can begin, each at the first start that lets the others."""
        if not waiting:
            return True
        for start in waiting[0].starts:
            self._try()
            now = [*begun, (waiting[0], start)]
            if all(_is_in_time(now, bound) for bound in bounds) and self._begin(waiting[1:], now, bounds):
                return True
        return False


def _counts(plan: Sequence[Triple], bound: Bound) -> bool:
    return sum(one in bound.triples for one in plan) <= bound.most


def _is_in_time(begun: Sequence[tuple[TimedMeeting, int]], bound: Bound) -> bool:
    """Whether the meeting that began last keeps a bound on time."""
    *before, (last, start) = begun
    if last.triple not in bound.triples:
        return True
    others = [(one, at) for one, at in before if one.triple in bound.triples]
    if bound.kind == DAY:
        days = [dict(zip(one.starts, one.days, strict=True))[at] for one, at in others]
        return days.count(dict(zip(last.starts, last.days, strict=True))[start]) < bound.most
    gap = bound.most if bound.kind == PAUSE else 0
    return all(at + one.minutes + gap <= start or start + last.minutes + gap <= at for one, at in others)


def _groups(plan: Sequence[Triple], bound: Bound) -> bool:
    """Whether the groups of peers that the couples make keep a bound."""
    groups: list[set[int]] = []
    for a, b, _ in plan:
        apart = [group for group in groups if group.isdisjoint((a, b))]
        groups = [*apart, {a, b}.union(*(group for group in groups if not group.isdisjoint((a, b))))]
    if bound.kind == SIZE:
        return all(len(group) <= bound.most for group in groups)
    if bound.kind == TRIO:
        return sum(len(group) > 2 for group in groups) <= bound.most
    ((a, b, _),) = bound.triples
    return not any(a in group and b in group for group in groups)
