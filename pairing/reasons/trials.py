"""Changes tried out: the best plan that there would be with each, on all levels.

Where the plan was proved by a flow and a change only opens pairs, the flow is taken up where it stands
(``engine.prices``); that is exact, and proved by its own potentials. After any other change the problem is solved anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pairing.engine.choose import Choice
from pairing.engine.eligible import EligibleTable, compile_rules, eligible_table
from pairing.engine.interface import Deadline
from pairing.engine.parts import solve_mentors, solve_parts
from pairing.engine.prices import NewArc
from pairing.errors import ContradictionError, PairingError
from pairing.model.answers import free_in
from pairing.model.draw import is_start, is_tie
from pairing.model.grid import common_time
from pairing.model.solution import Result, Status, Triple
from pairing.reasons.changes import Change, MorePlaces, OneMoreMentor, RelaxedRule
from pairing.reasons.laid_out import LaidOut, Opened
from pairing.reasons.positions import Place, plan_of, size_of, starts_of
from pairing.reasons.starting import Starts

MOST_ANEW = 20_000  # of more, a problem is not solved again for each change
SMALL = 150  # up to so many, every change is tried
MOST_OF_ALL = 250  # though one that is no flow is solved again so often at the most: a minute or less
MANY, SOME, FEW = 60, 24, 4  # how often a larger problem is solved again: a flow; another one; that in passing
# And no more of them in all than that: places times mentors, of what is no flow ten times as many. By the size, not by
# the clock, so that every machine tells the same; about 20 and 3 seconds.
WORK, WORK_IN_PASSING, NO_FLOW = 1_000_000, 150_000, 10
LEAST_LOOKS = 10
LOOKS = 1_000_000  # in passing, pairs of all flows that are taken up


def tries_all(result: Result, *, in_passing: bool) -> bool:
    """Whether every change is tried: of a small problem, where that is quick or somebody asks."""
    return size_of(result.problem) <= SMALL and (result.potentials is not None or not in_passing)


class Tried(NamedTuple):
    """The best plan with a change: its pairs, as positions, and the value of each level but the draw.

    People whom the change brings in come after those of the problem.
    """

    pairs: tuple[Triple, ...]
    levels: tuple[tuple[str, int], ...]

    @property
    def values(self) -> tuple[int, ...]:
        """By which changes are compared: the first level that differs decides."""
        return tuple(value for _, value in self.levels)


class Trials:
    """Whatever is tried out on one result; each change once.

    ``opened``: all pairs that a rule excludes and that any of the changes could make eligible. ``in_passing``: a
    problem that is no flow is solved again only a few times.
    """

    def __init__(self, result: Result, opened: Iterable[Triple] = (), *, in_passing: bool = False):
        self.problem = result.problem
        self.pairs = plan_of(result)
        self._in_passing = in_passing
        self.ran_out = False  # whether anything was asked that was not tried, as it would take long
        self._is_best = result.status is Status.OPTIMAL
        self._size = size_of(self.problem)
        self.levels = tuple(
            (one.name, one.value) for one in result.levels if not is_tie(one.name) and not is_start(one.name)
        )
        self.flow = LaidOut.of(result, self.pairs, tuple(opened))
        is_flow = self.flow is not None and self.flow.is_plan
        most = MANY if is_flow else SOME if not in_passing or self._size <= SMALL else FEW
        work = (WORK_IN_PASSING if in_passing else WORK) // (self._size * (1 if is_flow else NO_FLOW) or 1)
        is_all = tries_all(result, in_passing=in_passing)
        self._left = (10**6 if is_flow else MOST_OF_ALL) if is_all else min(most, 1 + work)
        self.starts = Starts(self.problem, starts_of(result))
        self._anew_known: dict[Change, Tried | None] = {}
        self._impossible: set[Change] = set()
        self._opened: dict[tuple[Triple, ...], Opened] = {}
        self._taken_up: dict[Change, Tried | None] = {}
        self._eligible: dict[int, list[Triple]] | None = None
        self._floors: dict[Change, tuple[int, ...] | None] = {}
        self._floors_open: dict[tuple[Triple, ...], tuple[int, ...] | None] = {}
        self._gap: dict[str, int] | None = None
        self._mentors_before: dict[str, int] | None = None

    @property
    def can_solve_again(self) -> bool:
        """Whether the plan is the best one, and its problem may be solved once more."""
        return self._is_best and self._size <= MOST_ANEW and self._left > 0

    @property
    def total(self) -> tuple[int, ...]:
        """The values of the plan as it is."""
        return tuple(value for _, value in self.levels)

    def eligible_of(self, participant: int) -> list[Triple]:
        """The pairs of a participant that no rule excludes now."""
        if self._eligible is None:
            self._eligible = {}
            for triple in self._table().eligible():
                self._eligible.setdefault(triple[0], []).append(triple)
        return self._eligible.get(participant, [])

    def _table(self) -> EligibleTable:
        if self.flow is not None:
            return self.flow.formulation.table
        return eligible_table(self.problem, compile_rules(self.problem).filters)

    def floor(self, opened: Sequence[Triple], place: Place) -> tuple[int, ...] | None:
        """The values below which no plan can come where these pairs are eligible too; None: not known.

        Those of a best plan, if only starts can be found for it. ``place`` is the one that is to gain.
        """
        key = tuple(opened)
        if key not in self._floors_open:
            is_floor = self.flow is not None and self.flow.is_floor_of(opened)
            cost = self._flow_with(self.flow, key, place).cost if self.flow is not None and is_floor else None
            self._floors_open[key] = None if cost is None else self._after(cost)
        return self._floors_open[key]

    def floor_of(self, change: Change, place: Place) -> tuple[int, ...] | None:
        """The same for a change that opens no pairs, on the levels before loads are weighed; None: not known."""
        if self.flow is None:
            return None
        if change not in self._floors:
            ways = self._ways_of(self.flow, change)
            self._floors[change] = None if ways is None else self._floor_of(self.flow, ways, place)
        return self._floors[change]

    def num_looks(self, num_places: int) -> int | None:
        """For how many changes that open pairs there is time in passing, for each of so many places; None: for all."""
        if self.flow is None or not self._in_passing:
            return None
        return max(LEAST_LOOKS, LOOKS // (num_places * max(1, self.flow.formulation.num_pairs)))

    def promise(self, opened: Sequence[Triple], place: Place) -> int:
        """By a look at the flow what these pairs may gain the place at the most."""
        return 0 if self.flow is None else self.flow.at_most(opened, place)

    def may_gain(self, change: Change, opened: Sequence[Triple] | None) -> bool:
        """Whether a plan with the change may have more pairs than this one; False: it is known that none has."""
        if self.flow is None or self.flow.num_pairs != len(self.pairs):
            return True
        ways = self._ways_of(self.flow, change) if opened is None else ()
        return ways is None or self.flow.may_gain(opened or (), ways)

    def knows(self, change: Change) -> bool:
        """Whether the problem was solved again with the change."""
        return change in self._anew_known

    def _floor_of(self, laid_out: LaidOut, ways: Sequence[NewArc], place: Place) -> tuple[int, ...]:
        names = [name for name, _ in self.levels]
        values = self._after(laid_out.with_ways(ways, place).cost)
        return values[: names.index("imbalance") if "imbalance" in names else len(names)]

    def _ways_of(self, laid_out: LaidOut, change: Change) -> Sequence[NewArc] | None:
        problem = self.problem
        if isinstance(change, MorePlaces):
            return laid_out.ways_of_places(problem.mentor_idx(change.mentor.id), change.places)
        if isinstance(change, OneMoreMentor):
            s = problem.session_idx(change.session.name)
            return laid_out.ways_of_mentor(self._free_at(change, s), s, change.places)
        if isinstance(change, RelaxedRule):
            pair = (problem.participant_idx(change.participant.id), problem.mentor_idx(change.mentor.id))
            return laid_out.ways_of_repeat((*pair, problem.session_idx(change.session.name)))
        return None

    def _free_at(self, change: OneMoreMentor, session: int) -> list[int]:
        """The participants who have time at the hour of a new mentor; his tracks are not looked at."""
        people = self.problem.participants
        if change.stretch is None:
            return list(range(len(people)))
        hour = (change.stretch,)
        at = self.problem.sessions[session]
        return [p for p, one in enumerate(people) if common_time(free_in(one, at), hour, at)]

    def taken_up(self, change: Change, opened: Sequence[Triple] | None) -> Tried | None:
        """What a change leads to that opens these pairs and does nothing else: by the flow, where it stands.

        None where that does not say all, or no starts are known for the flow's best plan.
        """
        if opened is None:
            return None
        if change not in self._taken_up:
            self._taken_up[change] = self._take_up(change, opened)
        return self._taken_up[change]

    def _take_up(self, change: Change, opened: Sequence[Triple]) -> Tried | None:
        if self.flow is None or not self.flow.is_all_of(opened):
            return None
        found = self._flow_with(self.flow, opened, None)
        if self.starts.are_asked or not self.flow.is_plan:
            problem = change.apply(self.problem)
            if not self.starts.exist(problem, found.pairs) or not self.flow.keeps(problem, found.pairs):
                return None
        return Tried(found.pairs, self.named(found.cost))

    def of(self, change: Change) -> Tried | None:
        """What a change leads to, solved anew; None where there is no plan, or none that is proved."""
        if change not in self._anew_known:
            if not self.can_solve_again:
                self.ran_out = True
                return None
            self._left -= 1
            self._anew_known[change] = self._anew(change)
        return self._anew_known[change]

    def is_impossible(self, change: Change) -> bool:
        """Whether it is known that no plan keeps all hard rules with the change."""
        return change in self._impossible

    def _anew(self, change: Change) -> Tried | None:
        """Of a programme with peers only the sessions with mentors, unless a limit on changes ties them together."""
        problem = change.apply(self.problem)
        choice, solver = Choice(), solve_mentors if problem.max_changes is None else solve_parts
        try:
            formulation = choice.formulate(problem)
            found = solver(problem, formulation, choice, deadline=Deadline(), on_level=lambda level: None)
        except ContradictionError:
            self._impossible.add(change)
            return None
        except PairingError:  # a limit on changes that this change makes impossible
            return None
        if found.status is Status.INFEASIBLE:
            self._impossible.add(change)
        if found.status is not Status.OPTIMAL or found.chosen is None:
            return None
        before = self._of_mentors() if problem.max_changes is None else dict(self.levels)
        cost = {level.name: level.value - before.get(level.name, 0) for level in found.levels}
        levels = tuple((name, value + cost.get(name, 0)) for name, value in self.levels)
        return Tried(found.chosen, levels)

    def _flow_with(self, laid_out: LaidOut, opened: Sequence[Triple], place: Place | None) -> Opened:
        """The best plan of the flow with these pairs open: worked out once, whoever asks."""
        key = tuple(opened)
        if key not in self._opened:
            self._opened[key] = laid_out.with_open(opened, place)
        return self._opened[key]

    def _after(self, cost: dict[str, int]) -> tuple[int, ...]:
        return tuple(value for _, value in self.named(cost))

    def named(self, cost: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """The levels of a plan that costs so much more on each than the flow's best one does."""
        below = self._below()
        return tuple((name, value - below.get(name, 0) + cost.get(name, 0)) for name, value in self.levels)

    def _below(self) -> Mapping[str, int]:
        """By how much the flow's best plan is better than the plan, on each level: where it is another one."""
        if self.flow is None or self.flow.is_plan:
            return {}
        if self._gap is None:
            mine, values = self._of_mentors(), self.flow.values()
            self._gap = {name: mine[name] - values[name] for name in mine if name in values}
        return self._gap

    def _of_mentors(self) -> dict[str, int]:
        """The levels of the plan without its groups of peers."""
        if self._mentors_before is None:
            formulation = Choice().formulate(self.problem)
            chosen = list(formulation.indices(self.pairs))
            self._mentors_before = {one.name: formulation.value(one, chosen) for one in formulation.levels}
        return self._mentors_before
