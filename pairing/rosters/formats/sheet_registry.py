"""The shapes of free times among the columns of a sheet, in the order in which they are tried."""

from __future__ import annotations

from pairing.rosters.formats.day_columns import DayColumns
from pairing.rosters.formats.day_grid import DayGrid
from pairing.rosters.formats.shapes import SheetFormat
from pairing.rosters.formats.slot_columns import SlotColumns
from pairing.rosters.formats.text_column import TextColumn
from pairing.rosters.formats.time_grid import TimeGrid

TEXT = TextColumn()
FORMATS: tuple[SheetFormat, ...] = (DayGrid(), TimeGrid(), DayColumns(), SlotColumns(), TEXT)


def format_called(name: str) -> SheetFormat:
    """The shape of that name; the settings have no other."""
    return next(one for one in FORMATS if one.name == name)
