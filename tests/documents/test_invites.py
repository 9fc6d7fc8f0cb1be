"""Calendar files: opened with a library that is not the writer, moved, cancelled, and with the hardest names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from pairing.documents.invites import EVERYBODY, FIRST_STAMP, calendar_files
from pairing.errors import InputError
from pairing.model.intervals import from_datetime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Pair, Result, Status

QUICK = settings(max_examples=150, deadline=None, derandomize=True, database=None)
DAYS = {"first_day": date(2027, 3, 12), "last_day": date(2027, 3, 16), "zone": "America/Los_Angeles"}
TECHNICAL = Session("Technical", minutes=45, time="we set", agenda="Questions, then\nfeedback; be kind", **DAYS)
ADA = Participant("Ada Quill", "ada@example.org", free=(), zone="America/Los_Angeles")
CEM = Participant("Cem Osei", "cem@example.org", free=())
DEE = Mentor("Dee Park", "dee@example.org", free=(), zone="Europe/Berlin")
TEN = from_datetime(datetime(2027, 3, 13, 18, tzinfo=UTC))
LATER = datetime(2027, 3, 1, 12, 0, 30, tzinfo=UTC)


def plan(*pairs: Pair, held: Sequence[Meeting] = (), seed: int = 7) -> Result:
    people = {one.participant.id: one.participant for one in pairs} or {ADA.id: ADA}
    mentors = {one.mentor.id: one.mentor for one in pairs} or {DEE.id: DEE}
    sessions = {one.session.id: one.session for one in pairs} or {TECHNICAL.id: TECHNICAL}
    problem = Problem(
        tuple(people.values()), tuple(mentors.values()), tuple(sessions.values()), held=tuple(held), seed=seed
    )
    return Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=pairs)


def at(start: int | None, participant: Participant = ADA, mentor: Mentor = DEE, session: Session = TECHNICAL) -> Pair:
    return Pair(participant, mentor, session, start=start)


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def the_event(files: Mapping[str, bytes], name: str = EVERYBODY) -> Any:
    (event,) = events(files[name])
    return event


def test_each_person_has_a_file_and_there_is_one_for_all() -> None:
    files = calendar_files(plan(at(TEN), at(TEN + 60, CEM)), programme="Career Lab")
    assert list(files) == ["everybody.ics", "ada-quill.ics", "cem-osei.ics", "dee-park.ics"]
    assert [len(events(data)) for data in files.values()] == [2, 1, 1, 2]
    calendar = Calendar.from_ical(files["ada-quill.ics"])
    assert (calendar["METHOD"], calendar["VERSION"], calendar["X-WR-CALNAME"]) == (
        "PUBLISH",
        "2.0",
        "Career Lab",
    )


def test_an_event_says_when_who_and_what_on_both_clocks() -> None:
    event = the_event(calendar_files(plan(at(TEN))))
    assert event.decoded("DTSTART") == datetime(2027, 3, 13, 18, tzinfo=UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)
    assert event["SUMMARY"] == "Technical: Ada Quill and Dee Park"
    assert event["DESCRIPTION"] == (
        "Ada Quill and Dee Park\nSat 13 Mar, 10:00 PST (19:00 CET)\n\nQuestions, then\nfeedback; be kind"
    )


def test_no_address_stands_in_any_file() -> None:
    assert not [name for name, data in calendar_files(plan(at(TEN), at(TEN + 60, CEM))).items() if b"@" in data]


def test_a_name_that_is_an_address_is_refused() -> None:
    with pytest.raises(InputError, match="holds an e-mail address"):
        calendar_files(plan(at(TEN, Participant("ada@example.org", free=()))))


def test_the_same_plan_gives_the_same_bytes() -> None:
    result = plan(at(TEN), at(TEN + 60, CEM))
    assert calendar_files(result) == calendar_files(result)
    first = calendar_files(result, stamp=LATER)
    assert calendar_files(result, stamp=LATER + timedelta(days=3), before=first) == first


def test_a_meeting_that_moves_keeps_its_uid_and_gets_a_later_revision() -> None:
    first = calendar_files(plan(at(TEN)), stamp=LATER)
    for before in ({}, first):  # also where the earlier files are lost
        moved = calendar_files(plan(at(TEN + 30)), stamp=LATER + timedelta(hours=1), before=before)
        old, new = the_event(first), the_event(moved)
        assert new["UID"] == old["UID"]
        assert new["SEQUENCE"] > old["SEQUENCE"]
        assert new.decoded("DTSTAMP") > old.decoded("DTSTAMP")


def test_two_moves_within_a_minute_are_two_revisions() -> None:
    files: dict[str, bytes] = {}
    revisions = []
    for start in (TEN, TEN + 30, TEN):
        files = calendar_files(plan(at(start)), stamp=LATER, before=files)
        revisions.append(the_event(files)["SEQUENCE"])
    assert revisions == sorted(set(revisions))


def test_only_what_changes_gets_another_revision() -> None:
    first = calendar_files(plan(at(TEN), at(TEN + 60, CEM)), stamp=LATER)
    second = calendar_files(plan(at(TEN), at(TEN + 90, CEM)), stamp=LATER + timedelta(days=1), before=first)
    assert second["ada-quill.ics"] == first["ada-quill.ics"]
    assert second["cem-osei.ics"] != first["cem-osei.ics"]


def test_a_meeting_that_is_off_is_sent_once_more_as_cancelled_and_stays_so() -> None:
    first = calendar_files(plan(at(TEN), at(TEN + 60, CEM)), stamp=LATER)
    second = calendar_files(plan(at(TEN)), stamp=LATER + timedelta(days=1), before=first)
    assert [str(event["STATUS"]) for event in events(second["dee-park.ics"])] == ["CONFIRMED", "CANCELLED"]
    assert the_event(second, "cem-osei.ics")["STATUS"] == "CANCELLED"
    assert the_event(second, "cem-osei.ics")["SEQUENCE"] > the_event(first, "cem-osei.ics")["SEQUENCE"]
    assert calendar_files(plan(at(TEN)), stamp=LATER + timedelta(days=2), before=second) == second
    back = calendar_files(plan(at(TEN), at(TEN + 60, CEM)), stamp=LATER + timedelta(days=3), before=second)
    assert the_event(back, "cem-osei.ics")["STATUS"] == "CONFIRMED"
    assert the_event(back, "cem-osei.ics")["SEQUENCE"] > the_event(second, "cem-osei.ics")["SEQUENCE"]


def test_a_meeting_that_was_held_is_not_cancelled() -> None:
    first = calendar_files(plan(at(TEN)), stamp=LATER)
    for start in (None, TEN):
        held = plan(held=[Meeting(ADA.id, DEE.id, "Technical", start)])
        assert calendar_files(held, stamp=LATER + timedelta(days=30), before=first) == first


def test_uids_do_not_depend_on_names_or_order_and_differ_by_key() -> None:
    uid = the_event(calendar_files(plan(at(TEN))))["UID"]
    married = Participant("Ada Park", ADA.id, free=(), zone=ADA.zone)
    assert the_event(calendar_files(plan(at(TEN, married))))["UID"] == uid
    assert the_event(calendar_files(plan(at(TEN)), key="other"))["UID"] != uid
    assert the_event(calendar_files(plan(at(TEN), seed=8), key="7"))["UID"] == uid


def test_where_they_agree_there_is_no_invitation() -> None:
    agreeing = Session("Technical", minutes=60, **DAYS)
    assert calendar_files(plan(at(TEN, session=agreeing))) == {}
    assert calendar_files(plan(at(None))) == {}


def test_who_is_a_participant_and_a_mentor_has_one_file() -> None:
    both = Mentor("Ada Quill", ADA.id, free=())
    files = calendar_files(plan(at(TEN), at(TEN + 60, CEM, both)))
    assert len(events(files["ada-quill.ics"])) == 2


def test_namesakes_and_names_without_letters_have_files_of_their_own() -> None:
    people = [
        Participant(name, f"{name}{n}@x.org", free=()) for n, name in enumerate(["Ada", "ADA", "🦊", "李雷", "con"])
    ]
    files = calendar_files(plan(*(at(TEN + 60 * n, one) for n, one in enumerate(people))))
    assert len(files) == 7
    assert all(name.isascii() and name.count(".") == 1 for name in files)
    assert "con.ics" not in files
    assert "ada.ics" not in files


def test_a_foreign_file_is_not_taken_for_an_earlier_one() -> None:
    with pytest.raises(InputError, match="no calendar file of ours"):
        calendar_files(plan(at(TEN)), before={EVERYBODY: b"BEGIN:VCALENDAR\r\nPRODID:-//x\r\nEND:VCALENDAR\r\n"})


def test_a_moment_before_the_first_stamp_counts_from_it() -> None:
    assert the_event(calendar_files(plan(at(TEN)), stamp=FIRST_STAMP - timedelta(days=1)))["SEQUENCE"] == 0


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf")), min_size=1, max_size=90).filter(
    lambda text: bool(text.strip()) and "@" not in text and "＠" not in text and "﹫" not in text
)
HARD = st.sampled_from(
    [
        "O'Rourke; Ann, Jr.",
        "a\\nb",
        "👩‍👩‍👧‍👦" * 12,
        "שרה כהן",
        "ليلى",
        "x" * 300,
        "é" * 200,
        "BEGIN:VEVENT",
        "Ada:Bo",
        ",;\\:",
    ]
)


@QUICK
@given(NAMES | HARD, NAMES | HARD, st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_whatever_people_are_called_another_library_reads_the_same(name: str, other: str, agenda: str) -> None:
    session = Session("Technical, first; \\ round", minutes=60, time="we set", agenda=agenda, **DAYS)
    participant, mentor = Participant(name, "p", free=()), Mentor(other, "m", free=())
    files = calendar_files(plan(at(TEN, participant, mentor, session)), programme=agenda)
    for data in files.values():
        assert max(map(len, data.split(b"\r\n"))) <= 75
        assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
        for part in data.split(b"\r\n"):
            part.decode("utf-8")  # never broken within a character
        (event,) = events(data)
        shown = [" ".join(one.split()) for one in (name, other)]
        assert event["SUMMARY"] == f"{session.name}: {shown[0]} and {shown[1]}"
        assert str(event["DESCRIPTION"]).startswith(f"{shown[0]} and {shown[1]}\n")
    again = calendar_files(plan(at(TEN, participant, mentor, session)), programme=agenda, before=files, stamp=LATER)
    assert again == files
