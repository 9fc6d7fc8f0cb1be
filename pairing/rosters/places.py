"""Where the settings say something: for doubts that come up after they were read, and know only the value."""

from __future__ import annotations

from collections.abc import Sequence

from pairing.rosters.settings import Settings


def settings_line(settings: Settings, texts: Sequence[str]) -> int | None:
    """The first line of the settings, comments aside, that holds one of the texts; as a value of its own if any does.

    The first text that is found counts. None where the settings cannot be read any more, or hold none of them.
    """
    try:
        lines = (settings.folder / settings.file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    code = [(number, line) for number, line in enumerate(lines, start=1) if not line.lstrip().startswith("#")]
    for text in texts:
        for wanted in (f'"{text}"', f"'{text}'", text):
            for number, line in code:
                if wanted in line:
                    return number
    return None
