"""What ``assign`` is handed, read strictly: nothing is rounded, cut off or guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import index
from typing import Any, NamedTuple

import numpy as np

from pairing.engine.arrays.columns import Bools, Ints
from pairing.errors import InputError, input_error

EXACT = 2**53  # floats are whole numbers up to here
NO_LIMIT = np.iinfo(np.int64).max
MOST_NODES = 2**31 - 3  # rows and columns together: the solver numbers them in 32 bits
MOST_DEMAND = 10**6  # its squares are added up
MOST_MINIMUM = 2**31
EDGES = ("rows", "columns", "values")
NUMBERS = "Give whole numbers, nan where a pair is not eligible."
Numbers = np.ndarray[Any, Any]
Place = Callable[[int], str]  # where the number at a position stands, in words


class Edges(NamedTuple):
    """Pairs with their costs, by row, then by column; ``cells`` instead where every pair is a cell of a matrix."""

    shape: tuple[int, int]
    rows: Ints | None
    columns: Ints | None
    costs: Ints  # one an edge, or one a cell (row by row)
    eligible: Bools | None  # of the cells; None: all
    row_labels: Sequence[Any] | None = None
    column_labels: Sequence[Any] | None = None

    def place(self, spot: int) -> str:
        """Where the cost at a position stands."""
        if self.rows is None or self.columns is None:
            return _cell(spot, self.shape[1], self.row_labels, self.column_labels)
        return f"costs[{self.rows[spot]}, {self.columns[spot]}]"


def read_costs(costs: Any, scale: int | None) -> Edges:
    """Costs as whole numbers, from an array, a DataFrame, a sparse matrix or edges.

    Raises
    ------
    InputError
        Naming the argument, the place and the value.
    """
    is_whole = isinstance(scale, int | np.integer) and not isinstance(scale, bool)
    if scale is not None and not (is_whole and 1 <= scale <= EXACT):
        raise input_error("bad-scale", f"scale is {scale!r}.", "Give one from 1 to 2**53, such as 100 for cents.")
    if isinstance(costs, tuple):
        edges = _edges(costs, scale)
    elif getattr(costs, "format", "") == "dia":
        cure = "Give one that stores entries by themselves, such as COO or CSR."
        raise input_error("bad-costs", "costs is a DIA matrix, in which a stored zero and none look the same.", cure)
    elif hasattr(costs, "tocoo"):
        edges = _sparse(costs.tocoo(), scale)
    elif _is_labelled(costs) and hasattr(costs, "columns"):
        edges = _frame(costs, scale)
    else:
        edges = _cells(_as_array("costs", costs), scale)
    if sum(edges.shape) > MOST_NODES:
        message = f"costs has {edges.shape[0]} rows and {edges.shape[1]} columns."
        raise input_error("wrong-shape", message, f"Together at most {MOST_NODES}.")
    return edges


def read_counts(
    name: str,
    value: Any,
    length: int,
    *,
    of: str,
    no_limit: bool = False,
    most: int = NO_LIMIT,
    labels: Sequence[Any] | None = None,
) -> Ints:
    """``demand``, ``min_load`` or ``max_load`` as one whole number ≥ 0 a row or column.

    ``no_limit``: None and infinity are allowed, and read as no limit. ``labels``: of the rows or columns, which a
    pandas Series must have too.
    """
    if value is None and no_limit:
        return np.full(length, NO_LIMIT)
    given = _as_array(name, value)
    place: Place = (lambda spot: f"{name}[{spot}]") if given.ndim else (lambda spot: name)
    if given.dtype == object and given.ndim < 2 and (given.ndim or isinstance(value, int)):
        cells = given.reshape(-1).tolist()
        given = _of_objects(cells, place, "bad-count", nothing=np.inf if no_limit else None).reshape(given.shape)
    if given.dtype.kind not in "iuf" or given.ndim > 1:
        raise input_error("bad-count", f"{name} is {value!r}.", f"Give a whole number, or one a {of}.")
    if given.ndim == 1 and len(given) != length:
        message = f"{name} has {len(given)} numbers, and there are {length} {of}s."
        raise input_error("wrong-shape", message, f"Give one a {of}, or one for all.")
    if labels is not None and _is_labelled(value):
        _check_same(name, list(value.index), labels, of)
    numbers = np.broadcast_to(given, (length,))

    def fault(where: Bools, cure: str) -> None:
        if where.any():
            spot = int(np.flatnonzero(where)[0])
            raise input_error("bad-count", f"{place(spot)} is {numbers[spot]}.", cure)

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
    fault(counts > most, f"{most} is the most.")
    return counts


def label_text(label: Any) -> str:
    """A label as the text that is drawn lots with: itself, or what Python shows of it."""
    label = label.item() if isinstance(label, np.generic) else label
    return label if isinstance(label, str) else repr(label)


def all_labels(edges: Edges) -> tuple[list[str], list[str]]:
    """The texts that lots are drawn with: labels, or positions."""
    rows, columns = edges.shape
    return (
        [str(i) for i in range(rows)] if edges.row_labels is None else [label_text(one) for one in edges.row_labels],
        [str(j) for j in range(columns)]
        if edges.column_labels is None
        else [label_text(one) for one in edges.column_labels],
    )


# --- the shapes that costs come in ------------------------------------------------------------------------------


def _cells(array: Numbers, scale: int | None) -> Edges:
    if array.ndim != 2:
        raise input_error(
            "wrong-shape",
            f"costs has {array.ndim} dimension{'' if array.ndim == 1 else 's'} (shape {array.shape}).",
            "Give a table of rows and columns.",
        )
    rows, columns = array.shape
    values, eligible = _whole(array.reshape(-1), scale, lambda spot: _cell(spot, columns))
    return Edges((rows, columns), None, None, values, None if eligible is None else eligible.reshape(rows, columns))


def _frame(frame: Any, scale: int | None) -> Edges:
    labels = list(frame.index), list(frame.columns)
    for axis, listed in zip(("index", "columns"), labels, strict=True):
        _check_distinct(axis, listed)
    if all(isinstance(dtype, np.dtype) and dtype.kind in "iuf" for dtype in frame.dtypes):
        array = frame.to_numpy()
    else:
        read = [_column(frame.iloc[:, j], labels[0], label) for j, label in enumerate(labels[1])]
        array = np.column_stack(read) if read else np.zeros((len(labels[0]), 0))
    rows, columns = array.shape
    values, eligible = _whole(array.reshape(-1), scale, lambda spot: _cell(spot, columns, *labels))
    whole = None if eligible is None else eligible.reshape(rows, columns)
    return Edges((rows, columns), None, None, values, whole, *labels)


def _column(column: Any, rows: Sequence[Any], label: Any) -> Numbers:
    """One column of a frame; nothing that stands for numbers, such as a date or a category, is taken for one."""
    kind = getattr(column.dtype, "kind", "O")
    if isinstance(column.dtype, np.dtype) and kind in "iuf":
        return np.asarray(column)
    if kind in "iuf":  # of pandas' own types, which know NA
        types = {"i": np.int64, "u": np.uint64, "f": np.float64}
        has_gaps = bool(column.isna().any())
        return np.asarray(column.to_numpy(np.float64, na_value=np.nan) if has_gaps else column.to_numpy(types[kind]))
    if column.dtype == object:
        return _of_objects(column.tolist(), lambda i: _cell(i, 1, rows, [label]), "bad-costs", nothing=np.nan)
    raise input_error("bad-costs", f"the column {label!r} of costs is {column.dtype}.", NUMBERS)


def _sparse(found: Any, scale: int | None) -> Edges:
    ends = tuple(found.coords) if hasattr(found, "coords") else (found.row, found.col)
    if len(ends) != 2:
        message = f"costs has {len(ends)} dimension{'' if len(ends) == 1 else 's'} (shape {found.shape})."
        raise input_error("wrong-shape", message, "Give a table of rows and columns.")
    return _edges((*ends, found.data, found.shape), scale)


def _edges(given: tuple[Any, ...], scale: int | None) -> Edges:
    if len(given) != 4:
        raise input_error("wrong-shape", f"costs is a tuple of {len(given)}.", "Give (rows, columns, costs, shape).")
    rows, columns, costs = (_as_array(f"{name} of costs", one) for name, one in zip(EDGES, given, strict=False))
    try:
        shape = tuple(map(index, given[3]))
    except TypeError:
        shape = ()
    if len(shape) != 2 or min(shape) < 0:
        raise input_error("wrong-shape", f"the shape of costs is {given[3]!r}.", "Give (number of rows, of columns).")
    if not rows.ndim == columns.ndim == costs.ndim == 1 or not len(rows) == len(columns) == len(costs):
        shapes = f"{rows.shape}, {columns.shape} and {costs.shape}"
        raise input_error("wrong-shape", f"the edges of costs have the shapes {shapes}.", "Give three of one length.")
    for name, numbers, size in (("rows", rows, shape[0]), ("columns", columns, shape[1])):
        if len(numbers) and numbers.dtype.kind not in "iu":
            message = f"{name}[0] of costs is {numbers[:1].tolist()[0]!r} ({numbers.dtype})."
            raise input_error("bad-costs", message, "Give whole numbers.")
        outside = np.flatnonzero((numbers < 0) | (numbers >= size))
        if len(outside):
            spot = int(outside[0])
            cure = f"Give 0 to {size - 1}." if size else f"There are no {name}."
            raise input_error("bad-costs", f"{name}[{spot}] of costs is {numbers[spot]}.", cure)
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


# --- numbers ----------------------------------------------------------------------------------------------------


def _whole(numbers: Numbers, scale: int | None, place: Place) -> tuple[Ints, Bools | None]:
    """The numbers times the scale as int64, and which are there (None: all); nan is not there."""
    factor = 1 if scale is None else int(scale)

    def fault(where: Bools, code: str, cure: str) -> None:
        if where.any():
            spot = int(np.flatnonzero(where)[0])
            raise input_error(code, f"{place(spot)} is {numbers[spot]}.", cure)

    if numbers.dtype == object:
        numbers = _of_objects(numbers.tolist(), place, "bad-costs", nothing=None)
    if numbers.dtype.kind in "iu":
        if numbers.dtype.kind == "u":
            fault(numbers > np.iinfo(np.int64).max, "cost-out-of-range", "That is beyond 64 bits.")
        values = numbers.astype(np.int64, copy=False)
        if factor != 1:
            most = 2**62 // factor
            beyond = (values > most) | (values < -most)
            fault(beyond, "cost-out-of-range", f"Times {factor} it is beyond 64 bits.")
            values = values * factor
        return values, None
    if numbers.dtype.kind != "f":
        seen = f"{place(0)} is {numbers[:1].tolist()[0]!r} ({numbers.dtype})." if numbers.size else ""
        raise input_error("bad-costs", seen or f"costs are {numbers.dtype}.", NUMBERS)
    eligible = ~np.isnan(numbers)
    fault(np.isinf(numbers), "infinite-cost", "Give nan where a pair is not eligible, and a whole number elsewhere.")
    exact = numbers.astype(np.float64)
    fault(eligible & (exact != numbers), "cost-out-of-range", "A float of 64 bits does not hold it.")
    scaled = np.where(eligible, exact, 0) * factor
    fault(np.abs(scaled) >= EXACT, "cost-out-of-range", "That is beyond what a float holds exactly.")
    nearest = np.rint(scaled)
    # 0.07 is no multiple of 1/100 in floating point, but for its last digits
    last_digits = 0.0 if factor == 1 else 4 * float(np.finfo(numbers.dtype).eps)
    tolerance = np.minimum(1e-6, last_digits * np.maximum(1, np.abs(scaled)))
    cure = (
        "Costs are whole numbers; say scale=100, for example, where they are multiples of 1/100."
        if scale is None
        else f"It is no multiple of 1/{factor}: round it, or give another scale."
    )
    fault(np.abs(scaled - nearest) > tolerance, "fractional-cost", cure)
    return nearest.astype(np.int64), None if eligible.all() else eligible


def _of_objects(cells: Sequence[Any], place: Place, code: str, *, nothing: float | None) -> Numbers:
    """Python's own numbers as an array; ``nothing``: what None and NA are read as, where they are allowed."""
    numbers = [nothing if nothing is not None and (one is None or _is_na(one)) else one for one in cells]
    are_whole = True
    for spot, one in enumerate(numbers):
        is_whole = isinstance(one, int | np.integer)
        if isinstance(one, bool) or not (is_whole or isinstance(one, float | np.floating)):
            raise input_error(code, f"{place(spot)} is {one!r}.", "Give whole numbers.")
        if is_whole and not -(2**63) <= one < 2**63:
            raise input_error(code, f"{place(spot)} is {one}.", "That is beyond 64 bits.")
        are_whole &= is_whole
    if are_whole:
        return np.array(numbers, np.int64)
    for spot, one in enumerate(numbers):
        if isinstance(one, int | np.integer) and abs(int(one)) >= EXACT:
            raise input_error(code, f"{place(spot)} is {one}.", "That is beyond what a float holds exactly.")
    return np.array(numbers, np.float64)


def _as_array(name: str, value: Any) -> Numbers:
    if isinstance(value, np.ma.MaskedArray):
        raise input_error("masked-array", f"{name} is a masked array.", "Say what its gaps are: .filled(numpy.nan).")
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        raise input_error("wrong-shape", f"{name} cannot be read: {error}", "Give rows of one length.") from error


# --- labels -----------------------------------------------------------------------------------------------------


def _check_distinct(axis: str, labels: Sequence[Any]) -> None:
    """Lots are drawn with the text of labels, so no two may have the same."""
    seen: dict[str, Any] = {}
    for label in labels:
        text = label_text(label)
        if text in seen:
            names = f"{label!r} twice" if type(seen[text]) is type(label) else f"both {seen[text]!r} and {label!r}"
            raise input_error(
                "duplicate-label", f"the {axis} of costs has {names}.", "Let labels differ in their text."
            )
        seen[text] = label


def _check_same(name: str, found: Sequence[Any], labels: Sequence[Any], of: str) -> None:
    for one, label in zip(found, labels, strict=True):
        if label_text(one) != label_text(label):
            message = f"{name} has {one!r} where costs has the {of} {label!r}."
            raise input_error("other-labels", message, "Give the same labels in the same order, or an array.")


def _cell(spot: int, width: int, rows: Sequence[Any] | None = None, columns: Sequence[Any] | None = None) -> str:
    """The cell at a position, row by row."""
    i, j = divmod(spot, width)
    return f"costs[{i}, {j}]" if rows is None or columns is None else f"costs.loc[{rows[i]!r}, {columns[j]!r}]"


def _is_labelled(value: Any) -> bool:
    """Whether it is of pandas, which is not imported for this."""
    return hasattr(value, "to_numpy") and hasattr(value, "index")


def _is_na(value: Any) -> bool:
    return type(value).__name__ == "NAType"


__all__ = ["Edges", "InputError", "all_labels", "label_text", "read_costs", "read_counts"]
