"""``explain``: why somebody is left out and what would help, why this mentor, and who could step in."""

from __future__ import annotations

import argparse

from pairing.errors import InputError
from pairing.model.problem import Problem
from pairing.model.solution import Status
from pairing.program import Program
from pairing.shell import dump, out, say, say_issues, usage
from pairing.verbs.asking import is_sheet, solve_program, waiting


def explain(options: argparse.Namespace) -> int:
    """Say it of one person; without a name, of everybody who is left out."""
    if not is_sheet(options.program) and options.name is None:
        options.mentors, options.name = None, options.mentors  # one folder, and a name
    if options.name is None and (options.session is not None or options.mentor is not None):
        raise usage("--session and --mentor are about a person.", "Name the person after the programme.")
    program, result = solve_program(options)
    if not options.quiet:
        say_issues(program.issues, options)
        if result.status is not Status.OPTIMAL:
            say("The plan is not proved: what would help, and what others would cost, is not worked out.")
    if options.name is None:
        from pairing.reasons.unpaired import reasons_of
        from pairing.talk.explaining import everybody_json, everybody_text

        with waiting(options, "finding out who is left out, and why"):
            reasons = reasons_of(result)
        if options.json:
            dump(everybody_json(program.problem, reasons))
        else:
            out(everybody_text(reasons), "markdown")
        return 0
    from pairing.reasons.explaining import explain as explain_person

    name = _id_of(program, options.name)
    mentor = None if options.mentor is None else _id_of(program, options.mentor)
    with waiting(options, f"looking at what else could be for {options.name}"):
        told = explain_person(result, name, session=options.session, mentor=mentor)
    if options.json:
        dump(told.to_dict())
    else:
        out(told.text, "markdown")
    return 0


def _id_of(program: Program, name: str) -> str:
    """The id of whoever is called so on a sheet, in a table, or by the settings; else the name, to be complained of."""
    problem: Problem = program.problem
    if not problem.ids_of(name):
        known = [one for one in program.book.anybody(name) if problem.ids_of(one)]
        if len(known) == 1:
            return known[0]
        from pairing.model.names import name_key

        if name_key(name) in map(name_key, program.set_aside):
            raise InputError(
                usage(f"{name} is set aside for a fault in the row.", "Mend the row; `check` says where it is.").issues
            )
    return name
