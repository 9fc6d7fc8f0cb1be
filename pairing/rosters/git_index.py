"""Whether a sheet is tracked by git: people's addresses would then go wherever the repository goes.

Reads git's index itself (a few milliseconds less than starting git): after each entry's fixed part come two bytes whose
lower 12 bits are the length of the path, then the path and a NUL (git's documentation, "index-format", versions 2 and
3). Version 4 shortens paths against each other; there nothing is said.
"""

from __future__ import annotations

from pathlib import Path

from pairing.errors import Issue, Severity

_LENGTH_BITS = 0xFFF


def tracked_issue(path: Path, holds: str = "everybody's address") -> Issue | None:
    """A warning when the file is tracked by git, else None (also where git cannot be read: it is only a warning).

    ``holds``: what is in the file and should not be seen by all.
    """
    try:
        whole = path.resolve()
        for folder in whole.parents:
            if (folder / ".git").exists():
                index = (_git_folder(folder / ".git") / "index").read_bytes()
                if _holds(index, whole.relative_to(folder).as_posix().encode()):
                    message = f"{path.name} is tracked by git, with {holds} in it."
                    hint = (
                        "Take it out (`git rm --cached`) and name it in .gitignore, unless the repository is private."
                    )
                    return Issue(Severity.WARNING, "sheet-in-git", message, hint, file=path.name, value=path.name)
                return None
    except OSError:
        return None
    return None


def _git_folder(git: Path) -> Path:
    """The folder itself; in a work tree or submodule a file that names it."""
    if git.is_dir():
        return git
    return git.parent / git.read_text("utf-8").removeprefix("gitdir:").strip()


def _holds(index: bytes, path: bytes) -> bool:
    if int.from_bytes(index[4:8], "big") not in (2, 3):
        return False
    length = min(len(path), _LENGTH_BITS).to_bytes(2, "big")
    at = index.find(path + b"\0")
    while at >= 0:
        for flags in (index[at - 2 : at], index[at - 4 : at - 2]):  # version 3 may put two more bytes in between
            if int.from_bytes(flags, "big") & _LENGTH_BITS == int.from_bytes(length, "big"):
                return True
        at = index.find(path + b"\0", at + 1)
    return False
