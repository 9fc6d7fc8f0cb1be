"""How many places a mentor offers, from what people write: a number, a number in words, or no limit."""

from __future__ import annotations

import re

from pairing.model.names import text_key

MOST = 9999  # more than any programme has places: a slip of the hand, or no limit meant
_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NO_LIMIT = frozenset(
    [
        *("no limit", "no limits", "unlimited", "any number", "no maximum", "no max", "∞"),
        *(f"as many as {end}" for end in ("you need", "you like", "you want", "needed", "necessary", "possible")),
        *("as many as it takes", "as many as are needed", "however many you need", "as many as i can get"),
    ]
)
_NUMBER = (
    rf"(?:up to |max(?:imum)?(?: of)?[.:]? |at most |no more than )?(\d+(?:\.0+)?|{'|'.join(_NUMBERS)})"
    r"(?: (?:max(?:imum)?|at most|people|persons?|collabies?|mentees?|participants?|students?|in total|total))*"
)


class CapacityProblem(Exception):  # noqa: N818  (a doubt about one cell, which becomes an Issue; no error of a program)
    """A capacity that cannot be read; ``message`` and ``hint`` are for the coordinator."""

    def __init__(self, message: str, hint: str):
        super().__init__(message)
        self.message, self.hint = message, hint


def read_capacity(text: str) -> int | None:
    """The places offered, 0 or more; None is no limit.

    Raises
    ------
    CapacityProblem
        For everything that is not clearly one number: ``a few``, ``1-2``, ``2.5``, ``-1``.

    Examples
    --------
    >>> read_capacity("4"), read_capacity("up to three"), read_capacity("2.0"), read_capacity("as many as you need")
    (4, 3, 2, None)
    """
    key = text_key(text).rstrip(".!").strip()
    if key in _NO_LIMIT:
        return None
    if len(key) <= 3 and key.isascii() and key.isdecimal():
        return int(key)  # as most are: the pattern need not be compiled
    found = re.fullmatch(_NUMBER, key)
    if found is None:
        raise CapacityProblem(f"{text.strip()!r} is no number of places.", 'Write one whole number, or "no limit".')
    number = found.group(1)
    value = _NUMBERS.index(number) if number in _NUMBERS else int(number.partition(".")[0])
    if value > MOST:
        raise CapacityProblem(f"{text.strip()!r} is more than there can be.", 'If that is meant, write "no limit".')
    return value
