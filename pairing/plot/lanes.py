"""How far each level was proved, and when, as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pairing.model.card import LEVEL_WORDS
from pairing.model.draw import is_start, is_tie
from pairing.model.solution import Progress
from pairing.plot import canvas
from pairing.plot.palette import BLACK, GREY, ORANGE, SKY, Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROVED, OPEN = Style(SKY, "", BLACK), Style(ORANGE, "//", BLACK)
_DRAW = "the draw of what is left"


def levels(progress: Iterable[Progress], *, ax: Axes | None = None) -> Axes:
    """What each level came to, and when it was known: its value, and the bound below which no plan can come.

    A lane a level, in the order of priority; a piece a report, from the one before to its own time. A hatched piece is
    not proved: a plan between its bound and its value may exist.

    Parameters
    ----------
    progress
        What ``solve`` told: ``seen = []``, then ``solve(…, on_progress=seen.append)``.
    ax
        Where to draw; None: a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        (a ``ValueError``) when matplotlib is not installed.

    Examples
    --------
    >>> import pairing
    >>> problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Cem")], [pairing.Session("Review")])
    >>> seen = []
    >>> result = pairing.solve(problem, on_progress=seen.append)
    >>> levels(seen).texts[0].get_text()
    '0, proved'
    """
    seen = list(progress)
    lanes = list(dict.fromkeys(_lane(one) for one in seen))
    ax = canvas.axes_of(ax, 9.5, max(2.4, 0.36 * len(lanes) + 1.4))
    canvas.headline(ax, "Levels: value and bound, and when they were known")
    if not seen:
        return canvas.say_instead(ax, "Nothing was reported: give solve an on_progress, such as seen.append.")
    end = max(one.elapsed for one in seen) or 1e-3
    before = 0.0
    for one in seen:
        at, style = lanes.index(_lane(one)), PROVED if _is_proved(one) else OPEN
        ax.barh(
            at,
            max(one.elapsed - before, end / 300),
            left=min(before, one.elapsed),
            height=0.6,
            color=style.colour,
            hatch=style.mark or None,
            edgecolor=GREY,
            linewidth=0.5,
        )
        before = one.elapsed
    for at, lane in enumerate(lanes):
        last = [one for one in seen if _lane(one) == lane][-1]
        canvas.lettering([]).settle(
            ax.annotate(
                _told(last), (last.elapsed, at), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8
            )
        )
    canvas.bare(ax)
    canvas.name_ticks(ax, "y", lanes, canvas.inches_of(ax)[1], most=60)
    ax.set_ylim(len(lanes) - 0.4, -0.6)
    ax.set_xlim(0, end * 1.3)
    ax.xaxis.grid(True, color="#E4E4E4", linewidth=0.6)
    ax.set_xlabel("seconds", fontsize=9)
    styles = [(PROVED, "proved: no plan does better"), (OPEN, "not proved: a better plan may exist")]
    shown = [(style, words) for style, words in styles if any(_is_proved(one) == (style is PROVED) for one in seen)]
    canvas.legend(ax, shown, is_hatch=True)
    return ax


def _lane(one: Progress) -> str:
    if is_tie(one.level) or is_start(one.level):
        return _DRAW
    words = LEVEL_WORDS.get(one.level)
    return one.level if words is None else words


def _is_proved(one: Progress) -> bool:
    return one.bound is not None and one.bound >= one.value


def _told(one: Progress) -> str:
    """``75, proved`` or ``76, at best 75``; of the draw, whose numbers say nothing, only whether it is proved."""
    if _lane(one) == _DRAW:
        return "proved" if _is_proved(one) else "not proved"
    if _is_proved(one):
        return f"{one.value:,}, proved"
    return f"{one.value:,}, at best {'unknown' if one.bound is None else f'{one.bound:,}'}"
