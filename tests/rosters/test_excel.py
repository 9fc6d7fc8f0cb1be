"""Workbooks: the text a person sees, the sheet that is read, and what is refused."""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pairing.errors import InputError, Issue, Severity
from pairing.rosters.excel import cell_text
from pairing.rosters.sheet import read_sheet


def saved(tmp_path: Path, *rows: tuple[object, ...], more: Callable[[openpyxl.Workbook], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if more:
        more(book)
    path = tmp_path / "mentors.xlsx"
    book.save(path)
    return path


def rewritten(path: Path, member: str, change: Callable[[str], str]) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[member] = change(parts[member].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def fault(path: Path) -> Issue:
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    (issue,) = caught.value.issues
    assert issue.file == path.name
    return issue


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is ", "as it is "),
        (None, ""),
        (float("nan"), ""),
        (2, "2"),
        (2.0, "2"),
        (2.5, "2.5"),
        (-0.0, "0"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (dt.date(2027, 3, 12), "2027-03-12"),
        (dt.datetime(2027, 3, 12), "2027-03-12"),
        (dt.datetime(2027, 3, 12, 18, 30), "2027-03-12 18:30:00"),
        (dt.datetime(2027, 3, 12, tzinfo=dt.UTC), "2027-03-12 00:00:00+00:00"),
        (dt.time(18, 30), "18:30"),
        (dt.time(18, 30, 5), "18:30:05"),
        (dt.timedelta(hours=26, minutes=5), "26:05"),
        (dt.timedelta(seconds=61), "0:01:01"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_a_value_is_the_text_a_person_sees(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [["a"], {"a": 1}, b"a", object()])
def test_a_value_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        cell_text(value)


def test_numpy_scalars_are_numbers() -> None:
    import numpy as np

    assert [cell_text(one) for one in (np.int64(2), np.float32(2.0), np.bool_(True))] == ["2", "2", "TRUE"]
    assert cell_text(np.datetime64("2027-03-12")) == "2027-03-12"


def test_a_workbook_is_a_sheet(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ("Name", "Places", "Since", "Notes"),
        ("Ada Quill", 2.0, dt.datetime(2027, 3, 12, 18, 30), "line one\nline two"),
        (),
        ("Bo Lind", None, dt.date(2027, 3, 12), None),
    )
    sheet = read_sheet(path)
    assert sheet.file == "mentors.xlsx"
    assert sheet.header == ("Name", "Places", "Since", "Notes")
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (2, ("Ada Quill", "2", "2027-03-12 18:30:00", "line one\nline two")),
        (4, ("Bo Lind", "", "2027-03-12", "")),
    ]
    assert sheet.issues == ()


def test_of_several_sheets_the_first_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    def more(book: openpyxl.Workbook) -> None:
        book.worksheets[0].title = "Form Responses 1"
        book.create_sheet("Last year").append(["Name"])
        book.create_sheet("Empty")

    sheet = read_sheet(saved(tmp_path, ("Name",), ("Ada",), more=more))
    (issue,) = sheet.issues
    assert (issue.severity, issue.code) == (Severity.WARNING, "several-sheets")
    assert "'Form Responses 1'" in issue.message
    assert "'Last year' is not" in issue.message
    assert [row.cells for row in sheet.rows] == [("Ada",)]


def test_an_empty_first_sheet_and_a_hidden_one_are_passed_over(tmp_path: Path) -> None:
    def more(book: openpyxl.Workbook) -> None:
        book.create_sheet("Hidden").append(["Secret"])
        book["Hidden"].sheet_state = "hidden"
        book.create_sheet("Answers").append(["Name"])

    sheet = read_sheet(saved(tmp_path, more=more))
    assert sheet.header == ("Name",)
    assert sheet.issues == ()


def test_a_formula_that_was_never_calculated_is_refused(tmp_path: Path) -> None:
    issue = fault(saved(tmp_path, ("Name", "Places"), ("Ada", "=1+1"), ("Bo", "=2+1")))
    assert (issue.code, issue.line) == ("formula-without-value", 2)
    assert "2 formulas" in issue.message
    assert "B2" in issue.message


def test_a_formula_counts_by_its_stored_value(tmp_path: Path) -> None:
    path = saved(tmp_path, ("Name", "Places"), ("Ada", "=1+1"), ("Bo", '=""'))

    def calculated(xml: str) -> str:
        first, second = '<c r="B2"><f>1+1</f><v></v></c>', '<c r="B3"><f>""</f><v></v></c>'
        first, second = (one if one in xml else one.replace("<v></v>", "<v />") for one in (first, second))
        assert first in xml
        assert second in xml
        xml = xml.replace(first, '<c r="B2"><f>1+1</f><v>2</v></c>')
        return xml.replace(second, '<c r="B3" t="str"><f>""</f><v></v></c>')

    sheet = read_sheet(rewritten(path, "xl/worksheets/sheet1.xml", calculated))
    assert [row.cells for row in sheet.rows] == [("Ada", "2"), ("Bo", "")]


def test_a_title_above_the_header_is_named(tmp_path: Path) -> None:
    issue = fault(saved(tmp_path, ("Career Lab",), (), ("Name", "Zone"), ("Ada", "PT")))
    assert (issue.code, issue.line) == ("title-row", 1)
    assert "Delete lines 1 to 2" in issue.hint


def test_an_empty_workbook_is_an_empty_file(tmp_path: Path) -> None:
    assert fault(saved(tmp_path)).code == "empty-file"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mentors.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert fault(path).code == "not-a-workbook"


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, ("Name",), ("Ada",))
    path.write_bytes(path.read_bytes()[:-200])
    assert fault(path).code == "not-a-workbook"


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_part_is_no_traceback(tmp_path: Path, member: str) -> None:
    path = saved(tmp_path, ("Name",), ("Ada",))
    assert fault(rewritten(path, member, lambda xml: xml[: len(xml) // 2])).code == "not-a-workbook"


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = saved(tmp_path, ("Name",), ("Ada",))
    issue = fault(rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: bomb + xml[xml.index("<worksheet") :]))
    assert issue.code == "not-a-workbook"
    assert "EntitiesForbidden" in issue.message


@pytest.mark.parametrize(
    ("cap", "most"), [("MOST_UNPACKED", 100), ("MOST_ROWS", 1), ("MOST_COLUMNS", 1), ("MOST_CELLS", 3), ("LAST_ROW", 1)]
)
def test_more_than_a_cap_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: str, most: int) -> None:
    path = saved(tmp_path, ("Name", "Zone"), ("Ada", "PT"))
    monkeypatch.setattr(f"pairing.rosters.excel.{cap}", most)
    assert fault(path).code == "too-large"


@pytest.mark.parametrize("package", ["openpyxl", "defusedxml"])
def test_a_missing_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    path = saved(tmp_path, ("Name",), ("Ada",))
    monkeypatch.setitem(sys.modules, package, None)
    issue = fault(path)
    assert issue.code == "missing-package"
    assert package in issue.message
    assert 'pip install ".[excel]"' in issue.hint
