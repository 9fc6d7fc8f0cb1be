"""``explain`` from a terminal, and what ``plan`` says of those who are left out and of wishes that are not met."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairing.model.solution import Result, Status
from tests.cli.programmes import COLLABIES, MENTORS, SETTINGS, Ended, contents

Run = Callable[..., Ended]
Make = Callable[..., Path]

FULL = MENTORS.replace('"Frontend, Backend",2', '"Frontend, Backend",1').replace(
    "Any,2", "Any,1"
)  # two places for three
PLACE_FIELDS = {
    *("session", "participant", "participant_id", "mentors", "partners", "why", "note", "reason", "text", "remedies"),
    "options",
}


@pytest.fixture
def full(small: Make) -> Path:
    """The small programme with a place too few."""
    return small(mentors=FULL)


def left_out(run: Run, programme: Path) -> str:
    return str(run("explain", programme, "--json", "--quiet").data["unpaired"][0]["participant"])


# --- one person -------------------------------------------------------------------------------------------------


def test_a_person_who_is_paired_is_told_why_this_mentor(run: Run, small: Make) -> None:
    told = run("explain", small(), "Ada Quill")
    assert told.status == 0
    assert told.out == (
        "# Ada Quill\n\n## Technical: Dee Park\n\n- 1 other would be as good: the draw decided\n\n"
        "Instead:\n\n- Eli Moss: equally good: the draw decided\n"
    )


def test_a_person_who_is_left_out_is_told_why_and_all_that_would_help(run: Run, full: Path) -> None:
    who = left_out(run, full)
    told = run("explain", full, who)
    assert told.status == 0
    assert told.out.startswith(f"# {who}\n\n## Technical: left out\n\n- {who}, Technical: none of 2 mentors is left: ")
    assert "\nWhat would help, the cheapest first:\n\n1. " in told.out
    assert "1 more place of Dee Park (2 instead of 1)" in told.out


def test_a_mentor_is_told_who_could_step_in(run: Run, small: Make) -> None:
    told = run("explain", small(), "Dee Park")
    assert told.out.startswith(
        "# Dee Park\n\n## As a mentor: 2 of 2 offered\n\nAda Quill, Technical; who could step in:"
    )


def test_one_session_and_one_mentor(run: Run, programme: Path) -> None:
    whole = run("explain", programme, "Wen Tembo", "--quiet").out
    one = run("explain", programme, "Wen Tembo", "--session", "linkedin  REVIEW", "--quiet").out
    assert re.findall("^## .*", one, re.MULTILINE) == ["## LinkedIn review: Zanele Delacroix"]
    assert one.removeprefix("# Wen Tembo\n") in whole
    only = run("explain", programme, "Wen Tembo", "--mentor", "Bo Tanaka", "--quiet").out
    assert re.findall("^- ([^:]*): (?:the mentor|possible|equally|another|no)", only, re.MULTILINE) == ["Bo Tanaka"] * 2


def test_who_is_asked_by_the_address_or_by_a_spelling_of_the_settings(run: Run, small: Make) -> None:
    people = '\n[people]\n"Ada Quill" = { also = ["Ada Q. the Great"] }\n'
    folder = small(settings=SETTINGS + people)
    expected = run("explain", folder, "Ada Quill").out
    for name in ("ada@example.org", "ada quill", "Ada Q. the Great"):
        told = run("explain", folder, name)
        assert (told.status, told.out) == (0, expected)
    assert run("explain", folder, "Ada Q. the Great", "--mentor", "Eli Moss").status == 0


def test_two_sheets_are_enough(run: Run, programme: Path) -> None:
    (programme / "pairing.toml").unlink()
    sheets = programme / "collabies.csv", programme / "mentors.csv"
    for sheet in sheets:
        sheet.write_text("".join(sheet.read_text(encoding="utf-8").splitlines(keepends=True)[:5]), encoding="utf-8")
    who = run("plan", *sheets, "--json", "--quiet").data["pairs"][0]["participant"]
    told = run("explain", *sheets, who)
    assert told.status == 0
    assert told.out.startswith(f"# {who}\n\n## ")
    everybody = run("explain", *sheets)
    assert everybody.status == 0
    assert everybody.out.startswith("# Left out\n\n- ")


# --- everybody --------------------------------------------------------------------------------------------------


def test_without_a_name_everybody_who_is_left_out_is_told(run: Run, full: Path) -> None:
    told = run("explain", full)
    assert told.status == 0
    assert told.out.startswith(f"# Left out\n\n- {left_out(run, full)}, Technical: ")
    assert told.out.count("  - would help: ") > 3


def test_nobody_left_out_is_said(run: Run, small: Make) -> None:
    folder = small()
    told = run("explain", folder)
    assert (told.status, told.out) == (0, "Nobody is left out.\n")
    assert run("explain", folder, "--json").data == {"schema_version": 1, "unpaired": []}


@pytest.mark.parametrize("option", ["--session", "--mentor"])
def test_an_option_about_a_person_wants_one(run: Run, full: Path, option: str) -> None:
    told = run("explain", full, option, "Technical")
    assert (told.status, told.out) == (2, "")
    assert "Name the person after the programme." in told.err


# --- json -------------------------------------------------------------------------------------------------------


def test_json_of_a_person_has_its_fields(run: Run, full: Path) -> None:
    who = left_out(run, full)
    data = run("explain", full, who, "--json").data
    assert list(data) == ["schema_version", "name", "id", "places", "alternates", "load", "capacity"]
    assert (data["schema_version"], data["name"], data["alternates"], data["load"]) == (1, who, [], None)
    (place,) = data["places"]
    assert set(place) == PLACE_FIELDS
    assert place["reason"]["kind"] == "shortage"
    assert {one["kind"] for one in place["remedies"]} >= {"place", "mentor"}
    assert {one["kind"] for one in place["options"]} <= {"equal", "priced", "excluded"}


def test_json_of_a_mentor_has_his_load(run: Run, full: Path) -> None:
    data = run("explain", full, "Dee Park", "--json").data
    assert (data["load"], data["capacity"], data["places"]) == (1, 1, [])
    assert set(data["alternates"][0]) == PLACE_FIELDS


def test_json_of_everybody_is_that_of_the_plan_with_all_remedies(run: Run, full: Path) -> None:
    data = run("explain", full, "--json").data
    planned = run("plan", full, "--json").data["unpaired"]
    assert (list(data), data["schema_version"]) == (["schema_version", "unpaired"], 1)
    assert len(data["unpaired"]) == len(planned) == 1
    assert planned[0]["reason"] == data["unpaired"][0]["reason"]
    assert planned[0]["remedies"] == data["unpaired"][0]["remedies"][:3]
    assert len(data["unpaired"][0]["remedies"]) > 3


def test_no_address_is_in_the_json(run: Run, full: Path) -> None:
    for name in ("Ada Quill", "Bo Lindqvist", "Cem Osei", "Dee Park"):
        assert "@" not in run("explain", full, name, "--json").out
    assert "@" not in run("explain", full, "--json").out


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ada Qill", "Quill", "quill"])
def test_a_name_that_nobody_has_lists_the_near_ones(run: Run, small: Make, name: str) -> None:
    told = run("explain", small(), name)
    assert (told.status, told.out) == (2, "")
    assert "unknown-name" in told.said
    assert "Did you mean 'Ada Quill'?" in told.err


def test_a_mentor_that_nobody_is_lists_the_near_ones(run: Run, small: Make) -> None:
    told = run("explain", small(), "Ada Quill", "--mentor", "Dee Prak")
    assert (told.status, told.out) == (2, "")
    assert "Did you mean 'Dee Park'?" in told.err


def test_a_session_that_does_not_exist_is_named(run: Run, small: Make) -> None:
    told = run("explain", small(), "Ada Quill", "--session", "Technicl")
    assert (told.status, told.out) == (2, "")
    assert "no session is called 'Technicl'. Did you mean 'Technical'?" in told.err


def test_a_name_that_two_have_asks_for_the_address(run: Run, small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("Cem Osei", "Ada Quill"))
    told = run("explain", folder, "Ada Quill")
    assert (told.status, told.out) == (2, "")
    assert "2 people are called 'Ada Quill'. Give the e-mail instead." in told.err


def test_somebody_who_is_set_aside_is_told_where_to_look(run: Run, small: Make) -> None:
    told = run("explain", small(collabies=COLLABIES.replace("Europe/London", "Mars")), "bo  lindqvist")
    assert (told.status, told.out) == (2, "")
    assert "is set aside for a fault in the row. Mend the row; `check` says where it is." in told.err


def test_whether_a_mentor_could_have_a_mentor_is_no_question(run: Run, small: Make) -> None:
    told = run("explain", small(), "Dee Park", "--mentor", "Eli Moss")
    assert (told.status, told.out) == (2, "")
    assert "Name a participant, or leave out the mentor." in told.err


def test_nothing_is_written(run: Run, full: Path) -> None:
    before = contents(full)
    for more in ((), ("Ada Quill",), ("Dee Park", "--json")):
        assert run("explain", full, *more).status == 0
    assert contents(full) == before


# --- plan -------------------------------------------------------------------------------------------------------


def test_plan_tells_the_best_three_of_what_would_help(run: Run, full: Path) -> None:
    planned = run("plan", full).out.partition("## Left out\n\n")[2].partition("\n\n## ")[0]
    every = run("explain", full).out
    best = re.findall("^  - would help: .*", planned, re.MULTILINE)
    assert len(best) == 3
    assert best == re.findall("^  - would help: .*", every, re.MULTILINE)[:3]


def test_plan_tells_wishes_that_are_not_met_and_what_outranks_them(run: Run, small: Make) -> None:
    settings = SETTINGS.replace("minutes = 60", 'minutes = 60\ntrack = "preferred"')
    frontend = MENTORS.replace('"Frontend, Backend"', "Frontend").replace(",Any,", ",Frontend,")
    planned = run("plan", small(settings=settings, mentors=frontend)).out
    wishes = planned.partition("## Wishes not met\n\n")[2].splitlines()
    assert len(wishes) == 2
    assert wishes[0].startswith("- Ada Quill and ")
    assert wishes[0].endswith(
        " have no track in common: to meet this, places left without anybody would go from 0 to 1"
    )


def test_plan_without_a_wish_unmet_has_no_such_section(run: Run, small: Make) -> None:
    assert "## Wishes not met" not in run("plan", small()).out


# --- a plan that is not proved ----------------------------------------------------------------------------------


@pytest.fixture
def unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock ends every search before it is proved."""
    from pairing.engine import run as engine

    solve = engine.solve

    def stopped(*arguments: Any, **options: Any) -> Result:
        result = solve(*arguments, **options)
        return dataclasses.replace(result, status=Status.FEASIBLE, unique=None, potentials=None)

    monkeypatch.setattr(engine, "solve", stopped)


@pytest.mark.usefixtures("unproved")
def test_a_plan_that_is_not_proved_prints_no_remedies_and_says_so(run: Run, full: Path) -> None:
    told = run("explain", full)
    assert told.status == 0
    assert "would help" not in told.out
    assert "The plan is not proved: what would help, and what others would cost, is not worked out." in told.err
    planned = run("plan", full)
    assert "## Left out" in planned.out
    assert "would help" not in planned.out


@pytest.mark.usefixtures("unproved")
def test_of_a_plan_that_is_not_proved_a_person_is_told_what_was_not_worked_out(run: Run, full: Path) -> None:
    data = run("explain", full, "--json").data
    told = run("explain", full, data["unpaired"][0]["participant"]).out
    assert data["unpaired"][0]["remedies"] == []
    assert "- what would help was not worked out\n" in told
    assert "What would help" not in told
