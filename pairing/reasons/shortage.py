"""Who is short of places: the smallest group of people who can be met only by so few mentors that one goes without.

Every answer is true of all plans, not of this one alone: no plan can place all members of a shortage. And none of them
stands in it for nothing: if any member gave up a meeting, all others could be placed together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pairing.engine.choose import Choice
from pairing.engine.interface import AnyFormulation
from pairing.engine.shortage import TOTAL, Cut, Offered, is_nested, walks_of
from pairing.engine.timing import timing_of
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.reasons.members import MOST_NAMES, Member, bound_in_words, listed, names_of, num_held, places
from pairing.reasons.positions import plan_of

if TYPE_CHECKING:
    from pairing.engine.clash import Clashes, Found, NearClashes
    from pairing.reasons.clash import Clash


class Offer(NamedTuple):
    """What a mentor can give the members of a shortage at the most: so many ``places``, and ``why`` no more.

    ``kept_for``: people who keep one of his places because they are to be kept together, and are no members.
    """

    mentor: Mentor
    places: int
    why: str
    kept_for: tuple[Participant, ...] = ()

    @property
    def told(self) -> str:
        """``1 place: at most 1 in Technical``."""
        number = places(self.places)
        return self.why if self.why == f"offers {number}" else f"{number}: {self.why}"


@dataclass(frozen=True, slots=True)
class Shortage:
    """Members who can be met only by a few mentors, who have one place less than the members need.

    ``participant`` and ``session``: the place that is unpaired, and always among the members. Lists are made when they
    are asked for: of thousands of people only the first names stand in ``text``.
    """

    participant: Participant
    session: Session
    problem: Problem = field(repr=False, compare=False)
    cut: Cut = field(repr=False)

    @property
    def kind(self) -> str:
        """What ``to_dict`` calls it."""
        return "shortage"

    @property
    def short(self) -> int:
        """How many places are missing: 1, as the group is the smallest one."""
        return self.cut.num_wanted - self.cut.num_offered

    @property
    def members(self) -> tuple[Member, ...]:
        """The unpaired one first, then the others by name."""
        return self._members(None)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Every mentor who may meet one of the members, by name."""
        return self._offers(None)

    @property
    def text(self) -> str:
        """One sentence: ``Ada and Bo can be met only by Dee, who offers 1 place: 1 short``."""
        who = listed(self._member_names(), self.cut.num_members)
        some, number = self._offers(MOST_NAMES), self.cut.num_mentors
        if all(_is_plain(self.problem, one) for one in self.cut.offers()):
            names = listed([one.mentor.name for one in some], number)
            offer = "offers" if number == 1 else "offer"
            together = " together" if number > 1 else ""
            by = f"{names}, who {offer} {places(self.cut.num_offered)}{together}"
        else:
            names = listed([f"{one.mentor.name} ({one.told})" for one in some], number)
            by = names if number == 1 else f"{names}, who have {places(self.cut.num_offered)} together"
        return f"{who} can be met only by {by}: {self.short} short"

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``: kind, people and rules; people as short codes keyed by ``key``."""
        return {
            "kind": self.kind,
            "people": list(dict.fromkeys(short_code(one.participant.id, key=key) for one in self.members)),
            "members": [one.to_dict(key) for one in self.members],
            "rules": [
                {
                    "rule": one.why,
                    "count": one.places,
                    "people": [short_code(one.mentor.id, key=key)],
                    "kept_for": [short_code(other.id, key=key) for other in one.kept_for],
                }
                for one in self.offers
            ],
            "short": self.short,
        }

    def _members(self, most: int | None) -> tuple[Member, ...]:
        problem = self.problem
        return tuple(
            Member(problem.participants[p], problem.sessions[s], meetings) for p, s, meetings in self.cut.wants(most)
        )

    def _offers(self, most: int | None) -> tuple[Offer, ...]:
        problem = self.problem
        return tuple(
            Offer(
                problem.mentors[one.mentor],
                one.meetings,
                _why(problem, one),
                tuple(problem.participants[p] for p, _ in one.kept_for),
            )
            for one in self.cut.offers(most)
        )

    def _member_names(self) -> list[str]:
        return names_of(self._members(MOST_NAMES), has_sessions=self.cut.num_sessions > 1)


# --- how it is found --------------------------------------------------------------------------------------------


def shortages(result: Result, *, formulation: AnyFormulation | None = None) -> tuple[Shortage | Clash, ...]:
    """One for every unpaired place that any mentor may fill and no plan can, by session, then by name.

    Parameters
    ----------
    result
        A plan. Sessions of peers are not looked at.
    formulation
        Of its problem, where it is at hand; else it is made.

    Returns
    -------
    tuple of Shortage or Clash
        Nothing stands here for a place whose every mentor is excluded, nor for one that another order of the levels,
        or more time, could fill.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Dee", capacity=1)], [pairing.Session("Review")])
    >>> shortages(pairing.solve(problem))[0].text
    'Bo and Ada can be met only by Dee, who offers 1 place: 1 short'
    """
    unpaired = [one for one in result.unpaired if not one.session.is_peers]
    if not unpaired:
        return ()
    finder = Finder(result, formulation=formulation)
    found = (finder.of(one.participant, one.session) for one in unpaired)
    return tuple(one for one in found if one is not None)


def shortage(
    result: Result, participant: Participant | str, session: Session | str, *, formulation: AnyFormulation | None = None
) -> Shortage | Clash | None:
    """Why one participant goes without a mentor in a session, where some mentor may meet him.

    Parameters
    ----------
    participant, session
        The objects, or an id or name; an ``InputError`` where nobody, or several, have it.

    Returns
    -------
    Shortage, Clash or None
        None where he has everybody he needs there, where no mentor may meet him, and where a plan with one meeting more
        exists that this one was not meant to be (other levels matter more), or had no time for.
    """
    problem = result.problem
    p = problem.participant_idx(participant if isinstance(participant, str) else participant.id)
    s = problem.session_idx(session if isinstance(session, str) else session.name)
    who, where = problem.participants[p], problem.sessions[s]
    if where.is_peers or not any((one.participant.id, one.session.id) == (who.id, where.id) for one in result.unpaired):
        return None
    return Finder(result, formulation=formulation).of(who, where)


class Finder:
    """Everything that is the same for all unpaired places of a plan.

    ``is_whole``: nothing holds but nested limits, so where places are not short, one more meeting is possible.
    """

    def __init__(self, result: Result, *, formulation: AnyFormulation | None = None):
        problem = self._problem = result.problem
        self._formulation = Choice().formulate(problem) if formulation is None else formulation
        self._timing, self._chosen = timing_of(problem), plan_of(result)
        self._walks = walks_of(problem, self._formulation, self._chosen)
        self.is_whole = self._timing is None and is_nested(self._formulation)
        self._clashes: Clashes | NearClashes | None = None

    def of(self, participant: Participant, session: Session, *, clashes: bool = True) -> Shortage | Clash | None:
        """The reason of one unpaired place: places that are short; else, where there is more to a plan, a clash.

        ``clashes``: False where it is not worth the solving that a clash may take.
        """
        p, s = self._problem.participant_idx(participant.id), self._problem.session_idx(session.name)
        for walks in self._walks:
            cut = walks.cut(p, s)
            if cut is not None:
                return Shortage(participant, session, self._problem, cut) if cut.num_mentors else None
        found = self.clash(p, s) if clashes else None
        if found is None:
            return None
        from pairing.reasons.clash import clash_of  # in most plans a cut says it all

        return clash_of(self._problem, participant, session, found)

    def clash(self, participant: int, session: int) -> Found | None:
        """What stands against one meeting more, in indices; None where it is possible."""
        if self.is_whole:
            return None
        if self._clashes is None:
            from pairing.engine.clash import clashes_of

            self._clashes = clashes_of(self._problem, self._formulation, self._timing, self._chosen)
        return self._clashes.around(participant, session)


# --- in words ---------------------------------------------------------------------------------------------------


def _is_plain(problem: Problem, one: Offered) -> bool:
    """Whether what a mentor can give is what he offers, and nothing else."""
    bounds, capacity = one.bounds, problem.mentors[one.mentor].capacity
    is_total = len(bounds) == 1 and bounds[0].key.per == TOTAL and bounds[0].most == capacity
    return is_total and not one.alone and not one.kept_for and not num_held(problem, one.mentor, None)


def _why(problem: Problem, one: Offered) -> str:
    """Why a mentor can give the members no more."""
    found = [bound_in_words(problem, bound) for bound in one.bounds]
    if one.alone or not found:
        found.append(f"possible for {one.alone} of them")
    words = "; ".join(dict.fromkeys(found))
    names = list(dict.fromkeys(problem.participants[p].name for p, _ in one.kept_for))
    return f"{words}, {len(one.kept_for)} of them kept for {listed(names, len(names))}" if names else words
