"""The figures to reach, and whether they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from benchmarks.families.base import Limit
from benchmarks.race import Entry


class Finding(NamedTuple):
    """One figure as it came out. ``is_met`` None: it could not be told, and why stands in ``found``."""

    what: str
    found: str
    limit: str
    is_met: bool | None


def findings(limits: Sequence[Limit], entries: Sequence[Entry], num_pairs: int) -> Iterator[Finding]:
    """Each limit of a size whose tools were both in the race."""
    by_name = {entry.tool.name: entry for entry in entries}
    for limit in limits:
        entry, over = by_name.get(limit.tool), by_name.get(limit.over)
        if entry is None or (limit.over and over is None):
            continue
        if entry.why_not or (over is not None and over.why_not):
            why = entry.why_not or (over.why_not if over is not None else "")
            yield Finding(f"{limit.tool} / {limit.over}" if limit.over else limit.tool, why, "", None)
            continue
        if over is not None:
            yield _ratio(limit, entry, over)
        if limit.seconds is not None:
            found = entry.median if entry.median is not None else entry.cap or 0.0
            is_met = found <= limit.seconds and entry.cap is None
            yield Finding(f"{limit.tool}: seconds", f"{found:.2f}", f"at most {limit.seconds:g}", is_met)
        if limit.megabytes is not None:
            each = entry.megabytes / (num_pairs / 1e6)
            what = f"{limit.tool}: MB for each million pairs"
            yield Finding(what, f"{each:.0f}", f"at most {limit.megabytes:g}", each <= limit.megabytes)
        if limit.gap is not None:
            text = "no bound" if entry.gap is None else f"{entry.gap:.3%}"
            is_met = entry.gap is not None and entry.gap <= limit.gap
            yield Finding(f"{limit.tool}: gap of the first open level", text, f"at most {limit.gap:.1%}", is_met)
        if limit.unique:
            yield Finding(
                f"{limit.tool}: no other plan is as good", str(entry.is_unique), "True", entry.is_unique is True
            )


def _ratio(limit: Limit, entry: Entry, over: Entry) -> Finding:
    found = ratio(entry, over)
    what = f"{limit.tool} / {limit.over}"
    if found is None:
        return Finding(what, "not measured", "", None)
    value, is_bound = found
    if limit.least is not None:
        is_met = True if value >= limit.least else None if is_bound else False
        text = f"{'> ' if is_bound else ''}{value:.1f}{' (raise the cap)' if is_met is None else ''}"
        return Finding(what, text, f"at least {limit.least:g}", is_met)
    assert limit.most is not None
    return Finding(what, f"{'> ' if is_bound else ''}{value:.2f}", f"at most {limit.most:g}", value <= limit.most)


def ratio(entry: Entry, over: Entry) -> tuple[float, bool] | None:
    """The median of the ratios within a round; True: a lower bound, as the tool was ended at the cap."""
    if not over.seconds:
        return None
    if entry.cap is not None:
        return entry.cap / median(over.seconds), True
    if not entry.seconds:
        return None
    return median(one / other for one, other in zip(entry.seconds, over.seconds, strict=False)), False
