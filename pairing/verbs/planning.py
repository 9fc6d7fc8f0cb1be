"""``plan`` and ``publish``: the tables on the screen, or in the documents."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pairing.errors import Issues, PairingError
from pairing.shell import INTERRUPTED, out, say, say_issue, say_issues, usage
from pairing.verbs.asking import print_json, say_result, solve_program, strict

if TYPE_CHECKING:
    from pairing.model.solution import Result
    from pairing.program import Program
    from pairing.reasons.wish_prices import TradeOff


def plan(options: argparse.Namespace) -> int:
    """Solve, and print the tables; nothing is written."""
    if options.table and options.session is None:
        raise usage("--table wants a --session.", "Add --session NAME.")
    if options.json and options.session is not None:
        raise usage("--json gives the whole plan, not one session.", "Leave out --session; each pair names its own.")
    if options.table and options.trade_offs:
        raise usage("--table gives nothing but a table, and --trade-offs more.", "Leave one of the two out.")
    program, result = solve_program(options)
    from pairing.program import Publication, publication

    # While nothing is published, nothing can go wrong with it, and nobody waits for what would be written.
    wants_all = options.json or program.is_published
    planned = publication(program, result) if wants_all else Publication((), Issues(), program, result)
    wants_prices = options.trade_offs and not result.was_interrupted
    if options.json:
        print_json(program, result, planned, trade_offs=_prices(options, result) if wants_prices else None)
    else:
        from pairing.talk.planning import plan_text

        out(plan_text(program, result, planned, session=options.session, only_table=options.table))
        if wants_prices:  # the plan is there to read while they are looked for
            from pairing.talk.prices import trade_offs_text

            out("\n" + trade_offs_text(_prices(options, result)))
    say_result(options, program, result, planned)
    if options.without and not options.quiet:
        from pairing.talk.planning import without_text

        say(without_text(options.without, program))
    return INTERRUPTED if result.was_interrupted else strict(options, program, result)


def _prices(options: argparse.Namespace, result: Result) -> tuple[TradeOff, ...]:
    from pairing.reasons.wish_prices import trade_offs

    return trade_offs(result, time_limit=options.time_limit)


def publish_program(options: argparse.Namespace) -> int:
    """Solve, and write the tables into the documents, or with ``--check`` only look."""
    if options.check and options.save_history is not None:
        raise usage("--check writes nothing, and --save-history would.", "Leave one of the two out.")
    program, result = solve_program(options)
    from pairing.program import blocking, publication, publish
    from pairing.talk.planning import come_again_text, diff_text, waiting_text, written_text

    planned = publication(program, result)
    changed = [document for document in planned.documents if document.is_change]
    waiting = blocking(program, planned, set_aside=options.set_aside)
    if options.save_history is not None:
        from pairing.cohort.history import refuse_history

        refuse_history(options.save_history)  # before anything is written
    if not options.check:
        if waiting:
            say_issues([issue for issue in program.issues if issue not in waiting], options)
            raise PairingError((*waiting, waiting_text(waiting)))
        # Before a word of it is printed: whoever reads the output may stop reading, and the plan is out all the same.
        publish(program, result, set_aside=options.set_aside)
        if options.save_history is not None:
            _save_history(options.save_history, program, result)
    if options.json:
        print_json(program, result, planned, [issue for issue in waiting if issue not in program.issues])
    elif options.diff:
        out(diff_text(changed))
    say_result(options, program, result, planned)
    if not options.quiet:
        say(written_text(changed, written=not options.check))
        again = [name for name in options.left or () if program.book.anybody(name)]
        if again:
            say(come_again_text(again, program))
    if waiting:
        say_issue(waiting_text(waiting))
        return PairingError.exit_status
    return 1 if options.check and changed else strict(options, program, result)


def _save_history(file: str, program: Program, result: Result) -> None:
    from pairing.cohort.history import save_history

    save_history(file, program.settings.name, result, program.standings)
    say(f"Saved for the next cohort: {file}")
