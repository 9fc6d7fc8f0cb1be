"""The hours of one answer: its time zone, its free times, and what cannot be told of them."""

from __future__ import annotations

from pairing.errors import Severity
from pairing.model.intervals import FreeTime
from pairing.rosters.answers import Answer
from pairing.rosters.reading import Doubt, Reading
from pairing.rosters.zones import ZoneProblem, read_zone

_OTHER_TEXT = ' If the column asks for something else, say it in the section of the sheet: headers = { free = "" }.'


def zone_of_answer(reading: Reading, answer: Answer) -> tuple[str | None, ZoneProblem | None]:
    """The person's zone, or what is wrong with it."""
    cell = reading.cell(answer, "zone")
    if not cell:
        return reading.known.zone_if_blank, None
    try:
        return read_zone(cell, reading.known.zones), None
    except ZoneProblem as problem:
        return None, problem


def _doubt_zone(answer: Answer, problem: ZoneProblem | None, has_hours: bool, doubt: Doubt, aside: Severity) -> None:
    """Without a zone nobody's hours mean anything; without hours it is only a courtesy."""
    if problem is not None:
        severity = aside if has_hours else Severity.WARNING
        doubt(severity, problem.code, f"{answer.shown}: {problem.message}", problem.hint, "zone")
    elif has_hours:
        message = f"{answer.shown} gives hours and no time zone."
        hint = "Write the zone, or say in the settings that time_zone is meant: assume_zone = true."
        doubt(aside, "no-zone", message, hint, "zone")


def free_times_of(
    reading: Reading, answer: Answer, zone: str | None, problem: ZoneProblem | None, doubt: Doubt
) -> tuple[FreeTime, ...] | None:
    """The free times of an answer; None where the sheet has none. Every cell is read, for all faults at once."""
    needs_hours = reading.known.needs_hours
    aside = Severity.ASIDE if needs_hours else Severity.WARNING
    shape = reading.columns.format
    if reading.read_free is None or shape is None:
        if zone is None:
            _doubt_zone(answer, problem, False, doubt, aside)
        return None  # nobody was asked
    # A person with hours and without a zone is set aside below: the hours are read only to find their faults.
    hours_zone = reading.known.hours_zone or zone
    free, problems = reading.read_free(answer.cells, hours_zone)
    for column, wrong in problems:
        if wrong.code == "no-zone" and problem is not None:
            continue  # what is wrong with the person's zone is said below
        hint = wrong.hint + (_OTHER_TEXT if shape.has_zones else "")
        doubt(aside, wrong.code, f"{answer.shown}: {wrong.message}", hint, column)
    is_readable = not problems
    if reading.known.hours_zone is not None:
        if problem is not None:
            _doubt_zone(answer, problem, False, doubt, aside)
    elif zone is None:
        is_wanted = not is_readable if shape.has_zones else bool(free) or not is_readable
        if problem is not None or not shape.has_zones:
            _doubt_zone(answer, problem, is_wanted, doubt, aside)
    if not (needs_hours or (is_readable and (hours_zone or shape.has_zones))):
        return None  # no session needs what cannot be read
    if not free and is_readable and needs_hours:
        message = f"{answer.shown} gives no free time, so no meeting at a common time can be found."
        doubt(Severity.WARNING, "no-hours", message, "Ask for the hours.", reading.columns.grid[0])
    return tuple(free)
