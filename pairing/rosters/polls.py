"""Grids of free time as forms export them: a column for each day, in whose cells the free hours stand.

The header ends with the day in square brackets: ``When are you free? (your own time) [Fri, Mar 12]``.
"""

from __future__ import annotations

from pairing.model.names import text_key
from pairing.rosters.days import GridDay, GridProblem, read_day_word

__all__ = ["GridDay", "GridProblem", "read_grid_header", "split_grid_header"]

_FILLERS = frozenset(["the", "of", "on"])


def split_grid_header(header: str) -> tuple[str, str] | None:
    """The question and what stands in the square brackets at its end; None where there are none.

    Examples
    --------
    >>> split_grid_header("When are you free? [Fri, Mar 12]")
    ('When are you free?', 'Fri, Mar 12')
    """
    question, bracket, inside = header.strip().rpartition("[")
    if not bracket or not inside.endswith("]") or not inside[:-1].strip():
        return None
    return question.strip(), inside[:-1].strip()


def read_grid_header(header: str) -> GridDay | None:
    """The day that a column of a grid stands for; None where its header has no day in square brackets.

    Parameters
    ----------
    header
        Such as ``When are you free? [Fri, Mar 12]``, ``[Monday]``, ``[2027-03-12]`` or ``[Mar 12, 2027]``.

    Raises
    ------
    GridProblem
        When a day is meant and cannot be told: ``[12/3]`` (December or March?), ``[Fri 12]`` (of which month?).
    """
    parts = split_grid_header(header)
    if parts is None:
        return None
    found: dict[str, int] = {}
    for word in text_key(parts[1]).replace(",", " ").split():
        if word in _FILLERS:
            continue
        values = read_day_word(word, parts[1])
        if values is None or not values.keys().isdisjoint(found):
            return None
        found |= values
    if "day" not in found:
        return GridDay(found["weekday"], None, None, None) if found.keys() == {"weekday"} else None
    if "month" not in found:
        if "weekday" not in found:
            return None
        raise GridProblem(f"[{parts[1]}] has no month.")
    return GridDay(found.get("weekday"), found["month"], found["day"], found.get("year"))
