"""A line that says how far the work is, where somebody waits for it: on a terminal, and after a second.

Nobody looks at it in a pipe or under ``--quiet``, so there is none. Within the first second nothing is loaded, drawn
or asked: most commands are over by then. The cursor is never hidden and never left elsewhere than at the start of a
line, so whatever ends the program leaves the terminal as it was.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any, Protocol

from pairing.colour import columns_of
from pairing.model.card import level_words
from pairing.model.solution import Progress
from pairing.model.text_width import cut_to, padded

PATIENCE = 1.0  # seconds in which nothing is shown
_EVERY = 1.0  # seconds between two plain lines; rich's spinner turns between them
_TURN = 0.2


class _Line(Protocol):
    """One line of the terminal that is written again and again."""

    every: float

    def show(self, text: str) -> None: ...
    def clear(self) -> None: ...


class Live:
    """The line of one piece of work, which it begins with. Only its own thread draws, and only while it has the lock.

    Parameters
    ----------
    what
        What is done, such as ``solving``.
    """

    def __init__(self, what: str):
        self._what = what
        self._began = time.monotonic()
        self._level = ""
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._line: _Line | None = None

    def start(self) -> None:
        """Begin to wait for the first second to pass."""
        threading.Thread(target=self._draw, name="pairing-live", daemon=True).start()

    def stop(self) -> None:
        """Take the line away; nothing is drawn after it."""
        self._done.set()
        self.make_room()

    def make_room(self) -> None:
        """Take the line away until it is drawn next, so that something can be said."""
        with self._lock:
            if self._line is not None:
                self._line.clear()
                self._line = None

    def tell(self, progress: Progress) -> None:
        """Take note of a level that is finished."""
        self._level = f" · done: {level_words(progress.level)} {progress.value}"

    def _draw(self) -> None:
        if self._done.wait(PATIENCE):
            return
        line = _line()
        while not self._done.is_set():
            with self._lock:
                if self._done.is_set():
                    return
                try:
                    self._line = line
                    line.show(f"{self._what} · {time.monotonic() - self._began:.0f} s{self._level} · Ctrl-C stops")
                except Exception:  # whatever it is, it must not cost the plan, nor print a traceback into it
                    self._line = None
                    return
            self._done.wait(line.every)


def _line() -> _Line:
    """The line as `rich` draws it where that is installed, else a plain one."""
    try:
        return _RichLine()
    except Exception:  # not installed, or broken: the work goes on all the same
        return _PlainLine()


class _RichLine:
    """With a spinner. `rich` would hide the cursor, and whoever is killed could not bring it back: it stays."""

    every = _TURN

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live as RichLive
        from rich.spinner import Spinner

        class WithCursor(Console):
            def show_cursor(self, show: bool = True) -> bool:
                return False

        self._console = WithCursor(
            file=sys.stderr, highlight=False, markup=False, no_color=bool(os.environ.get("NO_COLOR"))
        )
        self._spinner = Spinner("dots")
        self._make: Any = RichLive
        self._live: Any = None

    def show(self, text: str) -> None:
        from rich.text import Text

        self._spinner.update(text=Text(cut_to(text, max(1, self._console.width - 3)), no_wrap=True))
        if self._live is None:
            self._live = self._make(
                self._spinner,
                console=self._console,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()
        self._live.refresh()

    def clear(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None


class _PlainLine:
    """Written over itself, once a second."""

    every = _EVERY

    def show(self, text: str) -> None:
        width = columns_of(sys.stderr) - 1  # an old console begins a new line after the last letter of one
        self._write(f"\r{padded(cut_to(text, width), width)}\r")

    def clear(self) -> None:
        self.show("")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError):  # the terminal is gone; the work goes on
            return
