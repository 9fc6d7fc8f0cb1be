"""A plan as tables and texts: Markdown to paste, CSV for a sheet, plain text for chat."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from pairing.documents.headers import TIME, next_title
from pairing.documents.inline import Source, cell_source, escape_cell
from pairing.documents.namebook import NameBook, refuse_names
from pairing.documents.plan_json import utc_text
from pairing.documents.session_plan import book_of, by_shown_name, groups_in, mentors_in, people_in
from pairing.documents.time_words import lines_cell, time_words
from pairing.errors import input_error
from pairing.model.clock_words import common_words
from pairing.model.session import Session
from pairing.model.solution import UNPAIRED_TEXT, Result
from pairing.model.text_width import padded, text_width

HEADER = ("Collabie", "Mentor")
PEER_HEADER = ("Collabie 1", "Collabie 2")
HOURS = "Hours in common"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def session_plan(result: Result, session: str, book: NameBook | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """Who takes part in a session, in the order of the names, each with the mentors or partners (none: unpaired).

    Names are those that ``book`` shows, by default of nobody but the people of the problem; meetings held are among
    them. ``session`` is any of its names. Raises ``NoPlanError`` when there is no plan, ``InputError`` for an unknown
    name.
    """
    return [(name, tuple(other for _, other in others)) for _, name, others in _told(result, session, book)]


def to_markdown(
    result: Result,
    session: str | None = None,
    *,
    unpaired_text: str = UNPAIRED_TEXT,
    header: Sequence[str] | None = None,
    hours: bool = False,
    book: NameBook | None = None,
) -> str:
    """The plan as Markdown tables, in the order of the names: a row for each participant, of peers for each group.

    Parameters
    ----------
    result
        A result with a plan.
    session
        Any name of one session: its table alone. None: all tables, each under a heading.
    unpaired_text
        Markdown for where nobody is assigned.
    header
        The headers of the two columns: by default "Collabie" and "Mentor"; where we set the time, that of the last
        column may follow, by default "Time". Of peers, where `session` is one of those,
        as many as there are, "Collabie 1" and so on; where a group is larger the last is counted up.
    hours
        A third column with the hours that each pair has in common (``common_words``); never of peers, nor where we
        set the time: there a last column always says when each meeting begins, on both people's clocks.
    book
        How people are shown; by default so that each differs from everybody else in the problem.

    Raises
    ------
    NoPlanError
        When the solve ended without a plan.
    InputError
        When no session has that name, the header is not of two columns, or a name cannot stand in a document (it is
        an e-mail address, say).

    Examples
    --------
    >>> from pairing.model.people import Mentor, Participant
    >>> from pairing.model.problem import Problem
    >>> from pairing.model.session import Session
    >>> from pairing.model.solution import UNPAIRED_TEXT, Pair, Status
    >>> ada, bo, review = Participant("Ada"), Mentor("Bo Lindqvist"), Session("Review")
    >>> problem = Problem([ada, Participant("Cem")], [bo], [review])
    >>> result = Result(problem, Status.OPTIMAL, (), True, "by hand", 0.0, _pairs=(Pair(ada, bo, review),))
    >>> print(to_markdown(result, "Review"), end="")
    | Collabie | Mentor           |
    | -------- | ---------------- |
    | Ada      | Bo Lindqvist     |
    | Cem      | _not yet paired_ |
    """
    known = book_of(result) if book is None else book
    if session is not None:
        return _markdown_table(result, session, unpaired_text, header, hours, known)
    tables = [
        f"## {escape_cell(one.name)}\n\n"
        f"{_markdown_table(result, one.name, unpaired_text, None if one.is_peers else header, hours, known)}"
        for one in result.problem.sessions
    ]
    return "\n".join(tables)


def to_csv(result: Result, session: str | None = None, *, book: NameBook | None = None) -> str:
    """The plan as CSV: session, participant, mentor, minutes, common; the mentor is blank for each unpaired place.

    Where we set the times of a session, a last column ``start`` says when a meeting begins, in UTC with ``Z``, and
    ``common`` is that start on both people's clocks; else ``common`` is ``common_words`` of the pair. In a session of
    peers `mentor` is a partner; a group of three has two rows for each. A cell that a spreadsheet would take for a
    formula (it begins with ``= + - @``, tab or carriage return) gets an apostrophe in front. Rows are by session, then
    by name; lines end with a line feed. ``session`` is any name of one session; None: all. ``book`` is as in
    ``to_markdown``. Raises ``NoPlanError`` when there is no plan, ``InputError`` for an unknown session.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    sessions = _asked_for(result, session)
    has_starts = any(one.sets_time for one in sessions)
    titles = ("session", "participant", "mentor", "minutes", "common", *(("start",) if has_starts else ()))
    writer.writerow(titles)
    missing = {(one.participant.id, one.session.id): one.places for one in result.unpaired}
    for meeting in sessions:
        common, starts = _common(result, meeting.name), _starts(result, meeting.name)
        minutes = "" if meeting.minutes is None else str(meeting.minutes)
        for one, name, others in _told(result, meeting.name, book):
            rows = [(shown, common.get((one, other), ""), starts.get((one, other), "")) for other, shown in others]
            rows += [("", "", "")] * missing.get((one, meeting.id), 0)
            for shown, hours, start in rows:
                cells = (meeting.name, name, shown, minutes, hours, start)[: len(titles)]
                writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def to_text(
    result: Result,
    session: str | None = None,
    *,
    unpaired_text: str = "not yet paired",
    book: NameBook | None = None,
) -> str:
    """The plan as plain text for chat: a line for each participant, with each pair's time or hours in common.

    Of peers a line for each group. ``session`` is any name of one session; None: all, each below its name. ``book`` is
    as in ``to_markdown``. Raises as that does.
    """
    blocks = []
    for one in _asked_for(result, session):
        lines = [one.name]
        if one.is_peers:
            groups = _told_groups(result, one.name, book_of(result) if book is None else book)
            refuse_names([name for group in groups for name in group])
            lines += [" – ".join(group if len(group) > 1 else (*group, unpaired_text)) for group in groups]
        else:
            common = _common(result, one.name)
            told = _told(result, one.name, book)
            refuse_names([name for _, shown, others in told for name in (shown, *(other for _, other in others))])
            for who, shown, others in told:
                mentors = " and ".join(_with_hours(name, common.get((who, other), "")) for other, name in others)
                lines.append(f"{shown} – {mentors or unpaired_text}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Texts as the lines of a Markdown table, the first row as its header, each column of one width."""
    return _aligned([[escape_cell(cell) for cell in row] for row in rows]).splitlines()


# --- helpers ----------------------------------------------------------------------------------------------------


def _asked_for(result: Result, session: str | None) -> tuple[Session, ...]:
    """All sessions, or the one of that name."""
    sessions = result.problem.sessions
    return sessions if session is None else (sessions[result.problem.session_idx(session)],)


_Named = tuple[tuple[str, str], ...]  # id and name shown, in the order of the names


def _told(result: Result, session: str, book: NameBook | None) -> list[tuple[str, str, _Named]]:
    """Everybody in a session: id, name, and the mentors or partners; in the order of the names."""
    known = book_of(result) if book is None else book
    s = result.problem.session_idx(session)
    if not result.problem.sessions[s].is_peers:
        mentors = mentors_in(result, s)
        people = by_shown_name(tuple(mentors), known, "participant")
        return [(one, name, by_shown_name(mentors[one], known, "mentor")) for one, name in people]
    groups = {one: group for group in groups_in(result, s) for one in group}
    people = by_shown_name(tuple(person.id for person in people_in(result, s)), known, "participant")
    return [
        (one, name, by_shown_name(tuple(other for other in groups[one] if other != one), known, "participant"))
        for one, name in people
    ]


def _told_groups(result: Result, session: str, book: NameBook) -> list[tuple[str, ...]]:
    """The groups of a session of peers by the names shown, those who are alone among them; in their order."""
    groups = groups_in(result, result.problem.session_idx(session))
    named = [by_shown_name(group, book, "participant") for group in groups]
    named.sort(key=lambda group: [(name.casefold(), one) for one, name in group])
    return [tuple(name for _, name in group) for group in named]


def _common(result: Result, session: str) -> Mapping[tuple[str, str], str]:
    """The hours in common, or the start that we set, by ids of participant and mentor; meetings held have none."""
    index = result.problem.session_idx(session)
    meeting = result.problem.sessions[index]
    if meeting.sets_time:
        return time_words(result, index)
    return {
        (pair.participant.id, pair.mentor.id): common_words(pair)
        for pair in result.pairs
        if pair.session.id == meeting.id
    }


def _starts(result: Result, session: str) -> Mapping[tuple[str, str], str]:
    """The starts that we set, in UTC, by ids of participant and mentor."""
    wanted = result.problem.sessions[result.problem.session_idx(session)].id
    return {
        (pair.participant.id, pair.mentor.id): utc_text(pair.set_start)
        for pair in result.pairs
        if pair.session.id == wanted and pair.set_start is not None
    }


def _markdown_table(
    result: Result,
    session: str,
    unpaired_text: str,
    header: Sequence[str] | None,
    with_hours: bool,
    book: NameBook,
) -> str:
    nobody = Source(unpaired_text)
    meeting = result.problem.sessions[result.problem.session_idx(session)]
    if meeting.is_peers:
        groups = _told_groups(result, session, book)
        refuse_names([name for group in groups for name in group])
        titles = _peer_titles(header, groups)
        rows = [[cell_source(name) for name in group] for group in groups]
        rows = [row if len(row) > 1 else [*row, cell_source(nobody)] for row in rows]
        return _aligned([[escape_cell(title) for title in titles], *(_filled_up(row, len(titles)) for row in rows)])
    columns = HEADER if header is None else tuple(header)
    if meeting.sets_time and len(columns) == 2:
        columns = (*columns, TIME)
    if len(columns) != 2 + meeting.sets_time:
        raise input_error("bad-table-header", f"the table header is {list(columns)!r}.", "Give two columns.")
    told = _told(result, session, book)
    refuse_names([name for _, shown, others in told for name in (shown, *(other for _, other in others))])
    rows = [[escape_cell(column) for column in columns]]
    rows += [
        [cell_source(shown), cell_source(tuple(name for _, name in others) or nobody)] for _, shown, others in told
    ]
    if with_hours and not meeting.sets_time:
        rows[0].append(HOURS)
    if with_hours or meeting.sets_time:
        common = _common(result, session)
        for row, (one, _, others) in zip(rows[1:], told, strict=True):
            row.append(cell_source(lines_cell([common.get((one, other), "") for other, _ in others])))
    return _aligned(rows)


def _peer_titles(header: Sequence[str] | None, groups: Sequence[Sequence[str]]) -> list[str]:
    titles = list(PEER_HEADER if header is None else header)
    if len(titles) < 2:
        raise input_error("bad-table-header", f"the table header is {titles!r}.", "Give a column for each of a pair.")
    while len(titles) < max(map(len, groups), default=2):
        titles.append(next_title(titles[-1]))
    return titles


def _filled_up(row: list[str], length: int) -> list[str]:
    return [*row, *([""] * (length - len(row)))]


def _aligned(rows: list[list[str]]) -> str:
    """The rows as a Markdown table, the first as its header, each column of one width."""
    widths = [max(3, *(text_width(row[place]) for row in rows)) for place in range(len(rows[0]))]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "".join(f"| {' | '.join(map(padded, row, widths))} |\n" for row in rows)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _with_hours(mentor: str, hours: str) -> str:
    return f"{mentor} ({hours})" if hours else mentor
