"""What is doubtful about the tables as they stand: rules they break, offers they exceed, names nobody has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pairing.cohort.tables import FEWEST_EMPTIED, PublishedState, SessionDocument, line_of
from pairing.errors import InputError, Issue, Severity
from pairing.judging.evaluate import Violation, evaluate, has_set_times
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.solution import Peers, Triple
from pairing.rosters.joining import Joined


def refuse_unknown(asked: Mapping[str, Sequence[str]], joined: Joined, in_tables: Sequence[str]) -> None:
    """Raise an ``InputError`` for every name given with an option that is on no sheet and in no table."""
    known = {name_key(name) for name in in_tables}
    people: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    names = sorted({person.name for person in people} | set(in_tables))
    issues = []
    for option, given in asked.items():
        for name in given:
            if not joined.ids_of(name) and name_key(name) not in known:
                hint = did_you_mean(name, names)
                if option == "left" and name.strip() and not hint:
                    continue  # gone for good: the changes say so, and publishing twice is no error
                message = f"--{option} names {name!r}, who is on no sheet and in no table."
                issues.append(Issue(Severity.ERROR, "unknown-name", message, hint, value=name))
    if issues:
        raise InputError(issues)


def published_issues(
    problem: Problem, documents: Sequence[SessionDocument], standings: PublishedState
) -> Iterator[Issue]:
    """Warnings about what is published: every rule it breaks, and every mentor with more than was offered."""
    chosen, groups = published_plan(problem)
    if not chosen and not groups:
        return
    lines = {
        known: (one.table.file, line_of(standings.facts[one.session.id], known))
        for one in documents
        if one.session.id in standings.facts
        for known in standings.facts[one.session.id].baseline
    }
    yield from _no_changed_level(problem)
    yield from _beside_held(problem)
    if has_set_times(problem):
        from pairing.cohort.set_times import times_that_cannot_stay  # most programmes set no times

        yield from times_that_cannot_stay(problem, lines)
    for violation in table_violations(problem):
        if _is_told_as_left(violation, problem, standings):
            continue
        file, line = next((place for known, place in lines.items() if _is_about(violation, known, problem)), ("", None))
        message = f"as published: {violation.message} The plan mends it."
        yield Issue(
            Severity.WARNING, "published-against-rule", message, "", file=file, line=line, person=violation.participant
        )
    yield from _more_than_offered(problem, chosen)


def _no_changed_level(problem: Problem) -> Iterator[Issue]:
    """A question where the levels leave out what keeps the published pairs."""
    if "changed" not in problem.levels:
        message = "'changed' is not among the levels: every published pair may be dropped for a little better balance."
        hint = "Put it after 'unpaired' in the settings' levels; if it is meant so: " + (
            '[issues] accept = ["changed-is-no-level:levels"].'
        )
        yield Issue(Severity.QUESTION, "changed-is-no-level", message, hint, value="levels")


def _beside_held(problem: Problem) -> Iterator[Issue]:
    """Published pairs of somebody whose places are filled by what nobody may touch."""
    ids = {person.id: p for p, person in enumerate(problem.participants)}
    names = {mentor.id: mentor.name for mentor in problem.mentors}
    for one in problem.baseline:
        if isinstance(one, Practice) or one.participant not in ids or one.mentor not in names:
            continue
        p, s = ids[one.participant], problem.session_idx(one.session)
        if problem.num_held(p, s) and not problem.demand(p, s):
            person, session = problem.participants[p], problem.sessions[s]
            message = f"{person.name} has somebody in {session.name} who stays, so {names[one.mentor]} is taken out."
            hint = "Leave one name in the row."
            yield Issue(Severity.WARNING, "more-than-needed", message, hint, person=person.name)


def published_plan(problem: Problem) -> tuple[list[Triple], list[Peers]]:
    """The baseline as indices, without people who take part no more."""
    chosen: list[Triple] = []
    groups: list[Peers] = []
    ids = {person.id: p for p, person in enumerate(problem.participants)}
    mentors = {mentor.id: m for m, mentor in enumerate(problem.mentors)}
    for one in problem.baseline:
        s = problem.session_idx(one.session)
        if isinstance(one, Practice):
            here = set(problem.peers(s))
            members = tuple(sorted(ids[who] for who in one.members if who in ids and ids[who] in here))
            if len(members) > 1:
                groups.append((s, members))
        elif one.participant in ids and one.mentor in mentors and problem.demand(ids[one.participant], s):
            chosen.append((ids[one.participant], mentors[one.mentor], s))
    return list(dict.fromkeys(chosen)), list(dict.fromkeys(groups))


def table_violations(problem: Problem) -> list[Violation]:
    """The hard rules that the baseline breaks, by the judge; what is kept by a pin is no matter of the table."""
    chosen, groups = published_plan(problem)
    mentor_sessions = problem.replace(max_changes=None)
    starts: dict[Triple, int] = {}
    if has_set_times(problem):
        from pairing.cohort.set_times import starts_in_tables

        starts = starts_in_tables(problem)
    judged = evaluate(mentor_sessions, chosen, groups, starts=starts or None)
    # a start by itself is told in better words by ``times_that_cannot_stay``, and one that is missing is no fault
    return [one for one in judged.violations if one.rule not in ("kept together", "start")]


def _is_about(violation: Violation, known: Known, problem: Problem) -> bool:
    session = {one.name for one in problem.sessions if one.is_called(known.session)}
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    names = {person.id: person.name for person in people}
    if violation.session and violation.session not in session:
        return False
    who = {names.get(person_id, "") for person_id in (known.members if isinstance(known, Practice) else known[:2])}
    wanted = {name for name in (violation.participant, violation.mentor) if name}
    return bool(wanted) and wanted <= who


def _is_told_as_left(violation: Violation, problem: Problem, standings: PublishedState) -> bool:
    """Whether it says no more than that a mentor has left the session, which the changes say already."""
    left = {one.name: one for one in problem.mentors if one.id in standings.gone}
    if violation.mentor not in left or not violation.session:
        return False
    session = problem.sessions[problem.session_idx(violation.session)]
    return not session.is_peers and not session.has(left[violation.mentor].sessions)


def strangers_issues(documents: Sequence[SessionDocument], standings: PublishedState) -> Iterator[Issue]:
    """A question where most of a table is about people on no sheet: these may be the sheets of another cohort."""
    for one in documents:
        if one.session.closed or one.session.id not in standings.facts:
            continue
        people = [name for row in standings.facts[one.session.id].rows for name in row.participants]
        number = sum(name.why == "unknown" for name in people)
        if number > FEWEST_EMPTIED and 4 * number > len(people):
            message = (
                f"{number} of the {len(people)} participants in the table of {one.session.name!r} are on no sheet."
            )
            hint = "Are these the right sheets? If the table is to be filled anew: --start-over."
            yield Issue(Severity.QUESTION, "table-of-others", message, hint, file=one.table.file, line=one.table.line)


def _more_than_offered(problem: Problem, chosen: Sequence[Triple]) -> Iterator[Issue]:
    """Mentors who hold more than they offered; nothing is taken from them for that."""
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    load = Counter(m for _, m, _ in chosen)
    for m, mentor in enumerate(problem.mentors):
        number = load[m] + held[mentor.id]
        if load[m] and mentor.capacity is not None and number > mentor.capacity and not mentor.is_firm:
            message = (
                f"{mentor.name} offered {mentor.capacity} and holds {number} in the tables; nothing is taken away."
            )
            hint = f"If {mentor.capacity} is what counts, say so in changes.csv: capacity."
            yield Issue(Severity.WARNING, "more-than-offered", message, hint, person=mentor.name)
