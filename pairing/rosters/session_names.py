"""Sessions as people name them in a cell: where one name ends and the next begins, and which nobody plans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import Any, NamedTuple

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, text_key
from pairing.model.people import Mentor, Participant, Person
from pairing.model.session import Session
from pairing.rosters.roster import Roster

_ALL = frozenset(["all", "any", "all of them", "any of them", "all sessions", "everything", "all of the above"])
_CUT = re.compile(r",\s|,$|[;\n]")  # a comma without a blank belongs to the name
_FEWEST = 3  # cells in which two parts stand together before it is said


class _Part(NamedTuple):
    """One name in a cell, as written; ``at_comma``: only a comma stands between it and the name before."""

    name: str
    key: str
    at_comma: bool


def names_sessions(cell: str, known: Set[str] = frozenset()) -> tuple[str, ...] | None:
    """The sessions that a cell names, each once; None is all of them ("All", "any of them").

    Parameters
    ----------
    cell
        Names between ``;``, line breaks, or commas with a blank after them.
    known
        ``text_key`` of names that are known; those are found first, the longest first, whatever commas they hold.

    Examples
    --------
    >>> names_sessions("Resume, LinkedIn & portfolio, Interview", {"resume, linkedin & portfolio"})
    ('Resume, LinkedIn & portfolio', 'Interview')
    """
    return None if text_key(cell) in _ALL else tuple(dict.fromkeys(part.name for part in _parts(cell, known)))


def sessions_in_order(cells: Sequence[str], known: Set[str] = frozenset()) -> tuple[str, ...]:
    """The sessions that the cells name, in the order of the form: by their mean place in a cell, then by name."""
    places: dict[str, list[int]] = {}
    spelt: dict[str, Counter[str]] = {}
    for cell in cells:
        for place, name in enumerate(names_sessions(cell, known) or ()):
            places.setdefault(text_key(name), []).append(place)
            spelt.setdefault(text_key(name), Counter())[name] += 1
    order = sorted(places, key=lambda key: (sum(places[key]) / len(places[key]), key))
    return tuple(min(spelt[key], key=lambda name: (-spelt[key][name], name)) for key in order)


def always_together(cells: Sequence[str], known: Set[str] = frozenset()) -> Iterator[tuple[str, int]]:
    """Names that a comma may have cut in two, and the number of cells that hold them.

    Their parts stand side by side in every cell that has any of them, in at least three; a known name is no part.
    """
    number: Counter[str] = Counter()
    number_of_pair: Counter[tuple[str, str]] = Counter()
    shown: dict[str, str] = {}
    for cell in cells:
        parts = list(_parts(cell, known)) if text_key(cell) not in _ALL else []
        number.update({part.key for part in parts})
        number_of_pair.update({(one.key, two.key) for one, two in pairwise(parts) if two.at_comma})
        for part in parts:
            shown.setdefault(part.key, part.name)
    following = {
        one: two
        for (one, two), together in number_of_pair.items()
        if together >= _FEWEST and together == number[one] == number[two] and not {one, two} & known
    }
    for first in sorted(following.keys() - set(following.values())):
        chain = [first]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        yield ", ".join(shown[key] for key in chain), number[first]


def _parts(cell: str, known: Set[str]) -> Iterator[_Part]:
    """The names in a cell: at each border the longest known name, else what stands before the next border."""
    starts, ends = [0], []
    for cut in _CUT.finditer(cell):
        ends.append(cut.start())
        starts.append(cut.end())
    ends.append(len(cell))
    first, at_comma = 0, False
    while first < len(starts):
        last = first
        if known:
            borders = range(len(ends) - 1, first - 1, -1)
            last = next((at for at in borders if text_key(cell[starts[first] : ends[at]]) in known), first)
        name = " ".join(cell[starts[first] : ends[last]].split())
        if name:
            yield _Part(name, text_key(name), at_comma)
        at_comma = cell[ends[last] : ends[last] + 1] == "," and bool(name)
        first = last + 1


def session_issues(
    collabies: Roster[Participant],
    mentors: Roster[Mentor],
    sessions: Sequence[Session],
    accept: frozenset[str] = frozenset(),
) -> list[Issue]:
    """What people chose that is not planned, and who chose nothing else.

    Parameters
    ----------
    collabies, mentors
        The two rosters.
    sessions
        The planned ones.
    accept
        As in ``quiet``. Who chose nothing but sessions accepted as not planned is only noted.

    Returns
    -------
    list of Issue
        A warning ``session-not-planned`` for each value; ``no-planned-session`` (severity aside) for each person
        who is in no planned session: the caller leaves them out of the plan.
    """
    known = [name for session in sessions for name in (session.name, *session.also_called)]
    chosen: dict[str, dict[str, int]] = {}
    where: dict[str, Roster[Any]] = {}
    aside: list[Issue] = []
    accepted = {text_key(entry) for entry in accept}
    of_mentors = [session for session in sessions if not session.is_peers]
    for roster in (collabies, mentors):
        rostered: tuple[Person, ...] = roster.people
        for person in rostered:
            for name in person.sessions or ():
                if not any(session.is_called(name) for session in sessions):
                    spelt = chosen.setdefault(text_key(name), {})
                    spelt[name] = spelt.get(name, 0) + 1
                    where.setdefault(text_key(name), roster)
            # Practice among peers needs no mentor: who offers to help with nothing else is in no session.
            wanted = sessions if roster is collabies or not of_mentors else of_mentors
            if not any(session.has(person.sessions) for session in wanted):
                is_decided = all(text_key(f"session-not-planned:{name}") in accepted for name in person.sessions or ())
                severity = Severity.NOTE if is_decided else Severity.ASIDE
                has_peers = any(session.has(person.sessions) for session in sessions)
                aside.append(_no_planned_session(person, roster, severity, has_peers))
    issues = []
    for key in sorted(chosen):
        spelt = chosen[key]
        name = min(spelt, key=lambda one: (-spelt[one], one))
        number = sum(spelt.values())
        issues.append(
            Issue(
                Severity.WARNING,
                "session-not-planned",
                f"{number} {'person' if number == 1 else 'people'} chose {name!r}, which is not among the sessions.",
                _near_session(name, known) or "Add it to [[sessions]], or under also_called of the one that is meant.",
                file=where[key].file,
                column=where[key].column("sessions"),
                value=name,
            )
        )
    return issues + aside


def _near_session(name: str, known: Sequence[str]) -> str:
    """``did_you_mean``, asked only about names that share enough letters to be near.

    The shared letters bound difflib's ratio from above, so no suggestion is lost; and a form that also asks about
    something nobody plans here is the ordinary case, for which a plan should not load difflib.
    """
    key = text_key(name)
    near = [
        other
        for other in known
        if not (key + other).isascii()
        or 2 * (Counter(key) & Counter(text_key(other))).total() >= 0.75 * (len(key) + len(text_key(other)))
    ]
    return did_you_mean(name, near) if near else ""


def _no_planned_session(person: Person, roster: Roster[Any], severity: Severity, has_peers: bool) -> Issue:
    named = ", ".join(map(repr, person.sessions or ()))
    verb = "helps with" if isinstance(person, Mentor) else "takes part in"
    of_peers = " (peers practise without mentors)" if isinstance(person, Mentor) and has_peers else ""
    return Issue(
        severity,
        "no-planned-session",
        f"{person.name} {verb} no planned session; chosen: {named}{of_peers}.",
        "Correct the cell, or name the session in the settings.",
        file=roster.file,
        line=roster.lines.get(person.id),
        column=roster.column("sessions"),
        value=", ".join(person.sessions or ()),
        person=person.name,
    )
