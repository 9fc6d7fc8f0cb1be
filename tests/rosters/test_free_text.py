"""Free times as people write them into one cell: a table of phrases, each with its exact meaning or "refused"."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.model.intervals import WEEKDAYS, FreeTime
from pairing.rosters.free_text import FreeTextProblem, read_free_text, read_own_times, show_free_times

TABLE = Path(__file__).parents[1] / "data" / "free_times.csv"
BERLIN = "Europe/Berlin"
SHORT = [name[:3] for name in WEEKDAYS]
PARTS = {"Morning": (480, 720), "Evening": (1080, 1320), "Late night": (1320, 1560)}
ZONES = {"uni": "Asia/Kolkata"}


class Phrase(NamedTuple):
    """A row of the table.

    ``text`` writes characters that cannot be seen as ``\\n``, ``\\r``, ``\\t`` or ``\\u00a0``. ``reading`` is
    ``days start-end [zone]; …``: days with commas (``Mon-Fri`` and ``2027-03-12..2027-03-14`` are all days between),
    times of the 24-hour clock, past 24:00 on the next day, the zone where it is not the person's own. ``refused`` is
    what the message must say.
    """

    text: str
    zone: str | None
    reading: str
    refused: str


def phrases() -> list[Phrase]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Phrase(unescaped(row["text"]), row["zone"] or None, row["reading"], row["refused"]) for row in rows]


def unescaped(text: str) -> str:
    letters = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}
    return re.sub(r"\\(?:[nrt]|u[0-9a-f]{4})", lambda found: letters.get(found[0]) or chr(int(found[0][2:], 16)), text)


def meant(reading: str, zone: str | None) -> set[FreeTime]:
    """The free times that the notation of the table means."""
    if reading == "none":
        return set()
    found = set()
    for piece in reading.split("; "):
        days, hours, *named = piece.split(" ")
        start, end = (int(one.split(":")[0]) * 60 + int(one.split(":")[1]) for one in hours.split("-"))
        found |= {FreeTime(day, start, end, named[0] if named else zone or "") for day in days_of(days)}
    return found


def days_of(text: str) -> Iterator[date | int]:
    for piece in text.split(","):
        if piece[0].isdigit():
            first, _, last = piece.partition("..")
            day = date.fromisoformat(first)
            while day <= date.fromisoformat(last or first):
                yield day
                day += timedelta(days=1)
        else:
            name, _, until = piece.partition("-")
            yield from range(SHORT.index(name), SHORT.index(until or name) + 1)


def read(text: str, zone: str | None) -> tuple[FreeTime, ...]:
    return read_free_text(text, zone, years=[2027], parts=PARTS, zones=ZONES)


READ = [phrase for phrase in phrases() if not phrase.refused]
REFUSED = [phrase for phrase in phrases() if phrase.refused]


def test_the_table_has_many_phrases_none_twice() -> None:
    keys = [(phrase.text, phrase.zone) for phrase in phrases()]
    assert len(keys) == len(set(keys))
    assert len(READ) >= 200
    assert len(REFUSED) >= 150


@pytest.mark.parametrize("phrase", READ, ids=lambda phrase: repr(phrase.text))
def test_a_phrase_is_read_exactly(phrase: Phrase) -> None:
    times = read(phrase.text, phrase.zone)
    assert set(times) == meant(phrase.reading, phrase.zone)
    assert len(times) == len(set(times))


@pytest.mark.parametrize("phrase", REFUSED, ids=lambda phrase: repr(phrase.text))
def test_a_phrase_that_may_mean_another_thing_is_refused_and_quoted(phrase: Phrase) -> None:
    with pytest.raises(FreeTextProblem) as caught:
        read(phrase.text, phrase.zone)
    assert phrase.refused in caught.value.message
    assert caught.value.message.startswith(repr(" ".join(phrase.text.split()))[:40])
    assert caught.value.message[-1] in ".?"
    assert caught.value.hint
    assert caught.value.code in ("unreadable-hours", "ambiguous-zone", "no-zone")


def test_the_year_is_told_by_the_years_and_the_days_asked_about() -> None:
    days = (date(2026, 12, 28), date(2027, 1, 8))
    times = read_free_text("Dec 30 - Jan 2, 6-8pm", "UTC", first_day=days[0], last_day=days[1])
    assert [one.day for one in times] == [date(2026, 12, 30) + timedelta(days=step) for step in range(4)]
    outside = read_free_text("Wed, Mar 3 6-8pm", "UTC", years=[2026, 2027], first_day=days[0], last_day=days[1])
    assert [one.day for one in outside] == [date(2027, 3, 3)]


def test_a_date_whose_year_cannot_be_told_is_refused() -> None:
    with pytest.raises(FreeTextProblem, match="March 12 may be in 2026 or 2027"):
        read_free_text("Mar 12 6-8pm", "UTC", years=[2026, 2027])
    with pytest.raises(FreeTextProblem, match="the year of March 12 is not known"):
        read_free_text("Mar 12 6-8pm", "UTC")


def test_names_of_parts_that_the_settings_do_not_hold_are_refused_with_the_cure() -> None:
    with pytest.raises(FreeTextProblem, match="'Mon morning': 'morning' is not understood") as caught:
        read_free_text("Mon morning", "UTC")
    assert "say in the settings which hours the word means" in caught.value.hint


@pytest.mark.parametrize("name", ["Early morning", "early mornings", "Early Mornings (before work)"])
def test_a_part_of_the_day_is_named_as_the_settings_do_with_an_s_or_without(name: str) -> None:
    parts = {name: (360, 540), "Morning": (480, 720)}
    assert read_free_text(f"Mon {name}; Tue morning", "UTC", parts=parts) == (
        FreeTime(0, 360, 540, "UTC"),
        FreeTime(1, 480, 720, "UTC"),
    )


def test_hours_on_a_clock_that_is_not_said_may_lie_within_others_and_days_may_be_whole() -> None:
    text = "weekdays after 17:00, Fri 18:00-20:00; [Fri, Mar 12] 6pm - 7pm; Sat, Sun"
    assert read_own_times(text, [2027], whole_days=True) == (
        *((day, 1020, 1440) for day in range(5)),
        (4, 1080, 1200),
        (date(2027, 3, 12), 1080, 1140),
        (5, 0, 1440),
        (6, 0, 1440),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it names no day"),
        ("none", "'none' is not understood"),
        ("Mon 6-8pm PT", "it names a zone"),
        ("Mon 6-8pm; PT", "it names a zone"),
        ("Mon", "'Mon' has no hours"),
        ("6-8pm", "a day is missing"),
    ],
)
def test_days_and_hours_that_are_none_or_have_a_zone_are_refused(text: str, says: str) -> None:
    with pytest.raises(FreeTextProblem, match=says):
        read_own_times(text, [2027])


def test_an_unknown_word_is_quoted_as_it_was_written_with_what_the_rest_would_mean() -> None:
    with pytest.raises(FreeTextProblem) as caught:
        read("Mon 6-8pm or so", BERLIN)
    assert caught.value.message == (
        "'Mon 6-8pm or so': 'or so' is not understood; without it, it would be read as Mon 18:00-20:00."
    )


def test_many_times_are_shown_in_one_short_line() -> None:
    times = (*read("Mon, Wed 6-8pm; Thu 11pm-1am", "UTC"), *read("2027-01-01 to 2027-01-31 9-10am", "UTC"))
    assert show_free_times(times) == (
        "Mon, Wed 18:00-20:00; Thu 23:00-1:00 (next day); 2027-01-01, 2027-01-02, 2027-01-03, 2027-01-04, 2027-01-05, "
        "2027-01-06, 2027-01-07 and 24 days more 9:00-10:00"
    )


# Phrases made from a meaning, in many of the ways in which people write it, read back exactly.

NAMES = [[name, name[:3], name.upper(), name.lower(), name + "s", name[:3] + "."] for name in WEEKDAYS]
AND = st.sampled_from([", ", " and ", " & ", "/", ", and ", "+", ","])
DASH = st.sampled_from(["-", " - ", "–", " – ", "—", " to ", " until ", "-", "−"])
GAP = st.sampled_from([" ", ": ", ", ", "  ", " at ", " from ", "\u00a0", "\t", " - "])
BETWEEN = st.sampled_from(["; ", "\n", ";", ", ", " and ", "\r\n\r\n"])
NAMED_ZONES = {"PT": "America/Los_Angeles", "(CET)": BERLIN, "UTC+2": "UTC+02:00", "Asia/Kolkata": "Asia/Kolkata"}


def clock_24(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def clock_12(minute: int) -> str:
    hours, past = minute // 60 % 24, minute % 60
    return f"{(hours - 1) % 12 + 1}{f':{past:02}' if past else ''}{'am' if hours < 12 else 'pm'}"


@st.composite
def hours_and_text(draw: st.DrawFn, clock: Callable[[int], str]) -> tuple[int, int, str]:
    start = draw(st.integers(1, 287)) * 5
    end = draw(st.integers(start // 5 + 1, min(start + 720, 1435) // 5)) * 5 if start < 1435 else 1445
    shape = draw(st.sampled_from(["range", "after", "before", "over"]))
    if shape == "after":
        return (
            start,
            1440,
            draw(st.sampled_from(["after {}", "from {}", "{} onwards", "{}+", "from {} on"])).format(clock(start)),
        )
    if shape == "before":
        return 0, start, draw(st.sampled_from(["before {}", "until {}", "up to {}"])).format(clock(start))
    if shape == "over" and start > 725:
        end = 1440 + draw(st.integers(1, (start - 720) // 5)) * 5
    if draw(st.booleans()):
        return start, end, f"between {clock(start)} and {clock(end)}"
    return start, end, f"{clock(start)}{draw(DASH)}{clock(end)}"


@st.composite
def days_and_text(draw: st.DrawFn, weekdays: list[int], dates: list[date]) -> tuple[list[date | int], str]:
    """Some of the days that are left, which are taken from them."""
    if dates:
        day = dates.pop(draw(st.integers(0, len(dates) - 1)))
        weekday = draw(st.sampled_from(["", f"{WEEKDAYS[day.weekday()]}, ", f"{SHORT[day.weekday()]} "]))
        month = f"{day:%B}"
        ordinal = f"{month} {day.day}th" if 4 <= day.day <= 20 else f"the {day.day} of {month}"
        forms = [f"{day}", f"{month} {day.day}", f"{day.day} {month}", f"{month[:3]} {day.day}, {day.year}"]
        form = draw(st.sampled_from([*forms, f"{day.day}. {month}", ordinal]))
        return [day], weekday + form
    first = draw(st.integers(0, len(weekdays) - 1))
    last = draw(st.integers(first, len(weekdays) - 1))
    taken = weekdays[first : last + 1]
    del weekdays[first : last + 1]
    if len(taken) > 1 and taken == list(range(taken[0], taken[-1] + 1)) and draw(st.booleans()):
        names = [draw(st.sampled_from(NAMES[day])) for day in (taken[0], taken[-1])]
        return list(taken), names[0] + draw(st.sampled_from(["-", " - ", "–", " to ", " through "])) + names[1]
    and_ = draw(AND)
    return list(taken), and_.join(draw(st.sampled_from(NAMES[day])) for day in taken)


@st.composite
def meanings(draw: st.DrawFn) -> tuple[str, set[FreeTime]]:
    weekdays, dates = list(range(7)), [date(2027, 3, day) for day in range(1, 29)]
    (weekdays if draw(st.booleans()) else dates).clear()  # not both: a date within a weekly time may be an exception
    found: set[FreeTime] = set()
    pieces = []
    with_zones, clock = draw(st.booleans()), draw(st.sampled_from([clock_24, clock_12]))  # both clocks: see the table
    for _ in range(draw(st.integers(1, 4))):
        if not weekdays and not dates:
            break
        days, text = draw(days_and_text(weekdays, dates))
        zone_text = draw(st.sampled_from(sorted(NAMED_ZONES))) if with_zones else ""
        start, end, hours = draw(hours_and_text(clock))
        gap = draw(GAP)
        if not hours[0].isdigit() and gap in (" at ", " from ", " - "):
            gap = " "
        if gap == " from " and ("+" in hours or "onwards" in hours):
            gap = " "
        if draw(st.booleans()):
            pieces.append(f"{text}{gap}{hours} {zone_text}".strip())
            between = draw(BETWEEN)
        else:
            pieces.append(f"{hours} {zone_text} on {text}".replace("  ", " "))
            between = "\n"
        pieces.append(between if between in ("; ", "\n", ";", "\r\n\r\n") else "; ")
        found |= {FreeTime(day, start, end, NAMED_ZONES.get(zone_text, BERLIN)) for day in days}
    return "".join(pieces), found


@given(meanings())
def test_what_is_written_from_a_meaning_reads_back_exactly(case: tuple[str, set[FreeTime]]) -> None:
    text, expected = case
    assert set(read(text, BERLIN)) == expected


def outcome(text: str, zone: str | None) -> tuple[FreeTime, ...] | str:
    """What a text is read as, or why it is refused; any other exception is a fault."""
    try:
        return read(text, zone)
    except FreeTextProblem as problem:
        return f"{problem.message} {problem.hint}"


WORDS = st.sampled_from(
    [
        *"Mon Tue weekdays weekends every day 6 8 9:30 18:00 14 12 2027 am pm noon midnight until after before".split(),  # noqa: SIM905  (read as words)
        *"from between and & , ; / : + . ( ) - – to PT CET UTC+2 Europe/Berlin IST March Mar 12th 2027-03-12".split(),  # noqa: SIM905  (read as words)
        *"of the on morning any time all not except or so maybe = @ 12/3 h".split(),  # noqa: SIM905  (read as words)
        "\n",
    ]
)
PHRASES = st.sampled_from([phrase.text for phrase in READ + REFUSED])


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.lists(WORDS, max_size=10).map("".join) | st.text(max_size=30))
def test_any_text_is_read_or_refused_twice_the_same(text: str) -> None:
    assert outcome(text, BERLIN) == outcome(text, BERLIN)
    outcome(text, None)


@given(PHRASES, st.data())
def test_a_phrase_with_a_slip_is_read_or_refused(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(WORDS | st.text(max_size=2)) + text[at + data.draw(st.integers(0, 2)) :]
    outcome(text, BERLIN)
    outcome(text, None)


@given(PHRASES, PHRASES)
def test_two_phrases_on_two_lines_are_read_as_both_or_refused(one: str, other: str) -> None:
    both = outcome(f"{one}\n{other}", BERLIN)
    alone = [outcome(text, BERLIN) for text in (one, other)]
    if not isinstance(both, str) and not any(isinstance(each, str) for each in alone):
        assert {(time.day, time.start, time.end) for time in both} == {
            (time.day, time.start, time.end) for each in alone for time in each if not isinstance(time, str)
        }


@pytest.mark.parametrize(
    "piece",
    [
        *("Mon 6-8pm, ", "Mon, ", "Mon-", "(", "((", "a.", "9:", "12.", "every ", "the ", "on ", "-", "6-", "UTC+"),
        *(", , ", "\n", "x", "Mon 6-8pm PT ", "(PT) ", "Mar 12, ", "Mar 12-", "12-", "all day ", "any ", "2027-03-12 "),
        *("/", "a/", "PT/", "between ", "and ", "\u00a0", "ﬁ", "Mon 6-8pm;", "0", "'", "a'", "=", "6-8pm Mon;", "@ "),
    ],
)
@pytest.mark.parametrize("length", [3_900, 100_000])
def test_a_hostile_cell_is_refused_quickly(piece: str, length: int) -> None:
    spent = []
    for _ in range(3):  # a busy moment is not a slow reader: that one is slow every time
        begin = time.process_time()
        outcome(piece * (length // len(piece)), None)
        outcome("Mon 6-8pm " + piece * (length // len(piece)) + "!", BERLIN)
        spent.append(time.process_time() - begin)
        if spent[-1] < 1:
            break
    assert min(spent) < 1
