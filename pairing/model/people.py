"""The two kinds of people: participants, who are to be paired, and mentors, who offer their time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pairing.errors import input_error
from pairing.model.intervals import FreeTime
from pairing.model.names import name_key

_NO_ANSWERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who wants to meet a mentor (in a Career Lab: a Collabie).

    Parameters
    ----------
    name
        As people write it; shown in tables.
    id
        What makes the person one and the same: an e-mail address or any other text. Default: the name, with
        case, blanks and pronouns aside. A mentor of the same id is the same person.
    sessions
        Names of the sessions he takes part in; None means all.
    tracks
        What he prepares for; empty excludes no mentor.
    free
        Free times; ``()`` is never free, None was not asked (no session that needs a common time can use him).
    zone
        The zone in which times are shown to him (IANA name or ``UTC-5``), or None.
    apart
        Ids or names of people he would rather not be paired with. A name that nobody has is without effect here
        (the roster adapters report it); the wish is private.
    answers
        Any other column of the sheet: header to cell.
    times_left_out
        How often he was left unpaired before; each time (at most 4) makes a further miss weigh more.

    Raises
    ------
    InputError
        (a ``ValueError``) when the name is empty or broken, or the count is no whole number from 0 up.

    Examples
    --------
    >>> Participant("Ada Quill (she/her)").id
    'ada quill'
    >>> Participant("Ada Quill", "ada@example.org", sessions=("Review",), tracks=("Backend",)).tracks
    ('Backend',)
    """

    name: str
    id: str = field(default="", repr=False)  # often an address
    sessions: tuple[str, ...] | None = None
    tracks: tuple[str, ...] = ()
    free: tuple[FreeTime, ...] | None = None
    zone: str | None = None
    apart: tuple[str, ...] = field(default=(), repr=False)  # private
    answers: Mapping[str, str] = field(default_factory=lambda: _NO_ANSWERS, hash=False, repr=False)
    times_left_out: int = 0

    def __post_init__(self) -> None:
        _settle(self)
        _check_count(self.name, "times_left_out", self.times_left_out)


@dataclass(frozen=True, slots=True)
class Mentor:
    """Somebody who offers to meet participants.

    Parameters
    ----------
    name, id, sessions, tracks, free, zone, apart, answers
        As in ``Participant``; `sessions` are those he helps with, and ``Any`` among the tracks lists all.
    capacity
        The most pairs he can take in total, over all sessions; None is no limit.
    min_load
        The fewest pairs he should get (level `idle` counts what is missing); default 1, nobody volunteers in vain.
    is_firm
        Whether the capacity also holds against the baseline. By default a mentor keeps the pairs that are published,
        even more than he offered: somebody put them there by hand.

    Raises
    ------
    InputError
        (a ``ValueError``) when the name is empty or broken, or a number is no whole number from 0 up.

    Examples
    --------
    >>> Mentor("Dee Park", tracks=("Any",), capacity=3).min_load
    1
    """

    name: str
    id: str = field(default="", repr=False)
    sessions: tuple[str, ...] | None = None
    tracks: tuple[str, ...] = ()
    capacity: int | None = None
    free: tuple[FreeTime, ...] | None = None
    zone: str | None = None
    apart: tuple[str, ...] = field(default=(), repr=False)  # private
    answers: Mapping[str, str] = field(default_factory=lambda: _NO_ANSWERS, hash=False, repr=False)
    min_load: int = 1
    is_firm: bool = False

    def __post_init__(self) -> None:
        _settle(self)
        if self.capacity is not None:
            _check_count(self.name, "capacity", self.capacity)
        _check_count(self.name, "min_load", self.min_load)
        if not isinstance(self.is_firm, bool):
            raise input_error("bad-flag", f"is_firm of {self.name} is {self.is_firm!r}.", "Give True or False.")


Person = Participant | Mentor


def _settle(person: Person) -> None:
    """Fill in the default id and turn the collections that were handed in into tuples of our own."""
    if not isinstance(person.name, str) or not person.name.strip():
        raise input_error("no-name", f"a person's name is {person.name!r}", "Give everybody a name.")
    object.__setattr__(person, "id", person.id or name_key(person.name))
    for text in (person.name, person.id):
        if any("\ud800" <= char <= "\udfff" for char in text):  # of a broken encoding
            raise input_error(
                "broken-text", f"a name or id has a character that is none: {text!r}.", "Read it as UTF-8."
            )
    object.__setattr__(person, "tracks", _tuple(person.tracks))
    object.__setattr__(person, "apart", _tuple(person.apart))
    for name in ("sessions", "free"):
        value = getattr(person, name)
        if value is not None:
            object.__setattr__(person, name, _tuple(value))
    object.__setattr__(person, "answers", dict(person.answers))


def _tuple(value: object) -> tuple[object, ...]:
    if isinstance(value, str):
        return (value,)
    assert isinstance(value, Iterable)
    return tuple(value)


def _check_count(name: str, what: str, number: object) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise input_error("bad-count", f"{what} of {name} is {number!r}.", "Give a whole number from 0 up.")
