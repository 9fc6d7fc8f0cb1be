"""The pictures that are compared with those kept in ``baseline/``; ``python -m tests.plot.pictures`` draws these anew.

Letters look a little different with every version of matplotlib, and push everything else about: so the axes stand
where they are put, and no text is drawn. What is written in a picture is looked at by other tests.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from pairing import plot
from pairing.engine.run import solve
from pairing.model.solution import Progress, Result
from tests.plot.people import programme

BASELINE = Path(__file__).parent / "baseline"
DPI = 60
PROGRESS = (
    Progress("unpaired", 3, 3, 0.2),
    Progress("idle", 2, 0, 1.4),
    Progress("imbalance", 441, None, 2.0),
    Progress("penalty", 7, 7, 2.6),
)


def cohort() -> Result:
    """26 participants and 16 mentors."""
    return solve(programme(26, 16))


def timed() -> Result:
    """Fewer of them, with the times set."""
    return solve(programme(10, 6, time="we set"))


DRAWN: dict[str, Callable[[Axes], Axes]] = {
    "loads": lambda ax: plot.loads(cohort(), ax=ax),
    "meetings": lambda ax: plot.meetings(cohort(), ax=ax),
    "hours": lambda ax: plot.hours(cohort(), ax=ax),
    "timetable": lambda ax: plot.timetable(timed(), ax=ax),
    "levels": lambda ax: plot.levels(PROGRESS, ax=ax),
}


def drawn(draw: Callable[[Axes], Axes], path: Path) -> Path:
    """The picture as a file, whatever the settings at hand are."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = Figure(figsize=(8, 6.5), dpi=DPI)
        FigureCanvasAgg(figure)
        ax = draw(figure.add_axes((0.1, 0.1, 0.8, 0.8)))  # 384 × 312 pixels: 24 × 12 for each of 16 × 26 cells
        legend = ax.get_legend()
        if legend is not None:
            legend.remove()
        for text in figure.findobj(Text):
            text.set_visible(False)
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return path


if __name__ == "__main__":
    BASELINE.mkdir(exist_ok=True)
    for name, draw in DRAWN.items():
        drawn(draw, BASELINE / f"{name}.png")
