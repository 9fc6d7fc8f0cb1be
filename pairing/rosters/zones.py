"""The time zone that somebody wrote by hand, or why it cannot be told.

A text may say the same thing several times, as in ``(GMT-08:00) Pacific Time``, ``IST (India)`` or ``Berlin, CET``.
It is cut into parts; each part stands for one zone, or for several where it is ambiguous. A place says more than
an abbreviation, and that more than an offset; the part that says most is taken, and every other part has to show
the same clock in at least one month of the year (a country, all year). What is left must be one clock, else the
coordinator is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from pairing.model.intervals import zone_of
from pairing.model.names import did_you_mean, text_key
from pairing.rosters.zone_places import CITIES, COUNTRIES, STATES

_LA, _DENVER, _CHICAGO, _NY = "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York"
_BERLIN, _LONDON, _LISBON, _ATHENS = "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Athens"
_KOLKATA, _SYDNEY, _HALIFAX = "Asia/Kolkata", "Australia/Sydney", "America/Halifax"
_MOUNTAIN = f"{_DENVER} America/Phoenix"
_CENTRAL_STANDARD = f"{_CHICAGO} America/Mexico_City Asia/Shanghai America/Havana"

# Abbreviations and words: one zone each, or several (with a blank between) where people mean different ones by it.
# A standard time that a neighbour without summer time has too is ambiguous (MST: Phoenix; AEST: Brisbane).
_WORDS = {
    "z gmt utc uct zulu greenwich": "UTC",
    "pt pst pdt pacific us-pacific": _LA,
    "mt mdt mountain us-mountain": _DENVER,
    "ct cdt us-central": _CHICAGO,
    "et est edt eastern us-eastern": _NY,
    "akt akst akdt alaska": "America/Anchorage",
    "hst hawaii": "Pacific/Honolulu",
    "adt": _HALIFAX,
    "ndt newfoundland": "America/St_Johns",
    "brt": "America/Sao_Paulo",
    "art": "America/Argentina/Buenos_Aires",
    "cot colombia": "America/Bogota",
    "clt": "America/Santiago",
    "vet": "America/Caracas",
    "pet peru": "America/Lima",
    "cet cest mez mesz central-european central-europe": _BERLIN,
    "eet eest eastern-european": _ATHENS,
    "wet western-european": _LISBON,
    "uk british england scotland wales great-britain united-kingdom": _LONDON,
    "ireland irish": "Europe/Dublin",
    "msk": "Europe/Moscow",
    "trt": "Europe/Istanbul",
    "wat nigeria": "Africa/Lagos",
    "cat": "Africa/Maputo",
    "eat kenya": "Africa/Nairobi",
    "sast south-africa": "Africa/Johannesburg",
    "ghana": "Africa/Accra",
    "india indian": _KOLKATA,
    "pkt pakistan": "Asia/Karachi",
    "npt nepal": "Asia/Kathmandu",
    "bangladesh": "Asia/Dhaka",
    "ict": "Asia/Bangkok",
    "wib": "Asia/Jakarta",
    "sgt singapore": "Asia/Singapore",
    "hkt hong-kong": "Asia/Hong_Kong",
    "pht philippines": "Asia/Manila",
    "china": "Asia/Shanghai",
    "jst japan": "Asia/Tokyo",
    "kst korea south-korea": "Asia/Seoul",
    "idt israel": "Asia/Jerusalem",
    "awst": "Australia/Perth",
    "aedt aet": _SYDNEY,
    "acdt": "Australia/Adelaide",
    "nzt nzst nzdt": "Pacific/Auckland",
    "germany": _BERLIN,
    "france": "Europe/Paris",
    "netherlands": "Europe/Amsterdam",
    "italy": "Europe/Rome",
    "poland": "Europe/Warsaw",
    "mst mountain-standard": _MOUNTAIN,
    "cst": _CENTRAL_STANDARD,
    "central": f"{_CHICAGO} {_BERLIN}",
    "ist": f"{_KOLKATA} Asia/Jerusalem Europe/Dublin",
    "bst": f"{_LONDON} Asia/Dhaka Pacific/Bougainville",
    "ast atlantic": f"{_HALIFAX} America/Puerto_Rico Asia/Riyadh",
    "aest": f"{_SYDNEY} Australia/Brisbane",
    "acst": "Australia/Adelaide Australia/Darwin",
    "gst": "Asia/Dubai Pacific/Guam Atlantic/South_Georgia",
    "gulf": "Asia/Dubai",
    "arab arabian": "Asia/Riyadh Asia/Dubai",
    "amt": "America/Manaus Asia/Yerevan",
    "sst": "Pacific/Pago_Pago Asia/Singapore",
    "west": f"{_LISBON} {_LA}",
    "mexico": "America/Mexico_City America/Cancun America/Hermosillo America/Tijuana",
    "brazil": "America/Sao_Paulo America/Manaus America/Noronha America/Rio_Branco",
    "australia": f"{_SYDNEY} Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth",
    "canada": f"America/Toronto {_HALIFAX} America/Winnipeg America/Regina America/Edmonton America/Vancouver",
}
# With "time" or "standard time" after it, the word "central" alone is the American one.
_PHRASES = {"central time": _CHICAGO, "central standard time": _CHICAGO, "central daylight time": _CHICAGO}
_PHRASES |= {"arizona": "America/Phoenix", "mountain standard time": _MOUNTAIN, "british summer time": _LONDON}
# What Microsoft's calendar calls these, whose winter is GMT, and Arizona's: not what the words say.
_PHRASES |= {"gmt standard time": f"UTC {_LONDON}", "us mountain standard time": _MOUNTAIN}
_UNITED_STATES = (_NY, _CHICAGO, _DENVER, "America/Phoenix", _LA, "America/Anchorage", "Pacific/Honolulu")
_REGION = frozenset(["us", "usa", "u.s.", "united states", "us & canada", "us and canada", "us/canada"])
_PLACES = frozenset("Africa America Arctic Asia Atlantic Australia Europe Indian Pacific".split())  # noqa: SIM905
# Last parts of IANA names that are also a point of the compass, or a city elsewhere that people may mean.
_NOT_A_CITY = frozenset("act cordoba la_paz lhi merida north nsw rosario santa_isabel south victoria west".split())  # noqa: SIM905

_TIME_WORDS = re.compile(r" (?:(?:standard|daylight|summer|daylight savings?) )?time(?: ?zone)?$| time ?zone$")
_OFFSET = re.compile(r"((?:utc|gmt) ?[+-] ?\d+(?:[:.]\d+)?)")
_BETWEEN = re.compile(r"[()\[\],;]| - ")
_CLOCK = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d)|\.(\d{1,2}))?")
_HUNDREDTHS = {"0": 0, "00": 0, "25": 15, "3": 30, "30": 30, "5": 30, "50": 30, "45": 45, "75": 45}
_DASHES = str.maketrans("‐‑‒–—−", "------")
_LABEL = re.compile(r"(?:my )?(?:time ?zone|tz)(?: is |[:=]| [:=])")
_NO_SIGN = re.compile(r"(?:utc|gmt) ?(\d{1,2}(?:[:.]\d{2})?)")
_OF_AN_OFFSET, _OF_A_REGION, _OF_A_WORD, _OF_A_COUNTRY, _OF_A_PLACE = range(5)  # how much a part says
_Part = tuple[int, tuple[str, ...]]


class ZoneProblem(ValueError):  # noqa: N818  (a question for the coordinator)
    """A time zone that cannot be told.

    ``code`` is "unreadable-zone" or "ambiguous-zone"; ``message`` quotes the text, ``hint`` is the cure, and
    ``choices`` are the zones an ambiguous text may mean.
    """

    def __init__(self, code: str, message: str, hint: str = "", choices: Sequence[str] = ()):
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.choices = tuple(choices)


def read_zone(text: str, table: Mapping[str, str] = {}) -> str:
    """The zone that a text means: an IANA name, ``UTC``, or an offset such as ``UTC-05:00``.

    Parameters
    ----------
    text
        As somebody wrote it: ``America/Bogota``, ``PT``, ``Central European Time (Berlin)``, ``UTC-5``.
    table
        What the settings say that texts mean (compared case and blanks aside). It wins.

    Raises
    ------
    ZoneProblem
        When the text is blank, no zone, an offset that no clock has, or may mean several zones.

    Examples
    --------
    >>> read_zone("IST (India)"), read_zone("(GMT-08:00) Pacific Time"), read_zone("UTC−5")
    ('Asia/Kolkata', 'America/Los_Angeles', 'UTC-05:00')
    """
    key = text_key(text)
    for written, meant in table.items():
        if text_key(written) == key:
            return read_zone(meant)
    if not key:
        raise ZoneProblem("unreadable-zone", "no time zone is given.", "Write one such as Europe/Berlin or UTC-5.")
    if "/" in text and text.strip()[0].isupper() and _is_zone(text.strip()):
        return text.strip()  # the common case, without a look at all the names there are
    key = key.translate(_DASHES)
    label = _LABEL.match(key)
    return _agree(text, _parts(text, key[label.end() :].strip() if label else key))


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except ValueError:
        return False
    return True


def names_zone(text: str, table: Mapping[str, str] = {}) -> bool:
    """Whether a text is a zone, be it one that may mean several: quick also where it is none.

    >>> names_zone("IST"), names_zone("or so")
    (True, False)
    """
    key = text_key(text)
    if any(text_key(written) == key for written in table):
        return True
    found, unknown = _known_parts(key.translate(_DASHES))
    return bool(found) and unknown is None


def _parts(text: str, key: str) -> list[_Part]:
    """What each part of the text may mean, in the order they stand."""
    found, unknown = _known_parts(key)
    if unknown is not None or not found:
        raise _unreadable(text, key, key if unknown is None else unknown)
    return found


def _known_parts(key: str) -> tuple[list[_Part], str | None]:
    """What each part of a text may mean, as far as the first one that is not known, and that one."""
    found: list[_Part] = []
    for piece in _BETWEEN.split(_OFFSET.sub(r";\1;", key)):
        piece = piece.strip(" :")
        if found and piece.startswith("/"):  # as in `UTC-8/-7`
            piece = piece[1:].strip()
        if piece:
            whole = _part(piece)
            state = _states().get(piece)
            if whole is None and state and found and found[-1][0] == _OF_A_PLACE:
                found.append((_OF_A_COUNTRY, tuple(state.split())))  # as in `Austin, TX`; alone `or` and `in` are words
                continue
            halves = [[whole]] if whole else [_part_and_place(half.strip()) for half in piece.split("/")]
            if not all(halves):
                return found, piece
            found += [part for half in halves for part in half]
    return found, None


def _part_and_place(key: str) -> list[_Part]:
    """One part; or an abbreviation and a place with nothing but a blank between, as in ``IST Mumbai``; else none."""
    whole = _part(key)
    if whole:
        return [whole]
    first, _, rest = key.partition(" ")
    start, _, last = key.rpartition(" ")
    for short, place in ((first, rest), (last, start)):
        word, where = _part(short) if _is_short(short) else None, None if _is_short(place) else _part(place)
        if word and where and where[0] != _OF_A_REGION:
            return [word, where]
    return []


def _is_short(key: str) -> bool:
    """Whether it is an abbreviation that people put beside a place."""
    return 2 <= len(key) <= 4 and key in _words()


def _part(key: str) -> _Part | None:
    """The zones that one part may mean, and how much it says; None where it is not known."""
    clock = _CLOCK.fullmatch(key)
    if clock:
        offset = _offset_name(*clock.groups())
        return (_OF_AN_OFFSET, (offset,)) if offset else None
    if key in _REGION:
        return _OF_A_REGION, _UNITED_STATES
    phrase = _PHRASES.get(key) or _words().get(key)
    if phrase is None:
        key = _TIME_WORDS.sub("", key)
        phrase = _words().get(key)
    if phrase is not None:
        return (_OF_AN_OFFSET if phrase == "UTC" else _OF_A_WORD), tuple(phrase.split())
    phrase = _countries().get(_plain(key))
    if phrase is not None:
        return _OF_A_COUNTRY, tuple(phrase.split())
    city = _cities().get(_plain(key))
    if city is not None:
        return _OF_A_PLACE, tuple(city.split())
    name = _iana(key)
    return (_OF_A_PLACE, (name,)) if name else None


@cache
def _words() -> dict[str, str]:
    return _each(_WORDS)


@cache
def _countries() -> dict[str, str]:
    return _each(COUNTRIES)


@cache
def _states() -> dict[str, str]:
    return _each(STATES)


@cache
def _cities() -> dict[str, str]:
    return _each(CITIES)


def _each(table: Mapping[str, str]) -> dict[str, str]:
    return {word.replace("-", " "): zones for words, zones in table.items() for word in words.split()}


def _offset_name(sign: str, hours: str, minutes: str | None, decimals: str | None) -> str | None:
    """``UTC-05:00``; None for an offset that no clock on Earth has."""
    past = _HUNDREDTHS.get(decimals, 99) if decimals else int(minutes or 0)
    total = int(hours) * 60 + past
    if past not in (0, 15, 30, 45) or total > (14 * 60 if sign == "+" else 12 * 60):
        return None
    return f"UTC{sign}{total // 60:02}:{total % 60:02}" if total else "UTC"


def _iana(key: str) -> str | None:
    """The IANA name, whatever its case, or the one whose city it is."""
    return _iana_names().get(_plain(key).replace(" / ", "/").replace(" ", "_"))  # São Paulo is Sao_Paulo there


def _plain(key: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", key) if not unicodedata.combining(char))


@cache
def _iana_names() -> dict[str, str]:
    """Every IANA name by its lower case, and every city by its own; one look at the disk, only when needed."""
    from zoneinfo import available_timezones

    names = sorted(available_timezones() - {"Factory", "localtime"})
    known = {name.lower(): name for name in names}
    for name in names:
        area, _, city = name.partition("/")
        if area in _PLACES and city and "/" not in city and city.lower() not in _NOT_A_CITY:
            known.setdefault(city.lower(), name)
    return known


@cache
def _clock(zone: str) -> tuple[float, ...]:
    """The offsets of a zone at the middle of each month of a year, hours."""
    days = (datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13))
    offsets = (day.astimezone(zone_of(zone)).utcoffset() for day in days)
    return tuple(offset.total_seconds() / 3600 for offset in offsets if offset is not None)


def _may_be_same(one: str, other: str) -> bool:
    return any(left == right for left, right in zip(_clock(one), _clock(other), strict=True))


def _agree(text: str, parts: Sequence[_Part]) -> str:
    """The one zone that all parts can mean."""
    most, zones = max(parts, key=lambda part: part[0])
    left = list(zones)
    for part in parts:
        fitting = [zone for zone in left if _fits(zone, part, most)]
        exact = [zone for zone in fitting if part[0] == _OF_A_WORD and _is_one_of(zone, part[1])]
        left = exact or fitting  # in summer Denver shows what Mexico City does, and `CST (Texas)` is not Denver
    if left and len({_clock(zone) for zone in left}) == 1:
        return left[0]
    if left:
        message = f"{text.strip()!r} may mean {' or '.join(left)}."
    else:
        left = list(dict.fromkeys(zone for _, several in parts for zone in several))
        message = f"the parts of {text.strip()!r} are different zones: {' or '.join(left)}."
    hint = f'Write which, such as {left[0]}, or put "{text.strip()}" = "{left[0]}" under [zones] in the settings.'
    raise ZoneProblem("ambiguous-zone", message, hint, left)


def _fits(zone: str, part: _Part, most: int) -> bool:
    """Whether a part leaves that zone possible; among those that say as much, the clock is the same all year."""
    says, zones = part
    if says == _OF_A_REGION:
        return zone in zones
    if says in (most, _OF_A_COUNTRY):
        return _is_one_of(zone, zones)
    return any(_may_be_same(zone, other) for other in zones)


def _is_one_of(zone: str, zones: Sequence[str]) -> bool:
    """Whether one of them shows the same clock all year."""
    return any(_clock(zone) == _clock(other) for other in zones)


def _unreadable(text: str, key: str, piece: str) -> ZoneProblem:
    shown = repr(text.strip())
    message = f"{shown} is no time zone" + ("." if piece == key else f" ({piece!r} is not known).")
    if _CLOCK.fullmatch(piece):
        message = f"{shown} is no time zone: no clock on Earth is that far from UTC."
    words = [word.upper() if len(word) <= 4 else word.title() for word in _words()]
    unsigned = _NO_SIGN.fullmatch(piece)
    if unsigned:
        hint = f"Write UTC+{unsigned[1]} where the clock is ahead of UTC, UTC-{unsigned[1]} where it is behind."
        return ZoneProblem("unreadable-zone", message, hint)
    words += [name.title() for name in (*_cities(), *_countries()) if len(name) > 3]
    hint = did_you_mean(_TIME_WORDS.sub("", piece), [*_iana_names().values(), *words])
    return ZoneProblem("unreadable-zone", message, hint or "Write one such as Europe/Berlin, PT or UTC-5.")


def same_clock(one: str, other: str) -> bool:
    """Whether two zones show the same clock in every month of the year.

    >>> same_clock("Europe/Berlin", "Europe/Paris"), same_clock("Europe/Berlin", "UTC+01:00")
    (True, False)
    """
    return one == other or _clock(one) == _clock(other)
