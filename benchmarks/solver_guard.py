"""Does the installed CP-SAT call a wrong answer the best? Tiny models with small and large coefficients. Run from the
checkout:

    python benchmarks/solver_guard.py               # 500 models of a kind and size
    python benchmarks/solver_guard.py 2000

The models are those of the guard in `tests/engine`, solved in the engine's settings: rows that CP-SAT 9.15 gets wrong
(google/or-tools#5293), rows of all sorts, and plans with mentors and with peers, laid out and held level by level by
the engines (a fifth as many, as each is solved five times or so). What is best is known by looking at everything.
Coefficients of a row, or of the objective, add up to nearly 2^k. Up to 2^31 the engines use it; more they refuse.

Prints how many answers are wrong, and ends with 1 if any is.
"""

from __future__ import annotations

import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, installed or not

from tests.engine.solver_guard import FAMILIES, SIZES, SIZES_IN_USE, faults

PLANS = ("mentors", "peers")
FIRST_SEED = 10_000  # other models than those of the tests


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"Python {platform.python_version()}, ortools {version('ortools')}, {platform.system()} {platform.machine()}")
    started = time.perf_counter()
    numbers = {family: max(1, number // 5) if family in PLANS else number for family in FAMILIES}
    print(f"\n{'wrong answers among':22}" + "".join(f"{f'{numbers[family]} {family}':>15}" for family in FAMILIES))
    wrong: dict[int, list[str]] = {}
    for size in SIZES:
        found = [faults(family, size, range(FIRST_SEED, FIRST_SEED + numbers[family])) for family in FAMILIES]
        wrong[size] = [text for texts in found for text in texts]
        what = f"2^{size.bit_length() - 1:<3} {'in use' if size in SIZES_IN_USE else 'beyond'}"
        print(f"{what:22}" + "".join(f"{len(texts):15}" for texts in found), flush=True)
    for name, sizes in (("in use", SIZES_IN_USE), ("beyond", [size for size in SIZES if size not in SIZES_IN_USE])):
        texts = [text for size in sizes for text in wrong[size]]
        print(f"\n{name}: {len(texts)} wrong of {len(sizes) * sum(numbers.values()):,}")
        print("".join(f"    {text}\n" for text in texts[:3]), end="")
    print(f"{time.perf_counter() - started:.0f} s")
    is_right = not any(wrong.values())
    print("\nall right" if is_right else "\nNOT as it should be")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
