"""Why no plan exists: what is asked for and the limits that it collides with, as objects and in people's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pairing.errors import Issue, Severity
from pairing.model.names import short_code

PRIVATE = "not possible (private)"


@dataclass(frozen=True, slots=True)
class Requirement:
    """Two people who are to be kept together.

    Parameters
    ----------
    kind
        ``pair``: a participant and a mentor. ``peers``: two participants who practise in one group.
    people, person_ids
        Names and ids of the two; of a pair the participant first.
    session
        The session's name; None: whichever it is.
    """

    kind: str
    people: tuple[str, str]
    person_ids: tuple[str, str] = field(repr=False)  # often addresses
    session: str | None

    @property
    def words(self) -> str:
        """``Ada and Dee are kept together in Technical``."""
        return self._said("are kept together")

    @property
    def wish(self) -> str:
        """``Ada and Dee are to be kept together in Technical``."""
        return self._said("are to be kept together")

    def _said(self, verb: str) -> str:
        where = "" if self.session is None else f" in {self.session}"
        return f"{self.people[0]} and {self.people[1]} {verb}{where}"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that requirements collide with.

    Parameters
    ----------
    kind
        ``excluded`` (a hard rule excludes a pair), ``absent`` (somebody does not take part), ``over`` (the session
        is), ``demand`` (how many mentors a participant meets in the session), ``capacity`` (what a mentor offers),
        ``most per mentor`` (in the session), ``no repeat``, ``time`` (nobody is in two places at once), ``pause`` and
        ``most a day`` (of a mentor); of peers ``group size`` and ``one trio``.
    words
        It in a coordinator's words.
    people, person_ids
        Names and ids of those it is about.
    session
        The session's name; "" where it is about all.
    rule
        Name of the rule that excludes, or ``not possible (private)``; "" for other kinds.
    number
        The most that the limit allows, where it counts.
    cure
        What else than a dropped wish would help, or "".
    also
        In words, what else excludes the same pair, and would if this did not.
    """

    kind: str
    words: str
    people: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = field(default=(), repr=False)
    session: str = ""
    rule: str = ""
    number: int | None = None
    cure: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """People who are to be kept together and cannot be: the requirements, and the limits they collide with.

    ``is_minimal``: proved on a model of its own; without any one of the requirements or limits, the rest can hold.
    False where that was too large to be proved.
    """

    requirements: tuple[Requirement, ...]
    limits: tuple[Limit, ...]
    is_minimal: bool

    @property
    def message(self) -> str:
        """What cannot hold together, in one sentence."""
        limits = [limit.words for limit in self.limits]
        if len(self.requirements) == 1 and limits:
            said = f"{self.requirements[0].wish}, and that cannot hold: {'; '.join(limits)}."
        else:
            said = f"These cannot hold together: {'; '.join([*(one.words for one in self.requirements), *limits])}."
        return said if self.is_minimal else f"{said} It was not checked to be the smallest such set."

    @property
    def hint(self) -> str:
        """What would help: one of several things, and what would stand in the way even then."""
        drop = "drop the wish" if len(self.requirements) == 1 else "drop one of the wishes"
        cures = list(dict.fromkeys([drop, "give it a weight", *(limit.cure for limit in self.limits if limit.cure)]))
        comma = "," if len(cures) > 2 else ""
        said = f"{', '.join(cures[:-1])}{comma} or {cures[-1]}."
        also = "; ".join(dict.fromkeys(words for limit in self.limits for words in limit.also))
        return f"{said[0].upper()}{said[1:]}{f' Besides, {also}.' if also else ''}"

    @property
    def text(self) -> str:
        """What cannot hold together, and what would help."""
        return f"{self.message} {self.hint}"

    @property
    def issue(self) -> Issue:
        """The same as an error, which has no place yet."""
        return Issue(Severity.ERROR, "contradiction", self.message, self.hint, person=self.requirements[0].people[0])

    def __str__(self) -> str:
        return self.text

    def to_dict(self, key: str) -> dict[str, Any]:
        """Fields for ``--json``: kind, people and rules; people as short codes keyed by ``key``."""
        everybody = [who for one in self.requirements for who in one.person_ids]
        everybody += [who for limit in self.limits for who in limit.person_ids]
        return {
            "kind": "contradiction",
            "people": _codes(everybody, key),
            "rules": [
                {
                    "rule": limit.rule or limit.kind,
                    "people": _codes(limit.person_ids, key),
                    "session": limit.session or None,
                    "most": limit.number,
                }
                for limit in self.limits
            ],
            "together": [{"people": _codes(one.person_ids, key), "session": one.session} for one in self.requirements],
            "is_minimal": self.is_minimal,
            "text": self.text,
        }


def _codes(ids: Sequence[str], key: str) -> list[str]:
    return [short_code(who, key=key) for who in dict.fromkeys(ids)]
