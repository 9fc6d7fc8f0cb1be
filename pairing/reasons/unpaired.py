"""Why somebody is left out, and what would help: everything that is known about an unpaired place, in one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pairing.engine.eligible import compile_rules, first_excluding
from pairing.model.names import short_code
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result, Status
from pairing.reasons.exclusion import Exclusion, exclusions
from pairing.reasons.laid_out import MOST_PAIRS
from pairing.reasons.near_miss import NearMiss, nearest
from pairing.reasons.positions import size_of
from pairing.reasons.reason_tables import ReasonList, reason_page, remedy_frame
from pairing.reasons.remedies import Remedies, Remedy
from pairing.reasons.shortage import Finder, Shortage
from pairing.reasons.trials import Trials

if TYPE_CHECKING:
    import pandas

    from pairing.reasons.clash import Clash
    from pairing.reasons.options import Option, Options

TIME = "no common free time"
NOTHING_HELPS = "no single change that was tried would help"
SLOW = 2.0  # seconds that a plan took: then the problem is not solved again in passing
QUICK = 400  # places times mentors: of more, where no flow proved the plan, a first look is all that is quick


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a participant has places left without anybody in a session.

    ``is_whole``: False where only a first look was taken, because more would take long. ``may_be_outranked``: then,
    whether it may be a level that matters more; else it is known that no plan has one meeting more.

    ``kind``: ``excluded``: no mentor may meet him there; ``shortage``: those who may are needed by the members of
    ``short``; ``clash``: so many meetings cannot be together, and ``short`` says which, under which rules;
    ``outranked``: he could be placed, but that is worse on a level that matters more (``instead`` says on which), or
    the plan is not proved; ``alone``: in a session of peers nobody is left to practise with.

    ``exclusion``: each mentor of the session under the first thing that stands against him. ``near``: of those without
    a common free time (and, if there are any, with nothing else against them) the one who comes nearest. ``remedies``:
    the single changes that place him, the cheapest first; ``was_tried``: whether any were looked for, which they are
    not where the plan is not proved, or very large; ``all_tried``: False where some were not, as that would take long.
    ``problem``: that of the plan.
    """

    exclusion: Exclusion
    short: Shortage | Clash | None = None
    near: NearMiss | None = None
    instead: Option | None = None
    remedies: tuple[Remedy, ...] = ()
    is_whole: bool = True
    may_be_outranked: bool = True
    was_tried: bool = True
    all_tried: bool = True
    problem: Problem | None = field(default=None, repr=False, compare=False)

    @property
    def participant(self) -> Participant:
        """Who is left out."""
        return self.exclusion.participant

    @property
    def session(self) -> Session:
        """Where."""
        return self.exclusion.session

    @property
    def places(self) -> int:
        """How many mentors he misses there."""
        return self.exclusion.places

    @property
    def kind(self) -> str:
        """``excluded``, ``shortage``, ``clash``, ``outranked`` or ``alone``."""
        if self.exclusion.kind != "shortage":
            return self.exclusion.kind
        if self.short is not None:
            return self.short.kind
        return "outranked" if self.is_whole or self.may_be_outranked else "clash"

    @property
    def lines(self) -> tuple[str, ...]:
        """One sentence each: who stands against it, who is short of whom, and how near it was."""
        return tuple(self._lines())

    @property
    def text(self) -> str:
        """All of it in one line."""
        return "; ".join(self.lines)

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``: kind, people and rules, and what more is known.

        People are short codes keyed by ``key``. ``people``: the one who is left out first, then the others of the
        shortage.
        """
        told = self.exclusion.to_dict(key)
        short = None if self.short is None else self.short.to_dict(key)
        members = () if self.short is None else self.short.members
        codes = [short_code(one.participant.id, key=key) for one in members]
        return {
            "kind": self.kind,
            "people": list(dict.fromkeys([short_code(self.participant.id, key=key), *codes])),
            "rules": told["rules"],
            "shortage": short,
            "nearest": None if self.near is None else self.near.to_dict(key),
            "instead": None if self.instead is None else self.instead.to_dict(key),
        }

    def to_frame(self) -> pandas.DataFrame:
        """The remedies as a DataFrame, the cheapest first: kind, what, places, changed_pairs, and a column a level.

        A level's column is its value with the change.
        """
        return remedy_frame(self)

    def _repr_html_(self) -> str:
        return reason_page(self)

    def _lines(self) -> Iterator[str]:
        yield self.exclusion.text
        if self.short is not None:
            yield self.short.text
        if self.instead is not None:
            yield self.instead.text
        if self.near is not None:
            yield self.near.text
        if not self.is_whole:
            known = "" if self.may_be_outranked else "so many meetings do not fit together; "
            yield f"{known}why was not worked out, because that would take long"


def reasons_of(
    result: Result,
    *,
    most: int | None = None,
    sessions: Sequence[str] | None = None,
    participant: Participant | None = None,
) -> ReasonList:
    """Why each one is left out, by session, then by name; empty when everybody is paired.

    Parameters
    ----------
    result
        A plan as ``solve`` gives it.
    most
        So many remedies are worked out for each place, the cheapest; None: all of them; 0: none. With a number, a
        large plan that is no flow gets only a first look (``Reason.is_whole``).
    sessions, participant
        Only those of these names, or of this person; None: all.

    Returns
    -------
    ReasonList
        A tuple, which a notebook shows as a table; ``to_frame()`` is that as a DataFrame.

    Raises
    ------
    NoPlanError
        When the result holds no plan.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Dee", capacity=1)], [pairing.Session("Review")])
    >>> reason = pairing.reasons_of(pairing.solve(problem))[0]
    >>> reason.kind, [one.change.text for one in reason.remedies]
    ('shortage', ['one more mentor in Review', '1 more place of Dee (2 instead of 1)'])
    """
    return ReasonList(Reasons(result, most, sessions, participant).all)


class Reasons:
    """What is asked about the unpaired places of one result; what several of them need is worked out once."""

    def __init__(
        self,
        result: Result,
        most: int | None = None,
        sessions: Sequence[str] | None = None,
        participant: Participant | None = None,
    ):
        self._result, self._most = result, most
        problem = result.problem
        names = [one.name for one in problem.sessions] if sessions is None else sessions
        wanted = {problem.sessions[problem.session_idx(name)].id for name in names}
        self._filters = compile_rules(problem).filters if result.unpaired else ()
        self._exclusions = [
            one
            for one in exclusions(result, self._filters)
            if one.session.id in wanted and (participant is None or one.participant.id == participant.id)
        ]
        size = size_of(problem)
        is_long = result.potentials is None and size > QUICK
        takes_long = is_long and most is not None and result.seconds > SLOW
        self._is_whole = not is_long or (most is None and result.seconds <= SLOW)
        self._options: Options | None = None
        has_mentors = any(one.kind in ("excluded", "shortage") for one in self._exclusions)
        self._finder = Finder(result) if has_mentors else None
        self._shorts = [self._short(one) for one in self._exclusions]
        is_best = result.status is Status.OPTIMAL and size <= MOST_PAIRS
        self._remedies = self._prepared() if most != 0 and is_best and has_mentors and not takes_long else None

    @property
    def trials(self) -> Trials | None:
        """What changes were tried out on, for whoever has more to try."""
        return None if self._remedies is None else self._remedies.trials

    @property
    def all(self) -> Iterator[Reason]:
        """One for each unpaired place, by session, then by name."""
        for exclusion, short in zip(self._exclusions, self._shorts, strict=True):
            yield self._reason(exclusion, short)

    def _short(self, one: Exclusion) -> Shortage | Clash | None:
        if one.kind != "shortage" or self._finder is None:
            return None
        return self._finder.of(one.participant, one.session, clashes=self._is_whole)

    def _reason(self, one: Exclusion, short: Shortage | Clash | None) -> Reason:
        if one.kind == "alone":
            return Reason(one, problem=self._result.problem)
        near = self._near(one)
        is_proved = self._result.status is Status.OPTIMAL  # of another plan nothing is said of what fits together
        is_whole = self._is_whole or one.kind != "shortage" or short is not None or not is_proved
        instead = self._instead(one) if one.kind == "shortage" and short is None and is_whole else None
        remedies = () if self._remedies is None else self._remedies.of(one.participant, one.session, most=self._most)
        problem = self._result.problem
        may_be_outranked = problem.levels[:1] != ("unpaired",) or problem.max_changes is not None
        was_tried = self._remedies is not None
        all_tried = self._remedies is None or self._remedies.are_all
        return Reason(one, short, near, instead, remedies, is_whole, may_be_outranked, was_tried, all_tried, problem)

    def _near(self, one: Exclusion) -> NearMiss | None:
        """The nearest of those without a common time; of those whom nothing else excludes, where there are any."""
        without_time = [mentor for other in one.hindrances if other.rule == TIME for mentor in other.mentors]
        if not without_time:
            return None
        problem = self._result.problem
        others = [rule for rule in self._filters if rule.rule != TIME and not rule.private]
        p, s = problem.participant_idx(one.participant.id), problem.session_idx(one.session.name)
        also = first_excluding(others, p, s)
        only_time = [mentor for mentor in without_time if not also or also[problem.mentor_idx(mentor.id)] is None]
        return nearest(one.participant, only_time, one.session) or nearest(one.participant, without_time, one.session)

    def _instead(self, one: Exclusion) -> Option | None:
        """The cheapest way to place somebody whom no shortage leaves out."""
        from pairing.reasons.options import PRICED, Options  # seldom asked for

        if self._options is None:
            self._options = Options(self._result, self.trials)
        priced = (option for option in self._options.of(one.participant, one.session) if option.kind == PRICED)
        return next(priced, None)

    def _prepared(self) -> Remedies:
        problem = self._result.problem
        groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for one, short in zip(self._exclusions, self._shorts, strict=True):
            if one.kind == "alone":
                continue
            place = problem.participant_idx(one.participant.id), problem.session_idx(one.session.name)
            members = () if short is None else short.members
            others = [
                (problem.participant_idx(other.participant.id), problem.session_idx(other.session.name))
                for other in members
            ]
            groups[place] = sorted({place, *others})
        return Remedies(self._result, groups, in_passing=self._most is not None)
