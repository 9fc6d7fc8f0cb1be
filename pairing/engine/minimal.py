"""The smallest sets of people to be kept together who cannot be, found by leaving out.

First every pin by itself, then those of one person, then all that share a limit: so what is told is as near to one
person as it can be. A set that is found is put aside, and the rest looked at again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from pairing.engine.conflict import PRIVATE, Conflict, Limit
from pairing.engine.holding import TooLarge, can_hold
from pairing.engine.pinned import COUNT, GROUP, Bound, Facts, Pin, facts_of
from pairing.engine.reproof import is_smallest
from pairing.errors import ContradictionError, InternalError, Issue, PairingError, Severity
from pairing.model.problem import Problem
from pairing.model.solution import Triple

T = TypeVar("T")


class Found(NamedTuple):
    """Conflicts, no two about one wish; ``unknown``: what was too large to be decided, said as if it could not hold."""

    conflicts: tuple[Conflict, ...]
    unknown: tuple[Conflict, ...]


def contradiction(problem: Problem) -> PairingError:
    """The error for a problem whose hard minimums cannot all be met, as an engine has proved."""
    found = find_conflicts(problem)
    conflicts = found.conflicts or found.unknown
    if not conflicts:
        message = "an engine says that people cannot be kept together as they are to be, and nothing stands against it."
        hint = "This is a fault of pairing, not of your sheets. Please report it."
        return InternalError(Issue(Severity.ERROR, "engines-disagree", message, hint))
    return ContradictionError([one.issue for one in conflicts], conflicts, code_key=str(problem.seed))


def find_conflicts(problem: Problem) -> Found:
    """Every set of people who are to be kept together and cannot be; no two of them share a wish."""
    found = Found((), ())
    for facts in facts_of(problem):
        more = _Finder(facts).run()
        found = Found((*found.conflicts, *more.conflicts), (*found.unknown, *more.unknown))
    return found


class _Finder:
    def __init__(self, facts: Facts):
        self._facts = facts
        self._left = set(range(len(facts.pins)))
        self._conflicts: list[Conflict] = []
        self._too_large: set[tuple[int, ...]] = set()
        self._on: dict[Triple, list[int]] = {}  # the bounds that speak of a meeting
        self._of_groups = [number for number, bound in enumerate(facts.bounds) if bound.kind == GROUP]
        for number, bound in enumerate(facts.bounds):
            for triple in bound.triples:
                self._on.setdefault(triple, []).append(number)

    def run(self) -> Found:
        for scope in self._scopes():
            self._look([pin for pin in scope if pin in self._left])
        unknown = []
        for part in self._parts():
            undecided = self._look(part)
            if undecided:
                unknown.append(_told(self._pins(undecided), self._touching(undecided), is_minimal=False))
        return Found(tuple(self._conflicts), tuple(unknown))

    def _look(self, some: list[int]) -> list[int]:
        """Find what cannot hold among some pins, and take it from what is left; those that are too many to decide."""
        while some:
            bounds = self._touching(some)
            if tuple(some) in self._too_large:
                return some
            try:
                if can_hold(self._facts, self._pins(some), bounds):
                    return []
            except TooLarge:
                self._too_large.add(tuple(some))
                return some
            fewer, against = self._smallest(some, bounds)
            pins = self._pins(fewer)
            is_minimal = is_smallest(pins, against, self._facts.meetings)
            self._conflicts.append(_told(pins, against, is_minimal=is_minimal))
            self._left.difference_update(fewer)
            some = [pin for pin in some if pin in self._left]
        return []

    def _smallest(self, some: Sequence[int], bounds: Sequence[Bound]) -> tuple[list[int], list[Bound]]:
        """Pins and bounds of which none can be left out: first the pins, and then what stands against them."""
        facts = self._facts
        fewer = _shrunk(some, lambda pins: not can_hold(facts, self._pins(pins), bounds))
        pins = self._pins(fewer)
        return fewer, _shrunk(self._touching(fewer), lambda against: not can_hold(facts, pins, against))

    def _pins(self, numbers: Sequence[int]) -> list[Pin]:
        return [self._facts.pins[number] for number in numbers]

    def _touching(self, numbers: Sequence[int]) -> list[Bound]:
        """The bounds that speak of what these pins may choose."""
        choices = {triple for pin in self._pins(numbers) for triple in pin.choices}
        people = {person for triple in choices for person in triple[:2]}
        found = {number for triple in choices for number in self._on.get(triple, ())}
        found |= {
            number
            for number in self._of_groups
            if all(people.issuperset(triple[:2]) for triple in self._facts.bounds[number].triples)
        }
        return [self._facts.bounds[number] for number in sorted(found)]

    def _scopes(self) -> Iterator[list[int]]:
        """Every pin by itself, then all of each person: of those who are met, then of those who meet."""
        yield from ([number] for number in range(len(self._facts.pins)))
        for side in (1, 0):
            of_person: dict[str, list[int]] = {}
            for number, pin in enumerate(self._facts.pins):
                of_person.setdefault(pin.requirement.person_ids[side], []).append(number)
            yield from (of_person[who] for who in sorted(of_person))

    def _parts(self) -> list[list[int]]:
        """What is left in parts that no bound ties to each other; what allows nothing at all ties nobody."""
        above: dict[object, object] = {}

        def top(one: object) -> object:
            while (other := above.setdefault(one, one)) != one:
                one = other
            return one

        numbers = sorted(self._left)
        for number in numbers:
            for triple in self._facts.pins[number].choices:
                above[top(number)] = top(triple)
                for at in self._on.get(triple, ()):
                    bound = self._facts.bounds[at]
                    if bound.kind != COUNT or bound.most:
                        above[top(triple)] = top(("bound", at))
        parts: dict[object, list[int]] = {}
        for number in numbers:
            parts.setdefault(top(number), []).append(number)
        return list(parts.values())


def _shrunk(items: Sequence[T], cannot: Callable[[Sequence[T]], bool]) -> list[T]:
    """The items without those that can be left out; ever smaller parts are tried, those in front first."""
    kept, size = list(items), len(items)
    while size > 0:
        size = (size + 1) // 2 if size > 1 else 0
        at = 0
        while size and at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if _is_sure(cannot, fewer):
                kept = fewer
            else:
                at += size
    return kept


def _is_sure(cannot: Callable[[Sequence[T]], bool], fewer: Sequence[T]) -> bool:
    try:
        return cannot(fewer)
    except TooLarge:
        return False


# --- in words ---------------------------------------------------------------------------------------------------


def _told(pins: Sequence[Pin], bounds: Sequence[Bound], *, is_minimal: bool) -> Conflict:
    requirements = tuple(pin.requirement for pin in pins)
    chosen = {triple for pin in pins for triple in pin.choices}
    limits = [
        bound.limit if bound.kind != GROUP or not chosen.isdisjoint(bound.triples) else _of_group(bound.limit, pins)
        for bound in bounds
    ]
    return Conflict(requirements, tuple(dict.fromkeys(limits)), is_minimal)


def _of_group(limit: Limit, pins: Sequence[Pin]) -> Limit:
    """A private limit between two who are not to be kept together: only that their group is not possible is told."""
    if limit.rule != PRIVATE:
        return dataclasses.replace(limit, also=tuple(words for words in limit.also if PRIVATE not in words))
    people = dict(zip(_all("person_ids", pins), _all("people", pins), strict=False))
    names = list(people.values())
    words = f"a group of {', '.join(names[:-1])} and {names[-1]} in {limit.session}: {PRIVATE}"
    return dataclasses.replace(limit, words=words, people=tuple(names), person_ids=tuple(people), also=())


def _all(field: str, pins: Sequence[Pin]) -> list[str]:
    return [text for pin in pins for text in getattr(pin.requirement, field)]
