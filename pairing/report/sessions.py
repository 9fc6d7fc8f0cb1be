"""Who meets whom: a table for each session, with the hours in common, or the start that we set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pairing.documents.headers import next_title
from pairing.documents.inline import Source, cell_text
from pairing.documents.session_plan import groups_in, mentors_in
from pairing.documents.tables import HEADER, HOURS, PEER_HEADER
from pairing.documents.time_words import time_words
from pairing.model.clock_words import day_words, one_stretch_words
from pairing.model.session import Session
from pairing.model.solution import UNPAIRED_TEXT, Pair
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import cell, column, counted, head_cell, person, row, table, unseen

MOST_STRETCHES = 3  # of hours in common that are told at once; the others are folded away


class _Row(NamedTuple):
    """A participant with one mentor, or with none ("")."""

    who: str
    mentor: str


def session_sections(subject: Subject) -> Iterator[Markup]:
    """One section for each session, in the order of the programme."""
    for s, session in enumerate(subject.problem.sessions):
        title = element("h3", session.name, *([" ", element("span", "over", class_="tag")] if session.closed else []))
        tables = [_peers(subject, s)] if session.is_peers else [_mentors(subject, s)]
        yield element("section", "\n", title, _facts(session), "\n", *tables, "\n", class_="block", id=f"session-{s}")


def _facts(session: Session) -> Markup:
    """What kind of meeting it is, in one line."""
    told = ["Participants practise with each other"] if session.is_peers else []
    if session.minutes is not None:
        told.append(f"{session.minutes} minutes")
    if session.first_day is not None and session.last_day is not None:
        first, last = _day(session.first_day), _day(session.last_day)
        told.append(first if first == last else f"{first} to {last}")
    if session.sets_time:
        told.append("the time is set")
    elif session.is_timed:
        told.append("the two agree on a time")
    elif not session.is_peers:
        told.append("no common time is needed")
    if session.track == "required":
        told.append("same track")
    line = " · ".join(told)
    return element("p", f"{line[:1].upper()}{line[1:]}", class_="facts")


def _day(day: date) -> str:
    """``Fri 12 Mar 2027``; no locale plays a part."""
    return f"{day_words(day)} {day.year}"


# --- with mentors -----------------------------------------------------------------------------------------------


def _mentors(subject: Subject, s: int) -> Markup:
    session = subject.problem.sessions[s]
    rows = _rows_of(subject, s)
    titles = _titles(subject, session)
    is_timed = session.is_timed
    role = {"role": "columnheader"} if is_timed else {}
    head = [column(titles[0], **role), column(titles[1], **role)]
    note = ""
    if is_timed:
        head.append(column(titles[2], kind="number", **role))
        who = titles[0]
        note = f"Times are on the clock of the {who}; in brackets, where it differs, on that of the {titles[1]}."
    pairs = {(one.participant.id, one.mentor.id): one for one in subject.result.pairs if one.session.id == session.id}
    words = time_words(subject.result, s) if session.sets_time else {}
    lines = []
    for one in rows:
        name = person(subject.name(one.who, "participant"))
        cells = [head_cell(name, role="rowheader" if is_timed else None), _mentor(subject, one.mentor, is_timed)]
        if is_timed:
            pair = pairs.get((one.who, one.mentor))
            cells.append(_time(words.get((one.who, one.mentor), ""), pair) if session.sets_time else _hours(pair))
        lines.append(row(*cells, class_=None if one.mentor else "missing", role="row" if is_timed else None))
    caption = _caption(session, sum(one.mentor != "" for one in rows), "pair", sum(one.mentor == "" for one in rows))
    css = "people stacked" if is_timed else "people"
    return table(caption, head, lines, id_=f"who-{s}", note=note, stacked=is_timed, class_=css, data_find=True)


def _caption(session: Session, number: int, noun: str, missing: int) -> Markup:
    """``25 pairs, 1 left open``; a screen reader hears of which session."""
    told = counted(number, noun)
    return joined([unseen(f"{session.name}: "), f"{told}, {missing} left open" if missing else told])


def _rows_of(subject: Subject, s: int) -> list[_Row]:
    """In the order of the names; a row for each mentor, and one for what is missing."""
    session = subject.problem.sessions[s]
    mentors = _published(subject, session) if session.closed else None
    if mentors is None:
        mentors = mentors_in(subject.result, s)
    missing = {one.participant.id for one in subject.result.unpaired if one.session.id == session.id}
    found = []
    for who in sorted(mentors, key=lambda one: (subject.name(one, "participant").casefold(), one)):
        others = sorted(mentors[who], key=lambda one: (subject.name(one, "mentor").casefold(), one))
        found += [_Row(who, other) for other in others]
        if not others or who in missing:
            found.append(_Row(who, ""))
    return found


def _published(subject: Subject, session: Session) -> dict[str, tuple[str, ...]] | None:
    """Who stands with whom in the table of a session that is over, those included who have left since."""
    if subject.program is None or session.id not in subject.program.standings.facts:
        return None
    from pairing.cohort.before_after import standings_before

    standings = standings_before(subject.problem, subject.program.standings)
    return {one.person: one.partners for one in standings if one.session == session.name}


def _titles(subject: Subject, session: Session) -> tuple[str, str, str]:
    settings = subject.settings_of(session)
    header = () if settings is None or settings.table_header is None else settings.table_header
    time = "Time" if session.sets_time else HOURS
    first, second = header[:2] if len(header) > 1 else HEADER
    return first, second, header[2] if session.sets_time and len(header) > 2 else time


def _mentor(subject: Subject, who: str, is_timed: bool) -> Markup:
    told = person(subject.name(who, "mentor")) if who else element("span", _nobody(subject), class_="nobody")
    return cell(told, role="cell" if is_timed else None)


def _nobody(subject: Subject) -> str:
    """What stands where nobody is assigned, in the settings' own words."""
    said = UNPAIRED_TEXT if subject.program is None else subject.program.settings.unpaired_text
    return cell_text(Source(said)).strip("_* ") or "–"


def _time(words: str, pair: Pair | None) -> Markup:
    start = None if pair is None else pair.set_start
    return cell(words or "–", key=start, class_="time", role="cell")


def _hours(pair: Pair | None) -> Markup:
    """The stretches of hours in common, a line for each; many are folded."""
    if pair is None or not pair.common:
        return cell("–", class_="time", role="cell")
    zones = pair.participant.zone, pair.mentor.zone
    told = [element("li", one_stretch_words(one, *zones)) for one in pair.common]
    first: list[Child] = [element("ul", told[:MOST_STRETCHES], class_="plain")]
    if len(told) > MOST_STRETCHES:
        more = element("summary", f"and {len(told) - MOST_STRETCHES} more")
        first.append(element("details", more, element("ul", told[MOST_STRETCHES:], class_="plain")))
    return cell(*first, key=pair.common[0][0], class_="time", role="cell")


# --- of peers ---------------------------------------------------------------------------------------------------


def _peers(subject: Subject, s: int) -> Markup:
    session = subject.problem.sessions[s]
    groups: list[Sequence[str]] = list(_published_groups(subject, session) or groups_in(subject.result, s))
    shown = sorted(
        sorted((subject.name(who, "participant") for who in group), key=lambda name: (name.casefold(), name))
        for group in groups
    )
    shown.sort(key=lambda group: [name.casefold() for name in group])
    settings = subject.settings_of(session)
    header = None if settings is None else settings.table_header
    titles = list(PEER_HEADER if header is None or len(header) < 2 else header)
    while len(titles) < max(map(len, shown), default=2):
        titles.append(next_title(titles[-1]))
    rows = []
    for group in shown:
        others = [cell(person(name)) for name in group[1:]]
        if not others:
            others = [cell(element("span", _nobody(subject), class_="nobody"))]
        others += [cell() for _ in range(len(titles) - 1 - len(others))]
        rows.append(row(head_cell(person(group[0])), *others, class_=None if len(group) > 1 else "missing"))
    head = [column(title) for title in titles]
    alone = sum(len(group) == 1 for group in shown)
    caption = _caption(session, len(shown) - alone, "group", alone)
    return table(caption, head, rows, id_=f"who-{s}", class_="people", data_find=True)


def _published_groups(subject: Subject, session: Session) -> list[tuple[str, ...]] | None:
    """The groups of a session that is over, as its table shows them."""
    published = _published(subject, session) if session.closed else None
    if published is None:
        return None
    found = {frozenset((who, *others)): (who, *others) for who, others in published.items()}
    return list(found.values())
