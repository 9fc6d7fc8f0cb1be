"""A page on disk: put there whole or not at all, and never over a file that somebody else made."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from pairing.errors import Issue, PairingError, Severity
from pairing.report.elements import GENERATOR

_ENOUGH = 4096  # bytes at the beginning, in which a page of ours says that it is one
_MARK = f'<meta name="generator" content="{GENERATOR}">'.encode()


def refuse_page(file: str) -> None:
    """Raise ``PairingError`` where a page cannot be put: no folder is there, or a file that is none of our pages."""
    path = Path(os.path.realpath(file))
    try:
        if path.is_dir():
            raise _cannot(file, "it is a folder", f"Name a file in it: {path / 'report.html'}.")
        if not path.parent.is_dir():
            raise _cannot(file, f"there is no folder {str(path.parent)!r}", "Make the folder first, or name another.")
        if path.exists() and not _is_ours(path):
            message = f"{file} is there already, and is no page that `report` made."
            hint = "Nothing was written: move it elsewhere, or name another file."
            raise PairingError(Issue(Severity.ERROR, "foreign-report", message, hint, file=file))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise _cannot(file, _reason(error), "") from error


def write_page(file: str, page: str) -> None:
    """Put the page there, in one step; a link stays a link, and an earlier page gives way.

    Raises ``PairingError`` as ``refuse_page`` does, and when it cannot be written: what was there is whole then.
    """
    refuse_page(file)
    path = Path(os.path.realpath(file))
    temporary = path.with_name(f".pairing-{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(page.encode("utf-8", "replace"))
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except OSError as error:
        raise _cannot(file, _reason(error), "What was there before is as it was.") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    """Whether we made the file, or it is empty."""
    if not path.is_file():
        return False
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise PermissionError(0, "it is read-only")
    with path.open("rb") as file:
        begin = file.read(_ENOUGH)
    return not begin or _MARK in begin


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _cannot(file: str, why: str, hint: str) -> PairingError:
    return PairingError(
        Issue(Severity.ERROR, "cannot-write-report", f"the page cannot be put there: {why}.", hint, file=file)
    )
