"""The sheet of changes: what the coordinator knows and the sign-up sheets do not, a line each.

Read here and checked in itself; ``applying`` brings it to the people. Who says that somebody is another person
(``same as``) is listened to before the sheets are joined: ``people_of_changes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.names import did_you_mean, name_key, text_key
from pairing.rosters.in_memory import TABLE
from pairing.rosters.settings import PersonSettings
from pairing.rosters.sheet import Sheet, read_sheet
from pairing.rosters.timestamps import read_moments

if TYPE_CHECKING:
    from pairing.rosters.sheet import SheetSource

COLUMNS = ("date", "who", "session", "what", "value")
WHATS = ("leaves", "returns", "capacity", "free", "not free", "apart", "together", "keep", "same as")
_ALSO = {"leave": "leaves", "left": "leaves", "return": "returns", "returned": "returns", "keeps": "keep"}
_ALSO |= {"notfree": "not free", "sameas": "same as", "unavailable": "not free", "available": "free"}
_VALUES = {
    "capacity": 'Write how many places there are, such as 3, or "no limit".',
    "free": 'Write a day and hours, such as "Sat 10am - 4pm" or "2027-03-12 18:00-21:00".',
    "not free": 'Write a day, or a day and hours, such as "Sat 10am - 4pm" or "2027-03-12".',
    "apart": "Write the name of the other person.",
    "together": "Write the name of the other person.",
    "same as": "Write the name under which the person is known.",
}
_NO_VALUE = ("leaves", "returns")
_NO_SESSION = ("capacity", "free", "not free", "apart", "same as")
_YEARS = range(1970, 2201)  # a date of any other is a slip of the finger
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_HEADER = "date,who,session,what,value"


class ChangeLine(NamedTuple):
    """One line: ``what`` is one of ``WHATS``; ``session`` and ``value`` are as written, "" where blank."""

    date: date | None
    who: str
    session: str
    what: str
    value: str
    line: int


class ChangeList(NamedTuple):
    """The lines that could be read, in the order in which they count, and every doubt."""

    lines: tuple[ChangeLine, ...]
    issues: tuple[Issue, ...]


def read_changes(source: SheetSource, file: str = "") -> ChangeList:
    """Read a sheet of changes.

    Lines count in the order of their dates, those of one day in the order of the file. A line without a date counts
    with the line above it.

    Parameters
    ----------
    source
        As in ``read_sheet``: a .csv or .xlsx file, a DataFrame, or a list of dicts.
    file
        What issues call it. Default: the file's name.

    Returns
    -------
    ChangeList
        Each line that cannot be read is left out, and is a question of its own: ``changes-bad-date``,
        ``changes-unknown-what``, ``changes-unknown-name`` (nobody is named), ``changes-bad-value``,
        ``changes-bad-session``, ``short-row``, ``bidi-control``. A further column is a warning,
        ``changes-unknown-column``.

    Raises
    ------
    InputError
        (a ``ValueError``) when the file is missing or cannot be read, or one of the five columns is not there
        (``changes-no-column``).

    Examples
    --------
    >>> row = {"date": "2027-03-04", "who": "Ada Quill", "session": "", "what": "Leaves", "value": ""}
    >>> read_changes([row]).lines[0].what
    'leaves'
    """
    sheet = _sheet(source, file)
    if not sheet.header:
        return ChangeList((), sheet.issues)
    places, column_issues = _columns(sheet)
    issues = [_as_question(issue) for issue in (*sheet.issues, *column_issues)]
    cells = [{name: row.cells[place].strip() for name, place in places.items()} for row in sheet.rows]
    dates = _dates([one["date"] for one in cells])
    lines: list[ChangeLine] = []
    for row, one, (day, is_read) in zip(sheet.rows, cells, dates, strict=True):
        key = text_key(one["what"]).replace("-", " ").replace("_", " ")
        what = _ALSO.get(key, key)
        line = ChangeLine(day, one["who"], one["session"], what, one["value"], row.line)
        found = list(_line_issues(line, one, is_read, sheet.file))
        issues += found
        if not found:
            lines.append(line)
    return ChangeList(tuple(_in_order(lines)), tuple(issues))


def _sheet(source: Any, file: str) -> Sheet:
    """The sheet; with a better cure for a file that is empty, and no fault for a list of no lines."""
    if isinstance(source, (list, tuple)) and not source:
        return Sheet(file or TABLE, (), 1, (), ())
    try:
        return read_sheet(source, file=file)
    except InputError as error:
        hint = f"Its first line reads {_HEADER}; or take changes out of [program]."
        raise InputError(
            replace(issue, hint=hint) if issue.code == "empty-file" else issue for issue in error.issues
        ) from error


def _columns(sheet: Sheet) -> tuple[dict[str, int], list[Issue]]:
    """The place of each of the five columns; and a warning for each further one."""
    places: dict[str, int] = {}
    further: list[Issue] = []
    missing = [name for name in COLUMNS if name not in {text_key(header) for header in sheet.header}]
    for index, header in enumerate(sheet.header):
        key = text_key(header)
        if key in COLUMNS:
            places[key] = index
        elif key:
            near = did_you_mean(header, missing)
            message = f"the column {header!r} is not read."
            hint = near or f"Its columns are {_HEADER}; what is to be remembered of a line has no place here."
            further.append(
                Issue(
                    Severity.WARNING,
                    *("changes-unknown-column", message, hint),
                    file=sheet.file,
                    line=sheet.header_line,
                    column=header,
                    value=header,
                )
            )
    if missing:
        message = f"there is no column {' and no column '.join(map(repr, missing))}."
        near = next((near for name in missing if (near := did_you_mean(name, sheet.header))), "")
        hint = f"{near} Its first line reads {_HEADER}.".strip()
        fault = Issue(Severity.ERROR, "changes-no-column", message, hint, file=sheet.file, line=sheet.header_line)
        raise InputError(fault)
    return places, further


def _as_question(issue: Issue) -> Issue:
    """A row that could not be used sets nobody aside: what it says is not done, so it is a question."""
    return replace(issue, severity=Severity.QUESTION) if issue.severity is Severity.ASIDE else issue


def _dates(texts: Sequence[str]) -> list[tuple[date | None, bool]]:
    """The day of each cell, and whether it could be read; a blank can, and is no day."""
    found: list[tuple[date | None, bool]] = [(None, not text) for text in texts]
    others: list[int] = []
    for place, text in enumerate(texts):
        iso = _ISO.fullmatch(text)
        if iso:
            day = _iso(*map(int, iso.groups()))
            found[place] = day, day is not None
        elif text:
            others.append(place)
    moments = read_moments([texts[place] for place in others]) if others else None
    for position, place in enumerate(others):
        assert moments is not None
        readings = {moments.month_first[position], moments.day_first[position]}
        moment = readings.pop() if len(readings) == 1 else None
        if moment is not None and moment.year in _YEARS:
            found[place] = moment.date(), True
    return found


def _iso(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _in_order(lines: Sequence[ChangeLine]) -> list[ChangeLine]:
    """By date, then as they stand; a line without a date goes with the one above."""
    days: list[date] = []
    for line in lines:
        days.append(line.date or (days[-1] if days else date.min))
    return [lines[place] for place in sorted(range(len(lines)), key=lambda place: (days[place], place))]


def _line_issues(line: ChangeLine, cells: Mapping[str, str], has_date: bool, file: str) -> Iterator[Issue]:
    """What is wrong with a line by itself."""
    if not has_date:
        message = f"{cells['date']!r} is no date that can be told."
        hint = "Write it as 2027-03-04, or leave it blank."
        yield line_issue(line, "changes-bad-date", message, hint, file, "date")
    if not name_key(line.who):
        yield line_issue(line, "changes-unknown-name", "the line names nobody.", "Write who it is about.", file, "who")
    if line.what not in WHATS:
        near = did_you_mean(cells["what"], WHATS)
        message = f"{cells['what']!r} is no change that is known." if cells["what"] else "the line says no change."
        hint = near or f"Known are {', '.join(WHATS)}."
        yield line_issue(line, "changes-unknown-what", message, hint, file, "what", cells["what"])
        return
    if line.what in _VALUES and not line.value:
        message = f"{line.what!r} has no value."
        yield line_issue(line, "changes-bad-value", message, _VALUES[line.what], file, "value")
    if line.what in _NO_VALUE and line.value:
        message = f"{line.what!r} takes no value, and {line.value!r} is given."
        hint = "Leave it blank; a session goes into the column session."
        yield line_issue(line, "changes-bad-value", message, hint, file, "value")
    if line.what in _NO_SESSION and line.session:
        message = f"{line.what!r} holds for all sessions, and {line.session!r} is given."
        yield line_issue(line, "changes-bad-session", message, "Leave the session blank.", file, "session")


def line_issue(
    line: ChangeLine,
    code: str,
    message: str,
    hint: str,
    file: str,
    column: str = "",
    value: str | None = None,
    *,
    severity: Severity = Severity.QUESTION,
) -> Issue:
    """A doubt about a line of the changes; ``column`` also says which cell is shown as its value."""
    seen = {"who": line.who, "session": line.session, "what": line.what, "value": line.value}.get(column, "")
    shown = seen if value is None else value
    if not line.line:  # said on the command line: it stands in no file
        return Issue(severity, code, message, hint, value=shown, person=line.who)
    return Issue(severity, code, message, hint, file=file, line=line.line, column=column, value=shown, person=line.who)


# --- same as ----------------------------------------------------------------------------------------------------


def people_of_changes(
    lines: Sequence[ChangeLine], people: Mapping[str, PersonSettings], file: str = ""
) -> tuple[Mapping[str, PersonSettings], tuple[Issue, ...]]:
    """The settings' [people] with every ``same as`` of the changes.

    ``value`` is the main name, ``who`` another spelling of it, and the two are one person. Entries of both become
    one. Where [people] says otherwise (``same = false``, or two names to show) the line is left out, and is a
    question, ``changes-contradiction``.

    Examples
    --------
    >>> line = ChangeLine(None, "Mike X", "", "same as", "Michael X", 2)
    >>> people_of_changes([line], {})[0]["Michael X"].also
    ('Mike X',)
    """
    found = dict(people)
    issues: list[Issue] = []
    for line in lines:
        if line.what != "same as":
            continue
        main, other = _entry_of(found, line.value), _entry_of(found, line.who)
        entries = [found.get(name, PersonSettings()) for name in (main, other)]
        shown = {entry.shown for entry in entries if entry.shown}
        if len(shown) > 1 or any(entry.same is False for entry in entries):
            message = f"{line.who} is said to be {line.value}, and [people] in the settings says otherwise."
            hint = "Delete the line, or correct [people]."
            issues.append(line_issue(line, "changes-contradiction", message, hint, file, "value"))
            continue
        spelt = dict.fromkeys(
            name
            for name in (*entries[0].also, line.value, other, *entries[1].also, line.who)
            if name_key(name) != name_key(main)
        )
        by_key = {name_key(name): name for name in reversed(spelt)}
        also = tuple(name for name in spelt if by_key[name_key(name)] == name)
        outside = any(entry.outside for entry in entries)
        found.pop(other, None)
        found[main] = PersonSettings(next(iter(shown), None), also, True, outside)
    return found, tuple(issues)


def _entry_of(people: Mapping[str, PersonSettings], name: str) -> str:
    """The name under which [people] knows somebody of that spelling, or the spelling itself."""
    key = name_key(name)
    for known, entry in people.items():
        if key in {name_key(other) for other in (known, *entry.also)}:
            return known
    return name
