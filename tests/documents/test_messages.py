"""What people are written: whom they meet, on their own clock."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from pairing.documents.messages import Message, messages, messages_csv
from pairing.errors import InputError, NoPlanError
from pairing.model.intervals import from_datetime
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Group, Pair, Result, Status

TECHNICAL, REVIEW = Session("Technical", minutes=60), Session("Review")
PRACTICE = Session("Practice", kind="peers")
ADA = Participant("Ada Quill", "ada@example.org", free=(), zone="America/Los_Angeles")
BO = Participant("Bo Lin", "bo@example.org", free=(), sessions=("Technical", "Practice"))
CEM = Participant("Cem Osei", free=(), sessions=("Practice",))
KAVYA = Mentor("Kavya Eriksen", "kavya@example.org", free=(), zone="Asia/Kolkata")
DEE = Mentor("Dee Park", "dee@example.org", free=())
NAMES = {one.id: one.name for one in (ADA, BO, CEM, KAVYA, DEE)}


def minute(day: int, hour: int, minutes: int = 0) -> int:
    return from_datetime(datetime(2027, 3, day, hour, minutes, tzinfo=UTC))


HOURS = ((minute(13, 17), minute(13, 19)), (minute(14, 17), minute(14, 18)))


def plan(
    pairs: Sequence[Pair],
    groups: Sequence[Group] = (),
    *,
    sessions: Sequence[Session] = (TECHNICAL, REVIEW),
    people: Sequence[Participant] = (ADA, BO),
    held: Sequence[Known] = (),
) -> Result:
    problem = Problem(tuple(people), (KAVYA, DEE), tuple(sessions), held=tuple(held))
    return Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=tuple(pairs), _groups=tuple(groups))


@pytest.fixture
def write() -> Callable[..., dict[str, Message]]:
    """The messages by the person's id."""

    def make(result: Result, to: str = "collabies", **more: object) -> dict[str, Message]:
        more = {"programme": "Career Lab", "shown": NAMES.__getitem__, **more}
        return {one.person_id: one for one in messages(result, to, **more)}  # type: ignore[arg-type]

    return make


def test_a_participant_reads_each_session_on_her_own_clock_across_its_change(
    write: Callable[..., dict[str, Message]],
) -> None:
    message = write(plan([Pair(ADA, KAVYA, TECHNICAL, HOURS), Pair(ADA, DEE, REVIEW)]))[ADA.id]
    assert message == Message(
        "ada@example.org",
        "Ada Quill",
        "ada@example.org",
        "Career Lab: your meetings",
        "Hello Ada Quill,\n\n"
        "Your meetings in Career Lab:\n\n"
        "Technical, 60 minutes:\n"
        "- Kavya Eriksen: both free Sat 13 Mar, 09:00–11:00 PST (22:30–00:30 Kolkata time); "
        "Sun 14 Mar, 10:00–11:00 PDT (22:30–23:30 Kolkata time)\n"
        "Review:\n"
        "- Dee Park\n\n"
        "If something does not fit, please tell us soon.\n",
    )


def test_a_mentor_reads_all_participants_on_a_clock_of_half_hours(write: Callable[..., dict[str, Message]]) -> None:
    pairs = [Pair(BO, KAVYA, TECHNICAL, HOURS[:1]), Pair(ADA, KAVYA, TECHNICAL, HOURS), Pair(ADA, KAVYA, REVIEW)]
    written = write(plan(pairs), "mentors")
    assert list(written) == [KAVYA.id]
    assert written[KAVYA.id].text == (
        "Hello Kavya Eriksen,\n\n"
        "Your meetings in Career Lab:\n\n"
        "Technical, 60 minutes:\n"
        "- Ada Quill: both free Sat 13 Mar, 22:30–00:30 Kolkata time (09:00–11:00 PST); "
        "Sun 14 Mar, 22:30–23:30 Kolkata time (10:00–11:00 PDT)\n"
        "- Bo Lin: both free Sat 13 Mar, 22:30–00:30 Kolkata time\n"
        "Review:\n"
        "- Ada Quill\n\n"
        "If something does not fit, please tell us soon.\n"
    )


def test_without_a_zone_it_is_utc_and_says_so_and_long_lists_are_cut(write: Callable[..., dict[str, Message]]) -> None:
    hours = tuple((minute(day, 9), minute(day, 10)) for day in range(1, 6))
    text = write(plan([Pair(BO, KAVYA, TECHNICAL, hours)]))[BO.id].text
    assert (
        "- Kavya Eriksen: both free Mon 1 Mar, 09:00–10:00 UTC (14:30–15:30 Kolkata time); "
        "Tue 2 Mar, 09:00–10:00 UTC (14:30–15:30 Kolkata time); "
        "Wed 3 Mar, 09:00–10:00 UTC (14:30–15:30 Kolkata time); and 2 more\n\n"
        "The hours are UTC, as we do not know your time zone.\n"
    ) in text


def test_who_is_unpaired_hears_that_somebody_is_looked_for(write: Callable[..., dict[str, Message]]) -> None:
    several = Session("Review", mentors_each=3)
    written = write(plan([Pair(ADA, DEE, several)], sessions=(TECHNICAL, several)))
    assert "Technical, 60 minutes:\n- nobody yet; we are looking\n" in written[BO.id].text
    assert "Review:\n- Dee Park\n- 2 more: nobody yet; we are looking\n" in written[ADA.id].text


def test_peers_read_their_partners_and_the_one_alone_that_a_partner_is_looked_for(
    write: Callable[..., dict[str, Message]],
) -> None:
    trio = plan([], [Group(PRACTICE, (ADA, BO, CEM))], sessions=(PRACTICE,), people=(ADA, BO, CEM))
    written = write(trio)
    assert "Practice:\n- Ada Quill\n- Cem Osei\n\n" in written[BO.id].text
    assert written[CEM.id].email == ""
    assert write(trio, "mentors") == {}
    alone = plan([], [Group(PRACTICE, (ADA, BO))], sessions=(PRACTICE,), people=(ADA, BO, CEM))
    assert "Practice:\n- nobody yet; we are looking\n" in write(alone)[CEM.id].text


def test_what_was_held_is_neither_told_again_nor_called_nobody(write: Callable[..., dict[str, Message]]) -> None:
    over = Session("Review", closed=True)
    held = [Meeting(ADA.id, DEE.id, "Review"), Practice((ADA.id, BO.id), "Practice")]
    pairs = [Pair(BO, KAVYA, TECHNICAL, HOURS)]
    result = plan(pairs, sessions=(TECHNICAL, over, PRACTICE), held=[*held, Meeting(ADA.id, KAVYA.id, "Technical")])
    assert list(write(result)) == [BO.id]
    text = write(result)[BO.id].text
    assert "Kavya" in text
    assert "Practice" not in text
    assert "Nothing more is planned for you." in write(result, only=[ADA.id])[ADA.id].text
    assert "Nothing more is planned for you." in write(result, "mentors", only=[DEE.id])[DEE.id].text


def test_only_those_named_get_one_even_with_no_meeting(write: Callable[..., dict[str, Message]]) -> None:
    written = write(plan([Pair(ADA, KAVYA, REVIEW)]), "mentors", only={DEE.id, ADA.id})
    assert list(written) == [DEE.id]
    assert "Nobody is assigned to you now.\n" in written[DEE.id].text


def test_what_changed_comes_first(write: Callable[..., dict[str, Message]]) -> None:
    changes = {ADA.id: ("Review: you now meet Dee Park instead of Kavya Eriksen",)}
    message = write(plan([Pair(ADA, DEE, REVIEW)]), only=set(changes), changes=changes)[ADA.id]
    assert message.subject == "Career Lab: a change for you"
    assert message.text == (
        "Hello Ada Quill,\n\n"
        "What has changed:\n"
        "- Review: you now meet Dee Park instead of Kavya Eriksen\n\n"
        "Your meetings in Career Lab:\n\n"
        "Technical, 60 minutes:\n- nobody yet; we are looking\n"
        "Review:\n- Dee Park\n\n"
        "If something does not fit, please tell us soon.\n"
    )


def test_templates_of_ones_own(write: Callable[..., dict[str, Message]]) -> None:
    result = plan([Pair(ADA, DEE, REVIEW)], sessions=(REVIEW,))
    own = {"subject": "$programme:\n for $name", "template": "$$5 for ${name}\n${changes}\n\n$meetings"}
    assert write(result, **own)[ADA.id][3:] == ("Career Lab: for Ada Quill", "$5 for Ada Quill\nReview:\n- Dee Park")


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"template": "Dear $Name"}, r"has \$Name. Did you mean 'name'\?"),
        ({"template": "Dear $zzz"}, r"Known are \$name, \$programme, \$meetings, \$changes"),
        ({"template": "5 $"}, r"written \$\$"),
        ({"subject": "$meetings"}, r"the subject of the messages has \$meetings"),
    ],
)
def test_an_unknown_placeholder_is_refused(
    write: Callable[..., dict[str, Message]], texts: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        write(plan([]), **texts)


def test_nobodys_address_is_told_to_others(write: Callable[..., dict[str, Message]]) -> None:
    result = plan([Pair(ADA, KAVYA, REVIEW), Pair(ADA, DEE, TECHNICAL)])
    for to in ("mentors", "collabies"):
        assert all("@" not in one.subject + one.text + one.name for one in write(result, to).values())
    with pytest.raises(InputError, match="holds an e-mail address, and others would read it") as caught:
        write(result, shown=str)
    assert {issue.code for issue in caught.value.issues} == {"address-in-message"}
    with pytest.raises(InputError, match="the sentence"):
        write(result, changes={ADA.id: ["Review: you now meet dee@example.org"]})


def test_without_a_plan_there_is_nothing_to_write(write: Callable[..., dict[str, Message]]) -> None:
    stopped = Result(plan([]).problem, Status.STOPPED, (), None, "test", 0.0)
    with pytest.raises(NoPlanError):
        write(stopped)


def test_csv_keeps_commas_quotes_and_line_breaks_and_makes_formulas_harmless() -> None:
    written = [
        Message("1", 'Ada "Q", Quill', "a@example.org", "Lab, spring", 'Hello,\n\n- "you"\n'),
        Message("2", "=cmd()", "", "@all", "+1"),
    ]
    text = messages_csv(written)
    assert text.startswith('name,e-mail,subject,text\n"Ada ""Q"", Quill",a@example.org,"Lab, spring",')
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["name", "e-mail", "subject", "text"],
        ['Ada "Q", Quill', "a@example.org", "Lab, spring", 'Hello,\n\n- "you"\n'],
        ["'=cmd()", "", "'@all", "'+1"],
    ]
