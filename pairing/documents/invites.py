"""Invitations: calendar files (iCalendar, RFC 5545) for each person and for all, where we set the times.

What makes a calendar take a meeting that has moved: its ``UID`` stays, as it depends on the session and the two
people alone, and its ``SEQUENCE`` and ``DTSTAMP`` are later than those it has. Both come from the moment at which the
files are made, so they grow even where the earlier files are lost; and where those are at hand, a meeting that stays
as it was keeps both, byte for byte, and one that is off is sent once more, as cancelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from pairing.documents.namebook import shown_fault
from pairing.documents.session_plan import book_of
from pairing.errors import InputError, Issue, Severity
from pairing.model.clock_words import clocks_of, start_words
from pairing.model.intervals import to_datetime
from pairing.model.meetings import OWN_UIDS, Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.session import Session
from pairing.model.solution import Result

PRODUCER = "-//pairing//invitations 1//EN"
EVERYBODY = "everybody.ics"
FIRST_STAMP = datetime(2020, 1, 1, tzinfo=UTC)  # SEQUENCE counts the minutes since then
MOST_BYTES = 75  # of a line, its end aside; a longer one is folded
_LONGEST_NAME = 60  # letters of a file's name
_NAMES_OF_DEVICES = r"con|prn|aux|nul|com\d|lpt\d"  # which Windows keeps for itself
_OWN = ("DTSTAMP", "SEQUENCE", "STATUS")  # what may differ between two versions of an event that says the same


class _Event(NamedTuple):
    """A meeting in a calendar: its UID, its revision, and its other lines (unfolded)."""

    uid: str
    stamp: str
    sequence: int
    status: str
    lines: tuple[str, ...]


def calendar_files(
    result: Result,
    *,
    programme: str = "",
    shown: Callable[[str], str] | None = None,
    key: str | None = None,
    stamp: datetime | None = None,
    before: Mapping[str, bytes] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Calendar files by name: ``everybody.ics``, and one for each person who has a meeting whose time we set.

    They hold names and times, and no e-mail address, so that they can be sent by any way, or put on a page.

    Parameters
    ----------
    result
        A result with a plan. Sessions whose times people agree on themselves have no invitations.
    programme
        Its name, which calendars show.
    shown
        The name to be shown for an id; by default that of the problem, told apart from everybody else's.
    key
        What keys the UIDs, so that nobody can test whether one is that of two addresses he guesses. It has to be the
        same every time, or calendars show each meeting twice. Default: the seed of the problem.
    stamp
        When the files are made. Default: 1 January 2020, so that the same plan gives the same bytes; files that
        somebody may have to take an update from need the real moment.
    before
        The files made earlier, by name. What they say the same keeps its revision; a meeting that is in them and not
        in the plan is cancelled, unless it was held.

    Returns
    -------
    dict of str to bytes
        Empty where we set no time. Names are of ASCII letters, digits and hyphens, another one for everybody.

    Raises
    ------
    NoPlanError
        When there is no plan.
    InputError
        When a name would give away an e-mail address, or one of ``before`` is no calendar file of ours.

    Examples
    --------
    >>> from pairing.model.problem import Problem
    >>> from pairing.model.solution import Pair, Status
    >>> ada, bo = Participant("Ada Quill", free=()), Mentor("Bo", free=())
    >>> session = Session("Review", minutes=60, time="we set")
    >>> pair = Pair(ada, bo, session, start=30082680)
    >>> result = Result(Problem([ada], [bo], [session]), Status.OPTIMAL, (), True, "", 0.0, _pairs=(pair,))
    >>> files = calendar_files(result)
    >>> list(files)
    ['everybody.ics', 'ada-quill.ics', 'bo.ics']
    >>> [line for line in files["bo.ics"].decode().splitlines() if line.startswith(("SUMMARY", "DTSTART"))]
    ['DTSTART:20270313T180000Z', 'SUMMARY:Review: Ada Quill and Bo']
    """
    names = _Names(result, shown)
    secret = str(result.problem.seed) if key is None else key
    made = (FIRST_STAMP if stamp is None else stamp).astimezone(UTC)
    events: dict[str, list[_Event]] = {}
    for participant, mentor, session, start in _meetings(result):
        event = _event(participant, mentor, session, start, names, secret, made)
        for who in (participant.id, mentor.id):
            events.setdefault(who, []).append(event)
    held = _held(result, secret)
    everything = {event.uid: event for mine in events.values() for event in mine}
    wanted = {EVERYBODY: list(everything.values())}
    wanted |= {name: events.get(who, []) for who, name in _file_names(result, names, secret).items()}
    files: dict[str, bytes] = {}
    for name in dict.fromkeys((*wanted, *before)):
        old = _events_in(before[name], name) if name in before else []
        # a file of somebody who has left, or is called otherwise now, still says what holds
        mine = wanted[name] if name in wanted else [everything[one.uid] for one in old if one.uid in everything]
        told = _revised(mine, old, held, made)
        if told:
            files[name] = _calendar(told, programme)
    names.refuse()
    return files


def is_ours(data: bytes) -> bool:
    """Whether a file is one that ``calendar_files`` made."""
    return f"PRODID:{PRODUCER}\r\n".encode() in data[:400]


# --- events -----------------------------------------------------------------------------------------------------


class _Names:
    """The names to be shown, each looked at once."""

    def __init__(self, result: Result, shown: Callable[[str], str] | None) -> None:
        book = book_of(result)
        participants = {person.id for person in result.problem.participants}

        def by_default(who: str) -> str:
            return book.shown(who, "participant" if who in participants else "mentor")

        self._shown = by_default if shown is None else shown
        self._known: dict[str, str] = {}

    def of(self, who: str) -> str:
        if who not in self._known:
            self._known[who] = " ".join(self._shown(who).split())
        return self._known[who]

    def refuse(self) -> None:
        """Raise for names that nobody else must read."""
        hint = "Give the person another name to be shown."
        faults = [(name, shown_fault(name)) for name in dict.fromkeys(self._known.values())]
        issues = [
            Issue(Severity.ERROR, fault[0], f"the name {name!r} {fault[1]}.", hint, value=name, person=name)
            for name, fault in faults
            if fault is not None
        ]
        if issues:
            raise InputError(issues)


def _meetings(result: Result) -> Iterator[tuple[Participant, Mentor, Session, int]]:
    """Every meeting whose start we set: those of the plan, and those held of people who are still there."""
    people = {person.id: person for person in result.problem.participants}
    mentors = {mentor.id: mentor for mentor in result.problem.mentors}
    for pair in result.pairs:
        if pair.set_start is not None:
            yield pair.participant, pair.mentor, pair.session, pair.set_start
    for one in result.problem.held:
        if isinstance(one, Meeting) and one.start is not None and one.participant in people and one.mentor in mentors:
            for session in result.problem.sessions:
                if session.sets_time and session.is_called(one.session):
                    yield people[one.participant], mentors[one.mentor], session, one.start


def _uid(session: str, participant: str, mentor: str, secret: str) -> str:
    """32 digits that depend on who meets in which session, and on nothing else."""
    text = "\0".join((session, participant, mentor)).encode()
    digest = blake2b(text, key=secret.encode()[:64], digest_size=16, person=b"pairing invite").hexdigest()
    return OWN_UIDS + digest


def _event(
    participant: Participant, mentor: Mentor, session: Session, start: int, names: _Names, secret: str, made: datetime
) -> _Event:
    who, other = names.of(participant.id), names.of(mentor.id)
    clocks = clocks_of(participant, mentor, session)
    about = [f"{who} and {other}", start_words(start, clocks.participant, clocks.mentor)]
    agenda = session.agenda.strip()
    description = "\n".join([*about, *(["", agenda] if agenda else [])])
    lines = (
        f"DTSTART:{_utc(to_datetime(start))}",
        f"DTEND:{_utc(to_datetime(start + (session.minutes or 0)))}",
        f"SUMMARY:{_escaped(f'{session.name}: {who} and {other}')}",
        f"DESCRIPTION:{_escaped(description)}",
    )
    sequence = int((made - FIRST_STAMP).total_seconds() // 60)
    uid = _uid(session.id, participant.id, mentor.id, secret)
    return _Event(uid, _utc(made), max(0, sequence), "CONFIRMED", lines)


def _held(result: Result, secret: str) -> frozenset[str]:
    """The UIDs of meetings that were held: they stay in the calendars as they are."""
    return frozenset(
        _uid(session.id, one.participant, one.mentor, secret)
        for one in result.problem.held
        if isinstance(one, Meeting)
        for session in result.problem.sessions
        if session.is_called(one.session)
    )


def _revised(mine: Sequence[_Event], before: Sequence[_Event], held: frozenset[str], made: datetime) -> list[_Event]:
    """The events, each with the revision it has been sent with, or a later one; and those that are off."""
    known = {event.uid: event for event in before}
    wanted = {event.uid: event for event in mine}
    told = []
    for event in wanted.values():
        old = known.get(event.uid)
        if old is not None and (old.lines, old.status) == (event.lines, event.status):
            told.append(old)
        else:
            told.append(_after(event, old))
    sequence = max(0, int((made - FIRST_STAMP).total_seconds() // 60))
    for old in before:
        if old.uid in wanted:
            continue
        if old.uid in held or old.status == "CANCELLED":
            told.append(old)
        else:
            told.append(_after(old._replace(status="CANCELLED", stamp=_utc(made), sequence=sequence), old))
    return sorted(told, key=lambda event: (event.lines, event.uid))


def _after(event: _Event, old: _Event | None) -> _Event:
    """The event with a revision above that of the one before."""
    if old is None:
        return event
    return event._replace(sequence=max(event.sequence, old.sequence + 1), stamp=max(event.stamp, old.stamp))


# --- the files --------------------------------------------------------------------------------------------------


def _calendar(events: Iterable[_Event], programme: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCER}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    name = " ".join(programme.split())
    lines += [f"X-WR-CALNAME:{_escaped(name)}"] if name else []
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{event.stamp}", *event.lines]
        lines += [f"SEQUENCE:{event.sequence}", f"STATUS:{event.status}", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(map(_folded, lines))


def _utc(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}Z"


def _escaped(text: str) -> str:
    """A text as RFC 5545 (3.3.11) writes it; what cannot be shown is left out."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line and its end, broken so that no part is longer than 75 bytes; never within a character."""
    parts: list[bytes] = []
    part = b""
    for char in line:
        code = char.encode("utf-8", "replace")
        if len(part) + len(code) > MOST_BYTES:
            parts.append(part)
            part = b" "
        part += code
    return b"\r\n".join([*parts, part]) + b"\r\n"


def _events_in(data: bytes, file: str) -> list[_Event]:
    """The events of a file that we made earlier."""
    if not is_ours(data):
        hint = "Move it elsewhere, or name another folder."
        raise InputError(Issue(Severity.ERROR, "foreign-calendar", "it is no calendar file of ours.", hint, file=file))
    found: list[_Event] = []
    own: dict[str, str] = {}
    lines: list[str] = []
    for line in re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace")).splitlines():
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            own, lines = {}, []
        elif line == "END:VEVENT" and own.get("UID"):
            sequence = own.get("SEQUENCE", "")
            number = int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else 0
            status = own.get("STATUS", "CONFIRMED")
            found.append(_Event(own["UID"], own.get("DTSTAMP", ""), number, status, tuple(lines)))
        elif name in (*_OWN, "UID"):
            own[name] = value
        else:
            lines.append(line)
    return found


def _file_names(result: Result, names: _Names, secret: str) -> dict[str, str]:
    """For everybody, by id, the name of the file: in the order of the names shown."""
    ids = [person.id for person in result.problem.participants] + [mentor.id for mentor in result.problem.mentors]
    slugs = {who: _slug(names.of(who)) for who in dict.fromkeys(ids)}
    taken = list(slugs.values())
    found = {}
    for who, slug in sorted(slugs.items(), key=lambda entry: (names.of(entry[0]).casefold(), entry[0])):
        is_clear = (
            slug and taken.count(slug) == 1 and not re.fullmatch(_NAMES_OF_DEVICES, slug) and f"{slug}.ics" != EVERYBODY
        )
        code = blake2b(who.encode(), key=secret.encode()[:64], digest_size=4, person=b"pairing file").hexdigest()
        found[who] = f"{slug}.ics" if is_clear else f"{slug or 'person'}-{code}.ics"
    return found


def _slug(name: str) -> str:
    """A name in ASCII letters and digits, hyphens between words; "" where it has none of them."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_NAME].strip("-")
