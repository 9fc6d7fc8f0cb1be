"""Can these pins all hold at once under these bounds? A small search over the pinned meetings alone.

Pins that have one choice left take it; a bound that has allowed all it can takes the rest of its meetings from the
others; and no more couples may need a bound than it allows. Only where that settles nothing a pin is tried both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pairing.engine.pinned import COUNT, DAY, GROUP, PAUSE, SIZE, TIME, TRIO, Bound, Facts, Pin
from pairing.engine.timing import TimedMeeting
from pairing.model.solution import Triple

MOST_STEPS = 20_000  # of one question
MOST_DEEP = 200  # pins, or meetings, that are tried within each other


class TooLarge(Exception):  # noqa: N818  (an answer: neither yes nor no)
    """The search was given up."""


def can_hold(facts: Facts, pins: Sequence[Pin], bounds: Sequence[Bound]) -> bool:
    """Whether one choice for each of the pins keeps all of the bounds.

    Raises
    ------
    TooLarge
        After ``MOST_STEPS`` without an answer.
    """
    return _Search(facts.meetings, pins, bounds).run()


class _Search:
    def __init__(self, meetings: Mapping[Triple, TimedMeeting], pins: Sequence[Pin], bounds: Sequence[Bound]):
        self._counts = [bound for bound in bounds if bound.kind == COUNT]
        self._of_time = [bound for bound in bounds if bound.kind in (TIME, PAUSE, DAY)]
        self._of_groups = [bound for bound in bounds if bound.kind in (GROUP, SIZE, TRIO)]
        self._meetings = meetings
        self._choices = [pin.choices for pin in pins]
        self._on: dict[Triple, list[int]] = {}
        for number, bound in enumerate(self._counts):
            for triple in bound.triples:
                self._on.setdefault(triple, []).append(number)
        self._steps = MOST_STEPS

    def run(self) -> bool:
        return self._go_on(frozenset(), [list(choices) for choices in self._choices], 0)

    def _go_on(self, chosen: frozenset[Triple], left: list[list[Triple]], depth: int) -> bool:
        """Whether what is left can be chosen beside what is."""
        settled = self._settled(set(chosen), left)
        if settled is None:
            return False
        chosen, left = settled
        if not self._fits(chosen):
            return False
        if not left:
            return True
        if depth > MOST_DEEP:
            raise TooLarge
        tried = min(left, key=len)
        others = [choices for choices in left if choices is not tried]
        return any(self._go_on(chosen | {triple}, others, depth + 1) for triple in tried)

    def _settled(
        self, chosen: set[Triple], left: list[list[Triple]]
    ) -> tuple[frozenset[Triple], list[list[Triple]]] | None:
        """The same with every choice taken that is the only one; None where one is left without any."""
        used = [len(chosen & bound.triples) for bound in self._counts]
        if any(number > bound.most for number, bound in zip(used, self._counts, strict=True)):
            return None
        while True:
            self._step(1 + len(left))
            still, taken = [], False
            for choices in left:
                if not chosen.isdisjoint(choices):
                    continue
                free = [one for one in choices if all(used[at] < self._counts[at].most for at in self._on.get(one, ()))]
                if not free:
                    return None
                if len(free) > 1:
                    still.append(free)
                    continue
                taken = True
                chosen.add(free[0])
                for at in self._on.get(free[0], ()):
                    used[at] += 1
            left = still
            if not taken:
                return (frozenset(chosen), left) if self._leaves_enough(used, left) else None

    def _leaves_enough(self, used: Sequence[int], left: Sequence[Sequence[Triple]]) -> bool:
        """Whether no bound is needed by more couples than it still allows: all that is left to them lies in it."""
        needed: dict[int, set[tuple[int, int]]] = {}
        for choices in left:
            common = set(self._on.get(choices[0], ())).intersection(*(self._on.get(one, ()) for one in choices[1:]))
            for at in common:
                needed.setdefault(at, set()).add(choices[0][:2])
        return all(used[at] + len(couples) <= self._counts[at].most for at, couples in needed.items())

    def _step(self, number: int) -> None:
        self._steps -= number
        if self._steps < 0:
            raise TooLarge

    def _fits(self, chosen: Iterable[Triple]) -> bool:
        if self._of_groups:
            return _groups_fit(chosen, self._of_groups)
        if not self._of_time:
            return True
        timed = [self._meetings[triple] for triple in sorted(chosen) if triple in self._meetings]
        return all(self._starts_exist(part) for part in self._apart(timed))

    # --- time ---------------------------------------------------------------------------------------------------

    def _apart(self, timed: Sequence[TimedMeeting]) -> Iterator[list[TimedMeeting]]:
        """The meetings in parts that no bound on time ties to each other, the smallest first."""
        parts: list[tuple[set[Triple], list[TimedMeeting]]] = []
        for one in timed:
            near = {one.triple}.union(*(bound.triples for bound in self._of_time if one.triple in bound.triples))
            mine = [one]
            apart = []
            for other, several in parts:
                if any(meeting.triple in near for meeting in several):
                    near, mine = near | other, [*several, *mine]
                else:
                    apart.append((other, several))
            parts = [*apart, (near, mine)]
        yield from sorted((several for _, several in parts if len(several) > 1), key=len)

    def _starts_exist(self, timed: Sequence[TimedMeeting]) -> bool:
        if len(timed) > MOST_DEEP:
            raise TooLarge
        return self._placed({one: one.starts for one in timed}, {})

    def _placed(self, left: Mapping[TimedMeeting, tuple[int, ...]], placed: Mapping[TimedMeeting, int]) -> bool:
        """Whether the meetings that are left find starts beside those that are placed."""
        if not left:
            return True
        if not self._has_room(left):
            return False
        one = min(left, key=lambda meeting: len(left[meeting]))
        gaps = {other: self._gap(one, other) for other in left if other is not one}
        for start in left[one]:
            self._step(1 + len(left))
            now = {**placed, one: start}
            full = self._full_days(now, one)
            rest = {
                other: tuple(at for at in left[other] if _is_free(one, start, other, at, gap, full))
                for other, gap in gaps.items()
            }
            if all(rest.values()) and self._placed(rest, now):
                return True
        return False

    def _has_room(self, left: Mapping[TimedMeeting, tuple[int, ...]]) -> bool:
        """Whether everybody has room for as many meetings as are left to him, whichever they be."""
        for bound in self._of_time:
            mine = [one for one in left if one.triple in bound.triples]
            if bound.kind == DAY or len(mine) < 2:
                continue
            self._step(len(mine))
            gap = bound.most if bound.kind == PAUSE else 0
            number, free_from = 0, None
            for end, start in sorted((at + one.minutes, at) for one in mine for at in left[one]):
                if free_from is None or start >= free_from:
                    number, free_from = number + 1, end + gap
            if number < len(mine):
                return False
        return True

    def _gap(self, one: TimedMeeting, other: TimedMeeting) -> int | None:
        """The minutes between the two at least; None where they can be at the same time."""
        gaps = [
            bound.most if bound.kind == PAUSE else 0
            for bound in self._of_time
            if bound.kind != DAY and one.triple in bound.triples and other.triple in bound.triples
        ]
        return max(gaps, default=None)

    def _full_days(self, placed: Mapping[TimedMeeting, int], one: TimedMeeting) -> set[tuple[int, int]]:
        """The (mentor, day) that can hold no meeting more, of the mentor of the meeting placed last."""
        most = [bound.most for bound in self._of_time if bound.kind == DAY and bound.person == one.mentor]
        if not most:
            return set()
        held = [other.days[other.starts.index(at)] for other, at in placed.items() if other.mentor == one.mentor]
        return {(one.mentor, day) for day in held if held.count(day) >= most[0]}


def _is_free(
    one: TimedMeeting, start: int, other: TimedMeeting, at: int, gap: int | None, full: set[tuple[int, int]]
) -> bool:
    """Whether the other meeting can begin then, when the one begins at its start."""
    if full and (other.mentor, other.days[other.starts.index(at)]) in full:
        return False
    return gap is None or start + one.minutes + gap <= at or at + other.minutes + gap <= start


def _groups_fit(chosen: Iterable[Triple], bounds: Sequence[Bound]) -> bool:
    """Whether the groups that the couples make keep the bounds on groups of peers."""
    above: dict[int, int] = {}

    def top(person: int) -> int:
        while (other := above.setdefault(person, person)) != person:
            person = other
        return person

    for a, b, _ in chosen:
        above[top(a)] = top(b)
    sizes: dict[int, int] = {}
    for person in list(above):
        sizes[top(person)] = sizes.get(top(person), 0) + 1
    for bound in bounds:
        if bound.kind == SIZE and any(size > bound.most for size in sizes.values()):
            return False
        if bound.kind == TRIO and sum(size > 2 for size in sizes.values()) > bound.most:
            return False
        if bound.kind == GROUP:
            ((a, b, _),) = bound.triples
            if a in above and b in above and top(a) == top(b):
                return False
    return True
