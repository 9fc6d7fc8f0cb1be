"""What can be wrong, said so that a coordinator can mend it.

An ``Issue`` is one doubt about one place of the input; a ``PairingError`` ends the work and carries the issues
that ended it. Nothing else in the package is raised on purpose.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pairing.tables import WHOLE, Column, Listed, columns, html_table, page, veiled_repr, without_addresses

# What a sheet is called that is no file: of its rows none is a line.
IN_MEMORY = ("DataFrame", "table")
_PRIVATE = "a private wish "  # how a doubt begins about whom somebody asked to be kept apart from


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
        parts = [at_line(self.file, self.line)] if self.file or self.line is not None else []
        if self.column:
            parts.append(f'column "{self.column}"')
        return ", ".join(parts)

    @property
    def public(self) -> Issue:
        """The same for a page that others may see: without addresses, and without what tells whose a private wish is.

        What is left out stands in this issue, and in what ``check`` prints.
        """
        if self.message.startswith(_PRIVATE):
            message = "a private wish cannot be kept as it stands."
            return Issue(self.severity, self.code, message, "`check` says which.", file=self.file)
        return replace(
            self,
            message=without_addresses(self.message),
            hint=without_addresses(self.hint),
            value=without_addresses(self.value),
            person=without_addresses(self.person),
        )

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint} [{self.code}]"

    def __repr__(self) -> str:
        return veiled_repr(self.public)

    def _repr_html_(self) -> str:
        return Issues([self])._repr_html_()


_ISSUE_COLUMNS = columns("severity code message hint file line column value person", line=WHOLE)


class Issues(Listed[Issue]):
    """Issues in a tuple, which a notebook shows as a table, what stops most first; ``to_frame()`` keeps the order.

    Both are often published with the notebook: e-mail addresses are left out, and whose wish a private one is. The
    issues themselves have all of it.

    >>> issues = Issues([Issue(Severity.NOTE, "newest-file", "b.csv is read.", file="b.csv")])
    >>> issues == tuple(issues), issues.of("note")[0].code
    (True, 'newest-file')
    """

    __slots__ = ()

    def of(self, *severities: Severity | str) -> Issues:
        """Those of these severities: ``issues.of("error", "question")``."""
        wanted = {Severity(one) for one in severities}
        return Issues(issue for issue in self if issue.severity in wanted)

    def _columns(self) -> Sequence[Column]:
        return _ISSUE_COLUMNS

    def _rows(self) -> Iterator[Sequence[object]]:
        for one in (issue.public for issue in self):
            texts = (one.severity.value, one.code, one.message, one.hint, one.file)
            yield *texts, one.line, one.column, one.value, one.person

    def _repr_html_(self) -> str:
        order = [*Severity]
        rows = [
            (one.severity.value, one.place, one.message, one.hint, one.code)
            for one in sorted((issue.public for issue in self), key=lambda issue: order.index(issue.severity))
        ]
        return page(html_table(("", "where", "what", "what helps", "code"), rows))


def at_line(file: str, line: int | None) -> str:
    """A line of a file in words; of a DataFrame or list the row, counted from 1 without the header.

    >>> at_line("mentors.csv", 12), at_line("DataFrame of mentors", 12)
    ('mentors.csv, line 12', 'row 11 of the DataFrame of mentors')
    """
    if line is None:
        return file
    if not _is_in_memory(file):
        return f"{file}, {line_words(file, line)}" if file else f"line {line}"
    return f"{line_words(file, line)} of the {file}"


def line_words(file: str, *lines: int) -> str:
    """``line 12``, ``lines 3 and 12``; of a DataFrame or list ``row 11``, ``rows 2 and 11``."""
    if not _is_in_memory(file):
        return f"line{'s' * (len(lines) > 1)} {' and '.join(map(str, lines))}"
    if lines == (1,):
        return "the header"
    return f"row{'s' * (len(lines) > 1)} {' and '.join(str(line - 1) for line in lines)}"


def _is_in_memory(file: str) -> bool:
    return file in IN_MEMORY or (file.startswith(tuple(f"{one} of " for one in IN_MEMORY)) and "." not in file)


class PairingError(Exception):
    """The work cannot go on; ``issues`` say why, ``exit_status`` is what the command line returns."""

    exit_status = 2

    def __init__(self, issues: str | Issue | Iterable[Issue]):
        if isinstance(issues, str):
            issues = Issue(Severity.ERROR, "error", issues)
        self.issues = Issues((issues,) if isinstance(issues, Issue) else issues)
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
