"""A programme whose times we set, from the command line: tables, what moves, invitations, doubts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.programmes import Ended, add, changes, contents, diff_of, edit, what_changes

Run = Callable[..., Ended]
NOTHING = "Nothing changes: the tables show this plan."


AGREED = "minutes = 60\nfits_one_after_another = false"


@pytest.fixture
def slots(run: Run, timed: Path) -> Path:
    """The timed programme with its times set, and published."""
    edit(timed, "pairing.toml", (AGREED, 'minutes = 60\ntime = "we set"\nagenda = "Questions, then feedback"'))
    assert run("publish", timed).status == 0
    return timed


def times(folder: Path) -> dict[str, str]:
    """The time in the table of each Collabie."""
    rows = [line.split("|") for line in (folder / "technical.md").read_text().splitlines() if line.startswith("| ")]
    return {row[1].strip(): row[3].strip() for row in rows[2:]}


def test_the_table_gets_the_times_and_publishing_twice_changes_nothing(run: Run, slots: Path) -> None:
    assert times(slots)["Cem Osei"] == "Wed 3 Mar, 17:00 CET"
    before = contents(slots)
    assert "Nothing to do" in run("publish", slots).err
    assert contents(slots) == before
    plan = run("plan", slots)
    assert plan.out.startswith(NOTHING)
    assert "| Cem Osei     | Eli Moss | Wed 3 Mar, 17:00 CET |" in plan.out
    table = run("plan", slots, "--session", "Technical", "--table").out
    assert table.splitlines()[0].split("|")[-2].strip() == "Time"


def test_the_settings_may_name_the_column_or_not(run: Run, timed: Path) -> None:
    header = 'table_header = ["Collabie", "Technical interviewer", "Time"]'
    edit(timed, "pairing.toml", (AGREED, f'minutes = 60\ntime = "we set"\n{header}'))
    assert run("publish", timed).status == 0
    assert "| Collabie | Technical interviewer | Time |" in (timed / "technical.md").read_text()
    assert run("publish", timed, "--check").status == 0


def test_json_has_starts_in_utc(run: Run, slots: Path) -> None:
    pairs = {pair["participant"]: pair for pair in run("plan", slots, "--json").data["pairs"]}
    cem = pairs["Cem Osei"]
    assert (cem["start"], cem["minutes"], cem["start_text"]) == ("2027-03-03T16:00:00Z", 60, "Wed 3 Mar, 17:00 CET")


def test_after_a_drop_out_nobody_else_s_time_moves(run: Run, slots: Path) -> None:
    before = times(slots)
    changes(slots, ",Bo Lindqvist,,leaves,")
    assert run("publish", slots).status == 0
    assert times(slots) == {name: time for name, time in before.items() if name != "Bo Lindqvist"}


def test_a_time_moved_by_hand_is_kept_where_it_can_be(run: Run, slots: Path) -> None:
    edit(slots, "technical.md", (times(slots)["Ada Quill"], "Mon 1 Mar, 18:00"))
    plan = run("plan", slots)
    assert plan.out.startswith(NOTHING)
    assert run("publish", slots).status == 0
    assert times(slots)["Ada Quill"] == "Mon 1 Mar, 18:00 CET"


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("Mon 1 Mar, 17:10 CET", "it is not on the grid of 30 minutes"),
        ("Mon 1 Mar, 20:00 CET", "Ada Quill and Dee Park are not free for 60 minutes then"),
        ("Tue 2 Mar, 17:00 CET", "Ada Quill is not free for 60 minutes then"),
        ("Mon 8 Mar, 17:00 CET", "it is outside the days of the session"),
    ],
)
def test_a_time_that_cannot_stay_says_why_and_moves(run: Run, slots: Path, time: str, why: str) -> None:
    edit(slots, "technical.md", (times(slots)["Ada Quill"], time))
    plan = run("plan", slots)
    assert "published-time-cannot-stay" in plan.said
    assert f"cannot meet in Technical on {time}: {why}." in plan.err
    moved = next(line for line in what_changes(plan) if "Ada Quill and Dee Park" in line)
    assert moved.startswith(f"- Technical: Ada Quill and Dee Park: {time} -> Mon 1 Mar, 1")
    ended = run("publish", slots, "--diff")
    assert (ended.status, len(diff_of(ended))) == (0, 2)


def test_a_cell_that_cannot_be_told_stops_publishing_and_the_pair_is_kept(run: Run, slots: Path) -> None:
    edit(slots, "technical.md", (times(slots)["Ada Quill"], "10am?"))
    before = contents(slots)
    ended = run("publish", slots)
    assert ended.status == 2
    assert "time-unclear" in ended.said
    assert "the time '10am?' of 'Ada Quill' cannot be told" in ended.err
    assert contents(slots) == before
    assert "Ada Quill and Dee Park: no time yet -> Mon 1 Mar" in run("plan", slots).out


def test_two_meetings_at_once_are_said(run: Run, slots: Path) -> None:
    edit(
        slots,
        "collabies.csv",
        ("Cem Osei,Backend,Europe/Berlin,5pm - 6pm,,5pm - 6pm", "Cem Osei,Backend,Europe/Berlin,5pm - 6pm,5pm - 6pm,"),
    )
    table = (
        "| Collabie | Technical interviewer | Time |\n|---|---|---|\n| Bo Lindqvist | Dee Park | Tue 2 Mar, 17:00 |\n"
    )
    (slots / "technical.md").write_text(f"{table}| Cem Osei | Dee Park | Tue 2 Mar, 17:00 |\n")
    assert "Dee Park would be in two places at once" in run("plan", slots).err


def test_a_start_that_is_past_is_taken_to_have_been_held(run: Run, slots: Path) -> None:
    before = (slots / "technical.md").read_bytes()
    plan = run("plan", slots, "--as-of", "2027-03-02")
    assert "Ada Quill and Dee Park are taken to have met in Technical: it was set for Mon 1 Mar" in plan.err
    assert plan.out.startswith(NOTHING)
    assert run("publish", slots, "--as-of", "2027-03-02").status == 0
    assert (slots / "technical.md").read_bytes() == before


def test_another_zone_of_a_person_moves_no_meeting(run: Run, slots: Path) -> None:
    before = times(slots)["Ada Quill"]
    edit(slots, "collabies.csv", ("Quill,Backend,Europe/Berlin", "Quill,Backend,Europe/London"))
    edit(slots, "collabies.csv", ('"5pm - 6pm, 6pm - 7pm"', '"4pm - 5pm, 5pm - 6pm"'))
    assert run("publish", slots).status == 0
    hour = int(before[11:13])
    assert times(slots)["Ada Quill"] == f"Mon 1 Mar, {hour - 1}:{before[14:16]} GMT ({before[11:16]} CET)"


def test_a_further_column_of_that_name_is_left_alone_where_they_agree(run: Run, timed: Path) -> None:
    text = (timed / "technical.md").read_text().replace("interviewer |", "interviewer | Time |")
    text = text.replace("| --- | --- |", "| --- | --- | --- |").replace(
        "Ada Quill | Dee Park |", "Ada Quill | Dee Park | 10am? |"
    )
    (timed / "technical.md").write_text(text)
    assert run("publish", timed, "--check").status == 0


def test_messages_say_the_time_on_both_clocks_and_who_is_told_of_a_move(run: Run, slots: Path) -> None:
    edit(slots, "technical.md", (times(slots)["Ada Quill"], "Mon 1 Mar, 20:00 CET"))
    told = {one["name"]: one["text"] for one in run("messages", slots, "--to", "mentors", "--changed", "--json").data}
    assert list(told) == ["Dee Park"]
    assert "Technical: you meet Ada Quill at another time: Mon 1 Mar, 1" in told["Dee Park"]
    everybody = run("messages", slots, "--to", "collabies", "--json").data
    assert "- Eli Moss: Wed 3 Mar, 17:00 CET\n" in next(one["text"] for one in everybody if one["name"] == "Cem Osei")


# --- invitations ------------------------------------------------------------------------------------------------


def test_invitations_are_written_once_and_again_only_where_they_change(run: Run, slots: Path, tmp_path: Path) -> None:
    folder = tmp_path / "invitations"
    ended = run("invites", slots, folder)
    assert (ended.status, ended.out) == (0, "")
    first = contents(folder)
    names = ["ada-quill.ics", "bo-lindqvist.ics", "cem-osei.ics", "dee-park.ics", "eli-moss.ics", "everybody.ics"]
    assert list(first) == names
    assert "Nothing to do" in run("invites", slots, folder).err
    assert contents(folder) == first
    (event,) = Calendar.from_ical(first["cem-osei.ics"]).walk("VEVENT")
    assert event["SUMMARY"] == "Technical: Cem Osei and Eli Moss"
    assert "Questions, then feedback" in event["DESCRIPTION"]
    changes(slots, ",Cem Osei,,leaves,")
    assert run("publish", slots).status == 0
    assert run("invites", slots, folder, "--json").data["written"] == ["cem-osei.ics", "eli-moss.ics", "everybody.ics"]
    (event,) = Calendar.from_ical((folder / "cem-osei.ics").read_bytes()).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_invitations_ahead_of_the_tables_are_warned_about(run: Run, slots: Path, tmp_path: Path) -> None:
    changes(slots, ",Cem Osei,,leaves,")
    assert "not-published-yet" in run("invites", slots, tmp_path / "out").said


def test_files_of_others_are_not_overwritten(run: Run, slots: Path, tmp_path: Path) -> None:
    (tmp_path / "cem-osei.ics").write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//other\r\nEND:VCALENDAR\r\n")
    before = contents(tmp_path)
    ended = run("invites", slots, tmp_path)
    assert (ended.status, ended.said) == (2, {"foreign-calendar"})
    assert contents(tmp_path) == before


@pytest.mark.parametrize("folder", ["pairing.toml", "nowhere/deep", "a\0b"])
def test_a_folder_that_is_none_is_an_error(run: Run, slots: Path, folder: str) -> None:
    assert run("invites", slots, f"{slots}/{folder}").status == 2


def test_where_no_time_is_set_nothing_is_written(run: Run, timed: Path, tmp_path: Path) -> None:
    ended = run("invites", timed, tmp_path / "out")
    assert ended.status == 0
    assert "No invitation" in ended.err
    assert not (tmp_path / "out").exists()


# --- check ------------------------------------------------------------------------------------------------------


def test_check_says_who_has_how_many_hours_with_how_many(run: Run, timed: Path) -> None:
    checked = run("check", timed)
    assert "- Technical, 60 minutes: everybody has some" in checked.out
    assert "| Ada Quill    | 2:00 h          | 2 of 2 mentors |" in checked.out
    assert "| Eli Moss | 3:00 h          | 3 of 3 Collabies |" in checked.out


def test_check_names_those_who_have_no_hour_with_anybody(run: Run, timed: Path) -> None:
    edit(timed, "mentors.csv", ('Europe/Berlin,"5pm - 6pm, 6pm - 7pm",,"5pm - 6pm"', "Europe/Berlin,8am - 9am,,"))
    checked = run("check", timed)
    assert "- Technical, 60 minutes: with nobody: Eli Moss" in checked.out
    (session,) = run("check", timed, "--json").data["hours"]
    assert session["session"] == "Technical"
    (eli,) = [one for one in session["people"] if one["name"] == "Eli Moss"]
    assert eli == {"name": "Eli Moss", "role": "mentor", "minutes": 0, "partners": 0, "others": 3}


def test_check_of_many_people_shows_those_with_the_fewest(run: Run, timed: Path) -> None:
    add(timed, "collabies.csv", *(f"p{n}@x.org,Person {n:03},Backend,Europe/Berlin,5pm - 6pm,," for n in range(60)))
    add(timed, "collabies.csv", "z@x.org,Zed Last,Backend,Europe/Berlin,8am - 9am,,")
    checked = run("check", timed).out
    assert "| Zed Last " in checked
    assert "and 24 more, who have time with as many or more." in checked
