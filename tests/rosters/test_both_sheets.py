"""Hours that do not count because of the days of a session are told, so that none is lost unseen."""

from __future__ import annotations

import subprocess

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


# --- peers, and what is over ------------------------------------------------------------------------------------

SHEETS = '[collabies]\nfile = "collabies.csv"\n[mentors]\nfile = "mentors.csv"\n'


def codes(tmp_path, sessions, collabies, mentors):
    (tmp_path / "pairing.toml").write_text(SHEETS + sessions)
    rosters = read_collabies(collabies, file="collabies.csv"), read_mentors(mentors, file="mentors.csv")
    return [issue.code for issue in sheet_issues(read_settings(tmp_path), *rosters)]


def test_practice_needs_neither_mentors_nor_hours(tmp_path):
    practice = '[[sessions]]\nname = "Practice"\nkind = "peers"\nminutes = 60\n'
    assert codes(tmp_path, practice, [{"Name": "Ada"}, {"Name": "Bo"}], [{"Name": " "}]) == []


def test_practice_that_only_mentors_name_is_said(tmp_path):
    practice = '[[sessions]]\nname = "Practice"\nkind = "peers"\n[[sessions]]\nname = "Review"\n'
    found = codes(
        tmp_path, practice, [{"Name": "Ada", "Sessions": "Review"}], [{"Name": "Cem", "Sessions": "Practice; Review"}]
    )
    assert found == ["unnamed-session"]


def test_a_session_that_is_over_needs_nobody_and_no_hours(tmp_path):
    over = '[[sessions]]\nname = "Review"\n[[sessions]]\nname = "Interview"\nminutes = 60\nclosed = true\n'
    row = {"Sessions": "Review"}
    assert codes(tmp_path, over, [{"Name": "Ada", **row}], [{"Name": "Cem", **row}]) == []


def test_changes_that_git_tracks_are_warned_about(tmp_path):
    (tmp_path / "changes.csv").write_text("date,who,session,what,value\n")
    for arguments in (("init", "--quiet"), ("add", "changes.csv")):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)
    (tmp_path / "pairing.toml").write_text(
        '[program]\nchanges = "changes.csv"\n' + SHEETS + '[[sessions]]\nname = "Review"\n'
    )
    rosters = (
        read_collabies([{"Name": "Ada"}], file="collabies.csv"),
        read_mentors([{"Name": "Bo"}], file="mentors.csv"),
    )
    (issue,) = sheet_issues(read_settings(tmp_path), *rosters)
    assert (issue.code, issue.file) == ("sheet-in-git", "changes.csv")
    assert "kept apart" in issue.message
