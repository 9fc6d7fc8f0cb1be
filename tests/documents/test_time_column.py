"""Tables of sessions whose times we set: what is written into the column `Time`, and what is read from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import pytest

from pairing.documents.filling import Filled
from pairing.documents.namebook import NameBook
from pairing.documents.plan_json import to_json
from pairing.documents.tables import to_csv, to_markdown, to_text
from pairing.errors import InputError
from pairing.model.clock_words import Clocks, start_words
from pairing.model.intervals import from_datetime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Pair, Result, Status
from tests.documents.cohorts import publish, read, table

LOS_ANGELES, BERLIN = "America/Los_Angeles", "Europe/Berlin"
DAYS = {"first_day": date(2027, 3, 12), "last_day": date(2027, 3, 16), "zone": LOS_ANGELES}
TECHNICAL = Session("Technical", minutes=60, time="we set", mentors_each=2, **DAYS)
ADA = Participant("Ada", "ada@example.org", free=(), zone=LOS_ANGELES)
CEM = Participant("Cem", "cem@example.org", free=())
DEE = Mentor("Dee", "dee@example.org", free=(), zone=BERLIN)
ELI = Mentor("Eli", "eli@example.org", free=(), zone=LOS_ANGELES)
TIMED = "| Collabie | Mentor | Time |"


def minute(day: int, hour: int, minutes: int = 0) -> int:
    return from_datetime(datetime(2027, 3, day, hour, minutes, tzinfo=UTC))


TEN = minute(13, 18)  # Saturday, ten o'clock in Los Angeles
EIGHT = minute(14, 4)  # eight in the evening there, and Sunday in Berlin


def plan(
    starts: Mapping[tuple[Participant, Mentor], int | None],
    *,
    people: Sequence[Participant] = (ADA, CEM),
    mentors: Sequence[Mentor] = (DEE, ELI),
    session: Session = TECHNICAL,
    held: Sequence[Meeting] = (),
) -> Result:
    problem = Problem(tuple(people), tuple(mentors), (session,), held=tuple(held))
    pairs = tuple(Pair(one, other, session, start=start) for (one, other), start in starts.items())
    return Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=pairs)


def starts_of(data: bytes, result: Result) -> list[int | None]:
    return [one.start for one in read(data, result).baseline if isinstance(one, Meeting)]


def codes(filled: Filled) -> list[str]:
    return [issue.code for issue in filled.issues]


# --- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "zones", "words"),
    [
        (TEN, (LOS_ANGELES, BERLIN), "Sat 13 Mar, 10:00 PST (19:00 CET)"),
        (EIGHT, (LOS_ANGELES, BERLIN), "Sat 13 Mar, 20:00 PST (Sun 05:00 CET)"),
        (EIGHT, (BERLIN, LOS_ANGELES), "Sun 14 Mar, 05:00 CET (Sat 20:00 PST)"),
        (TEN, (BERLIN, "Europe/Paris"), "Sat 13 Mar, 19:00 CET"),
        (TEN, (BERLIN, "Africa/Lagos"), "Sat 13 Mar, 19:00 CET (19:00 WAT)"),
        (TEN, ("Asia/Kolkata", "Asia/Kathmandu"), "Sat 13 Mar, 23:30 Kolkata time (23:45 UTC+5:45)"),
        (TEN, ("America/Sao_Paulo", "UTC-05:30"), "Sat 13 Mar, 15:00 UTC-3 (12:30 UTC-5:30)"),
        (TEN, ("UTC", "Etc/UTC"), "Sat 13 Mar, 18:00 UTC"),
    ],
)
def test_a_start_is_told_on_the_participant_s_clock_and_on_the_mentor_s_where_it_differs(
    start: int, zones: tuple[str, str], words: str
) -> None:
    assert start_words(start, *zones) == words


def test_an_hour_that_a_clock_shows_twice_under_one_name_is_told_apart() -> None:
    first = from_datetime(datetime(2027, 11, 7, 6, 30, tzinfo=UTC))
    words = [start_words(at, "America/Chicago", "America/Chicago") for at in (first, first + 60)]
    assert words == ["Sun 7 Nov, 01:30 Chicago time UTC-5", "Sun 7 Nov, 01:30 Chicago time UTC-6"]


# --- out --------------------------------------------------------------------------------------------------------


def test_a_table_of_two_columns_gets_the_time_as_its_last() -> None:
    result = plan({(ADA, DEE): TEN, (CEM, DEE): TEN + 60})
    filled = publish(table("| Ada | Dee |"), result)
    assert filled.data == (
        b"| Collabie | Mentor | Time |\n|---|---|---|\n"
        b"| Ada | Dee | Sat 13 Mar, 10:00 PST (19:00 CET) |\n"
        b"| Cem | Dee | Sat 13 Mar, 11:00 PST (20:00 CET) |\n"
    )


def test_publishing_twice_changes_nothing() -> None:
    result = plan({(ADA, DEE): TEN, (ADA, ELI): EIGHT, (CEM, ELI): TEN})
    once = publish(table("| Ada | Dee |"), result).data
    twice = publish(once, result)
    assert (twice.data, twice.changes, twice.issues) == (once, (), ())


def test_the_column_may_stand_anywhere_and_further_columns_keep_their_cells() -> None:
    header = "| TIME | Collabie | Room | Mentor |"
    data = table(
        "| **Sat 13 Mar, 10:00 PST (19:00 CET)** | Ada | `7` | [Dee](x) |", "|  | Cem | 8 | Eli |", header=header
    )
    filled = publish(data, plan({(ADA, DEE): TEN, (CEM, ELI): TEN}))
    expected = data.replace(b"|  | Cem | 8 |", b"| Sat 13 Mar, 10:00 PST | Cem | 8 |")
    assert filled.data == expected


def test_a_ragged_table_gets_the_column_and_keeps_its_other_bytes() -> None:
    data = b"Collabie | Mentor\r\n---|:---:\r\nAda | Dee\r\n  Zoe|  Bo\r\n"
    filled = publish(data, plan({(ADA, DEE): TEN}, people=[ADA]))
    assert filled.data == (
        b"Collabie | Mentor | Time\r\n---|:---:|:---:\r\n"
        b"| Ada | Dee | Sat 13 Mar, 10:00 PST (19:00 CET) |\r\n  Zoe|  Bo\r\n"
    )


def test_cells_beyond_the_header_do_not_slide_into_the_new_column() -> None:
    filled = publish(table("| Ada | Dee | x |", "| Zoe | Bo | y |"), plan({(ADA, DEE): TEN}, people=[ADA]))
    assert b"| Ada | Dee | Sat 13 Mar, 10:00 PST (19:00 CET) | x |\n| Zoe | Bo |  | y |\n" in filled.data


def test_who_is_unpaired_has_no_time() -> None:
    data = table("| Ada | Dee | Sat 13 Mar, 10:00 PST (19:00 CET) |", header=TIMED)
    assert publish(data, plan({}, people=[ADA])).data == table("| Ada | _not yet paired_ |  |", header=TIMED)


def test_two_mentors_of_a_row_have_a_line_each() -> None:
    filled = publish(table("| Ada | Eli |"), plan({(ADA, DEE): TEN, (ADA, ELI): EIGHT}, people=[ADA]))
    assert filled.data.endswith(b"| Ada | Eli<br>Dee | Sat 13 Mar, 20:00 PST<br>Sat 13 Mar, 10:00 PST (19:00 CET) |\n")
    assert starts_of(filled.data, plan({})) == [EIGHT, TEN]


def test_only_the_time_that_moves_is_written_and_said() -> None:
    data = publish(table(), plan({(ADA, DEE): TEN, (CEM, ELI): TEN})).data
    filled = publish(data, plan({(ADA, DEE): TEN + 30, (CEM, ELI): TEN}))
    assert filled.data == data.replace(b"10:00 PST (19:00 CET)", b"10:30 PST (19:30 CET)")
    (change,) = filled.changes
    assert (change.participant, change.before, change.after) == ("Ada", ("Dee",), ("Dee",))
    assert (change.times_before, change.times_after) == (
        ("Sat 13 Mar, 10:00 PST (19:00 CET)",),
        ("Sat 13 Mar, 10:30 PST (19:30 CET)",),
    )


def test_the_time_of_a_helper_from_outside_stays_as_it_was_written() -> None:
    data = table("| Ada | Guest<br>Dee | 9 in the morning<br>– |", "| Zoe | Guest | soon |", header=TIMED)
    filled = publish(data, plan({(ADA, DEE): TEN}, people=[ADA]), outside=["Guest", "Zoe"])
    assert filled.data == table(
        "| Ada | Guest<br>Dee | 9 in the morning<br>Sat 13 Mar, 10:00 PST (19:00 CET) |",
        "| Zoe | Guest | soon |",
        header=TIMED,
    )


def test_a_mark_to_keep_in_the_column_stays() -> None:
    data = table("| Ada | Dee | Sat 13 Mar, 10:00 PST (19:00 CET) <!-- keep --> |", header=TIMED)
    filled = publish(data, plan({(ADA, DEE): TEN + 60}, people=[ADA]))
    assert filled.data == table("| Ada | Dee | Sat 13 Mar, 11:00 PST (20:00 CET) <!-- keep --> |", header=TIMED)


def test_a_meeting_that_was_held_keeps_its_time() -> None:
    data = table("| Ada | Dee | Sat 13 Mar, 10:00 PST (19:00 CET) |", header=TIMED)
    result = plan({(ADA, ELI): EIGHT}, people=[ADA], held=[Meeting(ADA.id, DEE.id, "Technical", TEN)])
    lines = b"| Ada | Dee<br>Eli | Sat 13 Mar, 10:00 PST (19:00 CET)<br>Sat 13 Mar, 20:00 PST |\n"
    assert publish(data, result).data.endswith(lines)


def test_a_time_column_is_a_further_one_where_they_agree() -> None:
    agreeing = Session("Technical", minutes=60, **DAYS)
    data = table("| Ada | Dee | 10am? |", header=TIMED)
    result = plan({(ADA, DEE): None}, people=[ADA], session=agreeing)
    filled = publish(data, result)
    assert (filled.data, filled.issues, starts_of(data, result)) == (data, (), [None])


def test_two_columns_of_that_name_are_an_error() -> None:
    with pytest.raises(InputError, match="2 columns of the table are called 'Time'"):
        publish(table("| Ada | Dee | | |", header="| Collabie | Mentor | Time | time |"), plan({(ADA, DEE): TEN}))


def test_the_settings_may_name_the_column_before_it_is_there() -> None:
    result = plan({(ADA, DEE): TEN}, people=[ADA])
    facts = read(table("| Ada | Dee |"), result, header=["Collabie", "Mentor", "Time"])
    assert facts.time_at is None


def test_markdown_csv_text_and_json_say_the_start() -> None:
    result = plan({(ADA, DEE): TEN, (CEM, ELI): None})
    assert to_markdown(result, "Technical", hours=True) == (
        "| Collabie | Mentor | Time                              |\n"
        "| -------- | ------ | --------------------------------- |\n"
        "| Ada      | Dee    | Sat 13 Mar, 10:00 PST (19:00 CET) |\n"
        "| Cem      | Eli    |                                   |\n"
    )
    ada, cem = [row for row in csv.DictReader(io.StringIO(to_csv(result))) if row["mentor"]]
    assert (ada["start"], ada["common"]) == ("2027-03-13T18:00:00Z", "Sat 13 Mar, 10:00 PST (19:00 CET)")
    assert (cem["start"], cem["common"]) == ("", "")
    assert "Ada – Dee (Sat 13 Mar, 10:00 PST (19:00 CET))" in to_text(result)
    pairs = to_json(result)["pairs"]
    assert [(pair["start"], pair["minutes"]) for pair in pairs] == [("2027-03-13T18:00:00Z", 60), (None, 60)]


# --- back in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        ("Sat 13 Mar, 10:00 PST (19:00 CET)", TEN),
        ("13 March 10am", TEN),
        ("Mar 13, 10:00 PST", TEN),
        ("2027-03-13 10:00", TEN),
        ("Sat 13 Mar, 10:00 PT", TEN),
        ("sat 13 mar 10.00", TEN),
        ("Sat 13 Mar, 10:05", TEN + 5),
        ("[Sat 13 Mar](x), **10:00** PST", TEN),
        ("", None),
        ("–", None),
        ("_not yet paired_", None),
    ],
)
def test_a_time_written_by_hand_is_read(cell: str, start: int | None) -> None:
    facts = read(table(f"| Ada | Dee | {cell} |", header=TIMED), plan({}))
    assert [one.start for one in facts.baseline if isinstance(one, Meeting)] == [start]
    assert facts.issues == ()


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("10am?", "it is no day and time"),
        ("cancelled", "it is no day and time"),
        ("13 Mar", "it is no day and time"),
        ("Sat 13 Mar, 10:00 JST", "neither person's clock, nor the session's, is called 'JST' then"),
        ("Mon 15 Mar, 10:00 PST", "neither person's clock, nor the session's, is called 'PST' then"),
        ("Sun 13 Mar, 10:00", "13 Mar 2027 is no Sunday but a Saturday"),
        ("31 April 10:00", "there is no 31 Apr 2027"),
        ("13 Mar 25:00", "there is no 25:00"),
        ("Sun 14 Mar, 02:30", "the clock skips that time on that day"),
        ("Sat 13 Mar, 11:00 PST (19:00 CET)", "by the first half and Sat 13 Mar, 18:00 UTC by what stands in brackets"),
        ("Sat 13 Mar, 10:00 PST (bla)", "what stands in brackets, 'bla', is no time"),
        ("Sat 13 Mar, 10:00 PST<br>Sat 13 Mar, 11:00 PST", "it has 2 lines, and the row 1 mentor"),
    ],
)
def test_a_time_that_cannot_be_told_is_a_question_that_quotes_it_and_the_pair_is_kept(cell: str, why: str) -> None:
    facts = read(table(f"| Ada | Dee | {cell} |", header=TIMED), plan({}))
    assert facts.baseline == (Meeting(ADA.id, DEE.id, "Technical"),)
    (issue,) = facts.issues
    assert (issue.code, issue.severity.value, issue.line) == ("time-unclear", "question", 3)
    assert why in issue.message
    assert repr(cell.replace("<br>", " ")) in issue.message
    assert issue.hint


def test_a_person_without_a_zone_has_that_of_the_session() -> None:
    start = from_datetime(datetime(2027, 3, 13, 18, tzinfo=UTC))
    nowhere = Participant("Ada", "ada@example.org", free=())
    filled = publish(table(), plan({(nowhere, DEE): start}, people=[nowhere]))
    assert b"Sat 13 Mar, 10:00 PST (19:00 CET)" in filled.data


def test_a_changed_zone_moves_no_start_and_is_said() -> None:
    data = publish(table(), plan({(ADA, DEE): TEN}, people=[ADA])).data
    moved = Participant("Ada", "ada@example.org", free=(), zone="America/New_York")
    elsewhere = Session("Technical", minutes=60, time="we set", **{**DAYS, "zone": "UTC"})
    result = plan({(moved, DEE): TEN}, people=[moved], session=elsewhere)
    facts = read(data, result)
    assert facts.baseline == (Meeting(ADA.id, DEE.id, "Technical", TEN),)
    assert [issue.code for issue in facts.issues] == ["time-on-another-clock"]
    assert "'PST' is not what that person's clock is called now" in facts.issues[0].message
    filled = publish(data, result)
    assert b"Sat 13 Mar, 13:00 EST (19:00 CET)" in filled.data
    assert filled.changes == ()


def test_a_changed_zone_that_leaves_nothing_to_tell_the_moment_by_is_a_question() -> None:
    near = Mentor("Dee", "dee@example.org", free=(), zone=LOS_ANGELES)
    data = publish(table(), plan({(ADA, near): TEN}, people=[ADA], mentors=[near])).data
    moved = Participant("Ada", "ada@example.org", free=(), zone="America/New_York")
    away = Mentor("Dee", "dee@example.org", free=(), zone=BERLIN)
    elsewhere = Session("Technical", minutes=60, time="we set", **{**DAYS, "zone": "UTC"})
    facts = read(data, plan({}, people=[moved], mentors=[away], session=elsewhere))
    assert [issue.code for issue in facts.issues] == ["time-unclear"]
    assert facts.baseline == (Meeting(ADA.id, DEE.id, "Technical"),)


def test_a_session_without_days_takes_the_year_that_is_written() -> None:
    open_ended = Session("Technical", minutes=60, time="we set", zone=LOS_ANGELES)
    result = plan({}, session=open_ended)
    facts = read(table("| Ada | Dee | 13 Mar 2027, 10:00 |", "| Cem | Eli | 13 Mar, 10:00 |", header=TIMED), result)
    assert [one.start for one in facts.baseline if isinstance(one, Meeting)] == [TEN, None]
    assert "it has no year, and the session has no days" in facts.issues[0].message


def test_a_time_in_a_row_that_shows_nobody_is_said() -> None:
    facts = read(table("| Ada | | Sat 13 Mar, 10:00 PST |", header=TIMED), plan({}))
    assert [issue.code for issue in facts.issues] == ["time-without-pair"]


def test_a_time_before_the_days_of_the_session_is_read_all_the_same() -> None:
    assert starts_of(table("| Ada | Dee | Mon 1 Mar, 10:00 PST |", header=TIMED), plan({})) == [minute(1, 18)]


def test_namesakes_have_their_own_times() -> None:
    one = Participant("Ada", "ada@one.org", free=(), zone=LOS_ANGELES, tracks=("Web",))
    other = Participant("Ada", "ada@two.org", free=(), zone=BERLIN, tracks=("Data",))
    result = plan({(one, DEE): TEN, (other, ELI): TEN}, people=[one, other])
    data = publish(table(), result).data
    assert b"| Ada (Data) | Eli | Sat 13 Mar, 19:00 CET (10:00 PST) |" in data
    assert publish(data, result).data == data
    assert starts_of(data, result) == [TEN, TEN]


def test_every_start_of_the_window_is_read_back_to_the_minute() -> None:
    from pairing.documents.time_reading import read_start

    zones = ("America/Chicago", "Asia/Kolkata", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana", "UTC-03:30")
    window = range(minute(12, 0), minute(16, 0), 30)
    autumn = range(window.start + 239 * 1440, window.start + 243 * 1440, 30)  # clocks go back in America
    for own in zones:
        for other in zones:
            clocks = Clocks(own, other, BERLIN)
            for start in (*window[::3], *autumn):
                found = read_start(start_words(start, own, other), clocks, (2027,))
                assert (found.start, found.note) == (start, "")


def test_a_book_of_more_people_tells_the_clock_of_who_has_left() -> None:
    gone = Participant("Flo", "flo@example.org", free=(), zone=BERLIN)
    result = plan({})
    known = NameBook.of([*result.problem.participants, gone], result.problem.mentors)
    facts = read(table("| Flo | Eli | Sat 13 Mar, 19:00 CET (10:00 PST) |", header=TIMED), result, known)
    assert [one.start for one in facts.baseline if isinstance(one, Meeting)] == [TEN]
