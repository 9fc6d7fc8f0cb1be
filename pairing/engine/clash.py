"""What stands against one meeting more where no minimal cut says it: meetings and limits that cannot all hold together.

Asked is, of some wanted meetings and some limits: is there a plan? The nearest meetings around the unpaired place that
have none, with every limit, are the first set; then ever smaller parts of it are left out, as long as what remains has
no plan either. In the end nothing can be left out (Junker's QuickXplain has the same halving; here the set that is left
is an answer at every moment, so the work can be limited).
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pairing.engine.candidates import Candidates
from pairing.engine.choose import Choice
from pairing.engine.formulation import Formulation, Group, IntegerLevel, Place
from pairing.engine.interface import AnyFormulation, Deadline
from pairing.engine.shortage import NO_REPEAT, Want, bounding, least_of
from pairing.engine.timing import TimedMeeting, Timing
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.shapes import GroupKey
from pairing.model.solution import LevelValue, Triple

MOST_QUESTIONS = 400  # of one clash
MOST_PAIRS = 60_000  # that are turned into plain Python together
MOST_NEAR = 120  # places of which a clash is sought in a problem of more
MOST_SECONDS = 20.0  # of one question: a guard, which nothing of a cohort's size comes near
KINDS = ("changes", "together", "time", "no repeat", "limit")  # in this order they are left out, if they can be


class Limit(NamedTuple):
    """Something that a plan must keep.

    ``kind``: ``limit`` (at most ``number`` of the pairs of a set), ``no repeat`` of one participant, ``together`` (at
    least one of a set), ``time`` (of one person, by id: his meetings one after another), or ``changes`` (at most so
    many of what is published is dropped). ``keys``: the sets it speaks of.
    """

    kind: str
    keys: tuple[GroupKey, ...] = ()
    number: int = 0
    person: str = ""


class Found(NamedTuple):
    """Meetings and limits that cannot all hold together; ``is_minimal``: without any one of them the others can.

    ``mentors``: everybody who may meet one of the members.
    """

    wants: tuple[Want, ...]
    limits: tuple[Limit, ...]
    mentors: tuple[int, ...]
    is_minimal: bool


class Clashes:
    """The clashes around the unpaired places of one plan."""

    def __init__(self, problem: Problem, formulation: Formulation, timing: Timing | None, chosen: Iterable[Triple]):
        self._problem, self._formulation, self._timing = problem, formulation, timing
        self._picked = set(formulation.indices(chosen))
        self._place_at = {(one.participant, one.session): number for number, one in enumerate(formulation.places)}
        self._place_of = {i: number for number, place in enumerate(formulation.places) for i in place.pairs}
        self._limits = list(_limits(problem, formulation, timing))
        self._pairs_of = {group.key: frozenset(group.pairs) for group in formulation.groups}

    def around(self, participant: int, session: int) -> Found | None:
        """Why a place cannot have one meeting more, all others kept; None where it can, or nobody could say."""
        start = self._place_at[participant, session]
        if not self._formulation.places[start].pairs:
            return None
        asked = _Asked(self._problem, self._formulation, self._timing)
        for places in self._rings(start):
            units = self._units(start, places)
            limits = self._concerning(places)
            mine = [unit for unit in units if unit == start]
            parts: list[int | Limit] = [*(unit for unit in reversed(units) if unit != start), *limits]
            if asked.is_impossible(mine, parts):
                return self._found(mine, _fewest(asked, mine, parts), asked)
        return None

    def _rings(self, start: int) -> Iterator[list[int]]:
        """Places ever farther from the unpaired one: of those who hold its mentors, then the same people's others."""
        formulation, places = self._formulation, [start]
        holders: dict[int, list[int]] = {}
        for index in sorted(self._picked):
            holders.setdefault(formulation.pairs[index][1], []).append(self._place_of[index])
        of_participant: dict[int, list[int]] = {}
        for number, place in enumerate(formulation.places):
            of_participant.setdefault(place.participant, []).append(number)
        size = 0
        while len(places) > size:
            size = len(places)
            mentors = sorted({formulation.pairs[i][1] for number in places for i in formulation.places[number].pairs})
            places = list(dict.fromkeys([*places, *(one for m in mentors for one in holders.get(m, ()))]))
            yield places
            people = [formulation.places[number].participant for number in places]
            people += [p for p in of_participant if self._problem.participants[p].id in self._mentor_ids(mentors)]
            wider = list(dict.fromkeys([*places, *(one for p in people for one in of_participant[p])]))
            if len(wider) > len(places):
                places = wider
                yield places

    def _mentor_ids(self, mentors: Iterable[int]) -> set[str]:
        return {self._problem.mentors[m].id for m in mentors}

    def _units(self, start: int, places: Sequence[int]) -> list[int]:
        """A place as often as it wants a meeting: what it has, and the unpaired one more."""
        pairs = {number: self._formulation.places[number].pairs for number in places}
        return [
            number
            for number in places
            for _ in range(sum(index in self._picked for index in pairs[number]) + (number == start))
        ]

    def _concerning(self, places: Sequence[int]) -> list[Limit]:
        """The limits that say anything about the meetings of these places, or of whom those are kept together with."""
        formulation = self._formulation
        inside = {index for number in places for index in formulation.places[number].pairs}
        mentors = {formulation.pairs[index][1] for index in inside}
        people = {formulation.places[number].participant for number in places}
        ids: set[str] = set()
        found = []
        for limit in self._limits:  # those that bring pairs of their own come first
            if limit.kind == "changes":
                inside |= {i for level, _ in formulation.caps for i, cost in enumerate(level.pair_costs) if cost < 0}
            elif limit.kind == "together":
                if limit.keys[0].key[0] not in people and limit.keys[0].key[1] not in mentors:
                    continue
                inside |= {index for key in limit.keys for index in self._pairs_of[key]}
            elif limit.kind == "time":
                ids = ids or self._ids_in(inside)
                if limit.person not in ids:
                    continue
            elif all(inside.isdisjoint(self._pairs_of[key]) for key in limit.keys):
                continue
            found.append(limit)
        return found

    def _ids_in(self, pairs: Iterable[int]) -> set[str]:
        """The people of some pairs."""
        known, problem = [self._formulation.pairs[index] for index in pairs], self._problem
        return {problem.participants[p].id for p, _, _ in known} | {problem.mentors[m].id for _, m, _ in known}

    def _found(self, mine: Sequence[int], parts: Sequence[int | Limit], asked: _Asked) -> Found:
        formulation = self._formulation
        units = [*mine, *(part for part in parts if isinstance(part, int))]
        wants = tuple(
            Want(formulation.places[number].participant, formulation.places[number].session, units.count(number))
            for number in dict.fromkeys(units)
        )
        mentors = {formulation.pairs[i][1] for number in units for i in formulation.places[number].pairs}
        limits = tuple(part for part in reversed(parts) if isinstance(part, Limit))
        return Found(wants, limits, tuple(sorted(mentors)), not asked.is_unsure)


class NearClashes:
    """The same in a problem of very many pairs, where only a few places around each unpaired one are looked at."""

    def __init__(self, problem: Problem, formulation: AnyFormulation, timing: Timing | None, chosen: Sequence[Triple]):
        self._problem, self._formulation, self._timing, self._chosen = problem, formulation, timing, chosen

    def around(self, participant: int, session: int) -> Found | None:
        """As of all places; None also where the reason lies farther away."""
        arrays = importlib.import_module("pairing.engine.arrays.near")  # loaded with the arrays
        plain, chosen = arrays.near(self._formulation, self._chosen, participant, session, MOST_NEAR)
        return Clashes(self._problem, bounding(plain), self._timing, chosen).around(participant, session)


def clashes_of(
    problem: Problem, formulation: AnyFormulation, timing: Timing | None, chosen: Sequence[Triple]
) -> Clashes | NearClashes:
    """Ready to be asked."""
    if not isinstance(formulation, Formulation) and formulation.num_pairs > MOST_PAIRS:
        return NearClashes(problem, formulation, timing, chosen)
    plain = Choice().plain(formulation)
    return Clashes(problem, bounding(plain)._replace(caps=plain.caps), timing, chosen)


def _limits(problem: Problem, formulation: Formulation, timing: Timing | None) -> Iterator[Limit]:
    """Everything a plan must keep, what is to be left out first in front."""
    least = least_of(formulation)
    found: list[Limit] = [Limit("changes", number=most) for _, most in formulation.caps]
    found += [Limit("together", (formulation.groups[number].key,)) for number in least]
    if timing is not None:
        people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
        found += [Limit("time", person=who) for who in sorted({person.id for person in people})]
    of_person: dict[int, list[GroupKey]] = {}
    for group in formulation.groups:
        if group.most < len(group.pairs):
            if group.key.per == NO_REPEAT:
                of_person.setdefault(group.key.key[0], []).append(group.key)
            else:
                found.append(Limit("limit", (group.key,), group.most))
    found += [Limit("no repeat", tuple(keys)) for keys in of_person.values()]
    yield from sorted(found, key=lambda one: KINDS.index(one.kind))


def _fewest(asked: _Asked, mine: Sequence[int], parts: Sequence[int | Limit]) -> list[int | Limit]:
    """Parts of which none can be left out: without it, a plan has room for the others."""
    kept, size = list(parts), len(parts)
    while size > 0 and asked.may_ask:
        size = size // 2 if size > 1 else 0
        at = 0
        while size and at < len(kept) and asked.may_ask:
            fewer = kept[:at] + kept[at + size :]
            if asked.is_impossible(mine, fewer):
                kept = fewer
            else:
                at += size
    return kept


# --- one question -----------------------------------------------------------------------------------------------


class _Asked:
    """Questions, each a small problem of its own; ``is_unsure``: one was not answered, or there were too many."""

    def __init__(self, problem: Problem, formulation: Formulation, timing: Timing | None):
        self._problem, self._formulation, self._timing = problem, formulation, timing
        self._left = MOST_QUESTIONS
        self._possible: list[tuple[Counter[int], frozenset[int | Limit]]] = []
        self.is_unsure = False

    @property
    def may_ask(self) -> bool:
        """Whether there is work left to do with; if not, the answer is not the smallest one."""
        self.is_unsure = self.is_unsure or self._left <= 0
        return self._left > 0

    def is_impossible(self, mine: Sequence[int], parts: Sequence[int | Limit]) -> bool:
        """Whether it is sure that no plan has all these meetings and keeps all these limits."""
        asked = (Counter([*mine, *(part for part in parts if isinstance(part, int))]), frozenset(parts))
        if any(asked[0] <= more and asked[1] <= others for more, others in self._possible):
            return False  # what is a part of something possible
        self._left -= 1
        wanted: dict[int, int] = {}
        for unit in (*mine, *(part for part in parts if isinstance(part, int))):
            wanted[unit] = wanted.get(unit, 0) + 1
        limits = [part for part in parts if isinstance(part, Limit)]
        found = _unmet(self._small(wanted, limits), self._loosened(limits))
        if found is None or (found.value > 0 and not found.bound):
            self.is_unsure = True
            return False
        if found.value == 0:
            self._possible.append(asked)
        return found.value > 0

    def _small(self, wanted: Mapping[int, int], limits: Sequence[Limit]) -> Formulation:
        """The problem of these meetings and limits; its one level counts what is not as it should be."""
        whole = self._formulation
        least = self._least(limits)
        pairs = {index for number in wanted for index in whole.places[number].pairs}
        pairs |= {index for group, _ in least for index in group.pairs}
        numbers = sorted(pairs)
        position = {number: new for new, number in enumerate(numbers)}
        places, missing = [], {}
        for number, place in enumerate(whole.places):
            inside = tuple(position[index] for index in place.pairs if index in position)
            if inside or number in wanted:
                places.append(Place(-1 - number, place.session, place.demand, inside))  # each a participant by itself
            if number in wanted:
                missing[-1 - number] = (0,) * (place.demand - wanted[number]) + (1,) * wanted[number]
        bound = {key for limit in limits for key in limit.keys if limit.kind in ("limit", "no repeat")}
        groups = []
        for group in whole.groups:
            inside = tuple(position[index] for index in group.pairs if index in position)
            is_bound = group.key in bound and group.most < len(inside)
            if inside and (is_bound or group.key.per == ("mentor",)):
                groups.append(Group(group.key, inside, group.most if is_bound else len(inside)))
        slopes = {}
        for group, number in least:
            inside = tuple(position[index] for index in group.pairs)
            same = next((at for at, one in enumerate(groups) if one.pairs == inside), None)
            if same is None:
                same = len(groups)
                groups.append(Group(group.key, inside, len(inside)))
            slopes[same] = (-1,) * number + (0,) * (len(inside) - number)
        level = IntegerLevel("unmet", (), missing, slopes, sum(number for _, number in least))
        return whole._replace(
            pairs=tuple(whole.pairs[index] for index in numbers),
            places=tuple(places),
            groups=tuple(groups),
            levels=(level,),
            tickets=tuple(whole.tickets[index] for index in numbers),
            caps=(),
            kinds=(),
        )

    def _least(self, limits: Sequence[Limit]) -> list[tuple[Group, int]]:
        """Sets of pairs of which a plan has at least so many: people kept together, and what is published."""
        whole, kept = self._formulation, {key for limit in limits if limit.kind == "together" for key in limit.keys}
        found = [(whole.groups[one], least) for one, least in least_of(whole).items() if whole.groups[one].key in kept]
        for level, most in whole.caps if any(limit.kind == "changes" for limit in limits) else ():
            published = tuple(index for index, cost in enumerate(level.pair_costs) if cost < 0)
            if level.constant > most:
                found.append((Group(GroupKey(("time",), (0,)), published, len(published)), level.constant - most))
        return found

    def _loosened(self, limits: Sequence[Limit]) -> Timing | None:
        people = frozenset(limit.person for limit in limits if limit.kind == "time")
        return None if self._timing is None or not people else Loosened(self._problem, self._timing, people)


class Loosened(Timing):
    """Times of which only some people (by id) see to it that they are in one place at a time."""

    def __init__(self, problem: Problem, timing: Timing, people: frozenset[str]):
        super().__init__(problem)
        self._timing, self._people = timing, people
        self._nobody: dict[tuple[Triple, int], int] = {}

    def of(self, triple: Triple) -> TimedMeeting:
        """The meeting; whoever is not among those people is in it as somebody who has no other one."""
        found = self._timing.of(triple)
        p, m, _ = triple
        if self._problem.participants[p].id not in self._people:
            found = found._replace(participant=self._new(triple, 0))
        if self._problem.mentors[m].id not in self._people:
            found = found._replace(mentor=self._new(triple, 1))
        return found

    def _new(self, triple: Triple, role: int) -> int:
        return self._nobody.setdefault((triple, role), -1 - len(self._nobody))


def _unmet(formulation: Formulation, timing: Timing | None) -> LevelValue | None:
    """How much of a small problem stays unmet in its best plan; None: not known."""
    if not formulation.pairs:
        value = formulation.levels[0].constant + sum(map(sum, formulation.levels[0].missing.values()))
        return LevelValue("unmet", value, value)
    if timing is not None:
        formulation = Candidates(formulation, timing).formulation
    model = Choice().engine(formulation)[1].lay_out(formulation)
    found = model.minimise(formulation.levels, Deadline.after(MOST_SECONDS), lambda level: None)
    return found[0] if found else None
