"""Whether one person has the time for all the meetings he wants, whoever the others are: a first look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pairing.engine.timing import Timing
from pairing.model.problem import Problem
from pairing.model.solution import Triple


def has_own_time(problem: Problem, wanted: Mapping[int, int], pairs: Iterable[Triple]) -> bool:
    """Whether a participant could hold so many meetings in each session (position) one after the other.

    ``pairs``: those of him that may be; whether the mentors have the time together is another question.
    """
    timing = Timing(problem)
    starts: dict[int, set[int]] = {s: set() for s in wanted if problem.sessions[s].needs_start}
    for triple in pairs:
        if triple[2] in starts:
            starts[triple[2]].update(timing.of(triple).starts)
    meetings = [
        (sorted(starts[s]), problem.sessions[s].minutes or 0)
        for s, number in wanted.items()
        if s in starts
        for _ in range(number)
    ]
    return _fit(sorted(meetings, key=lambda one: len(one[0])), [])


def _fit(meetings: Sequence[tuple[Sequence[int], int]], taken: list[tuple[int, int]]) -> bool:
    """Whether all of them find a start that leaves the others theirs; those with the fewest starts come first."""
    if not meetings:
        return True
    starts, minutes = meetings[0]
    for start in starts:
        is_free = all(start + minutes <= first or last <= start for first, last in taken)
        if is_free and _fit(meetings[1:], [*taken, (start, start + minutes)]):
            return True
    return False
