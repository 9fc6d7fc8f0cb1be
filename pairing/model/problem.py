"""The problem: who, which sessions, which rules, and what matters most. Frozen, and checked once when it is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pairing.errors import InputError, input_error
from pairing.model.exempt import Exempt
from pairing.model.faults import people_of, problem_faults
from pairing.model.in_force import LEVELS
from pairing.model.meetings import Known, Meeting, is_known
from pairing.model.names import did_you_mean, did_you_mean_person, name_key, text_key
from pairing.model.people import Mentor, Participant, Person
from pairing.model.rules import Rule
from pairing.model.session import Session

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan depends on; the same problem has the same plan.

    Parameters
    ----------
    participants, mentors
        The people, in any order (order never decides). One id stands once on each side; the same id on both
        sides is one person.
    sessions
        The kinds of meetings, at least one.
    rules
        Rules beyond those that the sessions and people bring with them (see ``rules_in_force``).
    levels
        What matters, most important first; level `tie` always comes last by itself. Known are `unpaired` (places
        left without a mentor or partner), `changed` (what is published and dropped; only where there is a baseline),
        `moved` (pairs whose published start moves; after `changed` if it is not named),
        `spread` (nobody misses two while another misses none), `idle` (mentors nobody was assigned to), `imbalance`
        (uneven loads), `penalty` (soft rules), and the name of any soft rule.
    seed
        Decides ties, with the ids of the people; any whole number.
    balance
        ``in proportion`` to what each mentor offered, or ``equal``: plain squares of the loads.
    repeat
        Whether a participant may meet a mentor again in another session: ``never``, ``avoid``, ``allow``. A session
        may have a policy of its own; two meetings count as the milder of their two policies says.
    baseline
        What is published now. Level `changed` counts the pairs of it whose two people still take part, that the
        rules still allow, and that the plan drops; of peers, the people who lose a partner of whom the same is true.
        Ids that nobody has any more are no error: those people have left.
    held
        What has been, in the sessions of this problem: never changed, counted for repeats and loads. It fills the
        participant's place. Ids of people outside the problem may stand here too.
    earlier
        Meetings of earlier cohorts, by ids: counted for repeats (for a session of this name by its policy, else by
        the problem's), and ``earlier_weight`` times each as load of the mentor in level `imbalance`.
    earlier_weight
        A whole number from 0 to 10.
    max_changes
        The most that level `changed` may come to, whether or not it is among the levels; None is no limit.
    start_every
        Where starts are found, those lie on a grid of 15, 30 or 60 minutes, by the clock of the session.
    pause
        The minutes between the end of a mentor's meeting and the start of his next one, at the least.
    most_a_day
        The most meetings with a start that a mentor holds on one day of his own clock (of the session's, where he
        gives no zone); None is no limit.
    exempt
        Which hard rule does not hold for which participant and mentor, in one session or all (``Exempt``).

    Raises
    ------
    InputError
        (a ``ValueError``) with one issue for everything that does not fit together.

    Examples
    --------
    >>> from pairing.model.people import Participant, Mentor
    >>> from pairing.model.session import Session
    >>> problem = Problem([Participant("Ada"), Participant("Bo")], [Mentor("Cem", capacity=2)], [Session("Review")])
    >>> problem.demand(0, 0)
    1
    """

    participants: tuple[Participant, ...]
    mentors: tuple[Mentor, ...]
    sessions: tuple[Session, ...]
    rules: tuple[Rule, ...] = ()
    levels: tuple[str, ...] = LEVELS
    seed: int = 0
    balance: Literal["in proportion", "equal"] = "in proportion"
    repeat: Literal["never", "avoid", "allow"] = "never"
    baseline: tuple[Known, ...] = field(default=(), repr=False)
    held: tuple[Known, ...] = field(default=(), repr=False)
    earlier: tuple[Known, ...] = field(default=(), repr=False)
    earlier_weight: int = 0
    max_changes: int | None = None
    start_every: int = 30
    pause: int = 0
    most_a_day: int | None = None
    exempt: tuple[Exempt, ...] = ()
    _index: Mapping[str, Mapping[str, tuple[int, ...]]] = field(init=False, repr=False, compare=False)
    _held: Mapping[tuple[str, int], tuple[Known, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            object.__setattr__(self, name, _all_of(kind, name, getattr(self, name)))
        for name in ("baseline", "held"):  # a meeting is there once, however often it is told
            object.__setattr__(self, name, tuple(dict.fromkeys(getattr(self, name))))
        object.__setattr__(
            self,
            "_index",
            {
                "participant": _index_people(self.participants),
                "mentor": _index_people(self.mentors),
                "session": _index_sessions(self.sessions),
            },
        )
        object.__setattr__(self, "_held", _index_held(self))
        issues = list(problem_faults(self))
        if issues:
            raise InputError(issues)

    def replace(self, **changes: object) -> Problem:
        """The same problem with other fields, checked anew: ``problem.replace(balance="equal")``."""
        known = {entry.name for entry in dataclasses.fields(self) if entry.init}
        for name in changes:
            if name not in known:
                raise input_error("unknown-field", f"a problem has no {name!r}.", did_you_mean(name, known), value=name)
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]  # the names were checked above

    def without(self, person: str) -> Problem:
        """The same problem without a person (id or name), in whatever role, and without the rules that name him.

        Exemptions of his go too, and those from a rule that nobody has any more.
        """
        gone = self.person_id(person)
        rules = tuple(rule for rule in self.rules if gone not in {self.person_id(who) for who in people_of(rule)})
        dropped = {one.name for one in self.rules if one.weight is None} - {one.name for one in rules if not one.weight}
        return self.replace(
            participants=tuple(one for one in self.participants if one.id != gone),
            mentors=tuple(one for one in self.mentors if one.id != gone),
            rules=rules,
            exempt=tuple(
                one
                for one in self.exempt
                if gone != self.participants[self.participant_idx(one.participant)].id
                and gone != self.mentors[self.mentor_idx(one.mentor)].id
                and one.rule not in dropped
            ),
        )

    def to_frame(self, table: str) -> pandas.DataFrame:
        """The ``participants``, ``mentors`` or ``sessions`` as a DataFrame; whom somebody avoids is in none of them.

        ``free_times`` is how many stretches somebody gave, ``<NA>`` where nobody asked; ids are as in
        ``Result.to_frame``. Raises ``InputError`` for any other table.
        """
        from pairing.model.frames import problem_frame

        return problem_frame(self, table)

    def __repr__(self) -> str:
        people = f"{len(self.participants)} participants, {len(self.mentors)} mentors"
        return f"Problem({people}, {len(self.sessions)} sessions, seed {self.seed})"

    def _repr_html_(self) -> str:
        from pairing.model.pages import problem_page

        return problem_page(self)

    def demand(self, participant: int, session: int) -> int:
        """How many mentors participant number ``participant`` still needs in session number ``session``.

        0: not in it, all meetings held, it is closed, or it is a session of peers.
        """
        meeting = self.sessions[session]
        person = self.participants[participant]
        if meeting.closed or meeting.is_peers or not meeting.has(person.sessions):
            return 0
        return max(0, meeting.mentors_each - self.num_held(participant, session))

    def peers(self, session: int) -> tuple[int, ...]:
        """The participants (positions) to be grouped in session number ``session``; empty where it has mentors.

        Who has practised in it already is not among them.
        """
        meeting = self.sessions[session]
        if meeting.closed or not meeting.is_peers:
            return ()
        return tuple(
            p
            for p, person in enumerate(self.participants)
            if meeting.has(person.sessions) and (person.id, session) not in self._held
        )

    def num_held(self, participant: int, session: int) -> int:
        """How many meetings of the participant in that session (positions) were held."""
        return len(self._held.get((self.participants[participant].id, session), ()))

    def have_met(self, participant: int, mentor: int, session: int) -> bool:
        """Whether the meeting of these two (positions) in that session was held."""
        held = self._held.get((self.participants[participant].id, session), ())
        return any(isinstance(one, Meeting) and one.mentor == self.mentors[mentor].id for one in held)

    def policy(self, session: str) -> str:
        """What a meeting in a session of that name counts as for repeats: ``never``, ``avoid`` or ``allow``."""
        found = self._lookup("session", session) if session else ()
        if not found:
            return self.repeat
        meeting = self.sessions[found[0]]
        return meeting.repeat or ("avoid" if meeting.is_peers else self.repeat)

    @property
    def num_places(self) -> int:
        """How many places are wanted over all sessions, those of peers included."""
        return sum(
            len(self.peers(s)) + sum(self.demand(p, s) for p in range(len(self.participants)))
            for s in range(len(self.sessions))
        )

    def participant_idx(self, who: str) -> int:
        """Position of a participant by id or name; ``InputError`` when none or several have it."""
        return self._find("participant", who)

    def mentor_idx(self, who: str) -> int:
        """Position of a mentor by id or name; ``InputError`` when none or several have it."""
        return self._find("mentor", who)

    def session_idx(self, name: str) -> int:
        """Position of a session by any of its names; ``InputError`` when there is none."""
        return self._find("session", name)

    def person_id(self, who: str) -> str:
        """Id of a person of either role, by id or name; ``InputError`` when none or several have it."""
        found = self.ids_of(who)
        if len(found) != 1:
            raise self._not_one("person", who, len(found))
        return found.pop()

    def ids_of(self, who: str) -> set[str]:
        """Ids of everybody, in either role, who has that id or name; empty when nobody has."""
        found = {self.participants[p].id for p in self._lookup("participant", who)}
        return found | {self.mentors[m].id for m in self._lookup("mentor", who)}

    def _lookup(self, kind: str, who: str) -> tuple[int, ...]:
        index = self._index[kind]
        key = text_key(who) if kind == "session" else name_key(who)
        return index.get("id " + who) or index.get("name " + key) or ()

    def _find(self, kind: str, who: str) -> int:
        found = self._lookup(kind, who)
        if len(found) != 1:
            raise self._not_one(kind, who, len(found))
        return found[0]

    def _not_one(self, kind: str, who: str, number: int) -> InputError:
        known: list[str]
        if kind == "session":
            known = [session.name for session in self.sessions]
        else:
            people: tuple[Person, ...] = (*self.participants, *self.mentors)
            known = sorted({person.name for person in people})
        if number:
            several = "people" if kind == "person" else f"{kind}s"
            return input_error(
                "ambiguous-name", f"{number} {several} are called {who!r}.", "Give the e-mail instead.", value=who
            )
        near = did_you_mean(who, known) if kind == "session" else did_you_mean_person(who, known)
        hint = near or f"Known are {', '.join(sorted(known)[:6])}{' …' if len(known) > 6 else ''}."
        return input_error("unknown-name", f"no {kind} is called {who!r}.", hint, value=who)


_KINDS: Mapping[str, type] = {
    "participants": Participant,
    "mentors": Mentor,
    "sessions": Session,
    "rules": object,
    "levels": str,
    "baseline": tuple,
    "held": tuple,
    "earlier": tuple,
    "exempt": Exempt,
}


def _all_of(kind: type, name: str, values: object) -> tuple[object, ...]:
    """The values as a tuple; ``InputError`` when they are no collection, or one of them is of another kind."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise input_error("wrong-kind", f"{name} is {values!r}.", "Give a list.")
    found = tuple(values)
    for value in found:
        is_wrong = not is_known(value) if kind is tuple else not isinstance(value, kind)
        if is_wrong or (kind is object and not hasattr(value, "shapes")):
            what = "a rule, such as SameTrack()" if kind is object else f"a {kind.__name__}"
            what = 'a Meeting("ada", "bo", "Review") or a Practice' if kind is tuple else what
            what = 'an Exempt("ada", "bo", "track")' if kind is Exempt else what
            raise input_error("wrong-kind", f"{name} holds {value!r}.", f"Give {what}.")
    return found


def _index_people(people: Iterable[Person]) -> dict[str, tuple[int, ...]]:
    index: dict[str, tuple[int, ...]] = {}
    for position, person in enumerate(people):
        for key in {"id " + person.id, "name " + name_key(person.name)}:
            index[key] = (*index.get(key, ()), position)
    return index


def _index_sessions(sessions: Iterable[Session]) -> dict[str, tuple[int, ...]]:
    index: dict[str, tuple[int, ...]] = {}
    for position, session in enumerate(sessions):
        for key in {"name " + text_key(name) for name in (session.name, *session.also_called)}:
            index[key] = (*index.get(key, ()), position)
    return index


def _index_held(problem: Problem) -> dict[tuple[str, int], tuple[Known, ...]]:
    """What was held, by participant's id and position of the session; of sessions that are known."""
    held: dict[tuple[str, int], tuple[Known, ...]] = {}
    for one in problem.held:
        for s in problem._lookup("session", one.session):
            for who in (one.participant,) if isinstance(one, Meeting) else one.members:
                held[who, s] = (*held.get((who, s), ()), one)
    return held
