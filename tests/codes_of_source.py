"""Every code of an issue that the source can give, found by reading it.

Whatever makes an issue has a parameter or a field called ``code``: ``Issue`` itself, ``input_error``, and the small
helpers of the modules; or it takes a severity, and the code behind it. So the codes are what is handed to one of those,
followed through names, conditions and functions that only pass it on, and what a function gives back before its words.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PARTS = re.compile(r"[a-z0-9-]*")  # what a code made of parts may have between them
Function = ast.FunctionDef | ast.AsyncFunctionDef
# What has no ``code`` of its own, and hands on what it gets.
HAND_ON = {"replace", "partial"}
ALWAYS = {"Issue", "input_error"}  # a call of these has a code that can be told


@dataclass(frozen=True, slots=True)
class Codes:
    """``exact`` codes, each with a place that gives it; ``made`` of parts, as patterns; and calls that are unclear."""

    exact: dict[str, str]
    made: dict[str, str]
    unclear: tuple[str, ...]

    def knows(self, code: str) -> bool:
        return code in self.exact or any(re.fullmatch(pattern, code) for pattern in self.made)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Something callable that takes a code: as its argument number ``position``."""

    module: str
    position: int


def codes_of(sources: Iterable[tuple[str, str]]) -> Codes:
    """The codes of modules, each given by its name and its text."""
    trees = {name: ast.parse(text) for name, text in sources}
    makers: dict[str, list[_Maker]] = defaultdict(list)
    for module, tree in trees.items():
        for name, position in _makers(tree):
            makers[name].append(_Maker(module, position))
    exact: dict[str, str] = {}
    made: dict[str, str] = {}
    unclear: list[str] = []
    for module, tree in trees.items():
        for call, inside in _calls(tree, ()):
            name = _name_of(call.func)
            known = makers.get(name, []) if name not in HAND_ON else []
            known = [one for one in known if one.module == module] or known
            values = [value for one in known if (value := _argument(call, one.position)) is not None]
            values += [one.value for one in call.keywords if one.arg == "code" and name in HAND_ON]
            behind = _behind_severity(call)
            found = [text for value in (*values, *behind) for text in _texts(value, inside)]
            place = f"{module}, line {call.lineno}"
            for text in found:
                if isinstance(text, re.Pattern):
                    made.setdefault(text.pattern, place)
                elif CODE.fullmatch(text):
                    exact.setdefault(text, place)
            is_clear = any(isinstance(text, re.Pattern) or text == "" or CODE.fullmatch(text) for text in found)
            if not is_clear and (name in ALWAYS or any(map(_is_severity, _spread(call)))):
                unclear.append(f"{place}: {ast.unparse(call)[:80]}")
        for text, line in (*_defaults(tree), *_given_back(tree)):
            exact.setdefault(text, f"{module}, line {line}")
    return Codes(exact, made, tuple(unclear))


def codes_of_package(package: Path) -> Codes:
    """The codes of all modules of a package."""
    paths = sorted(package.rglob("*.py"))
    return codes_of((str(path.relative_to(package)), path.read_text(encoding="utf-8")) for path in paths)


def _makers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and _is_name(one.target)]
            if "code" in fields:
                yield node.name, fields.index("code")
            for one in node.body:
                if isinstance(one, Function):
                    yield from ((node.name if one.name == "__init__" else one.name, at) for at in _position(one, 1))
        elif isinstance(node, Function):
            yield from ((node.name, at) for at in _position(node, 0))


def _position(function: Function, fewer: int) -> Iterator[int]:
    """Where its ``code`` stands: -1 where it is given by its name alone."""
    positional = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    fewer = fewer if positional[:1] in (["self"], ["cls"]) else 0
    if "code" in positional:
        yield positional.index("code") - fewer
    elif any(one.arg == "code" for one in function.args.kwonlyargs):
        yield -1


def _behind_severity(call: ast.Call) -> list[ast.expr]:
    """What follows a severity among the arguments, where that can be a code."""
    given = _spread(call)
    found = []
    for one, after in pairwise(given):
        if any(map(_is_severity, ast.walk(one))) or (isinstance(one, ast.Name) and one.id == "severity"):
            found.append(after)
    return found


def _is_severity(one: ast.AST) -> bool:
    return isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "Severity"


def _defaults(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Codes that a function takes where none is given."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            positional = [*node.args.posonlyargs, *node.args.args]
            pairs = [
                *zip(positional[::-1], node.args.defaults[::-1], strict=False),
                *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
            ]
            for argument, default in pairs:
                if argument.arg == "code" and default is not None:
                    yield from ((text, node.lineno) for text in _constant(default))


def _given_back(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Codes that a function gives back with the words behind them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
            yield from ((text, node.lineno) for text in _constant(node.value.elts[0]))


def _calls(node: ast.AST, inside: tuple[ast.AST, ...]) -> Iterator[tuple[ast.Call, tuple[ast.AST, ...]]]:
    """Every call, with the functions it stands in, the innermost last."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, inside
        yield from _calls(child, (*inside, child) if isinstance(child, Function | ast.Lambda) else inside)


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    for one in call.keywords:
        if one.arg == "code":
            return one.value
    given = _spread(call)
    return given[position] if 0 <= position < len(given) else None


def _spread(call: ast.Call) -> list[ast.expr]:
    """The arguments, with those of a tuple that is spread out among them."""
    given: list[ast.expr] = []
    for argument in call.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Tuple | ast.List):
            given += argument.value.elts
        else:
            given.append(argument)
    return given


def _texts(value: ast.expr, inside: tuple[ast.AST, ...]) -> Iterator[str | re.Pattern[str]]:
    """What an expression may be: texts, patterns, and "" where it is a code that came from elsewhere."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body, inside)
        yield from _texts(value.orelse, inside)
    elif isinstance(value, ast.JoinedStr):
        parts = [_part(one, inside) for one in value.values]
        if None not in parts:
            yield from map("".join, product(*filter(None, parts)))
        elif all(part is None or all(map(PARTS.fullmatch, part)) for part in parts):
            yield re.compile("".join("[a-z0-9]+" if part is None else re.escape(part[0]) for part in parts))
    elif isinstance(value, ast.Attribute) and value.attr == "code":
        yield ""  # of another issue, or of a problem that carries its own
    elif isinstance(value, ast.Subscript):
        if isinstance(value.slice, ast.Constant) and isinstance(value.slice.value, int):
            yield ""  # of what a function gave back
        yield from _all(value)
        if isinstance(value.value, ast.Name):
            yield from _assigned(value.value.id, inside, whole=True)
    elif isinstance(value, ast.Name):
        if any(value.id in _parameters(function) for function in inside):
            yield ""
        yield from _assigned(value.id, inside)


def _part(part: ast.expr, inside: tuple[ast.AST, ...]) -> list[str] | None:
    """What a part of a text made of parts may be; None where that cannot be told."""
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    inner = part.value if isinstance(part, ast.FormattedValue) else part
    found = list(_texts(inner, inside))
    return [str(one) for one in found] if found and all(isinstance(one, str) and one for one in found) else None


def _assigned(name: str, inside: tuple[ast.AST, ...], *, whole: bool = False) -> Iterator[str | re.Pattern[str]]:
    """What a name of a function is given there: by assignment, or by a loop over tuples."""
    for node in (one for function in inside for one in ast.walk(function)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(node, ast.Assign) and _is_name(target) and target.id == name:
                # Names in what it is given are not followed: a name may be given itself.
                yield from _texts(node.value, ()) if not whole else _all(node.value)
            elif isinstance(node, ast.Assign) and isinstance(target, ast.Tuple) and _holds(target, name):
                yield from _all(node.value)
        if isinstance(node, ast.For | ast.comprehension) and _holds(node.target, name):
            yield from _all(node.iter)
            yield ""


def _all(value: ast.AST) -> Iterator[str]:
    return (text for node in ast.walk(value) for text in _constant(node))


def _constant(node: ast.AST) -> Iterator[str]:
    text = node.value if isinstance(node, ast.Constant) else None
    if isinstance(text, str) and "-" in text and CODE.fullmatch(text):  # a single word may be anything
        yield text


def _holds(target: ast.AST, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(target))


def _parameters(function: ast.AST) -> set[str]:
    arguments = function.args
    return {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)
