"""A command as somebody sees it who sits in front of a terminal."""

from __future__ import annotations

import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from fcntl import ioctl
from typing import NamedTuple

PLAIN = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE")


class Seen(NamedTuple):
    """How a command ended, and what its stdout and stderr got, escape codes and all."""

    status: int
    out: str
    err: str
    seconds: float


def on_terminal(
    *arguments: object,
    watch: str = "out err",
    columns: int = 100,
    interrupt_when: Callable[[str], bool] | None = None,
    seconds: float = 60,
    without: str = "",
    code: str = "",
    **variables: str,
) -> Seen:
    """Run ``python -m pairing`` with a terminal at the streams of ``watch``, and pipes at the others.

    ``interrupt_when``: Ctrl-C is sent as soon as it says so of what stderr got. ``without``: a module that cannot be
    imported, as if it were not installed. ``code``: Python to run instead. ``variables`` are
    set, and others about colour are not.
    """
    ends = {name: _ends(name in watch.split(), columns) for name in ("out", "err")}
    environment = {key: value for key, value in os.environ.items() if key not in PLAIN}
    environment |= {"TERM": "xterm-256color", **variables}
    blind = "import sys; sys.modules[sys.argv.pop(1)] = None; from pairing.__main__ import main; sys.exit(main())"
    door = ["-c", code] if code else ["-c", blind, without] if without else ["-m", "pairing"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *door, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=ends["out"][1],
        stderr=ends["err"][1],
        env=environment,
        start_new_session=True,
    )
    got: dict[str, bytearray] = {"out": bytearray(), "err": bytearray()}
    readers = [threading.Thread(target=_read, args=(ends[name][0], got[name])) for name in got]
    for name, reader in zip(got, readers, strict=True):
        os.close(ends[name][1])
        reader.start()
    try:
        while interrupt_when is not None and process.poll() is None:
            if interrupt_when(got["err"].decode(errors="replace")):
                os.kill(process.pid, signal.SIGINT)
                break
            time.sleep(0.01)
        status = process.wait(seconds)
    finally:
        process.kill()
        process.wait()
    took = time.perf_counter() - began
    for reader in readers:
        reader.join(10)
    return Seen(status, *(got[name].decode().replace("\r\n", "\n") for name in got), took)


def _ends(is_terminal: bool, columns: int) -> tuple[int, int]:
    """Where to read, and what the command writes to."""
    if not is_terminal:
        return os.pipe()
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    return ours, theirs


def _read(end: int, into: bytearray) -> None:
    while True:
        try:
            data = os.read(end, 65536)
        except OSError:  # how a terminal says that nobody is there any more
            data = b""
        if not data:
            os.close(end)
            return
        into += data
