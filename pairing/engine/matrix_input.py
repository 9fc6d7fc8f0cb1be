"""What ``assign`` is handed, read strictly: nothing is rounded, cut off or guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from pairing.engine.arrays.columns import Bools, Ints
from pairing.errors import InputError, input_error

EXACT = 2**53  # floats are whole numbers up to here
NO_LIMIT = np.iinfo(np.int64).max


class Edges(NamedTuple):
    """Pairs with their costs, by row, then by column; ``cells`` instead where every pair is a cell of a matrix."""

    shape: tuple[int, int]
    rows: Ints | None
    columns: Ints | None
    costs: Ints  # one an edge, or one a cell (row by row)
    eligible: Bools | None  # of the cells; None: all
    row_labels: Sequence[Any] | None = None
    column_labels: Sequence[Any] | None = None


def read_costs(costs: Any, scale: int | None) -> Edges:
    """Costs as whole numbers, from an array, a DataFrame, a sparse matrix or edges.

    Raises
    ------
    InputError
        Naming the argument, the place and the value.
    """
    if scale is not None and (isinstance(scale, bool) or not isinstance(scale, int | np.integer) or scale < 1):
        raise input_error("bad-scale", f"scale is {scale!r}.", "Give a whole number from 1 on, such as 100 for cents.")
    if isinstance(costs, tuple):
        return _edges(costs, scale)
    if hasattr(costs, "tocoo"):
        found = costs.tocoo()
        return _edges((found.coords[0], found.coords[1], found.data, found.shape) if hasattr(found, "coords")
                      else (found.row, found.col, found.data, found.shape), scale)  # fmt: skip
    if hasattr(costs, "to_numpy") and hasattr(costs, "index") and hasattr(costs, "columns"):
        return _frame(costs, scale)
    return _cells(np.asarray(costs), scale)


def read_counts(name: str, value: Any, length: int, *, of: str, no_limit: bool = False) -> Ints:
    """``demand``, ``min_load`` or ``max_load`` as one whole number ≥ 0 a row or column.

    ``no_limit``: None and infinity are allowed, and read as no limit.
    """
    if value is None and no_limit:
        return np.full(length, NO_LIMIT)
    given = np.asarray(value)
    if given.dtype == object and no_limit:
        given = np.array([np.inf if one is None else one for one in given.reshape(-1)], dtype=float).reshape(
            given.shape
        )
    if given.dtype.kind not in "iufb" or given.ndim > 1:
        raise input_error("bad-count", f"{name} is {value!r}.", f"Give a whole number, or one a {of}.")
    if given.ndim == 1 and len(given) != length:
        message = f"{name} has {len(given)} numbers, and there are {length} {of}s."
        raise input_error("wrong-shape", message, f"Give one a {of}, or one for all.")
    numbers = np.broadcast_to(given, (length,))

    def fault(where: Bools, cure: str) -> None:
        if where.any():
            spot = int(np.flatnonzero(where)[0])
            place = f"{name}[{spot}]" if given.ndim else name
            raise input_error("bad-count", f"{place} is {numbers[spot]}.", cure)

    counts = np.empty(length, np.int64)
    if given.dtype.kind == "f":
        fault(np.isnan(numbers), "Give a whole number from 0 on.")
        unlimited = np.isposinf(numbers) & no_limit
        fault(~np.isfinite(numbers) & ~unlimited, "Give a whole number from 0 on.")
        finite = np.where(unlimited, 0, numbers)
        fault(finite != np.floor(finite), "Give a whole number.")
        fault(np.abs(finite) >= EXACT, "That is beyond what a float holds exactly.")
        counts[:] = finite
        counts[unlimited] = NO_LIMIT
    else:
        fault(numbers > np.iinfo(np.int64).max, "That is beyond 64 bits.")
        counts[:] = numbers
    fault(counts < 0, "Give a whole number from 0 on.")
    return counts


def _cells(array: np.ndarray[Any, Any], scale: int | None) -> Edges:
    if array.ndim != 2:
        raise input_error(
            "wrong-shape",
            f"costs has {array.ndim} dimension{'' if array.ndim == 1 else 's'} (shape {array.shape}).",
            "Give a table of rows and columns.",
        )
    rows, columns = array.shape
    values, eligible = _whole(array.reshape(-1), scale, lambda spot: f"costs[{spot // columns}, {spot % columns}]")
    return Edges((rows, columns), None, None, values, None if eligible is None else eligible.reshape(rows, columns))


def _frame(frame: Any, scale: int | None) -> Edges:
    kinds = {getattr(dtype, "kind", "O") for dtype in frame.dtypes}
    try:
        array = frame.to_numpy() if kinds <= set("iub") else frame.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise input_error("bad-costs", f"costs holds what is no number: {error}.", "Give numbers.") from error
    labels = list(frame.index), list(frame.columns)
    for axis, listed in zip(("index", "columns"), labels, strict=True):
        seen: set[str] = set()
        for label in listed:
            if label_text(label) in seen:
                raise input_error("duplicate-label", f"the {axis} of costs name {label!r} twice.", "Name each once.")
            seen.add(label_text(label))
    if array.dtype == object:
        array = array.astype(np.int64)
    return _cells(array, scale)._replace(row_labels=labels[0], column_labels=labels[1])


def label_text(label: Any) -> str:
    """A label as the text that is drawn lots with: itself, or what Python shows of it."""
    label = label.item() if isinstance(label, np.generic) else label
    return label if isinstance(label, str) else repr(label)


def _edges(given: tuple[Any, ...], scale: int | None) -> Edges:
    if len(given) != 4:
        raise input_error("wrong-shape", f"costs is a tuple of {len(given)}.", "Give (rows, columns, costs, shape).")
    try:
        shape = tuple(int(size) for size in given[3])
        rows, columns, costs = (np.asarray(one) for one in given[:3])
    except (TypeError, ValueError) as error:
        raise input_error("bad-costs", f"costs cannot be read: {error}.", "(rows, columns, costs, shape).") from error
    if len(shape) != 2 or min(shape) < 0:
        raise input_error("wrong-shape", f"the shape of costs is {given[3]!r}.", "Give (number of rows, of columns).")
    if not rows.ndim == columns.ndim == costs.ndim == 1 or not len(rows) == len(columns) == len(costs):
        shapes = f"{rows.shape}, {columns.shape} and {costs.shape}"
        raise input_error("wrong-shape", f"the edges of costs have the shapes {shapes}.", "Give three of one length.")
    for name, numbers, size in (("rows", rows, shape[0]), ("columns", columns, shape[1])):
        if len(numbers) and numbers.dtype.kind not in "iu":
            raise input_error("bad-costs", f"{name} of costs are {numbers.dtype}.", "Give whole numbers.")
        outside = np.flatnonzero((numbers < 0) | (numbers >= size))
        if len(outside):
            spot = int(outside[0])
            raise input_error("bad-costs", f"{name}[{spot}] is {numbers[spot]}.", f"Give 0 to {size - 1}.")
    rows, columns = rows.astype(np.int64, copy=False), columns.astype(np.int64, copy=False)
    values, eligible = _whole(costs, scale, lambda spot: f"the cost of edge {spot} ({rows[spot]}, {columns[spot]})")
    if not _is_ascending(rows, columns):
        order = np.lexsort((columns, rows))
        rows, columns, values = rows[order], columns[order], values[order]
        eligible = None if eligible is None else eligible[order]
        twice = np.flatnonzero((rows[1:] == rows[:-1]) & (columns[1:] == columns[:-1]))
        if len(twice):
            where = f"({rows[twice[0]]}, {columns[twice[0]]})"
            raise input_error("duplicate-edge", f"the pair {where} stands twice in costs.", "Give each pair once.")
    if eligible is not None:
        rows, columns, values = rows[eligible], columns[eligible], values[eligible]
    return Edges((shape[0], shape[1]), rows, columns, values, None)


def _is_ascending(rows: Ints, columns: Ints) -> bool:
    """Whether the edges stand by row, then by column, each once."""
    return bool(((rows[1:] > rows[:-1]) | ((rows[1:] == rows[:-1]) & (columns[1:] > columns[:-1]))).all())


def _whole(numbers: np.ndarray[Any, Any], scale: int | None, place: Callable[[int], str]) -> tuple[Ints, Bools | None]:
    """The numbers times the scale as int64, and which are there (None: all); nan is not there."""
    factor = 1 if scale is None else int(scale)

    def fault(where: Bools, code: str, cure: str) -> None:
        if where.any():
            spot = int(np.flatnonzero(where)[0])
            raise input_error(code, f"{place(spot)} is {numbers[spot]}.", cure)

    if numbers.dtype.kind in "iub":
        values = numbers.astype(np.int64, copy=False)
        if numbers.dtype.kind == "u":
            fault(numbers > np.iinfo(np.int64).max, "cost-out-of-range", "That is beyond 64 bits.")
        if factor != 1:
            fault(np.abs(values) > (2**62) // factor, "cost-out-of-range", f"Times {factor} it is beyond 64 bits.")
            values = values * factor
        return values, None
    if numbers.dtype.kind != "f":
        message = (
            f"costs are {numbers.dtype}, such as {numbers.flat[0]!r}." if numbers.size else "costs are no numbers."
        )
        raise input_error("bad-costs", message, "Give whole numbers, nan where a pair is not eligible.")
    eligible = ~np.isnan(numbers)
    fault(np.isinf(numbers), "infinite-cost", "Give nan where a pair is not eligible, and a whole number elsewhere.")
    scaled = np.where(eligible, numbers, 0).astype(np.float64) * factor
    fault(np.abs(scaled) >= EXACT, "cost-out-of-range", "That is beyond what a float holds exactly.")
    nearest = np.rint(scaled)
    tolerance = 0.0 if factor == 1 else 1e-6
    cure = (
        "Costs are whole numbers; say scale=100, for example, where they are multiples of 1/100."
        if scale is None
        else f"It is no multiple of 1/{factor}: round it, or give another scale."
    )
    fault(np.abs(scaled - nearest) > tolerance, "fractional-cost", cure)
    return nearest.astype(np.int64), None if eligible.all() else eligible


def all_labels(edges: Edges) -> tuple[list[str], list[str]]:
    """The texts that lots are drawn with: labels, or positions."""
    rows, columns = edges.shape
    return (
        [str(i) for i in range(rows)] if edges.row_labels is None else [label_text(one) for one in edges.row_labels],
        [str(j) for j in range(columns)]
        if edges.column_labels is None
        else [label_text(one) for one in edges.column_labels],
    )


__all__ = ["Edges", "InputError", "all_labels", "label_text", "read_costs", "read_counts"]
