"""A plan as tables and texts: Markdown to paste, CSV for a sheet, plain text for chat."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from pairing.documents.inline import Source, cell_source, escape_cell
from pairing.documents.published import refuse_names
from pairing.errors import input_error
from pairing.model.intervals import WEEKDAYS, to_datetime
from pairing.model.people import Participant
from pairing.model.solution import UNPAIRED_TEXT, Pair, Result

HEADER = ("Collabie", "Mentor")
HOURS = "Hours in common"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEVERAL_CLOCKS = ("AST", "BST", "CDT", "CST", "GST", "IST")  # IST: India, Ireland, Israel; CST: Chicago, China, Cuba
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def session_plan(result: Result, session: str) -> list[tuple[str, tuple[str, ...]]]:
    """Who takes part in a session, in the order of the names, each with the names of the mentors (none: unpaired).

    ``session`` is any of its names. Raises ``NoPlanError`` when there is no plan, ``InputError`` for an unknown name.
    """
    people = _people_with_pairs(result, session)
    return [(person.name, tuple(pair.mentor.name for pair in pairs)) for person, pairs in people]


def to_markdown(
    result: Result,
    session: str | None = None,
    *,
    unpaired_text: str = UNPAIRED_TEXT,
    header: Sequence[str] = HEADER,
    hours: bool = False,
) -> str:
    """The plan as Markdown tables, one row for each participant in the order of the names.

    Parameters
    ----------
    result
        A result with a plan.
    session
        Any name of one session: its table alone. None: all tables, each under a heading.
    unpaired_text
        Markdown for where nobody is assigned.
    header
        The headers of the two columns.
    hours
        A third column with the hours that each pair has in common (``common_words``).

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
    >>> from pairing.model.solution import UNPAIRED_TEXT, Status
    >>> ada, bo, review = Participant("Ada"), Mentor("Bo Lindqvist"), Session("Review")
    >>> problem = Problem([ada, Participant("Cem")], [bo], [review])
    >>> result = Result(problem, Status.OPTIMAL, (), True, "by hand", 0.0, _pairs=(Pair(ada, bo, review),))
    >>> print(to_markdown(result, "Review"), end="")
    | Collabie | Mentor           |
    | -------- | ---------------- |
    | Ada      | Bo Lindqvist     |
    | Cem      | _not yet paired_ |
    """
    if len(header) != 2:
        raise input_error("bad-table-header", f"the table header is {list(header)!r}.", "Give two columns.")
    if session is not None:
        return _markdown_table(result, session, unpaired_text, header, hours)
    tables = [
        f"## {escape_cell(one.name)}\n\n{_markdown_table(result, one.name, unpaired_text, header, hours)}"
        for one in result.problem.sessions
    ]
    return "\n".join(tables)


def to_csv(result: Result) -> str:
    """The plan as CSV: session, participant, mentor, minutes, common; the mentor is blank for each unpaired place.

    ``common`` is ``common_words`` of the pair. A cell that a spreadsheet would take for a formula (it begins with
    ``= + - @``, tab or carriage return) gets an apostrophe in front. Rows are by session, then by name; lines end
    with a line feed. Raises ``NoPlanError`` when there is no plan.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("session", "participant", "mentor", "minutes", "common"))
    for session in result.problem.sessions:
        rows = [
            (pair.participant, pair.mentor.name, common_words(pair))
            for pair in result.pairs
            if pair.session.id == session.id
        ]
        for one in result.unpaired:
            if one.session.id == session.id:
                rows += [(one.participant, "", "")] * one.places
        rows.sort(key=lambda row: (row[0].name.casefold(), row[0].id, row[1] == "", row[1].casefold()))
        minutes = "" if session.minutes is None else str(session.minutes)
        writer.writerows(
            [_harmless(cell) for cell in (session.name, participant.name, mentor, minutes, common)]
            for participant, mentor, common in rows
        )
    return out.getvalue()


def to_text(result: Result, session: str | None = None, *, unpaired_text: str = "not yet paired") -> str:
    """The plan as plain text for chat: a line for each participant, with the hours each pair has in common.

    ``session`` is any name of one session; None: all, each below its name. Raises as ``to_markdown`` does.
    """
    sessions = result.problem.sessions
    if session is not None:
        sessions = (sessions[result.problem.session_idx(session)],)
    blocks = []
    for one in sessions:
        lines = [one.name]
        for person, pairs in _people_with_pairs(result, one.name):
            refuse_names((person.name, *(pair.mentor.name for pair in pairs)))
            mentors = " and ".join(_with_hours(pair.mentor.name, common_words(pair)) for pair in pairs)
            lines.append(f"{person.name} – {mentors or unpaired_text}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def common_words(pair: Pair, *, most: int = 3) -> str:
    """The hours a pair has in common, on both people's clocks, the participant's first; "" where there are none.

    For example ``Sat 13 Mar, 09:00–11:00 PST (18:00–20:00 CET)``. Clocks that show the same are told once; without
    any zone it is UTC. At most ``most`` stretches are told, separated by ``; ``, then how many more there are.
    """
    zones = [zone for zone in (pair.participant.zone, pair.mentor.zone) if zone is not None] or ["UTC"]
    told = []
    for start, end in pair.common[:most]:
        first = _stretch(start, end, zones[0], None)
        other = _stretch(start, end, zones[-1], zones[0])
        same = _stretch(start, end, zones[-1], None) == first
        told.append(first if same else f"{first} ({other})")
    if len(pair.common) > most:
        told.append(f"and {len(pair.common) - most} more")
    return "; ".join(told)


# --- helpers ----------------------------------------------------------------------------------------------------


def _people_with_pairs(result: Result, session: str) -> list[tuple[Participant, list[Pair]]]:
    problem = result.problem
    index = problem.session_idx(session)
    pairs: dict[str, list[Pair]] = {}
    for pair in result.pairs:
        if pair.session.id == problem.sessions[index].id:
            pairs.setdefault(pair.participant.id, []).append(pair)
    people = [person for p, person in enumerate(problem.participants) if problem.demand(p, index)]
    people.sort(key=lambda person: (person.name.casefold(), person.id))
    return [(person, pairs.get(person.id, [])) for person in people]


def _markdown_table(result: Result, session: str, unpaired_text: str, header: Sequence[str], with_hours: bool) -> str:
    plan = session_plan(result, session)
    refuse_names([name for participant, mentors in plan for name in (participant, *mentors)])
    nobody = Source(unpaired_text)
    rows = [[escape_cell(column) for column in header]]
    rows += [[cell_source(name), cell_source(mentors or nobody)] for name, mentors in plan]
    if with_hours:
        rows[0].append(HOURS)
        for row, (_, pairs) in zip(rows[1:], _people_with_pairs(result, session), strict=True):
            row.append(cell_source(tuple(common_words(pair) for pair in pairs)))
    widths = [max(3, *(_width(row[place]) for row in rows)) for place in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    return "".join(f"| {' | '.join(map(_padded, row, widths))} |\n" for row in rows)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """How many columns a text fills where letters are of one width: wide ones two, marks on a letter none."""
    return len(text) if text.isascii() else sum(_char_widths(text))


def _char_widths(text: str) -> Iterator[int]:
    is_joined = False
    for char in text:
        if is_joined or unicodedata.category(char) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff":
            yield 0
        else:
            yield 2 if unicodedata.east_asian_width(char) in "WF" else 1
        is_joined = char == "\u200d"  # two pictures joined are shown as one


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _with_hours(mentor: str, hours: str) -> str:
    return f"{mentor} ({hours})" if hours else mentor


def _stretch(start: int, end: int, zone: str, told_in: str | None) -> str:
    """``Sat 13 Mar, 09:00–11:00 PST``; the day only where it is not the one already told on another clock."""
    first, last = to_datetime(start, zone), to_datetime(end, zone)
    is_told = told_in is not None and to_datetime(start, told_in).date() == first.date()
    day = "" if is_told else f"{_day_words(first)}, "
    from_zone = f" {_zone_words(first, zone)}" if first.tzname() != last.tzname() else ""
    is_long = end - start >= 1440 or (last.date() != first.date() and last.time() >= first.time())
    to_day = f"{_day_words(last)}, " if is_long else ""
    return f"{day}{first:%H:%M}{from_zone}–{to_day}{last:%H:%M} {_zone_words(last, zone)}"


def _day_words(moment: datetime) -> str:
    return f"{WEEKDAYS[moment.weekday()][:3]} {moment.day} {_MONTHS[moment.month - 1]}"


def _zone_words(moment: datetime, zone: str) -> str:
    """What the clock is called: its abbreviation, or the city where several clocks are called so."""
    name = moment.tzname() or "UTC"
    if "/" in zone and (name in _SEVERAL_CLOCKS or (name == "PST" and not zone.startswith("America/"))):
        return f"{zone.rpartition('/')[2].replace('_', ' ')} time"
    return f"UTC{name}" if name[0] in "+-" else name
