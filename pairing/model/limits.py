"""Rules about how often: nobody is met again, and nobody holds more than he offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pairing.model.exempt import exempted, repeats
from pairing.model.meetings import Meeting
from pairing.model.rules import check_weight, named_sessions
from pairing.model.shapes import GroupBound, Limits, PairFilter, Shape

if TYPE_CHECKING:
    from pairing.model.problem import Problem


class MetBefore(NamedTuple):
    """Who met a mentor before, where both meetings are of policy ``never``, does not meet him again: x[p, m, s] = 0.

    Before: in ``Problem.held`` or ``Problem.earlier``. Whatever the policy, a meeting that was held in a session is
    not had in it a second time; that holds for those, too, who are exempt from this rule. Of two who are exempt from
    "no repeat", meetings held in this programme count as that exemption says. Keeps the flow structure.
    """

    name: str = "met before"
    weight: None = None

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        past = {(one.participant, one.mentor) for one in _past(problem) if problem.policy(one.session) == "never"}
        may_again = _may_again(problem, self.name) if problem.exempt else {}
        for s, session in enumerate(problem.sessions):
            held = {(one.participant, one.mentor) for one in _held(problem) if session.is_called(one.session)}
            met = held | (past - may_again.get(s, set())) if problem.policy(session.name) == "never" else held
            if not met or session.closed or session.is_peers:
                continue
            mentors_of: dict[str, set[str]] = {}
            for one, other in met:
                mentors_of.setdefault(one, set()).add(other)
            known = {other for _, other in met}
            participants = [frozenset(mentors_of.get(person.id, ())) for person in problem.participants]
            mentors = [person.id if person.id in known else None for person in problem.mentors]
            yield PairFilter(self.name, (s,), participants, mentors, lambda met, mentor: mentor not in met)


@dataclass(frozen=True, slots=True)
class NoRepeat:
    """A participant meets the same mentor once: Σ_s x[p, m, s] ≤ 1 for each two, over ``sessions`` (None: all).

    With a ``weight`` each meeting after the first costs it, those of ``Problem.held`` and ``Problem.earlier`` counted
    (but for sessions of policy ``allow``). Without one, ``MetBefore`` sees to those. Two who are exempt from it meet at
    most twice, or as often as else beside the meetings in the sessions that are named. Keeps the flow structure unless
    the mentor also has a limit per session.
    """

    weight: int | None = None
    sessions: tuple[str, ...] | None = None
    name: str = "no repeat"

    def __post_init__(self) -> None:
        check_weight(self)

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        limits: dict[tuple[int, ...], tuple[int, int | None]] = {}
        if self.weight is not None:
            participants = {person.id: p for p, person in enumerate(problem.participants)}
            mentors = {person.id: m for m, person in enumerate(problem.mentors)}
            for one in _past(problem):
                counts = problem.policy(one.session) != "allow"
                if counts and one.participant in participants and one.mentor in mentors:
                    limits[participants[one.participant], mentors[one.mentor]] = (0, 0)
        where = None if self.sessions is None else named_sessions(self, problem)
        more: dict[tuple[int, ...], Limits] = {}  # by the sessions that count, of those for whom not all do
        if self.weight is None and problem.exempt:
            counted = tuple(range(len(problem.sessions))) if where is None else where
            for key, asked in repeats(problem, self.name).items():
                if asked.uncounted.isdisjoint(counted):
                    limits[key] = (0, asked.most_new)
                else:
                    limits[key] = (0, None)
                    rest = tuple(s for s in counted if s not in asked.uncounted)
                    more[rest] = {**more.get(rest, {}), key: (0, asked.most_new)}
        yield GroupBound(self.name, ("participant", "mentor"), limits, (0, 1), self.weight, where)
        for rest, limits_of_some in more.items():
            yield GroupBound(self.name, ("participant", "mentor"), limits_of_some, sessions=rest)


class Capacity(NamedTuple):
    """Nobody holds more pairs than he offered: Σ_{p,s} x[p, m, s] ≤ capacity, Σ_p x[p, m, s] ≤ most_per_mentor.

    Meetings that were held count. Who holds more in the baseline than he offered keeps as many, unless his capacity
    is firm: only somebody's hand can have put them there.
    """

    name: str = "capacity"
    weight: None = None

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        held = Counter(one.mentor for one in _held(problem))
        for is_firm in (False, True):
            total: Limits = {
                (m,): (0, max(0, mentor.capacity - held[mentor.id]))
                for m, mentor in enumerate(problem.mentors)
                if mentor.capacity is not None and mentor.is_firm == is_firm
            }
            if total or not is_firm:
                yield GroupBound(self.name, ("mentor",), total, keeps_published=not is_firm)
        held_in = Counter(
            (one.mentor, s)
            for one in _held(problem)
            for s in range(len(problem.sessions))
            if problem.sessions[s].is_called(one.session)
        )
        each: Limits = {
            (m, s): (0, max(0, session.most_per_mentor - held_in[mentor.id, s]))
            for s, session in enumerate(problem.sessions)
            if session.most_per_mentor is not None
            for m, mentor in enumerate(problem.mentors)
        }
        yield GroupBound(self.name, ("mentor", "session"), each, keeps_published=True)


def _may_again(problem: Problem, rule: str) -> dict[int, set[tuple[str, str]]]:
    """By session (position): the couples of ids who may meet in it although they met elsewhere, by exemptions.

    An exemption from "no repeat" is about this programme: whoever met in an earlier cohort needs one from ``rule``.
    """
    ids = [[one.id for one in side] for side in (problem.participants, problem.mentors)]
    found: dict[int, set[tuple[str, str]]] = {}
    for p, m, s in exempted(problem, rule):
        found.setdefault(s, set()).add((ids[0][p], ids[1][m]))
    earlier = {
        (one.participant, one.mentor)
        for one in problem.earlier
        if isinstance(one, Meeting) and problem.policy(one.session) == "never"
    }
    for (p, m), asked in repeats(problem).items():
        couple = ids[0][p], ids[1][m]
        for s in range(len(problem.sessions)):
            if couple not in earlier and asked.lets_meet(s):
                found.setdefault(s, set()).add(couple)
    return found


def _held(problem: Problem) -> list[Meeting]:
    return [one for one in problem.held if isinstance(one, Meeting)]


def _past(problem: Problem) -> list[Meeting]:
    """Every meeting that has been, in this programme or an earlier one."""
    return [one for one in (*problem.held, *problem.earlier) if isinstance(one, Meeting)]
