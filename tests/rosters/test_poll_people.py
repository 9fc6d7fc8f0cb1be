"""Polls and sheets together: whose hours they are, and what counts where two answers differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairing.errors import InputError, Issue, Severity
from pairing.model.people import Person
from pairing.program import Program, read_program

COLLABIES = (
    "Email,Full name,Time zone\nada@example.org,Ada Quill,Europe/Berlin\nbo@example.org,Bo Lindqvist,Europe/Berlin\n"
)
MENTORS = """Email,Full name,How many Collabies can you take?,Time zone,When could you meet? [Monday]
dee@example.org,Dee Park,2,Europe/Berlin,5pm - 6pm
eli@example.org,Eli Moss,2,Europe/Berlin,
"""
SETTINGS = """[program]
time_zone = "Europe/Berlin"
[collabies]
file = "collabies.csv"
[mentors]
file = "mentors.csv"
[[sessions]]
name = "Technical"
minutes = 60
first_day = 2027-03-01
last_day = 2027-03-07
"""
POLL = '[[polls]]\nfile = "poll.csv"\ntime_zone = "Europe/Berlin"\n'
RALLLY = (
    "Name,Email,Responded on (Europe/Berlin),Mon 1 March 2027 6:00 PM - 7:00 PM,Tue 2 March 2027 6:00 PM - 7:00 PM\n"
)
Read = Callable[..., Program]


def when2meet(*names: str, monday: str, tuesday: str = "") -> str:
    """A poll of an hour on Monday at five and one on Tuesday at nine; a digit a name says who is free."""
    lines = [f"Time,{','.join(names)}"]
    for day, hour, bits in (("Monday", 5, monday), ("Tuesday", 9, tuesday or "0" * len(names))):
        half = "PM" if day == "Monday" else "AM"
        lines += [f"{day} {hour:02}:{quarter:02}:00 {half},{','.join(bits)}" for quarter in (0, 15, 30, 45)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a programme with a poll; ``more`` is added to its settings."""

    def make(poll: str | None, more: str = "", **files: str) -> Program:
        given = {"collabies": COLLABIES, "mentors": MENTORS, "settings": SETTINGS + POLL + more, **files}
        names = {"settings": "pairing.toml"}
        for name, text in given.items():
            (tmp_path / names.get(name, f"{name}.csv")).write_text(text, encoding="utf-8")
        if poll is not None:
            (tmp_path / "poll.csv").write_text(poll, encoding="utf-8")
        return read_program(tmp_path)

    return make


def free(program: Program, name: str) -> list[tuple[Any, int, int]]:
    everybody: tuple[Person, ...] = (*program.problem.participants, *program.problem.mentors)
    (person,) = [one for one in everybody if one.name == name]
    return [(time.day, time.start, time.end) for time in person.free or ()]


def doubts(program: Program, code: str) -> list[Issue]:
    return [issue for issue in program.issues if issue.code == code]


BOTH = when2meet("Ada Quill", "Bo Lindqvist", "Eli Moss", monday="110", tuesday="011")


def test_everybody_has_the_hours_of_the_poll_and_a_plan_comes_out(read: Read) -> None:
    import pairing

    program = read(BOTH)
    assert free(program, "Ada Quill") == [(0, 1020, 1080)]
    assert free(program, "Bo Lindqvist") == [(0, 1020, 1080), (1, 540, 600)]
    assert free(program, "Eli Moss") == [(1, 540, 600)]
    assert free(program, "Dee Park") == [(0, 1020, 1080)]  # in no poll: the sheet's hours
    assert {issue.severity for issue in program.issues} <= {Severity.NOTE}
    pairs = {(pair.participant.name, pair.mentor.name) for pair in pairing.solve(program).pairs}
    assert pairs == {("Ada Quill", "Dee Park"), ("Bo Lindqvist", "Eli Moss")}


def test_the_columns_of_a_poll_are_among_the_recognitions(read: Read) -> None:
    file, found = read(BOTH).recognitions[-1]
    assert file == "poll.csv"
    assert [(one.header, one.role, one.how) for one in found[:2]] == [
        ("Time", "slot", "a slot of the poll"),
        ("Ada Quill", "free", "a person of the poll"),
    ]


def test_names_are_compared_as_the_sheets_compare_them(read: Read) -> None:
    poll = when2meet(" ada  QUILL ", "Bo Lindqvist (he/him)", monday="11")
    program = read(poll)
    assert free(program, "Ada Quill") == free(program, "Bo Lindqvist") == [(0, 1020, 1080)]
    assert not doubts(program, "unknown-in-poll")


def test_a_near_miss_is_suggested_and_never_joined(read: Read) -> None:
    program = read(when2meet("Ada Quil", "Bo Lindqvist", monday="11"))
    (issue,) = doubts(program, "unknown-in-poll")
    assert (issue.severity, issue.person, issue.file) == (Severity.QUESTION, "Ada Quil", "poll.csv")
    assert "Did you mean 'Ada Quill'?" in issue.hint
    assert free(program, "Ada Quill") == []
    assert {one.person for one in doubts(program, "no-hours")} == {"Ada Quill", "Eli Moss"}


def test_a_part_of_a_name_is_suggested(read: Read) -> None:
    (issue,) = doubts(read(when2meet("Ada", "Bo Lindqvist", monday="11")), "unknown-in-poll")
    assert "Did you mean 'Ada Quill'?" in issue.hint


def test_another_spelling_of_people_is_the_same_person(read: Read) -> None:
    program = read(when2meet("Ada", "Bo Lindqvist", monday="11"), '[people]\n"Ada Quill" = { also = ["Ada"] }\n')
    assert free(program, "Ada Quill") == [(0, 1020, 1080)]
    assert not doubts(program, "unknown-in-poll")


def test_a_stranger_can_be_accepted_and_an_outside_helper_is_known(read: Read) -> None:
    poll = when2meet("Ada Quill", "Bo Lindqvist", "Zoe", "Yan", monday="1111")
    more = '[people]\n"Yan" = { outside = true }\n[issues]\naccept = ["unknown-in-poll:Zoe"]\n'
    assert not doubts(read(poll, more), "unknown-in-poll")


def test_an_address_in_the_place_of_a_name_is_the_person_of_that_address(read: Read) -> None:
    program = read(when2meet("ADA@example.org", "Bo Lindqvist", monday="11"))
    assert free(program, "Ada Quill") == [(0, 1020, 1080)]


def test_an_e_mail_counts_before_a_name(read: Read) -> None:
    poll = f"{RALLLY}Bo Lindqvist,ada@example.org,2027-02-01 10:00:00,Yes,No\n"
    program = read(poll)
    assert len(free(program, "Ada Quill")) == 1
    assert free(program, "Bo Lindqvist") == []
    (issue,) = doubts(program, "same-email")
    assert issue.severity is Severity.QUESTION


def test_one_name_with_two_addresses_is_asked_about(read: Read) -> None:
    poll = f"{RALLLY}Ada Quill,other@example.org,2027-02-01 10:00:00,Yes,No\n"
    program = read(poll)
    assert len(free(program, "Ada Quill")) == 1
    (issue,) = doubts(program, "same-name")
    assert issue.severity is Severity.QUESTION
    assert not doubts(read(poll, '[people]\n"Ada Quill" = { same = true }\n'), "same-name")


def test_two_people_of_one_name_get_nobodys_hours(read: Read) -> None:
    sheet = f"{COLLABIES}other@example.org,Ada Quill,Europe/Berlin\n"
    program = read(when2meet("Ada Quill", "Bo Lindqvist", monday="11"), collabies=sheet)
    assert doubts(program, "several-fit")[0].severity is Severity.QUESTION


def test_somebody_who_is_on_both_sheets_has_the_hours_on_both(read: Read) -> None:
    sheet = f"{MENTORS}ada@example.org,Ada Quill,1,Europe/Berlin,\n"
    program = read(when2meet("Ada Quill", "Bo Lindqvist", monday="11"), mentors=sheet)
    both = [one.free for one in (*program.problem.participants, *program.problem.mentors) if one.name == "Ada Quill"]
    assert len(both) == 2
    assert both[0] == both[1] != ()


def test_two_answers_that_differ_are_quoted_and_the_poll_counts(read: Read) -> None:
    program = read(when2meet("Ada Quill", "Bo Lindqvist", "Dee Park", monday="110", tuesday="001"))
    assert free(program, "Dee Park") == [(1, 540, 600)]
    (issue,) = doubts(program, "two-answers")
    assert (issue.severity, issue.person) == (Severity.QUESTION, "Dee Park")
    assert "Mon 17:00-18:00 Europe/Berlin (mentors.csv), and Tue 9:00-10:00 Europe/Berlin in poll.csv" in issue.message
    accepted = read(None, '[issues]\naccept = ["two-answers:Dee Park"]\n')
    assert not doubts(accepted, "two-answers")


def test_the_same_hours_in_another_zone_are_no_contradiction(read: Read) -> None:
    poll = when2meet("Ada Quill", "Bo Lindqvist", "Dee Park", monday="111")
    settings = SETTINGS + POLL.replace("Europe/Berlin", "Europe/Paris")
    assert not doubts(read(poll, settings=settings), "two-answers")


def test_an_answer_without_hours_never_replaces_hours(read: Read) -> None:
    program = read(when2meet("Ada Quill", "Bo Lindqvist", "Dee Park", monday="110"))
    assert free(program, "Dee Park") == [(0, 1020, 1080)]
    (issue,) = doubts(program, "two-answers")
    assert "The former counts, since the latter has no hours." in issue.message


def test_a_person_twice_in_a_poll_is_asked_about_and_the_later_counts(read: Read) -> None:
    poll = f"{RALLLY}Ada Quill,,2027-02-02 10:00:00,No,Yes\nAda Quill,,2027-02-01 10:00:00,Yes,No\n"
    program = read(poll)
    assert [day.isoformat() for day, *_ in free(program, "Ada Quill")] == ["2027-03-02"]
    assert len(doubts(program, "two-answers")) == 1


def test_polls_of_different_dates_add_up_and_others_are_asked_about(read: Read) -> None:
    added = '[[polls]]\nfile = "second.csv"\ntime_zone = "Europe/Berlin"\n'
    first = f"{RALLLY}Ada Quill,,2027-02-01 10:00:00,Yes,No\n"
    other = (
        first.replace("1 March", "3 March").replace("2 March", "4 March").replace("Mon", "Wed").replace("Tue", "Thu")
    )
    program = read(first, added, second=other)
    assert [day.isoformat() for day, *_ in free(program, "Ada Quill")] == ["2027-03-01", "2027-03-03"]
    assert not doubts(program, "two-answers")
    same_days = read(first, added, second=first.replace("Yes,No", "No,Yes"))
    assert [day.isoformat() for day, *_ in free(same_days, "Ada Quill")] == ["2027-03-02"]
    assert len(doubts(same_days, "two-answers")) == 1


def test_who_is_in_no_poll_and_gives_no_hours_is_told(read: Read) -> None:
    program = read(when2meet("Ada Quill", monday="1"))
    assert {one.person: one.message for one in doubts(program, "no-hours")} == {
        "Bo Lindqvist": "Bo Lindqvist is in no poll and gives no free time, so no meeting can be found.",
        "Eli Moss": "Eli Moss gives no free time, so no meeting at a common time can be found.",
    }
    assert free(program, "Bo Lindqvist") == []


def test_who_ticked_nothing_is_told(read: Read) -> None:
    program = read(when2meet("Ada Quill", "Bo Lindqvist", monday="10"))
    assert "Bo Lindqvist" in {one.person for one in doubts(program, "no-hours")}


def test_a_sheet_without_hours_that_no_poll_speaks_of_still_stops(read: Read) -> None:
    with pytest.raises(InputError) as caught:
        read(when2meet("Dee Park", monday="1"))
    (issue,) = caught.value.issues
    assert (issue.code, "[[polls]]" in issue.hint) == ("no-free-times", True)


def test_hours_of_a_poll_outside_the_days_of_the_sessions_are_told(read: Read) -> None:
    poll = RALLLY.replace("1 March", "8 March") + "Ada Quill,,2027-02-01 10:00:00,Yes,Yes\n"
    (issue,) = doubts(read(poll), "hours-outside-days")
    assert "Ada Quill (1 h)" in issue.message


def test_faults_of_polls_and_sheets_are_told_together(read: Read) -> None:
    settings = SETTINGS + '[[polls]]\nfile = "poll.csv"\n'
    with pytest.raises(InputError) as caught:
        read(BOTH, settings=settings, mentors=MENTORS.replace("Full name", "Who"))
    assert {issue.code for issue in caught.value.issues} >= {"poll-without-zone", "no-name-column"}


def test_where_no_session_has_a_time_a_poll_stops_nobody(read: Read) -> None:
    settings = SETTINGS.replace("minutes = 60", 'time = "none"') + '[[polls]]\nfile = "poll.csv"\n'
    program = read(BOTH, settings=settings)
    (issue,) = doubts(program, "poll-without-zone")
    assert issue.severity is Severity.WARNING
    assert "No hours of this poll are read." in issue.message


def test_somebody_set_aside_is_no_stranger_of_the_poll(read: Read) -> None:
    sheet = MENTORS.replace("Eli Moss,2", "Eli Moss,plenty of them")
    program = read(when2meet("Ada Quill", "Eli Moss", monday="11"), mentors=sheet)
    assert program.set_aside == ("Eli Moss",)
    assert not doubts(program, "unknown-in-poll")


def test_the_clock_of_an_unknown_computer_keeps_a_plan_from_being_published_until_it_is_told(read: Read) -> None:
    poll = "Day,Time,Ada Quill\nMon,05:00 PM,1\nMon,05:30 PM,1\n"
    (issue,) = doubts(read(poll), "unsure-clock")
    assert issue.severity is Severity.QUESTION
    assert not doubts(read(poll, settings=SETTINGS + POLL + 'exported_in = "UTC"\n'), "unsure-clock")
    assert not doubts(read(poll, '[issues]\naccept = ["unsure-clock:poll.csv"]\n'), "unsure-clock")


def test_the_sections_of_the_sheets_say_how_their_hours_are_read(read: Read) -> None:
    sheet = "Name,Mon 14,Mon 15\nDee Park,1,1\nEli Moss,1,0\n"
    settings = SETTINGS.replace(
        'file = "mentors.csv"', 'file = "mentors.csv"\nformat = "slots"\nslot_minutes = 30\ntime_zone = "UTC"'
    )
    program = read(BOTH, settings=settings + POLL + '[day_parts]\n"Evening" = "18:00-20:00"\n', mentors=sheet)
    assert free(program, "Dee Park") == [(0, 840, 870), (0, 900, 930)]
    evening = MENTORS.replace("5pm - 6pm", "Evening")
    program = read(BOTH, '[day_parts]\n"Evening" = "18:00-20:00"\n', mentors=evening)
    assert free(program, "Dee Park") == [(0, 1080, 1200)]
