"""Telling the user how far the work is, whatever he does with it."""

from __future__ import annotations

import time
from collections.abc import Callable

from pairing.engine.formulate import REQUIRED
from pairing.model.solution import LevelValue, Progress


class Reporter:
    """Tells the user's callable about each level. An error in it ends the reports, never the plan."""

    def __init__(self, on_progress: Callable[[Progress], object] | None, started: float):
        self._on_progress = on_progress
        self._started = started
        self.failure = ""

    def report(self, level: LevelValue) -> None:
        if self._on_progress is None or self.failure or level.name == REQUIRED:
            return
        elapsed = time.perf_counter() - self._started
        try:
            self._on_progress(Progress(level.name, level.value, level.bound, elapsed))
        except Exception as error:  # whatever it is, it must not cost the plan
            self.failure = f"the progress callback failed: {error!r}"
