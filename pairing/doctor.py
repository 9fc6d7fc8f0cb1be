"""``doctor``: what a bug report needs to know of this installation, and what is wrong with it. Nothing about people.

Whatever is missing or broken here is what it is asked about, so nothing of it may end the program: versions are read
without importing, and whether a library works is tried in a process of its own.
"""

from __future__ import annotations

import importlib.metadata as metadata
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pairing.errors import Issue, Severity

DISTRIBUTION = "pairing-optimizer"
OTHER = "pairing"  # another package, which installs a folder of the same name
OLDEST_PYTHON = (3, 11)
OLDEST_SOLVER = (9, 14)
WRONG_SOLVER = (9, 15)
SECONDS = 60.0  # that one library may take to be tried
TRIALS: Mapping[str, str] = {
    "ortools": """
from ortools.graph.python import min_cost_flow
from ortools.linear_solver import pywraplp
solver = min_cost_flow.SimpleMinCostFlow()
arc = solver.add_arc_with_capacity_and_unit_cost(0, 1, 2, 3)
solver.set_node_supply(0, 2)
solver.set_node_supply(1, -2)
assert solver.solve() == solver.OPTIMAL and solver.optimal_cost() == 6, "a flow of cost 6 came out otherwise"
assert pywraplp.Solver.CreateSolver("SCIP") is not None, "SCIP is missing in it"
""",
    "numpy": "import numpy; assert int(numpy.arange(4).sum()) == 6",
    "pandas": "import pandas; assert pandas.DataFrame({'a': [1, 2]})['a'].sum() == 3",
}
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "excel": ("openpyxl", "defusedxml"),
    "calendar": ("icalendar",),
    "plot": ("matplotlib",),
    "rich": ("rich",),
    "parallel": ("joblib",),
}
# What else a module says of sizes, to be read without running it: (what it is, module, name in it).
LIMITS = (
    ("participants x mentors x sessions from which arrays are used", "engine/choose.py", "LARGE"),
    ("arcs of a flow above which it runs in a process of its own", "engine/arrays/solver.py", "CHILD_ARCS"),
    ("pairs above which not all go to the flow at once", "engine/arrays/flow.py", "MANY_PAIRS"),
    ("timed pairs sought without arrays", "engine/timed.py", "MOST_PLAIN"),
    ("members of one practice session whose couples are all looked at", "engine/peers_matching.py", "MOST_AT_ONCE"),
    ("couples whose hours in common `check` counts", "reasons/common_hours.py", "MOST_COUPLES"),
)
# A path: on Windows with blanks in it, up to its last part; elsewhere up to a blank. A last part without a dot may be
# the name of a person.
_PATH = re.compile(
    r"(?:(?:[A-Za-z]:|…)\\(?:[^'\":;,]*\\)?|[A-Za-z]:/[^'\":;,]*/|…?(?<![\w.])/(?:[^/\s'\":,;()]+/)*)"
    r"([^/\\\s'\":,;()]*)"
)


class Examined(NamedTuple):
    """What was found: facts by section, in order, and what is wrong."""

    facts: Mapping[str, Mapping[str, str]]
    issues: tuple[Issue, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be mended."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


def examine() -> Examined:
    """Look at this installation.

    Returns
    -------
    Examined
        Versions, streams, time zone data and limits, each as text; no name of a person, computer or folder.
    """
    tried = _tried(TRIALS)
    facts = {
        "pairing": _of_pairing(),
        "system": _of_system(),
        "libraries": {name: _with_fault(version_of(name), tried[name]) for name in TRIALS},
        "extras": {name: _extra(name, packages) for name, packages in EXTRAS.items()},
        "time zones": _of_time_zones(),
        "streams": _of_streams(),
        "limits": {what: _constant(module, name) for what, module, name in LIMITS},
    }
    return Examined(facts, tuple(_issues(tried)))


def examined_text(found: Examined) -> str:
    """What was found as text, to be pasted into a report."""
    lines = []
    for section, facts in found.facts.items():
        lines += ["", f"## {section.capitalize()}", "", *(f"- {name}: {value}" for name, value in facts.items())]
    lines += ["", "## What is wrong", ""]
    lines += [f"- {issue.severity.value}: {issue}" for issue in found.issues] or ["- nothing was found"]
    return "\n".join(lines[1:]) + "\n"


def examined_json(found: Examined) -> dict[str, Any]:
    """The same as plain data."""
    issues = [
        {"severity": one.severity.value, "code": one.code, "message": one.message, "hint": one.hint}
        for one in found.issues
    ]
    return {"schema_version": 1, "status": "ok" if found.is_well else "faults", **found.facts, "issues": issues}


# --- what is wrong ----------------------------------------------------------------------------------------------


def _issues(tried: Mapping[str, str]) -> Iterator[Issue]:
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        yield _error("old-python", f"Python is {platform.python_version()}.", f"Install Python {wanted} or later.")
    yield from solver_issues(version_of("ortools"))
    for name, fault in tried.items():
        if version_of(name) == "":
            hint = f"python -m pip install --upgrade {DISTRIBUTION}, or {name} alone."
            yield _error("missing-library", f"{name} is not installed.", hint)
        elif fault:
            hint = f"python -m pip install --force-reinstall {name}; if it stays so, report this text."
            yield _error("broken-library", f"{name} {version_of(name)} is installed and does not work: {fault}", hint)
    yield from hiding_issues(sys.path, Path(__file__).parent)
    if not _system_zones() and not version_of("tzdata"):
        hint = "python -m pip install tzdata."
        yield _error("no-time-zones", "there is no time zone data, neither of the system nor tzdata.", hint)


def solver_issues(version: str) -> Iterator[Issue]:
    """What is wrong with a version of OR-Tools: too old, or known for wrong answers that it calls proved."""
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    hint = 'python -m pip install --upgrade "ortools>=9.14,!=9.15.*".'
    if numbers == WRONG_SOLVER:
        message = (
            f"ortools {version} is installed: its CP-SAT can call a wrong answer proved where numbers are large "
            "(google/or-tools#5293). Plans that need it are not to be trusted."
        )
        yield _error("wrong-solver", message, hint)
    elif numbers and numbers < OLDEST_SOLVER:
        yield _error("old-solver", f"ortools {version} is installed, and 9.14 or later is needed.", hint)


def hiding_issues(path: Sequence[str], ours: Path) -> Iterator[Issue]:
    """Another package called ``pairing``: installed, or found first by Python, or mixed into this one's folder.

    Parameters
    ----------
    path
        Where Python looks, in its order (``sys.path``).
    ours
        The folder of this package.
    """
    cure = f"python -m pip uninstall -y {OTHER}, then python -m pip install --force-reinstall {DISTRIBUTION}."
    if version_of(OTHER):
        message = (
            f"another package called {OTHER!r} ({version_of(OTHER)}) is installed: it and this one, {DISTRIBUTION}, "
            "share a folder, and `import pairing` may give either, or files of both."
        )
        yield _error("other-pairing", message, cure)
    found = [place for place in dict.fromkeys(path) if _holds_pairing(Path(place or "."))]
    others = [place for place in found if not _is_same(Path(place or ".") / "pairing", ours)]
    if others and found[0] == others[0]:
        message = "Python finds another `pairing` before this one, in a folder of its own, or where it was started."
        hint = f"Start Python elsewhere or rename what is called pairing there. If it was installed: {cure}"
        yield _error("hidden-pairing", message, hint)
    elif others and not version_of(OTHER):
        message = f"{len(others)} more `pairing` can be found by Python; this one comes first, and is used."
        yield Issue(Severity.NOTE, "several-pairing", message, "Uninstall what is not needed, so that it stays so.")
    changed = changed_files(ours)
    if changed:
        message = f"{len(changed)} files of {DISTRIBUTION} are not as they were installed, such as {changed[0]}."
        yield _error("changed-files", message, cure)


def changed_files(ours: Path) -> list[str]:
    """Files of the installed distribution that differ from its own record, by name; empty in a checkout."""
    import base64
    from hashlib import sha256

    changed = []
    try:
        for file in metadata.distribution(DISTRIBUTION).files or ():
            where = Path(str(file.locate()))
            if file.hash is None or file.hash.mode != "sha256" or ours not in where.parents:
                continue
            data = where.read_bytes() if where.is_file() else b""
            if base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode() != file.hash.value:
                changed.append(str(file))
    except (metadata.PackageNotFoundError, OSError, ValueError):
        return []
    return sorted(changed)


def _holds_pairing(place: Path) -> bool:
    try:
        return (place / "pairing" / "__init__.py").is_file() or (place / "pairing.py").is_file()
    except OSError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except OSError:
        return False


def _error(code: str, message: str, hint: str) -> Issue:
    return Issue(Severity.ERROR, code, message, hint)


# --- what there is ----------------------------------------------------------------------------------------------


def version_of(name: str) -> str:
    """The version of an installed distribution; "" where there is none, or it does not say."""
    try:
        return metadata.version(name) or ""
    except Exception:  # a damaged installation can fail in any way, and is what is asked about
        return ""


def _of_pairing() -> dict[str, str]:
    installed = version_of(DISTRIBUTION)
    home = Path(__file__).parent
    is_checkout = (home.parent / "pyproject.toml").is_file()
    kind = "a checkout" if is_checkout else "an installation" if installed else "a folder of files"
    return {"version": installed or "not installed", "runs from": kind}


def _of_system() -> dict[str, str]:
    return {
        "Python": f"{platform.python_implementation()} {platform.python_version()}, {8 * _pointer()} bits",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}".strip(),
        "processors": str(os.cpu_count() or "unknown"),
        "environment": "its own (venv)" if sys.prefix != sys.base_prefix else "the system's",
    }


def _pointer() -> int:
    import struct

    return struct.calcsize("P")


def _extra(name: str, packages: Sequence[str]) -> str:
    versions = {package: version_of(package) for package in packages}
    missing = [package for package, version in versions.items() if not version]
    there = ", ".join(f"{package} {version}" for package, version in versions.items() if version)
    if not missing:
        return there
    return f'{there or "not installed"}: python -m pip install "{DISTRIBUTION}[{name}]"'


def _of_time_zones() -> dict[str, str]:
    package = version_of("tzdata")
    return {
        "used": f"of the system{_system_version()}" if _system_zones() else "tzdata" if package else "none",
        "tzdata": package or "not installed",
    }


def _system_zones() -> Path | None:
    """Where the system keeps its zones, which Python prefers to the package."""
    import zoneinfo

    return next((Path(one) for one in zoneinfo.TZPATH if (Path(one) / "Europe" / "London").is_file()), None)


def _system_version() -> str:
    """``, 2025b``, where the system says which it has."""
    folder = _system_zones()
    for name in ("tzdata.zi", "+VERSION", "version") if folder else ():
        try:
            found = re.search(r"\d{4}[a-z]{1,2}", (folder / name).read_text("utf-8", "replace")[:200])  # type: ignore[operator]
        except OSError:
            continue
        if found:
            return f", {found[0]}"
    return ""


def _of_streams() -> dict[str, str]:
    import locale

    try:
        encoding = locale.getencoding()
    except Exception:  # a locale that does not exist
        encoding = "unknown"
    seen = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    facts = {name: _stream(stream) for name, stream in seen.items()}
    facts["locale"] = f"{encoding}, UTF-8 mode {'on' if sys.flags.utf8_mode else 'off'}"
    facts["file names"] = sys.getfilesystemencoding()
    told = [name for name in ("NO_COLOR", "FORCE_COLOR") if os.environ.get(name)]
    facts["colour"] = f"{', '.join(told)} set" if told else "not spoken of"
    return facts


def _stream(stream: Any) -> str:
    try:
        return f"{'a terminal' if stream.isatty() else 'a pipe or file'}, {stream.encoding}"
    except Exception:  # closed, or none at all
        return "none"


def _constant(module: str, name: str) -> str:
    """A number that a module of this package sets, read from its text: to import it would load a solver."""
    try:
        text = (Path(__file__).parent / module).read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    found = re.search(rf"^{name} = ([\d_]+)", text, re.MULTILINE)
    return f"{int(found[1]):,}" if found else "unknown"


# --- trying a library -------------------------------------------------------------------------------------------


def _tried(trials: Mapping[str, str]) -> dict[str, str]:
    """What each library does when it is used, "" where it works; all at once, each in a process of its own."""
    running = {name: _started(code) for name, code in trials.items() if version_of(name)}
    return {name: _outcome(running[name]) if name in running else "it is not installed" for name in trials}


def _started(code: str) -> subprocess.Popen[str] | str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one or os.curdir for one in sys.path)}
    try:
        return subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
        )
    except OSError as error:
        return f"it could not be tried: {error.strerror}"


def _outcome(process: subprocess.Popen[str] | str) -> str:
    if isinstance(process, str):
        return process
    try:
        _, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"it did not answer within {SECONDS:.0f} seconds"
    if process.returncode == 0:
        return ""
    if process.returncode < 0:
        return f"it ended Python with signal {-process.returncode}"
    last = next((line for line in reversed(errors.splitlines()) if line.strip()), "")
    return without_places(last) or f"it ended Python with status {process.returncode}"


def without_places(text: str) -> str:
    """A message of a library without folders, and so without who uses this computer."""
    homes = {os.path.expanduser("~"), os.environ.get("USERPROFILE", ""), os.getcwd(), sys.prefix, *sys.path}  # noqa: PTH109, PTH111
    for place in sorted((one for one in homes if len(one) > 2), key=len, reverse=True):
        text = text.replace(place, "…")
    text = _PATH.sub(lambda found: f"…/{found[1]}" if "." in found[1] else "…", text)
    private = [os.environ.get(name, "") for name in ("USER", "USERNAME", "LOGNAME", "HOSTNAME")] + [platform.node()]
    for word in sorted(filter(lambda one: len(one) > 2, private), key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(word)}\b", "…", text)
    return text[:300]


def _with_fault(version: str, fault: str) -> str:
    if not version:
        return "not installed"
    return f"{version}, does not work" if fault else f"{version}, works"
