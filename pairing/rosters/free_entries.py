"""Days, hours and zones as they stand in one text: its entries, not yet minutes.

    text    = [ nothing | chunk { ( ";" | line end | full stop ) chunk } ]
    chunk   = [ "I am" ] [ "free" | "available" ] ( entry { [ and ] entry } | turned { and turned } )
            | [ "all times" ] zone | "any time"
    entry   = [ "from" ] days [ ":" | "," | dash ] hours { and hours }
    turned  = hours { and hours } [ "on" ] days [ zone ]
    hours   = the hours of freetime.py [ zone ]
    days    = the days of free_days.py
    and     = "," | "and" | "&" | "+"

Hours belong to the days they stand behind; hours that stand before their day have all to be written so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pairing.model.intervals import DAY
from pairing.rosters.days import MONTHS
from pairing.rosters.free_days import Day, Resolve, begins_day, begins_weekdays, parse_days
from pairing.rosters.free_tokens import CLOCK_HINT, Stream, Trouble, shown
from pairing.rosters.freetime import Span, begins_hours, parse_hours
from pairing.rosters.zones import ZoneProblem, names_zone, read_zone, same_clock

HINT = 'Write days and hours such as "Mon 6-8pm, Wed 18:00-20:00" or "weekdays after 17:00".'
ZONE_HINT = 'Write the zone behind the hours, such as "Mon 18:00-20:00 Europe/Berlin".'
_MOST_OF_A_ZONE = 60  # characters
_EVERY_DAY = tuple(range(7))
_NO = frozenset(
    "not no never except excluding excl exclude but without unless cannot can't cant don't dont won't busy unavailable "  # noqa: SIM905
    "avoid isn't aren't nor minus none nothing blocked unable".split()
)
_OTHER = frozenset("other alternate alternating second if either or when first last".split())  # noqa: SIM905
_RELATIVE = frozenset(
    "today tomorrow tonight next this week weeks month months coming following fortnight now".split()  # noqa: SIM905
)
_PARTS = frozenset(
    "morning mornings afternoon afternoons evening evenings night nights lunch lunchtime dinner breakfast eve".split()  # noqa: SIM905
)
_ALONE = re.compile(r"^(?:all |my )*(?:time ?zone|times?) ?(?:is |are )?(?:in )?:? ?", re.IGNORECASE)
_OF_A_ZONE = frozenset(["word", "offset", "bracket", "half"])  # kinds of tokens
_OPENERS = (
    *(("i", "am", "free"), ("i", "am", "available"), ("i'm", "free"), ("i'm", "available"), ("i’m", "free")),
    *(("i’m", "available"), ("free",), ("available",), ("availability",)),
)
# Places of the zone table that are words or people's names to most.
_NO_ZONES = frozenset("easter christmas midway center reunion troll casey davis palmer".split())  # noqa: SIM905
_WORDS_IN_LOWER_CASE = frozenset("art cat cot eat pet wet met".split())  # noqa: SIM905  (zones in capitals only)
_MONTHS = "|".join(name[:3] for name in MONTHS)
_FULL_STOP = re.compile(
    rf"(?:(?<=[0-9)])|(?<= [ap]m)|(?<=[0-9][ap]m)|(?<=[ap]\.m))\. (?=[^\W\d])(?!{_MONTHS})", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Hours(NamedTuple):
    """Hours as written, and the zone right behind them."""

    span: Span
    zone: str | None


class Entry(NamedTuple):
    """Days, and the hours of each of them."""

    days: tuple[Day, ...]
    hours: tuple[Hours, ...]
    is_wide: bool  # a set or range of days is among them


_ALL_DAY = Hours(Span(None, None, (0, DAY)), None)


class Unknown(Trouble):
    """Words that are not known, where they stand, and whether the rest seems to mean the same without them."""

    def __init__(self, what: str, hint: str, where: tuple[int, int] = (0, 0), is_harmless: bool = False):
        super().__init__(what, hint)
        self.where = where
        self.is_harmless = is_harmless


class Reader:
    """Reads the tokens of one text; ``read`` is the way in, ``entries`` what is understood so far."""

    def __init__(self, stream: Stream, resolve: Resolve, zones: Mapping[str, str], *, whole_days: bool = False):
        self.stream = stream
        self.resolve = resolve
        self.zones = zones
        self.whole_days = whole_days  # whether a day without hours is all of it
        self.entries: list[Entry] = []
        self.zone_of_all: str | None = None

    def read(self) -> None:
        """Read the whole text.

        Raises
        ------
        Trouble
            At the first thing that is not understood.
        """
        stream = self.stream
        if stream.key.startswith("="):
            raise Unknown("it is a formula", HINT)
        while True:
            while stream.take(";", ","):
                pass
            if stream.next.kind == "end":
                return
            self._chunk()
            if stream.next.kind not in (";", "end"):
                raise self._not_understood()

    def _chunk(self) -> None:
        stream = self.stream
        if any(stream.take_words(*words) for words in _OPENERS):
            stream.take(":")
        if self._zone_alone():
            return
        if stream.next.text == "from" and begins_weekdays(stream, 1):
            stream.at += 1
        if begins_day(stream):
            self._entries()
        elif begins_hours(stream):
            self._turned()
        else:
            raise self._not_understood()

    def _entries(self) -> None:
        """Days, each with the hours behind them."""
        stream = self.stream
        while True:
            first = stream.at
            days, is_wide, may_go_on = parse_days(stream, self.resolve)
            seen = stream.between(first, stream.at)
            is_set_off = self._before_hours()
            if not begins_hours(stream) and (not self.whole_days or stream.next.kind not in (";", "end")):
                raise self._no_hours(seen)
            hours = [self._hours() if begins_hours(stream) else _ALL_DAY]
            if may_go_on and not is_set_off and _may_be_days(hours[0].span):
                what = f"the numbers behind {seen!r} may be hours or further days"
                raise Trouble(what, 'Write hours as "14:00-16:00" or "2-4pm".')
            while self._takes_separator(_only_hours):
                hours.append(self._hours())
            if begins_day(stream) and len(hours) > 1:
                raise Trouble("the last hours before the second day may belong to it, or to the first", HINT)
            self.entries.append(Entry(days, tuple(hours), is_wide))
            if not begins_day(stream) and not self._takes_separator(begins_day):
                return

    def _before_hours(self) -> bool:
        """Read over what stands between days and hours; whether it makes clear that hours follow."""
        stream = self.stream
        if stream.take(":") or stream.take_words("at") or stream.take_words("@"):
            return True
        if stream.next.kind == "," and stream.next.text == ",":
            stream.at += 1
        elif stream.next.kind == "-" and stream.next.text not in ("until", "till", "til", "to"):
            stream.at += 1
            return False
        return stream.next.text in ("from", "between", "after", "before")

    def _no_hours(self, seen: str) -> Trouble:
        stream = self.stream
        if stream.next.kind in (";", "end", ",") or begins_day(stream):
            return Trouble(f"{seen!r} has no hours", 'Write the hours, or "any time".')
        return self._not_understood()

    def _turned(self) -> None:
        """Hours, with their days behind them."""
        stream = self.stream
        first = stream.at
        hours = [self._hours()]
        while self._takes_separator(_only_hours):
            hours.append(self._hours())
        is_one = stream.next.text == "," and begins_day(stream, 1)
        stream.at += is_one
        while True:
            if not begins_day(stream):
                if stream.next.kind not in (";", ",", "end"):
                    raise self._not_understood()
                if hours[0].span.fixed == (0, DAY) and len(hours) == 1 and first == 0 and stream.next.kind == "end":
                    self.entries.append(Entry(_EVERY_DAY, tuple(hours), True))
                    return
                seen = stream.between(first, stream.at)
                hint = 'Write the day before the hours, such as "Mon 6-8pm" or "every day after 17:00".'
                raise Trouble(f"a day is missing: {shown(seen)} has none", hint)
            days, is_wide, _ = parse_days(stream, self.resolve)
            if all(each.zone is None for each in hours):
                zone = self._zone()
                hours = [each._replace(zone=zone) for each in hours]
            if begins_hours(stream) or (is_one and stream.next.kind not in (";", "end")):
                raise Trouble("it is not clear whether the hours belong to the day before or behind them", HINT)
            self.entries.append(Entry(days, tuple(hours), is_wide))
            if not self._takes_separator(_only_hours):
                return
            first = stream.at
            hours = [self._hours()]

    def _hours(self) -> Hours:
        stream = self.stream
        if stream.peek(1).kind == "numbers" or stream.next.kind == "numbers":
            raise self._not_understood()
        span = parse_hours(stream)
        if (
            span.fixed is None
            and span.end is None
            and stream.next.text == "on"
            and (stream.peek(1).text == "on" or not begins_day(stream, 1))
        ):
            stream.at += 1
        return Hours(span, self._zone())

    def _takes_separator(self, begins: Callable[[Stream], bool]) -> bool:
        """Whether commas lead to days, or to hours, as ``begins`` says; they are read then."""
        stream = self.stream
        at = stream.at
        while stream.take(",", "+"):
            pass
        if stream.at > at and begins(stream):
            return True
        stream.at = at
        return False

    def _zone_alone(self) -> bool:
        """Whether a piece of the text is a zone and nothing else, which holds for the whole text then."""
        stream = self.stream
        last = self._run_end(":")
        if last == stream.at or stream.tokens[last].kind not in (";", "end"):
            return False
        zone = self._zone_of(_ALONE.sub("", _bare(stream.between(stream.at, last))))
        if zone is None:
            return False
        if self.zone_of_all is not None and not same_clock(zone, self.zone_of_all):
            raise Trouble(f"it names two zones for all, {self.zone_of_all} and {zone}", ZONE_HINT, "ambiguous-zone")
        self.zone_of_all = zone
        stream.at = last
        return True

    def _run_end(self, *kinds: str) -> int:
        """Where the words end that come next and are neither days nor hours: a zone, or not understood."""
        stream = self.stream
        at = stream.at
        while stream.next.kind in _OF_A_ZONE or (stream.at > at and stream.next.kind in ("/", *kinds)):
            if begins_day(stream) or begins_hours(stream):
                break
            stream.at += 1
        last, stream.at = stream.at, at
        return last

    def _zone(self) -> str | None:
        """The zone that comes next, also behind a comma; None where nothing comes that is one."""
        stream = self.stream
        at = stream.at
        if stream.next.text == ",":
            stream.at += 1
        last = self._run_end()
        zone = self._zone_of(_bare(stream.between(stream.at, last))) if last > stream.at else None
        stream.at = at if zone is None else last
        return zone

    def _zone_of(self, text: str) -> str | None:
        """The zone that a text means; None where it means none."""
        if len(text) > _MOST_OF_A_ZONE or not _NO_ZONES.isdisjoint(_WORDS.findall(text.casefold())):
            return None
        if not _WORDS_IN_LOWER_CASE.isdisjoint(_WORDS.findall(text)):
            return None
        try:
            return read_zone(text, self.zones) if names_zone(text, self.zones) else None
        except ZoneProblem as problem:
            raise Trouble(problem.message.rstrip("."), problem.hint, problem.code) from None

    def _not_understood(self) -> Trouble:
        """The words that come next, which nobody knows."""
        stream = self.stream
        while stream.take(",", ";", "+"):
            pass
        first, token = stream.at, stream.next
        if token.kind == "end":
            return Trouble("something is missing at its end", HINT)
        if token.kind == "numbers":
            what = f"{token.text!r} may be a day and a month, or a month and a day"
            return Trouble(what, 'Write the day as "Fri, Mar 12" or "2027-03-12".')
        last = max(self._run_end(), first + 1)
        text = stream.between(first, last)
        words = set(_WORDS.findall(stream.key[token.start : token.start + 200][: len(text)]))
        hint = CLOCK_HINT if token.text[0].isdigit() else HINT
        if words & _NO:
            hint = "Write only the hours that are free, and leave out what is not."
        elif words & _PARTS:
            hint = 'Write hours such as "18:00-22:00", or say in the settings which hours the word means.'
        elif words & _RELATIVE:
            hint = 'Write the weekday or the date, such as "Fri" or "2027-03-12".'
        is_harmless = not words & (_NO | _RELATIVE | _PARTS | _OTHER - ({"or"} if len(words) > 1 else set()))
        where = (token.start, stream.tokens[last - 1].end)
        return Unknown(f"{shown(text)} is not understood", hint, where, is_harmless and not token.text[0].isdigit())


def tidy(text: str) -> str:
    """The text without bullets, with a colon behind a day in square brackets, and full stops as ends of a line."""
    text = re.sub(r"^(?:[•*·▪◦] ?|[-–—] (?=[^\W\d]))", "", text, flags=re.MULTILINE)
    text = re.sub(r"((?:^|;) ?)\[([^\[\]\n]*)\] ?:?", r"\1\2: ", text, flags=re.MULTILINE)
    text = re.sub(r"[.!]$", "", text, flags=re.MULTILINE)
    return _FULL_STOP.sub("\n", text).strip()


def _bare(text: str) -> str:
    """What stands in brackets that hold the whole text."""
    return text[1:-1].strip() if text[:1] == "(" and text.find(")") == len(text) - 1 else text


def _only_hours(stream: Stream) -> bool:
    return begins_hours(stream) and not begins_day(stream)


def _may_be_days(span: Span) -> bool:
    """Whether hours are two plain numbers, which behind a date may be days of the month."""
    ends = (span.start, span.end)
    return all(end is not None and not end.half and end.text.isdigit() and len(end.text) <= 2 for end in ends)
