"""The reference for problems with starts: every plan, and for each every way of putting its meetings into the hours.

Slow, plain, and written apart from engines and judge. Pairs, their limits and prices are those of the other reference;
here time is added: quarter of an hour by quarter of an hour, on the wall clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from pairing.model.draw import Draw, start_name, start_ticket, tie_cost
from pairing.model.intervals import zone_of
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from tests.reference.brute_force import QUARTER, Prices, Triple, quarters

Plan = tuple[Triple, ...]
Starts = tuple[int | None, ...]
Values = tuple[int, ...]


@dataclass(frozen=True)
class BestTimed:
    """The best value of every level in order, and every plan, with its starts, that reaches all of them.

    Starts that are not published are left out of the plans: they are None.
    """

    levels: tuple[tuple[str, int], ...]
    plans: frozenset[tuple[Plan, Starts]]


def best_timed_plans(problem: Problem, *, tie_levels: int = 1, start_levels: int = 1) -> BestTimed | None:
    """The lexicographic optimum; None when no plan keeps the hard rules."""
    prices = Prices(problem, tie_levels)
    time = _Time(problem, prices, start_levels)
    names = time.with_moved(prices.levels)
    best: tuple[int, ...] | None = None
    winners: set[tuple[Plan, Starts]] = set()
    for hopeful, plan in sorted(_plans(prices, time)):
        if best is not None and hopeful > best[: len(hopeful)]:
            break
        for moved, draws, starts in time.all_ways(plan):
            levels = (
                *(moved if name == "moved" else value for name, value in zip(names, hopeful, strict=True)),
                *draws,
            )
            if best is None or levels < best:
                best, winners = levels, set()
            if levels == best:
                winners.add((plan, starts))
    if best is None:
        return None
    all_names = [*names, *time.start_names]
    return BestTimed(tuple(zip(all_names, best, strict=True)), frozenset(winners))


def _plans(prices: Prices, time: _Time) -> Iterator[tuple[Values, Plan]]:
    """Every plan that keeps the limits, with its levels as if no start had to move."""

    def further(
        p: int, counts: tuple[int, ...], value: tuple[int, ...], plan: Plan
    ) -> Iterator[tuple[tuple[int, ...], Plan]]:
        if p == prices.num_p:
            levels = dict(zip(prices.levels, prices.in_order(value, counts), strict=True)) | {"moved": 0}
            yield tuple(levels[name] for name in time.with_moved(prices.levels)), tuple(sorted(plan))
            return
        for some in prices.choices(p):
            new = prices.add_counts(counts, p, some)
            if new is not None:
                added = tuple(a + b for a, b in zip(value, prices.of_participant(p, some), strict=True))
                yield from further(p + 1, new, added, plan + some)

    yield from further(0, prices.nothing, (0,) * len(prices.summed), ())


class _Time:
    """When pairs can be, and what their starts cost."""

    def __init__(self, problem: Problem, prices: Prices, start_levels: int):
        self.problem, self.prices = problem, prices
        self.sets_times = any(one.time == "we set" and not one.closed for one in problem.sessions)
        self.start_names = [start_name(k) for k in range(1, start_levels + 1)] if self.sets_times else []
        self.known: dict[Triple, list[int]] = {}
        self.num_places = sum(
            prices.demand[p][s]
            for p in range(prices.num_p)
            for s, session in enumerate(problem.sessions)
            if session.time == "we set"
        )
        self.published: dict[Triple, set[int]] = {}
        self.is_moved_a_level = False
        for one in problem.baseline:
            if isinstance(one, Meeting) and one.start is not None:
                for s, session in enumerate(problem.sessions):
                    if session.time != "we set" or session.closed or not session.is_called(one.session):
                        continue
                    self.is_moved_a_level = True
                    for p, m in product(range(prices.num_p), range(prices.num_m)):
                        ids = problem.participants[p].id, problem.mentors[m].id
                        if ids == (one.participant, one.mentor):
                            self.published.setdefault((p, m, s), set()).add(one.start)
        self.draw = Draw(problem.seed)

    def with_moved(self, levels: list[str]) -> list[str]:
        found = [level for level in levels if level != "moved"]
        if not self.is_moved_a_level:
            return found
        if "moved" in self.problem.levels:
            return levels
        return [one for level in found for one in ((level, "moved") if level == "changed" else (level,))]

    def needs_start(self, triple: Triple) -> bool:
        session = self.problem.sessions[triple[2]]
        return session.time == "we set" or (session.time == "they agree" and session.fits_one_after_another)

    def starts(self, triple: Triple) -> list[int]:
        """Every start: on the grid, or, where they agree and there is none, when a common stretch begins."""
        if triple not in self.known:
            p, m, s = triple
            session = self.problem.sessions[s]
            both = quarters(self.problem.participants[p].free or (), session.first_day, session.last_day, session.zone)
            both &= quarters(self.problem.mentors[m].free or (), session.first_day, session.last_day, session.zone)
            needed = -(-(session.minutes or 0) // QUARTER)
            possible = [one for one in sorted(both) if all(one + k in both for k in range(needed))]
            on_grid = [one for one in possible if self._is_on_grid(one * QUARTER, session.zone)]
            found = on_grid
            if not on_grid and session.time == "they agree":
                found = [one for one in possible if one - 1 not in both]
            self.known[triple] = [one * QUARTER for one in found]
        return self.known[triple]

    def _is_on_grid(self, start: int, zone: str) -> bool:
        return datetime.fromtimestamp(start * 60, zone_of(zone)).minute % self.problem.start_every == 0

    def all_ways(self, plan: Plan) -> Iterator[tuple[int, tuple[int, ...], Starts]]:
        """Every way to give the meetings starts; what it moves, its draws, and the starts that are published."""
        order = sorted((triple for triple in plan if self.needs_start(triple)), key=lambda one: len(self.starts(one)))
        seen = set()
        for given in self._ways(order, {}):
            starts = tuple(given.get(one) if self.problem.sessions[one[2]].time == "we set" else None for one in plan)
            if starts in seen:
                continue
            seen.add(starts)
            moved = sum(given.get(one) not in self.published[one] for one in plan if one in self.published)
            yield moved, tuple(self._drawn(plan, starts, k + 1) for k in range(len(self.start_names))), starts

    def _ways(self, order: list[Triple], given: dict[Triple, int]) -> Iterator[dict[Triple, int]]:
        if len(given) == len(order):
            yield given
            return
        triple = order[len(given)]
        for start in self.starts(triple):
            further = {**given, triple: start}
            if self._is_fine(further, triple):
                yield from self._ways(order, further)

    def _is_fine(self, given: dict[Triple, int], new: Triple) -> bool:
        problem = self.problem

        def people(one: Triple) -> set[str]:
            return {problem.participants[one[0]].id, problem.mentors[one[1]].id}

        def span(one: Triple, pause: int) -> range:
            return range(given[one], given[one] + (problem.sessions[one[2]].minutes or 0) + pause)

        for one in given:
            if one == new or not people(one) & people(new):
                continue
            pause = problem.pause if one[1] == new[1] else 0
            if set(span(one, pause)) & set(span(new, pause)):
                return False
        if problem.most_a_day is not None:
            mine = [one for one in given if one[1] == new[1]]
            return sum(self._day(one, given[one]) == self._day(new, given[new]) for one in mine) <= problem.most_a_day
        return True

    def _day(self, triple: Triple, start: int) -> object:
        zone = self.problem.mentors[triple[1]].zone or self.problem.sessions[triple[2]].zone
        return datetime.fromtimestamp(start * 60, zone_of(zone)).date()

    def _drawn(self, plan: Plan, starts: Starts, level: int) -> int:
        total = 0
        for (p, m, s), start in zip(plan, starts, strict=True):
            if start is not None:
                ids = self.problem.sessions[s].id, self.problem.participants[p].id, self.problem.mentors[m].id
                total += tie_cost(start_ticket(self.draw.ticket(*ids), start), level, self.num_places)
        return total
