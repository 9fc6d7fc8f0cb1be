"""What the verbs share: read what the options name, solve it, and say what the plan is worth."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pairing.errors import ContradictionError, Issue
from pairing.shell import say, say_issues, usage

if TYPE_CHECKING:
    from pairing.model.solution import Progress, Result
    from pairing.program import Program, Publication
    from pairing.reasons.wish_prices import TradeOff

_SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def is_sheet(path: str) -> bool:
    """Whether a path looks like a sheet, not like a folder."""
    return path.lower().endswith(_SHEETS)


def read(options: argparse.Namespace) -> Program:
    """The programme, or the two sheets, that the options name."""
    mentors = getattr(options, "mentors", None)
    asked = _asked(options)
    one_sheet = is_sheet(options.program)
    if one_sheet and options.verb == "publish":
        hint = "Give the folder with the settings; `python -m pairing init` writes them from two sheets."
        raise usage(f"{options.program} is a sheet, and names no document.", hint)
    if mentors is None and one_sheet:
        raise usage(
            f"{options.program} is one sheet.", "Give two: COLLABIES.csv MENTORS.csv, or a folder with settings."
        )
    if mentors is not None and not one_sheet:
        hint = "Give two sheets, COLLABIES.csv MENTORS.csv, or the folder alone: its settings name the sheets."
        raise usage(f"{options.program} is no sheet, and {mentors} stands beside it.", hint)
    if mentors is None:
        from pairing.rosters.settings import read_settings

        settings = read_settings(options.program)  # a fault in them is said before anything else is loaded
        from pairing.program import read_program

        if asked.get("start_over") and asked.get("max_changes") is not None:
            raise usage("--start-over changes everything, and --max-changes allows little.", "Give one of the two.")
        return read_program(settings, **asked)
    from pairing.program import read_two_sheets

    for name in ("as_of", "left", "start_over", "max_changes"):
        if asked.get(name):
            hint = "Two sheets alone have no tables: give the folder with the settings."
            raise usage(f"--{name.replace('_', '-')} is about what is published.", hint)
    return read_two_sheets(options.program, mentors, without=asked.get("without", ()))


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """What is asked of the reading beyond the settings; verbs that know less ask for less."""
    asked: dict[str, Any] = {}
    most = getattr(options, "max_changes", None)
    if most is not None and most < 0:
        raise usage(f"--max-changes is {most}.", "Give a whole number from 0 up.")
    for name in ("left", "without", "start_over", "max_changes"):
        value = getattr(options, name, None)
        if value is not None and value is not False:
            asked[name] = tuple(value) if isinstance(value, list) else value
    if getattr(options, "as_of", None) is not None:
        from datetime import date  # only where a day is named

        try:
            asked["as_of"] = date.fromisoformat(options.as_of)
        except ValueError as error:
            raise usage(f"--as-of is {options.as_of!r}, which is no day.", "Write it as 2027-03-13.") from error
    return asked


def solve_program(options: argparse.Namespace) -> tuple[Program, Result]:
    """The programme and its plan; a contradiction is told with the lines of the settings that it comes from."""
    program = read(options)
    if options.seed is not None:
        program = program.replace(seed=options.seed)
    if getattr(options, "session", None) is not None:
        program.problem.session_idx(options.session)  # a session that does not exist is said before the work
    from pairing.engine.run import solve

    try:
        with waiting(options, "solving") as tell:
            result = solve(program, time_limit=options.time_limit, on_progress=tell)
    except ContradictionError as error:
        from pairing.cohort.wish_places import with_places

        raise with_places(error, program) from error
    if result.was_interrupted and (options.verb != "plan" or not result.has_plan):
        raise KeyboardInterrupt  # half a search is good for a look, and for nothing that goes out
    result.pairs  # noqa: B018 - raises NoPlanError, exit status 4, when the clock left no plan
    return program, result


@contextmanager
def waiting(options: argparse.Namespace, what: str) -> Iterator[Callable[[Progress], None] | None]:
    """Inside, work is done that may take long: after a second a terminal shows a line that says how far it is.

    Yields what is to be told of each level of a solve; None where nobody hears it.
    """
    if options.quiet or not _is_watched():
        yield _tell_level if options.verbose and not options.quiet else None
        return
    from pairing.live import Live  # a pipe shows none

    live = Live(what)

    def tell(progress: Progress) -> None:
        live.tell(progress)
        if options.verbose:
            live.make_room()
            _tell_level(progress)

    live.start()
    try:
        yield tell
    finally:
        live.stop()


def _is_watched() -> bool:
    """Whether talk goes to a terminal."""
    try:
        if not sys.stderr.isatty():
            return False
    except ValueError:  # it is closed
        return False
    from pairing.colour import is_terminal  # a pipe needs none

    return is_terminal(sys.stderr)


def _tell_level(progress: Progress) -> None:
    say(f"{progress.elapsed:7.3f} s  {progress.level}: {progress.value}")


def strict(options: argparse.Namespace, program: Program, result: Result) -> int:
    """The exit status of a plan that is there."""
    return 1 if options.strict and (result.unpaired or program.set_aside) else 0


def json_text(
    program: Program,
    result: Result,
    planned: Publication,
    more: Sequence[Issue] = (),
    trade_offs: Sequence[TradeOff] | None = None,
) -> str:
    """The plan as JSON."""
    from pairing.documents.plan_json import as_text
    from pairing.talk.planning import plan_json

    return as_text(plan_json(program, result, planned, more, trade_offs))


def in_lines(text: str) -> str:
    """A text whose lines end as its form wants, for a stream that may write line ends of its own."""
    return text if os.linesep == "\n" else text.replace("\r\n", "\n")


def say_result(options: argparse.Namespace, program: Program, result: Result, planned: Publication) -> None:
    """Issues, then what the plan is worth, and what more changes than are allowed would buy."""
    if options.quiet:
        return
    from pairing.reasons.fitting import overbooked_issues
    from pairing.talk.planning import more_changes_text

    say_issues([*program.issues, *planned.issues, *overbooked_issues(result)], options)
    say(str(result), "card")
    if program.problem.max_changes is not None:
        from pairing.engine.run import solve

        with waiting(options, "looking at what more changes would buy") as tell:
            free = solve(program.problem.replace(max_changes=None), on_progress=tell)
        say(more_changes_text(result, free))
