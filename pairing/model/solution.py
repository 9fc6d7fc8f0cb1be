"""What an engine answers (``Solution``, in indices) and what a user gets (``Result``, in people)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import NoPlanError
from pairing.model.exempt import exempted
from pairing.model.intervals import Intervals
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant, Person
from pairing.model.potentials import Potentials
from pairing.model.problem import Problem
from pairing.model.rules import HelpsIn
from pairing.model.session import Session

if TYPE_CHECKING:
    import pandas


BY_CTRL_C = "interrupted by Ctrl-C"  # what ``detail`` says where somebody ended the work
BY_SIGTERM = "ended from outside (SIGTERM)"
UNPAIRED_TEXT = "_not yet paired_"  # what a table shows, in Markdown, where nobody is assigned; settable


class Status(enum.Enum):
    """How far the answer is proved; four different things."""

    OPTIMAL = "optimal"  # every level proved: no better plan exists
    FEASIBLE = "feasible"  # a plan, with a bound per level for what it may miss
    STOPPED = "stopped"  # ended from outside, with the best plan so far or none
    INFEASIBLE = "infeasible"  # hard rules contradict each other


class LevelValue(NamedTuple):
    """The value of one level in the plan, and the bound below which no plan can come (None: none known)."""

    name: str
    value: int
    bound: int | None

    @property
    def is_proved(self) -> bool:
        """Whether no plan that keeps the levels before can do better."""
        return self.bound is not None and self.bound >= self.value


def level_named(levels: Sequence[LevelValue], name: str) -> LevelValue:
    """The level of that name; ``KeyError`` names those there are."""
    for level in levels:
        if level.name == name:
            return level
    raise KeyError(f"no level {name!r}; there are {', '.join(level.name for level in levels)}")


Triple = tuple[int, int, int]  # indices of participant, mentor, session
Peers = tuple[int, tuple[int, ...]]  # index of a peer session, and of the participants of one group, ascending


class Solution(NamedTuple):
    """What an engine found: chosen (participant, mentor, session) indices, sorted, and what it proved about them.

    ``starts``: of each chosen triple, UTC minutes or None; empty where no session needs one. ``groups`` are those of
    peers, sorted. ``levels`` are in the order solved, the tie levels at the end. ``chosen``
    None: no plan. ``unique`` is True or False only where it was checked. ``potentials`` prove the pairs, where the
    engine has any.
    """

    status: Status
    chosen: tuple[Triple, ...] | None
    levels: tuple[LevelValue, ...]
    unique: bool | None
    engine: str
    detail: str = ""
    groups: tuple[Peers, ...] = ()
    potentials: Potentials | None = None
    starts: tuple[int | None, ...] = ()


class Progress(NamedTuple):
    """What is known while solving: the level just finished, its value and bound, and the seconds since the start."""

    level: str
    value: int
    bound: int | None
    elapsed: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One meeting: who meets whom in which session.

    ``common``: for a timed session, the stretches (UTC minutes since 1970) of at least the session's length in which
    both are free; empty where the session has no time. ``penalty``: what soft rules charge for this pair. ``start``:
    where we set the time, when it begins (UTC minutes since 1970). Where the two agree on it, and all meetings have to
    fit one after another, a start at which it would: known to be possible, and told to nobody. None else.
    """

    participant: Participant
    mentor: Mentor
    session: Session
    common: Intervals = ()
    penalty: int = 0
    start: int | None = None

    @property
    def set_start(self) -> int | None:
        """The start where we set the time (UTC minutes since 1970), else None."""
        return self.start if self.session.sets_time else None

    def __repr__(self) -> str:
        return f"Pair({self.participant.name!r}, {self.mentor.name!r}, {self.session.name!r})"


@dataclass(frozen=True, slots=True)
class Group:
    """Peers who practise together in a session, in the order of their names; ``penalty``: what soft rules charge."""

    session: Session
    members: tuple[Participant, ...]
    penalty: int = 0

    def __repr__(self) -> str:
        return f"Group({self.session.name!r}, {', '.join(repr(one.name) for one in self.members)})"


class Unpaired(NamedTuple):
    """A participant with places left without a mentor, or a partner, in a session; ``places`` is how many."""

    participant: Participant
    session: Session
    places: int


class Load(NamedTuple):
    """How many pairs a mentor holds in a session (None: in total), held ones included, and what he offered.

    ``capacity`` None: no limit.
    """

    mentor: Mentor
    session: Session | None
    load: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A judged plan.

    ``str(result)`` is a card of at most 12 lines. ``levels`` hold value and bound in the order of priority.
    ``unique`` True: checked that no other plan is as good, so the same sheets and seed give the same tables on any
    machine; None: not checked, nothing promised. ``seconds``: wall time of the solve and the judge. ``potentials``:
    with them ``certify`` proves the pairs anew without any solver; None where the engine finds none.
    """

    problem: Problem
    status: Status
    levels: tuple[LevelValue, ...]
    unique: bool | None
    engine: str
    seconds: float
    detail: str = ""
    potentials: Potentials | None = field(default=None, repr=False, compare=False)
    _pairs: tuple[Pair, ...] | None = field(default=None, repr=False)
    _groups: tuple[Group, ...] = field(default=(), repr=False)

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to ask for."""
        return self._pairs is not None

    @property
    def was_interrupted(self) -> bool:
        """Whether Ctrl-C or SIGTERM ended the search; there may be a plan all the same."""
        return self.status is Status.STOPPED and self.detail.startswith((BY_CTRL_C, BY_SIGTERM))

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs, by session, then by name of the participant and the mentor.

        Raises
        ------
        NoPlanError
            When the solve was stopped before it had a plan.
        """
        if self._pairs is None:
            raise NoPlanError(f"there is no plan: {self.detail or self.status.value}")
        return self._pairs

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of peers, by session, then by the names in them; raises as ``pairs``."""
        self.pairs  # noqa: B018 - raises NoPlanError
        return self._groups

    def level(self, name: str) -> LevelValue:
        """The level of that name; ``KeyError`` names those there are."""
        return level_named(self.levels, name)

    @property
    def unpaired(self) -> tuple[Unpaired, ...]:
        """Who has places left, by session, then by name."""
        return unpaired_places(self.problem, self.pairs, self.groups)

    @property
    def loads(self) -> tuple[Load, ...]:
        """Every mentor's total load, by name."""
        return tuple(load for load in mentor_loads(self.problem, self.pairs) if load.session is None)

    def to_frame(self, table: str = "pairs") -> pandas.DataFrame:
        """One table of the plan as a DataFrame; an empty one has the same columns and types.

        Parameters
        ----------
        table
            ``pairs``: who meets whom; ``start`` in UTC where we set the time, ``common`` the hours in common on both
            people's clocks, ``common_minutes`` how many. ``groups``: peers, a row a person. ``unpaired``: who has
            places left. ``loads``: each mentor's total; ``session loads``: the same by session. ``levels``: what the
            plan is worth, and what is proved.

        Returns
        -------
        pandas.DataFrame
            Texts are ``string``, numbers ``Int64`` (a limit or length that is not there is ``<NA>``), starts
            ``datetime64[ns, UTC]``. Ids are those of the people, but for an e-mail address the short code of
            ``plan --json``: frames are shown in notebooks, and notebooks to others.

        Raises
        ------
        NoPlanError
            When there is no plan.
        InputError
            When there is no such table.

        Examples
        --------
        >>> import pairing
        >>> ada, cem, review = pairing.Participant("Ada"), pairing.Mentor("Cem"), pairing.Session("Review")
        >>> problem = pairing.Problem([ada], [cem], [review])
        >>> pairing.solve(problem).to_frame("loads")["load"].tolist()
        [1]
        """
        from pairing.model.frames import result_frame

        return result_frame(self, table)

    def _repr_html_(self) -> str:
        from pairing.model.pages import result_page

        return result_page(self)

    def __str__(self) -> str:
        from pairing.model.card import card

        return card(self)

    def __repr__(self) -> str:
        pairs = "no plan" if self._pairs is None else f"{len(self._pairs)} pairs"
        return f"Result({self.status.value}, {pairs}, {', '.join(f'{x.name}={x.value}' for x in self.levels)})"


def person_order(person: Person) -> tuple[str, str]:
    """How people are ordered where nothing else orders them: by the name, never by the row of a sheet."""
    return person.name.casefold(), person.id


def unpaired_places(problem: Problem, pairs: Sequence[Pair], groups: Sequence[Group] = ()) -> tuple[Unpaired, ...]:
    """Who has places left without a mentor or partner, by session in the problem's order, then by name."""
    filled: dict[tuple[str, str], int] = {}
    for pair in pairs:
        key = (pair.participant.id, pair.session.id)
        filled[key] = filled.get(key, 0) + 1
    for group in groups:
        filled |= {(person.id, group.session.id): 1 for person in group.members}
    people = sorted(enumerate(problem.participants), key=lambda entry: person_order(entry[1]))
    missing = []
    for s, session in enumerate(problem.sessions):
        peers = set(problem.peers(s))
        missing += [
            Unpaired(person, session, problem.demand(p, s) + (p in peers) - filled.get((person.id, session.id), 0))
            for p, person in people
        ]
    return tuple(one for one in missing if one.places > 0)


def mentor_loads(problem: Problem, pairs: Iterable[Pair]) -> tuple[Load, ...]:
    """For each mentor by name: one load per session he helps with, then his total; meetings held are included.

    He helps, too, where an exemption lets somebody meet him who else could not.
    """
    load: dict[tuple[str, str], int] = {}
    total: dict[str, int] = {}
    known = [(session, session.id) for session in problem.sessions]
    held = [
        (one.mentor, next((key for session, key in known if session.is_called(one.session)), ""))
        for one in problem.held
        if isinstance(one, Meeting)
    ]
    for key in [*held, *((pair.mentor.id, pair.session.id) for pair in pairs)]:
        load[key] = load.get(key, 0) + 1
        total[key[0]] = total.get(key[0], 0) + 1
    loads: list[Load] = []
    also = {(problem.mentors[m].id, problem.sessions[s].id) for _, m, s in exempted(problem, HelpsIn().name)}
    for mentor in sorted(problem.mentors, key=person_order):
        in_sessions = [
            one
            for one in problem.sessions
            if not one.is_peers and (one.has(mentor.sessions) or (mentor.id, one.id) in also)
        ]
        each = [Load(mentor, one, load.get((mentor.id, one.id), 0), one.most_per_mentor) for one in in_sessions]
        loads += each
        loads.append(Load(mentor, None, total.get(mentor.id, 0), mentor.capacity))
    return tuple(loads)
