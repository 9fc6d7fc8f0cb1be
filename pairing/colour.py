"""Colour on a terminal, and nowhere else: few colours, for what is to be seen first.

What is data stays what it is wherever a program or a file takes it; a terminal gets the same letters, painted.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

Style = Literal["heading", "bad", "doubt", "good", "quiet"]
Kind = Literal["plain", "markdown", "screen", "diff", "issue", "card"]
"""``markdown`` may be copied from the terminal; ``screen`` is only read there, so its tables are fitted into it."""

_CODES: Mapping[str, str] = {"heading": "1", "bad": "1;31", "doubt": "33", "good": "32", "quiet": "2"}
_OF_SEVERITY: Mapping[str, Style] = {
    "error": "bad",
    "aside": "bad",
    "question": "doubt",
    "warning": "doubt",
    "note": "quiet",
}
# Letters that move the cursor or recolour the screen, whoever wrote them into a sheet; a line break is none of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
_SEVERITY = re.compile(rf"(?:- )?({'|'.join(_OF_SEVERITY)}): ")
_RULE = re.compile(r"\|[-:| ]+\|?\s*")
_NOTHING_LEFT = re.compile(r"\s*(?:unpaired|idle|changed|moved) .*?\s(\d+)(?:\s|$)")
_UNPAIRED = re.compile(r"_[^_|]+_(?= *\|)")


def is_watched(stream: TextIO) -> bool:
    """Whether a terminal is behind it, of whatever kind."""
    try:
        return stream.isatty()
    except ValueError:  # it is closed
        return False


def is_terminal(stream: TextIO) -> bool:
    """Whether a terminal is behind it that can do more than print letters."""
    return is_watched(stream) and os.environ.get("TERM") != "dumb"


def has_colour(stream: TextIO, *, is_data: bool = False) -> bool:
    """Whether a stream is painted.

    A terminal is, unless ``NO_COLOR`` is set to anything or ``TERM`` is ``dumb``. ``FORCE_COLOR`` paints talk, for logs
    that show colours, and never data: what is piped on is to be read by a program.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0") and not is_data:
        return True
    return is_terminal(stream) and _takes_codes(stream)


def columns_of(stream: TextIO) -> int:
    """How many letters a line of a terminal takes; 80 where it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def shown(text: str, stream: TextIO, kind: Kind = "plain", *, is_data: bool = False) -> str:
    """The text as a stream is to get it: as it is, or painted; a terminal never gets a letter that steers it."""
    if is_watched(stream):
        text = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
        if kind == "screen":
            from pairing.narrow import narrowed  # a pipe has no width

            text = narrowed(text, columns_of(stream))
    return painted(text, kind) if has_colour(stream, is_data=is_data) else text


def styled(text: str, style: Style) -> str:
    """A text in a style.

    Examples
    --------
    >>> styled("error", "bad")
    '\\x1b[1;31merror\\x1b[0m'
    """
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else ""


def painted(text: str, kind: Kind = "markdown") -> str:
    """A text of one kind, painted: headings, what is wrong or missing, what is proved, lines of a diff.

    Examples
    --------
    >>> painted("## Left out\\n\\n- Ada\\n")
    '\\x1b[1m## Left out\\x1b[0m\\n\\n- Ada\\n'
    """
    if kind == "plain":
        return text
    if kind == "issue":
        return _issue(text)
    first, *rest = text.split("\n")
    if kind == "card":
        return "\n".join([_card_head(first), *map(_card_line, rest)])
    return "\n".join(map(_diff_line if kind == "diff" else _markdown_line, [first, *rest]))


def _card_head(line: str) -> str:
    """How many pairs, and how far it is proved; or only this."""
    pairs, dash, proof = line.partition(" — ")
    if not dash:  # what `verify` says
        return styled(line, "good" if line.startswith("proved") else "bad")
    is_sure = proof.startswith("proved") and "not be reproducible" not in proof
    return f"{styled(pairs, 'heading')}{dash}{styled(proof, 'good' if is_sure else 'doubt')}"


def _card_line(line: str) -> str:
    """A level of which nothing should be left stands out where something is."""
    found = _NOTHING_LEFT.match(line)
    if found is None or int(found[1]) == 0:
        return line
    return line[: found.start(1)] + styled(found[1], "doubt") + line[found.end(1) :]


def _issue(text: str) -> str:
    """The severity at the beginning, and the code at the end."""
    found = _SEVERITY.match(text)
    if found is None:
        return text
    word, start = found[1], found.start(1)
    body = text[start + len(word) :]
    place = body.rfind(" [")
    if place >= 0 and body.endswith("]"):
        body = body[:place] + styled(body[place:], "quiet")
    return text[:start] + styled(word, _OF_SEVERITY[word]) + body


def _markdown_line(line: str) -> str:
    if line.startswith("#"):
        return styled(line, "heading")
    if line.startswith("|"):
        return styled(line, "quiet") if _RULE.fullmatch(line) else _UNPAIRED.sub(_doubtful, line)
    return _issue(line)


def _doubtful(found: re.Match[str]) -> str:
    return styled(found[0], "doubt")


def _diff_line(line: str) -> str:
    if line.startswith(("+++", "---")):
        return styled(line, "heading")
    style: Style | None = {"+": "good", "-": "bad", "@": "quiet"}.get(line[:1])  # type: ignore[assignment]
    return line if style is None else styled(line, style)


def _takes_codes(stream: TextIO) -> bool:
    """Whether the terminal takes colour codes: all do, but an old console of Windows has to be told first."""
    if sys.platform != "win32":
        return True
    try:  # pragma: no cover - only there
        import ctypes
        import msvcrt

        kernel: Any = ctypes.windll.kernel32
        handle = msvcrt.get_osfhandle(stream.fileno())
        mode = ctypes.c_ulong()
        virtual_terminal = 0x0004  # ENABLE_VIRTUAL_TERMINAL_PROCESSING
        if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            return False
        return bool(mode.value & virtual_terminal or kernel.SetConsoleMode(handle, mode.value | virtual_terminal))
    except Exception:  # whatever such a console lacks, it must not cost the plan
        return False
