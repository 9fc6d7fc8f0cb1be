"""What the settings call each shape; apart from the shapes themselves, so that the settings need not load them."""

from __future__ import annotations

SHEET_FORMATS = ("day grid", "time grid", "day columns", "slots", "text")
POLL_FORMATS = ("when2meet", "rallly", "form", *SHEET_FORMATS)  # a form may be named by its shape
