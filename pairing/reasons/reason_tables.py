"""Reasons, what would help, other mentors, prices and wishes as tables: the columns, and what a notebook shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pairing.model.in_force import levels_in_force
from pairing.model.names import shown_id
from pairing.model.problem import Problem
from pairing.reasons.exclusion import PRIVATE
from pairing.tables import (
    TRUTH,
    WHOLE,
    Column,
    Listed,
    columns,
    frame,
    html_folded,
    html_line,
    html_list,
    html_table,
    page,
)

if TYPE_CHECKING:
    import pandas

    from pairing.reasons.explaining import Explanation, PlaceExplained
    from pairing.reasons.options import Option
    from pairing.reasons.remedies import Remedy
    from pairing.reasons.unpaired import Reason
    from pairing.reasons.wish_prices import TradeOff  # noqa: F401 - a name in a text
    from pairing.reasons.wishes import UnmetWish  # noqa: F401

Rows = Iterator[Sequence[object]]
_REASONS = columns("session participant participant_id places kind why would_help", places=WHOLE)
_REMEDIES = columns("kind what places changed_pairs", places=WHOLE, changed_pairs=WHOLE)
_OPTIONS = columns("session participant mentor kind text changed_pairs", changed_pairs=WHOLE)
_TRADE_OFFS = columns(
    "kind what text rules_broken changes_plan proved", rules_broken=WHOLE, changes_plan=TRUTH, proved=TRUTH
)
_WISHES = columns("rule session people message weight level before after", weight=WHOLE, before=WHOLE, after=WHOLE)


class ReasonList(Listed["Reason"]):
    """Reasons in a tuple; a notebook shows it as a table, ``to_frame()`` has a row for each place left out."""

    __slots__ = ()

    def _columns(self) -> Sequence[Column]:
        return _REASONS

    def _rows(self) -> Rows:
        for one in self:
            helps = one.remedies[0].text if one.remedies else None
            key = "" if one.problem is None else str(one.problem.seed)
            who = one.participant.name, shown_id(one.participant.id, key)
            yield one.session.name, *who, one.places, one.kind, one.text, helps

    def _repr_html_(self) -> str:
        heads = ("session", "participant", "why", "what would help most cheaply")
        return page(html_table(heads, ((row[0], row[1], row[5], row[6]) for row in self._rows())))


class TradeOffs(Listed["TradeOff"]):
    """Trade-offs in a tuple; ``to_frame()`` says for each level by how much it is otherwise without the rule."""

    __slots__ = ()

    def _columns(self) -> Sequence[Column]:
        return *_TRADE_OFFS, *(Column(name, WHOLE) for name, _ in (self[0].before if self else ()))

    def _rows(self) -> Rows:
        for one in self:
            after = dict(one.after)
            moved = (after[name] - value if name in after else None for name, value in one.before)
            yield one.kind, one.what, one.text, one.broken, one.changes_plan, one.is_proved, *moved

    def _repr_html_(self) -> str:
        rows = (("yes" if one.changes_plan else "no", one.text) for one in self)
        return page(html_table(("another plan", "what it costs"), rows))


class UnmetWishes(Listed["UnmetWish"]):
    """Wishes that are not met, in a tuple."""

    __slots__ = ()

    def _columns(self) -> Sequence[Column]:
        return _WISHES

    def _rows(self) -> Rows:
        for one in self:
            values = (one.before, one.after) if one.level else (None, None)
            told = one.rule, one.session, ", ".join(filter(None, one.people)), one.message
            yield *told, one.weight, one.level or None, *values

    def _repr_html_(self) -> str:
        return page(html_table(("wish", "what outranks it"), ((one.rule, one.text) for one in self)))


# --- one person -------------------------------------------------------------------------------------------------


def remedy_frame(reason: Reason) -> pandas.DataFrame:
    """See ``Reason.to_frame``."""
    found = reason.remedies
    names = [name for name, _ in found[0].levels] if found else _levels(reason.problem)
    rows = (
        (one.kind, one.change.text, len(one.then.placed), one.then.num_changed, *(value for _, value in one.levels))
        for one in found
    )
    return frame((*_REMEDIES, *(Column(name, WHOLE) for name in names)), rows)


def option_frame(told: Explanation) -> pandas.DataFrame:
    """See ``Explanation.to_frame``."""
    found = [one for place in (*told.places, *told.alternates) for one in place.options if one.rule != PRIVATE]
    names = next(([level.name for level in one.then.levels] for one in found if one.then.levels), _levels(told.problem))
    rows = []
    for one in found:
        worse = {level.name: level.after - level.before for level in one.then.levels}
        who = one.session.name, one.participant.name, one.mentor.name
        rows.append((*who, one.kind, one.words, one.then.num_changed, *(worse.get(name) for name in names)))
    return frame((*_OPTIONS, *(Column(name, WHOLE) for name in names)), rows)


def reason_page(reason: Reason) -> str:
    """Why somebody is left out, and a table of what would help."""
    return page(html_list(reason.lines), _remedies(reason.remedies))


def explanation_page(told: Explanation) -> str:
    """Everything that ``str()`` says, with the mentors in tables."""
    parts = [html_line(told.person.name, tag="h4")]
    for place in told.places:
        parts += _place(place)
    if told.load is not None:
        offered = "without a limit" if told.load.capacity is None else f"of {told.load.capacity} offered"
        parts.append(html_line(f"As a mentor: {told.load.load} {offered}", tag="h5"))
        for place in told.alternates:
            caption = f"{place.participant.name}, {place.session.name}: who could step in"
            others = _options("", place.options) if place.options else html_line("nobody")
            parts.append(html_folded(caption, others))
    return page(*parts)


def _place(place: PlaceExplained) -> Iterator[str]:
    group = () if place.group is None else place.group.members
    partners = [one.name for one in group if one.id != place.participant.id]
    names = [one.name for one in place.mentors] + partners
    words = place.note or ("with " + ", ".join(names) if names else "left out")
    if names and place.is_left:
        words += "; one more is wanted"
    yield html_line(f"{place.session.name}: {words}", tag="h5")
    if place.note:
        return
    yield html_list([*(() if place.reason is None else place.reason.lines), *([place.why] if place.why else [])])
    if place.reason is not None:
        yield _remedies(place.reason.remedies)
    others = [one for one in place.options if one.kind != "chosen"]
    if others:
        yield _options("instead", others)


def _remedies(found: Sequence[Remedy]) -> str:
    rows = ((number, one.text) for number, one in enumerate(found, start=1))
    return html_table(("", "what would help, the cheapest first"), rows) if found else ""


def _options(caption: str, options: Sequence[Option]) -> str:
    rows = [(one.mentor.name, one.words) for one in options if one.rule != PRIVATE]
    if len(options) > len(rows):
        rows.append((f"{len(options) - len(rows)} more", PRIVATE))
    return html_table(("mentor", "what it would cost"), rows, caption=caption)


def _levels(problem: Problem | None) -> list[str]:
    return [] if problem is None else [*levels_in_force(problem)]
