"""Pictures look as they did; and one pair, one colour or one mark that is another is seen."""

from __future__ import annotations

import dataclasses

import pytest
from matplotlib.testing.compare import compare_images

from pairing import plot
from pairing.plot import palette
from tests.plot.pictures import BASELINE, DRAWN, PROGRESS, cohort, drawn, timed

TOLERANCE = 1.0  # root mean square of 255; matplotlib 3.8 and 3.11 differ by less than 0.001


def difference(name, draw, tmp_path):
    """What tells the picture from the one that is kept; None where they are alike."""
    picture = drawn(draw, tmp_path / f"{name}.png")
    return compare_images(str(BASELINE / f"{name}.png"), str(picture), TOLERANCE)


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_look_as_they_did(name, tmp_path):
    assert difference(name, DRAWN[name], tmp_path) is None


def test_every_picture_kept_is_compared():
    assert {path.stem for path in BASELINE.iterdir()} == set(DRAWN)


# --- what has to be seen ----------------------------------------------------------------------------------------


def moved(result, session):
    """The plan with one pair of the session moved to a mentor whom the participant does not meet."""
    pairs = list(result.pairs)
    at = next(number for number, pair in enumerate(pairs) if pair.session.name == session)
    met = {pair.mentor.id for pair in pairs if pair.participant.id == pairs[at].participant.id}
    other = next(mentor for mentor in result.problem.mentors if mentor.id not in met)
    pairs[at] = dataclasses.replace(pairs[at], mentor=other)
    return dataclasses.replace(result, _pairs=tuple(pairs))


def test_one_chosen_pair_moved_is_seen_in_the_meetings(tmp_path):
    assert difference("meetings", lambda ax: plot.meetings(moved(cohort(), "Technical"), ax=ax), tmp_path)


def test_one_chosen_pair_moved_is_seen_in_the_loads(tmp_path):
    assert difference("loads", lambda ax: plot.loads(moved(cohort(), "Job-fit"), ax=ax), tmp_path)


def test_one_start_moved_is_seen_in_the_timetable(tmp_path):
    result = timed()
    pairs = list(result.pairs)
    pairs[0] = dataclasses.replace(pairs[0], start=pairs[0].start + 30)
    later = dataclasses.replace(result, _pairs=tuple(pairs))
    assert difference("timetable", lambda ax: plot.timetable(later, ax=ax), tmp_path)


def test_one_person_less_is_seen_in_the_hours(tmp_path):
    result = cohort()
    someone = result.problem.participants[0].id
    fewer = dataclasses.replace(
        result,
        problem=result.problem.without(someone),
        _pairs=tuple(pair for pair in result.pairs if pair.participant.id != someone),
    )
    assert difference("hours", lambda ax: plot.hours(fewer, ax=ax), tmp_path)


def test_a_level_that_took_longer_is_seen(tmp_path):
    other = [PROGRESS[0]._replace(elapsed=0.5), *PROGRESS[1:]]
    assert difference("levels", lambda ax: plot.levels(other, ax=ax), tmp_path)


def test_a_level_that_is_not_proved_any_more_is_seen(tmp_path):
    other = [*PROGRESS[:3], PROGRESS[3]._replace(bound=6)]
    assert difference("levels", lambda ax: plot.levels(other, ax=ax), tmp_path)


@pytest.mark.parametrize(
    ("name", "table", "one", "other"),
    [("meetings", "OF_RULES", 0, 5), ("loads", "OF_SESSIONS", 0, 5), ("timetable", "OF_SESSIONS", 1, 4)],
)
def test_one_colour_that_is_another_is_seen(name, table, one, other, tmp_path, monkeypatch):
    colours = list(getattr(palette, table))
    colours[one], colours[other] = colours[other], colours[one]
    monkeypatch.setattr(palette, table, tuple(colours))
    assert difference(name, DRAWN[name], tmp_path)


@pytest.mark.parametrize(
    ("name", "table", "marks"),
    [("meetings", "MARKS_OF_RULES", (".", "", "+")), ("loads", "HATCHES", ("",)), ("timetable", "HATCHES", ("", "xx"))],
)
def test_one_mark_that_is_another_is_seen(name, table, marks, tmp_path, monkeypatch):
    monkeypatch.setattr(palette, table, marks)
    assert difference(name, DRAWN[name], tmp_path)
