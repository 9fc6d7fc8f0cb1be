"""The colours of the pictures, and the marks that say the same without them.

Okabe and Ito (2008): they stay apart for protanopes and deuteranopes too. A test simulates both (Machado et al. 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.reasons.meeting_grid import CHOSEN, ELSEWHERE, HELD, POSSIBLE, Category

BLACK, WHITE, PALE, GREY, LINE = "#000000", "#FFFFFF", "#F7F7F7", "#555555", "#B0B0B0"
BLUE, SKY, ORANGE = "#0072B2", "#56B4E9", "#E69F00"
GREEN, YELLOW, PURPLE, VERMILION = "#009E73", "#F0E442", "#CC79A7", "#D55E00"
OF_RULES = (SKY, ORANGE, PURPLE, YELLOW, VERMILION, GREEN)
OF_SESSIONS = (SKY, ORANGE, GREEN, PURPLE, YELLOW, BLUE, VERMILION)
MARKS_OF_RULES = (".", "x", "+", "_", "^", "|", "*", "v", "1", "2", "3")  # as many as no multiple of the colours
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "oo", "++")  # likewise


class Style(NamedTuple):
    """How a kind of cell, bar or block looks: its fill, and the mark or hatch upon it ("" for none)."""

    colour: str
    mark: str = ""
    ink: str = BLACK


_OF_KINDS = {
    CHOSEN: Style(BLACK, "o", WHITE),
    HELD: Style(BLUE, "D", WHITE),
    POSSIBLE: Style(PALE),
    ELSEWHERE: Style(GREY, "s", WHITE),
}


def category_styles(categories: Sequence[Category]) -> tuple[Style, ...]:
    """The style of each category of a grid; one of its own for up to 66 rules."""
    found = []
    rules = 0
    for one in categories:
        style = _OF_KINDS.get(one.kind)
        if style is None:
            style = Style(OF_RULES[rules % len(OF_RULES)], MARKS_OF_RULES[rules % len(MARKS_OF_RULES)])
            rules += 1
        found.append(style)
    return tuple(found)


def session_style(number: int) -> Style:
    """The style of the session of that number; the mark is a hatch. One of its own for up to 56 sessions."""
    return Style(OF_SESSIONS[number % len(OF_SESSIONS)], HATCHES[number % len(HATCHES)])
