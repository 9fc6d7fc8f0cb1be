"""Whatever reads the output, and in whatever order the rows stand: the same bytes; and what is private stays so."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import MENTORS, Ended, contents, in_a_shell

Run = Callable[..., Ended]
Make = Callable[..., Path]


# --- streams ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "status", "out"),
    [
        ("pairing plan programme --quiet | head -1", 0, b"## LinkedIn review\n"),
        ("pairing plan programme 2>&1 | head -1", 0, b"## LinkedIn review\n"),
        ("pairing plan programme --quiet >&-", 0, b""),
        ("pairing plan programme 2>&- | head -1", 0, b"## LinkedIn review\n"),
        ("pairing plan programme 2>/dev/full | head -1", 0, b"## LinkedIn review\n"),
        ("pairing check programme | head -1", 0, b"# Career Lab, spring 2027\n"),
    ],
)
def test_a_pipe_that_closes_early_is_no_fault(programme: Path, line: str, status: int, out: bytes) -> None:
    done = in_a_shell(line, programme)
    assert (done.returncode, done.stdout) == (status, out)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_output_that_finds_no_room_is_an_error(programme: Path) -> None:
    for options in ("", "--json"):
        done = in_a_shell(f"pairing plan programme --quiet {options} >/dev/full", programme)
        assert done.returncode == 2
        assert done.stderr.startswith(b"error: the output cannot be written: No space left on device.")
        assert done.stderr.count(b"\n") == 1


def test_names_come_out_in_utf_8_whatever_the_terminal_says(programme: Path) -> None:
    variables = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = in_a_shell("pairing plan programme", programme, **variables)
    assert done.returncode == 0
    assert "| Sanna Yılmaz " in done.stdout.decode()


# --- one answer -------------------------------------------------------------------------------------------------


def test_three_hash_seeds_give_the_same_bytes(programme: Path) -> None:
    found = {in_a_shell("pairing plan programme", programme, PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "2")}
    assert len(found) == 1
    assert b"## Technical mock interview" in found.pop()


def shuffled(path: Path, seed: int) -> None:
    """The same answers in another order of rows; of two answers of one person the later stays below the earlier."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    random.Random(seed).shuffle(rows)
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def test_six_orders_of_the_rows_give_the_same_tables(run: Run, programme: Path, tmp_path: Path) -> None:
    def published(folder: Path) -> tuple[str, dict[str, bytes]]:
        plan = run("plan", folder).out
        assert run("publish", folder).status == 0
        return plan, contents(folder / "session-docs")

    copies = [Path(shutil.copytree(programme, tmp_path / f"copy-{seed}")) for seed in range(6)]
    expected = published(programme)
    for seed, copy in enumerate(copies):
        for sheet in ("collabies.csv", "mentors.csv"):
            before = (copy / sheet).read_bytes()
            shuffled(copy / sheet, seed)
            assert (copy / sheet).read_bytes() != before
        assert published(copy) == expected


# --- private wishes ---------------------------------------------------------------------------------------------


def test_a_private_wish_is_told_nowhere(run: Run, small: Make) -> None:
    mentors = MENTORS.replace('10am - 11am",\neli', '10am - 11am",Ada Quill\neli').replace("Any,2,", "Any,1,")
    mentors = mentors.replace('"5pm - 6pm, 6pm - 7pm","10am - 11am"', ',"10am - 11am"')
    folder = small(mentors=mentors)
    plan = run("plan", folder)
    assert "| Ada Quill    | _not yet paired_ " in plan.out
    assert "Ada Quill, Technical: none of 2 mentors is possible: 1 not possible (private); 1 no common" in plan.out
    data = run("plan", folder, "--json").data
    rules = {one["rule"]: one["people"] for one in data["unpaired"][0]["reason"]["rules"]}
    assert rules["not possible (private)"] == []
    assert run("publish", folder).status == 0
    told = [
        *run("publish", folder),
        *run("check", folder),
        *run("check", folder, "--json"),
        *plan,
        json.dumps(data, indent=1),
    ]
    told.append((folder / "technical.md").read_text())
    for text in map(str, told):
        for line in text.splitlines():
            assert not ("Ada Quill" in line and "Dee Park" in line)
            assert "kept apart" not in line
