"""What there is to say about one person: why left out, why with this mentor, and who could step in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import input_error
from pairing.model.meetings import Meeting
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Group, Load, Result
from pairing.reasons.consequences import in_a_row
from pairing.reasons.exclusion import PRIVATE
from pairing.reasons.options import CHOSEN, EQUAL, EXCLUDED, PRICED, Option, Options
from pairing.reasons.reason_tables import explanation_page, option_frame
from pairing.reasons.unpaired import NOTHING_HELPS, Reason, reasons_of

if TYPE_CHECKING:
    import pandas

MOST_ALTERNATES = 5  # of those who could step in for a mentor, so many are told in text


class PlaceExplained(NamedTuple):
    """A participant in a session: the ``mentors`` or the ``group`` he has, and every other mentor at his price.

    ``why``: why this mentor, in one sentence; "" where nothing is known about the others. ``reason``: why places are
    left, of which ``missing`` says how many; None, too, where it was only asked about one mentor. ``note``: what there
    is to say instead, of a session that is over, or not his.
    """

    participant: Participant
    session: Session
    options: tuple[Option, ...] = ()
    reason: Reason | None = None
    group: Group | None = None
    note: str = ""
    mentors: tuple[Mentor, ...] = ()
    missing: int = 0
    why: str = ""

    @property
    def is_left(self) -> bool:
        """Whether he misses anybody there."""
        return self.missing > 0 or self.reason is not None

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``; ids as short codes keyed by ``key``."""
        remedies = () if self.reason is None else self.reason.remedies
        return {
            "session": self.session.name,
            "participant": self.participant.name,
            "participant_id": short_code(self.participant.id, key=key),
            "mentors": [{"name": one.name, "id": short_code(one.id, key=key)} for one in self.mentors],
            "partners": [
                {"name": one.name, "id": short_code(one.id, key=key)}
                for one in (() if self.group is None else self.group.members)
                if one.id != self.participant.id
            ],
            "why": self.why,
            "note": self.note,
            "reason": None if self.reason is None else self.reason.to_dict(key),
            "text": "" if self.reason is None else self.reason.text,
            "remedies": [one.to_dict(key) for one in remedies],
            "options": [one.to_dict(key) for one in self.options if one.rule != PRIVATE],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say about a person: ``places`` of his own, and as a mentor the places of ``alternates``.

    ``places``: one for each session asked about. ``alternates``: one for each pair he holds as a mentor; the options
    are who could step in for him, the cheapest first. ``load``: what he holds and offered; None: he is no mentor.
    """

    person: Person
    problem: Problem
    places: tuple[PlaceExplained, ...] = ()
    alternates: tuple[PlaceExplained, ...] = ()
    load: Load | None = None

    @property
    def text(self) -> str:
        """Some lines of Markdown."""
        return "\n".join(self._lines()) + "\n"

    def to_dict(self) -> dict[str, object]:
        """Plain data for ``--json``; people also by short codes, never by addresses."""
        key = str(self.problem.seed)
        return {
            "schema_version": 1,
            "name": self.person.name,
            "id": short_code(self.person.id, key=key),
            "places": [one.to_dict(key) for one in self.places],
            "alternates": [one.to_dict(key) for one in self.alternates],
            "load": None if self.load is None else self.load.load,
            "capacity": None if self.load is None else self.load.capacity,
        }

    def to_frame(self) -> pandas.DataFrame:
        """Every option as a row: session, participant, mentor, kind, text, changed_pairs, and a column a level.

        A level's column says by how much it would be worse, ``<NA>`` where that was not worked out.
        """
        return option_frame(self)

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return explanation_page(self)

    def _lines(self) -> Iterator[str]:
        yield f"# {self.person.name}"
        for place in self.places:
            yield from _place_lines(place)
        if self.load is not None:
            offered = "without a limit" if self.load.capacity is None else f"of {self.load.capacity} offered"
            yield f"\n## As a mentor: {self.load.load} {offered}"
            for place in self.alternates:
                yield from _alternate_lines(place)


def explain(result: Result, name: str, *, session: str | None = None, mentor: str | None = None) -> Explanation:
    """Why a person is left out, and what would help; or why with this mentor, and what another one would cost.

    Parameters
    ----------
    result
        A plan as ``solve`` gives it.
    name
        A participant or a mentor, by name or id. Of a mentor it is told who could step in for each of his pairs.
    session
        Only this one; None: all.
    mentor
        Only what stands against this mentor, by name or id; None: all mentors of the session.

    Returns
    -------
    Explanation
        ``str()`` is a text; the prices are exact where the plan was proved (``Option.kind``).

    Raises
    ------
    InputError
        When nobody, or several people, have the name, or there is no such session; the near ones are named.
    NoPlanError
        When the result holds no plan.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Dee", capacity=1)], [pairing.Session("Review")])
    >>> told = pairing.explain(pairing.solve(problem), "Bo")
    >>> told.places[0].reason.remedies[-1].text
    '1 more place of Dee (2 instead of 1)'
    """
    problem = result.problem
    result.pairs  # noqa: B018 - raises NoPlanError
    who = problem.person_id(name)
    sessions = problem.sessions if session is None else (problem.sessions[problem.session_idx(session)],)
    other = None if mentor is None else problem.mentors[problem.mentor_idx(mentor)]
    participant = next((one for one in problem.participants if one.id == who), None)
    as_mentor = next((one for one in problem.mentors if one.id == who), None)
    if other is not None and participant is None:
        raise input_error(
            "not-a-participant",
            f"{name!r} is a mentor, and whether {mentor!r} could be his mentor is no question.",
            "Name a participant, or leave out the mentor.",
            value=name,
        )
    finder = _Explainer(result, other)
    places = () if participant is None else tuple(finder.place(participant, one) for one in sessions)
    alternates = () if as_mentor is None or other is not None else tuple(finder.alternates(as_mentor, sessions))
    load = None if as_mentor is None else next(one for one in result.loads if one.mentor.id == who)
    person = participant or as_mentor
    assert person is not None
    return Explanation(person, problem, places, alternates, load)


class _Explainer:
    """What several places need is worked out once."""

    def __init__(self, result: Result, mentor: Mentor | None):
        self._result, self._mentor = result, mentor
        self._options = Options(result)
        self._reasons: dict[str, dict[str, Reason]] = {}

    def place(self, participant: Participant, session: Session) -> PlaceExplained:
        problem = self._result.problem
        if session.closed:
            return PlaceExplained(participant, session, note=_past(problem, participant, session) or "is over")
        if not session.has(participant.sessions):
            return PlaceExplained(participant, session, note="does not take part")
        if session.is_peers:
            groups = (one for one in self._result.groups if one.session.id == session.id)
            group = next((one for one in groups if any(who.id == participant.id for who in one.members)), None)
            return PlaceExplained(participant, session, group=group, reason=self._reason(participant, session))
        p, s = problem.participant_idx(participant.id), problem.session_idx(session.name)
        if not problem.demand(p, s):
            return PlaceExplained(participant, session, note=_past(problem, participant, session))
        mine = [one for one in self._result.pairs if one.participant.id == participant.id]
        mentors = tuple(one.mentor for one in mine if one.session.id == session.id)
        missing = problem.demand(p, s) - len(mentors)
        if self._mentor is None:
            options, reason = self._options.of(participant, session), self._reason(participant, session)
            return PlaceExplained(
                participant, session, options, reason, mentors=mentors, missing=missing, why=_why(options)
            )
        is_his = self._mentor in mentors  # why he is chosen hangs on all the others
        options = self._options.of(participant, session, mentor=None if is_his else self._mentor)
        why = _why(options) if is_his else ""
        options = tuple(one for one in options if one.mentor.id == self._mentor.id)
        return PlaceExplained(participant, session, options, mentors=mentors, missing=missing, why=why)

    def alternates(self, mentor: Mentor, sessions: Sequence[Session]) -> Iterator[PlaceExplained]:
        """For each pair of a mentor, who could step in."""
        wanted = {one.id for one in sessions}
        for pair in self._result.pairs:
            if pair.mentor.id == mentor.id and pair.session.id in wanted:
                options = self._options.of(pair.participant, pair.session)
                others = tuple(one for one in options if one.kind not in (CHOSEN, EXCLUDED))
                yield PlaceExplained(pair.participant, pair.session, others)

    def _reason(self, participant: Participant, session: Session) -> Reason | None:
        """Why he is left out there; None where he is not."""
        if participant.id not in self._reasons:
            left_out = any(one.participant.id == participant.id for one in self._result.unpaired)
            found = reasons_of(self._result, participant=participant) if left_out else ()
            self._reasons[participant.id] = {one.session.id: one for one in found}
        return self._reasons[participant.id].get(session.id)


def _why(options: Sequence[Option]) -> str:
    """Why a place has the mentor it has, of all who help in the session; "" where it has none, or no price is known."""
    equal = [one for one in options if one.kind == EQUAL]
    priced = [one for one in options if one.kind == PRICED]
    possible = [one for one in options if one.is_possible and one.kind != CHOSEN]
    if not any(one.kind == CHOSEN for one in options):
        return ""
    if not possible:
        return "no other mentor is possible"
    if len(equal) == len(possible):
        return f"{_others(len(equal))} would be as good: the draw decided"
    if priced and len(priced) == len(possible):
        return f"every other one is worse; the nearest is {priced[0].text}"
    if equal:
        rest = f"{_others(len(possible) - len(equal))} would not"
        return f"{_others(len(equal))} would be as good, and the draw decided; {rest}"
    return ""


def _past(problem: Problem, participant: Participant, session: Session) -> str:
    """Whom a participant has met in a session already."""
    names = {one.id: one.name for one in problem.mentors}
    met = [
        names.get(one.mentor, "somebody who is on no sheet now")
        for one in problem.held
        if isinstance(one, Meeting) and one.participant == participant.id and session.is_called(one.session)
    ]
    return f"has met {in_a_row(met)}" if met else ""


# --- in words ---------------------------------------------------------------------------------------------------


def _place_lines(place: PlaceExplained) -> Iterator[str]:
    where = place.session.name
    if place.note:
        yield f"\n## {where}: {place.note}"
        return
    if place.group is not None:
        partners = [one.name for one in place.group.members if one.id != place.participant.id]
        yield f"\n## {where}: with {in_a_row(partners)}"
        return
    names = [one.name for one in place.mentors]
    left = "" if not place.is_left else "one more is wanted" if names else "left out"
    yield f"\n## {where}: {'; '.join([*([in_a_row(names)] if names else []), *([left] if left else [])])}"
    facts = [*(() if place.reason is None else place.reason.lines), *([place.why] if place.why else [])]
    if facts:
        yield ""
        yield from (f"- {line}" for line in facts)
    if place.reason is not None:
        yield from _remedy_lines(place.reason)
    yield from _option_lines([one for one in place.options if one.kind != CHOSEN])


def _remedy_lines(reason: Reason) -> Iterator[str]:
    if reason.kind == "alone":
        return
    if not reason.remedies:
        yield f"- {NOTHING_HELPS if reason.was_tried else 'what would help was not worked out'}"
        return
    yield f"\nWhat would help, the cheapest first{'' if reason.all_tried else ' of what was tried'}:\n"
    yield from (f"{number}. {one.text}" for number, one in enumerate(reason.remedies, start=1))


def _option_lines(options: Sequence[Option]) -> Iterator[str]:
    told = [one for one in options if one.rule != PRIVATE]
    if told:
        yield "\nInstead:\n"
        yield from (f"- {one.text}" for one in told)
    if len(options) > len(told):
        yield f"- {len(options) - len(told)} more: {PRIVATE}"


def _alternate_lines(place: PlaceExplained) -> Iterator[str]:
    yield f"\n{place.participant.name}, {place.session.name}; who could step in:\n"
    if not place.options:
        yield "- nobody"
    yield from (f"- {one.text}" for one in place.options[:MOST_ALTERNATES])
    if len(place.options) > MOST_ALTERNATES:
        yield f"- and {len(place.options) - MOST_ALTERNATES} more"


def _others(number: int) -> str:
    return "1 other" if number == 1 else f"{number} others"
