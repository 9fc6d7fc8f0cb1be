"""How many Collabies each mentor holds, beside what was offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairing.model.people import Mentor
from pairing.model.session import Session
from pairing.model.solution import Load, mentor_loads
from pairing.report.elements import Markup, element
from pairing.report.subject import Subject
from pairing.report.tables import cell, column, counted, head_cell, person, row, table, unseen

NO_LIMIT = 10**9  # behind every limit where offers are sorted
WIDTH, HEIGHT = 120, 12  # of a bar, in its own units


def loads_section(subject: Subject) -> Markup:
    """A row for each mentor: pairs by session, in all, what was offered, and a bar of both."""
    found = mentor_loads(subject.problem, subject.result.pairs)
    if not found:
        return element("p", "There are no mentors in this programme.")
    sessions = [one for one in subject.problem.sessions if not one.is_peers]
    totals = [one for one in found if one.session is None]
    each = {(one.mentor.id, one.session.id): one for one in found if one.session is not None}
    longest = max([1, *(max(one.load, one.capacity or 0) for one in totals)])
    head = [column("Mentor"), *(column(one.name, kind="number", class_="number") for one in sessions)]
    head += [column(title, kind="number", class_="number short") for title in ("In all", "Offered")]
    head.append(element("th", "Load", scope="col"))
    totals.sort(key=lambda one: (subject.name(one.mentor.id, "mentor").casefold(), one.mentor.id))
    rows = [_row(subject, one, sessions, each, longest) for one in totals]
    note = "A dash: does not help in that session. The bar is what was offered, its filled part what is held."
    held = sum(one.load for one in totals)
    caption = f"{counted(len(totals), 'mentor')} with {counted(held, 'pair')}"
    return table(caption, head, rows, id_="loads-table", note=note, class_="people", data_find=True)


def idle_mentors(subject: Subject) -> list[str]:
    """Who offered something and has nobody, by name."""
    idle = [one for one in subject.result.loads if not one.load and one.capacity != 0]
    return sorted((subject.name(one.mentor.id, "mentor") for one in idle), key=str.casefold)


def _row(
    subject: Subject, total: Load, sessions: Sequence[Session], each: Mapping[tuple[str, str], Load], longest: int
) -> Markup:
    mentor: Mentor = total.mentor
    cells = [head_cell(person(subject.name(mentor.id, "mentor")))]
    for session in sessions:
        one = each.get((mentor.id, session.id))
        if one is None:
            cells.append(
                cell(element("span", "–", aria_hidden="true"), unseen("does not help"), key=-1, class_="number")
            )
        else:
            most = "" if one.capacity is None else f" of {one.capacity}"
            cells.append(cell(f"{one.load}{most}", key=one.load, class_="number"))
    offered = "no limit" if total.capacity is None else str(total.capacity)
    rank = NO_LIMIT if total.capacity is None else total.capacity
    cells += [cell(str(total.load), key=total.load, class_="number"), cell(offered, key=rank, class_="number")]
    cells.append(cell(_bar(total, longest)))
    return row(*cells, class_="idle" if not total.load and total.capacity != 0 else None)


def _bar(total: Load, longest: int) -> Markup:
    """The bar; without a limit there is no outline to be filled."""
    told = f"{total.load} of {total.capacity} offered" if total.capacity is not None else f"{total.load}, no limit"
    over = total.capacity is not None and total.load > total.capacity
    scale = WIDTH / longest
    parts = [element("title", told + (", more than offered" if over else ""))]
    if total.capacity:
        width = round(total.capacity * scale - 1, 1)
        parts.append(
            element("rect", class_="offer", x="0.5", y="0.5", width=str(max(width, 0)), height=HEIGHT - 1, rx=2)
        )
    if total.load:
        width = round(total.load * scale, 1)
        parts.append(element("rect", class_="over" if over else "held", width=str(width), height=HEIGHT, rx=2))
    box = f"0 0 {WIDTH} {HEIGHT}"
    return element("svg", parts, role="img", class_="bar", width=WIDTH, height=HEIGHT, viewbox=box, aria_label=told)
