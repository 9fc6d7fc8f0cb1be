"""Which column is what, from what people write above it.

A header has a role when it holds one of the role's *anchors* ("full name", "time zone") and, beside filler words,
nothing but words that the role expects. One strange word and the column is only kept as an answer: "Company name"
and "Emergency contact email" are nobody's name and address. What is not recognised can be named in the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, text_key
from pairing.rosters.formats.choosing import choose_free
from pairing.rosters.formats.shapes import NO_PARTS, SheetFormat, Span, View
from pairing.rosters.grids import stems_of
from pairing.rosters.header_issues import Place, role_words, two_columns
from pairing.rosters.header_words import (
    BESIDE,
    COLLABIE,
    FILLER,
    FIRST_NAME,
    LAST_NAME,
    MAY_BE,
    MENTOR,
    NOT_OWN,
    OPENS_YES_NO,
    PEOPLE,
    PER_SESSION,
    SECOND_CHOICE,
    SUBMITTED,
    core_and_rest,
    listing,
    word_set,
    words_of,
)
from pairing.rosters.settings import MENTOR_ROLES

Side = Literal["collabies", "mentors"]
ANSWER = "answer"  # the role of a column that is only kept


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a column was taken for: ``role`` (``answer`` where it is only kept), and ``how`` that was found."""

    role: str
    header: str
    index: int
    how: str


class Columns(NamedTuple):
    """The columns of a sheet: index by role, indices of those of free times, and what was said about them.

    ``format``: the shape of the free times; None where there are none.
    """

    idx_by_role: Mapping[str, int]
    grid: tuple[int, ...]
    recognitions: tuple[Recognition, ...]
    issues: tuple[Issue, ...]
    format: SheetFormat | None = None


def recognise(
    header: Sequence[str],
    side: Side,
    headers: Mapping[str, str] | None = None,
    *,
    rows: Sequence[Sequence[str]] = (),
    file: str = "",
    line: int | None = None,
    needs_hours: bool = True,
    free_format: str | None = None,
    day_parts: Mapping[str, Span] = NO_PARTS,
) -> Columns:
    """Find the role of every column.

    Parameters
    ----------
    header
        What stands above the columns.
    side
        Whose sheet it is: ``collabies`` or ``mentors``.
    headers
        Role to header, where the coordinator says so; for ``free`` the part before the brackets, or the header of the
        one column (the first one, where there is one a day); "" means that no column has the role. Roles: name,
        first_name, last_name, email, timestamp, pronouns, zone, track, sessions, capacity (mentors), free, apart.
    rows
        The cells: of two columns that fit one role, one that is blank throughout is the worse, and two that say the
        same in every row are no question.
    file, line
        Where the header stands, for the issues.
    needs_hours
        False where no session has a time: that no grid can be told to be the free times is a warning then.
    free_format
        The shape of the free times, where the coordinator says so: one of ``SHEET_FORMATS``.
    day_parts
        What is called a part of the day (``text_key``), to its minutes.

    Returns
    -------
    Columns
        Its issues are errors (``no-name-column``, ``two-columns``, ``unsure-grid``, ``unknown-header``), warnings
        (``unsure-column``) and notes.
    """
    headers = headers or {}

    def place(severity: Severity, code: str, message: str, hint: str, value: str = "") -> Issue:
        return Issue(severity, code, message, hint, file=file, line=line, column=value, value=value)

    named, issues = _named(header, headers, place)
    recognitions = {index: Recognition(role, header[index], index, "named in the settings") for role, index in named}
    fixed = {*(role for role, _ in named), *headers}
    stems = stems_of(header, recognitions)
    days = [index for stem in stems for index in stem.days]
    fault = Severity.ERROR if needs_hours else Severity.WARNING
    for role, index in _recognised(header, side, fixed, {*recognitions, *days}, rows, place, issues):
        recognitions[index] = Recognition(role, header[index], index, "recognised by its words")
    view = View(header, rows, stems, frozenset(recognitions), day_parts)
    shape, grid = choose_free(view, headers.get("free"), free_format, place, issues, fault)
    for index in grid if shape is not None else ():
        recognitions[index] = Recognition("free", header[index], index, shape.how)  # type: ignore[union-attr]
    for index, text in enumerate(header):
        if index not in recognitions:
            how = "kept as an answer" if text_key(text) else "no header: not read"
            recognitions[index] = Recognition(ANSWER, text, index, how)
    idx_by_role = {one.role: one.index for one in recognitions.values() if one.role not in (ANSWER, "free")}
    issues += _missing(header, idx_by_role, side, fixed, recognitions, place)
    return Columns(
        idx_by_role, grid, tuple(recognitions[index] for index in sorted(recognitions)), tuple(issues), shape
    )


def _recognised(
    header: Sequence[str],
    side: Side,
    fixed: Set[str],
    taken: Set[int],
    rows: Sequence[Sequence[str]],
    place: Place,
    issues: list[Issue],
) -> Iterator[tuple[str, int]]:
    """The best column for every role that the settings do not speak of."""
    fits: dict[str, list[tuple[int, int]]] = {}
    for index, text in enumerate(header):
        for role, rank in _roles(text, side) if index not in taken else ():
            if role not in fixed:
                fits.setdefault(role, []).append((rank, index))
    for role, found in fits.items():
        if role in ("first_name", "last_name") and ("name" in fits or "name" in fixed):
            continue  # only where there is no whole name
        filled = [one for one in found if any(row[one[1]].strip() for row in rows)] or found
        best = [index for rank, index in sorted(filled) if rank == min(filled)[0]]
        if len(best) > 1 and not (rows and all(len({text_key(row[index]) for index in best}) == 1 for row in rows)):
            issues.append(two_columns(place, role, [header[index] for index in best]))
        yield role, best[0]


def _named(
    header: Sequence[str], headers: Mapping[str, str], place: Place
) -> tuple[list[tuple[str, int]], list[Issue]]:
    """The columns that the settings name."""
    index_by_key = {text_key(text): index for index, text in reversed(list(enumerate(header)))}
    found: list[tuple[str, int]] = []
    issues: list[Issue] = []
    for role, text in headers.items():
        index = index_by_key.get(text_key(text))
        if role not in MENTOR_ROLES:
            hint = did_you_mean(role, MENTOR_ROLES) or f"Known are {', '.join(MENTOR_ROLES)}."
            issues.append(place(Severity.ERROR, "unknown-key", f"no column has the role {role!r}.", hint, role))
        elif not text.strip() or role == "free":
            continue
        elif index is None:
            hint = did_you_mean(text, header) or f"The sheet has {listing(header)}."
            message = f"the settings name the column {text!r} for {role}; the sheet has none of that header."
            issues.append(place(Severity.ERROR, "unknown-header", message, hint, text))
        else:
            found.append((role, index))
    return found, issues


def _roles(header: str, side: Side) -> Iterator[tuple[str, int]]:
    """The roles a header has, each with its rank: 0, or 1 where another column of that role is the better one."""
    core, rest = core_and_rest(header)
    own, other = (COLLABIE, MENTOR) if side == "collabies" else (MENTOR, COLLABIE)
    all_words = words_of(core)
    rest_words = words_of(rest)
    if not all_words or rest_words[:1] == ["of"] or not NOT_OWN.isdisjoint(rest_words):
        return
    if rest_words and other.issuperset(rest_words):
        return
    words = frozenset(all_words) - FILLER
    is_yes_no = all_words[0] in OPENS_YES_NO
    if _is_apart(words):
        yield "apart", 0
    if is_yes_no:
        return
    rank = 0 if SECOND_CHOICE.isdisjoint(words) else 1
    if words in SUBMITTED:
        yield "timestamp", 0
    elif words in FIRST_NAME:
        yield "first_name", 0
    elif words in LAST_NAME:
        yield "last_name", 0
    elif "name" in words and words <= BESIDE["name"] | own and _is_whole_name(words):
        yield "name", rank
    elif len(words) == 1 and words <= own and len(all_words) == 1:
        yield "name", 2  # a column headed only "Mentor"
    if "email" in words and words <= BESIDE["email"] | own:
        yield "email", rank
    if words & word_set("pronoun pronouns") and words <= BESIDE["pronouns"]:
        yield "pronouns", rank
    if words >= word_set("time zone") and words <= BESIDE["zone"]:
        yield "zone", rank
    if words & word_set("track tracks") and words <= BESIDE["track"]:
        yield "track", rank
    if words & word_set("session sessions") and words <= BESIDE["sessions"]:
        yield "sessions", rank
    if side == "mentors" and _is_capacity(words) and PER_SESSION.isdisjoint(rest_words):
        yield "capacity", rank


def _is_whole_name(words: frozenset[str]) -> bool:
    """Not only the first name, nor only the last."""
    has_first = bool(words & {"first", "given"})
    has_last = bool(words & {"last", "family", "surname"})
    return has_first == has_last or "full" in words


def asks_capacity(header: str) -> bool:
    """Whether a header asks, as only a mentors' sheet does, how many places there are."""
    return any(role == "capacity" for role, _ in _roles(header, "mentors"))


def _is_capacity(words: frozenset[str]) -> bool:
    if not words <= BESIDE["capacity"]:
        return False
    asks_number = words >= {"how", "many"} or not words.isdisjoint({"max", "maximum", "most", "limit", "number"})
    return "capacity" in words or (asks_number and not words.isdisjoint(PEOPLE))


def _is_apart(words: frozenset[str]) -> bool:
    """Somebody is named who is *not* to be met; a wish to meet somebody must never be read as this."""
    if not words <= BESIDE["apart"]:
        return False
    says_not = not words.isdisjoint({"not", "dont", "shouldnt", "avoid", "apart", "conflict", "conflicts"})
    meeting = {"paired", "pair", "pairing", "matched", "match", "meet", "avoid", "apart", "grouped", "placed"}
    meeting |= {"partnered", "work", "working", "interest", "together"}
    return says_not and not words.isdisjoint(meeting)


def _missing(
    header: Sequence[str],
    idx_by_role: Mapping[str, int],
    side: Side,
    fixed: set[str],
    recognitions: Mapping[int, Recognition],
    place: Place,
) -> Iterator[Issue]:
    """What no column was taken for, and which unrecognised one may be it."""
    if not idx_by_role.keys() & {"name", "first_name", "last_name"} and "name" not in fixed:
        message = f"no column is recognised as the name; the headers are {listing(header)}."
        hint = 'Say which it is in the settings: headers = { name = "…" }.'
        yield place(Severity.ERROR, "no-name-column", message, hint)
    meant = {
        "email": "People are told apart by their names alone.",
        "sessions": f"Everybody {'takes part in' if side == 'collabies' else 'helps in'} all sessions.",
    }
    for role, words in MAY_BE.items():
        if role in idx_by_role or role in fixed or (role == "capacity" and side == "collabies"):
            continue
        kept = [one.header for one in recognitions.values() if one.role == ANSWER]
        maybe = [text for text in kept if words & frozenset(words_of(text)) and _could_be(role, side, text)]
        if maybe:
            message = f"no column is recognised as the {role_words(role)}; {listing(maybe)} may be it."
            hint = f'If so, say it in the settings: headers = {{ {role} = "{maybe[0]}" }}; if not: {role} = "".'
            yield place(Severity.WARNING, "unsure-column", message, hint, maybe[0])
        elif role in meant:
            message = f"no column is recognised as the {role_words(role)}. {meant[role]}"
            yield place(Severity.NOTE, f"no-{role}-column", message, f'Else name it: headers = {{ {role} = "…" }}.')


def _could_be(role: str, side: Side, header: str) -> bool:
    """A number is asked for where a capacity could be meant, a refusal where a wish to be kept apart could."""
    words = frozenset(words_of(header))
    if role == "capacity":
        return "capacity" in words or words >= {"how", "many"} or not words.isdisjoint({"max", "maximum", "limit"})
    if role == "sessions":
        return side == "mentors" or not words.isdisjoint({"session", "sessions"})
    return role != "apart" or not words.isdisjoint({"not", "avoid", "apart", "dont", "conflict", "conflicts", "never"})
