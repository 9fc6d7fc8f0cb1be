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
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import LEVELS, Problem
from pairing.model.rules import Apart, Rule, Together
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.rosters.columns import Recognition
from pairing.rosters.git_index import tracked_issue
from pairing.rosters.people import Joined, Roster, join, quiet, read_collabies, read_mentors, session_issues
from pairing.rosters.settings import SessionSettings, Settings, Wish, read_settings


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
    return _assemble(drafted.settings, rosters[0], rosters[1], (), drafted.assumed)


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
        issues += filled.issues
    if faults:
        raise InputError(faults)
    before = {one.path: one.data for one in program.documents}
    documents = tuple(DocumentChange(path, before[path], data) for path, data in after.items())
    return Publication(documents, tuple(changes), tuple(issues))


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
        Publish although people were set aside for a fault in their row; they are in no table.
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
    waiting = blocking(program, set_aside=set_aside)
    if waiting:
        raise InputError(waiting)
    documents = publication(program, result).documents
    changed = tuple(document for document in documents if document.is_change)
    if write:
        write_documents(changed)
    return changed


def blocking(program: Program, *, set_aside: bool = False) -> tuple[Issue, ...]:
    """The issues that keep a plan from being published; empty when nothing does."""
    stops = {Severity.QUESTION} if set_aside else {Severity.QUESTION, Severity.ASIDE}
    found = [issue for issue in program.issues if issue.severity in stops]
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
    participants = [person for person in joined.participants if any(one.has(person.sessions) for one in sessions)]
    offering = [person for person in joined.mentors if any(one.has(person.sessions) for one in sessions)]
    rules, wish_issues = _wishes(
        settings, joined._replace(participants=tuple(participants), mentors=tuple(offering)), set_aside
    )
    issues = [*assumed, *_tracked(settings, collabies.file, mentors.file), *collabies.issues, *mentors.issues]
    issues += [*joined.issues, *unplanned, *_no_hours(sessions, collabies, mentors), *wish_issues]
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    try:
        problem = Problem(
            joined.participants,
            joined.mentors,
            sessions,
            (*settings.rules, *rules),
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


def _tracked(settings: Settings, *files: str) -> Iterator[Issue]:
    """A warning for each sheet that git tracks."""
    for pattern, file in zip((settings.collabies.file, settings.mentors.file), files, strict=True):
        issue = tracked_issue((settings.folder / pattern).parent / file)
        if issue is not None:
            yield issue


def _placed(issue: Issue, settings: Settings) -> Issue:
    """An issue of the problem, with the line of the settings that names the value it complains about."""
    if issue.file or not issue.value:
        return issue
    try:
        lines = (settings.folder / settings.file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return issue
    line = next((number for number, text in enumerate(lines, start=1) if issue.value in text), None)
    return dataclasses.replace(issue, file=settings.file, line=line)


def _no_hours(sessions: Sequence[Session], *rosters: Roster[Participant] | Roster[Mentor]) -> Iterator[Issue]:
    """A timed session needs free times from both sheets; one issue a sheet, not one a person."""
    timed = [session.name for session in sessions if session.is_timed]
    for roster in rosters:
        if timed and roster.people and all(person.free is None for person in roster.people):
            message = f"no column gives free times, and {timed[0]!r} needs a common one."
            hint = 'Name the columns by day, like "When are you free? [Fri, Mar 12]", or set time = "none".'
            yield Issue(Severity.ERROR, "no-free-times", message, hint, file=roster.file)


def _wishes(settings: Settings, joined: Joined, set_aside: Sequence[str]) -> tuple[list[Rule], list[Issue]]:
    """[[together]] and [[apart]] as rules on ids; a name on no sheet is an error with its line."""
    rules: list[Rule] = []
    issues: list[Issue] = []
    aside = {name_key(name) for name in set_aside}
    people: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    names = [person.name for person in people]
    present = {person.id for person in people}
    for wish in settings.wishes:
        found = [[one for one in joined.ids_of(who) if one in present] for who in wish.people]
        missing = [who for who, ids in zip(wish.people, found, strict=True) if not ids]
        if missing and all(name_key(who) in aside for who in missing):
            message = f"{wish.kind}: {' and '.join(missing)} is set aside, so the wish has no effect."
            issues.append(_wish_issue(settings, wish, Severity.WARNING, "wish-set-aside", message, "", missing[0]))
        elif missing:
            for who in missing:
                message = f"{wish.kind} names {who!r}, who is on no sheet."
                hint = did_you_mean(who, names)
                issues.append(_wish_issue(settings, wish, Severity.ERROR, "unknown-name", message, hint, who))
        elif wish.kind == "apart":
            rules += [Apart(one, other) for one in found[0] for other in found[1]]
        else:
            rule = _together(wish, joined)
            if isinstance(rule, str):
                hint = "It takes a Collabie and a mentor, each named once on the sheets."
                issues.append(_wish_issue(settings, wish, Severity.ERROR, "bad-wish", rule, hint, wish.people[0]))
            else:
                rules.append(rule)
    return rules, issues


def _together(wish: Wish, joined: Joined) -> Together | str:
    """The pin of one Collabie to one mentor, in whichever order they are named, or what is wrong with it."""
    sides = ({person.id for person in joined.participants}, {person.id for person in joined.mentors})
    for one, other in (wish.people, wish.people[::-1]):
        found = [
            [who for who in joined.ids_of(name) if who in side] for name, side in zip((one, other), sides, strict=True)
        ]
        if len(found[0]) == 1 and len(found[1]) == 1:
            return Together(found[0][0], found[1][0], wish.session, wish.weight)
    return f"together cannot tell who of {wish.people[0]!r} and {wish.people[1]!r} meets whom."


def _wish_issue(
    settings: Settings, wish: Wish, severity: Severity, code: str, message: str, hint: str, who: str
) -> Issue:
    return Issue(severity, code, message, hint, file=settings.file, line=wish.line, value=who, person=who)
