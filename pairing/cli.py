"""``python -m pairing``: a thin door. Data goes to stdout, talk to stderr; a known error never shows a traceback.

Exit status: 0 done · 1 ``--check`` differs, somebody is unpaired under ``--strict``, or ``verify`` does not prove the
plan · 2 input or usage · 3 hard rules contradict · 4 stopped without a plan · 130 interrupted. Each verb imports what
it needs when it runs, so that help and a fault in the settings answer at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from pairing.errors import ContradictionError, Issue, PairingError, Severity

if TYPE_CHECKING:
    from pairing.model.solution import Result
    from pairing.program import Program, Publication

INTERRUPTED = 130
BROKEN_PIPE = 0
_DOUBTS = (Severity.ERROR, Severity.ASIDE, Severity.QUESTION, Severity.WARNING)
_SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    _prepare_streams()
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.verb(options))
    except PairingError as error:
        _say_error(error, options)
        return error.exit_status
    except KeyboardInterrupt:
        is_writing = options.verb is _invites or (options.verb is _publish and not options.check)
        kept = "every file is whole, as it was or as planned" if is_writing else "nothing was written"
        _say(f"interrupted; {kept}")
        return INTERRUPTED
    except BrokenPipeError:
        _give_up(sys.stdout)
        return BROKEN_PIPE


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs."""
    parser = argparse.ArgumentParser(
        formatter_class=_Help,
        prog="python -m pairing",
        description="Pairs the participants of a programme with its mentors, and proves that no better plan exists.",
        epilog="exit status: 0 done, 1 --check differs, --strict is not met or verify does not prove the plan, 2 input "
        "or usage, 3 hard rules contradict, 4 stopped without a plan, 130 interrupted",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True, prog=parser.prog, parser_class=_Verb)

    plan = verbs.add_parser("plan", help="solve, and print the tables; writes nothing")
    _add_sheets(plan)
    plan.add_argument("--session", metavar="NAME", help="only this session")
    plan.add_argument("--table", action="store_true", help="only the table of --session, ready to paste")
    plan.add_argument("--without", metavar="NAME", action="append", help="as if this person had left; may be repeated")
    _add_planning(plan)
    plan.set_defaults(verb=_plan)

    publish = verbs.add_parser("publish", help="solve, and write the tables into the documents")
    publish.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml")
    publish.add_argument("--check", action="store_true", help="write nothing, and exit 1 if a document would change")
    publish.add_argument("--diff", action="store_true", help="show the lines that change")
    publish.add_argument("--set-aside", action="store_true", help="publish without the people whose row has a fault")
    publish.add_argument("--save-history", metavar="FILE.csv", help="also save who meets whom, for the next cohort")
    _add_planning(publish)
    publish.set_defaults(verb=_publish)

    check = verbs.add_parser("check", help="read and judge everything; print what was recognised and every doubt")
    _add_sheets(check)
    check.add_argument("--documents", action="store_true", help="only the tables, without the sheets")
    check.add_argument("--as-of", metavar="DATE", help="the day it is taken to be, such as 2027-03-13")
    check.add_argument("--strict", action="store_true", help="exit 1 when there is a doubt")
    check.add_argument("--json", action="store_true", help="the same as JSON")
    check.set_defaults(verb=_check, quiet=False)

    messages = verbs.add_parser("messages", help="a CSV of messages to send: name, e-mail, subject, text")
    messages.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml")
    messages.add_argument("--to", choices=("mentors", "collabies"), required=True, help="to whom")
    messages.add_argument("--changed", action="store_true", help="only to those for whom the plan changes something")
    _add_planning(messages)
    messages.set_defaults(verb=_messages)

    invites = verbs.add_parser("invites", help="calendar files (.ics) of the meetings whose time we set, into a folder")
    invites.add_argument("program", metavar="PROGRAM", help="folder with pairing.toml")
    invites.add_argument("folder", metavar="FOLDER", help="where they go: one for all, and one for each person")
    _add_planning(invites)
    invites.set_defaults(verb=_invites)

    verify = verbs.add_parser("verify", help="prove a plan anew from its JSON, with neither solver nor sheets")
    verify.add_argument(
        "plan", metavar="PLAN.json", help="what plan --json or publish --json wrote; - reads it from stdin"
    )
    verify.add_argument("--json", action="store_true", help="the verdict as JSON")
    verify.set_defaults(verb=_verify, quiet=False)

    init = verbs.add_parser("init", help="write settings from what the sheets say, or a small programme to start from")
    init.add_argument("folder", metavar="FOLDER")
    init.add_argument("collabies", metavar="COLLABIES.csv", nargs="?")
    init.add_argument("mentors", metavar="MENTORS.csv", nargs="?")
    init.add_argument("documents", metavar="DOCUMENT", nargs="*")
    init.set_defaults(verb=_init, quiet=False, json=False)
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
    parser.add_argument("--json", action="store_true", help="print JSON (schema_version 1)")
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors on stderr")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell each level as it is solved")


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


# --- verbs ------------------------------------------------------------------------------------------------------


def _plan(options: argparse.Namespace) -> int:
    if options.table and options.session is None:
        raise _usage("--table wants a --session.", "Add --session NAME.")
    if options.json and options.session is not None:
        raise _usage("--json gives the whole plan, not one session.", "Leave out --session; each pair names its own.")
    program, result = _solve(options)
    from pairing.program import Publication, publication

    # While nothing is published, nothing can go wrong with it, and nobody waits for what would be written.
    wants_all = options.json or program.is_published
    planned = publication(program, result) if wants_all else Publication((), (), program, result)
    if options.json:
        _print_json(program, result, planned)
    else:
        from pairing.talk import plan_text

        _out(plan_text(program, result, planned, session=options.session, only_table=options.table))
    _say_result(options, program, result, planned)
    if options.without and not options.quiet:
        from pairing.talk import without_text

        _say(without_text(options.without, program))
    return INTERRUPTED if result.was_interrupted else _strict(options, program, result)


def _publish(options: argparse.Namespace) -> int:
    if options.check and options.save_history is not None:
        raise _usage("--check writes nothing, and --save-history would.", "Leave one of the two out.")
    program, result = _solve(options)
    from pairing.program import blocking, publication, publish
    from pairing.talk import come_again_text, diff_text, waiting_text, written_text

    planned = publication(program, result)
    changed = [document for document in planned.documents if document.is_change]
    waiting = blocking(program, planned, set_aside=options.set_aside)
    if options.save_history is not None:
        from pairing.cohort.history import refuse_history

        refuse_history(options.save_history)  # before anything is written
    if not options.check:
        if waiting:
            _say_issues([issue for issue in program.issues if issue not in waiting], options)
            raise PairingError((*waiting, waiting_text(waiting)))
        # Before a word of it is printed: whoever reads the output may stop reading, and the plan is out all the same.
        publish(program, result, set_aside=options.set_aside)
        if options.save_history is not None:
            _save_history(options.save_history, program, result)
    if options.json:
        _print_json(program, result, planned, [issue for issue in waiting if issue not in program.issues])
    elif options.diff:
        _out(diff_text(changed))
    _say_result(options, program, result, planned)
    if not options.quiet:
        _say(written_text(changed, written=not options.check))
        again = [name for name in options.left or () if program.book.anybody(name)]
        if again:
            _say(come_again_text(again, program))
    if waiting:
        _say_issue(waiting_text(waiting))
        return PairingError.exit_status
    return 1 if options.check and changed else _strict(options, program, result)


def _save_history(file: str, program: Program, result: Result) -> None:
    from pairing.cohort.history import save_history

    save_history(file, program.settings.name, result, program.standings)
    _say(f"Saved for the next cohort: {file}")


def _check(options: argparse.Namespace) -> int:
    if options.documents:
        return _check_documents(options)
    program = _read(options)
    from pairing.talk import check_json, check_text

    if options.json:
        _dump(check_json(program))
    else:
        _out(check_text(program))
    return 1 if options.strict and any(issue.severity in _DOUBTS for issue in program.issues) else 0


def _check_documents(options: argparse.Namespace) -> int:
    """Only settings and documents are read: for the checks of a public repository, where the sheets are not."""
    from pairing.rosters.settings import read_settings

    settings = read_settings(options.program)
    from pairing.cohort.audit import audit_documents
    from pairing.talk import audit_json, audit_text

    audit = audit_documents(settings)
    if options.json:
        _dump(audit_json(audit))
    else:
        _out(audit_text(audit))
    if any(issue.severity is Severity.ERROR for issue in audit.issues):
        return PairingError.exit_status
    return 1 if options.strict and any(issue.severity in _DOUBTS for issue in audit.issues) else 0


def _messages(options: argparse.Namespace) -> int:
    program, result = _solve(options)
    from pairing.program import publication
    from pairing.talk import messages_to, unwritten_issues

    found = messages_to(
        program, result, planned := publication(program, result), to=options.to, changed=options.changed
    )
    if options.json:
        _dump([one._asdict() for one in found])
    else:
        from pairing.documents.messages import messages_csv

        _out(messages_csv(found))
    untold = unwritten_issues(planned, found, options.to) if options.changed else ()
    _say_issues([*program.issues, *planned.issues, *untold], options)
    return _strict(options, program, result)


def _invites(options: argparse.Namespace) -> int:
    program, result = _solve(options)
    from pairing.cohort.calendars import read_calendars, write_calendars
    from pairing.program import publication
    from pairing.talk import invites_text, invites_to, unpublished_issues

    planned = publication(program, result)
    before = read_calendars(options.folder)
    files = invites_to(program, result, before)
    changed = write_calendars(options.folder, files, before)
    if options.json:
        _dump({"schema_version": 1, "folder": options.folder, "files": sorted(files), "written": list(changed)})
    _say_issues([*program.issues, *planned.issues, *unpublished_issues(planned)], options)
    if not options.quiet:
        _say(invites_text(options.folder, files, changed))
    return _strict(options, program, result)


def _verify(options: argparse.Namespace) -> int:
    from pairing.documents.plan_reading import read_plan
    from pairing.verify import verdict_json, verdict_text, verify_plan

    verdict = verify_plan(read_plan(options.plan))
    if options.json:
        _dump(verdict_json(verdict))
    else:
        _out(verdict_text(verdict))
    return 0 if verdict.is_proved else 1


def _init(options: argparse.Namespace) -> int:
    from pairing.start import start_programme

    for line in start_programme(options.folder, options.collabies, options.mentors, options.documents):
        _out(f"{line}\n")
    return 0


# --- what the verbs share ---------------------------------------------------------------------------------------


def _read(options: argparse.Namespace) -> Program:
    mentors = getattr(options, "mentors", None)
    asked = _asked(options)
    is_sheet = options.program.lower().endswith(_SHEETS)
    if is_sheet and options.verb is _publish:
        hint = "Give the folder with the settings; `python -m pairing init` writes them from two sheets."
        raise _usage(f"{options.program} is a sheet, and names no document.", hint)
    if mentors is None and is_sheet:
        raise _usage(
            f"{options.program} is one sheet.", "Give two: COLLABIES.csv MENTORS.csv, or a folder with settings."
        )
    if mentors is not None and not is_sheet:
        hint = "Give two sheets, COLLABIES.csv MENTORS.csv, or the folder alone: its settings name the sheets."
        raise _usage(f"{options.program} is no sheet, and {mentors} stands beside it.", hint)
    if mentors is None:
        from pairing.rosters.settings import read_settings

        settings = read_settings(options.program)  # a fault in them is said before anything else is loaded
        from pairing.program import read_program

        if asked.get("start_over") and asked.get("max_changes") is not None:
            raise _usage("--start-over changes everything, and --max-changes allows little.", "Give one of the two.")
        return read_program(settings, **asked)
    from pairing.program import read_two_sheets

    for name in ("as_of", "left", "start_over", "max_changes"):
        if asked.get(name):
            hint = "Two sheets alone have no tables: give the folder with the settings."
            raise _usage(f"--{name.replace('_', '-')} is about what is published.", hint)
    return read_two_sheets(options.program, mentors, without=asked.get("without", ()))


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """What is asked of the reading beyond the settings; verbs that know less ask for less."""
    asked: dict[str, Any] = {}
    most = getattr(options, "max_changes", None)
    if most is not None and most < 0:
        raise _usage(f"--max-changes is {most}.", "Give a whole number from 0 up.")
    for name in ("left", "without", "start_over", "max_changes"):
        value = getattr(options, name, None)
        if value is not None and value is not False:
            asked[name] = tuple(value) if isinstance(value, list) else value
    if getattr(options, "as_of", None) is not None:
        from datetime import date  # only where a day is named

        try:
            asked["as_of"] = date.fromisoformat(options.as_of)
        except ValueError as error:
            raise _usage(f"--as-of is {options.as_of!r}, which is no day.", "Write it as 2027-03-13.") from error
    return asked


def _solve(options: argparse.Namespace) -> tuple[Program, Result]:
    program = _read(options)
    if options.seed is not None:
        program = program.replace(seed=options.seed)
    if getattr(options, "session", None) is not None:
        program.problem.session_idx(options.session)  # a session that does not exist is said before the work
    from pairing.engine.run import solve

    tell = _tell_level if options.verbose and not options.quiet else None
    try:
        result = solve(program, time_limit=options.time_limit, on_progress=tell)
    except ContradictionError as error:
        from pairing.cohort.assembling import placed_wish

        issues = [placed_wish(one, program.settings, program.problem, program.standings) for one in error.issues]
        raise ContradictionError(issues) from error
    if result.was_interrupted and (options.verb is not _plan or not result.has_plan):
        raise KeyboardInterrupt  # half a search is good for a look, and for nothing that goes out
    result.pairs  # noqa: B018 - raises NoPlanError, exit status 4, when the clock left no plan
    return program, result


def _tell_level(progress: Any) -> None:
    _say(f"{progress.elapsed:7.3f} s  {progress.level}: {progress.value}")


def _strict(options: argparse.Namespace, program: Program, result: Result) -> int:
    return 1 if options.strict and (result.unpaired or program.set_aside) else 0


def _print_json(program: Program, result: Result, planned: Publication, more: Sequence[Issue] = ()) -> None:
    from pairing.documents.plan_json import as_text
    from pairing.talk import plan_json

    _out(as_text(plan_json(program, result, planned, more)))


def _dump(data: object) -> None:
    import json

    _out(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _say_result(options: argparse.Namespace, program: Program, result: Result, planned: Publication) -> None:
    """Issues, then what the plan is worth, and what more changes than are allowed would buy."""
    if options.quiet:
        return
    from pairing.talk import more_changes_text, overbooked_issues

    _say_issues([*program.issues, *planned.issues, *overbooked_issues(result)], options)
    _say(str(result))
    if program.problem.max_changes is not None:
        from pairing.engine.run import solve

        _say(more_changes_text(result, solve(program.problem.replace(max_changes=None))))


def _say_issues(issues: Iterable[Issue], options: argparse.Namespace) -> None:
    if options.quiet:
        return
    for issue in issues:
        if issue.severity is not Severity.NOTE:
            _say_issue(issue)


def _say_error(error: PairingError, options: argparse.Namespace) -> None:
    """Every issue on stderr; with ``--json`` the same as JSON on stdout, so that a program need not read text."""
    for issue in error.issues:
        _say_issue(issue)
    if getattr(options, "json", False) and not any(issue.code == "cannot-print" for issue in error.issues):
        from pairing.documents.plan_json import issue_json

        _dump({"schema_version": 1, "status": "error", "issues": [issue_json(issue) for issue in error.issues]})


def _usage(message: str, hint: str) -> PairingError:
    return PairingError(Issue(Severity.ERROR, "usage", message, hint))


# --- streams ----------------------------------------------------------------------------------------------------


def _prepare_streams() -> None:
    """Names are in every alphabet; a terminal or pipe of another encoding, or none at all, must not end the program."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until the process ends
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _out(text: str) -> None:
    """Data to stdout, all of it or an error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _give_up(sys.stdout)
        message = f"the output cannot be written: {error.strerror}."
        raise PairingError(Issue(Severity.ERROR, "cannot-print", message, "Make room, or print elsewhere.")) from error


def _say(text: str) -> None:
    """Talk to stderr; where nobody can hear it, the work goes on."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)


def _say_issue(issue: Issue) -> None:
    _say(f"{issue.severity.value}: {issue}")


def _give_up(stream: TextIO) -> None:
    """Nobody takes what we print. Python would try, and complain, once more when it flushes at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):  # no real file, as in a test
        return
