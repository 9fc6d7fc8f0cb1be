"""Who is left out, why, and what would help; and the wishes that are not met.

A reason names mentors, and the page shows beside it who could meet whom and who is full. Where one mentor is not
possible for a private reason, all that is known of the others together would tell which. So nobody is named by what
stands against him then, and nothing is said at all unless the grid has enough others in the cells in which it hides
something, beside those whom a sentence names (``told_of``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pairing.model.people import Mentor
from pairing.reasons.clash import Clash
from pairing.reasons.exclusion import NOT_HERE, PRIVATE, Exclusion, Hindrance, rule_words
from pairing.reasons.meeting_grid import EXCLUDED, NOT_TOLD, TIMES_AS_MANY, MeetingGrid
from pairing.reasons.shortage import Shortage
from pairing.reasons.unpaired import NOTHING_HELPS, Reason
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import bullets, person, with_code

MOST_NAMED = 12  # mentors of one hindrance
MOST_TOLD = 300  # places, and wishes, that are told one by one
WITHHELD = "Why is not told on this page: `python -m pairing explain` says it to whoever has the sheets."


class Told(NamedTuple):
    """What of a reason may stand in the page, after what stands against each mentor; not ``is_all``: nothing may."""

    lines: tuple[str, ...]
    remedies: tuple[str, ...]
    is_all: bool


def told_of(subject: Subject, reason: Reason) -> Told:
    """The sentences after the first, and the remedies: none of them where they would tell who asked for something."""
    lines, remedies = reason.lines[1:], tuple(one.text for one in reason.remedies)
    if reason.short is not None and _tells_whom_others_may_not_meet(subject, reason.short):
        lines = tuple(line for line in lines if line != reason.short.text)
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


def _tells_whom_others_may_not_meet(subject: Subject, short: Shortage | Clash) -> bool:
    """Whether a shortage is about somebody with a private wish where the grid has nothing to hide it behind."""
    return any(
        one.participant.id in subject.with_private_wish and not any(_hiding(subject.grids.get(one.session.id)))
        for one in short.members
    )


def _behind_the_veil(subject: Subject, reason: Reason) -> list[Mentor]:
    """The mentors of whom the grid does not say whether something private stands against them.

    Those that nothing shown excludes are not among them: who of these is full stands in the loads.
    """
    grid = subject.grids.get(reason.session.id)
    ids = [] if grid is None else [one.id for one in grid.participants]
    if grid is None or reason.participant.id not in ids:
        return []
    hides, cells = _hiding(grid), grid.cells[ids.index(reason.participant.id)]
    return [mentor for mentor, at in zip(grid.mentors, cells, strict=True) if hides[at]]


def _hiding(grid: MeetingGrid | None) -> list[bool]:
    """For each category of a grid, whether it is a rule's, and also holds what is not told."""
    categories = () if grid is None else grid.categories
    return [one.kind == EXCLUDED and NOT_TOLD in one.words for one in categories]


def _card(subject: Subject, reason: Reason, number: int) -> Markup:
    name = subject.name(reason.participant.id, "participant")
    places = f" · {reason.places} places" if reason.places > 1 else ""
    title = element("h3", person(name), " ", element("span", f"{reason.session.name}{places}", class_="where"))
    told = told_of(subject, reason)
    parts: list[Child] = [title]
    if told.is_all:
        parts += _exclusion(reason.exclusion)
        if told.lines:
            parts.append(bullets((f"{line[:1].upper()}{line[1:]}." for line in told.lines), class_="why"))
        parts += _remedies(reason, told)
    else:
        parts.append(element("p", with_code(WITHHELD)))
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
    words = rule_words(one.rule)
    parts: list[Child] = [element("b", str(len(one.mentors))), f" {words}"]
    names = [mentor.name for mentor in one.named] if named else []
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        parts.append(element("span", f": {', '.join(names[:MOST_NAMED])}{more}", class_="names"))
    return joined(parts)


def _remedies(reason: Reason, told: Told) -> Iterator[Markup]:
    if reason.kind == "alone":
        return
    if told.remedies:
        yield element("h4", "What would help, the cheapest first")
        yield element("ol", [element("li", one) for one in told.remedies], class_="remedies")
    else:
        known = NOTHING_HELPS if reason.was_tried else "what would help was not worked out"
        yield element("p", f"{known[:1].upper()}{known[1:]}.", class_="note")
