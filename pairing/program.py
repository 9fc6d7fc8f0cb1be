"""A programme: its folder of settings, sheets and documents. The one place where sheets, plan and documents meet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pairing.documents.markdown import Table, find_table
from pairing.documents.published import Change
from pairing.documents.store import DocumentChange, read_document, write_documents
from pairing.documents.update import fill_table
from pairing.errors import InputError, Issue, PairingError, Severity
from pairing.model.in_force import LEVELS
from pairing.model.names import name_key, text_key
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.rosters.both_sheets import sheet_issues
from pairing.rosters.columns import Recognition
from pairing.rosters.people import Roster, join, quiet, read_collabies, read_mentors, session_issues
from pairing.rosters.places import settings_line
from pairing.rosters.settings import SessionSettings, Settings, read_settings
from pairing.rosters.wishes import wish_rules


class SessionDocument(NamedTuple):
    """The document of a session: where it is, its bytes as read, and its table."""

    session: Session
    path: Path
    data: bytes
    table: Table


class Publication(NamedTuple):
    """What publishing would do: each document before and after, what changes for whom, and doubts about the tables."""

    documents: tuple[DocumentChange, ...]
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A programme as read: the problem to solve, and all that was noticed on the way.

    ``issues`` holds every doubt about sheets and settings, ``recognitions`` how each column of each sheet was
    understood, ``set_aside`` the names of people whose row has a fault and who are not in the problem.
    """

    settings: Settings
    problem: Problem
    issues: tuple[Issue, ...]
    recognitions: tuple[tuple[str, tuple[Recognition, ...]], ...]
    set_aside: tuple[str, ...]
    documents: tuple[SessionDocument, ...]

    def replace(self, **changes: Any) -> Program:
        """The same programme with another problem: ``program.replace(balance="equal")``, as ``Problem.replace``."""
        return dataclasses.replace(self, problem=self.problem.replace(**changes))


def read_program(path: str | Path | Settings) -> Program:
    """Read a programme's folder: ``pairing.toml``, the two sheets, and the documents it names.

    Parameters
    ----------
    path
        The folder, or its ``pairing.toml``, or settings read before.

    Returns
    -------
    Program
        With ``problem``, ready for ``solve``, and ``issues``. People whose row has a fault are set aside.

    Raises
    ------
    InputError
        (a ``ValueError``) with every fault of the settings, or else of all sheets and documents together.

    Examples
    --------
    >>> program = read_program("examples/career-lab")
    >>> len(program.problem.participants), len(program.problem.mentors), program.problem.num_places
    (26, 16, 76)
    """
    settings = path if isinstance(path, Settings) else read_settings(path)
    faults: list[Issue] = []
    collabies = _read_side(settings, "collabies", faults)
    mentors = _read_side(settings, "mentors", faults)
    documents = _read_documents(settings, faults)
    if collabies is None or mentors is None or faults:
        raise InputError(faults)
    return _assemble(settings, collabies, mentors, documents, ())


def read_two_sheets(collabies: str | Path, mentors: str | Path) -> Program:
    """A programme of nothing but two sheets, with the sessions they name and no documents.

    What has to be assumed without settings stands among the issues. Raises as ``read_program`` does.
    """
    from pairing.rosters.draft import draft, read_both  # most programmes have settings

    rosters = read_both(collabies, mentors)
    drafted = draft(Path(), rosters[0], rosters[1], (str(collabies), str(mentors)))
    return _assemble(drafted.settings._replace(file=""), rosters[0], rosters[1], (), drafted.assumed)


def publication(program: Program, result: Result) -> Publication:
    """What publishing would do, without doing it.

    Raises
    ------
    InputError
        When a table cannot take the plan, such as one that shows the same participant twice.
    """
    after: dict[Path, bytes] = {}
    changes: list[Change] = []
    issues: list[Issue] = []
    faults: list[Issue] = []
    for one in program.documents:
        where = _settings_of(program.settings, one.session)
        try:
            filled = fill_table(
                after.get(one.path, one.data),
                result,
                session=one.session.name,
                header=where.table_header,
                under=where.under,
                unpaired_text=program.settings.unpaired_text,
                file=str(where.document),
            )
        except InputError as error:
            faults += error.issues
            continue
        after[one.path] = filled.data
        changes += filled.changes
        issues += [_of_set_aside(issue, program) for issue in filled.issues]
    if faults:
        raise InputError(faults)
    before = {one.path: one.data for one in program.documents}
    documents = tuple(DocumentChange(path, before[path], data) for path, data in after.items())
    return Publication(documents, tuple(changes), tuple(issues))


def _of_set_aside(issue: Issue, program: Program) -> Issue:
    """A row of somebody who was set aside is not a row of a stranger: it waits for a word.

    The row would stay, and its mentor's place would be given to somebody else.
    """
    aside = {name_key(name) for name in program.set_aside}
    if issue.code != "unknown-name-in-document" or name_key(issue.person) not in aside:
        return issue
    message = f"{issue.person} stands in the table, and was set aside for a fault in the row of the sheet."
    hint = "Mend the row of the sheet; or delete the row of the table, if somebody else is to get the place."
    return dataclasses.replace(
        issue, severity=Severity.QUESTION, code="set-aside-in-document", message=message, hint=hint
    )


def publish(
    program: Program, result: Result, *, set_aside: bool = False, write: bool = True
) -> tuple[DocumentChange, ...]:
    """Write the plan into the programme's documents.

    Only the bytes of the tables change; publishing twice changes nothing.

    Parameters
    ----------
    program, result
        As ``read_program`` and ``solve`` give them.
    set_aside
        Publish although people were set aside for a fault in their row. Who stands in a table all the same is
        still a question.
    write
        False: only say what would be written.

    Returns
    -------
    tuple of DocumentChange
        The documents that change, with their bytes before and after; empty when all are as they should be.

    Raises
    ------
    NoPlanError
        (``RuntimeError``) when the result holds no plan.
    InputError
        (``ValueError``) when the programme names no document, a question about a sheet is open, somebody is set
        aside and `set_aside` is False, or a document was changed by somebody else since it was read. Nothing is
        written then.
    PairingError
        When writing fails. The documents written before are named; each is whole, old or new.
    """
    planned = publication(program, result)
    waiting = blocking(program, planned, set_aside=set_aside)
    if waiting:
        raise InputError(waiting)
    changed = tuple(document for document in planned.documents if document.is_change)
    if write:
        write_documents(changed)
    return changed


def blocking(program: Program, planned: Publication, *, set_aside: bool = False) -> tuple[Issue, ...]:
    """The issues that keep a plan from being published; empty when nothing does."""
    stops = {Severity.QUESTION} if set_aside else {Severity.QUESTION, Severity.ASIDE}
    found = [issue for issue in (*program.issues, *planned.issues) if issue.severity in stops]
    if not program.documents:
        hint = 'Give a [[sessions]] of the settings document = "session-docs/….md".'
        message = "the programme names no document to publish into."
        found.append(Issue(Severity.ERROR, "no-document", message, hint, file=program.settings.file))
    return tuple(found)


# --- reading ----------------------------------------------------------------------------------------------------


def _read_side(settings: Settings, side: str, faults: list[Issue]) -> Any:
    """One sheet as a roster, or None with its faults noted."""
    sheet = settings.collabies if side == "collabies" else settings.mentors
    common: dict[str, Any] = {
        "headers": sheet.headers,
        "zones": settings.zones,
        "zone_if_blank": settings.time_zone if settings.assume_zone else None,
        "years": _years(settings),
        "people": settings.people,
        "sessions": [name for one in settings.sessions for name in (one.session.name, *one.session.also_called)],
        "needs_hours": any(one.session.is_timed for one in settings.sessions),
    }
    source = settings.folder / sheet.file
    try:
        if side == "collabies":
            return read_collabies(source, **common)
        return read_mentors(
            source,
            capacity_if_blank=sheet.capacity_if_blank,
            unlimited_means=sheet.unlimited_means,
            **common,
        )
    except InputError as error:
        faults += error.issues
        return None


def _years(settings: Settings) -> tuple[int, ...]:
    days = [day for one in settings.sessions for day in (one.session.first_day, one.session.last_day) if day]
    return tuple(sorted({day.year for day in days}))


def _read_documents(settings: Settings, faults: list[Issue]) -> tuple[SessionDocument, ...]:
    found = []
    for one in settings.sessions:
        if one.document is None:
            continue
        path = settings.folder / one.document
        try:
            data = read_document(path)
            table = find_table(
                data,
                session=one.session.name,
                header=one.table_header,
                under=one.under,
                also_called=one.session.also_called,
                file=one.document,
            )
            found.append(SessionDocument(one.session, path, data, table))
        except PairingError as error:
            faults += error.issues
    faults += _doubly_used(found, settings)
    return tuple(found)


def _settings_of(settings: Settings, session: Session) -> SessionSettings:
    return next(one for one in settings.sessions if one.session.id == session.id)


def _doubly_used(documents: Sequence[SessionDocument], settings: Settings) -> Iterator[Issue]:
    """Two sessions must not write into one table: the second would undo the first."""
    owner: dict[tuple[Path, int], Session] = {}
    for one in documents:
        other = owner.setdefault((one.path.resolve(), one.table.start), one.session)
        if other is not one.session:
            message = f"{other.name!r} and {one.session.name!r} have the same table."
            hint = 'Give each its own: `table_header`, or `under = "heading"`, tells them apart.'
            file = str(_settings_of(settings, one.session).document)
            yield Issue(Severity.ERROR, "one-table-for-two", message, hint, file=file, line=one.table.line)


# --- putting together -------------------------------------------------------------------------------------------


def _assemble(
    settings: Settings,
    collabies: Roster[Participant],
    mentors: Roster[Mentor],
    documents: tuple[SessionDocument, ...],
    assumed: Sequence[Issue],
) -> Program:
    """Join the sheets, resolve the wishes of the settings, and make the problem."""
    sessions = tuple(one.session for one in settings.sessions)
    joined = join(collabies, mentors, settings.people)
    unplanned = session_issues(collabies, mentors, sessions, settings.accept)
    nowhere = [issue.person for issue in unplanned if issue.severity is Severity.ASIDE]
    set_aside = tuple(dict.fromkeys((*collabies.set_aside, *mentors.set_aside, *nowhere)))
    joined = joined._replace(
        participants=tuple(
            person for person in joined.participants if any(one.has(person.sessions) for one in sessions)
        ),
        mentors=tuple(person for person in joined.mentors if any(one.has(person.sessions) for one in sessions)),
    )
    rules, wish_issues = wish_rules(settings, joined, set_aside)
    issues = [*assumed, *collabies.issues, *mentors.issues, *joined.issues, *unplanned, *wish_issues]
    issues = [_placed(issue, settings) for issue in (*sheet_issues(settings, collabies, mentors), *issues)]
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    try:
        problem = Problem(
            joined.participants,
            joined.mentors,
            sessions,
            tuple(rules),
            levels=LEVELS if settings.levels is None else settings.levels,
            seed=settings.seed,
            balance=settings.balance,
            repeat=settings.repeat,
        )
    except InputError as error:
        raise InputError(_placed(issue, settings) for issue in error.issues) from error
    recognitions = ((collabies.file, collabies.recognitions), (mentors.file, mentors.recognitions))
    return Program(
        settings, problem, tuple(quiet(issues, settings.accept, file=settings.file)), recognitions, set_aside, documents
    )


def _placed(issue: Issue, settings: Settings) -> Issue:
    """An issue about something that the settings say, with the line where they say it.

    That is the line with the value it complains about, or with the name of the session.
    """
    if issue.file or not settings.file:
        return issue
    named = [one.session.name for one in settings.sessions if repr(one.session.name) in issue.message]
    texts = [text for text in (issue.value, *named) if text]
    return dataclasses.replace(issue, file=settings.file, line=settings_line(settings, texts)) if texts else issue


def placed_wish(issue: Issue, settings: Settings) -> Issue:
    """A contradiction with the line of the wish that it names first; unchanged where the settings have no such wish."""
    told = text_key(issue.message)
    places = [
        (max(told.index(name_key(who)) for who in wish.people), wish.line)
        for wish in settings.wishes
        if wish.kind == "together" and all(name_key(who) in told for who in wish.people)
    ]
    if not places or issue.file:
        return issue
    return dataclasses.replace(issue, file=settings.file, line=min(places, key=lambda place: place[0])[1])
