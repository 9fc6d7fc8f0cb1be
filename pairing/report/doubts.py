"""What is doubtful about the sheets, the settings and the tables, and who was set aside for it.

An issue quotes cells. One about a wish to be kept apart is not told here: the page is for more eyes than the sheets.
Without names there is nothing but how many there are of which kind, for a quoted cell may hold any name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pairing.errors import InputError, Issue, Severity
from pairing.program import publication
from pairing.reasons.fitting import overbooked_issues
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import bullets, cell, column, head_cell, person, row, table, with_code

MOST_TOLD = 500
ORDER = (Severity.ERROR, Severity.ASIDE, Severity.QUESTION, Severity.WARNING, Severity.NOTE)
WORDS = {
    Severity.ERROR: "error",
    Severity.ASIDE: "set aside",
    Severity.QUESTION: "question",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}
_PRIVATE = re.compile(r"\bprivate\b|\bkept apart\b|\brather not\b", re.IGNORECASE)
_APART = re.compile(r"\bapart\b", re.IGNORECASE)
_ABOUT_FILES = frozenset(("sheet-in-git",))  # says what is in a file, of nobody in it


def doubts_section(subject: Subject) -> Markup:
    """The issues, the gravest first; what is private only by number."""
    issues = issues_of(subject)
    if not issues:
        return element("p", "Nothing is doubtful.", class_="good")
    parts: list[Child] = []
    if subject.program is not None and subject.program.set_aside:
        parts += [element("h3", "Set aside for a fault in the row"), _set_aside(subject)]
    if subject.is_redacted:
        parts.append(_counted(issues))
        return joined(parts)
    private: list[Issue] = []
    told: list[Issue] = []
    for one in issues:
        (private if is_private(one, subject) else told).append(one)
    if told:
        parts.append(_table(told[:MOST_TOLD]))
    if len(told) > MOST_TOLD:
        parts.append(
            element("p", with_code(f"And {len(told) - MOST_TOLD} more; `python -m pairing check` tells all of them."))
        )
    if private:
        number = "One doubt is" if len(private) == 1 else f"{len(private)} doubts are"
        text = f"{number} about a private wish, and told only to whoever has the sheets: `python -m pairing check`."
        parts.append(element("p", with_code(text), class_="note"))
    return joined(parts)


def issues_of(subject: Subject) -> list[Issue]:
    """The issues of the programme, of what publishing would do, and of the plan; the gravest first."""
    found = list(overbooked_issues(subject.result))
    program = subject.program
    if program is not None:
        found = [*program.issues, *found]
        if program.is_published and not subject.is_redacted:
            try:
                found += publication(program, subject.result).issues
            except InputError as error:  # a table cannot take the plan: said here, and once more by `publish`
                found += error.issues
    return sorted(dict.fromkeys(found), key=lambda one: ORDER.index(one.severity))


def is_private(issue: Issue, subject: Subject) -> bool:
    """Whether an issue may tell that somebody asked to be kept apart from somebody."""
    if issue.code in _ABOUT_FILES:
        return False
    text = f"{issue.message} {issue.hint}"
    if _PRIVATE.search(text):
        return True
    program = subject.program
    if program is None:
        return False
    if issue.file in (program.settings.file, program.settings.changes) and _APART.search(text):
        return True
    columns = {one.header for file, found in program.recognitions for one in found if one.role == "apart"}
    return bool(issue.column) and issue.column in columns


def _table(issues: Sequence[Issue]) -> Markup:
    head = [column("What it is", class_="short"), column("Where"), column("Doubt, and what to do"), column("Code")]
    caption = "1 doubt" if len(issues) == 1 else f"{len(issues)} doubts"
    return table(caption, head, map(_row, issues), id_="doubts-table", class_="doubts", data_find=True)


def _row(issue: Issue) -> Markup:
    tag = element("span", WORDS[issue.severity], class_=f"tag tag-{issue.severity.value}")
    text: list[Child] = [issue.message]
    if issue.hint:
        text += [" ", element("span", issue.hint, class_="hint")]
    rank = ORDER.index(issue.severity)
    return row(head_cell(tag, data_key=rank), cell(issue.place), cell(*text), cell(element("code", issue.code)))


def _counted(issues: Iterable[Issue]) -> Markup:
    """How many there are of each kind; nothing is quoted."""
    number = Counter((ORDER.index(one.severity), one.code) for one in issues)
    head = [column("What it is", class_="short"), column("Code"), column("How many", kind="number", class_="number")]
    rows = []
    for (rank, code), times in sorted(number.items()):
        severity = ORDER[rank]
        tag = element("span", WORDS[severity], class_=f"tag tag-{severity.value}")
        rows.append(row(head_cell(tag, data_key=rank), cell(element("code", code)), cell(str(times), class_="number")))
    note = "Nothing is quoted on a page without names; `python -m pairing check` tells it."
    return table("Doubts by kind", head, rows, id_="doubts-table", note=with_code(note), class_="doubts")


def _set_aside(subject: Subject) -> Markup:
    names = () if subject.program is None else subject.program.set_aside
    if subject.is_redacted:
        return element("p", "1 person." if len(names) == 1 else f"{len(names)} people.")
    return bullets(map(person, names), class_="chips", data_find=True)
