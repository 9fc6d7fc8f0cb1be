"""A comparison as rows, as text, as HTML and as a frame. Names of people and plans are texts of others: escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pairing import tables
from pairing.model.card import LEVEL_WORDS
from pairing.model.names import told_apart
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.solution import person_order

if TYPE_CHECKING:
    import pandas

    from pairing.reasons.comparing import ComparedPlan, Comparison, Place

MOST_LOADS = 20  # mentors whose loads differ, in a table to read


def rows(comparison: Comparison, *, most_loads: int = MOST_LOADS) -> list[tuple[str, ...]]:
    """The table as texts: a row of names first, then levels, rules broken, loads and differences, a column a plan."""
    plans = comparison.plans
    table: list[tuple[str, ...]] = [("", *(" ".join(one.name.split()) for one in plans))]
    for place, (level, _) in enumerate(plans[0].levels):
        table.append((level_words(level), *(str(one.levels[place][1]) for one in plans)))
    table.append(("hard rules broken", *(str(len(one.violations)) for one in plans)))
    table.append(("loads of mentors", *(loads_words(one) for one in plans)))
    unlike = [loads for loads in zip(*(one.loads for one in plans), strict=True) if len({x.load for x in loads}) > 1]
    table += [(f"  {loads[0].mentor.name}", *(str(one.load) for one in loads)) for loads in unlike[:most_loads]]
    if len(unlike) > most_loads > 0:
        table.append((f"  and {len(unlike) - most_loads} more", *("" for _ in plans)))
    first = table[0][1]
    if len(plans) > 1:
        table.append((f"places filled otherwise than by “{first}”", *(str(len(one.differences)) for one in plans)))
    if any(one.num_moved for one in plans):
        table.append((f"starts other than by “{first}”", *(str(one.num_moved) for one in plans)))
    return table


def level_words(level: str) -> str:
    """A level in plain words; one of the user's own by its name."""
    return LEVEL_WORDS.get(level) or " ".join(level.split())


def loads_words(plan: ComparedPlan) -> str:
    """``1 to 3``, over all mentors; ``2 each`` where all are the same."""
    loads = sorted({one.load for one in plan.loads})
    if len(loads) < 2:
        return f"{loads[0]} each" if loads else "–"
    return f"{loads[0]} to {loads[-1]}"


def text(comparison: Comparison) -> str:
    """The rows aligned, numbers to the right."""
    table = rows(comparison)
    widths = [max(_width(row[place]) for row in table) for place in range(len(table[0]))]
    lines = []
    for row in table:
        label = row[0] + " " * (widths[0] - _width(row[0]))
        cells = [" " * (width - _width(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([label, *cells]).rstrip())
    return "\n".join(lines)


def html_table(comparison: Comparison) -> str:
    """A small table for a notebook."""
    head, *body = rows(comparison)
    return tables.page(tables.html_table(head, body, most=len(body), of_figures=True))


def frame(comparison: Comparison, filled: Sequence[Mapping[Place, tuple[Person, ...]]]) -> pandas.DataFrame:
    """One column a plan, rows by (kind, name): ``level``, ``rules``, ``load``, ``starts`` and ``place``.

    Numbers, but for ``place``: there stand the names of those whom the participant meets, "" for nobody; the places
    are those that some plan fills otherwise than the first. Who shares a name with another has the id behind it.
    ``filled``: who meets whom by session and participant, of each plan.
    """
    import pandas as pd

    plans, problem = comparison.plans, comparison.problem
    table: list[tuple[tuple[str, str], list[object]]] = [
        (("level", level), [one.levels[place][1] for one in plans]) for place, (level, _) in enumerate(plans[0].levels)
    ]
    table.append((("rules", "hard rules broken"), [len(one.violations) for one in plans]))
    mentors, participants = _told(problem.mentors, problem), _told(problem.participants, problem)
    table += [
        (("load", mentors[loads[0].mentor.id]), [one.load for one in loads])
        for loads in zip(*(one.loads for one in plans), strict=True)
    ]
    table.append((("starts", "starts that differ"), [one.num_moved for one in plans]))
    of_place = {
        (problem.session_idx(one.session.name), problem.participant_idx(one.participant.id)): one
        for plan in plans
        for one in plan.differences
    }
    for place in sorted(of_place, key=lambda place: (place[0], person_order(problem.participants[place[1]]))):
        name = f"{of_place[place].session.name}: {participants[of_place[place].participant.id]}"
        met = [", ".join(person.name for person in one.get(place, ())) for one in filled]
        table.append((("place", name), [*met]))
    index = pd.MultiIndex.from_tuples([key for key, _ in table], names=["kind", "name"])
    return pd.DataFrame([values for _, values in table], index=index, columns=[one.name for one in plans], dtype=object)


def _told(people: Sequence[Person], problem: Problem) -> Mapping[str, str]:
    """Everybody's name by id, with the id behind it where several have the name."""
    return told_apart(((one.id, one.name) for one in people), str(problem.seed))


def _width(cell: str) -> int:
    """How many columns a text fills: wide letters two, marks on a letter none."""
    if cell.isascii():
        return len(cell)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell
    )
