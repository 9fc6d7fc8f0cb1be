"""Sign-up sheets in, people out: every doubt an issue, nothing guessed, nobody lost because of another's row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pairing.errors import Issue, Issues, Severity, line_words
from pairing.model.names import split_pronouns, text_key
from pairing.model.people import Mentor, Participant
from pairing.rosters.answers import Answer, Merger, spellings
from pairing.rosters.capacity import CapacityProblem, read_capacity
from pairing.rosters.hours import free_times_of, zone_of_answer
from pairing.rosters.joining import Joined, join, quiet
from pairing.rosters.reading import Doubt, Reading, known_of, read_answers_sheet
from pairing.rosters.roster import Roster, split_names
from pairing.rosters.session_names import always_together, names_sessions, session_issues, sessions_in_order
from pairing.rosters.settings import PersonSettings

if TYPE_CHECKING:
    from pairing.rosters.sheet import SheetSource

__all__ = ["Joined", "Roster", "join", "quiet", "read_collabies", "read_mentors", "session_issues"]

_UNTOLD = ("name", "first_name", "last_name", "email", "timestamp", "apart")  # roles that are no answers


def read_collabies(
    source: SheetSource,
    *,
    file: str = "",
    headers: Mapping[str, str] | None = None,
    zones: Mapping[str, str] | None = None,
    zone_if_blank: str | None = None,
    years: Sequence[int] = (),
    people: Mapping[str, PersonSettings] | None = None,
    sessions: Sequence[str] = (),
    needs_hours: bool = True,
    free_format: str | None = None,
    slot_minutes: int | None = None,
    day_parts: Mapping[str, str] | None = None,
    days: tuple[date | None, date | None] | None = None,
    hours_zone: str | None = None,
) -> Roster[Participant]:
    """Read the participants' sign-up sheet.

    Parameters
    ----------
    source
        A .csv or .xlsx file, a DataFrame, or a list of dicts (header to cell).
    file
        What issues call the sheet. Default: the file's name.
    headers
        Role to header where a column is not recognised by itself: name, first_name, last_name, email, timestamp,
        pronouns, zone, track, sessions, free (the question of a grid), apart; "" says that no column is it.
    zones
        What people write as their time zone, to the zone it means: ``{"IST (India)": "Asia/Kolkata"}``.
    zone_if_blank
        The zone of people who give none; default: a person with hours and no zone is set aside.
    years
        The years that dates without a year can be in; default: those of the timestamps, and the ones after.
    people
        By name: whether people of that name are one, and other spellings (the settings' [people]).
    sessions
        The names of sessions that are known (and what else they are called): a comma within them does not cut them.
    needs_hours
        False where no session has a time. Nothing about hours then stops the sheet or sets a person aside: it is a
        warning, and ``free`` is None for all where the grid cannot be read, for one where that person's cannot.
    free_format
        The shape of the free times, where it is not recognised: ``day grid``, ``time grid``, ``day columns``,
        ``slots`` or ``text``.
    slot_minutes
        How long a slot of a table of 0 and 1 lasts; default: the distance of two starts, where that is an hour or less.
    day_parts
        What is called a part of the day, to its hours: ``{"Morning": "09:00-12:00"}``.
    days
        The first and the last day that free times are asked for: they tell the year of a date in words.
    hours_zone
        The zone of all hours of the sheet, whatever zone people give; default: each person's own.

    Returns
    -------
    Roster
        ``people``: Participants in the order of the sheet, one each, also of those who answered twice. ``issues``:
        every doubt. ``set_aside``: names of those whose row has a fault; they are not among the people.

    Raises
    ------
    InputError
        (a ``ValueError``) with every fault of the file or its header: it cannot be read, no column is the name, two
        columns could be one role, a grid may ask for other than free times, a day of it does not exist, no years are
        known.

    Examples
    --------
    >>> roster = read_collabies([
    ...     {"Name": "Ada Quill (she/her)", "Time zone": "CET", "When are you free? [Monday]": "5pm - 6pm"},
    ...     {"Name": "Bo Lind", "Time zone": "Mars", "When are you free? [Monday]": "5pm - 6pm"},
    ... ])
    >>> roster.people[0].name, roster.set_aside
    ('Ada Quill', ('Bo Lind',))
    """
    known = known_of(
        zones, zone_if_blank, years, sessions, needs_hours, free_format, slot_minutes, day_parts, days, hours_zone
    )
    reading = read_answers_sheet(source, "collabies", file, headers, known)
    return roster_of(reading, people, Participant)


def read_mentors(
    source: SheetSource,
    *,
    file: str = "",
    headers: Mapping[str, str] | None = None,
    zones: Mapping[str, str] | None = None,
    zone_if_blank: str | None = None,
    years: Sequence[int] = (),
    people: Mapping[str, PersonSettings] | None = None,
    sessions: Sequence[str] = (),
    needs_hours: bool = True,
    free_format: str | None = None,
    slot_minutes: int | None = None,
    day_parts: Mapping[str, str] | None = None,
    days: tuple[date | None, date | None] | None = None,
    hours_zone: str | None = None,
    capacity_if_blank: int | None = None,
    unlimited_means: int | None = None,
) -> Roster[Mentor]:
    """Read the mentors' sign-up sheet.

    Parameters
    ----------
    source, file, headers, zones, zone_if_blank, years, people, sessions, needs_hours, free_format, slot_minutes
        As in ``read_collabies``, and ``day_parts``, ``days`` and ``hours_zone``; a further role is ``capacity``.
    capacity_if_blank
        The places of a mentor who leaves the question blank; default: such a mentor is set aside.
    unlimited_means
        The places of a mentor who writes "as many as you need"; default: no limit.

    Returns
    -------
    Roster
        ``people``: Mentors; else as in ``read_collabies``.

    Raises
    ------
    InputError
        As ``read_collabies``.

    Examples
    --------
    >>> read_mentors([{"Name": "Cem Osei", "How many Collabies can you take?": "up to 3"}]).people[0].capacity
    3
    """
    known = known_of(
        zones, zone_if_blank, years, sessions, needs_hours, free_format, slot_minutes, day_parts, days, hours_zone
    )
    reading = read_answers_sheet(source, "mentors", file, headers, known)
    return roster_of(reading, people, Mentor, capacity_if_blank=capacity_if_blank, unlimited_means=unlimited_means)


def roster_of(
    reading: Reading, people: Mapping[str, PersonSettings] | None, kind: type[Any], **extra: Any
) -> Roster[Any]:
    """The people of a sheet: rows, then one answer a person, then each read by itself."""
    sheet, columns = reading.sheet, reading.columns
    issues = [*sheet.issues, *columns.issues]
    aside = [line_words(sheet.file, issue.line or 0) for issue in sheet.issues if issue.severity is Severity.ASIDE]
    answers, found = _answers(reading)
    issues += found
    roles = columns.idx_by_role
    merger = Merger(
        header=sheet.header,
        grid=frozenset(columns.grid),
        private=frozenset([roles["apart"]] if "apart" in roles else []),
        untold=frozenset([roles["timestamp"]] if "timestamp" in roles else []),
        zone=roles.get("zone"),
        moments=reading.moments,
        spellings=spellings(people),
        file=sheet.file,
    )
    merged, found = merger.one_each(answers)
    issues += found
    named = [reading.cell(answer, "sessions") for answer in merged]
    issues += _one_session(reading, named)
    if kind is Mentor and "capacity" not in roles:
        issues.append(_no_capacity_column(reading, extra["capacity_if_blank"]))
    read: list[Any] = []
    for answer in merged:
        fields, found = _fields(reading, answer)
        if kind is Mentor:
            capacity, doubts = _capacity(reading, answer, **extra)
            fields["capacity"] = capacity
            found += doubts
        issues += found
        if any(issue.severity is Severity.ASIDE for issue in found):
            aside.append(answer.shown)
        else:
            read.append(kind(**fields))
    return Roster(
        people=tuple(read),
        issues=Issues(issues),
        recognitions=columns.recognitions,
        set_aside=tuple(aside),
        sessions_named=sessions_in_order(named, reading.known.sessions),
        file=sheet.file,
        lines={answer.id: answer.line for answer in merged},
    )


def _answers(reading: Reading) -> tuple[list[Answer], list[Issue]]:
    """Every row as an answer, with its name and e-mail."""
    answers: list[Answer] = []
    issues: list[Issue] = []
    for position, row in enumerate(reading.sheet.rows):
        answer = Answer((position,), "", "", row.cells, (row.line,) * len(row.cells), row.line)
        written = reading.cell(answer, "name") or " ".join(
            part for role in ("first_name", "last_name") if (part := reading.cell(answer, role))
        )
        name = split_pronouns(written)[0]
        name = name if any(char.isalnum() for char in name) else ""
        email = text_key(reading.cell(answer, "email"))
        if email and not _is_email(email):
            message = f"{email!r} is no e-mail address; {name or 'the person'} is known by the name alone."
            issues.append(
                reading.issue(
                    Severity.WARNING,
                    "unreadable-email",
                    message,
                    "Correct it, so that two answers of one person are seen as such.",
                    line=row.line,
                    column=reading.sheet.header[reading.columns.idx_by_role["email"]],
                    value=email,
                    person=name,
                )
            )
            email = ""
        place = line_words(reading.sheet.file, row.line)
        answers.append(Answer((position,), name, email, row.cells, (row.line,) * len(row.cells), row.line, place=place))
    return answers, issues


def _is_email(text: str) -> bool:
    local, at, domain = text.partition("@")
    return bool(local and at and "." in domain and not set(" ,;@") & set(local + domain))


def _fields(reading: Reading, answer: Answer) -> tuple[dict[str, Any], list[Issue]]:
    """What both kinds of people have; an issue that sets aside for everything in the row that cannot be read."""
    issues: list[Issue] = []
    doubt = Doubt(reading, answer, issues)
    roles = reading.columns.idx_by_role
    name = answer.name
    if not name:
        doubt(Severity.ASIDE, "no-name", "the row has no name.", "Write the name of the person.", "name")
    elif "@" in name:
        doubt(Severity.ASIDE, "email-as-name", f"the name is an address, {name!r}.", "Write the name.", "name")
    sessions: tuple[str, ...] | None = None
    if "sessions" in roles:
        cell = reading.cell(answer, "sessions")
        sessions = names_sessions(cell, reading.known.sessions)
        if sessions == ():
            message = f"{answer.shown} names no session."
            doubt(Severity.ASIDE, "blank-sessions", message, "Write which ones, or delete the row.", "sessions")
    zone, problem = zone_of_answer(reading, answer)
    fields = {
        "name": name,
        "id": answer.id,
        "sessions": sessions,
        "tracks": split_names(reading.cell(answer, "track"), at=","),
        "free": free_times_of(reading, answer, zone, problem, doubt),
        "zone": zone,
        "apart": split_names(reading.cell(answer, "apart"), at=",&", drop_nobody=True),
        "answers": _kept(reading, answer),
    }
    return fields, issues


def _kept(reading: Reading, answer: Answer) -> dict[str, str]:
    """The cells that rules may look at: all but the name, the address, the hours, and the private wish."""
    dropped = {reading.columns.idx_by_role.get(role) for role in _UNTOLD} | set(reading.columns.grid)
    kept = {
        header: answer.cells[index].strip()
        for index, header in enumerate(reading.sheet.header)
        if index not in dropped and text_key(header)
    }
    pronouns = reading.columns.idx_by_role.get("pronouns")
    header = "pronouns" if pronouns is None else reading.sheet.header[pronouns]
    in_name = split_pronouns(reading.cell(answer, "name"))[1]
    if in_name and not kept.get(header):
        kept[header] = in_name
    return kept


def _capacity(
    reading: Reading, answer: Answer, capacity_if_blank: int | None, unlimited_means: int | None
) -> tuple[int | None, list[Issue]]:
    """The places a mentor offers; None is no limit."""
    issues: list[Issue] = []
    doubt = Doubt(reading, answer, issues)
    cell = reading.cell(answer, "capacity")
    if not cell:
        if "capacity" in reading.columns.idx_by_role and capacity_if_blank is None:
            message = f"{answer.shown} does not say how many places there are."
            hint = "Write a number, or say in the settings what a blank means: capacity_if_blank = 4 under [mentors]."
            doubt(Severity.ASIDE, "blank-capacity", message, hint, "capacity")
        return capacity_if_blank, issues
    try:
        capacity = read_capacity(cell)
    except CapacityProblem as problem:
        doubt(Severity.ASIDE, "unreadable-capacity", f"{answer.shown}: {problem.message}", problem.hint, "capacity")
        return None, issues
    return (unlimited_means if capacity is None else capacity), issues


def _no_capacity_column(reading: Reading, capacity_if_blank: int | None) -> Issue:
    meant = "Nobody has a limit." if capacity_if_blank is None else f"Everybody has {capacity_if_blank} places."
    return reading.issue(
        Severity.NOTE,
        "no-capacity-column",
        f"no column is recognised as the number of places offered. {meant}",
        'Else name it: headers = { capacity = "…" }.',
        line=reading.sheet.header_line,
    )


def _one_session(reading: Reading, cells: Sequence[str]) -> Iterator[Issue]:
    """Sessions that may be one, whose name has a comma."""
    for name, number in always_together(cells, reading.known.sessions):
        message = f"the parts of {name!r} always come together ({number} cells): one session, or several?"
        hint = (
            f'Taken as several. Name what is meant in the settings, a [[sessions]] each: name = "{name}" if it is one.'
        )
        yield reading.issue(
            Severity.WARNING,
            "maybe-one-session",
            message,
            hint,
            line=reading.sheet.header_line,
            column=reading.sheet.header[reading.columns.idx_by_role["sessions"]],
            value=name,
        )
