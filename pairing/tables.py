"""Rows as a table: a DataFrame where one is asked for, and escaped HTML where a notebook shows something by itself.

The one place where both are made. A column has its kind of value from the start, so that an empty table has the columns
and kinds of a full one. Names of people, sessions and plans are texts of others: escaped, each on one line. Pandas is
imported when a frame is asked for, never for a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import pandas

Row = TypeVar("Row", covariant=True)

TEXT, WHOLE, TRUTH, MOMENT = "text", "whole", "truth", "moment"
MOST_ROWS = 60  # of a table on a page; a frame has all
# Each knows a missing value, and none turns another kind into it: whole numbers stay whole beside a blank.
_KINDS = {TEXT: "string", WHOLE: "Int64", TRUTH: "boolean", MOMENT: "datetime64[ns, UTC]"}
_ADDRESS = r"[^\s@<>()\[\]'\",;:]+@[^\s@<>()\[\]'\",;:]+"
# JupyterLab sets what stands between two dollar signs as mathematics, links included; a name is none.
_NO_MATHS = "tex2jax_ignore mathjax_ignore"


class Column(NamedTuple):
    """A column of a table: its name, and the kind of its values (``text``, ``whole``, ``truth`` or ``moment``).

    A ``moment`` is a number of minutes since 1970, UTC.
    """

    name: str
    kind: str = TEXT


def columns(texts: str, **kinds: str) -> tuple[Column, ...]:
    """Columns by their names, in a row; of text, but those that ``kinds`` says otherwise of.

    >>> columns("mentor load", load="whole")
    (Column(name='mentor', kind='text'), Column(name='load', kind='whole'))
    """
    return tuple(Column(name, kinds.get(name, TEXT)) for name in texts.split())


def frame(table: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pandas.DataFrame:
    """The rows as a DataFrame; None is a missing value. The same columns and kinds, however few rows there are."""
    import pandas as pd

    found = [*rows]
    made: dict[int, pandas.Series[Any]] = {}
    for place, column in enumerate(table):
        values = [row[place] for row in found]
        if column.kind == MOMENT:
            values = [value if value is None else pd.Timestamp(value * 60, unit="s", tz="UTC") for value in values]
        made[place] = pd.Series(values, dtype=_KINDS[column.kind], index=range(len(found)))
    result = pd.DataFrame(made, index=range(len(found)))
    result.columns = pd.Index([column.name for column in table])  # not by name: two of one name stay two
    return result


class Listed(tuple[Row, ...]):
    """Several of one kind: a tuple in every way, which a notebook shows as a table, and ``to_frame()`` as a DataFrame.

    Who inherits it says which columns there are, and what one row holds.
    """

    __slots__ = ()

    def to_frame(self) -> pandas.DataFrame:
        """A row for each, in this order; the columns are there even where it is empty."""
        return frame(self._columns(), self._rows())

    def _columns(self) -> Sequence[Column]:
        raise NotImplementedError

    def _rows(self) -> Iterable[Sequence[object]]:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        heads = [column.name.replace("_", " ") for column in self._columns()]
        return page(html_table(heads, self._rows()))


# --- pages ------------------------------------------------------------------------------------------------------


def page(*parts: str) -> str:
    """Pieces of HTML as the one that a notebook shows."""
    return f'<div class="pairing {_NO_MATHS}">{"".join(parts)}</div>'


def escaped(value: object) -> str:
    """A value as HTML on one line: a missing one is blank, and no e-mail address is shown."""
    from html import escape  # only in a notebook

    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(" ".join(without_addresses(str(value)).split()))


def html_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    most: int = MOST_ROWS,
    of_figures: bool = False,
) -> str:
    """A table: numbers to the right, all else to the left; at most so many rows, and how many more there are.

    ``of_figures``: the first column names the rows, and all others stand to the right.
    """
    found = [*rows]
    sides = ["right" if of_figures and place else "left" for place in range(len(heads))]
    titles = "".join(
        f'<th scope="col" style="text-align:{side}">{escaped(head)}</th>'
        for side, head in zip(sides, heads, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row, sides))}</tr>" for row in found[:most])
    if len(found) > most:
        body += f'<tr><td colspan="{len(heads)}" style="text-align:left">and {len(found) - most} more</td></tr>'
    above = f'<caption style="text-align:left">{escaped(caption)}</caption>' if caption else ""
    return f"<table>{above}<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"


def html_list(lines: Iterable[object]) -> str:
    """Lines as a list; nothing where there are none."""
    items = "".join(f"<li>{escaped(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def html_line(text: object, *, tag: str = "p") -> str:
    """A paragraph, or whatever ``tag`` says."""
    return f"<{tag}>{escaped(text)}</{tag}>"


def html_folded(summary: object, *parts: str) -> str:
    """What is folded away under a line that opens it."""
    return f"<details><summary>{escaped(summary)}</summary>{''.join(parts)}</details>"


def _cell(value: object, side: str) -> str:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f'<td style="text-align:{"right" if is_number else side}">{escaped(value)}</td>'


# --- what is not shown ------------------------------------------------------------------------------------------


def veiled_repr(one: Any) -> str:
    """The usual ``repr`` of a named tuple or dataclass, without addresses: ids often are some, and outputs are shown.

    To be the ``__repr__`` of whatever holds people's ids.
    """
    names = getattr(one, "_fields", None) or [name for name, field in one.__dataclass_fields__.items() if field.repr]
    shown = ", ".join(f"{name}={getattr(one, name)!r}" for name in names)
    return without_addresses(f"{type(one).__name__}({shown})")


def without_addresses(text: str) -> str:
    """The text with every e-mail address taken out: a notebook is often published with what it shows.

    >>> without_addresses("'ada@example.org' answered twice")
    "'[address]' answered twice"
    """
    return re.sub(_ADDRESS, "[address]", text) if "@" in text else text
