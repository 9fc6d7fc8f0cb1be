"""A simple count of the interviews that cannot be held one after the other.

Two people agree on a time themselves; that each two have a common hour does not mean that a mentor of four has four
different ones. A session makes sure of it by itself unless ``fits_one_after_another`` is switched off in it, and only
such sessions are looked at. Counted here: how many meetings of the shortest length fit into the hours that a person
has in common with those he meets, against the meetings he has. It is a lower bound: who is not named may still not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.errors import Issue, Severity
from pairing.model.intervals import union
from pairing.model.people import Person
from pairing.model.solution import Pair, Result
from pairing.reasons.members import MOST_NAMES


class Overbooked(NamedTuple):
    """A person with more timed interviews than fit into the hours in common with those he meets."""

    person: Person
    interviews: int
    fitting: int

    @property
    def excess(self) -> int:
        """How many of the interviews cannot be fitted."""
        return self.interviews - self.fitting


def overbooked(pairs: Sequence[Pair]) -> tuple[int, tuple[Overbooked, ...]]:
    """How many timed interviews cannot be fitted, at the least, and the people it happens to, by name.

    Each interview has one mentor and one participant, so the excess of all mentors is a bound, and that of all
    participants another: the larger counts.
    """
    timed = [pair for pair in pairs if pair.session.is_timed and not pair.session.needs_start]
    mentors = _of_side([(pair.mentor, pair) for pair in timed])
    participants = _of_side([(pair.participant, pair) for pair in timed])
    number = max(sum(one.excess for one in mentors), sum(one.excess for one in participants))
    both = {(one.person.id, one.interviews): one for one in (*mentors, *participants)}
    return number, tuple(sorted(both.values(), key=lambda one: (one.person.name.casefold(), one.person.id)))


def overbooked_issues(result: Result) -> tuple[Issue, ...]:
    """A warning when a simple count shows that timed interviews cannot all be held one after the other."""
    number, people = overbooked(result.pairs)
    if not number:
        return ()
    told = "; ".join(
        f"{one.person.name} has {one.interviews} and time for {one.fitting}" for one in people[:MOST_NAMES]
    )
    told += f"; and {len(people) - MOST_NAMES} more" if len(people) > MOST_NAMES else ""
    what = "1 timed interview does" if number == 1 else f"{number} timed interviews do"
    message = f"{what} not fit into the hours in common, one after the other: {told}."
    hint = "Ask for more hours, or lower what these people take. Or leave out fits_one_after_another = false."
    return (Issue(Severity.WARNING, "interviews-do-not-fit", message, hint),)


def _of_side(meetings: Sequence[tuple[Person, Pair]]) -> list[Overbooked]:
    held: dict[str, list[tuple[Person, Pair]]] = {}
    for person, pair in meetings:
        held.setdefault(person.id, []).append((person, pair))
    found = []
    for entries in held.values():
        shortest = min(pair.session.minutes or 0 for _, pair in entries)
        hours = union(interval for _, pair in entries for interval in pair.common)
        fitting = sum((end - start) // shortest for start, end in hours)
        if fitting < len(entries):
            found.append(Overbooked(entries[0][0], len(entries), fitting))
    return found
