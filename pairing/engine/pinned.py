"""Who is to be kept together and all that could stand against it: the facts of a contradiction, and nothing else.

Every pin has *choices*, the meetings of which one is enough. Limits only ever allow too few, never ask for more, so
the pins can hold at once exactly when one choice for each keeps every limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from pairing.engine.conflict import PRIVATE, Limit, Requirement
from pairing.engine.eligible import published_triples
from pairing.engine.timing import TimedMeeting, timing_of
from pairing.model.in_force import rules_in_force
from pairing.model.limits import Capacity, MetBefore, NoRepeat
from pairing.model.meetings import Meeting
from pairing.model.peer_rules import PractisedBefore
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.rules import Apart, FreeTogether, HelpsIn, NotSelf, RatherNot, Rule, SameTrack
from pairing.model.shapes import GroupBound, PairFilter, PeerFilter, PeerPin
from pairing.model.solution import Triple, person_order

# kinds of bounds
COUNT = "count"  # at most `most` of the triples
TIME = "time"  # no two meetings of `person` at one time
PAUSE = "pause"  # of mentor `person`, so many minutes between two
DAY = "day"  # of mentor `person`, at most `most` on one of his days
GROUP = "group"  # the two of the triple are not in one group of peers
SIZE = "size"  # no group of peers is larger than `most`
TRIO = "trio"  # at most `most` groups are larger than two

MOST_IN_GROUP = 3


class Pin(NamedTuple):
    """A requirement, and the meetings of which one is enough; of peers the one couple, as (lower, higher, session)."""

    requirement: Requirement
    choices: tuple[Triple, ...]


class Bound(NamedTuple):
    """A limit as an engine would see it: what it speaks of, and how much it allows."""

    limit: Limit
    kind: str
    triples: frozenset[Triple]
    most: int = 0
    person: int = -1


class Facts(NamedTuple):
    """Pins and bounds of what is one problem of its own; ``meetings``: those triples that need a start."""

    pins: tuple[Pin, ...]
    bounds: tuple[Bound, ...]
    meetings: Mapping[Triple, TimedMeeting]


class _Rules(NamedTuple):
    """What the rules in force come to, each with its rule where that has to be told."""

    filters: list[tuple[Rule, PairFilter]]
    limits: list[tuple[Rule, GroupBound]]
    peer_filters: list[tuple[Rule, PeerFilter]]
    pinned: list[tuple[int, int, int | None]]  # participant, mentor, session or None
    grouped: list[tuple[int, int, int]]  # participant, participant, session


def facts_of(problem: Problem) -> Iterator[Facts]:
    """The pins of the sessions with mentors, then those of each session of peers; where there are any."""
    rules = _rules(problem)
    if rules.pinned:
        yield _OfMentors(problem, rules).facts()
    for s in sorted({s for _, _, s in rules.grouped}):
        yield _of_peers(problem, rules, s)


def _rules(problem: Problem) -> _Rules:
    found = _Rules([], [], [], [], [])
    for rule in rules_in_force(problem):
        for shape in rule.shapes(problem):
            if isinstance(shape, PairFilter):
                found.filters.append((rule, shape))
            elif isinstance(shape, PeerFilter):
                found.peer_filters.append((rule, shape))
            elif isinstance(shape, PeerPin) and shape.weight is None:
                found.grouped.append((*shape.members, shape.session))
            elif isinstance(shape, GroupBound) and shape.weight is None:
                if any(most is not None for _, most in (shape.default, *shape.limits.values())):
                    found.limits.append((rule, shape))
                for key, (least, _) in shape.limits.items():
                    if least:
                        named = dict(zip(shape.per, key, strict=True))
                        found.pinned.append((named["participant"], named["mentor"], named.get("session")))
    return found


# --- sessions with mentors --------------------------------------------------------------------------------------


class _OfMentors:
    def __init__(self, problem: Problem, rules: _Rules):
        self._problem, self._rules = problem, rules
        self._pins = self._all_pins()
        self._triples = sorted({triple for pin in self._pins for triple in pin.choices})
        self._held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))

    def facts(self) -> Facts:
        """Those that are left out first, when a limit less would do, stand first."""
        timing = timing_of(self._problem)
        timed = [] if timing is None else timing.all_of(self._triples)
        meetings = {one.triple: one for one in timed if one.starts}
        bounds = [*self._of_time(meetings), *self._limits(), *self._demands(), *self._excluded()]
        return Facts(self._pins, tuple(bounds), meetings)

    def _all_pins(self) -> tuple[Pin, ...]:
        problem = self._problem
        everywhere = [s for s, session in enumerate(problem.sessions) if not session.is_peers]
        found = []
        for p, m, s in dict.fromkeys(self._rules.pinned):
            one, other = problem.participants[p], problem.mentors[m]
            session = None if s is None else problem.sessions[s].name
            requirement = Requirement("pair", (one.name, other.name), (one.id, other.id), session)
            choices = tuple((p, m, where) for where in (everywhere if s is None else [s]))
            rank = (person_order(one), person_order(other), "" if s is None else problem.sessions[s].id)
            found.append((rank, Pin(requirement, choices)))
        return tuple(pin for _, pin in sorted(found, key=lambda entry: entry[0]))

    # --- what excludes ------------------------------------------------------------------------------------------

    def _excluded(self) -> Iterator[Bound]:
        absent: dict[tuple[int | None, int], list[Triple]] = {}
        for triple in self._triples:
            p, _, s = triple
            session = self._problem.sessions[s]
            if session.closed or not session.has(self._problem.participants[p].sessions):
                absent.setdefault((None if session.closed else p, s), []).append(triple)
                continue
            against = self._against(triple)
            if against:
                rule, shape = against[0]
                also = tuple(_excludes(self._problem, *other, triple)[0] for other in against[1:])
                yield Bound(_excluded_limit(self._problem, rule, shape, triple, also), COUNT, frozenset([triple]))
        for (who, s), triples in absent.items():
            name = self._problem.sessions[s].name
            if who is None:
                limit = Limit("over", f"{name} is over", session=name)
            else:
                one = self._problem.participants[who]
                limit = Limit("absent", f"{one.name} does not take part in {name}", (one.name,), (one.id,), name)
            yield Bound(limit, COUNT, frozenset(triples))

    def _against(self, triple: Triple) -> list[tuple[Rule, PairFilter]]:
        p, m, s = triple
        return [
            (rule, shape)
            for rule, shape in self._rules.filters
            if s in shape.sessions and not shape.allows(shape.participant_keys[p], shape.mentor_keys[m])
        ]

    # --- what counts --------------------------------------------------------------------------------------------

    def _demands(self) -> Iterator[Bound]:
        problem = self._problem
        for (p, s), triples in _by(self._triples, lambda triple: (triple[0], triple[2])).items():
            session, person = problem.sessions[s], problem.participants[p]
            most = problem.demand(p, s)
            if session.closed or not session.has(person.sessions) or len(triples) <= most:
                continue
            held, each = problem.num_held(p, s), session.mentors_each
            words = f"{person.name} meets {_counted(each, 'mentor')} in {session.name}"
            words += f", and has met {held} already" if held else ""
            who = (person.name,), (person.id,)
            yield Bound(Limit("demand", words, *who, session.name, number=max(each, held)), COUNT, triples, most)

    def _limits(self) -> Iterator[Bound]:
        published = frozenset(
            triple
            for triple in published_triples(self._problem)
            if self._problem.demand(triple[0], triple[2]) and not self._against(triple)
        )
        for rule, bound in self._rules.limits:
            axes = [("participant", "mentor", "session").index(axis) for axis in bound.per]

            def key(triple: Triple, axes: Sequence[int] = tuple(axes)) -> tuple[int, ...]:
                return tuple(triple[axis] for axis in axes)

            def counts(triple: Triple, bound: GroupBound = bound) -> bool:
                return bound.sessions is None or triple[2] in bound.sessions

            for found, triples in _by(filter(counts, self._triples), key).items():
                most = bound.limits.get(found, bound.default)[1]
                if most is not None and bound.keeps_published:
                    most = max(most, sum(key(triple) == found and counts(triple) for triple in published))
                if most is not None and most < len(triples):
                    limit = self._count_limit(rule, dict(zip(bound.per, found, strict=True)), most)
                    yield Bound(limit, COUNT, triples, most)

    def _count_limit(self, rule: Rule, named: Mapping[str, int], most: int) -> Limit:
        """The limit in words; ``most``: what is left of it."""
        problem = self._problem
        if isinstance(rule, NoRepeat):
            one, other = problem.participants[named["participant"]], problem.mentors[named["mentor"]]
            words, cure = f"{one.name} meets {other.name} once", "let people meet again (repeat)"
            return Limit("no repeat", words, (one.name, other.name), (one.id, other.id), number=most, cure=cure)
        assert isinstance(rule, Capacity)
        mentor = problem.mentors[named["mentor"]]
        who = (mentor.name,), (mentor.id,)
        if "session" in named:
            session = problem.sessions[named["session"]]
            offered, held = session.most_per_mentor or 0, self._held_in(mentor, named["session"])
            words = f"{mentor.name} holds at most {offered} in {session.name}{_of_them(held, most + held - offered)}"
            cure = f"let a mentor hold one more in {session.name}"
            return Limit("most per mentor", words, *who, session.name, number=max(offered, most + held), cure=cure)
        offered, held = mentor.capacity or 0, self._held[mentor.id]
        words = f"{mentor.name} offers {_counted(offered, 'place')}{_of_them(held, most + held - offered)}"
        cure = f"ask {mentor.name} for one more place"
        return Limit("capacity", words, *who, number=max(offered, most + held), cure=cure)

    def _held_in(self, mentor: Person, s: int) -> int:
        session = self._problem.sessions[s]
        return sum(
            isinstance(one, Meeting) and one.mentor == mentor.id and session.is_called(one.session)
            for one in self._problem.held
        )

    # --- time ---------------------------------------------------------------------------------------------------

    def _of_time(self, meetings: Mapping[Triple, TimedMeeting]) -> Iterator[Bound]:
        problem = self._problem
        people: dict[int, Person] = {}
        of_person: dict[int, set[Triple]] = {}
        of_mentor: dict[int, set[Triple]] = {}
        for (p, m, _), one in sorted(meetings.items()):
            people[one.participant], people[one.mentor] = problem.participants[p], problem.mentors[m]
            of_mentor.setdefault(one.mentor, set()).add(one.triple)
            for number in {one.participant, one.mentor}:
                of_person.setdefault(number, set()).add(one.triple)
        for number, triples in of_mentor.items():
            who = (people[number].name,), (people[number].id,)
            most = problem.most_a_day
            if most is not None and len(triples) > most:
                words = f"{who[0][0]} holds at most {_counted(most, 'meeting')} a day"
                cure = f"let a mentor hold more than {most} a day"
                yield Bound(
                    Limit("most a day", words, *who, number=most, cure=cure), DAY, frozenset(triples), most, number
                )
        for number, triples in of_mentor.items():
            who = (people[number].name,), (people[number].id,)
            if problem.pause and len(triples) > 1:
                words = f"{who[0][0]} has a pause of {problem.pause} minutes between two meetings"
                limit = Limit("pause", words, *who, number=problem.pause, cure="make the pause shorter")
                yield Bound(limit, PAUSE, frozenset(triples), problem.pause, number)
        for number, triples in of_person.items():
            who = (people[number].name,), (people[number].id,)
            if len(triples) > 1:
                words = f"{who[0][0]} would have to be in two places at once"
                cure = f"ask {who[0][0]} for more free time"
                yield Bound(Limit("time", words, *who, cure=cure), TIME, frozenset(triples), 1, number)


def _by(triples: Iterable[Triple], key: object) -> dict[tuple[int, ...], frozenset[Triple]]:
    assert callable(key)
    found: dict[tuple[int, ...], set[Triple]] = {}
    for triple in triples:
        found.setdefault(key(triple), set()).add(triple)
    return {one: frozenset(several) for one, several in found.items()}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _of_them(held: int, more: int) -> str:
    """What was held of an offer, and what is published beyond it."""
    said = f", of which {held} {'was' if held == 1 else 'were'} held" if held else ""
    return f"{said} ({more} more {'is' if more == 1 else 'are'} published)" if more > 0 else said


def _excluded_limit(problem: Problem, rule: Rule, shape: PairFilter, triple: Triple, also: tuple[str, ...]) -> Limit:
    words, cure = _excludes(problem, rule, shape, triple)
    p, m, s = triple
    one, other = problem.participants[p], problem.mentors[m]
    name = PRIVATE if shape.private else shape.rule
    also = tuple(text for text in dict.fromkeys(also) if text != words)
    where = problem.sessions[s].name
    return Limit("excluded", words, (one.name, other.name), (one.id, other.id), where, name, 0, cure, also)


def _excludes(problem: Problem, rule: Rule, shape: PairFilter, triple: Triple) -> tuple[str, str]:
    """How a rule excludes a pair, and what would help; a private wish is not told."""
    one, other, where = problem.participants[triple[0]], problem.mentors[triple[1]], problem.sessions[triple[2]].name
    both = f"{one.name} and {other.name}"
    if shape.private or isinstance(rule, RatherNot):
        return f"{both} in {where}: {PRIVATE}", ""
    if isinstance(rule, HelpsIn):
        return f"{other.name} does not help in {where}", f"ask {other.name} to help in {where}"
    if isinstance(rule, NotSelf):
        return f"{one.name} cannot be their own mentor", ""
    if isinstance(rule, Apart):
        return f"{both} are kept apart", "let them meet"
    if isinstance(rule, MetBefore):
        return f"{both} have met before", "let people meet again (repeat)"
    if isinstance(rule, FreeTogether):
        return f"{both} have no common free time in {where}", "ask the two for a common free time"
    if isinstance(rule, SameTrack):
        return f"{both} have no track in common ({where})", f"leave the track aside in {where}"
    return f'{both} break the rule "{shape.rule}" in {where}', f'give the rule "{shape.rule}" a weight'


# --- sessions of peers ------------------------------------------------------------------------------------------


def _of_peers(problem: Problem, rules: _Rules, s: int) -> Facts:
    session, people = problem.sessions[s], problem.participants
    members = set(problem.peers(s))
    ranked = []
    for couple in dict.fromkeys(tuple(sorted(pin[:2])) for pin in rules.grouped if pin[2] == s):
        one, other = sorted((people[p] for p in couple), key=person_order)
        requirement = Requirement("peers", (one.name, other.name), (one.id, other.id), session.name)
        ranked.append(((person_order(one), person_order(other)), Pin(requirement, ((couple[0], couple[1], s),))))
    pins = tuple(pin for _, pin in sorted(ranked, key=lambda entry: entry[0]))
    triples = frozenset(triple for pin in pins for triple in pin.choices)
    pinned = sorted({p for a, b, _ in triples for p in (a, b)})
    bounds = [*_not_in_one_group(problem, rules, s, pinned)]
    words = f"at most one group of {session.name} has three"
    bounds.append(Bound(Limit("one trio", words, session=session.name, number=1), TRIO, triples, 1))
    words = f"two or three practise together in {session.name}"
    bounds.append(Bound(Limit("group size", words, session=session.name, number=3), SIZE, triples, MOST_IN_GROUP))
    for p in pinned:
        if p not in members:
            words = f"{people[p].name} does not take part in {session.name}"
            limit = Limit("absent", words, (people[p].name,), (people[p].id,), session.name)
            bounds.append(Bound(limit, COUNT, frozenset(triple for triple in triples if p in triple[:2])))
    for a, b, _ in sorted(triples):
        if a == b:
            words = f"{people[a].name} cannot practise alone"
            limit = Limit("excluded", words, (people[a].name,), (people[a].id,), session.name, "the same person", 0)
            bounds.append(Bound(limit, COUNT, frozenset([(a, b, s)])))
    return Facts(pins, tuple(bounds), {})


def _not_in_one_group(problem: Problem, rules: _Rules, s: int, pinned: Sequence[int]) -> Iterator[Bound]:
    people, where = problem.participants, problem.sessions[s].name
    for a, b in combinations(pinned, 2):
        against = [
            (rule, shape)
            for rule, shape in rules.peer_filters
            if shape.session == s and not shape.allows(shape.keys[a], shape.keys[b])
        ]
        if not against:
            continue
        one, other = sorted((people[a], people[b]), key=person_order)
        both = f"{one.name} and {other.name}"
        said = [_peers_excluded(rule, shape, both, where) for rule, shape in against]
        also = tuple(words for words in dict.fromkeys(words for words, _ in said[1:]) if words != said[0][0])
        name = PRIVATE if against[0][1].private else against[0][1].rule
        names, ids = (one.name, other.name), (one.id, other.id)
        limit = Limit("excluded", said[0][0], names, ids, where, name, 0, said[0][1], also)
        yield Bound(limit, GROUP, frozenset([(a, b, s)]))


def _peers_excluded(rule: Rule, shape: PeerFilter, both: str, where: str) -> tuple[str, str]:
    if shape.private:
        return f"{both} in {where}: {PRIVATE}", ""
    if isinstance(rule, PractisedBefore):
        return f"{both} have practised together before", "let people practise together again (repeat)"
    if isinstance(rule, Apart):
        return f"{both} are kept apart", "let them practise together"
    return f'{both} break the rule "{shape.rule}" in {where}', f'give the rule "{shape.rule}" a weight'
