"""Several plans side by side, all judged under one problem: what each is worth, what it breaks, and where they differ.

Plans may come from other rules, other seeds or a hand: the judge speaks of all of them in the currency of the one
problem. What the table shows is in ``comparing_tables.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pairing.errors import InputError, Issue, Severity, input_error
from pairing.judging.evaluate import Judgement, Violation, judge
from pairing.model.draw import is_start, is_tie
from pairing.model.people import Participant, Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Group, Load, Pair, Result, mentor_loads, person_order

if TYPE_CHECKING:
    import pandas

    class HasProblem(Protocol):
        """Anything that carries a problem, such as a programme or a result."""

        @property
        def problem(self) -> Problem: ...


AnyPlan = Result | Iterable[Pair | Group | Sequence[str]]
Place = tuple[int, int]  # positions of session and participant


class Difference(NamedTuple):
    """Whom a participant meets in a session: in the first plan, and in this one. Peers: the others of the group."""

    session: Session
    participant: Participant
    before: tuple[Person, ...]
    after: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """One plan, judged under the problem of the comparison.

    ``levels``: (name, value) in the order of priority, without the draw. ``violations``: the hard rules it breaks.
    ``loads``: every mentor's total by name, held meetings included. ``differences``: the places, by session and name,
    that the first plan fills otherwise; ``num_moved``: pairs of both plans whose set start is another one.
    """

    name: str
    levels: tuple[tuple[str, int], ...]
    violations: tuple[Violation, ...]
    loads: tuple[Load, ...]
    differences: tuple[Difference, ...] = ()
    num_moved: int = 0
    pairs: tuple[Pair, ...] = field(default=(), repr=False)
    groups: tuple[Group, ...] = field(default=(), repr=False)

    @property
    def is_allowed(self) -> bool:
        """Whether it keeps every hard rule of the problem."""
        return not self.violations

    @property
    def is_first(self) -> bool:
        """Whether it is filled and timed as the first plan is."""
        return not self.differences and not self.num_moved

    def level(self, name: str) -> int:
        """The value of that level; ``KeyError`` names those there are."""
        return Judgement((), self.levels).level(name)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans side by side; ``str()`` is a table of text, ``to_frame()`` one of pandas, a notebook shows one by itself.

    ``plans`` stand in the order in which they were given; the first is what the others are held against.
    """

    problem: Problem = field(repr=False)
    plans: tuple[ComparedPlan, ...]

    def plan(self, name: str) -> ComparedPlan:
        """The plan of that name; ``KeyError`` names those there are."""
        for one in self.plans:
            if one.name == name:
                return one
        raise KeyError(f"no plan {name!r}; there are {', '.join(one.name for one in self.plans)}")

    def to_frame(self) -> pandas.DataFrame:
        """One column a plan; rows (kind, name): levels, hard rules broken, loads, and every place that differs."""
        from pairing.reasons.comparing_tables import frame

        return frame(self, [_filled(self.problem, one) for one in self.plans])

    def __str__(self) -> str:
        from pairing.reasons.comparing_tables import text

        return text(self)

    def _repr_html_(self) -> str:
        from pairing.reasons.comparing_tables import html_table

        return html_table(self)


def compare(plans: Mapping[str, AnyPlan], *, under: Problem | HasProblem) -> Comparison:
    """Put plans side by side, all judged under one problem.

    Parameters
    ----------
    plans
        By the name to show: a ``Result`` (of whatever problem with the same people and sessions), or what ``judge``
        takes: ``Pair``s or (participant, mentor, session) by id or name, and ``Group``s of peers among them. At least
        one; the first is what the others are held against.
    under
        The problem whose levels and rules count, or anything that has one as ``problem``: a programme, a result.

    Returns
    -------
    Comparison
        Frozen; a plan that breaks rules is shown with them, never refused.

    Raises
    ------
    InputError
        (a ``ValueError``) with an issue for everything that cannot be compared: no mapping, none in it, a result
        without a plan, people or sessions that the problem does not know, something that is no problem.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem"), pairing.Mentor("Dee")], [pairing.Session("Review")])
    >>> by_hand = [("Ada", "Cem", "Review"), ("Bo", "Cem", "Review")]
    >>> found = pairing.compare({"even": pairing.solve(problem), "by hand": by_hand}, under=problem)
    >>> found.plan("by hand").level("idle"), found.plan("by hand").is_allowed
    (1, True)
    """
    problem = problem_of(under)
    if not isinstance(plans, Mapping):
        raise input_error("wrong-kind", f"compare was given {_shown(plans)}.", 'Give plans by name: {"even": result}.')
    if not plans:
        raise input_error("nothing-to-compare", "there is no plan to compare.", 'Give plans by name: {"even": result}.')
    found: list[ComparedPlan] = []
    issues: list[Issue] = []
    for name, plan in plans.items():
        try:
            if not isinstance(name, str) or not name.strip():
                raise input_error("wrong-kind", "it is the name of a plan.", "Give a text that is not blank.")
            found.append(judged(problem, name, plan))
        except InputError as error:
            issues += [Issue(one.severity, one.code, f"{name!r}: {one.message}", one.hint) for one in error.issues]
    if issues:
        raise InputError(issues)
    return side_by_side(problem, found)


def problem_of(subject: object) -> Problem:
    """The problem itself, or that of a programme or result; ``InputError`` where there is none."""
    problem = subject if isinstance(subject, Problem) else getattr(subject, "problem", None)
    if not isinstance(problem, Problem):
        hint = "Give a Problem, a Result, or what read_program gives."
        raise input_error("wrong-kind", f"{_shown(subject)} is no problem.", hint)
    return problem


def judged(problem: Problem, name: str, plan: AnyPlan) -> ComparedPlan:
    """One plan under the problem, not yet held against another; raises as ``compare`` does."""
    pairs, groups = _parts(plan)
    verdict = judge(problem, pairs, groups)
    ours = tuple(dict.fromkeys(_of_problem(problem, one) for one in pairs))
    our_groups = tuple(_group_of_problem(problem, one) for one in groups)
    return ComparedPlan(
        name,
        tuple((level, value) for level, value in verdict.levels if not (is_tie(level) or is_start(level))),
        verdict.violations,
        tuple(load for load in mentor_loads(problem, ours) if load.session is None),
        pairs=ours,
        groups=our_groups,
    )


def side_by_side(problem: Problem, plans: Sequence[ComparedPlan]) -> Comparison:
    """Plans that were judged under this problem, each held against the first."""
    first = _filled(problem, plans[0])
    starts = _starts(plans[0])
    held = []
    for one in plans:
        mine, times = _filled(problem, one), _starts(one)
        both = [(start, times.get(key)) for key, start in starts.items()]
        moved = sum(None not in (start, other) and start != other for start, other in both)
        differences = _differences(problem, first, mine)
        held.append(
            ComparedPlan(
                one.name, one.levels, one.violations, one.loads, differences, moved, pairs=one.pairs, groups=one.groups
            )
        )
    return Comparison(problem, tuple(held))


# --- reading plans ----------------------------------------------------------------------------------------------


def _parts(plan: object) -> tuple[list[Pair | Sequence[str]], list[Group | Sequence[str]]]:
    """Pairs and groups of a plan, of whatever kind it is."""
    if isinstance(plan, Result):
        if not plan.has_plan:
            hint = "Solve again, with more time."
            raise input_error("no-plan", f"there is no plan: {plan.detail or plan.status.value}.", hint)
        return list(plan.pairs), list(plan.groups)
    hint = "Give a Result, or a list of Pairs or (participant, mentor, session)."
    if isinstance(plan, str | bytes | Mapping) or not isinstance(plan, Iterable):
        raise input_error("wrong-kind", f"{_shown(plan)} is no plan.", hint)
    pairs: list[Pair | Sequence[str]] = []
    groups: list[Group | Sequence[str]] = []
    wrong = []
    for one in plan:
        if isinstance(one, Group):
            groups.append(one)
        elif isinstance(one, Pair) or (isinstance(one, Sequence) and not isinstance(one, str | bytes)):
            pairs.append(one)
        else:
            wrong.append(Issue(Severity.ERROR, "bad-pair", f"{_shown(one)} is no pair.", hint))
    if wrong:
        raise InputError(wrong)
    return pairs, groups


def _of_problem(problem: Problem, pair: Pair | Sequence[str]) -> Pair:
    """The pair with the people as this problem has them; the judge has found them all before."""
    start = pair.start if isinstance(pair, Pair) else None
    who, whom, where = (
        (pair.participant.id, pair.mentor.id, pair.session.name) if isinstance(pair, Pair) else tuple(pair)
    )
    return Pair(
        problem.participants[problem.participant_idx(who)],
        problem.mentors[problem.mentor_idx(whom)],
        problem.sessions[problem.session_idx(where)],
        start=start,
    )


def _group_of_problem(problem: Problem, group: Group | Sequence[str]) -> Group:
    name, ids = (
        (group.session.name, [one.id for one in group.members]) if isinstance(group, Group) else (group[0], group[1:])
    )
    members = [problem.participants[problem.participant_idx(who)] for who in ids]
    return Group(problem.sessions[problem.session_idx(name)], tuple(sorted(members, key=person_order)))


def _filled(problem: Problem, plan: ComparedPlan) -> dict[Place, tuple[Person, ...]]:
    """By session and participant: whom he meets, each once, in the order of their names."""
    sessions = {one.id: s for s, one in enumerate(problem.sessions)}
    participants = {one.id: p for p, one in enumerate(problem.participants)}
    met: dict[Place, dict[str, Person]] = {}
    for pair in plan.pairs:
        place = sessions[pair.session.id], participants[pair.participant.id]
        met.setdefault(place, {})[pair.mentor.id] = pair.mentor
    for group in plan.groups:
        for one in group.members:
            place = sessions[group.session.id], participants[one.id]
            met.setdefault(place, {}).update({other.id: other for other in group.members if other.id != one.id})
    return {place: tuple(sorted(people.values(), key=person_order)) for place, people in met.items()}


def _starts(plan: ComparedPlan) -> dict[tuple[str, str, str], int | None]:
    return {(one.participant.id, one.mentor.id, one.session.id): one.set_start for one in plan.pairs}


def _differences(
    problem: Problem, first: Mapping[Place, tuple[Person, ...]], mine: Mapping[Place, tuple[Person, ...]]
) -> tuple[Difference, ...]:
    def ids(people: Sequence[Person]) -> list[str]:
        return [person.id for person in people]

    places = [place for place in {**first, **mine} if ids(first.get(place, ())) != ids(mine.get(place, ()))]
    places.sort(key=lambda place: (place[0], person_order(problem.participants[place[1]])))
    return tuple(
        Difference(problem.sessions[s], problem.participants[p], first.get((s, p), ()), mine.get((s, p), ()))
        for s, p in places
    )


def _shown(value: object) -> str:
    """What was seen, cut to a length that can be read."""
    told = repr(value)
    return told if len(told) <= 80 else told[:77] + " …"
