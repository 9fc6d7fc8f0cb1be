"""What the judge says of a problem in whole numbers: the statement on which a certificate proves a plan.

From the problem alone, and nothing taken from the engines: they, too, turn a problem into whole numbers, and a slip in
either shows as a proof that fails. Who may meet whom is decided by the cases of ``rules.py``; what each rule that
counts limits or charges stands here once more, as sets of pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pairing.errors import InternalError
from pairing.judging.evaluate import MOST_WEIGHING_MISSES, eligible_rows, level_of, published_pairs
from pairing.judging.exempting import exempt_from, most_meetings
from pairing.judging.rules import PairVerdict, pair_verdict
from pairing.model.draw import Draw, offer_weights, tie_cost, tie_name
from pairing.model.in_force import REQUIRED, levels_in_force, rules_in_force
from pairing.model.limits import Capacity, NoRepeat
from pairing.model.meetings import Meeting
from pairing.model.peer_rules import PractisedBefore, PreferSame
from pairing.model.potentials import Vector
from pairing.model.problem import Problem
from pairing.model.rules import Rule, Together
from pairing.model.shapes import GroupKey
from pairing.model.solution import Triple
from pairing.model.statement import PricedGroup, Statement, WantedPlace, members


class Ask(NamedTuple):
    """What a rule asks of the number of pairs in a set: at least ``least``, at most ``most`` (None: no limit)."""

    key: GroupKey
    least: int = 0
    most: int | None = None


def state(problem: Problem, *, tie_levels: int = 1) -> Statement:
    """The statement of a problem's sessions with mentors; those of peers are none of its business.

    O(participants · mentors · rules) for who may meet whom, and one vector a pair that may be.

    Raises
    ------
    InternalError
        When the judge has no case for a rule.
    """
    rules = [(rule, pair_verdict(problem, rule)) for rule in rules_in_force(problem)]
    rows = eligible_rows(problem, [verdict for _, verdict in rules if verdict is not None])
    pairs = [(p, m, s) for (p, s), row in rows.items() for m in _bits(row)]
    published = published_pairs(problem, rows)
    asks = [(rule, list(_asks(problem, rule, pairs, published))) for rule, verdict in rules if verdict is None]
    has_required = any(rule.weight is None and ask.least for rule, found in asks for ask in found)
    ties = [tie_name(number) for number in range(1, tie_levels + 1)]
    sums = _Sums([*([REQUIRED] if has_required else []), *levels_in_force(problem), *ties], pairs)
    for rule, verdict in rules:
        if verdict is not None and rule.weight is not None:
            _charge_pairs(sums, level_of(problem, rule), verdict, rule.weight)
    for rule, found in asks:
        for ask in found:
            sums.ask(ask, REQUIRED if rule.weight is None else level_of(problem, rule), rule.weight)
    _add_changed(sums, published)
    _add_idle(problem, sums)
    _add_imbalance(problem, sums)
    _add_ties(problem, sums, ties)
    return sums.finish(problem, published)


# --- sums -------------------------------------------------------------------------------------------------------


class _Sums:
    """A statement as it grows: rows of whole numbers by level."""

    def __init__(self, levels: Sequence[str], pairs: Sequence[Triple]):
        self.levels = list(levels)
        self.pairs = list(pairs)
        self.constant = [0] * len(levels)
        self.costs = [[0] * len(levels) for _ in pairs]
        self._sets: dict[object, dict[Vector, list[int]]] = {}
        self._most: dict[GroupKey, int] = {}
        self._marginals: dict[GroupKey, list[list[int]]] = {}  # only where one is not 0

    def sets(self, key: GroupKey) -> dict[Vector, list[int]]:
        """All sets of pairs of the same kind as this one, by key."""
        kind = key.per, key.sessions
        if kind not in self._sets:
            self._sets[kind] = members(self.pairs, *kind)
        return self._sets[kind]

    def size(self, key: GroupKey) -> int:
        return len(self.sets(key).get(key.key, ()))

    def mentors(self) -> Iterator[tuple[int, GroupKey]]:
        """Every mentor whom somebody could meet, and the set of his pairs."""
        for (m,) in self.sets(GroupKey(("mentor",), ())):
            yield m, GroupKey(("mentor",), (m,))

    def charge(self, key: GroupKey, level: str, marginals: Sequence[int]) -> None:
        """The prices of the units of a set on a level, added to what they cost already; on no level, nothing."""
        if level in self.levels and any(marginals):
            column = self.levels.index(level)
            rows = self._marginals.setdefault(key, [[0] * len(self.levels) for _ in marginals])
            for row, price in zip(rows, marginals, strict=True):
                row[column] += price

    def ask(self, ask: Ask, level: str, weight: int | None) -> None:
        """Hard: a limit, and for the least number a level of its own. Else ``weight`` for each too many or too few."""
        size, price = self.size(ask.key), 1 if weight is None else weight
        most = size if ask.most is None else min(ask.most, size)
        if ask.least and level in self.levels:
            self.constant[self.levels.index(level)] += price * ask.least
        marginals = [-price if k < ask.least else 0 for k in range(size)]
        if weight is None:
            self._most[ask.key] = min(most, self._most.get(ask.key, size))
        else:
            marginals = [one + (weight if k >= most else 0) for k, one in enumerate(marginals)]
        self.charge(ask.key, level, marginals)

    def finish(self, problem: Problem, published: frozenset[Triple]) -> Statement:
        """A set that neither limits more than the mentor's own nor costs anything is left out."""
        groups = []
        of_mentor = {m: min(self.size(key), self._most.get(key, self.size(key))) for m, key in self.mentors()}
        whole = {key: of_mentor[m] for m, key in self.mentors()}
        for key in {**whole, **self._most, **self._marginals}:
            found = self.sets(key).get(key.key, [])
            most = min(len(found), self._most.get(key, len(found)))
            limit = min(len(found), of_mentor[key.key[key.per.index("mentor")]]) if found else 0
            if key in whole or key in self._marginals or most < limit:
                units = self._marginals.get(key, [])[:most]
                marginals = tuple(map(tuple, units)) if any(map(any, units)) else ()
                groups.append(PricedGroup(key, tuple(found), most, marginals))
        places = [
            WantedPlace(p, s, problem.demand(p, s))
            for s in range(len(problem.sessions))
            for p in range(len(problem.participants))
            if problem.demand(p, s)
        ]
        return Statement(
            tuple(self.levels),
            tuple(self.constant),
            tuple(self.pairs),
            tuple(map(tuple, self.costs)),
            tuple(places),
            _misses(problem, self.levels, places),
            tuple(groups),
            tuple(index for index, pair in enumerate(self.pairs) if pair in published),
            _held(problem),
        )


def _bits(row: int) -> Iterator[int]:
    """The positions of the bits that are set, ascending."""
    while row:
        lowest = row & -row
        yield lowest.bit_length() - 1
        row ^= lowest


# --- what each level charges ------------------------------------------------------------------------------------


def _charge_pairs(sums: _Sums, level: str, verdict: PairVerdict, weight: int) -> None:
    if level in sums.levels:
        column = sums.levels.index(level)
        for pair, costs in zip(sums.pairs, sums.costs, strict=True):
            if verdict.objects_to(*pair):
                costs[column] += weight


def _add_changed(sums: _Sums, published: frozenset[Triple]) -> None:
    """Every published pair counts 1, less 1 where it is chosen."""
    if "changed" in sums.levels:
        column = sums.levels.index("changed")
        sums.constant[column] += len(published)
        for pair, costs in zip(sums.pairs, sums.costs, strict=True):
            costs[column] -= pair in published


def _add_idle(problem: Problem, sums: _Sums) -> None:
    """max(0, wanted − load): each of a mentor's first pairs is worth 1."""
    if "idle" not in sums.levels:
        return
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    wanted = []
    for one in problem.mentors:
        least = one.min_load if one.capacity is None else min(one.min_load, one.capacity)
        wanted.append(max(0, least - held[one.id]))
    sums.constant[sums.levels.index("idle")] += sum(wanted)
    for m, key in sums.mentors():
        sums.charge(key, "idle", [-1 if k < wanted[m] else 0 for k in range(sums.size(key))])


def _add_imbalance(problem: Problem, sums: _Sums) -> None:
    """Σ w·((past + load)² − past²): the k-th pair costs w·(2(past + k) − 1)."""
    weights = [1] * len(problem.mentors)
    if problem.balance == "in proportion":
        has_pair = dict(sums.mentors())
        capacities = [one.capacity for one in problem.mentors]
        weights = offer_weights(capacities, [m in has_pair for m in range(len(problem.mentors))])
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    earlier = Counter(one.mentor for one in problem.earlier if isinstance(one, Meeting))
    for m, key in sums.mentors():
        who = problem.mentors[m].id
        past = held[who] + problem.earlier_weight * earlier[who]
        squares = [(past + k) ** 2 for k in range(sums.size(key) + 1)]
        sums.charge(key, "imbalance", [weights[m] * (b - a) for a, b in pairwise(squares)])


def _add_ties(problem: Problem, sums: _Sums, ties: Sequence[str]) -> None:
    draw = Draw(problem.seed)
    columns = [(number, sums.levels.index(tie)) for number, tie in enumerate(ties, start=1)]
    for (p, m, s), costs in zip(sums.pairs, sums.costs, strict=True):
        ticket = draw.ticket(problem.sessions[s].id, problem.participants[p].id, problem.mentors[m].id)
        for number, column in columns:
            costs[column] = tie_cost(ticket, number, len(sums.pairs))


def _misses(problem: Problem, levels: Sequence[str], places: Sequence[WantedPlace]) -> dict[int, tuple[Vector, ...]]:
    """The k-th missing meeting of a participant: 1 on `unpaired`, w·(k² − (k − 1)²) on `spread`."""
    wanted = Counter[int]()
    for place in places:
        wanted[place.participant] += place.demand
    misses = {}
    for p, most in wanted.items():
        weight = 1 + min(MOST_WEIGHING_MISSES, problem.participants[p].times_left_out)
        prices = [{"unpaired": 1, "spread": weight * (k * k - (k - 1) * (k - 1))} for k in range(1, most + 1)]
        misses[p] = tuple(tuple(price.get(level, 0) for level in levels) for price in prices)
    return misses


def _held(problem: Problem) -> dict[tuple[int, int | None], int]:
    """Meetings that have been, by mentor and by the session as it is called today."""
    mentors = {one.id: m for m, one in enumerate(problem.mentors)}
    held = Counter[tuple[int, int | None]]()
    for one in problem.held:
        if isinstance(one, Meeting) and one.mentor in mentors:
            called = [s for s, session in enumerate(problem.sessions) if session.is_called(one.session)]
            held[mentors[one.mentor], called[0] if called else None] += 1
    return dict(held)


# --- what each rule asks of numbers -----------------------------------------------------------------------------


def _asks(problem: Problem, rule: Rule, pairs: Sequence[Triple], published: frozenset[Triple]) -> Iterator[Ask]:
    """Everything a rule that counts asks of the pairs that may be.

    Raises
    ------
    InternalError
        When there is no case for a rule of that class: then nothing can be proved.
    """
    case = _CASES.get(type(rule))
    if case is None:
        raise InternalError(f"the judge cannot state rule {rule.name!r} of class {type(rule).__name__}")
    yield from case(problem, rule, pairs, published)


def _together(problem: Problem, rule: Together, pairs: Sequence[Triple], published: frozenset[Triple]) -> Iterator[Ask]:
    """Σ x ≥ 1 over the session, or over all; nothing where they have met already, or nothing more happens."""
    is_open = [not one.closed and not one.is_peers for one in problem.sessions]
    where = range(len(problem.sessions)) if rule.session is None else [problem.session_idx(rule.session)]
    if not any(is_open[s] for s in where):
        return
    p, m = problem.participant_idx(rule.participant), problem.mentor_idx(rule.mentor)
    for one in problem.held:
        is_theirs = isinstance(one, Meeting) and one[:2] == (problem.participants[p].id, problem.mentors[m].id)
        if is_theirs and any(problem.sessions[s].is_called(one.session) for s in where):
            return
    if rule.session is None:
        yield Ask(GroupKey(("participant", "mentor"), (p, m)), least=1)
    else:
        yield Ask(GroupKey(("participant", "mentor", "session"), (p, m, where[0])), least=1)


def _no_repeat(
    problem: Problem, rule: NoRepeat, pairs: Sequence[Triple], published: frozenset[Triple]
) -> Iterator[Ask]:
    """Σ_s x ≤ 1 for every two; where a repeat has a price, none at all for those who have met.

    Of two who are exempt from a hard one, the meetings in sessions that are named do not count.
    """
    where = None if rule.sessions is None else tuple(problem.session_idx(name) for name in rule.sessions)
    met = set()
    if rule.weight is not None:
        past = (one for one in (*problem.held, *problem.earlier) if isinstance(one, Meeting))
        met = {(one.participant, one.mentor) for one in past if problem.policy(one.session) != "allow"}
    for (p, m), held in members(pairs, ("participant", "mentor"), where).items():
        ids = problem.participants[p].id, problem.mentors[m].id
        most, among, number = int(ids not in met), where, len(held)
        if rule.weight is None and problem.exempt and exempt_from(problem, rule.name, ids):
            most, counted = most_meetings(problem, rule.name, p, m)
            whole = tuple(range(len(problem.sessions))) if where is None else where
            rest = tuple(s for s in whole if s in counted)
            if len(rest) < len(whole):
                among, number = rest, sum(pairs[index][2] in rest for index in held)
        if most < number:  # else nothing is asked
            yield Ask(GroupKey(("participant", "mentor"), (p, m), among), most=most)


def _capacity(problem: Problem, rule: Capacity, pairs: Sequence[Triple], published: frozenset[Triple]) -> Iterator[Ask]:
    """What he offered, in total and in a session, less what was held; or as many as are published."""
    held = Counter[tuple[str, int | None]]()
    for one in problem.held:
        if isinstance(one, Meeting):
            held[one.mentor, None] += 1
            held.update((one.mentor, s) for s, session in enumerate(problem.sessions) if session.is_called(one.session))
    kept_in = Counter((m, s) for _, m, s in published)
    kept = Counter(m for _, m, _ in published)
    for m, mentor in enumerate(problem.mentors):
        if mentor.capacity is not None:
            left = max(0, mentor.capacity - held[mentor.id, None])
            yield Ask(GroupKey(("mentor",), (m,)), most=left if mentor.is_firm else max(left, kept[m]))
        for s, session in enumerate(problem.sessions):
            if session.most_per_mentor is not None:
                left = max(0, session.most_per_mentor - held[mentor.id, s])
                yield Ask(GroupKey(("mentor", "session"), (m, s)), most=max(left, kept_in[m, s]))


def _of_peers(problem: Problem, rule: Rule, pairs: Sequence[Triple], published: frozenset[Triple]) -> Iterator[Ask]:
    yield from ()


_CASES: Mapping[type, Callable[[Problem, Any, Sequence[Triple], frozenset[Triple]], Iterator[Ask]]] = {
    Together: _together,
    NoRepeat: _no_repeat,
    Capacity: _capacity,
    PreferSame: _of_peers,
    PractisedBefore: _of_peers,
}
