"""A folder of calendar files: what we made earlier is read, and only what changes is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pairing.documents.invites import is_ours
from pairing.errors import Issue, PairingError, Severity

_FULL_ENOUGH = 20_000_000  # bytes: no file of ours is larger


def read_calendars(folder: str) -> dict[str, bytes]:
    """The calendar files in a folder that we made; empty where it is not there yet.

    Raises ``PairingError`` when it is no folder, or cannot be read.
    """
    where = Path(folder)
    try:
        if not where.exists():
            return {}
        if not where.is_dir():
            raise _cannot(folder, "it is no folder", "Name a folder for the calendar files.")
        found = {}
        for path in sorted(where.glob("*.ics")):
            if path.is_file() and path.stat().st_size <= _FULL_ENOUGH:
                data = path.read_bytes()
                if is_ours(data):
                    found[path.name] = data
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise _cannot(folder, _reason(error), "") from error
    return found


def write_calendars(folder: str, files: Mapping[str, bytes], before: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the files that are new or say something else; their names. The folder is made where there is none.

    Each takes the place of the old one in one step. Raises ``PairingError``, before anything is written, when a file
    of one of these names is not of ours; and when one cannot be written, with those that were.
    """
    where = Path(folder)
    changed = [name for name in sorted(files) if before.get(name) != files[name]]
    foreign = [name for name in changed if name not in before and os.path.lexists(where / name)]
    if foreign:
        message = f"{folder} holds {_and(foreign)}, which {'is' if len(foreign) == 1 else 'are'} not of our making."
        hint = "Nothing was written: move it elsewhere, or name another folder."
        raise PairingError(Issue(Severity.ERROR, "foreign-calendar", message, hint, file=folder))
    done: list[str] = []
    try:
        if changed:
            where.mkdir(exist_ok=True)
        for name in changed:
            temporary = where / f".pairing-{os.urandom(8).hex()}.tmp"
            try:
                temporary.write_bytes(files[name])
                temporary.replace(where / name)
            finally:
                temporary.unlink(missing_ok=True)
            done.append(name)
    except (OSError, ValueError) as error:
        told = f"Already written: {_and(done)}." if done else "Nothing was written."
        raise _cannot(folder, _reason(error), told) from error
    return tuple(changed)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _and(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _cannot(folder: str, why: str, hint: str) -> PairingError:
    message = f"the calendar files cannot be put into {folder!r}: {why}."
    return PairingError(Issue(Severity.ERROR, "cannot-write-calendars", message, hint, file=folder))
