"""The published example, byte for byte: four documents, the plan as text, and as JSON but for its seconds and digest.

Whoever changes on purpose what comes out has the files written anew, and reads the difference before committing it:

    PAIRING_RENEW=1 python -m pytest tests/golden && git diff tests/golden
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
from pathlib import Path

import pytest

from pairing.cli import run

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "career-lab"
GOLDEN = Path(__file__).parent / "career-lab"
DOCUMENTS = (
    "linkedin-review.md",
    "mock-interview-job-fit.md",
    "mock-interview-technical.md",
    "pair-interview-practice.md",
)


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A copy of the example, outside any repository: a sheet that git tracks would be warned about."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "career-lab"))


def difference(name: str, found: bytes) -> str:
    """How the bytes differ from the golden file, "" where they do not; it is written first where that was asked for."""
    golden = GOLDEN / name
    if os.environ.get("PAIRING_RENEW") == "1":
        golden.write_bytes(found)
    lines = [data.decode("utf-8", "backslashreplace").splitlines() for data in (golden.read_bytes(), found)]
    shown = "\n".join(difflib.unified_diff(*lines, name, "found", n=1, lineterm=""))
    return shown or ("" if golden.read_bytes() == found else f"the line ends of {name} differ")


def test_the_documents_after_publishing(programme: Path) -> None:
    assert run(["publish", str(programme), "--quiet"]) == 0
    for name in DOCUMENTS:
        assert difference(name, (programme / "session-docs" / name).read_bytes()) == ""


def test_the_plan_as_text(programme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(programme)]) == 0
    assert difference("plan.md", capsys.readouterr().out.encode()) == ""


def test_the_plan_as_json(programme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(programme), "--json"]) == 0
    text = capsys.readouterr().out
    plan = json.loads(text)
    for key, value in (("seconds", plan["seconds"]), ("digest", plan["certificate"]["digest"])):
        text = text.replace(f'"{key}": {json.dumps(value)}', f'"{key}": null')
    assert difference("plan.json", text.encode()) == ""


def test_no_address_is_in_any_golden_file() -> None:
    for path in sorted(GOLDEN.iterdir()):
        assert b"@example.org" not in path.read_bytes(), path.name
