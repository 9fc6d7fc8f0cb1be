"""TOML as a coordinator types it: tables with the line of every key, and faults in plain words.

``tomllib`` reads strictly but forgets the lines. They are found again here, in the text that it has accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.names import has_bidi_control

_STRING = r'"(?:[^"\\]|\\.)*"|\'[^\']*\''
_TOKEN = re.compile(rf"\"\"\"|'''|{_STRING}|[\[\]{{}}#]")
_KEY = re.compile(rf"((?:{_STRING}|[^=\"'])+)=")
_CURLY = rf"({_STRING}|#.*)|([“”„‟«»])|([‘’‚‛])"  # only looked for, and compiled, where the text is no TOML
_AT_LINE = r"\(at line (\d+), column \d+\)"

Path = tuple[str | int, ...]

# What tomllib says, and what helps. The first that is found in its message counts.
_CURES = (
    ("Cannot overwrite", "This key stands twice in its section; keep one."),
    ("Cannot declare", "This section stands twice; put its keys under one heading ([[…]] where there may be several)."),
    ("Unescaped '\\'", "In double quotes a backslash has a meaning of its own: write / in file names."),
    ("Invalid hex value", "In double quotes a backslash has a meaning of its own: write / in file names."),
    ("Illegal character", "A text that starts with a quote must end with the same quote on the same line."),
    ("Unterminated string", "A text that starts with a quote must end with the same quote on the same line."),
    ("Expected newline", 'One key a line: key = value. Text stands in straight double quotes: name = "Career Lab".'),
    ("Invalid date", "There is no such day in the calendar; one reads 2027-03-12, without quotes."),
    ("Invalid value", 'Text stands in straight double quotes: name = "Career Lab". Numbers and days: without quotes.'),
    ("Expected '='", 'A line reads key = value; a key with blanks in it stands in quotes: "IST (India)" = "…".'),
    ("Unclosed array", "A list that starts with [ must end with ], with commas between."),
    ("", "A line reads key = value, a section's heading [name] or [[name]]; a comment begins with #."),
)


class TomlText(NamedTuple):
    """Tables, and the line (1-based) on which each key and section stands."""

    tables: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int | None:
        """The line of a key, or of the nearest thing that holds it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None


def parse_toml(raw: bytes, file: str) -> tuple[TomlText, list[Issue]]:
    """Read TOML; issues are faults after which reading could go on (curly quotes).

    Raises
    ------
    InputError
        ``not-utf-8``, ``curly-quotes``, ``bad-toml`` with the line.
    """
    text = _decode(raw, file)
    issues = [
        Issue(
            Severity.ERROR,
            "bidi-control",
            "this line holds an invisible character that turns the direction of writing.",
            "Type the line anew.",
            file=file,
            line=number,
        )
        for number, line in enumerate(text.split("\n"), 1)
        if has_bidi_control(line)
    ]
    try:
        return TomlText(_loads(text, file), _key_lines(text)), issues
    except tomllib.TOMLDecodeError as error:
        curly = list(_curly_quotes(text, file))
        if not curly:
            raise InputError([*issues, _syntax_issue(text, str(error), file)]) from error
        issues += curly
    try:  # as if they were straight, so that the other faults can be told as well
        straight = "\n".join(_straightened(line) for line in text.split("\n"))
        return TomlText(_loads(straight, file), _key_lines(straight)), issues
    except tomllib.TOMLDecodeError:
        raise InputError(issues) from None


def _loads(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:  # of tomllib, which reads brackets within brackets by calling itself
        message, hint = "brackets stand too deep within brackets.", "A list is written [ … ], once."
        raise InputError(Issue(Severity.ERROR, "bad-toml", message, hint, file=file)) from None


def _decode(raw: bytes, file: str) -> str:
    hint = 'Save the file again as "UTF-8".'
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        message = "the file is saved as UTF-16 or is no text at all; settings are UTF-8 text."
        raise InputError(Issue(Severity.ERROR, "not-utf-8", message, hint, file=file, line=1))
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        bad = raw[error.start : error.start + 1]
        message = f"the file is not UTF-8 text: the byte {bad.hex()} ({bad.decode('latin-1')!r} in old encodings)."
        issue = Issue(Severity.ERROR, "not-utf-8", message, hint, file=file, line=line)
        raise InputError(issue) from error


def _curly_quotes(text: str, file: str) -> Iterator[Issue]:
    for number, line in enumerate(text.split("\n"), 1):
        found = next((match.group() for match in re.finditer(_CURLY, line) if match.group(1) is None), None)
        if found is not None:
            yield Issue(
                Severity.ERROR,
                "curly-quotes",
                f"a curly quote ({found}) stands here in place of a straight one.",
                f"Write {_straightened(line).strip()}",
                file=file,
                line=number,
                value=line.strip(),
            )


def _straightened(line: str) -> str:
    """The line with straight quotes; curly single ones are left where double ones enclose them."""
    has_double = any(match.group(2) for match in re.finditer(_CURLY, line))

    def straight(match: re.Match[str]) -> str:
        if match.group(2):
            return '"'
        return "'" if match.group(3) and not has_double else match.group()

    return re.sub(_CURLY, straight, line)


def _syntax_issue(text: str, message: str, file: str) -> Issue:
    lines = text.split("\n")
    at = re.search(_AT_LINE, message)
    number = int(at.group(1)) if at else max(1, len(text.rstrip().split("\n")))
    seen = lines[number - 1].strip()
    cure = next(cure for words, cure in _CURES if words in message)
    return Issue(
        Severity.ERROR,
        "bad-toml",
        f"this line cannot be read: {seen!r} ({message.split(' (at ')[0].replace('date or datetime', 'day')}).",
        cure,
        file=file,
        line=number,
        value=seen,
    )


def _key_lines(text: str) -> dict[Path, int]:
    """Line of every key and section of a text that ``tomllib`` accepts. Keys inside braces have their line's key."""
    lines: dict[Path, int] = {}
    section: Path = ()
    num_tables: dict[Path, int] = {}
    depth, inside = 0, ""  # open brackets; the delimiter of a string over several lines
    for number, line in enumerate(text.split("\n"), 1):
        rest = line.strip()
        if depth == 0 and not inside and rest and not rest.startswith("#"):
            if rest.startswith("["):
                is_list = rest.startswith("[[")
                section = _keys(rest[2 if is_list else 1 :].split("#")[0].rstrip().rstrip("]"))
                if is_list:
                    index = num_tables[section] = num_tables.get(section, -1) + 1
                    lines.setdefault(section, number)
                    section = (*section, index)
                lines.setdefault(section, number)
                continue
            found = _KEY.match(rest)
            if found is None:
                continue
            lines[(*section, *_keys(found.group(1)))] = number
            rest = rest[found.end() :]
        depth, inside = _after(rest, depth, inside)
    return lines


def _keys(text: str) -> Path:
    """``people."Michael X"`` as its parts, read by the same reader."""
    try:
        table: Any = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return (text,)
    path: list[str] = []
    while isinstance(table, dict):
        path += table
        table = table[path[-1]]
    return tuple(path)


def _after(rest: str, depth: int, inside: str) -> tuple[int, str]:
    """How many brackets are open, and inside which long string we are, at the end of the line."""
    position = 0
    while True:
        if inside:
            end = rest.find(inside, position)
            if end < 0:
                return depth, inside
            position, inside = end + 3, ""
        found = _TOKEN.search(rest, position)
        if found is None or found.group() == "#":
            return depth, ""
        position = found.end()
        token = found.group()
        if token in ('"""', "'''"):
            inside = token
        elif token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
