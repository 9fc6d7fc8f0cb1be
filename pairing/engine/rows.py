"""Rows for what time forbids: of some meetings at most so many.

Where a person cannot hold the meetings he got, a few of them are to blame already. And as a rule not these few alone:
into the hours in which they could be no more than so many fit at all, whoever comes; so the row holds for every pair of
that person that could only be then. (For slots of one length that do not overlap this is Hall's condition, 1935.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pairing.engine.interface import AnyFormulation, Row
from pairing.engine.timetable import TooHard, as_many, fewest, find_starts
from pairing.engine.timing import TimedMeeting, Timing
from pairing.model.solution import Triple

MOST_CHECKS = 200
MANY_PAIRS = 3_000  # below, pairs and starts are soon sought together,
FEW_TOGETHER = 3  # after so many times that several people were to blame: that may go on for long
MOST_TOGETHER = 8  # rows of several people that are looked for at once
MOST_STEPS_AWAY = 6  # how far from a meeting that finds no start those to blame are looked for, from person to person


class Unexplained(Exception):  # noqa: N818  (an answer: other means are needed)
    """There are no starts for a plan, or it is not known, and no row that says why."""


class Checker:
    """Finds the rows that chosen pairs break: pairs of a formulation, by its indices.

    ``explains``: False where there are better means than rows, and it is only asked whether starts exist.
    """

    def __init__(self, formulation: AnyFormulation, timing: Timing, *, explains: bool = True):
        self._formulation, self._timing, self._explains = formulation, timing, explains
        self._left = MOST_CHECKS
        self._left_together = FEW_TOGETHER if formulation.num_pairs < MANY_PAIRS else MOST_CHECKS
        self.has_rows = False

    def rows(self, chosen: Sequence[int]) -> list[Row]:
        """The rows that a plan breaks; none where starts exist for it.

        Raises
        ------
        Unexplained
            Where nobody can say whether they exist, or why not; or where it was asked too often.
        """
        return self.rows_of_pairs(self._formulation.triples(chosen))

    def rows_of_pairs(self, pairs: Sequence[Triple]) -> list[Row]:
        """The same of (participant, mentor, session) indices."""
        timing = self._timing
        meetings = timing.all_of(pairs)
        self._left -= 1
        found = blame(meetings, timing, self._formulation) if self._explains else []
        if not found:
            try:
                if find_starts(meetings, timing.pause, timing.most_a_day) is not None:
                    return []
            except TooHard:
                pass  # whoever is to blame may still be found
            self._left_together -= 1
            is_worth_it = self._explains and self._left_together >= 0
            found = [] if not is_worth_it else blame_together(meetings, timing, self._formulation)
        if not found or self._left < 0:
            raise Unexplained
        self.has_rows = True
        return found


def cramped(meetings: Sequence[TimedMeeting], timing: Timing) -> list[tuple[TimedMeeting, ...]]:
    """Of each person who cannot hold his meetings: as few of them as cannot be together."""
    sets = (fewest(mine, timing.pause, timing.most_a_day) for mine in _by_person(meetings).values())
    return [few for few in sets if few]


def blame(meetings: Sequence[TimedMeeting], timing: Timing, formulation: AnyFormulation) -> list[Row]:
    """Rows of each person who cannot hold the meetings he has; no plan that has starts breaks any of them.

    One says why; the others say of every stretch of his hours how many fit into it, and will be needed next.
    """
    found: dict[Row, None] = {}
    for person, mine in _by_person(meetings).items():
        few = fewest(mine, timing.pause, timing.most_a_day)
        if few:
            found[_widened(person, few, timing, formulation)] = None
            found |= dict.fromkeys(_stretches(person, few, timing, formulation))
    return list(found)


def _by_person(meetings: Sequence[TimedMeeting]) -> dict[int, list[TimedMeeting]]:
    """The meetings of each person who has more than one."""
    found: dict[int, list[TimedMeeting]] = {}
    for one in meetings:
        for person in {one.participant, one.mentor}:
            found.setdefault(person, []).append(one)
    return {person: mine for person, mine in found.items() if len(mine) > 1}


def blame_together(meetings: Sequence[TimedMeeting], timing: Timing, formulation: AnyFormulation) -> list[Row]:
    """A row for meetings that cannot all be, though each person could hold his own; none where that is not known.

    As few meetings as cannot be together, around each that finds no start in passing. In the place of such a meeting
    another mentor, if he is in none of the others, would do no better, unless he could come at further hours; and where
    a place wants one mentor, at most one of all these is there.
    """
    found: dict[Row, None] = {}
    of_person = _by_person(meetings)
    placed = as_many(meetings, timing.pause, timing.most_a_day)
    for seed in [one for one in meetings if one.triple not in placed]:
        near = {one.triple: one for one in (seed,)}
        for _ in range(MOST_STEPS_AWAY):
            around = {person for one in near.values() for person in (one.participant, one.mentor)}
            near = {one.triple: one for person in sorted(around) for one in of_person.get(person, ())} or near
            few = fewest(list(near.values()), timing.pause, timing.most_a_day)
            if few:
                found[_replaced(few, timing, formulation)] = None
                break
        if len(found) == MOST_TOGETHER:
            break
    return list(found)


def _replaced(few: Sequence[TimedMeeting], timing: Timing, formulation: AnyFormulation) -> Row:
    """The row of a few meetings, and of what would do no better in their places."""
    triples = []
    for one in few:
        p, m, s = one.triple
        triples.append(one.triple)
        others = {person for other in few if other is not one for person in (other.participant, other.mentor)}
        if formulation.wants_one(p, s) and one.mentor not in others:
            hours = set(one.starts)
            for triple in formulation.pairs_with(p, None):
                if triple[2] == s and triple[1] != m:
                    another = timing.of(triple)
                    if another.mentor not in others and hours.issuperset(another.starts):
                        triples.append(triple)
    return Row(tuple(sorted(triples)), len(few) - 1)


def _stretches(person: int, few: Sequence[TimedMeeting], timing: Timing, formulation: AnyFormulation) -> Iterator[Row]:
    """For each stretch of a person's hours in one of his roles, how many of the meetings that lie in it fit."""
    as_mentor = all(one.mentor == person for one in few)
    p, m = timing.roles(person)
    his = timing.all_of(formulation.pairs_with(None if as_mentor else p, m if as_mentor else None))
    firsts, lasts = sorted({one.starts[0] for one in his}), sorted({one.starts[-1] for one in his})
    for first in firsts:
        before = 0
        for last in lasts:
            inside = [one for one in his if first <= one.starts[0] and one.starts[-1] <= last]
            if len(inside) < 2 or len(inside) == before:
                continue
            before = len(inside)
            hours = sorted({start for one in inside for start in one.starts})
            length = min(one.minutes for one in inside) + (timing.pause if as_mentor else 0)
            fits = _most_at(hours, length, _days(inside) if as_mentor else {}, timing.most_a_day)
            if fits < len({one.triple[::2] for one in inside}):
                yield Row(tuple(sorted(one.triple for one in inside)), fits)


def _widened(person: int, few: Sequence[TimedMeeting], timing: Timing, formulation: AnyFormulation) -> Row:
    """The row of a few meetings, for all that could only be in the same hours."""
    hours = {start for one in few for start in one.starts}
    shortest = min(one.minutes for one in few)
    as_mentor = all(one.mentor == person for one in few)
    days = _days(few) if as_mentor else {}
    fits = _most_at(sorted(hours), shortest + (timing.pause if as_mentor else 0), days, timing.most_a_day)
    if fits >= len(few):
        return Row(tuple(sorted(one.triple for one in few)), len(few) - 1)
    p, m = timing.roles(person)
    inside = []
    for triple in formulation.pairs_with(None if as_mentor else p, m):
        if timing.is_timed(triple):
            one = timing.of(triple)
            if one.minutes < shortest or not hours.issuperset(one.starts):
                continue
            if not days or all(days[at] == day for at, day in zip(one.starts, one.days, strict=True)):
                inside.append(triple)
    return Row(tuple(sorted(inside)), fits)


def _days(meetings: Sequence[TimedMeeting]) -> dict[int, int]:
    """The day of each start; nothing where it hangs on the session's clock, and so may be one or the other."""
    known: dict[int, int] = {}
    for one in meetings:
        for start, day in zip(one.starts, one.days, strict=False):
            if known.setdefault(start, day) != day:
                return {}
    return known


def _most_at(hours: Sequence[int], length: int, days: dict[int, int], most_a_day: int | None) -> int:
    """How many meetings of that length fit at these starts, on no day more than so many; the earliest is the best."""
    held, free_from, on_day = 0, -(10**12), dict[int, int]()
    for start in hours:
        day = days.get(start)
        is_full = most_a_day is not None and day is not None and on_day.get(day, 0) >= most_a_day
        if start >= free_from and not is_full:
            held += 1
            free_from = start + length
            if day is not None:
                on_day[day] = on_day.get(day, 0) + 1
    return held
