"""A small programme whose files can each be another, and how a command ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "career-lab"
LABS = EXAMPLE.parents[1] / "tests" / "data" / "living"
COLLABIES = """Email,Full name,Track,Time zone,When are you free? [Monday],When are you free? [Tuesday]
ada@example.org,Ada Quill,Backend,Europe/Berlin,"5pm - 6pm, 6pm - 7pm",
bo@example.org,Bo Lindqvist,Frontend,Europe/London,5pm - 6pm,9am - 10am
cem@example.org,Cem Osei,Backend,America/New_York,,"9am - 10am, 10am - 11am"
"""
MENTORS = """Email,Full name,Track,How many Collabies can you take?,Time zone,When could you meet? [Monday],\
When could you meet? [Tuesday],Anyone you would rather not be paired with?
dee@example.org,Dee Park,"Frontend, Backend",2,America/New_York,"11am - 12pm, 12pm - 1pm","9am - 10am, 10am - 11am",
eli@example.org,Eli Moss,Any,2,Europe/Berlin,"5pm - 6pm, 6pm - 7pm","10am - 11am",
"""
DOCUMENT = """# Technical

Before.

| Collabie | Technical interviewer |
| --- | --- |

After.
"""
SETTINGS = """[program]
time_zone = "Europe/Berlin"

[collabies]
file = "collabies.csv"

[mentors]
file = "mentors.csv"

[[sessions]]
name = "Technical"
document = "technical.md"
minutes = 60
first_day = 2027-03-01
last_day = 2027-03-07
"""


class Ended(NamedTuple):
    """How a command ended: exit status, data, talk."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The data as JSON: one value, and nothing beside it."""
        return json.loads(self.out)

    @property
    def said(self) -> set[str]:
        """The codes of the issues that were said."""
        return {line.rsplit("[", 1)[1].rstrip("]") for line in self.err.splitlines() if line.endswith("]")}


def write_programme(
    folder: Path,
    *,
    collabies: str | bytes | None = COLLABIES,
    mentors: str | bytes | None = MENTORS,
    settings: str | bytes | None = SETTINGS,
    documents: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A folder of three Collabies, two mentors and one session; None leaves a file out."""
    folder.mkdir()
    files = {"collabies.csv": collabies, "mentors.csv": mentors, "pairing.toml": settings}
    for name, content in {**files, **({"technical.md": DOCUMENT} if documents is None else documents)}.items():
        if content is not None:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def edit(folder: Path, name: str, *swaps: tuple[str, str]) -> None:
    """Somebody edits a file: each first text is there, and becomes the second."""
    text = (folder / name).read_bytes().decode()
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after)
    (folder / name).write_bytes(text.encode())


def add(folder: Path, name: str, *lines: str) -> None:
    """Somebody adds lines to a file."""
    with (folder / name).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def changes(folder: Path, *lines: str) -> None:
    """Lines for changes.csv: date, who, session, what, value."""
    add(folder, "changes.csv", *lines)


def what_changes(plan: Ended) -> list[str]:
    """The lines of "What changes", without blank ones."""
    told = plan.out.partition("## What changes")[2].partition("\n## ")[0]
    return [line for line in told.splitlines() if line]


def diff_of(ended: Ended) -> list[str]:
    """The lines that a diff takes away or adds."""
    return [line for line in ended.out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def pairs_of(plan: Ended) -> list[tuple[str, str, str]]:
    """The pairs of a plan in JSON."""
    return [(pair["session"], pair["participant"], pair["mentor"]) for pair in plan.data["pairs"]]


def in_a_shell(line: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash, in which ``pairing`` is the command and ``programme`` the folder."""
    line = line.replace("pairing ", f"{sys.executable} -m pairing ").replace("programme", str(folder))
    command = ["bash", "-c", f"set -o pipefail; {line}"]
    variables = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, check=False, timeout=60, env=variables)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
