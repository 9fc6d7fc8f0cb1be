"""Hours of named parts of the day, as the settings give them."""

from __future__ import annotations

import pytest

from pairing.rosters.day_parts import read_part_hours
from pairing.rosters.freetime import HoursProblem


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:00-12:00", (540, 720)),
        ("5:00-9:00", (300, 540)),
        ("6pm - 10pm", (1080, 1320)),
        ("22:00-02:00", (1320, 1560)),
    ],
)
def test_the_hours_of_a_part_of_the_day_are_one_range(text: str, hours: tuple[int, int]) -> None:
    assert read_part_hours(text) == hours


@pytest.mark.parametrize("text", ["", "none", "9:00-10:00, 11:00-12:00", "Morning", "9-10", "25:00-26:00"])
def test_a_part_of_the_day_of_no_range_or_several_is_refused(text: str) -> None:
    with pytest.raises(HoursProblem) as caught:
        read_part_hours(text)
    assert repr(text) in caught.value.message
    assert caught.value.hint
