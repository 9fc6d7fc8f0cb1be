"""A page read back as a browser would: its elements, its text, and whatever is wrong with it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "link", "input", "br"}


class Element(NamedTuple):
    """An element of the page: its tag, its attributes, and the tags that it stands in."""

    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]


class Page(HTMLParser):
    """Every element in its order, and the text of the body by the innermost tag."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.texts: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data))

    def of(self, tag: str) -> list[Element]:
        return [one for one in self.elements if one.tag == tag]

    @property
    def text(self) -> str:
        """What can be read, without style and script."""
        return " ".join(" ".join(text for tag, text in self.texts if tag not in ("style", "script")).split())

    @property
    def everything(self) -> str:
        """The text and the value of each attribute: all that a name could stand in."""
        values = [value for one in self.elements for value in one.attributes.values() if value]
        return "\n".join([*(text for tag, text in self.texts if tag not in ("style", "script")), *values])


def section(page: str, anchor: str) -> Page:
    """One section of the page by itself."""
    begin = page.index(f'<section id="{anchor}"')
    ends = [page.find(f'<section id="{one}"', begin + 1) for one in ANCHORS] + [page.index("</main>")]
    return Page(page[begin : min(end for end in ends if end > begin)].rstrip())


ANCHORS = ("meetings", "left-out", "changes", "wishes", "loads", "grid", "doubts", "proof")
