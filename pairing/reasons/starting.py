"""Whether starts go together for pairs that differ little from a plan: those of the plan are kept, if that will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairing.engine.timetable import TooHard, find_starts
from pairing.engine.timing import TimedMeeting, Timing, timing_of
from pairing.model.problem import Problem
from pairing.model.solution import Triple


class Starts:
    """The starts of a plan by pair (None: it needs none), to be asked about others like it."""

    def __init__(self, known: Mapping[Triple, int | None]):
        self._known = {triple: start for triple, start in known.items() if start is not None}
        self._timings: dict[int, tuple[Problem, Timing | None]] = {}

    def exist(self, problem: Problem, pairs: Sequence[Triple]) -> bool:
        """Whether starts are known that go together; False where it would take long to say, or published ones may move.

        ``problem``: the plan's own, or one with more hours or people after the others.
        """
        timing = self._timing(problem)
        if timing is None:
            return True
        if timing.published:
            return False  # that is a level, and a question of its own
        if timing.most_a_day is None and self._fit_in(timing, pairs):
            return True
        try:
            return find_starts(timing.all_of(pairs), timing.pause, timing.most_a_day) is not None
        except TooHard:
            return False

    def _timing(self, problem: Problem) -> Timing | None:
        if id(problem) not in self._timings:
            self._timings = {id(problem): (problem, timing_of(problem))}  # the last one: it is asked again and again
        return self._timings[id(problem)][1]

    def _fit_in(self, timing: Timing, pairs: Sequence[Triple]) -> bool:
        """Whether every pair that is new finds a start beside those that stay where they are, one after the other."""
        taken: dict[int, list[tuple[int, int]]] = {}

        def take(one: TimedMeeting, start: int) -> None:
            taken.setdefault(one.participant, []).append((start, start + one.minutes))
            taken.setdefault(one.mentor, []).append((start - timing.pause, start + one.minutes + timing.pause))

        meetings = timing.all_of(pairs)
        for one in meetings:
            if one.triple in self._known:
                take(one, self._known[one.triple])
        for one in meetings:
            if one.triple not in self._known:
                busy = [*taken.get(one.participant, ()), *taken.get(one.mentor, ())]
                starts = (at for at in one.starts if all(at + one.minutes <= a or b <= at for a, b in busy))
                start = next(starts, None)
                if start is None:
                    return False
                take(one, start)
        return True
