"""Who could meet whom in a session, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.plot import canvas
from pairing.plot.palette import WHITE, Style, category_styles
from pairing.reasons.meeting_grid import CHOSEN, HELD, MeetingGrid, meeting_grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELL_INCHES = 0.27  # of a small table
LEAST_ROW, LEAST_COLUMN = 0.125, 0.15
TALL = 60  # rows, from which the mentors' names stand below as well
SMALLEST_MARKED = 3.0  # points of a cell in which a mark can be seen


def meetings(result: Result, session: str | Session | None = None, *, ax: Axes | None = None) -> Axes:
    """Who meets whom in a session, who could, and what stands against the others.

    A row a participant and a column a mentor who helps in the session. Of several rules that exclude a pair the first
    is shown. Who asked to be kept apart from whom cannot be seen: see ``pairing.reasons.meeting_grid``.

    Parameters
    ----------
    result
        With a plan.
    session
        One with mentors, or any of its names; None: the first one with mentors.
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
        (a ``ValueError``) when there is no such session, it is one of peers, it has more than 4,000,000 couples, or
        matplotlib is not installed.

    Examples
    --------
    >>> import pairing
    >>> problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Cem")], [pairing.Session("Review")])
    >>> ax = meetings(pairing.solve(problem))
    >>> ax.get_title(loc="left")
    'Review: who could meet whom'
    """
    if session is None:
        session = next((one for one in result.problem.sessions if not one.is_peers), result.problem.sessions[0])
    grid = meeting_grid(result, session)
    rows, columns = len(grid.participants), len(grid.mentors)
    width = columns * _cell(columns, LEAST_COLUMN) + 5.2
    height = rows * _cell(rows, LEAST_ROW) + 2.6
    ax = canvas.axes_of(ax, max(width, 6.5), max(height, 3.5))
    title = f"{canvas.one_line(grid.session.name, 60)}: who could meet whom"
    if not rows or not columns:
        canvas.headline(ax, title)
        return canvas.say_instead(ax, "No participant is in this session." if not rows else "No mentor helps in it.")
    styles = category_styles(grid.categories)
    inches = canvas.inches_of(ax)
    _draw_cells(ax, grid, styles, inches)
    canvas.bare(ax)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", labelbottom=rows > TALL, bottom=rows > TALL)
    canvas.name_ticks(ax, "x", [one.name for one in grid.mentors], inches[0], rotation=90)
    canvas.name_ticks(ax, "y", [one.name for one in grid.participants], inches[1])
    canvas.headline(ax, title)
    told = [f"{one.words} ({number})" for one, number in zip(grid.categories, grid.counts, strict=True)]
    canvas.legend(ax, list(zip(styles, told, strict=True)), title="participants × mentors")
    return ax


def _cell(number: int, least: float) -> float:
    """Inches of a cell: the more there are, the smaller."""
    return max(least, min(CELL_INCHES, 12 / max(1, number)))


def _draw_cells(ax: Axes, grid: MeetingGrid, styles: tuple[Style, ...], inches: tuple[float, float]) -> None:
    from matplotlib.colors import ListedColormap

    rows, columns = len(grid.participants), len(grid.mentors)
    colours = ListedColormap([style.colour for style in styles])
    ax.imshow(
        [list(row) for row in grid.cells],
        cmap=colours,
        vmin=-0.5,
        vmax=len(styles) - 0.5,
        aspect="auto",
        interpolation="nearest",
        origin="upper",
    )
    points = min(inches[0] / columns, inches[1] / rows) * canvas.POINTS
    if points < SMALLEST_MARKED:
        return
    for number, style in enumerate(styles):
        if style.mark:
            where = [(c, r) for r, row in enumerate(grid.cells) for c, cell in enumerate(row) if cell == number]
            is_met = grid.categories[number].kind in (CHOSEN, HELD)
            ax.plot(
                [c for c, _ in where],
                [r for _, r in where],
                linestyle="",
                marker=style.mark,
                color=style.ink,
                markersize=points * (0.5 if is_met else 0.3),
                markeredgewidth=min(0.8, points / 14),
            )
    line = min(1.0, points / 14)
    ax.hlines([r - 0.5 for r in range(1, rows)], -0.5, columns - 0.5, colors=WHITE, linewidth=line)
    ax.vlines([c - 0.5 for c in range(1, columns)], -0.5, rows - 0.5, colors=WHITE, linewidth=line)
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(rows - 0.5, -0.5)
