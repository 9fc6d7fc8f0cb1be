"""Which columns of a table hold the participants, and which the mentors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pairing.model.names import did_you_mean, text_key

Columns = tuple[int, ...]
"""Places in a header row: the participant's and the mentor's column; of peers every column that names one of them."""

TIME = "Time"  # the column of the times that we set
PARTICIPANT_WORDS = frozenset(
    ("collabie", "participant", "student", "mentee", "candidate", "applicant", "interviewee", "learner")
)
NAME_WORDS = frozenset(("name", "who"))  # a participant, where no column says so more clearly
MENTOR_WORDS = frozenset(("mentor", "interviewer", "reviewer", "coach", "tutor", "adviser", "advisor", "supervisor"))
PEER_WORDS = frozenset(("partner", "peer", "buddy", "buddie", "member", "person", "people"))
# fmt: off
_ABOUT_WORDS = frozenset((  # a column about a person is not the one that names him
    "region", "zone", "time", "track", "email", "mail", "address", "contact", "phone", "note", "remark", "comment",
    "link", "slack", "location", "country", "city", "availability", "room", "place", "date", "day", "status",
))
# fmt: on


def without_time(header: Sequence[str] | None) -> Sequence[str] | None:
    """A table's header without the column `Time`, which comes by itself where it is not there yet."""
    if header is None:
        return None
    return (*header[:2], *(cell for cell in header[2:] if text_key(cell) != text_key(TIME)))


def pair_columns(cells: Sequence[str], header: Sequence[str] | None) -> tuple[int, int] | str:
    """The places of the participant's and the mentor's column in a header row, or why they are not to be had.

    Parameters
    ----------
    cells
        The header row, as text.
    header
        The session's columns, the participant's first and the mentor's second; further ones only have to be there.
        They are compared by ``text_key`` and may stand in any order. None: the columns are known by words such as
        ``Collabie`` and ``Interviewer``.

    Examples
    --------
    >>> pair_columns(["Technical Interviewer", "Collabie"], None)
    (1, 0)
    >>> pair_columns(["Collabie", "Room"], None)
    'no column reads like a mentor'
    """
    if header is None:
        return _by_words(cells)
    keys = [text_key(cell) for cell in cells]
    found = []
    for wanted in header:
        places = [place for place, key in enumerate(keys) if key == text_key(wanted)]
        if not places:
            near = did_you_mean(wanted, cells)
            return f"it has no column {wanted!r}{f' ({near})' if near else ''}"
        if len(places) > 1:
            return f"{len(places)} of its columns are called {wanted!r}"
        found.append(places[0])
    return found[0], found[1]


def _by_words(cells: Sequence[str]) -> tuple[int, int] | str:
    words = [_words(cell) for cell in cells]
    mentors = [place for place, has in enumerate(words) if has & MENTOR_WORDS and not has & PARTICIPANT_WORDS]
    participants = [place for place, has in enumerate(words) if has & PARTICIPANT_WORDS and not has & MENTOR_WORDS]
    if not participants:
        participants = [place for place, has in enumerate(words) if has & NAME_WORDS and place not in mentors]
    for people, what in ((participants, "participant"), (mentors, "mentor")):
        if not people:
            return f"no column reads like a {what}"
        if len(people) > 1:
            return f"{len(people)} columns read like a {what} ({', '.join(repr(cells[place]) for place in people)})"
    return participants[0], mentors[0]


def _words(cell: str) -> frozenset[str]:
    """The words of a header, each with and without the ending of several."""
    words = re.findall(r"\w+", text_key(cell))
    return frozenset(form for word in words for form in (word, word.removesuffix("s"), word.removesuffix("es")))


# --- peers ------------------------------------------------------------------------------------------------------


def columns_of(cells: Sequence[str], header: Sequence[str] | None, kind: str) -> Columns | str:
    """``pair_columns`` for a session of mentors, ``peer_columns`` for one of peers (``kind``: as in ``Session``)."""
    return peer_columns(cells, header) if kind == "peers" else pair_columns(cells, header)


def peer_columns(cells: Sequence[str], header: Sequence[str] | None) -> Columns | str:
    """The places of the columns that name peers, from left to right, or why they are not to be had.

    Parameters
    ----------
    cells
        The header row, as text.
    header
        The session's columns, each of which names one of the group. A further column whose header is like one of
        them, but for digits, case and a letter that stands alone, belongs to them: a trio may have needed it. None:
        known by words such as ``Collabie`` and ``Practice partner``, else by being alike.

    Examples
    --------
    >>> peer_columns(["Collabie 1", "Region", "Collabie 2"], None)
    (0, 2)
    >>> peer_columns(["Collabie", "Practice partner", "Practice partner"], ["Collabie", "Practice partner"])
    (0, 1, 2)
    >>> peer_columns(["Collabie", "Room"], None)
    'fewer than two columns read like a participant or partner, or are alike'
    """
    if header is not None:
        keys = {text_key(cell) for cell in cells}
        for wanted in header:
            if text_key(wanted) not in keys:
                near = did_you_mean(wanted, cells)
                return f"it has no column {wanted!r}{f' ({near})' if near else ''}"
        alike = {_like_key(wanted) for wanted in header}
        return tuple(place for place, cell in enumerate(cells) if _like_key(cell) in alike)
    by_words = peers_by_words(cells)
    if by_words:
        return by_words
    places_by_key: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if _like_key(cell) and not _words(cell) & MENTOR_WORDS:
            places_by_key.setdefault(_like_key(cell), []).append(place)
    several = [places for places in places_by_key.values() if len(places) > 1]
    if len(several) > 1:
        return f"{len(several)} sorts of its columns are alike"
    return tuple(several[0]) if several else "fewer than two columns read like a participant or partner, or are alike"


def peers_by_words(cells: Sequence[str]) -> Columns:
    """The columns that read like a participant or a partner; empty when they are fewer than two."""
    words = [_words(cell) for cell in cells]
    found = [
        place
        for place, has in enumerate(words)
        if has & (PEER_WORDS | PARTICIPANT_WORDS)
        and not has & _ABOUT_WORDS
        and (has & PEER_WORDS or not has & MENTOR_WORDS)
    ]
    if len(found) == 1 and words[found[0]] & PEER_WORDS:
        named = [place for place, has in enumerate(words) if has & NAME_WORDS and place not in found]
        found = sorted(found + named) if len(named) == 1 else found
    return tuple(found) if len(found) > 1 else ()


def next_title(title: str) -> str:
    """The header of one column more: ``Collabie 2`` gives ``Collabie 3``, ``Partner B`` ``Partner C``.

    A title without number or letter is repeated.
    """
    numbers = list(re.finditer(r"\d+", title))
    if numbers:
        last = numbers[-1]
        return f"{title[: last.start()]}{int(last.group()) + 1}{title[last.end() :]}"
    letter = re.search(r"(?<=\s)[A-Ya-y]$", title)
    return title if letter is None else f"{title[: letter.start()]}{chr(ord(letter.group()) + 1)}"


def _like_key(cell: str) -> str:
    """The form in which like headers are equal: without digits, signs and single letters."""
    return " ".join(re.findall(r"[^\W\d_]{2,}", text_key(cell)))
