"""Changes tried out: the best plan that there would be with each, on all levels.

Where the plan was proved by a flow and a change only opens pairs, the flow is taken up where it stands
(``engine.prices``); that is exact, and proved by its own potentials. After any other change the problem is solved anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pairing.engine import flow
from pairing.engine.choose import Choice
from pairing.engine.eligible import compile_rules, eligible_table
from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation, IntegerLevel
from pairing.engine.interface import Deadline
from pairing.engine.parts import solve_mentors, solve_parts
from pairing.engine.prices import Outcome, Prices
from pairing.errors import ContradictionError, PairingError
from pairing.model.draw import is_start, is_tie, offer_weights, tie_bits
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from pairing.model.solution import Result, Status, Triple
from pairing.reasons.changes import Change
from pairing.reasons.consequences import places_of
from pairing.reasons.starting import Starts

MOST_PAIRS = 60_000  # places times mentors: of more, no flow is laid out in plain Python
MOST_ANEW = 20_000  # of more, a problem is not solved again for each change
LEAST_ANEW, PAIRS_ANEW = 6, 8_000  # how often a problem is solved again: so often, or by its size
SMALL = 150  # up to so many, all changes are tried; of more, the fewer the larger the problem is
Place = tuple[int, int]  # participant and session, as positions


class Tried(NamedTuple):
    """The best plan with a change: its pairs, as positions in ``problem``, and the value of each level but the draw."""

    problem: Problem
    pairs: tuple[Triple, ...]
    levels: tuple[tuple[str, int], ...]

    @property
    def values(self) -> tuple[int, ...]:
        """By which changes are compared: the first level that differs decides."""
        return tuple(value for _, value in self.levels)


class Opened(NamedTuple):
    """The best plan of the flow with some pairs opened, and what it costs more on each level."""

    pairs: tuple[Triple, ...]
    cost: dict[str, int]


class Trials:
    """Whatever is tried out on one result; each change once.

    ``opened``: all pairs that a rule excludes and that any of the changes could make eligible.
    """

    def __init__(self, result: Result, opened: Iterable[Triple] = ()):
        self.problem = result.problem
        self.pairs = plan_of(result)
        self._is_best = result.status is Status.OPTIMAL
        self._size = size_of(self.problem)
        self._left = 10**6 if self._size <= SMALL else max(LEAST_ANEW, PAIRS_ANEW // self._size)
        self.levels = tuple(
            (one.name, one.value) for one in result.levels if not is_tie(one.name) and not is_start(one.name)
        )
        self.flow = LaidOut.of(result, self.pairs, tuple(opened))
        self.starts = Starts(starts_of(result))
        self._anew_known: dict[Change, Tried | None] = {}
        self._impossible: set[Change] = set()
        self._opened: dict[tuple[Triple, ...], Opened] = {}
        self._eligible: dict[int, list[Triple]] | None = None
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
            for triple in eligible_table(self.problem, compile_rules(self.problem).filters).eligible():
                self._eligible.setdefault(triple[0], []).append(triple)
        return self._eligible.get(participant, [])

    def floor(self, opened: Sequence[Triple], place: Place) -> tuple[int, ...] | None:
        """The values below which no plan can come where these pairs are eligible too; None: not known.

        Those of a best plan, if only starts can be found for it. ``place`` is the one that is to gain.
        """
        found = self._with(opened, place)
        return None if found is None else self._after(found.cost)

    def taken_up(self, change: Change, opened: Sequence[Triple] | None) -> Tried | None:
        """What a change leads to that opens these pairs and does nothing else: by the flow, where it stands.

        None where that does not say all, or no starts are known for the flow's best plan.
        """
        found = None if opened is None else self._with(opened, None)
        if found is None:
            return None
        problem = change.apply(self.problem)
        return Tried(problem, found.pairs, self.named(found.cost)) if self.starts.exist(problem, found.pairs) else None

    def of(self, change: Change) -> Tried | None:
        """What a change leads to, solved anew; None where there is no plan, or none that is proved."""
        if change not in self._anew_known:
            if not self.can_solve_again:
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
        return Tried(problem, found.chosen, self.named(cost))

    def _with(self, opened: Sequence[Triple], place: Place | None) -> Opened | None:
        key = tuple(opened)
        if key not in self._opened:
            if self.flow is None or not self.flow.is_all_of(opened):
                return None
            self._opened[key] = self.flow.with_open(opened, place)
        return self._opened[key]

    def _after(self, cost: dict[str, int]) -> tuple[int, ...]:
        return tuple(value for _, value in self.named(cost))

    def named(self, cost: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """The levels of a plan that costs so much more on each."""
        return tuple((name, value + cost.get(name, 0)) for name, value in self.levels)

    def _of_mentors(self) -> dict[str, int]:
        """The levels of the plan without its groups of peers."""
        if self._mentors_before is None:
            formulation = Choice().formulate(self.problem)
            chosen = list(formulation.indices(self.pairs))
            self._mentors_before = {one.name: formulation.value(one, chosen) for one in formulation.levels}
        return self._mentors_before


class LaidOut:
    """The plan as a flow that can be taken up, with every pair laid out that may be opened."""

    def __init__(
        self,
        problem: Problem,
        formulation: Formulation,
        prices: Prices,
        pairs: Sequence[Triple],
        opened: Sequence[Triple],
    ):
        self.problem, self.formulation, self.prices = problem, formulation, prices
        self._pairs, self._opened = pairs, frozenset(opened)
        self._gentle: Prices | None = None
        self._index = {pair: index for index, pair in enumerate(formulation.pairs)}
        self._number_of = {(one.participant, one.session): i for i, one in enumerate(formulation.places)}
        self._mentors = {m for p, m, s in formulation.pairs if (p, m, s) not in self._opened}

    @classmethod
    def of(cls, result: Result, pairs: Sequence[Triple], opened: Sequence[Triple]) -> LaidOut | None:
        """None where the plan was not proved by a flow, or there are too many pairs."""
        problem = result.problem
        if result.potentials is None or size_of(problem) > MOST_PAIRS:
            return None
        formulation = formulate(problem, opened)
        if flow.refuses(formulation) is not None:
            return None
        ties = sum(is_tie(level.name) for level in result.levels)
        levels = [*formulation.levels, *(formulation.tie_level(number + 1) for number in range(ties))]
        prices = Prices(formulation, formulation.indices(pairs), levels, formulation.indices(opened))
        return cls(problem, formulation, prices, pairs, opened)

    def is_all_of(self, opened: Sequence[Triple]) -> bool:
        """Whether these pairs, once open, change nothing else: not the draw, what is published, or the weights."""
        problem, number = self.problem, self.formulation.num_eligible or self.formulation.num_pairs
        if tie_bits(number) != tie_bits(number + len(opened)):
            return False
        published = {(one.participant, one.mentor) for one in problem.baseline if isinstance(one, Meeting)}
        if any((problem.participants[p].id, problem.mentors[m].id) in published for p, m, _ in opened):
            return False
        limits = [mentor.capacity for mentor in problem.mentors]
        new = {m for _, m, _ in opened} - self._mentors
        if not new or problem.balance != "in proportion":
            return True
        before = offer_weights(limits, [m in self._mentors for m in range(len(limits))])
        after = offer_weights(limits, [m in self._mentors or m in new for m in range(len(limits))])
        return before == after

    def of_place(self, place: Place) -> dict[int, Opened]:
        """For each mentor (position) who could be the place's and is not: the best plan in which he is.

        Of several that are as good on all levels but the draw, one that changes the fewest pairs.
        """
        if place not in self._number_of:
            return {}
        found = self._gently().of_pairs(self._number_of[place])
        return {self.formulation.pairs[pair][1]: self._told(one) for pair, one in found.items()}

    def with_pair(self, pair: Triple, without: Iterable[Triple]) -> Opened | None:
        """The same for one pair, without some others that are not in the plan; None where there is no such plan."""
        found = self._gently().with_pair(self._index[pair], self.indices(without))
        return None if found is None else self._told(found)

    def instead_of(self, pair: Triple, without: Iterable[Triple]) -> Opened | None:
        """The best plan without a pair that is in it, and without some others that are not; None: there is none."""
        held = set(self._pairs)
        others = self.indices(one for one in without if one not in held)
        found = self._gently().instead_of(self._index[pair], others)
        return None if found is None else self._told(found)

    def has_pair(self, pair: Triple) -> bool:
        """Whether no rule excludes the pair."""
        return pair in self._index and pair not in self._opened

    def pairs_of(self, pair: Triple) -> list[Triple]:
        """All pairs of its place."""
        number = self._number_of.get((pair[0], pair[2]))
        return [] if number is None else [self.formulation.pairs[i] for i in self.formulation.places[number].pairs]

    def _gently(self) -> Prices:
        if self._gentle is None:
            formulation, closed = self.formulation, self.indices(self._opened)
            chosen = set(self.indices(self._pairs))
            kept = IntegerLevel("kept", [-int(index in chosen) for index in range(formulation.num_pairs)])
            self._gentle = Prices(formulation, sorted(chosen), [*formulation.levels, kept], closed)
        return self._gentle

    def indices(self, triples: Iterable[Triple]) -> list[int]:
        """The pair indices of triples."""
        return [self._index[triple] for triple in triples]

    def with_open(self, opened: Sequence[Triple], place: Place | None) -> Opened:
        """The best plan where these pairs may be; ``place``: one that is likely to gain."""
        toward = None if place is None else self._number_of[place]
        return self._told(self.prices.with_open(self.indices(opened), toward=toward))

    def _told(self, found: Outcome) -> Opened:
        names = [level.name for level in self.formulation.levels]
        return Opened(self.formulation.triples(found.chosen), dict(zip(names, found.cost, strict=False)))


def size_of(problem: Problem) -> int:
    """How many places with mentors there are, times how many mentors."""
    return len(places_of(problem)) * len(problem.mentors)


def plan_of(result: Result) -> tuple[Triple, ...]:
    """The pairs of a result as positions, sorted."""
    return tuple(sorted(starts_of(result)))


def starts_of(result: Result) -> dict[Triple, int | None]:
    """The pairs of a result as positions, with their starts."""
    problem = result.problem
    participants = {one.id: p for p, one in enumerate(problem.participants)}
    mentors = {one.id: m for m, one in enumerate(problem.mentors)}
    sessions = {one.id: s for s, one in enumerate(problem.sessions)}
    return {
        (participants[one.participant.id], mentors[one.mentor.id], sessions[one.session.id]): one.start
        for one in result.pairs
    }
