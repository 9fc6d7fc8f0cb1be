"""Messages to send: to everybody of a side, or to exactly those for whom something changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, add, changes, contents, edit, what_changes

Run = Callable[..., Ended]
PEOPLE = ("Ada Quill", "Bo Lindqvist", "Cem Osei", "Dora Vance", "Emil Roy")
MENTORS = ("Fay Ito", "Gus Hale", "Hana Kim")


def sent(ended: Ended) -> dict[str, dict[str, str]]:
    """The rows of the CSV by name."""
    assert ended.status == 0
    return {row["name"]: row for row in csv.DictReader(io.StringIO(ended.out))}


def to_be_told(plan: Ended) -> list[str]:
    return what_changes(plan)[-1].removeprefix("To be told: ").split(", ")


@pytest.mark.parametrize(
    "lines",
    [
        [",Cem Osei,,leaves,"],
        [",Cem Osei,Talk,leaves,"],
        [",Gus Hale,,leaves,"],
        [",Gus Hale,Talk,leaves,", ",Ada Quill,Practice,leaves,"],
        [",Fay Ito,,capacity,2"],
        [",Bo Lindqvist,,apart,Emil Roy"],
        [f",{who},,leaves," for who in PEOPLE],
        [f",{who},,leaves," for who in MENTORS],
    ],
)
def test_exactly_those_get_a_message_who_are_to_be_told(run: Run, lab: Path, lines: list[str]) -> None:
    changes(lab, *lines)
    plan = run("plan", lab)
    both = [run("messages", lab, "--to", side, "--changed") for side in ("collabies", "mentors")]
    written = sent(both[0]) | sent(both[1])
    assert sorted(written) == to_be_told(plan)
    assert all("What has changed:" in row["text"] for row in written.values())
    assert "no-message" not in both[0].said | both[1].said


def test_nothing_changed_is_a_header_and_nobody(run: Run, lab: Path) -> None:
    for side in ("mentors", "collabies"):
        assert run("messages", lab, "--to", side, "--changed").out == "name,e-mail,subject,text\n"


def test_everybody_gets_one_and_no_address_but_the_own_is_in_it(run: Run, lab: Path) -> None:
    before = contents(lab)
    everybody = sent(run("messages", lab, "--to", "mentors")) | sent(run("messages", lab, "--to", "collabies"))
    assert sorted(everybody) == sorted((*PEOPLE, *MENTORS))
    for name, row in everybody.items():
        assert row["e-mail"] == f"{name.split()[0].lower()}@example.org"
        assert "@" not in row["text"] + row["subject"]
    assert "- Gus Hale" in everybody["Ada Quill"]["text"]
    assert "- Emil Roy" in everybody["Ada Quill"]["text"]
    assert contents(lab) == before


def test_a_reader_finds_the_hours_on_the_own_clock(run: Run, timed: Path) -> None:
    edit(timed, "collabies.csv", ("Quill,Backend,Europe/Berlin", "Quill,Backend,Asia/Kolkata"))
    edit(timed, "collabies.csv", ('"5pm - 6pm, 6pm - 7pm"', '"9:30pm - 10:30pm, 10:30pm - 11:30pm"'))
    told = sent(run("messages", timed, "--to", "collabies"))["Ada Quill"]["text"]
    assert "- Dee Park: both free Mon 1 Mar, 21:30–23:30 Kolkata time" in told
    told = sent(run("messages", timed, "--to", "mentors"))["Dee Park"]["text"]
    assert "- Ada Quill: both free Mon 1 Mar, 17:00–19:00 CET" in told


def test_the_texts_of_the_settings_are_used(run: Run, lab: Path) -> None:
    lines = ("[messages]", 'subject = "News of $programme"', "mentors = '''Dear $name,", "$changes", "$meetings'''")
    add(lab, "pairing.toml", *lines)
    changes(lab, ",Cem Osei,Talk,leaves,")
    row = sent(run("messages", lab, "--to", "mentors", "--changed"))["Fay Ito"]
    assert row["subject"] == "News of Small Lab"
    assert row["text"].startswith(
        "Dear Fay Ito,\nWhat has changed:\n- Talk: Cem Osei no longer takes part; you have 2 Collabies instead of 3"
    )


@pytest.mark.parametrize("text", ["Dear $nmae", "5 $ each"])
def test_a_text_with_a_placeholder_that_nobody_knows_is_a_fault_of_the_settings(run: Run, lab: Path, text: str) -> None:
    add(lab, "pairing.toml", "[messages]", f'mentors = "{text}"')
    ended = run("messages", lab, "--to", "mentors")
    assert (ended.status, ended.out) == (2, "")
    assert "pairing.toml, line 27" in ended.err


def test_who_is_on_no_sheet_gets_no_message_and_that_is_said(run: Run, lab: Path) -> None:
    edit(lab, "mentors.csv", ("gus@example.org,Gus Hale,Any,4,Europe/London\n", ""))
    add(lab, "pairing.toml", "[people]", '"Gus Hale" = { outside = true }')
    changes(lab, ",Cem Osei,Review,leaves,")
    assert to_be_told(run("plan", lab)) == ["Gus Hale"]
    ended = run("messages", lab, "--to", "mentors", "--changed")
    assert sent(ended) == {}
    assert ended.said == {"no-message"}
    assert "Gus Hale is to be told, and gets no message." in ended.err


def test_what_is_over_is_in_nobody_s_message(run: Run, timed: Path) -> None:
    assert sent(run("messages", timed, "--to", "collabies", "--as-of", "2027-03-04")) == {}
    assert "Ada Quill" not in sent(run("messages", timed, "--to", "collabies", "--as-of", "2027-03-02"))


def test_messages_in_json_say_the_same(run: Run, lab: Path) -> None:
    rows = sent(run("messages", lab, "--to", "mentors"))
    data = run("messages", lab, "--to", "mentors", "--json").data
    assert [(one["name"], one["text"]) for one in data] == [(name, row["text"]) for name, row in rows.items()]
