"""A session: one kind of meeting in the programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pairing.errors import input_error
from pairing.model.intervals import DAY, Intervals, window, zone_of
from pairing.model.names import did_you_mean, text_key

MOST_EACH = 100  # mentors for one participant in one session
TIMES = ("none", "they agree")
TRACKS = ("required", "preferred", "ignored")


@dataclass(frozen=True, slots=True)
class Session:
    """One kind of meeting in the programme, such as a technical mock interview.

    Parameters
    ----------
    name
        As people write it. Two sessions are the same when their names are, case and blanks aside.
    minutes
        How long a meeting lasts; None for a session without a meeting (a review by mail).
    time
        ``none``: no common time is needed. ``they agree``: the two need a common free time of `minutes` and
        arrange it themselves. Default: ``they agree`` where `minutes` is given, else ``none``.
    first_day, last_day
        The days, both included, on which meetings can be; None is open. They are days of `zone`.
    zone
        IANA name or ``UTC-5``; the zone of the days.
    mentors_each
        How many different mentors a participant meets in this session (his demand), 1 or more.
    most_per_mentor
        The most pairs a mentor holds in this session; None: only his total counts.
    track
        ``required``: the participant's track is among those the mentor lists. ``preferred``: a soft rule of
        weight 1. ``ignored``.
    also_called
        Other names people use for it in the sheets.

    Raises
    ------
    InputError
        (a ``ValueError``) naming the field and the value that does not fit.

    Examples
    --------
    >>> days = {"first_day": date(2027, 3, 12), "last_day": date(2027, 3, 16), "zone": "America/Los_Angeles"}
    >>> Session("Technical mock interview", minutes=60, track="required", **days).time
    'they agree'
    """

    name: str
    minutes: int | None = None
    time: Literal["none", "they agree"] | None = None
    first_day: date | None = None
    last_day: date | None = None
    zone: str = "UTC"
    mentors_each: int = 1
    most_per_mentor: int | None = None
    track: Literal["required", "preferred", "ignored"] = "ignored"
    also_called: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise input_error("no-session-name", f"a session's name is {self.name!r}")
        if self.time is None:
            object.__setattr__(self, "time", "none" if self.minutes is None else "they agree")
        object.__setattr__(self, "also_called", tuple(self.also_called))
        for field, number, most in (("minutes", self.minutes, DAY), ("mentors_each", self.mentors_each, MOST_EACH)):
            if (number is not None or field != "minutes") and not _is_whole(number, 1, most):
                raise self._bad(field, number, f"A whole number from 1 to {most}.")
        if self.most_per_mentor is not None and not _is_whole(self.most_per_mentor, 0):
            raise self._bad("most_per_mentor", self.most_per_mentor, "A whole number from 0 up.")
        for field, value, known in (("time", self.time, TIMES), ("track", self.track, TRACKS)):
            if value not in known:
                raise self._bad(
                    field, value, f"Known are {', '.join(map(repr, known))}. {did_you_mean(str(value), known)}"
                )
        if self.time == "they agree" and self.minutes is None:
            raise self._bad("minutes", None, "A session with time = 'they agree' says how many minutes it lasts.")
        for field, day in (("first_day", self.first_day), ("last_day", self.last_day)):
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                raise self._bad(field, day, "A date, such as datetime.date(2027, 3, 12).")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise self._bad("last_day", self.last_day, f"It is before first_day, {self.first_day}.")
        try:
            zone_of(self.zone)
        except ValueError as error:
            raise self._bad("zone", self.zone, str(error)) from error

    def _bad(self, field: str, value: object, hint: str) -> ValueError:
        return input_error("bad-session", f"session {self.name!r}: {field} is {value!r}.", hint, value=str(value))

    @property
    def id(self) -> str:
        """What makes the session one and the same: its name, case and blanks aside."""
        return text_key(self.name)

    @property
    def is_timed(self) -> bool:
        """Whether a pair needs a common free time."""
        return self.time == "they agree"

    @property
    def window(self) -> Intervals:
        """The real minutes from the first day's start to the last day's end."""
        return window(self.first_day, self.last_day, self.zone)

    def is_called(self, text: str) -> bool:
        """Whether somebody who writes ``text`` means this session (case and blanks aside)."""
        key = text_key(text)
        return key == self.id or any(key == text_key(other) for other in self.also_called)

    def has(self, sessions: tuple[str, ...] | None) -> bool:
        """Whether somebody who names those sessions (None: all) is in this one."""
        return sessions is None or any(self.is_called(name) for name in sessions)


def _is_whole(value: object, least: int, most: int | None = None) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and least <= value and (most is None or value <= most)  # type: ignore[operator]  # a number
