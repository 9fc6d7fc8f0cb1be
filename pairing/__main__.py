"""``python -m pairing``, and the console script of the same."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit status."""
    # One command is one short process, and nothing of it lives in reference circles: looking for some while it loads,
    # and once more when it ends, takes a fifteenth of the time of a cohort's plan (`benchmarks/startup.py`).
    gc.disable()
    from pairing.cli import run

    status = run(sys.argv[1:])
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
