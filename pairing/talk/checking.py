"""What ``check`` prints: what was recognised, every doubt, places, hours in common, and the published tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pairing.cohort.doubts import table_violations
from pairing.documents.plan_json import issue_json
from pairing.documents.tables import table_lines
from pairing.model.names import name_key
from pairing.model.problem import Problem
from pairing.program import Program
from pairing.reasons.common_hours import CommonHours, common_hours

if TYPE_CHECKING:
    from pairing.cohort.audit import Audit

MOST_HOURS = 40  # people of one side whose hours in common are told, those with the fewest partners


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
