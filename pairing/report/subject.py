"""What a page is about: the plan, the programme it is of, and how people are called in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pairing.documents.moves import Moves
from pairing.documents.namebook import NameBook, Role, refuse_names
from pairing.documents.session_plan import book_of
from pairing.engine.eligible import compile_rules, disliked
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.program import Program
from pairing.reasons.meeting_grid import MeetingGrid, meeting_grids
from pairing.reasons.unpaired import Reason, Reasons
from pairing.reasons.wishes import UnmetWish, unmet_wishes
from pairing.report.redacting import everybody, labels_of, redacted_book, redacted_result
from pairing.rosters.settings_sessions import SessionSettings

MOST_REMEDIES = 3  # of each place, the cheapest
MOST_COUPLES = 400_000  # participants times mentors: of more, who could meet whom is not worked out
TITLE = "Pairing plan"


class Subject(NamedTuple):
    """The plan to be shown; with ``redact`` everybody in it is called by the initials already.

    ``grids``, by id of the session: who could meet whom; none where that is too many. ``with_private_wish``: ids of the
    participants who are to be kept apart from a mentor, by whosever wish. ``hidden``: each name that must
    not stand in the page, with what stands for it.
    """

    title: str
    result: Result
    book: NameBook
    program: Program | None
    moves: Moves | None
    reasons: tuple[Reason, ...]
    wishes: tuple[UnmetWish, ...]
    grids: Mapping[str, MeetingGrid]
    with_private_wish: frozenset[str]
    hidden: Mapping[str, str]
    is_redacted: bool
    made: date | None

    @property
    def problem(self) -> Problem:
        """The problem that the plan is of."""
        return self.result.problem

    def name(self, who: str, role: Role) -> str:
        """How somebody is shown."""
        return self.book.shown(who, role)

    def settings_of(self, session: Session) -> SessionSettings | None:
        """What the settings say of a session, where there are any."""
        known = () if self.program is None else self.program.settings.sessions
        return next((one for one in known if one.session.id == session.id), None)


def subject_of(program: Program | Problem, result: Result, *, redact: bool, made: date | None) -> Subject:
    """Everything that a page tells, worked out once.

    Raises ``NoPlanError`` when there is no plan, ``InputError`` when somebody is called by an e-mail address, or by a
    name that cannot be seen.
    """
    result.pairs  # noqa: B018 - raises NoPlanError
    known = program if isinstance(program, Program) else None
    book = book_of(result) if known is None else known.book
    hidden: dict[str, str] = {}
    if redact:
        names = everybody(result.problem, book)
        labels = labels_of(names)
        hidden = {names[one]: labels[one] for one in labels}
        book, result = redacted_book(book, labels), redacted_result(result, labels)
    else:
        people: tuple[Person, ...] = (*result.problem.participants, *result.problem.mentors)
        refuse_names([one.name for one in people])
    asked = Reasons(result, MOST_REMEDIES)
    reasons = tuple(asked.all)
    return Subject(
        title=TITLE if known is None else known.settings.name or TITLE,
        result=result,
        book=book,
        program=known,
        moves=_moves(known, result, book),
        reasons=reasons,
        wishes=unmet_wishes(result, asked.trials),
        grids=_grids(result),
        with_private_wish=_with_private_wish(result.problem),
        hidden=hidden,
        is_redacted=redact,
        made=made,
    )


def _moves(program: Program | None, result: Result, book: NameBook) -> Moves | None:
    """What changes from the tables as published; None where no table is read."""
    if program is None or not program.documents:
        return None
    from pairing.cohort.before_after import what_changes

    return what_changes(result, program.standings, book)


def _grids(result: Result) -> dict[str, MeetingGrid]:
    if len(result.problem.participants) * len(result.problem.mentors) > MOST_COUPLES:
        return {}
    return {one.session.id: one for one in meeting_grids(result)}


def _with_private_wish(problem: Problem) -> frozenset[str]:
    rules = [one for one in compile_rules(problem).filters if one.private]
    found = (p for rule in rules for p, mentors in enumerate(disliked(rule)) if mentors)
    return frozenset(problem.participants[p].id for p in found)
