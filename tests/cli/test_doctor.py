"""`doctor`: what a bug report needs, whatever is missing or broken here, and nothing about who sits here."""

from __future__ import annotations

import base64
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import pairing
from pairing.doctor import changed_files, hiding_issues, solver_issues, without_places
from tests.cli.programmes import Ended

Run = Callable[..., Ended]
OURS = Path(pairing.__file__).parent
SECTIONS = ["pairing", "system", "libraries", "extras", "time zones", "streams", "limits"]


def doctor(*arguments: str, flags: tuple[str, ...] = (), path: Path | None = None, **variables: str) -> Ended:
    """``doctor`` in a process of its own, with a folder in front of everything that is installed."""
    places = [str(path), str(OURS.parent)] if path is not None else [str(OURS.parent)]
    done = subprocess.run(
        [sys.executable, *flags, "-m", "pairing", "doctor", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places), **variables},
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def distribution(site: Path, name: str, version: str, record: str = "") -> Path:
    """What pip leaves behind of an installed package."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "RECORD").write_text(record)
    return site


def module(site: Path, name: str, text: str) -> Path:
    (site / name).mkdir(parents=True)
    (site / name / "__init__.py").write_text(text)
    return site


def test_a_sound_installation_has_no_fault_and_every_section(run: Run) -> None:
    found = run("doctor", "--json")
    assert found.status == 0
    assert list(found.data)[2:-1] == SECTIONS
    assert found.data["status"] == "ok"
    assert found.data["libraries"]["ortools"].endswith(", works")
    assert found.data["limits"]["arcs of a flow above which it runs in a process of its own"] == "200,000"
    assert "unknown" not in found.data["limits"].values()
    text = run("doctor")
    assert text.status == 0
    assert [line[3:] for line in text.out.splitlines() if line.startswith("## ")] == [
        *(section.capitalize() for section in SECTIONS),
        "What is wrong",
    ]


def test_without_any_library_it_names_each_and_its_cure() -> None:
    found = doctor("--json", flags=("-S",))
    assert (found.status, found.err) == (1, "")
    assert {"missing-library"} <= {issue["code"] for issue in found.data["issues"]}
    assert found.data["libraries"] == {"ortools": "not installed", "numpy": "not installed", "pandas": "not installed"}
    assert found.data["extras"]["plot"] == 'not installed: python -m pip install "pairing-optimizer[plot]"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raise ImportError('no such file: /home/ada.quill/lib/numpy.so')", "no such file: …/numpy.so"),
        ("import os; os.abort()", "it ended Python with signal 6"),
        ("raise SystemExit(7)", "it ended Python with status 7"),
    ],
)
def test_a_broken_library_is_told_and_does_not_end_the_program(tmp_path: Path, text: str, told: str) -> None:
    found = doctor(path=module(tmp_path, "numpy", text))
    assert found.status == 1
    assert told in found.out
    assert "does not work" in found.out
    assert "Traceback" not in found.out + found.err


def test_the_excluded_solver_is_named_with_what_is_wrong_with_it(tmp_path: Path) -> None:
    found = doctor("--json", path=distribution(tmp_path, "ortools", "9.15.6755"))
    assert found.status == 1
    (issue,) = (one for one in found.data["issues"] if one["code"] == "wrong-solver")
    assert "ortools 9.15.6755" in issue["message"]
    assert "can call a wrong answer proved" in issue["message"]
    assert "!=9.15.*" in issue["hint"]


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("9.14.6206", None),
        ("9.15", "wrong-solver"),
        ("9.16.1", None),
        ("9.9.3", "old-solver"),
        ("10.0", None),
        ("", None),
    ],
)
def test_versions_of_the_solver(version: str, code: str | None) -> None:
    assert [issue.code for issue in solver_issues(version)] == ([code] if code else [])


def test_another_package_of_the_name_is_told_with_the_cure(tmp_path: Path) -> None:
    found = doctor(path=distribution(tmp_path, "pairing", "0.1.3"))
    assert found.status == 1
    assert "another package called 'pairing' (0.1.3) is installed" in found.out
    assert "pip uninstall -y pairing" in found.out
    assert "pip install --force-reinstall pairing-optimizer" in found.out


@pytest.mark.parametrize("shape", ["pairing/__init__.py", "pairing.py"])
def test_another_package_in_front_of_this_one_hides_it(tmp_path: Path, shape: str) -> None:
    (tmp_path / shape).parent.mkdir(exist_ok=True)
    (tmp_path / shape).write_text("")
    codes = [[issue.code for issue in hiding_issues(path, OURS)] for path in _orders(tmp_path)]
    assert codes == [["hidden-pairing"], ["several-pairing"], []]


def _orders(other: Path) -> list[list[str]]:
    return [[str(other), str(OURS.parent)], [str(OURS.parent), str(other)], [str(OURS.parent), str(OURS.parent / ".")]]


def test_files_that_another_package_wrote_over_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = base64.urlsafe_b64encode(sha256(b"ours").digest()).rstrip(b"=").decode()
    record = "".join(f"pairing/{name},sha256={whole},4\n" for name in ("__init__.py", "cli.py", "gone.py"))
    site = module(distribution(tmp_path, "pairing-optimizer", "0.1.0", record), "pairing", "theirs")
    (site / "pairing" / "cli.py").write_text("ours")
    monkeypatch.syspath_prepend(str(site))
    assert changed_files(site / "pairing") == ["pairing/__init__.py", "pairing/gone.py"]
    assert changed_files(OURS) == []
    assert "changed-files" in [issue.code for issue in hiding_issues([str(site)], site / "pairing")]


def test_nothing_tells_who_sits_here(tmp_path: Path) -> None:
    home = tmp_path / "ada.quill"
    site = module(home, "numpy", f"raise ImportError('{home}/x/y.so: symbol of adaquill is missing on quillbox')")
    variables = dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "adaquill")
    for arguments in ((), ("--json",)):
        found = doctor(*arguments, path=site, HOME=str(home), HOSTNAME="quillbox", **variables)
        assert "…/y.so: symbol of … is missing on …" in found.out
        for private in ("quill", str(tmp_path), "/home", "/root", sys.prefix, f" {platform.node()} "):
            assert private not in found.out + found.err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"DLL load failed: C:\Users\Ada Quill\x.pyd", "DLL load failed: …/x.pyd"),
        ("cannot open /home/ada/lib/a.so: No such file", "cannot open …/a.so: No such file"),
        ("cannot enter /home/ada", "cannot enter …"),
        ("No module named 'numpy'", "No module named 'numpy'"),
        ("either/or of 3/4", "either/or of 3/4"),
    ],
)
def test_places_are_taken_out_of_messages(text: str, shown: str) -> None:
    assert without_places(text) == shown


def test_doctor_loads_no_library_itself(run: Run) -> None:
    code = "import sys; from pairing.cli import run; run(['doctor']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert not {"'ortools'", "'numpy'", "'pandas'", "'rich'"} & set(done.stderr.strip("[]\n").split(", "))
