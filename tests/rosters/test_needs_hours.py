"""Where no session has a time, nothing about hours stops a sheet or sets a person aside."""

from __future__ import annotations

from typing import Any

import pytest

from pairing.errors import InputError, Severity
from pairing.rosters.people import read_collabies, read_mentors

DATED = "When are you free? [Fri, Mar 12]"
MONDAY = "When are you free? [Monday]"
ZONE = {"Time zone": "CET"}


@pytest.mark.parametrize("read", [read_collabies, read_mentors])
@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**ZONE, DATED: "5pm - 6pm"}, "unreadable-day"),
        ({MONDAY: "5pm - 6pm"}, "no-zone-column"),
        ({**ZONE, MONDAY: "5pm - 6pm", "Availability [Monday]": ""}, "two-columns"),
        ({**ZONE, "When are you NOT available? [Monday]": "5pm - 6pm"}, "unsure-grid"),
        ({**ZONE, "When are you free? [6-7]": "Monday"}, "unreadable-hours"),
        ({**ZONE, "31 April": "5pm - 6pm"}, "unreadable-day"),
        ({**ZONE, "Mon 1": "1", "Mon 2": "0"}, "unsure-clock"),
        ({**ZONE, "Mon 09:00": "1", "Tue 09:00": "0"}, "unknown-slot-length"),
        ({**ZONE, "Monday": "5pm - 6pm", MONDAY: "5pm - 6pm"}, "two-columns"),
    ],
)
def test_a_fault_of_the_grid_stops_only_where_hours_are_needed(read: Any, row: dict[str, str], code: str) -> None:
    rows = [{"Name": "Ada Quill", **row}, {"Name": "Bo Lind", **row}]
    with pytest.raises(InputError) as caught:
        read(rows)
    assert [issue.code for issue in caught.value.issues if issue.severity is Severity.ERROR] == [code]
    found = read(rows, needs_hours=False)
    assert [one.free for one in found.people] == [None, None]
    assert [issue.code for issue in found.issues if issue.severity is Severity.WARNING] == [code]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Time zone": "CET", MONDAY: "after tea"}, "unreadable-hours"),
        ({"Time zone": "Mars", MONDAY: "5pm - 6pm"}, "unreadable-zone"),
        ({"Time zone": "", MONDAY: "5pm - 6pm"}, "no-zone"),
    ],
)
def test_a_cell_that_cannot_be_read_sets_aside_only_where_hours_are_needed(row: dict[str, str], code: str) -> None:
    rows = [{"Name": "Ada Quill", **row}, {"Name": "Bo Lind", **ZONE, MONDAY: "5pm - 6pm"}]
    assert read_collabies(rows).set_aside == ("Ada Quill",)
    found = read_collabies(rows, needs_hours=False)
    assert found.set_aside == ()
    ada, bo = found.people
    assert ada.free is None
    assert bo.free is not None
    assert [issue.code for issue in found.issues if issue.person == "Ada Quill"] == [code]


def test_a_fault_that_has_nothing_to_do_with_hours_still_stops() -> None:
    with pytest.raises(InputError):
        read_collabies([{"Who": "Ada", **ZONE, DATED: "5pm - 6pm"}], needs_hours=False)


def test_a_zone_in_the_question_is_no_question_where_no_hours_are_needed() -> None:
    found = read_collabies([{"Name": "Ada Quill", **ZONE, "Free (PT) [Monday]": "5pm - 6pm"}], needs_hours=False)
    assert [one.severity for one in found.issues if one.code == "zone-in-question"] == [Severity.WARNING]


@pytest.mark.parametrize("cell", ["x", "whenever", "25:00"])
def test_a_text_that_cannot_be_read_sets_aside_only_where_hours_are_needed(cell: str) -> None:
    rows = [{"Name": "Ada Quill", **ZONE, "When are you free?": cell}]
    assert read_collabies(rows).set_aside == ("Ada Quill",)
    found = read_collabies(rows, needs_hours=False)
    assert (found.set_aside, found.people[0].free) == ((), None)
