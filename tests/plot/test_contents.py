"""What stands in each picture: names, numbers and marks, read from the axes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import pairing
from pairing import plot
from pairing.engine.run import solve
from pairing.errors import InputError, NoPlanError
from pairing.model.intervals import FreeTime
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart
from pairing.model.session import Session
from pairing.model.solution import Progress, Result, Status
from pairing.reasons.meeting_grid import NOT_TOLD
from tests.plot.people import programme

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2027, 3, 13)
REVIEW = Session("Review")
PEERS = Session("Practice", kind="peers")
EVERY = {
    "loads": plot.loads,
    "meetings": plot.meetings,
    "hours": plot.hours,
    "timetable": plot.timetable,
}


def labels(ax, which):
    ticks = ax.get_yticklabels() if which == "y" else ax.get_xticklabels()
    return [label.get_text() for label in ticks]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def legend(ax):
    return [text.get_text().replace("\n", " ") for text in ax.get_legend().get_texts()]


def free(*hours, day=DAY, zone="UTC"):
    return tuple(FreeTime(day, 60 * start, 60 * end, zone) for start, end in hours)


def talk(**more):
    return Session("Talk", minutes=60, first_day=DAY, last_day=DAY, **more)


# --- loads ------------------------------------------------------------------------------------------------------


def test_loads_say_for_each_mentor_how_many_of_how_many():
    mentors = [Mentor("Dee", capacity=1), Mentor("Cem"), Mentor("Eli", capacity=0)]
    held = [Meeting("ada", "dee", "Review"), Meeting("bo", "dee", "Review")]
    people = [Participant("Ada"), Participant("Bo"), Participant("Cy")]
    ax = plot.loads(solve(Problem(people, mentors, [REVIEW], held=held)))
    assert labels(ax, "y") == ["Cem", "Dee", "Eli"]
    assert [one for one in texts(ax) if not one.isdecimal()] == ["1, no limit", "2 of 1", "0 of 0"]
    assert next(one for one in ax.texts if one.get_text() == "2 of 1").get_fontweight() == "bold"


def test_loads_tell_sessions_and_their_limits_apart():
    session = Session("Review", most_per_mentor=3)
    people = [Participant("Ada"), Participant("Bo")]
    ax = plot.loads(
        solve(Problem(people, [Mentor("Cem", capacity=9)], [session, Session("Talk"), PEERS], repeat="allow"))
    )
    assert {"2/3", "2", "4 of 9"} == set(texts(ax))
    assert legend(ax) == ["Review", "Talk", "offered in total"]


# --- meetings ---------------------------------------------------------------------------------------------------


def test_meetings_name_everybody_and_count_each_category():
    people = [Participant("Ada", tracks=("Data",)), Participant("Bo", tracks=("Design",))]
    mentors = [Mentor("Dee", tracks=("Data",)), Mentor("Cem", tracks=("Data",))]
    ax = plot.meetings(solve(Problem(people, mentors, [Session("Review", track="required")])))
    assert (labels(ax, "y"), labels(ax, "x")) == (["Ada", "Bo"], ["Cem", "Dee"])
    assert legend(ax) == ["chosen (1)", f"not chosen, {NOT_TOLD} (1)", "another track (2)"]


def test_the_chosen_pair_is_marked_where_it_is():
    people = [Participant("Ada", tracks=("Data",)), Participant("Bo", tracks=("Design",))]
    mentors = [Mentor("Cem", tracks=("Design",)), Mentor("Dee", tracks=("Data",))]
    ax = plot.meetings(solve(Problem(people, mentors, [Session("Review", track="required")])))
    chosen = next(line for line in ax.lines if line.get_marker() == "o")
    assert list(zip(*chosen.get_data(), strict=True)) == [(1, 0), (0, 1)]


def test_the_first_session_with_mentors_is_drawn_where_none_is_named():
    result = solve(Problem([Participant("Ada")], [Mentor("Cem")], [PEERS, REVIEW, Session("Talk")]))
    assert plot.meetings(result).get_title(loc="left") == "Review: who could meet whom"
    assert plot.meetings(result, "talk").get_title(loc="left") == "Talk: who could meet whom"


def test_peers_only_say_that_there_is_nothing_of_the_kind():
    result = solve(Problem([Participant("Ada"), Participant("Bo")], [], [PEERS]))
    with pytest.raises(InputError, match=r"one of peers.*Sessions with mentors: none"):
        plot.meetings(result)
    with pytest.raises(InputError, match=r"has no time.*Sessions with a time: none"):
        plot.hours(result)
    assert texts(plot.loads(result)) == ["There is no mentor."]
    assert texts(plot.timetable(result)) == ["There is no session whose times we set."]


def test_who_is_kept_apart_cannot_be_read_from_the_picture():
    people = [Participant(f"P{n}") for n in range(4)]
    problem = Problem(people, [Mentor("Cem"), Mentor("Dee")], [REVIEW])
    plain, private = solve(problem), solve(problem.replace(rules=[Apart("P0", "Cem")]))
    told = [one for ax in (plot.meetings(plain), plot.meetings(private)) for one in legend(ax)]
    assert told == ["chosen (4)", f"not chosen, {NOT_TOLD} (4)"] * 2


# --- hours ------------------------------------------------------------------------------------------------------


def test_hours_say_how_many_could_and_what_is_wanted():
    people = [Participant("Ada", free=free((9, 11))), Participant("Bo", free=free((9, 10), (14, 15)))]
    mentors = [Mentor("Cem", capacity=1, free=free((9, 10), (12, 13)))]
    ax = plot.hours(solve(Problem(people, mentors, [talk()])))
    assert texts(ax) == [
        "2 places wanted, mentors offer 1. Clock of UTC.",
        *("2", "2 / 1"),
        "1 / 0",
        "0 / 1",
        "1 / 0",
    ]
    assert (labels(ax, "y"), labels(ax, "x")) == (["Sat 13 Mar"], [f"{hour}:00" for hour in range(9, 15)])
    assert legend(ax)[2:] == ["participants could, and no mentor", "mentors could, and no participant who needs one"]


def test_an_hour_that_the_clock_skips_is_told():
    day, zone = date(2027, 3, 14), "America/Los_Angeles"
    session = Session("Talk", minutes=60, first_day=day, last_day=day, zone=zone)
    hours = free((0, 5), day=day, zone=zone)
    ax = plot.hours(solve(Problem([Participant("Ada", free=hours)], [Mentor("Cem", free=hours)], [session])))
    assert "the clock skips it" in legend(ax)
    assert labels(ax, "x") == ["0:00", "1:00", "2:00", "3:00", "4:00"]


def test_where_nobody_is_free_the_picture_says_so():
    ax = plot.hours(solve(Problem([Participant("Ada", free=())], [Mentor("Cem", free=())], [talk()])))
    assert any(text.startswith("No hour: ") for text in texts(ax))


# --- timetable --------------------------------------------------------------------------------------------------


def test_the_timetable_has_the_mentors_first_and_names_the_other_in_each_block():
    people = [Participant("Ada", free=free((9, 10))), Participant("Bo", free=free((14, 15)))]
    ax = plot.timetable(solve(Problem(people, [Mentor("Cem", free=free((9, 15)))], [talk(time="we set")])))
    assert labels(ax, "y") == ["Cem", "Ada", "Bo"]
    assert texts(ax)[1:] == ["Ada", "Bo", "Cem", "Cem", "Sat 13 Mar"]
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 1), (5, 1), (0, 1), (5, 1)]
    assert labels(ax, "x") == ["9", "10", "11", "12", "13", "14"]


def test_the_timetable_of_mentors_or_participants_alone_by_another_clock():
    problem = Problem(
        [Participant("Ada", free=free((9, 10)))], [Mentor("Cem", free=free((9, 15)))], [talk(time="we set")]
    )
    result = solve(problem)
    ax = plot.timetable(result, people="participants", zone="Asia/Kathmandu")
    assert (labels(ax, "y"), texts(ax)[0]) == (["Ada"], "Clock of Asia/Kathmandu.")
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0.75, 1)]
    assert labels(ax, "x") == ["14", "15"]
    assert labels(plot.timetable(result, people="mentors"), "y") == ["Cem"]


@pytest.mark.parametrize(("argument", "value"), [("people", "collabies"), ("zone", "Mars/Base")])
def test_a_wrong_argument_of_the_timetable_is_quoted(argument, value):
    result = solve(Problem([Participant("Ada")], [Mentor("Cem")], [REVIEW]))
    with pytest.raises(InputError, match=value):
        plot.timetable(result, **{argument: value})


def test_a_meeting_over_midnight_stays_one_block():
    problem = Problem(
        [Participant("Ada", free=free((23, 25)))],
        [Mentor("Cem", free=free((23, 25)))],
        [Session("Talk", minutes=120, time="we set", first_day=DAY, last_day=date(2027, 3, 14))],
    )
    ax = plot.timetable(solve(problem), people="mentors")
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 2)]
    assert labels(ax, "x") == ["23", "0"]


# --- levels -----------------------------------------------------------------------------------------------------


def test_levels_say_value_bound_and_what_is_proved():
    seen = [
        Progress("unpaired", 3, 3, 0.2),
        Progress("imbalance", 5892, 5000, 1.0),
        Progress("language", 4, None, 1.5),
        Progress("tie", 123456, 123456, 2.0),
    ]
    ax = plot.levels(iter(seen))
    assert labels(ax, "y") == ["places left without anybody", "uneven loads", "language", "the draw of what is left"]
    assert texts(ax) == ["3, proved", "5,892, at best 5,000", "4, at best unknown", "proved"]
    assert legend(ax) == ["proved: no plan does better", "not proved: a better plan may exist"]


def test_levels_of_a_real_solve_are_those_of_the_result():
    seen = []
    result = solve(programme(8, 4), on_progress=seen.append)
    shown = [one for one in texts(plot.levels(seen)) if ", proved" in one]
    known = [f"{one.value:,}, proved" for one in result.levels if not one.name.startswith("tie")]
    assert shown == known


def test_no_reports_say_how_to_get_some():
    assert "on_progress" in texts(plot.levels([]))[0]


# --- empty and large --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [[], [Participant("Ada", free=())]])
@pytest.mark.parametrize("mentors", [[], [Mentor("Cem", capacity=0, free=())]])
@pytest.mark.parametrize("name", EVERY)
def test_nobody_on_one_side_or_nobody_paired_is_a_picture_too(name, people, mentors, tmp_path):
    result = solve(Problem(people, mentors, [talk(time="we set")]))
    EVERY[name](result).figure.savefig(tmp_path / "picture.png")


@pytest.mark.parametrize("name", EVERY)
def test_without_a_plan_there_is_no_picture(name):
    problem = Problem([Participant("Ada", free=())], [Mentor("Cem", free=())], [talk(time="we set")])
    stopped = Result(problem, Status.STOPPED, (), None, "none", 0.0, "stopped by the time limit")
    with pytest.raises(NoPlanError, match="stopped by the time limit"):
        EVERY[name](stopped)


def test_three_hundred_by_thirty_has_every_name_in_letters_that_can_be_read():
    ax = plot.meetings(solve(programme(300, 30)))
    assert len(labels(ax, "y")) == 300
    assert min(label.get_fontsize() for label in ax.get_yticklabels()) >= 5
    height = ax.figure.get_size_inches()[1]
    assert 300 * 5 / 72 < height <= 60
    assert {line.get_marker() for line in ax.lines} >= {"o", "."}


def test_thousands_of_people_are_a_picture_too_with_some_of_the_names():
    ax = plot.meetings(solve(Problem([Participant(f"P{n:04}") for n in range(3000)], [Mentor("Cem")], [REVIEW])))
    assert 100 < len(labels(ax, "y")) < 3000
    assert max(ax.figure.get_size_inches()) <= 60


def test_in_axes_that_are_too_small_some_names_are_left_out_and_none_lies_on_another():
    from matplotlib.figure import Figure

    ax = plot.meetings(solve(programme(60, 6)), ax=Figure(figsize=(4, 2)).add_subplot())
    names = labels(ax, "y")
    assert 10 < len(names) < 40
    assert names[:2] == ["Person 000", f"Person {60 // len(names):03}"]


def test_the_example_is_drawn_as_a_whole(tmp_path):
    result = pairing.solve(pairing.read_program(ROOT / "examples" / "career-lab"))
    for name, draw in EVERY.items():
        draw(result).figure.savefig(tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 1000
