"""Ctrl-C and SIGTERM while a plan is being sought: the search ends at once, and what was found so far is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pairing.engine.interface import Deadline
from pairing.model.solution import BY_CTRL_C, BY_SIGTERM

_WORDS = {signal.SIGINT: BY_CTRL_C, signal.SIGTERM: BY_SIGTERM}


@contextmanager
def stopped_by_signals(deadline: Deadline) -> Iterator[None]:
    """Inside, the first Ctrl-C or SIGTERM stops the deadline; the handlers of before are back at once.

    So a second one does what it always does. A handler of the caller's own is called as well; signals that are ignored
    stay ignored. Only the main thread hears signals: elsewhere nothing is changed.
    """
    before: dict[signal.Signals, object] = {}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what ``getsignal`` gave
        before.clear()

    def stop(number: int, frame: FrameType | None) -> None:
        own = before.get(signal.Signals(number))
        restore()
        deadline.stop(_WORDS[signal.Signals(number)])
        if callable(own) and own is not signal.default_int_handler:
            own(number, frame)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        for number in _WORDS:
            handler = signal.getsignal(number)
            if handler not in (signal.SIG_IGN, None):  # None: not set from Python
                before[number] = handler
                signal.signal(number, stop)
        deadline.is_watched = True
        yield
    finally:
        deadline.is_watched = False
        restore()
