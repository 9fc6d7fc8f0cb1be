"""A text about free time cut into tokens, and the trouble that reading them may meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pairing.model.names import text_key

CLOCK_HINT = 'Write times such as "6pm - 8pm" or "18:00 - 20:00".'
DASHES = "-‐‑‒–—−"
_MOST_AHEAD = 16  # tokens
Parts = tuple[tuple[str, tuple[int, int]], ...]  # the hours that names of a part of the day mean, by text_key, sorted

_TOKEN = (
    rf"(?P<iso>[0-9]{{4}}[{DASHES}][0-9]{{1,2}}[{DASHES}][0-9]{{1,2}})(?![0-9])"
    rf"|(?P<numbers>[0-9]{{1,4}}/[0-9]{{1,4}}(?:/[0-9]{{1,4}})?|[0-9]{{1,2}}\.[0-9]{{1,2}}\.(?:[0-9]{{2,4}})?"
    rf"|[0-9]{{1,2}}[{DASHES}][0-9]{{1,2}}[{DASHES}][0-9]{{2,4}})(?![0-9:])"
    rf"|(?P<offset>(?:utc|gmt) ?[+{DASHES}] ?[0-9]{{1,2}}(?:[:.]?[0-9]{{2}})?)(?![0-9:])"
    r"|(?P<ordinal>[0-9]{1,2}(?:st|nd|rd|th)(?![^\W_])|[0-9]{1,2}\.(?= ?[^\W\d_]{3}))"
    r"|(?P<number>[0-9]{1,2}[:.][0-9]{2}(?::00)?|[0-9]{1,2}h(?:[0-9]{2})?|[0-9]{1,4})(?![0-9]|:[0-9])"
    r"|(?P<half>(?:[ap]\.m\.?|[ap]m?)(?![^\W_]))|(?P<word>[^\W\d]+(?:['’][^\W\d]+)*\.?)"
    rf"|(?P<bracket>\([^()]*\))|(?P<sign>[{DASHES},;&/:+\n])|(?P<other>\S)"
)
_SAME = {"to": "-", "till": "-", "til": "-", "until": "-", "through": "-", "thru": "-", "and": ","}


class Trouble(ValueError):  # noqa: N818  (made into a question for the coordinator by who knows the whole text)
    """What is wrong in a text, and the cure."""

    def __init__(self, what: str, hint: str = CLOCK_HINT, code: str = "unreadable-hours"):
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.code = code


class Token(NamedTuple):
    """A piece of the text; ``kind`` is a group of ``_TOKEN``, part, a sign (``-`` for all dashes) or end."""

    kind: str
    text: str
    start: int
    end: int


class Stream:
    """The tokens of a text and how far they are read; nobody reads on behind its end."""

    def __init__(self, key: str, parts: Parts = (), written: str = ""):
        self.key = key
        self.written = written if len(written) == len(key) else key  # the same with its capitals, for messages
        self.parts = dict(parts)
        self.tokens = tokenize(key, parts)
        self.at = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def peek(self, ahead: int) -> Token:
        """The token so many places further on, at most twelve; the end where there is none."""
        return self.tokens[self.at + ahead]

    def between(self, first: int, last: int) -> str:
        """The text of the tokens from ``first`` to before ``last``, as it was written."""
        return self.written[self.tokens[first].start : self.tokens[last - 1].end]

    def take(self, *kinds: str) -> bool:
        """Whether the next token is of one of these kinds; it is read then."""
        found = self.next.kind in kinds
        self.at += found
        return found

    def take_words(self, *words: str) -> bool:
        """Whether these words come next (dashes between them aside); they are read then."""
        at = self.at
        for index, word in enumerate(words):
            if index and self.next.kind == "-" and self.next.text in DASHES:
                self.at += 1
            if self.next.text != word or self.next.kind == "part":
                self.at = at
                return False
            self.at += 1
        return True


def tokenize(key: str, parts: Parts = ()) -> list[Token]:
    """The tokens of a text in lower case; ends come last, enough to look ahead. Linear in the text's length."""
    tokens: list[Token] = []
    at, pattern = 0, _pattern(tuple(name for name, _ in parts))
    while found := pattern.match(key, at):
        kind, at = found.lastgroup or "other", found.end()
        start, end = found.span(kind)
        if kind == "other":
            end = at = start + len(key[start : start + 60].split()[0])
        text = key[start:end]
        if kind == "word":
            text = text.rstrip(".")
            kind = _SAME.get(text, kind)
        elif kind == "sign":
            kind = "-" if text in DASHES else {"&": ",", "\n": ";"}.get(text, text)
        tokens.append(Token(kind, text, start, end))
    return [*tokens, *[Token("end", "", len(key), len(key))] * _MOST_AHEAD]


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(name.removesuffix("s")) + "s?" for name in sorted(names, key=len)[::-1])
    part = rf"(?P<part>(?<![^\W\d_])(?:{either})(?![^\W\d_]))|" if names else ""
    return re.compile(rf"[^\S\n]*(?:{part}{_TOKEN})")


def part_hours(stream: Stream, token: Token) -> tuple[int, int]:
    """The hours that a token of the kind part means, be it written with an s or without."""
    singular = token.text.removesuffix("s")
    return next(stream.parts[name] for name in (token.text, singular, singular + "s") if name in stream.parts)


def parts_key(parts: Mapping[str, tuple[int, int]] | Iterable[tuple[str, tuple[int, int]]]) -> Parts:
    """Named parts of the day in the form in which texts are compared, hashable, in a settled order."""
    items = parts.items() if isinstance(parts, Mapping) else parts
    return tuple(sorted((text_key(name), (hours[0], hours[1])) for name, hours in items if text_key(name)))


def shown(text: str) -> str:
    """A text as a message quotes it: on one line, at most 60 characters."""
    flat = " ".join(text[:400].split())
    return repr(flat if len(flat) <= 60 else flat[:57] + "…")


def listed(words: Sequence[str], word: str = "and") -> str:
    """``a, b and c``."""
    return f" {word} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
