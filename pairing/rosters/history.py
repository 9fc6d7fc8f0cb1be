"""Earlier cohorts as a CSV file: who met whom, who practised with whom, and who was left without.

A row is one couple: a group of three who practised together is three rows, and comes back as three couples.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.names import did_you_mean, name_key, text_key
from pairing.rosters.sheet import Sheet, read_sheet

if TYPE_CHECKING:
    from pairing.rosters.sheet import SheetSource

COLUMNS = ("programme", "session", "kind", "participant", "partner")
# What the columns are called elsewhere; a header counts when it has one of the words.
_WORDS: Mapping[str, frozenset[str]] = {
    "programme": frozenset(["programme", "program", "cohort"]),
    "session": frozenset(["session"]),
    "kind": frozenset(["kind"]),
    "participant": frozenset(
        ["collabie", "participant", "student", "mentee", "candidate", "applicant", "interviewee", "learner"]
    ),
    "partner": frozenset(
        ["partner", "mentor", "interviewer", "reviewer", "coach", "tutor", "adviser", "advisor", "supervisor"]
    ),
}
_KINDS = {"mentor": "mentor", "mentors": "mentor", "peer": "peer", "peers": "peer"}
_HARMLESS = re.compile(
    r"'*[=+\-@]"
)  # cells that a spreadsheet would take for a formula, and those that look so guarded


class HistoryRow(NamedTuple):
    """One couple of the past, as written; ``kind`` is "mentor" or "peer", ``partner`` "" where there was none."""

    session: str
    kind: str
    participant: str
    partner: str
    line: int = 0
    programme: str = ""


class HistoryRows(NamedTuple):
    """The rows that could be read, and every doubt."""

    rows: tuple[HistoryRow, ...]
    issues: tuple[Issue, ...]


def history_csv(rows: Iterable[HistoryRow]) -> str:
    """The rows as CSV, in their order, each line ended by a line feed.

    A cell that a spreadsheet would take for a formula (it starts with ``= + - @``) gets an apostrophe in front;
    ``read_history_csv`` takes it off again.

    Examples
    --------
    >>> print(history_csv([HistoryRow("Review", "mentor", "Ada Quill", "Cem Osei", programme="Spring")]), end="")
    programme,session,kind,participant,partner
    Spring,Review,mentor,Ada Quill,Cem Osei
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (row.programme, row.session, row.kind, row.participant, row.partner)
        writer.writerow([_guarded(" ".join(cell.split())) for cell in cells])
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if _HARMLESS.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _HARMLESS.match(cell) else cell


def read_history_csv(source: SheetSource, file: str = "") -> HistoryRows:
    """Read a history: our own file, or any sheet with a column of Collabies and one of mentors.

    Parameters
    ----------
    source
        As in ``read_sheet``. Columns: programme, session, kind (mentor or peer), participant, partner. A sheet
        without ``kind`` is of mentors, and its columns may be called Collabie and Interviewer, say; further columns
        are not read.
    file
        What issues call it. Default: the file's name.

    Returns
    -------
    HistoryRows
        A row that cannot be read is left out, and is a question: ``history-no-participant``,
        ``history-unknown-kind``, ``short-row``, ``bidi-control``.

    Raises
    ------
    InputError
        (a ``ValueError``) when the file is missing or cannot be read, or its columns cannot be told
        (``history-no-column``).

    Examples
    --------
    >>> read_history_csv([{"Collabie": "Ada Quill", "Technical Interviewer": "Cem Osei"}]).rows[0].partner
    'Cem Osei'
    """
    sheet = read_sheet(source, file=file)
    places = _columns(sheet)
    issues = [
        replace(issue, severity=Severity.QUESTION) if issue.severity is Severity.ASIDE else issue
        for issue in sheet.issues
    ]
    rows: list[HistoryRow] = []
    for row in sheet.rows:
        cells = {name: _unguarded(row.cells[place].strip()) for name, place in places.items()}
        kind = _KINDS.get(text_key(cells.get("kind", "mentor")))
        if kind is None:
            message = f"the kind is {cells['kind']!r}." if cells["kind"] else "the kind is blank."
            hint = "Write mentor or peer."
            issues.append(
                _row_issue("history-unknown-kind", message, hint, sheet, row.line, places["kind"], cells["kind"])
            )
        elif not name_key(cells["participant"]):
            message = "the row names no participant."
            hint = "Write the name, or delete the row."
            issues.append(_row_issue("history-no-participant", message, hint, sheet, row.line, places["participant"]))
        else:
            rows.append(
                HistoryRow(
                    cells.get("session", ""),
                    kind,
                    cells["participant"],
                    cells["partner"],
                    row.line,
                    cells.get("programme", ""),
                )
            )
    return HistoryRows(tuple(rows), tuple(issues))


def _row_issue(code: str, message: str, hint: str, sheet: Sheet, line: int, place: int, value: str = "") -> Issue:
    column = sheet.header[place]
    return Issue(Severity.QUESTION, code, message, hint, file=sheet.file, line=line, column=column, value=value)


def _columns(sheet: Sheet) -> dict[str, int]:
    """The place of each column that is there; by its own name first, then by a word in it."""
    places: dict[str, int] = {}
    faults: list[Issue] = []
    words = [frozenset(re.findall(r"\w+", text_key(header))) for header in sheet.header]
    words = [found | {word.removesuffix("s") for word in found} for found in words]
    for name in COLUMNS:
        exact = [place for place, header in enumerate(sheet.header) if text_key(header) == name]
        others = frozenset().union(*(_WORDS[other] for other in ("participant", "partner") if other != name))
        alike = [place for place, found in enumerate(words) if found & _WORDS[name] and not found & others]
        found = exact or alike
        if len(found) == 1:
            places[name] = found[0]
        elif len(found) > 1:
            told = " and ".join(repr(sheet.header[place]) for place in found)
            faults.append(_no_column(sheet, f"{told} could both be the {name}.", "Rename one of them."))
        elif name in ("participant", "partner"):
            near = did_you_mean(name, sheet.header)
            hint = f"{near} Its first line reads {','.join(COLUMNS)}; or Collabie,Mentor.".strip()
            faults.append(_no_column(sheet, f"no column reads like the {name}.", hint))
    if not faults and "kind" not in places and text_key(sheet.header[places["partner"]]) == "partner":
        hint = "Add it, with mentor or peer in each row; or call the column Mentor where all are mentors."
        faults.append(_no_column(sheet, "there is no column 'kind', so it cannot be told who the partners are.", hint))
    if faults:
        raise InputError(faults)
    return places


def _no_column(sheet: Sheet, message: str, hint: str) -> Issue:
    return Issue(Severity.ERROR, "history-no-column", message, hint, file=sheet.file, line=sheet.header_line)


def known_history(
    rows: Sequence[HistoryRow], ids_of: Callable[[str], tuple[str, ...]], file: str = ""
) -> tuple[tuple[Known, ...], Mapping[str, int], tuple[Issue, ...]]:
    """What a history says of the people who are there today.

    Parameters
    ----------
    rows
        Of one file.
    ids_of
        Ids of everybody whom a name means, such as ``Joined.ids_of``.
    file
        What the file is called.

    Returns
    -------
    tuple
        The meetings and practices by ids, each as often as it stands; how often each person (id) was left without;
        and issues. Who is on no sheet today is passed over, but for the past pairs of a mentor who is: they count as
        load, with the compared name in the place of the participant's id. Questions: ``history-several-fit`` (a name
        that several people bear; its rows are left out), ``history-same-person``, ``history-names-nobody`` (the file
        names nobody who is there). A file without rows is a warning, ``history-empty``.

    Examples
    --------
    >>> rows = [HistoryRow("Review", "mentor", "Ada", "Cem"), HistoryRow("Review", "mentor", "Ada", "")]
    >>> known_history(rows, lambda name: (name.lower(),))[:2]
    ((Meeting(participant='ada', mentor='cem', session='Review'),), {'ada': 1})
    """
    known: list[Known] = []
    left_out: Counter[str] = Counter()
    issues = list(_several(rows, ids_of, file))
    num_found = 0
    for row in rows:
        one, other = ids_of(row.participant), ids_of(row.partner) if row.partner else ()
        num_found += bool(one or other)
        if len(one) > 1 or len(other) > 1:
            continue
        if one and one == other:
            message = f"{row.participant} is paired with himself or herself."
            hint = "Correct the row, or [people] in the settings, if they are two people."
            issues.append(_of_row(row, "history-same-person", message, hint, file, row.participant))
        elif one and not row.partner:
            left_out[one[0]] += 1
        elif row.kind == "peer" and one and other:
            known.append(Practice((one[0], other[0]), row.session))
        elif row.kind == "mentor" and other:
            known.append(Meeting(one[0] if one else name_key(row.participant), other[0], row.session))
    if not rows:
        message, hint = "it has a header and no row.", "Take it out of [history], or save it once more."
        issues.append(Issue(Severity.WARNING, "history-empty", message, hint, file=file, value=file))
    elif not num_found:
        message = f"none of its {len(rows)} rows names anybody who is on a sheet."
        hint = f'Is it the right file? If it is: [issues] accept = ["history-names-nobody:{file}"].'
        issues.append(Issue(Severity.QUESTION, "history-names-nobody", message, hint, file=file, value=file))
    return tuple(known), dict(left_out), tuple(issues)


def _several(rows: Sequence[HistoryRow], ids_of: Callable[[str], tuple[str, ...]], file: str) -> Iterator[Issue]:
    """A question for each name that several people bear, at its first row."""
    told: set[str] = set()
    for row in rows:
        for name in filter(None, (row.participant, row.partner)):
            number = len(ids_of(name))
            if number > 1 and name_key(name) not in told:
                told.add(name_key(name))
                message = f"{number} people are called {name!r}; the rows of that name are left out."
                hint = "Write the e-mail instead, in a copy that is not made public."
                yield _of_row(row, "history-several-fit", message, hint, file, name)


def _of_row(row: HistoryRow, code: str, message: str, hint: str, file: str, who: str) -> Issue:
    return Issue(Severity.QUESTION, code, message, hint, file=file, line=row.line or None, value=who, person=who)
