"""What people are written: whom they meet and when, for mail merge or chat."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from string import Template
from types import MappingProxyType
from typing import Literal, NamedTuple

from pairing.documents.namebook import shown_fault
from pairing.documents.tables import _harmless
from pairing.errors import InputError, Issue, Severity, input_error
from pairing.model.clock_words import start_words, stretches_words
from pairing.model.meetings import Meeting
from pairing.model.names import did_you_mean
from pairing.model.people import Person
from pairing.model.session import Session
from pairing.model.solution import Pair, Result

To = Literal["mentors", "collabies"]
SUBJECT = "$programme: your meetings"
CHANGED_SUBJECT = "$programme: a change for you"
TEXT = """Hello $name,

$changes

Your meetings in $programme:

$meetings

If something does not fit, please tell us soon.
"""
HEADER = ("name", "e-mail", "subject", "text")
NOBODY = "nobody yet; we are looking"
UTC_NOTE = "The hours are UTC, as we do not know your time zone."
SET_NOTE = "The times are on the programme's clock, as we do not know your time zone."
_PLACEHOLDERS = ("name", "programme", "meetings", "changes")
_OF_SUBJECT = ("name", "programme")  # the others come to several lines
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[^\s@<>()\[\],;:]+")


class Message(NamedTuple):
    """What one person is written. ``email`` is "" where the person's id is no address."""

    person_id: str
    name: str
    email: str
    subject: str
    text: str


def messages(
    result: Result,
    to: To,
    *,
    programme: str,
    shown: Callable[[str], str],
    only: Collection[str] | None = None,
    changes: Mapping[str, Sequence[str]] = MappingProxyType({}),
    subject: str | None = None,
    template: str | None = None,
) -> tuple[Message, ...]:
    """A message to each mentor, or to each participant ("collabies"), in the order of the names.

    Parameters
    ----------
    result
        A result with a plan. Meetings that were held are not told again.
    to
        The side that reads it. Hours in common, and where we set the time the start, are told on the reader's clock
        and in brackets on the other's. Where the reader's zone is not known, hours are told in UTC, and a start on the
        session's clock.
    programme
        Its name, for the text.
    shown
        The name to be shown for an id.
    only
        Ids of those who get a message even if there is no meeting to tell; who is not on this side is passed over.
        None: everybody who has a meeting, and every participant for whom one is still looked for.
    changes
        By id, sentences on what changed for the person.
    subject, template
        Texts with ``$name`` and ``$programme``, the second also with ``$meetings`` and ``$changes`` (a line of
        ``$changes`` goes, with the blank line below, where nothing changed); ``$$`` is a dollar sign. None: the
        usual ones.

    Raises
    ------
    NoPlanError
        When there is no plan.
    InputError
        When a text has another placeholder, or a name or a sentence would give away an e-mail address.

    Examples
    --------
    >>> from pairing.model.people import Mentor, Participant
    >>> from pairing.model.problem import Problem
    >>> from pairing.model.solution import Status
    >>> ada, bo, review = Participant("Ada"), Mentor("Bo", "bo@example.org"), Session("Review")
    >>> problem, pair = Problem([ada], [bo], [review]), Pair(ada, bo, review)
    >>> result = Result(problem, Status.OPTIMAL, (), True, "", 0.0, _pairs=(pair,))
    >>> names = {"ada": "Ada Quill", "bo@example.org": "Bo Lindqvist"}
    >>> message = messages(result, "mentors", programme="Career Lab", shown=names.__getitem__)[0]
    >>> print(message.email, message.subject, message.text, sep="\\n", end="")
    bo@example.org
    Career Lab: your meetings
    Hello Bo Lindqvist,
    <BLANKLINE>
    Your meetings in Career Lab:
    <BLANKLINE>
    Review:
    - Ada Quill
    <BLANKLINE>
    If something does not fit, please tell us soon.
    """
    text = TEXT if template is None else template
    usual = CHANGED_SUBJECT if changes else SUBJECT
    _check_template(text, "text", _PLACEHOLDERS)
    _check_template(usual if subject is None else subject, "subject", _OF_SUBJECT)
    side: tuple[Person, ...] = result.problem.participants if to == "collabies" else result.problem.mentors
    meetings = _of_participants(result) if to == "collabies" else _of_mentors(result)
    readers = [one for one in side if (one.id in meetings if only is None else one.id in only)]
    names = _Names(shown, {}, [])
    written = []
    for reader in readers:
        values = {
            "name": names.of(reader.id),
            "programme": " ".join(programme.split()),
            "meetings": _meetings_text(result, reader, meetings.get(reader.id, {}), names, to),
            "changes": _changes_text(changes.get(reader.id, ()), names),
        }
        line = subject or (CHANGED_SUBJECT if values["changes"] else SUBJECT)
        written.append(
            Message(
                reader.id,
                values["name"],
                reader.id if _ADDRESS.fullmatch(reader.id) else "",
                " ".join(Template(line).substitute(values).split()),
                _filled(text, values),
            )
        )
    if names.faults:
        raise InputError(names.faults)
    return tuple(sorted(written, key=lambda one: (one.name.casefold(), one.person_id)))


def messages_csv(written: Iterable[Message]) -> str:
    """The messages as CSV: name, e-mail, subject, text; quoted as RFC 4180 has it, lines end with a line feed.

    A text keeps its line breaks. A cell that a spreadsheet would take for a formula (it begins with ``= + - @``, tab
    or carriage return) gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([_harmless(cell) for cell in (one.name, one.email, one.subject, one.text)] for one in written)
    return out.getvalue()


def messages_text(written: Iterable[Message]) -> str:
    """The messages as plain text for chat, one below the other: to whom, the subject, the text; no address."""
    parts = [f"To: {one.name}\nSubject: {one.subject}\n\n{one.text.rstrip()}\n" for one in written]
    return f"\n{'-' * 72}\n\n".join(parts)


# --- whom somebody meets ----------------------------------------------------------------------------------------


class _Meets(NamedTuple):
    """Somebody's session: the ids of the people met, the pairs (none: peers), and how many places are open."""

    people: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    looking: int = 0


BySession = dict[str, _Meets]  # by id of the session


def _of_participants(result: Result) -> dict[str, BySession]:
    found = _by_reader((pair.participant.id, pair.mentor.id, pair) for pair in _to_come(result))
    problem = result.problem
    yet_to_practise = {
        session.id: {problem.participants[p].id for p in problem.peers(s)} for s, session in enumerate(problem.sessions)
    }
    for group in result.groups:
        for person in group.members:
            if person.id in yet_to_practise[group.session.id]:
                others = tuple(one.id for one in group.members if one.id != person.id)
                found.setdefault(person.id, {})[group.session.id] = _Meets(others)
    for one in result.unpaired:
        mine = found.setdefault(one.participant.id, {})
        mine[one.session.id] = mine.get(one.session.id, _Meets())._replace(looking=one.places)
    return found


def _of_mentors(result: Result) -> dict[str, BySession]:
    return _by_reader((pair.mentor.id, pair.participant.id, pair) for pair in _to_come(result))


def _by_reader(meetings: Iterable[tuple[str, str, Pair]]) -> dict[str, BySession]:
    """Whom each reader meets, from (reader, the other one, pair)."""
    found: dict[str, BySession] = {}
    for reader, other, pair in meetings:
        mine = found.setdefault(reader, {})
        known = mine.get(pair.session.id, _Meets())
        mine[pair.session.id] = known._replace(people=(*known.people, other), pairs=(*known.pairs, pair))
    return found


def _to_come(result: Result) -> list[Pair]:
    """The pairs of the plan that were not held."""
    problem = result.problem
    held = {
        (one.participant, one.mentor, problem.sessions[s].id)
        for one in problem.held
        if isinstance(one, Meeting)
        for s in range(len(problem.sessions))
        if problem.sessions[s].is_called(one.session)
    }
    return [
        pair
        for pair in result.pairs
        if not pair.session.closed and (pair.participant.id, pair.mentor.id, pair.session.id) not in held
    ]


# --- in words ---------------------------------------------------------------------------------------------------


class _Names(NamedTuple):
    """Names to be shown, each looked at once; ``faults`` gathers those that must not be sent."""

    shown: Callable[[str], str]
    known: dict[str, str]
    faults: list[Issue]

    def of(self, who: str) -> str:
        """The name of an id."""
        if who not in self.known:
            self.known[who] = " ".join(self.shown(who).split())
            self.check(self.known[who], "name")
        return self.known[who]

    def check(self, text: str, what: str) -> None:
        """Note a fault where the text holds an address or a character that cannot be shown."""
        fault = shown_fault(text)
        if fault is not None:
            is_address = fault[0] == "address-in-document"
            words = "holds an e-mail address, and others would read it" if is_address else fault[1]
            code = "address-in-message" if is_address else fault[0]
            hint = "Give the person another name to be shown."
            person = text if what == "name" else ""
            issue = Issue(Severity.ERROR, code, f"the {what} {text!r} {words}.", hint, value=text, person=person)
            self.faults.append(issue)


def _meetings_text(result: Result, reader: Person, mine: BySession, names: _Names, to: To) -> str:
    blocks = [_session_text(one, mine[one.id], reader, names) for one in result.problem.sessions if one.id in mine]
    if not blocks:
        has_held = any(reader.id in one.people for one in result.problem.held)
        return "Nothing more is planned for you." if has_held or to == "collabies" else "Nobody is assigned to you now."
    pairs = [pair for one in mine.values() for pair in one.pairs] if reader.zone is None else []
    notes = [UTC_NOTE] if any(pair.common and not pair.session.sets_time for pair in pairs) else []
    notes += [SET_NOTE] if any(pair.set_start is not None for pair in pairs) else []
    return "\n".join([*blocks, *([""] if notes else []), *notes])


def _session_text(session: Session, meets: _Meets, reader: Person, names: _Names) -> str:
    """The session's name and minutes, then a line for each person to meet."""
    hours = dict.fromkeys(meets.people, "")
    for who, pair in zip(meets.people, meets.pairs, strict=False):  # peers have no pairs, and no hours
        hours[who] = _hours_words(pair, reader)
    people = sorted(meets.people, key=lambda who: (names.of(who).casefold(), who))
    lines = [f"- {names.of(who)}" + (f": {hours[who]}" if hours[who] else "") for who in people]
    if meets.looking:
        lines.append(f"- {f'{meets.looking} more: ' if people else ''}{NOBODY}")
    minutes = "" if session.minutes is None else f", {session.minutes} minutes"
    return "\n".join([f"{session.name}{minutes}:", *lines])


def _hours_words(pair: Pair, reader: Person) -> str:
    """``both free Sat 13 Mar, 09:00–11:00 PST (18:00–20:00 CET)``, or the start; the reader's clock first."""
    other = pair.mentor if reader.id == pair.participant.id else pair.participant
    if pair.session.sets_time:
        zone = pair.session.zone
        return "" if pair.start is None else start_words(pair.start, reader.zone or zone, other.zone or zone)
    told = stretches_words(pair.common, reader.zone or "UTC", other.zone)
    return f"both free {told}" if told else ""


def _changes_text(sentences: Sequence[str], names: _Names) -> str:
    for sentence in sentences:
        names.check(sentence, "sentence")
    return "\n".join(["What has changed:", *(f"- {sentence}" for sentence in sentences)]) if sentences else ""


def _filled(template: str, values: Mapping[str, str]) -> str:
    if not values["changes"]:
        template = re.sub(r"(?m)^[ \t]*\$(?:changes|\{changes\})[ \t]*\r?(?:\n|\Z)(?:[ \t]*\r?\n)?", "", template)
    return Template(template).substitute(values)


def _check_template(text: str, what: str, known: Sequence[str]) -> None:
    template = Template(text)
    if not template.is_valid():
        hint = "A $ that belongs to the text is written $$."
        raise input_error("bad-template", f"the {what} of the messages has a $ with no name behind it.", hint)
    for name in template.get_identifiers():
        if name not in known:
            hint = did_you_mean(name, known) or f"Known are {', '.join(f'${one}' for one in known)}."
            message = f"the {what} of the messages has ${name}."
            raise input_error("unknown-placeholder", message, hint, value=f"${name}")
