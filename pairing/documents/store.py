"""Documents on disk: read, and written so that at any moment each is whole, the old one or the new one.

All documents are checked before the first is touched, all new ones are on the disk (under a name of their own) before
the first takes the place of the old, and each takes it in one step.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pairing.documents.published import Change
from pairing.errors import InputError, Issue, PairingError, Severity
from pairing.model.names import did_you_mean

_LEFTOVER = r"\.pairing-[0-9a-f]{16}\.tmp"
_LOCK_NAME = ".pairing.lock"
_STALE_LOCK = 600  # seconds after which a lock file is that of somebody who was ended
_PATIENCE = 5.0  # seconds to wait for somebody else who writes
_FULL = (errno.ENOSPC, errno.EDQUOT)


class DocumentChange(NamedTuple):
    """A document before and after; ``changes`` and ``issues`` say what that means for people."""

    path: Path
    before: bytes
    after: bytes
    changes: tuple[Change, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether a byte differs."""
        return self.before != self.after


def read_document(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a document.

    Raises
    ------
    InputError
        When it is missing (with files of a like name), a folder or no file at all, or may not be read.
    """
    where = Path(path)
    try:
        mode = where.stat().st_mode
        if stat.S_ISREG(mode):  # reading a pipe would wait for ever
            return where.read_bytes()
    except FileNotFoundError as error:
        message, hint = f"there is no document {where.name!r} in {str(where.parent)!r}.", _near(where)
        if where.is_symlink():
            message, hint = f"{where.name!r} is a link to {str(where.readlink())!r}, which is not there.", ""
        raise InputError(_issue("missing-document", message, hint, where)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise InputError(_issue("unreadable-document", f"it cannot be read: {reason}.", "", where)) from error
    what = "is a folder" if stat.S_ISDIR(mode) else "is no file"
    raise InputError(_issue("not-a-document", f"{where.name!r} {what}.", "Give the document's file.", where))


def write_documents(changes: Sequence[DocumentChange]) -> None:
    """Put the new bytes of all documents in the place of the old ones, or touch none.

    A link stays a link, and the mode stays; a document that does not change is not touched. Two changes of one
    document count as one where the second goes on from the first.

    Raises
    ------
    InputError
        Before anything is written: a document is missing or read-only (``read-only-document``), somebody changed it
        after it was read (``changed-meanwhile``), or somebody else is writing (``locked-document``).
    PairingError
        When the disk is full (``disk-full``) or a write fails (``cannot-write``). The old documents are then whole;
        should a later one of several fail to take its place, the message names those that were written.
    """
    targets = _targets(changes)
    if not targets:
        return
    folders = sorted({target.path.parent for target in targets})
    with contextlib.ExitStack() as locks:
        issues = [issue for folder in folders for issue in _folder_faults(folder)]
        if not issues:
            for folder in folders:
                if locks.enter_context(_locked(folder)):
                    _remove_leftovers(folder)
            issues = [issue for target in targets for issue in _faults(target)]
        if issues:
            raise InputError(issues)
        _replace_all(targets)


def unified_diff(change: DocumentChange) -> str:
    """The change as people read it, ``-`` lines before and ``+`` lines after; "" where nothing changes.

    A byte that is no UTF-8 shows as ``\\xNN``.
    """
    if not change.is_change:
        return ""
    from difflib import unified_diff as diff  # only when somebody wants to see it

    before, after = (
        data.decode("utf-8", "backslashreplace").splitlines(keepends=True) for data in (change.before, change.after)
    )
    name = str(change.path)
    lines = diff(before, after, f"{name} (now)", f"{name} (then)")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


# --- checks -----------------------------------------------------------------------------------------------------


def _issue(code: str, message: str, hint: str, path: Path) -> Issue:
    return Issue(Severity.ERROR, code, message, hint, file=str(path))


def _near(path: Path) -> str:
    try:
        there = sorted(entry.name for entry in path.parent.iterdir() if not entry.name.startswith("."))
        documents = [name for name in there if name.lower().endswith(".md")]
        found = f"In that folder are {', '.join(documents[:5])}." if documents else "No document is in that folder."
        return did_you_mean(path.name, there) or found
    except OSError:
        return f"There is no folder {str(path.parent)!r} either."


def _targets(changes: Sequence[DocumentChange]) -> list[DocumentChange]:
    """One change for each real file that changes, in the order of their paths."""
    by_path: dict[Path, DocumentChange] = {}
    for change in changes:
        path = Path(os.path.realpath(change.path))
        first = by_path.get(path)
        if first is not None and first.after != change.before:
            hint = "Put the second table into what the first change made."
            message = "two changes of one document do not go on from each other."
            raise InputError(_issue("same-document-twice", message, hint, change.path))
        before = change.before if first is None else first.before
        by_path[path] = DocumentChange(path, before, change.after)
    return [by_path[path] for path in sorted(by_path) if by_path[path].is_change]


def _is_writable(path: Path) -> bool:
    """Whether we may write there; a mode without any write bit means "hands off" even to those who could."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


def _folder_faults(folder: Path) -> Iterator[Issue]:
    if not folder.is_dir():
        yield _issue("missing-document", f"there is no folder {str(folder)!r}.", "", folder)
    elif not _is_writable(folder):
        hint = "Allow yourself to write there, or work on a copy."
        yield _issue("read-only-document", f"the folder {folder.name!r} is read-only.", hint, folder)


def _faults(target: DocumentChange) -> Iterator[Issue]:
    try:
        now = read_document(target.path)
    except InputError as error:
        yield from error.issues
        return
    if not _is_writable(target.path):
        hint = "Allow yourself to write it, or work on a copy."
        yield _issue("read-only-document", "the document is read-only.", hint, target.path)
    elif now != target.before:
        yield _changed(target.path)


def _changed(path: Path) -> Issue:
    hint = "Nothing is lost: look at it, then publish again."
    return _issue("changed-meanwhile", "somebody changed the document after it was read.", hint, path)


# --- writing ----------------------------------------------------------------------------------------------------


def _replace_all(targets: Sequence[DocumentChange]) -> None:
    staged: list[Path] = []
    done: list[str] = []
    at = targets[0].path
    try:
        for target in targets:
            at = target.path
            staged.append(at.with_name(f".pairing-{os.urandom(8).hex()}.tmp"))
            _write_whole(staged[-1], target)
        for target, temporary in zip(targets, staged, strict=True):
            at = target.path
            if at.read_bytes() != target.before:
                raise InputError(_with_done(_changed(at), done))
            temporary.replace(at)
            done.append(at.name)
            _sync_folder(at.parent)
    except OSError as error:
        if error.errno in _FULL:
            issue = _issue("disk-full", "the disk is full; the document is as it was.", "Make room, try again.", at)
        else:
            reason = error.strerror or str(error)
            issue = _issue("cannot-write", f"it could not be written: {reason}.", "It is as it was.", at)
        raise PairingError(_with_done(issue, done)) from error
    finally:
        for temporary in staged:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _with_done(issue: Issue, done: Sequence[str]) -> Issue:
    told = f"Already written: {', '.join(done)}." if done else "No document was changed."
    return Issue(issue.severity, issue.code, f"{issue.message} {told}", issue.hint, file=issue.file)


def _write_whole(temporary: Path, target: DocumentChange) -> None:
    """A new file with the new bytes and the old one's mode and owner, on the disk when this returns."""
    old = target.path.stat()
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(target.after)
        file.flush()
        if hasattr(os, "fchown"):
            with contextlib.suppress(OSError):  # another's file in our folder: it becomes ours
                os.fchown(handle, old.st_uid, old.st_gid)
            os.fchmod(handle, stat.S_IMODE(old.st_mode))
        os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where a folder can be opened at all."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some network file systems cannot; the document is whole all the same
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_leftovers(folder: Path) -> None:
    """Files that a run left which was ended while writing; under the lock nobody else's work is among them."""
    for path in sorted(folder.iterdir()):
        if re.fullmatch(_LEFTOVER, path.name):
            with contextlib.suppress(OSError):
                path.unlink()


# --- one writer at a time ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the folder for us alone; yields whether it is really held (some file systems have no locks)."""
    try:
        import fcntl
    except ImportError:  # Windows
        with _lock_file(folder):
            yield True
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        is_held = False
        until = time.monotonic() + _PATIENCE
        while not is_held:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_held = True
            except BlockingIOError:
                _wait(folder, until)
            except OSError:
                break  # no locks here: the bytes are compared again just before each document is replaced
        yield is_held
    finally:
        os.close(handle)  # which ends the lock, as the end of the process does


@contextlib.contextmanager
def _lock_file(folder: Path) -> Iterator[None]:
    """The lock where the system has none: a file that only one can make; an old one is that of an ended run."""
    path = folder / _LOCK_NAME
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _STALE_LOCK:
                    path.unlink()
                    continue
            _wait(folder, until)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _wait(folder: Path, until: float) -> None:
    if time.monotonic() >= until:
        hint = "Wait for it to end, then try again."
        raise InputError(_issue("locked-document", "somebody else is writing documents here.", hint, folder))
    time.sleep(0.05)
