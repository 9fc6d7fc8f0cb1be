"""What ``plan`` and ``publish`` print: the plan, what changes, and what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pairing.documents.store import DocumentChange, unified_diff
from pairing.documents.tables import to_markdown
from pairing.errors import Issue, Severity
from pairing.model.card import LEVEL_WORDS
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.program import Program, Publication
from pairing.reasons.fitting import overbooked_issues

if TYPE_CHECKING:
    from pairing.reasons.wish_prices import TradeOff

CHANGED = "changed"


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
    blocks += _unmet_blocks(result, sessions, has_wishes=session is None)
    idle = [load.mentor for load in result.loads if session is None and not load.load and load.capacity != 0]
    if idle:
        blocks.append("## Nobody assigned, though they offered\n\n" + "".join(f"- {one.name}\n" for one in idle))
    return "\n".join(blocks)


def _unmet_blocks(result: Result, sessions: Sequence[Session], *, has_wishes: bool) -> Iterator[str]:
    """Who is left out and why, with the best of what would help; and which wishes are not met."""
    trials = None
    if result.unpaired:
        from pairing.reasons.unpaired import Reasons  # in many plans nobody is left out
        from pairing.talk.explaining import MOST_REMEDIES, left_out_text

        reasons = Reasons(result, MOST_REMEDIES, [one.name for one in sessions])
        text = left_out_text(tuple(reasons.all), sessions)
        trials = reasons.trials
        if text:
            yield text
    if has_wishes:
        from pairing.reasons.wishes import has_unmet_wishes, unmet_wishes

        if has_unmet_wishes(result):
            from pairing.talk.explaining import wishes_text

            yield wishes_text(unmet_wishes(result, trials))


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


def plan_json(
    program: Program,
    result: Result,
    planned: Publication,
    more: Sequence[Issue] = (),
    trade_offs: Sequence[TradeOff] | None = None,
) -> dict[str, Any]:
    """The plan as ``--json`` gives it; ``more`` are issues that are not the programme's own."""
    from pairing.documents.plan_json import to_json
    from pairing.judging.certificate import stated_of  # a plan as text shows no certificate
    from pairing.reasons.unpaired import Reasons
    from pairing.reasons.wishes import unmet_wishes
    from pairing.talk.explaining import MOST_REMEDIES, why_unpaired

    key = str(program.problem.seed)
    reasons = Reasons(result, MOST_REMEDIES)
    why = why_unpaired(tuple(reasons.all), key)
    issues = [*program.issues, *planned.issues, *overbooked_issues(result), *more]
    return to_json(
        result,
        issues=issues,
        changes=planned.moves.changes,
        unpaired=why,
        wishes=[one.to_dict() for one in unmet_wishes(result, reasons.trials)],
        statement=stated_of(result),
        trade_offs=None if trade_offs is None else [one.to_dict() for one in trade_offs],
    )


def more_changes_text(result: Result, free: Result) -> str:
    """What a limit on changes costs: the plan under it against the best one without it."""
    most, wanted = result.problem.max_changes, free.level(CHANGED).value if _has_changed(free) else 0
    allowed = f"At most {most} change{' is' if most == 1 else 's are'} allowed"
    for one, other in zip(result.levels, free.levels, strict=False):
        if one.name == other.name and one.value != other.value and one.name != CHANGED:
            words = LEVEL_WORDS.get(one.name, one.name)
            return f"{allowed}. With {wanted} the plan would be better: {words} {other.value} instead of {one.value}."
    return f"{allowed}; more would buy nothing."


def _has_changed(result: Result) -> bool:
    return any(level.name == CHANGED for level in result.levels)


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
