"""Meetings of the same two people that begin at another time than is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pairing.model.clock_words import Clocks, start_words
from pairing.tables import veiled_repr

if TYPE_CHECKING:
    from pairing.documents.moved import Standing
    from pairing.documents.moves import Place

NO_TIME_YET = "no time yet"


class SetTime(NamedTuple):
    """When a meeting begins (UTC minute), and on which clocks it is told."""

    start: int
    clocks: Clocks

    @property
    def words(self) -> str:
        """On both clocks, the participant's first."""
        return start_words(self.start, self.clocks.participant, self.clocks.mentor)

    def words_for(self, *, is_mentor: bool) -> str:
        """On the clock of one of the two, in brackets on the other's."""
        own, other = self.clocks.participant, self.clocks.mentor
        return start_words(self.start, other, own) if is_mentor else self.words


class Retimed(NamedTuple):
    """Two people (ids) who meet in a session as before, at another time; ``before`` None: none was published."""

    session: str
    person: str
    mentor: str
    before: SetTime | None
    after: SetTime

    def __repr__(self) -> str:
        return veiled_repr(self)


def retimed(old: Mapping[Place, Standing], new: Mapping[Place, Standing]) -> Iterator[Retimed]:
    """Every meeting that stays and whose start is another, in the order of the plan."""
    for place, one in new.items():
        before = old.get(place)
        for partner in one.partners if before is not None else ():
            after = one.times.get(partner)
            if before is None or after is None or partner not in before.partners:
                continue
            known = before.times.get(partner)
            if known is None or known.start != after.start:
                yield Retimed(*place, partner, known, after)


def retimed_line(one: Retimed, names: Mapping[str, str]) -> str:
    """``Technical: Ada and Cem: Sat 13 Mar, 10:00 PST -> Sun 14 Mar, 11:00 PDT``."""
    before = NO_TIME_YET if one.before is None else one.before.words
    return f"{one.session}: {names[one.person]} and {names[one.mentor]}: {before} -> {one.after.words}"


def retimed_sentence(one: Retimed, names: Mapping[str, str], *, is_mentor: bool) -> str:
    """To one of the two, the own clock first."""
    other, after = names[one.person if is_mentor else one.mentor], one.after.words_for(is_mentor=is_mentor)
    if one.before is None:
        return f"you meet {other} on {after}"
    return f"you meet {other} at another time: {after} instead of {one.before.words_for(is_mentor=is_mentor)}"
