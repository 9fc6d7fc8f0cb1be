"""``assign``: answers that can be seen at a glance, and what once went wrong."""

from __future__ import annotations

import pytest

from pairing import assign


@pytest.mark.parametrize("levels", [("idle",), ("idle", "unpaired"), ("unpaired", "idle")])
def test_a_wish_for_more_rows_than_may_take_the_column_is_met_as_far_as_it_goes(levels):
    """Once its last eligible row is in, nothing has to be proved about one more."""
    found = assign([[1]], min_load=2, levels=levels)
    assert (found.loads.tolist(), found.level("idle").value, found.unique) == ([1], 1, True)
