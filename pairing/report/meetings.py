"""Who could meet whom, and what stands against the others: a grid for each session.

Every kind of cell has a sign of its own beside its colour, and the legend says both in words. In a small grid each cell
has its words as well; of a large one they would fill megabytes, so there they stand in the legend, and a line above the
grid says them of the cell that is pointed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pairing.documents.namebook import Role
from pairing.model.people import Person
from pairing.reasons.meeting_grid import CHOSEN, ELSEWHERE, EXCLUDED, HELD, POSSIBLE, MeetingGrid
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import cell, column, head_cell, person, row, table, unseen

MOST_IN_WORDS = 1_500  # cells of a grid that have their words each
MOST_SHOWN = 40_000  # cells of a grid that is shown at all
SIGNS = {CHOSEN: "●", HELD: "✓", POSSIBLE: "○", ELSEWHERE: "2"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TALL = 45  # rows, beyond which a grid is scrolled in its box, so that its header stays in sight
SHADES = 5  # colours of what excludes; after so many they come again, with another letter


def grid_sections(subject: Subject) -> Iterator[Markup]:
    """One for each session with mentors."""
    for s, session in enumerate(subject.problem.sessions):
        if session.is_peers:
            continue
        title = element("h3", session.name)
        grid = subject.grids.get(session.id)
        if grid is None:
            parts: Sequence[Child] = [element("p", "There are too many people for a grid.")]
        elif not grid.participants or not grid.mentors:
            parts = [element("p", "Nobody takes part." if not grid.participants else "No mentor helps here.")]
        else:
            parts = [_legend(grid), *([_grid(subject, grid, s)] if _size(grid) <= MOST_SHOWN else [_too_large(grid)])]
        yield element("section", "\n", title, "\n", joined(parts), "\n", class_="block", id=f"grid-{s}")


def _size(grid: MeetingGrid) -> int:
    return len(grid.participants) * len(grid.mentors)


def _too_large(grid: MeetingGrid) -> Markup:
    told = f"{len(grid.participants)} Collabies and {len(grid.mentors)} mentors are too many for a grid on a page."
    return element("p", told, class_="note")


def _signs(grid: MeetingGrid) -> list[tuple[str, str]]:
    """Sign and class of each category; what excludes has letters, in its order."""
    found = []
    number = 0
    for one in grid.categories:
        if one.kind == EXCLUDED:
            found.append((LETTERS[number % len(LETTERS)], f"c c-{number % SHADES}"))
            number += 1
        else:
            found.append((SIGNS[one.kind], f"c c-{one.kind}"))
    return found


def _legend(grid: MeetingGrid) -> Markup:
    entries = [
        element(
            "li",
            element("span", sign, class_=css, aria_hidden="true"),
            element("span", f"{one.words} ", element("b", f"{number:,}")),
        )
        for one, (sign, css), number in zip(grid.categories, _signs(grid), grid.counts, strict=True)
    ]
    return element("ul", entries, class_="legend")


def _grid(subject: Subject, grid: MeetingGrid, s: int) -> Markup:
    mentors = _names(subject, grid.mentors, "mentor")
    head = [column("Collabie"), column("Possible", kind="number", class_="number")]
    head += [element("th", element("span", person(name)), scope="col", class_="up") for name in mentors]
    rows = list(_rows(grid, _names(subject, grid.participants, "participant"), mentors))
    note = "A row for each Collabie, a column for each mentor. Possible: nothing that is shown here stands against it."
    caption = joined([unseen(f"{grid.session.name}: "), f"{len(rows)} Collabies and {len(mentors)} mentors"])
    css = "grid tall" if len(rows) > TALL else "grid"
    made = table(caption, head, rows, id_=f"grid-{s}-table", note=note, class_=css, data_find=True)
    return joined([element("p", class_="readout", aria_hidden="true", hidden=True), "\n", made])


def _rows(grid: MeetingGrid, participants: Sequence[str], mentors: Sequence[str]) -> Iterator[Markup]:
    signs, kinds = _signs(grid), [one.kind for one in grid.categories]
    plain = [cell(sign, class_=css) for sign, css in signs]
    in_words = _size(grid) <= MOST_IN_WORDS
    for name, cells in zip(participants, grid.cells, strict=True):
        number = sum(kinds[at] in (CHOSEN, HELD, POSSIBLE) for at in cells)
        told = [plain[at] for at in cells]
        if in_words:
            told = [
                cell(signs[at][0], class_=signs[at][1], title=f"{name} – {mentor}: {grid.categories[at].words}")
                for mentor, at in zip(mentors, cells, strict=True)
            ]
        yield row(head_cell(person(name)), cell(str(number), class_="number"), *told)


def _names(subject: Subject, people: Sequence[Person], role: Role) -> list[str]:
    return [subject.name(one.id, role) for one in people]
