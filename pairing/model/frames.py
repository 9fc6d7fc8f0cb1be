"""The tables of a problem and of a result, as frames: which there are, and what stands in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pairing.errors import input_error
from pairing.model.card import LEVEL_WORDS
from pairing.model.clock_words import stretches_words
from pairing.model.names import did_you_mean, shown_id
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.solution import LevelValue, Pair, Result, mentor_loads
from pairing.tables import MOMENT, TRUTH, WHOLE, Column, columns, frame

if TYPE_CHECKING:
    import pandas

Rows = Iterator[Sequence[object]]
Subject = TypeVar("Subject", Problem, Result)


class Table(NamedTuple):
    """One kind of table: its columns, and the rows of a problem or result."""

    columns: tuple[Column, ...]
    rows: Callable[..., Rows]


def result_frame(result: Result, table: str) -> pandas.DataFrame:
    """See ``Result.to_frame``."""
    result.pairs  # noqa: B018 - raises NoPlanError
    return _frame(result, table, OF_RESULT, "result")


def problem_frame(problem: Problem, table: str) -> pandas.DataFrame:
    """See ``Problem.to_frame``."""
    return _frame(problem, table, OF_PROBLEM, "problem")


def _frame(subject: Subject, table: str, known: Mapping[str, Table], of: str) -> pandas.DataFrame:
    found = known.get(table) if isinstance(table, str) else None
    if found is None:
        hint = f"Known are {', '.join(known)}. {did_you_mean(str(table), known)}".strip()
        raise input_error("unknown-table", f"a {of} has no table {table!r}.", hint, value=str(table))
    return frame(found.columns, found.rows(subject))


# --- of a result ------------------------------------------------------------------------------------------------


def _pairs(result: Result) -> Rows:
    key = str(result.problem.seed)
    for one in result.pairs:
        common = sum(end - start for start, end in one.common) if one.session.is_timed else None
        yield (
            *(one.session.name, one.participant.name, shown_id(one.participant.id, key)),
            *(one.mentor.name, shown_id(one.mentor.id, key), one.session.minutes, one.penalty),
            *(one.set_start, _common(one), common),
        )


def _common(pair: Pair) -> str:
    """All the hours in common, where it is they that count."""
    return stretches_words(pair.common, pair.participant.zone, pair.mentor.zone, most=None)


def _groups(result: Result) -> Rows:
    key, numbers = str(result.problem.seed), dict[str, int]()
    for one in result.groups:
        numbers[one.session.id] = numbers.get(one.session.id, 0) + 1
        for who in one.members:
            yield one.session.name, numbers[one.session.id], who.name, shown_id(who.id, key), one.penalty


def _unpaired(result: Result) -> Rows:
    key = str(result.problem.seed)
    for one in result.unpaired:
        yield one.session.name, one.participant.name, shown_id(one.participant.id, key), one.places


def _loads(result: Result) -> Rows:
    key = str(result.problem.seed)
    for one in result.loads:
        yield one.mentor.name, shown_id(one.mentor.id, key), one.load, one.capacity


def _session_loads(result: Result) -> Rows:
    key = str(result.problem.seed)
    for one in mentor_loads(result.problem, result.pairs):
        if one.session is not None:
            yield one.session.name, one.mentor.name, shown_id(one.mentor.id, key), one.load, one.capacity


def _levels(result: Result) -> Rows:
    yield from level_rows(result.levels)


def level_rows(levels: Sequence[LevelValue]) -> Rows:
    """Levels as rows: name, what it counts in plain words ("" for one of the user's own), value, bound, proved."""
    for one in levels:
        yield one.name, LEVEL_WORDS.get(one.name, ""), one.value, one.bound, one.is_proved


LEVELS = columns("level counts value bound proved", value=WHOLE, bound=WHOLE, proved=TRUTH)
_PAIR = "session participant participant_id mentor mentor_id minutes penalty start common common_minutes"
OF_RESULT: Mapping[str, Table] = {
    "pairs": Table(
        columns(_PAIR, minutes=WHOLE, penalty=WHOLE, start=MOMENT, common_minutes=WHOLE),
        _pairs,
    ),
    "groups": Table(columns("session group participant participant_id penalty", group=WHOLE, penalty=WHOLE), _groups),
    "unpaired": Table(columns("session participant participant_id places", places=WHOLE), _unpaired),
    "loads": Table(columns("mentor mentor_id load capacity", load=WHOLE, capacity=WHOLE), _loads),
    "session loads": Table(
        columns("session mentor mentor_id load capacity", load=WHOLE, capacity=WHOLE), _session_loads
    ),
    "levels": Table(LEVELS, _levels),
}


# --- of a problem -----------------------------------------------------------------------------------------------


def _participants(problem: Problem) -> Rows:
    for one in problem.participants:
        yield *_told(one, problem), one.times_left_out


def _mentors(problem: Problem) -> Rows:
    for one in problem.mentors:
        yield *_told(one, problem), one.capacity, one.min_load


def _told(one: Person, problem: Problem) -> tuple[object, ...]:
    """What both kinds of people have; whom somebody would rather not meet is private, and in no table."""
    sessions = [session.name for session in problem.sessions if session.has(one.sessions)]
    free = None if one.free is None else len(one.free)
    return one.name, shown_id(one.id, str(problem.seed)), ", ".join(sessions), ", ".join(one.tracks), one.zone, free


def session_rows(problem: Problem) -> Rows:
    """Sessions as rows."""
    for s, one in enumerate(problem.sessions):
        wanted = len(problem.peers(s)) + sum(problem.demand(p, s) for p in range(len(problem.participants)))
        helping = 0 if one.is_peers else sum(one.has(mentor.sessions) for mentor in problem.mentors)
        days = (None if day is None else day.isoformat() for day in (one.first_day, one.last_day))
        yield one.name, one.kind, one.minutes, one.time, *days, one.zone, one.track, wanted, helping, one.closed


_PERSON = "{0} {0}_id sessions tracks zone free_times"
_OF_MENTORS = dict.fromkeys(("free_times", "capacity", "min_load"), WHOLE)
SESSIONS = columns(
    "session kind minutes time first_day last_day zone track places_wanted mentors closed",
    **dict.fromkeys(("minutes", "places_wanted", "mentors"), WHOLE),
    closed=TRUTH,
)
OF_PROBLEM: Mapping[str, Table] = {
    "participants": Table(
        columns(f"{_PERSON.format('participant')} times_left_out", free_times=WHOLE, times_left_out=WHOLE),
        _participants,
    ),
    "mentors": Table(
        columns(f"{_PERSON.format('mentor')} capacity min_load", **_OF_MENTORS),
        _mentors,
    ),
    "sessions": Table(SESSIONS, session_rows),
}
