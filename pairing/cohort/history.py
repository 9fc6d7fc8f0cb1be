"""Earlier cohorts: who met whom then, from CSV files and old documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pairing.cohort.before_after import standings_after
from pairing.cohort.tables import PublishedState
from pairing.documents.old_tables import meetings_in
from pairing.documents.store import read_document
from pairing.errors import Issue, PairingError, Severity
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.names import text_key
from pairing.model.people import Person
from pairing.model.solution import Result
from pairing.rosters.history import HistoryRow, history_csv, known_history, read_history_csv
from pairing.rosters.in_memory import label_of
from pairing.rosters.settings import Settings

_FEWEST = 4  # pairs that history and tables have in common before it is asked whether they are the same


class History(NamedTuple):
    """Earlier meetings by ids, how often each person was left out before, and doubts."""

    earlier: tuple[Known, ...] = ()
    times_left_out: Counter[str] = Counter()  # noqa: RUF012 - never changed
    issues: tuple[Issue, ...] = ()


def read_history(settings: Settings, ids_of: Callable[[str], tuple[str, ...]], given: Any = None) -> History:
    """All files that [history] names, and what is ``given``; people by any of their names.

    Errors (severity error, among the issues): a pattern that fits no file, a file that cannot be read.
    """
    issues: list[Issue] = []
    earlier: list[Known] = []
    left_out: Counter[str] = Counter()
    sources: list[Any] = [] if given is None else [given]
    for pattern in settings.history.files:
        paths = sorted(settings.folder.glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
        if not paths:
            message = f"[history] names {pattern!r}, and no file fits."
            hint = "Correct the name; it is looked for from the folder of the settings."
            issues.append(Issue(Severity.ERROR, "missing-file", message, hint, file=settings.file, value=pattern))
        sources += paths
    for source in sources:
        file = label_of(source, "history") or Path(source).name
        try:
            rows, found = _rows(source, file)
        except PairingError as error:
            issues += error.issues
            continue
        known, missed, doubts = known_history(rows, ids_of, file)
        issues += [*found, *doubts]
        earlier += known
        left_out.update(missed)
    return History(tuple(earlier), left_out, tuple(issues))


def _rows(source: Any, file: str) -> tuple[tuple[HistoryRow, ...], tuple[Issue, ...]]:
    if label_of(source, "history") or Path(source).suffix.lower() not in (".md", ".markdown"):
        found = read_history_csv(source, file)
        return found.rows, found.issues
    told = meetings_in(read_document(Path(source)), file)
    return tuple(HistoryRow(one.session, one.kind, one.participant, one.partner, one.line) for one in told), ()


def own_history(baseline: Sequence[Known], earlier: Sequence[Known], settings: Settings) -> list[Issue]:
    """A question when the history holds this very programme: nobody could then keep whom he has."""

    def told(known: Sequence[Known]) -> set[tuple[object, ...]]:
        of_mentors = {(one.participant, one.mentor, text_key(one.session)) for one in known if isinstance(one, Meeting)}
        of_peers = {
            (*couple, text_key(one.session)) for one in known if isinstance(one, Practice) for couple in one.couples
        }
        return of_mentors | of_peers

    published = told(baseline)
    shared = published & told(earlier)
    if len(shared) < _FEWEST or 2 * len(shared) < len(published):
        return []
    message = (
        f"{len(shared)} of the {len(published)} published pairs stand in the history as well, in the same session."
    )
    hint = "[history] is for earlier cohorts: take the file of this one out, or start the tables over (--start-over)."
    return [Issue(Severity.QUESTION, "history-of-this-programme", message, hint, file=settings.file)]


def refuse_history(file: str) -> None:
    """Raise ``PairingError`` where a history cannot be saved under that name: it is there already, or no folder is."""
    path = Path(file)
    if path.exists():
        raise _cannot_save(file, "it is there already", "Name another.")
    if not path.parent.is_dir():
        raise _cannot_save(file, f"there is no folder {str(path.parent)!r}", "")


def _cannot_save(file: str, why: str, hint: str) -> PairingError:
    message = f"the history cannot be saved as {file}: {why}."
    return PairingError(Issue(Severity.ERROR, "cannot-save", message, hint, file=file))


def save_history(file: str, programme: str, result: Result, standings: PublishedState) -> None:
    """Write who meets whom in this cohort as CSV, for the next one's [history]; what is held is in it.

    Raises ``PairingError`` when the file is there already, or cannot be written.
    """
    people: tuple[Person, ...] = (*result.problem.mentors, *result.problem.participants)
    names = {person.id: person.name for person in people}
    rows = []
    for one in standings_after(result, standings):
        kind = "peer" if one.is_peers else "mentor"
        partners = [other for other in one.partners if not one.is_peers or one.person < other]
        if not one.partners:
            rows.append(HistoryRow(one.session, kind, names.get(one.person, one.person), "", 0))
        rows += [
            HistoryRow(one.session, kind, names.get(one.person, one.person), names.get(other, other), 0)
            for other in partners
        ]
    try:
        with Path(file).open("x", encoding="utf-8", newline="") as out:
            out.write(history_csv(row._replace(programme=programme) for row in rows))
    except OSError as error:
        raise _cannot_save(file, str(error.strerror), "The documents are written; save it once more.") from error
