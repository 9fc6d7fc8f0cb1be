"""The tables of problems and results: what stands in them, and what never does."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pairing.engine.run import solve
from pairing.errors import InputError, NoPlanError
from pairing.model.frames import OF_PROBLEM, OF_RESULT
from pairing.model.intervals import FreeTime
from pairing.model.names import short_code, told_apart
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart
from pairing.model.session import Session
from pairing.model.solution import Result, Status

DAY = date(2027, 3, 1)
EVENING = (FreeTime(DAY, 17 * 60, 19 * 60, "Europe/Berlin"),)
DAYS = {"first_day": DAY, "last_day": DAY, "zone": "Europe/Berlin"}
TALK = Session("Talk", minutes=60, **DAYS)
SET = Session("Interview", minutes=60, time="we set", **DAYS)
REVIEW, PRACTICE = Session("Review"), Session("Practice", kind="peers")
ADA = Participant("Ada", "ada@example.org", free=EVENING, zone="Europe/Berlin", apart=("Eli",))
BO, CEM = (Participant(name, free=EVENING, zone="Europe/Berlin") for name in ("Bo", "Cem"))
DEE = Mentor("Dee", "dee@example.org", free=EVENING, zone="America/New_York", capacity=2)
ELI = Mentor("Eli", free=(), capacity=None)
EMPTY = Problem([], [], [REVIEW])


def plan(*sessions: Session, **more: object) -> Result:
    return solve(Problem([ADA, BO, CEM], [DEE, ELI], sessions or [TALK], seed=7).replace(**more))


def test_pairs_have_their_hours_in_common_on_both_clocks() -> None:
    frame = plan().to_frame()
    assert frame["session"].tolist() == ["Talk", "Talk"]
    assert frame["common"].tolist() == ["Mon 1 Mar, 17:00–19:00 CET (11:00–13:00 EST)"] * 2
    assert frame["common_minutes"].tolist() == [120, 120]
    assert frame["start"].isna().all()  # they agree on it themselves; the witness is told to nobody


def test_a_start_that_we_set_is_a_moment_in_utc() -> None:
    frame = plan(SET).to_frame()
    wanted = [pd.Timestamp("2027-03-01 16:00", tz="UTC"), pd.Timestamp("2027-03-01 17:00", tz="UTC")]
    assert sorted(frame["start"]) == wanted


def test_groups_have_a_row_for_each_person_and_a_number_in_their_session() -> None:
    people = [Participant(name) for name in "ABCDE"]
    frame = solve(Problem(people, [], [PRACTICE])).to_frame("groups")
    assert frame["group"].tolist() in ([1, 1, 2, 2, 2], [1, 1, 1, 2, 2])
    assert sorted(frame["participant"]) == list("ABCDE")


def test_who_is_left_out_and_the_loads() -> None:
    result = plan(TALK)
    assert result.to_frame("unpaired")["places"].tolist() == [1]
    loads = result.to_frame("loads")
    assert loads[["mentor", "load"]].values.tolist() == [["Dee", 2], ["Eli", 0]]
    assert loads["capacity"].tolist() == [2, pd.NA]
    assert result.to_frame("session loads")[["session", "load"]].values.tolist() == [["Talk", 2], ["Talk", 0]]


def test_levels_say_what_they_count_and_what_is_proved() -> None:
    frame = plan().to_frame("levels").set_index("level")
    assert frame.loc["unpaired"].tolist() == ["places left without anybody", 1, 1, True]


@pytest.mark.parametrize("table", OF_RESULT)
def test_a_table_of_nobody_has_the_columns_and_types_of_a_full_one(table: str) -> None:
    empty, full = solve(EMPTY).to_frame(table), plan(SET, TALK, REVIEW, PRACTICE).to_frame(table)
    assert list(empty.columns) == list(full.columns)
    assert [str(kind) for kind in empty.dtypes] == [str(kind) for kind in full.dtypes]


@pytest.mark.parametrize("table", OF_PROBLEM)
def test_a_problem_of_nobody_has_the_columns_and_types_of_a_full_one(table: str) -> None:
    empty, full = EMPTY.to_frame(table), plan().problem.to_frame(table)
    assert list(empty.columns) == list(full.columns)
    assert [str(kind) for kind in empty.dtypes] == [str(kind) for kind in full.dtypes]


def test_what_is_asked_of_the_sessions() -> None:
    frame = plan(SET, PRACTICE).problem.to_frame("sessions").set_index("session")
    assert frame["places_wanted"].tolist() == [3, 3]
    assert frame["mentors"].tolist() == [2, 0]
    assert frame.loc["Interview", "first_day"] == "2027-03-01"
    assert frame["closed"].tolist() == [False, False]


@pytest.mark.parametrize("table", ["pair", "", "remedies", None, ["pairs"]])
def test_an_unknown_table_is_refused_with_those_there_are(table: object) -> None:
    with pytest.raises(InputError, match="Known are pairs, groups, unpaired, loads, session loads, levels") as caught:
        plan().to_frame(table)  # type: ignore[arg-type]  # no such table: that is the point
    assert caught.value.issues[0].code == "unknown-table"
    with pytest.raises(InputError, match="Known are participants, mentors, sessions"):
        plan().problem.to_frame(table)  # type: ignore[arg-type]  # no such table: that is the point


@pytest.mark.parametrize("table", OF_RESULT)
def test_without_a_plan_there_is_no_table(table: str) -> None:
    with pytest.raises(NoPlanError):
        Result(EMPTY, Status.STOPPED, (), None, "cpsat", 1.0).to_frame(table)


# --- what is shown to nobody ------------------------------------------------------------------------------------


def everything(result: Result) -> str:
    """All that a notebook can show of it."""
    frames = [result.to_frame(table) for table in OF_RESULT] + [result.problem.to_frame(table) for table in OF_PROBLEM]
    people = [*result.problem.participants, *result.problem.mentors, *result.pairs]
    told = [repr(result), str(result), repr(result.problem), *map(repr, people)]
    return "\n".join([*told, *(frame.to_csv() for frame in frames), result._repr_html_(), result.problem._repr_html_()])


def test_no_address_is_shown_but_the_code_that_the_json_has() -> None:
    result = plan(TALK, REVIEW)
    assert "example.org" not in everything(result)
    assert set(result.to_frame("loads")["mentor_id"]) == {short_code("dee@example.org", key="7"), "eli"}


def test_nobody_reads_who_is_to_be_kept_apart() -> None:
    rule = Apart("Bo", "Eli")
    told = everything(plan(TALK, rules=[rule]))
    assert "apart" not in told.casefold()
    assert "private" not in told
    assert "Bo" not in repr(rule)
    assert "Eli" not in repr(rule)


def test_two_of_one_name_are_told_apart() -> None:
    names = told_apart([("a@example.org", "Gus"), ("g2", "Gus"), ("ada", "Ada")], "7")
    assert names == {"a@example.org": f"Gus ({short_code('a@example.org', key='7')})", "g2": "Gus (g2)", "ada": "Ada"}


# --- pages ------------------------------------------------------------------------------------------------------


def test_a_page_says_how_far_the_plan_is_proved_and_who_is_left_out() -> None:
    shown = plan(TALK, PRACTICE)._repr_html_()
    assert "2 pairs — proved: no better plan exists" in shown
    assert "<summary>Talk: 2 of 3 places, 1 left without anybody</summary>" in shown
    assert "not yet paired" in shown
    assert "Mon 1 Mar, 17:00–19:00 CET (11:00–13:00 EST)" in shown


def test_a_page_without_a_plan_says_so() -> None:
    shown = Result(EMPTY, Status.STOPPED, (), None, "cpsat", 1.0)._repr_html_()
    assert "No plan — stopped without a plan" in shown


def test_a_page_of_nobody_is_a_page() -> None:
    assert "0 pairs" in solve(EMPTY)._repr_html_()
    assert "0 participants, 0 mentors" in EMPTY._repr_html_()


def test_names_are_harmless_on_a_page() -> None:
    hostile = "<script>alert('x')</script>"
    problem = Problem([Participant(hostile)], [Mentor(f"{hostile} jr")], [Session(f"{hostile} S")], seed=3)
    for shown in (solve(problem)._repr_html_(), problem._repr_html_()):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
