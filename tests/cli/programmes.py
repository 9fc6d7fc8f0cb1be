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
