"""Hours that do not count because of the days of a session are told, so that none is lost unseen."""

from __future__ import annotations

import pytest

from pairing.rosters.both_sheets import sheet_issues
from pairing.rosters.people import read_collabies, read_mentors
from pairing.rosters.settings import read_settings

SETTINGS = """
[program]
time_zone = "America/Los_Angeles"
[collabies]
file = "collabies.csv"
[mentors]
file = "mentors.csv"
[[sessions]]
name = "Interview"
minutes = 60
first_day = 2027-03-12
last_day = 2027-03-13
"""


@pytest.fixture
def told(tmp_path):
    (tmp_path / "pairing.toml").write_text(SETTINGS)
    settings = read_settings(tmp_path)

    def of(zone, **hours):
        row = {"Name": "Ada", "Time zone": zone}
        row |= {f"When are you free? [{day.replace('_', ' ')}]": cell for day, cell in hours.items()}
        collabies = read_collabies([row], file="collabies.csv", years=(2027,))
        mentors = read_mentors([{**row, "Name": "Bo"}], file="mentors.csv", years=(2027,))
        issues = [one for one in sheet_issues(settings, collabies, mentors) if one.code == "hours-outside-days"]
        return [one.message for one in issues if one.file == "collabies.csv"]

    return of


def test_the_early_morning_of_the_first_day_further_east_is_outside(told):
    """Friday 07:00 to 09:00 in Kolkata is Thursday evening in Los Angeles."""
    (message,) = told("Asia/Kolkata", Mar_12="7am - 9am, 6pm - 7pm")
    assert "Ada (2 h)" in message


def test_hours_inside_the_days_are_not_told(told):
    assert told("America/Los_Angeles", Mar_12="7am - 9am", Mar_13="11pm - 12am") == []


def test_a_part_of_an_hour_counts_as_what_it_is(told):
    (message,) = told("America/Los_Angeles", Mar_13="11pm - 12:30am")
    assert "Ada (0.5 h)" in message


def test_hours_of_every_week_are_not_told(told):
    assert told("Asia/Kolkata", Friday="7am - 9am") == []
