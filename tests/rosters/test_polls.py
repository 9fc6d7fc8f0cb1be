"""Grids of free time: the day in a column's header."""

from __future__ import annotations

from datetime import date

import pytest

from pairing.rosters.polls import GridDay, GridProblem, read_grid_header, split_grid_header


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("When are you free? (your own time) [Fri, Mar 12]", GridDay(4, 3, 12, None)),
        ("When could you meet? [Fri 12 March] ", GridDay(4, 3, 12, None)),
        ("Free [Friday, March 12th]", GridDay(4, 3, 12, None)),
        ("Free [the 12th of March]", GridDay(None, 3, 12, None)),
        ("Free [Mar 12, 2027]", GridDay(None, 3, 12, 2027)),
        ("Free [12. March 2027]", GridDay(None, 3, 12, 2027)),
        ("Free [Fri., Sept. 3]", GridDay(4, 9, 3, None)),
        ("Free [2027-03-12]", GridDay(None, 3, 12, 2027)),
        ("Free [Fri 2027-03-12]", GridDay(4, 3, 12, 2027)),
        ("Availability [Monday]", GridDay(0, None, None, None)),
        ("Availability [mondays]", GridDay(0, None, None, None)),
        ("Availability [Mon]", GridDay(0, None, None, None)),
        ("Availability [Tues]", GridDay(1, None, None, None)),
        ("Availability [Weds]", GridDay(2, None, None, None)),
        ("Availability [Thurs.]", GridDay(3, None, None, None)),
        ("Availability [SAT]", GridDay(5, None, None, None)),
        ("[Sunday]", GridDay(6, None, None, None)),
        ("Which [two] hours? [May 5]", GridDay(None, 5, 5, None)),
    ],
)
def test_a_day_in_brackets_is_recognised(header: str, day: GridDay) -> None:
    assert read_grid_header(header) == day


@pytest.mark.parametrize(
    "header",
    [
        "What's your full name?",
        "When are you free on Friday?",
        "Availability [9am–10am]",
        "Availability [10-11]",
        "Rate your skills [Python]",
        "Rate your skills [March]",
        "Week [12]",
        "Cohort [2027]",
        "Free [Monday evening]",
        "Free [Mon, Tue]",
        "Free [Monday] (your own time)",
        "Free []",
        "Free [the]",
        "Monday]",
        "",
    ],
)
def test_other_headers_are_no_day(header: str) -> None:
    assert read_grid_header(header) is None


@pytest.mark.parametrize(
    "header",
    ["Free [12/3]", "Free [3/12/2027]", "Free [Fri, 12/3]", "Free [12.3.]", "Free [12-03-2027]", "Free [Fri 12]"],
)
def test_a_day_that_may_be_two_is_refused(header: str) -> None:
    with pytest.raises(GridProblem) as caught:
        read_grid_header(header)
    assert header[5:] in caught.value.message
    assert "2027-03-12" in caught.value.hint


def test_a_month_that_does_not_exist_is_refused() -> None:
    with pytest.raises(GridProblem, match="month 13"):
        read_grid_header("Free [2027-13-01]")


@pytest.mark.parametrize(
    ("header", "years", "resolved"),
    [
        ("[Fri, Mar 12]", [2027], date(2027, 3, 12)),
        ("[Fri, Mar 12]", [2026, 2027, 2027], date(2027, 3, 12)),
        ("[Mar 12]", [2027], date(2027, 3, 12)),
        ("[Mar 12, 2027]", [], date(2027, 3, 12)),
        ("[Fri 2027-03-12]", [2030], date(2027, 3, 12)),
        ("[Feb 29]", [2027, 2028], date(2028, 2, 29)),
        ("[Monday]", [], 0),
        ("[Sun]", [2027], 6),
    ],
)
def test_a_day_resolves_to_a_date_or_a_weekday(header: str, years: list[int], resolved: date | int) -> None:
    day = read_grid_header(header)
    assert day is not None
    assert day.resolve(years) == resolved


@pytest.mark.parametrize(
    ("header", "years", "says"),
    [
        ("[Thu, Mar 12]", [2027], "March 12 is called a Thursday; in 2027 it is a Friday."),
        ("[Mon, Mar 12]", [2026, 2027], "in 2026 it is a Thursday and in 2027 it is a Friday"),
        ("[Thu 2027-03-12]", [2026], "in 2027 it is a Friday"),
        ("[Feb 30]", [2027], "there is no February 30 in 2027"),
        ("[Feb 29]", [2026, 2027], "there is no February 29 in 2026 or 2027"),
        ("[Sun, Feb 30]", [2027], "there is no February 30"),
        ("[Mar 40]", [2027], "there is no March 40"),
        ("[2027-02-30]", [2028], "there is no February 30 in 2027"),
        ("[Mar 12]", [], "the year of March 12 is not known"),
        ("[Mar 12]", [2026, 2027], "March 12 may be in 2026 or 2027"),
        ("[Fri, Mar 12]", [2021, 2027], "March 12 may be in 2021 or 2027"),
    ],
)
def test_a_day_that_is_none_is_refused_with_what_it_is(header: str, years: list[int], says: str) -> None:
    day = read_grid_header(header)
    assert day is not None
    with pytest.raises(GridProblem) as caught:
        day.resolve(years)
    assert says in caught.value.message
    assert caught.value.hint


def test_a_day_of_nothing_does_not_resolve() -> None:
    with pytest.raises(GridProblem):
        GridDay(None, None, None, None).resolve([2027])


def test_a_header_splits_into_question_and_day() -> None:
    assert split_grid_header("When? (own time) [Fri, Mar 12]") == ("When? (own time)", "Fri, Mar 12")
    assert split_grid_header("When?") is None
