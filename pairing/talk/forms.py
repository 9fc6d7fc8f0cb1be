"""A plan in the forms that other programs and chats take: CSV, plain text, one calendar."""

from __future__ import annotations

from typing import Literal

from pairing.errors import InputError, Issue, Severity
from pairing.model.solution import Result
from pairing.program import Program

Form = Literal["csv", "text", "ics"]


def plan_as(form: Form, program: Program, result: Result, session: str | None = None) -> str:
    """The plan in one of the forms, of all sessions or of one; a calendar is always of all.

    Raises
    ------
    InputError
        For a calendar, when there is no meeting whose time we set.
    """
    if form == "ics":
        return _calendar(program, result)
    from pairing.documents.tables import to_csv, to_text

    write = to_csv if form == "csv" else to_text
    return write(result, session, book=program.book)


def _calendar(program: Program, result: Result) -> str:
    from pairing.documents.invites import EVERYBODY
    from pairing.talk.sending import invites_to

    files = invites_to(program, result, {})
    if EVERYBODY not in files:
        sessions = [one.name for one in result.problem.sessions if one.is_timed]
        told = f": in {', '.join(map(repr, sessions))} the two agree on it themselves" if sessions else ""
        if any(one.sets_time for one in result.problem.sessions):
            told = ": nobody is paired in a session with set times"
        message = f"a calendar needs meetings with a start, and this plan has none{told}."
        hint = 'Give a session time = "we set" in the settings; --format csv tells the hours each pair has in common.'
        raise InputError(Issue(Severity.ERROR, "no-set-times", message, hint))
    return files[EVERYBODY].decode("utf-8")
