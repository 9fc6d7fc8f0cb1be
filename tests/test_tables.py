"""Rows as frames and pages: one kind of value a column, however few rows; and nothing on a page but what is meant."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from html.parser import HTMLParser

import pandas as pd
import pytest

import pairing
from pairing.documents.moved import Standing
from pairing.documents.moves import moves
from pairing.documents.retimed import Retimed, SetTime
from pairing.errors import InputError, Issue, Issues, Severity, at_line
from pairing.model.clock_words import Clocks
from pairing.tables import MOMENT, TEXT, TRUTH, WHOLE, Column, escaped, frame, html_table, page, without_addresses
from tests.living.replay import EXAMPLE

COLUMNS = (Column("who", TEXT), Column("places", WHOLE), Column("proved", TRUTH), Column("start", MOMENT))
KINDS = ["string", "Int64", "boolean", "datetime64[ns, UTC]"]
ADDRESS = Issue(
    Severity.ASIDE,
    "email-as-name",
    "the name is an address, 'ada@example.org'.",
    "Write the name.",
    file="collabies.csv",
    line=7,
    value="ada@example.org",
)
PRIVATE = Issue(
    Severity.QUESTION,
    "unknown-name",
    "a private wish names 'Bo Lindqvst', who is on no sheet; it cannot be kept as it stands.",
    "Did you mean 'Bo Lindqvist'?",
    file="mentors.csv",
    line=9,
    column="Anyone you would rather not meet?",
    value="Bo Lindqvst",
)
NOTE = Issue(Severity.NOTE, "newest-file", "b.csv is read.", file="b.csv")


class Reader(HTMLParser):
    """The tags of a page, those still open, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


# --- frames -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [[], [("Ada", 3, True, 0)], [(None, None, None, None)]])
def test_the_kinds_of_the_columns_do_not_hang_on_the_rows(rows: list[tuple[object, ...]]) -> None:
    found = frame(COLUMNS, rows)
    assert [str(kind) for kind in found.dtypes] == KINDS
    assert list(found.columns) == ["who", "places", "proved", "start"]
    assert len(found) == len(rows)


def test_a_whole_number_stays_whole_beside_a_blank() -> None:
    found = frame(COLUMNS, [("Ada", 2**60 + 1, True, 30082680), ("Bo", None, False, None)])
    assert found["places"][0] == 2**60 + 1
    assert found["start"][0] == pd.Timestamp("2027-03-13 18:00", tz="UTC")
    assert found.loc[1].isna().tolist() == [False, True, False, True]


def test_two_columns_of_one_name_are_both_there() -> None:
    found = frame((Column("load"), Column("load", WHOLE)), [("text", 1)])
    assert found.iloc[0].tolist() == ["text", 1]


# --- pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "Ada & Bo", 'a" onload="x', "</td></table>", "a|b\nc", "$x$ \\(y\\)", "\u202eevil"],
)
def test_a_name_is_nothing_but_its_letters(name: str) -> None:
    read = Reader(page(html_table((name, "places"), [(name, 2)], caption=name)))
    assert read.tags == ["div", "table", "caption", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert read.open == []
    assert "".join(read.texts).count(" ".join(name.split())) == 3


def test_what_stands_between_dollar_signs_is_not_set_as_mathematics() -> None:
    assert page("").startswith('<div class="pairing tex2jax_ignore mathjax_ignore">')


def test_numbers_stand_to_the_right_and_a_missing_value_is_blank() -> None:
    shown = html_table(("n", "t", "b"), [(3, None, True)])
    assert '<td style="text-align:right">3</td><td style="text-align:left"></td>' in shown
    assert '<td style="text-align:left">yes</td>' in shown


def test_a_long_table_says_how_much_more_there_is() -> None:
    shown = html_table(("n",), ((number,) for number in range(100)), most=10)
    assert shown.count("<tr>") == 1 + 10 + 1
    assert "and 90 more" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ada@example.org answered twice", "[address] answered twice"),
        ("'ada+x@mail.example.org', then <bo@example.org>;", "'[address]', then <[address]>;"),
        ("Ada @ Acme", "Ada @ Acme"),
        ("nobody", "nobody"),
    ],
)
def test_addresses_are_taken_out(text: str, shown: str) -> None:
    assert without_addresses(text) == shown
    assert "@example" not in escaped(text)


# --- issues -----------------------------------------------------------------------------------------------------


def test_issues_are_a_tuple_in_every_way() -> None:
    issues = Issues([NOTE, ADDRESS])
    assert issues == (NOTE, ADDRESS)
    assert hash(issues) == hash((NOTE, ADDRESS))
    assert isinstance(issues, tuple)
    assert [*issues, PRIVATE] == [NOTE, ADDRESS, PRIVATE]
    assert pickle.loads(pickle.dumps(issues)) == copy.deepcopy(issues) == issues
    assert type(copy.copy(issues)) is Issues


def test_an_error_holds_them() -> None:
    assert isinstance(InputError([NOTE]).issues, Issues)
    assert InputError("no").issues.of("error")[0].message == "no"


def test_issues_of_some_severities() -> None:
    issues = Issues([NOTE, ADDRESS, PRIVATE])
    assert issues.of(Severity.NOTE, "question") == (NOTE, PRIVATE)
    assert issues.of() == ()
    with pytest.raises(ValueError, match="fatal"):
        issues.of("fatal")


def test_the_frame_of_issues_has_its_columns_even_when_there_are_none() -> None:
    columns = ["severity", "code", "message", "hint", "file", "line", "column", "value", "person"]
    assert list(Issues().to_frame().columns) == list(Issues([NOTE]).to_frame().columns) == columns
    assert (Issues().to_frame().dtypes == Issues([NOTE]).to_frame().dtypes).all()
    assert Issues([NOTE, ADDRESS]).to_frame()["line"].tolist() == [pd.NA, 7]


def test_no_address_is_shown_and_the_issue_keeps_it() -> None:
    issues = Issues([ADDRESS])
    for shown in (issues._repr_html_(), issues.to_frame().to_csv(), ADDRESS._repr_html_()):
        assert "ada@example.org" not in shown
        assert "[address]" in shown
    assert issues[0].value == "ada@example.org"


def test_whose_wish_a_private_one_is_and_whom_it_means_is_not_shown() -> None:
    issues = Issues([PRIVATE])
    for shown in (issues._repr_html_(), issues.to_frame().to_csv(), PRIVATE._repr_html_()):
        assert "Bo" not in shown
        assert "9" not in shown
        assert "rather" not in shown
        assert "a private wish cannot be kept" in shown


def test_what_stops_most_comes_first_on_the_page() -> None:
    shown = Issues([NOTE, PRIVATE, ADDRESS])._repr_html_()
    assert shown.index(ADDRESS.code) < shown.index(PRIVATE.code) < shown.index(NOTE.code)


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [
        ("mentors.csv", 12, "mentors.csv, line 12"),
        ("mentors.csv", None, "mentors.csv"),
        ("", 3, "line 3"),
        ("DataFrame", 2, "row 1 of the DataFrame"),
        ("DataFrame of mentors", 1, "the header of the DataFrame of mentors"),
        ("table of Collabies", 4, "row 3 of the table of Collabies"),
        ("table of mentors.csv", 4, "table of mentors.csv, line 4"),
    ],
)
def test_rows_of_what_is_no_file_are_rows_and_counted_without_the_header(
    file: str, line: int | None, place: str
) -> None:
    assert at_line(file, line) == place
    assert Issue(Severity.NOTE, "x", "y", file=file, line=line).place == place


def test_a_page_loads_no_pandas() -> None:
    code = (
        "import sys, pairing; ada, cem = pairing.Participant('Ada'), pairing.Mentor('Cem')\n"
        "result = pairing.solve(pairing.Problem([ada], [cem], [pairing.Session('Review')]))\n"
        "shown = [result, result.problem, pairing.explain(result, 'Ada'), pairing.reasons_of(result)]\n"
        "assert all(one._repr_html_().startswith('<div') for one in shown)\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- what a cell shows beside the page --------------------------------------------------------------------------


def test_no_repr_holds_an_address() -> None:
    ada, dee = "ada@example.org", "dee@example.org"
    person = pairing.Participant("Ada", ada, apart=("cem@example.org",))
    problem = pairing.Problem([person], [pairing.Mentor("Dee", dee, capacity=0)], [pairing.Session("Review")])
    problem = problem.replace(rules=[pairing.Together(ada, dee)], seed=3)
    before, after = [Standing("Review", ada, (dee,))], [Standing("Review", ada)]
    found = moves(before, after, lambda one: one.partition("@")[0])
    with pytest.raises(pairing.ContradictionError) as caught:
        pairing.solve(problem)
    shown = [
        *(person, problem, ADDRESS, Issues([ADDRESS]), found, *found.moved, *found.mentors, *found.to_tell, *before),
        *(pairing.Meeting(ada, dee, "Review"), pairing.Practice((ada, dee)), pairing.Exempt(ada, dee, "track")),
        *caught.value.conflicts,
        *caught.value.issues,
        Retimed("Review", ada, dee, None, SetTime(0, Clocks("UTC", "UTC", "UTC"))),
    ]
    told = [repr(one) for one in shown]
    assert [text for text in told if "example.org" in text] == []
    assert repr(pairing.Meeting("ada", "dee", "Review")) == "Meeting(participant='ada', mentor='dee', session='Review')"


def test_no_repr_says_whose_wish_a_private_one_is() -> None:
    assert "Bo" not in repr(PRIVATE)
    assert "line=9" not in repr(Issues([PRIVATE]))


def test_a_programme_is_short_where_it_stands_alone() -> None:
    program = pairing.read_program(EXAMPLE)
    assert repr(program).startswith(
        "Program('Career Lab, spring 2027', Problem(26 participants, 16 mentors, 4 sessions"
    )
    assert "example" not in repr(program.book) + repr(program.standings)
    assert repr(pairing.read_mentors(EXAMPLE / "mentors.csv")) == (
        "Roster('mentors.csv', people: 15, set aside: 1, issues: 1)"
    )
