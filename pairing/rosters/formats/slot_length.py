"""How long the slots of a table last, of which only the starts are given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pairing.rosters.formats.shapes import FreeProblem, clock

LONGEST = 60  # minutes between two starts that are taken for the length of a slot; longer ones may be pauses
_HINT = "Say it in the settings, under the section that names the file: slot_minutes = 60."


def slot_length(slots: Sequence[tuple[date | int, int]], stated: int | None) -> tuple[int, str]:
    """The minutes of one slot, and how they are known.

    Parameters
    ----------
    slots
        Day and start, minutes after midnight; none twice.
    stated
        What the settings say, or None: the smallest distance of two starts of one day then, of which every other
        distance is a multiple.

    Raises
    ------
    FreeProblem
        Where the starts do not tell it (``unknown-slot-length``), or those stated overlap (``overlapping-slots``).

    Examples
    --------
    >>> slot_length([(0, 540), (0, 600), (1, 840)], None)
    (60, 'told from the next start')
    """
    starts: dict[date | int, list[int]] = {}
    for day, start in slots:
        starts.setdefault(day, []).append(start)
    gaps = sorted(
        {
            later - start
            for ones in starts.values()
            for start, later in zip(sorted(ones), sorted(ones)[1:], strict=False)
        }
    )
    if stated is not None:
        if gaps and gaps[0] < stated:
            message = f"slot_minutes is {stated}, and slots begin every {gaps[0]} minutes: they would overlap."
            raise FreeProblem("overlapping-slots", message, f"At most slot_minutes = {gaps[0]}.")
        return stated, "slot_minutes in the settings"
    if not gaps:
        raise FreeProblem("unknown-slot-length", "no day has two slots, so that nothing tells how long one is.", _HINT)
    if gaps[0] > LONGEST or any(gap % gaps[0] for gap in gaps):
        seen = ", ".join(clock(start) for start in sorted(next(iter(starts.values())))[:6])
        message = f"the slots begin at uneven times ({seen} …), so that nothing tells how long one is."
        raise FreeProblem("unknown-slot-length", message, _HINT)
    return gaps[0], "told from the next start"
