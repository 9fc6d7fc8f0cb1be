"""A time zone in the question itself: "When are you free? (Pacific Time)" may mean one clock for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pairing.model.names import text_key
from pairing.rosters.zones import names_zone

_IN_ROUND = re.compile(r"\(([^()]*)\)")
_AFTER = re.compile(r"[?:\n]([^\[\]()]+)")
_LEADING = re.compile(
    r"^(?:(?:please|all|the|these|give|enter|times?|hours?|slots?|are|is|given|listed|shown|in|on|use|using)\b"
    r"|[\s,:=-])*"
)
_MOST_WORDS = 5
_EVERYBODYS_OWN = frozenset("your own my local optional choose select required you".split())  # noqa: SIM905


def zone_in_headers(headers: Sequence[str], zones: Mapping[str, str]) -> tuple[str, str] | None:
    """The header that names a time zone, and the words it names it by; None where none does.

    Parameters
    ----------
    headers
        Those of the free times.
    zones
        What the settings say that texts mean.

    Examples
    --------
    >>> zone_in_headers(["When are you free? (all times in PT) [Monday]"], {})
    ('When are you free? (all times in PT) [Monday]', 'pt')
    >>> zone_in_headers(["When are you free? (your own time) [Monday]"], {}) is None
    True
    """
    for header in headers:
        for words in _explanations(header):
            if (
                len(words.split()) <= _MOST_WORDS
                and _EVERYBODYS_OWN.isdisjoint(words.split())
                and names_zone(words, zones)
            ):
                return header, words
    return None


def _explanations(header: str) -> Iterator[str]:
    """What stands in round brackets, or behind the question, without the words that lead up to a zone."""
    for text in (*_IN_ROUND.findall(header), *_AFTER.findall(header)):
        for piece in (text, *re.split(r"[,;.]", text)):
            bare = _LEADING.sub("", text_key(piece))
            if bare:
                yield bare
