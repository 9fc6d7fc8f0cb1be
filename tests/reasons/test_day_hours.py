"""How many people could begin a meeting in each hour of a session's days."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest

from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.model.answers import free_in
from pairing.model.grid import common_time, possible_starts
from pairing.model.intervals import FreeTime, to_datetime
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart
from pairing.model.session import Session
from pairing.reasons.day_hours import HourCount, day_hours

DAY = date(2027, 3, 13)
TALK = Session("Talk", minutes=60, first_day=DAY, last_day=DAY)
NOBODY = HourCount(0, 0, 0)


def free(*stretches, zone="UTC", day=DAY):
    return tuple(FreeTime(day, start, end, zone) for start, end in stretches)


def told(problem, session="Talk"):
    """Each hour in which somebody could begin, by day and hour."""
    hours = day_hours(solve(problem), session)
    return {
        (day.day, hour): tuple(cell)
        for day, row in zip(hours.days, hours.cells, strict=True)
        for hour, cell in enumerate(row)
        if cell not in (None, NOBODY)
    }


def test_a_meeting_begins_in_an_hour_when_it_also_has_room_after_it():
    people = [Participant("Ada", free=free((9 * 60, 11 * 60)))]
    mentors = [Mentor("Cem", free=free((9 * 60 + 30, 10 * 60 + 45)))]
    assert told(Problem(people, mentors, [TALK])) == {(13, 9): (1, 1, 1), (13, 10): (1, 0, 0)}


def test_two_who_could_begin_in_one_hour_but_not_together_are_no_pair():
    people = [Participant("Ada", free=free((9 * 60, 10 * 60)))]
    mentors = [Mentor("Cem", free=free((9 * 60 + 30, 10 * 60 + 30)))]
    assert told(Problem(people, mentors, [TALK])) == {(13, 9): (1, 1, 0)}


def test_hours_are_those_of_the_sessions_clock():
    session = Session("Talk", minutes=60, first_day=DAY, last_day=DAY, zone="Asia/Kolkata")
    people = [Participant("Ada", free=free((9 * 60, 10 * 60)))]
    assert told(Problem(people, [Mentor("Cem", free=free((0, 1440)))], [session]))[13, 14] == (1, 1, 1)


def test_where_we_set_the_times_only_starts_on_the_grid_count():
    session = Session("Talk", minutes=60, time="we set", first_day=DAY, last_day=DAY)
    people = [Participant("Ada", free=free((9 * 60 + 10, 10 * 60 + 40)))]
    problem = Problem(people, [Mentor("Cem", free=free((9 * 60, 11 * 60)))], [session], start_every=60)
    assert (13, 9) in told(problem)
    assert told(problem)[13, 9] == (0, 1, 0)
    assert told(problem.replace(start_every=30))[13, 9] == (1, 1, 1)


def test_an_hour_that_the_clock_skips_is_none_and_one_that_it_repeats_counts_once_each():
    for day, hour, is_skipped in ((date(2027, 3, 14), 2, True), (date(2027, 11, 7), 1, False)):
        zone = "America/Los_Angeles"
        session = Session("Talk", minutes=60, first_day=day, last_day=day, zone=zone)
        people = [Participant("Ada", free=free((0, 4 * 60), zone=zone, day=day))]
        problem = Problem(people, [Mentor("Cem", free=free((0, 4 * 60), zone=zone, day=day))], [session])
        cells = day_hours(solve(problem), "Talk").cells[0]
        assert cells[hour] == (None if is_skipped else HourCount(1, 1, 1))
        assert [at for at, cell in enumerate(cells) if cell] == [h for h in range(24) if h != hour or not is_skipped]


def test_open_days_are_those_on_which_somebody_could_begin():
    session = Session("Talk", minutes=60)
    people = [Participant("Ada", free=free((540, 660), day=date(2027, 3, 12)) + free((540, 599), day=date(2027, 3, 1)))]
    mentors = [Mentor("Cem", free=free((540, 660), day=date(2027, 3, 14)))]
    assert [day.day for day in day_hours(solve(Problem(people, mentors, [session])), "Talk").days] == [12, 13, 14]
    nobody = day_hours(solve(Problem([Participant("Ada", free=())], [], [session])), "Talk")
    assert (nobody.days, nobody.cells) == ((), ())


def test_need_and_offer_stand_beside_the_hours():
    session = Session("Talk", minutes=60, first_day=DAY, last_day=DAY, mentors_each=2, most_per_mentor=3)
    people = [Participant(name, free=()) for name in ("Ada", "Bo")]
    mentors = [Mentor("Cem", capacity=1, free=()), Mentor("Dee", capacity=9, free=())]
    hours = day_hours(solve(Problem(people, mentors, [session])), "Talk")
    assert (hours.wanted, hours.offered) == (4, 4)
    unlimited = [Mentor("Cem", free=())]
    plain = Problem(people, unlimited, [TALK])
    assert day_hours(solve(plain), "Talk").offered is None
    assert day_hours(solve(plain.replace(mentors=[])), "Talk").offered == 0


def test_hours_do_not_tell_a_private_couple_that_the_grid_hides():
    people = [Participant("Ada", free=free((540, 660)))]
    problem = Problem(people, [Mentor("Cem", free=free((540, 660)))], [TALK])
    assert told(problem.replace(rules=[Apart("Ada", "Cem")])) == told(problem)


def test_a_session_without_a_time_is_refused_with_those_that_have_one():
    problem = Problem([Participant("Ada", free=())], [Mentor("Cem", free=())], [TALK, Session("Review")])
    with pytest.raises(InputError, match=r"'Review' has no time.*Sessions with a time: Talk"):
        day_hours(solve(problem), "Review")


def test_a_session_of_more_days_than_can_be_shown_is_refused():
    session = Session("Talk", minutes=60, first_day=DAY, last_day=date(2027, 12, 31))
    with pytest.raises(InputError, match="lasts 294 days"):
        day_hours(solve(Problem([Participant("Ada", free=())], [], [session])), "Talk")


def random_problem(seed, number, mentors, time=None):
    draw = random.Random(seed)
    days = [date(2027, 3, day) for day in (12, 13, 14, 15)]

    def some():
        firsts = [draw.randrange(0, 1200, 15) for _ in range(3)]
        zone = draw.choice(["UTC", "America/Los_Angeles", "Asia/Kathmandu"])
        return tuple(FreeTime(draw.choice(days), at, at + draw.randrange(30, 300, 15), zone) for at in firsts)

    session = Session(
        "Talk",
        minutes=45,
        time=time or draw.choice(["we set", "they agree"]),
        first_day=days[0],
        last_day=days[-1],
        zone="America/Los_Angeles",
        fits_one_after_another=False,
    )
    people = [Participant(f"P{n}", free=some()) for n in range(number)]
    return Problem(people, [Mentor(f"M{n}", free=some()) for n in range(mentors)], [session])


@pytest.mark.parametrize("seed", range(12))
def test_pairs_are_those_found_by_asking_every_minute(seed):
    problem = random_problem(seed, 6, 5)
    (session,) = problem.sessions
    expected: dict[tuple[date, int], int] = {}
    for one in problem.participants:
        for other in problem.mentors:
            common = common_time(free_in(one, session), free_in(other, session), session)
            starts = possible_starts(problem, session, common) if session.sets_time else None
            minutes = [t for a, b in common for t in range(a, b - session.minutes + 1)]
            moments = {to_datetime(start, session.zone) for start in (minutes if starts is None else starts)}
            for key in {(moment.date(), moment.hour) for moment in moments}:
                expected[key] = expected.get(key, 0) + 1
    hours = day_hours(solve(problem), "Talk")
    found = {
        (day, hour): cell.pairs
        for day, row in zip(hours.days, hours.cells, strict=True)
        for hour, cell in enumerate(row)
        if cell is not None and cell.pairs
    }
    assert expected
    assert found == expected


def test_three_hundred_people_take_a_moment():
    result = solve(random_problem(3, 300, 30, "they agree"))
    started = time.process_time()
    day_hours(result, "Talk")
    assert time.process_time() - started < 1
