"""The questions of a form's grids, and whether a question asks for free time and for nothing else.

Hours that somebody is busy look in every cell like hours that he is free, so a question is taken only by its words:
it must ask for free time, say nothing else, and hold no refusal, in brackets neither.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from pairing.model.names import text_key
from pairing.rosters.header_words import BESIDE, FILLER, NEVER_FREE, core_and_rest, word_set, words_of
from pairing.rosters.polls import GridProblem, read_grid_header, split_grid_header

_FREE = word_set("free available availability availabilities")
_TIMES = word_set("when time times hour hours slot slots day days window windows")
_FITS = word_set("suit suits best good ok okay convenient possible")
_DONE = word_set("do make take interview mentor join attend talk call chat")
_FIT_PHRASES = tuple(
    f" {words} "
    for words in (
        *("work for", "works for", "work best", "works best", "work well", "works well", "that work", "have time"),
        *("times work", "hours work", "slots work", "days work", "would work", "could work", "can work for"),
    )
)


@dataclass(slots=True)
class Stem:
    """The columns under one question of a grid: those that name a day, and those of other brackets."""

    question: str
    days: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    has_day: bool = False  # one that can be read, not only looks like one


def stems_of(header: Sequence[str], taken: Container[int]) -> list[Stem]:
    """The questions of the sheet's grids, in the order of the sheet."""
    found: dict[str, Stem] = {}
    for index, text in enumerate(header):
        parts = split_grid_header(text)
        if parts is None or index in taken:
            continue
        stem = found.setdefault(text_key(parts[0]), Stem(parts[0]))
        try:
            is_day = read_grid_header(text) is not None
            stem.has_day |= is_day
        except GridProblem:
            is_day = True  # whoever reads the day raises it again, if this is the grid that counts
        (stem.days if is_day else stem.others).append(index)
    return list(found.values())


def asks_free_time(question: str) -> bool:
    """Whether a question asks when somebody is free. One of no words, or only "When?", asks nothing else.

    >>> asks_free_time("When could you meet?"), asks_free_time("When can you not meet?"), asks_free_time("Lunch on")
    (True, False, False)
    """
    core, rest = core_and_rest(question)
    in_order = words_of(core)
    words = frozenset(in_order) - FILLER
    if not (words <= BESIDE["free"] and NEVER_FREE.isdisjoint(words_of(rest))):
        return False
    if set(in_order) <= {"when"}:
        return FILLER | BESIDE["free"] >= set(words_of(rest))
    can = not {"can", "could"}.isdisjoint(in_order)
    if words & _FREE or (words & _TIMES and (words & _FITS or (can and words & _DONE))):
        return True
    if "meet" in words:  # not "when do you meet your mentor?": that is settled, and no free time
        return can or {"do", "will", "are", "is", "we"}.isdisjoint(in_order)
    sentence = f" {' '.join(in_order)} "
    return " you work " not in sentence and any(phrase in sentence for phrase in _FIT_PHRASES)
