"""``check``, ``verify`` and ``init``: what was read, what is proved, and settings to start from."""

from __future__ import annotations

import argparse

from pairing.errors import PairingError, Severity
from pairing.shell import dump, out
from pairing.verbs.asking import read

_DOUBTS = (Severity.ERROR, Severity.ASIDE, Severity.QUESTION, Severity.WARNING)


def check(options: argparse.Namespace) -> int:
    """Print what was recognised and every doubt."""
    if options.documents:
        return _check_documents(options)
    program = read(options)
    from pairing.talk.checking import check_json, check_text

    if options.json:
        dump(check_json(program))
    else:
        out(check_text(program), "screen" if options.format is None else "markdown")
    return 1 if options.strict and any(issue.severity in _DOUBTS for issue in program.issues) else 0


def _check_documents(options: argparse.Namespace) -> int:
    """Only settings and documents are read: for the checks of a public repository, where the sheets are not."""
    from pairing.rosters.settings import read_settings

    settings = read_settings(options.program)
    from pairing.cohort.audit import audit_documents
    from pairing.talk.checking import audit_json, audit_text

    audit = audit_documents(settings)
    if options.json:
        dump(audit_json(audit))
    else:
        out(audit_text(audit), "screen" if options.format is None else "markdown")
    if any(issue.severity is Severity.ERROR for issue in audit.issues):
        return PairingError.exit_status
    return 1 if options.strict and any(issue.severity in _DOUBTS for issue in audit.issues) else 0


def verify(options: argparse.Namespace) -> int:
    """Prove a plan anew from its file."""
    from pairing.documents.plan_reading import read_plan
    from pairing.verify import verdict_json, verdict_text, verify_plan

    verdict = verify_plan(read_plan(options.plan))
    if options.json:
        dump(verdict_json(verdict))
    else:
        out(verdict_text(verdict), "card")
    return 0 if verdict.is_proved else 1


def init(options: argparse.Namespace) -> int:
    """Write settings to start from."""
    from pairing.start import start_programme

    for line in start_programme(options.folder, options.collabies, options.mentors, options.documents):
        out(f"{line}\n")
    return 0
