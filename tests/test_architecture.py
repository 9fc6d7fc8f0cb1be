"""The order of the house: who may import whom, read from the source itself.

A room is a sub-package or a file directly under ``pairing/``; it imports only rooms that stand above it in ``ROOMS``.
The checks are functions of a list of modules, and each is shown to find a planted fault before it is trusted.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "tables",
    "errors",
    "model",
    "judging",
    "engine",
    "reasons",
    "rosters",
    "documents",
    "verify",
    "cohort",
    "plot",
    "program",
    "start",
    "report",
    "doctor",
    "narrow",
    "colour",
    "talk",
    "shell",
    "live",
    "verbs",
    "cli",
    "__main__",
    "__init__",
)
# Rooms above that are closed all the same. `judging` and the engines are twins that share no code; the one door,
# `engine.run`, hands each answer to the judge. Readers and writers of files know nothing of solving, nor does the
# proof of a plan from its file.
CLOSED = {
    "engine": {"judging"},
    "rosters": {"judging", "engine", "reasons"},
    "documents": {"judging", "engine", "reasons", "rosters"},
    "verify": {"engine", "reasons", "rosters"},
}
OPEN_DOORS = {("pairing.engine.run", "judging"), ("pairing.engine.matrix", "judging")}
# Imports inside functions that close a circle, each on purpose: the text of a result is another module's business.
CIRCLES_INSIDE_FUNCTIONS = {
    *(("pairing.model.solution", f"pairing.model.{name}") for name in ("card", "frames", "pages")),
    *(("pairing.model.problem", f"pairing.model.{name}") for name in ("frames", "pages")),
}
HEAVY = {"numpy", "pandas", "ortools", "openpyxl", "defusedxml", "difflib", "icalendar", "matplotlib"}
# Modules that work on arrays load NumPy; whoever does not work on arrays loads them inside a function.
ON_ARRAYS = re.compile(r"pairing\.(engine\.arrays(\..*)?|engine\.matrix(_input)?|judging\.matrix|model\.draw_arrays)")
NETWORK = {"socket", "ssl", "http", "ftplib", "smtplib", "xmlrpc", "asyncio", "requests", "urllib3", "httpx"}
IMPORT_NAMES = {"types-openpyxl": "openpyxl"}  # where a distribution is not called as it is imported
MOST_LINES = 500
MUTATORS = {"append", "add", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "discard", "clear"}
MUTABLE_NODES = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MUTABLE_CALLS = {"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray"}


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        return room_of(self.name)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module; ``when``: ``at once``, in a ``function``, or for ``types`` only."""

    target: str
    line: int
    when: str


def room_of(name: str) -> str:
    return name.split(".")[1] if "." in name else "__init__"


def read_package(package: Path) -> list[Module]:
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = [package.name, *path.relative_to(package).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path))))
    return found


def imports_of(module: Module, known: set[str]) -> list[Import]:
    """Every import in the file; ``from a import b`` counts as ``a.b`` where that is a module, else as ``a``."""
    package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
    return list(_imports(module.tree.body, package, known, "at once"))


def _imports(body: Iterable[ast.AST], package: str, known: set[str], when: str) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, when) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            targets = {f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names}
            yield from (Import(target, node.lineno, when) for target in sorted(targets))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imports(node.body, package, known, "types")
            yield from _imports(node.orelse, package, known, when)
        else:
            inner = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(ast.iter_child_nodes(node), package, known, "function" if inner else when)


def wrong_rooms(modules: list[Module]) -> list[str]:
    """Imports of rooms below, or of closed ones. What is imported for types alone counts as well."""
    known = {module.name for module in modules}
    faults = []
    for module in modules:
        if module.room not in ROOMS:
            faults.append(f"{module.name}: the room {module.room!r} has no place in the order")
            continue
        for found in imports_of(module, known):
            if found.target.split(".")[0] != "pairing":
                continue
            target = room_of(found.target)
            is_above = target in ROOMS and ROOMS.index(target) <= ROOMS.index(module.room)
            is_closed = target in CLOSED.get(module.room, ()) and (module.name, target) not in OPEN_DOORS
            if not is_above or is_closed:
                faults.append(f"{module.name}:{found.line} imports {found.target}")
    return faults


def circles(modules: list[Module], *, with_functions: bool = False) -> list[str]:
    """Modules that reach themselves. Imports for types alone never run, so they close no circle."""
    known = {module.name for module in modules}
    counted = {"at once", "function"} if with_functions else {"at once"}
    reach = {
        module.name: {
            found.target
            for found in imports_of(module, known)
            if found.when in counted and found.target in known and (module.name, found.target) not in _excused(found)
        }
        for module in modules
    }
    faults = []
    for start in sorted(reach):
        seen, todo = set(), [start]
        while todo:
            for target in sorted(reach[todo.pop()] - seen):
                seen.add(target)
                todo.append(target)
        if start in seen:
            faults.append(start)
    return faults


def _excused(found: Import) -> set[tuple[str, str]]:
    return CIRCLES_INSIDE_FUNCTIONS if found.when == "function" else set()


def foreign_imports(modules: list[Module], declared: set[str]) -> list[str]:
    """Packages of others in the wrong place: undeclared, heavy at top level, a solver outside the engine, a network."""
    known = {module.name for module in modules}
    faults = []
    for module in modules:
        for found in imports_of(module, known):
            root = found.target.split(".")[0]
            if root == "pairing":
                continue
            is_early = found.when == "at once" and not (root == "numpy" and ON_ARRAYS.fullmatch(module.name))
            if (
                (root not in sys.stdlib_module_names and root not in declared)
                or root in NETWORK
                or found.target in {"urllib.request", "multiprocessing.connection"}
                or (root == "ortools" and module.room != "engine")
                or (root in HEAVY - {"ortools"} and is_early)
            ):
                faults.append(f"{module.name}:{found.line} imports {found.target}")
    return faults


def arrays_loaded_early(modules: list[Module]) -> list[str]:
    """Imports of modules on arrays, by others and at once."""
    known = {module.name for module in modules}
    return [
        f"{module.name}:{found.line} imports {found.target}"
        for module in modules
        if not ON_ARRAYS.fullmatch(module.name)
        for found in imports_of(module, known)
        if found.when == "at once" and ON_ARRAYS.fullmatch(found.target)
    ]


def dynamic_imports(modules: list[Module]) -> list[str]:
    """Imports by a name that only a run knows, which the checks above cannot follow.

    The lazy ``pairing/__init__.py`` may look anything up; others only what visibly lies in their own room, such as
    ``import_module(f"pairing.engine.{name}")`` in the engine.
    """
    return [
        f"{module.name}:{node.lineno} {ast.unparse(node)}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__", "exec", "eval"}
        and module.name != "pairing"
        and not _constant_start(node).startswith(f"pairing.{module.room}.")
    ]


def _constant_start(call: ast.Call) -> str:
    """What the first argument certainly begins with."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr):
        first = first.values[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def done_at_import(modules: list[Module]) -> list[str]:
    """Statements that act while a module loads: bare calls, loops, assertions, with."""
    idle = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.AugAssign)
    faults = []
    for module in modules:
        for node in module.tree.body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            is_guard = isinstance(node, ast.If) and re.search("__name__|TYPE_CHECKING", ast.unparse(node.test))
            if not (isinstance(node, idle) or is_text or is_guard):
                faults.append(f"{module.name}:{node.lineno} {ast.unparse(node).splitlines()[0]}")
    return faults


def module_state(modules: list[Module]) -> list[str]:
    """``global``, and changes to a list, dict or set that belongs to a module, in that module or in another one."""
    faults = []
    for module in modules:
        shared = set(_mutable_names(module.tree))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Global):
                faults.append(f"{module.name}:{node.lineno} global {', '.join(node.names)}")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                own = _names_bound_in(node)
                faults += [f"{module.name}:{line} changes {name}" for name, line in _changes(node, shared - own)]
    return faults


def _mutable_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            value = node.value
            called = ast.unparse(value.func).split(".")[-1] if isinstance(value, ast.Call) else ""
            if isinstance(value, MUTABLE_NODES) or called in MUTABLE_CALLS:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def _names_bound_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return arguments | stored


def _changes(function: ast.AST, shared: set[str]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(function):
        is_item = isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
        is_method = isinstance(node, ast.Attribute) and node.attr in MUTATORS
        if (is_item or is_method) and isinstance(node.value, ast.Name) and node.value.id in shared:
            yield node.value.id, node.lineno


MODULES = read_package(ROOT / "pairing")


def declared_packages() -> set[str]:
    """What `pyproject.toml` says a user of the package has: the dependencies, and the extras that are not for tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "test" for line in lines]
    names = [re.split(r"[^\w-]", line)[0] for line in (*project["dependencies"], *extras)]
    return {IMPORT_NAMES.get(name, name).replace("-", "_") for name in names}


# --- the house as it stands -------------------------------------------------------------------------------------


def test_every_room_has_its_place_in_the_order():
    assert {module.room for module in MODULES} <= set(ROOMS)
    assert {"errors", "model", "judging", "engine", "rosters", "documents"} <= {module.room for module in MODULES}


def test_rooms_import_only_rooms_above_them():
    assert wrong_rooms(MODULES) == []


def test_no_module_imports_itself_in_a_circle():
    assert circles(MODULES) == []


def test_imports_inside_functions_close_no_circle_but_the_listed_ones():
    assert circles(MODULES, with_functions=True) == []


def test_packages_of_others_are_declared_late_and_in_their_room():
    assert foreign_imports(MODULES, declared_packages()) == []


def test_arrays_are_loaded_by_those_who_work_on_them():
    assert arrays_loaded_early(MODULES) == []


def test_only_the_lazy_init_looks_modules_of_other_rooms_up_by_name():
    assert dynamic_imports(MODULES) == []


def test_nothing_is_done_at_import():
    assert done_at_import(MODULES) == []


def test_modules_hold_no_state():
    assert module_state(MODULES) == []


def test_files_can_be_read_in_one_sitting():
    files = [path for folder in ("pairing", "tests", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))]
    lines = {str(path.relative_to(ROOT)): path.read_bytes().count(b"\n") for path in files}
    assert {path: number for path, number in lines.items() if number > MOST_LINES} == {}


# --- planted faults: what each check must find ------------------------------------------------------------------


def planted(tmp_path: Path, files: dict[str, str]) -> list[Module]:
    for path in ("__init__.py", "errors.py", "model/__init__.py", "engine/__init__.py", *files):
        (tmp_path / "pairing" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pairing" / path).write_text(files.get(path, ""))
    return read_package(tmp_path / "pairing")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("model/a.py", "from pairing.engine import x"),
        ("model/a.py", "from pairing import engine"),
        ("model/a.py", "from .. import engine"),
        ("model/a.py", "from ..engine.flow import solve"),
        ("model/a.py", "import pairing"),
        ("model/a.py", "def f():\n    from pairing import solve"),
        ("errors.py", "import pairing.model.people"),
        ("model/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pairing.engine.flow"),
        ("judging/rules.py", "from pairing.engine import formulate"),
        ("engine/flow.py", "from pairing.judging import evaluate"),
        ("rosters/sheet.py", "from pairing.engine import run"),
        ("documents/markdown.py", "from pairing.rosters import sheet"),
        ("attic/a.py", ""),
    ],
)
def test_an_import_of_a_room_below_is_found(tmp_path, path, source):
    assert len(wrong_rooms(planted(tmp_path, {path: source}))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("engine/run.py", "from pairing.judging import evaluate\nfrom pairing.engine import flow\nimport re"),
        ("model/a.py", "from pairing.errors import Issue\nfrom . import b"),
        ("cli.py", "from pairing import program\nfrom pairing.model.people import Mentor"),
    ],
)
def test_an_import_of_a_room_above_is_fine(tmp_path, path, source):
    assert wrong_rooms(planted(tmp_path, {path: source, "program.py": "", "model/b.py": ""})) == []


def test_a_circle_inside_a_room_is_found(tmp_path):
    files = {
        "model/a.py": "from pairing.model import b",
        "model/b.py": "from .c import x",
        "model/c.py": "from . import a",
    }
    assert circles(planted(tmp_path, files)) == ["pairing.model.a", "pairing.model.b", "pairing.model.c"]


def test_a_circle_through_a_function_is_found_when_asked_for(tmp_path):
    modules = planted(
        tmp_path, {"model/a.py": "from pairing.model import b", "model/b.py": "def f():\n    from . import a"}
    )
    assert circles(modules) == []
    assert circles(modules, with_functions=True) == ["pairing.model.a", "pairing.model.b"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("model/a.py", "import numpy as np"),
        ("rosters/sheet.py", "import openpyxl"),
        ("model/a.py", "def f():\n    from ortools.sat.python import cp_model"),
        ("rosters/sheet.py", "import yaml"),
        ("documents/report.py", "def f():\n    import urllib.request"),
        ("engine/flow.py", "try:\n    import pandas\nexcept ImportError:\n    pandas = None"),
    ],
)
def test_a_package_of_others_in_the_wrong_place_is_found(tmp_path, path, source):
    assert len(foreign_imports(planted(tmp_path, {path: source}), {"numpy", "pandas", "ortools", "openpyxl"})) == 1


def test_arrays_loaded_at_once_by_others_are_found(tmp_path):
    sources = {"engine/matrix.py": "import numpy", "engine/run.py": "from pairing.engine import matrix"}
    assert len(arrays_loaded_early(planted(tmp_path, sources))) == 1
    sources["engine/run.py"] = "def f():\n    from pairing.engine import matrix"
    assert arrays_loaded_early(planted(tmp_path, sources)) == []


@pytest.mark.parametrize(
    "source",
    [
        "SEEN = {}\ndef f(x):\n    SEEN[x] = 1",
        "SEEN: list[int] = []\ndef f(x):\n    SEEN.append(x)",
        "SEEN = set()\ndef f(x):\n    return [SEEN.add(y) for y in x]",
        "COUNT = 0\ndef f():\n    global COUNT\n    COUNT += 1",
    ],
)
def test_module_state_is_found(tmp_path, source):
    assert len(module_state(planted(tmp_path, {"model/a.py": source}))) == 1


def test_a_constant_table_and_a_local_of_its_name_are_no_state(tmp_path):
    source = "WORDS = {'a': 1}\ndef f():\n    return WORDS['a']\ndef g():\n    WORDS = {}\n    WORDS['b'] = 2"
    assert module_state(planted(tmp_path, {"model/a.py": source})) == []


@pytest.mark.parametrize("source", ["print(1)", "for x in ():\n    pass", "with open(__file__):\n    pass"])
def test_work_at_import_is_found(tmp_path, source):
    assert len(done_at_import(planted(tmp_path, {"model/a.py": source}))) == 1


def test_a_lookup_by_name_is_found(tmp_path):
    source = "import importlib\ndef f(x):\n    return importlib.import_module({})"
    other, own = source.format('f"pairing.model.{x}"'), source.format('f"pairing.engine.{x}"')
    modules = planted(tmp_path, {"engine/a.py": source.format("x"), "engine/b.py": other, "engine/c.py": own})
    assert [fault.split(":")[0] for fault in dynamic_imports(modules)] == ["pairing.engine.a", "pairing.engine.b"]
