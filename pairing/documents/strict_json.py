"""JSON read strictly: everything of one kind, nothing twice, nothing guessed."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from typing import Any

MOST_DIGITS = 1000  # of a whole number


class MalformedError(ValueError):
    """What stands where something else should."""


def parse(data: bytes) -> Any:
    """The value that the bytes say, UTF-8 with or without a byte order mark.

    Raises
    ------
    MalformedError
        Where they say none, or one that another reader may take for another: a key that stands twice, NaN, a number
        beyond all bounds.
    RecursionError
        Where it is nested more deeply than any plan.
    """
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise MalformedError(f"it is not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise MalformedError(f"it is no JSON: {error.msg}, line {error.lineno}") from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise MalformedError(f"{twice[:40]!r} stands twice in one place")
    return found


def _no_number(text: str) -> Any:
    raise MalformedError(f"{text} is no number")


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise MalformedError(f"a number has {len(text)} digits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise MalformedError(f"{text[:40]} is no number")
    return number


# --- kinds: each gives the value back, or says where another one stands ------------------------------------------


def table(value: Any, where: str, keys: Collection[str], *, only: bool = False) -> dict[str, Any]:
    """An object with all of the keys; ``only``: and no other."""
    if not isinstance(value, dict):
        raise _wrong(value, where, "an object")
    for key in keys:
        if key not in value:
            raise MalformedError(f"{where} has no {key!r}")
    if only and (more := sorted(value.keys() - set(keys))):
        raise MalformedError(f"{where} has {more[0][:40]!r}, which is unknown")
    return value


def entries(value: Any, where: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise _wrong(value, where, "a list")
    return value


def row(value: Any, where: str, length: int, *, more: bool = False) -> list[Any]:
    """A list of so many entries; ``more``: or longer."""
    found = entries(value, where)
    if len(found) != length and not (more and len(found) > length):
        raise MalformedError(f"{where} has {len(found)} entries instead of {length}")
    return found


def text(value: Any, where: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise _wrong(value, where, "a text")
    return value


def whole(value: Any, where: str) -> int:
    """A whole number; true and false are none."""
    if type(value) is not int:
        raise _wrong(value, where, "a whole number")
    return value


def number(value: Any, where: str) -> float:
    """A number, whole or not."""
    if type(value) not in (int, float):
        raise _wrong(value, where, "a number")
    try:
        return float(value)
    except OverflowError as error:
        raise _wrong(value, where, "a number that is not beyond all bounds") from error


def maybe_whole(value: Any, where: str) -> int | None:
    """A whole number, or null."""
    return None if value is None else whole(value, where)


def maybe_text(value: Any, where: str) -> str | None:
    """A text, or null."""
    return None if value is None else text(value, where)


def maybe_flag(value: Any, where: str) -> bool | None:
    """True, false or null."""
    if value is not None and not isinstance(value, bool):
        raise _wrong(value, where, "true, false or null")
    return value


def texts(value: Any, where: str) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text(one, where) for one in entries(value, where))


def wholes(value: Any, where: str) -> tuple[int, ...]:
    """A list of whole numbers."""
    return tuple(whole(one, where) for one in entries(value, where))


def _wrong(value: Any, where: str, wanted: str) -> MalformedError:
    shown = json.dumps(value)
    return MalformedError(f"{where} holds {shown if len(shown) <= 40 else shown[:39] + '…'} instead of {wanted}")
