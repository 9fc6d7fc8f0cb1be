"""The rows of a table of peers: one row a group, one person a column; each goes on as the row of most of its people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.documents.headers import next_title
from pairing.documents.inline import Cell, Source, cell_text
from pairing.documents.markdown import AddedColumns
from pairing.documents.namebook import NameBook
from pairing.documents.published import Change
from pairing.documents.readback import NameRead, ReadRow, TableFacts
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
from pairing.documents.session_plan import Groups, groups_in
from pairing.model.names import text_key
from pairing.model.solution import Result


def peer_rows(
    facts: TableFacts, result: Result, session: int, book: NameBook, *, unpaired_text: str, start_over: bool
) -> NewRows:
    """The rows for session number ``session``; the rest as in ``fill``.

    The table gets as many columns as its largest group needs, and keeps those it has. Who stays in a row stays in the
    column. People on no sheet stay in their group, or alone where the plan puts their partners elsewhere.
    """
    ours = [row for row in facts.rows if not stays_as_it_is(row, facts, start_over)]
    places = {row.place for row in ours}
    planned = groups_in(result, session)
    groups = planned if start_over else _with_strangers(planned, ours)
    names = _Names.of(ours, groups, book)
    refuse_shown((), list(names.texts.values()), facts, unpaired_text)
    group_by_row = _rows_of(groups, ours)
    sheet = _Sheet.of(facts, groups, group_by_row, unpaired_text, names)
    new = RowList()
    for row in facts.rows:
        if is_blank(row, facts):
            continue
        if row.place in group_by_row:
            group = groups[group_by_row[row.place]]
            new.add(sheet.filled(row, group), row.place, len(group) > 1)
        elif row.place not in places:
            new.add(sheet.wider(facts.published.table.rows[row.place].cells), row.place, row.is_paired)
    taken = set(group_by_row.values())
    fresh = [names.in_order(group) for place, group in enumerate(groups) if place not in taken]
    for group in sorted(fresh, key=lambda group: [names.order(one) for one in group]):
        new.add(sheet.written(group), None, len(group) > 1)
    new.changes += _changes(ours, groups, names, result.problem.sessions[session].name)
    return new.done(sheet.added)


class _Names(NamedTuple):
    """By which text each member of a group is told: as the book shows it, of somebody on no sheet as it was written."""

    texts: dict[str, str]

    @classmethod
    def of(cls, rows: Sequence[ReadRow], groups: Groups, book: NameBook) -> _Names:
        written = {name.id: name.text for row in reversed(rows) for name in row.participants}
        texts = {}
        for one in (one for group in groups for one in group):
            is_known = one in book.people["participant"] or one not in written
            texts[one] = book.shown(one, "participant") if is_known else written[one]
        return cls(texts)

    def order(self, one: str) -> tuple[str, str]:
        return self.texts[one].casefold(), one

    def in_order(self, group: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(group, key=self.order))


def _with_strangers(planned: Groups, rows: Sequence[ReadRow]) -> Groups:
    """The groups, and those of the table with people on no sheet whom the plan does not know of.

    Whoever is alone in the plan stays with them; where the plan puts their partners elsewhere they stay by themselves.
    """
    known = {one for group in planned for one in group}
    alone = {group[0] for group in planned if len(group) == 1}
    found = []
    for row in rows:
        strangers = [name.id for name in row.participants if name.is_stranger and name.id not in known]
        if strangers:
            beside = [name.id for name in row.participants if name.id in alone]
            alone -= set(beside)
            found.append(tuple(dict.fromkeys((*beside, *strangers))))
    return (*(group for group in planned if len(group) > 1 or group[0] in alone), *found)


def _rows_of(groups: Groups, rows: Sequence[ReadRow]) -> dict[int, int]:
    """Which row (its place) goes on as the row of which group (its position).

    Those that share most people come first; then the group of the person who stands first in the row; then by order.
    """
    groups_by_id: dict[str, list[int]] = {}
    for position, group in enumerate(groups):
        for one in group:
            groups_by_id.setdefault(one, []).append(position)
    offers = []
    for row in rows:
        found = [groups_by_id[name.id] for name in row.participants if name.id in groups_by_id]
        shared = [position for positions in found for position in positions]
        offers += [(-shared.count(one), one not in found[0], row.place, one) for one in dict.fromkeys(shared)]
    taken: dict[int, int] = {}
    given: set[int] = set()
    for _, _, place, group_at in sorted(offers):
        if place not in taken and group_at not in given:
            taken[place] = group_at
            given.add(group_at)
    return taken


class _Sheet(NamedTuple):
    """The columns of the table as they will be, and how a row is laid out in them."""

    facts: TableFacts
    names: _Names
    columns: tuple[int, ...]
    added: AddedColumns | None
    nobody: Source

    @classmethod
    def of(
        cls, facts: TableFacts, groups: Groups, group_by_row: dict[int, int], unpaired_text: str, names: _Names
    ) -> _Sheet:
        old = facts.published.columns
        rows = {group: facts.rows[place] for place, group in group_by_row.items()}
        wanted = [_needed(rows.get(position), group) for position, group in enumerate(groups)]
        number = max([len(old), *wanted]) - len(old)
        if not number:
            return cls(facts, names, old, None, Source(unpaired_text))
        titles = [facts.published.table.header[old[-1]]]
        for _ in range(number):
            titles.append(next_title(titles[-1]))
        columns = (*old, *(old[-1] + 1 + one for one in range(number)))
        return cls(facts, names, columns, AddedColumns(old[-1], tuple(titles[1:])), Source(unpaired_text))

    def wider(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """The cells of a row, with blank ones in the new columns."""
        if self.added is None or len(cells) <= self.added.after:
            return tuple(cells)
        cut = self.added.after + 1
        return (*cells[:cut], *([""] * len(self.added.titles)), *cells[cut:])

    def filled(self, row: ReadRow, group: Sequence[str]) -> tuple[Cell, ...]:
        """The cells of a row that goes on as that of a group."""
        table = self.facts.published.table
        written = self.facts.published.rows[row.place].cells
        says_nobody = text_key(cell_text(self.nobody)) in {text_key(written[at]) for at in self.facts.published.columns}
        is_same = {name.id for name in row.participants} == set(group)
        if is_same and (len(group) > 1 or says_nobody or row.participants[0].is_stranger):
            return self.wider(table.rows[row.place].cells)
        cells = list(self.wider(written))
        if row.is_paired:
            for at in range(len(written)):
                cells[self._moved(at)] = marked("", source_at(row, self.facts, at))
        stay = [name for name in row.participants if name.id in group]
        there = {name.id for name in stay}
        new = [self.names.texts[one] for one in self.names.in_order(group) if one not in there]
        for at in self.columns:
            here = [name for name in stay if name.column == at]
            more = [new.pop(0)] if new and not here else []
            cells[at] = self._names_in(row, at, here, more)
        if len(group) == 1:
            cells = self._alone(row, stay, cells)
        elif not row.keep:
            self._close_up(cells)
        return tuple(cells)

    def _close_up(self, cells: list[Cell]) -> None:
        """No blank cell before a name: who stood behind one that is gone moves up."""
        shown = [cells[at] for at in self.columns if cell_text(cells[at])]
        if any(not cell_text(cells[at]) for at in self.columns[: len(shown)]):
            for at, cell in zip(self.columns, [*shown, *([""] * len(self.columns))], strict=False):
                cells[at] = cell

    def _names_in(self, row: ReadRow, at: int, here: Sequence[NameRead], more: Sequence[str]) -> Cell:
        old = source_at(row, self.facts, at) if at in self.facts.published.columns else ""
        beside = [name for name in row.participants if name.column == at]
        return marked(names_cell(here, beside, old, more, ""), old)

    def _alone(self, row: ReadRow, stay: Sequence[NameRead], cells: list[Cell]) -> list[Cell]:
        """The cells of a row with one person in it: she stands first, and nobody beside her."""
        first, second = self.columns[:2]
        if stay and stay[0].column != first:
            cells[first] = self._names_in(row, stay[0].column, stay, ())
            cells[stay[0].column] = ""
        cells[second] = marked(self.nobody, source_at(row, self.facts, second))
        return cells

    def written(self, group: Sequence[str]) -> tuple[Cell, ...]:
        """The cells of a new row."""
        num_added = len(self.added.titles) if self.added is not None else 0
        cells: list[Cell] = [""] * (len(self.facts.published.table.header) + num_added)
        for at, one in zip(self.columns, group, strict=False):
            cells[at] = self.names.texts[one]
        if len(group) == 1:
            cells[self.columns[1]] = self.nobody
        return tuple(cells)

    def _moved(self, at: int) -> int:
        """Where a column of the old table stands in the new one."""
        return at if self.added is None or at <= self.added.after else at + len(self.added.titles)


def _needed(row: ReadRow | None, group: Sequence[str]) -> int:
    """How many columns a group needs where it goes on in a row: some may stand together in one cell there."""
    if row is None:
        return len(group)
    stay = [name for name in row.participants if name.id in group]
    return len({name.column for name in stay}) + len(group) - len(stay)


def _changes(rows: Sequence[ReadRow], groups: Groups, names: _Names, session: str) -> list[Change]:
    """What changes for each person: in the order of the table, then of the names."""
    told: dict[str, str] = {}
    before: dict[str, tuple[str, ...]] = {}
    after: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for name in row.participants:
            told[name.id] = name.text
            before[name.id] = tuple(other.id for other in row.participants if other.id != name.id)
    for one in sorted(names.texts, key=names.order):
        told.setdefault(one, names.texts[one])
    for group in groups:
        after |= {one: tuple(other for other in names.in_order(group) if other != one) for one in group}
    return [
        Change(
            session,
            text,
            tuple(told[other] for other in before.get(one, ())),
            tuple(told[x] for x in after.get(one, ())),
        )
        for one, text in told.items()
        if set(before.get(one, ())) != set(after.get(one, ())) or (one in before) != (one in after)
    ]
