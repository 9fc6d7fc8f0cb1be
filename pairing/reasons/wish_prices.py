"""The price of a wish: the plan as it is against the best one without it, found by solving both.

Both plans are judged under the problem as it is, so that their levels are in one currency; what a sentence says are
differences of those numbers and nothing else (``price_words.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pairing.engine.run import solve
from pairing.errors import ContradictionError
from pairing.model.problem import Problem
from pairing.model.solution import Result, Status
from pairing.reasons.comparing import ComparedPlan, Comparison, judged, problem_of, side_by_side
from pairing.reasons.price_words import LevelChange, Price, sentence
from pairing.reasons.reason_tables import TradeOffs
from pairing.reasons.variants import Variant, variants

if TYPE_CHECKING:
    from pairing.reasons.comparing import HasProblem

AS_PLANNED = "as planned"


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What one wish or rule costs.

    Parameters
    ----------
    kind
        ``loads``, ``balance``, ``idle``, ``baseline``, ``max_changes``, ``track``, ``repeat``, ``one after another``,
        ``rule``, ``wish`` or ``together``.
    what, label
        The wish or rule in plain words; and what the plan without it is called ("without even loads").
    text
        One sentence. "(not proved)" stands in it where the clock ended one of the two searches.
    problem, result
        The problem without it, and its best plan.
    comparison
        Both plans, this one second, judged under the problem as it is: levels, broken rules, loads, differences.
    gains, losses
        The levels in which the plan without it is better, or worse. Where a soft rule is dropped that shares a level
        with others, that level is there as what the others charge. Level `imbalance` is in neither where the two
        plans have different numbers of pairs.
    is_proved
        Whether both plans are proved to be the best of their problems.
    """

    kind: str
    what: str
    text: str
    problem: Problem = field(repr=False)
    result: Result = field(repr=False)
    comparison: Comparison = field(repr=False)
    gains: tuple[LevelChange, ...] = ()
    losses: tuple[LevelChange, ...] = ()
    is_proved: bool = True
    label: str = ""

    @property
    def before(self) -> tuple[tuple[str, int], ...]:
        """(level, value) of the plan as it is."""
        return self.comparison.plans[0].levels

    @property
    def after(self) -> tuple[tuple[str, int], ...]:
        """The same of the plan without it, judged under the problem as it is; () where none was found in time."""
        return self.comparison.plans[1].levels if len(self.comparison.plans) > 1 else ()

    @property
    def broken(self) -> int:
        """How many hard rules of the problem as it is the plan without it breaks."""
        return sum(len(one.violations) for one in self.comparison.plans[1:])

    @property
    def changes_plan(self) -> bool:
        """Whether the plan without it is another one."""
        return any(not one.is_first for one in self.comparison.plans)

    def to_dict(self) -> dict[str, Any]:
        """Fields for ``--json``: kind, what, text, levels (name, before, after), broken, is_proved."""
        after = dict(self.after)
        levels = [{"name": name, "before": value, "after": after.get(name)} for name, value in self.before]
        return {
            "kind": self.kind,
            "what": self.what,
            "text": self.text,
            "levels": levels,
            "broken": self.broken,
            "is_proved": self.is_proved,
        }

    def __str__(self) -> str:
        return self.text


def trade_offs(subject: Problem | HasProblem, *, time_limit: float | None = None) -> TradeOffs:
    """What each wish and rule costs: the best plan without it, against the plan as it is.

    Looked at, one at a time: even loads, and the other balance; somebody for every mentor; keeping what is published
    and the limit on changes; each session's track; repeats, of the programme and of sessions with a policy of their
    own; that interviews fit one after another; who is kept together; every other rule and wish by its name.
    That somebody asked to be kept apart is private and never among them.

    Parameters
    ----------
    subject
        A problem, a programme, or a ``Result``, whose plan is then not searched for again.
    time_limit
        Seconds for each search; None is no limit.

    Returns
    -------
    TradeOffs
        A tuple, which a notebook shows as a table and ``to_frame()`` gives as a DataFrame. Those without which
        something is better first, by the most important level and how much; the rest in the order above.

    Raises
    ------
    InputError
        When it is no problem, or the time limit is not positive.
    ContradictionError
        When the hard rules contradict each other as it is.
    NoPlanError
        When the clock left no plan as it is.
    KeyboardInterrupt
        When Ctrl-C ended one of the searches.

    Notes
    -----
    One search for each, and the judge's look at both plans.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada", tracks=("Data",)), pairing.Participant("Bo", tracks=("Design",))]
    >>> mentors = [pairing.Mentor("Cem", tracks=("Design",))]
    >>> problem = pairing.Problem(people, mentors, [pairing.Session("Review", track="required")])
    >>> print(pairing.trade_offs(problem)[0])
    Without the rule of tracks in Review everybody could be paired (1 more place).
    """
    problem = problem_of(subject)
    result = subject if isinstance(subject, Result) else _solved(problem, time_limit)
    as_planned = judged(problem, AS_PLANNED, result)
    found = [_trade_off(problem, result, as_planned, one, time_limit) for one in variants(problem)]
    order = {level: place for place, (level, _) in enumerate(as_planned.levels)}
    told = [one for one in found if one is not None]
    return TradeOffs(sorted(told, key=lambda one: _rank(one, order)))


def _rank(one: TradeOff, order: dict[str, int]) -> list[int]:
    better = [0] * len(order)
    for change in one.gains:
        better[order[change.level]] = change.after - change.before
    return better


def _solved(problem: Problem, time_limit: float | None) -> Result:
    result = solve(problem, time_limit=time_limit)
    if result.was_interrupted:
        raise KeyboardInterrupt
    return result


def _trade_off(
    problem: Problem, result: Result, as_planned: ComparedPlan, variant: Variant, time_limit: float | None
) -> TradeOff | None:
    """None: the problem without it has no plan at all."""
    try:
        other = _solved(variant.problem, time_limit)
    except ContradictionError:
        return None  # so it is with what is published, which a mentor may hold beyond his offer
    is_proved = result.status is Status.OPTIMAL and other.status is Status.OPTIMAL
    plans = [as_planned]
    gains: list[LevelChange] = []
    losses: list[LevelChange] = []
    if other.has_plan:
        plans.append(judged(problem, variant.label, other))
        for change in _level_changes(variant, plans[0], plans[1], result, other):
            if change.after != change.before:
                (gains if change.after < change.before else losses).append(change)
    comparison = side_by_side(problem, plans)
    price = Price(problem, variant, comparison, tuple(gains), tuple(losses), is_proved)
    return TradeOff(
        variant.kind,
        variant.what,
        sentence(price),
        variant.problem,
        other,
        comparison,
        price.gains,
        price.losses,
        is_proved,
        variant.label,
    )


def _level_changes(
    variant: Variant, before: ComparedPlan, after: ComparedPlan, result: Result, other: Result
) -> list[LevelChange]:
    """The levels that can be held against each other.

    Squares of loads only between plans of as many pairs. A level that the dropped rule shares with others is what the
    others charge: by the problem without it, where both plans are in the same currency.
    """
    changes = []
    is_alike = len(before.pairs) == len(after.pairs)
    for (level, had), (_, has) in zip(before.levels, after.levels, strict=True):
        if level == variant.rule_level:
            charged = [judged(variant.problem, AS_PLANNED, one).levels for one in (result, other)]
            values = [dict(levels).get(level, 0) for levels in charged]
            changes.append(LevelChange(level, values[0], values[1], is_others=True))
        elif level != "imbalance" or is_alike:
            changes.append(LevelChange(level, had, has))
    return changes
