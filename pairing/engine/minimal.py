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
    return ContradictionError([one.issue for one in conflicts], conflicts)


def find_conflicts(problem: Problem) -> Found:
    """Every set of people who are to be kept together and cannot be; no two of them share a wish."""
    conflicts: list[Conflict] = []
    unknown: list[Conflict] = []
    for facts in facts_of(problem):
        left = list(facts.pins)
        for scope in _scopes(facts.pins):
            _look(facts, [pin for pin in scope if pin in left], left, conflicts)
        for part in _parts(left, facts.bounds):
            undecided = _look(facts, part, left, conflicts)
            if undecided:
                unknown.append(_told(undecided, _touching(facts.bounds, undecided), is_minimal=False))
    return Found(tuple(conflicts), tuple(unknown))


def _look(facts: Facts, some: list[Pin], left: list[Pin], conflicts: list[Conflict]) -> list[Pin]:
    """Find what cannot hold among some pins, and take it from what is left; the pins that are too many to decide."""
    bounds = _touching(facts.bounds, some)
    try:
        while some and not can_hold(facts, some, bounds):
            pins, against = _smallest(facts, some, bounds)
            is_minimal = is_smallest(pins, against, facts.meetings)
            conflicts.append(_told(pins, against, is_minimal=is_minimal))
            for pin in pins:
                some.remove(pin)
                left.remove(pin)
    except TooLarge:
        return some
    return []


def _smallest(facts: Facts, some: Sequence[Pin], bounds: Sequence[Bound]) -> tuple[list[Pin], list[Bound]]:
    """Pins and bounds of which none can be left out: first the pins, and then what stands against them."""
    pins = _shrunk(some, lambda fewer: not can_hold(facts, fewer, bounds))
    return pins, _shrunk(_touching(bounds, pins), lambda fewer: not can_hold(facts, pins, fewer))


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


# --- where to look ----------------------------------------------------------------------------------------------


def _scopes(pins: Sequence[Pin]) -> Iterator[list[Pin]]:
    """Every pin by itself, then all of each person: of those who are met, then of those who meet."""
    yield from ([pin] for pin in pins)
    for side in (1, 0):
        of_person: dict[str, list[Pin]] = {}
        for pin in pins:
            of_person.setdefault(pin.requirement.person_ids[side], []).append(pin)
        yield from (of_person[who] for who in sorted(of_person))


def _parts(pins: Sequence[Pin], bounds: Sequence[Bound]) -> list[list[Pin]]:
    """The pins in parts that no bound ties to each other; what allows nothing at all ties nobody."""
    ties = [bound.triples for bound in bounds if bound.kind != COUNT or bound.most]
    parts: list[tuple[set[tuple[int, int, int]], list[Pin]]] = []
    for pin in pins:
        near = set(pin.choices).union(*(triples for triples in ties if not triples.isdisjoint(pin.choices)))
        mine, apart = [pin], []
        for other, several in parts:
            if any(not near.isdisjoint(one.choices) for one in several):
                near, mine = near | other, [*several, *mine]
            else:
                apart.append((other, several))
        parts = [*apart, (near, mine)]
    return [several for _, several in parts]


def _touching(bounds: Sequence[Bound], pins: Sequence[Pin]) -> list[Bound]:
    """The bounds that speak of what these pins may choose."""
    choices = {triple for pin in pins for triple in pin.choices}
    people = {person for triple in choices for person in triple[:2]}
    return [
        bound
        for bound in bounds
        if not choices.isdisjoint(bound.triples)
        or (bound.kind == GROUP and all(people.issuperset(triple[:2]) for triple in bound.triples))
    ]


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
