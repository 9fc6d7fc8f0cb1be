"""Talk with the shell: data to stdout, talk to stderr, and neither ends in a traceback when nobody listens."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from pairing.errors import Issue, PairingError, Severity

if TYPE_CHECKING:
    from pairing.colour import Kind

INTERRUPTED = 130
BROKEN_PIPE = 0


def prepare_streams() -> None:
    """Names are in every alphabet; a terminal or pipe of another encoding, or none at all, must not end the program."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until the process ends
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def out(text: str, kind: Kind = "plain") -> None:
    """Data to stdout, all of it or an error; a terminal shows what of it stands out in the given kind of text."""
    text = _as_shown(text, sys.stdout, kind, is_data=True)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up(sys.stdout)
        message = f"the output cannot be written: {error.strerror}."
        raise PairingError(Issue(Severity.ERROR, "cannot-print", message, "Make room, or print elsewhere.")) from error


def dump(data: object) -> None:
    import json

    out(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def say(text: str, kind: Kind = "plain") -> None:
    """Talk to stderr; where nobody can hear it, the work goes on."""
    try:
        print(_as_shown(text, sys.stderr, kind, is_data=False), file=sys.stderr, flush=True)
    except OSError:
        give_up(sys.stderr)


def say_issue(issue: Issue) -> None:
    say(f"{issue.severity.value}: {issue}", "issue")


def say_issues(issues: Iterable[Issue], options: argparse.Namespace) -> None:
    if options.quiet:
        return
    for issue in issues:
        if issue.severity is not Severity.NOTE:
            say_issue(issue)


def say_error(error: PairingError, options: argparse.Namespace) -> None:
    """Every issue on stderr; with ``--json`` the same as JSON on stdout, so that a program need not read text."""
    for issue in error.issues:
        say_issue(issue)
    if getattr(options, "json", False) and not any(issue.code == "cannot-print" for issue in error.issues):
        from pairing.documents.plan_json import issue_json

        issues = [issue_json(issue) for issue in error.issues]
        dump({"schema_version": 1, "status": "error", "issues": issues, **error.more})


def give_up(stream: TextIO) -> None:
    """Nobody takes what we print. Python would try, and complain, once more when it flushes at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):  # no real file, as in a test
        return


def usage(message: str, hint: str) -> PairingError:
    return PairingError(Issue(Severity.ERROR, "usage", message, hint))


def _as_shown(text: str, stream: TextIO, kind: Kind, *, is_data: bool) -> str:
    """The text as the stream is to show it: most go into a pipe, which gets the text and nothing else."""
    try:
        if not stream.isatty() and (is_data or not os.environ.get("FORCE_COLOR")):
            return text
    except ValueError:  # it is closed
        return text
    from pairing.colour import shown

    return shown(text, stream, kind, is_data=is_data)
