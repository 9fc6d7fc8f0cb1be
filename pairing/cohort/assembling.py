"""Sheets, changes, tables and history put together into one problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.cohort.dates import calendar
from pairing.cohort.tables import PublishedState, SessionDocument, find_tables, names_in, read_published_state
from pairing.documents.namebook import NameBook
from pairing.errors import InputError, Issue, Issues, Severity
from pairing.model.in_force import LEVELS
from pairing.model.meetings import Known
from pairing.model.names import name_key
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.rosters.both_sheets import sheet_issues
from pairing.rosters.columns import Recognition
from pairing.rosters.joining import Joined, join, quiet
from pairing.rosters.places import settings_line
from pairing.rosters.roster import Roster
from pairing.rosters.session_names import session_issues
from pairing.rosters.settings import PersonSettings, Settings
from pairing.rosters.wishes import gone_of, wish_rules
from pairing.tables import html_line, page

if TYPE_CHECKING:
    from pairing.model.rules import Rule
    from pairing.rosters.busy import Calendars
    from pairing.rosters.change_wishes import Keep
    from pairing.rosters.changes import ChangeLine
    from pairing.rosters.leaving import Left

__all__ = ["Asked", "Program", "SessionDocument", "assemble", "find_tables", "years"]


class Sheets(NamedTuple):
    """What is read instead of the sheets that the settings name; see ``read_program``. None: those."""

    collabies: Any = None
    mentors: Any = None
    changes: Any = None
    history: Any = None
    polls: Mapping[str, Any] | None = None


class Asked(NamedTuple):
    """What is asked beyond the settings; see ``read_program``."""

    as_of: date | None = None
    left: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    start_over: bool = False
    max_changes: int | None = None
    sheets: Sheets = Sheets()


@dataclass(frozen=True, slots=True)
class Program:
    """A programme as read: the problem to solve, and all that was noticed on the way.

    ``issues`` holds every doubt about sheets and settings, ``recognitions`` how each column of each sheet was
    understood, ``set_aside`` the names of people whose row has a fault and who are not in the problem, ``documents``
    the tables as published, ``standings`` what those come to, ``book`` who is meant by a name in them. ``start_over``:
    what is published counts for nothing.
    """

    settings: Settings
    problem: Problem
    issues: Issues
    recognitions: tuple[tuple[str, tuple[Recognition, ...]], ...]
    set_aside: tuple[str, ...]
    documents: tuple[SessionDocument, ...]
    book: NameBook
    standings: PublishedState
    start_over: bool = False
    as_of: date | None = None

    @property
    def is_published(self) -> bool:
        """Whether a table shows anybody."""
        return any(facts.rows for facts in self.standings.facts.values())

    def __repr__(self) -> str:
        return f"Program({self.settings.name!r}, {self.problem!r}, issues: {len(self.issues)})"

    def _repr_html_(self) -> str:
        return page(html_line(self.settings.name, tag="strong"), self.problem._repr_html_(), self.issues._repr_html_())

    def replace(self, **changes: Any) -> Program:
        """The same programme with another problem: ``program.replace(balance="equal")``, as ``Problem.replace``."""
        return dataclasses.replace(self, problem=self.problem.replace(**changes))


class Happening(NamedTuple):
    """As ``rosters.applying.Applied``: the people now, rules and pins, who has left, doubts."""

    joined: Joined
    rules: tuple[Rule, ...] = ()
    left: tuple[Left, ...] = ()
    keeps: tuple[Keep, ...] = ()
    issues: tuple[Issue, ...] = ()


class BothSheets(NamedTuple):
    """Both sheets as read, None for one with faults; and what was said of files beside them."""

    collabies: Roster[Participant] | None
    mentors: Roster[Mentor] | None
    issues: tuple[Issue, ...] = ()
    recognitions: tuple[tuple[str, tuple[Recognition, ...]], ...] = ()


Sides = Callable[[Settings, Any, list[Issue]], BothSheets]


def assemble(
    settings: Settings,
    documents: tuple[SessionDocument, ...],
    asked: Asked,
    read_sides: Sides,
    faults: list[Issue],
    *,
    assumed: Sequence[Issue] = (),
) -> Program:
    """Join the sheets, apply what has happened since, read the tables back, and make the problem.

    Raises
    ------
    InputError
        With ``faults`` (those of the documents) and every error of sheets and changes together.
    """
    lines, issues = _changes(settings, asked, faults)
    people, doubts = _people(lines, settings)
    issues += doubts
    collabies, mentors, of_polls, in_polls = read_sides(settings, people, faults)
    if collabies is None or mentors is None or faults:
        raise InputError(faults)
    joined = join(collabies, mentors, people)
    days = calendar([one.session for one in settings.sessions], asked.as_of)
    sessions = tuple(days.today[one.session.id] for one in settings.sessions)
    unplanned = session_issues(collabies, mentors, sessions, settings.accept)
    in_tables = tuple(dict.fromkeys(name for one in documents for name in names_in(one.published)))
    nowhere = [issue.person for issue in unplanned if issue.severity is Severity.ASIDE]
    set_aside = tuple(dict.fromkeys((*collabies.set_aside, *mentors.set_aside, *nowhere)))
    whole = [dataclasses.replace(days.whole[one.id], closed=one.closed) for one in sessions]
    joined, calendars, busy_issues = _calendars(settings, joined, set_aside)
    happened = _Happened(lines, whole, in_tables, set_aside)
    applied = _applied(happened, joined, settings)
    if asked.left or asked.without:
        from pairing.cohort.doubts import refuse_unknown

        refuse_unknown({"left": asked.left, "without": asked.without}, joined, in_tables)
    there = _taking_part(applied, sessions)
    if calendars is not None:
        from pairing.rosters.busy import take_out  # loaded already

        there, more = take_out(settings, there, calendars, whole)
        busy_issues += more
    exempt, exempt_issues = _exemptions(settings, there, set_aside, applied.left)
    book = NameBook.of(joined.participants, joined.mentors, joined.ids_by_name, in_tables)
    standings = read_published_state(
        documents,
        book,
        days,
        participants=there.participants,
        were_participants=applied.joined.participants,
        mentors=there.mentors,
        left=applied.left,
        outside=_outside(people),
        keeps=applied.keeps,
        were_mentors=applied.joined.mentors,
        start_over=asked.start_over,
        changes_file=settings.changes or "",
        unpaired_text=settings.unpaired_text,
        exempt=[one for one, _ in exempt],
    )
    standings = standings._replace(named=frozenset(who for line in lines for who in joined.ids_of(line.who)))
    rules, wish_issues = wish_rules(settings, there, set_aside, applied.left)
    found = [*assumed, *collabies.issues, *mentors.issues, *of_polls, *joined.issues, *busy_issues]
    found += [*unplanned, *wish_issues, *exempt_issues]
    if not asked.start_over and any(facts.unknown for facts in standings.facts.values()):
        from pairing.cohort.doubts import strangers_issues

        found += strangers_issues(documents, standings)
    found += [*issues, *applied.issues, *(_of_set_aside(one, set_aside) for one in standings.issues)]
    found = [_placed(issue, settings) for issue in (*sheet_issues(settings, collabies, mentors), *found)]
    history = _history(settings, joined, standings, asked.sheets.history)
    found += history[2]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    problem = _problem(
        settings, asked, there, sessions, (*rules, *applied.rules, *standings.pins), standings, history[:2]
    )
    if exempt:
        from pairing.rosters.exemptions import with_exemptions  # loaded already

        problem = with_exemptions(problem, exempt, settings.file)
    if problem.baseline:
        from pairing.cohort.doubts import published_issues  # a first plan has no use for it

        found += published_issues(problem, documents, standings)
    recognitions = ((collabies.file, collabies.recognitions), (mentors.file, mentors.recognitions), *in_polls)
    said = Issues(quiet(found, settings.accept, file=settings.file))
    return Program(
        settings, problem, said, recognitions, set_aside, documents, book, standings, asked.start_over, asked.as_of
    )


def years(settings: Settings) -> tuple[int, ...]:
    """The years of the sessions' days."""
    days = [day for one in settings.sessions for day in (one.session.first_day, one.session.last_day) if day]
    return tuple(sorted({day.year for day in days}))


# --- the parts --------------------------------------------------------------------------------------------------


def _changes(settings: Settings, asked: Asked, faults: list[Issue]) -> tuple[list[ChangeLine], list[Issue]]:
    """The lines of changes.csv, and one for everybody who has left by what is asked."""
    lines: list[ChangeLine] = []
    issues: list[Issue] = []
    if settings.changes is not None:
        from pairing.rosters.changes import read_changes

        try:
            given = asked.sheets.changes
            found = read_changes(settings.folder / settings.changes if given is None else given, settings.changes)
            lines += found.lines
            issues += found.issues
        except InputError as error:
            faults += error.issues
    if not asked.left and not asked.without:
        return lines, issues
    from pairing.rosters.changes import ChangeLine

    lines += [ChangeLine(None, name, "", "leaves", "", 0) for name in (*asked.left, *asked.without)]
    return lines, issues


def _people(lines: Sequence[ChangeLine], settings: Settings) -> tuple[Mapping[str, PersonSettings], Sequence[Issue]]:
    """The settings' [people] with the other spellings that the changes tell."""
    if not lines:
        return settings.people, ()
    from pairing.rosters.changes import people_of_changes  # loaded already

    return people_of_changes(lines, settings.people, settings.changes or "")


def _calendars(
    settings: Settings, joined: Joined, set_aside: Sequence[str]
) -> tuple[Joined, Calendars | None, list[Issue]]:
    """Whose calendars there are, and the people with the hours that the settings give to those who gave none."""
    if not settings.calendars.are_used:
        return joined, None, []
    from pairing.rosters.busy import find_calendars, give_hours  # most programmes have none

    found = find_calendars(settings, joined, set_aside)
    errors = [issue for issue in found.issues if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(_placed(issue, settings) for issue in errors)
    joined, issues = give_hours(settings, joined, found)
    return joined, found, [*found.issues, *issues]


class _Happened(NamedTuple):
    """What has happened since the sheets, and what is needed to understand it."""

    lines: Sequence[ChangeLine]
    sessions: Sequence[Session]
    in_tables: Sequence[str]
    set_aside: Sequence[str]


def _applied(happened: _Happened, joined: Joined, settings: Settings) -> Happening:
    """The people after the changes; nothing is loaded where nothing has happened."""
    if not happened.lines:
        return Happening(joined)
    from pairing.rosters.applying import apply_changes

    found = apply_changes(
        happened.lines,
        joined,
        happened.sessions,
        others=happened.in_tables,
        set_aside=happened.set_aside,
        years=years(settings),
        file=settings.changes or "",
    )
    return Happening(*found)


def _exemptions(
    settings: Settings, there: Joined, set_aside: Sequence[str], left: Sequence[Left]
) -> tuple[list[Any], list[Issue]]:
    """Which rule does not hold for whom, with the line of the settings; and doubts."""
    if not settings.exempt:
        return [], []
    from pairing.rosters.exemptions import exemptions  # most programmes have none

    return exemptions(settings, there, gone_of(settings, there, set_aside, left))


def _taking_part(applied: Happening, sessions: Sequence[Session]) -> Joined:
    """Those who are in some session."""
    joined = applied.joined
    return joined._replace(
        participants=tuple(one for one in joined.participants if any(s.has(one.sessions) for s in sessions)),
        mentors=tuple(one for one in joined.mentors if any(s.has(one.sessions) for s in sessions if not s.is_peers)),
    )


def _outside(people: Mapping[str, PersonSettings]) -> list[str]:
    return [text for name, one in people.items() if one.outside for text in (name, *one.also)]


def _history(
    settings: Settings, joined: Joined, standings: PublishedState, given: Any
) -> tuple[tuple[Known, ...], dict[str, int], list[Issue]]:
    """Earlier meetings, how often each person was left out, and doubts."""
    left_out = dict.fromkeys(standings.left_out, 0)
    for who in standings.left_out:
        left_out[who] += 1
    if not settings.history.files and given is None:
        return (), left_out, []
    from pairing.cohort.history import own_history, read_history  # most programmes have none

    found = read_history(settings, joined.ids_of, given)
    for who, times in found.times_left_out.items():
        left_out[who] = left_out.get(who, 0) + times
    issues = [*found.issues, *own_history(standings.baseline, found.earlier, settings)]
    return found.earlier, left_out, issues


def _problem(
    settings: Settings,
    asked: Asked,
    there: Joined,
    sessions: tuple[Session, ...],
    rules: Sequence[Any],
    standings: PublishedState,
    history: tuple[tuple[Known, ...], dict[str, int]],
) -> Problem:
    earlier, left_out = history
    participants = tuple(
        dataclasses.replace(one, times_left_out=one.times_left_out + left_out[one.id]) if one.id in left_out else one
        for one in there.participants
    )
    try:
        return Problem(
            participants,
            there.mentors,
            sessions,
            tuple(rules),
            levels=LEVELS if settings.levels is None else settings.levels,
            seed=settings.seed,
            balance=settings.balance,
            repeat=settings.repeat,
            baseline=standings.baseline,
            held=standings.held,
            earlier=earlier,
            earlier_weight=settings.history.load_weight,
            max_changes=asked.max_changes,
            start_every=settings.times.start_every,
            pause=settings.times.pause,
            most_a_day=settings.times.most_a_day,
        )
    except InputError as error:
        raise InputError(_placed(issue, settings) for issue in error.issues) from error


def _placed(issue: Issue, settings: Settings) -> Issue:
    """An issue about something that the settings say, with the line where they say it.

    That is the line with the value it complains about, or with the name of the session.
    """
    if issue.file or not settings.file:
        return issue
    named = [one.session.name for one in settings.sessions if repr(one.session.name) in issue.message]
    texts = [text for text in (issue.value, *named) if text]
    return dataclasses.replace(issue, file=settings.file, line=settings_line(settings, texts)) if texts else issue


def _of_set_aside(issue: Issue, set_aside: Sequence[str]) -> Issue:
    """A row of somebody who was set aside is not a row of a stranger: it waits for a word.

    The row stays, and its mentor's place is taken.
    """
    aside = {name_key(name) for name in set_aside}
    if issue.code != "unknown-name-in-document" or name_key(issue.person) not in aside:
        return issue
    message = f"{issue.person} stands in the table, and was set aside for a fault in the row of the sheet."
    hint = "Mend the row of the sheet; or say that the person has left (--left), if somebody else is to get the place."
    return dataclasses.replace(
        issue, severity=Severity.QUESTION, code="set-aside-in-document", message=message, hint=hint
    )
