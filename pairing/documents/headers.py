"""Which column of a table holds the participants and which the mentors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pairing.model.names import did_you_mean, text_key

PARTICIPANT_WORDS = frozenset(
    ("collabie", "participant", "student", "mentee", "candidate", "applicant", "interviewee", "learner")
)
NAME_WORDS = frozenset(("name", "who"))  # a participant, where no column says so more clearly
MENTOR_WORDS = frozenset(("mentor", "interviewer", "reviewer", "coach", "tutor", "adviser", "advisor", "supervisor"))


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
