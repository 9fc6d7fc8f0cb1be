"""A session: one kind of meeting in the programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pairing.errors import input_error
from pairing.model.intervals import DAY, Intervals, window, zone_of
from pairing.model.names import did_you_mean, text_key

MOST_EACH = 100  # mentors for one participant in one session
KINDS = ("mentors", "peers")
REPEATS = ("never", "avoid", "allow")
TIMES = ("none", "they agree", "we set")
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
        arrange it themselves. ``we set``: every pair is given a start, on the grid of the problem's ``start_every``
        by the clock of `zone`. Default: ``they agree`` where `minutes` is given, else ``none``.
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
    kind
        ``mentors``: participants meet mentors. ``peers``: participants practise with each other, two and two, and one
        trio where the number is odd; times, tracks and mentors have no part in it.
    prefer_same
        Of a peer session: header of the participants' column that should say the same within a group (a soft rule of
        weight 1 for each two); a blank costs nothing.
    repeat
        The policy of this session, where it is not the problem's: ``never`` or ``avoid`` meeting in it whom one
        meets, or met, elsewhere; ``allow`` counts no meeting of it. Peers: whether partners of earlier practice
        come together again; default ``avoid``.
    closed
        Whether it is over: nobody is put into it and nothing in it changes. Who met stands in ``Problem.held``.
    fits_one_after_another
        Of a session in which they agree: whether all meetings, together with those of every other session of which it
        is said, must be possible one after the other, so that nobody would have to be in two places at once.
    agenda
        What is to happen in a meeting, for the invitations.

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
    time: Literal["none", "they agree", "we set"] | None = None
    first_day: date | None = None
    last_day: date | None = None
    zone: str = "UTC"
    mentors_each: int = 1
    most_per_mentor: int | None = None
    track: Literal["required", "preferred", "ignored"] = "ignored"
    also_called: tuple[str, ...] = ()
    kind: Literal["mentors", "peers"] = "mentors"
    prefer_same: str | None = None
    repeat: Literal["never", "avoid", "allow"] | None = None
    closed: bool = False
    fits_one_after_another: bool = True
    agenda: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise input_error("no-session-name", f"a session's name is {self.name!r}")
        if self.time is None:
            has_time = self.minutes is not None and self.kind != "peers"
            object.__setattr__(self, "time", "they agree" if has_time else "none")
        object.__setattr__(self, "also_called", tuple(self.also_called))
        for field, number, most in (("minutes", self.minutes, DAY), ("mentors_each", self.mentors_each, MOST_EACH)):
            if (number is not None or field != "minutes") and not _is_whole(number, 1, most):
                raise self._bad(field, number, f"A whole number from 1 to {most}.")
        if self.most_per_mentor is not None and not _is_whole(self.most_per_mentor, 0):
            raise self._bad("most_per_mentor", self.most_per_mentor, "A whole number from 0 up.")
        for field, value, known in (
            ("time", self.time, TIMES),
            ("track", self.track, TRACKS),
            ("kind", self.kind, KINDS),
            ("repeat", REPEATS[0] if self.repeat is None else self.repeat, REPEATS),
        ):
            if value not in known:
                raise self._bad(
                    field, value, f"Known are {', '.join(map(repr, known))}. {did_you_mean(str(value), known)}"
                )
        for field, flag in (("closed", self.closed), ("fits_one_after_another", self.fits_one_after_another)):
            if not isinstance(flag, bool):
                raise self._bad(field, flag, "True or False.")
        if not isinstance(self.agenda, str):
            raise self._bad("agenda", self.agenda, "A text.")
        self._check_kind()
        if self.time != "none" and self.minutes is None:
            raise self._bad("minutes", None, f"A session with time = {self.time!r} says how many minutes it lasts.")
        for field, day in (("first_day", self.first_day), ("last_day", self.last_day)):
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                raise self._bad(field, day, "A date, such as datetime.date(2027, 3, 12).")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise self._bad("last_day", self.last_day, f"It is before first_day, {self.first_day}.")
        try:
            zone_of(self.zone)
        except ValueError as error:
            raise self._bad("zone", self.zone, str(error)) from error

    def _check_kind(self) -> None:
        """What only one kind of session has."""
        if not self.is_peers:
            if self.prefer_same is not None:
                raise self._bad("prefer_same", self.prefer_same, "It is for a session with kind = 'peers'.")
            return
        for field, value, plain in (
            ("time", self.time, "none"),
            ("mentors_each", self.mentors_each, 1),
            ("most_per_mentor", self.most_per_mentor, None),
            ("track", self.track, "ignored"),
        ):
            if value != plain:
                raise self._bad(field, value, "Peers agree on everything themselves: leave it out.")

    def _bad(self, field: str, value: object, hint: str) -> ValueError:
        return input_error("bad-session", f"session {self.name!r}: {field} is {value!r}.", hint, value=str(value))

    @property
    def id(self) -> str:
        """What makes the session one and the same: its name, case and blanks aside."""
        return text_key(self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it has."""
        return (self.name, *self.also_called)

    @property
    def is_peers(self) -> bool:
        """Whether participants practise with each other in it."""
        return self.kind == "peers"

    @property
    def is_timed(self) -> bool:
        """Whether a pair needs a common free time."""
        return self.time != "none"

    @property
    def sets_time(self) -> bool:
        """Whether every pair of it is given a start."""
        return self.time == "we set"

    @property
    def needs_start(self) -> bool:
        """Whether every pair of it needs a start at which nobody else has one of the two: published, or only known."""
        return self.sets_time or (self.is_timed and self.fits_one_after_another)

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
