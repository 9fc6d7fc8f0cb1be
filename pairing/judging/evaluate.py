"""The judge: whether a plan keeps every hard rule, and what it is worth on every level.

From the problem and the pairs alone, in plain whole numbers, knowing nothing of how they were found. Every result
passes it before anybody sees it, and so may tables that people made by hand. Who still needs somebody (``demand``,
``peers``) and what a repeat counts as (``policy``) are definitions of ``Problem`` that it shares with the engines; the
reference of the tests has its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import InputError, InternalError, Issue, input_error
from pairing.judging.peers import PeerVerdict, peer_verdict
from pairing.judging.rules import PRIVATE, PairVerdict, Plan, Triple, objections, pair_verdict
from pairing.judging.times import Starts, moved, start_draw, time_objections
from pairing.model.draw import Draw, offer_weights, start_name, tie_cost, tie_name
from pairing.model.in_force import LEVELS, MOVED, levels_in_force, rules_in_force
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem
from pairing.model.rules import Rule
from pairing.model.solution import Group, Pair, Peers
from pairing.tables import columns, frame, html_line, html_list, html_table, page

if TYPE_CHECKING:
    import pandas

_BROKEN = columns("rule message participant mentor session")
MOST_WEIGHING_MISSES = 4  # being left out more often than this adds no more to the weight of a further miss


class Violation(NamedTuple):
    """A hard rule that a plan breaks: the rule's name, a sentence, and the names of those concerned.

    ``rule`` is the name of the rule, or ``demand`` (more mentors than the participant needs there, or he is not in
    the session), ``pair twice``, ``groups`` (of peers: one too large, somebody twice) or ``changes`` (more than
    allowed), ``start`` (one that is missing or impossible) or ``one after another`` (somebody would be in two places at
    once, or has no pause). Of peers, ``mentor`` is the other one. Where somebody asked to be kept apart it is
    ``not possible (private)``.
    """

    rule: str
    message: str
    participant: str = ""
    mentor: str = ""
    session: str = ""

    def __str__(self) -> str:
        return self.message


class Judgement(NamedTuple):
    """What the judge says of a plan: the hard rules it breaks, and (level, value) in the order of priority."""

    violations: tuple[Violation, ...]
    levels: tuple[tuple[str, int], ...]

    @property
    def is_valid(self) -> bool:
        """Whether the plan keeps every hard rule."""
        return not self.violations

    def level(self, name: str) -> int:
        """The value of that level; ``KeyError`` names those there are."""
        for level, value in self.levels:
            if level == name:
                return value
        raise KeyError(f"no level {name!r}; there are {', '.join(level for level, _ in self.levels)}")

    def to_frame(self) -> pandas.DataFrame:
        """The hard rules it breaks: rule, message, participant, mentor, session; a row each, none where it is valid."""
        return frame(_BROKEN, self.violations)

    def _repr_html_(self) -> str:
        broken = html_list(one.message for one in self.violations)
        return page(html_table(("level", "value"), self.levels), html_line("breaks:" if broken else "valid"), broken)

    def __str__(self) -> str:
        worth = ", ".join(f"{name} {value}" for name, value in self.levels)
        return "\n".join([worth, *(f"  {violation.message}" for violation in self.violations)])


def judge(
    problem: Problem, pairs: Iterable[Pair | Sequence[str]], groups: Iterable[Group | Sequence[str]] = ()
) -> Judgement:
    """Score and check any plan, made by hand or by machine.

    Parameters
    ----------
    problem
        Who, which sessions, which rules, what matters most.
    pairs
        ``Pair``s (``result.pairs``), or (participant, mentor, session) by id or name, in any order. They need not
        keep any rule: what they break is said. A pair that stands twice counts once. Only ``Pair``s carry a start;
        where none does, it is asked whether starts exist, as far as that can be found out with little effort.
    groups
        Of peers: ``Group``s (``result.groups``), or sequences of the session's name and then the members' ids or
        names.

    Returns
    -------
    Judgement
        ``violations`` (empty: the plan may be used; first the demand, then rule by rule) and ``levels``, the value
        of each level of the problem and of ``tie``. Smaller is better, the first level that differs decides.

    Raises
    ------
    InputError
        With one issue for every name that is nobody's or several people's.

    Notes
    -----
    O(participants · mentors · rules) for the pairs that could have been, whatever the length of the plan.

    Examples
    --------
    >>> from pairing.model.people import Mentor, Participant
    >>> from pairing.model.session import Session
    >>> problem = Problem([Participant("Ada"), Participant("Bo")], [Mentor("Cem", capacity=1)], [Session("Review")])
    >>> judge(problem, [("Ada", "Cem", "Review")]).level("unpaired")
    1
    >>> print(judge(problem, [("Ada", "Cem", "Review"), ("Bo", "Cem", "Review")]).violations[0])
    Cem holds 2 pairs and offered 1.
    """
    chosen: list[Triple] = []
    starts: dict[Triple, int | None] = {}
    issues: list[Issue] = []
    for pair in pairs:
        try:
            chosen.append(_find(problem, pair))
            if isinstance(pair, Pair):
                starts[chosen[-1]] = pair.start
        except InputError as error:
            issues += error.issues
    practising: list[Peers] = []
    for group in groups:
        try:
            practising.append(_find_group(problem, group))
        except InputError as error:
            issues += error.issues
    if issues:
        raise InputError(dict.fromkeys(issues))
    return evaluate(problem, chosen, practising, starts=starts or None, start_levels=int(has_set_times(problem)))


def evaluate(
    problem: Problem,
    chosen: Iterable[Triple],
    groups: Iterable[Peers] = (),
    *,
    starts: Starts | None = None,
    tie_levels: int = 1,
    start_levels: int = 0,
) -> Judgement:
    """The same for (participant, mentor, session) and (session, participants) indices, and ``tie_levels`` tie levels.

    ``starts``: UTC minutes by pair; None: nobody gave any. ``start_levels``: how many levels of the draw of starts.

    Raises
    ------
    InternalError
        When an index is nobody's, or the judge has no case for a rule.
    """
    times = Counter(chosen)
    plan = sorted(times)
    for p, m, s in plan:
        if not (
            0 <= p < len(problem.participants) and 0 <= m < len(problem.mentors) and 0 <= s < len(problem.sessions)
        ):
            raise InternalError(f"a plan holds the pair {(p, m, s)}, which is outside the problem")
    rules = [(rule, pair_verdict(problem, rule)) for rule in rules_in_force(problem)]
    eligible = eligible_rows(problem, [verdict for _, verdict in rules if verdict is not None])
    published = published_pairs(problem, eligible)
    violations = [*_demand_violations(problem, times, plan)]
    charges: dict[str, int] = dict.fromkeys(problem.levels, 0)
    for rule, verdict in rules:
        found = objections(problem, rule, verdict, Plan(plan, published))
        if rule.weight is None:
            said = PRIVATE if verdict is not None and verdict.is_private else rule.name
            violations += [Violation(said, one.message, one.participant, one.mentor, one.session) for one in found]
        else:
            level = level_of(problem, rule)
            charges[level] = charges.get(level, 0) + rule.weight * sum(one.amount for one in found)
    violations += [
        Violation(rule, one.message, one.participant, one.mentor, one.session)
        for rule, one in time_objections(problem, plan, starts)
    ]
    peers = _of_peers(problem, list(groups), violations, charges)
    changed = len(published.difference(plan)) + sum(one.lost for one in peers)
    if problem.max_changes is not None and changed > problem.max_changes:
        message = f"{changed} published pairs change, and {problem.max_changes} is the most."
        violations.append(Violation("changes", message))
    charges["changed"] = changed
    charges[MOVED] = moved(problem, plan, published, starts)
    levels = [(level, _level(problem, level, plan, eligible, charges, peers)) for level in levels_in_force(problem)]
    levels += _tie(problem, plan, eligible, peers, tie_levels)
    levels += [(start_name(k), start_draw(problem, plan, starts, k)) for k in range(1, start_levels + 1)]
    return Judgement(tuple(violations), tuple(levels))


def has_set_times(problem: Problem) -> bool:
    """Whether the problem has a session, not yet over, whose times are set."""
    return any(session.sets_time and not session.closed for session in problem.sessions)


def _of_peers(
    problem: Problem, groups: list[Peers], violations: list[Violation], charges: dict[str, int]
) -> list[PeerVerdict]:
    """The verdict on each peer session; what it breaks and charges is added to the two lists."""
    found = []
    for s, session in enumerate(problem.sessions):
        if not session.is_peers and not any(where == s for where, _ in groups):
            continue
        verdict = peer_verdict(problem, s, groups)
        violations += [Violation("groups", message, who, session=session.name) for message, who in verdict.faults]
        for one in verdict.objections:
            if one.rule.weight is None:
                rule = PRIVATE if one.is_private else one.rule.name
                violations.append(Violation(rule, one.message, one.one, one.other, one.session))
            else:
                level = level_of(problem, one.rule)
                charges[level] = charges.get(level, 0) + one.amount
        found.append(verdict)
    return found


def is_eligible(problem: Problem, participant: int, mentor: int, session: int) -> str | None:
    """Name of the first hard pair rule (in the order of ``rules_in_force``) that excludes this pair; None: none does.

    It speaks of rules only: whether the participant is in the session is ``problem.demand``. One question costs as
    much as a whole table (``exclusions``).
    """
    return exclusions(problem).get((participant, mentor, session))


def exclusions(problem: Problem) -> dict[Triple, str]:
    """For every pair that some hard pair rule excludes, the name of the first one that does."""
    verdicts = [verdict for rule in rules_in_force(problem) if (verdict := pair_verdict(problem, rule)) is not None]
    first: dict[Triple, str] = {}
    for s in range(len(problem.sessions)):
        for p in range(len(problem.participants)):
            for verdict in verdicts:
                if verdict.rule.weight is None and s in verdict.accepted:
                    row = verdict.accepted[s][p]
                    for m in range(len(problem.mentors)):
                        if not row >> m & 1:
                            first.setdefault((p, m, s), verdict.rule.name)
    return first


def _find(problem: Problem, pair: Pair | Sequence[str]) -> Triple:
    if isinstance(pair, Pair):
        pair = pair.participant.id, pair.mentor.id, pair.session.name
    if isinstance(pair, str) or len(pair) != 3 or not all(isinstance(text, str) for text in pair):
        raise input_error("bad-pair", f"{pair!r} is no pair.", "Give a Pair or (participant, mentor, session).")
    return problem.participant_idx(pair[0]), problem.mentor_idx(pair[1]), problem.session_idx(pair[2])


def _find_group(problem: Problem, group: Group | Sequence[str]) -> Peers:
    if isinstance(group, Group):
        group = group.session.name, *(person.id for person in group.members)
    if isinstance(group, str) or len(group) < 2 or not all(isinstance(text, str) for text in group):
        raise input_error("bad-group", f"{group!r} is no group.", "Give a Group or (session, person, person …).")
    return problem.session_idx(group[0]), tuple(problem.participant_idx(who) for who in group[1:])


def _demand_violations(problem: Problem, times: Counter[Triple], plan: list[Triple]) -> Iterator[Violation]:
    """No pair twice, and Σ_m x[p, m, s] ≤ d[p, s], which is 0 where p is not in s."""
    for p, m, s in plan:
        if times[p, m, s] > 1:
            who, whom, where = problem.participants[p].name, problem.mentors[m].name, problem.sessions[s].name
            message = f"{who} and {whom} stand {times[p, m, s]} times in {where}."
            yield Violation("pair twice", message, who, whom, where)
    for (p, s), held in Counter((p, s) for p, _, s in plan).items():
        wanted = problem.demand(p, s)
        if held > wanted:
            who, where = problem.participants[p].name, problem.sessions[s].name
            message = (
                f"{who} has {held} mentors in {where} and needs {wanted}."
                if wanted
                else f"{who} needs nobody in {where}."
                if problem.sessions[s].has(problem.participants[p].sessions)
                else f"{who} is not in {where}."
            )
            yield Violation("demand", message, who, session=where)


def level_of(problem: Problem, rule: Rule) -> str:
    """Where a soft rule is charged: on the level that bears its name, else with all the others."""
    return rule.name if rule.name in problem.levels and rule.name not in LEVELS else "penalty"


def eligible_rows(problem: Problem, verdicts: Sequence[PairVerdict]) -> dict[tuple[int, int], int]:
    """By (participant, session) with a demand: the mentors whom no hard pair rule excludes, as bits."""
    everybody = (1 << len(problem.mentors)) - 1
    eligible = {}
    for s in range(len(problem.sessions)):
        hard = [one.accepted[s] for one in verdicts if one.rule.weight is None and s in one.accepted]
        for p in range(len(problem.participants)):
            if problem.demand(p, s):
                row = everybody
                for rows in hard:
                    row &= rows[p]
                eligible[p, s] = row
    return eligible


def published_pairs(problem: Problem, eligible: dict[tuple[int, int], int]) -> frozenset[Triple]:
    """The pairs of the baseline that could still be."""
    participants = {person.id: p for p, person in enumerate(problem.participants)}
    mentors = {person.id: m for m, person in enumerate(problem.mentors)}
    published: set[Triple] = set()
    for one in problem.baseline:
        if isinstance(one, Meeting) and one.participant in participants and one.mentor in mentors:
            p, m = participants[one.participant], mentors[one.mentor]
            published |= {(p, m, s) for s, session in enumerate(problem.sessions) if session.is_called(one.session)}
    return frozenset((p, m, s) for p, m, s in published if eligible.get((p, s), 0) >> m & 1)


def _level(
    problem: Problem,
    level: str,
    plan: list[Triple],
    eligible: dict[tuple[int, int], int],
    charges: dict[str, int],
    peers: Sequence[PeerVerdict],
) -> int:
    if level in ("unpaired", "spread"):
        return _misses(problem, plan, peers, is_squared=level == "spread")
    load = Counter(m for _, m, _ in plan)
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    if level == "idle":
        return sum(
            max(0, min(one.min_load, one.min_load if one.capacity is None else one.capacity) - held[one.id] - load[m])
            for m, one in enumerate(problem.mentors)
        )
    if level == "imbalance":
        weights = [1] * len(problem.mentors)
        if problem.balance == "in proportion":
            anybody = 0
            for row in eligible.values():
                anybody |= row
            has_pair = [bool(anybody >> m & 1) for m in range(len(problem.mentors))]
            weights = offer_weights([one.capacity for one in problem.mentors], has_pair)
        earlier = Counter(one.mentor for one in problem.earlier if isinstance(one, Meeting))
        past = [held[one.id] + problem.earlier_weight * earlier[one.id] for one in problem.mentors]
        # the prices 1, 3, 5 … of the first pairs add up to the square of their number
        return sum(weight * ((past[m] + load[m]) ** 2 - past[m] ** 2) for m, weight in enumerate(weights))
    return charges[level]


def _misses(problem: Problem, plan: list[Triple], peers: Sequence[PeerVerdict], *, is_squared: bool) -> int:
    """Places missing; squared by participant over the sessions with mentors, and each place with a peer by itself."""
    held = Counter((p, s) for p, _, s in plan)
    alone = Counter(p for one in peers for p in one.alone)
    total = 0
    for p, person in enumerate(problem.participants):
        missing = sum(max(0, problem.demand(p, s) - held[p, s]) for s in range(len(problem.sessions)))
        weight = 1 + min(MOST_WEIGHING_MISSES, person.times_left_out)
        total += weight * (missing**2 + alone[p]) if is_squared else missing + alone[p]
    return total


def _tie(
    problem: Problem,
    plan: list[Triple],
    eligible: dict[tuple[int, int], int],
    peers: Sequence[PeerVerdict],
    tie_levels: int,
) -> Iterator[tuple[str, int]]:
    num_eligible = sum(row.bit_count() for row in eligible.values())
    draw = Draw(problem.seed)
    tickets = [
        draw.ticket(problem.sessions[s].id, problem.participants[p].id, problem.mentors[m].id) for p, m, s in plan
    ]
    for level in range(1, tie_levels + 1):
        of_mentors = sum(tie_cost(ticket, level, num_eligible) for ticket in tickets)
        yield tie_name(level), of_mentors + sum(one.tie(problem, level) for one in peers)
