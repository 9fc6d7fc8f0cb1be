"""A session knows its names, its days and whether it needs a common time."""

from __future__ import annotations

from datetime import date

import pytest

from pairing.errors import InputError
from pairing.model.session import Session

FRIDAY, MONDAY = date(2027, 3, 12), date(2027, 3, 15)


def test_a_session_with_a_length_needs_a_common_time_unless_told_otherwise() -> None:
    assert not Session("Review").is_timed
    assert Session("Mock", minutes=60).is_timed
    assert not Session("Mock", minutes=60, time="none").is_timed


@pytest.mark.parametrize("text", ["review", " REVIEW ", "LinkedIn  reviewer"])
def test_any_of_its_names_will_do(text: str) -> None:
    session = Session("Review", also_called=["linkedin reviewer"])  # type: ignore[arg-type]
    assert session.is_called(text)
    assert session.has((text,))
    assert session.id == "review"


def test_who_names_no_session_is_in_all_and_who_names_others_is_not() -> None:
    assert Session("Review").has(None)
    assert not Session("Review").has(())
    assert not Session("Review").has(("Mock",))


def test_the_window_is_from_the_first_to_the_last_day_on_its_own_clock() -> None:
    session = Session("Mock", first_day=FRIDAY, last_day=MONDAY, zone="America/Los_Angeles")
    ((start, end),) = session.window
    # midnight of the 12th is 08:00 UTC; the clock changes on the 14th, so the four days have 95 hours
    assert start == (date(2027, 3, 12) - date(1970, 1, 1)).days * 1440 + 8 * 60
    assert end - start == 95 * 60


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("time", {"time": "sometime"}),
        ("track", {"track": "wanted"}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 1441}),
        ("minutes", {"time": "they agree"}),
        ("mentors_each", {"mentors_each": 0}),
        ("most_per_mentor", {"most_per_mentor": -1}),
        ("last_day", {"first_day": MONDAY, "last_day": FRIDAY}),
        ("zone", {"zone": "Mars/Olympus"}),
        ("kind", {"kind": "group"}),
        ("repeat", {"repeat": "sometimes"}),
        ("prefer_same", {"prefer_same": "Region"}),
        ("time", {"kind": "peers", "time": "they agree", "minutes": 30}),
        ("mentors_each", {"kind": "peers", "mentors_each": 2}),
        ("most_per_mentor", {"kind": "peers", "most_per_mentor": 2}),
        ("track", {"kind": "peers", "track": "preferred"}),
    ],
)
def test_a_field_that_does_not_fit_is_named_with_its_value(field: str, fields: dict[str, object]) -> None:
    with pytest.raises(InputError, match=f"session 'Mock': {field} is") as error:
        Session("Mock", **fields)  # type: ignore[arg-type]
    (issue,) = error.value.issues
    assert issue.code == "bad-session"
    assert issue.hint


def test_peers_agree_on_their_time_themselves_whatever_the_length() -> None:
    session = Session("Practice", kind="peers", minutes=45, prefer_same="Region", repeat="never")
    assert session.is_peers
    assert not session.is_timed
    assert not Session("Mock").is_peers


def test_a_slip_of_the_pen_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="Did you mean 'required'"):
        Session("Mock", track="requierd")  # type: ignore[arg-type]


def test_a_session_has_a_name() -> None:
    with pytest.raises(InputError) as error:
        Session(" ")
    assert [issue.code for issue in error.value.issues] == ["no-session-name"]
