"""When two texts mean the same person, track or session, and when they only look alike.

A name is kept as it was written; people are compared by ``name_key``. Alike is never the same: near misses are
suggested to the coordinator and never joined.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

_PRONOUN = r"(?:he|him|his|she|her|hers|they|them|theirs|ze|zir|hir|xe|xem|it|its|any|all|ask|ella|él|elle|il|sie|er)"
_PRONOUNS_IN_BRACKETS = rf"(?i)[(\[]\s*({_PRONOUN}(?:\s*[/,|&]\s*{_PRONOUN}|\s+pronouns)*)\s*[)\]]"
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])  # soft hyphen, zero-width space, joiner, BOM
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "ß": "ss", "ı": "i", "ł": "l"}
)


@lru_cache(maxsize=8192)
def text_key(text: str) -> str:
    """The form in which two texts are compared: NFKC, case and blanks aside, invisible characters dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def value_key(text: str) -> str:
    """The form in which two answers are compared: ``text_key``, straight apostrophes, no full stop at the end."""
    return text_key(text).replace("’", "'").rstrip(" .!")


def split_pronouns(text: str) -> tuple[str, str]:
    """Take pronouns in brackets out of a name: ``"Ada Quill (she/her)"`` gives ``("Ada Quill", "she/her")``."""
    has_brackets = "(" in text or "[" in text  # in most names there are none, and the pattern need not be compiled
    found = re.search(_PRONOUNS_IN_BRACKETS, text) if has_brackets else None
    if found is None:
        return " ".join(text.split()), ""
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split()), found.group(1).strip()


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """The form in which two people's names are compared: ``text_key`` without pronouns in brackets."""
    return text_key(split_pronouns(text)[0])


def short_code(text: str, *, key: str = "") -> str:
    """A short code that stands for an id in public: 10 hexadecimal digits, keyed, no address can be read from it."""
    return blake2b(text.encode(), key=key.encode()[:64], digest_size=5, person=b"pairing code").hexdigest()


def shown_id(identity: str, key: str) -> str:
    """An id as tables show it: itself, but of an e-mail address the short code that a plan's JSON has (by ``key``)."""
    return short_code(identity, key=key) if "@" in identity else identity


def told_apart(named: Iterable[tuple[str, str]], key: str) -> Mapping[str, str]:
    """Everybody's name by id, from (id, name); with the id behind it (``shown_id``) where several have the name.

    >>> told_apart([("g1", "Gus"), ("g2", "Gus"), ("ada", "Ada")], "7")
    {'g1': 'Gus (g1)', 'g2': 'Gus (g2)', 'ada': 'Ada'}
    """
    people = dict(named)
    times: dict[str, int] = {}
    for name in people.values():
        times[name] = times.get(name, 0) + 1
    return {one: name if times[name] == 1 else f"{name} ({shown_id(one, key)})" for one, name in people.items()}


def has_bidi_control(text: str) -> bool:
    """Whether the text holds a character that turns the direction of writing, so that it reads as another one."""
    return not _BIDI.isdisjoint(text)


def near_misses(text: str, candidates: Iterable[str], *, most: int = 3, least: float = 0.75) -> list[str]:
    """The candidates that look like ``text`` (``Mueller`` for ``Müller``), nearest first, at most ``most``.

    Candidates come back as they were given; equal ones (by ``text_key``) are included. ``least`` is how much of the
    letters must be the same (difflib's ratio).
    """
    from difflib import SequenceMatcher  # only for messages: keeps it out of the path of a plan without faults

    wanted = _alike(text)
    scored = []
    for candidate in dict.fromkeys(candidates):
        ratio = SequenceMatcher(None, wanted, _alike(candidate)).ratio()
        if ratio >= least:
            scored.append((-ratio, candidate))
    return [candidate for _, candidate in sorted(scored)[:most]]


def did_you_mean(text: str, candidates: Iterable[str]) -> str:
    """``Did you mean 'Ada Quill'?`` with the near misses, or ""."""
    near = near_misses(text, candidates)
    return f"Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""


def did_you_mean_person(text: str, names: Iterable[str]) -> str:
    """The same for names of people, of which a part may be given: ``Ada``, ``ada q``; at most six are told."""
    known = list(dict.fromkeys(names))
    near = near_misses(text, known)
    if not near:
        parts = _alike(text).split()
        near = [one for one in known if parts and _begin(parts, _alike(one).split())][:6]
    return f"Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""


def _begin(parts: list[str], words: list[str]) -> bool:
    """Whether each part begins a word of its own."""
    left = list(words)
    for part in parts:
        found = next((word for word in left if word.startswith(part)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _alike(text: str) -> str:
    folded = text_key(text).translate(_GERMAN)
    return "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
