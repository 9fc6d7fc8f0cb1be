"""Tables that can be sorted and searched, each in a box of its own that alone is scrolled where it is too wide."""

from __future__ import annotations

from collections.abc import Iterable

from pairing.report.elements import Child, Markup, Value, element, joined, lines


def table(
    caption: Child,
    head: Iterable[Markup],
    rows: Iterable[Markup],
    *,
    id_: str,
    note: Child = None,
    stacked: bool = False,
    **attributes: Value,
) -> Markup:
    """A table with its caption; ``note`` says more about it, small.

    The box can be reached by keyboard, for else nobody without a pointer could scroll it. ``stacked``: on a narrow
    screen a row becomes several lines; what is a row and what a cell is then said by roles, for whoever cannot see it.
    """

    def rows_are(role: str) -> str | None:
        return role if stacked else None

    told = element("caption", element("span", caption, id=f"{id_}-title"), *([_small(note)] if note else []))
    made = element(
        "table",
        "\n",
        told,
        "\n",
        element("thead", element("tr", head, role=rows_are("row")), role=rows_are("rowgroup")),
        "\n",
        element("tbody", "\n", lines(rows), "\n", role=rows_are("rowgroup")),
        "\n",
        id=id_,
        role=rows_are("table"),
        **attributes,
    )
    return element("div", made, class_="box", tabindex=0, role="region", aria_labelledby=f"{id_}-title")


def column(title: Child, *, kind: str = "text", **attributes: Value) -> Markup:
    """The header of a column; ``kind``: how it is sorted, as ``text`` or by ``number``."""
    return element("th", title, scope="col", data_sort=kind, **attributes)


def row(*cells: Markup, **attributes: Value) -> Markup:
    """One row."""
    return element("tr", joined(cells), **attributes)


def head_cell(*children: Child, **attributes: Value) -> Markup:
    """The cell that says whose row it is."""
    return element("th", *children, scope="row", **attributes)


def cell(*children: Child, key: int | None = None, **attributes: Value) -> Markup:
    """One cell; ``key``: the number by which it is sorted, where that is not what it shows."""
    return element("td", *children, data_key=key, **attributes)


def person(name: str) -> Markup:
    """A name, whose direction of writing is its own affair."""
    return element("bdi", name)


def unseen(text: str) -> Markup:
    """What only a screen reader says."""
    return element("span", text, class_="unseen")


def bullets(texts: Iterable[Child], **attributes: Value) -> Markup:
    """A list."""
    return element("ul", (element("li", one) for one in texts), **attributes)


def with_code(text: str) -> Markup:
    """A sentence of the page's own, in which commands stand between backticks."""
    return joined(element("code", part) if at % 2 else part for at, part in enumerate(text.split("`")))


def counted(number: int, noun: str) -> str:
    """``1 pair``, ``2 pairs``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _small(note: Child) -> Markup:
    return element("span", note, class_="note")
