"""What ``messages`` and ``invites`` give out, and to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pairing.errors import Issue, Severity
from pairing.model.solution import Result
from pairing.program import Program, Publication

if TYPE_CHECKING:
    from pairing.documents.messages import Message


def messages_to(
    program: Program, result: Result, planned: Publication, *, to: Literal["mentors", "collabies"], changed: bool
) -> tuple[Message, ...]:
    """The messages to everybody of a side, or only to those for whom the plan changes something."""
    from pairing.cohort.before_after import shown_anywhere  # only for this verb
    from pairing.documents.messages import messages
    from pairing.documents.moves import change_sentences

    changed = changed and not planned.moves.is_first  # before anything is published everybody is told everything
    told = change_sentences(planned.moves, to) if changed else {}
    return messages(
        result,
        to,
        programme=program.settings.name,
        shown=lambda one: shown_anywhere(program.book, one),
        only=set(told) if changed else None,
        changes=told,
        subject=program.settings.messages.subject,
        template=program.settings.messages.mentors if to == "mentors" else program.settings.messages.collabies,
    )


def unwritten_issues(
    planned: Publication, found: Sequence[Message], to: Literal["mentors", "collabies"]
) -> list[Issue]:
    """A warning for everybody who is to be told and gets no message: on no sheet, or left since."""
    from pairing.documents.moves import change_sentences

    written = {one.person_id for one in found}
    names = [planned.moves.names[who] for who in change_sentences(planned.moves, to) if who not in written]
    hint = "No address is known, or that person has left: tell what is to be told yourself."
    return [
        Issue(Severity.WARNING, "no-message", f"{name} is to be told, and gets no message.", hint, person=name)
        for name in names
    ]


def invites_to(program: Program, result: Result, before: Mapping[str, bytes]) -> dict[str, bytes]:
    """The calendar files of a plan; ``before``: those made earlier."""
    from datetime import UTC, datetime

    from pairing.cohort.before_after import shown_anywhere  # only for this verb
    from pairing.documents.invites import calendar_files

    return calendar_files(
        result,
        programme=program.settings.name,
        shown=lambda one: shown_anywhere(program.book, one),
        key=str(program.settings.seed),  # not that of --seed: a calendar knows a meeting by what it keys
        stamp=datetime.now(UTC),
        before=before,
    )


def unpublished_issues(planned: Publication) -> tuple[Issue, ...]:
    """A warning where invitations say what no table says yet."""
    if not any(document.is_change for document in planned.documents):
        return ()
    message = "the tables do not show this plan yet, and the invitations do."
    return (Issue(Severity.WARNING, "not-published-yet", message, "Publish it as well, before you send them."),)


def invites_text(folder: str, files: Mapping[str, bytes], changed: Sequence[str]) -> str:
    """What was written, and what it is good for."""
    if not files:
        return 'No invitation: there is no meeting whose time we set. Give a session time = "we set".'
    if not changed:
        return f"Nothing to do: the {len(files)} calendar files in {folder} say this plan."
    number = "1 calendar file" if len(changed) == 1 else f"{len(changed)} calendar files"
    told = f"{', '.join(changed[:6])}{' …' if len(changed) > 6 else ''}"
    keep = "Keep the folder: by it the next run knows what has moved, or is off."
    return f"{number} written into {folder}: {told}.\n{keep}"
