"""What is printed."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.families import FAMILIES
from benchmarks.families.base import Family, Size
from benchmarks.figures import Finding, ratio
from benchmarks.instance import Instance, Matrix
from benchmarks.race import Entry
from benchmarks.tools import TOOLS

PACKAGES = ("pairing-optimizer", "ortools", "numpy", "scipy", "networkx")
OURS = ("assign", "solve")


def head() -> list[str]:
    """Versions and the machine."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return [
        f"Python {platform.python_version()}, {', '.join(map(_package, PACKAGES))}",
        f"{system}; medians of alternating runs, every run checked; imports, reading and one tiny instance not timed",
    ]


def _package(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} not installed"


def listing() -> list[str]:
    """Families with their sizes, and tools."""
    lines = []
    for family in FAMILIES:
        lines += [f"{family.name}: {family.what}", f"    known: {family.known}"]
        lines += [f"    {size.severity:7} {size.name}" for size in family.sizes]
    lines.append("\ntools:")
    lines += [f"    {tool.name:16} {tool.how}" for tool in TOOLS]
    return lines


def title(family: Family, size: Size, instance: Instance, seed: int) -> str:
    seeded = f", seed {seed}" if family.is_seeded else ""
    return f"\n{family.name}, {size.name}{seeded}: {instance.num_pairs:,} pairs"


def table(instance: Instance, entries: Sequence[Entry]) -> list[str]:
    """One line a tool, the ratio being that to the tool of this project."""
    ours = next((entry for entry in entries if entry.tool.name in OURS), None)
    rows = [("tool", "runs", "seconds", "ratio", "MB", "proved", "unpaired, then the other levels")]
    notes = []
    for entry in entries:
        if entry.why_not:
            rows.append((entry.tool.name, "", "-", "", "", "", entry.why_not))
            continue
        found = None if ours is None or ours.why_not else ratio(entry, ours)
        seconds = f"> {entry.cap:g}" if entry.cap is not None else f"{entry.median:.3f}"
        times = "" if found is None else f"{'> ' if found[1] else ''}{found[0]:.2f}"
        memory = f"{entry.megabytes:.0f}" if entry.megabytes else ""
        proved = ("yes, only" if entry.is_unique else "yes") if entry.is_proved else "no"
        text = values(instance, entry.values) + (f" ({entry.detail})" if entry.detail else "")
        text += "".join(f"; WRONG: {fault}" for fault in entry.faults[:3])
        runs = str(max(1, len(entry.seconds)))
        rows.append((entry.tool.name, runs, seconds, times, memory, proved, text))
        if entry.instead:
            alien = ", ".join(f"{name} {number}" for name, number in entry.versions.items())
            notes.append(f"  {entry.tool.name} ({alien}) makes something else best: {entry.instead}")
        elif entry.tool.requires:
            alien = ", ".join(f"{name} {number}" for name, number in entry.versions.items())
            notes.append(f"  {entry.tool.name}: {alien}, in an environment of its own")
    return [*aligned(rows, right={1, 2, 3, 4}), *notes]


def values(instance: Instance, found: Mapping[str, int]) -> str:
    """The levels in their order; a penalty of a matrix in its own unit."""
    if not isinstance(instance, Matrix):
        return " ".join(f"{name}={value}" for name, value in found.items())
    texts = []
    for name, value in found.items():
        is_points = name == "penalty" and instance.unit != 1
        texts.append(f"points={value / instance.unit:g}" if is_points else f"{name}={value}")
    return " ".join(texts)


def figures_table(found: Iterable[tuple[str, Finding]]) -> list[str]:
    """Where, what, found, limit, and whether it is met."""
    words = {True: "", False: "MISSED", None: "not told"}
    rows = [("figure", "", "found", "limit", "")]
    rows += [(where, one.what, one.found, one.limit, words[one.is_met]) for where, one in found]
    return aligned(rows, right=set())


def aligned(rows: Sequence[Sequence[str]], *, right: set[int]) -> list[str]:
    """Columns of equal width, some to the right; the last column is as wide as it is."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return lines


def as_json(
    family: Family, size: Size, seed: int, instance: Instance, entries: Sequence[Entry]
) -> list[dict[str, Any]]:
    """One object a tool."""
    return [
        {
            "family": family.name,
            "size": size.name,
            "seed": seed if family.is_seeded else None,
            "pairs": instance.num_pairs,
            "tool": entry.tool.name,
            "optimises_instead": entry.instead or None,
            "not_run": entry.why_not or None,
            "ended_at": entry.cap,
            "seconds": entry.seconds,
            "median": entry.median,
            "megabytes": round(entry.megabytes, 1),
            "values": entry.values,
            "proved": entry.is_proved,
            "unique": entry.is_unique,
            "gap": entry.gap,
            "detail": entry.detail,
            "faults": entry.faults,
            "versions": entry.versions,
        }
        for entry in entries
    ]
