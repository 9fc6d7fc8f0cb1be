"""Exemptions: one hard rule that does not hold for two people.

Two kinds of rules can be set aside so: those about a pair (``OF_PAIRS`` and ``MetBefore``), which then have nothing
against the two; and "no repeat", which counts, and lets the two meet once more. What each rule makes of it stands here
for the engines, and once more in ``judging/exempting.py`` for the judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import input_error
from pairing.model.meetings import Meeting
from pairing.model.rules import FreeTogether, HelpsIn, MatchColumns, Rule, SameTrack
from pairing.model.shapes import PairFilter, Shape
from pairing.tables import veiled_repr

if TYPE_CHECKING:
    from pairing.model.problem import Problem

OF_PAIRS = (HelpsIn, SameTrack, FreeTogether, MatchColumns)
NO_REPEAT = "no repeat"


@dataclass(frozen=True, slots=True)
class Exempt:
    """One hard rule does not hold for one participant and one mentor: "let the two meet although …".

    Parameters
    ----------
    participant, mentor
        Ids or names.
    rule
        The rule's name, as it stands in reasons: ``track``, ``no common free time``, ``not in this session``,
        ``met before``, ``no repeat``, or that of a rule on columns.
    session
        Where it does not hold; None: in all sessions.

    Of "no repeat": without a session the two may meet once more than else, those meetings counted that were held; a
    meeting in a named session is not counted at all. "met before" lets two meet who met before, here or in an earlier
    cohort, though never twice in one session. Keeps the flow structure wherever the rule does.

    Raises
    ------
    InputError
        When a text is missing. Whether there are such people, such a session, and such a rule that can be set aside
        is looked at when the problem is made.

    Examples
    --------
    >>> Exempt("Ada Quill", "Dee Park", "track", "Technical mock interview").rule
    'track'
    """

    participant: str
    mentor: str
    rule: str
    session: str | None = None

    def __repr__(self) -> str:
        return veiled_repr(self)

    def __post_init__(self) -> None:
        for field in ("participant", "mentor", "rule", "session"):
            value = getattr(self, field)
            if not (isinstance(value, str) and value.strip()) and not (field == "session" and value is None):
                message = f"an exemption has {field} {value!r}."
                raise input_error("bad-exemption", message, "Give a participant, a mentor and the name of a rule.")


def exempted(problem: Problem, rule: str) -> frozenset[tuple[int, int, int]]:
    """Every (participant, mentor, session) for which a rule of that name does not hold, as positions."""
    if not problem.exempt:
        return frozenset()
    found = set()
    for one in problem.exempt:
        if one.rule == rule:
            p, m = problem.participant_idx(one.participant), problem.mentor_idx(one.mentor)
            where = range(len(problem.sessions)) if one.session is None else (problem.session_idx(one.session),)
            found |= {(p, m, s) for s in where}
    return frozenset(found)


def exempting(problem: Problem, rule: Rule) -> Iterator[Shape]:
    """The shapes of a rule, its pair filters without the pairs for which it does not hold."""
    pairs = exempted(problem, rule.name) if isinstance(rule, OF_PAIRS) else frozenset()
    for shape in rule.shapes(problem):
        yield shape._replace(exempt=pairs) if pairs and isinstance(shape, PairFilter) else shape


class Repeats(NamedTuple):
    """How often two people may meet, in all: ``most`` times, those ``uncounted`` sessions (positions) aside.

    ``num_held``: how often they did already, in sessions of policy ``never`` that count.
    """

    most: int
    uncounted: frozenset[int]
    num_held: int

    @property
    def most_new(self) -> int:
        """How often a plan may let them meet; whether they may meet at all, having met, is asked of ``MetBefore``."""
        return max(1, self.most - self.num_held)

    def lets_meet(self, session: int) -> bool:
        """Whether what was held leaves them a meeting in that session."""
        return session in self.uncounted or self.num_held < self.most


def repeats(problem: Problem, rule: str = NO_REPEAT) -> Mapping[tuple[int, int], Repeats]:
    """For every two (positions) who are exempt from a rule of that name about repeats, what it still asks of them."""
    named: dict[tuple[int, int], set[int | None]] = {}
    for one in problem.exempt:
        if one.rule == rule:
            key = problem.participant_idx(one.participant), problem.mentor_idx(one.mentor)
            named.setdefault(key, set()).add(None if one.session is None else problem.session_idx(one.session))
    found = {}
    for (p, m), where in named.items():
        uncounted = frozenset(s for s in where if s is not None)
        aside = [problem.sessions[s] for s in uncounted]
        ids = problem.participants[p].id, problem.mentors[m].id
        num_held = sum(
            isinstance(one, Meeting)
            and (one.participant, one.mentor) == ids
            and problem.policy(one.session) == "never"
            and not any(session.is_called(one.session) for session in aside)
            for one in problem.held
        )
        found[p, m] = Repeats(2 if None in where else 1, uncounted, num_held)
    return found
