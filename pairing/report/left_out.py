"""Who is left out, why, and what would help; and the wishes that are not met.

A reason names mentors, and the grid of the session shows who could meet whom. Where one of several is not possible for
a private reason, the names of all others together would tell which. So nobody is named by what stands against him
then, and other sentences about the place stand in the page only while they leave enough mentors unnamed
(``told_of``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pairing.model.people import Mentor
from pairing.reasons.exclusion import NOT_HERE, PRIVATE, Exclusion, Hindrance
from pairing.reasons.meeting_grid import NOT_TOLD, TIMES_AS_MANY
from pairing.reasons.unpaired import NOTHING_HELPS, Reason
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import bullets, person

MOST_NAMED = 12  # mentors of one hindrance
MOST_TOLD = 300  # places, and wishes, that are told one by one
WITHHELD = (
    "More is not told on this page, because one of the reasons is private: `python -m pairing explain` says it to "
    "whoever has the sheets."
)


class Told(NamedTuple):
    """What of a reason may stand in the page. ``is_all``: whether that is everything."""

    lines: tuple[str, ...]
    remedies: tuple[str, ...]
    is_all: bool


def told_of(subject: Subject, reason: Reason) -> Told:
    """The sentences after the first, and the remedies: none of them where they would tell who asked for something."""
    lines, remedies = reason.lines[1:], tuple(one.text for one in reason.remedies)
    private = sum(len(one.mentors) for one in reason.exclusion.hindrances if one.rule == PRIVATE)
    if not private:
        return Told(lines, remedies, True)
    texts = (*lines, *remedies)
    unnamed = [one for one in _behind_the_veil(subject, reason) if not any(one.name in text for text in texts)]
    if len(unnamed) >= TIMES_AS_MANY * private:
        return Told(lines, remedies, True)
    return Told((), (), False)


def left_out_section(subject: Subject) -> Markup:
    """Everybody who is left out, by session."""
    reasons = subject.reasons
    if not reasons:
        return element("p", "Nobody is left out: every place is filled.", class_="good")
    cards = [_card(subject, one, number) for number, one in enumerate(reasons[:MOST_TOLD])]
    if len(reasons) > MOST_TOLD:
        cards.append(element("p", f"And {len(reasons) - MOST_TOLD} more."))
    return element("div", "\n", joined(cards), class_="cards")


def wishes_section(subject: Subject) -> Markup:
    """Every wish that is not met, and what matters more."""
    wishes = subject.wishes
    if not wishes:
        return element("p", "Every wish is met.", class_="good")
    told: list[Child] = [one.text for one in wishes[:MOST_TOLD]]
    if len(wishes) > MOST_TOLD:
        told.append(f"and {len(wishes) - MOST_TOLD} more")
    return bullets(told, class_="rows", data_find=True)


def _behind_the_veil(subject: Subject, reason: Reason) -> list[Mentor]:
    """The mentors of whom the grid does not say whether something private stands against them."""
    grid = subject.grids.get(reason.session.id)
    if grid is None:
        return []
    ids = [one.id for one in grid.participants]
    if reason.participant.id not in ids:
        return []
    cells = grid.cells[ids.index(reason.participant.id)]
    return [mentor for mentor, at in zip(grid.mentors, cells, strict=True) if NOT_TOLD in grid.categories[at].words]


def _card(subject: Subject, reason: Reason, number: int) -> Markup:
    name = subject.name(reason.participant.id, "participant")
    places = f" · {reason.places} places" if reason.places > 1 else ""
    title = element("h3", person(name), " ", element("span", f"{reason.session.name}{places}", class_="where"))
    told = told_of(subject, reason)
    parts: list[Child] = [title, *_exclusion(reason.exclusion)]
    if told.lines:
        parts.append(bullets((f"{line[:1].upper()}{line[1:]}." for line in told.lines), class_="why"))
    parts += _remedies(reason, told)
    return element("article", joined(parts), "\n", class_="card", id=f"left-{number}", data_find=True)


def _exclusion(found: Exclusion) -> Iterator[Markup]:
    """Each thing that stands against mentors, with how many of them, and who."""
    number = sum(len(one.mentors) for one in found.hindrances)
    if found.kind == "alone":
        yield element("p", "Nobody is left to practise with.")
        return
    if all(one.rule == NOT_HERE for one in found.hindrances):
        yield element("p", "No mentor helps in this session.")
        return
    mentors = "mentor" if number == 1 else "mentors"
    yield element("p", f"None of {number} {mentors} is {'possible' if found.kind == 'excluded' else 'left'}:")
    is_private = any(one.rule == PRIVATE for one in found.hindrances)
    yield bullets((_hindrance(one, named=not is_private) for one in found.hindrances), class_="against")


def _hindrance(one: Hindrance, *, named: bool) -> Markup:
    words = "another track" if one.rule == "track" else one.rule
    parts: list[Child] = [element("b", str(len(one.mentors))), f" {words}"]
    names = [mentor.name for mentor in one.named] if named else []
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        parts.append(element("span", f": {', '.join(names[:MOST_NAMED])}{more}", class_="names"))
    return joined(parts)


def _remedies(reason: Reason, told: Told) -> Iterator[Markup]:
    if not told.is_all:
        yield element("p", WITHHELD, class_="note")
    elif reason.kind == "alone":
        return
    elif told.remedies:
        yield element("h4", "What would help, the cheapest first")
        yield element("ol", [element("li", one) for one in told.remedies], class_="remedies")
    else:
        known = NOTHING_HELPS if reason.was_tried else "what would help was not worked out"
        yield element("p", f"{known[:1].upper()}{known[1:]}.", class_="note")
