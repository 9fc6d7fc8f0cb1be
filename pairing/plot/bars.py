"""What each mentor holds, against what he offered, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.model.solution import Load, Result, mentor_loads
from pairing.plot import canvas
from pairing.plot.palette import BLACK, GREY, WHITE, Style, session_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_INCHES, LEAST_ROW = 0.27, 0.14
WORDS_INCHES = 0.9  # beside a bar
SMALLEST_NUMBERED = 7.0  # points of a row in which a number can be read


def loads(result: Result, *, ax: Axes | None = None) -> Axes:
    """How many pairs each mentor holds in each session, and how many he offered.

    A bar a mentor, by name; a piece a session with the number of pairs in it, meetings held included, and behind a
    stroke the most that session lets him hold, if it says so. The mark at the end of the frame is what he offered in
    total, and the words beside say both.

    Parameters
    ----------
    result
        With a plan.
    ax
        Where to draw; None: a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NoPlanError
        When there is no plan.
    InputError
        (a ``ValueError``) when matplotlib is not installed.

    Examples
    --------
    >>> import pairing
    >>> mentors = [pairing.Mentor("Cem", capacity=2)]
    >>> problem = pairing.Problem([pairing.Participant("Ada")], mentors, [pairing.Session("Review")])
    >>> ax = loads(pairing.solve(problem))
    >>> [text.get_text() for text in ax.texts]
    ['1', '1 of 2']
    """
    every = mentor_loads(result.problem, result.pairs)
    totals = [one for one in every if one.session is None]
    number = len(totals)
    row = max(LEAST_ROW, min(ROW_INCHES, 30 / max(1, number)))
    ax = canvas.axes_of(ax, 9.5, max(2.6, number * row + 1.4))
    canvas.headline(ax, f"Loads of {number} mentor{'' if number == 1 else 's'}")
    if not totals:
        return canvas.say_instead(ax, "There is no mentor.")
    inches = canvas.inches_of(ax)
    has_numbers = inches[1] * canvas.POINTS / number >= SMALLEST_NUMBERED
    most = max(max(one.load, one.capacity or 0) for one in totals)
    sessions = [one for one in result.problem.sessions if not one.is_peers]
    styles = {one.id: session_style(position) for position, one in enumerate(sessions)}
    position = {one.mentor.id: at for at, one in enumerate(totals)}
    reached = dict.fromkeys(position, 0)
    for one in every:
        if one.session is not None and one.load:
            who = one.mentor.id
            _draw_piece(ax, one, position[who], reached[who], styles[one.session.id], has_numbers=has_numbers)
            reached[who] += one.load
    for at, one in enumerate(totals):
        _draw_total(ax, one, at, has_numbers=has_numbers)
    _settle(ax, totals, most, inches)
    seen = {one.session.id for one in every if one.session is not None}
    entries = [(styles[one.id], one.name) for one in sessions if one.id in seen]
    canvas.legend(ax, entries, is_hatch=True, stroke="offered in total")
    return ax


def _draw_piece(ax: Axes, load: Load, at: int, left: int, style: Style, *, has_numbers: bool) -> None:
    ax.barh(
        at,
        load.load,
        left=left,
        height=0.72,
        color=style.colour,
        hatch=style.mark or None,
        edgecolor=GREY,
        linewidth=0.5,
    )
    if has_numbers:
        words = str(load.load) if load.capacity is None else f"{load.load}/{load.capacity}"
        box = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.8}
        ax.text(left + load.load / 2, at, words, ha="center", va="center", fontsize=7, bbox=box)


def _draw_total(ax: Axes, load: Load, at: int, *, has_numbers: bool) -> None:
    """A frame from nothing to what he offered, and the two numbers."""
    if load.capacity is not None:
        ax.barh(at, load.capacity, height=0.86, fill=False, edgecolor=BLACK, linewidth=0.6, linestyle=":")
        ax.vlines(load.capacity, at - 0.43, at + 0.43, colors=BLACK, linewidth=2.2)
    if has_numbers:
        words = f"{load.load}, no limit" if load.capacity is None else f"{load.load} of {load.capacity}"
        end = max(load.load, load.capacity or 0)
        is_over = load.capacity is not None and load.load > load.capacity
        weight = "bold" if is_over else "normal"
        ax.annotate(
            words, (end, at), xytext=(5, 0), textcoords="offset points", va="center", fontsize=7.5, fontweight=weight
        )


def _settle(ax: Axes, totals: list[Load], most: int, inches: tuple[float, float]) -> None:
    from matplotlib.ticker import MaxNLocator

    canvas.bare(ax)
    canvas.name_ticks(ax, "y", [one.mentor.name for one in totals], inches[1])
    ax.set_ylim(len(totals) - 0.4, -0.6)
    beyond = inches[0] / (inches[0] - WORDS_INCHES) if inches[0] > 2 * WORDS_INCHES else 1.12
    ax.set_xlim(0, max(1, most) * beyond)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.grid(True, color="#E4E4E4", linewidth=0.6)
    ax.set_xlabel("pairs", fontsize=9)
