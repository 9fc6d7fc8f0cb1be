"""The rows of a table of pairs: each goes on as the row of the same participant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pairing.documents.inline import Cell, Source, cell_text
from pairing.documents.namebook import NameBook
from pairing.documents.published import Change
from pairing.documents.readback import LEFT, OUTSIDE, NameRead, ReadRow, TableFacts
from pairing.documents.row_cells import (
    NewRows,
    RowList,
    is_blank,
    marked,
    names_cell,
    refuse_shown,
    source_at,
    stays_as_it_is,
)
from pairing.documents.session_plan import by_shown_name, held_in, mentors_in
from pairing.model.meetings import Meeting
from pairing.model.names import text_key
from pairing.model.solution import Result

if TYPE_CHECKING:
    from pairing.documents.time_column import TimeColumn

_Plan = dict[str, tuple[str, ...]]  # ids of the mentors by the participant's id


def pair_rows(
    facts: TableFacts,
    result: Result,
    session: int,
    book: NameBook,
    *,
    unpaired_text: str,
    start_over: bool,
    keep_fixed: bool,
) -> NewRows:
    """The rows for session number ``session``; the rest as in ``fill``."""
    name = result.problem.sessions[session].name
    plan = mentors_in(result, session)
    plan_of_today = frozenset(plan)
    here = {name.id for row in facts.rows for name in row.participants if not name.why}
    for one, mentor in held_in(result, session):  # who met somebody and has left since keeps the row
        if one in here and one not in plan_of_today:
            plan[one] = (*plan.get(one, ()), mentor)
    _refuse_plan(plan, facts, book, unpaired_text)
    staying = {mentor.id for mentor in result.problem.mentors}
    staying |= {one.mentor for one in result.problem.held if isinstance(one, Meeting) and one.session == name}
    new = RowList()
    times = _times(facts, result, session)
    for row in facts.rows:
        if is_blank(row, facts):
            continue
        if stays_as_it_is(row, facts, start_over):
            cells: tuple[Cell, ...] = facts.published.table.rows[row.place].cells
            new.add(times.beside(cells) if times else cells, row.place, row.is_paired)
        elif row.participants:
            who = row.participants[0]
            wanted = _wanted(row, who, plan, staying, start_over, keep_fixed and not start_over)
            after: tuple[str, ...] = ()
            if wanted is not None:
                cells, after, order = _filled(row, wanted, facts, book, unpaired_text)
                if times:
                    cells = _with_time(cells, row, order, times, facts)
                new.add(cells, row.place, bool(wanted))
            before = tuple(one.text for one in row.partners)
            if wanted is None or {one.id for one in row.partners} != set(wanted):
                new.changes.append(Change(name, who.text, before, after))
            elif times and (moved := times.moved(row)):
                new.changes.append(Change(name, who.text, before, after, *moved))
    there = {row.participants[0].id for row in facts.rows if row.participants}
    for one, shown in by_shown_name(tuple(one for one in plan if one not in there), book, "participant"):
        mentors = tuple(mentor for _, mentor in by_shown_name(plan[one], book, "mentor"))
        cells = _written(shown, mentors, facts, unpaired_text)
        if times:
            order = tuple(other for other, _ in by_shown_name(plan[one], book, "mentor"))
            cells = times.put(cells, times.cell(one, order, {}), len(facts.published.table.header))
        new.add(cells, None, bool(mentors))
        new.changes.append(Change(name, shown, (), mentors))
    return new.done(times.added if times else None)


def _times(facts: TableFacts, result: Result, session: int) -> TimeColumn | None:
    """The column of times, where we set them."""
    if not result.problem.sessions[session].sets_time:
        return None
    from pairing.documents.time_column import TimeColumn  # most tables show no times

    return TimeColumn.of(facts.published.table, facts.time_at, result, session)


def _with_time(
    cells: tuple[Cell, ...], row: ReadRow, order: Sequence[str], times: TimeColumn, facts: TableFacts
) -> tuple[Cell, ...]:
    """The cells of a row with the times of its mentors, in their order; a mark to keep stays."""
    written = {name.id: time.text for name, time in zip(row.partners, row.times, strict=False)}
    cell = times.cell(row.participants[0].id, order, written)
    if not times.is_new:
        cell = marked(cell, source_at(row, facts, times.at))
    return times.put(cells, cell, len(facts.published.table.header))


def _refuse_plan(plan: _Plan, facts: TableFacts, book: NameBook, unpaired_text: str) -> None:
    names = [book.shown(one, "participant") for one in plan]
    mentors = dict.fromkeys(mentor for mentors in plan.values() for mentor in mentors)
    refuse_shown(names, [book.shown(one, "mentor") for one in mentors], facts, unpaired_text)


def _wanted(
    row: ReadRow, who: NameRead, plan: _Plan, mentors: Collection[str], start_over: bool, keep_fixed: bool
) -> tuple[str, ...] | None:
    """The ids of the mentors a row is to show; None when the row goes."""
    if who.why == LEFT:
        return None
    staying = tuple(name.id for name in row.partners if name.is_stranger or (not name.why and name.id in mentors))
    if who.why:
        return None if start_over and who.why != OUTSIDE else tuple(dict.fromkeys(staying))
    if who.id not in plan:
        return None
    strangers = (name.id for name in row.partners if name.is_stranger) if keep_fixed else ()
    return tuple(dict.fromkeys((*plan[who.id], *strangers)))


def _filled(
    row: ReadRow, wanted: Sequence[str], facts: TableFacts, book: NameBook, unpaired_text: str
) -> tuple[tuple[Cell, ...], tuple[str, ...], tuple[str, ...]]:
    """The cells of a row that shows these mentors, the same as far as they still hold; the names it shows, and ids."""
    source = facts.published.table.rows[row.place]
    written = facts.published.rows[row.place]
    where, at = facts.published.columns[:2], facts.published.columns[1]
    stay = [name for name in row.partners if name.id in wanted]
    stay = [name for place, name in enumerate(stay) if name.id not in {one.id for one in stay[:place]}]
    is_same = {name.id for name in row.partners} == set(wanted)
    nobody = Source(unpaired_text)
    says_nobody = text_key(written.cells[at]) == text_key(cell_text(nobody))
    if is_same and (wanted or says_nobody or row.participants[0].why):
        return source.cells, tuple(name.text for name in stay), tuple(name.id for name in row.partners)
    cells: list[Cell] = list(written.cells)
    if row.partners:
        cells = [
            cell if place in where else marked("", source_at(row, facts, place)) for place, cell in enumerate(cells)
        ]
    there = {name.id for name in stay}
    new = by_shown_name(tuple(one for one in wanted if one not in there), book, "mentor")
    names = tuple(shown for _, shown in new)
    old = source_at(row, facts, at)
    cells[at] = marked(names_cell(stay, row.partners, old, names, nobody), old)
    shown_ids = (*(name.id for name in row.partners if name in stay), *(one for one, _ in new))
    return tuple(cells), (*(name.text for name in stay), *names), shown_ids


def _written(name: str, mentors: Sequence[str], facts: TableFacts, unpaired_text: str) -> tuple[Cell, ...]:
    where = facts.published.columns
    cells: list[Cell] = [""] * len(facts.published.table.header)
    cells[where[0]] = name
    cells[where[1]] = names_cell((), (), "", mentors, Source(unpaired_text))
    return tuple(cells)
