"""Public names: with a lazy ``__init__``, a function that has the name of a module is one or the other by chance.

Importing ``pairing.x`` binds ``x`` on the package and hides a lazy attribute ``x`` from then on. So each public name
is read twice, before and after all modules were imported, in fresh processes.
"""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pairing

ROOT = Path(__file__).resolve().parents[1]
MODULE_NAMES = {path.stem for path in (ROOT / "pairing").rglob("*.py")} | {
    path.parent.name for path in (ROOT / "pairing").rglob("__init__.py")
}

READ_TWICE = """
import importlib, json, pkgutil, sys, types
import pairing

def load_all():
    for found in pkgutil.walk_packages(pairing.__path__, "pairing."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)

names = sorted(pairing.__all__)
if sys.argv[1] == "modules first":
    load_all()
    names.reverse()
first = {name: getattr(pairing, name) for name in names}
load_all()
second = {name: getattr(pairing, name) for name in names}
print(json.dumps({
    name: [
        first[name] is second[name],
        isinstance(first[name], types.ModuleType),
        f"{getattr(first[name], '__module__', '')}.{getattr(first[name], '__qualname__', name)}",
    ]
    for name in sorted(names)
}))
"""


def read_public_names(order: str) -> dict[str, tuple[bool, bool, str]]:
    command = [sys.executable, "-c", READ_TWICE, order]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {name: tuple(found) for name, found in json.loads(done.stdout).items()}


def test_public_names_are_the_same_objects_in_every_import_order():
    names_first, modules_first = read_public_names("names first"), read_public_names("modules first")
    assert names_first
    assert names_first == modules_first
    assert [name for name, (is_same, is_module, _) in names_first.items() if is_module or not is_same] == []


def test_no_public_name_is_the_name_of_a_module():
    public = set(read_public_names("names first"))
    assert public & MODULE_NAMES == set()


def test_type_checkers_see_the_names_that_a_run_finds():
    """The imports under ``TYPE_CHECKING`` and the table of the lazy look-up are one list, written twice."""
    tree = ast.parse((ROOT / "pairing" / "__init__.py").read_text(encoding="utf-8"))
    guarded = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    imports = [node for block in guarded for node in block.body if isinstance(node, ast.ImportFrom) and node.module]
    shown = {alias.asname: (node.module, alias.name) for node in imports for alias in node.names}
    assert set(shown) == set(pairing.__all__) - {"__version__"}
    for name, (module, original) in shown.items():
        assert getattr(pairing, name) is getattr(importlib.import_module(str(module)), original), name


def test_packages_bind_no_name_that_one_of_their_modules_has():
    """``from pairing.engine import flow`` is always the module: no ``engine/__init__.py`` binds another ``flow``."""
    faults = []
    for init in (ROOT / "pairing").rglob("__init__.py"):
        children = {path.stem for path in init.parent.iterdir() if path.suffix == ".py" or path.is_dir()}
        faults += [f"{init.parent.name}.{name}" for name in bound_names(init) if name in children]
    assert faults == []


def bound_names(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names += [alias.asname or alias.name for alias in node.names]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names
