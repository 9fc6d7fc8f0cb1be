"""What changes since the tables were last published, and who is to be told."""

from __future__ import annotations

from pairing.documents.moves import FIRST, NOTHING, Moves, change_lines, moves_line
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import bullets, person

NO_TABLES = "This plan belongs to no documents, so nothing is published that it could change."


def moves_section(subject: Subject) -> Markup:
    """The lines that ``plan`` prints, first of the participants, then of the mentors."""
    found = subject.moves
    if found is None:
        return element("p", NO_TABLES)
    if found.is_nothing or found.is_first:
        return element("p", NOTHING if found.is_nothing else FIRST)
    participants, mentors = change_lines(found, [one.name for one in subject.problem.sessions])
    parts: list[Child] = [element("p", moves_line(found), class_="lead")]
    for title, told in (("Collabies", participants), ("Mentors", mentors)):
        if told:
            parts += [element("h3", title), bullets(told, class_="rows", data_find=True)]
    parts += [element("h3", "To be told"), _to_tell(found)]
    return joined(parts)


def _to_tell(found: Moves) -> Markup:
    if not found.to_tell:
        return element("p", "Nobody.")
    return bullets((person(one.name) for one in found.to_tell), class_="chips", data_find=True)
