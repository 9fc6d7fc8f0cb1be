"""Starts for given meetings, so that nobody is in two places at once; and where there are none, who is to blame.

Always the meeting with the fewest starts left is placed next, at the start that takes the least from the others; every
start that this rules out is taken from the others at once (forward checking; Haralick & Elliott 1980). Starts are bits
of whole numbers, so a clash with a whole stretch of time is one operation.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from pairing.engine.timing import TimedMeeting
from pairing.model.solution import Triple

EASY = 4  # steps a meeting that the search is given, beside
LEAST_STEPS = 2_000


class TooHard(Exception):  # noqa: N818  (an answer: neither found nor excluded)
    """The search was given up."""


def find_starts(
    meetings: Sequence[TimedMeeting], pause: int, most_a_day: int | None, *, steps: int | None = None
) -> dict[Triple, int] | None:
    """Starts that go together; None where it is sure that there are none.

    Raises
    ------
    TooHard
        After so many steps without an answer; None: as many as it is worth.
    """
    found: dict[Triple, int] = {}
    for some in apart(meetings):
        starts = _Search(some, pause, most_a_day, LEAST_STEPS + EASY * len(some) if steps is None else steps).run()
        if starts is None:
            return None
        found |= starts
    return found


def apart(meetings: Sequence[TimedMeeting]) -> list[list[TimedMeeting]]:
    """The meetings in parts that no person ties to each other, the smallest first: there it shows soonest."""
    above: dict[int, int] = {}

    def top(person: int) -> int:
        while (other := above.setdefault(person, person)) != person:
            above[person] = above[other]
            person = other
        return person

    for one in meetings:
        above[top(one.participant)] = top(one.mentor)
    parts: dict[int, list[TimedMeeting]] = {}
    for one in meetings:
        parts.setdefault(top(one.mentor), []).append(one)
    return sorted(parts.values(), key=len)


class _Search:
    def __init__(self, meetings: Sequence[TimedMeeting], pause: int, most_a_day: int | None, steps: int):
        self._meetings, self._pause, self._most_a_day, self._steps = meetings, pause, most_a_day, steps
        self._moments = sorted({start for one in meetings for start in one.starts})
        bit = {start: number for number, start in enumerate(self._moments)}
        self._left = [sum(1 << bit[start] for start in one.starts) for one in meetings]
        self._masks: dict[tuple[int, int, int], int] = {}
        self._near = self._neighbours()
        self._placed: dict[int, int] = {}  # meeting -> number of its start among the moments
        self._dropped: set[int] = set()
        self._day_bits: list[dict[int, int]] = []
        if most_a_day is not None:
            for one in meetings:
                bits: dict[int, int] = {}
                for start, day in zip(one.starts, one.days, strict=True):
                    bits[day] = bits.get(day, 0) | 1 << bit[start]
                self._day_bits.append(bits)

    def _neighbours(self) -> list[list[tuple[int, int]]]:
        """For each meeting the others that share a person with it, and the pause needed between the two."""
        of_person: dict[int, list[int]] = {}
        for number, one in enumerate(self._meetings):
            for person in {one.participant, one.mentor}:
                of_person.setdefault(person, []).append(number)
        found: list[list[tuple[int, int]]] = []
        for number, one in enumerate(self._meetings):
            gap: dict[int, int] = {}
            for person in {one.participant, one.mentor}:
                for other in of_person[person]:
                    if other != number:
                        is_same = self._meetings[other].mentor == one.mentor
                        gap[other] = self._pause if is_same else gap.get(other, 0)
            found.append(sorted(gap.items()))
        return found

    def run(self) -> dict[Triple, int] | None:
        heap = [
            (left.bit_count(), -len(near), number)
            for number, (left, near) in enumerate(zip(self._left, self._near, strict=True))
        ]
        if any(count == 0 for count, _, _ in heap):
            return None
        heapify(heap)
        # one entry a meeting placed: which, the starts not yet tried, and what it changed in others
        stack: list[tuple[int, list[int], list[tuple[int, int]]]] = []
        while len(self._placed) < len(self._meetings):
            number = self._next(heap)
            stack.append((number, self._best_first(number), []))
            while not self._advance(stack, heap):
                stack.pop()
                if not stack:
                    return None
        return {self._meetings[number].triple: self._moments[at] for number, at in self._placed.items()}

    def in_passing(self) -> dict[Triple, int]:
        """Each meeting at the best of the starts that are left to it, and never looked back."""
        heap = [(left.bit_count(), 0, number) for number, left in enumerate(self._left)]
        heapify(heap)
        for _ in self._meetings:
            number = self._next(heap)
            best = self._best_first(number)[:1]
            for at in best:
                self._placed[number] = at
                self._rule_out(number, at, [], heap, to_the_end=True)
            if not best:
                self._dropped.add(number)
        return {self._meetings[number].triple: self._moments[at] for number, at in self._placed.items()}

    def _next(self, heap: list[tuple[int, int, int]]) -> int:
        """The meeting with the fewest starts left; entries of the heap that are out of date are dropped."""
        while True:
            count, _, number = heappop(heap)
            if number not in self._placed and number not in self._dropped and count == self._left[number].bit_count():
                return number

    def _advance(
        self, stack: list[tuple[int, list[int], list[tuple[int, int]]]], heap: list[tuple[int, int, int]]
    ) -> bool:
        """Try the next start of the meeting on top; False where none is left."""
        number, untried, changed = stack[-1]
        self._undo(number, changed, heap)
        while untried:
            self._steps -= 1
            if self._steps < 0:
                raise TooHard
            at = untried.pop(0)
            self._placed[number] = at
            if self._rule_out(number, at, changed, heap):
                return True
            self._undo(number, changed, heap)
        heappush(heap, (self._left[number].bit_count(), -len(self._near[number]), number))
        return False

    def _undo(self, number: int, changed: list[tuple[int, int]], heap: list[tuple[int, int, int]]) -> None:
        self._placed.pop(number, None)
        while changed:
            other, before = changed.pop()
            self._left[other] = before
            heappush(heap, (before.bit_count(), -len(self._near[other]), other))

    def _rule_out(
        self,
        number: int,
        at: int,
        changed: list[tuple[int, int]],
        heap: list[tuple[int, int, int]],
        *,
        to_the_end: bool = False,
    ) -> bool:
        """Take the starts that clash from the others; False where one is left without any."""
        start, length = self._moments[at], self._meetings[number].minutes
        full = self._full_day(number, at)
        for other, gap in self._near[number]:
            if other in self._placed:
                continue
            taken = self._mask(start, length + gap, self._meetings[other].minutes + gap)
            if full is not None and self._meetings[other].mentor == self._meetings[number].mentor:
                taken |= self._day_bits[other].get(full, 0)
            before = self._left[other]
            after = before & ~taken
            if after != before:
                changed.append((other, before))
                self._left[other] = after
                heappush(heap, (after.bit_count(), -len(self._near[other]), other))
                if not after and not to_the_end:
                    return False
        return True

    def _full_day(self, number: int, at: int) -> int | None:
        """The mentor's day of that start, where it holds as many meetings as it can."""
        if self._most_a_day is None:
            return None
        bits = self._day_bits[number]
        day = next(day for day, mask in bits.items() if mask >> at & 1)
        mentor, held = self._meetings[number].mentor, 0
        for other, placed in self._placed.items():
            if self._meetings[other].mentor == mentor and self._day_bits[other].get(day, 0) >> placed & 1:
                held += 1
        return day if held >= self._most_a_day else None

    def _mask(self, start: int, length: int, other: int) -> int:
        """The starts in (start − other, start + length): a meeting of ``other`` minutes at one of them clashes."""
        key = (start, length, other)
        found = self._masks.get(key)
        if found is None:
            low, high = bisect_right(self._moments, start - other), bisect_left(self._moments, start + length)
            found = self._masks[key] = (1 << high) - (1 << low) if high > low else 0
        return found

    def _best_first(self, number: int) -> list[int]:
        """The starts left to a meeting: first the one that takes fewest from the others, then the earliest."""
        left, length = self._left[number], self._meetings[number].minutes
        near = [
            (self._left[other], self._meetings[other].minutes, gap)
            for other, gap in self._near[number]
            if other not in self._placed
        ]
        found = []
        while left:
            low = left & -left
            at = low.bit_length() - 1
            left ^= low
            start = self._moments[at]
            lost = sum((bits & self._mask(start, length + gap, other + gap)).bit_count() for bits, other, gap in near)
            found.append((lost, at))
        return [at for _, at in sorted(found)]


def as_many(meetings: Sequence[TimedMeeting], pause: int, most_a_day: int | None) -> dict[Triple, int]:
    """Starts for as many of the meetings as come out in passing: what finds no start left goes without."""
    search = _Search(meetings, pause, most_a_day, 0)
    return search.in_passing()


def fewest(meetings: Sequence[TimedMeeting], pause: int, most_a_day: int | None) -> tuple[TimedMeeting, ...]:
    """Meetings of which none can be left out, and that cannot be together; () where all can, or it is not known."""

    def cannot(some: Sequence[TimedMeeting]) -> bool:
        try:
            return find_starts(some, pause, most_a_day) is None
        except TooHard:
            return False

    if not cannot(meetings):
        return ()
    kept, size = list(meetings), len(meetings)
    while size > 0:  # ever smaller parts are left out, as long as what remains still cannot be
        size = size // 2 if size > 1 else 0
        at = 0
        while size and at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if cannot(fewer):
                kept = fewer
            else:
                at += size
    return tuple(kept)
