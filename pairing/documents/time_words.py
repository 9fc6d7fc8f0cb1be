"""What a table says of the times that we set."""

from __future__ import annotations

from collections.abc import Sequence

from pairing.documents.inline import Cell
from pairing.model.clock_words import clocks_of, start_words
from pairing.model.meetings import Meeting
from pairing.model.solution import Result

NO_TIME = "–"  # of one of several mentors, beside the others' times


def lines_cell(lines: Sequence[str]) -> Cell:
    """A cell with a line for each of several mentors; blank where none has anything to say."""
    if not any(lines):
        return ""
    return lines[0] if len(lines) == 1 else tuple(line or NO_TIME for line in lines)


def time_words(result: Result, session: int) -> dict[tuple[str, str], str]:
    """What is said of each meeting of a session whose start is known, those that were held included."""
    meeting = result.problem.sessions[session]
    participants = {person.id: person for person in result.problem.participants}
    mentors = {mentor.id: mentor for mentor in result.problem.mentors}
    starts = {
        (one.participant, one.mentor): one.start
        for one in result.problem.held
        if isinstance(one, Meeting) and meeting.is_called(one.session)
    }
    starts |= {
        (pair.participant.id, pair.mentor.id): pair.set_start for pair in result.pairs if pair.session.id == meeting.id
    }
    told = {}
    for (one, other), start in starts.items():
        if start is not None:
            clocks = clocks_of(participants.get(one), mentors.get(other), meeting)
            told[one, other] = start_words(start, clocks.participant, clocks.mentor)
    return told
