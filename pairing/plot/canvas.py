"""What all pictures share: the axes they are drawn into, names as text, and the legend beside them."""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pairing.errors import input_error
from pairing.plot.palette import BLACK, GREY, LINE, Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

MOST_INCHES = 60.0  # of a side of a figure of ours
SMALLEST, LARGEST = 5.0, 9.0  # points of a name
LONGEST_NAME = 30
POINTS = 72.0  # to the inch
LEGEND_WIDTH = 30  # characters
UNKNOWN = "□"
# Fonts of the usual systems for letters that matplotlib's own one lacks; only those that are there are used.
FALLBACKS = (
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans JP", "Noto Sans SC", "Noto Sans KR", "Source Han Sans"),
    *("Hiragino Sans", "PingFang SC", "Apple SD Gothic Neo", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "SimHei"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS", "Noto Sans", "Nirmala UI"),
    *("Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Ethiopic"),
    *("Noto Sans Arabic", "Noto Sans Hebrew", "Leelawadee UI", "Ebrima", "Segoe UI", "FreeSans", "Unifont"),
)


def axes_of(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes that were handed in, or new ones in a figure of that size (inches).

    Raises
    ------
    InputError
        When matplotlib is not installed; with the command that installs it.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        message = f"pictures need the package {(error.name or 'matplotlib').split('.')[0]}, which is not installed."
        hint = 'In the folder of this project: python -m pip install ".[plot]"'
        raise input_error("missing-package", message, hint) from error
    if ax is not None:
        return ax
    size = (min(width, MOST_INCHES), min(height, MOST_INCHES))
    if "matplotlib.pyplot" in sys.modules or "ipykernel" in sys.modules:
        from matplotlib import pyplot

        return pyplot.figure(figsize=size, layout="constrained").add_subplot()
    return Figure(figsize=size, layout="constrained").add_subplot()


def inches_of(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes, before anything moves them."""
    assert ax.figure is not None
    return float(ax.bbox.width / ax.figure.dpi), float(ax.bbox.height / ax.figure.dpi)


# --- names ------------------------------------------------------------------------------------------------------


def one_line(text: str, most: int = LONGEST_NAME) -> str:
    """A name on one line, without characters that are not seen, and shortened where it is long."""
    seen = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    seen = "".join(char for char in seen if not unicodedata.category(char).startswith("C"))
    seen = " ".join(seen.split())
    return seen if len(seen) <= most else f"{seen[: most - 1].rstrip()}…"


def short_name(name: str, room: int) -> str:
    """A name where there is room for so many letters: all of it, its first word, or the initials."""
    seen = one_line(name, 200)
    if len(seen) <= room:
        return seen
    words = seen.split()
    if len(words[0]) <= room and len(words) > 1:
        return words[0]
    return "".join(word[0] for word in words)[:room]


class Lettering(NamedTuple):
    """The fonts that some texts need (None: the usual ones), and the letters that none of them has."""

    families: list[str] | None
    unknown: frozenset[str]

    def text(self, text: str) -> str:
        """The text with □ for each letter that cannot be drawn."""
        if not self.unknown:
            return text
        return "".join(UNKNOWN if char in self.unknown else char for char in text)

    def settle(self, *texts: Text) -> None:
        """Have texts drawn as they stand, ``$`` and ``_`` and all, in these fonts."""
        for one in texts:
            one.set_parse_math(False)
            one.set_usetex(False)
            if self.families is not None:
                one.set_fontfamily(self.families)


def lettering(texts: Iterable[str]) -> Lettering:
    """The fonts for those texts: the ones that are set, and such of the fallbacks as have letters they lack."""
    missing = {char for text in texts for char in text if not char.isascii()}
    if not missing:
        return Lettering(None, frozenset())
    from matplotlib import font_manager, rcParams

    families = list(rcParams["font.family"])
    for family in families:
        missing -= _letters(family)
    installed = {one.name for one in font_manager.fontManager.ttflist} if missing else set()
    more = []
    for family in FALLBACKS:
        if missing and family in installed and (known := missing & _letters(family)):
            missing -= known
            more.append(family)
    return Lettering([*families, *more] if more else None, frozenset(missing))


def _letters(family: str) -> set[str]:
    from matplotlib import font_manager

    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    return {chr(code) for code in font_manager.get_font(path).get_charmap()}


# --- text and legend --------------------------------------------------------------------------------------------


def headline(ax: Axes, title: str, below: str = "") -> None:
    """The title of a picture, and in small letters a line below it."""
    letters = lettering([title, below])
    text = ax.set_title(letters.text(title), loc="left", fontsize=11, fontweight="bold", pad=20 if below else 8)
    letters.settle(text)
    if below:
        note = ax.annotate(
            letters.text(below),
            (0, 1),
            xytext=(0, 6),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=8.5,
            color=GREY,
        )
        letters.settle(note)


def name_ticks(
    ax: Axes, which: str, names: Sequence[str], inches: float, *, rotation: float = 0, most: int = LONGEST_NAME
) -> None:
    """A name at each of the positions 0, 1, …: smaller where they are close, and not all where they are too close."""
    shown = [one_line(name, most) for name in names]
    letters = lettering(shown)
    apart = inches * POINTS / max(1, len(shown))
    size = min(LARGEST, max(SMALLEST, apart * 0.8))
    step = max(1, -int(-SMALLEST * 1.15 // apart)) if apart < SMALLEST * 1.15 else 1
    axis = ax.yaxis if which == "y" else ax.xaxis
    axis.set_ticks(range(0, len(shown), step), [letters.text(name) for name in shown[::step]])
    texts = [text for tick in axis.get_major_ticks() for text in (tick.label1, tick.label2)]
    for text in texts:
        text.set_rotation(rotation)
        text.set_fontsize(size)
    letters.settle(*texts)
    axis.set_tick_params(length=2, color=LINE)


def say_instead(ax: Axes, words: str) -> Axes:
    """A sentence in the middle of axes where there is nothing to draw."""
    ax.set_axis_off()
    letters = lettering([words])
    wrapped = textwrap.fill(letters.text(words), 60)
    letters.settle(ax.text(0.5, 0.5, wrapped, ha="center", va="center", transform=ax.transAxes, fontsize=10))
    return ax


def legend(
    ax: Axes, entries: Sequence[tuple[Style, str]], *, is_hatch: bool = False, title: str = "", stroke: str = ""
) -> None:
    """What the styles mean, to the right of the axes. ``is_hatch``: their marks are hatches; ``stroke``: what a thick
    black stroke means.
    """
    from matplotlib.legend_handler import HandlerTuple
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for style, _ in entries:
        hatch = style.mark if is_hatch else ""
        patch = Patch(facecolor=style.colour, edgecolor=GREY, linewidth=0.5, hatch=hatch or None)
        mark = Line2D([], [], linestyle="", marker="" if is_hatch else style.mark, color=style.ink, markersize=5)
        handles.append((patch, mark))
    told = [text for _, text in entries]
    if stroke:
        handles.append(Line2D([], [], linestyle="", marker="|", color=BLACK, markersize=10, markeredgewidth=2.2))
        told.append(stroke)
    words = [textwrap.fill(one_line(text, 200), LEGEND_WIDTH) for text in told]
    letters = lettering([*words, title])
    found = ax.legend(
        handles,
        [str(number) for number in range(len(words))],  # as such: a label that begins with _ would be left out
        handler_map={tuple: HandlerTuple(ndivide=1)},
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        borderaxespad=0.8,
        frameon=False,
        fontsize=8.5,
        title=letters.text(title) or None,
        title_fontsize=8.5,
        alignment="left",
        labelspacing=0.8,
    )
    for text, word in zip(found.get_texts(), words, strict=True):
        text.set_text(letters.text(word))
    letters.settle(*found.get_texts(), found.get_title())


def bare(ax: Axes) -> None:
    """Axes without a frame and without the grid that somebody's settings may ask for."""
    ax.grid(False)
    ax.set_axisbelow(True)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(labelcolor=BLACK)
