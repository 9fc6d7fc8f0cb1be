"""Rules: what people may ask of a plan, as values.

A rule is hard unless it has a ``weight``. Engines never see a rule: they see the *shapes* it compiles to
(``model/shapes.py``).

Here are the rules about two people; `limits.py` has those that count, `peer_rules.py` those about participants who
practise with each other. To add a rule: one class with ``name``, ``weight`` and ``shapes``, one case in
``judging/rules.py``, one row in ``tests/model/test_rules.py``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from pairing.errors import input_error
from pairing.model.answers import answer, cell_values, free_in, said
from pairing.model.grid import GRIDS, grid_starts
from pairing.model.intervals import Intervals, at_least
from pairing.model.names import did_you_mean
from pairing.model.shapes import GroupBound, PairCost, PairFilter, PeerFilter, PeerPin, Shape, share_a_bit

if TYPE_CHECKING:
    from pairing.model.people import Person
    from pairing.model.problem import Problem

MOST_WEIGHT = 1000  # of a soft rule: a level of many thousand pairs then stays under 2^31, which CP-SAT needs
MATCHES = ("same", "share", "differ", "accepts")


class Rule(Protocol):
    """What every rule has. ``name`` stands in reasons and may be given a level of its own; weight None is hard."""

    @property
    def name(self) -> str: ...
    @property
    def weight(self) -> int | None: ...
    def shapes(self, problem: Problem) -> Iterator[Shape]: ...


class HelpsIn(NamedTuple):
    """A mentor is only met in the sessions he helps with. (Participants elsewhere have no demand there.)"""

    name: str = "not in this session"
    weight: None = None

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        for index, session in enumerate(problem.sessions):
            helps = [session.has(mentor.sessions) for mentor in problem.mentors]
            yield PairFilter(self.name, (index,), [None] * len(problem.participants), helps, lambda _, helps: helps)


class NotSelf(NamedTuple):
    """Nobody meets himself: participant and mentor of one id are one person."""

    name: str = "the same person"
    weight: None = None

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        mentor_ids = {mentor.id for mentor in problem.mentors}
        both = [participant.id if participant.id in mentor_ids else None for participant in problem.participants]
        if any(both):
            wanted = set(both)
            mentors = [mentor.id if mentor.id in wanted else None for mentor in problem.mentors]
            yield PairFilter(self.name, _all(problem), both, mentors, lambda one, other: one is None or one != other)


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people never meet, in whatever role: x[p, m, s] = 0 for the two and all sessions, and they are in no group
    of peers together. Keeps the flow structure.

    ``a`` and ``b`` are ids or names; ``private``: the wish is not told. A name that nobody has, or several people,
    is an ``InputError`` when the problem is made.
    """

    a: str = field(repr=False)
    b: str = field(repr=False)
    private: bool = True
    name: str = "kept apart"
    weight: None = None

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        one, other = (problem.person_id(who) for who in (self.a, self.b))
        wanted = {one, other}
        participants = [person.id if person.id in wanted else None for person in problem.participants]
        mentors = [person.id if person.id in wanted else None for person in problem.mentors]

        def allows(p: str | None, m: str | None) -> bool:
            return p is None or m is None or p == m

        yield PairFilter(self.name, _all(problem), participants, mentors, allows, self.private)
        for index in _open_peers(problem):
            yield PeerFilter(self.name, index, participants, allows, self.private)


class RatherNot(NamedTuple):
    """Nobody meets a person he would rather not be paired with, or who would rather not be paired with him."""

    name: str = "kept apart"
    weight: None = None

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
        avoided = {
            frozenset((person.id, other)) for person in people for who in person.apart for other in problem.ids_of(who)
        }
        if avoided:
            concerned = frozenset().union(*avoided)
            participants = [person.id if person.id in concerned else None for person in problem.participants]
            mentors = [person.id if person.id in concerned else None for person in problem.mentors]

            def allows(one: str | None, other: str | None) -> bool:
                return frozenset((one, other)) not in avoided

            yield PairFilter(self.name, _all(problem), participants, mentors, allows, private=True)
            for index in _open_peers(problem):
                yield PeerFilter(self.name, index, participants, allows, private=True)


@dataclass(frozen=True, slots=True)
class Together:
    """Two people meet: Σ x[p, m, s] ≥ 1 over the session, or over all sessions where none is named.

    ``participant`` and ``mentor`` are ids or names; in a session of peers both are participants, and it means that
    they are in one group. A meeting that was held already is enough, and nothing more happens in a closed session.
    With a ``weight`` (1 to 1000, charged in level `penalty`) it is a wish. Keeps the flow structure. A name that
    nobody has is an ``InputError`` when the problem is made; a hard one that another hard rule excludes a
    ``ContradictionError`` when it is solved.

    >>> Together("Ada Quill", "Dee Park", "Technical mock interview", weight=3).weight
    3
    """

    participant: str
    mentor: str
    session: str | None = None
    weight: int | None = None
    name: str = "kept together"

    def __post_init__(self) -> None:
        check_weight(self)

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        p = problem.participant_idx(self.participant)
        where = None if self.session is None else problem.session_idx(self.session)
        if where is not None and problem.sessions[where].closed:
            return
        if where is not None and problem.sessions[where].is_peers:
            members = (p, problem.participant_idx(self.mentor))
            if not any(problem.num_held(one, where) for one in members):  # else one of them has practised already
                yield PeerPin(self.name, where, members, self.weight)
            return
        key = (p, problem.mentor_idx(self.mentor))
        if any(problem.have_met(*key, s) for s in ([where] if where is not None else _all(problem))):
            return
        if all(session.closed or session.is_peers for session in problem.sessions):
            return
        limit: tuple[int, int | None] = (1, None)
        if self.session is None:
            yield GroupBound(self.name, ("participant", "mentor"), {key: limit}, weight=self.weight)
        else:
            key3 = (*key, problem.session_idx(self.session))
            yield GroupBound(self.name, ("participant", "mentor", "session"), {key3: limit}, weight=self.weight)


@dataclass(frozen=True, slots=True)
class SameTrack:
    """A participant's track is among those the mentor lists (``Any`` lists all); a blank excludes nobody.

    x[p, m, s] = 0 where both name tracks and share none; with a ``weight`` (1 to 1000) such a pair costs it. Case,
    blanks and a full stop aside. ``sessions``: names of those it holds in, None is all. Keeps the flow structure.

    >>> SameTrack(sessions=("Technical mock interview",)).name
    'track'
    """

    sessions: tuple[str, ...] | None = None
    weight: int | None = None
    name: str = "track"

    def __post_init__(self) -> None:
        check_weight(self)

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        participants = [_track_key(person) for person in problem.participants]
        mentors = [_track_key(person) for person in problem.mentors]
        yield from _filter_or_cost(self, problem, participants, mentors, _share)


@dataclass(frozen=True, slots=True)
class FreeTogether:
    """Both have a free time of ``minutes`` in common, inside the session's days, in real instants.

    Minutes, never equal blocks: 15:00–16:30 UTC is shared by a person of whole hours and one of a half-hour zone.
    x[p, m, s] = 0 where no such time exists; with a ``weight`` (1 to 1000) such a pair costs it. A session with
    `minutes` brings this rule by itself. With ``every`` (15, 30 or 60) the meeting has to begin on that grid, by the
    session's clock: where the times are set, the rule is brought so. Keeps the flow structure.

    >>> FreeTogether(60, sessions=("Technical mock interview",)).minutes
    60
    """

    minutes: int
    sessions: tuple[str, ...] | None = None
    weight: int | None = None
    name: str = "no common free time"
    every: int | None = None

    def __post_init__(self) -> None:
        check_weight(self)
        if not isinstance(self.minutes, int) or self.minutes < 1:
            raise input_error("bad-rule", f"{self.name}: minutes is {self.minutes!r}", "1 or more.")
        if self.every not in (None, *GRIDS):
            raise input_error("bad-rule", f"{self.name}: every is {self.every!r}", "15, 30 or 60 minutes, or none.")

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        minutes = self.minutes
        for index in named_sessions(self, problem):
            session = problem.sessions[index]
            people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
            hours = [at_least(free_in(person, session), minutes) for person in people]
            if self.every is None:
                starts = _possible_starts(hours, minutes)
            else:
                every, zone = self.every, session.zone
                starts = _as_bits([grid_starts(stretches, minutes, every, zone) for stretches in hours])
            participants, mentors = starts[: len(problem.participants)], starts[len(problem.participants) :]
            yield from _filter_or_cost(self, problem, participants, mentors, share_a_bit, (index,))


@dataclass(frozen=True, slots=True)
class MatchColumns:
    """A rule on any column: the participants' one and the mentors' one.

    Parameters
    ----------
    columns
        Headers: of the participants' sheet, of the mentors' sheet.
    match
        ``same``: the cells say the same. ``share``: they have a value in common (values are separated by ``,`` or
        ``;``). ``differ``: they have none in common. ``accepts``: the participant's cell lists the mentor's value(s).
    weight
        None is hard.
    sessions
        Names of the sessions it holds in; None is all.
    person
        Id or name of the one person it holds for; None is everybody.
    name
        Stands in reasons, and may be given a level of its own.

    A blank or "no preference" on either side excludes nobody. x[p, m, s] = 0 where the cells do not match; with a
    weight such a pair costs it. Keeps the flow structure.

    Raises
    ------
    InputError
        When there are not two columns, or the match or weight is unknown; when the problem is made, if no sheet has
        such a column.

    Examples
    --------
    >>> MatchColumns(("Which languages do you speak?", "Languages"), "share", weight=2, name="language").name
    'language'
    """

    columns: tuple[str, str]
    match: Literal["same", "share", "differ", "accepts"]
    weight: int | None = None
    sessions: tuple[str, ...] | None = None
    person: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        check_weight(self)
        object.__setattr__(self, "columns", tuple(self.columns))
        if self.match not in MATCHES or len(self.columns) != 2:
            raise input_error(
                "bad-rule",
                f"a rule on the columns {self.columns!r} has match {self.match!r}.",
                f"It names two columns and one of {', '.join(MATCHES)}. {did_you_mean(str(self.match), MATCHES)}",
            )
        object.__setattr__(self, "name", self.name or f"{self.columns[0]} / {self.columns[1]}")

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        who = None if self.person is None else problem.person_id(self.person)
        matches = _MATCHERS[self.match]

        def key(person: Person, header: str) -> tuple[bool, frozenset[str]]:
            return who is None or who == person.id, cell_values(answer(person, header), split=self.match != "same")

        def allows(one: tuple[bool, frozenset[str]], other: tuple[bool, frozenset[str]]) -> bool:
            concerned = one[0] or other[0]
            return not concerned or not one[1] or not other[1] or matches(one[1], other[1])

        participants = [key(person, self.columns[0]) for person in problem.participants]
        mentors = [key(person, self.columns[1]) for person in problem.mentors]
        yield from _filter_or_cost(self, problem, participants, mentors, allows)


def _possible_starts(hours: Sequence[Intervals], minutes: int) -> list[int]:
    """For each person's stretches (all of ``minutes`` or more), when a meeting could begin: one bit a moment.

    Of two people who could begin together, the later of their two stretches begins then: so it is enough to ask of the
    first minute of every stretch whether it is a possible start.
    """
    distinct = set().union(*hours)
    moments = sorted({first for first, _ in distinct})
    starts = {
        (first, end): (1 << bisect_right(moments, end - minutes)) - (1 << bisect_left(moments, first))
        for first, end in distinct
    }
    found = []
    for stretches in hours:
        bits = 0
        for stretch in stretches:
            bits |= starts[stretch]
        found.append(bits)
    return found


def _as_bits(starts: Sequence[Sequence[int]]) -> list[int]:
    """For each person's starts one number, with a bit for each of all the starts there are."""
    bit = {start: 1 << number for number, start in enumerate(sorted({one for several in starts for one in several}))}
    return [sum(bit[one] for one in several) for several in starts]


def _track_key(person: Person) -> frozenset[str]:
    """Tracks in compared form; empty where they exclude nobody."""
    return said(person.tracks)


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)


_MATCHERS: Mapping[str, Callable[[frozenset[str], frozenset[str]], bool]] = {
    "same": lambda one, other: one == other,
    "share": lambda one, other: not one.isdisjoint(other),
    "differ": lambda one, other: one.isdisjoint(other),
    "accepts": lambda one, other: other <= one,
}


class _OfSessions(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def weight(self) -> int | None: ...
    @property
    def sessions(self) -> tuple[str, ...] | None: ...


def _filter_or_cost(
    rule: _OfSessions,
    problem: Problem,
    participants: Sequence[Hashable],
    mentors: Sequence[Hashable],
    allows: Callable[[Any, Any], bool],
    sessions: tuple[int, ...] | None = None,
) -> Iterator[Shape]:
    where = named_sessions(rule, problem) if sessions is None else sessions
    if rule.weight is None:
        yield PairFilter(rule.name, where, participants, mentors, allows)
    else:
        yield PairCost(rule.name, where, participants, mentors, allows, rule.weight)


def named_sessions(rule: _OfSessions, problem: Problem) -> tuple[int, ...]:
    return _all(problem) if rule.sessions is None else tuple(problem.session_idx(name) for name in rule.sessions)


def _all(problem: Problem) -> tuple[int, ...]:
    return tuple(range(len(problem.sessions)))


def _open_peers(problem: Problem) -> list[int]:
    return [s for s, session in enumerate(problem.sessions) if session.is_peers and not session.closed]


def check_weight(rule: Rule) -> None:
    weight = rule.weight
    if weight is not None and (
        not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= MOST_WEIGHT
    ):
        raise input_error(
            "bad-rule",
            f"rule {rule.name!r} has weight {weight!r}.",
            f"A whole number from 1 to {MOST_WEIGHT}, or none.",
        )
