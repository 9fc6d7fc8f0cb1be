"""Documents on disk: at any moment whole, refused where somebody else's work would be lost."""

from __future__ import annotations

import builtins
import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pairing.documents import store
from pairing.documents.store import DocumentChange, read_document, unified_diff, write_documents
from pairing.errors import InputError, PairingError


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    """Three documents in two folders, each saying that it is old."""
    paths = [tmp_path / "a" / "one.md", tmp_path / "a" / "two.md", tmp_path / "b" / "three.md"]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"old " + path.name.encode())
    return paths


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Take the right to write away, until the test is over."""
    changed: list[tuple[Path, int]] = []

    def take(path: Path) -> None:
        changed.append((path, path.stat().st_mode))
        path.chmod(0o555 if path.is_dir() else 0o444)

    yield take
    for path, mode in changed:
        path.chmod(mode)


def renewed(path: Path) -> DocumentChange:
    return DocumentChange(path, path.read_bytes(), b"new " + path.name.encode())


def states(documents: list[Path]) -> list[str]:
    return [path.read_bytes().split()[0].decode() for path in documents]


def leftovers(documents: list[Path]) -> list[str]:
    known = {path.name for path in documents}
    return [entry.name for path in documents for entry in path.parent.iterdir() if entry.name not in known]


def refused(changes: list[DocumentChange], kind: type[PairingError] = InputError) -> list[tuple[str, str]]:
    with pytest.raises(kind) as caught:
        write_documents(changes)
    return [(issue.code, Path(issue.file).name) for issue in caught.value.issues]


# --- reading ----------------------------------------------------------------------------------------------------


def test_a_missing_document_is_named_with_the_nearest_one(documents: list[Path]) -> None:
    with pytest.raises(InputError) as caught:
        read_document(documents[0].with_name("ome.md"))
    (issue,) = caught.value.issues
    assert issue.code == "missing-document"
    assert "'one.md'" in issue.hint


def test_a_missing_folder_a_broken_link_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to("nowhere.md")
    for name, code, words in (
        ("no/one.md", "missing-document", "no folder"),
        ("link.md", "missing-document", "link to 'nowhere.md'"),
        (".", "not-a-document", "is a folder"),
        ("a\0b", "unreadable-document", "cannot be read"),
    ):
        with pytest.raises(InputError) as caught:
            read_document(tmp_path / name)
        (issue,) = caught.value.issues
        assert issue.code == code
        assert words in str(issue)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(InputError, match="is no file"):
        read_document(tmp_path / "pipe.md")


def test_a_document_that_may_not_be_read_is_named(documents: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", failing(PermissionError(errno.EACCES, "Permission denied")))
    with pytest.raises(InputError, match="Permission denied") as caught:
        read_document(documents[0])
    assert caught.value.issues[0].code == "unreadable-document"


# --- writing ----------------------------------------------------------------------------------------------------


def test_all_documents_are_written_and_nothing_else_is_left(documents: list[Path]) -> None:
    write_documents([renewed(path) for path in documents])
    assert states(documents) == ["new", "new", "new"]
    assert documents[2].read_bytes() == b"new three.md"
    assert leftovers(documents) == []


def test_what_does_not_change_is_not_touched(documents: list[Path], read_only: Callable[[Path], None]) -> None:
    read_only(documents[0])
    before = documents[0].stat()
    write_documents([DocumentChange(documents[0], b"old one.md", b"old one.md"), renewed(documents[1])])
    after = documents[0].stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert states(documents) == ["old", "new", "old"]


def test_a_link_stays_a_link_and_the_mode_stays(documents: list[Path]) -> None:
    link = documents[2].with_name("link.md")
    link.symlink_to(Path("..") / "a" / "one.md")
    documents[0].chmod(0o640)
    write_documents([renewed(link)])
    assert link.is_symlink()
    assert documents[0].read_bytes() == b"new link.md"
    assert documents[0].stat().st_mode & 0o777 == 0o640


def test_two_changes_of_one_document_are_one_where_they_go_on(documents: list[Path]) -> None:
    first = DocumentChange(documents[0], b"old one.md", b"halfway")
    write_documents([first, DocumentChange(documents[0], b"halfway", b"new")])
    assert documents[0].read_bytes() == b"new"
    assert refused([first, DocumentChange(documents[0], b"old one.md", b"new")]) == [("same-document-twice", "one.md")]


def test_a_document_changed_meanwhile_stops_all(documents: list[Path]) -> None:
    changes = [renewed(path) for path in documents]
    documents[1].write_bytes(b"theirs")
    assert refused(changes) == [("changed-meanwhile", "two.md")]
    assert states(documents) == ["old", "theirs", "old"]


def test_a_change_at_the_last_moment_is_seen_too(documents: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    real = store._write_whole

    def write_and_let_somebody_in(temporary: Path, target: DocumentChange) -> None:
        real(temporary, target)
        target.path.write_bytes(b"theirs")

    monkeypatch.setattr(store, "_write_whole", write_and_let_somebody_in)
    assert refused([renewed(documents[0])]) == [("changed-meanwhile", "one.md")]
    assert (documents[0].read_bytes(), leftovers(documents)) == (b"theirs", [])


def test_everything_read_only_is_named_at_once(documents: list[Path], read_only: Callable[[Path], None]) -> None:
    changes = [renewed(path) for path in documents]
    read_only(documents[0])
    read_only(documents[1])
    assert refused(changes) == [("read-only-document", "one.md"), ("read-only-document", "two.md")]
    read_only(documents[2].parent)
    assert refused(changes) == [("read-only-document", "b")]
    assert states(documents) == ["old", "old", "old"]


def test_a_document_that_went_away_is_named(documents: list[Path]) -> None:
    changes = [renewed(path) for path in documents]
    documents[0].unlink()
    documents[2].unlink()
    documents[2].parent.rmdir()
    assert refused(changes) == [("missing-document", "b")]
    assert refused(changes[:2]) == [("missing-document", "one.md")]


# --- when the system fails --------------------------------------------------------------------------------------


def failing(error: OSError, after: int = 0, real: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """A function that does its work ``after`` times, then fails."""
    calls = iter(range(10**6))

    def call(*arguments: Any, **options: Any) -> Any:
        if next(calls) >= after:
            raise error
        assert real is not None
        return real(*arguments, **options)

    return call


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EIO, "cannot-write")])
def test_a_full_disk_leaves_all_old_documents_whole(
    documents: list[Path], monkeypatch: pytest.MonkeyPatch, after: int, number: int, code: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(OSError(number, os.strerror(number)), after, os.fsync))
        with pytest.raises(PairingError, match="No document was changed") as caught:
            write_documents([renewed(path) for path in documents])
    (issue,) = caught.value.issues
    assert (issue.code, Path(issue.file).name) == (code, documents[[0, 1, 2][after]].name)
    assert states(documents) == ["old", "old", "old"]
    assert leftovers(documents) == []


def test_a_second_document_that_fails_is_named_with_those_that_were_written(
    documents: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing(PermissionError(errno.EPERM, "Not permitted"), 1, Path.replace))
        with pytest.raises(PairingError, match=r"Not permitted.*Already written: one\.md") as caught:
            write_documents([renewed(path) for path in documents])
    assert [(issue.code, Path(issue.file).name) for issue in caught.value.issues] == [("cannot-write", "two.md")]
    assert states(documents) == ["new", "old", "old"]
    assert leftovers(documents) == []


def test_ctrl_c_while_writing_leaves_no_trace(documents: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_documents([renewed(documents[0])])
    assert (states(documents), leftovers(documents)) == (["old", "old", "old"], [])


KILL_AT_EVERY_LINE = """
import os, signal, sys
from pathlib import Path
from pairing.documents import store

folder = Path(sys.argv[1])
paths = [folder / "one.md", folder / "two.md"]
for step in range(1, 10_000):
    for path in paths:
        path.write_bytes(b"old " * 5000)
    child = os.fork()
    if child == 0:
        lines = 0
        def trace(frame, event, _):
            global lines
            if frame.f_code.co_filename != store.__file__:
                return None
            lines += event == "line"
            if lines == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return trace
        sys.settrace(trace)
        store.write_documents([store.DocumentChange(path, b"old " * 5000, b"new " * 6000) for path in paths])
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    found = [path.read_bytes() for path in paths]
    print(*("old" if data == b"old " * 5000 else "new" if data == b"new " * 6000 else "torn" for data in found))
    if not os.WIFSIGNALED(status):
        break
print(sorted(entry.name for entry in folder.iterdir()))
"""


def test_a_kill_at_any_line_leaves_each_document_old_or_new_and_never_hurts_later(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILL_AT_EVERY_LINE, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    *steps, entries = run.stdout.splitlines()
    assert len(steps) > 50
    assert set(steps) == {"old old", "new old", "new new"}
    assert steps == sorted(steps, key=["old old", "new old", "new new"].index)
    assert entries == "['one.md', 'two.md']"  # the last run took away what the killed ones had left


# --- one writer at a time ---------------------------------------------------------------------------------------


def test_a_second_writer_waits_and_is_told(documents: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_PATIENCE", 0.1)
    with store._locked(documents[0].parent) as is_held:
        assert is_held
        assert refused([renewed(documents[0])]) == [("locked-document", "a")]
        write_documents([renewed(documents[2])])
    write_documents([renewed(documents[0])])
    assert states(documents) == ["new", "old", "new"]


def test_where_the_system_has_no_locks_a_file_is_the_lock_and_an_old_one_is_stale(
    documents: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def import_without_fcntl(name: str, *rest: Any, **options: Any) -> Any:
        if name == "fcntl":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", import_without_fcntl)
    monkeypatch.setattr(store, "_PATIENCE", 0.1)
    lock = documents[0].with_name(".pairing.lock")
    lock.touch()
    assert refused([renewed(documents[0])]) == [("locked-document", "a")]
    old = time.time() - 3600
    os.utime(lock, (old, old))
    write_documents([renewed(documents[0])])
    assert states(documents) == ["new", "old", "old"]
    assert leftovers(documents) == []


def test_a_file_system_without_locks_is_written_all_the_same(
    documents: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(fcntl, "flock", failing(OSError(errno.ENOLCK, "No locks available")))
    kept = documents[0].with_name(".pairing-0123456789abcdef.tmp")
    kept.touch()
    write_documents([renewed(documents[0])])
    assert states(documents) == ["new", "old", "old"]
    assert kept.exists()  # without a lock it may be somebody's work


# --- looking at a change ----------------------------------------------------------------------------------------


def test_a_diff_shows_broken_bytes_and_a_missing_newline() -> None:
    change = DocumentChange(Path("x.md"), b"caf\xe9\nold", b"caf\xe9\nnew\n")
    assert change.is_change
    assert unified_diff(change) == (
        "--- x.md (now)\n+++ x.md (then)\n@@ -1,2 +1,2 @@\n caf\\xe9\n-old\n\\ No newline at end of file\n+new\n"
    )


def test_no_change_has_no_diff() -> None:
    assert unified_diff(DocumentChange(Path("x.md"), b"a", b"a")) == ""
