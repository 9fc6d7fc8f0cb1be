"""The tables of a programme as they are published: found, read back by person, and what follows for the problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pairing.cohort.dates import Calendar, already_met
from pairing.documents.headers import without_time
from pairing.documents.markdown import Table, find_table
from pairing.documents.namebook import NameBook
from pairing.documents.published import Published, read_published
from pairing.documents.readback import ReadRow, TableFacts, read_back
from pairing.documents.store import read_document
from pairing.errors import Issue, PairingError, Severity
from pairing.model.exempt import Exempt
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.names import name_key
from pairing.model.people import Mentor, Participant
from pairing.model.rules import HelpsIn, Rule, Together
from pairing.model.session import Session
from pairing.model.solution import UNPAIRED_TEXT
from pairing.rosters.settings import Settings
from pairing.rosters.settings_sessions import SessionSettings
from pairing.tables import veiled_repr

if TYPE_CHECKING:
    from pairing.rosters.change_wishes import Keep
    from pairing.rosters.leaving import Left

FEWEST_EMPTIED = 3  # rows of a table that may always be emptied


class SessionDocument(NamedTuple):
    """The document of a session: where it is, its bytes as read, its table, and what that says as text."""

    session: Session
    path: Path
    data: bytes
    table: Table
    published: Published


class PublishedState(NamedTuple):
    """What the tables come to, by ids.

    ``facts`` are by id of the session. ``baseline``: published and open to change. ``held``: never changed (sessions
    that are over, people on no sheet, pairs that are taken to have met). ``pins``: what is kept, as rules.
    ``left_out``: who stands unpaired in a session that is over. ``gone``: ids of those who are decided to have left,
    even if only one session. ``kept``: what the pins keep, with file and line.
    ``named``: ids of everybody whom a line of the changes is about.
    """

    facts: dict[str, TableFacts]
    baseline: tuple[Known, ...] = ()
    held: tuple[Known, ...] = ()
    pins: tuple[Rule, ...] = ()
    left_out: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    gone: frozenset[str] = frozenset()
    kept: tuple[tuple[Known, str, int | None], ...] = ()
    named: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return veiled_repr(self)


def find_tables(settings: Settings, faults: list[Issue]) -> tuple[SessionDocument, ...]:
    """The table of every session that names a document; what is wrong with any of them is added to ``faults``."""
    found: list[SessionDocument] = []
    for one in settings.sessions:
        if one.document is None:
            continue
        path = settings.folder / one.document
        try:
            data = read_document(path)
            table = find_table(
                data,
                session=one.session.name,
                header=without_time(one.table_header) if one.session.sets_time else one.table_header,
                under=one.under,
                also_called=one.session.also_called,
                file=one.document,
                kind=one.session.kind,
            )
            published = read_published(
                table, unpaired_text=settings.unpaired_text, kind=one.session.kind, refuse_twice=False
            )
            found.append(SessionDocument(one.session, path, data, table, published))
        except PairingError as error:
            faults += error.issues
    faults += _doubly_used(found, settings)
    return tuple(found)


def settings_of(settings: Settings, session: Session) -> SessionSettings:
    """What the settings say of a session."""
    return next(one for one in settings.sessions if one.session.id == session.id)


def _doubly_used(documents: Sequence[SessionDocument], settings: Settings) -> Iterator[Issue]:
    """Two sessions must not write into one table: the second would undo the first."""
    owner: dict[tuple[Path, int], Session] = {}
    for one in documents:
        other = owner.setdefault((one.path.resolve(), one.table.start), one.session)
        if other is not one.session:
            message = f"{other.name!r} and {one.session.name!r} have the same table."
            hint = 'Give each its own: `table_header`, or `under = "heading"`, tells them apart.'
            file = str(settings_of(settings, one.session).document)
            yield Issue(Severity.ERROR, "one-table-for-two", message, hint, file=file, line=one.table.line)


def read_published_state(
    documents: Sequence[SessionDocument],
    book: NameBook,
    days: Calendar,
    *,
    participants: Sequence[Participant],
    mentors: Sequence[Mentor],
    left: Sequence[Left] = (),
    outside: Collection[str] = (),
    keeps: Sequence[Keep] = (),
    were_participants: Sequence[Participant] = (),
    were_mentors: Sequence[Mentor] = (),
    start_over: bool = False,
    changes_file: str = "",
    unpaired_text: str = UNPAIRED_TEXT,
    exempt: Collection[Exempt] = (),
) -> PublishedState:
    """Read every table back.

    Parameters
    ----------
    documents, book, days
        The tables, who is meant by a name, and which sessions are over.
    participants, mentors
        Those who still take part somewhere.
    were_participants, were_mentors
        Everybody of the sheets, those included who have left since: they may have met before.
    left, outside
        Names that are decided: gone, from one session or from all that are not over; helpers from outside.
    keeps
        The lines ``keep`` of changes.csv, which stand in ``changes_file``.
    start_over
        Whether what is published counts for nothing, but for sessions that are over.
    unpaired_text
        What a cell says where nobody is assigned.
    exempt
        Which rule does not hold for whom (ids).
    """
    facts: dict[str, TableFacts] = {}
    baseline: list[Known] = []
    before: list[Known] = []  # published, and forgotten but for those who have met
    held: list[Known] = []
    kept: list[tuple[Known, str, int | None]] = []
    left_out: list[str] = []
    issues: list[Issue] = []
    for one in documents:
        session = days.today[one.session.id]
        # somebody who is on a sheet leaves by taking part no more; only a name on no sheet has to be decided
        names = [one.name for one in left if not one.ids and one.is_out_of(session) and not session.closed]
        whole = days.whole[one.session.id]  # a time that is past is read like any other
        found = facts[session.id] = read_back(
            one.published, whole, book, left=names, outside=outside, unpaired_text=unpaired_text
        )
        if session.closed:
            held += [*found.baseline, *found.fixed]
            left_out += found.unpaired
            issues += [
                issue if issue.severity is Severity.WARNING else dataclasses.replace(issue, severity=Severity.WARNING)
                for issue in found.issues
            ]
            continue
        if start_over:
            before += found.baseline
            held += [
                one for one in _still_fixed(found.fixed, session, book, participants, mentors) if _is_of(one, outside)
            ]
            continue
        issues += found.issues
        baseline += found.baseline
        held += _still_fixed(found.fixed, session, book, participants, mentors)
        kept += [(known, one.table.file, line_of(found, known)) for known in found.kept]
    met, doubts = already_met(
        (*before, *baseline), days, (*were_participants, *participants), (*were_mentors, *mentors), left
    )
    issues += doubts
    still = [one for one in baseline if one not in set(met)]
    if not start_over:
        for keep in keeps:
            fitting = [known for known in baseline if _is_kept(keep, known, days)]
            kept += [(known, changes_file, keep.line) for known in fitting]
            if not fitting:
                message = "keep finds no published pair of these people."
                hint = "Write who, and as value with whom; or delete the line."
                issues.append(
                    Issue(Severity.QUESTION, "nothing-to-keep", message, hint, file=changes_file, line=keep.line)
                )
    pins, doubts = _pins(kept, days, participants, mentors, book, exempt)
    issues += doubts
    gone = frozenset(who for one in left for who in (*one.ids, name_key(one.name)))
    return PublishedState(
        facts, tuple(still), (*held, *met), tuple(pins), tuple(left_out), tuple(issues), gone, tuple(kept)
    )


def _is_of(known: Known, outside: Collection[str]) -> bool:
    """Whether somebody in it is a helper from outside, by a decision."""
    keys = {name_key(name) for name in outside}
    return not keys.isdisjoint(known.people)


def _still_fixed(
    fixed: Sequence[Known],
    session: Session,
    book: NameBook,
    participants: Sequence[Participant],
    mentors: Sequence[Mentor],
) -> Iterator[Known]:
    """The pairs and groups with somebody on no sheet, without those of the sheets who have left."""
    practising = {person.id for person in participants if session.has(person.sessions)}
    helping = {mentor.id for mentor in mentors}
    for one in fixed:
        if isinstance(one, Meeting):
            is_helping = one.mentor in helping or one.mentor not in book.people["mentor"]
            if is_helping and (one.participant in practising or one.participant not in book.people["participant"]):
                yield one
            continue
        members = tuple(who for who in one.members if who in practising or who not in book.people["participant"])
        if len(members) > 1:
            yield Practice(members, one.session)


# --- what is kept -----------------------------------------------------------------------------------------------


def _is_kept(keep: Keep, known: Known, days: Calendar) -> bool:
    people = set(known.people)
    is_there = keep.session is None or any(
        one.is_called(keep.session) and one.is_called(known.session) for one in days.today.values()
    )
    is_with = keep.other_ids is None or bool(people & set(keep.other_ids))
    return is_there and is_with and bool(people & set(keep.who_ids))


def _pins(
    kept: Sequence[tuple[Known, str, int | None]],
    days: Calendar,
    participants: Sequence[Participant],
    mentors: Sequence[Mentor],
    book: NameBook,
    exempt: Collection[Exempt],
) -> tuple[list[Rule], list[Issue]]:
    """A pair or group that is kept as rules; a question where one of the people is in the session no more."""
    there = {person.id: person for person in participants}
    helping = {mentor.id: mentor for mentor in mentors}
    rules: dict[Rule, None] = {}
    issues: list[Issue] = []
    for known, file, line in kept:
        session = next(one for one in days.today.values() if one.is_called(known.session))
        members = known.members if isinstance(known, Practice) else known[:1]
        people: list[tuple[str, Participant | Mentor | None]] = [
            (book.shown(who, "participant"), there.get(who)) for who in members
        ]
        comes = isinstance(known, Meeting) and known.mentor in helping and _is_exempt(known, session, exempt)
        if isinstance(known, Meeting) and not comes:
            people.append((book.shown(known.mentor, "mentor"), helping.get(known.mentor)))
        gone = [name for name, person in people if person is None or not session.has(person.sessions)]
        if gone:
            message = (
                f"{' and '.join(name for name, _ in people)} are to be kept together in {session.name}, and "
                f"{' and '.join(gone)} {'has' if len(gone) == 1 else 'have'} left."
            )
            hint = "Take the mark <!-- keep --> out, or the line in changes.csv."
            issues.append(Issue(Severity.QUESTION, "kept-with-leaver", message, hint, file=file, line=line))
        else:
            rules |= dict.fromkeys(Together(one, other, session.name) for one, other in known.couples)
    return list(rules), issues


def line_of(facts: TableFacts, known: Known) -> int | None:
    """The line of the table in which a pair or group of it stands."""
    wanted = set(known.people)
    for row in facts.rows:
        if wanted <= {name.id for name in (*row.participants, *row.partners)}:
            return row.line
    return None


def names_in(published: Published) -> Iterator[str]:
    """Every name in a table, as written."""
    for row in published.rows:
        yield from (row.participant,) if row.participant else ()
        yield from row.mentors
        yield from (name for _, name in row.peers)


def emptied_issue(one: SessionDocument, emptied: Sequence[ReadRow], standings: PublishedState) -> list[Issue]:
    """An error where more than a quarter of a table, and more than three rows, would lose their pair for nothing.

    Rows of people of whom the changes say something do not count: that is decided. The sheets are most likely those
    of another cohort.
    """
    rows = [row for row in standings.facts[one.session.id].rows if row.is_paired]
    decided = standings.gone | standings.named
    number = sum(decided.isdisjoint(name.id for name in (*row.participants, *row.partners)) for row in emptied)
    if number <= FEWEST_EMPTIED or 4 * number <= len(rows):
        return []
    message = f"{number} of the {len(rows)} pairs in the table of {one.session.name!r} would be gone."
    hint = "Are these the right sheets? If the table is to be filled anew: --start-over."
    return [Issue(Severity.ERROR, "table-emptied", message, hint, file=one.table.file, line=one.table.line)]


def _is_exempt(known: Meeting, session: Session, exempt: Collection[Exempt]) -> bool:
    """Whether the mentor is met in the session although he does not help in it, by an exemption."""
    return any(
        (one.participant, one.mentor, one.rule) == (known.participant, known.mentor, HelpsIn().name)
        and (one.session is None or session.is_called(one.session))
        for one in exempt
    )
