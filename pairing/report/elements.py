"""HTML in small pieces: whatever is put in as text is escaped, and nothing else can be put in.

``Markup`` is text that is HTML already. It is made in this module alone, so that this is the one place to look at when
a name must not become a tag. No piece has a ``style`` or a handler of its own: the page forbids both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape

_VOID = frozenset(("meta", "link", "input", "br"))
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_FORBIDDEN = re.compile(r"style|on.*|src|srcdoc|action|formaction")
GENERATOR = "pairing report"  # by which a page of ours is known again
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:'\"]+@[^\s@<>()\[\],;:'\"]+\.[^\s@<>()\[\],;:'\"]+")
_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), "\ufffd")
_NO_ADDRESS = "(an address)"


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Iterable[str] | None  # text, pieces, several of either, or nothing
Value = str | int | bool | None


def element(tag: str, *children: Child, **attributes: Value) -> Markup:
    """A piece of HTML; ``class_`` is the attribute ``class``, ``aria_label`` is ``aria-label``.

    Text among the children is escaped, pieces are taken as they are. An attribute that is None or False is left out,
    one that is True has no value.

    >>> print(element("td", "Ada <b>", class_="name"))
    <td class="name">Ada &lt;b&gt;</td>
    """
    begin = f"<{_checked(tag)}{''.join(_attribute(name, value) for name, value in attributes.items())}>"
    return Markup(begin if tag in _VOID else f"{begin}{joined(children)}</{tag}>")


def joined(children: Iterable[Child]) -> Markup:
    """Several pieces, one after the other."""
    return Markup("".join(_pieces(children)))


def lines(children: Iterable[Child]) -> Markup:
    """Several pieces, each on a line of its own: for whoever reads the source, or compares two pages."""
    return Markup("\n".join(_pieces(children)))


def verbatim(tag: str, source: str) -> Markup:
    """The page's own style or script, which nobody's name is in.

    Raises ``ValueError`` where the source could end the element before its end.
    """
    if tag not in ("style", "script") or re.search(r"</|<!--", source):
        raise ValueError(f"{tag}: the source cannot stand in a page as it is")
    return Markup(f"<{tag}>{source}</{tag}>")


def document(language: str, head: Markup, body: Markup) -> str:
    """A whole page."""
    return f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n{head}\n{body}\n</html>\n'


def clean(text: str) -> str:
    """Text as it may be shown: no address, nothing that turns the direction of writing, no control character."""
    if text.isascii() and text.isprintable() and "@" not in text:  # nearly all
        return text
    if "@" in text:
        text = _ADDRESS.sub(_NO_ADDRESS, text)
    plain = unicodedata.normalize("NFKC", text)
    if _ADDRESS.search(plain):  # one with a sign that only looks like @
        text = _ADDRESS.sub(_NO_ADDRESS, plain)
    text = text.translate(_TURNS)
    return "".join(char if char.isprintable() or char.isspace() else _shown(char) for char in text)


def _shown(char: str) -> str:
    return "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") else char


def _pieces(children: Iterable[Child]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Markup):
            yield child
        elif isinstance(child, str):
            yield escape(clean(child))
        elif child is not None:
            yield from _pieces(child)


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = name.strip("_").replace("_", "-")
    if _FORBIDDEN.fullmatch(name):
        raise ValueError(f"a page has no attribute {name}")
    if name == "href" and not str(value).startswith(("#", "data:,")):
        raise ValueError(f"a page links to places of its own alone, not to {value!r}")
    name = "viewBox" if name == "viewbox" else _checked(name)
    return f" {name}" if value is True else f' {name}="{escape(clean(str(value)))}"'


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"no name of a tag or an attribute: {name!r}")
    return name
