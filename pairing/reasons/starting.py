"""Whether starts go together for pairs that differ little from a plan: those of the plan are kept, if that will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairing.engine.timetable import TooHard, find_starts
from pairing.engine.timing import TimedMeeting, Timing, timing_of
from pairing.model.problem import Problem
from pairing.model.solution import Triple


class Starts:
    """The starts of a plan by pair (None: it needs none), to be asked about others like it."""

    def __init__(self, problem: Problem, known: Mapping[Triple, int | None]):
        self._before = timing_of(problem)
        self._known = {triple: start for triple, start in known.items() if start is not None}
        self._timings: dict[int, tuple[Problem, Timing | None]] = {}

    @property
    def are_asked(self) -> bool:
        """Whether any session of the plan needs starts."""
        return self._before is not None

    def exist(self, problem: Problem, pairs: Sequence[Triple]) -> bool:
        """Whether starts are known that go together; False where it would take long to say, or published ones may move.

        ``problem``: the plan's own, or one with more hours or people after the others.
        """
        timing = self._timing(problem)
        if timing is None:
            return True
        if timing.published:
            return False  # that is a level, and a question of its own
        if timing.most_a_day is None and self._misfit(timing, pairs) is None:
            return True
        try:
            return find_starts(timing.all_of(pairs), timing.pause, timing.most_a_day) is not None
        except TooHard:
            return False

    def has_room(self, pair: Triple) -> bool:
        """Whether a further pair of the plan's problem finds a start as long as all others stay where they are."""
        timing = self._before
        return timing is None or self._misfit(timing, [*self._known, pair]) is None

    def misfit(self, problem: Problem, pairs: Sequence[Triple]) -> Triple | None:
        """A new pair that finds no start as long as the others stay where they are; None: there is none, or no plan."""
        timing = self._timing(problem)
        return None if timing is None or timing.published else self._misfit(timing, pairs)

    def _timing(self, problem: Problem) -> Timing | None:
        if id(problem) not in self._timings:
            timing = timing_of(problem, like=self._before)  # a change leaves most people's hours as they are
            self._timings = {id(problem): (problem, timing)}  # the last one: it is asked again and again
        return self._timings[id(problem)][1]

    def _misfit(self, timing: Timing, pairs: Sequence[Triple]) -> Triple | None:
        """The first new pair that finds no start beside those that stay where they are, and the new ones before it."""
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
                    return one.triple
                take(one, start)
        return None
