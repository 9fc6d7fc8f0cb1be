"""Starts for given meetings: found where there are any, and as few as possible to blame where there are none."""

from __future__ import annotations

import random
from itertools import product

import pytest

from pairing.engine.timetable import TooHard, as_many, fewest, find_starts
from pairing.engine.timing import TimedMeeting


def meeting(number: int, starts: list[int], participant: int, mentor: int, minutes: int = 60) -> TimedMeeting:
    days = tuple(start // 1440 for start in starts)
    return TimedMeeting((number, 0, 0), tuple(starts), minutes, participant, mentor, days, True)


def go_together(meetings: list[TimedMeeting], starts: dict, pause: int, most_a_day: int | None) -> bool:
    """By the definition, two by two and day by day."""
    for one, other in product(meetings, meetings):
        if one is not other and {one.participant, one.mentor} & {other.participant, other.mentor}:
            gap = pause if one.mentor == other.mentor else 0
            early, late = sorted([(starts[one.triple], one.minutes), (starts[other.triple], other.minutes)])
            if late[0] < early[0] + early[1] + gap:
                return False
    held = [(one.mentor, starts[one.triple] // 1440) for one in meetings]
    return most_a_day is None or all(held.count(entry) <= most_a_day for entry in held)


def any_starts(meetings: list[TimedMeeting], pause: int, most_a_day: int | None) -> bool:
    ways = product(*(one.starts for one in meetings))
    return any(
        go_together(meetings, dict(zip([one.triple for one in meetings], way, strict=True)), pause, most_a_day)
        for way in ways
    )


def some(chance: random.Random, number: int) -> list[TimedMeeting]:
    moments = [30 * k for k in range(8)] + [1440 + 30 * k for k in range(4)]
    return [
        meeting(
            k,
            sorted(chance.sample(moments, chance.randint(1, 4))),
            chance.randint(0, 3),
            chance.randint(3, 6),  # who is 3 is on both sides
            chance.choice([30, 60, 90]),
        )
        for k in range(number)
    ]


@pytest.mark.parametrize("seed", range(300))
def test_starts_are_found_exactly_where_there_are_any(seed: int) -> None:
    chance = random.Random(seed)
    meetings = [one for one in some(chance, chance.randint(1, 6)) if one.participant != one.mentor]
    pause, most_a_day = chance.choice([0, 0, 30]), chance.choice([None, None, 1, 2])
    found = find_starts(meetings, pause, most_a_day)
    assert (found is not None) == any_starts(meetings, pause, most_a_day)
    if found is not None:
        assert set(found) == {one.triple for one in meetings}
        assert go_together(meetings, found, pause, most_a_day)
        return
    few = list(fewest(meetings, pause, most_a_day))
    assert few
    assert not any_starts(few, pause, most_a_day)
    for one in few:
        assert any_starts([other for other in few if other is not one], pause, most_a_day)


@pytest.mark.parametrize("seed", range(100))
def test_what_is_placed_in_passing_goes_together(seed: int) -> None:
    chance = random.Random(seed)
    meetings = [one for one in some(chance, 9) if one.participant != one.mentor]
    pause, most_a_day = chance.choice([0, 30]), chance.choice([None, 1])
    placed = as_many(meetings, pause, most_a_day)
    there = [one for one in meetings if one.triple in placed]
    assert there
    assert go_together(there, placed, pause, most_a_day)


def test_two_who_can_only_be_at_the_same_time_are_to_blame() -> None:
    meetings = [meeting(0, [0, 60, 120], 0, 9), meeting(1, [0], 1, 9), meeting(2, [30], 2, 9)]
    assert {one.triple for one in fewest(meetings, 0, None)} == {(1, 0, 0), (2, 0, 0)}


def test_a_search_without_end_is_given_up() -> None:
    slots = [60 * k for k in range(12)]
    pigeons = [meeting(k, slots, k, 99) for k in range(13)]
    with pytest.raises(TooHard):
        find_starts(pigeons, 0, None, steps=200)
