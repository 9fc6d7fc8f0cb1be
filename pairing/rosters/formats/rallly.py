"""Rallly's export: ``Name,Email,Responded on (<zone>)``, then a column for each option, with a word in each cell.

Options read ``Mon 4 May 2026 6:00 PM - 7:00 PM``. The words are in the language of whoever exported it, and so may be
the days; the zone in the third header is that person's. Nothing is put in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pairing.errors import Severity
from pairing.model.intervals import FreeTime
from pairing.model.names import text_key
from pairing.rosters.columns import Recognition
from pairing.rosters.days import GridProblem
from pairing.rosters.formats.poll_shapes import (
    PollAnswer,
    PollFaults,
    PollFile,
    PollReading,
    strict_sheet,
    wanted_zone,
)
from pairing.rosters.formats.shapes import FreeProblem, Span, Terms, hours_of, resolved
from pairing.rosters.header_words import listing
from pairing.rosters.polls import read_grid_header
from pairing.rosters.settings_polls import PollSettings
from pairing.rosters.sheet import Sheet
from pairing.rosters.timestamps import read_moments

FIRST = 3  # index of the first option
_STAMP = re.compile(r".*\(([A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*)\)")
_OPTION = re.compile(r"(?P<day>\S+ \d{1,2} \S+ \d{4})(?: (?P<hours>\d.*))?")
_YES, _IF_NEED_BE, _NO = "yes", "if need be", "no"
_COMMAS = (
    "Rallly puts no quotes around names: a comma in one makes a cell too many. Put quotes around that name, or take "
    "the comma out."
)


class Rallly(NamedTuple):
    """See the module."""

    name: str = "rallly"
    title: str = "Rallly"
    keys: tuple[str, ...] = ("yes", "if_need_be")

    def recognises(self, poll: PollFile) -> bool:
        """A zone in brackets in the third header, and options after it."""
        header = poll.header
        return (
            len(header) > FIRST
            and _STAMP.fullmatch(header[2].strip()) is not None
            and any(_OPTION.fullmatch(text.strip()) for text in header[FIRST:])
        )

    def read(self, poll: PollFile, settings: PollSettings, terms: Terms) -> PollReading:
        """Everybody's free times; of one person the answer sent later is the last."""
        faults = PollFaults(poll.file, [])
        sheet = strict_sheet(poll, faults, _COMMAS)
        stamp = _STAMP.fullmatch(sheet.header[2].strip()) if len(sheet.header) > FIRST else None
        if stamp is None:
            hint = "Its first columns are the name, the e-mail, and when it was answered, with a zone in brackets."
            faults.error("no-poll", "it has not the shape of a Rallly export.", hint)
            faults.stop()
        zone = wanted_zone(settings, faults, self.title, stamp[1] if stamp else "")
        options = _options(sheet, terms, faults)
        free_words = _words(sheet, settings, faults)
        faults.stop()
        answers = [
            PollAnswer(
                row.cells[0].strip(),
                text_key(row.cells[1]),
                tuple(
                    FreeTime(day, start, end, zone)
                    for index, (day, spans) in options.items()
                    if text_key(row.cells[index]) in free_words
                    for start, end in spans
                ),
                row.line,
            )
            for row in sheet.rows
        ]
        moments = read_moments([row.cells[2] for row in sheet.rows])
        order = moments.order(range(len(answers))) or list(range(len(answers)))
        told = f"read as {self.title}: {len(answers)} people, {len(options)} options, {zone}."
        faults(Severity.NOTE, "poll-read", told)
        return PollReading(
            poll.file,
            self.title,
            tuple(answers[index] for index in order),
            frozenset(day for day, _ in options.values()),
            tuple(
                Recognition(role, text, index, how)
                for index, text in enumerate(sheet.header)
                for role, how in [_role(index)]
            ),
            tuple(faults.issues),
        )


def _role(index: int) -> tuple[str, str]:
    roles = ("name", "email", "timestamp")
    return (roles[index], "a column of every Rallly export") if index < FIRST else ("free", "an option of the poll")


def _options(sheet: Sheet, terms: Terms, faults: PollFaults) -> Mapping[int, tuple[date | int, tuple[Span, ...]]]:
    """The day and hours of each column that is an option."""
    found: dict[int, tuple[date | int, tuple[Span, ...]]] = {}
    for index, header in list(enumerate(sheet.header))[FIRST:]:
        try:
            found[index] = _option(" ".join(header.split()), terms)
        except FreeProblem as problem:
            faults.error(problem.code, problem.message, problem.hint, sheet.header_line, header, header)
    return found


def _option(text: str, terms: Terms) -> tuple[date | int, tuple[Span, ...]]:
    option = _OPTION.fullmatch(text)
    hint = 'An option reads "Mon 4 May 2026 6:00 PM - 7:00 PM"; export the poll in English.'
    if option is None:
        raise FreeProblem("unreadable-option", f"{text!r} is no option with its day.", hint)
    try:
        day = read_grid_header(f"[{option['day']}]")
    except GridProblem as problem:
        raise FreeProblem("unreadable-option", f"{text!r}: {problem.message}", hint) from problem
    if day is None:
        raise FreeProblem("unreadable-option", f"{text!r}: {option['day']!r} is no day that can be read.", hint)
    if not option["hours"]:
        message = f"{text!r} is a day without hours."
        raise FreeProblem("option-without-hours", message, "Make the poll with times: a whole day says too little.")
    return resolved(day, terms.years), hours_of(option["hours"])


def _words(sheet: Sheet, settings: PollSettings, faults: PollFaults) -> frozenset[str]:
    """The words that mean free. A blank is not free; with `yes` in the settings, all that it does not list is not."""
    seen: dict[str, tuple[str, int]] = {}
    count_if_need_be = 0
    for row in sheet.rows:
        for cell in row.cells[FIRST:]:
            key = text_key(cell)
            count_if_need_be += key == _IF_NEED_BE
            if key and key not in seen:
                seen[key] = (cell.strip(), row.line)
    stated = frozenset(map(text_key, settings.yes))
    free = set(stated or (_YES,))
    if settings.if_need_be is not False:
        free.add(_IF_NEED_BE)
        if count_if_need_be and settings.if_need_be is None and _IF_NEED_BE not in stated:
            message = f"{count_if_need_be} answers are 'If need be'; they count as free."
            if count_if_need_be == 1:
                message = "1 answer is 'If need be'; it counts as free."
            faults(Severity.NOTE, "if-need-be", message, "Under this [[polls]], if_need_be = false leaves them out.")
    elif _IF_NEED_BE not in stated:
        free.discard(_IF_NEED_BE)
    others = [seen[key] for key in seen if key not in free | {_IF_NEED_BE, _NO}]
    if stated and others:
        message = f"answers that count as not free: {listing([word for word, _ in others])}."
        faults(Severity.NOTE, "counts-as-no", message, "Add to yes, under this [[polls]], what means free.")
    elif others:
        message = f"words that are not known: {listing([word for word, _ in others])}."
        hint = f'Say under this [[polls]] which mean free, such as yes = ["{others[0][0]}"]; the rest is then not free.'
        faults.error("unknown-answer", message, hint, others[0][1], value=others[0][0])
    _say_unused(settings.yes, seen, faults)
    return frozenset(free)


def _say_unused(yes: Sequence[str], seen: Mapping[str, object], faults: PollFaults) -> None:
    """Words of the settings that nobody answered, of all of which none came: a slip of the finger loses everybody."""
    if yes and seen and not any(text_key(word) in seen for word in yes):
        message = f"yes lists {listing(list(yes))}, and no answer is any of them."
        faults(Severity.QUESTION, "unused-yes", message, f"The answers are {listing(list(seen))}.", value=faults.file)
