"""Which columns of a sheet are the free times, and in which shape: one question, told by its words and its cells.

Hours that somebody is busy look in every cell like hours that he is free, so a question is taken only by its words:
it must ask for free time, say nothing else, and hold no refusal. Of two that could be it, neither is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, text_key
from pairing.rosters.formats.shapes import Candidate, SheetFormat, View
from pairing.rosters.formats.sheet_registry import FORMATS, TEXT, format_called
from pairing.rosters.grids import asks_free_time
from pairing.rosters.header_issues import Place, two_columns
from pairing.rosters.header_words import NEVER_FREE, core_and_rest, listing, word_set, words_of

MOST_QUOTED = 5
_ABOUT_FREE = word_set("free available availability availabilities unavailable unavailability")


class Chosen(NamedTuple):
    """The shape of the free times (None: there are none), and its columns."""

    format: SheetFormat | None = None
    columns: tuple[int, ...] = ()


_Found = tuple[SheetFormat, Candidate]


def choose_free(
    view: View,
    wanted: str | None,
    named: str | None,
    place: Place,
    issues: list[Issue],
    fault: Severity = Severity.ERROR,
) -> Chosen:
    """The columns that hold the free times.

    Parameters
    ----------
    view
        The sheet.
    wanted
        The question that the settings name (``headers = { free = "…" }``); "" says that no column is it.
    named
        The shape that the settings name (``format``).
    place, issues
        Where what is doubtful is noted.
    fault
        How severe it is that none can be told.
    """
    if wanted is not None and not wanted.strip():
        return Chosen()
    view = view._replace(is_named=named is not None)
    found = [
        (one, candidate)
        for one in (FORMATS if named is None else (format_called(named),))
        for candidate in one.candidates(view)
    ]
    if wanted is not None:
        chosen = [one for one in found if text_key(one[1].question) == text_key(wanted)][:1]
        if not chosen:
            _unknown_question(wanted, found, place, issues)
    else:
        chosen = _sure(found)
        if len(chosen) > 1:
            issues.append(_two(chosen, place, fault))
            return Chosen()
        if not chosen:
            issues += _none(view, found, named, place, fault)
    if not chosen:
        return Chosen()
    one, candidate = chosen[0]
    issues += _left(view, one, candidate, place)
    issues += _beside(view, candidate, place)
    return Chosen(one, candidate.columns)


def _sure(found: Sequence[_Found]) -> list[_Found]:
    """Those that are clearly it; a column of text only where nothing else is."""
    sure = [one for one in found if one[1].kind == "sure"]
    return [one for one in sure if one[0] is not TEXT] or sure


def _unknown_question(wanted: str, found: Sequence[_Found], place: Place, issues: list[Issue]) -> None:
    questions = [one.question for shape, one in found if one.kind != "named" or shape is not TEXT]
    hint = did_you_mean(wanted, questions) or f"Questions for hours in the sheet: {listing(questions) or 'none'}."
    message = f"the settings name the grid {wanted!r} for free; the sheet has none of that question."
    issues.append(place(Severity.ERROR, "unknown-header", message, hint, wanted))


def _two(chosen: Sequence[_Found], place: Place, fault: Severity) -> Issue:
    """Two questions for free time; where their names cannot tell them apart, the shapes do."""
    if len({one[0].name for one in chosen}) == 1:
        return two_columns(place, "free", [candidate.question for _, candidate in chosen], fault)
    shown = " and ".join(f"{candidate.question!r} ({shape.name})" for shape, candidate in chosen)
    message = f"free times stand in several shapes: {shown}."
    hint = f'Say which counts, in the section of the sheet: format = "{chosen[0][0].name}".'
    return place(fault, "two-columns", message, hint, chosen[0][1].question)


def _none(view: View, found: Sequence[_Found], named: str | None, place: Place, fault: Severity) -> Iterator[Issue]:
    """Why nothing is read: it may be the opposite, or of a shape that cannot be told."""
    unsure = [candidate.question for _, candidate in found if candidate.kind == "unsure"]
    if unsure:
        yield _unsure(place, unsure, fault)
        return
    if named is not None:
        questions = [candidate.question for _, candidate in found]
        message = f"the settings say format = {named!r}, and no column has that shape."
        hint = f'Columns that may be it: {listing(questions[:6])}; name one: headers = {{ free = "…" }}.'
        if not questions:
            hint = "Take the key away to have the shape recognised."
        yield place(Severity.ERROR, "unknown-header", message, hint, named)
        return
    for shape, candidate in found:
        cells = list(dict.fromkeys(view.cells(candidate.columns)))
        if shape.name in ("day columns", "slots") and cells and len(candidate.columns) > 1:
            message = f"{listing([view.header[index] for index in candidate.columns])} look like free times, and the "
            message += f"cells do not: {listing(cells[:MOST_QUOTED])}. They are not read."
            hint = f'If they are, say it in the section of the sheet: format = "{shape.name}".'
            yield place(Severity.WARNING, "unsure-column", message, hint, candidate.question)
    yield from _beside(view, None, place)


def _unsure(place: Place, questions: Sequence[str], fault: Severity) -> Issue:
    """Grids, none of which asks for free time: what they hold may be the very opposite."""
    one = questions[0]
    refusing = [text for text in questions if not NEVER_FREE.isdisjoint(words_of(text))]
    if refusing:
        message = f"{listing(refusing)} may ask when people are not free: its hours are not read as free times."
    else:
        message = f"{listing(questions)} is a grid of days and does not clearly ask for free times: it is not read."
    hint = f'If its hours are free times, say it in the settings: headers = {{ free = "{one}" }}; if not: free = "".'
    return place(fault, "unsure-grid", message, hint, one)


def _left(view: View, shape: SheetFormat, candidate: Candidate, place: Place) -> Iterator[Issue]:
    for index in candidate.left:
        header = view.header[index]
        is_time = shape.name == "time grid"
        what, read, example = ("time", "cells", "9am - 10am") if is_time else ("day", "hours", "Fri, Mar 12")
        message = f"{header!r} stands among the free times and names no {what}; its {read} are not read."
        hint = f'Name the {what} in the brackets, like "[{example}]".'
        yield place(Severity.WARNING, f"no-{what}", message, hint, header)


def _beside(view: View, candidate: Candidate | None, place: Place) -> Iterator[Issue]:
    """Columns that speak of free time and are not read: what they say is quoted once, for a person to look at."""
    taken = candidate.columns if candidate is not None else ()
    for index, text in view.bare():
        if index in taken or not _speaks_of_free_time(text):
            continue
        cells = list(dict.fromkeys(" ".join(cell.split()) for cell in view.cells([index])))
        if cells:
            more = f" and {len(cells) - MOST_QUOTED} more" if len(cells) > MOST_QUOTED else ""
            quoted = ", ".join(repr(cell if len(cell) <= 60 else cell[:59] + "…") for cell in cells[:MOST_QUOTED])
            message = f"{' '.join(text.split())!r} is not read as free times; people wrote {quoted}{more}."
            hint = "Look at them, and put what matters into the free times themselves."
            if candidate is None:
                hint = f'If they are the free times, say it in the settings: headers = {{ free = "{text.strip()}" }}.'
            yield place(Severity.WARNING, "unread-availability", message, hint, text)


def _speaks_of_free_time(header: str) -> bool:
    words = set(words_of(core_and_rest(header)[0]))
    return bool(words & _ABOUT_FREE) or asks_free_time(header)
