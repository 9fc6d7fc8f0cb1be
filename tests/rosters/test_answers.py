"""Of somebody who answered twice: hours keep the time zone in which they were given."""

from __future__ import annotations

import pytest

from pairing.model.intervals import FreeTime
from pairing.model.people import Participant
from pairing.rosters.people import read_collabies
from pairing.rosters.roster import Roster

MONDAY = "When are you free? [Monday]"
CET, PT = "Europe/Berlin", "America/Los_Angeles"


def roster(*answers: tuple[str, str]) -> Roster[Participant]:
    return read_collabies(
        [{"Name": "Ada Quill", "Email": "a@example.org", "Time zone": zone, MONDAY: hours} for zone, hours in answers]
    )


@pytest.mark.parametrize(
    ("answers", "zone", "said"),
    [
        ([("CET", "5pm - 6pm"), ("PT", "")], CET, "'CET' is kept, not 'PT': the hours that count were given in it"),
        ([("CET", "5pm - 6pm"), ("PT", "5pm - 6pm")], PT, "'CET' becomes 'PT'"),
        ([("CET", "5pm - 6pm"), ("", "")], CET, "'CET' is kept, the later cell is blank"),
        ([("CET", ""), ("PT", "5pm - 6pm")], PT, "'CET' becomes 'PT'"),
        ([("CET", "8am - 9am"), ("", "5pm - 6pm")], CET, "'CET' is kept, the later cell is blank"),
        ([("", "5pm - 6pm"), ("PT", "")], PT, "blank becomes 'PT'"),
        ([("CET", "8am - 9am"), ("PT", ""), ("", "5pm - 6pm")], PT, "'CET' becomes 'PT'"),
        ([("CET", "8am - 9am"), ("PT", "5pm - 6pm"), ("CET", "")], PT, "'PT' is kept, not 'CET'"),
    ],
)
def test_the_time_zone_goes_with_the_hours(answers: list[tuple[str, str]], zone: str, said: str) -> None:
    found = roster(*answers)
    (ada,) = found.people
    (twice,) = [issue for issue in found.issues if issue.code == "answered-twice"]
    assert (ada.zone, ada.free) == (zone, (FreeTime(0, 17 * 60, 18 * 60, zone),))
    assert f'"Time zone": {said}' in twice.message


def test_without_hours_the_later_time_zone_counts() -> None:
    (ada,) = roster(("CET", ""), ("PT", "")).people
    assert (ada.zone, ada.free) == (PT, ())
