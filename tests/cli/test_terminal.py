"""What a terminal shows, and a pipe does not: colour, tables that fit, and a line that says how far the work is."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pairing.model.text_width import text_width
from tests.cli.programmes import EXAMPLE, edit
from tests.cli.terminals import on_terminal

Make = Callable[..., Path]
ESCAPE = "\x1b"
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def long_work(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two sheets whose plan takes much longer than anybody waits: everybody of the example twice."""
    folder = tmp_path_factory.mktemp("long")
    for name in ("collabies.csv", "mentors.csv"):
        with (EXAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        place = next(place for place, title in enumerate(header) if "name" in title.casefold())
        twins = [[*row[:1], f"twin.{row[1]}", *row[2:]] for row in rows]
        for twin in twins:
            twin[place] = f"Twin {twin[place]}"
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows, *twins])
    return folder / "collabies.csv", folder / "mentors.csv"


# --- colour -----------------------------------------------------------------------------------------------------


def test_a_terminal_shows_headings_and_doubts_in_colour_and_the_same_words(small: Make) -> None:
    folder = small()
    edit(folder, "collabies.csv", ("cem@example.org,Cem Osei,Backend", "cem@example.org,Cem Osei,Pottery"))
    edit(folder, "pairing.toml", ("minutes = 60", 'minutes = 60\ntrack = "required"'))
    seen = on_terminal("plan", folder)
    assert f"{ESCAPE}[1m## Technical{ESCAPE}[0m\n" in seen.out
    assert f"| {ESCAPE}[33m_not yet paired_{ESCAPE}[0m" in seen.out
    assert f"{ESCAPE}[33mwarning{ESCAPE}[0m: collabies.csv" in seen.err
    assert f"{ESCAPE}[32mproved: no better plan exists" in seen.err
    assert f"left without anybody)       {ESCAPE}[33m1{ESCAPE}[0m\n" in seen.err
    piped = on_terminal("plan", folder, watch="")
    assert ESCAPE not in piped.out + piped.err
    assert CODES.sub("", seen.out).startswith(piped.out[:40])


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_no_colour_where_it_is_not_wanted_or_not_understood(small: Make, variables: dict[str, str]) -> None:
    seen = on_terminal("plan", small(), **variables)
    assert seen.status == 0
    assert "## Technical" in seen.out
    assert ESCAPE not in seen.out + seen.err


def test_forced_colour_paints_talk_and_never_data(small: Make) -> None:
    seen = on_terminal("plan", small(), watch="", FORCE_COLOR="1")
    assert f"{ESCAPE}[32mproved" in seen.err
    assert ESCAPE not in seen.out


def test_a_redirected_stream_is_plain_while_the_other_is_painted(small: Make) -> None:
    folder = small()
    only_out, only_err = on_terminal("plan", folder, watch="out"), on_terminal("plan", folder, watch="err")
    assert (ESCAPE in only_out.out, ESCAPE in only_out.err) == (True, False)
    assert (ESCAPE in only_err.out, ESCAPE in only_err.err) == (False, True)
    assert only_err.out == on_terminal("plan", folder, watch="").out


def test_json_and_csv_are_the_same_letters_on_a_terminal(small: Make) -> None:
    folder = small()
    for form in ("csv", "text"):
        assert (
            on_terminal("plan", folder, "--format", form).out
            == on_terminal("plan", folder, "--format", form, watch="").out
        )
    assert ESCAPE not in on_terminal("plan", folder, "--json").out


def test_a_diff_is_green_and_red_and_an_error_red(lab: Path) -> None:
    seen = on_terminal("publish", lab, "--check", "--diff", "--start-over", "--seed", "3")
    assert seen.status == 1
    assert re.search(r"^\x1b\[32m\+\| ", seen.out, re.MULTILINE)
    assert re.search(r"^\x1b\[1;31m-\| ", seen.out, re.MULTILINE)
    assert f"{ESCAPE}[1;31merror{ESCAPE}[0m: " in on_terminal("plan", lab / "nowhere").err


def test_letters_that_steer_a_terminal_are_shown_and_not_obeyed(lab: Path) -> None:
    seen = on_terminal("explain", lab, f"Ada{ESCAPE}]0;owned\x07")
    assert seen.status == 2
    assert ESCAPE + "]" not in seen.err
    assert "\x07" not in seen.err


# --- tables that fit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_tables_fit_the_terminal_and_are_whole_in_a_pipe(columns: int) -> None:
    seen = on_terminal("plan", EXAMPLE, columns=columns, watch="out", NO_COLOR="1")
    rows = [line for line in seen.out.splitlines() if line.startswith("|")]
    assert max(map(text_width, rows)) <= columns
    piped = on_terminal("plan", EXAMPLE, columns=columns, watch="")
    assert max(map(text_width, piped.out.splitlines())) > columns
    words = [re.findall(r"[^\s|-]+", text) for text in (seen.out, piped.out)]
    assert sorted(words[0]) == sorted(words[1])


def test_markdown_to_be_copied_from_a_terminal_is_one_line_a_row() -> None:
    asked = ("plan", EXAMPLE, "--session", "Technical mock interview")
    for more in (["--table"], ["--format", "markdown"]):
        seen = on_terminal(*asked, *more, columns=40, NO_COLOR="1")
        assert seen.out == on_terminal(*asked, *more, watch="").out


# --- how far the work is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("without", ["", "rich"])
def test_after_a_second_a_line_says_what_is_done_and_it_goes_again(long_work: tuple[Path, Path], without: str) -> None:
    seen = on_terminal("plan", *long_work, "--time-limit", "4", watch="err", without=without, NO_COLOR="1")
    assert seen.status in (0, 4)
    drawn = re.findall(r"solving · (\d+) s[^\r]*Ctrl-C stops", seen.err)
    assert len(set(drawn)) > 1
    assert "0" not in drawn
    last = seen.err.rpartition("Ctrl-C stops")[2]
    erased = last.startswith("\n\r\x1b[1A\x1b[2K") if not without else re.match(r" +\r\r +\r", last)
    assert erased
    assert "?25l" not in seen.err  # the cursor is never hidden, so nobody has to bring it back


@pytest.mark.parametrize(
    ("watch", "more", "variables"),
    [("out", [], {}), ("err", ["--quiet"], {}), ("err", [], {"TERM": "dumb"})],
)
def test_no_line_in_a_pipe_nor_under_quiet_nor_on_a_dumb_terminal(
    long_work: tuple[Path, Path], watch: str, more: list[str], variables: dict[str, str]
) -> None:
    seen = on_terminal("plan", *long_work, "--time-limit", "1.6", *more, watch=watch, **variables)
    assert seen.seconds > 1.5
    assert "solving ·" not in seen.err + seen.out
    assert "\r" not in seen.err


@pytest.mark.parametrize("without", ["", "rich"])
def test_ctrl_c_while_the_line_stands_gives_the_best_plan_so_far(long_work: tuple[Path, Path], without: str) -> None:
    seen = on_terminal(
        "plan", *long_work, watch="err", without=without, interrupt_when=lambda told: "solving · " in told
    )
    assert seen.status == 130
    assert "## LinkedIn review" in seen.out
    after = CODES.sub("", seen.err).rpartition("Ctrl-C stops")[2]
    assert "stopped, not proved" in after


def test_each_level_is_told_beside_the_line_with_v() -> None:
    code = """
import argparse, time
from pairing.model.solution import Progress
from pairing.verbs.asking import waiting
with waiting(argparse.Namespace(quiet=False, verbose=True), "solving") as tell:
    tell(Progress("unpaired", 2, 2, 0.5))
    time.sleep(1.5)
    tell(Progress("idle", 0, 0, 1.5))
    time.sleep(0.5)
"""
    seen = on_terminal(code=code, watch="err", NO_COLOR="1")
    lines = [line.strip() for line in re.split(r"[\r\n]+", CODES.sub("", seen.err))]
    assert lines[0] == "0.500 s  unpaired: 2"
    assert "1.500 s  idle: 0" in lines
    assert any("done: unpaired (places left without anybody) 2 · Ctrl-C stops" in line for line in lines)


def test_nothing_is_loaded_for_the_line_within_the_first_second(small: Make) -> None:
    seen = on_terminal("plan", small(), watch="err", PYTHONPROFILEIMPORTTIME="1")
    assert "pairing.live" in seen.err
    assert not re.search(r"\| +rich", seen.err)
    piped = on_terminal("plan", EXAMPLE, watch="", PYTHONPROFILEIMPORTTIME="1")
    assert "pairing.engine.run" in piped.err
    assert not re.search(r"\| +(?:rich|pairing\.(?:live|colour|narrow))\b", piped.err)
