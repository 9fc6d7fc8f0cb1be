"""How the judge looks at starts: whether each is possible, and nobody in two places at once.

It shares nothing with the engines: a start is held against the wall clock and each person's own possible starts, a
day is read off the calendar, and a plan without starts is tried by plain search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pairing.judging.rules import Objection, Triple, possible_starts, shown_on_grid
from pairing.model.draw import Draw, start_ticket, tie_cost
from pairing.model.intervals import to_datetime
from pairing.model.meetings import Meeting
from pairing.model.names import text_key
from pairing.model.people import Mentor, Person
from pairing.model.problem import Problem
from pairing.model.session import Session

START = "start"  # a start that is missing or impossible
TWO_PLACES = "one after another"  # starts that are too near each other, or none that are not
MOST_TRIES = 20_000  # of the search for starts that nobody gave

Starts = Mapping[Triple, int | None]


class Held(NamedTuple):
    """A meeting with its time: ``end`` is the first minute after it."""

    start: int
    end: int
    triple: Triple


def time_objections(problem: Problem, plan: Sequence[Triple], starts: Starts | None) -> Iterator[tuple[str, Objection]]:
    """What is wrong with the times of a plan: the name of the rule, and the words.

    ``starts`` None: nobody gave any; then it is only asked whether the meetings can be one after the other at all.
    Pairs whose start is not given, in a session in which they agree on it, are tried at every start they could have.
    A search of more than ``MOST_TRIES`` steps is given up, and nothing is said.
    """
    given = starts or {}
    timed = [triple for triple in plan if problem.sessions[triple[2]].needs_start]
    held: list[Held] = []
    is_sound = True
    for triple in timed:
        start, session = given.get(triple), problem.sessions[triple[2]]
        if start is None:
            if session.sets_time and starts is not None:
                is_sound = False
                yield START, _words(problem, triple, "{p} and {m} have no start in {s}.")
            continue
        fault = _start_fault(problem, triple, start)
        if fault:
            is_sound = False
            yield START, _words(problem, triple, fault)
        held.append(Held(start, start + (session.minutes or 0), triple))
    for one in _too_near(problem, held):
        is_sound = False
        yield TWO_PLACES, one
    open_ones = [triple for triple in timed if given.get(triple) is None and _ranges(problem, triple)]
    if is_sound and open_ones:
        yield from ((TWO_PLACES, one) for one in _none_possible(problem, open_ones, held))


def moved(problem: Problem, plan: Sequence[Triple], published: frozenset[Triple], starts: Starts | None) -> int:
    """How many published pairs that are kept, and whose start was published, begin at another time."""
    before: dict[Triple, set[int]] = {}
    for one in problem.baseline:
        if isinstance(one, Meeting) and one.start is not None:
            for triple in published:
                if _is(problem, triple, one):
                    before.setdefault(triple, set()).add(one.start)
    return sum((starts or {}).get(triple) not in before[triple] for triple in plan if triple in before)


def start_draw(problem: Problem, plan: Sequence[Triple], starts: Starts | None, level: int) -> int:
    """What level ``start`` 1 … 6 comes to."""
    draw, total = Draw(problem.seed), 0
    wanted = sum(
        problem.demand(p, s)
        for s, session in enumerate(problem.sessions)
        if session.sets_time
        for p in range(len(problem.participants))
    )
    for p, m, s in plan:
        start = (starts or {}).get((p, m, s))
        if problem.sessions[s].sets_time and start is not None:
            ticket = draw.ticket(problem.sessions[s].id, problem.participants[p].id, problem.mentors[m].id)
            total += tie_cost(start_ticket(ticket, start), level, wanted)
    return total


def _is(problem: Problem, triple: Triple, one: Meeting) -> bool:
    p, m, s = triple
    session = problem.sessions[s]
    if not session.sets_time or text_key(one.session) not in map(text_key, session.names):
        return False
    return (problem.participants[p].id, problem.mentors[m].id) == (one.participant, one.mentor)


# --- one start --------------------------------------------------------------------------------------------------


def _start_fault(problem: Problem, triple: Triple, start: int) -> str:
    """What is wrong with a start by itself, or nothing."""
    session = problem.sessions[triple[2]]
    if not any(first <= start <= last for first, last in _ranges(problem, triple)):
        return "{p} and {m} are to begin in {s} when not both are free for all of it."
    if _is_on_grid(problem, session, start):
        return ""
    if session.sets_time:
        return f"{{p}} and {{m}} are to begin in {{s}} off the grid of {problem.start_every} minutes."
    return "" if start in _candidates(problem, triple) else "{p} and {m} have a start in {s} off the grid."


def _ranges(problem: Problem, triple: Triple) -> list[tuple[int, int]]:
    """First and last minute, both included, of each stretch in which both could begin."""
    p, m, s = triple
    session = problem.sessions[s]
    minutes = session.minutes or 0
    one = possible_starts(problem.participants[p], session, minutes)
    other = possible_starts(problem.mentors[m], session, minutes)
    found = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted((first, last) for first, last in found if first <= last)


def _is_on_grid(problem: Problem, session: Session, start: int) -> bool:
    clock = to_datetime(start, session.zone)
    return (clock.hour * 60 + clock.minute) % problem.start_every == 0


def _candidates(problem: Problem, triple: Triple) -> list[int]:
    """Every start that the pair could have, by trial: on the grid, or else when one of their stretches opens."""
    session = problem.sessions[triple[2]]
    ranges = _ranges(problem, triple)
    on_grid = shown_on_grid(ranges, problem.start_every, session.zone)
    return [at for at, _ in on_grid] or [first for first, _ in ranges]


# --- several ----------------------------------------------------------------------------------------------------


def _too_near(problem: Problem, held: Sequence[Held]) -> Iterator[Objection]:
    """Two meetings of one person that overlap; of a mentor, without the pause between; too many on his day."""
    of_person: dict[str, list[Held]] = {}
    of_mentor: dict[int, list[Held]] = {}
    for one in sorted(held):
        p, m, _ = one.triple
        of_mentor.setdefault(m, []).append(one)
        for who in {problem.participants[p].id, problem.mentors[m].id}:
            of_person.setdefault(who, []).append(one)
    for who, meetings in of_person.items():
        for before, after in pairwise(meetings):
            if after.start < before.end:
                name = _name(problem, who)
                yield _of(problem, after.triple, f"{name} would be in two places at once at {_clock(after.start)}.")
    for m, meetings in of_mentor.items():
        mentor = problem.mentors[m]
        for before, after in pairwise(meetings):
            if before.end <= after.start < before.end + problem.pause:
                words = f"{mentor.name} would have less than {problem.pause} minutes of pause at {_clock(after.start)}."
                yield _of(problem, after.triple, words)
        if problem.most_a_day is not None:
            days = [to_datetime(one.start, _zone(problem, mentor, one.triple)).date() for one in meetings]
            for day in sorted(set(days)):
                if days.count(day) > problem.most_a_day:
                    words = (
                        f"{mentor.name} holds {days.count(day)} meetings on {day}; {problem.most_a_day} is the most."
                    )
                    yield _of(problem, meetings[days.index(day)].triple, words)


def _none_possible(problem: Problem, open_ones: Sequence[Triple], held: Sequence[Held]) -> Iterator[Objection]:
    """Whether there are starts for all that have none; the people concerned if it is sure that there are not.

    Whoever cannot hold his own meetings is named; else it is only said that all together are too many.
    """
    alone = False
    for who in sorted(
        {problem.mentors[m].id for _, m, _ in open_ones} | {problem.participants[p].id for p, _, _ in open_ones}
    ):
        mine = [one for one in open_ones if who in (problem.participants[one[0]].id, problem.mentors[one[1]].id)]
        with_him = [
            one for one in held if who in (problem.participants[one.triple[0]].id, problem.mentors[one.triple[1]].id)
        ]
        if len(mine) + len(with_him) > 1 and _search(problem, mine, with_him) is False:
            alone = True
            yield _of(
                problem, mine[0], f"{_name(problem, who)} cannot hold these {len(mine)} meetings one after another."
            )
    if not alone and _search(problem, open_ones, held) is False:
        yield _of(problem, open_ones[0], f"these {len(open_ones)} meetings cannot all be one after another.")


def _search(problem: Problem, open_ones: Sequence[Triple], held: Sequence[Held]) -> bool | None:
    """Whether starts exist; None where too many had to be tried."""
    left = {triple: _candidates(problem, triple) for triple in open_ones}
    order = sorted(open_ones, key=lambda triple: len(left[triple]))
    tries = [0]

    def fits(number: int, placed: list[Held]) -> bool | None:
        if number == len(order):
            return True
        triple = order[number]
        minutes = problem.sessions[triple[2]].minutes or 0
        for start in left[triple]:
            tries[0] += 1
            if tries[0] > MOST_TRIES:
                return None
            one = Held(start, start + minutes, triple)
            mine = set(_people(problem, triple))
            near = [other for other in placed if not mine.isdisjoint(_people(problem, other.triple))]
            if next(_too_near(problem, [*near, one]), None) is None:
                found = fits(number + 1, [*placed, one])
                if found is not False:
                    return found
        return False

    return fits(0, list(held)) if len(order) < 400 else None  # it recurses


def _people(problem: Problem, triple: Triple) -> tuple[str, str]:
    p, m, _ = triple
    return problem.participants[p].id, problem.mentors[m].id


def _zone(problem: Problem, mentor: Mentor, triple: Triple) -> str:
    return mentor.zone or problem.sessions[triple[2]].zone


def _name(problem: Problem, who: str) -> str:
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    return next(one.name for one in people if one.id == who)


def _clock(start: int) -> str:
    return f"{to_datetime(start):%Y-%m-%d %H:%M} UTC"


def _words(problem: Problem, triple: Triple, words: str) -> Objection:
    p, m, s = triple
    names = problem.participants[p].name, problem.mentors[m].name, problem.sessions[s].name
    return Objection(1, words.format(p=names[0], m=names[1], s=names[2]), *names)


def _of(problem: Problem, triple: Triple, words: str) -> Objection:
    p, m, s = triple
    return Objection(1, words, problem.participants[p].name, problem.mentors[m].name, problem.sessions[s].name)
