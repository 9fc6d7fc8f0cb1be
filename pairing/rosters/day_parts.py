"""The hours that the settings give to a named part of the day, such as ``Morning``."""

from __future__ import annotations

import re

from pairing.rosters.free_tokens import shown
from pairing.rosters.freetime import HoursProblem, read_hours

_LONE_HOUR = re.compile(r"(?<![0-9:])(?=[0-9]:)")


def read_part_hours(text: str) -> tuple[int, int]:
    """The hours of one part of the day, as the settings give them.

    Parameters
    ----------
    text
        One range, such as ``9:00-12:00`` (on the 24-hour clock, where no am or pm stands), ``6pm - 10pm`` or
        ``22:00-02:00``.

    Returns
    -------
    (start, end), minutes after midnight
        ``end`` is past 1440 where the range goes over midnight.

    Raises
    ------
    HoursProblem
        When it is no range, or several.

    Examples
    --------
    >>> read_part_hours("18:00-22:00")
    (1080, 1320)
    """
    # Settings speak of the 24-hour clock where no am or pm is written.
    padded = text if "m" in text.casefold() else _LONE_HOUR.sub("0", text)
    try:
        ranges = read_hours(padded)
    except HoursProblem as problem:
        raise HoursProblem(problem.message.replace(shown(padded), shown(text), 1), problem.hint) from None
    if len(ranges) != 1:
        raise HoursProblem(f"{shown(text)}: a part of the day is one range of hours.", 'Write it like "18:00-22:00".')
    return ranges[0]
