"""Hours: when people could meet in a session, and who is where when; as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from pairing.errors import input_error
from pairing.model.clock_words import day_words
from pairing.model.intervals import to_datetime, zone_of
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.plot import canvas
from pairing.plot.palette import BLACK, GREY, LINE, PALE, WHITE, Style, session_style
from pairing.reasons.day_hours import DayHours, HourCount, day_hours
from pairing.reasons.timetable import Block, PersonTimes
from pairing.reasons.timetable import timetable as times_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_SMALL = 4.0  # points of the small numbers
MOST_ROWS = 2000  # of a timetable
MOST_TIMETABLE_DAYS = 31
_SIDES = ("everybody", "mentors", "participants")
_SKIPPED = Style(WHITE, "xx")
_UNANSWERED, _UNWANTED = Style(PALE, "//"), Style(PALE, "..")


def hours(result: Result, session: str | Session | None = None, *, ax: Axes | None = None) -> Axes:
    """How many possible pairs could begin in each hour of a session's days, and who makes them scarce.

    A row a day and a column an hour, by the clock of the session. In each: the couples who could both begin then and
    whom no other rule excludes (large, and the brighter the more); below, the participants who still need a mentor and
    could begin then, and the mentors who could. The places wanted and offered stand beneath the title.

    Parameters
    ----------
    result
        With a plan.
    session
        A timed one, or any of its names; None: the first timed one.
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
        (a ``ValueError``) when there is no such session, no time in it, more than 100 days or 4,000,000 couples, or
        when matplotlib is not installed.

    Examples
    --------
    >>> import pairing
    >>> from datetime import date
    >>> day = date(2027, 3, 12)
    >>> free = (pairing.FreeTime(day, 9 * 60, 11 * 60, "UTC"),)
    >>> talk = pairing.Session("Talk", minutes=60, first_day=day, last_day=day)
    >>> problem = pairing.Problem([pairing.Participant("Ada", free=free)], [pairing.Mentor("Cem", free=free)], [talk])
    >>> [text.get_text() for text in hours(pairing.solve(problem)).texts[1:]]
    ['1', '1 / 1', '1', '1 / 1']
    """
    if session is None:
        session = next((one for one in result.problem.sessions if one.is_timed), result.problem.sessions[0])
    found = day_hours(result, session)
    used = [hour for row in found.cells for hour, cell in enumerate(row) if cell is not None and any(cell)]
    first, last = (min(used), max(used)) if used else (0, 0)
    ax = canvas.axes_of(ax, max(6.5, 0.5 * (last - first + 1) + 4.0), max(2.8, 0.42 * len(found.days) + 1.8))
    places = f"{found.wanted} place{'' if found.wanted == 1 else 's'} wanted"
    offered = "no limit to what mentors offer" if found.offered is None else f"mentors offer {found.offered}"
    name = canvas.one_line(found.session.name, 60)
    canvas.headline(ax, f"{name}: when a meeting could begin", f"{places}, {offered}. Clock of {found.session.zone}.")
    if not used:
        return canvas.say_instead(
            ax, "No hour: nobody who needs a meeting, and no mentor, is free for as long as it lasts."
        )
    _draw_hours(ax, found, range(first, last + 1))
    _settle_hours(ax, found, range(first, last + 1))
    return ax


def _draw_hours(ax: Axes, found: DayHours, shown: range) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    colours = colormaps["cividis"]
    most = max(cell.pairs for row in found.cells for cell in row if cell is not None) or 1
    width, height = canvas.inches_of(ax)
    wide, high = (
        inches * canvas.POINTS / number for inches, number in ((width, len(shown)), (height, len(found.days)))
    )
    size = min(10.0, high * 0.36, wide * 0.45)
    small = min(size * 0.7, wide * 0.21)
    for at, row in enumerate(found.cells):
        for column, hour in enumerate(shown):
            cell = row[hour]
            fill: str | tuple[float, ...]
            if cell is not None and cell.pairs:
                shade = 0.15 + 0.85 * cell.pairs / most
                fill, ink, hatch = colours(shade), ink_on(shade), ""
            else:
                style = _style_of_nobody(cell)
                fill, ink, hatch = style.colour, GREY, style.mark
            box = (column - 0.5, at - 0.5)
            patch = Rectangle(box, 1, 1, facecolor=fill, edgecolor=LINE if hatch else WHITE, hatch=hatch, linewidth=0)
            ax.add_patch(patch)
            if cell is not None and cell.pairs and size >= canvas.SMALLEST:
                ax.text(column, at - 0.14, str(cell.pairs), ha="center", va="center", fontsize=size, color=ink)
            if cell is not None and any(cell) and small >= LEAST_SMALL:
                backing = {"facecolor": PALE, "edgecolor": "none", "pad": 0.6} if hatch else None
                who, below = f"{cell.participants} / {cell.mentors}", at + 0.24 if cell.pairs else at
                ax.text(column, below, who, ha="center", va="center", fontsize=small, color=ink, bbox=backing)
    ax.hlines([at - 0.5 for at in range(len(found.days) + 1)], -0.5, len(shown) - 0.5, colors=WHITE, linewidth=1)
    ax.vlines([at - 0.5 for at in range(len(shown) + 1)], -0.5, len(found.days) - 0.5, colors=WHITE, linewidth=1)


def ink_on(shade: float) -> str:
    """The colour of letters on a shade of cividis, 0 to 1."""
    return WHITE if shade < 0.5 else BLACK


def _style_of_nobody(cell: HourCount | None) -> Style:
    """Of an hour in which no pair could begin: whether one side waits for the other."""
    if cell is None:
        return _SKIPPED
    if cell.participants and not cell.mentors:
        return _UNANSWERED
    return _UNWANTED if cell.mentors and not cell.participants else Style(PALE)


def _settle_hours(ax: Axes, found: DayHours, shown: range) -> None:
    canvas.bare(ax)
    ax.set_xlim(-0.5, len(shown) - 0.5)
    ax.set_ylim(len(found.days) - 0.5, -0.5)
    width, height = canvas.inches_of(ax)
    canvas.name_ticks(ax, "y", [day_words(day) for day in found.days], height)
    canvas.name_ticks(ax, "x", [f"{hour}:00" for hour in shown], width, rotation=0 if width / len(shown) > 0.4 else 90)
    from matplotlib import colormaps

    dark, light = (Style(_hex(colormaps["cividis"](shade))) for shade in (0.2, 1.0))
    cells = [row[hour] for row in found.cells for hour in shown]
    entries = [(light, "many couples"), (dark, "few couples")]
    if any(_style_of_nobody(cell) is _UNANSWERED for cell in cells if cell is None or not cell.pairs):
        entries.append((_UNANSWERED, "participants could, and no mentor"))
    if any(_style_of_nobody(cell) is _UNWANTED for cell in cells if cell is None or not cell.pairs):
        entries.append((_UNWANTED, "mentors could, and no participant who needs one"))
    if None in cells:
        entries.append((_SKIPPED, "the clock skips it"))
    canvas.legend(ax, entries, is_hatch=True, title="couples that could begin\nparticipants / mentors who could")


def _hex(colour: tuple[float, float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in colour[:3])


# --- timetable --------------------------------------------------------------------------------------------------


class _Scale(NamedTuple):
    """Where a moment lies: days side by side, each from the hour ``opens`` to the hour ``closes`` of a zone's clock."""

    zone: str
    days: tuple[date, ...]
    opens: int
    closes: int

    @property
    def width(self) -> int:
        """Hours of a day."""
        return self.closes - self.opens

    def left(self, block: Block) -> float:
        begins = to_datetime(block.start, self.zone)
        hour = begins.hour + begins.minute / 60 - self.opens
        return self.days.index(begins.date()) * self.width + hour


def timetable(
    result: Result,
    *,
    people: Literal["everybody", "mentors", "participants"] = "everybody",
    zone: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Who is where when, of the sessions whose times we set.

    A row a person who has a meeting, the mentors first; a block a meeting, with the name of the other where there is
    room. Days stand side by side, without the hours of the night in which nobody meets.

    Parameters
    ----------
    result
        With a plan.
    people
        Whose rows: ``everybody``, ``mentors`` or ``participants``. Who is both stands among the mentors.
    zone
        Whose clock: an IANA name or ``UTC-5``; None: that of the first session whose times we set.
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
        (a ``ValueError``) when there is no such zone, when there are more than 2,000 rows or 31 days with meetings, or
        when matplotlib is not installed.

    Examples
    --------
    >>> import pairing
    >>> from datetime import date
    >>> day = date(2027, 3, 12)
    >>> free = (pairing.FreeTime(day, 9 * 60, 11 * 60, "UTC"),)
    >>> talk = pairing.Session("Talk", minutes=60, time="we set", first_day=day, last_day=day)
    >>> problem = pairing.Problem([pairing.Participant("Ada", free=free)], [pairing.Mentor("Cem", free=free)], [talk])
    >>> ax = timetable(pairing.solve(problem))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Cem', 'Ada']
    """
    if people not in _SIDES:
        raise input_error("bad-argument", f"people is {people!r}.", f"One of {', '.join(map(repr, _SIDES))}.")
    timed = [one for one in result.problem.sessions if one.sets_time]
    zone = zone or (timed[0].zone if timed else "UTC")
    try:
        zone_of(zone)
    except ValueError as error:
        raise input_error("bad-zone", str(error), "For example Europe/Berlin, or UTC-5.", value=zone) from error
    rows = [row for row in times_of(result) if people == "everybody" or row.is_mentor == (people == "mentors")]
    scale = _scale(rows, zone)
    _refuse_too_many(len(rows), len(scale.days))
    row_inches = max(0.14, min(0.3, 30 / max(1, len(rows))))
    width = max(6.5, min(40.0, 0.55 * len(scale.days) * scale.width) + 3.6)
    ax = canvas.axes_of(ax, width, max(2.6, len(rows) * row_inches + 1.6))
    canvas.headline(ax, "Who is where when", f"Clock of {zone}." if rows else "")
    if not rows:
        words = "No meeting has a time that was set." if timed else "There is no session whose times we set."
        return canvas.say_instead(ax, words)
    styles = {one.id: session_style(number) for number, one in enumerate(timed)}
    _draw_blocks(ax, rows, scale, styles)
    _settle_timetable(ax, rows, scale)
    met = {block.session.id for row in rows for block in row.blocks}
    canvas.legend(ax, [(styles[one.id], one.name) for one in timed if one.id in met], is_hatch=True)
    return ax


def _refuse_too_many(rows: int, days: int) -> None:
    if rows > MOST_ROWS or days > MOST_TIMETABLE_DAYS:
        message = f"the timetable has {rows} people on {days} days."
        hint = f"It is drawn for {MOST_ROWS:,} people and {MOST_TIMETABLE_DAYS} days at most: give the mentors alone."
        raise input_error("too-many-to-show", message, hint)


def _scale(rows: Sequence[PersonTimes], zone: str) -> _Scale:
    begins = [(to_datetime(block.start, zone), block.end - block.start) for row in rows for block in row.blocks]
    days = tuple(sorted({moment.date() for moment, _ in begins}))
    opens = min((moment.hour for moment, _ in begins), default=0)
    closes = max((moment.hour * 60 + moment.minute + minutes for moment, minutes in begins), default=60)
    return _Scale(zone, days, opens, -(-closes // 60))


def _draw_blocks(ax: Axes, rows: Sequence[PersonTimes], scale: _Scale, styles: dict[str, Style]) -> None:
    width, height = canvas.inches_of(ax)
    an_hour = width * canvas.POINTS / (len(scale.days) * scale.width)
    size = min(8.0, height * canvas.POINTS / len(rows) * 0.5)
    letters = canvas.lettering(block.other.name for row in rows for block in row.blocks)
    for at, row in enumerate(rows):
        for block in row.blocks:
            style, left, hours = styles[block.session.id], scale.left(block), (block.end - block.start) / 60
            ax.barh(
                at,
                hours,
                left=left,
                height=0.76,
                color=style.colour,
                hatch=style.mark or None,
                edgecolor=GREY,
                linewidth=0.5,
            )
            room = int(an_hour * hours / (size * 0.62))  # letters
            if size >= canvas.SMALLEST and room >= 2:
                name = letters.text(canvas.short_name(block.other.name, room))
                backing = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.4} if style.mark else None
                middle = left + hours / 2
                text = ax.text(middle, at, name, ha="center", va="center", fontsize=size, clip_on=True, bbox=backing)
                letters.settle(text)


def _settle_timetable(ax: Axes, rows: Sequence[PersonTimes], scale: _Scale) -> None:
    canvas.bare(ax)
    width, height = canvas.inches_of(ax)
    canvas.name_ticks(ax, "y", [row.person.name for row in rows], height)
    total = len(scale.days) * scale.width
    ax.set_xlim(0, total)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    step = next((one for one in (1, 2, 3, 6, 12, 24) if width / total * one >= 0.3), 24)
    hours = [
        (day * scale.width + hour, scale.opens + hour)
        for day in range(len(scale.days))
        for hour in range(0, scale.width, step)
    ]
    ax.set_xticks([at for at, _ in hours], [str(hour % 24) for _, hour in hours], fontsize=7)
    ax.xaxis.grid(True, color="#ECECEC", linewidth=0.5)
    ax.vlines(
        [day * scale.width for day in range(len(scale.days) + 1)], -0.5, len(rows) - 0.5, colors=GREY, linewidth=1
    )
    mentors = sum(row.is_mentor for row in rows)
    if 0 < mentors < len(rows):
        ax.hlines(mentors - 0.5, 0, total, colors=BLACK, linewidth=1.2)
    for number, day in enumerate(scale.days):
        ax.annotate(
            day_words(day),
            (number * scale.width, 0),
            xytext=(2, -22),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=8.5,
            annotation_clip=False,
        )
