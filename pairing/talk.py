"""What the verbs print: the plan, the check, and what was written. Text and plain data only; ``cli`` puts it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pairing.cohort.doubts import table_violations
from pairing.documents.plan_json import WhyUnpaired, issue_json, to_json
from pairing.documents.store import DocumentChange, unified_diff
from pairing.documents.tables import table_lines, to_markdown
from pairing.errors import Issue, Severity
from pairing.model.card import LEVEL_WORDS
from pairing.model.names import name_key
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.program import Program, Publication
from pairing.reasons.common_hours import CommonHours, common_hours
from pairing.reasons.exclusion import MOST_NAMES, exclusions
from pairing.reasons.fitting import overbooked

if TYPE_CHECKING:
    from pairing.cohort.audit import Audit
    from pairing.documents.messages import Message

CHANGED = "changed"
MOST_HOURS = 40  # people of one side whose hours in common are told, those with the fewest partners


def plan_text(program: Program, result: Result, planned: Publication, *, session: str | None, only_table: bool) -> str:
    """The plan as Markdown: who was set aside, what changes, each session's table, and who is left out and why."""
    problem = program.problem
    sessions = problem.sessions if session is None else (problem.sessions[problem.session_idx(session)],)
    if only_table:
        return _table(program, result, sessions[0], hours=False)
    blocks = []
    if program.set_aside:
        names = "".join(f"- {name}\n" for name in program.set_aside)
        blocks.append(f"## Set aside: a fault in the row\n\n{names}")
    if session is None and program.problem.baseline:
        from pairing.documents.moves import moves_text  # a first plan has no use for it

        blocks.append(moves_text(planned.moves, [one.name for one in problem.sessions]))
    for one in sessions:
        over = " (over)" if one.closed else ""
        blocks.append(f"## {one.name}{over}\n\n{_table(program, result, one, hours=one.is_timed)}")
    left_out = [one for one in exclusions(result) if one.session in sessions]
    if left_out:
        blocks.append("## Left out\n\n" + "".join(f"- {one.text}\n" for one in left_out))
    idle = [load.mentor for load in result.loads if session is None and not load.load and load.capacity != 0]
    if idle:
        blocks.append("## Nobody assigned, though they offered\n\n" + "".join(f"- {one.name}\n" for one in idle))
    return "\n".join(blocks)


def plan_json(program: Program, result: Result, planned: Publication, more: Sequence[Issue] = ()) -> dict[str, Any]:
    """The plan as ``--json`` gives it; ``more`` are issues that are not the programme's own."""
    from pairing.judging.certificate import stated_of  # a plan as text shows no certificate

    key = str(program.problem.seed)
    why = [
        WhyUnpaired(one.participant.id, one.session.id, one.to_dict(key), one.text, ()) for one in exclusions(result)
    ]
    issues = [*program.issues, *planned.issues, *overbooked_issues(result), *more]
    return to_json(result, issues=issues, changes=planned.moves.changes, unpaired=why, statement=stated_of(result))


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
    hint = "Ask for more hours, or lower what these people take. Or leave out fits_one_after_another = false."
    return (Issue(Severity.WARNING, "interviews-do-not-fit", message, hint),)


def more_changes_text(result: Result, free: Result) -> str:
    """What a limit on changes costs: the plan under it against the best one without it."""
    most, wanted = result.problem.max_changes, free.level(CHANGED).value if _has_changed(free) else 0
    allowed = f"At most {most} change{' is' if most == 1 else 's are'} allowed"
    for one, other in zip(result.levels, free.levels, strict=False):
        if one.name == other.name and one.value != other.value and one.name != CHANGED:
            words = LEVEL_WORDS.get(one.name, one.name)
            return f"{allowed}. With {wanted} the plan would be better: {words} {other.value} instead of {one.value}."
    return f"{allowed}; more would buy nothing."


def without_text(names: Sequence[str], program: Program) -> str:
    """The lines for changes.csv that make it so."""
    return f"To make it so, {_leaves_lines(names, program)}"


def come_again_text(names: Sequence[str], program: Program) -> str:
    """That --left holds for this once, where the people are still on a sheet; and the lines that make it last."""
    who = " and ".join(names)
    verb = "is" if len(names) == 1 else "are"
    why = f"{who} {verb} still on a sheet, and would be back in the next plan."
    return f"{why} So that it lasts, {_leaves_lines(names, program)}"


def _leaves_lines(names: Sequence[str], program: Program) -> str:
    day = "" if program.as_of is None else program.as_of.isoformat()
    rows = "\n".join(",".join(_quoted(cell) for cell in (day, name, "", "leaves", "")) for name in names)
    file = program.settings.changes or 'changes.csv (and changes = "changes.csv" under [program])'
    return f"add to {file}, below date,who,session,what,value:\n{rows}"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n;') else cell


def _has_changed(result: Result) -> bool:
    return any(level.name == CHANGED for level in result.levels)


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
    lines += _hours_lines(program)
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
        "hours": _hours_json(program),
        "published": list(_published(program)),
    }


def _places(problem: Problem) -> Iterator[str]:
    """Demand against offers: by session, then in all, and what mentors without a limit would have to hold."""
    for s, session in enumerate(problem.sessions):
        if session.is_peers or session.closed:
            yield f"{session.name}: {'over' if session.closed else f'{len(problem.peers(s))} practise together'}"
            continue
        wanted = sum(problem.demand(p, s) for p in range(len(problem.participants)))
        helping = sum(session.has(mentor.sessions) for mentor in problem.mentors)
        yield f"{session.name}: {wanted} places wanted, {helping} mentors help"
    wanted = sum(problem.demand(p, s) for s in range(len(problem.sessions)) for p in range(len(problem.participants)))
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


def _hours_lines(program: Program) -> list[str]:
    """With how many others each person has how many hours in common, by session; who has none comes first."""
    found = common_hours(program.problem)
    lines = ["", "## Hours in common"] if found else []
    for one in found:
        if one.people is None:
            lines += ["", f"- {one.session.name}: too many people to be counted here; `plan` says who is left out."]
            continue
        none = [_name_of(program, entry) for entry in one.people if not entry.partners]
        told = f"with nobody: {', '.join(none[:MOST_HOURS])}" if none else "everybody has some"
        told += f" and {len(none) - MOST_HOURS} more" if len(none) > MOST_HOURS else ""
        lines += ["", f"- {one.session.name}, {one.session.minutes} minutes: {told}"]
        for is_mentor, title in ((False, "Collabie"), (True, "Mentor")):
            side = [entry for entry in one.people if entry.is_mentor is is_mentor]
            least = {id(entry) for entry in sorted(side, key=lambda entry: entry.partners)[:MOST_HOURS]}
            shown = [entry for entry in side if id(entry) in least]
            rows = [(_name_of(program, entry), _hours_words(entry.minutes), _with(entry)) for entry in shown]
            if rows:
                lines += ["", *table_lines([(title, "Hours in common", "With"), *rows])]
            if len(side) > len(shown):
                lines += ["", f"and {len(side) - len(shown)} more, who have time with as many or more."]
    return lines


def _hours_words(minutes: int) -> str:
    """``3:30 h``."""
    return f"{minutes // 60}:{minutes % 60:02} h"


def _with(entry: CommonHours) -> str:
    return f"{entry.partners} of {entry.others} {'Collabies' if entry.is_mentor else 'mentors'}"


def _name_of(program: Program, entry: CommonHours) -> str:
    return program.book.shown(entry.person.id, "mentor" if entry.is_mentor else "participant")


def _hours_json(program: Program) -> list[dict[str, Any]]:
    """The same as plain data; null where there are too many people to be counted."""
    return [
        {
            "session": one.session.name,
            "people": None
            if one.people is None
            else [
                {
                    "name": _name_of(program, entry),
                    "role": "mentor" if entry.is_mentor else "participant",
                    "minutes": entry.minutes,
                    "partners": entry.partners,
                    "others": entry.others,
                }
                for entry in one.people
            ],
        }
        for one in common_hours(program.problem)
    ]


def _published(program: Program) -> Iterator[str]:
    """What each table shows now, every name that is on no sheet, and every rule that the tables break."""
    for one in program.documents:
        facts = program.standings.facts[one.session.id]
        what = "groups" if one.session.is_peers else "pairs"
        number = len(facts.baseline) + len(facts.fixed)
        over = ", over" if program.problem.sessions[program.problem.session_idx(one.session.name)].closed else ""
        yield f"{one.path.name}, line {one.table.line}: {number} {what} for {one.session.name}{over}"
        aside = {name_key(name) for name in program.set_aside}
        for row in facts.rows:
            for name in (*row.participants, *row.partners):
                if name.why == "unknown":
                    where = "is set aside for a fault in the row" if name_key(name.text) in aside else "is on no sheet"
                    yield f"{one.path.name}, line {row.line}: {name.text!r} {where}"
    for violation in table_violations(program.problem):
        yield violation.message


def _table(program: Program, result: Result, session: Session, *, hours: bool) -> str:
    """A session's table; as it is published where the session is over."""
    if session.closed:
        for one in program.documents:
            if one.session.id == session.id:
                text = one.data[one.table.start : one.table.end].decode("utf-8", "replace")
                return text if text.endswith("\n") else text + "\n"
        return "No table is published.\n"
    settings = next(one for one in program.settings.sessions if one.session.id == session.id)
    return to_markdown(
        result,
        session.name,
        unpaired_text=program.settings.unpaired_text,
        header=settings.table_header
        if settings.table_header is None or session.is_peers
        else settings.table_header[:2],
        hours=hours,
        book=program.book,
    )


# --- check --documents ------------------------------------------------------------------------------------------


def audit_text(audit: Audit) -> str:
    """What the tables say without the sheets."""
    lines = ["## Tables", ""]
    lines += [
        f"- {one.file}, line {one.line}: {one.session}, {one.rows} rows, {one.paired} paired" for one in audit.tables
    ] or ["- none"]
    lines += ["", "## Issues", ""]
    lines += [f"- {issue.severity.value}: {' '.join(str(issue).split())}" for issue in audit.issues] or ["- none"]
    return "\n".join(lines) + "\n"


def audit_json(audit: Audit) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "schema_version": 1,
        "tables": [one._asdict() for one in audit.tables],
        "issues": [issue_json(issue) for issue in audit.issues],
    }
