"""``python -m pairing``, and the console script of the same."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit status."""
    from pairing.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
