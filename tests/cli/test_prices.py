"""``plan --trade-offs``: what each wish and rule costs, behind the plan and in its JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import COLLABIES, MENTORS, SETTINGS, Ended, contents, edit

Run = Callable[..., Ended]
TRACKED = SETTINGS.replace("minutes = 60", 'minutes = 60\ntrack = "required"')
FRONTEND_ONLY = MENTORS.replace('"Frontend, Backend"', "Frontend").replace("Any", "Frontend")


def section(out: str) -> str:
    """What stands under the heading."""
    return out.split("## Trade-offs\n", 1)[1]


def test_the_section_follows_the_plan_and_changes_nothing_in_it(run: Run, small: Callable[..., Path]) -> None:
    folder = small(settings=TRACKED, mentors=FRONTEND_ONLY)
    before = contents(folder)
    plain, told = run("plan", folder), run("plan", folder, "--trade-offs")
    assert told.status == plain.status == 0
    assert told.out.startswith(plain.out)
    assert section(told.out).startswith("\n- Without the rule of tracks in Technical everybody could be paired (2 more")
    assert contents(folder) == before


def test_the_plans_stand_side_by_side(run: Run, small: Callable[..., Path]) -> None:
    lines = section(run("plan", small(settings=TRACKED, mentors=FRONTEND_ONLY), "--trade-offs").out).splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert table[0][:2] == ["Plan", "places left without anybody"]
    assert ["as planned", "2"] in [row[:2] for row in table]
    assert ["without the rule of tracks in Technical", "0"] in [row[:2] for row in table]
    assert {len(row) for row in table} == {len(table[0])}


def test_what_makes_no_difference_is_one_line(run: Run, small: Callable[..., Path]) -> None:
    told = section(run("plan", small(), "--trade-offs").out)
    assert "- Nothing would change " in told
    assert "without somebody for every mentor" in told


def test_json_has_them_under_a_key_of_their_own(run: Run, small: Callable[..., Path]) -> None:
    folder = small(settings=TRACKED, mentors=FRONTEND_ONLY)
    found = run("plan", folder, "--trade-offs", "--json").data["trade_offs"]
    tracks = next(one for one in found if one["kind"] == "track")
    assert tracks["text"].startswith("Without the rule of tracks in Technical everybody could be paired")
    assert {"name": "unpaired", "before": 2, "after": 0} in tracks["levels"]
    assert tracks["broken"] == 2
    assert "trade_offs" not in run("plan", folder, "--json").data


def test_the_plan_in_that_json_is_proved_as_any_other(run: Run, programme: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(run("plan", programme, "--trade-offs", "--json").out, encoding="utf-8")
    assert run("verify", plan).status == 0
    changed = json.loads(plan.read_text(encoding="utf-8"))
    changed["trade_offs"][0]["text"] = "Even loads cost everything."
    plan.write_text(json.dumps(changed), encoding="utf-8")
    assert run("verify", plan).status == 1


def test_two_bare_sheets_have_trade_offs_too(run: Run, tmp_path: Path) -> None:
    collabies, mentors = tmp_path / "collabies.csv", tmp_path / "mentors.csv"
    collabies.write_text("Email,Full name\nada@example.org,Ada Quill\nbo@example.org,Bo Lindqvist\n")
    mentors.write_text(
        "Email,Full name,How many Collabies can you take?\ndee@example.org,Dee Park,3\neli@example.org,Eli Moss,1\n"
    )
    ended = run("plan", collabies, mentors, "--trade-offs")
    assert ended.status == 0, ended.err
    assert "- Nothing would change " in section(ended.out)


def test_what_is_published_has_a_price(run: Run, lab: Path) -> None:
    edit(lab, "review.md", ("| Ada Quill | Gus Hale |", "| Ada Quill | Hana Kim |"))
    told = section(run("plan", lab, "--trade-offs").out)
    assert "\n- Keeping what is published has a price; starting over: " in told
    assert "| starting over " in told


def test_nobody_reads_that_somebody_asked_to_be_kept_apart(run: Run, small: Callable[..., Path]) -> None:
    """Ada is left out for a wish of Dee's alone; neither the wish nor Ada is in any of it."""
    mentors = MENTORS.replace('10am - 11am",\n', '10am - 11am",Ada Quill\n', 1)
    assert "Ada Quill" in mentors
    mentors = "".join(line for line in mentors.splitlines(keepends=True) if not line.startswith("eli@"))
    settings = SETTINGS + '\n[[apart]]\npeople = ["Bo Lindqvist", "Dee Park"]\n'
    folder = small(settings=settings, mentors=mentors)
    told = section(run("plan", folder, "--trade-offs").out)
    found = json.dumps(run("plan", folder, "--trade-offs", "--json").data["trade_offs"])
    for text in (told, found):
        assert not any(word in text for word in ("apart", "private", "Ada", "Bo ", "example.org"))


def test_people_kept_together_are_named_and_not_addressed(run: Run, small: Callable[..., Path]) -> None:
    settings = SETTINGS + '\n[[together]]\nsession = "Technical"\npeople = ["Ada Quill", "Dee Park"]\n'
    told = section(run("plan", small(settings=settings), "--trade-offs").out)
    assert "without keeping Ada Quill and Dee Park together in Technical" in told.replace("Without", "without")
    assert "@" not in told


def test_a_table_to_paste_has_no_room_for_them(run: Run, small: Callable[..., Path]) -> None:
    ended = run("plan", small(), "--session", "Technical", "--table", "--trade-offs")
    assert (ended.status, ended.said) == (2, {"usage"})


def test_as_if_somebody_had_left(run: Run, small: Callable[..., Path]) -> None:
    ended = run("plan", small(), "--without", "Eli Moss", "--trade-offs")
    assert ended.status == 0
    assert "Eli Moss" not in section(ended.out)


def test_a_name_cannot_break_the_table(run: Run, small: Callable[..., Path]) -> None:
    settings = TRACKED.replace('name = "Technical"', 'name = "Tech | <b>nical"')
    ended = run("plan", small(settings=settings, mentors=FRONTEND_ONLY), "--trade-offs")
    assert ended.status == 0, ended.err
    table = [line for line in section(ended.out).splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_a_programme_in_which_nobody_is_paired_has_them_as_well(run: Run, small: Callable[..., Path]) -> None:
    collabies = COLLABIES.replace("5pm - 6pm", "1am - 2am").replace("9am - 10am", "1am - 2am")
    assert run("plan", small(collabies=collabies), "--trade-offs").status == 0


def test_publish_has_no_such_option(run: Run, lab: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run("publish", lab, "--trade-offs")
    assert ended.value.code == 2
