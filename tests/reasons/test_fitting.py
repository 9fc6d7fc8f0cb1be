"""The simple count of interviews that cannot be held one after the other: never more than is true."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.model.people import Mentor, Participant
from pairing.model.session import Session
from pairing.model.solution import Pair
from pairing.reasons.fitting import overbooked

HOUR = Session("Interview", minutes=60, fits_one_after_another=False)


def pair(participant, mentor, *common, session=HOUR):
    return Pair(Participant(participant), Mentor(mentor), session, tuple(common))


def test_two_interviews_in_the_one_hour_of_a_mentor_are_one_too_many():
    number, people = overbooked([pair("Ada", "Dee", (0, 60)), pair("Bo", "Dee", (0, 60))])
    assert number == 1
    assert [(one.person.name, one.interviews, one.fitting, one.excess) for one in people] == [("Dee", 2, 1, 1)]


def test_two_hours_are_enough_for_two():
    assert overbooked([pair("Ada", "Dee", (0, 120)), pair("Bo", "Dee", (30, 150))]) == (0, ())


def test_half_hours_do_not_add_up_to_an_hour():
    assert overbooked([pair("Ada", "Dee", (0, 90)), pair("Bo", "Dee", (0, 90))])[0] == 1


def test_a_collabie_of_two_interviews_counts_as_well():
    number, people = overbooked([pair("Ada", "Dee", (0, 60)), pair("Ada", "Eli", (0, 60))])
    assert (number, people[0].person.name) == (1, "Ada")


def test_an_interview_is_not_counted_on_both_sides():
    pairs = [pair(p, m, (0, 60)) for p, m in product(("Ada", "Bo"), ("Dee", "Eli"))]
    assert overbooked(pairs)[0] == 2


def test_reviews_without_a_time_take_none():
    assert overbooked([pair("Ada", "Dee", session=Session("Review"))] * 3) == (0, ())


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=5))
def test_the_count_never_exceeds_what_a_search_finds(meetings):
    """With hours of one block each, the most meetings that can be held is found by trying every set."""
    pairs = [pair(f"P{p}", f"M{m}", (block * 60, block * 60 + 60)) for p, m, block in meetings]
    most = 0
    for keep in product((False, True), repeat=len(pairs)):
        kept = [meeting for meeting, is_kept in zip(meetings, keep, strict=True) if is_kept]
        seats = [(side, who, block) for p, m, block in kept for side, who in (("p", p), ("m", m))]
        if len(seats) == len(set(seats)):
            most = max(most, len(kept))
    assert overbooked(pairs)[0] <= len(pairs) - most


def test_sessions_that_fit_one_after_another_are_not_counted():
    sure = [Session("Interview", minutes=60), Session("Interview", minutes=60, time="we set")]
    for session in sure:
        assert overbooked([pair(one, "Dee", (0, 60), session=session) for one in ("Ada", "Bo")]) == (0, ())
