"""Who could meet whom in a session: for every participant and mentor one word, fit to be shown to everybody.

That somebody asked to be kept apart is private, and a grid shows all that is *not* private: whoever is left over
would be told. A category "another reason" would be no cover, for what else would stand in it (they have met, they
are one person) everybody can look up in the tables. So a private exclusion is shown under a rule whose cells no reader
of the grid can check for himself, the missing common time before all others, and that category always says that it also
holds what is not told. It has to have company there, in its row and column too: where too few other cells stand under
that rule, further rules join it, and where all of them together are too few, it is shown among the pairs that were not
chosen. The words say that something is not told whether or not anybody has asked for anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pairing.engine.eligible import compile_rules, disliked
from pairing.errors import input_error
from pairing.model.in_force import rules_in_force
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import FreeTogether, MatchColumns, SameTrack
from pairing.model.session import Session
from pairing.model.solution import Result, mentor_loads, person_order
from pairing.reasons.exclusion import ALREADY_MET, PlanAsked, rule_words

CHOSEN, HELD, POSSIBLE, ELSEWHERE, EXCLUDED = KINDS = ("chosen", "held", "possible", "elsewhere", "excluded")
NOT_TOLD = "or a reason that is not told"
MOST_CELLS = 4_000_000
FEWEST_BESIDE = 10  # cells among which a private one may stand; and
TIMES_AS_MANY = 4  # so many for each of the private ones

_Mark = tuple[str, str]  # kind, and the name of the rule
_POSSIBLE: _Mark = (POSSIBLE, "")
_PRIVATE: _Mark = ("private", "")


class Category(NamedTuple):
    """What a cell says. ``kind``: one of ``KINDS``; ``words`` as in a legend; ``rules``: the names of those it stands
    for, of kind ``excluded``.
    """

    kind: str
    words: str
    rules: tuple[str, ...] = ()


class MeetingGrid(NamedTuple):
    """Who could meet whom in a session.

    Participants of the session (rows) and mentors who help in it (columns), by name. ``cells[row][column]`` is the
    position of the cell's category in ``categories``; those begin with the pairs that meet, then those that could, then
    what excludes, in the order in which rules are named as reasons. Only categories that have cells are there.
    """

    session: Session
    participants: tuple[Participant, ...]
    mentors: tuple[Mentor, ...]
    cells: tuple[tuple[int, ...], ...]
    categories: tuple[Category, ...]

    def category(self, row: int, column: int) -> Category:
        """What the cell says."""
        return self.categories[self.cells[row][column]]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many cells each category has."""
        found = Counter(cell for row in self.cells for cell in row)
        return tuple(found[number] for number in range(len(self.categories)))


def meeting_grid(result: Result, session: str | Session) -> MeetingGrid:
    """Who meets whom in a session, who could, and what stands against the others.

    Of several rules that exclude a pair the first is named. Time grows with the cells: a tenth of a second for 300
    participants and 300 mentors.

    Parameters
    ----------
    result
        With a plan.
    session
        One with mentors, or any of its names.

    Raises
    ------
    NoPlanError
        When there is no plan.
    InputError
        (a ``ValueError``) when there is no such session, when it is one of peers, or has more than 4,000,000 cells.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada", tracks=("Data",)), pairing.Participant("Bo", tracks=("Design",))]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem", tracks=("Data",))], [pairing.Session("Review")],
    ...     rules=[pairing.SameTrack()])
    >>> grid = meeting_grid(pairing.solve(problem), "Review")
    >>> [grid.category(row, 0).words for row in (0, 1)]
    ['chosen', 'another track']
    """
    problem = result.problem
    wanted = problem.sessions[problem.session_idx(session.name if isinstance(session, Session) else session)]
    if wanted.is_peers:
        message = f"session {wanted.name!r} is one of peers: there is no table of who could meet which mentor."
        others = [one.name for one in problem.sessions if not one.is_peers]
        raise input_error("no-mentors", message, f"Sessions with mentors: {', '.join(others) or 'none'}.")
    return _Gridder(result).grid(problem.session_idx(wanted.name))


def meeting_grids(result: Result) -> tuple[MeetingGrid, ...]:
    """The grids of all sessions with mentors, in the order of the problem; raises as ``meeting_grid``."""
    gridder = _Gridder(result)
    return tuple(gridder.grid(s) for s, one in enumerate(result.problem.sessions) if not one.is_peers)


class _Gridder:
    """What the grids of all sessions have in common."""

    def __init__(self, result: Result):
        self._problem = result.problem
        self._pairs = result.pairs
        self._plan = PlanAsked(result)
        self._helping: dict[str, set[str]] = {}
        for load in mentor_loads(result.problem, result.pairs):
            if load.session is not None:
                self._helping.setdefault(load.session.id, set()).add(load.mentor.id)
        filters = compile_rules(result.problem).filters
        self._rules = [*(one for one in filters if not one.private), *(one for one in filters if one.private)]
        self._covers = _covers(result.problem)

    def grid(self, s: int) -> MeetingGrid:
        problem, session = self._problem, self._problem.sessions[s]
        met = self._met(session)
        busy, helping = {one for one, _ in met}, self._helping.get(session.id, set()) | {other for _, other in met}
        rows = [p for p, one in enumerate(problem.participants) if session.has(one.sessions) or one.id in busy]
        columns = [m for m, one in enumerate(problem.mentors) if one.id in helping]
        if len(rows) * len(columns) > MOST_CELLS:
            message = f"session {session.name!r} has {len(rows)} participants and {len(columns)} mentors."
            hint = f"A table of who could meet whom is made of {MOST_CELLS:,} couples at most."
            raise input_error("too-many-to-show", message, hint)
        rows.sort(key=lambda p: person_order(problem.participants[p]))
        columns.sort(key=lambda m: person_order(problem.mentors[m]))
        marks = self._marks(s, set(rows))
        for p in rows:
            self._settle(marks[p], p, columns, session, met)
        told = [[marks[p][m] for m in columns] for p in rows]
        names = list(dict.fromkeys(one.rule for one in self._rules if not one.private))
        categories, number = _categories(told, names, self._covers, is_over=session.closed)
        cells = tuple(tuple(number[mark] for mark in row) for row in told)
        people = tuple(problem.participants[p] for p in rows), tuple(problem.mentors[m] for m in columns)
        return MeetingGrid(session, *people, cells, categories)

    def _met(self, session: Session) -> dict[tuple[str, str], str]:
        """Couples of ids who meet in the session by the plan, or have met in it."""
        met = {(one.participant.id, one.mentor.id): CHOSEN for one in self._pairs if one.session.id == session.id}
        held = (one for one in self._problem.held if isinstance(one, Meeting) and session.is_called(one.session))
        return met | {(one.participant, one.mentor): HELD for one in held}

    def _marks(self, s: int, rows: set[int]) -> list[list[_Mark]]:
        """What the rules say of every couple. What may be told comes first, whatever else stands against the two."""
        problem = self._problem
        marks = [[_POSSIBLE] * (len(problem.mentors) if p in rows else 0) for p in range(len(problem.participants))]
        for rule in self._rules:
            if s not in rule.sessions:
                continue
            mark = _PRIVATE if rule.private else (EXCLUDED, rule.rule)
            for p, mentors in enumerate(disliked(rule)):
                row = marks[p]
                for m in mentors if row else ():
                    if row[m] is _POSSIBLE and (p, m, s) not in rule.exempt:
                        row[m] = mark
        return marks

    def _settle(
        self, row: list[_Mark], p: int, columns: Sequence[int], session: Session, met: Mapping[tuple[str, str], str]
    ) -> None:
        """Put into a row who meets whom: here, and elsewhere, if that is why the two do not meet here."""
        participant = self._problem.participants[p]
        is_counted = not session.closed and self._problem.policy(session.name) == "never"
        elsewhere = self._plan.mentors_of(participant) if is_counted else frozenset()
        for m in columns:
            mentor = self._problem.mentors[m]
            kind = met.get((participant.id, mentor.id))
            if kind is not None:
                row[m] = (kind, "")
            elif row[m] is _POSSIBLE and mentor.id in elsewhere:
                has_enough = self._plan.has_met_enough(participant, mentor, session)
                row[m] = (ELSEWHERE, "") if has_enough else _POSSIBLE


def _covers(problem: Problem) -> list[str]:
    """Rules under which a private exclusion may stand, the best first: no reader of a grid can check their cells."""
    rules = [rule for rule in rules_in_force(problem) if rule.weight is None]
    kinds = (FreeTogether, MatchColumns, SameTrack)
    return list(dict.fromkeys(rule.name for kind in kinds for rule in rules if isinstance(rule, kind)))


def _categories(
    marks: Sequence[Sequence[_Mark]], names: Sequence[str], covers: Sequence[str], *, is_over: bool
) -> tuple[tuple[Category, ...], dict[_Mark, int]]:
    """The categories that have cells, and the one of each mark."""
    counts = Counter(mark for row in marks for mark in row)
    merged = _merged(marks, counts, covers)
    open_words = "did not meet" if is_over else "not chosen"
    open_words = f"possible, {open_words}" if merged and not is_over else open_words
    open_words = open_words if merged else f"{open_words}, {NOT_TOLD}"
    found: list[tuple[Category, list[_Mark]]] = [
        (Category(CHOSEN, "chosen"), [(CHOSEN, "")]),
        (Category(HELD, "have met"), [(HELD, "")]),
        (Category(POSSIBLE, open_words), [_POSSIBLE] if merged else [_POSSIBLE, _PRIVATE]),
        (Category(ELSEWHERE, ALREADY_MET), [(ELSEWHERE, "")]),
    ]
    for name in names:
        if name not in merged:
            found.append((Category(EXCLUDED, rule_words(name), (name,)), [(EXCLUDED, name)]))
        elif name == merged[0]:
            words = ", ".join([*map(rule_words, merged), NOT_TOLD])
            own: list[_Mark] = [*((EXCLUDED, rule) for rule in merged), _PRIVATE]
            found.append((Category(EXCLUDED, words, tuple(merged)), own))
    found = [(category, own) for category, own in found if any(counts[mark] for mark in own)]
    return tuple(category for category, _ in found), {mark: at for at, (_, own) in enumerate(found) for mark in own}


def _merged(marks: Sequence[Sequence[_Mark]], counts: Mapping[_Mark, int], covers: Sequence[str]) -> list[str]:
    """The rules that a private exclusion stands under: as few as give it company enough; none where they cannot."""
    private = [(r, c) for r, row in enumerate(marks) for c, mark in enumerate(row) if mark == _PRIVATE]
    rows, columns = {r for r, _ in private}, {c for _, c in private}  # without any company
    merged: list[str] = []
    beside = 0
    for name in covers:
        mark = (EXCLUDED, name)
        if not counts.get(mark):
            continue
        merged.append(name)
        beside += counts[mark]
        rows = {r for r in rows if mark not in marks[r]}
        columns = {c for c in columns if all(row[c] != mark for row in marks)}
        if beside >= max(FEWEST_BESIDE, TIMES_AS_MANY * len(private)) and not rows and not columns:
            return merged
    return []
