"""What people write for their free hours, and what is refused rather than guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.rosters.freetime import HoursProblem, read_hours


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        # a form's choices
        ("6pm - 7pm", "18:00-19:00"),
        ("6pm - 7pm, 7pm - 8pm", "18:00-19:00 19:00-20:00"),
        ("6pm–7pm;7pm–8pm", "18:00-19:00 19:00-20:00"),
        ("9am – 10am", "9:00-10:00"),
        ("9am — 10am", "9:00-10:00"),
        ("9am − 10am", "9:00-10:00"),
        ("9am to 10am", "9:00-10:00"),
        ("9AM-10AM", "9:00-10:00"),
        ("9 am - 10 am", "9:00-10:00"),
        ("9a.m. - 10 a.m.", "9:00-10:00"),
        ("9a-10a", "9:00-10:00"),
        ("9am until 10am", "9:00-10:00"),
        ("11am - 12pm, 12pm - 1pm", "11:00-12:00 12:00-13:00"),
        ("6pm - 7pm\n8pm - 9pm", "18:00-19:00 20:00-21:00"),
        ("6pm - 7pm\r\n\r\n8pm - 9pm", "18:00-19:00 20:00-21:00"),
        ("6-7pm and 8-9pm & 10-11pm", "18:00-19:00 20:00-21:00 22:00-23:00"),
        ("6pm - 7pm, 6pm - 7pm", "18:00-19:00"),
        (" 6pm - 7pm , ", "18:00-19:00"),
        ("6pm\u00a0-\u00a07pm", "18:00-19:00"),
        # one am or pm for both ends
        ("6-8pm", "18:00-20:00"),
        ("9-11am", "9:00-11:00"),
        ("11-1pm", "11:00-13:00"),
        ("11-12pm", "11:00-12:00"),
        ("12-1pm", "12:00-13:00"),
        ("10-2pm", "10:00-14:00"),
        ("6:30-8pm", "18:30-20:00"),
        ("9:30-11am", "9:30-11:00"),
        ("11:30-12:30pm", "11:30-12:30"),
        ("900-1030am", "9:00-10:30"),
        ("9am-5", "9:00-17:00"),
        ("9am-11", "9:00-11:00"),
        ("6pm-8", "18:00-20:00"),
        ("11pm-1", "23:00-25:00"),
        ("11-1am", "23:00-25:00"),
        ("8-8pm", "8:00-20:00"),
        # noon and midnight
        ("12am-1am", "0:00-1:00"),
        ("12pm-1pm", "12:00-13:00"),
        ("11pm-12am", "23:00-24:00"),
        ("9am - noon", "9:00-12:00"),
        ("9 - noon", "9:00-12:00"),
        ("noon - 2", "12:00-14:00"),
        ("noon - 2pm", "12:00-14:00"),
        ("8pm - midnight", "20:00-24:00"),
        ("midnight - 6am", "0:00-6:00"),
        ("noon - midnight", "12:00-24:00"),
        ("12pm-12am", "12:00-24:00"),
        # over midnight
        ("11pm - 1am", "23:00-25:00"),
        ("22:00-02:00", "22:00-26:00"),
        ("22:00-2:00", "22:00-26:00"),
        ("9pm-9am", "21:00-33:00"),
        # the 24-hour clock
        ("18:00-20:00", "18:00-20:00"),
        ("09:00-10:00", "9:00-10:00"),
        ("10:00-12:00", "10:00-12:00"),
        ("9:00-17:00", "9:00-17:00"),
        ("9:00-10:00, 18:00-19:00", "9:00-10:00 18:00-19:00"),
        ("9-17", "9:00-17:00"),
        ("18-20", "18:00-20:00"),
        ("18.00-20.30", "18:00-20:30"),
        ("18h-20h30", "18:00-20:30"),
        ("9h - 11h", "9:00-11:00"),
        ("20:00-24:00", "20:00-24:00"),
        ("22:00-00:00", "22:00-24:00"),
        ("00:00-24:00", "0:00-24:00"),
        ("18:00:00 - 20:00:00", "18:00-20:00"),
        ("0900-0930, 1000-1030", "9:00-9:30 10:00-10:30"),
        ("900-1030; 1300-1330,", "9:00-10:30 13:00-13:30"),
        ("0900 – 0930", "9:00-9:30"),
        ("1800-2400", "18:00-24:00"),
        ("9am-17:00", "9:00-17:00"),
        # open hours, and the whole day
        ("after 17:00", "17:00-24:00"),
        ("after 6pm", "18:00-24:00"),
        ("from 5pm", "17:00-24:00"),
        ("from 5pm to 7pm", "17:00-19:00"),
        ("5pm onwards", "17:00-24:00"),
        ("7pm or later", "19:00-24:00"),
        ("before 10am", "0:00-10:00"),
        ("until noon, after 18:00", "0:00-12:00 18:00-24:00"),
        ("up to 9:30am", "0:00-9:30"),
        ("between 9 and 11am, between 2pm - 3pm", "9:00-11:00 14:00-15:00"),
        ("any time", "0:00-24:00"),
        ("Anytime", "0:00-24:00"),
        ("any time after 3pm", "15:00-24:00"),
        ("all-day", "0:00-24:00"),
        # no hours
        ("", ""),
        ("  \n ", ""),
        ("Not available", ""),
        ("not  AVAILABLE", ""),
        ("unavailable", ""),
        ("None", ""),
        ("-", ""),
        ("–", ""),
        ("n/a", ""),
    ],
)
def test_what_is_clear_is_read(text: str, ranges: str) -> None:
    expected = tuple(tuple(map(clock, one.split("-"))) for one in ranges.split())
    assert read_hours(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # am or pm?
        ("9-10", "may be in the morning or in the evening"),
        ("9:00-10:00", "may be in the morning or in the evening"),
        ("9:00-10:00, 10:00-11:00", "9:00 to 10:00 may be in the morning"),
        ("12:00-1:00", "may be in the morning or in the evening"),
        ("9am-10am, 10-11", "10 to 11 may be in the morning"),
        ("9am-10am, 10:00-11:00", "10:00 to 11:00 may be in the morning"),
        ("130-230", "may be in the morning or in the evening"),
        ("10-12am", "12am is midnight"),
        ("11am-12am", "12am is midnight"),
        ("9:00-12am", "12am is midnight"),
        # a slip
        ("10am-9am", "would last 23 hours, over midnight"),
        ("5pm-4:30pm", "would last 23 hours 30 minutes, over midnight"),
        ("20:00-18:00", "would last 22 hours, over midnight"),
        ("9-5, 18-20", "would last 20 hours, over midnight"),
        ("9am-9am", "starts and ends at the same time"),
        ("12am-12am", "starts and ends at the same time"),
        ("midnight - midnight", "starts and ends at the same time"),
        # times that do not exist
        ("25:00-26:00", "no time '25:00'"),
        ("24:30-25:00", "no time '24:30'"),
        ("24:00-01:00", "a day ends at 24:00"),
        ("9:75-10am", "no time '9:75'"),
        ("13pm-2pm", "no time '13pm'"),
        ("0am-2am", "no time '0am'"),
        ("00:30am-2am", "no time '00:30am'"),
        ("18h pm-20h", "no time '18hpm'"),
        ("9:5-10am", "'9:5-10am' is no time"),
        ("9:30:15-10am", "is no time"),
        ("12345-2pm", "is no time"),
        # half a range, or more than one
        ("9", "after '9' nothing follows"),
        ("6pm", "after '6pm' nothing follows"),
        ("6pm, 7pm - 8pm", "after '6pm' comes ','"),
        ("6pm -", "there is the end"),
        ("- 6pm", "there is '-'"),
        ("6pm - 7pm - 8pm", "'-' is not understood"),
        ("6pm -- 7pm", "there is '-'"),
        ("6pm - 7pm 8pm - 9pm", "'8' is not understood"),
        # words
        ("whenever", "'whenever'"),
        ("evenings", "'evenings'"),
        ("after 6", "6 may be in the morning or in the evening"),
        ("after midnight", "may be a whole day"),
        ("until 24:00", "may be a whole day"),
        ("between 6pm", "no 'and' with the end"),
        ("after 9am, before 5pm", "is the time between meant?"),
        ("13-17, 1-5", "1 may be in the morning or in the evening"),
        ("18:00-20:00, after 5", "5 may be in the morning or in the evening"),
        ("after 6pm 7pm", "'7' is not understood"),
        ("Fri 6-8pm", "'fri'"),
        ("6-8pm PT", "'pt' is not understood"),
        ("6-8pm (maybe)", "'(maybe)' is no time"),
        ("9am-10am, Not available", "there is 'not'"),
        ("6pm or 7pm", "'or'"),
        ("am-pm", "there is 'am'"),
        ("=1+1", "is no time"),
        ("12/3", "is no time"),
        ("٩-١٠", "is no time"),
    ],
)
def test_what_is_not_clear_is_refused_and_quoted(text: str, says: str) -> None:
    with pytest.raises(HoursProblem) as caught:
        read_hours(text)
    assert says in caught.value.message
    assert caught.value.message.startswith(repr(text))
    assert '"' in caught.value.hint


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(HoursProblem) as caught:
        read_hours("I work nights, so " + "mornings are best " * 20)
    assert len(caught.value.message) < 150


minutes_of_day = st.integers(0, 1439)


@given(minutes_of_day, minutes_of_day)
def test_every_time_of_the_24_hour_clock_is_read_exactly(start: int, end: int) -> None:
    text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    until = end if end > start else end + 1440
    if start == end or (end < start and end and until - start > 720):
        with pytest.raises(HoursProblem):
            read_hours(text)
    else:
        assert read_hours(text) == ((start, until),)


def twelve(minute: int) -> str:
    hours = minute // 60 % 24
    return f"{(hours - 1) % 12 + 1}:{minute % 60:02}{'am' if hours < 12 else 'pm'}"


@given(minutes_of_day, st.integers(1, 720))
def test_a_range_of_at_most_twelve_hours_is_read_the_same_with_one_half_left_out(start: int, length: int) -> None:
    first, last = twelve(start), twelve(start + length)
    if last.startswith("12:") and last.endswith("am") and (start + length) % 1440 == 0 and start < 720:
        return  # noon to midnight and 12am are looked at above
    expected = ((start, start + length),)
    assert read_hours(f"{first} - {last}") == expected
    assert read_hours(f"{first} - {last[:-2]}") == expected
    if (start + length) % 1440 != 0:
        assert read_hours(f"{first[:-2]} - {last}") == expected


tokens = st.sampled_from(
    ["6", "12", "9:30", "18:00", "900", "24", "am", "pm", "noon", "midnight", " ", "-", "to", ",", "x", "h"]
)


@given(st.lists(tokens, max_size=8).map("".join) | st.text(max_size=12))
def test_any_text_is_hours_in_bounds_or_a_problem_with_a_hint(text: str) -> None:
    try:
        ranges = read_hours(text)
    except HoursProblem as error:
        shown, ranges = error.message and error.hint, ()
    else:
        shown = "read"
    assert shown
    assert all(0 <= start < 1440 and start < end <= 2880 for start, end in ranges)


PARTS = {"Morning": (480, 720), "Late night": (1320, 1560)}


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("Morning", ((480, 720),)),
        ("mornings, LATE NIGHT", ((480, 720), (1320, 1560))),
        ("Morning, 6-7pm", ((480, 720), (1080, 1140))),
    ],
)
def test_a_named_part_of_the_day_means_what_the_settings_say(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert read_hours(text, PARTS) == ranges
    assert read_hours(text, tuple(PARTS.items())) == ranges


@pytest.mark.parametrize("text", ["Evening", "Morningside", "late", "Morning Late night"])
def test_a_part_of_the_day_that_the_settings_do_not_name_is_refused(text: str) -> None:
    with pytest.raises(HoursProblem, match=r"not understood|was expected"):
        read_hours(text, PARTS)
