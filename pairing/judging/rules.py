"""How the judge decides each rule: one case for each class, and nothing taken from the engines.

What the rules mean stands a second time here on purpose. The engines read a rule through its ``shapes``; the judge
reads its fields and decides for itself, by other means (free times, for one, from the last minute in which a meeting
could begin, not by cutting intervals). A slip in either then shows as a difference between the two, and a plan with
a difference is never shown. Whoever joins the two into one, or calls ``shapes`` from here, turns that off: do not.

A *pair rule* speaks of two people in a session (``PairVerdict``); a *count rule* of a whole plan. Both end in
``Objection``s, each with the number of times it counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

from pairing.errors import InternalError
from pairing.judging.exempting import exempt_from, exempt_rows, may_meet_again, most_meetings
from pairing.model.answers import BLANK, NO_PREFERENCE
from pairing.model.intervals import to_datetime, to_utc
from pairing.model.limits import Capacity, MetBefore, NoRepeat
from pairing.model.meetings import Known, Meeting
from pairing.model.names import text_key, value_key
from pairing.model.peer_rules import PractisedBefore, PreferSame
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.rules import (
    Apart,
    FreeTogether,
    HelpsIn,
    MatchColumns,
    NotSelf,
    RatherNot,
    Rule,
    SameTrack,
    Together,
)
from pairing.model.session import Session

PRIVATE = "not possible (private)"

Triple = tuple[int, int, int]  # indices of participant, mentor, session
Starts = list[tuple[int, int]]  # first and last minute, both included, at which a meeting could begin


class Objection(NamedTuple):
    """What a rule says against a plan, and how often it counts; names, as people write them."""

    amount: int
    message: str
    participant: str = ""
    mentor: str = ""
    session: str = ""


class PairVerdict(NamedTuple):
    """Whom one rule lets meet.

    ``accepted``: for each session it speaks of, one whole number for each participant, whose bit m says that mentor
    m is fine. A session that is missing: everybody is. ``words``: a sentence with {p}, {m} and {s} for the names.
    """

    rule: Rule
    accepted: Mapping[int, Sequence[int]]
    words: str
    is_private: bool = False

    def objects_to(self, participant: int, mentor: int, session: int) -> bool:
        """Whether the rule speaks against this pair."""
        rows = self.accepted.get(session)
        return rows is not None and not rows[participant] >> mentor & 1


class Plan(NamedTuple):
    """The pairs to be judged (different triples, sorted), and those of the baseline that the pair rules still allow."""

    pairs: Sequence[Triple]
    published: frozenset[Triple]


def pair_verdict(problem: Problem, rule: Rule) -> PairVerdict | None:
    """What a rule says of every pair; None where it is a count rule.

    Raises
    ------
    InternalError
        When the judge has no case for a rule of that class: then it cannot vouch for any plan.
    """
    case = _PAIR_CASES.get(type(rule))
    if case is not None:
        verdict = case(problem, rule)
        is_hard = rule.weight is None
        return (
            _with_exemptions(problem, verdict) if problem.exempt and is_hard and type(rule) in _EXEMPTIBLE else verdict
        )
    if type(rule) not in _COUNT_CASES:
        raise InternalError(f"the judge has no case for rule {rule.name!r} of class {type(rule).__name__}")
    return None


def _with_exemptions(problem: Problem, verdict: PairVerdict) -> PairVerdict:
    """The verdict on everybody but those for whom the rule does not hold; these it accepts."""
    name = verdict.rule.name
    accepted = {s: exempt_rows(problem, name, s, rows) for s, rows in verdict.accepted.items()}
    return verdict._replace(accepted=accepted)


def objections(problem: Problem, rule: Rule, verdict: PairVerdict | None, plan: Plan) -> list[Objection]:
    """Everything a rule has against a plan, in the order of its pairs."""
    if verdict is None:
        return list(_COUNT_CASES[type(rule)](problem, rule, plan))
    found = []
    for p, m, s in plan.pairs:
        if verdict.objects_to(p, m, s):
            names = _names(problem, p, m, s)
            found.append(Objection(1, verdict.words.format(p=names[0], m=names[1], s=names[2]), *names))
    return found


# --- pair rules -------------------------------------------------------------------------------------------------


def _helps_in(problem: Problem, rule: HelpsIn) -> PairVerdict:
    accepted = {}
    for s, session in enumerate(problem.sessions):
        helpers = sum(1 << m for m, mentor in enumerate(problem.mentors) if session.has(mentor.sessions))
        accepted[s] = [helpers] * len(problem.participants)
    return PairVerdict(rule, accepted, "{m} does not help in {s}.")


def _not_self(problem: Problem, rule: NotSelf) -> PairVerdict:
    couples = {(person.id, person.id) for person in problem.participants}
    return PairVerdict(rule, _everywhere(problem, _all_but(problem, couples)), "{p} cannot be their own mentor.")


def _apart(problem: Problem, rule: Apart) -> PairVerdict:
    one, other = problem.person_id(rule.a), problem.person_id(rule.b)
    couples = {(one, other), (other, one)} if one != other else set()
    rows = _everywhere(problem, _all_but(problem, couples))
    if rule.private:
        return PairVerdict(rule, rows, "{p} and {m} in {s}: " + PRIVATE + ".", is_private=True)
    return PairVerdict(rule, rows, "{p} and {m} are to be kept apart.")


def _rather_not(problem: Problem, rule: RatherNot) -> PairVerdict:
    couples: set[tuple[str, str]] = set()
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    for person in people:
        for who in person.apart:
            for other in problem.ids_of(who):
                couples |= {(person.id, other), (other, person.id)}
    rows = _everywhere(problem, _all_but(problem, couples))
    return PairVerdict(rule, rows, "{p} and {m} in {s}: " + PRIVATE + ".", is_private=True)


def _same_track(problem: Problem, rule: SameTrack) -> PairVerdict:
    def tracks(person: Person) -> tuple[str, ...]:
        return _without_preference({value_key(track) for track in person.tracks})

    def agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        return one == () or other == () or any(track in other for track in one)

    rows = _rows([tracks(one) for one in problem.participants], [tracks(one) for one in problem.mentors], agree)
    return PairVerdict(rule, dict.fromkeys(_sessions(problem, rule), rows), "{p} and {m} have no track in common.")


def _met_before(problem: Problem, rule: MetBefore) -> PairVerdict:
    """Not again in the session where it was held; nor anywhere, if both meetings are of policy `never`."""
    past = [*_meetings(problem.held), *_meetings(problem.earlier)]
    accepted = {}
    for s, session in enumerate(problem.sessions):
        couples = {(one.participant, one.mentor) for one in _meetings(problem.held) if session.is_called(one.session)}
        if problem.policy(session.name) == "never":
            met = {(one.participant, one.mentor) for one in past if problem.policy(one.session) == "never"}
            couples |= {ids for ids in met if not (problem.exempt and may_meet_again(problem, rule.name, ids, s))}
        accepted[s] = _all_but(problem, couples)
    return PairVerdict(rule, accepted, "{p} and {m} have met before.")


def _free_together(problem: Problem, rule: FreeTogether) -> PairVerdict:
    """Two people share `minutes` exactly when a start is possible for both: the earlier of their two last ones.

    So it is enough to look at the last possible start of every stretch: whom a participant can meet are the mentors
    who could begin, as he could, at one of them. (The engines ask about the first.) On a grid, it is the last start
    on it, by the clock on the wall.
    """
    accepted = {}
    for s in _sessions(problem, rule):
        session = problem.sessions[s]
        of_participants = [possible_starts(one, session, rule.minutes) for one in problem.participants]
        of_mentors = [possible_starts(one, session, rule.minutes) for one in problem.mentors]
        if rule.every is not None:
            every, zone = rule.every, session.zone
            of_participants, of_mentors = (
                [shown_on_grid(starts, every, zone) for starts in people] for people in (of_participants, of_mentors)
            )
        moments = sorted({last for starts in (*of_participants, *of_mentors) for _, last in starts})
        mentors_at = [0] * len(moments)
        for m, starts in enumerate(of_mentors):
            for moment in _within(starts, moments):
                mentors_at[moment] |= 1 << m
        accepted[s] = [
            reduce(or_, (mentors_at[moment] for moment in _within(starts, moments)), 0) for starts in of_participants
        ]
    return PairVerdict(rule, accepted, f"{{p}} and {{m}} have no {rule.minutes} minutes free in common for {{s}}.")


def _match_columns(problem: Problem, rule: MatchColumns) -> PairVerdict:
    who = None if rule.person is None else problem.person_id(rule.person)

    def key(person: Person, header: str) -> tuple[bool, tuple[str, ...]]:
        return who in (None, person.id), _values(_cell(person, header), is_one=rule.match == "same")

    def agree(one: tuple[bool, tuple[str, ...]], other: tuple[bool, tuple[str, ...]]) -> bool:
        if not (one[0] or other[0]) or not one[1] or not other[1]:
            return True
        wanted, offered = one[1], other[1]
        if rule.match == "same":
            return wanted == offered
        if rule.match == "accepts":
            return all(value in wanted for value in offered)
        return any(value in wanted for value in offered) == (rule.match == "share")

    rows = _rows(
        [key(person, rule.columns[0]) for person in problem.participants],
        [key(person, rule.columns[1]) for person in problem.mentors],
        agree,
    )
    name = rule.name.replace("{", "{{").replace("}", "}}")
    return PairVerdict(rule, dict.fromkeys(_sessions(problem, rule), rows), f'{{p}} and {{m}} break the rule "{name}".')


# --- count rules ------------------------------------------------------------------------------------------------


def _together(problem: Problem, rule: Together, plan: Plan) -> Iterator[Objection]:
    s = None if rule.session is None else problem.session_idx(rule.session)
    if s is not None and (problem.sessions[s].closed or problem.sessions[s].is_peers):
        return  # nothing more happens in it, or it is a matter of `peers.py`
    p, m = problem.participant_idx(rule.participant), problem.mentor_idx(rule.mentor)
    ids = problem.participants[p].id, problem.mentors[m].id
    where = problem.sessions if s is None else (problem.sessions[s],)
    for one in _meetings(problem.held):
        if (one.participant, one.mentor) == ids and any(session.is_called(one.session) for session in where):
            return
    if all(session.closed or session.is_peers for session in problem.sessions):
        return
    if not any(one[:2] == (p, m) and s in (None, one[2]) for one in plan.pairs):
        session_name = "" if s is None else problem.sessions[s].name
        names = problem.participants[p].name, problem.mentors[m].name, session_name
        in_session = session_name and f" in {session_name}"
        yield Objection(1, f"{names[0]} and {names[1]} are not together{in_session}.", *names)


def _no_repeat(problem: Problem, rule: NoRepeat, plan: Plan) -> Iterator[Objection]:
    """More than one meeting in the rule's sessions; where repeats have a price, with those of the past."""
    sessions = range(len(problem.sessions)) if rule.sessions is None else map(problem.session_idx, rule.sessions)
    in_rule = set(sessions)
    before: Counter[tuple[str, str]] = Counter()
    if rule.weight is not None:
        past = [*_meetings(problem.held), *_meetings(problem.earlier)]
        before.update((one.participant, one.mentor) for one in past if problem.policy(one.session) != "allow")
    for (p, m), meetings in Counter(one[:2] for one in plan.pairs if one[2] in in_rule).items():
        met = before[problem.participants[p].id, problem.mentors[m].id]
        too_many = meetings if met else meetings - 1
        ids = problem.participants[p].id, problem.mentors[m].id
        if rule.weight is None and exempt_from(problem, rule.name, ids):
            most, counted = most_meetings(problem, rule.name, p, m)
            too_many = sum(one[:2] == (p, m) and one[2] in in_rule.intersection(counted) for one in plan.pairs) - most
        if too_many > 0:
            names = problem.participants[p].name, problem.mentors[m].name
            yield Objection(too_many, f"{names[0]} meets {names[1]} {met + meetings} times.", *names)


def _capacity(problem: Problem, rule: Capacity, plan: Plan) -> Iterator[Objection]:
    """Held meetings count. Beyond the offer a mentor may only have as many as he has in the baseline."""
    held = Counter(one.mentor for one in _meetings(problem.held))
    in_all = Counter(m for _, m, _ in plan.pairs)
    for m, mentor in enumerate(problem.mentors):
        load = held[mentor.id] + in_all[m]
        if mentor.capacity is None or load <= mentor.capacity or not in_all[m]:
            continue
        if not mentor.is_firm and in_all[m] <= sum(one[1] == m for one in plan.published):
            continue
        words = f"{mentor.name} holds {load} pairs and offered {mentor.capacity}."
        yield Objection(min(in_all[m], load - mentor.capacity), words, mentor=mentor.name)
    for (s, m), new in sorted(Counter((s, m) for _, m, s in plan.pairs).items()):
        session, mentor = problem.sessions[s], problem.mentors[m]
        most = session.most_per_mentor
        load = new + sum(one.mentor == mentor.id and session.is_called(one.session) for one in _meetings(problem.held))
        if most is not None and load > most and new > sum(one[1:] == (m, s) for one in plan.published):
            words = f"{mentor.name} holds {load} pairs in {session.name}, where {most} is the most."
            yield Objection(min(new, load - most), words, mentor=mentor.name, session=session.name)


def _of_peers(problem: Problem, rule: Rule, plan: Plan) -> Iterator[Objection]:
    """A rule about peers has nothing to say of mentors; `peers.py` reads it."""
    yield from ()


def _meetings(known: Sequence[Known]) -> list[Meeting]:
    return [one for one in known if isinstance(one, Meeting)]


# --- what the cases read ----------------------------------------------------------------------------------------


def possible_starts(person: Person, session: Session, minutes: int) -> Starts:
    """When a meeting of that length could begin for this person, within the session's days."""
    starts = []
    for opens, closes in session.window:
        for begin, end in to_utc(person.free or (), session.first_day, session.last_day):
            first, last = max(begin, opens), min(end, closes) - minutes
            if first <= last:
                starts.append((first, last))
    return starts


def shown_on_grid(starts: Sequence[tuple[int, int]], every: int, zone: str) -> Starts:
    """The same, cut down to what the clock shows as a multiple of ``every`` minutes; each of them by itself."""
    return [(at, at) for first, last in starts for at in _clock_shows(first, last, every, zone)]


@lru_cache(maxsize=65536)  # many people are free from one hour to another
def _clock_shows(first: int, last: int, every: int, zone: str) -> tuple[int, ...]:
    found = []
    at = first
    while at <= last:
        clock = to_datetime(at, zone)
        past = clock.minute % every  # what divides an hour
        if past == 0:
            found.append(at)
            at += 15  # a clock that changes meanwhile does it by quarters of an hour
        else:
            at += 15 - past % 15
    return tuple(found)


def _within(starts: Starts, moments: list[int]) -> Iterator[int]:
    """Which of the moments (by position) a meeting could begin at."""
    for first, last in starts:
        yield from range(bisect_left(moments, first), bisect_right(moments, last))


def cell_key(person: Person, header: str) -> tuple[str, ...]:
    """What a person's cell says as one value; empty where it says nothing or that anything will do."""
    return _values(_cell(person, header), is_one=True)


def _cell(person: Person, header: str) -> str:
    if header in person.answers:
        return person.answers[header]
    for other, cell in person.answers.items():
        if text_key(other) == text_key(header):
            return cell
    return ""


def _values(cell: str, *, is_one: bool) -> tuple[str, ...]:
    """What a cell says, sorted; empty where it says nothing or that anything will do."""
    texts = [cell] if is_one else cell.replace(";", ",").replace("\n", ",").split(",")
    return _without_preference({value_key(text) for text in texts})


def _without_preference(values: set[str]) -> tuple[str, ...]:
    if any(value in NO_PREFERENCE for value in values):
        return ()
    return tuple(sorted(value for value in values if value not in BLANK))


def _rows(
    participants: Sequence[Hashable], mentors: Sequence[Hashable], agree: Callable[[Any, Any], bool]
) -> list[int]:
    """For each participant the mentors who agree with him, as bits; equal keys are asked about once."""
    bits_of: dict[Hashable, int] = {}
    for m, key in enumerate(mentors):
        bits_of[key] = bits_of.get(key, 0) | 1 << m
    row_of: dict[Hashable, int] = {}
    for key in participants:
        if key not in row_of:
            row_of[key] = sum(bits for other, bits in bits_of.items() if agree(key, other))
    return [row_of[key] for key in participants]


def _all_but(problem: Problem, couples: set[tuple[str, str]]) -> list[int]:
    """Everybody may meet everybody but those couples of ids (participant, mentor)."""
    participants = {person.id: p for p, person in enumerate(problem.participants)}
    mentors = {person.id: m for m, person in enumerate(problem.mentors)}
    rows = [(1 << len(mentors)) - 1] * len(participants)
    for one, other in couples:
        if one in participants and other in mentors:
            rows[participants[one]] &= ~(1 << mentors[other])
    return rows


def _everywhere(problem: Problem, rows: list[int]) -> dict[int, list[int]]:
    return dict.fromkeys(range(len(problem.sessions)), rows)


def _sessions(problem: Problem, rule: SameTrack | FreeTogether | MatchColumns) -> list[int]:
    if rule.sessions is None:
        return list(range(len(problem.sessions)))
    return sorted({problem.session_idx(name) for name in rule.sessions})


def _names(problem: Problem, p: int, m: int, s: int) -> tuple[str, str, str]:
    return problem.participants[p].name, problem.mentors[m].name, problem.sessions[s].name


_PAIR_CASES: Mapping[type, Callable[[Problem, Any], PairVerdict]] = {
    HelpsIn: _helps_in,
    NotSelf: _not_self,
    Apart: _apart,
    RatherNot: _rather_not,
    MetBefore: _met_before,
    SameTrack: _same_track,
    FreeTogether: _free_together,
    MatchColumns: _match_columns,
}
_EXEMPTIBLE = (HelpsIn, SameTrack, FreeTogether, MatchColumns)  # beside MetBefore, which reads exemptions itself
_COUNT_CASES: Mapping[type, Callable[[Problem, Any, Plan], Iterator[Objection]]] = {
    Together: _together,
    NoRepeat: _no_repeat,
    Capacity: _capacity,
    PreferSame: _of_peers,
    PractisedBefore: _of_peers,
}
