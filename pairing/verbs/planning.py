"""``plan`` and ``publish``: the tables on the screen, or in the documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pairing.errors import Issues, PairingError
from pairing.shell import INTERRUPTED, out, say, say_issue, say_issues, usage
from pairing.verbs.asking import in_lines, json_text, say_result, solve_program, strict, waiting

if TYPE_CHECKING:
    from pairing.errors import Issue
    from pairing.model.solution import Result
    from pairing.program import Program, Publication
    from pairing.reasons.wish_prices import TradeOff


def plan(options: argparse.Namespace) -> int:
    """Solve, and print the tables; nothing is written."""
    _refuse_contradictions(options)
    program, result = solve_program(options)
    from pairing.program import Publication, publication

    form = options.format or "markdown"
    # While nothing is published, nothing can go wrong with it, and nobody waits for what would be written.
    wants_all = options.json or program.is_published
    planned = publication(program, result) if wants_all else Publication((), Issues(), program, result)
    wants_prices = options.trade_offs and not result.was_interrupted
    if form == "markdown":
        _print_tables(options, program, result, planned, wants_prices=wants_prices)
    elif form == "json":
        prices = _prices(options, result) if wants_prices else None
        _print_json(options, program, result, planned, trade_offs=prices)
    else:
        out(_form_text(options, program, result, options.session))
    say_result(options, program, result, planned)
    if options.without and not options.quiet:
        from pairing.talk.planning import without_text

        say(without_text(options.without, program))
    return INTERRUPTED if result.was_interrupted else strict(options, program, result)


def _refuse_contradictions(options: argparse.Namespace) -> None:
    """Options of ``plan`` that cannot be had together."""
    form = options.format or "markdown"
    if options.table and options.session is None:
        raise usage("--table wants a --session.", "Add --session NAME.")
    if form in ("json", "ics") and options.session is not None:
        named = "--json" if options.json else "--format ics"
        hint = "Leave out --session; each pair names its own." if options.json else "Leave out --session."
        raise usage(f"{named} gives the whole plan, not one session.", hint)
    if options.table and options.trade_offs:
        raise usage("--table gives nothing but a table, and --trade-offs more.", "Leave one of the two out.")
    if options.table and form != "markdown":
        raise usage(f"--table gives a Markdown table, and --format {form} none.", "Leave one of the two out.")
    if options.trade_offs and form not in ("markdown", "json"):
        raise usage(f"--trade-offs are text, and --format {form} has no place for it.", "Leave one of the two out.")


def _print_tables(
    options: argparse.Namespace, program: Program, result: Result, planned: Publication, *, wants_prices: bool
) -> None:
    """The tables, who is left out and why, and where asked for what wishes cost."""
    from pairing.talk.planning import plan_text

    with waiting(options, "finding out who is left out, and why"):
        text = plan_text(
            program,
            result,
            planned,
            session=getattr(options, "session", None),
            only_table=getattr(options, "table", False),
        )
    out(text, _kind(options))
    if wants_prices:  # the plan is there to read while they are looked for
        from pairing.talk.prices import trade_offs_text

        with waiting(options, "looking at what each wish and rule costs"):
            text = trade_offs_text(_prices(options, result))
        out(f"\n{text}", _kind(options))


def _kind(options: argparse.Namespace) -> Literal["markdown", "screen"]:
    """Markdown that was asked for is there to be copied; the rest is there to be read."""
    return "markdown" if options.format == "markdown" or getattr(options, "table", False) else "screen"


def _print_json(
    options: argparse.Namespace,
    program: Program,
    result: Result,
    planned: Publication,
    more: Sequence[Issue] = (),
    trade_offs: Sequence[TradeOff] | None = None,
) -> None:
    with waiting(options, "finding out who is left out, and why"):
        text = json_text(program, result, planned, more, trade_offs)
    out(text)


def _prices(options: argparse.Namespace, result: Result) -> tuple[TradeOff, ...]:
    from pairing.reasons.wish_prices import trade_offs

    return trade_offs(result, time_limit=options.time_limit)


def _form_text(options: argparse.Namespace, program: Program, result: Result, session: str | None = None) -> str:
    """The plan as CSV, plain text or a calendar."""
    from pairing.talk.forms import plan_as

    return in_lines(plan_as(options.format, program, result, session))


def publish_program(options: argparse.Namespace) -> int:
    """Solve, and write the tables into the documents, or with ``--check`` only look."""
    if options.check and options.save_history is not None:
        raise usage("--check writes nothing, and --save-history would.", "Leave one of the two out.")
    if options.diff and options.format not in (None, "json"):
        message = f"--diff and --format {options.format} print two things into one."
        raise usage(message, "Leave one of the two out.")
    program, result = solve_program(options)
    from pairing.program import blocking, publication, publish
    from pairing.talk.planning import come_again_text, diff_text, waiting_text, written_text

    planned = publication(program, result)
    changed = [document for document in planned.documents if document.is_change]
    waits = blocking(program, planned, set_aside=options.set_aside)
    # Before anything is written, as it may not be possible: a calendar of a plan without a start.
    ready = _form_text(options, program, result) if options.format in ("csv", "text", "ics") else ""
    if options.save_history is not None:
        from pairing.cohort.history import refuse_history

        refuse_history(options.save_history)  # before anything is written
    if not options.check:
        if waits:
            say_issues([issue for issue in program.issues if issue not in waits], options)
            raise PairingError((*waits, waiting_text(waits)))
        # Before a word of it is printed: whoever reads the output may stop reading, and the plan is out all the same.
        publish(program, result, set_aside=options.set_aside)
        if options.save_history is not None:
            _save_history(options.save_history, program, result)
    if options.format == "markdown":
        _print_tables(options, program, result, planned, wants_prices=False)
    elif options.format == "json":
        more = [issue for issue in waits if issue not in program.issues]
        _print_json(options, program, result, planned, more)
    elif ready:
        out(ready)
    elif options.diff:
        out(diff_text(changed), "diff")
    say_result(options, program, result, planned)
    if not options.quiet:
        say(written_text(changed, written=not options.check))
        again = [name for name in options.left or () if program.book.anybody(name)]
        if again:
            say(come_again_text(again, program))
    if waits:
        say_issue(waiting_text(waits))
        return PairingError.exit_status
    return 1 if options.check and changed else strict(options, program, result)


def _save_history(file: str, program: Program, result: Result) -> None:
    from pairing.cohort.history import save_history

    save_history(file, program.settings.name, result, program.standings)
    say(f"Saved for the next cohort: {file}")
