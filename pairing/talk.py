"""What the verbs print: the plan, the check, and what was written. Text and plain data only; ``cli`` puts it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pairing.documents.plan_json import WhyUnpaired, issue_json, to_json
from pairing.documents.published import read_published
from pairing.documents.store import DocumentChange, unified_diff
from pairing.documents.tables import to_markdown
from pairing.errors import Issue, Severity
from pairing.model.names import name_key
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.program import Program, Publication, SessionDocument
from pairing.reasons.exclusion import MOST_NAMES, exclusions
from pairing.reasons.fitting import overbooked


def plan_text(program: Program, result: Result, *, session: str | None, only_table: bool) -> str:
    """The plan as Markdown: who was set aside, each session's table, and who is left out and why."""
    problem = program.problem
    sessions = problem.sessions if session is None else (problem.sessions[problem.session_idx(session)],)
    if only_table:
        return _table(program, result, sessions[0], hours=False)
    blocks = []
    if program.set_aside:
        names = "".join(f"- {name}\n" for name in program.set_aside)
        blocks.append(f"## Set aside: a fault in the row\n\n{names}")
    blocks += [f"## {one.name}\n\n{_table(program, result, one, hours=one.is_timed)}" for one in sessions]
    left_out = [one for one in exclusions(result) if one.session in sessions]
    if left_out:
        blocks.append("## Left out\n\n" + "".join(f"- {one.text}\n" for one in left_out))
    idle = [load.mentor for load in result.loads if session is None and not load.load and load.capacity != 0]
    if idle:
        blocks.append("## Nobody assigned, though they offered\n\n" + "".join(f"- {one.name}\n" for one in idle))
    return "\n".join(blocks)


def plan_json(program: Program, result: Result, planned: Publication, more: Sequence[Issue] = ()) -> dict[str, Any]:
    """The plan as ``--json`` gives it; ``more`` are issues that are not the programme's own."""
    key = str(program.problem.seed)
    why = [
        WhyUnpaired(one.participant.id, one.session.id, one.to_dict(key), one.text, ()) for one in exclusions(result)
    ]
    issues = [*program.issues, *planned.issues, *overbooked_issues(result), *more]
    return to_json(result, issues=issues, changes=planned.changes, unpaired=why)


def overbooked_issues(result: Result) -> tuple[Issue, ...]:
    """A warning when a simple count shows that timed interviews cannot all be held one after the other."""
    number, people = overbooked(result.pairs)
    if not number:
        return ()
    told = "; ".join(
        f"{one.person.name} has {one.interviews} and time for {one.fitting}" for one in people[:MOST_NAMES]
    )
    told += f"; and {len(people) - MOST_NAMES} more" if len(people) > MOST_NAMES else ""
    what = "1 timed interview does" if number == 1 else f"{number} timed interviews do"
    message = f"{what} not fit into the hours in common, one after the other: {told}."
    hint = "Ask for more hours, or lower what these people take. Only this simple count is made; more may not fit."
    return (Issue(Severity.WARNING, "interviews-do-not-fit", message, hint),)


def diff_text(documents: Sequence[DocumentChange]) -> str:
    """The lines that change in each document."""
    return "".join(unified_diff(document) for document in documents)


def written_text(documents: Sequence[DocumentChange], *, written: bool) -> str:
    """Which documents were written, or would be."""
    if not documents:
        return "Nothing to do: every table shows this plan."
    names = "\n".join(f"  {document.path}" for document in documents)
    if not written:
        return f"These documents would change:\n{names}"
    return f"Written here:\n{names}\nNobody else sees it until you commit and push."


def waiting_text(waiting: Sequence[Issue]) -> Issue:
    """What to do about the issues that keep a plan from being published."""
    cures = []
    if any(issue.severity is Severity.QUESTION for issue in waiting):
        cures.append("answer each question as it says")
    if any(issue.severity is Severity.ASIDE for issue in waiting):
        cures.append("mend the rows, or publish without these people (--set-aside)")
    if any(issue.severity is Severity.ERROR for issue in waiting):
        cures.append("mend the errors")
    hint = "; ".join(cures)
    return Issue(Severity.ERROR, "not-published", "nothing was written.", f"{hint[:1].upper()}{hint[1:]}.")


# --- check ------------------------------------------------------------------------------------------------------


def check_text(program: Program) -> str:
    """Everything that was recognised and doubted, the places wanted and offered, and what the tables show now."""
    lines = [f"# {program.settings.name}"]
    for file, recognitions in program.recognitions:
        lines += ["", f"## Columns of {file}", ""]
        lines += [f"- {' '.join(one.header.split()) or '(blank)'}: {one.role} ({one.how})" for one in recognitions]
    lines += ["", "## Issues", ""]
    lines += [f"- {issue.severity.value}: {' '.join(str(issue).split())}" for issue in program.issues] or ["- none"]
    if program.set_aside:
        lines += ["", "## Set aside: a fault in the row", "", *(f"- {name}" for name in program.set_aside)]
    lines += ["", "## Places wanted and offered", "", *(f"- {line}" for line in _places(program.problem))]
    lines += ["", "## Tables as they are published", ""]
    lines += [f"- {line}" for line in _published(program)] or ["- the settings name no document"]
    return "\n".join(lines) + "\n"


def check_json(program: Program) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "schema_version": 1,
        "columns": [
            {"file": file, "header": one.header, "role": one.role, "how": one.how}
            for file, recognitions in program.recognitions
            for one in recognitions
        ],
        "issues": [issue_json(issue) for issue in program.issues],
        "set_aside": list(program.set_aside),
        "places": list(_places(program.problem)),
        "published": list(_published(program)),
    }


def _places(problem: Problem) -> Iterator[str]:
    """Demand against offers: by session, then in all, and what mentors without a limit would have to hold."""
    for s, session in enumerate(problem.sessions):
        wanted = sum(problem.demand(p, s) for p in range(len(problem.participants)))
        helping = sum(session.has(mentor.sessions) for mentor in problem.mentors)
        yield f"{session.name}: {wanted} places wanted, {helping} mentors help"
    wanted = problem.num_places
    limits = [mentor.capacity for mentor in problem.mentors if mentor.capacity is not None]
    unlimited = sorted(mentor.name for mentor in problem.mentors if mentor.capacity is None)
    offered = sum(limits)
    if not unlimited:
        yield f"in all: {wanted} places wanted, {offered} offered" + (
            f": {wanted - offered} short" if offered < wanted else ""
        )
    elif offered < wanted:
        yield (
            f"in all: {wanted} places wanted; {len(limits)} mentors offer {offered} together, so "
            f"{', '.join(unlimited)} must hold {wanted - offered} without having given a limit: ask them, "
            "or set `unlimited_means`"
        )
    else:
        yield f"in all: {wanted} places wanted, {offered} offered, and more by {', '.join(unlimited)}"


def _published(program: Program) -> Iterator[str]:
    """What each table shows now, and every rule that it breaks."""
    pairs: list[tuple[str, str, str]] = []
    for one in program.documents:
        shown, unknown = _read_table(program, one)
        pairs += shown
        yield f"{one.path.name}, line {one.table.line}: {len(shown)} pairs for {one.session.name}"
        aside = {name_key(name) for name in program.set_aside}
        for line, name in unknown:
            where = "is set aside for a fault in the row" if name_key(name) in aside else "is on no sheet"
            yield f"{one.path.name}, line {line}: {name!r} {where}"
    if pairs:
        from pairing.judging.evaluate import judge

        for violation in judge(program.problem, pairs).violations:
            yield violation.message


def _read_table(program: Program, one: SessionDocument) -> tuple[list[tuple[str, str, str]], list[tuple[int, str]]]:
    """The pairs of a table by id, and the names in it that are on no sheet."""
    problem = program.problem
    participants = {name_key(person.name): person.id for person in problem.participants}
    mentors = {name_key(person.name): person.id for person in problem.mentors}
    pairs, unknown = [], []
    for row in read_published(one.table, unpaired_text=program.settings.unpaired_text).rows:
        participant = participants.get(name_key(row.participant))
        if participant is None:
            unknown.append((row.line, row.participant))
        for name in row.mentors:
            mentor = mentors.get(name_key(name))
            if mentor is None:
                unknown.append((row.line, name))
            elif participant is not None:
                pairs.append((participant, mentor, one.session.name))
    return pairs, unknown


def _table(program: Program, result: Result, session: Session, *, hours: bool) -> str:
    settings = next(one for one in program.settings.sessions if one.session.id == session.id)
    header = settings.table_header or ("Collabie", "Mentor")
    return to_markdown(
        result, session.name, unpaired_text=program.settings.unpaired_text, header=header[:2], hours=hours
    )
