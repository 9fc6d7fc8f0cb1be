"""What a sheet came to: its people, and everything that was doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from pairing.errors import Issues
from pairing.model.names import text_key
from pairing.model.people import Mentor, Participant
from pairing.rosters.columns import Recognition
from pairing.tables import WHOLE, columns, frame, html_line, html_table, page

if TYPE_CHECKING:
    import pandas

P = TypeVar("P", Participant, Mentor)

_NOBODY = frozenset(
    [
        *("", "-", "--", "–", "—", "no", "none", "n/a", "na", "nobody", "no one", "noone", "nope", "nil", "not really"),
        *(
            "no thanks",
            "no thank you",
            "thanks",
            "thank you",
            "nobody in particular",
            "no one in particular",
            "nothing",
        ),
    ]
)


_COLUMNS = columns("name sessions tracks zone free_times capacity", free_times=WHOLE, capacity=WHOLE)


@dataclass(frozen=True, slots=True)
class Roster(Generic[P]):
    """The people of one sheet.

    Parameters
    ----------
    people
        In the order of the sheet; those who answered twice once.
    issues
        Every doubt, with its place.
    recognitions
        What each column was taken for.
    set_aside
        Names of the people whose row has a fault (``line 12`` where there is no name); they are not in ``people``.
    sessions_named
        The sessions that the cells name, in the order of the form.
    file
        What the sheet is called.
    lines
        By id: the line on which the person's answer stands.
    """

    people: tuple[P, ...]
    issues: Issues
    recognitions: tuple[Recognition, ...]
    set_aside: tuple[str, ...]
    sessions_named: tuple[str, ...]
    file: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "issues", Issues(self.issues))

    def __repr__(self) -> str:
        aside = f", set aside: {len(self.set_aside)}" if self.set_aside else ""
        return f"Roster({self.file!r}, people: {len(self.people)}{aside}, issues: {len(self.issues)})"

    def to_frame(self) -> pandas.DataFrame:
        """The people as they were understood, in the order of the sheet, without addresses and private wishes.

        Columns: name, sessions ("" means all), tracks, zone, free_times (how many stretches), and capacity, which
        Collabies have not, and mentors without a limit neither.
        """
        return frame(_COLUMNS, self._rows())

    def _repr_html_(self) -> str:
        heads = [column.name.replace("_", " ") for column in _COLUMNS]
        return page(html_line(repr(self), tag="strong"), html_table(heads, self._rows()), self.issues._repr_html_())

    def _rows(self) -> Iterator[Sequence[object]]:
        for one in self.people:
            free = None if one.free is None else len(one.free)
            capacity = one.capacity if isinstance(one, Mentor) else None
            yield one.name, ", ".join(one.sessions or ()), ", ".join(one.tracks), one.zone, free, capacity

    def column(self, role: str) -> str:
        """The header of the column of that role, or ""."""
        return next((one.header for one in self.recognitions if one.role == role), "")


def split_names(cell: str, *, at: str = ", ", drop_nobody: bool = False) -> tuple[str, ...]:
    """The parts of a cell as they were written: cut at ``;``, at line breaks, and at ``at``.

    ``at``: ``", "`` (a comma without a blank belongs to the name), ``","``, or ``",&"`` (at ``and`` as well).
    ``drop_nobody``: answers such as ``none`` name nobody.

    >>> split_names("Review; Interview, technical")
    ('Review', 'Interview', 'technical')
    """
    if drop_nobody and text_key(cell).strip(" .!") in _NOBODY:
        return ()
    pattern = {", ": r",\s|,$|[;\n]", ",": r"[,;\n]", ",&": r"[,;\n&]|\sand\s"}[at]
    parts = dict.fromkeys(" ".join(part.split()) for part in re.split(pattern, cell))
    return tuple(part for part in parts if part and not (drop_nobody and text_key(part).strip(" .!") in _NOBODY))
