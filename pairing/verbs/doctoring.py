"""``doctor``: this installation, for a bug report."""

from __future__ import annotations

import argparse

from pairing.shell import dump, out


def doctor(options: argparse.Namespace) -> int:
    """Print versions and limits, and what is wrong; exit status 1 where something is."""
    from pairing.doctor import examine, examined_json, examined_text

    found = examine()
    if options.json:
        dump(examined_json(found))
    else:
        out(examined_text(found), "markdown")
    return 0 if found.is_well else 1
