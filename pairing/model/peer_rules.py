"""Rules about participants who practise with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pairing.model.answers import answer, cell_values
from pairing.model.meetings import Practice
from pairing.model.rules import check_weight
from pairing.model.shapes import PeerCost, PeerFilter, Shape

if TYPE_CHECKING:
    from pairing.model.problem import Problem


@dataclass(frozen=True, slots=True)
class PreferSame:
    """Peers who practise together had better say the same in a column: each two who do not cost the weight.

    ``session``: the name of a peer session. A blank or "no preference" on either side costs nothing.
    """

    session: str
    column: str
    weight: int = 1
    name: str = "prefer same"

    def __post_init__(self) -> None:
        check_weight(self)

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        index = problem.session_idx(self.session)
        if not problem.sessions[index].closed:
            keys = [cell_values(answer(person, self.column), split=False) for person in problem.participants]
            weight = self.weight
            yield PeerCost(self.name, index, keys, lambda a, b: weight if a and b and a != b else 0)


@dataclass(frozen=True, slots=True)
class PractisedBefore:
    """Peers who were in one group before, in ``Problem.held`` or ``Problem.earlier``, had better not be again.

    With a ``weight`` each two cost it as often as they were; without one they are not in one group.
    """

    session: str
    weight: int | None = None
    name: str = "practised before"

    def __post_init__(self) -> None:
        check_weight(self)

    def shapes(self, problem: Problem) -> Iterator[Shape]:
        index = problem.session_idx(self.session)
        times = Counter(
            couple
            for one in (*problem.held, *problem.earlier)
            if isinstance(one, Practice) and problem.policy(one.session) != "allow"
            for couple in one.couples
        )
        if not times or problem.sessions[index].closed:
            return
        known = {person_id for couple in times for person_id in couple}
        keys = [person.id if person.id in known else None for person in problem.participants]

        def met(one: str | None, other: str | None) -> int:
            return 0 if one is None or other is None else times[min(one, other), max(one, other)]

        weight = self.weight
        if weight is None:
            yield PeerFilter(self.name, index, keys, lambda one, other: not met(one, other))
        else:
            yield PeerCost(self.name, index, keys, lambda one, other: weight * met(one, other))
