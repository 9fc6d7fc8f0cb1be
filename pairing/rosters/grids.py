"""Which columns are the grid of free times: those under a question that asks for free time, and under no other.

Hours that somebody is busy look in every cell like hours that he is free, so a question is taken only by its words:
it must ask for free time, say nothing else, and hold no refusal, in brackets neither.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, text_key
from pairing.rosters.header_issues import Place, two_columns
from pairing.rosters.header_words import BESIDE, FILLER, NEVER_FREE, core_and_rest, listing, word_set, words_of
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


def choose_grid(
    header: Sequence[str],
    stems: Sequence[Stem],
    wanted: str | None,
    place: Place,
    issues: list[Issue],
    fault: Severity = Severity.ERROR,
) -> tuple[int, ...]:
    """The columns of the one grid that asks for free time; ``fault``: how severe it is that none can be told."""
    grids = [stem for stem in stems if stem.has_day or (stem.days and asks_free_time(stem.question))]
    if wanted is not None:
        chosen = [stem for stem in stems if stem.days and text_key(stem.question) == text_key(wanted)]
        if wanted.strip() and not chosen:
            questions = [stem.question for stem in grids]
            hint = did_you_mean(wanted, questions) or f"Grids of days in the sheet: {listing(questions) or 'none'}."
            message = f"the settings name the grid {wanted!r} for free; the sheet has none of that question."
            issues.append(place(Severity.ERROR, "unknown-header", message, hint, wanted))
    else:
        chosen = [stem for stem in grids if asks_free_time(stem.question)]
        if len(chosen) > 1:
            issues.append(two_columns(place, "free", [stem.question for stem in chosen], fault))
            return ()
        if not chosen and grids:
            issues.append(_unsure(place, [stem.question for stem in grids], fault))
        elif not grids:
            _no_grid(header, place, issues)
    for stem in chosen:
        for index in stem.others:
            message = f"{header[index]!r} stands among the free times and names no day; its hours are not read."
            hint = 'Name the day in the brackets, like "[Fri, Mar 12]".'
            issues.append(place(Severity.WARNING, "no-day", message, hint, header[index]))
    return tuple(index for stem in chosen for index in stem.days)


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


def _unsure(place: Place, questions: Sequence[str], fault: Severity) -> Issue:
    """Grids of days, none of which asks for free time: what they hold may be the very opposite."""
    one = questions[0]
    refusing = [text for text in questions if not NEVER_FREE.isdisjoint(words_of(text))]
    if refusing:
        message = f"{listing(refusing)} may ask when people are not free: its hours are not read as free times."
    else:
        message = f"{listing(questions)} is a grid of days and does not clearly ask for free times: it is not read."
    hint = f'If its hours are free times, say it in the settings: headers = {{ free = "{one}" }}; if not: free = "".'
    return place(fault, "unsure-grid", message, hint, one)


def _no_grid(header: Sequence[str], place: Place, issues: list[Issue]) -> None:
    """Free times that are asked for in another way than by a grid of days: said, not dropped."""
    asking = [text for text in header if words_of(core_and_rest(text)[0]) and asks_free_time(text)]
    if asking:
        message = f"free times are not read from {listing(asking)}."
        hint = 'They are read from one column a day, named like "When are you free? [Fri, Mar 12]".'
        issues.append(place(Severity.WARNING, "unsure-column", message, hint, asking[0]))
