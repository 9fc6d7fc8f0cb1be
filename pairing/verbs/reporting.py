"""``report``: the plan as a page for the team."""

from __future__ import annotations

import argparse
from datetime import date

from pairing.errors import Issues
from pairing.shell import out, say, usage
from pairing.verbs.asking import say_result, solve_program, strict, waiting


def report(options: argparse.Namespace) -> int:
    """Solve, and write the page; nothing else is written."""
    if options.json:
        raise usage("report gives a page, and --json would be none.", "Leave out --json, or use plan --json.")
    is_file = options.output != "-"
    if is_file:
        from pairing.report.writing import refuse_page

        refuse_page(options.output)  # before the work
    program, result = solve_program(options)
    from pairing.program import Publication, publication
    from pairing.report.page import report_html

    with waiting(options, "writing the page"):
        page = report_html(program, result, redact=options.redact, made=date.today())
    if is_file:
        from pairing.report.writing import write_page

        write_page(options.output, page)
    else:
        out(page)
    planned = publication(program, result) if program.is_published else Publication((), Issues(), program, result)
    say_result(options, program, result, planned)
    if is_file and not options.quiet:
        hidden = "people are shown by initials" if options.redact else "it holds people's names, and no addresses"
        say(f"Written: {options.output} ({len(page.encode()) / 1000:,.0f} kB; {hidden}).")
    return strict(options, program, result)
