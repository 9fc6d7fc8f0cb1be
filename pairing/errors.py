"""What can be wrong, said so that a coordinator can mend it.

An ``Issue`` is one doubt about one place of the input; a ``PairingError`` ends the work and carries the issues
that ended it. Nothing else in the package is raised on purpose.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class Severity(enum.Enum):
    """How much an issue stops, from all to nothing."""

    ERROR = "error"  # the file or the settings cannot be used: nothing goes on
    ASIDE = "aside"  # one person is set aside; the plan goes on without, `publish` wants a word
    QUESTION = "question"  # the plan goes on, `publish` waits for a decision
    WARNING = "warning"  # said, and nothing waits
    NOTE = "note"  # what was recognised; `check` shows it


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubt: what we saw, where, what we expected, and the nearest cure.

    Parameters
    ----------
    severity
        How much it stops.
    code
        Short name of the kind of doubt, such as ``unreadable-zone``; stable, for `[issues] accept`.
    message
        What is wrong, in a coordinator's words, with the value that was seen.
    hint
        The cure, or "".
    file, line, column
        The place: file name, line of the file (1-based, None where there is none), header of the column.
    value
        The text that was seen, or "".
    person
        Name of the person concerned, or "" (also the second half of ``code:person`` in `[issues] accept`).
    """

    severity: Severity
    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    person: str = ""

    @property
    def place(self) -> str:
        """Where it is: ``mentors.csv, line 12, column "Availability"``."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column:
            parts.append(f'column "{self.column}"')
        return ", ".join(parts)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint} [{self.code}]"


class PairingError(Exception):
    """The work cannot go on; ``issues`` say why, ``exit_status`` is what the command line returns."""

    exit_status = 2

    def __init__(self, issues: str | Issue | Iterable[Issue]):
        if isinstance(issues, str):
            issues = Issue(Severity.ERROR, "error", issues)
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))

    @property
    def more(self) -> dict[str, Any]:
        """What ``--json`` says beside the issues, as plain data."""
        return {}


class InputError(PairingError, ValueError):
    """What was handed in cannot be used: a sheet, the settings, an argument."""


class ContradictionError(PairingError, ValueError):
    """Hard rules that cannot hold together; no plan exists, whatever the solver.

    ``conflicts``: for each issue, in their order, the ``Conflict`` that it tells. ``code_key``: of people's codes in
    ``--json``, as in a plan.
    """

    exit_status = 3

    def __init__(self, issues: str | Issue | Iterable[Issue], conflicts: Iterable[Any] = (), *, code_key: str = ""):
        super().__init__(issues)
        self.conflicts: tuple[Any, ...] = tuple(conflicts)
        self.code_key = code_key

    @property
    def more(self) -> dict[str, Any]:
        """The conflicts as plain data."""
        return {"conflicts": [one.to_dict(self.code_key) for one in self.conflicts]}


class NoPlanError(PairingError, RuntimeError):
    """The solver was stopped before it had any plan."""

    exit_status = 4


class InternalError(PairingError, RuntimeError):
    """Engine and judge disagree. A fault of `pairing`, never of the input; no plan is shown."""

    exit_status = 4


def input_error(code: str, message: str, hint: str = "", *, value: str = "", person: str = "") -> InputError:
    """An ``InputError`` of one issue that has no place in a file (an argument, an object)."""
    return InputError(Issue(Severity.ERROR, code, message, hint, value=value, person=person))
