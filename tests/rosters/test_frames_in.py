"""A DataFrame wherever a sheet is read: whatever type its cells have, the same people, and the same doubts."""

from __future__ import annotations

import decimal
import io
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.program import read_program, what_changes
from pairing.rosters.changes import read_changes
from pairing.rosters.people import read_mentors
from pairing.rosters.poll_files import read_poll
from pairing.rosters.settings_polls import PollSettings
from pairing.rosters.sheet import read_sheet
from tests.living.replay import EXAMPLE, ROOT

POLLS = ROOT / "tests" / "data" / "polls"
HEADER = ("Full name", "How many Collabies can you take?")


@pytest.fixture
def sheets() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those of the example, as pandas reads them."""
    return pd.read_csv(EXAMPLE / "collabies.csv"), pd.read_csv(EXAMPLE / "mentors.csv")


def capacities(values: object) -> list[int | None]:
    """What a column of capacities is read as."""
    frame = pd.DataFrame({HEADER[0]: [f"Mentor {letter}" for letter in "ABC"], HEADER[1]: values})
    return [one.capacity for one in read_mentors(frame, capacity_if_blank=9).people]


# --- cells ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        [2, 3, None],
        [2.0, 3.0, np.nan],
        pd.array([2, 3, None], dtype="Int64"),
        pd.array([2, 3, None], dtype="Float64"),
        pd.array(["2", "3", None], dtype="string"),
        pd.Categorical(["2", "3", None]),
        pd.Categorical([2, 3, None]),
        pd.Series([2, 3, None], dtype=object),
        pd.Series([np.int8(2), np.float32(3), pd.NaT], dtype=object),
        [decimal.Decimal(2), decimal.Decimal(3), decimal.Decimal("NaN")],
        pd.arrays.SparseArray([2.0, 3.0, np.nan]),
        ["up to 2", "3", ""],
    ],
)
def test_a_number_is_a_number_and_what_is_missing_is_blank(values: object) -> None:
    assert capacities(values) == [2, 3, 9]


@pytest.mark.parametrize("value", [2.5, float("inf"), -1, True, pd.Timestamp("2027-03-01"), pd.Timedelta("2h")])
def test_what_is_no_number_of_places_sets_the_person_aside(value: object) -> None:
    roster = read_mentors([dict(zip(HEADER, ("Ada Quill", value), strict=True))])
    assert roster.people == ()
    (issue,) = roster.issues.of("aside")
    assert (issue.code, issue.place.split(",")[0]) == ("unreadable-capacity", "row 1 of the table")


@pytest.mark.parametrize(
    "value", [pd.Period("2027-03"), pd.Interval(1, 2), b"2", ["2"], {"2"}, 2j, np.array([2]), np.array([1, 2])]
)
def test_what_is_no_text_number_or_time_is_refused_with_its_row(value: object) -> None:
    frame = pd.DataFrame({HEADER[0]: ["Ada Quill", "Bo Lind"]})
    frame[HEADER[1]] = pd.Series([2, value], dtype=object)
    with pytest.raises(InputError) as caught:
        read_mentors(frame)
    assert [(one.code, one.place) for one in caught.value.issues] == [
        ("bad-cell", f'row 2 of the DataFrame, column "{HEADER[1]}"')
    ]


@pytest.mark.parametrize("text", ["nan", "NaN", "NaT", "<NA>"])
def test_a_blank_that_was_made_a_text_is_asked_about(text: str) -> None:
    frame = pd.DataFrame({"Name": ["Ada Quill", "Bo Lind", "Cem Osei"], "Track": ["Web", text, text]})
    (issue,) = read_sheet(frame).issues
    assert (issue.severity.value, issue.code, issue.value) == ("question", "blank-as-text", text)
    assert issue.place == 'row 2 of the DataFrame, column "Track"'
    assert issue.message.startswith(f"2 cells read {text!r}")


def test_a_person_called_nan_is_no_blank() -> None:
    assert read_sheet([{"Name": "Nan Osei", "Track": "None"}]).issues == ()


def test_answers_in_the_index_are_answers() -> None:
    frame = pd.DataFrame({"Name": ["Ada", "Bo"], "Zone": ["PT", "CET"], "Places": [1, 2]})
    plain = read_sheet(frame)
    for indexed in (frame.set_index("Name"), frame.set_index(["Name", "Zone"])):
        assert read_sheet(indexed).header == plain.header
        assert read_sheet(indexed).rows == plain.rows


def test_an_index_of_numbers_is_none_and_rows_are_counted_as_they_stand() -> None:
    frame = pd.DataFrame({"Name": ["Ada", "Bo", "", "Cem"]})[2:]
    assert [(row.line, row.cells) for row in read_sheet(frame).rows] == [(3, ("Cem",))]


def test_a_column_without_a_header_has_none_although_pandas_gives_it_one() -> None:
    frame = pd.read_csv(io.StringIO("Name,,Zone\nAda,x,PT\n"))
    sheet = read_sheet(frame)
    assert sheet.header == ("Name", "", "Zone")
    assert [one.code for one in sheet.issues] == ["blank-header"]


def test_a_header_that_stood_twice_is_said_although_pandas_numbered_it() -> None:
    frame = pd.read_csv(io.StringIO("Name,Zone,Zone\nAda,CET,PT\n"))
    (issue,) = read_sheet(frame).issues
    assert (issue.code, issue.value) == ("numbered-header", "Zone.1")
    assert issue.place == 'the header of the DataFrame, column "Zone.1"'


# --- the example ------------------------------------------------------------------------------------------------


def as_they_are(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def nullable(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.convert_dtypes()


def categories(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype("category")


def objects(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(object).where(frame.notna(), None)


def timestamps(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(Timestamp=pd.to_datetime(frame["Timestamp"], format="%m/%d/%Y %H:%M:%S"))


def indexed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index("Timestamp")


@pytest.mark.parametrize("kind", [as_they_are, nullable, categories, objects, timestamps, indexed])
def test_frames_of_the_example_give_the_problem_of_its_files(sheets, kind) -> None:
    collabies, mentors = map(kind, sheets)
    assert read_program(EXAMPLE, collabies=collabies, mentors=mentors).problem == read_program(EXAMPLE).problem


def test_the_doubts_of_a_frame_are_those_of_the_file_in_its_rows(sheets) -> None:
    by_file, by_frame = read_program(EXAMPLE), read_program(EXAMPLE, collabies=sheets[0], mentors=sheets[1])
    told = {one.code for one in by_file.issues} - {"sheet-in-git"}
    assert told == {one.code for one in by_frame.issues} - {"sheet-in-git"}
    (twice,) = (one for one in by_frame.issues if one.code == "answered-twice")
    assert twice.place == "row 27 of the DataFrame of Collabies"
    assert "answered twice (rows 10 and 27)" in twice.message


def test_a_frame_beside_a_file(sheets) -> None:
    one_more = pd.concat([sheets[0], sheets[0].iloc[[0]].assign(**{"What's your full name?": "Ines Haddad"})])
    one_more.iloc[-1, one_more.columns.get_loc("Email Address")] = "ines@example.org"
    program = read_program(EXAMPLE, collabies=one_more)
    assert len(program.problem.participants) == 27
    assert len(program.problem.mentors) == 16


def test_two_frames_are_a_programme_of_their_own(sheets) -> None:
    program = read_program(collabies=sheets[0], mentors=sheets[1])
    files = read_program(collabies=EXAMPLE / "collabies.csv", mentors=EXAMPLE / "mentors.csv")
    assert program.problem == files.problem
    assert "assumed-minutes" in [one.code for one in program.issues]


def test_one_sheet_alone_is_no_programme(sheets) -> None:
    for given in ({}, {"collabies": sheets[0]}, {"mentors": sheets[1]}):
        with pytest.raises(InputError, match="collabies and mentors: files, DataFrames or lists of dicts") as caught:
            read_program(**given)
        assert [one.code for one in caught.value.issues] == ["no-programme"]


def test_one_frame_for_both_sheets_is_refused(sheets) -> None:
    with pytest.raises(InputError) as caught:
        read_program(EXAMPLE, collabies=sheets[0], mentors=sheets[0])
    assert [one.code for one in caught.value.issues] == ["same-sheet"]


def test_the_faults_of_two_frames_come_together(sheets) -> None:
    with pytest.raises(InputError) as caught:
        read_program(EXAMPLE, collabies=pd.DataFrame(), mentors=pd.DataFrame({"Town": ["Rome"]}))
    files = [one.file for one in caught.value.issues]
    assert files[0] == "DataFrame of Collabies"
    assert files[-1] == "DataFrame of mentors"


# --- changes, history, polls ------------------------------------------------------------------------------------


def test_changes_as_a_frame_do_what_the_file_does() -> None:
    changes = pd.DataFrame(
        {
            "date": [pd.Timestamp("2027-03-04"), pd.NaT],
            "who": ["Ximena Kaplan", "Kavya Eriksen"],
            "session": [None, np.nan],
            "what": pd.Categorical(["leaves", "capacity"]),
            "value": [np.nan, 2.0],
        }
    )
    problem = read_program(EXAMPLE, changes=changes).problem
    assert "Ximena Kaplan" not in [one.name for one in problem.participants]
    assert problem.mentors[problem.mentor_idx("Kavya Eriksen")].capacity == 2


def test_a_doubt_about_a_change_has_its_row() -> None:
    changes = [{"date": "", "who": "Nobody Known", "session": "", "what": "leaves", "value": ""}]
    (issue,) = (one for one in read_program(EXAMPLE, changes=changes).issues if one.code.startswith("changes"))
    assert issue.place.startswith("row 1 of the table of changes")


def test_a_frame_of_no_changes_is_none() -> None:
    assert read_changes(pd.DataFrame(columns=["date", "who", "session", "what", "value"])).lines == ()


def test_history_as_a_frame_is_remembered() -> None:
    earlier = pd.DataFrame({"Collabie": ["Hana Hoang"], "Mentor": ["Noor Castellanos"]})
    program = read_program(EXAMPLE, history=earlier)
    assert len(program.problem.earlier) == 1
    met = {(one.participant.name, one.mentor.name) for one in solve(program).pairs}
    assert ("Hana Hoang", "Noor Castellanos") in {
        (one.participant.name, one.mentor.name) for one in solve(read_program(EXAMPLE)).pairs
    }
    assert ("Hana Hoang", "Noor Castellanos") not in met


def test_a_doubt_about_the_history_has_its_row() -> None:
    earlier = pd.DataFrame({"Collabie": ["Hana Hoang", None], "Mentor": ["Noor Castellanos", "Bo Tanaka"]})
    issues = read_program(EXAMPLE, history=earlier).issues
    (issue,) = (one for one in issues if one.code == "history-no-participant")
    assert issue.place.startswith("row 2 of the DataFrame of history")


@pytest.fixture
def with_poll(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "career-lab"))
    settings = folder / "pairing.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[[polls]]\nfile = "poll.csv"\n', encoding="utf-8")
    (folder / "poll.csv").write_text(
        'Full name,Time zone,"When are you free? [Fri, Mar 12]"\nHana Hoang,America/Chicago,6pm - 7pm\n',
        encoding="utf-8",
    )
    return folder


def test_a_poll_as_a_frame_gives_the_hours_of_its_file(with_poll: Path) -> None:
    frame = pd.read_csv(with_poll / "poll.csv")
    by_file, by_frame = read_program(with_poll), read_program(with_poll, polls={"poll.csv": frame})
    assert by_frame.problem == by_file.problem
    assert by_file.problem != read_program(EXAMPLE).problem
    assert "DataFrame of polls" in " ".join(one.place + one.message for one in by_frame.issues)


@pytest.mark.parametrize("cells", [str, None])
@pytest.mark.parametrize(
    "name",
    [
        *("google_forms_checkbox_grid_days.csv", "google_forms_checkbox_grid_times.csv", "rallly_2026.csv"),
        *("when2meet_day_time_columns.csv", "when2meet_time_column.csv", "weekday_columns_hhmm_blocks.csv"),
    ],
)
def test_a_poll_of_any_shape_reads_as_its_file_does(name: str, cells: type | None) -> None:
    settings = PollSettings(name, time_zone="Europe/Berlin")
    by_file = read_poll(settings, POLLS)
    by_frame = read_poll(settings, POLLS, source=pd.read_csv(POLLS / name, dtype=cells))
    assert [(one.name, one.free) for one in by_frame.answers] == [(one.name, one.free) for one in by_file.answers]
    assert by_frame.days == by_file.days


def test_a_poll_that_the_settings_do_not_name_is_refused(with_poll: Path) -> None:
    with pytest.raises(InputError, match=r"Its \[\[polls\]\] are poll.csv") as caught:
        read_program(with_poll, polls={"pol.csv": [{"Full name": "Ada"}]})
    assert [one.code for one in caught.value.issues] == ["unknown-poll"]


# --- what changes -----------------------------------------------------------------------------------------------


def test_what_changes_is_a_table() -> None:
    program = read_program(EXAMPLE)
    found = what_changes(program, solve(program))
    frame = found.to_frame()
    assert list(frame.columns) == ["session", "participant", "what", "before", "after", "time_before", "time_after"]
    assert set(frame["what"]) == {"joins"}
    assert "Nothing is published yet" in found._repr_html_()


def test_nothing_changes_as_a_table_has_the_same_columns() -> None:
    program = read_program(EXAMPLE)
    found = what_changes(program, solve(program))
    nothing = found._replace(moved=(), changes=(), retimed=())
    assert list(nothing.to_frame().columns) == list(found.to_frame().columns)
    assert (nothing.to_frame().dtypes == found.to_frame().dtypes).all()
