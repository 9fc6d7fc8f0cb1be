"""Sheets and documents as bad as we could think of: a plan that is right, or a clear word; never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pairing.documents.markdown import find_table
from tests.cli.programmes import COLLABIES, DOCUMENT, MENTORS, SETTINGS, Ended

Run = Callable[..., Ended]
Make = Callable[..., Path]

HARD_NAMES = (
    *("Pipe | Man", "*Bold* _it_ `code`", "<script>alert(1)</script>", "🦄 Uni Corn", "[x](http://y)", "علي حسن"),
    *("O\\Brien", "# Head", "A & B", "~~x~~", "<!-- pairing:end Technical -->", "_not yet paired_", "&amp; Co"),
    *("\\| z", "![i](x)", "x <br> y", "Bo, Jr.", "Bo and Co", "=SUM(A1)", "ẞtraße", "Ada <!-- keep -->"),
)


def rows(sheet: str, people: list[str]) -> str:
    return sheet.partition("\n")[0] + "\n" + "\n".join(people) + "\n"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_names_full_of_markup_come_back_as_they_were(run: Run, small: Make) -> None:
    grid = "Any,Europe/Berlin,5pm - 6pm,"
    people = [f"p{number}@example.org,{quoted(name)},{grid}" for number, name in enumerate(HARD_NAMES)]
    offering = [
        f"m{number}@example.org,{quoted('M ' + name)},Any,1,Europe/Berlin,5pm - 6pm,,"
        for number, name in enumerate(HARD_NAMES)
    ]
    folder = small(collabies=rows(COLLABIES, people), mentors=rows(MENTORS, offering))
    done = run("publish", folder)
    assert done.status == 0, done.err
    data = (folder / "technical.md").read_bytes()
    table = find_table(data, session="Technical")
    assert sorted(row.cells[0] for row in table.rows) == sorted(HARD_NAMES)
    assert sorted(row.cells[1] for row in table.rows) == sorted(f"M {name}" for name in HARD_NAMES)
    assert run("publish", folder).err.endswith("Nothing to do: every table shows this plan.\n")
    assert (folder / "technical.md").read_bytes() == data
    assert f"{len(HARD_NAMES)} pairs for Technical" in run("check", folder).out


def test_a_name_that_turns_the_direction_of_writing_is_set_aside(run: Run, small: Make) -> None:
    plan = run("plan", small(collabies=COLLABIES.replace("Bo Lindqvist", "Bo \u202etsivqdniL")))
    assert plan.status == 0
    assert "bidi-control" in plan.said
    assert "\u202e" not in plan.out + plan.err


def test_three_hundred_columns_nobody_asked_for(run: Run, small: Make) -> None:
    header, *answers = COLLABIES.strip().split("\n")
    wide = [header + "".join(f",Question {number}" for number in range(300)), *(row + ",z" * 300 for row in answers)]
    plan = run("plan", small(collabies="\n".join(wide) + "\n"), "--strict")
    assert plan.status == 0


def test_who_answered_five_times_is_one_person_and_is_told_of(run: Run, small: Make) -> None:
    again = "ada@example.org,Ada Quill,Backend,Europe/Berlin,7pm - 8pm,\n" * 4
    plan = run("plan", small(collabies=COLLABIES + again))
    assert plan.out.count("| Ada Quill ") == 1
    assert "Ada Quill answered 5 times" in plan.err


def test_names_that_differ_by_case_alone_are_asked_about(run: Run, small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("cem@example.org,Cem Osei", "x@example.org,ADA quill"))
    assert "same-name" in run("plan", folder).said
    assert run("publish", folder).said == {"same-name", "not-published"}
    (folder / "pairing.toml").write_text(SETTINGS + '\n[people]\n"Ada Quill" = { same = false }\n')
    assert run("publish", folder).status == 0


def test_everybody_unavailable_is_a_plan_of_nobody_and_says_so(run: Run, small: Make) -> None:
    free = "5pm - 6pm, 6pm - 7pm", "5pm - 6pm,9am - 10am", "9am - 10am, 10am - 11am"
    collabies = COLLABIES.replace(f'"{free[0]}"', "").replace(free[1], ",").replace(f'"{free[2]}"', "")
    plan = run("plan", small(collabies=collabies))
    assert plan.status == 0
    assert plan.said == {"no-hours"}
    assert plan.out.count("_not yet paired_") == 3
    assert "## Nobody assigned, though they offered\n\n- Dee Park\n- Eli Moss\n" in plan.out


def test_a_session_of_a_mentor_limit_of_nobody_leaves_everybody_unpaired(run: Run, small: Make) -> None:
    plan = run("plan", small(settings=SETTINGS + "most_per_mentor = 0\n"))
    assert plan.out.count("_not yet paired_") == 3
    assert plan.out.count(" full (") == 3


def test_twelve_sessions_and_two_mentors_never_meet_a_collabie_twice(run: Run, small: Make) -> None:
    more = "".join(f'\n[[sessions]]\nname = "Session {number}"\n' for number in range(11))
    folder = small(settings=SETTINGS + more, mentors=MENTORS.replace(",2,", ",40,"))
    pairs = [(one["participant"], one["mentor"]) for one in run("plan", folder, "--json").data["pairs"]]
    assert len(pairs) == len(set(pairs)) == 6
    (folder / "pairing.toml").write_text((SETTINGS + more).replace("[program]", '[program]\nrepeat = "allow"'))
    assert len(run("plan", folder, "--json").data["pairs"]) == 36


def test_windows_line_ends_everywhere_stay(run: Run, small: Make) -> None:
    def windows(text: str) -> str:
        return text.replace("\n", "\r\n")

    folder = small(
        collabies=windows(COLLABIES),
        mentors=windows(MENTORS),
        settings=windows(SETTINGS),
        documents={"technical.md": windows(DOCUMENT)},
    )
    assert run("publish", folder).status == 0
    data = (folder / "technical.md").read_bytes()
    assert b"| Ada Quill | Dee Park |\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


@pytest.mark.parametrize(
    ("day", "collabie", "mentor", "shown"),
    [
        # The clock skips 02:00 to 03:00 on the first of these days, and shows it twice on the second.
        (
            "2027-03-28",
            "Europe/Berlin,1am - 4am",
            "Asia/Kolkata,5:30am - 6:30am",
            "01:00 CET–03:00 CEST (05:30–06:30 Kolkata time)",
        ),
        ("2027-10-31", "Europe/Berlin,2am - 3am", "Europe/Berlin,2am - 3am", "02:00 CEST–03:00 CET"),
        ("2027-03-28", "Europe/Berlin,2am - 3am", "Europe/Berlin,1am - 4am", None),
        ("2027-03-10", "Asia/Kolkata,8:30pm - 10pm", "UTC,3pm - 4pm", "20:30–21:30 Kolkata time (15:00–16:00 UTC)"),
        ("2027-03-10", "Asia/Kathmandu,8:45pm - 9:45pm", "UTC,3pm - 4pm", "20:45–21:45 UTC+5:45 (15:00–16:00 UTC)"),
        ("2027-03-10", "Asia/Kathmandu,8:45pm - 9:45pm", "UTC,3:15pm - 4:15pm", None),
    ],
)
def test_hours_in_common_are_counted_in_real_minutes(
    run: Run, small: Make, day: str, collabie: str, mentor: str, shown: str | None
) -> None:
    settings = re.sub("2027-03-0[17]", day, SETTINGS)
    folder = small(
        collabies=f"Name,Time zone,When are you free? [{day}]\nAda Quill,{collabie}\n",
        mentors=f"Name,Time zone,When are you free? [{day}]\nDee Park,{mentor}\n",
        settings=settings,
    )
    plan = run("plan", folder)
    assert plan.status == 0
    assert ("_not yet paired_" in plan.out) is (shown is None)
    assert shown is None or shown in plan.out


def test_a_warning_about_overfull_mentors_names_a_few_and_counts_the_rest(run: Run, small: Make) -> None:
    people = [f"p{number}@example.org,Person {number},Any,Europe/Berlin,5pm - 6pm," for number in range(24)]
    offering = [f"m{number}@example.org,Mentor {number:02},Any,2,Europe/Berlin,5pm - 6pm,," for number in range(12)]
    settings = f"{SETTINGS}fits_one_after_another = false\n"
    plan = run("plan", small(collabies=rows(COLLABIES, people), mentors=rows(MENTORS, offering), settings=settings))
    (line,) = [line for line in plan.err.splitlines() if "interviews-do-not-fit" in line]
    assert "12 timed interviews do not fit" in line
    assert line.count("Mentor ") == 6
    assert "and 6 more" in line


def test_marks_that_are_shown_in_text_do_not_hide_a_real_region(run: Run, small: Make) -> None:
    marked = "<!-- pairing:begin technical -->\n| A | B |\n|---|---|\n<!-- pairing:end TECHNICAL -->\n"
    folder = small(
        documents={"technical.md": DOCUMENT + marked},
        settings=SETTINGS.replace("minutes", 'table_header = ["A", "B"]\nminutes'),
    )
    assert run("publish", folder).status == 0
    first, _, second = (folder / "technical.md").read_text().partition("<!-- pairing:begin")
    assert "Ada Quill" not in first
    assert "| Ada Quill | " in second
