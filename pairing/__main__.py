"""``python -m pairing``, and the console script of the same."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit status."""
    # One command is one short process, and nothing of it lives in reference circles: looking for some while it loads,
    # and once more when it ends, takes a fifteenth of the time of a cohort's plan (`benchmarks/startup.py`).
    gc.disable()
    # The solver's libraries define thousands of functions, of which a cohort calls a few: each is looked up when it is
    # called first, as the system does for every other program (Python asks for all at once; a fifth of the import).
    if sys.platform != "win32":
        sys.setdlopenflags(os.RTLD_LAZY)
    from pairing.cli import run

    status = run(sys.argv[1:])
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
