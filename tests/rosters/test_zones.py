"""What people write for their time zone, and what it means."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.model.intervals import zone_of
from pairing.rosters import zones
from pairing.rosters.zone_places import CITIES, COUNTRIES
from pairing.rosters.zones import ZoneProblem, read_zone

LA, NY, CHICAGO, DENVER = "America/Los_Angeles", "America/New_York", "America/Chicago", "America/Denver"
BERLIN, LONDON, KOLKATA = "Europe/Berlin", "Europe/London", "Asia/Kolkata"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        # IANA names
        ("America/Chicago", CHICAGO),
        (" Europe/Berlin ", BERLIN),
        ("america/los_angeles", LA),
        ("AMERICA/NEW_YORK", NY),
        ("America/New York", NY),
        ("America / New_York", NY),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("PST8PDT", "PST8PDT"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        # abbreviations
        ("PT", LA),
        ("pst", LA),
        ("PDT", LA),
        ("MT", DENVER),
        ("MDT", DENVER),
        ("CT", CHICAGO),
        ("CDT", CHICAGO),
        ("ET", NY),
        ("EST", NY),
        ("EDT", NY),
        ("CET", BERLIN),
        ("CEST", BERLIN),
        ("WET", "Europe/Lisbon"),
        ("EET", "Europe/Athens"),
        ("GMT", "UTC"),
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("JST", "Asia/Tokyo"),
        ("AEDT", "Australia/Sydney"),
        ("WAT", "Africa/Lagos"),
        ("SAST", "Africa/Johannesburg"),
        ("EAT", "Africa/Nairobi"),
        ("BRT", "America/Sao_Paulo"),
        ("COT", "America/Bogota"),
        ("NZDT", "Pacific/Auckland"),
        # words
        ("Pacific", LA),
        ("Pacific Time", LA),
        ("pacific  standard time", LA),
        ("US Pacific", LA),
        ("Mountain Time", DENVER),
        ("Central Time", CHICAGO),
        ("Central Standard Time", CHICAGO),
        ("Eastern", NY),
        ("Eastern Time Zone", NY),
        ("Eastern Daylight Saving Time", NY),
        ("Central European Time", BERLIN),
        ("Central European Summer Time", BERLIN),
        ("British Summer Time", LONDON),
        ("India Standard Time", KOLKATA),
        ("Berlin time", BERLIN),
        ("UK", LONDON),
        ("New York", NY),
        ("Bogotá", "America/Bogota"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Berlin, Germany", BERLIN),
        ("Arizona", "America/Phoenix"),
        # offsets
        ("UTC-5", "UTC-05:00"),
        ("UTC −05:00", "UTC-05:00"),
        ("utc–5", "UTC-05:00"),
        ("GMT+5:30", "UTC+05:30"),
        ("GMT +1", "UTC+01:00"),
        ("+0530", "UTC+05:30"),
        ("+05:45", "UTC+05:45"),
        ("-5", "UTC-05:00"),
        ("UTC+5.5", "UTC+05:30"),
        ("UTC+14", "UTC+14:00"),
        ("UTC-12", "UTC-12:00"),
        ("UTC+0", "UTC"),
        ("GMT-0", "UTC"),
        # the same thing twice, or what decides between several
        ("IST (India)", KOLKATA),
        ("IST (Israel)", "Asia/Jerusalem"),
        ("IST - Dublin", "Europe/Dublin"),
        ("IST (GMT+5:30)", KOLKATA),
        ("Pacific Time (PT)", LA),
        ("Central European Time (Berlin)", BERLIN),
        ("(GMT-08:00) Pacific Time", LA),
        ("(UTC-05:00) Eastern Time (US & Canada)", NY),
        ("America/Los_Angeles (PDT)", LA),
        ("Los Angeles (PST)", LA),
        ("PST/PDT", LA),
        ("CET/CEST", BERLIN),
        ("MST/MDT", DENVER),
        ("MST (Arizona)", "America/Phoenix"),
        ("CST (US)", CHICAGO),
        ("CST (China)", "Asia/Shanghai"),
        ("CST (UTC+8)", "Asia/Shanghai"),
        ("CST (Mexico City)", "America/Mexico_City"),
        ("BST (UK)", LONDON),
        ("GMT/BST", LONDON),
        ("UTC+1 (CET)", BERLIN),
        ("CET (Lagos)", "Africa/Lagos"),
        ("GMT-5 Bogota", "America/Bogota"),
        ("AEST (Brisbane)", "Australia/Brisbane"),
        ("PT (UTC-8/-7)", LA),
        ("GMT+1 / CET", BERLIN),
        ("GMT+0530 (India Standard Time)", KOLKATA),
        ("GMT Standard Time (London)", LONDON),
        ("US Mountain Standard Time (Phoenix)", "America/Phoenix"),
        ("AMT (Manaus)", "America/Manaus"),
        ("Time zone: PT", LA),
        ("my timezone is CET", BERLIN),
        # large cities that have no zone of their own name
        ("IST (Mumbai)", KOLKATA),
        ("IST Mumbai", KOLKATA),
        ("Bengaluru, India", KOLKATA),
        ("GMT London", LONDON),
        ("London GMT/BST", LONDON),
        ("San Francisco", LA),
        ("Seattle, WA", LA),
        ("Austin, TX", CHICAGO),
        ("Boston, Massachusetts", NY),
        ("New York, NY", NY),
        ("Washington, DC", NY),
        ("Portland, OR", LA),
        ("Portland (Maine)", NY),
        ("Cambridge, UK", LONDON),
        ("Cambridge, MA", NY),
        ("Hyderabad (IST)", KOLKATA),
        ("Hyderabad, Pakistan", "Asia/Karachi"),
        ("San José, Costa Rica", "America/Costa_Rica"),
        ("San Jose, CA", LA),
        ("Davis, California", LA),
        ("CST (Texas)", CHICAGO),
        ("ET (Florida)", NY),
        ("CST (Beijing)", "Asia/Shanghai"),
        ("(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(GMT+05:30) Chennai, Kolkata, Mumbai, New Delhi", KOLKATA),
        ("München", BERLIN),
        ("Rio de Janeiro, Brazil", "America/Sao_Paulo"),
    ],
)
def test_what_is_clear_is_read(text: str, zone: str) -> None:
    assert read_zone(text) == zone
    assert zone_of(zone) is not None


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("IST", (KOLKATA, "Asia/Jerusalem", "Europe/Dublin")),
        ("ist", (KOLKATA, "Asia/Jerusalem", "Europe/Dublin")),
        ("CST", (CHICAGO, "America/Mexico_City", "Asia/Shanghai", "America/Havana")),
        ("CST (UTC-6)", (CHICAGO, "America/Mexico_City")),
        ("BST", (LONDON, "Asia/Dhaka", "Pacific/Bougainville")),
        ("MST", (DENVER, "America/Phoenix")),
        ("Mountain Standard Time", (DENVER, "America/Phoenix")),
        ("AST", ("America/Halifax", "America/Puerto_Rico", "Asia/Riyadh")),
        ("AEST", ("Australia/Sydney", "Australia/Brisbane")),
        ("Central", (CHICAGO, BERLIN)),
        ("West", ("Europe/Lisbon", LA)),
        # parts that contradict each other
        ("PT (Berlin)", (LA, BERLIN)),
        ("ET/CT", (NY, CHICAGO)),
        ("(GMT-05:00) Pacific Time", ("UTC-05:00", LA)),
        ("London/Paris", (LONDON, "Europe/Paris")),
        ("UTC-5, UTC-4", ("UTC-05:00", "UTC-04:00")),
        ("UTC-5/-4", ("UTC-05:00", "UTC-04:00")),
        ("Boston, TX", (NY, CHICAGO, DENVER)),
        # Microsoft's names for London and Phoenix say something else
        ("GMT Standard Time", ("UTC", LONDON)),
        ("US Mountain Standard Time", (DENVER, "America/Phoenix")),
        # places with two clocks, and two places of one name
        ("Texas", (CHICAGO, DENVER)),
        ("Spain", ("Europe/Madrid", "Atlantic/Canary")),
        ("Portland", (LA, NY)),
        ("Cambridge", (LONDON, NY)),
        ("Hyderabad", (KOLKATA, "Asia/Karachi")),
        ("Georgia", (NY, "Asia/Tbilisi")),
        ("Davis", (LA, "Antarctica/Davis")),
        ("Jersey", ("Europe/Jersey", NY)),
        ("LA", (LA, CHICAGO)),
        ("IST Berlin", (KOLKATA, "Asia/Jerusalem", "Europe/Dublin", BERLIN)),
    ],
)
def test_what_may_mean_several_zones_lists_them(text: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(ZoneProblem) as caught:
        read_zone(text)
    problem = caught.value
    assert problem.code == "ambiguous-zone"
    assert problem.choices == choices
    assert repr(text) in problem.message
    assert "[zones]" in problem.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Europe/Berln", "'Europe/Berlin'"),
        ("America/Los Angles", "'America/Los_Angeles'"),
        ("Pacifc Time", "Pacific"),
        ("", "UTC-5"),
        ("   ", "UTC-5"),
        ("local time", "UTC-5"),
        ("5", "UTC-5"),
        ("UTC5", "UTC+5 where the clock is ahead of UTC, UTC-5 where it is behind"),
        ("Munch", "'Munich'"),
        ("in Berlin", ""),
        ("PT flexible", ""),
        ("UTC+15", "UTC-5"),
        ("UTC-13", "UTC-5"),
        ("UTC+14:15", "UTC-5"),
        ("UTC+5:20", "UTC-5"),
        ("EST (but I travel)", "UTC-5"),
        ("PT or ET", "UTC-5"),
        ("UTC-5 to UTC-8", "UTC-5"),
        ("US West", ""),
        ("Europe", ""),
        ("../etc/passwd", ""),
        ("Factory", ""),
        ("nul\0", ""),
        ("()", "UTC-5"),
    ],
)
def test_what_is_no_zone_is_refused_with_the_nearest(text: str, hint: str) -> None:
    with pytest.raises(ZoneProblem) as caught:
        read_zone(text)
    assert caught.value.code == "unreadable-zone"
    assert caught.value.choices == ()
    assert hint in caught.value.hint


def test_every_zone_of_every_word_and_place_is_one() -> None:
    tables = (zones._WORDS, CITIES, COUNTRIES)
    assert {zone_of(zone) for table in tables for meant in table.values() for zone in meant.split()}
    words = [word for table in tables for line in table for word in line.split()]
    assert sorted(words) == sorted(set(words))


def test_an_offset_that_no_clock_has_is_called_so() -> None:
    with pytest.raises(ZoneProblem, match="no clock on Earth is that far from UTC"):
        read_zone("UTC+15")


def test_the_part_that_is_not_known_is_named() -> None:
    with pytest.raises(ZoneProblem, match="'but i travel' is not known"):
        read_zone("EST (but I travel)")


def test_the_table_of_the_settings_wins() -> None:
    table = {"IST (India)": KOLKATA, "cst": "America/Havana", "PT": "Europe/Lisbon"}
    assert read_zone(" ist  (india)", table) == KOLKATA
    assert read_zone("CST", table) == "America/Havana"
    assert read_zone("PT", table) == "Europe/Lisbon"
    assert read_zone("ET", table) == NY


def test_what_the_table_says_must_be_a_zone_too() -> None:
    with pytest.raises(ZoneProblem, match="Asia/Kolkatta"):
        read_zone("IST", {"IST": "Asia/Kolkatta"})


def test_the_zones_of_a_cohort_are_read_without_listing_all_there_are() -> None:
    code = (
        "import zoneinfo\n"
        "def refuse(): raise SystemExit('listed')\n"
        "zoneinfo.available_timezones = refuse\n"
        "from pairing.rosters.zones import read_zone\n"
        "print([read_zone(text) for text in ('America/Bogota', 'CT', 'IST (India)', 'UTC-5', 'CET', 'PT')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Asia/Kolkata" in done.stdout


words = st.sampled_from(
    [
        "IST",
        "CST",
        "PT",
        "UTC",
        "GMT",
        "-5",
        "+5:30",
        "Berlin",
        "India",
        "US",
        "(",
        ")",
        "/",
        " ",
        ",",
        "time",
        "é",
        "−8",
    ]
)


@given(st.lists(words, max_size=6).map("".join) | st.text(max_size=12))
def test_any_text_is_a_zone_that_exists_or_a_problem_with_a_hint(text: str) -> None:
    try:
        zone = read_zone(text)
    except ZoneProblem as error:
        problem = error
    else:
        assert zone_of(zone) is not None
        return
    assert problem.code in ("unreadable-zone", "ambiguous-zone")
    assert problem.message
    assert problem.hint
    assert (problem.code == "ambiguous-zone") == (len(problem.choices) > 1)
