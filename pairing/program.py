"""A programme: its folder of settings, sheets and documents. The door to its reading and publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.cohort.assembling import Asked, BothSheets, Sheets, assemble, years
from pairing.cohort.assembling import Program as Program
from pairing.cohort.tables import emptied_issue, find_tables
from pairing.documents.store import DocumentChange, write_documents
from pairing.errors import InputError, Issue, Issues, Severity
from pairing.model.problem import Problem
from pairing.model.solution import Result
from pairing.rosters.in_memory import label_of
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.settings import Settings, read_settings

if TYPE_CHECKING:
    from pairing.documents.moves import Moves
    from pairing.rosters.sheet import SheetSource


class Publication(NamedTuple):
    """What publishing would do: each document before and after, and doubts about the tables."""

    documents: tuple[DocumentChange, ...]
    issues: Issues
    program: Program
    result: Result

    @property
    def moves(self) -> Moves:
        """What changes, for whom, and who is to be told."""
        from pairing.cohort.before_after import what_changes  # a first plan has no use for it

        return what_changes(self.result, self.program.standings, self.program.book)


def read_program(
    path: str | Path | Settings | None = None,
    *,
    as_of: date | None = None,
    left: Sequence[str] = (),
    without: Sequence[str] = (),
    start_over: bool = False,
    max_changes: int | None = None,
    collabies: SheetSource | None = None,
    mentors: SheetSource | None = None,
    changes: SheetSource | None = None,
    history: SheetSource | None = None,
    polls: Mapping[str, SheetSource] | None = None,
) -> Program:
    """Read a programme's folder: ``pairing.toml``, the two sheets, and the documents it names.

    Parameters
    ----------
    path
        The folder, or its ``pairing.toml``, or settings read before. None: there is nothing but the two sheets
        ``collabies`` and ``mentors``; the sessions are those that they name, and what had to be assumed stands among
        the issues.
    as_of
        The day it is taken to be: sessions whose last day is before it are over and stay as they are, and hours before
        it do not count for new pairs. None: only sessions with ``closed = true`` are over.
    left, without
        Names of people who have left, whether they are on a sheet or only in a table.
    start_over
        Plan anew, as if nothing were published; sessions that are over stay all the same.
    max_changes
        The most published pairs that may change.
    collabies, mentors, changes
        What is read instead of the sheet that the settings name: another file, a DataFrame, or a list of dicts.
        Issues call the place ``row 3 of the DataFrame of mentors``. Where there is a file, name the file:
        ``pandas.read_csv`` takes answers such as "None" and "N/A" for blanks, and fills rows that are too short.
    history
        Earlier meetings beside those of [history]: a sheet as above.
    polls
        By the ``file`` of a [[polls]] in the settings, what is read instead of it.

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
    >>> len(program.problem.participants), len(program.problem.mentors)
    (26, 16)
    """
    asked = Asked(
        as_of, tuple(left), tuple(without), start_over, max_changes, Sheets(collabies, mentors, changes, history, polls)
    )
    if collabies is not None and collabies is mentors and label_of(collabies, "people"):
        message = "one sheet is given as the Collabies' sheet and as the mentors' sheet."
        hint = "Give two sheets: who is on both would be taken for one person."
        raise InputError(Issue(Severity.ERROR, "same-sheet", message, hint))
    if path is None:
        return _of_two_sheets(asked)
    settings = path if isinstance(path, Settings) else read_settings(path)
    if changes is not None:
        settings = settings._replace(changes=label_of(changes, "changes") or str(changes))
    faults: list[Issue] = []
    if polls:
        faults += _unknown_polls(settings, polls)
    documents = find_tables(settings, faults)
    return assemble(settings, documents, asked, partial(_read_sides, sheets=asked.sheets), faults)


def read_two_sheets(collabies: SheetSource, mentors: SheetSource, *, without: Sequence[str] = ()) -> Program:
    """A programme of nothing but two sheets, with the sessions they name and no documents.

    What has to be assumed without settings stands among the issues. Raises as ``read_program`` does.
    """
    return read_program(collabies=collabies, mentors=mentors, without=without)


def _of_two_sheets(asked: Asked) -> Program:
    from pairing.rosters.draft import draft, read_both  # most programmes have settings

    collabies, mentors, changes, _, polls = asked.sheets
    if collabies is None or mentors is None:
        message = "no programme is named, nor both its sheets."
        hint = "Give the folder of a programme, or collabies and mentors: files, DataFrames or lists of dicts."
        raise InputError(Issue(Severity.ERROR, "no-programme", message, hint))
    if polls:
        message = "polls are given without settings that say what they are."
        raise InputError(Issue(Severity.ERROR, "unknown-poll", message, "Name each in a [[polls]] of pairing.toml."))
    rosters = read_both(collabies, mentors)
    files = (label_of(collabies, "Collabies") or str(collabies), label_of(mentors, "mentors") or str(mentors))
    drafted = draft(Path(), rosters[0], rosters[1], files)
    settings = drafted.settings._replace(file="")
    if changes is not None:
        settings = settings._replace(changes=label_of(changes, "changes") or str(changes))
    return assemble(settings, (), asked, lambda *_: BothSheets(*rosters), [], assumed=drafted.assumed)


def _unknown_polls(settings: Settings, polls: Mapping[str, object]) -> list[Issue]:
    """A poll that the settings do not name would be left out in silence."""
    known = [one.file for one in settings.polls]
    hint = f"Its [[polls]] are {', '.join(known)}." if known else "Write a [[polls]] with its file into the settings."
    return [
        Issue(Severity.ERROR, "unknown-poll", f"the settings name no poll {name!r}.", hint, settings.file, value=name)
        for name in polls
        if name not in known
    ]


def publication(program: Program, result: Result) -> Publication:
    """What publishing would do, without doing it.

    Raises
    ------
    InputError
        When a table cannot take the plan.
    """
    from pairing.documents.filling import fill  # a first plan has no use for it

    before = {one.path: one.data for one in program.documents}
    after = dict(before)
    issues: list[Issue] = []
    faults: list[Issue] = []
    # from the last table of a document to its first: what is before a table stays where it was found
    for one in sorted(program.documents, key=lambda one: -one.table.start):
        session = result.problem.sessions[result.problem.session_idx(one.session.name)]
        if session.closed:
            continue
        try:
            filled = fill(
                after[one.path],
                program.standings.facts[session.id],
                result,
                session.name,
                program.book,
                unpaired_text=program.settings.unpaired_text,
                start_over=program.start_over,
            )
        except InputError as error:
            faults += error.issues
            continue
        after[one.path] = filled.data
        if not program.start_over:
            issues += emptied_issue(one, filled.emptied_rows, program.standings)
    if faults:
        raise InputError(faults)
    documents = tuple(DocumentChange(path, before[path], data) for path, data in after.items())
    return Publication(documents, Issues(issues), program, result)


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
        aside and `set_aside` is False, the result is of other people or tables than the programme has, or a document
        was changed by somebody else since it was read. Nothing is written then.
    PairingError
        When writing fails. The documents written before are named; each is whole, old or new.
    """
    refuse_stale(program, result)
    planned = publication(program, result)
    waiting = blocking(program, planned, set_aside=set_aside)
    if waiting:
        raise InputError(waiting)
    changed = tuple(document for document in planned.documents if document.is_change)
    if write:
        write_documents(changed)
    return changed


def what_changes(program: Program, result: Result) -> Moves:
    """What changes from the tables as they are published to a plan, and who is to be told; nothing is written.

    Parameters
    ----------
    program, result
        As ``read_program`` and ``solve`` give them.

    Returns
    -------
    Moves
        ``str()`` is a text, a notebook shows a table, ``to_frame()`` is that as a DataFrame; ``to_tell`` are the
        people concerned. Sessions without a document are not in it: of these nothing is published.

    Raises
    ------
    NoPlanError
        When the result holds no plan.
    InputError
        When it is a plan of other people or tables than the programme has.

    Examples
    --------
    >>> import pairing
    >>> program = pairing.read_program("examples/career-lab")
    >>> pairing.what_changes(program, pairing.solve(program)).is_first
    True
    """
    from pairing.cohort.before_after import what_changes as changes_of  # a first plan has no use for it

    refuse_stale(program, result)
    return changes_of(result, program.standings, program.book)


def refuse_stale(program: Program, result: Result) -> None:
    """Raise ``InputError`` for a plan of other people, or of other tables: it would bring back who has left."""

    def state(problem: Problem) -> tuple[object, ...]:
        people = {person.id for person in problem.participants}, {mentor.id for mentor in problem.mentors}
        return *people, set(problem.baseline), set(problem.held)

    if state(program.problem) != state(result.problem):
        message = "the plan was made for other people or other tables than the programme has now."
        raise InputError(Issue(Severity.ERROR, "stale-plan", message, "Solve the programme as it is read now."))


def blocking(program: Program, planned: Publication, *, set_aside: bool = False) -> tuple[Issue, ...]:
    """The issues that keep a plan from being published; empty when nothing does."""
    stops = {Severity.ERROR, Severity.QUESTION} | (set() if set_aside else {Severity.ASIDE})
    found = [issue for issue in (*program.issues, *planned.issues) if issue.severity in stops]
    if not program.documents:
        hint = 'Give a [[sessions]] of the settings document = "session-docs/….md".'
        message = "the programme names no document to publish into."
        found.append(Issue(Severity.ERROR, "no-document", message, hint, file=program.settings.file))
    return tuple(found)


# --- reading ----------------------------------------------------------------------------------------------------


def _read_sides(settings: Settings, people: Any, faults: list[Issue], *, sheets: Sheets) -> BothSheets:
    """Both sheets as rosters, None for one with faults, which are noted; with the hours of the polls."""
    collabies = _read_side(settings, "collabies", people, faults, sheets.collabies)
    mentors = _read_side(settings, "mentors", people, faults, sheets.mentors)
    if not settings.polls:
        return BothSheets(collabies, mentors)
    from pairing.rosters.poll_people import add_polls, read_polls  # most programmes have none

    polls, issues = read_polls(settings, years(settings), faults, sheets.polls or {})
    in_polls = tuple((poll.file, poll.recognitions) for poll in polls)
    if collabies is None or mentors is None:
        return BothSheets(collabies, mentors)
    found = add_polls(settings, years(settings), polls, people, collabies, mentors)
    return BothSheets(found.collabies, found.mentors, (*issues, *found.issues), in_polls)


def _read_side(settings: Settings, side: str, people: Any, faults: list[Issue], given: SheetSource | None) -> Any:
    """One sheet as a roster, or None with its faults noted."""
    sheet = settings.collabies if side == "collabies" else settings.mentors
    timed = [one.session for one in settings.sessions if one.session.is_timed and not one.session.closed]
    common: dict[str, Any] = {
        "headers": sheet.headers,
        "zones": settings.zones,
        "zone_if_blank": settings.time_zone if settings.assume_zone else None,
        "years": years(settings),
        "people": people,
        "sessions": [name for one in settings.sessions for name in one.session.names],
        "needs_hours": bool(timed),
        "free_format": sheet.format,
        "slot_minutes": sheet.slot_minutes,
        "hours_zone": sheet.time_zone,
        "day_parts": settings.day_parts,
        "days": (
            min((one.first_day for one in timed if one.first_day), default=None),
            max((one.last_day for one in timed if one.last_day), default=None),
        ),
    }
    source = settings.folder / sheet.file if given is None else given
    common["file"] = label_of(source, "Collabies" if side == "collabies" else "mentors")
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
