"""The race: families of instances whose best plan is known, and tools side by side. Run from the checkout:

    python benchmarks/run.py                            # all families at their quick sizes, with all tools
    python benchmarks/run.py --list
    python benchmarks/run.py mentoring --severity normal
    python benchmarks/run.py mentoring --size "3000 x 300" --tools "assign,raw flow" --rounds 9

Each tool runs in a process of its own, in turns with the others; the median counts. A run is timed from the instance in
arrays (people, for a cohort) to the pairs; imports, reading the instance and a first tiny one are not. Every run is
checked: pairs that are not eligible, broken limits, or values other than the known ones end the command with 1, however
fast they were, and so does a figure that is missed. A tool that does not end within the cap is shown as "> cap", and
its ratio is a lower bound. MB (on Linux): the most memory held at once in the first run, helpers included, beyond what
imports and the instance take. HiGHS comes with SciPy; packages that cannot be installed beside the others get virtual
environments of their own (`--envs`; by default in the folder for temporary files). What a tool makes best, where that
is something else, stands below its table.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

from benchmarks import report
from benchmarks.environments import DEFAULT
from benchmarks.families import FAMILIES
from benchmarks.families.base import SEVERITIES, Family, Size
from benchmarks.figures import Finding, findings
from benchmarks.race import race
from benchmarks.tools import TOOLS
from benchmarks.tools.base import Tool


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if options.list:
        print("\n".join(report.listing()))
        return 0
    wanted = [tool for tool in TOOLS if not options.tools or tool.name in options.tools.split(",")]
    sizes = [(family, size) for family in FAMILIES for size in family.sizes if _is_meant(options, family, size)]
    if not sizes or not wanted:
        print("no such family, size or tool; see --list", file=sys.stderr)
        return 2
    print("\n".join(report.head()))
    met: list[tuple[str, Finding]] = []
    rows: list[dict[str, object]] = []
    for family, size in sizes:
        instance = size.make(options.seed)
        racing = [tool for tool in wanted if isinstance(instance, tool.takes) and _races(options, size, tool)]
        print(report.title(family, size, instance, options.seed), flush=True)
        with tempfile.TemporaryDirectory() as folder:
            entries = race(
                instance,
                racing,
                rounds=options.rounds,
                cap=options.cap,
                environments=options.envs,
                folder=Path(folder),
                say=_say,
            )
        _say("")
        print("\n".join(report.table(instance, entries)), flush=True)
        met += [(f"{family.name}, {size.name}", one) for one in findings(size.limits, entries, instance.num_pairs)]
        rows += report.as_json(family, size, options.seed, instance, entries)
    if met:
        print("\n" + "\n".join(report.figures_table(met)))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    is_right = not any(row["faults"] for row in rows) and all(one.is_met is not False for _, one in met)
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python benchmarks/run.py", description=__doc__.split("\n\n")[0])
    found.add_argument("families", nargs="*", metavar="FAMILY", help="those to run; all, if none is named")
    found.add_argument("--list", action="store_true", help="show families, sizes and tools")
    found.add_argument("--severity", choices=SEVERITIES, default="quick", help="the largest sizes to run")
    found.add_argument("--size", help="only the size of this name, whatever its severity")
    found.add_argument("--seed", type=int, default=1, help="of the instances that are drawn")
    found.add_argument("--rounds", type=int, default=3, help="runs of each tool, in turns")
    found.add_argument("--tools", help="only these, separated by commas")
    found.add_argument("--cap", type=float, default=60.0, metavar="SECONDS", help="after which a tool is ended")
    found.add_argument("--json", type=Path, metavar="FILE", help="write all results there too")
    found.add_argument("--envs", type=Path, default=DEFAULT, metavar="DIR", help="virtual environments are made there")
    return found


def _is_meant(options: argparse.Namespace, family: Family, size: Size) -> bool:
    if options.families and family.name not in options.families:
        return False
    if options.size:
        return bool(size.name == options.size)
    return SEVERITIES.index(size.severity) <= SEVERITIES.index(options.severity)


def _races(options: argparse.Namespace, size: Size, tool: Tool) -> bool:
    """Those named by the caller; else those of the size."""
    return bool(options.tools) or not size.tools or tool.name in size.tools


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
