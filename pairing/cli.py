"""``python -m pairing``: a thin door. Data goes to stdout, talk to stderr; a known error never shows a traceback.

Exit status: 0 done · 1 ``--check`` differs, somebody is unpaired under ``--strict``, ``verify`` does not prove the
plan, or ``doctor`` finds a fault · 2 input or usage · 3 hard rules contradict · 4 stopped without a plan · 130
interrupted.

A verb has its options in ``build_parser``, its line in ``_function_of``, what it does in ``pairing.verbs`` and what it
prints in ``pairing.talk``. Each imports what it needs when it runs, so that help and a fault in the settings answer at
once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from pairing.errors import PairingError
from pairing.shell import BROKEN_PIPE, INTERRUPTED, give_up, prepare_streams, say, say_error, usage

FORMS = ("markdown", "csv", "json", "text", "ics")  # of a plan


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    prepare_streams()
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        _settle(options)
        return _function_of(options.verb)(options)
    except PairingError as error:
        say_error(error, options)
        return error.exit_status
    except KeyboardInterrupt:
        is_writing = options.verb in ("invites", "report") or (options.verb == "publish" and not options.check)
        kept = "every file is whole, as it was or as planned" if is_writing else "nothing was written"
        say(f"interrupted; {kept}")
        return INTERRUPTED
    except BrokenPipeError:
        give_up(sys.stdout)
        return BROKEN_PIPE


def _function_of(verb: str) -> Callable[[argparse.Namespace], int]:
    """Where each verb is done; a module is loaded when one of its verbs runs."""
    if verb in ("plan", "publish"):
        from pairing.verbs import planning

        return planning.plan if verb == "plan" else planning.publish_program
    if verb in ("messages", "invites"):
        from pairing.verbs import sending

        return sending.messages if verb == "messages" else sending.invites
    if verb == "report":
        from pairing.verbs import reporting

        return reporting.report
    if verb == "explain":
        from pairing.verbs import explaining

        return explaining.explain
    if verb == "doctor":
        from pairing.verbs import doctoring

        return doctoring.doctor
    from pairing.verbs import checking

    return {"check": checking.check, "verify": checking.verify, "init": checking.init}[verb]


def _settle(options: argparse.Namespace) -> None:
    """Options that say the same in two ways say it in one from here on; what contradicts itself is refused."""
    named = getattr(options, "format", None)
    if options.json and named not in (None, "json"):
        raise usage(f"--json and --format {named} ask for two forms at once.", "Leave one of the two out.")
    options.json = options.json or named == "json"
    options.format = "json" if options.json else named


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs."""
    parser = argparse.ArgumentParser(
        formatter_class=_Help,
        prog="python -m pairing",
        description="Pairs the participants of a programme with its mentors, and proves that no better plan exists.",
        epilog="exit status: 0 done, 1 --check differs, --strict is not met, verify does not prove the plan or doctor "
        "finds a fault, 2 input or usage, 3 hard rules contradict, 4 stopped without a plan, 130 interrupted",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True, prog=parser.prog, parser_class=_Verb)

    plan = verbs.add_parser("plan", help="solve, and print the tables; writes nothing")
    _add_sheets(plan)
    plan.add_argument("--session", metavar="NAME", help="only this session")
    plan.add_argument("--table", action="store_true", help="only the table of --session, ready to paste")
    plan.add_argument("--without", metavar="NAME", action="append", help="as if this person had left; may be repeated")
    plan.add_argument("--trade-offs", action="store_true", help="also what each wish and rule costs; takes longer")
    _add_planning(plan)
    _add_format(plan, *FORMS, help="how the plan is printed; default: markdown")
    plan.set_defaults(verb="plan")

    publish = verbs.add_parser("publish", help="solve, and write the tables into the documents")
    publish.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml")
    publish.add_argument("--check", action="store_true", help="write nothing, and exit 1 if a document would change")
    publish.add_argument("--diff", action="store_true", help="show the lines that change")
    publish.add_argument("--set-aside", action="store_true", help="publish without the people whose row has a fault")
    publish.add_argument("--save-history", metavar="FILE.csv", help="also save who meets whom, for the next cohort")
    _add_planning(publish)
    _add_format(publish, *FORMS, help="also print the plan in this form")
    publish.set_defaults(verb="publish")

    check = verbs.add_parser("check", help="read and judge everything; print what was recognised and every doubt")
    _add_sheets(check)
    check.add_argument("--documents", action="store_true", help="only the tables, without the sheets")
    check.add_argument("--as-of", metavar="DATE", help="the day it is taken to be, such as 2027-03-13")
    check.add_argument("--strict", action="store_true", help="exit 1 when there is a doubt")
    _add_format(check, "markdown", "json", help="how it is printed; default: markdown")
    check.set_defaults(verb="check", quiet=False)

    explain = verbs.add_parser("explain", help="why somebody is left out and what would help; why this mentor")
    _add_sheets(explain)
    explain.add_argument("name", metavar="NAME", nargs="?", help="a person; none: everybody who is left out")
    explain.add_argument("--session", metavar="NAME", help="only this session")
    explain.add_argument("--mentor", metavar="NAME", help="what stands against this mentor, or what he would cost")
    _add_planning(explain)
    _add_format(explain, "markdown", "json", help="how it is printed; default: markdown")
    explain.set_defaults(verb="explain")

    messages = verbs.add_parser("messages", help="a CSV of messages to send: name, e-mail, subject, text")
    messages.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml")
    messages.add_argument("--to", choices=("mentors", "collabies"), required=True, help="to whom")
    messages.add_argument("--changed", action="store_true", help="only to those for whom the plan changes something")
    _add_planning(messages)
    _add_format(messages, "csv", "text", "json", help="csv for mail merge (default), text for chat, without addresses")
    messages.set_defaults(verb="messages")

    invites = verbs.add_parser("invites", help="calendar files (.ics) of the meetings whose time we set, into a folder")
    invites.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml")
    invites.add_argument("folder", metavar="FOLDER", help="where they go: one for all, and one for each person")
    _add_planning(invites)
    invites.add_argument("--json", action="store_true", help="which files were written, as JSON")
    invites.set_defaults(verb="invites")

    report = verbs.add_parser("report", help="a page of HTML for the team: tables, reasons, loads, proof; in one file")
    _add_sheets(report)
    help_text = "where it goes (default: report.html); - prints it"
    report.add_argument("-o", "--output", metavar="FILE", default="report.html", help=help_text)
    report.add_argument("--redact", action="store_true", help="show everybody by initials alone")
    _add_planning(report)
    report.add_argument("--json", action="store_true", help=argparse.SUPPRESS)  # told what has it
    report.set_defaults(verb="report")

    verify = verbs.add_parser("verify", help="prove a plan anew from its JSON, with neither solver nor sheets")
    verify.add_argument(
        "plan", metavar="PLAN.json", help="what plan --json or publish --json wrote; - reads it from stdin"
    )
    _add_format(verify, "text", "json", help="how the verdict is printed; default: text")
    verify.set_defaults(verb="verify", quiet=False)

    init = verbs.add_parser("init", help="write settings from what the sheets say, or a small programme to start from")
    init.add_argument("folder", metavar="FOLDER")
    init.add_argument("collabies", metavar="COLLABIES.csv", nargs="?")
    init.add_argument("mentors", metavar="MENTORS.csv", nargs="?")
    init.add_argument("documents", metavar="DOCUMENT", nargs="*")
    init.set_defaults(verb="init", quiet=False, json=False)

    doctor = verbs.add_parser("doctor", help="versions and limits for a bug report, and what is wrong here")
    _add_format(doctor, "markdown", "json", help="how it is printed; default: markdown")
    doctor.set_defaults(verb="doctor", quiet=False)
    return parser


def _add_sheets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml, or the Collabies' sheet")
    help_text = "the mentors' sheet, where there are no settings"
    parser.add_argument("mentors", metavar="MENTORS.csv", nargs="?", help=help_text)


def _add_planning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--start-over", action="store_true", help="plan anew, whatever is published")
    parser.add_argument("--max-changes", type=int, metavar="N", help="change at most N of the published pairs")
    parser.add_argument("--as-of", metavar="DATE", help="the day it is taken to be: sessions that are over stay")
    parser.add_argument("--left", metavar="NAME", action="append", help="this person has left; may be repeated")
    parser.add_argument("--seed", type=int, metavar="N", help="settle ties by this number instead of the settings'")
    parser.add_argument("--time-limit", type=float, metavar="SECONDS", help="stop with the best plan so far")
    parser.add_argument("--strict", action="store_true", help="exit 1 when somebody is unpaired or set aside")
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors on stderr")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell each level as it is solved")


def _add_format(parser: argparse.ArgumentParser, *forms: str, help: str) -> None:
    parser.add_argument("--format", choices=forms, help=help)
    parser.add_argument("--json", action="store_true", help="the same as --format json (schema_version 1)")


class _Help(argparse.HelpFormatter):
    """argparse's own, which would load ``shutil`` and its compressors only to ask how wide the terminal is."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"width": _columns() - 2, **options})


class _Verb(argparse.ArgumentParser):
    """The parser of a verb, with the same help."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"formatter_class": _Help, **options})


def _columns() -> int:
    """As wide as the terminal, or as COLUMNS says; 80 where there is neither."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80
