"""Reading a sheet: what is read exactly, and each fault with its code, its line and its cure."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.sheet import read_sheet

SHEETS = Path(__file__).parents[1] / "data" / "sheets"
ADA = ("Ada Quill", "PT", "6pm - 7pm, 7pm - 8pm")
BO = ("Müller Bo", "CET", "9am - 10am")


def faults(source: object, **options: str) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as caught:
        read_sheet(source, **options)  # type: ignore[arg-type]
    assert caught.value.exit_status == 2
    assert all(issue.severity is Severity.ERROR for issue in caught.value.issues)
    return caught.value.issues


@pytest.mark.parametrize(
    "name", ["plain.csv", "utf8_with_bom.csv", "utf16_little_endian.csv", "utf16_big_endian.csv", "windows_1252.csv"]
)
def test_every_encoding_gives_the_same_cells(name: str) -> None:
    sheet = read_sheet(SHEETS / name)
    assert sheet.file == name
    assert sheet.header == ("Name", "Zone", "Hours")
    assert [(row.line, row.cells) for row in sheet.rows] == [(2, ADA), (3, BO)]


def test_windows_encoding_is_said_with_the_line_and_the_word() -> None:
    (issue,) = read_sheet(SHEETS / "windows_1252.csv").issues
    assert (issue.severity, issue.code, issue.line) == (Severity.WARNING, "windows-encoding", 3)
    assert issue.value == "Müller"
    assert issue.file == "windows_1252.csv"


def test_windows_encoding_is_said_where_only_a_no_break_blank_shows_it() -> None:
    sheet = read_sheet(SHEETS / "windows_no_break_blank.csv")
    (issue,) = sheet.issues
    assert (issue.code, issue.line, issue.value) == ("windows-encoding", 2, "Quill\xa0")
    assert sheet.rows[0].cells == ("Ada Quill\xa0", "PT")


@pytest.mark.parametrize(
    ("name", "header", "first"),
    [
        (
            "semicolons.csv",
            ("Name", "Which sessions, if any?", "Hours"),
            ("Ada Quill", "LinkedIn, Technical", "6pm - 7pm"),
        ),
        ("tabs.tsv", ("Name", "Zone", "Hours"), ADA),
        ("sep_line.csv", ("Name", "Zone, in words"), ("Ada Quill", "PT, I think")),
        ("one_column.csv", ("Name",), ("Ada Quill",)),
        ("quote_at_the_start_of_an_answer.csv", ("Name", "Notes"), ("Ada Quill", ' "hello", she said')),
        ("carriage_return_in_a_quoted_cell.csv", ("Name", "Notes"), ("Ada Quill", "one\rtwo")),
    ],
)
def test_cells_are_read_as_they_stand(name: str, header: tuple[str, ...], first: tuple[str, ...]) -> None:
    sheet = read_sheet(str(SHEETS / name))
    assert sheet.header == header
    assert sheet.rows[0].cells == first
    assert sheet.issues == ()


@pytest.mark.parametrize(
    ("name", "header_line", "lines"),
    [
        ("line_breaks_in_cells.csv", 1, [2, 5, 8]),
        ("blank_rows_between.csv", 3, [5, 7]),
        ("sep_line.csv", 2, [3]),
        ("header_only.csv", 1, []),
    ],
)
def test_lines_are_those_of_the_file(name: str, header_line: int, lines: list[int]) -> None:
    sheet = read_sheet(SHEETS / name)
    assert sheet.header_line == header_line
    assert [row.line for row in sheet.rows] == lines


@pytest.mark.parametrize(
    ("name", "code", "line", "cure"),
    [
        ("empty.csv", "empty-file", None, "Download"),
        ("only_a_bom.csv", "empty-file", None, "Download"),
        ("only_blank_rows.csv", "empty-file", None, "right file"),
        ("nul_byte.csv", "nul-byte", 3, "UTF-8"),
        ("utf16_without_bom.csv", "nul-byte", 1, "UTF-16"),
        ("utf16_cut_in_the_middle.csv", "broken-encoding", None, "Download"),
        ("utf8_bom_but_not_utf8.csv", "broken-encoding", None, "UTF-8"),
        ("windows_1252_undefined_byte.csv", "broken-encoding", 2, "UTF-8"),
        ("two_encodings_mixed.csv", "broken-encoding", 3, "UTF-8"),
        ("old_mac_line_ends.csv", "bare-cr", 1, "UTF-8"),
        ("one_lone_carriage_return.csv", "bare-cr", 2, "UTF-8"),
        ("unclosed_quote.csv", "unclosed-quote", 3, "Close it"),
        ("text_after_closing_quote.csv", "text-after-quote", 2, '""'),
        ("quote_left_open_two_rows_before.csv", "text-after-quote", 4, "starts on line 2"),
        ("blank_before_quote.csv", "blank-before-quote", 2, "Take out the blank"),
        ("unquoted_comma_hidden_by_a_blank_last_answer.csv", "long-row", 3, "comma"),
        ("header_with_unquoted_comma.csv", "long-header", 1, "quotes"),
        ("header_too_short.csv", "short-header", 1, "Delete a title"),
        ("title_above_the_header.csv", "title-row", 1, "Delete line 1,"),
        ("title_in_a_wide_row.csv", "title-row", 1, "Delete lines 1 to 3"),
        ("web_page.csv", "web-page", 1, "sign in"),
        ("git_merge_marks.csv", "merge-mark", 2, "between the marks"),
        ("bidi_control_in_the_header.csv", "bidi-control", 1, "without it"),
        ("excel_called_csv.csv", "excel-not-csv", None, "excel_called_csv.xlsx"),
        ("old_excel.xls", "old-excel", None, ".xlsx"),
        ("text_called_xlsx.xlsx", "not-a-workbook", None, "CSV"),
        ("comma_or_semicolon.csv", "ambiguous-separator", 1, "sep=;"),
        ("sep_line_of_an_unknown_kind.csv", "bad-separator", 1, "sep=,"),
    ],
)
def test_a_fault_of_the_file_has_code_line_and_cure(name: str, code: str, line: int | None, cure: str) -> None:
    (issue,) = faults(SHEETS / name)
    assert (issue.code, issue.file, issue.line) == (code, name, line)
    assert cure in issue.hint


def test_every_row_that_is_too_long_is_named() -> None:
    issues = faults(SHEETS / "unquoted_comma_in_a_name.csv")
    assert [(issue.code, issue.line) for issue in issues] == [("long-row", 3), ("long-row", 4)]
    assert "Lind, Bo, CET" in issues[0].message


def test_doubled_headers_are_all_named_with_their_columns() -> None:
    issues = faults(SHEETS / "duplicate_header.csv")
    assert [issue.code for issue in issues] == ["duplicate-header"] * 2
    assert "columns A and C" in issues[0].message
    assert "columns B and E" in issues[1].message


@pytest.mark.parametrize(
    ("name", "code", "line"), [("short_row.csv", "short-row", 3), ("bidi_control_in_a_name.csv", "bidi-control", 3)]
)
def test_a_fault_of_one_row_sets_it_aside_and_keeps_the_others(name: str, code: str, line: int) -> None:
    sheet = read_sheet(SHEETS / name)
    (issue,) = sheet.issues
    assert (issue.severity, issue.code, issue.line) == (Severity.ASIDE, code, line)
    assert [row.cells[0] for row in sheet.rows] == ["Ada Quill", "Cem Osei"]
    assert [row.line for row in sheet.rows] == [2, 4]


def test_a_bidi_control_is_shown_by_its_code_point() -> None:
    (issue,) = read_sheet(SHEETS / "bidi_control_in_a_name.csv").issues
    assert issue.value == "Bo [U+202E]Lind[U+202C]"
    assert "\u202e" not in str(issue)


@pytest.mark.parametrize(
    ("name", "code", "line", "value"),
    [
        ("header_without_a_name.csv", "blank-header", 3, "see me"),
        ("letter_lost_before.csv", "lost-letter", 2, ""),
        ("spreadsheet_errors.csv", "spreadsheet-error", 2, "#REF!"),
    ],
)
def test_a_warning_leaves_all_rows(name: str, code: str, line: int, value: str) -> None:
    sheet = read_sheet(SHEETS / name)
    (issue,) = sheet.issues
    assert (issue.severity, issue.code, issue.line, issue.value) == (Severity.WARNING, code, line, value)
    assert {len(row.cells) for row in sheet.rows} == {len(sheet.header)}


# --- files that are not there ----------------------------------------------------------------------------------------


def test_a_missing_file_suggests_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "collabies.csv").write_text("Name\nAda\n")
    (issue,) = faults(tmp_path / "colabies.csv")
    assert (issue.code, issue.file) == ("missing-file", "colabies.csv")
    assert "'collabies.csv'" in issue.hint


def test_a_missing_file_lists_what_is_there_when_nothing_is_near(tmp_path: Path) -> None:
    (tmp_path / "spring.csv").write_text("Name\nAda\n")
    (tmp_path / "notes.md").write_text("")
    (issue,) = faults(tmp_path / "mentors.csv")
    assert issue.hint == "In that folder are spring.csv."


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (issue,) = faults(tmp_path / "exports" / "mentors.csv")
    assert issue.code == "missing-file"
    assert "exports" in issue.hint


def test_a_folder_is_no_sheet(tmp_path: Path) -> None:
    (tmp_path / "mentors.csv").write_text("Name\nAda\n")
    (issue,) = faults(tmp_path)
    assert issue.code == "missing-file"
    assert "is a folder" in issue.message
    assert "mentors.csv" in issue.hint


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "nul\0inside.csv"])
def test_a_path_that_cannot_be_opened_is_no_traceback(tmp_path: Path, name: str) -> None:
    (issue,) = faults(tmp_path / name)
    assert issue.code == "unreadable-file"


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (issue,) = faults(tmp_path / "mentors.csv")
    assert issue.code == "unreadable-file"
    assert "Permission denied" in issue.message


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairing.rosters.sheet.MOST_BYTES", 10)
    (tmp_path / "mentors.csv").write_text("Name,Zone\nAda,PT\n")
    assert [issue.code for issue in faults(tmp_path / "mentors.csv")] == ["too-large"]


# --- patterns --------------------------------------------------------------------------------------------------------


def test_of_a_pattern_the_newest_file_counts_and_is_named_with_its_time(tmp_path: Path) -> None:
    for name, seconds in (("collabies (2).csv", 1_800_000_000), ("collabies.csv", 1_700_000_000)):
        (tmp_path / name).write_text(f"Name\n{name}\n")
        os.utime(tmp_path / name, (seconds, seconds))
    sheet = read_sheet(f"{tmp_path}/collabies*.csv")
    assert sheet.file == "collabies (2).csv"
    assert sheet.rows[0].cells == ("collabies (2).csv",)
    (issue,) = sheet.issues
    assert (issue.severity, issue.code, issue.file) == (Severity.NOTE, "newest-file", "collabies (2).csv")
    local = dt.datetime.fromtimestamp(1_800_000_000).astimezone()
    assert local.isoformat(" ", "minutes") in issue.message
    assert "newest of 2" in issue.message


def test_of_files_of_one_time_the_last_name_counts(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c.csv"):
        (tmp_path / name).write_text(f"Name\n{name}\n")
        os.utime(tmp_path / name, (1_800_000_000, 1_800_000_000))
    assert read_sheet(f"{tmp_path}/?.csv").file == "c.csv"


def test_a_pattern_that_nothing_fits_is_a_missing_file(tmp_path: Path) -> None:
    (issue,) = faults(f"{tmp_path}/collabies*.csv")
    assert issue.code == "missing-file"
    assert "collabies*.csv" in issue.message


def test_brackets_in_a_real_name_are_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "mentors [1].csv").write_text("Name\nAda\n")
    sheet = read_sheet(tmp_path / "mentors [1].csv")
    assert sheet.file == "mentors [1].csv"
    assert sheet.issues == ()


# --- tables in memory ------------------------------------------------------------------------------------------------


def test_a_data_frame_is_read_as_text_without_our_importing_pandas() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "Name": ["Ada Quill", None, "Bo Lind"],
            "Places": [2.0, math.nan, 2.5],
            "Since": [pd.Timestamp("2027-03-12"), pd.NaT, pd.Timestamp("2027-03-12 18:30")],
            "Count": pd.array([3, None, 4], dtype="Int64"),
            "Late": [True, None, False],
        }
    )
    sheet = read_sheet(frame)
    assert sheet.file == "DataFrame"
    assert sheet.header == ("Name", "Places", "Since", "Count", "Late")
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (2, ("Ada Quill", "2", "2027-03-12", "3", "TRUE")),
        (4, ("Bo Lind", "2.5", "2027-03-12 18:30:00", "4", "FALSE")),
    ]


def test_a_list_of_dicts_is_a_table_and_a_key_that_a_row_lacks_is_blank() -> None:
    sheet = read_sheet([{"Name": "Ada", "Zone": "PT"}, {"Name": "Bo", "Places": 3}])
    assert sheet.file == "table"
    assert sheet.header == ("Name", "Zone", "Places")
    assert [row.cells for row in sheet.rows] == [("Ada", "PT", ""), ("Bo", "", "3")]


def test_the_name_for_issues_can_be_given() -> None:
    (issue,) = faults([{"Name": "Ada", "name": "Bo"}], file="my list")
    assert (issue.code, issue.file) == ("duplicate-header", "my list")


def test_cells_that_are_no_text_are_all_named() -> None:
    issues = faults([{"Name": "Ada", "Tracks": ["Web", "Data"]}, {"Name": b"Bo", "Tracks": ""}])
    assert [(issue.code, issue.line, issue.column) for issue in issues] == [
        ("bad-cell", 2, "Tracks"),
        ("bad-cell", 3, "Name"),
    ]


@pytest.mark.parametrize("source", [42, {"Name": "Ada"}, [["Name"], ["Ada"]], None])
def test_what_is_no_table_is_refused(source: object) -> None:
    assert [issue.code for issue in faults(source)] == ["bad-source"]


def test_a_frame_of_several_header_rows_is_refused() -> None:
    import pandas as pd

    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("Fri", "9am"), ("Fri", "10am")]))
    assert [issue.code for issue in faults(frame)] == ["bad-source"]


def test_an_empty_list_has_no_columns() -> None:
    assert [issue.code for issue in faults([])] == ["empty-file"]


def test_reading_a_sheet_loads_neither_pandas_nor_openpyxl() -> None:
    code = (
        "import sys; from pairing.rosters.sheet import read_sheet; read_sheet(sys.argv[1]);"
        "print([name for name in ('pandas', 'numpy', 'openpyxl', 'difflib', 'zipfile') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SHEETS / "plain.csv")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# --- anything --------------------------------------------------------------------------------------------------------

cells = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]) | st.sampled_from(',;\t"\n '), max_size=8)


@given(st.lists(st.tuples(cells, cells, cells), max_size=6), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read_back_cell_for_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], separator: str, line_end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([("Name", "Zone", "Hours"), *rows])
    path = tmp_path_factory.mktemp("sheets") / "any.csv"
    path.write_bytes(f"sep={separator}\n{out.getvalue()}".encode())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row.cells for row in read_sheet(path).rows] == filled


@given(st.binary(max_size=200) | st.text('N,;\t"\r\n\ufeffü', max_size=60).map(str.encode))
def test_no_bytes_at_all_give_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("sheets") / "any.csv"
    path.write_bytes(content)
    try:
        sheet = read_sheet(path)
    except InputError as error:
        issues, widths = error.issues, {0}
    else:
        issues, widths = sheet.issues, {len(row.cells) - len(sheet.header) for row in sheet.rows}
    assert all(issue.code and issue.message and issue.file == "any.csv" for issue in issues)
    assert widths <= {0}
