"""What each command loads: a coordinator waits for imports longer than for the plan, so the heavy ones stay out.

Each case is a process of its own that ends by writing down ``sys.modules``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "career-lab"

# Runs `python -m pairing …`, or only the import, and writes the names of the loaded modules whatever happens.
WATCHED = """
import runpy, sys
watched, command = sys.argv[1], sys.argv[2:]
try:
    if command == ["import pairing"]:
        import pairing
    else:
        sys.argv = ["pairing", *command]
        runpy.run_module("pairing", run_name="__main__", alter_sys=True)
finally:
    with open(watched, "w", encoding="utf-8") as file:
        file.write("\\n".join(sorted(sys.modules)))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """How a watched command ended; ``loaded`` are the full names of all modules it imported."""

    exit_status: int
    out: str
    err: str
    loaded: frozenset[str]

    def loads(self, *names: str) -> list[str]:
        """Those of the names that were loaded, as such or as the package of a module."""
        return [name for name in names if any(one == name or one.startswith(name + ".") for one in self.loaded)]


def watch(tmp_path: Path, *command: str) -> Run:
    watched = tmp_path / "modules"
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(watched), *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr, frozenset(watched.read_text(encoding="utf-8").split("\n")))


@pytest.fixture
def programme(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "career-lab"))


def test_importing_the_package_loads_no_solver_and_no_arrays(tmp_path):
    run = watch(tmp_path, "import pairing")
    assert (run.exit_status, run.err) == (0, "")
    assert run.loads("ortools", "numpy", "pandas", "openpyxl", "argparse", "matplotlib", "pairing.plot") == []


@pytest.mark.parametrize("command", [("--help",), ("plan", "--help"), ("publish", "--help")])
def test_help_loads_argparse_alone(tmp_path, command):
    run = watch(tmp_path, *command)
    assert run.exit_status == 0
    assert "usage:" in run.out
    assert run.loads("ortools", "numpy", "pandas", "openpyxl", "csv", "tomllib", "zoneinfo") == []
    assert run.loads("pairing.engine", "pairing.judging", "pairing.rosters", "pairing.documents") == []


def test_a_plan_of_the_example_loads_neither_pandas_nor_cp_sat_nor_numpy(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme))
    assert run.exit_status == 0, run.err
    assert "Tomasz Underhill" in run.out
    assert run.loads("pandas", "ortools.sat", "ortools.linear_solver", "numpy") == []
    assert run.loads("openpyxl", "difflib", "asyncio", "multiprocessing", "matplotlib", "pairing.plot") == []
    assert run.loads("ortools.graph") == ["ortools.graph"]


def test_a_plan_without_calendars_loads_nothing_that_reads_them(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme))
    assert run.loads("icalendar", "dateutil", "pairing.rosters.busy", "pairing.rosters.calendar") == []


def test_a_calendar_loads_its_reader_and_no_more(tmp_path, programme):
    with (programme / "pairing.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[calendars]\n"Tomasz Underhill" = "tomasz.ics"\n')
    event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270312\nEND:VEVENT\n"
    (programme / "tomasz.ics").write_text(f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n", encoding="utf-8")
    run = watch(tmp_path, "check", str(programme))
    assert run.exit_status == 0, run.err
    assert "Tomasz Underhill is busy in 3 of " in run.out
    assert run.loads("pandas", "ortools.sat", "numpy", "recurring_ical_events", "requests", "http") == []


def test_a_plan_as_json_is_just_as_lean(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme), "--json")
    assert run.exit_status == 0, run.err
    assert json.loads(run.out)["status"] == "optimal"
    assert run.loads("pandas", "ortools.sat", "numpy") == []


def test_a_plan_is_verified_with_neither_solver_nor_sheets(tmp_path, programme):
    plan = tmp_path / "plan.json"
    plan.write_text(watch(tmp_path, "plan", str(programme), "--json", "--quiet").out, encoding="utf-8")
    run = watch(tmp_path, "verify", str(plan))
    assert (run.exit_status, run.err) == (0, "")
    assert run.out.startswith("proved: ")
    assert run.loads("ortools", "numpy", "pandas", "openpyxl", "csv", "tomllib", "difflib") == []
    assert run.loads("pairing.engine", "pairing.rosters", "pairing.cohort", "pairing.program", "pairing.talk") == []


def test_a_plan_as_text_loads_nothing_of_certificates(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme))
    assert run.exit_status == 0, run.err
    assert run.loads("pairing.judging.certificate", "pairing.judging.proof", "pairing.documents.certificate_json") == []


def test_a_plan_loads_nothing_of_prices_that_nobody_asked_for(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme))
    assert run.loads("pairing.reasons.wish_prices", "pairing.reasons.comparing", "pairing.talk.prices") == []


def test_prices_load_neither_pandas_nor_cp_sat_nor_numpy(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme), "--trade-offs")
    assert run.exit_status == 0, run.err
    assert "## Trade-offs" in run.out
    assert run.loads("pandas", "ortools.sat", "numpy") == []


def test_a_page_for_the_team_loads_neither_pandas_nor_cp_sat_nor_numpy(tmp_path, programme):
    run = watch(tmp_path, "report", str(programme), "-o", "-")
    assert run.exit_status == 0, run.err
    assert run.out.startswith("<!DOCTYPE html>")
    assert run.loads("pandas", "ortools.sat", "ortools.linear_solver", "numpy", "matplotlib", "urllib.request") == []


def test_a_plan_loads_nothing_of_pages(tmp_path, programme):
    run = watch(tmp_path, "plan", str(programme))
    assert run.loads("pairing.report", "html", "importlib.resources") == []


def test_explain_loads_neither_pandas_nor_cp_sat_nor_numpy(tmp_path, programme):
    for more in ((), ("Wen Tembo",), ("Wen Tembo", "--json")):
        run = watch(tmp_path, "explain", str(programme), *more)
        assert run.exit_status == 0, run.err
        assert "Wen Tembo" in run.out
        assert run.loads("pandas", "ortools.sat", "numpy") == []


def test_check_and_publish_of_the_example_load_neither_pandas_nor_cp_sat_nor_numpy(tmp_path, programme):
    for verb in ("check", "publish"):
        run = watch(tmp_path, verb, str(programme))
        assert run.exit_status == 0, run.err
        assert run.loads("pandas", "ortools.sat", "numpy") == []


@pytest.mark.parametrize(
    ("right", "wrong"), [('repeat = "never"', 'repat = "never"'), ('repeat = "never"', "repeat = “never”")]
)
def test_a_settings_error_loads_no_solver(tmp_path, programme, right, wrong):
    settings = programme / "pairing.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    run = watch(tmp_path, "plan", str(programme))
    assert run.exit_status == 2
    assert "pairing.toml" in run.err
    assert "Traceback" not in run.err
    assert run.loads("ortools", "numpy", "pandas", "pairing.engine", "pairing.judging") == []
